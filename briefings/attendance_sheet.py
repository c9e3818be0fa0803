"""Lists of people from elsewhere: a Zoom report of participants, or the office's own columns; nothing is saved here.

A Zoom report may begin with lines about the meeting, its id among them: they are not kept.  Neither are addresses of
mail: they only tell which rows are one person.
"""

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any, Final

from office.workbooks import FileRefused, Sheet, cell_text, find_table, read_sheet
from thai.dates import BANGKOK, YEAR_OFFSET
from thai.names import strip_place_prefix
from thai.text import normalise, search_key

from .attendance_report import person_key

MOST_PEOPLE: Final = 500
# Other names of one person that are shown.
MOST_NAMES: Final = 5

_ZOOM_NAMES: Final = ("Name (Original Name)", "Name (original name)", "Name")
_NAMES: Final = ("ชื่อ", "ชื่อ-สกุล", "ชื่อ-นามสกุล", "ชื่อและสกุล", "ชื่อ สกุล", "คำนำหน้า ชื่อ สกุล", "รายชื่อ")
_TITLE: Final = ("คำนำหน้า", "คำนำหน้าชื่อ", "คำนำหน้านาม")
_SURNAME: Final = ("สกุล", "นามสกุล")
_MAIL: Final = ("User Email", "Email")
_JOIN: Final = ("Join Time",)
_LEAVE: Final = ("Leave Time",)
_MINUTES: Final = ("Duration (Minutes)", "Total Duration (Minutes)")
_POSITION: Final = ("ตำแหน่ง",)
_AGENCY: Final = ("หน่วยงาน", "สังกัด", "กลุ่ม", "หน่วยงาน/กลุ่ม")
_DISTRICT: Final = ("อำเภอ",)
_ZOOM_ONLY: Final = ("Guest", "Recording Consent", "In Waiting Room")

# "พช.พรรณานิคม_สมชาย", "สพอ.พรรณานิคม", "อ.พรรณานิคม", "พช.อ.พรรณานิคม"
_OFFICE: Final = re.compile(r"(?:สพอ|พช|พอ)\.?\s*(?:อ\.|อำเภอ)?|พัฒนาการอำเภอ|สำนักงานพัฒนาชุมชนอำเภอ|อ\.|อำเภอ|เขต")
_CUT: Final = re.compile(r"[_/|:()\[\]–—-]+")
_CLOCKS: Final = ("%I:%M:%S %p", "%I:%M %p", "%H:%M:%S", "%H:%M")


@dataclass(frozen=True)
class Listed:
    """One person of a list.

    joined, left: ISO moments or ""; minutes: in the meeting, 0 where the list does not say.
    district_code: recognised, "" where not.  also: other names under which the same account came.
    """

    name: str
    position: str = ""
    agency: str = ""
    district_code: str = ""
    joined: str = ""
    left: str = ""
    minutes: int = 0
    also: str = ""

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True)
class PeopleList:
    people: tuple[Listed, ...]
    is_zoom: bool


def read_people(content: bytes, *, districts: dict[str, str], day: date) -> PeopleList:
    """The people of an .xlsx or .csv file, in the file's order.

    districts: name by code.  day: of the meeting; says which of 3/4 and 4/3 is meant.  Raises FileRefused.
    """
    sheet = read_sheet(content)
    places, rows, is_zoom = _table(sheet)
    people: dict[str, dict[str, Any]] = {}
    known_mail: dict[str, str] = {}
    for _, cells in rows.rows:
        row = {what: cells[place] if place < len(cells) else None for what, place in places.items()}
        shown = _shown(row)
        if not search_key(shown):
            continue
        mail = cell_text(row.get("mail")).casefold()
        key = known_mail.get(mail) if mail else None
        key = key or f"{search_key(shown)}|{'' if is_zoom else search_key(cell_text(row.get('agency')))}"
        if mail:
            known_mail[mail] = key
        _join(people, key, row, shown, districts=districts, day=day, is_zoom=is_zoom)
        if len(people) > MOST_PEOPLE:
            raise FileRefused("too_many_rows", f"ไฟล์มีเกิน {MOST_PEOPLE} คน โปรดแบ่งเป็นหลายไฟล์")
    if not people:
        raise FileRefused("no_rows", "ไม่พบชื่อคนในไฟล์ โปรดกรอกชื่อใต้หัวคอลัมน์ “ชื่อ”")
    return PeopleList(tuple(_listed(person) for person in people.values()), is_zoom)


def _table(sheet: Sheet) -> tuple[dict[str, int], Sheet, bool]:
    others = {
        "title": _TITLE, "surname": _SURNAME, "mail": _MAIL, "join": _JOIN, "leave": _LEAVE, "minutes": _MINUTES,
        "position": _POSITION, "agency": _AGENCY, "district": _DISTRICT,
    }  # fmt: skip
    columns = [name for names in others.values() for name in names]
    for heading in (*_ZOOM_NAMES, *_NAMES):
        try:
            found, rows = find_table(sheet, [heading, *columns, *_ZOOM_ONLY], [heading])
        except FileRefused as refused:
            if refused.code in {"no_header", "missing_column"}:
                continue
            raise
        places = {"name": found[heading]}
        for what, names in others.items():
            place = next((found[name] for name in names if name in found), None)
            if place is not None:
                places[what] = place
        return places, rows, heading in _ZOOM_NAMES
    raise FileRefused(
        "no_header", "ไม่พบแถวหัวคอลัมน์ โปรดใช้รายงานผู้เข้าร่วมของ Zoom หรือตารางที่มีหัวคอลัมน์ ชื่อ ตำแหน่ง หน่วยงาน อำเภอ"
    )


def _shown(row: dict[str, Any]) -> str:
    """The whole name, also where its parts have columns of their own."""
    title, name, surname = (cell_text(row.get(part)) for part in ("title", "name", "surname"))
    return normalise(f"{title}{name} {surname}")[:200]


def _join(
    people: dict[str, dict[str, Any]],
    key: str,
    row: dict[str, Any],
    shown: str,
    *,
    districts: dict[str, str],
    day: date,
    is_zoom: bool,
) -> None:
    """The same person joins again after each break: first coming, last leaving, the minutes together."""
    joined, left = _moment(row.get("join"), day), _moment(row.get("leave"), day)
    minutes = _whole(row.get("minutes"))
    if (person := people.get(key)) is not None:
        person["joined"] = min(filter(None, (person["joined"], joined)), default=None)
        person["left"] = max(filter(None, (person["left"], left)), default=None)
        person["minutes"] += minutes
        is_new = shown != person["shown"] and shown not in person["also"]
        if is_new and len(person["also"]) < MOST_NAMES:
            person["also"].append(shown)
        return
    name, code = (read_name(shown, districts) if is_zoom else (shown, "")) or (shown, "")
    if "district" in row:
        code = district_of(cell_text(row["district"]), districts)
    agency = cell_text(row.get("agency"))[:200]
    people[key] = {
        "shown": shown, "also": [], "name": name, "position": cell_text(row.get("position"))[:200], "agency": agency,
        "code": code or (district_of(agency, districts, only_offices=True) if agency else ""),
        "joined": joined, "left": left, "minutes": minutes,
    }  # fmt: skip


def _listed(person: dict[str, Any]) -> Listed:
    return Listed(
        name=person["name"],
        position=person["position"],
        agency="" if person["code"] else person["agency"],
        district_code=person["code"],
        joined=person["joined"].isoformat() if person["joined"] else "",
        left=person["left"].isoformat() if person["left"] else "",
        minutes=person["minutes"],
        also=", ".join(person["also"])[:200],
    )


# -- districts in names -------------------------------------------------------------------------------------------


def district_of(text: str, districts: dict[str, str], *, only_offices: bool = False) -> str:
    """The code of the district that a text names: "อ.พรรณานิคม", "สพอ.เมือง", "พรรณานิคม"; "" when it names none."""
    text = normalise(text)
    bare = strip_place_prefix(text)
    if found := _OFFICE.match(text):
        bare = text[found.end() :]
    elif only_offices:
        return ""
    key = search_key(bare)
    for code, name in districts.items():
        if key and key in _names_of(name):
            return code
    return ""


def _names_of(name: str) -> set[str]:
    """เมืองสกลนคร is เมือง to everybody in the province."""
    return {search_key(name)} | ({search_key("เมือง")} if name.startswith("เมือง") else set())


def read_name(shown: str, districts: dict[str, str]) -> tuple[str, str]:
    """A name as people set it in Zoom, as (person, district code): "พช.พรรณานิคม_สมชาย" is สมชาย of 4704.

    Where nothing is left of a person, the name stays whole.  A surname that is a district's name counts only behind
    a sign of an office: นายสมชาย ส่องดาว is nobody's district.
    """
    parts = [part.strip() for part in _CUT.split(shown) if part.strip()]
    for place, part in enumerate(parts):
        code = district_of(part, districts, only_offices=len(parts) == 1 and not _is_district(part, districts))
        rest = ""
        if not code:
            code, rest = _begins_with_office(part, districts)
        if code:
            others = [rest, *parts[:place], *parts[place + 1 :]]
            person = next((other for other in others if other and person_key(other)), "")
            return (person or shown, code)
    return shown, ""


def _is_district(text: str, districts: dict[str, str]) -> bool:
    return any(search_key(strip_place_prefix(text)) in _names_of(name) for name in districts.values())


def _begins_with_office(part: str, districts: dict[str, str]) -> tuple[str, str]:
    """ "สพอ.พรรณานิคม นางสมศรี ใจดี" and "สมศรี พช.พรรณานิคม", without any sign between."""
    found = _OFFICE.search(part)
    if not found or (found.start() and not part[found.start() - 1].isspace()):
        return "", ""
    words = part[found.end() :].split()
    code = district_of(words[0], districts) if words else ""
    return (code, f"{part[: found.start()]} {' '.join(words[1:])}".strip()) if code else ("", "")


# -- numbers and times --------------------------------------------------------------------------------------------


def _whole(value: Any) -> int:
    try:
        return min(max(int(float(cell_text(value) or 0)), 0), 24 * 60)
    except (ValueError, OverflowError):
        return 0


def _moment(value: Any, day: date) -> datetime | None:
    """A moment of a report, in Bangkok; of the two ways to read 3/4 the one nearer to the meeting's day."""
    if isinstance(value, datetime):
        return value.replace(tzinfo=value.tzinfo or BANGKOK)
    text = cell_text(value)
    found = re.match(r"(\d{1,4})[/.-](\d{1,2})[/.-](\d{1,4})[ T,]+(.+)", text)
    if not found:
        return None
    one, two, three = int(found[1]), int(found[2]), int(found[3])
    orders = [(one, two, three)] if one > 31 else [(three, one, two), (three, two, one)]
    days = [read for year, month, number in orders if (read := _day(year, month, number))]
    clock = next((time for form in _CLOCKS if (time := _clock(found[4].strip(), form))), None)
    if not days or clock is None:
        return None
    best = min(days, key=lambda read: abs((read - day).days))
    return datetime.combine(best, clock.time(), tzinfo=BANGKOK)


def _day(year: int, month: int, number: int) -> date | None:
    if year < 100:
        year += 2000
    try:
        read = date(year - YEAR_OFFSET if year > 2400 else year, month, number)
    except ValueError:
        return None
    return read if 1950 <= read.year <= 2100 else None


def _clock(text: str, form: str) -> datetime | None:
    try:
        return datetime.strptime(text.upper(), form)
    except ValueError:
        return None


def rows_of(people: Sequence[dict[str, Any]]) -> list[Listed]:
    """What `Listed.as_dict` gave, back."""
    return [Listed(**person) for person in people]
