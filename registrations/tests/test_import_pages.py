"""The pages of an import: what a person reads at each step, and that nothing typed or sent ends in an error page."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from office.models import Office
from office.workbooks import cell_text, read_sheet
from opc_site.testing import make_producer, run_jobs
from registrations.models import Producer, RegisterImport
from registrations.rules import ImportStatus
from registrations.tests.test_imports import CODE, named, other_headings
from registrations.tests.test_resources import REFUSED, workbook

NEW, LIST = "/intake/import/new/", "/intake/import/"


def text(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def send(client, content: bytes, name: str = "ทะเบียน.xlsx"):
    return client.post(NEW, {"file": SimpleUploadedFile(name, content)})


def report(client, content: bytes):
    """The page of a file that was sent and read."""
    answer = send(client, content)
    assert answer.status_code == 302, answer.context["form"].errors
    run_jobs()
    return client.get(answer.headers["Location"])


@pytest.fixture
def staff(client, cast):
    client.force_login(cast.staff)
    return client


def test_a_file_is_sent_read_reported_and_confirmed_once(staff):
    answer = send(staff, workbook({}))
    address = answer.headers["Location"]
    waiting = staff.get(address)
    assert f'hx-get="{address}?shown=received-waiting"' in waiting.content.decode()
    assert "ยังไม่เริ่ม" in text(staff.get(f"{address}?shown=received-waiting", headers={"HX-Request": "true"}))
    run_jobs()
    told = staff.get(f"{address}?shown=received-waiting", headers={"HX-Request": "true"})
    assert told.headers["HX-Refresh"] == "true"

    page = staff.get(address)
    assert "ยังไม่ได้บันทึก" in text(page)
    assert "หากยืนยันจะบันทึก ผู้ผลิตใหม่ 1 · ปีที่ขึ้นทะเบียนเพิ่ม 1 · ผลิตภัณฑ์เพิ่ม 1" in text(page)
    assert not Producer.objects.exists()

    done = staff.post(address, {"act": "confirm"}, follow=True)
    assert "นำเข้าทะเบียนเรียบร้อย ผู้ผลิตใหม่ 1, ปีที่ขึ้นทะเบียนเพิ่ม 1, ผลิตภัณฑ์เพิ่ม 1" in text(done)
    again = staff.post(address, {"act": "confirm"}, follow=True)
    assert "อยู่ในสถานะ “นำเข้าแล้ว”" in text(again)
    assert Producer.objects.count() == 1


def test_a_file_that_changes_nothing_says_so_without_green(staff):
    report(staff, workbook({}))
    staff.post(RegisterImport.objects.get().get_absolute_url(), {"act": "confirm"}, follow=True)
    page = report(staff, workbook({}, above=1))
    assert "ไม่มีอะไรให้บันทึก" in text(page)
    assert "alert-success" not in page.content.decode()
    assert "ยืนยันการนำเข้า" not in text(page)


def test_bad_rows_are_named_sent_back_and_left_out_only_when_said(staff):
    page = report(staff, workbook({}, {CODE: "470400002", "อำเภอ": "เมืองเชียงใหม่"}))
    assert "แถว 3" in text(page)
    assert "ไม่พบอำเภอ “เมืองเชียงใหม่” ในจังหวัดสกลนคร" in text(page)
    address = page.request["PATH_INFO"]
    assert "จึงยังไม่นำเข้าแถวใด" in text(staff.post(address, {"act": "confirm"}, follow=True))
    assert not Producer.objects.exists()

    (_, headings), (_, cells) = read_sheet(staff.get(f"{address}returned.xlsx").content).rows
    assert [cell_text(cell) for cell in headings][-3:] == ["แถว", "คอลัมน์", "เหตุผล"]
    assert [cell_text(cell) for cell in cells][-3:-1] == ["3", "อำเภอ"]

    staff.post(address, {"act": "confirm", "only_good_rows": "1"})
    assert list(Producer.objects.values_list("code", flat=True)) == ["470400001"]


@pytest.mark.parametrize("name", [name for name in REFUSED if name not in {"empty", "too large"}])
def test_a_file_that_cannot_be_used_says_why_and_what_to_do(staff, name):
    content, code = REFUSED[name]
    page = report(staff, content)
    row = RegisterImport.objects.get()
    assert row.refusal_code == code
    assert row.status in {ImportStatus.REFUSED, ImportStatus.NEEDS_MAPPING}
    assert "โปรด" in row.refusal
    assert re.sub(r"\s+", " ", row.refusal) in text(page).replace("&quot;", '"')
    assert not row.may_confirm


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({}, "โปรดเลือกไฟล์"),
        ({"file": "ไม่ใช่ไฟล์"}, "โปรดเลือกไฟล์"),
        ({"file": SimpleUploadedFile("ก.xlsx", b"")}, "ไฟล์ว่างเปล่า"),
        ({"file": SimpleUploadedFile("ก.xlsx", b"a" * (10 * 1024 * 1024 + 1))}, "ไฟล์ใหญ่เกิน 10 เมกะไบต์"),
        ({"file": SimpleUploadedFile(f"{'ก' * 220}.xlsx", b"PK")}, "ชื่อไฟล์ยาวเกิน"),
    ],
)
def test_what_is_no_file_is_answered_at_once(staff, given, words):
    answer = staff.post(NEW, given)
    assert answer.status_code == 200
    assert words in text(answer)
    assert not RegisterImport.objects.exists()


def test_columns_under_other_headings_are_chosen_on_the_page(staff):
    page = report(staff, other_headings())
    address = page.request["PATH_INFO"]
    assert "หัวคอลัมน์ของไฟล์นี้ต่างจากแบบฟอร์ม" in text(page)
    chosen = {name: field.initial for name, field in page.context["form"].fields.items()}
    refused = staff.post(address, {"act": "columns", **chosen})
    assert "โปรดเลือกหัวคอลัมน์ของไฟล์ที่เป็นรหัสทะเบียน OTOP" in text(refused)
    for forged in ("ไม่มีหัวนี้", "\x00", "ก" * 5000):
        assert staff.post(address, {"act": "columns", **chosen, "column-3": forged}).status_code == 200
    staff.post(address, {"act": "columns", **chosen, "column-3": "เลขที่ในบัญชี", "column-5": "กลุ่มหรือรายเดียว"})
    run_jobs()
    assert RegisterImport.objects.get().status == ImportStatus.REPORTED
    assert staff.post(address, {"act": "columns", **chosen}, follow=True).status_code == 200


@pytest.mark.parametrize(
    "query", ["kind=no-such", "page=0", "page=-1", "page=99999999999", "page=ก", "kind=gone&page=2"]
)
def test_an_address_that_nobody_offered_shows_some_page_of_the_report(staff, query):
    make_producer(named(4), district="4704")
    page = report(staff, workbook({}))
    assert staff.get(f"{page.request['PATH_INFO']}?{query}").status_code == 200


def test_an_act_that_nobody_offered_changes_nothing(staff):
    page = report(staff, workbook({}))
    for act in ("", "undo", "ก" * 500, "\x00"):
        assert staff.post(page.request["PATH_INFO"], {"act": act}).status_code == 302
    assert RegisterImport.objects.get().status == ImportStatus.REPORTED


def test_a_file_that_is_not_wanted_goes(staff):
    page = report(staff, workbook({}))
    done = staff.post(page.request["PATH_INFO"], {"act": "drop"}, follow=True)
    assert done.redirect_chain[-1][0] == LIST
    assert RegisterImport.objects.get().forgotten_at is not None
    assert "ไฟล์และรายงานถูกลบ" in text(staff.get(page.request["PATH_INFO"]))


def test_a_reading_that_was_stopped_is_offered_again(staff):
    address = send(staff, workbook({})).headers["Location"]
    row = RegisterImport.objects.get()
    row.job.delete()
    assert "การตรวจไฟล์นี้หยุดก่อนเสร็จ" in text(staff.get(address))
    staff.post(address, {"act": "read"})
    run_jobs()
    row.refresh_from_db()
    assert row.status == ImportStatus.REPORTED


def test_without_an_office_the_page_says_what_to_do(client, cast):
    Office.objects.all().delete()
    client.force_login(cast.administrator)
    assert "ยังไม่มีข้อมูลสำนักงาน" in text(client.get(NEW))
    assert "ยังไม่มีข้อมูลสำนักงาน" in text(report(client, workbook({})))


def test_an_officer_sends_and_the_province_confirms(client, cast):
    client.force_login(cast.officer_b)
    page = report(client, workbook({}))
    assert "รอเจ้าหน้าที่จังหวัดตรวจรายงานและยืนยัน" in text(page)
    assert client.post(page.request["PATH_INFO"], {"act": "confirm"}).status_code == 404
    client.force_login(cast.officer_a)
    assert client.get(page.request["PATH_INFO"]).status_code == 404
    assert client.get(f"{page.request['PATH_INFO']}returned.xlsx").status_code == 404
    client.force_login(cast.staff)
    client.post(page.request["PATH_INFO"], {"act": "confirm"})
    assert Producer.objects.filter(code="470400001").exists()


def test_an_administrator_takes_it_back_in_the_admin(client, cast):
    client.force_login(cast.administrator)
    page = report(client, workbook({}))
    client.post(page.request["PATH_INFO"], {"act": "confirm"})
    row = RegisterImport.objects.get()
    undo = f"/admin/registrations/registerimport/{row.pk}/act/undo/"
    assert undo in client.get(row.get_absolute_url()).content.decode()
    assert "ทะเบียนกลับเป็นเหมือนก่อนนำเข้าไฟล์นี้" in text(client.get(undo))
    done = client.post(undo, {"confirm": "1", "reason": "ผิดปี"}, follow=True)
    assert "ทะเบียนเป็นเหมือนก่อนนำเข้าไฟล์นี้" in text(done)
    assert not Producer.objects.exists()
    assert "ถอนกลับทั้งไฟล์โดย" in text(client.get(row.get_absolute_url()))
