"""The desk on bad days: pages sent twice or gone back to, and what changes while a page is open."""

# ruff: noqa: F811 -- fixtures come by their names

import dataclasses
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from documents.actions import approve_paper, reopen_paper, revise_paper, set_last_number
from documents.forms import AgendaField
from documents.models import Paper, Register
from documents.papers import context_of
from opc_site.testing import make_signatory

from .test_desk import TYPED, address, page, registers, sent, staff  # noqa: F401
from .test_sending import draft


def _ready_to_issue(cast, **changes):
    today = timezone.localdate()
    typed = {"dated_day": today.day, "dated_month": today.month, "dated_year": today.year + 543}
    paper = approve_paper(draft(cast, **changes), actor=cast.staff)
    return paper, typed | {"signatory": make_signatory().pk}


def test_a_page_changed_after_going_back_is_not_taken_for_saved(staff, current_round):
    token = staff.get(address("draft_kind", "letter")).context["token"]
    staff.post(address("draft_kind", "letter"), TYPED | {"token": token, "save": "1"})
    for changes in ({"body": "ข้อความที่แก้แล้ว"}, {"to_whom": "none"}, {"asks": "อย่างอื่น"}, {"others": "นายกเทศมนตรี"}):
        response = staff.post(address("draft_kind", "letter"), TYPED | {"token": token, "save": "1"} | changes)
        assert response.status_code == 200 and "หน้านี้บันทึกเป็นร่างไปแล้ว" in page(response), changes
        assert Paper.objects.count() == 1
    again = TYPED | changes | {"token": response.context["token"], "save": "1"}
    assert staff.post(address("draft_kind", "letter"), again).status_code == 302
    assert Paper.objects.count() == 2


def test_a_number_typed_while_the_register_was_changed_is_refused_not_dropped(staff, cast, current_round):
    paper, typed = _ready_to_issue(cast)
    Register.objects.update(numbering="given")
    response = staff.post(address("issue", paper.pk), typed | {"number": "4242"})
    paper.refresh_from_db()
    assert paper.status == "approved" and "ให้ระบบออกเลขเอง จึงกรอกเลขที่ “4242” ไม่ได้" in page(response)
    assert staff.post(address("issue", paper.pk), typed).status_code == 302


def test_a_run_at_its_end_is_said_on_the_page(staff, cast, current_round):
    paper, typed = _ready_to_issue(cast)
    Register.objects.update(numbering="given")
    year = timezone.localdate().year + 543
    set_last_number(Register.objects.get(pk="letter"), year_be=year, last=999_999, actor=cast.administrator)
    assert "ตั้งแต่ 1 ถึง 999,999" in page(staff.get(address("issue", paper.pk)))
    assert "ตั้งแต่ 1 ถึง 999,999" in page(staff.post(address("issue", paper.pk), typed))


def test_what_is_issued_is_what_the_page_was_opened_for(staff, cast, current_round):
    paper, typed = _ready_to_issue(cast)
    seen = staff.get(address("issue", paper.pk)).context["seen"]
    reopen_paper(paper, actor=cast.secretary, reason="คำผิด")
    revise_paper(paper, context=dataclasses.replace(context_of(paper), body="ข้อความอื่น"), actor=cast.secretary)
    approve_paper(paper, actor=cast.secretary)
    response = staff.post(address("issue", paper.pk), typed | {"number": "12", "_seen": seen})
    paper.refresh_from_db()
    assert paper.status == "approved" and "เปลี่ยนไปหลังจากท่านเปิดหน้านี้" in page(response)
    again = typed | {"number": "12", "_seen": response.context["seen"]}
    assert staff.post(address("issue", paper.pk), again).status_code == 302


def test_a_second_press_within_a_minute_is_not_another_reminder(staff, sent):
    for _ in range(2):
        response = staff.post(address("board", sent.pk), {"all": "1"}, follow=True)
    assert "จึงไม่นับซ้ำ" in page(response)
    assert set(sent.dispatches.waiting().values_list("times_reminded", flat=True)) == {1}
    sent.dispatches.update(reminded_at=timezone.now() - timedelta(minutes=2))
    staff.post(address("board", sent.pk), {"all": "1"})
    assert set(sent.dispatches.waiting().values_list("times_reminded", flat=True)) == {2}


def test_an_agenda_without_end_is_refused():
    for typed, sentence in (("# วาระ\n" * 301, "ไม่เกิน 300 เรื่อง"), ("# วาระ\n" + "ก" * 60_000, "ไม่เกิน 60000")):
        with pytest.raises(ValidationError, match=sentence):
            AgendaField().clean(typed)


def test_a_lookup_that_the_database_lacks_is_no_failure(staff):
    response = staff.get(reverse("admin:documents_paper_changelist"), {"context__content__body__contains": "x"})
    assert response.status_code in {200, 302}
