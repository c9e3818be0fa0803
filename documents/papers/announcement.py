"""Provincial announcements (ประกาศ, form 7), with the list attached to them."""

from dataclasses import dataclass

from .base import OfficialPaper


@dataclass(frozen=True)
class ResultLine:
    number: str
    product: str
    producer: str
    district: str
    outcome: str


@dataclass(frozen=True)
class ResultGroup:
    name: str
    lines: tuple[ResultLine, ...]


@dataclass(frozen=True, kw_only=True)
class AnnouncementContext(OfficialPaper):
    """`body` is in the small mark-up of `documents.markup`; `groups` make the attached list."""

    body: str
    list_title: str = ""
    groups: tuple[ResultGroup, ...] = ()

    def missing(self) -> list[str]:
        return super().missing() + ([] if self.body.strip() else ["เนื้อความ"])
