"""Clauses of step 1 of the criteria: who is found, and that the appointment is an act on paper."""

from django.db.models import TextChoices

from rounds.clauses import Clause


class BodyRole(TextChoices):
    CHAIR = "chair", "ประธาน"
    VICE_CHAIR = "vice_chair", "รองประธาน"
    ADVISER = "adviser", "ที่ปรึกษา"
    MEMBER = "member", "กรรมการ"
    SECRETARY = "secretary", "กรรมการและเลขานุการ"
    ASSISTANT_SECRETARY = "assistant_secretary", "กรรมการและผู้ช่วยเลขานุการ"


HEADS_AND_EXPERTS = Clause(
    "๑.๑",
    "heads_and_experts",
    "คณะกรรมการและคณะทำงานมาจากการสรรหาหัวหน้าส่วนราชการที่เกี่ยวข้องและผู้ทรงคุณวุฒิ",
    "โปรดระบุตำแหน่งและหน่วยงาน หรือชื่อและความเชี่ยวชาญของผู้ทรงคุณวุฒิ",
)
APPOINTED_BY_ORDER = Clause(
    "๑.๒",
    "appointed_by_order",
    "คณะกรรมการและคณะทำงานดำเนินการคัดสรรฯ ระดับจังหวัดต้องแต่งตั้งด้วยคำสั่งจังหวัดที่ออกเลขและลงวันที่แล้ว",
    "โปรดออกคำสั่งแต่งตั้งก่อน",
)
ONE_CHAIR = Clause("๑.๒", "one_chair", "คณะหนึ่งมีประธานได้หนึ่งคน", "โปรดให้ประธานคนเดิมพ้นตำแหน่งก่อน")
ONE_SECRETARY = Clause("๑.๒", "one_secretary", "คณะหนึ่งมีเลขานุการได้หนึ่งคน", "โปรดใช้บทบาทผู้ช่วยเลขานุการสำหรับคนถัดไป")
ONCE_PER_BODY = Clause("๑.๒", "once_per_body", "บุคคลหนึ่งอยู่ในคณะเดียวกันได้ตำแหน่งเดียว", "โปรดแก้ไขรายการเดิมของบุคคลนี้")
BODY_HAS_MEMBERS = Clause(
    "๑.๑",
    "body_has_members",
    "“{body}” ยังไม่มีรายชื่อหัวหน้าส่วนราชการหรือผู้ทรงคุณวุฒิที่จะแต่งตั้ง",
    "โปรดเพิ่มรายชื่อก่อนออกคำสั่ง",
    plain="คณะที่จะแต่งตั้งต้องมีรายชื่อหัวหน้าส่วนราชการหรือผู้ทรงคุณวุฒิ",
)
BODY_HAS_CHAIR = Clause(
    "๑.๒",
    "body_has_chair",
    "“{body}” ยังไม่มีประธาน",
    "โปรดกำหนดประธานหนึ่งคนก่อนออกคำสั่ง",
    plain="คณะที่จะแต่งตั้งต้องมีประธาน",
)
APPOINTED_ONCE = Clause(
    "๑.๒",
    "appointed_once",
    "“{body}” แต่งตั้งด้วยคำสั่งไปแล้ว จึงออกคำสั่งแต่งตั้งซ้ำไม่ได้",
    "โปรดเปิดหน้าล่าสุดของคณะนี้",
    plain="คณะหนึ่งแต่งตั้งด้วยคำสั่งครั้งเดียว การเปลี่ยนแปลงรายชื่อต้องมีคำสั่งแก้ไข",
)
BODIES_OF_ONE_ROUND = Clause(
    "-",
    "bodies_of_one_round",
    "คำสั่งหนึ่งฉบับแต่งตั้งได้อย่างน้อยหนึ่งคณะ และทุกคณะต้องเป็นของการคัดสรรรอบเดียวกัน",
    "โปรดเลือกเฉพาะคณะของรอบเดียวกัน",
)
