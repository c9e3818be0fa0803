"""Official acts on a round: load it from a document's data, take it over for another year, make it the current one."""

import hashlib
import json
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from office import journal
from office.models import User
from office.rules import SECRETARIES, Role
from thai.dates import thai_date
from thai.digits import to_thai

from .clauses import REGISTRY, keeps
from .models import PlanStep, ProductGroup, Round, RoundClause
from .parts import parts
from .plan import lines
from .rules import (
    GRACE_WITHIN,
    MOST_DAYS_MOVED,
    PLACE_AND_PERIOD_SET,
    PLAN_HAS_DATES,
    PLAN_MOVED_WITHIN,
    PLAN_TAKEN_OVER_ONCE,
    ROUND_ONCE_PER_SEQUENCE,
    STEP_DONE_BY_EVIDENCE,
    STEP_NOT_DONE_AHEAD,
    STEP_NOTE_EXPLAINED,
    STEP_NOTE_TAKEN_BACK_ONCE,
    STEP_NOTE_TAKEN_BACK_WITH_REASON,
    STEP_NOTED_ONCE,
    WINDOW_CHANGED_WITH_REASON,
    EvidenceKind,
)

# What makes up the time for applying.
WINDOW = ("opens_at", "closes_at", "grace_minutes")
DATA = Path(__file__).parent / "data"


def read_round_data(name: str) -> dict[str, Any]:
    """The data of a round that ships with the system ("2565"), or of a JSON file of the same shape.

    Raises ValidationError when there is no such file or when it is not such data.
    """
    path = DATA / f"round-{name}.json" if name.isdigit() else Path(name)
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise ValidationError(f"ไม่พบข้อมูลรอบ {name} โปรดตรวจชื่อปีหรือที่อยู่ไฟล์") from error
    except ValueError as error:
        raise ValidationError(f"ไฟล์ {name} ไม่ใช่ข้อมูลรอบที่อ่านได้ (JSON)") from error
    missing = {"year_be", "title", "registered_from_be", "registered_to_be", "max_entries", "groups"} - data.keys()
    if missing:
        raise ValidationError(f"ไฟล์ {name} ขาดข้อมูล {', '.join(sorted(missing))}")
    unknown = [clause["code"] for clause in data.get("clauses", []) if clause["code"] not in REGISTRY]
    if unknown:
        raise ValidationError(f"ไฟล์ {name} อ้างกฎที่ระบบไม่รู้จัก: {', '.join(unknown)}")
    return data


def _may_change_rounds(actor: User | None) -> None:
    """A command of the operator's has no actor; a person needs the role."""
    if actor is not None and not actor.has_role(*SECRETARIES):
        raise PermissionDenied


@transaction.atomic
def load_round(data: dict[str, Any], *, actor: User | None = None) -> Round:
    """Writes the round that `data` describes (see `data/round-2565.json` for the shape), with groups, plan and clauses,
    and with what other rooms keep for it (`parts.py`).

    A round of the same year and sequence is left as it is and returned: what the office has changed stays.
    """
    _may_change_rounds(actor)
    sequence = data.get("sequence", 1)
    existing = Round.objects.filter(year_be=data["year_be"], sequence=sequence).first()
    if existing is not None:
        return existing
    round = Round(
        year_be=data["year_be"],
        sequence=sequence,
        title=data["title"],
        registered_from_be=data["registered_from_be"],
        registered_to_be=data["registered_to_be"],
        max_entries=data["max_entries"],
    )
    round.full_clean()
    round.save()
    ProductGroup.objects.bulk_create(
        ProductGroup(round=round, code=group["code"], name=group["name"], order=order)
        for order, group in enumerate(data["groups"], 1)
    )
    PlanStep.objects.bulk_create(_default_steps(round, data))
    RoundClause.objects.bulk_create(
        RoundClause(
            round=round,
            order=order,
            number=clause["number"],
            code=clause["code"],
            sentence=clause["sentence"],
            source=data.get("source", ""),
        )
        for order, clause in enumerate(data.get("clauses", []), 1)
    )
    for part in parts():
        part.load(round, data)
    journal.record(actor=actor, verb="นำเข้าข้อมูลรอบ", target=round, after=journal.snapshot(round))
    return round


@keeps(ROUND_ONCE_PER_SEQUENCE)
@transaction.atomic
def clone_round(source: Round, *, year_be: int, sequence: int = 1, actor: User | None = None) -> Round:
    """A new round with the groups, plan and clauses of `source`, and what other rooms keep for it, for another year.

    The window and the reference date stay empty, since the new round sets its own; the plan's dates move by whole
    years.  Raises ValidationError when that round exists already.
    """
    _may_change_rounds(actor)
    ROUND_ONCE_PER_SEQUENCE.require(not Round.objects.filter(year_be=year_be, sequence=sequence).exists())
    round = Round(
        year_be=year_be,
        sequence=sequence,
        title=source.title.replace(to_thai(source.year_be), to_thai(year_be)).replace(
            str(source.year_be), str(year_be)
        ),
        registered_from_be=source.registered_from_be,
        registered_to_be=source.registered_to_be,
        max_entries=source.max_entries,
        grace_minutes=source.grace_minutes,
    )
    round.full_clean()
    round.save()
    years = year_be - source.year_be
    for model, rows in (
        (ProductGroup, source.groups.all()),
        (RoundClause, source.clauses.all()),
        (PlanStep, source.steps.all()),
    ):
        copies = list(rows)
        for copy in copies:
            copy.pk = None
            copy.round = round
            if isinstance(copy, PlanStep):
                copy.starts_on = _years_later(copy.starts_on, years)
                copy.ends_on = _years_later(copy.ends_on, years)
                copy.is_default_value = True
                copy.done_on, copy.done_note = None, ""
        model.objects.bulk_create(copies)
    for part in parts():
        part.copy(source, round)
    journal.record(
        actor=actor, verb="คัดลอกรอบ", target=round, reason=f"คัดลอกจาก{source}", after=journal.snapshot(round)
    )
    return round


@keeps(PLACE_AND_PERIOD_SET)
@transaction.atomic
def set_current_round(round: Round, *, actor: User | None = None, reason: str = "") -> Round:
    """Makes this the one round that officers enter into and the public sees; the former one stays readable.

    Raises ValidationError when place or period are not set: nobody could apply.
    """
    _may_change_rounds(actor)
    rows = {row.pk: row for row in Round.objects.select_for_update().order_by("pk")}
    new = rows[round.pk]
    PLACE_AND_PERIOD_SET.require(new.opens_at is not None and bool(new.place))
    for old in rows.values():
        if old.is_current and old.pk != new.pk:
            old.is_current = False
            old.save(update_fields=["is_current"])
            journal.record(actor=actor, verb="สิ้นสุดการเป็นรอบปัจจุบัน", target=old, reason=reason)
    if not new.is_current:
        new.is_current = True
        new.full_clean()
        new.save(update_fields=["is_current"])
        journal.record(actor=actor, verb="ตั้งเป็นรอบปัจจุบัน", target=new, reason=reason)
    return new


@keeps(WINDOW_CHANGED_WITH_REASON, PLACE_AND_PERIOD_SET, GRACE_WITHIN)
@transaction.atomic
def change_window(
    round: Round,
    *,
    opens_at: datetime,
    closes_at: datetime,
    grace_minutes: int,
    reason: str,
    actor: User,
    seen: str | None = None,
) -> Round:
    """Moves the time for applying of a round whatever its state: an administrator's act, with a reason for everybody.

    seen: `window_state` of the page that was read; another window by then is not overwritten unseen.
    """
    row = Round.objects.select_for_update(no_key=True).get(pk=round.pk)
    WINDOW_CHANGED_WITH_REASON.require(actor.has_role(Role.ADMINISTRATOR) and bool(reason.strip()))
    if seen is not None and seen != window_state(row):
        raise ValidationError(
            f"เวลารับสมัครเพิ่งถูกเปลี่ยนเป็น {row.window_text()} โปรดเปิดหน้านี้ใหม่เพื่อดูข้อมูลล่าสุดก่อนทำต่อ", code="moved_by_other"
        )
    before = journal.snapshot(row, WINDOW)
    row.opens_at, row.closes_at, row.grace_minutes = opens_at, closes_at, grace_minutes
    row.full_clean()
    row.save(update_fields=WINDOW)
    before, after = journal.differences(before, journal.snapshot(row, WINDOW))
    if after:
        journal.record(actor=actor, verb="เปลี่ยนเวลารับสมัคร", target=row, reason=reason, before=before, after=after)
    return row


def window_state(round: Round) -> str:
    """A fingerprint of the time for applying, as a page has shown it."""
    said = f"{round.opens_at and round.opens_at.isoformat()} {round.closes_at and round.closes_at.isoformat()}"
    return hashlib.sha256(f"{said} {round.grace_minutes}".encode()).hexdigest()[:16]


# -- the plan ----------------------------------------------------------------------------------------------------


def _default_steps(round: Round, data: dict[str, Any], starts_on: date | None = None) -> list[PlanStep]:
    """Unsaved steps of a document's plan; moved as a whole so that the earliest begins on `starts_on`."""
    steps = [
        PlanStep(
            round=round,
            order=order,
            stage=step["stage"],
            name=step["name"],
            starts_on=date.fromisoformat(step["starts_on"]),
            ends_on=date.fromisoformat(step["ends_on"]),
            responsible=step["responsible"],
            evidence=step.get("evidence", EvidenceKind.NOTED),
            is_default_value=True,
        )
        for order, step in enumerate(data.get("steps", []), 1)
    ]
    if starts_on is not None and steps:
        _shift(steps, starts_on - min(step.starts_on for step in steps))
    return steps


def _shift(steps: list[PlanStep], by: timedelta) -> None:
    """Moves the dates that the steps have.  Raises ValidationError when one leaves the years that the system knows."""
    for step in steps:
        try:
            step.starts_on = step.starts_on and step.starts_on + by
            step.ends_on = step.ends_on and step.ends_on + by
            step.clean_fields(exclude=["round"])
        except (OverflowError, ValidationError) as error:
            raise PLAN_MOVED_WITHIN.error(most=MOST_DAYS_MOVED) from error


def _locked_round(round_id: int) -> Round:
    """The row that everyone waits for who changes the plan: its own page in the admin locks it, too."""
    return Round.objects.select_for_update(no_key=True).get(pk=round_id)


@keeps(PLAN_TAKEN_OVER_ONCE)
@transaction.atomic
def take_over_plan(round: Round, *, starts_on: date, actor: User | None = None) -> int:
    """Gives a round without a plan the one of 2565, moved as a whole so that it begins on that day; returns the steps.

    The steps stay marked as default values until somebody has looked at them.  Raises ValidationError when the round
    has a plan.
    """
    _may_change_rounds(actor)
    row = _locked_round(round.pk)
    count = row.steps.count()
    PLAN_TAKEN_OVER_ONCE.require(not count, count=count)
    steps = PlanStep.objects.bulk_create(_default_steps(row, read_round_data("2565"), starts_on))
    journal.record(actor=actor, verb="นำแผนตัวอย่างมาใช้", target=row, after={"starts_on": starts_on})
    return len(steps)


@keeps(PLAN_MOVED_WITHIN, PLAN_HAS_DATES)
@transaction.atomic
def move_plan(
    round: Round, *, days: int, actor: User | None = None, reason: str = "", only_undone: bool = False
) -> int:
    """Moves every dated step of the plan by so many days (negative: earlier); returns how many steps moved.

    only_undone: what is done stays where it was.  The steps stay default values if they were: a plan that is moved as
    a whole has not been compared with the province's own.
    """
    _may_change_rounds(actor)
    PLAN_MOVED_WITHIN.require(0 < abs(days) <= MOST_DAYS_MOVED, most=MOST_DAYS_MOVED)
    row = _locked_round(round.pk)
    steps = list(row.steps.all())
    if only_undone:
        steps = [line.step for line in lines(row, timezone.localdate(), steps=steps) if not line.is_done]
    steps = [step for step in steps if step.starts_on or step.ends_on]
    PLAN_HAS_DATES.require(bool(steps))
    _shift(steps, timedelta(days=days))
    PlanStep.objects.bulk_update(steps, ["starts_on", "ends_on"])
    verb = "เลื่อนขั้นตอนที่ยังไม่เสร็จ" if only_undone else "เลื่อนแผนทั้งชุด"
    journal.record(actor=actor, verb=verb, target=row, reason=reason, after={"เลื่อนไป (วัน)": days})
    return len(steps)


def _may_note(actor: User) -> None:
    if not actor.is_provincial:
        raise PermissionDenied


def _locked_step(step: PlanStep) -> PlanStep:
    _locked_round(step.round_id)
    return PlanStep.objects.select_related("round").get(pk=step.pk)


@keeps(STEP_DONE_BY_EVIDENCE, STEP_NOTE_EXPLAINED, STEP_NOT_DONE_AHEAD, STEP_NOTED_ONCE)
@transaction.atomic
def note_step_done(step: PlanStep, *, done_on: date, note: str, actor: User) -> PlanStep:
    """Notes that a step is done which leaves nothing in the system, with what shows it outside.

    Raises ValidationError for a step that is done by evidence, a day to come, an empty note, and when a colleague has
    noted it first.
    """
    _may_note(actor)
    row = _locked_step(step)
    STEP_DONE_BY_EVIDENCE.require(
        row.evidence == EvidenceKind.NOTED, step=row.name, evidence=row.get_evidence_display()
    )
    STEP_NOTED_ONCE.require(row.done_on is None, step=row.name, done_on=thai_date(row.done_on) if row.done_on else "")
    STEP_NOT_DONE_AHEAD.require(done_on <= timezone.localdate())
    STEP_NOTE_EXPLAINED.require(bool(note.strip()))
    row.done_on, row.done_note = done_on, note.strip()
    row.full_clean()
    row.save(update_fields=["done_on", "done_note"])
    after = {"ขั้นตอน": row.name, "done_on": row.done_on, "done_note": row.done_note}
    journal.record(actor=actor, verb="บันทึกว่าขั้นตอนในแผนเสร็จแล้ว", target=row.round, after=after)
    return row


@keeps(STEP_NOTE_TAKEN_BACK_ONCE, STEP_NOTE_TAKEN_BACK_WITH_REASON)
@transaction.atomic
def take_back_note(step: PlanStep, *, actor: User, reason: str) -> PlanStep:
    """Takes back what `note_step_done` noted; the step is undone again, and the journal keeps what was said."""
    _may_note(actor)
    row = _locked_step(step)
    STEP_NOTE_TAKEN_BACK_ONCE.require(row.done_on is not None, step=row.name)
    STEP_NOTE_TAKEN_BACK_WITH_REASON.require(bool(reason.strip()))
    before = {"done_on": row.done_on, "done_note": row.done_note}
    row.done_on, row.done_note = None, ""
    row.full_clean()
    row.save(update_fields=["done_on", "done_note"])
    journal.record(
        actor=actor,
        verb="ยกเลิกบันทึกว่าขั้นตอนในแผนเสร็จ",
        target=row.round,
        reason=reason,
        before={"ขั้นตอน": row.name, **before},
        after={"ขั้นตอน": row.name, "done_on": None, "done_note": ""},
    )
    return row


def _years_later(day: date | None, years: int) -> date | None:
    if day is None:
        return None
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return day.replace(year=day.year + years, day=28)
