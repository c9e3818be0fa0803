"""Who came to a meeting, who gave notice, who stayed away, and who came without being invited.

One reading for the staff's page, the minutes, the letter to those absent and the exported list.  Works on rows alone:
three questions to the database, however many people came.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from office.models import District
from thai.names import split_title
from thai.text import search_key

from .models import Attendance, Briefing, Invitation
from .rules import Answer, Presence


@dataclass(frozen=True)
class Attendant:
    """One person or, where nobody has a name yet, one invited office.

    name, position, agency: of the person who came; of somebody absent, as the invitation says them.
    role: how the meeting's body calls the one invited ("" otherwise).
    district, district_code: name and official code, "" where there is none.
    represents: for whom the person came.
    reason: of somebody excused, what he or she said; of somebody present, what is noted of the person.
    is_office: the one invited is a district office, not a person or a producer.
    """

    name: str
    position: str = ""
    agency: str = ""
    role: str = ""
    district: str = ""
    district_code: str = ""
    represents: str = ""
    reason: str = ""
    is_office: bool = False
    invitation_id: int | None = None
    attendance_id: int | None = None
    came_at: datetime | None = None
    left_at: datetime | None = None
    how: str = ""


@dataclass(frozen=True)
class DistrictLine:
    """An invited district office: `presence` is "present", "excused" or "absent"."""

    code: str
    name: str
    presence: str


@dataclass(frozen=True)
class AttendanceReport:
    """present and visitors are people who came; excused and absent are those invited of whom nobody came.

    Whoever is invited stands in one of present (perhaps with several people), excused and absent.  An invitation
    answered with "not coming" counts as excused: the office was told.
    """

    present: tuple[Attendant, ...]
    absent: tuple[Attendant, ...]
    excused: tuple[Attendant, ...]
    visitors: tuple[Attendant, ...]
    districts: tuple[DistrictLine, ...]

    def districts_of(self, presence: str) -> tuple[DistrictLine, ...]:
        return tuple(line for line in self.districts if line.presence == presence)

    @property
    def absent_districts(self) -> tuple[DistrictLine, ...]:
        """Whom the letter to those absent is for, in the order of the official codes."""
        return self.districts_of("absent")

    @property
    def districts_text(self) -> str:
        """18 อำเภอ: มา 15 ลา 1 ขาด 2"""
        if not self.districts:
            return ""
        came, excused, absent = (len(self.districts_of(state)) for state in ("present", "excused", "absent"))
        return f"{len(self.districts)} อำเภอ: มา {came} ลา {excused} ขาด {absent}"


def person_key(name: str) -> str:
    """A name as it is compared: without its title, spaces and slips of the finger."""
    return search_key(split_title(name)[1]) or search_key(name)


def by_district(briefing: Briefing) -> AttendanceReport:
    """The attendance of a meeting, districts in the order of their codes, everybody else by name.

    A district that is in the meeting's audience but has no invitation row yet counts as invited.
    """
    invitations = list(Invitation.objects.filter(briefing=briefing).select_related("district"))
    rows = list(Attendance.objects.filter(briefing=briefing).select_related("district"))
    audience = list(District.objects.filter(briefings=briefing))
    return _sorted_out(invitations, rows, audience)


def _sorted_out(
    invitations: list[Invitation], rows: list[Attendance], audience: Iterable[District]
) -> AttendanceReport:
    offices = {invitation.district_id: invitation for invitation in invitations if invitation.is_district}
    bare = {district.code: district for district in audience if district.code not in offices}
    by_id = {invitation.pk: invitation for invitation in invitations}

    came: dict[object, list[Attendant]] = defaultdict(list)
    told: dict[object, Attendance] = {}
    visitors, loose_excused = [], []
    district_came: set[str] = set()
    for row in rows:
        invitation = by_id.get(row.invitation_id)
        if invitation is None and row.district_id in offices:
            invitation = offices[row.district_id]
        key = invitation.pk if invitation else row.district_id if row.district_id in bare else None
        if row.presence == Presence.PRESENT:
            person = _person(row, invitation)
            if key is None:
                visitors.append(person)
            else:
                came[key].append(person)
            if row.district_id and not (invitation and invitation.producer_id):
                district_came.add(row.district_id)
            elif invitation and invitation.is_district:
                district_came.add(invitation.district_id)
        elif key is None:
            loose_excused.append(_person(row, None))
        else:
            told[key] = row

    present, excused, absent = [], [], []
    # A district's own office is there when anybody of it is, in whatever capacity.
    there = {offices[code].pk for code in district_came if code in offices} | {*district_came & bare.keys()}
    for invitation in invitations:
        if invitation.pk in came:
            present += came[invitation.pk]
        elif invitation.pk in there:
            continue
        elif invitation.pk in told or invitation.answer == Answer.DECLINED:
            row = told.get(invitation.pk)
            excused.append(_invited(invitation, reason=(row.note if row else "") or invitation.note, row=row))
        else:
            absent.append(_invited(invitation))
    for code, district in bare.items():
        if code in came:
            present += came[code]
        elif code in there:
            continue
        elif code in told:
            excused.append(_bare_office(district, told[code]))
        else:
            absent.append(_bare_office(district))

    lines = []
    named = {code: invitation.district.name for code, invitation in offices.items()} | {
        code: district.name for code, district in bare.items()
    }
    excused_offices = {person.district_code for person in excused if person.is_office}
    for code in sorted(named):
        state = "present" if code in district_came else "excused" if code in excused_offices else "absent"
        lines.append(DistrictLine(code, named[code], state))
    return AttendanceReport(
        present=_in_order(present),
        absent=_in_order(absent),
        excused=_in_order(excused + loose_excused),
        visitors=_in_order(visitors),
        districts=tuple(lines),
    )


def _in_order(people: list[Attendant]) -> tuple[Attendant, ...]:
    """Those of no district first, then districts by code, each with its office before other people of it."""
    return tuple(sorted(people, key=lambda person: (person.district_code, not person.is_office, person.name)))


def _person(row: Attendance, invitation: Invitation | None) -> Attendant:
    represents = row.represents
    if not represents and invitation and not invitation.is_district and not invitation.producer_id:
        # Somebody else than the one invited, and no word of it: the invitation says for whom.
        represents = "" if person_key(row.name) == person_key(invitation.name) else invitation.name
    return Attendant(
        name=row.name,
        position=row.position,
        agency=row.agency or (invitation.agency if invitation else ""),
        role=invitation.role if invitation else "",
        district=row.district.name if row.district else "",
        district_code=row.district_id or "",
        represents=represents,
        reason=row.note,
        is_office=bool(invitation and invitation.is_district),
        invitation_id=invitation.pk if invitation else None,
        attendance_id=row.pk,
        came_at=row.came_at,
        left_at=row.left_at,
        how=row.get_how_display(),
    )


def _invited(invitation: Invitation, *, reason: str = "", row: Attendance | None = None) -> Attendant:
    return Attendant(
        name=invitation.name,
        position=invitation.position,
        agency=invitation.agency,
        role=invitation.role,
        district=invitation.district.name if invitation.district else "",
        district_code=invitation.district_id or "",
        reason=reason,
        is_office=invitation.is_district,
        invitation_id=invitation.pk,
        attendance_id=row.pk if row else None,
    )


def office_name(district: District) -> str:
    return f"สำนักงานพัฒนาชุมชนอำเภอ{district.name}"


def _bare_office(district: District, row: Attendance | None = None) -> Attendant:
    return Attendant(
        name=office_name(district),
        district=district.name,
        district_code=district.code,
        reason=row.note if row else "",
        is_office=True,
        attendance_id=row.pk if row else None,
    )
