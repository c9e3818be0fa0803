"""All addressees of all letters: who waits where, and what the province records for them."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html

from office.models import User
from office.rules import PROVINCIAL
from office.staff_admin import Act, StaffAdmin
from thai.dates import thai_date

from .. import actions
from ..models import Dispatch
from ..rules import PaperStatus
from .common import Link

WAITING, DONE, UNSENT, ENDED = "waiting", "done", "unsent", "ended"
STATES = [(WAITING, "รอรับทราบ"), (DONE, "รับทราบแล้ว"), (UNSENT, "ยังไม่ได้ส่ง"), (ENDED, "หนังสือไม่มีผลแล้ว")]


def in_state(rows: QuerySet[Dispatch], state: str) -> QuerySet[Dispatch]:
    if state == WAITING:
        return rows.waiting()
    if state == DONE:
        return rows.filter(acknowledged_at__isnull=False)
    if state == UNSENT:
        return rows.filter(sent_at=None)
    if state == ENDED:
        return rows.filter(paper__status__in=[PaperStatus.CANCELLED, PaperStatus.REPLACED])
    return rows


def state_of(dispatch: Dispatch) -> str:
    """Where a letter stands for one addressee, in words."""
    if dispatch.acknowledged_at:
        return "รับทราบแล้ว"
    if dispatch.paper.status in {PaperStatus.CANCELLED, PaperStatus.REPLACED}:
        return dispatch.paper.get_status_display()
    if dispatch.sent_at is None:
        return "ยังไม่ได้ส่ง"
    times = dispatch.times_reminded
    return f"รอรับทราบ เตือนแล้ว {times} ครั้ง" if times else "รอรับทราบ"


def is_waiting(dispatch: Dispatch) -> bool:
    in_force = dispatch.paper.status == PaperStatus.ISSUED
    return in_force and dispatch.sent_at is not None and dispatch.acknowledged_at is None


class StateFilter(admin.SimpleListFilter):
    title = "สถานะ"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return STATES

    def queryset(self, request: HttpRequest, queryset: QuerySet[Dispatch]) -> QuerySet[Dispatch]:
        return in_state(queryset, self.value() or "")


def remind(dispatch: Dispatch, *, actor: User, reason: str) -> None:
    actions.remind([dispatch], actor=actor)


def acknowledge(dispatch: Dispatch, *, actor: User, reason: str) -> None:
    actions.acknowledge(dispatch, actor=actor, note=reason)


@admin.register(Dispatch)
class DispatchAdmin(StaffAdmin):
    viewers = PROVINCIAL
    adders = editors = frozenset()
    list_display = ["addressee", "letter", "asks", "due", "sent_at", "state", "acknowledged_at"]
    list_filter = [StateFilter, "paper__round", ("district", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["paper", "acknowledged_by", "district"]
    search_fields = ["addressee", "paper__subject", "paper__number"]
    fields = [
        "addressee",
        "district",
        "letter",
        "asks",
        "due",
        "sent_at",
        "state",
        ("acknowledged_at", "acknowledged_by"),
    ]
    readonly_fields = ["letter", "asks", "due", "state"]
    acts = [
        Act(
            name="remind",
            label="เตือน",
            run=remind,
            roles=PROVINCIAL,
            effect="ข้อความเตือนสีแดงจะปรากฏในหน้าของเจ้าหน้าที่อำเภอ ระบบไม่ส่งอีเมลหรือโทรศัพท์ให้เอง ผู้รับที่ไม่ใช่อำเภอโปรดแจ้งทางอื่นด้วย",
            available=is_waiting,
            bulk=True,
        ),
        Act(
            name="acknowledge",
            label="บันทึกรับทราบแทน",
            run=acknowledge,
            roles=PROVINCIAL,
            effect="ใช้เมื่อผู้รับแจ้งมาทางอื่นว่ารับทราบแล้ว โปรดบอกว่าแจ้งทางใด โดยใคร เมื่อใด ข้อความนี้อยู่ในประวัติของหนังสือ",
            available=is_waiting,
            needs_reason=True,
        ),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Dispatch]:
        return super().get_queryset(request).for_user(request.user)

    def links_for(self, request: HttpRequest, row: Dispatch) -> list[tuple[Link, str]]:
        return [(Link("ติดตามผู้รับของหนังสือนี้"), reverse("admin:documents_paper_board", args=[row.paper_id]))]

    @admin.display(description="หนังสือ", ordering="paper__subject")
    def letter(self, dispatch: Dispatch) -> str:
        paper = dispatch.paper
        number = f"ที่ {paper.number_in_full} " if paper.number else ""
        address = reverse("admin:documents_paper_board", args=[paper.pk])
        return format_html('<a href="{}">{}{}</a>', address, number, paper.subject)

    @admin.display(description="ขอให้ดำเนินการ")
    def asks(self, dispatch: Dispatch) -> str:
        return dispatch.paper.asks or "เพื่อทราบ"

    @admin.display(description="ภายในวันที่", ordering="paper__due_on")
    def due(self, dispatch: Dispatch) -> str:
        return thai_date(dispatch.paper.due_on, short=True) if dispatch.paper.due_on else "–"

    @admin.display(description="สถานะ")
    def state(self, dispatch: Dispatch) -> str:
        return state_of(dispatch)
