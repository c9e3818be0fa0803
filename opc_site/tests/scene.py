"""One of everything: a province in the middle of a round, with each kind of row in each of its interesting states.

For tests that walk all pages.  Rows are written past the actions (which have tests of their own), so that the whole
scene stands in about a second; words that must not leak are marked, and named in `CANARIES`.
"""

import hashlib
from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace

from django.core.files.base import ContentFile
from django.db import models, transaction
from django.utils import timezone

from announcements.models import Announcement, Certificate, PublishedResult
from briefings.models import AgendaItem, Attendance, AttendanceCode, Briefing, BriefingFile, Invitation, Question
from committees.models import Agency, Amendment, AmendmentChange, Appointment, Committee, Nomination, Person
from documents.models import Dispatch, Paper, Register
from documents.papers import LetterContext, to_json
from office import jobs, journal
from office.models import District, Job, Office, User
from office.rules import SECRETARIES, Role
from opc_site.testing import (
    DISTRICT_A,
    make_cast,
    make_committee,
    make_entry,
    make_producer,
    make_round,
    make_signatory,
    make_user,
)
from registrations.models import (
    EarlierStar,
    Entry,
    EntryCounter,
    Extension,
    IdExport,
    PaperCheck,
    PhotoLink,
    Prefill,
    RegisterImport,
    RegisterImportPart,
    ReportLine,
    Requirement,
    Sample,
    SampleMove,
    StandardCertificate,
    StarList,
    Upload,
    Waiver,
)
from registrations.rules import LineKind
from rounds.models import PlanStep, RoundClause
from scoring.actions import load_framework, read_framework_data
from scoring.models import Mark, Panel, Recusal, Result, ResultBatch, Sheet

# What must be read by some and never by others: pattern → who may (names of the roles of permissions.csv).
PROVINCE = {"staff", "secretary", "administrator"}
SCORES = {"secretary", "administrator"}
CANARIES: dict[str, tuple[str, set[str]]] = {
    "citizen id": ("1470100123451", set()),
    "producer's phone": ("0812345671|081-234-5671", PROVINCE | {"officer_own"}),
    "producer's address": ("๘๘ บ้านลับเฉพาะ", PROVINCE | {"officer_own"}),
    # Whom to call who has not answered an invitation.
    "member's phone": ("0899988776|089-998-8776", PROVINCE),
    "meeting link": ("zoom.example/j/lap-chapho", PROVINCE | {"officer_own", "member"}),
    "meeting id": ("812 3456 7890", PROVINCE | {"officer_own", "member"}),
    "meeting passcode": ("PASS-470101", PROVINCE | {"officer_own", "member"}),
    "link of another meeting": ("zoom.example/j/uen-lap", PROVINCE),
    "passcode of another meeting": ("PASS-990011", PROVINCE),
    "code on the screen of the hall": ("704182", PROVINCE),
    "who came": ("นางสาวมาประชุม ลับเฉพาะ", PROVINCE),
    "who asked": ("นายผู้ถาม ลับเฉพาะ", PROVINCE),
    "question without an answer": ("คำถามยังไม่ตอบลับ", PROVINCE),
    "document of a meeting": ("เอกสารประชุมลับ", PROVINCE | {"officer_own", "member"}),
    "phone in the directory": ("0877766554|087-776-6554", PROVINCE),
    "somebody proposed": ("นางเสนอชื่อ ลับเฉพาะ", PROVINCE),
    "draft amendment": ("เหตุแก้คำสั่งลับ", PROVINCE),
    "draft announcement": ("ประกาศร่างลับ", PROVINCE),
    "announcement of tomorrow": ("ประกาศพรุ่งนี้ลับ", PROVINCE),
    "withdrawn announcement": ("ประกาศถอนลับ", PROVINCE),
    "draft committee": ("คณะทำงานร่างลับ", PROVINCE),
    "draft paper": ("หนังสือร่างลับ", PROVINCE),
    "letter to a district": ("หนังสือถึงอำเภอลับ", PROVINCE | {"officer_own"}),
    "draft round": ("รอบร่างลับ", PROVINCE),
    "form filled in on a phone": ("แบบจากโทรศัพท์ลับ", PROVINCE | {"officer_own"}),
    "draft entry": ("ใบสมัครร่างลับ", PROVINCE | {"officer_own"}),
    "submitted entry": ("ใบสมัครยื่นลับ", PROVINCE | {"officer_own"}),
    "note on a paper": ("เอกสารขาดลับ", PROVINCE | {"officer_own"}),
    "photo of an entry": ("ภาพถ่ายลับเฉพาะ", PROVINCE | {"officer_own"}),
    # Pages of members name products by entry number: the blind number beside it would be the key.
    "blind number": ("ผ-00[78]|ผ-๐๐[๗๘]", PROVINCE | {"officer_own"}),
    "reason of an exception": ("เหตุยกเว้นลับ", PROVINCE),
    "reason of more time": ("เหตุขยายเวลาลับ", PROVINCE | {"officer_own"}),
    "where a sample lies": ("ที่เก็บลับ", PROVINCE | {"officer_own"}),
    "who took a sample back": ("นางรับคืน ลับเฉพาะ", PROVINCE | {"officer_own"}),
    "reason of a refusal": ("เหตุผลกลั่นกรองลับ", PROVINCE | {"officer_own"}),
    "member's own mark": (r"(?<![\d.])1\.37(?!\d)|๑\.๓๗", SCORES | {"member"}),
    "another member's mark": (r"(?<![\d.])2\.71(?!\d)|๒\.๗๑", SCORES),
    "total before a batch": (r"61\.83|๖๑\.๘๓", SCORES),
    "total in a proposed batch": (r"73\.19|๗๓\.๑๙", SCORES),
    "total of a published result": (r"88\.47|๘๘\.๔๗", SCORES),
    "file of the register": ("ทะเบียนอำเภอลับ", PROVINCE | {"officer_own"}),
    "line of that file": ("กลุ่มในไฟล์ลับ", PROVINCE | {"officer_own"}),
    "work behind the pages": ("งานเบื้องหลังลับ", PROVINCE | {"officer_own"}),
    "an act among administrators": ("เหตุผลปิดบัญชีลับ", SCORES),
}


def make_paper(round, signatory, number: str = "", **fields) -> Paper:
    """A paper, issued when it has a number, with bytes of its own."""
    paper = Paper(round=round, **fields)
    if number:
        content = f"%PDF-1.7 {number}".encode()
        paper.number, paper.year_be, paper.dated, paper.signatory = number, 2565, date(2022, 4, 1), signatory
        paper.status, paper.issued_at = Paper.Status.ISSUED, timezone.now()
        paper.register, _ = Register.objects.get_or_create(code=paper.kind)
        paper.sha256 = hashlib.sha256(content).hexdigest()
        paper.pdf.save(f"{number}.pdf", ContentFile(content), save=False)
    paper.save()
    return paper


def build_house() -> SimpleNamespace:
    """Writes the scene; returns its rows by the names that permissions.csv uses, with `cast` among them."""
    h = SimpleNamespace(cast=make_cast())
    cast = h.cast
    User.objects.filter(pk=cast.member.pk).update(phone="0899988776")
    cast.member_without_sheets = make_user("member-idle", Role.MEMBER)
    cast.nobody = make_user("nobody")
    h.user_member, h.user_admin = cast.member, cast.administrator
    h.grant = cast.member.grants.get()
    h.office = Office.objects.get()
    h.district = District.objects.get(pk=DISTRICT_A)

    h.round = make_round()
    h.round_draft = make_round(year_be=2570, title="รอบร่างลับ", is_current=False)
    today = timezone.localdate()
    h.step = PlanStep.objects.create(
        round=h.round, order=1, stage="intake", name="รับสมัคร", starts_on=today, ends_on=today
    )
    h.round_clause = RoundClause.objects.create(
        round=h.round, number="๓", code="two_main_entries", sentence="ไม่เกิน ๒ ผลิตภัณฑ์หลัก/ชุด", source="หนังสือจังหวัด"
    )
    group = h.round.groups.get(code="TEXTILE")
    EntryCounter.objects.create(group=group, last=100)

    h.signatory = make_signatory()
    h.paper_draft = make_paper(h.round, h.signatory, kind=Paper.Kind.LETTER, subject="หนังสือร่างลับ")
    h.paper_order = make_paper(h.round, h.signatory, "๑๒๓", kind=Paper.Kind.ORDER, subject="แต่งตั้งคณะทำงาน")
    h.paper_public = make_paper(h.round, h.signatory, "๑๒๔", kind=Paper.Kind.ANNOUNCEMENT, subject="รับสมัครผลิตภัณฑ์")
    h.token_order, h.token_draft = h.paper_order.token, h.paper_draft.token

    _make_letters(h)

    h.committee_draft = make_committee(h.round, [cast.member_3], name="คณะทำงานร่างลับ")
    h.committee = make_committee(h.round, [cast.member, cast.member_2])
    h.committee.groups.add(group)
    Committee.objects.filter(pk=h.committee.pk).update(status=Committee.Status.APPOINTED, order=h.paper_order)
    h.committee.refresh_from_db()
    Appointment.objects.filter(committee=h.committee).update(since=h.paper_order.dated, order=h.paper_order)
    h.seat, h.seat_2 = Appointment.objects.filter(committee=h.committee).order_by("seat_order")

    _make_entries(h)
    _make_prefills(h)
    _make_photos(h)
    _make_samples(h)
    _make_papers(h)
    _make_scores(h, group)
    _make_announcements(h)

    _make_nominations(h)
    _make_meetings(h)
    _make_jobs(h)
    _make_imports(h)
    with transaction.atomic():
        journal.record(actor=cast.officer_a, verb="ยื่นใบสมัคร", target=h.entry_submitted)
        h.event_own = journal.record(actor=cast.staff, verb="แก้ไข", target=h.producer)
        h.event = journal.record(actor=cast.administrator, verb="ปิดบัญชี", target=cast.member_3, reason="เหตุผลปิดบัญชีลับ")
    return h


def _make_nominations(h: SimpleNamespace) -> None:
    """The directory, nominations in each state, and an order that is being drafted to change one."""
    h.agency = Agency.objects.create(name="สำนักงานอุตสาหกรรมจังหวัดสกลนคร")
    h.person = Person.objects.create(
        name="นางเสนอชื่อ ลับเฉพาะ", agency=h.agency, position="อุตสาหกรรมจังหวัด", phone="0877766554", group_codes=",FOOD,"
    )
    h.person_idle = Person.objects.create(name="นายพักไว้ ก่อนนะ", expertise="ผ้าทอ")
    h.agency_idle = Agency.objects.create(name="มหาวิทยาลัยที่ไม่มีใครในทำเนียบ")
    said = {"committee": h.committee_draft, "created_by": h.cast.staff}
    h.nomination = Nomination.objects.create(
        person=h.person,
        name=h.person.name,
        position=h.person.position,
        agency=h.agency.name,
        phone=h.person.phone,
        **said,
    )
    h.nomination_accepted = Nomination.objects.create(
        name="นายตอบรับ แล้วนะ",
        expertise="การตลาด",
        status="accepted",
        consent="letter",
        consent_on=date(2022, 3, 1),
        **said,
    )
    h.nomination_declined = Nomination.objects.create(
        name="นายปฏิเสธ แล้วนะ", expertise="การตลาด", status="declined", reason="ติดราชการ", **said
    )
    h.amendment = Amendment.objects.create(amends=h.paper_order, reason="เหตุแก้คำสั่งลับ", created_by=h.cast.staff)
    h.change, h.change_new = (
        AmendmentChange.objects.create(amendment=h.amendment, order=order, committee=h.committee, **what)
        for order, what in enumerate(
            ({"act": "remove", "seat": h.seat_2}, {"act": "add", "name": "นางมาใหม่ แทนนะ", "expertise": "การตลาด"}), 1
        )
    )


def _make_meetings(h: SimpleNamespace) -> None:
    """One that lies ahead, one that the public may know of, one that is running, and one that was held."""
    cast, now = h.cast, timezone.now()
    h.briefing = Briefing.objects.create(
        round=h.round,
        kind=Briefing.Kind.values[0],
        title="ประชุมชี้แจงแนวทางการคัดสรร",
        starts_at=now + timedelta(days=1),
        ends_at=now + timedelta(days=1, hours=3),
        online_system="Zoom Cloud Meeting",
        join_link="https://zoom.example/j/lap-chapho",
        meeting_id="812 3456 7890",
        passcode="PASS-470101",
    )
    h.briefing.districts.add(h.district)
    h.briefing.committees.add(h.committee)
    h.invited_office = Invitation.objects.create(briefing=h.briefing, district=h.district, name="สำนักงานพัฒนาชุมชนอำเภอ")
    h.invited_member = Invitation.objects.create(
        briefing=h.briefing, user=cast.member, seat=h.seat, name=cast.member.full_name
    )

    h.file = BriefingFile(briefing=h.briefing, title="เอกสารประชุมลับ", name="เอกสารประชุมลับ.pdf", size=9)
    h.file.file.save("x.pdf", ContentFile(b"%PDF-1.7 "), save=True)
    AgendaItem.objects.create(briefing=h.briefing, order=1, title="แนวทางการคัดสรร")

    another = {
        "round": h.round,
        "kind": Briefing.Kind.PRODUCERS,
        "online_system": "Zoom Cloud Meeting",
        "join_link": "https://zoom.example/j/uen-lap",
        "passcode": "PASS-990011",
    }
    h.briefing_public = Briefing.objects.create(
        title="ประชุมชี้แจงผู้ผลิต",
        starts_at=now + timedelta(days=2),
        ends_at=now + timedelta(days=2, hours=3),
        is_public=True,
        **another,
    )
    h.briefing_running = Briefing.objects.create(
        title="ประชุมที่กำลังดำเนินการ", starts_at=now, ends_at=now + timedelta(hours=3), **another
    )
    h.code = AttendanceCode.objects.create(briefing=h.briefing_running, moment="start", code="704182")
    h.briefing_held = Briefing.objects.create(
        round=h.round,
        kind=Briefing.Kind.OFFICERS,
        title="ประชุมที่จัดแล้ว",
        starts_at=now - timedelta(days=3),
        ends_at=now - timedelta(days=3, hours=-3),
        place="ศาลากลางจังหวัด",
        status=Briefing.Status.HELD,
        is_public=True,
    )
    h.invited_held = Invitation.objects.create(
        briefing=h.briefing_held, district=h.district, name="สำนักงานพัฒนาชุมชนอำเภอ"
    )
    h.invited_absent = Invitation.objects.create(
        briefing=h.briefing_held, district=cast.officer_b.district, name="สำนักงานพัฒนาชุมชนอำเภอพรรณานิคม"
    )
    h.attendance = Attendance.objects.create(
        briefing=h.briefing_held,
        invitation=h.invited_held,
        district=h.district,
        name="นางสาวมาประชุม ลับเฉพาะ",
        name_key="มาประชุม ลับเฉพาะ",
        came_at=h.briefing_held.starts_at,
    )
    h.question = Question.objects.create(
        briefing=h.briefing_held, order=1, asked_by="นายผู้ถาม ลับเฉพาะ", text="คำถามยังไม่ตอบลับ"
    )
    h.question_public = Question.objects.create(
        briefing=h.briefing_held,
        order=2,
        asked_by="นายผู้ถาม ลับเฉพาะ",
        text="ส่งได้กี่ผลิตภัณฑ์",
        answer="ไม่เกิน 2 ผลิตภัณฑ์",
        published_at=now,
    )


@jobs.handler("scene-list")
def _list(job: Job):
    yield


@jobs.handler("scene-scores", readers=SECRETARIES)
def _scores(job: Job):
    yield


def _make_jobs(h: SimpleNamespace) -> None:
    """Of an officer: one that waits, one done; of the secretary: one whose file shows scores."""
    h.job = Job.objects.create(kind="scene-list", title="งานเบื้องหลังลับ", created_by=h.cast.officer_a)
    for name, kind, user, content in (
        ("job_done", "scene-list", h.cast.officer_a, "งานเบื้องหลังลับ"),
        ("job_scores", "scene-scores", h.cast.secretary, "61.83"),
    ):
        job = Job(kind=kind, title="พิมพ์เป็นชุด", created_by=user, status=Job.Status.DONE, total=1, done=1)
        job.keep_result(content.encode(), "รายการ.csv")
        job.save()
        setattr(h, name, job)


def _make_letters(h: SimpleNamespace) -> None:
    """A letter sent to district A, one that is approved, and one that is being drafted."""

    def write(subject: str, number: str = "", **fields) -> Paper:
        said = LetterContext(
            province="จังหวัดสกลนคร", subject=subject, year_be=2565, prefix="สน 0019.3", to="นายอำเภอ", body="ด้วย"
        )
        return make_paper(
            h.round, h.signatory, number, kind=Paper.Kind.LETTER, subject=subject, context=to_json(said), **fields
        )

    h.letter_sent = write("หนังสือถึงอำเภอลับ", "555", asks="แจ้งรายชื่อผู้รับผิดชอบ")
    h.letter_draft = write("หนังสือที่กำลังร่าง")
    h.letter_approved = write("หนังสือที่อนุมัติแล้ว", status=Paper.Status.APPROVED)
    h.dispatch = Dispatch.objects.create(
        paper=h.letter_sent, order=1, district=h.district, addressee="นายอำเภอเมืองสกลนคร", sent_at=timezone.now()
    )
    h.register, _ = Register.objects.get_or_create(code="letter")


def _make_entries(h: SimpleNamespace) -> None:
    """Producers and entries of district A in every state, and one entry of district B."""
    status, officer = Entry.Status, {"created_by": h.cast.officer_a}
    h.producer = make_producer(
        "กลุ่มทอผ้าบ้านเหนือ", phone="0812345671", citizen_id="1470100123451", address="๘๘ บ้านลับเฉพาะ"
    )
    h.registration, h.product = h.producer.registrations.get(), h.producer.products.get()
    h.certificate = StandardCertificate.objects.create(
        product=h.product, kind="tcps", number="๑/๒๕๖๔", expires_on=date(2024, 5, 1)
    )
    h.producer_idle = make_producer("กลุ่มจักสานบ้านใต้", phone="0812345671", address="๘๘ บ้านลับเฉพาะ")
    h.star_list = StarList.objects.create(
        source="department", key="scene", name="CDD_OPC_2021.csv", year_be=2564, added_by=h.cast.staff
    )
    h.id_export = IdExport.objects.create(reason="เหตุขอเลขลับ", proposed_by=h.cast.administrator)
    for producer in (h.producer, h.producer_idle):
        EarlierStar.objects.create(
            producer=producer, product_name="ผ้าคราม", year_be=2564, level=4, star_list=h.star_list
        )
    h.entry_draft = make_entry(h.producer, h.round, name="ใบสมัครร่างลับ", **officer)
    h.entry_submitted = make_entry(
        h.producer, h.round, status=status.SUBMITTED, slot=2, name="ใบสมัครยื่นลับ", product=h.product, **officer
    )
    for state, number in ((status.RETURNED, 1), (status.SCREENED_OUT, 2), (status.WITHDRAWN, 3)):
        producer = make_producer(f"กลุ่มแม่บ้าน {number}")
        entry = make_entry(producer, h.round, status=state, reason="เหตุผลกลั่นกรองลับ", **officer)
        setattr(h, f"entry_{state.value}", entry)
    for name, words in (
        ("entry_scored", "ผ้าที่ให้คะแนนแล้ว"),
        ("entry_settled", "ผ้าที่สรุปผลแล้ว"),
        ("entry_proposed", "ผ้าที่เสนอผลแล้ว"),
        ("entry_published", "ผ้าที่ประกาศแล้ว"),
    ):
        setattr(
            h,
            name,
            make_entry(make_producer(f"กลุ่ม {words}"), h.round, status=status.SCREENED_IN, name=words, **officer),
        )


def _make_prefills(h: SimpleNamespace) -> None:
    """One that waits in district A, and one that became an entry."""
    now = timezone.now()
    typed = {
        "round": h.round,
        "district": h.district,
        "group": h.round.groups.get(code="TEXTILE"),
        "name": "แบบจากโทรศัพท์ลับ",
        "expires_at": now + timedelta(days=1),
    }
    h.prefill = Prefill.objects.create(code="BKTRN", said="กลุ่มที่ไม่มีในทะเบียน", phone="0811112222", **typed)
    h.number_submitted = h.entry_submitted.number
    h.prefill_used = Prefill.objects.create(code="BKTRP", entry=h.entry_submitted, used_at=now, **typed)


def _make_photos(h: SimpleNamespace) -> None:
    """A photo of the submitted entry; and a phone that sends one of another entry."""
    link = PhotoLink(entry=h.entry_scored, created_by=h.cast.officer_a)
    link.token_hash, link.expires_at = PhotoLink.hash_of(link.token), timezone.now() + timedelta(minutes=30)
    link.save()
    h.photo_token = link.token
    for name, entry, via, words in (
        ("photo", h.entry_submitted, "desk", "ภาพถ่ายลับเฉพาะ"),
        ("photo_phone", h.entry_scored, "phone", "ภาพจากโทรศัพท์"),
    ):
        content = b"\xff\xd8\xff" + words.encode()
        row = Upload(entry=entry, purpose="photo", kind="jpeg", name=f"{words}.jpg", via=via, place=1)
        row.size, row.sha256, row.width, row.height = len(content), hashlib.sha256(content).hexdigest(), 900, 700
        row.link = link if via == "phone" else None
        for field, ending in ((row.file, "jpg"), (row.thumb, "thumb.jpg")):
            field.name = field.storage.save(f"uploads/{name}.{ending}", ContentFile(content))
        row.save()
        setattr(h, name, row)


def _make_samples(h: SimpleNamespace) -> None:
    """One that lies in the district, moved once; one that was given back."""
    now, said = timezone.now(), {"round": h.round, "letter": "ผ", "condition": "good"}
    h.sample = Sample.objects.create(
        entry=h.entry_submitted, number=7, state="in_store", place="ที่เก็บลับ", moved_at=now, moves_made=2, **said
    )
    h.sample_returned = Sample.objects.create(
        entry=h.entry_withdrawn, number=8, state="returned", moved_at=now, moves_made=2, **said
    )
    moves = {"condition": "good", "actor": h.cast.officer_a}
    for sample, handed_to in ((h.sample, ""), (h.sample_returned, "นางรับคืน ลับเฉพาะ")):
        SampleMove.objects.create(sample=sample, order=1, state="received", **moves)
        h.move = SampleMove.objects.create(
            sample=sample, order=2, state=sample.state, place=sample.place, handed_to=handed_to,
            from_state="received", **moves
        )  # fmt: skip
    h.move = h.sample.moves.get(order=2)


def _make_papers(h: SimpleNamespace) -> None:
    """A round that asks for a paper and a standard; one paper missing, an exception that waits, and more time."""
    fields = {"round": h.round, "level": "compulsory"}
    h.requirement = Requirement.objects.create(code="id_card", name="สำเนาบัตรประชาชน", sentence="สำเนาบัตร", **fields)
    h.requirement_standard = Requirement.objects.create(
        code="standard", name="สำเนาใบรับรอง", sentence="สำเนาใบรับรอง", certificate_kinds=["fda"], **fields
    )
    entry, today = h.entry_submitted, timezone.localdate()
    h.paper_check = PaperCheck.objects.create(
        entry=entry, requirement=h.requirement, level="compulsory", state="missing", due_on=today, note="เอกสารขาดลับ",
        checked_by=h.cast.officer_a,
    )  # fmt: skip
    h.waiver = Waiver.objects.create(
        entry=entry, requirement=h.requirement_standard, reason="เหตุยกเว้นลับ", proposed_by=h.cast.staff
    )
    h.extension = Extension.objects.create(
        round=h.round,
        producer=h.producer,
        ends_at=h.round.closes_at + timedelta(days=1),
        closed_at=h.round.closes_at,
        reason="เหตุขยายเวลาลับ",
        granted_by=h.cast.administrator,
    )


def _make_scores(h: SimpleNamespace, group) -> None:
    h.framework = load_framework(read_framework_data("2565"), round=h.round)
    h.section = h.framework.sections.first()
    h.criterion = h.framework.provincial_criteria(group.code).first()
    h.panel = Panel.objects.create(round=h.round, group=group, committee=h.committee)
    h.sheet = Sheet.objects.create(entry=h.entry_scored, member=h.seat, typed_by=h.cast.member)
    h.sheet_submitted = Sheet.objects.create(
        entry=h.entry_scored,
        member=h.seat_2,
        typed_by=h.cast.member_2,
        status=Sheet.Status.SUBMITTED,
        submitted_at=timezone.now(),
    )
    h.sheet_own = Sheet.objects.create(
        entry=h.entry_settled,
        member=h.seat,
        typed_by=h.cast.member,
        status=Sheet.Status.SUBMITTED,
        submitted_at=timezone.now(),
    )
    for sheet, points in ((h.sheet, "1.37"), (h.sheet_submitted, "2.71"), (h.sheet_own, "1.37")):
        Mark.objects.create(sheet=sheet, criterion=h.criterion, points=Decimal(points), max_points=3)
    h.recusal = Recusal.objects.create(entry=h.entry_published, member=h.seat_2, reason="เป็นญาติกับผู้ผลิต")
    h.batch_proposed = ResultBatch.objects.create(round=h.round, number=2, proposed_by=h.cast.secretary)
    h.batch_published = ResultBatch.objects.create(
        round=h.round,
        number=1,
        status=ResultBatch.Status.PUBLISHED,
        proposed_by=h.cast.secretary,
        published_by=h.cast.administrator,
        published_at=timezone.now(),
    )
    for name, entry, batch, points in (
        ("result_settled", h.entry_settled, None, "61.83"),
        ("result_proposed", h.entry_proposed, h.batch_proposed, "73.19"),
        ("result_published", h.entry_published, h.batch_published, "88.47"),
    ):
        result = Result.objects.create(
            entry=entry,
            batch=batch,
            points=Decimal(points),
            exact=f"{points.replace('.', '')}/100",
            max_points=55,
            section_points={"ก": points},
            sheets_count=3,
        )
        setattr(h, name, result)


def _make_announcements(h: SimpleNamespace) -> None:
    now = timezone.now()

    def announce(title: str, status: str, published_at=now, **fields) -> Announcement:
        fields = {"kind": Announcement.Kind.CALL, "body": "รายละเอียด"} | fields
        at = None if status == Announcement.Status.DRAFT else published_at
        return Announcement.objects.create(round=h.round, title=title, status=status, published_at=at, **fields)

    status = Announcement.Status
    h.announcement = announce("ประกาศรับสมัคร", status.PUBLISHED, paper=h.paper_public)
    h.announcement_draft = announce("ประกาศร่างลับ", status.DRAFT)
    h.announcement_tomorrow = announce("ประกาศพรุ่งนี้ลับ", status.PUBLISHED, now + timedelta(days=1))
    h.announcement_withdrawn = announce("ประกาศถอนลับ", status.WITHDRAWN)
    h.announcement_results = announce(
        "ผลการคัดสรร", status.PUBLISHED, kind=Announcement.Kind.RESULTS, batch=h.batch_published
    )
    entry = h.entry_published
    h.published_result = PublishedResult(
        announcement=h.announcement_results,
        entry_number=entry.number,
        product_name=entry.name,
        producer_name=entry.producer.name,
        district_code=entry.producer.district_id,
        district_name=entry.producer.district.name,
        group_code=entry.group.code,
        group_name=entry.group.name,
    )
    h.published_result.set_derived()
    h.published_result.save()
    paper = make_paper(h.round, h.signatory, "๑๒๕", kind=Paper.Kind.CERTIFICATE, subject="ผลการคัดสรร")
    h.award = Certificate.objects.create(result=h.published_result, paper=paper)


def _make_imports(h: SimpleNamespace) -> None:
    """An officer's file that waits for the province, and the province's own, which is in the register."""
    counts = {kind: 0 for kind in LineKind.values} | {"rows": 2, "writes": {"ผู้ผลิตใหม่": 1}}
    said = {"sha256": "0" * 64, "counts": counts | {"refused": 1, "new": 1}, "reported_at": timezone.now()}
    h.import_reported = RegisterImport.objects.create(
        file_name="ทะเบียนอำเภอลับ.xlsx", status="reported", created_by=h.cast.officer_a, district=h.district, **said
    )
    line = ReportLine(3, "470199001", "กลุ่มในไฟล์ลับ", DISTRICT_A, [("อำเภอ", "ไม่พบอำเภอนี้")])
    for kind in ("refused", "new"):
        RegisterImportPart.objects.bulk_create(RegisterImportPart.of_lines(h.import_reported, kind, [line]))
    h.import_confirmed = RegisterImport.objects.create(
        file_name="ทะเบียนจังหวัดลับ.xlsx",
        status="confirmed",
        created_by=h.cast.staff,
        confirmed_by=h.cast.staff,
        confirmed_at=timezone.now(),
        **said,
    )


def row_of(house: SimpleNamespace, model: type[models.Model]) -> models.Model | None:
    """The scene's first row of a model."""
    return next((row for row in vars(house).values() if type(row) is model), None)
