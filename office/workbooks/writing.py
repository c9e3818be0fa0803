"""Workbooks of our own: every cell is text, and no cell runs as a formula."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

import openpyxl
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, WriteOnlyCell

from .sheet import FORMULA_STARTS


def write_xlsx(rows: Iterable[Sequence[Any]], title: str = "ข้อมูล", widths: Sequence[int] = ()) -> bytes:
    """A workbook of one sheet whose first row is the header.  Every cell is text: codes keep their zeros, and nothing
    that somebody typed as a name runs as a formula."""
    book = openpyxl.Workbook(write_only=True)
    tab = book.create_sheet(title[:31])
    tab.freeze_panes = "A2"
    for place, width in enumerate(widths):
        tab.column_dimensions[openpyxl.utils.get_column_letter(place + 1)].width = width
    for row in rows:
        tab.append([_text_cell(tab, value) for value in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _text_cell(tab: Any, value: Any) -> Any:
    text = ILLEGAL_CHARACTERS_RE.sub("", "" if value is None else str(value))
    cell = WriteOnlyCell(tab, value=text)
    if text.startswith(FORMULA_STARTS):
        cell.data_type = "s"
        # Excel's own mark for "this is text", shown as nothing; it holds even when the cell is edited.
        cell.quotePrefix = True
    return cell


def write_csv(rows: Iterable[Sequence[Any]]) -> bytes:
    """UTF-8 with BOM, so that Excel reads the Thai; a cell that would run as a formula begins with an apostrophe."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows([_safe(value) for value in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def _safe(value: Any) -> str:
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text
