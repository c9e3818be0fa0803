"""The counter: what an officer reads, what one save does, and that nothing doubles."""

import re
import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from documents.tests.pdf import pdf_text
from office.models import Event, Office
from opc_site.testing import DISTRICT_B, make_entry, make_producer, make_round
from registrations import actions
from registrations.models import Entry, PaperCheck, Prefill, Product, Requirement, Sample, SampleMove
from rounds.models import Round
from thai.dates import thai_date

from .test_views import errors, words

BOX = "/intake/counter/"


@pytest.fixture
def producer(current_round):
    return make_producer("กลุ่มทอผ้าย้อมครามบ้านดอนกอย", code="470190012", phone="0812345678")


@pytest.fixture
def officer(client, cast):
    client.force_login(cast.officer_a)
    return client


def of(producer):
    return f"{BOX}{producer.pk}/"


def typed(producer, **changes):
    """What the counter's form posts when one key has chosen the product."""
    product = producer.products.first()
    sample = {"sample-condition": "good", "sample-pieces": "1"}
    return {"product": product.pk, "kind": "main", "form_token": str(uuid.uuid4())} | sample | changes


def search(client, text, **headers):
    return client.post(BOX, {"q": text}, headers=headers)


# -- the box ----------------------------------------------------------------------------------------------------


def test_the_box_is_empty_and_in_focus(officer, current_round):
    page = officer.get(BOX).content.decode()
    assert re.search(r'<input[^>]*id="counter-q"[^>]*value=""[^>]*autofocus', page)
    assert page.count("autofocus") == 2  # the box, and its copy for the script


def test_a_hit_opens_the_producer_with_places_and_verdicts_before_any_typing(officer, producer):
    page = words(search(officer, "470190012"))
    assert producer.name in page
    assert "ใช้สิทธิ ๐ จาก ๒" in page
    for verdict in ("ขึ้นทะเบียน OTOP ปี 2562", "สมัครเพิ่มได้อีก ๒ รายการ", "อยู่ในระยะเวลารับสมัคร", "อำเภอของท่าน"):
        assert verdict in page
    assert "081-234-5678" in page


def test_what_is_searched_for_is_in_no_address(officer, producer, cast):
    Office.objects.update(keeps_citizen_ids=True)
    type(producer).objects.filter(pk=producer.pk).update(citizen_id="1470100123451")
    response = search(officer, "1470100123451")
    assert (response.status_code, producer.name in words(response)) == (200, True)
    assert "1470100123451" not in response.content.decode()
    wrong = search(officer, "1470100123452").content.decode()
    assert "ไม่ถูกต้อง" in wrong and "1470100123452" not in wrong


def test_several_hits_are_numbered(officer, producer):
    make_producer("กลุ่มทอผ้าไหม")
    page = search(officer, "ทอผ้า").content.decode()
    assert re.findall(r'data-hit="(\d)"', page) == ["1", "2"]
    assert "พบ 2 ราย" in words(search(officer, "ทอผ้า"))


def test_nothing_found_says_so_in_title_and_at_the_box(officer, producer):
    page = search(officer, "ไม่มีชื่อนี้")
    assert "<title>ผิดพลาด: จุดรับสมัคร" in page.content.decode()
    assert 'aria-invalid="true"' in page.content.decode()
    assert "ไม่พบผู้ผลิตที่ตรงกับ “ไม่มีชื่อนี้”" in words(page)


def test_another_districts_producer_is_registered_elsewhere_and_no_more(officer, current_round):
    strangers = make_producer("กลุ่มจักสานบ้านไกล", district=DISTRICT_B, code="470400099", phone="0899999999")
    page = words(search(officer, "470400099"))
    assert "ขึ้นทะเบียนที่อำเภออื่น" in page
    assert strangers.name not in page and "พรรณานิคม" not in page
    assert officer.get(of(strangers)).status_code == 404
    assert officer.post(of(strangers), typed(strangers)).status_code == 404
    assert Entry.objects.count() == 0


def test_provincial_staff_use_the_counter_for_all_districts(client, cast, producer):
    client.force_login(cast.staff)
    page = words(search(client, "470190012"))
    assert "จังหวัดบันทึกแทนอำเภอเมืองสกลนคร" in page
    client.post(of(producer), typed(producer))
    assert Entry.objects.get().status == "submitted"


# -- one save -----------------------------------------------------------------------------------------------------


def test_one_key_and_one_save_take_the_product_in(officer, cast, producer):
    response = officer.post(of(producer), typed(producer))
    entry = Entry.objects.get()
    product = producer.products.get()
    assert (entry.status, entry.name, entry.product, entry.group.code) == (
        "submitted",
        product.name,
        product,
        product.group_code,
    )
    assert (entry.slot, entry.created_by) == (1, cast.officer_a)
    assert response.headers["Location"] == f"{BOX}?done={entry.pk}"
    page = words(officer.get(response.headers["Location"]))
    assert f"รับสมัครแล้ว {entry.number}" in page
    assert "ใช้สิทธิ ๑ จาก ๒" in page
    verbs = list(Event.objects.about(entry).order_by("pk").values_list("verb", flat=True))
    assert verbs[:2] == ["บันทึกร่าง", "ยื่นใบสมัคร"]


def test_a_script_is_answered_with_the_piece_that_changes(officer, producer):
    opened = search(officer, "470190012", x_counter="1").content.decode()
    assert opened.lstrip().startswith('<div class="counter-body" data-step="producer"')
    saved = officer.post(of(producer), typed(producer), headers={"X-Counter": "1"})
    assert saved.status_code == 200
    assert saved.content.decode().lstrip().startswith('<div class="counter-body" data-step="box"')
    assert Entry.objects.get().number in words(saved)


def test_a_product_that_is_not_in_the_register_is_typed(officer, producer, current_round):
    group = current_round.groups.get(code="FOOD")
    officer.post(of(producer), typed(producer, product="", name="ข้าวฮางงอก", group=group.pk))
    entry = Entry.objects.get()
    assert (entry.name, entry.product, entry.group) == ("ข้าวฮางงอก", None, group)


def test_no_product_chosen_is_one_error_where_the_keys_are(officer, producer):
    form = typed(producer)
    del form["product"]
    response = officer.post(of(producer), form)
    assert response.status_code == 422
    assert "พบ 1 จุดที่ต้องแก้ไข" in errors(response)
    assert "โปรดเลือกผลิตภัณฑ์" in errors(response)
    assert response.content.decode().count("<title>ผิดพลาด: ") == 1
    assert 'href="#id_product"' in response.content.decode() and 'id="id_product"' in response.content.decode()


def test_what_was_refused_leaves_nothing_behind_and_stays_typed(officer, producer):
    response = officer.post(of(producer), typed(producer, kind="set", set_items="ชิ้นเดียว", description="เรื่องเล่า"))
    assert response.status_code == 422
    assert "ผลิตภัณฑ์ชุดต้องมีรายการในชุดอย่างน้อย ๒ รายการ" in errors(response)
    assert "ชิ้นเดียว" in words(response) and "เรื่องเล่า" in words(response)
    assert (Entry.objects.count(), Event.objects.count()) == (0, 0)


@pytest.fixture
def papers(current_round):
    """Two papers that everybody brings, one that nobody but food does, one for a proxy."""
    common = {"round": current_round, "sentence": "ให้นำเอกสารมาแสดง"}
    return [
        Requirement.objects.create(code="id_card", name="สำเนาบัตรประชาชน", order=1, **common),
        Requirement.objects.create(code="form", name="ใบสมัครลงชื่อ", order=2, **common),
        Requirement.objects.create(code="fda", name="ใบอนุญาต อย.", order=3, group_codes=["FOOD"], **common),
        Requirement.objects.create(code="proxy", name="หนังสือมอบอำนาจ", order=4, only_by_proxy=True, **common),
    ]


def test_papers_are_ticked_and_what_is_missing_gets_its_day(officer, producer, papers, current_round):
    page = words(search(officer, "470190012"))
    assert "สำเนาบัตรประชาชน" in page and "เฉพาะอาหาร" in page
    day = timezone.localdate() + timedelta(days=2)
    due = {"papers-due_on_day": day.day, "papers-due_on_month": day.month, "papers-due_on_year": day.year + 543}
    saved = officer.post(of(producer), typed(producer, **{"papers-got_id_card": "on"}, **due), follow=True)
    found = {row.requirement.code: (row.state, row.due_on) for row in PaperCheck.objects.select_related("requirement")}
    assert found == {"id_card": ("handed_in", None), "form": ("missing", day)}
    assert f"เอกสารที่ยังขาด 1 รายการ ใบสมัครลงชื่อ ภายใน {thai_date(day)}" in words(saved)


def test_a_proxy_is_named_and_brings_the_proxys_paper(officer, producer, papers):
    response = officer.post(of(producer), typed(producer, **{"papers-by_proxy": "on"}))
    assert (response.status_code, Entry.objects.count()) == (422, 0)
    assert "ชื่อผู้รับมอบอำนาจ" in errors(response) and "พบ 1 จุด" in errors(response)
    got = dict.fromkeys(["papers-by_proxy", "papers-got_id_card", "papers-got_form", "papers-got_proxy"], "on")
    officer.post(of(producer), typed(producer, **got, **{"papers-proxy_name": "นางสาวมา แทน"}))
    entry = Entry.objects.get()
    assert entry.paper_sheet.proxy_name == "นางสาวมา แทน"
    assert set(entry.paper_checks.values_list("state", flat=True)) == {"handed_in"}


def test_the_sample_gets_its_label_in_the_same_save(officer, producer):
    saved = officer.post(of(producer), typed(producer, **{"sample-pieces": "2"}), follow=True)
    sample = Sample.objects.get()
    assert (sample.entry, sample.pieces, sample.condition, sample.state) == (Entry.objects.get(), 2, "good", "received")
    assert str(sample) in words(saved)
    # Its label, scanned, leads back to the producer and its entry.
    assert f'href="{sample.entry.get_absolute_url()}" accesskey="o"' in search(officer, sample.code).content.decode()
    paper = officer.get(f"/intake/entries/{sample.entry_id}/handout.pdf")
    text = pdf_text(paper.content)
    assert sample.entry.number in text and sample.on_paper in text
    assert b"/Named" in paper.content or paper.headers["Content-Type"] == "application/pdf"


def test_a_damaged_sample_needs_a_word_and_none_at_all_is_no_obstacle(officer, producer):
    response = officer.post(of(producer), typed(producer, **{"sample-condition": "small_problem"}))
    assert (response.status_code, Entry.objects.count()) == (422, 0)
    assert "เป็นอย่างไร: " in errors(response)
    officer.post(of(producer), typed(producer, **{"sample-condition": "none"}))
    assert (Entry.objects.count(), Sample.objects.count()) == (1, 0)


def test_a_code_of_five_letters_opens_what_the_producer_has_filled_in(officer, cast, producer, current_round):
    product = producer.products.get()
    prefill = actions.fill_prefill(
        round=current_round,
        token=uuid.uuid4(),
        address="10.0.0.9",
        district=producer.district,
        said=producer.code,
        phone="",
        kind="main",
        name=product.name,
        group=current_round.groups.get(code="TEXTILE"),
        set_items="",
        description="เล่าไว้ในโทรศัพท์",
    )
    page = search(officer, prefill.code.lower()).content.decode()
    assert producer.name in page and "เล่าไว้ในโทรศัพท์" in page and f"กรอกจากโทรศัพท์ รหัส {prefill.code}" in page
    address = re.search(r'action="(/intake/counter/\d+/\?prefill=\d+)"', page)[1]
    form = typed(producer, description="เล่าไว้ในโทรศัพท์")
    assert officer.post(address, form).status_code == 302
    assert Prefill.objects.get().entry == Entry.objects.get()
    # Used, the code leads to the entry that it became.
    assert Entry.objects.get().get_absolute_url() in search(officer, prefill.code).content.decode()


def test_a_code_that_fits_nobody_leads_to_what_was_filled_in(officer, producer, current_round):
    prefill = actions.fill_prefill(
        round=current_round,
        token=uuid.uuid4(),
        address="10.0.0.9",
        district=producer.district,
        said="กลุ่มที่เพิ่งตั้ง",
        phone="",
        kind="main",
        name="ผ้า",
        group=current_round.groups.get(code="TEXTILE"),
        set_items="",
        description="",
    )
    page = search(officer, prefill.code).content.decode()
    assert f'href="/intake/prefills/{prefill.pk}/"' in page and "ไม่ตรงกับผู้ผลิตรายใด" in page


def test_what_was_entered_in_an_earlier_round_is_offered(officer, producer, current_round):
    before = make_round(year_be=2563, is_current=False)
    earlier = make_entry(producer, before, status="submitted", name="ผ้าคลุมไหล่เดิม", description="เรื่องเดิม")
    assert f'href="?from={earlier.pk}"' in officer.get(of(producer)).content.decode()
    assert "เรื่องเดิม" in officer.get(of(producer) + f"?from={earlier.pk}").content.decode()


def test_a_third_product_explains_itself_and_offers_to_withdraw_one(officer, cast, producer, current_round):
    for name in ("หนึ่ง", "สอง"):
        actions.take_in(
            producer=producer,
            round=current_round,
            actor=cast.officer_a,
            form_token=uuid.uuid4(),
            typed={"kind": "main", "name": name, "group": current_round.groups.get(code="FOOD")},
        )
    first, second = Entry.objects.order_by("slot")
    page = search(officer, "470190012")
    assert "ส่งผลิตภัณฑ์เข้าคัดสรรฯ ได้ไม่เกิน ๒ ผลิตภัณฑ์หลัก/ชุด" in words(page)
    assert "data-counter-save" not in page.content.decode().partition("<template")[0]
    for entry in (first, second):
        assert f'href="/intake/entries/{entry.pk}/withdraw/?from=counter"' in page.content.decode()
    # One that was typed before a colleague used the last place is refused with the same clause, naming both.
    late = officer.post(of(producer), typed(producer))
    assert late.status_code == 422
    assert f"ใช้สิทธิครบแล้วด้วย “หนึ่ง” เลขที่ {first.number}" in errors(late)
    # Withdrawn, the way leads back to the counter, and the place is free.
    back = officer.post(f"/intake/entries/{first.pk}/withdraw/?from=counter", {"reason": "ผู้ผลิตขอเปลี่ยน"})
    assert back.headers["Location"] == of(producer)
    assert officer.post(of(producer), typed(producer)).status_code == 302


def test_outside_the_window_nothing_is_asked_and_nothing_taken(officer, producer):
    Round.objects.update(opens_at=None, closes_at=None)
    page = words(search(officer, "470190012"))
    assert "รับสมัครผลิตภัณฑ์ใหม่ไม่ได้" in page and "ยังไม่กำหนดช่วงเวลารับสมัคร" in page
    response = officer.post(of(producer), typed(producer))
    assert (response.status_code, Entry.objects.count()) == (422, 0)


def test_without_a_round_every_step_says_so(officer, producer):
    Round.objects.update(is_current=False)
    assert officer.get(BOX).status_code == 200
    assert "ยังไม่มีการคัดสรรรอบปัจจุบัน" in words(search(officer, "470190012"))
    response = officer.post(of(producer), typed(producer))
    assert (response.status_code, "ยังไม่มีการคัดสรรรอบปัจจุบัน" in words(response)) == (422, True)
    assert officer.get(f"{BOX}index.json").status_code == 200


# -- nothing doubles ----------------------------------------------------------------------------------------------


def test_the_same_form_sent_again_gives_the_same_entry(officer, producer):
    form = typed(producer)
    answers = [officer.post(of(producer), form) for _ in range(3)]
    entry = Entry.objects.get()
    assert {answer.headers["Location"] for answer in answers} == {f"{BOX}?done={entry.pk}"}
    assert list(Event.objects.about(entry).values_list("verb", flat=True)).count("ยื่นใบสมัคร") == 1


def test_the_same_form_sent_again_with_something_else_saves_nothing_and_says_so(officer, producer):
    form = typed(producer)
    officer.post(of(producer), form)
    response = officer.post(of(producer), form | {"name": "ชื่ออื่น"})
    assert (response.status_code, Entry.objects.count()) == (422, 1)
    assert f"แบบนี้เคยบันทึกเป็น {Entry.objects.get()} แล้ว" in errors(response)


def test_two_tabs_take_two_products_in_and_the_third_is_refused(officer, producer):
    Product.objects.bulk_create(Product(producer=producer, name=f"ผ้าผืนที่ {n}", group_code="TEXTILE") for n in range(2))
    answers = [
        officer.post(of(producer), typed(producer, product=product.pk)) for product in producer.products.order_by("pk")
    ]
    assert [answer.status_code for answer in answers] == [302, 302, 422]
    assert "ได้ไม่เกิน ๒" in errors(answers[2])


def test_two_officers_at_one_producer_know_of_each_other(officer, cast, producer):
    """The province and the district have the same producer open; the product goes in once."""
    province = Client()
    province.force_login(cast.staff)
    assert province.get(of(producer)).status_code == 200
    assert officer.post(of(producer), typed(producer)).status_code == 302
    response = province.post(of(producer), typed(producer))
    assert response.status_code == 422
    assert "สมัครในรอบเดียวกันได้ครั้งเดียว" in errors(response)
    assert "สมัครในรอบนี้แล้ว" in words(response)


def test_a_token_of_another_officers_form_is_refused(officer, cast, producer):
    form = typed(producer)
    officer.post(of(producer), form)
    province = Client()
    province.force_login(cast.staff)
    response = province.post(of(producer), form)
    assert (response.status_code, "ถูกใช้กับใบสมัครอื่นไปแล้ว" in errors(response)) == (422, True)


HOSTILE = [
    "\x00",
    b"\xed\xa0\x80",
    b"\xff\xfe",
    "a" * 100_000,
    "ก\u0e33" * 5000,
    "<script>",
    "-1",
    "9" * 21,
    "{{7*7}}",
    "'--",
    "on",
]


def test_hostile_values_in_every_field_get_a_page_with_sentences(officer, producer):
    fields = ["product", "kind", "name", "group", "set_items", "description", "form_token", "kept"]
    fields += ["papers-proxy_name", "papers-due_on_day", "papers-due_on", "papers-note", "papers-got_id_card"]
    fields += ["sample-condition", "sample-note", "sample-pieces", "sample-best_before", "sample-allergens"]
    good = typed(producer, kind="set", set_items="หนึ่ง\nสอง")
    for field in fields:
        for value in HOSTILE:
            response = officer.post(of(producer), {**good, "form_token": str(uuid.uuid4()), field: value})
            assert response.status_code in {200, 302, 422}, (field, value[:20])
            SampleMove.objects.all().delete()
            Sample.objects.all().delete()
            Entry.objects.all().delete()
    response = officer.post(of(producer), {"product": [1, 2, 3], "form_token": ["x", "y"]})
    assert response.status_code == 422


def test_hostile_addresses_are_not_found_or_ignored(officer, producer):
    for done in ("0", "-1", "99999999999999999999", "๑", "x", "\x00", ""):
        assert officer.get(BOX, {"done": done}).status_code in {200, 404}
    assert officer.get(f"{BOX}99999999999999999999/").status_code == 404
    assert officer.get(f"{BOX}0/").status_code == 404


# -- the queue of the line cut --------------------------------------------------------------------------------------


def queued(client, producer, form):
    form = {"user": client.session["_auth_user_id"], **form}
    return client.post(of(producer), form, headers={"Accept": "application/json"})


def test_what_waits_in_the_page_of_one_is_not_sent_in_the_name_of_the_next(officer, cast, producer):
    """The page stays open in one tab; in another somebody else signs in, and their cookie goes with every request."""
    assert officer.get(f"{BOX}index.json").json()["user"] == str(cast.officer_a.pk)
    officer.force_login(cast.staff)
    for user in ({"user": cast.officer_a.pk}, {"user": ""}):
        response = queued(officer, producer, typed(producer) | user)
        assert (response.status_code, response.json()["state"], Entry.objects.count()) == (401, "signed_out", 0)


def test_the_queue_is_told_the_number_once_for_each_token(officer, producer):
    form = typed(producer)
    first, again = queued(officer, producer, form), queued(officer, producer, form)
    entry = Entry.objects.get()
    assert first.json() == again.json()
    assert first.json()["state"] == "saved"
    assert (first.json()["number"], first.json()["print"]) == (
        entry.number,
        f"/intake/entries/{entry.pk}/handout.pdf",
    )


def test_a_refusal_comes_back_to_the_queue_with_the_clause(officer, producer, current_round):
    for slot in (1, 2):
        make_entry(producer, current_round, status="submitted", slot=slot)
    response = queued(officer, producer, typed(producer))
    assert (response.status_code, response.json()["state"]) == (422, "refused")
    assert "ได้ไม่เกิน ๒ ผลิตภัณฑ์หลัก/ชุด" in response.json()["sentences"][0]


def test_the_index_holds_names_and_places_of_the_own_district_and_nothing_personal(officer, producer, current_round):
    make_producer("กลุ่มจักสานบ้านไกล", district=DISTRICT_B)
    make_producer("กลุ่มนอกปี", years=(2553,))
    make_entry(producer, current_round)
    response = officer.get(f"{BOX}index.json")
    rows = {row[2]: row for row in response.json()["producers"]}
    assert set(rows) == {producer.name, "กลุ่มนอกปี"}
    product = producer.products.get()
    assert rows[producer.name] == [
        producer.pk,
        "470190012",
        producer.name,
        1,
        "",
        [[product.pk, product.name, "TEXTILE"]],
        "community_group",
    ]
    assert "ต้องขึ้นทะเบียน OTOP ปี ๒๕๕๗" in rows["กลุ่มนอกปี"][4]
    said = response.content.decode()
    assert "0812345678" not in said and "สมศรี" not in said
    assert response.headers["Cache-Control"] == "no-store, private"


# -- what it costs ---------------------------------------------------------------------------------------------------


def test_opening_a_producer_asks_as_much_for_many_hits_as_for_one(officer, producer):
    counts = []
    for _ in range(2):
        officer.get(BOX)
        with CaptureQueriesContext(connection) as opened:
            search(officer, "470190012", x_counter="1")
        counts.append(len(opened))
        make_producer()
    assert counts[0] == counts[1] <= 25


def test_the_index_asks_as_much_for_many_producers_as_for_one(officer, current_round):
    counts = []
    for _ in range(2):
        make_producer(years=(2560, 2561))
        with CaptureQueriesContext(connection) as asked:
            officer.get(f"{BOX}index.json")
        counts.append(len(asked))
    assert counts[0] == counts[1]
