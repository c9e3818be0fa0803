"""External letters (หนังสือภายนอก, form 1), circulars and invitations to meetings."""

from dataclasses import dataclass
from typing import Any

from office.models import Office

from .base import OfficialPaper, paragraphs

CALL = "เรียน"
CLOSING = "ขอแสดงความนับถือ"


@dataclass(frozen=True)
class Enclosure:
    """สิ่งที่ส่งมาด้วย: what, and how many of it ("๑ ชุด"); the letter numbers them itself when there are several."""

    title: str
    amount: str = ""


@dataclass(frozen=True, kw_only=True)
class LetterContext(OfficialPaper):
    """`prefix` is the owner's code ("สน ๐๐๑๙.๓"), `number` the register's; a circular has ว between them.

    `sender` are the lines of the letterhead at the right (ศาลากลางจังหวัด…, address), `owner` those of the section at the
    bottom left, with telephone and e-mail.  `body` is text in the small mark-up of `documents.markup`.
    `day_by_hand` leaves room for a day that is stamped at signing: the day of an issued letter stands in it, apart from
    month and year.  `names_each` says that each copy of a batch names
    its own addressee instead of `to`.
    """

    # A letter of one page is worth tighter lines; the renderer tries.
    fit_one_page = True

    urgency: str = ""
    prefix: str = ""
    is_circular: bool = False
    sender: tuple[str, ...] = ()
    call: str = CALL
    to: str = ""
    references: tuple[str, ...] = ()
    enclosures: tuple[Enclosure, ...] = ()
    body: str = ""
    closing: str = CLOSING
    owner: tuple[str, ...] = ()
    copies_to: tuple[str, ...] = ()
    slogan: str = ""
    day_by_hand: bool = False
    names_each: bool = False

    def missing(self) -> list[str]:
        wanted = {"ผู้รับ (เรียน)": self.to, "เนื้อความ": self.body, "รหัสหนังสือของสำนักงาน": self.prefix}
        return super().missing() + [name for name, text in wanted.items() if not text.strip()]


@dataclass(frozen=True, kw_only=True)
class InvitationContext(LetterContext):
    """A letter that invites to a meeting: with its agenda on a sheet of its own, and a reply slip where wanted."""

    meeting: str = ""
    agenda: tuple[str, ...] = ()
    with_reply_slip: bool = False
    reply_to: str = ""
    reply_by: str = ""


def letter_defaults(office: Office) -> dict[str, Any]:
    """What every letter of this office has in common: number prefix, letterhead at the right, owner block and slogan.

    The keys are fields of `LetterContext`; province and emblem come from `letterhead`.
    """
    contact = (("โทรศัพท์/โทรสาร", office.phone), ("ไปรษณีย์อิเล็กทรอนิกส์", office.email))
    return {
        "prefix": office.letter_prefix,
        "sender": paragraphs(office.address),
        "owner": (
            *(line for line in (office.name, office.section) if line),
            *(f"{label} {value}" for label, value in contact if value),
        ),
        "slogan": office.slogan,
    }
