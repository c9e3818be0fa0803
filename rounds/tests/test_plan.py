"""The plan on each day, what finishes a step, and the acts on the plan: note, take back, take over, move."""

from datetime import date, timedelta
from itertools import pairwise
from threading import Barrier, Thread

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from briefings.models import Briefing
from office.models import Event
from opc_site.testing import make_cast, make_round
from rounds.actions import (
    clone_round,
    load_round,
    move_plan,
    note_step_done,
    read_round_data,
    take_back_note,
    take_over_plan,
)
from rounds.models import PlanStep
from rounds.plan import State, lines
from rounds.rules import MOST_DAYS_MOVED
from rounds.timeline import WIDTH, draw

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate


def make_step(round, name="รับสมัคร", **fields):
    order = round.steps.count() + 1
    return PlanStep.objects.create(round=round, order=order, **{"stage": "intake", "name": name} | fields)


def hold(round, day, title="ประชุม", kind="committee"):
    start = timezone.make_aware(timezone.datetime(day.year, day.month, day.day, 9))
    end = start + timedelta(hours=2)
    return Briefing.objects.create(
        round=round, kind=kind, title=title, starts_at=start, ends_at=end, place="ศาลากลาง", status="held"
    )


def state_on(round, day):
    [line] = lines(round, day)
    return line.state, line.said


# -- states ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "state", "said"),
    [
        (date(2022, 5, 2), State.SOON, "เริ่มในอีก 8 วัน"),
        (date(2022, 5, 3), State.WEEK, "เริ่มในอีก 7 วัน"),
        (date(2022, 5, 9), State.WEEK, "เริ่มพรุ่งนี้"),
        (date(2022, 5, 10), State.TODAY, "กำลังดำเนินการ เหลือ 3 วัน"),
        (date(2022, 5, 12), State.TODAY, "กำลังดำเนินการ เหลือ 1 วัน"),
        (date(2022, 5, 13), State.TODAY, "วันนี้เป็นวันสุดท้าย"),
        (date(2022, 5, 14), State.LATE, "ล่าช้า 1 วัน"),
        (date(2023, 5, 13), State.LATE, "ล่าช้า 365 วัน"),
    ],
)
def test_a_step_on_each_boundary_day(cast, current_round, day, state, said):
    make_step(current_round, starts_on=date(2022, 5, 10), ends_on=date(2022, 5, 13))
    assert state_on(current_round, day) == (state, said)


@pytest.mark.parametrize("field", ["starts_on", "ends_on"])
def test_a_step_with_one_date_is_that_day(cast, current_round, field):
    make_step(current_round, **{field: date(2022, 5, 10)})
    assert state_on(current_round, date(2022, 5, 10)) == (State.TODAY, "วันนี้")
    assert state_on(current_round, date(2022, 5, 11))[0] == State.LATE
    assert lines(current_round, date(2022, 5, 10))[0].dates == "10 พ.ค. 2565"


def test_a_step_without_dates_is_undated_until_it_is_done(cast, current_round):
    step = make_step(current_round)
    assert state_on(current_round, TODAY()) == (State.UNDATED, "ยังไม่กำหนดวัน")
    note_step_done(step, done_on=TODAY(), note="หนังสือที่ 5471", actor=cast.staff)
    assert state_on(current_round, TODAY())[0] == State.DONE


def test_the_calendar_alone_finishes_nothing(cast):
    """A year later, without a single act, every step of the plan is late: none of them is out of sight."""
    round = load_round(read_round_data("2565"))
    assert {line.state for line in lines(round, date(2023, 9, 30))} == {State.LATE}


# -- evidence ----------------------------------------------------------------------------------------------------


def test_the_second_meeting_finishes_the_second_step_that_asks_for_one(cast, current_round):
    days = {"starts_on": date(2022, 4, 29), "ends_on": date(2022, 5, 6)}
    make_step(current_round, "ประชุมครั้งที่ 1", evidence="committee_met", **days)
    make_step(current_round, "รับสมัคร", evidence="intake_closed", **days)
    make_step(current_round, "ประชุมครั้งที่ 2", evidence="committee_met", **days)

    def done():
        return [line.evidence and line.evidence.said for line in lines(current_round, date(2022, 5, 7))]

    assert done() == [None, None, None]
    hold(current_round, date(2022, 5, 5), "หลัง")
    assert done() == ["หลัง", None, None]
    hold(current_round, date(2022, 5, 1), "ก่อน")
    assert done() == ["ก่อน", None, "หลัง"]
    hold(current_round, date(2022, 5, 6), "ที่สาม")
    assert done() == ["ก่อน", None, "หลัง"]


def test_evidence_finishes_a_step_before_its_day_and_after_it(cast, current_round):
    make_step(current_round, evidence="committee_met", starts_on=date(2022, 5, 10), ends_on=date(2022, 5, 13))
    hold(current_round, date(2022, 5, 1))
    assert state_on(current_round, date(2022, 5, 2)) == (State.DONE, "เสร็จแล้ว 1 พ.ค. 2565")
    assert state_on(current_round, date(2023, 5, 2))[0] == State.DONE


def test_the_plan_asks_as_much_for_three_steps_of_a_kind_as_for_one(cast, current_round):
    def count():
        with CaptureQueriesContext(connection) as captured:
            lines(current_round, TODAY())
        return len(captured)

    make_step(current_round, evidence="committee_met")
    few = count()
    for n in (1, 2):
        make_step(current_round, evidence="committee_met")
        make_step(current_round)
        hold(current_round, date(2022, 5, n))
    assert count() == few == 2


# -- notes -------------------------------------------------------------------------------------------------------


def test_a_note_finishes_its_step_and_stands_in_the_journal(cast, current_round):
    step = make_step(current_round, "ส่งผลิตภัณฑ์ให้กรมฯ")
    note_step_done(step, done_on=TODAY(), note=" หนังสือที่ 5471 ", actor=cast.staff)
    [line] = lines(current_round, TODAY())
    assert (line.state, line.evidence.said) == (State.DONE, "หนังสือที่ 5471")
    event = Event.objects.about(current_round).get()
    assert (event.actor, event.after["ขั้นตอน"]) == (cast.staff, "ส่งผลิตภัณฑ์ให้กรมฯ")


@pytest.mark.parametrize(
    ("fields", "given", "code"),
    [
        ({"evidence": "order_issued"}, {}, "step_done_by_evidence"),
        ({}, {"done_on": timedelta(days=1)}, "step_not_done_ahead"),
        ({}, {"note": ""}, "step_note_explained"),
        ({}, {"note": "   "}, "step_note_explained"),
        ({"done_on": date(2022, 5, 1), "done_note": "ภาพถ่าย"}, {}, "step_noted_once"),
    ],
)
def test_a_note_is_refused_with_its_clause(cast, current_round, fields, given, code):
    step = make_step(current_round, **fields)
    before = PlanStep.objects.values().get()
    days = {"done_on": TODAY() + given.pop("done_on", timedelta())}
    with pytest.raises(ValidationError) as refused:
        note_step_done(step, **{"note": "หนังสือ", "actor": cast.staff} | given | days)
    assert refused.value.code == code
    assert PlanStep.objects.values().get() == before
    assert not Event.objects.about(current_round).exists()


def test_a_note_of_today_passes(cast, current_round):
    step = make_step(current_round)
    assert note_step_done(step, done_on=TODAY(), note="ก", actor=cast.staff).done_on == TODAY()


@pytest.mark.parametrize(
    "fields",
    [
        {"evidence": "order_issued", "done_on": date(2022, 5, 1), "done_note": "ติ๊กเอง"},
        {"done_on": date(2022, 5, 1)},
        {"done_note": "ไม่มีวัน"},
    ],
)
def test_the_database_refuses_a_tick_without_evidence(cast, current_round, fields):
    with pytest.raises(IntegrityError, match="step_done_by_evidence"), transaction.atomic():
        PlanStep.objects.bulk_create([PlanStep(round=current_round, stage="intake", name="x", **fields)])


def test_a_step_does_not_end_before_it_starts_past_python(cast, current_round):
    with pytest.raises(IntegrityError, match="plan_step_ends_after_start"), transaction.atomic():
        make_step(current_round, starts_on=date(2022, 5, 10), ends_on=date(2022, 5, 9))


def test_a_note_is_taken_back_with_a_reason_and_once(cast, current_round):
    step = note_step_done(make_step(current_round), done_on=TODAY(), note="ภาพถ่าย", actor=cast.staff)
    with pytest.raises(ValidationError, match="ต้องบอกเหตุผล"):
        take_back_note(step, actor=cast.staff, reason=" ")
    take_back_note(step, actor=cast.secretary, reason="บันทึกผิดขั้นตอน")
    assert state_on(current_round, TODAY())[0] == State.UNDATED
    event = Event.objects.about(current_round).first()
    assert (event.reason, event.before["done_note"]) == ("บันทึกผิดขั้นตอน", "ภาพถ่าย")
    with pytest.raises(ValidationError, match="ไม่มีบันทึกว่าเสร็จให้ยกเลิก"):
        take_back_note(step, actor=cast.staff, reason="อีกครั้ง")
    note_step_done(step, done_on=TODAY(), note="ครั้งใหม่", actor=cast.staff)


def test_only_the_province_notes_and_only_secretaries_change_the_plan(cast, current_round):
    step = make_step(current_round, starts_on=TODAY())
    for actor in (cast.officer_a, cast.member):
        with pytest.raises(PermissionDenied):
            note_step_done(step, done_on=TODAY(), note="x", actor=actor)
        with pytest.raises(PermissionDenied):
            take_back_note(step, actor=actor, reason="x")
    with pytest.raises(PermissionDenied):
        move_plan(current_round, days=1, actor=cast.staff)
    with pytest.raises(PermissionDenied):
        take_over_plan(make_round(year_be=2570, is_current=False), starts_on=TODAY(), actor=cast.staff)


@pytest.mark.django_db(transaction=True)
def test_of_two_people_who_note_at_once_one_is_told():
    cast = make_cast()
    round = make_round()
    step, barrier, answers = make_step(round), Barrier(2), []

    def note(actor):
        try:
            barrier.wait()
            note_step_done(step, done_on=TODAY(), note=f"โดย {actor}", actor=actor)
            answers.append("noted")
        except ValidationError as error:
            answers.append(error.code)
        finally:
            connection.close()

    people = [Thread(target=note, args=[actor]) for actor in (cast.staff, cast.secretary)]
    for person in people:
        person.start()
    for person in people:
        person.join()
    assert sorted(answers) == ["noted", "step_noted_once"]
    assert Event.objects.about(round).count() == 1


# -- the plan as a whole --------------------------------------------------------------------------------------------


def test_the_default_plan_is_taken_over_and_begins_on_the_day(cast):
    round = make_round(year_be=2570, is_current=False)
    assert take_over_plan(round, starts_on=date(2027, 3, 1), actor=cast.secretary) == 12
    ours, theirs = list(round.steps.all()), read_round_data("2565")["steps"]
    assert ours[0].starts_on == date(2027, 3, 1)
    by = ours[0].starts_on - date.fromisoformat(theirs[0]["starts_on"])
    assert [(step.starts_on - by).isoformat() for step in ours] == [step["starts_on"] for step in theirs]
    assert [step.evidence for step in ours] == [step["evidence"] for step in theirs]
    assert all(step.is_default_value for step in ours)
    assert Event.objects.about(round).get().verb == "นำแผนตัวอย่างมาใช้"


def test_a_round_with_a_plan_takes_none_over(cast, current_round):
    make_step(current_round)
    with pytest.raises(ValidationError, match="มีแผนอยู่แล้ว 1 ขั้นตอน"):
        take_over_plan(current_round, starts_on=TODAY(), actor=cast.secretary)
    assert current_round.steps.count() == 1


def test_a_plan_beyond_the_years_that_the_system_knows_is_refused(cast):
    round = make_round(year_be=2570, is_current=False)
    with pytest.raises(ValidationError, match=r"ช่วง พ\.ศ\. ที่ระบบรับ"):
        take_over_plan(round, starts_on=date(2100, 12, 1), actor=cast.secretary)
    make_step(round, starts_on=date(2100, 12, 1))
    with pytest.raises(ValidationError, match=r"ช่วง พ\.ศ\. ที่ระบบรับ"):
        move_plan(round, days=60, actor=cast.secretary)
    assert round.steps.get().starts_on == date(2100, 12, 1)


@pytest.mark.parametrize("days", [0, MOST_DAYS_MOVED + 1, -MOST_DAYS_MOVED - 1])
def test_a_plan_is_not_moved_by_nothing_or_by_years(cast, current_round, days):
    make_step(current_round, starts_on=TODAY())
    with pytest.raises(ValidationError, match="เลื่อนแผนได้ครั้งละ"):
        move_plan(current_round, days=days, actor=cast.secretary)


@pytest.mark.parametrize("days", [1, -1, MOST_DAYS_MOVED, -MOST_DAYS_MOVED])
def test_a_plan_moves_by_a_day_and_by_three_years(cast, current_round, days):
    step = make_step(current_round, starts_on=TODAY(), is_default_value=True)
    assert move_plan(current_round, days=days, actor=cast.secretary) == 1
    step.refresh_from_db()
    assert step.starts_on == TODAY() + timedelta(days=days)
    assert step.is_default_value


def test_a_plan_without_dates_has_nothing_to_move(cast, current_round):
    make_step(current_round)
    with pytest.raises(ValidationError, match="ไม่มีขั้นตอนที่กำหนดวัน"):
        move_plan(current_round, days=1, actor=cast.secretary)


def test_what_is_done_may_stay_where_it_was(cast, current_round):
    days = {"starts_on": date(2022, 5, 10), "ends_on": date(2022, 5, 13)}
    met = make_step(current_round, evidence="committee_met", **days)
    open_step = make_step(current_round, **days)
    due = make_step(current_round, ends_on=date(2022, 5, 13))
    hold(current_round, date(2022, 5, 1))
    assert move_plan(current_round, days=14, only_undone=True, actor=cast.secretary, reason="โควิด") == 2
    for step in (met, open_step, due):
        step.refresh_from_db()
    assert (met.starts_on, open_step.starts_on) == (date(2022, 5, 10), date(2022, 5, 24))
    assert (due.starts_on, due.ends_on) == (None, date(2022, 5, 27))


def test_a_copied_round_asks_for_its_own_evidence(cast, current_round):
    note_step_done(make_step(current_round), done_on=TODAY(), note="ภาพถ่าย", actor=cast.staff)
    make_step(current_round, evidence="committee_met")
    hold(current_round, date(2022, 5, 1))
    clone = clone_round(current_round, year_be=2567, actor=cast.secretary)
    assert [line.evidence for line in lines(clone, TODAY())] == [None, None]
    assert [line.is_done for line in lines(current_round, TODAY())] == [True, True]


# -- the picture --------------------------------------------------------------------------------------------------


def test_bars_stand_inside_the_picture_and_months_do_not_collide(cast):
    round = load_round(read_round_data("2565"))
    picture = draw(lines(round, date(2022, 5, 11)), date(2022, 5, 11))
    assert [month.label for month in picture.months][:2] == ["มี.ค. 2565", "เม.ย. 2565"]
    assert all(bar.x >= 0 and bar.x + bar.width <= WIDTH for bar in picture.bars)
    assert [bar.top for bar in picture.bars] == sorted(bar.top for bar in picture.bars)
    assert 0 < picture.today_x < WIDTH
    assert draw(lines(round, date(2023, 1, 1)), date(2023, 1, 1)).today_x is None


@pytest.mark.parametrize("years", [0, 1, 3, 10, 78, 150])
def test_a_plan_of_any_length_has_readable_months(cast, current_round, years):
    make_step(current_round, starts_on=date(1950, 1, 1), ends_on=date(1950 + years, 1, 31))
    months = draw(lines(current_round, TODAY()), TODAY()).months
    assert len(months) <= 14
    assert all(right.x - left.x >= 80 for left, right in pairwise(months))


def test_without_a_date_there_is_no_picture_and_an_undated_step_has_no_bar(cast, current_round):
    make_step(current_round)
    assert draw(lines(current_round, TODAY()), TODAY()) is None
    make_step(current_round, starts_on=TODAY())
    bars = draw(lines(current_round, TODAY()), TODAY()).bars
    assert [bar.has_bar for bar in bars] == [False, True]
