"""The letter desk in the admin: typed, never lost, never written over unseen, approved, issued, followed."""

import html
import io
import json
import re
import zipfile
from dataclasses import replace
from datetime import date

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from documents import ready_texts
from documents.actions import (
    acknowledge,
    approve_paper,
    draft_paper,
    issue_paper,
    revise_paper,
    send_letter,
    set_last_number,
    text_of,
)
from documents.admin.desk import state_of_draft
from documents.forms import FORMS, AgendaField, AttendantsField, EnclosuresField, LetterForm, MinutesForm
from documents.models import Paper, Register
from documents.papers import context_of
from documents.papers.letter import Enclosure
from documents.papers.minutes import AgendaItem, Attendant
from documents.ready_texts import BLANK
from documents.rules import RegisterCode
from office.models import District, Event
from opc_site.testing import DISTRICT_A, DISTRICT_B, make_signatory

from .pdf import says
from .test_rendering import order
from .test_sending import DAY, draft, issued

TYPED = {
    "subject": "แจ้งรายชื่อผู้รับผิดชอบ",
    "urgency": "ด่วนที่สุด",
    "is_circular": "on",
    "call": "เรียน",
    "to": "นายอำเภอ ทุกอำเภอ",
    "enclosures": "แผนการดำเนินการคัดสรรฯ | 1 ฉบับ",
    "body": "ด้วยจังหวัด**ขอให้**อำเภอแจ้งรายชื่อ\n1. ชื่อ\n2. โทรศัพท์",
    "closing": "ขอแสดงความนับถือ",
    "asks": "แจ้งรายชื่อ",
    "due_on_day": "31",
    "due_on_month": "3",
    "due_on_year": "2565",
    "to_whom": "all",
    "prefix": "สน 0019.3",
    "sender": "ศาลากลางจังหวัดสกลนคร",
    "owner": "สำนักงานพัฒนาชุมชนจังหวัด\nโทรศัพท์ 0-4271-1554",
}


def address(page, *arguments):
    return reverse(f"admin:documents_paper_{page}", args=arguments)


@pytest.fixture
def registers(db):
    """Tests that empty the whole database take the rows of the migrations along."""
    for code in RegisterCode:
        Register.objects.get_or_create(code=code)


@pytest.fixture
def staff(client, cast, registers):
    client.force_login(cast.staff)
    return client


def drafted(staff, **changes):
    response = staff.post(address("draft_kind", "letter"), TYPED | changes | {"save": "1"})
    assert response.status_code == 302, response.context["form"].errors
    return Paper.objects.latest("pk")


def page(response):
    return response.content.decode()


# -- drafting ---------------------------------------------------------------------------------------------------


def test_what_is_typed_becomes_a_draft_with_its_addressees(staff, cast, current_round):
    paper = drafted(staff)
    context = context_of(paper)
    assert (paper.status, paper.number, paper.round, paper.created_by) == ("draft", "", current_round, cast.staff)
    assert (paper.asks, paper.due_on) == ("แจ้งรายชื่อ", date(2022, 3, 31))
    assert context.enclosures == (Enclosure("แผนการดำเนินการคัดสรรฯ", "1 ฉบับ"),)
    assert context.owner == ("สำนักงานพัฒนาชุมชนจังหวัด", "โทรศัพท์ 0-4271-1554")
    assert context.province == "จังหวัดสกลนคร" and context.is_circular and context.is_draft
    assert paper.dispatches.count() == District.objects.filter(province="47").count() == 18


def test_the_head_and_foot_come_from_the_office(staff, current_round):
    form = staff.get(address("draft_kind", "letter")).context["form"]
    assert form["prefix"].value() == "สน ๐๐๑๙.๓"
    assert form["sender"].value() == "ศาลากลางจังหวัดสกลนคร\nถนนศูนย์ราชการ สน ๔๗๐๐๐"


def test_a_draft_opens_as_it_was_typed(staff, current_round):
    paper = drafted(staff)
    form = staff.get(address("edit", paper.pk)).context["form"]
    for name in ("subject", "urgency", "to", "enclosures", "body", "asks", "to_whom", "owner"):
        assert form[name].value() == TYPED[name], name
    assert form["due_on"].value() == date(2022, 3, 31)


def test_a_draft_changed_is_saved_and_chosen_districts_stay(staff, current_round):
    paper = drafted(staff)
    seen = {"_seen": state_of_draft(paper)}
    chosen = {"to_whom": "chosen", "districts": [DISTRICT_B, DISTRICT_A], "others": "หัวหน้าสำนักงานจังหวัด"}
    assert staff.post(address("edit", paper.pk), TYPED | seen | chosen | {"subject": "เรื่องใหม่"}).status_code == 302
    paper.refresh_from_db()
    assert paper.subject == "เรื่องใหม่"
    assert list(paper.dispatches.values_list("district", flat=True)) == [DISTRICT_A, DISTRICT_B, None]
    form = staff.get(address("edit", paper.pk)).context["form"]
    assert form["to_whom"].value() == "chosen"
    assert form["districts"].value() == [DISTRICT_A, DISTRICT_B]
    assert form["others"].value() == "หัวหน้าสำนักงานจังหวัด"


@pytest.mark.parametrize(
    ("wrong", "field", "sentence"),
    [
        ({"subject": ""}, "subject", "โปรดกรอกเรื่อง"),
        ({"enclosures": "ก | ข | ค"}, "enclosures", "บรรทัดที่ 1"),
        ({"to_whom": "chosen"}, "districts", "โปรดเลือกอย่างน้อยหนึ่งอำเภอ"),
        ({"to_whom": "chosen", "districts": "9999"}, "districts", "ไม่มีอำเภอนี้"),
        ({"asks": ""}, "asks", "ขอให้ทำอะไร"),
        ({"due_on_day": "32"}, "due_on", ""),
        ({"others": "ก" * 201}, "others", "ยาวเกิน 200"),
    ],
)
def test_an_error_stands_at_its_field_and_what_was_typed_stays(staff, current_round, wrong, field, sentence):
    response = staff.post(address("draft_kind", "letter"), TYPED | wrong | {"save": "1"})
    assert response.status_code == 200
    form = response.context["form"]
    assert list(form.errors) == [field] and sentence in str(form.errors[field])
    assert form["body"].value() == TYPED["body"] and "1. ชื่อ" in page(response)
    assert not Paper.objects.exists()


def test_an_incomplete_draft_is_kept_and_says_at_approval_what_is_missing(staff, current_round):
    paper = drafted(staff, body="", to="")
    act = reverse("admin:documents_paper_act", args=[paper.pk, "approve"])
    assert "เอกสารยังไม่ครบ ขาดผู้รับ (เรียน) เนื้อความ" in page(staff.post(act, {"confirm": "1"}))
    paper.refresh_from_db()
    assert paper.status == "draft"


def test_the_same_page_sent_twice_makes_one_draft(staff, current_round):
    token = staff.get(address("draft_kind", "letter")).context["token"]
    for _ in range(2):
        assert staff.post(address("draft_kind", "letter"), TYPED | {"token": token}).status_code == 302
    assert Paper.objects.count() == 1
    assert staff.post(address("draft_kind", "letter"), TYPED | {"token": "abcdef"}).status_code == 302
    assert not Paper.objects.filter(token="abcdef").exists()


def test_what_a_colleague_has_saved_meanwhile_is_not_written_over_unseen(staff, cast, current_round, client):
    paper = drafted(staff)
    seen = staff.get(address("edit", paper.pk)).context["seen"]
    client.force_login(cast.secretary)
    mine = TYPED | {"_seen": seen, "subject": "ของเลขานุการ"}
    assert client.post(address("edit", paper.pk), mine).status_code == 302
    client.force_login(cast.staff)
    answer = client.post(address("edit", paper.pk), TYPED | {"_seen": seen, "subject": "ของเจ้าหน้าที่"})
    assert "โดย ผู้ใช้ secretary" in page(answer) and "ยังไม่ได้บันทึก" in page(answer)
    assert answer.context["form"]["subject"].value() == "ของเจ้าหน้าที่"
    paper.refresh_from_db()
    assert paper.subject == "ของเลขานุการ"
    again = TYPED | {"_seen": answer.context["seen"], "subject": "ของเจ้าหน้าที่"}
    assert client.post(address("edit", paper.pk), again).status_code == 302
    paper.refresh_from_db()
    assert paper.subject == "ของเจ้าหน้าที่"


def test_the_own_page_sent_twice_is_saved_once_without_a_complaint(staff, current_round):
    paper = drafted(staff)
    sent = TYPED | {"_seen": state_of_draft(paper), "subject": "เรื่องใหม่"}
    for _ in range(2):
        assert staff.post(address("edit", paper.pk), sent).status_code == 302


def test_an_approved_paper_is_not_edited_and_what_was_typed_stays_on_the_page(staff, cast, current_round):
    paper = drafted(staff)
    seen = state_of_draft(paper)
    approve_paper(paper, actor=cast.secretary)
    assert staff.get(address("edit", paper.pk)).status_code == 302
    answer = staff.post(address("edit", paper.pk), TYPED | {"_seen": seen, "subject": "พิมพ์ค้างไว้"})
    assert "พิมพ์ค้างไว้" in page(answer) and answer.context["form"].non_field_errors()


def test_a_preview_shows_what_is_typed_and_keeps_nothing(staff, current_round):
    response = staff.post(address("draft_kind", "letter"), TYPED | {"preview": "1"})
    assert response["Content-Type"] == "application/pdf"
    assert says(response.content, "ขอให้") and says(response.content, "ร่าง")
    assert not Paper.objects.exists() and not Event.objects.exists()


def test_typed_text_is_never_a_template(staff, current_round):
    hostile = "{round_title} {{ x.__class__ }} {% debug %} <b>หนา</b>"
    paper = drafted(staff, body=hostile, subject=hostile)
    assert context_of(paper).body == hostile
    assert "&lt;b&gt;หนา" in page(staff.get(address("change", paper.pk)))
    assert says(staff.get(address("preview", paper.pk)).content, "{round_title} {{ x.__class__ }}")


@pytest.mark.parametrize("kind", list(FORMS))
def test_each_kind_opens_blank_and_is_kept(staff, current_round, kind):
    assert staff.get(address("draft_kind", kind)).status_code == 200
    typed = {"subject": "เรื่องนี้", "to_whom": "none"}
    assert staff.post(address("draft_kind", kind), typed).status_code == 302
    paper = Paper.objects.get()
    assert (paper.kind, paper.subject) == (kind, "เรื่องนี้")
    assert staff.get(address("change", paper.pk)).status_code == 200
    assert staff.get(address("edit", paper.pk)).status_code == 200


def test_an_order_that_appoints_is_changed_where_its_bodies_are(staff, cast):
    paper = draft_paper(Paper.Kind.ORDER, context=order(), actor=cast.staff)
    answer = staff.get(address("edit", paper.pk), follow=True)
    assert "แก้ไขที่หน้าของคณะ" in page(answer)
    assert "แก้ไขร่าง" not in [act.label for act, _ in answer.context["acts"]]


def test_a_paper_of_an_older_format_says_so_instead_of_failing(staff, cast):
    paper = draft(cast)
    Paper.objects.filter(pk=paper.pk).update(context={"class": "LetterContext", "format": 0, "content": {}})
    for name in ("change", "edit", "preview", "issue", "board"):
        assert staff.get(address(name, paper.pk), follow=True).status_code == 200
    act = reverse("admin:documents_paper_act", args=[paper.pk, "approve"])
    assert "แบบเอกสารรุ่นก่อน" in page(staff.post(act, {"confirm": "1"}))


@pytest.mark.parametrize("kind", list(FORMS))
def test_what_the_desk_drafts_can_be_had_as_a_word_file(staff, current_round, kind):
    staff.post(address("draft_kind", kind), {"subject": "เรื่องสำหรับเวิร์ด", "to_whom": "none"})
    response = staff.get(address("word", Paper.objects.get().pk))
    assert response.status_code == 200 and "attachment" in response["Content-Disposition"]
    with zipfile.ZipFile(io.BytesIO(response.content)) as file:
        assert "เรื่องสำหรับเวิร์ด" in file.read("docProps/core.xml").decode()


# -- lists typed one a line ------------------------------------------------------------------------------------------


def test_enclosures_and_people_are_read_from_lines():
    assert EnclosuresField().clean("แผน | 1 ฉบับ\n\nกรอบแนวทาง") == (Enclosure("แผน", "1 ฉบับ"), Enclosure("กรอบแนวทาง"))
    people = (Attendant("นาย ก", "ปลัดจังหวัด", "ประธาน"), Attendant("นาง ข", "", "", "แทน นาย ค"))
    field = AttendantsField()
    assert field.clean("นาย ก | ปลัดจังหวัด | ประธาน\nนาง ข | | | แทน นาย ค") == people
    assert field.clean(field.prepare_value(people)) == people


def test_an_agenda_is_read_and_given_back():
    typed = (
        "# เรื่องที่ประธานแจ้งให้ที่ประชุมทราบ\nประธานแจ้งว่า\n1. ข้อหนึ่ง\nมติ: รับทราบ\n\n"
        "# เรื่องเพื่อพิจารณา\nเวลา: 10.00 น.\nมติที่ประชุม: เห็นชอบ\nและมอบสำนักงานดำเนินการ"
    )
    items = (
        AgendaItem("เรื่องที่ประธานแจ้งให้ที่ประชุมทราบ", "ประธานแจ้งว่า\n1. ข้อหนึ่ง", "รับทราบ"),
        AgendaItem("เรื่องเพื่อพิจารณา", "เวลา: 10.00 น.", "เห็นชอบ\nและมอบสำนักงานดำเนินการ"),
    )
    field = AgendaField()
    assert field.clean(typed) == items
    assert field.clean(field.prepare_value(items)) == items
    assert field.clean("") == ()


@pytest.mark.parametrize(
    ("name", "typed", "sentence"),
    [
        ("agenda", "เนื้อหาก่อนวาระ", "ต้องขึ้นต้นด้วยชื่อระเบียบวาระ"),
        ("agenda", "#", "ขาดชื่อระเบียบวาระ"),
        ("present", "| ปลัดจังหวัด", "ขาดชื่อ"),
        ("present", "ก | ข | ค | ง | จ", "มีเครื่องหมาย | มากเกินไป"),
        ("writer", "ก | ข | ค", "มีเครื่องหมาย | มากเกินไป"),
    ],
)
def test_a_line_that_cannot_be_read_is_said(name, typed, sentence):
    form = MinutesForm(QueryDict(mutable=True) | {"subject": "รายงาน", name: typed})
    assert sentence in str(form.errors[name])


# -- ready-made texts ----------------------------------------------------------------------------------------------


def test_every_place_in_the_file_is_known_and_every_field_is_a_field():
    known = {"province", "round_title", "year", "window", "letter", "letter_subject"}
    assert ready_texts.places_named() <= known
    for text in ready_texts.ready_texts().values():
        assert set(text.fields) <= set(FORMS[text.kind].base_fields), text.code


@pytest.mark.parametrize("code", list(ready_texts.ready_texts()))
def test_a_ready_text_opens_filled_from_the_round(staff, current_round, code):
    text = ready_texts.ready_texts()[code]
    response = staff.get(address("draft_kind", text.kind), {"text": code})
    form = response.context["form"]
    assert not ready_texts._PLACE.search(str(form.initial))
    assert form["body"].value()
    initial = {name: form[name].value() for name in form.fields if form[name].value() not in (None, False, [])}
    if text.fields["to_whom"] == "chosen":
        initial["districts"] = [DISTRICT_A]
    assert staff.post(address("draft_kind", text.kind), initial).status_code == 302


def test_the_letter_of_2565_speaks_of_the_current_round(staff, current_round):
    form = staff.get(address("draft_kind", "letter"), {"text": "start-selection"}).context["form"]
    assert form["subject"].value() == (
        "โครงการการคัดสรรสุดยอดหนึ่งตำบล หนึ่งผลิตภัณฑ์ไทย ปี พ.ศ. 2565 (OTOP Product Champion : OPC)"
    )
    assert form["to_whom"].value() == "all" and BLANK in form["body"].value()


def test_a_title_that_says_project_and_otop_itself_is_not_said_twice(current_round):
    current_round.title = "โครงการคัดสรรสุดยอดหนึ่งตำบล ปี พ.ศ. ๒๕๖๕ (OTOP Product Champion)"
    known = ready_texts.places(province="จังหวัดสกลนคร", round=current_round)
    assert known["round_title"] == "คัดสรรสุดยอดหนึ่งตำบล ปี พ.ศ. 2565"


def test_without_a_round_what_is_unknown_stays_a_blank(staff):
    form = staff.get(address("draft_kind", "letter"), {"text": "start-selection"}).context["form"]
    assert form["subject"].value() == f"โครงการ{BLANK} (OTOP Product Champion : OPC)"


def test_a_reminder_goes_to_those_who_wait(staff, cast, current_round):
    paper = issued(cast)
    send_letter(paper, actor=cast.staff)
    acknowledge(paper.dispatches.get(district=DISTRICT_A), actor=cast.officer_a)
    form = staff.get(address("draft_kind", "letter"), {"text": "reminder", "about": paper.pk}).context["form"]
    assert form["districts"].value() == [DISTRICT_B]
    assert form["others"].value() == "หัวหน้าสำนักงานจังหวัดสกลนคร"
    assert "5471" in form["references"].value() and "ลงวันที่ 25 มีนาคม 2565" in form["references"].value()
    for about in ("x", "999999", "9" * 40, ""):
        assert staff.get(address("draft_kind", "letter"), {"text": "reminder", "about": about}).status_code == 200


def test_a_text_of_another_kind_is_not_there(staff):
    assert staff.get(address("draft_kind", "letter"), {"text": "briefing"}).status_code == 404


# -- issuing ----------------------------------------------------------------------------------------------------


def test_the_number_is_typed_where_the_office_keeps_its_register(staff, cast, current_round):
    paper = approve_paper(drafted(staff), actor=cast.staff)
    signatory = make_signatory()
    shown = staff.get(address("issue", paper.pk))
    assert "number" in shown.context["form"].fields
    typed = {"number": "ว ๕๔๗๑", "dated_day": "25", "dated_month": "3", "dated_year": "2565", "signatory": signatory.pk}
    without = staff.post(address("issue", paper.pk), typed | {"number": ""})
    assert "ต้องมีเลขที่" in page(without)
    assert "ส่งถึงผู้รับ" in page(staff.post(address("issue", paper.pk), typed, follow=True))
    paper.refresh_from_db()
    assert (paper.number, paper.register_id, paper.dated, paper.status) == ("5471", "circular", DAY, "issued")


def test_the_number_is_told_not_asked_where_the_register_gives_it(staff, cast, current_round):
    Register.objects.filter(pk="circular").update(numbering="given")
    paper = approve_paper(drafted(staff), actor=cast.staff)
    shown = staff.get(address("issue", paper.pk))
    assert "number" not in shown.context["form"].fields and "เลขถัดไปคือ <strong>1</strong>" in page(shown)
    typed = {"dated_day": "25", "dated_month": "3", "dated_year": "2565", "signatory": make_signatory().pk}
    staff.post(address("issue", paper.pk), typed)
    paper.refresh_from_db()
    assert (paper.number, paper.status) == ("1", "issued")


def test_minutes_are_issued_without_a_signatory(staff, cast, current_round):
    typed = {
        "subject": "รายงานการประชุม",
        "body_name": "คณะกรรมการ",
        "when": "วันที่ 25 มีนาคม 2565",
        "place": "ศาลากลางจังหวัด",
        "present": "นาย ก | ปลัดจังหวัด | ประธาน",
        "agenda": "# เรื่องเพื่อพิจารณา\nมติ: เห็นชอบ",
        "writer": "นาง ข | เลขานุการ",
    }
    staff.post(address("draft_kind", "minutes"), typed)
    paper = approve_paper(Paper.objects.get(), actor=cast.staff)
    form = staff.get(address("issue", paper.pk)).context["form"]
    assert "signatory" not in form.fields and form["number"].label == "ครั้งที่"
    staff.post(address("issue", paper.pk), {"number": "1", "dated_day": "25", "dated_month": "3", "dated_year": "2565"})
    paper.refresh_from_db()
    assert (paper.status, paper.number_of_year) == ("issued", "1/2565")
    assert says(paper.stored_bytes(), "เห็นชอบ")


def test_a_signatory_without_authority_is_refused_with_the_reason_and_the_page_keeps_what_was_typed(staff, cast):
    paper = approve_paper(draft(cast), actor=cast.staff)
    signatory = make_signatory(valid_until=date(2022, 3, 24))
    typed = {"number": "1", "dated_day": "25", "dated_month": "3", "dated_year": "2565", "signatory": signatory.pk}
    answer = staff.post(address("issue", paper.pk), typed)
    assert "เพราะอำนาจสิ้นสุดวันที่ 24 มีนาคม 2565" in page(answer)
    assert answer.context["form"]["number"].value() == "1"


def test_a_draft_is_not_issued_from_its_page(staff, cast):
    answer = staff.get(address("issue", draft(cast).pk), follow=True)
    assert "อยู่ในสถานะ “ร่าง”" in page(answer)


def test_the_life_of_a_letter_through_the_buttons(staff, cast, client):
    paper = issued(cast)

    def press(name, **typed):
        act = reverse("admin:documents_paper_act", args=[paper.pk, name])
        return page(client.post(act, {"confirm": "1"} | typed, follow=True))

    assert "ส่งถึงผู้รับ 3 ราย" in press("send")
    assert "ร่างฉบับแก้ไขแล้ว" in press("correct", reason="วันผิด")
    new = Paper.objects.latest("pk")
    assert (new.replaces, new.dispatches.count()) == (paper, 3)
    shown = page(client.get(address("change", paper.pk)))
    assert address("change", new.pk) in shown and "ออกฉบับแก้ไข</a>" not in shown
    assert "มีฉบับ" in shown or "ฉบับที่ออกแทน" in shown
    client.force_login(cast.administrator)
    act = reverse("admin:documents_paper_act", args=[new.pk, "give-up"])
    client.post(act, {"confirm": "1", "reason": "ไม่ใช้แล้ว"})
    assert "ยกเลิกเอกสาร เรียบร้อย" in press("cancel", reason="ผิด")
    paper.refresh_from_db()
    assert paper.status == "cancelled"


# -- the board --------------------------------------------------------------------------------------------------


@pytest.fixture
def sent(cast):
    paper = issued(cast)
    send_letter(paper, actor=cast.staff)
    acknowledge(paper.dispatches.get(district=DISTRICT_A), actor=cast.officer_a)
    return paper


def test_the_board_counts_and_chooses(staff, sent):
    shown = page(staff.get(address("board", sent.pk)))
    assert "รับทราบแล้ว 1 จาก 3" in shown and "โดย ผู้ใช้ officer-a" in shown
    assert len(staff.get(address("board", sent.pk), {"state": "waiting"}).context["lines"]) == 2
    assert len(staff.get(address("board", sent.pk), {"state": "done"}).context["lines"]) == 1
    assert len(staff.get(address("board", sent.pk), {"state": "x"}).context["lines"]) == 3


def test_one_press_reminds_all_who_wait(staff, sent):
    assert "เตือนแล้ว 2 ราย" in page(staff.post(address("board", sent.pk), {"all": "1"}, follow=True))
    chosen = sent.dispatches.get(district=DISTRICT_B)
    assert "เตือนแล้ว 1 ราย" in page(staff.post(address("board", sent.pk), {"chosen": [chosen.pk]}, follow=True))
    assert list(sent.dispatches.values_list("times_reminded", flat=True)) == [0, 2, 1]
    for nothing in ({}, {"chosen": ["x"]}, {"chosen": ["9" * 30]}):
        assert staff.post(address("board", sent.pk), nothing, follow=True).status_code == 200
    assert list(sent.dispatches.values_list("times_reminded", flat=True)) == [0, 2, 1]


def test_the_board_asks_as_much_for_three_as_for_one(staff, cast, sent):
    staff.get(address("board", sent.pk))
    with CaptureQueriesContext(connection) as many:
        staff.get(address("board", sent.pk))
    sent.dispatches.exclude(district=DISTRICT_A).delete()
    with CaptureQueriesContext(connection) as one:
        staff.get(address("board", sent.pk))
    assert len(one) == len(many)


def test_the_province_records_what_was_told_by_telephone(staff, cast, sent):
    dispatch = sent.dispatches.get(district=DISTRICT_B)
    act = reverse("admin:documents_dispatch_act", args=[dispatch.pk, "acknowledge"])
    assert staff.post(act, {"confirm": "1", "reason": ""}).status_code == 200
    staff.post(act, {"confirm": "1", "reason": "โทรศัพท์จากปลัดอำเภอ"})
    assert "จังหวัดบันทึกแทน" in page(staff.get(address("board", sent.pk)))


def test_all_who_wait_stand_in_one_list_and_are_reminded_there(staff, cast, sent):
    rows = reverse("admin:documents_dispatch_changelist")
    shown = staff.get(rows, {"state": "waiting"})
    assert shown.context["cl"].result_count == 2
    keys = [dispatch.pk for dispatch in sent.dispatches.waiting()]
    press = {"action": "act_remind", "_selected_action": keys, "index": "0"}
    staff.post(f"{rows}?state=waiting", press | {"confirm": "1"})
    assert list(sent.dispatches.values_list("times_reminded", flat=True)) == [0, 1, 1]


# -- registers --------------------------------------------------------------------------------------------------


def test_an_administrator_sets_how_a_register_numbers_and_how_far_it_has_come(client, cast, registers):
    client.force_login(cast.administrator)
    page_of = reverse("admin:documents_register_change", args=["circular"])
    assert client.post(page_of, {**_runs(), "numbering": "given", "shares": "letter"}).status_code == 302
    register = Register.objects.get(pk="circular")
    assert (register.numbering, register.shares_id) == ("given", "letter")
    last = reverse("admin:documents_register_last", args=["letter"])
    assert "เลขที่ระบบจะให้ต่อไปคือ 101" in page(client.post(last, {"year_be": "2565", "last": "๑๐๐"}, follow=True))
    assert "ลดลงไม่ได้" in page(client.post(last, {"year_be": "2565", "last": "5"}))
    assert Event.objects.filter(verb="ตั้งเลขล่าสุดของทะเบียน").count() == 1


def test_only_circulars_share_and_only_with_the_letters(client, cast, registers):
    client.force_login(cast.administrator)
    order_page = reverse("admin:documents_register_change", args=["order"])
    client.post(order_page, {**_runs(), "numbering": "given", "shares": "letter"})
    assert Register.objects.get(pk="order").shares_id is None
    circular = reverse("admin:documents_register_change", args=["circular"])
    assert client.post(circular, {**_runs(), "numbering": "typed", "shares": "circular"}).status_code == 200


def test_minutes_are_counted_for_each_body(client, cast, registers):
    set_last_number(
        Register.objects.get(pk="minutes"), year_be=2565, last=2, series="คณะกรรมการ", actor=cast.administrator
    )
    client.force_login(cast.administrator)
    shown = page(client.get(reverse("admin:documents_register_last", args=["minutes"])))
    assert 'name="series"' in shown and "คณะกรรมการ" in shown


def _runs():
    return {"runs-TOTAL_FORMS": "0", "runs-INITIAL_FORMS": "0", "_save": "1"}


# -- the data file ----------------------------------------------------------------------------------------------


def test_the_file_of_texts_is_plain_data():
    rows = json.loads(ready_texts.FILE.read_text(encoding="utf-8"))["texts"]
    assert len({row["code"] for row in rows}) == len(rows) >= 4


def test_a_signed_off_letter_form_takes_every_district_of_the_province_only(cast):
    form = LetterForm(TYPED, districts=District.objects.filter(province="47"))
    assert form.is_valid(), form.errors
    assert len(form.addressees()["districts"]) == 18


def test_a_letter_issued_from_the_desk_says_all_that_was_typed(staff, cast, current_round):
    paper = approve_paper(drafted(staff), actor=cast.staff)
    issue_paper(paper, number="5471", dated=DAY, signatory=make_signatory(), actor=cast.staff)
    content = paper.stored_bytes()
    for words in ("ด่วนที่สุด", "สน ๐๐๑๙.๓/ว ๕๔๗๑", "นายอำเภอ ทุกอำเภอ", "แผนการดำเนินการคัดสรรฯ", "โทรศัพท์ ๐-๔๒๗๑-๑๕๕๔"):
        assert says(content, words), words
    assert not says(content, "แจ้งรายชื่อ ภายใน")  # what is asked stands on the officer's page, not on paper


def test_a_draft_that_a_colleague_changed_meanwhile_is_not_approved_unseen(staff, cast, current_round):
    paper = drafted(staff)
    page = staff.get(reverse("admin:documents_paper_change", args=[paper.pk])).content.decode()
    act = reverse("admin:documents_paper_act", args=[paper.pk, "approve"])
    address = html.unescape(re.search(rf'href="({re.escape(act)}\?seen=[0-9a-f]{{64}})"', page)[1])
    revise_paper(paper, context=replace(context_of(paper), body="ข้อความใหม่"), actor=cast.secretary)
    asked = staff.get(address).content.decode()
    seen = re.search(r'name="seen" value="([0-9a-f]{64})"', asked)[1]
    refused = staff.post(act, {"confirm": "1", "seen": seen}).content.decode()
    assert "ร่างนี้มีผู้แก้ไขหลังจากท่านเปิดหน้านี้ จึงยังไม่ได้อนุมัติ" in refused
    paper.refresh_from_db()
    assert paper.status == "draft"
    staff.post(act, {"confirm": "1", "seen": text_of(paper)})
    paper.refresh_from_db()
    assert paper.status == "approved"
