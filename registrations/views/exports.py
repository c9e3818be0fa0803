"""The lists as files: the rows and columns of the screen, as Excel or CSV."""

from collections.abc import Iterable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from office.exports import Kind, download
from office.forms import ReasonForm
from rounds.models import Round
from thai.dates import be_year, thai_datetime

from ..exports import (
    ENTRY_COLUMNS,
    Column,
    board_cells,
    board_headings,
    cells,
    headings,
    missing_columns,
    producer_columns,
    record_export,
)
from ..list_forms import MissingFilterForm
from .common import area_of, bound, intake
from .entries import entries_shown
from .producers import producers_shown
from .watch import boards_shown

# What a workbook is asked for at most in one go; the register of a whole region is less.
MOST_ROWS = 50_000


def _kind(request: HttpRequest) -> Kind:
    """xlsx unless csv is asked for; anything else is no address of ours."""
    kind = request.GET.get("as", "xlsx")
    if kind not in {"xlsx", "csv"}:
        raise Http404
    return kind


def _file(
    request: HttpRequest,
    kind: Kind,
    title: str,
    heads: list[str],
    rows: Iterable[list[Any]],
    *,
    count: int,
    reason: str = "",
) -> HttpResponseBase:
    now = timezone.localtime()
    query = request.GET.copy()
    for name in ("as", "page"):
        query.pop(name, None)
    if request.method != "HEAD":
        record_export(actor=request.user, title=title, kind=kind, rows=count, query=query.urlencode(), reason=reason)
    about = [
        ("รายการ", f"{title} {area_of(request)}"),
        ("ส่งออกโดย", str(request.user)),
        ("ณ", thai_datetime(now)),
        ("จำนวนแถว", str(count)),
        ("ตัวกรองในที่อยู่", query.urlencode() or "ไม่มี"),
        *([("เหตุผล", reason)] if reason else []),
    ]
    return download(kind, f"{title} {be_year(now)}-{now:%m-%d}", heads, rows, about=about)


def _list(
    request: HttpRequest, title: str, columns: list[Column], rows: Any, *, kind: Kind | None = None, reason: str = ""
) -> HttpResponseBase:
    rows = rows[:MOST_ROWS]
    return _file(
        request,
        kind or _kind(request),
        title,
        headings(columns, request.user),
        cells(columns, rows, request.user),
        count=rows.count(),
        reason=reason,
    )


@intake
@require_safe
def producer_export(request: HttpRequest) -> HttpResponseBase:
    round = Round.objects.current()
    return _list(request, "ทะเบียนผู้ผลิต", producer_columns(round), producers_shown(request, round))


@intake
@require_safe
def entry_export(request: HttpRequest) -> HttpResponseBase:
    rows, _ = entries_shown(request, Round.objects.current())
    return _list(request, "ใบสมัคร", ENTRY_COLUMNS, rows)


def _missing(request: HttpRequest) -> MissingFilterForm:
    round = Round.objects.current()
    if round is None:
        raise Http404
    return MissingFilterForm(request.GET, user=request.user, round=round)


@intake
@require_safe
def missing_export(request: HttpRequest) -> HttpResponseBase:
    return _list(request, "ใครยังไม่สมัคร", missing_columns(), _missing(request).rows())


@intake
@require_http_methods(["GET", "HEAD", "POST"])
def missing_calls(request: HttpRequest) -> HttpResponseBase:
    """The list for calling people: telephone numbers whole, so it says why, and the journal keeps who took how many."""
    filters = _missing(request)
    rows, form = filters.rows(), ReasonForm(bound(request))
    if request.method == "POST" and form.is_valid():
        columns = missing_columns(with_phones=True)
        return _list(request, "บัญชีโทรติดตาม", columns, rows, kind="xlsx", reason=form.cleaned_data["reason"])
    context = {"form": form, "count": rows.count(), "area": area_of(request), "query": request.GET.urlencode()}
    return render(request, "registrations/missing_calls.html", context)


@intake
@require_safe
def board_export(request: HttpRequest) -> HttpResponseBase:
    round = Round.objects.current()
    if round is None:
        raise Http404
    today, whole = boards_shown(request, round, timezone.now())
    rows = [*board_cells("วันนี้", today), *board_cells("ทั้งหมด", whole)]
    return _file(request, _kind(request), "กระดานวันรับสมัคร", board_headings(whole), rows, count=len(rows))
