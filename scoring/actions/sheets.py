"""Acts on a member's sheet: open, fill, submit, reopen, and standing back from an entry.

Each locks the entry first.  Settling locks the same rows, and so does a withdrawal, so a mark is either in the total
or refused, never in between.
"""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from committees.models import Appointment, Committee
from documents.models import Paper
from office import journal
from office.models import User
from office.rules import SECRETARIES, Role
from registrations.models import Entry
from registrations.rules import REASON_GIVEN
from rounds.clauses import keeps
from thai.dates import thai_date

from ..models import Criterion, Framework, Mark, Panel, Recusal, Result, Sheet
from ..rules import (
    ENTRY_SCREENED_IN,
    FRAMEWORK_ADDS_UP,
    FRAMEWORK_OF_ROUND,
    MARK_IN_HALVES,
    MARK_IS_A_STEP,
    MARK_ONCE,
    MARK_WITHIN_MAXIMUM,
    MEMBER_OF_PANEL,
    MEMBER_TODAY,
    NOT_RECUSED,
    NOT_SETTLED,
    ONE_AGREED_SHEET,
    SCORED_AT_PROVINCE,
    SHEET_COMPLETE,
    SHEET_ONCE_PER_MEMBER,
    SHEET_OPEN,
    SHEET_UNCHANGED,
    SheetStatus,
)
from .frameworks import framework_problems

Typed = Mapping[str, Decimal | str | int | None]


def _may_type(actor: User, member: Appointment) -> None:
    """The member himself, or the secretary (an administrator) from the signed paper; nobody else."""
    if actor.has_role(*SECRETARIES):
        return
    if not (actor.has_role(Role.MEMBER) and member.user_id == actor.pk):
        raise PermissionDenied


def _lock_entry(entry_id: int) -> Entry:
    """The entry as it stands, locked, and not yet settled."""
    entry = Entry.objects.select_for_update(no_key=True, of=("self",)).select_related("group", "round").get(pk=entry_id)
    NOT_SETTLED.require(not Result.objects.filter(entry=entry).exists())
    return entry


def _lock_sheet(sheet: Sheet) -> tuple[Sheet, Entry]:
    entry = _lock_entry(sheet.entry_id)
    fresh = Sheet.objects.select_for_update(no_key=True, of=("self",)).select_related("member").get(pk=sheet.pk)
    fresh.entry = entry
    return fresh, entry


def why_no_member(seat: Appointment, day: date) -> str:
    """Why the seat does not count as a member's on that day, to stand behind a name; empty while it does."""
    if seat.since is not None and day < seat.since:
        return f"เริ่มดำรงตำแหน่งใน{seat.committee} ตั้งแต่วันที่ {thai_date(seat.since)}{_by(seat.order)}"
    if seat.until is not None and day >= seat.until:
        return f"พ้นจาก{seat.committee} ตั้งแต่วันที่ {thai_date(seat.until)}{_by(seat.ended_by)}"
    return ""


def _by(order: Paper | None) -> str:
    return f" ตามคำสั่งที่ {order.number_of_year}" if order is not None else ""


def who_is_no_member(seat: Appointment, day: date, actor: User) -> dict[str, str]:
    """What MEMBER_TODAY says of the seat to this person."""
    return {"who": "ท่าน" if seat.user_id == actor.pk else f"{seat} ", "why": why_no_member(seat, day)}


@keeps(MEMBER_TODAY)
def _require_member_on(day: date, member: Appointment, actor: User) -> None:
    """The seat is held on that day; locked, so that an order which ends it waits until the marks stand, or is seen."""
    rows = Appointment.objects.select_for_update(no_key=True, of=("self",))
    seat = rows.select_related("committee", "order", "ended_by").get(pk=member.pk)
    MEMBER_OF_PANEL.require(seat.since is not None)
    MEMBER_TODAY.require(not why_no_member(seat, day), **who_is_no_member(seat, day, actor))


def _require_may_score(
    entry: Entry, member: Appointment, actor: User, *, at: datetime | None = None, lock_panel: bool = False
) -> None:
    ENTRY_SCREENED_IN.require(entry.status == Entry.Status.SCREENED_IN)
    panels = Panel.objects.select_for_update(no_key=True, of=("self",)) if lock_panel else Panel.objects
    MEMBER_OF_PANEL.require(
        panels.filter(
            group_id=entry.group_id,
            committee_id=member.committee_id,
            committee__status=Committee.Status.APPOINTED,
        ).first()
        is not None
    )
    _require_member_on(timezone.localdate(at), member, actor)
    NOT_RECUSED.require(not Recusal.objects.filter(entry=entry, member__in=_seats_of(member)).exists())


def _seats_of(member: Appointment) -> QuerySet[Appointment]:
    """The member's own seat and those that the same person had in the body before: a new role is a new seat."""
    return Appointment.objects.of_same_person(member)


def _use_framework(entry: Entry, *, at: datetime) -> Framework:
    """The round's framework; the first sheet freezes it, once its points add up."""
    framework = Framework.objects.filter(round_id=entry.round_id).first()
    FRAMEWORK_OF_ROUND.require(framework is not None)
    if framework.is_frozen:
        return framework
    framework = (
        Framework.objects.select_for_update(no_key=True, of=("self",)).select_related("round").get(pk=framework.pk)
    )
    if not framework.is_frozen:
        problems = framework_problems(framework)
        FRAMEWORK_ADDS_UP.require(not problems, problems="; ".join(problems))
        framework.frozen_at = at
        framework.save(update_fields=["frozen_at"])
    return framework


@keeps(
    ENTRY_SCREENED_IN,
    MEMBER_OF_PANEL,
    NOT_RECUSED,
    NOT_SETTLED,
    SHEET_ONCE_PER_MEMBER,
    ONE_AGREED_SHEET,
    SCORED_AT_PROVINCE,
    FRAMEWORK_ADDS_UP,
    FRAMEWORK_OF_ROUND,
)
@transaction.atomic
def open_sheet(entry: Entry, *, member: Appointment, actor: User, at: datetime | None = None) -> Sheet:
    """Begins the member's sheet for the entry, and freezes the round's framework with the first one.

    A sheet that the same person began in an earlier seat of the body is not begun anew: it goes on in this one.
    Raises ValidationError with the clause that does not hold, PermissionDenied for somebody else's seat.
    """
    _may_type(actor, member)
    at = at or timezone.now()
    framework = _use_framework(entry, at=at)
    entry = _lock_entry(entry.pk)
    _require_may_score(entry, member, actor, at=at, lock_panel=True)
    SCORED_AT_PROVINCE.require(framework.provincial_criteria(entry.group.code).exists())
    earlier = Sheet.objects.filter(entry=entry, member__in=_seats_of(member)).first()
    goes_on = earlier is not None and earlier.member_id != member.pk and earlier.status == SheetStatus.DRAFT
    SHEET_ONCE_PER_MEMBER.require(earlier is None or goes_on)
    if framework.method == Framework.Method.CONSENSUS:
        recused = Recusal.objects.filter(entry=entry).values("member")
        alive = Q(status=SheetStatus.SUBMITTED) | Q(member__in=Appointment.objects.on(timezone.localdate(at)))
        others = Sheet.objects.filter(alive, entry=entry).exclude(member__in=recused)
        other = others.exclude(pk=earlier.pk if earlier else None).select_related("member").first()
        ONE_AGREED_SHEET.require(other is None, member=other.member if other else "")
    if earlier is not None:
        earlier.member = member
        earlier.full_clean()
        earlier.save(update_fields=["member"])
        journal.record(actor=actor, verb="ทำแบบให้คะแนนต่อในตำแหน่งใหม่", target=earlier)
        return earlier
    sheet = Sheet(entry=entry, member=member, typed_by=actor, created_at=at)
    sheet.full_clean()
    sheet.save()
    journal.record(actor=actor, verb="เปิดแบบให้คะแนน", target=sheet)
    return sheet


@keeps(
    SHEET_OPEN,
    MARK_WITHIN_MAXIMUM,
    MARK_IS_A_STEP,
    MARK_IN_HALVES,
    MARK_ONCE,
    SCORED_AT_PROVINCE,
    SHEET_UNCHANGED,
)
@transaction.atomic
def save_marks(sheet: Sheet, *, marks: Typed, actor: User, seen: Typed | None = None) -> Sheet:
    """Writes the given marks into a draft, one row per criterion; None (or "") takes a mark away.

    marks: criterion code → points; criteria that are not named stay as they are.
    seen: the marks that stood on the page when the person began.  A mark left as it was seen is not written; one
    that somebody else has changed meanwhile to yet another value is not written over: SHEET_UNCHANGED names it.
    All or nothing: one ValidationError carries a sentence for each mark that does not hold.
    """
    sheet, entry = _lock_sheet(sheet)
    _may_type(actor, sheet.member)
    SHEET_OPEN.require(sheet.status == SheetStatus.DRAFT)
    _require_may_score(entry, sheet.member, actor)
    criteria = {row.code: row for row in _framework_of(entry).provincial_criteria(entry.group.code)}
    wanted = _read(marks, criteria)
    rows = {mark.criterion_id: mark for mark in Mark.objects.filter(sheet=sheet)}
    stored = {code: rows[row.pk].points if row.pk in rows else None for code, row in criteria.items()}
    if seen is not None:
        was = _read({code: seen.get(code) for code in wanted}, criteria)
        wanted = {code: points for code, points in wanted.items() if points != was[code]}
        clash = [code for code, points in wanted.items() if stored[code] not in (was[code], points)]
        SHEET_UNCHANGED.require(not clash, stored=", ".join(f"ข้อ {code} = {_shown(stored[code])}" for code in clash))
    after = {code: points for code, points in wanted.items() if points != stored[code]}
    if not after:
        return sheet
    new, changed, gone = [], [], []
    for code, points in after.items():
        criterion = criteria[code]
        mark = rows.get(criterion.pk)
        if mark is None:
            new.append(Mark(sheet=sheet, criterion=criterion, points=points, max_points=criterion.max_points))
        elif points is None:
            gone.append(mark.pk)
        else:
            mark.points = points
            changed.append(mark)
    Mark.objects.filter(pk__in=gone).delete()
    Mark.objects.bulk_update(changed, ["points"])
    Mark.objects.bulk_create(new)
    if sheet.typed_by_id != actor.pk:
        sheet.typed_by = actor
        sheet.save(update_fields=["typed_by"])
    journal.record(
        actor=actor, verb="บันทึกคะแนน", target=sheet, before={code: stored[code] for code in after}, after=after
    )
    return sheet


def _shown(points: Decimal | None) -> str:
    return "ยังไม่ให้คะแนน" if points is None else f"{points.normalize():f}"


def _framework_of(entry: Entry) -> Framework:
    framework = Framework.objects.filter(round_id=entry.round_id).first()
    FRAMEWORK_OF_ROUND.require(framework is not None)
    return framework


def _read(marks: Typed, criteria: dict[str, Criterion]) -> dict[str, Decimal | None]:
    """Typed marks as points.  Collects what is wrong with all of them before it refuses."""
    read: dict[str, Decimal | None] = {}
    wrong: list[ValidationError] = []
    for code, typed in marks.items():
        if code not in criteria:
            wrong.append(SCORED_AT_PROVINCE.error(code=code))
            continue
        try:
            read[code] = criteria[code].read(typed)
        except ValidationError as error:
            wrong.append(error)
    if wrong:
        raise ValidationError(wrong)
    return read


@keeps(SHEET_COMPLETE, SHEET_OPEN)
@transaction.atomic
def submit_sheet(sheet: Sheet, *, actor: User, at: datetime | None = None) -> Sheet:
    """Hands the complete sheet in; from now on only the secretary can reopen it."""
    sheet, entry = _lock_sheet(sheet)
    _may_type(actor, sheet.member)
    SHEET_OPEN.require(sheet.status == SheetStatus.DRAFT)
    _require_may_score(entry, sheet.member, actor, at=at)
    marked = set(Mark.objects.filter(sheet=sheet).values_list("criterion_id", flat=True))
    missing = [row.code for row in _framework_of(entry).provincial_criteria(entry.group.code) if row.pk not in marked]
    SHEET_COMPLETE.require(not missing, missing=", ".join(missing))
    _move(sheet, SheetStatus.SUBMITTED, submitted_at=at or timezone.now())
    journal.record(actor=actor, verb="ส่งคะแนน", target=sheet)
    return sheet


@keeps(NOT_SETTLED, MEMBER_TODAY)
@transaction.atomic
def reopen_sheet(sheet: Sheet, *, actor: User, reason: str) -> Sheet:
    """Gives a submitted sheet back for correction; the journal keeps the marks as they were.

    Not to somebody who has left the body since: nobody could hand it in again.
    """
    if not actor.has_role(*SECRETARIES):
        raise PermissionDenied
    REASON_GIVEN.require(bool(reason.strip()), act="เปิดแบบให้คะแนนคืน")
    sheet, _entry = _lock_sheet(sheet)
    if sheet.status != SheetStatus.SUBMITTED:
        raise ValidationError("แบบให้คะแนนนี้ยังไม่ได้ส่ง จึงไม่ต้องเปิดคืน โปรดเปิดหน้าล่าสุดของแบบนี้", code="move_not_allowed")
    today, member = timezone.localdate(), sheet.member
    held = Appointment.objects.on(today).of_same_person(member).exists()
    MEMBER_TODAY.require(held, **who_is_no_member(member, today, actor))
    marks = dict(Mark.objects.filter(sheet=sheet).values_list("criterion__code", "points"))
    _move(sheet, SheetStatus.DRAFT, submitted_at=None)
    journal.record(actor=actor, verb="เปิดแบบให้คะแนนคืน", target=sheet, reason=reason, before=marks)
    return sheet


def _move(sheet: Sheet, to: str, *, submitted_at: datetime | None) -> None:
    """Takes the locked sheet to another state of its table."""
    if to not in Sheet.NEXT[SheetStatus(sheet.status)]:
        raise SHEET_OPEN.error()
    sheet.status, sheet.submitted_at = to, submitted_at
    sheet.save(update_fields=["status", "submitted_at"])


@transaction.atomic
def fill_sheet(entry: Entry, *, member: Appointment, marks: Typed, actor: User, seen: Typed | None = None) -> Sheet:
    """The member's page in one act: opens the sheet if it is not there yet, then saves the marks.

    seen: as in `save_marks`.
    """
    _may_type(actor, member)
    if not Sheet.objects.filter(entry=entry, member=member).exists():
        _use_framework(entry, at=timezone.now())  # locked before the entry, as everywhere
    _lock_entry(entry.pk)
    sheet = Sheet.objects.filter(entry=entry, member=member).first()
    if sheet is None:
        sheet = open_sheet(entry, member=member, actor=actor)
    return save_marks(sheet, marks=marks, actor=actor, seen=seen)


@keeps(MEMBER_OF_PANEL, NOT_SETTLED)
@transaction.atomic
def recuse(entry: Entry, *, member: Appointment, actor: User, reason: str) -> Recusal:
    """The member stands back from the entry.

    A sheet that the member has for it stays as it is, for the record; it no longer counts and cannot be changed.
    Saying it twice changes nothing.
    """
    _may_type(actor, member)
    REASON_GIVEN.require(bool(reason.strip()), act="ถอนตัวจากการพิจารณา")
    entry = _lock_entry(entry.pk)
    MEMBER_OF_PANEL.require(Panel.objects.filter(group=entry.group, committee_id=member.committee_id).exists())
    existing = Recusal.objects.filter(entry=entry, member__in=_seats_of(member)).order_by("pk").first()
    if existing is not None:
        return existing
    # The person stands back, in whatever seat the person's sheet was handed in.
    seats = Appointment.objects.filter(sheets__entry=entry, pk__in=_seats_of(member)).exclude(pk=member.pk)
    recusals = [Recusal(entry=entry, member=seat, reason=reason) for seat in (member, *seats)]
    for recusal in recusals:
        recusal.full_clean()
        recusal.save()
    journal.record(
        actor=actor,
        verb="ถอนตัวจากการพิจารณา",
        target=recusals[0],
        reason=reason,
        after=journal.snapshot(recusals[0]),
    )
    return recusals[0]
