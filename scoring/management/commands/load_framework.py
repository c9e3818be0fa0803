from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from rounds.models import Round
from scoring.actions import load_framework, read_framework_data


class Command(BaseCommand):
    help = "นำเข้าเกณฑ์การคัดสรรที่มากับระบบ (2565) หรือจากไฟล์ JSON ให้รอบการคัดสรร"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="ปี พ.ศ. ที่มากับระบบ เช่น 2565 หรือที่อยู่ไฟล์ JSON")
        parser.add_argument("--round", help="รอบ เช่น 2565-1 หากไม่ระบุคือรอบปัจจุบัน")

    def handle(self, *args: Any, name: str, round: str | None = None, **options: Any) -> None:
        try:
            framework = load_framework(read_framework_data(name), round=self._round(round))
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        sections = " ".join(f"{row.code} {row.max_points:f}" for row in framework.sections.all())
        self.stdout.write(f"{framework} ของ{framework.round}: {sections}")

    def _round(self, slug: str | None) -> Round:
        if slug is None:
            found = Round.objects.current()
        else:
            year, _, sequence = slug.partition("-")
            if not (year.isdecimal() and (sequence or "1").isdecimal()):
                raise CommandError(f"ไม่รู้จักรอบ {slug} โปรดระบุเป็น ปี-ครั้งที่ เช่น 2565-1")
            found = Round.objects.filter(year_be=int(year), sequence=int(sequence or 1)).first()
        if found is None:
            raise CommandError("ไม่พบรอบการคัดสรร โปรดนำเข้ารอบก่อนด้วย manage.py load_round 2565")
        return found
