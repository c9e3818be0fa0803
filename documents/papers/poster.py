"""The sheet that hangs at a door (A4): one address, its code to be scanned, and what to do there in three steps.

No official paper: it has no number, and it is thrown away when the round is over.
"""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class PosterContext:
    """`address` is what the code holds; `typed` the same address as people type it."""

    title: str
    headline: str
    lead: str
    steps: tuple[str, ...]
    address: str
    typed: str
    notes: tuple[str, ...]
    place: str
    office: str
    round_title: str
