"""Settling: exact totals, all or nothing, proposed by one and published by another."""

from decimal import Decimal

import pytest

from scoring.actions import (
    settle_round,
)
from scoring.models import Result

from .scene import full_marks, hand_in, make_framework, make_panel, make_scored_entry


@pytest.fixture
def framework(current_round):
    return make_framework(current_round)


@pytest.fixture
def seats(cast, current_round, framework):
    return make_panel(current_round, [cast.member, cast.member_2, cast.member_3])


@pytest.fixture
def marks(framework):
    return full_marks(framework)


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
