"""How every public page is kept by caches, whichever room it belongs to."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import conditional_page, require_safe

MAX_AGE_SECONDS = 10


def public_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page that any cache may keep for ten seconds, for visitors without a cookie; the ETag is that of its bytes.

    The bytes are what a reader sees: the day counted down, the round's dates and the office's telephone included, so a
    copy is never called fresh when it is not.  There is no Last-Modified: a withdrawal makes the newest date older.
    """

    @require_safe
    @conditional_page
    @wraps(view)
    def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        patch_vary_headers(response, ["Cookie"])
        del response.headers["Last-Modified"]
        stranger = settings.SESSION_COOKIE_NAME not in request.COOKIES and "messages" not in request.COOKIES
        response.headers["Cache-Control"] = f"public, max-age={MAX_AGE_SECONDS}" if stranger else "private, no-cache"
        return response

    return shown
