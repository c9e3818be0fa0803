"""Where an anonymous visitor comes from, for limits on tries."""

import ipaddress
import time
from math import ceil

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest


def address_of(request: HttpRequest) -> str:
    """The visitor's address, as the sign-in sees it; of IPv6 the network that one household or office has."""
    try:
        address = ipaddress.ip_address(get_adapter().get_client_ip(request))
    except (PermissionDenied, ValueError):  # behind a proxy that does not say
        return "unknown"
    if isinstance(address, ipaddress.IPv6Address):
        return str(ipaddress.IPv6Network((address, 64), strict=False).network_address)
    return str(address)


def seconds_after_a_miss(what: str, address: str, *, of_an_address: int, of_the_site: int, window: int = 600) -> int:
    """Counts a try that found nothing; the seconds to wait when there have been too many in the window, else 0.

    For secrets too long to be guessed: two misses at the same moment may count as one, and past the limit nothing is
    written, so that a flood costs a question and no more.  Who holds the secret is never asked.
    """
    now = time.time()
    counters = {f"{what}-misses:{address}": of_an_address, f"{what}-misses:site": of_the_site}
    seen = cache.get_many(counters)
    for key, most in counters.items():
        count, until = seen.get(key, (0, 0.0))
        if until > now and count >= most:
            return ceil(until - now)
    for key in counters:
        count, until = seen.get(key, (0, 0.0))
        if until <= now:
            count, until = 0, now + window
        cache.set(key, (count + 1, until), timeout=until - now)
    return 0
