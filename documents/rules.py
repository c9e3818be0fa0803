"""Clauses that official papers keep (ระเบียบสำนักนายกรัฐมนตรีว่าด้วยงานสารบรรณ)."""

from django.db.models import TextChoices

from rounds.clauses import Clause


class PaperKind(TextChoices):
    LETTER = "letter", "หนังสือภายนอก"
    INVITATION = "invitation", "หนังสือเชิญประชุม"
    ORDER = "order", "คำสั่ง"
    ANNOUNCEMENT = "announcement", "ประกาศ"
    MINUTES = "minutes", "รายงานการประชุม"
    CERTIFICATE = "certificate", "เกียรติบัตร"
    RECEIPT = "receipt", "ใบรับสมัคร"


class PaperStatus(TextChoices):
    DRAFT = "draft", "ร่าง"
    APPROVED = "approved", "อนุมัติร่างแล้ว"
    ISSUED = "issued", "ออกแล้ว"
    CANCELLED = "cancelled", "ยกเลิก"
    REPLACED = "replaced", "มีฉบับใหม่แทน"


# Has a number, a date and bytes for good, whatever became of it later.
ONCE_ISSUED = frozenset({PaperStatus.ISSUED, PaperStatus.CANCELLED, PaperStatus.REPLACED})
# What the letter desk itself drafts; orders and announcements come from the rooms that they belong to.
LETTERS = frozenset({PaperKind.LETTER, PaperKind.INVITATION})


class RegisterCode(TextChoices):
    LETTER = "letter", "ทะเบียนหนังสือส่ง"
    CIRCULAR = "circular", "ทะเบียนหนังสือเวียน"
    ORDER = "order", "ทะเบียนคำสั่ง"
    ANNOUNCEMENT = "announcement", "ทะเบียนประกาศ"
    MINUTES = "minutes", "รายงานการประชุม (นับแยกตามคณะ)"
    CERTIFICATE = "certificate", "ทะเบียนเกียรติบัตร"


class Numbering(TextChoices):
    TYPED = "typed", "กรอกเลขจากทะเบียนของสำนักงาน"
    GIVEN = "given", "ระบบออกเลขให้ เรียงต่อกันทุกปีปฏิทิน"


# Form 7 of the regulation (ประกาศ) has no line for a number; an office that numbers its announcements may.
NUMBER_MAY_BE_BLANK = frozenset({PaperKind.ANNOUNCEMENT})

NUMBER_ONCE_PER_YEAR = Clause(
    "-",
    "paper_number_once_per_year",
    "เลขที่นี้ใช้ไปแล้วในทะเบียนเดียวกันของปีเดียวกัน",
    "โปรดตรวจทะเบียนและใช้เลขถัดไป เลขของฉบับที่ยกเลิกแล้วไม่นำมาใช้ซ้ำ",
)
NUMBER_AS_REGISTER_GIVES = Clause(
    "-",
    "paper_number_as_register_gives",
    "{register}ให้ระบบออกเลขเอง จึงกรอกเลขที่ “{number}” ไม่ได้",
    "โปรดเว้นเลขที่ว่างไว้ หรือให้ผู้ดูแลระบบจังหวัดเปลี่ยนวิธีออกเลขของทะเบียนนี้",
    plain="ทะเบียนที่ให้ระบบออกเลข ไม่รับเลขที่กรอกเอง",
)
REGISTER_RUN_GOES_ON = Clause(
    "-",
    "register_run_goes_on",
    "เลขล่าสุดของทะเบียนลดลงไม่ได้ เลขที่ให้ไปแล้วคือ {last}",
    "โปรดกรอกเลขที่มากกว่าหรือเท่ากับเลขล่าสุด",
    plain="เลขล่าสุดของทะเบียนมีแต่เพิ่มขึ้นภายในปีเดียวกัน",
)
# Six digits, as a number is typed; no office has come near.
LARGEST_NUMBER = 999_999
REGISTER_RUN_WITHIN = Clause(
    "-",
    "register_run_within",
    "เลขที่ของ{register}มีได้ตั้งแต่ 1 ถึง {most}",
    "โปรดแจ้งผู้ดูแลระบบจังหวัดให้ตรวจเลขล่าสุดของทะเบียน",
    plain="เลขที่ของทะเบียนมีได้ไม่เกินหกหลัก",
)
ISSUED_PAPER_IS_COMPLETE = Clause(
    "-",
    "issued_paper_is_complete",
    "เอกสารที่ออกแล้วต้องมีเลขที่ (เว้นได้เฉพาะประกาศ) วันที่ ผู้ลงนาม และไฟล์ครบ",
    "โปรดกรอกให้ครบก่อนออกเอกสาร",
)
DRAFT_HAS_NO_NUMBER = Clause(
    "-",
    "draft_has_no_number",
    "ร่างเอกสารยังไม่มีเลขที่",
    "เลขที่ให้เมื่อออกเอกสารเท่านั้น โปรดใช้ปุ่ม “ออกเอกสาร”",
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
    "{name} ไม่มีอำนาจลงนามในวันที่ {day} {why}",
    "โปรดเลือกผู้ลงนามที่มีอำนาจในวันนั้น หรือแก้ไขช่วงเวลามอบอำนาจในข้อมูลผู้ลงนาม",
    plain="ผู้ลงนามต้องมีอำนาจลงนามในวันที่ของเอกสาร",
)
OFFICE_IS_SET_UP = Clause(
    "-",
    "office_is_set_up",
    "ยังไม่ได้กรอกข้อมูลสำนักงาน จึงออกเอกสารไม่ได้",
    "โปรดให้ผู้ดูแลระบบจังหวัดกรอกชื่อจังหวัด ที่อยู่ และรหัสหนังสือในหน้า “ข้อมูลสำนักงาน”",
)
PAPER_SAYS_ALL = Clause(
    "-",
    "paper_says_all",
    "เอกสารยังไม่ครบ ขาด{missing}",
    "โปรดแก้ไขร่างให้ครบก่อนอนุมัติ",
    plain="เอกสารที่อนุมัติต้องมีเรื่อง ผู้รับ และเนื้อความครบตามแบบ",
)
PAPER_CAN_BE_SET = Clause(
    "-",
    "paper_can_be_set",
    "เอกสารนี้เก็บไว้ตามแบบเดิมของระบบ จึงจัดพิมพ์ใหม่ไม่ได้",
    "โปรดร่างเอกสารใหม่ ส่วนฉบับที่ออกแล้วยังเปิดจากไฟล์เดิมได้",
)
APPROVED_AS_READ = Clause(
    "-",
    "paper_approved_as_read",
    "ร่างนี้มีผู้แก้ไขหลังจากท่านเปิดหน้านี้ จึงยังไม่ได้อนุมัติ",
    "โปรดอ่านร่างล่าสุดอีกครั้ง แล้วกดอนุมัติหากถูกต้อง",
)
ISSUED_AS_READ = Clause(
    "-",
    "paper_issued_as_read",
    "ข้อความของเอกสารนี้เปลี่ยนไปหลังจากท่านเปิดหน้านี้ จึงยังไม่ได้ออกเลข",
    "โปรดดูตัวอย่างอีกครั้ง แล้วกดออกเลขหากถูกต้อง",
)
PAPER_MOVES = Clause(
    "-",
    "paper_moves",
    "เอกสารนี้อยู่ในสถานะ “{status}” จึง{act}ไม่ได้",
    "โปรดเปิดหน้าล่าสุดของเอกสารนี้",
    plain="เอกสารเริ่มจากร่าง อนุมัติ ออก แล้วจึงยกเลิกหรือมีฉบับใหม่แทนได้ ตามลำดับเท่านั้น",
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
ORDER_IN_USE_IS_AMENDED = Clause(
    "-",
    "order_in_use_is_amended",
    "ออกฉบับใหม่แทนคำสั่งนี้ทั้งฉบับไม่ได้ เพราะยังมีรายการที่อาศัยคำสั่งนี้อยู่ คือ {rows}",
    "โปรดออกคำสั่งแก้ไขเฉพาะส่วนที่เปลี่ยน จากหน้าของคณะที่แต่งตั้ง",
    plain="คำสั่งที่มีคณะอาศัยอยู่ เปลี่ยนได้ด้วยคำสั่งแก้ไขเท่านั้น",
)
REPLACED_ONCE = Clause(
    "-",
    "paper_replaced_once",
    "เอกสารฉบับนี้มีร่างฉบับแก้ไขหรือฉบับใหม่แทนอยู่แล้ว",
    "โปรดเปิดฉบับที่แทนและทำต่อที่ฉบับนั้น",
)
ADDRESSED_ONCE = Clause(
    "-",
    "letter_addressed_once",
    "อำเภอนี้อยู่ในรายชื่อผู้รับของหนังสือฉบับนี้แล้ว",
    "โปรดเลือกอำเภออื่น",
)
ACKNOWLEDGED_AFTER_SENT = Clause(
    "-",
    "letter_acknowledged_after_sent",
    "หนังสือฉบับนี้ยังไม่ได้ส่ง จึงยังรับทราบหรือเตือนไม่ได้",
    "โปรดรอให้จังหวัดออกเลขและส่งหนังสือก่อน",
)
LETTER_HAS_ADDRESSEES = Clause(
    "-",
    "letter_has_addressees",
    "หนังสือฉบับนี้ยังไม่มีผู้รับ จึงส่งไม่ได้",
    "โปรดเลือกอำเภอหรือกรอกผู้รับอื่นในร่างก่อนออกเลข หนังสือที่ออกเลขแล้วให้ใช้ปุ่ม “ออกฉบับแก้ไข”",
)
LETTER_SENT_ONCE = Clause(
    "-",
    "letter_sent_once",
    "หนังสือฉบับนี้ส่งถึงผู้รับทุกรายแล้ว",
    "โปรดติดตามการรับทราบที่หน้า “ติดตามผู้รับ” และใช้ปุ่ม “เตือน” กับผู้ที่ยังไม่รับทราบ",
)
ONLY_LETTERS_ARE_SENT = Clause(
    "-",
    "only_letters_are_sent",
    "{kind}ไม่มีผู้รับในระบบ",
    "หากต้องแจ้งผู้รับ โปรดร่างหนังสือภายนอกนำส่งเอกสารนี้",
    plain="เอกสารที่ส่งถึงผู้รับในระบบ คือหนังสือภายนอกและหนังสือเชิญประชุม",
)
REMINDED_WHILE_WAITING = Clause(
    "-",
    "letter_reminded_while_waiting",
    "ไม่มีผู้รับที่ต้องเตือน รายที่เลือกรับทราบแล้ว ยังไม่ได้ส่ง หรือหนังสือไม่มีผลแล้ว",
    "โปรดเปิดหน้าติดตามผู้รับอีกครั้งเพื่อดูสถานะล่าสุด",
)
ACKNOWLEDGEMENT_EXPLAINED = Clause(
    "-",
    "acknowledgement_explained",
    "การบันทึกรับทราบแทนอำเภอต้องระบุว่าได้รับแจ้งทางใด",
    "เช่น โทรศัพท์จากเจ้าหน้าที่อำเภอ วันและเวลาที่แจ้ง",
)
