"""Deletes forms filled in beforehand whose time is over, and what officers typed and never saved.

Once a day is enough, and running it again harms nothing.
"""

from typing import Any

from django.core.management.base import BaseCommand

from registrations.actions import forget_kept_forms, forget_prefills


class Command(BaseCommand):
    help = "ลบแบบกรอกล่วงหน้าที่หมดเวลาแล้ว และแบบที่พิมพ์ค้างไว้เกินเจ็ดวัน"

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"ลบแบบกรอกล่วงหน้าที่หมดเวลาแล้ว {forget_prefills()} แบบ")
        self.stdout.write(f"ลบแบบที่พิมพ์ค้างไว้เกินเจ็ดวัน {forget_kept_forms()} แบบ")
