"""What shows that a step of the plan is done: each room says in its own evidence.py where to find its kinds.

A step is done by its evidence, not by a tick: the k-th step of a round that asks for a kind is done by the k-th
evidence of that kind, in date order.  The plan stands below the rooms that do its work, so they register here:

    @evidence(EvidenceKind.ORDER_ISSUED, screen="admin:committees_committee_changelist")
    def orders(round: Round) -> list[Evidence]: ...
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.module_loading import autodiscover_modules

from .models import Round
from .rules import EvidenceKind


@dataclass(frozen=True)
class Evidence:
    """One thing that happened: the day, what it was in Thai, and the address where it can be looked at ("": none)."""

    on: date
    said: str
    url: str = ""


Find = Callable[[Round], list[Evidence]]


@dataclass(frozen=True)
class Source:
    """Who finds the evidence of a kind, and the screen where the work is done that brings it about."""

    find: Find
    screen: str
    of_round: str
    filters: tuple[tuple[str, str], ...]

    def address(self, round: Round) -> str:
        """Of the screen, narrowed to the round."""
        return reverse(self.screen, query={self.of_round: round.pk, **dict(self.filters)})


SOURCES: dict[EvidenceKind, Source] = {}


def evidence(
    kind: EvidenceKind, *, screen: str, of_round: str = "round__id__exact", **filters: str
) -> Callable[[Find], Find]:
    """Registers the one source of a kind of evidence.

    screen: name of the admin list where the work is done; of_round, filters: how its address is narrowed to the round
    and the kind.  The function returns the evidence in date order, with one query or two however much there is.
    """

    def register(find: Find) -> Find:
        if kind in SOURCES or kind == EvidenceKind.NOTED:
            raise ValueError(f"Evidence {kind.value!r} has a source already.")
        SOURCES[kind] = Source(find, screen, of_round, tuple(filters.items()))
        return find

    return register


def sources() -> dict[EvidenceKind, Source]:
    """All sources, after every room's evidence has been read."""
    autodiscover_modules("evidence")
    return SOURCES


def found(round: Round, kinds: Iterable[str]) -> dict[EvidenceKind, list[Evidence]]:
    """The evidence that the round has so far, of the kinds asked for; a kind is looked for once."""
    known = sources()
    wanted = {EvidenceKind(kind) for kind in kinds} - {EvidenceKind.NOTED}
    return {kind: known[kind].find(round) for kind in EvidenceKind if kind in wanted}
