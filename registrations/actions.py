"""Official acts on entries: start, edit, submit, return, screen, reconsider, withdraw.

Each act is one transaction: it locks the producer's row (the scarce thing is the producer's places), then the entry,
asks the clauses, saves, and writes its line in the journal.  The constraints hold the same rules for whoever comes
past these functions.  An entry that is handed in is brought up to date in place and given back.

What upper rooms have made of an entry (marks, results) is theirs to protect: nothing here knows of them.
"""

import uuid
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from office import journal
from office.models import Event, User
from rounds.clauses import keeps
from rounds.models import ProductGroup, Round
from thai.dates import thai_datetime
from thai.text import normalise_block

from .eligibility import (
    free_slot,
    latest_counting_year,
    limit_values,
    may_enter_for,
    too_late,
    used_places,
    window_values,
    years_values,
)
from .models import Entry, EntryCounter, EntryStatus, Producer, Product
from .rules import (
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
)

# What an officer types; the rest of an entry follows from the acts.
TYPED = ("kind", "name", "group", "product", "set_items", "description")


# -- the district officer's acts ----------------------------------------------------------------------------------


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
    producer, round = _lock(producer.pk), Round.objects.get(pk=round.pk)
    token = uuid.UUID(str(form_token)) if form_token else uuid.uuid4()
    if made := _made_by(token, producer, round, actor):
        return made
    at = at or timezone.now()
    OWN_DISTRICT.require(may_enter_for(actor, producer))
    INSIDE_WINDOW.require(round.accepts_entries(at), **window_values(round))
    year = _counting_year(producer, round)
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
        entry.slot = _free_slot(producer, round)
        _check_typed(entry)
        try:
            with transaction.atomic():
                entry.save(force_insert=True)
        except IntegrityError:
            # Somebody wrote past the lock (an import, a shell): the constraint held, so look again.
            if made := _made_by(token, producer, round, actor):
                return made
            entry.pk = None
        else:
            journal.record(actor=actor, verb="บันทึกร่าง", target=entry, after={**_typed(entry), "slot": entry.slot})
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
    _lock_entry(entry)
    OWN_DISTRICT.require(may_enter_for(actor, entry.producer))
    _same_version(entry, version)
    if not entry.is_editable:
        raise ValidationError(
            f"{entry} อยู่ในสถานะ “{entry.get_status_display()}” จึงแก้ไขไม่ได้ หากต้องแก้ไข โปรดแจ้งเจ้าหน้าที่จังหวัดให้ส่งกลับแก้ไขก่อน",
            code="move_not_allowed",
        )
    _in_time(entry, actor, at)
    before = _typed(entry)
    for name, value in fields.items():
        setattr(entry, name, value)
    _check_typed(entry)
    before, after = journal.differences(before, _typed(entry))
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
    _lock_entry(entry)
    OWN_DISTRICT.require(may_enter_for(actor, entry.producer))
    if version is not None:
        _same_version(entry, version)
    if not entry.is_editable:
        raise ValidationError(
            f"{entry} อยู่ในสถานะ “{entry.get_status_display()}” แล้ว จึงไม่ต้องยื่นซ้ำ โปรดเปิดหน้าล่าสุดของรายการนี้",
            code="move_not_allowed",
        )
    _in_time(entry, actor, at)
    # The years as the round has them now, all three together: the row is held against its own copies.
    entry.registered_year_be = _counting_year(entry.producer, entry.round)
    entry.registered_from_be = entry.round.registered_from_be
    entry.registered_to_be = entry.round.registered_to_be
    _check_typed(entry)
    items = [line for line in entry.set_items.splitlines() if line.strip()]
    SET_HAS_ITEMS.require(entry.kind == Entry.Kind.MAIN or len(items) >= 2)
    stamps = {
        "number": entry.number or _next_number(entry),
        "submitted_at": at or timezone.now(),
        "registered_year_be": entry.registered_year_be,
        "registered_from_be": entry.registered_from_be,
        "registered_to_be": entry.registered_to_be,
        "reason": "",
    }
    return _move(entry, EntryStatus.SUBMITTED, actor=actor, verb="ยื่นใบสมัคร", **stamps)


@keeps(OWN_DISTRICT, REASON_GIVEN, WITHDRAWN_ONCE)
@transaction.atomic
def withdraw_entry(entry: Entry, *, actor: User, reason: str) -> Entry:
    """Takes an entry out of the round for good and frees its place; its number is not used again.

    The district officer until screening has passed it, provincial staff after that as well.  An entry that has a
    result is protected by the room that settled it.
    """
    _lock_entry(entry)
    OWN_DISTRICT.require(may_enter_for(actor, entry.producer))
    reason = _reason(reason, "ถอนใบสมัคร")
    if entry.status == EntryStatus.WITHDRAWN:
        raise WITHDRAWN_ONCE.error(entry=entry, when=_when(entry, "ถอนใบสมัคร"))
    if entry.status == EntryStatus.SCREENED_IN:
        SCREENED_BY_PROVINCE.require(actor.is_provincial)
    return _move(entry, EntryStatus.WITHDRAWN, actor=actor, verb="ถอนใบสมัคร", reason=reason, slot=None)


# -- the provincial staff's acts ----------------------------------------------------------------------------------


@keeps(SCREENED_BY_PROVINCE, REASON_GIVEN)
@transaction.atomic
def return_entry(entry: Entry, *, actor: User, reason: str) -> Entry:
    """Sends a submitted entry back to be corrected; it keeps its place and its number."""
    SCREENED_BY_PROVINCE.require(actor.is_provincial)
    reason = _reason(reason, "ส่งกลับแก้ไข")
    _lock_entry(entry)
    return _move(entry, EntryStatus.RETURNED, actor=actor, verb="ส่งกลับแก้ไข", reason=reason)


@keeps(SCREENED_BY_PROVINCE)
@transaction.atomic
def screen_in_entry(entry: Entry, *, actor: User, reason: str = "") -> Entry:
    """Passes a submitted entry on to be scored."""
    SCREENED_BY_PROVINCE.require(actor.is_provincial)
    _lock_entry(entry)
    return _move(
        entry,
        EntryStatus.SCREENED_IN,
        actor=actor,
        verb="ผ่านการกลั่นกรอง",
        reason=normalise_block(reason),
        screened_at=timezone.now(),
    )


@keeps(SCREENED_BY_PROVINCE, REASON_GIVEN)
@transaction.atomic
def screen_out_entry(entry: Entry, *, actor: User, reason: str) -> Entry:
    """Refuses a submitted entry, with the reason that the producer will be told; its place becomes free."""
    SCREENED_BY_PROVINCE.require(actor.is_provincial)
    reason = _reason(reason, "ไม่ผ่านการกลั่นกรอง")
    _lock_entry(entry)
    return _move(
        entry,
        EntryStatus.SCREENED_OUT,
        actor=actor,
        verb="ไม่ผ่านการกลั่นกรอง",
        reason=reason,
        slot=None,
        screened_at=timezone.now(),
    )


@keeps(SCREENED_BY_PROVINCE, REASON_GIVEN, TWO_MAIN_ENTRIES, PRODUCT_OF_PRODUCER)
@transaction.atomic
def reconsider_entry(entry: Entry, *, actor: User, reason: str) -> Entry:
    """Takes a screening decision back: the entry is submitted again and waits for a new one.

    One that was screened out had given its place back, so it needs a free one, and its product must not have been
    entered again meanwhile.
    """
    SCREENED_BY_PROVINCE.require(actor.is_provincial)
    reason = _reason(reason, "นำกลับมาพิจารณาใหม่")
    _lock_entry(entry)
    if entry.status not in {EntryStatus.SCREENED_IN, EntryStatus.SCREENED_OUT}:
        raise ValidationError(
            f"{entry} อยู่ในสถานะ “{entry.get_status_display()}” ยังไม่มีผลการกลั่นกรองให้พิจารณาใหม่ โปรดเปิดหน้าล่าสุดของรายการนี้",
            code="move_not_allowed",
        )
    stamps: dict[str, object] = {"reason": reason, "screened_at": None}
    if entry.status == EntryStatus.SCREENED_OUT:
        stamps |= {"slot": _free_slot(entry.producer, entry.round), "slot_limit": entry.round.max_entries}
        again = Entry.objects.alive().filter(round=entry.round, product=entry.product_id)
        PRODUCT_OF_PRODUCER.require(entry.product_id is None or not again.exists())
    return _move(entry, EntryStatus.SUBMITTED, actor=actor, verb="นำกลับมาพิจารณาใหม่", **stamps)


# -- shared by the acts -----------------------------------------------------------------------------------------


def _lock(producer_pk: int) -> Producer:
    """The producer's row, locked: acts on one producer's entries wait for each other (SQLite: BEGIN IMMEDIATE)."""
    return Producer.objects.select_for_update().get(pk=producer_pk)


def _lock_entry(entry: Entry) -> None:
    """Locks producer and entry, always in this order, and reads the entry as it stands now."""
    producer = _lock(entry.producer_id)
    entry.refresh_from_db(from_queryset=Entry.objects.select_for_update())
    entry.producer = producer


def _made_by(token: uuid.UUID, producer: Producer, round: Round, actor: User) -> Entry | None:
    """The entry that this form made before; a token of somebody else's form is refused."""
    made = Entry.objects.filter(form_token=token).first()
    if made is not None:
        same = (made.producer_id, made.round_id, made.created_by_id) == (producer.pk, round.pk, actor.pk)
        FORM_ONCE.require(same)
    return made


def _counting_year(producer: Producer, round: Round) -> int:
    year = latest_counting_year(producer, round)
    if year is None:
        raise REGISTERED_WITHIN_YEARS.error(**years_values(producer, round))
    return year


def _free_slot(producer: Producer, round: Round) -> int:
    living = used_places(producer, round)
    slot = free_slot(living, round)
    if slot is None:
        raise TWO_MAIN_ENTRIES.error(**limit_values(living, round))
    return slot


def _typed(entry: Entry) -> dict[str, object]:
    """What was typed, for the journal: group and product by their names."""
    return {name: getattr(entry, name) for name in TYPED}


def _check_typed(entry: Entry) -> None:
    """Whether what was typed may stand: the group is of this round, the product of this producer, the row right."""
    if entry.group_id is not None:
        group = entry.group
        GROUP_OF_ROUND.require(group.round_id == entry.round_id and group.is_active)
    PRODUCT_OF_PRODUCER.require(entry.product is None or entry.product.producer_id == entry.producer_id)
    entry.full_clean()


def _in_time(entry: Entry, actor: User, at: datetime | None) -> None:
    if late := too_late(entry, actor, at):
        raise late.error(**window_values(entry.round))


def _same_version(entry: Entry, version: int) -> None:
    if entry.version != version:
        raise ValidationError(
            f"{entry} เพิ่งถูกเปลี่ยนโดยเจ้าหน้าที่อีกคน{_when(entry)} ข้อมูลที่ท่านพิมพ์จึงยังไม่ได้บันทึก "
            "โปรดเทียบกับข้อมูลล่าสุดของรายการนี้ แล้วแก้ไขอีกครั้ง",
            code="moved_by_other",
        )


def _when(entry: Entry, verb: str = "") -> str:
    """ " เมื่อ … โดย …" of the latest act on the entry (with this verb), for a sentence; "" when none is known."""
    events = Event.objects.about(entry)
    event = (events.filter(verb=verb) if verb else events).first()
    return f"เมื่อ {thai_datetime(event.at)} โดย {event.actor_name}" if event else ""


def _reason(reason: str, act: str) -> str:
    reason = normalise_block(reason)
    REASON_GIVEN.require(bool(reason), act=act)
    return reason


def _next_number(entry: Entry) -> str:
    """The next number of the product group: a locked counter, so none is given twice, whatever happens to its entry."""
    EntryCounter.objects.get_or_create(group=entry.group)
    counter = EntryCounter.objects.select_for_update().get(group=entry.group)
    counter.last += 1
    counter.save(update_fields=["last"])
    return f"{entry.round.year_be % 100:02d}-{entry.group.code}-{counter.last:04d}"


def _move(entry: Entry, to: EntryStatus, *, actor: User, verb: str, **stamps: object) -> Entry:
    before = journal.snapshot(entry, ("status", *stamps))
    entry.move(to, **stamps)
    before, after = journal.differences(before, journal.snapshot(entry, ("status", *stamps)))
    journal.record(
        actor=actor, verb=verb, target=entry, reason=str(stamps.get("reason", "")), before=before, after=after
    )
    return entry
