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
