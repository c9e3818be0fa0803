"""Text: what is repaired in silence, what is only asked about, and the keys for finding and ordering."""

import re
import unicodedata
from time import perf_counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from thai.names import name_key
from thai.text import find_nobreak, normalise, normalise_block, search_key, sort_key, suggest, suspicious

THAI = "".join(chr(code) for code in range(0xE01, 0xE5C) if unicodedata.category(chr(code)) != "Cn")
ODD = " \t\n\u00a0\u200b\u200d\ufeff\u00ad\x00\u202e\u0301👩🌾️aA1-"
CORRECT = [
    "น้ำผึ้งป่า", "ผ้าย้อมครามบ้านดอนกอย", "กุ้งแห้ง", "ข้าวฮาง ๑ กก.", "เครื่องดื่ม", "พ.ศ. ๒๕๖๕", "ฤๅษี", "ศิลป์",
    "กตัญญู", "สมุนไพรที่ไม่ใช่อาหาร", "น้ำ", "ก๋วยเตี๋ยว", "สํสาร", "Café crème",
    "OTOP Product Champion : OPC", "👩‍🌾 🇹🇭 ❤️ 👍🏽",
    "ผลิตภัณฑ์ฯ ต่าง ๆ", "พฺราหฺมณ", "ม.ร.ว.คึกฤทธิ์",
]  # fmt: skip
MIXED = st.text(alphabet=THAI + ODD, max_size=30)


@pytest.mark.parametrize("text", CORRECT)
def test_correct_text_is_left_alone_and_raises_no_question(text):
    assert normalise(text) == text
    assert normalise_block(text) == text
    assert suspicious(text) == []
    assert suggest(text) == text


@given(st.one_of(MIXED, st.text(max_size=40)))
@settings(deadline=None, max_examples=150)
def test_normalising_twice_changes_nothing_more(text):
    for function in (normalise, normalise_block):
        once = function(text)
        assert function(once) == once


@given(st.one_of(MIXED, st.text(alphabet=THAI + " .-ฯaA1", max_size=12)))
@settings(deadline=None, max_examples=300)
def test_the_short_way_for_ordinary_text_leads_where_the_long_one_does(text):
    functions = (normalise, suspicious, suggest, search_key, sort_key)
    short = [function(text) for function in functions]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("thai.text._ORDINARY", re.compile("(?!)"))  # nothing is ordinary
        assert [function(text) for function in functions] == short


@given(st.text(alphabet=st.characters(), max_size=40))
@settings(deadline=None, max_examples=100)
def test_what_comes_out_is_safe_for_both_databases(text):
    for once in (normalise(text), normalise_block(text), search_key(text), sort_key(text)):
        once.encode()
        assert "\x00" not in once
        assert once == once.strip()
    assert "\n" not in normalise(text)
    assert unicodedata.is_normalized("NFC", normalise(text))


@pytest.mark.parametrize(
    ("typed", "repaired"),
    [
        ("นํ้า", "น้ำ"),  # tone after the nikhahit
        ("น้ํา", "น้ำ"),  # tone before it
        ("ทํา", "ทำ"),
        ("ที่่", "ที่"),
        ("กุ้\u0e38ง", "กุ้ง"),
        ("ก้ํ้า", "ก้ำ"),
        ("  กลุ่ม\u00a0\u00a0ทอผ้า\t\nบ้านโพน ", "กลุ่ม ทอผ้า บ้านโพน"),
        ("ผ้า\u200bคราม\ufeff", "ผ้าคราม"),
        ("ผ้า\u00adคราม", "ผ้าคราม"),
        ("ผ้า\x00คราม\x1b", "ผ้าคราม"),
        ("\u202eมารค", "มารค"),
        ("ผ้า\u200dคราม", "ผ้าคราม"),
        ("Cafe\u0301", "Café"),
        ("\ud800ผ้า", "ผ้า"),
        ("กุ่".replace("ุ่", "ุ่"), "กุ่"),  # the only order that NFC mends
        ("\u3164\u2800\u200b", ""),
    ],
)
def test_silent_repairs(typed, repaired):
    assert normalise(typed) == repaired


def test_paragraphs_keep_their_lines():
    assert normalise_block(" ก \r\n ข\u2028ค\n\n\n\nง \n") == "ก\nข\nค\n\nง"
    assert normalise("ก\r\nข") == "ก ข"


@pytest.mark.parametrize(
    ("text", "word", "meant"),
    [
        ("เเม่บ้าน", "สระเอสองตัว", "แม่บ้าน"),
        ("ท่ีดิน", "ก่อนสระ", "ที่ดิน"),
        ("นำ้ผึ้ง", "หลังสระอำ", "น้ำผึ้ง"),
        ("ก่้า", "สองตัวซ้อน", "ก่้า"),
        ("่ก", "ไม่มีพยัญชนะ", "่ก"),
        ("ใจดี เ", "ไม่มีพยัญชนะตามหลัง", "ใจดี เ"),
        ("ทำำ", "สระอำซ้ำ", "ทำำ"),
        ("ผ้า\ufffd", "อ่านไม่ได้", "ผ้า\ufffd"),
        ("ผ้า\uf70a", "อ่านไม่ได้", "ผ้า\uf70a"),
        ("à¸\x9cà¹\x89", "เพี้ยน", "à¸à¹"),
        ("โทร ໐໘໑", "ไม่ใช่เลขไทย", "โทร ໐໘໑"),
    ],
)
def test_things_that_ask_are_not_repaired_but_a_suggestion_is_made(text, word, meant):
    assert any(word in sentence for sentence in suspicious(text))
    assert suggest(text) == meant


def test_search_finds_across_spellings():
    stored = search_key("กลุ่มทอผ้า บ้านดอนกอย (OTOP) ปี ๒๕๖๕")
    for query in ("ทอผ้าบ้านดอนกอย", "otop", "ปี 2565", "ผ้า  บ้าน"):
        assert search_key(query) in stored
    assert search_key("นํ้าเเร่") == search_key("น้ำแร่") == search_key("นำ้แร่")
    assert search_key("กรุงเทพฯ") == search_key("กรุงเทพ")
    assert search_key(" - ") == ""


@pytest.mark.parametrize("piece", ["ุ่", "\u0301่", "\u0f73", "ํ่า", "ดร.", "ศ.", "กลุ่ม", "ว่าที่ ร.ต.", "👩\u200d", "\u200d"])
def test_a_page_of_marks_takes_no_time(piece):
    # NFC alone takes seconds for the first of these, and a form is open to everybody.
    text = (piece * 40_000)[:40_000]
    start = perf_counter()
    for function in (normalise, normalise_block, suspicious, search_key, sort_key, find_nobreak, name_key):
        function(text)
    assert perf_counter() - start < 5


# In the order of the Royal Institute's dictionary: สว before สอ, so สว่างแดนดิน stands before ส่องดาว.
DISTRICTS = """กุดบาก กุสุมาลย์ คำตากล้า โคกศรีสุพรรณ เจริญศิลป์ เต่างอย นิคมน้ำอูน บ้านม่วง พรรณานิคม พังโคน โพนนาแก้ว
ภูพาน เมืองสกลนคร วานรนิวาส วาริชภูมิ สว่างแดนดิน ส่องดาว อากาศอำนวย""".split()


@given(st.permutations(DISTRICTS))
@settings(deadline=None, max_examples=20)
def test_districts_of_sakon_nakhon_in_dictionary_order(shuffled):
    assert sorted(shuffled, key=sort_key) == DISTRICTS


@pytest.mark.parametrize(
    "ordered",
    [
        ["ก", "กก", "กะ", "กัก", "กา", "กำ", "กิน", "กี่", "กุ", "กู", "เก", "แก", "โก", "ใก", "ไก", "ขา"],
        ["ขาว", "ข่าว", "ข้าว", "ขาวนวล"],
        ["เก", "เก็ง", "เก่ง", "เก้ง", "เก๋ง", "เกม"],
        ["ราก", "เรา", "ฤกษ์", "ลาก"],
        ["สมชาย กล้า", "สมชาย ใจดี", "สมชายชาญ"],
        ["กลุ่มที่ 1", "กลุ่มที่ ๒", "กลุ่มที่ 3"],
        ["2565", "OTOP", "ก"],
        ["ผ้า", "ผ้าคราม", "ผ้าไหม"],
    ],
)
def test_dictionary_order(ordered):
    assert sorted(reversed(ordered), key=sort_key) == ordered


def units(text):
    return [text[start:end] for start, end in find_nobreak(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ผลิตภัณฑ์ไทย ปี พ.ศ. ๒๕๖๕ (OTOP)", ["ปี พ.ศ. ๒๕๖๕"]),
        ("ในวันพฤหัสบดีที่ ๓๑ มีนาคม ๒๕๖๕ ระหว่าง", ["วันพฤหัสบดีที่ ๓๑ มีนาคม ๒๕๖๕"]),
        ("ระหว่างเวลา ๑๐.๐๐ - ๑๒.๐๐ น.", ["เวลา ๑๐.๐๐ - ๑๒.๐๐ น."]),
        ("วันที่ 10 - 12 พ.ค. 2565 ณ", ["วันที่ 10 - 12 พ.ค. 2565"]),
        ("โทรศัพท์/โทรสาร ๐-๔๒๗๑-๑๕๕๔", ["๐-๔๒๗๑-๑๕๕๔"]),
        ("Meeting ID: ๕๙๗ ๒๑๒ ๗๖๐๙ Passcode", ["๕๙๗ ๒๑๒ ๗๖๐๙"]),
        ("โทร. 081-234-5678 ต่อ 12", ["081-234-5678 ต่อ 12"]),
        ("ที่ สน ๐๐๑๙.๓/ว ๕๔๗๑ ลงวันที่ ๒๕ มีนาคม ๒๕๖๕", ["ที่ สน ๐๐๑๙.๓/ว ๕๔๗๑", "วันที่ ๒๕ มีนาคม ๒๕๖๕"]),
        ("ไม่เกิน ๒ ผลิตภัณฑ์หลัก และ 1,500 บาท", ["๒ ผลิตภัณฑ์", "1,500 บาท"]),
        ("ตามมาตรา ๕ และข้อ ๑๒", ["มาตรา ๕", "ข้อ ๑๒"]),
        ("(นายสมาน พัวโพธิ์)", ["นายสมาน พัวโพธิ์"]),
        ("แต่งตั้ง ว่าที่ร้อยตรี ดร.สมชาย ใจดี เป็นประธาน", ["ว่าที่ร้อยตรี ดร.สมชาย ใจดี"]),
        ("เรียน นายอำเภอ ทุกอำเภอ", []),
        ("นายทะเบียน หนังสือ และนายจ้าง ทุกคน", []),
        ("ไม่มีอะไรต้องห้าม", []),
        ("", []),
    ],
)
def test_units_that_a_line_must_not_cut(text, expected):
    assert units(text) == expected


@given(MIXED)
@settings(deadline=None)
def test_spans_are_in_order_and_apart(text):
    end = 0
    for start, stop in find_nobreak(text):
        assert end <= start < stop <= len(text)
        end = stop
