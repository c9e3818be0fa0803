"""`manage.py import_producers FILE [--dry-run] [--json]`: a register's spreadsheet, row by row, and into the register.

Columns are matched as the file says, or as somebody has matched the same headings on the page before.

Rows are those of the sheet.  Each row of data is counted once, as ok, warn (a person should look; it goes in) or
refused; rows that are blank, a total, a note or a signature are counted as skipped.  Without --dry-run the rows that
pass are written in one transaction, as an import that can be taken back on its page.  Ends with 0 whatever the rows
say, and with 2 when the file is refused.
"""

import json
import sys
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandParser

from office.models import Office
from office.workbooks import MAX_FILE, FileRefused, read_sheet
from registrations.actions import confirm_import, drop_import, receive_import, report_import
from registrations.actions.imports import RegisterTable
from registrations.look_alikes import NEAR_NAME, SAME_ID, SAME_NAME, SAME_PHONE
from registrations.register import CITIZEN_ID, NAME, OK, PHONE, REFUSED, WARN, Reading, read_lines
from registrations.register_cells import Remark
from registrations.register_plan import Planner
from registrations.rules import ImportStatus, LineKind

# What makes two producers alike, as the report says it, with its column and code.
ALIKE = {
    SAME_ID: (CITIZEN_ID, "same_citizen_id"),
    SAME_PHONE: (PHONE, "same_phone"),
    SAME_NAME: (NAME, "same_name"),
    NEAR_NAME: (NAME, "near_name"),
}


class Command(BaseCommand):
    help = "นำเข้าทะเบียนผู้ผลิต OTOP จากไฟล์ .xlsx หรือ .csv (--dry-run ตรวจอย่างเดียว ไม่บันทึก)"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE", help="ไฟล์ .xlsx หรือ .csv")
        parser.add_argument("--dry-run", action="store_true", help="รายงานอย่างเดียว ไม่บันทึกอะไร")
        parser.add_argument("--json", action="store_true", help="รายงานเป็น JSON")

    def handle(self, *args: Any, file: str, dry_run: bool, json: bool, **options: Any) -> None:
        try:
            content = _content(file)
            found, readings = _read(content)
            message = _summary(found, readings) + (
                " · ยังไม่ได้บันทึก (--dry-run)" if dry_run else f" · {_write(content, Path(file).name)}"
            )
        except FileRefused as refused:
            self._tell(_report(refused.code, str(refused), None, []), as_json=json)
            sys.exit(2)
        self._tell(_report(None, message, found, readings), as_json=json)

    def _tell(self, report: dict[str, Any], *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(report, ensure_ascii=False))
            return
        for row in report["rows"]:
            if row["verdict"] != OK:
                what = "ไม่ผ่าน" if row["verdict"] == REFUSED else "โปรดตรวจ"
                self.stdout.write(f"แถว {row['row']} {what}: {row['message']}")
        refused = f"ไม่รับไฟล์ ({report['file_refused']}): " if report["file_refused"] else ""
        self.stdout.write(f"{refused}{report['message']}")


def _content(name: str) -> bytes:
    """Raises FileRefused; never reads more than a file may have, whatever the name leads to."""
    try:
        with Path(name).open("rb") as file:
            return file.read(MAX_FILE + 1)
    except FileNotFoundError:
        raise FileRefused("missing", "ไม่พบไฟล์นี้ โปรดตรวจชื่อและที่อยู่ของไฟล์") from None
    except (OSError, ValueError):  # a folder, no right to read it, a name with a zero byte
        raise FileRefused("unreadable", "เปิดอ่านไฟล์นี้ไม่ได้ โปรดตรวจว่าเป็นไฟล์ และมีสิทธิ์อ่าน") from None


def _read(content: bytes) -> tuple[RegisterTable, list[Reading]]:
    """Each row held against the rows above it and against the register; nothing is written.  Raises FileRefused."""
    found = RegisterTable.found_in(read_sheet(content), {})
    office = Office.objects.select_related("province").first()
    if office is None:
        raise FileRefused("no_office", "ยังไม่มีข้อมูลสำนักงาน จึงไม่รู้ว่าเป็นทะเบียนของจังหวัดใด โปรดบันทึกข้อมูลสำนักงานก่อนนำเข้า")
    planner = Planner(office)
    readings = {}
    for (row, cells), reading in zip(found.rows, read_lines(found.sheet, found.places, planner.reader), strict=True):
        planner.take(reading, found.named(cells) if reading.line is None else {})
        readings[row] = reading
    for suspicious in planner.finish().lines[LineKind.SUSPICIOUS]:
        reading = readings.get(suspicious.row)
        if reading is None or reading.line is None:
            continue
        for _, sentence in suspicious.said:
            for how, (column, code) in ALIKE.items():
                if sentence.startswith(how):
                    reading.add(Remark(column, code, sentence))
    return found, list(readings.values())


def _write(content: bytes, name: str) -> str:
    """What came of it, in a sentence.  Raises FileRefused when not even one row could be written.

    A file that writes nothing is dropped again: nobody will come to decide about it.
    """
    try:
        received = receive_import(content=content, file_name=name, actor=None)
        report_import(received)
        if received.status == ImportStatus.REFUSED:
            code, why = received.refusal_code, received.refusal
            drop_import(received, actor=None)
            raise FileRefused(code, why)
        if not received.writes:
            drop_import(received, actor=None)
            return "ไม่มีอะไรต่างจากทะเบียน จึงไม่ได้บันทึกอะไร"
        confirm_import(received, actor=None, only_good_rows=True)
    except ValidationError as error:
        raise FileRefused(getattr(error, "code", None) or "not_written", " ".join(error.messages)) from error
    return f"บันทึกแล้ว เป็นการนำเข้าเลขที่ {received.pk} ถอนกลับทั้งไฟล์ได้"


def _summary(found: RegisterTable, readings: list[Reading]) -> str:
    counts = _counts(found, readings)
    text = (
        f"ข้อมูล {len(readings):,} แถว ผ่าน {counts[OK]:,} โปรดตรวจ {counts[WARN]:,} "
        f"ไม่ผ่าน {counts[REFUSED]:,} ข้าม {counts['skipped']:,} แถว"
    )
    return " · ".join([text, *found.notes])


def _counts(found: RegisterTable | None, readings: list[Reading]) -> dict[str, int]:
    counts = {OK: 0, WARN: 0, REFUSED: 0}
    for reading in readings:
        counts[reading.verdict] += 1
    return counts | {"skipped": found.sheet.blank_rows + len(found.sheet.skipped) if found else 0}


def _report(code: str | None, message: str, found: RegisterTable | None, readings: list[Reading]) -> dict[str, Any]:
    rows = []
    for reading in readings:
        worst = reading.worst
        rows.append(
            {
                "row": reading.row,
                "verdict": reading.verdict,
                "column": (worst.column or None) if worst else None,
                "reason": worst.code if worst else None,
                "message": " ".join(
                    f"{remark.column}: {remark.sentence}" if remark.column else remark.sentence
                    for remark in reading.remarks
                ),
            }
        )
    return {"file_refused": code, "message": message, **_counts(found, readings), "rows": rows}
