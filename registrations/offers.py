"""What was entered in earlier rounds, offered again: only what has changed since is asked.

And the standards of a producer's products that will not do: over before the round's reference date, or soon.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal, Self

from django.db.models import Q
from django.utils import timezone

from rounds.models import Round
from thai.dates import thai_date
from thai.text import search_key

from .models import Entry, Producer, Product, StandardCertificate
from .rules import ALIVE, EntryStatus

# Renewing a standard takes months: it is called out while there is time.
SOON = timedelta(days=180)


@dataclass(frozen=True)
class Expiry:
    """A standard that needs a look. state: "over" on the round's reference date, or "soon" after today."""

    certificate: StandardCertificate
    state: Literal["over", "soon"]
    sentence: str


@dataclass(frozen=True)
class Offer:
    """An entry of an earlier round, and what it was called there."""

    entry: Entry
    round: str
    outcome: str

    @classmethod
    def of(cls, entry: Entry) -> Self:
        return cls(entry=entry, round=entry.round.label, outcome=entry.get_status_display())


def earlier_entries(producer: Producer, round: Round) -> list[Entry]:
    """What the producer entered in earlier rounds, alive then or refused at screening, and not entered in this one.

    One for each product, the latest; a product is told by its row in the register, or else by its name.
    """
    before = Q(round__year_be__lt=round.year_be) | Q(round__year_be=round.year_be, round__sequence__lt=round.sequence)
    rows = Entry.objects.filter(producer=producer).select_related("round", "group", "product")
    seen: set[object] = set()
    for entry in rows.alive().filter(round=round):
        seen |= _marks(entry)
    found = []
    earlier = rows.filter(before, status__in=[*ALIVE, EntryStatus.SCREENED_OUT])
    for entry in earlier.order_by("-round__year_be", "-round__sequence", "pk"):
        if not seen & _marks(entry):
            found.append(entry)
            seen |= _marks(entry)
    return found


def _marks(entry: Entry) -> set[object]:
    """What two entries of one product share."""
    return {mark for mark in (entry.product_id, search_key(entry.name)) if mark}


def initial_from(entry: Entry, round: Round) -> dict[str, Any]:
    """The entry as the first values of this round's `EntryForm`; its group by the code that it has in both rounds."""
    return {
        "kind": entry.kind,
        "product": entry.product,
        "name": entry.name,
        "group": round.groups.filter(code=entry.group.code, is_active=True).first(),
        "set_items": entry.set_items,
        "description": entry.description,
    }


def expiring(products: Iterable[Product], round: Round, *, today: date | None = None) -> list[Expiry]:
    """Standards of these products to be called out, the earliest end first.

    The reference date is the round's, or today where it has none (rounds.Round.reference_date).
    """
    today = today or timezone.localdate()
    reference = round.reference_date or today
    found = []
    for product in products:
        for certificate in product.certificates.all():
            end = certificate.expires_on
            if end is None:
                continue
            if not certificate.is_valid_on(reference):
                day = f"วันอ้างอิงของรอบนี้ ({thai_date(reference)})" if round.reference_date else "วันนี้"
                said = f"{certificate} ของ “{product}” หมดอายุ {thai_date(end)} ก่อน{day} ต้องใช้ใบที่ต่ออายุแล้ว"
                found.append(Expiry(certificate, "over", said))
            elif end <= max(today, reference) + SOON:
                said = f"{certificate} ของ “{product}” จะหมดอายุ {thai_date(end)} โปรดเริ่มต่ออายุ"
                found.append(Expiry(certificate, "soon", said))
    return sorted(found, key=lambda one: one.certificate.expires_on)
