"""The officer's side of forms filled in beforehand: the queue, a code opened, its producer found, the poster."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from office.models import District
from rounds.models import Round

from .. import actions
from ..forms import search_words
from ..matching import candidates, find_prefill
from ..models import Prefill, Producer
from ..offers import Offer, earlier_entries, expiring, initial_from
from ..papers import prefill_poster as poster_of
from ..prefill_forms import PrefillCodeForm, PrefillFilterForm, districts
from .common import area_of, intake, paged, pdf_or_sentence


@intake
@require_safe
def prefill_list(request: HttpRequest) -> HttpResponse:
    """Who waits with a form already filled in, in the order of the queue."""
    return _list(request, PrefillCodeForm())


def _list(request: HttpRequest, form: PrefillCodeForm, status: int = 200) -> HttpResponse:
    filters = PrefillFilterForm(request.GET, every_district=request.user.is_provincial)
    filters.is_valid()
    chosen = filters.cleaned_data
    waiting = Prefill.objects.for_user(request.user).waiting()
    rows = waiting.matching(chosen.get("q", ""))
    if chosen.get("state"):
        rows = rows.filter(opened_at__isnull=chosen["state"] == "new")
    if chosen.get("district"):
        rows = rows.filter(district=chosen["district"])
    context = {
        "form": form,
        "page": paged(request, rows.select_related("district", "group", "opened_by")),
        "total": waiting.count(),
        "filters": filters,
        "filtered": any(chosen.values()),
        "unknown": bool(filters.errors),
        "area": area_of(request),
        "now": timezone.now(),
    }
    return render(request, "registrations/prefill_list.html", context, status=status)


@intake
@require_POST
def prefill_open(request: HttpRequest) -> HttpResponse:
    """A code, typed or scanned, leads on: to the form of its one producer, to a choice, or to the entry it became."""
    form = PrefillCodeForm(request.POST)
    if form.is_valid():
        prefill = find_prefill(form.cleaned_data["code"], request.user)
        if prefill is not None:
            return redirect(way_on(request, prefill))
        form.add_error(
            "code",
            f"ไม่พบรหัสนี้ใน{area_of(request)} โปรดเทียบกับโทรศัพท์ของผู้ผลิตทีละตัว หากตรงแล้วยังไม่พบ ผู้ผลิตอาจเลือกอำเภออื่นไว้ "
            "หรือรหัสหมดเวลาแล้ว ให้แก้ในโทรศัพท์ หรือค้นหาผู้ผลิตแล้วบันทึกตามปกติ",
        )
    return _list(request, form, status=422)


def way_on(request: HttpRequest, prefill: Prefill) -> str:
    """Where a code leads an officer; a waiting one is opened by it, so that the phone changes nothing any more."""
    if prefill.is_used:
        messages.info(request, f"รหัส {prefill.code} บันทึกเป็นใบสมัครนี้แล้ว")
        return prefill.entry.get_absolute_url()
    actions.open_prefill(prefill, actor=request.user)
    found = candidates(prefill, request.user)
    if len(found) == 1:
        return form_address(found[0], prefill)
    return reverse("registrations:prefill-detail", args=[prefill.pk])


def form_address(producer: Producer, prefill: Prefill) -> str:
    return reverse("registrations:entry-new", args=[producer.pk], query={"prefill": prefill.pk})


@intake
@require_safe
def prefill_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """What was typed, and who of the register may have typed it; `?q=` searches where nobody fits."""
    rows = Prefill.objects.for_user(request.user).select_related("district", "group", "entry", "opened_by")
    prefill = get_object_or_404(rows, pk=pk)
    if prefill.is_used:
        return redirect(prefill.entry)
    q = search_words(request.GET.get("q"))
    found = candidates(prefill, request.user)
    if q:
        registered = Producer.objects.for_user(request.user).matching(q)
        found = list(registered.select_related("district").prefetch_related("registrations")[:25])
    context = {
        "prefill": prefill,
        "over": not prefill.is_waiting(),
        "q": q,
        "found": [(producer, form_address(producer, prefill)) for producer in found],
        "items": prefill.set_items.splitlines(),
        "area": area_of(request),
    }
    return render(request, "registrations/prefill_detail.html", context)


@intake
@require_safe
def prefill_poster(request: HttpRequest) -> HttpResponse:
    """The sheet for the door, A4: of the officer's own district; for the province of the whole, or of one district."""
    round, district = Round.objects.current(), None
    if round is None:
        raise Http404
    if not request.user.is_provincial:
        district = request.user.district
    elif code := request.GET.get("district", ""):
        if code not in dict(districts()):
            raise Http404
        district = District.objects.get(pk=code)
    context = poster_of(round, district=district)
    return pdf_or_sentence(request, "poster", context, f"{context.title}.pdf", back="registrations:prefill-list")


# -- what a new entry starts from ---------------------------------------------------------------------------------


def start_from(
    request: HttpRequest, producer: Producer, round: Round, prefill: Prefill | None = None
) -> dict[str, Any]:
    """For the form of a new entry: `initial`, and what the page says of where it comes from.

    `?prefill=` is a form filled in on a phone, `?from=` an entry of an earlier round; either only if the user may see
    it.  What nobody has is left out without a word: the form is empty then, as it would be anyway.
    """
    rows = Prefill.objects.for_user(request.user).select_related("entry")
    prefill = prefill or _row(rows, request.GET.get("prefill"))
    earlier = earlier_entries(producer, round)
    chosen = next((entry for entry in earlier if str(entry.pk) == request.GET.get("from")), None)
    initial = initial_from(chosen, round) if chosen else {}
    return {
        "initial": prefill.initial(producer) if prefill else initial,
        "prefill": prefill,
        "earlier": [Offer.of(entry) for entry in earlier],
        "chosen": chosen,
        "expiring": expiring(producer.products.all(), round),
    }


def _row(rows: Any, pk: str | None) -> Any:
    return rows.filter(pk=pk).first() if pk and pk.isascii() and pk.isdigit() and len(pk) <= 18 else None
