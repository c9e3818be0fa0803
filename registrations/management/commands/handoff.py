"""manage.py handoff [--round 2565-1] [--out FILE.xlsx|FILE.csv]: the department's hand-off file (docs/handoff.md)."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from office.exports import csv_lines, save_xlsx
from registrations.handoff import VERSION, handoff_headings, handoff_rows
from rounds.models import Round


class Command(BaseCommand):
    help = "Writes the entries that passed screening as the department's hand-off file."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--round", help="year and sequence, such as 2565-1; the current round without it")
        parser.add_argument("--out", type=Path, help=".xlsx or .csv; handoff-<round>.xlsx without it")

    def handle(self, *, round: str | None, out: Path | None, **options: Any) -> None:
        found = Round.objects.current() if round is None else self._named(round)
        if found is None:
            raise CommandError("There is no such round.")
        out = out or Path(f"handoff-{found.slug}.xlsx")
        if out.suffix not in {".xlsx", ".csv"}:
            raise CommandError(f"{out}: the file is .xlsx or .csv.")
        # Under its own name only when it is whole.
        half = out.with_name(f"{out.name}.part")
        try:
            with half.open("wb") as file:
                if out.suffix == ".xlsx":
                    count = save_xlsx(file, handoff_headings(), handoff_rows(found), title=VERSION)
                else:
                    rows = list(handoff_rows(found))
                    file.writelines(csv_lines(handoff_headings(), rows))
                    count = len(rows)
            half.replace(out)
        except OSError as error:
            half.unlink(missing_ok=True)
            raise CommandError(f"{out}: {error.strerror}") from error
        self.stdout.write(f"{out}: {count:,} แถว รุ่น {VERSION}")

    def _named(self, slug: str) -> Round | None:
        year, _, sequence = slug.replace("/", "-").partition("-")
        if not (year.isascii() and year.isdigit() and (sequence or "1").isascii() and (sequence or "1").isdigit()):
            return None
        return Round.objects.filter(year_be=int(year[:4]), sequence=int((sequence or "1")[:2])).first()
