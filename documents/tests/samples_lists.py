"""Shortest, typical and longest contexts of the papers that are lists, labels and forms."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from documents.papers.announcement import AnnouncementContext, ResultGroup, ResultLine
from documents.papers.base import Signature
from documents.papers.certificate import CertificateContext
from documents.papers.label import Label, LabelSheetContext
from documents.papers.manifest import ManifestContext, ManifestGroup, ManifestLine
from documents.papers.poster import PosterContext
from documents.papers.receipt import ReceiptContext
from documents.papers.result_list import ResultListContext, ResultRow, ResultSection, ResultTable, Signer
from documents.papers.score_sheet import (
    ScoreHeading,
    ScoreLine,
    ScoreSection,
    ScoreSheetContext,
    ScoreStampContext,
    ScoreStep,
)
from documents.papers.waiver_list import WaiverLine, WaiverListContext

ROUND = "การคัดสรรสุดยอดหนึ่งตำบล หนึ่งผลิตภัณฑ์ไทย ปี พ.ศ. 2565 (OTOP Product Champion : OPC)"
OFFICE = "สำนักงานพัฒนาชุมชนจังหวัดสกลนคร"
PROVINCE = "จังหวัดสกลนคร"
# 120 signs, as long as the register's longest; Thai, Latin and a picture in it.
LONG_NAME = "วิสาหกิจชุมชนแปรรูปผลิตภัณฑ์ทางการเกษตรและทอผ้าย้อมครามธรรมชาติ บ้านนาคำไฮใหญ่ (Na Kham Hai Organic Indigo & Craft) 🧵"
LONG_PRODUCT = (
    "ผ้าคลุมไหล่ทอมือย้อมครามธรรมชาติ ลายสะเก็ดธรรม Sakon Indigo “Premium” รุ่น 2565 ขนาด 60 × 180 ซม. พร้อมกล่องไม้ไผ่สาน ✓"
)
PERSON = "นางสาวพรรณทิพา วงศ์สมเกียรติไพบูลย์วัฒนา"
LONG_PERSON = "หม่อมหลวงพรรณพิศาสุดาวรรณ เทพหัสดินทร์พงศ์พิพัฒนสกุลวงศ์ ณ อยุธยา"
SIGNATURE = Signature("นายสมาน พัวโพธิ์", ("พัฒนาการจังหวัด ปฏิบัติราชการแทน", "ผู้ว่าราชการจังหวัดสกลนคร"))
PLACES = ("เมืองสกลนคร", "พรรณานิคม", "วานรนิวาส", "อากาศอำนวย", "เจริญศิลป์")
GROUPS = (
    ("FOOD", "อาหาร"),
    ("DRINK", "เครื่องดื่ม"),
    ("TEXTILE", "ผ้าและเครื่องแต่งกาย"),
    ("GOODS", "ของใช้ ของตกแต่ง ของที่ระลึก"),
    ("HERB", "สมุนไพรที่ไม่ใช่อาหาร"),
)
VERIFY = "https://opc.sakonnakhon.go.th/v/Ab3_dEf-9hIjKl/"


# -- announcement ------------------------------------------------------------------------------------------------


def _results(count: int) -> tuple[ResultGroup, ...]:
    return tuple(
        ResultGroup(
            name=name,
            lines=tuple(
                ResultLine(
                    number=f"65-{code}-{n:04d}",
                    product=LONG_PRODUCT if n % 7 == 0 else f"ผ้าคลุมไหล่ย้อมคราม แบบที่ {n}",
                    producer=LONG_NAME if n % 5 == 0 else "กลุ่มทอผ้าย้อมครามบ้านดอนกอย",
                    district=PLACES[n % len(PLACES)],
                    outcome=("ระดับ ๕ ดาว", "ผ่านการคัดสรร ระดับจังหวัด")[n % 2],
                )
                for n in range(1, count + 1)
            ),
        )
        for code, name in GROUPS
    )


ANNOUNCEMENT = AnnouncementContext(
    province=PROVINCE,
    subject="ผลการคัดสรรสุดยอดหนึ่งตำบล หนึ่งผลิตภัณฑ์ไทย ปี พ.ศ. 2565",
    year_be=2565,
    number="7",
    dated=date(2022, 6, 10),
    signature=SIGNATURE,
    is_draft=False,
    verify_url=VERIFY,
    body="ตามที่จังหวัดสกลนครดำเนินการคัดสรรสุดยอดหนึ่งตำบล หนึ่งผลิตภัณฑ์ไทย ปี พ.ศ. 2565 นั้น\n"
    "1. การคัดสรรระดับจังหวัดเสร็จสิ้นแล้ว\n2. สอบถาม โทรศัพท์ 0-4271-1554 หรือ https://cdd.go.th/2565\n"
    "จึงประกาศให้ทราบ**โดยทั่วกัน** ตามบัญชีรายชื่อแนบท้ายประกาศนี้",
)

# -- certificate -------------------------------------------------------------------------------------------------

CERTIFICATE = CertificateContext(
    province=PROVINCE,
    subject="ผลการคัดสรรระดับ ๔ ดาว ผ้าคลุมไหล่ย้อมคราม",
    year_be=2565,
    number="1",
    dated=date(2022, 6, 25),
    signature=SIGNATURE,
    is_draft=False,
    verify_url=VERIFY,
    giver=PROVINCE,
    to="กลุ่มทอผ้าย้อมครามบ้านดอนกอย",
    product="ผ้าคลุมไหล่ย้อมคราม",
    level="ระดับ ๔ ดาว",
    round_title=ROUND,
    district="พรรณานิคม",
)

# -- receipt -----------------------------------------------------------------------------------------------------

RECEIPT = ReceiptContext(
    number="65-TEXTILE-0007",
    round_title=ROUND,
    received_at=datetime(2022, 5, 12, 3, 30, tzinfo=UTC),
    producer="กลุ่มทอผ้าย้อมครามบ้านดอนกอย",
    producer_code="470400012",
    contact="นางสมศรี ใจดี",
    district="พรรณานิคม",
    product="ผ้าคลุมไหล่ย้อมคราม",
    kind="ผลิตภัณฑ์หลัก",
    set_items=(),
    group="ผ้าและเครื่องแต่งกาย",
    place_used="ใช้สิทธิ 1 จาก 2",
    officer="นายวิชัย พรหมสาขา ณ สกลนคร",
    officer_position="นักวิชาการพัฒนาชุมชนชำนาญการ",
    office=OFFICE,
    office_phone="0-4271-1554",
    next_steps=(
        "เจ้าหน้าที่จังหวัดตรวจเอกสารและกลั่นกรอง หากต้องแก้ไข เจ้าหน้าที่อำเภอจะติดต่อผู้ผลิต",
        "ผลิตภัณฑ์ที่ผ่านการกลั่นกรองเข้ารับการพิจารณาให้คะแนนของคณะกรรมการระดับจังหวัด",
        "โปรดเก็บใบรับนี้ไว้จนประกาศผล",
    ),
    status="ยื่นแล้ว",
    is_draft=False,
    site="https://opc.sakonnakhon.go.th",
    status_url="https://opc.sakonnakhon.go.th/s/65-TEXTILE-0007/",
    status_note="สแกนดูสถานะใบสมัครและเอกสารที่ขาด ด้วยเลขท้ายโทรศัพท์ ๔ ตัวของผู้ผลิต",
    missing_label="เอกสารที่ยังขาด",
    missing=("ภายใน 31 มี.ค. 2565: หนังสือรับรองมาตรฐาน, ภาพถ่ายผลิตภัณฑ์", "ภายใน 8 เม.ย. 2565: หนังสือมอบอำนาจ"),
)

# -- score sheet -------------------------------------------------------------------------------------------------

# Sections, headings (#), and criteria with their steps as "points text": what the province scores in 2565.
_CRITERIA = """
ก|30|ด้านผลิตภัณฑ์และความเข้มแข็งของชุมชน
# ก1 ด้านการผลิต
ก1.1|แหล่งที่มาของวัตถุดิบหลัก|3 ในจังหวัดตั้งแต่ร้อยละ 75|2 ในจังหวัดร้อยละ 50–74|1 ในจังหวัดน้อยกว่าร้อยละ 50 แต่ในประเทศ|0 นำเข้าเป็นหลัก
ก1.2|ศักยภาพการขยายปริมาณการผลิต|3 ขยายได้ทันทีเมื่อมีคำสั่งซื้อเพิ่ม|2 ขยายได้โดยใช้เวลา|1 ขยายได้จำกัด|0 ขยายไม่ได้
ก1.3|การรักษาสิ่งแวดล้อมในกระบวนการผลิต|3 มีระบบจัดการครบและมีหลักฐาน|2 มีการจัดการบางส่วน|1 มีแผน/อยู่ระหว่างทำ|0 ไม่มี
ก1.4|การควบคุมต้นทุนและคุณภาพการผลิต|3 มีบันทึกต้นทุนและจุดควบคุมคุณภาพ|2 มีอย่างใดอย่างหนึ่ง|1 ทำไม่สม่ำเสมอ|0 ไม่มี
# ก2 ด้านการพัฒนาผลิตภัณฑ์
ก2.1|การพัฒนาผลิตภัณฑ์ในรอบ 2 ปี|5 คิดค้นใหม่ของตนเอง มีหลักฐาน|4 พัฒนาต่อยอดชัดเจน|3 ปรับปรุงบางส่วน|1 ปรับเล็กน้อย|0 ไม่มี
ก2.2|การพัฒนาบรรจุภัณฑ์/ฉลาก|2 พัฒนาและข้อมูลฉลากครบ|1 มีแต่ไม่ครบ|0 ไม่มี
ก2.3|รูปแบบบรรจุภัณฑ์เหมาะกับผลิตภัณฑ์|2 เหมาะสม สวยงาม คุ้มครองสินค้า|1 พอใช้|0 ไม่เหมาะ
# ก3 ด้านความเข้มแข็งของชุมชน
ก3.1|การมีส่วนร่วมของชุมชน/การจ้างงานในพื้นที่|3 มากกว่าร้อยละ 75 เป็นคนในชุมชน|2 ร้อยละ 50–75|1 น้อยกว่าร้อยละ 50|0 ไม่มี
ก3.2|การบริหารจัดการกลุ่ม/กิจการ (ระยะเวลา โครงสร้าง ข้อตกลง)|2 ครบ มีหลักฐาน|1 บางส่วน|0 ไม่มี
ก3.3|การทำบัญชี|2 ครบถ้วนเป็นปัจจุบัน|1 ไม่สม่ำเสมอ|0 ไม่มี
ก3.4|ประโยชน์ที่คืนแก่ชุมชน/สังคม|2 ต่อเนื่อง มีหลักฐาน|1 เป็นครั้งคราว|0 ไม่มี
ข|25|ด้านการตลาดและความเป็นมาของผลิตภัณฑ์
# ข1 ด้านการตลาด
ข1.1|แหล่งจำหน่ายหลัก|4 ในและต่างประเทศ|3 ทั่วประเทศ|2 ในจังหวัดและจังหวัดใกล้เคียง|1 ในอำเภอ/ชุมชน|0 ยังไม่มี
ข1.2|รายได้จากการจำหน่ายในรอบปี เทียบปีก่อน|3 เพิ่มเกินร้อยละ 10|2 เพิ่มไม่เกินร้อยละ 10|1 คงเดิม|0 ลดลง/ไม่มีข้อมูล
ข1.3|ความต่อเนื่องของตลาดและช่องทาง (รวมออนไลน์)|4 ต่อเนื่องตั้งแต่ 3 ช่องทาง|3 2 ช่องทาง|2 1 ช่องทางต่อเนื่อง|1 เฉพาะงานแสดงสินค้า|0 ไม่มี
# ข2 ด้านความเป็นมาของผลิตภัณฑ์
ข2.1|เรื่องราว/ตำนานของผลิตภัณฑ์|5 เด่นชัด มีสื่อเผยแพร่|4 เด่นชัด มีเอกสาร|3 มีเรื่องราวเล่าได้|1 ไม่ชัด|0 ไม่มี
ข2.2|ภูมิปัญญาท้องถิ่นในการผลิต|5 สืบทอดและต่อยอด|4 สืบทอด|3 ประยุกต์|1 เล็กน้อย|0 ไม่มี
ข2.3|เอกลักษณ์/อัตลักษณ์ท้องถิ่น|4 เฉพาะถิ่น (เช่น GI)|3 โดดเด่น|2 พบทั่วไปในภาค|1 น้อย|0 ไม่มี
"""


def _sections(*, filled: bool = False) -> tuple[ScoreSection, ...]:
    """The sections of 2565; filled, each criterion has its second step."""
    sections: list[ScoreSection] = []
    for row in _CRITERIA.strip().splitlines():
        if row.startswith("# "):
            sections[-1] = replace(sections[-1], headings=(*sections[-1].headings, ScoreHeading(row[2:], ())))
            continue
        code, title, *steps = row.split("|")
        if len(steps) == 1:
            sections.append(ScoreSection(code, steps[0], title, (), total="0" if filled else ""))
            continue
        ladder = tuple(
            ScoreStep(*step.split(" ", 1), is_chosen=filled and place == 1) for place, step in enumerate(steps)
        )
        mark = ladder[1].points if filled else ""
        *before, heading = sections[-1].headings
        heading = replace(heading, lines=(*heading.lines, ScoreLine(code, title, ladder[0].points, ladder, mark)))
        total = str(int(sections[-1].total) + int(mark)) if filled else ""
        sections[-1] = replace(sections[-1], headings=(*before, heading), total=total)
    return tuple(sections)


BLANK_SHEET = ScoreSheetContext(
    office=OFFICE,
    round_title=ROUND,
    framework="เกณฑ์การคัดสรรสุดยอดหนึ่งตำบล หนึ่งผลิตภัณฑ์ไทย ปี พ.ศ. 2565",
    group="ผ้าและเครื่องแต่งกาย",
    sections=_sections(),
    maximum="55",
    is_default_value=True,
)
FILLED_SHEET = replace(
    BLANK_SHEET,
    sections=_sections(filled=True),
    number="65-TEXTILE-0007",
    product="ผ้าคลุมไหล่ย้อมคราม",
    kind="ผลิตภัณฑ์หลัก",
    member=PERSON,
    role="ประธานคณะทำงาน",
    body="คณะทำงานพิจารณาผลิตภัณฑ์ประเภทผ้าและเครื่องแต่งกาย",
    total="36",
    status="ส่งคะแนนแล้ว",
    submitted_on=date(2022, 5, 20),
    code="65-TEXTILE-0007 12",
)
STAMP = ScoreStampContext(
    number="65-TEXTILE-0007",
    product="ผ้าคลุมไหล่ย้อมคราม",
    kind="ผลิตภัณฑ์หลัก",
    member=PERSON,
    role="ประธานคณะทำงาน",
    body="คณะทำงานพิจารณาผลิตภัณฑ์ประเภทผ้าและเครื่องแต่งกาย",
    code="65-TEXTILE-0007 12",
)

# -- result list -------------------------------------------------------------------------------------------------


def _table(name: str, count: int, signers: int) -> ResultTable:
    return ResultTable(
        name=name,
        sections=(ResultSection("ก", "30"), ResultSection("ข", "25")),
        maximum="55",
        rows=tuple(
            ResultRow(
                number=f"65-TEXTILE-{n:04d}",
                product=LONG_PRODUCT if n % 6 == 2 else f"ผ้าคลุมไหล่ย้อมคราม แบบที่ {n}",
                producer=LONG_NAME if n % 4 == 3 else "กลุ่มทอผ้าย้อมครามบ้านดอนกอย",
                district=PLACES[n % len(PLACES)],
                points=(f"{25 + n % 5}.33", f"{20 + n % 4}.67"),
                total=f"{46 + n % 8}.00",
                sheets=5,
                level="ระดับ ๔ ดาว" if n % 3 == 0 else "–",
            )
            for n in range(1, count + 1)
        ),
        body=f"คณะทำงานพิจารณาผลิตภัณฑ์ประเภท{name}",
        signers=tuple(
            Signer(LONG_PERSON if n % 5 == 4 else PERSON, "ประธานคณะทำงาน" if n == 0 else "คณะทำงาน")
            for n in range(signers)
        ),
    )


RESULT_LIST = ResultListContext(
    province=PROVINCE,
    round_title=ROUND,
    batch="ชุดผลครั้งที่ 1",
    state="เอกสารภายใน ห้ามเผยแพร่ก่อนประกาศผล",
    proposer="นายวิชัย พรหมสาขา ณ สกลนคร",
    proposed_at=datetime(2022, 5, 30, 3, 30, tzinfo=UTC),
    tables=(_table("ผ้าและเครื่องแต่งกาย", 9, 5),),
)

# -- labels and manifest -----------------------------------------------------------------------------------------


ALLERGENS = "ถั่วลิสง นมวัว ไข่ กุ้ง ปู แป้งสาลี ถั่วเหลือง งา และซัลไฟต์เกินสิบมิลลิกรัมต่อกิโลกรัม"
LETTERS = "อดผขส"


def _labels(count: int, allergens: str) -> tuple[Label, ...]:
    return tuple(
        Label(
            number=f"{LETTERS[n % 5]}-{n:03d}",
            code=f"651{n % 5 + 1}{n:03d}0",
            group=GROUPS[n % len(GROUPS)][1],
            pieces=n,
            keep_cool=n % 3 == 0,
            best_before=date(2022, 12, 15) if n % 2 else None,
            allergens=allergens,
        )
        for n in range(1, count + 1)
    )


def _delivered(count: int, *, with_district: bool) -> tuple[ManifestGroup, ...]:
    return tuple(
        ManifestGroup(
            name,
            tuple(
                ManifestLine(
                    number=f"{LETTERS[place]}-{n:03d}",
                    pieces=n,
                    state="อยู่ระหว่างนำส่ง" if n % 4 else "รับไว้แล้ว",
                    notes=("แช่เย็น", "ก่อน 15 ธ.ค. 2565", "มีปัญหาเล็กน้อย") if n % 5 == 2 else (),
                    entry=f"65-{code}-{n:04d}",
                    product=LONG_PRODUCT if n % 6 == 5 else f"ผลิตภัณฑ์ย้อมคราม แบบที่ {n}",
                    kind="ชุด" if n % 3 == 0 else "ผลิตภัณฑ์หลัก",
                    items=20 if n % 3 == 0 else 0,
                    producer=LONG_NAME if n % 5 == 3 else "กลุ่มทอผ้าย้อมครามบ้านดอนกอย",
                    district=PLACES[n % len(PLACES)] if with_district else "",
                )
                for n in range(1, count + 1)
            ),
        )
        for place, (code, name) in enumerate(GROUPS)
    )


MANIFEST = ManifestContext(
    title="บัญชีนำส่งตัวอย่างผลิตภัณฑ์ถึงจังหวัด",
    office=OFFICE,
    province=PROVINCE,
    round_title=ROUND,
    place="อำเภอพรรณานิคม",
    printed_on=date(2022, 5, 17),
    groups=_delivered(3, with_district=False)[:2],
)

POSTER = PosterContext(
    title="ป้ายคิวอาร์โค้ด อำเภอพรรณานิคม",
    headline="สแกนเพื่อกรอกใบสมัครระหว่างรอ",
    lead="ไม่ต้องมีบัญชีผู้ใช้ ไม่มีค่าใช้จ่าย",
    steps=("สแกนคิวอาร์โค้ด ด้วยกล้องโทรศัพท์", "กรอกแบบแล้วกดส่ง จะได้รหัส ๕ ตัวอักษร", "บอกรหัสที่โต๊ะ เมื่อถึงคิว"),
    address="https://opc.sakonnakhon.go.th/f/?d=4704",
    typed="opc.sakonnakhon.go.th/f/",
    notes=("ยังไม่ถือว่ายื่นใบสมัคร จนกว่าเจ้าหน้าที่จะตรวจและบันทึก", "ไม่มีโทรศัพท์ก็สมัครที่โต๊ะได้ตามปกติ"),
    place="อำเภอพรรณานิคม",
    office=OFFICE,
    round_title=ROUND,
)

# -- exceptions --------------------------------------------------------------------------------------------------


def _excepted(n: int, **changes: Any) -> WaiverLine:
    line = WaiverLine(
        number=f"65-TEXTILE-{n:04d}",
        product=f"ผ้าคลุมไหล่ย้อมคราม แบบที่ {n}",
        producer="กลุ่มทอผ้าย้อมครามบ้านดอนกอย",
        district=PLACES[n % len(PLACES)],
        paper="สำเนาใบรับรองมาตรฐาน (ผ้าและเครื่องแต่งกาย)",
        clause="ข้อ ๓ “สำเนาใบรับรองมาตรฐานตามที่กฎหมายกำหนด เช่น อย.”",
        reason="ใบรับรองหมดอายุระหว่างรอการต่ออายุ มีหนังสือยืนยันจากหน่วยงานแล้ว",
        proposer="นางสาวอรทัย แสงคำภา",
        decider=PERSON,
        decided_on=date(2022, 5, 12),
    )
    return replace(line, **changes)


WAIVERS = WaiverListContext(
    office=OFFICE,
    province=PROVINCE,
    round_title=ROUND,
    printed_on=date(2022, 5, 17),
    lines=tuple(_excepted(n) for n in range(1, 4)),
    signers=(Signer(PERSON, "หัวหน้ากลุ่มงานสารสนเทศการพัฒนาชุมชน"),),
)

SAMPLES: dict[str, dict[str, Any]] = {
    "poster": {
        "shortest": replace(POSTER, steps=POSTER.steps[:1], notes=POSTER.notes[:1]),
        "typical": POSTER,
        "longest": replace(
            POSTER,
            typed="opc-sakonnakhon.cdd.example.go.th/f/",
            address="https://opc-sakonnakhon.cdd.example.go.th/f/?d=4704",
            place="จังหวัดพระนครศรีอยุธยา",
        ),
    },
    "announcement": {
        "shortest": replace(ANNOUNCEMENT, number="", subject="รับสมัคร", body="รับสมัคร", verify_url=""),
        "typical": replace(
            ANNOUNCEMENT,
            list_title=f"บัญชีรายชื่อแนบท้ายประกาศ เรื่อง {ANNOUNCEMENT.subject}",
            groups=_results(4)[:2],
        ),
        "longest": replace(
            ANNOUNCEMENT,
            subject=f"{ANNOUNCEMENT.subject} (OTOP Product Champion : OPC) ระดับจังหวัด ครั้งที่ 2 ประกาศผลเพิ่มเติม 🎉",
            body="\n".join([ANNOUNCEMENT.body] * 12),
            list_title=f"บัญชีรายชื่อแนบท้ายประกาศ เรื่อง {ANNOUNCEMENT.subject}",
            groups=_results(28),
        ),
    },
    "certificate": {
        "shortest": replace(CERTIFICATE, to="คราม", product="ผ้า", district="", level="ระดับ ๑ ดาว"),
        "typical": CERTIFICATE,
        "longest": replace(
            CERTIFICATE,
            to=LONG_NAME,
            product=LONG_PRODUCT,
            level="ผ่านการคัดสรรระดับจังหวัด",
            number="1234",
            signature=Signature(LONG_PERSON, ("พัฒนาการจังหวัด ปฏิบัติราชการแทน", "ผู้ว่าราชการจังหวัดสกลนคร")),
        ),
    },
    "receipt": {
        "shortest": replace(
            RECEIPT,
            contact="นาง ก ข",
            officer_position="",
            office_phone="",
            site="",
            product="ผ้า",
            status_url="",
            status_note="",
            missing_label="",
            missing=(),
        ),
        "typical": RECEIPT,
        "longest": replace(
            RECEIPT,
            producer=LONG_NAME,
            contact=LONG_PERSON,
            product=LONG_PRODUCT,
            kind="ชุด",
            officer=LONG_PERSON,
            set_items=tuple(f"ผ้าพันคอย้อมครามลายสร้อยดอกหมาก แบบที่ {n}" for n in range(1, 21)),
        ),
    },
    "label": {
        "shortest": LabelSheetContext(title="ป้าย", labels=(Label("อ-001", "65110017", "อาหาร"),)),
        "typical": LabelSheetContext(title="ป้าย", labels=_labels(11, "ถั่วลิสง นม")),
        "longest": LabelSheetContext(title="ป้าย", labels=_labels(60, ALLERGENS)),
    },
    "score_sheet": {
        "shortest": replace(
            BLANK_SHEET,
            sections=(ScoreSection("ก", "รสชาติ", "10", (ScoreHeading("", (ScoreLine("ก1", "รสชาติ", "10"),)),)),),
            maximum="10",
            is_default_value=False,
        ),
        "typical": FILLED_SHEET,
        "longest": replace(FILLED_SHEET, product=LONG_PRODUCT, member=LONG_PERSON, body=LONG_NAME, kind="ชุด"),
    },
    "score_stamp": {
        "shortest": replace(STAMP, product="ผ้า", role="", body=""),
        "typical": STAMP,
        "longest": replace(STAMP, product=LONG_PRODUCT, member=LONG_PERSON, body=LONG_NAME),
    },
    "result_list": {
        "shortest": replace(RESULT_LIST, tables=(_table("อาหาร", 1, 0),)),
        "typical": RESULT_LIST,
        "longest": replace(
            RESULT_LIST, tables=(_table("ผ้าและเครื่องแต่งกาย", 45, 14), _table("ของใช้ ของตกแต่ง ของที่ระลึก", 3, 7))
        ),
    },
    "manifest": {
        "shortest": replace(MANIFEST, groups=()),
        "typical": MANIFEST,
        "longest": replace(MANIFEST, place="", groups=_delivered(22, with_district=True)),
    },
    "waiver_list": {
        "shortest": replace(WAIVERS, lines=(), signers=()),
        "typical": WAIVERS,
        "longest": replace(
            WAIVERS,
            lines=tuple(
                _excepted(n, product=LONG_PRODUCT, producer=LONG_NAME, reason=WAIVERS.lines[0].reason * 3)
                for n in range(1, 15)
            ),
            signers=WAIVERS.signers + (Signer(LONG_PERSON, "พัฒนาการจังหวัด"),) * 3,
        ),
    },
}
