"""Clauses of the one file of whole citizen ids: asked for by one administrator, released by another, taken once."""

from datetime import timedelta

from django.db.models import TextChoices

from rounds.clauses import Clause


class IdExportStatus(TextChoices):
    PROPOSED = "proposed", "รออีกคนอนุญาต"
    RELEASED = "released", "อนุญาตแล้ว รอดาวน์โหลด"
    TAKEN = "taken", "ดาวน์โหลดแล้ว"
    REFUSED = "refused", "ไม่อนุญาต"


ID_EXPORT_NEXT: dict[str, frozenset[str]] = {
    IdExportStatus.PROPOSED: frozenset({IdExportStatus.RELEASED, IdExportStatus.REFUSED}),
    IdExportStatus.RELEASED: frozenset({IdExportStatus.TAKEN, IdExportStatus.REFUSED}),
    IdExportStatus.TAKEN: frozenset(),
    IdExportStatus.REFUSED: frozenset(),
}
# The line of the journal that goes with the file.
ID_EXPORT_TAKEN = "ดาวน์โหลดเลขประจำตัวประชาชน"
# How long a released file may be fetched.
ID_EXPORT_OPEN = timedelta(hours=24)

ID_EXPORT_BY_ADMINISTRATOR = Clause(
    "-",
    "id_export_by_administrator",
    "การขอและอนุญาตส่งออกเลขประจำตัวประชาชนเป็นหน้าที่ของผู้ดูแลระบบจังหวัด",
    "โปรดแจ้งผู้ดูแลระบบจังหวัด",
)
ID_EXPORT_TWO_PEOPLE = Clause(
    "-",
    "id_export_two_people",
    "ผู้ขอและผู้อนุญาตให้ส่งออกเลขประจำตัวประชาชนต้องเป็นคนละคน",
    "โปรดให้ผู้ดูแลระบบอีกคนอนุญาต",
)
ID_EXPORT_SAYS_WHY = Clause(
    "-",
    "id_export_says_why",
    "ต้องระบุเหตุผลของการส่งออกเลขประจำตัวประชาชน",
    "โปรดเขียนว่าจะนำไปใช้ทำอะไร และส่งให้ใคร",
)
ID_EXPORT_MOVES = Clause(
    "-",
    "id_export_moves",
    "คำขอนี้อยู่ในสถานะ “{status}” จึงทำขั้นตอนนี้ไม่ได้",
    "โปรดเปิดหน้าล่าสุดของคำขอ หรือขอใหม่",
    plain="คำขอส่งออกทำตามลำดับ ขอ อนุญาต แล้วดาวน์โหลดครั้งเดียว",
)
ID_EXPORT_IN_TIME = Clause(
    "-",
    "id_export_in_time",
    "ดาวน์โหลดได้ภายใน ๒๔ ชั่วโมงหลังอนุญาต และเฉพาะผู้ขอ",
    "โปรดขอใหม่",
)
IDS_ARE_KEPT = Clause(
    "-",
    "ids_are_kept",
    "สำนักงานนี้ไม่ได้เก็บเลขประจำตัวประชาชน จึงไม่มีอะไรให้ส่งออก",
    "หากต้องเก็บ ผู้ดูแลระบบเปิดได้ที่หน้าข้อมูลสำนักงาน",
)
