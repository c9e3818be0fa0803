"""One renderer: the same paper gives the same bytes, says what it was given, and fetches nothing that it was not."""

import logging
from dataclasses import dataclass, replace
from datetime import date

import pytest
from PIL import Image

from documents import rendering
from documents.papers import Signature
from documents.papers.order import Body, Duty, Member, OrderContext
from documents.rendering import html_of, render_paper, renderer
from documents.rendering.styles import FOLDER as STYLES
from documents.templatetags.papers import heading, official, official_digits

from .pdf import pages_of, pdf_text, says, skeleton, strings_of

HOSTILE = (
    "<img src=file:///etc/passwd>",
    "<link rel=attachment href=file:///etc/passwd>",
    "{{ settings.SECRET_KEY }}{% debug %}",
    "<style>@import 'http://192.0.2.1/x.css'</style>",
    "http://192.0.2.1/a.png",
    "</p><script>alert(1)</script>&lt;b&gt;",
    "data:image/png;base64,AAAA",
)


def order(**changes):
    return replace(
        OrderContext(
            province="จังหวัดสกลนคร",
            subject="แต่งตั้งคณะกรรมการดำเนินการคัดสรรสุดยอดหนึ่งตำบล หนึ่งผลิตภัณฑ์ไทย ปี พ.ศ. 2565",
            year_be=2565,
            number="1234",
            dated=date(2022, 3, 25),
            signature=Signature("นายสมาน พัวโพธิ์", ("พัฒนาการจังหวัด ปฏิบัติราชการแทน", "ผู้ว่าราชการจังหวัดสกลนคร")),
            is_draft=False,
            preamble="ด้วยจังหวัดสกลนครดำเนินการคัดสรรฯ ปี พ.ศ. 2565\nจึงแต่งตั้งคณะกรรมการ ประกอบด้วย",
            bodies=(
                Body(
                    "",
                    "คณะกรรมการดำเนินการคัดสรรฯ",
                    "คณะกรรมการ",
                    (
                        Member("1.", "", "รองผู้ว่าราชการจังหวัดสกลนคร", "ประธานกรรมการ"),
                        Member("2.", "นางสาวพรรณทิพา วงศ์สุวรรณ", "พาณิชย์จังหวัด", "กรรมการ"),
                    ),
                    (Duty("1)", "กำหนดแนวทางการดำเนินการคัดสรรฯ"), Duty("2)", "รับรองผลการคัดสรรฯ")),
                ),
            ),
        ),
        **changes,
    )


def test_the_same_paper_gives_the_same_bytes():
    first = render_paper("order", order())
    renderer().recent.clear()
    assert render_paper("order", order()) == first
    renderer().recent.clear()
    renderer().close()
    assert render_paper("order", order()) == first


def test_every_string_of_the_context_stands_in_the_order():
    content = render_paper("order", order())
    missing = [text for text in strings_of(order()) if text != "คณะกรรมการดำเนินการคัดสรรฯ" and not says(content, text)]
    assert missing == []
    assert pages_of(content) == 1


def test_an_issued_order_has_number_and_date_in_thai_digits():
    content = render_paper("order", order())
    assert says(content, "คำสั่งจังหวัดสกลนคร ที่ ๑๒๓๔/๒๕๖๕")
    assert says(content, "สั่ง ณ วันที่ ๒๕ มีนาคม พ.ศ. ๒๕๖๕")
    assert not any(digit in pdf_text(content) for digit in "0123456789")


def test_a_draft_is_marked_and_has_no_number():
    content = render_paper("order", order(is_draft=True, number="", dated=None, signature=None))
    assert says(content, "ร่าง")
    assert says(content, "ที่ /๒๕๖๕ เรื่อง")
    assert not says(content, "๑๒๓๔")


def test_an_issued_paper_carries_no_draft_mark():
    assert "draft-mark" not in html_of("order", order())


def test_the_signature_never_stands_alone_on_a_page():
    for duties in range(12, 40):
        body = replace(
            order().bodies[0], duties=tuple(Duty(f"{n})", "ปฏิบัติหน้าที่อื่นตามที่ได้รับมอบหมาย") for n in range(1, duties))
        )
        content = render_paper("order", order(bodies=(body,)))
        last = pdf_text(content).rstrip("\f").split("\f")[-1]
        assert skeleton("ได้รับมอบหมาย") in skeleton(last), f"{duties} duties: {last}"


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_printed_as_typed_and_fetches_nothing(text):
    hostile = order(
        subject=text,
        preamble=text,
        province=text,
        signature=Signature(text, (text,)),
        bodies=(Body("1", text, text, (Member("1.1", text, text, text),), (Duty("1)", text),)),),
        in_force=text,
    )
    renderer().recent.clear()
    content = render_paper("order", hostile)
    assert (renderer().last["refused"], renderer().last["reached"]) == ([], [])
    assert b"/EmbeddedFile" not in content
    assert "root:" not in pdf_text(content)
    assert skeleton(pdf_text(content)).count(skeleton(official_digits(text))) >= 9


@pytest.mark.parametrize(
    "markup",
    [
        '<img src="file:///etc/passwd">',
        '<img src="/etc/passwd">',
        '<link rel="attachment" href="file:///etc/passwd">',
        '<a rel="attachment" href="file:///etc/passwd">x</a>',
        '<link rel="stylesheet" href="http://192.0.2.1/x.css">',
        "<style>@import 'http://192.0.2.1/x.css';</style>",
        "<style>@import 'file:///etc/passwd';</style>",
        '<object data="http://192.0.2.1/x.png"></object>',
        '<embed src="http://192.0.2.1/x.svg">',
        '<img src="data:image/png;base64,iVBORw0KGgo=">',
        "<img src=\"data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg'><image href='file:///etc/passwd'/></svg>\">",
        '<svg xmlns="http://www.w3.org/2000/svg" width="9"><image href="file:///etc/passwd" width="9"/></svg>',
        '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><use href="http://192.0.2.1/x.svg#a"/></svg>',
        '<base href="file:///etc/"><img src="passwd">',
        '<img src="asset:../../opc_site/settings.py">',
        "<style>@font-face{font-family:x;src:url(http://192.0.2.1/x)}</style>",
        '<p style="background:url(file:///etc/passwd)">x</p>',
    ],
)
def test_even_real_markup_reaches_no_file_and_no_network(caplog, markup):
    """Templates escape; should one ever fail to, the engine has nothing to hand out, and may open nothing."""
    content = renderer().pdf("receipt", f"<p>ก</p>{markup}", None)
    assert (renderer().last["refused"] != []) is ("<use" not in markup)  # the engine does not follow that one at all
    assert renderer().last["reached"] == []
    assert b"/EmbeddedFile" not in content
    assert b"/Subtype /Image" not in content
    assert "root:" not in pdf_text(content)


def test_an_installed_font_is_not_taken_by_name(caplog):
    renderer().pdf("receipt", "<p>ก</p><style>@font-face{font-family:x;src:local(DejaVuSans)}</style>")
    assert renderer().last["reached"] == []


def test_a_context_that_could_ask_the_database_is_refused():
    @dataclass
    class Open:
        subject: str = ""

    with pytest.raises(TypeError, match="frozen"):
        html_of("order", Open())
    with pytest.raises(TypeError, match="frozen"):
        html_of("order", {"subject": ""})


@pytest.mark.parametrize("kind", ["../base", "order.html", "", "ORDER"])
def test_a_kind_is_a_name_not_a_path(kind):
    with pytest.raises(ValueError, match="kind of paper"):
        html_of(kind, order())


def test_the_style_sheets_make_the_engine_complain_of_nothing(caplog):
    with caplog.at_level(logging.WARNING, logger="weasyprint"):
        for path in sorted(STYLES.glob("[a-z]*.css")):
            renderer().close()  # a sheet is read, and complained of, once
            renderer().pdf(path.stem, "<p>ก</p>")
    assert [record.getMessage() for record in caplog.records] == []


class TestEmblem:
    def test_without_a_picture_its_place_stays_blank(self):
        assert b"/Subtype /Image" not in render_paper("order", order())
        assert '<div class="emblem"></div>' in html_of("order", order())

    def test_a_picture_is_drawn_anew(self, settings):
        path = settings.MEDIA_ROOT / "office" / "krut.png"
        path.parent.mkdir(parents=True)
        Image.new("RGBA", (1400, 1400), "black").save(path)
        drawn = rendering.emblem_png("office/krut.png")
        assert drawn is not None and len(drawn) < 20_000
        assert b"/Subtype /Image" in render_paper("order", order(emblem="office/krut.png"))

    @pytest.mark.parametrize("content", [b"", b"<svg onload=alert(1)>", b"GIF89a" + b"\0" * 40, b"\x89PNG\r\n\x1a\n"])
    def test_what_is_no_picture_leaves_its_place_blank(self, settings, content, caplog):
        path = settings.MEDIA_ROOT / "office" / "krut.png"
        path.parent.mkdir(parents=True)
        path.write_bytes(content)
        assert b"/Subtype /Image" not in render_paper("order", order(emblem="office/krut.png"))
        assert "cannot be used" in caplog.text

    def test_a_file_that_is_gone_leaves_its_place_blank(self, caplog):
        assert rendering.emblem_png("office/gone.png") is None
        assert "cannot be used" in caplog.text


class TestDigitsAndUnits:
    @pytest.mark.parametrize(
        ("typed", "printed"),
        [
            ("ปี 2565 ครั้งที่ 1/2565", "ปี ๒๕๖๕ ครั้งที่ ๑/๒๕๖๕"),
            ("ที่ https://x.go.th/2565?a=1 และ a.b2@go.th", "ที่ https://x.go.th/2565?a=1 และ a.b2@go.th"),
            ("65-FOOD-0001 ได้ 5 ดาว", "65-FOOD-0001 ได้ ๕ ดาว"),
            ("", ""),
        ],
    )
    def test_thai_digits_except_in_latin_words(self, typed, printed):
        assert official_digits(typed) == printed

    def test_a_unit_is_kept_whole_and_so_is_the_space_before_it(self):
        html = official("ภายในวันที่ 31 มีนาคม 2565 นี้")
        assert '<span class="nb">๓๑ มีนาคม ๒๕๖๕</span>' in html or '<span class="nb">วันที่ ๓๑ มีนาคม ๒๕๖๕</span>' in html

    def test_a_name_breaks_at_its_spaces_only(self):
        assert (
            heading("สมเกียรติ วงศ์ทอง") == '<span class="nb">สมเกียรติ</span><span> </span><span class="nb">วงศ์ทอง</span>'
        )

    def test_the_provinces_name_is_kept_whole(self):
        assert '<span class="nb">จังหวัดสกลนคร</span>' in official("สำนักงานพัฒนาชุมชนจังหวัดสกลนคร", "จังหวัดสกลนคร")

    @pytest.mark.parametrize("filter", [official, heading])
    def test_what_is_typed_is_escaped(self, filter):
        assert "<b>" not in filter("<b>หนา</b> วันที่ 1 มกราคม 2565 <i>x</i>", "<b>")
        assert "<i>" not in filter("นาย<i>สมชาย</i> ใจดี<i>")


def test_only_the_last_few_papers_are_remembered():
    renderer().recent.clear()
    for number in range(rendering.REMEMBERED + 3):
        renderer().pdf("receipt", f"<p>{number}</p>", None)
    assert len(renderer().recent) == rendering.REMEMBERED
