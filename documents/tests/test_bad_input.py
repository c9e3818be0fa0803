"""What a bad day hands in: hostile words in every field, endless names, emblems that are none, hands without authority.

Everything goes the way that people go (draft, approve, issue) and ends in a paper that says what was typed, or in a
sentence; never in an error page, a file that was read or a connection that was opened.
"""

import dataclasses
import re
import subprocess
import types
import typing
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.urls import reverse
from PIL import Image

from documents.actions import approve_paper, cancel_paper, draft_paper, issue_at_once, issue_paper, life, revise_paper
from documents.models import Dispatch, Paper
from documents.papers import CONTEXTS, context_of, letterhead
from documents.papers.letter import Enclosure
from documents.papers.order import Body, Duty, Member
from office.models import Office
from opc_site.testing import make_signatory

from .pdf import pages_of, pdf_text, skeleton
from .quick import DAY, approved, context_for, issued, quick  # noqa: F401

LONG_NAME = "นางสาวพรรณทิพาวดีศรีสกุลรัตนโกสินทร์ ณ สกลนครธานีศรีบุรีรมย์" + "มาลัย" * 12
assert len(LONG_NAME) == 120


@pytest.fixture
def signatory(cast):
    return make_signatory()


def said(content: bytes) -> str:
    return skeleton(pdf_text(content))


def typed(text: str) -> str:
    """Without regard to digits, which papers show in Thai where an office would, and to hyphens, which poppler takes
    for its own where a line ends with one."""
    return skeleton(text).replace("-", "").translate(str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789"))


def shows(content: bytes, *texts: str) -> list[str]:
    """Those of the texts that the paper does not say."""
    # a text may go on after the number of a page
    everything = typed(re.sub(r"(?m)^- [๐-๙]+ -$", "", pdf_text(content)))
    return [text for text in texts if typed(text) not in everything]


def beside_the_page(content: bytes) -> list[str]:
    """Words that stand outside their page, by poppler's boxes."""
    boxes = subprocess.run(
        ["pdftotext", "-bbox", "-", "-"],  # noqa: S607
        input=content,
        capture_output=True,
        check=True,
    ).stdout.decode()
    width = height = 0.0
    out = []
    for line in boxes.splitlines():
        found = dict(part.split("=", 1) for part in line.replace(">", " ").split() if "=" in part)
        numbers = {name: float(value.strip('"')) for name, value in found.items() if value.strip('"').count(".") == 1}
        if "<page" in line:
            width, height = numbers["width"], numbers["height"]
        elif "<word" in line and (
            numbers["xMin"] < 0 or numbers["yMin"] < 0 or numbers["xMax"] > width or numbers["yMax"] > height
        ):
            out.append(line.strip())
    return out


# -- hostile words ----------------------------------------------------------------------------------------------


SECRET = "ความลับในแฟ้มของเครื่อง"


def hostile_words(site: str, file: str) -> list[str]:
    """Short, so that a narrow column can hold them on one page."""
    return [
        "{{x.__class__}}{%debug%}",
        f"<img src={site}/a>",
        f"</p><svg onload=x><a rel=attachment href=file://{file}>",
        "&lt;b&gt;",
    ]


# Not on the paper by its form, whatever they hold.
UNPRINTED = {
    "emblem",  # the name of a picture
    "number",  # given when it is issued
    "verify_url",
    "replaces",
}


class Filler:
    """A context of a kind in which each field of text has words of its own around the hostile ones."""

    def __init__(self, words: list[str]) -> None:
        self.words = words
        self.filled: dict[str, list[str]] = {}

    def fill(self, kind: Any, path: str = "") -> Any:
        origin = typing.get_origin(kind)
        if origin in {typing.Union, types.UnionType}:
            (kind,) = (part for part in typing.get_args(kind) if part is not type(None))
            return None if kind is date else self.fill(kind, path)
        if origin is tuple:
            inner = typing.get_args(kind)[0]
            return tuple(self.fill(inner, f"{path}[{n}]") for n in range(2))
        if dataclasses.is_dataclass(kind):
            hints = typing.get_type_hints(kind)
            fields = [field for field in dataclasses.fields(kind) if path or field.name not in UNPRINTED]
            return kind(**{field.name: self.fill(hints[field.name], f"{path}.{field.name}") for field in fields})
        if kind is str:
            tag = "".join(chr(ord("a") + int(digit)) for digit in f"{len(self.filled):03}")
            # Numbers of items are made, not typed, and stand in the narrowest columns.
            words = ["<b>{{x}}"] if path.endswith(".number") else self.words
            self.filled[path] = [f"{tag}{word}" for word in words]
            return " ".join(self.filled[path])
        return {bool: True, int: 2565}.get(kind)


# What the form of a kind does not print: the rest of the context is on the page.
NOT_PRINTED = {
    "letter": (".province",),
    "invitation": (".province",),
    "certificate": (".subject",),  # what its page of verification says
    # ... and of who wrote and who checked the minutes: their names and positions.
    "minutes": (".subject", ".province", ".writer.role", ".writer.note", ".checker.role", ".checker.note"),
}


@pytest.mark.parametrize("kind", sorted(CONTEXTS))
def test_hostile_words_in_every_field_are_printed_as_typed(cast, listener, tmp_path, kind):
    secret = tmp_path.parent / "s"
    secret.write_text(SECRET)
    words = hostile_words(listener.address, str(secret))
    filler = Filler(words)
    context = filler.fill(CONTEXTS[kind])
    signatory = make_signatory(name=words[1], position=words[2], principal=words[0])
    paper = approve_paper(draft_paper(kind, context=context, actor=cast.staff), actor=cast.staff)
    paper = issue_paper(paper, number="12", dated=DAY, signatory=signatory, actor=cast.staff)
    content = paper.stored_bytes()
    skipped = (".signature", *NOT_PRINTED.get(kind, ()))  # the signature is made anew from the signatory
    lacking = {path: shows(content, *texts) for path, texts in filler.filled.items() if not path.startswith(skipped)}
    assert {path: texts for path, texts in lacking.items() if texts} == {}
    assert len(lacking) >= 7
    assert context_of(paper).subject == " ".join(filler.filled[".subject"])
    assert listener.asked == []
    assert skeleton(SECRET) not in said(content)
    assert [name for name in (b"/EmbeddedFile", b"/JavaScript", b"/Launch", b"/URI") if name in content] == []


# -- long, short and strange ------------------------------------------------------------------------------------


def test_names_of_120_letters_stay_on_the_page(cast):
    signatory = make_signatory(name=LONG_NAME, position=LONG_NAME, principal=LONG_NAME)
    member = Member("1.", LONG_NAME, LONG_NAME, "ประธานกรรมการ")
    body = Body("1", LONG_NAME, "คณะกรรมการ", (member, member), (Duty("1)", LONG_NAME),))
    contexts = {
        "letter": {"to": LONG_NAME, "sender": (LONG_NAME,), "owner": (LONG_NAME,)},
        "order": {"bodies": (body,)},
        "certificate": {"to": LONG_NAME, "product": LONG_NAME},
        "minutes": {"body_name": LONG_NAME},
    }
    for kind, changes in contexts.items():
        content = issued(kind, cast.staff, signatory, **changes).stored_bytes()
        assert (kind, shows(content, LONG_NAME)) == (kind, [])
        assert (kind, beside_the_page(content)) == (kind, [])


def test_without_enclosures_a_letter_says_nothing_of_them(cast, signatory):
    content = issued("letter", cast.staff, signatory, enclosures=()).stored_bytes()
    assert skeleton("สิ่งที่ส่งมาด้วย") not in said(content)
    both = (Enclosure("แผนการดำเนินการ", "๑ ชุด"), Enclosure("กำหนดการ"))
    content = issued("letter", cast.staff, signatory, number="13", enclosures=both).stored_bytes()
    assert shows(content, "สิ่งที่ส่งมาด้วย", "แผนการดำเนินการ", "กำหนดการ") == []


def test_a_body_of_ten_pages_is_printed_to_its_end(cast, signatory):
    lines = [f"ย่อหน้าที่ {n} " + "จังหวัดสกลนครดำเนินการคัดสรรสุดยอดหนึ่งตำบล หนึ่งผลิตภัณฑ์ไทย " * 5 for n in range(1, 101)]
    content = issued("letter", cast.staff, signatory, body="\n".join(lines)).stored_bytes()
    assert pages_of(content) >= 10
    assert shows(content, "ย่อหน้าที่ 1 ", "ย่อหน้าที่ 50 ", "ย่อหน้าที่ 100 ", signatory.name) == []


MIXED = "การประชุม Zoom Cloud Meeting เวลา 10.00 น. (OTOP Product Champion: OPC) ของ สพจ. AaBb-12/34"


def test_latin_and_thai_mixed_are_printed_as_typed(cast, signatory):
    paper = issued("letter", cast.staff, signatory, subject=MIXED, body=MIXED, to=MIXED)
    assert shows(paper.stored_bytes(), MIXED) == []


def test_emoji_and_rare_signs_make_a_paper(cast, signatory):
    """No font of an office has them: the words around them stand, and the paper keeps what was typed."""
    subject = "รับสมัคร 🎉👨‍🌾 ผลิตภัณฑ์ ★ ④ ดาว 𝒜 漢字 العربية"
    paper = issued("letter", cast.staff, signatory, subject=subject, body=subject)
    assert shows(paper.stored_bytes(), "รับสมัคร", "ผลิตภัณฑ์", "ดาว") == []
    assert context_of(paper).subject == subject


CONTROLS = "".join(
    chr(code) for code in (0, 1, 7, 8, 11, 12, 27, 31, 127, 0x85, 0x200B, 0x202E, 0x2066, 0xFEFF, 0xFFFE)
)


@pytest.mark.parametrize("kind", sorted(CONTEXTS))
def test_control_characters_are_left_out_and_the_words_stay(cast, signatory, quick, kind):  # noqa: F811
    context = Filler([f"ต้น{CONTROLS}\ud800ปลาย"]).fill(CONTEXTS[kind])
    paper = draft_paper(kind, context=context, actor=cast.staff)
    revise_paper(paper, context=context, actor=cast.staff)
    approve_paper(paper, actor=cast.staff)
    paper = issue_paper(paper, number="12", dated=DAY, signatory=signatory, actor=cast.staff)
    kept = repr(paper.context)
    assert "ต้น" in kept and "ปลาย" in kept
    assert not set(CONTROLS) & set(kept) and "\\u" not in kept and "\\x" not in kept


def test_a_paper_of_nothing_but_invisible_signs_is_refused_with_a_sentence(cast):
    for subject in ("", "   ", "\u200b", "\x00"):
        with pytest.raises(ValidationError) as refused:
            draft_paper("order", context=context_for("order", subject=subject), actor=cast.staff)
        assert "subject" in refused.value.message_dict
    empty = draft_paper("letter", context=context_for("letter", body="\u200b\x00 \n", to="\ufeff"), actor=cast.staff)
    with pytest.raises(ValidationError, match="เนื้อความ"):
        approve_paper(empty, actor=cast.staff)


def test_a_subject_that_is_too_long_for_the_register_is_cut_there_and_printed_whole(cast, signatory):
    subject = "เรื่องยาว" * 40 + "ปลายสุด"
    paper = issued("order", cast.staff, signatory, subject=subject)
    assert len(paper.subject) == 300
    assert shows(paper.stored_bytes(), subject) == []


def test_what_the_paper_asks_is_held_to_its_length(cast):
    with pytest.raises(ValidationError) as refused:
        draft_paper("letter", context=context_for("letter"), actor=cast.staff, asks="ก" * 301)
    assert "asks" in refused.value.message_dict


# -- emblem -----------------------------------------------------------------------------------------------------


def huge(path: Any) -> None:
    """A hundred megapixels in a file of a few kilobytes."""
    Image.new("1", (10_000, 10_000)).save(path)


EMBLEMS = {
    "gone": lambda path: None,
    "empty": lambda path: path.write_bytes(b""),
    "text": lambda path: path.write_bytes(b"this is no picture"),
    "svg": lambda path: path.write_bytes(b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
    "cut": lambda path: path.write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"),
    "100 megapixels": huge,
}


@pytest.mark.parametrize("what", EMBLEMS)
def test_an_emblem_that_is_none_leaves_its_place_blank(cast, signatory, settings, caplog, what):
    path = settings.MEDIA_ROOT / "office" / "krut.png"
    path.parent.mkdir(parents=True)
    EMBLEMS[what](path)
    Office.objects.update(emblem="office/krut.png")
    content = issued("order", cast.staff, signatory, **letterhead()).stored_bytes()
    assert shows(content, "คำสั่งจังหวัดสกลนคร") == []
    without = issued("order", cast.staff, signatory, number="13").stored_bytes()
    assert content.count(b"/Subtype /Image") == without.count(b"/Subtype /Image")
    assert "cannot be used" in caplog.text


def test_an_office_without_an_emblem_has_a_blank_place(cast, signatory):
    assert letterhead()["emblem"] == ""
    assert shows(issued("order", cast.staff, signatory, **letterhead()).stored_bytes(), "คำสั่งจังหวัดสกลนคร") == []


def test_a_good_emblem_is_on_the_paper(cast, signatory, settings):
    office = Office.objects.get()
    drawn = settings.MEDIA_ROOT / "krut.png"
    drawn.parent.mkdir(parents=True)
    Image.new("RGBA", (300, 300), "black").save(drawn)
    office.emblem.save("krut.png", ContentFile(drawn.read_bytes()))
    content = issued("order", cast.staff, signatory, **letterhead()).stored_bytes()
    without = issued("order", cast.staff, signatory, number="13").stored_bytes()
    assert content.count(b"/Subtype /Image") > without.count(b"/Subtype /Image")


# -- hands, days and numbers ------------------------------------------------------------------------------------


@pytest.mark.usefixtures("quick")
class TestRefused:
    def test_a_signatory_whose_delegation_has_ended_with_the_reason(self, cast):
        ended = make_signatory(valid_until=DAY - timedelta(days=1))
        paper = approved("letter", cast.staff)
        with pytest.raises(ValidationError) as refused:
            issue_paper(paper, number="12", dated=DAY, signatory=ended, actor=cast.staff)
        sentence = refused.value.messages[0]
        assert ended.name in sentence
        assert "25 มีนาคม 2565" in sentence and "อำนาจสิ้นสุดวันที่ 24 มีนาคม 2565" in sentence
        paper.refresh_from_db()
        assert (paper.status, paper.number) == ("approved", "")
        last_day = issue_paper(paper, number="12", dated=DAY - timedelta(days=1), signatory=ended, actor=cast.staff)
        assert last_day.status == "issued"

    def test_a_signatory_whose_delegation_ended_while_the_page_was_open(self, cast, signatory):
        """The page knows the signatory of the morning; the delegation was ended at noon."""
        paper = approved("letter", cast.staff)
        type(signatory).objects.filter(pk=signatory.pk).update(valid_until=DAY - timedelta(days=1))
        with pytest.raises(ValidationError, match="อำนาจสิ้นสุดวันที่ 24 มีนาคม 2565"):
            issue_paper(paper, number="12", dated=DAY, signatory=signatory, actor=cast.staff)

    @pytest.mark.parametrize("day", [date(1, 1, 1), date(1949, 12, 31), date(2101, 1, 1), date(2565, 3, 25), date.max])
    def test_a_day_that_no_paper_has(self, cast, day):
        signatory = make_signatory(valid_from=date(1950, 1, 1))
        signatory.valid_from = date.min
        with pytest.raises(ValidationError):
            issue_paper(approved("order", cast.staff), number="1", dated=day, signatory=signatory, actor=cast.staff)
        assert not Paper.objects.once_issued().exists()

    @pytest.mark.parametrize(
        "number",
        ["{{7*7}}", "<script>", "1; DROP TABLE", "-1", "1e5", "１２", "๑๒๓๔๕๖๗", "\x00", "1" * 5_000, "٣"],
    )
    def test_a_number_that_is_none(self, cast, signatory, number):
        paper = approved("order", cast.staff)
        with pytest.raises(ValidationError):
            issue_paper(paper, number=number, dated=DAY, signatory=signatory, actor=cast.staff)
        paper.refresh_from_db()
        assert (paper.status, paper.number) == ("approved", "")

    def test_a_number_that_is_used_whatever_became_of_its_paper(self, cast, signatory):
        first = issued("order", cast.staff, signatory)
        for again in ("12", "๑๒", "ที่ ๑๒/๒๕๖๕", "0012"):
            with pytest.raises(ValidationError, match="เลขที่นี้ใช้ไปแล้ว"):
                issued("order", cast.staff, signatory, number=again)
        cancel_paper(first, actor=cast.administrator, reason="ผิด")
        with pytest.raises(ValidationError, match="เลขที่นี้ใช้ไปแล้ว"):
            issued("order", cast.staff, signatory)

    def test_an_office_that_is_not_set_up(self, cast, signatory):
        Office.objects.all().delete()
        with pytest.raises(ValidationError, match="ข้อมูลสำนักงาน"):
            issued("order", cast.staff, signatory, **letterhead())

    def test_at_once_leaves_nothing_behind(self, cast, signatory):
        with pytest.raises(ValidationError):
            issue_at_once(
                "order",
                context=context_for("order"),
                number="x",
                dated=DAY,
                signatory=signatory,
                actor=cast.staff,
            )
        assert not Paper.objects.exists()


# -- the stored file --------------------------------------------------------------------------------------------


class TestReprint:
    def test_renders_nothing_and_returns_the_stored_bytes(self, client, cast, signatory, monkeypatch):
        paper = issued("order", cast.staff, signatory)
        content = paper.stored_bytes()

        def never(*args, **kwargs):
            raise AssertionError("a reprint was rendered")

        monkeypatch.setattr(life, "render_paper", never)
        monkeypatch.setattr("documents.rendering.render_paper", never)
        monkeypatch.setattr("documents.rendering.html_of", never)
        monkeypatch.setattr("documents.rendering.renderer", never)
        client.force_login(cast.staff)
        for _ in range(2):
            response = client.get(reverse("documents:paper-pdf", args=[paper.pk]))
            assert (response.status_code, response.content) == (200, content)
        Office.objects.update(name="สำนักงานใหม่")
        signatory.name = "นายคนใหม่ มาแทน"
        signatory.save()
        assert client.get(reverse("documents:paper-pdf", args=[paper.pk])).content == content

    @pytest.mark.parametrize("place", [0, 100, -1])
    def test_one_byte_changed_on_disk_is_noticed_and_said(self, client, cast, signatory, quick, place, caplog):  # noqa: F811
        paper = issued("order", cast.staff, signatory)
        with open(paper.pdf.path, "r+b") as file:
            content = bytearray(file.read())
            content[place % len(content)] ^= 1
            file.seek(0)
            file.write(content)
        client.force_login(cast.staff)
        response = client.get(reverse("documents:paper-pdf", args=[paper.pk]))
        assert response.status_code == 409
        assert "ไม่ตรงกับฉบับที่ออกไว้" in response.content.decode() and bytes(content) not in response.content
        assert "paper_file_changed" in caplog.text

    def test_a_changed_copy_of_an_addressee_is_noticed(self, cast, signatory, quick):  # noqa: F811
        paper = issued("letter", cast.staff, signatory)
        copy = Dispatch(paper=paper, addressee="นายอำเภอ")
        assert copy.stored_bytes() == paper.stored_bytes()
        copy.sha256 = "0" * 64
        copy.pdf.save("copy.pdf", ContentFile(b"%PDF-1.7 copy"), save=False)
        with pytest.raises(ValidationError, match="ไม่ตรงกับฉบับที่ออกไว้"):
            copy.stored_bytes()

    def test_half_a_file_from_a_machine_that_stopped_is_not_taken_for_the_whole(self, cast, signatory, quick):  # noqa: F811
        """The same bytes are kept once, under their hash: a file of that name is looked at before it is believed."""
        paper = issued("order", cast.staff, signatory)
        content, name = paper.stored_bytes(), paper.pdf.name
        with open(paper.pdf.path, "wb") as file:
            file.write(content[:20])
        again = life.keep_bytes(paper.pdf, paper.sha256, content)
        assert again != name
        with paper.pdf.storage.open(again) as file:
            assert file.read() == content
