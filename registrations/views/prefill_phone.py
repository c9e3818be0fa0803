"""The phone at the door: the application filled in while waiting.  No account, and nothing of the register is told.

A phone carries one signed cookie that no script reads: the tokens of what it has sent, so that it may show and correct
that, and nothing else.
"""

import uuid
from base64 import b64encode
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from documents.rendering import qr_png
from office.visitors import address_of
from rounds.models import Round

from .. import actions
from ..actions.prefills import seconds_to_wait, takes_prefills
from ..models import Prefill
from ..prefill_forms import PrefillForm, districts

COOKIE, SALT = "opc_prefill", "registrations.prefill"
COOKIE_SECONDS = 8 * 24 * 60 * 60
# Whoever helps fills in for several producers on one phone.
MOST_ON_A_PHONE = 20


@require_http_methods(["GET", "HEAD", "POST"])
def fill(request: HttpRequest) -> HttpResponse:
    """An empty form; sent, it becomes a code."""
    round = Round.objects.current()
    if round is None or not takes_prefills(round):
        return _page(request, "prefill_closed.html", {"round": round}, status=200 if _reads(request) else 409)
    initial = {"district": _asked_district(request), "kind": "main"}
    form = PrefillForm(request.POST if request.method == "POST" else None, initial=initial, round=round)
    if request.method == "POST" and form.is_valid():
        return _kept(request, form, round, None)
    context = {
        "form": form,
        "round": round,
        "own": _own(request),
        "district": dict(districts()).get(initial["district"]),
    }
    return _page(request, "prefill_form.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, code: str) -> HttpResponse:
    """What this phone sent, to be corrected; any other code is answered like one that nobody has."""
    prefill = next((row for row in _own(request) if row.code == code), None)
    if prefill is None:
        return _private(redirect("prefill:fill"))
    if prefill.is_opened or not prefill.is_waiting():
        return _private(redirect("prefill:done"))
    initial = {**prefill.initial(), "district": prefill.district_id, "said": prefill.said, "phone": prefill.phone}
    initial["form_token"] = prefill.token
    form = PrefillForm(request.POST if request.method == "POST" else None, initial=initial, round=prefill.round)
    if request.method == "POST" and form.is_valid():
        return _kept(request, form, prefill.round, prefill)
    return _page(request, "prefill_form.html", {"form": form, "round": prefill.round, "prefill": prefill})


@require_safe
def done(request: HttpRequest) -> HttpResponse:
    """The code in the hand: letters, how they are called, and a picture for the officer's scanner."""
    own = _own(request)
    if not own:
        return _private(redirect("prefill:fill"))
    cards = [(row, f"data:image/png;base64,{b64encode(qr_png(row.code)).decode()}") for row in own]
    return _page(request, "prefill_done.html", {"cards": cards[:1], "others": own[1:]})


def _reads(request: HttpRequest) -> bool:
    return request.method in {"GET", "HEAD"}


def _asked_district(request: HttpRequest) -> str:
    """The poster of a district carries its code; anything else is no choice."""
    asked = request.GET.get("d", "")
    return asked if asked in dict(districts()) else ""


def _kept(request: HttpRequest, form: PrefillForm, round: Round, prefill: Prefill | None) -> HttpResponse:
    """Keeps what was typed, or shows the form again with the sentence why not."""
    address = address_of(request)
    try:
        if prefill is None:
            prefill = actions.fill_prefill(
                round=round, token=form.cleaned_data["form_token"], address=address, **form.typed
            )
        else:
            actions.correct_prefill(prefill, address=address, **form.typed)
    except ValidationError as error:
        form.add_error(None, error.messages)
        wait = seconds_to_wait(address)
        response = _page(
            request,
            "prefill_form.html",
            {"form": form, "round": round, "prefill": prefill},
            status=429 if wait else 409,
        )
        if wait:
            response.headers["Retry-After"] = str(wait)
        return response
    response = redirect("prefill:done")
    tokens = [prefill.token, *(token for token in _tokens(request) if token != prefill.token)][:MOST_ON_A_PHONE]
    response.set_signed_cookie(
        COOKIE, ".".join(token.hex for token in tokens), salt=SALT, max_age=COOKIE_SECONDS, path="/f/", httponly=True,
        samesite="Lax", secure=settings.SESSION_COOKIE_SECURE,
    )  # fmt: skip
    return _private(response)


def _tokens(request: HttpRequest) -> list[uuid.UUID]:
    text = request.get_signed_cookie(COOKIE, default="", salt=SALT, max_age=COOKIE_SECONDS)
    return [uuid.UUID(part) for part in text.split(".") if len(part) == 32]


def _own(request: HttpRequest) -> list[Prefill]:
    """What this phone has sent and what is still kept, the latest first."""
    tokens = _tokens(request)
    if not tokens:
        return []
    rows = Prefill.objects.filter(token__in=tokens).select_related("district", "round", "entry")
    found = {row.token: row for row in rows}
    return [found[token] for token in tokens if token in found]


def _private(response: HttpResponse) -> HttpResponse:
    response.headers["Cache-Control"] = "no-store, private"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _page(request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    return _private(render(request, f"registrations/{template}", context, status=status))
