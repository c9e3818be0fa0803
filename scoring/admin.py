"""The staff's workbench for scoring.

Criteria and panels are prepared here by the secretary or an administrator; sheets, recusals, totals and batches are
theirs alone to see.  Plain provincial staff see the criteria and who scores what, never a mark or a total.
"""

from types import SimpleNamespace
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html

from committees.models import Committee
from documents.rendering import render_paper
from documents.views import pdf_file
from office import jobs
from office.forms import WholeRowForm
from office.models import User
from office.rules import PROVINCIAL, SECRETARIES
from office.staff_admin import Act, StaffAdmin, StaffInline
from rounds.models import ProductGroup, Round
from rounds.rules import GroupCode

from . import actions
from .forms import StarLevelForm
from .models import (
    Criterion,
    Framework,
    Mark,
    Panel,
    Recusal,
    Result,
    ResultBatch,
    Section,
    Sheet,
    StarBand,
    Step,
)
from .papers import result_list
from .rules import BatchStatus, SheetStatus

NOBODY: frozenset[str] = frozenset()
RESULT_LIST = SimpleNamespace(label="พิมพ์บัญชีสรุปผล (PDF)", danger=False)


class GroupFilter(admin.SimpleListFilter):
    """One line per kind of product, whatever the round."""

    title = "ประเภทผลิตภัณฑ์"
    parameter_name = "group"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return GroupCode.choices

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(entry__group__code=self.value()) if self.value() else queryset


class SecretariesPrepare(StaffAdmin):
    """Prepared by the secretary or an administrator, seen by the provincial office."""

    viewers = PROVINCIAL
    adders = editors = SECRETARIES


class SecretariesOnly(StaffAdmin):
    """Seen by the secretary and the administrators, changed through acts only."""

    viewers = SECRETARIES
    adders = editors = NOBODY


class UnfrozenForm(WholeRowForm):
    """A part of a framework: may be saved until the first sheet is opened."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        framework_id = self.framework_id(cleaned)
        if framework_id is not None:
            actions.require_unfrozen(framework_id)
        return cleaned

    def framework_id(self, cleaned: dict[str, Any]) -> int | None:
        return self.instance.framework_id


class FrameworkForm(UnfrozenForm):
    def framework_id(self, cleaned: dict[str, Any]) -> int | None:
        return self.instance.pk


class CriterionForm(UnfrozenForm):
    def framework_id(self, cleaned: dict[str, Any]) -> int | None:
        section = cleaned.get("section") or (self.instance.section if self.instance.section_id else None)
        return section.framework_id if section else None


class StepForm(UnfrozenForm):
    def framework_id(self, cleaned: dict[str, Any]) -> int | None:
        criterion = self.instance.criterion
        return criterion.section.framework_id if criterion.section_id else None


class SectionInline(StaffInline):
    model = Section
    form = UnfrozenForm
    fields = ("order", "code", "title", "max_points", "level")


class StarBandInline(StaffInline):
    model = StarBand
    form = UnfrozenForm
    fields = ("level", "lower_bound")


class StepInline(StaffInline):
    model = Step
    form = StepForm
    fields = ("points", "text")


def _load_2565(round: Round, *, actor: User, reason: str) -> None:
    actions.load_framework(actions.read_framework_data("2565"), round=round, actor=actor)


LOAD_2565 = Act(
    name="load",
    label="นำเข้าเกณฑ์ตั้งต้นปี 2565",
    run=_load_2565,
    roles=SECRETARIES,
    effect="รอบปัจจุบันจะใช้เกณฑ์ตั้งต้นปี 2565 (ส่วน ก 30 ข 25 ค 45 คะแนน) ซึ่งต้องตรวจกับเอกสารของกรมฯ และแก้ไขได้จนกว่าจะเริ่มให้คะแนน",
)


def _round_without_framework() -> Round | None:
    return Round.objects.filter(is_current=True, framework__isnull=True).first()


def _clone(framework: Framework, *, actor: User, reason: str) -> str:
    round = _round_without_framework()
    if round is None:
        raise ValidationError("รอบปัจจุบันมีเกณฑ์อยู่แล้ว โปรดแก้ไขเกณฑ์ของรอบปัจจุบัน")
    return f"สร้าง {actions.clone_framework(framework, round=round, actor=actor)} แล้ว"


@admin.register(Framework)
class FrameworkAdmin(SecretariesPrepare):
    form = FrameworkForm
    change_list_template = "scoring/admin/framework_list.html"
    list_display = ("name", "round", "method", "min_sheets", "is_default_value", "frozen_at")
    list_select_related = ("round",)
    search_fields = ("name",)
    inlines = (SectionInline, StarBandInline)
    readonly_fields = ("problems", "frozen_at")
    fieldsets = (
        (None, {"fields": ("round", "name", "is_default_value")}),
        ("การรวมคะแนน", {"fields": ("method", "min_sheets")}),
        ("ความพร้อม", {"fields": ("problems", "frozen_at")}),
    )
    acts = (
        Act(
            name="clone",
            label="คัดลอกมาใช้กับรอบปัจจุบัน",
            run=_clone,
            roles=SECRETARIES,
            effect="รอบปัจจุบันจะได้เกณฑ์ชุดเดียวกันนี้เป็นฉบับใหม่ ซึ่งแก้ไขได้จนกว่าจะเริ่มให้คะแนน",
            available=lambda framework: _round_without_framework() is not None,
        ),
    )

    def has_change_permission(self, request: HttpRequest, obj: Framework | None = None) -> bool:
        return super().has_change_permission(request, obj) and not (obj is not None and obj.is_frozen)

    def get_readonly_fields(self, request: HttpRequest, obj: Framework | None = None) -> list[Any]:
        fields = super().get_readonly_fields(request, obj)
        return fields if obj is None else ["round", *fields]

    @admin.display(description="ตรวจผลรวมคะแนน")
    def problems(self, framework: Framework) -> str:
        if framework.pk is None:
            return "–"
        found = actions.framework_problems(framework)
        return "ยังไม่พร้อมใช้: " + "; ".join(found) if found else "คะแนนรวมได้ครบทุกส่วนในทุกประเภทผลิตภัณฑ์"

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.load_view)
        return [path("load/", view, name="scoring_framework_load"), *super().get_urls()]

    def load_view(self, request: HttpRequest) -> HttpResponse:
        round = _round_without_framework()
        if round is None or not self.has_add_permission(request):
            raise Http404
        return self._confirm(request, LOAD_2565, [round], reverse("admin:scoring_framework_changelist"))

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        may_load = self.has_add_permission(request) and _round_without_framework() is not None
        return super().changelist_view(request, {**(extra_context or {}), "may_load": may_load})


@admin.register(Criterion)
class CriterionAdmin(SecretariesPrepare):
    form = CriterionForm
    deleters = SECRETARIES
    list_display = ("code", "title", "section_code", "group_code", "max_points", "input", "round")
    list_filter = ("section__framework__round", "section__code", "group_code", "input")
    list_select_related = ("section__framework__round",)
    search_fields = ("code", "title")
    ordering = ("-section__framework__round__year_be", "section__framework", "section__order", "order")
    fields = ("section", "code", "heading", "title", "group_code", "max_points", "input", "order")
    inlines = (StepInline,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Criterion]:
        return super().get_queryset(request).select_related("section__framework__round")

    def has_change_permission(self, request: HttpRequest, obj: Criterion | None = None) -> bool:
        return super().has_change_permission(request, obj) and not (obj is not None and obj.section.framework.is_frozen)

    def has_delete_permission(self, request: HttpRequest, obj: Criterion | None = None) -> bool:
        """Row by row: a bulk deletion would pass by the frozen ones."""
        return obj is not None and super().has_delete_permission(request, obj) and not obj.section.framework.is_frozen

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "section":
            kwargs["queryset"] = Section.objects.filter(framework__frozen_at=None).select_related("framework__round")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    @admin.display(description="ส่วน", ordering="section__code")
    def section_code(self, criterion: Criterion) -> str:
        return criterion.section.code

    @admin.display(description="การคัดสรร")
    def round(self, criterion: Criterion) -> str:
        return criterion.section.framework.round.label


class PanelForm(WholeRowForm):
    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        group = cleaned.get("group") or (self.instance.group if self.instance.pk else None)
        if group is not None and cleaned.get("committee"):
            actions.require_assignable(group, cleaned["committee"])
        return cleaned


def _print_sheets(panel: Panel, *, actor: User, reason: str) -> str:
    title = f"แบบให้คะแนนเปล่า ประเภท{panel.group.name}"
    job = jobs.start("score_sheets", title, {"panel": panel.pk}, actor)
    return format_html('กำลังจัดทำ{} <a href="{}">ดูความคืบหน้าและเปิดไฟล์</a>', title, job.get_absolute_url())


@admin.register(Panel)
class PanelAdmin(SecretariesPrepare):
    form = PanelForm
    acts = (
        Act(
            name="print-sheets",
            label="สั่งพิมพ์แบบให้คะแนนเปล่า",
            run=_print_sheets,
            roles=SECRETARIES,
            effect="ระบบจัดทำไฟล์เดียวสำหรับพิมพ์ มีแบบให้คะแนนหนึ่งแผ่นต่อกรรมการหนึ่งคนต่อผลิตภัณฑ์หนึ่งรายการที่ผ่านการกลั่นกรอง "
            "ระบุเลขที่รับสมัครและชื่อกรรมการไว้แล้ว",
            bulk=True,
        ),
    )
    list_display = ("group", "committee", "committee_status", "members", "round")
    list_filter = ("round",)
    list_select_related = ("group", "committee", "round")
    search_fields = ("group__name", "committee__name")
    fields = ("group", "committee")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Panel]:
        today, seats = timezone.localdate(), "committee__appointments"
        sits = Q(**{f"{seats}__until": None}) | Q(**{f"{seats}__until__gt": today})
        begun = Q(**{f"{seats}__since": None}) | Q(**{f"{seats}__since__lte": today})  # None: of a body in draft
        return super().get_queryset(request).annotate(member_count=Count(seats, filter=sits & begun))

    def get_readonly_fields(self, request: HttpRequest, obj: Panel | None = None) -> list[Any]:
        return ["group"] if obj is not None else []

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "group":
            kwargs["queryset"] = ProductGroup.objects.filter(round__is_current=True).order_by("order")
        elif db_field.name == "committee":
            kwargs["queryset"] = Committee.objects.filter(round__is_current=True)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def save_model(self, request: HttpRequest, obj: Panel, form: forms.ModelForm, change: bool) -> None:
        panel = actions.assign_panel(group=obj.group, committee=obj.committee, actor=request.user)
        obj.pk, obj.round = panel.pk, panel.round

    @admin.display(description="สถานะของคณะ")
    def committee_status(self, panel: Panel) -> str:
        return panel.committee.get_status_display()

    @admin.display(description="จำนวนกรรมการ")
    def members(self, panel: Panel) -> int:
        return panel.member_count


class MarkInline(StaffInline):
    model = Mark
    viewers = SECRETARIES
    adders = editors = deleters = NOBODY
    fields = ("criterion", "points", "max_points")
    ordering = ("criterion__section__order", "criterion__order")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Mark]:
        return super().get_queryset(request).select_related("criterion__section")


def _reopen(sheet: Sheet, *, actor: User, reason: str) -> None:
    actions.reopen_sheet(sheet, actor=actor, reason=reason)


@admin.register(Sheet)
class SheetAdmin(SecretariesOnly):
    list_display = ("entry", "member", "group", "status", "submitted_at", "typed_by")
    list_filter = ("status", "entry__round", GroupFilter)
    list_select_related = ("entry__group", "member", "typed_by")
    search_fields = ("entry__number", "entry__name", "member__name", "member__position")
    search_help_text = "ค้นจากเลขที่รับสมัคร ชื่อผลิตภัณฑ์ หรือชื่อกรรมการ"
    fields = ("entry", "member", "status", "typed_by", "created_at", "submitted_at", "page")
    readonly_fields = ("page",)
    inlines = (MarkInline,)
    acts = (
        Act(
            name="reopen",
            label="เปิดแบบให้คะแนนคืน",
            run=_reopen,
            roles=SECRETARIES,
            effect="กรรมการจะแก้ไขและส่งใหม่ได้ คะแนนเดิมเก็บไว้ในประวัติ",
            available=lambda sheet: sheet.status == SheetStatus.SUBMITTED,
            needs_reason=True,
        ),
    )

    @admin.display(description="ประเภท", ordering="entry__group__order")
    def group(self, sheet: Sheet) -> str:
        return sheet.entry.group.name

    @admin.display(description="หน้าให้คะแนน")
    def page(self, sheet: Sheet) -> str:
        address = reverse("scoring:sheet-edit", args=[sheet.entry_id])
        page = format_html('<a href="{}?member={}">เปิดแบบให้คะแนนของกรรมการ</a>', address, sheet.member_id)
        if sheet.status != SheetStatus.SUBMITTED:
            return page
        pdf = reverse("scoring:sheet-pdf", args=[sheet.entry_id])
        return format_html('{} · <a href="{}?member={}">พิมพ์ (PDF)</a>', page, pdf, sheet.member_id)


@admin.register(Recusal)
class RecusalAdmin(SecretariesOnly):
    list_display = ("entry", "member", "reason", "declared_at")
    list_filter = ("entry__round", GroupFilter)
    list_select_related = ("entry", "member")
    search_fields = ("entry__number", "entry__name", "member__name")


@admin.register(Result)
class ResultAdmin(SecretariesOnly):
    change_form_template = "scoring/admin/result_page.html"
    list_display = ("entry", "group", "points", "max_points", "sheets_count", "star_level", "batch_number")
    list_filter = ("entry__round", "batch__number", "batch__status", GroupFilter, "star_level")
    list_select_related = ("entry__group", "batch")
    search_fields = ("entry__number", "entry__name", "entry__producer__name")
    search_help_text = "ค้นจากเลขที่รับสมัคร ชื่อผลิตภัณฑ์ หรือชื่อผู้ผลิต"
    fields = (
        "entry",
        "batch",
        "points",
        "max_points",
        "sections",
        "exact_points",
        "sheets_count",
        "star_level",
        "settled_at",
    )
    readonly_fields = ("sections", "exact_points")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Result]:
        return super().get_queryset(request).for_user(request.user)

    @admin.display(description="คะแนนก่อนปัดเศษ")
    def exact_points(self, result: Result) -> str:
        return result.exact

    @admin.display(description="ประเภท", ordering="entry__group__order")
    def group(self, result: Result) -> str:
        return result.entry.group.name

    @admin.display(description="ชุดผลครั้งที่", ordering="batch__number")
    def batch_number(self, result: Result) -> str:
        return str(result.batch.number) if result.batch else "–"

    @admin.display(description="คะแนนรายส่วน")
    def sections(self, result: Result) -> str:
        return " · ".join(f"ส่วน {code} {points}" for code, points in sorted(result.section_points.items())) or "–"

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.star_view)
        return [path("<int:pk>/star/", view, name="scoring_result_star"), *super().get_urls()]

    def star_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        result = self.get_queryset(request).select_related("entry", "batch").filter(pk=pk).first()
        if result is None:
            raise Http404
        back = reverse("admin:scoring_result_change", args=[pk])
        form = StarLevelForm(request.POST or None, result=result)
        if request.method == "POST" and form.is_valid():
            try:
                actions.record_star_level(result, actor=request.user, **form.cleaned_data)
            except ValidationError as error:
                form.add_error(None, error)
            else:
                messages.success(request, f"บันทึกระดับดาวของ {result.entry} แล้ว")
                return redirect(back)
        context = {
            **self.admin_site.each_context(request),
            "title": "บันทึกระดับดาวตามประกาศของกรมฯ",
            "opts": self.opts,
            "result": result,
            "form": form,
            "back": back,
        }
        return TemplateResponse(request, "scoring/admin/star.html", context)


def _withdraw(batch: ResultBatch, *, actor: User, reason: str) -> None:
    actions.withdraw_batch(batch, actor=actor, reason=reason)


@admin.register(ResultBatch)
class ResultBatchAdmin(SecretariesOnly):
    change_list_template = "scoring/admin/batch_list.html"
    list_display = ("number", "round", "status", "results_count", "proposed_by", "proposed_at", "published_at")
    list_filter = ("status", "round")
    list_select_related = ("round", "proposed_by")
    search_fields = ("round__title", "proposed_by__full_name")
    fields = (
        "round",
        "number",
        "status",
        "results_count",
        "proposed_by",
        "proposed_at",
        "published_by",
        "published_at",
    )
    readonly_fields = ("results_count",)
    acts = (
        Act(
            name="withdraw",
            label="ถอนชุดผล",
            run=_withdraw,
            roles=SECRETARIES,
            effect="ผลในชุดนี้ถูกยกเลิก (เก็บไว้ในบันทึกการกระทำ) กรรมการแก้ไขคะแนนได้หลังเปิดแบบคืน แล้วจึงเสนอผลใหม่",
            available=lambda batch: batch.status == BatchStatus.PROPOSED,
            needs_reason=True,
            danger=True,
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[ResultBatch]:
        return super().get_queryset(request).annotate(number_of_results=Count("results"))

    @admin.display(description="จำนวนผลิตภัณฑ์")
    def results_count(self, batch: ResultBatch) -> int:
        return batch.number_of_results

    def act_view(self, request: HttpRequest, object_id: str, act_name: str) -> HttpResponse:
        """A batch that was withdrawn has no page to go back to."""
        response = super().act_view(request, object_id, act_name)
        if isinstance(response, HttpResponseRedirect) and self.get_object(request, object_id) is None:
            return redirect("admin:scoring_resultbatch_changelist")
        return response

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view
        return [
            path("propose/", view(self.propose_view), name="scoring_resultbatch_propose"),
            path("<int:pk>/results.pdf", view(self.results_view), name="scoring_resultbatch_results"),
            *super().get_urls(),
        ]

    def links_for(self, request: HttpRequest, row: ResultBatch) -> list[tuple[Any, str]]:
        return [(RESULT_LIST, reverse("admin:scoring_resultbatch_results", args=[row.pk]))]

    def results_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The list for the committee to sign, with points: secretaries and administrators only."""
        batch = ResultBatch.objects.select_related("round", "proposed_by").filter(pk=pk).first()
        if batch is None or not self.has_view_permission(request, batch):
            raise Http404
        return pdf_file(render_paper("result_list", result_list(batch)), f"บัญชีสรุปผล {batch}.pdf")

    def propose_view(self, request: HttpRequest) -> HttpResponse:
        """Says what is missing, then settles the current round (or one kind of product) into a batch."""
        round = Round.objects.current()
        if not self.has_view_permission(request) or round is None:
            raise Http404
        groups = list(round.groups.order_by("order"))
        code = request.POST.get("group") or request.GET.get("group") or ""
        group = next((group for group in groups if group.code == code), None)
        if code and group is None:
            raise Http404
        chosen = [group] if group else None
        error, report = None, None
        if request.method == "POST":
            try:
                batch = actions.settle_round(round, actor=request.user, groups=chosen)
            except ValidationError as refusal:
                error = refusal
            else:
                messages.success(request, f"เสนอ{batch} แล้ว รอผู้ดูแลระบบจังหวัดอีกคนอนุมัติเผยแพร่")
                return redirect("admin:scoring_resultbatch_change", batch.pk)
        try:
            report = actions.readiness(round, groups=chosen)
        except ValidationError as refusal:
            error = refusal
        context = {
            **self.admin_site.each_context(request),
            "title": "เสนอผลของรอบปัจจุบัน",
            "opts": self.opts,
            "round": round,
            "groups": groups,
            "group": group,
            "report": report,
            "refusal": error,
        }
        return TemplateResponse(request, "scoring/admin/propose.html", context)
