"""Every list: as many questions to the database for many rows as for few, turned in pages, filtered by its address.

The admin's lists are found in its registry; a list of ours outside it has a line in `LISTS`.  `MORE` says how to add
rows of a model whose neighbours (producer, committee, order …) are new ones too: a list that asks for each row's
neighbour is found by that.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib import admin
from django.core.paginator import Page, Paginator
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from announcements.models import Announcement, Certificate, PublishedResult
from briefings.models import Attendance, Briefing, Invitation, Question
from committees.models import Agency, Amendment, AmendmentChange, Appointment, Committee, Nomination, Person
from documents.models import Dispatch, Paper, Register
from office import journal
from office.models import District, Event, Job, Office, Signatory, User
from office.rules import Role
from opc_site.testing import make_committee, make_entry, make_producer, make_round, make_signatory, make_user
from registrations.models import (
    EarlierStar,
    Entry,
    Extension,
    IdExport,
    PaperCheck,
    Prefill,
    Producer,
    Product,
    RegisterImport,
    RegisterImportPart,
    Requirement,
    Sample,
    StandardCertificate,
    StarList,
    Waiver,
)
from registrations.rules import LineKind
from rounds.models import PlanStep, ProductGroup, Round
from scoring.actions import load_framework, read_framework_data
from scoring.models import Criterion, Framework, Panel, Recusal, Result, ResultBatch, Sheet

from .scene import build_house, make_paper
from .test_permissions import all_pages

# -- two more rows of each model, the numbers 1 and 2 -------------------------------------------------------------


def more_producers(h: SimpleNamespace, n: int) -> Producer:
    return make_producer(f"กลุ่มเพิ่ม {n}", years=(2560, 2561))


def more_products(h: SimpleNamespace, n: int) -> Product:
    product = more_producers(h, n).products.get()
    StandardCertificate.objects.create(product=product, kind="tcps", number=f"{n}/2564")
    return product


def more_star_lists(h: SimpleNamespace, n: int) -> StarList:
    return StarList.objects.create(
        source="department", key=str(n), name=f"แฟ้ม {n}", year_be=2560 + n, added_by=make_user(f"star-{n}", Role.STAFF)
    )


def more_id_exports(h: SimpleNamespace, n: int) -> IdExport:
    district = District.objects.order_by("-code")[n]
    return IdExport.objects.create(
        reason="ส่งกรม",
        district=district,
        proposed_by=make_user(f"asks-{n}", Role.ADMINISTRATOR),
        decided_by=make_user(f"lets-{n}", Role.ADMINISTRATOR),
        status="released",
    )


def more_starred(h: SimpleNamespace, n: int) -> EarlierStar:
    """Of somebody who has not come yet."""
    return EarlierStar.objects.create(
        producer=more_producers(h, n), product_name="ผ้า", year_be=2564, level=n, star_list=more_star_lists(h, n)
    )


def more_entries(h: SimpleNamespace, n: int, status: str = Entry.Status.SUBMITTED, **fields: Any) -> Entry:
    return make_entry(more_producers(h, n), h.round, status=status, created_by=make_user(f"clerk-{n}"), **fields)


def more_samples(h: SimpleNamespace, n: int) -> Sample:
    """One with a place of its own."""
    return Sample.objects.create(
        entry=more_entries(h, n),
        round=h.round,
        letter="ผ",
        number=100 + n,
        state="in_store",
        place=f"ชั้น {n}",
        condition="good",
        moved_at=timezone.now(),
    )


def more_screened_entries(h: SimpleNamespace, n: int) -> Entry:
    return more_entries(h, n, Entry.Status.SCREENED_IN)


def more_requirements(h: SimpleNamespace, n: int) -> Requirement:
    return Requirement.objects.create(
        round=h.round, code=f"paper_{n}", name=f"เอกสาร {n}", sentence="ก", level="if_applicable"
    )


def more_paper_checks(h: SimpleNamespace, n: int) -> PaperCheck:
    """A paper of an entry of its own, missing; the scene's lists of missing papers get one entry more."""
    entry = more_entries(h, n)
    return PaperCheck.objects.create(
        entry=entry,
        requirement=h.requirement,
        level="compulsory",
        state="missing",
        due_on=timezone.localdate() - timedelta(days=2),
        checked_by=entry.created_by,
    )


def more_waivers(h: SimpleNamespace, n: int) -> Waiver:
    entry = more_entries(h, n)
    return Waiver.objects.create(entry=entry, requirement=h.requirement, reason="เหตุ", proposed_by=entry.created_by)


def more_extensions(h: SimpleNamespace, n: int) -> Extension:
    closes = h.round.closes_at
    return Extension.objects.create(
        round=h.round,
        producer=more_producers(h, n),
        ends_at=closes + timedelta(days=n),
        closed_at=closes,
        reason="น้ำท่วม",
        granted_by=make_user(f"grants-{n}", Role.ADMINISTRATOR),
    )


def more_expiring(h: SimpleNamespace, n: int) -> StandardCertificate:
    product = more_producers(h, n).products.get()
    yesterday = timezone.localdate() - timedelta(days=n)
    return StandardCertificate.objects.create(product=product, kind="tcps", number=f"{n}/2560", expires_on=yesterday)


def more_rounds(h: SimpleNamespace, n: int) -> Round:
    round = make_round(year_be=2580 + n, is_current=False)
    PlanStep.objects.create(round=round, order=1, stage="intake", name="รับสมัคร")
    return round


def more_prefills(h: SimpleNamespace, n: int) -> Prefill:
    return Prefill.objects.create(
        code=f"BKTR{'CDF'[n]}",
        round=h.round,
        district=h.district,
        group=h.round.groups.first(),
        said=f"กลุ่ม {n}",
        name=f"แบบที่ {n}",
        expires_at=timezone.now() + timedelta(days=1),
    )


def more_committees(h: SimpleNamespace, n: int) -> Committee:
    committee = make_committee(h.round, [make_user(f"seat-{n}", Role.MEMBER)])
    order = make_paper(h.round, make_signatory(name=f"ผู้ลงนาม {n}"), f"2{n}", kind=Paper.Kind.ORDER, subject=f"คำสั่ง {n}")
    Committee.objects.filter(pk=committee.pk).update(status=Committee.Status.APPOINTED, order=order)
    return Committee.objects.get(pk=committee.pk)


def more_people(h: SimpleNamespace, n: int) -> Person:
    """Somebody of an office of its own, who has sat in a body of another round."""
    person = Person.objects.create(name=f"นายทำเนียบ {n}", agency=Agency.objects.create(name=f"สำนักงาน {n}"))
    body = more_committees(h, n)
    seat = body.appointments.get()
    Appointment.objects.filter(pk=seat.pk).update(since=body.order.dated, order=body.order)
    Nomination.objects.create(committee=body, person=person, name=person.name, expertise="ผ้าทอ", seat=seat)
    return person


def more_nominations(h: SimpleNamespace, n: int) -> Nomination:
    """One for a body of its own, and one more for the scene's."""
    person = more_people(h, n)
    Nomination.objects.create(committee=h.committee_draft, person=person, name=person.name, expertise="ผ้าทอ")
    return person.nominations.first()


def more_amendments(h: SimpleNamespace, n: int) -> Amendment:
    body = more_committees(h, n)
    amendment = Amendment.objects.create(
        amends=body.order, reason="ย้าย", created_by=make_user(f"drafter-{n}", Role.STAFF)
    )
    AmendmentChange.objects.create(
        amendment=amendment, order=1, committee=body, act="remove", seat=body.appointments.get()
    )
    return amendment


def more_papers(h: SimpleNamespace, n: int) -> Paper:
    signatory = make_signatory(name=f"ผู้ลงนามหนังสือ {n}")
    return make_paper(h.round, signatory, f"3{n}", kind=Paper.Kind.LETTER, subject=f"หนังสือ {n}")


def more_letters(h: SimpleNamespace, n: int) -> Dispatch:
    """A letter to district A and another district, acknowledged by the other one."""
    paper, other = more_papers(h, n), District.objects.order_by("-code")[n]
    now = timezone.now()
    Dispatch.objects.create(
        paper=paper,
        order=2,
        district=other,
        addressee=f"นายอำเภอ {n}",
        sent_at=now,
        acknowledged_at=now,
        acknowledged_by=make_user(f"reader-{n}", Role.DISTRICT_OFFICER, district=other.pk),
    )
    return Dispatch.objects.create(paper=paper, order=1, district=h.district, addressee="นายอำเภอ", sent_at=now)


def more_briefings(h: SimpleNamespace, n: int) -> Briefing:
    start = timezone.now() + timedelta(days=n)
    briefing = Briefing.objects.create(
        round=more_rounds(h, n),
        kind=Briefing.Kind.values[0],
        title=f"ประชุมชี้แจง {n}",
        starts_at=start,
        ends_at=start + timedelta(hours=3),
        place="ศาลากลางจังหวัด",
    )
    briefing.districts.add(h.district)
    return briefing


def more_invitations(h: SimpleNamespace, n: int) -> Invitation:
    """To another meeting, of another district; and to the scene's meeting, of a member with an account."""
    seat = more_committees(h, n).appointments.select_related("user").get()
    Invitation.objects.create(briefing=h.briefing, seat=seat, user=seat.user, name=seat.name)
    district = District.objects.order_by("-code")[n]
    return Invitation.objects.create(briefing=more_briefings(h, n), district=district, name=f"อำเภอ {n}")


def more_public_meetings(h: SimpleNamespace, n: int) -> Briefing:
    briefing = more_briefings(h, n)
    Briefing.objects.filter(pk=briefing.pk).update(is_public=True)
    return briefing


def more_questions(h: SimpleNamespace, n: int) -> Question:
    """Answered and published, of a meeting of another round."""
    Question.objects.create(briefing=h.briefing_held, text=f"ถามเพิ่ม {n}")
    return Question.objects.create(
        briefing=more_briefings(h, n), text=f"ส่งผลิตภัณฑ์เมื่อใด {n}", answer="ตามกำหนด", published_at=timezone.now()
    )


def more_attendances(h: SimpleNamespace, n: int) -> Attendance:
    """Somebody of another district, and a visitor."""
    district = District.objects.order_by("-code")[n]
    row = Invitation.objects.create(briefing=h.briefing_held, district=district, name=f"อำเภอ {n}")
    Attendance.objects.create(briefing=h.briefing_held, name=f"ผู้สังเกตการณ์ {n}", name_key=f"v{n}")
    return Attendance.objects.create(
        briefing=h.briefing_held, invitation=row, district=district, name=f"ผู้มาประชุม {n}", name_key=f"p{n}"
    )


def more_announcements(h: SimpleNamespace, n: int) -> Announcement:
    return Announcement.objects.create(
        round=more_rounds(h, n),
        kind=Announcement.Kind.CALL,
        title=f"ประกาศ {n}",
        body="รายละเอียด",
        status=Announcement.Status.PUBLISHED,
        published_at=timezone.now(),
        published_by=make_user(f"publisher-{n}", Role.ADMINISTRATOR),
    )


def more_batches(h: SimpleNamespace, n: int) -> ResultBatch:
    proposer = make_user(f"proposer-{n}", Role.SECRETARY)
    return ResultBatch.objects.create(round=more_rounds(h, n), number=1, proposed_by=proposer)


def more_published(h: SimpleNamespace, n: int) -> PublishedResult:
    """A line in this round's list, and a list of another round."""
    batch = more_batches(h, n)
    other = Announcement.objects.create(
        round=batch.round,
        batch=batch,
        kind=Announcement.Kind.RESULTS,
        title=f"ผลการคัดสรร {n}",
        body="ผล",
        status=Announcement.Status.PUBLISHED,
        published_at=timezone.now(),
    )
    for announcement in (h.announcement_results, other):
        line = PublishedResult(
            announcement=announcement,
            entry_number=f"65-TEXTILE-9{n}",
            product_name=f"ผ้าทอ {n}",
            producer_name=f"กลุ่มทอผ้า {n}",
            district_code="4701",
            district_name="เมืองสกลนคร",
            group_code="TEXTILE",
            group_name="ผ้าและเครื่องแต่งกาย",
        )
        line.set_derived()
        line.save()
    return line


def more_certificates(h: SimpleNamespace, n: int) -> Certificate:
    signatory = make_signatory(name=f"ผู้ลงนามเกียรติบัตร {n}")
    paper = make_paper(h.round, signatory, f"9{n}", kind=Paper.Kind.CERTIFICATE, subject=f"ผลการคัดสรร {n}")
    return Certificate.objects.create(result=more_published(h, n), paper=paper)


def more_results(h: SimpleNamespace, n: int) -> Result:
    entry = more_screened_entries(h, n)
    return Result.objects.create(
        entry=entry, batch=more_batches(h, n), points=50, exact="50", max_points=55, section_points={}, sheets_count=3
    )


def more_sheets(h: SimpleNamespace, n: int) -> Sheet:
    seat = more_committees(h, n).appointments.get()
    return Sheet.objects.create(entry=more_screened_entries(h, n), member=seat, typed_by=seat.user)


def more_recusals(h: SimpleNamespace, n: int) -> Recusal:
    seat = more_committees(h, n).appointments.get()
    return Recusal.objects.create(entry=more_screened_entries(h, n), member=seat, reason="เป็นญาติ")


def more_panels(h: SimpleNamespace, n: int) -> Panel:
    group = ProductGroup.objects.filter(round=h.round, panel=None).first()
    return Panel.objects.create(round=h.round, group=group, committee=more_committees(h, n))


def more_frameworks(h: SimpleNamespace, n: int) -> Framework:
    return load_framework(read_framework_data("2565"), round=more_rounds(h, n))


def more_users(h: SimpleNamespace, n: int) -> User:
    district = District.objects.order_by("-code")[n]
    return make_user(f"officer-{n}", Role.DISTRICT_OFFICER, Role.MEMBER, district=district.pk)


def more_events(h: SimpleNamespace, n: int) -> Event:
    event = journal.build(actor=make_user(f"actor-{n}", Role.STAFF), verb="แก้ไข", target=more_producers(h, n))
    event.save()
    return event


def more_jobs(h: SimpleNamespace, n: int) -> Job:
    return Job.objects.create(kind="scene-list", title=f"งาน {n}", created_by=make_user(f"starter-{n}", Role.STAFF))


def more_imports(h: SimpleNamespace, n: int) -> RegisterImport:
    return RegisterImport.objects.create(
        file_name=f"ทะเบียน {n}.xlsx",
        sha256="1" * 64,
        status="refused",
        refusal_code="empty",
        refusal="ไฟล์ว่าง",
        created_by=make_user(f"sender-{n}", Role.STAFF),
        district=h.district,
    )


def more_lines(h: SimpleNamespace, n: int) -> None:
    """Another line in the officer's file: a page of the report is one row, whatever is on it."""
    row, kind = h.import_reported, LineKind.REFUSED
    lines = [line._replace(row=line.row + place) for line in row.lines(kind)[:1] for place in range(n + 1)]
    row.parts.filter(name=kind).delete()
    RegisterImportPart.objects.bulk_create(RegisterImportPart.of_lines(row, kind, lines))
    RegisterImport.objects.filter(pk=row.pk).update(counts=row.counts | {kind: len(lines)})


MORE: dict[type, Callable[[SimpleNamespace, int], Any]] = {
    Producer: more_producers,
    Product: more_products,
    StandardCertificate: more_products,
    StarList: more_star_lists,
    IdExport: more_id_exports,
    Entry: more_entries,
    Requirement: more_requirements,
    PaperCheck: more_paper_checks,
    Waiver: more_waivers,
    Extension: more_extensions,
    Committee: more_committees,
    Appointment: more_committees,
    Agency: more_people,
    Person: more_people,
    Nomination: more_nominations,
    Amendment: more_amendments,
    Paper: more_papers,
    Dispatch: more_letters,
    Briefing: more_briefings,
    Invitation: more_invitations,
    Announcement: more_announcements,
    Round: more_rounds,
    Framework: more_frameworks,
    Criterion: more_frameworks,
    Panel: more_panels,
    Sheet: more_sheets,
    Recusal: more_recusals,
    Result: more_results,
    ResultBatch: more_batches,
    Signatory: more_papers,
    User: more_users,
    RegisterImport: more_imports,
    Event: more_events,
    Job: more_jobs,
}
# Lists that do not grow by anybody's work: the official districts, the registers of numbers, and the one office,
# whose list is its page.
FIXED = {District, Office, Register}


# -- lists outside the admin -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class List:
    """A list page: who opens it, what makes it longer, and a filter of its own (None: it has nothing to filter)."""

    address: str
    more: Callable[[SimpleNamespace, int], Any]
    who: str | None = None
    arguments: tuple[Any, ...] = ()
    filter: tuple[str, str] | None = None

    def __str__(self) -> str:
        return f"{self.address} {self.who or 'anonymous'}"

    @property
    def url(self) -> str:
        return reverse(self.address, args=self.arguments)


LISTS = [
    List("announcements:announcement-list", more_announcements, filter=("kind", "call")),
    List("announcements:result-list", more_published),
    List("announcements:result-round", more_published, arguments=(2565, 1), filter=("q", "ผ้า")),
    List("announcements:certificate-list", more_certificates, "officer_a", filter=("q", "ผ้า")),
    List("registrations:producer-list", more_producers, "officer_a", filter=("q", "กลุ่ม")),
    List("registrations:producer-list", more_producers, "staff", filter=("q", "กลุ่ม")),
    List("registrations:entry-list", more_entries, "officer_a", filter=("status", "submitted")),
    List("registrations:prefill-list", more_prefills, "officer_a", filter=("state", "new")),
    List("registrations:prefill-list", more_prefills, "staff", filter=("q", "แบบ")),
    List("registrations:sample-list", more_samples, "officer_a", filter=("group", "TEXTILE")),
    List("registrations:sample-list", more_samples, "staff", filter=("state", "held")),
    List("registrations:missing-list", more_starred, "officer_a", filter=("star", "yes")),
    List("registrations:missing-list", more_starred, "staff", filter=("standing", "all")),
    List("registrations:import-list", more_imports, "officer_a", filter=("status", "refused")),
    List("registrations:import-list", more_imports, "staff", filter=("status", "refused")),
    List("registrations:paper-list", more_paper_checks, "officer_a", filter=("state", "overdue")),
    List("registrations:certificate-list", more_expiring, "officer_a", filter=("state", "expired")),
    List("scoring:home", more_screened_entries, "member", filter=("state", "todo")),
    List("briefings:briefing-list", more_briefings, "officer_a", filter=("when", "all")),
    List("meetings:meeting-list", more_public_meetings),
    List("meetings:faq", more_questions, filter=("q", "ผลิตภัณฑ์")),
    List("letters:letter-list", more_letters, "officer_a", filter=("state", "waiting")),
    List("admin:results-batches", more_batches, "secretary"),
]
# Pages that show a few rows of everything.
STARTS = [
    List("announcements:home", more_announcements),
    List("announcements:home", more_published),
    List("registrations:home", more_entries, "officer_a"),
    List("registrations:board", more_entries, "officer_a"),
    List("registrations:board", more_entries, "staff"),
    List("admin:index", more_entries, "staff"),
    List("admin:index", more_batches, "administrator"),
]


@pytest.fixture
def house(db):
    return build_house()


def queries_of(client, url: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        response = client.get(url)
    assert response.status_code == 200, (url, response.status_code)
    return len(captured)


def assert_same_questions(client, url: str, house: SimpleNamespace, more: Callable[[SimpleNamespace, int], Any]):
    queries_of(client, url)  # fills what is kept between requests: content types, the session
    few = queries_of(client, url)
    for n in (1, 2):
        more(house, n)
    assert queries_of(client, url) == few


@pytest.mark.parametrize("page", [*LISTS, *STARTS], ids=str)
def test_a_list_asks_as_much_for_many_rows_as_for_few(page, house, client):
    if page.who:
        client.force_login(getattr(house.cast, page.who))
    assert_same_questions(client, page.url, house, page.more)


def test_a_page_of_a_report_asks_as_much_for_many_lines_as_for_few(house, client):
    client.force_login(house.cast.officer_a)
    assert_same_questions(client, house.import_reported.get_absolute_url(), house, more_lines)


@pytest.mark.parametrize("page", LISTS, ids=str)
def test_a_list_turns_in_pages_and_keeps_its_filter(page, house, client, monkeypatch):
    """With one row a page: what leads to the next page carries the filter along; a nonsensical page is some page."""
    for n in (1, 2):
        page.more(house, n)
    if page.who:
        client.force_login(getattr(house.cast, page.who))
    before = Paginator.__init__

    def one_row_a_page(self, object_list, per_page, *args, **kwargs):
        before(self, object_list, 1, *args, **kwargs)

    monkeypatch.setattr(Paginator, "__init__", one_row_a_page)
    asked = dict([page.filter]) if page.filter else {}
    response = client.get(page.url, asked)
    assert response.status_code == 200
    assert isinstance(response.context["page"], Page)
    onward = re.search(r'rel="next" href="([^"]+)"', response.content.decode())
    assert onward, "no way to the next page"
    carried = parse_qs(urlsplit(onward[1].replace("&amp;", "&")).query)
    assert carried == {name: [value] for name, value in asked.items()} | {"page": ["2"]}
    second = client.get(page.url, asked | {"page": "2"})
    assert (second.status_code, second.context["page"].number) == (200, 2)
    assert client.get(page.url, asked | {"page": "ก"}).context["page"].number == 1
    last = client.get(page.url, asked | {"page": "99999"}).context["page"]
    assert last.number == last.paginator.num_pages


def test_every_list_outside_the_admin_has_a_line_here():
    lists = {name for name in all_pages() if name.endswith("-list")}
    assert lists - {page.address for page in LISTS} == set()


def test_the_history_of_a_row_asks_as_much_for_many_acts_as_for_few(house, client):
    def more_acts(h: SimpleNamespace, n: int) -> None:
        journal.build(actor=make_user(f"hand-{n}", Role.STAFF), verb="แก้ไข", target=h.entry_submitted).save()

    client.force_login(house.cast.staff)
    url = reverse("admin:registrations_entry_history", args=[house.entry_submitted.pk])
    assert_same_questions(client, url, house, more_acts)


# -- lists of the admin -----------------------------------------------------------------------------------------


def admin_lists() -> list[tuple[str, type, Any]]:
    admin.autodiscover()
    return [(model._meta.label, model, page) for model, page in admin.site._registry.items() if model not in FIXED]


@pytest.mark.parametrize("label", [label for label, *_ in admin_lists()])
def test_a_list_of_the_admin_asks_as_much_for_many_rows_as_for_few(label, house, client):
    model, _ = next((model, page) for found, model, page in admin_lists() if found == label)
    client.force_login(house.cast.administrator)
    url = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    assert_same_questions(client, url, house, MORE[model])


def test_lists_of_the_admin_are_short_paged_and_can_be_searched():
    wrong = {
        label: (len(page.list_display), page.list_per_page, bool(page.search_fields))
        for label, _, page in admin_lists()
        if not (len(page.list_display) <= 7 and page.list_per_page <= 100 and page.search_fields)
    }
    assert wrong == {}
