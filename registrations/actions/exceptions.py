"""Acts on exceptions and extensions: what a named person decides beside the rules, with a reason, and takes back."""

from datetime import datetime

from django.db import transaction

from office import clock, journal
from office.models import District, User
from office.rules import Role
from rounds.clauses import keeps
from rounds.models import Round
from thai.dates import thai_datetime
from thai.text import normalise_block

from ..checklist import papers_of
from ..models import Entry, Extension, Producer, Requirement, Waiver
from ..rules import (
    EXTENSION_AFTER_CLOSING,
    EXTENSION_BY_ADMINISTRATOR,
    EXTENSION_FOR_ONE,
    EXTENSION_ONCE,
    EXTENSION_REVOKED_ONCE,
    PAPER_ASKED,
    PAPERS_BEFORE_SCREENING,
    REASON_GIVEN,
    SCREENED_BY_PROVINCE,
    WAIVER_ALIVE,
    WAIVER_BY_ADMINISTRATOR,
    WAIVER_BY_ANOTHER,
    WAIVER_OF_MISSING,
    WAIVER_ONCE,
    WaiverStatus,
)
from .common import given_reason, lock_entry
from .papers import LOOKED_AT


@keeps(SCREENED_BY_PROVINCE, PAPERS_BEFORE_SCREENING, PAPER_ASKED, WAIVER_OF_MISSING, WAIVER_ONCE, REASON_GIVEN)
@transaction.atomic
def propose_waiver(entry: Entry, *, requirement: Requirement, actor: User, reason: str) -> Waiver:
    """Asks for an exception for one paper (or standard) of one entry; another person decides it."""
    SCREENED_BY_PROVINCE.require(actor.is_provincial)
    reason = given_reason(reason, "ขอยกเว้นเอกสาร")
    lock_entry(entry)
    PAPERS_BEFORE_SCREENING.require(entry.status in LOOKED_AT, status=entry.get_status_display())
    alive = Waiver.objects.filter(entry=entry, requirement=requirement, status__in=WAIVER_ALIVE)
    WAIVER_ONCE.require(not alive.exists())
    line = papers_of(entry).line(requirement)
    PAPER_ASKED.require(line is not None, paper=requirement.name)
    WAIVER_OF_MISSING.require(line.is_missing, paper=requirement.name)
    waiver = Waiver(entry=entry, requirement=requirement, reason=reason, proposed_by=actor, proposed_at=clock.now())
    waiver.full_clean(exclude=["decided_by", "decided_at", "revoked_by", "revoked_at"])
    waiver.save()
    after = {"เอกสาร": requirement.name}
    for target in (waiver, entry):
        journal.record(actor=actor, verb="เสนอข้อยกเว้น", target=target, reason=reason, after=after)
    return waiver


def _lock_waiver(waiver: Waiver) -> None:
    entry = Entry.objects.select_related("round", "group", "producer").get(pk=waiver.entry_id)
    lock_entry(entry)
    waiver.refresh_from_db(from_queryset=Waiver.objects.select_for_update())
    waiver.entry = entry


def _decide(waiver: Waiver, to: WaiverStatus, *, actor: User, note: str, verb: str) -> Waiver:
    WAIVER_BY_ADMINISTRATOR.require(actor.has_role(Role.ADMINISTRATOR))
    _lock_waiver(waiver)
    WAIVER_BY_ANOTHER.require(waiver.proposed_by_id != actor.pk)
    before = {"status": waiver.get_status_display()}
    waiver.move(to, decided_by=actor, decided_at=clock.now(), decision_note=normalise_block(note))
    after = {"status": waiver.get_status_display(), "เอกสาร": waiver.requirement.name}
    for target in (waiver, waiver.entry):
        journal.record(actor=actor, verb=verb, target=target, reason=note, before=before, after=after)
    return waiver


@keeps(WAIVER_BY_ADMINISTRATOR, WAIVER_BY_ANOTHER)
@transaction.atomic
def grant_waiver(waiver: Waiver, *, actor: User, reason: str = "") -> Waiver:
    """An administrator who did not propose it lets the entry pass without this paper; it stands in the annex."""
    return _decide(waiver, WaiverStatus.GRANTED, actor=actor, note=reason, verb="อนุมัติข้อยกเว้น")


@keeps(WAIVER_BY_ADMINISTRATOR, WAIVER_BY_ANOTHER, REASON_GIVEN)
@transaction.atomic
def refuse_waiver(waiver: Waiver, *, actor: User, reason: str) -> Waiver:
    return _decide(
        waiver, WaiverStatus.REFUSED, actor=actor, note=given_reason(reason, "ไม่อนุมัติข้อยกเว้น"), verb="ไม่อนุมัติข้อยกเว้น"
    )


@keeps(WAIVER_BY_ADMINISTRATOR, REASON_GIVEN, PAPERS_BEFORE_SCREENING)
@transaction.atomic
def revoke_waiver(waiver: Waiver, *, actor: User, reason: str) -> Waiver:
    """Takes an exception back while the entry has not been screened on the strength of it; the row stays."""
    WAIVER_BY_ADMINISTRATOR.require(actor.has_role(Role.ADMINISTRATOR))
    reason = given_reason(reason, "ยกเลิกข้อยกเว้น")
    _lock_waiver(waiver)
    PAPERS_BEFORE_SCREENING.require(
        waiver.entry.status != Entry.Status.SCREENED_IN, status=waiver.entry.get_status_display()
    )
    before = {"status": waiver.get_status_display()}
    waiver.move(WaiverStatus.REVOKED, revoked_by=actor, revoked_at=clock.now(), revoke_reason=reason)
    after = {"status": waiver.get_status_display(), "เอกสาร": waiver.requirement.name}
    for target in (waiver, waiver.entry):
        journal.record(actor=actor, verb="ยกเลิกข้อยกเว้น", target=target, reason=reason, before=before, after=after)
    return waiver


# -- more time --------------------------------------------------------------------------------------------------------


@keeps(EXTENSION_BY_ADMINISTRATOR, EXTENSION_FOR_ONE, EXTENSION_AFTER_CLOSING, EXTENSION_ONCE, REASON_GIVEN)
@transaction.atomic
def grant_extension(
    *,
    round: Round,
    actor: User,
    ends_at: datetime,
    reason: str,
    producer: Producer | None = None,
    district: District | None = None,
    at: datetime | None = None,
) -> Extension:
    """Lets one producer, or all of one district, apply until `ends_at`; also after the closing, from now on."""
    EXTENSION_BY_ADMINISTRATOR.require(actor.has_role(Role.ADMINISTRATOR))
    EXTENSION_FOR_ONE.require((producer is None) != (district is None))
    reason = given_reason(reason, "ขยายเวลา")
    round = Round.objects.select_for_update(no_key=True).get(pk=round.pk)
    at = at or clock.now()
    EXTENSION_AFTER_CLOSING.require(
        round.closes_at is not None and ends_at > max(round.closes_at, at),
        closes=thai_datetime(round.closes_at) if round.closes_at else "ยังไม่กำหนด",
    )
    standing = Extension.objects.standing().filter(round=round, producer=producer, district=district)
    EXTENSION_ONCE.require(not standing.exists())
    extension = Extension(
        round=round,
        producer=producer,
        district=district,
        ends_at=ends_at,
        closed_at=round.closes_at,
        reason=reason,
        granted_by=actor,
        granted_at=at,
    )
    extension.full_clean(exclude=["revoked_by", "revoked_at"])
    extension.save()
    after = {"ให้": extension.whom.strip(), "ends_at": ends_at}
    for target in filter(None, (extension, round, producer)):
        journal.record(actor=actor, verb="ขยายเวลารับสมัคร", target=target, reason=reason, after=after)
    return extension


@keeps(EXTENSION_BY_ADMINISTRATOR, EXTENSION_REVOKED_ONCE, REASON_GIVEN)
@transaction.atomic
def revoke_extension(extension: Extension, *, actor: User, reason: str, at: datetime | None = None) -> Extension:
    """Ends an extension from now on; what was handed in while it stood stays handed in."""
    EXTENSION_BY_ADMINISTRATOR.require(actor.has_role(Role.ADMINISTRATOR))
    reason = given_reason(reason, "ยกเลิกการขยายเวลา")
    extension.refresh_from_db(from_queryset=Extension.objects.select_for_update())
    EXTENSION_REVOKED_ONCE.require(extension.is_standing)
    extension.revoked_by, extension.revoked_at, extension.revoke_reason = actor, at or clock.now(), reason
    extension.full_clean()
    extension.save(update_fields=["revoked_by", "revoked_at", "revoke_reason"])
    for target in filter(None, (extension, extension.round, extension.producer)):
        journal.record(
            actor=actor,
            verb="ยกเลิกการขยายเวลา",
            target=target,
            reason=reason,
            before={"ให้": extension.whom.strip(), "ends_at": extension.ends_at},
        )
    return extension
