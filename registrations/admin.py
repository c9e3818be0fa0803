"""The staff's workbench for the register and for the entries of a round.

Producers and their products are edited here and come in from Excel; entries are only looked at, exported, and taken
from state to state by acts.
"""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import ForeignKey, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from documents.rendering import render_paper
from documents.views import pdf_file
from office.forms import WholeRowForm
from office.import_admin import ThaiExportMixin, ThaiImportExportMixin
from office.models import District, Office, Subdistrict
from office.resources import SheetResult
from office.rules import ADMINISTRATORS, PROVINCIAL, Role
from office.staff_admin import MAX_BULK, Act, StaffAdmin, StaffInline, thai_moment
from rounds.models import Round
from rounds.rules import GroupCode
from thai.digits import to_arabic
from thai.forms import CitizenIdField, PhoneField
from thai.ids import format_phone

from . import actions
from .models import Entry, OtopRegistration, Producer, Product, StandardCertificate
from .papers import DELIVERED, delivery_manifest, label_sheet
from .resources import EntryResource, ProducerResource
from .rules import EntryStatus

# Who keeps the register; the committee's secretary looks at it.
REGISTRARS = frozenset({Role.ADMINISTRATOR, Role.STAFF})


def _own_places(db_field: ForeignKey) -> QuerySet[Any] | None:
    """The office's own districts and subdistricts: a list of 928 districts helps nobody."""
    province = Office.objects.values_list("province_id", flat=True).first()
    if db_field.remote_field.model is District:
        return District.objects.filter(province_id=province)
    if db_field.remote_field.model is Subdistrict:
        return Subdistrict.objects.filter(district__province_id=province).select_related("district")
    return None


class SubdistrictChoice(forms.ModelChoiceField):
    def label_from_instance(self, area: Subdistrict) -> str:
        return f"{area.name} (อำเภอ{area.district.name})"


# -- the register ----------------------------------------------------------------------------------------------


class ProducerForm(WholeRowForm):
    phone = PhoneField(label="โทรศัพท์", required=False)
    new_citizen_id = CitizenIdField(
        label="เลขประจำตัวประชาชนใหม่",
        required=False,
        help_text="กรอกเมื่อต้องการบันทึกหรือเปลี่ยน หากเว้นว่าง ระบบคงเลขเดิมไว้",
    )

    class Meta:
        model = Producer
        fields = (
            "code", "name", "kind", "district", "subdistrict", "address",
            "contact_title", "contact_first_name", "contact_last_name", "phone",
        )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not _keeps_citizen_ids():
            del self.fields["new_citizen_id"]
        if "code" in self.fields:
            # Thai digits, dashes and spaces are longer than the nine digits that are kept.
            self.fields["code"] = forms.CharField(label=self.fields["code"].label, max_length=20)
            self.fields["code"].help_text = "ตัวเลข 9 หลัก ใช้เลขไทยได้"

    def clean_code(self) -> str:
        return to_arabic(self.cleaned_data["code"]).replace("-", "").replace(" ", "")

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        district, area = data.get("district"), data.get("subdistrict")
        if district and area and area.district_id != district.code:
            self.add_error(
                "subdistrict", ValidationError(f"ตำบล{area.name}ไม่ได้อยู่ในอำเภอ{district.name} โปรดเลือกตำบลของอำเภอนี้")
            )
        return data

    def _post_clean(self) -> None:
        super()._post_clean()
        if number := self.cleaned_data.get("new_citizen_id"):
            self.instance.citizen_id = number


class RegistrationInline(StaffInline):
    model = OtopRegistration
    extra = 1


class ProductInline(StaffInline):
    model = Product
    fields = ("name", "group_code", "code")
    extra = 1
    show_change_link = True


class RegisteredYearFilter(admin.SimpleListFilter):
    title = "ปีที่ขึ้นทะเบียน"
    parameter_name = "year"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        years = OtopRegistration.objects.order_by("-year_be").values_list("year_be", flat=True).distinct()
        return [(str(year), str(year)) for year in years]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        value = to_arabic(self.value() or "")
        if not (value.isascii() and value.isdigit()):
            return queryset
        return queryset.filter(registrations__year_be=int(value[:4]))


class OwnDistrictFilter(admin.SimpleListFilter):
    """The districts of the office's province, in their official order."""

    title = "อำเภอ"
    parameter_name = "district"
    path = "district_id"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return list(District.objects.filter(province__office__isnull=False).values_list("code", "name"))

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(**{self.path: self.value()}) if self.value() else queryset


class RegisterAdmin(StaffAdmin):
    """The register is kept by staff and administrators; the secretary reads it."""

    adders = editors = REGISTRARS


@admin.register(Producer)
class ProducerAdmin(ThaiImportExportMixin, RegisterAdmin):
    """Nobody deletes a producer with entries; one without, such as a slip of an import, an administrator may."""

    form = ProducerForm
    importers = REGISTRARS
    deleters = ADMINISTRATORS
    resource_classes = [ProducerResource]
    import_resource = ProducerResource
    export_name = "ทะเบียนผู้ผลิต"
    list_display = ("code", "name", "kind", "district", "years", "phone_number")
    list_filter = (OwnDistrictFilter, "kind", RegisteredYearFilter)
    list_select_related = ("district",)
    search_fields = ("code", "name")
    search_help_text = "ค้นจากรหัสทะเบียน ชื่อกลุ่ม ชื่อบุคคล หรือโทรศัพท์ ใช้เลขไทยหรือเลขอารบิกก็ได้"
    inlines = (RegistrationInline, ProductInline)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Producer]:
        return super().get_queryset(request).prefetch_related("registrations")

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        return queryset.matching(search_term), False

    def get_fieldsets(self, request: HttpRequest, obj: Producer | None = None) -> list[Any]:
        person = ["contact_title", "contact_first_name", "contact_last_name", "phone"]
        if _keeps_citizen_ids():
            person += ["masked_id"] if obj else []
            person += ["new_citizen_id"] if self._may_write(request, obj) else []
        return [
            (None, {"fields": ["code", "name", "kind", "district", "subdistrict", "address"]}),
            ("ประธานกลุ่มหรือเจ้าของ", {"fields": person}),
        ]

    def get_readonly_fields(self, request: HttpRequest, obj: Producer | None = None) -> list[Any]:
        return [*super().get_readonly_fields(request, obj), "masked_id"]

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if (places := _own_places(db_field)) is not None:
            kwargs["queryset"] = places
        if db_field.name == "subdistrict":
            kwargs["form_class"] = SubdistrictChoice
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def has_delete_permission(self, request: HttpRequest, obj: Producer | None = None) -> bool:
        if not super().has_delete_permission(request, obj):
            return False
        return obj is not None and not obj.entries.exists()

    def _may_write(self, request: HttpRequest, obj: Producer | None) -> bool:
        return self.has_change_permission(request, obj) if obj else self.has_add_permission(request)

    def import_report(self, result: SheetResult) -> dict[str, Any]:
        reports = getattr(result, "reports", [])
        changes = getattr(result, "changes", None)
        return {
            "reports": reports[:200],
            "reports_left": max(0, len(reports) - 200),
            "counts": list(changes.counts().items()) if changes else [],
            "rows_unchanged": result.total_rows - len(reports) - len(result.invalid_rows) - len(result.error_rows),
        }

    def import_done(self, result: SheetResult) -> str:
        said = ", ".join(f"{label} {count:,}" for label, count in result.changes.counts().items() if count)
        return f"นำเข้าทะเบียนเรียบร้อย {result.total_rows:,} แถว: {said or 'ไม่มีข้อมูลเปลี่ยนแปลง'}"

    @admin.display(description="ปีที่ขึ้นทะเบียน")
    def years(self, producer: Producer) -> str:
        return ", ".join(str(registration.year_be) for registration in producer.registrations.all()) or "–"

    @admin.display(description="โทรศัพท์")
    def phone_number(self, producer: Producer) -> str:
        return format_phone(producer.phone) if producer.phone else "–"

    @admin.display(description="เลขประจำตัวประชาชน")
    def masked_id(self, producer: Producer) -> str:
        return producer.masked_citizen_id or "–"


def _keeps_citizen_ids() -> bool:
    return Office.objects.filter(keeps_citizen_ids=True).exists()


class CertificateInline(StaffInline):
    model = StandardCertificate
    extra = 1


@admin.register(Product)
class ProductAdmin(RegisterAdmin):
    list_display = ("name", "group_code", "producer", "district", "code")
    list_filter = (
        "group_code",
        type("ProducerDistrictFilter", (OwnDistrictFilter,), {"path": "producer__district_id"}),
    )
    list_select_related = ("producer__district",)
    search_fields = ("name", "code", "producer__name", "producer__code")
    search_help_text = "ค้นจากชื่อผลิตภัณฑ์ รหัส หรือผู้ผลิต"
    autocomplete_fields = ("producer",)
    inlines = (CertificateInline,)

    def get_readonly_fields(self, request: HttpRequest, obj: Product | None = None) -> list[Any]:
        """A product stays with its producer: entries of that producer may stand on it."""
        return [*super().get_readonly_fields(request, obj), *(["producer"] if obj else [])]

    @admin.display(description="อำเภอ", ordering="producer__district")
    def district(self, product: Product) -> str:
        return product.producer.district.name


@admin.register(StandardCertificate)
class StandardCertificateAdmin(RegisterAdmin):
    list_display = ("number", "kind", "product", "producer", "issuer", "expires_on")
    list_filter = ("kind",)
    list_select_related = ("product__producer",)
    search_fields = ("number", "issuer", "product__name", "product__producer__name")
    search_help_text = "ค้นจากเลขที่ หน่วยงานที่ออก ผลิตภัณฑ์ หรือผู้ผลิต"
    autocomplete_fields = ("product",)
    deleters = RegisterAdmin.editors  # a line typed by mistake; the journal keeps what it said

    @admin.display(description="ผู้ผลิต", ordering="product__producer__name_order")
    def producer(self, certificate: StandardCertificate) -> str:
        return certificate.product.producer.name


# -- the entries of a round --------------------------------------------------------------------------------------


class RoundFilter(admin.SimpleListFilter):
    """Without a choice: the current round, since that is the one at work."""

    title = "การคัดสรร"
    parameter_name = "round"

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
            return queryset.filter(round_id=int(value))
        return queryset.filter(round__is_current=True)


class GroupFilter(admin.SimpleListFilter):
    title = "ประเภทผลิตภัณฑ์"
    parameter_name = "group"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return list(GroupCode.choices)

    def queryset(self, request: HttpRequest, queryset: QuerySet[Entry]) -> QuerySet[Entry]:
        return queryset.filter(group__code=self.value()) if self.value() else queryset


class EntryDistrictFilter(OwnDistrictFilter):
    path = "producer__district_id"


def _in(*states: str) -> Any:
    return lambda entry: entry.status in states


def _run(act: Any) -> Any:
    def run(entry: Entry, *, actor: Any, reason: str) -> None:
        act(entry, actor=actor, reason=reason)

    return run


@admin.register(Entry)
class EntryAdmin(ThaiExportMixin, StaffAdmin):
    """Looked at and decided on; what an entry says is changed by the district officer, through the acts."""

    adders = editors = frozenset()
    resource_classes = [EntryResource]
    export_name = "ผลิตภัณฑ์ที่สมัคร"
    change_list_template = "admin/registrations/entry/change_list.html"
    list_display = ("number_or_draft", "name", "producer", "district", "group", "status", "submitted")
    list_filter = (RoundFilter, "status", GroupFilter, EntryDistrictFilter)
    list_select_related = ("producer__district", "group")
    search_fields = ("number", "name")
    search_help_text = "ค้นจากเลขที่รับสมัคร ชื่อผลิตภัณฑ์ รหัสทะเบียน ชื่อผู้ผลิต หรือโทรศัพท์"
    ordering = ("-submitted_at", "-pk")
    fieldsets = (
        (None, {"fields": ("number_or_draft", "status", "reason", "round", "submitted", "screened")}),
        ("ผลิตภัณฑ์", {"fields": ("name", "kind", "group", "set_items", "description", "product")}),
        ("ผู้ผลิต", {"fields": ("producer", "district", "registered_year_be", "slot", "created_by", "created_at")}),
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
            effect="ถอนแล้วนำกลับมาไม่ได้ สิทธิของผู้ผลิตว่างลง และเลขที่รับสมัครไม่ถูกใช้ซ้ำ",
            available=_in(EntryStatus.DRAFT, EntryStatus.SUBMITTED, EntryStatus.RETURNED, EntryStatus.SCREENED_IN),
            needs_reason=True,
            danger=True,
        ),
    )
    # named last: above, `actions` is the module
    actions = ("print_labels", "print_manifest")

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

    @admin.action(description="พิมพ์ป้ายผลิตภัณฑ์ที่เลือก (PDF)")
    def print_labels(self, request: HttpRequest, queryset: QuerySet[Entry]) -> HttpResponse:
        return self._print(request, queryset, "label", label_sheet, "ป้ายผลิตภัณฑ์")

    @admin.action(description="พิมพ์บัญชีนำส่งผลิตภัณฑ์ที่เลือก (PDF)")
    def print_manifest(self, request: HttpRequest, queryset: QuerySet[Entry]) -> HttpResponse:
        def manifest(entries: list[Entry]) -> Any:
            districts = {entry.producer.district for entry in entries}
            return delivery_manifest(
                entries, entries[0].round, district=districts.pop() if len(districts) == 1 else None
            )

        return self._print(request, queryset, "manifest", manifest, "บัญชีนำส่งผลิตภัณฑ์")

    def _print(self, request: HttpRequest, queryset: QuerySet[Entry], kind: str, make: Any, name: str) -> HttpResponse:
        """The selected entries whose products are handed over, on paper; or a sentence why there is none."""
        rows = queryset.filter(status__in=DELIVERED).exclude(number="")
        rows = rows.select_related("round", "group", "producer__district")
        entries = list(rows.order_by("round", "group__order", "group", "number", "pk")[: MAX_BULK + 1])
        said = ""
        if not entries:
            said = "รายการที่เลือกยังไม่มีผลิตภัณฑ์ที่ยื่นแล้ว จึงไม่มีอะไรให้พิมพ์"
        elif len(entries) > MAX_BULK:
            said = f"พิมพ์ได้ครั้งละไม่เกิน {MAX_BULK} รายการ โปรดกรองรายการให้น้อยลง"
        elif len({entry.round_id for entry in entries}) > 1:
            said = "รายการที่เลือกมาจากหลายการคัดสรร โปรดเลือกการคัดสรรเดียว"
        else:
            try:
                return pdf_file(render_paper(kind, make(entries)), f"{name}.pdf")
            except ValidationError as error:
                said = " ".join(error.messages)
        messages.error(request, said)
        return redirect(request.get_full_path())

    @admin.display(description="เลขที่รับสมัคร", ordering="number")
    def number_or_draft(self, entry: Entry) -> str:
        return entry.number or "(ยังไม่ยื่น)"

    @admin.display(description="อำเภอ", ordering="producer__district")
    def district(self, entry: Entry) -> str:
        return entry.producer.district.name

    @admin.display(description="ยื่นเมื่อ", ordering="submitted_at")
    def submitted(self, entry: Entry) -> str:
        return thai_moment(entry.submitted_at)

    @admin.display(description="กลั่นกรองเมื่อ")
    def screened(self, entry: Entry) -> str:
        return thai_moment(entry.screened_at)
