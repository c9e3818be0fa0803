"""The table in a sheet: where its header stands, what its columns are called here, and where its rows end.

A list that people keep has a title above, totals, notes and signatures below, headings of its own and its header
printed again on each page.  What is not data is left out by a rule that needs two signs, never one: it says what it is
(รวม, หมายเหตุ, ลงชื่อ …), and it lacks what a line of data has.  Each row left out is named with its number.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from thai.text import search_key

from .headings import SAME, likely
from .limits import HEADER_WITHIN, MAX_COLUMNS, MAX_ROWS, FileRefused, too_many_rows
from .sheet import Sheet, Skipped, cell_text, column_letter, rows_said

# Headings of one row before it is worth offering as a header.
_FEWEST_HEADINGS: Final = 2
_TOTAL: Final = re.compile(
    r"(?:รวม|ยอดรวม|ผลรวม|รวมทั้งสิ้น|รวมทั้งหมด|รวมเป็น|รวมจำนวน|รวมยอด|grand total|sub ?total|total)"
    r"(?=$|[\s:=.…0-9๐-๙(]|ทั้ง|จำนวน|อำเภอ|อ\.|ตำบล|ต\.|จังหวัด|จ\.|ราย|กลุ่ม\s*[0-9๐-๙])",
    re.IGNORECASE,
)
_NOTE: Final = re.compile(
    r"[*(\s]*(?:หมายเหตุ|ที่มา|แหล่งที่มา|แหล่งข้อมูล|คำอธิบาย|คำชี้แจง|ข้อมูล ณ|ณ วันที่|พิมพ์เมื่อ|พิมพ์วันที่"
    r"|ปรับปรุง(?:ข้อมูล)?(?:เมื่อ|ล่าสุด)|หน้า(?:ที่)?\s*[0-9๐-๙]"
    r"|note\b|remark|source\b|page\s*[0-9]|จบรายงาน|end of)",
    re.IGNORECASE,
)
_SIGNATURE: Final = re.compile(
    r"[(\s]*(?:ลงชื่อ|ลงนาม|\(?\s*ลงชื่อ|ผู้รายงาน|ผู้จัดทำ|ผู้บันทึก|ผู้ตรวจ|ผู้รับรอง|ผู้ให้ข้อมูล|ผู้รับผิดชอบ|ผู้อนุมัติ|ขอรับรอง|รับรองว่า|ตรวจแล้วถูกต้อง"
    r"|(?:\.{5,}|…{2,}|_{5,}))"
)
_COUNT: Final = re.compile(r"[0-9๐-๙][0-9๐-๙,.]{0,8}\s*(?:ราย|กลุ่ม|แห่ง|ผลิตภัณฑ์|คน|รายการ|ชนิด)?")
_SEVEN_DIGITS: Final = re.compile(r"(?:[0-9๐-๙][\s\-.]?){7}")
_SAYS_SO: Final = ((_NOTE, "หมายเหตุ"), (_SIGNATURE, "ลายมือชื่อ"))
_AGAIN: Final = "หัวตารางซ้ำ"
_ACROSS: Final = "ข้อความคั่นที่ผสานหลายคอลัมน์"
_BELOW: Final = "ข้อความท้ายตาราง"


@dataclass(frozen=True)
class HeaderRow:
    """A row that may be the header.

    number: the sheet's own.  cells: the headings from column A on; "" where a cell is empty, and a heading that stands
    there twice is followed by its column, "ชื่อ (คอลัมน์ F)".  sheet: the sheet's name.
    """

    number: int
    cells: tuple[str, ...]
    sheet: str = ""

    @property
    def headings(self) -> list[str]:
        return [cell for cell in self.cells if cell]


def headings_of(sheet: Sheet) -> list[HeaderRow]:
    """Rows that may be the header, in the order of the file; those of the other sheets follow."""
    found = [row for each in (sheet, *_others(sheet)) for row in _header_rows(each)]
    return [row for row in found if len(row.headings) >= _FEWEST_HEADINGS]


def _header_rows(sheet: Sheet) -> list[HeaderRow]:
    return [HeaderRow(number, _labels(cells), sheet.name) for number, cells in sheet.rows[:HEADER_WITHIN]]


def _labels(cells: Sequence[Any]) -> tuple[str, ...]:
    seen: set[str] = set()
    labels = []
    for place, cell in enumerate(cells[:MAX_COLUMNS]):
        label = cell_text(cell)[:200]
        key = search_key(label)
        if label and key in seen:
            label = f"{label} (คอลัมน์ {column_letter(place)})"
        seen.add(key)
        labels.append(label)
    return tuple(labels)


def suggest_mapping(headings: HeaderRow | Sequence[str], columns: Sequence[str]) -> dict[str, str]:
    """{our column: their heading} as far as it can be told; a heading is given away once.

    The same words come first, then other names of the same thing, then likenesses; where two headings are equally
    like one column, none is suggested.
    """
    given = headings.headings if isinstance(headings, HeaderRow) else [text for text in headings if text]
    found: dict[str, str] = {}
    left = dict.fromkeys(given)
    for names in (_own_name, _same_names, likely):
        wanted: dict[str, list[str]] = {}
        for column in columns:
            if column in found:
                continue
            keys = {search_key(name) for name in names(column)}
            if fitting := [label for label in left if search_key(label) in keys]:
                wanted[column] = fitting
        for column, fitting in wanted.items():
            rivals = [other for other, labels in wanted.items() if other != column and set(labels) & set(fitting)]
            if len(fitting) == 1 and not rivals:
                found[column] = fitting[0]
        for label in found.values():
            left.pop(label, None)
    return found


def _own_name(column: str) -> tuple[str, ...]:
    return (column,)


def _same_names(column: str) -> tuple[str, ...]:
    return SAME.get(column, ())


# -- finding ----------------------------------------------------------------------------------------------------


def find_table(
    sheet: Sheet, columns: Sequence[str], required: Sequence[str], mapping: Mapping[str, str] | None = None
) -> tuple[dict[str, int], Sheet]:
    """Where each column stands, and the rows below the header that are data.

    columns: headings that are known; they may stand in any order, with other columns between them.
    required: the headings without which the file is refused.
    mapping: {our column: their heading}, as a person has said; "" for a column that is not to be read.
    Another sheet of the file is taken when the open one has no such header.  Raises FileRefused when there is no
    header, or a column is missing or stands there twice.
    """
    try:
        return _find_in(sheet, columns, required, mapping or {})
    except FileRefused as refused:
        if refused.code not in {"no_header", "missing_column"}:
            raise
        for other in _others(sheet):
            try:
                return _find_in(other, columns, required, mapping or {})
            except FileRefused as also:
                if also.code not in {"no_header", "missing_column"}:
                    raise
                if (refused.code, also.code) == ("no_header", "missing_column"):
                    refused = also
        hidden = [note for note in sheet.notes if "ซ่อน" in note and "แผ่นงาน" in note]
        raise FileRefused(refused.code, " ".join([str(refused), *hidden])) from None


def _others(sheet: Sheet) -> Iterator[Sheet]:
    if sheet.others is not None:
        yield from sheet.others()


@dataclass
class _Header:
    """One row read as a header: column → place; and what speaks against it or should be told."""

    places: dict[str, int]
    twice: list[str]
    told: list[str]


def _find_in(
    sheet: Sheet, columns: Sequence[str], required: Sequence[str], mapping: Mapping[str, str]
) -> tuple[dict[str, int], Sheet]:
    best: dict[str, int] = {}
    for position, row in enumerate(_header_rows(sheet)):
        header = _read_header(row, columns, mapping)
        if set(required) <= header.places.keys():
            if header.twice:
                raise FileRefused(
                    "duplicate_column",
                    f"แถว {row.number} มีหัวคอลัมน์ซ้ำ: {', '.join(header.twice)} โปรดเหลือคอลัมน์ละหนึ่ง แล้วเลือกไฟล์ใหม่",
                )
            return header.places, _below(sheet, position, row, header, columns, required)
        if len(header.places) > len(best):
            best = header.places
    if len(best) >= _FEWEST_HEADINGS:
        missing = [name for name in required if name not in best]
        raise FileRefused(
            "missing_column", f"ไฟล์ขาดคอลัมน์ {', '.join(missing)} โปรดใช้หัวคอลัมน์ตามแบบฟอร์ม หรือจับคู่หัวคอลัมน์ในหน้านำเข้า"
        )
    raise FileRefused(
        "no_header",
        f"ไม่พบแถวหัวคอลัมน์ใน {HEADER_WITHIN} แถวแรกที่มีข้อความ โปรดใช้หัวคอลัมน์ตามแบบฟอร์ม คือ {', '.join(columns)}",
    )


def _read_header(row: HeaderRow, columns: Sequence[str], mapping: Mapping[str, str]) -> _Header:
    places: dict[str, int] = {}
    twice: list[str] = []
    told: list[str] = []
    labels = [search_key(label) for label in row.cells]
    for column, heading in mapping.items():
        if heading and column in columns and (key := search_key(heading)) in labels:
            places[column] = labels.index(key)
    unread = {column for column, heading in mapping.items() if not heading}
    taken = set(places.values())
    # The heading as it stands there, also where a label has its column added because it is there twice.
    keys = {search_key(name): name for name in columns if name not in places and name not in unread}
    for place, label in enumerate(row.cells):
        if place in taken:
            continue
        name = keys.get(search_key(label)) or keys.get(search_key(re.sub(r" \(คอลัมน์ [A-Z]+\)$", "", label)))
        if name is None:
            continue
        if name in places:
            twice.append(name)
        else:
            places[name] = place
            taken.add(place)
    for column in columns:
        if column in places or column in unread:
            continue
        same = {search_key(name) for name in SAME.get(column, ())}
        fitting = [place for place, key in enumerate(labels) if key in same and place not in taken]
        if len(fitting) == 1:
            places[column] = fitting[0]
            taken.add(fitting[0])
            told.append(f"อ่านคอลัมน์ “{row.cells[fitting[0]]}” เป็น “{column}”")
    return _Header({column: places[column] for column in columns if column in places}, twice, told)


def _below(
    sheet: Sheet, position: int, row: HeaderRow, header: _Header, columns: Sequence[str], required: Sequence[str]
) -> Sheet:
    """The rows below the header: data, and what is not data told."""
    places = header.places
    below = sheet.rows[position + 1 :]
    rows, skipped = _without_notes(sheet, below, row, places, required)
    if not rows:
        raise FileRefused("no_rows", "ไฟล์มีเฉพาะหัวคอลัมน์ ไม่มีข้อมูล โปรดกรอกข้อมูลใต้หัวคอลัมน์")
    if len(rows) > MAX_ROWS:
        raise too_many_rows()
    notes = [*sheet.notes, *header.told]
    missing = [name for name in columns if name not in places]
    if missing:
        notes.append(f"ไฟล์ไม่มีคอลัมน์ {', '.join(missing)} ข้อมูลเดิมของคอลัมน์เหล่านี้คงไว้")
    if unread := [label for place, label in enumerate(row.cells) if label and place not in places.values()]:
        notes.append(f"ไม่ได้อ่านคอลัมน์ {', '.join(unread[:10])[:200]}")
    if hidden := [name for name, place in places.items() if place in sheet.hidden_places]:
        notes.append(f"อ่านคอลัมน์ที่ซ่อนไว้ด้วย: {', '.join(hidden)}")
    for why in dict.fromkeys(each.why for each in skipped):
        notes.append(f"ข้าม{why} {rows_said([each.row for each in skipped if each.why == why])}")
    return replace(
        sheet,
        rows=rows,
        notes=notes,
        header_row=row.number,
        width=len(row.cells) if sheet.is_text else 0,
        blank_rows=below[-1][0] - row.number - len(below),
        skipped=skipped,
        others=None,
    )


# -- what is no data ----------------------------------------------------------------------------------------------


def _without_notes(
    sheet: Sheet,
    below: Sequence[tuple[int, Sequence[Any]]],
    header: HeaderRow,
    places: Mapping[str, int],
    required: Sequence[str],
) -> tuple[list[tuple[int, Sequence[Any]]], list[Skipped]]:
    wanted = [places[name] for name in required]
    headings = {place: header.cells[place] for place in places.values()}
    rows: list[tuple[int, Sequence[Any]]] = []
    skipped: list[Skipped] = []
    in_note = False
    for number, cells in below:
        width = len(cells)
        filled = 0
        for place in wanted:
            if place < width and cells[place] not in (None, ""):
                filled += 1
        # A whole line of data is the rule: only what lacks something is looked at more closely.
        if filled == len(wanted) and not _is_header_again(cells, headings, wanted):
            rows.append((number, cells))
            in_note = False
            continue
        why = _why_no_data(cells, headings, wanted, filled, in_note=in_note, is_wide=number in sheet.wide_rows)
        if why:
            skipped.append(Skipped(number, why))
            in_note = in_note or why not in {_AGAIN, _ACROSS}
        else:
            rows.append((number, cells))
            in_note = False
    return rows, skipped


def _is_header_again(cells: Sequence[Any], headings: Mapping[int, str], wanted: Sequence[int]) -> bool:
    place = wanted[0]
    if place >= len(cells) or cell_text(cells[place]) != headings[place]:
        return False
    texts = {place: cell_text(cells[place]) for place in headings if place < len(cells)}
    return all(text == headings[place] for place, text in texts.items() if text)


def _why_no_data(
    cells: Sequence[Any],
    headings: Mapping[int, str],
    wanted: Sequence[int],
    filled: int,
    *,
    in_note: bool,
    is_wide: bool,
) -> str:
    """The word for what a row is, or "" when it must be taken for a line of data with something missing."""
    if _is_header_again(cells, headings, wanted):
        return _AGAIN
    texts = {place: text for place, cell in enumerate(cells) if (text := cell_text(cell))}
    if not texts:
        return ""
    said = {at: text for at, text in texts.items() if at in wanted and not _is_count(text)}
    if any(map(_SEVEN_DIGITS.search, said.values())):
        return ""  # a code: whoever the row is about, it is somebody
    for place, text in texts.items():
        others = len(said) - (place in said)
        if place == next(iter(texts)) and _TOTAL.match(text) and others * 2 < len(wanted):
            return "แถวรวม"
        if not others and (why := next((why for pattern, why in _SAYS_SO if pattern.match(text)), "")):
            return why
    if len(texts) == 1 and is_wide:
        return _ACROSS
    if in_note and filled <= 1:
        return _BELOW
    return ""


def _is_count(text: str) -> bool:
    """Whether a cell says how many, as "25" and "25 ราย" below a column do."""
    return bool(_COUNT.fullmatch(text)) and not _SEVEN_DIGITS.search(text)
