"""Numbers that name a person or a firm, and telephone numbers.

Thirteen digits, the last a check digit over the first twelve (weights 13 down to 2, modulo 11), in ASCII or
Thai digits only. A person's number begins with 1-8; one that begins with 0 belongs to a juristic person; 9
is not given out. A digit is never guessed. No error sentence repeats the number: it may end in a log.
"""

import re
from typing import Final

from .digits import to_arabic
from .text import normalise

# People separate groups with dashes, dots and spaces of many kinds, and sheets put brackets round area codes.
_SEPARATORS: Final = re.compile(r"[\s.()\-\u2010-\u2015\u2212]")
_THIRTEEN: Final = re.compile(r"[0-9]{13}")


def check_digit(first_twelve: str) -> int:
    """Return the thirteenth digit for twelve ASCII digits. Raises ValueError if they are not twelve."""
    if not re.fullmatch(r"[0-9]{12}", first_twelve):
        raise ValueError("ต้องเป็นตัวเลข 12 หลัก")
    total = sum(int(digit) * weight for digit, weight in zip(first_twelve, range(13, 1, -1), strict=True))
    return (11 - total % 11) % 10


def clean_citizen_id(text: object) -> str:
    """Return a person's number as 13 ASCII digits.

    Dashes, dots and spaces are dropped and Thai digits read. Raises ValueError with a Thai sentence on
    other characters, length, first digit, check digit.
    """
    number = _thirteen_digits(text, "เลขประจำตัวประชาชน")
    if number[0] == "0":
        raise ValueError("เลขที่ขึ้นต้นด้วย 0 เป็นเลขนิติบุคคล กรุณาใส่เลขประจำตัวประชาชนของบุคคล")
    if number[0] == "9":
        raise ValueError("เลขประจำตัวประชาชนไม่ขึ้นต้นด้วย 9 กรุณาตรวจกับบัตรประชาชน")
    return number


def clean_juristic_id(text: object) -> str:
    """Return a juristic person's number as 13 ASCII digits, the first 0. Raises ValueError as above."""
    number = _thirteen_digits(text, "เลขทะเบียนนิติบุคคล")
    if number[0] != "0":
        raise ValueError("เลขทะเบียนนิติบุคคลต้องขึ้นต้นด้วย 0 กรุณาตรวจกับหนังสือรับรอง")
    return number


def citizen_id_is_valid(text: object) -> bool:
    """Say whether clean_citizen_id would accept the text."""
    try:
        clean_citizen_id(text)
    except ValueError:
        return False
    return True


def mask_citizen_id(number: object) -> str:
    """Return a 13-digit number with its last four digits only, ``x-xxxx-xxxx5-67-8``; all else is hidden."""
    digits = _without_separators(number)
    if not _THIRTEEN.fullmatch(digits):
        return "x-xxxx-xxxxx-xx-x" if digits else ""
    return f"x-xxxx-xxxx{digits[9]}-{digits[10:12]}-{digits[12]}"


def clean_phone(text: object) -> str:
    """Return a Thai telephone number as ASCII digits: ten for a mobile (``0812345678``), nine for a landline.

    Separators are dropped, +66 becomes 0, Thai digits are read. Raises ValueError with a Thai sentence. A
    lost leading zero is asked about, not added.
    """
    digits = _without_separators(text)
    if not digits:
        raise ValueError("กรุณาใส่หมายเลขโทรศัพท์")
    digits = re.sub(r"^(?:\+66|0066)0?(?=[0-9])", "0", digits)
    if not re.fullmatch(r"[0-9]+", digits):
        raise ValueError("หมายเลขโทรศัพท์มีอักขระที่ไม่ใช่ตัวเลข กรุณาใส่หมายเลขเดียว เช่น 081-234-5678 หรือ 0-4271-1554")
    if re.fullmatch(r"0[689][0-9]{8}|0[2-57][0-9]{7}", digits):
        return digits
    if re.fullmatch(r"[689][0-9]{8}|[2-57][0-9]{7}", digits):
        raise ValueError("หมายเลขโทรศัพท์ไม่ขึ้นต้นด้วย 0 ขาดเลข 0 ตัวหน้าหรือไม่ กรุณาใส่ให้ครบ เช่น 081-234-5678")
    raise ValueError("หมายเลขโทรศัพท์ไม่ถูกต้อง มือถือมี 10 หลัก (ขึ้นต้น 06 08 09) โทรศัพท์ประจำที่มี 9 หลัก กรุณาตรวจตัวเลขอีกครั้ง")


def format_phone(number: object) -> str:
    """Return a stored number for reading, ``081-234-5678`` or ``0-4271-1554``; other text stays as it is."""
    try:
        digits = clean_phone(number)
    except ValueError:
        return str(number)
    if len(digits) == 10:
        return f"{digits[:3]}-{digits[3:6]}-{digits[6:]}"
    return f"{digits[0]}-{digits[1:5]}-{digits[5:]}"


def mask_phone(number: object) -> str:
    """Return a number with its last four digits only, ``xxx-xxx-5678`` or ``x-xxxx-1554``."""
    try:
        digits = clean_phone(number)
    except ValueError:
        return "xxx-xxx-xxxx" if _without_separators(number) else ""
    return f"xxx-xxx-{digits[-4:]}" if len(digits) == 10 else f"x-xxxx-{digits[-4:]}"


def _without_separators(text: object) -> str:
    return _SEPARATORS.sub("", to_arabic(normalise(str(text))))


def _thirteen_digits(text: object, what: str) -> str:
    digits = _without_separators(text)
    if not re.fullmatch(r"[0-9]*", digits):
        raise ValueError(f"{what}มีอักขระที่ไม่ใช่ตัวเลข กรุณาใส่เฉพาะเลข 13 หลัก")
    if len(digits) != 13:
        raise ValueError(f"{what}ต้องมี 13 หลัก แต่ที่ใส่มี {len(digits)} หลัก กรุณาตรวจและใส่ให้ครบ")
    if check_digit(digits[:12]) != int(digits[12]):
        raise ValueError(f"{what}ไม่ถูกต้อง (เลขตรวจสอบหลักสุดท้ายไม่ตรงกัน) กรุณาตรวจตัวเลขทีละหลัก")
    return digits
