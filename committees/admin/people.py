"""The directory and the nominations in the admin: who could be asked, who was, what they answered, who is missing."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db import connection
from django.db.models import Count, Prefetch, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.http import urlencode

from office.import_admin import ThaiImportExportMixin
from office.models import User
from office.resources import SheetResult
from office.rules import ADMINISTRATORS, PROVINCIAL
from office.staff_admin import Act, StaffAdmin, StaffInline
from rounds.models import Round
from rounds.rules import GroupCode

from .. import actions
from ..actions.nominations import ALIVE
from ..models import Agency, Appointment, Committee, Nomination, Person
from ..people_forms import (
    AcceptForm,
    DirectoryFilterForm,
    NominationForm,
    PersonForm,
    ProposeForm,
    codes_of,
    group_labels,
    role_of,
)
from ..resources import MAX_NOMINATIONS, MAX_PEOPLE, NominationResource, PersonResource
from ..rules import BodyRole, NominationStatus

PEOPLE_PER_PAGE = 50
# A key beyond what the databases hold is no key.
LONGEST_KEY = 18


def _key(text: str | None) -> int | None:
    is_key = bool(text) and text.isascii() and text.isdigit() and len(text) <= LONGEST_KEY
    return int(text) if is_key else None


class GroupFilter(admin.SimpleListFilter):
    title = "ประเภทผลิตภัณฑ์"
    parameter_name = "group"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return list(GroupCode.choices)

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(group_codes__contains=f",{self.value()},") if self.value() else queryset


def people_of(round_id: int) -> Q:
    """People of the directory whom an order of that round has seated, by nomination or by account."""
    seats = Appointment.objects.filter(committee__round=round_id, since__isnull=False)
    return Q(pk__in=Nomination.objects.filter(seat__in=seats).values("person")) | Q(user__in=seats.values("user"))


class ServedFilter(admin.SimpleListFilter):
    title = "เคยเป็นกรรมการรอบใด"
    parameter_name = "served"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(str(round.pk), str(round)) for round in Round.objects.all()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        key = _key(self.value())
        return queryset.filter(people_of(key)) if key else queryset


# -- the directory ---------------------------------------------------------------------------------------------------


class DirectoryAdmin(StaffAdmin):
    """Kept by the provincial office across rounds.  A slip that nothing stands on may be deleted, others stay."""

    deleters = ADMINISTRATORS
    leaning = ""

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        allowed = super().has_delete_permission(request, obj)
        return allowed and obj is not None and not getattr(obj, self.leaning).exists()


@admin.register(Agency)
class AgencyAdmin(DirectoryAdmin):
    leaning = "people"
    list_display = ["name", "address", "people_count"]
    search_fields = ["name", "address"]
    fieldsets = [(None, {"fields": ["name", "address"]}), ("ติดต่อ", {"fields": ["phone", "email", "note"]})]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Agency]:
        return super().get_queryset(request).annotate(people_count=Count("people"))

    @admin.display(description="จำนวนบุคคลในทำเนียบ", ordering="people_count")
    def people_count(self, agency: Any) -> int:
        return agency.people_count


class NominationsOfPerson(StaffInline):
    """Where somebody was proposed before; only looked at."""

    model = Nomination
    adders = editors = deleters = frozenset()
    fields = readonly_fields = ["body", "role", "status", "consent_on"]
    verbose_name_plural = "ประวัติการเสนอชื่อและเป็นกรรมการ"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Nomination]:
        return super().get_queryset(request).select_related("committee__round").order_by("-committee__round", "-pk")

    @admin.display(description="คณะ")
    def body(self, nomination: Nomination) -> str:
        return f"{nomination.committee} ({nomination.committee.round})"


def _reported(result: SheetResult) -> dict[str, Any]:
    """What the report of both imports shows, beside what every import shows."""
    reports = getattr(result, "reports", [])
    changes = getattr(result, "changes", None)
    return {
        "headings": result.headings if reports else [],
        "reports": reports[:200],
        "reports_left": max(0, len(reports) - 200),
        "counts": list(changes.counts().items()) if changes else [],
        "rows_unchanged": result.total_rows - len(reports) - len(result.invalid_rows) - len(result.error_rows),
    }


def _done(result: SheetResult) -> str:
    said = ", ".join(f"{label} {count:,}" for label, count in result.changes.counts().items() if count)
    return f"นำเข้าเรียบร้อย {result.total_rows:,} แถว: {said or 'ไม่มีข้อมูลเปลี่ยนแปลง'}"


@admin.register(Person)
class PersonAdmin(ThaiImportExportMixin, DirectoryAdmin):
    form = PersonForm
    leaning = "nominations"
    importers = PROVINCIAL
    resource_classes = [PersonResource]
    import_resource = PersonResource
    import_advice = (
        "บุคคลหนึ่งในทำเนียบคือชื่อหนึ่งของหน่วยงานหนึ่ง แถวที่ตรงกับรายการเดิมเป็นการแก้ไขรายการนั้น และรายงานบอกค่าเดิมกับค่าใหม่",
        "ประเภทผลิตภัณฑ์ใส่ได้หลายประเภท คั่นด้วยจุลภาค เช่น อาหาร, ผ้าและเครื่องแต่งกาย",
        "โทรศัพท์และอีเมลที่ปกปิดไว้ในไฟล์ที่ส่งออก ไม่ทับของเดิม",
        f"ไม่เกิน {MAX_PEOPLE:,} แถวต่อไฟล์",
    )
    export_name = "ทำเนียบ"
    list_display = ["name", "position", "agency", "expertise", "groups", "served", "is_active"]
    list_filter = [GroupFilter, "is_active", ServedFilter]
    list_select_related = ["agency"]
    search_fields = ["name", "agency__name", "position", "expertise"]
    search_help_text = "ค้นจากชื่อ หน่วยงาน ตำแหน่ง หรือความเชี่ยวชาญ"
    fieldsets = [
        (None, {"fields": ["name", "position", "agency", "expertise", "group_codes", "is_active"]}),
        (
            "ติดต่อ",
            {
                "fields": ["phone", "email", "user", "note"],
                "description": "เห็นเฉพาะเจ้าหน้าที่จังหวัด ไม่พิมพ์ในคำสั่ง และปกปิดในไฟล์ที่ส่งออกและในประวัติ",
            },
        ),
    ]

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """Locks the directory before the row, as files do: else each could wait for the other."""
        if request.method == "POST" and connection.in_atomic_block:
            actions.lock_directory()
        return super().get_object(request, object_id, from_field)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Person]:
        seated = Nomination.objects.filter(seat__since__isnull=False).select_related("committee__round")
        return super().get_queryset(request).prefetch_related(Prefetch("nominations", seated, to_attr="seated"))

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "user":
            kwargs["queryset"] = User.objects.filter(is_active=True).order_by("full_name")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_inlines(self, request: HttpRequest, obj: Person | None) -> list[Any]:
        return [] if obj is None else [NominationsOfPerson]

    def links_for(self, request: HttpRequest, row: Person) -> list[tuple[Any, str]]:
        address = f"{reverse(f'{self.admin_site.name}:committees_nomination_add')}?{urlencode({'person': row.pk})}"
        return [(Act("", "เสนอชื่อเข้าคณะ", _own_page, PROVINCIAL, ""), address)] if row.is_active else []

    def import_report(self, result: SheetResult) -> dict[str, Any]:
        return {**_reported(result), "register_name": "ทำเนียบ"}

    def import_done(self, result: SheetResult) -> str:
        return _done(result)

    @admin.display(description="ประเภทผลิตภัณฑ์")
    def groups(self, person: Person) -> str:
        return group_labels(person.group_codes) or "–"

    @admin.display(description="เคยเป็นกรรมการ")
    def served(self, person: Any) -> str:
        years = sorted({nomination.committee.round.year_be for nomination in person.seated}, reverse=True)
        return ", ".join(str(year) for year in years) or "–"


# -- nominations -----------------------------------------------------------------------------------------------------


class RoundFilter(admin.SimpleListFilter):
    title = "การคัดสรร"
    parameter_name = "round"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(str(round.pk), str(round)) for round in Round.objects.all()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        key = _key(self.value())
        return queryset.filter(committee__round=key) if key else queryset


class BodyFilter(admin.SimpleListFilter):
    """The bodies of the round that is chosen above, or of the current one."""

    title = "คณะ"
    parameter_name = "body"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        key = _key(request.GET.get("round"))
        bodies = Committee.objects.filter(round=key) if key else Committee.objects.filter(round__is_current=True)
        return [(str(body.pk), body.name) for body in bodies]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        key = _key(self.value())
        return queryset.filter(committee=key) if key else queryset


def _in(*states: str) -> Any:
    return lambda nomination: nomination.status in states


def _run(act: Any) -> Any:
    def run(nomination: Nomination, *, actor: User, **said: Any) -> str | None:
        return act(nomination, actor=actor, **said)

    return run


def _own_page(row: Any, *, actor: User, reason: str) -> None:
    """A button that leads to a page of its own."""


@admin.register(Nomination)
class NominationAdmin(ThaiImportExportMixin, StaffAdmin):
    form = NominationForm
    importers = PROVINCIAL
    resource_classes = [NominationResource]
    import_resource = NominationResource
    import_advice = (
        "คณะต้องเป็นคณะของรอบปัจจุบันที่มีอยู่แล้ว และพิมพ์ชื่อให้ตรง บทบาทเว้นว่างหมายถึงกรรมการหรือคณะทำงาน",
        "เสนอโดยตำแหน่ง: เว้นชื่อว่าง กรอกตำแหน่งและหน่วยงาน ผู้ทรงคุณวุฒิ: กรอกชื่อและความเชี่ยวชาญ",
        "ผู้ที่ตอบแล้ว (ยินดีรับ ไม่รับ หรือถอน) ไม่เปลี่ยนด้วยไฟล์ รายงานบอกแถวเหล่านั้น",
        f"ไม่เกิน {MAX_NOMINATIONS:,} แถวต่อไฟล์",
    )
    export_name = "การสรรหา"
    import_export_change_list_template = "committees/nomination_list.html"
    list_display = ["who", "position", "agency", "body", "role_said", "status", "consent_on"]
    list_filter = [RoundFilter, BodyFilter, "status", GroupFilter]
    list_select_related = ["committee"]
    search_fields = ["name", "position", "agency", "expertise", "committee__name"]
    search_help_text = "ค้นจากชื่อ ตำแหน่ง หน่วยงาน ความเชี่ยวชาญ หรือชื่อคณะ"
    readonly_fields = ["status", "consent", "consent_on", "reason", "created_at", "created_by", "groups"]
    autocomplete_fields = ["person"]
    fieldsets = [
        (None, {"fields": ["committee", "role", "person"]}),
        (
            "ผู้ได้รับการเสนอชื่อ",
            {
                "fields": ["name", "position", "agency", "expertise", "group_codes"],
                "description": "เมื่อเลือกบุคคลในทำเนียบ ช่องที่เว้นว่างจะเติมจากทำเนียบ และไม่เปลี่ยนตามทำเนียบอีก",
            },
        ),
        ("ติดต่อ (เห็นเฉพาะเจ้าหน้าที่จังหวัด ไม่พิมพ์ในคำสั่ง)", {"fields": ["phone", "email"]}),
    ]
    acts = [
        Act(
            name="accept",
            label="ตอบรับ",
            run=_run(actions.accept_nomination),
            roles=PROVINCIAL,
            effect="คณะที่ยังเป็นร่าง: เข้ารายชื่อท้ายคณะทันที คณะที่แต่งตั้งแล้ว: รอคำสั่งแก้ไข",
            available=_in(NominationStatus.PROPOSED),
            ask=AcceptForm,
            bulk=True,
        ),
        Act(
            name="decline",
            label="ไม่รับ",
            run=_run(actions.decline_nomination),
            roles=PROVINCIAL,
            effect="บันทึกว่าผู้ได้รับการเสนอชื่อไม่รับแต่งตั้ง พร้อมเหตุผล เสนออีกครั้งภายหลังได้",
            available=_in(NominationStatus.PROPOSED),
            needs_reason=True,
            bulk=True,
        ),
        Act(
            name="withdraw",
            label="ถอนการเสนอชื่อ",
            run=_run(actions.withdraw_nomination),
            roles=PROVINCIAL,
            effect="ถอนการเสนอชื่อ และลบออกจากรายชื่อของคณะที่ยังเป็นร่าง เสนออีกครั้งภายหลังได้",
            available=_in(NominationStatus.PROPOSED, NominationStatus.ACCEPTED),
            needs_reason=True,
            bulk=True,
            danger=True,
        ),
        Act(
            name="propose-again",
            label="เสนออีกครั้ง",
            run=_run(actions.propose_again),
            roles=PROVINCIAL,
            effect="กลับเป็น “เสนอชื่อ” และรอคำตอบใหม่ คำตอบเดิมดูได้ในประวัติ",
            available=_in(NominationStatus.DECLINED, NominationStatus.WITHDRAWN),
        ),
        Act(
            name="keep",
            label="เก็บเข้าทำเนียบ",
            run=_run(actions.keep_in_directory),
            roles=PROVINCIAL,
            effect="เพิ่มบุคคลและหน่วยงานในทำเนียบ หรือปรับปรุงรายการเดิมของบุคคลนี้ตามการเสนอชื่อ ช่องที่ว่างไม่ลบของเดิม",
            available=lambda nomination: bool(nomination.name),
            bulk=True,
        ),
    ]

    # -- one nomination ------------------------------------------------------------------------------------------

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What was answered is only read: the person answered to just that."""
        return super().has_change_permission(request, obj) and (obj is None or _in(NominationStatus.PROPOSED)(obj))

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """The body is locked before the row, as the acts do it."""
        key = _key(object_id)
        if key and request.method == "POST" and connection.in_atomic_block:
            Committee.objects.select_for_update().filter(nominations=key).order_by("pk").first()
        return super().get_object(request, object_id, from_field)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        names = super().get_readonly_fields(request, obj)
        return names if obj is None else ["committee", "person", *names]

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        fieldsets = super().get_fieldsets(request, obj)
        if obj is None:
            return fieldsets
        names = ["status", "consent", "consent_on", "reason", "created_at", "created_by"]
        if self.only_shows(request, obj):
            # What is kept for the machine is shown in words.
            fieldsets = [
                (title, {"fields": ["groups" if name == "group_codes" else name for name in options["fields"]]})
                for title, options in fieldsets
            ]
        return [*fieldsets, ("การตอบรับ", {"fields": [self._in_thai(name) for name in names]})]

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """From a person's page or a body's: which one; the person's fields are shown at once."""
        initial = {"committee": _key(request.GET.get("committee")), "role": request.GET.get("role", BodyRole.MEMBER)}
        person = Person.objects.select_related("agency").filter(pk=_key(request.GET.get("person"))).first()
        return {**initial, "person": person.pk, **actions.snapshot_of(person)} if person else initial

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "committee":
            kwargs["queryset"] = Committee.objects.filter(round__is_current=True)
            kwargs["empty_label"] = "เลือกคณะของรอบปัจจุบัน"
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def save_model(self, request: HttpRequest, obj: Nomination, form: Any, change: bool) -> None:
        if change:
            super().save_model(request, obj, form, change)
        else:
            made = actions.nominate(
                committee=obj.committee, actor=request.user, role=obj.role, person=obj.person, **form.said()
            )
            obj.pk, obj.created_by = made.pk, made.created_by
            obj._state.adding = False
        others = Nomination.objects.filter(committee=obj.committee_id).exclude(pk=obj.pk).values_list("name", flat=True)
        for other in actions.lookalikes(obj.name, set(others)):
            messages.warning(request, f"คณะนี้มี “{other}” ซึ่งชื่อใกล้เคียงกับ “{obj.name}” โปรดตรวจว่าเป็นคนเดียวกันหรือไม่")

    def links_for(self, request: HttpRequest, row: Nomination) -> list[tuple[Any, str]]:
        address = reverse(f"{self.admin_site.name}:committees_nomination_body", args=[row.committee_id])
        return [(Act("", "หน้าสรรหาของคณะ", _own_page, PROVINCIAL, ""), address)]

    def import_report(self, result: SheetResult) -> dict[str, Any]:
        return {**_reported(result), "register_name": "การเสนอชื่อ"}

    def import_done(self, result: SheetResult) -> str:
        return _done(result)

    @admin.display(description="เชี่ยวชาญผลิตภัณฑ์ประเภท")
    def groups(self, nomination: Nomination) -> str:
        return group_labels(nomination.group_codes) or "–"

    @admin.display(description="ชื่อ", ordering="name")
    def who(self, nomination: Nomination) -> str:
        return nomination.name or "(โดยตำแหน่ง)"

    @admin.display(description="คณะ", ordering="committee__name")
    def body(self, nomination: Nomination) -> str:
        address = reverse(f"{self.admin_site.name}:committees_nomination_body", args=[nomination.committee_id])
        return format_html('<a href="{}">{}</a>', address, nomination.committee)

    @admin.display(description="บทบาท", ordering="role")
    def role_said(self, nomination: Nomination) -> str:
        return role_of(nomination)

    # -- pages of their own --------------------------------------------------------------------------------------

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view
        return [
            path("from-directory/", view(self.propose_view), name="committees_nomination_propose"),
            path("bodies/", view(self.bodies_view), name="committees_nomination_bodies"),
            path("bodies/<int:pk>/", view(self.body_view), name="committees_nomination_body"),
            *super().get_urls(),
        ]

    def _page(self, request: HttpRequest, template: str, **context: Any) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "list_url": reverse(f"{self.admin_site.name}:committees_nomination_changelist"),
            **context,
        }
        return TemplateResponse(request, template, context)

    def propose_view(self, request: HttpRequest) -> HttpResponse:
        """Many people of the directory at once: filter, tick, and say for which body and as what."""
        if not request.user.has_role(*PROVINCIAL):
            raise Http404
        body = Committee.objects.select_related("round").filter(pk=_key(request.GET.get("committee"))).first()
        round = body.round if body else Round.objects.current()
        ticked = [key for value in request.POST.getlist("people") if (key := _key(value))]
        form = ProposeForm(
            request.POST if request.method == "POST" else None,
            round=round,
            initial={"committee": body and body.pk, "role": request.GET.get("role", BodyRole.MEMBER)},
        )
        if form.is_valid():
            said = form.cleaned_data
            people = list(Person.objects.filter(pk__in=ticked, is_active=True).select_related("agency"))
            try:
                made = actions.nominate_people(said["committee"], people, said["role"], request.user)
            except ValidationError as error:
                form.add_error(None, error)
            else:
                messages.success(request, f"เสนอชื่อเข้า{said['committee']}แล้ว {len(made)} คน")
                return redirect(f"{self.admin_site.name}:committees_nomination_body", said["committee"].pk)
        filters = DirectoryFilterForm(request.GET)
        people = _matching(filters)
        page = Paginator(people, PEOPLE_PER_PAGE).get_page(request.GET.get("page"))
        there = {}
        if body is not None:
            rows = Nomination.objects.filter(committee=body, person__in=list(page.object_list))
            there = {row.person_id: row.get_status_display() for row in rows}
        lines = [(person, group_labels(person.group_codes), there.get(person.pk)) for person in page]
        return self._page(
            request,
            "committees/nomination_propose.html",
            title="เสนอชื่อจากทำเนียบ",
            form=form,
            filters=filters,
            page=page,
            lines=lines,
            ticked=ticked,
            body=body,
            round=round,
        )

    def bodies_view(self, request: HttpRequest) -> HttpResponse:
        """All bodies of the current round with how far the search has come."""
        if not request.user.has_role(*PROVINCIAL):
            raise Http404
        round = Round.objects.current()
        counts = {
            status: Count("nominations", filter=Q(nominations__status=status), distinct=True)
            for status in NominationStatus.values
        }
        heads = {
            role: Count("appointments", filter=Q(appointments__role=role, appointments__until=None), distinct=True)
            for role in (BodyRole.CHAIR, BodyRole.SECRETARY)
        }
        bodies = Committee.objects.filter(round=round).annotate(**counts, **heads)
        page = Paginator(bodies.order_by("kind", "pk"), PEOPLE_PER_PAGE).get_page(request.GET.get("page"))
        return self._page(request, "committees/nomination_bodies.html", title="สรรหารายคณะ", round=round, page=page)

    def body_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """One body: how many said yes, who is missing, and what comes next.  It prints as the list of the proposed."""
        if not request.user.has_role(*PROVINCIAL) or pk > 10**LONGEST_KEY:
            raise Http404
        body = get_object_or_404(Committee.objects.select_related("round", "order"), pk=pk)
        rows = list(body.nominations.select_related("seat").order_by("pk"))
        for row in rows:
            row.committee = body
        seats = list(body.appointments.standing())
        counts = {label: sum(row.status == value for row in rows) for value, label in NominationStatus.choices}
        page = Paginator(rows, PEOPLE_PER_PAGE).get_page(request.GET.get("page"))
        site = self.admin_site.name
        return self._page(
            request,
            "committees/nomination_body.html",
            title=f"สรรหา: {body}",
            body=body,
            counts=counts,
            seats=len(seats),
            missing=_missing(body, rows, seats),
            waiting=sum(row.status == NominationStatus.ACCEPTED and row.seat_id is None for row in rows),
            warnings=actions.warnings_about_nominations(rows),
            page=page,
            lines=[(row, role_of(row), group_labels(row.group_codes)) for row in page],
            propose_url=f"{reverse(f'{site}:committees_nomination_propose')}?{urlencode({'committee': body.pk})}",
            add_url=f"{reverse(f'{site}:committees_nomination_add')}?{urlencode({'committee': body.pk})}",
            order_url=f"{reverse(f'{site}:committees_committee_order')}?{urlencode({'bodies': body.pk})}",
        )


def _matching(filters: DirectoryFilterForm) -> QuerySet[Person]:
    people = Person.objects.filter(is_active=True).select_related("agency").order_by("name", "pk")
    if not filters.is_valid():
        return people.none()
    said = filters.cleaned_data
    for word in said["q"].split():
        people = people.filter(
            Q(name__icontains=word)
            | Q(position__icontains=word)
            | Q(agency__name__icontains=word)
            | Q(expertise__icontains=word)
        )
    if said["group"]:
        people = people.filter(group_codes__contains=f",{said['group']},")
    return people.filter(agency=said["agency"]) if said["agency"] else people


def _missing(body: Committee, rows: list[Nomination], seats: list[Appointment]) -> list[str]:
    """What the body still lacks before its order, as sentences."""
    said = []
    alive = [row for row in rows if row.status in ALIVE]
    for role in (BodyRole.CHAIR, BodyRole.SECRETARY):
        if any(seat.role == role for seat in seats):
            continue
        asked = sum(row.role == role for row in alive)
        label = "ประธาน" if role == BodyRole.CHAIR else "เลขานุการ"
        said.append(f"ยังไม่มี{label} " + (f"(เสนอชื่อแล้ว {asked} ราย รอคำตอบ)" if asked else "และยังไม่ได้เสนอชื่อ"))
    known = {code for row in alive for code in codes_of(row.group_codes)}
    without = [group.name for group in body.groups.all() if group.code not in known]
    if without:
        said.append(f"ยังไม่มีผู้เชี่ยวชาญผลิตภัณฑ์ประเภท {', '.join(without)} ในรายการเสนอชื่อ")
    return said
