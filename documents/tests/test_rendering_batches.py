"""Batches are the single papers in one file; issued papers are archival; a QR code leads where it says."""

import io
import re
import subprocess
from dataclasses import dataclass, replace

import pikepdf
import pytest
from PIL import Image

from documents import rendering
from documents.papers.order import Duty
from documents.rendering import html_of, qr_png, render_many, render_paper, render_stamped, renderer

from .pdf import pages_of, pdf_text, pdfium_text, skeleton
from .test_rendering import order


@dataclass(frozen=True)
class Slip:
    """The smallest context that the receipt's style sheet can print, through a template of this test's own."""

    text: str
    verify_url: str = ""


@pytest.fixture
def slips(settings, tmp_path):
    """A kind of paper of the test's own: `slip`, on A5, in a form of one page and an overlay."""
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path, *settings.TEMPLATES[0]["DIRS"]]}]
    (tmp_path / "papers").mkdir()
    pages = {
        "slip": "<p>{{ paper.text }}</p>{% if assets.qr %}<img src='{{ assets.qr }}' alt=''>{% endif %}",
        "form": "<h1>แบบฟอร์มเปล่า</h1>" + "<p>ข้อความของแบบฟอร์มที่ยาวพอสมควร</p>" * 9,
        "laid": "<p style='margin-top: 120mm'>{{ paper.text }}</p>",
    }
    for kind, body in pages.items():
        (tmp_path / "papers" / f"{kind}.html").write_text(f"<!DOCTYPE html><html lang=th><title>{kind}</title>{body}")
    return tmp_path


@pytest.fixture
def plain_style(monkeypatch):
    page = "@page { size: A5; margin: 15mm; } @page :first { margin-top: 30mm; } img { width: 20mm; }"
    style = "html { font-family: 'OPC Saraban'; font-size: 8pt; line-height: 18pt; }"
    monkeypatch.setattr("documents.rendering.parent.styles_of", lambda kind: [page, style])


def words_with_places(content: bytes) -> list[list[tuple[str, int, int]]]:
    """Of each page, every word with the point at which it begins."""
    read = subprocess.run(
        ["pdftotext", "-bbox", "-enc", "UTF-8", "-", "-"],  # noqa: S607
        input=content, capture_output=True, check=True,
    ).stdout.decode(errors="replace")  # fmt: skip
    word = re.compile(r'<word xMin="([\d.]+)" yMin="([\d.]+)"[^>]*>(.*?)</word>')
    return [
        [(text, round(float(x)), round(float(y))) for x, y, text in word.findall(page)]
        for page in read.split("<page")[1:]
    ]


def long_order(duties: int, **changes):
    body = replace(
        order().bodies[0],
        duties=tuple(Duty(f"{n})", "ปฏิบัติหน้าที่อื่นตามที่ได้รับมอบหมาย") for n in range(1, duties)),
    )
    return order(bodies=(body,), **changes)


class TestMany:
    def test_each_paper_stands_as_it_would_alone(self):
        """Long and short ones, drafts and issued ones: page numbers restart, the draft's mark stays on the drafts."""
        contexts = [
            order(number="1"), order(number="2", is_draft=True), long_order(60, number="3"),
            long_order(60, number="4", is_draft=True), order(number="5"),
        ]  # fmt: skip
        together = words_with_places(render_many("order", contexts))
        alone = [page for context in contexts for page in words_with_places(render_paper("order", context, variant=""))]
        assert together == alone
        assert len(together) > 6

    def test_a_batch_of_parts_is_one_file_in_order(self, monkeypatch):
        monkeypatch.setattr(rendering, "FIRST_PART", 3)
        monkeypatch.setattr(rendering, "PAGES_IN_PART", 2)
        content = render_many("order", [order(number=str(n)) for n in range(1, 9)], title="คำสั่งทั้งหมด")
        assert pages_of(content) == 8
        assert [says_number(page) for page in pdf_text(content).split("\f")[:-1]] == list("๑๒๓๔๕๖๗๘")
        with pikepdf.open(io.BytesIO(content)) as pdf:
            assert str(pdf.docinfo.Title) == "คำสั่งทั้งหมด"
            assert "/Keywords" not in pdf.docinfo

    def test_the_same_batch_gives_the_same_bytes(self, monkeypatch):
        monkeypatch.setattr(rendering, "FIRST_PART", 2)
        contexts = [order(number=str(n)) for n in range(4)]
        first = render_many("order", contexts)
        renderer().close()
        assert render_many("order", contexts) == first

    def test_a_batch_is_not_much_larger_than_one(self):
        contexts = [order(number=str(n)) for n in range(18)]
        assert len(render_many("order", contexts)) < 3 * len(render_paper("order", contexts[0], variant=""))

    def test_pictures_may_differ_from_paper_to_paper(self, slips, plain_style):
        codes = [{"qr.png": qr_png(f"https://x.go.th/v/{n}")} for n in range(3)]
        content = render_many("slip", [Slip(f"ฉบับที่ {n}") for n in range(3)], assets=codes)
        with pikepdf.open(io.BytesIO(content)) as pdf:
            pictures = [image.read_bytes() for page in pdf.pages for image in page.get_images().values()]
        assert len(set(pictures)) == 3

    def test_nothing_is_no_batch(self):
        with pytest.raises(ValueError, match="at least one"):
            render_many("order", [])
        with pytest.raises(ValueError, match="sets of pictures"):
            render_many("order", [order(), order()], assets=[{}])


def says_number(page: str) -> str:
    return re.search(r"ที่ ([๐-๙]+)/", page)[1]


class TestStamped:
    def test_the_form_stands_once_and_every_word_is_found(self, slips, plain_style):
        overlays = [Slip(f"เลขที่ {n:03d} นางสาวพรรณทิพา วงศ์สุวรรณ น้ำปั้นป่า") for n in range(150)]
        content = render_stamped("form", Slip(""), "laid", overlays)
        assert pages_of(content) == 150
        one = render_stamped("form", Slip(""), "laid", overlays[:1])
        assert len(content) < len(one) + 150 * 700
        for reader in (pdf_text, pdfium_text):
            pages = [page for page in reader(content).split("\f") if page]
            assert len(pages) == 150
            assert all(skeleton("ข้อความของแบบฟอร์มที่ยาวพอสมควร" * 9) in skeleton(page) for page in pages)
            assert all(skeleton(overlay.text) in skeleton(page) for overlay, page in zip(overlays, pages, strict=True))

    def test_it_looks_like_the_form_with_words_on_it(self, slips, plain_style):
        form, laid = Slip(""), Slip("ทับ")
        stamped = words_with_places(render_stamped("form", form, "laid", [laid, laid]))
        both = words_with_places(render_paper("form", form))[0] + words_with_places(render_paper("laid", laid))[0]
        assert [sorted(page) for page in stamped] == [sorted(both)] * 2

    def test_the_same_sheets_give_the_same_bytes(self, slips, plain_style):
        first = render_stamped("form", Slip(""), "laid", [Slip("ก"), Slip("ข")])
        renderer().close()
        assert render_stamped("form", Slip(""), "laid", [Slip("ก"), Slip("ข")]) == first

    def test_an_overlay_of_two_pages_does_not_go_onto_a_form_of_one(self, slips, plain_style):
        with pytest.raises(ValueError, match=r"\[2\] have not the form's 1 pages"):
            render_stamped("form", Slip(""), "laid", [Slip("ก"), Slip("ก " * 4000), Slip("ข")])


class TestIssued:
    def test_an_issued_paper_is_archival_with_its_structure(self):
        content = render_paper("order", order(emblem=""))
        with pikepdf.open(io.BytesIO(content)) as pdf:
            with pdf.open_metadata() as metadata:
                assert metadata.pdfa_status == "3A"
            assert str(pdf.Root.Lang) == "th"
            assert pdf.Root.MarkInfo.Marked and "/StructTreeRoot" in pdf.Root and "/OutputIntents" in pdf.Root
            assert str(pdf.docinfo.Title) == order().subject
            assert str(pdf.docinfo.Author) == "จังหวัดสกลนคร"
            assert str(pdf.docinfo.Keywords) == "ที่ 1234"
            assert "/CreationDate" not in pdf.docinfo  # the same paper, the same bytes

    def test_a_draft_is_plain_and_names_no_number(self):
        content = render_paper("order", order(is_draft=True, number="77"))
        with pikepdf.open(io.BytesIO(content)) as pdf:
            assert "/StructTreeRoot" not in pdf.Root and "/Keywords" not in pdf.docinfo

    def test_every_font_is_embedded_as_a_subset_with_its_text(self):
        listed = subprocess.run(
            ["pdffonts", "-"], input=render_paper("order", order()), capture_output=True, check=True  # noqa: S607
        ).stdout.decode()  # fmt: skip
        rows = listed.splitlines()[2:]
        assert len(rows) == 2
        assert all(re.search(r"OPC.?Saraban.* yes +yes +yes ", row) for row in rows), listed


class TestFit:
    @dataclass(frozen=True)
    class Tight(type(order())):
        fit_one_page = True

    def fitted(self, duties: int, kind=None):
        paper = long_order(duties)
        values = {name: getattr(paper, name) for name in type(paper).__dataclass_fields__}
        renderer().recent.clear()
        content = render_paper("order", (kind or self.Tight)(**values), variant="")
        return pages_of(content), renderer().last["tries"], renderer().last["step"]

    def test_a_little_too_much_is_brought_onto_one_page(self):
        """Each step holds some more lines than the one before; what is far too long stays as loose as it was."""
        found = [self.fitted(duties) for duties in range(10, 32)]
        steps = [step for pages, _, step in found if pages == 1]
        assert steps == sorted(steps) and steps[0] == 0 and steps[-1] == 3
        assert all(tries == step + 1 for pages, tries, step in found if pages == 1)
        assert all((pages, step) == (2, 0) and tries <= 4 for pages, tries, step in found[len(steps) :])

    def test_a_kind_that_does_not_ask_is_left_alone(self):
        first_long = next(duties for duties in range(10, 40) if self.fitted(duties, type(order()))[0] == 2)
        assert self.fitted(first_long)[0] == 1
        assert self.fitted(first_long, type(order()))[1:] == (1, 0)

    def test_ten_pages_are_not_tried_four_times(self):
        assert self.fitted(300)[1:] == (1, 0)

    def test_in_a_batch_each_is_fitted_by_itself(self):
        contexts = []
        for duties in (12, 20, 22, 24, 60):
            paper = long_order(duties)
            contexts.append(self.Tight(**{name: getattr(paper, name) for name in type(paper).__dataclass_fields__}))
        together = words_with_places(render_many("order", contexts))
        assert together == [
            page for context in contexts for page in words_with_places(render_paper("order", context, variant=""))
        ]


class TestPictures:
    def test_a_code_is_small_black_and_white_and_always_the_same(self):
        address = "https://opc.sakonnakhon.go.th/v/aB3_dEf9hIjKlMn"
        code = qr_png(address)
        qr_png.cache_clear()
        assert qr_png(address) == code and len(code) < 1500
        picture = Image.open(io.BytesIO(code))
        assert picture.mode == "1" and picture.width == picture.height
        assert picture.crop((0, 0, picture.width, 24)).getextrema() == (
            255,
            255,
        )  # the quiet zone: 4 modules of 6 points
        assert picture.getpixel((25, 25)) == 0

    def test_a_paper_with_an_address_shows_its_code(self, slips, plain_style):
        assert "<img" in html_of("slip", Slip("ก"), assets=["qr.png"])
        assert b"/Subtype /Image" in render_paper("slip", Slip("ก", verify_url="https://x.go.th/v/1"))
        assert b"/Subtype /Image" not in render_paper("slip", Slip("ก"))

    def test_pictures_are_png_with_a_plain_name(self):
        for name, content in {"a.svg": b"<svg/>", "../a.png": qr_png("x"), "a.png": b"<svg/>"}.items():
            with pytest.raises(ValueError, match="no PNG picture"):
                render_paper("order", order(), assets={name: content})

    def test_what_is_printed_on_a_paper_is_read_alike_by_both_readers(self):
        content = render_paper("order", order())
        assert skeleton(pdf_text(content)) == skeleton(pdfium_text(content))
