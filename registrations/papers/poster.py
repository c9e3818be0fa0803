"""The sheet at the door: scan, fill in, say the code."""

from django.conf import settings
from django.urls import reverse

from documents.papers import letterhead
from documents.papers.poster import PosterContext
from office.models import District, Office
from rounds.models import Round

from .common import OFFICE

STEPS = (
    "สแกนคิวอาร์โค้ด ด้วยกล้องโทรศัพท์",
    "กรอกแบบแล้วกดส่ง จะได้รหัส ๕ ตัวอักษร",
    "บอกรหัสที่โต๊ะ เมื่อถึงคิว",
)
NOTES = (
    "ยังไม่ถือว่ายื่นใบสมัคร จนกว่าเจ้าหน้าที่จะตรวจและบันทึก",
    "ไม่มีโทรศัพท์ก็สมัครที่โต๊ะได้ตามปกติ",
)


def prefill_poster(round: Round, *, district: District | None) -> PosterContext:
    """For the door of one district's office, whose name stands in the form then, or for the whole province."""
    office = Office.objects.first()
    address = settings.PUBLIC_URL + reverse("prefill:fill")
    place = f"อำเภอ{district.name}" if district else letterhead()["province"]
    return PosterContext(
        title=f"ป้ายคิวอาร์โค้ดกรอกใบสมัครระหว่างรอ {place}",
        headline="สแกนเพื่อกรอกใบสมัครระหว่างรอ",
        lead="ไม่ต้องมีบัญชีผู้ใช้ ไม่มีค่าใช้จ่าย",
        steps=STEPS,
        address=f"{address}?d={district.pk}" if district else address,
        typed=address.partition("://")[2],
        notes=NOTES,
        place=place,
        office=office.name if office else OFFICE,
        round_title=round.title,
    )
