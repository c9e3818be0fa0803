"""`manage.py load_places [--province 47]`: provinces, districts and subdistricts with their official codes."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from office.places import load_places


class Command(BaseCommand):
    help = "โหลดรายชื่อจังหวัด อำเภอ ตำบล ตามรหัสทางการ (เรียกซ้ำได้)"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--province", metavar="รหัส", help="เฉพาะจังหวัดนี้ เช่น 47 (สกลนคร)")

    def handle(self, *args: Any, **options: Any) -> None:
        with transaction.atomic():
            provinces, districts, subdistricts = load_places(province=options["province"])
        if not provinces:
            raise CommandError(f"ไม่มีจังหวัดรหัส {options['province']} โปรดใช้รหัสสองหลัก เช่น 47")
        self.stdout.write(f"โหลดแล้ว: {provinces:,} จังหวัด {districts:,} อำเภอ {subdistricts:,} ตำบล")
