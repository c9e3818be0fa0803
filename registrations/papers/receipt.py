"""ใบรับสมัคร: what the producer takes home."""

from django.conf import settings
from django.urls import NoReverseMatch, reverse

from documents.papers import paragraphs
from documents.papers.receipt import ReceiptContext
from office.models import Event, Office, User
from thai.dates import thai_date

from ..checklist import MissingPaper, papers_of
from ..models import Entry
from ..rules import ALIVE, EntryStatus
from .common import OFFICE

NEXT_STEPS = {
    EntryStatus.DRAFT: ("ใบสมัครนี้ยังเป็นร่าง ยังไม่ถือว่ายื่นสมัคร",),
    EntryStatus.SUBMITTED: (
        "เจ้าหน้าที่จังหวัดตรวจเอกสารและกลั่นกรอง หากต้องแก้ไข เจ้าหน้าที่อำเภอจะติดต่อผู้ผลิต",
        "ผลิตภัณฑ์ที่ผ่านการกลั่นกรองเข้ารับการพิจารณาให้คะแนนของคณะกรรมการระดับจังหวัด",
        "โปรดเก็บใบรับนี้ไว้จนประกาศผล",
    ),
    EntryStatus.RETURNED: ("ใบสมัครถูกส่งกลับให้แก้ไข โปรดติดต่อเจ้าหน้าที่อำเภอ",),
    EntryStatus.SCREENED_IN: ("ผลิตภัณฑ์ผ่านการกลั่นกรองแล้ว รอการพิจารณาให้คะแนน โปรดเก็บใบรับนี้ไว้จนประกาศผล",),
    EntryStatus.SCREENED_OUT: ("ผลิตภัณฑ์ไม่ผ่านการกลั่นกรองในรอบนี้",),
    EntryStatus.WITHDRAWN: ("ใบสมัครนี้ถอนแล้ว",),
}


def entry_receipt(entry: Entry) -> ReceiptContext:
    """The receipt of an entry as it stands now; an entry that was never submitted gives a page marked as a draft."""
    office = Office.objects.first()
    officer = taker_of(entry)
    address = status_address(entry)
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
        **_papers(entry),
        status_url=address if entry.producer.phone else "",
        status_note=_status_note(entry, address),
    )


# While papers may still be brought.
WAITS_FOR_PAPERS = (EntryStatus.SUBMITTED, EntryStatus.RETURNED)


def papers_to_bring(entry: Entry) -> tuple[str, list[MissingPaper]]:
    """What the producer still has to bring, and what that is called: missing, or, where nobody has looked at the papers
    yet, asked for."""
    if entry.status not in WAITS_FOR_PAPERS:
        return "", []
    papers = papers_of(entry)
    if not papers.missing:
        return "", []
    return "เอกสารที่ยังขาด" if papers.sheet else "เอกสารที่ต้องยื่น", [line.missing() for line in papers.missing]


def _papers(entry: Entry) -> dict[str, object]:
    """For the receipt: a line for each day by which papers have to come."""
    label, papers = papers_to_bring(entry)
    days = sorted({paper.due_on for paper in papers})
    lines = (
        f"ภายใน {thai_date(day, short=True)}: {', '.join(paper.name for paper in papers if paper.due_on == day)}"
        for day in days
    )
    return {"missing_label": label, "missing": tuple(lines)}


def taker_of(entry: Entry) -> User:
    """Who handed the entry in at last, as the journal knows it; before that, who began it."""
    event = Event.objects.about(entry).filter(verb="ยื่นใบสมัคร").exclude(actor=None).select_related("actor").first()
    return event.actor if event else entry.created_by


def status_address(entry: Entry) -> str:
    """The producer's page of this entry; "" before it has a number, and where nothing public is mounted.

    The page stands in the room of what is published, above this one: it is asked for by its name, as templates do.
    """
    if not entry.number:
        return ""
    try:
        return settings.PUBLIC_URL + reverse("status:entry", args=[entry.number])
    except NoReverseMatch:
        return ""


def _status_note(entry: Entry, address: str) -> str:
    if not address:
        return ""
    if not entry.producer.phone:
        return "ทะเบียนยังไม่มีโทรศัพท์ของผู้ผลิต จึงดูสถานะทางเว็บไม่ได้ โปรดแจ้งหมายเลขโทรศัพท์ที่เจ้าหน้าที่"
    return "สแกนดูสถานะใบสมัครและเอกสารที่ขาด ด้วยเลขท้ายโทรศัพท์ ๔ ตัวของผู้ผลิต"
