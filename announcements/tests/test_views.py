"""What the public reads, and what it does not."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from announcements import actions
from announcements.models import Announcement, PublishedResult
from announcements.tests.scene import CANARIES, make_announcement, make_batch
from announcements.urls import urlpatterns
from documents.models import Paper
from office.models import Office
from opc_site.testing import PASSWORD, make_round, make_signatory
from registrations.models import Entry
from rounds.models import PlanStep, Round
from thai.dates import thai_date_range

HOME = "/"
XSS = '<script>alert("ก")</script>&<b>หนา</b>'


def text_of(response) -> str:
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def publish(cast, round, **options) -> Announcement:
    at = options.pop("at", None)
    return actions.publish_results(make_batch(round, cast.secretary, **options), actor=cast.administrator, at=at)


def addresses(pk: int, slug: str = "2565-1") -> list[str]:
    """Every public address, with the list pages searched and filtered in every way."""
    searches = (
        "",
        "?q=%E0%B8%9C%E0%B9%89%E0%B8%B2",
        "?group=TEXTILE",
        "?star=0",
        "?star=5",
        "?district=4701",
        "?page=2",
    )
    return [
        HOME,
        "/announcements/",
        "/announcements/?kind=results",
        "/announcements/?kind=call",
        "/announcements/feed.xml",
        f"/announcements/{pk}/",
        f"/announcements/{pk}/paper.pdf",
        "/results/",
        *(f"/results/{slug}/{search}" for search in searches),
        "/privacy/",
    ]


# -- home -------------------------------------------------------------------------------------------------------


def test_home_says_who_where_until_when_and_what_to_bring(client, current_round):
    closes = datetime(2022, 5, 20, 9, 30, tzinfo=UTC)  # 16.30 in Thailand
    Round.objects.filter(pk=current_round.pk).update(opens_at=closes - timedelta(days=20), closes_at=closes)
    with time_machine.travel(datetime(2022, 5, 17, 3, 0, tzinfo=UTC), tick=False):
        page = text_of(client.get(HOME))
    assert "ปี พ.ศ. ๒๕๖๕" in page
    assert "เปิดรับสมัคร ยังเหลือ ๓ วัน" in page
    assert "๒๐ พฤษภาคม ๒๕๖๕ เวลา ๑๖.๓๐ น." in page
    assert "พ.ศ. ๒๕๕๗ ถึง พ.ศ. ๒๕๖๔" in page
    assert "ไม่เกิน ๒ ผลิตภัณฑ์หลัก/ชุด" in page
    assert "ศาลากลางจังหวัดสกลนคร" in page
    assert "สำเนาบัตรประจำตัวประชาชนของผู้สมัคร" in page
    assert 'href="tel:042711554"' in page


@pytest.mark.parametrize(
    ("now", "words"),
    [
        (datetime(2022, 4, 28, 16, 59, tzinfo=UTC), "จะเปิดรับสมัครในอีก ๒ วัน"),  # 23.59 on the 28th
        (datetime(2022, 4, 28, 17, 0, tzinfo=UTC), "จะเปิดรับสมัครในอีก ๑ วัน"),  # midnight: the 29th
        (datetime(2022, 4, 30, 1, 0, tzinfo=UTC), "จะเปิดรับสมัครในวันนี้"),
        (datetime(2022, 4, 30, 2, 0, tzinfo=UTC), "เปิดรับสมัคร ยังเหลือ ๒๐ วัน"),
        (datetime(2022, 5, 20, 9, 30, tzinfo=UTC), "วันนี้เป็นวันสุดท้าย ถึงเวลา ๑๖.๓๐ น."),
        (datetime(2022, 5, 20, 9, 30, 1, tzinfo=UTC), "ปิดรับสมัครแล้ว"),
    ],
)
def test_home_counts_the_days_of_the_thai_calendar(client, current_round, now, words):
    Round.objects.filter(pk=current_round.pk).update(
        opens_at=datetime(2022, 4, 30, 2, 0, tzinfo=UTC), closes_at=datetime(2022, 5, 20, 9, 30, tzinfo=UTC)
    )
    with time_machine.travel(now, tick=False):
        assert words in text_of(client.get(HOME))


def test_home_without_round_or_window_or_office_still_helps(client, db, cast):
    assert "ยังไม่มีการคัดสรรที่เปิดอยู่" in text_of(client.get(HOME))
    make_round(opens_at=None, closes_at=None, place="")
    page = text_of(client.get(HOME))
    assert "ยังไม่กำหนดวันรับสมัคร" in page
    assert "จะประกาศให้ทราบภายหลัง" in page
    Office.objects.all().delete()
    text_of(client.get(HOME))


def test_home_shows_the_stages_of_the_plan_in_order_with_today_on_it(client, current_round):
    today = timezone.localdate()
    plan = [("result", 30, 31), ("appoint", -30, -20), ("intake", 20, 21), ("score", 6, 7), ("score", 8, 9)]
    PlanStep.objects.bulk_create(
        PlanStep(
            round=current_round,
            order=order,
            stage=stage,
            name=stage,
            starts_on=today + timedelta(days=first),
            ends_on=today + timedelta(days=last),
        )
        for order, (stage, first, last) in enumerate(plan)
    )
    PlanStep.objects.create(round=current_round, order=9, stage="brief", name="ยังไม่มีวัน", responsible="ความลับ")
    page = text_of(client.get(HOME))
    places = [page.index(words) for words in ("๑. แต่งตั้ง", "๒. ประชุมชี้แจง", "๓. รับสมัคร", "๔. กลั่นกรอง", "๕. รับรอง")]
    assert places == sorted(places)
    assert page.count('aria-current="step"') == 1  # intake, by the application window and not by the plan
    assert thai_date_range(today + timedelta(days=6), today + timedelta(days=9), digits="thai", short=True) in page
    assert "ยังไม่กำหนดวัน" in page
    assert "ความลับ" not in page


# -- nothing unpublished ----------------------------------------------------------------------------------------


def test_one_second_before_nothing_and_one_second_after_everything(client, cast, current_round):
    moment = timezone.now().replace(microsecond=0) + timedelta(days=3)
    call = make_announcement(current_round, title="ประกาศลับ", body="เนื้อความลับ", published_at=moment)
    results = publish(cast, current_round, levels=(5, None), names=("ผ้าลับหนึ่ง", "ผ้าลับสอง"), at=moment)
    for announcement in (call, results):
        actions.issue_announcement_paper(
            announcement, number="", dated=timezone.localdate(), signatory=make_signatory(), actor=cast.staff
        )
    secrets = ("ประกาศลับ", "เนื้อความลับ", "ผ้าลับ", results.title, "ระดับ ๕ ดาว")
    unknown = client.get("/announcements/999999/")
    pages = [*addresses(call.pk), *addresses(results.pk)]

    with time_machine.travel(moment - timedelta(seconds=1), tick=False):
        for address in pages:
            response = client.get(address)
            words = response.content.decode()
            assert not [secret for secret in secrets if secret in words], address
            own = "/2565-1/" in address or str(call.pk) in address or str(results.pk) in address
            assert response.status_code == (404 if own else 200), address
            if own:
                assert re.sub(r"\S+/(\d+|2565-1)/\S*", "", words) == re.sub(
                    r"\S+/\d+/\S*", "", unknown.content.decode()
                )
                assert response.headers.items() == unknown.headers.items()

    with time_machine.travel(moment + timedelta(seconds=1), tick=False):
        for address in pages:
            assert client.get(address).status_code == 200, address
        assert "ประกาศลับ" in text_of(client.get(HOME))
        assert "ผ้าลับหนึ่ง" in text_of(client.get("/results/2565-1/"))
        assert "ประกาศลับ" in text_of(client.get("/announcements/feed.xml"))


@pytest.mark.parametrize("status", ["draft", "withdrawn"])
def test_drafts_and_withdrawn_ones_are_nowhere(client, cast, current_round, status):
    hidden = make_announcement(current_round, status=status, title="ฉบับที่ซ่อน")
    actions.publish_announcement(make_announcement(current_round, status="draft"), actor=cast.administrator)
    for address in addresses(hidden.pk):
        response = client.get(address)
        assert "ฉบับที่ซ่อน" not in response.content.decode(), address
        if str(hidden.pk) in address or "2565-1" in address:
            assert response.status_code == 404, address
    assert "พบ ๑ จาก ๑ ฉบับ" in text_of(client.get("/announcements/"))


def test_a_proposed_batch_is_nowhere_and_a_withdrawn_one_goes_away(client, cast, current_round):
    batch = make_batch(current_round, cast.secretary, names=("ผ้าที่ยังไม่ประกาศ",))
    for address in addresses(1):
        assert "ผ้าที่ยังไม่ประกาศ" not in client.get(address).content.decode()
    announcement = actions.publish_results(batch, actor=cast.administrator)
    assert "ผ้าที่ยังไม่ประกาศ" in text_of(client.get("/results/2565-1/"))
    actions.withdraw_announcement(announcement, actor=cast.administrator, reason="พิมพ์ผิด")
    assert client.get("/results/2565-1/").status_code == 404
    for address in addresses(announcement.pk):
        assert "ผ้าที่ยังไม่ประกาศ" not in client.get(address).content.decode()
    assert PublishedResult.objects.count() == 3  # kept, for those who look into it later


def test_points_stand_in_no_public_answer(client, cast, current_round):
    announcement = publish(cast, current_round, levels=(5, 4, None))
    actions.issue_announcement_paper(
        announcement, number="", dated=timezone.localdate(), signatory=make_signatory(), actor=cast.staff
    )
    for address in addresses(announcement.pk):
        words = client.get(address).content.decode(errors="replace")
        assert not [canary for canary in CANARIES if canary in words], address


def test_a_paper_is_public_only_while_it_is_issued(client, cast, current_round):
    public = make_announcement(current_round)
    assert client.get(f"/announcements/{public.pk}/paper.pdf").status_code == 404
    draft = Paper.objects.create(round=current_round, kind=Paper.Kind.ANNOUNCEMENT, subject="ร่าง")
    Announcement.objects.filter(pk=public.pk).update(paper=draft)
    assert client.get(f"/announcements/{public.pk}/paper.pdf").status_code == 404
    assert "paper.pdf" not in text_of(client.get(f"/announcements/{public.pk}/"))
    Announcement.objects.filter(pk=public.pk).update(paper=None)
    actions.issue_announcement_paper(
        public, number="", dated=timezone.localdate(), signatory=make_signatory(), actor=cast.staff
    )
    response = client.get(f"/announcements/{public.pk}/paper.pdf")
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.content.startswith(b"%PDF-")
    assert "paper.pdf" in text_of(client.get(f"/announcements/{public.pk}/"))


# -- what was typed ---------------------------------------------------------------------------------------------


def test_what_was_typed_is_shown_as_typed(client, cast, current_round):
    Round.objects.filter(pk=current_round.pk).update(title=XSS, place=XSS)
    call = make_announcement(current_round, title=XSS, body=XSS)
    results = publish(cast, current_round, names=(XSS, XSS, XSS))
    for address in (*addresses(call.pk), *addresses(results.pk), f"/results/2565-1/?q={XSS}&district={XSS}&page={XSS}"):
        words = client.get(address).content.decode(errors="replace")
        assert "<script>alert" not in words, address
        assert "<b>หนา" not in words, address
    assert escape(XSS) in text_of(client.get(f"/announcements/{call.pk}/"))
    assert escape(XSS) in text_of(client.get("/results/2565-1/"))


@pytest.mark.parametrize(
    "query",
    [
        "?q=" + "ก" * 5000,
        "?q=%00%ff%fe",
        "?q=%25_%27%22;--",
        "?district=9999",
        "?group=GOLD",
        "?star=99999999999999999999",
        "?star=ห้า",
        "?page=-1",
        "?page=999999999999999999999",
        "?page=ก",
        "?q=a&q=b&star=5&star=6",
    ],
)
def test_no_typed_search_is_an_error_page(client, cast, current_round, query):
    publish(cast, current_round)
    for address in ("/results/2565-1/", "/results/", "/announcements/", HOME):
        assert client.get(address + query).status_code == 200, address


@pytest.mark.parametrize(
    "address",
    [
        "/results/2565-2/",
        "/results/0-0/",
        f"/results/{10**30}-1/",
        f"/announcements/{10**30}/",
        f"/announcements/{10**30}/paper.pdf",
        "/results/2565/",
    ],
)
def test_an_unknown_address_is_a_plain_404(client, cast, current_round, address):
    publish(cast, current_round)
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("name", [pattern.name for pattern in urlpatterns])
def test_nothing_public_can_be_posted_to(cast, current_round, name):
    announcement = publish(cast, current_round)
    arguments = {
        "announcement-detail": [announcement.pk],
        "announcement-pdf": [announcement.pk],
        "certificate-pdf": [1],
        "result-round": [2565, 1],
    }
    address = reverse(f"announcements:{name}", args=arguments.get(name))
    assert Client(enforce_csrf_checks=False).post(address).status_code == 405


# -- results ----------------------------------------------------------------------------------------------------


def test_search_and_filters_say_how_many_of_how_many(client, cast, current_round):
    publish(cast, current_round, levels=(5, 4, None), names=("ผ้าคลุมไหล่ ลายน้ำไหล", "ผ้าขาวม้า", "หมอนขิด"))
    number = Entry.objects.get(name="หมอนขิด").number

    def page(query):
        return text_of(client.get("/results/2565-1/" + query))

    assert "พบ ๓ จาก ๓ รายการ" in page("")
    assert "พบ ๓ จาก ๓ รายการ" in page("?q=ทอผ้าย้อมคราม")  # the producer's name
    assert "พบ ๑ จาก ๓ รายการ" in page("?q=ขาวม้า")
    assert "พบ ๑ จาก ๓ รายการ" in page("?q=ลายน้ำไหล ดอนกอย")  # words of product and producer
    assert "พบ ๑ จาก ๓ รายการ" in page(f"?q={number}")
    assert "พบ ๑ จาก ๓ รายการ" in page("?star=5")
    assert "พบ ๑ จาก ๓ รายการ" in page("?star=0")
    assert "พบ ๓ จาก ๓ รายการ" in page("?group=TEXTILE&district=4701")
    none = page("?q=รถยนต์")
    assert "พบ ๐ จาก ๓ รายการ" in none
    assert "ไม่พบรายการตามที่ค้นหา" in none
    wrong = page("?district=9999")
    assert "ไม่มีตัวเลือกนี้" in wrong
    assert "พบ ๓ จาก ๓ รายการ" in wrong


def test_a_result_says_its_level_in_words_and_in_signs(client, cast, current_round):
    publish(cast, current_round, levels=(4, None))
    page = text_of(client.get("/results/2565-1/"))
    assert "ระดับ ๔ ดาว" in page
    assert "★★★★☆" in page
    assert "ผ่านการคัดสรรระดับจังหวัด" in page


def test_the_summary_counts_groups_against_levels(client, cast, current_round):
    publish(cast, current_round, levels=(5, 5, 3, None))
    page = re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", text_of(client.get("/results/"))))
    assert "ประเภท ๕ ดาว ๓ ดาว ผ่านระดับจังหวัด รวม" in page
    assert "ผ้าและเครื่องแต่งกาย ๒ ๑ ๑ ๔ รวม ๒ ๑ ๑ ๔" in page


def test_two_batches_of_a_round_are_one_list(client, cast, current_round):
    publish(cast, current_round, levels=(None,) * 30)
    publish(cast, current_round, levels=(None,) * 25)
    first, second = (text_of(client.get(f"/results/2565-1/?group=TEXTILE&page={page}")) for page in (1, 2))
    assert "พบ ๕๕ จาก ๕๕ รายการ" in first
    assert first.count('data-label="เลขที่"') == 50
    assert second.count('data-label="เลขที่"') == 5
    assert "group=TEXTILE&amp;page=2" in first
    assert "ประกาศผลครั้งที่ ๒" in first


@pytest.mark.parametrize(
    "address", ["/", "/announcements/", "/announcements/feed.xml", "/results/", "/results/2565-1/"]
)
def test_lists_ask_the_database_as_often_for_three_rows_as_for_one(client, cast, current_round, address):
    def count():
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    publish(cast, current_round, levels=(5,))
    make_announcement(current_round)
    cache.clear()
    one = count()
    publish(cast, current_round, levels=(5, 4, None))
    make_announcement(current_round)
    make_announcement(current_round)
    assert count() == one
    assert one <= 9


def test_the_list_of_rounds_asks_as_often_for_three_rounds_as_for_one(client, cast, current_round):
    publish(cast, current_round)
    with CaptureQueriesContext(connection) as one:
        client.get("/results/")
    for year in (2563, 2564):
        publish(cast, make_round(year_be=year, is_current=False))
    with CaptureQueriesContext(connection) as three:
        assert text_of(client.get("/results/")).count("<table") == 3
    assert len(three) == len(one)


# -- feed, caching, no script -----------------------------------------------------------------------------------


def test_the_feed_is_atom_in_thai_with_the_latest_first(client, current_round):
    now = timezone.now()
    make_announcement(current_round, title="ฉบับแรก", published_at=now - timedelta(days=2))
    make_announcement(current_round, title="ฉบับหลัง", published_at=now - timedelta(days=1))
    response = client.get("/announcements/feed.xml")
    feed = text_of(response)
    assert response.headers["Content-Type"].startswith("application/atom+xml")
    assert 'xml:lang="th"' in feed
    assert feed.index("ฉบับหลัง") < feed.index("ฉบับแรก")


def test_strangers_pages_may_be_kept_for_ten_seconds_and_are_checked_by_their_bytes(client, cast, current_round):
    announcement = make_announcement(current_round)
    for address in (HOME, "/announcements/", "/results/", f"/announcements/{announcement.pk}/"):
        first = client.get(address)
        assert first.headers["Cache-Control"] == "public, max-age=10"
        assert "Cookie" in first.headers["Vary"]
        assert "Set-Cookie" not in first.headers
        assert not first.cookies
        assert not first.has_header("Last-Modified")
        again = client.get(address, headers={"if-none-match": first.headers["ETag"]})
        assert again.status_code == 304
        assert again.content == b""
        assert "Cookie" in again.headers["Vary"]
    home = client.get(HOME).headers["ETag"]
    actions.withdraw_announcement(announcement, actor=cast.administrator, reason="ผิด")
    assert client.get(HOME, headers={"if-none-match": home}).status_code == 200


def test_a_round_that_is_changed_makes_a_new_page(client, current_round):
    tag = client.get(HOME).headers["ETag"]
    Round.objects.filter(pk=current_round.pk).update(place="หอประชุมใหม่")
    assert client.get(HOME, headers={"if-none-match": tag}).status_code == 200


def test_a_signed_in_persons_page_is_kept_by_nobody(client, cast, current_round):
    assert client.login(username="staff", password=PASSWORD)
    response = client.get(HOME)
    assert response.headers["Cache-Control"] == "no-store, private"
    client.logout()
    client.cookies["sessionid"] = "left-over"
    assert "public" not in client.get(HOME).headers["Cache-Control"]


def test_public_pages_carry_no_script_and_nothing_inline(client, cast, current_round):
    announcement = publish(cast, current_round)
    for address in addresses(announcement.pk):
        if address.endswith((".pdf", ".xml")):
            continue
        page = text_of(client.get(address))
        assert "<script" not in page
        assert not re.search(r"\sstyle=|\son\w+=|<style", page), address
        assert page.count("<h1") == 1, address
        assert '<html lang="th">' in page


def test_each_page_has_a_name_of_its_own(client, cast, current_round):
    announcement = publish(cast, current_round)
    pages = (
        HOME,
        "/announcements/",
        f"/announcements/{announcement.pk}/",
        "/results/",
        "/results/2565-1/",
        "/privacy/",
    )
    titles = [re.search("<title>(.*?)</title>", text_of(client.get(address)), re.S)[1] for address in pages]
    assert len(set(titles)) == len(pages)
