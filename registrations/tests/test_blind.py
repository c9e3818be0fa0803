"""Blind numbers: drawn by lot, read from a label or a keyboard, never guessed."""

import random
from collections import Counter
from itertools import pairwise

import pytest
from django.core.exceptions import ValidationError

from registrations.blind import POOL, Scanned, blind_paper, blind_text, code_of, draw, read_scan
from registrations.rules import LAST_NUMBER, LETTERS


def drawn(times, seed=1):
    """The numbers of one group in the order in which they were drawn."""
    chance = random.Random(seed)
    pool, last, numbers = [], 0, []
    for _ in range(times):
        number, pool, last = draw(pool, last, chance.randrange)
        numbers.append(number)
    return numbers


def test_every_number_is_drawn_once_and_then_none():
    numbers = drawn(LAST_NUMBER + 2)
    assert sorted(numbers[:LAST_NUMBER]) == list(range(1, LAST_NUMBER + 1))
    assert numbers[LAST_NUMBER:] == [None, None]


def test_numbers_stay_low():
    assert all(number < place + POOL for place, number in enumerate(drawn(200), 1))


def test_each_draw_is_by_lot_among_forty_whatever_was_drawn_before():
    """By construction: every place of a full pool can be drawn, and they lead to forty different numbers."""
    pool, last = [], 0
    for _ in range(30):
        outcomes = {draw(pool, last, lambda size, place=place: place % size)[0] for place in range(POOL)}
        assert len(outcomes) == POOL
        _, pool, last = draw(pool, last, lambda size: size // 3)


def test_numbers_do_not_tell_who_came_first():
    """Of two that came one after the other, the later has the higher number about as often as not."""
    higher = Counter()
    for seed in range(60):
        numbers = drawn(80, seed)
        higher.update(later > earlier for earlier, later in pairwise(numbers[10:]))
    share = higher[True] / higher.total()
    assert 0.47 < share < 0.56
    # Nor does the number stand at a fixed distance from the place in the queue.
    distances = Counter(drawn(80, seed)[40] - 41 for seed in range(400))
    assert max(distances.values()) < 40


# -- what a scanner or a hand types ---------------------------------------------------------------------------------

CODE = code_of("อ", 41, of_round="651")


def test_a_code_is_eight_digits_and_read_back():
    assert len(CODE) == 8 and CODE.isdigit()
    for letter in LETTERS.values():
        for number in (1, 41, 999):
            assert read_scan(code_of(letter, number, of_round="651")) == Scanned(letter, number, "651")


READ = [
    "อ-041", "อ041", "อ-๐๔๑", "อ๐๔๑", " อ 041 ", "อ–041", "อ—๐๔๑", "อ‑041", "อ−041", "อ_041", "อ.041",
    "อ-041\r\n", "\tอ-041", "อ\u200b-041", "\ufeffอ-041", "อ-0๔1",
]  # fmt: skip


@pytest.mark.parametrize("typed", READ)
def test_a_number_is_read_however_it_is_typed(typed):
    assert read_scan(typed) == Scanned("อ", 41)


def test_a_scanner_on_a_computer_set_to_thai_is_understood():
    keys = dict(zip("1234567890", "ๅ/-ภถุึคตจ", strict=True))
    assert read_scan("".join(keys[digit] for digit in CODE)) == Scanned("อ", 41, "651")
    assert read_scan(CODE.translate(str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙"))) == Scanned("อ", 41, "651")


WRONG_DIGIT = CODE[:-1] + str((int(CODE[-1]) + 1) % 10)
REFUSED = {
    "": "ยังไม่ได้สแกน",
    "   ": "ยังไม่ได้สแกน",
    "\x00\x01": "ยังไม่ได้สแกน",
    "o-041": "เปลี่ยนแป้นพิมพ์เป็นภาษาไทย",
    "a041": "เปลี่ยนแป้นพิมพ์เป็นภาษาไทย",
    "O041": "เปลี่ยนแป้นพิมพ์เป็นภาษาไทย",
    "w-๐๔๑": "เปลี่ยนแป้นพิมพ์เป็นภาษาไทย",
    "041": "ไม่มีอักษรของประเภทนำหน้า",
    "๐๔๑": "ไม่มีอักษรของประเภทนำหน้า",
    "อ-41": "ตัวเลขสามหลักเสมอ",
    "อ-0041": "ตัวเลขสามหลักเสมอ",
    "อ-000": "เริ่มที่ 001",
    "ก-041": "อักษรหน้าเลขป้ายมี อ ด ผ ข ส",
    "อ-O41": "อักษรไทยหนึ่งตัวและเลขสามหลัก",
    "อ-0l1": "อักษรไทยหนึ่งตัวและเลขสามหลัก",
    "อ-໐໔໑": "อักษรไทยหนึ่งตัวและเลขสามหลัก",
    "อ-\uff10\uff14\uff11": "อักษรไทยหนึ่งตัวและเลขสามหลัก",
    "อ-٠٤١": "อักษรไทยหนึ่งตัวและเลขสามหลัก",
    "ออ-041": "อักษรไทยหนึ่งตัวและเลขสามหลัก",
    "เ-041": "อักษรไทยหนึ่งตัวและเลขสามหลัก",
    "-041": "อักษรไทยหนึ่งตัวและเลขสามหลัก",
    "อ--041": "อักษรไทยหนึ่งตัวและเลขสามหลัก",
    "อ-041อ-042": "อักษรไทยหนึ่งตัวและเลขสามหลัก",
    "65-FOOD-0041": "เลขที่รับสมัคร ไม่ใช่เลขป้าย",
    "๖๕-food-๐๐๔๑": "เลขที่รับสมัคร ไม่ใช่เลขป้าย",
    WRONG_DIGIT: "โปรดสแกนใหม่",
    CODE[1:]: "ไม่มีอักษรของประเภทนำหน้า",
    CODE * 2: "ไม่มีอักษรของประเภทนำหน้า",
    "00000000": "โปรดสแกนใหม่",
    "9" * 41: "สแกนใหม่ทีละป้าย",
    "https://example.com/v/abc": "เปลี่ยนแป้นพิมพ์เป็นภาษาไทย",
    "<script>alert(1)</script>": "อักษรไทยหนึ่งตัวและเลขสามหลัก",
    "' OR 1=1 --": "อักษรไทยหนึ่งตัวและเลขสามหลัก",
    "อ-041; DROP TABLE": "อักษรไทยหนึ่งตัวและเลขสามหลัก",
    "อ็็็็็็-041": "อักษรไทยหนึ่งตัวและเลขสามหลัก",
    "💥": "อักษรไทยหนึ่งตัวและเลขสามหลัก",
    "\ud800": "อักษรไทยหนึ่งตัวและเลขสามหลัก",
    "๑๒๓๔๕๖๗๘": "โปรดสแกนใหม่",
}


@pytest.mark.parametrize("typed", REFUSED, ids=lambda text: ascii(text)[:24])
def test_what_is_no_blind_number_is_refused_with_a_sentence(typed):
    with pytest.raises(ValidationError) as refused:
        read_scan(typed)
    assert REFUSED[typed] in refused.value.messages[0] and refused.value.code == "blind_unread"


def test_every_wrong_digit_and_swapped_neighbours_are_found():
    for place in range(8):
        for digit in set("0123456789") - {CODE[place]}:
            with pytest.raises(ValidationError):
                read_scan(CODE[:place] + digit + CODE[place + 1 :])
    swapped = {CODE[:n] + CODE[n + 1] + CODE[n] + CODE[n + 2 :] for n in range(7)} - {CODE}
    for code in swapped:
        with pytest.raises(ValidationError):
            read_scan(code)


def test_on_paper_the_digits_are_thai():
    assert (blind_text("ผ", 7), blind_paper("ผ", 7)) == ("ผ-007", "ผ-๐๐๗")
