"""Who is invited: the audience that staff chose becomes one invitation for each office, person and producer.

Names are kept as they were on the day of inviting.  Inviting again adds who came into the audience since, and takes
away who left it without having answered.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from committees.models import Appointment, role_label
from office import journal
from office.models import Event, User
from registrations.models import Entry, OtopRegistration, Producer, Product
from registrations.rules import EntryStatus
from rounds.clauses import keeps
from thai.text import normalise, search_key

from ..models import Attendance, Briefing, Invitation, InvitationQuerySet
from ..rules import (
    ANSWERED_BEFORE_MEETING,
    BRIEFING_MOVES,
    INVITED_ONCE,
    INVITES_SOMEBODY,
    REMINDED_WHILE_WAITING,
    SECRETS_IN_THEIR_FIELDS,
    SUBSTITUTE_NAMED,
    Answer,
    BriefingStatus,
    ProducerScope,
)
from .common import locked, may_work

BATCH = 500
# Entries that a producer has handed in and not taken back.
HANDED_IN = frozenset(EntryStatus) - {EntryStatus.DRAFT, EntryStatus.WITHDRAWN}
ANSWERS = frozenset({Answer.COMING, Answer.SUBSTITUTE, Answer.DECLINED})


@dataclass(frozen=True)
class Invited:
    """What inviting did: how many rows came and went, and who stays although no longer in the audience."""

    added: int
    removed: int
    stayed: tuple[str, ...]
    total: int


# -- who belongs to the audience --------------------------------------------------------------------------------------


def office_of(district_name: str) -> str:
    return f"สำนักงานพัฒนาชุมชนอำเภอ{district_name}"


def audience(briefing: Briefing) -> list[Invitation]:
    """The rows that the chosen districts, bodies, people and producers come to, each once and unsaved."""
    found: list[Invitation] = []
    seen: set[object] = set()
    for guest in _guests(briefing):
        marks = _marks(guest)
        if seen.isdisjoint(marks):
            found.append(guest)
        seen |= marks
    return found


def _guests(briefing: Briefing) -> Iterator[Invitation]:
    districts = list(briefing.districts.all())
    for district in districts:
        yield Invitation(briefing=briefing, district=district, name=office_of(district.name))
    day = timezone.localdate(briefing.starts_at)
    seats = Appointment.objects.on(day).filter(committee__in=briefing.committees.all()).select_related("committee")
    # The body whose meeting it is names the roles.
    for seat in sorted(seats, key=lambda seat: (seat.committee_id != briefing.body_id, seat.committee_id)):
        yield Invitation(
            briefing=briefing,
            seat=seat,
            user_id=seat.user_id,
            name=seat.name or seat.position,
            position=seat.position if seat.name else "",
            agency=seat.agency,
            role=role_label(seat.role, seat.committee.kind),
        )
    for user in briefing.people.all():
        yield Invitation(briefing=briefing, user=user, name=str(user), position=user.position)
    for producer in producers_of(briefing, [district.pk for district in districts]):
        yield Invitation(briefing=briefing, producer=producer, district_id=producer.district_id, name=producer.name)


def producers_of(briefing: Briefing, districts: list[str]) -> Iterable[Producer]:
    """Producers by the chosen scope, of the chosen product group, in the chosen districts where any are chosen."""
    rows = Producer.objects.only("pk", "name", "district_id")
    round, group = briefing.round, briefing.producer_group
    if briefing.producers == ProducerScope.ELIGIBLE:
        years = (round.registered_from_be, round.registered_to_be)
        rows = rows.filter(
            Exists(OtopRegistration.objects.filter(producer=OuterRef("pk"), year_be__range=years)),
        )
        if group:
            rows = rows.filter(Exists(Product.objects.filter(producer=OuterRef("pk"), group_code=group)))
    elif briefing.producers == ProducerScope.ENTERED:
        entries = Entry.objects.filter(producer=OuterRef("pk"), round=round, status__in=HANDED_IN)
        rows = rows.filter(Exists(entries.filter(group__code=group) if group else entries))
    else:
        return []
    return rows.filter(district__in=districts) if districts else rows


def _marks(row: Invitation) -> set[object]:
    """By what a row is known: two rows that share a mark are the same guest."""
    if row.producer_id:
        return {("producer", row.producer_id)}
    if row.is_district:
        return {("district", row.district_id)}
    marks: set[object] = set()
    if row.user_id:
        marks.add(("user", row.user_id))
    if row.seat_id:
        marks.add(("seat", row.seat_id))
        # Whoever sits in two bodies is asked once; a seat without a name is known by position and agency.
        marks.add(("person", search_key(f"{row.name} {'' if row.position else row.agency}")))
    return marks


# -- inviting ---------------------------------------------------------------------------------------------------------


@keeps(INVITES_SOMEBODY, INVITED_ONCE, BRIEFING_MOVES)
@transaction.atomic
def invite(briefing: Briefing, *, actor: User) -> Invited:
    """Makes the invitations that the audience asks for; pressing it again changes only what has changed.

    Raises ValidationError when nobody is in the audience, and when the meeting was cancelled, or held without being
    recorded afterwards.
    """
    may_work(actor)
    row = locked(briefing)
    may = row.status == BriefingStatus.PLANNED or (row.is_record and row.status == BriefingStatus.HELD)
    if not may:
        raise BRIEFING_MOVES.error(status=row.get_status_display(), act="เชิญ")
    wanted = audience(row)
    INVITES_SOMEBODY.require(bool(wanted))
    came = Attendance.objects.filter(invitation=OuterRef("pk"))
    # Locked: who is answering at this moment has answered before it is asked who has not.
    existing = list(row.invitations.select_for_update(of=("self",)).annotate(has_come=Exists(came)).order_by("pk"))
    by_mark = {mark: one for one in existing for mark in _marks(one)}
    new, kept, linked = [], set(), []
    for guest in wanted:
        found = next((by_mark[mark] for mark in _marks(guest) if mark in by_mark), None)
        if found is None:
            new.append(guest)
            continue
        kept.add(found.pk)
        if guest.user_id and found.user_id is None:  # the person has got an account since
            found.user_id = guest.user_id
            linked.append(found)
    left = [one for one in existing if one.pk not in kept]
    gone = [one for one in left if one.answer == Answer.WAITING and not one.has_come]
    stayed = tuple(one.name for one in left if one not in gone)
    Invitation.objects.filter(pk__in=[one.pk for one in gone]).delete()
    Invitation.objects.bulk_update(linked, ["user"], batch_size=BATCH)
    Invitation.objects.bulk_create(new, batch_size=BATCH)
    result = Invited(len(new), len(gone), stayed, len(existing) - len(gone) + len(new))
    if new or gone or linked:
        said: dict[str, object] = {"เพิ่ม": result.added, "นำออก": result.removed, "รวม": result.total}
        said["รายชื่อที่เพิ่ม"] = [guest.name for guest in new[:50]]
        if gone:
            said["รายชื่อที่นำออก"] = [guest.name for guest in gone[:50]]
        journal.record(actor=actor, verb="เชิญประชุม", target=row, after=said)
    return result


def own_invitations(user: User) -> InvitationQuerySet:
    """Those that this person answers: with the own name, or for the own district office; of staff too only these."""
    if not user.is_authenticated:
        return Invitation.objects.none()
    own = Q(user=user)
    if user.officer_district_id:
        own |= Q(district=user.officer_district_id, producer=None, user=None, seat=None)
    return Invitation.objects.filter(own)


# -- answers ----------------------------------------------------------------------------------------------------------


def why_closed(briefing: Briefing, at: datetime | None = None) -> str:
    """Why no answer is taken any more, as a word before "แล้ว"; empty while answers are open."""
    if briefing.status == BriefingStatus.CANCELLED:
        return "ยกเลิก"
    if briefing.status == BriefingStatus.HELD:
        return "จัด"
    return "เลิก" if (at or timezone.now()) > briefing.ends_at else ""


@keeps(ANSWERED_BEFORE_MEETING, SUBSTITUTE_NAMED, SECRETS_IN_THEIR_FIELDS)
@transaction.atomic
def answer_invitation(
    invitation: Invitation,
    *,
    answer: str,
    actor: User,
    substitute_name: str = "",
    substitute_position: str = "",
    note: str = "",
    at: datetime | None = None,
) -> Invitation:
    """Coming, sending somebody, or not coming; changeable until the meeting ends.

    Who is invited answers for himself or for the own district office; provincial staff record what they were told.
    Raises ValidationError after the meeting, when a substitute has no name, and when a text repeats what opens the
    meeting: answers are read in the journal and in the report.
    """
    row = Invitation.objects.select_for_update(of=("self",)).select_related("briefing").get(pk=invitation.pk)
    if not own_invitations(actor).filter(pk=row.pk).exists():
        may_work(actor)
    closed = why_closed(row.briefing, at)
    ANSWERED_BEFORE_MEETING.require(not closed, state=closed)
    if answer not in ANSWERS:
        raise ValidationError({"answer": "โปรดเลือกคำตอบ"})
    fields = ["answer", "substitute_name", "substitute_position", "note"]
    before = journal.snapshot(row, fields)
    sends = answer == Answer.SUBSTITUTE
    row.answer, row.note = answer, normalise(note)
    row.substitute_name = normalise(substitute_name) if sends else ""
    row.substitute_position = normalise(substitute_position) if sends else ""
    SUBSTITUTE_NAMED.require(not sends or bool(row.substitute_name))
    for name in fields[1:]:
        label = Invitation._meta.get_field(name).verbose_name
        SECRETS_IN_THEIR_FIELDS.require(not row.briefing.holds_secret(getattr(row, name)), field=label)
    before, after = journal.differences(before, journal.snapshot(row, fields))
    if after:
        row.answered_at, row.answered_by = at or timezone.now(), actor
        row.full_clean()
        row.save(update_fields=[*fields, "answered_at", "answered_by"])
        journal.record(actor=actor, verb="ตอบรับการประชุม", target=row, before=before, after=after)
    elif row.answered_at is not None:
        # Said again: after a change of the meeting that is an answer too.
        row.answered_at, row.answered_by = at or timezone.now(), actor
        row.save(update_fields=["answered_at", "answered_by"])
    invitation.refresh_from_db()
    return invitation


# -- reminders --------------------------------------------------------------------------------------------------------


@keeps(REMINDED_WHILE_WAITING)
@transaction.atomic
def note_reminder(
    invitations: Iterable[Invitation], *, actor: User, at: datetime | None = None, not_since: datetime | None = None
) -> int:
    """Somebody has called or written to those among them who have not answered; nothing is sent from here.

    Who was reminded later than `not_since` is passed over: a button pressed twice is one reminder.  Returns how many.
    Raises ValidationError when nobody among them waits any more.
    """
    may_work(actor)
    at = at or timezone.now()
    rows = (
        Invitation.objects.waiting()
        .select_for_update(of=("self",))
        .filter(
            pk__in=[row.pk for row in invitations],
            briefing__status=BriefingStatus.PLANNED,
            briefing__ends_at__gte=at,
        )
    )
    found = list(rows.select_related("briefing").order_by("pk"))
    REMINDED_WHILE_WAITING.require(bool(found))
    if not_since is not None:
        found = [row for row in found if row.reminded_at is None or row.reminded_at <= not_since]
    Invitation.objects.filter(pk__in=[row.pk for row in found]).update(
        reminded_at=at, times_reminded=F("times_reminded") + 1
    )
    by_meeting: dict[Briefing, list[str]] = {}
    for row in found:
        by_meeting.setdefault(row.briefing, []).append(row.name)
    Event.objects.bulk_create(
        journal.build(
            actor=actor, verb="เตือนผู้ได้รับเชิญ", target=meeting, after={"จำนวน": len(names), "รายชื่อ": names[:50]}
        )
        for meeting, names in by_meeting.items()
    )
    return len(found)
