"""Settling: exact totals, all or nothing, proposed by one and published by another."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from office.models import Event
from registrations.models import Entry
from scoring.actions import (
    mark_batch_published,
    open_sheet,
    readiness,
    record_star_level,
    recuse,
    reopen_sheet,
    save_marks,
    settle_round,
    star_for,
    submit_sheet,
    withdraw_batch,
)
from scoring.models import Framework, Mark, Result, ResultBatch, Section
from scoring.rules import (
    BATCH_NOT_PUBLISHED,
    ENOUGH_SHEETS,
    NOT_SETTLED,
    SECOND_PERSON_PUBLISHES,
    STAR_LEVEL_KNOWN,
)

from .scene import hand_in, make_panel, make_scored_entry


def test_full_marks_come_to_the_whole(cast, current_round, seats, marks):
    entry = make_scored_entry(current_round)
    for seat in seats:
        hand_in(entry, seat, marks)
    batch = settle_round(current_round, actor=cast.secretary)
    result = Result.objects.get(entry=entry)
    assert (result.points, result.exact, result.max_points) == (Decimal("55.00"), "55/1", Decimal(55))
    assert result.section_points == {"ก": "30.00", "ข": "25.00"}
    assert (result.sheets_count, result.star_level, result.batch) == (3, None, batch)
    assert (batch.number, batch.status, batch.proposed_by) == (1, "proposed", cast.secretary)


def test_thirds_are_rounded_half_up_once(cast, current_round, seats, marks):
    """One of three members gives a step less in two criteria: 55 - 1/3 - 1/3 = 163/3 = 54.333…"""
    entry = make_scored_entry(current_round)
    hand_in(entry, seats[0], marks | {"ก1.1": 2, "ข2.1": 4})
    for seat in seats[1:]:
        hand_in(entry, seat, marks)
    settle_round(current_round, actor=cast.secretary)
    result = Result.objects.get()
    assert (result.exact, str(result.points)) == ("163/3", "54.33")
    assert result.section_points == {"ก": "29.67", "ข": "24.67"}  # each shown alone; the total is not their sum


def test_three_ninths_are_not_rounded_before_the_end(cast, current_round, seats, marks):
    """Steps of 1/3 in many criteria: the rounded parts would drift, the fraction does not."""
    entry = make_scored_entry(current_round)
    lower = {code: 1 for code in ("ก1.1", "ก1.2", "ก1.3", "ก1.4", "ก3.1", "ข1.2")}
    hand_in(entry, seats[0], marks | lower)
    for seat in seats[1:]:
        hand_in(entry, seat, marks)
    settle_round(current_round, actor=cast.secretary)
    assert Result.objects.get().exact == "51/1"  # 55 - 6 x 2/3


@pytest.fixture
def property_scene(cast, current_round, seats):
    return cast, current_round, seats, make_scored_entry(current_round)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_totals_equal_an_independent_recomputation_in_any_order(property_scene, data):
    cast, round, seats, entry = property_scene
    with transaction.atomic():
        ladders = {
            row.code: (row.section.code, [step.points for step in row.steps.all()])
            for row in round.framework.provincial_criteria("TEXTILE")
        }
        given_marks = []
        for seat in data.draw(st.permutations(seats)):
            marks = {code: data.draw(st.sampled_from(points)) for code, (_, points) in ladders.items()}
            given_marks.append(marks)
            hand_in(entry, seat, marks)
        batch = settle_round(round, actor=cast.secretary)
        result = Result.objects.get(batch=batch)
        everything = sum((sum(marks.values()) for marks in given_marks), Decimal())
        assert Fraction(result.exact) == Fraction(everything) / 3
        # Decimal's own way: 40 digits before the one rounding are more than enough for thirds.
        assert result.points == (everything * Decimal(10**30) / 3 / Decimal(10**30)).quantize(
            Decimal("0.01"), ROUND_HALF_UP
        )
        for code in "กข":
            part = sum(points for marks in given_marks for name, points in marks.items() if ladders[name][0] == code)
            assert Decimal(result.section_points[code]) == (part / 3).quantize(Decimal("0.01"), ROUND_HALF_UP)
        transaction.set_rollback(True)


def test_a_star_is_asked_of_the_unrounded_total(framework):
    assert star_for(framework, Fraction("89.995")) == 4
    assert star_for(framework, Fraction(90)) == 5
    assert star_for(framework, Fraction("49.999")) == 1


# -- all or nothing ---------------------------------------------------------------------------------------------


def test_too_few_sheets_stop_the_whole_and_are_named(cast, current_round, seats, marks):
    full, short = make_scored_entry(current_round), make_scored_entry(current_round)
    for seat in seats:
        hand_in(full, seat, marks)
    for seat in seats[:2]:
        hand_in(short, seat, marks)
    report = readiness(current_round)
    assert (report.is_ready, report.short, report.needed) == (False, [(short, 2)], 3)
    with pytest.raises(ValidationError) as refusal:
        settle_round(current_round, actor=cast.secretary)
    assert refusal.value.code == ENOUGH_SHEETS.code
    assert f"{short} (2 ฉบับ)" in refusal.value.message and str(full) not in refusal.value.message
    assert not Result.objects.exists() and not ResultBatch.objects.exists()
    hand_in(short, seats[2], marks)
    assert readiness(current_round).is_ready
    assert settle_round(current_round, actor=cast.secretary).results.count() == 2


def test_drafts_and_recused_members_do_not_count(cast, current_round, seats, marks):
    entry = make_scored_entry(current_round)
    for seat in seats[:2]:
        hand_in(entry, seat, marks)
    draft = open_sheet(entry, member=seats[2], actor=cast.member_3)
    save_marks(draft, marks=marks, actor=cast.member_3)
    assert readiness(current_round).short == [(entry, 2)]
    Framework.objects.update(min_sheets=2)
    recuse(entry, member=seats[1], actor=cast.member_2, reason="เป็นญาติ")
    assert readiness(current_round).short == [(entry, 1)]
    Framework.objects.update(min_sheets=1)
    settle_round(current_round, actor=cast.secretary)
    assert Result.objects.get().sheets_count == 1


def test_a_sheet_that_lost_a_mark_past_the_actions_is_noticed(cast, current_round, seats, marks):
    entry = make_scored_entry(current_round)
    sheets = [hand_in(entry, seat, marks) for seat in seats]
    Mark.objects.filter(sheet=sheets[0], criterion__code="ก1.1").delete()
    with pytest.raises(ValidationError, match="คะแนนไม่ครบข้อ"):
        settle_round(current_round, actor=cast.secretary)


def test_by_consensus_one_sheet_is_enough(cast, current_round, seats, marks):
    Framework.objects.update(method="consensus")
    hand_in(make_scored_entry(current_round), seats[0], marks)
    settle_round(current_round, actor=cast.secretary)
    assert Result.objects.get().exact == "55/1"


def test_a_round_scored_by_the_nation_only_settles_without_sheets(cast, current_round, seats):
    Section.objects.update(level=Section.Level.NATION)
    make_scored_entry(current_round)
    settle_round(current_round, actor=cast.secretary)
    result = Result.objects.get()
    assert (result.points, result.max_points, result.section_points, result.sheets_count) == (0, 0, {}, 0)


def test_nothing_to_settle_is_said(cast, current_round, framework):
    with pytest.raises(ValidationError, match="ผ่านการกลั่นกรอง"):
        settle_round(current_round, actor=cast.secretary)
    Framework.objects.all().delete()
    with pytest.raises(ValidationError, match="เกณฑ์"):
        settle_round(current_round, actor=cast.secretary)


def test_a_second_batch_takes_what_came_later_and_groups_can_be_settled_alone(cast, current_round, seats, marks):
    first, food = (
        make_scored_entry(current_round),
        make_scored_entry(current_round, group=current_round.groups.get(code="FOOD")),
    )
    for seat in seats:
        hand_in(first, seat, marks)
    textile = current_round.groups.get(code="TEXTILE")
    batch = settle_round(current_round, actor=cast.secretary, groups=[textile])
    assert [row.entry for row in batch.results.all()] == [first]
    for seat in make_panel(current_round, [cast.member, cast.member_2, cast.member_3], code="FOOD"):
        hand_in(food, seat, marks)
    second = settle_round(current_round, actor=cast.secretary)
    assert (second.number, [row.entry for row in second.results.all()]) == (2, [food])


def test_only_the_secretary_and_administrators_settle(cast, current_round, seats, marks):
    entry = make_scored_entry(current_round)
    for seat in seats:
        hand_in(entry, seat, marks)
    for person in (cast.staff, cast.member, cast.officer_a):
        with pytest.raises(PermissionDenied):
            settle_round(current_round, actor=person)
        assert not Result.objects.for_user(person).exists()
    settle_round(current_round, actor=cast.administrator)
    assert not Result.objects.for_user(cast.staff).exists()
    assert Result.objects.for_user(cast.secretary).count() == 1


def test_settling_takes_the_same_queries_however_many_entries(cast, current_round, seats, marks):
    counts = []
    for number in (1, 3):
        for _ in range(number):
            entry = make_scored_entry(current_round)
            for seat in seats:
                hand_in(entry, seat, marks)
        with CaptureQueriesContext(connection) as queries:
            batch = settle_round(current_round, actor=type(cast.secretary).objects.get(pk=cast.secretary.pk))
        assert batch.results.count() == number
        counts.append(len(queries))
    assert counts[0] == counts[1]


# -- batches ----------------------------------------------------------------------------------------------------


@pytest.fixture
def batch(cast, current_round, seats, marks):
    entry = make_scored_entry(current_round)
    for seat in seats:
        hand_in(entry, seat, marks)
    return settle_round(current_round, actor=cast.administrator)


def test_another_administrator_publishes(cast, batch):
    for person in (cast.administrator, cast.secretary, cast.staff):
        with pytest.raises(ValidationError) as refusal:
            mark_batch_published(batch, actor=person)
        assert refusal.value.code == SECOND_PERSON_PUBLISHES.code
    published = mark_batch_published(batch, actor=cast.administrator_2)
    assert (published.status, published.published_by) == ("published", cast.administrator_2)
    with pytest.raises(ValidationError) as refusal:
        mark_batch_published(batch, actor=cast.administrator_2)
    assert refusal.value.code == BATCH_NOT_PUBLISHED.code


def test_past_python_the_database_refuses_the_same_person_and_a_half_published_batch(cast, batch):
    for fields in (
        {"published_by": cast.administrator, "published_at": timezone.now()},
        {"published_by": cast.administrator_2},
        {"published_at": timezone.now()},
    ):
        with pytest.raises(IntegrityError, match=SECOND_PERSON_PUBLISHES.code), transaction.atomic():
            ResultBatch.objects.filter(pk=batch.pk).update(status="published", **fields)
    ResultBatch.objects.filter(pk=batch.pk).update(
        status="published", published_by=cast.administrator_2, published_at=timezone.now()
    )


def test_a_product_withdrawn_meanwhile_is_not_published(cast, batch):
    entry = batch.results.get().entry
    Entry.objects.filter(pk=entry.pk).update(status="withdrawn", slot=None)
    with pytest.raises(ValidationError, match="ถอนชุดผลแล้วเสนอใหม่"):
        mark_batch_published(batch, actor=cast.administrator_2)


def test_star_levels_are_recorded_until_publication(cast, batch):
    result = batch.results.get()
    for level in (0, 6, -1):
        with pytest.raises(ValidationError) as refusal:
            record_star_level(result, level=level, actor=cast.secretary, reason="ประกาศกรมฯ")
        assert refusal.value.code == STAR_LEVEL_KNOWN.code
    with pytest.raises(ValidationError, match="เหตุผล"):
        record_star_level(result, level=5, actor=cast.secretary, reason="")
    with pytest.raises(PermissionDenied):
        record_star_level(result, level=5, actor=cast.staff, reason="ประกาศกรมฯ")
    for level in (1, 5, None, 4):
        assert record_star_level(result, level=level, actor=cast.secretary, reason="ประกาศกรมฯ").star_level == level
    with pytest.raises(IntegrityError, match=STAR_LEVEL_KNOWN.code), transaction.atomic():
        Result.objects.filter(pk=result.pk).update(star_level=6)
    mark_batch_published(batch, actor=cast.administrator_2)
    with pytest.raises(ValidationError) as refusal:
        record_star_level(result, level=5, actor=cast.secretary, reason="ประกาศกรมฯ")
    assert refusal.value.code == BATCH_NOT_PUBLISHED.code


def test_a_withdrawn_batch_lets_sheets_be_corrected_and_stays_in_the_journal(cast, current_round, batch):
    result = batch.results.get()
    sheet = result.entry.sheets.first()
    with pytest.raises(ValidationError) as refusal:
        reopen_sheet(sheet, actor=cast.secretary, reason="รวมผิด")
    assert refusal.value.code == NOT_SETTLED.code
    with pytest.raises(PermissionDenied):
        withdraw_batch(batch, actor=cast.staff, reason="รวมผิด")
    withdraw_batch(batch, actor=cast.secretary, reason="รวมผิด")
    assert not Result.objects.exists() and not ResultBatch.objects.exists()
    event = Event.objects.about(batch).first()
    assert event.before == {result.entry.number: {"exact": "55/1", "star_level": None}}
    reopen_sheet(sheet, actor=cast.secretary, reason="รวมผิด")
    save_marks(sheet, marks={"ก1.1": 0}, actor=sheet.member.user)
    submit_sheet(sheet, actor=sheet.member.user)
    again = settle_round(current_round, actor=cast.secretary)
    assert (again.number, again.results.get().exact) == (1, "54/1")


def test_a_published_batch_is_not_withdrawn(cast, batch):
    mark_batch_published(batch, actor=cast.administrator_2)
    with pytest.raises(ValidationError) as refusal:
        withdraw_batch(batch, actor=cast.secretary, reason="รวมผิด")
    assert refusal.value.code == BATCH_NOT_PUBLISHED.code
    assert Result.objects.count() == 1


def test_a_batch_that_a_colleague_has_withdrawn_is_refused_with_a_sentence(cast, batch):
    """Both had the page open: the second press finds no row any more."""
    result = batch.results.get()
    withdraw_batch(ResultBatch.objects.get(), actor=cast.secretary, reason="รวมผิด")
    acts = (
        lambda: withdraw_batch(batch, actor=cast.administrator, reason="รวมผิด"),
        lambda: mark_batch_published(batch, actor=cast.administrator_2),
        lambda: record_star_level(result, level=5, actor=cast.secretary, reason="ประกาศกรมฯ"),
    )
    for act in acts:
        with pytest.raises(ValidationError, match="ถูกถอนไปแล้ว"):
            act()


def test_a_minimum_of_no_sheet_at_all_still_asks_for_one(cast, current_round, framework, seats):
    framework.min_sheets = 0
    with pytest.raises(ValidationError, match="1"):
        framework.full_clean()
    Framework.objects.update(min_sheets=0)
    make_scored_entry(current_round)
    with pytest.raises(ValidationError) as refusal:
        settle_round(current_round, actor=cast.secretary)
    assert refusal.value.code == ENOUGH_SHEETS.code
