"""What the acts on entries share: locks, the questions that several acts ask, the move and its line in the journal."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from office import journal
from office.models import Event, User
from rounds.models import Round
from thai.dates import thai_datetime
from thai.text import normalise_block

from ..eligibility import (
    free_slot,
    latest_counting_year,
    limit_values,
    too_late,
    used_places,
    window_values,
    years_values,
)
from ..models import Entry, EntryCounter, Producer
from ..rules import (
    FORM_ONCE,
    GROUP_OF_ROUND,
    PRODUCT_OF_PRODUCER,
    REASON_GIVEN,
    REGISTERED_WITHIN_YEARS,
    TWO_MAIN_ENTRIES,
    EntryStatus,
)

TRANSFER = "ย้ายใบสมัคร"
# What an officer types; the rest of an entry follows from the acts.
TYPED = ("kind", "name", "group", "product", "set_items", "description")


def lock_producer(producer_pk: int) -> Producer:
    """The producer's row, locked: acts on one producer's entries wait for each other (SQLite: BEGIN IMMEDIATE).

    One that has left the register meanwhile, with the import that brought it, is said so.
    """
    try:
        return Producer.objects.select_for_update().get(pk=producer_pk)
    except Producer.DoesNotExist as error:
        raise ValidationError(
            "ผู้ผลิตรายนี้ไม่อยู่ในทะเบียนแล้ว เพราะเพิ่งมีการลบหรือถอนการนำเข้าทะเบียน โปรดค้นหาผู้ผลิตอีกครั้ง หรือแจ้งเจ้าหน้าที่จังหวัด",
            code="moved_by_other",
        ) from error


def lock_entry(entry: Entry) -> None:
    """Locks producer and entry, always in this order, and reads the entry as it stands now.

    An entry that has gone to another producer since it was read is refused: the lock is not on the row that counts.
    """
    producer = lock_producer(entry.producer_id)
    entry.refresh_from_db(from_queryset=Entry.objects.select_for_update())
    if entry.producer_id != producer.pk:
        raise ValidationError(
            f"{entry} เพิ่งถูกย้ายไปยังผู้ผลิตรายอื่น{when_done(entry, TRANSFER)} โปรดเปิดหน้าล่าสุดของรายการนี้", code="moved_by_other"
        )
    entry.producer = producer


def product_not_entered(entry: Entry) -> None:
    """Refuses an entry whose product of the register another living entry of the round has."""
    if entry.product_id is not None:
        again = Entry.objects.alive().filter(round=entry.round_id, product=entry.product_id).exclude(pk=entry.pk)
        PRODUCT_OF_PRODUCER.require(not again.exists())


def made_by(token: uuid.UUID, producer: Producer, round: Round, actor: User) -> Entry | None:
    """The entry that this form made before; a token of somebody else's form is refused."""
    made = Entry.objects.filter(form_token=token).first()
    if made is not None:
        same = (made.producer_id, made.round_id, made.created_by_id) == (producer.pk, round.pk, actor.pk)
        FORM_ONCE.require(same)
    return made


def counting_year(producer: Producer, round: Round) -> int:
    year = latest_counting_year(producer, round)
    if year is None:
        raise REGISTERED_WITHIN_YEARS.error(**years_values(producer, round))
    return year


def free_place(producer: Producer, round: Round) -> int:
    living = used_places(producer, round)
    slot = free_slot(living, round)
    if slot is None:
        raise TWO_MAIN_ENTRIES.error(**limit_values(living, round))
    return slot


@contextmanager
def place_held(entry: Entry) -> Iterator[None]:
    """Around the write that takes a place: what somebody wrote past the lock is said as the clause says it.

    The constraint has held already; its own words are not for people.
    """
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        product_not_entered(entry)
        raise TWO_MAIN_ENTRIES.error(**limit_values(used_places(entry.producer, entry.round), entry.round)) from error


def typed_values(entry: Entry) -> dict[str, object]:
    """What was typed, for the journal: group and product by their names."""
    return {name: getattr(entry, name) for name in TYPED}


def check_typed(entry: Entry) -> None:
    """Whether what was typed may stand: the group is of this round, the product of this producer, the row right."""
    if entry.group_id is not None:
        group = entry.group
        GROUP_OF_ROUND.require(group.round_id == entry.round_id and group.is_active)
    PRODUCT_OF_PRODUCER.require(entry.product is None or entry.product.producer_id == entry.producer_id)
    entry.full_clean()


def require_in_time(entry: Entry, actor: User, at: datetime) -> None:
    if late := too_late(entry, actor, at):
        raise late.error(**window_values(entry.round, entry.producer))


def same_version(entry: Entry, version: int) -> None:
    if entry.version != version:
        raise ValidationError(
            f"{entry} เพิ่งถูกเปลี่ยนโดยเจ้าหน้าที่อีกคน{when_done(entry)} ข้อมูลที่ท่านพิมพ์จึงยังไม่ได้บันทึก "
            "โปรดเทียบกับข้อมูลล่าสุดของรายการนี้ แล้วแก้ไขอีกครั้ง",
            code="moved_by_other",
        )


def when_done(entry: Entry, verb: str = "") -> str:
    """ " เมื่อ … โดย …" of the latest act on the entry (with this verb), for a sentence; "" when none is known."""
    events = Event.objects.about(entry)
    event = (events.filter(verb=verb) if verb else events).first()
    return f"เมื่อ {thai_datetime(event.at)} โดย {event.actor_name}" if event else ""


def given_reason(reason: str, act: str) -> str:
    reason = normalise_block(reason)
    REASON_GIVEN.require(bool(reason), act=act)
    return reason


def next_number(entry: Entry) -> str:
    """The next number of the product group: a locked counter, so none is given twice, whatever happens to its entry."""
    EntryCounter.objects.get_or_create(group=entry.group)
    counter = EntryCounter.objects.select_for_update().get(group=entry.group)
    counter.last += 1
    counter.save(update_fields=["last"])
    return f"{entry.round.year_be % 100:02d}-{entry.group.code}-{counter.last:04d}"


def move_entry(entry: Entry, to: EntryStatus, *, actor: User, verb: str, **stamps: object) -> Entry:
    before = journal.snapshot(entry, ("status", *stamps))
    entry.move(to, **stamps)
    before, after = journal.differences(before, journal.snapshot(entry, ("status", *stamps)))
    journal.record(
        actor=actor, verb=verb, target=entry, reason=str(stamps.get("reason", "")), before=before, after=after
    )
    return entry
