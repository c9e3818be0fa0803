"""The pages of samples: scanned without looking twice, found where they lie, and told to nobody else."""

import re
import uuid
from html import unescape

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from office.models import RoleGrant
from office.rules import Role
from opc_site.testing import DISTRICT_B, PASSWORD, make_entry, make_producer, make_round
from registrations import actions
from registrations.models import Entry, Sample, SampleMove

from .test_blind import READ, REFUSED

LIST, SCAN = reverse("registrations:sample-list"), reverse("registrations:sample-scan")


def receive(entry, actor, **fields):
    return actions.receive_sample(entry, actor=actor, condition="good", token=uuid.uuid4(), **fields)


@pytest.fixture
def entry(cast, current_round):
    return make_entry(make_producer("กลุ่มทอผ้าบ้านเหนือ"), current_round, status="submitted", name="ผ้าคลุมไหล่")


@pytest.fixture
def sample(entry, cast):
    return receive(entry, cast.officer_a, pieces=2)


@pytest.fixture
def staff(client, cast):
    client.force_login(cast.staff)
    return client


@pytest.fixture
def officer(client, cast):
    client.force_login(cast.officer_a)
    return client


def scan(client, number, to="in_transit", where="", token=None, **headers):
    body = {"to": to, "where": where, "number": number, "token": token or uuid.uuid4()}
    return client.post(SCAN, body, headers=headers)


def text_of(answer):
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())))


def outcome(answer):
    assert answer.status_code == 200
    return re.search(r"scan-answer scan-(\w+)", answer.content.decode())[1]


# -- scanned ----------------------------------------------------------------------------------------------------------


def test_a_scan_says_what_it_is_where_it_was_and_where_it_is_now(staff, sample):
    answer = scan(staff, str(sample), "in_store", "ห้องเย็น")
    assert outcome(answer) == "done"
    said = text_of(answer)
    for words in (str(sample), "อยู่ในที่เก็บ ห้องเย็น", "ก่อนหน้านี้: รับไว้แล้ว อำเภอเมืองสกลนคร", "2 ชิ้น", "ผ้าคลุมไหล่"):
        assert words in said
    page = answer.content.decode()
    assert re.search(r'value="in_store"[^>]*checked', page) and 'value="ห้องเย็น"' in page  # chosen once, and stays
    assert "autofocus" in page and f'value="{sample}"' not in page


@pytest.mark.parametrize("read", [lambda s: s.code, str, lambda s: s.on_paper, lambda s: str(s).replace("-", "")])
def test_the_code_and_the_number_lead_to_the_same(staff, sample, read):
    assert outcome(scan(staff, read(sample) + "\r\n")) == "done"


def test_the_same_scan_sent_twice_is_answered_alike_and_is_one_move(staff, sample):
    token = uuid.uuid4()
    first, again = (text_of(scan(staff, str(sample), token=token)) for _ in range(2))
    assert sample.moves.count() == 2 and "อยู่ระหว่างนำส่ง" in first and "อยู่ระหว่างนำส่ง" in again
    assert outcome(scan(staff, str(sample))) == "same" and sample.moves.count() == 2


def test_a_refused_move_says_what_to_do(staff, sample):
    answer = scan(staff, str(sample), "sent")
    assert outcome(answer) == "refused" and "ให้บันทึกที่เก็บหรือการนำส่งก่อน" in text_of(answer)
    assert 'role="alert"' in answer.content.decode() and sample.moves.count() == 1
    assert "ต้องบอกชื่อที่เก็บ" in text_of(scan(staff, str(sample), "in_store", " "))


def test_who_takes_back_is_asked_anew_for_the_next(staff, sample):
    answer = scan(staff, str(sample), "returned", "นายลูกชาย ใจดี")
    assert "นายลูกชาย ใจดี" in text_of(answer) and 'value="นายลูกชาย ใจดี"' not in answer.content.decode()


@pytest.mark.parametrize("typed", REFUSED, ids=lambda text: ascii(text)[:24])
def test_nothing_that_is_scanned_fails(staff, sample, typed):
    if typed == "\ud800":
        typed = "%ED%A0%80"
    answer = scan(staff, typed)
    assert outcome(answer) == "refused" and SampleMove.objects.count() == 1


@pytest.mark.parametrize("typed", READ)
def test_a_number_that_is_read_but_not_given_is_said(staff, sample, typed):
    Sample.objects.update(letter="ผ")
    assert "ไม่พบเลขป้าย อ-041" in text_of(scan(staff, typed))


HOSTILE = [
    {"to": "withdrawn"},
    {"to": ""},
    {"to": "received"},
    {"to": "refused"},
    {"to": "x" * 5000},
    {"token": ""},
    {"token": "x"},
    {"token": "\x00"},
    {"where": "ก" * 101},
    {"where": "\x00"},
    {"where": "<b>x</b>"},
    {"number": "x" * 100_000},
]


@pytest.mark.parametrize("changes", HOSTILE, ids=str)
def test_a_form_that_no_page_sends_is_a_sentence(staff, sample, changes):
    body = {"to": "in_store", "where": "ตู้", "number": str(sample), "token": str(uuid.uuid4())} | changes
    answer = staff.post(SCAN, body)
    assert answer.status_code == 200 and "<b>x</b>" not in answer.content.decode()
    if changes != {"where": "<b>x</b>"}:
        assert outcome(answer) == "refused" and SampleMove.objects.count() == 1


def test_a_label_of_another_round_is_told_apart(staff, sample, cast):
    old = make_round(year_be=2564, is_current=False)
    other = receive(make_entry(make_producer(), old, status="submitted"), cast.staff)
    answer = scan(staff, other.code)
    assert "รอบอื่น" in text_of(answer) and other.moves.count() == 1


def test_an_officer_scans_the_own_district_only(officer, cast, current_round):
    other = receive(make_entry(make_producer(district=DISTRICT_B), current_round, status="submitted"), cast.officer_b)
    assert "ไม่พบเลขป้าย" in text_of(scan(officer, str(other)))
    assert 'value="on_table"' not in officer.get(SCAN).content.decode()


def test_a_script_gets_the_answer_alone(staff, sample):
    page = scan(staff, str(sample), **{"X-Scan": "1"}).content.decode()
    assert "<html" not in page and "scan-done" in page and "รายการล่าสุดของท่าน 1 รายการ" in page


def test_on_the_table_the_product_is_not_named(staff, sample):
    scan(staff, str(sample), "in_store", "ตู้")
    assert "ผ้าคลุมไหล่" not in text_of(scan(staff, str(sample), "on_table", "โต๊ะ 1"))


def test_the_last_ten_and_the_way_to_correct_the_last(staff, sample, cast):
    for n in range(12):
        scan(staff, str(sample), "in_store", f"ชั้น {n}")
    page = staff.get(SCAN).content.decode()
    assert "รายการล่าสุดของท่าน 10 รายการ" in page and "ชั้น 11" in page and "ชั้น 0<" not in page
    [address] = set(re.findall(r'href="([^"]+/correct/)"', page))
    assert "ชั้น 10" in staff.get(address).content.decode()
    body = {"reason": "สแกนผิดชิ้น", "token": uuid.uuid4()}
    for _ in range(2):
        answer = staff.post(address, body, follow=True)
        assert f"แก้แล้ว เลขป้าย {sample} กลับไปเป็น อยู่ในที่เก็บ ชั้น 10" in text_of(answer)
    assert sample.moves.count() == 14 and Sample.objects.get().place == "ชั้น 10"
    assert "แก้ได้เฉพาะรายการล่าสุด" in text_of(staff.get(address, follow=True))


@pytest.mark.parametrize("changes", [{"reason": ""}, {"reason": "ก" * 301}, {"token": "x"}, {"token": ""}], ids=str)
def test_a_correction_that_is_not_explained_is_refused_with_a_sentence(staff, sample, changes):
    scan(staff, str(sample))
    address = reverse("registrations:move-correct", args=[sample.moves.last().pk])
    answer = staff.post(address, {"reason": "สแกนผิด", "token": str(uuid.uuid4())} | changes)
    assert answer.status_code == 200 and "จุดที่ต้องแก้ไข" in text_of(answer) and sample.moves.count() == 2


def test_the_scan_page_asks_as_much_for_many_as_for_few(staff, sample, cast, current_round):
    def asked():
        with CaptureQueriesContext(connection) as captured:
            staff.get(SCAN)
        return len(captured)

    scan(staff, str(sample))
    few = asked()
    for n in range(3):
        other = receive(make_entry(make_producer(), current_round, status="submitted"), cast.staff)
        scan(staff, str(other), "in_store", f"ชั้น {n}")
    assert asked() == few


def test_without_a_round_a_scan_is_a_sentence(staff, cast):
    assert "ยังไม่มีการคัดสรรรอบปัจจุบัน" in text_of(scan(staff, "อ-041"))
    assert staff.get(LIST).status_code == 200


# -- taken in ---------------------------------------------------------------------------------------------------------


def form(**changes):
    return {"condition": "good", "note": "", "pieces": "2", "allergens": "", "token": str(uuid.uuid4())} | changes


def test_a_sample_is_taken_in_from_the_page_of_its_entry(officer, entry):
    address = reverse("registrations:sample-receive", args=[entry.pk])
    assert f'href="{address}"' in officer.get(entry.get_absolute_url()).content.decode()
    answer = officer.post(address, form(pieces="๓", allergens="ถั่ว", keep_cool="on"), follow=True)
    sample = Sample.objects.get()
    assert f"บันทึกรับตัวอย่างแล้ว เลขป้าย {sample}" in text_of(answer) and sample.pieces == 3
    page = text_of(officer.get(entry.get_absolute_url()))
    assert f"เลขป้าย {sample}" in page and "รับตัวอย่าง" not in page.replace("ยังไม่ได้รับตัวอย่าง", "")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"condition": "refused"}, "ต้องบอกว่าเป็นอย่างไร"),
        ({"condition": "nonsense"}, "โปรดเลือกผลการตรวจรับ"),
        ({"pieces": "0"}, "จำนวนชิ้น"),
        ({"pieces": "9" * 30}, "จำนวนชิ้น"),
        ({"pieces": "สาม"}, "จำนวนชิ้น"),
        ({"best_before": "31 กุมภาพันธ์ 2565"}, "ควรบริโภคก่อน"),
        ({"allergens": "ก" * 201}, "สารก่อภูมิแพ้ยาวได้ไม่เกิน"),
        ({"note": "ก" * 301}, "ข้อความยาวได้ไม่เกิน"),
        ({"token": "x"}, "หน้านี้ไม่สมบูรณ์"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(officer, entry, changes, words):
    answer = officer.post(reverse("registrations:sample-receive", args=[entry.pk]), form(allergens="กุ้ง") | changes)
    assert answer.status_code == 200 and words in text_of(answer) and not Sample.objects.exists()
    if "allergens" not in changes:
        assert 'value="กุ้ง"' in answer.content.decode()


def test_a_refusal_has_no_label_and_may_come_again(officer, entry):
    address = reverse("registrations:sample-receive", args=[entry.pk])
    page = text_of(officer.post(address, form(condition="refused", note="ขวดแตก"), follow=True))
    assert "บันทึกไม่รับตัวอย่างแล้ว" in page and "พิมพ์ป้าย" not in page and "รับอีกครั้ง" in page
    officer.post(address, form())
    assert Sample.objects.get().state == "received"


def test_what_the_label_says_is_corrected(officer, sample):
    address = reverse("registrations:sample-edit", args=[sample.pk])
    assert officer.get(address).status_code == 200
    officer.post(address, {"pieces": "7", "allergens": "นม"})
    sample.refresh_from_db()
    assert (sample.pieces, sample.allergens) == (7, "นม")
    assert "จำนวนชิ้น" in text_of(officer.post(address, {"pieces": "x"}))


def test_a_corrected_group_is_called_out_and_gets_another_label(staff, sample, entry, current_round):
    Entry.objects.update(group=current_round.groups.get(code="HERB"))
    assert "ต้องเปลี่ยนป้าย" in text_of(staff.get(LIST + "?flag=relabel"))
    answer = staff.post(reverse("registrations:sample-relabel", args=[sample.pk]), follow=True)
    assert "เลขป้ายใหม่คือ ส-" in text_of(answer)
    assert outcome(scan(staff, str(sample))) == "done"  # the old label still leads there


# -- where is each ----------------------------------------------------------------------------------------------------


@pytest.fixture
def many(cast, current_round):
    """Two of every group: one lies in the district, one in the province's store."""
    rows = []
    for group in current_round.groups.all():
        for place in ("", "ห้องเย็น"):
            sample = receive(make_entry(make_producer(), current_round, status="submitted", group=group), cast.staff)
            if place:
                actions.move_sample(sample, actor=cast.staff, to="in_store", place=place, token=uuid.uuid4())
            rows.append(sample)
    return rows


@pytest.mark.parametrize(
    "asked", ["", "?state=held", "?state=in_store", "?group=FOOD", "?flag=cool", "?place=ห้องเย็น", "?q=ผ"]
)
def test_counts_by_place_and_group_add_up_to_the_rows(staff, many, asked):
    context = staff.get(LIST + asked).context
    total = context["page"].paginator.count
    assert sum(row["total"] for row in context["places"]) == sum(count for _, count in context["sums"]) == total
    assert all(sum(count for _, count in row["numbers"]) == row["total"] for row in context["places"])
    if not asked:
        assert total == Sample.objects.count() == 10
        by_place = {(row["state"], row["place"]): row["total"] for row in context["places"]}
        assert by_place == {("received", "จังหวัด"): 5, ("in_store", "ห้องเย็น"): 5}
    for row in context["places"]:
        assert staff.get(f"{LIST}?{row['query']}").context["page"].paginator.count == row["total"]


def test_the_list_is_filtered_by_the_address(staff, many):
    def found(**asked):
        return {str(sample) for sample in staff.get(LIST, asked).context["page"]}

    food = [sample for sample in many if sample.letter == "อ"]
    assert found(group="FOOD") == {str(sample) for sample in food}
    assert found(q=str(food[0])) == found(q=food[0].on_paper) == {str(food[0])}
    assert found(q=food[0].entry.number) == {str(food[0])}
    assert found(district=DISTRICT_B) == set()
    for nonsense in (
        {"state": "x"},
        {"group": "x"},
        {"flag": "x"},
        {"district": "x"},
        {"place": "\x00"},
        {"page": "x"},
    ):
        assert staff.get(LIST, nonsense).status_code == 200


def test_flags_are_called_out(staff, many, cast):
    today = timezone.localdate()
    first, second, third, fourth, *_ = many
    Sample.objects.filter(pk=first.pk).update(best_before=today - timezone.timedelta(days=1))
    Sample.objects.filter(pk=second.pk).update(best_before=today + timezone.timedelta(days=3))
    Sample.objects.filter(pk=third.pk).update(keep_cool=True)
    actions.withdraw_entry(fourth.entry, actor=cast.staff, reason="ขอถอน")
    context = staff.get(LIST).context
    flags = [(name, count) for name, _, count in context["flags"]]
    assert flags == [("to_return", 1), ("expired", 1), ("expiring", 1), ("cool", 1)]
    for name, sample, words in (
        ("to_return", fourth, "ต้องคืนผู้ผลิต"), ("expired", first, "เลยวันควรบริโภค"),
        ("expiring", second, "เหลือ 3 วัน"), ("cool", third, "แช่เย็น"),
    ):  # fmt: skip
        answer = staff.get(f"{LIST}?flag={name}")
        assert list(answer.context["page"]) == [sample] and words in text_of(answer)


def test_who_scores_sees_blind_numbers_alone(officer, cast, sample):
    RoleGrant.objects.create(user=cast.officer_a, role=Role.MEMBER)
    for address in (LIST, sample.get_absolute_url(), SCAN):
        page = text_of(officer.get(address))
        assert sample.entry.name not in page and sample.entry.number not in page and "บ้านเหนือ" not in page
    assert str(sample) in text_of(officer.get(LIST)) and not list(officer.get(LIST, {"q": "ผ้าคลุม"}).context["page"])
    assert str(sample) not in text_of(officer.get(sample.entry.get_absolute_url()))
    assert "ผ้าคลุมไหล่" not in text_of(scan(officer, str(sample)))
    again = officer.post(reverse("registrations:sample-receive", args=[sample.entry_id]), form())
    assert "ใช้เลขป้ายเดียว" in text_of(again) and str(sample) not in text_of(again)
    actions.move_sample(sample, actor=cast.staff, to="returned", token=uuid.uuid4())
    assert f"/entries/{sample.entry_id}/" not in officer.get(sample.get_absolute_url()).content.decode()


# -- seen -------------------------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_a_scanner_types_faster_than_the_page_answers(page, live_server, cast, many):
    """Keyboard only: move, place, then ten numbers in one breath, one of them twice and one that is none."""
    page.goto(f"{live_server.url}{reverse('account_login')}?next={SCAN}")
    page.locator("input[name=login]").fill("staff")
    page.locator("input[name=password]").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{live_server.url}{SCAN}")
    page.locator("input[name=to][value=in_store]").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.type("ชั้นใหม่")
    page.keyboard.press("Tab")
    for typed in ["o-041", *(sample.code for sample in many), many[0].code]:
        page.keyboard.type(typed)
        page.keyboard.press("Enter")
    expect(page.locator("#scan-refused li")).to_have_count(1)
    expect(page.locator("#scan-line")).to_have_text("")
    assert set(Sample.objects.values_list("state", "place")) == {("in_store", "ชั้นใหม่")}
    assert SampleMove.objects.filter(place="ชั้นใหม่").count() == 10
    assert "รายการล่าสุดของท่าน 10 รายการ" in page.content()
    assert Axe().run(page).response["violations"] == []
    page.goto(f"{live_server.url}{LIST}")
    assert Axe().run(page).response["violations"] == []


@pytest.mark.django_db(transaction=True)
def test_what_one_person_scanned_without_a_line_is_not_sent_in_the_name_of_the_next(page, live_server, cast, many):
    def opens(person):
        client = Client()
        client.force_login(person)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
        page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
        page.goto(f"{live_server.url}{SCAN}?to=in_store&where=ชั้นสาย")

    opens(cast.staff)
    page.context.set_offline(True)
    page.locator("input[name=number]").fill(many[0].code)
    page.keyboard.press("Enter")
    expect(page.locator("#scan-line")).to_contain_text("ยังส่งไม่ได้ 1 รายการ")
    page.context.clear_cookies()
    page.context.set_offline(False)
    opens(cast.administrator)
    page.wait_for_load_state("networkidle")
    assert not SampleMove.objects.filter(place="ชั้นสาย").exists()
    opens(cast.staff)
    expect(page.locator(".scan-answer")).to_have_count(1)
    assert [move.actor for move in SampleMove.objects.filter(place="ชั้นสาย")] == [cast.staff]
