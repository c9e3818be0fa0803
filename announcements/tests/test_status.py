"""The producer's page: number and four digits, one answer for all that cannot be shown, and what was published only."""

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from announcements import actions, status_pages
from announcements.models import Announcement
from announcements.status import WORDS, find_entry, read_number, standing_of, status_address
from announcements.tests.scene import make_batch
from office.models import Event
from office.tries import Limit
from opc_site.testing import make_entry, make_producer, make_round
from opc_site.tests.test_headers import weight_of_first_view
from registrations.models import Entry, Extension, PaperCheck, PaperSheet, Requirement
from registrations.papers import entry_receipt
from registrations.rules import EntryStatus
from thai.dates import thai_date, thai_datetime

PHONE, DIGITS = "0812345678", "5678"


@pytest.fixture(autouse=True)
def nothing_counted(db):
    cache.clear()


@pytest.fixture
def entry(cast, current_round):
    producer = make_producer(phone=PHONE)
    return make_entry(producer, current_round, status="submitted", created_by=cast.officer_a, number="65-TEXTILE-0007")


def ask(number, digits=DIGITS, phone=None, **more):
    phone = phone or Client(**more)
    return phone.post("/s/", {"number": number, "digits": digits}, follow=True)


def bare(response):
    """The answer apart from what was typed, and the token of the form."""
    text = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", response.content.decode())
    return re.sub(r'value="[^"]*"', 'value=""', text)


# -- the way in -----------------------------------------------------------------------------------------------------


def test_number_and_digits_show_where_it_stands(entry):
    phone = Client()
    answer = ask(entry.number, phone=phone)
    assert answer.redirect_chain == [(f"/s/{entry.number}/", 302)]
    text = answer.content.decode()
    assert "รับใบสมัครแล้ว" in text and entry.name in text and "สำนักงานพัฒนาชุมชนอำเภอเมืองสกลนคร" in text
    assert answer.headers["Cache-Control"] == "no-store, private" and "noindex" in answer.headers["X-Robots-Tag"]
    assert "<script" not in text and '<meta name="robots" content="noindex, nofollow">' in text
    cookie = phone.cookies["opc_status"]
    assert (
        cookie["httponly"] and cookie["path"] == "/s/" and PHONE not in cookie.value and DIGITS not in cookie.value[:20]
    )
    assert phone.get(f"/s/{entry.number}/").context["standing"].number == entry.number


def test_the_receipts_code_asks_for_the_digits_only(entry):
    phone = Client()
    page = phone.get(f"/s/{entry.number}/")
    assert 'name="digits"' in page.content.decode() and 'name="number"' not in page.content.decode()
    assert entry.name not in page.content.decode()
    answer = phone.post(f"/s/{entry.number}/", {"digits": "๕๖๗๘"}, follow=True)
    assert entry.name in answer.content.decode()


def test_a_number_that_nobody_has_is_asked_for_its_digits_as_well(entry):
    known, unknown = (Client().get(f"/s/{number}/") for number in (entry.number, "65-TEXTILE-9999"))
    assert bare(known).replace(entry.number, "") == bare(unknown).replace("65-TEXTILE-9999", "")


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("65-TEXTILE-0007", "65-TEXTILE-0007"),
        ("๖๕-textile-๐๐๐๗", "65-TEXTILE-0007"),
        ("65 textile 7", "65-TEXTILE-0007"),
        ("65–TEXTILE–0007", "65-TEXTILE-0007"),
        ("https://opc.go.th/s/65-TEXTILE-0007/", "65-TEXTILE-0007"),
        ("65-TEXTILE", ""),
        ("", ""),
        ("65-ผ้า-0007", ""),
        ("65-TEXTILE-0007' OR 1=1", ""),
        ("x" * 5000, ""),
    ],
)
def test_a_number_is_read_as_it_was_meant(typed, number):
    assert read_number(typed) == number


def test_what_cannot_be_shown_has_one_answer_and_takes_the_same_steps(entry, current_round):
    """Unknown numbers, other digits, a producer without a telephone: the same bytes after the same questions."""
    no_phone = make_entry(make_producer(phone=""), current_round, status="submitted", number="65-TEXTILE-0008")
    odd = make_entry(make_producer(phone="----"), current_round, status="submitted", number="65-TEXTILE-0009")
    asked = [("65-TEXTILE-9999", DIGITS), (entry.number, "0000"), (no_phone.number, "0000"), (odd.number, "1234")]
    ask("65-FOOD-0001")  # the counters are there
    answers, questions = set(), set()
    for number, digits in asked:
        with CaptureQueriesContext(connection) as seen:
            answer = ask(number, digits)
        assert answer.status_code == 200 and "ไม่พบใบสมัครที่มีเลขที่รับสมัคร" in answer.content.decode()
        answers.add(bare(answer))
        questions.add(tuple(re.sub(r"\d+|'[^']*'", "?", query["sql"])[:60] for query in seen.captured_queries))
    assert len(answers) == 1
    assert len({len(each) for each in questions}) == 1


def test_two_rounds_of_one_year_are_told_apart_by_the_telephone(entry):
    second = make_round(sequence=2, is_current=False, title="ครั้งที่สอง")
    other = make_entry(make_producer(phone="0899999999"), second, status="submitted", number=entry.number)
    same = make_entry(make_producer(phone="0888885678"), second, status="submitted", number="65-FOOD-0001")
    assert find_entry(entry.number, DIGITS) == entry
    assert find_entry(entry.number, "9999") == other
    assert find_entry(same.number, DIGITS) == same


def test_a_forged_cookie_and_that_of_another_telephone_show_nothing(entry):
    phone = Client()
    ask(entry.number, phone=phone)
    Entry.objects.get().producer.__class__.objects.filter(pk=entry.producer_id).update(phone="0899999999")
    assert phone.get(f"/s/{entry.number}/").context.get("standing") is None
    forger = Client()
    forger.cookies["opc_status"] = f"{entry.pk}~0123456789abcdef:1abcde:forged"
    assert forger.get(f"/s/{entry.number}/").context.get("standing") is None


HOSTILE = {
    "nothing": ("", ""),
    "no digits": ("65-TEXTILE-0007", ""),
    "three digits": ("65-TEXTILE-0007", "567"),
    "five digits": ("65-TEXTILE-0007", "15678"),
    "the whole telephone": ("65-TEXTILE-0007", PHONE),
    "letters": ("65-TEXTILE-0007", "abcd"),
    "superscripts": ("65-TEXTILE-0007", "⁵⁶⁷⁸"),
    "a wildcard": ("65-TEXTILE-0007", "%%%%"),
    "underscores": ("65-TEXTILE-0007", "____"),
    "dashes, as where there is none": ("65-TEXTILE-0007", "----"),
    "a wildcard for a number": ("%", DIGITS),
    "SQL for a number": ("65-TEXTILE-0007'--", DIGITS),
    "a NUL": ("65-TEXTILE-0007\x00", "00\x0000"),
    "a NUL alone": ("\x00", "\x00\x00\x00\x00"),
    "markup": ("<script>alert(1)</script>", "<b>5"),
    "a template": ("{{ settings.SECRET_KEY }}", "{{4}}"),
    "a number without end": ("6" * 5000, DIGITS),
    "digits without end": ("65-TEXTILE-0007", "5" * 5000),
    "a draft has none": ("65-TEXTILE-0000", DIGITS),
    "another script's digits": ("65-TEXTILE-0007", "५६७८"),
    "direction marks": ("\u202e7000-ELITXET-56", DIGITS),
    "a thousand tones": ("ก" + "\u0e48" * 1000, "\u0e48" * 30),
    "a negative one": ("-65-TEXTILE-0007-", "-678"),
    "a line break": ("65-TEXTILE-0008\r\nX-Evil: 1", DIGITS),
    "a surrogate": ("65-\ud800-0007", DIGITS),
}  # fmt: skip


@pytest.mark.parametrize("case", HOSTILE)
def test_hostile_questions_get_a_sentence_and_show_nothing(entry, case):
    number, digits = HOSTILE[case]
    if case == "a surrogate":
        number = number.encode("utf-8", "surrogatepass")
    answer = ask(number, digits, raise_request_exception=False)
    text = answer.content.decode()
    assert answer.status_code == 200 and "<title>ผิดพลาด:" in text.replace("\n", "")
    assert entry.name not in text and "<script>alert" not in text


@pytest.mark.parametrize(
    "path", ["%00", "..%2f..", "x" * 3000, "65-TEXTILE", "65-textile-0007", "<script>", "ก", "65-TEXTILE-07", "'", "%"]
)
def test_hostile_addresses_are_no_pages(entry, path):
    client = Client(raise_request_exception=False)
    assert client.get(f"/s/{path}/").status_code in {400, 404}
    assert client.post(f"/s/{path}/", {"digits": DIGITS}).status_code in {400, 404}


# -- limits ---------------------------------------------------------------------------------------------------------


def test_a_number_is_guessed_in_vain(entry):
    """From as many addresses as one likes: past ten wrong digits the right ones are refused too."""
    for n in range(10):
        assert ask(entry.number, f"000{n}", REMOTE_ADDR=f"192.0.2.{n}").status_code == 200
    answer = ask(entry.number, DIGITS, REMOTE_ADDR="198.51.100.1")
    assert (
        answer.status_code == 429
        and int(answer.headers["Retry-After"]) > 0
        and entry.name not in answer.content.decode()
    )
    other = make_entry(make_producer(phone=PHONE), entry.round, status="submitted", number="65-TEXTILE-0008")
    assert other.name in ask(other.number, REMOTE_ADDR="198.51.100.1").content.decode()
    (event,) = Event.objects.filter(verb="หยุดตอบสถานะใบสมัครชั่วคราว")
    assert event.after == {"whose": entry.number} and DIGITS not in str(event.after)


def test_sixty_phones_behind_one_address_are_served_though_each_is_wrong_once(current_round):
    entries = [
        make_entry(make_producer(phone=f"08123{n:05d}"), current_round, status="submitted", number=f"65-FOOD-{n:04d}")
        for n in range(1, 61)
    ]
    for n, entry in enumerate(entries, 1):
        assert ask(entry.number, "0000", REMOTE_ADDR="192.0.2.9").status_code == 200
        assert entry.name in ask(entry.number, f"{n:04d}", REMOTE_ADDR="192.0.2.9").content.decode()


def test_ten_thousand_walks_find_nothing_because_the_limits_engage(entry, monkeypatch):
    """The walk in small: a hundred wrong tries from an address and it is over, whatever numbers are asked for."""
    monkeypatch.setattr(status_pages, "OF_AN_ADDRESS", (Limit("t-address", 20, 600), Limit("t-address-day", 40, 86400)))
    walker = Client(REMOTE_ADDR="192.0.2.66")
    answers = [
        walker.post("/s/", {"number": f"65-TEXTILE-{n:04d}", "digits": f"{n:04d}"}).status_code for n in range(100, 140)
    ]
    assert answers == [200] * 20 + [429] * 20
    assert walker.post("/s/", {"number": entry.number, "digits": DIGITS}).status_code == 429
    monkeypatch.setattr(status_pages, "OF_THE_SITE", (Limit("t-site", 3, 600),))
    for n in range(3):
        ask("65-HERB-0001", f"000{n}", REMOTE_ADDR=f"203.0.113.{n}")
    assert ask(entry.number, REMOTE_ADDR="203.0.113.99").status_code == 429
    # What the real limits let through in a day, of ten thousand endings.
    of_number = max(limit.most for limit in status_pages.OF_A_NUMBER)
    assert of_number / 10_000 <= 0.003
    assert max(limit.most for limit in status_pages.OF_AN_ADDRESS) <= 400


def test_right_digits_are_not_counted(entry):
    for _ in range(30):
        assert ask(entry.number, REMOTE_ADDR="192.0.2.9").status_code == 200


# -- what is said ---------------------------------------------------------------------------------------------------


def page_of(entry, at=None):
    return ask(entry.number, entry.producer.phone[-4:]).content.decode()


@pytest.mark.parametrize("status", [one for one in EntryStatus if one != "draft"])
def test_each_state_has_words_of_its_own_for_the_public(cast, current_round, status):
    producer = make_producer(phone=PHONE)
    entry = make_entry(producer, current_round, status=status, reason="ภาพถ่ายไม่ชัด", created_by=cast.officer_a)
    text = page_of(entry)
    assert WORDS[status].word in text
    assert ("ภาพถ่ายไม่ชัด" in text) == (status in {"returned", "screened_out"})
    assert PHONE not in text and "081-234-5678" not in text and producer.contact_first_name not in text
    assert cast.officer_a.full_name not in text
    if status == "returned":
        assert "แก้ไขได้ถึง" in text
    assert {word.word for word in WORDS.values()} & {
        "ส่งกลับแก้ไข",
        "ผ่านการกลั่นกรอง",
        "ไม่ผ่านการกลั่นกรอง",
        "ถอน",
        "ร่าง",
    } == set()


def test_a_result_is_shown_when_it_is_published_and_the_page_is_the_same_before(cast, current_round):
    batch = make_batch(current_round, cast.secretary, levels=(5, 3))
    entry, held = Entry.objects.order_by("pk")
    for row in (entry, held):
        type(row.producer).objects.filter(pk=row.producer_id).update(phone=PHONE)
    never = make_entry(make_producer(phone=PHONE), current_round, status="screened_in")

    def plain(row):
        text = re.sub(r"ข้อมูล ณ .*", "", bare(ask(row.number)))
        for word in (row.number, row.name, row.producer.name):
            text = text.replace(word, "")
        return re.sub(r"text=[^\"]*|\d+\.\d+ น\.", "", text)

    assert plain(entry) == plain(held) == plain(never)
    announcement = actions.publish_results(batch, actor=cast.administrator)
    text = page_of(Entry.objects.get(pk=entry.pk))
    assert "ประกาศผลแล้ว" in text and "ระดับ ๕ ดาว" in text and announcement.get_absolute_url() in text
    assert standing_of(entry).certificate == ""
    Announcement.objects.update(published_at=timezone.now() + timedelta(minutes=1))
    assert "ประกาศผลแล้ว" not in page_of(Entry.objects.get(pk=entry.pk))


def test_papers_that_are_missing_are_named_with_their_day(cast, entry):
    today = timezone.localdate()
    Requirement.objects.filter(round=entry.round).delete()
    card = Requirement.objects.create(round=entry.round, code="id_card", name="สำเนาบัตร", sentence="สำเนาบัตร")
    label = "เอกสารที่ต้องยื่น"
    assert f"{label}</h2>" in page_of(entry)  # nobody has looked yet
    context = entry_receipt(entry)
    assert (context.missing_label, len(context.missing)) == (label, 1)
    PaperSheet.objects.create(entry=entry, checked_by=cast.officer_a)
    check = PaperCheck.objects.create(
        entry=entry, requirement=card, level="compulsory", state="missing", due_on=today, checked_by=cast.officer_a
    )
    text = page_of(entry)
    assert "เอกสารที่ยังขาด</h2>" in text and f"สำเนาบัตร นำส่งภายในวันที่ <strong>{thai_date(today)}" in text
    assert entry_receipt(entry).missing == (f"ภายใน {thai_date(today, short=True)}: สำเนาบัตร",)
    PaperCheck.objects.filter(pk=check.pk).update(state="handed_in", due_on=None)
    assert "เอกสารที่ยังขาด" not in page_of(entry) and entry_receipt(entry).missing == ()
    for status in ("screened_in", "withdrawn", "screened_out"):
        PaperCheck.objects.filter(pk=check.pk).update(state="missing", due_on=today)
        Entry.objects.filter(pk=entry.pk).update(status=status, slot=1 if status == "screened_in" else None)
        assert "สำเนาบัตร" not in page_of(entry)


def test_a_returned_entry_may_be_mended_until_the_end_of_its_extension(cast, entry):
    Entry.objects.filter(pk=entry.pk).update(status="returned", reason="ภาพไม่ชัด")
    end = entry.round.closes_at + timedelta(days=3)
    Extension.objects.create(
        round=entry.round, producer=entry.producer, ends_at=end, closed_at=entry.round.closes_at, reason="เจ็บป่วย",
        granted_by=cast.staff,
    )  # fmt: skip
    assert thai_datetime(end) in page_of(entry)


def test_what_is_sent_on_holds_no_telephone_and_no_reason(entry, settings):
    settings.PUBLIC_URL = "https://opc.sakonnakhon.go.th"
    Entry.objects.filter(pk=entry.pk).update(status="returned", reason="โทร 0812345678")
    standing = standing_of(Entry.objects.get(pk=entry.pk))
    assert standing.share_text == (
        f"{entry.name} (เลขที่รับสมัคร 65-TEXTILE-0007): ต้องแก้ไขใบสมัคร "
        "ดูสถานะล่าสุดที่ https://opc.sakonnakhon.go.th/s/65-TEXTILE-0007/"
    )
    assert standing.line_address.startswith("https://line.me/R/share?text=")
    assert PHONE not in standing.line_address and DIGITS not in standing.line_address
    text = page_of(entry)
    assert re.findall(r'<(?:img|link|script)[^>]*(?:src|href)="https?://', text) == []
    assert re.findall(r'href="(https?://[^"?]*)', text) == ["https://line.me/R/share"]


def test_the_pages_are_light(entry, cast):
    phone = Client()
    ask(entry.number, phone=phone)
    for address in ("/s/", f"/s/{entry.number}/", "/f/"):
        weight = weight_of_first_view(phone, address)
        print(f"{address}: {weight:,} bytes")
        assert weight < 60_000


def test_the_address_on_the_receipt_leads_to_the_page(entry, settings):
    settings.PUBLIC_URL = "https://opc.example.go.th"
    assert status_address(entry.number) == f"https://opc.example.go.th/s/{entry.number}/"
