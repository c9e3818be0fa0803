"""Provincial orders (คำสั่ง, form 4): appointment of bodies, and amendments of such an order."""

from dataclasses import dataclass

from .base import OfficialPaper

IN_FORCE = "ทั้งนี้ ตั้งแต่บัดนี้เป็นต้นไป"


@dataclass(frozen=True)
class Member:
    number: str
    name: str
    capacity: str
    role: str


@dataclass(frozen=True)
class Duty:
    number: str
    text: str


@dataclass(frozen=True)
class Body:
    """A committee or working group in the order; `number` is empty when the order appoints only one."""

    number: str
    name: str
    kind: str
    members: tuple[Member, ...]
    duties: tuple[Duty, ...]


@dataclass(frozen=True)
class Change:
    """One difference that an amendment makes: what was, what is to stand instead; either may be empty.

    `act` is the Thai verb phrase ("ให้ยกเลิกความใน", "แต่งตั้งเพิ่ม"), `where` the body and its number in the amended order,
    `then` what follows it ("และให้ใช้ความต่อไปนี้แทน").
    """

    act: str
    where: str
    before: Member | None = None
    after: Member | None = None
    then: str = ""


@dataclass(frozen=True, kw_only=True)
class OrderContext(OfficialPaper):
    """`preamble` is in the small mark-up of `documents.markup`.

    An appointment lists `bodies`; an amendment names the order it changes in `amends` ("คำสั่งจังหวัดสกลนคร ที่ 1234/2565
    ลงวันที่ …") and lists `changes` only.
    """

    preamble: str
    bodies: tuple[Body, ...] = ()
    amends: str = ""
    changes: tuple[Change, ...] = ()
    in_force: str = IN_FORCE

    def missing(self) -> list[str]:
        return super().missing() + ([] if self.preamble.strip() else ["ความนำของคำสั่ง"])
