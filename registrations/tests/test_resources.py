"""The register from and to a spreadsheet: what is repaired, what is refused in which words, and what is written."""

import io
import zipfile
from datetime import datetime

import openpyxl
import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from office import workbooks
from office.models import Event, Office
from office.workbooks import FileRefused, find_table, read_sheet, write_csv, write_xlsx
from opc_site.testing import DISTRICT_A, make_producer
from registrations import actions
from registrations.models import OtopRegistration, Producer, Product, RegisterImport
from registrations.register import CITIZEN_ID, COLUMNS, REQUIRED
from registrations.resources import EntryResource, ProducerResource
from registrations.rules import ImportStatus, LineKind
from rounds.rules import GroupCode

GOOD = {
    "ลำดับที่": 1,
    "อำเภอ": "พรรณานิคม",
    "ตำบล": "พรรณา",
    "รหัสทะเบียน OTOP": "470400001",
    "ปีที่ขึ้นทะเบียน (พ.ศ.)": 2562,
    "ประเภทผู้ผลิต": "กลุ่มผู้ผลิตชุมชน",
    "ชื่อกลุ่ม/ผู้ผลิต": "กลุ่มทอผ้าย้อมครามบ้านดอนกอย",
    "คำนำหน้า": "นาง",
    "ชื่อ": "สมศรี",
    "นามสกุล": "ใจดี",
    "เลขประจำตัวประชาชน": "",
    "โทรศัพท์": "081-234-5678",
    "ที่อยู่": "12 หมู่ 3",
    "ประเภทผลิตภัณฑ์": "ผ้าและเครื่องแต่งกาย",
    "ชื่อผลิตภัณฑ์": "ผ้าคลุมไหล่ย้อมคราม",
}


def workbook(*rows: dict[str, object], headers: tuple[str, ...] = COLUMNS, above: int = 0) -> bytes:
    """An .xlsx as a province keeps it: `above` rows of title, the header, and one row for each dict over GOOD."""
    book = openpyxl.Workbook()
    for _ in range(above):
        book.active.append(["ทะเบียนผู้ผลิต ผู้ประกอบการ OTOP จังหวัดสกลนคร"])
    book.active.append(list(headers))
    for row in rows:
        book.active.append([{**GOOD, **row}[column] for column in headers])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def bring_in(content: bytes, actor=None, *, dry_run: bool = False) -> RegisterImport:
    """The file as far as its report, and unless that is all that is wanted, into the register."""
    row = actions.report_import(actions.receive_import(content=content, file_name="ทะเบียน.xlsx", actor=actor))
    return row if dry_run else actions.confirm_import(row, actor=actor)


def said(row: RegisterImport, kind: str) -> list[tuple[int, str, str]]:
    return [(line.row, column, sentence) for line in row.all_lines(kind) for column, sentence in line.said]


def refusals(content: bytes) -> list[tuple[int, str, str]]:
    row = bring_in(content, dry_run=True)
    assert row.status == row.Status.REPORTED, row.refusal
    return said(row, LineKind.REFUSED)


def counts() -> tuple[int, int, int]:
    return Producer.objects.count(), OtopRegistration.objects.count(), Product.objects.count()


# -- what goes in ----------------------------------------------------------------------------------------------


def test_one_row_makes_a_producer_with_a_year_and_a_product(cast):
    bring_in(workbook({}), cast.staff)

    producer = Producer.objects.get(code="470400001")
    assert producer.name == "กลุ่มทอผ้าย้อมครามบ้านดอนกอย"
    assert producer.district.name == "พรรณานิคม"
    assert producer.subdistrict.name == "พรรณา"
    assert producer.phone == "0812345678"
    assert producer.contact_name == "นางสมศรี ใจดี"
    assert [registration.year_be for registration in producer.registrations.all()] == [2562]
    assert [(product.name, product.group_code) for product in producer.products.all()] == [
        ("ผ้าคลุมไหล่ย้อมคราม", GroupCode.TEXTILE)
    ]
    assert list(Producer.objects.matching("ดอนกอย")) == [producer]


def test_rows_with_one_code_add_years_and_products_to_one_producer(cast):
    bring_in(workbook({}, {"ปีที่ขึ้นทะเบียน (พ.ศ.)": 2564, "ชื่อผลิตภัณฑ์": "ผ้าพันคอ"}, {"ปีที่ขึ้นทะเบียน (พ.ศ.)": 2564}), cast.staff)

    producer = Producer.objects.get()
    assert [registration.year_be for registration in producer.registrations.all()] == [2562, 2564]
    assert [product.name for product in producer.products.all()] == ["ผ้าคลุมไหล่ย้อมคราม", "ผ้าพันคอ"]


def test_a_row_of_spaces_is_an_empty_row(cast):
    spaces = dict.fromkeys(COLUMNS) | {"อำเภอ": " ", "ตำบล": "\u00a0"}
    bring_in(workbook({}, spaces, {"ปีที่ขึ้นทะเบียน (พ.ศ.)": 2563}), cast.staff)
    assert counts() == (1, 2, 1)


@pytest.mark.parametrize("day", [datetime(1907, 1, 5), datetime(9999, 12, 31)])
def test_a_year_in_a_cell_that_is_formatted_as_a_date_is_refused(cast, day):
    """2562 typed into such a cell is kept as the 2562nd day of Excel's calendar, which is no year of registration."""
    ((row, column, sentence),) = refusals(workbook({"ปีที่ขึ้นทะเบียน (พ.ศ.)": day}))
    assert (row, column) == (2, "ปีที่ขึ้นทะเบียน (พ.ศ.)")
    assert "จัดรูปแบบเป็นวันที่" in sentence


def test_the_same_file_twice_changes_nothing(cast):
    bring_in(workbook({}), cast.staff)
    before = counts()

    result = bring_in(workbook({}), cast.staff, dry_run=True)

    assert (result.writes, result.count(LineKind.UNCHANGED)) == (0, 1)
    with pytest.raises(ValidationError, match="ไม่มีอะไรต่างจากทะเบียน"):
        actions.confirm_import(result, actor=cast.staff)
    assert counts() == before


def test_a_changed_telephone_number_is_shown_and_then_written_for_that_producer_only(cast):
    bring_in(workbook({}, {"รหัสทะเบียน OTOP": "470400002", "ชื่อกลุ่ม/ผู้ผลิต": "กลุ่มอื่น"}), cast.staff)
    content = workbook({"โทรศัพท์": "089-999-9999"})

    assert said(bring_in(content, dry_run=True), LineKind.CHANGED) == [(2, "โทรศัพท์", "0812345678 → 0899999999")]
    assert Producer.objects.get(code="470400001").phone == "0812345678"

    pk = Producer.objects.get(code="470400001").pk
    bring_in(content, cast.staff)
    assert dict(Producer.objects.values_list("code", "phone")) == {"470400001": "0899999999", "470400002": "0812345678"}
    assert Producer.objects.get(code="470400001").pk == pk


def test_an_empty_cell_keeps_what_the_register_has(cast):
    bring_in(workbook({}), cast.staff)
    bring_in(workbook({"โทรศัพท์": "", "ที่อยู่": None, "ตำบล": "", "ปีที่ขึ้นทะเบียน (พ.ศ.)": 2563}), cast.staff)

    producer = Producer.objects.get()
    assert (producer.phone, producer.address, producer.subdistrict.name) == ("0812345678", "12 หมู่ 3", "พรรณา")


def test_small_slips_are_repaired(cast):
    bring_in(
        workbook(
            {
                "อำเภอ": " อ.พรรณานิคม ",
                "ตำบล": "ต.พรรณา",
                "รหัสทะเบียน OTOP": "๔๗-๐๔-๐๐๐๐๑",
                "ปีที่ขึ้นทะเบียน (พ.ศ.)": "พ.ศ. ๒๕๖๒",
                "โทรศัพท์": "+66 81 234 5678",
                "ชื่อกลุ่ม/ผู้ผลิต": "กลุ่มทําผ้า\u200b  บ้านดอนกอย",
                "ประเภทผลิตภัณฑ์": "ผ้า/เครื่องแต่งกาย",
            }
        ),
        cast.staff,
    )

    producer = Producer.objects.get()
    assert (producer.code, producer.phone, producer.district_id) == ("470400001", "0812345678", "4704")
    assert producer.name == "กลุ่มทำผ้า บ้านดอนกอย"
    assert producer.registrations.get().year_be == 2562


def test_codes_and_years_that_excel_kept_as_numbers_and_dates_are_read(cast):
    bring_in(workbook({"รหัสทะเบียน OTOP": 470400001.0, "ปีที่ขึ้นทะเบียน (พ.ศ.)": datetime(2019, 5, 1)}), cast.staff)

    assert Producer.objects.get().code == "470400001"
    assert OtopRegistration.objects.get().year_be == 2562


def test_a_zero_that_excel_took_off_a_telephone_number_is_put_back_and_said(cast):
    result = bring_in(workbook({"โทรศัพท์": 812345678}), dry_run=True)

    assert said(result, LineKind.REFUSED) == []
    assert said(result, LineKind.WARNED) == [
        (2, "โทรศัพท์", "โทรศัพท์ 812345678 ขาดเลข 0 ตัวหน้าเพราะ Excel เก็บเป็นตัวเลข จะบันทึกเป็น 0812345678")
    ]


def test_a_year_of_the_common_era_is_turned_and_said(cast):
    result = bring_in(workbook({"ปีที่ขึ้นทะเบียน (พ.ศ.)": 2019}), dry_run=True)

    assert said(result, LineKind.REFUSED) == []
    assert said(result, LineKind.WARNED) == [
        (2, "ปีที่ขึ้นทะเบียน (พ.ศ.)", "ปี 2019 ดูเหมือนปี ค.ศ. จะบันทึกเป็น พ.ศ. 2562 โปรดตรวจว่าถูกต้อง")
    ]


def test_columns_may_stand_in_another_order_below_a_title(cast):
    bring_in(workbook({}, headers=tuple(reversed(COLUMNS)), above=3), cast.staff)

    assert Producer.objects.get().code == "470400001"


def test_one_line_in_the_journal_counts_the_import(cast):
    bring_in(workbook({}, {"ปีที่ขึ้นทะเบียน (พ.ศ.)": 2564}), cast.staff)

    event = Event.objects.get(verb="นำเข้าทะเบียนผู้ผลิต")
    assert (event.actor, event.target_type) == (cast.staff, "registrations.registerimport")
    assert event.after == {
        "ไฟล์": "ทะเบียน.xlsx",
        "แถว": 2,
        "ผู้ผลิตใหม่": 1,
        "ผู้ผลิตที่ข้อมูลเปลี่ยน": 0,
        "ปีที่ขึ้นทะเบียนเพิ่ม": 2,
        "ผลิตภัณฑ์เพิ่ม": 1,
        "ผลิตภัณฑ์ที่เปลี่ยนประเภท": 0,
    }


# -- what is refused -------------------------------------------------------------------------------------------

ID_WITH_WRONG_CHECK_DIGIT = "1100700000010"


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [
        ("รหัสทะเบียน OTOP", "47040001", "ต้องมี 9 หลัก แต่ที่ใส่มี 8 หลัก"),
        ("รหัสทะเบียน OTOP", "47O400001", "ต้องเป็นตัวเลข 9 หลัก"),
        ("รหัสทะเบียน OTOP", "", "ว่างอยู่"),
        ("ปีที่ขึ้นทะเบียน (พ.ศ.)", "62", "กรุณาใส่ปีเต็ม"),
        ("ปีที่ขึ้นทะเบียน (พ.ศ.)", "2562, 2564", "ปีเดียว"),
        ("อำเภอ", "เมืองเชียงใหม่", "ไม่พบอำเภอ “เมืองเชียงใหม่” ในจังหวัดสกลนคร"),
        ("ตำบล", "ธาตุเชิงชุม", "ในอำเภอพรรณานิคม"),
        ("ประเภทผู้ผลิต", "มูลนิธิ", "ไม่รู้จักประเภทผู้ผลิต “มูลนิธิ”"),
        ("ประเภทผลิตภัณฑ์", "รถยนต์", "ไม่รู้จักประเภทผลิตภัณฑ์ “รถยนต์”"),
        ("ประเภทผลิตภัณฑ์", "", "ว่างอยู่ แต่มีชื่อผลิตภัณฑ์"),
        ("โทรศัพท์", "081-234", "ไม่ถูกต้อง"),
        ("ชื่อกลุ่ม/ผู้ผลิต", "ก" * 201, "ไม่เกิน 200 ตัวอักษร"),
        ("ชื่อกลุ่ม/ผู้ผลิต", "#REF!", "ค่าผิดพลาดของสูตร"),
        ("ที่อยู่", "ก" * 3000, "ยาวเกิน 2,000 ตัวอักษร"),
    ],
)
def test_a_bad_cell_is_refused_with_row_column_and_sentence(cast, column, value, words):
    ((row, said_column, sentence),) = refusals(workbook({}, {column: value, "ชื่อ": "สมศรี"}))[:1]

    assert (row, said_column) == (3, column)
    assert words in sentence


def test_rows_are_counted_as_the_sheet_counts_them(cast):
    """Title rows above, and an empty row in between."""
    book = openpyxl.load_workbook(io.BytesIO(workbook({}, {"อำเภอ": "ไม่มีจริง"}, above=2)))
    book.active.insert_rows(5)
    out = io.BytesIO()
    book.save(out)

    assert [(row, column) for row, column, _ in refusals(out.getvalue())] == [(6, "อำเภอ")]


def test_one_bad_row_keeps_the_whole_file_out_unless_the_person_says_otherwise(cast):
    content = workbook({}, {"รหัสทะเบียน OTOP": "470400002", "อำเภอ": "ไม่มีจริง"})
    with pytest.raises(ValidationError, match="มี 1 แถวที่ไม่ผ่าน จึงยังไม่นำเข้าแถวใด") as refused:
        bring_in(content, cast.staff)
    assert refused.value.code == "only_good_rows_when_said"
    assert counts() == (0, 0, 0)
    assert not Event.objects.filter(verb="นำเข้าทะเบียนผู้ผลิต").exists()

    row = RegisterImport.objects.get()
    assert row.status == ImportStatus.REPORTED
    actions.confirm_import(row, actor=cast.staff, only_good_rows=True)
    assert counts() == (1, 1, 1)
    assert Event.objects.get(verb="นำเข้าทะเบียนผู้ผลิต").after["แถวที่ไม่ผ่าน"] == 1


def test_rows_with_one_code_and_two_names_contradict_each_other(cast):
    assert refusals(workbook({}, {"ชื่อกลุ่ม/ผู้ผลิต": "ชื่ออื่น"})) == [
        (3, "ชื่อกลุ่ม/ผู้ผลิต", "ต่างจากแถว 2 ซึ่งใช้รหัส 470400001 เดียวกัน โปรดทำให้ตรงกันหรือแก้รหัส")
    ]


def test_a_report_writes_nothing_to_the_register(cast):
    with CaptureQueriesContext(connection) as queries:
        bring_in(workbook({}), dry_run=True)

    assert counts() == (0, 0, 0)
    tables = {model._meta.db_table for model in (Producer, OtopRegistration, Product)}
    written = [sql for sql in (query["sql"] for query in queries) if not sql.startswith("SELECT")]
    assert not [sql for sql in written if any(f'"{table}"' in sql for table in tables)]


def test_queries_do_not_grow_with_rows(cast):
    def queries_for(rows: int) -> int:
        lines = [{"รหัสทะเบียน OTOP": f"4704{rows:02d}{line:03d}"} for line in range(rows)]
        with CaptureQueriesContext(connection) as queries:
            bring_in(workbook(*lines), cast.staff)
        return len(queries)

    queries_for(1)  # from now on there are producers to compare with
    assert queries_for(2) == queries_for(40)


# -- citizen ids -----------------------------------------------------------------------------------------------


def test_citizen_ids_are_dropped_unless_the_office_keeps_them_and_that_is_said(cast):
    content = workbook({"เลขประจำตัวประชาชน": "1-1007-00000-01-9"})

    result = bring_in(content, cast.staff)

    assert Producer.objects.get().citizen_id == ""
    assert result.notes == ["ไม่เก็บเลขประจำตัวประชาชนที่อยู่ในไฟล์ 1 แถว เพราะสำนักงานตั้งค่าไม่เก็บไว้"]


def test_citizen_ids_are_checked_kept_and_masked_when_the_office_keeps_them(cast):
    Office.objects.update(keeps_citizen_ids=True)
    ((_, column, sentence),) = refusals(workbook({"เลขประจำตัวประชาชน": ID_WITH_WRONG_CHECK_DIGIT}))
    assert column == "เลขประจำตัวประชาชน"
    assert "เลขตรวจสอบ" in sentence
    assert ID_WITH_WRONG_CHECK_DIGIT not in sentence

    bring_in(workbook({}), cast.staff)
    row = bring_in(workbook({"เลขประจำตัวประชาชน": "1-1007-00000-01-9"}), cast.staff)
    assert Producer.objects.get().citizen_id == "1100700000019"
    assert said(row, LineKind.CHANGED) == [(2, "เลขประจำตัวประชาชน", "(ว่าง) → x-xxxx-xxxx0-01-9")]


# -- files that are no workbook --------------------------------------------------------------------------------


def zipped(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def with_part(name: str, content: bytes) -> bytes:
    out = io.BytesIO(workbook({}))
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return out.getvalue()


def replaced(name: str, old: bytes, new: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook({}))) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for part in source.infolist():
            content = source.read(part)
            target.writestr(part.filename, content.replace(old, new, 1) if part.filename == name else content)
    return out.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
CSV = ",".join(COLUMNS)
REFUSED = {
    "empty": (b"", "empty"),
    "old .xls": (OLE + b"\x00" * 600, "old_xls"),
    "encrypted": (OLE + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
    "half a workbook": (workbook({})[:3000], "corrupt"),
    "a zip of something else": (zipped(**{"word/document.xml": b"<x/>"}), "not_xlsx"),
    "macros": (with_part("xl/vbaProject.bin", b"x"), "macro"),
    "macros by type": (
        replaced("[Content_Types].xml", b"spreadsheetml.sheet.main", b"sheet.macroEnabled.main"),
        "macro",
    ),
    "strict": (
        replaced(
            "xl/workbook.xml",
            b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
            b"http://purl.oclc.org/ooxml/spreadsheetml/main",
        ),
        "strict_ooxml",
    ),
    "an entity": (replaced("xl/worksheets/sheet1.xml", b"<worksheet", b"<!DOCTYPE a []><worksheet"), "xml_entity"),
    "a bomb": (with_part("xl/media/zeros.bin", b"0" * (41 * 1024 * 1024)), "unpacked_too_large"),
    "many parts": (zipped(**{f"part{number}.xml": b"<x/>" for number in range(1001)}), "too_many_entries"),
    "broken sheet": (replaced("xl/worksheets/sheet1.xml", b"<row", b"<<<"), "corrupt"),
    "bad shared string": (
        replaced("xl/worksheets/sheet1.xml", 't="inlineStr"><is><t>ลำดับที่</t></is>'.encode(), b't="s"><v>99999</v>'),
        "corrupt",
    ),
    "no sheet": (replaced("xl/workbook.xml", b"<sheets>", b"<sheets><!--"), "corrupt"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + b"\x00" * 50, "not_xlsx"),
    "Latin-1": (f"{CSV}\n".encode() + "café déjà".encode("latin-1"), "wrong_encoding"),
    "UTF-16 without its mark": (f"{CSV}\nก".encode("utf-16-le"), "wrong_encoding"),
    "a quotation mark left open": (f'{CSV}\n1,"เมือง'.encode(), "csv_shape"),
    "prose": ("เรียน ท่านนายอำเภอ".encode(), "no_header"),
    "a header alone": (CSV.encode(), "no_rows"),
    "a missing column": (CSV.replace("รหัสทะเบียน OTOP", "รหัส").encode() + b"\n1,2", "missing_column"),
    "a column twice": (f"{CSV},อำเภอ\n1,2".encode(), "duplicate_column"),
    "too many rows": ((f"{CSV}\n" + "1,2\n" * 20_001).encode(), "too_many_rows"),
    "too large": (b"a" * (10 * 1024 * 1024 + 1), "unpacked_too_large"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_that_cannot_be_used_is_refused_by_name_in_thai(name):
    content, code = REFUSED[name]

    with pytest.raises(FileRefused) as refused:
        find_table(read_sheet(content), COLUMNS, REQUIRED)

    assert refused.value.code == code
    assert "โปรด" in str(refused.value)


def test_csv_with_and_without_bom_and_with_semicolons_is_read(cast):
    line = [str(GOOD[column]) for column in COLUMNS]
    for content in (
        write_csv([COLUMNS, line]),
        f"{CSV}\n{','.join(line)}".encode(),
        f"{CSV}\n{','.join(line)}".replace(",", ";").encode(),
    ):
        assert refusals(content) == []


def test_a_sheet_coloured_down_to_its_last_row_is_read(cast):
    book = openpyxl.load_workbook(io.BytesIO(workbook({})))
    book.active.cell(row=200_000, column=1).fill = openpyxl.styles.PatternFill("solid", fgColor="FFFF00")
    out = io.BytesIO()
    book.save(out)

    assert refusals(out.getvalue()) == []


# -- what goes out ---------------------------------------------------------------------------------------------


def test_an_export_has_thai_headings_one_row_for_each_producer_and_no_citizen_ids(cast):
    make_producer("ก ผู้ผลิต", code="470100009", years=(2562, 2564), phone="0812345678", citizen_id="1100700000019")

    data = ProducerResource().export(Producer.objects.all())

    assert data.headers == [column for column in COLUMNS if column != "เลขประจำตัวประชาชน"]
    (row,) = data.dict
    assert (row["รหัสทะเบียน OTOP"], row["ปีที่ขึ้นทะเบียน (พ.ศ.)"]) == ("470100009", "2562, 2564")
    assert (row["โทรศัพท์"], row["อำเภอ"]) == ("081-234-5678", "เมืองสกลนคร")


def test_an_export_masks_citizen_ids_where_the_office_keeps_them(cast):
    Office.objects.update(keeps_citizen_ids=True)
    make_producer(citizen_id="1100700000019")

    (row,) = ProducerResource().export(Producer.objects.all()).dict

    assert row["เลขประจำตัวประชาชน"] == "x-xxxx-xxxx0-01-9"


def test_exports_take_the_same_queries_for_one_and_three_producers(cast):
    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            ProducerResource().export(Producer.objects.all())
        return len(found)

    make_producer()
    one = queries()
    make_producer()
    make_producer()
    assert queries() == one


@pytest.mark.parametrize("start", ["=", "+", "-", "@"])
def test_no_exported_cell_runs_as_a_formula(start):
    name = f'{start}HYPERLINK("http://x")'

    book = openpyxl.load_workbook(io.BytesIO(write_xlsx([["ชื่อ"], [name]])))
    cell = book.active["A2"]
    assert (cell.data_type, cell.value, cell.quotePrefix) == ("s", name, True)

    assert write_csv([["ชื่อ"], [name]]).decode("utf-8-sig").splitlines()[1].startswith(f"\"'{start}")


def test_what_was_exported_is_read_back_as_it_was():
    rows = [["ชื่อ", "รหัส"], ["=1+1", "047010001"]]
    for content in (write_xlsx(rows), write_csv(rows)):
        read = [[workbooks.cell_text(cell) for cell in cells] for _, cells in read_sheet(content).rows]
        assert read == rows


@pytest.mark.django_db
def test_columns_are_those_of_the_provinces_template_in_its_order():
    assert tuple(field.column_name for field in ProducerResource().get_export_fields()) == tuple(
        column for column in COLUMNS if column != CITIZEN_ID
    )
    assert len(COLUMNS) == 15


def test_the_list_of_entries_goes_out_with_thai_headings():
    assert EntryResource().get_export_headers()[:3] == ["เลขที่รับสมัคร", "การคัดสรร", "ชื่อผลิตภัณฑ์"]


def test_a_producer_that_moved_keeps_no_tambon_of_the_old_district(cast):
    bring_in(workbook({}), cast.staff)
    bring_in(workbook({"อำเภอ": "เมืองสกลนคร", "ตำบล": ""}), cast.staff)

    producer = Producer.objects.get()
    assert (producer.district_id, producer.subdistrict) == (DISTRICT_A, None)
