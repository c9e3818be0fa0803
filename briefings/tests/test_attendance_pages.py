"""The phone in the hall and staff's pages of attendance, as people meet them."""

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from briefings import actions
from briefings.attendance_sheet import read_name
from briefings.models import Attendance, AttendanceCode, Briefing
from briefings.rules import Moment, Presence
from office.workbooks import cell_text, read_sheet
from opc_site.testing import DISTRICT_A, DISTRICT_B
from opc_site.tests.test_headers import weight_of_first_view

from .test_attendance import invite_office, make_meeting

SECRETS = {
    "join_link": "https://zoom.us/j/83512345678?pwd=canary",
    "meeting_id": "835 1234 5678",
    "passcode": "CANARY99",
}
PERSON = {"name": "นายสมชาย ใจดี", "position": "นักวิชาการ", "district": DISTRICT_A, "agency": "", "represents": ""}


@pytest.fixture(autouse=True)
def no_guesses_yet(db):
    cache.clear()


@pytest.fixture
def meeting(current_round):
    return make_meeting(current_round, online_system="Zoom", **SECRETS)


@pytest.fixture
def code(meeting, cast):
    return actions.open_code(briefing=meeting, moment=Moment.START, actor=cast.staff)


@pytest.fixture
def staff(client, cast):
    client.force_login(cast.staff)
    return client


def page_of(meeting, name="attendance", *more):
    return reverse(f"admin:briefings_briefing_{name}", args=[meeting.pk, *more])


def typed(phone, code):
    return phone.post("/a/", {"code": code.code})


# -- phones -----------------------------------------------------------------------------------------------------


def test_a_phone_signs_in_two_steps_and_holds_the_proof(meeting, code):
    phone = Client()
    assert typed(phone, code).headers["Location"] == "/a/name/"
    form = phone.get("/a/name/")
    assert meeting.title in form.content.decode() and form.headers["Cache-Control"] == "no-store, private"
    answer = phone.post("/a/name/?another=1", PERSON, follow=True)
    text = answer.content.decode()
    assert "ลงชื่อแล้ว เวลา" in text and "นายสมชาย ใจดี" in text
    assert Attendance.objects.get().how == "code"
    again = phone.post("/a/name/?another=1", PERSON, follow=True)
    assert "ท่านลงชื่อไว้แล้วเมื่อ" in again.content.decode() and Attendance.objects.count() == 1
    for cookie in ("opc_hall", "opc_signed"):
        assert phone.cookies[cookie]["httponly"] and phone.cookies[cookie]["path"] == "/a/"
    for canary in SECRETS.values():
        assert canary not in form.content.decode() + text


def test_at_the_end_a_phone_that_signed_only_confirms(meeting, code, cast):
    phone = Client()
    typed(phone, code)
    phone.post("/a/name/?another=1", PERSON)
    end = actions.open_code(briefing=meeting, moment=Moment.END, actor=cast.staff)
    typed(phone, end)
    page = phone.get("/a/name/").content.decode()
    assert "ยืนยันเลิกประชุม" in page and 'name="position"' not in page
    assert "ยืนยันเลิกประชุมแล้ว เวลา" in phone.post("/a/name/", {"confirm": "1"}, follow=True).content.decode()
    assert Attendance.objects.get().left_at


def test_nothing_is_told_without_the_code(meeting, code):
    phone = Client()
    for address in ("/a/", "/a/name/", "/a/done/"):
        answer = phone.get(address, follow=True)
        assert answer.status_code == 200 and meeting.title not in answer.content.decode()
    phone.cookies["opc_hall"] = f"{code.pk}:forged"
    assert meeting.title not in phone.get("/a/name/", follow=True).content.decode()


def test_an_unknown_and_a_closed_code_are_answered_alike(meeting, code, cast):
    wrong = f"{(int(code.code) + 1) % 1_000_000:06d}"
    unknown = Client().post("/a/", {"code": wrong})
    actions.close_code(code=code, actor=cast.staff)
    closed = Client().post("/a/", {"code": code.code})
    assert (unknown.status_code, closed.status_code) == (200, 200)

    def plain(answer, code):
        text = answer.content.decode().replace(code, "")
        return text.split("<main")[1].split("csrfmiddlewaretoken")[0]

    assert plain(unknown, wrong) == plain(closed, code.code)
    assert "ไม่พบรหัสนี้ หรือรหัสปิดแล้ว" in closed.content.decode()


def test_a_code_that_closes_while_somebody_types_is_said(meeting, code, cast):
    phone = Client()
    typed(phone, code)
    actions.close_code(code=code, actor=cast.staff)
    answer = phone.post("/a/name/?another=1", PERSON)
    assert answer.status_code == 409 and "ลงชื่อเข้าประชุมได้เฉพาะระหว่างที่เปิดให้ลงชื่อ" in answer.content.decode()
    assert not Attendance.objects.exists()


def test_a_guessing_phone_is_stopped_and_told_when_to_come_back(code):
    AttendanceCode.objects.filter(pk=code.pk).update(code="999999")
    phone = Client()
    answers = [phone.post("/a/", {"code": "000000"}).status_code for _ in range(21)]
    assert answers[:19] == [200] * 19 and answers[20] == 429
    stopped = phone.post("/a/", {"code": "999999"})
    assert stopped.status_code == 429 and 0 < int(stopped.headers["Retry-After"]) <= 600


@pytest.mark.parametrize("code", ["", "12345", "1234567", "หกหลัก", "\x00" * 6, "9" * 400, "²²²²²²"])
def test_whatever_is_typed_as_a_code_is_answered(db, code):
    assert Client().post("/a/", {"code": code}).status_code == 200


@pytest.mark.parametrize(
    "wrong", [{"name": ""}, {"name": "ก" * 999}, {"district": "9999"}, {"district": "other"}, {"position": "\x00"}]
)
def test_whatever_is_typed_as_a_person_is_answered(code, wrong):
    phone = Client()
    typed(phone, code)
    answer = phone.post("/a/name/?another=1", PERSON | wrong)
    assert answer.status_code == 200 and "form-errors" in answer.content.decode()


def test_forms_of_the_hall_keep_their_csrf_token(code):
    phone = Client(enforce_csrf_checks=True)
    assert phone.post("/a/", {"code": code.code}).status_code == 403


def test_the_first_view_of_a_phone_is_light(client, code):
    assert weight_of_first_view(client, "/a/") <= 60_000


# -- staff ------------------------------------------------------------------------------------------------------


def test_the_page_costs_the_same_with_one_and_with_three(staff, meeting):
    def cost():
        with CaptureQueriesContext(connection) as seen:
            assert staff.get(page_of(meeting)).status_code == 200
        return len(seen)

    invite_office(meeting, DISTRICT_A)
    Attendance.objects.create(briefing=meeting, name="ก", name_key="ก|")
    one = cost()
    for number, district in enumerate([DISTRICT_B, "4702"]):
        invite_office(meeting, district)
        Attendance.objects.create(briefing=meeting, name=f"ข{number}", name_key=f"ข{number}|", district_id=district)
    assert cost() == one


def test_staff_open_a_code_show_it_and_close_it(staff, meeting):
    assert staff.get(page_of(meeting, "attendance_open", "start")).status_code == 405
    answer = staff.post(page_of(meeting, "attendance_open", "start"), follow=True)
    code = AttendanceCode.objects.get()
    text = answer.content.decode()
    assert code.code in text and "/a/" in text and "ลงชื่อแล้ว" in text
    assert staff.get(page_of(meeting, "attendance_qr", code.pk)).content.startswith(b"\x89PNG")
    staff.post(page_of(meeting, "attendance_close", code.pk))
    assert "ปิดรับลงชื่อ" in staff.get(page_of(meeting, "attendance_screen", code.pk)).content.decode()


def test_staff_tick_excuse_add_correct_and_take_back(staff, meeting):
    office = invite_office(meeting, DISTRICT_A)
    other = invite_office(meeting, DISTRICT_B)
    staff.post(page_of(meeting, "attendance_tick"), {"who": f"i:{office.pk}"})
    row = Attendance.objects.get()
    assert row.invitation == office
    staff.post(f"{page_of(meeting, 'attendance_excuse')}?who=i:{other.pk}", {"note": "ติดราชการ"})
    assert Attendance.objects.get(invitation=other).presence == Presence.EXCUSED
    text = staff.get(page_of(meeting)).content.decode()
    assert "2 อำเภอ: มา 1 ลา 1 ยังไม่มา 0" in text
    staff.post(page_of(meeting, "attendance_edit", row.pk), PERSON)
    row.refresh_from_db()
    assert row.name == "นายสมชาย ใจดี" and row.invitation == office
    twice = staff.post(page_of(meeting, "attendance_add"), PERSON)
    assert "มีชื่อนี้ในรายชื่อผู้เข้าประชุมครั้งนี้แล้ว" in twice.content.decode()
    assert staff.post(page_of(meeting, "attendance_remove", row.pk), {"reason": ""}).status_code == 200
    staff.post(page_of(meeting, "attendance_remove", row.pk), {"reason": "ผิดคน"})
    assert not Attendance.objects.filter(pk=row.pk).exists()
    found = staff.get(page_of(meeting), {"q": "พรรณา", "show": "excused"}).content.decode()
    assert "พบ 1 รายการ" in found


def test_staff_add_a_visitor_of_whom_only_the_name_is_known(staff, meeting):
    staff.post(page_of(meeting, "attendance_add"), {"name": "นายจร มา", "district": "other"})
    assert Attendance.objects.get().is_visitor


@pytest.mark.parametrize("who", ["", "i:", "i:999999", "i:99999999999999999999", "d:9999", "x:1", "i:²"])
def test_a_button_that_means_nobody_is_404(staff, meeting, who):
    assert staff.post(page_of(meeting, "attendance_tick"), {"who": who}).status_code == 404


def test_strangers_reach_no_page_of_attendance(meeting, code, cast):
    row = Attendance.objects.create(briefing=meeting, name="ก", name_key="ก|")
    addresses = [
        page_of(meeting), page_of(meeting, "attendance_export"), page_of(meeting, "attendance_add"),
        page_of(meeting, "attendance_list"), page_of(meeting, "attendance_screen", code.pk),
        page_of(meeting, "attendance_qr", code.pk), page_of(meeting, "attendance_edit", row.pk),
        page_of(meeting, "attendance_remove", row.pk), page_of(meeting, "attendance_tick"),
    ]  # fmt: skip
    for user in (None, cast.officer_a, cast.member):
        browser = Client()
        if user:
            browser.force_login(user)
        for address in addresses:
            for answer in (browser.get(address), browser.post(address)):
                assert answer.status_code in {302, 403, 404}, address
                assert code.code not in answer.content.decode(errors="replace")


def test_a_line_of_another_meeting_is_404(staff, meeting, current_round):
    row = Attendance.objects.create(briefing=make_meeting(current_round), name="ก", name_key="ก|")
    assert staff.get(page_of(meeting, "attendance_edit", row.pk)).status_code == 404
    assert staff.post(page_of(meeting, "attendance_remove", row.pk), {"reason": "ก"}).status_code == 404


def test_the_workbook_says_what_the_page_says_and_no_secret(staff, meeting):
    invite_office(meeting, DISTRICT_A)
    invite_office(meeting, DISTRICT_B)
    staff.post(page_of(meeting, "attendance_add"), PERSON | {"name": "=cmd()"})
    content = staff.get(page_of(meeting, "attendance_export")).content
    rows = [[cell_text(cell) for cell in cells] for _, cells in read_sheet(content).rows]
    assert [(row[0], row[4]) for row in rows[1:]] == [("เข้าประชุม", "เมืองสกลนคร"), ("ขาด", "พรรณานิคม")]
    assert not any(canary in str(rows) for canary in SECRETS.values())


# -- lists ------------------------------------------------------------------------------------------------------

ZOOM = """Meeting ID,Topic,Start Time,End Time,User Email,Duration (Minutes),Participants
{id},ประชุม,03/31/2022 09:30:00 AM,03/31/2022 12:00:00 PM,host@example.go.th,150,3

Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest,Recording Consent
พช.พรรณานิคม_นายสมชาย ใจดี,somchai@example.go.th,03/31/2022 09:35:00 AM,03/31/2022 10:35:00 AM,60,Yes,
พช.พรรณานิคม_นายสมชาย ใจดี,somchai@example.go.th,03/31/2022 10:40:00 AM,03/31/2022 11:40:30 AM,60,Yes,
iPhone,,03/31/2022 09:35:00 AM,03/31/2022 10:35:00 AM,60,Yes,
"""


def upload(staff, meeting, content, name="participants.csv"):
    return staff.post(page_of(meeting, "attendance_list"), {"file": SimpleUploadedFile(name, content)})


def confirm(staff, meeting, answer, **changes):
    chosen = {f"row-{row.place}": row.how for row in answer.context_data["rows"]}
    data = {"token": answer.context_data["token"], **chosen, **changes}
    return staff.post(page_of(meeting, "attendance_take"), data, follow=True)


def test_a_zoom_report_is_looked_at_then_taken_and_twice_adds_nobody(staff, meeting, cast):
    office = invite_office(meeting, DISTRICT_B)
    content = ZOOM.format(id=SECRETS["meeting_id"]).encode("utf-8-sig")
    answer = upload(staff, meeting, content)
    text = answer.content.decode()
    kept = str(cache.get(f"attend-list:{meeting.pk}:{cast.staff.pk}:{answer.context_data['token']}"))
    assert "สมชาย" in kept and SECRETS["meeting_id"] not in kept and "example.go.th" not in kept
    assert "พบ 2 คน" in text and "ไม่พบในผู้ได้รับเชิญ" in text and "120 นาที" in text
    assert SECRETS["meeting_id"] not in text and "somchai@" not in text
    assert not Attendance.objects.exists()
    said = confirm(staff, meeting, answer, **{"row-1": "skip"}).content.decode()
    assert "เพิ่ม 1 คน" in said and "ไม่นำเข้า 1 คน" in said
    row = Attendance.objects.get()
    assert (row.name, row.district_id, row.invitation, row.note) == (
        "นายสมชาย ใจดี", DISTRICT_B, office, "ออนไลน์ 120 นาที"
    )  # fmt: skip
    assert (row.came_at.minute, row.left_at.minute) == (35, 40)
    before = Attendance.objects.values().get()
    again = upload(staff, meeting, content)
    assert "มีชื่ออยู่แล้ว" in again.content.decode()
    assert "เพิ่ม 0 คน" in confirm(staff, meeting, again, **{"row-1": "skip"}).content.decode()
    assert Attendance.objects.values().get() == before
    late = confirm(staff, meeting, again).content.decode()
    assert "นำเข้าไปแล้ว" in late, "the second confirmation of one preview"


def test_a_list_again_finds_people_whom_staff_have_placed_since(staff, meeting):
    invite_office(meeting, DISTRICT_B)
    content = "ชื่อ\nนายสมชาย ใจดี\nนายสมหมาย ใจดี\n".encode()
    confirm(staff, meeting, upload(staff, meeting, content), **{"row-0": f"d:{DISTRICT_A}"})
    row = Attendance.objects.get(name="นายสมหมาย ใจดี")
    staff.post(page_of(meeting, "attendance_edit", row.pk), PERSON | {"name": row.name, "district": DISTRICT_B})
    before = list(Attendance.objects.values())
    said = confirm(staff, meeting, upload(staff, meeting, content)).content.decode()
    assert "มีชื่ออยู่แล้ว 2 คน" in said and list(Attendance.objects.values()) == before


def test_two_of_one_name_in_a_list_are_two_people(staff, meeting):
    content = "ชื่อ,อำเภอ,หน่วยงาน\nนายสมชาย ใจดี,พรรณานิคม,\nนายสมชาย ใจดี,เมือง,สพอ.\n".encode()
    confirm(staff, meeting, upload(staff, meeting, content))
    assert set(Attendance.objects.values_list("district_id", flat=True)) == {DISTRICT_A, DISTRICT_B}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp874"])
def test_the_offices_own_columns_are_read_in_every_thai_encoding(staff, meeting, encoding):
    content = "ชื่อ\tตำแหน่ง\tหน่วยงาน\tอำเภอ\nนายสมชาย ใจดี\tนักวิชาการ\t\tอ.พรรณานิคม\nนางทอ ผ้า\tประธาน\tกลุ่มทอผ้า\t\n"
    answer = upload(staff, meeting, content.encode(encoding))
    assert answer.context_data.get("rows"), answer.context_data["form"].errors
    confirm(staff, meeting, answer)
    rows = {row.name: row for row in Attendance.objects.all()}
    assert rows["นายสมชาย ใจดี"].district_id == DISTRICT_B and rows["นางทอ ผ้า"].agency == "กลุ่มทอผ้า"


@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04broken", b"\xff\xfe\x00", b"a,b\n1,2\n", "ชื่อ\n".encode(), b"\x00\x01", b'"']
)
def test_a_file_that_is_no_list_is_refused_by_name(staff, meeting, content):
    answer = upload(staff, meeting, content)
    assert answer.status_code == 200 and "form-errors" in answer.content.decode()
    assert not Attendance.objects.exists()


def test_a_list_before_the_meeting_is_refused(staff, current_round):
    meeting = make_meeting(current_round, starts=60)
    answer = upload(staff, meeting, "ชื่อ\nนายสมชาย ใจดี\n".encode())
    assert "บันทึกผู้เข้าประชุมได้ตั้งแต่" in confirm(staff, meeting, answer).content.decode()
    assert not Attendance.objects.exists() and Briefing.objects.filter(pk=meeting.pk).exists()


@pytest.mark.parametrize(
    ("shown", "name", "code"),
    [
        ("พช.พรรณานิคม_สมชาย", "สมชาย", DISTRICT_B),
        ("สพอ.พรรณานิคม นางสมศรี ใจดี", "นางสมศรี ใจดี", DISTRICT_B),
        ("สมศรี พช.พรรณานิคม", "สมศรี", DISTRICT_B),
        ("อ.พรรณานิคม", "อ.พรรณานิคม", DISTRICT_B),
        ("สพอ.เมือง (สมปอง)", "สมปอง", DISTRICT_A),
        ("พรรณานิคม - สมหญิง", "สมหญิง", DISTRICT_B),
        ("นายสมชาย พรรณานิคม", "นายสมชาย พรรณานิคม", ""),
        ("iPhone", "iPhone", ""),
    ],
)
def test_names_as_people_set_them_in_zoom(shown, name, code):
    assert read_name(shown, {DISTRICT_A: "เมืองสกลนคร", DISTRICT_B: "พรรณานิคม"}) == (name, code)


def test_an_officer_reads_who_came_for_the_own_office_and_of_no_other(client, cast, meeting):
    for number, district in enumerate((DISTRICT_A, DISTRICT_B), 1):
        actions.mark_attendance(
            briefing=meeting,
            actor=cast.staff,
            invitation=invite_office(meeting, district),
            name=f"นางสาวคนที่ {'กขค'[number]}",
            at=meeting.starts_at,
        )
    address = reverse("briefings:briefing-detail", args=[meeting.pk])
    seen = {}
    for user in (cast.officer_a, cast.officer_b, cast.member):
        client.force_login(user)
        text = client.get(address).content.decode()
        seen[user.username] = [name for name in ("นางสาวคนที่ ข", "นางสาวคนที่ ค") if name in text]
    assert list(seen.values()) == [["นางสาวคนที่ ข"], ["นางสาวคนที่ ค"], []]
