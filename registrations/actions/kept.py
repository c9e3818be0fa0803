"""Keeping what was typed and not saved.  No official act: nothing of it counts, and the journal is silent about it."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from office.models import User
from thai.text import normalise_block

from ..models import KeptForm

MOST_FIELDS = 200
MOST_LETTERS = 60_000


@transaction.atomic
def keep_form(
    user: User, *, address: str, data: Mapping[str, Sequence[str]], at: datetime | None = None
) -> KeptForm | None:
    """Keeps the latest state of a page for its own user, in place of an earlier one; None where nothing was typed.

    Too much for any form of ours is cut off, not refused: whoever sends it has nothing to lose.
    """
    at, left, kept = at or timezone.now(), MOST_LETTERS, {}
    for name, values in list(data.items())[:MOST_FIELDS]:
        # Databases refuse NUL and halves of letters in JSON.
        kept[normalise_block(name)[:100]] = said = [normalise_block(value[:left]) for value in values[:MOST_FIELDS]]
        left -= sum(map(len, said))
        if left <= 0:
            break
    # Everybody's, not the own ones alone: who does not come back would leave theirs for ever.
    forget_kept_forms(at=at)
    if not any(any(values) for values in kept.values()):
        return None
    form, _ = KeptForm.objects.update_or_create(user=user, address=address, defaults={"data": kept, "updated_at": at})
    return form


def forget_kept_forms(*, at: datetime | None = None) -> int:
    """Deletes those that nobody came back for in a week, whoever typed them; returns how many."""
    return KeptForm.objects.stale(at).delete()[0]


def forget_form(user: User, *, address: str) -> None:
    KeptForm.objects.for_user(user).filter(address=address).delete()
