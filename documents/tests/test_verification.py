"""Whoever holds a paper can ask whether it is genuine; whoever guesses finds nothing, and learns nothing."""

import hashlib
import re
import secrets

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from documents import verification
from documents.actions import approve_paper, cancel_paper, correct_paper, issue_paper
from documents.models import REFERENCE_LENGTH, REFERENCE_LETTERS, Dispatch, Paper, new_token
from documents.verification import MISSES_OF_AN_ADDRESS, MOST_BYTES, WINDOW_SECONDS, as_reference, issued_under
from opc_site.testing import DISTRICT_A, DISTRICT_B, make_signatory
from opc_site.tests.test_headers import weight_of_first_view

from .quick import approved, issued, quick  # noqa: F401

pytestmark = pytest.mark.usefixtures("quick")

CANARIES = ("เนื้อความลับเฉพาะ", "นายผู้รับ นามลับ", "อำเภอลับ", "สำเนาลับ", "รหัสเข้าประชุม", "กลุ่มผู้ผลิตลับ", "ขอให้ลับ")


@pytest.fixture
def signatory(cast):
    return make_signatory(name="นายลงนาม ไม่บอกใคร")


@pytest.fixture
def paper(cast, signatory):
    paper = issued("letter", cast.staff, signatory, is_circular=True)
    Dispatch.objects.create(paper=paper, addressee="นายอำเภอเมืองสกลนคร", district_id=DISTRICT_A)
    own = Dispatch.objects.create(paper=paper, order=1, addressee="นายอำเภอพรรณานิคม", district_id=DISTRICT_B)
    own.sha256 = hashlib.sha256(b"%PDF-1.7 own copy").hexdigest()
    own.save()
    return paper


def address(paper):
    return reverse("documents-public:verify", args=[paper.token])


def text_of(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def checked(client, paper, content, name="หนังสือ.pdf"):
    return client.post(address(paper), {"copy": SimpleUploadedFile(name, content)})


# -- the reference ----------------------------------------------------------------------------------------------


def test_a_reference_has_eighty_bits_of_chance(monkeypatch):
    assert len(set(REFERENCE_LETTERS)) == 32 and REFERENCE_LENGTH * 5 >= 80
    made = {new_token() for _ in range(20_000)}
    assert len(made) == 20_000
    assert all(len(token) == REFERENCE_LENGTH and set(token) <= set(REFERENCE_LETTERS) for token in made)
    for place in range(REFERENCE_LENGTH):
        assert len({token[place] for token in made}) == 32
    monkeypatch.setattr(secrets, "choice", lambda letters: letters[0])
    assert new_token() == "0" * REFERENCE_LENGTH, "made by secrets, not by random"


def test_ten_thousand_guesses_find_nothing(paper):
    for _ in range(20):
        guesses = [new_token() for _ in range(500)]
        assert not Paper.objects.once_issued().filter(token__in=guesses).exists()
        assert [token for token in guesses[:10] if issued_under(token)] == []
    neighbours = [paper.token[:-1] + letter for letter in REFERENCE_LETTERS if letter != paper.token[-1]]
    assert [token for token in [*neighbours, paper.token[:-1], paper.token.upper()] if issued_under(token)] == []
    assert issued_under(paper.token) == paper


@pytest.mark.parametrize(
    "typed",
    [
        "k7m2 9xq4 0c1d efgh",
        "K7M2-9XQ4-0C1D-EFGH",
        "๐" + "7m29xq40c1defgh",
        "k7m2–9xq4–oclD–efgh",
        "https://opc.example.go.th/v/k7m29xq40c1defgh/",
        " opc.example.go.th/v/k7m29xq40c1defgh ",
    ],
)
def test_a_reference_is_read_as_people_type_it(typed):
    wanted = "07m29xq40c1defgh" if typed.startswith("๐") else "k7m29xq40c1defgh"
    assert wanted in as_reference(typed)


@pytest.mark.parametrize(
    "typed", ["", "short", "x" * 21, "../../etc/passwd", "\x00" * 16, "<script>alert(1)</", "ก" * 16]
)
def test_what_is_no_reference_asks_nothing_of_the_database(typed, django_assert_num_queries, db):
    with django_assert_num_queries(0):
        assert as_reference(typed) == [] and issued_under(typed) is None


# -- the page ---------------------------------------------------------------------------------------------------


def test_an_issued_paper_says_that_it_is_good(client, paper):
    response = client.get(address(paper))
    text = text_of(response)
    assert response.status_code == 200
    assert "ใช้ได้" in text
    assert "เป็นเอกสารที่สำนักงานพัฒนาชุมชนจังหวัดสกลนครออกจริง" in text
    assert "สน 0019.3/ว 12" in text and "25 มีนาคม 2565" in text and paper.subject in text
    assert response.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert '<meta name="robots" content="noindex, nofollow">' in response.content.decode()
    assert response.headers["Referrer-Policy"] == "same-origin"
    assert response.headers["Cache-Control"] == "no-store"
    assert "<script" not in response.content.decode()


def test_a_head_request_is_answered_without_a_body(client, paper):
    response = client.head(address(paper))
    assert (response.status_code, response.content) == (200, b"")
    assert client.put(address(paper)).status_code == 405


def test_a_cancelled_paper_says_so(client, cast, paper):
    cancel_paper(paper, actor=cast.administrator, reason="เหตุผลลับ")
    text = text_of(client.get(address(paper)))
    assert "ยกเลิกแล้ว" in text and "โปรดอย่านำไปใช้" in text
    assert "ใช้ได้" not in text and "เหตุผลลับ" not in text


def test_a_replaced_paper_leads_to_the_one_that_stands_instead(client, cast, signatory, paper):
    draft = correct_paper(paper, actor=cast.staff, reason="แก้วันที่")
    page = client.get(address(paper)).content.decode()
    assert "ใช้ได้" in page and draft.token not in page, "in force until the new one is issued"
    assert client.get(address(draft)).status_code == 404
    approve_paper(draft, actor=cast.staff)
    issue_paper(draft, number="13", dated=paper.dated, signatory=signatory, actor=cast.staff)
    page = client.get(address(paper)).content.decode()
    assert "มีฉบับใหม่แทน" in page and f'href="{address(draft)}"' in page and "ใช้ได้" not in page
    assert "ใช้ได้" in text_of(client.get(address(draft)))


KINDS = {
    "letter": ("หนังสือภายนอก", "เลขที่ สน 0019.3/12", "ลงวันที่ 25 มีนาคม 2565"),
    "invitation": ("หนังสือเชิญประชุม", "เลขที่ สน 0019.3/12", "ลงวันที่ 25 มีนาคม 2565"),
    "order": ("คำสั่ง", "เลขที่ 12/2565", "สั่ง ณ วันที่ 25 มีนาคม 2565"),
    "announcement": ("ประกาศ", "เลขที่ 12/2565", "ประกาศ ณ วันที่ 25 มีนาคม 2565"),
    "minutes": ("รายงานการประชุม", "ครั้งที่ 12/2565", "ประชุมวันที่ 25 มีนาคม 2565"),
    "certificate": ("เกียรติบัตร", "เลขที่ 12/2565", "ให้ไว้ ณ วันที่ 25 มีนาคม 2565"),
}


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_is_named_in_its_own_words(client, cast, signatory, kind):
    text = text_of(client.get(address(issued(kind, cast.staff, signatory))))
    assert [words for words in KINDS[kind] if words not in text] == []
    if kind == "certificate":
        assert "เกียรติบัตรผลิตภัณฑ์ระดับ ๔ ดาว" in text
        assert "ผลิตภัณฑ์ ผ้าพันคอย้อมคราม" in text and "ผลการคัดสรร ระดับ ๔ ดาว" in text, "a forged star shows"
        assert "กลุ่มทอผ้าบ้านเหนือ" not in text


def test_an_announcement_without_a_number_says_so(client, cast, signatory):
    assert "ไม่มีเลขที่" in text_of(client.get(address(issued("announcement", cast.staff, signatory, number=""))))


def test_nothing_but_the_heading_stands_on_the_page(client, cast, signatory):
    body, person, district, copies, code, maker, asked = CANARIES
    context = {
        "body": f"{body} {code} ๔๗๐๑๐๑",
        "to": person,
        "owner": (district,),
        "copies_to": (copies,),
        "agenda": (body,),
        "reply_to": person,
    }
    letter = issued("invitation", cast.staff, signatory, **context)
    Paper.objects.filter(pk=letter.pk).update(asks=asked)
    Dispatch.objects.create(paper=letter, addressee=person, district_id=DISTRICT_A)
    certificate = issued("certificate", cast.staff, signatory, to=maker, district=district)
    for paper in (letter, certificate):
        for visitor in (client, Client()):
            for page in (visitor.get(address(paper)), checked(visitor, paper, b"%PDF-1.7 x")):
                text = text_of(page)
                assert page.status_code == 200
                said = (*CANARIES, "๔๗๐๑๐๑", "เมืองสกลนคร", signatory.name, cast.staff.full_name, paper.sha256)
                assert [words for words in said if words in text] == []


def test_hostile_words_of_a_subject_are_words(client, cast, signatory):
    subject = "<script>alert(1)</script>{{ settings.SECRET_KEY }}"
    page = client.get(address(issued("order", cast.staff, signatory, subject=subject))).content.decode()
    assert "<script" not in page and "&lt;script&gt;alert(1)&lt;/script&gt;{{ settings.SECRET_KEY }}" in page


def test_a_first_view_weighs_at_most_60_kb(client, paper):
    for page in (address(paper), reverse("documents-public:start")):
        assert weight_of_first_view(client, page) <= 60_000


def test_what_is_not_there_is_answered_alike(client, cast, paper):
    drafts = [approved("order", cast.staff), cancel_paper(approved("order", cast.staff), actor=cast.staff, reason="x")]
    tokens = [*(draft.token for draft in drafts), new_token(), "x", "%00", "..%2F", "a" * 300, "ก" * 16]
    other = client.get("/nothing-here/").content
    for token in tokens:
        response = client.get(f"/v/{token}/")
        assert (token, response.status_code, response.content) == (token, 404, other)
        assert client.post(f"/v/{token}/").status_code == 404


def test_a_signed_in_stranger_may_check_too(client, cast, paper):
    for user in (cast.officer_b, cast.member):
        client.force_login(user)
        assert client.get(address(paper)).status_code == 200


# -- a copy -----------------------------------------------------------------------------------------------------


def test_the_very_file_is_recognised(client, paper):
    text = text_of(checked(client, paper, paper.stored_bytes()))
    assert "ตรงกับฉบับที่ออก" in text and "ไม่ตรง" not in text and "ฉบับของผู้รับ" not in text


def test_one_changed_byte_is_noticed(client, paper):
    content = bytearray(paper.stored_bytes())
    content[-1] ^= 1
    assert "ไม่ตรงกับฉบับที่ออก" in text_of(checked(client, paper, bytes(content)))


def test_an_addressees_own_copy_counts_and_names_nobody(client, paper):
    text = text_of(checked(client, paper, b"%PDF-1.7 own copy"))
    assert "ฉบับของผู้รับ" in text and "ไม่ตรง" not in text
    assert "พรรณานิคม" not in text


def test_a_genuine_copy_of_a_cancelled_paper_says_both(client, cast, paper):
    cancel_paper(paper, actor=cast.administrator, reason="ผิด")
    text = text_of(checked(client, paper, paper.stored_bytes()))
    assert "ตรงกับฉบับที่ออก" in text and "ยกเลิกแล้ว" in text


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "ไฟล์นี้ว่างเปล่า"),
        (b"\xff\xd8\xff\xe0 a photograph", "ไฟล์นี้ไม่ใช่ PDF"),
        (b"%PDF-1.7 " + b"0" * MOST_BYTES, "ไฟล์ใหญ่เกิน 20 เมกะไบต์"),
    ],
    ids=["empty", "no PDF", "over 20 MB"],
)
def test_a_wrong_file_is_refused_with_a_sentence(client, paper, content, sentence):
    response = checked(client, paper, content)
    assert response.status_code == 200
    assert sentence in text_of(response) and "ตรงกับฉบับที่ออก" not in text_of(response)


@pytest.mark.parametrize(
    "sent", [{}, {"copy": ""}, {"copy": "text instead of a file"}, {"other": SimpleUploadedFile("a.pdf", b"%PDF-")}]
)
def test_what_is_no_file_is_refused_with_a_sentence(client, paper, sent):
    response = client.post(address(paper), sent)
    assert response.status_code == 200
    assert "โปรดเลือกไฟล์" in text_of(response)


def test_a_file_of_twenty_megabytes_is_compared_and_not_kept(client, paper, settings, tmp_path):
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path / "uploads"
    settings.FILE_UPLOAD_TEMP_DIR.mkdir()
    kept = sorted(path for path in settings.MEDIA_ROOT.rglob("*"))
    content = b"%PDF-1.7 " + b"0" * (MOST_BYTES - 9)
    response = checked(client, paper, content, name="../../etc/passwd\x00.pdf")
    assert "ไม่ตรงกับฉบับที่ออก" in text_of(response)
    response.close()
    assert list(settings.FILE_UPLOAD_TEMP_DIR.iterdir()) == []
    assert sorted(path for path in settings.MEDIA_ROOT.rglob("*")) == kept


def test_a_post_from_another_site_is_refused(paper):
    forged = Client(enforce_csrf_checks=True).post(address(paper), {"copy": SimpleUploadedFile("a.pdf", b"%PDF-")})
    assert forged.status_code == 403


# -- the reference typed ----------------------------------------------------------------------------------------


def test_a_typed_reference_leads_to_the_paper(client, paper):
    start = reverse("documents-public:start")
    assert "รหัสอ้างอิง" in text_of(client.get(start))
    fours = " ".join(re.findall("....", paper.token.upper()))
    for typed in (paper.token, fours, f"http://127.0.0.1:8000{address(paper)}"):
        assert client.get(start, {"ref": typed}).headers["Location"] == address(paper)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "โปรดพิมพ์รหัสอ้างอิง"),
        ("0000 0000 0000 0000", "ไม่พบเอกสารที่มีรหัสอ้างอิงนี้"),
        ("<b>\x00", "ไม่พบเอกสาร"),
        ("k" * 301, "300"),
    ],
)
def test_a_wrong_reference_is_answered_with_a_sentence(client, cast, typed, sentence):
    response = client.get(reverse("documents-public:start"), {"ref": typed})
    assert response.status_code == 200
    assert sentence in text_of(response)
    assert "<b>" not in response.content.decode()


# -- wrong tries ------------------------------------------------------------------------------------------------


class TestManyWrongTries:
    def test_are_told_to_wait_and_hits_go_on(self, client, paper):
        wrong = [client.get(f"/v/{new_token()}/").status_code for _ in range(MISSES_OF_AN_ADDRESS + 3)]
        assert wrong == [404] * MISSES_OF_AN_ADDRESS + [429] * 3
        refused = client.get(f"/v/{new_token()}/")
        assert 0 < int(refused.headers["Retry-After"]) <= WINDOW_SECONDS
        assert "โปรดรอ 10 นาทีแล้วลองใหม่" in text_of(refused)
        assert client.get(reverse("documents-public:start"), {"ref": new_token()}).status_code == 429
        assert client.get(address(paper)).status_code == 200
        assert client.get(reverse("documents-public:start"), {"ref": paper.token}).status_code == 302
        assert Client(REMOTE_ADDR="192.0.2.7").get(f"/v/{new_token()}/").status_code == 404

    def test_are_forgotten_after_the_window(self, client, db, monkeypatch):
        for _ in range(MISSES_OF_AN_ADDRESS + 1):
            client.get(f"/v/{new_token()}/")
        now = verification.time.time()
        monkeypatch.setattr(verification.time, "time", lambda: now + WINDOW_SECONDS + 1)
        assert client.get(f"/v/{new_token()}/").status_code == 404

    def test_an_office_that_reads_its_papers_is_never_counted(self, client, paper):
        statuses = {client.get(address(paper)).status_code for _ in range(MISSES_OF_AN_ADDRESS + 5)}
        assert statuses == {200}
        assert client.get(f"/v/{new_token()}/").status_code == 404

    def test_from_everywhere_have_a_limit_of_their_own(self, client, db, monkeypatch):
        monkeypatch.setattr(verification, "MISSES_OF_THE_SITE", 5)
        answers = [Client(REMOTE_ADDR=f"192.0.2.{n}").get(f"/v/{new_token()}/").status_code for n in range(7)]
        assert answers == [404] * 5 + [429] * 2

    def test_of_one_network_of_ipv6_count_together(self, db, monkeypatch):
        monkeypatch.setattr(verification, "MISSES_OF_AN_ADDRESS", 2)
        homes = [f"2001:db8:0:{home}::{n}" for home in (1, 2) for n in (1, 2, 3)]
        answers = [Client(REMOTE_ADDR=home).get(f"/v/{new_token()}/").status_code for home in homes]
        assert answers == [404, 404, 429] * 2

    def test_malformed_ones_cost_nothing(self, client, db):
        for _ in range(MISSES_OF_AN_ADDRESS + 5):
            assert client.get("/v/wp-login.php/").status_code == 404
        assert cache.get("verify-misses:127.0.0.1") is None


# -- as a person sees it ----------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_the_pages_are_clean_for_assistive_tools_and_work_without_javascript(live_server, open_page, cast, tmp_path):
    signatory = make_signatory()
    paper = issued("order", cast.staff, signatory)
    file = tmp_path / "คำสั่ง.pdf"
    file.write_bytes(paper.stored_bytes())
    plain = open_page(viewport={"width": 390, "height": 844}, java_script_enabled=False)
    plain.goto(f"{live_server.url}{reverse('documents-public:start')}")
    plain.get_by_label("รหัสอ้างอิง").fill(paper.token.upper())
    plain.get_by_role("button", name="ตรวจสอบ").click()
    assert plain.get_by_role("heading", level=1).inner_text() == "ใช้ได้"
    plain.get_by_label("ไฟล์ PDF ที่ได้รับ").set_input_files(file)
    plain.get_by_role("button", name="ตรวจไฟล์").click()
    assert plain.get_by_text("ตรงกับฉบับที่ออก", exact=True).is_visible()

    page = open_page(viewport={"width": 390, "height": 844})
    for path in (reverse("documents-public:start"), address(paper)):
        page.goto(f"{live_server.url}{path}")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        found = Axe().run(page).response["violations"]
        assert [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in found] == []
    cancel_paper(paper, actor=cast.administrator, reason="ผิด")
    page.reload()
    assert page.get_by_role("heading", level=1).inner_text() == "ยกเลิกแล้ว"
    assert Axe().run(page).response["violations"] == []
