"""Amendments in the admin: from a body's page through the draft and its lines to the order; who sat there on a day."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from committees.actions import set_change
from committees.models import Amendment, Nomination
from documents.models import Paper
from documents.tests.pdf import says
from opc_site.testing import make_committee, make_signatory

from .scene import LATER, REASON, appoint, draft, issue, line, names_on

DATE = {"dated_day": "11", "dated_month": "4", "dated_year": "2565"}


@pytest.fixture
def signatory(cast):
    return make_signatory()


@pytest.fixture
def body(cast, current_round, signatory):
    body = make_committee(current_round, [cast.member, cast.member_2], name="คณะทำงานประเภทผ้า")
    appoint([body], cast.staff, signatory)
    body.refresh_from_db()
    return body


@pytest.fixture
def second(body):
    return body.appointments.get(role="member")


@pytest.fixture
def signed_in(client, cast):
    client.force_login(cast.staff)
    return client


@pytest.fixture
def amendment(cast, body):
    return draft(body.order, cast.staff)


def address(name, *args):
    return reverse(f"admin:committees_{name}", args=args)


def text_of(response):
    return response.content.decode()


def press(client, amendment, **buttons):
    typed = {"reason": amendment.reason, "preamble": ""}
    return client.post(address("amendment_change", amendment.pk), typed | buttons)


def test_a_member_is_replaced_from_the_bodys_page_to_the_order(signed_in, body, second, signatory):
    page = signed_in.get(address("committee_change", body.pk))
    assert "แก้ไขรายชื่อด้วยคำสั่ง" in text_of(page)
    begin = signed_in.get(address("committee_act", body.pk, "amend"))
    assert "1234/2565" in text_of(signed_in.get(begin.url))
    draft_page = signed_in.post(begin.url, {"reason": REASON}).url
    amendment = Amendment.objects.get()
    shown = text_of(signed_in.get(draft_page))
    assert second.name in shown and "อาศัยอำนาจตามความใน" in shown
    line_page = press(signed_in, amendment, line=f"replace-{second.pk}").url
    who = {"name": "นายใหม่ มาแทน", "position": "หัวหน้า", "agency": "สำนักงาน", "role": "member"}
    assert signed_in.post(line_page, who).url == draft_page
    assert "นายใหม่ มาแทน" in text_of(signed_in.get(draft_page))
    issue_page = press(signed_in, amendment, issue="1").url
    preview = signed_in.post(issue_page, {"preview": "1"})
    assert preview["Content-Type"] == "application/pdf" and says(preview.content, "นายใหม่ มาแทน")
    done = signed_in.post(issue_page, {"number": "๑๓๐๐", "signatory": signatory.pk, "issue": "1"} | DATE, follow=True)
    assert "ออกคำสั่งที่ 1300/2565 แล้ว" in text_of(done)
    assert names_on(body, LATER)[1] == "นายใหม่ มาแทน"
    page = text_of(signed_in.get(address("committee_change", body.pk)))
    assert "1300/2565" in page and "ผู้พ้นจากตำแหน่ง" in page


def test_every_button_keeps_what_was_typed(signed_in, body, second, amendment):
    for number, button in enumerate(
        ({"save": "1"}, {"line": f"remove-{second.pk}"}, {"line": f"add-{body.pk}"}, {"preview": "1"}, {"issue": "1"})
    ):
        typed = {"reason": f"เหตุที่ {number}", "preamble": f"อาศัยอำนาจตามความในข้อ {number}"}
        signed_in.post(address("amendment_change", amendment.pk), typed | button)
        amendment.refresh_from_db()
        assert (amendment.reason, amendment.preamble) == (f"เหตุที่ {number}", f"อาศัยอำนาจตามความในข้อ {number}")


def test_the_usual_preamble_follows_a_new_reason(signed_in, amendment):
    page = address("amendment_change", amendment.pk)
    usual = signed_in.get(page).context["form"]["preamble"].value()
    signed_in.post(page, {"reason": "เกษียณอายุ", "preamble": usual.replace("\n", "\r\n")})
    assert "เนื่องจากเกษียณอายุ" in signed_in.get(page).context["form"]["preamble"].value()


def test_lines_are_taken_out_again_and_edited(signed_in, cast, body, second, amendment):
    press(signed_in, amendment, line=f"remove-{second.pk}")
    change = amendment.changes.get()
    press(signed_in, amendment, take=str(change.pk))
    assert press(signed_in, amendment, take=str(change.pk)).status_code == 302
    assert not amendment.changes.exists()
    role = press(signed_in, amendment, line=f"role-{second.pk}").url
    assert signed_in.post(role, {"role": "secretary"}).status_code == 302
    edit = address("amendment_line", amendment.pk, amendment.changes.get().pk)
    assert 'value="secretary" selected' in text_of(signed_in.get(edit))
    signed_in.post(edit, {"role": "adviser"})
    assert amendment.changes.get().role == "adviser"


def test_an_accepted_nomination_is_chosen_and_fills_the_line(signed_in, body, amendment):
    person = {"committee": body, "name": "นางมาลี ทอผ้า", "expertise": "สิ่งทอ"}
    nomination = Nomination.objects.create(**person, status="accepted", consent="letter", consent_on=date(2022, 4, 1))
    waiting = Nomination.objects.create(committee=body, name="นายรอ ตอบ", expertise="สิ่งทอ")
    page = press(signed_in, amendment, line=f"add-{body.pk}").url
    shown = text_of(signed_in.get(page))
    assert nomination.name in shown and waiting.name not in shown
    assert signed_in.post(page, {"nomination": waiting.pk, "role": "member"}).status_code == 200
    assert signed_in.post(page, {"nomination": nomination.pk, "role": "member"}).status_code == 302
    assert (amendment.changes.get().name, amendment.changes.get().nomination) == ("นางมาลี ทอผ้า", nomination)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"number": ""}, "เลขที่คำสั่ง"),
        ({"dated_year": "2560"}, "ไม่มีอำนาจลงนาม"),
        ({"dated_day": "24", "dated_month": "3"}, "ก่อนคำสั่งล่าสุดของคณะนี้"),
        ({"dated_day": "31"}, "ไม่มีวันที่ 31"),
        ({"number": "1234"}, "เลขที่นี้ใช้ไปแล้ว"),
        ({"signatory": "x"}, "ผู้ลงนาม"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    signed_in, body, second, amendment, signatory, changes, sentence
):
    press(signed_in, amendment, line=f"remove-{second.pk}")
    typed = {"number": "1300", "signatory": signatory.pk, "issue": "1"} | DATE | changes
    response = signed_in.post(address("amendment_issue", amendment.pk), typed)
    text = text_of(response)
    assert response.status_code == 200 and sentence in text and "form-errors" in text
    assert f'value="{typed["dated_day"]}"' in text
    assert Paper.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"name": "", "position": "", "agency": ""}, "ต้องบอกผู้ที่เปลี่ยนแปลงให้ครบ"),
        ({"name": "ก" * 201}, "200"),
        ({"role": "king"}, "บทบาท"),
        ({"user": "99999"}, "บัญชี"),
    ],
)
def test_a_line_typed_wrong_is_said(signed_in, body, amendment, fields, sentence):
    page = address("amendment_line_new", amendment.pk, "add", body.pk)
    who = {"name": "นายก ข", "position": "หัวหน้า", "agency": "สำนักงาน", "role": "member"}
    response = signed_in.post(page, who | fields)
    assert response.status_code == 200 and sentence in text_of(response)
    assert not amendment.changes.exists()


def test_a_draft_that_does_not_hold_says_why_on_its_page(signed_in, body, amendment):
    chair = body.appointments.get(role="chair")
    press(signed_in, amendment, line=f"remove-{chair.pk}")
    for button in ("issue", "preview"):
        assert "ยังไม่มีประธาน" in text_of(press(signed_in, amendment, **{button: "1"}))
    typed = {"reason": "เหตุ", "preamble": "ไม่มีกฎหมาย", "issue": "1"}
    assert "ไม่มีกฎหมาย</textarea>" in text_of(signed_in.post(address("amendment_change", amendment.pk), typed))


@pytest.mark.parametrize("value", ["x", "remove-", "remove-x", "king-1", "remove-99999", "role-๑", f"add-{9**30}"])
def test_a_button_that_is_none_is_an_address_that_is_none(signed_in, amendment, value):
    response = press(signed_in, amendment, line=value)
    if response.status_code == 302:
        response = signed_in.get(response.url)
    assert response.status_code == 404


def test_addresses_that_are_none(signed_in, cast, body, second, amendment, signatory):
    for page in (
        address("amendment_new", 10**30),
        address("amendment_new", make_committee(body.round, [cast.member]).pk),
        address("amendment_line_new", amendment.pk, "remove", second.pk),
        address("amendment_line_new", amendment.pk, "add", 10**30),
        address("amendment_line", amendment.pk, 99999),
        address("amendment_issue", 10**30),
        address("amendment_change", 99999),
    ):
        assert signed_in.get(page).status_code == 404, page


def test_what_was_issued_is_only_read(signed_in, cast, body, second, signatory):
    amendment = draft(body.order, cast.staff, line("remove", body, second))
    issue(amendment, cast.staff, signatory)
    page = address("amendment_change", amendment.pk)
    text = text_of(signed_in.get(page))
    assert "1300/2565" in text and second.name in text and 'name="save"' not in text
    assert signed_in.post(page, {"reason": "อื่น"}).status_code == 404
    assert signed_in.get(address("amendment_issue", amendment.pk)).status_code == 404


def test_a_draft_is_dropped(signed_in, amendment):
    page = address("amendment_act", amendment.pk, "drop")
    assert "เลิกร่าง" in text_of(signed_in.get(page))
    signed_in.post(page, {"confirm": "1"})
    amendment.refresh_from_db()
    assert amendment.status == "dropped"


def test_a_second_draft_is_pointed_out(signed_in, body, amendment):
    assert "มีร่างคำสั่งแก้ไขคำสั่งฉบับนี้อยู่แล้ว" in text_of(signed_in.get(address("amendment_new", body.pk)))


class TestWhoSatThere:
    def on(self, client, body, day, month, year):
        return client.get(address("committee_change", body.pk), {"on_day": day, "on_month": month, "on_year": year})

    def test_the_address_names_the_day(self, signed_in, cast, body, second, signatory):
        change = line("replace", body, second, name="นายใหม่ มาแทน")
        issue(draft(body.order, cast.staff, change), cast.staff, signatory)
        for day, present in (("10", [second.name]), ("11", ["นายใหม่ มาแทน"])):
            shown = [seat.name for seat in self.on(signed_in, body, day, "4", "๒๕๖๕").context["on_day"]]
            assert shown[1:] == present
        before = self.on(signed_in, body, "24", "3", "2565")
        assert "ในวันนั้นไม่มีผู้ดำรงตำแหน่งตามคำสั่ง" in text_of(before)

    @pytest.mark.parametrize("parts", [("31", "2", "2565"), ("x", "y", "z"), ("1", "", ""), ("1", "1", "2022")])
    def test_a_day_that_is_none_is_said(self, signed_in, body, parts):
        response = self.on(signed_in, body, *parts)
        assert response.status_code == 200 and response.context["day_form"].errors

    def test_the_page_asks_no_more_for_more_seats(self, signed_in, cast, body, signatory):
        def asked(row):
            with CaptureQueriesContext(connection) as queries:
                self.on(signed_in, row, "1", "4", "2565")
            return len(queries)

        other = make_committee(body.round, [cast.member, cast.member_2, cast.member_3])
        appoint([other], cast.staff, signatory, number="77")
        asked(body)
        assert asked(body) == asked(other)


def test_the_draft_asks_no_more_for_more_lines(signed_in, cast, body, second, amendment):
    def asked():
        with CaptureQueriesContext(connection) as queries:
            signed_in.get(address("amendment_change", amendment.pk))
        return len(queries)

    press(signed_in, amendment, line=f"remove-{second.pk}")
    one = asked()
    for name in ("นายก", "นายข"):
        signed_in.post(
            address("amendment_line_new", amendment.pk, "add", body.pk),
            {"name": name, "expertise": "ผ้า", "role": "member"},
        )
    assert amendment.changes.count() == 3
    assert asked() == one


def test_the_list_asks_the_same_number_of_questions_for_one_and_three(signed_in, cast, body, amendment):
    def asked():
        with CaptureQueriesContext(connection) as queries:
            assert signed_in.get(address("amendment_changelist")).status_code == 200
        return len(queries)

    asked()
    one = asked()
    for _ in range(2):
        draft(body.order, cast.staff, line("add", body, name="นายก"))
    assert asked() == one


def test_strangers_reach_none_of_it(client, cast, body, amendment):
    for stranger in (cast.officer_a, cast.member):
        client.force_login(stranger)
        for page in (
            address("amendment_changelist"),
            address("amendment_change", amendment.pk),
            address("amendment_new", body.pk),
            address("amendment_issue", amendment.pk),
            address("amendment_line_new", amendment.pk, "add", body.pk),
        ):
            assert client.get(page).status_code in {302, 404}
            assert client.post(page, {"reason": "x"}).status_code in {302, 404}
    assert Amendment.objects.count() == 1


@pytest.mark.parametrize("pressed", ["ภาษา-1", "a/b-1", "REPLACE-1", "-", "replace-", "remove-999999"])
def test_a_button_that_the_page_does_not_have_is_not_there(signed_in, amendment, pressed):
    assert press(signed_in, amendment, line=pressed).status_code == 404


def test_on_a_phone_the_members_of_today_stand_below_the_body(live_server, phone_page, signed_in, body):
    session = signed_in.cookies["sessionid"].value
    phone_page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    phone_page.goto(live_server.url + address("committee_change", body.pk))
    place = phone_page.get_by_role("heading", name="ผู้ดำรงตำแหน่งวันนี้").bounding_box()
    assert place["x"] >= 0 and place["x"] + place["width"] <= 390


def test_roles_are_called_as_their_body_calls_them(signed_in, cast, body, amendment):
    set_change(amendment, line("add", body, name="นายใหม่ มาเพิ่ม"), actor=cast.staff)
    assert "นายใหม่ มาเพิ่ม (คณะทำงาน)" in text_of(signed_in.get(address("amendment_change", amendment.pk)))
    page = text_of(signed_in.get(address("amendment_line_new", amendment.pk, "add", body.pk)))
    assert "คณะทำงานและเลขานุการ" in page and "กรรมการและเลขานุการ" not in page
