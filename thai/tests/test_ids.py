"""Numbers of persons and firms against python-stdnum, and telephones."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stdnum.th import moa, pin

from thai import ids
from thai.digits import to_thai

TWELVE = st.text(alphabet="0123456789", min_size=12, max_size=12)


@given(TWELVE)
@settings(deadline=None, max_examples=100)
def test_check_digit_agrees_with_stdnum(twelve):
    assert str(ids.check_digit(twelve)) == pin.calc_check_digit(twelve) == moa.calc_check_digit(twelve)


@given(st.text(alphabet="0123456789", min_size=13, max_size=13) | TWELVE.map(lambda n: n + str(ids.check_digit(n))))
@settings(deadline=None, max_examples=150)
def test_the_same_numbers_are_accepted_as_by_stdnum(number):
    assert ids.citizen_id_is_valid(number) == pin.is_valid(number)
    try:
        juristic = ids.clean_juristic_id(number) == number
    except ValueError:
        juristic = False
    assert juristic == moa.is_valid(number)


@given(TWELVE.filter(lambda number: number[0] not in "09"))
@settings(deadline=None)
def test_thai_digits_and_separators_are_read(twelve):
    number = f"{twelve}{ids.check_digit(twelve)}"
    grouped = f"{number[0]}-{number[1:5]} {number[5:10]}.{number[10:12]}–{number[12]}"
    assert ids.clean_citizen_id(to_thai(f" {grouped}\u200b")) == number


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "ต้องมี 13 หลัก แต่ที่ใส่มี 0 หลัก"),
        ("310060044563", "มี 12 หลัก"),
        ("31006004456355", "มี 14 หลัก"),
        ("3100600445636", "เลขตรวจสอบ"),
        ("0105536000315", "นิติบุคคล"),
        ("9100600445634", "ไม่ขึ้นต้นด้วย 9"),
        ("310060044563A", "ไม่ใช่ตัวเลข"),
        ("３１００６００４４５６３５", "ไม่ใช่ตัวเลข"),
        ("໓໑໐໐໖໐໐໔໔໕໖໓໕", "ไม่ใช่ตัวเลข"),
        ("²100600445635", "ไม่ใช่ตัวเลข"),
        (None, "ไม่ใช่ตัวเลข"),
    ],
)
def test_refusals_say_what_is_wrong_and_never_the_number(text, sentence):
    if text == "0105536000315" or text == "9100600445634":
        text = text[:12] + str(ids.check_digit(text[:12]))
    with pytest.raises(ValueError, match=sentence) as refusal:
        ids.clean_citizen_id(text)
    assert not text or text not in str(refusal.value)


def test_a_person_is_no_firm():
    with pytest.raises(ValueError, match="ต้องขึ้นต้นด้วย 0"):
        ids.clean_juristic_id("3100600445635")


def test_masks_keep_four_digits():
    assert ids.mask_citizen_id("1471012345678") == "x-xxxx-xxxx5-67-8"
    assert ids.mask_citizen_id("๑-๔๗๑๐-๑๒๓๔๕-๖๗-๘") == "x-xxxx-xxxx5-67-8"
    assert ids.mask_citizen_id("147101234567") == "x-xxxx-xxxxx-xx-x"
    assert ids.mask_citizen_id("") == ""
    assert ids.mask_phone("0812345678") == "xxx-xxx-5678"
    assert ids.mask_phone("042711554") == "x-xxxx-1554"
    assert ids.mask_phone("12345") == "xxx-xxx-xxxx"


@pytest.mark.parametrize(
    ("typed", "stored", "shown"),
    [
        ("081-234-5678", "0812345678", "081-234-5678"),
        ("๐๘๑ ๒๓๔ ๕๖๗๘", "0812345678", "081-234-5678"),
        ("+66 81 234 5678", "0812345678", "081-234-5678"),
        ("+66 (0)81-234-5678", "0812345678", "081-234-5678"),
        ("0066812345678", "0812345678", "081-234-5678"),
        ("๐-๔๒๗๑-๑๕๕๔", "042711554", "0-4271-1554"),
        ("(042) 711.554", "042711554", "0-4271-1554"),
        ("02 123 4567", "021234567", "0-2123-4567"),
        ("+6642711554", "042711554", "0-4271-1554"),
    ],
)
def test_telephones(typed, stored, shown):
    assert ids.clean_phone(typed) == stored
    assert ids.format_phone(stored) == shown
    assert ids.clean_phone(shown) == stored


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "กรุณาใส่หมายเลขโทรศัพท์"),
        ("812345678", "ขาดเลข 0"),
        ("42711554", "ขาดเลข 0"),
        ("08123456789", "ไม่ถูกต้อง"),
        ("081234567", "ไม่ถูกต้อง"),
        ("0112345678", "ไม่ถูกต้อง"),
        ("081-234-5678, 082-345-6789", "ไม่ใช่ตัวเลข"),
        ("０８１２３４５６７８", "ไม่ใช่ตัวเลข"),
        ("+66", "ไม่ใช่ตัวเลข"),
        ("ไม่มี", "ไม่ใช่ตัวเลข"),
    ],
)
def test_what_is_no_telephone(text, sentence):
    with pytest.raises(ValueError, match=sentence):
        ids.clean_phone(text)
    assert ids.format_phone(text) == text
