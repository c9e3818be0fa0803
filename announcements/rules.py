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
RESULTS_COME_FROM_BATCH = Clause(
    "-",
    "results_come_from_batch",
    "ประกาศผลการคัดสรรต้องมาจากชุดผลที่สรุปแล้ว และประกาศชนิดอื่นต้องไม่ผูกกับชุดผล",
    "โปรดใช้หน้า “เผยแพร่ผลการคัดสรร”",
)
ADMINISTRATOR_PUBLISHES = Clause(
    "-",
    "administrator_publishes",
    "ผู้เผยแพร่และผู้ถอนประกาศต้องเป็นผู้ดูแลระบบจังหวัด",
    "โปรดแจ้งผู้ดูแลระบบจังหวัดให้ตรวจและดำเนินการ",
)
ANNOUNCEMENT_MOVES = Clause(
    "-",
    "announcement_moves",
    "ประกาศนี้อยู่ในสถานะ “{status}” จึง{act}ไม่ได้",
    "โปรดเปิดหน้าล่าสุดของประกาศนี้",
    plain="ประกาศเริ่มจากร่าง แล้วเผยแพร่ แล้วจึงถอนได้ ตามลำดับเท่านั้น",
)
WITHDRAWAL_EXPLAINED = Clause(
    "-",
    "withdrawal_explained",
    "การถอนประกาศต้องระบุเหตุผล",
    "โปรดเขียนเหตุผลสั้น ๆ ให้ผู้ตรวจสอบภายหลังเข้าใจ",
)
BATCH_HAS_RESULTS = Clause(
    "-",
    "batch_has_results",
    "ชุดผลนี้ไม่มีผลิตภัณฑ์ที่จะประกาศ",
    "โปรดให้เลขานุการตรวจชุดผลก่อนเผยแพร่",
)
BATCH_IS_WHOLE = Clause(
    "-",
    "batch_is_whole",
    "ผลิตภัณฑ์ทุกรายการในชุดผลต้องยังผ่านการกลั่นกรองอยู่ในวันที่ประกาศ",
    "{entries} ถูกถอนหรือเปลี่ยนสถานะหลังสรุปผล โปรดให้เลขานุการถอนชุดผลนี้แล้วสรุปผลใหม่",
)
PAPER_ONCE = Clause(
    "-",
    "announcement_paper_once",
    "ประกาศนี้มีประกาศจังหวัด (PDF) ที่ออกแล้ว",
    "โปรดใช้ฉบับที่ออกแล้ว หากต้องแก้ไขให้ถอนประกาศแล้วออกฉบับใหม่",
)
PUBLISHED_AS_SEEN = Clause(
    "-",
    "published_as_seen",
    "รายการในชุดผลเปลี่ยนไปหลังจากที่ท่านเปิดหน้าตรวจ",
    "โปรดตรวจรายการล่าสุดด้านล่างแล้วกดเผยแพร่อีกครั้ง",
)
CORRECTS_ISSUED_PAPER = Clause(
    "-",
    "corrects_issued_paper",
    "ประกาศนี้ยังไม่มีประกาศจังหวัด (PDF) ที่ออกแล้วและยังมีผลอยู่ จึงยังไม่มีฉบับที่จะแก้ไข",
    "โปรดใช้หน้า “ออกประกาศจังหวัด (PDF)”",
)
CERTIFICATE_ONCE = Clause(
    "-",
    "certificate_once_per_result",
    "ผลการคัดสรรนี้มีเกียรติบัตรแล้ว",
    "หากต้องแก้ไข โปรดยกเลิกฉบับเดิมในหน้า “หนังสือและเอกสาร” แล้วสั่งออกเกียรติบัตรอีกครั้ง ระบบออกฉบับใหม่เฉพาะที่ยกเลิก",
)
CERTIFICATES_OF_PUBLISHED = Clause(
    "-",
    "certificates_of_published_results",
    "ออกเกียรติบัตรได้เฉพาะผลการคัดสรรที่ประกาศและเผยแพร่อยู่",
    "โปรดเผยแพร่ผลการคัดสรรก่อน",
)
CERTIFICATES_FOR_SOMEBODY = Clause(
    "-",
    "certificates_for_somebody",
    "ไม่มีผลการคัดสรรที่ยังต้องออกเกียรติบัตรตามที่เลือก",
    "โปรดตรวจระดับดาว หรือเลือกออกให้ทุกผลิตภัณฑ์ที่ประกาศ",
)
CERTIFICATES_NUMBERED = Clause(
    "-",
    "certificates_numbered_by_register",
    "ทะเบียนเกียรติบัตรยังตั้งให้กรอกเลขเอง จึงออกทีละหลายฉบับไม่ได้",
    "โปรดให้ผู้ดูแลระบบจังหวัดตั้ง “วิธีออกเลข” ของทะเบียนเกียรติบัตรเป็นให้ระบบออกเลข และตั้งเลขล่าสุดของปีก่อน",
)
