"""ใบรับสมัคร: what the producer takes home."""

from django.conf import settings

from documents.papers import paragraphs
from documents.papers.receipt import ReceiptContext
from office.models import Office

from ..models import Entry
from ..rules import ALIVE, EntryStatus
from .common import OFFICE

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
        office=office.name if office else OFFICE,
        office_phone=office.phone if office else "",
        next_steps=NEXT_STEPS[EntryStatus(entry.status)],
        status=entry.get_status_display(),
        is_draft=entry.submitted_at is None,
        site=settings.PUBLIC_URL,
    )
