"""The district officer's pages: find a producer, see where it stands, enter, submit, correct, withdraw.

Provincial staff may open the same pages for the whole province.  Everybody else, and an officer of another district,
gets the answer of an address that does not exist.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Page, Paginator
from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from documents.rendering import render_paper
from documents.views import pdf_file
from office.forms import ReasonForm
from office.models import District, Event
from rounds.models import Round

from . import actions
from .eligibility import latest_counting_year, too_late, used_places, verdicts, window_values
from .forms import EditEntryForm, EntryFilterForm, EntryForm, NewEntryForm, SubmitEntryForm, search_words
from .models import Entry, EntryStatus, Producer
from .papers import DELIVERED, delivery_manifest, label_sheet
from .papers import entry_receipt as receipt_of
from .rules import ALIVE

PER_PAGE = 25
# States in which a receipt says something true: received, and not taken back.
RECEIVED = (EntryStatus.SUBMITTED, EntryStatus.RETURNED, EntryStatus.SCREENED_IN, EntryStatus.SCREENED_OUT)

View = Callable[..., HttpResponse]


def intake(view: View) -> View:
    """Signed in, and working with applications: an officer with a district, or provincial staff."""

    @wraps(view)
    @login_required
    def inside(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not (request.user.is_provincial or request.user.officer_district_id):
            raise Http404
        return view(request, *args, **kwargs)

    return inside


def _page(request: HttpRequest, rows: QuerySet) -> Page:
    return Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))


def _area(request: HttpRequest) -> str:
    """Whose rows the pages show, in words."""
    if request.user.is_provincial:
        return "ทั้งจังหวัด"
    return f"อำเภอ{request.user.district.name}"


def _entry(request: HttpRequest, pk: int) -> Entry:
    rows = Entry.objects.for_user(request.user).select_related(
        "round", "producer__district", "group", "product", "created_by"
    )
    return get_object_or_404(rows, pk=pk)


# -- today's work -----------------------------------------------------------------------------------------------


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
    context = {
        "round": round,
        "open_now": round is not None and round.accepts_entries(),
        "area": _area(request),
        "tiles": tiles,
        "returned": entries.filter(status=EntryStatus.RETURNED).select_related("producer__district")[:20],
        "returned_count": counts.get(EntryStatus.RETURNED, 0),
        "total": sum(counts.values()),
    }
    return render(request, "registrations/home.html", context)


# -- producers --------------------------------------------------------------------------------------------------


@intake
@require_safe
def producer_list(request: HttpRequest) -> HttpResponse:
    round = Round.objects.current()
    q = search_words(request.GET.get("q"))
    producers = Producer.objects.for_user(request.user).matching(q)
    if q and "page" not in request.GET:
        # One producer found: Enter in the search box opens it.
        found = list(producers.values_list("pk", flat=True)[:2])
        if len(found) == 1:
            return redirect("registrations:producer-detail", pk=found[0])
    rows = producers.select_related("district").prefetch_related("registrations")
    page = _page(
        request,
        # Grouping would drop the model's own order.
        rows.annotate(used=Count("entries", filter=Q(entries__round=round, entries__status__in=ALIVE))).order_by(
            "name_order", "pk"
        ),
    )
    for producer in page:
        producer.counting_year = latest_counting_year(producer, round) if round else None
    context = {"page": page, "q": q, "round": round, "area": _area(request), "now": timezone.now()}
    return render(request, "registrations/producer_list.html", context)


def _producer(request: HttpRequest, pk: int) -> Producer:
    rows = Producer.objects.for_user(request.user).select_related("district", "subdistrict")
    return get_object_or_404(rows.prefetch_related("registrations", "products__certificates"), pk=pk)


def _standing(request: HttpRequest, producer: Producer, round: Round | None) -> dict[str, Any]:
    """Where a producer stands in the round: places used, and the verdict on each clause."""
    if round is None:
        return {"round": None, "verdicts": [], "used": [], "may_enter": False}
    found = verdicts(producer, round, request.user)
    return {
        "round": round,
        "verdicts": found,
        "refused": [verdict for verdict in found if verdict.state == "fail"],
        "used": used_places(producer, round),
        "may_enter": all(verdict.state != "fail" for verdict in found),
    }


@intake
@require_safe
def producer_detail(request: HttpRequest, pk: int) -> HttpResponse:
    producer, round = _producer(request, pk), Round.objects.current()
    entries = producer.entries.select_related("round", "group").order_by("-round__year_be", "-round__sequence", "pk")
    context = {
        "producer": producer,
        "entries": [entry for entry in entries if entry.round_id == (round and round.pk)],
        "earlier": [entry for entry in entries if entry.round_id != (round and round.pk)],
        "years": [
            (row.year_be, round is not None and round.accepts_year(row.year_be)) for row in producer.registrations.all()
        ],
        **_standing(request, producer, round),
    }
    return render(request, "registrations/producer_detail.html", context)


# -- entries ----------------------------------------------------------------------------------------------------


@intake
@require_safe
def entry_list(request: HttpRequest) -> HttpResponse:
    round = Round.objects.current()
    filters = EntryFilterForm(request.GET, round=round)
    filters.is_valid()
    chosen = filters.cleaned_data
    entries = Entry.objects.for_user(request.user).filter(round=round)
    total = entries.count()
    if chosen.get("status"):
        entries = entries.filter(status=chosen["status"])
    if chosen.get("group"):
        entries = entries.filter(group=chosen["group"])
    entries = entries.matching(chosen.get("q", "")).select_related("producer__district", "group")
    context = {
        "page": _page(request, entries),
        "total": total,
        "filters": filters,
        "filtered": any(chosen.values()),
        "unknown": bool(filters.errors),
        "round": round,
        "area": _area(request),
        "now": timezone.now(),
    }
    return render(request, "registrations/entry_list.html", context)


@intake
@require_safe
def entry_detail(request: HttpRequest, pk: int) -> HttpResponse:
    entry = _entry(request, pk)
    late = too_late(entry, request.user)
    withdrawable = {EntryStatus.DRAFT, EntryStatus.SUBMITTED, EntryStatus.RETURNED}
    if request.user.is_provincial:
        withdrawable.add(EntryStatus.SCREENED_IN)
    context = {
        "entry": entry,
        "used": used_places(entry.producer, entry.round),
        "items": entry.set_items.splitlines(),
        "may_edit": entry.is_editable and late is None,
        "late": late.text(**window_values(entry.round)) if entry.is_editable and late else "",
        "may_withdraw": entry.status in withdrawable,
        "has_receipt": bool(entry.number) and entry.status in RECEIVED,
        "has_label": bool(entry.number) and entry.status in DELIVERED and entry.round.is_current,
        "events": Event.objects.about(entry)[:50],
    }
    return render(request, "registrations/entry_detail.html", context)


# -- entering and correcting ------------------------------------------------------------------------------------


def _bound(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _wants_submit(request: HttpRequest) -> bool:
    return request.POST.get("then") == "submit"


def _said(error: ValidationError) -> set[str]:
    return {one.code for one in getattr(error, "error_list", [])}


def _done(request: HttpRequest, entry: Entry) -> HttpResponse:
    if entry.status == EntryStatus.SUBMITTED:
        messages.success(request, f"ยื่นใบสมัครแล้ว เลขที่รับสมัคร {entry.number}")
    else:
        messages.success(request, f"บันทึกแล้ว แต่ยังไม่ได้ยื่น สถานะ “{entry.get_status_display()}”")
    return redirect(entry)


@intake
@require_http_methods(["GET", "HEAD", "POST"])
def entry_new(request: HttpRequest, pk: int) -> HttpResponse:
    producer, round = _producer(request, pk), Round.objects.current()
    if round is None:
        messages.error(request, "ยังไม่มีการคัดสรรรอบปัจจุบัน จึงยังรับสมัครไม่ได้ โปรดติดต่อสำนักงานพัฒนาชุมชนจังหวัด")
        return redirect(producer)
    form = NewEntryForm(_bound(request), producer=producer, round=round)
    if request.method == "POST" and form.is_valid():
        token = form.cleaned_data["form_token"]
        try:
            # Draft and submission stand or fall together: a refused form comes back whole, with its token unused.
            with transaction.atomic():
                entry = actions.start_entry(
                    producer=producer, round=round, actor=request.user, form_token=token, **form.typed
                )
                same = all(getattr(entry, name) == value for name, value in form.typed.items())
                if same and _wants_submit(request) and entry.status == EntryStatus.DRAFT:
                    actions.submit_entry(entry, actor=request.user)
        except ValidationError as error:
            form.refuse(error)
        else:
            return _done(request, entry) if same else _sent_again(request, entry)
    context = {"form": form, "producer": producer, **_standing(request, producer, round)}
    return render(request, "registrations/entry_new.html", context)


def _sent_again(request: HttpRequest, entry: Entry) -> HttpResponse:
    """A form went back in the browser, was changed and sent again: what was typed is offered as a correction."""
    entry = _entry(request, entry.pk)
    data = request.POST.copy()
    data["version"] = str(entry.version)
    form = EditEntryForm(data, producer=entry.producer, round=entry.round)
    form.is_valid()
    form.add_error(
        None,
        f"แบบบันทึกนี้เคยบันทึกเป็น {entry} แล้ว (สถานะ “{entry.get_status_display()}”) ข้อมูลที่พิมพ์ใหม่ยังไม่ได้บันทึก "
        "โปรดตรวจแล้วกดบันทึก เพื่อแก้ไขใบสมัครเดิม",
    )
    return _edit_page(request, entry, form)


def _edit_page(request: HttpRequest, entry: Entry, form: EntryForm, status: int = 200) -> HttpResponse:
    """The form of an entry; beside what was typed stands what a colleague has saved meanwhile, where they differ."""
    stored = []
    if form.is_bound and form.errors:
        typed = form.cleaned_data
        stored = [
            (form.fields[name].label, entry.get_kind_display() if name == "kind" else getattr(entry, name) or "–")
            for name in actions.TYPED
            if name in typed and typed[name] != getattr(entry, name)
        ]
    context = {
        "form": form,
        "entry": entry,
        "producer": entry.producer,
        "used": used_places(entry.producer, entry.round),
        "stored": stored,
        "round": entry.round,
    }
    return render(request, "registrations/entry_edit.html", context, status=status)


@intake
@require_http_methods(["GET", "HEAD", "POST"])
def entry_edit(request: HttpRequest, pk: int) -> HttpResponse:
    entry = _entry(request, pk)
    if request.method != "POST":
        if late := too_late(entry, request.user):
            messages.error(request, late.text(**window_values(entry.round)))
            return redirect(entry)
        if not entry.is_editable:
            messages.error(request, f"{entry} อยู่ในสถานะ “{entry.get_status_display()}” จึงแก้ไขไม่ได้")
            return redirect(entry)
    initial = {name: getattr(entry, name) for name in (*actions.TYPED, "version")}
    form = EditEntryForm(_bound(request), initial=initial, producer=entry.producer, round=entry.round)
    status = 200
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"]
        try:
            with transaction.atomic():
                entry = actions.edit_entry(entry, actor=request.user, version=version, **form.typed)
                if _wants_submit(request):
                    actions.submit_entry(entry, actor=request.user)
        except ValidationError as error:
            form.refuse(error)
            entry = _entry(request, pk)
            if "moved_by_other" in _said(error):
                status = 409
                # Having seen the colleague's values, the officer may save over them knowingly.
                form.data = form.data.copy()
                form.data["version"] = str(entry.version)
        else:
            return _done(request, entry)
    return _edit_page(request, entry, form, status)


@intake
@require_http_methods(["GET", "HEAD", "POST"])
def entry_submit(request: HttpRequest, pk: int) -> HttpResponse:
    """The last step: everything once more, each line with its way back, and one button that hands it in."""
    entry = _entry(request, pk)
    if not entry.is_editable:
        messages.error(request, f"{entry} อยู่ในสถานะ “{entry.get_status_display()}” แล้ว จึงไม่ต้องยื่นซ้ำ")
        return redirect(entry)
    form, status = SubmitEntryForm(_bound(request), initial={"version": entry.version}), 200
    if request.method == "POST" and form.is_valid():
        try:
            actions.submit_entry(entry, actor=request.user, version=form.cleaned_data["version"])
        except ValidationError as error:
            if "move_not_allowed" in _said(error):
                messages.error(request, " ".join(error.messages))
                return redirect("registrations:entry-detail", pk=pk)
            entry = _entry(request, pk)
            form = SubmitEntryForm({"version": entry.version})
            form.add_error(None, error.messages)
            status = 409 if "moved_by_other" in _said(error) else 200
        else:
            return _done(request, entry)
    late = too_late(entry, request.user)
    context = {
        "form": form,
        "entry": entry,
        "items": entry.set_items.splitlines(),
        "used": used_places(entry.producer, entry.round),
        "late": late.text(**window_values(entry.round)) if late else "",
    }
    return render(request, "registrations/entry_submit.html", context, status=status)


@intake
@require_http_methods(["GET", "HEAD", "POST"])
def entry_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    entry = _entry(request, pk)
    form = ReasonForm(_bound(request))
    if request.method == "POST" and form.is_valid():
        try:
            actions.withdraw_entry(entry, actor=request.user, reason=form.cleaned_data["reason"])
        except ValidationError as error:
            form.add_error(None, error.messages)
            entry = _entry(request, pk)
        else:
            messages.success(request, f"ถอน {entry} แล้ว สิทธิของผู้ผลิตว่างขึ้น 1 รายการ")
            return redirect(entry.producer)
    context = {"form": form, "entry": entry, "used": used_places(entry.producer, entry.round)}
    return render(request, "registrations/entry_withdraw.html", context)


@intake
@require_safe
def entry_receipt(request: HttpRequest, pk: int) -> HttpResponse:
    """ใบรับสมัคร as a PDF, from the moment the entry was submitted."""
    entry = _entry(request, pk)
    if not entry.number or entry.status not in RECEIVED:
        messages.error(request, f"{entry} อยู่ในสถานะ “{entry.get_status_display()}” จึงยังไม่มีใบรับสมัคร")
        return redirect(entry)
    return _pdf(request, "receipt", receipt_of(entry), f"ใบรับสมัคร {entry.number}.pdf", back=entry)


def _pdf(request: HttpRequest, kind: str, context: Any, name: str, *, back: Any) -> HttpResponse:
    """The paper, or the page that it was asked for from with the sentence why there is none."""
    try:
        return pdf_file(render_paper(kind, context), name)
    except ValidationError as error:
        for sentence in error.messages:
            messages.error(request, sentence)
        return redirect(back)


# -- the products themselves ------------------------------------------------------------------------------------


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
    return _pdf(request, "label", context, f"{context.title}.pdf", back="registrations:entry-list")


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
    return _pdf(request, "manifest", context, f"{name}.pdf", back="registrations:entry-list")
