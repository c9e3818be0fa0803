"""Digits and numbers: only ASCII and Thai digits count."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from thai.digits import parse_decimal, parse_int, thai_number, to_arabic, to_thai

FOREIGN = ["໑໒", "١٢", "１２", "²", "Ⅳ", "१२", "①"]


@given(st.text(alphabet=st.characters(exclude_characters="๐๑๒๓๔๕๖๗๘๙", codec="utf-8")))
@settings(deadline=None)
def test_thai_digits_and_back(text):
    assert to_arabic(to_thai(text)) == text


def test_only_digits_change():
    assert to_thai("ที่ 1234567890 OTOP") == "ที่ ๑๒๓๔๕๖๗๘๙๐ OTOP"
    assert to_arabic("๕๙๗ ๒๑๒ ๗๖๐๙") == "597 212 7609"
    assert to_thai(2565) == "๒๕๖๕"


@pytest.mark.parametrize("text", FOREIGN)
def test_foreign_digits_stay_and_are_no_number(text):
    assert to_arabic(text) == text
    for parse in (parse_int, parse_decimal):
        with pytest.raises(ValueError, match="กรุณาใส่"):
            parse(text)


@given(st.integers(-(10**17), 10**17), st.sampled_from(["thai", "arabic"]))
@settings(deadline=None)
def test_whole_numbers_come_back(number, digits):
    assert parse_int(f" {thai_number(number, digits)} ") == number


@given(st.decimals(-(10**9), 10**9, places=4), st.sampled_from(["thai", "arabic"]))
@settings(deadline=None)
def test_decimal_numbers_come_back(number, digits):
    assert parse_decimal(thai_number(number, digits)) == number


@pytest.mark.parametrize(
    "text",
    ["", " ", "1,5", "1,23,456", "1 2", "1.0", "1e3", "1_000", "๑๒บาท", "--1", "1\u200b2", "0x10", None],
)
def test_not_a_whole_number(text):
    with pytest.raises(ValueError, match="กรุณาใส่จำนวนเต็ม"):
        parse_int(text)


@pytest.mark.parametrize("text", ["1.2.3", ".", "1.", "NaN", "Infinity", "1e3", "1,5"])
def test_not_a_decimal_number(text):
    with pytest.raises(ValueError, match="กรุณาใส่ตัวเลข"):
        parse_decimal(text)


def test_endless_digits_are_refused_at_once():
    with pytest.raises(ValueError, match="ยาวเกินไป"):
        parse_int("9" * 5000)
    with pytest.raises(ValueError, match="ยาวเกินไป"):
        parse_decimal("1." + "9" * 5000)


def test_thousands():
    assert parse_int("๑,๒๓๔,๕๖๗") == 1234567
    assert thai_number(1234567) == "1,234,567"
    assert thai_number(Decimal("1234.50"), "thai") == "๑,๒๓๔.๕๐"
    assert thai_number(Decimal("1E+3")) == "1,000"


def test_an_unknown_kind_of_digits_is_the_programs_mistake():
    with pytest.raises(TypeError):
        thai_number(1, "roman")
