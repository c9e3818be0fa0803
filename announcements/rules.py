"""Clauses of step 3 of the criteria about publicity, and the states of an announcement."""

from django.db.models import TextChoices

from rounds.clauses import Clause


class AnnouncementStatus(TextChoices):
    DRAFT = "draft", "ร่าง"
    PUBLISHED = "published", "เผยแพร่แล้ว"
    WITHDRAWN = "withdrawn", "ถอนประกาศ"


class AnnouncementKind(TextChoices):
    CALL = "call", "ประกาศรับสมัคร"
    CRITERIA = "criteria", "หลักเกณฑ์และกระบวนการ"
    SCHEDULE = "schedule", "กำหนดการ"
    ELIGIBLE = "eligible", "รายชื่อผลิตภัณฑ์ที่ผ่านการกลั่นกรอง"
    RESULTS = "results", "ผลการคัดสรร"
    ACTIVITY = "activity", "กิจกรรมที่เกี่ยวข้อง"


PUBLICISED = Clause(
    "๓",
    "publicised",
    "ประกาศและประชาสัมพันธ์การรับสมัคร กระบวนการ หลักเกณฑ์ ผลการคัดสรรฯ และกิจกรรมที่เกี่ยวข้องให้แพร่หลายและทั่วถึง",
    "ประกาศที่เผยแพร่ต้องมีเรื่อง เนื้อความ และวันเวลาเผยแพร่ครบ",
)
ONE_ANNOUNCEMENT_PER_BATCH = Clause(
    "-", "one_announcement_per_batch", "ผลชุดนี้ประกาศไปแล้ว", "หากต้องแก้ไข ให้ออกประกาศฉบับใหม่ที่อ้างถึงฉบับเดิม"
)
