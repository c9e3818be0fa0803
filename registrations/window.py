"""When may this producer apply in this round?  The one answer, with grace minutes and extensions, for acts and pages.

What is announced is the round's window; an extension for the producer or its district is told to them; the grace
minutes are told to nobody.  They belong to the round's own closing: an extension ends when it says.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from office import clock
from office.models import User
from rounds.models import Round
from thai.dates import thai_datetime

from .models import Extension, Producer


@dataclass(frozen=True)
class Window:
    """opens_at, closes_at: as announced; None while the round has no window.  extension: the one that ends last."""

    opens_at: datetime | None
    closes_at: datetime | None
    grace: timedelta = timedelta(0)
    extension: Extension | None = None

    @property
    def is_extended(self) -> bool:
        return self.extension is not None and self.closes_at is not None and self.extension.ends_at > self.closes_at

    @property
    def told_end(self) -> datetime | None:
        """The end that the producer is told."""
        return self.extension.ends_at if self.is_extended else self.closes_at

    @property
    def last_moment(self) -> datetime | None:
        """The last moment that is accepted, itself included."""
        return self.told_end and max(self.told_end, self.closes_at + self.grace)

    def accepts(self, at: datetime) -> bool:
        return self.opens_at is not None and self.opens_at <= at <= self.last_moment

    def text(self, digits: str = "arabic") -> str:
        if self.opens_at is None:
            return "ยังไม่กำหนดช่วงเวลารับสมัคร"
        said = f"{thai_datetime(self.opens_at, digits=digits)} ถึง {thai_datetime(self.told_end, digits=digits)}"
        if not self.is_extended:
            return said
        whom = "รายนี้" if self.extension.producer_id else f"อำเภอ{self.extension.district.name}"
        return f"{said} (ขยายเวลาให้{whom})"


def _window(round: Round, extension: Extension | None) -> Window:
    return Window(round.opens_at, round.closes_at, timedelta(minutes=round.grace_minutes), extension)


def window_of(producer: Producer, round: Round) -> Window:
    """When this producer may apply in this round; one question to the database."""
    standing = round.extensions.standing().of(producer).select_related("district")
    return _window(round, standing.order_by("ends_at").last())


def window_for(user: User, round: Round) -> Window:
    """The window of the area that this person works for: that of the officer's district, or of the whole province."""
    if user.is_provincial or not user.officer_district_id:
        return _window(round, None)
    standing = round.extensions.standing().filter(district=user.officer_district_id).select_related("district")
    return _window(round, standing.order_by("ends_at").last())


def extensions_for(user: User, round: Round | None) -> list[Extension]:
    """The extensions still running in this person's area, the one that ends first at the head."""
    running = Extension.objects.for_user(user).filter(round=round).running(clock.now())
    return list(running.select_related("producer__district", "district").order_by("ends_at", "pk")[:20])


def last_closing(round: Round) -> datetime | None:
    """The moment after which nobody may apply any more, or None while the round has no window."""
    standing = round.extensions.standing().select_related("district")
    return _window(round, standing.order_by("ends_at").last()).last_moment


def accepts(producer: Producer, round: Round, at: datetime | None = None) -> bool:
    return window_of(producer, round).accepts(at or clock.now())
