"""Forms filled in beforehand: sent and corrected by a phone that nobody knows, opened and used by an officer."""

import uuid
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from office import journal, tries
from office.models import District, User
from office.tries import DAY, MINUTE, Limit
from rounds.clauses import keeps
from rounds.models import Round

from ..eligibility import may_enter_for, window_values
from ..models import Entry, Prefill
from ..models.prefills import LIVES
from ..rules import (
    OWN_DISTRICT,
    PREFILL_CODE_ONCE,
    PREFILL_IN_TIME,
    PREFILL_UNTIL_OPENED,
    PREFILL_USED_ONCE,
    PREFILLS_ARE_LIMITED,
)
from ..spoken import new_code

# What a phone may write.  Sixty phones behind one hall's address send three forms each and are not slowed down; a
# machine that floods us fills a few megabytes, which are deleted within a week.
OF_AN_ADDRESS = (Limit("prefills-10m", 240, 10 * MINUTE), Limit("prefills-1d", 1_000, DAY))
OF_THE_SITE = (Limit("prefills-site-10m", 1_000, 10 * MINUTE), Limit("prefills-site-1d", 6_000, DAY))
TYPED_ON_A_PHONE = ("district", "said", "phone", "kind", "name", "group", "set_items", "description")


# Before the opening as well: whoever comes early fills in at home.
BEFORE_OPENING = timedelta(days=7)


def told_end(round: Round, district: District | None = None) -> datetime:
    """The end of the intake as somebody of this district may have been told it: the round's, or that of an extension
    for the district or one of its producers.  A phone does not say whose it is; the officer's form decides."""
    longer = round.extensions.standing()
    if district is not None:
        longer = longer.filter(Q(district=district) | Q(producer__district=district))
    return max([round.closes_at, *longer.values_list("ends_at", flat=True)])


def takes_prefills(round: Round, at: datetime | None = None, *, district: District | None = None) -> bool:
    at = at or timezone.now()
    return round.opens_at is not None and round.opens_at - BEFORE_OPENING <= at <= told_end(round, district)


def limits_of(address: str) -> list[Limit]:
    return [*(limit.of(address) for limit in OF_AN_ADDRESS), *OF_THE_SITE]


def seconds_to_wait(address: str) -> int:
    return tries.seconds_to_wait(limits_of(address))


@keeps(PREFILL_IN_TIME, PREFILL_CODE_ONCE, PREFILL_UNTIL_OPENED, PREFILLS_ARE_LIMITED)
@transaction.atomic
def fill_prefill(
    *, round: Round, token: uuid.UUID | str, address: str, at: datetime | None = None, **typed: object
) -> Prefill:
    """Keeps what a phone has sent, under a new code; typed: `TYPED_ON_A_PHONE`, cleaned.

    A form that comes again (sent twice, or corrected after a step back in the browser) carries the same token: it
    corrects what it made before.  Nothing is looked up in the register, so nothing of it can be told.
    Those whose time is over are deleted on the way.
    """
    at = at or timezone.now()
    if made := Prefill.objects.filter(token=token).first():
        return correct_prefill(made, address=address, at=at, **typed)
    PREFILLS_ARE_LIMITED.require(not seconds_to_wait(address))
    prefill = Prefill(round=round, token=token, created_at=at, **typed)
    district = prefill.district
    PREFILL_IN_TIME.require(takes_prefills(round, at, district=district), **window_values(round))
    forget_prefills(at=at)
    # Who stands in the queue at the closing is served in the grace minutes, with the form of before.
    last_moment = max(told_end(round, district), round.closes_at + timedelta(minutes=round.grace_minutes))
    prefill.expires_at = min(last_moment, at + LIVES)
    while True:
        prefill.code = new_code()
        if Prefill.objects.filter(code=prefill.code).exists():
            continue
        prefill.full_clean()
        try:
            with transaction.atomic():
                prefill.save(force_insert=True)
        except IntegrityError:
            # The same form or the same letters in the same moment.
            prefill.pk = None
            if made := Prefill.objects.filter(token=token).first():
                return correct_prefill(made, address=address, at=at, **typed)
        else:
            tries.count(limits_of(address), verb="หยุดรับแบบกรอกล่วงหน้าชั่วคราว")
            return prefill


@keeps(PREFILL_UNTIL_OPENED, PREFILLS_ARE_LIMITED)
@transaction.atomic
def correct_prefill(prefill: Prefill, *, address: str, at: datetime | None = None, **typed: object) -> Prefill:
    """Writes over what the same phone sent before, as long as no officer has opened it; the code stays."""
    PREFILLS_ARE_LIMITED.require(not seconds_to_wait(address))
    prefill.refresh_from_db(from_queryset=Prefill.objects.select_for_update())
    PREFILL_UNTIL_OPENED.require(not prefill.is_opened and prefill.is_waiting(at))
    changed = [name for name in typed if getattr(prefill, name) != typed[name]]
    if changed:
        for name in changed:
            setattr(prefill, name, typed[name])
        prefill.full_clean()
        prefill.save(update_fields=changed)
        tries.count(limits_of(address), verb="หยุดรับแบบกรอกล่วงหน้าชั่วคราว")
    return prefill


@keeps(OWN_DISTRICT)
@transaction.atomic
def open_prefill(prefill: Prefill, *, actor: User, at: datetime | None = None) -> Prefill:
    """An officer has it on the screen: from now on the phone changes nothing any more.  The first one stays named."""
    OWN_DISTRICT.require(_may_work_on(actor, prefill))
    Prefill.objects.filter(pk=prefill.pk, opened_at=None).update(opened_at=at or timezone.now(), opened_by=actor)
    prefill.refresh_from_db()
    return prefill


@keeps(OWN_DISTRICT, PREFILL_USED_ONCE)
@transaction.atomic
def use_prefill(prefill: Prefill, *, entry: Entry, actor: User, at: datetime | None = None) -> Prefill:
    """Says that this entry was made from it; called in the transaction that makes the entry, after `start_entry`.

    Whoever comes second with another entry is refused with the entry that stands, and so makes none.  What was typed
    is in the entry now and is taken out here: what is left is the code, which leads to the entry.
    """
    OWN_DISTRICT.require(_may_work_on(actor, prefill) and may_enter_for(actor, entry.producer))
    row = Prefill.objects.select_for_update().get(pk=prefill.pk)
    if row.entry_id != entry.pk:
        PREFILL_USED_ONCE.require(row.entry_id is None, code=row.code, entry=row.entry)
        at = at or timezone.now()
        stamps = {"opened_at": row.opened_at or at, "opened_by_id": row.opened_by_id or actor.pk}
        emptied = dict.fromkeys(("said", "phone", "set_items", "description"), "")
        Prefill.objects.filter(pk=row.pk).update(entry=entry, used_at=at, **stamps, **emptied)
        journal.record(
            actor=actor, verb="บันทึกจากแบบกรอกล่วงหน้า", target=entry, after={"code": row.code, "sent": row.created_at}
        )
    prefill.refresh_from_db()
    return prefill


def forget_prefills(*, at: datetime | None = None) -> int:
    """Deletes those whose time is over, used or not; returns how many.  Nothing of them is kept, not in the journal
    either: they were nobody's act yet."""
    return Prefill.objects.over(at).delete()[0]


def _may_work_on(actor: User, prefill: Prefill) -> bool:
    return actor.is_provincial or (
        actor.officer_district_id is not None and actor.officer_district_id == prefill.district_id
    )
