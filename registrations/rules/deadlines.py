"""Clauses of the deadlines: extensions of the intake for one producer or one district."""

from rounds.clauses import Clause

EXTENSION_FOR_ONE = Clause(
    "-",
    "extension_for_one",
    "การขยายเวลารับสมัครให้ได้กับผู้ผลิตรายเดียวหรืออำเภอเดียว อย่างใดอย่างหนึ่ง",
    "โปรดเลือกผู้ผลิตหรืออำเภอเพียงอย่างเดียว",
)
EXTENSION_AFTER_CLOSING = Clause(
    "-",
    "extension_after_closing",
    "เวลาที่ขยายถึงต้องอยู่หลังเวลาปิดรับสมัคร คือ {closes} และหลังเวลานี้",
    "โปรดกรอกวันและเวลาใหม่",
    plain="เวลาที่ขยายถึงต้องอยู่หลังเวลาปิดรับสมัครของรอบ",
)
EXTENSION_ONCE = Clause(
    "-",
    "extension_once",
    "ผู้ผลิตหรืออำเภอนี้มีการขยายเวลาอยู่แล้ว",
    "โปรดยกเลิกการขยายเวลาเดิมก่อน แล้วขยายเวลาใหม่",
)
EXTENSION_BY_ADMINISTRATOR = Clause(
    "-",
    "extension_by_administrator",
    "การขยายเวลารับสมัครอนุมัติและยกเลิกโดยผู้ดูแลระบบจังหวัดเท่านั้น",
    "โปรดแจ้งผู้ดูแลระบบจังหวัด",
)
EXTENSION_REVOKED_ONCE = Clause(
    "-",
    "extension_revoked_once",
    "การขยายเวลานี้ยกเลิกไปแล้ว และการยกเลิกต้องมีผู้ยกเลิก เวลา และเหตุผล",
    "โปรดเปิดหน้าล่าสุดของรายการนี้",
)
