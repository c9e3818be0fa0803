"""Spreadsheets from outside: a file is looked at before it is opened, and what cannot be read is refused by name.

An ordinary office file can cost gigabytes or minutes, and the usual readers raise half a dozen kinds of exception for
broken ones.  So the zip is inspected first (entries, unpacked size, ratio, macros), the sheet is read as a stream, and
every refusal is one `FileRefused` with a code and a Thai sentence that says what to do.

    sheet = read_sheet(content)                              # bytes → rows with their own numbers
    places, table = find_table(sheet, columns, required)     # the header, our columns, the rows that are data
    headings_of(sheet), suggest_mapping(headings, columns)   # where a person has to say which column is which

Other rooms import from this module only.
"""

from .limits import (
    HEADER_WITHIN,
    MAX_CELL,
    MAX_COLUMNS,
    MAX_FILE,
    MAX_ROWS,
    FileRefused,
)
from .sheet import UNCOMPUTED, Sheet, Skipped, cell_text, rows_said
from .tables import HeaderRow, find_table, headings_of, suggest_mapping
from .text import read_csv
from .writing import write_csv, write_xlsx
from .xlsx import read_xlsx
from .zipped import look_inside

__all__ = [
    "HEADER_WITHIN", "MAX_CELL", "MAX_COLUMNS", "MAX_FILE", "MAX_ROWS", "UNCOMPUTED", "FileRefused", "HeaderRow",
    "Sheet", "Skipped", "cell_text", "find_table", "headings_of", "look_inside", "read_sheet", "rows_said",
    "suggest_mapping", "write_csv", "write_xlsx",
]  # fmt: skip

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Workbooks of Excel 2 to 4 have no envelope around them.
_BIFF = (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00")


def read_sheet(content: bytes) -> Sheet:
    """The rows of an .xlsx or .csv file, by what is in it and not by its name.  Raises FileRefused."""
    if not content:
        raise FileRefused("empty", "ไฟล์ว่างเปล่า โปรดเลือกไฟล์ที่มีข้อมูล")
    if len(content) > MAX_FILE:
        # Packed or not, it is the same to a person: there is more in it than the system takes.
        raise FileRefused("unpacked_too_large", "ไฟล์ใหญ่เกิน 10 เมกะไบต์ โปรดลบรูปภาพและแผ่นงานที่ไม่ใช้ออก หรือแบ่งเป็นหลายไฟล์")
    if content.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise FileRefused("encrypted", "ไฟล์นี้ตั้งรหัสผ่านไว้ ระบบเปิดอ่านไม่ได้ โปรดเอารหัสผ่านออกแล้วบันทึกใหม่")
        if "WordDocument".encode("utf-16-le") in content or "PowerPoint Document".encode("utf-16-le") in content:
            raise FileRefused("not_xlsx", "ไฟล์นี้เป็นเอกสาร Word หรือ PowerPoint โปรดเลือกไฟล์ Excel (.xlsx)")
        raise _old()
    if content.startswith(_BIFF):
        raise _old()
    sheet = read_xlsx(content) if content.startswith(b"PK") else read_csv(content)
    if not sheet.rows and sheet.others is not None:
        sheet = next((other for other in sheet.others() if other.rows), sheet)
    if not sheet.rows:
        raise FileRefused("empty", "ไม่พบข้อมูลในไฟล์ โปรดตรวจว่าข้อมูลอยู่ในแผ่นงานแรกที่เปิดขึ้นมา")
    return sheet


def _old() -> FileRefused:
    return FileRefused("old_xls", "ไฟล์นี้เป็น Excel รุ่นเก่า (.xls) โปรดเปิดด้วย Excel แล้วบันทึกเป็น “Excel Workbook (.xlsx)”")
