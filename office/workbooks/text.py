"""Lists as text: CSV of Excel, of other programs, and of Thai ones from before Unicode."""

import csv
import io
import re
from typing import Final

from .limits import SAVE_AS, FileRefused
from .sheet import Sheet
from .xlsx import keep_row

_SAVE_AS_UTF8: Final = "โปรดเปิดด้วย Excel แล้วบันทึกเป็น “CSV UTF-8” หรือ .xlsx"
# What other programs begin their files with; many of them hold no byte that a text could not.
_OTHER_KINDS: Final = (
    b"%PDF",
    b"{\\rtf",
    b"<html",
    b"<!doctype",
    b"<table",
    b"<?xml",
    b"GIF8",
    b"\x89PNG",
    b"\xff\xd8\xff",
)
_UTF_16: Final = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
_THAI: Final = re.compile("[\u0e01-\u0e5b]")
_FOREIGN: Final = re.compile("[^\\x00-\\x7f\u0e01-\u0e5b\u00a0‘’“”–—•…€]")
# A mark without a consonant before it: an accented letter of Europe that was taken for Thai.
_LOOSE_MARK: Final = re.compile(
    "(?<![\u0e01-\u0e2e\u0e31\u0e34-\u0e3a\u0e47-\u0e4e])[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]"
)
# UTF-8 taken for Windows-874: every letter begins with เธ or เน.
_TWICE_READ: Final = re.compile("เธ|เน€|เน")


def read_csv(content: bytes) -> Sheet:
    """Raises FileRefused."""
    if content.lstrip()[:16].lower().startswith(tuple(kind.lower() for kind in _OTHER_KINDS)):
        raise _not_a_list()
    text, note = _decoded(content)
    if not text.strip():
        raise FileRefused("empty", "ไฟล์ว่างเปล่า โปรดเลือกไฟล์ที่มีข้อมูล")
    separator = max(",;\t", key=text[:4096].count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    sheet = Sheet(notes=[note] if note else [], is_text=True)
    try:
        # A quoted cell may hold line breaks, so that rows of the sheet and lines of the file differ; Excel counts rows.
        for number, cells in enumerate(reader, 1):
            keep_row(sheet, number, cells)
    except csv.Error as error:
        raise FileRefused(
            "csv_shape", f'รูปแบบ CSV ไม่ถูกต้องที่แถว {reader.line_num} โปรดตรวจเครื่องหมายอัญประกาศ (") หรือบันทึกเป็น .xlsx'
        ) from error
    return sheet


def _decoded(content: bytes) -> tuple[str, str]:
    """(text, what to tell about it)."""
    for mark, encoding in _UTF_16.items():
        if content.startswith(mark):
            return _from_utf_16(content[2:], encoding), "ไฟล์บันทึกเป็น UTF-16 ระบบแปลงให้แล้ว โปรดดูว่าภาษาไทยถูกต้อง"
    if b"\x00" in content:
        raise _with_zeros(content)
    try:
        return content.decode("utf-8-sig"), ""
    except UnicodeDecodeError:
        return _from_windows_874(content), "ไฟล์บันทึกเป็นรหัส Windows-874 (TIS-620) ระบบแปลงให้แล้ว โปรดดูว่าภาษาไทยถูกต้อง"


def _from_utf_16(content: bytes, encoding: str) -> str:
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        text = "\x00"
    if "\x00" in text:  # cut in the middle of a letter, or UTF-32
        raise FileRefused("wrong_encoding", f"ไฟล์นี้คล้าย UTF-16 แต่อ่านไม่ครบ {_SAVE_AS_UTF8}")
    return text


def _from_windows_874(content: bytes) -> str:
    """The text, when it reads as Thai from beginning to end; what could as well be another encoding is refused."""
    try:
        text = content.decode("cp874")
    except UnicodeDecodeError:
        text = ""
    thai = len(_THAI.findall(text))
    is_thai = (
        thai >= 2
        and not _FOREIGN.search(text)
        and len(_LOOSE_MARK.findall(text)) * 50 <= thai
        and len(_TWICE_READ.findall(text)) * 6 <= thai
    )
    if not is_thai:
        raise FileRefused(
            "wrong_encoding",
            f"ไฟล์ CSV นี้ไม่ได้บันทึกเป็น UTF-8 และไม่แน่ว่าเป็นรหัสภาษาไทยแบบใด จึงไม่อ่านเพื่อไม่ให้ชื่อเพี้ยน {_SAVE_AS_UTF8}",
        )
    return text


def _with_zeros(content: bytes) -> FileRefused:
    """Which of three things a file with zero bytes is: UTF-16 without its mark, a text with a slip, or no text."""
    start = content[:4096]
    # The upper half of every letter is 00 (Latin) or 0E (Thai); the lower halves are anything.
    upper, other = sorted(
        (sum(half.count(byte) for byte in b"\x00\x0e") for half in (start[::2], start[1::2])), reverse=True
    )
    if upper * 2 > len(start) * 0.9 and other * 2 < len(start) * 0.5:
        return FileRefused("wrong_encoding", f"ไฟล์ CSV นี้คล้าย UTF-16 ที่ไม่มีเครื่องหมายนำ {_SAVE_AS_UTF8}")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _not_a_list()
    if len(re.findall("[\x00-\x08\x0e-\x1f]", text)) * 20 > len(text):
        return _not_a_list()
    row = text[: text.index("\x00")].count("\n") + 1
    return FileRefused("csv_shape", f"ไฟล์ CSV มีอักขระควบคุม (NUL) ที่แถว {row} ซึ่งไม่ใช่ข้อความ โปรดลบออก หรือบันทึกเป็น .xlsx")


def _not_a_list() -> FileRefused:
    return FileRefused("not_xlsx", f"ระบบรับเฉพาะไฟล์ Excel (.xlsx) และ CSV ไฟล์นี้เป็นแฟ้มชนิดอื่น {SAVE_AS}")
