"""Clauses about the sample of a product, and the states that it goes through with its allowed moves."""

from django.db.models import TextChoices

from rounds.clauses import Clause
from rounds.rules import GroupCode


class SampleState(TextChoices):
    RECEIVED = "received", "รับไว้แล้ว"
    REFUSED = "refused", "ไม่รับ"
    IN_TRANSIT = "in_transit", "อยู่ระหว่างนำส่ง"
    IN_STORE = "in_store", "อยู่ในที่เก็บ"
    ON_TABLE = "on_table", "อยู่บนโต๊ะพิจารณา"
    RETURNED = "returned", "คืนแล้ว"
    CONSUMED = "consumed", "ใช้หมดแล้ว"
    SENT = "sent", "ส่งกรมแล้ว"


class Condition(TextChoices):
    GOOD = "good", "สภาพดี"
    SMALL_PROBLEM = "small_problem", "มีปัญหาเล็กน้อย"
    REFUSED = "refused", "ไม่รับ"


# The first letter of the blind number; said aloud, no two of them are taken for each other.
LETTERS: dict[str, str] = {
    GroupCode.FOOD: "อ",
    GroupCode.DRINK: "ด",
    GroupCode.TEXTILE: "ผ",
    GroupCode.GOODS: "ข",
    GroupCode.HERB: "ส",
}
# Three digits on the label, in the field and in the code: all of one width.
LAST_NUMBER = 999

# Where a sample lies with us; the others are out of the office's hands.
HELD = (SampleState.RECEIVED, SampleState.IN_TRANSIT, SampleState.IN_STORE, SampleState.ON_TABLE)

SAMPLE_NEXT: dict[str, frozenset[str]] = {
    SampleState.RECEIVED: frozenset(
        {
            SampleState.IN_TRANSIT,
            SampleState.IN_STORE,
            SampleState.ON_TABLE,
            SampleState.RETURNED,
            SampleState.CONSUMED,
        }
    ),
    SampleState.REFUSED: frozenset({SampleState.RECEIVED}),
    SampleState.IN_TRANSIT: frozenset({SampleState.IN_STORE, SampleState.ON_TABLE, SampleState.RETURNED}),
    SampleState.IN_STORE: frozenset(
        {
            SampleState.IN_STORE,
            SampleState.IN_TRANSIT,
            SampleState.ON_TABLE,
            SampleState.RETURNED,
            SampleState.CONSUMED,
            SampleState.SENT,
        }
    ),
    SampleState.ON_TABLE: frozenset(
        {
            SampleState.ON_TABLE,
            SampleState.IN_STORE,
            SampleState.IN_TRANSIT,
            SampleState.RETURNED,
            SampleState.CONSUMED,
            SampleState.SENT,
        }
    ),
    # Brought again: the producer changed the mind, or a withdrawal was undone.
    SampleState.RETURNED: frozenset({SampleState.RECEIVED}),
    SampleState.CONSUMED: frozenset(),
    # What the department sends back.
    SampleState.SENT: frozenset({SampleState.IN_STORE, SampleState.RETURNED}),
}
# Moves that a scan makes: a sample is received with its condition, on a form of its own.
SCANNED = (
    SampleState.IN_TRANSIT,
    SampleState.IN_STORE,
    SampleState.ON_TABLE,
    SampleState.RETURNED,
    SampleState.CONSUMED,
    SampleState.SENT,
)
# What a district does with the samples that it holds; the rest is the province's.
DISTRICT_MOVES = (SampleState.RECEIVED, SampleState.IN_TRANSIT, SampleState.IN_STORE, SampleState.RETURNED)
# Where the sample of an entry that is out of the round may still go: back.
OUT_OF_ROUND_MOVES = (SampleState.IN_TRANSIT, SampleState.IN_STORE, SampleState.RETURNED, SampleState.CONSUMED)

# What to do next, said after a move that the table does not allow.
ADVICE: dict[str, str] = {
    SampleState.RECEIVED: "ให้บันทึกที่เก็บหรือการนำส่งก่อน",
    SampleState.REFUSED: "ตัวอย่างนี้ไม่ได้รับไว้ หากผู้ผลิตนำมาใหม่ ให้รับที่หน้าใบสมัครก่อน",
    SampleState.IN_TRANSIT: "ให้บันทึกว่าถึงที่เก็บหรือโต๊ะก่อน",
    SampleState.IN_STORE: "ให้ตรวจการเคลื่อนย้ายที่เลือกไว้",
    SampleState.ON_TABLE: "ให้ตรวจการเคลื่อนย้ายที่เลือกไว้",
    SampleState.RETURNED: "หากผู้ผลิตนำกลับมาอีก ให้รับที่หน้าใบสมัครก่อน",
    SampleState.CONSUMED: "หากบันทึกว่าใช้หมดโดยพลาด ให้แก้รายการนั้นก่อน",
    SampleState.SENT: "หากกรมส่งกลับมา ให้บันทึกเข้าที่เก็บก่อน",
}

BLIND_NUMBER_ONCE = Clause(
    "-",
    "blind_number_once",
    "เลขป้ายหนึ่งเลขใช้ได้ครั้งเดียวในรอบ แม้ตัวอย่างเดิมถอนไปแล้ว",
    "โปรดลองรับตัวอย่างอีกครั้ง ระบบออกเลขใหม่ให้",
)
BLIND_NUMBERS_LEFT = Clause(
    "-",
    "blind_numbers_left",
    "เลขป้ายของประเภท{group}ใช้ครบ {last} เลขแล้ว จึงออกเลขใหม่ไม่ได้",
    "โปรดแจ้งผู้ดูแลระบบ",
    plain="เลขป้ายเป็นอักษรย่อของประเภทและเลขสามหลัก ตั้งแต่ ๐๐๑ ถึง ๙๙๙",
)
SAMPLE_OF_SUBMITTED = Clause(
    "-",
    "sample_of_submitted",
    "รับตัวอย่างได้เมื่อใบสมัครยื่นแล้วและยังอยู่ในการคัดสรร แต่ {entry} อยู่ในสถานะ “{status}”",
    "หากยังเป็นร่าง ให้ยื่นใบสมัครก่อน",
    plain="รับตัวอย่างได้เมื่อใบสมัครยื่นแล้วและยังอยู่ในการคัดสรร",
)
SAMPLE_ONCE = Clause(
    "-",
    "sample_once",
    "ใบสมัครนี้รับตัวอย่างไว้แล้ว เลขป้าย {sample} ขณะนี้{state}",
    "โปรดใช้ป้ายเดิม พิมพ์ใหม่ได้จากหน้าใบสมัคร",
    plain="ใบสมัครหนึ่งใบมีตัวอย่างหนึ่งชุด ใช้เลขป้ายเดียว",
)
PIECES_COUNTED = Clause("-", "pieces_counted", "จำนวนชิ้นของตัวอย่างต้องอยู่ระหว่าง ๑ ถึง ๙๙๙", "โปรดนับแล้วกรอกใหม่")
PROBLEM_TOLD = Clause(
    "-",
    "problem_told",
    "ตัวอย่างที่มีปัญหาหรือไม่รับ ต้องบอกว่าเป็นอย่างไร",
    "โปรดเขียนสั้น ๆ เช่น ฝาแตก ฉลากหลุด",
)
REFUSED_IS_NOT_HELD = Clause(
    "-",
    "refused_is_not_held",
    "ตัวอย่างที่ไม่รับ ไม่ถือว่าอยู่กับสำนักงาน",
    "หากผู้ผลิตนำมาใหม่ ให้รับที่หน้าใบสมัคร",
)
PHOTO_OF_ENTRY = Clause(
    "-",
    "photo_of_entry",
    "ภาพของตัวอย่างต้องเป็นภาพที่แนบไว้กับใบสมัครเดียวกัน",
    "โปรดเลือกภาพจากรายการ หรือแนบภาพใหม่",
)
SAMPLE_MOVE_ALLOWED = Clause(
    "-",
    "sample_move_allowed",
    "เลขป้าย {sample} {state} จึงบันทึกว่า “{to}” ไม่ได้",
    "{advice}",
    plain="ตัวอย่างเคลื่อนย้ายตามลำดับที่กำหนดเท่านั้น",
)
STORE_NAMED = Clause("-", "store_named", "ตัวอย่างที่อยู่ในที่เก็บต้องบอกชื่อที่เก็บ", "โปรดกรอก เช่น ห้องเย็น ชั้น ๒")
RETURNED_TO_SOMEBODY = Clause("-", "returned_to_somebody", "การคืนตัวอย่างต้องบอกชื่อผู้รับคืน", "โปรดกรอกชื่อผู้รับ และให้ลงชื่อในบัญชี")
SAMPLE_WITH_PROVINCE = Clause(
    "-",
    "sample_with_province",
    "เลขป้าย {sample} อยู่ในความดูแลของจังหวัด ({state}) อำเภอจึงบันทึกไม่ได้",
    "โปรดแจ้งเจ้าหน้าที่จังหวัด",
    plain="อำเภอบันทึกได้เฉพาะตัวอย่างที่อยู่กับอำเภอ ส่วนโต๊ะพิจารณา การใช้ และการส่งกรมเป็นหน้าที่ของจังหวัด",
)
SAMPLE_GOES_BACK = Clause(
    "-",
    "sample_goes_back",
    "เลขป้าย {sample} ต้องคืนผู้ผลิต เพราะใบสมัคร{status}แล้ว จึงบันทึกว่า “{to}” ไม่ได้",
    "โปรดแยกไว้รอคืน",
    plain="ตัวอย่างของใบสมัครที่ถอนหรือไม่ผ่านการกลั่นกรองต้องคืนผู้ผลิต",
)
SCAN_ONCE = Clause("-", "scan_once", "การบันทึกครั้งนี้ถูกใช้กับตัวอย่างอื่นไปแล้ว", "โปรดเปิดหน้านี้ใหม่ แล้วสแกนอีกครั้ง")
SAMPLE_CORRECTION_EXPLAINED = Clause(
    "-", "sample_correction_explained", "การแก้รายการเคลื่อนย้ายต้องบอกเหตุผล", "โปรดเขียนสั้น ๆ เช่น สแกนผิดชิ้น"
)
LAST_MOVE_CORRECTED = Clause(
    "-",
    "last_move_corrected",
    "แก้ได้เฉพาะรายการล่าสุดของตัวอย่าง ซึ่งยังไม่ถูกแก้ และไม่ใช่การรับครั้งแรก",
    "โปรดเปิดหน้าของตัวอย่างนี้ใหม่ แล้วบันทึกที่อยู่จริงในขณะนี้",
)
