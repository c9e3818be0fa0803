"""Clauses of step 2 of the criteria: everyone concerned is told the idea, the process and the criteria."""

import re
from typing import Final

from django.db.models import TextChoices

from rounds.clauses import Clause


class BriefingKind(TextChoices):
    OFFICERS = "officers", "เจ้าหน้าที่ที่เกี่ยวข้อง"
    COMMITTEE = "committee", "คณะกรรมการ/คณะทำงาน"
    PRODUCERS = "producers", "เครือข่ายและผู้ผลิต ผู้ประกอบการ"


class BriefingStatus(TextChoices):
    PLANNED = "planned", "กำหนดการ"
    HELD = "held", "จัดแล้ว"
    CANCELLED = "cancelled", "ยกเลิก"


class ProducerScope(TextChoices):
    """Which producers are invited; narrowed by the briefing's districts and product group where they are named."""

    NONE = "", "ไม่เชิญผู้ผลิตเป็นรายกลุ่ม"
    ELIGIBLE = "eligible", "ผู้ผลิตที่ขึ้นทะเบียนในช่วงปีของรอบนี้"
    ENTERED = "entered", "ผู้ผลิตที่ยื่นสมัครในรอบนี้แล้ว"


class Answer(TextChoices):
    WAITING = "waiting", "ยังไม่ตอบ"
    COMING = "coming", "เข้าประชุม"
    SUBSTITUTE = "substitute", "ส่งผู้แทน"
    DECLINED = "declined", "ไม่เข้าประชุม"


class Moment(TextChoices):
    """When an attendance code is shown."""

    START = "start", "เริ่มประชุม"
    END = "end", "เลิกประชุม"


class Presence(TextChoices):
    PRESENT = "present", "เข้าประชุม"
    EXCUSED = "excused", "แจ้งลา"


class HowNoted(TextChoices):
    CODE = "code", "รหัสในที่ประชุม"
    STAFF = "staff", "เจ้าหน้าที่บันทึก"
    LIST = "list", "นำเข้าจากรายชื่อ"


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

BRIEFING_AHEAD = Clause(
    "-",
    "briefing_ahead",
    "วันและเวลาประชุมผ่านไปแล้ว",
    "โปรดตรวจวันที่ หากบันทึกการประชุมที่จัดไปแล้ว ให้เลือก “บันทึกย้อนหลัง”",
)
BRIEFING_MOVES = Clause(
    "-",
    "briefing_moves",
    "การประชุมนี้อยู่ในสถานะ “{status}” จึง{act}ไม่ได้",
    "โปรดเปิดหน้าล่าสุดของการประชุมนี้",
    plain="การประชุมที่กำหนดไว้ จัดแล้วหรือยกเลิกได้ครั้งเดียว",
)
HELD_AFTER_START = Clause("-", "held_after_start", "การประชุมยังไม่ถึงเวลาเริ่ม จึงบันทึกว่าจัดแล้วไม่ได้", "โปรดบันทึกหลังเริ่มประชุม")
CANCELLED_WITH_REASON = Clause(
    "-", "briefing_cancelled_with_reason", "การยกเลิกการประชุมต้องบอกเหตุผล", "โปรดเขียนเหตุผลที่จะแจ้งผู้ได้รับเชิญ"
)
INVITES_SOMEBODY = Clause(
    "๒",
    "briefing_invites_somebody",
    "ยังไม่ได้เลือกอำเภอ คณะ ผู้ผลิต หรือบุคคลที่จะเชิญ",
    "โปรดเลือกผู้ได้รับเชิญก่อน",
)
LETTER_HAS_ADDRESSEES = Clause(
    "-",
    "briefing_letter_has_addressees",
    "ผู้ได้รับเชิญมีแต่ผู้ผลิต {count} ราย เกินบัญชีผู้รับของหนังสือฉบับเดียว ({limit} ราย)",
    "โปรดเลือกอำเภอเป็นผู้ได้รับเชิญด้วย เพื่อส่งหนังสือให้อำเภอแจ้งผู้ผลิต หรือเลือกเฉพาะประเภทผลิตภัณฑ์",
    plain="หนังสือเชิญประชุมหนึ่งฉบับระบุผู้รับเป็นรายชื่อได้ไม่เกิน 300 ราย",
)
INVITED_ONCE = Clause("-", "invited_once", "ผู้นี้ได้รับเชิญเข้าประชุมครั้งนี้แล้ว", "โปรดใช้รายการเดิม")
ANSWERED_BEFORE_MEETING = Clause(
    "-",
    "answered_before_meeting",
    "การประชุมนี้{state}แล้ว จึงเปลี่ยนคำตอบไม่ได้",
    "โปรดติดต่อสำนักงานพัฒนาชุมชนจังหวัด",
    plain="ตอบรับการประชุมได้จนกว่าจะเลิกประชุม",
)
SUBSTITUTE_NAMED = Clause("-", "substitute_named", "การส่งผู้แทนต้องบอกชื่อผู้แทน", "โปรดกรอกคำนำหน้า ชื่อ และสกุลของผู้แทน")
REMINDED_WHILE_WAITING = Clause(
    "-",
    "reminded_while_waiting",
    "ผู้นี้ตอบแล้ว หรือการประชุมผ่านไปแล้ว จึงบันทึกการเตือนไม่ได้",
    "โปรดเปิดหน้ารายชื่อล่าสุด",
)
ATTENDS_ONCE = Clause(
    "-",
    "attends_once",
    "มีชื่อนี้ในรายชื่อผู้เข้าประชุมครั้งนี้แล้ว",
    "ท่านลงชื่อแล้ว ไม่ต้องลงชื่อซ้ำ หากเป็นคนละคนที่ชื่อเดียวกัน โปรดแจ้งเจ้าหน้าที่",
)
ATTENDS_WHILE_RUNNING = Clause(
    "-",
    "attends_while_running",
    "ลงชื่อเข้าประชุมได้เฉพาะระหว่างที่เปิดให้ลงชื่อ",
    "โปรดแจ้งเจ้าหน้าที่ในที่ประชุมให้บันทึกชื่อท่าน",
)
CODE_IS_KNOWN = Clause("-", "attendance_code_is_known", "ไม่พบรหัสนี้ หรือรหัสปิดแล้ว", "โปรดดูรหัสหกหลักบนจอในที่ประชุมอีกครั้ง")
GUESSES_ARE_LIMITED = Clause(
    "-",
    "attendance_guesses_limited",
    "กรอกรหัสผิดหลายครั้งเกินไป",
    "โปรดรอสิบนาที หรือแจ้งเจ้าหน้าที่ในที่ประชุมให้บันทึกชื่อท่าน",
)
ONE_OPEN_CODE = Clause("-", "one_open_attendance_code", "รหัสนี้เปิดใช้อยู่แล้ว", "โปรดใช้รหัสที่เปิดอยู่ หรือปิดก่อนเปิดใหม่")
CODE_IN_ITS_TIME = Clause(
    "-",
    "attendance_code_in_its_time",
    "รหัสลงชื่อเปิดได้ตั้งแต่ 30 นาทีก่อนเริ่มประชุมจนถึง 60 นาทีหลังเลิกประชุม และเปิดไม่ได้เมื่อการประชุมยกเลิก",
    "โปรดตรวจวันและเวลาของการประชุม หรือบันทึกรายชื่อด้วยตนเอง",
)
NOTED_ONCE_BEGUN = Clause(
    "-",
    "attendance_noted_once_begun",
    "บันทึกผู้เข้าประชุมได้ตั้งแต่ 30 นาทีก่อนเริ่มประชุม และบันทึกไม่ได้เมื่อการประชุมยกเลิก",
    "ผู้ที่แจ้งลาล่วงหน้าบันทึกได้ทันทีด้วยปุ่ม “แจ้งลา”",
)
EXCUSED_WHO_IS_AWAY = Clause(
    "-",
    "excused_who_is_away",
    "มีผู้เข้าประชุมตามคำเชิญนี้แล้ว จึงบันทึกว่าแจ้งลาไม่ได้",
    "หากบันทึกผิดคน โปรดนำรายชื่อเดิมออกก่อน",
)
ATTENDANCE_REMOVED_WITH_REASON = Clause(
    "-", "attendance_removed_with_reason", "การนำชื่อออกจากรายชื่อผู้เข้าประชุมต้องบอกเหตุผล", "โปรดเขียนเหตุผลสั้น ๆ"
)
ABSENTEES_AFTER_MEETING = Clause(
    "-",
    "absentees_after_meeting",
    "การประชุมยังไม่เสร็จ จึงยังไม่ทราบว่าอำเภอใดขาด",
    "โปรดบันทึกว่าจัดประชุมแล้วก่อน",
)
SOMEBODY_WAS_ABSENT = Clause(
    "-", "somebody_was_absent", "ไม่มีอำเภอที่ขาดประชุมโดยไม่แจ้งลา จึงไม่ต้องมีหนังสือ", "โปรดตรวจรายชื่อผู้เข้าประชุม"
)
MINUTES_AFTER_MEETING = Clause(
    "-",
    "minutes_after_meeting",
    "การประชุมยังไม่เสร็จ จึงร่างรายงานการประชุมไม่ได้",
    "โปรดบันทึกว่าจัดประชุมแล้วก่อน",
)
PAPER_OF_BRIEFING_ONCE = Clause(
    "-",
    "paper_of_briefing_once",
    "มี{kind}ของการประชุมนี้แล้ว",
    "โปรดแก้ไขร่างเดิม หรือยกเลิกร่างเดิมก่อน",
    plain="การประชุมหนึ่งครั้งมีหนังสือเชิญ หนังสือถึงผู้ขาดประชุม และรายงานการประชุมอย่างละหนึ่งฉบับ",
)
QUESTION_ANSWERED_BEFORE_PUBLIC = Clause(
    "๓",
    "question_answered_before_public",
    "คำถามที่เผยแพร่ต้องมีคำตอบ และต้องไม่มีลิงก์หรือรหัสเข้าประชุม",
    "โปรดเขียนคำตอบ และลบลิงก์หรือรหัสออกก่อนเผยแพร่",
)
RECORD_AS_READ = Clause(
    "-",
    "briefing_record_as_read",
    "ข้อมูลในหน้านี้ถูกแก้ไข{when}หลังจากท่านเปิดหน้านี้ ข้อความที่ท่านพิมพ์จึงยังไม่ได้บันทึก",
    "โปรดเทียบกับข้อความที่บันทึกอยู่ แล้วกดบันทึกอีกครั้งหากต้องการใช้ข้อความในหน้านี้",
    plain="บันทึกการประชุมและคำถามที่เพื่อนร่วมงานแก้ไว้ ไม่ถูกเขียนทับโดยไม่เห็น",
)
FILE_IS_A_DOCUMENT = Clause(
    "-",
    "briefing_file_is_a_document",
    "ไฟล์นี้{why}",
    "โปรดใช้ไฟล์ PDF, Word (.docx), Excel (.xlsx), PowerPoint (.pptx), JPEG หรือ PNG ไม่เกิน 20 เมกะไบต์",
    plain="เอกสารประกอบการประชุมเป็น PDF, Word, Excel, PowerPoint, JPEG หรือ PNG ไม่เกิน 20 เมกะไบต์",
)

# What people paste when they mean well: the whole invitation of the meeting system.
_LIKE_A_SECRET: Final = re.compile(
    r"pass\s*-?code|pass\s*-?word|meeting\s*-?id|รหัสผ่าน|รหัสเข้า|รหัสการประชุม|รหัสเชื่อมต่อ|https?://|[?&]pwd=|zoom\.us|meet\.google|webex\.com",
    re.IGNORECASE,
)


def looks_secret(text: str) -> bool:
    """Whether an open text seems to hold what opens an online meeting."""
    return bool(_LIKE_A_SECRET.search(text))
