"""The pages on which staff write down a meeting: nothing typed is lost, nothing secret is shown."""

import html
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from briefings.actions import questions as asked
from briefings.actions import records
from briefings.models import AgendaItem, Briefing, Question
from documents.actions import approve_paper, issue_paper
from documents.models import Paper
from documents.papers import context_of
from documents.tests.quick import quick  # noqa: F401 -- a fixture
from office.models import Event

from .test_records import BEGAN, held, make_held, save, told  # noqa: F401 -- held is a fixture


def page(name, briefing, *args):
    return reverse(f"admin:briefings_briefing_{name}", args=[briefing.pk, *args])


def shown(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return html.unescape(response.content.decode())


def typed(briefing, *, seen=None, new=(), **changes):
    """The record as its page would send it back; changes by "0-text"."""
    items = list(briefing.agenda.all())
    data = {
        "_seen": records.record_state(briefing) if seen is None else seen,
        "items-TOTAL_FORMS": len(items) + len(new) + (0 if new else 1),
        "items-INITIAL_FORMS": len(items),
        "chaired_by": briefing.chaired_by,
        "writer": briefing.writer,
        "checker": briefing.checker,
        "save": "บันทึก",
    }
    for place, item in enumerate(items):
        fields = {"item": item.pk, "order": item.order, "title": item.title, "text": item.text}
        fields["resolution"] = item.resolution
        data |= {f"items-{place}-{name}": value for name, value in fields.items()}
    for place, fields in enumerate(new, len(items)):
        data |= {f"items-{place}-{name}": value for name, value in fields.items()}
    return data | {(f"items-{name}" if name[0].isdigit() else name): value for name, value in changes.items()}


@pytest.fixture
def staff(client, cast):
    client.force_login(cast.staff)
    return client


class TestRecordPage:
    def test_what_was_typed_is_kept(self, staff, held):  # noqa: F811
        data = typed(held, new=[{"title": "เรื่องอื่น ๆ", "text": "ไม่มี"}], checker="นายตรวจ ทาน", **{"0-text": "ชี้แจงแล้ว"})
        data |= {"began_at_day": "31", "began_at_month": "3", "began_at_year": "2565", "began_at_time": "10.05"}
        assert "บันทึกการประชุมแล้ว" in html.unescape(staff.post(page("record", held), data, follow=True).content.decode())
        held.refresh_from_db()
        assert (held.checker, held.began_at) == ("นายตรวจ ทาน", BEGAN + timedelta(minutes=5))
        assert list(held.agenda.values_list("order", "text")) == [(1, "ชี้แจงแล้ว"), (2, ""), (3, "ไม่มี")]

    def test_two_at_once_the_second_sees_both_texts_and_decides(self, staff, cast, held):  # noqa: F811
        mine = typed(held, **{"0-text": "ของฉัน"})
        first, second = held.agenda.all()
        said = [records.Said(1, first.title, "ของเพื่อน", pk=first.pk), records.Said(2, second.title, pk=second.pk)]
        save(held, cast.secretary, agenda=[*said, records.Said(3, "วาระของเพื่อน")])
        text = html.unescape(staff.post(page("record", held), mine).content.decode())
        assert f"โดย {cast.secretary}" in text and "ของเพื่อน" in text and "ของฉัน" in text
        assert held.agenda.first().text == "ของเพื่อน"
        mine["_seen"] = records.record_state(held)
        assert f'name="_seen" value="{mine["_seen"]}"' in text
        assert staff.post(page("record", held), mine).status_code == 302
        assert list(held.agenda.values_list("text", flat=True)) == ["ของฉัน", "", ""]
        assert held.agenda.last().title == "วาระของเพื่อน"

    def test_an_item_is_ticked_away(self, staff, held):  # noqa: F811
        assert staff.post(page("record", held), typed(held, **{"0-DELETE": "on", "0-title": ""})).status_code == 302
        assert held.agenda.get().title == "พิจารณาแผนการดำเนินงาน"

    def test_the_five_headings_are_put_in_with_one_button_after_saving(self, staff, held):  # noqa: F811
        staff.post(page("record", held), typed(held, headings="1", **{"1-resolution": "อนุมัติ"}))
        assert held.agenda.count() == 5
        assert held.agenda.get(order=4).resolution == "4.1 อนุมัติ"

    @pytest.mark.parametrize(
        ("changes", "said"),
        [
            ({"0-title": ""}, "โปรดกรอกเรื่อง"),
            ({"0-text": "รหัส canarypass"}, "มีข้อความเดียวกับลิงก์"),
            ({"0-order": "สิบ"}, "วาระที่:"),
            ({"0-text": "ก" * 60_001}, "60000"),
            ({"began_at_day": "31"}, "กรุณาใส่วัน เดือน ปี พ.ศ. และเวลาให้ครบ"),
            ({"items-TOTAL_FORMS": "900"}, "60"),
            ({"items-TOTAL_FORMS": "x"}, "form-errors"),
            ({"0-item": "99999999999999999999999"}, "form-errors"),
        ],
    )
    def test_what_is_wrong_is_said_and_nothing_is_saved(self, staff, held, changes, said):  # noqa: F811
        changes = {
            name.removeprefix("items-") if "FORMS" not in name else name: value for name, value in changes.items()
        }
        data = typed(held)
        for name, value in changes.items():
            data[f"items-{name}" if name[0].isdigit() else name] = value
        response = staff.post(page("record", held), data)
        assert response.status_code == 200 and said in html.unescape(response.content.decode())
        assert not Event.objects.exists()

    def test_of_a_cancelled_meeting_there_is_none(self, staff, held):  # noqa: F811
        Briefing.objects.filter(pk=held.pk).update(status="cancelled", cancel_reason="ฝนตก")
        assert staff.get(page("record", held)).status_code == 302

    def test_the_meetings_page_leads_here(self, staff, held):  # noqa: F811
        text = shown(staff, page("change", held))
        assert all(page(name, held) in text for name in ("record", "questions", "files"))


class TestPapers:
    def test_from_the_record_to_the_issued_report(self, staff, cast, held, quick):  # noqa: F811
        response = staff.post(page("record", held), typed(held, minutes="1", checker="นายตรวจ ทาน"))
        assert response.url == page("minutes", held)
        text = shown(staff, response.url)
        assert "ผู้มาประชุม 15 รายการ · ผู้ไม่มาประชุม 4 รายการ" in text and "18 อำเภอ: มา 14 ลา 1 ขาด 3" in text
        response = staff.post(page("minutes", held), {"draft": "1"})
        paper = Paper.objects.get()
        assert response.url == reverse("admin:documents_paper_change", args=[paper.pk])
        assert "ร่างตรงกับข้อมูลล่าสุดแล้ว" in shown(staff, page("minutes", held))
        save(held, cast.staff, writer="นางใหม่ มาแทน")
        text = shown(staff, page("minutes", held))
        assert "ร่างต่างจากข้อมูลล่าสุดใน ผู้จด" in text and "สิ่งที่แก้ด้วยมือในร่างจะหายไป" in text
        staff.post(page("minutes", held), {"revise": "1"})
        paper.refresh_from_db()
        assert context_of(paper).writer.name == "นางใหม่ มาแทน"
        approve_paper(paper, actor=cast.staff)
        issue = staff.get(reverse("admin:documents_paper_issue", args=[paper.pk]))
        assert issue.context["form"].initial["dated"] == BEGAN.date() and context_of(paper).year_be == 2565
        issue_paper(paper, number="1", dated=BEGAN.date(), signatory=None, actor=cast.staff)
        assert "ไม่เปลี่ยนฉบับที่ออก" in shown(staff, page("record", held))
        assert "ครั้งที่" not in Event.objects.about(held).first().verb

    def test_the_absent_districts_get_their_letter(self, staff, held):  # noqa: F811
        text = shown(staff, page("absence", held))
        assert "อำเภอที่ขาดประชุมโดยไม่แจ้งลา 3 อำเภอ" in text and "อำเภอกุดบาก" in text
        response = staff.post(page("absence", held), {"due_on": "8/4/2565"})
        paper = Paper.objects.get()
        assert response.url == reverse("admin:documents_paper_change", args=[paper.pk])
        assert paper.dispatches.count() == 3 and f"{paper.due_on}" == "2022-04-08"
        assert "ร่างไว้แล้ว" in shown(staff, page("absence", held))
        response = staff.post(page("absence", held), {"due_on": "8/4/2565"})
        assert response.status_code == 200 and "มีหนังสือถึงอำเภอที่ขาดประชุม" in html.unescape(response.content.decode())

    def test_before_the_meeting_the_pages_say_what_to_do(self, staff, held):  # noqa: F811
        Briefing.objects.filter(pk=held.pk).update(status="planned")
        for name in ("minutes", "absence"):
            assert "ร่างได้เมื่อบันทึกว่าจัดประชุมแล้ว" in shown(staff, page(name, held))
        assert "การประชุมยังไม่เสร็จ" in html.unescape(
            staff.post(page("minutes", held), {"draft": "1"}, follow=True).content.decode()
        )


class TestQuestionPages:
    def test_noted_answered_published_withdrawn_and_removed(self, staff, client, held):  # noqa: F811
        staff.post(page("question_add", held), {"text": "ส่งได้กี่ชิ้น", "asked_by": "นายขี้ สงสัย"})
        question = Question.objects.get()
        edit = page("question", held, question.pk)
        text = shown(staff, edit)
        assert "ส่งได้กี่ชิ้น" in text
        data = {"text": "ส่งได้กี่ชิ้น", "answer": "สอง", "order": "1", "publish": "1"}
        staff.post(edit, data | {"_seen": asked.question_state(question)})
        assert "สอง" in client.get("/meetings/faq/").content.decode()
        assert "เผยแพร่แล้ว 1 ข้อ" in shown(staff, page("questions", held))
        staff.post(page("question_act", held, question.pk, "withdraw"))
        assert "ส่งได้กี่ชิ้น" not in client.get("/meetings/faq/").content.decode()
        staff.post(page("question_act", held, question.pk, "remove"))
        assert not Question.objects.exists()

    def test_one_that_may_not_be_published_is_kept(self, staff, held):  # noqa: F811
        data = {"text": "เข้าทางไหน", "answer": "", "publish": "1"}
        text = html.unescape(staff.post(page("question_add", held), data, follow=True).content.decode())
        assert "ยังไม่ได้เผยแพร่: คำถามที่เผยแพร่ต้องมีคำตอบ" in text and "เข้าทางไหน" in text

    def test_a_colleagues_wording_is_shown_beside_mine(self, staff, cast, held):  # noqa: F811
        question = asked.save_question(held, text="ถาม", answer="ตอบ", actor=cast.staff)
        seen = asked.question_state(question)
        asked.save_question(held, question=question, text="ถาม", answer="ของเพื่อน", actor=cast.secretary)
        response = staff.post(page("question", held, question.pk), {"text": "ถาม", "answer": "ของฉัน", "_seen": seen})
        text = html.unescape(response.content.decode())
        assert "ของเพื่อน" in text and "ของฉัน" in text and f"โดย {cast.secretary}" in text

    def test_of_another_meeting_and_by_unknown_acts_is_not_found(self, staff, cast, held, current_round):  # noqa: F811
        question = asked.save_question(make_held(current_round), text="ถาม", actor=cast.staff)
        assert staff.get(page("question", held, question.pk)).status_code == 404
        own = asked.save_question(held, text="ถาม", actor=cast.staff)
        assert staff.post(page("question_act", held, own.pk, "shout")).status_code == 404
        assert staff.get(page("question_act", held, own.pk, "remove")).status_code == 302
        assert Question.objects.filter(pk=own.pk).exists()


NAMES = ["record", "minutes", "absence", "questions", "question_add", "files"]


class TestForWhom:
    @pytest.mark.parametrize("name", NAMES)
    def test_nothing_secret_stands_on_the_pages_of_staff(self, staff, cast, held, name):  # noqa: F811
        asked.save_question(held, text="ถาม", actor=cast.staff)
        assert told(shown(staff, page(name, held))) == []

    @pytest.mark.parametrize("name", NAMES)
    def test_others_do_not_come_in(self, client, cast, held, name):  # noqa: F811
        for user in (None, cast.officer_a, cast.member):
            if user:
                client.force_login(user)
            response = client.get(page(name, held))
            assert response.status_code in {302, 404} and held.title not in response.content.decode()

    @pytest.mark.parametrize("name", NAMES)
    def test_an_unknown_meeting_is_not_found(self, staff, cast, name):
        assert staff.get(reverse(f"admin:briefings_briefing_{name}", args=[99_999])).status_code == 404

    @pytest.mark.parametrize("name", ["record", "minutes", "questions"])
    def test_the_same_number_of_queries_for_one_and_three(self, staff, cast, held, name):  # noqa: F811
        AgendaItem.objects.all().delete()

        def more(times):
            for n in range(times):
                AgendaItem.objects.create(briefing=held, order=n, title=f"วาระ {n}")
                asked.save_question(held, text=f"ถาม {n}", actor=cast.staff)

        more(1)
        with CaptureQueriesContext(connection) as one:
            staff.get(page(name, held))
        more(2)
        with CaptureQueriesContext(connection) as three:
            staff.get(page(name, held))
        assert len(one) == len(three)


def test_a_secret_does_not_reach_the_journal_by_way_of_a_refusal(cast, held):  # noqa: F811
    with pytest.raises(ValidationError):
        asked.save_question(held, text="canarypass", actor=cast.staff)
    assert told(str(list(Event.objects.values()))) == []
