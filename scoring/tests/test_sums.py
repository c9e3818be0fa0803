"""Exact arithmetic: one rounding, halves upwards, and no rounding at all before a band is asked."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.sums import as_text, half_up, level_of, mean

BANDS = [(5, Decimal(90)), (4, Decimal(80)), (3, Decimal(70)), (2, Decimal(50)), (1, Decimal(0))]


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (Fraction(1, 3), "0.33"),
        (Fraction(2, 3), "0.67"),
        (Fraction(1, 200), "0.01"),
        (Fraction(1, 201), "0.00"),
        (Fraction(53, 3), "17.67"),
        (Fraction(55), "55.00"),
        (Fraction("89.995"), "90.00"),
        (Fraction("89.985"), "89.99"),
    ],
)
def test_halves_go_up_once(value, shown):
    assert str(half_up(value)) == shown


@given(st.decimals(min_value=0, max_value=1000, places=6))
def test_agrees_with_decimals_own_half_up(value):
    assert half_up(Fraction(value)) == value.quantize(Decimal("0.01"), ROUND_HALF_UP)


@given(st.lists(st.decimals(min_value=0, max_value=45, places=2), min_size=1, max_size=9), st.randoms())
def test_mean_is_exact_in_any_order(points, random):
    shuffled = random.sample(points, len(points))
    assert mean(points) == mean(shuffled)
    assert mean(points) * len(points) == sum(map(Fraction, points))


def test_mean_of_nothing_is_refused():
    with pytest.raises(ValueError, match="No marks"):
        mean([])


@pytest.mark.parametrize(
    ("total", "level"),
    [
        (Fraction(90), 5),
        (Fraction("89.995"), 4),  # shown as 90.00, and still below 90
        (Fraction("89.999999"), 4),
        (Fraction("89.75"), 4),
        (Fraction(80), 4),
        (Fraction(239, 3), 3),
        (Fraction("69.99"), 2),
        (Fraction(50), 2),
        (Fraction("49.995"), 1),
        (Fraction(0), 1),
        (Fraction(100), 5),
    ],
)
def test_bands_are_asked_with_the_unrounded_total(total, level):
    assert level_of(total, BANDS) == level


def test_no_band_no_level():
    assert level_of(Fraction(10), [(5, Decimal(90))]) is None


def test_fraction_as_text_reads_back():
    assert as_text(Fraction(2501, 45)) == "2501/45"
    assert Fraction(as_text(Fraction(55))) == 55
