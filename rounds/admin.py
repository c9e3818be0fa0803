"""The round in the admin: its years, limit, window and place, with groups, plan and clauses on the same page.

The plan has a page of its own: how far it has come, what shows that, and the way to the screen of each step.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, resolve, reverse
from django.utils import timezone

from office.forms import ReasonForm, WholeRowForm
from office.models import User
from office.rules import ADMINISTRATORS, PROVINCIAL, SECRETARIES
from office.staff_admin import Act, StaffAdmin, StaffInline

from . import actions
from .forms import MoveForm, NoteForm, RoundForm, TakeOverForm, WindowForm
from .models import PlanStep, ProductGroup, Round, RoundClause
from .plan import Line, lines
from .rules import PLAN_TAKEN_OVER_ONCE, STEP_DONE_BY_EVIDENCE, EvidenceKind
from .timeline import draw


@dataclass(frozen=True)
class Row:
    """A line of the plan for one person: links to screens that are not this person's are left out ("")."""

    line: Line
    work: str
    proof: str


@dataclass(frozen=True)
class Link:
    """A button that leads to a page of its own."""

    label: str
    danger: bool = False


def may_open(request: HttpRequest, address: str) -> bool:
    """Whether the admin page at this address is for this person: what would answer 404 is not offered."""
    name = resolve(urlsplit(address).path).url_name
    for model, page in admin.site._registry.items():
        if name.startswith(f"{model._meta.app_label}_{model._meta.model_name}_"):
            return page.has_view_permission(request)
    return True


def rows(request: HttpRequest, plan: Iterable[Line]) -> list[Row]:
    def allowed(address: str) -> str:
        return address if address and may_open(request, address) else ""

    return [Row(line, allowed(line.url), allowed(line.evidence.url) if line.evidence else "") for line in plan]


def clone_to_next_year(round: Round, *, actor: User, reason: str) -> str:
    year_be = round.year_be + 1
    last = Round.objects.filter(year_be=year_be).aggregate(last=Max("sequence"))["last"]
    sequence = (last or 0) + 1
    clone = actions.clone_round(round, year_be=year_be, sequence=sequence, actor=actor)
    return f"สร้าง{clone}แล้ว โปรดตรวจช่วงปีที่ขึ้นทะเบียน กำหนดสถานที่และช่วงเวลารับสมัคร แล้วจึงตั้งเป็นรอบปัจจุบัน"


def set_current(round: Round, *, actor: User, reason: str) -> None:
    actions.set_current_round(round, actor=actor, reason=reason)


class ProductGroupForm(WholeRowForm):
    """A group keeps its code: the numbers of its entries (65-FOOD-0001) are made of it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and "code" in self.fields:
            self.fields["code"].disabled = True


class ProductGroupInline(StaffInline):
    model = ProductGroup
    form = ProductGroupForm
    adders = editors = SECRETARIES
    fields = ["order", "code", "name", "is_active"]


class PlanStepInline(StaffInline):
    model = PlanStep
    adders = editors = deleters = SECRETARIES
    fields = ["order", "stage", "name", "starts_on", "ends_on", "responsible", "evidence", "is_default_value"]


class RoundClauseInline(StaffInline):
    model = RoundClause
    adders = editors = frozenset()
    fields = ["order", "number", "sentence", "code", "source"]
    readonly_fields = ["order", "number", "sentence", "code", "source"]


@admin.register(Round)
class RoundAdmin(StaffAdmin):
    form = RoundForm
    viewers = PROVINCIAL
    adders = SECRETARIES
    editors = SECRETARIES
    list_display = ["__str__", "is_current", "registered_from_be", "registered_to_be", "max_entries", "window"]
    search_fields = ["title", "year_be"]
    inlines = [ProductGroupInline, PlanStepInline, RoundClauseInline]
    readonly_fields = ["is_current"]
    fieldsets = [
        (None, {"fields": ["title", ("year_be", "sequence"), "is_current"]}),
        (
            "ผู้มีสิทธิสมัคร",
            {
                "fields": [("registered_from_be", "registered_to_be"), "max_entries"],
                "description": "การเปลี่ยนช่วงปีหรือจำนวนสิทธิมีผลกับใบสมัครที่บันทึกหลังจากนี้ ใบสมัครเดิมใช้ค่าเดิม",
            },
        ),
        (
            "การรับสมัคร",
            {
                "fields": ["opens_at", "closes_at", "grace_minutes", "place", "reference_date"],
                "description": "กำหนดสถานที่และช่วงเวลาให้ครบก่อนตั้งเป็นรอบปัจจุบัน",
            },
        ),
    ]
    acts = [
        Act(
            name="set-current",
            label="ตั้งเป็นรอบปัจจุบัน",
            run=set_current,
            roles=SECRETARIES,
            effect="เจ้าหน้าที่อำเภอจะบันทึกใบสมัครในรอบนี้ และหน้าแรกสาธารณะแสดงรอบนี้ รอบปัจจุบันเดิมยังเปิดอ่านได้",
            available=lambda round: not round.is_current,
        ),
        Act(
            name="clone",
            label="คัดลอกเป็นรอบปีถัดไป",
            run=clone_to_next_year,
            roles=SECRETARIES,
            effect="สร้างรอบใหม่ของปีถัดไปด้วยประเภทผลิตภัณฑ์ แผน และหลักเกณฑ์ชุดเดียวกัน ช่วงเวลารับสมัครเว้นว่างไว้ให้กำหนด",
        ),
    ]

    @admin.display(description="ช่วงเวลารับสมัคร")
    def window(self, round: Round) -> str:
        return round.window_text()

    # -- the plan ----------------------------------------------------------------------------------------------

    def links_for(self, request: HttpRequest, row: Round) -> list[tuple[Link, str]]:
        links = [(Link("แผนและความก้าวหน้า"), reverse("admin:rounds_round_plan", args=[row.pk]))]
        if row.opens_at is not None and request.user.has_role(*ADMINISTRATORS):
            links.append((Link("เปลี่ยนเวลารับสมัคร"), reverse("admin:rounds_round_window", args=[row.pk])))
        return links

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view
        return [
            path("<int:pk>/window/", view(self.window_view), name="rounds_round_window"),
            path("<int:pk>/plan/", view(self.plan_view), name="rounds_round_plan"),
            path("<int:pk>/plan/enclosure/", view(self.enclosure_view), name="rounds_round_enclosure"),
            path("<int:pk>/plan/move/", view(self.move_view), name="rounds_round_move"),
            path("<int:pk>/plan/take-over/", view(self.take_over_view), name="rounds_round_take_over"),
            path("step/<int:pk>/done/", view(self.done_view), name="rounds_step_done"),
            path("step/<int:pk>/take-back/", view(self.take_back_view), name="rounds_step_take_back"),
            *super().get_urls(),
        ]

    def _round(self, request: HttpRequest, pk: int, roles: frozenset[str] = PROVINCIAL) -> Round:
        if not request.user.has_role(*roles):
            raise PermissionDenied
        return get_object_or_404(Round, pk=pk)

    def _page(self, request: HttpRequest, template: str, round: Round, **context: Any) -> HttpResponse:
        shown = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "round": round,
            "back": self._page_of(round),
            "plan_url": reverse("admin:rounds_round_plan", args=[round.pk]),
            "may_change": request.user.has_role(*SECRETARIES),
            **context,
        }
        return TemplateResponse(request, f"rounds/{template}", shown)

    def plan_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        round = self._round(request, pk)
        today = timezone.localdate()
        plan = lines(round, today)
        return self._page(
            request,
            "plan.html",
            round,
            title="แผนและความก้าวหน้า",
            rows=rows(request, plan),
            timeline=draw(plan, today),
            today=today,
            done=sum(line.is_done for line in plan),
            has_defaults=any(line.step.is_default_value for line in plan),
        )

    def enclosure_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The plan alone, as it goes out with the letter to the districts: no states, no evidence."""
        round = self._round(request, pk)
        plan = lines(round, timezone.localdate())
        return self._page(request, "enclosure.html", round, title="แผนการดำเนินการคัดสรรฯ", lines=plan)

    def _ask(
        self,
        request: HttpRequest,
        round: Round,
        form: forms.Form,
        act: Callable[..., str],
        *,
        title: str,
        about: str,
        button: str,
    ) -> HttpResponse:
        """Shows a form of the plan; once it is filled in well, `act` does what it says and returns what was done."""
        if form.is_valid():
            try:
                said = act(**form.cleaned_data)
            except ValidationError as error:
                form.add_error(None, ValidationError(error.messages))
            else:
                messages.success(request, said)
                return redirect("admin:rounds_round_plan", round.pk)
        return self._page(request, "plan_form.html", round, title=title, about=about, button=button, form=form)

    def window_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The time for applying moved while people apply: by an administrator, with a reason."""
        round = self._round(request, pk, ADMINISTRATORS)

        def act(**typed: Any) -> str:
            changed = actions.change_window(round, actor=request.user, **typed)
            return f"เปลี่ยนเวลารับสมัครแล้ว {changed.window_text()} โปรดแก้ประกาศรับสมัครให้ตรงกัน"

        initial = {name: getattr(round, name) for name in actions.WINDOW} | {"seen": actions.window_state(round)}
        return self._ask(
            request,
            round,
            WindowForm(request.POST or None, initial=initial),
            act,
            title="เปลี่ยนเวลารับสมัคร",
            about=f"ตอนนี้ {round.window_text()} เวลาใหม่มีผลทันทีกับทุกอำเภอ หากช้าเฉพาะรายหรือเฉพาะอำเภอ โปรดใช้การขยายเวลา",
            button="เปลี่ยนเวลารับสมัคร",
        )

    def move_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        round = self._round(request, pk, SECRETARIES)

        def act(**typed: Any) -> str:
            return f"เลื่อนแผนแล้ว {actions.move_plan(round, actor=request.user, **typed)} ขั้นตอน"

        return self._ask(
            request,
            round,
            MoveForm(request.POST or None),
            act,
            title="เลื่อนแผนทั้งชุด",
            about="ทุกขั้นตอนที่กำหนดวันไว้เลื่อนไปพร้อมกัน ระยะเวลาของแต่ละขั้นตอนเท่าเดิม",
            button="เลื่อนแผน",
        )

    def take_over_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        round = self._round(request, pk, SECRETARIES)
        if request.method != "POST" and (count := round.steps.count()):
            messages.error(request, PLAN_TAKEN_OVER_ONCE.text(count=count))
            return redirect("admin:rounds_round_plan", round.pk)

        def act(**typed: Any) -> str:
            count = actions.take_over_plan(round, actor=request.user, **typed)
            return f"นำแผนตัวอย่างมาใช้แล้ว {count} ขั้นตอน โปรดตรวจกับแผนของจังหวัด"

        return self._ask(
            request,
            round,
            TakeOverForm(request.POST or None),
            act,
            title="นำแผนตัวอย่างมาใช้",
            about="แผนตัวอย่างคือแผนของการคัดสรรฯ ปี พ.ศ. 2565 มี 12 ขั้นตอน ตั้งแต่แจ้งอำเภอจนถึงประกาศผล "
            "เมื่อนำมาใช้แล้วแก้ไขแต่ละขั้นตอนได้ในหน้าของการคัดสรร",
            button="นำแผนมาใช้",
        )

    def _step(self, request: HttpRequest, pk: int) -> PlanStep:
        if not request.user.has_role(*PROVINCIAL):
            raise PermissionDenied
        return get_object_or_404(PlanStep.objects.select_related("round"), pk=pk)

    def done_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        step = self._step(request, pk)
        if request.method != "POST" and step.evidence != EvidenceKind.NOTED:
            said = STEP_DONE_BY_EVIDENCE.text(step=step.name, evidence=step.get_evidence_display())
            messages.error(request, said)
            return redirect("admin:rounds_round_plan", step.round_id)

        def act(**typed: Any) -> str:
            actions.note_step_done(step, actor=request.user, **typed)
            return f"บันทึกแล้วว่า “{step}” เสร็จ"

        return self._ask(
            request,
            step.round,
            NoteForm(request.POST or None, initial={"done_on": timezone.localdate()}),
            act,
            title="บันทึกว่าขั้นตอนเสร็จ",
            about=f"“{step}” เป็นงานที่ทำนอกระบบ โปรดบอกวันที่ทำเสร็จและหลักฐานที่อ้างถึง",
            button="บันทึกว่าเสร็จ",
        )

    def take_back_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        step = self._step(request, pk)

        def act(**typed: Any) -> str:
            actions.take_back_note(step, actor=request.user, **typed)
            return f"ยกเลิกบันทึกของ “{step}” แล้ว ขั้นตอนนี้กลับเป็นยังไม่เสร็จ"

        return self._ask(
            request,
            step.round,
            ReasonForm(request.POST or None),
            act,
            title="ยกเลิกบันทึกว่าเสร็จ",
            about=f"“{step}” จะกลับเป็นยังไม่เสร็จ ข้อความที่บันทึกไว้ยังอยู่ในประวัติของการคัดสรร",
            button="ยกเลิกบันทึก",
        )
