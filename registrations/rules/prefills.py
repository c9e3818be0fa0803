"""Clauses of forms that producers fill in beforehand, on a phone."""

from rounds.clauses import Clause

PREFILL_IN_TIME = Clause(
    "-",
    "prefill_in_time",
    "กรอกแบบล่วงหน้าได้ตั้งแต่ ๗ วันก่อนเปิดรับสมัครจนถึงเวลาปิดรับสมัคร คือ {window}",
    "โปรดติดต่อสำนักงานพัฒนาชุมชนอำเภอ",
    plain="กรอกแบบล่วงหน้าได้เฉพาะใกล้และระหว่างเวลารับสมัคร",
)
PREFILL_CODE_ONCE = Clause("-", "prefill_code_once", "รหัสของแบบกรอกล่วงหน้าต้องไม่ซ้ำกัน", "โปรดส่งแบบอีกครั้ง")
PREFILL_UNTIL_OPENED = Clause(
    "-",
    "prefill_until_opened",
    "เจ้าหน้าที่เปิดแบบนี้แล้ว จึงแก้ไขในโทรศัพท์ไม่ได้อีก",
    "โปรดบอกเจ้าหน้าที่ที่โต๊ะรับสมัครว่าต้องการแก้ข้อใด",
)
PREFILL_USED_ONCE = Clause(
    "-",
    "prefill_used_once",
    "แบบกรอกล่วงหน้ารหัส {code} ใช้กับใบสมัคร {entry} ไปแล้ว",
    "โปรดเปิดใบสมัครนั้นแทนการบันทึกใหม่",
    plain="แบบกรอกล่วงหน้าหนึ่งแบบใช้กับใบสมัครได้ใบเดียว",
)
PREFILLS_ARE_LIMITED = Clause(
    "-",
    "prefills_are_limited",
    "มีการส่งแบบจากเครือข่ายนี้มากเกินไปในเวลาสั้น ๆ แบบนี้จึงยังไม่ได้ส่ง",
    "โปรดรอสักครู่แล้วกดส่งอีกครั้ง หรือแจ้งเจ้าหน้าที่ที่โต๊ะรับสมัคร",
)
