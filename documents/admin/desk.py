"""The desk's own pages: choose what to draft, type it, see it as a PDF, issue it, follow its addressees."""

import hashlib
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html

from office.models import District, Event, Job, Office, User
from rounds.models import Round
from thai.dates import be_year, thai_datetime

from .. import actions
from ..downloads import pdf_file, word_file
from ..forms import FORMS, DeskForm, IssueForm, LetterForm
from ..models import Paper, new_token
from ..papers import OfficialPaper, letterhead, to_json
from ..papers.letter import letter_defaults
from ..ready_texts import BLANK, ReadyText, places, ready_texts
from ..rules import LETTERS, NUMBER_MAY_BE_BLANK, PaperKind, PaperStatus
from ..word import docx_of, is_written
from .common import UNREADABLE, Pages, flat, is_of_the_desk, read
from .dispatches import STATES, WAITING, in_state, is_waiting, state_of

ABOUT = {
    PaperKind.LETTER: "ถึงอำเภอหรือหน่วยงานอื่น ฉบับเดียวหรือหนังสือเวียน (ว)",
    PaperKind.INVITATION: "หนังสือเชิญ พร้อมระเบียบวาระและแบบตอบรับ",
    PaperKind.MINUTES: "รายชื่อ ระเบียบวาระ มติ ผู้จดและผู้ตรวจ",
    PaperKind.ORDER: "คำสั่งจังหวัดที่เป็นข้อความ (คำสั่งแต่งตั้งออกจากหน้าคณะกรรมการ)",
}
PER_PAGE = 100
MOST_REMINDED = 500
PRESSED_TWICE = timedelta(minutes=1)
SENT_BEFORE = "page_sent_before"


def require_readable(paper: Paper) -> None:
    if read(paper) is None:
        raise ValidationError(UNREADABLE)


def state_of_draft(paper: Paper) -> str:
    """What a page was made from: a draft that a colleague has saved since then has another one."""
    latest = Event.objects.about(paper).first()
    addressees = list(paper.dispatches.order_by("order", "pk").values_list("addressee", "district_id"))
    shown = repr([paper.context, paper.subject, paper.asks, paper.due_on, paper.status, addressees])
    return hashlib.sha256(f"{shown}{latest and latest.pk}".encode(errors="replace")).hexdigest()


class DeskPages(Pages):
    """Mixed into the admin of papers."""

    def address(self, page: str, paper: Paper) -> str:
        return reverse(f"admin:documents_paper_{page}", args=[paper.pk])

    def get_urls(self: Any) -> list[Any]:
        view = self.admin_site.admin_view
        return [
            path("draft/", view(self.choose_view), name="documents_paper_draft"),
            path("draft/<slug:kind>/", view(self.draft_view), name="documents_paper_draft_kind"),
            path("<int:pk>/edit/", view(self.edit_view), name="documents_paper_edit"),
            path("<int:pk>/preview/", view(self.preview_view), name="documents_paper_preview"),
            path("<int:pk>/word/", view(self.word_view), name="documents_paper_word"),
            path("<int:pk>/issue/", view(self.issue_view), name="documents_paper_issue"),
            path("<int:pk>/board/", view(self.board_view), name="documents_paper_board"),
            *super().get_urls(),
        ]

    def _row(self, request: HttpRequest, pk: int) -> Paper:
        return get_object_or_404(Paper.objects.for_user(request.user), pk=pk)

    # -- drafting ----------------------------------------------------------------------------------------------

    def choose_view(self, request: HttpRequest) -> HttpResponse:
        kinds = [(kind, PaperKind(kind).label, ABOUT[PaperKind(kind)]) for kind in FORMS]
        texts = [text for text in ready_texts().values() if not text.of_a_letter]
        back = reverse("admin:documents_paper_changelist")
        return self.page(request, "desk_choose.html", title="ร่างหนังสือ", kinds=kinds, texts=texts, back=back)

    def draft_view(self, request: HttpRequest, kind: str) -> HttpResponse:
        """A new draft: blank, or from a ready-made text (`?text=`), which may speak of another letter (`?about=`)."""
        form_class = FORMS.get(kind)
        if form_class is None:
            raise Http404
        text = ready_texts().get(request.GET.get("text", ""))
        if text is not None and text.kind != kind:
            raise Http404
        label = PaperKind(kind).label
        return self._desk(request, form_class, title=f"ร่าง{label}", initial=_initial(request, form_class, text))

    def edit_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        paper = self._row(request, pk)
        context = read(paper)
        if not is_of_the_desk(paper) or context is None:
            if paper.status == PaperStatus.DRAFT:
                messages.error(request, UNREADABLE if context is None else "คำสั่งที่มีรายชื่อคณะแก้ไขที่หน้าของคณะนั้น")
            return redirect(self._page_of(paper))
        if not paper.is_editable and request.method != "POST":
            messages.error(request, f"เอกสารนี้อยู่ในสถานะ “{paper.get_status_display()}” จึงแก้ไขร่างไม่ได้")
            return redirect(self._page_of(paper))
        form_class = FORMS[paper.kind]
        initial = form_class.typed(context) | {"asks": paper.asks, "due_on": paper.due_on}
        if issubclass(form_class, LetterForm):
            initial |= form_class(districts=_districts()).addressees_typed(list(paper.dispatches.all()))
        return self._desk(request, form_class, title="แก้ไขร่าง", initial=initial, paper=paper)

    def _desk(
        self,
        request: HttpRequest,
        form_class: type[DeskForm],
        *,
        title: str,
        initial: dict[str, Any],
        paper: Paper | None = None,
    ) -> HttpResponse:
        """The page on which a draft is typed: shows it as a PDF without saving, or saves it."""
        options = {"districts": _districts()} if issubclass(form_class, LetterForm) else {}
        form = form_class(request.POST if request.method == "POST" else None, initial=initial, **options)
        token = request.POST.get("token") or Signer().sign(new_token())
        if request.method == "POST" and form.is_valid():
            try:
                if "preview" in request.POST:
                    context = form.put_into(_base(form_class, paper))
                    return pdf_file(actions.preview(form.kind, context), f"ตัวอย่าง {context.subject[:80]}.pdf")
                saved = _save(request, form, paper)
            except ValidationError as error:
                form.add_error(None, flat(error))
                if getattr(error, "code", None) == SENT_BEFORE:
                    token = Signer().sign(new_token())  # pressed again, it is another draft
            else:
                messages.success(request, "บันทึกร่างแล้ว")
                if BLANK in str(saved.context):
                    messages.warning(request, f"ในร่างยังมีช่องว่าง “{BLANK}” ที่ต้องกรอกก่อนอนุมัติ")
                return redirect(self._page_of(saved))
        back = self._page_of(paper) if paper else reverse("admin:documents_paper_draft")
        return self.page(
            request,
            "desk_form.html",
            title=title,
            form=form,
            paper=paper,
            seen=state_of_draft(paper) if paper else "",
            token=token,
            back=back,
        )

    # -- the file ----------------------------------------------------------------------------------------------

    def preview_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """A draft as a PDF, marked as one; an issued paper is its stored bytes."""
        paper = self._row(request, pk)
        if paper.was_issued:
            return redirect("documents:paper-pdf", pk=paper.pk)
        try:
            require_readable(paper)
            return pdf_file(actions.preview(paper.kind, read(paper)), f"ร่าง {paper.file_name}")
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return redirect(self._page_of(paper))

    def word_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """What the paper says, for an office that goes on in Word; the signed original stays the PDF."""
        paper = self._row(request, pk)
        context = read(paper)
        if context is None or not is_written(paper.kind):
            raise Http404
        return word_file(docx_of(paper.kind, context), f"{paper.file_name.removesuffix('.pdf')}.docx")

    # -- issuing -----------------------------------------------------------------------------------------------

    def issue_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Number, date and signatory for an approved paper."""
        paper = self._row(request, pk)
        context = read(paper)
        if paper.status != PaperStatus.APPROVED or context is None:
            said = UNREADABLE if context is None else f"เอกสารนี้อยู่ในสถานะ “{paper.get_status_display()}” จึงออกเลขไม่ได้"
            messages.error(request, said)
            return redirect(self._page_of(paper))
        register = actions.register_for(paper.kind, context)
        day = getattr(context, "met_on", None) or timezone.localdate()
        form = IssueForm(
            request.POST if request.method == "POST" else None,
            kind=paper.kind,
            gives_numbers=register.gives_numbers,
            initial={"dated": day},
        )
        if form.is_valid():
            said = form.said()
            if register.gives_numbers:  # typed while the register was another one: refused, never dropped unseen
                said["number"] = request.POST.get("number", "")
            try:
                actions.issue_paper(paper, actor=request.user, seen=request.POST.get("_seen", ""), **said)
            except ValidationError as error:
                form.add_error(None, flat(error))
            else:
                messages.success(request, _issued_words(paper))
                return redirect(self._page_of(paper))
        coming = ""
        if register.gives_numbers:
            try:
                series, circular = actions.series_of(context), bool(getattr(context, "is_circular", False))
                coming = actions.number_for(register, series, paper.kind, "", day, is_circular=circular)
            except ValidationError as error:  # the run has come to its end
                if not form.is_bound:
                    messages.error(request, " ".join(error.messages))
        return self.page(
            request,
            "issue.html",
            title="ออกเลขและวันที่",
            row=paper,
            form=form,
            register=register,
            coming=coming,
            seen=actions.text_of(paper),
            may_be_blank=paper.kind in NUMBER_MAY_BE_BLANK,
            has_blanks=BLANK in str(paper.context),
            unaddressed=paper.kind in LETTERS and not paper.dispatches.exists(),
            back=self._page_of(paper),
        )

    # -- the board ---------------------------------------------------------------------------------------------

    def board_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Each addressee of a letter: sent, acknowledged when and by whom, waiting, reminded."""
        paper = self._row(request, pk)
        if paper.kind not in LETTERS:
            raise Http404
        if request.method == "POST":
            self._remind(request, paper)
            return redirect(request.get_full_path())
        everyone = paper.dispatches.select_related("paper", "district", "acknowledged_by").order_by("order", "pk")
        asked = request.GET.get("state", "")
        state = asked if asked in dict(STATES) else ""
        page = Paginator(in_state(everyone, state), PER_PAGE).get_page(request.GET.get("page"))
        return self.page(
            request,
            "board.html",
            title="ติดตามผู้รับ",
            row=paper,
            page=page,
            lines=[(dispatch, state_of(dispatch), is_waiting(dispatch)) for dispatch in page],
            state=state,
            states=[(value, label, in_state(everyone, value).count()) for value, label in STATES],
            total=everyone.count(),
            sent=everyone.sent().count(),
            done=everyone.filter(acknowledged_at__isnull=False).count(),
            waiting=in_state(everyone, WAITING).count(),
            job=Job.objects.filter(kind=actions.COPIES, params__paper=paper.pk).first(),
            reminder=f"{reverse('admin:documents_paper_draft_kind', args=['letter'])}?text=reminder&about={paper.pk}",
            back=self._page_of(paper),
        )

    def _remind(self, request: HttpRequest, paper: Paper) -> None:
        rows = paper.dispatches.all()
        before = None
        if "all" not in request.POST:
            keys = [int(key) for key in request.POST.getlist("chosen") if key.isascii() and key.isdigit()]
            rows = rows.filter(pk__in=[key for key in keys if key < 2**63][:MOST_REMINDED])
            if not keys:
                messages.error(request, "ยังไม่ได้เลือกผู้รับ โปรดทำเครื่องหมายหน้าผู้รับที่จะเตือน")
                return
        else:
            before = timezone.now() - PRESSED_TWICE  # asked again under the lock
            again = rows.waiting().filter(reminded_at__gt=before)
            if again.exists() and not rows.waiting().exclude(reminded_at__gt=before).exists():
                messages.warning(request, "เพิ่งเตือนผู้รับเหล่านี้ไปเมื่อไม่ถึงหนึ่งนาทีก่อน จึงไม่นับซ้ำ")
                return
        try:
            count = actions.remind(rows, actor=request.user, not_since=before)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, f"เตือนแล้ว {count} ราย ข้อความเตือนอยู่ในหน้าของเจ้าหน้าที่อำเภอ")


def _districts() -> Any:
    office = Office.objects.first()
    return District.objects.filter(province=office.province_id) if office else District.objects.none()


def _base(form_class: type[DeskForm], paper: Paper | None) -> OfficialPaper:
    """The paper that the typed parts are put into: the stored draft, or a blank sheet under the office's head."""
    context = read(paper) if paper else None
    if context is not None:
        return context
    return form_class.blank(**letterhead(), subject="", year_be=be_year(timezone.now()))


def _initial(request: HttpRequest, form_class: type[DeskForm], text: ReadyText | None) -> dict[str, Any]:
    initial: dict[str, Any] = {}
    office = Office.objects.select_related("province").first()
    if issubclass(form_class, LetterForm) and office is not None:
        initial |= {name: value for name, value in letter_defaults(office).items() if name in form_class.base_fields}
    if text is None:
        return initial
    about = request.GET.get("about", "")
    letter = None
    if text.of_a_letter and about.isascii() and about.isdigit() and len(about) < 19:
        letter = Paper.objects.for_user(request.user).issued().filter(pk=about, kind__in=LETTERS).first()
    if letter is not None:
        waiting = letter.dispatches.waiting()
        initial["districts"] = list(waiting.exclude(district=None).values_list("district_id", flat=True))
        initial["others"] = list(waiting.filter(district=None).values_list("addressee", flat=True))
    known = places(
        province=letterhead()["province"],
        round=Round.objects.current(),
        letter=letter,
        in_words=actions.in_words(letter) if letter and read(letter) else "",
    )
    return initial | text.filled(known)


def _save(request: HttpRequest, form: DeskForm, paper: Paper | None) -> Paper:
    """Writes the draft and its addressees; refuses to write over what a colleague has saved meanwhile."""
    said = {"asks": form.cleaned_data.get("asks", ""), "due_on": form.cleaned_data.get("due_on")}
    with transaction.atomic():
        if paper is None:
            token = _token(request)
            # Two sendings of one page wait for each other here: the second one finds the first one's draft.
            list(User.objects.select_for_update(no_key=True).filter(pk=request.user.pk).values_list("pk"))
            context = form.put_into(_base(type(form), None))
            earlier = Paper.objects.filter(token=token, created_by=request.user).first()
            if earlier is not None:
                _require_same(form, earlier, context)
                return earlier
            saved = actions.draft_paper(
                form.kind, context=context, actor=request.user, round=Round.objects.current(), token=token, **said
            )
        else:
            saved = Paper.objects.select_for_update(of=("self",)).get(pk=paper.pk)
            context = form.put_into(_base(type(form), saved))
            _require_seen(request, form, saved, context)
            actions.revise_paper(saved, context=context, actor=request.user, **said)
        if isinstance(form, LetterForm):
            actions.set_addressees(saved, actor=request.user, **form.addressees())
    return saved


def _require_same(form: DeskForm, earlier: Paper, context: OfficialPaper) -> None:
    """A page sent twice says the same; one that was changed after the "back" button is not taken for saved."""
    said = {"asks": form.cleaned_data.get("asks", ""), "due_on": form.cleaned_data.get("due_on")}
    same = to_json(context) == earlier.context and said == {name: getattr(earlier, name) for name in said}
    if same and isinstance(form, LetterForm):
        chosen = form.addressees()
        rows = list(earlier.dispatches.order_by("order", "pk"))
        districts = sorted(district.pk for district in chosen["districts"])
        same = districts == sorted(row.district_id for row in rows if row.district_id)
        same = same and list(dict.fromkeys(chosen["others"])) == [row.addressee for row in rows if not row.district_id]
    if not same:
        raise ValidationError(
            "หน้านี้บันทึกเป็นร่างไปแล้วครั้งหนึ่ง ข้อความที่แก้หลังจากนั้นยังไม่ได้บันทึก "
            "โปรดเปิดร่างนั้นจากรายการหนังสือแล้วแก้ไขที่ร่าง หรือกดบันทึกอีกครั้งหากต้องการให้เป็นร่างอีกฉบับ",
            code=SENT_BEFORE,
        )


def _token(request: HttpRequest) -> str:
    try:
        return Signer().unsign(request.POST.get("token", ""))
    except BadSignature:
        return new_token()


def _require_seen(request: HttpRequest, form: DeskForm, saved: Paper, context: OfficialPaper) -> None:
    if request.POST.get("_seen", "") == state_of_draft(saved):
        return
    latest = Event.objects.about(saved).first()
    mine = latest is not None and latest.actor_id == request.user.pk
    if mine and to_json(context) == saved.context:  # the own page sent twice
        return
    when = f"เมื่อ {thai_datetime(latest.at)} โดย {latest.actor_name} " if latest else ""
    raise ValidationError(
        f"ร่างนี้ถูกแก้ไข{when}หลังจากท่านเปิดหน้านี้ ข้อความที่ท่านพิมพ์จึงยังไม่ได้บันทึก "
        "โปรดเปิดร่างในอีกหน้าต่างหนึ่งเพื่อเทียบ แล้วกดบันทึกอีกครั้งหากต้องการใช้ข้อความในหน้านี้"
    )


def _issued_words(paper: Paper) -> str:
    pdf = reverse("documents:paper-pdf", args=[paper.pk])
    said = format_html('ออก{}แล้ว <a href="{}">เปิด PDF</a>', paper, pdf)
    if paper.kind in LETTERS and paper.dispatches.exists():
        return format_html("{} ขั้นต่อไปคือ “ส่งถึงผู้รับ”", said)
    return said
