"""Announcements in the admin: staff draft and preview, administrators publish and withdraw.

Results have a page of their own here: it shows exactly what the public will read, before it is published.
"""

from types import SimpleNamespace
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html

from documents.models import Register
from office.models import User
from office.rules import ADMINISTRATORS, PROVINCIAL, SECRETARIES
from office.staff_admin import Act, StaffAdmin
from rounds.models import Round
from scoring.models import ResultBatch

from . import actions
from .forms import CertificatesForm, CorrectedPaperForm, PaperForm, PublishResultsForm
from .models import Announcement
from .pages import detail_context, tally_of
from .rules import AnnouncementKind, AnnouncementStatus

CORRECT = SimpleNamespace(label="ออกฉบับแก้ไข", danger=False)
CERTIFICATES = SimpleNamespace(label="ออกเกียรติบัตร", danger=False)
DRAWN_UP_BY_HAND = [choice for choice in AnnouncementKind.choices if choice[0] != AnnouncementKind.RESULTS]


def publish(announcement: Announcement, *, actor: User, reason: str) -> None:
    actions.publish_announcement(announcement, actor=actor)


def withdraw(announcement: Announcement, *, actor: User, reason: str) -> None:
    actions.withdraw_announcement(announcement, actor=actor, reason=reason)


@admin.register(Announcement)
class AnnouncementAdmin(StaffAdmin):
    list_display = ["title", "kind", "round", "status", "published_at", "published_by"]
    list_select_related = ["round", "published_by"]
    list_filter = ["status", "kind", "round"]
    search_fields = ["title", "body"]
    readonly_fields = ["status", "published_at", "published_by", "batch", "page_link", "paper_link"]
    fieldsets = [
        (
            None,
            {
                "fields": ["round", "kind", "title", "body"],
                "description": "ร่างเห็นเฉพาะเจ้าหน้าที่จังหวัด ผู้ดูแลระบบจังหวัดเป็นผู้เผยแพร่ เมื่อเผยแพร่แล้วแก้ไขไม่ได้ "
                "หากผิดพลาดให้ถอนประกาศแล้วออกฉบับใหม่",
            },
        ),
        ("การเผยแพร่", {"fields": ["status", "published_at", "published_by", "batch", "page_link", "paper_link"]}),
    ]
    view_on_site = False  # a draft has no public page; `page_link` leads to the preview or to the page
    change_list_template = "announcements/admin_change_list.html"
    acts = [
        Act(
            name="publish",
            label="เผยแพร่ประกาศ",
            run=publish,
            roles=ADMINISTRATORS,
            effect="ประกาศนี้จะปรากฏบนหน้าเว็บสาธารณะทันที และแก้ไขข้อความไม่ได้อีก",
            available=lambda row: row.status == AnnouncementStatus.DRAFT,
        ),
        Act(
            name="withdraw",
            label="ถอนประกาศ",
            run=withdraw,
            roles=ADMINISTRATORS,
            effect="ประกาศนี้ รวมทั้งรายชื่อผลที่แนบ จะหายจากหน้าเว็บสาธารณะ แต่ยังเก็บไว้ในระบบพร้อมเหตุผล",
            available=lambda row: row.status == AnnouncementStatus.PUBLISHED,
            needs_reason=True,
            danger=True,
        ),
    ]

    # -- drafts ------------------------------------------------------------------------------------------------

    def has_change_permission(self, request: HttpRequest, obj: Announcement | None = None) -> bool:
        if obj is not None and (obj.status != AnnouncementStatus.DRAFT or obj.has_issued_paper):
            return False
        return super().has_change_permission(request, obj)

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "POST":
            row = super().get_object(request, object_id)
            if row is not None and row.status != AnnouncementStatus.DRAFT and self.has_view_permission(request, row):
                status = row.get_status_display()
                messages.error(
                    request, f"บันทึกไม่ได้ ประกาศนี้อยู่ในสถานะ “{status}” แล้ว หากต้องแก้ไข โปรดถอนประกาศแล้วออกฉบับใหม่"
                )
                return redirect(self._page_of(row))
            if row is not None and row.has_issued_paper and self.has_view_permission(request, row):
                messages.error(
                    request,
                    "บันทึกไม่ได้ ออกประกาศจังหวัด (PDF) จากข้อความนี้แล้ว หากต้องแก้ไข โปรดให้ผู้ดูแลระบบจังหวัดยกเลิกเอกสารนั้นก่อน",
                )
                return redirect(self._page_of(row))
        return super().change_view(request, object_id, *args, **kwargs)

    def formfield_for_choice_field(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "kind":
            kwargs["choices"] = [("", "เลือกชนิดประกาศ"), *DRAWN_UP_BY_HAND]
        return super().formfield_for_choice_field(db_field, request, **kwargs)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "title":
            field.widget.attrs["class"] = "vLargeTextField"
        if db_field.name == "round":  # rounds are looked after on their own pages
            field.widget.can_add_related = field.widget.can_change_related = field.widget.can_view_related = False
        return field

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        current = Round.objects.current()
        return {"round": current.pk if current else None, **super().get_changeform_initial_data(request)}

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        may = request.user.has_role(*SECRETARIES)
        waiting = ResultBatch.objects.filter(status=ResultBatch.Status.PROPOSED).count() if may else 0
        return super().changelist_view(
            request, {"may_see_results": may, "batches_waiting": waiting, **(extra_context or {})}
        )

    # -- what stands beside the fields -------------------------------------------------------------------------

    @admin.display(description="หน้าเว็บ")
    def page_link(self, row: Announcement) -> str:
        if row.pk is None:
            return "บันทึกร่างก่อน แล้วจึงดูตัวอย่างได้"
        if row.status == AnnouncementStatus.PUBLISHED:
            return format_html('<a href="{}">เปิดหน้าสาธารณะ</a>', row.get_absolute_url())
        return format_html('<a href="{}">ดูตัวอย่างหน้าเว็บ</a>', reverse("admin:announcement-preview", args=[row.pk]))

    @admin.display(description="ประกาศจังหวัด (PDF)")
    def paper_link(self, row: Announcement) -> str:
        if row.pk is None:
            return "–"
        if row.has_issued_paper:
            return format_html('<a href="{}">{}</a>', reverse("documents:paper-pdf", args=[row.paper_id]), row.paper)
        if row.status == AnnouncementStatus.WITHDRAWN:
            return "ไม่มี"
        return format_html('<a href="{}">ออกประกาศจังหวัด (PDF)</a>', reverse("admin:announcement-paper", args=[row.pk]))

    def links_for(self, request: HttpRequest, row: Announcement) -> list[tuple[Any, str]]:
        links = super().links_for(request, row)
        if not request.user.has_role(*ADMINISTRATORS) or row.status == AnnouncementStatus.WITHDRAWN:
            return links
        if row.has_issued_paper:
            links.append((CORRECT, reverse("admin:announcement-correct", args=[row.pk])))
        if row.kind == AnnouncementKind.RESULTS and row.status == AnnouncementStatus.PUBLISHED:
            links.append((CERTIFICATES, reverse("admin:announcement-certificates", args=[row.pk])))
        return links

    # -- pages of its own --------------------------------------------------------------------------------------

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view
        return [
            path("publish-results/", view(self.batches_view), name="results-batches"),
            path("publish-results/<int:batch_pk>/", view(self.batch_view), name="results-publish"),
            path("<int:pk>/preview/", view(self.preview_view), name="announcement-preview"),
            path("<int:pk>/paper/", view(self.paper_view), name="announcement-paper"),
            path("<int:pk>/correct/", view(self.correct_view), name="announcement-correct"),
            path("<int:pk>/certificates/", view(self.certificates_view), name="announcement-certificates"),
            *super().get_urls(),
        ]

    def _page(self, request: HttpRequest, template: str, **context: Any) -> HttpResponse:
        context = {**self.admin_site.each_context(request), "opts": self.opts, **context}
        return TemplateResponse(request, f"announcements/{template}", context)

    def _row(self, request: HttpRequest, pk: int) -> Announcement:
        row = get_object_or_404(Announcement.objects.select_related("round", "paper"), pk=pk)
        if not self.has_view_permission(request, row):
            raise Http404
        return row

    def preview_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The public's page of an announcement that is not public."""
        row = self._row(request, pk)
        context = {**detail_context(row), "is_preview": True, "back": self._page_of(row)}
        return TemplateResponse(request, "announcements/announcement_detail.html", context)

    def paper_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = self._row(request, pk)
        if not request.user.has_role(*PROVINCIAL):
            raise Http404
        form = PaperForm(request.POST or None)
        if form.is_valid():
            try:
                actions.issue_announcement_paper(row, actor=request.user, **form.cleaned_data)
            except ValidationError as error:
                form.add_error(None, error)
            else:
                messages.success(request, "ออกประกาศจังหวัดแล้ว โปรดตรวจไฟล์ PDF")
                return redirect(self._page_of(row))
        return self._page(
            request, "admin_paper.html", title="ออกประกาศจังหวัด (PDF)", row=row, form=form, back=self._page_of(row)
        )

    def correct_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """A corrected paper instead of the issued one; what it says stands on the public page as well."""
        row = self._row(request, pk)
        if not request.user.has_role(*ADMINISTRATORS) or not row.has_issued_paper:
            raise Http404
        initial = {"title": row.title, "body": row.body, "signatory": row.paper.signatory_id}
        form = CorrectedPaperForm(request.POST if request.method == "POST" else None, initial=initial)
        if form.is_valid():
            try:
                actions.correct_announcement_paper(row, actor=request.user, **form.cleaned_data)
            except ValidationError as error:
                form.add_error(None, error)
            else:
                messages.success(request, "ออกประกาศฉบับแก้ไขแล้ว ฉบับเดิมมีสถานะ “มีฉบับใหม่แทน” โปรดตรวจไฟล์ PDF")
                return redirect(self._page_of(row))
        return self._page(
            request,
            "admin_paper.html",
            title="ออกประกาศฉบับแก้ไข",
            row=row,
            form=form,
            corrects=row.paper,
            back=self._page_of(row),
        )

    def certificates_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Who gets a certificate, dated and signed how; the work itself is a job."""
        row = self._row(request, pk)
        certifiable = row.kind == AnnouncementKind.RESULTS and row.status == AnnouncementStatus.PUBLISHED
        if not request.user.has_role(*ADMINISTRATORS) or not certifiable:
            raise Http404
        form = CertificatesForm(request.POST if request.method == "POST" else None)
        if form.is_valid():
            try:
                job = actions.start_certificates(row, actor=request.user, **form.cleaned_data)
            except ValidationError as error:
                form.add_error(None, error)
            else:
                return redirect(job)
        return self._page(
            request,
            "admin_certificates.html",
            title="ออกเกียรติบัตร",
            row=row,
            form=form,
            counts=actions.certificate_counts(row),
            is_numbered=actions.certificates_are_numbered(),
            register_page=reverse("admin:documents_register_change", args=[Register.Code.CERTIFICATE]),
            back=self._page_of(row),
        )

    def batches_view(self, request: HttpRequest) -> HttpResponse:
        """Batches that wait for an administrator."""
        if not request.user.has_role(*SECRETARIES):
            raise Http404
        waiting = ResultBatch.objects.filter(status=ResultBatch.Status.PROPOSED).select_related("round", "proposed_by")
        page = Paginator(waiting, 20).get_page(request.GET.get("page"))
        return self._page(request, "admin_batches.html", title="เผยแพร่ผลการคัดสรร", page=page)

    def batch_view(self, request: HttpRequest, batch_pk: int) -> HttpResponse:
        """Exactly what will be published, and the button; afterwards a batch leads to its announcement."""
        if not request.user.has_role(*SECRETARIES):
            raise Http404
        batch = get_object_or_404(ResultBatch.objects.select_related("round", "proposed_by"), pk=batch_pk)
        if batch.status == ResultBatch.Status.PUBLISHED and request.method != "POST":
            announcement = get_object_or_404(batch.announcements.order_by("-pk")[:1])
            return redirect(self._page_of(announcement))
        may_publish = request.user.has_role(*ADMINISTRATORS)
        if request.method == "POST" and not may_publish:
            raise Http404
        lines = actions.lines_of(batch)
        seen = actions.fingerprint(lines)
        initial = {"title": actions.default_title(batch), "body": actions.default_body(batch), "seen": seen}
        form = PublishResultsForm(request.POST if request.method == "POST" else None, initial=initial)
        if request.method == "POST" and form.is_valid():
            try:
                announcement = actions.publish_results(batch, actor=request.user, **form.cleaned_data)
            except ValidationError as error:
                form.add_error(None, error)
                # What is looked at from now on is what this answer shows.
                form.data = form.data.copy()
                form.data["seen"] = seen
            else:
                messages.success(request, f"เผยแพร่ผลการคัดสรร {announcement.results.count()} รายการแล้ว")
                return redirect(self._page_of(announcement))
        return self._page(
            request,
            "admin_publish_results.html",
            title=f"เผยแพร่ผล{batch.round} ครั้งที่ {batch.number}",
            batch=batch,
            form=form,
            tally=tally_of(lines),
            page=Paginator(lines, 20).get_page(request.GET.get("page")),
            left=actions.entries_that_left(batch),
            may_publish=may_publish,
            is_proposer=batch.proposed_by_id == request.user.pk,
            back=reverse("admin:results-batches"),
        )
