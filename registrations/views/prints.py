"""What an officer prints: the receipt, the labels, the list that goes with the products."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_safe

from office.models import District
from rounds.models import Round

from ..forms import EntryFilterForm
from ..models import Entry
from ..papers import DELIVERED, delivery_manifest, label_sheet
from ..papers import entry_receipt as receipt_of
from .common import RECEIVED, intake, own_entry, pdf_or_sentence


@intake
@require_safe
def entry_receipt(request: HttpRequest, pk: int) -> HttpResponse:
    """ใบรับสมัคร as a PDF, from the moment the entry was submitted."""
    entry = own_entry(request, pk)
    if not entry.number or entry.status not in RECEIVED:
        messages.error(request, f"{entry} อยู่ในสถานะ “{entry.get_status_display()}” จึงยังไม่มีใบรับสมัคร")
        return redirect(entry)
    return pdf_or_sentence(request, "receipt", receipt_of(entry), f"ใบรับสมัคร {entry.number}.pdf", back=entry)


def _delivered(request: HttpRequest, round: Round) -> tuple[QuerySet[Entry], District | None]:
    """Entries of the round whose products are handed over, sorted by group and number; and whose district they are
    of: the officer's own, the one that the province has asked for, or None for all."""
    entries = Entry.objects.for_user(request.user).filter(round=round, status__in=DELIVERED).exclude(number="")
    district = None
    if not request.user.is_provincial:
        district = request.user.district
    elif code := request.GET.get("district", ""):
        district = get_object_or_404(District, pk=code[:10])
        entries = entries.filter(producer__district=district)
    rows = entries.select_related("group", "producer__district").order_by("group__order", "group", "number", "pk")
    return rows, district


@intake
@require_safe
def product_labels(request: HttpRequest) -> HttpResponse:
    """ป้ายผลิตภัณฑ์ of the current round, filtered by the address as the list of entries is."""
    round = Round.objects.current()
    if round is None:
        raise Http404
    entries, district = _delivered(request, round)
    filters = EntryFilterForm(request.GET, round=round)
    filters.is_valid()
    chosen = filters.cleaned_data
    for name in ("status", "group"):
        if chosen.get(name):
            entries = entries.filter(**{name: chosen[name]})
    place = f"อำเภอ{district.name}" if district else "ทั้งจังหวัด"
    context = label_sheet(entries.matching(chosen.get("q", "")), place=place)
    if not context.labels:
        messages.error(request, "ไม่มีผลิตภัณฑ์ที่ยื่นแล้วตามที่เลือก จึงไม่มีป้ายให้พิมพ์")
        return redirect("registrations:entry-list")
    return pdf_or_sentence(request, "label", context, f"{context.title}.pdf", back="registrations:entry-list")


@intake
@require_safe
def product_manifest(request: HttpRequest) -> HttpResponse:
    """บัญชีนำส่งผลิตภัณฑ์ of the district in the current round; of all districts for the province."""
    round = Round.objects.current()
    if round is None:
        raise Http404
    entries, district = _delivered(request, round)
    context = delivery_manifest(entries, round, district=district)
    name = f"บัญชีนำส่งผลิตภัณฑ์ {context.place}".strip()
    return pdf_or_sentence(request, "manifest", context, f"{name}.pdf", back="registrations:entry-list")
