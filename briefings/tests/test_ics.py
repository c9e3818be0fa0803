"""The calendar file: read back by a package that knows the format, and without anything that opens the meeting."""

from datetime import timedelta

import icalendar
import pytest
from django.urls import reverse
from django.utils import timezone

from briefings import actions
from briefings.ics import MOST_OCTETS, calendar, escaped, folded
from briefings.models import Briefing
from office.models import Office
from opc_site.testing import DISTRICT_A, DISTRICT_B

from .test_briefings import make_briefing, told

LONG = "การประชุมชี้แจงแนวทางการดำเนินงานคัดสรรสุดยอดหนึ่งตำบล หนึ่งผลิตภัณฑ์ไทย; ปี ๒๕๖๕, ครั้งที่ ๑ \\ ด่วน 🧵"


@pytest.fixture
def briefing(current_round):
    briefing = make_briefing(current_round, title=LONG, place="ศาลากลางจังหวัด, ชั้น 2")
    briefing.districts.add(DISTRICT_A)
    return briefing


def event(content):
    (found,) = icalendar.Calendar.from_ical(content).walk("VEVENT")
    return found


def test_every_line_is_75_octets_at_the_most_and_cuts_no_character(cast, briefing):
    content = calendar(briefing, office=Office.objects.get(), agenda=[LONG, LONG])
    assert content.endswith(b"END:VCALENDAR\r\n") and b"\n" not in content.replace(b"\r\n", b"")
    lines = content.split(b"\r\n")
    assert max(map(len, lines)) <= MOST_OCTETS
    assert len(lines) > 30 and any(len(line) >= MOST_OCTETS - 3 for line in lines)
    for line in lines:
        line.decode()  # each line is whole by itself


@pytest.mark.parametrize("length", range(20, 30))
def test_the_boundary_of_a_line(length):
    """A Thai letter is three octets: 25 of them fill a line."""
    lines = folded("ก" * length).split(b"\r\n")
    assert b"".join([lines[0], *(line[1:] for line in lines[1:])]).decode() == "ก" * length
    assert len(lines) == (2 if length <= 25 else 3)  # the last one is empty


def test_a_reader_finds_what_was_written(cast, briefing):
    found = event(calendar(briefing, office=Office.objects.get(), agenda=["แนวคิด", "หลักเกณฑ์; ข้อ 1"]))
    assert found["SUMMARY"] == LONG
    assert found["LOCATION"] == "ศาลากลางจังหวัด, ชั้น 2 / Zoom Cloud Meeting"
    start, end = (moment.replace(microsecond=0) for moment in (briefing.starts_at, briefing.ends_at))
    assert (found.decoded("DTSTART"), found.decoded("DTEND")) == (start, end)
    assert found.decoded("DTSTART").utcoffset() == timedelta(0)
    assert found.decoded("DTSTAMP") == briefing.changed_at.replace(microsecond=0)
    assert found["UID"] == f"{briefing.uid}@127.0.0.1"
    assert (found["SEQUENCE"], found["STATUS"]) == (0, "CONFIRMED")
    assert found["DESCRIPTION"].splitlines()[1:3] == ["1. แนวคิด", "2. หลักเกณฑ์; ข้อ 1"]
    assert found["URL"].endswith(briefing.get_absolute_url())
    assert found["ORGANIZER"].params["CN"] == "สำนักงานพัฒนาชุมชนจังหวัดสกลนคร"


def test_an_update_and_a_cancellation_keep_the_uid_and_count_on(client, cast, briefing):
    actions.invite(briefing, actor=cast.staff)
    first = event(calendar(briefing))
    briefing.starts_at += timedelta(days=1)
    briefing.ends_at += timedelta(days=1)
    assert actions.note_change(briefing, ["starts_at"])
    briefing.save()
    second = event(calendar(briefing))
    actions.cancel_briefing(briefing, actor=cast.staff, reason="เลื่อน")
    third = event(calendar(briefing))
    assert first["UID"] == second["UID"] == third["UID"]
    assert [found["SEQUENCE"] for found in (first, second, third)] == [0, 1, 2]
    assert [found["STATUS"] for found in (first, second, third)] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]
    assert second.decoded("DTSTART") == first.decoded("DTSTART") + timedelta(days=1)
    assert first.decoded("DTSTAMP") <= second.decoded("DTSTAMP") <= third.decoded("DTSTAMP")
    assert third["SUMMARY"].startswith("ยกเลิก: ")


@pytest.mark.parametrize(
    ("text", "written"),
    [("a;b,c\\d", "a\\;b\\,c\\\\d"), ("ก\r\nข\rค\nง", "ก\\nข\\nค\\nง"), ("", "")],
)
def test_text_is_escaped(text, written):
    assert escaped(text) == written


def test_hostile_titles_make_no_lines_of_their_own(briefing):
    briefing.title = "x\r\nATTENDEE:mailto:a@b.example"
    found = event(calendar(briefing, office=Office(name='ก"ข\nค', email="")))
    assert "ATTENDEE" not in found
    assert found["ORGANIZER"].params["CN"] == "ก'ข ค"


class TestPage:
    def address(self, briefing):
        return reverse("briefings:briefing-ics", args=[briefing.pk])

    def test_those_invited_and_staff_get_it_without_secrets(self, client, cast, briefing):
        for person in (cast.officer_a, cast.staff):
            client.force_login(person)
            response = client.get(self.address(briefing))
            assert response["Content-Type"].startswith("text/calendar; charset=utf-8")
            assert "attachment" in response["Content-Disposition"]
            assert "no-store" in response["Cache-Control"]
            assert event(response.content)["SUMMARY"] == LONG
            assert told(response.content.replace(b"\r\n ", b"").decode()) == []

    def test_others_get_none(self, client, cast, briefing):
        assert client.get(self.address(briefing)).status_code == 302
        for person in (cast.officer_b, cast.member):
            client.force_login(person)
            assert client.get(self.address(briefing)).status_code == 404
        assert client.get("/briefings/999999.ics").status_code == 404

    def test_who_answered_and_left_the_audience_can_still_take_it_out_of_the_calendar(self, client, cast, briefing):
        briefing.districts.set([DISTRICT_B])
        actions.invite(briefing, actor=cast.staff)
        actions.answer_invitation(briefing.invitations.get(), answer="coming", actor=cast.officer_b)
        briefing.districts.set([DISTRICT_A])
        client.force_login(cast.officer_b)
        assert client.get(self.address(briefing)).status_code == 200

    def test_details_that_hold_another_meetings_code_stay_out(self, briefing):
        Briefing.objects.filter(pk=briefing.pk).update(details="Passcode: 998877")
        briefing.refresh_from_db()
        assert b"998877" not in calendar(briefing)
        assert timezone.now() >= briefing.changed_at
