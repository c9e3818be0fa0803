"""Public pages: no sign-in, no script, addresses that can be shared.

Each takes its moment once and starts from `Announcement.objects.published(at)`; whatever that leaves out is answered
404 like an address that never was.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from documents.models import Paper
from documents.views import pdf_response
from office.public_pages import public_page
from rounds.models import Round
from thai.dates import in_bangkok

from .forms import AnnouncementFilterForm, CertificateSearchForm, ResultSearchForm
from .models import Announcement, Certificate
from .pages import conditions_of, detail_context, results_by_round, stages_of, tallies, tally, window_of
from .rules import AnnouncementKind


@public_page
def home(request: HttpRequest) -> HttpResponse:
    at = timezone.now()
    visible = Announcement.objects.published(at)
    round = Round.objects.current()
    context: dict[str, Any] = {
        "round": round,
        "announcements": visible.select_related("round")[:5],
        "results": results_by_round(visible)[:3],
    }
    if round is not None:
        context |= {
            "window": window_of(round, at),
            "conditions": conditions_of(round),
            "groups": round.groups.filter(is_active=True),
            "stages": stages_of(round, round.steps.all(), in_bangkok(at).date()),
            "call": visible.filter(round=round, kind=AnnouncementKind.CALL).first(),
        }
    return render(request, "announcements/home.html", context)


@public_page
def announcement_list(request: HttpRequest) -> HttpResponse:
    visible = Announcement.objects.published()
    form = AnnouncementFilterForm(request.GET)
    found = visible.select_related("round")
    if kind := form.chosen.get("kind"):
        found = found.filter(kind=kind)
    page = Paginator(found, 20).get_page(request.GET.get("page"))
    context = {"form": form, "page": page, "total": visible.count() if form.chosen else page.paginator.count}
    return render(request, "announcements/announcement_list.html", context)


@public_page
def announcement_detail(request: HttpRequest, pk: int) -> HttpResponse:
    announcement = get_object_or_404(
        Announcement.objects.published().select_related("round", "paper", "paper__signatory"), pk=pk
    )
    return render(request, "announcements/announcement_detail.html", detail_context(announcement))


@public_page
def announcement_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    announcement = get_object_or_404(
        Announcement.objects.published().filter(paper__status=Paper.Status.ISSUED).select_related("paper"), pk=pk
    )
    return pdf_response(announcement.paper, request)


@public_page
def result_list(request: HttpRequest) -> HttpResponse:
    rounds = results_by_round(Announcement.objects.published())
    page = Paginator(rounds, 20).get_page(request.GET.get("page"))
    return render(request, "announcements/result_list.html", {"page": page, "tallies": tallies(page.object_list)})


@public_page
def result_round(request: HttpRequest, year_be: int, sequence: int) -> HttpResponse:
    visible = Announcement.objects.published().filter(round__year_be=year_be, round__sequence=sequence)
    results = next(iter(results_by_round(visible)), None)
    if results is None:
        raise Http404
    form = ResultSearchForm(request.GET, results=results)
    found = form.found().select_related("certificate__paper")
    page = Paginator(found, 50).get_page(request.GET.get("page"))
    table = tally(results.rows)
    context = {"results": results, "round": results.round, "form": form, "page": page, "tally": table}
    return render(request, "announcements/result_round.html", context)


@public_page
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "announcements/privacy.html")


# -- certificates, for those who hand them out -----------------------------------------------------------------------


def _of_the_province(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Signed in, and either provincial staff or the officer of a district."""

    @require_safe
    @login_required
    @wraps(view)
    def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not (request.user.is_provincial or request.user.officer_district_id):
            raise Http404
        return view(request, *args, **kwargs)

    return shown


@_of_the_province
def certificate_list(request: HttpRequest) -> HttpResponse:
    """The certificates of the officer's own district (of all districts, for the province), the newest first."""
    visible = Certificate.objects.for_user(request.user)
    form = CertificateSearchForm(request.GET)
    found = visible.matching(form.chosen.get("q", "")).select_related("paper", "result__announcement__round")
    page = Paginator(found, 25).get_page(request.GET.get("page"))
    context = {"form": form, "page": page, "total": visible.count() if form.chosen else page.paginator.count}
    return render(request, "announcements/certificate_list.html", context)


@_of_the_province
def certificate_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    certificate = get_object_or_404(Certificate.objects.for_user(request.user).select_related("paper"), pk=pk)
    return pdf_response(certificate.paper, request)
