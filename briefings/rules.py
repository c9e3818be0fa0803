"""Clauses of step 2 of the criteria: everyone concerned is told the idea, the process and the criteria."""

import re
from typing import Final

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
SECRETS_IN_THEIR_FIELDS = Clause(
    "-",
    "secrets_in_their_fields",
    "{field} มีข้อความเดียวกับลิงก์ รหัสการประชุม หรือรหัสผ่าน ซึ่งผู้ที่ไม่ได้รับเชิญอาจเห็นได้",
    "โปรดลบออกจากช่องนี้ ระบบแสดงข้อมูลเข้าประชุมแก่ผู้ได้รับเชิญให้เอง",
    plain="ลิงก์ รหัสการประชุม และรหัสผ่านอยู่ได้เฉพาะในช่องของตน",
)

# What people paste when they mean well: the whole invitation of the meeting system.
_LIKE_A_SECRET: Final = re.compile(
    r"pass\s*-?code|pass\s*-?word|meeting\s*-?id|รหัสผ่าน|รหัสเข้า|รหัสการประชุม|รหัสเชื่อมต่อ|https?://|[?&]pwd=|zoom\.us|meet\.google|webex\.com",
    re.IGNORECASE,
)


def looks_secret(text: str) -> bool:
    """Whether an open text seems to hold what opens an online meeting."""
    return bool(_LIKE_A_SECRET.search(text))
