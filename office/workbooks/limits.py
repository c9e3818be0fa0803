"""What a file from outside may cost, and the one way in which it is refused."""

from typing import Final

MIB: Final = 1024 * 1024
MAX_FILE: Final = 10 * MIB
MAX_UNPACKED: Final = 60 * MIB
MAX_PART: Final = 40 * MIB
MAX_RATIO: Final = 100
MAX_ENTRIES: Final = 1_000
MAX_ROWS: Final = 20_000
MAX_COLUMNS: Final = 60
MAX_CELL: Final = 2_000
# The header may stand under a title block, but not further down than this many rows with text.
HEADER_WITHIN: Final = 20

SAVE_AS: Final = "โปรดเปิดด้วย Excel แล้วบันทึกเป็น “Excel Workbook (.xlsx)”"


class FileRefused(Exception):
    """The file as a whole cannot be used; `code` names the reason for programs, the text tells a person.

    Codes: empty, corrupt, encrypted, macro, old_xls, not_xlsx, strict_ooxml, unpacked_too_large, too_many_entries,
    too_many_rows, too_many_columns, xml_entity, wrong_encoding, csv_shape (the bytes); no_header, no_rows,
    missing_column, duplicate_column (the table).
    """

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code


def corrupt() -> FileRefused:
    return FileRefused("corrupt", f"ไฟล์เสียหายหรือไม่ครบ ระบบเปิดอ่านไม่ได้ {SAVE_AS}")


def too_many_rows() -> FileRefused:
    return FileRefused("too_many_rows", f"ไฟล์มีข้อมูลเกิน {MAX_ROWS:,} แถว โปรดแบ่งเป็นหลายไฟล์ เช่น แยกตามอำเภอ")


def too_many_columns(row: int) -> FileRefused:
    return FileRefused("too_many_columns", f"แถว {row} มีข้อมูลเกิน {MAX_COLUMNS} คอลัมน์ โปรดเหลือเฉพาะคอลัมน์ตามแบบฟอร์ม")


def too_large_unpacked() -> FileRefused:
    return FileRefused(
        "unpacked_too_large",
        "เมื่อเปิดแล้วไฟล์นี้ใหญ่เกินที่ระบบรับ โปรดลบแถวและคอลัมน์ว่างที่จัดรูปแบบไว้ รูปภาพ และแผ่นงานที่ไม่ใช้ออก "
        "หรือคัดลอกเฉพาะข้อมูลไปวางในไฟล์ใหม่",
    )
