"""What an officer prints: the receipt, the labels, the list that goes with the products."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_safe

from documents.downloads import pdf_file
from documents.rendering import render_to_print
from office.forms import is_key
from office.models import District
from rounds.models import Round

from ..eligibility import reads_key
from ..forms import EntryFilterForm
from ..models import Entry, Sample
from ..papers import DELIVERED, delivery_manifest, label_sheet
from ..papers import entry_receipt as receipt_of
from ..rules import HELD, RECEIVED, SampleState
from .common import intake, own_entry, pdf_or_sentence
from .samples import RELATED, filtered


@intake
@require_safe
def entry_receipt(request: HttpRequest, pk: int) -> HttpResponse:
    """ใบรับสมัคร as a PDF, from the moment the entry was submitted."""
    entry = own_entry(request, pk)
    if not entry.number or entry.status not in RECEIVED:
        messages.error(request, f"{entry} อยู่ในสถานะ “{entry.get_status_display()}” จึงยังไม่มีใบรับสมัคร")
        return redirect(entry)
    return pdf_or_sentence(request, "receipt", receipt_of(entry), f"ใบรับสมัคร {entry.number}.pdf", back=entry)


@intake
@require_safe
def entry_handout(request: HttpRequest, pk: int) -> HttpResponse:
    """What the counter hands out, in one file that offers to print itself: the receipt, then the sample's label."""
    entry = own_entry(request, pk)
    # A label beside a receipt tells whose it is: only to who may know.
    if not entry.number or entry.status not in DELIVERED or not reads_key(request.user):
        return entry_receipt(request, pk)
    papers: list[tuple[str, Any]] = [("receipt", receipt_of(entry))]
    labels = label_sheet(Sample.objects.for_user(request.user).filter(entry=entry).select_related(*RELATED).held())
    if labels.labels:
        papers.append(("label", labels))
    try:
        return pdf_file(render_to_print(papers), f"ใบรับสมัครและป้าย {entry.number}.pdf")
    except ValidationError as error:
        for sentence in error.messages:
            messages.error(request, sentence)
        return redirect(entry)


def _asked(request: HttpRequest, round: Round) -> tuple[QuerySet[Sample], District | None]:
    """The samples that the address asks for, as the lists of samples and of entries do, sorted as labels and lists
    print them; and whose district they are of: the officer's own, the one that the province has asked for, or None."""
    samples, filters = filtered(request, round)
    of_entries = EntryFilterForm(request.GET, round=round)
    of_entries.is_valid()
    if of_entries.states:
        samples = samples.filter(entry__status__in=of_entries.states)
    district = None
    if not request.user.is_provincial:
        district = request.user.district
    elif code := request.GET.get("district", ""):
        district = get_object_or_404(filters.fields["district"].queryset, pk=code[:10])
    return samples.select_related(*RELATED).in_order(), district


@intake
@require_safe
def product_labels(request: HttpRequest) -> HttpResponse:
    """ป้ายตัวอย่าง of the current round, filtered by the address as the lists are; `producer` or `entry` for one alone.

    Those that are not held any more need none.  `order=producer` keeps the labels of a producer together on a sheet.
    """
    round = Round.objects.current()
    if round is None:
        raise Http404
    samples, district = _asked(request, round)
    for name, field in (("producer", "entry__producer"), ("entry", "entry")):
        if (key := request.GET.get(name, "")) and is_key(Entry, key):
            # A label for an entry tells whose it is: only to who may know.
            samples = samples.filter(**{field: key}) if reads_key(request.user) else samples.none()
    by_producer = request.GET.get("order") == "producer" and reads_key(request.user)
    if by_producer:
        samples = samples.order_by("entry__producer__name_order", "entry__producer", "letter", "number")
    context = label_sheet(samples.held(), by_producer=by_producer)
    if not context.labels:
        messages.error(request, "ไม่มีตัวอย่างที่รับไว้ตามที่เลือก จึงไม่มีป้ายให้พิมพ์ ป้ายออกได้เมื่อรับตัวอย่างแล้ว")
        return redirect("registrations:sample-list")
    place = f"อำเภอ{district.name}" if district else "ทั้งจังหวัด"
    return pdf_or_sentence(request, "label", context, f"ป้ายตัวอย่าง {place}.pdf", back="registrations:sample-list")


# What each list holds, unless the address asks for a state: what the district has, what went to the department, what
# the office still has.
STATES_OF_TRIP = {
    "province": (SampleState.RECEIVED, SampleState.IN_STORE, SampleState.IN_TRANSIT),
    "department": (SampleState.SENT,),
    "return": HELD,
}


@intake
@require_safe
def product_manifest(request: HttpRequest) -> HttpResponse:
    """บัญชีนำส่งตัวอย่าง of the district in the current round; of all districts for the province.

    `trip`: to the province, to the department, or back to the producers.
    """
    round = Round.objects.current()
    if round is None:
        raise Http404
    samples, district = _asked(request, round)
    trip = request.GET.get("trip", "")
    if trip not in STATES_OF_TRIP:
        trip = "province"
    if not request.GET.get("state"):
        samples = samples.filter(state__in=STATES_OF_TRIP[trip])
        if trip == "province":
            samples = samples.exclude(at_province=True)
    missing: QuerySet[Entry] = Entry.objects.none()
    if trip == "province":
        missing = Entry.objects.for_user(request.user).filter(round=round, status__in=DELIVERED, sample=None)
        if district:
            missing = missing.filter(producer__district=district)
    context = delivery_manifest(
        samples,
        round,
        district=district,
        trip=trip,
        with_key=reads_key(request.user),
        missing=missing.exclude(number="").order_by("group__order", "number"),
    )
    name = f"{context.title} {context.place}".strip()
    return pdf_or_sentence(request, "manifest", context, f"{name}.pdf", back="registrations:sample-list")
