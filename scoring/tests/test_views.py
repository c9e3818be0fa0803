"""The member's pages, as a person meets them: own work only, one product per page, nothing typed is lost."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from opc_site.testing import make_user
from registrations.models import Entry, StandardCertificate
from scoring.actions import open_sheet, recuse, save_marks, settle_round
from scoring.models import Criterion, Framework, Mark, Recusal, Sheet

from .scene import hand_in, make_panel, make_scored_entry

HOME = reverse("scoring:home")


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def entry(current_round, seats):
    return make_scored_entry(current_round, name="ผ้าคลุมไหล่ย้อมคราม", description="ทอด้วยกี่พื้นเมือง")


@pytest.fixture
def sheet_page(entry):
    return reverse("scoring:sheet-edit", args=[entry.pk])


@pytest.fixture
def typed(marks):
    """The form of a page that was empty when it was opened, with full marks."""
    return form_of(marks)


def form_of(marks, **more):
    criteria = {row.code: row for row in Criterion.objects.all()}
    return {"seen": "{}", **{f"mark_{criteria[code].pk}": str(points) for code, points in marks.items()}, **more}


def field(code):
    return f"mark_{Criterion.objects.get(code=code).pk}"


def text_of(response):
    return response.content.decode()


# -- whose page it is -------------------------------------------------------------------------------------------


def test_strangers_find_nothing(cast, sheet_page, seats):
    assert Client().get(sheet_page).status_code == 302
    for person in (cast.staff, cast.officer_a, cast.officer_b):
        client = signed_in(person)
        for address in (HOME, sheet_page, f"{sheet_page}recuse/", f"{sheet_page}?member={seats[0].pk}"):
            assert client.get(address).status_code == 404


def test_a_member_of_another_panel_finds_nothing(cast, current_round, sheet_page, seats):
    other = make_user("member9", "member")
    make_panel(current_round, [other], code="FOOD")
    client = signed_in(other)
    assert client.get(sheet_page).status_code == 404
    assert client.post(sheet_page, {"submit": "yes"}).status_code == 404
    assert "ยังไม่มีผลิตภัณฑ์" in text_of(client.get(HOME))


def test_a_member_sees_the_own_marks_only(cast, entry, sheet_page, seats, marks):
    hand_in(entry, seats[1], marks)
    body = text_of(signed_in(cast.member).get(sheet_page))
    assert " checked" not in body
    assert "ให้แล้ว <strong data-marked>0</strong> จาก 17" in body
    assert "ผู้ใช้ member2" not in body
    # Somebody else's seat answers as an unknown one does.
    for seat in (seats[1].pk, 999_999, "๑", "x", ""):
        response = signed_in(cast.member).get(f"{sheet_page}?member={seat}")
        assert response.status_code == (200 if seat == "" else 404)


def test_unknown_and_unscreened_entries_are_not_there(cast, current_round, seats):
    submitted = make_scored_entry(current_round)
    Entry.objects.filter(pk=submitted.pk).update(status=Entry.Status.SUBMITTED)
    for pk in (submitted.pk, 999_999):
        assert signed_in(cast.member).get(reverse("scoring:sheet-edit", args=[pk])).status_code == 404


def test_the_page_shows_the_product_and_nothing_private(cast, current_round, entry, sheet_page):
    producer = entry.producer
    product = producer.products.get()
    StandardCertificate.objects.create(product=product, kind="tcps", number="197/2557")
    Entry.objects.filter(pk=entry.pk).update(product=product)
    producer.citizen_id = "1101700230708"
    producer.save()
    body = text_of(signed_in(cast.member).get(sheet_page))
    for shown in (entry.name, entry.number, producer.name, "อำเภอเมืองสกลนคร", "ทอด้วยกี่พื้นเมือง", "มผช. 197/2557"):
        assert shown in body
    for hidden in (producer.phone, producer.contact_last_name, producer.citizen_id, "ดาว"):
        assert hidden not in body


def test_set_items_are_listed(cast, current_round, seats):
    entry = make_scored_entry(current_round, kind="set", set_items="เสื้อ\nผ้าถุง")
    body = text_of(signed_in(cast.member).get(reverse("scoring:sheet-edit", args=[entry.pk])))
    assert "<li>เสื้อ</li>" in body and "<li>ผ้าถุง</li>" in body


def test_default_values_are_said_on_both_pages(cast, sheet_page, framework):
    client = signed_in(cast.member)
    for address in (HOME, sheet_page):
        assert "ค่าตั้งต้น" in text_of(client.get(address))
    Framework.objects.update(is_default_value=False)
    for address in (HOME, sheet_page):
        assert "ค่าตั้งต้น" not in text_of(client.get(address))


# -- scoring ----------------------------------------------------------------------------------------------------


def test_every_step_is_a_button_with_its_points_and_text(cast, sheet_page):
    body = text_of(signed_in(cast.member).get(sheet_page))
    criteria = Framework.objects.get().provincial_criteria("TEXTILE")
    assert body.count('type="radio"') == sum(row.steps.count() for row in criteria)
    assert body.count("<fieldset") == 17
    assert "ในจังหวัดตั้งแต่ร้อยละ 75" in body and "style=" not in body and "onclick" not in body


def test_looking_at_a_page_writes_nothing(cast, sheet_page):
    signed_in(cast.member).get(sheet_page)
    assert not Sheet.objects.exists()


def test_a_draft_is_kept_and_shown_again(cast, sheet_page):
    client = signed_in(cast.member)
    response = client.post(sheet_page, form_of({"ก1.1": 2, "ข2.1": 5}, save="yes"))
    assert (response.status_code, response.url) == (302, sheet_page)
    sheet = Sheet.objects.get()
    assert (sheet.status, sheet.typed_by, sheet.marks.count()) == ("draft", cast.member, 2)
    body = text_of(client.get(sheet_page))
    assert body.count(" checked") == 2
    assert "รวม <strong data-points>7</strong> จาก 55" in body


def test_handing_in_with_gaps_keeps_the_draft_and_links_what_is_missing(cast, sheet_page, marks):
    response = signed_in(cast.member).post(sheet_page, form_of({**marks, "ก1.1": "", "ข2.3": ""}, submit="yes"))
    assert response.status_code == 422
    body = text_of(response)
    assert "ยังขาดคะแนน 2 ข้อ" in body
    for code in ("ก1.1", "ข2.3"):
        assert f'href="#id_{field(code)}"' in body and f'id="id_{field(code)}"' in body
    sheet = Sheet.objects.get()
    assert (sheet.status, sheet.marks.count()) == ("draft", 15)
    assert body.count(" checked") == 15


def test_a_complete_sheet_is_handed_in_and_leads_to_the_next(cast, current_round, entry, sheet_page, typed):
    following = make_scored_entry(current_round)
    client = signed_in(cast.member)
    response = client.post(sheet_page, typed | {"submit": "yes"})
    assert response.url == reverse("scoring:sheet-edit", args=[following.pk])
    assert Sheet.objects.get().status == "submitted"
    body = text_of(client.get(sheet_page))
    assert "ส่งคะแนนแล้วเมื่อ" in body and "รวม 55 จาก 55" in body and 'type="radio"' not in body
    # The same form, sent once more, changes nothing and is no error.
    assert client.post(sheet_page, typed | {"submit": "yes"}).url == sheet_page
    assert Sheet.objects.count() == 1
    response = client.post(reverse("scoring:sheet-edit", args=[following.pk]), typed | {"submit": "yes"})
    assert response.url == HOME


@pytest.mark.parametrize("nonsense", ["9", "1.5", "สาม", "-1", "x" * 500, "\x00", "1e3"])
def test_nonsense_gets_a_sentence_and_the_rest_stays_on_the_page(cast, sheet_page, nonsense):
    data = form_of({"ก1.2": 3}, save="yes") | {field("ก1.1"): nonsense}
    response = signed_in(cast.member).post(sheet_page, data)
    assert response.status_code == 422
    body = text_of(response)
    assert "ก1.1" in body and f'href="#id_{field("ก1.1")}"' in body
    assert body.count(" checked") == 1
    assert not Mark.objects.exists()


@pytest.mark.parametrize(
    "seen", ["", "{", "[" * 4000, "[]", '"x"', '{"ก1.1": 3}', '{"ก1.1": "99"}', '{"zz": "1"}', "null"]
)
def test_a_page_that_lost_what_it_showed_still_saves(cast, sheet_page, seen):
    response = signed_in(cast.member).post(sheet_page, form_of({"ก1.1": 2}, save="yes", seen=seen))
    assert response.status_code == 302
    assert Mark.objects.get().points == 2


def test_numbers_are_typed_where_the_criterion_asks_for_one(cast, sheet_page):
    Criterion.objects.filter(code="ก1.1").update(input="number")
    client = signed_in(cast.member)
    assert 'inputmode="decimal"' in text_of(client.get(sheet_page))
    refused = client.post(sheet_page, form_of({"ก1.1": "๒.๗"}, save="yes"))
    assert refused.status_code == 422 and 'value="๒.๗"' in text_of(refused)
    client.post(sheet_page, form_of({"ก1.1": "๒.๕"}, save="yes"))
    assert 'value="2.5"' in text_of(client.get(sheet_page))


def test_two_devices_a_clash_shows_both_values_and_the_next_press_decides(cast, entry, sheet_page, seats):
    client = signed_in(cast.member)
    client.post(sheet_page, form_of({"ก1.1": 3, "ก1.2": 3}, save="yes"))
    response = client.post(sheet_page, form_of({"ก1.1": 1, "ก1.3": 2}, save="yes"))  # a page opened before
    assert response.status_code == 409
    body = text_of(response)
    assert "ข้อ ก1.1 = 3" in body
    assert re.search(rf'name="{field("ก1.1")}" value="1"[^>]* checked', body)
    assert re.search(rf'name="{field("ก1.2")}" value="3"[^>]* checked', body)  # untouched: as stored
    seen = response.context["form"]["seen"].value()
    assert client.post(sheet_page, form_of({"ก1.1": 1, "ก1.2": 3, "ก1.3": 2}, save="yes", seen=seen)).status_code == 302
    assert dict(Mark.objects.values_list("criterion__code", "points")) == {"ก1.1": 1, "ก1.2": 3, "ก1.3": 2}


def test_saving_at_each_tap(cast, sheet_page):
    client = signed_in(cast.member)
    tap = {"HTTP_HX_REQUEST": "true"}
    response = client.post(sheet_page, form_of({"ก1.1": 3}, autosave="yes"), **tap)
    body = text_of(response)
    assert "บันทึกร่างแล้ว" in body and "<html" not in body
    assert Mark.objects.get().points == 3
    seen = response.context["form"]["seen"].value()
    save_marks(Sheet.objects.get(), marks={"ก1.2": 3}, actor=cast.member)  # the other device
    response = client.post(sheet_page, form_of({"ก1.1": 2}, autosave="yes", seen=seen), **tap)
    seen = response.context["form"]["seen"].value()
    client.post(sheet_page, form_of({"ก1.1": 1}, autosave="yes", seen=seen), **tap)
    assert dict(Mark.objects.values_list("criterion__code", "points")) == {"ก1.1": 1, "ก1.2": 3}
    response = client.post(sheet_page, form_of({"ก1.1": 9}, autosave="yes"), **tap)
    assert "ข้อ ก1.1" in text_of(response)


def test_standing_back_takes_a_reason_and_closes_the_page(cast, entry, sheet_page):
    client = signed_in(cast.member)
    assert client.get(f"{sheet_page}recuse/").status_code == 200
    assert client.post(f"{sheet_page}recuse/", {"reason": " "}).status_code == 422
    response = client.post(f"{sheet_page}recuse/", {"reason": "เป็นญาติของเจ้าของ"})
    assert response.url == HOME
    assert Recusal.objects.get().reason == "เป็นญาติของเจ้าของ"
    assert "แจ้งถอนตัว" in text_of(client.get(sheet_page))
    assert "แจ้งถอนตัว" in text_of(client.post(sheet_page, {"submit": "yes"}))
    assert client.post(f"{sheet_page}recuse/", {"reason": "ซ้ำ"}).url == sheet_page
    assert "จาก <strong>0</strong> ผลิตภัณฑ์" in text_of(client.get(HOME))


def test_a_settled_product_is_closed(cast, entry, sheet_page, seats, marks):
    Framework.objects.update(min_sheets=2)
    for seat in seats[1:]:
        hand_in(entry, seat, marks)
    settle_round(entry.round, actor=cast.secretary)
    body = text_of(signed_in(cast.member).get(sheet_page))
    assert "สรุปผลแล้ว" in body
    assert "คะแนนที่ให้ไว้" not in body and 'type="radio"' not in body


# -- the secretary types for a member ---------------------------------------------------------------------------


def test_the_secretary_chooses_a_member_and_types_the_paper_sheet(cast, entry, sheet_page, seats, typed):
    client = signed_in(cast.secretary)
    assert "เลือกกรรมการ" in text_of(client.get(HOME))
    body = text_of(client.get(sheet_page))
    assert f'href="?member={seats[2].pk}"' in body
    address = f"{sheet_page}?member={seats[2].pk}"
    assert "บันทึกแทน" in text_of(client.get(address))
    assert f"{sheet_page}?member={seats[2].pk}" in text_of(client.get(f"{HOME}?member={seats[2].pk}"))
    response = client.post(address, typed | {"submit": "yes"})
    assert response.url == f"{HOME}?member={seats[2].pk}"
    sheet = Sheet.objects.get()
    assert (sheet.member, sheet.typed_by, sheet.status) == (seats[2], cast.secretary, "submitted")
    assert client.get(f"{sheet_page}?member=999999").status_code == 404
    assert client.get(f"{sheet_page}?member={'9' * 40}").status_code == 404


# -- the list ---------------------------------------------------------------------------------------------------


def test_home_counts_and_filters_the_own_work(cast, current_round, seats, marks):
    entries = [make_scored_entry(current_round, name=f"ผ้าผืนที่ {number}") for number in range(1, 5)]
    hand_in(entries[0], seats[0], marks)
    hand_in(entries[1], seats[1], marks)  # a colleague's: not counted
    open_sheet(entries[2], member=seats[0], actor=cast.member)
    recuse(entries[3], member=seats[0], actor=cast.member, reason="เป็นญาติ")
    client = signed_in(cast.member)
    body = text_of(client.get(HOME))
    assert "<strong>1</strong> จาก <strong>3</strong> ผลิตภัณฑ์" in body
    for state, number in (("todo", 2), ("submitted", 1), ("draft", 3), ("recused", 4)):
        body = text_of(client.get(f"{HOME}?state={state}&group=TEXTILE"))
        assert re.findall(r"ผ้าผืนที่ \d", body) == [f"ผ้าผืนที่ {number}"]
    for nonsense in ("?state=x&group=y&page=z", "?page=999", "?group=FOOD"):
        assert client.get(HOME + nonsense).status_code == 200


def test_home_is_paged(cast, current_round, seats):
    for _ in range(26):
        make_scored_entry(current_round)
    client = signed_in(cast.member)
    body = text_of(client.get(HOME))
    assert body.count("<tr>") == 26 and "page=2" in body
    assert text_of(client.get(f"{HOME}?page=2")).count("<tr>") == 2


def test_home_says_why_there_is_nothing(cast, current_round, framework):
    assert "โปรดติดต่อเลขานุการ" in text_of(signed_in(cast.member).get(HOME))
    assert "ยังไม่มีคณะ" in text_of(signed_in(cast.secretary).get(HOME))
    current_round.is_current = False
    current_round.save()
    assert "ยังไม่มีการคัดสรรที่เป็นรอบปัจจุบัน" in text_of(signed_in(cast.member).get(HOME))


@pytest.mark.parametrize("who", ["member", "secretary"])
def test_home_takes_the_same_queries_with_one_and_three(cast, current_round, seats, who):
    client = signed_in(getattr(cast, who))
    address = HOME if who == "member" else f"{HOME}?member={seats[0].pk}"
    counts = []
    for number in (1, 2):
        for _ in range(number):
            make_scored_entry(current_round)
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 20


def test_a_sheet_takes_few_queries(cast, sheet_page, entry, seats, marks):
    client = signed_in(cast.member)
    client.get(sheet_page)
    with CaptureQueriesContext(connection) as empty:
        client.get(sheet_page)
    hand_in(entry, seats[0], marks)
    with CaptureQueriesContext(connection) as full:
        client.get(sheet_page)
    assert len(full) <= len(empty) + 1 <= 20
