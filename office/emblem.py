"""The emblem of the letterhead: a picture from outside, believed by its content only and drawn anew."""

import io
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from PIL import Image, ImageOps

MAX_BYTES = 10 * 1024 * 1024
MAX_PIXELS = 40_000_000

UNREADABLE = "อ่านภาพนี้ไม่ได้ โปรดเปิดภาพในโปรแกรมแต่งภาพ บันทึกใหม่เป็น PNG แล้วเลือกไฟล์อีกครั้ง"


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
                raise ValidationError("ภาพมีจำนวนจุดมากเกิน 40 ล้านจุด โปรดย่อภาพแล้วเลือกไฟล์อีกครั้ง")
            drawn = ImageOps.exif_transpose(image).convert("RGBA")
    except Image.DecompressionBombError as error:
        raise ValidationError("ภาพมีจำนวนจุดมากเกิน 40 ล้านจุด โปรดย่อภาพแล้วเลือกไฟล์อีกครั้ง") from error
    except (OSError, SyntaxError, ValueError, EOFError, IndexError, TypeError) as error:
        raise ValidationError(UNREADABLE) from error
    drawn.info.clear()
    out = io.BytesIO()
    drawn.save(out, format="PNG", optimize=True)
    return ContentFile(out.getvalue(), name="emblem.png")
