"""Dates: what is written can be read again, and no Buddhist year ever becomes a Gregorian one."""

from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from thai import dates
from thai.dates import parse_thai_date, thai_date

LETTER_DAY = date(2022, 3, 31)
DAYS = st.dates(date(dates.MIN_YEAR_CE, 1, 1), date(dates.MAX_YEAR_CE, 12, 31))


@given(DAYS, st.sampled_from(["thai", "arabic"]), st.booleans(), st.booleans(), st.booleans())
@settings(deadline=None, max_examples=100)
def test_every_date_in_every_style_is_read_back(day, digits, weekday, era, short):
    assert parse_thai_date(thai_date(day, digits=digits, weekday=weekday, era=era, short=short)) == day


@given(DAYS, st.sampled_from("/-."), st.booleans())
@settings(deadline=None)
def test_every_numeric_date_is_read_back(day, separator, padded):
    width = 2 if padded else 1
    parts = [f"{day.day:0{width}}", f"{day.month:0{width}}", str(day.year + 543)]
    assert parse_thai_date(separator.join(parts)) == day
    assert parse_thai_date(day.isoformat()) == day


@pytest.mark.parametrize(
    "text",
    [
        "31/03/2565", "๓๑/๓/๒๕๖๕", "31 มีนาคม 2565", "31 มี.ค. 2565", "31 มีค 2565", "31 มี. ค. 2565",
        "31-03-2565", "31.3.2565", "31–03–2565", "31 / 03 / 2565",
        "วันพฤหัสบดีที่ ๓๑ มีนาคม พ.ศ. ๒๕๖๕", "วันที่ 31 มีนาคม 2565",
        "พฤหัสบดีที่ 31 มีนาคม 2565", "31 เดือนมีนาคม ปี 2565", "31 มีนาคม พุทธศักราช 2565", "31 มีนาคม พศ 2565",
        "  31\u00a0มีนาคม\u200b 2565\n", "2022-03-31", "31มี.ค.2565", "\ufeff31/03/2565", "31/03/2565\x00",
    ],
)  # fmt: skip
def test_ways_to_write_the_day_of_the_briefing(text):
    assert parse_thai_date(text) == LETTER_DAY


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("31/03/2022", "ดูเหมือนปี ค.ศ."),
        ("31 มีนาคม 2022", "ดูเหมือนปี ค.ศ."),
        ("31 มีนาคม ค.ศ. 2022", "ปีต้องเป็น พ.ศ."),
        ("2565-03-31", "น่าจะเป็นปี พ.ศ."),
        ("31/03/65", "สี่หลัก"),
        ("31/03/256", "กรุณาตรวจปี"),
        ("31/03/2465", "กรุณาตรวจปี"),
        ("31/02/2565", "ไม่มีวันที่ 31 กุมภาพันธ์ 2565"),
        ("29/02/2565", "ไม่มีวันที่ 29 กุมภาพันธ์ 2565"),
        ("0/03/2565", "ไม่มีวันที่ 0"),
        ("31/13/2565", "ไม่มีเดือนที่ 13"),
        ("2022-02-30", "ไม่มีวันที่"),
        ("วันพุธที่ 31 มีนาคม 2565", "เป็นวันพฤหัสบดี ไม่ใช่วันพุธ"),
        ("31-03/2565", "อ่านวันที่นี้ไม่ได้"),
        ("31 March 2565", "อ่านวันที่นี้ไม่ได้"),
        ("३१/०३/२५६५", "อ่านวันที่นี้ไม่ได้"),
        ("31/03/２５６５", "อ่านวันที่นี้ไม่ได้"),
        ("44651", "อ่านวันที่นี้ไม่ได้"),
        ("", "อ่านวันที่นี้ไม่ได้"),
        ("31/03/2565 10.00", "อ่านวันที่นี้ไม่ได้"),
        ("9" * 100_000, "อ่านวันที่นี้ไม่ได้"),
    ],
)
def test_refusals_say_what_is_wrong(text, sentence):
    with pytest.raises(ValueError, match=sentence):
        parse_thai_date(text)


@given(
    st.text(max_size=60) | st.from_regex(r"[0-9๐-๙]{1,2}[-/. ]?[มกคพศ.0-9]{1,6}[-/. ]?[0-9๐-๙]{1,5}", fullmatch=True)
)
@settings(deadline=None, max_examples=100)
def test_any_text_is_a_date_in_range_or_a_thai_refusal(text):
    try:
        day = parse_thai_date(text)
    except ValueError as error:
        assert "กรุณา" in str(error)
    else:
        assert dates.MIN_YEAR_CE <= day.year <= dates.MAX_YEAR_CE


def test_leap_days_are_those_of_the_gregorian_year():
    assert dates.from_be_parts(29, 2, 2567) == date(2024, 2, 29)


@pytest.mark.parametrize("year", [1950, 2100])
def test_years_at_the_bound_pass(year):
    dates.check_year(date(year, 1, 1))
    assert dates.from_be_parts(1, 1, year + 543) == date(year, 1, 1)


@pytest.mark.parametrize("year", [1, 1949, 2101, 2565, 9999])
def test_years_past_the_bound_do_not(year):
    with pytest.raises(ValueError, match=r"กรุณาใส่ปี พ\.ศ\. 2493 ถึง 2643"):
        dates.check_year(date(year, 1, 1))


@pytest.mark.parametrize("number", range(1, 13))
def test_months_by_full_name_short_name_and_number(number):
    full, short = dates.MONTHS[number - 1], dates.MONTHS_SHORT[number - 1]
    for text in (full, f"เดือน{full}", short, short.replace(".", ""), str(number), f"{number:02}", number):
        assert dates.month_number(text) == number


@pytest.mark.parametrize("text", ["", "0", "13", "มีนา คมม", "March", "٣"])
def test_months_that_are_none(text):
    with pytest.raises(ValueError, match="ไม่รู้จักเดือนนี้"):
        dates.month_number(text)


def test_styles():
    assert thai_date(LETTER_DAY) == "31 มีนาคม 2565"
    assert thai_date(LETTER_DAY, weekday=True) == "วันพฤหัสบดีที่ 31 มีนาคม 2565"
    assert thai_date(LETTER_DAY, era=True, digits="thai") == "๓๑ มีนาคม พ.ศ. ๒๕๖๕"
    assert thai_date(LETTER_DAY, short=True) == "31 มี.ค. 2565"
    assert dates.be_year(LETTER_DAY) == 2565


def test_a_late_moment_elsewhere_is_tomorrow_in_bangkok():
    moment = datetime(2021, 12, 31, 17, 30, tzinfo=UTC)
    assert thai_date(moment) == "1 มกราคม 2565"
    assert dates.thai_time(moment) == "00.30 น."
    assert dates.thai_datetime(moment) == "1 ม.ค. 2565 เวลา 00.30 น."
    assert dates.be_year(moment) == 2565


def test_times():
    assert dates.thai_time(time(9, 5)) == "09.05 น."
    assert dates.thai_time_range(time(10), time(12), "thai") == "๑๐.๐๐ - ๑๒.๐๐ น."
    assert dates.parse_thai_time("๑๐.๐๐ น.") == dates.parse_thai_time("10:00") == time(10)
    for text in ("24.00", "10.60"):
        with pytest.raises(ValueError, match="ไม่มีเวลา"):
            dates.parse_thai_time(text)
    for text in ("", "10", "10.0", "10.00.00", "١٠.٠٠"):
        with pytest.raises(ValueError, match="อ่านเวลานี้ไม่ได้"):
            dates.parse_thai_time(text)


@given(
    st.datetimes(datetime(1950, 1, 1), datetime(2100, 12, 31), timezones=st.just(dates.BANGKOK)),
    st.booleans(),
)
@settings(deadline=None)
def test_moments_are_read_back_to_the_minute(moment, short):
    text = dates.thai_datetime(moment, short=short, digits="thai")
    assert dates.parse_thai_datetime(text) == moment.replace(second=0, microsecond=0, fold=0)


def test_a_moment_needs_its_time():
    with pytest.raises(ValueError, match="ทั้งวันที่และเวลา"):
        dates.parse_thai_datetime("31/03/2565")


@pytest.mark.parametrize(
    ("first", "last", "text"),
    [
        (date(2022, 5, 10), date(2022, 5, 10), "10 พฤษภาคม 2565"),
        (date(2022, 5, 10), date(2022, 5, 12), "10 - 12 พฤษภาคม 2565"),
        (date(2022, 4, 30), date(2022, 5, 2), "30 เมษายน - 2 พฤษภาคม 2565"),
        (date(2022, 12, 30), date(2023, 1, 2), "30 ธันวาคม 2565 - 2 มกราคม 2566"),
    ],
)
def test_spans_say_each_part_once(first, last, text):
    assert dates.thai_date_range(first, last) == text
