"""Columns of the directory and of the nominations, in and out.

In: rows are read against what is there, collected, and written at the end in one go, so that the report writes
nothing.  A cell left empty keeps what is there; what changes is told before it is saved.  Out: contacts are masked.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, ClassVar, Final

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from import_export.fields import Field
from import_export.results import RowResult

from office.journal import masked
from office.models import Office
from office.resources import SheetResult, ThaiResource
from office.workbooks import MAX_CELL, FileRefused, cell_text
from rounds.models import Round
from rounds.rules import GroupCode
from thai.dates import thai_date
from thai.ids import clean_phone
from thai.names import name_key
from thai.text import search_key

from .actions import DirectoryChanges, NominationChanges, import_nominations, import_people, lock_directory
from .models import Agency, Appointment, Committee, Nomination, Person, role_label
from .people_forms import group_labels, role_of, stored_codes
from .rules import HEADS_AND_EXPERTS, NOMINATED_ONCE, ONCE_PER_BODY, BodyRole, NominationStatus

NAME, POSITION, AGENCY, EXPERTISE = "คำนำหน้า ชื่อ สกุล", "ตำแหน่ง", "หน่วยงาน", "ความเชี่ยวชาญ"
GROUPS, PHONE, EMAIL = "ประเภทผลิตภัณฑ์", "โทรศัพท์", "อีเมล"
BODY, ROLE = "คณะ", "บทบาท"
ATTRIBUTES: Final = {
    NAME: "name",
    POSITION: "position",
    AGENCY: "agency",
    EXPERTISE: "expertise",
    GROUPS: "group_codes",
    PHONE: "phone",
    EMAIL: "email",
}
# More people than any province asks: a file of thousands is another list.
MAX_PEOPLE: Final = 2_000
# Each is an act of its own, with its checks and its line in the journal, while the round's bodies are locked.
MAX_NOMINATIONS: Final = 300
_ERROR_CELL: Final = re.compile(r"#(?:REF!|N/A|VALUE!|NAME\?|DIV/0!|NULL!|NUM!|SPILL!|CALC!)")
_LOST_ZERO: Final = re.compile(r"[689][0-9]{8}|[2-57][0-9]{7}")
_MASKED_PHONE: Final = re.compile(r"x[x-]*[0-9]{0,4}")
_LENGTHS: Final = {
    column: Nomination._meta.get_field(attribute).max_length
    for column, attribute in ATTRIBUTES.items()
    if column != GROUPS
}
_GROUPS: Final = {search_key(text): code for code, label in GroupCode.choices for text in (code, label)}
_ROLES: Final = {
    search_key(text): role
    for role in BodyRole
    for text in (role.value, role.label, *(role_label(role, kind) for kind in Committee.Kind.values))
}


@lru_cache(maxsize=5_000)
def _key(text: str) -> str:
    return search_key(text)


def read_line(cells: Mapping[str, Any], notes: list[str]) -> dict[str, str]:
    """The cells that are filled in, cleaned, by column.  Raises ValidationError with the sentences of all columns."""
    values, errors = {}, {}
    for column, cell in cells.items():
        text = cell_text(cell)
        try:
            if value := _read(column, cell, text, notes):
                values[column] = value
        except ValueError as error:
            errors[column] = [str(error)]
    if errors:
        raise ValidationError(errors)
    return values


def _read(column: str, cell: Any, text: str, notes: list[str]) -> str:
    if len(text) > MAX_CELL:
        raise ValueError(f"ข้อความยาวเกิน {MAX_CELL:,} ตัวอักษร โปรดตรวจว่าวางข้อมูลผิดช่องหรือไม่")
    if _ERROR_CELL.fullmatch(text):
        raise ValueError(f"ช่องนี้เป็นค่าผิดพลาดของสูตร ({text}) โปรดแก้สูตรหรือพิมพ์ค่าจริง")
    if (longest := _LENGTHS.get(column)) and len(text) > longest:
        raise ValueError(f"ยาว {len(text)} ตัวอักษร ใส่ได้ไม่เกิน {longest} ตัวอักษร")
    if column == GROUPS:
        return _read_groups(text)
    if column == PHONE:
        return _read_phone(cell, text, notes)
    if column == EMAIL and text and "…" not in text:
        try:
            validate_email(text)
        except ValidationError:
            raise ValueError(f"“{text[:60]}” ไม่ใช่ที่อยู่อีเมล โปรดตรวจตัวสะกด") from None
    return "" if column == EMAIL and "…" in text else text


def _read_groups(text: str) -> str:
    codes = set()
    for part in re.split(r"[,;/\n]", text):
        if not part.strip():
            continue
        code = _GROUPS.get(_key(part))
        if code is None:
            labels = " / ".join(GroupCode.labels)
            raise ValueError(f"ไม่รู้จักประเภทผลิตภัณฑ์ “{part.strip()[:60]}” โปรดใช้ {labels} คั่นด้วยจุลภาค")
        codes.add(code)
    return stored_codes(codes)


def _read_phone(cell: Any, text: str, notes: list[str]) -> str:
    """As typed: offices have extensions.  Kept as a number, it lost its first zero; masked, it says nothing."""
    if _MASKED_PHONE.fullmatch(text):
        return ""
    if isinstance(cell, int | float) and _LOST_ZERO.fullmatch(text):
        notes.append(f"โทรศัพท์ {text} ขาดเลข 0 ตัวหน้าเพราะ Excel เก็บเป็นตัวเลข จะบันทึกเป็น 0{text}")
        return clean_phone(f"0{text}")
    if not re.search(r"[0-9๐-๙]", text) and text:
        raise ValueError(f"“{text[:60]}” ไม่มีตัวเลข โปรดกรอกหมายเลขโทรศัพท์")
    return text


def _said(column: str, value: str) -> str:
    """A value as the report shows it."""
    if not value:
        return "(ว่าง)"
    if column in {PHONE, EMAIL}:
        return masked(ATTRIBUTES[column], value)
    return group_labels(value) if column == GROUPS else value


@dataclass
class Report:
    """One row of the preview: what will happen, in words."""

    row: int
    kind: str
    cells: list[str]
    changes: list[str]


@dataclass
class Found:
    """Whom a row is about: somebody there, or somebody new."""

    row: Any
    is_new: bool
    done: list[str] = field(default_factory=list)


class PeopleSheet(ThaiResource):
    """What the directory's sheet and the nominations' share."""

    name = Field(column_name=NAME)
    position = Field(column_name=POSITION)
    agency = Field(column_name=AGENCY)
    expertise = Field(column_name=EXPERTISE)
    group_codes = Field(column_name=GROUPS)
    phone = Field(column_name=PHONE)
    email = Field(column_name=EMAIL)

    headings: ClassVar[tuple[str, ...]] = ()
    max_rows: ClassVar[int] = MAX_PEOPLE

    class Meta(ThaiResource.Meta):
        skip_diff = True
        # Rows are collected and written together in `after_import`; this spares a savepoint for each of them.
        use_bulk = True
        batch_size = None

    # -- in ----------------------------------------------------------------------------------------------------

    def dataset(self, content: bytes) -> Any:
        data = super().dataset(content)
        if len(data) > self.max_rows:
            sentence = f"ไฟล์มีข้อมูลเกิน {self.max_rows:,} แถว โปรดตรวจว่าเลือกไฟล์ถูกต้อง หรือแบ่งเป็นหลายไฟล์"
            raise FileRefused("too_many_rows", sentence)
        return data

    def import_data(self, dataset: Any, dry_run: bool = False, **kwargs: Any) -> SheetResult:
        if dry_run:
            # A report plans and writes nothing, so it needs no transaction and keeps nobody waiting.
            for name in ("raise_errors", "use_transactions", "rollback_on_validation_errors", "collect_failed_rows"):
                kwargs.pop(name, None)
            self.is_report = True
            self.start()
            return self.import_data_inner(dataset, True, False, False, False, **kwargs)
        with transaction.atomic():
            self.is_report = False
            lock_directory()
            self.start()
            return super().import_data(dataset, dry_run=False, **kwargs)

    def start(self) -> None:
        """Reads what is there, once."""
        if not Office.objects.exists():
            raise FileRefused("no_office", "ยังไม่มีข้อมูลสำนักงาน โปรดบันทึกข้อมูลสำนักงานก่อนนำเข้า")
        self.reports: list[Report] = []
        self.said_on: dict[Any, int] = {}

    def before_import_row(self, row: Any, **kwargs: Any) -> None:
        self.row = self.row_numbers[kwargs["row_number"] - 1]
        self.line_notes: list[str] = []
        self.line = read_line(row, self.line_notes)
        self.found = self.find(self.line)

    def find(self, line: dict[str, str]) -> Found:
        """Whom the line is about.  Raises ValidationError."""
        raise NotImplementedError

    def once(self, key: Any) -> None:
        """Refuses a second row about the same."""
        if earlier := self.said_on.get(key):
            raise ValidationError(f"ซ้ำกับแถว {earlier} โปรดเหลือแถวเดียว")
        self.said_on[key] = self.row

    def get_or_init_instance(self, instance_loader: Any, row: Any) -> tuple[Any, bool]:
        return self.found.row, self.found.is_new

    def import_instance(self, instance: Any, row: Any, **kwargs: Any) -> None:
        for column, value in self.line.items():
            if column in ATTRIBUTES:
                self.take(instance, column, value)

    def take(self, instance: Any, column: str, value: str) -> None:
        before = getattr(instance, ATTRIBUTES[column])
        if before == value:
            return
        if not self.found.is_new:
            self.found.done.append(f"{column}: {_said(column, before)} → {_said(column, value)}")
        setattr(instance, ATTRIBUTES[column], value)

    def skip_row(
        self, instance: Any, original: Any, row: Any, import_validation_errors: dict[str, Any] | None = None
    ) -> bool:
        return not (import_validation_errors or self.found.done or self.found.is_new)

    def validate_instance(self, instance: Any, import_validation_errors: Any = None, **kwargs: Any) -> None:
        """The row's own fields; who is there already was looked up by `find`."""
        if import_validation_errors:
            raise ValidationError(import_validation_errors)
        relations = [each.name for each in instance._meta.fields if each.remote_field]
        try:
            instance.clean_fields(exclude=relations)
        except ValidationError as error:
            columns = {attribute: column for column, attribute in ATTRIBUTES.items()}
            raise ValidationError(
                {columns.get(name, name): said for name, said in error.message_dict.items()}
            ) from error

    def save_instance(self, instance: Any, is_create: bool, row: Any, **kwargs: Any) -> None:
        """Collects; `after_import` writes."""
        (self.changes.new if self.found.is_new else self.changes.changed).append(instance)

    def after_import_row(self, row: Any, row_result: RowResult, **kwargs: Any) -> None:
        self.row_notes += [(self.row, note) for note in self.line_notes]
        if row_result.import_type != RowResult.IMPORT_TYPE_SKIP:
            kind = "ใหม่" if self.found.is_new else "แก้ไข"
            self.reports.append(Report(self.row, kind, self.shown(self.found.row), self.found.done))

    def shown(self, instance: Any) -> list[str]:
        raise NotImplementedError

    def after_import(self, dataset: Any, result: SheetResult, **kwargs: Any) -> None:
        super().after_import(dataset, result, **kwargs)
        result.reports, result.changes, result.headings = self.reports, self.changes, self.headings
        if self.is_report or result.has_errors() or result.has_validation_errors():
            return
        self.write(actor=kwargs.get("user"), file_name=kwargs.get("file_name") or "", rows=result.total_rows)

    def write(self, **about: Any) -> None:
        raise NotImplementedError

    # -- out ---------------------------------------------------------------------------------------------------

    def dehydrate_name(self, row: Any) -> str:
        return row.name

    def dehydrate_position(self, row: Any) -> str:
        return row.position

    def dehydrate_agency(self, row: Any) -> str:
        return str(row.agency or "")

    def dehydrate_expertise(self, row: Any) -> str:
        return row.expertise

    def dehydrate_group_codes(self, row: Any) -> str:
        return group_labels(row.group_codes)

    def dehydrate_phone(self, row: Any) -> str:
        return masked("phone", row.phone)

    def dehydrate_email(self, row: Any) -> str:
        return masked("email", row.email)


class PersonResource(PeopleSheet):
    """The directory: a person is a name of an agency."""

    required_columns = (NAME,)
    headings = ("ชื่อ", "ตำแหน่ง", "หน่วยงาน")

    class Meta(PeopleSheet.Meta):
        model = Person
        fields = ("name", "position", "agency", "expertise", "group_codes", "phone", "email")
        import_id_fields = ("name",)

    def start(self) -> None:
        super().start()
        self.changes = DirectoryChanges()
        self.agencies = {_key(agency.name): agency for agency in Agency.objects.all()}
        self.people: dict[str, list[Person]] = {}
        self.keys: dict[str, str] = {}
        for person in Person.objects.select_related("agency"):
            self.people.setdefault(person.name, []).append(person)
            self.keys.setdefault(name_key(person.name), person.name)

    def find(self, line: dict[str, str]) -> Found:
        name = line.get(NAME)
        if not name:
            raise ValidationError({NAME: ["ว่างอยู่ โปรดกรอก"]})
        agency, namesakes = _key(line.get(AGENCY, "")), self.people.get(name, [])
        self.once((name, agency))
        if not agency and len(namesakes) > 1:
            raise ValidationError({AGENCY: [f"ทำเนียบมี {name} {len(namesakes)} หน่วยงาน โปรดกรอกหน่วยงาน"]})
        for person in namesakes:
            if not agency or _key(str(person.agency or "")) == agency:
                return Found(person, is_new=False)
        if namesakes:
            elsewhere = ", ".join(str(person.agency or "ไม่ระบุหน่วยงาน") for person in namesakes)
            self.line_notes.append(f"ทำเนียบมี {name} ({elsewhere}) แล้ว แถวนี้จะเพิ่มเป็นอีกรายการ")
        elif near := self.keys.get(name_key(name)):
            self.line_notes.append(f"ทำเนียบมี “{near}” ซึ่งชื่อใกล้เคียงกับ “{name}” โปรดตรวจว่าเป็นคนเดียวกันหรือไม่")
        self.keys.setdefault(name_key(name), name)
        return Found(Person(name=name), is_new=True)

    def take(self, instance: Person, column: str, value: str) -> None:
        if column != AGENCY:
            super().take(instance, column, value)
            return
        agency = self.agencies.get(_key(value))
        if agency is None:
            agency = self.agencies[_key(value)] = Agency(name=value)
            self.changes.agencies.append(agency)
        if instance.agency != agency:
            if not self.found.is_new:
                self.found.done.append(f"{column}: {instance.agency or '(ว่าง)'} → {agency}")
            instance.agency = agency

    def shown(self, person: Person) -> list[str]:
        return [person.name, person.position, str(person.agency or "")]

    def write(self, **about: Any) -> None:
        import_people(self.changes, fields=list(ATTRIBUTES.values()), **about)

    def filter_export(self, queryset: Any, **kwargs: Any) -> Any:
        return queryset.select_related("agency")


class NominationResource(PeopleSheet):
    """Who is proposed for the bodies of the current round."""

    body = Field(column_name=BODY)
    role = Field(column_name=ROLE)
    status = Field(column_name="สถานะ")
    consent = Field(column_name="การตอบรับ")

    required_columns = (BODY,)
    max_rows = MAX_NOMINATIONS
    headings = ("ชื่อ", "ตำแหน่ง", "คณะ", "บทบาท")

    class Meta(PeopleSheet.Meta):
        model = Nomination
        fields = (
            "body",
            "role",
            "name",
            "position",
            "agency",
            "expertise",
            "group_codes",
            "phone",
            "email",
            "status",
            "consent",
        )
        import_order = export_order = fields
        import_id_fields = ("name",)

    def get_import_fields(self, *args: Any, **kwargs: Any) -> list[Field]:
        """The answer is an act of its own; a file does not give it."""
        fields = super().get_import_fields(*args, **kwargs)
        return [each for each in fields if each.column_name not in {"สถานะ", "การตอบรับ"}]

    def start(self) -> None:
        super().start()
        self.changes = NominationChanges()
        round = Round.objects.current()
        if round is None:
            raise FileRefused("no_round", "ยังไม่มีรอบปัจจุบัน โปรดตั้งรอบปัจจุบันก่อนนำเข้า")
        bodies = Committee.objects.filter(round=round).order_by("pk")
        bodies = list(bodies if self.is_report else bodies.select_for_update())
        self.bodies = {_key(body.name): body for body in bodies}
        self.elsewhere = {
            _key(body.name): str(body.round) for body in Committee.objects.exclude(round=round).select_related("round")
        }
        self.there: dict[Any, Nomination] = {}
        for row in Nomination.objects.filter(committee__in=bodies).select_related("committee").order_by("pk"):
            # Of several, the one that is alive; else the latest.
            key = self.key_of(row.committee_id, row.name, row.position, row.agency)
            if key not in self.there or self.there[key].status not in (
                NominationStatus.PROPOSED,
                NominationStatus.ACCEPTED,
            ):
                self.there[key] = row
        seats = Appointment.objects.standing().filter(committee__in=bodies)
        self.seated = {self.key_of(seat.committee_id, seat.name, seat.position, seat.agency) for seat in seats}
        self.people = {
            (person.name, _key(str(person.agency or ""))): person for person in Person.objects.select_related("agency")
        }

    @staticmethod
    def key_of(body: int, name: str, position: str, agency: str) -> Any:
        return (body, name) if name else (body, "", position, agency)

    def find(self, line: dict[str, str]) -> Found:
        body = self._body(line.get(BODY, ""))
        name, position, agency = (line.get(column, "") for column in (NAME, POSITION, AGENCY))
        key = self.key_of(body.pk, name, position, agency)
        role = self._role(line.get(ROLE, ""))
        self.once(key)
        row = self.there.get(key)
        if row is not None and row.status != NominationStatus.PROPOSED:
            self.line_notes.append(f"{row} อยู่ในสถานะ “{row.get_status_display()}” แล้ว แถวนี้จึงไม่เปลี่ยนอะไร")
            self.line = {}
            return Found(row, is_new=False)
        if row is None:
            ONCE_PER_BODY.require(key not in self.seated)
            found = Found(Nomination(committee=body, role=role or BodyRole.MEMBER), is_new=True)
            found.row.person = self.people.get((name, _key(agency))) if name else None
            return found
        found = Found(row, is_new=False)
        if role and role != row.role:
            found.done.append(f"{ROLE}: {role_of(row)} → {role_label(role, body.kind)}")
            row.role = role
        return found

    def _body(self, said: str) -> Committee:
        if not said:
            raise ValidationError({BODY: ["ว่างอยู่ โปรดกรอกชื่อคณะ"]})
        if body := self.bodies.get(_key(said)):
            return body
        if other := self.elsewhere.get(_key(said)):
            raise ValidationError({BODY: [f"“{said[:80]}” เป็นคณะของ{other} ไม่ใช่ของรอบปัจจุบัน"]})
        names = ", ".join(body.name for body in list(self.bodies.values())[:10]) or "ยังไม่มีคณะ โปรดเพิ่มคณะก่อน"
        raise ValidationError({BODY: [f"ไม่พบคณะ “{said[:80]}” ในรอบปัจจุบัน คณะที่มี: {names}"]})

    def _role(self, said: str) -> str:
        role = _ROLES.get(_key(said)) if said else ""
        if role is None:
            raise ValidationError({ROLE: [f"ไม่รู้จักบทบาท “{said[:60]}” โปรดใช้ {' / '.join(BodyRole.labels)}"]})
        return role

    def validate_instance(self, instance: Nomination, import_validation_errors: Any = None, **kwargs: Any) -> None:
        super().validate_instance(instance, import_validation_errors, **kwargs)
        HEADS_AND_EXPERTS.require(
            bool((instance.position and instance.agency) or (instance.name and instance.expertise))
        )
        if instance.person_id is not None and self.found.is_new:
            twin = any(
                row.person_id == instance.person_id
                and row.committee_id == instance.committee_id
                and row.status in (NominationStatus.PROPOSED, NominationStatus.ACCEPTED)
                for row in self.there.values()
            )
            NOMINATED_ONCE.require(not twin)

    def shown(self, row: Nomination) -> list[str]:
        return [row.name or "(โดยตำแหน่ง)", row.position, row.committee.name, role_of(row)]

    def write(self, **about: Any) -> None:
        import_nominations(self.changes, **about)

    def filter_export(self, queryset: Any, **kwargs: Any) -> Any:
        return queryset.select_related("committee")

    def dehydrate_body(self, row: Nomination) -> str:
        return row.committee.name

    def dehydrate_role(self, row: Nomination) -> str:
        return role_of(row)

    def dehydrate_status(self, row: Nomination) -> str:
        return row.get_status_display()

    def dehydrate_consent(self, row: Nomination) -> str:
        return f"{row.get_consent_display()} {thai_date(row.consent_on, short=True)}" if row.consent_on else ""
