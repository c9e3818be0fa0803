"""The main job in a real browser, from the register to the published result, each step by the person who does it."""

from pathlib import Path

import pytest
from openpyxl import Workbook
from playwright.sync_api import Page, expect

from announcements.models import PublishedResult
from committees.actions import appoint_committee
from committees.models import Appointment
from opc_site.testing import PASSWORD, make_cast, make_committee, make_round, make_signatory, run_jobs
from registrations.models import Entry, Producer
from registrations.register import COLUMNS
from scoring.actions import assign_panel, load_framework, read_framework_data
from scoring.models import Framework, ResultBatch

CODE = "470100777"
ROW = {
    "ลำดับที่": "๑",
    "อำเภอ": "อ.เมืองสกลนคร",
    "ตำบล": "ธาตุเชิงชุม",
    "รหัสทะเบียน OTOP": CODE,
    "ปีที่ขึ้นทะเบียน (พ.ศ.)": "๒๕๖๑",
    "ประเภทผู้ผลิต": "กลุ่มผู้ผลิตชุมชน",
    "ชื่อกลุ่ม/ผู้ผลิต": "กลุ่มทอผ้าย้อมครามบ้านทดสอบ",
    "คำนำหน้า": "นาง",
    "ชื่อ": "บุญมา",
    "นามสกุล": "ใจดีงาม",
    "เลขประจำตัวประชาชน": "",
    "โทรศัพท์": "๐๙๐-๐๐๐-๐๐๐๑",
    "ที่อยู่": "๙ หมู่ ๑",
    "ประเภทผลิตภัณฑ์": "ผ้าและเครื่องแต่งกาย",
    "ชื่อผลิตภัณฑ์": "ผ้าพันคอย้อมคราม",
}


def register_file(folder: Path) -> Path:
    """A register as a province keeps it: our fifteen columns, one producer, Thai digits in the cells."""
    book = Workbook()
    book.active.append(COLUMNS)
    book.active.append([ROW[column] for column in COLUMNS])
    path = folder / "ทะเบียนผู้ผลิต.xlsx"
    book.save(path)
    return path


@pytest.fixture
def scene(transactional_db):
    """A province ready for intake: cast, open round, framework, and a working group appointed by an issued order."""
    cast = make_cast()
    round = make_round()
    load_framework(read_framework_data("2565"), round=round)
    Framework.objects.update(min_sheets=1)
    group = make_committee(round, [cast.member, cast.member_2])
    appoint_committee(
        [group],
        number="๑๒๓๔",
        dated=round.opens_at.date(),
        signatory=make_signatory(),
        actor=cast.secretary,
        legal_basis="พระราชบัญญัติระเบียบบริหารราชการแผ่นดิน พ.ศ. ๒๕๓๔",
    )
    group.refresh_from_db()
    assert Appointment.objects.filter(committee=group).count() == 2
    assign_panel(group=round.groups.get(code="TEXTILE"), committee=group, actor=cast.secretary)
    return cast


def sign_in(page: Page, base: str, username: str) -> Page:
    page.goto(f"{base}/accounts/login/")
    page.get_by_label("ชื่อผู้ใช้").fill(username)
    page.get_by_label("รหัสผ่าน").fill(PASSWORD)
    page.get_by_role("button", name="เข้าสู่ระบบ").click()
    page.wait_for_url(lambda url: "/accounts/login" not in url)
    return page


def import_register(page: Page, base: str, path: Path) -> None:
    page.goto(f"{base}/admin/registrations/producer/import/")
    page.set_input_files("input[type=file]", path)
    page.get_by_role("button", name="ส่งและตรวจไฟล์").click()
    expect(page.get_by_text("งานจะเริ่มภายในไม่กี่วินาที")).to_be_visible()
    run_jobs()
    # The page asks by itself, and shows the report once it is there.
    expect(page.get_by_text("ยังไม่ได้บันทึก", exact=True)).to_be_visible()
    assert not Producer.objects.filter(code=CODE).exists(), "the report alone must write nothing"
    page.get_by_role("button", name="ยืนยันการนำเข้า").click()
    expect(page.get_by_text("นำเข้าทะเบียนเรียบร้อย")).to_be_visible()


def enter_product(page: Page, base: str, name: str) -> None:
    """From the officer's search box to a submitted entry."""
    page.goto(f"{base}/intake/")
    page.get_by_label("ค้นหาผู้ผลิต").fill(CODE)
    page.keyboard.press("Enter")
    page.get_by_role("link", name="สมัครผลิตภัณฑ์ใหม่").click()
    page.get_by_label("ชื่อผลิตภัณฑ์ที่สมัคร").fill(name)
    page.get_by_label("ประเภทผลิตภัณฑ์").select_option(label="ผ้าและเครื่องแต่งกาย")
    page.get_by_role("button", name="ยื่นใบสมัคร").click()
    page.wait_for_load_state()


def score_everything(page: Page, base: str) -> None:
    """The member takes the best step of every criterion of each product in the queue."""
    for entry in Entry.objects.filter(status=Entry.Status.SCREENED_IN).order_by("pk"):
        page.goto(f"{base}/scoring/entries/{entry.pk}/")
        for criterion in page.locator("fieldset.score-criterion").all():
            criterion.locator("label.score-step").first.click()
        page.get_by_role("button", name="ส่งคะแนน").click()
        page.wait_for_load_state()
    page.goto(f"{base}/scoring/")
    expect(page.get_by_text("ให้คะแนนแล้ว 2 จาก 2").first).to_be_visible()


def test_a_round_walks_from_the_register_to_the_published_result(scene, live_server, open_page, tmp_path):
    base = live_server.url
    desk = {"viewport": {"width": 1280, "height": 900}}

    # staff: the register comes in from Excel, report first
    staff = sign_in(open_page(**desk), base, "staff")
    import_register(staff, base, register_file(tmp_path))
    producer = Producer.objects.get(code=CODE)
    assert (producer.phone, producer.district_id) == ("0900000001", "4701")
    assert list(producer.registrations.values_list("year_be", flat=True)) == [2561]

    # district officer: two products go in, the third is refused in the clause's words
    officer = sign_in(open_page(**desk), base, "officer-a")
    enter_product(officer, base, "ผ้าพันคอย้อมครามลายดอกไม้")
    enter_product(officer, base, "ผ้าคลุมไหล่ย้อมครามลายน้ำ")
    assert Entry.objects.filter(status=Entry.Status.SUBMITTED).count() == 2
    third = open_page(**desk)
    third.context.add_cookies(officer.context.cookies())
    third.goto(f"{base}/intake/producers/{producer.pk}/entries/new/")
    expect(third.get_by_text("ใช้สิทธิ ๒ จาก ๒").first).to_be_visible()
    expect(third.get_by_text("ได้ไม่เกิน ๒ ผลิตภัณฑ์หลัก/ชุด").first).to_be_visible()
    assert Entry.objects.count() == 2

    # a stranger's district: nothing is there
    stranger = sign_in(open_page(**desk), base, "officer-b")
    assert stranger.goto(f"{base}/intake/producers/{producer.pk}/").status == 404

    # staff screen
    staff.goto(f"{base}/admin/registrations/entry/?status__exact=submitted")
    staff.locator("#action-toggle").check()
    staff.locator("select[name=action]").select_option("act_screen-in")
    staff.locator("button[name=index]").click()
    staff.locator("input[name=confirm]").click()
    staff.wait_for_load_state()
    assert Entry.objects.filter(status=Entry.Status.SCREENED_IN).count() == 2

    # a member scores on a phone
    member = sign_in(open_page(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True), base, "member1")
    score_everything(member, base)

    # the secretary proposes, an administrator publishes
    secretary = sign_in(open_page(**desk), base, "secretary")
    secretary.goto(f"{base}/admin/scoring/resultbatch/propose/")
    secretary.get_by_role("button", name="เสนอผล 2 ผลิตภัณฑ์").click()
    secretary.wait_for_load_state()
    batch = ResultBatch.objects.get()
    assert [str(result.points) for result in batch.results.all()] == ["55.00", "55.00"]

    phone = open_page(viewport={"width": 390, "height": 844}, java_script_enabled=False)
    assert phone.goto(f"{base}/results/2565-1/").status == 404

    administrator = sign_in(open_page(**desk), base, "admin1")
    administrator.goto(f"{base}/admin/announcements/announcement/publish-results/{batch.pk}/")
    administrator.locator("form[method=post] .submit-row input[type=submit]").click()
    administrator.wait_for_load_state()
    assert PublishedResult.objects.published().count() == 2

    # a phone without sign-in and without JavaScript reads the result, and no points
    assert phone.goto(f"{base}/results/2565-1/").status == 200
    expect(phone.get_by_text("ผ้าพันคอย้อมครามลายดอกไม้").first).to_be_visible()
    expect(phone.get_by_text("กลุ่มทอผ้าย้อมครามบ้านทดสอบ").first).to_be_visible()
    assert "55.00" not in phone.content()
