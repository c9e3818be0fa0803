"""Extensions of the intake on the staff's pages: granted and revoked by administrators, read by all of the province."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from office import clock
from office.forms import WholeRowForm
from office.models import District
from office.rules import ADMINISTRATORS
from office.staff_admin import Act, StaffAdmin
from rounds.models import Round
from thai.dates import thai_datetime

from .. import actions
from ..models import Extension
from ..rules import EXTENSION_AFTER_CLOSING
from .entries import RoundFilter


class ExtensionForm(WholeRowForm):
    """An extension of the current round, whose closing the row is held against."""

    class Meta:
        model = Extension
        fields = ("producer", "district", "ends_at", "reason")

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        round, now = Round.objects.current(), clock.now()
        if round is None or round.closes_at is None:
            self.add_error(None, "ยังไม่มีการคัดสรรรอบปัจจุบันที่กำหนดเวลาปิดรับสมัคร จึงขยายเวลาไม่ได้")
            return data
        self.instance.round, self.instance.closed_at = round, round.closes_at
        self.instance.granted_by, self.at = self.actor, now
        if (ends_at := data.get("ends_at")) and ends_at <= max(round.closes_at, now):
            self.add_error("ends_at", EXTENSION_AFTER_CLOSING.error(closes=thai_datetime(round.closes_at)))
        return data


def revoke(extension: Extension, *, actor: Any, reason: str) -> None:
    actions.revoke_extension(extension, actor=actor, reason=reason)


@admin.register(Extension)
class ExtensionAdmin(StaffAdmin):
    form = ExtensionForm
    adders = ADMINISTRATORS
    editors = frozenset()
    list_display = ("whom", "ends_at", "reason", "granted_by", "granted_at", "standing", "round")
    list_filter = (RoundFilter,)
    list_select_related = ("round", "producer", "district", "granted_by")
    search_fields = ("producer__name", "producer__code", "reason")
    autocomplete_fields = ("producer",)
    readonly_fields = ("round", "closed_at", "granted_by", "granted_at", "revoked_by", "revoked_at", "revoke_reason")
    fieldsets = (
        (
            None,
            {
                "fields": ("producer", "district", "ends_at", "reason"),
                "description": "เลือกผู้ผลิตรายเดียวหรืออำเภอเดียว ขยายเวลาหลังปิดรับสมัครแล้วก็ได้ เหตุผลแสดงแก่เจ้าหน้าที่อำเภอ",
            },
        ),
        ("การอนุมัติ", {"fields": ("round", "closed_at", "granted_by", "granted_at")}),
        ("การยกเลิก", {"fields": ("revoked_by", "revoked_at", "revoke_reason")}),
    )
    acts = (
        Act(
            name="revoke",
            label="ยกเลิกการขยายเวลา",
            run=revoke,
            roles=ADMINISTRATORS,
            effect="ผู้ผลิตหรืออำเภอนี้สมัครได้ตามเวลาที่ประกาศเท่านั้น ใบสมัครที่ยื่นไปแล้วยังอยู่",
            available=lambda extension: extension.is_standing,
            needs_reason=True,
            danger=True,
        ),
    )

    def get_fieldsets(self, request: HttpRequest, obj: Extension | None = None) -> list[Any]:
        """Who granted it, and who ended it, once there is something to show."""
        return super().get_fieldsets(request, obj)[: None if obj else 1]

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.remote_field.model is District:
            kwargs["queryset"] = District.objects.filter(province__office__isnull=False)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """What another person did between the look and the save is said, not thrown."""
        try:
            return super().changeform_view(request, *args, **kwargs)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return redirect("admin:registrations_extension_changelist")

    def save_model(self, request: HttpRequest, obj: Extension, form: Any, change: bool) -> None:
        made = actions.grant_extension(
            round=obj.round,
            actor=request.user,
            producer=obj.producer,
            district=obj.district,
            ends_at=obj.ends_at,
            reason=obj.reason,
            at=form.at,
        )
        obj.pk, obj._state.adding = made.pk, False

    @admin.display(description="ขยายเวลาให้")
    def whom(self, extension: Extension) -> str:
        return extension.whom.strip()

    @admin.display(description="สถานะ")
    def standing(self, extension: Extension) -> str:
        if not extension.is_standing:
            return "ยกเลิกแล้ว"
        return "มีผล" if extension.ends_at >= timezone.now() else "ครบกำหนดแล้ว"
