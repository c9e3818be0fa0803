"""Clauses that the round itself keeps: the letter's step 3 asks for a place and a period, and for years."""

from django.db.models import TextChoices

from .clauses import Clause

PLACE_AND_PERIOD_SET = Clause(
    "๓",
    "place_and_period_set",
    "การรับสมัครต้องมีสถานที่ วันเปิด และวันปิดรับสมัครที่กำหนดไว้ โดยวันปิดต้องอยู่หลังวันเปิด",
    "โปรดกรอกสถานที่และช่วงเวลารับสมัครของการคัดสรรให้ครบ",
)
YEARS_IN_ORDER = Clause(
    "๓",
    "registration_years_in_order",
    "ช่วงปีที่ขึ้นทะเบียนต้องเริ่มไม่หลังปีสิ้นสุด และเป็นปี พ.ศ.",
)
LIMIT_AT_LEAST_ONE = Clause(
    "๓",
    "limit_at_least_one",
    "จำนวนผลิตภัณฑ์หลัก/ชุดต่อผู้ผลิต ๑ ราย/กลุ่ม ต้องอยู่ระหว่าง ๑ ถึง ๙๙",
)
WINDOW_CHANGED_WITH_REASON = Clause(
    "-",
    "window_changed_with_reason",
    "ระหว่างเปิดรับสมัคร เวลาเปิด เวลาปิด และเวลาผ่อนผัน เปลี่ยนได้โดยผู้ดูแลระบบจังหวัดพร้อมเหตุผลเท่านั้น",
    "โปรดใช้ปุ่ม “เปลี่ยนเวลารับสมัคร” หรือแจ้งผู้ดูแลระบบจังหวัด",
)
# Two hours: what is more is no grace for a queue but another closing time, which has to be announced.
MOST_GRACE_MINUTES = 120
GRACE_WITHIN = Clause(
    "-",
    "grace_within",
    "เวลาผ่อนผันหลังปิดรับสมัครต้องไม่เกิน ๑๒๐ นาที",
    "หากต้องรับสมัครนานกว่านั้น โปรดเลื่อนเวลาปิดรับสมัครหรือขยายเวลา แล้วประกาศให้ทราบ",
)
ONE_CURRENT_ROUND = Clause(
    "-",
    "one_current_round",
    "มีการคัดสรรที่เป็นรอบปัจจุบันได้เพียงรอบเดียว",
    "โปรดเลือกรอบปัจจุบันด้วยปุ่ม “ตั้งเป็นรอบปัจจุบัน”",
)
ROUND_ONCE_PER_SEQUENCE = Clause("-", "round_once_per_sequence", "มีการคัดสรรของปีและครั้งนี้แล้ว", "โปรดใช้ครั้งที่ถัดไป")


class GroupCode(TextChoices):
    """The five kinds of product; a round may word their names differently, the codes stay."""

    FOOD = "FOOD", "อาหาร"
    DRINK = "DRINK", "เครื่องดื่ม"
    TEXTILE = "TEXTILE", "ผ้าและเครื่องแต่งกาย"
    GOODS = "GOODS", "ของใช้ ของตกแต่ง ของที่ระลึก"
    HERB = "HERB", "สมุนไพรที่ไม่ใช่อาหาร"


class EvidenceKind(TextChoices):
    """What shows that a step of the plan is done; each room says in its own evidence.py where to find its kinds."""

    NOTED = "noted", "บันทึกของเจ้าหน้าที่ พร้อมหลักฐานที่อ้างถึง"
    LETTER_SENT = "letter_sent", "หนังสือที่ส่งถึงอำเภอแล้ว"
    ORDER_ISSUED = "order_issued", "คำสั่งแต่งตั้งที่ออกแล้ว"
    OFFICERS_BRIEFED = "officers_briefed", "การประชุมชี้แจงเจ้าหน้าที่ที่จัดแล้ว"
    COMMITTEE_MET = "committee_met", "การประชุมคณะกรรมการ/คณะทำงานที่จัดแล้ว"
    PRODUCERS_BRIEFED = "producers_briefed", "การประชุมชี้แจงผู้ผลิต ผู้ประกอบการที่จัดแล้ว"
    CALL_PUBLISHED = "call_published", "ประกาศรับสมัครที่เผยแพร่แล้ว"
    INTAKE_CLOSED = "intake_closed", "ปิดรับสมัครแล้วและมีใบสมัคร"
    SCORING_DONE = "scoring_done", "แบบให้คะแนนที่ส่งครบแล้ว"
    RESULTS_APPROVED = "results_approved", "ชุดผลที่อนุมัติแล้ว"
    RESULTS_PUBLISHED = "results_published", "ประกาศผลที่เผยแพร่แล้ว"


STEP_DONE_BY_EVIDENCE = Clause(
    "-",
    "step_done_by_evidence",
    "ขั้นตอน “{step}” เสร็จด้วยหลักฐาน “{evidence}” จึงบันทึกว่าเสร็จเองไม่ได้",
    "โปรดทำงานของขั้นตอนนั้นในหน้าที่เกี่ยวข้อง ระบบเห็นหลักฐานเอง",
    plain="ขั้นตอนของแผนเสร็จเมื่อมีหลักฐาน บันทึกเองได้เฉพาะขั้นตอนที่ใช้บันทึกของเจ้าหน้าที่เป็นหลักฐาน และต้องบอกหลักฐานที่อ้างถึง",
)
STEP_NOTE_EXPLAINED = Clause(
    "-",
    "step_note_explained",
    "การบันทึกว่าขั้นตอนเสร็จต้องบอกหลักฐานที่อ้างถึง",
    "โปรดเขียน เช่น เลขที่หนังสือ หรือที่เก็บภาพถ่าย",
)
STEP_NOT_DONE_AHEAD = Clause("-", "step_not_done_ahead", "วันที่ทำขั้นตอนเสร็จต้องไม่เกินวันนี้", "โปรดบันทึกเมื่อทำขั้นตอนนั้นเสร็จแล้ว")
PLAN_TAKEN_OVER_ONCE = Clause(
    "-",
    "plan_taken_over_once",
    "รอบนี้มีแผนอยู่แล้ว {count} ขั้นตอน จึงนำแผนตัวอย่างมาใช้ซ้ำไม่ได้",
    "โปรดแก้ไขหรือเลื่อนแผนที่มีอยู่ หรือลบขั้นตอนทั้งหมดก่อน",
    plain="แผนตัวอย่างนำมาใช้ได้เฉพาะรอบที่ยังไม่มีแผน",
)
STEP_NOTED_ONCE = Clause(
    "-",
    "step_noted_once",
    "ขั้นตอน “{step}” บันทึกว่าเสร็จไปแล้วเมื่อ {done_on}",
    "หากบันทึกผิด โปรดยกเลิกบันทึกเดิมก่อน",
    plain="ขั้นตอนหนึ่งบันทึกว่าเสร็จได้ครั้งเดียว",
)
STEP_NOTE_TAKEN_BACK_ONCE = Clause(
    "-",
    "step_note_taken_back_once",
    "ขั้นตอน “{step}” ไม่มีบันทึกว่าเสร็จให้ยกเลิก",
    "โปรดเปิดหน้าแผนใหม่ อาจมีผู้ยกเลิกไปก่อนแล้ว",
    plain="ยกเลิกได้เฉพาะบันทึกที่มีอยู่",
)
STEP_NOTE_TAKEN_BACK_WITH_REASON = Clause(
    "-", "step_note_taken_back_with_reason", "การยกเลิกบันทึกว่าขั้นตอนเสร็จต้องบอกเหตุผล", "โปรดเขียนเหตุผลสั้น ๆ ให้ผู้อื่นเข้าใจ"
)
# Three years: further than a round is ever put off; what is more was typed wrong.
MOST_DAYS_MOVED = 3 * 366
PLAN_MOVED_WITHIN = Clause(
    "-",
    "plan_moved_within",
    "เลื่อนแผนได้ครั้งละ 1 ถึง {most} วัน ไม่ว่าให้ช้าลงหรือเร็วขึ้น และทุกวันต้องอยู่ในช่วง พ.ศ. ที่ระบบรับ",
    "โปรดกรอกจำนวนวันใหม่",
    plain="เลื่อนแผนได้ครั้งละไม่เกินสามปี และต้องเลื่อนอย่างน้อยหนึ่งวัน",
)
PLAN_HAS_DATES = Clause("-", "plan_has_dates", "ไม่มีขั้นตอนที่กำหนดวันให้เลื่อน", "โปรดกำหนดวันของขั้นตอนในหน้าของการคัดสรรก่อน")
