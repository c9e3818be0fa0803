"""The directory from and to a spreadsheet, and the nominations of a round: told first, then written as told."""

import threading
from io import BytesIO

import openpyxl
import pytest
from django.db import connections, transaction
from django.test import Client
from django.urls import reverse

from committees.actions import accept_nomination, decline_nomination, lock_directory, nominate
from committees.models import Agency, Committee, Nomination, Person
from committees.resources import NominationResource, PersonResource
from office.models import Event
from office.workbooks import FileRefused, write_csv, write_xlsx
from opc_site.testing import make_round

PERSON = {
    "คำนำหน้า ชื่อ สกุล": "นางสาวสมศรี ใจดีงาม",
    "ตำแหน่ง": "อาจารย์",
    "หน่วยงาน": "มหาวิทยาลัยราชภัฏสกลนคร",
    "ความเชี่ยวชาญ": "สิ่งทอพื้นบ้าน",
    "ประเภทผลิตภัณฑ์": "ผ้าและเครื่องแต่งกาย, FOOD",
    "โทรศัพท์": "081-234-5678",
    "อีเมล": "somsri@example.ac.th",
}
BODY = "คณะทำงานพิจารณาผลิตภัณฑ์ประเภทผ้า"
NOMINATION = {"คณะ": BODY, "บทบาท": "ประธานคณะทำงาน", **PERSON}


def sheet(*rows, base=PERSON, write=write_xlsx):
    return write([list(base), *[list({**base, **row}.values()) for row in rows]])


def bring_in(content, actor=None, *, resource=PersonResource, dry_run=False):
    reader = resource()
    return reader.import_data(
        reader.dataset(content),
        dry_run=dry_run,
        rollback_on_validation_errors=True,
        user=actor,
        file_name="รายชื่อ.xlsx",
    )


def told(*rows, base=PERSON, resource=PersonResource):
    return bring_in(sheet(*rows, base=base), resource=resource, dry_run=True)


def nominations_told(*rows):
    return told(*rows, base=NOMINATION, resource=NominationResource)


@pytest.fixture
def body(current_round):
    return Committee.objects.create(round=current_round, kind="working_group", name=BODY)


# -- the directory -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("write", [write_xlsx, write_csv])
def test_a_row_makes_a_person_and_the_agency(cast, write):
    bring_in(sheet({}, write=write), cast.staff)
    person = Person.objects.get()
    assert (person.name, person.agency.name, person.group_codes, person.phone) == (
        "นางสาวสมศรี ใจดีงาม",
        "มหาวิทยาลัยราชภัฏสกลนคร",
        ",FOOD,TEXTILE,",
        "081-234-5678",
    )
    assert Event.objects.get(verb="นำเข้าทำเนียบ").after["บุคคลใหม่"] == 1


def test_the_report_writes_nothing_and_tells_what_will_be(cast):
    result = told({}, {"คำนำหน้า ชื่อ สกุล": "นายมานะ คำมี"})
    assert not Person.objects.exists()
    assert not Agency.objects.exists()
    assert [(report.row, report.kind) for report in result.reports] == [(2, "ใหม่"), (3, "ใหม่")]
    assert result.changes.counts() == {"บุคคลใหม่": 2, "บุคคลที่ข้อมูลเปลี่ยน": 0, "หน่วยงานใหม่": 1}


def test_the_same_file_twice_changes_nothing(cast):
    content = sheet({}, {"คำนำหน้า ชื่อ สกุล": "นายมานะ คำมี", "หน่วยงาน": ""})
    bring_in(content, cast.staff)
    before = list(Person.objects.values())
    result = bring_in(content, cast.staff)
    assert result.reports == []
    assert list(Person.objects.values()) == before


def test_a_change_is_told_with_both_values_and_an_empty_cell_keeps(cast):
    bring_in(sheet({}), cast.staff)
    change = {"ตำแหน่ง": "ผู้ช่วยศาสตราจารย์", "โทรศัพท์": "", "ความเชี่ยวชาญ": "", "อีเมล": "s@example.ac.th"}
    result = told(change)
    assert result.reports[0].changes == [
        "ตำแหน่ง: อาจารย์ → ผู้ช่วยศาสตราจารย์",
        "อีเมล: s…@example.ac.th → s…@example.ac.th",
    ]
    bring_in(sheet(change), cast.staff)
    person = Person.objects.get()
    assert (person.position, person.phone, person.expertise) == ("ผู้ช่วยศาสตราจารย์", "081-234-5678", "สิ่งทอพื้นบ้าน")


def test_a_namesake_of_another_agency_is_another_person_and_said(cast):
    bring_in(sheet({}), cast.staff)
    result = told({"หน่วยงาน": "วิทยาลัยเทคนิคสกลนคร"})
    assert result.reports[0].kind == "ใหม่"
    assert "จะเพิ่มเป็นอีกรายการ" in result.row_notes[0][1]


def test_a_near_name_is_pointed_out(cast):
    bring_in(sheet({}), cast.staff)
    assert "ชื่อใกล้เคียงกับ" in told({"คำนำหน้า ชื่อ สกุล": "น.ส.สมศรี ใจดีงาม"}).row_notes[0][1]


@pytest.mark.parametrize(
    ("column", "value", "sentence"),
    [
        ("คำนำหน้า ชื่อ สกุล", "", "ว่างอยู่ โปรดกรอก"),
        ("คำนำหน้า ชื่อ สกุล", "ก" * 201, "ใส่ได้ไม่เกิน 200 ตัวอักษร"),
        ("ประเภทผลิตภัณฑ์", "อาหาร, รถยนต์", "ไม่รู้จักประเภทผลิตภัณฑ์ “รถยนต์”"),
        ("อีเมล", "ไม่มี", "ไม่ใช่ที่อยู่อีเมล"),
        ("โทรศัพท์", "ไม่มี", "ไม่มีตัวเลข"),
        ("โทรศัพท์", "0" * 61, "ใส่ได้ไม่เกิน 60 ตัวอักษร"),
        ("ตำแหน่ง", "#REF!", "ค่าผิดพลาดของสูตร"),
        ("ตำแหน่ง", "ก" * 2_001, "ข้อความยาวเกิน 2,000"),
    ],
)
def test_what_is_wrong_is_told_by_row_and_column(cast, column, value, sentence):
    result = told({"คำนำหน้า ชื่อ สกุล": "นายมานะ คำมี"}, {column: value})
    [(row, where, said)] = result.refusals
    assert (row, where) == (3, column)
    assert sentence in said
    bring_in(sheet({"คำนำหน้า ชื่อ สกุล": "นายมานะ คำมี"}, {column: value}), cast.staff)
    assert not Person.objects.exists()


def test_a_row_twice_in_the_file_names_the_first(cast):
    [(row, _, said)] = told({}, {}).refusals
    assert (row, said) == (3, "ซ้ำกับแถว 2 โปรดเหลือแถวเดียว")


def test_a_name_of_two_agencies_needs_its_agency(cast):
    bring_in(sheet({}, {"หน่วยงาน": "วิทยาลัยเทคนิคสกลนคร"}), cast.staff)
    [(_, column, said)] = told({"หน่วยงาน": ""}).refusals
    assert (column, "โปรดกรอกหน่วยงาน" in said) == ("หน่วยงาน", True)


def test_formulas_are_text(cast):
    bring_in(sheet({"ความเชี่ยวชาญ": '=HYPERLINK("http://x","y")'}), cast.staff)
    person = Person.objects.get()
    assert person.expertise == '=HYPERLINK("http://x","y")'
    out = PersonResource().export(Person.objects.all())
    assert "'=HYPERLINK" in write_csv([out.headers, *out]).decode("utf-8-sig")


def test_a_number_that_lost_its_zero_gets_it_back_and_it_is_said(cast):
    book = openpyxl.Workbook()
    book.active.append(list(PERSON))
    book.active.append([*list(PERSON.values())[:5], 812345678, ""])
    out = BytesIO()
    book.save(out)
    result = bring_in(out.getvalue(), cast.staff)
    assert Person.objects.get().phone == "0812345678"
    assert "ขาดเลข 0" in result.row_notes[0][1]


def test_unknown_columns_are_named_and_a_missing_name_refuses_the_file(cast):
    base = {**PERSON, "เลขบัญชีธนาคาร": "123"}
    assert any("เลขบัญชีธนาคาร" in note for note in told({}, base=base).notes)
    with pytest.raises(FileRefused, match="คำนำหน้า ชื่อ สกุล"):
        told({}, base={key: value for key, value in PERSON.items() if not key.startswith("คำนำหน้า")})


def test_a_file_of_thousands_is_another_list(cast, monkeypatch):
    monkeypatch.setattr(PersonResource, "max_rows", 2)
    rows = [{"คำนำหน้า ชื่อ สกุล": f"นายมานะ คำมี {n}"} for n in range(3)]
    assert told(*rows[:2]).total_rows == 2
    with pytest.raises(FileRefused, match="เกิน 2 แถว"):
        told(*rows)


def test_an_export_masks_contacts_and_comes_back_without_harm(cast):
    bring_in(sheet({}), cast.staff)
    out = PersonResource().export(Person.objects.all())
    assert out.dict[0]["โทรศัพท์"] == "xxx-xxx-5678"
    assert out.dict[0]["อีเมล"] == "s…@example.ac.th"

    result = bring_in(write_xlsx([out.headers, *out]), cast.staff)
    assert (result.reports, result.refusals) == ([], [])
    assert Person.objects.get().phone == "081-234-5678"


# -- nominations ---------------------------------------------------------------------------------------------------


def test_a_file_proposes_by_name_and_by_position(cast, body):
    position = {"คำนำหน้า ชื่อ สกุล": "", "ตำแหน่ง": "พาณิชย์จังหวัด", "บทบาท": "", "ความเชี่ยวชาญ": ""}
    content = sheet({}, position, base=NOMINATION)
    result = bring_in(content, cast.staff, resource=NominationResource)
    assert result.refusals == []
    by_name, by_position = body.nominations.order_by("pk")
    assert (by_name.role, by_name.status, by_name.created_by) == ("chair", "proposed", cast.staff)
    assert (by_position.role, by_position.name) == ("member", "")

    again = bring_in(content, cast.staff, resource=NominationResource)
    assert (again.reports, body.nominations.count()) == ([], 2)


def test_who_is_in_the_directory_is_linked(cast, body):
    bring_in(sheet({}), cast.staff)
    bring_in(sheet({}, base=NOMINATION), cast.staff, resource=NominationResource)
    assert Nomination.objects.get().person == Person.objects.get()


@pytest.mark.parametrize(
    ("column", "value", "sentence"),
    [
        ("คณะ", "คณะที่ไม่มี", f"ไม่พบคณะ “คณะที่ไม่มี” ในรอบปัจจุบัน คณะที่มี: {BODY}"),
        ("คณะ", "", "ว่างอยู่ โปรดกรอกชื่อคณะ"),
        ("คณะ", "คณะของรอบก่อน", "ไม่ใช่ของรอบปัจจุบัน"),
        ("บทบาท", "หัวหน้าใหญ่", "ไม่รู้จักบทบาท “หัวหน้าใหญ่”"),
    ],
)
def test_an_unknown_body_or_role_is_named(cast, body, column, value, sentence):
    past = make_round(year_be=2564, is_current=False)
    Committee.objects.create(round=past, kind="committee", name="คณะของรอบก่อน")
    [(row, where, said)] = nominations_told({column: value}).refusals
    assert (row, where) == (2, column)
    assert sentence in said


def test_nobody_is_refused_in_the_clause_s_words(cast, body):
    [(_, _, said)] = nominations_told({"หน่วยงาน": "", "ความเชี่ยวชาญ": ""}).refusals
    assert "โปรดระบุตำแหน่งและหน่วยงาน หรือชื่อและความเชี่ยวชาญ" in said


def test_a_change_before_the_answer_is_told_and_made(cast, body):
    bring_in(sheet({}, base=NOMINATION), cast.staff, resource=NominationResource)
    change = {"บทบาท": "คณะทำงาน", "ตำแหน่ง": "คณบดี"}
    assert nominations_told(change).reports[0].changes == ["บทบาท: ประธานคณะทำงาน → คณะทำงาน", "ตำแหน่ง: อาจารย์ → คณบดี"]
    bring_in(sheet(change, base=NOMINATION), cast.staff, resource=NominationResource)
    row = body.nominations.get()
    assert (row.role, row.position) == ("member", "คณบดี")


@pytest.mark.parametrize("answer", ["accept", "decline"])
def test_what_was_answered_is_not_changed_by_a_file(cast, body, answer):
    bring_in(sheet({}, base=NOMINATION), cast.staff, resource=NominationResource)
    row = body.nominations.get()
    if answer == "accept":
        accept_nomination(row, consent="letter", consent_on=row.created_at.date(), actor=cast.staff)
    else:
        decline_nomination(row, reason="ติดราชการ", actor=cast.staff)
    result = bring_in(sheet({"ตำแหน่ง": "คณบดี"}, base=NOMINATION), cast.staff, resource=NominationResource)
    assert result.reports == []
    assert "แถวนี้จึงไม่เปลี่ยนอะไร" in result.row_notes[0][1]
    row.refresh_from_db()
    assert (row.position, body.nominations.count()) == ("อาจารย์", 1)


def test_who_sits_in_the_body_is_refused(cast, body):
    body.appointments.create(name="นางสาวสมศรี ใจดีงาม", position="ก", agency="ข")
    [(_, _, said)] = nominations_told({}).refusals
    assert "อยู่ในคณะเดียวกันได้ตำแหน่งเดียว" in said


def test_nominations_go_out_with_the_answer_and_masked(cast, body):
    row = nominate(committee=body, actor=cast.staff, name="นายก ข", expertise="ผ้า", phone="0812345678")
    accept_nomination(row, consent="spoken", consent_on=row.created_at.date(), actor=cast.staff)
    out = NominationResource().export(Nomination.objects.all()).dict[0]
    assert (out["คณะ"], out["บทบาท"], out["สถานะ"], out["โทรศัพท์"]) == (BODY, "คณะทำงาน", "ยินดีรับแต่งตั้ง", "xxx-xxx-5678")
    assert out["การตอบรับ"].startswith("แจ้งด้วยวาจาหรือโทรศัพท์")


def test_without_a_current_round_nothing_is_read(cast):
    with pytest.raises(FileRefused, match="ยังไม่มีรอบปัจจุบัน"):
        nominations_told({})


@pytest.mark.django_db(transaction=True)
def test_a_person_changed_on_the_page_while_a_file_is_read_in_waits_and_both_are_kept(cast):
    """The file holds the directory and wants the row; the page must not hold the row and want the directory."""
    person = Person.objects.create(name="นางมาลี ทอผ้า")
    page = reverse("admin:committees_person_change", args=[person.pk])
    rows = {"nominations-TOTAL_FORMS": 0, "nominations-INITIAL_FORMS": 0}
    typed = {"name": person.name, "note": "จากหน้า", **rows}
    client, answers = Client(), []
    client.force_login(cast.staff)

    def post():
        try:
            answers.append(client.post(page, typed).status_code)
        finally:
            connections.close_all()

    with transaction.atomic():
        lock_directory()
        colleague = threading.Thread(target=post)
        colleague.start()
        colleague.join(1)  # stands and waits by now
        Person.objects.filter(pk=person.pk).update(phone="0-4271-1554")
    colleague.join()
    person.refresh_from_db()
    assert answers == [302] and person.note == "จากหน้า"
