"""Clauses of step 3 of the criteria that applications keep, and the states of an entry with its allowed moves."""

from django.db.models import TextChoices

from rounds.clauses import Clause


class EntryStatus(TextChoices):
    DRAFT = "draft", "ร่าง"
    SUBMITTED = "submitted", "ยื่นแล้ว"
    RETURNED = "returned", "ส่งกลับแก้ไข"
    SCREENED_IN = "screened_in", "ผ่านการกลั่นกรอง"
    SCREENED_OUT = "screened_out", "ไม่ผ่านการกลั่นกรอง"
    WITHDRAWN = "withdrawn", "ถอน"


# States that hold one of the producer's places.  A draft holds one too, so that the officer who is typing it keeps
# the place; an entry refused at screening or withdrawn gives its place back.
ALIVE = (EntryStatus.DRAFT, EntryStatus.SUBMITTED, EntryStatus.RETURNED, EntryStatus.SCREENED_IN)
# States in which an entry was received and not taken back: a receipt says something true, and the board counts it.
RECEIVED = (EntryStatus.SUBMITTED, EntryStatus.RETURNED, EntryStatus.SCREENED_IN, EntryStatus.SCREENED_OUT)
# States in which the district officer may still correct the form.
EDITABLE = (EntryStatus.DRAFT, EntryStatus.RETURNED)

NEXT: dict[str, frozenset[str]] = {
    EntryStatus.DRAFT: frozenset({EntryStatus.SUBMITTED, EntryStatus.WITHDRAWN}),
    EntryStatus.SUBMITTED: frozenset(
        {EntryStatus.RETURNED, EntryStatus.SCREENED_IN, EntryStatus.SCREENED_OUT, EntryStatus.WITHDRAWN}
    ),
    EntryStatus.RETURNED: frozenset({EntryStatus.SUBMITTED, EntryStatus.WITHDRAWN}),
    EntryStatus.SCREENED_IN: frozenset({EntryStatus.SUBMITTED, EntryStatus.WITHDRAWN}),
    EntryStatus.SCREENED_OUT: frozenset({EntryStatus.SUBMITTED}),
    # A withdrawal is undone to where the entry stood, but never past screening: what was decided is decided anew.
    EntryStatus.WITHDRAWN: frozenset({EntryStatus.DRAFT, EntryStatus.SUBMITTED, EntryStatus.RETURNED}),
}
# States in which an entry may still be found to be another producer's.
TRANSFERABLE = (EntryStatus.DRAFT, EntryStatus.SUBMITTED, EntryStatus.RETURNED)

REGISTERED_WITHIN_YEARS = Clause(
    "๓",
    "registered_within_years",
    "ผู้ผลิต ผู้ประกอบการต้องขึ้นทะเบียน OTOP ปี {year_from} ถึง {year_to}",
    "ทะเบียนที่มี: {years} โปรดตรวจทะเบียนของผู้ผลิตก่อนยื่น",
    plain="ผู้ผลิต ผู้ประกอบการต้องขึ้นทะเบียน OTOP ภายในช่วงปีที่รอบนี้กำหนด",
)
TWO_MAIN_ENTRIES = Clause(
    "๓",
    "two_main_entries",
    "ผู้ผลิต ผู้ประกอบการ ๑ ราย/กลุ่ม ส่งผลิตภัณฑ์เข้าคัดสรรฯ ได้ไม่เกิน {limit} ผลิตภัณฑ์หลัก/ชุด",
    "ใช้สิทธิครบแล้วด้วย {entries} หากต้องการเปลี่ยนผลิตภัณฑ์ ให้ถอนรายการเดิมก่อน",
    plain="ผู้ผลิต ผู้ประกอบการ ๑ ราย/กลุ่ม ส่งผลิตภัณฑ์เข้าคัดสรรฯ ได้ไม่เกินจำนวนผลิตภัณฑ์หลัก/ชุดที่รอบนี้กำหนด",
)
INSIDE_WINDOW = Clause(
    "๓",
    "inside_window",
    "รับสมัครภายในระยะเวลาที่กำหนดเท่านั้น คือ {window}",
    "หากมีเหตุจำเป็น โปรดติดต่อสำนักงานพัฒนาชุมชนจังหวัด",
    plain="รับสมัครภายในระยะเวลาที่กำหนดเท่านั้น",
)
SET_HAS_ITEMS = Clause(
    "๓",
    "set_has_items",
    "ผลิตภัณฑ์ชุดต้องมีรายการในชุดอย่างน้อย ๒ รายการ ส่วนผลิตภัณฑ์หลักต้องไม่มีรายการย่อย",
    "โปรดกรอกรายการในชุด บรรทัดละหนึ่งรายการ หรือเปลี่ยนชนิดเป็นผลิตภัณฑ์หลัก",
)
OWN_DISTRICT = Clause(
    "-",
    "own_district",
    "เจ้าหน้าที่อำเภอบันทึกและแก้ไขได้เฉพาะผู้ผลิตของอำเภอตนเอง",
    "โปรดให้อำเภอที่ผู้ผลิตขึ้นทะเบียนเป็นผู้บันทึก",
)
ONE_REGISTRATION_A_YEAR = Clause("-", "one_registration_a_year", "ผู้ผลิตมีการขึ้นทะเบียนของปีนี้แล้ว", "โปรดใช้รายการเดิม")
PRODUCER_CODE_ONCE = Clause(
    "-",
    "producer_code_once",
    "รหัสทะเบียน OTOP นี้มีผู้ผลิตใช้แล้ว",
    "โปรดค้นหาผู้ผลิตรายเดิมจากรหัสนี้",
)
REASON_GIVEN = Clause(
    "-",
    "reason_given",
    "ต้องระบุเหตุผลของการ{act}",
    "โปรดเขียนเหตุผลสั้น ๆ ให้ผู้ยื่นเข้าใจว่าต้องแก้หรือทำอะไรต่อ",
    plain="ต้องระบุเหตุผล",
)
GROUP_OF_ROUND = Clause(
    "-",
    "group_of_round",
    "ประเภทผลิตภัณฑ์ต้องเป็นประเภทที่เปิดรับในรอบนี้",
    "โปรดเลือกประเภทจากรายการ",
)
PRODUCT_OF_PRODUCER = Clause(
    "-",
    "product_of_producer",
    "ผลิตภัณฑ์ต้องเป็นของผู้ผลิตรายนี้ และสมัครในรอบเดียวกันได้ครั้งเดียว",
    "โปรดเลือกผลิตภัณฑ์อื่น หรือเปิดใบสมัครเดิมของผลิตภัณฑ์นี้",
)
SCREENED_BY_PROVINCE = Clause(
    "-",
    "screened_by_province",
    "การส่งกลับและการกลั่นกรองใบสมัครเป็นหน้าที่ของเจ้าหน้าที่จังหวัด",
    "โปรดแจ้งสำนักงานพัฒนาชุมชนจังหวัด",
)
CORRECTED_IN_TIME = Clause(
    "-",
    "corrected_in_time",
    "ใบสมัครที่ส่งกลับแก้ไข อำเภอแก้ไขและยื่นใหม่ได้ภายในระยะเวลารับสมัคร คือ {window}",
    "เมื่อพ้นกำหนดแล้ว โปรดแจ้งเจ้าหน้าที่จังหวัดให้แก้ไขและยื่นแทน",
    plain="ใบสมัครที่ส่งกลับแก้ไข อำเภอแก้ไขและยื่นใหม่ได้ภายในระยะเวลารับสมัคร",
)
WITHDRAWN_ONCE = Clause(
    "-",
    "withdrawn_once",
    "{entry} ถอนไปแล้ว{when} จึงถอนอีกไม่ได้",
    "หากผู้ผลิตต้องการสมัครอีก ให้บันทึกใบสมัครใหม่",
    plain="ใบสมัครหนึ่งใบถอนได้ครั้งเดียว",
)
RESTORED_FROM_WITHDRAWAL = Clause(
    "-",
    "restored_from_withdrawal",
    "{entry} อยู่ในสถานะ “{status}” ไม่ได้ถอนอยู่ จึงยกเลิกการถอนไม่ได้",
    "โปรดเปิดหน้าล่าสุดของรายการนี้",
    plain="ยกเลิกการถอนได้เฉพาะใบสมัครที่ถอนอยู่",
)
TRANSFER_BY_PROVINCE = Clause(
    "-",
    "transfer_by_province",
    "การย้ายใบสมัครไปยังผู้ผลิตรายที่ถูกต้องเป็นหน้าที่ของเจ้าหน้าที่จังหวัด",
    "โปรดแจ้งสำนักงานพัฒนาชุมชนจังหวัด พร้อมรหัสทะเบียนของผู้ผลิตทั้งสองราย",
)
TRANSFER_BEFORE_SCREENING = Clause(
    "-",
    "transfer_before_screening",
    "{entry} อยู่ในสถานะ “{status}” จึงย้ายไปยังผู้ผลิตรายอื่นไม่ได้ ย้ายได้เฉพาะใบสมัครที่ยังไม่มีผลการกลั่นกรองและไม่ได้ถอน",
    "หากกลั่นกรองแล้ว ให้นำกลับมาพิจารณาใหม่ก่อน",
    plain="ย้ายได้เฉพาะใบสมัครที่ยังไม่มีผลการกลั่นกรองและไม่ได้ถอน",
)
TRANSFER_TO_ANOTHER = Clause(
    "-",
    "transfer_to_another",
    "ใบสมัครนี้เป็นของผู้ผลิตรายนี้อยู่แล้ว",
    "โปรดเลือกผู้ผลิตรายอื่น",
)
SAME_PERSON = Clause(
    "-",
    "same_person",
    "บุคคลเดียวกันอาจอยู่เบื้องหลังผู้ผลิตมากกว่าหนึ่งราย ({grounds})",
    "แต่ละรายใช้สิทธิแยกกันได้ โปรดตรวจว่าเป็นผู้ผลิตคนละรายจริง และไม่ใช่ผลิตภัณฑ์เดียวกัน",
    plain="บุคคลเดียวกันอาจอยู่เบื้องหลังผู้ผลิตมากกว่าหนึ่งราย",
)
FORM_ONCE = Clause(
    "-",
    "form_once",
    "แบบบันทึกนี้ถูกใช้กับใบสมัครอื่นไปแล้ว",
    "โปรดเปิดแบบบันทึกใหม่จากหน้าผู้ผลิต",
)
