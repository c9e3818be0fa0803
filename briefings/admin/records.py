"""Pages of one meeting about what was said: the record, questions, documents, minutes, the letter to those absent."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html

from documents.admin.common import UNREADABLE, Link, flat
from documents.models import Paper
from documents.rules import PaperStatus
from office.staff_admin import StaffAdmin

from ..actions import files, questions, records
from ..attendance_report import by_district
from ..models import SECRET_FIELDS, Briefing, BriefingFile, Question
from ..record_forms import AbsenceForm, DocumentForm, FactsForm, ItemFormSet, QuestionForm, items_typed
from ..rules import RECORD_AS_READ, BriefingStatus

PER_PAGE = 50
DAYS_TO_STUDY = 7
ISSUED_ALREADY = "รายงานการประชุมออกแล้ว การแก้ไขหน้านี้ไม่เปลี่ยนฉบับที่ออก หากต้องแก้รายงาน โปรดออกฉบับแก้ไขที่งานหนังสือ"


def say(request: HttpRequest, error: ValidationError) -> None:
    messages.error(request, " ".join(error.messages))


class RecordPages(StaffAdmin):
    """Mixed into the admin of meetings: adds its own addresses and buttons."""

    def get_urls(self) -> list[Any]:
        def page(route: str, view: Any, name: str) -> Any:
            return path(f"<int:pk>/{route}", self.admin_site.admin_view(view), name=f"briefings_briefing_{name}")

        return [
            page("record/", self.record_view, "record"),
            page("minutes/", self.minutes_view, "minutes"),
            page("absence-letter/", self.absence_view, "absence"),
            page("questions/", self.questions_view, "questions"),
            page("questions/add/", self.question_view, "question_add"),
            page("questions/<int:question>/", self.question_view, "question"),
            page("questions/<int:question>/<slug:act>/", self.question_act, "question_act"),
            page("files/", self.files_view, "files"),
            page("files/<int:file>/remove/", self.file_remove, "file_remove"),
            *super().get_urls(),
        ]

    def links_for(self, request: HttpRequest, row: Briefing) -> list[tuple[Any, str]]:
        links = [("files", "เอกสารประกอบ"), ("questions", "คำถาม–คำตอบ")]
        if row.status != BriefingStatus.CANCELLED:
            links.insert(0, ("record", "บันทึกการประชุม"))
        own = [(Link(label), self._record_page(name, row)) for name, label in links]
        return [*super().links_for(request, row), *own]

    def _record_page(self, name: str, briefing: Briefing, *args: Any) -> str:
        return reverse(f"{self.admin_site.name}:briefings_briefing_{name}", args=[briefing.pk, *args])

    def _meeting(self, request: HttpRequest, pk: int) -> Briefing:
        """The meeting without what opens it: what is not read cannot be shown."""
        if not self.has_change_permission(request):
            raise Http404
        return get_object_or_404(Briefing.objects.select_related("round", "body").defer(*SECRET_FIELDS), pk=pk)

    def _show(self, request: HttpRequest, template: str, briefing: Briefing, **context: Any) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "briefing": briefing,
            "back": self._page_of(briefing),
            "record_address": self._record_page("record", briefing),
            **context,
        }
        return TemplateResponse(request, f"briefings/{template}", context)

    # -- the record --------------------------------------------------------------------------------------------

    def record_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """What was said and decided; saved as one page, and never over what a colleague has saved meanwhile."""
        briefing = self._meeting(request, pk)
        if briefing.status == BriefingStatus.CANCELLED:
            messages.error(request, "การประชุมนี้ยกเลิกแล้ว จึงไม่มีบันทึกการประชุม")
            return redirect(self._page_of(briefing))
        agenda = list(briefing.agenda.all())
        if request.method == "POST":
            form, items = FactsForm(request.POST), ItemFormSet(request.POST, prefix="items")
            if form.is_valid() and items.is_valid() and self._save_record(request, briefing, form, items):
                return redirect(self._record_page("minutes" if "minutes" in request.POST else "record", briefing))
        else:
            form = FactsForm(initial={name: getattr(briefing, name) for name in records.FACTS})
            items = ItemFormSet(initial=items_typed(agenda), prefix="items")
        paper = records.standing(briefing.minutes)
        if paper is not None and paper.was_issued and request.method != "POST":
            messages.warning(request, ISSUED_ALREADY)
        return self._show(
            request,
            "record_form.html",
            briefing,
            title="บันทึกการประชุม",
            form=form,
            items=items,
            seen=records.record_state(briefing),
            papers=self._papers(briefing),
            questions=briefing.questions.count(),
            is_held=briefing.status == BriefingStatus.HELD,
        )

    def _save_record(self, request: HttpRequest, briefing: Briefing, form: FactsForm, items: Any) -> bool:
        typed = items.typed()
        try:
            records.save_record(
                briefing,
                facts=form.cleaned_data,
                agenda=typed,
                removed=items.removed(),
                seen=request.POST.get("_seen", ""),
                actor=request.user,
            )
            if "headings" in request.POST:
                put = records.put_headings(briefing, actor=request.user)
                messages.success(request, "ใส่หัวข้อตามแบบรายงานแล้ว" if put else "มีหัวข้อตามแบบรายงานครบแล้ว")
        except ValidationError as error:
            form.add_error(None, flat(error))
            if error.code == RECORD_AS_READ.code:
                stored = {item.pk: item for item in briefing.agenda.all()}
                for one in items.forms:
                    if one.cleaned_data.get("item"):
                        one.compare(stored.get(one.cleaned_data["item"]))
            return False
        messages.success(request, "บันทึกการประชุมแล้ว")
        return True

    def _papers(self, briefing: Briefing) -> list[dict[str, Any]]:
        found = []
        for name, label, paper in (
            ("minutes", "รายงานการประชุม", briefing.minutes),
            ("absence", "หนังสือถึงอำเภอที่ขาดประชุม", briefing.absence_letter),
        ):
            standing = records.standing(paper)
            address = reverse("admin:documents_paper_change", args=[standing.pk]) if standing else ""
            found.append(
                {"label": label, "paper": standing, "address": address, "page": self._record_page(name, briefing)}
            )
        return found

    # -- papers ------------------------------------------------------------------------------------------------

    def minutes_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Says what the report will hold; drafts it, or makes its draft say again what the record says."""
        briefing = self._meeting(request, pk)
        paper = records.standing(briefing.minutes)
        if request.method == "POST":
            try:
                if "revise" in request.POST:
                    done = records.revise_minutes(briefing, actor=request.user)
                    said = "ปรับร่างตามข้อมูลล่าสุดแล้ว"
                else:
                    done = records.draft_minutes(briefing, actor=request.user)
                    said = "ร่างรายงานการประชุมแล้ว ตรวจแก้ อนุมัติ แล้วออกเลขครั้งที่ที่หน้านี้"
            except ValidationError as error:
                say(request, error)
                return redirect(self._record_page("minutes", briefing))
            return self._to_paper(request, done, said)
        report = by_district(briefing)
        context = records.minutes_of(briefing, report)
        changed, unreadable = [], ""
        if paper is not None and paper.status == PaperStatus.DRAFT:
            try:
                changed = records.parts_changed(briefing, paper, report)
            except ValueError:
                unreadable = UNREADABLE
        return self._show(
            request,
            "record_minutes.html",
            briefing,
            title="รายงานการประชุม",
            report=report,
            minutes=context,
            lacking=context.missing(),
            paper=paper,
            address=reverse("admin:documents_paper_change", args=[paper.pk]) if paper else "",
            is_draft=paper is not None and paper.status == PaperStatus.DRAFT,
            changed=changed,
            unreadable=unreadable,
            is_held=briefing.status == BriefingStatus.HELD,
        )

    def absence_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Which districts were absent; drafts the letter to them."""
        briefing = self._meeting(request, pk)
        initial = {"due_on": timezone.localdate() + timedelta(days=DAYS_TO_STUDY)}
        form = AbsenceForm(request.POST if request.method == "POST" else None, initial=initial)
        if form.is_valid():
            try:
                paper = records.draft_absence_letter(briefing, actor=request.user, due_on=form.cleaned_data["due_on"])
            except ValidationError as error:
                form.add_error(None, flat(error))
            else:
                said = "ร่างหนังสือแล้ว ตรวจแก้ อนุมัติ ออกเลข แล้วส่งถึงอำเภอที่หน้านี้"
                return self._to_paper(request, paper, said)
        paper = records.standing(briefing.absence_letter)
        return self._show(
            request,
            "record_absence.html",
            briefing,
            title="หนังสือถึงอำเภอที่ขาดประชุม",
            form=form,
            report=by_district(briefing),
            paper=paper,
            address=reverse("admin:documents_paper_change", args=[paper.pk]) if paper else "",
            is_held=briefing.status == BriefingStatus.HELD,
        )

    def _to_paper(self, request: HttpRequest, paper: Paper, said: str) -> HttpResponse:
        preview = reverse("admin:documents_paper_preview", args=[paper.pk])
        messages.success(request, format_html('{} <a href="{}">ดูตัวอย่าง (PDF)</a>', said, preview))
        return redirect("admin:documents_paper_change", paper.pk)

    # -- questions ---------------------------------------------------------------------------------------------

    def questions_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        briefing = self._meeting(request, pk)
        rows = briefing.questions.order_by("order", "pk")
        page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
        public = rows.exclude(published_at=None).count()
        return self._show(request, "record_questions.html", briefing, title="คำถามในที่ประชุม", page=page, public=public)

    def question_view(self, request: HttpRequest, pk: int, question: int | None = None) -> HttpResponse:
        briefing = self._meeting(request, pk)
        row = get_object_or_404(briefing.questions, pk=question) if question is not None else None
        initial = {name: getattr(row, name) for name in questions.FIELDS} if row else {}
        form = QuestionForm(request.POST if request.method == "POST" else None, initial=initial)
        if form.is_valid():
            said = dict(form.cleaned_data, order=form.cleaned_data["order"] or 0)
            seen = request.POST.get("_seen", "") if row else None
            try:
                saved = questions.save_question(briefing, question=row, seen=seen, actor=request.user, **said)
                if "publish" in request.POST:
                    self._publish(request, saved)
            except ValidationError as error:
                form.add_error(None, flat(error))
            else:
                messages.success(request, "บันทึกคำถามแล้ว")
                return redirect(self._record_page("questions", briefing))
        stored = {}
        if row is not None:
            row.refresh_from_db()
        if row is not None and form.non_field_errors():
            stored = {
                str(form.fields[name].label): getattr(row, name)
                for name in ("text", "answer", "asked_by")
                if getattr(row, name) != form.cleaned_data.get(name, "")
            }
        return self._show(
            request,
            "record_question.html",
            briefing,
            title="แก้ไขคำถาม" if row else "จดคำถาม",
            form=form,
            question=row,
            stored=stored,
            seen=questions.question_state(row) if row else "",
            list_address=self._record_page("questions", briefing),
        )

    def _publish(self, request: HttpRequest, question: Question) -> None:
        """The question is kept, whether or not it may be shown to the public."""
        try:
            questions.publish_question(question, actor=request.user)
            messages.success(request, "เผยแพร่ในหน้าถาม–ตอบแล้ว")
        except ValidationError as error:
            messages.warning(request, f"ยังไม่ได้เผยแพร่: {' '.join(error.messages)}")

    def question_act(self, request: HttpRequest, pk: int, question: int, act: str) -> HttpResponse:
        briefing = self._meeting(request, pk)
        row = get_object_or_404(briefing.questions, pk=question)
        back = redirect(self._record_page("questions", briefing))
        acts = {
            "publish": (questions.publish_question, "เผยแพร่ในหน้าถาม–ตอบแล้ว"),
            "withdraw": (questions.withdraw_question, "ถอนจากหน้าถาม–ตอบแล้ว คำถามยังอยู่ในบันทึก"),
            "remove": (questions.remove_question, "ลบคำถามแล้ว ข้อความเดิมยังอยู่ในประวัติ"),
        }
        if act not in acts:
            raise Http404
        if request.method != "POST":
            return back
        run, said = acts[act]
        try:
            run(row, actor=request.user)
        except ValidationError as error:
            say(request, error)
        else:
            messages.success(request, said)
        return back

    # -- documents ---------------------------------------------------------------------------------------------

    def files_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        briefing = self._meeting(request, pk)
        form = DocumentForm(request.POST, request.FILES) if request.method == "POST" else DocumentForm()
        if request.method == "POST" and form.is_valid():
            try:
                files.add_file(briefing, actor=request.user, **form.cleaned_data)
            except ValidationError as error:
                form.add_error("upload", flat(error))
            else:
                messages.success(request, "เพิ่มเอกสารแล้ว ผู้ได้รับเชิญเห็นในหน้าการประชุมทันที")
                return redirect(self._record_page("files", briefing))
        page = Paginator(briefing.files.order_by("pk"), PER_PAGE).get_page(request.GET.get("page"))
        return self._show(request, "record_files.html", briefing, title="เอกสารประกอบการประชุม", form=form, page=page)

    def file_remove(self, request: HttpRequest, pk: int, file: int) -> HttpResponse:
        briefing = self._meeting(request, pk)
        row = get_object_or_404(BriefingFile, briefing=briefing, pk=file)
        if request.method != "POST":
            return self._show(
                request,
                "record_file_remove.html",
                briefing,
                title="นำเอกสารออก",
                file=row,
                list_address=self._record_page("files", briefing),
            )
        files.remove_file(row, actor=request.user)
        messages.success(request, "นำเอกสารออกแล้ว")
        return redirect(self._record_page("files", briefing))
