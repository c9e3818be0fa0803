"""Steps 1 and 2 in a real browser: from twelve names to the minutes of a meeting and the letter to who stayed away.

Nominated, appointed by an order, one of them replaced by another order; a meeting of eighteen districts planned,
invited to, answered, signed by phone, ticked by staff, held and recorded.
"""

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from briefings.models import Attendance, Briefing
from committees.models import Agency, Appointment, Committee, Nomination, Person
from documents.models import Paper
from documents.tests.pdf import says
from office.models import District
from opc_site.testing import make_cast, make_round, make_signatory
from rounds.rules import GroupCode
from thai.dates import thai_date

from .test_letter_desk import SHOTS, look, press
from .test_main_job import sign_in

DESK = {"viewport": {"width": 1280, "height": 900}}
PHONE = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2, "has_touch": True, "is_mobile": True}
DIRECTORY = [
    ("นายสมชาย ใจดี", "พัฒนาการจังหวัดสกลนคร", "สำนักงานพัฒนาชุมชนจังหวัดสกลนคร"),
    ("นางวิไล งามตา", "อุตสาหกรรมจังหวัดสกลนคร", "สำนักงานอุตสาหกรรมจังหวัดสกลนคร"),
    ("นายประเสริฐ มั่นคง", "พาณิชย์จังหวัดสกลนคร", "สำนักงานพาณิชย์จังหวัดสกลนคร"),
    ("นางสาวพรทิพย์ แก้วใส", "เกษตรจังหวัดสกลนคร", "สำนักงานเกษตรจังหวัดสกลนคร"),
    ("นายอนันต์ ศรีสุข", "วัฒนธรรมจังหวัดสกลนคร", "สำนักงานวัฒนธรรมจังหวัดสกลนคร"),
    ("นางมาลี รุ่งเรือง", "นายแพทย์สาธารณสุขจังหวัดสกลนคร", "สำนักงานสาธารณสุขจังหวัดสกลนคร"),
    ("นายธีระ พูนผล", "ประธานหอการค้าจังหวัดสกลนคร", "หอการค้าจังหวัดสกลนคร"),
    ("นางกัลยา ทองดี", "ท่องเที่ยวและกีฬาจังหวัดสกลนคร", "สำนักงานการท่องเที่ยวและกีฬาจังหวัดสกลนคร"),
]
TYPED = [
    ("ดร.สุนีย์ ผ้าคราม", "", "", "ผ้าย้อมครามและสิ่งทอ", "member"),
    ("ผู้ช่วยศาสตราจารย์ชัยวัฒน์ บรรจุดี", "", "", "บรรจุภัณฑ์และการออกแบบ", "member"),
    ("", "ผู้อำนวยการกลุ่มงานส่งเสริมการพัฒนาชุมชน", "สำนักงานพัฒนาชุมชนจังหวัดสกลนคร", "", "secretary"),
    ("", "นักวิชาการพัฒนาชุมชนชำนาญการ", "สำนักงานพัฒนาชุมชนจังหวัดสกลนคร", "", "assistant_secretary"),
]
BODY = "คณะกรรมการคัดสรรสุดยอดหนึ่งตำบล หนึ่งผลิตภัณฑ์ไทย ระดับจังหวัด"
SUBJECT = "ประชุมชี้แจงแนวทางการคัดสรรสุดยอดหนึ่งตำบล หนึ่งผลิตภัณฑ์ไทย"
ABSENT = ("พรรณานิคม", "กุดบาก", "วาริชภูมิ")


@pytest.fixture
def scene(transactional_db):
    """A province with a directory and a body that is only a name yet."""
    cast = make_cast()
    round = make_round()
    make_signatory()
    for name, position, agency in DIRECTORY:
        office, _ = Agency.objects.get_or_create(name=agency)
        Person.objects.create(name=name, position=position, agency=office, group_codes=f",{GroupCode.TEXTILE},")
    cast.body = Committee.objects.create(
        round=round,
        kind=Committee.Kind.COMMITTEE,
        name=BODY,
        duties="พิจารณาคัดสรรผลิตภัณฑ์ระดับจังหวัด\nรายงานผลต่อกรมการพัฒนาชุมชน",
    )
    return cast


def read(paper: Paper, name: str) -> bytes:
    """What was issued, for whoever wants to look at it too."""
    content = paper.stored_bytes()
    if SHOTS:
        (Path(SHOTS) / f"{name}.pdf").write_bytes(content)
    return content


def fill_date(page: Page, name: str, day: date) -> None:
    page.locator(f"[name={name}_day]").fill(str(day.day))
    page.locator(f"[name={name}_month]").select_option(str(day.month))
    page.locator(f"[name={name}_year]").fill(str(day.year + 543))


def give_number(page: Page, number: str, day: date, button: str) -> None:
    page.locator("[name=number]").fill(number)
    fill_date(page, "dated", day)
    if page.get_by_label("ผู้ลงนาม").count():
        page.get_by_label("ผู้ลงนาม").select_option(index=1)
    page.get_by_role("button", name=button, exact=True).click()
    page.wait_for_load_state()


def nominate(staff: Page, base: str) -> None:
    """Eight ticked in the directory, the first of them for the chair; four typed, two of them by position only."""
    staff.goto(f"{base}/admin/committees/nomination/bodies/")
    staff.get_by_role("link", name=BODY).click()
    look(staff, "01-nobody-yet")
    for role, names in (("chair", DIRECTORY[:1]), ("member", DIRECTORY[1:])):
        staff.get_by_role("link", name="เสนอจากทำเนียบ").click()
        for name, *_ in names:
            staff.get_by_label(f"เลือก {name}").check()
        staff.get_by_label("บทบาท").select_option(role)
        look(staff, f"02-directory-{role}")
        staff.get_by_role("button", name="เสนอชื่อผู้ที่เลือก").click()
        staff.wait_for_load_state()
    for name, position, agency, expertise, role in TYPED:
        staff.get_by_role("link", name="เสนอโดยพิมพ์ชื่อหรือตำแหน่ง").click()
        for field, text in (("name", name), ("position", position), ("agency", agency), ("expertise", expertise)):
            staff.locator(f"[name={field}]").fill(text)
        staff.locator("[name=role]").select_option(role)
        staff.locator("[name=_save]").click()
        staff.wait_for_load_state()
        staff.goto(f"{base}/admin/committees/nomination/bodies/")
        staff.get_by_role("link", name=BODY).click()
    expect(staff.get_by_text("ผู้ได้รับการเสนอชื่อ 12 ราย")).to_be_visible()
    look(staff, "03-nominated")


def accept_all(staff: Page, base: str, body: Committee) -> None:
    staff.get_by_role("link", name="เปิดในรายการ").click()
    staff.locator("#action-toggle").check()
    staff.locator("select[name=action]").select_option("act_accept")
    staff.locator("button[name=index]").click()
    staff.get_by_label("หนังสือตอบรับ").check()
    look(staff, "04-accept")
    staff.locator("input[name=confirm]").click()
    staff.wait_for_load_state()
    staff.goto(f"{base}/admin/committees/nomination/bodies/{body.pk}/")
    expect(staff.get_by_text("มีประธานและเลขานุการแล้ว ไม่มีสิ่งที่ขาด")).to_be_visible()
    look(staff, "05-accepted")


def order(staff: Page, day: date) -> Paper:
    staff.get_by_role("link", name="ออกคำสั่งแต่งตั้ง").click()
    look(staff, "06-order")
    give_number(staff, "๑๒๓๔", day, "ออกคำสั่ง")
    expect(staff.get_by_text("ออกคำสั่งที่ 1234/")).to_be_visible()
    look(staff, "07-ordered")
    return Paper.objects.get(kind="order")


def replace_one(staff: Page, base: str, body: Committee, day: date) -> Paper:
    """The head of industry has moved; the new one is typed."""
    staff.goto(f"{base}/admin/committees/committee/{body.pk}/change/")
    look(staff, "08-appointed")
    staff.get_by_role("link", name="แก้ไขรายชื่อด้วยคำสั่ง").click()
    staff.get_by_label("เหตุผลของการแก้ไข").fill("เนื่องจากผู้ดำรงตำแหน่งย้ายไปรับราชการจังหวัดอื่น")
    staff.get_by_role("button", name="ร่างคำสั่งแก้ไข").click()
    staff.get_by_role("button", name="แต่งตั้งแทน นางวิไล งามตา").click()
    staff.get_by_label("คำนำหน้า ชื่อ สกุล").fill("นายวีระ ก้าวหน้า")
    staff.get_by_label("ตำแหน่ง", exact=True).fill("อุตสาหกรรมจังหวัดสกลนคร")
    staff.get_by_label("หน่วยงาน", exact=True).fill("สำนักงานอุตสาหกรรมจังหวัดสกลนคร")
    look(staff, "09-instead-of")
    staff.get_by_role("button", name="บันทึกรายการ").click()
    staff.wait_for_load_state()
    look(staff, "10-amendment")
    staff.get_by_role("button", name="ไปหน้าออกคำสั่ง").first.click()
    give_number(staff, "1300", day, "ออกคำสั่ง")
    expect(staff.get_by_text("ออกคำสั่งที่ 1300/")).to_be_visible()
    look(staff, "11-amended")
    return Paper.objects.get(kind="order", number="1300")


def test_twelve_are_found_and_appointed_and_one_is_replaced(scene, live_server, open_page):
    base, body = live_server.url, scene.body
    today = timezone.localdate()
    yesterday = today - timedelta(days=1)
    staff = sign_in(open_page(**DESK), base, "staff")

    nominate(staff, base)
    accept_all(staff, base, body)
    assert Nomination.objects.filter(status="accepted", seat__isnull=False).count() == 12

    paper = order(staff, yesterday)
    first = read(paper, "13-order")
    assert body.appointments.on(yesterday).count() == 12
    assert [name for name, *_ in DIRECTORY if not says(first, name)] == []
    assert [who[2] or who[0] for who in TYPED if not says(first, who[1] or who[0])] == []
    assert says(first, "1234") and says(first, "ประธานกรรมการ") and says(first, thai_date(yesterday, era=True))
    assert says(first, "รายงานผลต่อกรมการพัฒนาชุมชน")

    amendment = replace_one(staff, base, body, today)
    second = read(amendment, "14-amendment")
    assert says(second, "นางวิไล งามตา") and says(second, "นายวีระ ก้าวหน้า") and says(second, "1234")
    assert not says(second, "นายสมชาย ใจดี"), "the amendment lists only the differences"

    # who was a member on which day: the page answers, and the two orders say the same
    for day, there, gone in (
        (yesterday, "นางวิไล งามตา", "นายวีระ ก้าวหน้า"),
        (today, "นายวีระ ก้าวหน้า", "นางวิไล งามตา"),
    ):
        staff.goto(f"{base}/admin/committees/committee/{body.pk}/change/")
        fill_date(staff, "on", day)
        staff.get_by_role("button", name="แสดงรายชื่อ").click()
        answer = staff.locator("#on table")
        expect(answer.get_by_text(there)).to_be_visible()
        expect(answer.get_by_text(gone)).to_have_count(0)
        look(staff, f"12-members-{day:%d}")
    assert Appointment.objects.on(today).count() == 12


# -- the meeting ---------------------------------------------------------------------------------------------------


def plan(staff: Page, base: str) -> Briefing:
    start = timezone.localtime() + timedelta(days=1)
    staff.goto(f"{base}/admin/briefings/briefing/add/")
    staff.locator("[name=kind]").select_option("officers")
    staff.locator("[name=title]").fill(SUBJECT)
    for name, clock in (("starts_at", "10.00"), ("ends_at", "12.00")):
        fill_date(staff, name, start.date())
        staff.locator(f"[name={name}_time]").fill(clock)
    staff.locator("[name=place]").fill("ห้องประชุมพระธาตุเชิงชุม ศาลากลางจังหวัดสกลนคร")
    staff.locator("[name=online_system]").fill("Zoom Cloud Meeting")
    staff.locator("[name=join_link]").fill("https://zoom.example/j/5972127609")
    staff.locator("[name=meeting_id]").fill("597 212 7609")
    staff.locator("[name=passcode]").fill("470101")
    staff.get_by_label("เชิญทุกอำเภอ").check()
    look(staff, "20-planning")
    staff.locator("[name=_continue]").click()
    staff.wait_for_load_state()
    briefing = Briefing.objects.get()
    assert briefing.districts.count() == 18
    press(staff, "ออกรายชื่อผู้ได้รับเชิญ")
    expect(staff.get_by_text("เชิญรวม 18 ราย")).to_be_visible()
    press(staff, "ร่างหนังสือเชิญ")
    look(staff, "21-invited")
    return briefing


def answer(open_page, base: str) -> None:
    """An officer finds the meeting on a phone, with what opens it, and says who comes."""
    officer = sign_in(open_page(**PHONE), base, "officer-a")
    officer.goto(f"{base}/briefings/")
    look(officer, "22-own-meetings")
    officer.get_by_role("link", name=SUBJECT).first.click()
    expect(officer.get_by_text("470101")).to_be_visible()
    look(officer, "23-how-to-join")
    officer.get_by_role("link", name="ตอบรับ").first.click()
    officer.get_by_label("เข้าประชุม", exact=True).check()
    look(officer, "24-answer")
    officer.locator("main button[type=submit]").click()
    expect(officer.get_by_text("จังหวัดเห็นทันที")).to_be_visible()
    assert officer.evaluate("document.documentElement.scrollWidth") <= 390


def sign_by_phone(phone: Page, base: str, code: str, name: str, district: str) -> None:
    phone.goto(f"{base}/a/")
    phone.get_by_label("รหัสหกหลัก").fill(code)
    phone.get_by_role("button", name="ต่อไป").click()
    phone.get_by_label("คำนำหน้า ชื่อ สกุล").fill(name)
    phone.locator("[name=position]").fill("นักวิชาการพัฒนาชุมชนชำนาญการ")
    phone.locator("[name=district]").select_option(label=f"สพอ.{district}")
    look(phone, f"31-phone-{district}")
    phone.get_by_role("button", name="ลงชื่อ", exact=True).click()
    expect(phone.get_by_text("ลงชื่อแล้ว เวลา")).to_be_visible()
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    assert "470101" not in phone.content() and "5972127609" not in phone.content()
    look(phone, f"32-signed-{district}")


def attend(staff: Page, open_page, base: str, briefing: Briefing) -> None:
    """Three districts sign by phone, three stay away, staff tick the others."""
    staff.goto(f"{base}/admin/briefings/briefing/{briefing.pk}/change/")
    staff.get_by_role("link", name="ผู้เข้าประชุม", exact=True).click()
    staff.get_by_role("button", name="เปิดรหัสเริ่มประชุม").click()
    code = staff.locator(".hall-code").inner_text()
    look(staff, "30-screen")
    for name, district in (
        ("นางสาวใจดี งามตา", "เมืองสกลนคร"),
        ("นายมานะ อดทน", "สว่างแดนดิน"),
        ("นางปิติ ยินดี", "วานรนิวาส"),
    ):
        phone = open_page(**PHONE)
        sign_by_phone(phone, base, code, name, district)
    staff.get_by_role("link", name="กลับไปหน้าผู้เข้าประชุม").click()
    look(staff, "33-some-signed")
    others = District.objects.exclude(name__in=[*ABSENT, "เมืองสกลนคร", "สว่างแดนดิน", "วานรนิวาส"])
    for district in others:
        staff.get_by_role("button", name=f"มา สำนักงานพัฒนาชุมชนอำเภอ{district.name}", exact=True).click()
        expect(staff.get_by_text("บันทึกว่าเข้าประชุมแล้ว")).to_be_visible()
    expect(staff.get_by_text("18 อำเภอ: มา 15")).to_be_visible()
    look(staff, "34-everybody")
    staff.get_by_role("button", name="เปิดรหัสเลิกประชุม").click()
    code = staff.locator(".hall-code").inner_text()
    phone.goto(f"{base}/a/")
    phone.get_by_label("รหัสหกหลัก").fill(code)
    phone.get_by_role("button", name="ต่อไป").click()
    phone.get_by_role("button", name="ยืนยันเลิกประชุม").click()
    expect(phone.get_by_text("ยืนยันเลิกประชุมแล้ว เวลา")).to_be_visible()
    look(phone, "35-confirmed")


def record(staff: Page, base: str, briefing: Briefing) -> None:
    staff.goto(f"{base}/admin/briefings/briefing/{briefing.pk}/change/")
    press(staff, "บันทึกว่าจัดแล้ว")
    look(staff, "40-held")
    staff.get_by_role("link", name="บันทึกการประชุม", exact=True).click()
    staff.get_by_label("ประธานในที่ประชุม").fill("นายธนกร ตัวอย่างดี | พัฒนาการจังหวัดสกลนคร")
    staff.get_by_label("ผู้จดรายงานการประชุม").fill("นางสาวใจดี งามตา | นักวิชาการพัฒนาชุมชนชำนาญการ")
    staff.get_by_label("ผู้ตรวจรายงานการประชุม").fill("นางรัก งานดี | ผู้อำนวยการกลุ่มงานส่งเสริมการพัฒนาชุมชน")
    staff.locator("[name=items-0-title]").fill("แนวทางและแผนการคัดสรรฯ")
    staff.locator("[name=items-0-text]").fill("ประธานชี้แจงหลักเกณฑ์ ส่งผลิตภัณฑ์ได้รายละไม่เกิน ๒ ผลิตภัณฑ์")
    staff.locator("[name=items-0-resolution]").fill("ที่ประชุมรับทราบ และให้อำเภอประชาสัมพันธ์การรับสมัคร")
    look(staff, "41-record")
    staff.get_by_role("button", name="บันทึกแล้วไปที่รายงานการประชุม").click()
    staff.wait_for_load_state()
    look(staff, "42-before-minutes")


def through_the_desk(staff: Page, number: str) -> None:
    press(staff, "อนุมัติร่าง")
    staff.get_by_role("link", name="ออกเลขและวันที่").click()
    give_number(staff, number, timezone.localdate(), "ออกเลขและวันที่")


def test_a_meeting_leaves_its_proof_minutes_and_a_letter_to_who_stayed_away(scene, live_server, open_page):
    base = live_server.url
    staff = sign_in(open_page(**DESK), base, "staff")

    briefing = plan(staff, base)
    answer(open_page, base)

    # the day has come
    now = timezone.now()
    Briefing.objects.update(starts_at=now - timedelta(minutes=20), ends_at=now + timedelta(minutes=90))
    attend(staff, open_page, base, briefing)
    assert Attendance.objects.filter(how="code").count() == 3
    assert Attendance.objects.filter(how="staff").count() == 12
    assert Attendance.objects.filter(left_at__isnull=False).count() == 1

    record(staff, base, briefing)
    staff.get_by_role("button", name="ร่างรายงานการประชุม").click()
    look(staff, "43-minutes-drafted")
    through_the_desk(staff, "๑")
    look(staff, "44-minutes-issued")
    briefing.refresh_from_db()
    minutes = read(briefing.minutes, "50-minutes")
    assert says(minutes, f"ครั้งที่ 1/{timezone.localdate().year + 543}")
    for words in ("นางสาวใจดี งามตา", "นายมานะ อดทน", "นางปิติ ยินดี", "ที่ประชุมรับทราบ และให้อำเภอประชาสัมพันธ์"):
        assert says(minutes, words), words
    assert [name for name in (*ABSENT, "ภูพาน") if not says(minutes, f"ผู้แทนอำเภอ{name}")] == []
    assert not says(minutes, "470101") and not says(minutes, "597 212 7609")

    staff.goto(f"{base}/admin/briefings/briefing/{briefing.pk}/record/")
    staff.get_by_role("link", name="ตรวจและร่าง").click()
    expect(staff.get_by_text("อำเภอที่ขาดประชุมโดยไม่แจ้งลา 3 อำเภอ")).to_be_visible()
    look(staff, "45-absent")
    staff.get_by_role("button", name="ร่างหนังสือ").click()
    staff.wait_for_load_state()
    look(staff, "46-letter-drafted")
    through_the_desk(staff, "ว ๕๕๐๑")
    press(staff, "ส่งถึงผู้รับ")
    look(staff, "47-letter-sent")
    briefing.refresh_from_db()
    letter = briefing.absence_letter
    assert {row.district.name for row in letter.dispatches.sent()} == set(ABSENT)
    said = read(letter, "51-letter")
    assert says(said, SUBJECT) and not says(said, "470101")
    invitation = staff.context.request.get(f"{base}/admin/documents/paper/{briefing.invitation_id}/preview/").body()
    assert says(invitation, "470101"), "the letter to those invited opens the meeting"

    # one of the three reads it on a phone; who came has nothing to read
    officer = sign_in(open_page(**PHONE), base, "officer-b")
    officer.goto(f"{base}/letters/")
    look(officer, "48-absent-reads")
    expect(officer.get_by_text(letter.subject).first).to_be_visible()
    present = sign_in(open_page(**PHONE), base, "officer-a")
    present.goto(f"{base}/letters/")
    expect(present.get_by_text(letter.subject)).to_have_count(0)
