"""Spreadsheets from outside: a file is looked at before it is opened, and what cannot be read is refused by name.

An ordinary office file can cost gigabytes or minutes, and openpyxl raises half a dozen kinds of exception for broken
ones.  So the zip is inspected first (entries, unpacked size, ratio, macros), the reader is the read-only one, and
every refusal is one `FileRefused` with a Thai sentence that says what to do.
"""

import csv
import io
import struct
import zipfile
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import Any, Final

import openpyxl
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, WriteOnlyCell
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet._read_only import ReadOnlyWorksheet

from thai.dates import be_year
from thai.text import normalise, search_key

MIB: Final = 1024 * 1024
MAX_FILE: Final = 10 * MIB
MAX_UNPACKED: Final = 60 * MIB
MAX_PART: Final = 40 * MIB
MAX_RATIO: Final = 100
MAX_ENTRIES: Final = 1_000
MAX_ROWS: Final = 20_000
MAX_COLUMNS: Final = 60
MAX_CELL: Final = 2_000
# The header may stand under a title block, but not further down than this.
HEADER_WITHIN: Final = 20

# What openpyxl was seen to raise for broken files.
_BROKEN: Final = (
    zipfile.BadZipFile,
    zlib.error,
    SyntaxError,  # what both readers of XML raise: the standard library's, and lxml where it is installed
    InvalidFileException,
    struct.error,
    ValueError,
    IndexError,
    KeyError,
    TypeError,
    AttributeError,
    EOFError,
    NotImplementedError,
    RuntimeError,
    OSError,
)
_SAVE_AS: Final = "โปรดเปิดด้วย Excel แล้วบันทึกเป็น “Excel Workbook (.xlsx)”"
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r")


class FileRefused(Exception):
    """The file as a whole cannot be used; `code` names the reason for programs, the text tells a person."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code


@dataclass
class Sheet:
    """One sheet as rows of cells.

    rows: (row number that the spreadsheet shows, cells); rows without any text are left out.
    notes: Thai sentences about what was not read.
    """

    name: str = ""
    rows: list[tuple[int, Sequence[Any]]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


# -- reading ---------------------------------------------------------------------------------------------------


def read_sheet(content: bytes) -> Sheet:
    """The rows of an .xlsx or .csv file, by what is in it and not by its name.  Raises FileRefused."""
    if not content:
        raise FileRefused("empty", "ไฟล์ว่างเปล่า โปรดเลือกไฟล์ที่มีข้อมูล")
    if len(content) > MAX_FILE:
        raise FileRefused("file_too_large", "ไฟล์ใหญ่เกิน 10 เมกะไบต์ โปรดลบรูปภาพและแผ่นงานที่ไม่ใช้ออก หรือแบ่งเป็นหลายไฟล์")
    if content.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise FileRefused("encrypted", "ไฟล์นี้ตั้งรหัสผ่านไว้ ระบบเปิดอ่านไม่ได้ โปรดเอารหัสผ่านออกแล้วบันทึกใหม่")
        raise FileRefused("old_xls", f"ไฟล์นี้เป็น Excel รุ่นเก่า (.xls) {_SAVE_AS}")
    sheet = _read_xlsx(content) if content.startswith(b"PK") else _read_csv(content)
    if not sheet.rows:
        raise FileRefused("empty", "ไม่พบข้อมูลในไฟล์ โปรดตรวจว่าข้อมูลอยู่ในแผ่นงานแรกที่เปิดขึ้นมา")
    return sheet


def look_inside(content: bytes) -> None:
    """Refuses a zip that is no plain workbook, or that would cost too much to open; nothing is unpacked for it but
    the first bytes of each part."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            _weigh(parts)
            names = {part.filename for part in parts}
            if any(name.lower().endswith("vbaproject.bin") for name in names):
                raise FileRefused("macro", f"ไฟล์นี้มีแมโคร (.xlsm) ระบบไม่รับเพื่อความปลอดภัย {_SAVE_AS}")
            if not {"[Content_Types].xml", "xl/workbook.xml"} <= names:
                raise FileRefused("not_xlsx", f"ไฟล์นี้ไม่ใช่แฟ้มงาน Excel (.xlsx) {_SAVE_AS}")
            for part in parts:
                if part.filename.lower().endswith((".xml", ".rels")):
                    _read_beginning(archive, part)
    except _BROKEN as error:
        raise FileRefused("corrupt", f"ไฟล์เสียหายหรือไม่ครบ ระบบเปิดอ่านไม่ได้ {_SAVE_AS}") from error


def _weigh(parts: Sequence[zipfile.ZipInfo]) -> None:
    if len(parts) > MAX_ENTRIES:
        raise FileRefused("too_many_entries", f"ไฟล์มีส่วนประกอบมากเกิน {MAX_ENTRIES:,} ส่วน {_SAVE_AS} ใหม่")
    if any(part.flag_bits & 1 for part in parts):
        raise FileRefused("encrypted", "ไฟล์นี้ตั้งรหัสผ่านไว้ ระบบเปิดอ่านไม่ได้ โปรดเอารหัสผ่านออกแล้วบันทึกใหม่")
    unpacked = sum(part.file_size for part in parts)
    packed = sum(part.compress_size for part in parts)
    if (
        unpacked > MAX_UNPACKED
        or any(part.file_size > MAX_PART for part in parts)
        or unpacked > max(packed, 1) * MAX_RATIO
    ):
        raise FileRefused(
            "unpacked_too_large",
            "เมื่อเปิดแล้วไฟล์นี้ใหญ่เกินที่ระบบรับ โปรดลบแถวและคอลัมน์ว่างที่จัดรูปแบบไว้ รูปภาพ และแผ่นงานที่ไม่ใช้ออก "
            "หรือคัดลอกเฉพาะข้อมูลไปวางในไฟล์ใหม่",
        )


def _read_beginning(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    with archive.open(part) as stream:
        start = stream.read(4096)
    for encoding in ("ascii", "utf-16-le", "utf-16-be"):
        if "<!DOCTYPE".encode(encoding) in start or "<!ENTITY".encode(encoding) in start:
            raise FileRefused("xml_entity", f"ไฟล์นี้มีคำสั่งภายในที่ระบบไม่รับเพื่อความปลอดภัย {_SAVE_AS}")
    if part.filename == "[Content_Types].xml" and b"macroEnabled" in start:
        raise FileRefused("macro", f"ไฟล์นี้มีแมโคร (.xlsm) ระบบไม่รับเพื่อความปลอดภัย {_SAVE_AS}")
    if part.filename == "xl/workbook.xml" and b"purl.oclc.org/ooxml" in start:
        raise FileRefused("strict_ooxml", f"ไฟล์นี้บันทึกแบบ Strict Open XML {_SAVE_AS} แบบปกติ")


def _read_xlsx(content: bytes) -> Sheet:
    look_inside(content)
    try:
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        tab = book.active
        if not isinstance(tab, ReadOnlyWorksheet):
            raise FileRefused("no_rows", "แผ่นงานที่เปิดอยู่เป็นแผนภูมิ โปรดเปิดแผ่นงานที่มีข้อมูล บันทึก แล้วเลือกไฟล์ใหม่")
        tab.reset_dimensions()  # some programs write a wrong size, and only that much would be read
        sheet = Sheet(name=tab.title)
        sheet.rows = _filled(enumerate(tab.iter_rows(values_only=True), 1))
        others = [other for other in book.sheetnames if other != tab.title]
        if others:
            sheet.notes.append(f"อ่านเฉพาะแผ่นงาน “{tab.title}” ไม่ได้อ่านอีก {len(others)} แผ่นงาน")
        book.close()
    except _BROKEN as error:
        raise FileRefused("corrupt", f"ไฟล์เสียหายหรือไม่ครบ ระบบเปิดอ่านไม่ได้ {_SAVE_AS}") from error
    return sheet


def _read_csv(content: bytes) -> Sheet:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise FileRefused("wrong_encoding", "ไฟล์ CSV นี้บันทึกเป็น UTF-16 โปรดบันทึกเป็น “CSV UTF-8” หรือ .xlsx แล้วเลือกใหม่")
    if b"\x00" in content:
        raise FileRefused("not_xlsx", "ระบบรับเฉพาะไฟล์ Excel (.xlsx) และ CSV แบบ UTF-8 โปรดบันทึกเป็นแบบหนึ่งแบบใดแล้วเลือกใหม่")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise FileRefused(
            "wrong_encoding",
            "ไฟล์ CSV นี้ไม่ได้บันทึกเป็น UTF-8 จึงอ่านภาษาไทยไม่ได้ โปรดเปิดด้วย Excel แล้วบันทึกเป็น “CSV UTF-8” หรือ .xlsx",
        ) from None
    start = text[:4096]
    separator = max(",;\t", key=start.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        # A quoted cell may hold line breaks, so that rows of the sheet and lines of the file differ; Excel counts rows.
        return Sheet(rows=_filled(enumerate(reader, 1)))
    except csv.Error as error:
        raise FileRefused(
            "csv_shape", f'รูปแบบ CSV ไม่ถูกต้องที่แถว {reader.line_num} โปรดตรวจเครื่องหมายอัญประกาศ (") หรือบันทึกเป็น .xlsx'
        ) from error


def _filled(rows: Iterable[tuple[int, Sequence[Any]]]) -> list[tuple[int, Sequence[Any]]]:
    found: list[tuple[int, Sequence[Any]]] = []
    for number, cells in rows:
        if all(cell is None or (isinstance(cell, str) and not cell.strip()) for cell in cells):
            continue
        if len(found) > MAX_ROWS + HEADER_WITHIN:
            raise FileRefused("too_many_rows", f"ไฟล์มีข้อมูลเกิน {MAX_ROWS:,} แถว โปรดแบ่งเป็นหลายไฟล์ เช่น แยกตามอำเภอ")
        if len(cells) > MAX_COLUMNS and any(cell not in (None, "") for cell in cells[MAX_COLUMNS:]):
            raise FileRefused(
                "too_many_columns", f"แถว {number} มีข้อมูลเกิน {MAX_COLUMNS} คอลัมน์ โปรดเหลือเฉพาะคอลัมน์ตามแบบฟอร์ม"
            )
        found.append((number, cells))
    return found


def find_table(sheet: Sheet, columns: Sequence[str], required: Sequence[str]) -> tuple[dict[str, int], Sheet]:
    """Where each column stands, and the rows below the header.

    columns: headings that are known; they may stand in any order, with other columns between them.
    required: the headings without which the file is refused.
    Raises FileRefused when there is no header, or a column is missing or stands there twice.
    """
    keys = {search_key(name): name for name in columns}
    best: dict[str, int] = {}
    for position, (number, cells) in enumerate(sheet.rows[:HEADER_WITHIN]):
        places: dict[str, int] = {}
        twice: list[str] = []
        for place, cell in enumerate(cells[:MAX_COLUMNS]):
            name = keys.get(search_key(cell_text(cell)))
            if name in places:
                twice.append(name)
            elif name:
                places[name] = place
        if set(required) <= places.keys():
            if twice:
                raise FileRefused(
                    "duplicate_column", f"แถว {number} มีหัวคอลัมน์ซ้ำ: {', '.join(twice)} โปรดเหลือคอลัมน์ละหนึ่ง แล้วเลือกไฟล์ใหม่"
                )
            rows = sheet.rows[position + 1 :]
            if not rows:
                raise FileRefused("no_rows", "ไฟล์มีเฉพาะหัวคอลัมน์ ไม่มีข้อมูล โปรดกรอกข้อมูลใต้หัวคอลัมน์")
            if len(rows) > MAX_ROWS:
                raise FileRefused("too_many_rows", f"ไฟล์มีข้อมูลเกิน {MAX_ROWS:,} แถว โปรดแบ่งเป็นหลายไฟล์ เช่น แยกตามอำเภอ")
            notes = list(sheet.notes)
            missing = [name for name in columns if name not in places]
            if missing:
                notes.append(f"ไฟล์ไม่มีคอลัมน์ {', '.join(missing)} ข้อมูลเดิมของคอลัมน์เหล่านี้คงไว้")
            unread = [cell_text(cell) for place, cell in enumerate(cells) if place not in places.values()]
            if unread := [name for name in unread if name]:
                notes.append(f"ไม่ได้อ่านคอลัมน์ {', '.join(unread[:10])[:200]}")
            return places, Sheet(name=sheet.name, rows=rows, notes=notes)
        if len(places) > len(best):
            best = places
    if len(best) >= 2:
        missing = [name for name in required if name not in best]
        raise FileRefused("missing_column", f"ไฟล์ขาดคอลัมน์ {', '.join(missing)} โปรดใช้หัวคอลัมน์ตามแบบฟอร์ม")
    raise FileRefused("no_header", f"ไม่พบแถวหัวคอลัมน์ โปรดใช้หัวคอลัมน์ตามแบบฟอร์ม คือ {', '.join(columns)}")


def cell_text(value: Any) -> str:
    """A cell as the text that a person sees: whole numbers without .0, dates as their Buddhist year with month, day."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, datetime | date):
        return f"{value.day}/{value.month}/{be_year(value)}"
    if isinstance(value, int | float):
        return str(value)
    return _clean(str(value)[: MAX_CELL + 1])


@lru_cache(maxsize=20_000)
def _clean(text: str) -> str:
    """Districts, kinds and groups come back thousands of times in one file: each is repaired once."""
    text = normalise(text)
    # The sign that our own exports put before what a spreadsheet would run as a formula.
    if len(text) > 1 and text[0] == "'" and text[1] in _FORMULA_STARTS:
        text = text[1:]
    return text


# -- writing ---------------------------------------------------------------------------------------------------


def write_xlsx(rows: Iterable[Sequence[Any]], title: str = "ข้อมูล", widths: Sequence[int] = ()) -> bytes:
    """A workbook of one sheet whose first row is the header.  Every cell is text: codes keep their zeros, and nothing
    that somebody typed as a name runs as a formula."""
    book = openpyxl.Workbook(write_only=True)
    tab = book.create_sheet(title[:31])
    tab.freeze_panes = "A2"
    for place, width in enumerate(widths):
        tab.column_dimensions[openpyxl.utils.get_column_letter(place + 1)].width = width
    for row in rows:
        tab.append([_text_cell(tab, value) for value in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _text_cell(tab: Any, value: Any) -> Any:
    text = ILLEGAL_CHARACTERS_RE.sub("", "" if value is None else str(value))
    cell = WriteOnlyCell(tab, value=text)
    if text.startswith(_FORMULA_STARTS):
        cell.data_type = "s"
        # Excel's own mark for "this is text", shown as nothing; it holds even when the cell is edited.
        cell.quotePrefix = True
    return cell


def write_csv(rows: Iterable[Sequence[Any]]) -> bytes:
    """UTF-8 with BOM, so that Excel reads the Thai; a cell that would run as a formula begins with an apostrophe."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows([_safe(value) for value in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def _safe(value: Any) -> str:
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text
