"""The district officer's pages: what a person reads, and what is kept when something is refused."""

import re
import uuid
from datetime import timedelta
from html import unescape
from urllib.parse import unquote

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from opc_site.testing import make_entry, make_producer, make_round
from registrations import actions
from registrations.models import Entry, Producer
from rounds.models import Round

TYPED = {
    "kind": "main",
    "name": "ผ้าคลุมไหล่ย้อมคราม",
    "description": "ย้อมเย็นด้วยครามธรรมชาติ",
    "set_items": "",
    "product": "",
}


@pytest.fixture
def producer(current_round):
    return make_producer(phone="0812345678")


@pytest.fixture
def officer(client, cast):
    client.force_login(cast.officer_a)
    return client


@pytest.fixture
def form(current_round):
    """`form(**changes)`: what the application form posts."""

    def form(**changes):
        group = current_round.groups.get(code="TEXTILE").pk
        return TYPED | {"group": group, "form_token": str(uuid.uuid4()), "then": "draft"} | changes

    return form


@pytest.fixture
def entry(officer, cast, producer, current_round):
    return actions.start_entry(
        producer=producer,
        round=current_round,
        actor=cast.officer_a,
        kind="main",
        name="ผ้าพันคอ",
        group=current_round.groups.get(code="TEXTILE"),
    )


def new(producer):
    return f"/intake/producers/{producer.pk}/entries/new/"


def page_of(entry, part=""):
    return f"/intake/entries/{entry.pk}/{part}"


def words(response):
    """The page as it is read: without tags, entities or runs of space."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]*>", " ", response.content.decode())))


def errors(response):
    found = re.search(r'id="form-errors".*?</ul>', response.content.decode(), re.S)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]*>", " ", found.group()))) if found else ""


def edit_form(entry, **changes):
    return TYPED | {"group": entry.group_id, "name": entry.name, "version": entry.version, "then": "draft"} | changes


# -- who may come in --------------------------------------------------------------------------------------------


def every_page(entry):
    return [
        "/intake/",
        "/intake/producers/",
        f"/intake/producers/{entry.producer_id}/",
        new(entry.producer),
        "/intake/entries/",
        *(page_of(entry, part) for part in ("", "edit/", "submit/", "withdraw/", "receipt.pdf")),
    ]


def test_anonymous_goes_to_sign_in(client, entry):
    client.logout()
    for address in every_page(entry):
        response = client.get(address)
        assert response.status_code == 302, address
        assert response.headers["Location"].startswith("/accounts/login/?next=/intake/")


def test_committee_members_find_nothing(client, cast, entry):
    client.force_login(cast.member)
    assert {client.get(address).status_code for address in every_page(entry)} == {404}
    assert {client.post(address).status_code for address in every_page(entry)} == {404}


def test_officer_of_another_district_finds_own_pages_empty_and_rows_missing(client, cast, entry):
    client.force_login(cast.officer_b)
    for address in every_page(entry):
        if re.search(r"\d", address):
            assert client.get(address).status_code == 404, address
            assert client.post(address, {"reason": "x", "version": 1}).status_code in {404, 405}, address
        else:
            assert entry.name not in words(client.get(address))
    entry.refresh_from_db()
    assert (entry.status, entry.version) == ("draft", 1)


def test_a_strangers_row_and_no_row_answer_alike(client, cast, entry):
    client.force_login(cast.officer_b)
    strangers, nobodys = client.get(page_of(entry)), client.get("/intake/entries/99999999999999999999/")
    assert (strangers.status_code, nobodys.status_code) == (404, 404)
    assert words(strangers) == words(nobodys)


def test_the_province_opens_the_same_pages_for_every_district(client, cast, entry):
    client.force_login(cast.staff)
    for address in every_page(entry)[:-1]:
        assert client.get(address).status_code == 200, address
    assert "ทั้งจังหวัด" in words(client.get("/intake/"))
    assert "จังหวัดบันทึกแทนอำเภอเมืองสกลนคร" in words(client.get(f"/intake/producers/{entry.producer_id}/"))


def test_pages_that_only_show_refuse_to_be_posted_to(officer, entry):
    for address in (
        "/intake/",
        "/intake/producers/",
        "/intake/entries/",
        page_of(entry),
        page_of(entry, "receipt.pdf"),
    ):
        assert officer.post(address).status_code == 405, address


# -- home -------------------------------------------------------------------------------------------------------


def test_home_shows_todays_work_of_the_own_district(officer, cast, producer, current_round):
    make_entry(producer, current_round, slot=1)
    make_entry(producer, current_round, slot=2, status="returned", reason="ภาพฉลากไม่ชัด")
    make_entry(make_producer(district="4704"), current_round, status="submitted")
    text = words(officer.get("/intake/"))
    assert "งานรับสมัคร อำเภอเมืองสกลนคร" in text
    assert "1 ร่าง" in text
    assert "1 ส่งกลับแก้ไข" in text
    assert "0 ยื่นแล้ว" in text
    assert "ภาพฉลากไม่ชัด" in text
    assert "เปิดรับสมัครอยู่" in text


def test_home_puts_the_keyboard_into_the_search_box(officer, current_round):
    assert re.search(r'<input[^>]*name="q"[^>]*autofocus', officer.get("/intake/").content.decode())


def test_home_without_a_current_round_says_so(officer, cast):
    text = words(officer.get("/intake/"))
    assert "ยังไม่มีการคัดสรรรอบปัจจุบัน" in text
    assert officer.get("/intake/entries/").status_code == 200
    assert officer.get("/intake/producers/").status_code == 200
    producer = make_producer()
    assert "ยังรับสมัครไม่ได้" in words(officer.get(f"/intake/producers/{producer.pk}/"))
    assert "ยังรับสมัครไม่ได้" in words(officer.get(new(producer), follow=True))


# -- finding a producer -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["ดอนกอย", "081-234-5678", "๐๘๑๒๓๔๕๖๗๘", "สมศรี", "{code}"])
def test_search_that_finds_one_producer_opens_it(officer, producer, typed):
    make_producer("กลุ่มข้าวฮาง", contact_first_name="คำปุ่น")
    response = officer.get("/intake/producers/", {"q": typed.format(code=producer.code)})
    assert (response.status_code, response.headers["Location"]) == (302, f"/intake/producers/{producer.pk}/")


def test_search_with_several_shows_how_many_and_where_each_stands(officer, producer, current_round):
    make_entry(producer, current_round)
    make_producer("กลุ่มทอผ้าบ้านโคก", years=(2556,))
    text = words(officer.get("/intake/producers/", {"q": "ทอผ้า"}))
    assert "1–2 จาก 2 ราย ที่ตรงกับ “ทอผ้า”" in text
    assert "081-234-5678" in text
    assert "2562 ๑ จาก ๒" in text
    assert "ไม่มี ๐ จาก ๒" in text


@pytest.mark.parametrize("typed", ["ไม่มีกลุ่มนี้", "พรรณา", "<script>alert(1)</script>", "x" * 5000])
def test_search_that_finds_nothing_says_what_to_do(officer, producer, typed):
    make_producer("กลุ่มพรรณา", district="4704")
    response = officer.get("/intake/producers/", {"q": typed})
    assert response.status_code == 200
    assert "<script>alert" not in response.content.decode()
    assert "ไม่พบผู้ผลิตที่ตรงกับ" in words(response)
    assert "ให้อำเภอนั้นเป็นผู้บันทึก" in words(response)


def test_search_for_signs_only_shows_everybody(officer, producer):
    assert "1–1 จาก 1 ราย ณ" in words(officer.get("/intake/producers/", {"q": "%"}))


@pytest.mark.parametrize("address", ["/intake/producers/", "/intake/entries/"])
@pytest.mark.parametrize(
    "query",
    [
        "page=0",
        "page=x",
        "page=999999999999999999999",
        "q=%00",
        "q=%F0%9F%98%80",
        "status=x&group=y",
        "status=%00",
        "group=%00",
    ],
)
def test_nonsense_in_the_address_is_answered(officer, entry, address, query):
    assert officer.get(f"{address}?{query}").status_code in {200, 302}


def test_producer_page_says_at_once_where_it_stands(officer, producer, current_round):
    first = make_entry(producer, current_round, status="submitted", name="ผ้าพันคอ")
    earlier = make_round(year_be=2562, registered_to_be=2561, is_current=False)
    make_entry(producer, earlier, name="ผ้าถุง", registered_year_be=2558)
    response = officer.get(f"/intake/producers/{producer.pk}/")
    text = words(response)
    assert "ใช้สิทธิ ๑ จาก ๒" in text
    assert first.number in text
    assert text.count("✓ ผ่าน") == 4
    assert "081-234-5678" in text
    assert "ปี 2562:" in text
    assert new(producer) in response.content.decode()


def test_producer_page_quotes_the_clause_that_stands_against_it(officer, current_round):
    producer = make_producer(years=(2556, 2565))
    response = officer.get(f"/intake/producers/{producer.pk}/")
    assert "✗ ไม่ผ่าน" in words(response)
    assert "ทะเบียนที่มี: ๒๕๕๖, ๒๕๖๕" in words(response)
    assert "(นอกช่วงปีของรอบนี้)" in words(response)
    assert new(producer) not in response.content.decode()


# -- entering ---------------------------------------------------------------------------------------------------


def test_new_draft_is_saved_and_leads_to_its_page(officer, producer, form):
    response = officer.post(new(producer), form(), follow=True)
    entry = Entry.objects.get()
    assert response.redirect_chain == [(page_of(entry), 302)]
    assert (entry.status, entry.name, entry.slot) == ("draft", TYPED["name"], 1)
    assert "บันทึกแล้ว แต่ยังไม่ได้ยื่น" in words(response)


def test_new_entry_is_submitted_in_one_go_with_its_number(officer, producer, form):
    response = officer.post(new(producer), form(then="submit"), follow=True)
    entry = Entry.objects.get()
    assert (entry.status, entry.number) == ("submitted", "65-TEXTILE-0001")
    assert "ยื่นใบสมัครแล้ว เลขที่รับสมัคร 65-TEXTILE-0001" in words(response)
    assert page_of(entry, "receipt.pdf") in response.content.decode()


def test_product_of_the_register_fills_name_and_group(officer, producer, form):
    product = producer.products.get()
    officer.post(new(producer), form(product=product.pk, name="", group=""))
    entry = Entry.objects.get()
    assert (entry.product, entry.name, entry.group.code) == (product, product.name, "TEXTILE")


def test_nothing_typed_is_answered_at_the_fields(officer, producer, form):
    response = officer.post(new(producer), form(kind="", name="  ", group=""))
    assert response.status_code == 200
    assert "พบ 3 จุดที่ต้องแก้ไข" in errors(response)
    assert "โปรดกรอกชื่อผลิตภัณฑ์ หรือเลือกผลิตภัณฑ์จากทะเบียน" in errors(response)
    assert "<title>ผิดพลาด:" in response.content.decode()
    assert TYPED["description"] in words(response)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"group": "999999"}, "ประเภทผลิตภัณฑ์ต้องเป็นประเภทที่เปิดรับในรอบนี้"),
        ({"group": "x"}, "ประเภทผลิตภัณฑ์ต้องเป็นประเภทที่เปิดรับในรอบนี้"),
        ({"product": "999999"}, "ผลิตภัณฑ์ต้องเป็นของผู้ผลิตรายนี้"),
        ({"product": "9" * 30}, "ผลิตภัณฑ์ต้องเป็นของผู้ผลิตรายนี้"),
        ({"kind": "other"}, "โปรดเลือกผลิตภัณฑ์หลักหรือชุด"),
        ({"name": "ผ" * 201}, "ชื่อผลิตภัณฑ์ยาวได้ไม่เกิน 200 ตัวอักษร (พิมพ์มา 201)"),
        ({"description": "ผ" * 5001}, "เรื่องราวยาวได้ไม่เกิน 5000 ตัวอักษร"),
        ({"set_items": "ถ้วย\nจาน"}, "ผลิตภัณฑ์หลักต้องไม่มีรายการย่อย"),
        ({"kind": "set", "then": "submit", "set_items": "ถ้วย"}, "ผลิตภัณฑ์ชุดต้องมีรายการในชุดอย่างน้อย ๒ รายการ"),
        ({"form_token": "x"}, "แบบบันทึกนี้ไม่สมบูรณ์"),
        ({"form_token": ""}, "แบบบันทึกนี้ไม่สมบูรณ์"),
    ],
)
def test_bad_input_is_answered_in_thai_and_nothing_typed_is_lost(officer, producer, form, changes, said):
    response = officer.post(new(producer), form(**changes))
    assert response.status_code == 200
    assert said in errors(response)
    assert (changes.get("description") or TYPED["description"]) in words(response)
    assert f'value="{changes.get("name", TYPED["name"])}"' in response.content.decode()
    assert Entry.objects.count() == 0


def test_third_product_is_refused_with_the_clause_and_kept_on_the_page(officer, producer, form):
    for name in ("ผ้าพันคอ", "เสื้อคราม"):
        officer.post(new(producer), form(name=name, then="submit"))
    response = officer.post(new(producer), form(name="กระเป๋าคราม"))
    assert response.status_code == 200
    assert "ได้ไม่เกิน ๒ ผลิตภัณฑ์หลัก/ชุด ใช้สิทธิครบแล้วด้วย “ผ้าพันคอ” เลขที่ 65-TEXTILE-0001" in errors(response)
    assert 'value="กระเป๋าคราม"' in response.content.decode()
    assert Entry.objects.count() == 2


@pytest.mark.parametrize("years", [(2556,), (2565,)])
def test_producer_outside_the_years_is_told_before_typing_and_refused_after(officer, current_round, form, years):
    producer = make_producer(years=years)
    before = officer.get(new(producer))
    assert "ต้องขึ้นทะเบียน OTOP ปี ๒๕๕๗ ถึง ๒๕๖๔" in words(before)
    assert 'name="name"' not in before.content.decode()
    after = officer.post(new(producer), form())
    assert "ต้องขึ้นทะเบียน OTOP ปี ๒๕๕๗ ถึง ๒๕๖๔" in errors(after)
    assert f'value="{TYPED["name"]}"' in after.content.decode()


def test_outside_the_window_is_told_before_typing_and_refused_after(officer, producer, form):
    Round.objects.update(closes_at=timezone.now() - timedelta(minutes=1))
    before = officer.get(new(producer))
    assert "รับสมัครภายในระยะเวลาที่กำหนดเท่านั้น" in words(before)
    assert 'name="name"' not in before.content.decode()
    assert "อยู่นอกระยะเวลารับสมัคร" in words(officer.get("/intake/"))
    after = officer.post(new(producer), form(then="submit"))
    assert "รับสมัครภายในระยะเวลาที่กำหนดเท่านั้น" in errors(after)
    assert TYPED["description"] in words(after)


@pytest.mark.parametrize("then", ["draft", "submit"])
def test_same_form_sent_twice_makes_one_entry_and_lands_on_it(officer, producer, form, then):
    data = form(then=then)
    first, second = officer.post(new(producer), data), officer.post(new(producer), data)
    entry = Entry.objects.get()
    assert first.headers["Location"] == second.headers["Location"] == page_of(entry)
    assert entry.status == {"draft": "draft", "submit": "submitted"}[then]


def test_form_sent_again_with_other_words_becomes_a_correction(officer, producer, form):
    data = form()
    officer.post(new(producer), data)
    entry = Entry.objects.get()
    response = officer.post(new(producer), data | {"name": "ชื่อที่พิมพ์ใหม่"})
    assert "เคยบันทึกเป็น" in errors(response)
    assert 'value="ชื่อที่พิมพ์ใหม่"' in response.content.decode()
    assert f'action="{page_of(entry, "edit/")}"' in response.content.decode()
    assert (Entry.objects.count(), Entry.objects.get().name) == (1, TYPED["name"])


# -- correcting and submitting ------------------------------------------------------------------------------------


def test_edit_saves_and_can_submit_at_once(officer, entry):
    officer.post(page_of(entry, "edit/"), edit_form(entry, name="ผ้าพันคอลายน้ำไหล"))
    entry.refresh_from_db()
    assert (entry.name, entry.status, entry.version) == ("ผ้าพันคอลายน้ำไหล", "draft", 2)
    officer.post(page_of(entry, "edit/"), edit_form(entry, then="submit"))
    entry.refresh_from_db()
    assert (entry.status, entry.number) == ("submitted", "65-TEXTILE-0001")


def test_edit_overtaken_by_a_colleague_keeps_what_was_typed_beside_what_was_saved(officer, cast, entry):
    opened = edit_form(entry, name="ของอำเภอ")
    actions.edit_entry(entry, actor=cast.staff, version=entry.version, name="ของจังหวัด")
    response = officer.post(page_of(entry, "edit/"), opened)
    assert response.status_code == 409
    assert "เพิ่งถูกเปลี่ยนโดยเจ้าหน้าที่อีกคน" in errors(response)
    assert 'value="ของอำเภอ"' in response.content.decode()
    assert "ข้อมูลในระบบตอนนี้ ซึ่งต่างจากที่ท่านพิมพ์ ชื่อผลิตภัณฑ์ที่สมัคร ของจังหวัด" in words(response)
    version = re.search(r'name="version" value="(\d+)"', response.content.decode()).group(1)
    officer.post(page_of(entry, "edit/"), opened | {"version": version})  # having seen it
    entry.refresh_from_db()
    assert entry.name == "ของอำเภอ"


def test_edit_of_what_a_colleague_has_submitted_is_refused_and_kept(officer, cast, entry):
    opened = edit_form(entry, name="แก้ไม่ทัน")
    actions.submit_entry(entry, actor=cast.officer_a)
    response = officer.post(page_of(entry, "edit/"), opened)
    assert response.status_code == 409
    assert 'value="แก้ไม่ทัน"' in response.content.decode()
    entry.refresh_from_db()
    assert (entry.name, entry.status) == ("ผ้าพันคอ", "submitted")
    assert "จึงแก้ไขไม่ได้" in words(officer.get(page_of(entry, "edit/"), follow=True))


@pytest.mark.parametrize("version", ["", "x", "9" * 40])
def test_edit_with_a_broken_version_is_answered(officer, entry, version):
    response = officer.post(page_of(entry, "edit/"), edit_form(entry, version=version))
    assert response.status_code in {200, 409}
    assert errors(response)


def test_returned_entry_shows_the_reason_and_is_handed_in_again(officer, cast, entry):
    actions.submit_entry(entry, actor=cast.officer_a)
    actions.return_entry(entry, actor=cast.staff, reason="ภาพฉลากไม่ชัด")
    assert "จังหวัดส่งกลับ เพราะ ภาพฉลากไม่ชัด" in words(officer.get(page_of(entry)))
    assert "จังหวัดส่งกลับ เพราะ ภาพฉลากไม่ชัด" in words(officer.get(page_of(entry, "edit/")))
    response = officer.post(page_of(entry, "edit/"), edit_form(entry, then="submit"), follow=True)
    assert "ยื่นใบสมัครแล้ว เลขที่รับสมัคร 65-TEXTILE-0001" in words(response)


def test_returned_entry_after_the_window_says_who_can_correct_it(officer, client, cast, entry):
    actions.submit_entry(entry, actor=cast.officer_a)
    actions.return_entry(entry, actor=cast.staff, reason="ภาพฉลากไม่ชัด")
    Round.objects.update(closes_at=timezone.now() - timedelta(minutes=1))
    assert "โปรดแจ้งเจ้าหน้าที่จังหวัดให้แก้ไขและยื่นแทน" in words(officer.get(page_of(entry)))
    response = officer.post(page_of(entry, "edit/"), edit_form(entry, name="แก้ช้า"))
    assert "โปรดแจ้งเจ้าหน้าที่จังหวัดให้แก้ไขและยื่นแทน" in errors(response)
    client.force_login(cast.staff)
    client.post(page_of(entry, "edit/"), edit_form(entry, name="จังหวัดแก้แทน", then="submit"))
    entry.refresh_from_db()
    assert (entry.status, entry.name) == ("submitted", "จังหวัดแก้แทน")


def test_submit_shows_everything_once_more_and_then_hands_it_in(officer, entry):
    assert "ผ้าพันคอ" in words(officer.get(page_of(entry, "submit/")))
    response = officer.post(page_of(entry, "submit/"), {"version": entry.version}, follow=True)
    assert "ยื่นใบสมัครแล้ว เลขที่รับสมัคร 65-TEXTILE-0001" in words(response)
    again = officer.post(page_of(entry, "submit/"), {"version": entry.version}, follow=True)
    assert "จึงไม่ต้องยื่นซ้ำ" in words(again)


def test_submit_of_another_version_shows_the_new_one_first(officer, cast, entry):
    actions.edit_entry(entry, actor=cast.staff, version=1, name="ของจังหวัด")
    response = officer.post(page_of(entry, "submit/"), {"version": 1})
    assert response.status_code == 409
    assert "ของจังหวัด" in words(response)
    assert "เพิ่งถูกเปลี่ยนโดยเจ้าหน้าที่อีกคน" in errors(response)


def test_submit_refused_by_a_clause_stays_on_the_page(officer, cast, entry):
    actions.edit_entry(entry, actor=cast.officer_a, version=1, kind="set")
    response = officer.post(page_of(entry, "submit/"), {"version": 2})
    assert "ผลิตภัณฑ์ชุดต้องมีรายการในชุดอย่างน้อย ๒ รายการ" in errors(response)
    assert officer.post(page_of(entry, "submit/"), {}).status_code == 200


# -- withdrawing, and the page of an entry --------------------------------------------------------------------------


def test_withdraw_asks_why_and_frees_the_place(officer, entry):
    assert "ยกเลิกการถอนได้ในระยะเวลารับสมัคร" in words(officer.get(page_of(entry, "withdraw/")))
    assert "พบ 1 จุดที่ต้องแก้ไข" in errors(officer.post(page_of(entry, "withdraw/"), {"reason": " "}))
    response = officer.post(page_of(entry, "withdraw/"), {"reason": "ผู้ผลิตเปลี่ยนใจ"}, follow=True)
    assert response.redirect_chain == [(f"/intake/producers/{entry.producer_id}/", 302)]
    assert "ใช้สิทธิ ๐ จาก ๒" in words(response)
    assert "ผู้ผลิตเปลี่ยนใจ" in words(response)


def test_withdrawn_entry_withdrawn_again_is_told_when_and_by_whom(officer, entry):
    officer.post(page_of(entry, "withdraw/"), {"reason": "ผู้ผลิตเปลี่ยนใจ"})
    response = officer.post(page_of(entry, "withdraw/"), {"reason": "อีกครั้ง"})
    assert response.status_code == 200
    assert "ถอนไปแล้วเมื่อ" in errors(response)
    assert "โดย ผู้ใช้ officer-a" in errors(response)
    assert "อีกครั้ง" in words(response)


@pytest.mark.parametrize(
    ("status", "officers", "staffs"),
    [
        ("draft", {"edit/", "submit/", "withdraw/"}, {"edit/", "submit/", "withdraw/"}),
        ("submitted", {"receipt.pdf", "withdraw/"}, {"receipt.pdf", "withdraw/"}),
        ("returned", {"edit/", "receipt.pdf", "withdraw/"}, {"edit/", "receipt.pdf", "withdraw/"}),
        ("screened_in", {"receipt.pdf"}, {"receipt.pdf", "withdraw/"}),
        ("screened_out", {"receipt.pdf"}, {"receipt.pdf"}),
        ("withdrawn", set(), set()),
    ],
)
def test_entry_page_offers_what_its_state_allows(client, cast, producer, current_round, status, officers, staffs):
    entry = make_entry(producer, current_round, status=status)
    for user, expected in ((cast.officer_a, officers), (cast.staff, staffs)):
        client.force_login(user)
        html = client.get(page_of(entry)).content.decode()
        offered = {part for part in ("edit/", "submit/", "withdraw/", "receipt.pdf") if page_of(entry, part) in html}
        assert offered == expected


def test_entry_page_tells_its_history(officer, cast, entry):
    actions.submit_entry(entry, actor=cast.officer_a)
    actions.return_entry(entry, actor=cast.staff, reason="ภาพฉลากไม่ชัด")
    text = words(officer.get(page_of(entry)))
    assert text.index("ส่งกลับแก้ไข 2") < text.index("ยื่นใบสมัคร 2") < text.index("บันทึกร่าง 2")
    assert "โดย ผู้ใช้ staff เหตุผล: ภาพฉลากไม่ชัด" in text


def test_receipt_is_a_pdf_from_the_moment_of_submitting(officer, cast, entry):
    refused = officer.get(page_of(entry, "receipt.pdf"), follow=True)
    assert "จึงยังไม่มีใบรับสมัคร" in words(refused)
    actions.submit_entry(entry, actor=cast.officer_a)
    response = officer.get(page_of(entry, "receipt.pdf"))
    assert response.headers["Content-Type"] == "application/pdf"
    assert unquote(response.headers["Content-Disposition"]) == "inline; filename*=utf-8''ใบรับสมัคร 65-TEXTILE-0001.pdf"
    assert "no-store" in response.headers["Cache-Control"]
    assert response.content.startswith(b"%PDF-")


# -- lists ------------------------------------------------------------------------------------------------------


def test_entry_list_filters_by_the_address(officer, current_round):
    for status, code, name in (("draft", "FOOD", "ข้าวฮาง"), ("submitted", "TEXTILE", "ผ้าพันคอ")):
        group = current_round.groups.get(code=code)
        make_entry(make_producer(f"กลุ่ม{name}"), current_round, status=status, group=group, name=name)
    make_entry(make_producer(district="4704"), current_round, name="ของอำเภออื่น")

    def shown(**query):
        html = officer.get("/intake/entries/", query).content.decode()
        return {name for name in ("ข้าวฮาง", "ผ้าพันคอ", "ของอำเภออื่น") if f">{name}</a>" in html}

    assert shown() == {"ข้าวฮาง", "ผ้าพันคอ"}
    assert shown(status="submitted") == {"ผ้าพันคอ"}
    assert shown(group="FOOD") == {"ข้าวฮาง"}
    assert shown(status="submitted", group="FOOD") == set()
    assert shown(q="ข้าว") == {"ข้าวฮาง"}
    assert shown(q="กลุ่มผ้าพันคอ") == {"ผ้าพันคอ"}
    assert shown(status="nonsense") == {"ข้าวฮาง", "ผ้าพันคอ"}
    text = words(officer.get("/intake/entries/", {"status": "submitted"}))
    assert "1–1 จาก 1 รายการ ของผู้ผลิต 1 ราย ที่ตรงกับตัวกรอง (ทั้งหมด 2 รายการ)" in text
    assert "ตัวกรองบางตัวไม่รู้จัก" in words(officer.get("/intake/entries/", {"status": "nonsense"}))


def test_lists_turn_pages_and_keep_the_filter(officer, current_round):
    for number in range(26):
        make_entry(make_producer(f"กลุ่ม {number:02d}"), current_round)
    assert "1–25 จาก 26 รายการ" in words(officer.get("/intake/entries/?status=draft"))
    html = officer.get("/intake/entries/?status=draft").content.decode()
    assert "status=draft&amp;page=2" in html
    assert "26–26 จาก 26 รายการ" in words(officer.get("/intake/entries/?status=draft&page=2"))
    assert "26–26 จาก 26 ราย" in words(officer.get("/intake/producers/?page=2"))


@pytest.mark.parametrize("person", ["officer_a", "staff"])
@pytest.mark.parametrize("address", ["/intake/", "/intake/producers/", "/intake/entries/"])
def test_lists_ask_as_often_for_three_rows_as_for_one(client, cast, current_round, person, address):
    client.force_login(getattr(cast, person))

    def queries():
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert client.get(address).status_code == 200
        return len(asked)

    make_entry(make_producer(years=(2558, 2562)), current_round, status="returned")
    client.get(address)
    one = queries()
    for _ in range(2):
        make_entry(make_producer(years=(2558, 2562)), current_round, status="returned")
    assert Producer.objects.count() == 3
    assert queries() == one


def test_producer_page_asks_as_often_for_three_entries_as_for_one(officer, producer, current_round):
    def queries():
        with CaptureQueriesContext(connection) as asked:
            officer.get(f"/intake/producers/{producer.pk}/")
        return len(asked)

    make_entry(producer, current_round, status="withdrawn")
    officer.get("/intake/")
    one = queries()
    for slot in (1, 2):
        make_entry(producer, current_round, slot=slot)
    assert queries() == one
