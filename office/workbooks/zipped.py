"""A workbook's zip, looked at before anything in it is read."""

import io
import struct
import zipfile
import zlib
from collections.abc import Sequence
from typing import Final

from .limits import (
    MAX_ENTRIES,
    MAX_PART,
    MAX_RATIO,
    MAX_UNPACKED,
    SAVE_AS,
    FileRefused,
    corrupt,
    too_large_unpacked,
)

# What a broken zip was seen to raise; OSError is what a seek before its beginning gives.
BROKEN_ZIP: Final = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    RuntimeError,
    ValueError,
    KeyError,
    NotImplementedError,
)
_PACKED_AS: Final = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
_ENCRYPTED: Final = "ไฟล์นี้ตั้งรหัสผ่านไว้ ระบบเปิดอ่านไม่ได้ โปรดเอารหัสผ่านออกแล้วบันทึกใหม่"
_MACRO: Final = f"ไฟล์นี้มีแมโคร (.xlsm) ระบบไม่รับเพื่อความปลอดภัย {SAVE_AS}"


def look_inside(content: bytes) -> None:
    """Refuses a zip that is no plain workbook, or that would cost too much to open; nothing is unpacked for it but
    the first bytes of each part."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            _weigh(parts)
            names = {part.filename for part in parts}
            if any(name.lower().endswith("vbaproject.bin") for name in names):
                raise FileRefused("macro", _MACRO)
            if not {"[Content_Types].xml", "xl/workbook.xml"} <= names:
                raise FileRefused("not_xlsx", f"ไฟล์นี้ไม่ใช่แฟ้มงาน Excel (.xlsx) {SAVE_AS}")
            for part in parts:
                if part.filename.lower().endswith((".xml", ".rels")):
                    _read_beginning(archive, part)
    except BROKEN_ZIP as error:
        raise corrupt() from error


def _weigh(parts: Sequence[zipfile.ZipInfo]) -> None:
    if len(parts) > MAX_ENTRIES:
        raise FileRefused("too_many_entries", f"ไฟล์มีส่วนประกอบมากเกิน {MAX_ENTRIES:,} ส่วน {SAVE_AS} ใหม่")
    if any(part.flag_bits & 1 for part in parts):
        raise FileRefused("encrypted", _ENCRYPTED)
    if any(part.compress_type not in _PACKED_AS for part in parts):
        raise corrupt()  # no spreadsheet packs in any other way
    unpacked = sum(part.file_size for part in parts)
    packed = sum(part.compress_size for part in parts)
    if (
        unpacked > MAX_UNPACKED
        or any(part.file_size > MAX_PART for part in parts)
        or unpacked > max(packed, 1) * MAX_RATIO
    ):
        raise too_large_unpacked()


def _read_beginning(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    with archive.open(part) as stream:
        start = stream.read(4096)
    for encoding in ("ascii", "utf-16-le", "utf-16-be"):
        if "<!DOCTYPE".encode(encoding) in start or "<!ENTITY".encode(encoding) in start:
            raise entity()
    if part.filename == "[Content_Types].xml" and b"macroEnabled" in start:
        raise FileRefused("macro", _MACRO)
    if part.filename == "xl/workbook.xml" and b"purl.oclc.org/ooxml" in start:
        raise FileRefused("strict_ooxml", f"ไฟล์นี้บันทึกแบบ Strict Open XML {SAVE_AS} แบบปกติ")


def entity() -> FileRefused:
    return FileRefused("xml_entity", f"ไฟล์นี้มีคำสั่งภายในที่ระบบไม่รับเพื่อความปลอดภัย {SAVE_AS}")
