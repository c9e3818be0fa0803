"""Briefings in the admin.  What opens a meeting stands in a fieldset of its own, and in no list, search or export."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import Count, Q, QuerySet
from django.forms import CheckboxSelectMultiple, TextInput
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html

from committees.models import Committee
from documents.admin.common import Link
from office import journal
from office.models import User
from office.rules import PROVINCIAL
from office.staff_admin import Act, StaffAdmin, StaffInline
from rounds.models import Round
from thai.digits import thai_number

from .. import actions
from ..actions.records import standing
from ..forms import BriefingForm
from ..ics import where
from ..models import SECRET_FIELDS, AgendaItem, Briefing
from ..rules import Answer, looks_secret
from .attendance import AttendancePages
from .records import RecordPages
from .waiting import WaitingPages

Status = Briefing.Status
AUDIENCE = ("districts", "committees", "people")
# Of a meeting that was held or cancelled, only what is shown of it to the public may still change.
OPEN_FOR_EVER = frozenset({"is_public"})
NOT_TYPED = ("status", "overlap", "answers", "letter")
ALL = "all_districts"
WARNING = "ข้อความนี้ดูเหมือนมีรหัสผ่านหรือลิงก์เข้าประชุม: {where} โปรดย้ายไปไว้ในช่อง “ข้อมูลเข้าประชุมออนไลน์ (ปกปิด)”"


def invite(briefing: Briefing, *, actor: User, reason: str) -> str:
    done = actions.invite(briefing, actor=actor)
    count = thai_number(done.total, "arabic")
    said = f"เชิญรวม {count} ราย เพิ่ม {done.added} นำออก {done.removed}"
    if done.stayed:
        names = ", ".join(done.stayed[:10]) + (" …" if len(done.stayed) > 10 else "")
        said += f" ผู้ที่ไม่อยู่ในกลุ่มที่เลือกแล้วแต่ตอบหรือลงชื่อไว้ ระบบคงไว้: {names}"
    return said


def draft_invitation(briefing: Briefing, *, actor: User, reason: str) -> str:
    paper, left_out = actions.draft_invitation(briefing, actor=actor)
    address = reverse("admin:documents_paper_edit", args=[paper.pk])
    said = format_html('ร่างหนังสือเชิญแล้ว <a href="{}">เปิดร่างเพื่อตรวจและแก้ไข</a>', address)
    if left_out:
        count = thai_number(left_out, "arabic")
        return format_html("{} ผู้ผลิต {} รายไม่อยู่ในบัญชีผู้รับหนังสือ โปรดแจ้งผ่านอำเภอหรือตามรายชื่อติดต่อ", said, count)
    return said


def hold(briefing: Briefing, *, actor: User, reason: str) -> None:
    actions.hold_briefing(briefing, actor=actor)


def cancel(briefing: Briefing, *, actor: User, reason: str) -> str | None:
    actions.cancel_briefing(briefing, actor=actor, reason=reason)
    return "ผู้ได้รับเชิญเห็นการยกเลิกในระบบทันที ระบบไม่ส่งจดหมายหรืออีเมลให้เอง หากส่งหนังสือเชิญไปแล้ว โปรดมีหนังสือแจ้งยกเลิก"


def _is_planned(briefing: Briefing) -> bool:
    return briefing.status == Status.PLANNED


def _may_invite(briefing: Briefing) -> bool:
    return _is_planned(briefing) or (briefing.is_record and briefing.status == Status.HELD)


def _may_draft(briefing: Briefing) -> bool:
    return _is_planned(briefing) and standing(briefing.invitation) is None


class AgendaInline(StaffInline):
    model = AgendaItem
    deleters = PROVINCIAL
    fields = ["order", "title"]

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "title":
            kwargs["widget"] = TextInput(attrs={"size": 60})
        return super().formfield_for_dbfield(db_field, request, **kwargs)


@admin.register(Briefing)
class BriefingAdmin(WaitingPages, AttendancePages, RecordPages, StaffAdmin):
    form = BriefingForm
    inlines = [AgendaInline]
    viewers = adders = editors = PROVINCIAL
    list_display = ["title", "kind", "starts_at", "where", "status", "answers", "round"]
    list_filter = ["status", "round", "kind"]
    list_select_related = ["round"]
    search_fields = ["title", "place"]
    filter_horizontal = ["people"]
    readonly_fields = NOT_TYPED
    fieldsets = [
        (None, {"fields": ["round", "kind", "title", "body", "status"]}),
        (
            "วันเวลาและสถานที่",
            {"fields": ["starts_at", "ends_at", "place", "online_system", "is_record", "overlap"]},
        ),
        (
            "ข้อมูลเข้าประชุมออนไลน์ (ปกปิด)",
            {
                "fields": ["join_link", "meeting_id", "passcode"],
                "description": (
                    "แสดงเฉพาะผู้ได้รับเชิญและเจ้าหน้าที่จังหวัดที่เข้าสู่ระบบแล้ว และพิมพ์ในหนังสือเชิญ ไม่แสดงในรายการ ประวัติ ไฟล์ส่งออก "
                    "ไฟล์ปฏิทิน และหน้าสาธารณะ โปรดอย่าพิมพ์ลิงก์หรือรหัสในช่องอื่น"
                ),
            },
        ),
        ("รายละเอียด", {"fields": ["details", "is_public"]}),
        (
            "ผู้ได้รับเชิญ",
            {
                "fields": [
                    "all_districts",
                    "districts",
                    "committees",
                    "people",
                    ("producers", "producer_group"),
                    "answers",
                    "letter",
                ],
                "description": (
                    "เจ้าหน้าที่ของอำเภอ ผู้อยู่ในคณะ และบุคคลที่เลือก จะเห็นการประชุมนี้พร้อมข้อมูลเข้าประชุม "
                    "บันทึกแล้วกดปุ่ม “ออกรายชื่อผู้ได้รับเชิญ” เพื่อให้แต่ละรายตอบรับได้ ผู้ผลิตเลือกเฉพาะในอำเภอที่เลือก หากเลือกอำเภอไว้"
                ),
            },
        ),
    ]
    acts = [
        Act(
            name="invite",
            label="ออกรายชื่อผู้ได้รับเชิญ",
            run=invite,
            roles=PROVINCIAL,
            effect="ระบบทำรายชื่อจากอำเภอ คณะ บุคคล และผู้ผลิตที่เลือกไว้ แต่ละรายตอบรับได้ทันที กดซ้ำได้ ระบบเพิ่มเฉพาะรายใหม่ "
            "และนำรายที่ไม่อยู่ในกลุ่มแล้วและยังไม่ตอบออก ระบบไม่ส่งจดหมายหรืออีเมลให้เอง",
            available=_may_invite,
        ),
        Act(
            name="draft-invitation",
            label="ร่างหนังสือเชิญ",
            run=draft_invitation,
            roles=PROVINCIAL,
            effect="ระบบร่างหนังสือเชิญถึงผู้ได้รับเชิญไว้ในงานหนังสือ พร้อมระเบียบวาระ ลิงก์และรหัสเข้าประชุมพิมพ์อยู่ในหนังสือ "
            "จึงส่งถึงผู้ได้รับเชิญเท่านั้น ตรวจแก้ อนุมัติ ออกเลข และส่งที่งานหนังสือ",
            available=_may_draft,
        ),
        Act(
            name="hold",
            label="บันทึกว่าจัดแล้ว",
            run=hold,
            roles=PROVINCIAL,
            effect="การประชุมจะมีสถานะจัดแล้ว วันเวลา สถานที่ และผู้ได้รับเชิญแก้ไขไม่ได้อีก ขั้นต่อไปคือบันทึกการประชุมและรายงาน",
            available=_is_planned,
        ),
        Act(
            name="cancel",
            label="ยกเลิกการประชุม",
            run=cancel,
            roles=PROVINCIAL,
            effect="ผู้ได้รับเชิญจะเห็นว่ายกเลิกพร้อมเหตุผล และตอบรับไม่ได้อีก การยกเลิกย้อนกลับไม่ได้ หากเลื่อนวัน โปรดแก้วันเวลาแทน",
            available=_is_planned,
            needs_reason=True,
            danger=True,
        ),
    ]

    # -- rows and fields ---------------------------------------------------------------------------------------

    def get_queryset(self, request: HttpRequest) -> QuerySet[Briefing]:
        # Never asked for in the list: what is not read cannot be shown.
        rows = super().get_queryset(request)
        match = request.resolver_match
        if match and match.url_name == "briefings_briefing_changelist":
            rows = rows.defer(*SECRET_FIELDS)
        return rows.annotate(
            invited_count=Count("invitations"),
            answered_count=Count("invitations", filter=~Q(invitations__answer=Answer.WAITING)),
        )

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "join_link":
            kwargs["assume_scheme"] = "https"
        elif db_field.name in {"title", "place"}:
            kwargs["widget"] = TextInput(attrs={"size": 80})
        elif db_field.name in {"districts", "committees"}:
            kwargs["widget"] = CheckboxSelectMultiple()
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name in {"districts", "committees"}:
            field.help_text = ""
        if db_field.name == "producer_group":
            field.choices = [("", "ทุกประเภท"), *db_field.choices]
        return field

    def get_form(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, **kwargs)
        if "committees" in form.base_fields:
            bodies = Committee.objects.filter(round=obj.round_id if obj is not None else Round.objects.current())
            form.base_fields["committees"].queryset = bodies
            form.base_fields["body"].queryset = bodies
        if "people" in form.base_fields:
            form.base_fields["people"].queryset = User.objects.filter(is_active=True).order_by("full_name")
        return form

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        names = super().get_readonly_fields(request, obj)
        if obj is None or _is_planned(obj):
            return names if obj is None else ["round", *names]
        typed = [name for name in _typed_names(self.fieldsets) if name not in OPEN_FOR_EVER]
        return [*dict.fromkeys([*names, *(self._in_thai(name) for name in typed)])]

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        fieldsets = super().get_fieldsets(request, obj)
        if obj is None or _is_planned(obj):
            return fieldsets
        # The tick for all districts is no column: it has nothing to show.
        return [
            (
                title,
                {**options, "fields": [self._column(name) for name in options["fields"] if name != "all_districts"]},
            )
            for title, options in fieldsets
        ]

    def _column(self, name: Any) -> Any:
        return name if not isinstance(name, str) or name in OPEN_FOR_EVER else self._in_thai(name)

    def get_inlines(self, request: HttpRequest, obj: Any) -> list[Any]:
        """The agenda of a meeting that took place is part of its record."""
        return list(self.inlines) if obj is None or _is_planned(obj) else []

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        current = Round.objects.current()
        return {"round": current.pk} if current else {}

    # -- saving ------------------------------------------------------------------------------------------------

    def save_model(self, request: HttpRequest, obj: Briefing, form: Any, change: bool) -> None:
        if change and actions.note_change(obj, form.changed_data):
            messages.warning(
                request, "ผู้ได้รับเชิญเห็นว่ามีการเปลี่ยนแปลงในหน้าการประชุม ระบบไม่ส่งจดหมายหรืออีเมลให้เอง โปรดแจ้งผู้ที่ตอบรับแล้วด้วย"
            )
            if standing(obj.invitation) is not None:
                messages.warning(request, "หนังสือเชิญยังเป็นข้อความเดิม โปรดแก้ร่าง หรือออกฉบับแก้ไขที่งานหนังสือ")
        super().save_model(request, obj, form, change)
        for name in obj.fields_like_secrets():
            messages.warning(request, WARNING.format(where=f"ช่อง “{name}”"))

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        briefing = form.instance
        before = self._audience(briefing)
        super().save_related(request, form, formsets, change)
        before, after = journal.differences(before, self._audience(briefing))
        if after:
            journal.record(actor=request.user, verb="เปลี่ยนกลุ่มผู้ได้รับเชิญ", target=briefing, before=before, after=after)
        chosen = set(form.changed_data) & {*AUDIENCE, "producers", "producer_group", ALL}
        if change and chosen and briefing.invitations.exists():
            messages.warning(request, "กลุ่มผู้ได้รับเชิญเปลี่ยนแล้ว โปรดกด “ออกรายชื่อผู้ได้รับเชิญ” อีกครั้ง")
        for item in briefing.agenda.all():
            if looks_secret(item.title):
                messages.warning(request, WARNING.format(where=f"ระเบียบวาระ “{item.title[:40]}”"))
        for sentence in actions.overlaps(briefing):
            messages.warning(request, f"เวลาตรงกับการประชุม {sentence}")

    def _audience(self, briefing: Briefing) -> dict[str, list[str]]:
        """Who is chosen, under the names that people read in the journal."""
        return {
            str(Briefing._meta.get_field(name).verbose_name): [str(row) for row in getattr(briefing, name).all()]
            for name in AUDIENCE
        }

    # -- columns and buttons -----------------------------------------------------------------------------------

    @admin.display(description="สถานที่", ordering="place")
    def where(self, briefing: Briefing) -> str:
        return where(briefing)

    @admin.display(description="ตอบรับ")
    def answers(self, briefing: Any) -> str:
        invited = getattr(briefing, "invited_count", 0)
        if not invited:
            return "ยังไม่ออกรายชื่อ"
        address = reverse("admin:briefings_invitation_changelist", query={"briefing__id__exact": briefing.pk})
        numbers = [thai_number(number, "arabic") for number in (briefing.answered_count, invited)]
        return format_html('<a href="{}">ตอบแล้ว {} จาก {}</a>', address, *numbers)

    @admin.display(description="เวลาตรงกับ")
    def overlap(self, briefing: Briefing) -> str:
        said = actions.overlaps(briefing) if briefing.pk else []
        return "\n".join(said) or "ไม่พบการประชุมอื่นที่ตรงกัน"

    @admin.display(description="หนังสือเชิญ")
    def letter(self, briefing: Briefing) -> str:
        paper = standing(briefing.invitation) or briefing.invitation
        if paper is None:
            return "ยังไม่ได้ร่าง"
        address = reverse("admin:documents_paper_change", args=[paper.pk])
        return format_html('<a href="{}">{}</a> ({})', address, paper, paper.get_status_display())

    def links_for(self, request: HttpRequest, row: Briefing) -> list[tuple[Any, str]]:
        links: list[tuple[Any, str]] = []
        if row.invited_count:
            query = {"briefing__id__exact": row.pk}
            links.append((Link("รายชื่อผู้ได้รับเชิญ"), reverse("admin:briefings_invitation_changelist", query=query)))
        if row.invited_count > row.answered_count and _is_planned(row):
            links.append((Link("ผู้ที่ยังไม่ตอบ"), reverse("admin:briefings_briefing_waiting", args=[row.pk])))
        links.append((Link("ไฟล์ปฏิทิน"), reverse("briefings:briefing-ics", args=[row.pk])))
        return [*links, *super().links_for(request, row)]


def _typed_names(fieldsets: list[Any]) -> list[str]:
    """Names of the columns that the form asks for while the meeting is planned."""
    names: list[str] = []
    for _, options in fieldsets:
        for name in options["fields"]:
            names += list(name) if isinstance(name, tuple) else [name]
    return [name for name in names if name not in NOT_TYPED and name != ALL]
