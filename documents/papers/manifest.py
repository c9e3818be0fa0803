"""The delivery list (บัญชีนำส่งตัวอย่าง): what changes hands, to be counted and signed by all who carry it.

It goes from the district to the province, from the province to the department, and back to the producers, who sign for
their own.  The blind number stands on every line; the key (entry number, product, producer) only where the reader may
know whose product it is.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class ManifestLine:
    """`number` is the blind number, `entry` and what follows it the key; `notes` what the hands have to know."""

    number: str
    pieces: int
    state: str
    notes: tuple[str, ...] = ()
    entry: str = ""
    product: str = ""
    kind: str = ""
    items: int = 0
    producer: str = ""
    district: str = ""


@dataclass(frozen=True)
class ManifestGroup:
    name: str
    lines: tuple[ManifestLine, ...]

    @property
    def pieces(self) -> int:
        return sum(line.pieces for line in self.lines)


@dataclass(frozen=True, kw_only=True)
class ManifestContext:
    """`place` is the district ("อำเภอพรรณานิคม"); empty for the whole round, where each line names its district.

    hands: who signs at the end, one after the other.  missing: numbers of entries whose sample has not come.
    """

    title: str
    office: str
    province: str
    round_title: str
    place: str
    printed_on: date
    groups: tuple[ManifestGroup, ...]
    hands: tuple[str, ...] = ("ผู้ส่ง", "ผู้นำส่ง", "ผู้รับ")
    with_key: bool = True
    signed_by_line: bool = False
    missing: tuple[str, ...] = ()

    @property
    def total(self) -> int:
        return sum(len(group.lines) for group in self.groups)

    @property
    def pieces(self) -> int:
        return sum(group.pieces for group in self.groups)

    @property
    def with_district(self) -> bool:
        return self.with_key and not self.place

    @property
    def columns(self) -> int:
        """How many there are: the number, pieces and the last one always."""
        return 4 + (3 if self.with_key else 0) + (1 if self.with_district else 0)

    @property
    def states(self) -> list[str]:
        """States that occur, in the order in which they first do."""
        return list(dict.fromkeys(line.state for group in self.groups for line in group.lines))

    @property
    def sums(self) -> list[tuple[str, list[int], int, int]]:
        """For each group: its name, how many in each state, how many, how many pieces."""
        rows = []
        for group in self.groups:
            found = Counter(line.state for line in group.lines)
            rows.append((group.name, [found[state] for state in self.states], len(group.lines), group.pieces))
        return rows

    @property
    def sum_of_states(self) -> list[int]:
        found = Counter(line.state for group in self.groups for line in group.lines)
        return [found[state] for state in self.states]
