"""The district officer's acts on entries: start, edit, submit, withdraw."""

import uuid
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from office import clock, journal
from office.models import User
from rounds.clauses import keeps
from rounds.models import ProductGroup, Round

from ..eligibility import (
    limit_values,
    may_enter_for,
    used_places,
    window_values,
)
from ..models import Entry, Producer, Product
from ..rules import (
    CORRECTED_IN_TIME,
    FORM_ONCE,
    GROUP_OF_ROUND,
    INSIDE_WINDOW,
    OWN_DISTRICT,
    PRODUCT_OF_PRODUCER,
    REASON_GIVEN,
    REGISTERED_WITHIN_YEARS,
    SCREENED_BY_PROVINCE,
    SET_HAS_ITEMS,
    TWO_MAIN_ENTRIES,
    WITHDRAWN_ONCE,
    EntryStatus,
)
from ..window import window_of
from .common import (
    TYPED,
    check_typed,
    counting_year,
    free_place,
    given_reason,
    lock_entry,
    lock_producer,
    made_by,
    move_entry,
    next_number,
    require_in_time,
    same_version,
    typed_values,
    when_done,
)


@keeps(
    OWN_DISTRICT,
    INSIDE_WINDOW,
    REGISTERED_WITHIN_YEARS,
    TWO_MAIN_ENTRIES,
    GROUP_OF_ROUND,
    PRODUCT_OF_PRODUCER,
    FORM_ONCE,
)
@transaction.atomic
def start_entry(
    *,
    producer: Producer,
    round: Round,
    actor: User,
    kind: str,
    name: str,
    group: ProductGroup,
    product: Product | None = None,
    set_items: str = "",
    description: str = "",
    form_token: uuid.UUID | str | None = None,
    at: datetime | None = None,
) -> Entry:
    """Begins a draft, which takes the producer's lowest free place at once.

    A form sent twice carries the same token: the entry that the first one made is given back, nothing new is made.
    Raises ValidationError with the sentence of the clause that stands against it.
    """
    producer, round = lock_producer(producer.pk), Round.objects.get(pk=round.pk)
    token = uuid.UUID(str(form_token)) if form_token else uuid.uuid4()
    if made := made_by(token, producer, round, actor):
        return made
    at = at or clock.now()
    OWN_DISTRICT.require(may_enter_for(actor, producer))
    INSIDE_WINDOW.require(window_of(producer, round).accepts(at), **window_values(round, producer))
    year = counting_year(producer, round)
    entry = Entry(
        producer=producer,
        round=round,
        kind=kind,
        name=name,
        group=group,
        product=product,
        set_items=set_items,
        description=description,
        slot_limit=round.max_entries,
        registered_year_be=year,
        registered_from_be=round.registered_from_be,
        registered_to_be=round.registered_to_be,
        form_token=token,
        created_by=actor,
        created_at=at,
    )
    for _ in range(round.max_entries + 1):
        # Asked before the typed fields: who has no place left should not be sent to mend a field first.
        entry.slot = free_place(producer, round)
        check_typed(entry)
        try:
            with transaction.atomic():
                entry.save(force_insert=True)
        except IntegrityError:
            # Somebody wrote past the lock (an import, a shell): the constraint held, so look again.
            if made := made_by(token, producer, round, actor):
                return made
            entry.pk = None
        else:
            journal.record(actor=actor, verb="บันทึกร่าง", target=entry, after={**typed_values(entry), "slot": entry.slot})
            return entry
    raise TWO_MAIN_ENTRIES.error(**limit_values(used_places(producer, round), round))


@keeps(OWN_DISTRICT, INSIDE_WINDOW, CORRECTED_IN_TIME, GROUP_OF_ROUND, PRODUCT_OF_PRODUCER)
@transaction.atomic
def edit_entry(entry: Entry, *, actor: User, version: int, at: datetime | None = None, **fields: object) -> Entry:
    """Corrects a draft, or an entry that was returned; fields: any of `TYPED`.

    version: that of the entry when its form was opened.  A form older than a colleague's change is refused whole, so
    that nothing of theirs is overwritten.
    """
    if unknown := set(fields) - set(TYPED):
        raise TypeError(f"edit_entry cannot change {sorted(unknown)}.")
    lock_entry(entry)
    OWN_DISTRICT.require(may_enter_for(actor, entry.producer))
    same_version(entry, version)
    if not entry.is_editable:
        raise ValidationError(
            f"{entry} อยู่ในสถานะ “{entry.get_status_display()}” จึงแก้ไขไม่ได้ หากต้องแก้ไข โปรดแจ้งเจ้าหน้าที่จังหวัดให้ส่งกลับแก้ไขก่อน",
            code="move_not_allowed",
        )
    require_in_time(entry, actor, at or clock.now())
    before = typed_values(entry)
    for name, value in fields.items():
        setattr(entry, name, value)
    check_typed(entry)
    before, after = journal.differences(before, typed_values(entry))
    if after:
        entry.version += 1
        entry.save(update_fields=[*fields, "version"])
        journal.record(actor=actor, verb="แก้ไขใบสมัคร", target=entry, before=before, after=after)
    return entry


@keeps(OWN_DISTRICT, INSIDE_WINDOW, CORRECTED_IN_TIME, REGISTERED_WITHIN_YEARS, SET_HAS_ITEMS, GROUP_OF_ROUND)
@transaction.atomic
def submit_entry(entry: Entry, *, actor: User, version: int | None = None, at: datetime | None = None) -> Entry:
    """Hands a draft in, or a returned entry in again.

    The first time, the entry gets its number, which it keeps for good (`65-FOOD-0001`).  A draft goes in within the
    window only; a returned entry was in time already, so after the window provincial staff may still hand it in for
    the district.  The register is asked again: it may have been corrected since the draft was begun.
    """
    lock_entry(entry)
    OWN_DISTRICT.require(may_enter_for(actor, entry.producer))
    if version is not None:
        same_version(entry, version)
    if not entry.is_editable:
        raise ValidationError(
            f"{entry} อยู่ในสถานะ “{entry.get_status_display()}” แล้ว จึงไม่ต้องยื่นซ้ำ โปรดเปิดหน้าล่าสุดของรายการนี้",
            code="move_not_allowed",
        )
    # One moment decides and is printed, read when nobody can come in between any more.
    at = at or clock.now()
    require_in_time(entry, actor, at)
    # The years as the round has them now, all three together: the row is held against its own copies.
    entry.registered_year_be = counting_year(entry.producer, entry.round)
    entry.registered_from_be = entry.round.registered_from_be
    entry.registered_to_be = entry.round.registered_to_be
    check_typed(entry)
    items = [line for line in entry.set_items.splitlines() if line.strip()]
    SET_HAS_ITEMS.require(entry.kind == Entry.Kind.MAIN or len(items) >= 2)
    stamps = {
        "number": entry.number or next_number(entry),
        "submitted_at": at,
        "registered_year_be": entry.registered_year_be,
        "registered_from_be": entry.registered_from_be,
        "registered_to_be": entry.registered_to_be,
        "reason": "",
    }
    return move_entry(entry, EntryStatus.SUBMITTED, actor=actor, verb="ยื่นใบสมัคร", **stamps)


@keeps(OWN_DISTRICT, REASON_GIVEN, WITHDRAWN_ONCE)
@transaction.atomic
def withdraw_entry(entry: Entry, *, actor: User, reason: str) -> Entry:
    """Takes an entry out of the round and frees its place; its number is given to no other.

    The district officer until screening has passed it, provincial staff after that as well.  An entry that has a
    result is protected by the room that settled it.
    """
    lock_entry(entry)
    OWN_DISTRICT.require(may_enter_for(actor, entry.producer))
    reason = given_reason(reason, "ถอนใบสมัคร")
    if entry.status == EntryStatus.WITHDRAWN:
        raise WITHDRAWN_ONCE.error(entry=entry, when=when_done(entry, "ถอนใบสมัคร"))
    if entry.status == EntryStatus.SCREENED_IN:
        SCREENED_BY_PROVINCE.require(actor.is_provincial)
    return move_entry(
        entry,
        EntryStatus.WITHDRAWN,
        actor=actor,
        verb="ถอนใบสมัคร",
        reason=reason,
        slot=None,
        withdrawn_from=entry.status,
    )
