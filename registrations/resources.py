"""Columns of the register and of the list of entries as they go out."""

from collections.abc import Iterable
from typing import Any

from django.utils.functional import cached_property
from import_export.fields import Field

from office.models import Office
from office.resources import ThaiResource
from thai.dates import thai_datetime
from thai.ids import format_phone, mask_phone

from . import register
from .models import Entry, Producer
from .register import CITIZEN_ID


class ProducerResource(ThaiResource):
    """The register in the province's own columns; it only goes out: what comes in is a `RegisterImport`."""

    number = Field(column_name=register.NUMBER)
    district = Field(column_name=register.DISTRICT)
    subdistrict = Field(column_name=register.SUBDISTRICT)
    code = Field(column_name=register.CODE)
    years = Field(column_name=register.YEAR)
    kind = Field(column_name=register.KIND)
    name = Field(column_name=register.NAME)
    contact_title = Field(column_name=register.TITLE)
    contact_first_name = Field(column_name=register.FIRST_NAME)
    contact_last_name = Field(column_name=register.LAST_NAME)
    citizen_id = Field(column_name=register.CITIZEN_ID)
    phone = Field(column_name=register.PHONE)
    address = Field(column_name=register.ADDRESS)
    groups = Field(column_name=register.GROUP)
    products = Field(column_name=register.PRODUCT)

    class Meta(ThaiResource.Meta):
        model = Producer
        fields = (
            "number",
            "district",
            "subdistrict",
            "code",
            "years",
            "kind",
            "name",
            "contact_title",
            "contact_first_name",
            "contact_last_name",
            "citizen_id",
            "phone",
            "address",
            "groups",
            "products",
        )

    def filter_export(self, queryset: Any, **kwargs: Any) -> Any:
        self.running = 0
        return queryset.select_related("district", "subdistrict").prefetch_related("registrations", "products")

    @cached_property
    def keeps_citizen_ids(self) -> bool:
        return Office.objects.filter(keeps_citizen_ids=True).exists()

    def get_export_fields(self, selected_fields: Any = None) -> list[Field]:
        fields = super().get_export_fields(selected_fields)
        return [each for each in fields if each.column_name != CITIZEN_ID or self.keeps_citizen_ids]

    def get_user_visible_fields(self) -> list[Field]:
        """What the export page announces: the columns that really go out."""
        return self.get_export_fields()

    def dehydrate_number(self, producer: Producer) -> int:
        self.running += 1
        return self.running

    def dehydrate_district(self, producer: Producer) -> str:
        return producer.district.name

    def dehydrate_subdistrict(self, producer: Producer) -> str:
        return producer.subdistrict.name if producer.subdistrict else ""

    def dehydrate_code(self, producer: Producer) -> str:
        return producer.code

    def dehydrate_years(self, producer: Producer) -> str:
        return _joined(registration.year_be for registration in producer.registrations.all())

    def dehydrate_kind(self, producer: Producer) -> str:
        return producer.get_kind_display()

    def dehydrate_name(self, producer: Producer) -> str:
        return producer.name

    def dehydrate_contact_title(self, producer: Producer) -> str:
        return producer.contact_title

    def dehydrate_contact_first_name(self, producer: Producer) -> str:
        return producer.contact_first_name

    def dehydrate_contact_last_name(self, producer: Producer) -> str:
        return producer.contact_last_name

    def dehydrate_citizen_id(self, producer: Producer) -> str:
        return producer.masked_citizen_id

    def dehydrate_phone(self, producer: Producer) -> str:
        return format_phone(producer.phone) if producer.phone else ""

    def dehydrate_address(self, producer: Producer) -> str:
        return producer.address

    def dehydrate_groups(self, producer: Producer) -> str:
        return _joined(dict.fromkeys(product.get_group_code_display() for product in producer.products.all()))

    def dehydrate_products(self, producer: Producer) -> str:
        return _joined(product.name for product in producer.products.all())


class EntryResource(ThaiResource):
    """The list of entries for the screening desk and for the department; it only goes out."""

    number = Field(column_name="เลขที่รับสมัคร", attribute="number")
    round = Field(column_name="การคัดสรร", attribute="round__title")
    name = Field(column_name="ชื่อผลิตภัณฑ์", attribute="name")
    kind = Field(column_name="ชนิด", attribute="get_kind_display")
    group = Field(column_name="ประเภทผลิตภัณฑ์", attribute="group__name")
    producer = Field(column_name="ชื่อกลุ่ม/ผู้ผลิต", attribute="producer__name")
    code = Field(column_name="รหัสทะเบียน OTOP", attribute="producer__code")
    district = Field(column_name="อำเภอ", attribute="producer__district__name")
    registered = Field(column_name="ปีที่ขึ้นทะเบียนที่ใช้สมัคร", attribute="registered_year_be")
    phone = Field(column_name="โทรศัพท์")
    status = Field(column_name="สถานะ", attribute="get_status_display")
    submitted = Field(column_name="ยื่นเมื่อ")
    reason = Field(column_name="เหตุผลล่าสุด", attribute="reason")

    class Meta(ThaiResource.Meta):
        model = Entry
        fields = (
            "number",
            "round",
            "name",
            "kind",
            "group",
            "producer",
            "code",
            "district",
            "registered",
            "phone",
            "status",
            "submitted",
            "reason",
        )

    def filter_export(self, queryset: Any, **kwargs: Any) -> Any:
        return queryset.select_related("round", "group", "producer__district")

    def dehydrate_phone(self, entry: Entry) -> str:
        return mask_phone(entry.producer.phone) if entry.producer.phone else ""

    def dehydrate_submitted(self, entry: Entry) -> str:
        return thai_datetime(entry.submitted_at, short=True) if entry.submitted_at else ""


def _joined(values: Iterable[object]) -> str:
    return ", ".join(str(value) for value in values)
