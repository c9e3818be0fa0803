"""Acts on samples: take one in, move it, take the last move back, describe it, give it another label.

Each act locks the producer and the entry, in this order, then the group's counter or the sample; so a withdrawal and
a scan wait for each other.  A scan carries a token: sent twice, it is one move, and both are answered alike.
"""

import uuid
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from office import journal
from office.models import User
from rounds.clauses import keeps
from rounds.models import ProductGroup
from thai.text import normalise

from ..blind import blind_text, draw
from ..eligibility import may_enter_for
from ..models import BlindCounter, Entry, Sample, SampleMove, Upload, is_deliverable
from ..rules import (
    ALIVE,
    BLIND_NUMBER_ONCE,
    BLIND_NUMBERS_LEFT,
    DISTRICT_MOVES,
    LAST_MOVE_CORRECTED,
    LAST_NUMBER,
    LETTERS,
    OUT_OF_ROUND_MOVES,
    OWN_DISTRICT,
    PHOTO_OF_ENTRY,
    PIECES_COUNTED,
    PROBLEM_TOLD,
    RETURNED_TO_SOMEBODY,
    SAMPLE_CORRECTION_EXPLAINED,
    SAMPLE_GOES_BACK,
    SAMPLE_MOVE_ALLOWED,
    SAMPLE_OF_SUBMITTED,
    SAMPLE_ONCE,
    SAMPLE_WITH_PROVINCE,
    SCAN_ONCE,
    STORE_NAMED,
    Condition,
    SampleState,
)
from .common import given_reason, lock_entry

# What a sample says of itself at intake; the rest follows from its moves.
DESCRIBED = ("pieces", "keep_cool", "best_before", "allergens")
_LEFT_DISTRICT = (SampleState.ON_TABLE, SampleState.CONSUMED, SampleState.SENT)


@keeps(
    OWN_DISTRICT,
    SAMPLE_OF_SUBMITTED,
    SAMPLE_ONCE,
    BLIND_NUMBERS_LEFT,
    PIECES_COUNTED,
    PROBLEM_TOLD,
    PHOTO_OF_ENTRY,
    SCAN_ONCE,
)
@transaction.atomic
def receive_sample(
    entry: Entry,
    *,
    actor: User,
    condition: str,
    pieces: int = 1,
    note: str = "",
    keep_cool: bool = False,
    best_before: date | None = None,
    allergens: str = "",
    photo: Upload | None = None,
    token: uuid.UUID | str,
    at: datetime | None = None,
) -> Sample:
    """Takes the sample of an entry in, or refuses it, with its condition; the first time it gets its blind number.

    condition: "good", "small_problem" or "refused"; the last two need a note.  photo: a picture among the files of
    the entry.  A sample that was refused or given back may be brought again: it keeps its number.  The same token sent
    twice makes one sample.
    Raises ValidationError with the sentence of the clause that stands against it.
    """
    token, at = uuid.UUID(str(token)), at or timezone.now()
    lock_entry(entry)
    if made := _made_by(token):
        SCAN_ONCE.require(made.sample.entry_id == entry.pk)
        return made.sample
    OWN_DISTRICT.require(may_enter_for(actor, entry.producer))
    SAMPLE_OF_SUBMITTED.require(is_deliverable(entry), entry=entry, status=entry.get_status_display())
    PIECES_COUNTED.require(isinstance(pieces, int) and 1 <= pieces <= 999)
    note, condition = normalise(note), Condition(condition)
    PROBLEM_TOLD.require(condition == Condition.GOOD or bool(note))
    PHOTO_OF_ENTRY.require(photo is None or (photo.entry_id == entry.pk and photo.is_picture))
    state = SampleState.REFUSED if condition == Condition.REFUSED else SampleState.RECEIVED
    described = {"pieces": pieces, "keep_cool": keep_cool, "best_before": best_before, "allergens": allergens}
    stamps = {
        "state": state,
        "condition": condition,
        "place": _place_of(actor) if state == SampleState.RECEIVED else "",
        "at_province": state == SampleState.RECEIVED and actor.is_provincial,
    }
    sample = Sample.objects.select_for_update().filter(entry=entry).first()
    if sample is not None:
        sample.entry = entry
        SAMPLE_ONCE.require(
            sample.state in {SampleState.REFUSED, SampleState.RETURNED} and state == SampleState.RECEIVED,
            sample=sample,
            state=sample.where,
        )
        _describe(sample, actor, described)
        _move(sample, actor=actor, token=token, at=at, note=note, photo=photo, verb="รับตัวอย่างอีกครั้ง", **stamps)
        return sample
    letter, number = _next_blind(entry.group)
    sample = Sample(entry=entry, round=entry.round, letter=letter, number=number, moved_at=at, **described, **stamps)
    sample.full_clean()
    sample.save(force_insert=True)
    first = SampleMove(sample=sample, order=1, actor=actor, token=token, at=at, note=note, photo=photo, **stamps)
    first.full_clean()
    first.save(force_insert=True)
    verb = "ไม่รับตัวอย่าง" if state == SampleState.REFUSED else "รับตัวอย่าง"
    journal.record(actor=actor, verb=verb, target=sample, reason=note, after={**described, **stamps})
    return sample


@keeps(
    OWN_DISTRICT,
    SAMPLE_MOVE_ALLOWED,
    SAMPLE_WITH_PROVINCE,
    SAMPLE_GOES_BACK,
    STORE_NAMED,
    RETURNED_TO_SOMEBODY,
    SCAN_ONCE,
)
@transaction.atomic
def move_sample(
    sample: Sample,
    *,
    actor: User,
    to: str,
    place: str = "",
    handed_to: str = "",
    note: str = "",
    token: uuid.UUID | str,
    at: datetime | None = None,
) -> SampleMove:
    """Takes a sample to the truck, a store, the table, back, on to the department, or says that it is used up.

    handed_to: who took it back; empty is the producer's own contact.  A sample that lies there already is refused
    with the code "already_there": a label that was scanned twice is one move.
    """
    token, to = uuid.UUID(str(token)), SampleState(to)
    entry = sample.entry
    lock_entry(entry)
    sample.refresh_from_db(from_queryset=Sample.objects.select_for_update())
    sample.entry = entry
    if made := _made_by(token):
        SCAN_ONCE.require(made.sample_id == sample.pk and made.state == to)
        return made
    OWN_DISTRICT.require(may_enter_for(actor, entry.producer))
    place, handed_to = normalise(place), normalise(handed_to)
    if sample.state == to and place in {"", sample.place}:
        raise ValidationError(f"เลขป้าย {sample} {sample.where}อยู่แล้ว ไม่ต้องบันทึกซ้ำ", code="already_there")
    _require_district_may(sample, actor, to)
    alive = entry.status in ALIVE
    SAMPLE_GOES_BACK.require(
        alive or to in OUT_OF_ROUND_MOVES, sample=sample, status=entry.get_status_display(), to=to.label
    )
    STORE_NAMED.require(to != SampleState.IN_STORE or bool(place))
    if to == SampleState.RETURNED:
        handed_to, place = handed_to or entry.producer.contact_name or entry.producer.name, ""
    else:
        handed_to = ""
    return _move(
        sample,
        actor=actor,
        token=token,
        at=at or timezone.now(),
        note=normalise(note),
        verb=to.label,
        state=to,
        place=place,
        condition=sample.condition,
        at_province=_with_province(to, actor),
        handed_to=handed_to,
    )


@keeps(OWN_DISTRICT, LAST_MOVE_CORRECTED, SAMPLE_CORRECTION_EXPLAINED, SAMPLE_WITH_PROVINCE, SCAN_ONCE)
@transaction.atomic
def correct_move(
    move: SampleMove, *, actor: User, reason: str, token: uuid.UUID | str, at: datetime | None = None
) -> SampleMove:
    """Takes the last move of a sample back, as a move of its own that leads where the sample was before."""
    token = uuid.UUID(str(token))
    sample = move.sample
    entry = sample.entry
    lock_entry(entry)
    sample.refresh_from_db(from_queryset=Sample.objects.select_for_update())
    sample.entry = entry
    if made := _made_by(token):
        SCAN_ONCE.require(made.corrects_id == move.pk)
        return made
    OWN_DISTRICT.require(may_enter_for(actor, entry.producer))
    reason = given_reason(reason, "แก้รายการเคลื่อนย้าย").replace("\n", " ")
    LAST_MOVE_CORRECTED.require(move.order == sample.moves_made and move.order > 1 and move.corrects_id is None)
    before = sample.moves.get(order=move.order - 1)
    if not actor.is_provincial:
        own = not sample.at_province and sample.state not in _LEFT_DISTRICT
        SAMPLE_WITH_PROVINCE.require(own and not before.at_province, sample=sample, state=sample.where)
    return _move(
        sample,
        actor=actor,
        token=token,
        at=at or timezone.now(),
        verb="แก้รายการเคลื่อนย้าย",
        force=True,
        state=SampleState(before.state),
        place=before.place,
        condition=before.condition,
        at_province=before.at_province,
        handed_to=before.handed_to,
        reason=reason,
        corrects=move,
    )


@keeps(OWN_DISTRICT, PIECES_COUNTED, SAMPLE_WITH_PROVINCE)
@transaction.atomic
def describe_sample(sample: Sample, *, actor: User, **described: object) -> Sample:
    """Corrects what the label says; described: any of pieces, keep_cool, best_before, allergens."""
    entry = sample.entry
    lock_entry(entry)
    sample.refresh_from_db(from_queryset=Sample.objects.select_for_update())
    sample.entry = entry
    OWN_DISTRICT.require(may_enter_for(actor, entry.producer))
    if not actor.is_provincial:
        SAMPLE_WITH_PROVINCE.require(not sample.at_province, sample=sample, state=sample.where)
    _describe(sample, actor, described)
    return sample


@keeps(OWN_DISTRICT, BLIND_NUMBER_ONCE, BLIND_NUMBERS_LEFT)
@transaction.atomic
def relabel_sample(sample: Sample, *, actor: User) -> Sample:
    """Gives a sample the next number of the group that its entry has now; the old number leads to it still.

    Where the group was not corrected nothing is done: a lost label is printed again with the number that it had.
    """
    entry = sample.entry
    lock_entry(entry)
    sample.refresh_from_db(from_queryset=Sample.objects.select_for_update())
    sample.entry = entry
    OWN_DISTRICT.require(may_enter_for(actor, entry.producer))
    if not sample.has_other_group:
        return sample
    before = blind_text(sample.letter, sample.number)
    sample.letter, sample.number = _next_blind(entry.group)
    sample.former = f"{sample.former} {before}".strip()
    sample.full_clean()
    sample.save(update_fields=["letter", "number", "former"])
    journal.record(
        actor=actor, verb="เปลี่ยนป้ายตัวอย่าง", target=sample, before={"blind": before}, after={"blind": str(sample)}
    )
    return sample


# -- what the acts share --------------------------------------------------------------------------------------------


def _made_by(token: uuid.UUID) -> SampleMove | None:
    return SampleMove.objects.filter(token=token).select_related("sample__entry").first()


def _next_blind(group: ProductGroup) -> tuple[str, int]:
    """Letter and number by lot; the row of the group's counter stays locked until the act ends."""
    counter = _locked_counter(group)
    number, counter.pool, counter.last = draw(counter.pool, counter.last)
    BLIND_NUMBERS_LEFT.require(number is not None, group=group.name, last=LAST_NUMBER)
    counter.save(update_fields=["pool", "last"])
    return LETTERS[group.code], number


def _locked_counter(group: ProductGroup) -> BlindCounter:
    BlindCounter.objects.get_or_create(group=group)
    return BlindCounter.objects.select_for_update().get(group=group)


def _place_of(actor: User) -> str:
    return "จังหวัด" if actor.is_provincial else f"อำเภอ{actor.district.name}"


def _with_province(state: SampleState, actor: User) -> bool:
    if state in _LEFT_DISTRICT:
        return True
    return state in {SampleState.RECEIVED, SampleState.IN_STORE} and actor.is_provincial


def _require_district_may(sample: Sample, actor: User, to: SampleState) -> None:
    if not actor.is_provincial:
        here = not sample.at_province and sample.state not in _LEFT_DISTRICT
        SAMPLE_WITH_PROVINCE.require(here, sample=sample, state=sample.where)
        if to not in DISTRICT_MOVES:
            raise SAMPLE_WITH_PROVINCE.error()


def _describe(sample: Sample, actor: User, described: dict[str, object]) -> None:
    if unknown := set(described) - set(DESCRIBED):
        raise TypeError(f"A sample is not described by {sorted(unknown)}.")
    before = journal.snapshot(sample, DESCRIBED)
    for name, value in described.items():
        setattr(sample, name, value)
    sample.full_clean()
    before, after = journal.differences(before, journal.snapshot(sample, DESCRIBED))
    if after:
        sample.save(update_fields=[*after])
        journal.record(actor=actor, verb="แก้ข้อมูลตัวอย่าง", target=sample, before=before, after=after)


def _move(
    sample: Sample, *, actor: User, token: uuid.UUID, at: datetime, verb: str, force: bool = False, **to: object
) -> SampleMove:
    """Sample, move and journal in one: the three say the same, or none of them is written."""
    before = {"state": sample.state, "place": sample.place}
    of_sample = {name: to[name] for name in ("place", "condition", "at_province")}
    if not force:
        sample.require_move(to["state"])
    move = SampleMove(
        sample=sample,
        order=sample.moves_made + 1,
        from_state=sample.state,
        from_place=sample.place,
        actor=actor,
        token=token,
        at=at,
        **to,
    )
    move.full_clean()
    sample.move(to["state"], force=force, moved_at=at, **of_sample)
    move.save(force_insert=True)
    said = {"state": move.state, "place": move.place, **({"handed_to": move.handed_to} if move.handed_to else {})}
    journal.record(actor=actor, verb=verb, target=sample, reason=move.reason or move.note, before=before, after=said)
    return move
