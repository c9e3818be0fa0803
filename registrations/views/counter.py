"""Counter mode (จุดรับสมัคร): one box, one producer, one save, and the box again; made for the keyboard.

Every step is a form that works without scripts.  `static/js/counter.js` asks the same addresses for the piece of the
page (`X-Counter`), and sends what was saved while the line was cut as it would have been sent then (`Accept:
application/json`), each with its once-only token.
"""

import uuid
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.views.decorators.http import require_http_methods, require_safe

from office import clock
from rounds.models import Round

from .. import actions
from ..checklist import missing_of
from ..checklist_forms import ChecklistForm
from ..counter_forms import CounterSampleForm, Forms
from ..eligibility import latest_counting_year, limit_values, reads_key, used_places, years_values
from ..finding import Found, find
from ..models import Entry, KeptForm, Prefill, Producer, Sample
from ..rules import ALIVE, INSIDE_WINDOW, RECEIVED, REGISTERED_WITHIN_YEARS, TWO_MAIN_ENTRIES
from ..window import extensions_for, window_for
from .common import area_of, intake, own_entry, own_producer, standing
from .kept import keeps_typed, kept_context, kept_data, restored, signed_out, wants_json
from .prefills import start_from


def _answer(request: HttpRequest, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """The whole page, or for a script the piece of it that changes."""
    piece = "X-Counter" in request.headers
    context.setdefault("area", area_of(request))
    if not piece:
        # What waits in the browser is locked with it: the next user of the PC is given another key.
        lock = salted_hmac("registrations.counter", str(request.user.pk), algorithm="sha256")
        context |= {"store_key": lock.hexdigest(), "places_full": TWO_MAIN_ENTRIES.text()}
        context |= {"checklists": _checklists(request), "empty_sample": CounterSampleForm()}
    template = "registrations/_counter_body.html" if piece else "registrations/counter.html"
    return render(request, template, context, status=status)


def _checklists(request: HttpRequest) -> dict[str, ChecklistForm]:
    """{kind of producer: its papers}, for a producer who comes while the line is cut."""
    round = Round.objects.current()
    if round is None:
        return {}
    somebody = {"pk": 0, "district_id": request.user.officer_district_id or ""}
    return {kind: ChecklistForm(round=round, producer=Producer(kind=kind, **somebody)) for kind in Producer.Kind.values}


@intake
@require_http_methods(["GET", "HEAD", "POST"])
def counter(request: HttpRequest) -> HttpResponse:
    """The empty box; what was just saved stands under it.  What is searched for is never in an address."""
    if request.method == "POST":
        text = request.POST.get("q", "")
        found = find(text, request.user)
        if found.prefill is not None:
            actions.open_prefill(found.prefill, actor=request.user)
        if found.producer is not None:
            return _producer_page(request, found.producer.pk, scanned=found.entry, prefill=found.prefill)
        context = {"step": "hits" if found.total else "box", "found": found, "q": "" if _is_an_id(text) else text[:200]}
        return _answer(request, context)
    context: dict[str, Any] = {"step": "box", "found": Found(), "round": Round.objects.current()}
    if (done := request.GET.get("done", "")).isascii() and done.isdigit() and len(done) < 19:
        context |= _done_context(request, int(done))
    return _answer(request, context)


def _is_an_id(text: str) -> bool:
    """Thirteen digits are not shown again: they may be a person's."""
    return sum(sign.isdigit() for sign in text) == 13


def _done_context(request: HttpRequest, pk: int) -> dict[str, Any]:
    entry = own_entry(request, pk)
    if entry.status not in RECEIVED:
        return {}
    sample = Sample.objects.filter(entry=entry).first() if reads_key(request.user) else None
    return {"done": entry, "places": (entry.slot, entry.slot_limit), "missing": missing_of(entry), "sample": sample}


@keeps_typed
@intake
@require_http_methods(["GET", "HEAD", "POST"])
def counter_producer(request: HttpRequest, pk: int) -> HttpResponse:
    if request.method == "POST":
        return _save(request, pk)
    return _producer_page(request, pk)


def _producer_page(
    request: HttpRequest,
    pk: int,
    *,
    forms: Forms | None = None,
    scanned: Entry | None = None,
    prefill: Prefill | None = None,
    status: int = 200,
) -> HttpResponse:
    """A producer opened: places used, the verdict on each clause, and the form when nothing stands against it."""
    producer, round = own_producer(request, pk), Round.objects.current()
    context = {
        "step": "producer",
        "producer": producer,
        "scanned": scanned,
        **standing(request, producer, round),
    }
    if round is not None and (forms is not None or context["may_enter"]):
        start = start_from(request, producer, round, prefill)
        address, kept = _address(producer, start["prefill"]), None
        if forms is None:
            forms, kept = _new_forms(request, producer, round, context["used"], start["initial"], address)
        context |= {**start, "form": forms.entry, "checklist": forms.papers, "sample_form": forms.sample}
        context["problems"] = forms.problems()
        context |= {"address": address, **kept_context(request, address, kept)}
    return _answer(request, context, status)


def _address(producer: Producer, prefill: Prefill | None) -> str:
    query = {"prefill": prefill.pk} if prefill else None
    return reverse("registrations:counter-producer", args=[producer.pk], query=query)


def _new_forms(
    request: HttpRequest, producer: Producer, round: Round, used: list[Entry], initial: dict[str, Any], address: str
) -> tuple[Forms, KeptForm | None]:
    data, kept = kept_data(request, address, form_token=str(uuid.uuid4()))
    forms = Forms(data, producer=producer, round=round, used=used, initial=initial)
    for form in forms.all:
        restored(form)
    return forms, kept


def _save(request: HttpRequest, pk: int) -> HttpResponse:
    if wants_json(request) and request.POST.get("user") != str(request.user.pk):
        # The queue of a page that is still open, in a browser where somebody else has signed in meanwhile.
        return signed_out()
    producer, round = own_producer(request, pk), Round.objects.current()
    if round is None:
        return _refused(request, pk, None, ["ยังไม่มีการคัดสรรรอบปัจจุบัน จึงยังรับสมัครไม่ได้ โปรดติดต่อสำนักงานพัฒนาชุมชนจังหวัด"])
    start = start_from(request, producer, round)
    forms = Forms(request.POST, producer=producer, round=round, used=used_places(producer, round))
    if not forms.are_valid():
        return _refused(request, pk, forms)
    try:
        with transaction.atomic():
            entry = actions.take_in(
                producer=producer,
                round=round,
                actor=request.user,
                form_token=forms.entry.cleaned_data["form_token"],
                prefill=start["prefill"],
                **forms.typed(),
            )
            actions.forget_form(request.user, address=_address(producer, start["prefill"]))
    except ValidationError as error:
        forms.refuse(error)
        return _refused(request, pk, forms)
    if not all(getattr(entry, name) == value for name, value in forms.entry.typed.items()):
        forms.entry.add_error(
            None,
            f"แบบนี้เคยบันทึกเป็น {entry} แล้ว ข้อมูลที่พิมพ์ใหม่จึงยังไม่ได้บันทึก หากต้องการแก้ไข โปรดเปิดใบสมัครนั้น "
            "หากเป็นผลิตภัณฑ์อีกรายการ โปรดเปิดผู้ผลิตใหม่จากช่องค้นหา",
        )
        return _refused(request, pk, forms, entry=entry)
    return _saved(request, entry)


def _saved(request: HttpRequest, entry: Entry) -> HttpResponse:
    if wants_json(request):
        said = {
            "state": "saved",
            "number": entry.number,
            "name": entry.name,
            "address": entry.get_absolute_url(),
            "print": reverse("registrations:entry-handout", args=[entry.pk]),
        }
        return JsonResponse(said)
    if "X-Counter" in request.headers:
        context = {"step": "box", "found": Found(), "round": entry.round, **_done_context(request, entry.pk)}
        return _answer(request, context)
    return redirect(f"{reverse('registrations:counter')}?done={entry.pk}")


def _refused(
    request: HttpRequest,
    pk: int,
    forms: Forms | None,
    sentences: list[str] | None = None,
    entry: Entry | None = None,
) -> HttpResponse:
    """Nothing was saved: the page as it was typed, with the sentences; for the queue of the line cut only these."""
    if wants_json(request):
        if forms is not None:
            sentences = [problem.sentence for problem in forms.problems()]
        said = {"state": "refused", "sentences": sentences, "address": request.path}
        if entry is not None:
            said |= {"number": entry.number, "entry": entry.get_absolute_url()}
        return JsonResponse(said, status=422)
    return _producer_page(request, pk, forms=forms, status=422)


# -- while the line is cut --------------------------------------------------------------------------------------


@intake
@require_safe
def counter_index(request: HttpRequest) -> HttpResponse:
    """What the page keeps in its memory for when the line is cut: names, products, places; no person's number."""
    round = Round.objects.current()
    producers = (
        Producer.objects.for_user(request.user)
        .annotate(used=Count("entries", filter=Q(entries__round=round, entries__status__in=ALIVE)))
        .order_by("name_order", "pk")
        .prefetch_related("registrations", "products")
    )
    said: dict[str, Any] = {"csrf": get_token(request), "at": timezone.localtime().strftime("%H:%M"), "open": ""}
    said["user"] = str(request.user.pk)
    if round is not None:
        window = window_for(request.user, round)
        if not window.accepts(clock.now()) and not extensions_for(request.user, round):
            said["open"] = INSIDE_WINDOW.text(window=window.text("thai"))
        said |= {
            "places": round.max_entries,
            "groups": [[group.pk, group.name, group.code] for group in round.groups.filter(is_active=True)],
            "producers": [_index_row(producer, round) for producer in producers],
        }
    return JsonResponse(said)


def _index_row(producer: Producer, round: Round) -> list[Any]:
    """[pk, code, name, places used, sentence of what stands against it, [[product, name, group], …], kind]"""
    against = ""
    if latest_counting_year(producer, round) is None:
        against = REGISTERED_WITHIN_YEARS.text(**years_values(producer, round))
    elif producer.used >= round.max_entries:
        against = TWO_MAIN_ENTRIES.text(**limit_values([], round))
    products = [[product.pk, product.name, product.group_code] for product in producer.products.all()]
    return [producer.pk, producer.code, producer.name, producer.used, against, products, producer.kind]
