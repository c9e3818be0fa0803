"""Tries that are limited: wrong digits, forms from nobody we know.  Counted in the cache, for all processes together.

A room says what it counts with `Limit`s, asks `seconds_to_wait` before it looks anything up, and calls `count` for each
try.  Past a limit nothing is looked up, so nothing is told; the moment it is reached stands in the journal once.
"""

import time
from collections.abc import Iterable
from dataclasses import dataclass, replace
from math import ceil

from django.core.cache import cache
from django.db import transaction

from . import journal
from .models import Office

MINUTE, HOUR, DAY = 60, 60 * 60, 24 * 60 * 60


@dataclass(frozen=True)
class Limit:
    """At most `most` tries in `seconds`, of one thing (an address, a number) or of the whole site.

    name: what is counted, for the cache; whose: of what, for the journal.
    """

    name: str
    most: int
    seconds: int
    whose: str = "ทั้งระบบ"

    def of(self, whose: str) -> "Limit":
        return replace(self, name=f"{self.name}:{whose}", whose=whose)


def seconds_to_wait(limits: Iterable[Limit]) -> int:
    """How long none of these may try; 0 while they may."""
    now, by_name = time.time(), {limit.name: limit for limit in limits}
    seen = cache.get_many(by_name)
    waits = [until - now for name, (tries, until) in seen.items() if tries >= by_name[name].most]
    return max((ceil(wait) for wait in waits if wait > 0), default=0)


@transaction.atomic
def count(limits: Iterable[Limit], *, verb: str) -> None:
    """Counts one try against each limit, one by one under the lock of the office's row: a hundred tries at the same
    moment count as a hundred.

    verb: the journal's line for a limit that this try has reached.
    """
    office = Office.objects.select_for_update(no_key=True).first()
    now, limits = time.time(), list(limits)
    seen = cache.get_many([limit.name for limit in limits])
    for limit in limits:
        tries, until = seen.get(limit.name, (0, 0.0))
        if until <= now:
            tries, until = 0, now + limit.seconds
        tries += 1
        cache.set(limit.name, (tries, until), timeout=until - now)
        if tries == limit.most and office is not None:
            journal.record(
                actor=None,
                verb=verb,
                target=office,
                reason=f"ครบ {limit.most} ครั้งใน {limit.seconds // MINUTE} นาที",
                after={"whose": limit.whose},
            )
