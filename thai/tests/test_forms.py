"""Form fields: what a person types, what comes out, and what the page shows again."""

from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest
from django import forms as django_forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.template import Context, Template
from django.test import override_settings
from hypothesis import given, settings
from hypothesis import strategies as st

from thai import forms
from thai.dates import BANGKOK

LETTER_DAY = date(2022, 3, 31)
BRIEFING = datetime(2022, 3, 31, 10, 0, tzinfo=BANGKOK)


class Meeting(django_forms.Form):
    day = forms.ThaiDateField(label="วันประชุม")
    start = forms.ThaiDateTimeField(label="เริ่ม", required=False)


def typed(name, *values):
    parts = ["day", "month", "year", "time"][: len(values)]
    return {f"{name}_{part}": value for part, value in zip(parts, values, strict=True)}


def error_of(field, value):
    with pytest.raises(ValidationError) as refusal:
        field.clean(value)
    return " ".join(refusal.value.messages)


@pytest.mark.parametrize(
    "values",
    [("31", "3", "2565"), ("๓๑", "3", "๒๕๖๕"), (" 31 ", "มีนาคม", "2565\u200b"), ("031"[1:], "มี.ค.", "2,565")],
)
def test_a_date_in_three_parts(values):
    form = Meeting(typed("day", *values))
    assert form.is_valid(), form.errors
    assert form.cleaned_data == {"day": LETTER_DAY, "start": None}


@pytest.mark.parametrize("text", ["2022-03-31", "31/03/2565", "๓๑ มีนาคม ๒๕๖๕"])
def test_a_program_may_post_a_whole_date(text):
    assert Meeting({"day": text}).is_valid()


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        (("31", "3", "2022"), "ดูเหมือนปี ค.ศ."),
        (("31", "3", "65"), "สี่หลัก"),
        (("31", "2", "2565"), "ไม่มีวันที่ 31 กุมภาพันธ์ 2565"),
        (("31", "", "2565"), "ให้ครบ"),
        (("31", "3", "\u200b"), "ให้ครบ"),
        (("31", "3", "ปีนี้"), "เป็นตัวเลข"),
        (("31", "99", "2565"), "เลือกเดือน"),
        (("", "", ""), "กรุณากรอกช่องนี้"),
        (("３１", "3", "2565"), "เป็นตัวเลข"),
        (("9" * 9999, "3", "2565"), "เป็นตัวเลข"),
    ],
)
def test_a_refusal_says_why_and_keeps_what_was_typed(values, sentence):
    form = Meeting(typed("day", *values))
    assert sentence in form.errors["day"].as_text()
    html = str(form["day"])
    for value in (values[0], values[2]):
        assert not value or f'value="{value}"' in html
    assert "thai-date-echo" not in html


def test_a_missing_part_is_missing_in_an_optional_field_too():
    form = Meeting(typed("day", "31", "3", "2565") | typed("start", "31", "3", "2565", ""))
    assert "เวลาให้ครบ" in form.errors["start"].as_text()


@given(st.lists(st.text(max_size=8), max_size=5) | st.text(max_size=20) | st.none())
@settings(deadline=None, max_examples=60)
def test_hostile_parts_are_refused_and_never_break_the_page(value):
    for field in (forms.ThaiDateField(), forms.ThaiDateTimeField()):
        try:
            found = field.clean(value)
        except ValidationError as refusal:
            assert refusal.messages
        else:
            assert 1950 <= found.year <= 2100
    form = Meeting(dict(zip(["day_day", "day_month", "day_year"], value or [], strict=False)))
    form.is_valid()
    assert 'name="day_year"' in str(form["day"])


def test_the_page_shows_the_stored_date_in_words():
    html = str(Meeting(initial={"day": LETTER_DAY})["day"])
    for piece in (
        'value="31"', '<option value="3" selected>มีนาคม</option>', 'value="2565"', "วันพฤหัสบดีที่ 31 มีนาคม 2565",
        'aria-label="ปี พ.ศ."', 'aria-label="วันที่"', 'aria-label="เดือน"', "form-select", "form-control", " required",
    ):  # fmt: skip
        assert piece in html
    for piece in ("<script", "style=", "onclick", "2022"):
        assert piece not in html


def test_typed_markup_is_escaped():
    html = str(Meeting(typed("day", '"><script>', "3", "2565"))["day"])
    assert "<script>" not in html


def test_a_moment_is_shown_and_read_in_bangkok():
    stored = BRIEFING.astimezone(UTC)
    html = str(Meeting(initial={"start": stored})["start"])
    assert 'value="10.00"' in html
    field = forms.ThaiDateTimeField()
    for parts in (["31", "3", "2565", "10.00"], ["๓๑", "3", "๒๕๖๕", "๑๐:๐๐ น."]):
        assert field.clean(parts) == BRIEFING
    for text in ("31/03/2565 10.00", "2022-03-31T10:00", "2022-03-31T03:00:00Z", "31 มี.ค. 2565 เวลา 10.00 น."):
        assert field.clean(text) == BRIEFING
    assert field.clean(["31", "3", "2565", "10.00"]).utcoffset().total_seconds() == 7 * 3600
    assert "ปี พ.ศ." in error_of(field, "2565-03-31T10:00")


@override_settings(TIME_ZONE="UTC")
def test_bangkok_does_not_depend_on_the_servers_setting():
    assert forms.ThaiDateTimeField().clean(["31", "3", "2565", "10.00"]) == BRIEFING


@pytest.mark.parametrize(
    ("initial", "data", "changed"),
    [
        (LETTER_DAY, ["๓๑", "3", "๒๕๖๕"], False),
        ("2022-03-31", ["31", "3", "2565"], False),
        (LETTER_DAY, ["30", "3", "2565"], True),
        (LETTER_DAY, ["", "", ""], True),
        (None, ["", "", ""], False),
        (LETTER_DAY, ["x", "3", "2565"], True),
    ],
)
def test_only_another_date_is_a_change(initial, data, changed):
    assert forms.ThaiDateField().has_changed(initial, data) is changed


def test_the_seconds_of_a_moment_are_no_change():
    stored = BRIEFING.replace(second=42, microsecond=7).astimezone(UTC)
    assert not forms.ThaiDateTimeField().has_changed(stored, ["31", "3", "2565", "10.00"])
    assert forms.ThaiDateTimeField().has_changed(stored, ["31", "3", "2565", "10.01"])
    assert not forms.ThaiTimeField().has_changed(time(10, 0, 5), "10:00")


def test_a_disabled_date_keeps_its_value():
    class Locked(django_forms.Form):
        day = forms.ThaiDateField(disabled=True)

    form = Locked(typed("day", "1", "1", "2560"), initial={"day": LETTER_DAY})
    assert form.is_valid()
    assert form.cleaned_data["day"] == LETTER_DAY
    assert str(form["day"]).count(" disabled") == 3


def test_two_forms_do_not_share_their_inputs():
    first, second = Meeting(typed("day", "1", "1", "2560")), Meeting(initial={"day": LETTER_DAY})
    assert 'value="2560"' in str(first["day"])
    assert 'value="2560"' not in str(second["day"])


def test_crispy_shows_the_error_beside_the_inputs():
    page = Template("{% load crispy_forms_filters %}{{ form|crispy }}")
    html = page.render(Context({"form": Meeting(QueryDict("day_day=31&day_month=2&day_year=2565"))}))
    assert "ไม่มีวันที่ 31 กุมภาพันธ์ 2565" in html
    # Bootstrap displays the sentence only after a sibling that is marked.
    assert 'class="thai-date is-invalid"' in html
    assert "<legend" in html


def test_text_is_normalised_before_its_length_is_judged():
    field = forms.ThaiCharField(max_length=4)
    assert field.clean("  นํ้า\x00\u200b ") == "น้ำ"
    assert forms.ThaiCharField(multiline=True).clean("ก \r\n ข\u200b") == "ก\nข"
    assert isinstance(forms.ThaiCharField(multiline=True).widget, django_forms.Textarea)
    assert forms.ThaiCharField(required=False, empty_value=None).clean(" \u200b") is None
    assert "กรุณากรอกช่องนี้" in error_of(forms.ThaiCharField(), "\u200b \ufeff")


def test_numbers():
    assert forms.ThaiIntegerField(min_value=1, max_value=2000).clean(" ๑,๒๓๔ ") == 1234
    assert forms.ThaiIntegerField(required=False).clean("\u200b") is None
    assert "จำนวนเต็ม" in error_of(forms.ThaiIntegerField(), "²")
    assert error_of(forms.ThaiIntegerField(min_value=1), "0")
    assert forms.ThaiDecimalField(max_digits=6, decimal_places=2).clean("๑,๒๓๔.๕๐") == Decimal("1234.50")
    assert error_of(forms.ThaiDecimalField(max_digits=6, decimal_places=2), "1.234")
    assert "ตัวเลข" in error_of(forms.ThaiDecimalField(), "NaN")
    assert 'type="text"' in forms.ThaiIntegerField().widget.render("n", 1)


def test_years():
    field = forms.YearBEField(min_value=0)
    assert field.clean("๒๕๖๕") == field.clean(2565) == 2565
    assert field.clean("2400") == 2400
    assert field.clean("2643") == 2643
    assert "กรุณาใส่ 2565 หากหมายถึง ค.ศ. 2022" in error_of(field, "2022")
    assert "สี่หลัก" in error_of(field, "65")
    assert "2400 ถึง 2643" in error_of(field, "2399")
    assert "2557 ถึง 2564" in error_of(forms.YearBEField(min_value=2557, max_value=2564), "2565")


def test_times():
    field = forms.ThaiTimeField()
    assert field.clean("๑๐.๐๐ น.") == field.clean("10:00") == time(10)
    assert field.prepare_value(time(9, 5)) == "09.05"
    assert "ไม่มีเวลา" in error_of(field, "25.00")
    assert "กรุณากรอกช่องนี้" in error_of(field, "\u200b")


def test_numbers_that_name_somebody():
    assert forms.CitizenIdField().clean("๓-๑๐๐๖-๐๐๔๔๕-๖๓-๕") == "3100600445635"
    assert "เลขตรวจสอบ" in error_of(forms.CitizenIdField(), "3100600445636")
    assert "ต้องขึ้นต้นด้วย 0" in error_of(forms.JuristicIdField(), "3100600445635")
    assert forms.PhoneField().clean("+66 81-234-5678") == "0812345678"
    assert forms.PhoneField(required=False).clean(" ") == ""
    assert forms.PhoneField(max_length=10).clean("0812345678") == "0812345678"
    assert forms.PhoneField().prepare_value("0812345678") == "081-234-5678"
    assert not forms.PhoneField().has_changed("0812345678", "081-234-5678")
