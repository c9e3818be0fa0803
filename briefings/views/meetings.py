"""Briefings for those who are invited: when, where, and how to join."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from ..models import SECRET_FIELDS, Briefing


@login_required
@require_safe
def briefing_list(request: HttpRequest) -> HttpResponse:
    briefings = Briefing.objects.for_user(request.user).select_related("round").defer(*SECRET_FIELDS)
    when = request.GET.get("when", "")
    now = timezone.now()
    if when == "past":
        briefings = briefings.filter(ends_at__lt=now)
    elif when == "all":
        pass
    else:
        when = "coming"
        briefings = briefings.filter(ends_at__gte=now).order_by("starts_at", "pk")
    page = Paginator(briefings, 20).get_page(request.GET.get("page"))
    return render(request, "briefings/briefing_list.html", {"page": page, "when": when})


@login_required
@require_safe
def briefing_detail(request: HttpRequest, pk: int) -> HttpResponse:
    briefing = get_object_or_404(
        Briefing.objects.for_user(request.user).select_related("round").defer(*SECRET_FIELDS), pk=pk
    )
    # What is not asked of the database cannot be shown.
    invited = Briefing.objects.inviting(request.user).filter(pk=pk).first()
    context = {"briefing": briefing, "invited": invited, "agenda": briefing.agenda.all()}
    return render(request, "briefings/briefing_detail.html", context)
