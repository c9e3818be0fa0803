"""The register of papers: found by kind, year and number, opened as issued, and moved through their life.

What the desk drafts is written and issued here; papers of other rooms (an order that appoints, an announcement) are
issued where they belong.
"""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html

from office.models import User
from office.rules import ADMINISTRATORS, PROVINCIAL
from office.staff_admin import Act, StaffAdmin
from thai.digits import thai_number, to_arabic

from .. import actions
from ..models import Paper
from ..papers import LetterContext, verify_url
from ..rules import LETTERS
from ..word import is_written
from .common import UNREADABLE, Link, is_of_the_desk, read
from .desk import DeskPages, require_readable

Status = Paper.Status
UNISSUED = frozenset({Status.DRAFT, Status.APPROVED})


def approve(paper: Paper, *, actor: User, reason: str, seen: str) -> str:
    require_readable(paper)
    actions.approve_paper(paper, actor=actor, seen=seen)
    return "อนุมัติร่างแล้ว ขั้นต่อไปคือ “ออกเลขและวันที่”"


def reopen(paper: Paper, *, actor: User, reason: str) -> None:
    actions.reopen_paper(paper, actor=actor, reason=reason)


def send(paper: Paper, *, actor: User, reason: str) -> str:
    job = actions.send_letter(paper, actor=actor)
    count = thai_number(paper.dispatches.sent().count(), "arabic")
    if job is None:
        return f"ส่งถึงผู้รับ {count} ราย ติดตามได้ที่ปุ่ม “ติดตามผู้รับ”"
    address = job.get_absolute_url()
    return format_html('ส่งถึงผู้รับ {} ราย ระบบกำลังทำสำเนาทีละราย <a href="{}">ดูความคืบหน้า</a>', count, address)


def correct(paper: Paper, *, actor: User, reason: str) -> str:
    require_readable(paper)
    draft = actions.correct_paper(paper, actor=actor, reason=reason)
    address = reverse("admin:documents_paper_edit", args=[draft.pk])
    return format_html('ร่างฉบับแก้ไขแล้ว ฉบับเดิมยังมีผลจนกว่าจะออกฉบับใหม่ <a href="{}">เปิดร่างฉบับแก้ไข</a>', address)


def cancel(paper: Paper, *, actor: User, reason: str) -> None:
    actions.cancel_paper(paper, actor=actor, reason=reason)


def _may_be_sent(paper: Paper) -> bool:
    return paper.kind in LETTERS and paper.status == Status.ISSUED and paper.dispatches.filter(sent_at=None).exists()


def _may_be_corrected(paper: Paper) -> bool:
    return paper.status == Status.ISSUED and is_of_the_desk(paper) and not hasattr(paper, "replacement")


@admin.register(Paper)
class PaperAdmin(DeskPages, StaffAdmin):
    viewers = PROVINCIAL
    adders = editors = frozenset()
    change_list_template = "admin/documents/paper_list.html"
    list_display = ["subject", "kind", "number_of_year", "dated", "signatory", "status", "file"]
    list_filter = ["status", "kind", "year_be", "register", "round"]
    list_select_related = ["signatory"]
    search_fields = ["subject", "number", "signatory__name", "dispatches__addressee"]
    fieldsets = [
        (None, {"fields": [("kind", "status"), "subject", "asks", "due_on"]}),
        ("เลขที่ วันที่ ผู้ลงนาม", {"fields": ["number_in_full", "register", "dated", "signatory", "round"]}),
        ("ผู้รับ", {"fields": ["addressees"]}),
        ("ไฟล์", {"fields": ["file", "verification", "sha256"]}),
        ("ฉบับที่เกี่ยวข้อง", {"fields": ["replaces_link", "replacement_link"]}),
        (
            "ใครทำเมื่อใด",
            {"fields": [("created_by", "created_at"), ("approved_by", "approved_at"), ("issued_by", "issued_at")]},
        ),
    ]
    readonly_fields = [
        "kind",
        "status",
        "subject",
        "number_in_full",
        "register",
        "addressees",
        "file",
        "verification",
        "sha256",
        "replaces_link",
        "replacement_link",
        "created_by",
        "created_at",
        "approved_by",
        "approved_at",
        "issued_by",
        "issued_at",
    ]
    acts = [
        Act(
            name="approve",
            label="อนุมัติร่าง",
            run=approve,
            state=actions.text_of,
            roles=PROVINCIAL,
            effect="ข้อความในร่างจะถูกตรึงไว้ตามนี้ รอเลขที่ วันที่ และผู้ลงนาม หากต้องแก้ไขภายหลังให้ส่งกลับเป็นร่าง",
            available=lambda paper: paper.status == Status.DRAFT,
        ),
        Act(
            name="reopen",
            label="ส่งกลับเป็นร่าง",
            run=reopen,
            roles=PROVINCIAL,
            effect="เอกสารจะกลับเป็นร่างเพื่อแก้ไข และต้องอนุมัติใหม่ก่อนออกเลข",
            available=lambda paper: paper.status == Status.APPROVED,
            needs_reason=True,
        ),
        Act(
            name="send",
            label="ส่งถึงผู้รับ",
            run=send,
            roles=PROVINCIAL,
            effect="เจ้าหน้าที่อำเภอที่เป็นผู้รับจะเห็นหนังสือนี้ในระบบทันที และกดรับทราบได้ ระบบไม่ส่งจดหมายหรืออีเมลให้เอง",
            available=_may_be_sent,
        ),
        Act(
            name="correct",
            label="ออกฉบับแก้ไข",
            run=correct,
            roles=PROVINCIAL,
            effect="ระบบทำร่างใหม่ที่มีข้อความและผู้รับเหมือนฉบับนี้ เมื่อออกฉบับใหม่แล้ว ฉบับนี้จะมีสถานะ “มีฉบับใหม่แทน”",
            available=_may_be_corrected,
            needs_reason=True,
        ),
        Act(
            name="give-up",
            label="ทิ้งร่าง",
            run=cancel,
            roles=PROVINCIAL,
            effect="ร่างนี้จะมีสถานะยกเลิก แก้ไขหรือออกเลขไม่ได้อีก",
            available=lambda paper: paper.status in UNISSUED,
            needs_reason=True,
            danger=True,
        ),
        Act(
            name="cancel",
            label="ยกเลิกเอกสาร",
            run=cancel,
            roles=ADMINISTRATORS,
            effect="เอกสารจะมีสถานะยกเลิก ผู้รับและผู้ตรวจสอบเห็นทันที "
            "เลขที่นี้ไม่นำไปใช้ซ้ำ ไฟล์ที่ออกไว้ยังเก็บไว้ตรวจสอบ การยกเลิกย้อนกลับไม่ได้",
            available=lambda paper: paper.status == Status.ISSUED,
            needs_reason=True,
            danger=True,
        ),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Paper]:
        return super().get_queryset(request).for_user(request.user)

    def links_for(self, request: HttpRequest, row: Paper) -> list[tuple[Link, str]]:
        """The next step first."""
        links = []
        if row.status == Status.APPROVED:
            links.append((Link("ออกเลขและวันที่"), self.address("issue", row)))
        if row.status == Status.DRAFT and is_of_the_desk(row):
            links.append((Link("แก้ไขร่าง"), self.address("edit", row)))
        if row.status in UNISSUED and read(row) is not None:
            links.append((Link("ดูตัวอย่าง (PDF)"), self.address("preview", row)))
        if is_written(row.kind) and read(row) is not None:
            links.append((Link("ไฟล์ Word"), self.address("word", row)))
        if row.kind in LETTERS and row.dispatches.exists():
            links.append((Link("ติดตามผู้รับ"), self.address("board", row)))
        return links

    # -- columns -----------------------------------------------------------------------------------------------

    @admin.display(description="เลขที่", ordering="number")
    def number_of_year(self, paper: Paper) -> str:
        return paper.number_of_year if paper.number else "–"

    @admin.display(description="เลขที่")
    def number_in_full(self, paper: Paper) -> str:
        context = read(paper)
        if paper.number and isinstance(context, LetterContext):
            return f"{to_arabic(context.prefix)}/{'ว ' if context.is_circular else ''}{paper.number}"
        return self.number_of_year(paper)

    @admin.display(description="ไฟล์")
    def file(self, paper: Paper) -> str:
        if not paper.sha256:
            return "–"
        return format_html('<a href="{}">เปิด PDF</a>', reverse("documents:paper-pdf", args=[paper.pk]))

    @admin.display(description="หน้าตรวจสอบสาธารณะ")
    def verification(self, paper: Paper) -> str:
        if not paper.was_issued:
            return "มีเมื่อออกเอกสารแล้ว"
        address = verify_url(paper.token)
        return format_html('<a href="{}">{}</a>', reverse("documents-public:verify", args=[paper.token]), address)

    @admin.display(description="ผู้รับ")
    def addressees(self, paper: Paper) -> str:
        if paper.kind not in LETTERS:
            return "–"
        dispatches = list(paper.dispatches.all())
        if not dispatches:
            return "ยังไม่มีผู้รับ" if paper.status in UNISSUED else "ไม่มีผู้รับในระบบ"
        sent = sum(1 for dispatch in dispatches if dispatch.sent_at)
        if not sent:
            names = ", ".join(dispatch.addressee for dispatch in dispatches[:4])
            more = f" และอีก {len(dispatches) - 4} ราย" if len(dispatches) > 4 else ""
            return f"{names}{more} (ยังไม่ได้ส่ง)"
        done = sum(1 for dispatch in dispatches if dispatch.acknowledged_at)
        return format_html('<a href="{}">รับทราบแล้ว {} จาก {}</a>', self.address("board", paper), done, sent)

    @admin.display(description="ออกแทนฉบับ")
    def replaces_link(self, paper: Paper) -> str:
        return self._link_to(paper.replaces)

    @admin.display(description="ฉบับที่ออกแทน")
    def replacement_link(self, paper: Paper) -> str:
        return self._link_to(getattr(paper, "replacement", None))

    def _link_to(self, paper: Paper | None) -> str:
        if paper is None:
            return "–"
        return format_html('<a href="{}">{}</a> ({})', self._page_of(paper), paper, paper.get_status_display())

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        """Empty corners stay away."""
        fieldsets = super().get_fieldsets(request, obj)
        related = obj is not None and (obj.replaces_id or hasattr(obj, "replacement"))
        skipped = set() if related else {"ฉบับที่เกี่ยวข้อง"}
        if obj is not None and obj.kind not in LETTERS:
            skipped.add("ผู้รับ")
        return [
            (title, options | {"description": UNREADABLE} if title is None and obj and read(obj) is None else options)
            for title, options in fieldsets
            if title not in skipped
        ]
