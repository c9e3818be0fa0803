"""Acts on a file of the register before anything is written: receive it, report on it, choose its columns, drop it.

The upload only keeps the file; reading it takes seconds and is the work of a job.  Confirming and undoing stand in
`register_writes`.
"""

import os
from collections.abc import Iterator
from contextlib import AbstractContextManager
from typing import Any, Final

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from office import jobs, journal
from office.models import Office, User
from office.rules import ADMINISTRATORS, Role
from office.workbooks import MAX_FILE, FileRefused, find_table, read_sheet
from rounds.clauses import keeps

from ..models import RegisterImport, RegisterImportPart
from ..register import COLUMNS, REQUIRED
from ..register_plan import Plan, Planner
from ..rules import IMPORT_SAYS_WHY, ImportStatus, LineKind

# Who brings the whole register in and confirms; an officer brings in what is of the own district, for them to confirm.
REGISTRARS: Final = frozenset({Role.ADMINISTRATOR, Role.STAFF})
UNDOERS: Final = ADMINISTRATORS
JOB: Final = "register_import"
LINES_A_YIELD: Final = 500


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
    outcome: dict[str, Any]
    plan: Plan | None = None
    try:
        content = row.content()
        places, table = find_table(read_sheet(content), COLUMNS, REQUIRED)
        planner = _planner(row)
        yield 0, len(table.rows)
        for number, (line, cells) in enumerate(table.rows, 1):
            planner.take(line, {name: cells[at] if at < len(cells) else None for name, at in places.items()})
            if number % LINES_A_YIELD == 0:
                yield number, len(table.rows)
        plan = planner.finish()
    except FileRefused as refused:
        outcome = {"status": ImportStatus.REFUSED, "refusal_code": refused.code, "refusal": str(refused)}
    except ValidationError as error:  # the file is gone, or another one now
        outcome = {
            "status": ImportStatus.REFUSED,
            "refusal_code": error.code or "unreadable",
            "refusal": error.messages[0],
        }
    else:
        outcome = {
            "status": ImportStatus.REPORTED,
            "refusal_code": "",
            "refusal": "",
            "notes": [*table.notes, *plan.notes],
            "rests_on": plan.rests_on,
            "counts": _counts(plan),
        }
    with last_piece or transaction.atomic():
        locked_import(row)
        row.parts.all().delete()
        if plan is not None:
            _keep(row, plan)
        row.move(outcome.pop("status"), reported_at=timezone.now(), **outcome)


def _planner(row: RegisterImport) -> Planner:
    office = Office.objects.select_related("province").first()
    if office is None:
        raise FileRefused("no_office", "ยังไม่มีข้อมูลสำนักงาน จึงไม่รู้ว่าเป็นทะเบียนของจังหวัดใด โปรดบันทึกข้อมูลสำนักงานก่อนนำเข้า")
    return Planner(office, row.district)


def _counts(plan: Plan) -> dict[str, Any]:
    return {kind: len(lines) for kind, lines in plan.lines.items()} | {"rows": plan.total, "writes": plan.writes()}


def _keep(row: RegisterImport, plan: Plan) -> None:
    parts = [part for kind in LineKind.values for part in RegisterImportPart.of_lines(row, kind, plan.lines[kind])]
    parts.append(RegisterImportPart.of(row, RegisterImportPart.PLAN, plan.rows))
    if plan.cells:
        parts.append(RegisterImportPart.of(row, RegisterImportPart.CELLS, plan.cells))
    RegisterImportPart.objects.bulk_create(parts, batch_size=200)


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
