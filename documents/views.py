"""The stored file of a paper, for those who may see it; and the letters that a district officer gets."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from thai.digits import to_arabic

from . import actions
from .downloads import pdf_file, pdf_response
from .models import Dispatch, Paper
from .papers import LetterContext, context_of
from .rules import PaperStatus

__all__ = ["letter_detail", "letter_list", "letter_pdf", "paper_pdf", "pdf_file", "pdf_response"]

PER_PAGE = 20
STATES = {"waiting": "รอรับทราบ", "done": "รับทราบแล้ว", "ended": "ยกเลิกหรือมีฉบับใหม่แทน"}


@login_required
@require_safe
def paper_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """Reprint: the stored bytes, never a new rendering."""
    paper = get_object_or_404(Paper.objects.for_user(request.user).exclude(sha256=""), pk=pk)
    return pdf_response(paper, request)


# -- the district officer's letters -------------------------------------------------------------------------------


def _own(request: HttpRequest) -> QuerySet[Dispatch]:
    """What was sent to the officer's own district, also for an officer who works for the province as well."""
    district = request.user.officer_district_id
    if district is None:
        raise Http404
    rows = Dispatch.objects.for_user(request.user).sent().filter(district_id=district)
    return rows.select_related("paper", "acknowledged_by")


def _in_state(rows: QuerySet[Dispatch], state: str) -> QuerySet[Dispatch]:
    if state == "waiting":
        return rows.waiting()
    if state == "done":
        return rows.filter(acknowledged_at__isnull=False, paper__status=PaperStatus.ISSUED)
    return rows.exclude(paper__status=PaperStatus.ISSUED) if state == "ended" else rows


@login_required
@require_safe
def letter_list(request: HttpRequest) -> HttpResponse:
    """Letters to the own district, the latest first; `?state=` chooses."""
    rows = _own(request).order_by("-sent_at", "-pk")
    asked = request.GET.get("state", "")
    state = asked if asked in STATES else ""
    page = Paginator(_in_state(rows, state), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "state": state,
        "states": STATES,
        "unknown": asked != state,
        "waiting": rows.waiting().count(),
        "today": timezone.localdate(),
    }
    return render(request, "documents/letter_list.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def letter_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One letter: what it asks for and by when; POST acknowledges it."""
    dispatch = get_object_or_404(_own(request).select_related("paper__replacement", "district"), pk=pk)
    problem = ""
    if request.method == "POST":
        before = dispatch.acknowledged_at
        try:
            actions.acknowledge(dispatch, actor=request.user)
        except ValidationError as error:
            problem = " ".join(error.messages)
        else:
            if before is None:
                messages.success(request, "บันทึกว่าอำเภอรับทราบหนังสือนี้แล้ว จังหวัดเห็นทันที")
            return redirect("letters:letter-detail", pk=pk)
    shown = _shown(dispatch) | {"problem": problem, "today": timezone.localdate()}
    return render(request, "documents/letter_detail.html", shown, status=409 if problem else 200)


def _shown(dispatch: Dispatch) -> dict[str, Any]:
    paper = dispatch.paper
    try:
        context = context_of(paper)
    except ValueError:  # kept by an older format of the papers: its bytes say everything
        context = None
    replacement = getattr(paper, "replacement", None)
    newer = None
    if replacement is not None and paper.status == PaperStatus.REPLACED:
        newer = replacement.dispatches.sent().filter(district_id=dispatch.district_id).first()
    return {
        "dispatch": dispatch,
        "paper": paper,
        "letter": context if isinstance(context, LetterContext) else None,
        "prefix": to_arabic(context.prefix) if isinstance(context, LetterContext) else "",
        "replacement": replacement if paper.status == PaperStatus.REPLACED else None,
        "newer": reverse("letters:letter-detail", args=[newer.pk]) if newer else "",
    }


@login_required
@require_safe
def letter_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The district's own copy, or the letter itself where all copies are the same."""
    return pdf_response(get_object_or_404(_own(request), pk=pk), request)
