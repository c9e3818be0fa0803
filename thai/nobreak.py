"""What a printed line must not cut; text.find_nobreak is the door to it.

The line breaker (libthai) cuts Thai where words end, and neither NBSP nor a word joiner stops it, so papers
mark these units themselves. Digits may be Thai or Arabic. A unit marked once too often only moves a line
end, so the patterns are generous; a name is the exception, since a long wrong span would leave a hole in
the line.
"""

import re
from typing import Final

from .words import MONTHS, MONTHS_SHORT, TITLES, WEEKDAYS

_D: Final = "[0-9๐-๙]"
_NOT_DIGIT_BEFORE: Final = r"(?<![0-9๐-๙.,/-])"
_MONTH: Final = "|".join(map(re.escape, MONTHS + MONTHS_SHORT))
_YEAR: Final = rf"(?:ปี\s?)?(?:พ\.ศ\.|ค\.ศ\.|พุทธศักราช)\s?{_D}{{4}}|ปี\s?{_D}{{4}}"
_DAY: Final = rf"{_D}{{1,2}}"
_CLOCK: Final = rf"{_D}{{1,2}}[.:]{_D}{{2}}"
_DASH: Final = r"\s?[-–]\s?"
_NUMBER: Final = rf"{_D}+(?:,{_D}{{3}})*(?:\.{_D}+)?"

_UNITS: Final = (
    "บาท", "คน", "ราย", "กลุ่ม", "ผลิตภัณฑ์", "ชุด", "ฉบับ", "แผ่น", "หน้า", "เล่ม", "ชิ้น", "ตัวอย่าง", "รายการ", "เรื่อง",
    "ครั้ง", "วัน", "เดือน", "ปี", "ชั่วโมง", "นาที", "คะแนน", "ดาว", "ระดับ", "ประเภท", "ด้าน", "ส่วน", "ข้อ", "ขั้นตอน",
    "จังหวัด", "อำเภอ", "ตำบล", "หมู่บ้าน", "แห่ง", "กิโลกรัม", "กรัม", "กก.", "ลิตร", "มิลลิลิตร", "มล.", "เมตร",
    "เซนติเมตร", "ซม.", "มม.", "กิโลเมตร", "กม.", "ท่าน", "รูป", "กล่อง", "ขวด", "ห่อ", "ผืน", "%",
)  # fmt: skip

# Words that begin like a title and a name but are an office or a role.
_NOT_A_NAME: Final = (
    r"(?<!เจ้า)(?!นาย(?:อำเภอ|ก(?:รัฐ|เทศ|องค์|สมาคม|สภา|เมือง|ฯ|\s|$)|ทะเบียน|จ้าง|หน้า|ทุน|ช่าง|ประกัน|ด่าน|ตรวจ|สถานี)"
    r"|นาง(?:แบบ|งาม|สาวไทย|พยาบาล))"
)
_TITLE: Final = "|".join(map(re.escape, sorted(TITLES, key=len, reverse=True)))
_WORD: Final = r"[ก-ฮเ-ไ][ก-ฺเ-๎]{1,24}"

_PATTERNS: Final = (
    _YEAR,
    # A date, alone or as the end of "10 - 12 พฤษภาคม 2565", with its weekday.
    rf"(?:วัน(?:{'|'.join(WEEKDAYS)})?ที่\s?)?{_NOT_DIGIT_BEFORE}{_DAY}(?:{_DASH}{_DAY})?\s(?:{_MONTH})"
    rf"(?:\s?(?:พ\.ศ\.\s?|พุทธศักราช\s?)?{_D}{{4}})?",
    rf"(?:{_MONTH})\s(?:พ\.ศ\.\s?)?{_D}{{4}}",
    rf"{_NOT_DIGIT_BEFORE}{_DAY}/{_DAY}/{_D}{{4}}",
    rf"(?:เวลา\s?)?{_NOT_DIGIT_BEFORE}{_CLOCK}(?:{_DASH}{_CLOCK})?\s?(?:น\.|นาฬิกา)",
    # Telephone: 0-4271-1554, 081-234-5678, ๐ ๔๒๗๑ ๑๕๕๔, and the office's inner number.
    rf"{_NOT_DIGIT_BEFORE}[0๐]{_D}{{0,2}}[-\s]?{_D}{{3,4}}[-\s]?{_D}{{4}}(?:\s?(?:ต่อ|กด)\s?{_D}+)?(?!{_D})",
    # Digits in groups, as a meeting number: ๕๙๗ ๒๑๒ ๗๖๐๙.
    rf"{_NOT_DIGIT_BEFORE}{_D}{{2,5}}(?:[ -]{_D}{{2,5}}){{2,}}(?!{_D})",
    # The number of a letter: ที่ สน ๐๐๑๙.๓/ว ๕๔๗๑.
    rf"(?:ที่\s)?[ก-ฮ]{{2}}\s{_D}{{4}}(?:\.{_D}+)*/(?:ว\s?)?{_D}+",
    rf"(?:มาตรา|หมวด|ข้อ|ข้อที่|ลำดับ|ลำดับที่|ครั้งที่|เลขที่|ฉบับที่|หมู่ที่|หมู่|ร้อยละ|ส่วนที่|ที่)\s?{_NUMBER}(?:/{_D}+)?",
    rf"{_NOT_DIGIT_BEFORE}{_NUMBER}\s?(?:{'|'.join(map(re.escape, _UNITS))})(?:/[ก-ฮเ-ไ][ก-๎]*)?",
    rf"(?:(?<![ก-๎])|(?<=โดย)|(?<=และ)|(?<=ให้)|(?<=ของ)){_NOT_A_NAME}(?:(?:{_TITLE})\s?){{1,3}}{_WORD}\s{_WORD}(?![ก-๎.])",
)
_COMPILED: Final = tuple(re.compile(pattern) for pattern in _PATTERNS)


def find(text: str) -> list[tuple[int, int]]:
    """Return the spans in order; spans that overlap are joined into one."""
    spans: list[tuple[int, int]] = []
    for start, end in sorted(match.span() for pattern in _COMPILED for match in pattern.finditer(text)):
        if spans and start < spans[-1][1]:
            spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
        else:
            spans.append((start, end))
    return spans
