from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from rounds.actions import load_round, read_round_data


class Command(BaseCommand):
    help = "นำเข้าข้อมูลรอบการคัดสรรจากหลักเกณฑ์ที่มากับระบบ (2565) หรือจากไฟล์ JSON"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="ปี พ.ศ. ที่มากับระบบ เช่น 2565 หรือที่อยู่ไฟล์ JSON")

    def handle(self, *args: Any, name: str, **options: Any) -> None:
        try:
            round = load_round(read_round_data(name))
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self.stdout.write(
            f"{round}: {round.groups.count()} ประเภท {round.steps.count()} ขั้นตอน {round.clauses.count()} ข้อ"
        )
