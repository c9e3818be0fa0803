"""The official acts of step 1.1: people are proposed for a body, say yes or no, and what was proposed is withdrawn.

Each act locks the body first: who is proposed and who is seated in it is decided by one person at a time.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Max, Q, QuerySet
from django.utils import timezone

from office import journal
from office.models import User
from office.rules import PROVINCIAL
from rounds.clauses import keeps
from thai.names import name_key, split_title

from ..models import Appointment, Committee, Nomination, Person
from ..rules import (
    CONSENT_BEFORE_ACCEPTED,
    CONSENT_NOT_AHEAD,
    DECLINE_EXPLAINED,
    NOMINATED_ONCE,
    NOMINATION_MOVES,
    ONCE_PER_BODY,
    ONE_CHAIR,
    ONE_SECRETARY,
    SEATED_BY_ORDER,
    BodyRole,
    Consent,
    NominationStatus,
)

# What a nomination says of a person, beside the role that it proposes.
PERSONAL = ("name", "position", "agency", "expertise", "group_codes", "phone", "email")
ALIVE = (NominationStatus.PROPOSED, NominationStatus.ACCEPTED)
# Names of eight letters and more that agree so far are pointed out: one letter too many, one forgotten.
ALIKE = 0.92
LONG_ENOUGH = 8
ROLES_OF_ONE = {BodyRole.CHAIR: ONE_CHAIR, BodyRole.SECRETARY: ONE_SECRETARY}


def _may(actor: User | None) -> None:
    if actor is None or not actor.has_role(*PROVINCIAL):
        raise PermissionDenied


def _lock(committee_id: int) -> Committee:
    return Committee.objects.select_for_update().get(pk=committee_id)


def _reread(nomination: Nomination) -> Nomination:
    """The nomination as it stands now, with its body locked."""
    body = _lock(nomination.committee_id)
    row = Nomination.objects.select_related("seat", "person").get(pk=nomination.pk)
    row.committee = body
    return row


def _same_person(row: Nomination | Appointment) -> Q:
    """Rows about the same name, or, where no name is said, about the same position."""
    return Q(name=row.name) if row.name else Q(name="", position=row.position, agency=row.agency)


def snapshot_of(person: Person) -> dict[str, Any]:
    """What a nomination copies from the directory; later changes there do not reach it."""
    values = {name: getattr(person, name) for name in PERSONAL}
    return {**values, "agency": person.agency.name if person.agency else ""}


# -- proposing -------------------------------------------------------------------------------------------------------


def require_not_there(row: Nomination) -> None:
    """Refuses who is proposed for the body already, or sits in it."""
    others = Nomination.objects.filter(committee=row.committee_id, status__in=ALIVE).exclude(pk=row.pk)
    same = _same_person(row) | (Q(person=row.person_id) if row.person_id else Q(pk__in=()))
    NOMINATED_ONCE.require(not others.filter(same).exists())
    seats = Appointment.objects.standing().filter(committee=row.committee_id)
    if row.seat_id:
        seats = seats.exclude(pk=row.seat_id)
    user = row.person.user_id if row.person is not None else None
    ONCE_PER_BODY.require(not seats.filter(_same_person(row) | (Q(user=user) if user else Q(pk__in=()))).exists())


@keeps(NOMINATED_ONCE, ONCE_PER_BODY)
@transaction.atomic
def nominate(
    *, committee: Committee, actor: User, role: str = BodyRole.MEMBER, person: Person | None = None, **said: Any
) -> Nomination:
    """Proposes somebody for a body, by name or as whoever holds a position.

    said: the `PERSONAL` fields; what is left out is taken from `person`, where one of the directory is meant.
    In a body that an order has appointed, an accepted nomination waits for an amendment order.

    Raises ValidationError when the person is proposed for the body already, sits in it, or is nobody.
    """
    _may(actor)
    body = _lock(committee.pk)
    values = snapshot_of(person) if person is not None else {}
    values |= {name: value for name, value in said.items() if value}
    row = Nomination(committee=body, person=person, role=role, created_by=actor, **values)
    row.full_clean(validate_constraints=False)
    require_not_there(row)
    row.validate_constraints()
    row.save()
    journal.record(actor=actor, verb="เสนอชื่อ", target=row, after=journal.snapshot(row))
    return row


@keeps(NOMINATED_ONCE)
@transaction.atomic
def nominate_people(committee: Committee, people: Sequence[Person], role: str, actor: User) -> list[Nomination]:
    """Proposes several people of the directory for one body: all of them, or nobody.

    Raises ValidationError with a sentence for each person who cannot be proposed.
    """
    _may(actor)
    if not people:
        raise ValidationError("ยังไม่ได้เลือกบุคคล โปรดทำเครื่องหมายหน้าชื่ออย่างน้อยหนึ่งคน", code="nobody_chosen")
    made, refused = [], []
    for person in people:
        try:
            made.append(nominate(committee=committee, actor=actor, role=role, person=person))
        except ValidationError as error:
            refused.append(f"{person}: {' '.join(error.messages)}")
    if refused:
        raise ValidationError(refused)
    return made


@keeps(NOMINATION_MOVES, NOMINATED_ONCE)
@transaction.atomic
def propose_again(nomination: Nomination, *, actor: User, reason: str = "") -> None:
    """Asks somebody again who said no, or whose nomination was withdrawn; the earlier answer is forgotten."""
    _may(actor)
    row = _reread(nomination)
    before = _answer(row)
    row.seat = None
    NOMINATION_MOVES.require(
        row.may_move_to(NominationStatus.PROPOSED), status=row.get_status_display(), act="เสนออีกครั้ง"
    )
    require_not_there(row)
    row.move(NominationStatus.PROPOSED, act="เสนออีกครั้ง", consent=Consent.NONE, consent_on=None, reason="", seat=None)
    _record(row, nomination, actor=actor, verb="เสนอชื่ออีกครั้ง", before=before, reason=reason)


# -- the answer ------------------------------------------------------------------------------------------------------


@keeps(CONSENT_BEFORE_ACCEPTED, CONSENT_NOT_AHEAD, NOMINATION_MOVES, ONE_CHAIR, ONE_SECRETARY, ONCE_PER_BODY)
@transaction.atomic
def accept_nomination(
    nomination: Nomination, *, consent: str, consent_on: date | None, actor: User, reason: str = ""
) -> None:
    """Notes that the person said yes, how and when.

    In a body in draft the person takes a seat at the end of the list that the order will name; in an appointed body
    the nomination waits for an amendment order.

    Raises ValidationError without an answer, for an answer of a day to come, when the nomination was answered already,
    and when the seat cannot be given: a second chair or secretary, or somebody who sits in the body.
    """
    _may(actor)
    row = _reread(nomination)
    NOMINATION_MOVES.require(row.may_move_to(NominationStatus.ACCEPTED), status=row.get_status_display(), act="ตอบรับ")
    CONSENT_BEFORE_ACCEPTED.require(consent in set(Consent) - {Consent.NONE} and consent_on is not None)
    CONSENT_NOT_AHEAD.require(consent_on <= timezone.localdate())
    before = _answer(row)
    seat = None if row.committee.is_appointed else _seated(row)
    row.move(NominationStatus.ACCEPTED, act="ตอบรับ", consent=consent, consent_on=consent_on, reason="", seat=seat)
    _record(row, nomination, actor=actor, verb="ตอบรับการเสนอชื่อ", before=before, reason=reason)


def _seated(row: Nomination) -> Appointment:
    """The seat at the end of the list of a body in draft.  Raises ValidationError."""
    seats = Appointment.objects.filter(committee=row.committee)
    if clause := ROLES_OF_ONE.get(BodyRole(row.role)):
        clause.require(not seats.standing().filter(role=row.role).exists())
    user = row.person.user if row.person is not None else None
    same = _same_person(row) | (Q(user=user) if user else Q(pk__in=()))
    ONCE_PER_BODY.require(not seats.standing().filter(same).exists())
    last = seats.aggregate(last=Max("seat_order"))["last"]
    seat = Appointment(
        committee=row.committee,
        name=row.name,
        position=row.position,
        agency=row.agency,
        expertise=row.expertise,
        role=row.role,
        user=user,
        seat_order=0 if last is None else last + 1,
    )
    seat.full_clean()
    seat.save()
    return seat


@keeps(DECLINE_EXPLAINED, NOMINATION_MOVES)
@transaction.atomic
def decline_nomination(nomination: Nomination, *, reason: str, actor: User) -> None:
    """Notes that the person said no, and why.  Raises ValidationError without a reason, or when answered already."""
    _may(actor)
    DECLINE_EXPLAINED.require(bool(reason.strip()))
    row = _reread(nomination)
    before = _answer(row)
    row.move(NominationStatus.DECLINED, act="บันทึกว่าไม่รับ", reason=reason)
    _record(row, nomination, actor=actor, verb="ไม่รับการเสนอชื่อ", before=before, reason=reason)


@keeps(DECLINE_EXPLAINED, NOMINATION_MOVES, SEATED_BY_ORDER)
@transaction.atomic
def withdraw_nomination(nomination: Nomination, *, reason: str, actor: User) -> None:
    """Takes a nomination back, and its seat with it while the body is in draft.

    Who an order has seated stays until an amendment order ends the seat; the nomination can be withdrawn after that.
    """
    _may(actor)
    DECLINE_EXPLAINED.require(bool(reason.strip()))
    row = _reread(nomination)
    seat, before = row.seat, _answer(row)
    SEATED_BY_ORDER.require(seat is None or seat.order_id is None or seat.until is not None)
    row.move(NominationStatus.WITHDRAWN, act="ถอน", reason=reason)
    if seat is not None and seat.order_id is None:
        journal.record(
            actor=actor,
            verb="ลบกรรมการ/คณะทำงาน",
            target=row.committee,
            reason=reason,
            before=journal.snapshot(seat),
        )
        seat.delete()
        row.seat = None
    _record(row, nomination, actor=actor, verb="ถอนการเสนอชื่อ", before=before, reason=reason)


def _answer(row: Nomination) -> dict[str, Any]:
    return journal.snapshot(row, ["status", "consent", "consent_on", "reason"])


def _record(
    row: Nomination, nomination: Nomination, *, actor: User, verb: str, before: dict[str, Any], reason: str
) -> None:
    """Writes the act down, and brings the caller's own copy up to date."""
    before, after = journal.differences(before, _answer(row))
    journal.record(actor=actor, verb=verb, target=row, reason=reason, before=before, after=after)
    for name in ("status", "consent", "consent_on", "reason", "seat"):
        setattr(nomination, name, getattr(row, name))


# -- what does not stop anything, but should be looked at --------------------------------------------------------------


def lookalikes(name: str, others: Iterable[str]) -> list[str]:
    """Those of the other names that could be the same person's: another title, other spaces, one letter."""
    key = _key(name) if name else ""
    if not key:
        return []
    # What is known of one of the two is worked out once; the cheap bounds spare nearly all comparisons.
    matcher = SequenceMatcher(None, b=key)
    found = []
    for other in others:
        if not other or other == name:
            continue
        theirs = _key(other)
        if theirs != key:
            if min(len(key), len(theirs)) < LONG_ENOUGH:
                continue
            matcher.set_seq1(theirs)
            if matcher.real_quick_ratio() < ALIKE or matcher.quick_ratio() < ALIKE or matcher.ratio() < ALIKE:
                continue
        found.append(other)
    return found


@lru_cache(maxsize=5_000)
def _key(name: str) -> str:
    return name_key(name)


def warnings_about_nominations(rows: Sequence[Nomination]) -> list[str]:
    """Sentences about names of one body's nominations (alive ones) that could be one person's."""
    names = sorted(
        {row.name for row in rows if row.name and row.status in ALIVE}, key=lambda name: (split_title(name)[1], name)
    )
    return [
        f"“{name}” กับ “{other}” ชื่อใกล้เคียงกัน โปรดตรวจว่าเป็นคนเดียวกันหรือไม่"
        for place, name in enumerate(names)
        for other in lookalikes(name, names[place + 1 :])
    ]


def waiting_for_amendment(round_id: int | None = None) -> QuerySet[Nomination]:
    """Accepted for a body that an order has appointed already, and not seated yet."""
    rows = Nomination.objects.filter(
        status=NominationStatus.ACCEPTED, seat=None, committee__status=Committee.Status.APPOINTED
    )
    return rows.filter(committee__round=round_id) if round_id else rows
