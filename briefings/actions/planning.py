"""A meeting is planned, changed, held or cancelled; and what else happens at the same time to the same people.

Nothing is sent: whoever is invited reads the change on the own page and in the calendar file.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from committees.models import Appointment
from office import journal
from office.models import User
from rounds.clauses import keeps
from thai.dates import thai_date, thai_time_range
from thai.text import normalise_block, search_key

from ..models import SECRET_FIELDS, AgendaItem, Briefing
from ..rules import (
    BRIEFING_AHEAD,
    BRIEFING_ENDS_AFTER_START,
    BRIEFING_MOVES,
    CANCELLED_WITH_REASON,
    HELD_AFTER_START,
    SECRETS_IN_THEIR_FIELDS,
    BriefingStatus,
    looks_secret,
)
from .attendance_codes import close_codes_of
from .common import locked, may_work

# What those who are invited have to learn of when it changes.
TOLD_FIELDS = ("title", "starts_at", "ends_at", "place", "online_system", *SECRET_FIELDS)
# How many names a sentence holds.
NAMED = 5


@keeps(BRIEFING_AHEAD)
def require_ahead(starts_at: datetime, *, is_record: bool, at: datetime | None = None) -> None:
    """A meeting that is planned lies ahead; one that is only recorded may lie behind."""
    BRIEFING_AHEAD.require(is_record or starts_at > (at or timezone.now()))


def note_change(briefing: Briefing, changed: Iterable[str], *, at: datetime | None = None) -> bool:
    """Counts a change that those invited have to learn of; the caller saves the row.  Says whether it was one.

    Before anybody was asked, only calendars that hold the meeting already learn of it, by the time of the change.
    """
    if set(changed).isdisjoint(TOLD_FIELDS):
        return False
    briefing.changed_at = at or timezone.now()
    if not briefing.invitations.exists():
        return False
    briefing.sequence += 1
    return True


@keeps(BRIEFING_MOVES, HELD_AFTER_START, BRIEFING_ENDS_AFTER_START)
@transaction.atomic
def hold_briefing(briefing: Briefing, *, actor: User, at: datetime | None = None) -> Briefing:
    """The meeting has taken place: from now on its date and place stay as they are.

    Where nobody wrote down when it really began and ended, the planned times are taken.  Raises ValidationError before
    it begins, when it was held or cancelled before, and when it would have ended before it began.
    """
    may_work(actor)
    row = locked(briefing)
    if row.may_move_to(BriefingStatus.HELD):
        HELD_AFTER_START.require((at or timezone.now()) >= row.starts_at)
    began_at, finished_at = row.began_at or row.starts_at, row.finished_at or row.ends_at
    BRIEFING_ENDS_AFTER_START.require(finished_at > began_at)
    before = row.status
    row.move(
        BriefingStatus.HELD,
        act="บันทึกว่าจัดแล้ว",
        began_at=began_at,
        finished_at=finished_at,
    )
    journal.record(
        actor=actor,
        verb="บันทึกว่าจัดประชุมแล้ว",
        target=row,
        before={"status": before},
        after=journal.snapshot(row, ["status", "began_at", "finished_at"]),
    )
    close_codes_of(row, actor=actor, at=at)
    briefing.refresh_from_db()
    return briefing


@keeps(BRIEFING_MOVES, CANCELLED_WITH_REASON, SECRETS_IN_THEIR_FIELDS)
@transaction.atomic
def cancel_briefing(briefing: Briefing, *, actor: User, reason: str, at: datetime | None = None) -> Briefing:
    """The meeting will not take place; those invited read the reason, and their calendars take it out.

    Raises ValidationError without a reason, when the reason repeats what opens the meeting, and when the meeting was
    held or cancelled before.
    """
    may_work(actor)
    row = locked(briefing)
    reason = normalise_block(reason)
    CANCELLED_WITH_REASON.require(bool(reason))
    SECRETS_IN_THEIR_FIELDS.require(not row.holds_secret(reason), field="เหตุผล")
    before = row.status
    row.move(
        BriefingStatus.CANCELLED,
        act="ยกเลิก",
        cancel_reason=reason,
        sequence=row.sequence + 1,
        changed_at=at or timezone.now(),
    )
    journal.record(
        actor=actor,
        verb="ยกเลิกการประชุม",
        target=row,
        reason=reason,
        before={"status": before},
        after={"status": row.status},
    )
    close_codes_of(row, actor=actor, at=at)
    briefing.refresh_from_db()
    return briefing


# -- said, never refused ------------------------------------------------------------------------------------------


def agenda_like_secrets(briefing: Briefing) -> list[AgendaItem]:
    """Lines of the agenda that seem to hold a link or a pass code."""
    return [item for item in briefing.agenda.all() if looks_secret(item.title)]


def overlaps(briefing: Briefing) -> list[str]:
    """A sentence for each other planned meeting at the same time: same place, same districts, same people."""
    if briefing.status != BriefingStatus.PLANNED:
        return []
    others = (
        Briefing.objects.filter(
            status=BriefingStatus.PLANNED, starts_at__lt=briefing.ends_at, ends_at__gt=briefing.starts_at
        )
        .exclude(pk=briefing.pk)
        .defer(*SECRET_FIELDS)
        .order_by("starts_at", "pk")
        .prefetch_related("districts", "people", "committees")
    )
    others = list(others)
    if not others:
        return []
    own_districts = {district.pk: district.name for district in briefing.districts.all()}
    seats = _seats_by_body([briefing, *others])
    own_people = _people_of(briefing, seats)
    place = search_key(briefing.place)
    said = []
    for other in others:
        same = []
        if place and place == search_key(other.place):
            same.append("ใช้สถานที่เดียวกัน")
        districts = [own_districts[district.pk] for district in other.districts.all() if district.pk in own_districts]
        if districts:
            same.append(f"เชิญอำเภอเดียวกัน {_named(districts)}")
        people = _people_of(other, seats)
        if both := [own_people[key] for key in own_people if key in people]:
            same.append(f"เชิญบุคคลเดียวกัน {_named(both)}")
        if same:
            when = f"{thai_date(other.starts_at)} เวลา {thai_time_range(other.starts_at, other.ends_at)}"
            said.append(f"“{other.title}” วันที่ {when}: {' '.join(same)}")
    return said


def _named(names: list[str]) -> str:
    more = f" และอีก {len(names) - NAMED}" if len(names) > NAMED else ""
    return f"({', '.join(names[:NAMED])}{more})"


def _seats_by_body(briefings: list[Briefing]) -> dict[tuple[int, int], list[Appointment]]:
    """The seats of all bodies that these meetings invite, for each meeting as they stand on its day."""
    bodies = {body.pk for briefing in briefings for body in briefing.committees.all()}
    rows = list(Appointment.objects.exclude(since=None).filter(committee__in=bodies)) if bodies else []
    found: dict[tuple[int, int], list[Appointment]] = {}
    for briefing in briefings:
        day = timezone.localdate(briefing.starts_at)
        for seat in rows:
            if seat.since <= day and (seat.until is None or seat.until > day):
                found.setdefault((briefing.pk, seat.committee_id), []).append(seat)
    return found


def _people_of(briefing: Briefing, seats: dict[tuple[int, int], list[Appointment]]) -> dict[object, str]:
    people: dict[object, str] = {user.pk: str(user) for user in briefing.people.all()}
    for body in briefing.committees.all():
        for seat in seats.get((briefing.pk, body.pk), ()):
            people.setdefault(seat.user_id or search_key(str(seat)), str(seat))
    return people
