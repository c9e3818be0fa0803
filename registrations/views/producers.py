"""Today's work, and the register as an officer reads it."""

from django.db.models import Count, IntegerField, Value
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from office import clock
from rounds.models import Round

from ..forms import search_words
from ..missing import with_places
from ..models import Entry, Prefill, Producer, ProducerQuerySet
from ..rules import EntryStatus
from ..window import extensions_for, window_for
from .common import area_of, intake, own_producer, paged, standing


@intake
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    round = Round.objects.current()
    entries = Entry.objects.for_user(request.user).filter(round=round)
    counts = {row["status"]: row["number"] for row in entries.order_by().values("status").annotate(number=Count("pk"))}
    tiles = [
        (status, EntryStatus(status).label, counts.get(status, 0), advice)
        for status, advice in (
            (EntryStatus.DRAFT, "พิมพ์ค้างไว้ ยังไม่ได้ยื่น"),
            (EntryStatus.RETURNED, "จังหวัดส่งกลับ รอแก้ไข"),
            (EntryStatus.SUBMITTED, "ยื่นแล้ว รอจังหวัดกลั่นกรอง"),
        )
    ]
    window = window_for(request.user, round) if round else None
    context = {
        "round": round,
        "window": window,
        "open_now": window is not None and window.accepts(clock.now()),
        "extensions": extensions_for(request.user, round),
        "area": area_of(request),
        "prefills": Prefill.objects.for_user(request.user).waiting().count(),
        "tiles": tiles,
        "returned": entries.filter(status=EntryStatus.RETURNED).select_related("producer__district")[:20],
        "returned_count": counts.get(EntryStatus.RETURNED, 0),
        "total": sum(counts.values()),
    }
    return render(request, "registrations/home.html", context)


def producers_shown(request: HttpRequest, round: Round | None) -> ProducerQuerySet:
    """The producers that this person may see and the address asks for, each with its counting year and places."""
    rows = Producer.objects.for_user(request.user).matching(search_words(request.GET.get("q")))
    rows = with_places(round, rows) if round else rows.annotate(counting_year=Value(None, IntegerField()))
    return rows.select_related("district").order_by("name_order", "pk")


@intake
@require_safe
def producer_list(request: HttpRequest) -> HttpResponse:
    round = Round.objects.current()
    q, rows = search_words(request.GET.get("q")), producers_shown(request, round)
    if q and "page" not in request.GET:
        # One producer found: Enter in the search box opens it.
        found = list(rows.values_list("pk", flat=True)[:2])
        if len(found) == 1:
            return redirect("registrations:producer-detail", pk=found[0])
    page = paged(request, rows)
    context = {"page": page, "q": q, "round": round, "area": area_of(request), "now": timezone.now()}
    return render(request, "registrations/producer_list.html", context)


@intake
@require_safe
def producer_detail(request: HttpRequest, pk: int) -> HttpResponse:
    producer, round = own_producer(request, pk), Round.objects.current()
    entries = producer.entries.select_related("round", "group").order_by("-round__year_be", "-round__sequence", "pk")
    context = {
        "producer": producer,
        "entries": [entry for entry in entries if entry.round_id == (round and round.pk)],
        "earlier": [entry for entry in entries if entry.round_id != (round and round.pk)],
        "years": [
            (row.year_be, round is not None and round.accepts_year(row.year_be)) for row in producer.registrations.all()
        ],
        **standing(request, producer, round),
    }
    return render(request, "registrations/producer_detail.html", context)
