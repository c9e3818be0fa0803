"""Two devices, and marks against settling: one row per cell, and a total that equals the sheets it was made of.

The guard is the lock on the entry's row (on SQLite: BEGIN IMMEDIATE) and, beneath it, the unique constraints.
"""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from fractions import Fraction
from threading import Barrier, Event

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from opc_site.testing import make_cast, make_round
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
from scoring.models import Mark, Result, ResultBatch, Sheet
from scoring.rules import ENOUGH_SHEETS, NOT_SETTLED, SHEET_ONCE_PER_MEMBER, SHEET_OPEN, SHEET_UNCHANGED

from .scene import full_marks, hand_in, make_framework, make_panel, make_scored_entry

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cast():
    return make_cast()


@pytest.fixture
def round(cast):
    return make_round()


@pytest.fixture
def framework(round):
    return make_framework(round)


@pytest.fixture
def seats(cast, round, framework):
    return make_panel(round, [cast.member, cast.member_2, cast.member_3])


@pytest.fixture
def marks(framework):
    return full_marks(framework)


def together(*works):
    """Runs the works, each in a thread of its own, from the same moment; gives back what each returned.

    A ValidationError is an answer like any other; everything else that is raised fails the test.
    """
    barrier = Barrier(len(works))

    def run(work):
        try:
            barrier.wait(timeout=30)
            return work()
        except ValidationError as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return [future.result() for future in [pool.submit(run, work) for work in works]]


def codes(answers):
    return {part.code for answer in answers if isinstance(answer, ValidationError) for part in answer.error_list}


def test_a_sheet_opened_from_ten_devices_is_one_sheet(cast, round, seats):
    entry = make_scored_entry(round)
    answers = together(*[lambda: open_sheet(entry, member=seats[0], actor=cast.member)] * 10)
    assert Sheet.objects.count() == 1
    assert sum(isinstance(answer, Sheet) for answer in answers) == 1
    assert codes(answers) == {SHEET_ONCE_PER_MEMBER.code}
    round.framework.refresh_from_db()
    assert round.framework.is_frozen


def test_the_same_cell_from_ten_devices_is_one_row(cast, round, seats):
    """Each of 10 devices begins at an empty page: the first value stays, every other value is asked about."""
    entry = make_scored_entry(round)
    for code in ("ก1.1", "ก1.2", "ก1.3"):
        seen = {row.criterion.code: str(row.points) for row in Mark.objects.select_related("criterion")}

        def work(points, code=code, seen=seen):
            marks = {**seen, code: points}
            return lambda: fill_sheet(entry, member=seats[0], marks=marks, seen=seen, actor=cast.member)

        answers = together(*[work(number % 4) for number in range(10)])
        [kept] = Mark.objects.filter(criterion__code=code)
        told = [answer for answer in answers if isinstance(answer, ValidationError)]
        assert codes(told) == {SHEET_UNCHANGED.code}
        # The devices that typed the value that stayed are content: three of 0 and 1, two of 2 and 3.
        assert len(answers) - len(told) == (3 if kept.points < 2 else 2)
    assert Sheet.objects.count() == 1


def test_without_telling_what_was_seen_the_last_save_wins_in_one_row(cast, round, seats):
    entry = make_scored_entry(round)
    sheet = open_sheet(entry, member=seats[0], actor=cast.member)
    answers = together(
        *[lambda n=n: save_marks(sheet, marks={"ก1.1": n % 4, "ข1.1": n % 5}, actor=cast.member) for n in range(20)]
    )
    assert all(isinstance(answer, Sheet) for answer in answers)
    assert Mark.objects.filter(sheet=sheet).count() == 2


@pytest.mark.parametrize("attempt", range(3))
def test_a_total_equals_the_sheets_it_was_made_of(cast, round, seats, marks, attempt):
    """Reopening, saving, handing in and standing back race with settling; whoever loses is told which clause."""
    entries = [make_scored_entry(round) for _ in range(4)]
    round.framework.min_sheets = 2
    round.framework.save(update_fields=["min_sheets"])
    sheets = [[hand_in(entry, seat, marks) for seat in seats] for entry in entries]

    def correct(sheet):
        def work():
            member = sheet.member.user
            reopen_sheet(sheet, actor=cast.secretary, reason="แก้คะแนน")
            save_marks(sheet, marks={"ก1.1": 0}, actor=member)
            return submit_sheet(sheet, actor=member)

        return work

    answers = together(
        correct(sheets[0][0]),
        correct(sheets[1][1]),
        lambda: settle_round(round, actor=cast.secretary),
        correct(sheets[2][2]),
        lambda: recuse(entries[3], member=seats[0], actor=cast.member, reason="เป็นญาติ"),
        lambda: settle_round(round, actor=cast.administrator),
    )
    assert codes(answers) <= {NOT_SETTLED.code, ENOUGH_SHEETS.code, "entry_screened_in"}
    assert ResultBatch.objects.count() == 1
    for entry in entries:
        result = Result.objects.get(entry=entry)
        counted = list(Sheet.objects.counted().filter(entry=entry))
        points = Mark.objects.filter(sheet__in=counted).values_list("points", flat=True)
        assert result.sheets_count == len(counted) >= 2
        assert Fraction(result.exact) == Fraction(sum(points, Decimal())) / len(counted)


def test_two_who_settle_at_once_make_one_batch(cast, round, seats, marks):
    for _ in range(3):
        entry = make_scored_entry(round)
        for seat in seats:
            hand_in(entry, seat, marks)
    answers = together(*[lambda: settle_round(round, actor=cast.secretary)] * 8)
    [batch] = ResultBatch.objects.all()
    assert (batch.number, batch.results.count()) == (1, 3)
    assert sum(isinstance(answer, ResultBatch) for answer in answers) == 1


def test_a_sheet_handed_in_twice_at_once_is_handed_in_once(cast, round, seats, marks):
    sheet = open_sheet(make_scored_entry(round), member=seats[0], actor=cast.member)
    save_marks(sheet, marks=marks, actor=cast.member)
    answers = together(*[lambda: submit_sheet(sheet, actor=cast.member)] * 8)
    assert sum(isinstance(answer, Sheet) for answer in answers) == 1
    assert codes(answers) == {SHEET_OPEN.code}


def test_without_the_lock_a_sheet_changes_under_its_result(cast, round, seats, marks, monkeypatch):
    """Negative control: the guard switched off, the race is there on PostgreSQL; SQLite's writers take turns anyway."""
    entry = make_scored_entry(round)
    for seat in seats:
        hand_in(entry, seat, marks)
    sheet = entry.sheets.first()
    settled = Event()

    def unlocked(entry_id):
        found = Entry.objects.select_related("group", "round").get(pk=entry_id)
        NOT_SETTLED.require(not Result.objects.filter(entry=found).exists())
        settled.wait(timeout=3)
        return found

    def settle():
        try:
            return settle_round(round, actor=cast.secretary)
        finally:
            settled.set()

    monkeypatch.setattr("scoring.actions.sheets._lock_entry", unlocked)
    together(lambda: reopen_sheet(sheet, actor=cast.secretary, reason="แก้คะแนน"), settle)
    slipped_under = Result.objects.exists() and Sheet.objects.submitted().count() != Result.objects.get().sheets_count
    assert slipped_under == (connection.vendor == "postgresql")
