"""What was said at a meeting is written down without loss, and becomes its report and the letter to those absent."""

import dataclasses
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from briefings.actions import questions as asked
from briefings.actions import records
from briefings.actions.records import Said
from briefings.models import AgendaItem, Attendance, Briefing, Invitation, Question
from briefings.papers.minutes import HEADINGS, body_name
from committees.actions import appoint_committee
from documents.actions import approve_paper, cancel_paper, issue_paper, revise_paper
from documents.models import Paper
from documents.papers import context_of
from documents.tests.quick import quick  # noqa: F401 -- a fixture
from office.models import District, Event
from opc_site.testing import DISTRICT_A, DISTRICT_B, make_committee, make_signatory
from rounds.clauses import REGISTRY

LINK, MEETING, PASSCODE = "https://zoom.example/j/canarylink", "597 212 7609", "canarypass"
BEGAN = datetime(2022, 3, 31, 3, 0, tzinfo=UTC)  # 10.00 in Bangkok


def make_held(round, *, absent=(), excused=(), **fields):
    """A meeting of 31 March 2565 to which all districts were invited; one person of each came."""
    briefing = Briefing.objects.create(
        **{
            "round": round,
            "kind": "officers",
            "title": "ประชุมชี้แจงการดำเนินการคัดสรรฯ ปี พ.ศ. 2565",
            "starts_at": BEGAN,
            "ends_at": BEGAN + timedelta(hours=2),
            "online_system": "Zoom Cloud Meeting",
            "join_link": LINK,
            "meeting_id": MEETING,
            "passcode": PASSCODE,
            "status": Briefing.Status.HELD,
            "chaired_by": "นายธนกร ตัวอย่างดี | พัฒนาการจังหวัด",
            "writer": "นางสาวใจดี งามตา | นักวิชาการพัฒนาชุมชน",
        }
        | fields
    )
    districts = list(District.objects.filter(province="47").order_by("code"))
    briefing.districts.set(districts)
    for district in districts:
        invitation = Invitation.objects.create(
            briefing=briefing, district=district, name=f"สำนักงานพัฒนาชุมชนอำเภอ{district.name}"
        )
        if district.code in absent:
            continue
        away = district.code in excused
        Attendance.objects.create(
            briefing=briefing,
            invitation=invitation,
            district=district,
            name=f"นายประชุม {district.name}",
            position="นักวิชาการพัฒนาชุมชนชำนาญการ",
            presence="excused" if away else "present",
            note="ติดราชการ" if away else "",
            name_key=f"ประชุม{district.code}",
        )
    AgendaItem.objects.bulk_create(
        [
            AgendaItem(briefing=briefing, order=1, title="แนวคิดและกระบวนการ", text="ประธานชี้แจง\n1. ที่มา\n2. วัตถุประสงค์"),
            AgendaItem(briefing=briefing, order=2, title="พิจารณาแผนการดำเนินงาน", resolution="เห็นชอบ"),
        ]
    )
    return briefing


@pytest.fixture
def held(current_round):
    return make_held(current_round, absent=["4703", "4714", "4718"], excused=["4705"])


def told(text):
    return [secret for secret in (LINK, "canarylink", MEETING, PASSCODE) if secret in text]


def said_of(briefing):
    return [Said(item.order, item.title, item.text, item.resolution, item.pk) for item in briefing.agenda.all()]


def save(briefing, actor, *, agenda=None, seen=None, removed=(), **facts):
    agenda = said_of(briefing) if agenda is None else agenda
    return records.save_record(briefing, facts=facts, agenda=agenda, removed=removed, seen=seen, actor=actor)


def refused(clause):
    return pytest.raises(ValidationError, match=REGISTRY[clause].plain[:20] or REGISTRY[clause].sentence[:20])


class TestRecord:
    def test_facts_and_agenda_are_kept_with_a_line_in_the_journal(self, cast, held):
        first, second = said_of(held)
        agenda = [dataclasses.replace(first, resolution="รับทราบ"), second, Said(3, "เรื่องอื่น ๆ", "ไม่มี")]
        save(held, cast.staff, agenda=agenda, began_at=BEGAN + timedelta(minutes=5), checker="นายตรวจ ทาน")
        assert list(held.agenda.values_list("title", "resolution")) == [
            ("แนวคิดและกระบวนการ", "รับทราบ"),
            ("พิจารณาแผนการดำเนินงาน", "เห็นชอบ"),
            ("เรื่องอื่น ๆ", ""),
        ]
        assert (held.began_at, held.checker) == (BEGAN + timedelta(minutes=5), "นายตรวจ ทาน")
        event = Event.objects.about(held).get()
        assert event.verb == "บันทึกการประชุม"
        assert event.after["วาระที่ 1 มติ"] == "รับทราบ" and event.after["checker"] == "นายตรวจ ทาน"

    def test_the_same_again_changes_nothing(self, cast, held):
        save(held, cast.staff, chaired_by=held.chaired_by)
        assert not Event.objects.about(held).exists()

    def test_nothing_is_written_over_what_a_colleague_has_saved(self, cast, held):
        seen = records.record_state(held)
        first, second = said_of(held)
        save(held, cast.staff, agenda=[dataclasses.replace(first, text="ของเพื่อน"), second], seen=seen)
        mine = [first, dataclasses.replace(second, resolution="ไม่เห็นชอบ")]
        with pytest.raises(ValidationError, match=f"ถูกแก้ไขเมื่อ .* โดย {cast.staff}"):
            save(held, cast.secretary, agenda=mine, seen=seen)
        assert list(held.agenda.values_list("text", "resolution")) == [("ของเพื่อน", ""), ("", "เห็นชอบ")]

    def test_what_others_add_or_remove_meanwhile_is_not_lost(self, cast, held):
        first, second = said_of(held)
        AgendaItem.objects.create(briefing=held, order=3, title="ของเพื่อน")
        AgendaItem.objects.filter(pk=first.pk).delete()
        save(held, cast.staff, agenda=[first, second])
        assert list(held.agenda.values_list("title", flat=True)) == [first.title, second.title, "ของเพื่อน"]

    def test_an_item_is_removed_and_its_words_stay_in_the_journal(self, cast, held):
        first, second = said_of(held)
        save(held, cast.staff, agenda=[second], removed=[first.pk])
        assert held.agenda.get().pk == second.pk
        assert Event.objects.about(held).get().before["วาระที่ 1"] == first.title

    @pytest.mark.parametrize("part", ["title", "text", "resolution"])
    def test_a_secret_in_what_was_said_is_refused(self, cast, held, part):
        first, second = said_of(held)
        with pytest.raises(ValidationError, match="มีข้อความเดียวกับลิงก์ รหัสการประชุม"):
            save(held, cast.staff, agenda=[dataclasses.replace(first, **{part: "Meeting ๕๙๗-๒๑๒-๗๖๐๙"}), second])
        assert not Event.objects.about(held).exists()

    def test_a_secret_in_a_name_is_refused(self, cast, held):
        with pytest.raises(ValidationError, match="ผู้จดรายงานการประชุม มีข้อความเดียวกับลิงก์"):
            save(held, cast.staff, writer="นาง CanaryPass")

    def test_the_end_is_after_the_beginning(self, cast, held):
        with refused("briefing_ends_after_start"):
            save(held, cast.staff, began_at=BEGAN, finished_at=BEGAN)
        save(held, cast.staff, began_at=BEGAN, finished_at=BEGAN + timedelta(minutes=1))

    def test_not_of_a_cancelled_meeting_and_not_by_others(self, cast, held):
        with pytest.raises(PermissionDenied):
            save(held, cast.officer_a, writer="x")
        Briefing.objects.filter(pk=held.pk).update(status="cancelled", cancel_reason="ฝนตก")
        with pytest.raises(ValidationError, match="อยู่ในสถานะ “ยกเลิก” จึงบันทึกการประชุมไม่ได้"):
            save(held, cast.staff, writer="x")


class TestHeadings:
    def test_what_was_planned_goes_under_the_five_headings(self, cast, held):
        assert records.put_headings(held, actor=cast.staff)
        rows = {item.order: item for item in held.agenda.all()}
        assert [rows[order].title for order in range(1, 6)] == list(HEADINGS)
        assert rows[3].text == "3.1 แนวคิดและกระบวนการ\nประธานชี้แจง\n1. ที่มา\n2. วัตถุประสงค์"
        assert (rows[4].text, rows[4].resolution) == ("4.1 พิจารณาแผนการดำเนินงาน", "4.1 เห็นชอบ")

    def test_twice_changes_nothing_and_a_later_point_goes_on_counting(self, cast, held):
        records.put_headings(held, actor=cast.staff)
        assert not records.put_headings(held, actor=cast.staff)
        AgendaItem.objects.create(briefing=held, order=9, title="อนุมัติปฏิทิน")
        assert records.put_headings(held, actor=cast.staff)
        assert held.agenda.get(order=4).text == "4.1 พิจารณาแผนการดำเนินงาน\n4.2 อนุมัติปฏิทิน"
        assert held.agenda.count() == 5


class TestMinutes:
    def test_say_who_came_who_did_not_and_what_was_decided(self, cast, held):
        Attendance.objects.create(
            briefing=held, name="นางเยี่ยม ชม", position="ผู้สื่อข่าว", agency="หนังสือพิมพ์สกลนคร", name_key="visitor"
        )
        paper = records.draft_minutes(held, actor=cast.staff)
        said = context_of(paper)
        assert said.subject == "รายงานการประชุมชี้แจงการดำเนินการคัดสรรฯ ปี พ.ศ. 2565 วันที่ 31 มีนาคม 2565"
        assert (said.body_name, said.place) == (
            "ชี้แจงการดำเนินการคัดสรรฯ ปี พ.ศ. 2565",
            "ระบบประชุมออนไลน์ Zoom Cloud Meeting",
        )
        assert said.when == "วันพฤหัสบดีที่ 31 มีนาคม 2565 เวลา 10.00 น."
        assert (said.began, said.ended) == ("10.00 น.", "12.00 น.")
        assert len(said.present) == 15
        assert dataclasses.astuple(said.present[0]) == ("นายธนกร ตัวอย่างดี", "พัฒนาการจังหวัด", "ประธานในที่ประชุม", "")
        assert (said.present[1].position, said.present[1].role) == ("นักวิชาการพัฒนาชุมชนชำนาญการ", "อำเภอเมืองสกลนคร")
        assert [(one.name.removeprefix("ผู้แทน"), one.note) for one in said.absent] == [
            ("อำเภอพังโคน", "ติดราชการ"),
            ("อำเภอกุดบาก", ""),
            ("อำเภอเต่างอย", ""),
            ("อำเภอภูพาน", ""),
        ]
        assert [(one.name, one.position, one.role) for one in said.visitors] == [
            ("นางเยี่ยม ชม", "ผู้สื่อข่าว", "หนังสือพิมพ์สกลนคร")
        ]
        assert [item.resolution for item in said.agenda] == ["", "เห็นชอบ"]
        assert (said.writer.name, said.writer.position) == ("นางสาวใจดี งามตา", "นักวิชาการพัฒนาชุมชน")
        assert said.checker is None and said.number == ""
        held.refresh_from_db()
        assert held.minutes == paper and paper.round == held.round
        assert told(str(paper.context) + str(list(Event.objects.values_list("before", "after")))) == []

    def test_of_a_body_its_members_stand_in_their_order_with_their_roles(self, cast, current_round):
        body = make_committee(current_round, [cast.member, cast.member_2, cast.member_3], name="คณะกรรมการคัดสรรฯ")
        appoint_committee([body], number="1", dated=date(2022, 3, 1), signatory=make_signatory(), actor=cast.staff)
        meeting = make_held(current_round, kind="committee", body=body, chaired_by="", place="ห้องประชุมภูพาน")
        meeting.invitations.all().delete()
        Attendance.objects.all().delete()
        for seat in body.appointments.all():
            Invitation.objects.create(
                briefing=meeting,
                seat=seat,
                name=seat.name,
                position=seat.position,
                agency=seat.agency,
                role=seat.role_label,
            )
        first, second, third = meeting.invitations.order_by("seat__seat_order")
        came = {"briefing": meeting, "position": "หัวหน้ากลุ่มงาน"}
        Attendance.objects.create(**came, invitation=third, name="ก แทน", represents=third.name, name_key="3")
        Attendance.objects.create(**came, invitation=first, name=first.name, name_key="1")
        meeting.districts.clear()
        said = context_of(records.draft_minutes(meeting, actor=cast.staff))
        assert said.body_name == "คณะกรรมการคัดสรรฯ"
        assert said.place == "ห้องประชุมภูพาน และระบบประชุมออนไลน์ Zoom Cloud Meeting"
        assert [(one.name, one.role, one.note) for one in said.present] == [
            (first.name, "ประธานคณะทำงาน", ""),
            ("ก แทน", "คณะทำงาน", f"แทน{third.name}"),
        ]
        assert [one.name for one in said.absent] == [second.name]

    def test_are_numbered_by_body_and_year_when_issued(self, cast, held, current_round, quick):  # noqa: F811
        paper = records.draft_minutes(held, actor=cast.staff)
        approve_paper(paper, actor=cast.staff)
        issue_paper(paper, number="1", dated=date(2022, 3, 31), signatory=None, actor=cast.staff)
        assert (paper.number_of_year, paper.series) == ("1/2565", "ชี้แจงการดำเนินการคัดสรรฯ ปี พ.ศ. 2565")
        other = make_held(current_round, title="ประชุมชี้แจงผู้ผลิต")
        paper = approve_paper(records.draft_minutes(other, actor=cast.staff), actor=cast.staff)
        issue_paper(paper, number="1", dated=date(2022, 3, 31), signatory=None, actor=cast.staff)

    @pytest.mark.parametrize("status", ["planned", "cancelled"])
    def test_minutes_after_meeting(self, cast, held, status):
        Briefing.objects.filter(pk=held.pk).update(status=status, cancel_reason="ฝนตก")
        with pytest.raises(ValidationError, match="การประชุมยังไม่เสร็จ จึงร่างรายงานการประชุมไม่ได้"):
            records.draft_minutes(held, actor=cast.staff)

    def test_paper_of_briefing_once_and_anew_when_the_draft_was_given_up(self, cast, held):
        first = records.draft_minutes(held, actor=cast.staff)
        with pytest.raises(ValidationError, match="มีรายงานการประชุมของการประชุมนี้แล้ว"):
            records.draft_minutes(held, actor=cast.staff)
        cancel_paper(first, actor=cast.staff, reason="พิมพ์ผิด")
        second = records.draft_minutes(held, actor=cast.staff)
        held.refresh_from_db()
        assert held.minutes == second != first

    def test_one_paper_is_the_report_of_one_meeting_past_python_too(self, cast, held, current_round):
        paper = records.draft_minutes(held, actor=cast.staff)
        other = make_held(current_round)
        with pytest.raises(IntegrityError), transaction.atomic():
            Briefing.objects.filter(pk=other.pk).update(minutes=paper)

    def test_the_draft_follows_later_corrections_when_asked(self, cast, held):
        paper = records.draft_minutes(held, actor=cast.staff)
        assert records.parts_changed(held, paper) == []
        Attendance.objects.filter(district="4701").update(name="นางแก้ ไข")
        save(held, cast.staff, checker="นายตรวจ ทาน | หัวหน้ากลุ่มงาน")
        revise_paper(paper, context=dataclasses.replace(context_of(paper), place="พิมพ์เอง"), actor=cast.staff)
        assert records.parts_changed(held, paper) == ["สถานที่", "ผู้มาประชุม", "ผู้ตรวจ"]
        records.revise_minutes(held, actor=cast.staff)
        paper.refresh_from_db()
        said = context_of(paper)
        assert (said.present[1].name, said.checker.position) == ("นางแก้ ไข", "หัวหน้ากลุ่มงาน")
        assert records.parts_changed(held, paper) == []

    def test_an_approved_report_is_not_changed(self, cast, held):
        approve_paper(records.draft_minutes(held, actor=cast.staff), actor=cast.staff)
        with pytest.raises(ValidationError, match="จึงแก้ไขไม่ได้"):
            records.revise_minutes(held, actor=cast.staff)

    def test_a_secret_set_after_the_words_were_written_stops_the_draft(self, cast, held):
        Briefing.objects.filter(pk=held.pk).update(passcode="วัตถุประสงค์")
        with pytest.raises(ValidationError, match="สาระที่ประชุม วาระที่ 1 มีข้อความเดียวกับ"):
            records.draft_minutes(held, actor=cast.staff)
        assert not Paper.objects.exists()

    def test_hundreds_of_people_are_a_list_of_their_own(self, cast, held):
        Attendance.objects.bulk_create(
            Attendance(briefing=held, name=f"นายเยี่ยม {n}", name_key=f"v{n}") for n in range(251)
        )
        said = context_of(records.draft_minutes(held, actor=cast.staff))
        assert [(one.name, one.position) for one in said.visitors] == [("รวม 251 คน", "ตามบัญชีรายชื่อแนบท้ายรายงาน")]

    @pytest.mark.parametrize(
        ("title", "name"),
        [
            ("ประชุมชี้แจงเกณฑ์", "ชี้แจงเกณฑ์"),
            ("การประชุมชี้แจงเกณฑ์ ครั้งที่ ๒/๒๕๖๕", "ชี้แจงเกณฑ์"),
            ("ชี้แจงเกณฑ์", "ชี้แจงเกณฑ์"),
            ("ประชุม", "ประชุม"),
            ("ขอเชิญร่วมประชุมชี้แจง", "ชี้แจง"),
        ],
    )
    def test_body_name_stands_behind_the_heading(self, title, name):
        assert body_name(Briefing(title=title)) == name

    def test_the_same_few_questions_for_few_and_for_many(self, cast, held):
        with CaptureQueriesContext(connection) as few:
            records.minutes_of(held)
        Attendance.objects.bulk_create(
            Attendance(briefing=held, name=f"นายเยี่ยม {n}", name_key=f"v{n}") for n in range(60)
        )
        with CaptureQueriesContext(connection) as many:
            records.minutes_of(held)
        assert len(few) == len(many) <= 7


class TestAbsenceLetter:
    def test_asks_the_absent_districts_to_study(self, cast, held):
        paper = records.draft_absence_letter(held, actor=cast.staff, due_on=date(2022, 4, 8))
        said = context_of(paper)
        assert [row.addressee for row in paper.dispatches.order_by("order")] == [
            "นายอำเภอกุดบาก",
            "นายอำเภอเต่างอย",
            "นายอำเภอภูพาน",
        ]
        assert said.to == "นายอำเภอกุดบาก นายอำเภอเต่างอย นายอำเภอภูพาน"
        assert (said.is_circular, said.names_each) == (True, True)
        assert [row.title for row in said.enclosures] == ["เอกสารประกอบการประชุม", "รายงานการประชุม"]
        assert "เมื่อวันพฤหัสบดีที่ 31 มีนาคม 2565 เวลา 10.00 - 12.00 น. ผ่านระบบประชุมออนไลน์ Zoom Cloud Meeting นั้น" in said.body
        assert "ให้แล้วเสร็จภายในวันที่ 8 เมษายน 2565" in said.body
        assert (paper.asks, paper.due_on, paper.status) == (
            "มอบหมายเจ้าหน้าที่ศึกษาเอกสารประกอบและรายงานการประชุม",
            date(2022, 4, 8),
            "draft",
        )
        assert said.missing() == []
        assert told(str(paper.context) + str(list(Event.objects.values_list("before", "after")))) == []

    def test_to_one_district_it_is_no_circular(self, cast, current_round):
        meeting = make_held(current_round, absent=[DISTRICT_B])
        said = context_of(records.draft_absence_letter(meeting, actor=cast.staff))
        assert (said.to, said.is_circular, said.names_each) == ("นายอำเภอพรรณานิคม", False, False)
        assert "โดยเร็ว" in said.body

    def test_absentees_after_meeting(self, cast, held):
        Briefing.objects.filter(pk=held.pk).update(status="planned")
        with pytest.raises(ValidationError, match="ยังไม่ทราบว่าอำเภอใดขาด"):
            records.draft_absence_letter(held, actor=cast.staff)

    def test_somebody_was_absent(self, cast, current_round):
        meeting = make_held(current_round, excused=[DISTRICT_A])
        with pytest.raises(ValidationError, match="ไม่มีอำเภอที่ขาดประชุมโดยไม่แจ้งลา"):
            records.draft_absence_letter(meeting, actor=cast.staff)
        assert not Paper.objects.exists()

    def test_paper_of_briefing_once(self, cast, held):
        first = records.draft_absence_letter(held, actor=cast.staff)
        with pytest.raises(ValidationError, match="มีหนังสือถึงอำเภอที่ขาดประชุมของการประชุมนี้แล้ว"):
            records.draft_absence_letter(held, actor=cast.staff)
        cancel_paper(first, actor=cast.staff, reason="อำเภอแจ้งเหตุแล้ว")
        assert records.draft_absence_letter(held, actor=cast.staff) != first

    def test_not_by_a_district(self, cast, held):
        for act in (records.draft_absence_letter, records.draft_minutes, records.put_headings, records.revise_minutes):
            with pytest.raises(PermissionDenied):
                act(held, actor=cast.officer_a)


class TestQuestions:
    def ask(self, held, actor, **said):
        said = {"text": "ส่งได้กี่ผลิตภัณฑ์", "answer": "รายละไม่เกิน 2", "asked_by": "นายขี้ สงสัย"} | said
        return asked.save_question(held, actor=actor, **said)

    def test_are_kept_in_order_published_and_withdrawn(self, cast, held):
        first, second = self.ask(held, cast.staff), self.ask(held, cast.staff, text="ข้อสอง")
        assert [first.order, second.order] == [1, 2]
        asked.publish_question(first, actor=cast.staff)
        at = first.published_at
        asked.publish_question(first, actor=cast.staff)
        assert first.published_at == at is not None
        asked.withdraw_question(first, actor=cast.staff)
        assert first.published_at is None
        verbs = list(Event.objects.about(held).order_by("pk").values_list("verb", flat=True))
        assert verbs == ["จดคำถาม", "จดคำถาม", "เผยแพร่คำถาม", "ถอนคำถามจากหน้าสาธารณะ"]

    @pytest.mark.parametrize(
        "said",
        [
            {"answer": ""},
            {"answer": "Passcode 1234"},
            {"text": "เข้าทางไหน https://a.example"},
            {"answer": "โทรถาม", "text": "รหัสผ่านอะไร"},
        ],
    )
    def test_question_answered_before_public(self, cast, held, said):
        question = self.ask(held, cast.staff, **said)
        with pytest.raises(ValidationError, match="คำถามที่เผยแพร่ต้องมีคำตอบ"):
            asked.publish_question(question, actor=cast.staff)
        assert not Question.objects.exclude(published_at=None).exists()

    def test_the_database_refuses_one_without_an_answer(self, held):
        now = timezone.now()
        Question.objects.bulk_create([Question(briefing=held, text="ถาม", answer="ตอบ", published_at=now)])
        with pytest.raises(IntegrityError, match="question_answered_before_public"), transaction.atomic():
            Question.objects.bulk_create([Question(briefing=held, text="ถาม", published_at=now)])

    def test_a_published_one_stays_fit_for_the_public(self, cast, held):
        question = asked.publish_question(self.ask(held, cast.staff), actor=cast.staff)
        with pytest.raises(ValidationError, match="คำถามที่เผยแพร่ต้องมีคำตอบ"):
            self.ask(held, cast.staff, question=question, answer="")
        with pytest.raises(ValidationError, match="มีข้อความเดียวกับลิงก์"):
            self.ask(held, cast.staff, question=question, answer="canarypass")
        Briefing.objects.filter(pk=held.pk).update(passcode="สองผลิตภัณฑ์")
        other = self.ask(held, cast.staff, text="กี่ชิ้น", answer="3")
        Question.objects.filter(pk=other.pk).update(answer="สองผลิตภัณฑ์")
        with pytest.raises(ValidationError, match="คำถามที่เผยแพร่ต้องมีคำตอบ"):
            asked.publish_question(other, actor=cast.staff)

    def test_is_not_written_over_unseen(self, cast, held):
        question = self.ask(held, cast.staff)
        seen = asked.question_state(question)
        self.ask(held, cast.staff, question=question, seen=seen, answer="ไม่เกิน 2 ชุด")
        with pytest.raises(ValidationError, match="ถูกแก้ไขเมื่อ"):
            self.ask(held, cast.secretary, question=question, seen=seen, answer="อื่น")
        question.refresh_from_db()
        assert question.answer == "ไม่เกิน 2 ชุด"

    def test_is_removed_with_its_words_in_the_journal(self, cast, held):
        asked.remove_question(self.ask(held, cast.staff), actor=cast.staff)
        assert not Question.objects.exists()
        assert Event.objects.about(held).first().before["text"] == "ส่งได้กี่ผลิตภัณฑ์"

    def test_not_by_a_district(self, cast, held):
        question = self.ask(held, cast.staff)
        with pytest.raises(PermissionDenied):
            self.ask(held, cast.officer_a)
        for act in (asked.publish_question, asked.withdraw_question, asked.remove_question):
            with pytest.raises(PermissionDenied):
                act(question, actor=cast.officer_a)
