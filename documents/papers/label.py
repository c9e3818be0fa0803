"""Labels of samples (ป้ายตัวอย่าง): many to a sheet of A4, to be cut along the lines and tied to the pieces.

Whoever tastes and scores must not read whose product it is: a label names no producer, no product and no district, and
bears no number of an application.
"""

from dataclasses import dataclass
from datetime import date
from itertools import groupby

LABELS_IN_A_ROW = 3
ROWS_ON_A_SHEET = 8
LABELS_ON_A_SHEET = LABELS_IN_A_ROW * ROWS_ON_A_SHEET


@dataclass(frozen=True)
class Label:
    """`number` is the blind number ("อ-041"), `code` what a scanner reads.

    Neighbours of the same `bundle` stay on one sheet; what it is, is not printed.
    """

    number: str
    code: str
    group: str
    pieces: int = 1
    keep_cool: bool = False
    best_before: date | None = None
    allergens: str = ""
    bundle: int = 0


@dataclass(frozen=True, kw_only=True)
class LabelSheetContext:
    title: str
    labels: tuple[Label, ...]

    @property
    def sheets(self) -> list[list[list[Label | None]]]:
        """Sheets of rows of labels; the last row of a sheet is filled up with blanks."""
        sheets: list[list[Label | None]] = []
        for bundle, together in groupby(self.labels, key=lambda label: label.bundle):
            labels = list(together)
            room = LABELS_ON_A_SHEET - len(sheets[-1]) if sheets else 0
            if bundle and room < len(labels) <= LABELS_ON_A_SHEET:
                sheets.append([])
            for label in labels:
                if not sheets or len(sheets[-1]) == LABELS_ON_A_SHEET:
                    sheets.append([])
                sheets[-1].append(label)
        for cells in sheets:
            cells += [None] * (-len(cells) % LABELS_IN_A_ROW)
        return [[cells[n : n + LABELS_IN_A_ROW] for n in range(0, len(cells), LABELS_IN_A_ROW)] for cells in sheets]
