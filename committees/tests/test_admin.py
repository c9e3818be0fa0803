"""Committees in the admin: what is typed wrong is said in Thai, and the order is issued on its own page."""

from datetime import date

import pytest
from django.contrib import admin
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from committees.actions import appoint_committee
from committees.models import Committee
from committees.ready_bodies import ready_bodies
from documents.models import Paper
from documents.tests.pdf import says
from opc_site.testing import make_committee, make_signatory


@pytest.fixture
def body(cast, current_round):
    return make_committee(current_round, [cast.member, cast.member_2])


@pytest.fixture
def signed_in(client, cast):
    client.force_login(cast.staff)
    return client


def typed_seats(*seats):
    data = {
        "appointments-TOTAL_FORMS": len(seats),
        "appointments-INITIAL_FORMS": 0,
        "appointments-MIN_NUM_FORMS": 0,
        "appointments-MAX_NUM_FORMS": 1000,
    }
    for index, seat in enumerate(seats):
        full = {"seat_order": index, "position": "พาณิชย์จังหวัด", "agency": "สำนักงานพาณิชย์", "role": "member"} | seat
        data |= {f"appointments-{index}-{name}": value for name, value in full.items()}
    return data


def add(client, round, *seats):
    page = reverse("admin:committees_committee_add")
    committee = {"round": round.pk, "kind": "committee", "name": "คณะกรรมการใหม่", "duties": ""}
    return client.post(page, committee | typed_seats(*seats))


def test_a_body_is_typed_with_its_seats(signed_in, current_round):
    response = add(signed_in, current_round, {"role": "chair"}, {"name": "นายก ข", "role": "secretary"})
    assert response.status_code == 302
    assert Committee.objects.get().appointments.count() == 2


@pytest.mark.parametrize(
    ("seats", "sentence"),
    [
        (({"role": "chair"}, {"role": "chair"}), "คณะหนึ่งมีประธานได้หนึ่งคน"),
        (({"role": "secretary"}, {"role": "secretary"}), "คณะหนึ่งมีเลขานุการได้หนึ่งคน"),
        (({"name": "นายก ข"}, {"name": "นายก  ข"}), "บุคคลหนึ่งอยู่ในคณะเดียวกันได้ตำแหน่งเดียว"),
        (({"position": "", "agency": "", "name": "นายก ข"},), "โปรดระบุตำแหน่งและหน่วยงาน"),
    ],
)
def test_what_breaks_a_clause_is_said(signed_in, current_round, seats, sentence):
    response = add(signed_in, current_round, *seats)
    assert response.status_code == 200
    assert sentence in response.content.decode()
    assert not Committee.objects.exists()


def test_two_seats_of_one_position_without_names_are_one_person_twice(signed_in, current_round):
    post = {"position": "พัฒนาการจังหวัดสกลนคร", "agency": "สำนักงานพัฒนาชุมชนจังหวัดสกลนคร"}
    response = add(signed_in, current_round, post, post)
    assert response.status_code == 200 and "บุคคลหนึ่งอยู่ในคณะเดียวกันได้ตำแหน่งเดียว" in response.content.decode()
    assert not Committee.objects.exists()


def order_page(*bodies):
    query = "&".join(f"bodies={body.pk}" for body in bodies)
    return f"{reverse('admin:committees_committee_order')}?{query}"


def typed_order(bodies, signatory, /, **changes):
    return {
        "bodies": [body.pk for body in bodies],
        "number": "๑๒๓๔",
        "dated_day": "25",
        "dated_month": "3",
        "dated_year": "2565",
        "signatory": signatory.pk,
        "preamble": "",
        "issue": "1",
    } | changes


def test_the_order_is_issued_on_its_own_page(signed_in, body):
    page = signed_in.get(reverse("admin:committees_committee_act", args=[body.pk, "order"]))
    assert page.status_code == 302
    text = signed_in.get(page.url).content.decode()
    assert "ยังไม่มีเลขานุการ" in text and "เลขที่คำสั่ง" in text
    response = signed_in.post(page.url, typed_order([body], make_signatory()), follow=True)
    assert "ออกคำสั่งที่ 1234/2565 แล้ว" in response.content.decode()
    body.refresh_from_db()
    assert body.is_appointed and body.order.number == "1234"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"number": ""}, "เลขที่คำสั่ง"),
        ({"number": "12/2560"}, "ใช้กับเอกสารลงวันที่ 25 มีนาคม 2565 ไม่ได้"),
        ({"dated_year": "2022"}, "ดูเหมือนปี ค.ศ."),
        ({"dated_day": "31", "dated_month": "2"}, "ไม่มีวันที่ 31"),
        ({"signatory": ""}, "ผู้ลงนาม"),
        ({"signatory": "99999"}, "ผู้ลงนาม"),
        ({"bodies": []}, "โปรดเลือกอย่างน้อยหนึ่งคณะ"),
        ({"bodies": ["x"]}, "คณะที่แต่งตั้ง"),
        ({"dated_year": "2550"}, "ไม่มีอำนาจลงนามในวันที่ 25 มีนาคม 2550"),
    ],
)
def test_what_is_typed_wrong_is_said_and_nothing_is_issued(signed_in, body, changes, sentence):
    response = signed_in.post(order_page(body), typed_order([body], make_signatory(), **changes))
    assert response.status_code == 200
    text = response.content.decode()
    assert sentence in text
    assert "form-errors" in text
    assert not Paper.objects.exists()


@pytest.mark.parametrize("key", ["9" * 20, "-1", "NaN"])
def test_a_body_that_no_box_of_the_page_has_named_is_an_invalid_choice(signed_in, body, key):
    response = signed_in.post(order_page(body), typed_order([body], make_signatory(), bodies=[key]))
    assert response.status_code == 200 and response.context["form"].errors.keys() == {"bodies"}
    page = reverse("admin:committees_committee_add")
    typed = {"round": body.round_id, "kind": "committee", "name": "คณะใหม่", "groups": [key]} | typed_seats()
    assert signed_in.post(page, typed).status_code == 200


def test_the_draft_is_a_pdf_without_a_number(signed_in, body):
    for response in (
        signed_in.get(reverse("admin:committees_committee_act", args=[body.pk, "draft-order"])),
        signed_in.post(order_page(body), {"bodies": [body.pk], "preview": "1"}),
    ):
        assert response["Content-Type"] == "application/pdf"
        assert says(response.content, "ร่าง") and says(response.content, body.name)
        assert "no-store" in response["Cache-Control"]
    assert not Paper.objects.exists()


class TestPreamble:
    def test_the_page_begins_with_the_usual_one(self, signed_in, body):
        text = signed_in.get(order_page(body)).content.decode()
        assert f"จึงแต่งตั้ง{body.name} ประกอบด้วย" in text and "มาตรา ๕๗" in text

    def test_what_staff_write_is_shown_in_the_draft_and_issued(self, signed_in, body):
        words = "ด้วยมีเหตุใหม่ อาศัยอำนาจตามกฎหมาย\r\n\r\n1. ข้อแรก **สำคัญ**"
        draft = signed_in.post(order_page(body), {"bodies": [body.pk], "preamble": words, "preview": "1"})
        signed_in.post(order_page(body), typed_order([body], make_signatory(), preamble=words))
        order = Paper.objects.get()
        for content in (draft.content, order.stored_bytes()):
            assert says(content, "ด้วยมีเหตุใหม่ อาศัยอำนาจตามกฎหมาย ๑. ข้อแรก สำคัญ") and not says(content, "มาตรา ๕๗")
        assert order.context["content"]["preamble"] == "ด้วยมีเหตุใหม่ อาศัยอำนาจตามกฎหมาย\n\n1. ข้อแรก **สำคัญ**"

    def test_left_as_it_was_it_follows_the_bodies_that_are_chosen(self, signed_in, cast, current_round, body):
        other = make_committee(current_round, [cast.member_3])
        shown = signed_in.get(order_page(body)).context["form"]["preamble"].value()
        signed_in.post(order_page(body), typed_order([body, other], make_signatory(), preamble=shown))
        preamble = Paper.objects.get().context["content"]["preamble"]
        assert preamble.endswith("จึงแต่งตั้งคณะทำงาน ดังต่อไปนี้") and "มาตรา ๕๗" in preamble

    def test_without_a_law_that_gives_the_power_nothing_is_issued(self, signed_in, body):
        typed = typed_order([body], make_signatory(), preamble="ด้วยมีเหตุใหม่")
        text = signed_in.post(order_page(body), typed).content.decode()
        assert "คำสั่งต้องอ้างกฎหมายหรือระเบียบที่ให้อำนาจ" in text and "ด้วยมีเหตุใหม่</textarea>" in text
        assert not Paper.objects.exists()

    def test_left_empty_it_is_the_usual_one(self, signed_in, body):
        signed_in.post(order_page(body), typed_order([body], make_signatory()))
        assert "มาตรา ๕๗" in Paper.objects.get().context["content"]["preamble"]

    def test_what_was_typed_stays_when_something_else_is_wrong(self, signed_in, body):
        typed = typed_order([body], make_signatory(), number="", preamble="ด้วยมีเหตุใหม่")
        text = signed_in.post(order_page(body), typed).content.decode()
        assert "ด้วยมีเหตุใหม่</textarea>" in text


def test_the_draft_of_a_body_without_a_chair_is_answered_with_the_sentence(signed_in, body):
    body.appointments.all().delete()
    response = signed_in.get(reverse("admin:committees_committee_act", args=[body.pk, "draft-order"]), follow=True)
    assert "ยังไม่มีรายชื่อ" in response.content.decode()


@pytest.mark.parametrize(
    "query", ["", "?bodies=", "?bodies=x", "?bodies=๑", "?bodies=99999999999999999999999", "?bodies=1&bodies=2"]
)
def test_any_address_of_the_order_page_is_answered(signed_in, current_round, query):
    assert signed_in.get(reverse("admin:committees_committee_order") + query).status_code == 200


def test_an_appointed_body_is_only_read(signed_in, body):
    signed_in.post(order_page(body), typed_order([body], make_signatory()))
    page = reverse("admin:committees_committee_change", args=[body.pk])
    text = signed_in.get(page).content.decode()
    assert 'name="_save"' not in text and "1234/2565" in text
    assert signed_in.post(page, {"name": "อื่น"}).status_code in {403, 404}
    assert signed_in.get(reverse("admin:committees_committee_act", args=[body.pk, "order"])).status_code == 404


@pytest.mark.parametrize("page", ["committees_committee_changelist", "committees_appointment_changelist"])
def test_lists_ask_the_same_number_of_questions_for_one_and_three(signed_in, cast, current_round, page):
    make_committee(current_round, [cast.member])
    with CaptureQueriesContext(connection) as one:
        assert signed_in.get(reverse(f"admin:{page}")).status_code == 200
    for member in (cast.member_2, cast.member_3):
        make_committee(current_round, [member])
    with CaptureQueriesContext(connection) as three:
        signed_in.get(reverse(f"admin:{page}"))
    assert len(one) == len(three)


def test_a_bodys_page_asks_no_more_for_more_seats(signed_in, cast, current_round):
    def questions(*members):
        body = make_committee(current_round, list(members))
        with CaptureQueriesContext(connection) as asked:
            signed_in.get(reverse("admin:committees_committee_change", args=[body.pk]))
        return len(asked)

    questions(cast.member)  # the first page of a process also fills caches that live longer than the test
    assert questions(cast.member) == questions(cast.member, cast.member_2, cast.member_3)


def test_strangers_do_not_reach_the_order_page(client, cast, body):
    for stranger in (cast.officer_a, cast.member):
        client.force_login(stranger)
        assert client.get(order_page(body)).status_code == 302
        assert client.post(order_page(body), typed_order([body], make_signatory())).status_code == 302
    assert not Paper.objects.exists()


def test_a_page_opened_before_the_order_does_not_take_the_order_back(cast, body):
    """Read before a colleague's order and saved after it, the row would be a draft again."""
    request = RequestFactory().get("/")
    request.user = cast.staff
    page = admin.site.get_model_admin(Committee).get_form(request, body)
    stale = Committee.objects.get(pk=body.pk)
    appoint_committee([body], number="1", dated=date(2022, 3, 25), signatory=make_signatory(), actor=cast.staff)
    form = page({"round": stale.round_id, "kind": stale.kind, "name": "ชื่ออื่น", "duties": ""}, instance=stale)
    assert not form.is_valid()
    assert "แต่งตั้งด้วยคำสั่งไปแล้ว" in str(form.errors)


def test_a_body_starts_from_a_usual_one_whose_name_and_duties_are_edited(client, cast, current_round):
    client.force_login(cast.staff)
    address = reverse("admin:committees_committee_add")
    page = client.get(address).content.decode()
    for code, ready in ready_bodies().items():
        assert f'<a href="?ready={code}">{ready.title}</a>' in page
        form = client.get(address, {"ready": code}).context["adminform"].form
        assert form.initial["kind"] == ready.kind and form.initial["round"] == current_round.pk
        assert form.initial["duties"].splitlines() == list(ready.duties)
        assert "{" not in form.initial["name"] and len(form.initial["name"]) <= 200
    name = client.get(address, {"ready": "committee"}).context["adminform"].form.initial["name"]
    assert name.startswith("คณะกรรมการดำเนินการคัดสรรสุดยอด") and name.endswith("ระดับจังหวัด")
    assert client.get(address, {"ready": "ไม่มี"}).status_code == 200
