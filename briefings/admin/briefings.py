"""Briefings in the admin.  What opens a meeting stands in a fieldset of its own, and in no list, search or export."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest

from office.rules import PROVINCIAL
from office.staff_admin import StaffAdmin, StaffInline
from rounds.models import Round

from ..models import AgendaItem, Briefing
from .attendance import AttendancePages
from .records import RecordPages


class AgendaInline(StaffInline):
    model = AgendaItem
    deleters = PROVINCIAL
    fields = ["order", "title"]


@admin.register(Briefing)
class BriefingAdmin(AttendancePages, RecordPages, StaffAdmin):
    inlines = [AgendaInline]
    viewers = adders = editors = PROVINCIAL
    list_display = ["title", "kind", "starts_at", "where", "round"]
    list_filter = ["round", "kind"]
    list_select_related = ["round"]
    search_fields = ["title", "place"]
    filter_horizontal = ["districts", "committees", "people"]
    fieldsets = [
        (None, {"fields": ["round", "kind", "title"]}),
        ("วันเวลาและสถานที่", {"fields": ["starts_at", "ends_at", "place", "online_system"]}),
        (
            "ข้อมูลเข้าประชุมออนไลน์ (ปกปิด)",
            {
                "fields": ["join_link", "meeting_id", "passcode"],
                "description": (
                    "แสดงเฉพาะผู้ได้รับเชิญและเจ้าหน้าที่จังหวัดที่เข้าสู่ระบบแล้ว ไม่แสดงในรายการ ประวัติ ไฟล์ส่งออก และหน้าสาธารณะ "
                    "โปรดอย่าพิมพ์ลิงก์หรือรหัสในช่องอื่น"
                ),
            },
        ),
        ("รายละเอียด", {"fields": ["details", "is_public"]}),
        (
            "ผู้ได้รับเชิญ",
            {
                "fields": ["districts", "committees", "people"],
                "description": "เจ้าหน้าที่ของอำเภอ ผู้อยู่ในคณะ และบุคคลที่เลือก จะเห็นการประชุมนี้พร้อมข้อมูลเข้าประชุม",
            },
        ),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Briefing]:
        # Never asked for in the list: what is not read cannot be shown.
        rows = super().get_queryset(request)
        match = request.resolver_match
        if match and match.url_name == "briefings_briefing_changelist":
            rows = rows.defer("join_link", "meeting_id", "passcode")
        return rows

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "join_link":
            kwargs["assume_scheme"] = "https"
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        current = Round.objects.current()
        return {"round": current.pk} if current else {}

    def save_model(self, request: HttpRequest, obj: Briefing, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        for name in obj.fields_like_secrets():
            messages.warning(
                request,
                f"ข้อความนี้ดูเหมือนมีรหัสผ่านหรือลิงก์เข้าประชุม: ช่อง “{name}” โปรดย้ายไปไว้ในช่อง “ข้อมูลเข้าประชุมออนไลน์ (ปกปิด)”",
            )

    @admin.display(description="สถานที่", ordering="place")
    def where(self, briefing: Briefing) -> str:
        return " / ".join(part for part in (briefing.place, briefing.online_system) if part)
