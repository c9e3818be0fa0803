"""Samples: taken in, scanned from place to place, found again, corrected."""

import uuid
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count, QuerySet, Sum
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from rounds.models import Round

from .. import actions
from ..blind import read_scan, round_key
from ..eligibility import reads_key
from ..models import SOON_DAYS, Entry, Sample, SampleMove, Upload, is_deliverable
from ..rules import HELD, LAST_MOVE_CORRECTED, SAMPLE_ONCE, SampleState, UploadPurpose
from ..sample_forms import (
    FLAGS,
    CorrectMoveForm,
    DescribeSampleForm,
    ReceiveSampleForm,
    SampleFilterForm,
    ScanForm,
    moves_of,
    other_group,
)
from .common import area_of, bound, intake, own_entry, paged
from .uploads import content_of, token_of

LAST_SCANS = 10
RELATED = ("entry__group", "entry__producer__district", "round")


def flagged(samples: QuerySet[Sample], flag: str, today: date) -> QuerySet[Sample]:
    """Those that somebody has to look after, by the names of `FLAGS`."""
    match flag:
        case "to_return":
            return samples.to_return()
        case "expired":
            return samples.expired(today)
        case "expiring":
            return samples.expiring(today)
        case "cool":
            return samples.held().filter(keep_cool=True)
        case "problem":
            return samples.held().filter(condition="small_problem")
        case "relabel":
            return other_group(samples)
    return samples


def filtered(request: HttpRequest, round: Round | None) -> tuple[QuerySet[Sample], SampleFilterForm]:
    """The samples of the round that the address asks for, among those that this person may see."""
    filters = SampleFilterForm(request.GET, round=round, user=request.user)
    filters.is_valid()
    chosen = filters.cleaned_data
    samples = Sample.objects.for_user(request.user).filter(round=round)
    if state := chosen.get("state"):
        samples = samples.held() if state == "held" else samples.filter(state=state)
    if group := chosen.get("group"):
        samples = samples.filter(entry__group=group)
    if district := chosen.get("district"):
        samples = samples.filter(entry__producer__district=district)
    if place := chosen.get("place"):
        samples = samples.filter(place=place)
    samples = flagged(samples, chosen.get("flag", ""), timezone.localdate())
    return samples.matching(chosen.get("q", ""), with_key=reads_key(request.user)), filters


def codes_of(error: ValidationError) -> set[str]:
    return {one.code for one in getattr(error, "error_list", [])}


def own_sample(request: HttpRequest, pk: int) -> Sample:
    return get_object_or_404(Sample.objects.for_user(request.user).select_related(*RELATED), pk=pk)


def places_of(samples: QuerySet[Sample], groups: list[Any], asked: QueryDict) -> list[dict[str, Any]]:
    """One row for each state and place: how many of each group lie there, and how to list them."""
    found: dict[tuple[str, str], dict[int, int]] = {}
    counted = samples.order_by().values("state", "place", "entry__group").annotate(number=Count("pk"))
    for row in counted:
        found.setdefault((row["state"], row["place"]), {})[row["entry__group"]] = row["number"]
    order = SampleState.values
    rows = []
    for state, place in sorted(found, key=lambda where: (order.index(where[0]), where[1])):
        address = asked.copy()
        address.pop("page", None)
        address["state"], address["place"] = state, place
        numbers = found[state, place]
        rows.append(
            {
                "state": state,
                "label": SampleState(state).label,
                "place": place,
                "numbers": [(group.name, numbers.get(group.pk, 0)) for group in groups],
                "total": sum(numbers.values()),
                "query": address.urlencode(),
            }
        )
    return rows


@intake
@require_safe
def sample_list(request: HttpRequest) -> HttpResponse:
    """Where is each: counts by place and group, which add up to the rows below them."""
    round, today = Round.objects.current(), timezone.localdate()
    samples, filters = filtered(request, round)
    everything = Sample.objects.for_user(request.user).filter(round=round)
    flags = [(name, label, flagged(everything, name, today).count()) for name, label in FLAGS.items()]
    groups = list(round.groups.all()) if round else []
    places = places_of(samples, groups, request.GET)
    page = paged(request, samples.select_related(*RELATED).in_order())
    for sample in page:
        sample.left = sample.days_left(today) if sample.is_held else None
        sample.needs_care = (
            sample.keep_cool
            or sample.condition == "small_problem"
            or sample.must_go_back
            or sample.has_other_group
            or (sample.left is not None and sample.left <= SOON_DAYS)
        )
    context = {
        "page": page,
        "filters": filters,
        "round": round,
        "area": area_of(request),
        "groups": groups,
        "places": places,
        "sums": [(group.name, sum(row["numbers"][n][1] for row in places)) for n, group in enumerate(groups)],
        "pieces": samples.order_by().aggregate(sum=Sum("pieces"))["sum"] or 0,
        "flags": [flag for flag in flags if flag[2]],
        "with_key": reads_key(request.user),
        "now": timezone.now(),
    }
    return render(request, "registrations/sample_list.html", context)


@intake
@require_safe
def sample_detail(request: HttpRequest, pk: int) -> HttpResponse:
    sample = own_sample(request, pk)
    moves = list(sample.moves.select_related("actor", "corrects", "corrected_by", "photo").order_by("-order"))
    last = moves[0]
    context = {
        "sample": sample,
        "entry": sample.entry,
        "moves": moves,
        "with_key": reads_key(request.user),
        "left": sample.days_left(timezone.localdate()) if sample.is_held else None,
        "may_correct": last.order > 1 and last.corrects_id is None and _cares_for(request, sample),
        "may_describe": _cares_for(request, sample),
        "again": reads_key(request.user)
        and sample.state in {SampleState.REFUSED, SampleState.RETURNED}
        and is_deliverable(sample.entry),
    }
    return render(request, "registrations/sample_detail.html", context)


def _cares_for(request: HttpRequest, sample: Sample) -> bool:
    return request.user.is_provincial or not sample.at_province


# -- taken in -------------------------------------------------------------------------------------------------------


@intake
@require_http_methods(["GET", "HEAD", "POST"])
def sample_receive(request: HttpRequest, pk: int) -> HttpResponse:
    """The sample of an entry is looked at, and taken in or refused."""
    entry = own_entry(request, pk)
    sample = Sample.objects.filter(entry=entry).first()
    initial = {"token": uuid.uuid4()}
    if sample is not None:
        initial |= {name: getattr(sample, name) for name in ("pieces", "keep_cool", "best_before", "allergens")}
    files = request.FILES if request.method == "POST" else None
    form = ReceiveSampleForm(bound(request), files, initial=initial, entry=entry)
    if request.method == "POST" and form.is_valid():
        typed = {name: form.cleaned_data[name] for name in ("condition", "note", "token")}
        try:
            photo = _photo(request, entry, form)
            sample = actions.receive_sample(entry, actor=request.user, photo=photo, **typed, **form.described)
        except ValidationError as error:
            told = not reads_key(request.user) and SAMPLE_ONCE.code in codes_of(error)
            form.refuse(SAMPLE_ONCE.error() if told else error)
        else:
            verb = "ไม่รับ" if sample.state == SampleState.REFUSED else "รับ"
            messages.success(request, f"บันทึก{verb}ตัวอย่างแล้ว เลขป้าย {sample}")
            return redirect(sample)
    elif request.method != "POST" and not is_deliverable(entry):
        messages.error(request, f"{entry} อยู่ในสถานะ “{entry.get_status_display()}” จึงยังรับตัวอย่างไม่ได้")
        return redirect(entry)
    context = {"form": form, "entry": entry, "sample": sample, "with_key": reads_key(request.user)}
    return render(request, "registrations/sample_receive.html", context)


def _photo(request: HttpRequest, entry: Entry, form: ReceiveSampleForm) -> Upload | None:
    """The picture that was sent along, kept with the entry's files; or the one that was chosen among these.

    It is kept before the sample is taken in: no picture is drawn anew while rows are locked.  Sent again after an error
    elsewhere, it is the same file.
    """
    sent = form.cleaned_data["picture"]
    if not sent:
        return form.cleaned_data.get("photo")
    content = content_of(sent)
    try:
        return actions.keep_upload(
            entry,
            content=content,
            file_name=sent.name,
            purpose=UploadPurpose.PHOTO,
            actor=request.user,
            token=token_of(str(form.cleaned_data["token"]), content),
        )
    except ValidationError as error:
        raise ValidationError({"picture": error.messages}) from error


@intake
@require_http_methods(["GET", "HEAD", "POST"])
def sample_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Pieces, cold, best before and allergens are corrected; the label is printed again."""
    sample = own_sample(request, pk)
    initial = {name: getattr(sample, name) for name in ("pieces", "keep_cool", "best_before", "allergens")}
    form = DescribeSampleForm(bound(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.describe_sample(sample, actor=request.user, **form.described)
        except ValidationError as error:
            form.refuse(error)
        else:
            messages.success(request, f"แก้ข้อมูลเลขป้าย {sample} แล้ว หากป้ายที่ติดไว้ต่างไป ให้พิมพ์ป้ายใหม่")
            return redirect(sample)
    return render(request, "registrations/sample_edit.html", {"form": form, "sample": sample})


@intake
@require_http_methods(["GET", "HEAD", "POST"])
def sample_relabel(request: HttpRequest, pk: int) -> HttpResponse:
    """The group was corrected: another letter, another number, another label.  Asked for on the sample's own page."""
    sample = own_sample(request, pk)
    old = str(sample)
    if request.method == "POST":
        try:
            actions.relabel_sample(sample, actor=request.user)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        if str(sample) != old:
            messages.success(request, f"เลขป้ายใหม่คือ {sample} โปรดพิมพ์ป้ายใหม่ติดแทนป้าย {old}")
    return redirect(sample)


# -- scanned --------------------------------------------------------------------------------------------------------


def _scanned(request: HttpRequest, form: ScanForm) -> dict[str, Any]:
    """The answer to one scan: what was moved, or why not.  Nothing that was scanned can fail."""
    round = Round.objects.current()
    try:
        if round is None:
            raise ValidationError("ยังไม่มีการคัดสรรรอบปัจจุบัน จึงยังบันทึกตัวอย่างไม่ได้")
        read = read_scan(form.cleaned_data["number"])
        if read.of_round not in {"", round_key(round.year_be, round.sequence)}:
            raise ValidationError(f"ป้ายนี้เป็นของการคัดสรรรอบอื่น รอบปัจจุบันคือ {round.label} โปรดแยกตัวอย่างนี้ออก")
        rows = Sample.objects.for_user(request.user).filter(round=round).wearing(read.letter, read.number)
        sample = rows.select_related(*RELATED).first()
        if sample is None:
            where = "ในระบบ" if request.user.is_provincial else "ในอำเภอของท่าน"
            raise ValidationError(f"ไม่พบเลขป้าย {read.letter}-{read.number:03d} {where} โปรดอ่านป้ายอีกครั้ง")
    except ValidationError as error:
        return {"outcome": "refused", "sentences": error.messages}
    answer: dict[str, Any] = {"sample": sample, "was": sample.where, "today": timezone.localdate()}
    try:
        answer["move"] = move = actions.move_sample(
            sample,
            actor=request.user,
            to=form.cleaned_data["to"],
            place=form.place,
            handed_to=form.handed_to,
            token=form.cleaned_data["token"],
        )
        answer |= {"outcome": "done", "was": move.from_where}
    except ValidationError as error:
        answer |= {"outcome": "same" if "already_there" in codes_of(error) else "refused", "sentences": error.messages}
    answer["left"] = sample.days_left(answer["today"]) if sample.is_held else None
    # On the table the panel reads along.
    answer["with_key"] = reads_key(request.user) and form.cleaned_data["to"] != SampleState.ON_TABLE
    return answer


@intake
@require_http_methods(["GET", "HEAD", "POST"])
def sample_scan(request: HttpRequest) -> HttpResponse:
    """Move and place once, then number after number: a scanner types each and presses Enter."""
    moves = moves_of(request.user)
    asked = request.GET.get("to", "")
    initial = {
        "to": asked if asked in moves else moves[0],
        "where": request.GET.get("where", "")[:100],
        "token": uuid.uuid4(),
    }
    form, answer = ScanForm(bound(request), user=request.user, initial=initial), None
    if request.method == "POST":
        if form.is_valid():
            answer = _scanned(request, form)
            initial["to"] = to = form.cleaned_data["to"]
            # Who takes back is another one for the next producer.
            initial["where"] = "" if to == SampleState.RETURNED else form.cleaned_data["where"]
            form = ScanForm(user=request.user, initial=initial)
        else:
            sentences = [sentence for errors in form.errors.values() for sentence in errors]
            answer = {"outcome": "refused", "sentences": sentences}
    last = SampleMove.objects.for_user(request.user).filter(actor=request.user, order__gt=1)
    context = {
        "form": form,
        "answer": answer,
        "last": last.select_related("sample", "corrected_by").order_by("-pk")[:LAST_SCANS],
        "area": area_of(request),
    }
    if request.headers.get("X-Scan"):
        return render(request, "registrations/_scan_answer.html", context)
    context["places"] = _known_places(request)
    return render(request, "registrations/sample_scan.html", context)


def _known_places(request: HttpRequest) -> list[str]:
    samples = Sample.objects.for_user(request.user).filter(round__is_current=True, state__in=HELD)
    return list(samples.exclude(place="").order_by("place").values_list("place", flat=True).distinct()[:50])


@intake
@require_http_methods(["GET", "HEAD", "POST"])
def move_correct(request: HttpRequest, pk: int) -> HttpResponse:
    """The last move of a sample is taken back, with a reason."""
    rows = SampleMove.objects.for_user(request.user).select_related("sample__entry__producer")
    move = get_object_or_404(rows, pk=pk)
    form = CorrectMoveForm(bound(request))
    if request.method == "POST" and form.is_valid():
        try:
            actions.correct_move(move, actor=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, f"แก้แล้ว เลขป้าย {move.sample} กลับไปเป็น {move.sample.where}")
            return redirect("registrations:sample-scan")
    elif request.method != "POST" and (move.order != move.sample.moves_made or move.corrects_id or move.order == 1):
        messages.error(request, LAST_MOVE_CORRECTED.text())
        return redirect(move.sample)
    return render(request, "registrations/sample_correct.html", {"form": form, "move": move, "sample": move.sample})
