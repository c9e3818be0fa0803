"""What the report of a meeting says (รายงานการประชุม, form 11): who came, what was said, what was decided."""

import re
from collections.abc import Iterable, Mapping

from committees.models import Appointment
from committees.papers import capacity_of
from documents.papers import MinutesContext, letterhead
from documents.papers.minutes import AgendaItem, Attendant
from thai.dates import be_year, in_bangkok, thai_date, thai_time
from thai.names import split_title
from thai.text import normalise, search_key

from ..attendance_report import AttendanceReport
from ..attendance_report import Attendant as Person
from ..models import Briefing

# The order of form 11 of the regulation, for a meeting of a body.
HEADINGS = (
    "เรื่องที่ประธานแจ้งให้ที่ประชุมทราบ",
    "เรื่องการรับรองรายงานการประชุม",
    "เรื่องเสนอให้ที่ประชุมทราบ",
    "เรื่องเสนอให้ที่ประชุมพิจารณา",
    "เรื่องอื่น ๆ",
)
# More than this is a list of its own behind the report.
MOST_NAMED = 250

_MEETING = re.compile(r"^(?:ขอ)?(?:เชิญ)?(?:เข้า)?(?:ร่วม)?(?:การ)?ประชุม\s*")
_TIME_OF_YEAR = re.compile(r"\s*ครั้งที่\s*[0-9๐-๙]+\s*(?:/\s*[0-9๐-๙]{4})?$")


def body_name(briefing: Briefing) -> str:
    """What stands behind "รายงานการประชุม": the body, or what the meeting explained; its number is the report's own."""
    if briefing.body is not None:
        return briefing.body.name
    title = _TIME_OF_YEAR.sub("", normalise(briefing.title))
    return _MEETING.sub("", title) or title


def place_of(briefing: Briefing) -> str:
    """Where it was, to stand behind "ณ"; never how to get in."""
    place = briefing.place.removeprefix("ณ").strip()
    online = f"ระบบประชุมออนไลน์ {briefing.online_system}" if briefing.online_system else ""
    return " และ".join(part for part in (place, online) if part)


def minutes(
    briefing: Briefing, report: AttendanceReport, *, seats: Mapping[int, int], producers: frozenset[int]
) -> MinutesContext:
    """The report as a draft.

    seats: places in the body's list by invitation; producers: invitations of producers, who owe nobody an excuse.
    """
    began = briefing.began_at or briefing.starts_at
    ended = briefing.finished_at or briefing.ends_at
    name = body_name(briefing)
    chair = _typed(briefing.chaired_by)
    of_a_body = any(person.role for person in (*report.present, *report.absent, *report.excused))
    present = _led_by(chair, _people(_seated(report.present, seats), of_a_body=of_a_body))
    visitors = _people(report.visitors, of_a_body=False)
    missing = [person for person in (*report.excused, *report.absent) if person.invitation_id not in producers]
    return MinutesContext(
        **letterhead(),
        subject=f"รายงานการประชุม{name} วันที่ {thai_date(began)}"[:300],
        year_be=be_year(began),
        body_name=name,
        when=f"{thai_date(began, weekday=True)} เวลา {thai_time(began)}",
        place=place_of(briefing),
        present=_or_a_list(present),
        absent=_or_a_list([_missing(person) for person in _seated(missing, seats)]),
        visitors=_or_a_list([person for person in visitors if not _is(person, chair)]),
        began=thai_time(began),
        agenda=tuple(AgendaItem(item.title, item.text, item.resolution) for item in briefing.agenda.all()),
        ended=thai_time(ended),
        writer=_typed(briefing.writer),
        checker=_typed(briefing.checker),
        met_on=in_bangkok(began).date(),
    )


def _seated(people: Iterable[Person], seats: Mapping[int, int]) -> list[Person]:
    """Members as the order that appointed them lists them, then everybody else as reported."""
    last = len(seats) + max(seats.values(), default=0) + 1
    return sorted(people, key=lambda person: seats.get(person.invitation_id, last))


def _people(people: Iterable[Person], *, of_a_body: bool) -> list[Attendant]:
    """Where nobody has a role, as in a meeting of districts, the last column says where people come from."""
    return [
        _nameless(person)
        or Attendant(
            person.name,
            _capacity(person) if of_a_body else person.position,
            person.role if of_a_body else _from(person),
            _instead_of(person.represents),
        )
        for person in people
    ]


def _nameless(person: Person) -> Attendant | None:
    """Of an office that was ticked, nobody has said yet who came."""
    ticked = person.is_office and person.name.endswith(f"อำเภอ{person.district}") and not person.position
    return Attendant(f"ผู้แทนอำเภอ{person.district}", note=person.reason) if ticked else None


def _missing(person: Person) -> Attendant:
    if person.is_office:
        return Attendant(f"ผู้แทนอำเภอ{person.district}", note=person.reason)
    return Attendant(person.name, _capacity(person), person.role, person.reason)


def _from(person: Person) -> str:
    return f"อำเภอ{person.district}" if person.district else person.agency


def _capacity(person: Person) -> str:
    return capacity_of(Appointment(position=person.position, agency=person.agency or _from(person)))


def _instead_of(whom: str) -> str:
    return f"แทน{whom.removeprefix('แทน').strip()}" if whom else ""


def _typed(text: str) -> Attendant | None:
    """Somebody as typed on the page of the record: "ชื่อ | ตำแหน่ง"."""
    name, _, position = (part.strip() for part in text.partition("|"))
    return Attendant(name, position) if name else None


def _is(person: Attendant, other: Attendant | None) -> bool:
    return other is not None and _key(person.name) == _key(other.name)


def _key(name: str) -> str:
    return search_key(split_title(name)[1]) or search_key(name)


def _led_by(chair: Attendant | None, present: list[Attendant]) -> list[Attendant]:
    """Whoever took the chair stands first, also where nobody noted the chair among those who came."""
    if chair is None:
        return present
    found = next((person for person in present if _is(person, chair)), None)
    if found is None:
        return [Attendant(chair.name, chair.position, "ประธานในที่ประชุม"), *present]
    rest = [person for person in present if person is not found]
    role = found.role if found.role.startswith("ประธาน") else "ประธานในที่ประชุม"
    return [Attendant(found.name, chair.position or found.position, role, found.note), *rest]


def _or_a_list(people: list[Attendant]) -> tuple[Attendant, ...]:
    if len(people) <= MOST_NAMED:
        return tuple(people)
    led = [person for person in people[:1] if person.role]
    return (*led, Attendant(f"รวม {len(people):,} คน", "ตามบัญชีรายชื่อแนบท้ายรายงาน"))
