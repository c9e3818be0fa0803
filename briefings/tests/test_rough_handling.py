"""What people and programs do to meetings that nobody planned for: each case was once seen to go wrong."""

import threading
import time
from datetime import date, timedelta

import pytest
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from briefings import actions
from briefings.attend_forms import PersonForm
from briefings.attendance_report import by_district
from briefings.attendance_sheet import read_people
from briefings.models import Attendance, Briefing, Invitation
from briefings.rules import Answer, Moment
from documents.actions import approve_paper, cancel_paper, correct_paper, issue_paper
from office.models import Event
from office.workbooks import FileRefused
from opc_site.testing import DISTRICT_A, DISTRICT_B, make_cast, make_producer, make_round, make_signatory
from registrations.models import Producer

from .test_attendance import make_meeting
from .test_briefings import PASSCODE, make_briefing, told, typed


@pytest.fixture(autouse=True)
def no_guesses_yet(db):
    cache.clear()


@pytest.fixture
def briefing(current_round):
    briefing = make_briefing(current_round)
    briefing.districts.add(DISTRICT_A)
    return briefing


class TestSecrets:
    def test_a_new_meeting_whose_agenda_repeats_its_passcode_is_refused(self, client, cast, briefing):
        """Passcode and agenda come with the same page, before the meeting has a row."""
        client.force_login(cast.staff)
        data = typed(briefing) | {"agenda-TOTAL_FORMS": "1", "agenda-0-order": "1", "agenda-0-title": f"ใช้ {PASSCODE}"}
        response = client.post(reverse("admin:briefings_briefing_add"), data)
        assert response.status_code == 200 and "เรื่องในระเบียบวาระ มีข้อความเดียวกับ" in response.content.decode()
        assert Briefing.objects.count() == 1

    @pytest.mark.parametrize("field", ["note", "substitute_name", "substitute_position"])
    def test_an_answer_that_repeats_the_passcode_is_refused(self, client, cast, briefing, field):
        """Answers are read by others, in the journal and in the report of the meeting."""
        actions.invite(briefing, actor=cast.staff)
        own = briefing.invitations.get()
        client.force_login(cast.officer_a)
        said = {"answer": "substitute", "substitute_name": "นายแทน ใจดี", field: f"รหัส {PASSCODE}"}
        response = client.post(reverse("briefings:invitation-answer", args=[own.pk]), said)
        assert response.status_code == 200 and "มีข้อความเดียวกับลิงก์" in response.content.decode()
        assert not told(str(list(Event.objects.values())))

    @pytest.mark.parametrize(
        "text",
        [
            "๕๙๗-๒๑๒-๗๖๐๙",
            "５９７２１２７６０９",
            "5 9 7 2 1 2 7 6 0 9",
            "597\u200b2127609",
            "CANARY-PASS",
            "ｃａｎａｒｙｐａｓｓ",
            "𝐜𝐚𝐧𝐚𝐫𝐲𝐩𝐚𝐬𝐬",
        ],
    )
    def test_a_secret_is_known_in_any_spelling(self, briefing, text):
        assert briefing.holds_secret(f"เข้าด้วย {text} นะคะ")

    def test_an_excuse_that_repeats_the_passcode_is_refused(self, cast, briefing):
        actions.invite(briefing, actor=cast.staff)
        with pytest.raises(ValidationError, match="มีข้อความเดียวกับลิงก์"):
            actions.excuse(
                briefing=briefing, actor=cast.staff, invitation=briefing.invitations.get(), note=f"รหัส {PASSCODE}"
            )


class TestLetter:
    def test_after_a_correction_that_was_given_up_the_letter_may_be_drafted_anew(self, cast, briefing):
        actions.invite(briefing, actor=cast.staff)
        paper, _ = actions.draft_invitation(briefing, actor=cast.staff)
        approve_paper(paper, actor=cast.staff)
        signed = {"dated": timezone.localdate(), "signatory": make_signatory(), "actor": cast.staff}
        issue_paper(paper, number="11", **signed)
        again = correct_paper(paper, actor=cast.staff, reason="แก้ชื่อ")
        with pytest.raises(ValidationError, match="มีหนังสือเชิญประชุมของการประชุมนี้แล้ว"):
            actions.draft_invitation(briefing, actor=cast.staff)
        approve_paper(again, actor=cast.staff)
        issue_paper(again, number="12", **signed)
        with pytest.raises(ValidationError, match="มีหนังสือเชิญประชุมของการประชุมนี้แล้ว"):
            actions.draft_invitation(briefing, actor=cast.staff)
        cancel_paper(again, actor=cast.administrator, reason="ผิดทั้งฉบับ")
        new, _ = actions.draft_invitation(briefing, actor=cast.staff)
        assert briefing.invitation == new


class TestHeld:
    def test_a_meeting_that_began_after_its_planned_end_is_asked_when_it_ended(self, cast, current_round):
        meeting = make_meeting(current_round, starts=-300, minutes=60)
        Briefing.objects.filter(pk=meeting.pk).update(began_at=meeting.ends_at + timedelta(hours=1))
        with pytest.raises(ValidationError, match="เวลาเลิกประชุมต้องอยู่หลังเวลาเริ่มประชุม"):
            actions.hold_briefing(meeting, actor=cast.staff)


class TestNames:
    @pytest.mark.parametrize("name", ["...", "- -", "ฯ", "😀", "12345", "นาย"])
    def test_a_name_without_letters_is_no_name(self, cast, current_round, name):
        meeting = make_meeting(current_round)
        code = actions.open_code(briefing=meeting, moment=Moment.START, actor=cast.staff)
        phone = Client()
        phone.post("/a/", {"code": code.code})
        said = {"name": name, "position": "นักวิชาการ", "district": DISTRICT_A}
        assert "ด้วยตัวอักษร" in phone.post("/a/name/?another=1", said).content.decode()
        assert not Attendance.objects.exists()


class TestNul:
    @pytest.mark.parametrize("who", ["d:\0", "i:\0", "d:47\x0001", "i:" + "9" * 18, "d:" + "9" * 500, "i:๑", "i:²"])
    @pytest.mark.parametrize("page", ["tick", "excuse", "add"])
    def test_a_button_that_means_nobody_answers_not_found(self, client, cast, current_round, who, page):
        meeting = make_meeting(current_round)
        client.force_login(cast.staff)
        address = reverse(f"admin:briefings_briefing_attendance_{page}", args=[meeting.pk])
        assert client.post(f"{address}?who=1", {"who": who}).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_who_answers_while_the_list_is_made_anew_stays(settings):
    cast = make_cast()
    briefing = make_briefing(make_round())
    briefing.districts.add(DISTRICT_A, DISTRICT_B)
    actions.invite(briefing, actor=cast.staff)
    briefing.districts.remove(DISTRICT_A)
    own = briefing.invitations.get(district=DISTRICT_A)
    answered, done = threading.Event(), threading.Event()

    def officer():
        try:
            with transaction.atomic():
                actions.answer_invitation(own, answer=Answer.COMING, actor=cast.officer_a)
                answered.set()
                done.wait(2)
        finally:
            connection.close()

    thread = threading.Thread(target=officer)
    thread.start()
    answered.wait(5)
    threading.Timer(0.5, done.set).start()
    result = actions.invite(briefing, actor=cast.staff)
    thread.join()
    assert (result.removed, result.stayed) == (0, (own.name,))
    assert Invitation.objects.get(pk=own.pk).answer == Answer.COMING


class TestLists:
    """Lists of people from elsewhere."""

    NAMES = {"4701": "เมืองสกลนคร", "4704": "พรรณานิคม"}

    def read(self, text):
        return read_people(text.encode(), districts=self.NAMES, day=date(2026, 11, 22)).people

    def test_title_and_surname_in_columns_of_their_own_are_part_of_the_name(self):
        people = self.read("ลำดับ,คำนำหน้า,ชื่อ,นามสกุล,ตำแหน่ง\n1,นางสาว,สมใจ,ใจดี,นักวิชาการ\n2,,สมใจ,งามตา,\n")
        assert [person.name for person in people] == ["นางสาวสมใจ ใจดี", "สมใจ งามตา"]

    def test_a_list_of_thousands_is_refused_before_all_of_it_is_looked_at(self):
        rows = "".join(f"คนที่ {number},x{number}@y.z\n" for number in range(19_000))
        begun = time.process_time()
        with pytest.raises(FileRefused, match="500 คน"):
            self.read("Name (Original Name),User Email\n" + rows)
        assert time.process_time() - begun < 10

    def test_one_account_under_thousands_of_names_is_one_person_with_a_few(self):
        rows = "".join(f"คนที่ {number},x@y.z\n" for number in range(3000))
        (person,) = self.read("Name (Original Name),User Email\n" + rows)
        assert (person.name, person.also.count(",")) == ("คนที่ 0", 4)

    def test_a_row_that_is_called_like_the_meetings_id_is_not_taken_over(self, cast, current_round):
        meeting = make_meeting(current_round, meeting_id="884 1593 7262")
        people = self.read("Name,Email\nนายสมชาย ใจดี,\nMeeting ID: 88415937262,\n")
        choices = [actions.Choice(person, "visitor") for person in people]
        with pytest.raises(ValidationError, match="ชื่อลำดับที่ 2 ของรายชื่อ"):
            actions.take_list(briefing=meeting, choices=choices, actor=cast.staff)
        assert not meeting.attendances.exists()
        choices[1] = actions.Choice(people[1], "skip")
        assert actions.take_list(briefing=meeting, choices=choices, actor=cast.staff).added == 1


class TestPlanned:
    def test_a_link_without_the_name_of_a_system_is_shown_to_those_invited(self, client, cast, current_round):
        meeting = make_briefing(current_round, place="ห้องประชุมภูพาน", online_system="")
        meeting.districts.add(DISTRICT_A)
        for user, sees in ((cast.officer_a, True), (cast.officer_b, False)):
            client.force_login(user)
            page = client.get(reverse("briefings:briefing-detail", args=[meeting.pk])).content.decode()
            assert bool(told(page)) is sees

    def test_a_change_before_anybody_was_asked_reaches_calendars_and_alarms_nobody(self, cast, briefing):
        """An officer of a chosen district may have taken the calendar file already: its stamp is newer."""
        before = briefing.changed_at
        assert not actions.note_change(briefing, ["starts_at"])
        assert briefing.changed_at > before and briefing.sequence == 0
        before = briefing.changed_at
        assert not actions.note_change(briefing, ["details"]) and briefing.changed_at == before

    def test_a_letter_to_nobody_but_thousands_of_producers_says_what_to_do(self, cast, current_round):
        meeting = make_briefing(current_round)
        producer = make_producer()
        Producer.objects.bulk_create(
            Producer(
                code=f"47019{n:04d}", kind=producer.kind, name=f"กลุ่ม {n}", district_id=DISTRICT_A, phone="0811111111"
            )
            for n in range(301)
        )
        rows = (Invitation(briefing=meeting, producer=one, name=one.name) for one in Producer.objects.all())
        Invitation.objects.bulk_create(rows)
        with pytest.raises(ValidationError, match="โปรดเลือกอำเภอเป็นผู้ได้รับเชิญด้วย"):
            actions.draft_invitation(meeting, actor=cast.staff)


class TestDistrictTypedByHand:
    @pytest.mark.parametrize("agency", ["สพอ.พรรณานิคม", "สำนักงานพัฒนาชุมชนอำเภอพรรณานิคม", "พช.พรรณานิคม"])
    def test_it_is_that_district_and_gets_no_letter_to_those_absent(self, cast, current_round, agency):
        meeting = make_meeting(current_round)
        meeting.districts.add(DISTRICT_B)
        actions.invite(meeting, actor=cast.staff)
        code = actions.open_code(briefing=meeting, moment=Moment.START, actor=cast.staff)
        phone = Client()
        phone.post("/a/", {"code": code.code})
        said = {"name": "นายจร มาดี", "position": "พัฒนากร", "district": "other", "agency": agency}
        assert phone.post("/a/name/?another=1", said).status_code == 302
        row = Attendance.objects.get()
        assert (row.district_id, row.agency, row.is_visitor) == (DISTRICT_B, "", False)
        assert by_district(meeting).absent_districts == ()

    @pytest.mark.parametrize("agency", ["ที่ว่าการอำเภอพรรณานิคม", "หอการค้าจังหวัด", "กลุ่มทอผ้าพรรณานิคม"])
    def test_others_of_the_same_place_stay_visitors(self, cast, current_round, agency):
        meeting = make_meeting(current_round)
        form = PersonForm({"name": "นายจร มาดี", "position": "พัฒนากร", "district": "other", "agency": agency})
        assert form.is_valid() and form.written["district"] is None and form.written["agency"] == agency
        assert not meeting.attendances.exists()


def test_nobody_is_absent_while_people_may_still_come(client, cast, current_round):
    client.force_login(cast.staff)
    for meeting, word in (
        (make_meeting(current_round), "ยังไม่มา 1 ·"),
        (make_meeting(current_round, starts=-300, minutes=60), "ขาด 1 ·"),
    ):
        meeting.districts.add(DISTRICT_A)
        actions.invite(meeting, actor=cast.staff)
        page = client.get(reverse("admin:briefings_briefing_attendance", args=[meeting.pk])).content.decode()
        assert word in page and page.count("is-absent") == 1
