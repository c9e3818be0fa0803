"""Meetings of the demo province: the officers' briefing was held; to the producers' briefing people are answering."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.utils import timezone

from briefings.actions import (
    answer_invitation,
    draft_minutes,
    excuse,
    hold_briefing,
    invite,
    mark_attendance,
    note_reminder,
    publish_question,
    save_question,
)
from briefings.models import AgendaItem, Briefing
from briefings.rules import Answer, BriefingKind, ProducerScope
from office.models import District, User
from rounds.models import Round

# How the districts answered, in the order of their codes; the rest have not.
ANSWERS = [Answer.COMING] * 9 + [Answer.SUBSTITUTE, Answer.DECLINED]

QUESTIONS = (
    (
        "ผู้ผลิตที่ขึ้นทะเบียนปี 2564 แต่ย้ายที่ผลิตไปอำเภออื่น ต้องสมัครที่อำเภอใด",
        "สมัครที่อำเภอซึ่งทะเบียนระบุไว้ในวันที่ยื่นใบสมัคร หากย้ายแล้วโปรดแก้ทะเบียนกับสำนักงานพัฒนาชุมชนอำเภอก่อน",
    ),
    (
        "ผ้าทอลายเดียวกันแต่ต่างสี นับเป็นกี่ผลิตภัณฑ์",
        "นับเป็นหนึ่งผลิตภัณฑ์หลัก สีและขนาดที่ต่างกันเป็นแบบย่อยของผลิตภัณฑ์เดียวกัน",
    ),
)


def make_briefings(now: datetime, users: dict[str, User], round: Round, districts: Iterable[District]) -> None:
    staff, districts = users["staff"], list(districts)
    held = _meeting(
        round,
        _at(now, -12, 10),
        hours=2,
        kind=BriefingKind.OFFICERS,
        title="ประชุมชี้แจงการดำเนินการคัดสรรฯ แก่เจ้าหน้าที่อำเภอ",
        online_system="Zoom Cloud Meeting",
        join_link="https://meeting.example/j/0000000000",
        meeting_id="000 000 0000",
        passcode="demo00",
        is_record=True,
    )
    held.districts.set(districts)
    _agenda(held, "แนวคิดและกลไกการคัดสรรฯ", "หลักเกณฑ์และกระบวนการ", "แผนการดำเนินงานของอำเภอ")
    invite(held, actor=staff)
    for invitation in held.invitations.order_by("district")[:16]:
        _answer(invitation, Answer.COMING, users, held.starts_at - timedelta(days=2))
    hold_briefing(held, actor=staff, at=held.ends_at)
    _prove(held, users)

    coming = _meeting(
        round,
        _at(now, 3, 9),
        hours=3,
        kind=BriefingKind.PRODUCERS,
        title="ประชุมชี้แจงผู้ผลิต ผู้ประกอบการ OTOP และเครือข่าย",
        place="หอประชุมจังหวัดสกลนคร",
        details="โปรดนำสำเนาใบสมัครและตัวอย่างผลิตภัณฑ์มาด้วย",
        is_public=True,
        producers=ProducerScope.ENTERED,
    )
    coming.districts.set(districts)
    _agenda(coming, "หลักเกณฑ์การสมัคร", "เอกสารที่ต้องเตรียม", "ตอบข้อซักถาม")
    invite(coming, actor=staff)
    offices = coming.invitations.filter(producer=None).order_by("district")
    for invitation, answer in zip(offices, ANSWERS, strict=False):
        _answer(invitation, answer, users, now - timedelta(days=1))
    note_reminder(offices[len(ANSWERS) :], actor=staff, at=now - timedelta(hours=3))


def _prove(held: Briefing, users: dict[str, User]) -> None:
    """Fifteen districts came, one gave notice, two stayed away; two questions were asked, the report is a draft."""
    staff = users["staff"]
    invitations = list(held.invitations.select_related("district").order_by("district"))
    for invitation in invitations[:15]:
        officer = users[f"district{invitation.district_id}"]
        mark_attendance(
            briefing=held,
            invitation=invitation,
            name=officer.full_name,
            position="นักวิชาการพัฒนาชุมชน",
            actor=staff,
            at=held.starts_at,
        )
    excuse(briefing=held, invitation=invitations[15], note="ติดราชการที่กรมการพัฒนาชุมชน", actor=staff)
    for text, answer in QUESTIONS:
        publish_question(save_question(held, text=text, answer=answer, actor=staff), actor=staff, at=held.ends_at)
    draft_minutes(held, actor=staff)


def _answer(invitation: object, answer: str, users: dict[str, User], at: datetime) -> None:
    more = {
        Answer.SUBSTITUTE: {"substitute_name": "นางสาวกานดา ศรีสกุล", "substitute_position": "นักวิชาการพัฒนาชุมชน"},
        Answer.DECLINED: {"note": "ติดราชการที่กรมการพัฒนาชุมชน"},
    }
    actor = users[f"district{invitation.district_id}"]
    answer_invitation(invitation, answer=answer, actor=actor, at=at, **more.get(answer, {}))


def _meeting(round: Round, starts_at: datetime, *, hours: int, **fields: object) -> Briefing:
    briefing = Briefing(round=round, starts_at=starts_at, ends_at=starts_at + timedelta(hours=hours), **fields)
    briefing.full_clean()
    briefing.save()
    return briefing


def _agenda(briefing: Briefing, *titles: str) -> None:
    AgendaItem.objects.bulk_create(
        AgendaItem(briefing=briefing, order=order, title=title) for order, title in enumerate(titles, 1)
    )


def _at(now: datetime, days: int, hour: int) -> datetime:
    day = timezone.localtime(now) + timedelta(days=days)
    return day.replace(hour=hour, minute=0, second=0, microsecond=0)
