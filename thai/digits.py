"""Thai and Arabic digits, and numbers as people here type them.

Only ASCII and Thai digits count. ``int()``, ``\\d`` and ``str.isdecimal()`` also take Lao, Arabic-Indic and
full-width digits, so none of them decides anything in this file.
"""

import re
from decimal import Decimal
from typing import Final, Literal

Digits = Literal["thai", "arabic"]

_ARABIC: Final = "0123456789"
_THAI: Final = "๐๑๒๓๔๕๖๗๘๙"
_TO_THAI: Final = str.maketrans(_ARABIC, _THAI)
_TO_ARABIC: Final = str.maketrans(_THAI, _ARABIC)

# A comma is accepted only where a thousands comma stands: "1,5" may be someone's decimal comma, so it is
# asked about.
_INTEGER: Final = re.compile(r"[-+]?(?:[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)")
_DECIMAL: Final = re.compile(r"[-+]?(?:(?:[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.[0-9]+)?|\.[0-9]+)")

# Eighteen digits fit every integer column of both databases, and keep hostile input from costing anything.
MAX_DIGITS: Final = 18


def to_thai(text: object) -> str:
    """Return ``str(text)`` with 0-9 written ๐-๙; every other character stays."""
    return str(text).translate(_TO_THAI)


def to_arabic(text: object) -> str:
    """Return ``str(text)`` with ๐-๙ written 0-9; Lao, full-width and superscript digits stay as they are."""
    return str(text).translate(_TO_ARABIC)


def in_digits(text: object, digits: Digits) -> str:
    """Return ``str(text)`` in the digits asked for: ``"thai"`` or ``"arabic"``."""
    if digits == "thai":
        return to_thai(text)
    if digits == "arabic":
        return to_arabic(text)
    raise TypeError(f'digits must be "thai" or "arabic", not {digits!r}')


def parse_int(text: object) -> int:
    """Read a whole number in ASCII or Thai digits, thousands commas and outer spaces allowed.

    Raises ValueError with a Thai sentence for anything else, and beyond 18 digits.
    """
    typed = to_arabic(text).strip()
    if not _INTEGER.fullmatch(typed):
        raise ValueError("กรุณาใส่จำนวนเต็มเป็นตัวเลข เช่น 120 หรือ ๑๒๐")
    _refuse_too_long(typed)
    return int(typed.replace(",", ""))


def parse_decimal(text: object) -> Decimal:
    """Read a number with at most one dot, otherwise by the rules of parse_int, with the same errors."""
    typed = to_arabic(text).strip()
    if not _DECIMAL.fullmatch(typed):
        raise ValueError("กรุณาใส่ตัวเลข มีจุดทศนิยมได้หนึ่งจุด เช่น 12.50 หรือ ๑๒.๕๐")
    _refuse_too_long(typed)
    return Decimal(typed.replace(",", ""))


def thai_number(number: int | float | Decimal, digits: Digits = "arabic") -> str:
    """Return the number with thousands commas: ``1,234.50``, or ``๑,๒๓๔.๕๐`` with ``digits="thai"``."""
    text = f"{number:,f}" if isinstance(number, Decimal) else f"{number:,}"
    return in_digits(text, digits)


def _refuse_too_long(typed: str) -> None:
    if sum(character in _ARABIC for character in typed) > MAX_DIGITS:
        raise ValueError(f"ตัวเลขยาวเกินไป ใส่ได้ไม่เกิน {MAX_DIGITS} หลัก กรุณาตรวจตัวเลขอีกครั้ง")
