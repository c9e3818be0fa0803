"""The letter that invites to a meeting; the one paper on which the meeting's link, id and passcode are printed."""

from collections.abc import Sequence

from documents.papers import InvitationContext, letter_defaults, letterhead
from documents.papers.letter import Enclosure
from office.models import Office
from thai.dates import be_year, thai_date, thai_time_range
from thai.digits import to_arabic

from ..models import Briefing

ALL_DISTRICTS = "นายอำเภอ ทุกอำเภอ"
MANY = "ผู้ได้รับเชิญประชุมตามรายชื่อ"
AGENDA = "ระเบียบวาระการประชุม"
SLIP = "แบบตอบรับการเข้าร่วมประชุม"


def invitation_context(
    briefing: Briefing, *, to: str, names_each: bool, with_slip: bool, reply_by: str = ""
) -> InvitationContext:
    """`to` is the addressee as the letter prints it; `names_each` that each copy names its own."""
    office = Office.objects.select_related("province").first()
    defaults = letter_defaults(office) if office else {}
    agenda = tuple(briefing.agenda.values_list("title", flat=True))
    enclosures = [Enclosure(AGENDA, "1 ชุด")] if agenda else []
    if with_slip:
        enclosures.append(Enclosure(SLIP, "1 ฉบับ"))
    head = letterhead()
    return InvitationContext(
        **head,
        **defaults,
        subject=subject_of(briefing),
        year_be=be_year(briefing.starts_at),
        to=to,
        names_each=names_each,
        is_circular=names_each or to == ALL_DISTRICTS,
        enclosures=tuple(enclosures),
        body="\n".join(_body(briefing, head["province"], bool(agenda), with_slip)),
        meeting=briefing.title,
        agenda=agenda,
        with_reply_slip=with_slip,
        reply_to=office.name if with_slip and office else "",
        reply_by=reply_by,
    )


def subject_of(briefing: Briefing) -> str:
    """A title that begins with "ประชุม" is what one is asked to come to; any other one names it."""
    return f"ขอเชิญ{briefing.title}" if briefing.title.startswith("ประชุม") else f"ขอเชิญประชุม เรื่อง {briefing.title}"


def _body(briefing: Briefing, province: str, has_agenda: bool, with_slip: bool) -> Sequence[str]:
    title = briefing.title.removeprefix("การ")
    meeting = title if title.startswith("ประชุม") else f"ประชุม เรื่อง {title}"
    day = thai_date(briefing.starts_at, weekday=True)
    time = thai_time_range(briefing.starts_at, briefing.ends_at)
    where = " ".join(part for part in (_place(briefing), _online(briefing)) if part)
    number = " 1" if has_agenda and with_slip else ""
    held = f"ด้วย {province}ได้ดำเนินการ{_round_title(briefing)} ระดับจังหวัด และกำหนดจัด{meeting}"
    yield f"{held} เพื่อให้ผู้ที่เกี่ยวข้องเข้าใจแนวทางการดำเนินงานตรงกัน"
    asked = f"ในการนี้ จังหวัดจึงขอเชิญท่านหรือผู้แทนเข้าร่วมประชุมใน{day} เวลา {time} {where}"
    if has_agenda:
        asked += f" รายละเอียดตามสิ่งที่ส่งมาด้วย{number}"
    if with_slip:
        asked += f" และขอให้ส่งแบบตอบรับตามสิ่งที่ส่งมาด้วย{' 2' if has_agenda else ''}"
    yield asked
    codes = [
        f"{label} {value}"
        for label, value in (("Meeting ID:", briefing.meeting_id), ("Passcode:", briefing.passcode))
        if value
    ]
    if codes:
        yield f"รหัสเชื่อมต่อระบบ {' '.join(codes)} เฉพาะผู้ได้รับเชิญเท่านั้น"
    if briefing.join_link:
        yield f"ลิงก์เข้าประชุม {briefing.join_link}"
    yield "จึงเรียนมาเพื่อพิจารณา และเข้าร่วมประชุมตามวันและเวลาดังกล่าว"


def _place(briefing: Briefing) -> str:
    return f"ณ {briefing.place.removeprefix('ณ').strip()}" if briefing.place else ""


def _online(briefing: Briefing) -> str:
    also = "และ" if briefing.place else ""
    return f"{also}ผ่านช่องทางออนไลน์ระบบ {briefing.online_system}" if briefing.online_system else ""


def _round_title(briefing: Briefing) -> str:
    """As what follows "ดำเนินการ"."""
    return to_arabic(briefing.round.title).removeprefix("โครงการ").removeprefix("การ")
