"""The papers of a round on the staff's pages: what is asked, what was found, which exceptions wait or stand."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone

from documents.rendering import render_paper
from documents.views import pdf_file
from office import clock
from office.forms import WholeRowForm
from office.rules import ADMINISTRATORS, PROVINCIAL
from office.staff_admin import Act, StaffAdmin, thai_moment
from rounds.models import Round
from rounds.rules import GroupCode

from .. import actions
from ..models import PaperCheck, Producer, Requirement, StandardCertificate, Waiver
from ..papers import waiver_annex
from ..rules import PaperState, WaiverStatus
from .entries import RoundFilter
from .filters import OwnDistrictFilter


def codes_field(label: str, choices: Any, none: str) -> forms.MultipleChoiceField:
    """A list of codes as boxes to tick; none ticked means all."""
    return forms.MultipleChoiceField(
        label=label,
        choices=choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=none,
        error_messages={"invalid_choice": "ไม่มีตัวเลือกนี้ โปรดเลือกจากรายการ"},
    )


class RequirementForm(WholeRowForm):
    group_codes = codes_field("ประเภทผลิตภัณฑ์", GroupCode.choices, "ไม่เลือกหมายถึงทุกประเภท")
    producer_kinds = codes_field("ประเภทผู้ผลิต", Producer.Kind.choices, "ไม่เลือกหมายถึงทุกประเภท")
    certificate_kinds = codes_field(
        "ใบรับรองที่ใช้ได้",
        StandardCertificate.Kind.choices,
        "เลือกเมื่อเอกสารนี้คือใบรับรองมาตรฐาน ระบบตรวจวันหมดอายุให้ในวันอ้างอิงของรอบ",
    )

    class Meta:
        model = Requirement
        fields = (
            "round", "order", "name", "clause_number", "sentence", "source", "level", "group_codes",
            "producer_kinds", "only_by_proxy", "certificate_kinds", "is_default_value",
        )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        # The moment that is asked here is the moment that decides: saving asks the same one again.
        self.at = clock.now()
        for round in {data.get("round"), self.instance.round if self.instance.pk else None} - {None}:
            try:
                actions.require_before_intake(round, self.at)
            except ValidationError as error:
                self.add_error(None, error)
        if data.get("round") and not self.instance.code:
            self.instance.code = actions.own_code(data["round"])
        return data


@admin.register(Requirement)
class RequirementAdmin(StaffAdmin):
    """Changed by the province until the intake opens; from then on only looked at."""

    form = RequirementForm
    deleters = PROVINCIAL
    change_list_template = "admin/registrations/requirement/change_list.html"
    list_display = ("name", "order", "level", "of_whom", "is_default_value", "round")
    list_filter = (RoundFilter, "level", "is_default_value")
    list_select_related = ("round",)
    search_fields = ("name", "code", "sentence")
    ordering = ("round", "order", "pk")
    fieldsets = (
        (None, {"fields": ("round", "order", "name", "level")}),
        ("ข้อที่กำหนด", {"fields": ("clause_number", "sentence", "source", "is_default_value")}),
        ("เรียกจากใคร", {"fields": ("group_codes", "producer_kinds", "only_by_proxy")}),
        ("มาตรฐาน", {"fields": ("certificate_kinds",)}),
    )

    def _open(self, row: Requirement | None) -> bool:
        return row is None or row.round.opens_at is None or clock.now() < row.round.opens_at

    def has_change_permission(self, request: HttpRequest, obj: Requirement | None = None) -> bool:
        return super().has_change_permission(request, obj) and self._open(obj)

    def has_delete_permission(self, request: HttpRequest, obj: Requirement | None = None) -> bool:
        return super().has_delete_permission(request, obj) and self._open(obj)

    def get_readonly_fields(self, request: HttpRequest, obj: Requirement | None = None) -> list[Any]:
        """A paper stays in its round: what was found of it stands on it."""
        return [*super().get_readonly_fields(request, obj), *(["round"] if obj else [])]

    def get_fieldsets(self, request: HttpRequest, obj: Requirement | None = None) -> list[Any]:
        """Lists of codes in words for whom the page only shows."""
        fieldsets = super().get_fieldsets(request, obj)
        if not self.only_shows(request, obj):
            return fieldsets
        words = {"group_codes": "groups", "producer_kinds": "kinds", "certificate_kinds": "standards"}
        return [
            (title, {**options, "fields": [words.get(name, name) for name in options["fields"]]})
            for title, options in fieldsets
        ]

    def save_model(self, request: HttpRequest, obj: Requirement, form: Any, change: bool) -> None:
        actions.save_requirement(obj, actor=request.user, at=form.at)

    def delete_model(self, request: HttpRequest, obj: Requirement) -> None:
        actions.delete_requirement(obj, actor=request.user)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """One by one: a list of a round that is open must not be emptied at once."""
        return {name: act for name, act in super().get_actions(request).items() if name != "delete_selected"}

    # -- taken over --------------------------------------------------------------------------------------------

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.take_over_view)
        return [path("take-over/", view, name="registrations_requirement_take_over"), *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        current = Round.objects.current()
        extra_context = {
            **(extra_context or {}),
            "empty_round": current if current and not current.requirements.exists() else None,
        }
        return super().changelist_view(request, extra_context)

    def take_over_view(self, request: HttpRequest) -> HttpResponse:
        if not request.user.has_role(*PROVINCIAL):
            raise PermissionDenied
        round = Round.objects.current()
        if request.method == "POST" and round is not None:
            try:
                count = actions.take_over_requirements(round, actor=request.user)
            except ValidationError as error:
                messages.error(request, " ".join(error.messages))
            else:
                messages.success(request, f"นำรายการเอกสารของปี 2565 มาใช้แล้ว {count} รายการ โปรดตรวจรายการที่เป็นค่าตั้งต้น")
        return redirect("admin:registrations_requirement_changelist")

    # -- columns -----------------------------------------------------------------------------------------------

    @admin.display(description="เรียกจาก")
    def of_whom(self, row: Requirement) -> str:
        parts = [self.groups(row) if row.group_codes else "", self.kinds(row) if row.producer_kinds else ""]
        parts.append("เมื่อมอบอำนาจ" if row.only_by_proxy else "")
        return " · ".join(filter(None, parts)) or "ทุกราย"

    @admin.display(description="ประเภทผลิตภัณฑ์")
    def groups(self, row: Requirement) -> str:
        return ", ".join(GroupCode(code).label for code in row.group_codes) or "ทุกประเภท"

    @admin.display(description="ประเภทผู้ผลิต")
    def kinds(self, row: Requirement) -> str:
        return ", ".join(Producer.Kind(kind).label for kind in row.producer_kinds) or "ทุกประเภท"

    @admin.display(description="ใบรับรองที่ใช้ได้")
    def standards(self, row: Requirement) -> str:
        return row.accepted_standards or "ไม่ใช่ใบรับรองมาตรฐาน"


class EntryRoundFilter(RoundFilter):
    path = "entry__round"


class EntryDistrictFilter(OwnDistrictFilter):
    path = "entry__producer__district_id"


class DueFilter(admin.SimpleListFilter):
    title = "กำหนดยื่น"
    parameter_name = "due"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("waiting", "ยังขาด ยังไม่พ้นกำหนด"), ("overdue", "ยังขาด และพ้นกำหนดแล้ว")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[PaperCheck]) -> QuerySet[PaperCheck]:
        today = timezone.localdate()
        if self.value() == "waiting":
            return queryset.filter(state=PaperState.MISSING, due_on__gte=today)
        if self.value() == "overdue":
            return queryset.filter(state=PaperState.MISSING, due_on__lt=today)
        return queryset


@admin.register(PaperCheck)
class PaperCheckAdmin(StaffAdmin):
    """What the officers found; it is changed where the entry is."""

    adders = editors = frozenset()
    list_display = ("entry", "requirement", "state", "due_on", "note", "checked_by", "checked_at")
    list_filter = (EntryRoundFilter, "state", DueFilter, EntryDistrictFilter)
    list_select_related = ("entry__producer", "requirement", "checked_by")
    search_fields = ("entry__number", "entry__name", "requirement__name")
    fields = ("entry", "requirement", "state", "due_on", "note", "checked_by", "checked_at")
    ordering = ("-checked_at", "-pk")

    def links_for(self, request: HttpRequest, row: PaperCheck) -> list[tuple[Any, str]]:
        return [
            (Act(name="entry", label="เปิดใบสมัคร", run=str, roles=PROVINCIAL, effect=""), row.entry.get_absolute_url())
        ]


def _in(*states: str) -> Any:
    return lambda row: row.status in states


def _run(act: Any) -> Any:
    def run(waiver: Waiver, *, actor: Any, reason: str) -> None:
        act(waiver, actor=actor, reason=reason)

    return run


@admin.register(Waiver)
class WaiverAdmin(StaffAdmin):
    """Proposed from the page of the entry, decided here by an administrator who did not propose it."""

    adders = editors = frozenset()
    change_list_template = "admin/registrations/waiver/change_list.html"
    list_display = ("entry", "requirement", "status", "proposed_by", "proposed", "decided_by", "decided")
    list_filter = (EntryRoundFilter, "status", EntryDistrictFilter)
    list_select_related = ("entry__producer", "requirement", "proposed_by", "decided_by")
    search_fields = ("entry__number", "entry__name", "requirement__name", "reason")
    fieldsets = (
        (None, {"fields": ("entry", "requirement", "clause", "status")}),
        ("การเสนอ", {"fields": ("reason", "proposed_by", "proposed")}),
        ("การพิจารณา", {"fields": ("decided_by", "decided", "decision_note")}),
        ("การยกเลิก", {"fields": ("revoked_by", "revoked", "revoke_reason")}),
    )
    acts = (
        Act(
            name="grant-waiver",
            label="อนุมัติข้อยกเว้น",
            run=_run(actions.grant_waiver),
            roles=ADMINISTRATORS,
            effect="ใบสมัครนี้ผ่านการกลั่นกรองได้โดยไม่ต้องมีเอกสารนี้ ชื่อท่านและเหตุผลพิมพ์ในบัญชีข้อยกเว้นของรอบ ผู้เสนออนุมัติเองไม่ได้",
            available=_in(WaiverStatus.PROPOSED),
        ),
        Act(
            name="refuse",
            label="ไม่อนุมัติ",
            run=_run(actions.refuse_waiver),
            roles=ADMINISTRATORS,
            effect="ใบสมัครนี้ยังต้องมีเอกสารนี้ เสนอใหม่ด้วยเหตุผลอื่นได้",
            available=_in(WaiverStatus.PROPOSED),
            needs_reason=True,
            danger=True,
        ),
        Act(
            name="revoke",
            label="ยกเลิกข้อยกเว้น",
            run=_run(actions.revoke_waiver),
            roles=ADMINISTRATORS,
            effect="ใบสมัครนี้ต้องมีเอกสารนี้อีกครั้ง รายการและเหตุผลยังอยู่ในประวัติ ใบสมัครที่ผ่านการกลั่นกรองแล้วต้องนำกลับมาพิจารณาใหม่ก่อน",
            available=_in(WaiverStatus.GRANTED),
            needs_reason=True,
            danger=True,
        ),
    )

    def links_for(self, request: HttpRequest, row: Waiver) -> list[tuple[Any, str]]:
        return [
            (Act(name="entry", label="เปิดใบสมัคร", run=str, roles=PROVINCIAL, effect=""), row.entry.get_absolute_url())
        ]

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.annex_view)
        return [path("annex.pdf", view, name="registrations_waiver_annex"), *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        extra_context = {**(extra_context or {}), "annex": reverse("admin:registrations_waiver_annex")}
        return super().changelist_view(request, extra_context)

    def annex_view(self, request: HttpRequest) -> HttpResponse:
        """บัญชีข้อยกเว้น of the current round, to be signed and put behind the list of entries."""
        if not request.user.has_role(*PROVINCIAL):
            raise PermissionDenied
        round = Round.objects.current()
        said = "ยังไม่มีการคัดสรรรอบปัจจุบัน จึงยังไม่มีบัญชีข้อยกเว้น"
        if round is not None:
            try:
                return pdf_file(render_paper("waiver_list", waiver_annex(round)), f"บัญชีข้อยกเว้น {round.slug}.pdf")
            except ValidationError as error:
                said = " ".join(error.messages)
        messages.error(request, said)
        return redirect("admin:registrations_waiver_changelist")

    @admin.display(description="ข้อที่กำหนด")
    def clause(self, waiver: Waiver) -> str:
        return waiver.requirement.clause

    @admin.display(description="เสนอเมื่อ", ordering="proposed_at")
    def proposed(self, waiver: Waiver) -> str:
        return thai_moment(waiver.proposed_at)

    @admin.display(description="พิจารณาเมื่อ", ordering="decided_at")
    def decided(self, waiver: Waiver) -> str:
        return thai_moment(waiver.decided_at)

    @admin.display(description="ยกเลิกเมื่อ")
    def revoked(self, waiver: Waiver) -> str:
        return thai_moment(waiver.revoked_at)
