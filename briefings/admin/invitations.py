"""Who is invited, and what they answered; staff record an answer that was told by phone."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html

from documents.admin.common import Link
from office.models import User
from office.rules import PROVINCIAL
from office.staff_admin import Act, StaffAdmin
from thai.dates import thai_datetime

from .. import actions
from ..forms import AnswerForm
from ..models import SECRET_FIELDS, Invitation
from ..rules import Answer
from .waiting import PRESSED_TWICE, PRODUCERS_LAST

HIDDEN = [f"briefing__{name}" for name in SECRET_FIELDS]


def remind(invitation: Invitation, *, actor: User, reason: str) -> None:
    actions.note_reminder([invitation], actor=actor, not_since=timezone.now() - PRESSED_TWICE)


def _waits(invitation: Invitation) -> bool:
    return invitation.answer == Answer.WAITING and not actions.why_closed(invitation.briefing)


@admin.register(Invitation)
class InvitationAdmin(StaffAdmin):
    viewers = PROVINCIAL
    adders = editors = frozenset()
    list_display = ["name", "meeting", "district", "answer", "substitute", "answered_at", "reminders"]
    list_filter = [
        "answer",
        ("district", admin.RelatedOnlyFieldListFilter),
        ("briefing", admin.RelatedOnlyFieldListFilter),
    ]
    list_select_related = ["briefing", "district"]
    ordering = ["-briefing__starts_at", "briefing", PRODUCERS_LAST, "district", "name", "pk"]
    search_fields = ["name", "agency", "substitute_name"]
    fields = [
        "name",
        ("position", "agency"),
        "role",
        "meeting",
        "district",
        "answer",
        "substitute",
        "note",
        ("answered_at", "answered_by"),
        "reminders",
    ]
    readonly_fields = ["meeting", "substitute", "reminders"]
    acts = [
        Act(
            name="remind",
            label="บันทึกว่าเตือนแล้ว",
            run=remind,
            roles=PROVINCIAL,
            effect="บันทึกวันเวลาที่ท่านเตือนผู้ได้รับเชิญ เช่น ทางโทรศัพท์ ระบบไม่ส่งข้อความให้เอง",
            available=_waits,
            bulk=True,
        ),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Invitation]:
        return (
            super().get_queryset(request).for_user(request.user).select_related("briefing", "district").defer(*HIDDEN)
        )

    def links_for(self, request: HttpRequest, row: Invitation) -> list[tuple[Link, str]]:
        links = [(Link("การประชุม"), reverse("admin:briefings_briefing_change", args=[row.briefing_id]))]
        if not actions.why_closed(row.briefing):
            links.insert(0, (Link("บันทึกคำตอบ"), reverse("admin:briefings_invitation_answer", args=[row.pk])))
        return links

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.answer_view)
        return [path("<int:pk>/answer/", view, name="briefings_invitation_answer"), *super().get_urls()]

    def answer_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """An answer that reached the office by another way."""
        row = get_object_or_404(self.get_queryset(request), pk=pk)
        initial = {name: getattr(row, name) for name in AnswerForm.base_fields}
        form = AnswerForm(request.POST if request.method == "POST" else None, initial=initial)
        if form.is_valid():
            try:
                actions.answer_invitation(row, actor=request.user, **form.cleaned_data)
            except ValidationError as error:
                form.add_error(None, ValidationError(error.messages))
            else:
                messages.success(request, f"บันทึกคำตอบของ {row} แล้ว: {row.get_answer_display()}")
                query = {"briefing__id__exact": row.briefing_id}
                return redirect(reverse("admin:briefings_invitation_changelist", query=query))
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": "บันทึกคำตอบที่แจ้งทางอื่น",
            "row": row,
            "form": form,
            "closed": actions.why_closed(row.briefing),
            "back": self._page_of(row),
        }
        return TemplateResponse(request, "briefings/invitation_told.html", context)

    # -- columns -----------------------------------------------------------------------------------------------

    @admin.display(description="การประชุม", ordering="briefing__starts_at")
    def meeting(self, invitation: Invitation) -> str:
        address = reverse("admin:briefings_briefing_change", args=[invitation.briefing_id])
        return format_html('<a href="{}">{}</a>', address, invitation.briefing)

    @admin.display(description="ผู้แทน")
    def substitute(self, invitation: Invitation) -> str:
        return " ".join(part for part in (invitation.substitute_name, invitation.substitute_position) if part) or "–"

    @admin.display(description="เตือน", ordering="reminded_at")
    def reminders(self, invitation: Invitation) -> str:
        if invitation.reminded_at is None:
            return "–"
        return f"{invitation.times_reminded} ครั้ง ล่าสุด {thai_datetime(invitation.reminded_at, short=True)}"
