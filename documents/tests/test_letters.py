"""Letters, invitations, orders and minutes: all that they are given stands on them, whole and inside the margins."""

import re
from dataclasses import replace
from datetime import date

import pytest

from documents.papers import LetterContext, Signature, letter_defaults, letterhead
from documents.papers.letter import Enclosure
from documents.papers.minutes import AgendaItem
from documents.rendering import html_of, render_many, render_paper
from documents.templatetags.papers import official_digits, within
from office.models import Office

from .bbox import Box, lines_of, words_of
from .pdf import pages_of, pdf_text, pdfium_text, says, skeleton, strings_of
from .samples_letters import CHECK, LETTER_2565, LONG_NAME, LONG_PERSON, LONG_POSITION, SAMPLES

CASES = [(kind, size) for kind, sizes in SAMPLES.items() for size in sizes]
# What a paper is filed under and does not print.
NOT_PRINTED = {
    "letter": frozenset({"province"}),
    "invitation": frozenset({"province"}),
    "minutes": frozenset({"province", "subject"}),
}
PEOPLE = ("นายสมาน พัวโพธิ์", "นางสาวพรรณทิพา วงศ์สุวรรณ", "นายสมเกียรติ วงศ์ทอง", "นายธนกร ตัวอย่างดี", LONG_PERSON)


@pytest.fixture(scope="module")
def papers() -> dict[tuple[str, str], bytes]:
    return {(kind, size): render_paper(kind, SAMPLES[kind][size]) for kind, size in CASES}


@pytest.fixture
def paper(papers, kind, size) -> bytes:
    return papers[kind, size]


# What a page has in its margins, and what may stand in the middle of a sentence because of it.
_BETWEEN_PAGES = re.compile(r"\f?-\s[๐-๙]+\s-|ตรวจสอบเอกสารได้ที่ \S+")

every_paper = pytest.mark.parametrize(("kind", "size"), CASES)


@every_paper
@pytest.mark.parametrize("read", [pdf_text, pdfium_text])
def test_every_string_stands_on_the_paper(paper, kind, size, read):
    text = skeleton(_BETWEEN_PAGES.sub("", read(paper)))
    given = strings_of(SAMPLES[kind][size], but=NOT_PRINTED.get(kind, frozenset()))
    # a body's lines, without the marks of its bold words
    lines = [line.replace("**", "") for string in given if string != CHECK for line in string.splitlines()]
    assert [line for line in lines if skeleton(official_digits(line)) not in text] == []


def cut_words(text: str, name: str) -> list[str]:
    """Words of a name that a line's end has cut in this text."""
    return [word for word in name.split() if re.search(_with_line_ends(word), text) and _is_cut(text, word)]


def _with_line_ends(word: str) -> str:
    return r"\n?".join(map(re.escape, official_digits(word)))


def _is_cut(text: str, word: str) -> bool:
    return any("\n" in found for found in re.findall(_with_line_ends(word), text))


@every_paper
def test_no_persons_name_is_cut_at_a_line_end(paper, kind, size):
    lines = "\n".join(line.text for page in lines_of(paper) for line in page)
    for text in (lines, pdf_text(paper)):
        assert [word for name in PEOPLE for word in cut_words(text, name)] == []


def test_a_cut_name_is_noticed():
    assert cut_words("นายสมาน พัว\nโพธิ์", "นายสมาน พัวโพธิ์") == ["พัวโพธิ์"]


@every_paper
def test_nothing_runs_off_the_lines(paper, kind, size):
    """A millimetre and a half for an emoji, whose width only its box has."""
    for words in words_of(paper):
        for word in words:
            if _is_draft_mark(word) or "/v/" in word.text or word.text.startswith("ตรวจสอบ"):
                continue  # drawn across a draft, and in the margin
            assert word.left >= -0.5 and word.right <= 161.5, word
            assert word.top >= 14 and word.bottom <= 291, word


def collisions(words: list[Box]) -> list[tuple[str, str]]:
    apart = [word for word in words if not _is_draft_mark(word)]
    return [
        (one.text, other.text)
        for number, one in enumerate(apart)
        for other in apart[number + 1 :]
        if one.overlaps(other, by=(0.6, 2)) and not _is_emoji(one.text + other.text)
    ]


def _is_draft_mark(word: Box) -> bool:
    return word.bottom - word.top > 20


def _is_emoji(text: str) -> bool:
    """No face has them: their boxes stand closer than letters."""
    return any(sign >= "\U0001f000" for sign in text)


@every_paper
def test_no_words_lie_on_each_other(paper, kind, size):
    assert [pair for words in words_of(paper) for pair in collisions(words)] == []


def test_words_on_each_other_are_noticed():
    assert collisions([Box("ก", 0, 0, 10, 6), Box("ข", 9, 0, 20, 6)]) == [("ก", "ข")]
    assert collisions([Box("ก", 0, 0, 10, 6), Box("ข", 10, 0, 20, 6)]) == []


@every_paper
def test_pages_are_numbered_from_the_second(paper, kind, size):
    for number, lines in enumerate(lines_of(paper), 1):
        shown = official_digits(f"- {number} -")
        found = [line for line in lines if line.text == shown]
        assert len(found) == (number > 1)
        for line in found:
            assert line.middle == pytest.approx(75, abs=1)
            assert 24 < line.top < line.bottom < 34


@every_paper
def test_pages_have_something_on_them(paper, kind, size):
    for words in words_of(paper):
        assert len([word for word in words if not _is_draft_mark(word)]) > 3


class TestLetter:
    def test_a_draft_has_a_gap_for_number_date_and_hand(self):
        draft = replace(LETTER_2565, number="", dated=None, signature=None, is_draft=True)
        content = render_paper("letter", draft)
        assert says(content, "ที่ สน ๐๐๑๙.๓/ว ศาลากลาง") and says(content, "( )") and says(content, "ร่าง")
        assert not says(content, "๕๔๗๑") and not says(content, "มีนาคม ๒๕๖๕ ศ")

    @pytest.mark.parametrize(
        ("circular", "number", "printed"),
        [
            (True, "5471", "ที่ สน ๐๐๑๙.๓/ว ๕๔๗๑"),
            (False, "5471", "ที่ สน ๐๐๑๙.๓/๕๔๗๑"),
            (False, "", "ที่ สน ๐๐๑๙.๓/"),
        ],
    )
    def test_the_number_is_that_of_its_register(self, circular, number, printed):
        letter = replace(LETTER_2565, is_circular=circular, number=number)
        assert lines_of(render_paper("letter", letter))[0][1].text == printed

    def test_without_enclosures_references_and_urgency_their_lines_are_not_there(self):
        content = render_paper("letter", replace(LETTER_2565, enclosures=(), urgency="", references=()))
        for label in ("สิ่งที่ส่งมาด้วย ", "อ้างถึง", "จำนวน", "ด่วน"):
            assert label not in pdf_text(content).split("ด้วย กรม")[0]
        (page,) = lines_of(content)
        to, body = (next(line for line in page if line.text.startswith(start)) for start in ("เรียน", "ด้วย กรม"))
        assert body.top - to.top < 10

    def test_one_enclosure_has_no_number(self):
        content = render_paper("letter", replace(LETTER_2565, enclosures=(Enclosure("แผนการดำเนินการ", "1 ฉบับ"),)))
        assert says(content, "สิ่งที่ส่งมาด้วย แผนการดำเนินการ จำนวน ๑ ฉบับ")

    def test_references_hang_at_13_mm(self):
        content = render_paper("letter", SAMPLES["letter"]["longest"])
        first, second = (next(word for word in words_of(content)[0] if word.text == text) for text in ("อ้างถึง", "๒."))
        counted = [word for word in words_of(content)[0] if word.text in {"๑.", "๒."} and word.left < 20]
        assert [word.left for word in counted] == [pytest.approx(13, abs=1)] * 2
        assert first.left == pytest.approx(0, abs=1) and second is not None

    def test_the_day_stands_with_its_month_unless_it_is_stamped(self):
        (page,) = lines_of(render_paper("letter", replace(LETTER_2565, day_by_hand=False)))
        (line,) = (line for line in page if line.text == "๒๕ มีนาคม ๒๕๖๕")
        assert line.left == pytest.approx(75, abs=1)

    def test_a_longer_call_has_its_own_room(self):
        content = render_paper("letter", replace(LETTER_2565, call="ขอประทานกราบเรียน"))
        assert says(content, "ขอประทานกราบเรียน นายอำเภอ ทุกอำเภอ")
        assert [pair for words in words_of(content) for pair in collisions(words)] == []

    @pytest.mark.parametrize("relation", ["ปฏิบัติราชการแทน", "รักษาราชการแทน"])
    def test_who_signs_for_another_says_so(self, relation):
        signed = Signature("นายสมาน พัวโพธิ์", (f"พัฒนาการจังหวัด {relation}", "ผู้ว่าราชการจังหวัดสกลนคร"))
        (page,) = lines_of(render_paper("letter", replace(LETTER_2565, signature=signed)))
        capacity = next(line for line in page if relation in line.text)
        assert capacity.text == f"พัฒนาการจังหวัด {relation}" and capacity.middle == pytest.approx(90, abs=1)

    @pytest.mark.parametrize("letters", [60, 120, 200])
    def test_a_long_principal_stays_on_its_lines(self, letters):
        principal = ("ผู้อำนวยการสำนักงานส่งเสริมวิสาหกิจขนาดกลางและขนาดย่อม" * 5)[:letters]
        signed = Signature(LONG_PERSON, (f"{LONG_POSITION} ปฏิบัติราชการแทน", principal))
        content = render_paper("letter", replace(LETTER_2565, signature=signed))
        assert says(content, principal)
        assert max(word.right for words in words_of(content) for word in words) <= 160.5

    def test_the_closing_never_stands_alone_on_a_page(self):
        for length in range(12, 24):
            body = "\n".join([f"{n}. ปฏิบัติตามที่ได้รับมอบหมาย" for n in range(1, length)] + ["จึงเรียนมาเพื่อโปรดทราบ"])
            last = pdf_text(render_paper("letter", replace(LETTER_2565, body=body))).rstrip("\f").split("\f")[-1]
            assert "จึงเรียนมาเพื่อโปรดทราบ" in last and "ผู้ว่าราชการจังหวัดสกลนคร" in last and "โทรศัพท์" in last

    def test_the_slogan_stands_once_on_the_last_page(self):
        letter = replace(LETTER_2565, body="\n".join([LETTER_2565.body] * 3))
        content = render_paper("letter", letter)
        assert pages_of(content) > 1
        slogans = [sum("อยู่สกล" in line.text for line in page) for page in lines_of(content)]
        assert slogans == [0] * (len(slogans) - 1) + [1]

    def test_a_corrected_letter_names_the_one_that_it_replaces(self):
        replaced = "หนังสือจังหวัดสกลนคร ที่ สน 0019.3/ว 5471 ลงวันที่ 25 มีนาคม 2565"
        content = render_paper("letter", replace(LETTER_2565, replaces=replaced))
        assert says(content, f"(ฉบับแก้ไข แทน{replaced})")


class TestCheck:
    @pytest.mark.parametrize("kind", ["letter", "invitation", "order", "minutes"])
    def test_an_issued_paper_says_where_it_can_be_checked(self, papers, kind):
        content = papers[kind, "typical"]
        assert says(content, f"ตรวจสอบเอกสารได้ที่ {SAMPLES[kind]['typical'].verify_url}")
        pages = words_of(content)
        line = [word for word in pages[0] if "/v/" in word.text]
        assert len(line) == 1 and line[0].top > 285 and line[0].right < 160
        assert not any("/v/" in word.text for words in pages[1:] for word in words)

    def test_a_draft_has_no_code(self):
        assert "check" not in html_of("letter", SAMPLES["letter"]["shortest"])


class TestInvitation:
    def test_agenda_and_slip_stand_on_pages_of_their_own(self, papers):
        letter, agenda, slip = pdf_text(papers["invitation", "typical"]).rstrip("\f").split("\f")
        assert "ขอแสดงความนับถือ" in letter and "ระเบียบวาระที่" not in letter
        assert "ระเบียบวาระที่ ๔" in agenda and "แบบตอบรับ" not in agenda
        assert "แบบตอบรับการเข้าร่วมประชุม" in slip and "☐" in slip and "ภายในวันพุธที่ ๓๐ มีนาคม ๒๕๖๕" in slip

    def test_without_them_it_is_a_letter(self, papers):
        assert pages_of(papers["invitation", "shortest"]) == 1


class TestOrder:
    def test_roles_stand_at_112_mm(self, papers):
        (page,) = words_of(papers["order", "typical"])
        roles = [word for word in page if word.text in {"ประธานกรรมการ", "กรรมการ", "กรรมการและเลขานุการ"}]
        assert [word.left for word in roles] == [pytest.approx(112, abs=1)] * 5

    def test_it_is_dated_in_the_words_of_the_form(self, papers):
        assert says(papers["order", "typical"], "สั่ง ณ วันที่ ๒๕ มีนาคม พ.ศ. ๒๕๖๕")

    def test_an_amendment_names_its_order_and_says_the_changes_only(self, papers):
        content = papers["order", "amendment"]
        assert says(content, "ให้แก้ไขเพิ่มเติมคำสั่งจังหวัดสกลนคร ที่ ๑๒๓๔/๒๕๖๕ ลงวันที่ ๒๕ มีนาคม ๒๕๖๕ ดังต่อไปนี้")
        assert says(content, "เดิม ๒. พาณิชย์จังหวัดสกลนคร กรรมการ เป็น ๒. นางสาววิภา ศรีสุข พาณิชย์จังหวัดสกลนคร กรรมการ")
        assert says(content, "ยกเลิก ๔. นายสมเกียรติ วงศ์ทอง") and says(content, "เพิ่ม ๗. นายธนกร ตัวอย่างดี")
        assert not says(content, "ประธานกรรมการ") and not says(content, "หน้าที่และอำนาจ")


class TestMinutes:
    def test_an_agenda_heading_is_never_the_last_line_of_a_page(self):
        minutes = SAMPLES["minutes"]["typical"]
        for length in range(2, 14):
            agenda = tuple(AgendaItem(f"เรื่องที่ {n}", "รับทราบ\n" * (n % 3 + 1), "เห็นชอบ") for n in range(1, length + 5))
            for page in pdf_text(render_paper("minutes", replace(minutes, agenda=agenda))).rstrip("\f").split("\f"):
                lines = [line for line in page.splitlines() if line.strip() and "ตรวจสอบเอกสาร" not in line]
                assert not lines[-1].startswith("ระเบียบวาระที่"), length

    def test_who_came_who_did_not_and_why(self, papers):
        content = papers["minutes", "typical"]
        assert says(content, "ผู้มาประชุม ๑. นายสมเกียรติ วงศ์ทอง รองผู้ว่าราชการจังหวัดสกลนคร ประธาน")
        assert says(content, "นักวิชาการพาณิชย์ชำนาญการ (แทนพาณิชย์จังหวัดสกลนคร)")
        assert says(content, "ผู้ไม่มาประชุม ๑. นายธนกร ตัวอย่างดี อุตสาหกรรมจังหวัดสกลนคร (ติดราชการ)")
        assert says(content, "มติที่ประชุม รับทราบ")

    def test_writer_and_checker_sign_at_the_right(self, papers):
        last = lines_of(papers["minutes", "typical"])[-1]
        hands = [line for line in last if line.text.startswith("ลงชื่อ") or line.text.startswith("(นา")]
        assert len(hands) == 4 and all(line.left > 60 for line in hands)


class TestOfficesOwn:
    def test_what_all_letters_share_comes_from_the_office(self, cast):
        office = Office.objects.get()
        office.email, office.slogan = "saraban@sakonnakhon.example", "“อยู่สกล”"
        assert letter_defaults(office) == {
            "prefix": "สน ๐๐๑๙.๓",
            "sender": ("ศาลากลางจังหวัดสกลนคร", "ถนนศูนย์ราชการ สน ๔๗๐๐๐"),
            "owner": (
                "สำนักงานพัฒนาชุมชนจังหวัดสกลนคร",
                "กลุ่มงานส่งเสริมการพัฒนาชุมชน",
                "โทรศัพท์/โทรสาร 0-4271-1554",
                "ไปรษณีย์อิเล็กทรอนิกส์ saraban@sakonnakhon.example",
            ),
            "slogan": "“อยู่สกล”",
        }
        LetterContext(**letterhead(), **letter_defaults(office), subject="เรื่อง", year_be=2565)

    def test_what_the_office_lacks_makes_no_line(self, cast):
        office = Office(name="สำนักงาน")
        assert letter_defaults(office)["owner"] == ("สำนักงาน",)

    def test_printed_paper_has_its_emblem_already(self, cast):
        Office.objects.update(emblem="office/krut.png")
        assert letterhead()["emblem"] == "office/krut.png"
        Office.objects.update(uses_printed_paper=True)
        assert letterhead()["emblem"] == ""


class TestWithin:
    def test_what_fits_the_column_is_kept_whole(self):
        assert within("นายสมาน พัวโพธิ์", 50) == '<span class="nb">นายสมาน พัวโพธิ์</span>'
        assert within("นายสมาน พัวโพธิ์", 20).count("nb") == 2

    def test_what_does_not_may_break(self):
        assert within(LONG_NAME.split()[0], 50).count("nb") == 0

    def test_what_is_typed_is_escaped(self):
        assert "<b>" not in within("<b>หนา</b> นาย<i>", 50)


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("Meeting ID: 597 212 7609 Passcode: 123456", "Meeting ID: ๕๙๗ ๒๑๒ ๗๖๐๙ Passcode: ๑๒๓๔๕๖"),
        ("ปี 2565(OTOP) และ (B2B)2565", "ปี ๒๕๖๕(OTOP) และ (B2B)๒๕๖๕"),
        ("https://x.example/2565?year=2565", "https://x.example/2565?year=2565"),
    ],
)
def test_a_number_that_stands_alone_is_thai(typed, printed):
    assert official_digits(typed) == printed


def test_ten_pages_of_body_are_set():
    letter = replace(LETTER_2565, body="\n".join([LETTER_2565.body] * 20), dated=date(2022, 3, 25))
    assert pages_of(render_paper("letter", letter)) >= 10


class TestBatch:
    def test_each_letter_of_a_batch_is_set_as_it_is_alone(self):
        letters = [
            replace(SAMPLES["letter"]["typical"], to=f"นายอำเภอ{name}") for name in ("พรรณานิคม", "วานรนิวาส", "กุดบาก")
        ]
        batch = lines_of(render_many("letter", letters))
        alone = [page for letter in letters for page in lines_of(render_paper("letter", letter))]
        assert len(batch) == len(alone) == 3
        for together, single in zip(batch, alone, strict=True):
            assert [line.text for line in together] == [line.text for line in single]
            for one, other in zip(together, single, strict=True):
                assert (one.left, one.top) == (pytest.approx(other.left, abs=0.05), pytest.approx(other.top, abs=0.05))
