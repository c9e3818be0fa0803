"""Watching the intake: who is missing, and what has come in.  Both pages look again by themselves."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from rounds.models import Round

from ..board import Board, boards
from ..list_forms import MissingFilterForm, districts_of
from ..missing import totals
from ..models import Entry
from .common import area_of, intake, paged


@intake
@require_safe
def missing_list(request: HttpRequest) -> HttpResponse:
    """The register seen from the round: who has not come yet, with a telephone, and totals that add up."""
    round = Round.objects.current()
    if round is None:
        return render(request, "registrations/missing_list.html", {"area": area_of(request)})
    filters = MissingFilterForm(request.GET, user=request.user, round=round)
    rows = filters.rows()
    lines, everywhere = totals(filters.everyone(), districts_of(request.user))
    context = {
        "round": round,
        "area": area_of(request),
        "filters": filters,
        "unknown": bool(filters.errors),
        "page": paged(request, rows),
        "lines": lines,
        "everywhere": everywhere,
        "now": timezone.now(),
    }
    return render(request, "registrations/missing_list.html", context)


def boards_shown(request: HttpRequest, round: Round, now: datetime) -> tuple[Board, Board]:
    """The day's board and the whole one, of what this person may see."""
    return boards(
        Entry.objects.for_user(request.user).filter(round=round),
        groups=round.groups.order_by("order", "pk"),
        districts=districts_of(request.user),
        day=timezone.localdate(now),
    )


@intake
@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """กระดานวันรับสมัคร: today and in all, by district and product group."""
    round, now = Round.objects.current(), timezone.now()
    context = {"round": round, "area": area_of(request), "now": now, "wall": request.GET.get("screen") == "wall"}
    if round is not None:
        today, whole = boards_shown(request, round, now)
        context["tables"] = [("วันนี้", today, timezone.localdate(now)), ("ทั้งหมด", whole, None)]
    return render(request, "registrations/board.html", context)
