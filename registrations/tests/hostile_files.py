"""Spreadsheets that break importers, and ordinary ones that only look like it: data for `test_hostile_files`.

`FILES` maps a name to the bytes and to what the file as a whole is refused for, or to a `Read`: the verdict of each row
of data by the sheet's own number, and how many rows are skipped.  `ROWS` are single lines, laid over a good one, each
with its verdict, the column that is named and the reason.

Workbooks are written here part by part, so that they can be broken part by part, and large ones cost nothing to make.
"""

import io
import zipfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any, Final

from openpyxl.utils import get_column_letter

from office.workbooks import write_csv
from registrations.register import COLUMNS

NUMBER, DISTRICT, SUBDISTRICT, CODE, YEAR, KIND, NAME = COLUMNS[:7]
TITLE, FIRST, LAST, CITIZEN_ID, PHONE, ADDRESS, GROUP, PRODUCT = COLUMNS[7:]
GOOD: Final[dict[str, Any]] = {
    NUMBER: 1, DISTRICT: "พรรณานิคม", SUBDISTRICT: "พรรณา", CODE: "470400001", YEAR: 2562, KIND: "กลุ่มผู้ผลิตชุมชน",
    NAME: "กลุ่มทอผ้าย้อมครามบ้านดอนกอย", TITLE: "นาง", FIRST: "สมศรี", LAST: "ใจดี", CITIZEN_ID: None,
    PHONE: "081-234-5678", ADDRESS: "12 หมู่ 3", GROUP: "ผ้าและเครื่องแต่งกาย", PRODUCT: "ผ้าคลุมไหล่ย้อมคราม",
}  # fmt: skip

_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@dataclass(frozen=True)
class Formula:
    text: str
    value: str | int | None = None


@dataclass(frozen=True)
class Day:
    """A number in a cell that is formatted as a date."""

    serial: float


@dataclass(frozen=True)
class Raw:
    """A cell as its XML; {at} is its place."""

    xml: str


@dataclass
class Read:
    """What a file that is read gives: verdict by row (rows that are not named are ok), and rows skipped."""

    rows: dict[int, str] = field(default_factory=dict)
    skipped: int = 0
    told: str = ""


# -- writing workbooks --------------------------------------------------------------------------------------------


def cell(at: str, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, Raw):
        return value.xml.format(at=at)
    if isinstance(value, Day):
        return f'<c r="{at}" s="1"><v>{value.serial}</v></c>'
    if isinstance(value, Formula):
        kept = "" if value.value is None else f"<v>{escape(str(value.value))}</v>"
        kind = ' t="str"' if isinstance(value.value, str) else ""
        return f'<c r="{at}"{kind}><f>{escape(value.text)}</f>{kept}</c>'
    if isinstance(value, str) and value.startswith("#") and value.endswith(("!", "A", "?")):
        return f'<c r="{at}" t="e"><v>{value}</v></c>'
    if isinstance(value, str):
        return f'<c r="{at}" t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'
    return f'<c r="{at}"><v>{value}</v></c>'


def row_xml(number: int, cells: Sequence[Any], more: str = "") -> str:
    inside = "".join(cell(f"{get_column_letter(place)}{number}", value) for place, value in enumerate(cells, 1))
    return f'<row r="{number}"{more}>{inside}</row>'


def sheet_xml(rows: Iterable[Sequence[Any]], *, after: str = "", before: str = "", hidden: Sequence[int] = ()) -> str:
    data = "".join(row_xml(at, cells, ' hidden="1"' if at in hidden else "") for at, cells in enumerate(rows, 1))
    return f'{_HEAD}<worksheet xmlns="{_MAIN}">{before}<sheetData>{data}</sheetData>{after}</worksheet>'


def merged(*ranges: str) -> str:
    inside = "".join(f'<mergeCell ref="{each}"/>' for each in ranges)
    return f"<mergeCells>{inside}</mergeCells>"


def book(
    *sheets: str,
    active: int = 0,
    states: Sequence[str] = (),
    charts: Sequence[int] = (),
    parts: dict[str, str | bytes] | None = None,
    pack: int = zipfile.ZIP_DEFLATED,
) -> bytes:
    """The sheets as one workbook; `parts` replace or add parts, None takes one away."""
    numbers = range(1, len(sheets) + 1)
    listed, related = "", ""
    for at in numbers:
        state = f' state="{states[at - 1]}"' if len(states) >= at and states[at - 1] else ""
        kind = "chartsheet" if at in charts else "worksheet"
        listed += f'<sheet name="แผ่น{at}" sheetId="{at}"{state} r:id="rId{at}"/>'
        related += f'<Relationship Id="rId{at}" Type="{_OFFICE}/{kind}" Target="{kind}s/sheet{at}.xml"/>'
    styles = (
        f'<styleSheet xmlns="{_MAIN}"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>'
    )
    all_parts: dict[str, str | bytes | None] = {
        "[Content_Types].xml": f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
        '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.'
        'spreadsheetml.sheet.main+xml"/></Types>',
        "xl/workbook.xml": f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><bookViews>'
        f'<workbookView activeTab="{active}"/></bookViews><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{related}'
        f'<Relationship Id="rIdS" Type="{_OFFICE}/sharedStrings" Target="/xl/sharedStrings.xml"/>'
        f'<Relationship Id="rIdT" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>',
        "xl/styles.xml": styles,
        **{f"xl/{'chartsheets' if at in charts else 'worksheets'}/sheet{at}.xml": sheets[at - 1] for at in numbers},
        **(parts or {}),
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", pack) as archive:
        for name, content in all_parts.items():
            if content is not None:
                archive.writestr(name, content)
    return out.getvalue()


def one_sheet(*rows: Sequence[Any], **more: Any) -> bytes:
    return book(sheet_xml(rows, **more))


def line(**over: Any) -> list[Any]:
    """A good row, with some columns said otherwise by their Thai name."""
    return [{**GOOD, **over}[column] for column in COLUMNS]


def lines(count: int) -> list[list[Any]]:
    return [line(**own(at)) for at in range(1, count + 1)]


def own(at: int) -> dict[str, Any]:
    """What makes a producer another one than the good row's."""
    return {NUMBER: at, CODE: f"4704{at:05d}", NAME: f"กลุ่มทอผ้าบ้าน {at}", PHONE: f"08{at:08d}"}


HEADER: Final = list(COLUMNS)
OTHER: Final = line(**own(9))
SHEET: Final = sheet_xml([HEADER, *lines(2)])
PLAIN: Final = book(SHEET)


def replaced(old: str, new: str, name: str = "xl/worksheets/sheet1.xml") -> bytes:
    """The good workbook with one thing in one part written otherwise."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(PLAIN)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for part in source.infolist():
            content = source.read(part).decode()
            assert part.filename != name or old in content
            target.writestr(part.filename, content.replace(old, new, 1) if part.filename == name else content)
    return out.getvalue()


def csv_of(rows: Iterable[Sequence[Any]], separator: str = ",") -> str:
    text = write_csv(["" if value is None else value for value in row] for row in rows).decode("utf-8-sig")
    return text.replace(",", separator) if separator != "," else text


def zipped(parts: dict[str, bytes], pack: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", pack) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def flagged_as_encrypted() -> bytes:
    content = bytearray(PLAIN)
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = -1
        while (place := content.find(mark, place + 1)) >= 0:
            content[place + at] |= 1
    return bytes(content)


def wrong_sum() -> bytes:
    """A stored part whose bytes are other ones than when it was packed."""
    stored = book(SHEET, pack=zipfile.ZIP_STORED)
    return stored.replace("ดอนกอย".encode(), "ดอนกอบ".encode()).replace("บ้าน 1".encode(), "บ้าน 9".encode())


def coloured_rows(count: int) -> str:
    """A header and two lines, and below them rows that hold a colour and nothing else."""
    empty = "".join(f'<row r="{at}"><c r="A{at}" s="1"/></row>' for at in range(4, count))
    return SHEET.replace("</sheetData>", f"{empty}</sheetData>")


def shared(*texts: str, cells: str) -> bytes:
    strings = "".join(f"<si><t>{escape(text)}</t></si>" for text in texts)
    sheet = SHEET.replace("</sheetData>", f'<row r="4">{cells}</row></sheetData>')
    return book(sheet, parts={"xl/sharedStrings.xml": f'<sst xmlns="{_MAIN}">{strings}</sst>'})


PREFIXED: Final = SHEET.replace("<", "<x:").replace("<x:/", "</x:").replace("<x:?", "<?").replace("xmlns=", "xmlns:x=")
MANY_SHEETS: Final = (
    f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
    + "".join(f'<sheet name="{at * 7919 % 99991}" sheetId="{at}" r:id="rId1"/>' for at in range(20_000))
    + "</sheets></workbook>"
)
TEXT: Final = csv_of([HEADER, *lines(2)])
TOTALS: Final = [
    ["รวมทั้งสิ้น", None, None, 2], [], ["หมายเหตุ: ข้อมูล ณ วันที่ 1 ตุลาคม 2564"],
    [None] * 11 + ["ลงชื่อ ........................ ผู้รายงาน"], [None] * 11 + ["(นางสมศรี ใจดี)"],
    [None] * 11 + ["พัฒนาการอำเภอพรรณานิคม"],
]  # fmt: skip
OTHER_COLUMNS: Final = [column for column in COLUMNS if column != DISTRICT]
WIDE: Final = [*HEADER, *[f"อื่น {at}" for at in range(46)]]

_Make = bytes | Callable[[], bytes]

# -- files ---------------------------------------------------------------------------------------------------------

FILES: Final[dict[str, tuple[_Make, str | Read]]] = {
    # nothing, or nothing of ours
    "no byte at all": (b"", "empty"),
    "spaces and line ends": (b"  \r\n\r\n \t", "empty"),
    "only a byte order mark": (b"\xef\xbb\xbf", "empty"),
    "a workbook with an empty sheet": (one_sheet(), "empty"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + b"\x00" * 50, "not_xlsx"),
    "a photo": (b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + b"\x80" * 200, "not_xlsx"),
    "a PDF": (b"%PDF-1.7\n1 0 obj << /Type /Catalog >> endobj", "not_xlsx"),
    "a web page that says it is .xls": (b"<html><table><tr><td>1</td></tr></table></html>", "not_xlsx"),
    "Excel's XML of 2003": (b'<?xml version="1.0"?><Workbook/>', "not_xlsx"),
    "rich text": (b"{\\rtf1 \\ansi x}", "not_xlsx"),
    "a program": (b"MZ\x90\x00\x03\x00\x00\x00" + bytes(range(256)), "not_xlsx"),
    "a Word document": (zipped({"[Content_Types].xml": b"<x/>", "word/document.xml": b"<x/>"}), "not_xlsx"),
    "an OpenDocument sheet": (zipped({"mimetype": b"application/vnd.oasis", "content.xml": b"<x/>"}), "not_xlsx"),
    "an empty zip": (zipped({}), "not_xlsx"),
    "a binary workbook": (zipped({"[Content_Types].xml": b"<x/>", "xl/workbook.bin": b"\x00"}), "not_xlsx"),
    "an old Word document": (OLE + b"\x00" * 500 + "WordDocument".encode("utf-16-le"), "not_xlsx"),
    "an old workbook": (OLE + b"\x00" * 500 + "Workbook".encode("utf-16-le"), "old_xls"),
    "a workbook of Excel 4": (b"\x09\x04\x06\x00\x00\x00\x10\x00" + b"\x00" * 60, "old_xls"),
    "a workbook with a password": (OLE + b"\x00" * 500 + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
    "a zip with a password": (flagged_as_encrypted, "encrypted"),
    "macros": (book(SHEET, parts={"xl/vbaProject.bin": b"x"}), "macro"),
    "macros by type": (
        replaced("spreadsheetml.sheet.main", "sheet.macroEnabled.main", "[Content_Types].xml"),
        "macro",
    ),
    "Strict Open XML": (replaced(_MAIN, "http://purl.oclc.org/ooxml/x/main", "xl/workbook.xml"), "strict_ooxml"),
    # broken
    "half a workbook": (PLAIN[: len(PLAIN) // 2], "corrupt"),
    "a workbook without its last bytes": (PLAIN[:-30], "corrupt"),
    "two letters": (b"PK", "corrupt"),
    "a wrong check sum": (wrong_sum, "corrupt"),
    "a part packed in another way": (book(SHEET, pack=zipfile.ZIP_LZMA), "corrupt"),
    "a sheet that is no XML": (replaced("<row", "<<<"), "corrupt"),
    "a sheet that ends too early": (replaced("</sheetData></worksheet>", ""), "corrupt"),
    "a list of sheets that is commented out": (replaced("</sheets>", "<!--", "xl/workbook.xml"), "corrupt"),
    "no sheet": (book(), "corrupt"),
    "a sheet that is listed and missing": (book(SHEET, parts={"xl/worksheets/sheet1.xml": None}), "corrupt"),
    "relations missing": (book(SHEET, parts={"xl/_rels/workbook.xml.rels": None}), "corrupt"),
    "a shared text that is not there": (shared("ก", cells='<c r="A4" t="s"><v>99999</v></c>'), "corrupt"),
    "a shared text before the first": (shared("ก", cells='<c r="A4" t="s"><v>-1</v></c>'), "corrupt"),
    "a shared text without a number": (shared("ก", cells='<c r="A4" t="s"><v>ก</v></c>'), "corrupt"),
    "a cell in no column": (replaced('r="A2"', 'r="2"'), "corrupt"),
    "a row without a number of its own": (replaced('<row r="2"', '<row r="x"'), "corrupt"),
    "a row beyond the last": (replaced('<row r="3"', '<row r="99999999999"'), "corrupt"),
    "twenty thousand names of one sheet": (lambda: book(SHEET, parts={"xl/workbook.xml": MANY_SHEETS}), Read()),
    "two rows with one number": (replaced('<row r="3"', '<row r="2"'), "corrupt"),
    "letters that are no UTF-8": (
        book("", parts={"xl/worksheets/sheet1.xml": SHEET.encode("cp874")}), "corrupt",
    ),
    # too much
    "more bytes than may be": (lambda: b"a" * (10 * 1024 * 1024 + 1), "unpacked_too_large"),
    "a picture of zeros": (lambda: book(SHEET, parts={"xl/media/a.bin": b"0" * (41 << 20)}), "unpacked_too_large"),
    "a small bomb": (lambda: book(SHEET, parts={"xl/media/a.xml": b"<a/>" + b" " * (3 << 20)}), "unpacked_too_large"),
    "a thousand parts and more": (zipped({f"part{at}.xml": b"<x/>" for at in range(1001)}), "too_many_entries"),
    "an entity": (replaced("<worksheet", '<!DOCTYPE a [<!ENTITY b "c">]><worksheet'), "xml_entity"),
    "an entity far down": (replaced("<worksheet", f"<!--{'x' * 9000}--><!DOCTYPE a []><worksheet"), "xml_entity"),
    "an entity in the texts": (
        book(SHEET, parts={"xl/sharedStrings.xml": f"<!--{'x' * 9000}--><!DOCTYPE a []><sst/>"}), "xml_entity",
    ),
    "more rows than may be": (lambda: (csv_of([HEADER]) + "1,2\n" * 20_001).encode(), "too_many_rows"),
    "61 columns": (one_sheet(WIDE, [*line(), *["ก"] * 46]), "too_many_columns"),
    "61 columns of which one is empty": (one_sheet(HEADER, [*line(), *[None] * 45, " "]), Read()),
    # text
    "Latin-1": ("nom,café,déjà vu\n1,2,3".encode("latin-1"), "wrong_encoding"),
    "UTF-16 without its mark": (TEXT.encode("utf-16-le"), "wrong_encoding"),
    "UTF-16 the other way round without its mark": (TEXT.encode("utf-16-be"), "wrong_encoding"),
    "UTF-16 that lost a byte": (TEXT.encode("utf-16")[:-1], "wrong_encoding"),
    "UTF-32": (TEXT.encode("utf-32"), "wrong_encoding"),
    "UTF-8 and Windows-874 in one file": (TEXT.encode() + "1,กุสุมาลย์".encode("cp874"), "wrong_encoding"),
    "a quotation mark left open": ((TEXT + '3,"พรรณานิคม').encode(), "csv_shape"),
    "a quotation mark in the middle": ((TEXT + '3,"พรรณา"นิคม,x').encode(), "csv_shape"),
    "a zero byte in a text": ((TEXT + "3,พรรณา\x00นิคม").encode(), "csv_shape"),
    "a cell that never ends": (lambda: (TEXT + "3," + "ก" * 140_000).encode(), "csv_shape"),
    "Windows-874": (TEXT.encode("cp874"), Read(told="Windows-874")),
    "UTF-16 as Excel writes it": (csv_of([HEADER, *lines(2)], "\t").encode("utf-16"), Read(told="UTF-16")),
    "UTF-16, the upper byte first": (b"\xfe\xff" + TEXT.encode("utf-16-be"), Read(told="UTF-16")),
    "UTF-8 with its mark": (b"\xef\xbb\xbf" + TEXT.encode(), Read()),
    "semicolons": (csv_of([HEADER, *lines(2)], ";").encode(), Read()),
    "tabs": (csv_of([HEADER, *lines(2)], "\t").encode(), Read()),
    "line ends of an old Mac": (TEXT.replace("\r\n", "\r").encode(), Read()),
    "a line break within a cell": (
        (csv_of([HEADER, line(**{ADDRESS: "12\nหมู่ 3"}), line(**{CODE: "47040002"})])).encode(), Read({3: "refused"}),
    ),
    "a comma outside quotation marks": (
        (TEXT + ",".join(map(str, line(**{**own(9), CITIZEN_ID: ""}))) + ",ก").encode(), Read({4: "refused"}),
    ),
    # headers
    "prose": ("เรียน ท่านนายอำเภอพรรณานิคม".encode(), "no_header"),
    "no header": (book(sheet_xml(lines(3))), "no_header"),
    "a header further down than anyone looks": (one_sheet(*[["ทะเบียน"]] * 20, HEADER, line()), "no_header"),
    "a header alone": (TEXT.splitlines()[0].encode(), "no_rows"),
    "a header and totals": (one_sheet(HEADER, *TOTALS), "no_rows"),
    "a column missing": (one_sheet(OTHER_COLUMNS, lines(1)[0][:1] + lines(1)[0][2:]), "missing_column"),
    "a column under another name": (TEXT.replace(CODE, "รหัส").encode(), "missing_column"),
    "a column twice": (one_sheet([*HEADER, DISTRICT], [*line(), "พรรณานิคม"]), "duplicate_column"),
    "a title above": (one_sheet(["ทะเบียนผู้ผลิต"], [], ["จังหวัดสกลนคร"], HEADER, *lines(2)), Read()),
    "another order": (one_sheet(HEADER[::-1], *[each[::-1] for each in lines(2)]), Read()),
    "headings with spaces and line breaks": (
        one_sheet([f" {column[:2]}{column[2:]}\n" for column in COLUMNS], *lines(2)), Read(),
    ),
    "a header again in the middle": (
        one_sheet(HEADER, *lines(2), HEADER, OTHER), Read(skipped=1),
    ),
    "a header of two rows": (
        book(
            sheet_xml(
                [
                    [*HEADER[:1], "ที่ตั้ง", None, *HEADER[3:]],
                    [None, DISTRICT, SUBDISTRICT],
                    *lines(2),
                ],
                after=merged("B1:C1", "A1:A2", *(f"{at}1:{at}2" for at in "DEFGHIJKLMNO")),
            )
        ),
        Read(),
    ),
    # below and between
    "totals, notes and a signature": (one_sheet(HEADER, *lines(2), *TOTALS), Read(skipped=6, told="ข้ามแถวรวม")),
    "blank rows between": (one_sheet(HEADER, line(), [], [" "], OTHER), Read(skipped=2)),
    "sub-totals between": (
        one_sheet(HEADER, line(), ["รวมอำเภอพรรณานิคม 1 ราย"], OTHER, ["รวม 2 ราย"]),
        Read(skipped=2),
    ),
    "a producer called รวมใจ": (
        one_sheet(HEADER, line(**{NUMBER: None, NAME: "รวมใจทอผ้า"}), line(**{**own(2), NAME: "รวม"})), Read(),
    ),
    "a producer below the totals": (
        one_sheet(HEADER, line(), ["รวม 1 ราย"], line(**{CODE: "470400002", DISTRICT: None, KIND: None, NAME: None})),
        Read({4: "refused"}, skipped=1),
    ),
    "a name and nothing else": (
        one_sheet(HEADER, line(), [None] * 6 + ["กลุ่มจักสานบ้านโพน"]), Read({3: "refused"}),
    ),
    "a district merged over its rows": (
        book(
            sheet_xml(
                [HEADER, *lines(1), *[[*each[:1], None, None, *each[3:]] for each in lines(3)[1:]]],
                after=merged("B2:B4", "C2:C4"),
            )
        ),
        Read(told="ผสาน"),
    ),
    "a heading for each district": (
        one_sheet(HEADER, ["อำเภอพรรณานิคม"], *lines(2), after=merged("A2:O2")), Read(skipped=1, told="ข้าม"),
    ),
    "every cell merged with every other": (
        one_sheet(HEADER, *lines(2), after=merged("A1:XFD1048576", "A2:O3")), Read({3: "ok"}),
    ),
    "merged cells that are none": (one_sheet(HEADER, *lines(2), after=merged("ก:ข")), "corrupt"),
    # sheets, rows and columns that are hidden or somewhere else
    "the table on another sheet": (book(sheet_xml([["คำชี้แจง"], ["โปรดอ่าน"]]), SHEET), Read(told="“แผ่น1”")),
    "an empty sheet in front": (book(sheet_xml([]), SHEET), Read()),
    "a chart in front": (book("<chartsheet/>", SHEET, charts=(1,)), Read()),
    "a chart and nothing else": (book("<chartsheet/>", charts=(1,)), "no_rows"),
    "only hidden sheets": (book(SHEET, states=("hidden",)), "no_rows"),
    "a hidden sheet": (book(SHEET, SHEET, states=("", "veryHidden")), Read(told="ซ่อน")),
    "hidden rows": (one_sheet(HEADER, *lines(3), hidden=(3,)), Read(told="แถวที่ซ่อน")),
    "a hidden column": (
        one_sheet(HEADER, *lines(1), before='<cols><col min="12" max="12" hidden="1"/></cols>'),
        Read(told=f"อ่านคอลัมน์ที่ซ่อนไว้ด้วย: {PHONE}"),
    ),
    "a column of their own": (one_sheet([*HEADER, "LINE"], [*line(), "@x"]), Read(told="LINE")),
    "a sheet that says it is smaller": (
        one_sheet(HEADER, *lines(2), before='<dimension ref="A1:B1"/>'), Read(),
    ),
    "coloured rows to the end": (lambda: book(coloured_rows(200_000)), Read()),
    "cells without places": (replaced(' r="A2"', ""), Read()),
    "a prefix on every tag": (
        book("", parts={"xl/worksheets/sheet1.xml": PREFIXED}),
        Read(),
    ),
    "no styles": (book(SHEET, parts={"xl/styles.xml": None}), Read()),
    "styles that are no styles": (book(SHEET, parts={"xl/styles.xml": "<styleSheet/>"}), Read()),
}  # fmt: skip

# -- rows ----------------------------------------------------------------------------------------------------------

OK_, WARN, REFUSED = "ok", "warn", "refused"
WRONG_DIGIT: Final = "1100700000010"
# (what is said otherwise, verdict, column, reason)
ROWS: Final[list[tuple[dict[str, Any], str, str | None, str | None]]] = [
    ({}, OK_, None, None),
    # repaired without a word
    ({CODE: "๔๗-๐๔-๐๐๐๐๑"}, OK_, None, None),
    ({CODE: 470400002}, OK_, None, None),
    ({CODE: "4704 00003"}, OK_, None, None),
    ({CODE: "\u200b470400004\ufeff"}, OK_, None, None),
    ({DISTRICT: " อ.พรรณานิคม"}, OK_, None, None),
    ({DISTRICT: "อำเภอ\u00a0พรรณานิคม"}, OK_, None, None),
    ({SUBDISTRICT: "ต.พรรณา"}, OK_, None, None),
    ({YEAR: "พ.ศ. ๒๕๖๒"}, OK_, None, None),
    ({YEAR: "ปี 2562"}, OK_, None, None),
    ({YEAR: 2562.0}, OK_, None, None),
    ({YEAR: Day(43586)}, OK_, None, None),
    ({PHONE: "+66 81 234 5678"}, OK_, None, None),
    ({PHONE: "(082) 234–5678"}, OK_, None, None),
    ({PHONE: None}, OK_, None, None),
    ({NAME: "กลุ่มนํ้าพริกบ้านโพน"}, OK_, None, None),
    ({NAME: "กลุ่ม\u202eทอผ้า\u202c"}, OK_, None, None),
    ({NAME: "กลุ่ม\tทอผ้า \n ดอนกอย"}, OK_, None, None),
    ({NAME: "<script>alert(1)</script>"}, OK_, None, None),
    ({NAME: "'; DROP TABLE producers; --"}, OK_, None, None),
    ({NAME: "กลุ่มเกษตรกร 👩🏽‍🌾"}, OK_, None, None),
    ({KIND: "SME"}, OK_, None, None),
    ({GROUP: "ผ้า/เครื่องแต่งกาย"}, OK_, None, None),
    ({GROUP: None, PRODUCT: None}, OK_, None, None),
    ({NUMBER: Formula("A1+1", 2)}, OK_, None, None),
    ({NUMBER: "#REF!"}, OK_, None, None),
    # asked about
    ({YEAR: 2019}, WARN, YEAR, "year_ce"),
    ({YEAR: "ค.ศ. 2019"}, WARN, YEAR, "year_ce"),
    ({YEAR: 2642}, WARN, YEAR, "year_ahead"),
    ({PHONE: 812345678}, WARN, PHONE, "lost_zero"),
    ({PHONE: "812345678"}, WARN, PHONE, "lost_zero"),
    ({PHONE: "081-234-5678, 042-711-554"}, WARN, PHONE, "several_phones"),
    ({PHONE: "-"}, WARN, PHONE, "placeholder"),
    ({PHONE: "ไม่มี"}, WARN, PHONE, "placeholder"),
    ({ADDRESS: "N/A"}, WARN, ADDRESS, "placeholder"),
    ({GROUP: "-", PRODUCT: "-"}, WARN, GROUP, "placeholder"),
    ({TITLE: None, FIRST: "นางสมศรี"}, WARN, FIRST, "title_in_name"),
    ({FIRST: "นางสมศรี"}, WARN, FIRST, "title_in_name"),
    ({NAME: "กลุ่มเเม่บ้านดอนกอย"}, WARN, NAME, "thai_marks"),
    ({NAME: "กลุ่มแม่บ้านที่่"}, OK_, None, None),
    ({NAME: "กลุ่มเครือ่งดื่ม"}, OK_, None, None),
    ({NAME: "กลุ่มผ้ีา"}, WARN, NAME, "thai_marks"),
    ({NAME: "กลุ่มเลขที่ ໑໒"}, WARN, NAME, "suspicious_text"),
    ({NAME: "กลุ่มเ"}, WARN, NAME, "suspicious_text"),
    ({CODE: "470100001"}, WARN, CODE, "other_district"),
    ({NAME: Formula('CONCAT("กลุ่ม",A1)', "กลุ่มทอผ้าจากสูตร")}, WARN, NAME, "formula"),
    ({YEAR: Formula("2500+62", 2562)}, WARN, YEAR, "formula"),
    ({CITIZEN_ID: WRONG_DIGIT}, WARN, CITIZEN_ID, "check_digit"),
    ({CITIZEN_ID: "0-1007-00000-01-1"}, WARN, CITIZEN_ID, "check_digit"),
    # refused
    ({CODE: 47040001}, REFUSED, CODE, "lost_digit"),
    ({CODE: "47040001"}, REFUSED, CODE, "lost_digit"),
    ({CODE: "4704000011"}, REFUSED, CODE, "wrong_length"),
    ({CODE: "4.704E+08"}, REFUSED, CODE, "lost_digit"),
    ({CODE: "47O400001"}, REFUSED, CODE, "not_a_code"),
    ({CODE: "໔໗໐໔໐໐໐໐໑"}, REFUSED, CODE, "foreign_digits"),
    ({CODE: "４７０４００００１"}, REFUSED, CODE, "foreign_digits"),
    ({CODE: None}, REFUSED, CODE, "empty"),
    ({CODE: "-"}, REFUSED, CODE, "empty"),
    ({CODE: "รออนุมัติ"}, REFUSED, CODE, "not_a_code"),
    ({CODE: "ก1-1007-00000-01-9"}, REFUSED, CODE, "not_a_code"),
    ({DISTRICT: "เมืองเชียงใหม่"}, REFUSED, DISTRICT, "unknown_district"),
    ({DISTRICT: "พรรณนานิคม"}, REFUSED, DISTRICT, "unknown_district"),
    ({DISTRICT: "″"}, REFUSED, DISTRICT, "ditto"),
    ({DISTRICT: "”"}, REFUSED, DISTRICT, "ditto"),
    ({DISTRICT: "„"}, REFUSED, DISTRICT, "ditto"),
    ({DISTRICT: '"'}, REFUSED, DISTRICT, "ditto"),
    ({DISTRICT: "''"}, REFUSED, DISTRICT, "ditto"),
    ({NAME: "เหมือนข้างบน"}, REFUSED, NAME, "ditto"),
    ({ADDRESS: "〃"}, REFUSED, ADDRESS, "ditto"),
    ({SUBDISTRICT: "ธาตุเชิงชุม"}, REFUSED, SUBDISTRICT, "unknown_subdistrict"),
    ({YEAR: "62"}, REFUSED, YEAR, "year_two_digits"),
    ({YEAR: 62}, REFUSED, YEAR, "year_two_digits"),
    ({YEAR: "2562-2564"}, REFUSED, YEAR, "not_a_year"),
    ({YEAR: "2562, 2564"}, REFUSED, YEAR, "not_a_year"),
    ({YEAR: "พ.ศ. 2019"}, REFUSED, YEAR, "year_out_of_range"),
    ({YEAR: 25620}, REFUSED, YEAR, "year_out_of_range"),
    ({YEAR: 2562.5}, REFUSED, YEAR, "not_a_year"),
    ({YEAR: -2562}, REFUSED, YEAR, "year_out_of_range"),
    ({YEAR: Day(2562)}, REFUSED, YEAR, "year_as_date"),
    ({YEAR: Day(99999999)}, REFUSED, YEAR, "error_cell"),
    ({YEAR: Raw('<c r="{at}" t="b"><v>1</v></c>')}, REFUSED, YEAR, "not_a_year"),
    ({YEAR: "໒໕໖໒"}, REFUSED, YEAR, "foreign_digits"),
    ({YEAR: "9" * 400}, REFUSED, YEAR, "not_a_year"),
    ({YEAR: Raw(f'<c r="{{at}}"><v>{"9" * 5000}</v></c>')}, REFUSED, YEAR, "too_long"),
    ({KIND: "มูลนิธิ"}, REFUSED, KIND, "unknown_kind"),
    ({GROUP: "รถยนต์"}, REFUSED, GROUP, "unknown_group"),
    ({GROUP: None}, REFUSED, GROUP, "empty"),
    ({PRODUCT: None}, REFUSED, PRODUCT, "empty"),
    ({NAME: "ก" * 201}, REFUSED, NAME, "too_long"),
    ({ADDRESS: "ก" * 33_000}, REFUSED, ADDRESS, "too_long"),
    ({NAME: "#REF!"}, REFUSED, NAME, "error_cell"),
    ({NAME: "#N/A"}, REFUSED, NAME, "error_cell"),
    ({PHONE: "#NAME?"}, REFUSED, PHONE, "error_cell"),
    ({CODE: "########"}, REFUSED, CODE, "error_cell"),
    ({NAME: "Err:502"}, REFUSED, NAME, "error_cell"),
    ({NAME: Formula("VLOOKUP(A1,B:C,2)")}, REFUSED, NAME, "formula_no_value"),
    ({PHONE: Formula("A1")}, REFUSED, PHONE, "formula_no_value"),
    ({NAME: Formula('IF(A1,"","")', "")}, REFUSED, NAME, "empty"),
    ({NAME: '=HYPERLINK("http://x","y")'}, REFUSED, NAME, "formula_no_value"),
    ({NAME: "กลุ่ม\ufffd\ufffdผ้า"}, REFUSED, NAME, "unreadable"),
    ({NAME: "กลุ่ม\uf70aผ้า"}, REFUSED, NAME, "unreadable"),
    ({NAME: "à¸à¸¥à¸¸à¹à¸¡"}, REFUSED, NAME, "unreadable"),
    ({NAME: "?????? ????"}, REFUSED, NAME, "unreadable"),
    ({PHONE: "081-234"}, REFUSED, PHONE, "not_a_phone"),
    ({PHONE: "โทรหาลูก"}, REFUSED, PHONE, "not_a_phone"),
    ({PHONE: "໐໘໑໒໓໔໕໖໗໘"}, REFUSED, PHONE, "foreign_digits"),
    ({TITLE: "นาย", FIRST: "นางสมศรี"}, REFUSED, FIRST, "title_contradicts"),
    ({CITIZEN_ID: "110070000001"}, REFUSED, CITIZEN_ID, "lost_digit"),
    ({CITIZEN_ID: "1.1007E+12"}, REFUSED, CITIZEN_ID, "lost_digit"),
    ({CITIZEN_ID: "เลขบัตร"}, REFUSED, CITIZEN_ID, "not_a_citizen_id"),
]


def rows_file() -> bytes:
    """All of `ROWS` in one sheet, from row 2 on, each a producer of its own."""
    return one_sheet(HEADER, *(line(**{**own(10_000 + at), **over}) for at, (over, *_) in enumerate(ROWS)))


# What makes two producers alike: (rows, verdict, column, reason of the last of them), as the command tells it.
ALIKE: Final[list[tuple[list[dict[str, Any]], str, str | None, str | None]]] = [
    ([{}, own(2)], OK_, None, None),
    ([{}, {**own(2), PHONE: "0812345678"}], WARN, PHONE, "same_phone"),
    ([{}, {**own(2), NAME: "วิสาหกิจชุมชนทอผ้าย้อมคราม บ้านดอนกอย"}], WARN, NAME, "same_name"),
    ([{}, {**own(2), NAME: "กลุ่มทอผ้าย้อมครามบ้านดอนกอ"}], WARN, NAME, "near_name"),
    ([{CITIZEN_ID: "1100700000019"}, {**own(2), CITIZEN_ID: 1100700000019}], WARN, CITIZEN_ID, "same_citizen_id"),
]
# What rows say against each other: (rows, verdict, column, reason of the last of them).
AGAINST: Final[list[tuple[list[dict[str, Any]], str, str | None, str | None]]] = [
    ([{}, {YEAR: 2563}], OK_, None, None),
    ([{}, {PRODUCT: "ผ้าพันคอ"}], OK_, None, None),
    ([{}, {PHONE: None, ADDRESS: None, YEAR: 2564}], OK_, None, None),
    ([{}, {}], WARN, CODE, "repeated"),
    ([{}, {CODE: "470400002"}, {CODE: "๔๗๐๔๐๐๐๐๒"}], WARN, CODE, "repeated"),
    ([{}, {NAME: "กลุ่มอื่น"}], REFUSED, NAME, "contradicts"),
    ([{}, {YEAR: 2563, KIND: "SME"}], REFUSED, KIND, "contradicts"),
    ([{PHONE: None}, {YEAR: 2563}, {YEAR: 2564, PHONE: "089-999-9999"}], REFUSED, PHONE, "contradicts"),
    ([{}, {YEAR: 2563, GROUP: "อาหาร"}], REFUSED, GROUP, "contradicts"),
    ([{NAME: "#REF!"}, {}], OK_, None, None),
    (
        [{CITIZEN_ID: "1-1007-00000-01-9"}, {CITIZEN_ID: "1100700000019", CODE: "470400002"}],
        WARN,
        CITIZEN_ID,
        "same_citizen_id",
    ),
    ([{CITIZEN_ID: "1100700000019"}, {CITIZEN_ID: "1100700000019", YEAR: 2563}], OK_, None, None),
]
