"""Acts on the list of papers that a round asks for: taken over from 2565, changed until the intake opens."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from office import clock, journal
from office.models import User
from office.rules import PROVINCIAL
from rounds.actions import read_round_data
from rounds.clauses import keeps
from rounds.models import Round
from thai.dates import thai_datetime

from ..models import Requirement
from ..round_parts import load_requirements
from ..rules import REQUIREMENTS_BEFORE_INTAKE, REQUIREMENTS_TAKEN_OVER_ONCE


def _lock_round(round_id: int, actor: User | None, at: datetime | None) -> Round:
    """The round's row, locked, once it is sure that its list may still change.  A command's operator is no actor."""
    if actor is not None and not actor.has_role(*PROVINCIAL):
        raise PermissionDenied
    round = Round.objects.select_for_update(no_key=True).get(pk=round_id)
    require_before_intake(round, at)
    return round


def require_before_intake(round: Round, at: datetime | None = None) -> None:
    REQUIREMENTS_BEFORE_INTAKE.require(
        round.opens_at is None or (at or clock.now()) < round.opens_at,
        opens=thai_datetime(round.opens_at) if round.opens_at else "",
    )


def own_code(round: Round) -> str:
    """A code for a paper that the province adds itself; people read its name, the code is for the system."""
    taken = set(round.requirements.values_list("code", flat=True))
    return next(code for number in range(1, len(taken) + 2) if (code := f"own_{number}") not in taken)


@keeps(REQUIREMENTS_BEFORE_INTAKE)
@transaction.atomic
def save_requirement(requirement: Requirement, *, actor: User, at: datetime | None = None) -> Requirement:
    """Adds or changes a paper of the list; the row comes with what was typed."""
    _lock_round(requirement.round_id, actor, at)
    stored = Requirement.objects.filter(pk=requirement.pk).first()
    before = journal.snapshot(stored) if stored else {}
    requirement.full_clean()
    requirement.save()
    before, after = journal.differences(before, journal.snapshot(requirement))
    if after:
        verb = "แก้ไขเอกสารที่ต้องยื่น" if stored else "เพิ่มเอกสารที่ต้องยื่น"
        journal.record(actor=actor, verb=verb, target=requirement, before=before, after=after)
    return requirement


@keeps(REQUIREMENTS_BEFORE_INTAKE)
@transaction.atomic
def delete_requirement(requirement: Requirement, *, actor: User, at: datetime | None = None) -> None:
    _lock_round(requirement.round_id, actor, at)
    journal.record(actor=actor, verb="ลบเอกสารที่ต้องยื่น", target=requirement, before=journal.snapshot(requirement))
    requirement.delete()


@keeps(REQUIREMENTS_TAKEN_OVER_ONCE)
@transaction.atomic
def take_over_requirements(round: Round, *, actor: User | None = None) -> int:
    """Gives a round that asks for no papers yet the list of 2565 as default values; returns how many papers.

    Also while the intake is open: a round loaded before there were lists would otherwise have none.
    """
    if actor is not None and not actor.has_role(*PROVINCIAL):
        raise PermissionDenied
    round = Round.objects.select_for_update(no_key=True).get(pk=round.pk)
    count = round.requirements.count()
    REQUIREMENTS_TAKEN_OVER_ONCE.require(not count, count=count)
    data = read_round_data("2565")
    load_requirements(round, data)
    if round.year_be != data["year_be"]:
        # What was read in the document of 2565 has not been read in this round's own.
        round.requirements.update(is_default_value=True)
    count = round.requirements.count()
    journal.record(actor=actor, verb="นำรายการเอกสารมาใช้", target=round, after={"เอกสาร (รายการ)": count})
    return count
