"""What rooms above the rounds keep for each round as its data: loaded with it, and taken over with it.

A round of another year is one JSON file, and one act that clones it; a room whose rows belong to that data says in its
own round_parts.py how they come in.  The rounds stand below those rooms, so they register here:

    @part("requirements", load=load_requirements)
    def copy_requirements(source: Round, round: Round) -> None: ...
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.module_loading import autodiscover_modules

from .models import Round

Load = Callable[[Round, dict[str, Any]], None]
Copy = Callable[[Round, Round], None]


@dataclass(frozen=True)
class Part:
    """load(round, data) writes what the whole data of a round says under `key`; it raises ValidationError where that is
    no such data.  copy(source, round) gives a new round what another has.  Both run inside the act on the round.
    """

    key: str
    load: Load
    copy: Copy


PARTS: dict[str, Part] = {}


def part(key: str, *, load: Load) -> Callable[[Copy], Copy]:
    """Registers the one owner of `key` in the data of rounds."""

    def register(copy: Copy) -> Copy:
        if key in PARTS:
            raise ValueError(f"The part {key!r} of a round has an owner already.")
        PARTS[key] = Part(key, load, copy)
        return copy

    return register


def parts() -> list[Part]:
    """All parts, after every room's round_parts.py has been read."""
    autodiscover_modules("round_parts")
    return list(PARTS.values())
