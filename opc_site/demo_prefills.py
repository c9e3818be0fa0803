"""Producers of the demo who wait with the form filled in: some are in the register as they say, some are not."""

from datetime import datetime, timedelta

from office.models import District
from registrations.models import Entry, Prefill, Producer
from registrations.models.prefills import LIVES
from rounds.models import Round

# Codes are fixed, so that the guide can name one.
CODES = ("BKTRN", "CDFGH", "DJKPT", "FHNRX", "GKTWZ", "HJPRB")
PRODUCTS = (
    ("ผ้าคลุมไหล่ย้อมครามลายสะเก็ดธรรม", "TEXTILE", "ทอมือด้วยฝ้ายเข็นมือ ย้อมครามธรรมชาติจากหม้อของกลุ่ม"),
    ("ข้าวฮางงอกหอมมะลิ", "FOOD", "นึ่งและสีแบบพื้นบ้าน คงกลิ่นและจมูกข้าว"),
    ("น้ำหมากเม่าเข้มข้น", "DRINK", "หมากเม่าจากเทือกเขาภูพาน ไม่เติมสี"),
    ("กระติบข้าวลายดอกแก้ว", "GOODS", "สานจากไผ่บ้าน ย้อมสีเปลือกไม้"),
    ("ลูกประคบสมุนไพร", "HERB", "สมุนไพรสดจากสวนของสมาชิก"),
)


def make_prefills(now: datetime, round: Round, districts: list[District]) -> None:
    """Three in each of two districts, in the last hour; written past the actions, so that their codes are known."""
    groups = {group.code: group for group in round.groups.all()}
    waiting = []
    for district in districts[:2]:
        producers = list(Producer.objects.filter(district=district, entries=None).order_by("code")[:2])
        said = [(producers[0].code, ""), (producers[1].name, producers[1].phone), ("กลุ่มที่เพิ่งตั้งบ้านใหม่", "")]
        for name, phone in said:
            place = len(waiting)
            product, code, story = PRODUCTS[place % len(PRODUCTS)]
            at = now - timedelta(minutes=50 - 7 * place)
            waiting.append(
                Prefill(
                    code=CODES[place],
                    round=round,
                    district=district,
                    said=name,
                    phone=phone,
                    kind=Entry.Kind.MAIN,
                    name=product,
                    group=groups[code],
                    description=story,
                    created_at=at,
                    expires_at=min(round.closes_at, at + LIVES),
                )
            )
    Prefill.objects.bulk_create(waiting)
