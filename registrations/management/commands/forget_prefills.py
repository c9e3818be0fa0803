"""Deletes forms filled in beforehand whose time is over; once a day is enough, and running it again harms nothing."""

from typing import Any

from django.core.management.base import BaseCommand

from registrations.actions import forget_prefills


class Command(BaseCommand):
    help = "ลบแบบกรอกล่วงหน้าที่หมดเวลาแล้ว"

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"ลบแบบกรอกล่วงหน้าที่หมดเวลาแล้ว {forget_prefills()} แบบ")
