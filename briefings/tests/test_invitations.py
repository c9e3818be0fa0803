"""Who is invited is written down once, asked, reminded and answers; the letter reaches the invited and nobody else."""

import threading
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from briefings import actions
from briefings.admin.waiting import words_to_send
from briefings.models import Attendance, Briefing, Invitation
from briefings.rules import Answer
from committees.models import Appointment
from documents.actions import approve_paper, cancel_paper, issue_paper, send_letter
from documents.models import Paper
from documents.papers import context_of
from documents.templatetags.papers import official_digits
from documents.word import docx_of
from office.models import Event, User
from opc_site.testing import DISTRICT_A, DISTRICT_B, make_entry, make_producer, make_signatory
from registrations.models import Entry, OtopRegistration, Producer, Product
from rounds.rules import GroupCode

from .test_briefings import SECRETS, make_briefing, told
from .test_planning import appointed


@pytest.fixture
def briefing(current_round):
    briefing = make_briefing(current_round)
    briefing.districts.add(DISTRICT_A)
    return briefing


@pytest.fixture
def invited(cast, briefing):
    """The invitation of district A's office."""
    actions.invite(briefing, actor=cast.staff)
    return briefing.invitations.get()


def names(briefing):
    return list(briefing.invitations.order_by("pk").values_list("name", flat=True))


class TestInviting:
    def test_each_district_office_seat_and_person_once(self, cast, current_round, briefing):
        first = appointed(current_round, [cast.member, cast.member_2], cast.staff)
        second = appointed(current_round, [cast.member_2, cast.member_3], cast.staff, kind="committee")
        briefing.committees.add(first, second)
        briefing.people.add(cast.member_3, cast.officer_b)
        done = actions.invite(briefing, actor=cast.staff)
        assert (done.added, done.removed, done.stayed, done.total) == (5, 0, (), 5)
        office, *people = briefing.invitations.order_by("pk")
        assert (office.name, office.is_district) == ("สำนักงานพัฒนาชุมชนอำเภอเมืองสกลนคร", True)
        assert [one.user for one in people] == [cast.member, cast.member_2, cast.member_3, cast.officer_b]
        assert people[0].role == "ประธานคณะทำงาน" and people[0].position == "หัวหน้ากลุ่มงาน"
        assert Event.objects.about(briefing).filter(verb="เชิญประชุม").get().after["รวม"] == 5

    def test_seats_without_accounts_are_known_by_name_or_by_position_and_agency(self, cast, current_round, briefing):
        first = appointed(current_round, [cast.member], cast.staff)
        second = appointed(current_round, [cast.member_2], cast.staff)
        for body in (first, second):
            since = {"since": timezone.localdate(), "order": body.order}
            Appointment.objects.create(committee=body, position="เกษตรจังหวัด", agency="สำนักงานเกษตรจังหวัด", **since)
            Appointment.objects.create(committee=body, name="ดร.ใจดี งามตา", expertise="สิ่งทอ", **since)
        briefing.committees.add(first, second)
        actions.invite(briefing, actor=cast.staff)
        assert names(briefing)[1:] == [str(cast.member), "เกษตรจังหวัด", "ดร.ใจดี งามตา", str(cast.member_2)]

    def test_again_changes_nothing_and_adds_only_what_is_new(self, cast, briefing, invited):
        actions.answer_invitation(invited, answer="coming", actor=cast.officer_a)
        done = actions.invite(briefing, actor=cast.staff)
        assert (done.added, done.removed, done.total) == (0, 0, 1)
        briefing.districts.add(DISTRICT_B)
        done = actions.invite(briefing, actor=cast.staff)
        assert (done.added, done.removed, done.total) == (1, 0, 2)
        invited.refresh_from_db()
        assert invited.answer == Answer.COMING
        assert Event.objects.about(briefing).filter(verb="เชิญประชุม").count() == 2

    def test_who_leaves_the_audience_stays_only_with_an_answer_or_having_come(self, cast, briefing, invited):
        briefing.districts.add(DISTRICT_B, "4702")
        actions.invite(briefing, actor=cast.staff)
        answered = briefing.invitations.get(district=DISTRICT_B)
        actions.answer_invitation(answered, answer="declined", actor=cast.officer_b)
        came = briefing.invitations.get(district="4702")
        Attendance.objects.create(briefing=briefing, invitation=came, name="นางมา จริง", name_key="มา")
        briefing.districts.clear()
        briefing.people.add(cast.member)
        done = actions.invite(briefing, actor=cast.staff)
        assert (done.added, done.removed) == (1, 1)
        assert set(done.stayed) == {answered.name, came.name}
        assert not Invitation.objects.filter(pk=invited.pk).exists()

    def test_nobody_chosen_is_refused(self, cast, briefing):
        briefing.districts.clear()
        with pytest.raises(ValidationError, match="ยังไม่ได้เลือกอำเภอ"):
            actions.invite(briefing, actor=cast.staff)
        briefing.producers = "entered"
        briefing.save()
        with pytest.raises(ValidationError, match="ยังไม่ได้เลือกอำเภอ"):
            actions.invite(briefing, actor=cast.staff)

    def test_only_by_the_province_and_not_to_a_cancelled_meeting(self, cast, briefing):
        with pytest.raises(PermissionDenied):
            actions.invite(briefing, actor=cast.officer_a)
        actions.cancel_briefing(briefing, actor=cast.staff, reason="เลื่อน")
        with pytest.raises(ValidationError, match="อยู่ในสถานะ “ยกเลิก” จึงเชิญไม่ได้"):
            actions.invite(briefing, actor=cast.staff)

    def test_a_meeting_recorded_afterwards_may_be_invited_to_after_it_was_held(self, cast, briefing):
        Briefing.objects.filter(pk=briefing.pk).update(status="held")
        with pytest.raises(ValidationError, match="จัดแล้ว"):
            actions.invite(briefing, actor=cast.staff)
        Briefing.objects.filter(pk=briefing.pk).update(is_record=True)
        assert actions.invite(briefing, actor=cast.staff).added == 1

    def test_a_person_who_got_an_account_since_answers_with_it(self, cast, current_round, briefing):
        body = appointed(current_round, [cast.member], cast.staff)
        seat = Appointment.objects.create(
            committee=body, name="นายใหม่ มาดี", expertise="อาหาร", since=timezone.localdate(), order=body.order
        )
        briefing.committees.add(body)
        actions.invite(briefing, actor=cast.staff)
        seat.user = cast.member_3
        seat.save()
        assert actions.invite(briefing, actor=cast.staff).added == 0
        assert briefing.invitations.get(seat=seat).user == cast.member_3

    def test_past_python_nobody_is_invited_twice(self, cast, current_round, briefing):
        producer = make_producer()
        doubles = [
            {"district_id": DISTRICT_A},
            {"user": cast.member},
            {"producer": producer, "district_id": DISTRICT_A},
        ]
        for fields in doubles:
            Invitation.objects.bulk_create([Invitation(briefing=briefing, name="x", **fields)])
            with pytest.raises(IntegrityError), transaction.atomic():
                Invitation.objects.bulk_create([Invitation(briefing=briefing, name="y", **fields)])
        assert briefing.invitations.count() == 3


class TestProducers:
    def test_by_register_entries_group_and_district(self, cast, current_round, briefing):
        a, late, b = make_producer("ก"), make_producer("ข", years=(2565,)), make_producer("ค", district=DISTRICT_B)
        food = make_producer("ง")
        Product.objects.filter(producer=food).update(group_code=GroupCode.FOOD)
        make_entry(a, current_round, status=Entry.Status.SUBMITTED, created_by=cast.staff)
        make_entry(b, current_round, status=Entry.Status.DRAFT, created_by=cast.staff)

        def invited(producers, group="", districts=()):
            Briefing.objects.filter(pk=briefing.pk).update(producers=producers, producer_group=group)
            briefing.districts.set(districts)
            briefing.refresh_from_db()
            return {one.producer for one in actions.audience(briefing) if one.producer_id}

        assert invited("") == set()
        assert invited("eligible") == {a, b, food}
        assert invited("eligible", districts=[DISTRICT_B]) == {b}
        assert invited("eligible", GroupCode.FOOD) == {food}
        assert invited("entered") == {a}
        assert invited("entered", GroupCode.FOOD) == set()
        assert late not in invited("eligible")

    def test_2500_in_few_questions(self, cast, current_round, briefing):
        Producer.objects.bulk_create(
            Producer(code=f"4701{n:05d}", name=f"กลุ่ม {n}", kind="community_group", district_id=DISTRICT_A)
            for n in range(2500)
        )
        OtopRegistration.objects.bulk_create(
            OtopRegistration(producer=producer, year_be=2562) for producer in Producer.objects.all()
        )
        briefing.producers = "eligible"
        briefing.save()
        with CaptureQueriesContext(connection) as first:
            assert actions.invite(briefing, actor=cast.staff).added == 2501
        with CaptureQueriesContext(connection) as again:
            assert actions.invite(briefing, actor=cast.staff).added == 0
        # SQLite takes about sixty rows a statement.
        assert len(first) < 70 and len(again) < 20
        paper, left_out = actions.draft_invitation(briefing, actor=cast.staff)
        assert left_out == 2500
        assert [sent.addressee for sent in paper.dispatches.all()] == ["นายอำเภอเมืองสกลนคร"]


class TestAnswers:
    def test_for_the_own_district_and_by_staff_for_others(self, cast, invited):
        actions.answer_invitation(invited, answer="coming", actor=cast.officer_a)
        assert (invited.answer, invited.answered_by) == (Answer.COMING, cast.officer_a)
        with pytest.raises(PermissionDenied):
            actions.answer_invitation(invited, answer="declined", actor=cast.officer_b)
        actions.answer_invitation(invited, answer="declined", note="ติดราชการ", actor=cast.staff)
        assert (invited.answer, invited.note, invited.answered_by) == (Answer.DECLINED, "ติดราชการ", cast.staff)
        assert [event.verb for event in Event.objects.about(invited)] == ["ตอบรับการประชุม"] * 2

    def test_a_substitute_has_a_name_that_goes_with_another_answer(self, cast, invited):
        with pytest.raises(ValidationError, match="การส่งผู้แทนต้องบอกชื่อผู้แทน"):
            actions.answer_invitation(invited, answer="substitute", substitute_name=" \u200b", actor=cast.officer_a)
        given = {"substitute_name": "นางสาวแทน ใจ", "substitute_position": "นักวิชาการ"}
        actions.answer_invitation(invited, answer="substitute", actor=cast.officer_a, **given)
        assert (invited.substitute_name, invited.substitute_position) == ("นางสาวแทน ใจ", "นักวิชาการ")
        actions.answer_invitation(invited, answer="coming", actor=cast.officer_a, **given)
        assert (invited.substitute_name, invited.substitute_position) == ("", "")
        with pytest.raises(IntegrityError), transaction.atomic():
            Invitation.objects.filter(pk=invited.pk).update(answer="substitute")

    @pytest.mark.parametrize("answer", ["waiting", "", "x"])
    def test_no_other_answers(self, cast, invited, answer):
        with pytest.raises(ValidationError, match="โปรดเลือกคำตอบ"):
            actions.answer_invitation(invited, answer=answer, actor=cast.officer_a)

    def test_until_the_meeting_ends(self, cast, briefing, invited):
        end = briefing.ends_at
        actions.answer_invitation(invited, answer="coming", actor=cast.officer_a, at=end)
        with pytest.raises(ValidationError, match="การประชุมนี้เลิกแล้ว จึงเปลี่ยนคำตอบไม่ได้"):
            actions.answer_invitation(invited, answer="declined", actor=cast.staff, at=end + timedelta(seconds=1))
        actions.cancel_briefing(briefing, actor=cast.staff, reason="เลื่อน")
        with pytest.raises(ValidationError, match="การประชุมนี้ยกเลิกแล้ว"):
            actions.answer_invitation(invited, answer="declined", actor=cast.officer_a)

    def test_the_page_of_the_district(self, client, cast, briefing, invited):
        address = reverse("briefings:invitation-answer", args=[invited.pk])
        client.force_login(cast.officer_a)
        assert f'href="{address}"' in client.get(briefing.get_absolute_url()).content.decode()
        assert told(client.get(address).content.decode()) == []
        assert "โปรดเลือกคำตอบ" in client.post(address, {}).content.decode()
        assert "ต้องบอกชื่อผู้แทน" in client.post(address, {"answer": "substitute"}).content.decode()
        response = client.post(address, {"answer": "declined", "note": "ติดราชการ"}, follow=True)
        assert "บันทึกคำตอบแล้ว: ไม่เข้าประชุม" in response.content.decode()
        assert "ไม่เข้าประชุม" in client.get(reverse("briefings:briefing-list")).content.decode()
        Briefing.objects.filter(pk=briefing.pk).update(status="held")
        assert "<form" not in client.get(address).content.decode().split("<main")[1]
        assert "จึงเปลี่ยนคำตอบไม่ได้" in client.post(address, {"answer": "coming"}).content.decode()

    def test_an_answer_before_a_change_is_asked_to_be_looked_at(self, client, cast, briefing, invited):
        actions.answer_invitation(
            invited, answer="coming", actor=cast.officer_a, at=timezone.now() - timedelta(minutes=5)
        )
        actions.note_change(briefing, ["starts_at"])
        briefing.save()
        client.force_login(cast.officer_a)
        assert "ท่านตอบไว้ก่อนการเปลี่ยนแปลง" in client.get(briefing.get_absolute_url()).content.decode()
        actions.answer_invitation(invited, answer="coming", actor=cast.officer_a)
        assert "ท่านตอบไว้ก่อนการเปลี่ยนแปลง" not in client.get(briefing.get_absolute_url()).content.decode()

    def test_strangers_get_404_and_a_member_answers_for_himself(self, client, cast, briefing, invited):
        briefing.people.add(cast.member)
        actions.invite(briefing, actor=cast.staff)
        own = briefing.invitations.get(user=cast.member)
        for person, row, status in (
            (cast.officer_b, invited, 404),
            (cast.member, invited, 404),
            (cast.member_2, own, 404),
            (cast.staff, own, 404),
            (cast.member, own, 200),
        ):
            client.force_login(person)
            assert client.get(reverse("briefings:invitation-answer", args=[row.pk])).status_code == status

    def test_staff_record_what_was_told_by_phone(self, client, cast, invited):
        client.force_login(cast.staff)
        address = reverse("admin:briefings_invitation_answer", args=[invited.pk])
        assert client.get(address).status_code == 200
        assert "ต้องบอกชื่อผู้แทน" in client.post(address, {"answer": "substitute"}).content.decode()
        data = {"answer": "substitute", "substitute_name": "นายแทน", "substitute_position": "นักวิชาการ"}
        assert client.post(address, data).status_code == 302
        invited.refresh_from_db()
        assert (invited.substitute_name, invited.answered_by) == ("นายแทน", cast.staff)

    def test_own_meetings_come_first_in_the_list(self, client, cast, current_round, briefing, invited):
        early = timezone.now() + timedelta(hours=2)
        make_briefing(current_round, title="ไม่ได้เชิญ", starts_at=early, ends_at=early + timedelta(hours=1))
        client.force_login(cast.officer_a)
        text = client.get(reverse("briefings:briefing-list")).content.decode()
        assert text.index(briefing.title) < text.index("ไม่ได้เชิญ")
        client.force_login(cast.officer_b)
        text = client.get(reverse("briefings:briefing-list")).content.decode()
        assert text.index(briefing.title) > text.index("ไม่ได้เชิญ")


class TestReminders:
    def test_only_who_waits_and_only_before_the_end(self, cast, briefing, invited):
        assert actions.note_reminder([invited], actor=cast.staff, at=briefing.ends_at) == 1
        with pytest.raises(ValidationError, match="ผู้นี้ตอบแล้ว หรือการประชุมผ่านไปแล้ว"):
            actions.note_reminder([invited], actor=cast.staff, at=briefing.ends_at + timedelta(seconds=1))
        actions.answer_invitation(invited, answer="coming", actor=cast.officer_a)
        with pytest.raises(ValidationError, match="ผู้นี้ตอบแล้ว"):
            actions.note_reminder([invited], actor=cast.staff)
        with pytest.raises(PermissionDenied):
            actions.note_reminder([invited], actor=cast.officer_a)
        assert Event.objects.about(briefing).filter(verb="เตือนผู้ได้รับเชิญ").get().after["จำนวน"] == 1

    def test_pressed_twice_is_one_reminder(self, client, cast, briefing, invited):
        client.force_login(cast.staff)
        address = reverse("admin:briefings_briefing_waiting", args=[briefing.pk])
        assert "บันทึกว่าเตือนแล้ว 1 ราย" in client.post(address, {"all": "1"}, follow=True).content.decode()
        assert "ไม่นับซ้ำ" in client.post(address, {"all": "1"}, follow=True).content.decode()
        assert "ยังไม่ได้เลือก" in client.post(address, {"some": "1"}, follow=True).content.decode()
        for nonsense in ("x", "9" * 30, "-1"):
            client.post(address, {"some": "1", "chosen": nonsense})
        invited.refresh_from_db()
        assert (invited.times_reminded, Event.objects.about(briefing).filter(verb="เตือนผู้ได้รับเชิญ").count()) == (1, 1)
        Invitation.objects.update(reminded_at=timezone.now() - timedelta(minutes=2))
        client.post(address, {"some": "1", "chosen": invited.pk})
        invited.refresh_from_db()
        assert invited.times_reminded == 2

    def test_the_page_says_whom_to_call_and_what_to_say(self, client, cast, current_round, briefing):
        User.objects.filter(pk=cast.officer_a.pk).update(phone="0811111111")
        User.objects.filter(pk=cast.member.pk).update(phone="0822222222")
        producer = make_producer("กลุ่มทอผ้า", phone="0833333333")
        briefing.people.add(cast.member)
        briefing.producers = "eligible"
        briefing.save()
        actions.invite(briefing, actor=cast.staff)
        client.force_login(cast.staff)
        text = client.get(reverse("admin:briefings_briefing_waiting", args=[briefing.pk])).content.decode()
        for said in (f"{cast.officer_a} 081-111-1111", "082-222-2222", f"{producer.contact_name} 083-333-3333"):
            assert said in text
        assert briefing.get_absolute_url() in words_to_send(briefing)
        assert told(text) == []

    def test_the_page_asks_as_much_for_one_as_for_three(self, client, cast, briefing, invited):
        client.force_login(cast.staff)
        address = reverse("admin:briefings_briefing_waiting", args=[briefing.pk])

        def asked():
            with CaptureQueriesContext(connection) as queries:
                assert client.get(address).status_code == 200
            return len(queries)

        asked()
        one = asked()
        briefing.districts.add(DISTRICT_B, "4702")
        actions.invite(briefing, actor=cast.staff)
        assert asked() == one


class TestLetter:
    def drafted(self, cast, briefing):
        actions.invite(briefing, actor=cast.staff)
        return actions.draft_invitation(briefing, actor=cast.staff)[0]

    def test_says_when_where_and_how_to_join_and_goes_to_the_invited(self, cast, briefing):
        paper = self.drafted(cast, briefing)
        context = context_of(paper)
        assert context.subject == "ขอเชิญประชุมชี้แจงการดำเนินการคัดสรรฯ"
        for part in (briefing.when_text().split(" เวลา ")[0], "น. ผ่านช่องทางออนไลน์ระบบ Zoom Cloud Meeting", *SECRETS):
            assert part in context.body
        assert (context.to, context.names_each, context.agenda) == (
            "นายอำเภอเมืองสกลนคร",
            False,
            ("แนวคิด", "หลักเกณฑ์"),
        )
        assert [(sent.addressee, sent.district_id) for sent in paper.dispatches.all()] == [
            ("นายอำเภอเมืองสกลนคร", DISTRICT_A)
        ]
        assert context.missing() == [] and paper.asks == "ตอบรับการเข้าประชุม"
        briefing.refresh_from_db()
        assert briefing.invitation == paper

    def test_all_districts_get_one_circular_and_others_are_named(self, cast, current_round, briefing):
        everyone = make_briefing(current_round)
        everyone.districts.set(cast.officer_a.district.province.districts.all())
        context = context_of(self.drafted(cast, everyone))
        assert (context.to, context.is_circular, context.names_each) == ("นายอำเภอ ทุกอำเภอ", True, False)
        body = appointed(current_round, [cast.member], cast.staff)
        for position, agency in (("เกษตรจังหวัด", "สำนักงานเกษตรจังหวัด"), ("คณบดี", "มหาวิทยาลัยราชภัฏ")):
            seat = {"position": position, "agency": agency, "since": timezone.localdate(), "order": body.order}
            Appointment.objects.create(committee=body, **seat)
        briefing.committees.add(body)
        paper = self.drafted(cast, briefing)
        context = context_of(paper)
        assert (context.names_each, context.with_reply_slip) == (True, True)
        assert [sent.addressee for sent in paper.dispatches.order_by("order")] == [
            "นายอำเภอเมืองสกลนคร",
            str(cast.member),
            "เกษตรจังหวัด",
            "คณบดี มหาวิทยาลัยราชภัฏ",
        ]

    def test_once_unless_the_draft_was_given_up(self, cast, briefing):
        paper = self.drafted(cast, briefing)
        with pytest.raises(ValidationError, match="มีหนังสือเชิญประชุมของการประชุมนี้แล้ว"):
            actions.draft_invitation(briefing, actor=cast.staff)
        cancel_paper(paper, actor=cast.staff, reason="ร่างใหม่")
        assert actions.draft_invitation(briefing, actor=cast.staff)[0] != paper

    def test_not_before_somebody_is_invited_nor_for_a_cancelled_meeting(self, cast, briefing):
        with pytest.raises(ValidationError, match="ยังไม่ได้เลือกอำเภอ"):
            actions.draft_invitation(briefing, actor=cast.staff)
        actions.invite(briefing, actor=cast.staff)
        actions.cancel_briefing(briefing, actor=cast.staff, reason="เลื่อน")
        with pytest.raises(ValidationError, match="จึงร่างหนังสือเชิญไม่ได้"):
            actions.draft_invitation(briefing, actor=cast.staff)

    def test_the_button_leads_to_the_draft(self, client, cast, briefing, invited):
        client.force_login(cast.staff)
        address = reverse("admin:briefings_briefing_act", args=[briefing.pk, "draft-invitation"])
        text = client.post(address, {"confirm": "1", "reason": ""}, follow=True).content.decode()
        assert reverse("admin:documents_paper_edit", args=[Paper.objects.get().pk]) in text

    def test_the_passcode_is_in_the_letter_and_on_no_page_of_others(self, client, cast, briefing, caplog, mailoutbox):
        """The whole way of the letter: drafted, edited, approved, issued, sent; then everybody looks everywhere."""
        briefing.districts.add(DISTRICT_A)
        paper = self.drafted(cast, briefing)
        client.force_login(cast.staff)
        for act in ("edit", "preview", "word"):
            assert client.get(reverse(f"admin:documents_paper_{act}", args=[paper.pk])).status_code == 200
        assert b"PK" in docx_of(paper.kind, context_of(paper))[:4]
        approve_paper(paper, actor=cast.staff)
        issue_paper(paper, number="9", dated=timezone.localdate(), signatory=make_signatory(), actor=cast.staff)
        send_letter(paper, actor=cast.staff)
        dispatch = paper.dispatches.get()
        papers = [
            reverse(f"admin:documents_paper_{page}", args=[paper.pk] if page != "changelist" else [])
            for page in ("changelist", "change", "history", "board")
        ]
        own = [reverse("letters:letter-list"), reverse("letters:letter-detail", args=[dispatch.pk])]
        files = [reverse("letters:letter-pdf", args=[dispatch.pk]), reverse("documents:paper-pdf", args=[paper.pk])]
        verify = reverse("documents-public:verify", args=[paper.token])
        admin = [
            reverse("admin:index"),
            reverse("admin:office_event_changelist"),
            reverse("admin:documents_dispatch_changelist"),
        ]
        for person, addresses in (
            (None, [verify, "/", *own, *files, *papers]),
            (cast.officer_b, [verify, *own, *files, *papers, briefing.get_absolute_url()]),
            (cast.member, [verify, *own, *files, briefing.get_absolute_url()]),
            (cast.officer_a, own),
            (cast.staff, [*papers, *admin, verify]),
        ):
            client.logout() if person is None else client.force_login(person)
            for address in addresses:
                response = client.get(address)
                body = b"".join(response.streaming_content) if response.streaming else response.content
                assert not body.startswith(b"%PDF"), (person, address)
                assert told(body.decode()) == [], (person, address)
        for event in Event.objects.all():
            assert told(f"{event.before} {event.after} {event.reason} {event.target_label}") == []
        assert told(caplog.text) == [] and mailoutbox == []
        client.force_login(cast.officer_a)
        assert client.get(files[0]).status_code == 200

    def test_digits_of_codes_with_latin_letters_are_not_made_thai(self, cast, briefing):
        body = official_digits(context_of(self.drafted(cast, briefing)).body)
        assert "canarypass" in body and "https://zoom.example/j/canarylink" in body


@pytest.mark.django_db(transaction=True)
def test_two_who_press_invite_at_once_make_one_list(cast, current_round):
    briefing = make_briefing(current_round)
    briefing.districts.add(DISTRICT_A, DISTRICT_B)
    wrong = []

    def press():
        try:
            actions.invite(Briefing.objects.get(pk=briefing.pk), actor=cast.staff)
        except Exception as error:
            wrong.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=press) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == [] and briefing.invitations.count() == 2
