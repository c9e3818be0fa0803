"""The same papers as Word files, for offices that go on editing there: one more way to write a frozen context.

The file names the official font, with the sizes, indents and tabs of the PDF.  It bears no code for checking, since
anyone can change it: what was issued is the PDF.  Same context, same bytes.
"""

import io
import re
import zipfile
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from docx import Document
from docx.enum.section import WD_SECTION_START
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK, WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Length, Mm, Pt, RGBColor
from docx.table import _Cell
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from thai.dates import thai_date
from thai.digits import to_thai

from .markup import blocks
from .measure import millimetres
from .papers import AnnouncementContext, InvitationContext, LetterContext, MinutesContext, OfficialPaper, OrderContext
from .papers.minutes import Attendant
from .papers.order import Member
from .rendering import emblem_png
from .rules import PaperKind
from .templatetags.papers import month_year, official_digits

FONT: Final = "TH SarabunIT๙"
# IT๙ draws 0-9 as ๐-๙: what keeps its Arabic digits (a web address) is set in its sister, which does not.
FONT_OF_ARABIC_DIGITS: Final = "TH SarabunPSK"
SIZE: Final = Pt(16)
HAND: Final = Pt(54.3)  # three lines left for the hand
PART: Final = Pt(6)
NONE: Final = Length(0)
INDENT: Final = Mm(25)
# The emblem's middle, and the page's, is 7.5 cm from the left margin; the text is 16 cm wide.
RIGHT_OF_AXIS: Final = Mm(10)
AT_THE_EPOCH: Final = datetime(2022, 1, 1, tzinfo=UTC)

_ARABIC_DIGITS: Final = re.compile(r"([!-'*-~]*[0-9][!-'*-~]*)")
# What XML cannot hold.
_CONTROLS: Final = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")


def docx_of(kind: str, context: Any) -> bytes:
    """The Word file of a paper; the same context gives the same bytes.

    Raises ValueError for a kind that is not written in Word (`is_written` tells which are).
    """
    if kind not in _WRITERS:
        raise ValueError(f"{kind!r} is not written as a Word file")
    writer = Writer(context)
    _WRITERS[kind](writer, context)
    return writer.content()


def is_written(kind: str) -> bool:
    """Whether papers of this kind can be had as Word files."""
    return kind in _WRITERS


class Writer:
    """One document being written: the page, and the few ways in which official papers set a line."""

    def __init__(self, paper: OfficialPaper) -> None:
        self.document = Document()
        self.paper = paper
        _name_fonts(self.document)
        _number_pages(self.document, is_draft=paper.is_draft)
        properties = self.document.core_properties
        properties.title, properties.author = _clean(paper.subject)[:255], _clean(paper.province)[:255]
        properties.language = "th-TH"
        properties.created = properties.modified = AT_THE_EPOCH
        properties.last_modified_by, properties.comments, properties.revision = "", "", 1

    def line(
        self,
        text: str = "",
        *,
        before: Length = NONE,
        left: Length = NONE,
        right: Length = NONE,
        first: Length = NONE,
        align: WD_ALIGN_PARAGRAPH = WD_ALIGN_PARAGRAPH.LEFT,
        tabs: Sequence[Length] = (),
        bold: bool = False,
        keep: bool = False,
    ) -> Paragraph:
        paragraph = self.document.add_paragraph()
        _shape(paragraph, before, left, right, first, align, tabs, keep)
        write(paragraph, text, bold=bold)
        return paragraph

    def centred(self, text: str, *, before: Length = NONE, bold: bool = False) -> Paragraph:
        """On the page's axis."""
        return self.line(text, before=before, right=RIGHT_OF_AXIS, align=WD_ALIGN_PARAGRAPH.CENTER, bold=bold)

    def on_axis(self, text: str, *, before: Length = NONE) -> Paragraph:
        """On the axis of closing and signature, 9 cm from the left margin."""
        return self.line(text, before=before, left=Mm(20), align=WD_ALIGN_PARAGRAPH.CENTER, keep=True)

    def labelled(self, label: str, text: str, width: Length, *, before: Length = PART) -> Paragraph:
        return self.line(f"{label}\t{text}", before=before, left=width, first=Length(-width), tabs=[width])

    def body(self, text: str, *, label: str = "") -> None:
        """An editable body in the small mark-up; `label` stands in bold before its first words."""
        for order, block in enumerate(blocks(text)):
            paragraph = self.line(
                before=NONE if block.number or label else PART,
                first=Mm(25 + 7 * max(0, min(block.level, 3) - 1)),
                align=WD_ALIGN_PARAGRAPH.THAI_JUSTIFY,
            )
            if label and not order:
                write(paragraph, f"{label}  ", bold=True)
            if block.number:
                write(paragraph, f"{to_thai(block.number)}  ")
            for run in block.runs:
                write(paragraph, run.text, bold=run.bold)

    def grid(
        self,
        widths: Sequence[Length],
        rows: Iterable[Sequence[str]],
        *,
        before: Length = NONE,
        head: Sequence[str] = (),
        ruled: bool = False,
    ) -> None:
        """Rows of cells; a head is repeated on every page."""
        lines = [*([head] if head else []), *rows]
        table = self.document.add_table(rows=0, cols=len(widths))
        table.autofit = False
        table.style = "Table Grid" if ruled else None
        margin = "<w:top w:w='0' w:type='dxa'/><w:left w:w='{0}' w:type='dxa'/><w:right w:w='57' w:type='dxa'/>"
        table._tbl.tblPr.insert_element_before(
            parse_xml(f"<w:tblCellMar {nsdecls('w')}>{margin.format(57 if ruled else 0)}</w:tblCellMar>"), "w:tblLook"
        )
        for column, width in zip(table._tbl.tblGrid.gridCol_lst, widths, strict=True):
            column.w = width
        for number, texts in enumerate(lines):
            row = table.add_row()
            properties = row._tr.get_or_add_trPr()
            properties.append(OxmlElement("w:cantSplit"))
            is_head = bool(head) and not number
            if is_head:
                properties.append(OxmlElement("w:tblHeader"))
            for cell, text, width in zip(row.cells, texts, widths, strict=True):
                cell.width = width
                _fill(cell, text, before=NONE if number else before, bold=is_head)

    def page(self) -> None:
        self.document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)

    def under_emblem(self, height: Length) -> Paragraph:
        """A paragraph of this height, and behind it the emblem: 15 mm from the edge, 3 cm high; or the place for it."""
        paragraph = self.line()
        paragraph.paragraph_format.line_spacing = height
        picture = emblem_png(self.paper.emblem)
        if picture is not None:
            inline = paragraph.add_run().add_picture(io.BytesIO(picture), height=Mm(30))._inline
            inline.getparent().replace(inline, _anchored(inline, middle=Mm(105), top=Mm(15)))
        return paragraph

    def signature(self) -> None:
        signature = self.paper.signature
        self.on_axis(f"({signature.name if signature else ' ' * 40})", before=HAND)
        for text in signature.position_lines if signature else ():
            self.on_axis(text)

    def foot(self, text: str) -> None:
        """In the bottom margin of the first page, in the middle of the paper."""
        section = self.document.sections[0]
        paragraph = section.first_page_footer.paragraphs[0]
        _shape(paragraph, right=RIGHT_OF_AXIS, align=WD_ALIGN_PARAGRAPH.CENTER)
        write(paragraph, text)

    def content(self) -> bytes:
        """The file's bytes, the same at any hour."""
        made = io.BytesIO()
        self.document.save(made)
        fixed = io.BytesIO()
        with zipfile.ZipFile(made) as source, zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as target:
            for name in source.namelist():
                entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
                entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
                target.writestr(entry, source.read(name))
        return fixed.getvalue()


def _clean(text: object) -> str:
    return _CONTROLS.sub("", str(text))


def write(paragraph: Paragraph, text: object, *, bold: bool = False) -> None:
    """Adds text in official digits; what keeps Arabic digits is set in a font that shows them."""
    for part in _ARABIC_DIGITS.split(official_digits(_clean(text))):
        if not part:
            continue
        run = paragraph.add_run(part)
        if bold:
            run.bold = True
            run.font.cs_bold = True
        if _ARABIC_DIGITS.fullmatch(part):
            _name_font(run, FONT_OF_ARABIC_DIGITS)


def _name_font(run: Run, name: str) -> None:
    fonts = run._r.get_or_add_rPr().get_or_add_rFonts()
    for slot in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{slot}"), name)


def _fill(cell: _Cell, text: str, *, before: Length, bold: bool) -> None:
    for number, line in enumerate(text.split("\n")):
        paragraph = cell.paragraphs[0] if not number else cell.add_paragraph()
        _shape(paragraph, before=NONE if number else before)
        write(paragraph, line, bold=bold)


def _shape(
    paragraph: Paragraph,
    before: Length = NONE,
    left: Length = NONE,
    right: Length = NONE,
    first: Length = NONE,
    align: WD_ALIGN_PARAGRAPH = WD_ALIGN_PARAGRAPH.LEFT,
    tabs: Sequence[Length] = (),
    keep: bool = False,
) -> None:
    shape = paragraph.paragraph_format
    shape.space_before, shape.space_after, shape.line_spacing = before, NONE, 1.0
    shape.alignment = align
    if left:
        shape.left_indent = left
    if right:
        shape.right_indent = right
    if first:
        shape.first_line_indent = first
    for tab in tabs:
        shape.tab_stops.add_tab_stop(tab)
    if keep:
        shape.keep_together = shape.keep_with_next = True


# -- the page -------------------------------------------------------------------------------------------------------


def _name_fonts(document: Any) -> None:
    """TH SarabunIT๙ 16 pt for Latin and Thai alike, in the style that everything builds on."""
    defaults = document.styles.element.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
    for child in list(defaults):
        defaults.remove(child)
    half_points = round(SIZE.pt * 2)
    for markup in (
        f"<w:rFonts {nsdecls('w')} w:ascii='{FONT}' w:hAnsi='{FONT}' w:cs='{FONT}' w:eastAsia='{FONT}'/>",
        f"<w:sz {nsdecls('w')} w:val='{half_points}'/>",
        f"<w:szCs {nsdecls('w')} w:val='{half_points}'/>",
        f"<w:lang {nsdecls('w')} w:val='en-US' w:eastAsia='en-US' w:bidi='th-TH'/>",
    ):
        defaults.append(parse_xml(markup))
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = FONT, SIZE
    properties = normal.element.get_or_add_rPr()
    for slot in ("cs", "eastAsia"):
        properties.get_or_add_rFonts().set(qn(f"w:{slot}"), FONT)
    properties.append(parse_xml(f"<w:szCs {nsdecls('w')} w:val='{half_points}'/>"))


def _number_pages(document: Any, *, is_draft: bool) -> None:
    """A4 with the margins of the manual; from the second page on, - ๒ - three centimetres below the edge.

    The first page begins 15 mm below the edge; on the others a tall header pushes the text down to 38 mm.
    """
    section = document.sections[0]
    section.start_type = WD_SECTION_START.NEW_PAGE
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin, section.right_margin = Mm(30), Mm(20)
    section.top_margin, section.bottom_margin = Mm(15), Mm(20)
    section.header_distance, section.footer_distance = Mm(7), Mm(8)
    section.different_first_page_header_footer = True
    first = section.first_page_header.paragraphs[0]
    _shape(first, align=WD_ALIGN_PARAGRAPH.RIGHT)
    if is_draft:
        write(first, "ร่าง", bold=True)
    number = section.header.paragraphs[0]
    _shape(number, before=Mm(18), right=RIGHT_OF_AXIS, align=WD_ALIGN_PARAGRAPH.CENTER)
    number.paragraph_format.space_after = Mm(6.6)
    write(number, "- ")
    field = parse_xml(
        f"<w:fldSimple {nsdecls('w')} w:instr=' PAGE \\* THAIARABIC '><w:r><w:t>๒</w:t></w:r></w:fldSimple>"
    )
    number._p.append(field)
    write(number, " -")


def _anchored(inline: Any, *, middle: Length, top: Length) -> Any:
    """The picture at a place of the page, with the text over it, instead of in a line."""
    left = middle - inline.extent.cx // 2
    anchor = parse_xml(
        f"<wp:anchor {nsdecls('wp', 'a', 'pic', 'r')} distT='0' distB='0' distL='0' distR='0' simplePos='0'"
        " relativeHeight='1' behindDoc='1' locked='0' layoutInCell='1' allowOverlap='1'>"
        "<wp:simplePos x='0' y='0'/>"
        f"<wp:positionH relativeFrom='page'><wp:posOffset>{left}</wp:posOffset></wp:positionH>"
        f"<wp:positionV relativeFrom='page'><wp:posOffset>{top}</wp:posOffset></wp:positionV>"
        "</wp:anchor>"
    )
    for child in list(inline):
        anchor.append(child)
        if child.tag == qn("wp:extent"):
            anchor.append(OxmlElement("wp:wrapNone"))
    return anchor


# -- the kinds ------------------------------------------------------------------------------------------------------


def _date(paper: OfficialPaper, *, era: bool = False) -> str:
    return thai_date(paper.dated, digits="thai", era=era) if paper.dated else ""


def _letter(writer: Writer, paper: LetterContext) -> None:
    place = writer.under_emblem(Mm(14.4))
    place.paragraph_format.space_before = Mm(11)
    if paper.urgency:
        write(place, paper.urgency, bold=True)
        for run in place.runs:
            run.font.size, run.font.color.rgb = Pt(32), RGBColor(0xCC, 0, 0)
            run._r.get_or_add_rPr().append(parse_xml(f"<w:szCs {nsdecls('w')} w:val='64'/>"))
    circular = "ว " if paper.is_circular else ""
    number = f"ที่ {paper.prefix}/{circular}{paper.number}"
    sender = paper.sender or ("",)
    at = Length(max(Mm(75), Mm(160) - Mm(max(map(millimetres, sender)))))
    writer.line(f"{number}\t{sender[0]}", left=at, first=Length(-at), tabs=[at])
    for text in sender[1:]:
        writer.line(text, left=at)
    day = (
        f"{to_thai(paper.dated.day)}\t{month_year(paper.dated)}" if paper.dated and paper.day_by_hand else _date(paper)
    )
    writer.line(day, left=Mm(75), before=PART, tabs=[Mm(86)])
    writer.labelled("เรื่อง", paper.subject, Mm(10))
    if paper.replaces:
        writer.labelled("", f"(ฉบับแก้ไข แทน{paper.replaces})", Mm(10), before=NONE)
    writer.labelled(paper.call, paper.to, Length(max(Mm(10), Mm(millimetres(paper.call) + 2))))
    for order, text in enumerate(paper.references):
        counted = f"{order + 1}.  {text}" if len(paper.references) > 1 else text
        writer.labelled("" if order else "อ้างถึง", counted, Mm(13), before=NONE if order else PART)
    if paper.enclosures:
        several = len(paper.enclosures) > 1
        writer.grid(
            [Mm(25), Mm(107), Mm(28)],
            [
                (
                    "" if order else "สิ่งที่ส่งมาด้วย",
                    f"{order + 1}. {enclosure.title}" if several else enclosure.title,
                    f"จำนวน {enclosure.amount}" if enclosure.amount else "",
                )
                for order, enclosure in enumerate(paper.enclosures)
            ],
            before=PART,
        )
    writer.body(paper.body)
    writer.on_axis(paper.closing, before=Pt(12))
    writer.signature()
    for order, text in enumerate(paper.owner):
        writer.line(text, before=NONE if order else HAND)
    for order, text in enumerate(paper.copies_to):
        writer.labelled("" if order else "สำเนาส่ง", text, Mm(17), before=NONE)
    if paper.slogan:
        writer.foot(paper.slogan)


def _invitation(writer: Writer, paper: InvitationContext) -> None:
    _letter(writer, paper)
    if paper.agenda:
        writer.page()
        for text in ("ระเบียบวาระการประชุม", paper.meeting):
            writer.centred(text, bold=True)
        for number, item in enumerate(paper.agenda, 1):
            writer.labelled(f"ระเบียบวาระที่ {number}", item, Mm(37))
    if paper.with_reply_slip:
        writer.page()
        for text in ("แบบตอบรับการเข้าร่วมประชุม", paper.meeting):
            writer.centred(text, bold=True)
        for text in ("หน่วยงาน", "ชื่อ - สกุล", "ตำแหน่ง", "โทรศัพท์"):
            _dotted(writer.line(text, before=PART), Mm(130))
        _dotted(writer.line("☐  เข้าร่วมประชุมด้วยตนเอง", before=PART, left=INDENT), None)
        _dotted(writer.line("☐  มอบหมายผู้แทน คือ", left=INDENT), Mm(140))
        _dotted(writer.line("☐  ไม่สามารถเข้าร่วมประชุม เนื่องจาก", left=INDENT), Mm(160))
        _dotted(writer.line("ลงชื่อ", before=HAND, left=Mm(70)), Mm(130))
        _dotted(writer.line("วันที่", before=PART, left=Mm(70)), Mm(130))
        where = f"ไปที่ {paper.reply_to}" if paper.reply_to else ""
        until = f" ภายใน{paper.reply_by}" if paper.reply_by else ""
        if where or until:
            writer.line(f"โปรดส่งแบบตอบรับ{where}{until}", before=Pt(24))


def _dotted(paragraph: Paragraph, until: Length | None) -> None:
    """A dotted line to write on, from the words up to a place."""
    if until is not None:
        paragraph.paragraph_format.tab_stops.add_tab_stop(until, WD_TAB_ALIGNMENT.LEFT, WD_TAB_LEADER.DOTS)
        paragraph.add_run("\t")


def _head(writer: Writer, paper: OfficialPaper, kind: str, number: str) -> None:
    """What stands under the emblem: คำสั่ง or ประกาศ, number, subject, and a short rule."""
    writer.under_emblem(Mm(30))
    writer.centred(f"{kind}{paper.province}", before=PART, bold=True)
    if number:
        writer.centred(number, bold=True)
    writer.centred(f"เรื่อง  {paper.subject}", bold=True)
    if paper.replaces:
        writer.centred(f"(ฉบับแก้ไข แทน{paper.replaces})")
    rule = writer.line(left=Mm(55), right=Mm(65))
    rule.paragraph_format.line_spacing = Pt(8)
    border = "<w:bottom w:val='single' w:sz='6' w:space='1' w:color='000000'/>"
    rule._p.get_or_add_pPr().insert_element_before(
        parse_xml(f"<w:pBdr {nsdecls('w')}>{border}</w:pBdr>"), "w:spacing", "w:ind", "w:jc"
    )


def _dated(writer: Writer, word: str, paper: OfficialPaper) -> None:
    day = _date(paper, era=True) or f"{' ' * 24}พ.ศ. {paper.year_be}"
    writer.line(f"{word}  ณ  วันที่ {day}", before=Pt(12), left=Mm(50), keep=True)
    writer.signature()


def _person(member: Member) -> str:
    return "\n".join(text for text in (member.name, member.capacity) if text)


def _order(writer: Writer, paper: OrderContext) -> None:
    _head(writer, paper, "คำสั่ง", f"ที่ {paper.number or ' ' * 8}/{paper.year_be}")
    writer.body(paper.preamble)
    for body in paper.bodies:
        if body.number:
            writer.line(f"{body.number}. {body.name} ประกอบด้วย", before=PART, first=INDENT, bold=True, keep=True)
        rows = [("", member.number, _person(member), member.role) for member in body.members]
        writer.grid([INDENT, Mm(12), Mm(75), Mm(48)], rows)
        if body.duties:
            writer.line(f"ให้{body.kind}มีหน้าที่และอำนาจ ดังนี้", before=PART, first=INDENT, keep=True)
        for duty in body.duties:
            writer.line(f"{duty.number} {duty.text}", first=INDENT)
    if paper.amends and paper.amends not in paper.preamble:
        writer.line(f"ให้แก้ไขเพิ่มเติม{paper.amends} ดังต่อไปนี้", before=PART, first=INDENT)
    for number, change in enumerate(paper.changes, 1):
        writer.line(
            f"ข้อ {number} {change.act} {change.where} {change.then}".rstrip(), before=PART, first=INDENT, keep=True
        )
        was = "เดิม" if change.after else "ยกเลิก"
        then = "เป็น" if change.before else "เพิ่ม"
        rows = [
            ("", word, f"{member.number} {_person(member)}", member.role)
            for word, member in ((was, change.before), (then, change.after))
            if member is not None
        ]
        writer.grid([Mm(32), Mm(18), Mm(62), Mm(48)], rows)
    if paper.in_force:
        writer.line(paper.in_force, before=PART, first=INDENT)
    _dated(writer, "สั่ง", paper)


def _announcement(writer: Writer, paper: AnnouncementContext) -> None:
    _head(writer, paper, "ประกาศ", f"ที่ {paper.number}/{paper.year_be}" if paper.number else "")
    writer.body(paper.body)
    _dated(writer, "ประกาศ", paper)
    if not paper.groups:
        return
    writer.page()
    writer.centred(paper.list_title, bold=True)
    if paper.dated:
        writer.centred(f"ลงวันที่ {_date(paper)}", bold=True)
    for group in paper.groups:
        writer.line(f"ประเภท{group.name} จำนวน {len(group.lines)} ผลิตภัณฑ์", before=Pt(10), bold=True, keep=True)
        writer.grid(
            [Mm(9), Mm(27), Mm(40), Mm(38), Mm(21), Mm(25)],
            [
                (str(number), line.number, line.product, line.producer, line.district, line.outcome)
                for number, line in enumerate(group.lines, 1)
            ],
            head=("ที่", "เลขที่รับสมัคร", "ผลิตภัณฑ์", "ผู้ผลิต ผู้ประกอบการ", "อำเภอ", "ผลการคัดสรร"),
            ruled=True,
        )
    writer.line()  # a document ends with a paragraph


def _minutes(writer: Writer, paper: MinutesContext) -> None:
    writer.centred(f"รายงานการประชุม{paper.body_name}", before=Mm(10), bold=True)
    writer.centred(f"ครั้งที่ {paper.number or ' ' * 8}/{paper.year_be}")
    if paper.when:
        writer.centred(f"เมื่อ{paper.when}")
    if paper.place:
        writer.centred(f"ณ {paper.place}")
    if paper.replaces:
        writer.centred(f"(ฉบับแก้ไข แทน{paper.replaces})")
    for title, people in (
        ("ผู้มาประชุม", paper.present),
        ("ผู้ไม่มาประชุม", paper.absent),
        ("ผู้เข้าร่วมประชุม", paper.visitors),
    ):
        if people:
            writer.line(title, before=PART, bold=True, keep=True)
            rows = [(f"{number}.", one.name, _position(one), one.role) for number, one in enumerate(people, 1)]
            writer.grid([Mm(10), Mm(50), Mm(54), Mm(46)], rows)
    if paper.began:
        writer.line(f"เริ่มประชุมเวลา {paper.began}", before=PART, bold=True)
    for number, item in enumerate(paper.agenda, 1):
        title = f"ระเบียบวาระที่ {number}\t{item.title}"
        writer.line(title, before=PART, left=Mm(32), first=Mm(-32), tabs=[Mm(32)], bold=True, keep=True)
        writer.body(item.text)
        writer.body(item.resolution, label="มติที่ประชุม")
    if paper.ended:
        writer.line(f"เลิกประชุมเวลา {paper.ended}", before=PART, bold=True)
    for person, what in ((paper.writer, "ผู้จดรายงานการประชุม"), (paper.checker, "ผู้ตรวจรายงานการประชุม")):
        if person is not None:
            for order, text in enumerate((f"ลงชื่อ{'.' * 40}{what}", f"({person.name})", person.position)):
                if text:
                    before = NONE if order else Pt(30)
                    writer.line(text, before=before, left=Mm(60), align=WD_ALIGN_PARAGRAPH.CENTER, keep=order < 2)


def _position(person: Attendant) -> str:
    return "\n".join(text for text in (person.position, f"({person.note})" if person.note else "") if text)


_WRITERS: Final[dict[str, Callable[[Writer, Any], None]]] = {
    PaperKind.LETTER: _letter,
    PaperKind.INVITATION: _invitation,
    PaperKind.ORDER: _order,
    PaperKind.ANNOUNCEMENT: _announcement,
    PaperKind.MINUTES: _minutes,
}
