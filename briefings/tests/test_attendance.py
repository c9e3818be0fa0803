"""Attendance: signed by code in the hall, noted by staff; once per person, only while the meeting runs."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from briefings import actions
from briefings.actions import attendance_codes
from briefings.attendance_report import by_district
from briefings.models import Attendance, AttendanceCode, Briefing, Invitation
from briefings.rules import Answer, BriefingStatus, Moment, Presence
from office.models import District, Event
from opc_site.testing import DISTRICT_A, DISTRICT_B, make_committee, make_producer, make_user

HERE = "10.0.0.1"


@pytest.fixture(autouse=True)
def no_guesses_yet(db):
    cache.clear()


def make_meeting(current_round, *, starts=-10, minutes=120, **fields):
    now = timezone.now().replace(microsecond=0)
    fields = {"kind": "officers", "title": "ประชุมชี้แจงเจ้าหน้าที่", "place": "ห้องประชุมภูพาน"} | fields
    starts_at = now + timedelta(minutes=starts)
    return Briefing.objects.create(
        round=current_round, starts_at=starts_at, ends_at=starts_at + timedelta(minutes=minutes), **fields
    )


def invite_office(meeting, code, **fields):
    district = District.objects.get(pk=code)
    return Invitation.objects.create(
        briefing=meeting, district=district, name=f"สำนักงานพัฒนาชุมชนอำเภอ{district.name}", **fields
    )


@pytest.fixture
def meeting(current_round):
    return make_meeting(current_round)


@pytest.fixture
def code(meeting, cast):
    return actions.open_code(briefing=meeting, moment=Moment.START, actor=cast.staff)


def district(code):
    return District.objects.get(pk=code)


def refused(code):
    """The act is refused by the clause of this code."""
    return pytest.raises(ValidationError, check=lambda error: code in {one.code for one in _each(error)})


def _each(error):
    return (
        [one for ones in error.error_dict.values() for one in ones]
        if hasattr(error, "error_dict")
        else error.error_list
    )


# -- codes ------------------------------------------------------------------------------------------------------


def test_a_code_is_six_digits_shown_once_per_moment(meeting, cast):
    code = actions.open_code(briefing=meeting, moment=Moment.START, actor=cast.staff)
    assert len(code.code) == 6 and code.code.isdigit()
    with refused("one_open_attendance_code"):
        actions.open_code(briefing=meeting, moment=Moment.START, actor=cast.staff)
    other = actions.open_code(briefing=meeting, moment=Moment.END, actor=cast.staff)
    assert other.code != code.code
    assert code.code not in str(list(Event.objects.values())), "an open code stands in no journal"


def test_two_open_codes_of_the_same_digits_are_refused_past_python(meeting, current_round):
    other = make_meeting(current_round)
    with pytest.raises(IntegrityError), transaction.atomic():
        AttendanceCode.objects.bulk_create(
            AttendanceCode(briefing=one, moment=Moment.START, code="123456") for one in (meeting, other)
        )
    closed = timezone.now()
    AttendanceCode.objects.bulk_create(
        [
            AttendanceCode(briefing=meeting, moment=Moment.START, code="123456", closed_at=closed),
            AttendanceCode(briefing=other, moment=Moment.START, code="123456"),
        ]
    )


def test_digits_in_use_elsewhere_are_drawn_anew(meeting, current_round, cast, monkeypatch):
    draws = iter([111111, 111111, 222222])
    monkeypatch.setattr(attendance_codes.secrets, "randbelow", lambda most: next(draws))
    first = actions.open_code(briefing=meeting, moment=Moment.START, actor=cast.staff)
    second = actions.open_code(briefing=make_meeting(current_round), moment=Moment.START, actor=cast.staff)
    assert (first.code, second.code) == ("111111", "222222")


@pytest.mark.parametrize(
    ("minutes", "opens"), [(-31, False), (-30, True), (0, True), (120, True), (180, True), (181, False)]
)
def test_a_code_opens_from_half_an_hour_before_until_an_hour_after(current_round, cast, minutes, opens):
    meeting = make_meeting(current_round, starts=0, minutes=120)
    at = meeting.starts_at + timedelta(minutes=minutes)
    if opens:
        code = actions.open_code(briefing=meeting, moment=Moment.END, actor=cast.staff, at=at)
        assert actions.find_code(typed=code.code, address=HERE, at=at) == code
    else:
        with refused("attendance_code_in_its_time"):
            actions.open_code(briefing=meeting, moment=Moment.END, actor=cast.staff, at=at)


def test_an_hour_after_the_end_a_forgotten_code_is_dead_and_its_digits_are_free(meeting, code, current_round, cast):
    late = meeting.ends_at + timedelta(minutes=61)
    with refused("attendance_code_is_known"):
        actions.find_code(typed=code.code, address=HERE, at=late)
    with refused("attends_while_running"):
        actions.register(code=code, name="นายสมชาย ใจดี", district=district(DISTRICT_A), at=late)
    tomorrow = make_meeting(current_round, starts=24 * 60)
    actions.open_code(briefing=tomorrow, moment=Moment.START, actor=cast.staff, at=tomorrow.starts_at)
    code.refresh_from_db()
    assert code.closed_at == meeting.ends_at + timedelta(minutes=60)


def test_a_cancelled_meeting_has_no_codes(meeting, code, cast):
    Briefing.objects.filter(pk=meeting.pk).update(status=BriefingStatus.CANCELLED, cancel_reason="พายุ")
    with refused("attendance_code_is_known"):
        actions.find_code(typed=code.code, address=HERE)
    with refused("attendance_code_in_its_time"):
        actions.open_code(briefing=meeting, moment=Moment.END, actor=cast.staff)
    with refused("attendance_noted_once_begun"):
        actions.mark_attendance(briefing=meeting, actor=cast.staff, name="นายสมชาย ใจดี")


def test_a_meeting_that_is_held_closes_its_codes(meeting, code, cast):
    actions.hold_briefing(meeting, actor=cast.staff)
    with refused("attends_while_running"):
        actions.register(code=code, name="นายสมชาย ใจดี", district=district(DISTRICT_A))


def test_only_staff_open_and_close_codes(meeting, code, cast):
    for who in (cast.officer_a, cast.member):
        with pytest.raises(PermissionDenied):
            actions.open_code(briefing=meeting, moment=Moment.END, actor=who)
        with pytest.raises(PermissionDenied):
            actions.close_code(code=code, actor=who)


def test_a_code_is_closed_once(meeting, code, cast):
    actions.close_code(code=code, actor=cast.staff)
    closed = code.closed_at
    actions.close_code(code=code, actor=cast.staff)
    assert code.closed_at == closed
    assert Event.objects.filter(verb="ปิดรหัสลงชื่อ").count() == 1


# -- guesses ----------------------------------------------------------------------------------------------------


def guess(times, address=HERE):
    for _ in range(times):
        with refused("attendance_code_is_known"):
            actions.find_code(typed="000000", address=address)


def test_twenty_wrong_codes_of_an_address_stop_it_and_are_logged_once(meeting, code, cast, monkeypatch):
    AttendanceCode.objects.filter(pk=code.pk).update(code="999999")
    guess(20)
    for typed in ("000000", "999999"):
        with refused("attendance_guesses_limited"):
            actions.find_code(typed=typed, address=HERE)
    event = Event.objects.get(verb="หยุดรับรหัสลงชื่อชั่วคราว")
    assert event.after == {"address": HERE} and event.actor is None
    assert actions.find_code(typed="๙๙๙ ๙๙๙", address="10.0.0.2") == code, "others go on"
    now = attendance_codes.time.time()
    monkeypatch.setattr(attendance_codes.time, "time", lambda: now + 601)
    assert actions.find_code(typed="999999", address=HERE) == code, "ten minutes later it may try again"


def test_right_codes_are_never_counted(code):
    for _ in range(60):
        actions.find_code(typed=code.code, address=HERE)
    assert attendance_codes.seconds_to_wait(HERE) == 0


def test_two_hundred_wrong_codes_stop_the_whole_site(meeting, code, cast):
    AttendanceCode.objects.filter(pk=code.pk).update(code="999999")
    for place in range(10):
        guess(20, f"10.0.1.{place}")
    with refused("attendance_guesses_limited"):
        actions.find_code(typed="999999", address="10.9.9.9")
    assert Event.objects.filter(verb="หยุดรับรหัสลงชื่อชั่วคราว", after={"address": "ทุกที่อยู่"}).count() == 1


# -- signing ----------------------------------------------------------------------------------------------------


def test_the_same_person_signs_once_whatever_the_title_and_spaces(code, meeting):
    first = actions.register(code=code, name="นายสมชาย ใจดี", position="นักวิชาการ", district=district(DISTRICT_A))
    again = actions.register(code=code, name="สมชาย  ใจดี", position="อื่น", district=district(DISTRICT_A))
    assert first.is_new and not again.is_new
    assert again.attendance == first.attendance and again.attendance.came_at == first.attendance.came_at
    namesake = actions.register(code=code, name="นายสมชาย ใจดี", district=district(DISTRICT_B))
    assert namesake.is_new and Attendance.objects.filter(briefing=meeting).count() == 2


def test_one_person_once_is_held_past_python(meeting):
    with pytest.raises(IntegrityError), transaction.atomic():
        Attendance.objects.bulk_create(Attendance(briefing=meeting, name="ก", name_key="ก|") for _ in range(2))


def test_the_end_code_confirms_who_signed_and_takes_who_did_not(meeting, code, cast):
    came = actions.register(code=code, name="นายสมชาย ใจดี", district=district(DISTRICT_A)).attendance
    end = actions.open_code(briefing=meeting, moment=Moment.END, actor=cast.staff)
    same = actions.register(code=end, name="สมชาย ใจดี", district=district(DISTRICT_A))
    assert same.attendance == came and same.is_new and same.attendance.left_at
    late = actions.register(code=end, name="นางมาสาย ใจดี", district=district(DISTRICT_A)).attendance
    assert late.came_at is None and late.left_at


def test_a_phone_confirms_only_lines_of_this_meeting(meeting, code, cast, current_round):
    own = actions.register(code=code, name="นายสมชาย ใจดี", district=district(DISTRICT_A)).attendance
    foreign = Attendance.objects.create(briefing=make_meeting(current_round), name="ก", name_key="ก|")
    end = actions.open_code(briefing=meeting, moment=Moment.END, actor=cast.staff)
    assert actions.confirm_end(code=end, attendances=[own.pk, foreign.pk]) == [own]
    left = Attendance.objects.get(pk=own.pk).left_at
    actions.confirm_end(code=end, attendances=[own.pk])
    assert Attendance.objects.get(pk=own.pk).left_at == left
    foreign.refresh_from_db()
    assert foreign.left_at is None


def test_people_are_linked_to_the_invitation_they_came_on(meeting, code, cast, current_round):
    office = invite_office(meeting, DISTRICT_A, answer=Answer.SUBSTITUTE, substitute_name="นางแทน มาแทน")
    committee = make_committee(current_round, [make_user("chair", full_name="นายประธาน คณะทำงาน")])
    seat = Invitation.objects.create(
        briefing=meeting, seat=committee.appointments.get(), name="นายประธาน คณะทำงาน", role="ประธาน"
    )
    producer = make_producer("กลุ่มทอผ้าบ้านโพน")
    group = Invitation.objects.create(
        briefing=meeting, producer=producer, name=producer.name, district_id=producer.district_id
    )

    def linked(name, **fields):
        return actions.register(code=code, name=name, **fields).attendance.invitation

    assert linked("นายสมชาย ใจดี", district=district(DISTRICT_A)) == office
    assert linked("แทน มาแทน", agency="ที่อื่น") == office
    assert linked("ประธาน คณะทำงาน", agency="สำนักงานอุตสาหกรรมจังหวัด") == seat
    assert linked("นางผู้แทน ประธาน", agency="สำนักงานอุตสาหกรรมจังหวัด", represents="นายประธาน คณะทำงาน") == seat
    assert linked("นางทอ ผ้า", agency="กลุ่ม ทอผ้าบ้านโพน") == group
    assert linked("นางสมศรี ใจดี", agency="ไม่บอก") == group, "the group's contact by name"
    assert linked("นายจร มา", agency="หนังสือพิมพ์") is None
    assert linked("นายอื่น อำเภอ", district=district(DISTRICT_B)) is None


# -- staff ------------------------------------------------------------------------------------------------------


def test_staff_tick_a_district_and_correct_the_name(meeting, cast):
    office = invite_office(meeting, DISTRICT_A)
    row = actions.mark_attendance(briefing=meeting, actor=cast.staff, invitation=office)
    assert row.name == "สำนักงานพัฒนาชุมชนอำเภอเมืองสกลนคร" and row.invitation == office and row.came_at
    assert actions.mark_attendance(briefing=meeting, actor=cast.staff, invitation=office) == row, "a second tick"
    row = actions.correct_attendance(attendance=row, actor=cast.staff, name="นายสมชาย ใจดี", position="พัฒนาการอำเภอ")
    assert (row.name, row.invitation) == ("นายสมชาย ใจดี", office)
    with refused("attends_once"):
        actions.mark_attendance(briefing=meeting, actor=cast.staff, name="สมชาย ใจดี", district=district(DISTRICT_A))


def test_a_correction_that_makes_two_lines_one_person_is_refused(meeting, cast):
    for name in ("นายหนึ่ง ใจดี", "นายสอง ใจดี"):
        row = actions.mark_attendance(briefing=meeting, actor=cast.staff, name=name, agency="ที่อื่น")
    with refused("attends_once"):
        actions.correct_attendance(attendance=row, actor=cast.staff, name="หนึ่ง ใจดี")


def test_who_gave_notice_and_came_after_all_is_present(meeting, code, cast):
    office = invite_office(meeting, DISTRICT_A)
    actions.excuse(briefing=meeting, actor=cast.staff, invitation=office, note="ติดราชการ")
    assert [line.reason for line in by_district(meeting).excused] == ["ติดราชการ"]
    actions.excuse(briefing=meeting, actor=cast.staff, invitation=office, note="ป่วย")
    assert Attendance.objects.get().note == "ป่วย"
    actions.mark_attendance(briefing=meeting, actor=cast.staff, invitation=office)
    assert Attendance.objects.get().presence == Presence.PRESENT
    with refused("excused_who_is_away"):
        actions.excuse(briefing=meeting, actor=cast.staff, invitation=office)


def test_nobody_is_noted_before_the_meeting_but_may_be_excused(current_round, cast):
    meeting = make_meeting(current_round, starts=60)
    office = invite_office(meeting, DISTRICT_A)
    with refused("attendance_noted_once_begun"):
        actions.mark_attendance(briefing=meeting, actor=cast.staff, invitation=office)
    actions.excuse(briefing=meeting, actor=cast.staff, invitation=office, note="ติดราชการ")


def test_a_line_is_taken_back_with_a_reason_that_stays(meeting, cast):
    row = actions.mark_attendance(briefing=meeting, actor=cast.staff, name="นายผิด คน", agency="ที่อื่น")
    with refused("attendance_removed_with_reason"):
        actions.remove_attendance(attendance=row, actor=cast.staff, reason="  ")
    actions.remove_attendance(attendance=row, actor=cast.staff, reason="ลงชื่อผิดการประชุม")
    actions.remove_attendance(attendance=row, actor=cast.staff, reason="อีกครั้ง")
    event = Event.objects.get(verb="นำชื่อผู้เข้าประชุมออก")
    assert event.reason == "ลงชื่อผิดการประชุม" and event.before["name"] == "นายผิด คน"
    assert not Attendance.objects.exists()


def test_only_staff_note_correct_and_remove(meeting, cast):
    row = actions.mark_attendance(briefing=meeting, actor=cast.staff, name="นายหนึ่ง ใจดี", agency="ที่อื่น")
    for act in (
        lambda: actions.mark_attendance(briefing=meeting, actor=cast.officer_a, name="นายสอง ใจดี"),
        lambda: actions.excuse(briefing=meeting, actor=cast.officer_a, district=district(DISTRICT_A)),
        lambda: actions.correct_attendance(attendance=row, actor=cast.officer_a, name="ก"),
        lambda: actions.remove_attendance(attendance=row, actor=cast.officer_a, reason="ก"),
    ):
        with pytest.raises(PermissionDenied):
            act()


# -- the report -------------------------------------------------------------------------------------------------


def test_eighteen_districts_are_counted_as_present_excused_and_absent(meeting, cast, django_assert_num_queries):
    codes = list(District.objects.values_list("code", flat=True))
    assert len(codes) == 18
    for code in codes:
        invite_office(meeting, code)
    rows = {row.district_id: row for row in meeting.invitations.all()}
    for code in codes[:14]:
        actions.mark_attendance(
            briefing=meeting, actor=cast.staff, name=f"นายจาก {code}", district=district(code), position="นักวิชาการ"
        )
    actions.mark_attendance(briefing=meeting, actor=cast.staff, invitation=rows[codes[14]])
    actions.excuse(briefing=meeting, actor=cast.staff, invitation=rows[codes[15]], note="ติดราชการ")
    actions.mark_attendance(briefing=meeting, actor=cast.staff, name="นายจร มา", agency="หนังสือพิมพ์")
    with django_assert_num_queries(3):
        report = by_district(meeting)
    assert report.districts_text == "18 อำเภอ: มา 15 ลา 1 ขาด 2"
    assert [line.code for line in report.absent_districts] == codes[16:]
    assert [line.district_code for line in report.absent] == codes[16:] and all(
        line.is_office for line in report.absent
    )
    assert [line.name for line in report.visitors] == ["นายจร มา"]
    assert len(report.present) == 15 and report.excused[0].reason == "ติดราชการ"


def test_a_declined_invitation_is_excused_and_an_audience_without_rows_is_absent(meeting, cast):
    invite_office(meeting, DISTRICT_A, answer=Answer.DECLINED, note="ติดตรวจราชการ")
    meeting.districts.set([DISTRICT_A, DISTRICT_B])
    report = by_district(meeting)
    assert [(line.district_code, line.reason) for line in report.excused] == [(DISTRICT_A, "ติดตรวจราชการ")]
    assert [line.code for line in report.absent_districts] == [DISTRICT_B]
    actions.mark_attendance(briefing=meeting, actor=cast.staff, district=district(DISTRICT_B))
    assert by_district(meeting).districts_text == "2 อำเภอ: มา 1 ลา 1 ขาด 0"


def test_who_comes_for_a_member_stands_there_for_whom(meeting, cast, current_round):
    committee = make_committee(current_round, [make_user("chair", full_name="นายประธาน คณะทำงาน")])
    seat = Invitation.objects.create(
        briefing=meeting, seat=committee.appointments.get(), name="นายประธาน คณะทำงาน", role="ประธาน"
    )
    actions.mark_attendance(
        briefing=meeting, actor=cast.staff, invitation=seat, name="นางผู้แทน มา", agency="สำนักงานอุตสาหกรรม"
    )
    person = by_district(meeting).present[0]
    assert (person.name, person.role, person.represents) == ("นางผู้แทน มา", "ประธาน", "นายประธาน คณะทำงาน")
