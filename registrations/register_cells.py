"""One cell of the register's spreadsheet: what is repaired, what a person is asked about, and what is refused.

Repaired without asking, as in every form: Thai digits; signs without width; spaces of any kind; a sara am taken apart;
dashes, dots and spaces in codes and telephone numbers; +66; อ., จ., ต. before a place.  Asked about (the row goes in
when a person confirms, as the sentence says): a zero put back before a telephone number, a year that looks like the
common era, เ เ for แ, a title inside a name, "-" for nothing, a formula's value.  Refused: what would have to be
guessed, such as a digit that a code has lost, signs for "as above", a place that is not there.

No sentence shows a number of thirteen digits, whichever cell it stood in.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any, Final

from office.workbooks import MAX_CELL
from rounds.rules import GroupCode
from thai.dates import MAX_YEAR_BE, MIN_YEAR_BE, YEAR_OFFSET, be_year
from thai.digits import parse_int, to_arabic
from thai.ids import clean_citizen_id, clean_phone
from thai.names import split_title, strip_place_prefix
from thai.text import search_key, suggest, suspicious

from .models import Producer

# What a register calls the three kinds, besides their official names.
KINDS: Final = {
    search_key(name): kind
    for kind, names in {
        Producer.Kind.COMMUNITY_GROUP: ("กลุ่ม", "กลุ่มชุมชน", "กลุ่มผู้ผลิต"),
        Producer.Kind.SOLE_OWNER: ("เจ้าของรายเดียว", "รายเดียว", "ผู้ผลิตชุมชนเจ้าของรายเดียว"),
        Producer.Kind.SME: ("SME", "SMEs", "เอสเอ็มอี", "วิสาหกิจขนาดกลางและขนาดย่อม"),
    }.items()
    for name in (kind.label, *names)
}
GROUPS: Final = {search_key(group.label): group for group in GroupCode} | {
    search_key(name): group
    for name, group in {
        "ผ้า เครื่องแต่งกาย": GroupCode.TEXTILE,
        "ผ้าและเครื่องแต่งกาย/เครื่องประดับ": GroupCode.TEXTILE,
        "ของใช้ ของตกแต่ง และของที่ระลึก": GroupCode.GOODS,
        "ของใช้/ของประดับตกแต่ง/ของที่ระลึก": GroupCode.GOODS,
        "สมุนไพรที่ไม่ใช่อาหารและยา": GroupCode.HERB,
    }.items()
}
_ERROR_CELL: Final = re.compile(
    r"#(?:REF!|N/A|VALUE!|NAME\?|DIV/0!|NULL!|NUM!|SPILL!|CALC!|FIELD!|BLOCKED!|GETTING_DATA)|#{3,}|Err:[0-9]{3}"
)
_NOTHING: Final = frozenset(
    "- – — -- --- . .. … ... / ไม่มี ไม่ระบุ ไม่ทราบ ไม่มีข้อมูล ไม่มีเบอร์ ไม่มีโทรศัพท์ -ไม่มี- (ไม่มี) n/a none null nan".split()
)
_DITTO: Final = frozenset(
    "\" ” “ ″ 〃 „ ‟ ' '' ‘ ’ ’’ '''' \"\" ”” ″″ „„ ,, ๆ ditto เหมือนข้างบน เหมือนบน "
    "ตามข้างบน เช่นเดียวกัน เช่นเดิม ดังข้างบน".split()
)
# Nearly every cell begins with another letter, and is looked at no further.
ODD_STARTS: Final = frozenset(
    sign for text in (*_NOTHING, *_DITTO, "#", "=", "E") for sign in (text[0], text[0].upper())
)
_FOREIGN_DIGIT: Final = re.compile(r"(?![0-9๐-๙])\d")
# As many digits as a citizen id has, however they are parted.
_LONG_NUMBER: Final = re.compile(r"(?:[0-9๐-๙][\s.\-\u2010-\u2015]{0,2}){12,}[0-9๐-๙]")
_SCIENTIFIC: Final = re.compile(r"[0-9](?:\.[0-9]+)?[eE]\+?[0-9]+")
_LOST_ZERO: Final = re.compile(r"[689][0-9]{8}|[2-57][0-9]{7}")
_MOBILE: Final = re.compile("0[689][0-9]-?[0-9]{3}-?[0-9]{4}")
_SEVERAL: Final = re.compile(r"\s*(?:[,;/、|]|และ|หรือ)\s*|(?<=[0-9๐-๙])\s+(?=[0๐][0-9๐-๙]{1,2}[\s\-]?[0-9๐-๙]{3})")
_ERA: Final = re.compile(r"^(?:ปี)?\s*(พ\.?\s?ศ\.?|พุทธศักราช|ค\.?\s?ศ\.?|A\.?D\.?|คริสต์ศักราช)?\s*", re.IGNORECASE)
_UNREADABLE: Final = re.compile("[\ue000-\uf8ff\ufffd]|à[¸¹]|เธ[\u0e01-\u0e2e]เธ|๏ฟฝ|[?]{3,}")


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing said about one cell: `code` for programs, `sentence` for a person; `refuses` keeps the row out."""

    column: str
    code: str
    sentence: str
    refuses: bool = False


class Refused(ValueError):
    """What a cell holds cannot go in."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code


class Asked(Exception):
    """What a cell holds goes in as `value`, after a person has looked."""

    def __init__(self, value: Any, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.value, self.code = value, code


def shown(text: str, most: int = 40) -> str:
    """What a sentence may repeat of a cell."""
    text = text if len(text) <= most else f"{text[:most]}…"
    return _LONG_NUMBER.sub("x-xxxx-xxxxx-xx-x", text)


@lru_cache(maxsize=5_000)
def place_key(text: str) -> str:
    return search_key(strip_place_prefix(text))


def is_nothing(text: str) -> bool:
    """Whether the text only says that there is nothing, as "-" does.  Raises Refused for what no column takes."""
    if len(text) > MAX_CELL:
        raise Refused("too_long", f"ข้อความยาวเกิน {MAX_CELL:,} ตัวอักษร โปรดตรวจว่าวางข้อมูลผิดช่องหรือไม่")
    if len(text) <= 14:
        squeezed = text.replace(" ", "").casefold()
        if squeezed in _NOTHING:
            return True
        if squeezed in _DITTO:
            raise Refused("ditto", f"ใช้เครื่องหมายแทนคำว่า “เหมือนบรรทัดบน” ({text}) ระบบไม่เดาให้ โปรดพิมพ์ข้อมูลจริงทุกแถว")
    if text[0] in "#E" and _ERROR_CELL.fullmatch(text):
        raise Refused("error_cell", f"ช่องนี้เป็นค่าผิดพลาดของสูตร ({text[:20]}) โปรดแก้สูตรหรือพิมพ์ค่าจริง")
    if text[0] == "=":
        raise Refused("formula_no_value", "ช่องนี้เป็นข้อความสูตร (ขึ้นต้นด้วย =) ไม่ใช่ค่า โปรดพิมพ์ค่าจริง")
    return False


# -- words -------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=20_000)
def read_words(text: str) -> tuple[str, str, str]:
    """(words to keep, code, sentence); the last two are empty for ordinary text.  Raises Refused."""
    if _UNREADABLE.search(text):
        raise Refused("unreadable", "มีอักขระที่อ่านไม่ได้จากแบบอักษรหรือรหัสภาษาเดิม โปรดพิมพ์ข้อความใหม่")
    questions = suspicious(text)
    if not questions:
        return text, "", ""
    meant = suggest(text)
    if meant != text and not suspicious(meant):
        return meant, "thai_marks", f"“{shown(text)}” จะบันทึกเป็น “{shown(meant)}” ({questions[0]})"
    return text, "suspicious_text", f"“{shown(text)}” {questions[0]}"


@lru_cache(maxsize=5_000)
def read_first_name(name: str, title: str) -> tuple[str, str, str]:
    """(title, first name, sentence) where the title stands in front of the name.  Raises Refused."""
    found, rest = split_title(name)
    if not found or not rest:
        return title, name, ""
    if title and search_key(title) != search_key(found):
        raise Refused(
            "title_contradicts", f"คำนำหน้าในช่องชื่อ ({found}) ต่างจากช่องคำนำหน้า ({shown(title)}) โปรดแก้ให้เหลือคำเดียวที่ถูกต้อง"
        )
    return found, rest, f"มีคำนำหน้าอยู่ในช่องชื่อ “{shown(name)}” จะบันทึกเป็น {found} / {shown(rest)}"


@lru_cache(maxsize=2_000)
def read_kind(text: str) -> Producer.Kind:
    if kind := KINDS.get(place_key(text)):
        return kind
    raise Refused("unknown_kind", f"ไม่รู้จักประเภทผู้ผลิต “{shown(text, 60)}” โปรดใช้ {' / '.join(Producer.Kind.labels)}")


@lru_cache(maxsize=2_000)
def read_group(text: str) -> GroupCode:
    if group := GROUPS.get(place_key(text)):
        return group
    raise Refused("unknown_group", f"ไม่รู้จักประเภทผลิตภัณฑ์ “{shown(text, 60)}” โปรดใช้ {' / '.join(GroupCode.labels)}")


# -- numbers -----------------------------------------------------------------------------------------------------


def _check_digits(text: str) -> None:
    if not text.isascii() and _FOREIGN_DIGIT.search(text):
        raise Refused("foreign_digits", "มีตัวเลขที่ไม่ใช่เลขไทยหรือเลขอารบิก โปรดพิมพ์เป็น 0-9 หรือ ๐-๙")


def read_code(text: str) -> str:
    if len(text) == 9 and text.isascii() and text.isdigit():
        return text
    _check_digits(text)
    digits = re.sub(r"[\s.\-\u2010-\u2015]", "", to_arabic(text))
    if re.fullmatch(r"[0-9]{9}", digits):
        return digits
    if _SCIENTIFIC.fullmatch(to_arabic(text)):
        raise Refused(
            "lost_digit", f"รหัสทะเบียน OTOP ถูกแปลงเป็นเลขยกกำลัง ({shown(text)}) จนเลขบางหลักหายไป โปรดพิมพ์ 9 หลักเป็นข้อความ"
        )
    if re.fullmatch(r"[0-9]+", digits):
        raise Refused(
            "lost_digit" if len(digits) < 9 else "wrong_length",
            f"รหัสทะเบียน OTOP ต้องมี 9 หลัก แต่ที่ใส่มี {len(digits)} หลัก โปรดตรวจกับทะเบียน",
        )
    raise Refused("not_a_code", f"รหัสทะเบียน OTOP ต้องเป็นตัวเลข 9 หลัก แต่พบ “{shown(text)}” โปรดตรวจกับทะเบียน")


def read_year(cell: Any, text: str, today: date) -> int:
    """A Buddhist year; a real Excel date gives its year, also where พ.ศ. had been typed as the common era."""
    if isinstance(cell, datetime | date):
        year = cell.year if cell.year > 2400 else cell.year + YEAR_OFFSET
        # A year typed into a cell that is formatted as a date is a day of 1907: 2562 days after Excel's first.
        if not MIN_YEAR_BE <= year <= MAX_YEAR_BE:
            raise Refused("year_as_date", f"ช่องนี้จัดรูปแบบเป็นวันที่ ({text}) โปรดเปลี่ยนรูปแบบเซลล์เป็นตัวเลข แล้วพิมพ์ปี พ.ศ. ใหม่")
        return year
    return _year_of(text, be_year(today))


@lru_cache(maxsize=2_000)
def _year_of(text: str, this_year: int) -> int:
    _check_digits(text)
    era = _ERA.match(text)
    typed_era = (era[1] or "") if era else ""
    try:
        year = parse_int(text[era.end() :] if era else text)
    except ValueError:
        raise Refused("not_a_year", f"ปีที่ขึ้นทะเบียนต้องเป็นปี พ.ศ. ปีเดียว เช่น 2562 แต่พบ “{shown(text)}”") from None
    if MIN_YEAR_BE <= year <= MAX_YEAR_BE and not typed_era.upper().startswith(("ค", "A")):
        if year > this_year:
            raise Asked(year, "year_ahead", f"ปี {year} ยังมาไม่ถึง โปรดตรวจว่าพิมพ์ถูกต้อง")
        return year
    if 0 <= year < 100:
        raise Refused("year_two_digits", f"ปีต้องเป็น พ.ศ. สี่หลัก เช่น 2565 กรุณาใส่ปีเต็มแทน {year:02d}")
    if 1900 <= year <= 2100 and not typed_era.startswith("พ"):
        raise Asked(
            year + YEAR_OFFSET,
            "year_ce",
            f"ปี {year} ดูเหมือนปี ค.ศ. จะบันทึกเป็น พ.ศ. {year + YEAR_OFFSET} โปรดตรวจว่าถูกต้อง",
        )
    raise Refused("year_out_of_range", f"ปีต้องเป็น พ.ศ. {MIN_YEAR_BE} ถึง {MAX_YEAR_BE} แต่พบ “{shown(text)}” โปรดตรวจปี")


def read_phone(text: str) -> str:
    """Raises Asked where a zero was lost or several numbers are given, Refused for what is no number."""
    if _MOBILE.fullmatch(text):
        return text.replace("-", "")
    _check_digits(text)
    try:
        return clean_phone(text)
    except ValueError as error:
        refusal = str(error)
    bare = re.sub(r"[\s.\-()]", "", to_arabic(text))
    if _LOST_ZERO.fullmatch(bare):
        # Kept as a number, a telephone number loses its first zero: Excel did that, not a person's finger.
        raise Asked(f"0{bare}", "lost_zero", f"โทรศัพท์ {text} ขาดเลข 0 ตัวหน้าเพราะ Excel เก็บเป็นตัวเลข จะบันทึกเป็น 0{bare}")
    numbers = list(_numbers(text))
    if len(numbers) > 1 and all(numbers):
        raise Asked(numbers[0], "several_phones", f"มีโทรศัพท์ {len(numbers)} หมายเลข จะบันทึกหมายเลขแรก {numbers[0]}")
    raise Refused("not_a_phone", refusal)


def _numbers(text: str) -> Iterator[str]:
    """Each of several numbers, "" for a part that is none."""
    for part in filter(None, _SEVERAL.split(text)):
        try:
            yield clean_phone(part)
        except ValueError:
            yield ""


def read_citizen_id(text: str, *, is_kept: bool) -> str:
    """Thirteen digits; no sentence repeats them.

    A number with a digit too few or a sign in it is refused in any case: cells have slipped, or Excel has rounded it.
    A wrong check digit refuses the row only where the number would be kept; elsewhere a person is told.
    """
    _check_digits(text)
    digits = re.sub(r"[\s.\-()\u2010-\u2015\u2212]", "", to_arabic(text))
    if _SCIENTIFIC.fullmatch(to_arabic(text)):
        raise Refused("lost_digit", "เลขประจำตัวประชาชนถูกแปลงเป็นเลขยกกำลังจนเลขบางหลักหายไป โปรดพิมพ์ 13 หลักเป็นข้อความ")
    try:
        number = clean_citizen_id(text)
    except ValueError as error:
        if not re.fullmatch(r"[0-9]{13}", digits):
            is_short = re.fullmatch(r"[0-9]{1,12}", digits)
            raise Refused("lost_digit" if is_short else "not_a_citizen_id", str(error)) from None
        if is_kept:
            raise Refused("check_digit", str(error)) from None
        raise Asked("", "check_digit", f"{error} (ระบบไม่เก็บเลขนี้)") from None
    if number[0] in "67":
        raise Asked(number, "not_thai_citizen", "เลขประจำตัวขึ้นต้นด้วย 6 หรือ 7 อาจไม่ใช่ผู้มีสัญชาติไทย โปรดตรวจเอกสาร")
    return number
