"""The letter to districts of which nobody came to a meeting, and from which no word came."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from documents.papers import LetterContext, letter_defaults, letterhead
from documents.papers.letter import Enclosure
from office.models import Office
from thai.dates import be_year, thai_date, thai_time_range
from thai.text import normalise

from ..models import Briefing
from .minutes import place_of

# How many addressees a line "เรียน" names.
MOST_NAMED = 5
ASKS = "มอบหมายเจ้าหน้าที่ศึกษาเอกสารประกอบและรายงานการประชุม"


def absence_letter(
    briefing: Briefing, heads: Sequence[str], *, references: Sequence[str] = (), due_on: date | None = None
) -> LetterContext:
    """heads: whom it is addressed to ("นายอำเภอกุดบาก"); references: the invitation, where it was issued."""
    office = Office.objects.select_related("province").first()
    defaults: dict[str, Any] = letter_defaults(office) if office is not None else {}
    head = letterhead()
    several = len(heads) > 1
    return LetterContext(
        **head,
        **defaults,
        subject=f"ขอให้ศึกษาเอกสารและรายงานการ{_meeting(briefing)}"[:300],
        year_be=be_year(briefing.starts_at),
        is_circular=several,
        names_each=several,
        to=" ".join(heads) if len(heads) <= MOST_NAMED else "นายอำเภอ (ตามบัญชีรายชื่อแนบท้าย)",
        references=tuple(references),
        enclosures=(Enclosure("เอกสารประกอบการประชุม", "1 ชุด"), Enclosure("รายงานการประชุม", "1 ฉบับ")),
        body="\n".join(_body(briefing, head["province"], bool(references), due_on)),
    )


def _meeting(briefing: Briefing) -> str:
    title = normalise(briefing.title).removeprefix("การ")
    return title if title.startswith("ประชุม") else f"ประชุม เรื่อง {title}"


def _body(briefing: Briefing, province: str, has_reference: bool, due_on: date | None) -> list[str]:
    when = f"{thai_date(briefing.starts_at, weekday=True)} เวลา {thai_time_range(briefing.starts_at, briefing.ends_at)}"
    place = f"ณ {place_of(briefing)}" if briefing.place else f"ผ่าน{place_of(briefing)}"
    told = f"ตามหนังสือที่อ้างถึง {province}ได้เชิญอำเภอเข้าร่วม" if has_reference else f"ตามที่{province}ได้จัด"
    until = f"ให้แล้วเสร็จภายในวันที่ {thai_date(due_on)}" if due_on else "โดยเร็ว"
    return [
        f"{told}{_meeting(briefing)} เมื่อ{when} {place} นั้น",
        "ปรากฏว่าไม่มีผู้แทนของอำเภอเข้าร่วมประชุม และจังหวัดไม่ได้รับแจ้งเหตุขัดข้อง เพื่อให้การดำเนินการคัดสรรฯ "
        "เป็นไปตามหลักเกณฑ์และแผนเดียวกันทั้งจังหวัด จึงขอให้อำเภอมอบหมายเจ้าหน้าที่ผู้รับผิดชอบงาน OTOP "
        f"ศึกษาเอกสารประกอบการประชุมและรายงานการประชุมตามสิ่งที่ส่งมาด้วย {until} "
        "หากมีข้อสงสัยโปรดสอบถามสำนักงานพัฒนาชุมชนจังหวัด",
        "จึงเรียนมาเพื่อพิจารณาดำเนินการ",
    ]
