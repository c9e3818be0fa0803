"""What must be true of a live database at any moment: each room says it as a question that finds what breaks it.

    @invariant("I1", "ผู้ผลิตหนึ่งรายมีใบสมัครที่ใช้สิทธิไม่เกินจำนวนของรอบ")
    def too_many() -> Iterable[str]: ...      # names of rows that break it; nothing when all is well

`manage.py invariants` asks them all: after tests of races, after a restore, nightly.  Constraints hold most of them
already; these questions also find what came in past a constraint (a restore, a hand at the database).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import islice

from django.utils.module_loading import autodiscover_modules

Find = Callable[[], Iterable[object]]

# Ids that are named; the rest of a large damage is only counted to this many.
NAMED = 50


@dataclass(frozen=True)
class Invariant:
    """code: as the project's list of invariants has it, or a word of the room; sentence: Thai, what must hold."""

    code: str
    sentence: str
    find: Find

    def broken(self) -> list[str]:
        """The first rows that break it, by name."""
        return [str(row) for row in islice(self.find(), NAMED)]


INVARIANTS: dict[str, Invariant] = {}


def invariant(code: str, sentence: str) -> Callable[[Find], Find]:
    def register(find: Find) -> Find:
        if code in INVARIANTS:
            raise ValueError(f"Invariant {code!r} is said twice.")
        INVARIANTS[code] = Invariant(code, sentence, find)
        return find

    return register


def discover() -> list[Invariant]:
    """Every room's invariants, in the order of their codes."""
    autodiscover_modules("invariants")
    return [INVARIANTS[code] for code in sorted(INVARIANTS)]


def broken() -> dict[str, list[str]]:
    """What is wrong, by code; empty when all is well."""
    return {one.code: rows for one in discover() if (rows := one.broken())}
