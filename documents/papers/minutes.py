"""Meeting reports (รายงานการประชุม, form 11)."""

from dataclasses import dataclass
from datetime import date

from .base import OfficialPaper


@dataclass(frozen=True)
class Attendant:
    """`note` says for whom a person came, or why one did not."""

    name: str
    position: str = ""
    role: str = ""
    note: str = ""


@dataclass(frozen=True)
class AgendaItem:
    """One ระเบียบวาระ; `text` and `resolution` in the small mark-up of `documents.markup`."""

    title: str
    text: str = ""
    resolution: str = ""


@dataclass(frozen=True, kw_only=True)
class MinutesContext(OfficialPaper):
    """`body_name` is the committee, `number` the meeting's ("1" of ครั้งที่ ๑/๒๕๖๕).

    `when` and `place` are as they are printed.

    Minutes are signed by who wrote them and who checked them; `dated` is the day of the meeting, which a draft may
    know already as `met_on`: its number is counted in that year.
    """

    body_name: str
    when: str = ""
    place: str = ""
    present: tuple[Attendant, ...] = ()
    absent: tuple[Attendant, ...] = ()
    visitors: tuple[Attendant, ...] = ()
    began: str = ""
    agenda: tuple[AgendaItem, ...] = ()
    ended: str = ""
    writer: Attendant | None = None
    checker: Attendant | None = None
    met_on: date | None = None

    def missing(self) -> list[str]:
        wanted = {"ชื่อคณะที่ประชุม": self.body_name, "วันเวลาประชุม": self.when, "สถานที่": self.place}
        lacking = [name for name, text in wanted.items() if not text.strip()]
        if not self.present:
            lacking.append("ผู้มาประชุม")
        if not self.agenda:
            lacking.append("ระเบียบวาระ")
        return super().missing() + lacking
