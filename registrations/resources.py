"""Columns of the register and of the list of entries, in and out."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.functional import cached_property
from import_export.fields import Field
from import_export.results import RowResult

from office.models import Office
from office.resources import SheetResult, ThaiResource
from office.workbooks import FileRefused
from rounds.rules import GroupCode
from thai.dates import thai_datetime
from thai.ids import format_phone, mask_citizen_id, mask_phone

from . import register
from .models import Entry, OtopRegistration, Producer, Product
from .register import ATTRIBUTES, CITIZEN_ID, REQUIRED, Line, LineReader, RegisterChanges, import_register


@dataclass
class Held:
    """A producer while a file is read: what the register has, what the file adds, and on which row it said so."""

    producer: Producer
    is_new: bool
    years: set[int] = field(default_factory=set)
    products: dict[str, Product] = field(default_factory=dict)
    said: dict[str, int] = field(default_factory=dict)
    is_changed: bool = False
    is_collected: bool = False


@dataclass
class RowReport:
    """One row of the preview: what will happen, in words."""

    row: int
    kind: str
    code: str
    name: str
    district: str
    changes: list[str]


class ProducerResource(ThaiResource):
    """The register in the province's own columns; `register` reads the cells and writes the result.

    In: rows are read against the register as it stands, collected, and written at the end in one go, so that the
    report writes nothing at all.  A cell left empty keeps what the register has.
    """

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

    required_columns = REQUIRED

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
        import_id_fields = ("code",)
        skip_diff = True
        # Rows are collected and written together in `after_import`; this spares a savepoint for each of them.
        use_bulk = True
        batch_size = None

    # -- in ----------------------------------------------------------------------------------------------------

    def import_data(self, dataset: Any, dry_run: bool = False, **kwargs: Any) -> SheetResult:
        if dry_run:
            # A report plans and writes nothing, so it needs no transaction: on SQLite one would keep every officer
            # from saving for as long as it runs.
            for name in ("raise_errors", "use_transactions", "rollback_on_validation_errors", "collect_failed_rows"):
                kwargs.pop(name, None)
            self._start(is_report=True)
            return self.import_data_inner(dataset, True, False, False, False, **kwargs)
        with transaction.atomic():
            self._start(is_report=False)
            return super().import_data(dataset, dry_run=False, **kwargs)

    def _start(self, *, is_report: bool) -> None:
        self.is_report = is_report
        offices, producers = Office.objects.select_related("province"), Producer.objects.all()
        if not is_report:
            # One import at a time, and nobody edits a producer between reading and writing.
            offices, producers = offices.select_for_update(of=("self",)), producers.select_for_update()
        office = offices.first()
        if office is None:
            raise FileRefused("no_office", "ยังไม่มีข้อมูลสำนักงาน จึงไม่รู้ว่าเป็นทะเบียนของจังหวัดใด โปรดบันทึกข้อมูลสำนักงานก่อนนำเข้า")
        self.reader = LineReader(office)
        self.changes = RegisterChanges()
        self.reports: list[RowReport] = []
        self.held: dict[str, Held] = {}
        for producer in producers.prefetch_related("registrations", "products"):
            self.held[producer.code] = Held(
                producer,
                is_new=False,
                years={registration.year_be for registration in producer.registrations.all()},
                products={product.name: product for product in producer.products.all()},
            )

    def before_import_row(self, row: Any, **kwargs: Any) -> None:
        self.row = self.row_numbers[kwargs["row_number"] - 1]
        self.line: Line = self.reader.read(row)
        self.done: list[str] = []

    def get_or_init_instance(self, instance_loader: Any, row: Any) -> tuple[Producer, bool]:
        held = self.held.get(self.line.code)
        if held is None:
            # Kept only once the row has turned out to be good (`save_instance`).
            held = Held(Producer(code=self.line.code), is_new=True)
        self.current = held
        return held.producer, held.is_new and not held.said

    def import_instance(self, instance: Producer, row: Any, **kwargs: Any) -> None:
        """Takes the line's values over; refuses what contradicts an earlier row with the same code."""
        errors = {}
        for column, value in self.line.values.items():
            attribute, earlier = ATTRIBUTES[column], self.current.said.get(column)
            if value == getattr(instance, attribute):
                continue
            if earlier:
                errors[column] = [f"ต่างจากแถว {earlier} ซึ่งใช้รหัส {self.line.code} เดียวกัน โปรดทำให้ตรงกันหรือแก้รหัส"]
        product = self.current.products.get(self.line.product)
        if (
            product is not None
            and product.group_code != self.line.group
            and f"product {product.name}" in self.current.said
        ):
            earlier = self.current.said[f"product {product.name}"]
            errors[register.GROUP] = [f"ต่างจากแถว {earlier} ซึ่งเป็นผลิตภัณฑ์เดียวกัน โปรดทำให้ตรงกัน"]
        if errors:
            raise ValidationError(errors)
        self._take_values(instance)
        self._take_year_and_product(instance, product)

    def _take_values(self, producer: Producer) -> None:
        held = self.current
        for column, value in self.line.values.items():
            held.said.setdefault(column, self.row)
            before = getattr(producer, ATTRIBUTES[column])
            if value == before:
                continue
            if not held.is_new:
                held.is_changed = True
                self.done.append(f"{column}: {self._shown(column, before)} → {self._shown(column, value)}")
            setattr(producer, ATTRIBUTES[column], value)
        if producer.subdistrict_id and not producer.subdistrict_id.startswith(producer.district_id):
            producer.subdistrict = None  # the producer moved to another district, and the file names no tambon there

    def _take_year_and_product(self, producer: Producer, product: Product | None) -> None:
        held, line = self.current, self.line
        if line.year_be not in held.years:
            held.years.add(line.year_be)
            self.changes.years.append(OtopRegistration(producer=producer, year_be=line.year_be))
            self.done.append(f"เพิ่มปี {line.year_be}")
        if not line.product:
            return
        held.said.setdefault(f"product {line.product}", self.row)
        if product is None:
            product = Product(producer=producer, name=line.product, group_code=line.group)
            held.products[line.product] = product
            self.changes.products.append(product)
            self.done.append(f"เพิ่มผลิตภัณฑ์ {line.product}")
        elif product.group_code != line.group:
            self.done.append(f"{line.product}: {product.get_group_code_display()} → {GroupCode(line.group).label}")
            product.group_code = line.group
            self.changes.regrouped.append(product)

    def _shown(self, column: str, value: str | None) -> str:
        if not value:
            return "(ว่าง)"
        if column == CITIZEN_ID:
            return mask_citizen_id(value)
        if column == register.KIND:
            return str(Producer.Kind(value).label)
        return self.reader.places.get(value, value) if column in (register.DISTRICT, register.SUBDISTRICT) else value

    def skip_row(
        self, instance: Producer, original: Any, row: Any, import_validation_errors: dict[str, Any] | None = None
    ) -> bool:
        is_first_of_new = self.current.is_new and not self.current.is_collected
        return not (import_validation_errors or self.done or is_first_of_new)

    def validate_instance(self, instance: Producer, import_validation_errors: Any = None, **kwargs: Any) -> None:
        """The row's own fields only: the places were looked up, and the code's uniqueness is known from the register;
        asking the database again for each of 20,000 rows would take minutes."""
        if import_validation_errors:
            raise ValidationError(import_validation_errors)
        try:
            instance.clean_fields(exclude=["district", "subdistrict"])
        except ValidationError as error:
            columns = {attribute: column for column, attribute in ATTRIBUTES.items()}
            raise ValidationError(
                {columns.get(name, name): said for name, said in error.message_dict.items()}
            ) from error

    def save_instance(self, instance: Producer, is_create: bool, row: Any, **kwargs: Any) -> None:
        """Collects; `after_import` writes."""
        held = self.current
        if held.is_collected or not (held.is_new or held.is_changed):
            return
        held.is_collected = True
        self.held[self.line.code] = held
        (self.changes.new if held.is_new else self.changes.changed).append(instance)

    def after_import_row(self, row: Any, row_result: RowResult, **kwargs: Any) -> None:
        producer = self.current.producer
        self.row_notes += [(self.row, note) for note in self.line.notes]
        if row_result.import_type != RowResult.IMPORT_TYPE_SKIP:
            self.reports.append(
                RowReport(
                    self.row,
                    "ใหม่" if row_result.import_type == RowResult.IMPORT_TYPE_NEW else "เพิ่ม/แก้ไข",
                    producer.code,
                    producer.name,
                    self.reader.places.get(producer.district_id, ""),
                    self.done,
                )
            )

    def after_import(self, dataset: Any, result: SheetResult, **kwargs: Any) -> None:
        if self.reader.dropped_citizen_ids:
            self.notes.append(
                f"ไม่เก็บเลขประจำตัวประชาชนที่อยู่ในไฟล์ {self.reader.dropped_citizen_ids:,} แถว เพราะสำนักงานตั้งค่าไม่เก็บไว้"
            )
        super().after_import(dataset, result, **kwargs)
        result.reports, result.changes = self.reports, self.changes
        if self.is_report or result.has_errors() or result.has_validation_errors():
            return
        import_register(
            self.changes, actor=kwargs.get("user"), file_name=kwargs.get("file_name") or "", rows=result.total_rows
        )

    # -- out ---------------------------------------------------------------------------------------------------

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
