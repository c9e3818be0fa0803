"""What all official papers have in common: heading, number, date and signature, as frozen data for the templates.

A context is made from rows by a room's papers.py, holds plain text, numbers and dates only, and can be kept as JSON.
It begins as a draft; `issued` gives the same paper with its number, date and signature.
"""

import dataclasses
import types
import typing
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Any, Self, TypeVar

from django.conf import settings
from django.urls import reverse

from office.models import Office, Signatory
from thai.dates import be_year

# Raised when a template or a context changes so much that old contexts no longer fit.
FORMAT = 2
BANGKOK_CODE = "10"

Context = TypeVar("Context")


@dataclass(frozen=True)
class Signature:
    """The block under a paper: the name in parentheses, then one or two lines of capacity."""

    name: str
    position_lines: tuple[str, ...]

    @classmethod
    def of(cls, signatory: Signatory) -> Self:
        return cls(name=signatory.name, position_lines=tuple(signatory.position_lines()))


@dataclass(frozen=True, kw_only=True)
class OfficialPaper:
    """A paper under the emblem: `province` as it is written ("จังหวัดสกลนคร"), `emblem` a name in the private storage.

    `year_be` is the year that the number belongs to; a draft shows it with room for the number before it.
    """

    province: str
    subject: str
    year_be: int
    emblem: str = ""
    number: str = ""
    dated: date | None = None
    signature: Signature | None = None
    is_draft: bool = True
    # Where anyone can check the paper; drafts have none. Printed as a QR code.
    verify_url: str = ""
    # The paper that this one is issued instead of, in words; empty for a first issue.
    replaces: str = ""

    def missing(self) -> list[str]:
        """Names of the parts that the form asks for and that are still empty; Thai, for a sentence."""
        return [] if self.subject.strip() else ["เรื่อง"]

    def issued(self, *, number: str, dated: date, signatory: Signatory | None, verify_url: str = "") -> Self:
        return replace(
            self,
            verify_url=verify_url,
            number=number,
            dated=dated,
            year_be=be_year(dated),
            signature=Signature.of(signatory) if signatory else None,
            is_draft=False,
        )

    def drafted(self, *, dated: date | None = None, signatory: Signatory | None = None) -> Self:
        """Still a draft, with what is already known of date and signatory."""
        return replace(
            self,
            dated=dated,
            year_be=be_year(dated) if dated else self.year_be,
            signature=Signature.of(signatory) if signatory else None,
        )


def letterhead() -> dict[str, str]:
    """`province` and `emblem` of the office, to be handed to a context; blank before the office is set up.

    Paper that has the emblem printed already leaves its place blank, whatever picture there is.
    """
    office = Office.objects.select_related("province").first()
    if office is None:
        return {"province": "จังหวัด", "emblem": ""}
    bare = office.province.code == BANGKOK_CODE
    return {
        "province": office.province.name if bare else f"จังหวัด{office.province.name}",
        "emblem": "" if office.uses_printed_paper else office.emblem.name or "",
    }


def verify_url(token: str) -> str:
    """The public address at which a paper with this token can be checked."""
    return settings.PUBLIC_URL + reverse("documents-public:verify", args=[token])


def paragraphs(text: str) -> tuple[str, ...]:
    """The lines of a plain text that say something."""
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def to_json(context: Any) -> dict[str, Any]:
    """A context as plain JSON, with its class and the format of the templates, to be kept beside the file."""
    return {"class": type(context).__name__, "format": FORMAT, "content": _plain(asdict(context))}


def from_json(kind: type[Context], kept: dict[str, Any]) -> Context:
    """The context that `to_json` kept, as an instance of its class.

    Raises ValueError when it was kept from another class or by another format: such a paper is reprinted from its
    bytes, never set again.
    """
    if kept.get("class") != kind.__name__ or kept.get("format") != FORMAT:
        raise ValueError(f"This context is no {kind.__name__} of format {FORMAT}.")
    return _typed(kind, kept["content"])


def _typed(kind: Any, value: Any) -> Any:
    """A value read from JSON, as the type that its field declares: dataclasses, tuples of them, dates."""
    origin = typing.get_origin(kind)
    if origin in {typing.Union, types.UnionType}:
        if value is None:
            return None
        (kind,) = (part for part in typing.get_args(kind) if part is not type(None))
        return _typed(kind, value)
    if origin is tuple:
        inner = typing.get_args(kind)[0]
        return tuple(_typed(inner, item) for item in value)
    if dataclasses.is_dataclass(kind):
        hints = typing.get_type_hints(kind)
        return kind(**{name: _typed(hints[name], item) for name, item in value.items()})
    if kind in {date, datetime}:
        return kind.fromisoformat(value)
    return value


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, date | datetime):
        return value.isoformat()
    return value
