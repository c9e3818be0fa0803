"""The Word file of a paper says what the paper says, in the official fonts, with the measures of the form."""

import io
import re
import zipfile
from dataclasses import replace

import pytest
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from PIL import Image

from documents.rules import PaperKind
from documents.word import FONT, FONT_OF_ARABIC_DIGITS, docx_of, is_written

from .pdf import skeleton, strings_of
from .samples import SAMPLES
from .samples_letters import LETTER_2565
from .test_letter_2565 import WORDS
from .test_letters import NOT_PRINTED, official_digits

KINDS = ("letter", "invitation", "order", "announcement", "minutes")
CASES = [(kind, size) for kind in KINDS for size in SAMPLES[kind]]


def opened(content: bytes):
    return Document(io.BytesIO(content))


def text_of(content: bytes) -> str:
    """The words of the body in their order, rows of tables where they stand, then the first page's foot."""
    document = opened(content)
    parts = [_text(child) for child in document.element.body]
    parts += [paragraph.text for paragraph in document.sections[0].first_page_footer.paragraphs]
    return "\n".join(parts)


def _text(element) -> str:
    return "\n".join(
        "".join(node.text or "" if node.tag == qn("w:t") else " " for node in paragraph.iter(qn("w:t"), qn("w:tab")))
        for paragraph in element.iter(qn("w:p"))
    )


def paragraph(document, start: str):
    return next(found for found in document.paragraphs if found.text.startswith(start))


@pytest.mark.parametrize(("kind", "size"), CASES)
def test_every_string_stands_in_the_file(kind, size):
    context = SAMPLES[kind][size]
    text = skeleton(text_of(docx_of(kind, context)))
    but = NOT_PRINTED.get(kind, frozenset()) | {"verify_url"}
    lines = [line.replace("**", "") for string in strings_of(context, but=but) for line in string.splitlines()]
    assert [line for line in lines if skeleton(official_digits(line)) not in text] == []


def test_the_letter_of_2565_reads_as_it_was_written():
    assert skeleton(text_of(docx_of("letter", LETTER_2565))) == skeleton(WORDS)


@pytest.mark.parametrize(("kind", "size"), CASES)
def test_the_same_paper_gives_the_same_bytes(kind, size):
    assert docx_of(kind, SAMPLES[kind][size]) == docx_of(kind, SAMPLES[kind][size])


def test_nothing_in_the_file_tells_the_hour():
    content = docx_of("letter", LETTER_2565)
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        assert {entry.date_time for entry in file.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    properties = opened(content).core_properties
    assert (properties.title, properties.author) == (LETTER_2565.subject, LETTER_2565.province)
    assert (properties.created.year, properties.last_modified_by, properties.revision) == (2022, "", 1)


def test_another_kind_is_not_written():
    assert {kind for kind in PaperKind if is_written(kind)} == set(KINDS)
    with pytest.raises(ValueError, match="not written"):
        docx_of("receipt", LETTER_2565)


def test_the_page_is_that_of_the_manual():
    section = opened(docx_of("letter", LETTER_2565)).sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    assert (round(section.left_margin.mm), round(section.right_margin.mm)) == (30, 20)
    assert (round(section.top_margin.mm), round(section.bottom_margin.mm)) == (15, 20)


def test_thai_and_latin_are_named_the_official_font_in_16_points():
    styles = opened(docx_of("letter", LETTER_2565)).styles
    for properties in (
        styles["Normal"].element.rPr,
        styles.element.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}"),
    ):
        fonts = properties.find(qn("w:rFonts"))
        assert {fonts.get(qn(f"w:{slot}")) for slot in ("ascii", "hAnsi", "cs")} == {FONT} == {"TH SarabunIT๙"}
        assert [properties.find(qn(f"w:{size}")).get(qn("w:val")) for size in ("sz", "szCs")] == ["32", "32"]


def test_what_keeps_arabic_digits_is_set_in_the_font_that_shows_them():
    """IT๙ draws 0-9 as ๐-๙, and a web address in Thai digits leads nowhere."""
    letter = replace(LETTER_2565, body="ดูที่ https://x.example/2565 ภายในวันที่ 31 มีนาคม 2565 ที่ OTOP")
    runs = paragraph(opened(docx_of("letter", letter)), "ดูที่").runs
    assert [run.text for run in runs] == ["ดูที่ ", "https://x.example/2565", " ภายในวันที่ ๓๑ มีนาคม ๒๕๖๕ ที่ OTOP"]
    assert [run.font.name for run in runs] == [None, FONT_OF_ARABIC_DIGITS, None]


def test_no_arabic_digit_is_left_to_the_font_that_hides_it():
    for kind, size in CASES:
        for run in opened(docx_of(kind, SAMPLES[kind][size])).element.body.iter(qn("w:r")):
            text = "".join(node.text or "" for node in run.iter(qn("w:t")))
            fonts = run.find(f"{qn('w:rPr')}/{qn('w:rFonts')}")
            named = fonts is not None and fonts.get(qn("w:cs")) == FONT_OF_ARABIC_DIGITS
            assert bool(re.search("[0-9]", text)) == named, text


def test_the_body_is_justified_as_thai_with_the_manuals_indent():
    first = paragraph(opened(docx_of("letter", LETTER_2565)), "ด้วย กรม").paragraph_format
    assert first.alignment == WD_ALIGN_PARAGRAPH.THAI_JUSTIFY
    assert first._element.pPr.jc.get(qn("w:val")) == "thaiDistribute"
    assert (round(first.first_line_indent.mm), first.space_before.pt) == (25, 6)


def test_bold_words_are_bold_in_thai_too():
    (run,) = (
        run
        for run in paragraph(opened(docx_of("order", SAMPLES["order"]["typical"])), "เพื่อให้").runs
        if run.text.startswith("อาศัยอำนาจ")
    )
    assert run.bold and run.font.cs_bold


def test_labels_hang_by_tab_stops():
    document = opened(docx_of("letter", LETTER_2565))
    for start, at in (("เรื่อง\t", 10), ("เรียน\t", 10)):
        shape = paragraph(document, start).paragraph_format
        assert round(shape.left_indent.mm) == at and round(shape.first_line_indent.mm) == -at
        assert [round(tab.position.mm) for tab in shape.tab_stops] == [at]


def test_the_senders_longest_line_ends_at_the_right_margin():
    number = paragraph(opened(docx_of("letter", LETTER_2565)), "ที่ สน")
    assert number.text == "ที่ สน ๐๐๑๙.๓/ว ๕๔๗๑\tศาลากลางจังหวัดสกลนคร"
    assert number.paragraph_format.left_indent.mm == pytest.approx(115.3, abs=0.5)


def test_closing_and_signature_hang_on_the_axis_at_90_mm():
    document = opened(docx_of("letter", LETTER_2565))
    for start in ("ขอแสดง", "(นายสมาน", "พัฒนาการจังหวัด", "ผู้ว่าราชการ"):
        shape = paragraph(document, start).paragraph_format
        assert shape.alignment == WD_ALIGN_PARAGRAPH.CENTER
        assert (round(shape.left_indent.mm), shape.right_indent) == (20, None)
    assert paragraph(document, "(นายสมาน").paragraph_format.space_before == Pt(54.3)


def test_the_urgency_is_red_bold_and_32_points():
    (run,) = paragraph(opened(docx_of("letter", LETTER_2565)), "ด่วนที่สุด").runs
    assert run.bold and str(run.font.color.rgb) == "CC0000" and run.font.size == Pt(32)
    assert run._r.rPr.find(qn("w:szCs")).get(qn("w:val")) == "64"


def test_pages_are_numbered_from_the_second_in_thai_digits():
    section = opened(docx_of("letter", LETTER_2565)).sections[0]
    assert section.different_first_page_header_footer
    assert "PAGE \\* THAIARABIC" in section.header._element.xml
    assert [node.text for node in section.header._element.iter(qn("w:t"))] == ["- ", "๒", " -"]
    assert [line.text for line in section.first_page_header.paragraphs] == [""]


def test_a_draft_says_so_and_has_room_for_number_and_name():
    content = docx_of("letter", SAMPLES["letter"]["shortest"])
    document = opened(content)
    assert document.sections[0].first_page_header.paragraphs[0].text == "ร่าง"
    assert paragraph(document, "ที่").text == "ที่ สน ๐๐๑๙.๓/\tศาลากลางจังหวัดสกลนคร"
    assert re.search(r"\( +\)", text_of(content))


def test_an_editable_file_bears_no_code_for_checking():
    assert "/v/" not in text_of(docx_of("letter", SAMPLES["letter"]["typical"]))


def test_members_stand_in_a_table_with_the_role_at_112_mm():
    (table,) = opened(docx_of("order", SAMPLES["order"]["typical"])).tables
    widths = [column.width.mm for column in table.columns]
    assert sum(widths[:3]) == pytest.approx(112, abs=0.5) and sum(widths) == pytest.approx(160, abs=0.5)
    assert [cell.text for cell in table.rows[2].cells] == [
        "",
        "๓.",
        "นางสาวพรรณทิพา วงศ์สุวรรณ\nผู้ทรงคุณวุฒิ ด้านสิ่งทอ",
        "กรรมการ",
    ]


def test_the_head_of_an_attached_list_is_repeated():
    document = opened(docx_of("announcement", SAMPLES["announcement"]["longest"]))
    assert document.tables
    for table in document.tables:
        assert table._tbl.tr_lst[0].trPr.find(qn("w:tblHeader")) is not None


def test_the_emblem_stands_where_the_paper_has_it(settings):
    path = settings.MEDIA_ROOT / "office" / "krut.png"
    path.parent.mkdir(parents=True)
    Image.new("L", (600, 709), 0).save(path)
    content = docx_of("letter", replace(LETTER_2565, emblem="office/krut.png"))
    (anchor,) = opened(content).element.body.iter(qn("wp:anchor"))
    across, down = (int(node.text) for node in anchor.iter(qn("wp:posOffset")))
    extent = anchor.find(qn("wp:extent"))
    assert (across + int(extent.get("cx")) / 2) / Mm(1) == pytest.approx(105, abs=0.1)
    assert (down / Mm(1), int(extent.get("cy")) / Mm(1)) == (15, 30)
    assert not list(opened(content).element.body.iter(qn("wp:inline")))


def test_without_an_emblem_its_place_is_left_blank():
    first = opened(docx_of("order", SAMPLES["order"]["typical"])).paragraphs[0]
    assert first.text == "" and round(first.paragraph_format.line_spacing.mm, 1) == 30


def test_control_characters_and_hostile_words_are_only_text():
    words = "ก\x00ข\x0b</w:t><w:p/> {{ x.__class__ }} &amp; \ud800"
    content = docx_of("letter", replace(LETTER_2565, subject=words, slogan=words, owner=(words,)))
    assert text_of(content).count("กข</w:t><w:p/> {{ x.__class__ }} &amp;") == 3


def test_properties_stand_in_the_order_that_word_asks_for():
    """Word refuses a file whose properties are shuffled; python-docx does not look at what we add ourselves."""
    orders = {
        "w:rPr": "rFonts b bCs i iCs color sz szCs lang".split(),
        "w:pPr": "pStyle keepNext keepLines pBdr tabs spacing ind jc".split(),
        "w:tblPr": "tblStyle tblW jc tblLayout tblCellMar tblLook".split(),
    }
    for kind, size in CASES:
        body = opened(docx_of(kind, SAMPLES[kind][size])).element.body
        for name, order in orders.items():
            for properties in body.iter(qn(name)):
                found = [child.tag.split("}")[1] for child in properties]
                assert found == sorted(found, key=order.index), (kind, name)
