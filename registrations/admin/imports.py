"""Files of the register as the province's workbench lists them; the report itself is a page of the intake."""

from types import SimpleNamespace
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from office.forms import ReasonForm
from office.models import User
from office.staff_admin import Act, StaffAdmin

from .. import actions
from ..actions.imports import REGISTRARS, UNDOERS
from ..models import RegisterImport


class ConfirmForm(ReasonForm):
    only_good_rows = forms.BooleanField(
        label="นำเข้าเฉพาะแถวที่ผ่าน",
        required=False,
        help_text="เลือกเมื่อมีแถวที่ไม่ผ่าน และต้องการนำเข้าแถวอื่นโดยไม่รอการแก้ไข",
    )


def _confirm(row: RegisterImport, *, actor: User, only_good_rows: bool, reason: str = "") -> str:
    actions.confirm_import(row, actor=actor, only_good_rows=only_good_rows, reason=reason)
    return f"บันทึก {', '.join(f'{label} {count:,}' for label, count in row.written)}"


def _undo(row: RegisterImport, *, actor: User, reason: str) -> str:
    actions.undo_import(row, actor=actor, reason=reason)
    return "ทะเบียนเป็นเหมือนก่อนนำเข้าไฟล์นี้"


@admin.register(RegisterImport)
class RegisterImportAdmin(StaffAdmin):
    """Nobody types here: a file comes in by the intake's page, and changes by acts."""

    adders = editors = frozenset()
    list_display = ("file_name", "status", "rows", "district", "created_by", "created_at", "confirmed_at")
    list_filter = ("status", "district")
    list_select_related = ("district", "created_by")
    search_fields = ("file_name",)
    search_help_text = "ค้นจากชื่อไฟล์"
    fields = (
        "file_name", "sha256", "status", "district", "created_by", "created_at", "refusal", "reported_at",
        "confirmed_by", "confirmed_at", "only_good_rows", "undone_by", "undone_at", "reason", "forgotten_at",
    )  # fmt: skip
    acts = (
        Act(
            name="confirm",
            label="ยืนยันการนำเข้า",
            run=_confirm,
            roles=REGISTRARS,
            effect="บันทึกทุกแถวที่ผ่านลงทะเบียนพร้อมกันในครั้งเดียว ตามรายงานของไฟล์ โปรดตรวจรายงานก่อน",
            available=lambda row: row.may_confirm,
            ask=ConfirmForm,
        ),
        Act(
            name="undo",
            label="ถอนการนำเข้าทั้งไฟล์",
            run=_undo,
            roles=UNDOERS,
            effect="ทะเบียนกลับเป็นเหมือนก่อนนำเข้าไฟล์นี้ทุกแถว ผู้ผลิต ปี และผลิตภัณฑ์ที่ไฟล์เพิ่มจะหายไป "
            "ระบบไม่ถอนหากมีใบสมัครหรือการแก้ไขภายหลังที่ใช้ข้อมูลจากไฟล์นี้",
            available=lambda row: row.may_undo,
            needs_reason=True,
            danger=True,
        ),
        Act(
            name="drop",
            label="ไม่ใช้ไฟล์นี้",
            run=actions.drop_import,
            roles=REGISTRARS,
            effect="ลบไฟล์และรายงาน ทะเบียนไม่เปลี่ยนแปลง",
            available=lambda row: row.is_open or row.status == RegisterImport.Status.REFUSED,
            danger=True,
        ),
        Act(
            name="forget",
            label="ลบไฟล์และข้อมูลถอนกลับ",
            run=actions.forget_import,
            roles=UNDOERS,
            effect="ลบไฟล์ รายงาน และข้อมูลสำหรับถอนกลับ ซึ่งเป็นข้อมูลส่วนบุคคล ทะเบียนคงเดิม หลังจากนี้ถอนการนำเข้านี้ไม่ได้อีก",
            available=lambda row: row.may_forget,
            danger=True,
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[RegisterImport]:
        return super().get_queryset(request).defer("mapping", "headings", "notes")

    def links_for(self, request: HttpRequest, row: RegisterImport) -> list[tuple[Any, str]]:
        report = SimpleNamespace(label="ดูรายงาน", danger=False)
        return [(report, row.get_absolute_url()), *super().links_for(request, row)]

    @admin.display(description="แถว")
    def rows(self, row: RegisterImport) -> str:
        return f"{row.count('rows'):,}" if row.counts else "–"
