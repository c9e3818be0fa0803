"""The emblem of the letterhead: a picture from outside, believed by its content only and drawn anew."""

import io
import zlib
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from PIL import Image, ImageOps

MAX_BYTES = 10 * 1024 * 1024
MAX_PIXELS = 40_000_000
KEPT_SIDE = 2000  # dots; three centimetres of paper need 709

UNREADABLE = "อ่านภาพนี้ไม่ได้ โปรดเปิดภาพในโปรแกรมแต่งภาพ บันทึกใหม่เป็น PNG แล้วเลือกไฟล์อีกครั้ง"
TOO_MANY_DOTS = "ภาพมีจำนวนจุดมากเกิน 40 ล้านจุด โปรดย่อภาพแล้วเลือกไฟล์อีกครั้ง"


def _whole(data: bytes) -> bool:
    """Nothing is cut off or changed on the way: each part of a PNG bears its sum, a JPEG ends with its mark.

    Pillow cannot be asked: the PDF renderer tells it, for the whole process, to fill the missing part with grey.
    """
    if data.startswith(b"\xff\xd8"):
        return b"\xff\xd9" in data[-64 * 1024 :]
    at = 8
    while at + 12 <= len(data):
        length = int.from_bytes(data[at : at + 4], "big")
        part, total = data[at + 4 : at + 8 + length], data[at + 8 + length : at + 12 + length]
        if len(total) < 4 or zlib.crc32(part) != int.from_bytes(total, "big"):
            return False
        if part[:4] == b"IEND":
            return True
        at += 12 + length
    return False


def redrawn(file: Any) -> ContentFile:
    """The picture as a PNG of our own making: what hides beside the pixels does not come along.

    Raises ValidationError with a sentence when the file is too large, no PNG or JPEG, too many pixels (read from the
    header, before anything is unpacked), or broken.
    """
    if file.size > MAX_BYTES:
        raise ValidationError("ไฟล์ภาพใหญ่เกิน 10 เมกะไบต์ โปรดย่อภาพแล้วเลือกไฟล์อีกครั้ง")
    file.seek(0)
    head = file.read(8)
    if not (head.startswith(b"\x89PNG\r\n\x1a\n") or head.startswith(b"\xff\xd8\xff")):
        raise ValidationError("ไฟล์นี้ไม่ใช่ภาพ PNG หรือ JPEG โปรดเลือกไฟล์อื่น")
    file.seek(0)
    try:
        with Image.open(file, formats=["PNG", "JPEG"]) as image:
            if image.width * image.height > MAX_PIXELS:
                raise ValidationError(TOO_MANY_DOTS)
            file.seek(0)
            if not _whole(file.read()):
                raise ValidationError(UNREADABLE)
            drawn = ImageOps.exif_transpose(image).convert("RGBA")
    except Image.DecompressionBombError as error:
        raise ValidationError(TOO_MANY_DOTS) from error
    except (OSError, SyntaxError, ValueError, EOFError, IndexError, TypeError) as error:
        raise ValidationError(UNREADABLE) from error
    drawn.thumbnail((KEPT_SIDE, KEPT_SIDE))
    drawn.info.clear()
    out = io.BytesIO()
    drawn.save(out, format="PNG")
    return ContentFile(out.getvalue(), name="emblem.png")
