"""Official acts on a round: load it from a document's data, take it over for another year, make it the current one."""

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from office import journal
from office.models import User
from office.rules import SECRETARIES
from thai.digits import to_thai

from .clauses import REGISTRY, keeps
from .models import PlanStep, ProductGroup, Round, RoundClause
from .rules import PLACE_AND_PERIOD_SET, ROUND_ONCE_PER_SEQUENCE, EvidenceKind

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
    """Writes the round that `data` describes (see `data/round-2565.json` for the shape), with groups, plan and clauses.

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
    PlanStep.objects.bulk_create(
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
    )
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
    journal.record(actor=actor, verb="นำเข้าข้อมูลรอบ", target=round, after=journal.snapshot(round))
    return round


@keeps(ROUND_ONCE_PER_SEQUENCE)
@transaction.atomic
def clone_round(source: Round, *, year_be: int, sequence: int = 1, actor: User | None = None) -> Round:
    """A new round with the groups, plan and clauses of `source`, for another year.

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


@transaction.atomic
def move_plan(round: Round, *, days: int, actor: User | None = None, reason: str = "") -> int:
    """Moves every dated step of the plan by so many days (negative: earlier); returns how many steps moved."""
    _may_change_rounds(actor)
    steps = list(round.steps.exclude(starts_on=None))
    for step in steps:
        step.starts_on += timedelta(days=days)
        if step.ends_on:
            step.ends_on += timedelta(days=days)
    PlanStep.objects.bulk_update(steps, ["starts_on", "ends_on"])
    journal.record(actor=actor, verb="เลื่อนแผนทั้งชุด", target=round, reason=reason, after={"days": days})
    return len(steps)


def _years_later(day: date | None, years: int) -> date | None:
    if day is None:
        return None
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return day.replace(year=day.year + years, day=28)
