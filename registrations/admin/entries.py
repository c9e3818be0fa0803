"""Entries of a round: looked at, decided on, exported, printed."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import path

from documents.rendering import render_paper
from documents.views import pdf_file
from office.exports import download
from office.import_admin import ThaiExportMixin
from office.rules import PROVINCIAL
from office.staff_admin import MAX_BULK, Act, StaffAdmin, thai_moment
from rounds.models import Round
from rounds.rules import GroupCode

from .. import actions
from ..checklist import papers_of_all
from ..eligibility import reads_key, same_person_words
from ..exports import record_export
from ..handoff import VERSION, handoff_entries, handoff_headings, handoff_name, handoff_rows
from ..list_forms import TransferForm
from ..models import Entry, Sample
from ..papers import delivery_manifest, label_sheet
from ..resources import EntryResource
from ..rules import TRANSFERABLE, EntryStatus
from .filters import OwnDistrictFilter


class RoundFilter(admin.SimpleListFilter):
    """Without a choice: the current round, since that is the one at work."""

    title = "การคัดสรร"
    parameter_name = "round"
    path = "round"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(str(round.pk), str(round)) for round in Round.objects.filter(is_current=False)] + [
            ("all", "ทุกการคัดสรร")
        ]

    def choices(self, changelist: Any) -> Any:
        first, *others = super().choices(changelist)
        yield {**first, "display": "การคัดสรรปัจจุบัน"}
        yield from others

    def queryset(self, request: HttpRequest, queryset: QuerySet[Entry]) -> QuerySet[Entry]:
        value = self.value()
        if value == "all":
            return queryset
        if value and value.isascii() and value.isdigit() and len(value) < 18:
            return queryset.filter(**{f"{self.path}_id": int(value)})
        return queryset.filter(**{f"{self.path}__is_current": True})


class GroupFilter(admin.SimpleListFilter):
    title = "ประเภทผลิตภัณฑ์"
    parameter_name = "group"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return list(GroupCode.choices)

    def queryset(self, request: HttpRequest, queryset: QuerySet[Entry]) -> QuerySet[Entry]:
        return queryset.filter(group__code=self.value()) if self.value() else queryset


class PapersFilter(admin.SimpleListFilter):
    """Entries whose papers are not complete: asked of what stands on the list already, a round at a time."""

    title = "เอกสาร"
    parameter_name = "papers"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("missing", "ยังขาด"), ("overdue", "ยังขาด และพ้นกำหนดแล้ว"), ("complete", "ครบ")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Entry]) -> QuerySet[Entry]:
        value = self.value()
        if value not in {"missing", "overdue", "complete"}:
            return queryset
        rows = queryset.filter(status__in=actions.LOOKED_AT).select_related("round", "producer", "group")
        found = papers_of_all(list(rows)).items()
        has = {"missing": lambda p: p.missing, "overdue": lambda p: p.overdue(), "complete": lambda p: not p.missing}
        return queryset.filter(pk__in=[key for key, papers in found if has[value](papers)])


class EntryDistrictFilter(OwnDistrictFilter):
    path = "producer__district_id"


def _in(*states: str) -> Any:
    return lambda entry: entry.status in states


def _run(act: Any) -> Any:
    def run(entry: Entry, *, actor: Any, reason: str) -> None:
        act(entry, actor=actor, reason=reason)

    return run


def _transfer(entry: Entry, *, actor: Any, reason: str, to: Any) -> str:
    actions.transfer_entry(entry, to=to, actor=actor, reason=reason)
    again = " โปรดพิมพ์ใบรับสมัครใหม่ให้ผู้ผลิต" if entry.number else ""
    return f"{entry} เป็นของ {to.name} (อำเภอ{to.district.name}) แล้ว{again}"


@admin.register(Entry)
class EntryAdmin(ThaiExportMixin, StaffAdmin):
    """Looked at and decided on; what an entry says is changed by the district officer, through the acts."""

    adders = editors = frozenset()
    resource_classes = [EntryResource]
    export_name = "ผลิตภัณฑ์ที่สมัคร"
    change_list_template = "admin/registrations/entry/change_list.html"
    list_display = ("number_or_draft", "name", "producer", "district", "group", "status", "submitted")
    list_filter = (RoundFilter, "status", PapersFilter, GroupFilter, EntryDistrictFilter)
    list_select_related = ("producer__district", "group")
    search_fields = ("number", "name")
    search_help_text = "ค้นจากเลขที่รับสมัคร ชื่อผลิตภัณฑ์ รหัสทะเบียน ชื่อผู้ผลิต หรือโทรศัพท์"
    ordering = ("-submitted_at", "-pk")
    fieldsets = (
        (None, {"fields": ("number_or_draft", "status", "reason", "round", "submitted", "screened")}),
        ("ผลิตภัณฑ์", {"fields": ("name", "kind", "group", "set_items", "description", "product")}),
        (
            "ผู้ผลิต",
            {
                "fields": (
                    "producer",
                    "same_person",
                    "district",
                    "registered_year_be",
                    "slot",
                )
            },
        ),
        ("การบันทึก", {"fields": ("created_by", "created_at")}),
    )
    acts = (
        Act(
            name="screen-in",
            label="ผ่านการกลั่นกรอง",
            run=_run(actions.screen_in_entry),
            roles=PROVINCIAL,
            effect="ผลิตภัณฑ์นี้จะเข้าสู่การให้คะแนนของคณะทำงาน",
            available=_in(EntryStatus.SUBMITTED),
            bulk=True,
        ),
        Act(
            name="return",
            label="ส่งกลับแก้ไข",
            run=_run(actions.return_entry),
            roles=PROVINCIAL,
            effect="เจ้าหน้าที่อำเภอจะเห็นเหตุผล แก้ไข แล้วยื่นใหม่ได้ สิทธิและเลขที่รับสมัครคงเดิม",
            available=_in(EntryStatus.SUBMITTED),
            needs_reason=True,
            bulk=True,
        ),
        Act(
            name="screen-out",
            label="ไม่ผ่านการกลั่นกรอง",
            run=_run(actions.screen_out_entry),
            roles=PROVINCIAL,
            effect="ผลิตภัณฑ์นี้จะไม่เข้าสู่การให้คะแนน สิทธิของผู้ผลิตว่างลง และผู้ผลิตจะได้รับแจ้งเหตุผล",
            available=_in(EntryStatus.SUBMITTED),
            needs_reason=True,
            danger=True,
        ),
        Act(
            name="reconsider",
            label="นำกลับมาพิจารณาใหม่",
            run=_run(actions.reconsider_entry),
            roles=PROVINCIAL,
            effect="ยกเลิกผลการกลั่นกรองเดิม ผลิตภัณฑ์กลับเป็น “ยื่นแล้ว” และรอผลใหม่ หากเดิมไม่ผ่าน ผู้ผลิตต้องมีสิทธิว่าง",
            available=_in(EntryStatus.SCREENED_IN, EntryStatus.SCREENED_OUT),
            needs_reason=True,
        ),
        Act(
            name="withdraw",
            label="ถอนใบสมัคร",
            run=_run(actions.withdraw_entry),
            roles=PROVINCIAL,
            effect="สิทธิของผู้ผลิตว่างลง และเลขที่รับสมัครไม่ถูกใช้ซ้ำ ยกเลิกการถอนได้เมื่อผู้ผลิตยังมีสิทธิว่าง",
            available=_in(EntryStatus.DRAFT, EntryStatus.SUBMITTED, EntryStatus.RETURNED, EntryStatus.SCREENED_IN),
            needs_reason=True,
            danger=True,
        ),
        Act(
            name="restore",
            label="ยกเลิกการถอน",
            run=_run(actions.restore_entry),
            roles=PROVINCIAL,
            effect="ใบสมัครกลับมาใช้สิทธิของผู้ผลิต เลขที่รับสมัครคงเดิม หากเคยกลั่นกรองแล้ว ต้องกลั่นกรองใหม่ ผู้ผลิตต้องมีสิทธิว่าง",
            available=_in(EntryStatus.WITHDRAWN),
            needs_reason=True,
        ),
        Act(
            name="transfer",
            label="ย้ายไปยังผู้ผลิตที่ถูกต้อง",
            run=_transfer,
            roles=PROVINCIAL,
            effect="ใช้เมื่อบันทึกไว้กับผู้ผลิตผิดราย สิทธิของรายเดิมว่างลง รายใหม่ใช้สิทธิหนึ่งรายการ เลขที่รับสมัครคงเดิม",
            available=_in(*TRANSFERABLE),
            needs_reason=True,
            ask=TransferForm,
        ),
    )
    # named last: above, `actions` is the module
    actions = ("print_labels", "print_manifest")

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.handoff_view)
        return [path("handoff/", view, name="registrations_entry_handoff"), *super().get_urls()]

    def handoff_view(self, request: HttpRequest) -> HttpResponseBase:
        """The department's file of the current round, as docs/handoff.md promises it; noted in the journal."""
        round = Round.objects.current()
        if not self.has_export_permission(request):
            raise Http404
        if request.method != "POST" or round is None:
            return redirect(self._address("changelist"))
        record_export(
            actor=request.user,
            title=handoff_name(round),
            kind="xlsx",
            rows=handoff_entries(round).count(),
            query=f"round={round.slug}",
        )
        return download("xlsx", handoff_name(round), handoff_headings(), handoff_rows(round), title=VERSION)

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        return queryset.matching(search_term), False

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        current = Round.objects.filter(is_current=True).first()
        extra_context = {
            **(extra_context or {}),
            "current_round": current,
            "is_current_view": "round" not in request.GET,
        }
        return super().changelist_view(request, extra_context)

    @admin.action(description="พิมพ์ป้ายตัวอย่างของใบสมัครที่เลือก (PDF)")
    def print_labels(self, request: HttpRequest, queryset: QuerySet[Entry]) -> HttpResponse:
        return self._print(request, queryset, "label", label_sheet, "ป้ายตัวอย่าง")

    @admin.action(description="พิมพ์บัญชีนำส่งตัวอย่างของใบสมัครที่เลือก (PDF)")
    def print_manifest(self, request: HttpRequest, queryset: QuerySet[Entry]) -> HttpResponse:
        def manifest(samples: list[Sample]) -> Any:
            districts = {sample.entry.producer.district for sample in samples}
            return delivery_manifest(
                samples,
                samples[0].round,
                district=districts.pop() if len(districts) == 1 else None,
            )

        return self._print(request, queryset, "manifest", manifest, "บัญชีนำส่งตัวอย่าง")

    def _print(self, request: HttpRequest, queryset: QuerySet[Entry], kind: str, make: Any, name: str) -> HttpResponse:
        """The samples of the selected entries that are held, on paper; or a sentence why there is none."""
        rows = Sample.objects.held().filter(entry__in=queryset)
        rows = rows.select_related("round", "entry__group", "entry__producer__district")
        samples = list(rows.in_order()[: MAX_BULK + 1])
        said = ""
        if not reads_key(request.user):
            said = "ผู้ที่ให้คะแนนด้วยต้องไม่ทราบว่าเลขป้ายใดเป็นของใคร โปรดให้เจ้าหน้าที่คนอื่นพิมพ์"
        elif not samples:
            said = "รายการที่เลือกยังไม่มีตัวอย่างที่รับไว้ จึงไม่มีอะไรให้พิมพ์ โปรดรับตัวอย่างที่หน้าใบสมัครก่อน"
        elif len(samples) > MAX_BULK:
            said = f"พิมพ์ได้ครั้งละไม่เกิน {MAX_BULK} รายการ โปรดกรองรายการให้น้อยลง"
        elif len({sample.round_id for sample in samples}) > 1:
            said = "รายการที่เลือกมาจากหลายการคัดสรร โปรดเลือกการคัดสรรเดียว"
        else:
            try:
                return pdf_file(render_paper(kind, make(samples)), f"{name}.pdf")
            except ValidationError as error:
                said = " ".join(error.messages)
        messages.error(request, said)
        return redirect(request.get_full_path())

    @admin.display(description="เลขที่รับสมัคร", ordering="number")
    def number_or_draft(self, entry: Entry) -> str:
        return entry.number or "(ยังไม่ยื่น)"

    @admin.display(description="บุคคลเดียวกันกับผู้ผลิตรายอื่น")
    def same_person(self, entry: Entry) -> str:
        """Seen when the entry is screened; nothing is refused by it."""
        return same_person_words(entry.producer) or "ไม่พบ"

    @admin.display(description="อำเภอ", ordering="producer__district")
    def district(self, entry: Entry) -> str:
        return entry.producer.district.name

    @admin.display(description="ยื่นเมื่อ", ordering="submitted_at")
    def submitted(self, entry: Entry) -> str:
        return thai_moment(entry.submitted_at)

    @admin.display(description="กลั่นกรองเมื่อ")
    def screened(self, entry: Entry) -> str:
        return thai_moment(entry.screened_at)
