"""Acts on a file of the register before anything is written: receive it, report on it, choose its columns, drop it.

The upload only keeps the file; reading it takes seconds and is the work of a job.  Confirming and undoing stand in
`register_writes`.
"""

import hashlib
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any, Final

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from office import jobs, journal
from office.models import Office, User
from office.rules import ADMINISTRATORS, Role
from office.workbooks import (
    MAX_FILE,
    FileRefused,
    Sheet,
    cell_text,
    find_table,
    headings_of,
    read_sheet,
    suggest_mapping,
    write_xlsx,
)
from rounds.clauses import keeps
from thai.text import search_key

from ..models import RegisterImport, RegisterImportPart, RememberedColumns
from ..register import CITIZEN_ID, COLUMNS, REQUIRED, read_lines
from ..register_plan import Plan, Planner
from ..rules import COLUMNS_CHOSEN, IMPORT_OPEN, IMPORT_SAYS_WHY, ImportStatus, LineKind

# Who brings the whole register in and confirms; an officer brings in what is of the own district, for them to confirm.
REGISTRARS: Final = frozenset({Role.ADMINISTRATOR, Role.STAFF})
UNDOERS: Final = ADMINISTRATORS
JOB: Final = "register_import"
LINES_A_YIELD: Final = 500
# Refusals that a person can answer by saying which column is which.
MAPPABLE: Final = frozenset({"no_header", "missing_column", "duplicate_column"})
# What a workbook of refused lines has behind the file's own columns.
RETURNED: Final = ["แถว", "คอลัมน์", "เหตุผล"]
# What the last report said, wiped by the next.
_NOTHING_SAID: Final = {"refusal_code": "", "refusal": "", "notes": [], "rests_on": "", "counts": {}}


def may_bring_in(user: User) -> bool:
    return user.has_role(*REGISTRARS) or user.officer_district_id is not None


def may_work_on(register_import: RegisterImport, user: User) -> bool:
    """Registrars on every file; an officer on those for the own district."""
    own = register_import.district_id
    return user.has_role(*REGISTRARS) or (own is not None and own == user.officer_district_id)


def may_confirm(user: User | None) -> bool:
    """None is the command line: whoever reaches that may everything."""
    return user is None or user.has_role(*REGISTRARS)


def may_undo(user: User | None) -> bool:
    return user is None or user.has_role(*UNDOERS)


def require(holds: bool) -> None:
    if not holds:
        raise PermissionDenied


def locked_import(register_import: RegisterImport) -> RegisterImport:
    """The import as it stands now, locked; the row that was handed in is brought up to date in place."""
    register_import.refresh_from_db(from_queryset=RegisterImport.objects.select_for_update())
    return register_import


# -- receive -----------------------------------------------------------------------------------------------------


@transaction.atomic
def receive_import(*, content: bytes, file_name: str, actor: User | None) -> RegisterImport:
    """Keeps a file, unread.  An officer's is for the own district only.

    Raises ValidationError for an empty or too large one.
    """
    require(actor is None or may_bring_in(actor))
    if not content:
        raise ValidationError("ไฟล์ว่างเปล่า โปรดเลือกไฟล์ที่มีข้อมูล", code="empty")
    if len(content) > MAX_FILE:
        raise ValidationError(
            "ไฟล์ใหญ่เกิน 10 เมกะไบต์ โปรดลบรูปภาพและแผ่นงานที่ไม่ใช้ออก หรือแบ่งเป็นหลายไฟล์", code="unpacked_too_large"
        )
    district = None if actor is None or actor.has_role(*REGISTRARS) else actor.district
    row = RegisterImport(file_name=_plain_name(file_name), created_by=actor, district=district)
    row.keep_file(content)
    row.full_clean(exclude={"created_by"})  # nobody, from the command line
    row.save()
    journal.record(
        actor=actor,
        verb="ส่งไฟล์ทะเบียน",
        target=row,
        after={"ไฟล์": row.file_name, "ขนาด": len(content), "sha256": row.sha256},
    )
    return row


@transaction.atomic
def send_import(*, content: bytes, file_name: str, actor: User) -> RegisterImport:
    """Receives a file and has it read in the background; the same file sent twice is the one that still waits."""
    require(may_bring_in(actor))
    # A button pressed twice sends two requests at once: the second waits here for the row of the first.
    User.objects.select_for_update(no_key=True).get(pk=actor.pk)
    same = RegisterImport.objects.filter(
        sha256=hashlib.sha256(content).hexdigest(), created_by=actor, status__in=IMPORT_OPEN
    )
    if (waiting := same.first()) is not None:
        return waiting
    row = receive_import(content=content, file_name=file_name, actor=actor)
    start_report(row, actor=actor)
    return row


def _plain_name(file_name: str) -> str:
    name = os.path.basename(file_name.replace("\\", "/"))
    name = "".join(sign for sign in name if sign.isprintable()).strip()
    return name[-200:] or "ไฟล์ไม่มีชื่อ"


@transaction.atomic
def start_report(register_import: RegisterImport, *, actor: User) -> None:
    """Puts the reading into the queue: of a new file, after the columns were chosen, of one whose worker has died, or
    anew when the register has changed since."""
    row = locked_import(register_import)
    require(may_work_on(row, actor))
    if row.job is not None and row.job.is_active:
        raise ValidationError("กำลังตรวจไฟล์นี้อยู่ โปรดรอสักครู่", code="moved_by_other")
    if row.status != ImportStatus.RECEIVED:
        row.move(ImportStatus.RECEIVED)
    row.job = jobs.start(JOB, f"ตรวจไฟล์ทะเบียน “{row.file_name}”"[:300], {"register_import": row.pk}, actor)
    row.save(update_fields=["job"])


# -- report ------------------------------------------------------------------------------------------------------


def report_import(register_import: RegisterImport) -> RegisterImport:
    """Reads the file and keeps the report, all at once: what the command does, and what the job does in steps."""
    for _ in reporting(register_import):
        pass
    return register_import


@keeps(IMPORT_SAYS_WHY)
def reporting(
    register_import: RegisterImport, last_piece: AbstractContextManager[None] | None = None
) -> Iterator[tuple[int, int]]:
    """Reads, lays every line over the register, and keeps the report; nothing is written to the register.

    Gives (lines done, lines in all) every now and then.  Whoever is killed leaves the import "being read", to be read
    again from the start; the report appears whole, within `last_piece` (a transaction of the worker's own) or one here.
    """
    row = register_import
    with transaction.atomic():
        locked_import(row).move(ImportStatus.READING)
    parts: list[RegisterImportPart] = []
    try:
        sheet = read_sheet(row.content())
        try:
            table = RegisterTable.found_in(sheet, row.mapping)
        except FileRefused as refused:
            outcome = _columns_to_choose(sheet, refused)
        else:
            planner = _planner(row)
            yield 0, len(table.rows)
            readings = read_lines(table.sheet, table.places, planner.reader)
            for number, ((line, cells), reading) in enumerate(zip(table.rows, readings, strict=True), 1):
                if not planner.take(reading, table.named(cells) if reading.line is None else {}):
                    table.sent_back.append((line, cells))
                if number % LINES_A_YIELD == 0:
                    yield number, len(table.rows)
            for skipped in table.sheet.skipped:
                planner.skip(skipped.row, skipped.why)
            plan = planner.finish()
            yield len(table.rows), len(table.rows)
            outcome = {
                "status": ImportStatus.REPORTED,
                "notes": [*table.notes, *plan.notes],
                "rests_on": plan.rests_on,
                "counts": _counts(plan),
                **table.remembered,
            }
            parts = _parts(row, plan, table.returned(sheet, keeps_citizen_ids=planner.reader.keeps_citizen_ids))
    except FileRefused as refused:
        outcome = {"status": ImportStatus.REFUSED, "refusal_code": refused.code, "refusal": str(refused)}
    except ValidationError as error:  # the file is gone, or another one now
        code = error.code or "unreadable"
        outcome = {"status": ImportStatus.REFUSED, "refusal_code": code, "refusal": error.messages[0]}
    with last_piece or transaction.atomic():
        locked_import(row)
        row.parts.all().delete()
        RegisterImportPart.objects.bulk_create(parts, batch_size=200)
        row.move(outcome.pop("status"), **{"reported_at": timezone.now(), **_NOTHING_SAID, **outcome})


@dataclass
class RegisterTable:
    """The table of a file: which place each of our columns has, and the lines.

    remembered: headings and mapping, where the columns are those that were chosen for such headings before.
    """

    places: dict[str, int]
    sheet: Sheet
    notes: list[str]
    remembered: dict[str, Any] = field(default_factory=dict)
    sent_back: list[tuple[int, Sequence[Any]]] = field(default_factory=list)

    @classmethod
    def found_in(cls, sheet: Sheet, mapping: Mapping[str, str]) -> "RegisterTable":
        """As a person has chosen the columns, or as the file says, or as somebody chose for the same headings before.

        Raises FileRefused.
        """
        try:
            places, table = find_table(sheet, COLUMNS, REQUIRED, mapping)
            return cls(places, table, table.notes)
        except FileRefused as refused:
            if mapping or refused.code not in MAPPABLE:
                raise
            for row in headings_of(sheet):
                known = RememberedColumns.objects.filter(signature=signature_of(row.headings)).first()
                if known is not None:
                    try:
                        places, table = find_table(sheet, COLUMNS, REQUIRED, known.mapping)
                    except FileRefused:
                        break  # what was chosen then does not fit this file: it is asked again
                    note = "จับคู่คอลัมน์ตามที่เคยเลือกไว้สำหรับไฟล์ที่มีหัวคอลัมน์เดียวกันนี้"
                    remembered = {"headings": row.headings, "mapping": known.mapping}
                    return cls(places, table, [note, *table.notes], remembered)
            raise

    @property
    def rows(self) -> list[tuple[int, Sequence[Any]]]:
        return self.sheet.rows

    def named(self, cells: Sequence[Any]) -> dict[str, Any]:
        width = len(cells)
        return {name: cells[at] if at < width else None for name, at in self.places.items()}

    def returned(self, sheet: Sheet, *, keeps_citizen_ids: bool) -> dict[str, Any]:
        """The lines that were refused, under the file's own headings, for the workbook that goes back."""
        if not self.sent_back:
            return {}
        own = next((cells for number, cells in sheet.rows if number == self.sheet.header_row), ())
        headings = [cell_text(cell) for cell in own] if sheet.name == self.sheet.name else []
        longest = max(len(cells) for _, cells in self.sent_back)
        width = max(len(headings), longest, *(place + 1 for place in self.places.values()))
        headings += [""] * (width - len(headings))
        for name, at in self.places.items():
            headings[at] = headings[at] or name
        hidden = None if keeps_citizen_ids else self.places.get(CITIZEN_ID)
        rows = {
            number: ["" if at == hidden else cell_text(cell) for at, cell in enumerate(cells[:width])]
            for number, cells in self.sent_back
        }
        return {"headings": headings, "rows": rows}


def _columns_to_choose(sheet: Sheet, refused: FileRefused) -> dict[str, Any]:
    """A file whose header is there under other names: a person says which column is which.  Raises what refuses it."""
    rows = headings_of(sheet) if refused.code in MAPPABLE else []
    likely = [(len(suggest_mapping(row, COLUMNS)), -place, row) for place, row in enumerate(rows)]
    if not likely or (len(rows[0].headings) < len(REQUIRED) and max(likely)[0] < 2):
        raise refused
    row = max(likely, key=lambda each: each[:2])[2]
    if len(row.headings) < len(REQUIRED):
        raise refused
    return {
        "status": ImportStatus.NEEDS_MAPPING,
        "headings": row.headings,
        "mapping": suggest_mapping(row, COLUMNS),
        "refusal_code": refused.code,
        "refusal": str(refused),
    }


def signature_of(headings: Sequence[str]) -> str:
    """Of the file's own headings, so that its refused lines come back under the columns that were chosen for it."""
    return RememberedColumns.signature_of(_own_headings(headings), search_key)


def _own_headings(headings: Sequence[str]) -> list[str]:
    return list(headings[:-3] if list(headings[-3:]) == RETURNED else headings)


def _planner(row: RegisterImport) -> Planner:
    office = Office.objects.select_related("province").first()
    if office is None:
        raise FileRefused("no_office", "ยังไม่มีข้อมูลสำนักงาน จึงไม่รู้ว่าเป็นทะเบียนของจังหวัดใด โปรดบันทึกข้อมูลสำนักงานก่อนนำเข้า")
    return Planner(office, row.district)


def _counts(plan: Plan) -> dict[str, Any]:
    return {kind: len(lines) for kind, lines in plan.lines.items()} | {"rows": plan.total, "writes": plan.writes()}


def _parts(row: RegisterImport, plan: Plan, returned: dict[str, Any]) -> list[RegisterImportPart]:
    parts = [part for kind in LineKind.values for part in RegisterImportPart.of_lines(row, kind, plan.lines[kind])]
    parts.append(RegisterImportPart.of(row, RegisterImportPart.PLAN, plan.rows))
    if returned:
        parts.append(RegisterImportPart.of(row, RegisterImportPart.CELLS, returned))
    return parts


# -- choose columns ------------------------------------------------------------------------------------------------


@keeps(COLUMNS_CHOSEN)
@transaction.atomic
def choose_columns(register_import: RegisterImport, *, mapping: Mapping[str, str], actor: User) -> None:
    """A person says which heading of the file is which column of ours; it is remembered for files with such headings,
    and the file is read anew.

    mapping: our column → their heading; "" for a column that the file does not have.  Raises ValidationError when a
    column that must be there is not, or one heading is taken for two.
    """
    row = locked_import(register_import)
    require(may_work_on(row, actor))
    row.require_move(ImportStatus.RECEIVED)
    chosen = {column: mapping.get(column, "") for column in COLUMNS}
    missing = [column for column in REQUIRED if not chosen[column]]
    COLUMNS_CHOSEN.require(not missing, what=f"ยังไม่ได้เลือก {', '.join(missing)}")
    taken = [heading for heading in chosen.values() if heading]
    twice = [heading for heading in dict.fromkeys(taken) if taken.count(heading) > 1]
    COLUMNS_CHOSEN.require(not twice, what=f"เลือก “{'”, “'.join(twice)}” ไว้มากกว่าหนึ่งครั้ง")
    unknown = [heading for heading in taken if heading not in row.headings]
    COLUMNS_CHOSEN.require(not unknown, what="เลือกหัวคอลัมน์ที่ไม่มีในไฟล์นี้")
    row.mapping = chosen
    row.save(update_fields=["mapping"])
    RememberedColumns.objects.update_or_create(
        signature=signature_of(row.headings), defaults={"mapping": chosen, "saved_at": timezone.now()}
    )
    journal.record(actor=actor, verb="เลือกคอลัมน์ของไฟล์ทะเบียน", target=row, after=chosen)
    start_report(row, actor=actor)


@transaction.atomic
def choose_columns_again(register_import: RegisterImport, *, actor: User) -> None:
    """The report shows that a column was taken for another: back to the choice, also where it was remembered."""
    row = locked_import(register_import)
    require(may_work_on(row, actor))
    if not row.may_choose_again:
        raise ValidationError("ไฟล์นี้ไม่มีคอลัมน์ที่ต้องเลือกใหม่ โปรดเปิดหน้าล่าสุดของการนำเข้านี้", code="move_not_allowed")
    row.parts.all().delete()
    row.move(ImportStatus.NEEDS_MAPPING, reported_at=None, **_NOTHING_SAID)
    journal.record(actor=actor, verb="เลือกคอลัมน์ของไฟล์ทะเบียนใหม่", target=row)


# -- what goes back --------------------------------------------------------------------------------------------


def returned_workbook(register_import: RegisterImport) -> bytes:
    """The refused lines as a workbook: the file's own columns, then row, column and reason; all of it text, so that the
    corrected file can be sent again."""
    kept = register_import.part(RegisterImportPart.CELLS) or {"headings": list(COLUMNS), "rows": {}}
    own = _own_headings(kept["headings"])  # without the reasons of the time before, where they came back with the rows
    width = len(own)
    rows = [[*own, *RETURNED]]
    for line in register_import.all_lines(LineKind.REFUSED):
        cells = kept["rows"].get(str(line.row), [])[:width]
        columns = "\n".join(column for column, _ in line.said if column)
        reasons = "\n".join(reason for _, reason in line.said)
        rows.append([*cells, *[""] * (width - len(cells)), line.row, columns, reasons])
    return write_xlsx(rows, title="แถวที่ไม่ผ่าน", widths=[max(12, min(40, int(len(name) * 1.4))) for name in rows[0]])


# -- drop, forget ------------------------------------------------------------------------------------------------


@transaction.atomic
def drop_import(register_import: RegisterImport, *, actor: User | None, reason: str = "") -> None:
    """The file is not wanted: it goes, with its report; that it was sent and dropped stays."""
    row = locked_import(register_import)
    require(actor is None or may_work_on(row, actor))
    row.move(ImportStatus.DROPPED)
    journal.record(actor=actor, verb="ยกเลิกไฟล์ทะเบียน", target=row, reason=reason)
    _forget(row)


@transaction.atomic
def forget_import(register_import: RegisterImport, *, actor: User | None, reason: str = "") -> None:
    """Deletes file, report and way back, once nobody will take the import back: what it holds is personal data.

    The register stays as it is.  Raises ValidationError while the file is still to be decided on.
    """
    row = locked_import(register_import)
    require(may_undo(actor))
    if not row.may_forget:
        raise ValidationError("ลบไฟล์ได้เมื่อนำเข้า ยกเลิก หรือถอนกลับแล้ว และยังไม่เคยลบ", code="move_not_allowed")
    journal.record(actor=actor, verb="ลบไฟล์ทะเบียนที่นำเข้า", target=row, reason=reason)
    _forget(row)


def _forget(row: RegisterImport) -> None:
    row.parts.all().delete()
    name, storage = row.file.name, row.file.storage
    row.file, row.forgotten_at, row.headings = "", timezone.now(), []
    row.save(update_fields=["file", "forgotten_at", "headings"])
    if name:
        transaction.on_commit(lambda: storage.delete(name))
