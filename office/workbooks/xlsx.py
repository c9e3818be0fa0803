"""The sheets of an .xlsx, read as a stream of events: no tree is built, so memory is that of the values.

The library's read-only mode gives values only.  What decides how a row must be understood stands beside them in the
XML: whether a formula gave the value, whether the row is hidden, which cells are merged.  So the five parts that
matter are read here by the standard library's own parser; what numbers, dates and formats mean stays openpyxl's.
"""

import io
import posixpath
import re
import zipfile
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import IO, Any, Final
from xml.parsers import expat

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format
from openpyxl.utils.cell import column_index_from_string
from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH, from_excel, from_ISO8601

from .limits import (
    HEADER_WITHIN,
    MAX_CELL,
    MAX_COLUMNS,
    MAX_ROWS,
    FileRefused,
    corrupt,
    too_many_columns,
    too_many_rows,
)
from .sheet import UNCOMPUTED, Sheet, rows_said
from .zipped import BROKEN_ZIP, entity, look_inside

_BROKEN: Final = (*BROKEN_ZIP, expat.ExpatError, IndexError, TypeError, LookupError)
# Large steps: the parser begins an unfinished tag anew with each of them.
_STEP: Final = 1024 * 1024
_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_REL: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
# Formats that Excel has in its Thai and other Asian editions without saying how they look.
_ASIAN_DATES: Final = {*range(27, 37), *range(50, 59), 71, 72, 73, 74, 77, 81}
_DATE_NUMBERS: Final = {number for number, form in BUILTIN_FORMATS.items() if is_date_format(form)} | _ASIAN_DATES
_ESCAPED: Final = re.compile("_x([0-9A-Fa-f]{4})_")
_DIGITS: Final = "0123456789"
# Excel writes at most 17 digits and an exponent.
_LONGEST_NUMBER: Final = 60
_LAST_ROW: Final = 1_048_576
_YES: Final = {"1", "true"}
# Merged ranges of a real sheet fit many times over; a forged one may say that every cell is merged with every other.
_MOST_MERGED: Final = MAX_ROWS * MAX_COLUMNS

Start = Callable[[str, dict[str, str]], None]


def read_xlsx(content: bytes) -> Sheet:
    """The sheet that was open when the file was saved, or the first that can be seen.  Raises FileRefused."""
    look_inside(content)
    try:
        return _Book(content).read()
    except _BROKEN as error:
        raise corrupt() from error


def _parse(stream: IO[bytes], start: Start, end: Callable[[str], None] | None = None) -> Iterator[Any]:
    """Feeds the parser and yields it after each step, so that rows can go on their way.

    A document that declares entities is refused before the first of them is used.
    """
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end

    def refuse(*_: Any) -> None:
        raise entity()

    parser.StartDoctypeDeclHandler = refuse
    yield parser
    while step := stream.read(_STEP):
        parser.Parse(step, False)
        yield parser
    parser.Parse(b"", True)
    yield parser


def _walk(archive: zipfile.ZipFile, name: str, start: Start) -> None:
    with archive.open(name) as stream:
        for _ in _parse(stream, start):
            pass


@dataclass
class _Tab:
    """A sheet as the workbook lists it."""

    name: str
    relation: str
    is_hidden: bool
    part: str = ""
    is_chart: bool = False


class _Book:
    """The parts around the sheets: their list, the shared strings, and which formats are dates."""

    def __init__(self, content: bytes) -> None:
        self.archive = zipfile.ZipFile(io.BytesIO(content))
        self.parts = set(self.archive.namelist())
        self.tabs: list[_Tab] = []
        self.active = 0
        self.epoch = WINDOWS_EPOCH
        self._read_list()
        self._find_parts()
        self._strings: list[str] | None = None
        self.dates = self._date_styles()

    def _read_list(self) -> None:
        def start(name: str, said: dict[str, str]) -> None:
            if name == f"{_MAIN} sheet":
                is_hidden = said.get("state", "visible") != "visible"
                self.tabs.append(_Tab(said.get("name", ""), said.get(f"{_REL} id", ""), is_hidden))
            elif name == f"{_MAIN} workbookView":
                self.active = int(said.get("activeTab", 0))
            elif name == f"{_MAIN} workbookPr" and said.get("date1904", "0") in _YES:
                self.epoch = MAC_EPOCH

        _walk(self.archive, "xl/workbook.xml", start)

    def _find_parts(self) -> None:
        targets: dict[str, tuple[str, str]] = {}

        def start(name: str, said: dict[str, str]) -> None:
            if name.endswith(" Relationship") or name == "Relationship":
                path = posixpath.normpath(posixpath.join("/xl", said.get("Target", ""))).lstrip("/")
                targets[said.get("Id", "")] = path, said.get("Type", "")

        _walk(self.archive, "xl/_rels/workbook.xml.rels", start)
        for tab in self.tabs:
            tab.part, kind = targets.get(tab.relation, ("", ""))
            tab.is_chart = not kind.endswith("/worksheet")
        # A forged list may name one part half a million times.
        first_of = {tab.part: tab for tab in reversed(self.tabs)}
        self.tabs = [tab for tab in self.tabs if tab.part in self.parts and first_of[tab.part] is tab]
        if not self.tabs:
            raise corrupt()
        self.strings_part = next((path for path, kind in targets.values() if kind.endswith("/sharedStrings")), "")
        self.styles_part = next((path for path, kind in targets.values() if kind.endswith("/styles")), "")

    @property
    def strings(self) -> list[str]:
        if self._strings is None:
            self._strings = self._read_strings() if self.strings_part in self.parts else []
        return self._strings

    def _read_strings(self) -> list[str]:
        strings: list[str] = []
        item: list[str] = []
        item_tag, text_tag, reading_tag = f"{_MAIN} si", f"{_MAIN} t", f"{_MAIN} rPh"
        in_reading = False

        def start(name: str, said: dict[str, str]) -> None:
            nonlocal in_reading
            if name == text_tag:
                if not in_reading:
                    parser.CharacterDataHandler = item.append
            elif name == reading_tag:
                in_reading = True  # how the text is pronounced, which is not the text

        def end(name: str) -> None:
            nonlocal in_reading
            if name == text_tag:
                parser.CharacterDataHandler = None
            elif name == item_tag:
                strings.append(_unescaped("".join(item)))
                item.clear()
            elif name == reading_tag:
                in_reading = False

        with self.archive.open(self.strings_part) as stream:
            for parser in _parse(stream, start, end):  # noqa: B007 -- the handlers above set the third one
                pass
        return strings

    def _date_styles(self) -> set[str]:
        """The numbers, as cells say them, of the styles that show a date."""
        formats: dict[int, str] = {}
        styles: list[int] = []
        in_cells = False

        def start(name: str, said: dict[str, str]) -> None:
            nonlocal in_cells
            if name == f"{_MAIN} numFmt":
                formats[int(said["numFmtId"])] = said.get("formatCode", "")
            elif name == f"{_MAIN} cellXfs":
                in_cells = True
            elif name in {f"{_MAIN} cellStyles", f"{_MAIN} dxfs"}:
                in_cells = False
            elif in_cells and name == f"{_MAIN} xf":
                styles.append(int(said.get("numFmtId", 0)))

        if self.styles_part not in self.parts:
            return set()
        _walk(self.archive, self.styles_part, start)
        dates = {number for number, form in formats.items() if is_date_format(form)}
        dates |= _DATE_NUMBERS - formats.keys()
        return {str(place) for place, number in enumerate(styles) if number in dates}

    def read(self) -> Sheet:
        open_now = self.tabs[self.active] if 0 <= self.active < len(self.tabs) else self.tabs[0]
        readable = [tab for tab in self.tabs if not (tab.is_chart or tab.is_hidden)]
        if not readable:
            raise FileRefused("no_rows", "ไม่มีแผ่นงานที่เปิดเห็นและมีตาราง โปรดเลิกซ่อนแผ่นงานที่มีข้อมูล หรือคัดลอกข้อมูลไปวางในไฟล์ใหม่")
        chosen = open_now if open_now in readable else readable[0]
        sheet = self._sheet(chosen)
        rest = [tab for tab in readable if tab is not chosen]
        sheet.others = lambda: (self._other(tab) for tab in rest)
        return sheet

    def _other(self, tab: _Tab) -> Sheet:
        try:
            return self._sheet(tab)
        except _BROKEN as error:
            raise corrupt() from error

    def _sheet(self, tab: _Tab) -> Sheet:
        sheet = Sheet(name=tab.name)
        merged: list[tuple[int, int, int, int]] = []
        with self.archive.open(tab.part) as stream:
            _Rows(self, sheet, merged).read(stream)
        _fill_merged(sheet, merged)
        _tell(sheet, self.tabs, tab)
        return sheet


class _Rows:
    """The rows of one sheet part, as they are met."""

    def __init__(self, book: _Book, sheet: Sheet, merged: list[tuple[int, int, int, int]]) -> None:
        self.book, self.sheet, self.merged = book, sheet, merged

    def read(self, stream: IO[bytes]) -> None:
        sheet, merged = self.sheet, self.merged
        strings, dates, epoch = self.book.strings, self.book.dates, self.book.epoch
        row_tag, cell_tag, texts = f"{_MAIN} row", f"{_MAIN} c", {f"{_MAIN} v", f"{_MAIN} t"}
        formula_tag, reading_tag = f"{_MAIN} f", f"{_MAIN} rPh"
        rest = {f"{_MAIN} mergeCell", f"{_MAIN} col"}
        places: dict[str, int] = {}
        text: list[str] = []
        row: list[Any] = []
        number, place = 0, -1
        kind = style = None
        has_value = has_formula = in_cell = is_hidden = False
        before_reading = 0

        def start(name: str, said: dict[str, str]) -> None:
            nonlocal row, number, place, kind, style, has_value, has_formula, in_cell, is_hidden, before_reading
            if name == cell_tag:
                in_cell, has_value, has_formula = True, False, False
                kind, style = said.get("t"), said.get("s")
                where = said.get("r")
                if where is None:
                    place += 1
                    return
                letters = where.rstrip(_DIGITS)
                known = places.get(letters)
                if known is None:
                    known = places[letters] = column_index_from_string(letters) - 1
                place = known
            elif name in texts:
                if not has_value:
                    has_value = True
                    text.clear()
            elif name == row_tag:
                row, place = [], -1
                number = int(said["r"]) if "r" in said else number + 1
                is_hidden = said.get("hidden") in _YES
            elif name == formula_tag:
                has_formula = in_cell
            elif name == reading_tag:
                before_reading = len(text)
            elif name in rest:
                self._note(name, said)

        def end(name: str) -> None:
            nonlocal in_cell
            if name == cell_tag:
                in_cell = False
                if not (has_value or has_formula):
                    return
                value: Any = "".join(text) if has_value else ""
                text.clear()
                if not value or value.isspace():
                    # A formula may well give an empty text; without any value nobody has worked it out.
                    value = UNCOMPUTED if has_formula and not (has_value and kind == "str") else None
                elif kind == "s":
                    at = int(value)
                    value = strings[at] if at >= 0 else strings[len(strings)]
                elif kind is None or kind == "n":
                    value = _number(value)
                    if style in dates and not isinstance(value, str):
                        value = _day(value, epoch)
                elif kind == "inlineStr" or kind == "str":
                    value = _unescaped(value)
                elif kind == "b":
                    value = value.strip() not in {"0", "false"}
                elif kind == "d":
                    value = from_ISO8601(value.strip())
                if value is None:
                    return
                if has_formula:
                    sheet.formulas.setdefault(number, set()).add(place)
                if place >= MAX_COLUMNS:
                    if not isinstance(value, str) or value.strip():
                        raise too_many_columns(number)
                    return
                if place == len(row):
                    row.append(value)
                elif place < len(row):  # a place that stands there twice: the later cell holds, as in Excel
                    row[place] = value
                else:
                    row.extend([None] * (place - len(row)))
                    row.append(value)
            elif name == row_tag:
                if keep_row(sheet, number, row) and is_hidden:
                    sheet.hidden_rows.add(number)
            elif name == reading_tag:
                del text[before_reading:]  # how the text is pronounced, which is not the text

        for parser in _parse(stream, start, end):
            parser.CharacterDataHandler = text.append
        merged.sort()

    def _note(self, name: str, said: dict[str, str]) -> None:
        if name.endswith("mergeCell"):
            if len(self.merged) > _MOST_MERGED:
                raise corrupt()
            first, _, last = said.get("ref", "").replace("$", "").partition(":")
            (top, left), (bottom, right) = _corner(first), _corner(last or first)
            self.merged.append((top, left, bottom, right))
        elif said.get("hidden") in _YES:
            left, right = int(said["min"]), int(said["max"])
            self.sheet.hidden_places.update(range(left - 1, min(right, MAX_COLUMNS)))


def keep_row(sheet: Sheet, number: int, cells: list[Any]) -> bool:
    """Keeps a row that holds anything to read; raises FileRefused when there are too many."""
    if all(cell is None or (isinstance(cell, str) and not cell.strip()) for cell in cells):
        return False
    rows = sheet.rows
    if not (rows[-1][0] if rows else 0) < number <= _LAST_ROW:
        raise corrupt()  # rows stand in order; two with one number cannot both be told by it
    if len(rows) > MAX_ROWS + HEADER_WITHIN:
        raise too_many_rows()
    if len(cells) > MAX_COLUMNS and any(cell not in (None, "") for cell in cells[MAX_COLUMNS:]):
        raise too_many_columns(number)
    rows.append((number, cells))
    return True


def _corner(reference: str) -> tuple[int, int]:
    """(row, place from 0) of "B7"."""
    letters = reference.rstrip(_DIGITS)
    return int(reference[len(letters) :]), column_index_from_string(letters) - 1


def _number(text: str) -> int | float | str:
    if len(text) > _LONGEST_NUMBER:
        return text[: MAX_CELL + 1]
    try:
        return int(text)
    except ValueError:
        pass
    try:
        return float(text)
    except ValueError:
        return text


def _day(serial: int | float, epoch: Any) -> Any:
    try:
        return from_excel(serial, epoch)
    except (OverflowError, ValueError):
        return "#VALUE!"  # as Excel shows it: a row of ####


def _unescaped(text: str) -> str:
    """Excel writes a control character as _x000D_, and an underscore that would look like one as _x005F_."""
    if len(text) > MAX_CELL + 1:
        text = text[: MAX_CELL + 1]
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


# -- what stands beside the values ------------------------------------------------------------------------------


def _fill_merged(sheet: Sheet, merged: list[tuple[int, int, int, int]]) -> None:
    """A value merged over several rows is the value of each of them; over several columns it stays where it stands.

    Only rows that hold something of their own are filled: the rest of a merged block is no line of the list.
    """
    numbers = [number for number, _ in sheet.rows]
    filled: set[int] = set()
    left_to_fill = _MOST_MERGED
    for top, left, bottom, right in merged:
        if right - left >= 2:
            sheet.wide_rows.update(numbers[bisect_left(numbers, top) : bisect_right(numbers, bottom)])
        if bottom == top or left >= MAX_COLUMNS:
            continue
        first = bisect_left(numbers, top)
        if first == len(numbers) or numbers[first] != top:
            continue
        cells = sheet.rows[first][1]
        value = cells[left] if left < len(cells) else None
        if value is None or value == "":
            continue
        for at in range(first + 1, bisect_right(numbers, bottom)):
            left_to_fill -= 1
            if left_to_fill < 0:
                raise corrupt()
            below: Any = sheet.rows[at][1]
            if len(below) <= left:
                below.extend([None] * (left + 1 - len(below)))
            below[left] = value
            filled.add(numbers[at])
    if filled:
        sheet.notes.append(f"มีเซลล์ที่ผสานไว้หลายแถว ระบบอ่านเป็นค่าเดียวกันทุกแถวที่ผสาน ({rows_said(sorted(filled))})")


def _tell(sheet: Sheet, tabs: list[_Tab], chosen: _Tab) -> None:
    seen = [tab.name for tab in tabs if tab is not chosen and not tab.is_hidden]
    hidden = [tab.name for tab in tabs if tab is not chosen and tab.is_hidden]
    if seen:
        sheet.notes.append(f"อ่านเฉพาะแผ่นงาน “{chosen.name}” ไม่ได้อ่านอีก {len(seen)} แผ่นงาน: {_listed(seen)}")
    if hidden:
        sheet.notes.append(f"ไม่ได้อ่านแผ่นงานที่ซ่อนไว้ {len(hidden)} แผ่นงาน: {_listed(hidden)}")
    if sheet.hidden_rows:
        sheet.notes.append(f"อ่านแถวที่ซ่อนหรือกรองไว้ด้วย ({rows_said(sorted(sheet.hidden_rows))})")


def _listed(names: list[str]) -> str:
    more = f" และอีก {len(names) - 5}" if len(names) > 5 else ""
    return ", ".join(f"“{name[:31]}”" for name in names[:5]) + more
