"""A circular in a real browser: from a ready-made text to the board that says who has acknowledged it."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from documents.models import Paper
from opc_site.testing import make_cast, make_round, make_signatory

from .test_main_job import sign_in

# Pictures of the way, for whoever wants to look: SHOTS=/some/folder.
SHOTS = os.environ.get("SHOTS", "")


def look(page: Page, name: str) -> None:
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"{name}.png", full_page=True)


@pytest.fixture
def scene(transactional_db):
    cast = make_cast()
    make_round()
    make_signatory()
    return cast


def press(page: Page, label: str) -> None:
    """An act of the paper's page, confirmed."""
    page.get_by_role("link", name=label).click()
    page.locator("input[name=confirm]").click()
    page.wait_for_load_state()


def test_a_circular_goes_to_eighteen_districts_and_comes_back_acknowledged(scene, live_server, open_page):
    base = live_server.url
    desk = {"viewport": {"width": 1280, "height": 900}}

    # staff: a ready-made text, seen as a PDF before anything is saved
    staff = sign_in(open_page(**desk), base, "staff")
    staff.goto(f"{base}/admin/documents/paper/")
    staff.get_by_role("link", name="ร่างหนังสือ").click()
    staff.get_by_role("link", name="แจ้งอำเภอดำเนินการคัดสรรฯ").click()
    body = staff.get_by_label("เนื้อความ")
    body.fill(body.input_value().replace("……", "9"))
    with staff.context.expect_event("response", lambda answer: answer.request.method == "POST") as answer:
        staff.get_by_role("button", name="ดูตัวอย่าง").click()
    assert answer.value.headers["content-type"] == "application/pdf"
    assert not Paper.objects.exists()
    look(staff, "1-draft")
    staff.get_by_role("button", name="บันทึกร่าง").click()
    staff.wait_for_load_state()
    look(staff, "2-drafted")

    # approved, numbered, sent
    press(staff, "อนุมัติร่าง")
    look(staff, "3-approved")
    staff.get_by_role("link", name="ออกเลขและวันที่").click()
    staff.get_by_label("เลขที่").fill("ว ๕๔๗๑")
    staff.get_by_label("ผู้ลงนาม").select_option(index=1)
    look(staff, "4-issue")
    staff.get_by_role("button", name="ออกเลขและวันที่").click()
    staff.wait_for_load_state()
    press(staff, "ส่งถึงผู้รับ")
    look(staff, "5-sent")
    paper = Paper.objects.get()
    assert (paper.status, paper.number, paper.dispatches.sent().count()) == ("issued", "5471", 18)

    # an officer reads and acknowledges on a phone, coming from the day's work
    officer = sign_in(
        open_page(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True), base, "officer-a"
    )
    look(officer, "6-home")
    officer.get_by_role("link", name="เปิดอ่านและรับทราบ").click()
    look(officer, "7-letters")
    officer.get_by_role("link", name="โครงการ").click()
    look(officer, "8-letter")
    officer.get_by_role("button", name="รับทราบ").click()
    expect(officer.get_by_text("จังหวัดเห็นทันที")).to_be_visible()
    assert officer.evaluate("document.documentElement.scrollWidth") <= 390
    look(officer, "9-acknowledged")

    # the board says so; one press reminds the others
    staff.get_by_role("link", name="ติดตามผู้รับ").click()
    expect(staff.get_by_text("รับทราบแล้ว 1 จาก 18")).to_be_visible()
    staff.get_by_role("button", name="เตือนทุกรายที่ยังไม่รับทราบ (17)").click()
    staff.wait_for_load_state()
    expect(staff.get_by_text("เตือนแล้ว 17 ราย")).to_be_visible()
    look(staff, "10-board")
    assert paper.dispatches.filter(times_reminded=1).count() == 17
