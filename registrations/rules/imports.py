"""Rules of bringing the register in from a file: states of an import with their moves, and what each step asks for."""

from django.db.models import TextChoices

from rounds.clauses import Clause


class ImportStatus(TextChoices):
    RECEIVED = "received", "รอตรวจไฟล์"
    READING = "reading", "กำลังตรวจไฟล์"
    NEEDS_MAPPING = "needs_mapping", "รอเลือกคอลัมน์"
    REFUSED = "refused", "ใช้ไฟล์นี้ไม่ได้"
    REPORTED = "reported", "รอตรวจรายงาน"
    CONFIRMED = "confirmed", "นำเข้าแล้ว"
    DROPPED = "dropped", "ยกเลิกแล้ว"
    UNDONE = "undone", "ถอนกลับแล้ว"


# A report may be made anew: after the columns were chosen (again), and when the register has changed since.
IMPORT_NEXT: dict[str, frozenset[str]] = {
    ImportStatus.RECEIVED: frozenset({ImportStatus.READING, ImportStatus.DROPPED}),
    ImportStatus.READING: frozenset(
        {
            ImportStatus.RECEIVED,
            ImportStatus.READING,
            ImportStatus.NEEDS_MAPPING,
            ImportStatus.REFUSED,
            ImportStatus.REPORTED,
            ImportStatus.DROPPED,
        }
    ),
    ImportStatus.NEEDS_MAPPING: frozenset({ImportStatus.RECEIVED, ImportStatus.DROPPED}),
    ImportStatus.REFUSED: frozenset({ImportStatus.DROPPED}),
    ImportStatus.REPORTED: frozenset(
        {ImportStatus.RECEIVED, ImportStatus.NEEDS_MAPPING, ImportStatus.CONFIRMED, ImportStatus.DROPPED}
    ),
    ImportStatus.CONFIRMED: frozenset({ImportStatus.UNDONE}),
    ImportStatus.DROPPED: frozenset(),
    ImportStatus.UNDONE: frozenset(),
}
# Nothing has been written to the register yet, and something is still to be done.
IMPORT_OPEN = (ImportStatus.RECEIVED, ImportStatus.READING, ImportStatus.NEEDS_MAPPING, ImportStatus.REPORTED)


class LineKind(TextChoices):
    """What a report says about a line of the file; one line may stand under several."""

    REFUSED = "refused", "ไม่ผ่าน"
    SUSPICIOUS = "suspicious", "น่าสงสัย"
    CHANGED = "changed", "ข้อมูลเปลี่ยน"
    NEW = "new", "ผู้ผลิตใหม่"
    WARNED = "warned", "มีข้อสังเกต"
    SKIPPED = "skipped", "ข้ามไป"
    GONE = "gone", "ไม่มีในไฟล์"
    UNCHANGED = "unchanged", "ตรงกับทะเบียน"


# What a plan writes, in words and in the order in which it is told; a database keeps no order of its own.
WRITES: dict[str, str] = {
    "new": "ผู้ผลิตใหม่",
    "changed": "ผู้ผลิตที่ข้อมูลเปลี่ยน",
    "years": "ปีที่ขึ้นทะเบียนเพิ่ม",
    "products": "ผลิตภัณฑ์เพิ่ม",
    "regrouped": "ผลิตภัณฑ์ที่เปลี่ยนประเภท",
}

IMPORT_SAYS_WHY = Clause(
    "-",
    "import_says_why",
    "ไฟล์ที่ใช้ไม่ได้ต้องบอกเหตุผล",
    "โปรดตรวจไฟล์อีกครั้ง",
)
IMPORT_HAS_CONFIRMER = Clause(
    "-",
    "import_has_confirmer",
    "การนำเข้าทะเบียนต้องมีผู้ยืนยันและเวลาที่ยืนยัน",
    "โปรดยืนยันจากหน้ารายงานของไฟล์",
)
IMPORT_UNDO_SAYS_WHY = Clause(
    "-",
    "import_undo_says_why",
    "การถอนการนำเข้าทะเบียนต้องระบุเหตุผล",
    "โปรดเขียนเหตุผลสั้น ๆ ว่านำเข้าผิดอย่างไร",
)
COLUMNS_CHOSEN = Clause(
    "-",
    "columns_chosen",
    "ยังจับคู่คอลัมน์ไม่ได้ เพราะ{what}",
    "โปรดเลือกหัวคอลัมน์ของไฟล์ให้คอลัมน์ที่จำเป็นทุกคอลัมน์ หัวละหนึ่งครั้ง",
    plain="คอลัมน์ที่จำเป็นต้องมีหัวคอลัมน์ของไฟล์ หัวละหนึ่งครั้ง",
)
ONLY_GOOD_ROWS_WHEN_SAID = Clause(
    "-",
    "only_good_rows_when_said",
    "ไฟล์นี้มี {refused} แถวที่ไม่ผ่าน จึงยังไม่นำเข้าแถวใด",
    "โปรดแก้ไขไฟล์แล้วเลือกใหม่ หรือเลือก “นำเข้าเฉพาะแถวที่ผ่าน” แล้วยืนยันอีกครั้ง",
    plain="ไฟล์ที่มีแถวไม่ผ่านนำเข้าบางส่วนได้เมื่อเลือก “นำเข้าเฉพาะแถวที่ผ่าน” เท่านั้น",
)
REGISTER_AS_REPORTED = Clause(
    "-",
    "register_as_reported",
    "ทะเบียนเปลี่ยนไปหลังทำรายงานของไฟล์นี้ จึงยังไม่ได้บันทึกอะไร",
    "ระบบกำลังทำรายงานใหม่ โปรดตรวจรายงานใหม่แล้วยืนยันอีกครั้ง",
)
SOMETHING_TO_WRITE = Clause(
    "-",
    "something_to_write",
    "ไฟล์นี้ไม่มีอะไรต่างจากทะเบียน จึงไม่มีอะไรให้บันทึก",
    "หากตั้งใจแก้ไขทะเบียน โปรดตรวจว่าเลือกไฟล์ถูกต้อง",
)
NOTHING_RESTS_ON_IMPORT = Clause(
    "-",
    "nothing_rests_on_import",
    "ถอนการนำเข้านี้ทั้งไฟล์ไม่ได้ เพราะ{what}",
    "โปรดจัดการสิ่งเหล่านี้ก่อน หรือแก้ไขทะเบียนเป็นรายผู้ผลิต",
    plain="การนำเข้าที่มีใบสมัครหรือการแก้ไขภายหลังใช้ข้อมูลอยู่ ถอนกลับทั้งไฟล์ไม่ได้",
)
UNDO_WHILE_KEPT = Clause(
    "-",
    "undo_while_kept",
    "ลบข้อมูลสำหรับถอนการนำเข้านี้ไปแล้ว จึงถอนกลับไม่ได้",
    "โปรดแก้ไขทะเบียนเป็นรายผู้ผลิต",
)
