"""The register as the province's spreadsheet has it: one line read into values, and a whole file written at once.

One line is one producer with one registration year and one product; lines with the same code add years and products
to the one producer.  What is repaired without asking is the short list of `thai`; anything else is refused with a
sentence, or (a lost zero before a telephone number) pointed out before the person confirms.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from office import journal
from office.models import District, Office, Subdistrict, User
from office.workbooks import MAX_CELL, cell_text
from rounds.rules import GroupCode
from thai.dates import MAX_YEAR_BE, MIN_YEAR_BE, YEAR_OFFSET, check_year_be
from thai.digits import parse_int, to_arabic
from thai.ids import clean_citizen_id, clean_phone
from thai.names import strip_place_prefix
from thai.text import search_key

from .models import OtopRegistration, Producer, Product

NUMBER, DISTRICT, SUBDISTRICT = "ลำดับที่", "อำเภอ", "ตำบล"
CODE, YEAR, KIND, NAME = "รหัสทะเบียน OTOP", "ปีที่ขึ้นทะเบียน (พ.ศ.)", "ประเภทผู้ผลิต", "ชื่อกลุ่ม/ผู้ผลิต"
TITLE, FIRST_NAME, LAST_NAME = "คำนำหน้า", "ชื่อ", "นามสกุล"
CITIZEN_ID, PHONE, ADDRESS = "เลขประจำตัวประชาชน", "โทรศัพท์", "ที่อยู่"
GROUP, PRODUCT = "ประเภทผลิตภัณฑ์", "ชื่อผลิตภัณฑ์"
COLUMNS: Final = (
    NUMBER, DISTRICT, SUBDISTRICT, CODE, YEAR, KIND, NAME, TITLE, FIRST_NAME, LAST_NAME, CITIZEN_ID, PHONE, ADDRESS,
    GROUP, PRODUCT,
)  # fmt: skip
REQUIRED: Final = (DISTRICT, CODE, YEAR, KIND, NAME)

# Column of the sheet → attribute of the producer.
ATTRIBUTES: Final = {
    NAME: "name", KIND: "kind", DISTRICT: "district_id", SUBDISTRICT: "subdistrict_id", ADDRESS: "address",
    TITLE: "contact_title", FIRST_NAME: "contact_first_name", LAST_NAME: "contact_last_name", PHONE: "phone",
    CITIZEN_ID: "citizen_id",
}  # fmt: skip
# What a register calls the three kinds, besides their official names.
_KINDS: Final = {
    search_key(name): kind
    for kind, names in {
        Producer.Kind.COMMUNITY_GROUP: ("กลุ่ม", "กลุ่มชุมชน", "กลุ่มผู้ผลิต"),
        Producer.Kind.SOLE_OWNER: ("เจ้าของรายเดียว", "รายเดียว", "ผู้ผลิตชุมชนเจ้าของรายเดียว"),
        Producer.Kind.SME: ("SME", "SMEs", "เอสเอ็มอี", "วิสาหกิจขนาดกลางและขนาดย่อม"),
    }.items()
    for name in (kind.label, *names)
}
_GROUPS: Final = {search_key(group.label): group for group in GroupCode} | {
    search_key(name): group
    for name, group in {
        "ผ้า เครื่องแต่งกาย": GroupCode.TEXTILE,
        "ผ้าและเครื่องแต่งกาย/เครื่องประดับ": GroupCode.TEXTILE,
        "ของใช้ ของตกแต่ง และของที่ระลึก": GroupCode.GOODS,
        "ของใช้/ของประดับตกแต่ง/ของที่ระลึก": GroupCode.GOODS,
        "สมุนไพรที่ไม่ใช่อาหารและยา": GroupCode.HERB,
    }.items()
}
_ERROR_CELL: Final = re.compile(r"#(?:REF!|N/A|VALUE!|NAME\?|DIV/0!|NULL!|NUM!|SPILL!|CALC!)")
_LENGTHS: Final = {
    column: Producer._meta.get_field(attribute).max_length
    for column, attribute in ATTRIBUTES.items()
    if column in {NAME, ADDRESS, TITLE, FIRST_NAME, LAST_NAME}
} | {PRODUCT: Product._meta.get_field("name").max_length}


@lru_cache(maxsize=5_000)
def _key(text: str) -> str:
    return search_key(strip_place_prefix(text))


@dataclass
class Line:
    """One line of the sheet, cleaned.  values: column → value, only for columns that were filled in."""

    code: str
    year_be: int
    values: dict[str, str]
    group: str = ""
    product: str = ""
    notes: list[str] = field(default_factory=list)


class LineReader:
    """Cleans lines against the places of one province.  Reads the database once, when it is made."""

    def __init__(self, office: Office) -> None:
        self.keeps_citizen_ids = office.keeps_citizen_ids
        self.province = office.province.name
        self.dropped_citizen_ids = 0
        self.places: dict[str, str] = {}  # official code → name, for sentences
        self.districts: dict[str, str] = {}
        self.subdistricts: dict[tuple[str, str], str] = {}
        for district in District.objects.filter(province_id=office.province_id):
            self.places[district.code] = district.name
            self.districts[search_key(district.name)] = district.code
        # "เมือง" alone means the district of the provincial town.
        if town := self.districts.get(search_key(f"เมือง{self.province}")):
            self.districts.setdefault(search_key("เมือง"), town)
        for area in Subdistrict.objects.filter(district__province_id=office.province_id):
            self.places[area.code] = area.name
            self.subdistricts[area.district_id, search_key(area.name)] = area.code

    def read(self, cells: Mapping[str, Any]) -> Line:
        """Raises ValidationError with every column's sentence at once."""
        errors: dict[str, list[str]] = {}
        texts: dict[str, str] = {}
        for column, cell in cells.items():
            text = texts[column] = cell_text(cell)
            if len(text) > MAX_CELL:
                errors[column] = [f"ข้อความยาวเกิน {MAX_CELL:,} ตัวอักษร โปรดตรวจว่าวางข้อมูลผิดช่องหรือไม่"]
            elif _ERROR_CELL.fullmatch(text):
                errors[column] = [f"ช่องนี้เป็นค่าผิดพลาดของสูตร ({text}) โปรดแก้สูตรหรือพิมพ์ค่าจริง"]
            elif (longest := _LENGTHS.get(column)) and len(text) > longest:
                errors[column] = [f"ยาว {len(text)} ตัวอักษร ใส่ได้ไม่เกิน {longest} ตัวอักษร"]
        for column in REQUIRED:
            if not texts.get(column):
                errors.setdefault(column, ["ว่างอยู่ โปรดกรอก"])

        def take(column: str, read: Callable[..., Any], *given: Any) -> Any:
            """The value of a filled cell; None when it is empty or was refused."""
            if column in errors or not texts.get(column):
                return None
            try:
                return read(*given) if given else read(texts[column])
            except ValueError as error:
                errors[column] = [str(error)]
                return None

        notes: list[str] = []
        code = take(CODE, _code)
        year = take(YEAR, _year, cells.get(YEAR))
        district = take(DISTRICT, self._district)
        values = {
            NAME: texts.get(NAME),
            KIND: take(KIND, _kind),
            DISTRICT: district,
            SUBDISTRICT: district and take(SUBDISTRICT, self._subdistrict, district, texts.get(SUBDISTRICT)),
            PHONE: take(PHONE, _phone, cells.get(PHONE), notes),
            **{column: texts.get(column) for column in (ADDRESS, TITLE, FIRST_NAME, LAST_NAME)},
        }
        if self.keeps_citizen_ids:
            values[CITIZEN_ID] = take(CITIZEN_ID, clean_citizen_id)
        elif texts.get(CITIZEN_ID):
            self.dropped_citizen_ids += 1
        group = take(GROUP, _group)
        for column, other in ((GROUP, PRODUCT), (PRODUCT, GROUP)):
            if not texts.get(column) and texts.get(other):
                errors.setdefault(column, [f"ว่างอยู่ แต่มี{other} โปรดกรอกทั้งสองช่อง หรือเว้นว่างทั้งสองช่อง"])
        if errors:
            raise ValidationError(errors)
        if code[:4] != district:
            notes.append(f"รหัส {code} ไม่ขึ้นต้นด้วยรหัสอำเภอ{self.places[district]} ({district}) โปรดตรวจว่าอำเภอถูกต้อง")
        return Line(
            code=code,
            year_be=year,
            values={column: value for column, value in values.items() if value},
            group=group or "",
            product=texts.get(PRODUCT, ""),
            notes=notes,
        )

    def _district(self, text: str) -> str:
        if code := self.districts.get(_key(text)):
            return code
        raise ValueError(f"ไม่พบอำเภอ “{text}” ในจังหวัด{self.province} โปรดตรวจตัวสะกด หากเป็นจังหวัดอื่น ให้ลบแถวนี้")

    def _subdistrict(self, district: str, text: str) -> str:
        if code := self.subdistricts.get((district, _key(text))):
            return code
        raise ValueError(f"ไม่พบตำบล “{text}” ในอำเภอ{self.places[district]} โปรดตรวจตัวสะกดหรืออำเภอ")


def _code(text: str) -> str:
    digits = re.sub(r"[\s.\-\u2010-\u2015]", "", to_arabic(text))
    if re.fullmatch(r"[0-9]{9}", digits):
        return digits
    if re.fullmatch(r"[0-9]+", digits):
        raise ValueError(f"รหัสทะเบียน OTOP ต้องมี 9 หลัก แต่ที่ใส่มี {len(digits)} หลัก โปรดตรวจกับทะเบียน")
    raise ValueError(f"รหัสทะเบียน OTOP ต้องเป็นตัวเลข 9 หลัก แต่พบ “{text[:40]}” โปรดตรวจกับทะเบียน")


def _year(cell: Any) -> int:
    """A Buddhist year; a real Excel date gives its year, also where พ.ศ. had been typed as the common era."""
    if isinstance(cell, datetime | date):
        year = cell.year if cell.year > 2400 else cell.year + YEAR_OFFSET
        # A year typed into a cell that is formatted as a date is a day of 1907: 2562 days after Excel's first.
        if not MIN_YEAR_BE <= year <= MAX_YEAR_BE:
            raise ValueError(f"ช่องนี้จัดรูปแบบเป็นวันที่ ({cell_text(cell)}) โปรดเปลี่ยนรูปแบบเซลล์เป็นตัวเลข แล้วพิมพ์ปี พ.ศ. ใหม่")
        return year
    text = re.sub(r"^(?:ปี)?\s*(?:พ\.?\s?ศ\.?)?\s*", "", cell_text(cell))
    try:
        year = parse_int(text)
    except ValueError:
        raise ValueError(f"ปีที่ขึ้นทะเบียนต้องเป็นปี พ.ศ. ปีเดียว เช่น 2562 แต่พบ “{text[:40]}”") from None
    check_year_be(year)
    return year


def _kind(text: str) -> str:
    if kind := _KINDS.get(_key(text)):
        return kind
    raise ValueError(f"ไม่รู้จักประเภทผู้ผลิต “{text[:60]}” โปรดใช้ {' / '.join(Producer.Kind.labels)}")


def _group(text: str) -> str:
    if group := _GROUPS.get(_key(text)):
        return group
    raise ValueError(f"ไม่รู้จักประเภทผลิตภัณฑ์ “{text[:60]}” โปรดใช้ {' / '.join(GroupCode.labels)}")


def _phone(cell: Any, notes: list[str]) -> str:
    text = cell_text(cell)
    # Kept as a number, a telephone number loses its first zero: Excel did that, not a person's finger.
    if isinstance(cell, int | float) and re.fullmatch(r"[689][0-9]{8}|[2-57][0-9]{7}", text):
        notes.append(f"โทรศัพท์ {text} ขาดเลข 0 ตัวหน้าเพราะ Excel เก็บเป็นตัวเลข จะบันทึกเป็น 0{text}")
        text = f"0{text}"
    return clean_phone(text)


# -- writing ---------------------------------------------------------------------------------------------------


@dataclass
class RegisterChanges:
    """What a file changes in the register, ready to be written."""

    new: list[Producer] = field(default_factory=list)
    changed: list[Producer] = field(default_factory=list)
    years: list[OtopRegistration] = field(default_factory=list)
    products: list[Product] = field(default_factory=list)
    regrouped: list[Product] = field(default_factory=list)

    def counts(self) -> dict[str, int]:
        return {
            "ผู้ผลิตใหม่": len(self.new),
            "ผู้ผลิตที่ข้อมูลเปลี่ยน": len(self.changed),
            "ปีที่ขึ้นทะเบียนเพิ่ม": len(self.years),
            "ผลิตภัณฑ์เพิ่ม": len(self.products),
            "ผลิตภัณฑ์ที่เปลี่ยนประเภท": len(self.regrouped),
        }


@transaction.atomic
def import_register(changes: RegisterChanges, *, actor: User | None, file_name: str, rows: int) -> None:
    """Writes a whole file's changes and one line in the journal, or nothing.

    Raises ValidationError when a colleague changed the same producers at the same moment.
    """
    now = timezone.now()
    for producer in (*changes.new, *changes.changed):
        producer.set_derived()
        producer.updated_at = now
    try:
        Producer.objects.bulk_create(changes.new, batch_size=500)
        Producer.objects.bulk_create(
            changes.changed,
            batch_size=500,
            update_conflicts=True,
            unique_fields=["id"],
            update_fields=[*ATTRIBUTES.values(), "search_text", "name_order", "updated_at"],
        )
        OtopRegistration.objects.bulk_create(changes.years, batch_size=1000)
        Product.objects.bulk_create(changes.products, batch_size=1000)
        Product.objects.bulk_update(changes.regrouped, ["group_code"], batch_size=500)
    except IntegrityError as error:
        raise ValidationError(
            "มีเจ้าหน้าที่แก้ไขทะเบียนของผู้ผลิตรายเดียวกันในเวลาเดียวกัน จึงยังไม่ได้บันทึกอะไร โปรดนำเข้าไฟล์นี้อีกครั้ง", code="moved_by_other"
        ) from error
    journal.record(
        actor=actor,
        verb="นำเข้าทะเบียนผู้ผลิต",
        target=Office.objects.get(),
        after={"ไฟล์": file_name, "แถว": rows, **changes.counts()},
    )
