"""Samples taken in and moved at the same moment: no number twice, no move lost or doubled."""

import time
import uuid
from collections import Counter
from itertools import pairwise

import pytest
from django.db import IntegrityError, connection
from django.db.models import F

from opc_site.testing import make_entry, make_producer
from registrations import actions
from registrations.actions import samples
from registrations.models import BlindCounter, Sample, SampleMove

from .test_races import codes, flat, together, tried

pytestmark = pytest.mark.django_db(transaction=True)

THREADS, TRIES = 18, 10


@pytest.fixture
def entries(cast, current_round):
    """One entry for each try, of two groups."""
    groups = [current_round.groups.get(code=code) for code in ("FOOD", "HERB")]
    return [
        make_entry(make_producer(), current_round, status="submitted", group=groups[n % 2], created_by=cast.staff)
        for n in range(THREADS * TRIES)
    ]


def receiver(entry, actor, token=None):
    return actions.receive_sample(entry, actor=actor, condition="good", token=token or uuid.uuid4())


def test_180_samples_by_18_threads_each_get_a_number_of_their_own(cast, entries):
    def counter(mine):
        return [receiver(entry, cast.staff) for entry in mine]

    answers = flat(together(*[lambda n=n: counter(entries[n::THREADS]) for n in range(THREADS)]))
    given = {(sample.letter, sample.number) for sample in answers}
    assert len(answers) == len(given) == Sample.objects.count() == THREADS * TRIES
    # None is lost either: what was put into the pool is given, or waits there.
    for counter_row in BlindCounter.objects.select_related("group"):
        numbers = {number for letter, number in given if letter == {"FOOD": "อ", "HERB": "ส"}[counter_row.group.code]}
        assert numbers | set(counter_row.pool) == set(range(1, counter_row.last + 1))
        assert numbers & set(counter_row.pool) == set() and len(numbers) == 90


def test_without_the_lock_the_same_number_would_be_drawn_twice(cast, entries, monkeypatch):
    """The negative control; on SQLite one writer at a time is a lock of its own (decision 0013)."""

    def unlocked(group):
        counter, _ = BlindCounter.objects.get_or_create(group=group)
        time.sleep(0.02)
        return counter

    monkeypatch.setattr(samples, "_locked_counter", unlocked)
    # All would draw the same one, which only the constraint refuses.
    monkeypatch.setattr(samples, "draw", lambda pool, last: (last + 1, pool, last + 1))

    def contender(entry):
        try:
            return receiver(entry, cast.staff)
        except IntegrityError as error:
            return error

    answers = together(*[lambda n=n: contender(entries[2 * n]) for n in range(THREADS)])
    refused = [answer for answer in answers if not isinstance(answer, Sample)]
    assert bool(refused) == (connection.vendor == "postgresql")
    assert Sample.objects.count() == THREADS - len(refused)


def test_one_entry_at_eighteen_counters_has_one_sample(cast, entries):
    answers = flat(together(*[lambda: tried(TRIES, lambda: receiver(entries[0], cast.staff))] * THREADS))
    assert Sample.objects.count() == SampleMove.objects.count() == 1
    assert Counter(codes(answers)) == {"sample_once": THREADS * TRIES - 1}


def test_one_scan_sent_fifty_times_is_one_move(cast, entries):
    sample, token = receiver(entries[0], cast.staff), uuid.uuid4()

    def scan():
        mine = Sample.objects.select_related("entry").get(pk=sample.pk)
        return actions.move_sample(mine, actor=cast.staff, to="in_store", place="ห้องเย็น", token=token)

    answers = flat(together(*[lambda: tried(5, scan)] * 10))
    assert {type(answer) for answer in answers} == {SampleMove} and len({move.pk for move in answers}) == 1
    assert sample.moves.count() == 2


def test_scans_of_one_sample_at_many_tables_follow_one_another(cast, entries):
    sample = receiver(entries[0], cast.staff)

    def scan(n):
        mine = Sample.objects.select_related("entry").get(pk=sample.pk)
        return actions.move_sample(mine, actor=cast.staff, to="in_store", place=f"ชั้น {n}", token=uuid.uuid4())

    answers = together(*[lambda n=n: scan(n) for n in range(THREADS)])
    assert {type(answer) for answer in answers} == {SampleMove}
    sample.refresh_from_db()
    orders = list(sample.moves.order_by("order").values_list("order", "from_place", "place"))
    assert [order for order, _, _ in orders] == list(range(1, THREADS + 2))
    assert all(before[2] == after[1] for before, after in pairwise(orders))
    assert sample.place == orders[-1][2] and sample.moves_made == THREADS + 1
    assert not Sample.objects.exclude(moves__order=F("moves_made")).exists()


def test_a_withdrawal_and_a_scan_to_the_table_wait_for_each_other(cast, entries):
    for entry in entries[:6]:
        sample = receiver(entry, cast.staff)
        mine = Sample.objects.select_related("entry").get(pk=sample.pk)
        together(
            lambda mine=mine: actions.move_sample(mine, actor=cast.staff, to="on_table", token=uuid.uuid4()),
            lambda entry=entry: actions.withdraw_entry(entry, actor=cast.staff, reason="ขอถอน"),
        )
        sample = Sample.objects.select_related("entry").get(pk=sample.pk)
        assert sample.entry.status == "withdrawn" and sample.must_go_back
        assert sample.moves.count() == sample.moves_made
