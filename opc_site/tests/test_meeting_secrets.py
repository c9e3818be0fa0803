"""What opens an online meeting (link, meeting id, passcode) is found where those invited read it, and nowhere else.

Four meetings with the same marked secrets go as far as a meeting can go, by the acts and pages that staff use: one
whose letter is being drafted, one to which the letter was sent, one that was held and recorded, and one that was
cancelled.  Then every address of the site is opened about them, by people who are not invited; and every row of the
database, every file, every line of the log and every mail is read.
"""

import html
import logging
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import unquote

import pytest
from django.apps import apps
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from briefings import actions
from briefings.actions import files, questions, records
from briefings.models import AgendaItem, Briefing
from briefings.tests.test_briefings import typed
from documents.actions import approve_paper, correct_paper, issue_paper, revise_paper, send_letter
from documents.actions.letters import COPIES
from documents.models import Paper
from documents.papers import context_of
from documents.tests.pdf import pdf_text
from office.models import Event, Job
from opc_site.testing import DISTRICT_A, run_jobs
from thai.digits import to_arabic

from .scene import build_house
from .test_permissions import Visitor, all_pages, arguments_of, claims

LINK, MEETING_ID, PASSCODE = "https://zoom.example/j/klonglap8841?pwd=sathaan", "884 1593 7262", "SATHAAN-5519"
CANARY = re.compile(r"klonglap8841|884-?1593-?7262|sathaan-?5519|pwd=sathaan", re.IGNORECASE)
PDF = b"%PDF-1.4\n%%EOF\n"


def told(text: str) -> bool:
    """Whether a text holds a secret, however it is escaped, folded, spaced, or whatever digits it is written in."""
    plain = to_arabic(unicodedata.normalize("NFKC", html.unescape(unquote(text))))
    return bool(CANARY.search("".join(sign for sign in plain if not sign.isspace() and sign != "\u00ad")))


@pytest.fixture
def house(db) -> SimpleNamespace:
    return build_house()


# -- four meetings, by the acts that people use -----------------------------------------------------------------------


def plan(h: SimpleNamespace, title: str, **fields) -> Briefing:
    """Typed in the admin as staff type it, with a document, and invited to; the public may know that it takes place."""
    start = timezone.now() + timedelta(days=3)
    briefing = Briefing.objects.create(
        **{
            "round": h.round,
            "kind": Briefing.Kind.OFFICERS,
            "title": title,
            "starts_at": start,
            "ends_at": start + timedelta(hours=3),
            "place": "ศาลากลางจังหวัดสกลนคร",
            "online_system": "Zoom Cloud Meeting",
            "is_public": True,
        }
        | fields
    )
    briefing.districts.add(DISTRICT_A, "4702")
    briefing.committees.add(h.committee)
    AgendaItem.objects.create(briefing=briefing, order=1, title="แนวทางการคัดสรร")
    _type_the_secrets(h, briefing)
    actions.invite(briefing, actor=h.cast.staff)
    upload = SimpleUploadedFile("แผน.pdf", PDF, content_type="application/pdf")
    briefing.kept = files.add_file(briefing, title="แผนการดำเนินงาน", upload=upload, actor=h.cast.staff)
    return briefing


def _type_the_secrets(h: SimpleNamespace, briefing: Briefing) -> None:
    client = Client()
    client.force_login(h.cast.staff)
    sent = typed(briefing) | {"join_link": LINK, "meeting_id": MEETING_ID, "passcode": PASSCODE, "is_public": "on"}
    sent["committees"] = [h.committee.pk]
    address = reverse("admin:briefings_briefing_change", args=[briefing.pk])
    answer = client.post(address, sent)
    assert answer.status_code == 302, answer.context["adminform"].form.errors
    briefing.refresh_from_db()
    assert (briefing.join_link, briefing.meeting_id, briefing.passcode) == (LINK, MEETING_ID, PASSCODE)


def invite_by_letter(h: SimpleNamespace, briefing: Briefing, number: str) -> Paper:
    """Drafted, read over, changed by hand, approved, issued and sent; each copy names its addressee."""
    paper, _ = actions.draft_invitation(briefing, actor=h.cast.staff)
    said = context_of(paper)
    revise_paper(
        paper, context=replace(said, body=f"{said.body}\nโปรดมาให้ตรงเวลา"), actor=h.cast.staff, asks=paper.asks
    )
    approve_paper(paper, actor=h.cast.staff)
    issue_paper(paper, number=number, dated=timezone.localdate(), signatory=h.signatory, actor=h.cast.staff)
    send_letter(paper, actor=h.cast.staff)
    run_jobs()
    return paper


def meeting_being_drafted(h: SimpleNamespace) -> SimpleNamespace:
    briefing = plan(h, "ประชุมที่กำลังร่างหนังสือเชิญ")
    paper, _ = actions.draft_invitation(briefing, actor=h.cast.staff)
    return about(h, briefing, paper)


def meeting_sent(h: SimpleNamespace) -> SimpleNamespace:
    """The letter was sent, and is being corrected; one has answered, the others are reminded."""
    briefing = plan(h, "ประชุมที่ส่งหนังสือเชิญแล้ว")
    paper = invite_by_letter(h, briefing, "8801")
    correct_paper(paper, actor=h.cast.staff, reason="แก้ตำแหน่งผู้ลงนาม")
    own = briefing.invitations.get(district=DISTRICT_A)
    actions.answer_invitation(own, answer="coming", actor=h.cast.officer_a)
    actions.note_reminder(briefing.invitations.waiting(), actor=h.cast.staff)
    found = about(h, briefing, paper)
    found.job = found.job_done = found.job_scores = Job.objects.filter(kind=COPIES).last()
    return found


def meeting_held(h: SimpleNamespace) -> SimpleNamespace:
    """Signed by code, held, recorded; a report issued, a letter to those absent sent, questions made public."""
    staff, now = h.cast.staff, timezone.now()
    briefing = plan(h, "ประชุมที่จัดแล้วและบันทึกแล้ว")
    paper = invite_by_letter(h, briefing, "8802")
    Briefing.objects.filter(pk=briefing.pk).update(starts_at=now - timedelta(hours=1), ends_at=now + timedelta(hours=1))
    briefing.refresh_from_db()
    code = actions.open_code(briefing=briefing, moment="start", actor=staff)
    signed = actions.register(code=code, name="นางสาวลงชื่อ จริงใจ", position="พัฒนาการอำเภอ", district=h.district)
    actions.mark_attendance(briefing=briefing, actor=staff, name="นายผู้สังเกต การณ์", agency="หอการค้าจังหวัด")
    actions.hold_briefing(briefing, actor=staff)
    facts = {"chaired_by": "นายธนกร ตัวอย่างดี | พัฒนาการจังหวัด", "writer": "นางจด รายงาน | นักวิชาการ"}
    said = [records.Said(1, "แนวทางการคัดสรร", "ประธานชี้แจงแนวทาง", "ที่ประชุมรับทราบ", briefing.agenda.get().pk)]
    records.save_record(briefing, facts=facts, agenda=said, actor=staff)
    for text in (f"วาระ รหัส {PASSCODE}", "ห้อง ๘๘๔ ๑๕๙๓ ๗๒๖๒", f"ดู {LINK}"):
        with pytest.raises(ValidationError, match="มีข้อความเดียวกับลิงก์"):
            records.save_record(briefing, facts={}, agenda=[replace(said[0], text=text)], actor=staff)
    asked = {"order": 1, "asked_by": "นายผู้ถาม"}
    question = questions.save_question(briefing, text="ส่งได้กี่ผลิตภัณฑ์", answer="ไม่เกินสอง", actor=staff, **asked)
    questions.publish_question(question, actor=staff)
    with pytest.raises(ValidationError, match="มีข้อความเดียวกับลิงก์"):
        questions.save_question(briefing, text="เข้าอย่างไร", answer=f"ใช้ {PASSCODE}", actor=staff, **asked)
    minutes = records.draft_minutes(briefing, actor=staff)
    records.revise_minutes(briefing, actor=staff)
    approve_paper(minutes, actor=staff)
    minutes.refresh_from_db()
    absence = records.draft_absence_letter(briefing, actor=staff)
    approve_paper(absence, actor=staff)
    issue_paper(absence, number="8803", dated=timezone.localdate(), signatory=h.signatory, actor=staff)
    send_letter(absence, actor=staff)
    run_jobs()
    found = about(h, briefing, paper)
    found.code, found.attendance, found.question, found.absence = code, signed.attendance, question, absence
    found.minutes = minutes
    return found


def meeting_cancelled(h: SimpleNamespace) -> SimpleNamespace:
    briefing = plan(h, "ประชุมที่ยกเลิก")
    paper = invite_by_letter(h, briefing, "8804")
    actions.cancel_briefing(briefing, actor=h.cast.staff, reason="น้ำท่วม")
    return about(h, briefing, paper)


def about(h: SimpleNamespace, briefing: Briefing, paper: Paper) -> SimpleNamespace:
    """The scene in which every row that the table of permissions names is this meeting's, as far as it has one."""
    briefing.refresh_from_db()
    paper.refresh_from_db()
    own = briefing.invitations.get(district=DISTRICT_A)
    letter = paper.dispatches.get(district=DISTRICT_A)
    rows = {
        **dict.fromkeys(("briefing", "briefing_public", "briefing_running", "briefing_held"), briefing),
        **dict.fromkeys(("letter_sent", "letter_draft", "letter_approved", "paper_order", "paper_draft"), paper),
        **dict.fromkeys(("token_order", "token_draft"), paper.token),
        "dispatch": letter,
        "file": briefing.kept,
        "invited_office": own,
        "invited_member": briefing.invitations.get(user=h.cast.member),
    }
    return SimpleNamespace(**vars(h) | rows)


@pytest.fixture
def meetings(house) -> list[SimpleNamespace]:
    made = (meeting_being_drafted, meeting_sent, meeting_held, meeting_cancelled)
    return [make(house) for make in made]


# -- where people look -------------------------------------------------------------------------------------------------


def addresses(meetings: list[SimpleNamespace]) -> Iterator[tuple[str, str]]:
    """Every URL pattern of the site with rows of these meetings where it takes some: (its name, an address)."""
    seen = set()
    for scene in meetings:
        scenes = [scene]
        for name in ("minutes", "absence"):  # further papers of the meeting, at every address of papers
            if paper := getattr(scene, name, None):
                also = dict.fromkeys(("letter_sent", "letter_draft", "letter_approved", "paper_order"), paper)
                scenes.append(SimpleNamespace(**vars(scene) | also | {"token_order": paper.token}))
        for one in scenes:
            for page in all_pages().values():
                for row in claims(page):
                    arguments = arguments_of(row, page, one)
                    if arguments is not None and (address := page.address(arguments)) not in seen:
                        seen.add(address)
                        yield page.name, address
    searched = ("announcements:announcement-list", "briefings:briefing-list", "meetings:meeting-list", "meetings:faq")
    for name in searched:
        for words in (PASSCODE, "klonglap8841"):
            yield name, reverse(name) + f"?when=all&q={words}"


def found_by(user, meetings: list[SimpleNamespace], methods: tuple[str, ...] = ("GET", "POST")) -> set[str]:
    visitor, found = Visitor(user), set()
    for name, address in addresses(meetings):
        for method in methods:
            response = visitor.visit(method, address)
            assert response.status_code < 500, (method, address)
            # What was asked is repeated in the search's own box, and on the way to the sign-in.
            said = f"{response.text_of_body}\n{response.headers}".replace(address.partition("&q=")[2] or "\0", "")
            if told(said):
                found.add(name)
    return found


def test_who_is_not_invited_finds_nothing_anywhere(house, meetings, caplog, mailoutbox):
    """Nor does the log of all that, at its most talkative, say anything."""
    caplog.set_level(logging.DEBUG)
    assert len(set(addresses(meetings))) > 600
    assert {name for name, _ in addresses(meetings)} == {page.name for page in all_pages().values()}
    cast = house.cast
    strangers = {
        "anonymous": None,
        "officer of a district that is not invited": cast.officer_b,
        "member of a body that is not invited": cast.member_without_sheets,
        "member of a body that is only being formed": cast.member_3,
        "account without a role": cast.nobody,
    }
    assert {who: found_by(user, meetings) for who, user in strangers.items()} == {who: set() for who in strangers}
    assert [record.getMessage() for record in caplog.records if told(f"{record.getMessage()} {record.exc_text}")] == []
    assert mailoutbox == []


def test_who_is_invited_and_staff_find_it_where_it_belongs(house, meetings, caplog):
    """Not in the calendar file, which is sent on to others; nor in lists, histories, exports, the pages of attendance
    and record, minutes, or the letter to those absent."""
    caplog.set_level(logging.DEBUG)
    assert found_by(house.cast.member, meetings, ("GET",)) == {"briefings:briefing-detail"}
    assert found_by(house.cast.officer_a, meetings, ("GET",)) == {"briefings:briefing-detail", "letters:letter-pdf"}
    assert found_by(house.cast.administrator, meetings, ("GET",)) == {
        "briefings:briefing-detail",
        "admin:briefings_briefing_change",
        "admin:documents_paper_edit",
        "admin:documents_paper_preview",
        "admin:documents_paper_word",
        "documents:paper-pdf",
        "jobs:job-result",  # the copies of a letter, to be printed
    }
    assert [record.getMessage() for record in caplog.records if told(f"{record.getMessage()} {record.exc_text}")] == []


# -- what is kept ------------------------------------------------------------------------------------------------------


def test_the_database_and_the_files_hold_it_in_the_meetings_own_fields_and_in_the_letter(meetings, settings):
    """The journal, work behind the pages, notices, sessions, questions, attendance: every column of every table."""
    held = set()
    for model in apps.get_models(include_auto_created=True):
        for values in model._base_manager.values():
            held |= {f"{model._meta.label}.{name}" for name, value in values.items() if told(str(value))}
    assert held == {
        "briefings.Briefing.join_link",
        "briefings.Briefing.meeting_id",
        "briefings.Briefing.passcode",
        "documents.Paper.context",
    }
    letters = {paper.kind for paper in Paper.objects.all() if told(str(paper.context))}
    assert letters == {Paper.Kind.INVITATION}
    assert Event.objects.filter(target_type="briefings.briefing").count() > 20

    invitations = Paper.objects.filter(kind=Paper.Kind.INVITATION)
    names = {paper.pdf.name for paper in invitations if paper.pdf}
    names |= {letter.pdf.name for paper in invitations for letter in paper.dispatches.all() if letter.pdf}
    names |= {job.result.name for job in Job.objects.filter(kind=COPIES)}  # the same copies, to be printed
    holding = set()
    for path in Path(settings.MEDIA_ROOT).rglob("*"):
        if not path.is_file():
            continue
        content = path.read_bytes()
        text = pdf_text(content) if content[:4] == b"%PDF" and b"startxref" in content[-2048:] else repr(content)
        if told(text):
            holding.add(str(path.relative_to(settings.MEDIA_ROOT)))
    assert holding and holding <= names
    assert mail.outbox == []
