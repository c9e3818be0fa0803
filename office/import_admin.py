"""Import and export in the admin, over `StaffAdmin`: two steps in, one step out, Thai, and never an error page.

In: choose a file → a report, nothing written → confirm → one transaction.  All rows go in or none.
Out: exactly the list that is on the screen, as Excel or CSV.
"""

import logging
import os
from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from import_export.admin import ExportMixin, ImportMixin
from import_export.forms import ExportForm
from import_export.tmp_storages import CacheStorage

from thai.dates import be_year, in_bangkok

from .resources import FORMATS, SheetResult, ThaiResource
from .rules import PROVINCIAL, Role
from .workbooks import MAX_FILE, FileRefused, write_xlsx

logger = logging.getLogger(__name__)

# A page is for reading: so many lines of each kind, and a count of the rest.
SHOWN = 100


class ChooseFileForm(forms.Form):
    import_file = forms.FileField(
        label="ไฟล์ Excel หรือ CSV",
        help_text="ไฟล์ .xlsx หรือ .csv (UTF-8) ไม่เกิน 10 เมกะไบต์ และไม่เกิน 20,000 แถว",
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv"}),
        error_messages={"required": "โปรดเลือกไฟล์", "empty": "ไฟล์ว่างเปล่า โปรดเลือกไฟล์ที่มีข้อมูล"},
    )

    def clean_import_file(self) -> Any:
        file = self.cleaned_data["import_file"]
        if file.size > MAX_FILE:
            raise forms.ValidationError("ไฟล์ใหญ่เกิน 10 เมกะไบต์ โปรดลบรูปภาพและแผ่นงานที่ไม่ใช้ออก หรือแบ่งเป็นหลายไฟล์")
        return file


class ConfirmForm(forms.Form):
    """What the report hands on to the second step: which stored file, and what it was called."""

    stored = forms.RegexField(r"^[0-9a-f]{32}$", widget=forms.HiddenInput)
    file_name = forms.CharField(max_length=200, required=False, widget=forms.HiddenInput)


class ChooseFormatForm(ExportForm):
    def __init__(self, formats: Any, resources: Any, **kwargs: Any) -> None:
        super().__init__(formats, resources, **kwargs)
        del self.fields["export_items"]
        self.fields["format"] = forms.ChoiceField(
            label="รูปแบบไฟล์",
            choices=[(str(place), each().get_title()) for place, each in enumerate(formats)],
            initial="0",
            widget=forms.RadioSelect,
            help_text="เลือก CSV เมื่อต้องนำไปใช้กับโปรแกรมอื่น",
        )


class ThaiExportMixin(ExportMixin):
    """Set `resource_classes` and `export_name` (Thai, the beginning of the file's name)."""

    formats = FORMATS
    export_form_class = ChooseFormatForm
    export_name = "ข้อมูล"
    exporters: frozenset[str] = PROVINCIAL

    def has_export_permission(self, request: HttpRequest) -> bool:
        return request.user.is_authenticated and request.user.has_role(*self.exporters)

    def export_action(self, request: HttpRequest) -> HttpResponse:
        try:
            return super().export_action(request)
        except IncorrectLookupParameters:
            messages.error(request, "ตัวกรองในที่อยู่ของหน้านี้ไม่ถูกต้อง โปรดเลือกตัวกรองใหม่แล้วส่งออกอีกครั้ง")
            return redirect(self._address("changelist"))

    def init_request_context_data(self, request: HttpRequest, form: Any) -> dict[str, Any]:
        context = super().init_request_context_data(request, form)
        return {
            **context,
            "title": f"ส่งออก{self.opts.verbose_name_plural}",
            "count": self.get_export_queryset(request).count(),
            "back": f"{self._address('changelist')}?{request.GET.urlencode()}",
        }

    def get_export_filename(self, request: HttpRequest, queryset: Any, file_format: Any) -> str:
        today = in_bangkok(timezone.now())
        return f"{self.export_name}-{be_year(today)}-{today:%m-%d}.{file_format.get_extension()}"

    def _do_file_export(self, file_format: Any, request: HttpRequest, queryset: Any, export_form: Any = None) -> Any:
        response = super()._do_file_export(file_format, request, queryset, export_form)
        # The package writes the name without its encoding, which garbles Thai.
        name = self.get_export_filename(request, queryset, file_format)
        response.headers["Content-Disposition"] = content_disposition_header(True, name)
        return response

    def _address(self, page: str) -> str:
        return reverse(f"{self.admin_site.name}:{self.opts.app_label}_{self.opts.model_name}_{page}")


class ThaiImportExportMixin(ImportMixin, ThaiExportMixin):
    """Besides the above, set `import_resource` (a ThaiResource), `import_advice` (what a file's author should know),
    and, where other roles are wanted, `importers`."""

    import_export_change_list_template = "admin/import_export/change_list_import_export.html"
    import_resource: type[ThaiResource]
    import_advice: Sequence[str] = ("รหัสเดียวกันหลายแถวได้ แต่ละแถวเพิ่มปีที่ขึ้นทะเบียนและผลิตภัณฑ์ให้ผู้ผลิตรายเดียวกัน",)
    importers: frozenset[str] = frozenset({Role.ADMINISTRATOR, Role.STAFF})

    def has_import_permission(self, request: HttpRequest) -> bool:
        return request.user.is_authenticated and request.user.has_role(*self.importers)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        extra_context = {**(extra_context or {}), "has_import_permission": self.has_import_permission(request)}
        return super().changelist_view(request, extra_context)

    def get_urls(self) -> list[Any]:
        name = f"{self.opts.app_label}_{self.opts.model_name}_import_template"
        view = self.admin_site.admin_view(self.import_template)
        return [path("import/template/", view, name=name), *super().get_urls()]

    def import_action(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Choose a file; then the report on it.  Nothing is written."""
        self._require_import(request)
        if request.method != "POST":
            return self._import_page(request, form=ChooseFileForm())
        form = ChooseFileForm(request.POST, request.FILES)
        if not form.is_valid():
            return self._import_page(request, form=form)
        file = form.cleaned_data["import_file"]
        content = file.read()
        try:
            result = self._run(request, content, dry_run=True, file_name=file.name)
        except FileRefused as refused:
            form.add_error("import_file", str(refused))
            return self._import_page(request, form=form)
        if not self._may_confirm(result):
            return self._import_page(request, form=form, result=result, file_name=file.name)
        storage = CacheStorage()
        storage.save(content)
        confirm = ConfirmForm(initial={"stored": storage.name, "file_name": os.path.basename(file.name)[:200]})
        return self._import_page(request, confirm_form=confirm, result=result, file_name=file.name)

    def process_import(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Reads the same file again and writes it in one transaction; a second click finds nothing to do."""
        self._require_import(request)
        form = ConfirmForm(request.POST)
        given = request.method == "POST" and form.is_valid()
        storage = CacheStorage(name=form.cleaned_data["stored"] if given else None)
        content = storage.read() if given else None
        if content is None:
            messages.error(request, "ไฟล์นี้นำเข้าไปแล้ว หรือรอการยืนยันนานเกินไป โปรดตรวจรายการ หรือเลือกไฟล์อีกครั้ง")
            return redirect(self._address("import"))
        file_name = form.cleaned_data["file_name"]
        try:
            result = self._run(request, content, dry_run=False, file_name=file_name)
        except FileRefused as refused:
            messages.error(request, str(refused))
            return redirect(self._address("import"))
        if not self._may_confirm(result):
            messages.error(request, "ข้อมูลในระบบเปลี่ยนไปหลังจากตรวจไฟล์ จึงยังไม่ได้บันทึกอะไร โปรดดูรายงานใหม่ด้านล่าง")
            return self._import_page(request, form=ChooseFileForm(), result=result, file_name=file_name)
        storage.remove()
        messages.success(request, self.import_done(result))
        return redirect(self._address("changelist"))

    def import_template(self, request: HttpRequest) -> HttpResponse:
        """The empty form: a workbook with our headings, in our order."""
        self._require_import(request)
        columns = self.import_resource().columns()
        widths = [max(12, int(len(name) * 1.4)) for name in columns]
        response = HttpResponse(write_xlsx([columns], widths=widths), content_type=FORMATS[0].CONTENT_TYPE)
        response.headers["Content-Disposition"] = content_disposition_header(True, f"แบบฟอร์ม{self.export_name}.xlsx")
        return response

    def import_done(self, result: SheetResult) -> str:
        """The sentence after an import."""
        return f"นำเข้าเรียบร้อย {result.total_rows:,} แถว"

    def _require_import(self, request: HttpRequest) -> None:
        if not self.has_import_permission(request):
            raise PermissionDenied

    def _run(self, request: HttpRequest, content: bytes, *, dry_run: bool, file_name: str) -> SheetResult:
        resource = self.import_resource()
        data = resource.dataset(content)
        return resource.import_data(
            data,
            dry_run=dry_run,
            raise_errors=False,
            rollback_on_validation_errors=True,
            user=request.user,
            file_name=os.path.basename(file_name)[:200],
        )

    def _may_confirm(self, result: SheetResult) -> bool:
        return not (result.has_errors() or result.has_validation_errors())

    def _import_page(self, request: HttpRequest, *, result: SheetResult | None = None, **context: Any) -> HttpResponse:
        resource = self.import_resource()
        context = {
            **self.admin_site.each_context(request),
            "title": f"นำเข้า{self.opts.verbose_name_plural}",
            "opts": self.opts,
            "columns": resource.columns(),
            "required_columns": resource.required_columns,
            "advice": self.import_advice,
            "back": self._address("changelist"),
            **context,
        }
        if result is not None:
            refusals = result.refusals
            context |= {
                "result": result,
                "base_errors": [_said(error.error) for error in result.base_errors],
                "refusals": refusals[:SHOWN],
                "refusals_left": max(0, len(refusals) - SHOWN),
                "rows_refused": len({row for row, _, _ in refusals}),
                "row_notes": result.row_notes[:SHOWN],
                "row_notes_left": max(0, len(result.row_notes) - SHOWN),
                **self.import_report(result),
            }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "admin/import_export/import.html", context)

    def import_report(self, result: SheetResult) -> dict[str, Any]:
        """More of a room's own for the report's template."""
        return {}


def _said(error: Exception) -> str:
    if isinstance(error, ValidationError):
        return " ".join(error.messages)
    logger.error("An import failed as a whole.", exc_info=error)
    return "ระบบนำเข้าไฟล์นี้ไม่ได้ และยังไม่ได้บันทึกอะไร โปรดแจ้งผู้ดูแลระบบพร้อมไฟล์"
