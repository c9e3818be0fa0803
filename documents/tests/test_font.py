"""The font of the papers: what a PDF shows is what it says, letter for letter, in two readers that know nothing of us.

Each check stands beside the same check on a font that fails it, so that a check which finds nothing is seen.
"""

import functools
import hashlib
import subprocess

import pypdfium2
import pytest
from django.conf import settings
from fontTools.ttLib import TTFont
from PIL import ImageChops, ImageFilter
from weasyprint import HTML

from .pdf import pdf_text

FONTS = settings.BASE_DIR / "assets/fonts"
OURS = FONTS / "opc-saraban"
FACES = ["Regular", "Bold", "Italic", "BoldItalic"]
SIGNS = "→■□●○★☆☐☑☒✓✗"

CONSONANTS = [chr(code) for code in range(ord("ก"), ord("ฮ") + 1)]
VOWELS = ["", *"ัิีึื็ุู"]
TONES = ["", *"่้๊๋"]
SYLLABLES = [c + vowel + tone for c in CONSONANTS for vowel in VOWELS for tone in [*TONES, "์"]]
SYLLABLES += [c + tone + "ำ" for c in CONSONANTS for tone in TONES]

SENTENCES = [
    "ตำบล น้ำ ป้ำ ป่า ปั้น กี้ ญู ฐุ ฎุ สิทธิ์ พันธุ์",
    "ตำบลน้ำป้ำป่าปั้นกี้ญูฐุฎุสิทธิ์พันธุ์ฟ้าฝุ่นปู่ปั๊มน้ำมันขึ้นชื่อที่นี่",
    "ด้วยจังหวัดสกลนครดำเนินการคัดสรรสุดยอดหนึ่งตำบล หนึ่งผลิตภัณฑ์ไทย ปี พ.ศ. ๒๕๖๕",
    "ที่ สน ๐๐๑๙.๓/ว ๕๔๗๑ ลงวันที่ ๒๕ มีนาคม ๒๕๖๕ เวลา ๑๐.๐๐ - ๑๒.๐๐ น. โทร. ๐ ๔๒๗๑ ๖๗๘๙",
    "๐๑๒๓๔๕๖๗๘๙ 0123456789 ฿1,200.50 ๕๐% (ก) [ข] “คำพูด” ‘ใน’ – — … ½ ± × °",
    "OTOP Product Champion: AVATAR To Type, office fi fl ffi, saraban@sakonnakhon.go.th",
    "คัดสรรฯ กรุงเทพฯ ฯลฯ ต่าง ๆ อื่น ๆ ฤๅษี ฤดู ฦๅชา พุทฺธํ ปุํ ◌้ เปี๊ยะ โป๊ะ ใฝ่ ไม้ ก็ เฬ้ ศิลป์",
]


def drawn(font, html, *, size="8pt", css="", **options):
    """A PDF of the text in the font at this address and no other."""
    sheet = f"@font-face {{ font-family: Tested; src: url({font.as_uri()}) }} @page {{ size: A4; margin: 10mm }}"
    sheet += f"body {{ font: {size}/1.8 Tested; margin: 0 }} p {{ margin: 0 }} {css}"
    return HTML(string=f"<html lang=th><title>ก</title><style>{sheet}</style>{html}").write_pdf(**options)


def face(style):
    return OURS / f"OPCSaraban-{style}.ttf"


def paragraphs(lines):
    return "".join(f"<p>{line}</p>" for line in lines)


def pdfium_text(content):
    """The text as Chrome's and Edge's reader finds it."""
    with pypdfium2.PdfDocument(content) as document:
        return "\n".join(page.get_textpage().get_text_range() for page in document)


READERS = {"poppler": pdf_text, "pdfium": pdfium_text}
readers = pytest.mark.parametrize("reader", READERS)
faces = pytest.mark.parametrize("style", FACES)


def lines_of(text):
    return [line.rstrip() for line in text.replace("\f", "\n").splitlines() if line.strip()]


@functools.cache
def syllables_in(font):
    rows = [" ".join(SYLLABLES[first : first + 12]) for first in range(0, len(SYLLABLES), 12)]
    return drawn(font, paragraphs(rows))


@functools.cache
def sentences_in(font, variant=None):
    return drawn(font, paragraphs(SENTENCES), pdf_variant=variant)


def wrong_syllables(font, reader):
    found = READERS[reader](syllables_in(font)).split()
    wrong = [pair for pair in zip(SYLLABLES, found, strict=False) if pair[0] != pair[1]]
    return wrong or [("number", len(found))] * (len(found) != len(SYLLABLES))


# --- the text ---


@readers
@faces
def test_every_syllable_comes_back_as_it_was_written(style, reader):
    assert len(SYLLABLES) == 2714
    assert wrong_syllables(face(style), reader) == []


@readers
def test_the_syllables_of_the_font_of_our_pages_come_back_wrong(reader):
    assert len(wrong_syllables(FONTS / "sarabun/Sarabun-Regular.ttf", reader)) > 500


@readers
@faces
@pytest.mark.parametrize("variant", [None, "pdf/a-3a", "pdf/ua-1"])
def test_sentences_come_back_with_their_spaces_and_no_others(style, reader, variant):
    assert lines_of(READERS[reader](sentences_in(face(style), variant))) == SENTENCES


@readers
def test_sentences_in_the_font_of_our_pages_come_back_wrong(reader):
    content = sentences_in(FONTS / "sarabun/Sarabun-Regular.ttf")
    assert lines_of(READERS[reader](content))[:2] != SENTENCES[:2]
    assert "ปั้ น" in pdf_text(content)


# --- the picture ---

TALL = "ปฝฟฬ"
OVER_TALL = [*"ัิีึื็ํ", *"่้๊๋์", "ั้", "ี่", "ึ๊", "ื๋", "ิ์", "ุ่", "ู้", "ำ", "่ำ", "้ำ", "๊ำ", "๋ำ"]
# TH Sarabun draws these with a tail that leans on the stem.
LEANING = ["ั", "้", "๊", "ั้", "ู้"]
BELOW = "ุู"
RULES_OFF = "p { font-feature-settings: 'ccmp' 0 }"


def pictures(style, samples, css=""):
    """Sample → where it has ink, each at the same place of a small page, letters three times the size of a heading."""
    sheet = "@page { size: 20mm; margin: 0 } body { font-size: 24pt } p { break-after: page; padding: 2mm 5mm }" + css
    content = drawn(face(style), paragraphs(samples), css=sheet)
    with pypdfium2.PdfDocument(content) as document:
        drawings = [page.render(scale=4, grayscale=True).to_pil() for page in document]
    return dict(zip(samples, [drawing.point(lambda grey: 255 * (grey < 128)) for drawing in drawings], strict=True))


def marks_on_a_tall_stem(style, css=""):
    """Two lists: what touches the stem, and what reaches over it to its right."""
    seen = pictures(style, ["ก", *TALL, *(letter + marks for letter in TALL for marks in OVER_TALL)], css)
    _, head, _, _ = seen["ก"].getbbox()
    touching, crossing = [], []
    for letter in TALL:
        around = seen[letter].filter(ImageFilter.MaxFilter(3))
        width, _ = around.size
        for marks in OVER_TALL:
            # Above the height of other letters only: there is no sara aa, and no letter but the stem.
            added = ImageChops.subtract(seen[letter + marks], seen[letter]).crop((0, 0, width, head))
            stem = seen[letter].crop((0, 0, width, head)).getbbox()
            if ImageChops.darker(added, around.crop((0, 0, width, head))).getbbox():
                touching.append(letter + marks)
            if added.crop((stem[2] + 2, stem[1], width, head)).getbbox():
                crossing.append(letter + marks)
    return touching, crossing


@faces
def test_marks_above_stand_left_of_a_tall_stem(style):
    touching, crossing = marks_on_a_tall_stem(style)
    assert touching == [letter + marks for letter in "ปฝฟ" for marks in LEANING]
    assert crossing == []


def test_without_our_rules_marks_run_into_the_stem():
    touching, crossing = marks_on_a_tall_stem("Regular", RULES_OFF)
    assert len(touching) > 45
    assert len(crossing) > 25


def feet_that_stay(style, css=""):
    seen = pictures(style, ["ญ", "ฐ", *(letter + mark for letter in "ญฐ" for mark in BELOW)], css)
    return [
        letter + mark
        for letter in "ญฐ"
        for mark in BELOW
        if not ImageChops.subtract(seen[letter], seen[letter + mark]).getbbox()
    ]


def marks_that_run_into_a_foot(style, css=""):
    seen = pictures(style, ["ฎ", "ฏ", *(letter + mark for letter in "ฎฏ" for mark in BELOW)], css)
    running = []
    for letter in "ฎฏ":
        *_, foot = seen[letter].getbbox()
        for mark in BELOW:
            _, top, _, _ = ImageChops.subtract(seen[letter + mark], seen[letter]).getbbox()
            if top < foot:
                running.append(letter + mark)
    return running


@faces
def test_marks_below_have_room(style):
    assert feet_that_stay(style) == []
    assert marks_that_run_into_a_foot(style) == []


def test_without_our_rules_marks_below_have_no_room():
    assert feet_that_stay("Regular", RULES_OFF) == ["ญุ", "ญู", "ฐุ", "ฐู"]
    assert marks_that_run_into_a_foot("Regular", RULES_OFF) == ["ฎุ", "ฎู", "ฏุ", "ฏู"]


def height_of_tone(style, css=""):
    """How far a tone stands above its letter, in letters' heights, where no vowel is between."""
    seen = pictures(style, ["ก", "ก่"], css)
    _, top, _, bottom = seen["ก"].getbbox()
    *_, foot = ImageChops.subtract(seen["ก่"], seen["ก"]).getbbox()
    return (top - foot) / (bottom - top)


@faces
def test_a_tone_comes_down_to_its_letter(style):
    assert 0.05 < height_of_tone(style) < 0.25
    assert height_of_tone(style, RULES_OFF) > 0.5


# --- the measure ---

# Laksaman's, in thousandths of its em; TH Sarabun's are these divided by 1.503.
ADVANCES = {
    "Regular": {"ก": 580, "ญ": 780, "ฟ": 672, "า": 475, " ": 324, "๐": 675, "0": 544, "A": 601, "a": 517},
    "Bold": {"ก": 588, "ญ": 849, "ฟ": 725, "า": 505, " ": 339, "๐": 685, "0": 568, "A": 678, "a": 552},
    "Italic": {"ก": 580, "ญ": 780, "ฟ": 672, "า": 475, " ": 324, "๐": 675, "0": 544, "A": 601, "a": 598},
    "BoldItalic": {"ก": 588, "ญ": 849, "ฟ": 725, "า": 515, " ": 339, "๐": 685, "0": 568, "A": 678, "a": 648},
}


def widths(font, signs):
    """In ems."""
    font = TTFont(font)
    names = font.getBestCmap()
    return {sign: font["hmtx"][names[ord(sign)]][0] / font["head"].unitsPerEm for sign in signs}


@faces
def test_letters_are_twice_as_wide_as_th_sarabun_at_the_same_size(style):
    twice = {sign: pytest.approx(2 * advance / 1.503 / 1000) for sign, advance in ADVANCES[style].items()}
    assert widths(face(style), twice) == twice
    assert widths(FONTS / f"sarabun/Sarabun-{style}.ttf", twice) != twice


# Finer than the breaker's own words: a line may end at a stroke or a space, and nowhere else.
WORDS = (
    "ด้วย|จังหวัด|สกลนคร ดำเนิน|การ|คัด|สรร|สุด|ยอด|หนึ่ง|ตำบล หนึ่ง|ผลิตภัณฑ์|ไทย เพื่อ|ส่งเสริม|ให้|ผู้|ผลิต ผู้|ประกอบ|การ|"
    "พัฒนา|ผลิตภัณฑ์|ให้|มี|คุณภาพ|และ|มาตรฐาน จึง|ขอ|เชิญ|ประชุม|คณะ|กรรมการ|และ|คณะ|ทำงาน|ตาม|กำหนด|การ|ที่|แนบ|มา|พร้อม|นี้ "
    "โดย|มี {พรรณานิคม} {สมเกียรติ วงศ์สุวรรณ} และ {ปี พ.ศ. ๒๕๖๕} เป็น|ต้น|ไป ณ ห้อง|ประชุม|ศาลา|กลาง|จังหวัด"
)
COLUMNS = range(25, 46)


def words_cut(font, size):
    """(width in mm, end of the line) for each line of narrow columns that does not end where a word does."""
    ends, letters = set(), 0
    for word in WORDS.replace(" ", "| |").split("|"):
        letters += len(word.strip("{} "))
        ends.add(letters)
    # Names stand on one line: the space before such a span has an element of its own.
    html = WORDS.replace("|", "").replace(" {", "<span> </span><span class=whole>").replace("}", "</span>")
    css = ".whole { white-space: nowrap } p { break-after: page }" + "".join(
        f".w{width} {{ width: {width}mm }}" for width in COLUMNS
    )
    content = drawn(font, "".join(f"<p class=w{width}>{html}</p>" for width in COLUMNS), size=size, css=css)
    cut = []
    for width, text in zip(COLUMNS, pdf_text(content).split("\f"), strict=False):
        letters = 0
        for line in lines_of(text):
            letters += len(line.replace(" ", ""))
            if letters not in ends:
                cut.append((width, line))
        assert letters == max(ends)
    return cut


def test_narrow_columns_cut_no_word():
    assert words_cut(face("Regular"), "8pt") == []


def test_with_the_small_em_of_th_sarabun_narrow_columns_cut_words(tmp_path):
    small = TTFont(face("Regular"))
    small["head"].unitsPerEm *= 2
    small.save(tmp_path / "small.ttf")
    assert len(words_cut(tmp_path / "small.ttf", "16pt")) > 3


# --- signs, sums, names ---


def codes_of(font):
    return TTFont(font).getBestCmap().keys()


def fonts_in(content):
    """The families of the fonts that the PDF carries, without the letters that mark a part of a font."""
    found = subprocess.run(["pdffonts", "-"], input=content, capture_output=True, check=True).stdout.decode()  # noqa: S607
    return {line.split()[0].partition("+")[2] for line in found.splitlines()[2:]}


@readers
def test_the_signs_of_papers_need_no_font_of_the_machine(reader):
    symbols = f"@font-face {{ font-family: Signs; src: url({(OURS / 'OPCSymbols.ttf').as_uri()}) }}"
    symbols += "p { font-family: Tested, Signs }"
    lines = ["☐ ไม่ผ่าน ☑ ผ่าน ☒ ✓ ✗ → ■ □ ● ○ จบ", "★ ★★ ★★★ ★★★★ ★★★★★ ★★★☆☆ “ก” – … ฿ ฯ ๆ"]
    content = drawn(face("Regular"), paragraphs(lines), css=symbols)
    assert lines_of(READERS[reader](content)) == lines
    assert fonts_in(content) == {"Tested", "Signs"}


def test_the_faces_have_what_is_said_of_them_and_the_signs_have_the_rest():
    for style in FACES:
        codes = codes_of(face(style))
        assert {ord(sign) for sign in "“”‘’–—…฿ฯๆ๏๚๛ฺํ๐๙\u00a0"} <= codes
        assert not {ord(sign) for sign in SIGNS} & codes
    assert codes_of(OURS / "OPCSymbols.ttf") == {ord(sign) for sign in SIGNS + " \u00a0"}


def test_a_sign_makes_no_line_higher_and_a_space_beside_it_no_wider():
    letters, signs = TTFont(face("Regular")), TTFont(OURS / "OPCSymbols.ttf")
    for font in [letters, signs]:
        assert (font["hhea"].ascent, font["hhea"].descent, font["hhea"].lineGap) == (2540, -1374, 60)
        assert font["head"].unitsPerEm == 1503
    assert widths(face("Regular"), " \u00a0") == widths(OURS / "OPCSymbols.ttf", " \u00a0")


def test_the_files_are_those_whose_sums_are_written_down():
    sums = dict(reversed(line.split()) for line in (OURS / "SHA256SUMS").read_text().splitlines())
    assert sums == {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in OURS.glob("*.ttf")}
    assert sums.keys() == {face(style).name for style in FACES} | {"OPCSymbols.ttf"}


@faces
def test_a_face_says_its_name_its_licence_and_that_it_was_changed(style):
    said = TTFont(face(style))["name"].getDebugName
    assert said(1) == "OPC Saraban"
    assert said(2).replace(" ", "") == style
    assert "changed Laksaman, made on 22 November 2026" in said(10)
    assert "GNU General Public License" in said(13)
    assert "embed this font" in said(13)
    assert {"GPL-2.txt", "LICENCE-OPCSaraban.txt", "LICENCE-OPCSymbols.txt"} <= {path.name for path in OURS.iterdir()}
