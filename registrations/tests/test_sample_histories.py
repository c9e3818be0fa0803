"""Random histories of samples against an oracle that knows the rules by heart and replays the moves."""

import random
import uuid
from collections import Counter
from itertools import pairwise

import pytest
from django.core.exceptions import ValidationError

from opc_site.testing import make_entry, make_producer
from registrations import actions
from registrations.models import Sample, SampleMove

HISTORIES, STEPS = 200, 9
PLACES = ("ห้องเย็น", "ชั้น 1", "โต๊ะ 2")

# The table of moves once more, written by hand: a slip in the one is not a slip in the other.
ORACLE = {
    "received": "in_transit in_store on_table returned consumed",
    "refused": "",
    "in_transit": "in_store on_table returned",
    "in_store": "in_transit in_store on_table returned consumed sent",
    "on_table": "in_transit in_store on_table returned consumed sent",
    "returned": "",
    "consumed": "",
    "sent": "in_store returned",
}


class Oracle:
    """What a careful clerk with a notebook would know of one sample: a list of (state, place, with the province)."""

    def __init__(self):
        self.book, self.alive, self.corrected_last = [], True, False

    @property
    def now(self):
        return self.book[-1] if self.book else None

    def receive(self, by_province, refused):
        if not self.alive or (self.now and (self.now[0] not in {"refused", "returned"} or refused)):
            return False
        where = ("refused", "", False)
        if not refused:
            where = ("received", "จังหวัด" if by_province else "อำเภอเมืองสกลนคร", by_province)
        return self.write(where)

    def move(self, by_province, to, place):
        state, here, with_province = self.now
        if state == to and place in {"", here}:
            return False
        if not by_province:
            if with_province or state in {"on_table", "consumed", "sent"}:
                return False
            if to in {"on_table", "consumed", "sent"}:
                return False
        if not self.alive and to in {"on_table", "sent"}:
            return False
        if (to == "in_store" and not place) or to not in ORACLE[state].split():
            return False
        held = to in {"on_table", "consumed", "sent"} or (by_province and to == "in_store")
        return self.write((to, "" if to == "returned" else place, held))

    def correct(self, by_province):
        if len(self.book) < 2 or self.corrected_last:
            return False
        if not by_province:
            state, _, with_province = self.now
            if with_province or state in {"on_table", "consumed", "sent"} or self.book[-2][2]:
                return False
        self.write(self.book[-2])
        self.corrected_last = True
        return True

    def write(self, where):
        self.book.append(where)
        self.corrected_last = False
        return True


def done(act, *args, **kwargs):
    try:
        return act(*args, token=uuid.uuid4(), **kwargs)
    except ValidationError:
        return None


@pytest.mark.django_db
def test_random_histories_agree_with_the_oracle(cast, current_round):
    chance = random.Random(2565)
    outcomes, books = Counter(), {}
    groups = list(current_round.groups.all())
    producers = [make_producer() for _ in range(HISTORIES // 2)]
    for n in range(HISTORIES):
        entry = make_entry(
            producers[n // 2], current_round, status="submitted", slot=n % 2 + 1, group=chance.choice(groups)
        )
        oracle, sample = Oracle(), None
        for _ in range(STEPS):
            by_province = chance.random() < 0.6
            actor = cast.staff if by_province else cast.officer_a
            choice = chance.random()
            if sample is None or choice < 0.1:
                refused = chance.random() < 0.2
                expected = oracle.receive(by_province, refused)
                condition = "refused" if refused else "good"
                found = done(actions.receive_sample, entry, actor=actor, condition=condition, note="ดูแล้ว")
                sample = found or sample
            elif choice < 0.2:
                expected = oracle.correct(by_province)
                found = done(actions.correct_move, sample.moves.last(), actor=actor, reason="สแกนผิด")
            elif choice < 0.23 and oracle.alive:
                actions.withdraw_entry(entry, actor=cast.staff, reason="ขอถอน")
                oracle.alive = expected = found = False
            else:
                to = chance.choice("in_transit in_store on_table returned consumed sent".split())
                place = chance.choice(("", *PLACES))
                expected = oracle.move(by_province, to, place)
                found = done(actions.move_sample, sample, actor=actor, to=to, place=place)
            assert bool(found) == bool(expected), (oracle.book, found, expected)
            outcomes[bool(found)] += 1
            if sample is None:
                continue
            sample = Sample.objects.select_related("entry__producer", "round").get(pk=sample.pk)
            assert (sample.state, sample.place, sample.at_province) == oracle.now
        if sample is not None:
            books[sample.pk] = oracle.book
    _check_the_rows(books)
    assert min(outcomes.values()) > 250  # both the allowed and the refused were met


def _check_the_rows(books):
    """The moves as they are stored, replayed: numbered without a gap, each from where the one before ended, and the
    sample where the last one ended."""
    for sample in Sample.objects.prefetch_related("moves"):
        moves = sorted(sample.moves.all(), key=lambda move: move.order)
        assert [move.order for move in moves] == list(range(1, sample.moves_made + 1))
        assert [(m.state, m.place, m.at_province) for m in moves] == books.pop(sample.pk)
        for before, after in pairwise(moves):
            assert (after.from_state, after.from_place) == (before.state, before.place)
        last = moves[-1]
        for name in ("state", "place", "condition", "at_province"):
            assert getattr(sample, name) == getattr(last, name)
        assert sample.moved_at == last.at
    assert books == {}
    assert SampleMove.objects.values("token").distinct().count() == SampleMove.objects.count()
