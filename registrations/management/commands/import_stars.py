"""manage.py import_stars FILE --year 2567 --by USERNAME [--dry-run] [--json]: earlier stars from the department's file.

Exits 0 whatever the rows say, 2 when the file is refused.
"""

import json
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from office.models import User
from office.workbooks import FileRefused
from registrations import actions


class Command(BaseCommand):
    help = "Takes the department's open file of results in, as stars of an earlier year."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--year", type=int, required=True, help="the year of the results, in the Buddhist era")
        parser.add_argument("--by", help="username of who takes it in; needed unless --dry-run")
        parser.add_argument("--dry-run", action="store_true", help="only report, write nothing")
        parser.add_argument("--json", action="store_true", help="the report as JSON")

    def handle(self, *, file: Path, year: int, by: str | None, **options: Any) -> None:
        try:
            content = file.read_bytes()
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}", returncode=2) from error
        try:
            if options["dry_run"]:
                report = actions.look_at_stars(content, year_be=year)
            else:
                actor = User.objects.filter(username=by or "").first()
                if actor is None:
                    raise CommandError("--by must name who takes the file in.")
                _, report = actions.import_stars(content, file_name=file.name, year_be=year, actor=actor)
        except FileRefused as refused:
            raise CommandError(f"{refused.code}: {refused}", returncode=2) from refused
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        if options["json"]:
            said = {**report.counts, "rows": report.unmatched, "notes": report.notes}
            self.stdout.write(json.dumps(said, ensure_ascii=False, indent=1))
            return
        self.stdout.write(report.sentence())
        for line in report.unmatched:
            self.stdout.write(f"  แถว {line['row']}: {line['producer']} · {line['product']} — {line['reason']}")
