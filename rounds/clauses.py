"""Clauses of the criteria: each rule once, with the number and the sentence that an officer reads.

A clause builds the database constraint that holds it, and is asked for by the actions that keep it; so form, admin,
Excel import and database refuse with the same sentence, under the same name.  `manage.py clauses` lists them all.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import BaseConstraint, CheckConstraint, Q, UniqueConstraint
from django.utils.module_loading import autodiscover_modules

Act = TypeVar("Act", bound=Callable[..., Any])

REGISTRY: dict[str, "Clause"] = {}


def _names(text: str) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", text))


class _WordsStayOut(BaseConstraint):
    """Keeps a clause's wording out of the migrations: a better sentence is not a change of the database."""

    def deconstruct(self) -> tuple[str, tuple[Any, ...], dict[str, Any]]:
        _, args, kwargs = super().deconstruct()
        kwargs.pop("violation_error_code", None)
        kwargs.pop("violation_error_message", None)
        return f"django.db.models.{self.kind}", args, kwargs

    def __eq__(self, other: object) -> bool:
        """Equal to the constraint in a migration whatever either says to people."""
        return isinstance(other, BaseConstraint) and self.deconstruct() == other.deconstruct()

    def clone(self) -> "BaseConstraint":
        """Django copies the constraints of a class once, by way of `deconstruct`: the words have to come along."""
        copy = super().clone()
        copy.violation_error_code = self.violation_error_code
        copy.violation_error_message = self.violation_error_message
        return copy


class _ClauseCheck(_WordsStayOut, CheckConstraint):
    kind = "CheckConstraint"


class _ClauseUnique(_WordsStayOut, UniqueConstraint):
    kind = "UniqueConstraint"


@dataclass(eq=False)
class Clause:
    """One rule.

    number: as the document numbers it ("๓", "๑.๒"); rules of the house that no document numbers have "-".
    code: snake_case, unique; the first words of the names of its database constraints.
    sentence: Thai, says what the rule asks for; `{names}` are filled by `require` and `text`.
    advice: Thai, what the officer can do next.
    plain: the sentence without values, for a sentence that has some.
    """

    number: str
    code: str
    sentence: str
    advice: str = ""
    plain: str = ""
    held_by: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        if self.code in REGISTRY:
            raise ValueError(f"Clause {self.code!r} is said twice.")
        if _names(self.sentence) and not self.plain:
            raise ValueError(f"Clause {self.code!r} has values in its sentence and no plain one.")
        REGISTRY[self.code] = self

    def text(self, **values: object) -> str:
        """The sentence with its values, the advice, and the number it has in the document.

        Where a value is not at hand (a constraint's message knows none), `plain` is said instead of the sentence,
        and advice that needs the value is left out.
        """
        sentence = self.sentence if _names(self.sentence) <= values.keys() else self.plain
        if self.advice and _names(self.advice) <= values.keys():
            sentence = f"{sentence} {self.advice}"
        sentence = sentence.format(**values)
        return sentence if self.number == "-" else f"{sentence} (หลักเกณฑ์ ขั้นตอนที่ {self.number})"

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
        return _ClauseCheck(
            condition=condition,
            name=name,
            violation_error_code=self.code,
            violation_error_message=self.text(),
        )

    def unique(self, *, fields: list[str], condition: Q | None = None, part: str = "") -> UniqueConstraint:
        """A (partial) UNIQUE constraint named after the clause."""
        name = self._name(part)
        self._held(f"UNIQUE {name}")
        return _ClauseUnique(
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


def discover() -> dict[str, Clause]:
    """All clauses, after every room's rules and actions have been read."""
    autodiscover_modules("rules", "actions")
    return REGISTRY


def unheld() -> list[str]:
    """Codes of clauses that nothing holds: neither a constraint nor an action that asks for them."""
    return sorted(code for code, clause in discover().items() if not clause.held_by)
