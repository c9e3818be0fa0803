"""The pages of the plan: what each person finds there, what they refuse, and what they ask of the database."""

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from briefings.models import Briefing
from opc_site.testing import make_round
from rounds.actions import load_round, note_step_done, read_round_data
from rounds.models import PlanStep
from rounds.rules import EvidenceKind

from .test_admin import form_of

pytestmark = pytest.mark.django_db

START = "/admin/"


def plan_of(round):
    return f"/admin/rounds/round/{round.pk}/plan/"


def text_of(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", answer.content.decode()))


def on(day, **more):
    return {"done_on_day": day.day, "done_on_month": day.month, "done_on_year": day.year + 543, **more}


def make_step(round, **fields):
    return PlanStep.objects.create(round=round, **{"stage": "intake", "name": "รับสมัคร"} | fields)


def hold(round, day, title):
    start = timezone.make_aware(timezone.datetime(day.year, day.month, day.day, 9))
    fields = {"kind": "committee", "title": title, "place": "ศาลากลาง", "status": "held"}
    return Briefing.objects.create(round=round, starts_at=start, ends_at=start + timedelta(hours=2), **fields)


@pytest.fixture
def secretary(client, cast):
    client.force_login(cast.secretary)
    return client


@pytest.fixture
def staff(client, cast):
    client.force_login(cast.staff)
    return client


# -- the page of the plan --------------------------------------------------------------------------------------------


def test_the_page_shows_states_evidence_and_the_way_to_the_work(secretary, current_round):
    today = timezone.localdate()
    make_step(current_round, order=1, name="ประชุมครั้งที่ 1", evidence="committee_met", starts_on=today)
    make_step(current_round, order=2, name="ประชุมครั้งที่ 2", evidence="committee_met", starts_on=today)
    meeting = hold(current_round, date(2022, 5, 6), "ประชุมชี้ขาด")
    answer = secretary.get(plan_of(current_round))
    html, said = answer.content.decode(), text_of(answer)
    assert "เสร็จแล้ว 1 จาก 2 ขั้นตอน" in said
    assert f'href="/admin/briefings/briefing/{meeting.pk}/change/">ประชุมชี้ขาด' in html
    assert f"/admin/briefings/briefing/?round__id__exact={current_round.pk}&amp;kind__exact=committee" in html
    assert said.count("รอหลักฐาน: การประชุมคณะกรรมการ/คณะทำงานที่จัดแล้ว") == 1
    assert "<svg" in html
    assert 'style="' not in html


def test_the_rounds_page_leads_to_its_plan(secretary, current_round):
    assert plan_of(current_round) in secretary.get(f"/admin/rounds/round/{current_round.pk}/change/").content.decode()


def test_a_screen_that_is_not_this_persons_is_not_offered(staff, current_round):
    make_step(current_round, evidence="scoring_done", starts_on=timezone.localdate())
    for page in (plan_of(current_round), START):
        assert "/admin/scoring/sheet/" not in staff.get(page).content.decode()


def test_a_round_without_a_plan_says_what_to_do(client, cast, current_round):
    client.force_login(cast.staff)
    assert "โปรดแจ้งเลขานุการ" in text_of(client.get(plan_of(current_round)))
    client.force_login(cast.secretary)
    assert "นำแผนตัวอย่างมาใช้" in text_of(client.get(plan_of(current_round)))


@pytest.mark.parametrize("page", ["plan/", "plan/enclosure/"])
def test_a_page_asks_as_much_for_three_steps_as_for_one(secretary, current_round, page):
    def count():
        with CaptureQueriesContext(connection) as captured:
            assert secretary.get(f"/admin/rounds/round/{current_round.pk}/{page}").status_code == 200
        return len(captured)

    make_step(current_round, evidence="committee_met", starts_on=timezone.localdate())
    count()
    few = count()
    for n in (1, 2):
        make_step(current_round, evidence="committee_met", starts_on=timezone.localdate())
        make_step(current_round, done_on=date(2022, 5, n), done_note="ภาพถ่าย")
        hold(current_round, date(2022, 5, n), f"ครั้งที่ {n}")
    assert count() == few


def test_the_enclosure_says_the_plan_in_thai_digits_and_no_state(staff, cast):
    round = load_round(read_round_data("2565"))
    said = text_of(staff.get(f"/admin/rounds/round/{round.pk}/plan/enclosure/"))
    assert "สิ่งที่ส่งมาด้วย ๒" in said
    assert "๒๙ เม.ย. - ๖ พ.ค. ๒๕๖๕" in said
    assert "ล่าช้า" not in said


@pytest.mark.parametrize(
    "page", ["round/{0}/plan/", "round/{0}/plan/enclosure/", "round/{0}/plan/move/", "round/{0}/plan/take-over/"]
)
@pytest.mark.parametrize("pk", [999999, 10**30])
def test_a_round_that_is_not_there_is_404(secretary, current_round, page, pk):
    assert secretary.get(f"/admin/rounds/{page.format(pk)}").status_code == 404


def test_a_step_that_is_not_there_is_404(secretary, current_round):
    for page in ("done", "take-back"):
        assert secretary.get(f"/admin/rounds/round/step/999999/{page}/").status_code == 404
        assert secretary.post(f"/admin/rounds/round/step/999999/{page}/", {}).status_code == 404


# -- notes -------------------------------------------------------------------------------------------------------


def test_staff_note_a_step_and_take_it_back(staff, current_round):
    step = make_step(current_round)
    page = f"/admin/rounds/round/step/{step.pk}/"
    answer = staff.post(f"{page}done/", on(date(2022, 5, 6), note="หนังสือที่ ๕๔๗๑"))
    assert answer.headers["Location"] == plan_of(current_round)
    step.refresh_from_db()
    assert (step.done_on, step.done_note) == (date(2022, 5, 6), "หนังสือที่ ๕๔๗๑")
    assert "เสร็จแล้ว 6 พ.ค. 2565" in text_of(staff.get(plan_of(current_round)))
    assert "จุดที่ต้องแก้ไข" in text_of(staff.post(f"{page}take-back/", {"reason": " "}))
    assert staff.post(f"{page}take-back/", {"reason": "บันทึกผิด"}).status_code == 302
    step.refresh_from_db()
    assert step.done_on is None


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"note": ""}, "หลักฐานที่อ้างถึง"),
        ({"done_on_day": "31", "done_on_month": "2"}, "เสร็จเมื่อ"),
        ({"done_on_day": "", "done_on_month": "", "done_on_year": ""}, "เสร็จเมื่อ"),
        ({"done_on_year": "2022"}, "เสร็จเมื่อ"),
        ({"done_on_year": str(timezone.localdate().year + 544)}, "วันที่ทำขั้นตอนเสร็จต้องไม่เกินวันนี้"),
        ({"note": "ก" * 301}, "หลักฐานที่อ้างถึง"),
    ],
)
def test_what_is_typed_wrong_comes_back_with_a_sentence(staff, current_round, given, said):
    step = make_step(current_round)
    answer = staff.post(f"/admin/rounds/round/step/{step.pk}/done/", on(date(2022, 5, 6), note="หนังสือ") | given)
    assert answer.status_code == 200
    assert "จุดที่ต้องแก้ไข" in text_of(answer)
    assert said in text_of(answer).split("จุดที่ต้องแก้ไข")[1]
    step.refresh_from_db()
    assert step.done_on is None


def test_a_step_with_evidence_of_its_own_is_not_noted(staff, current_round):
    step = make_step(current_round, evidence="order_issued")
    page = f"/admin/rounds/round/step/{step.pk}/done/"
    assert "เสร็จด้วยหลักฐาน “คำสั่งแต่งตั้งที่ออกแล้ว”" in text_of(staff.get(page, follow=True))
    assert "เสร็จด้วยหลักฐาน “คำสั่งแต่งตั้งที่ออกแล้ว”" in text_of(staff.post(page, on(date(2022, 5, 6), note="x")))


def test_a_note_that_a_colleague_made_first_is_said(staff, cast, current_round):
    step = make_step(current_round)
    note_step_done(step, done_on=date(2022, 5, 6), note="ก่อน", actor=cast.secretary)
    answer = staff.post(f"/admin/rounds/round/step/{step.pk}/done/", on(date(2022, 5, 7), note="หลัง"))
    assert "บันทึกว่าเสร็จไปแล้วเมื่อ 6 พฤษภาคม 2565" in text_of(answer)


def test_a_noted_step_does_not_ask_for_other_evidence_unseen(secretary, cast, current_round):
    """The page of the round would turn a noted step into one that is done by an order: its clause is said instead."""
    step = note_step_done(make_step(current_round), done_on=date(2022, 5, 6), note="ก่อน", actor=cast.secretary)
    row = {"id": step.pk, "order": 1, "stage": "intake", "name": "รับสมัคร", "evidence": "order_issued"}
    changes = {"steps-TOTAL_FORMS": 1, "steps-INITIAL_FORMS": 1} | {f"steps-0-{k}": v for k, v in row.items()}
    answer = secretary.post(f"/admin/rounds/round/{current_round.pk}/change/", form_of(current_round, **changes))
    assert "บันทึกเองได้เฉพาะขั้นตอนที่ใช้บันทึกของเจ้าหน้าที่เป็นหลักฐาน" in text_of(answer)
    step.refresh_from_db()
    assert step.evidence == EvidenceKind.NOTED


# -- the plan as a whole --------------------------------------------------------------------------------------------


def test_the_secretary_takes_the_sample_over_and_moves_it(secretary, cast):
    round = make_round(year_be=2570, is_current=False)
    parts = {"starts_on_day": "1", "starts_on_month": "3", "starts_on_year": "2570"}
    assert secretary.post(f"{plan_of(round)}take-over/", parts).status_code == 302
    assert round.steps.first().starts_on == date(2027, 3, 1)
    assert secretary.post(f"{plan_of(round)}move/", {"days": "๑๔", "reason": "น้ำท่วม"}).status_code == 302
    assert round.steps.first().starts_on == date(2027, 3, 15)
    assert "มีแผนอยู่แล้ว 12 ขั้นตอน" in text_of(secretary.get(f"{plan_of(round)}take-over/", follow=True))
    assert "มีแผนอยู่แล้ว 12 ขั้นตอน" in text_of(secretary.post(f"{plan_of(round)}take-over/", parts))


@pytest.mark.parametrize("days", ["", "สิบ", "1.5", "0", "1099", "-1099", "9" * 40, "๐"])
def test_a_plan_is_not_moved_by_what_is_no_number_of_days(secretary, current_round, days):
    step = make_step(current_round, starts_on=date(2022, 5, 6))
    answer = secretary.post(f"{plan_of(current_round)}move/", {"days": days, "reason": "น้ำท่วม"})
    assert answer.status_code == 200
    assert "จุดที่ต้องแก้ไข" in text_of(answer)
    step.refresh_from_db()
    assert step.starts_on == date(2022, 5, 6)


def test_a_move_needs_a_reason(secretary, current_round):
    make_step(current_round, starts_on=date(2022, 5, 6))
    assert "เหตุผล: " in text_of(secretary.post(f"{plan_of(current_round)}move/", {"days": "1", "reason": " "}))


# -- the start page ------------------------------------------------------------------------------------------------


def test_the_start_page_lists_late_today_and_this_week_with_their_screens(secretary, current_round):
    today = timezone.localdate()
    days = {"ล่าช้าจริง": -1, "วันนี้พอดี": 0, "สัปดาห์หน้า": 7, "อีกนาน": 8}
    for order, (name, ahead) in enumerate(days.items()):
        make_step(current_round, order=order, name=name, evidence="order_issued", starts_on=today + timedelta(ahead))
    make_step(current_round, order=9, name="ไม่มีวัน")
    lists = {
        each.label: [row.line.step.name for row in each.rows] for each in secretary.get(START).context["plan"].lists
    }
    assert lists == {
        "ล่าช้า": ["ล่าช้าจริง"],
        "วันนี้": ["วันนี้พอดี"],
        "สัปดาห์นี้": ["สัปดาห์หน้า"],
        "ยังไม่กำหนดวัน": ["ไม่มีวัน"],
    }


def test_each_line_of_the_start_page_opens_its_screen(client, cast):
    """The administrator runs the round from this page: with every step late, each of them leads somewhere."""
    load_round(read_round_data("2565"))
    round = make_round(year_be=2570)
    PlanStep.objects.update(round=round, starts_on=date(2022, 1, 1), ends_on=date(2022, 1, 2))
    client.force_login(cast.administrator)
    [late] = [each for each in client.get(START).context["plan"].lists if each.state == "late"]
    assert len(late.rows) == 12
    for row in late.rows:
        assert client.get(row.work).status_code == 200, row.line.step.name


def test_a_stage_with_a_late_step_is_not_over(secretary, current_round):
    step = make_step(current_round, starts_on=date(2022, 5, 6))
    assert [stage.state for stage in secretary.get(START).context["stages"]] == ["late"]
    PlanStep.objects.filter(pk=step.pk).update(done_on=date(2022, 5, 6), done_note="ภาพถ่าย")
    assert [stage.state for stage in secretary.get(START).context["stages"]] == ["past"]


@pytest.mark.parametrize("kind", EvidenceKind.values)
def test_the_start_page_asks_as_much_for_three_steps_of_a_kind_as_for_one(secretary, current_round, kind):
    def count():
        with CaptureQueriesContext(connection) as captured:
            secretary.get(START)
        return len(captured)

    make_step(current_round, evidence=kind, starts_on=timezone.localdate())
    count()
    few = count()
    for _ in range(2):
        make_step(current_round, evidence=kind, starts_on=timezone.localdate())
    assert count() == few
