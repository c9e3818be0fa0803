"""The blind number of a sample ("อ-041"): drawn, said, printed as a code, and read again.

A blind number is read across a room by people who must not know whose product it is.  So it is short, and it tells
neither the number of the entry nor the order in which products came: each is drawn by lot from a pool of the next
forty numbers, and the pool is filled up by one.  Whoever knows exactly when a product came knows forty numbers that
it may have, each as likely as the next; and after eighty products the highest is still below 120.

The code on the label holds digits only.  A hand scanner types like a keyboard, and cannot type อ on a computer that is
set to English; where the computer is set to Thai, digits come out as the letters of the same keys ("จ" for 0), which
are put back one for one, since the last digit checks the others.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from secrets import randbelow

from django.core.exceptions import ValidationError

from rounds.rules import GroupCode
from thai.digits import to_arabic, to_thai

from .rules import LAST_NUMBER, LETTERS

POOL = 40

_ORDER = tuple(GroupCode.values)
_BLIND = re.compile(r"([ก-ฮ])-?([0-9]{3})")
_CODE = re.compile(r"[0-9]{8}")
_ENTRY_NUMBER = re.compile(r"[0-9]{2}-?[A-Z]+-?[0-9]+")
# The upper row of the Thai keyboard, where an English one has 1 to 0.
_THAI_KEYS = str.maketrans("ๅ/-ภถุึคตจ", "1234567890")
_THAI_KEYS_ONLY = re.compile(r"[ๅ/\-ภถุึคตจ]{8}")
_DASHES = re.compile(r"[\u2010-\u2015\u2212\ufe63\uff0d_.]")
_MOST = 40


@dataclass(frozen=True)
class Scanned:
    """What was read.  `of_round` is the round that a code names ("651"); a typed number names none."""

    letter: str
    number: int
    of_round: str = ""


def draw(pool: list[int], last: int, choose: Callable[[int], int] = randbelow) -> tuple[int | None, list[int], int]:
    """One number by lot; gives back the number, what stays in the pool, and the last number that was put into it.

    None when all numbers are given.  choose: gives a place from 0 to below its argument.
    """
    pool = list(pool)
    while len(pool) < POOL and last < LAST_NUMBER:
        last += 1
        pool.append(last)
    return (pool.pop(choose(len(pool))) if pool else None), pool, last


def blind_text(letter: str, number: int) -> str:
    """ "อ-041": as it is said and typed."""
    return f"{letter}-{number:03d}"


def blind_paper(letter: str, number: int) -> str:
    """ "อ-๐๔๑": as it stands on paper."""
    return to_thai(blind_text(letter, number))


def round_key(year_be: int, sequence: int) -> str:
    return f"{year_be % 100:02d}{sequence % 10}"


def code_of(letter: str, number: int, *, of_round: str) -> str:
    """Eight digits for the label's code: round, place of the group, number, check digit."""
    group = next(place for place, code in enumerate(_ORDER, 1) if LETTERS[code] == letter)
    digits = f"{of_round}{group}{number:03d}"
    return digits + _check_digit(digits)


def read_scan(text: object) -> Scanned:
    """What a scanner or a hand has typed; raises ValidationError with a sentence that says what was read instead.

    Nothing is guessed: a Latin letter or the number of an entry is refused, however near it looks.
    """
    typed = str(text or "")
    if len(typed) > _MOST:
        raise _unread(typed, "ยาวเกินไป อาจสแกนติดกันหลายป้าย โปรดสแกนใหม่ทีละป้าย")
    typed = "".join(sign for sign in typed if not sign.isspace() and unicodedata.category(sign) not in {"Cc", "Cf"})
    if not typed:
        raise ValidationError("ยังไม่ได้สแกนหรือพิมพ์เลขป้าย", code="blind_unread")
    if _THAI_KEYS_ONLY.fullmatch(typed):
        typed = typed.translate(_THAI_KEYS)
    typed = to_arabic(_DASHES.sub("-", typed))
    if _CODE.fullmatch(typed):
        return _read_code(typed)
    if found := _BLIND.fullmatch(typed):
        letter, number = found[1], int(found[2])
        if letter not in LETTERS.values():
            raise _unread(typed, f"อักษรหน้าเลขป้ายมี {_letters()} เท่านั้น")
        if number == 0:
            raise _unread(typed, "เลขป้ายเริ่มที่ 001")
        return Scanned(letter, number)
    if _ENTRY_NUMBER.fullmatch(typed.upper()):
        raise _unread(typed, "นี่คือเลขที่รับสมัคร ไม่ใช่เลขป้าย โปรดอ่านเลขจากป้ายที่ติดตัวอย่าง")
    if re.match(r"[A-Za-z]", typed):
        raise _unread(typed, "เลขป้ายขึ้นต้นด้วยอักษรไทย โปรดเปลี่ยนแป้นพิมพ์เป็นภาษาไทย")
    if typed.isascii() and typed.isdigit():
        raise _unread(typed, f"ไม่มีอักษรของประเภทนำหน้า ({_letters()})")
    if re.fullmatch(r"[ก-ฮ]-?[0-9]+", typed):
        raise _unread(typed, "เลขป้ายมีตัวเลขสามหลักเสมอ เช่น อ-041")
    raise _unread(typed, "เลขป้ายเป็นอักษรไทยหนึ่งตัวและเลขสามหลัก เช่น อ-041")


def _read_code(digits: str) -> Scanned:
    group, number = int(digits[3]), int(digits[4:7])
    if _check_digit(digits[:7]) != digits[7] or not 1 <= group <= len(_ORDER) or number == 0:
        raise _unread(digits, "อ่านรหัสบนป้ายไม่ครบหรือไม่ใช่ป้ายของระบบนี้ โปรดสแกนใหม่ หรือพิมพ์เลขป้ายแทน")
    return Scanned(LETTERS[_ORDER[group - 1]], number, digits[:3])


def _check_digit(digits: str) -> str:
    """Luhn's: finds every wrong digit, and all but one kind of neighbours that changed places."""
    total = 0
    for place, sign in enumerate(reversed(digits)):
        value = int(sign) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return str(-total % 10)


def _letters() -> str:
    return " ".join(LETTERS.values())


def _unread(typed: str, why: str) -> ValidationError:
    shown = "".join(sign for sign in typed if sign.isprintable())[:20]
    return ValidationError(f"อ่านเลขป้ายจาก “{shown}” ไม่ได้: {why}", code="blind_unread")
