"""A file of the register from the upload to the decision: the same pages for the province and for an officer, who
brings in the own district only and leaves the confirming to the province."""

from collections.abc import Sequence
from typing import Any, Final

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_safe
from django_htmx.http import HttpResponseClientRefresh

from office import jobs
from office.models import District, Job, Office
from office.workbooks import write_xlsx

from .. import actions
from ..actions.imports import may_bring_in, may_confirm, may_undo, may_work_on
from ..import_forms import ChooseColumnsForm, SendFileForm
from ..models import RegisterImport, ReportLine
from ..models.imports import LINES_A_PART
from ..register import COLUMNS, REQUIRED
from ..rules import ImportStatus, LineKind
from .common import area_of, intake, paged

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# What a person has to look at stands before what only tells that all is well.
ORDER: Final = tuple(LineKind)
SAID: Final = {
    LineKind.REFUSED: "แถวที่ไม่นำเข้า พร้อมเหตุผลและวิธีแก้",
    LineKind.SUSPICIOUS: "อาจเป็นผู้ผลิตรายเดียวกันสองรหัส หรือเลขประจำตัวผิด ระบบไม่ตัดสินให้ โปรดตรวจ",
    LineKind.CHANGED: "ข้อมูลเดิมในทะเบียน → ข้อมูลใหม่จากไฟล์",
    LineKind.NEW: "ยังไม่มีรหัสนี้ในทะเบียน จะเพิ่มให้",
    LineKind.WARNED: "นำเข้าได้ แต่ระบบแก้ไขหรือตีความให้ โปรดตรวจว่าตรงกับที่ตั้งใจ",
    LineKind.SKIPPED: "แถวที่ไม่ใช่ข้อมูล เช่น ยอดรวม หมายเหตุ หัวตารางซ้ำ",
    LineKind.GONE: "อยู่ในทะเบียนของอำเภอที่ไฟล์กล่าวถึง แต่ไม่มีในไฟล์ ระบบบอกให้ทราบเท่านั้น ไม่ลบ",
    LineKind.UNCHANGED: "ตรงกับทะเบียนทุกช่อง ไม่มีอะไรให้บันทึก",
}


def own_import(request: HttpRequest, pk: int) -> RegisterImport:
    rows = RegisterImport.objects.for_user(request.user)
    return get_object_or_404(rows.select_related("created_by", "confirmed_by", "undone_by", "district", "job"), pk=pk)


@intake
@require_safe
def import_list(request: HttpRequest) -> HttpResponse:
    rows = RegisterImport.objects.for_user(request.user).select_related("created_by", "district")
    status = request.GET.get("status", "")
    if status in ImportStatus.values:
        rows = rows.filter(status=status)
    context = {
        "page": paged(request, rows),
        "statuses": ImportStatus.choices,
        "status": status,
        "area": area_of(request),
        "may_send": may_bring_in(request.user),
        "now": timezone.now(),
    }
    return render(request, "registrations/import_list.html", context)


@intake
@require_http_methods(["GET", "HEAD", "POST"])
def import_new(request: HttpRequest) -> HttpResponse:
    """Keeps the file and answers at once; reading it is the work of a job."""
    if not may_bring_in(request.user):
        raise Http404
    form = SendFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        form = SendFileForm(request.POST, request.FILES)
        if form.is_valid():
            file = form.cleaned_data["file"]
            try:
                row = actions.send_import(content=file.read(), file_name=file.name, actor=request.user)
            except ValidationError as error:
                form.add_error("file", error)
            else:
                return redirect(row)
    context = {
        "form": form,
        "columns": COLUMNS,
        "required": REQUIRED,
        "area": area_of(request),
        "only_own": not may_confirm(request.user),
        "has_office": Office.objects.exists(),
    }
    return render(request, "registrations/import_new.html", context)


@intake
@require_safe
def import_template(request: HttpRequest) -> HttpResponse:
    """The empty form: a workbook with our headings, in our order."""
    if not may_bring_in(request.user):
        raise Http404
    return _workbook(
        write_xlsx([COLUMNS], widths=[max(12, int(len(name) * 1.4)) for name in COLUMNS]), "แบบฟอร์มทะเบียนผู้ผลิต"
    )


@intake
@require_safe
def import_returned(request: HttpRequest, pk: int) -> HttpResponse:
    """The lines that were refused, with their reasons, to be corrected and sent again."""
    row = own_import(request, pk)
    if not row.count(LineKind.REFUSED) or row.forgotten_at:
        raise Http404
    return _workbook(actions.returned_workbook(row), f"แถวที่ไม่ผ่าน {row.file_name}".rsplit(".", 1)[0])


def _workbook(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=XLSX)
    response.headers["Content-Disposition"] = content_disposition_header(True, f"{name}.xlsx")
    response.headers["Cache-Control"] = "no-store, private"
    return response


# -- one file ----------------------------------------------------------------------------------------------------


class _Lines(Sequence[ReportLine]):
    """The report's lines of one kind, read a page at a time."""

    def __init__(self, row: RegisterImport, kind: str) -> None:
        self.row, self.kind = row, kind

    def __len__(self) -> int:
        return self.row.count(self.kind)

    def __getitem__(self, at: Any) -> Any:
        return self.row.lines(self.kind, at.start // LINES_A_PART + 1)


@intake
@require_http_methods(["GET", "HEAD", "POST"])
def import_detail(request: HttpRequest, pk: int) -> HttpResponse:
    row = own_import(request, pk)
    if request.method == "POST":
        return _decided(request, row)
    if request.htmx and request.GET.get("shown") != _shown(row):
        return HttpResponseClientRefresh()
    if request.htmx and row.job is not None:
        return render(request, "office/_job_progress.html", _progress(row.job))
    return _page(request, row)


def _shown(row: RegisterImport) -> str:
    """What the page looks like: it is loaded anew when this changes while it waits."""
    return f"{row.status}-{row.job.status if row.job else ''}"


def _progress(job: Job) -> dict[str, Any]:
    at = timezone.now()
    return {"job": job, "progress": jobs.progress_of(job), "notice": jobs.notice_of(job, at), "at": at}


def _decided(request: HttpRequest, row: RegisterImport) -> HttpResponse:
    act = request.POST.get("act", "")
    may = may_confirm(request.user) if act == "confirm" else may_work_on(row, request.user)
    if act in {"confirm", "columns", "again", "read", "drop"} and not may:
        raise Http404
    form = ChooseColumnsForm(request.POST, register_import=row) if act == "columns" else None
    if form is not None and row.status == ImportStatus.NEEDS_MAPPING and not form.is_valid():
        return _page(request, row, form)
    try:
        if act == "confirm":
            only_good_rows = bool(request.POST.get("only_good_rows"))
            actions.confirm_import(
                row, actor=request.user, only_good_rows=only_good_rows, report=request.POST.get("report", "")
            )
            messages.success(request, f"นำเข้าทะเบียนเรียบร้อย {_written(row)}")
        elif form is not None:
            actions.choose_columns(row, mapping=form.mapping(), actor=request.user)
        elif act == "again":
            actions.choose_columns_again(row, actor=request.user)
        elif act == "read":
            actions.start_report(row, actor=request.user)
        elif act == "drop":
            actions.drop_import(row, actor=request.user)
            messages.success(request, f"ยกเลิกและลบไฟล์ “{row}” แล้ว ทะเบียนไม่เปลี่ยนแปลง")
            return redirect("registrations:import-list")
    except ValidationError as error:
        row = own_import(request, row.pk)
        if form is not None and row.status == ImportStatus.NEEDS_MAPPING:
            form.add_error(None, error)
            return _page(request, row, form)
        messages.error(request, " ".join(error.messages))
    return redirect(row)


def _written(row: RegisterImport) -> str:
    return ", ".join(f"{label} {count:,}" for label, count in row.written)


def _page(request: HttpRequest, row: RegisterImport, form: ChooseColumnsForm | None = None) -> HttpResponse:
    context: dict[str, Any] = {
        "row": row,
        "shown": _shown(row),
        "may_work": may_work_on(row, request.user),
        "may_confirm": may_confirm(request.user) and row.may_confirm,
        "may_undo": may_undo(request.user) and row.may_undo,
        "is_stuck": row.is_being_read and (row.job is None or not row.job.is_active),
        "now": timezone.now(),
    }
    if row.is_being_read and row.job is not None:
        context |= _progress(row.job)
    if row.status == ImportStatus.NEEDS_MAPPING:
        context["form"] = form or ChooseColumnsForm(register_import=row)
    if row.counts and not row.forgotten_at:
        context |= _report(request, row)
    return render(request, "registrations/import_detail.html", context)


def _report(request: HttpRequest, row: RegisterImport) -> dict[str, Any]:
    kinds = [(kind, kind.label, row.count(kind)) for kind in ORDER]
    first = next((kind for kind, _, count in kinds if count), LineKind.UNCHANGED)
    asked = request.GET.get("kind", "")
    kind = LineKind(asked) if asked in LineKind.values else first
    page = Paginator(_Lines(row, kind), LINES_A_PART).get_page(request.GET.get("page"))
    places = dict(District.objects.filter(province__office__isnull=False).values_list("code", "name"))
    return {
        "kinds": kinds,
        "kind": kind,
        "kind_said": SAID[kind],
        "page": page,
        "lines": [(line, places.get(line.district_id, "")) for line in page],
        "writes": row.written,
        "refused": row.count(LineKind.REFUSED),
        "suspicious": row.count(LineKind.SUSPICIOUS),
    }
