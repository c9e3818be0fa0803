"""The provincial staff's acts on entries: return, screen, reconsider."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from office.models import User
from rounds.clauses import keeps
from thai.dates import thai_date
from thai.text import normalise_block

from ..checklist import papers_of
from ..models import Entry
from ..rules import (
    PAPERS_COMPLETE,
    PRODUCT_OF_PRODUCER,
    REASON_GIVEN,
    SCREENED_BY_PROVINCE,
    STANDARD_VALID,
    TWO_MAIN_ENTRIES,
    EntryStatus,
)
from .common import free_place, given_reason, lock_entry, move_entry, place_held, product_not_entered


@keeps(SCREENED_BY_PROVINCE, REASON_GIVEN)
@transaction.atomic
def return_entry(entry: Entry, *, actor: User, reason: str) -> Entry:
    """Sends a submitted entry back to be corrected; it keeps its place and its number."""
    SCREENED_BY_PROVINCE.require(actor.is_provincial)
    reason = given_reason(reason, "ส่งกลับแก้ไข")
    lock_entry(entry)
    # The table has a second way here, an undone withdrawal, which is another act's.
    if entry.status != EntryStatus.SUBMITTED:
        raise entry.cannot_move(EntryStatus.RETURNED)
    return move_entry(entry, EntryStatus.RETURNED, actor=actor, verb="ส่งกลับแก้ไข", reason=reason)


@keeps(SCREENED_BY_PROVINCE, PAPERS_COMPLETE, STANDARD_VALID)
@transaction.atomic
def screen_in_entry(entry: Entry, *, actor: User, reason: str = "") -> Entry:
    """Passes a submitted entry on to be scored, once every compulsory paper is there or excepted."""
    SCREENED_BY_PROVINCE.require(actor.is_provincial)
    lock_entry(entry)
    if entry.may_move_to(EntryStatus.SCREENED_IN):
        _require_papers(entry)
    return move_entry(
        entry,
        EntryStatus.SCREENED_IN,
        actor=actor,
        verb="ผ่านการกลั่นกรอง",
        reason=normalise_block(reason),
        screened_at=timezone.now(),
    )


def _require_papers(entry: Entry) -> None:
    """Refuses with the sentence of each paper that is missing, and of the standard that does not reach to the day."""
    stopping = papers_of(entry).stopping
    said = [f"{line.requirement.name} ตาม{line.requirement.clause}" for line in stopping]
    errors = [PAPERS_COMPLETE.error(papers="; ".join(said))] if stopping else []
    errors += [
        STANDARD_VALID.error(day=thai_date(line.standard.day))
        for line in stopping
        if line.standard and line.standard.state == "expired"
    ]
    if errors:
        raise ValidationError(errors)


@keeps(SCREENED_BY_PROVINCE, REASON_GIVEN)
@transaction.atomic
def screen_out_entry(entry: Entry, *, actor: User, reason: str) -> Entry:
    """Refuses a submitted entry, with the reason that the producer will be told; its place becomes free."""
    SCREENED_BY_PROVINCE.require(actor.is_provincial)
    reason = given_reason(reason, "ไม่ผ่านการกลั่นกรอง")
    lock_entry(entry)
    return move_entry(
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
    reason = given_reason(reason, "นำกลับมาพิจารณาใหม่")
    lock_entry(entry)
    if entry.status not in {EntryStatus.SCREENED_IN, EntryStatus.SCREENED_OUT}:
        raise ValidationError(
            f"{entry} อยู่ในสถานะ “{entry.get_status_display()}” ยังไม่มีผลการกลั่นกรองให้พิจารณาใหม่ โปรดเปิดหน้าล่าสุดของรายการนี้",
            code="move_not_allowed",
        )
    stamps: dict[str, object] = {"reason": reason, "screened_at": None}
    if entry.status == EntryStatus.SCREENED_OUT:
        stamps |= {"slot": free_place(entry.producer, entry.round), "slot_limit": entry.round.max_entries}
        product_not_entered(entry)
    with place_held(entry):
        return move_entry(entry, EntryStatus.SUBMITTED, actor=actor, verb="นำกลับมาพิจารณาใหม่", **stamps)
