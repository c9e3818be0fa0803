"""One sheet, as every reader gives it and every user of it knows it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import Any, Final

from openpyxl.utils import get_column_letter

from thai.dates import be_year
from thai.text import normalise

from .limits import MAX_CELL

FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r")
# Row numbers that a sentence names before it says "and so many more".
_NAMED: Final = 8


class _Uncomputed:
    """The value of a formula that no program has worked out; a text without letters, so that it reads as empty."""

    def __repr__(self) -> str:
        return "UNCOMPUTED"

    def __str__(self) -> str:
        return ""


UNCOMPUTED: Final = _Uncomputed()


@dataclass(frozen=True)
class Skipped:
    """A row below the header that is no data: `why` is a Thai word for it (แถวรวม, หมายเหตุ …)."""

    row: int
    why: str


@dataclass
class Sheet:
    """One sheet as rows of cells.

    rows: (row number that the spreadsheet shows, cells); rows without any text are left out.
    notes: Thai sentences about what was not read, or read with care.  is_text: a CSV file.
    formulas: row number → places (from 0) of cells whose value a formula gave.
    hidden_rows, hidden_places: hidden by the author or by a filter; they are read all the same.
    wide_rows: rows in which three or more columns are merged side by side, as titles and notes are.
    header_row: the header's row number, 0 before `find_table`.  blank_rows: rows without text between the header and
    the last row.  skipped: rows below the header that are totals, notes, signatures or the header again.
    width: columns of the header of a text file, whose rows can slip; 0 for a workbook.
    others: reads the other visible sheets of the same file, one after the other.
    """

    name: str = ""
    rows: list[tuple[int, Sequence[Any]]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    formulas: dict[int, set[int]] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_places: set[int] = field(default_factory=set)
    wide_rows: set[int] = field(default_factory=set)
    header_row: int = 0
    width: int = 0
    is_text: bool = False
    blank_rows: int = 0
    skipped: list[Skipped] = field(default_factory=list)
    others: Callable[[], Iterator["Sheet"]] | None = None


def cell_text(value: Any) -> str:
    """A cell as the text that a person sees: whole numbers without .0, dates as their Buddhist year with month, day."""
    if isinstance(value, str):
        return _clean(value if len(value) <= MAX_CELL else value[: MAX_CELL + 1])
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, datetime | date):
        return f"{value.day}/{value.month}/{be_year(value)}"
    return str(value)[: MAX_CELL + 1]


@lru_cache(maxsize=20_000)
def _clean(text: str) -> str:
    """Districts, kinds and groups come back thousands of times in one file: each is repaired once."""
    text = normalise(text)
    # The sign that our own exports put before what a spreadsheet would run as a formula.
    if len(text) > 1 and text[0] == "'" and text[1] in FORMULA_STARTS:
        text = text[1:]
    return text


def column_letter(place: int) -> str:
    """0 is A."""
    return str(get_column_letter(place + 1))


def rows_said(numbers: Sequence[int]) -> str:
    """แถว 5, 7–12 และอีก 30 แถว: runs drawn together, the first few named."""
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    named = runs[:_NAMED]
    text = ", ".join(str(first) if first == last else f"{first}–{last}" for first, last in named)
    left = len(numbers) - sum(last - first + 1 for first, last in named)
    return f"แถว {text}" + (f" และอีก {left:,} แถว" if left else "")
