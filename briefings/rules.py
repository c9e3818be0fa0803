"""Clauses of step 2 of the criteria: everyone concerned is told the idea, the process and the criteria."""

from django.db.models import TextChoices

from rounds.clauses import Clause


class BriefingKind(TextChoices):
    OFFICERS = "officers", "เจ้าหน้าที่ที่เกี่ยวข้อง"
    COMMITTEE = "committee", "คณะกรรมการ/คณะทำงาน"
    PRODUCERS = "producers", "เครือข่ายและผู้ผลิต ผู้ประกอบการ"


BRIEFED_AUDIENCE = Clause(
    "๒",
    "briefed_audience",
    "การประชุมชี้แจงจัดให้แก่คณะกรรมการ/คณะทำงาน เจ้าหน้าที่ที่เกี่ยวข้อง เครือข่ายและผู้ผลิต ผู้ประกอบการ OTOP",
    "โปรดเลือกกลุ่มผู้เข้าประชุมจากรายการ",
)
BRIEFING_ENDS_AFTER_START = Clause(
    "-", "briefing_ends_after_start", "เวลาเลิกประชุมต้องอยู่หลังเวลาเริ่มประชุม", "โปรดตรวจวันและเวลาอีกครั้ง"
)
BRIEFING_HAS_PLACE = Clause(
    "-", "briefing_has_place", "การประชุมต้องมีสถานที่ หรือเป็นการประชุมออนไลน์", "โปรดกรอกสถานที่ หรือชื่อระบบประชุมออนไลน์"
)
