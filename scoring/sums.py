"""Arithmetic of results: exact fractions all the way, rounded half up once, when a number is shown."""

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from math import floor


def mean(points: Iterable[Decimal]) -> Fraction:
    """The exact mean of one criterion's marks.  Raises ValueError when there are none."""
    marks = [Fraction(mark) for mark in points]
    if not marks:
        raise ValueError("No marks, no mean.")
    return sum(marks, Fraction()) / len(marks)


def half_up(value: Fraction) -> Decimal:
    """Two decimals, halves upwards (ROUND_HALF_UP for what is not negative): 1/200 is 0.01."""
    return Decimal(floor(value * 100 + Fraction(1, 2))).scaleb(-2)


def as_text(value: Fraction) -> str:
    return f"{value.numerator}/{value.denominator}"


def level_of(total: Fraction, bands: Iterable[tuple[int, Decimal]]) -> int | None:
    """The highest star level whose lower bound the unrounded total reaches; None below all of them."""
    return max((level for level, lower_bound in bands if total >= Fraction(lower_bound)), default=None)
