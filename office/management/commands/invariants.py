"""manage.py invariants [--json]: asks every room what must be true; exits 1 with the ids of what is not."""

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from office.invariants import discover


class Command(BaseCommand):
    help = "Checks what must be true of the database at any moment; exits 1 and names the rows that break it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="the answers as JSON")

    def handle(self, **options: Any) -> None:
        answers = [(one, one.broken()) for one in discover()]
        if options["json"]:
            said = [{"code": one.code, "sentence": one.sentence, "broken": rows} for one, rows in answers]
            self.stdout.write(json.dumps(said, ensure_ascii=False, indent=1))
        else:
            for one, rows in answers:
                self.stdout.write(f"{'ผิด' if rows else 'ถูก'}  {one.code}  {one.sentence}")
                for row in rows:
                    self.stdout.write(f"      {row}")
        if any(rows for _, rows in answers):
            sys.exit(1)
