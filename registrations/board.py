"""The board of the intake day: producers and products that came in, by district and product group.

One question reads every received entry of the round (a province has hundreds), so that rows, columns, totals and the
day's share are of one moment and always agree.  A producer with products in two groups stands in both columns and once
in the total: products add up across, producers do not.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from office.models import District
from rounds.models import ProductGroup
from thai.dates import in_bangkok

from .models import EntryQuerySet


@dataclass
class Cell:
    """What came in for one district (or all) and one group (or all): products, and the producers they are of."""

    products: int = 0
    makers: set[int] = field(default_factory=set)

    @property
    def producers(self) -> int:
        return len(self.makers)

    def add(self, producer: int) -> None:
        self.products += 1
        self.makers.add(producer)


@dataclass(frozen=True)
class Line:
    """A district with its cells in the order of the groups, and its total; code "" is the line of all districts."""

    name: str
    code: str
    cells: list[tuple[ProductGroup, Cell]]
    total: Cell


@dataclass(frozen=True)
class Board:
    """The same table twice: of the day, and of the whole intake."""

    groups: list[ProductGroup]
    lines: list[Line]
    total: Line

    @property
    def is_single(self) -> bool:
        """Of one district: the line of all districts would say the same once more."""
        return len(self.lines) == 1


def boards(
    entries: EntryQuerySet, *, groups: Iterable[ProductGroup], districts: Iterable[District], day: date
) -> tuple[Board, Board]:
    """(the day's board, the whole board) of entries of one round, from one question.

    entries: those that the person may see; every given district has a line, also an empty one.
    """
    groups, names = list(groups), {district.code: district.name for district in districts}
    today: dict[tuple[str, int], Cell] = defaultdict(Cell)
    whole: dict[tuple[str, int], Cell] = defaultdict(Cell)
    rows = entries.received().order_by().values_list("producer__district", "group", "producer", "submitted_at")
    for district, group, producer, at in rows:
        tables = [whole]
        if at is not None and in_bangkok(at).date() == day:
            tables.append(today)
        for table in tables:
            for key in ((district, group), (district, 0), ("", group), ("", 0)):
                table[key].add(producer)
    return _board(today, groups, names), _board(whole, groups, names)


def _board(table: dict[tuple[str, int], Cell], groups: list[ProductGroup], names: dict[str, str]) -> Board:
    def line(code: str, name: str) -> Line:
        cells = [(group, table[code, group.pk]) for group in groups]
        return Line(name, code, cells, table[code, 0])

    return Board(groups, [line(code, name) for code, name in sorted(names.items())], line("", "รวม"))
