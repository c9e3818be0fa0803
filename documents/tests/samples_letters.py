# ruff: noqa: E501 -- sentences as an office writes them, in one piece
"""Letters, invitations, orders and minutes as an office would fill them: the shortest, an ordinary and the longest."""

from dataclasses import replace
from datetime import date
from typing import Any

from documents.papers import InvitationContext, LetterContext, MinutesContext, OrderContext, Signature
from documents.papers.letter import Enclosure
from documents.papers.minutes import AgendaItem, Attendant
from documents.papers.order import Body, Change, Duty, Member

PROVINCE = "จังหวัดสกลนคร"
GOVERNOR = "ผู้ว่าราชการจังหวัดสกลนคร"
CHECK = "https://opc.sakonnakhon.example/v/Zk3xQ9-bT1mPda/"
ROUND = "การคัดสรรสุดยอดหนึ่งตำบล หนึ่งผลิตภัณฑ์ไทย ปี พ.ศ. 2565 (OTOP Product Champion : OPC)"
SIGNED = Signature("นายสมาน พัวโพธิ์", ("พัฒนาการจังหวัด ปฏิบัติราชการแทน", GOVERNOR))
SENDER = ("ศาลากลางจังหวัดสกลนคร", "ถนนศูนย์ราชการ สน 47000")
OWNER = ("สำนักงานพัฒนาชุมชนจังหวัด", "กลุ่มงานส่งเสริมการพัฒนาชุมชน", "โทรศัพท์/โทรสาร 0-4271-1554")
SLOGAN = "“อยู่สกล รักสกล ทำเพื่อสกลนคร”"

# 120 characters, with and without places where a line may end.
LONG_NAME = (
    "กลุ่มวิสาหกิจชุมชนทอผ้าย้อมครามธรรมชาติและแปรรูปผลิตภัณฑ์สมุนไพรบ้านดอนกอยพรรณานิคมสกลนคร Indigo & Herb Co-op 2565 🧵🌿 สาขา2"
)
LONG_PERSON = "ว่าที่ร้อยตรีหญิง ดร.พรรณทิพาภัสราภรณ์กุลวดี ณ สกลนครวงศ์ไพศาลสิริวัฒนากุล"
LONG_POSITION = (
    "ผู้อำนวยการกลุ่มงานส่งเสริมและพัฒนาผู้ประกอบการวิสาหกิจขนาดกลางและขนาดย่อมและผลิตภัณฑ์ชุมชนท้องถิ่น รักษาการในตำแหน่งผู้เชี่ยวชาญเฉพาะด้าน"
)
LONG_OFFICE = "สำนักงานส่งเสริมวิสาหกิจขนาดกลางและขนาดย่อมและผลิตภัณฑ์ชุมชนท้องถิ่นประจำจังหวัดสกลนคร"
MIXED = (
    "ผู้ผลิต B2B (OTOP Trader) สมัครที่ https://opc.sakonnakhon.example/apply?year=2565&group=textile หรือ "
    "otop-2565@cdd.example 🎉 ภายในวันที่ 31 มีนาคม 2565 เวลา 16.30 น. ค่าสมัคร 0 บาท ★★★★★ “ป่า ป้า ฟ้า ฝ้าย น้ำ ก๋วยเตี๋ยว ฐานันดร ญี่ปุ่น”"
)

LETTER_2565 = LetterContext(
    province=PROVINCE,
    subject="โครงการการคัดสรรสุดยอดหนึ่งตำบล หนึ่งผลิตภัณฑ์ไทย ปี พ.ศ. 2565 (OTOP Product Champion : OPC)",
    year_be=2565,
    number="5471",
    dated=date(2022, 3, 25),
    signature=SIGNED,
    is_draft=False,
    urgency="ด่วนที่สุด",
    prefix="สน 0019.3",
    is_circular=True,
    sender=SENDER,
    to="นายอำเภอ ทุกอำเภอ",
    enclosures=(
        Enclosure("กรอบแนวทางและหลักเกณฑ์การคัดสรรฯ", "1 ชุด"),
        Enclosure("แผนการดำเนินการคัดสรรฯ", "1 ฉบับ"),
    ),
    body="""\
ด้วย กรมการพัฒนาชุมชน ได้จัดทำโครงการการคัดสรรสุดยอดหนึ่งตำบล หนึ่งผลิตภัณฑ์ไทย ปี พ.ศ. 2565 (OTOP Product Champion OPC) \
ระดับจังหวัด โดยมีวัตถุประสงค์เพื่อจัดระดับผลิตภัณฑ์ (Product Level) ที่จะนำไปสู่การพัฒนา (Product Development) ระดับประเทศ \
จัดระบบฐานข้อมูล ผลิตภัณฑ์ (Profile) ที่จะใช้ในการทำงานเชิงบูรณาการของทุกหน่วยงานที่เกี่ยวข้อง ประชาสัมพันธ์ \
และเสริมสร้างคุณค่าของผลิตภัณฑ์ให้เป็นที่ยอมรับแก่บุคคลทั่วไป จนสามารถใช้เป็นแหล่งสร้างรายได้ และความเข้มแข็ง \
ให้กับชุมชนและกระตุ้นให้เกิดกระบวนการมีส่วนร่วมของผู้ผลิต ผู้ประกอบการ OTOP และชุมชนในการพัฒนาผลิตภัณฑ์ \
โดยมีสำนักงานพัฒนาชุมชนจังหวัด เป็นหน่วยดำเนินการ

ในการนี้ เพื่อให้การดำเนินงานโครงการการคัดสรรสุดยอดหนึ่งตำบล หนึ่งผลิตภัณฑ์ไทย ปี พ.ศ. 2565 (OTOP Product Champion : OPC) \
เป็นไปตามแผนปฏิบัติการและเป้าหมาย การดำเนินงาน จังหวัดจึงขอให้อำเภอมอบหมายสำนักงานพัฒนาชุมชนอำเภอ ดำเนินการ ดังนี้

1. ศึกษารายละเอียดและเตรียมความพร้อมในการดำเนินการคัดสรรสุดยอดหนึ่งตำบล หนึ่งผลิตภัณฑ์ไทย ปี 2565 (OTOP OPC) \
ระดับจังหวัด รายละเอียดตามสิ่งที่ส่งมาด้วย 1 - 2

2. แจ้งหน้าที่พัฒนาชุมชนอำเภอที่รับผิดชอบ OTOP เข้าร่วมประชุมชี้แจงการดำเนินการ การคัดสรรสุดยอดหนึ่งตำบล \
หนึ่งผลิตภัณฑ์ไทย ปี พ.ศ. 2565 (OTOP Product Champion : OPC) ผ่านช่องทางออนไลน์ระบบ Zoom Cloud Meeting \
รหัสเชื่อมต่อระบบ Meeting ID: 597 212 7609 Passcode: 123456 ในวันพฤหัสบดีที่ 31 มีนาคม 2565 ระหว่างเวลา 10.00 - 12.00 น.

จึงเรียนมาเพื่อพิจารณาดำเนินการ""",
    owner=OWNER,
    slogan=SLOGAN,
    day_by_hand=True,
)

_LETTERS = {
    "shortest": LetterContext(
        province=PROVINCE,
        subject="แจ้งผล",
        year_be=2565,
        prefix="สน 0019.3",
        sender=("ศาลากลางจังหวัดสกลนคร",),
        to="นายอำเภอ",
        body="จึงเรียนมาเพื่อทราบ",
    ),
    "typical": replace(LETTER_2565, verify_url=CHECK),
    "longest": LetterContext(
        province=PROVINCE,
        subject=f"ขอความร่วมมือประชาสัมพันธ์การรับสมัครผลิตภัณฑ์เข้ารับ{ROUND} ของ{LONG_NAME}",
        year_be=2565,
        number="123456-78",
        dated=date(2022, 12, 31),
        signature=Signature(LONG_PERSON, (f"{LONG_POSITION} รักษาราชการแทน", f"พัฒนาการจังหวัดสกลนคร ปฏิบัติราชการแทน{GOVERNOR}")),
        is_draft=False,
        verify_url=CHECK,
        replaces="หนังสือจังหวัดสกลนคร ที่ สน 0019.3/ว 5471 ลงวันที่ 25 มีนาคม 2565",
        urgency="ด่วนภายใน 31 มีนาคม 2565",
        prefix="สน 0019.3",
        is_circular=True,
        sender=(LONG_OFFICE, "ศูนย์ราชการจังหวัดสกลนคร อาคาร 2 ชั้น 4 ถนนศูนย์ราชการ", "อำเภอเมืองสกลนคร สน 47000"),
        to=f"หัวหน้าส่วนราชการทุกส่วน นายอำเภอทุกอำเภอ ประธาน{LONG_NAME} และผู้อำนวยการ{LONG_OFFICE}",
        references=(
            "หนังสือจังหวัดสกลนคร ด่วนที่สุด ที่ สน 0019.3/ว 5471 ลงวันที่ 25 มีนาคม 2565",
            f"ประกาศจังหวัดสกลนคร เรื่อง รับสมัครผลิตภัณฑ์เข้ารับ{ROUND} ลงวันที่ 1 มีนาคม 2565",
        ),
        enclosures=tuple(
            Enclosure(f"ใบสมัครและหลักเกณฑ์สำหรับประเภทที่ {n} ของ{LONG_NAME if n == 3 else 'ผู้ผลิตทุกราย'}", f"{n * 7} ฉบับ")
            for n in range(1, 13)
        ),
        body="\n".join(
            [
                f"ด้วย{PROVINCE}กำหนดจัด{ROUND} {MIXED}",
                *(
                    f"{n}. {'**โปรดดำเนินการโดยเร็ว** ' if n % 5 == 0 else ''}ให้นางสาวพรรณทิพา วงศ์สุวรรณ ประสานงานกับ{LONG_NAME} "
                    f"และรายงานผลต่อ{LONG_OFFICE} ภายในวันที่ {n % 28 + 1} เมษายน 2565 รายละเอียดตามมาตรา {n} หมวด {n % 7} {MIXED}"
                    for n in range(1, 61)
                ),
                "2.1 ข้อย่อยของข้อ 2 เพื่อให้ผู้ผลิตเข้าใจตรงกัน",
                "2.1.1 ข้อย่อยลงไปอีกชั้นหนึ่ง",
                "จึงเรียนมาเพื่อโปรดพิจารณา",
            ]
        ),
        owner=(LONG_OFFICE, "กลุ่มงานส่งเสริมการพัฒนาชุมชน", "โทรศัพท์ 0 4271 1554 ต่อ 12", "ไปรษณีย์อิเล็กทรอนิกส์ saraban@sakonnakhon.example"),
        copies_to=("กรมการพัฒนาชุมชน", f"ประธาน{LONG_NAME}"),
        slogan="“พระธาตุเชิงชุมคู่บ้าน พระตำหนักภูพานคู่เมือง งามลือเลื่องหนองหาร แลตระการปราสาทผึ้ง สวยสุดซึ้งสาวภูไท ถิ่นมั่นในพุทธธรรม”",
    ),
}  # fmt: skip

_INVITATION = InvitationContext(
    province=PROVINCE,
    subject="ขอเชิญประชุมชี้แจงการดำเนินการคัดสรรสุดยอดหนึ่งตำบล หนึ่งผลิตภัณฑ์ไทย ปี พ.ศ. 2565",
    year_be=2565,
    number="5480",
    dated=date(2022, 3, 28),
    signature=SIGNED,
    is_draft=False,
    verify_url=CHECK,
    urgency="ด่วน",
    prefix="สน 0019.3",
    is_circular=True,
    sender=SENDER,
    to="นายอำเภอ ทุกอำเภอ",
    enclosures=(Enclosure("ระเบียบวาระการประชุม", "1 ชุด"), Enclosure("แบบตอบรับ", "1 ฉบับ")),
    body="""\
ด้วยจังหวัดสกลนคร กำหนดจัดประชุมชี้แจงการดำเนินการคัดสรรสุดยอดหนึ่งตำบล หนึ่งผลิตภัณฑ์ไทย ปี พ.ศ. 2565 \
ในวันพฤหัสบดีที่ 31 มีนาคม 2565 เวลา 10.00 - 12.00 น. ณ ห้องประชุมพระธาตุเชิงชุม ศาลากลางจังหวัดสกลนคร ชั้น 2

ในการนี้ ขอเชิญท่านหรือผู้แทนเข้าร่วมประชุมตามวัน เวลา และสถานที่ดังกล่าว

จึงเรียนมาเพื่อโปรดเข้าร่วมประชุม""",
    owner=OWNER,
    slogan=SLOGAN,
    meeting="การประชุมชี้แจงการดำเนินการคัดสรรสุดยอดหนึ่งตำบล หนึ่งผลิตภัณฑ์ไทย ปี พ.ศ. 2565 ครั้งที่ 1/2565",
    agenda=(
        "เรื่องที่ประธานแจ้งให้ที่ประชุมทราบ",
        "แนวทางและหลักเกณฑ์การคัดสรรฯ",
        "แผนการดำเนินการคัดสรรฯ ระดับจังหวัด",
        "เรื่องอื่น ๆ (ถ้ามี)",
    ),
    with_reply_slip=True,
    reply_to="สำนักงานพัฒนาชุมชนจังหวัดสกลนคร โทรศัพท์/โทรสาร 0-4271-1554",
    reply_by="วันพุธที่ 30 มีนาคม 2565",
)

_INVITATIONS = {
    "shortest": InvitationContext(
        province=PROVINCE,
        subject="ขอเชิญประชุม",
        year_be=2565,
        prefix="สน 0019.3",
        to="นายอำเภอ",
        body="จึงเรียนมาเพื่อโปรดเข้าร่วมประชุม",
    ),
    "typical": _INVITATION,
    "longest": replace(
        _INVITATION,
        meeting=f"การประชุมชี้แจง{ROUND} ร่วมกับ{LONG_NAME}",
        agenda=tuple(f"พิจารณาเรื่องที่ {n} ของ{LONG_NAME} {MIXED}" for n in range(1, 31)),
        reply_to=f"{LONG_OFFICE} {MIXED}",
        body="\n".join([_INVITATION.body] * 6),
        signature=Signature(LONG_PERSON, (f"{LONG_POSITION} ปฏิบัติราชการแทน", GOVERNOR)),
    ),
}

_MEMBERS = (
    Member("1.", "", "รองผู้ว่าราชการจังหวัดสกลนคร", "ประธานกรรมการ"),
    Member("2.", "", "พาณิชย์จังหวัดสกลนคร", "กรรมการ"),
    Member("3.", "นางสาวพรรณทิพา วงศ์สุวรรณ", "ผู้ทรงคุณวุฒิ ด้านสิ่งทอ", "กรรมการ"),
    Member("4.", "นายสมเกียรติ วงศ์ทอง", "อุตสาหกรรมจังหวัดสกลนคร", "กรรมการ"),
    Member("5.", "", "พัฒนาการจังหวัดสกลนคร", "กรรมการและเลขานุการ"),
    Member("6.", "", "หัวหน้ากลุ่มงานส่งเสริมการพัฒนาชุมชน", "กรรมการและผู้ช่วยเลขานุการ"),
)
_DUTIES = (
    Duty("1)", "กำหนดแนวทางการดำเนินการคัดสรรสุดยอดหนึ่งตำบล หนึ่งผลิตภัณฑ์ไทย ระดับจังหวัด"),
    Duty("2)", "พิจารณาและรับรองผลการคัดสรรฯ"),
    Duty("3)", "ปฏิบัติหน้าที่อื่นตามที่ผู้ว่าราชการจังหวัดมอบหมาย"),
)

_ORDER = OrderContext(
    province=PROVINCE,
    subject="แต่งตั้งคณะกรรมการดำเนินการคัดสรรสุดยอดหนึ่งตำบล หนึ่งผลิตภัณฑ์ไทย ปี พ.ศ. 2565",
    year_be=2565,
    number="1234",
    dated=date(2022, 3, 25),
    signature=Signature("นายสมเกียรติ วงศ์ทอง", (GOVERNOR,)),
    is_draft=False,
    verify_url=CHECK,
    preamble="""\
ด้วยจังหวัดสกลนครดำเนินการคัดสรรสุดยอดหนึ่งตำบล หนึ่งผลิตภัณฑ์ไทย ปี พ.ศ. 2565 เพื่อจัดระดับผลิตภัณฑ์ จัดระบบฐานข้อมูลผลิตภัณฑ์ \
และส่งเสริมให้ผู้ผลิต ผู้ประกอบการ OTOP และชุมชนมีส่วนร่วมในการพัฒนาผลิตภัณฑ์

เพื่อให้การดำเนินการคัดสรรฯ เป็นไปด้วยความเรียบร้อย **อาศัยอำนาจตามความในมาตรา 57** แห่งพระราชบัญญัติระเบียบบริหารราชการแผ่นดิน \
พ.ศ. 2534 และที่แก้ไขเพิ่มเติม จึงแต่งตั้งคณะกรรมการดำเนินการคัดสรรฯ ประกอบด้วย""",
    bodies=(Body("", "คณะกรรมการดำเนินการคัดสรรฯ", "คณะกรรมการ", _MEMBERS, _DUTIES),),
)

_ORDERS = {
    "shortest": OrderContext(
        province=PROVINCE,
        subject="แต่งตั้งคณะทำงาน",
        year_be=2565,
        preamble="จึงแต่งตั้งคณะทำงาน ประกอบด้วย",
        bodies=(Body("", "คณะทำงาน", "คณะทำงาน", (Member("1.", "", "พัฒนาการจังหวัด", "ประธานคณะทำงาน"),), ()),),
    ),
    "typical": _ORDER,
    "amendment": replace(
        _ORDER,
        number="1301",
        dated=date(2022, 4, 11),
        subject="แก้ไขเพิ่มเติมคำสั่งแต่งตั้งคณะกรรมการดำเนินการคัดสรรสุดยอดหนึ่งตำบล หนึ่งผลิตภัณฑ์ไทย ปี พ.ศ. 2565",
        preamble="ด้วยกรรมการบางท่านเกษียณอายุราชการและโยกย้ายไปดำรงตำแหน่งอื่น เพื่อให้การดำเนินการคัดสรรฯ เป็นไปด้วยความเรียบร้อยและต่อเนื่อง",
        bodies=(),
        amends="คำสั่งจังหวัดสกลนคร ที่ 1234/2565 ลงวันที่ 25 มีนาคม 2565",
        changes=(
            Change("ให้แก้ไข", "ลำดับที่ 2 ของคณะกรรมการดำเนินการคัดสรรฯ", _MEMBERS[1], replace(_MEMBERS[1], name="นางสาววิภา ศรีสุข")),
            Change("ให้ยกเลิก", "ลำดับที่ 4 ของคณะกรรมการดำเนินการคัดสรรฯ", before=_MEMBERS[3]),
            Change("ให้เพิ่ม", "ลำดับที่ 7 ของคณะกรรมการดำเนินการคัดสรรฯ", after=replace(_MEMBERS[3], number="7.", name="นายธนกร ตัวอย่างดี")),
        ),
    ),
    "longest": replace(
        _ORDER,
        number="123456",
        subject=f"แต่งตั้งคณะกรรมการและคณะทำงาน{ROUND} ร่วมกับ{LONG_NAME}",
        replaces="คำสั่งจังหวัดสกลนคร ที่ 1233/2565 ลงวันที่ 24 มีนาคม 2565",
        signature=Signature(LONG_PERSON, (f"{LONG_POSITION} รักษาราชการแทน", GOVERNOR)),
        preamble=f"{_ORDER.preamble}\n{MIXED}",
        bodies=tuple(
            Body(
                f"{body}",
                f"คณะทำงานกลั่นกรองผลิตภัณฑ์ของ{LONG_NAME} ชุดที่ {body}",
                "คณะทำงาน",
                tuple(
                    Member(
                        f"{body}.{n}",
                        LONG_PERSON if n % 4 == 0 else LONG_NAME if n % 5 == 0 else "นางสาวพรรณทิพา วงศ์สุวรรณ",
                        f"{LONG_POSITION} {LONG_OFFICE}" if n % 3 == 0 else "พาณิชย์จังหวัดสกลนคร",
                        "คณะทำงานและผู้ช่วยเลขานุการ" if n % 2 else "คณะทำงาน",
                    )
                    for n in range(1, 25)
                ),
                (Duty("1)", MIXED), Duty("2)", f"พิจารณาคำขอของ{LONG_NAME}")),
            )
            for body in range(1, 5)
        ),
    ),
}  # fmt: skip

_PRESENT = (
    Attendant("นายสมเกียรติ วงศ์ทอง", "รองผู้ว่าราชการจังหวัดสกลนคร", "ประธาน"),
    Attendant("นายสมาน พัวโพธิ์", "พัฒนาการจังหวัดสกลนคร", "กรรมการและเลขานุการ"),
    Attendant("นางสาวพรรณทิพา วงศ์สุวรรณ", "นักวิชาการพาณิชย์ชำนาญการ", "กรรมการ", "แทนพาณิชย์จังหวัดสกลนคร"),
)
_MINUTES = MinutesContext(
    province=PROVINCE,
    subject="การดำเนินการคัดสรรฯ ระดับจังหวัด",
    year_be=2565,
    number="1",
    dated=date(2022, 3, 31),
    is_draft=False,
    verify_url=CHECK,
    body_name="คณะกรรมการดำเนินการคัดสรรสุดยอดหนึ่งตำบล หนึ่งผลิตภัณฑ์ไทย ระดับจังหวัด",
    when="วันพฤหัสบดีที่ 31 มีนาคม 2565 เวลา 10.00 น.",
    place="ห้องประชุมพระธาตุเชิงชุม ศาลากลางจังหวัดสกลนคร ชั้น 2",
    present=_PRESENT,
    absent=(Attendant("นายธนกร ตัวอย่างดี", "อุตสาหกรรมจังหวัดสกลนคร", "กรรมการ", "ติดราชการ"),),
    visitors=(Attendant("นางวิภา ศรีสุข", "ประธานเครือข่าย OTOP จังหวัดสกลนคร"),),
    began="10.00 น.",
    agenda=(
        AgendaItem("เรื่องที่ประธานแจ้งให้ที่ประชุมทราบ", "ประธานแจ้งว่า กรมการพัฒนาชุมชนกำหนดการคัดสรรฯ ปี พ.ศ. 2565", "รับทราบ"),
        AgendaItem("รับรองรายงานการประชุมครั้งที่ 2/2564", "", "รับรองรายงานการประชุมโดยไม่มีการแก้ไข"),
        AgendaItem("เรื่องสืบเนื่องจากการประชุมครั้งก่อน", "ไม่มี"),
        AgendaItem(
            "เรื่องเพื่อพิจารณา",
            "4.1 แผนการดำเนินการคัดสรรฯ\nเลขานุการเสนอแผนการดำเนินการคัดสรรฯ ระหว่างวันที่ 1 - 30 เมษายน 2565",
            "เห็นชอบแผนการดำเนินการคัดสรรฯ และมอบสำนักงานพัฒนาชุมชนจังหวัดดำเนินการ",
        ),
        AgendaItem("เรื่องอื่น ๆ", "ไม่มี"),
    ),
    ended="12.00 น.",
    writer=Attendant("นางสาวสุดารัตน์ ใจดี", "นักวิชาการพัฒนาชุมชนชำนาญการ"),
    checker=Attendant("นายสมาน พัวโพธิ์", "พัฒนาการจังหวัดสกลนคร"),
)  # fmt: skip

_MINUTES_SAMPLES = {
    "shortest": MinutesContext(
        province=PROVINCE,
        subject="การประชุม",
        year_be=2565,
        body_name="คณะทำงาน",
        when="วันที่ 31 มีนาคม 2565",
        place="ศาลากลางจังหวัดสกลนคร",
        present=_PRESENT[:1],
        agenda=(AgendaItem("เรื่องเพื่อพิจารณา", "", "เห็นชอบ"),),
    ),
    "typical": _MINUTES,
    "longest": replace(
        _MINUTES,
        body_name=f"{_MINUTES.body_name} ร่วมกับ{LONG_NAME}",
        place=f"{LONG_OFFICE} และระบบ Zoom Cloud Meeting ID: 597 212 7609",
        replaces="รายงานการประชุมจังหวัดสกลนคร ที่ 1/2565 ลงวันที่ 31 มีนาคม 2565",
        present=tuple(
            Attendant(
                LONG_PERSON if n % 6 == 0 else LONG_NAME if n % 7 == 0 else "นางสาวพรรณทิพา วงศ์สุวรรณ",
                LONG_POSITION if n % 4 == 0 else "พาณิชย์จังหวัดสกลนคร",
                "กรรมการและผู้ช่วยเลขานุการ" if n % 3 == 0 else "กรรมการ",
                f"แทนผู้อำนวยการ{LONG_OFFICE}" if n % 5 == 0 else "",
            )
            for n in range(1, 41)
        ),
        absent=tuple(Attendant(LONG_PERSON, LONG_POSITION, "กรรมการ", "ติดราชการเร่งด่วนที่กรุงเทพมหานคร") for _ in range(5)),
        agenda=tuple(
            AgendaItem(
                f"พิจารณาผลิตภัณฑ์ของ{LONG_NAME} รายการที่ {n}",
                f"{n}.1 {MIXED}\n{LONG_PERSON} ให้ความเห็นว่า ควรปรับปรุง**บรรจุภัณฑ์**ให้เหมาะสมกับตลาด {MIXED}",
                f"มอบ{LONG_OFFICE} ดำเนินการ {MIXED}",
            )
            for n in range(1, 16)
        ),
        writer=Attendant(LONG_PERSON, LONG_POSITION),
        checker=Attendant(LONG_PERSON, LONG_POSITION),
    ),
}  # fmt: skip

SAMPLES: dict[str, dict[str, Any]] = {
    "letter": _LETTERS,
    "invitation": _INVITATIONS,
    "order": _ORDERS,
    "minutes": _MINUTES_SAMPLES,
}
