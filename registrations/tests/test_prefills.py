"""The producer who waits: a form on a phone, a code of five letters, and an officer who makes an entry of it."""

import re
import threading
import uuid
from collections import Counter
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone

from documents.rendering import render_paper
from documents.tests.pdf import pages_of, says
from office.models import Event
from opc_site.testing import DISTRICT_A, DISTRICT_B, make_entry, make_producer, make_round
from registrations import actions, spoken
from registrations.actions import prefills
from registrations.matching import candidates, find_prefill
from registrations.models import Entry, Extension, Prefill
from registrations.papers import prefill_poster
from registrations.rules import OWN_DISTRICT, PREFILL_CODE_ONCE, PREFILL_IN_TIME, PREFILL_UNTIL_OPENED

PHONE = "0811112222"


@pytest.fixture(autouse=True)
def nothing_counted(db):
    cache.clear()


@pytest.fixture
def typed(current_round):
    """What a phone sends; the field order of the page."""
    return {
        "district": DISTRICT_A,
        "said": "กลุ่มทอผ้าย้อมครามบ้านดอนกอย",
        "phone": "081-111-2222",
        "kind": "main",
        "name": "ผ้าคลุมไหล่ย้อมคราม",
        "group": str(current_round.groups.get(code="TEXTILE").pk),
        "set_items": "",
        "description": "ย้อมครามธรรมชาติ\nทอมือ",
    }


def fill(current_round, **fields):
    fields = {
        "district_id": DISTRICT_A,
        "said": "กลุ่มทอผ้าย้อมครามบ้านดอนกอย",
        "phone": PHONE,
        "kind": "main",
        "name": "ผ้าคลุมไหล่ย้อมคราม",
        "group": current_round.groups.get(code="TEXTILE"),
        "set_items": "",
        "description": "ย้อมครามธรรมชาติ",
    } | fields
    return actions.fill_prefill(
        round=current_round,
        token=fields.pop("token", uuid.uuid4()),
        address=fields.pop("address", "192.0.2.1"),
        **fields,
    )


def send(phone, typed, **more):
    return phone.post("/f/", {"form_token": str(uuid.uuid4()), **typed, **more}, follow=True)


def enter(client, producer, prefill, *, then="draft", token=None, **more):
    data = {
        "kind": "main",
        "name": prefill.name,
        "group": str(prefill.group_id),
        "description": prefill.description,
        "form_token": str(token or uuid.uuid4()),
        "then": then,
    } | more
    return client.post(f"/intake/producers/{producer.pk}/entries/new/?prefill={prefill.pk}", data)


# -- the letters ----------------------------------------------------------------------------------------------------


def test_codes_use_letters_that_nobody_mistakes_and_no_rude_ones():
    codes = [spoken.new_code() for _ in range(2000)]
    assert {letter for code in codes for letter in code} <= set(spoken.LETTERS)
    assert not set(spoken.LETTERS) & set("AEIOULQSMV0123456789")
    assert all(len(code) == 5 and spoken.is_decent(code) for code in codes)
    assert len(set(codes)) > 1950
    for rude in ("FCKBT", "BFKTR", "BKKKT", "TTTBC", "XXXBC", "BWTFT", "CHYBT"):
        assert not spoken.is_decent(rude)


@pytest.mark.parametrize(
    ("typed_text", "code"),
    [
        ("BKTRN", "BKTRN"),
        ("bktrn", "BKTRN"),
        (" b k-t.r n ", "BKTRN"),
        ("\u0e34าะพ\u0e37", "BKTRN"),  # the same keys, with the Thai layout on
        ("\u0e3aษธฑ\u0e4c", "BKTRN"),  # and with Shift
        ("BKTR", ""),
        ("BKTRNN", ""),
        ("BKTRO", ""),
        ("", ""),
        ("ก" * 5000, ""),
        ("BKTR\x00", ""),
        ("กลุ่ม", ""),
    ],
)
def test_a_code_is_read_as_it_was_meant(typed_text, code):
    assert spoken.read_code(typed_text) == code


def test_each_letter_has_a_thai_name_of_its_own():
    assert spoken.said("BKTRN") == "บี เค ที อาร์ เอ็น"
    assert len(set(spoken.NAMES.values())) == len(spoken.LETTERS) == 16


# -- the phone ------------------------------------------------------------------------------------------------------


def test_a_phone_sends_a_form_and_holds_a_code(typed):
    phone = Client()
    page = phone.get("/f/?d=4701")
    assert page.headers["Cache-Control"] == "no-store, private" and "noindex" in page.headers["X-Robots-Tag"]
    text = page.content.decode()
    assert "<script" not in text and '<option value="4701" selected>' in text
    answer = send(phone, typed).content.decode()
    prefill = Prefill.objects.get()
    assert f'<p class="prefill-code">{prefill.code}</p>' in answer and prefill.spoken in answer
    assert "ยังไม่ถือว่ายื่นใบสมัครจนกว่าเจ้าหน้าที่จะตรวจและบันทึก" in answer
    assert "data:image/png;base64," in answer and "<script" not in answer
    assert (prefill.phone, prefill.said, prefill.description) == (PHONE, typed["said"], "ย้อมครามธรรมชาติ\nทอมือ")
    assert phone.cookies["opc_prefill"]["httponly"] and phone.cookies["opc_prefill"]["path"] == "/f/"
    assert not Entry.objects.exists() and not Event.objects.exists()


def test_the_form_asks_the_same_things_in_the_same_order_as_the_officers(client, cast, typed):
    producer = make_producer()
    client.force_login(cast.officer_a)
    order = []
    for page in (Client().get("/f/"), client.get(f"/intake/producers/{producer.pk}/entries/new/")):
        fields = page.context["form"].fields
        order.append([name for name in fields if name in {"kind", "name", "group", "set_items", "description"}])
    assert order[0] == order[1] == ["kind", "name", "group", "set_items", "description"]


def test_the_same_form_sent_twice_is_one_and_sent_changed_corrects_it(typed):
    phone, token = Client(), str(uuid.uuid4())
    send(phone, typed, form_token=token)
    send(phone, typed, form_token=token)
    first = Prefill.objects.get()
    send(phone, typed, form_token=token, name="ผ้าพันคอ")
    assert Prefill.objects.get().name == "ผ้าพันคอ" and Prefill.objects.get().code == first.code


def test_a_phone_corrects_its_own_until_an_officer_has_opened_it(typed, cast):
    phone, stranger = Client(), Client()
    send(phone, typed)
    prefill = Prefill.objects.get()
    page = f"/f/{prefill.code}/"
    assert phone.get(page).status_code == 200
    for other in (page, "/f/BKTRX/", "/f/<script>/", "/f/%00/", "/f/ก/"):
        assert stranger.get(other).headers["Location"] == "/f/"
    data = {**typed, "form_token": str(prefill.token), "name": "ผ้าซิ่น"}
    assert stranger.post(page, data).headers["Location"] == "/f/"
    assert phone.post(page, data).headers["Location"] == "/f/done/"
    prefill.refresh_from_db()
    assert prefill.name == "ผ้าซิ่น"
    actions.open_prefill(prefill, actor=cast.officer_a)
    assert phone.get(page).headers["Location"] == "/f/done/"
    assert "เจ้าหน้าที่เปิดแบบนี้แล้ว" in phone.get("/f/done/").content.decode()
    with pytest.raises(ValidationError) as refused:
        actions.correct_prefill(prefill, address="192.0.2.1", name="ผ้าอื่น")
    assert refused.value.code == PREFILL_UNTIL_OPENED.code
    again = send(phone, typed, form_token=str(prefill.token), name="ผ้าอื่น")
    assert "เจ้าหน้าที่เปิดแบบนี้แล้ว" in again.content.decode()
    prefill.refresh_from_db()
    assert prefill.name == "ผ้าซิ่น"


def test_a_forged_cookie_opens_nothing(typed):
    phone = Client()
    send(phone, typed)
    prefill = Prefill.objects.get()
    forger = Client()
    forger.cookies["opc_prefill"] = f"{prefill.token.hex}:1abcde:forged"
    assert forger.get("/f/done/").headers["Location"] == "/f/"


def test_nothing_of_the_register_is_told(typed):
    """A code or name of the register and one that nobody has are answered alike."""
    producer = make_producer(phone=PHONE)
    answers = []
    for said in (producer.code, "479999999", producer.name, "กลุ่มที่ไม่มีใครรู้จัก"):
        text = send(Client(), typed, said=said).content.decode()
        code = Prefill.objects.latest("pk")
        text = text.replace(code.code, "").replace(code.spoken, "")
        answers.append(re.sub(r'src="data:[^"]+"', "", text))
        assert producer.contact_first_name not in text
    assert len({"".join(answer.split()) for answer in answers}) == 1


@pytest.mark.parametrize("moment", ["no round", "too early", "closed"])
def test_out_of_time_the_page_says_when(cast, moment):
    if moment != "no round":
        round = make_round(open_now=moment == "too early")
        if moment == "too early":
            now = timezone.now()
            type(round).objects.filter(pk=round.pk).update(
                opens_at=now + timedelta(days=8), closes_at=now + timedelta(days=20)
            )
    assert "ยังกรอกใบสมัครล่วงหน้าไม่ได้" in Client().get("/f/").content.decode()
    assert Client().post("/f/", {"name": "x"}).status_code == 409
    assert not Prefill.objects.exists()


def test_prefill_in_time_counts_both_ends(current_round):
    with pytest.raises(ValidationError) as refused:
        fill(current_round, at=current_round.closes_at + timedelta(seconds=1))
    assert refused.value.code == PREFILL_IN_TIME.code
    assert fill(current_round, at=current_round.closes_at).expires_at == current_round.closes_at
    early = current_round.opens_at - timedelta(days=7)
    assert fill(current_round, at=early).expires_at == early + timedelta(days=7)
    with pytest.raises(ValidationError):
        fill(current_round, at=early - timedelta(seconds=1))


def test_who_stands_in_the_queue_at_the_closing_is_served_in_the_grace_minutes(client, cast, current_round):
    """Filled in before the closing, opened after it: the form is still there, as the window is; nobody is told."""
    now = timezone.now()
    type(current_round).objects.update(closes_at=now - timedelta(minutes=1), grace_minutes=15)
    current_round.refresh_from_db()
    closing = current_round.closes_at
    prefill = fill(current_round, at=closing)
    assert (prefill.expires_at, prefill.told_until) == (closing + timedelta(minutes=15), closing)
    assert find_prefill(prefill.code, cast.officer_a) == prefill
    client.force_login(cast.officer_a)
    assert enter(client, make_producer(), prefill, then="submit").status_code == 302
    assert Entry.objects.get().status == "submitted"
    with pytest.raises(ValidationError):
        fill(current_round, at=closing + timedelta(seconds=1))


def test_an_extension_for_a_district_lets_its_phones_go_on(cast, current_round):
    closing = current_round.closes_at
    late = {"producer": None, "reason": "น้ำท่วม", "closed_at": closing, "granted_by": cast.staff}
    Extension.objects.create(
        round=current_round, district=cast.officer_b.district, ends_at=closing + timedelta(days=2), **late
    )
    at = closing + timedelta(hours=1)
    with pytest.raises(ValidationError):
        fill(current_round, at=at)
    prefill = fill(current_round, at=at, district_id=DISTRICT_B)
    assert prefill.expires_at == closing + timedelta(days=2)


# Each: what is changed, and a part of the sentence that must be read.
HOSTILE = {
    "nothing at all": ({}, "โปรดเลือกอำเภอ"),
    "a district that is none": ({"district": "9999"}, "โปรดเลือกอำเภอจากรายการ"),
    "a district of another province": ({"district": "1001"}, "โปรดเลือกอำเภอจากรายการ"),
    "a district with a NUL": ({"district": "47\x0001"}, "โปรดเลือกอำเภอจากรายการ"),
    "no name of a producer": ({"said": ""}, "โปรดพิมพ์รหัสทะเบียน OTOP หรือชื่อกลุ่ม/ผู้ผลิต"),
    "a name of dots": ({"said": "...---..."}, "โปรดพิมพ์รหัสทะเบียนเป็นตัวเลข"),
    "a name of invisible signs": ({"said": "\u200b\u200b\ufeff"}, "โปรดพิมพ์รหัสทะเบียน OTOP"),
    "a name without end": ({"said": "ก" * 5000}, "ไม่เกิน 200 ตัวอักษร"),
    "letters for a telephone": ({"phone": "โทรหาแม่"}, "หมายเลขโทรศัพท์มีอักขระ"),
    "a telephone without its zero": ({"phone": "811112222"}, "ขาดเลข 0"),
    "a telephone without end": ({"phone": "0" * 4000}, "หมายเลขโทรศัพท์"),
    "a kind that is none": ({"kind": "both"}, "โปรดเลือกผลิตภัณฑ์หลักหรือชุด"),
    "no product": ({"name": " \u00a0 "}, "โปรดกรอกชื่อผลิตภัณฑ์"),
    "a product without end": ({"name": "ผ้า" * 3000}, "ไม่เกิน 200"),
    "a group that is none": ({"group": "999999999999999999999"}, "โปรดเลือกจากรายการ|ประเภทผลิตภัณฑ์ต้องเป็น"),
    "a group that is a word": ({"group": "TEXTILE' OR 1=1"}, "ประเภทผลิตภัณฑ์ต้องเป็น"),
    "a group with a NUL": ({"group": "\x00"}, "มีอักขระที่ระบบไม่รับ"),
    "a set of one": ({"kind": "set", "set_items": "ผ้า"}, "อย่างน้อย ๒ รายการ"),
    "a main product with items": ({"set_items": "ก\nข"}, "ต้องไม่มีรายการย่อย"),
    "items without end": ({"kind": "set", "set_items": "ผ้า\n" * 4000}, "ไม่เกิน 5000"),
    "a story without end": ({"description": "เล่า" * 9000}, "ไม่เกิน 5000"),
    "a token that is none": ({"form_token": "1"}, "แบบนี้ไม่สมบูรณ์"),
    "no token": ({"form_token": ""}, "แบบนี้ไม่สมบูรณ์"),
    "a token with a NUL": ({"form_token": "\x00" * 32}, "แบบนี้ไม่สมบูรณ์"),
}
# What is odd, and still a name: kept as text, shown escaped.
ODD = {
    "markup": "<script>alert(1)</script>",
    "a template": "{{ settings.SECRET_KEY }}{% debug %}",
    "a formula": "=HYPERLINK(\"http://x\")",
    "SQL": "'; DROP TABLE registrations_prefill; --",
    "direction marks": "ผ้า\u202eไหม",
    "emoji": "ผ้า 🧵",
    "a thousand tones": "ผ้า" + "\u0e48" * 150,
    "a NUL inside": "ผ้า\x00ไหม",
}  # fmt: skip


@pytest.mark.parametrize("case", HOSTILE)
def test_hostile_forms_get_their_sentence(typed, case):
    changed, sentence = HOSTILE[case]
    data = {"form_token": str(uuid.uuid4()), **typed, **changed} if changed else {}
    response = Client(raise_request_exception=False).post("/f/", data)
    assert response.status_code == 200
    text = response.content.decode()
    assert any(part in text for part in sentence.split("|")), case
    assert "<title>ผิดพลาด:" in text.replace("\n", "") and not Prefill.objects.exists()


@pytest.mark.parametrize("case", ODD)
def test_odd_words_are_kept_as_text(typed, case):
    answer = send(Client(raise_request_exception=False), typed, name=ODD[case], said=ODD[case], description=ODD[case])
    assert answer.status_code == 200 and Prefill.objects.count() == 1
    text = answer.content.decode()
    assert "<script" not in text and ("SECRET_KEY }}" in text or case != "a template")


def test_sixty_phones_behind_one_address_all_get_their_code(typed):
    for n in range(60):
        answer = send(Client(REMOTE_ADDR="192.0.2.9"), typed, name=f"ผ้า {n}")
        assert answer.status_code == 200 and "รหัสของท่าน" in answer.content.decode()
    assert len(set(Prefill.objects.values_list("code", flat=True))) == 60
    assert min(limit.most for limit in prefills.OF_AN_ADDRESS) >= 3 * 60


def test_a_flood_from_one_address_is_stopped_and_others_go_on(typed, current_round, monkeypatch):
    few = (prefills.Limit("few", 5, 600), prefills.Limit("few-day", 50, 86400))
    monkeypatch.setattr(prefills, "OF_AN_ADDRESS", few)
    answers = Counter(send(Client(REMOTE_ADDR="192.0.2.9"), typed).status_code for _ in range(12))
    assert answers == {200: 5, 429: 7} and Prefill.objects.count() == 5
    refused = send(Client(REMOTE_ADDR="192.0.2.9"), typed)
    assert int(refused.headers["Retry-After"]) > 0 and typed["name"] in refused.content.decode()
    assert "มากเกินไปในเวลาสั้น ๆ" in refused.content.decode()
    assert send(Client(REMOTE_ADDR="192.0.2.10"), typed).status_code == 200
    assert Event.objects.filter(verb="หยุดรับแบบกรอกล่วงหน้าชั่วคราว").count() == 1
    monkeypatch.setattr(prefills, "OF_THE_SITE", (prefills.Limit("few-site", 1, 600),))
    fill(current_round, address="192.0.2.11")
    assert send(Client(REMOTE_ADDR="192.0.2.12"), typed).status_code == 429


# -- the officer ----------------------------------------------------------------------------------------------------


def test_a_code_leads_to_the_form_of_its_one_producer(client, cast, current_round):
    producer = make_producer("กลุ่มทอผ้าบ้านนาหว้า", phone=PHONE)
    prefill = fill(current_round)
    client.force_login(cast.officer_a)
    answer = client.post("/intake/prefills/open/", {"code": prefill.code.lower()})
    assert answer.headers["Location"] == f"/intake/producers/{producer.pk}/entries/new/?prefill={prefill.pk}"
    page = client.get(answer.headers["Location"])
    text = page.content.decode()
    assert f"รหัส {prefill.code}" in text and "ผ้าคลุมไหล่ย้อมคราม" in text and "ย้อมครามธรรมชาติ" in text
    prefill.refresh_from_db()
    assert prefill.opened_by == cast.officer_a and prefill.opened_at
    assert not Entry.objects.exists()


def test_saving_it_uses_it_once_and_its_code_leads_to_the_entry(client, cast, current_round):
    producer, prefill = make_producer(), fill(current_round)
    client.force_login(cast.officer_a)
    assert enter(client, producer, prefill, then="submit").status_code == 302
    entry = Entry.objects.get()
    prefill.refresh_from_db()
    assert entry.status == "submitted" and prefill.entry == entry
    assert (prefill.said, prefill.phone, prefill.description) == ("", "", "")
    (event,) = Event.objects.about(entry).filter(verb="บันทึกจากแบบกรอกล่วงหน้า")
    assert event.after["code"] == prefill.code and PHONE not in str(event.after)
    assert client.post("/intake/prefills/open/", {"code": prefill.code}).headers["Location"] == entry.get_absolute_url()
    again = enter(client, producer, prefill)
    assert again.status_code == 200 and f"รหัส {prefill.code} ใช้กับใบสมัคร {entry} ไปแล้ว" in again.content.decode()
    other = make_producer("กลุ่มอื่น")
    assert enter(client, other, prefill).status_code == 200
    assert Entry.objects.get() == entry
    assert not Prefill.objects.for_user(cast.officer_a).waiting().exists()


def test_the_same_form_sent_twice_makes_one_entry(client, cast, current_round):
    producer, prefill, token = make_producer(), fill(current_round), uuid.uuid4()
    client.force_login(cast.officer_a)
    assert enter(client, producer, prefill, token=token).status_code == 302
    assert enter(client, producer, prefill, token=token).status_code == 302
    assert Entry.objects.count() == 1


def test_a_refused_entry_leaves_the_prefill_waiting(client, cast, current_round):
    producer, prefill = make_producer(years=(2550,)), fill(current_round)
    client.force_login(cast.officer_a)
    assert enter(client, producer, prefill).status_code == 200
    prefill.refresh_from_db()
    assert not prefill.is_used and prefill.phone == PHONE


def test_another_district_finds_nothing(client, cast, current_round):
    prefill = fill(current_round)
    unknown = fill(current_round)
    letters = unknown.code
    unknown.delete()
    client.force_login(cast.officer_b)
    answers = []
    for code in (prefill.code, letters):
        answer = client.post("/intake/prefills/open/", {"code": code})
        assert answer.status_code == 422
        answers.append(answer.content.decode().replace(code, "").partition("<main")[2])
    strip = [text.partition("csrfmiddlewaretoken")[0] for text in answers]
    assert strip[0] == strip[1] and "ไม่พบรหัสนี้ในอำเภอพรรณานิคม" in answers[0]
    assert client.get(f"/intake/prefills/{prefill.pk}/").status_code == 404
    assert find_prefill(prefill.code, cast.officer_b) is None and find_prefill(prefill.code, cast.member) is None
    assert find_prefill(prefill.code, cast.staff) == prefill
    with pytest.raises(ValidationError) as refused:
        actions.open_prefill(prefill, actor=cast.officer_b)
    assert refused.value.code == OWN_DISTRICT.code
    entry = make_entry(make_producer("กลุ่ม ข", district=DISTRICT_B), current_round)
    with pytest.raises(ValidationError):
        actions.use_prefill(prefill, entry=entry, actor=cast.officer_b)
    # From the address of a form as well: the form is empty then.
    producer = make_producer("กลุ่ม ค", district=DISTRICT_B)
    page = client.get(f"/intake/producers/{producer.pk}/entries/new/?prefill={prefill.pk}")
    assert prefill.name not in page.content.decode()


@pytest.mark.parametrize("pk", ["0", "x", "-1", "9" * 30, "\x00", "", "1' or 1=1", "๑"])
def test_hostile_addresses_of_the_form_leave_it_empty(client, cast, current_round, pk):
    client.force_login(cast.officer_a)
    producer = make_producer()
    for name in ("prefill", "from"):
        assert client.get(f"/intake/producers/{producer.pk}/entries/new/", {name: pk}).status_code == 200
    assert client.get("/intake/prefills/", {"q": pk, "state": pk, "district": pk, "page": pk}).status_code == 200
    assert client.post("/intake/prefills/open/", {"code": pk}).status_code == 422
    client.force_login(cast.staff)
    assert client.get("/intake/prefills/poster.pdf", {"district": pk or "x"}).status_code == 404


def test_the_producer_is_matched_by_the_surest_sign(cast, current_round):
    by_code = make_producer("กลุ่มจักสานบ้านใต้")
    by_phone = make_producer("กลุ่มแม่บ้าน", phone=PHONE)
    elsewhere = make_producer("กลุ่มทอผ้าย้อมครามบ้านดอนกอย", district=DISTRICT_B, phone=PHONE)
    named = [make_producer(f"วิสาหกิจชุมชนบ้านนาคำ {n}", phone="") for n in (1, 2)]
    user = cast.officer_a
    code = by_code.code
    assert candidates(fill(current_round, said=f"รหัส {code[:4]} {code[4:]}"), user) == [by_code]
    assert candidates(fill(current_round, said="ใครก็ไม่รู้"), user) == [by_phone]
    assert candidates(fill(current_round, said="กลุ่มบ้านนาคำ", phone=""), user) == named
    assert candidates(fill(current_round, said="วิสาหกิจชุมชนบ้านนาคำ 2", phone=""), user) == named[1:]
    assert candidates(fill(current_round, said="กลุ่ม", phone=""), user) == []
    assert candidates(fill(current_round, said="ไม่มีในทะเบียน", phone=""), user) == []
    assert elsewhere not in candidates(fill(current_round), cast.staff)


def test_several_or_none_are_chosen_by_the_officer(client, cast, current_round):
    first, second = (make_producer(f"กลุ่มบ้านนาคำ {n}") for n in (1, 2))
    hidden = make_producer("กลุ่มทอผ้าลับ", district=DISTRICT_B)
    prefill = fill(current_round, said="บ้านนาคำ", phone="")
    client.force_login(cast.officer_a)
    page = client.post("/intake/prefills/open/", {"code": prefill.code}, follow=True).content.decode()
    for producer in (first, second):
        assert f"/intake/producers/{producer.pk}/entries/new/?prefill={prefill.pk}" in page
    searched = client.get(f"/intake/prefills/{prefill.pk}/", {"q": "กลุ่มทอผ้าลับ"}).content.decode()
    assert "ไม่พบผู้ผลิต" in searched and f"/producers/{hidden.pk}/" not in searched


def test_a_product_of_that_name_in_the_register_is_chosen(current_round):
    producer = make_producer()
    product = producer.products.get()
    prefill = fill(current_round, name=f" {product.name} ")
    assert prefill.initial(producer)["product"] == product
    assert prefill.initial(make_producer("อื่น"))["product"] is None
    assert set(prefill.initial()) == {"kind", "name", "group", "set_items", "description"}


# -- clauses past python, races, and the end -------------------------------------------------------------------------


def test_prefill_code_once_holds_past_python(current_round):
    prefill = fill(current_round)
    other = fill(current_round)
    with pytest.raises(IntegrityError), transaction.atomic():
        Prefill.objects.filter(pk=other.pk).update(code=prefill.code)
    prefill.pk, prefill.token = None, uuid.uuid4()
    with pytest.raises(ValidationError) as refused:
        prefill.full_clean()
    assert PREFILL_CODE_ONCE.text() in refused.value.messages


def test_prefill_used_once_holds_past_python(cast, current_round):
    entry = make_entry(make_producer(), current_round)
    first, second = fill(current_round), fill(current_round)
    with pytest.raises(IntegrityError), transaction.atomic():
        Prefill.objects.filter(pk=first.pk).update(entry=entry)  # used, and no moment
    with pytest.raises(IntegrityError), transaction.atomic():
        Prefill.objects.filter(pk=first.pk).update(
            entry=entry, used_at=timezone.now()
        )  # and what was typed still there
    actions.use_prefill(first, entry=entry, actor=cast.officer_a)
    emptied = {"said": "", "phone": "", "set_items": "", "description": "", "used_at": timezone.now()}
    with pytest.raises(IntegrityError), transaction.atomic():
        Prefill.objects.filter(pk=second.pk).update(entry=entry, **emptied)
    actions.use_prefill(first, entry=entry, actor=cast.officer_a)  # the same again changes nothing
    assert Event.objects.about(entry).count() == 1


@pytest.mark.django_db(transaction=True)
def test_raced_codes_make_one_entry(cast, current_round):
    """Two counters save the same code for two producers in the same moment."""
    prefill = fill(current_round)
    producers = [make_producer(f"กลุ่ม {n}") for n in (1, 2)]
    start, answers = threading.Barrier(2), []

    def save(producer):
        try:
            counter = Client()
            counter.force_login(cast.officer_a)
            start.wait(10)
            answers.append(enter(counter, producer, prefill).status_code)
        finally:
            connection.close()

    threads = [threading.Thread(target=save, args=[producer]) for producer in producers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [200, 302]
    assert Entry.objects.count() == 1 and Prefill.objects.get().entry == Entry.objects.get()


def test_what_is_over_is_deleted_and_nothing_else(cast, current_round, capsys):
    now = timezone.now()
    old = fill(current_round, at=now - timedelta(days=8))
    used = fill(current_round, at=now - timedelta(days=8))
    entry = make_entry(make_producer(), current_round)
    actions.use_prefill(used, entry=entry, actor=cast.officer_a)
    assert find_prefill(old.code, cast.officer_a) is None
    fresh = Prefill.objects.create(
        code="BKTRN",
        round=current_round,
        district_id=DISTRICT_A,
        group=entry.group,
        expires_at=now + timedelta(hours=1),
    )
    call_command("forget_prefills")
    assert "2 แบบ" in capsys.readouterr().out
    assert list(Prefill.objects.all()) == [fresh] and Entry.objects.get() == entry
    Prefill.objects.filter(pk=fresh.pk).update(expires_at=now)
    kept = fill(current_round)  # whoever comes next takes them away as well
    assert list(Prefill.objects.all()) == [kept]


def test_after_the_round_nothing_is_left(current_round):
    fill(current_round)
    assert actions.forget_prefills(at=current_round.closes_at) == 0
    assert actions.forget_prefills(at=current_round.closes_at + timedelta(microseconds=1)) == 1


# -- the poster -----------------------------------------------------------------------------------------------------


def test_the_poster_is_one_sheet_with_its_address(cast, current_round, settings):
    settings.PUBLIC_URL = "https://opc.sakonnakhon.go.th"
    context = prefill_poster(current_round, district=cast.officer_a.district)
    assert context.address == "https://opc.sakonnakhon.go.th/f/?d=4701" and context.typed == "opc.sakonnakhon.go.th/f/"
    content = render_paper("poster", context)
    assert pages_of(content) == 1
    for text in ("สแกนเพื่อกรอกใบสมัครระหว่างรอ", "อำเภอเมืองสกลนคร", context.typed, *context.steps, *context.notes):
        assert says(content, text)
    assert prefill_poster(current_round, district=None).address == "https://opc.sakonnakhon.go.th/f/"


def test_the_poster_is_of_the_own_district(client, cast, current_round):
    client.force_login(cast.officer_b)
    answer = client.get("/intake/prefills/poster.pdf?district=4701")
    assert answer.headers["Content-Type"] == "application/pdf"
    assert says(b"".join(answer.streaming_content) if answer.streaming else answer.content, "อำเภอพรรณานิคม")
