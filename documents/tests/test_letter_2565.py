"""The letter of 25 March 2565, filled as data: one page, each part at its measured place, every word as it was."""

import io
import re
import subprocess
from dataclasses import replace

import pytest
from PIL import Image
from pypdfium2 import PdfDocument, PdfImage, PdfObject, PdfTextObj

from documents.rendering import render_paper

from .bbox import LEFT_MARGIN, MM, Box, lines_of
from .pdf import pages_of, pdf_text, pdfium_text, skeleton
from .samples_letters import LETTER_2565

NEAR = 1.0  # millimetres
# As the letter was written; where a line ended does not matter.
WORDS = """
ด่วนที่สุด
ที่ สน ๐๐๑๙.๓/ว ๕๔๗๑
ศาลากลางจังหวัดสกลนคร
ถนนศูนย์ราชการ สน ๔๗๐๐๐
๒๕ มีนาคม ๒๕๖๕
เรื่อง โครงการการคัดสรรสุดยอดหนึ่งตำบล หนึ่งผลิตภัณฑ์ไทย ปี พ.ศ. ๒๕๖๕ (OTOP Product Champion : OPC)
เรียน นายอำเภอ ทุกอำเภอ
สิ่งที่ส่งมาด้วย ๑. กรอบแนวทางและหลักเกณฑ์การคัดสรรฯ จำนวน ๑ ชุด
๒. แผนการดำเนินการคัดสรรฯ จำนวน ๑ ฉบับ
ด้วย กรมการพัฒนาชุมชน ได้จัดทำโครงการการคัดสรรสุดยอดหนึ่งตำบล หนึ่งผลิตภัณฑ์ไทย ปี พ.ศ. ๒๕๖๕ (OTOP Product Champion OPC)
ระดับจังหวัด โดยมีวัตถุประสงค์เพื่อจัดระดับผลิตภัณฑ์ (Product Level) ที่จะนำไปสู่การพัฒนา (Product Development) ระดับประเทศ
จัดระบบฐานข้อมูล ผลิตภัณฑ์ (Profile) ที่จะใช้ในการทำงานเชิงบูรณาการของทุกหน่วยงานที่เกี่ยวข้อง ประชาสัมพันธ์
และเสริมสร้างคุณค่าของผลิตภัณฑ์ให้เป็นที่ยอมรับแก่บุคคลทั่วไป จนสามารถใช้เป็นแหล่งสร้างรายได้ และความเข้มแข็ง
ให้กับชุมชนและกระตุ้นให้เกิดกระบวนการมีส่วนร่วมของผู้ผลิต ผู้ประกอบการ OTOP และชุมชนในการพัฒนาผลิตภัณฑ์
โดยมีสำนักงานพัฒนาชุมชนจังหวัด เป็นหน่วยดำเนินการ
ในการนี้ เพื่อให้การดำเนินงานโครงการการคัดสรรสุดยอดหนึ่งตำบล หนึ่งผลิตภัณฑ์ไทย ปี พ.ศ. ๒๕๖๕ (OTOP Product Champion : OPC)
เป็นไปตามแผนปฏิบัติการและเป้าหมาย การดำเนินงาน จังหวัดจึงขอให้อำเภอมอบหมายสำนักงานพัฒนาชุมชนอำเภอ ดำเนินการ ดังนี้
๑. ศึกษารายละเอียดและเตรียมความพร้อมในการดำเนินการคัดสรรสุดยอดหนึ่งตำบล หนึ่งผลิตภัณฑ์ไทย ปี ๒๕๖๕ (OTOP OPC)
ระดับจังหวัด รายละเอียดตามสิ่งที่ส่งมาด้วย ๑ - ๒
๒. แจ้งหน้าที่พัฒนาชุมชนอำเภอที่รับผิดชอบ OTOP เข้าร่วมประชุมชี้แจงการดำเนินการ การคัดสรรสุดยอดหนึ่งตำบล
หนึ่งผลิตภัณฑ์ไทย ปี พ.ศ. ๒๕๖๕ (OTOP Product Champion : OPC) ผ่านช่องทางออนไลน์ระบบ Zoom Cloud Meeting
รหัสเชื่อมต่อระบบ Meeting ID: ๕๙๗ ๒๑๒ ๗๖๐๙ Passcode: ๑๒๓๔๕๖ ในวันพฤหัสบดีที่ ๓๑ มีนาคม ๒๕๖๕ ระหว่างเวลา ๑๐.๐๐ - ๑๒.๐๐ น.
จึงเรียนมาเพื่อพิจารณาดำเนินการ
ขอแสดงความนับถือ
(นายสมาน พัวโพธิ์)
พัฒนาการจังหวัด ปฏิบัติราชการแทน
ผู้ว่าราชการจังหวัดสกลนคร
สำนักงานพัฒนาชุมชนจังหวัด
กลุ่มงานส่งเสริมการพัฒนาชุมชน
โทรศัพท์/โทรสาร ๐-๔๒๗๑-๑๕๕๔
“อยู่สกล รักสกล ทำเพื่อสกลนคร”
"""


@pytest.fixture(scope="module")
def letter() -> bytes:
    return render_paper("letter", LETTER_2565)


@pytest.fixture(scope="module")
def lines(letter) -> list[Box]:
    (page,) = lines_of(letter)
    return page


@pytest.fixture(scope="module")
def find(lines):
    def find(start: str) -> Box:
        return next(line for line in lines if line.text.startswith(start))

    return find


def baseline_of(letter: bytes, words: str) -> float:
    """Where the first letter of these words stands, from the page's upper edge."""
    with PdfDocument(letter) as document:
        page = document[0]
        text = page.get_textpage()
        _, bottom, _, _ = text.get_charbox(text.get_text_range().index(words))
        return (page.get_height() - bottom) * MM


def drawn(letter: bytes) -> Image.Image:
    """The first page at one dot a point."""
    dots = subprocess.run(
        ["pdftoppm", "-r", "72", "-singlefile", "-"],  # noqa: S607
        input=letter,
        capture_output=True,
        check=True,
    ).stdout
    return Image.open(io.BytesIO(dots))


def near(value: float) -> object:
    return pytest.approx(value, abs=NEAR)


def test_it_is_one_page(letter):
    assert pages_of(letter) == 1


@pytest.mark.parametrize("read", [pdf_text, pdfium_text])
def test_every_word_stands_in_the_order_of_the_letter(letter, read):
    assert skeleton(read(letter)) == skeleton(WORDS)


def gaps(text: str) -> dict[int, str]:
    """The white space of a text, by the number of signs before it."""
    found, signs = {}, 0
    for part in re.split(r"(\s+)", text.replace("\f", "").strip()):
        if part.isspace():
            found[signs] = part
        signs += len(part) if not part.isspace() else 0
    return found


def test_words_are_parted_where_they_were_and_nowhere_else(letter):
    """What is copied out of the paper reads as it was written; only a line's end may have come between two words."""
    read, written = gaps(pdf_text(letter)), gaps(WORDS)
    assert written.keys() - read.keys() == set()
    assert {at for at, gap in read.items() if "\n" not in gap} - written.keys() == set()


def test_the_place_of_the_emblem_is_blank(letter):
    """15 to 45 mm, around the axis at 75 mm: printed paper has the emblem there."""
    place = [round(edge / MM) for edge in (LEFT_MARGIN + 60, 14, LEFT_MARGIN + 90, 45)]
    assert drawn(letter).crop(place).convert("L").getextrema() == (255, 255)


def test_an_emblem_stands_at_its_place(settings):
    """Three centimetres high, its middle at 75 mm."""
    path = settings.MEDIA_ROOT / "office" / "krut.png"
    path.parent.mkdir(parents=True)
    Image.new("L", (700, 709), 0).save(path)
    content = render_paper("letter", replace(LETTER_2565, emblem="office/krut.png"))
    with PdfDocument(content) as document:
        page = document[0]
        (picture,) = (item for item in page.get_objects() if isinstance(item, PdfImage))
        left, bottom, right, top = picture.get_bounds()
        height = page.get_height()
    assert ((height - top) * MM, (height - bottom) * MM) == (near(15), near(45))
    assert (left + right) / 2 * MM - LEFT_MARGIN == near(75)


def test_the_urgency_stands_at_the_left_between_26_and_37_mm(letter, find):
    urgency = find("ด่วนที่สุด")
    assert urgency.left == near(0)
    assert urgency.top >= 26 - NEAR and urgency.bottom <= 37 + NEAR


def says_urgent(item: PdfObject) -> bool:
    return isinstance(item, PdfTextObj) and item.extract().strip() == "ด่วนที่สุด"


def test_the_urgency_is_red_bold_and_at_least_32_points(letter):
    with PdfDocument(letter) as document:
        page = document[0]
        (item,) = (item for item in page.get_objects(textpage=page.get_textpage()) if says_urgent(item))
        assert "Bold" in item.get_font().get_base_name()
        # the em of the papers' font is twice that of TH Sarabun
        assert item.get_font_size() * 2 >= 32 or item.get_matrix().a * item.get_font_size() * 2 >= 32
    reds = {colour for _, colour in drawn(letter).crop((85, 74, 170, 105)).getcolors(10_000) if colour[1] < 60}
    assert reds and all(red > 150 for red, _, _ in reds)


def test_the_number_stands_on_the_foot_of_the_emblem(letter, find):
    assert find("ที่ สน").left == near(0)
    assert baseline_of(letter, "สน ๐๐๑๙") == near(45)


def test_the_senders_longest_line_ends_at_the_right_margin(letter, find):
    first, second = find("ศาลากลาง"), find("ถนน")
    assert first.left == near(115) and second.left == pytest.approx(first.left, abs=0.1)
    assert max(first.right, second.right) == near(160)
    assert baseline_of(letter, "ศาลากลาง") == near(45)
    assert second.top - first.top == pytest.approx(18.1 * MM, abs=0.1)


def test_the_date_stands_at_75_mm_with_its_day_apart(find):
    day, month = find("๒๕"), find("มีนาคม ๒๕๖๕")
    assert day.left == near(75)
    assert month.left - day.right > 4
    assert day.top - find("ถนน").top == near((18.1 + 6) * MM)


@pytest.mark.parametrize(
    ("label", "text", "hangs_at"),
    [("เรื่อง", "โครงการ", 10), ("เรียน", "นายอำเภอ", 10), ("สิ่งที่ส่งมาด้วย", "๑. กรอบ", 25)],
)
def test_labels_stand_at_the_margin_and_their_text_hangs(letter, find, label, text, hangs_at):
    assert find(label).left == near(0)
    with PdfDocument(letter) as document:
        read = document[0].get_textpage()
        left, _, _, _ = read.get_charbox(read.get_text_range().index(text))
    assert left * MM - LEFT_MARGIN == near(hangs_at)


def test_a_second_line_of_the_subject_hangs_below_the_first(find):
    assert find("Champion : OPC)").left == near(10)


def test_enclosures_have_their_numbers_in_a_column(find):
    assert [find("๒. แผน").left, find("จำนวน ๑ ชุด").left, find("จำนวน ๑ ฉบับ").left] == [near(25), near(132), near(132)]
    assert find("จำนวน ๑ ชุด").top == pytest.approx(find("สิ่งที่ส่งมาด้วย").top, abs=0.1)


def test_parts_stand_six_points_apart(find):
    assert find("เรียน").top - find("Champion : OPC)").top == near((18.1 + 6) * MM)
    assert find("สิ่งที่ส่งมาด้วย").top - find("เรียน").top == near((18.1 + 6) * MM)
    assert find("ด้วย กรม").top - find("๒. แผน").top == near((18.1 + 6) * MM)


@pytest.mark.parametrize("start", ["ด้วย กรม", "ในการนี้", "๑. ศึกษา", "๒. แจ้ง", "จึงเรียน"])
def test_each_paragraph_begins_25_mm_from_the_margin(lines, start):
    """Justified lines may be read in pieces: the piece that begins the paragraph counts."""
    first = min(
        (line for line in lines if line.text and start.startswith(line.text[: len(start)]) and line.top > 95),
        key=lambda line: (line.top, line.left),
    )
    assert first.left == near(25)


def test_lines_end_at_the_right_margin(lines):
    assert max(line.right for line in lines) == pytest.approx(160, abs=0.3)


def test_lines_stand_18_1_points_apart(find):
    assert find("(Product Level)").top - find("ปี พ.ศ. ๒๕๖๕ (OTOP Product Champion OPC)").top == pytest.approx(
        18.1 * MM, abs=0.05
    )


def test_closing_name_and_position_hang_on_one_axis(find):
    for start in ("ขอแสดง", "(นายสมาน", "พัฒนาการ", "ผู้ว่าราชการ"):
        assert find(start).middle == near(90), start
    assert find("ขอแสดง").left == near(75)


def test_there_is_room_for_the_hand(find):
    """Two lines at least, after tightening; three where the page has room."""
    assert find("(นายสมาน").top - find("ขอแสดง").bottom >= 42 * MM - NEAR


def test_the_owner_stands_at_the_bottom_left(find):
    for start in ("สำนักงานพัฒนา", "กลุ่มงาน", "โทรศัพท์"):
        assert find(start).left == near(0)
    assert find("สำนักงานพัฒนา").top > find("ผู้ว่าราชการ").top
    assert find("โทรศัพท์").bottom <= 297 - 15 + NEAR


def test_the_slogan_stands_in_the_middle_of_the_page_below_all(lines, find):
    slogan = find("“อยู่สกล")
    assert slogan.middle == near(75)
    assert slogan.top >= find("โทรศัพท์").bottom
    assert slogan.bottom == max(line.bottom for line in lines) <= 297 - 6
