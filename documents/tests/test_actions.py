"""A paper is issued once, with all it needs, and what was issued stays as it was."""

from dataclasses import replace
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction

from documents import rendering
from documents.actions import (
    approve_paper,
    cancel_paper,
    clean_number,
    draft_paper,
    issue_paper,
    life,
    reopen_paper,
    revise_paper,
    text_of,
)
from documents.models import Paper, Register
from documents.papers import AnnouncementContext
from office.models import Event
from opc_site.testing import make_cast, make_signatory

from .pdf import says
from .test_rendering import order

DAY = date(2022, 3, 25)


@pytest.fixture
def signatory(cast):
    return make_signatory()


def draft(cast, kind=Paper.Kind.ORDER, context=None):
    return draft_paper(kind, context=context or order(), actor=cast.staff)


def approved(cast, *given):
    return approve_paper(draft(cast, *given), actor=cast.staff)


def issue(paper, signatory, actor, /, **changes):
    given = {"number": "1234", "dated": DAY, "signatory": signatory} | changes
    return issue_paper(paper, actor=actor, **given)


def test_an_issued_paper_keeps_number_date_signatory_context_and_bytes(cast, signatory):
    paper = issue(approved(cast), signatory, cast.staff)
    assert (paper.status, paper.number, paper.year_be, paper.dated) == ("issued", "1234", 2565, DAY)
    assert paper.context["class"] == "OrderContext"
    assert paper.context["content"]["dated"] == "2022-03-25"
    assert paper.context["content"]["signature"]["name"] == signatory.name
    assert paper.sha256 in paper.pdf.name
    content = paper.stored_bytes()
    assert says(content, "ที่ ๑๒๓๔/๒๕๖๕") and says(content, signatory.name)
    event = Event.objects.about(paper).get(verb="ออกเอกสาร")
    assert (event.actor, event.after["number"], event.after["register"]) == (cast.staff, "1234", "order")


def test_a_number_is_used_once_a_year_in_a_register(cast, signatory):
    issue(approved(cast), signatory, cast.staff)
    with pytest.raises(ValidationError, match="เลขที่นี้ใช้ไปแล้ว"):
        issue(approved(cast), signatory, cast.staff, number="๑๒๓๔")
    issue(approved(cast), signatory, cast.staff, dated=date(2023, 3, 25))
    assert Paper.objects.issued().count() == 2
    assert Paper.objects.filter(status="approved", number="").count() == 1


def test_two_colleagues_with_one_number_at_the_same_moment(cast, signatory, monkeypatch):
    issue(approved(cast), signatory, cast.staff)
    answers = iter([False, True])
    monkeypatch.setattr(life, "_is_taken", lambda *args: next(answers))
    monkeypatch.setattr(Paper, "full_clean", lambda self: None)
    with pytest.raises(ValidationError, match="เลขที่นี้ใช้ไปแล้ว"):
        issue(approved(cast), signatory, cast.staff)


def test_a_signatory_without_authority_on_that_day_is_refused(cast):
    signatory = make_signatory(valid_from=date(2022, 3, 26), valid_until=date(2022, 9, 30))
    with pytest.raises(ValidationError, match="ไม่มีอำนาจลงนามในวันที่ 25 มีนาคม 2565"):
        issue(approved(cast), signatory, cast.staff)
    issue(approved(cast), signatory, cast.staff, dated=date(2022, 3, 26))
    issue(approved(cast), signatory, cast.staff, dated=date(2022, 9, 30), number="9")


@pytest.mark.parametrize("missing", [{"number": ""}, {"dated": None}, {"signatory": None}])
def test_an_incomplete_paper_is_not_issued(cast, signatory, missing):
    with pytest.raises(ValidationError, match="ต้องมีเลขที่"):
        issue(approved(cast), signatory, cast.staff, **missing)


def test_an_announcement_may_be_without_a_number(cast, signatory):
    context = AnnouncementContext(province="จังหวัดสกลนคร", subject="เรื่องนี้", year_be=2565, body="เนื้อความ")
    first, second = (approved(cast, Paper.Kind.ANNOUNCEMENT, context) for _ in range(2))
    for paper in (first, second):
        issue(paper, signatory, cast.staff, number="")
    assert Paper.objects.issued().count() == 2
    assert first.file_name == "ประกาศ เรื่องนี้.pdf"


def test_only_the_province_issues(cast, signatory):
    for stranger in (cast.officer_a, cast.member):
        with pytest.raises(PermissionDenied):
            issue(approved(cast), signatory, stranger)
        with pytest.raises(PermissionDenied):
            cancel_paper(draft(cast), actor=stranger, reason="x")


def test_only_an_administrator_cancels(cast, signatory):
    paper = issue(approved(cast), signatory, cast.staff)
    for other in (cast.staff, cast.secretary):
        with pytest.raises(PermissionDenied):
            cancel_paper(paper, actor=other, reason="ผิด")


def test_another_text_than_the_one_read_is_not_issued(cast, signatory):
    paper = approved(cast)
    seen = text_of(paper)
    reopen_paper(paper, actor=cast.secretary, reason="คำผิด")
    revise_paper(paper, context=replace(order(), preamble="ความนำอื่น"), actor=cast.secretary)
    approve_paper(paper, actor=cast.secretary)
    with pytest.raises(ValidationError, match="เปลี่ยนไปหลังจากท่านเปิดหน้านี้"):
        issue(paper, signatory, cast.staff, seen=seen)
    assert Paper.objects.get(pk=paper.pk).number == ""
    assert issue(paper, signatory, cast.staff, seen=text_of(paper)).number == "1234"


def test_an_issued_paper_is_not_issued_again(cast, signatory):
    paper = issue(approved(cast), signatory, cast.staff)
    with pytest.raises(ValidationError, match="จึงออกไม่ได้"):
        issue(paper, signatory, cast.staff, number="77")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("1234", "1234"),
        ("ที่ ๑๒๓๔/๒๕๖๕", "1234"),
        (" 12 / 2565 ", "12"),
        ("ว ๕๔๗๑", "ว 5471"),
        ("12.3", "12.3"),
        ("๐๐๑๒", "12"),
        ("ว 007", "ว 7"),
        ("", ""),
    ],
)
def test_a_number_is_kept_as_the_register_has_it(typed, kept):
    assert clean_number(typed, DAY) == kept


@pytest.mark.parametrize("typed", ["0", "12/2564", "สิบสอง", "12/65", "1/2/2565", "<b>", "12345678", "/2565"])
def test_what_is_no_number_of_that_year_is_refused(typed):
    with pytest.raises(ValidationError, match="ลงวันที่ 25 มีนาคม 2565 ไม่ได้"):
        clean_number(typed, DAY)


class TestCancelling:
    def test_keeps_the_number_and_the_bytes(self, cast, signatory):
        paper = issue(approved(cast), signatory, cast.staff)
        cancel_paper(paper, actor=cast.administrator, reason="พิมพ์ชื่อผิด")
        assert paper.status == "cancelled"
        assert paper.stored_bytes()
        assert Event.objects.about(paper).get(verb="ยกเลิกเอกสาร").reason == "พิมพ์ชื่อผิด"
        with pytest.raises(ValidationError, match="เลขของฉบับที่ยกเลิกแล้วไม่นำมาใช้ซ้ำ"):
            issue(approved(cast), signatory, cast.staff)

    def test_needs_a_reason_and_happens_once(self, cast, signatory):
        paper = issue(approved(cast), signatory, cast.staff)
        with pytest.raises(ValidationError, match="ต้องระบุเหตุผล"):
            cancel_paper(paper, actor=cast.administrator, reason=" \u200b ")
        cancel_paper(paper, actor=cast.administrator, reason="ผิด")
        with pytest.raises(ValidationError, match="จึงยกเลิกไม่ได้"):
            cancel_paper(paper, actor=cast.administrator, reason="ผิด")


class TestTheFile:
    def test_one_that_was_changed_is_noticed(self, cast, signatory):
        paper = issue(approved(cast), signatory, cast.staff)
        with open(paper.pdf.path, "ab") as file:
            file.write(b"\n% touched")
        with pytest.raises(ValidationError, match="ไม่ตรงกับฉบับที่ออกไว้"):
            paper.stored_bytes()

    def test_one_that_is_gone_is_noticed(self, cast, signatory):
        paper = issue(approved(cast), signatory, cast.staff)
        paper.pdf.storage.delete(paper.pdf.name)
        with pytest.raises(ValidationError, match="ไม่พบไฟล์"):
            paper.stored_bytes()
        with pytest.raises(ValidationError, match="ไม่พบไฟล์"):
            draft(cast).stored_bytes()


class TestPastPython:
    """What the database itself refuses, whoever writes."""

    @pytest.fixture(autouse=True)
    def registers(self, db):
        for code in Register.Code:
            Register.objects.get_or_create(code=code)

    def complete(self, signatory, /, **changes):
        return Paper(
            **{
                "kind": "order",
                "subject": "x",
                "status": "issued",
                "number": "1",
                "year_be": 2565,
                "dated": DAY,
                "signatory": signatory,
                "register_id": "order",
                "sha256": "0" * 64,
            }
            | changes
        )

    @pytest.mark.parametrize(
        "missing",
        [
            {"number": ""},
            {"dated": None},
            {"signatory": None},
            {"sha256": ""},
            {"year_be": None},
            {"register_id": None},
        ],
    )
    def test_an_issued_paper_is_complete(self, signatory, missing):
        with pytest.raises(IntegrityError, match="issued_paper_is_complete"), transaction.atomic():
            Paper.objects.bulk_create([self.complete(signatory, **missing)])
        Paper.objects.bulk_create([self.complete(signatory)])

    def test_a_number_stands_once_in_its_register_whatever_became_of_the_paper(self, signatory):
        for again in ({}, {"status": "cancelled"}, {"status": "replaced"}):
            with pytest.raises(IntegrityError), transaction.atomic():
                Paper.objects.bulk_create([self.complete(signatory), self.complete(signatory, **again)])
        Paper.objects.bulk_create(
            [
                self.complete(signatory),
                self.complete(signatory, kind="letter", register_id="letter"),
                self.complete(signatory, year_be=2566),
                self.complete(signatory, series="คณะกรรมการ"),
            ]
        )

    @pytest.mark.parametrize("status", ["draft", "approved"])
    def test_a_draft_has_no_number(self, signatory, status):
        with pytest.raises(IntegrityError, match="draft_has_no_number"), transaction.atomic():
            Paper.objects.bulk_create([self.complete(signatory, status=status)])


@pytest.mark.django_db(transaction=True)
def test_a_paper_is_set_before_any_lock_is_taken(monkeypatch):
    """A results list takes seconds; on SQLite every other writer would wait for them."""
    people = make_cast()
    inside = []
    draw = rendering.Renderer._draw

    def watched(self, *args):
        inside.append(connection.in_atomic_block)
        return draw(self, *args)

    monkeypatch.setattr(rendering.Renderer, "_draw", watched)
    rendering.renderer().recent.clear()
    issue(approved(people), make_signatory(), people.staff)
    assert inside == [False]
