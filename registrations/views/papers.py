"""The papers of an entry at the counter and after it: the checklist, one paper that comes later, certificates,
exceptions that the province proposes; and the lists of what is missing and of what runs out."""

from datetime import timedelta

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from office import clock
from office.forms import ReasonForm
from rounds.models import Round
from thai.dates import in_bangkok

from .. import actions
from ..checklist import SOON, PaperLine, papers_of, papers_of_all, reference_day
from ..checklist_forms import CertificateForm, ChecklistForm, PaperFilterForm, PaperForm
from ..models import Entry, Producer, StandardCertificate, Waiver
from ..window import window_of
from .common import PER_PAGE, area_of, bound, intake, own_entry, paged


def papers_context(request: HttpRequest, entry: Entry) -> dict[str, object]:
    """Where the papers of an entry stand, and what this person may still write down."""
    now = clock.now()
    looked_at = entry.status in actions.LOOKED_AT
    in_window = request.user.is_provincial or window_of(entry.producer, entry.round).accepts(now)
    today = in_bangkok(now).date()
    papers = papers_of(entry)
    return {
        "papers": papers,
        "overdue": {line.requirement.pk for line in papers.overdue(today)},
        "may_check": looked_at and in_window,
        "may_take": {
            line.requirement.pk
            for line in papers.lines
            # As the act asks it: a day that was set for this very paper, not the end of the intake in its place.
            if looked_at and (in_window or (line.check and line.check.due_on and line.check.due_on >= today))
        },
        "proposed": {
            waiver.requirement_id: waiver
            for waiver in Waiver.objects.waiting().filter(entry=entry).select_related("proposed_by")
        },
        "may_waive": looked_at and request.user.is_provincial,
    }


@intake
@require_safe
def paper_list(request: HttpRequest) -> HttpResponse:
    """Entries of the current round whose papers are not complete, those past their day first."""
    round = Round.objects.current()
    filters = PaperFilterForm(request.GET)
    filters.is_valid()
    only_overdue = filters.cleaned_data.get("state") == "overdue"
    today = timezone.localdate()
    entries = Entry.objects.for_user(request.user).filter(round=round, status__in=actions.LOOKED_AT)
    entries = entries.matching(filters.cleaned_data.get("q", ""))
    entries = list(entries.select_related("round", "producer__district", "group").order_by("number", "pk"))
    found = [papers for papers in papers_of_all(entries).values() if papers.missing]
    late = sum(bool(papers.overdue(today)) for papers in found)
    rows = [
        (papers, papers.overdue(today), min(line.due_on for line in papers.missing))
        for papers in found
        if not only_overdue or papers.overdue(today)
    ]
    rows.sort(key=lambda row: (row[2], row[0].entry.number, row[0].entry.pk))
    context = {
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "filters": filters,
        "unknown": bool(filters.errors),
        "filtered": any(filters.cleaned_data.values()),
        "total": len(found),
        "late": late,
        "round": round,
        "area": area_of(request),
        "today": today,
        "now": timezone.now(),
    }
    return render(request, "registrations/paper_list.html", context)


@intake
@require_http_methods(["GET", "HEAD", "POST"])
def entry_papers(request: HttpRequest, pk: int) -> HttpResponse:
    """The checklist of one entry, as a whole."""
    entry = own_entry(request, pk)
    checklist = ChecklistForm(bound(request), round=entry.round, producer=entry.producer, entry=entry)
    if request.method == "POST" and checklist.is_valid():
        try:
            actions.record_papers(entry, actor=request.user, **checklist.typed())
        except ValidationError as error:
            checklist.refuse(error)
        else:
            missing = len(papers_of(entry).missing)
            said = f"บันทึกผลตรวจเอกสารแล้ว ยังขาด {missing} รายการ" if missing else "บันทึกผลตรวจเอกสารแล้ว เอกสารครบ"
            messages.success(request, said)
            return redirect(entry)
        entry = own_entry(request, pk)
    context = {"entry": entry, "checklist": checklist, "form": checklist}
    return render(request, "registrations/entry_papers.html", context)


def _line(entry: Entry, requirement: int) -> PaperLine:
    """The line of this requirement, where the entry is asked for it; an address of another paper is unknown."""
    line = next((line for line in papers_of(entry).lines if line.requirement.pk == requirement), None)
    if line is None:
        raise Http404
    return line


@intake
@require_http_methods(["GET", "HEAD", "POST"])
def entry_paper(request: HttpRequest, pk: int, requirement: int) -> HttpResponse:
    """One paper that comes later, or another day for it."""
    entry = own_entry(request, pk)
    line = _line(entry, requirement)
    initial = {"due_on": line.check and line.check.due_on, "note": line.note}
    form = PaperForm(bound(request), requirement=line.requirement, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.hand_in_paper(entry, requirement=line.requirement, actor=request.user, answer=form.answer)
        except ValidationError as error:
            form.refuse(error)
            entry = own_entry(request, pk)
        else:
            messages.success(request, f"บันทึกแล้ว: {line.requirement.name}")
            return redirect(entry)
    context = {"entry": entry, "line": line, "form": form, "today": timezone.localdate()}
    return render(request, "registrations/entry_paper.html", context)


@intake
@require_http_methods(["GET", "HEAD", "POST"])
def entry_certificates(request: HttpRequest, pk: int, certificate: int | None = None) -> HttpResponse:
    """The certificates of the entry's product, what they are worth on the round's day; one is added or corrected."""
    entry = own_entry(request, pk)
    held = StandardCertificate.objects.filter(product=entry.product_id) if entry.product_id else None
    row = None
    if certificate is not None:
        row = get_object_or_404(held if held is not None else StandardCertificate.objects.none(), pk=certificate)
    initial = {name: getattr(row, name) for name in actions.CERTIFICATE_FIELDS} if row else {}
    form = CertificateForm(bound(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            saved = actions.save_certificate(entry, actor=request.user, certificate=row, **form.cleaned_data)
        except ValidationError as error:
            form.refuse(error)
            entry = own_entry(request, pk)
        else:
            messages.success(request, f"บันทึกใบรับรอง {saved} แล้ว")
            return redirect(entry)
    context = {
        "entry": entry,
        "form": form,
        "row": row,
        "held": held if held is not None else [],
        "standards": papers_of(entry).standards,
        "day": reference_day(entry.round, entry.submitted_at),
    }
    return render(request, "registrations/entry_certificates.html", context)


@intake
@require_http_methods(["GET", "HEAD", "POST"])
def waiver_propose(request: HttpRequest, pk: int, requirement: int) -> HttpResponse:
    """The province asks for an exception; another person decides it on the staff's pages."""
    if not request.user.is_provincial:
        raise Http404
    entry = own_entry(request, pk)
    line = _line(entry, requirement)
    form = ReasonForm(bound(request))
    if request.method == "POST" and form.is_valid():
        try:
            actions.propose_waiver(
                entry, requirement=line.requirement, actor=request.user, reason=form.cleaned_data["reason"]
            )
        except ValidationError as error:
            form.add_error(None, error.messages)
            entry = own_entry(request, pk)
        else:
            messages.success(request, "เสนอข้อยกเว้นแล้ว รอผู้ดูแลระบบจังหวัดอีกคนพิจารณา")
            return redirect(entry)
    return render(request, "registrations/waiver_propose.html", {"entry": entry, "line": line, "form": form})


@intake
@require_safe
def certificate_list(request: HttpRequest) -> HttpResponse:
    """Certificates that do not reach to the round's day, or run out within ninety days of it."""
    round = Round.objects.current()
    day = reference_day(round) if round else timezone.localdate()
    certificates = StandardCertificate.objects.filter(
        product__producer__in=Producer.objects.for_user(request.user), expires_on__lt=day + SOON
    )
    expired = certificates.filter(expires_on__lt=day).count()
    state = request.GET.get("state", "")
    if state == "expired":
        certificates = certificates.filter(expires_on__lt=day)
    elif state == "soon":
        certificates = certificates.filter(Q(expires_on__gte=day))
    rows = certificates.select_related("product__producer__district").order_by("-expires_on", "pk")
    context = {
        "page": paged(request, rows),
        "round": round,
        "day": day,
        "until": day + SOON - timedelta(days=1),
        "state": state if state in {"expired", "soon"} else "",
        "expired": expired,
        "area": area_of(request),
    }
    return render(request, "registrations/certificate_list.html", context)
