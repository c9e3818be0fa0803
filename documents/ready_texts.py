"""Letters to start from: texts of this work, filled with what is known of the round, the office and another letter.

The file names its places as `{round_title}`; they are replaced by plain text, once.  What people type is never read
for places: only the file is.
"""

import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from rounds.models import Round
from thai.dates import thai_date
from thai.digits import to_arabic

from .models import Paper

FILE = Path(__file__).with_name("data") / "letters.json"
BLANK = "……"  # what the office still has to fill in

_PLACE = re.compile(r"\{([a-z_]+)\}")


@dataclass(frozen=True)
class ReadyText:
    """`fields` are the desk's fields: text, lines, or yes and no.  `of_a_letter`: it speaks of another letter."""

    code: str
    kind: str
    title: str
    about: str
    fields: dict[str, Any]
    of_a_letter: bool = False

    def filled(self, places: dict[str, str]) -> dict[str, Any]:
        return {name: _fill(value, places) for name, value in self.fields.items()}


def _fill(value: Any, places: dict[str, str]) -> Any:
    if isinstance(value, list):
        return "\n".join(_fill(line, places) for line in value)
    if isinstance(value, str):
        return _PLACE.sub(lambda found: places.get(found[1], BLANK), value)
    return value


@cache
def ready_texts() -> dict[str, ReadyText]:
    """All of them by their codes, in the order of the file."""
    rows = json.loads(FILE.read_text(encoding="utf-8"))["texts"]
    return {row["code"]: ReadyText(**row) for row in rows}


def places_named() -> set[str]:
    """Every place that the file names."""
    return set(_PLACE.findall(FILE.read_text(encoding="utf-8")))


def places(*, province: str, round: Round | None, letter: Paper | None = None, in_words: str = "") -> dict[str, str]:
    """What is known; what is not stays a blank to be filled in."""
    known = {"province": province}
    if round is not None:
        # As a noun inside a sentence: the texts themselves say "โครงการ" and the English name.
        title = re.sub(r"\s*\([^()]*\)$", "", to_arabic(round.title)).removeprefix("โครงการ")
        known |= {"round_title": title, "year": str(round.year_be)}
        if round.opens_at is not None:
            known["window"] = f"{thai_date(round.opens_at)} ถึงวันที่ {thai_date(round.closes_at)}"
    if letter is not None:
        known |= {"letter": in_words, "letter_subject": letter.subject}
    return known
