"""Entries: listed, read, entered, corrected, handed in, withdrawn."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from office.forms import ReasonForm
from office.models import Event
from rounds.models import Round

from .. import actions
from ..eligibility import may_restore, reads_key, too_late, used_places, window_values
from ..forms import EditEntryForm, EntryFilterForm, EntryForm, NewEntryForm, SubmitEntryForm
from ..models import Entry, EntryQuerySet, KeptForm, Sample, is_deliverable
from ..rules import RECEIVED, TRANSFERABLE, EntryStatus, SampleState
from .common import area_of, bound, intake, own_entry, own_producer, paged, standing
from .kept import keeps_typed, kept_context, kept_data, page_address, restored
from .papers import papers_context
from .prefills import start_from


def entries_shown(request: HttpRequest, round: Round | None) -> tuple[EntryQuerySet, EntryFilterForm]:
    """The entries of the round that this person may see and the address asks for, and the filters it names."""
    filters = EntryFilterForm(request.GET, round=round)
    rows = filters.narrow(Entry.objects.for_user(request.user).filter(round=round))
    return rows.select_related("producer__district", "group"), filters


@intake
@require_safe
def entry_list(request: HttpRequest) -> HttpResponse:
    round = Round.objects.current()
    rows, filters = entries_shown(request, round)
    context = {
        "page": paged(request, rows),
        "total": Entry.objects.for_user(request.user).filter(round=round).count(),
        "producers": rows.order_by().values("producer").distinct().count(),
        "filters": filters,
        "filtered": any(filters.cleaned_data.values()),
        "unknown": bool(filters.errors),
        "round": round,
        "area": area_of(request),
        "now": timezone.now(),
    }
    return render(request, "registrations/entry_list.html", context)


@intake
@require_safe
def entry_detail(request: HttpRequest, pk: int) -> HttpResponse:
    entry = own_entry(request, pk)
    late = too_late(entry, request.user)
    withdrawable = {EntryStatus.DRAFT, EntryStatus.SUBMITTED, EntryStatus.RETURNED}
    if request.user.is_provincial:
        withdrawable.add(EntryStatus.SCREENED_IN)
    context = {
        "entry": entry,
        "used": used_places(entry.producer, entry.round),
        "items": entry.set_items.splitlines(),
        "may_edit": entry.is_editable and late is None,
        "late": late.text(**window_values(entry.round, entry.producer)) if entry.is_editable and late else "",
        "may_withdraw": entry.status in withdrawable,
        "may_restore": may_restore(entry, request.user),
        "may_transfer": request.user.is_provincial and entry.status in TRANSFERABLE,
        "has_receipt": bool(entry.number) and entry.status in RECEIVED,
        **_sample_of(request, entry),
        "events": Event.objects.about(entry)[:50],
        **papers_context(request, entry),
    }
    return render(request, "registrations/entry_detail.html", context)


def _sample_of(request: HttpRequest, entry: Entry) -> dict[str, Any]:
    """Where the entry's sample is, for who may know which it is, and whether one may be taken in."""
    sample = Sample.objects.filter(entry=entry).first()
    if sample is not None:
        sample.entry = entry
    again = sample is None or sample.state in {SampleState.REFUSED, SampleState.RETURNED}
    with_key = reads_key(request.user)
    return {
        "sample": sample if with_key else None,
        "may_receive": again and is_deliverable(entry) and entry.round.is_current,
        "has_label": with_key and sample is not None and sample.is_held and entry.round.is_current,
    }


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


@keeps_typed
@intake
@require_http_methods(["GET", "HEAD", "POST"])
def entry_new(request: HttpRequest, pk: int) -> HttpResponse:
    producer, round = own_producer(request, pk), Round.objects.current()
    if round is None:
        messages.error(request, "ยังไม่มีการคัดสรรรอบปัจจุบัน จึงยังรับสมัครไม่ได้ โปรดติดต่อสำนักงานพัฒนาชุมชนจังหวัด")
        return redirect(producer)
    start = start_from(request, producer, round)
    prefill = start["prefill"]
    if prefill and prefill.is_used and request.method != "POST":
        messages.info(request, f"รหัส {prefill.code} บันทึกเป็นใบสมัครนี้แล้ว")
        return redirect(prefill.entry)
    data, kept = request.POST, None
    if request.method != "POST":
        data, kept = kept_data(request, page_address(request), form_token=str(uuid.uuid4()))
    form = NewEntryForm(data, initial=start["initial"], producer=producer, round=round)
    if request.method != "POST":
        restored(form)
    if request.method == "POST" and form.is_valid():
        token = form.cleaned_data["form_token"]
        try:
            # Draft and submission stand or fall together: a refused form comes back whole, with its token unused.
            with transaction.atomic():
                entry = actions.start_entry(
                    producer=producer, round=round, actor=request.user, form_token=token, **form.typed
                )
                if prefill:
                    actions.use_prefill(prefill, entry=entry, actor=request.user)
                same = all(getattr(entry, name) == value for name, value in form.typed.items())
                if same and _wants_submit(request) and entry.status == EntryStatus.DRAFT:
                    actions.submit_entry(entry, actor=request.user)
        except ValidationError as error:
            form.refuse(error)
        else:
            actions.forget_form(request.user, address=page_address(request))
            return _done(request, entry) if same else _sent_again(request, entry)
    context = {"form": form, "producer": producer, **standing(request, producer, round), **start}
    context |= kept_context(request, page_address(request), kept)
    return render(request, "registrations/entry_new.html", context)


def _sent_again(request: HttpRequest, entry: Entry) -> HttpResponse:
    """A form went back in the browser, was changed and sent again: what was typed is offered as a correction."""
    entry = own_entry(request, entry.pk)
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


def _edit_page(
    request: HttpRequest, entry: Entry, form: EntryForm, status: int = 200, kept: KeptForm | None = None
) -> HttpResponse:
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
        **kept_context(request, reverse("registrations:entry-edit", args=[entry.pk]), kept),
    }
    return render(request, "registrations/entry_edit.html", context, status=status)


@keeps_typed
@intake
@require_http_methods(["GET", "HEAD", "POST"])
def entry_edit(request: HttpRequest, pk: int) -> HttpResponse:
    entry = own_entry(request, pk)
    if request.method != "POST":
        if late := too_late(entry, request.user):
            messages.error(request, late.text(**window_values(entry.round, entry.producer)))
            return redirect(entry)
        if not entry.is_editable:
            messages.error(request, f"{entry} อยู่ในสถานะ “{entry.get_status_display()}” จึงแก้ไขไม่ได้")
            return redirect(entry)
    initial = {name: getattr(entry, name) for name in (*actions.TYPED, "version")}
    # What was kept keeps its version: where a colleague has changed the entry since, saving says so.
    data, kept = (request.POST, None) if request.method == "POST" else kept_data(request, request.path)
    form = EditEntryForm(data, initial=initial, producer=entry.producer, round=entry.round)
    if request.method != "POST":
        restored(form)
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
            entry = own_entry(request, pk)
            if "moved_by_other" in _said(error):
                status = 409
                # Having seen the colleague's values, the officer may save over them knowingly.
                form.data = form.data.copy()
                form.data["version"] = str(entry.version)
        else:
            actions.forget_form(request.user, address=request.path)
            return _done(request, entry)
    return _edit_page(request, entry, form, status, kept)


@keeps_typed
@intake
@require_http_methods(["GET", "HEAD", "POST"])
def entry_submit(request: HttpRequest, pk: int) -> HttpResponse:
    """The last step: everything once more, each line with its way back, and one button that hands it in."""
    entry = own_entry(request, pk)
    if not entry.is_editable:
        messages.error(request, f"{entry} อยู่ในสถานะ “{entry.get_status_display()}” แล้ว จึงไม่ต้องยื่นซ้ำ")
        return redirect(entry)
    form, status = SubmitEntryForm(bound(request), initial={"version": entry.version}), 200
    if request.method == "POST" and form.is_valid():
        try:
            actions.submit_entry(entry, actor=request.user, version=form.cleaned_data["version"])
        except ValidationError as error:
            if "move_not_allowed" in _said(error):
                messages.error(request, " ".join(error.messages))
                return redirect("registrations:entry-detail", pk=pk)
            entry = own_entry(request, pk)
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
        "late": late.text(**window_values(entry.round, entry.producer)) if late else "",
        **kept_context(request, request.path),
    }
    return render(request, "registrations/entry_submit.html", context, status=status)


@intake
@require_http_methods(["GET", "HEAD", "POST"])
def entry_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    entry = own_entry(request, pk)
    form = ReasonForm(bound(request))
    if request.method == "POST" and form.is_valid():
        try:
            actions.withdraw_entry(entry, actor=request.user, reason=form.cleaned_data["reason"])
        except ValidationError as error:
            form.add_error(None, error.messages)
            entry = own_entry(request, pk)
        else:
            messages.success(request, f"ถอน {entry} แล้ว สิทธิของผู้ผลิตว่างขึ้น 1 รายการ")
            if request.GET.get("from") == "counter":
                return redirect("registrations:counter-producer", entry.producer_id)
            return redirect(entry.producer)
    context = {"form": form, "entry": entry, "used": used_places(entry.producer, entry.round)}
    return render(request, "registrations/entry_withdraw.html", context)


@intake
@require_http_methods(["GET", "HEAD", "POST"])
def entry_restore(request: HttpRequest, pk: int) -> HttpResponse:
    """A withdrawal undone: by mistake, or because the producer has thought again."""
    entry = own_entry(request, pk)
    form = ReasonForm(bound(request))
    if request.method == "POST" and form.is_valid():
        try:
            actions.restore_entry(entry, actor=request.user, reason=form.cleaned_data["reason"])
        except ValidationError as error:
            form.add_error(None, error.messages)
            entry = own_entry(request, pk)
        else:
            messages.success(request, f"ยกเลิกการถอน {entry} แล้ว สถานะ “{entry.get_status_display()}”")
            return redirect(entry)
    context = {
        "form": form,
        "entry": entry,
        "used": used_places(entry.producer, entry.round),
        "restores_to": EntryStatus(actions.restores_to(entry)).label,
        "may_restore": may_restore(entry, request.user),
    }
    return render(request, "registrations/entry_restore.html", context)
