"""What a file is, told by its bytes, and what is kept of a picture: drawn anew, upright, smaller, and nothing else.

What arrives is never kept.  A picture is decoded and encoded again, so where and on what it was taken, comments,
second pictures and whatever was glued behind it are gone; a PDF is written anew by `pdf_files`.  Whatever a decoder
makes of a broken or hostile file, the person reads a sentence.
"""

import io
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from django.core.exceptions import ValidationError
from PIL import Image, ImageCms, ImageFile, ImageFilter, ImageOps, ImageStat

from .rules import (
    FILE_KIND,
    FILE_SIZE,
    FILE_WHOLE,
    LONGEST_SIDE,
    LONGEST_SIDE_OF_A_THUMB,
    MEGABYTE,
    MOST_BYTES,
    MOST_PIXELS,
    PICTURE_PIXELS,
    Doubt,
    UploadKind,
)

log = logging.getLogger(__name__)

QUALITY: Final = 85
QUALITY_OF_A_THUMB: Final = 78
# A PNG that arrives no larger is a drawing or a small scan: it stays sharp as it is.
SMALL_PNG: Final = 256 * 1024
# A progressive picture of a camera has about ten scans; each costs a walk over the whole picture.
MOST_SCANS: Final = 100
# Below these, a picture is asked about: mean brightness (0 … 255), the shorter side in dots, and how much neighbouring
# dots differ once the picture is 800 dots wide (a sharp photograph has hundreds, one out of focus less than ten).
DARKEST: Final = 50
SHORTEST_SIDE: Final = 600
LEAST_SHARP: Final = 12.0

_HEIC: Final = (
    "เป็นภาพ HEIC ของ iPhone ซึ่งเครื่องทั่วไปเปิดไม่ได้\n"
    "แก้ที่ iPhone: การตั้งค่า > กล้อง > รูปแบบ > เข้ากันได้มากที่สุด แล้วถ่ายใหม่ "
    "หรือส่งภาพเดิมทาง LINE แล้วบันทึกภาพจาก LINE มาแนบ\n"
)
# What a file begins with, and how its owner calls it.
_REFUSED: Final = (
    (b"GIF8", "เป็นภาพ GIF"),
    (b"BM", "เป็นภาพ BMP"),
    (b"II*\0", "เป็นภาพ TIFF หรือไฟล์ดิบของกล้อง"),
    (b"MM\0*", "เป็นภาพ TIFF หรือไฟล์ดิบของกล้อง"),
    (b"II+\0", "เป็นภาพ TIFF หรือไฟล์ดิบของกล้อง"),
    (b"8BPS", "เป็นไฟล์ Photoshop"),
    (b"\0\0\1\0", "เป็นไอคอน"),
    (b"\xff\x0a", "เป็นภาพ JPEG XL"),
    (b"\0\0\0\x0cJXL ", "เป็นภาพ JPEG XL"),
    (b"\0\0\0\x0cjP  ", "เป็นภาพ JPEG 2000"),
    (b"PK\3\4", "เป็นไฟล์ Word, Excel, PowerPoint หรือไฟล์บีบอัด"),
    (b"PK\5\6", "เป็นไฟล์บีบอัดที่ว่างเปล่า"),
    (b"\xd0\xcf\x11\xe0", "เป็นไฟล์ Word หรือ Excel รุ่นเก่า"),
    (b"Rar!", "เป็นไฟล์บีบอัด"),
    (b"7z\xbc\xaf", "เป็นไฟล์บีบอัด"),
    (b"\x1f\x8b", "เป็นไฟล์บีบอัด"),
    (b"MZ", "เป็นโปรแกรม"),
    (b"\x7fELF", "เป็นโปรแกรม"),
    (b"#!", "เป็นโปรแกรม"),
    (b"OggS", "เป็นเสียงหรือวิดีโอ"),
    (b"ID3", "เป็นเสียงหรือวิดีโอ"),
    (b"\x1aE\xdf\xa3", "เป็นเสียงหรือวิดีโอ"),
    (b"%!PS", "เป็นไฟล์ PostScript"),
)
_HEIF_BRANDS: Final = (b"hei", b"hev", b"mif", b"msf")
_FORMATS: Final = {UploadKind.JPEG: ("JPEG", "MPO"), UploadKind.PNG: ("PNG",)}


@dataclass(frozen=True)
class Kept:
    """What is kept of a file: bytes of our own making.  Pictures have a size and a thumb, a PDF has pages."""

    kind: UploadKind
    content: bytes
    thumb: bytes = b""
    width: int | None = None
    height: int | None = None
    pages: int | None = None
    doubts: tuple[Doubt, ...] = ()


# -- what is it? ------------------------------------------------------------------------------------------------


def kind_of(content: bytes) -> UploadKind:
    """The kind of a file by its first bytes.  Raises ValidationError, naming what it is, for all that is not taken."""
    if not content:
        raise FILE_SIZE.error(size="ว่างเปล่า")
    if len(content) > MOST_BYTES:
        raise FILE_SIZE.error(size=f"มีขนาด {len(content) / MEGABYTE:,.1f} เมกะไบต์")
    if content.startswith(b"\xff\xd8\xff"):
        return UploadKind.JPEG
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return UploadKind.PNG
    if content.startswith(b"%PDF-"):
        return UploadKind.PDF
    if why := _called(content):
        raise FILE_KIND.error(why=why)
    # Some scanners write a line before the heading; readers look for it in the first kilobyte, and so do we.
    if b"%PDF-" in content[:1024]:
        return UploadKind.PDF
    raise FILE_KIND.error(why="ไม่ใช่ภาพหรือเอกสารชนิดที่ระบบรับ")


def _called(content: bytes) -> str:
    """What a file that is not taken is called, or "" for one that is not known."""
    if content[4:8] == b"ftyp":
        if content[8:11] in _HEIF_BRANDS:
            return _HEIC
        return "เป็นภาพ AVIF" if content[8:11] == b"avi" else "เป็นวิดีโอ"
    if content.startswith(b"RIFF"):
        return "เป็นภาพ WebP" if content[8:12] == b"WEBP" else "เป็นเสียงหรือวิดีโอ"
    for start, called in _REFUSED:
        if content.startswith(start):
            return called
    head = content[:1024].lstrip(b"\xef\xbb\xbf \t\r\n\0").lower()
    if head.startswith((b"<?xml", b"<svg", b"<!doctype svg")) and b"<svg" in content[:4096].lower():
        return "เป็นภาพ SVG"
    if head.startswith(b"<") or b"<html" in head or b"<script" in head:
        return "เป็นหน้าเว็บหรือไฟล์ XML"
    return ""


# -- pictures ---------------------------------------------------------------------------------------------------


@contextmanager
def _sentence_for_what_breaks() -> Iterator[None]:
    """A decoder meets what no list of exceptions foresees; the person gets a sentence and the log the reason."""
    try:
        yield
    except ValidationError:
        raise
    except Image.DecompressionBombError as error:
        raise PICTURE_PIXELS.error(width="มากกว่า 10,000", height="10,000") from error
    except (Exception, MemoryError) as error:
        log.warning("A picture could not be read: %s: %s", type(error).__name__, str(error)[:200])
        raise FILE_WHOLE.error(why="เสียหายหรือส่งมาไม่ครบ ระบบเปิดภาพไม่ได้") from error


def draw_anew(content: bytes, kind: UploadKind, *, ask: bool = True) -> Kept:
    """The picture upright, at most 2,000 dots long, in sRGB, without anything that is not seen; and its thumb.

    ask: whether to look for doubts (of photographs, not of papers).
    Raises ValidationError when it has too many dots, is not whole, or cannot be read.
    """
    with _sentence_for_what_breaks():
        if kind == UploadKind.JPEG and content.count(b"\xff\xda") > MOST_SCANS:
            raise FILE_WHOLE.error(why="เข้ารหัสผิดปกติ ระบบเปิดภาพไม่ได้")
        # Reads the header only; nothing is decoded before the number of dots is known.
        picture = Image.open(io.BytesIO(content), formats=_FORMATS[kind])
        width, height = picture.size
        PICTURE_PIXELS.require(width * height <= MOST_PIXELS, width=f"{width:,}", height=f"{height:,}")
        # A JPEG is decoded at half or a quarter where that is still enough.
        picture.draft(picture.mode, (LONGEST_SIDE, LONGEST_SIDE))
        # The drawing of papers asks Pillow for half pictures too, in whatever process it is imported.
        ImageFile.LOAD_TRUNCATED_IMAGES = False
        picture.load()
        drawn = _in_srgb(picture)
        drawn.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS, reducing_gap=3.0)
        drawn = _upright(drawn, picture)
        kept_kind, encoded = _encoded(drawn, stays_png=kind == UploadKind.PNG and len(content) <= SMALL_PNG)
        flat = _flat(drawn)
        doubts = _doubts(flat, min(width, height)) if ask else ()
        thumb = flat.copy()
        thumb.thumbnail((LONGEST_SIDE_OF_A_THUMB, LONGEST_SIDE_OF_A_THUMB), Image.Resampling.LANCZOS)
        return Kept(
            kind=kept_kind,
            content=encoded,
            thumb=_jpeg(thumb, QUALITY_OF_A_THUMB),
            width=drawn.width,
            height=drawn.height,
            doubts=doubts,
        )


def _in_srgb(picture: Image.Image) -> Image.Image:
    """RGB, or RGBA where something can be seen through; colours as the picture's own profile means them."""
    profile = picture.info.get("icc_profile")
    if picture.mode.startswith("I"):
        # Sixteen bits of grey: the upper eight, or everything brighter than black would be white.
        grey = picture.convert("I").point(lambda value: value * (1 / 256))
        return grey.convert("L").convert("RGB")
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        seen = picture.convert("RGBA")
        alpha = seen.getchannel("A")
        if alpha.getextrema()[0] == 255:
            return _by_profile(seen.convert("RGB"), profile)
        colours = _by_profile(seen.convert("RGB"), profile)
        colours.putalpha(alpha)
        return colours
    if picture.mode == "CMYK":
        return _by_profile(picture, profile).convert("RGB")
    return _by_profile(picture.convert("RGB"), profile)


def _by_profile(picture: Image.Image, profile: bytes | None) -> Image.Image:
    if not profile:
        return picture
    try:
        own = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        return ImageCms.profileToProfile(picture, own, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return picture  # a profile that does not fit says nothing about the colours


def _upright(drawn: Image.Image, picture: Image.Image) -> Image.Image:
    """Turned as the camera was held.  A picture that says so wrongly stays as it is."""
    try:
        turn = picture.getexif().get(0x0112, 1)
    except Exception as error:  # EXIF is written by every phone in its own way
        log.info("EXIF could not be read: %s", type(error).__name__)
        return drawn
    ways = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_270,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_90,
    }
    return drawn.transpose(ways[turn]) if turn in ways else drawn


def _encoded(drawn: Image.Image, *, stays_png: bool) -> tuple[UploadKind, bytes]:
    if drawn.mode == "RGBA" or stays_png:
        out = io.BytesIO()
        _bare(drawn).save(out, "PNG")
        # Noise that is seen through can grow past what is taken in: then it is laid on white.
        if out.tell() <= 2 * MEGABYTE or (drawn.mode == "RGBA" and out.tell() <= MOST_BYTES // 2):
            return UploadKind.PNG, out.getvalue()
    return UploadKind.JPEG, _jpeg(_flat(drawn), QUALITY)


def _flat(drawn: Image.Image) -> Image.Image:
    if drawn.mode != "RGBA":
        return drawn
    white = Image.new("RGB", drawn.size, "white")
    white.paste(drawn, mask=drawn.getchannel("A"))
    return white


def _bare(drawn: Image.Image) -> Image.Image:
    """The dots and nothing else: an encoder would write what `info` remembers of the file it came from."""
    bare = drawn.copy()
    bare.info = {}
    return bare


def _jpeg(drawn: Image.Image, quality: int) -> bytes:
    out = io.BytesIO()
    _bare(drawn).save(out, "JPEG", quality=quality, optimize=True, progressive=True)
    return out.getvalue()


def _doubts(drawn: Image.Image, shortest: int) -> tuple[Doubt, ...]:
    found = []
    grey = ImageOps.contain(drawn.convert("L"), (800, 800))
    if ImageStat.Stat(grey).mean[0] < DARKEST:
        found.append(Doubt.DARK)
    if shortest < SHORTEST_SIDE:
        found.append(Doubt.SMALL)
    elif Doubt.DARK not in found:
        edges = grey.filter(ImageFilter.Kernel((3, 3), (0, 1, 0, 1, -4, 1, 0, 1, 0), scale=1, offset=128))
        if min(edges.size) > 4 and ImageStat.Stat(edges.crop((2, 2, edges.width - 2, edges.height - 2))).var[0] < (
            LEAST_SHARP
        ):
            found.append(Doubt.BLURRED)
    return tuple(found)
