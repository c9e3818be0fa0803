"""Score sheets (แบบให้คะแนน): the blank form of a product group, what is stamped on it, and a filled sheet.

The blank form is the same for all products of a group and is set once; number, product and member are laid over it.
"""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar


@dataclass(frozen=True)
class ScoreStep:
    points: str
    text: str
    is_chosen: bool = False


@dataclass(frozen=True)
class ScoreLine:
    """One criterion; without `steps` the mark is a number of halves. `mark` is empty on a blank form."""

    code: str
    title: str
    maximum: str
    steps: tuple[ScoreStep, ...] = ()
    mark: str = ""


@dataclass(frozen=True)
class ScoreHeading:
    title: str
    lines: tuple[ScoreLine, ...]


@dataclass(frozen=True)
class ScoreSection:
    """`total` is empty on a blank form."""

    code: str
    title: str
    maximum: str
    headings: tuple[ScoreHeading, ...]
    total: str = ""


@dataclass(frozen=True, kw_only=True)
class ScoreSheetContext:
    """A blank form names neither product nor member; a filled one names both, with its marks and its total."""

    office: str
    round_title: str
    framework: str
    group: str
    sections: tuple[ScoreSection, ...]
    maximum: str
    is_default_value: bool = False
    number: str = ""
    product: str = ""
    kind: str = ""
    member: str = ""
    role: str = ""
    body: str = ""
    total: str = ""
    status: str = ""
    submitted_on: date | None = None
    code: str = ""

    @property
    def is_blank(self) -> bool:
        return not self.number


@dataclass(frozen=True, kw_only=True)
class ScoreStampContext:
    """What is laid over the blank form, on as many `pages` as the form has.

    `code` is what its QR holds: the entry and the seat, to find the sheet by; `code_at` is its place on the page, in
    millimetres (left, top, side), as far from the frame as a reader needs.
    """

    code_at: ClassVar[tuple[float, float, float]] = (177.5, 34.5, 17)

    number: str
    product: str
    kind: str
    member: str
    role: str
    body: str
    code: str
    pages: int = 1

    @property
    def more_pages(self) -> range:
        """The form's pages after the first, each of which names the sheet at its top."""
        return range(2, self.pages + 1)
