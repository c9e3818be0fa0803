"""What the pages of the intake share: who comes in, whose rows are shown, where a producer stands."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from documents.rendering import render_paper
from documents.views import pdf_file
from rounds.models import Round

from ..eligibility import used_places, verdicts
from ..models import Entry, Producer

PER_PAGE = 25

View = Callable[..., HttpResponse]


def intake(view: View) -> View:
    """Signed in, and working with applications: an officer with a district, or provincial staff."""

    @wraps(view)
    @login_required
    def inside(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not (request.user.is_provincial or request.user.officer_district_id):
            raise Http404
        return view(request, *args, **kwargs)

    return inside


def paged(request: HttpRequest, rows: QuerySet) -> Page:
    return Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))


def area_of(request: HttpRequest) -> str:
    """Whose rows the pages show, in words."""
    if request.user.is_provincial:
        return "ทั้งจังหวัด"
    return f"อำเภอ{request.user.district.name}"


def own_entry(request: HttpRequest, pk: int) -> Entry:
    rows = Entry.objects.for_user(request.user).select_related(
        "round", "producer__district", "group", "product", "created_by"
    )
    return get_object_or_404(rows, pk=pk)


def own_producer(request: HttpRequest, pk: int) -> Producer:
    rows = Producer.objects.for_user(request.user).select_related("district", "subdistrict")
    return get_object_or_404(rows.prefetch_related("registrations", "products__certificates", "earlier_stars"), pk=pk)


def standing(request: HttpRequest, producer: Producer, round: Round | None) -> dict[str, Any]:
    """Where a producer stands in the round: places used, and the verdict on each clause."""
    if round is None:
        return {"round": None, "verdicts": [], "used": [], "may_enter": False}
    used = used_places(producer, round)
    found = verdicts(producer, round, request.user, living=used)
    return {
        "round": round,
        "verdicts": found,
        "refused": [verdict for verdict in found if verdict.state == "fail"],
        "used": used,
        "may_enter": all(verdict.state != "fail" for verdict in found),
    }


def bound(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def pdf_or_sentence(request: HttpRequest, kind: str, context: Any, name: str, *, back: Any) -> HttpResponse:
    """The paper, or the page that it was asked for from with the sentence why there is none."""
    try:
        return pdf_file(render_paper(kind, context), name)
    except ValidationError as error:
        for sentence in error.messages:
            messages.error(request, sentence)
        return redirect(back)
