"""Bodies to start from: the usual name and duties of each kind, edited before the order is issued."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("data") / "bodies.json"


@dataclass(frozen=True)
class ReadyBody:
    """`name` may have the place `{work}`: what the round's project does, in words that follow คณะกรรมการ."""

    code: str
    title: str
    kind: str
    name: str
    duties: tuple[str, ...]

    def filled(self, work: str) -> dict[str, str]:
        """The fields of a new body."""
        return {"kind": self.kind, "name": self.name.replace("{work}", work), "duties": "\n".join(self.duties)}


@cache
def ready_bodies() -> dict[str, ReadyBody]:
    """All of them by their codes, in the order of the file."""
    rows = json.loads(FILE.read_text(encoding="utf-8"))["bodies"]
    return {row["code"]: ReadyBody(**row | {"duties": tuple(row["duties"])}) for row in rows}
