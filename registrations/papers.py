"""What the application receipt (ใบรับสมัคร) says: one half for the producer, one for the office's file."""

import unicodedata
from dataclasses import dataclass
from datetime import datetime

from documents.papers import paragraphs
from office.models import Office

from .models import Entry
from .rules import ALIVE, EntryStatus

NEXT_STEPS = {
    EntryStatus.DRAFT: ("ใบสมัครนี้ยังเป็นร่าง ยังไม่ถือว่ายื่นสมัคร",),
    EntryStatus.SUBMITTED: (
        "เจ้าหน้าที่จังหวัดตรวจเอกสารและกลั่นกรอง หากต้องแก้ไข เจ้าหน้าที่อำเภอจะติดต่อผู้ผลิต",
        "ผลิตภัณฑ์ที่ผ่านการกลั่นกรองเข้ารับการพิจารณาให้คะแนนของคณะกรรมการระดับจังหวัด",
        "ติดตามประกาศและผลการคัดสรรได้จากประกาศของจังหวัด โปรดเก็บใบรับนี้ไว้จนประกาศผล",
    ),
    EntryStatus.RETURNED: ("ใบสมัครถูกส่งกลับให้แก้ไข โปรดติดต่อเจ้าหน้าที่อำเภอ",),
    EntryStatus.SCREENED_IN: ("ผลิตภัณฑ์ผ่านการกลั่นกรองแล้ว รอการพิจารณาให้คะแนน โปรดเก็บใบรับนี้ไว้จนประกาศผล",),
    EntryStatus.SCREENED_OUT: ("ผลิตภัณฑ์ไม่ผ่านการกลั่นกรองในรอบนี้",),
    EntryStatus.WITHDRAWN: ("ใบสมัครนี้ถอนแล้ว",),
}
# Letters on a line of the receipt, and lines that title, names and set items may take on half a sheet.
LINE = 68
MOST_LINES = 7


def _width(text: str) -> int:
    """Letters that take room on a line: marks above and below take none."""
    return sum(1 for sign in text if unicodedata.category(sign) != "Mn")


@dataclass(frozen=True, kw_only=True)
class ReceiptContext:
    number: str
    round_title: str
    received_at: datetime | None
    producer: str
    producer_code: str
    contact: str
    district: str
    product: str
    kind: str
    set_items: tuple[str, ...]
    group: str
    place_used: str
    officer: str
    officer_position: str
    office: str
    office_phone: str
    next_steps: tuple[str, ...]
    status: str
    is_draft: bool

    @property
    def fits_half_a_sheet(self) -> bool:
        """Both halves on one sheet, as long as names and set items leave room; otherwise a sheet for each."""
        facts = [
            self.round_title,
            f"{self.producer} {self.producer_code} {self.district}",
            f"{self.product} {self.kind}",
        ]
        facts.append("".join(f"00. {item}  " for item in self.set_items))
        hands = [self.contact * 2, self.officer * 2, self.officer_position * 2]
        lines = sum(-(-_width(text) // LINE) for text in facts)
        return lines <= MOST_LINES and all(_width(text) <= LINE for text in hands)


def entry_receipt(entry: Entry) -> ReceiptContext:
    """The receipt of an entry as it stands now; an entry that was never submitted gives a page marked as a draft."""
    office = Office.objects.first()
    officer = entry.created_by
    alive = entry.status in ALIVE and entry.slot is not None
    return ReceiptContext(
        number=entry.number,
        round_title=entry.round.title,
        received_at=entry.submitted_at,
        producer=entry.producer.name,
        producer_code=entry.producer.code,
        contact=entry.producer.contact_name,
        district=entry.producer.district.name,
        product=entry.name,
        kind=entry.get_kind_display(),
        set_items=paragraphs(entry.set_items),
        group=entry.group.name,
        place_used=f"ใช้สิทธิ {entry.slot} จาก {entry.slot_limit}" if alive else "ไม่ใช้สิทธิ",
        officer=officer.full_name,
        officer_position=officer.position,
        office=office.name if office else "สำนักงานพัฒนาชุมชนจังหวัด",
        office_phone=office.phone if office else "",
        next_steps=NEXT_STEPS[EntryStatus(entry.status)],
        status=entry.get_status_display(),
        is_draft=entry.submitted_at is None,
    )
