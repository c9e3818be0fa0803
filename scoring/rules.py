"""Clauses of scoring, and the states of a sheet and of a batch of results."""

from django.db.models import TextChoices

from rounds.clauses import Clause


class SheetStatus(TextChoices):
    DRAFT = "draft", "กำลังให้คะแนน"
    SUBMITTED = "submitted", "ส่งคะแนนแล้ว"


class BatchStatus(TextChoices):
    PROPOSED = "proposed", "รออนุมัติเผยแพร่"
    PUBLISHED = "published", "เผยแพร่แล้ว"


MARK_WITHIN_MAXIMUM = Clause(
    "-",
    "mark_within_maximum",
    "คะแนนข้อ {code} ต้องอยู่ระหว่าง ๐ ถึง {maximum}",
    "โปรดตรวจคะแนนในแบบให้คะแนน",
    plain="คะแนนต้องอยู่ระหว่าง ๐ ถึงคะแนนเต็มของข้อ",
)
MARK_IS_A_STEP = Clause(
    "-",
    "mark_is_a_step",
    "คะแนนข้อ {code} ต้องเป็นระดับคะแนนที่กำหนดในเกณฑ์",
    "โปรดเลือกระดับจากรายการ",
    plain="คะแนนต้องเป็นระดับคะแนนที่กำหนดในเกณฑ์",
)
MARK_ONCE = Clause("-", "mark_once", "แบบให้คะแนนหนึ่งฉบับมีคะแนนของข้อหนึ่งได้ครั้งเดียว")
SHEET_ONCE_PER_MEMBER = Clause(
    "-",
    "sheet_once_per_member",
    "กรรมการหนึ่งคนให้คะแนนผลิตภัณฑ์หนึ่งรายการได้หนึ่งฉบับ",
    "โปรดเปิดแบบให้คะแนนเดิม",
)
SHEET_COMPLETE = Clause("-", "sheet_complete", "ต้องให้คะแนนครบทุกข้อก่อนส่ง", "ยังขาดข้อ {missing}")
SHEET_OPEN = Clause(
    "-",
    "sheet_open",
    "แบบให้คะแนนที่ส่งแล้วแก้ไขไม่ได้",
    "หากต้องแก้ไข โปรดแจ้งเลขานุการให้เปิดแบบคืนพร้อมเหตุผล",
)
MEMBER_OF_PANEL = Clause(
    "๑.๒",
    "member_of_panel",
    "ผู้ให้คะแนนต้องเป็นกรรมการหรือคณะทำงานตามคำสั่งแต่งตั้ง ของประเภทผลิตภัณฑ์นั้น",
    "โปรดตรวจคำสั่งแต่งตั้งและประเภทผลิตภัณฑ์ที่คณะรับผิดชอบ",
)
NOT_RECUSED = Clause(
    "-",
    "not_recused",
    "ผู้ที่แจ้งถอนตัวจากการพิจารณาผลิตภัณฑ์นี้ให้คะแนนไม่ได้",
    "โปรดพิจารณาผลิตภัณฑ์ถัดไป",
)
ENTRY_SCREENED_IN = Clause(
    "-",
    "entry_screened_in",
    "ให้คะแนนและสรุปผลได้เฉพาะผลิตภัณฑ์ที่ผ่านการกลั่นกรองแล้ว",
    "โปรดกลั่นกรองผลิตภัณฑ์ก่อน",
)
ENOUGH_SHEETS = Clause(
    "-",
    "enough_sheets",
    "แต่ละผลิตภัณฑ์ต้องมีแบบให้คะแนนที่ส่งแล้วอย่างน้อย {minimum} ฉบับก่อนสรุปผล",
    "ยังไม่ครบ: {entries}",
    plain="แบบให้คะแนนที่ส่งแล้วยังไม่ครบตามจำนวนขั้นต่ำ",
)
FRAMEWORK_ADDS_UP = Clause(
    "-",
    "framework_adds_up",
    "คะแนนเต็มของทุกข้อในส่วนหนึ่งต้องรวมได้เท่ากับคะแนนเต็มของส่วนนั้น ในทุกประเภทผลิตภัณฑ์",
    "โปรดแก้ไข: {problems}",
)
FRAMEWORK_FROZEN = Clause(
    "-",
    "framework_frozen",
    "เกณฑ์ที่เริ่มให้คะแนนแล้วแก้ไขไม่ได้",
    "หากต้องเปลี่ยน ให้คัดลอกเป็นเกณฑ์ฉบับใหม่",
)
STAR_LEVEL_KNOWN = Clause("-", "star_level_known", "ระดับดาวต้องอยู่ระหว่าง ๑ ถึง ๕ ดาว")
SECOND_PERSON_PUBLISHES = Clause(
    "-",
    "second_person_publishes",
    "ผู้อนุมัติเผยแพร่ผลต้องเป็นคนละคนกับผู้เสนอ",
    "โปรดให้ผู้ดูแลระบบจังหวัดอีกคนเป็นผู้เผยแพร่",
)
