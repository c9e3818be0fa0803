"""Stars of earlier rounds: the department's file in, a list out again as a whole, and where each came from."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from import_export.tmp_storages import CacheStorage

from office.rules import Role
from office.staff_admin import Act, StaffAdmin
from office.workbooks import MAX_FILE, FileRefused

from .. import actions
from ..models import StarList

REGISTRARS = frozenset({Role.ADMINISTRATOR, Role.STAFF})
# Rows of a report that stand on a page; all of them are counted.
SHOWN = 100


class StarFileForm(forms.Form):
    year_be = forms.IntegerField(
        label="ปี พ.ศ. ของผลการคัดสรร",
        help_text="ไฟล์ของกรมไม่บอกปีในแถว โปรดดูจากชื่อไฟล์ ถ้าเป็นปี ค.ศ. ให้บวก 543",
        error_messages={"required": "โปรดกรอกปี พ.ศ.", "invalid": "ปี พ.ศ. เป็นตัวเลขสี่หลัก"},
    )
    file = forms.FileField(
        label="ไฟล์ผลการคัดสรร (.xlsx หรือ .csv)",
        help_text="คอลัมน์ ผลิตภัณฑ์ ผู้ผลิต จังหวัด ประเภท ดาว ไม่เกิน 10 เมกะไบต์",
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv"}),
        error_messages={"required": "โปรดเลือกไฟล์", "empty": "ไฟล์ว่างเปล่า โปรดเลือกไฟล์ที่มีข้อมูล"},
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MAX_FILE:
            raise ValidationError("ไฟล์ใหญ่เกิน 10 เมกะไบต์ โปรดแบ่งเป็นหลายไฟล์")
        return file


class ConfirmStarsForm(forms.Form):
    """What the report hands on: which stored file, its name and year."""

    stored = forms.RegexField(r"^[0-9a-f]{32}$", widget=forms.HiddenInput)
    file_name = forms.CharField(max_length=200, required=False, widget=forms.HiddenInput)
    year_be = forms.IntegerField(widget=forms.HiddenInput)


def _take_back(row: StarList, *, actor: Any, reason: str) -> str:
    return f"นำระดับดาวออก {actions.take_back_stars(row, actor=actor, reason=reason):,} รายการ"


@admin.register(StarList)
class StarListAdmin(StaffAdmin):
    """Adding is taking a file in: first a report, nothing written; then one transaction, taken back as a whole."""

    adders = REGISTRARS
    editors = frozenset()
    list_display = ("name", "year_be", "source", "said", "added_by", "added_at", "taken_back_at")
    list_filter = ("source", "year_be")
    list_select_related = ("added_by",)
    search_fields = ("name",)
    search_help_text = "ค้นจากชื่อไฟล์หรือประกาศ"
    fieldsets = (
        (None, {"fields": ("name", "source", "year_be", "said", "added_by", "added_at", "taken_back_at")}),
        ("แถวที่จับคู่กับทะเบียนไม่ได้", {"fields": ("report",)}),
    )
    readonly_fields = ("name", "source", "year_be", "said", "added_by", "added_at", "taken_back_at", "report")
    acts = (
        Act(
            name="take-back",
            label="นำชุดข้อมูลนี้ออก",
            run=lambda row, *, actor, reason: (
                f"นำออก {actions.take_back_stars(row, actor=actor, reason=reason)} รายการ"
            ),
            roles=REGISTRARS,
            effect="ระดับดาวทุกรายการของชุดนี้หายไปจากหน้าผู้ผลิตและรายชื่อผู้ที่ยังไม่สมัคร นำเข้าไฟล์เดิมใหม่ได้",
            available=lambda row: row.is_here,
            needs_reason=True,
            danger=True,
        ),
    )

    def get_urls(self) -> list[Any]:
        confirm = path(
            "add/confirm/", self.admin_site.admin_view(self.confirm_view), name="registrations_starlist_confirm"
        )
        return [confirm, *super().get_urls()]

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        self._require(request)
        form = StarFileForm(request.POST or None, request.FILES or None)
        if request.method != "POST" or not form.is_valid():
            return self._page(request, form=form)
        file, year_be = form.cleaned_data["file"], form.cleaned_data["year_be"]
        content = file.read()
        try:
            report = actions.look_at_stars(content, year_be=year_be)
        except FileRefused as refused:
            form.add_error("file", str(refused))
            return self._page(request, form=form)
        except ValidationError as error:
            form.add_error("year_be", error)
            return self._page(request, form=form)
        storage = CacheStorage()
        storage.save(content)
        confirm = ConfirmStarsForm(initial={"stored": storage.name, "file_name": file.name[-200:], "year_be": year_be})
        return self._page(request, form=StarFileForm(initial={"year_be": year_be}), confirm=confirm, report=report)

    def confirm_view(self, request: HttpRequest) -> HttpResponse:
        self._require(request)
        if request.method != "POST":
            return redirect("admin:registrations_starlist_add")
        form = ConfirmStarsForm(request.POST)
        content = None
        if form.is_valid():
            content = CacheStorage(name=form.cleaned_data["stored"]).read()
        if content is None:
            messages.error(request, "ไฟล์ที่ตรวจไว้หมดอายุแล้ว ยังไม่ได้บันทึกอะไร โปรดเลือกไฟล์อีกครั้ง")
            return redirect("admin:registrations_starlist_add")
        try:
            row, report = actions.import_stars(
                content,
                file_name=form.cleaned_data["file_name"],
                year_be=form.cleaned_data["year_be"],
                actor=request.user,
            )
        except (ValidationError, FileRefused) as error:
            messages.error(request, " ".join(getattr(error, "messages", [str(error)])))
            return redirect("admin:registrations_starlist_add")
        messages.success(request, f"นำเข้าระดับดาวครั้งก่อนแล้ว {report.sentence()}")
        return redirect(self._page_of(row))

    def _require(self, request: HttpRequest) -> None:
        if not self.has_add_permission(request):
            raise Http404

    def _page(self, request: HttpRequest, **context: Any) -> HttpResponse:
        report = context.get("report")
        context = {
            **self.admin_site.each_context(request),
            "title": "นำเข้าระดับดาวครั้งก่อน",
            "opts": self.opts,
            "shown": report.unmatched[:SHOWN] if report else [],
            **context,
        }
        return TemplateResponse(request, "admin/registrations/star_import.html", context)

    @admin.display(description="รายการ")
    def said(self, row: StarList) -> str:
        added, unmatched = row.counts.get("added", 0), row.counts.get("unmatched", 0)
        return f"{added:,} รายการ" + (f" จับคู่ไม่ได้ {unmatched:,} แถว" if unmatched else "")

    @admin.display(description="แถว ผู้ผลิต ผลิตภัณฑ์ และสาเหตุ")
    def report(self, row: StarList) -> str | SafeString:
        lines = [(line["row"], line["producer"], line["product"], line["reason"]) for line in row.unmatched[:SHOWN]]
        if not lines:
            return "ไม่มี"
        return format_html_join("", "<div>แถว {}: {} · {} — {}</div>", lines)
