"""Briefings for those who are invited: when, where, how to join, and the answer whether one comes."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, Prefetch, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from office.models import Office

from .. import actions
from ..forms import AnswerForm
from ..ics import CONTENT_TYPE, calendar
from ..models import SECRET_FIELDS, Briefing
from ..rules import BriefingStatus

PER_PAGE = 20


@login_required
@require_safe
def briefing_list(request: HttpRequest) -> HttpResponse:
    """Those that one is invited to first, with the answer; then all others."""
    own = actions.own_invitations(request.user)
    briefings = (
        Briefing.objects.for_user(request.user)
        .defer(*SECRET_FIELDS)
        .annotate(is_own=Exists(own.filter(briefing=OuterRef("pk"))))
        .prefetch_related(Prefetch("invitations", queryset=own.order_by("pk"), to_attr="own_invitations"))
    )
    when = request.GET.get("when", "")
    past = Q(ends_at__lt=timezone.now()) | Q(status=BriefingStatus.HELD)
    if when == "past":
        briefings = briefings.filter(past).order_by("-starts_at", "pk")
    elif when == "all":
        briefings = briefings.order_by("-starts_at", "pk")
    else:
        when = "coming"
        briefings = briefings.exclude(past).order_by("-is_own", "starts_at", "pk")
    page = Paginator(briefings, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "briefings/briefing_list.html", {"page": page, "when": when})


@login_required
@require_safe
def briefing_detail(request: HttpRequest, pk: int) -> HttpResponse:
    briefing = get_object_or_404(
        Briefing.objects.for_user(request.user).select_related("round").defer(*SECRET_FIELDS), pk=pk
    )
    # What is not asked of the database cannot be shown.
    invited = Briefing.objects.inviting(request.user).filter(pk=pk).first()
    own = list(actions.own_invitations(request.user).filter(briefing=briefing).order_by("pk"))
    context = {
        "briefing": briefing,
        "invited": invited if briefing.status == BriefingStatus.PLANNED else None,
        "own": own,
        "has_calendar": bool(own) or invited is not None,
        "stale": any(one.answered_at and one.answered_at < briefing.changed_at for one in own),
        "closed": actions.why_closed(briefing),
        "came": () if request.user.is_provincial else briefing.attendances.for_user(request.user),
        "agenda": briefing.agenda.all(),
        "files": briefing.files.all() if invited is not None else (),
    }
    return render(request, "briefings/briefing_detail.html", context)


@login_required
@require_safe
def briefing_ics(request: HttpRequest, pk: int) -> HttpResponse:
    """The calendar file of a meeting, for those invited; it holds nothing that opens the meeting."""
    mine = Q(pk__in=Briefing.objects.inviting(request.user).values("pk"))
    mine |= Q(pk__in=actions.own_invitations(request.user).values("briefing"))
    briefing = get_object_or_404(Briefing.objects.filter(mine).defer(*SECRET_FIELDS), pk=pk)
    agenda = list(briefing.agenda.values_list("title", flat=True))
    content = calendar(briefing, office=Office.objects.first(), agenda=agenda)
    response = HttpResponse(content, content_type=CONTENT_TYPE)
    response.headers["Content-Disposition"] = f'attachment; filename="meeting-{briefing.pk}.ics"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def invitation_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """The own invitation, or that of the own district office: coming, sending somebody, not coming."""
    rows = actions.own_invitations(request.user).select_related("briefing")
    row = get_object_or_404(rows.defer(*(f"briefing__{name}" for name in SECRET_FIELDS)), pk=pk)
    initial = {name: getattr(row, name) for name in AnswerForm.base_fields}
    form = AnswerForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        try:
            actions.answer_invitation(row, actor=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, ValidationError(error.messages))
        else:
            messages.success(request, f"บันทึกคำตอบแล้ว: {row.get_answer_display()} จังหวัดเห็นทันที")
            return redirect(row.briefing)
    context = {"invitation": row, "briefing": row.briefing, "form": form, "closed": actions.why_closed(row.briefing)}
    return render(request, "briefings/invitation_answer.html", context)
