"""Clauses of the papers that are handed in with an application, of the standards, and of the exceptions to both."""

from django.db.models import TextChoices

from rounds.clauses import Clause


class Level(TextChoices):
    COMPULSORY = "compulsory", "ต้องยื่นทุกราย"
    IF_APPLICABLE = "if_applicable", "ยื่นเมื่อมีหรือเข้าข่าย"


class PaperState(TextChoices):
    """What the officer found at the counter."""

    HANDED_IN = "handed_in", "ยื่นแล้ว"
    MISSING = "missing", "ยังขาด"
    NOT_APPLICABLE = "not_applicable", "ไม่เข้าข่าย"


class WaiverStatus(TextChoices):
    PROPOSED = "proposed", "เสนอแล้ว รอผู้อนุมัติ"
    GRANTED = "granted", "อนุมัติแล้ว"
    REFUSED = "refused", "ไม่อนุมัติ"
    REVOKED = "revoked", "ยกเลิกแล้ว"


# While one of these stands, no other exception for the same paper of the same entry is proposed.
WAIVER_ALIVE = (WaiverStatus.PROPOSED, WaiverStatus.GRANTED)
WAIVER_NEXT: dict[str, frozenset[str]] = {
    WaiverStatus.PROPOSED: frozenset({WaiverStatus.GRANTED, WaiverStatus.REFUSED}),
    WaiverStatus.GRANTED: frozenset({WaiverStatus.REVOKED}),
    WaiverStatus.REFUSED: frozenset(),
    WaiverStatus.REVOKED: frozenset(),
}
# Days after the closing of the intake up to which a missing paper may still be asked for.
MOST_DAYS_AFTER_CLOSING = 30

REQUIREMENT_ONCE = Clause("-", "requirement_once", "รอบนี้มีเอกสารรหัสนี้แล้ว", "โปรดใช้รหัสอื่น หรือแก้ไขรายการเดิม")
REQUIREMENTS_BEFORE_INTAKE = Clause(
    "-",
    "requirements_before_intake",
    "รายการเอกสารที่ต้องยื่น แก้ไขได้จนถึงเวลาเปิดรับสมัครเท่านั้น คือ {opens}",
    "หากต้องผ่อนผันเฉพาะราย โปรดเสนอข้อยกเว้นของใบสมัครนั้น",
    plain="รายการเอกสารที่ต้องยื่น แก้ไขได้จนถึงเวลาเปิดรับสมัครเท่านั้น",
)
REQUIREMENTS_TAKEN_OVER_ONCE = Clause(
    "-",
    "requirements_taken_over_once",
    "รอบนี้มีรายการเอกสารอยู่แล้ว {count} รายการ จึงนำรายการตัวอย่างมาใช้ซ้ำไม่ได้",
    "โปรดแก้ไขรายการที่มีอยู่",
    plain="รายการเอกสารตัวอย่างนำมาใช้ได้เฉพาะรอบที่ยังไม่มีรายการเอกสาร",
)
PAPER_ONCE = Clause("-", "paper_once", "ใบสมัครหนึ่งใบมีผลตรวจของเอกสารหนึ่งรายการได้เพียงผลเดียว", "โปรดแก้ไขผลตรวจเดิม")
PAPER_ASKED = Clause(
    "-",
    "paper_asked",
    "เอกสาร “{paper}” ไม่อยู่ในรายการที่ใบสมัครนี้ต้องยื่น",
    "โปรดเปิดหน้าใบสมัครใหม่ แล้วบันทึกผลตรวจตามรายการที่แสดง",
    plain="บันทึกผลตรวจได้เฉพาะเอกสารที่ใบสมัครนี้ต้องยื่น",
)
MISSING_HAS_DATE = Clause(
    "-",
    "missing_has_date",
    "เอกสารที่ยังขาดต้องมีวันที่ต้องยื่น และเอกสารที่ไม่ขาดต้องไม่มี",
    "โปรดกำหนดวันที่ผู้ผลิตต้องนำเอกสารมายื่น",
)
COMPULSORY_NOT_SET_ASIDE = Clause(
    "-",
    "compulsory_not_set_aside",
    "เอกสารที่ต้องยื่นทุกราย จะบันทึกว่าไม่เข้าข่ายไม่ได้",
    "หากมีเหตุจำเป็น โปรดให้จังหวัดพิจารณาข้อยกเว้น",
)
PAPER_DUE_WITHIN = Clause(
    "-",
    "paper_due_within",
    "วันที่ต้องยื่นเอกสารที่ขาด ต้องไม่ก่อนวันนี้ และไม่หลังวันที่ {latest}",
    "โปรดกรอกวันที่ใหม่",
    plain="วันที่ต้องยื่นเอกสารที่ขาด ต้องไม่ก่อนวันนี้ และไม่เกิน 30 วันหลังปิดรับสมัคร",
)
PAPERS_IN_TIME = Clause(
    "-",
    "papers_in_time",
    "อำเภอบันทึกผลตรวจเอกสารได้ภายในระยะเวลารับสมัคร คือ {window} ส่วนเอกสารที่ขาดยื่นเพิ่มได้ถึงวันที่กำหนดไว้",
    "เมื่อพ้นกำหนดแล้ว โปรดแจ้งเจ้าหน้าที่จังหวัด",
    plain="อำเภอบันทึกผลตรวจเอกสารได้ภายในระยะเวลารับสมัคร ส่วนเอกสารที่ขาดยื่นเพิ่มได้ถึงวันที่กำหนดไว้",
)
PAPERS_BEFORE_SCREENING = Clause(
    "-",
    "papers_before_screening",
    "ผลตรวจเอกสารเปลี่ยนได้จนกว่าจะกลั่นกรอง ใบสมัครนี้อยู่ในสถานะ “{status}”",
    "หากต้องแก้ไข โปรดให้จังหวัดนำใบสมัครกลับมาพิจารณาใหม่ก่อน",
    plain="ผลตรวจเอกสารเปลี่ยนได้จนกว่าจะกลั่นกรอง",
)
PROXY_NAMED = Clause(
    "-",
    "proxy_named",
    "เมื่อมีผู้รับมอบอำนาจมายื่นแทน ต้องบันทึกชื่อผู้รับมอบอำนาจ",
    "โปรดกรอกชื่อผู้รับมอบอำนาจ หรือยกเลิกเครื่องหมายมอบอำนาจ",
)
PAPERS_COMPLETE = Clause(
    "-",
    "papers_complete",
    "ใบสมัครนี้ยังผ่านการกลั่นกรองไม่ได้ เพราะเอกสารที่ต้องยื่นยังไม่ครบ: {papers}",
    "โปรดรับเอกสารให้ครบ ส่งกลับแก้ไข หรือเสนอข้อยกเว้น",
    plain="ใบสมัครผ่านการกลั่นกรองได้เมื่อเอกสารที่ต้องยื่นครบหรือได้รับยกเว้น",
)
STANDARD_VALID = Clause(
    "-",
    "standard_valid",
    "ผลิตภัณฑ์ต้องมีใบรับรองมาตรฐานที่รับ ซึ่งยังไม่หมดอายุในวันที่ {day}",
    "โปรดบันทึกเลขที่และวันหมดอายุของใบรับรองที่ใช้ได้ หรือเสนอข้อยกเว้น",
    plain="ผลิตภัณฑ์ต้องมีใบรับรองมาตรฐานที่รับ ซึ่งยังไม่หมดอายุในวันอ้างอิง",
)
CERTIFICATE_OF_PRODUCT = Clause(
    "-",
    "certificate_of_product",
    "ใบรับรองมาตรฐานบันทึกไว้กับผลิตภัณฑ์ในทะเบียน แต่ใบสมัครนี้ไม่ได้เลือกผลิตภัณฑ์ในทะเบียน",
    "โปรดแก้ไขใบสมัครให้เลือกผลิตภัณฑ์ หรือแจ้งจังหวัดให้เพิ่มผลิตภัณฑ์ในทะเบียนก่อน",
)
CERTIFICATE_DATES = Clause(
    "-", "certificate_dates", "วันหมดอายุของใบรับรองต้องไม่ก่อนวันที่ออก และวันที่ออกต้องไม่หลังวันนี้", "โปรดตรวจวันที่บนใบรับรอง"
)
WAIVER_ONCE = Clause(
    "-",
    "waiver_once",
    "เอกสารนี้ของใบสมัครนี้มีข้อยกเว้นที่เสนอหรืออนุมัติไว้แล้ว",
    "โปรดเปิดข้อยกเว้นเดิม",
)
WAIVER_OF_MISSING = Clause(
    "-",
    "waiver_of_missing",
    "เอกสาร “{paper}” ยื่นครบหรือไม่เข้าข่ายอยู่แล้ว จึงไม่ต้องยกเว้น",
    "โปรดเปิดหน้าใบสมัครเพื่อดูผลตรวจล่าสุด",
    plain="ยกเว้นได้เฉพาะเอกสารที่ยังขาด",
)
WAIVER_BY_ANOTHER = Clause(
    "-",
    "waiver_by_another",
    "ผู้อนุมัติข้อยกเว้นต้องไม่ใช่ผู้เสนอ",
    "โปรดให้ผู้ดูแลระบบจังหวัดอีกคนเป็นผู้พิจารณา",
)
WAIVER_BY_ADMINISTRATOR = Clause(
    "-",
    "waiver_by_administrator",
    "ข้อยกเว้นพิจารณาและยกเลิกโดยผู้ดูแลระบบจังหวัดเท่านั้น",
    "โปรดเสนอข้อยกเว้นไว้ให้ผู้ดูแลระบบจังหวัดพิจารณา",
)
WAIVER_DECIDED = Clause(
    "-",
    "waiver_decided",
    "ข้อยกเว้นที่พิจารณาแล้วต้องมีผู้พิจารณาและเวลา และที่ยกเลิกแล้วต้องมีผู้ยกเลิกและเหตุผล",
)
