"""Clauses of the criteria: each rule once, with the number and the sentence that an officer reads.

A clause builds the database constraint that holds it, and is asked for by the actions that keep it; so form, admin,
Excel import and database refuse with the same sentence, under the same name.  `manage.py clauses` lists them all.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import CheckConstraint, Q, UniqueConstraint

Act = TypeVar("Act", bound=Callable[..., Any])

REGISTRY: dict[str, "Clause"] = {}


@dataclass(eq=False)
class Clause:
    """One rule.

    number: as the document numbers it ("๓", "๑.๒"); rules of the house that no document numbers have "-".
    code: snake_case, unique; the first words of the names of its database constraints.
    sentence: Thai, says what the rule asks for; `{names}` are filled by `require` and `text`.
    advice: Thai, what the officer can do next.
    """

    number: str
    code: str
    sentence: str
    advice: str = ""
    held_by: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        if self.code in REGISTRY:
            raise ValueError(f"Clause {self.code!r} is said twice.")
        REGISTRY[self.code] = self

    def text(self, **values: object) -> str:
        """The sentence with its values; values that are not given are left out in plain words."""
        names = set(re.findall(r"\{(\w+)\}", self.sentence + self.advice))
        filled = {name: values.get(name, "ที่กำหนด") for name in names}
        sentence = self.sentence.format(**filled)
        if self.advice:
            sentence = f"{sentence} {self.advice.format(**filled)}"
        return sentence if self.number == "-" else f"{sentence} (หลักเกณฑ์ข้อ {self.number})"

    def error(self, **values: object) -> ValidationError:
        return ValidationError(self.text(**values), code=self.code)

    def require(self, holds: bool, **values: object) -> None:
        """Raises ValidationError with the clause's sentence and code unless the rule holds."""
        if not holds:
            raise self.error(**values)

    def check(self, condition: Q, *, part: str = "") -> CheckConstraint:
        """A CHECK constraint named after the clause (`code` or `code_part`)."""
        name = self._name(part)
        self._held(f"CHECK {name}")
        return CheckConstraint(
            condition=condition,
            name=name,
            violation_error_code=self.code,
            violation_error_message=self.text(),
        )

    def unique(self, *, fields: list[str], condition: Q | None = None, part: str = "") -> UniqueConstraint:
        """A (partial) UNIQUE constraint named after the clause."""
        name = self._name(part)
        self._held(f"UNIQUE {name}")
        return UniqueConstraint(
            fields=fields,
            condition=condition,
            name=name,
            violation_error_code=self.code,
            violation_error_message=self.text(),
        )

    def _name(self, part: str) -> str:
        return f"{self.code}_{part}" if part else self.code

    def _held(self, where: str) -> None:
        if where not in self.held_by:
            self.held_by.append(where)


def keeps(*clauses: Clause) -> Callable[[Act], Act]:
    """Marks an action as the place that asks for these clauses with a good sentence before the database does."""

    def mark(act: Act) -> Act:
        for clause in clauses:
            clause._held(f"{act.__module__}.{act.__qualname__}")
        return act

    return mark
