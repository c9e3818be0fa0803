"""People of a list (`attendance_sheet`) are taken over as staff decided row by row; the same list twice adds nobody."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from office import journal
from office.models import District, User
from rounds.clauses import keeps

from ..attendance_sheet import Listed
from ..models import Attendance, Briefing, Invitation
from ..rules import NOTED_ONCE_BEGUN, SECRETS_IN_THEIR_FIELDS, BriefingStatus, HowNoted, Presence
from .attendance import NOTED, Matcher, key_of
from .attendance_codes import signing_opens
from .common import locked, may_work

SKIP, VISITOR = "skip", "visitor"


@dataclass(frozen=True)
class Choice:
    """What staff decided of a row: left out, a visitor, of a district, or on an invitation."""

    person: Listed
    how: str  # SKIP, VISITOR, "d:<district code>" or "i:<invitation>"


@dataclass(frozen=True)
class Taken:
    added: int = 0
    changed: int = 0
    there: int = 0
    skipped: int = 0


class Known:
    """The lines that a meeting has, as a list finds them again.

    The same key is the same person.  Besides, staff may have given somebody a district or corrected it since: a single
    line of that name is taken for the person when it came from a list, or when the list says nothing but the name.
    """

    def __init__(self, briefing: Briefing) -> None:
        self.by_key: dict[str, Attendance] = {}
        self.by_name: dict[str, list[Attendance]] = {}
        for row in Attendance.objects.filter(briefing=briefing):
            self.by_key[row.name_key] = row
            self.by_name.setdefault(row.name_key.partition("|")[0], []).append(row)

    def find(self, key: str, person: Listed) -> Attendance | None:
        if key in self.by_key:
            return self.by_key[key]
        named = self.by_name.get(key.partition("|")[0], [])
        bare = not (person.district_code or person.agency)
        return named[0] if len(named) == 1 and (bare or named[0].how == HowNoted.LIST) else None


def suggested(briefing: Briefing, people: Sequence[Listed]) -> list[tuple[Listed, str, Invitation | None]]:
    """Each person with the likely choice, and the invitation that it means."""
    matcher = Matcher(briefing)
    found = []
    for person in people:
        invitation = matcher.find(
            name=person.name, district_code=person.district_code, agency=person.agency, represents=""
        )
        if invitation is not None and not invitation.is_district:
            how = f"i:{invitation.pk}"
        else:
            how = f"d:{person.district_code}" if person.district_code else VISITOR
        found.append((person, how, invitation))
    return found


@keeps(NOTED_ONCE_BEGUN, SECRETS_IN_THEIR_FIELDS)
@transaction.atomic
def take_list(*, briefing: Briefing, choices: Sequence[Choice], actor: User, at: datetime | None = None) -> Taken:
    """Writes the people of a list, all or none; who is there already gets the times that were missing.

    Raises ValidationError before the meeting begins, when it is cancelled, and when somebody is called like what opens
    the meeting: a report of the meeting system may hold its id.
    """
    may_work(actor)
    row = locked(briefing)
    NOTED_ONCE_BEGUN.require(row.status != BriefingStatus.CANCELLED and (at or timezone.now()) >= signing_opens(row))
    invitations = {found.pk: found for found in Invitation.objects.filter(briefing=row).select_related("district")}
    offices = {found.district_id: found for found in invitations.values() if found.is_district}
    districts = District.objects.in_bulk()
    there = Known(row)
    new: list[Attendance] = []
    counts = {"added": 0, "changed": 0, "there": 0, "skipped": 0}
    for number, choice in enumerate(choices, 1):
        kind, _, value = choice.how.partition(":")
        if kind not in {"d", "i", VISITOR}:
            counts["skipped"] += 1
            continue
        invitation = invitations.get(int(value)) if kind == "i" and value.isdecimal() else None
        district = districts.get(value) if kind == "d" else None
        if district is not None:
            invitation = offices.get(district.code)
        person = choice.person
        SECRETS_IN_THEIR_FIELDS.require(not row.holds_secret(person.name), field=f"ชื่อลำดับที่ {number} ของรายชื่อ")
        agency = "" if district else person.agency or (invitation.agency if invitation else "")
        key = key_of(person.name, district.code if district else None, agency)
        if (known := there.find(key, person)) is not None:
            counts["changed" if _completed(known, person) else "there"] += 1
            continue
        line = Attendance(
            briefing=row,
            invitation=invitation,
            district=district,
            name=person.name,
            position=person.position,
            agency=agency,
            how=HowNoted.LIST,
            name_key=key,
            came_at=_moment(person.joined),
            left_at=_moment(person.left),
            note=_note(person),
        )
        line.clean_fields(exclude=["briefing", "invitation", "district"])
        there.by_key[key] = line
        new.append(line)
        counts["added"] += 1
    Attendance.objects.bulk_create(new)
    if counts["added"] or counts["changed"]:
        after = {"added": [line.name for line in new], "changed": counts["changed"]}
        journal.record(actor=actor, verb="นำเข้ารายชื่อผู้เข้าประชุม", target=row, after=after)
    return Taken(**counts)


def _completed(row: Attendance, person: Listed) -> bool:
    """Fills in what the line does not say yet; what staff or the person wrote stays."""
    if row.pk is None:
        return False
    before = journal.snapshot(row, NOTED)
    row.came_at = row.came_at or _moment(person.joined)
    row.left_at = row.left_at or _moment(person.left)
    row.position = row.position or person.position
    row.presence = Presence.PRESENT
    if journal.snapshot(row, NOTED) == before:
        return False
    row.save(update_fields=["came_at", "left_at", "position", "presence"])
    return True


def _moment(text: str) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _note(person: Listed) -> str:
    return f"ออนไลน์ {person.minutes} นาที" if person.minutes else ""
