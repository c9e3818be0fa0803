"""The register: producers, their products, the standards these hold."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import ForeignKey, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path

from office.forms import WholeRowForm
from office.import_admin import ThaiExportMixin
from office.models import District, Office, Subdistrict
from office.rules import ADMINISTRATORS
from office.staff_admin import StaffAdmin, StaffInline
from thai.digits import to_arabic
from thai.forms import CitizenIdField, PhoneField
from thai.ids import format_phone

from ..actions.imports import REGISTRARS
from ..models import OtopRegistration, Producer, Product, StandardCertificate
from ..resources import ProducerResource
from .filters import OwnDistrictFilter


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


class RegisterAdmin(StaffAdmin):
    """The register is kept by staff and administrators; the secretary reads it."""

    adders = editors = REGISTRARS


@admin.register(Producer)
class ProducerAdmin(ThaiExportMixin, RegisterAdmin):
    """Nobody deletes a producer with entries; one without, such as a slip of an import, an administrator may."""

    form = ProducerForm
    deleters = ADMINISTRATORS
    resource_classes = [ProducerResource]
    export_name = "ทะเบียนผู้ผลิต"
    list_display = ("code", "name", "kind", "district", "years", "phone_number")
    list_filter = (OwnDistrictFilter, "kind", RegisteredYearFilter)
    list_select_related = ("district",)
    search_fields = ("code", "name")
    search_help_text = "ค้นจากรหัสทะเบียน ชื่อกลุ่ม ชื่อบุคคล หรือโทรศัพท์ ใช้เลขไทยหรือเลขอารบิกก็ได้"
    inlines = (RegistrationInline, ProductInline)

    # The package's own button of this template leads to "import/", where the intake's page takes over.
    import_export_change_list_template = "admin/import_export/change_list_import_export.html"

    def has_import_permission(self, request: HttpRequest) -> bool:
        return request.user.is_authenticated and request.user.has_role(*REGISTRARS)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        extra_context = {**(extra_context or {}), "has_import_permission": self.has_import_permission(request)}
        return super().changelist_view(request, extra_context)

    def get_urls(self) -> list[Any]:
        pages = (("import", "registrations:import-new"), ("import/template", "registrations:import-template"))
        own = [
            path(
                f"{address}/",
                self.admin_site.admin_view(self._leads_to(page)),
                name=f"registrations_producer_{address.replace('/', '_')}",
            )
            for address, page in pages
        ]
        return [*own, *super().get_urls()]

    def _leads_to(self, page: str) -> Callable[[HttpRequest], HttpResponse]:
        def lead(request: HttpRequest) -> HttpResponse:
            if not self.has_import_permission(request):
                raise PermissionDenied
            return redirect(page)

        return lead

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
