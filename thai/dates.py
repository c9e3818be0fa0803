"""Dates and times between people, who write พ.ศ., and the database, which keeps the Gregorian calendar.

Every conversion happens here, once. The only Gregorian year accepted from text is the ISO form
``2022-03-31``; any other year must look like พ.ศ., because 2565 read as a Gregorian year is a date five
centuries away that no program complains about. Times are those of Asia/Bangkok.
"""

import re
from datetime import date, datetime, time
from typing import Final, TypeVar
from zoneinfo import ZoneInfo

from .digits import Digits, in_digits, to_arabic
from .text import normalise
from .words import MONTHS as MONTHS
from .words import MONTHS_SHORT as MONTHS_SHORT
from .words import WEEKDAYS as WEEKDAYS

D = TypeVar("D", bound=date)

YEAR_OFFSET: Final = 543
MIN_YEAR_CE: Final = 1950
MAX_YEAR_CE: Final = 2100
MIN_YEAR_BE: Final = MIN_YEAR_CE + YEAR_OFFSET
MAX_YEAR_BE: Final = MAX_YEAR_CE + YEAR_OFFSET
BANGKOK: Final = ZoneInfo("Asia/Bangkok")

_EXAMPLE: Final = "31/03/2565 หรือ 31 มีนาคม 2565"

# Spoken and printed short names of the days, to their number in WEEKDAYS.
_WEEKDAY_NUMBERS: Final = {name: number for number, name in enumerate(WEEKDAYS)} | {"พฤหัส": 3}


def _dotless(name: str) -> str:
    return re.sub(r"[.\s]", "", name)


_MONTH_NUMBERS: Final = {
    _dotless(name): number for names in (MONTHS, MONTHS_SHORT) for number, name in enumerate(names, start=1)
}
# Short names with or without their dots and the spaces between: ม.ค., มค, ม. ค.
_SHORT_MONTH: Final = "|".join(r"\.?\s?".join(re.escape(part) for part in name.split(".")) for name in MONTHS_SHORT)
_MONTH_NAME: Final = f"{'|'.join(MONTHS)}|{_SHORT_MONTH}"
_WEEKDAY_NAME: Final = "|".join(sorted(_WEEKDAY_NUMBERS, key=len, reverse=True))

_ISO: Final = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
_NUMERIC: Final = re.compile(r"([0-9]{1,2})\s?([/.\-–])\s?([0-9]{1,2})\s?\2\s?([0-9]{1,4})")
_WRITTEN: Final = re.compile(
    rf"(?:วัน)?\s?(?P<weekday>{_WEEKDAY_NAME})?\s?(?:ที่)?\s?"
    rf"(?P<day>[0-9]{{1,2}})\s?(?:เดือน\s?)?(?P<month>{_MONTH_NAME})\s?(?:ปี\s?)?"
    r"(?P<era>พ\.?\s?ศ\.?|พุทธศักราช|ค\.?\s?ศ\.?|คริสต์ศักราช)?\s?(?P<year>[0-9]{1,4})"
)
_TIME: Final = re.compile(r"([0-9]{1,2})[.:]([0-9]{2})(?:\s?น\.?)?")
_DATE_THEN_TIME: Final = re.compile(r"(.+?),?\s(?:เวลา\s?)?([0-9]{1,2}[.:][0-9]{2}(?:\s?น\.?)?)")


# -- reading -------------------------------------------------------------------------------------------------


def be_year(day: date) -> int:
    """Return the Buddhist year of a Gregorian date: 2022 gives 2565."""
    return in_bangkok(day).year + YEAR_OFFSET


def check_year(day: date) -> None:
    """Raise ValueError unless the Gregorian year lies in 1950-2100, so that 2565 is never stored as one."""
    if not MIN_YEAR_CE <= day.year <= MAX_YEAR_CE:
        hint = f" ({day.year} น่าจะเป็นปี พ.ศ. ที่บันทึกเป็น ค.ศ.)" if day.year > MAX_YEAR_CE else ""
        raise ValueError(f"ปี ค.ศ. {day.year} อยู่นอกช่วงที่ระบบรับ{hint} กรุณาใส่ปี พ.ศ. {MIN_YEAR_BE} ถึง {MAX_YEAR_BE}")


def check_year_be(year_be: int, low: int = MIN_YEAR_BE, high: int = MAX_YEAR_BE) -> None:
    """Raise ValueError unless the number is a Buddhist year from low to high; the sentence says why not."""
    if low <= year_be <= high:
        return
    if 0 <= year_be < 100:
        raise ValueError(f"ปีต้องเป็น พ.ศ. สี่หลัก เช่น 2565 กรุณาใส่ปีเต็มแทน {year_be:02d}")
    if 1900 <= year_be <= 2100:
        raise ValueError(
            f"ปีต้องเป็น พ.ศ. แต่ {year_be} ดูเหมือนปี ค.ศ. กรุณาใส่ {year_be + YEAR_OFFSET} หากหมายถึง ค.ศ. {year_be}"
        )
    raise ValueError(f"ปีต้องเป็น พ.ศ. {low} ถึง {high} กรุณาตรวจปี {year_be} อีกครั้ง")


def from_be_parts(day: int, month: int, year_be: int) -> date:
    """Return the Gregorian date of a day, a month (1-12) and a Buddhist year.

    Raises ValueError with a Thai sentence: two-digit years, years that look Gregorian (1900-2100), days
    that do not exist.
    """
    check_year_be(year_be)
    if not 1 <= month <= 12:
        raise ValueError(f"ไม่มีเดือนที่ {month} กรุณาใส่เดือน 1 ถึง 12 หรือชื่อเดือน")
    try:
        return date(year_be - YEAR_OFFSET, month, day)
    except ValueError:
        raise ValueError(f"ไม่มีวันที่ {day} {MONTHS[month - 1]} {year_be} กรุณาตรวจวันและเดือน") from None


def month_number(text: object) -> int:
    """Return 1-12 for a month's full name, short name (with or without dots) or number. Raises ValueError."""
    typed = to_arabic(normalise(str(text))).removeprefix("เดือน")
    if re.fullmatch(r"[0-9]{1,2}", typed) and 1 <= int(typed) <= 12:
        return int(typed)
    try:
        return _MONTH_NUMBERS[_dotless(typed)]
    except KeyError:
        raise ValueError("ไม่รู้จักเดือนนี้ กรุณาใส่ชื่อเดือน เช่น มีนาคม มี.ค. หรือตัวเลข 1 ถึง 12") from None


def parse_thai_date(text: object) -> date:
    """Read one date as a person writes it, in Thai or Arabic digits.

    ``31/03/2565``, ``31-3-2565``, ``31 มีนาคม 2565``, ``31 มี.ค. 2565``, ``วันพฤหัสบดีที่ ๓๑ มีนาคม พ.ศ. ๒๕๖๕`` and
    the ISO form ``2022-03-31``, which alone is Gregorian. Raises ValueError with a Thai sentence for
    anything else, and for a weekday that is not the day's own.
    """
    typed = to_arabic(normalise(str(text)))
    if match := _ISO.fullmatch(typed):
        return _from_iso(*map(int, match.groups()))
    if match := _NUMERIC.fullmatch(typed):
        day, _, month, year = match.groups()
        return from_be_parts(int(day), int(month), int(year))
    if match := _WRITTEN.fullmatch(typed):
        if (match["era"] or "").startswith("ค"):
            raise ValueError(f"ปีต้องเป็น พ.ศ. กรุณาใส่วันที่เช่น {_EXAMPLE}")
        found = from_be_parts(int(match["day"]), month_number(match["month"]), int(match["year"]))
        if match["weekday"] and _WEEKDAY_NUMBERS[match["weekday"]] != found.weekday():
            raise ValueError(
                f"วันที่ {thai_date(found)} เป็นวัน{WEEKDAYS[found.weekday()]} ไม่ใช่วัน{match['weekday']} "
                "กรุณาตรวจวันที่กับวันในสัปดาห์"
            )
        return found
    raise ValueError(f"อ่านวันที่นี้ไม่ได้ กรุณาใส่วัน เดือน และปี พ.ศ. เช่น {_EXAMPLE}")


def parse_thai_time(text: object) -> time:
    """Read ``10.00``, ``10:00`` or ``๑๐.๐๐ น.`` on the 24-hour clock. Raises ValueError with a sentence."""
    match = _TIME.fullmatch(to_arabic(normalise(str(text))))
    if match is None:
        raise ValueError("อ่านเวลานี้ไม่ได้ กรุณาใส่ชั่วโมงและนาที เช่น 10.00 หรือ 13.30")
    hour, minute = map(int, match.groups())
    if hour > 23 or minute > 59:
        raise ValueError(f"ไม่มีเวลา {hour:02d}.{minute:02d} น. กรุณาใส่เวลา 00.00 ถึง 23.59")
    return time(hour, minute)


def parse_thai_datetime(text: object) -> datetime:
    """Read a date followed by a time: ``31/03/2565 10.00``, ``31 มี.ค. 2565 เวลา 10.00 น.``.

    The result is aware, in Asia/Bangkok. Raises ValueError with a Thai sentence.
    """
    match = _DATE_THEN_TIME.fullmatch(to_arabic(normalise(str(text))))
    if match is None:
        raise ValueError("กรุณาใส่ทั้งวันที่และเวลา เช่น 31/03/2565 10.00")
    return datetime.combine(parse_thai_date(match[1]), parse_thai_time(match[2]), tzinfo=BANGKOK)


def in_bangkok(moment: D) -> D:
    """Return an aware datetime as the clock in Bangkok shows it; dates and naive datetimes stay."""
    if isinstance(moment, datetime) and moment.tzinfo is not None:
        return moment.astimezone(BANGKOK)
    return moment


def _from_iso(year: int, month: int, day: int) -> date:
    try:
        found = date(year, month, day)
    except ValueError:
        raise ValueError(f"ไม่มีวันที่ {year:04d}-{month:02d}-{day:02d} กรุณาใส่วันที่เช่น {_EXAMPLE}") from None
    check_year(found)
    return found


# -- writing -------------------------------------------------------------------------------------------------


def thai_date(
    day: date, *, digits: Digits = "arabic", weekday: bool = False, era: bool = False, short: bool = False
) -> str:
    """Write a date in the Buddhist era: ``31 มีนาคม 2565``.

    ``weekday`` puts ``วันพฤหัสบดีที่`` before it, ``era`` puts ``พ.ศ.`` before the year, ``short`` uses
    ``มี.ค.``. An aware datetime is first moved to Asia/Bangkok, where its date may be the next one.
    """
    day = in_bangkok(day)
    start = f"วัน{WEEKDAYS[day.weekday()]}ที่ " if weekday else ""
    return in_digits(f"{start}{day.day} {_month(day, short)} {_year(day, era)}", digits)


def thai_time(moment: time | datetime, digits: Digits = "arabic") -> str:
    """Write a time of day: ``10.00 น.``; an aware datetime is first moved to Asia/Bangkok."""
    return f"{_clock(moment, digits)} น."


def thai_datetime(
    moment: datetime,
    *,
    digits: Digits = "arabic",
    weekday: bool = False,
    era: bool = False,
    short: bool = True,
) -> str:
    """Write a moment, with a short month unless told otherwise: ``31 มี.ค. 2565 เวลา 10.00 น.``."""
    day = thai_date(moment, digits=digits, weekday=weekday, era=era, short=short)
    return f"{day} เวลา {thai_time(moment, digits)}"


def thai_time_range(start: time | datetime, end: time | datetime, digits: Digits = "arabic") -> str:
    """Write a span of time as letters do: ``10.00 - 12.00 น.``."""
    return f"{_clock(start, digits)} - {_clock(end, digits)} น."


def thai_date_range(
    first: date, last: date, *, digits: Digits = "arabic", era: bool = False, short: bool = False
) -> str:
    """Write a span of dates, each part once: ``10 - 12 พฤษภาคม 2565``, ``30 เมษายน - 2 พฤษภาคม 2565``."""
    first, last = in_bangkok(first), in_bangkok(last)
    whole = thai_date(last, digits=digits, era=era, short=short)
    if (first.year, first.month, first.day) == (last.year, last.month, last.day):
        return whole
    start = str(first.day)
    if (first.year, first.month) != (last.year, last.month):
        start += f" {_month(first, short)}"
    if first.year != last.year:
        start += f" {_year(first, era)}"
    return f"{in_digits(start, digits)} - {whole}"


def _month(day: date, short: bool) -> str:
    return (MONTHS_SHORT if short else MONTHS)[day.month - 1]


def _year(day: date, era: bool) -> str:
    return f"{'พ.ศ. ' if era else ''}{day.year + YEAR_OFFSET}"


def _clock(moment: time | datetime, digits: Digits) -> str:
    if isinstance(moment, datetime):
        moment = in_bangkok(moment)
    return in_digits(f"{moment.hour:02d}.{moment.minute:02d}", digits)
