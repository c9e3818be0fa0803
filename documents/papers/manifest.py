"""The delivery list (บัญชีนำส่งผลิตภัณฑ์): what a district, or the province, hands over, to be counted and signed."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class ManifestLine:
    """The pieces that are handed over are counted and written by hand."""

    number: str
    product: str
    kind: str
    items: int
    producer: str
    district: str = ""


@dataclass(frozen=True)
class ManifestGroup:
    name: str
    lines: tuple[ManifestLine, ...]


@dataclass(frozen=True, kw_only=True)
class ManifestContext:
    """`place` is the district ("อำเภอพรรณานิคม"); empty for the whole round, where each line names its district."""

    office: str
    province: str
    round_title: str
    place: str
    printed_on: date
    groups: tuple[ManifestGroup, ...]

    @property
    def total(self) -> int:
        return sum(len(group.lines) for group in self.groups)
