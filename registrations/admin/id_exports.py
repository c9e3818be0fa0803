"""The file of whole citizen ids: two administrators, a reason, one download."""

from types import SimpleNamespace
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone

from office.exports import download
from office.forms import ReasonForm
from office.models import District
from office.rules import ADMINISTRATORS
from office.staff_admin import Act, StaffAdmin
from thai.dates import thai_datetime
from thai.ids import format_phone

from .. import actions
from ..models import IdExport
from ..rules import IdExportStatus

HEADINGS = ["รหัสทะเบียน OTOP", "ชื่อกลุ่ม/ผู้ผลิต", "อำเภอ", "ประธานกลุ่ม/เจ้าของ", "เลขประจำตัวประชาชน", "โทรศัพท์"]


class ProposeForm(ReasonForm):
    district = forms.ModelChoiceField(
        District.objects.none(), label="อำเภอ", required=False, empty_label="ทั้งจังหวัด", to_field_name="code"
    )
    field_order = ("district", "reason")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["district"].queryset = District.objects.filter(province__office__isnull=False)


@admin.register(IdExport)
class IdExportAdmin(StaffAdmin):
    viewers = adders = ADMINISTRATORS
    editors = frozenset()
    list_display = ("__str__", "status", "proposed_by", "proposed_at", "decided_by", "taken_at", "rows")
    list_filter = ("status",)
    search_fields = ("reason",)
    search_help_text = "ค้นจากเหตุผล"
    list_select_related = ("district", "proposed_by", "decided_by")
    fieldsets = (
        (None, {"fields": ("district", "reason", "status", "proposed_by", "proposed_at")}),
        ("การอนุญาตและดาวน์โหลด", {"fields": ("decided_by", "decided_at", "taken_at", "rows")}),
    )
    acts = (
        Act(
            name="release",
            label="อนุญาตให้ส่งออก",
            run=lambda row, *, actor, reason: actions.release_id_export(row, actor=actor, reason=reason) and None,
            roles=ADMINISTRATORS,
            effect="ผู้ขอดาวน์โหลดไฟล์ที่มีเลขประจำตัวประชาชนเต็มได้หนึ่งครั้งภายใน 24 ชั่วโมง ผู้อนุญาตต้องไม่ใช่ผู้ขอ",
            available=lambda row: row.status == IdExportStatus.PROPOSED,
        ),
        Act(
            name="refuse",
            label="ไม่อนุญาต",
            run=lambda row, *, actor, reason: actions.refuse_id_export(row, actor=actor, reason=reason) and None,
            roles=ADMINISTRATORS,
            effect="คำขอนี้สิ้นสุด ไม่มีไฟล์ออกไป",
            available=lambda row: row.status in {IdExportStatus.PROPOSED, IdExportStatus.RELEASED},
            needs_reason=True,
            danger=True,
        ),
    )

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.download_view)
        return [path("<int:pk>/download/", view, name="registrations_idexport_download"), *super().get_urls()]

    def links_for(self, request: HttpRequest, row: IdExport) -> list[tuple[Any, str]]:
        if row.status != IdExportStatus.RELEASED or row.proposed_by_id != request.user.pk:
            return []
        address = self._page_of(row).replace("change/", "download/")
        return [(SimpleNamespace(label="ดาวน์โหลด (ครั้งเดียว)", danger=True), address)]

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        if not self.has_add_permission(request):
            raise Http404
        form = ProposeForm(request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid():
            try:
                row = actions.propose_id_export(actor=request.user, **form.cleaned_data)
            except ValidationError as error:
                form.add_error(None, error)
            else:
                messages.success(request, "บันทึกคำขอแล้ว โปรดให้ผู้ดูแลระบบอีกคนอนุญาต")
                return redirect(self._page_of(row))
        effect = "คำขอต้องได้รับอนุญาตจากผู้ดูแลระบบอีกคนก่อน จึงดาวน์โหลดได้"
        return self._ask(request, form, "ขอส่งออกเลขประจำตัวประชาชน", "ส่งคำขอ", effect)

    def download_view(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        row = self.get_object(request, str(pk)) if self.has_view_permission(request) else None
        if row is None:
            raise Http404
        if request.method != "POST":
            effect = "ไฟล์มีเลขประจำตัวประชาชนเต็ม ดาวน์โหลดได้ครั้งเดียว ระบบบันทึกจำนวนแถว โปรดเก็บรักษาและลบเมื่อใช้เสร็จ"
            return self._ask(request, forms.Form(), f"ดาวน์โหลด {row}", "ดาวน์โหลด", effect)
        try:
            row, rows = actions.take_id_export(row, actor=request.user)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return redirect(self._page_of(row))
        about = [
            ("ส่งออกโดย", str(row.proposed_by)),
            ("ผู้อนุญาต", str(row.decided_by)),
            ("ณ", thai_datetime(timezone.localtime())),
            ("จำนวนแถว", str(row.rows)),
            ("เหตุผล", row.reason),
        ]
        cells = (
            (one.code, one.name, one.district.name, one.contact_name, one.citizen_id, format_phone(one.phone))
            for one in rows.iterator(chunk_size=500)
        )
        return download("xlsx", f"เลขประจำตัวประชาชน คำขอที่ {row.pk}", HEADINGS, cells, about=about)

    def _ask(self, request: HttpRequest, form: forms.Form, title: str, button: str, effect: str) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": title,
            "opts": self.opts,
            "act": SimpleNamespace(label=button, effect=effect, danger=False),
            "rows": [],
            "form": form,
            "back": self._back(),
            "is_list": True,
        }
        return TemplateResponse(request, "admin/registrations/id_export.html", context)

    def _back(self) -> str:
        return self._page_of(IdExport(pk=0)).replace("0/change/", "")
