"""Amendments of appointment orders in the admin: a draft with its lines, its preview, and the page that issues it."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import ValidationError
from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html

from documents.actions import preview
from documents.models import Paper
from documents.views import pdf_file
from office.models import User
from office.rules import PROVINCIAL
from office.staff_admin import Act, StaffAdmin, StaffInline

from .. import actions
from ..forms import AmendmentForm, ChangeForm, IssueForm, ReasonOfAmendmentForm
from ..models import Amendment, AmendmentChange, Appointment, Committee
from ..rules import AmendmentStatus, ChangeAct

NOBODY: frozenset[str] = frozenset()
LONGEST_KEY = 18


def _drop(amendment: Amendment, *, actor: User, reason: str) -> None:
    actions.drop_amendment(amendment, actor=actor, reason=reason)


def _sentences(error: ValidationError) -> ValidationError:
    """The sentences alone: an act may name a column that the form does not have."""
    return ValidationError(error.messages)


class ChangeInline(StaffInline):
    model = AmendmentChange
    fields = ["act", "committee", "seat", "name", "position", "agency", "role"]
    adders = editors = deleters = NOBODY
    verbose_name_plural = "รายการแก้ไข"

    def get_queryset(self, request: HttpRequest) -> QuerySet[AmendmentChange]:
        return super().get_queryset(request).select_related("committee", "seat__committee")


@admin.register(Amendment)
class AmendmentAdmin(StaffAdmin):
    """A draft has a page of its own; what was issued or dropped is only read."""

    viewers = PROVINCIAL
    adders = editors = NOBODY
    list_display = ["order_number", "reason", "changes_count", "status", "paper_link", "created_by", "created_at"]
    list_filter = ["status", "amends__round"]
    list_select_related = ["amends", "paper", "created_by"]
    search_fields = ["reason", "amends__number", "amends__subject", "paper__number", "changes__name"]
    fields = ["amends", "reason", "preamble", "status", "paper_link", "created_by", "created_at"]
    readonly_fields = ["paper_link"]
    inlines = [ChangeInline]
    acts = [
        Act(
            name="drop",
            label="เลิกร่างนี้",
            run=_drop,
            roles=PROVINCIAL,
            effect="ร่างนี้จะไม่ออกเป็นคำสั่ง แต่ยังเปิดดูได้",
            available=lambda amendment: amendment.is_draft,
            danger=True,
        ),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Amendment]:
        return super().get_queryset(request).annotate(number_of_changes=Count("changes", distinct=True))

    @admin.display(description="แก้ไขคำสั่งที่", ordering="amends__number")
    def order_number(self, amendment: Amendment) -> str:
        return amendment.amends.number_of_year

    @admin.display(description="รายการ", ordering="number_of_changes")
    def changes_count(self, amendment: Any) -> int:
        return amendment.number_of_changes

    @admin.display(description="คำสั่งแก้ไข", ordering="paper__number")
    def paper_link(self, amendment: Amendment) -> str:
        if amendment.paper is None:
            return "–"
        address = reverse("documents:paper-pdf", args=[amendment.paper_id])
        return format_html('<a href="{}">ที่ {}</a>', address, amendment.paper.number_of_year)

    # -- pages -------------------------------------------------------------------------------------------------

    def get_urls(self) -> list[Any]:
        inside = self.admin_site.admin_view
        return [
            path("new/<int:pk>/", inside(self.new_view), name="committees_amendment_new"),
            path("<int:pk>/line/<int:line>/", inside(self.line_view), name="committees_amendment_line"),
            path("<int:pk>/line/<slug:act>/<int:of>/", inside(self.line_view), name="committees_amendment_line_new"),
            path("<int:pk>/issue/", inside(self.issue_view), name="committees_amendment_issue"),
            *super().get_urls(),
        ]

    def _page(self, request: HttpRequest, template: str, **context: Any) -> HttpResponse:
        name = self.admin_site.name
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "list_url": reverse(f"{name}:committees_amendment_changelist"),
            **context,
        }
        return TemplateResponse(request, f"committees/{template}", context)

    def _draft(self, request: HttpRequest, pk: int) -> Amendment:
        if not request.user.has_role(*PROVINCIAL) or pk >= 10**LONGEST_KEY:
            raise Http404
        return get_object_or_404(
            Amendment.objects.select_related("amends", "created_by"), pk=pk, status=AmendmentStatus.DRAFT
        )

    def new_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Begins an amendment of the order that this body stands on: asks why."""
        if not request.user.has_role(*PROVINCIAL) or pk >= 10**LONGEST_KEY:
            raise Http404
        body = get_object_or_404(Committee.objects.select_related("order"), pk=pk, status=Committee.Status.APPOINTED)
        order = actions.order_in_force(body.order)
        form = ReasonOfAmendmentForm(request.POST if request.method == "POST" else None)
        if form.is_valid():
            try:
                amendment = actions.draft_amendment(order, reason=form.cleaned_data["reason"], actor=request.user)
            except ValidationError as error:
                form.add_error(None, _sentences(error))
            else:
                return redirect(self._page_of(amendment))
        return self._page(
            request,
            "amendment_new.html",
            title="ร่างคำสั่งแก้ไข",
            form=form,
            body=body,
            order=order,
            drafts=order.amendments.filter(status=AmendmentStatus.DRAFT),
            back=reverse(f"{self.admin_site.name}:committees_committee_change", args=[body.pk]),
        )

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        row = self.get_object(request, unquote(object_id))
        if row is not None and row.is_draft and self.has_view_permission(request, row):
            return self.draft_view(request, self._draft(request, row.pk))
        if request.method == "POST":
            raise Http404
        return super().change_view(request, object_id, form_url, extra_context)

    def draft_view(self, request: HttpRequest, amendment: Amendment) -> HttpResponse:
        """The text and the lines on one page; each button keeps what was typed before it does its own work."""
        form = AmendmentForm(request.POST if request.method == "POST" else None, amendment=amendment)
        if form.is_valid():
            try:
                actions.revise_amendment(amendment, actor=request.user, **form.cleaned_data)
                answer = self._pressed(request, amendment.pk)
            except ValidationError as error:
                form.add_error(None, _sentences(error))
            else:
                return answer
        bodies = list(actions.bodies_of(amendment.amends))
        seats = Appointment.objects.standing().filter(committee__in=bodies).select_related("committee", "order")
        changes = list(amendment.changes.select_related("committee", "seat__committee"))
        taken = {change.seat_id for change in changes}
        return self._page(
            request,
            "amendment_draft.html",
            title="ร่างคำสั่งแก้ไขรายชื่อ",
            form=form,
            amendment=amendment,
            changes=changes,
            bodies=[
                (body, [(seat, seat.pk in taken) for seat in seats if seat.committee_id == body.pk]) for body in bodies
            ],
            drop=f"{self._page_of(amendment).removesuffix('change/')}act/drop/",
        )

    def _pressed(self, request: HttpRequest, pk: int) -> HttpResponse:
        amendment = self._draft(request, pk)
        here = redirect(self._page_of(amendment))
        if "preview" in request.POST:
            return _pdf(amendment, IssueForm(preview=True))
        if "issue" in request.POST:
            actions.draft_amendment_order(amendment)
            return redirect(f"{self.admin_site.name}:committees_amendment_issue", amendment.pk)
        if "take" in request.POST:
            for change in amendment.changes.filter(pk=_key(request.POST["take"])):
                actions.remove_change(change, actor=request.user)
        elif "line" in request.POST:
            act, _, of = request.POST["line"].partition("-")
            if act == ChangeAct.REMOVE:
                seat = get_object_or_404(Appointment.objects.select_related("committee"), pk=_key(of))
                change = AmendmentChange(act=act, seat=seat, committee=seat.committee)
                actions.set_change(amendment, change, actor=request.user)
            elif act not in set(ChangeAct):
                raise Http404
            else:
                return redirect(f"{self.admin_site.name}:committees_amendment_line_new", amendment.pk, act, _key(of))
        else:
            messages.success(request, "บันทึกร่างแล้ว")
        return here

    def line_view(
        self, request: HttpRequest, pk: int, line: int | None = None, act: str = "", of: int = 0
    ) -> HttpResponse:
        """One line: a new one for a seat (to be replaced, or with another role) or for a body, or one to be edited."""
        amendment = self._draft(request, pk)
        change = self._line(amendment, line, act, of)
        form = ChangeForm(request.POST if request.method == "POST" else None, change=change)
        if form.is_valid():
            try:
                actions.set_change(amendment, form.line(), actor=request.user)
            except ValidationError as error:
                form.add_error(None, _sentences(error))
            else:
                return redirect(self._page_of(amendment))
        return self._page(
            request,
            "amendment_line.html",
            title=f"{change.get_act_display()}: {change.seat or change.committee}",
            form=form,
            change=change,
            amendment=amendment,
            back=self._page_of(amendment),
        )

    def _line(self, amendment: Amendment, line: int | None, act: str, of: int) -> AmendmentChange:
        if max(of, line or 0) >= 10**LONGEST_KEY:
            raise Http404
        if line is not None:
            rows = amendment.changes.select_related("committee", "seat__committee").exclude(act=ChangeAct.REMOVE)
            return get_object_or_404(rows, pk=line)
        bodies = actions.bodies_of(amendment.amends)
        if act == ChangeAct.ADD:
            return AmendmentChange(amendment=amendment, act=act, committee=get_object_or_404(bodies, pk=of))
        if act not in {ChangeAct.REPLACE, ChangeAct.ROLE}:
            raise Http404
        seats = Appointment.objects.standing().filter(committee__in=bodies).select_related("committee")
        seat = get_object_or_404(seats, pk=of)
        return AmendmentChange(amendment=amendment, act=act, committee=seat.committee, seat=seat, role=seat.role)

    def issue_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        amendment = self._draft(request, pk)
        previewing = "preview" in request.POST
        form = IssueForm(request.POST if request.method == "POST" else None, preview=previewing)
        if form.is_valid():
            try:
                if previewing:
                    return _pdf(amendment, form)
                order = actions.issue_amendment(amendment, actor=request.user, **form.cleaned_data)
            except ValidationError as error:
                form.add_error(None, _sentences(error))
            else:
                return self._issued(request, amendment, order)
        return self._page(
            request,
            "amendment_issue.html",
            title="ออกคำสั่งแก้ไข",
            form=form,
            amendment=amendment,
            changes=amendment.changes.select_related("committee", "seat__committee"),
            back=self._page_of(amendment),
        )

    def _issued(self, request: HttpRequest, amendment: Amendment, order: Paper) -> HttpResponse:
        said = format_html(
            'ออกคำสั่งที่ {} แล้ว รายชื่อเปลี่ยนตามคำสั่งตั้งแต่วันที่ลงในคำสั่ง <a href="{}">เปิดคำสั่ง (PDF)</a>',
            order.number_of_year,
            reverse("documents:paper-pdf", args=[order.pk]),
        )
        messages.success(request, said)
        return redirect(self._page_of(amendment))


def _key(text: str) -> int:
    """A key as a button of the page sends it; anything else is an address that does not exist."""
    if not (text.isascii() and text.isdigit() and len(text) <= LONGEST_KEY):
        raise Http404
    return int(text)


def _pdf(amendment: Amendment, form: IssueForm) -> HttpResponse:
    """The draft as it stands, with what of date and signatory is known."""
    said = form.cleaned_data if form.is_bound else {"dated": None, "signatory": None}
    context = actions.draft_amendment_order(amendment).drafted(dated=said["dated"], signatory=said["signatory"])
    return pdf_file(preview("order", context), f"ร่างคำสั่ง {context.subject[:80]}.pdf")
