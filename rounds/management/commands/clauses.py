"""Prints the clauses: a page that staff can lay beside the document."""

from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from rounds.actions import read_round_data
from rounds.clauses import REGISTRY, Clause, discover


class Command(BaseCommand):
    help = "แสดงหลักเกณฑ์ทุกข้อ: เลขข้อ ข้อความตามเอกสาร กฎในระบบ และที่ที่กฎบังคับใช้"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--document", default="2565", help="ปี พ.ศ. หรือไฟล์ JSON ของหลักเกณฑ์ (ค่าตั้งต้น 2565)")

    def handle(self, *args: Any, document: str, **options: Any) -> None:
        discover()
        self.tables = {
            constraint.name: model._meta.label for model in apps.get_models() for constraint in model._meta.constraints
        }
        try:
            data = read_round_data(document)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        said = set()
        self.stdout.write(f"{data['title']}\nที่มา: {data['source']}\n")
        for line in data["clauses"]:
            clause = REGISTRY[line["code"]]
            said.add(clause.code)
            self._show(clause, line["number"], line["sentence"])
        self.stdout.write("\nกฎอื่นที่ระบบบังคับใช้\n")
        for clause in sorted(REGISTRY.values(), key=lambda clause: clause.number == "-"):
            if clause.code not in said:
                self._show(clause, clause.number, "")

    def _show(self, clause: Clause, number: str, quoted: str) -> None:
        self.stdout.write(f"\n[{number}] {clause.code}")
        if quoted:
            self.stdout.write(f"    เอกสาร: {quoted}")
        self.stdout.write(f"    ระบบบอก: {clause.plain or clause.sentence}")
        for place in clause.held_by:
            table = self.tables.get(place.split()[-1])
            self.stdout.write(f"    บังคับใช้ที่: {place}" + (f" ของ {table}" if table else ""))
