"""Acts that move places: an entry to the producer it belongs to, and a withdrawn entry back into the round."""

from datetime import datetime

from django.db import transaction

from office import journal
from office.models import User
from rounds.clauses import keeps
from rounds.models import Round
from thai.text import search_key

from ..eligibility import may_enter_for
from ..models import Entry, Producer, Product
from ..rules import (
    INSIDE_WINDOW,
    OWN_DISTRICT,
    PRODUCT_OF_PRODUCER,
    REASON_GIVEN,
    REGISTERED_WITHIN_YEARS,
    RESTORED_FROM_WITHDRAWAL,
    SCREENED_BY_PROVINCE,
    TRANSFER_BEFORE_SCREENING,
    TRANSFER_BY_PROVINCE,
    TRANSFER_TO_ANOTHER,
    TRANSFERABLE,
    TWO_MAIN_ENTRIES,
    EntryStatus,
)
from .common import (
    TRANSFER,
    counting_year,
    free_place,
    given_reason,
    lock_entry,
    lock_producer,
    move_entry,
    place_held,
    product_not_entered,
    require_in_time,
    same_version,
)


def _year_and_bounds(producer: Producer, round: Round) -> dict[str, int]:
    """The year of registration that counts, with the bounds as the round has them now: all three change together."""
    return {
        "registered_year_be": counting_year(producer, round),
        "registered_from_be": round.registered_from_be,
        "registered_to_be": round.registered_to_be,
    }


# -- to another producer -----------------------------------------------------------------------------------------


def same_product(product: Product | None, producer: Producer) -> Product | None:
    """What this producer has in the register under the name of another producer's product, or None."""
    if product is None:
        return None
    key = search_key(product.name)
    return next((own for own in producer.products.all() if search_key(own.name) == key), None)


@keeps(
    TRANSFER_BY_PROVINCE,
    TRANSFER_BEFORE_SCREENING,
    TRANSFER_TO_ANOTHER,
    REASON_GIVEN,
    REGISTERED_WITHIN_YEARS,
    TWO_MAIN_ENTRIES,
    PRODUCT_OF_PRODUCER,
)
@transaction.atomic
def transfer_entry(
    entry: Entry, *, to: Producer, actor: User, reason: str, version: int | None = None, at: datetime | None = None
) -> Entry:
    """Moves an entry that was written for the wrong producer to the right one; state and number stay.

    The new producer must be registered within the round's years and have a free place, which the entry takes; the old
    one's place becomes free.  A product of the old producer's register is replaced by the new one's of the same name,
    or left out.  Only before screening, and only by provincial staff: the two may be of different districts.  The
    window is not asked: the entry was in time, whoever's it is.

    Both producers are locked, the lower key first, so that two transfers that cross cannot wait for each other.
    """
    TRANSFER_BY_PROVINCE.require(actor.is_provincial)
    reason = given_reason(reason, "ย้ายใบสมัคร")
    TRANSFER_TO_ANOTHER.require(to.pk != entry.producer_id)
    for pk in sorted({entry.producer_id, to.pk}):
        lock_producer(pk)
    lock_entry(entry)
    to = Producer.objects.select_related("district").get(pk=to.pk)
    if version is not None:
        same_version(entry, version)
    TRANSFER_BEFORE_SCREENING.require(entry.status in TRANSFERABLE, entry=entry, status=entry.get_status_display())
    bounds, slot = _year_and_bounds(to, entry.round), free_place(to, entry.round)
    fields = ("producer", "product", "slot", "slot_limit", "registered_year_be")
    before, old = journal.snapshot(entry, fields), entry.producer
    entry.product, entry.producer = same_product(entry.product, to), to
    entry.slot, entry.slot_limit = slot, entry.round.max_entries
    for name, value in bounds.items():
        setattr(entry, name, value)
    product_not_entered(entry)
    entry.version += 1
    with place_held(entry):
        entry.full_clean()
        entry.save(update_fields=[*fields, "registered_from_be", "registered_to_be", "version"])
    before, after = journal.differences(before, journal.snapshot(entry, fields))
    # Names beside the keys: whoever reads the journal knows producers by their names and codes.
    before["producer"], after["producer"] = f"{old.name} ({old.code})", f"{to.name} ({to.code})"
    journal.record(actor=actor, verb=TRANSFER, target=entry, reason=reason, before=before, after=after)
    return entry


# -- back into the round -----------------------------------------------------------------------------------------


def restores_to(entry: Entry) -> EntryStatus:
    """Where an undone withdrawal takes an entry: where it stood, but a screening decision has to be made anew."""
    was = entry.withdrawn_from or (EntryStatus.SUBMITTED if entry.number else EntryStatus.DRAFT)
    return EntryStatus(was) if was in TRANSFERABLE else EntryStatus.SUBMITTED


@keeps(
    OWN_DISTRICT,
    REASON_GIVEN,
    RESTORED_FROM_WITHDRAWAL,
    SCREENED_BY_PROVINCE,
    INSIDE_WINDOW,
    REGISTERED_WITHIN_YEARS,
    TWO_MAIN_ENTRIES,
    PRODUCT_OF_PRODUCER,
)
@transaction.atomic
def restore_entry(entry: Entry, *, actor: User, reason: str, at: datetime | None = None) -> Entry:
    """Undoes a withdrawal: the entry has a place again and stands where it stood; its number is its own.

    It needs a free place, and its product must not have been entered again meanwhile.  The district officer may until
    the window closes, and not for an entry that screening had passed; provincial staff may afterwards as well, except
    for a draft, which was never handed in.
    """
    OWN_DISTRICT.require(may_enter_for(actor, entry.producer))
    reason = given_reason(reason, "ยกเลิกการถอน")
    lock_entry(entry)
    OWN_DISTRICT.require(may_enter_for(actor, entry.producer))
    withdrawn = entry.status == EntryStatus.WITHDRAWN
    RESTORED_FROM_WITHDRAWAL.require(withdrawn, entry=entry, status=entry.get_status_display())
    SCREENED_BY_PROVINCE.require(actor.is_provincial or entry.withdrawn_from != EntryStatus.SCREENED_IN)
    to = restores_to(entry)
    if to == EntryStatus.DRAFT or not actor.is_provincial:
        require_in_time(entry, actor, at)
    stamps = {
        **_year_and_bounds(entry.producer, entry.round),
        "slot": free_place(entry.producer, entry.round),
        "slot_limit": entry.round.max_entries,
        "reason": reason,
        "screened_at": None,
        "withdrawn_from": "",
    }
    product_not_entered(entry)
    with place_held(entry):
        return move_entry(entry, to, actor=actor, verb="ยกเลิกการถอน", **stamps)
