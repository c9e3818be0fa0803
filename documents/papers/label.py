"""Labels of products (ป้ายผลิตภัณฑ์): many to a sheet of A4, to be cut along the lines and tied to the samples.

Whoever tastes and scores must not read whose product it is: a label names no producer and no district.
"""

import unicodedata
from dataclasses import dataclass

LABELS_IN_A_ROW = 3
ROWS_ON_A_SHEET = 8


@dataclass(frozen=True)
class Label:
    """`number` is the entry's ("65-FOOD-0001"); it is also what the code holds, for a scanner."""

    number: str
    group: str
    product: str
    kind: str

    @property
    def short(self) -> str:
        """The running number, to be read from across the table."""
        return self.number.rpartition("-")[2]

    @property
    def size(self) -> str:
        """How small the product's name must be set to stay on its label."""
        letters = sum(1 for sign in self.product if unicodedata.category(sign) != "Mn")
        return "wide" if letters <= 40 else "middle" if letters <= 90 else "narrow"


@dataclass(frozen=True, kw_only=True)
class LabelSheetContext:
    title: str
    labels: tuple[Label, ...]

    @property
    def sheets(self) -> list[list[list[Label | None]]]:
        """Sheets of rows of labels; the last row is filled up with blanks."""
        blanks = -len(self.labels) % LABELS_IN_A_ROW
        cells = [*self.labels, *([None] * blanks)]
        rows = [cells[n : n + LABELS_IN_A_ROW] for n in range(0, len(cells), LABELS_IN_A_ROW)]
        return [rows[n : n + ROWS_ON_A_SHEET] for n in range(0, len(rows), ROWS_ON_A_SHEET)]
