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
    "เอกสารที่ออกแล้วต้องมีเลขที่ (เว้นได้เฉพาะประกาศ) วันที่ ผู้ลงนาม และไฟล์ครบ",
    "โปรดกรอกให้ครบก่อนออกเอกสาร",
)
NUMBER_OF_ITS_YEAR = Clause(
    "-",
    "paper_number_of_its_year",
    "เลขที่ “{number}” ใช้กับเอกสารลงวันที่ {day} ไม่ได้",
    "โปรดกรอกเฉพาะเลขจากทะเบียน เช่น 1234 ระบบเติมปี พ.ศ. ของวันที่ลงนามให้",
    plain="เลขที่ของเอกสารเป็นเลขจากทะเบียนของปี พ.ศ. ที่ลงวันที่",
)
SIGNATORY_HAS_AUTHORITY = Clause(
    "-",
    "signatory_has_authority",
    "{name} ไม่มีอำนาจลงนามในวันที่ {day}",
    "โปรดเลือกผู้ลงนามที่มีอำนาจในวันนั้น หรือแก้ไขช่วงเวลามอบอำนาจในข้อมูลผู้ลงนาม",
    plain="ผู้ลงนามต้องมีอำนาจลงนามในวันที่ของเอกสาร",
)
PAPER_MOVES = Clause(
    "-",
    "paper_moves",
    "เอกสารนี้อยู่ในสถานะ “{status}” จึง{act}ไม่ได้",
    "โปรดเปิดหน้าล่าสุดของเอกสารนี้",
    plain="เอกสารเริ่มจากร่าง แล้วออก แล้วจึงยกเลิกได้ ตามลำดับเท่านั้น",
)
CANCELLATION_EXPLAINED = Clause(
    "-",
    "cancellation_explained",
    "การยกเลิกเอกสารต้องระบุเหตุผล",
    "โปรดเขียนเหตุผลสั้น ๆ ให้ผู้ตรวจสอบภายหลังเข้าใจ",
)
CANCELLED_WHEN_FREE = Clause(
    "-",
    "cancelled_when_free",
    "ยกเลิกเอกสารนี้ไม่ได้ เพราะยังมีรายการที่อาศัยเอกสารนี้อยู่ คือ {rows}",
    "โปรดออกคำสั่งแก้ไข หรือถอนประกาศที่ใช้เอกสารนี้ก่อน",
    plain="เอกสารที่ยังมีรายการอื่นอาศัยอยู่ยกเลิกไม่ได้",
)
