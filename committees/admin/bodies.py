"""Committees in the admin: find people, see the draft order, issue it; what was appointed is only read."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import ValidationError
from django.db.models import Count, Q, QuerySet
from django.forms import CheckboxSelectMultiple, ModelMultipleChoiceField, TextInput
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.http import urlencode

from documents.actions import preview
from documents.models import Paper
from documents.views import pdf_file
from office.models import User
from office.rules import PROVINCIAL
from office.staff_admin import Act, StaffAdmin, StaffInline
from rounds.models import ProductGroup, Round

from .. import actions
from ..forms import CommitteeForm, OnDayForm, OrderForm, SeatFormSet
from ..models import Appointment, Committee
from ..papers import LEGAL_BASIS, selection_of
from ..ready_bodies import ready_bodies
from ..rules import AmendmentStatus


def _own_page(committee: Committee, *, actor: User, reason: str) -> None:
    """Both buttons lead to pages of their own (`CommitteeAdmin.act_view`)."""


class AppointmentInline(StaffInline):
    model = Appointment
    formset = SeatFormSet
    fields = ["seat_order", "name", "position", "agency", "expertise", "role", "user"]
    verbose_name = "กรรมการ/คณะทำงาน"
    verbose_name_plural = "รายชื่อ (หัวหน้าส่วนราชการ: กรอกตำแหน่งและหน่วยงาน ผู้ทรงคุณวุฒิ: กรอกชื่อและความเชี่ยวชาญ)"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Appointment]:
        return super().get_queryset(request).select_related("user", "committee")

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in {"name", "position", "agency", "expertise"}:
            # Seven columns beside each other: the admin's own text inputs would be twice as wide as the page.
            kwargs["widget"] = TextInput(attrs={"size": 12})
        elif db_field.name == "seat_order":
            kwargs["widget"] = TextInput(attrs={"size": 2, "inputmode": "numeric"})
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.name == "user":
            # One question for all rows: each row's list would ask anew.
            if not hasattr(request, "account_choices"):
                request.account_choices = [("", "---------")] + [
                    (user.pk, str(user)) for user in User.objects.filter(is_active=True).order_by("full_name")
                ]
            field.choices = request.account_choices
        return field


@admin.register(Committee)
class CommitteeAdmin(StaffAdmin):
    form = CommitteeForm
    viewers = adders = editors = PROVINCIAL
    list_display = ["name", "kind", "round", "seats", "status", "order_link"]
    list_filter = ["round", "kind", "status"]
    list_select_related = ["round", "order"]
    search_fields = ["name", "appointments__name", "appointments__position", "appointments__agency"]
    inlines = [AppointmentInline]
    readonly_fields = ["status", "order_link"]
    actions = ["order_selected"]
    fieldsets = [
        (None, {"fields": ["round", "kind", "name", ("status", "order_link")]}),
        (
            "งานของคณะ",
            {
                "fields": ["groups", "duties"],
                "description": "เมื่อออกคำสั่งแต่งตั้งแล้ว แก้ไขรายชื่อและหน้าที่ในหน้านี้ไม่ได้ ต้องออกคำสั่งแก้ไข",
            },
        ),
    ]
    acts = [
        Act(
            name="draft-order",
            label="ดูร่างคำสั่ง (PDF)",
            run=_own_page,
            roles=PROVINCIAL,
            effect="แสดงร่างคำสั่งแต่งตั้งของคณะนี้ ยังไม่มีเลขที่",
            available=lambda committee: not committee.is_appointed,
        ),
        Act(
            name="order",
            label="ออกคำสั่งแต่งตั้ง",
            run=_own_page,
            roles=PROVINCIAL,
            effect="ออกคำสั่งจังหวัดแต่งตั้งคณะนี้",
            available=lambda committee: not committee.is_appointed,
        ),
        Act(
            name="amend",
            label="แก้ไขรายชื่อด้วยคำสั่ง",
            run=_own_page,
            roles=PROVINCIAL,
            effect="ร่างคำสั่งแก้ไขเพิ่มเติมคำสั่งแต่งตั้งคณะนี้",
            available=lambda committee: committee.is_appointed,
        ),
    ]
    change_form_template = "committees/admin_body.html"

    def get_inlines(self, request: HttpRequest, obj: Committee | None) -> list[Any]:
        """A list is typed until the order; who sits in an appointed body is asked of its orders, day by day."""
        return [] if obj is not None and obj.is_appointed else super().get_inlines(request, obj)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Committee]:
        return (
            super()
            .get_queryset(request)
            .annotate(seat_count=Count("appointments", filter=Q(appointments__until=None), distinct=True))
        )

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and not (obj is not None and obj.is_appointed)

    def links_for(self, request: HttpRequest, row: Committee) -> list[tuple[Any, str]]:
        """Who is proposed for the body, and what they answered, is on a page of the nominations."""
        address = reverse(f"{self.admin_site.name}:committees_nomination_body", args=[row.pk])
        return [(Act("", "สรรหา", _own_page, PROVINCIAL, ""), address)]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        names = super().get_readonly_fields(request, obj)
        return names if obj is None else ["round", *names]

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "groups":
            kwargs["widget"] = CheckboxSelectMultiple()
        elif db_field.name == "name":
            kwargs["widget"] = TextInput(attrs={"size": 90})
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        current = Round.objects.current()
        ready = ready_bodies().get(request.GET.get("ready", ""))
        filled = ready.filled(selection_of(current.title) if current else "ดำเนินการคัดสรรฯ") if ready else {}
        return ({"round": current.pk} if current else {}) | filled

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        fieldsets = super().get_fieldsets(request, obj)
        if obj is not None:
            return fieldsets
        (title, first), *rest = fieldsets
        links = format_html_join(
            " | ", '<a href="?ready={}">{}</a>', ((body.code, body.title) for body in ready_bodies().values())
        )
        return [(title, first | {"description": format_html("เริ่มจากแบบที่มีชื่อและหน้าที่ตามปกติ: {}", links)}), *rest]

    def get_form(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, **kwargs)
        groups = form.base_fields.get("groups")
        if isinstance(groups, ModelMultipleChoiceField):
            round = obj.round if obj is not None else Round.objects.current()
            groups.queryset = ProductGroup.objects.filter(round=round)
        return form

    @admin.display(description="จำนวน (คน)", ordering="seat_count")
    def seats(self, committee: Any) -> int:
        return committee.seat_count

    @admin.display(description="คำสั่งแต่งตั้ง", ordering="order__number")
    def order_link(self, committee: Committee) -> str:
        if committee.order is None:
            return "–"
        address = reverse("documents:paper-pdf", args=[committee.order_id])
        return format_html('<a href="{}">ที่ {}/{}</a>', address, committee.order.number, committee.order.year_be)

    # -- the order ---------------------------------------------------------------------------------------------

    def get_urls(self) -> list[Any]:
        address = path("order/", self.admin_site.admin_view(self.order_view), name="committees_committee_order")
        return [address, *super().get_urls()]

    def act_view(self, request: HttpRequest, object_id: str, act_name: str) -> HttpResponse:
        row = self.get_object(request, unquote(object_id))
        if row is None or act_name not in {act.name for act in self.acts_for(request, row)}:
            raise Http404
        if act_name == "order":
            return redirect(self._order_page([row]))
        if act_name == "amend":
            return redirect(f"{self.admin_site.name}:committees_amendment_new", row.pk)
        try:
            return _draft_pdf(_with_people([row.pk]), "", None, None)
        except ValidationError as error:
            for sentence in error.messages:
                messages.error(request, sentence)
            return redirect(self._page_of(row))

    @admin.action(description="ออกคำสั่งแต่งตั้งคณะที่เลือก (คำสั่งฉบับเดียว)")
    def order_selected(self, request: HttpRequest, queryset: QuerySet[Committee]) -> HttpResponse:
        return redirect(self._order_page(queryset))

    def _order_page(self, bodies: Any) -> str:
        address = reverse(f"{self.admin_site.name}:committees_committee_order")
        return f"{address}?{urlencode({'bodies': [body.pk for body in bodies]}, doseq=True)}"

    # -- who sits there ----------------------------------------------------------------------------------------

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, obj: Committee | None = None, **kwargs: Any
    ) -> HttpResponse:
        if obj is not None and obj.is_appointed:
            context |= self._members(request, obj)
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def _members(self, request: HttpRequest, body: Committee) -> dict[str, Any]:
        """Members of today, former ones, those to come; and of the day that the address names."""
        today = timezone.localdate()
        seats = list(body.appointments.select_related("committee", "order", "ended_by", "user"))
        asked = any(name.startswith("on_") for name in request.GET)
        form = OnDayForm(request.GET if asked else None, initial={"on": today})
        day = form.cleaned_data["on"] if asked and form.is_valid() else None
        return {
            "today": today,
            "members": [seat for seat in seats if seat.was_held_on(today)],
            "coming": [seat for seat in seats if seat.since is not None and seat.since > today],
            "former": [seat for seat in seats if seat.until is not None and seat.until <= today],
            "day_form": form,
            "day": day,
            "on_day": [seat for seat in seats if seat.was_held_on(day)] if day else [],
            "drafts": body.order.amendments.filter(status=AmendmentStatus.DRAFT) if body.order else [],
        }

    def order_view(self, request: HttpRequest) -> HttpResponse:
        """Asks for number, date and signatory; shows the draft, or issues the order."""
        if not request.user.has_role(*PROVINCIAL):
            raise Http404
        asked = [
            int(value)
            for value in request.GET.getlist("bodies")
            if value.isascii() and value.isdigit() and len(value) < 19
        ]
        chosen = Committee.objects.filter(pk__in=asked[:50], status=Committee.Status.DRAFT).select_related("round")
        first = chosen.first()
        round = first.round if first else Round.objects.current()
        bodies = Committee.objects.filter(round=round, status=Committee.Status.DRAFT)
        previewing = "preview" in request.POST
        form = OrderForm(
            request.POST if request.method == "POST" else None,
            bodies=bodies,
            shown=[body for body in chosen if body.round_id == (round and round.pk)],
            preview=previewing,
            initial={"bodies": [body.pk for body in chosen if body.round_id == (round and round.pk)]},
        )
        if form.is_valid():
            said = form.cleaned_data
            try:
                if previewing:
                    picked = _with_people([body.pk for body in said["bodies"]])
                    return _draft_pdf(picked, said["preamble"], said["dated"], said["signatory"])
                order = actions.appoint_committee(
                    list(said["bodies"]),
                    number=said["number"],
                    dated=said["dated"],
                    signatory=said["signatory"],
                    legal_basis=LEGAL_BASIS,
                    preamble=said["preamble"],
                    actor=request.user,
                )
            except ValidationError as error:
                form.add_error(None, error)
            else:
                return self._issued(request, order)
        context = {
            **self.admin_site.each_context(request),
            "title": "ออกคำสั่งแต่งตั้ง",
            "opts": self.opts,
            "form": form,
            "round": round,
            "warnings": actions.warnings_about(_with_people([body.pk for body in chosen])),
            "back": reverse(f"{self.admin_site.name}:committees_committee_changelist"),
        }
        return TemplateResponse(request, "committees/admin_order.html", context)

    def _issued(self, request: HttpRequest, order: Paper) -> HttpResponse:
        address = reverse("documents:paper-pdf", args=[order.pk])
        messages.success(
            request,
            format_html(
                'ออกคำสั่งที่ {}/{} แล้ว คณะในคำสั่งมีสถานะ “แต่งตั้งแล้ว” <a href="{}">เปิดคำสั่ง (PDF)</a>',
                order.number,
                order.year_be,
                address,
            ),
        )
        return redirect(f"{self.admin_site.name}:committees_committee_changelist")


def _with_people(keys: list[int]) -> list[Committee]:
    rows = Committee.objects.filter(pk__in=keys).select_related("round").prefetch_related("appointments__committee")
    return list(rows.order_by("kind", "pk"))


def _draft_pdf(bodies: list[Committee], preamble: str, dated: Any, signatory: Any) -> HttpResponse:
    draft = actions.draft_order(bodies, legal_basis=LEGAL_BASIS, preamble=preamble)
    context = draft.drafted(dated=dated, signatory=signatory)
    return pdf_file(preview("order", context), f"ร่างคำสั่ง {context.subject[:80]}.pdf")


@admin.register(Appointment)
class AppointmentAdmin(StaffAdmin):
    """Who sits where, over all bodies; seats are changed on their body's page."""

    viewers = PROVINCIAL
    adders = editors = frozenset()
    list_display = ["person", "position", "agency", "expertise", "role", "committee", "user"]
    list_filter = ["committee__round", "committee__kind", "role", "committee__status"]
    list_select_related = ["committee", "user"]
    search_fields = ["name", "position", "agency", "expertise", "committee__name"]
    fields = ["committee", "seat_order", "name", "position", "agency", "expertise", "role", "user"]

    @admin.display(description="ชื่อ", ordering="name")
    def person(self, seat: Appointment) -> str:
        return str(seat)
