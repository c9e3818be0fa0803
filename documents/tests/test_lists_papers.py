"""Lists, labels, forms and certificates: each says all that it was given, on the pages that it should, nothing cut."""

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import Any

import pikepdf
import pypdfium2
import pytest
from PIL import Image, ImageChops

from documents.papers.certificate import CertificateContext
from documents.papers.label import Label, LabelSheetContext
from documents.rendering import render_many, render_paper, render_stamped
from documents.templatetags.paper_lists import code, column
from documents.templatetags.papers import official_digits
from documents.tests.pdf import pages_of, pdf_text, skeleton, strings_of

from .samples_lists import BLANK_SHEET, CERTIFICATE, PLACES, SAMPLES, STAMP

EVERY = [(kind, size) for kind, sizes in SAMPLES.items() for size in sizes]
# What a context holds and its paper does not print: words of the file's title, and of the code for a scanner.
UNPRINTED = {
    "certificate": {"subject", "verify_url"},
    "receipt": {"status", "status_url"},
    "poster": {"title", "address"},
    "label": {"title", "code"},
    "score_sheet": {"code"},
    "score_stamp": {"code"},
}


@cache
def drawn(kind: str, size: str) -> bytes:
    return render_paper(kind, SAMPLES[kind][size])


def pdfium_text(content: bytes) -> str:
    with pypdfium2.PdfDocument(content) as document:
        return "\f".join(page.get_textpage().get_text_range() for page in document)


def texts(kind: str, context: Any) -> set[str]:
    found = {text for line in strings_of(context, but=frozenset(UNPRINTED.get(kind, ()))) for text in line.splitlines()}
    if kind == "manifest":  # the kind of a product stands beside sets only
        found.discard("ผลิตภัณฑ์หลัก")
    if kind == "announcement":  # marks of the mark-up
        found = {text.replace("**", "") for text in found}
    return found


def bare(text: str) -> str:
    """Without spaces and pictures: an emoji has no glyph in the papers' fonts."""
    return "".join(sign for sign in skeleton(text) if ord(sign) < 0x1F000)


@pytest.mark.parametrize(("kind", "size"), EVERY)
@pytest.mark.parametrize("read", [pdf_text, pdfium_text])
def test_every_string_of_a_sample_is_found_in_its_pdf(kind, size, read):
    said = bare(read(drawn(kind, size)))
    missing = [text for text in texts(kind, SAMPLES[kind][size]) if bare(official_digits(text)) not in said]
    assert missing == []


def names(value: Any) -> Iterator[str]:
    """Words of the names in a context that a line must not cut: people, districts, numbers of entries."""
    for name in ("contact", "officer", "member", "district", "number", "name"):
        said = getattr(value, name, "")
        if isinstance(said, str) and not hasattr(value, "lines") and not hasattr(value, "rows"):
            yield from said.split()
    for inner in getattr(value, "__dataclass_fields__", ()):
        part = getattr(value, inner)
        for item in part if isinstance(part, tuple) else (part,):
            if hasattr(item, "__dataclass_fields__"):
                yield from names(item)


@pytest.mark.parametrize(("kind", "size"), EVERY)
def test_no_name_is_cut_at_a_line_end(kind, size):
    """A word of a name that is found across a line end is found once more in the whole text than in its lines."""
    text = pdf_text(drawn(kind, size))
    lines = [bare(line) for line in text.splitlines()]
    whole = "".join(lines)
    wanted = {bare(official_digits(word)) for word in names(SAMPLES[kind][size])} - {""}
    cut = {word for word in wanted if len(word) > 2 and whole.count(word) != sum(line.count(word) for line in lines)}
    assert cut == set()


def test_the_check_above_finds_a_name_that_is_cut():
    lines = ["อำเภอพรรณา", "นิคม"]
    assert "".join(lines).count("พรรณานิคม") != sum(line.count("พรรณานิคม") for line in lines)
    assert set(names(SAMPLES["manifest"]["longest"])) >= set(PLACES)


PAGES = {
    ("announcement", "shortest"): 1,
    ("announcement", "typical"): 2,
    ("certificate", "shortest"): 1,
    ("certificate", "typical"): 1,
    ("certificate", "longest"): 1,
    ("poster", "shortest"): 1,
    ("poster", "typical"): 1,
    ("poster", "longest"): 1,
    ("receipt", "shortest"): 1,
    ("receipt", "typical"): 1,
    ("receipt", "longest"): 2,
    ("label", "shortest"): 1,
    ("label", "typical"): 1,
    ("label", "longest"): 3,
    ("score_sheet", "shortest"): 1,
    ("score_sheet", "typical"): 1,
    ("score_sheet", "longest"): 1,
    ("score_stamp", "longest"): 1,
    ("waiver_list", "shortest"): 1,
    ("waiver_list", "typical"): 1,
    ("manifest", "shortest"): 1,
    ("manifest", "typical"): 1,
}


@pytest.mark.parametrize(("kind", "size"), PAGES)
def test_papers_have_the_pages_that_they_should(kind, size):
    assert pages_of(drawn(kind, size)) == PAGES[kind, size]


@pytest.mark.parametrize(
    ("kind", "head"), [("announcement", "ผู้ผลิต ผู้ประกอบการ"), ("manifest", "ผู้ผลิต ผู้ประกอบการ"), ("result_list", "ส่วน ก")]
)
def test_a_long_list_repeats_its_head_wherever_it_goes_on(kind, head):
    pages = [skeleton(page) for page in pdf_text(drawn(kind, "longest")).split("\f") if page.strip()]
    with_rows = [page for page in pages if re.search(r"65-[A-Z]+-\d{4}", page)]
    assert len(with_rows) >= 4
    assert all(skeleton(head) in page for page in with_rows)


def test_nothing_runs_off_the_page():
    """A frame of three millimetres at the edge of every page stays white."""
    for kind, size in EVERY:
        with pypdfium2.PdfDocument(drawn(kind, size)) as document:
            for page in document:
                picture = page.render(scale=1).to_pil().convert("L")
                edge = round(3 / 25.4 * 72)
                inside = Image.new("L", picture.size, 255)
                box = (edge, edge, picture.width - edge, picture.height - edge)
                middle = picture.copy()
                middle.paste(255, box)
                assert middle.tobytes() == inside.tobytes(), (kind, size)


# -- kind by kind ------------------------------------------------------------------------------------------------


def test_a_label_is_blind():
    assert {"producer", "district", "product", "entry"}.isdisjoint(Label.__dataclass_fields__)


def test_labels_fill_sheets_of_three_by_eight():
    sheets = SAMPLES["label"]["longest"].sheets
    assert [len(sheet) for sheet in sheets] == [8, 8, 4]
    assert SAMPLES["label"]["typical"].sheets[0][-1].count(None) == 1
    assert LabelSheetContext(title="", labels=()).sheets == []


def test_a_filled_sheet_marks_what_was_chosen_and_a_blank_one_nothing():
    said = pdf_text(drawn("score_sheet", "typical"))
    blank = pdf_text(render_paper("score_sheet", BLANK_SHEET))
    assert (said.count("☑"), blank.count("☑")) == (17, 0)
    assert blank.count("☐") == said.count("☐") + 17
    assert "๓๖" in said and "๓๖" not in blank


def test_blank_sheets_are_stamped_exactly_where_a_filled_one_says_the_same():
    """The stamped sheet and a sheet set as a whole are the same picture but for the marks."""
    stamped = render_stamped("score_sheet", BLANK_SHEET, "score_stamp", [STAMP] * 3)
    fields = {name: getattr(STAMP, name) for name in ("number", "product", "kind", "member", "role", "body", "code")}
    whole = render_paper("score_sheet", replace(BLANK_SHEET, **fields))
    with pypdfium2.PdfDocument(stamped) as first, pypdfium2.PdfDocument(whole) as second:
        assert len(first) == 3
        pictures = [document[0].render(scale=3).to_pil().convert("L") for document in (first, second)]
    # The code is a picture on the one and a drawing on the other: at the same place, and a pixel apart at its edges.
    left, top, side = (round(number / 25.4 * 72 * 3) for number in STAMP.code_at)
    edges = (left - 4, top - 4, left + side + 4, top + side + 4)
    codes = [picture.crop(edges).point(lambda grey: 255 * (grey < 128)) for picture in pictures]
    assert all(abs(a - b) <= 2 for a, b in zip(*(each.getbbox() for each in codes), strict=True))
    assert sum(grey > 0 for grey in ImageChops.difference(*codes).tobytes()) < 0.08 * side**2
    for picture in pictures:
        picture.paste(255, edges)
    assert sum(grey > 100 for grey in ImageChops.difference(*pictures).tobytes()) < 40
    assert all(bare(official_digits(text)) in bare(pdf_text(stamped)) for text in texts("score_stamp", STAMP))


def test_stamped_sheets_draw_the_form_once():
    many = [replace(STAMP, number=f"65-TEXTILE-{n:04d}", code=f"65-TEXTILE-{n:04d} 1") for n in range(60)]
    few = render_stamped("score_sheet", BLANK_SHEET, "score_stamp", many[:1])
    content = render_stamped("score_sheet", BLANK_SHEET, "score_stamp", many)
    assert pages_of(content) == 60
    assert len(content) < 8 * len(few)
    found = re.findall(r"65-TEXTILE-(\d{4})", pdf_text(content))
    assert [int(number) for number in found] == list(range(60))


def test_a_form_of_two_pages_is_stamped_on_both():
    first = BLANK_SHEET.sections[0]
    long = replace(BLANK_SHEET, sections=(first, first, first))
    with pikepdf.open(io.BytesIO(render_paper("score_sheet", long))) as form:
        pages = len(form.pages)
    assert pages > 1
    content = render_stamped("score_sheet", long, "score_stamp", [replace(STAMP, pages=pages)])
    assert [page.count(STAMP.number) for page in pdf_text(content).split("\f")[:-1]] == [1] * pages


def test_certificates_are_printed_together_one_a_page():
    contexts = [replace(CERTIFICATE, number=str(n), to=f"กลุ่มที่ {n}") for n in range(1, 6)]
    pages = pdf_text(render_many("certificate", contexts)).split("\f")[:-1]
    assert len(pages) == 5
    assert all(official_digits(f"กลุ่มที่ {n}") in page for n, page in enumerate(pages, 1))


def test_a_certificate_without_its_parts_is_not_complete():
    empty = replace(CERTIFICATE, to="", product=" ", level="")
    assert empty.missing() == ["ผู้รับ", "ผลิตภัณฑ์", "ผลการคัดสรร"]
    assert isinstance(empty, CertificateContext) and CERTIFICATE.missing() == []


# -- filters -----------------------------------------------------------------------------------------------------


def test_a_name_in_a_column_breaks_at_spaces_and_before_its_place():
    assert column("พรรณานิคม", 20) == '<span class="nb">พรรณานิคม</span>'
    assert column("กลุ่มทอผ้าย้อมครามบ้านดอนกอย", 30) == 'กลุ่มทอผ้าย้อมคราม<span class="nb">บ้านดอนกอย</span>'
    assert column("ก <b>", 20) == '<span class="nb">ก</span><span> </span><span class="nb">&lt;b&gt;</span>'
    assert column("แบบที่ 1", 20) == '<span class="nb">แบบที่ ๑</span>'
    assert column("", 20) == "" and column(None, 20) == ""


def test_a_code_holds_its_text_and_says_nothing_for_none():
    """Drawn dark squares are those of the code, nothing else: an own reading of the path gives the matrix again."""
    assert code("") == ""
    drawing = code("65-FOOD-0001")
    assert drawing == code("65-FOOD-0001") != code("65-FOOD-0002")
    size = int(re.search(r'viewBox="0 0 (\d+)', drawing)[1])
    dark = sum(int(run) for run in re.findall(r"M\d+ \d+\.5h(\d+)", drawing))
    assert size >= 21 and 0.3 < dark / size**2 < 0.7
