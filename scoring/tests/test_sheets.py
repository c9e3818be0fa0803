"""A member's sheet: who may type it, what a mark may be, and when it is closed."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction

from committees.models import Committee
from office.models import Event, RoleGrant
from office.rules import Role
from registrations.models import Entry
from scoring.actions import (
    fill_sheet,
    open_sheet,
    recuse,
    reopen_sheet,
    save_marks,
    settle_round,
    submit_sheet,
)
from scoring.models import Criterion, Mark, Recusal, Section, Sheet
from scoring.rules import (
    ENTRY_SCREENED_IN,
    MARK_IN_HALVES,
    MARK_IS_A_STEP,
    MARK_ONCE,
    MARK_WITHIN_MAXIMUM,
    MEMBER_OF_PANEL,
    NOT_RECUSED,
    NOT_SETTLED,
    ONE_AGREED_SHEET,
    SCORED_AT_PROVINCE,
    SHEET_COMPLETE,
    SHEET_ONCE_PER_MEMBER,
    SHEET_OPEN,
    SHEET_UNCHANGED,
)

from .scene import hand_in, make_panel, make_scored_entry


@pytest.fixture
def entry(current_round, seats):
    return make_scored_entry(current_round)


def refused(clause, act, **kwargs):
    with pytest.raises(ValidationError) as refusal:
        act(**kwargs)
    assert {part.code for part in refusal.value.error_list} == {clause.code}
    return " ".join(refusal.value.messages)


def database_says(clause):
    """The name of the constraint, where the database gives it (SQLite names no UNIQUE one)."""
    return clause.code if connection.vendor == "postgresql" else f"{clause.code}|UNIQUE"


# -- opening ----------------------------------------------------------------------------------------------------


def test_the_first_sheet_freezes_the_framework(entry, seats, framework):
    assert framework.frozen_at is None
    sheet = open_sheet(entry, member=seats[0], actor=seats[0].user)
    framework.refresh_from_db()
    assert framework.frozen_at == sheet.created_at
    open_sheet(entry, member=seats[1], actor=seats[1].user)
    framework.refresh_from_db()
    assert framework.frozen_at == sheet.created_at


@pytest.mark.parametrize("status", [s for s in Entry.Status.values if s != Entry.Status.SCREENED_IN])
def test_only_screened_in_entries_are_scored(current_round, seats, status):
    entry = make_scored_entry(current_round)
    Entry.objects.filter(pk=entry.pk).update(
        status=status, slot=None if status in {Entry.Status.WITHDRAWN, Entry.Status.SCREENED_OUT} else 1
    )
    refused(ENTRY_SCREENED_IN, lambda: open_sheet(entry, member=seats[0], actor=seats[0].user))


def test_a_body_without_its_order_does_not_score(entry, seats):
    Committee.objects.filter(pk=seats[0].committee_id).update(status=Committee.Status.DRAFT)
    refused(MEMBER_OF_PANEL, lambda: open_sheet(entry, member=seats[0], actor=seats[0].user))


def test_a_member_of_another_groups_panel_does_not_score(entry, cast, current_round):
    [stranger] = make_panel(current_round, [cast.member], code="FOOD")
    refused(MEMBER_OF_PANEL, lambda: open_sheet(entry, member=stranger, actor=cast.member))


def test_a_member_has_one_sheet_for_an_entry(entry, seats):
    sheet = open_sheet(entry, member=seats[0], actor=seats[0].user)
    refused(SHEET_ONCE_PER_MEMBER, lambda: open_sheet(entry, member=seats[0], actor=seats[0].user))
    with pytest.raises(IntegrityError, match=database_says(SHEET_ONCE_PER_MEMBER)), transaction.atomic():
        Sheet.objects.bulk_create([Sheet(entry=entry, member=seats[0], typed_by=sheet.typed_by)])
    open_sheet(entry, member=seats[1], actor=seats[1].user)


def test_a_member_types_the_own_sheet_and_the_secretary_anyones(entry, seats, cast):
    for person in (cast.member_2, cast.staff, cast.officer_a):
        with pytest.raises(PermissionDenied):
            open_sheet(entry, member=seats[0], actor=person)
    sheet = open_sheet(entry, member=seats[0], actor=cast.secretary)
    assert sheet.typed_by == cast.secretary
    assert save_marks(sheet, marks={"ก1.1": 3}, actor=cast.member).typed_by == cast.member
    for person in (cast.member_2, cast.staff):
        with pytest.raises(PermissionDenied):
            save_marks(sheet, marks={"ก1.1": 0}, actor=person)
        with pytest.raises(PermissionDenied):
            submit_sheet(sheet, actor=person)


def test_a_role_that_was_taken_away_counts_at_once(entry, seats, cast):
    RoleGrant.objects.filter(user=cast.member, role=Role.MEMBER).delete()
    person = type(cast.member).objects.get(pk=cast.member.pk)
    with pytest.raises(PermissionDenied):
        open_sheet(entry, member=seats[0], actor=person)


def test_a_round_that_scores_nothing_at_the_province_has_no_sheets(entry, seats):
    Section.objects.update(level=Section.Level.NATION)
    refused(SCORED_AT_PROVINCE, lambda: open_sheet(entry, member=seats[0], actor=seats[0].user))


def test_by_consensus_there_is_one_sheet(entry, seats, framework, cast):
    framework.method = "consensus"
    framework.save(update_fields=["method"])
    open_sheet(entry, member=seats[0], actor=seats[0].user)
    said = refused(ONE_AGREED_SHEET, lambda: open_sheet(entry, member=seats[1], actor=seats[1].user))
    assert str(seats[0]) in said
    recuse(entry, member=seats[0], actor=cast.member, reason="เป็นญาติ")
    open_sheet(entry, member=seats[1], actor=seats[1].user)


# -- marks ------------------------------------------------------------------------------------------------------


@pytest.fixture
def sheet(entry, seats):
    return open_sheet(entry, member=seats[0], actor=seats[0].user)


def points_of(sheet):
    return dict(sheet.marks.values_list("criterion__code", "points"))


def test_marks_are_added_changed_and_taken_away(sheet, cast):
    save_marks(sheet, marks={"ก1.1": "3", "ก1.2": Decimal(2), "ข2.1": "๔"}, actor=cast.member)
    assert points_of(sheet) == {"ก1.1": 3, "ก1.2": 2, "ข2.1": 4}
    save_marks(sheet, marks={"ก1.1": "1", "ก1.2": None, "ข2.1": ""}, actor=cast.member)
    assert points_of(sheet) == {"ก1.1": 1}
    event = Event.objects.about(sheet).first()
    assert event.before == {"ก1.1": "3.00", "ก1.2": "2.00", "ข2.1": "4.00"}
    assert event.after == {"ก1.1": "1", "ก1.2": None, "ข2.1": None}


def test_saving_the_same_again_writes_nothing(sheet, cast):
    save_marks(sheet, marks={"ก1.1": "3"}, actor=cast.member)
    events = Event.objects.count()
    save_marks(sheet, marks={"ก1.1": "3.0"}, actor=cast.member)
    assert Event.objects.count() == events


@pytest.mark.parametrize(
    ("code", "typed", "clause"),
    [
        ("ก1.1", "4", MARK_WITHIN_MAXIMUM),
        ("ก1.1", "-1", MARK_WITHIN_MAXIMUM),
        ("ก1.1", Decimal(-1), MARK_WITHIN_MAXIMUM),
        ("ก1.1", "1.5", MARK_IS_A_STEP),
        ("ก2.1", "2", MARK_IS_A_STEP),  # 5 4 3 1 0
        ("ก1.1", "สาม", MARK_IS_A_STEP),
        ("ก1.1", Decimal("NaN"), MARK_WITHIN_MAXIMUM),
        ("ก1.1", "9" * 400, MARK_IS_A_STEP),
        ("ค1.T1", "8", SCORED_AT_PROVINCE),  # scored by the nation
        ("ก9.9", "1", SCORED_AT_PROVINCE),
    ],
)
def test_a_mark_that_does_not_hold_is_refused_and_nothing_is_written(sheet, cast, code, typed, clause):
    said = refused(clause, lambda: save_marks(sheet, marks={"ก1.2": 3, code: typed}, actor=cast.member))
    assert code in said
    assert points_of(sheet) == {}


def test_all_wrong_marks_are_named_at_once(sheet, cast):
    with pytest.raises(ValidationError) as refusal:
        save_marks(sheet, marks={"ก1.1": 9, "ก1.2": "x", "ค2": 1}, actor=cast.member)
    assert len(refusal.value.messages) == 3


def test_numbers_go_in_halves_from_zero_to_the_maximum(sheet, cast):
    Criterion.objects.filter(code="ก1.1").update(input="number")
    for typed in ("0", "0.5", "2.5", "๓"):
        save_marks(sheet, marks={"ก1.1": typed}, actor=cast.member)
    assert points_of(sheet) == {"ก1.1": 3}
    refused(MARK_IN_HALVES, lambda: save_marks(sheet, marks={"ก1.1": "2.25"}, actor=cast.member))
    refused(MARK_WITHIN_MAXIMUM, lambda: save_marks(sheet, marks={"ก1.1": "3.5"}, actor=cast.member))


def test_criteria_of_another_group_are_not_scored(sheet, cast):
    Criterion.objects.filter(code="ก1.1").update(group_code="FOOD")
    refused(SCORED_AT_PROVINCE, lambda: save_marks(sheet, marks={"ก1.1": 3}, actor=cast.member))


def test_past_python_the_database_refuses_marks_out_of_range_and_twice(sheet):
    criterion = Criterion.objects.get(code="ก1.1")
    for points in (Decimal("3.01"), Decimal("-0.01")):
        with pytest.raises(IntegrityError, match=MARK_WITHIN_MAXIMUM.code), transaction.atomic():
            Mark.objects.bulk_create([Mark(sheet=sheet, criterion=criterion, points=points, max_points=3)])
    Mark.objects.bulk_create([Mark(sheet=sheet, criterion=criterion, points=3, max_points=3)])
    with pytest.raises(IntegrityError, match=database_says(MARK_ONCE)), transaction.atomic():
        Mark.objects.bulk_create([Mark(sheet=sheet, criterion=criterion, points=0, max_points=3)])


def test_a_mark_changed_elsewhere_is_not_written_over_unseen(sheet, cast):
    save_marks(sheet, marks={"ก1.1": 3, "ก1.2": 3}, actor=cast.member)
    seen = {"ก1.1": "3", "ก1.2": "3"}
    save_marks(sheet, marks={"ก1.1": 2, "ก1.2": 3}, seen=seen, actor=cast.member)
    # The other device still shows 3 and 3: what it leaves alone stays, what it changes too is asked about.
    save_marks(sheet, marks={"ก1.1": 3, "ก1.2": 1}, seen=seen, actor=cast.member)
    assert points_of(sheet) == {"ก1.1": 2, "ก1.2": 1}
    said = refused(SHEET_UNCHANGED, lambda: save_marks(sheet, marks={"ก1.1": 0}, seen=seen, actor=cast.member))
    assert "ข้อ ก1.1 = 2" in said
    save_marks(sheet, marks={"ก1.1": 2}, seen=seen, actor=cast.member)  # both say the same
    save_marks(sheet, marks={"ก1.1": 0}, seen={"ก1.1": "2"}, actor=cast.member)
    assert points_of(sheet) == {"ก1.1": 0, "ก1.2": 1}


def test_filling_opens_the_sheet_once(entry, seats, cast):
    first = fill_sheet(entry, member=seats[0], marks={"ก1.1": 3}, seen={}, actor=cast.member)
    again = fill_sheet(entry, member=seats[0], marks={"ก1.1": 3, "ก1.2": 1}, seen={}, actor=cast.member)
    assert first == again
    assert points_of(first) == {"ก1.1": 3, "ก1.2": 1}


# -- handing in -------------------------------------------------------------------------------------------------


def test_a_sheet_is_handed_in_complete_and_then_closed(sheet, marks, cast):
    save_marks(sheet, marks=marks | {"ข2.3": None, "ก1.1": None}, actor=cast.member)
    assert "ก1.1, ข2.3" in refused(SHEET_COMPLETE, lambda: submit_sheet(sheet, actor=cast.member))
    save_marks(sheet, marks=marks | {"ก1.1": 0}, actor=cast.member)  # zero is a mark
    sheet = submit_sheet(sheet, actor=cast.member)
    assert sheet.status == "submitted" and sheet.submitted_at is not None
    refused(SHEET_OPEN, lambda: save_marks(sheet, marks={"ก1.1": 3}, actor=cast.member))
    refused(SHEET_OPEN, lambda: submit_sheet(sheet, actor=cast.member))


def test_the_secretary_reopens_with_a_reason_and_the_old_marks_are_kept(sheet, marks, cast):
    save_marks(sheet, marks=marks, actor=cast.member)
    with pytest.raises(ValidationError, match="ยังไม่ได้ส่ง"):
        reopen_sheet(sheet, actor=cast.secretary, reason="กรอกผิดช่อง")
    submit_sheet(sheet, actor=cast.member)
    with pytest.raises(PermissionDenied):
        reopen_sheet(sheet, actor=cast.member, reason="กรอกผิดช่อง")
    with pytest.raises(ValidationError, match="เหตุผล"):
        reopen_sheet(sheet, actor=cast.secretary, reason=" ")
    reopened = reopen_sheet(sheet, actor=cast.secretary, reason="กรอกผิดช่อง")
    assert (reopened.status, reopened.submitted_at) == ("draft", None)
    event = Event.objects.about(sheet).first()
    assert event.reason == "กรอกผิดช่อง"
    assert event.before["ก1.1"] == "3.00" and len(event.before) == 17
    submit_sheet(sheet, actor=cast.member)


def test_one_who_stands_back_neither_scores_nor_counts(entry, seats, marks, cast):
    sheet = hand_in(entry, seats[0], marks)
    assert list(Sheet.objects.counted()) == [sheet]
    with pytest.raises(ValidationError, match="เหตุผล"):
        recuse(entry, member=seats[0], actor=cast.member, reason="")
    with pytest.raises(PermissionDenied):
        recuse(entry, member=seats[0], actor=cast.member_2, reason="เป็นญาติ")
    recusal = recuse(entry, member=seats[0], actor=cast.member, reason="เป็นญาติของเจ้าของ")
    assert recuse(entry, member=seats[0], actor=cast.member, reason="ซ้ำ") == recusal
    assert Recusal.objects.count() == 1
    assert Sheet.objects.filter(pk=sheet.pk, status="submitted").exists()  # kept for the record
    assert not Sheet.objects.counted().exists()
    reopen_sheet(sheet, actor=cast.secretary, reason="ตรวจสอบ")
    refused(NOT_RECUSED, lambda: save_marks(sheet, marks={"ก1.1": 0}, actor=cast.member))
    recuse(entry, member=seats[1], actor=cast.secretary, reason="แจ้งด้วยวาจา")
    refused(NOT_RECUSED, lambda: open_sheet(entry, member=seats[1], actor=cast.member_2))


def test_after_settling_nothing_on_the_sheets_changes(entry, seats, marks, cast):
    sheets = [hand_in(entry, seat, marks) for seat in seats]
    settle_round(entry.round, actor=cast.secretary)
    refused(NOT_SETTLED, lambda: reopen_sheet(sheets[0], actor=cast.secretary, reason="แก้คะแนน"))
    refused(NOT_SETTLED, lambda: recuse(entry, member=seats[0], actor=cast.member, reason="เป็นญาติ"))
    refused(NOT_SETTLED, lambda: save_marks(sheets[0], marks={"ก1.1": 0}, actor=cast.member))


def test_sheets_are_seen_by_their_member_and_the_secretary(entry, seats, marks, cast):
    sheets = [hand_in(entry, seat, marks) for seat in seats]
    assert list(Sheet.objects.for_user(cast.member)) == [sheets[0]]
    for person in (cast.staff, cast.officer_a):
        assert not Sheet.objects.for_user(person).exists()
    for person in (cast.secretary, cast.administrator):
        assert Sheet.objects.for_user(person).count() == 3
