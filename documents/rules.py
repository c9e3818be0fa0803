"""Clauses that official papers keep (ระเบียบสำนักนายกรัฐมนตรีว่าด้วยงานสารบรรณ)."""

from django.db.models import TextChoices

from rounds.clauses import Clause


class PaperKind(TextChoices):
    LETTER = "letter", "หนังสือภายนอก"
    ORDER = "order", "คำสั่ง"
    ANNOUNCEMENT = "announcement", "ประกาศ"
    INVITATION = "invitation", "หนังสือเชิญประชุม"
    MINUTES = "minutes", "รายงานการประชุม"
    CERTIFICATE = "certificate", "เกียรติบัตร"
    RECEIPT = "receipt", "ใบรับสมัคร"


class PaperStatus(TextChoices):
    DRAFT = "draft", "ร่าง"
    ISSUED = "issued", "ออกแล้ว"
    CANCELLED = "cancelled", "ยกเลิก"


NUMBER_ONCE_PER_YEAR = Clause(
    "-",
    "paper_number_once_per_year",
    "เลขที่นี้ใช้ไปแล้วในเอกสารชนิดเดียวกันของปีเดียวกัน",
    "โปรดตรวจทะเบียนและใช้เลขถัดไป",
)
ISSUED_PAPER_IS_COMPLETE = Clause(
    "-",
    "issued_paper_is_complete",
    "เอกสารที่ออกแล้วต้องมีเลขที่ วันที่ ผู้ลงนาม และไฟล์ครบ",
)
SIGNATORY_HAS_AUTHORITY = Clause(
    "-",
    "signatory_has_authority",
    "{name} ไม่มีอำนาจลงนามในวันที่ {day}",
    "โปรดเลือกผู้ลงนามที่มีอำนาจในวันนั้น หรือแก้ไขช่วงเวลามอบอำนาจในข้อมูลผู้ลงนาม",
    plain="ผู้ลงนามต้องมีอำนาจลงนามในวันที่ของเอกสาร",
)
