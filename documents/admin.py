"""The register of papers in the admin: found by kind, year and number, opened as issued, cancelled with a reason.

Papers are made and issued where they belong (an order beside its committee, an announcement on its own page); here
nothing is typed.
"""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html

from office.models import User
from office.rules import ADMINISTRATORS, PROVINCIAL
from office.staff_admin import Act, StaffAdmin

from . import actions
from .models import Paper


def cancel(paper: Paper, *, actor: User, reason: str) -> None:
    actions.cancel_paper(paper, actor=actor, reason=reason)


@admin.register(Paper)
class PaperAdmin(StaffAdmin):
    viewers = PROVINCIAL
    adders = editors = frozenset()
    list_display = ["subject", "kind", "number_of_year", "dated", "signatory", "status", "file"]
    list_filter = ["kind", "status", "year_be", "round"]
    list_select_related = ["signatory"]
    search_fields = ["subject", "number", "signatory__name"]
    fields = [
        ("kind", "status"),
        "subject",
        ("number", "year_be"),
        "dated",
        "signatory",
        "round",
        "issued_at",
        "issued_by",
        "sha256",
        "file",
    ]
    readonly_fields = ["kind", "status", "subject", "issued_at", "issued_by", "sha256", "file"]
    acts = [
        Act(
            name="cancel",
            label="ยกเลิกเอกสาร",
            run=cancel,
            roles=ADMINISTRATORS,
            effect="เอกสารจะมีสถานะยกเลิก เลขที่ใช้ออกเอกสารใหม่ได้ ไฟล์ที่ออกไว้ยังเก็บไว้ตรวจสอบ การยกเลิกย้อนกลับไม่ได้",
            available=lambda paper: paper.may_move_to(Paper.Status.CANCELLED),
            needs_reason=True,
            danger=True,
        )
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Paper]:
        return super().get_queryset(request).for_user(request.user)

    @admin.display(description="เลขที่", ordering="number")
    def number_of_year(self, paper: Paper) -> str:
        return f"{paper.number}/{paper.year_be}" if paper.number else "–"

    @admin.display(description="ไฟล์")
    def file(self, paper: Paper) -> str:
        if not paper.sha256:
            return "–"
        return format_html('<a href="{}">เปิด PDF</a>', reverse("documents:paper-pdf", args=[paper.pk]))
