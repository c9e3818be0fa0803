"""The register as the province's spreadsheet has it: each line read into values.

One line is one producer with one registration year and one product; lines with the same code add years and products
to the one producer.  What a cell may hold, and what is repaired, asked about or refused in it, is in `register_cells`.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.utils import timezone

from office.models import District, Office, Subdistrict
from office.workbooks import MAX_CELL, UNCOMPUTED, Sheet, cell_text
from thai.dates import in_bangkok
from thai.text import search_key

from .models import Producer, Product
from .register_cells import (
    ODD_STARTS,
    Asked,
    Refused,
    Remark,
    is_nothing,
    place_key,
    read_citizen_id,
    read_code,
    read_first_name,
    read_group,
    read_kind,
    read_phone,
    read_words,
    read_year,
    shown,
)

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
_LENGTHS: Final = {
    column: Producer._meta.get_field(attribute).max_length
    for column, attribute in ATTRIBUTES.items()
    if column in {NAME, ADDRESS, TITLE, FIRST_NAME, LAST_NAME}
} | {PRODUCT: Product._meta.get_field("name").max_length}
_WORDS: Final = (NAME, TITLE, FIRST_NAME, LAST_NAME, ADDRESS, PRODUCT)
OK, WARN, REFUSED = "ok", "warn", "refused"


@dataclass(slots=True)
class Line:
    """One line of the sheet, cleaned.  values: column → value, only for columns that were filled in."""

    code: str
    year_be: int
    values: dict[str, str]
    group: str = ""
    product: str = ""
    notes: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Reading:
    """What became of one row of data: a line, or None when it is refused; and everything that was said about it.

    dropped_id: a citizen id that the office does not keep; it is compared with those of other rows and goes no further.
    """

    row: int
    line: Line | None
    remarks: list[Remark] = field(default_factory=list)
    dropped_id: str = ""

    @property
    def verdict(self) -> str:
        """ok, warn (goes in when a person has looked) or refused."""
        return REFUSED if self.line is None else WARN if self.remarks else OK

    def add(self, remark: Remark) -> None:
        """One more thing to look at in a line that goes in."""
        self.remarks = sorted([*self.remarks, remark], key=_place_of)
        if self.line is not None:
            self.line.notes.append(remark.sentence)

    @property
    def worst(self) -> Remark | None:
        return next((each for each in self.remarks if each.refuses), self.remarks[0] if self.remarks else None)


class LineReader:
    """Cleans lines against the places of one province.  Reads the database once, when it is made."""

    def __init__(self, office: Office, today: date | None = None) -> None:
        self.keeps_citizen_ids = office.keeps_citizen_ids
        self.province = office.province.name
        self.today = today or in_bangkok(timezone.now()).date()
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
        """The line without its remarks.  Raises ValidationError with every column's sentence at once."""
        reading = self.check(0, cells)
        if reading.line is None:
            errors: dict[str, list[str]] = {}
            for remark in reading.remarks:
                if remark.refuses:
                    errors.setdefault(remark.column, []).append(remark.sentence)
            raise ValidationError(errors)
        return reading.line

    def check(self, row: int, cells: Mapping[str, Any], formulas: Collection[str] = ()) -> Reading:
        """One row of the sheet.

        cells: value by column, as the reader of the file gave it.  formulas: columns whose value a formula gave.
        """
        reading = Reading(row, None)
        remarks = reading.remarks
        texts = self._texts(cells, remarks)
        for column in REQUIRED:
            if column not in texts and not any(remark.column == column for remark in remarks):
                remarks.append(Remark(column, "empty", "ว่างอยู่ โปรดกรอก", True))

        def take(column: str, read: Callable[..., Any], *given: Any) -> Any:
            """The value of a filled cell; None when it is empty or was refused."""
            text = texts.get(column)
            if text is None:
                return None
            try:
                return read(*given, text)
            except Refused as refused:
                remarks.append(Remark(column, refused.code, str(refused), True))
            except Asked as asked:
                remarks.append(Remark(column, asked.code, str(asked)))
                return asked.value
            return None

        code = take(CODE, read_code)
        year = take(YEAR, self._year, cells.get(YEAR))
        district = take(DISTRICT, self._district)
        values = {
            KIND: take(KIND, read_kind),
            DISTRICT: district,
            SUBDISTRICT: take(SUBDISTRICT, self._subdistrict, district) if district else None,
            PHONE: take(PHONE, read_phone),
        }
        for column in _WORDS:
            if column in texts:
                values[column] = self._words(column, texts[column], remarks)
        if values.get(FIRST_NAME):
            self._take_title_out(values, remarks)
        number = take(CITIZEN_ID, self._citizen_id)
        group, product = take(GROUP, read_group), values.pop(PRODUCT, None)
        for column, other in ((GROUP, PRODUCT), (PRODUCT, GROUP)):
            if column not in texts and other in texts:
                remarks.append(Remark(column, "empty", f"ว่างอยู่ แต่มี{other} โปรดกรอกทั้งสองช่อง หรือเว้นว่างทั้งสองช่อง", True))
        if code and district and code[:4] != district:
            sentence = f"รหัส {code} ไม่ขึ้นต้นด้วยรหัสอำเภอ{self.places[district]} ({district}) โปรดตรวจว่าอำเภอถูกต้อง"
            remarks.append(Remark(CODE, "other_district", sentence))
        remarks += [
            Remark(column, "formula", "ค่านี้มาจากสูตร ระบบอ่านค่าที่ไฟล์เก็บไว้ล่าสุด โปรดตรวจว่าถูกต้อง")
            for column in formulas
            if column in texts
        ]
        if remarks:
            remarks.sort(key=_place_of)
            if any(remark.refuses for remark in remarks):
                return reading
        if number:
            if self.keeps_citizen_ids:
                values[CITIZEN_ID] = number
            else:
                self.dropped_citizen_ids += 1
                reading.dropped_id = number
        reading.line = Line(
            code=code,
            year_be=year,
            values={column: value for column, value in values.items() if value},
            group=group or "",
            product=product or "",
            notes=[remark.sentence for remark in remarks],
        )
        return reading

    def _texts(self, cells: Mapping[str, Any], remarks: list[Remark]) -> dict[str, str]:
        """The filled cells as text, less those that say nothing and those that no column takes."""
        texts: dict[str, str] = {}
        for column, cell in cells.items():
            if cell is None or column == NUMBER:
                continue
            text = cell_text(cell)
            if not text:
                if cell is UNCOMPUTED:
                    sentence = "ช่องนี้เป็นสูตรที่ยังไม่มีค่า โปรดเปิดไฟล์ด้วย Excel แล้วบันทึกอีกครั้ง หรือพิมพ์ค่าจริง"
                    remarks.append(Remark(column, "formula_no_value", sentence, True))
                continue
            try:
                # The first letter tells of nearly every cell that there is no more to ask.
                if (text[0] in ODD_STARTS or len(text) > MAX_CELL) and is_nothing(text):
                    if column in REQUIRED:
                        raise Refused("empty", f"“{text}” ไม่ใช่ข้อมูล โปรดกรอก")
                    remarks.append(Remark(column, "placeholder", f"“{text}” อ่านเป็นช่องว่าง"))
                    continue
                longest = _LENGTHS.get(column)
                if longest and len(text) > longest:
                    raise Refused("too_long", f"ยาว {len(text)} ตัวอักษร ใส่ได้ไม่เกิน {longest} ตัวอักษร")
            except Refused as refused:
                remarks.append(Remark(column, refused.code, str(refused), True))
                continue
            texts[column] = text
        return texts

    def _words(self, column: str, text: str, remarks: list[Remark]) -> str | None:
        try:
            words, code, sentence = read_words(text)
        except Refused as refused:
            remarks.append(Remark(column, refused.code, str(refused), True))
            return None
        if code:
            remarks.append(Remark(column, code, sentence))
        return words

    def _take_title_out(self, values: dict[str, Any], remarks: list[Remark]) -> None:
        try:
            title, name, sentence = read_first_name(values[FIRST_NAME], values.get(TITLE) or "")
        except Refused as refused:
            remarks.append(Remark(FIRST_NAME, refused.code, str(refused), True))
            return
        if sentence:
            values[TITLE], values[FIRST_NAME] = title, name
            remarks.append(Remark(FIRST_NAME, "title_in_name", sentence))

    def _year(self, cell: Any, text: str) -> int:
        return read_year(cell, text, self.today)

    def _citizen_id(self, text: str) -> str:
        return read_citizen_id(text, is_kept=self.keeps_citizen_ids)

    def _district(self, text: str) -> str:
        if code := self.districts.get(place_key(text)):
            return code
        near = get_close_matches(place_key(text)[:60], self.districts, n=1, cutoff=0.75)
        meant = f" หมายถึงอำเภอ{self.places[self.districts[near[0]]]}หรือไม่" if near else ""
        raise Refused(
            "unknown_district",
            f"ไม่พบอำเภอ “{shown(text)}” ในจังหวัด{self.province}{meant} โปรดตรวจตัวสะกด หากเป็นจังหวัดอื่น ให้ลบแถวนี้",
        )

    def _subdistrict(self, district: str, text: str) -> str:
        if code := self.subdistricts.get((district, place_key(text))):
            return code
        raise Refused(
            "unknown_subdistrict", f"ไม่พบตำบล “{shown(text)}” ในอำเภอ{self.places[district]} โปรดตรวจตัวสะกดหรืออำเภอ"
        )


def _place_of(remark: Remark) -> int:
    return COLUMNS.index(remark.column) if remark.column in COLUMNS else len(COLUMNS)


# -- a whole file ------------------------------------------------------------------------------------------------


def read_lines(table: Sheet, places: Mapping[str, int], reader: LineReader) -> Iterator[Reading]:
    """Each row of data once, in the file's order, also held against the rows above it.

    table, places: as `find_table` gives them.  A row is refused when it contradicts an earlier one with the same code
    or the same product; a row that says nothing new is pointed out.
    """
    above = _RowsAbove()
    wanted = [(column, place) for column, place in places.items() if column != NUMBER]
    for number, cells in table.rows:
        width = len(cells)
        row = {column: cells[place] for column, place in wanted if place < width}
        found = table.formulas.get(number)
        formulas = [column for column, place in wanted if place in found] if found else ()
        reading = reader.check(number, row, formulas)
        if table.width and width > table.width and any(cells[table.width :]):
            sentence = "มีช่องมากกว่าหัวคอลัมน์ ข้อมูลอาจเลื่อนช่อง โปรดใส่ข้อความที่มีจุลภาคไว้ในเครื่องหมายอัญประกาศ หรือบันทึกเป็น .xlsx"
            reading.remarks.insert(0, Remark("", "csv_shape", sentence, True))
            reading.line = None
        if reading.line is not None:
            above.compare(reading)
        yield reading


class _RowsAbove:
    """What the rows so far have said of each producer and product, and on which row."""

    def __init__(self) -> None:
        self.first: dict[str, tuple[int, dict[str, str]]] = {}
        self.added: dict[tuple[str, str], int] = {}
        self.groups: dict[tuple[str, str], tuple[int, str]] = {}
        self.seen: dict[tuple[str, int, str], int] = {}
        self.people: dict[str, tuple[int, str]] = {}  # citizen id → (row, code)

    def compare(self, reading: Reading) -> None:
        """Refuses a line that contradicts what stands above it, remembers one that does not."""
        line, row = reading.line, reading.row
        assert line is not None  # noqa: S101 -- the caller has looked
        if reading.dropped_id:
            other_row, code = self.people.setdefault(reading.dropped_id, (row, line.code))
            if code != line.code:
                sentence = f"เลขประจำตัวประชาชนเดียวกับแถว {other_row} ซึ่งใช้รหัส {code} โปรดตรวจว่าเป็นรายเดียวกันหรือไม่"
                reading.add(Remark(CITIZEN_ID, "same_citizen_id", sentence))
        earlier = self.first.get(line.code)
        if earlier is None:
            self.first[line.code] = row, line.values
            if line.product:
                self.groups[line.code, line.product] = row, line.group
            self.seen[line.code, line.year_be, line.product] = row
            return
        first_row, values = earlier
        against = [
            Remark(
                column,
                "contradicts",
                f"ต่างจากแถว {self.added.get((line.code, column), first_row)} ซึ่งใช้รหัส {line.code} เดียวกัน "
                "โปรดทำให้ตรงกันหรือแก้รหัส",
                True,
            )
            for column, value in line.values.items()
            if values.get(column, value) != value
        ]
        said_row, group = self.groups.get((line.code, line.product), (row, line.group))
        if group != line.group:
            against.append(Remark(GROUP, "contradicts", f"ต่างจากแถว {said_row} ซึ่งเป็นผลิตภัณฑ์เดียวกัน โปรดทำให้ตรงกัน", True))
        if against:
            reading.remarks = sorted([*reading.remarks, *against], key=_place_of)
            reading.line = None
            return
        if new := line.values.keys() - values.keys():
            self.first[line.code] = first_row, {**values, **line.values}
            self.added |= {(line.code, column): row for column in new}
        if line.product:
            self.groups.setdefault((line.code, line.product), (row, line.group))
        before = self.seen.setdefault((line.code, line.year_be, line.product), row)
        if before != row and not new:
            remark = Remark(CODE, "repeated", f"ซ้ำกับแถว {before} (รหัส ปี และผลิตภัณฑ์เดียวกัน) แถวนี้ไม่เพิ่มอะไร")
            reading.remarks = sorted([*reading.remarks, remark], key=_place_of)
            line.notes.append(remark.sentence)
