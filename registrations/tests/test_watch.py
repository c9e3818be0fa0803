"""Who is missing, the board of the intake day, and the lists as files."""

import csv
import io
import re
import zipfile
from datetime import timedelta

import openpyxl
import pytest
from django.db import connection
from django.db.models import Count
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from office.exports import csv_cell, csv_lines, save_xlsx, would_run
from office.models import District, Event
from opc_site.testing import DISTRICT_A, DISTRICT_B, make_entry, make_producer
from registrations.exports import CHUNK
from registrations.models import EarlierStar, Entry, Producer, StarList

pytestmark = pytest.mark.django_db


def words(answer):
    return re.sub(r"<[^>]+>|\s+", " ", answer.content.decode())


def rows_on(answer):
    """The cells of the first table on a page, as its reader sees them."""
    table = re.search(r"<table.*?</table>", answer.content.decode(), re.S)[0]
    lines = re.findall(r"<tr>(.*?)</tr>", table, re.S)
    cells = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", line, re.S) for line in lines]
    return [[re.sub(r"<[^>]+>|\s+", " ", cell).strip() for cell in line] for line in cells]


def csv_of(answer):
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))


def sheet_of(answer):
    book = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    return [[cell for cell in row] for row in book.worksheets[0].iter_rows()], book


@pytest.fixture
def star_list(cast):
    return StarList.objects.create(source="department", key="x", name="ไฟล์", year_be=2564, added_by=cast.staff)


@pytest.fixture
def register(cast, current_round, star_list):
    """In each of two districts: one entered, two missing (one with stars, without telephone), one too old."""
    for district in (DISTRICT_A, DISTRICT_B):
        make_entry(make_producer("กลุ่มมาแล้ว", district=district), current_round, status="submitted")
        make_producer("กลุ่มยังไม่มา", district=district)
        starred = make_producer("กลุ่มเคยได้ดาว", district=district, phone="")
        make_producer("กลุ่มทะเบียนเก่า", district=district, years=(2550,))
        for year, level in ((2562, 5), (2564, 3)):
            EarlierStar.objects.create(
                producer=starred, product_name=f"ผ้า {year}", year_be=year, level=level, star_list=star_list
            )
    return cast


# -- who is missing ----------------------------------------------------------------------------------------------


def names(client, **asked):
    answer = client.get("/intake/missing/", asked)
    assert answer.status_code == 200
    return [producer.name for producer in answer.context["page"]]


def test_missing_are_those_who_may_and_have_not_come(register, client):
    client.force_login(register.officer_a)
    assert names(client) == ["กลุ่มเคยได้ดาว", "กลุ่มยังไม่มา"]
    assert names(client, standing="entered") == ["กลุ่มมาแล้ว"]
    assert names(client, standing="ineligible") == ["กลุ่มทะเบียนเก่า"]
    assert len(names(client, standing="all")) == 4
    assert names(client, star="yes") == ["กลุ่มเคยได้ดาว"]
    assert names(client, star="no", phone="yes") == ["กลุ่มยังไม่มา"]
    assert names(client, phone="no") == ["กลุ่มเคยได้ดาว"]
    assert names(client, group="TEXTILE") == ["กลุ่มเคยได้ดาว", "กลุ่มยังไม่มา"]
    assert names(client, group="FOOD") == []
    assert names(client, q="ยังไม่มา") == ["กลุ่มยังไม่มา"]
    client.force_login(register.staff)
    assert len(names(client)) == 4
    assert len(names(client, district=DISTRICT_B)) == 2


def test_the_latest_star_is_shown_and_the_telephone_can_be_called(register, client):
    client.force_login(register.officer_a)
    page = client.get("/intake/missing/")
    assert "3 ดาว (ปี 2564)" in words(page)
    phone = Producer.objects.get(name="กลุ่มยังไม่มา", district=DISTRICT_A).phone
    assert f'href="tel:{phone}"' in page.content.decode()
    starred = Producer.objects.get(name="กลุ่มเคยได้ดาว", district=DISTRICT_A)
    assert "ผ้า 2564 3 ดาว (ปี 2564)" in words(client.get(starred.get_absolute_url()))


def test_a_star_of_this_very_round_is_not_one_of_before(register, client, current_round):
    client.force_login(register.officer_a)
    EarlierStar.objects.filter(year_be=2564).update(year_be=current_round.year_be)
    assert "5 ดาว (ปี 2562)" in words(client.get("/intake/missing/"))
    EarlierStar.objects.update(year_be=current_round.year_be)
    assert names(client, star="yes") == []


def test_the_list_shrinks_with_each_entry_and_a_withdrawal_brings_the_producer_back(register, client, current_round):
    client.force_login(register.officer_a)
    entry = make_entry(Producer.objects.get(name="กลุ่มยังไม่มา", district=DISTRICT_A), current_round)
    assert names(client) == ["กลุ่มเคยได้ดาว"]
    Entry.objects.filter(pk=entry.pk).update(status="withdrawn", slot=None)
    assert names(client) == ["กลุ่มเคยได้ดาว", "กลุ่มยังไม่มา"]


def test_the_totals_add_up_to_the_register_and_lead_to_the_lists_they_count(register, client):
    client.force_login(register.staff)
    page = client.get("/intake/missing/")
    for line in [*page.context["lines"], page.context["everywhere"]]:
        mine = Producer.objects.filter(district=line.code) if line.code else Producer.objects.all()
        assert line.register == mine.count() == line.entered + line.missing + line.ineligible
    assert (page.context["everywhere"].missing, page.context["everywhere"].starred) == (4, 2)
    links = re.findall(r'aria-label="([^"]*?) ([0-9]+) ราย" href="([^"]+)"', page.content.decode())
    assert len(links) == 5 * (District.objects.filter(province__office__isnull=False).count() + 1)
    for _, number, address in {(label, number, href) for label, number, href in links if number != "0"}:
        assert client.get(address.replace("&amp;", "&")).context["page"].paginator.count == int(number)


def test_an_officer_sees_the_own_district_only(register, client):
    client.force_login(register.officer_a)
    page = client.get("/intake/missing/", {"district": DISTRICT_B, "standing": "all"})
    assert [line.code for line in page.context["lines"]] == [DISTRICT_A]
    assert {producer.district_id for producer in page.context["page"]} == {DISTRICT_A}
    assert "ตัวกรองบางตัวไม่รู้จัก" in words(page)


# -- the board -----------------------------------------------------------------------------------------------------


@pytest.fixture
def intake_day(register, current_round):
    """Besides the two of today: one of yesterday, a draft, one withdrawn, and a producer in two groups."""
    both = make_producer("กลุ่มสองประเภท")
    make_entry(both, current_round, status="submitted")
    make_entry(both, current_round, status="returned", slot=2, group=current_round.groups.get(code="FOOD"))
    yesterday = timezone.now() - timedelta(days=1)
    make_entry(make_producer("กลุ่มเมื่อวาน"), current_round, status="screened_in", submitted_at=yesterday)
    make_entry(make_producer("กลุ่มร่าง"), current_round)
    make_entry(make_producer("กลุ่มถอน"), current_round, status="withdrawn")
    return register


def test_the_board_counts_products_and_producers_of_today_and_in_all(intake_day, client):
    client.force_login(intake_day.staff)
    page = client.get("/intake/board/")
    (_, today, _), (_, whole, _) = page.context["tables"]
    assert (today.total.total.products, today.total.total.producers) == (4, 3)
    assert (whole.total.total.products, whole.total.total.producers) == (5, 4)
    assert "4 ราย 5 ผลิตภัณฑ์" in words(page)
    line = next(line for line in whole.lines if line.code == DISTRICT_A)
    cells = {group.code: (cell.products, cell.producers) for group, cell in line.cells}
    assert (cells["TEXTILE"], cells["FOOD"], cells["DRINK"]) == ((3, 3), (1, 1), (0, 0))
    assert (line.total.products, line.total.producers) == (4, 3)


def test_the_board_equals_the_rows_and_each_number_leads_to_them(intake_day, client, current_round):
    """I13, at rest: counted by SQL, and counted by opening the list behind each number."""
    client.force_login(intake_day.staff)
    page = client.get("/intake/board/")
    _, (_, whole, _) = page.context["tables"]
    counted = (
        Entry.objects.filter(status__in=["submitted", "returned", "screened_in", "screened_out"], round=current_round)
        .order_by()
        .values_list("producer__district", "group")
        .annotate(Count("pk"), Count("producer", distinct=True))
    )
    shown = {
        (line.code, group.pk, cell.products, cell.producers)
        for line in whole.lines
        for group, cell in line.cells
        if cell.products
    }
    assert shown == set(counted)
    links = set(re.findall(r' ([0-9]+) ผลิตภัณฑ์ ([0-9]+) ราย" href="([^"]+)"', page.content.decode()))
    assert len(links) >= 10
    for products, producers, address in links:
        behind = client.get(address.replace("&amp;", "&"))
        assert (behind.context["page"].paginator.count, behind.context["producers"]) == (int(products), int(producers))


def test_the_boards_day_is_bangkoks(register, client, current_round):
    entry = make_entry(make_producer("กลุ่มหลังเที่ยงคืน"), current_round, status="submitted")
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    client.force_login(register.officer_a)
    before = client.get("/intake/board/").context["tables"][0][1].total.total.products
    Entry.objects.filter(pk=entry.pk).update(submitted_at=midnight)
    assert client.get("/intake/board/").context["tables"][0][1].total.total.products == before
    Entry.objects.filter(pk=entry.pk).update(submitted_at=midnight - timedelta(seconds=1))
    assert client.get("/intake/board/").context["tables"][0][1].total.total.products == before - 1


def test_an_officers_board_is_the_own_districts(intake_day, client):
    client.force_login(intake_day.officer_b)
    _, (_, whole, _) = client.get("/intake/board/").context["tables"]
    assert [line.code for line in whole.lines] == [DISTRICT_B]
    assert (whole.total.total.products, whole.is_single) == (1, True)


def test_without_a_round_the_pages_say_so(cast, client):
    client.force_login(cast.staff)
    assert "ยังไม่มีการคัดสรรรอบปัจจุบัน" in words(client.get("/intake/missing/"))
    assert "ยังไม่มีการคัดสรรรอบปัจจุบัน" in words(client.get("/intake/board/"))
    assert client.get("/intake/missing/export/").status_code == client.get("/intake/board/export/").status_code == 404


# -- the lists as files ----------------------------------------------------------------------------------------------

LISTS = {
    "/intake/producers/": "/intake/producers/export/",
    "/intake/entries/": "/intake/entries/export/",
    "/intake/missing/": "/intake/missing/export/",
}


@pytest.mark.parametrize("who", ["officer_a", "staff"])
@pytest.mark.parametrize(("page", "file"), LISTS.items())
def test_a_file_has_the_columns_and_rows_of_the_screen(intake_day, client, page, file, who):
    client.force_login(getattr(intake_day, who))
    asked = {"q": "กลุ่ม"}
    screen = rows_on(client.get(page, asked))
    rows = csv_of(client.get(file, asked | {"as": "csv"}))
    cells, _ = sheet_of(client.get(file, asked | {"as": "xlsx"}))
    assert [["" if cell.value is None else str(cell.value) for cell in row] for row in cells] == rows
    assert rows[0] == screen[0]
    phone = rows[0].index("โทรศัพท์") if "โทรศัพท์" in rows[0] else None

    def seen(line):
        return [cell.replace("–", "") for place, cell in enumerate(line) if place != phone]

    assert [seen(line) for line in rows[1:]] == [seen(line) for line in screen[1:]]
    assert len(rows) > 3


def test_telephones_are_masked_in_files_and_ids_are_in_none(intake_day, client):
    Producer.objects.update(citizen_id="1470100123451")
    client.force_login(intake_day.staff)
    phones = [phone for phone in Producer.objects.values_list("phone", flat=True) if phone]
    for file in (*LISTS.values(), "/intake/board/export/"):
        text = str(csv_of(client.get(file, {"as": "csv"})))
        assert "1470100123451" not in text
        assert not [phone for phone in phones if phone in re.sub(r"[^0-9,]", "", text)]


def test_the_board_as_a_file_says_what_the_screen_says(intake_day, client):
    client.force_login(intake_day.staff)
    rows = csv_of(client.get("/intake/board/export/", {"as": "csv"}))
    assert rows[0][:4] == ["ช่วงเวลา", "อำเภอ", "อาหาร (ผลิตภัณฑ์)", "อาหาร (ผู้ผลิต)"]
    assert rows[0][-2:] == ["รวม (ผลิตภัณฑ์)", "รวม (ผู้ผลิต)"]
    assert [row[-2:] for row in rows if row[1] == "รวม"] == [["4", "3"], ["5", "4"]]
    cells, _ = sheet_of(client.get("/intake/board/export/"))
    assert cells[-1][-1].value == 4


def test_a_file_is_written_into_the_journal_with_its_rows_and_says_where_it_comes_from(intake_day, client):
    client.force_login(intake_day.officer_a)
    answer = client.get("/intake/entries/export/", {"status": "received", "as": "xlsx"})
    cells, book = sheet_of(answer)
    event = Event.objects.filter(verb="ส่งออกรายการ").get()
    assert event.after == {"list": "ใบสมัคร", "format": "xlsx", "rows": len(cells) - 1, "filter": "status=received"}
    about = {row[0].value: row[1].value for row in book["ที่มา"].iter_rows()}
    assert about["ส่งออกโดย"] == str(intake_day.officer_a) and about["ตัวกรองในที่อยู่"] == "status=received"
    assert "no-store" in answer.headers["Cache-Control"]
    assert client.head("/intake/entries/export/").status_code == 200
    assert Event.objects.filter(verb="ส่งออกรายการ").count() == 1


def test_the_list_for_calling_has_telephones_a_reason_and_a_line_in_the_journal(register, client):
    client.force_login(register.officer_a)
    assert "2 ราย" in words(client.get("/intake/missing/calls/"))
    assert client.post("/intake/missing/calls/", {"reason": " "}).status_code == 200
    assert not Event.objects.filter(verb="ส่งออกรายการ").exists()
    cells, _ = sheet_of(client.post("/intake/missing/calls/?star=no", {"reason": "โทรเตือนก่อนปิดรับ"}))
    phone = Producer.objects.get(name="กลุ่มยังไม่มา", district=DISTRICT_A).phone
    assert [re.sub(r"[^0-9]", "", str(row[3].value)) for row in cells[1:]] == [phone]
    event = Event.objects.filter(verb="ส่งออกรายการ").get()
    assert (event.reason, event.after["rows"]) == ("โทรเตือนก่อนปิดรับ", 1)
    assert phone not in str(event.after)


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_an_export_asks_as_much_for_many_rows_as_for_few(register, client, kind, current_round):
    client.force_login(register.staff)

    def questions(address):
        with CaptureQueriesContext(connection) as captured:
            list(client.get(address, {"as": kind}).streaming_content)
        return len(captured)

    few = [questions(address) for address in LISTS.values()]
    for _ in range(3):
        make_entry(make_producer(), current_round, status="submitted")
    assert [questions(address) for address in LISTS.values()] == few
    assert max(few) <= 10
    assert CHUNK <= 2000


# -- nothing runs ------------------------------------------------------------------------------------------------------

RUNS = [
    "=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "   +1", "\u00a0=1", "\u3000=1", "\u200b=1",
    "\ufeff=1",
    "＝1", "＋1", "－1", "＠x", "﹦1", "﹢1", "﹣1", "−1", " ＝1", "\u2060@x", "\u00ad-1", "\x00=1", "\u2003=1",
    '=HYPERLINK("http://x","y")', "=cmd|' /C calc'!A0", "\ttab", "\rcr",
]  # fmt: skip
STAYS = ["ผ้า", "ก=1", "081-234-5678", "1+1", "'=1", "–", "", "65-FOOD-0001", "ราคา -1", "x@y.th", "๑", "(+1)"]


@pytest.mark.parametrize("text", RUNS)
def test_t19_what_would_run_is_text_in_both_kinds_of_file(text):
    assert would_run(text)
    assert csv_cell(text) == f"'{text}"
    back = list(csv.reader(io.StringIO(b"".join(csv_lines(["ก"], [[text]])).decode("utf-8-sig"), newline="")))
    assert back[1] == [f"'{text}"]
    out = io.BytesIO()
    assert save_xlsx(out, ["ก"], [[text]]) == 1
    cell = openpyxl.load_workbook(io.BytesIO(out.getvalue())).active["A2"]
    assert cell.data_type in {"s", "inlineStr", "n"} and cell.data_type != "f"
    assert cell.quotePrefix and "f" not in cell.data_type
    # The sheet itself holds no formula either, whatever a reader makes of it.
    assert b"<f" not in openpyxl_sheet(out.getvalue())


@pytest.mark.parametrize("text", STAYS)
def test_t19_ordinary_text_stays_as_it_is(text):
    assert not would_run(text) and csv_cell(text) == text
    out = io.BytesIO()
    save_xlsx(out, ["ก"], [[text, -5, 3.5]])
    row = openpyxl.load_workbook(io.BytesIO(out.getvalue())).active[2]
    assert [cell.value for cell in row] == [text or None, -5, 3.5]
    assert csv_cell(-5) == "-5"


def openpyxl_sheet(content):
    return zipfile.ZipFile(io.BytesIO(content)).read("xl/worksheets/sheet1.xml")


def test_t19_a_name_typed_as_a_formula_leaves_as_a_name(register, client, current_round):
    producer = make_producer('=HYPERLINK("http://x.example","กด")', contact_first_name="+cmd", contact_last_name="x")
    make_entry(producer, current_round, status="submitted", name="@SUM(1)")
    client.force_login(register.staff)
    for file in LISTS.values():
        cells, _ = sheet_of(client.get(file, {"standing": "all"}))
        assert {cell.data_type for row in cells for cell in row} <= {"s", "inlineStr", "n"}
        rows = csv_of(client.get(file, {"as": "csv", "standing": "all"}))
        assert not [cell for row in rows for cell in row if would_run(cell)]


# -- hostile addresses -------------------------------------------------------------------------------------------------

HOSTILE = [
    "page=-1", "page=0", "page=99999999999999999999", "page=ก", "page=1%00", "page=%ff", "page[]=1",
    "district=9999", "district=4701'--", "district=%00", "district=" + "4" * 500, "district=4701&district=4704",
    "standing=nobody", "standing=%F0%28%8C%28", "standing=missing%00", "star=5", "star=yes'", "phone=%E2%80%AE",
    "group=<script>", "group=TEXTILE%0d%0aX:1", "group=" + "ก" * 300, "status=deleted", "status=received%20",
    "day=2565-13-45", "day=9999-12-31", "day=0001-01-01", "day=๒๕๖๕-๐๑-๐๑", "day=2022-02-30", "day=20220101", "day=%00",
    "q=%27%20OR%201%3D1--", "q=" + "%E0%B8%81%E0%B9%8D" * 200, "q=%00", "q=%25_%25", "q=%ed%a0%80",
    "q=" + "%CC%81" * 300,
    "q=%E2%80%8B", "screen=wall'%22%3E", "as=pdf", "as=xlsx%00", "as[]=csv", "as=csv&as=xlsx", "__proto__=1",
    "&&&=", "%",
]  # fmt: skip
PAGES = [*LISTS, "/intake/board/", "/intake/missing/calls/"]


@pytest.mark.parametrize("page", PAGES)
def test_hostile_addresses_get_a_page_never_an_error(register, client, page):
    client.force_login(register.staff)
    client.raise_request_exception = False
    for query in HOSTILE:
        answer = client.get(f"{page}?{query}")
        assert answer.status_code == 200 or (page == "/intake/producers/" and answer.status_code == 302), query
        assert b"<script>" not in answer.content


@pytest.mark.parametrize("file", [*LISTS.values(), "/intake/board/export/"])
def test_hostile_addresses_get_a_file_or_nothing(register, client, file):
    client.force_login(register.staff)
    client.raise_request_exception = False
    for query in HOSTILE:
        answer = client.get(f"{file}?{query}")
        assert answer.status_code == (404 if query.startswith(("as=pdf", "as=xlsx%00")) else 200), query
        if answer.status_code == 200:
            list(answer.streaming_content)


def test_hostile_ids_are_no_address(register, client):
    client.force_login(register.staff)
    client.raise_request_exception = False
    for pk in ("0", "99999999999999999999", "-1", "๑", "1%00", "1;", "../1", "1/../1", "%2e%2e", "1e3"):
        assert client.get(f"/intake/entries/{pk}/restore/").status_code == 404, pk
