"""Whose form a page is: the signed field by which what was typed finds its way back to the person who typed it.

A page with a long form carries it, so that nothing is lost when the sign-in has lapsed, and so that nothing typed by
one person reaches the next one at the same counter PC.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.core import signing
from django.http import HttpRequest, QueryDict
from django.utils.datastructures import MultiValueDict

from office.models import User

from .models import KeptForm

FIELD: Final = "kept"
_SALT: Final = "registrations.kept"
# As long as a session may last, and the night after.
_SECONDS: Final = 24 * 60 * 60
# What the pages' forms ask.  A name that is not here is not kept: no token, no file, no citizen id.
_NAMES: Final = frozenset({"kind", "product", "name", "group", "set_items", "description", "version"})
_PREFIXES: Final = ("papers-", "sample-")


@dataclass(frozen=True)
class Opened:
    """The person a page was made for, and its address."""

    user_pk: int
    address: str


def sign(user: User, address: str) -> str:
    return signing.dumps([user.pk, address], salt=_SALT)


def opened_by(request: HttpRequest) -> Opened | None:
    """Whose page was sent; None when the field is missing, old or not ours."""
    try:
        user_pk, address = signing.loads(request.POST.get(FIELD, "")[:1000], salt=_SALT, max_age=_SECONDS)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return Opened(user_pk, address)


def typed_in(posted: QueryDict) -> dict[str, list[str]]:
    """What was typed, of the fields that are kept."""
    return {
        name: values
        for name, values in posted.lists()
        if (name in _NAMES or name.startswith(_PREFIXES)) and any(values)
    }


def kept_of(user: User, address: str) -> KeptForm | None:
    kept = KeptForm.objects.for_user(user).filter(address=address)
    return kept.exclude(pk__in=kept.stale()).first()


def as_posted(data: Mapping[str, Sequence[str]], **more: str) -> MultiValueDict:
    """Kept fields in the shape that forms read."""
    posted = MultiValueDict({name: list(values) for name, values in data.items()})
    for name, value in more.items():
        posted[name] = value
    return posted
