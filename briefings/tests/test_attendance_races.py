"""The hall at nine o'clock: sixty phones, four in a second, and some people who press twice."""

import time
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client

from briefings import actions
from briefings.models import Attendance, AttendanceCode, Briefing
from briefings.rules import Moment
from office.models import District, Event
from opc_site.testing import DISTRICT_A, make_cast, make_round

from .test_attendance import invite_office, make_meeting

pytestmark = pytest.mark.django_db(transaction=True)

PHONES, A_SECOND = 60, 4


@pytest.fixture
def scene():
    cache.clear()
    cast = make_cast()
    meeting = make_meeting(make_round())
    for code in District.objects.values_list("code", flat=True):
        invite_office(meeting, code)
    code = actions.open_code(briefing=meeting, moment=Moment.START, actor=cast.staff)
    yield cast, meeting, code
    cache.clear()


def in_threads(works):
    def run(work):
        try:
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        return list(pool.map(run, works, timeout=180))


def test_sixty_phones_sign_at_four_a_second_within_three_minutes(scene):
    """Each types the code and the name; every fifth presses the button twice.  The pace is kept, not slept through."""
    _, meeting, code = scene
    districts = list(District.objects.values_list("code", flat=True))
    begun = time.monotonic()

    def phone(number):
        def sign():
            time.sleep(max(0.0, begun + number / A_SECOND - time.monotonic()))
            browser = Client(REMOTE_ADDR="10.0.0.1")
            statuses = [browser.post("/a/", {"code": code.code}).status_code]
            person = {
                "name": f"นายคนที่ {number} ใจดี", "position": "นักวิชาการ", "district": districts[number % 18]
            }  # fmt: skip
            for _ in range(2 if number % 5 == 0 else 1):
                statuses.append(browser.post("/a/name/?another=1", person).status_code)
            statuses.append(browser.get("/a/done/").status_code)
            return statuses

        return sign

    answers = in_threads([phone(number) for number in range(PHONES)])
    assert time.monotonic() - begun < 180
    assert {status for statuses in answers for status in statuses} == {200, 302}
    rows = Attendance.objects.filter(briefing=meeting)
    assert rows.count() == PHONES == rows.values("name_key").distinct().count()
    assert not rows.filter(invitation=None).exists()
    assert Event.objects.filter(verb="ลงชื่อด้วยรหัส").count() == PHONES


def test_one_name_from_eight_phones_at_once_is_one_line(scene):
    _, meeting, code = scene
    district = District.objects.get(pk=DISTRICT_A)
    barrier = Barrier(8)

    def sign():
        barrier.wait(timeout=30)
        return actions.register(code=code, name="นายสมชาย ใจดี", district=district).is_new

    assert sorted(in_threads([sign] * 8)) == [False] * 7 + [True]
    assert Attendance.objects.filter(briefing=meeting).count() == 1


def test_guesses_at_the_same_moment_are_all_counted(scene):
    _, _, code = scene
    AttendanceCode.objects.filter(pk=code.pk).update(code="999999")

    def guess():
        answers = []
        for _ in range(5):
            try:
                actions.find_code(typed="000000", address="10.0.0.9")
            except ValidationError as error:
                answers.append(error.code)
        return answers

    codes = [one for answers in in_threads([guess] * 8) for one in answers]
    assert len(codes) == 40
    # Threads that had asked before the twentieth miss was written may still be answered.
    assert 20 <= codes.count("attendance_code_is_known") <= 28
    assert Event.objects.filter(verb="หยุดรับรหัสลงชื่อชั่วคราว").count() == 1


def test_a_meeting_that_closes_meanwhile_takes_nobody_after(scene):
    cast, meeting, code = scene
    district = District.objects.get(pk=DISTRICT_A)

    def sign(number):
        def work():
            try:
                return actions.register(code=code, name=f"นายคนที่ {number}", district=district).is_new
            except ValidationError as error:
                return error.code

        return work

    def close():
        return actions.hold_briefing(Briefing.objects.get(pk=meeting.pk), actor=cast.staff).status

    works = [sign(number) for number in range(30)]
    works.insert(15, close)
    answers = in_threads(works)
    signed = answers.count(True)
    assert answers.count("attends_while_running") == 30 - signed
    assert Attendance.objects.filter(briefing=meeting).count() == signed
    closed = AttendanceCode.objects.get(pk=code.pk).closed_at
    late = Event.objects.filter(verb="ลงชื่อด้วยรหัส", at__gt=Event.objects.get(verb="ปิดรหัสลงชื่อ").at)
    assert closed and late.count() <= 8, "only those already under way"
