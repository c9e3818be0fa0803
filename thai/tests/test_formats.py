"""Django's own fields, should one slip through to a page, cannot read a Buddhist year as a Gregorian one."""

from datetime import date

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.utils import formats, translation


@pytest.fixture(autouse=True)
def thai_formats(settings):
    settings.FORMAT_MODULE_PATH = ["thai.formats"]
    formats.reset_format_cache()
    with translation.override("th"):
        yield
    formats.reset_format_cache()


@pytest.mark.parametrize("text", ["31/03/2565", "31/3/65", "31 มีนาคม 2565", "31-03-2565", "31 มี.ค. 2565"])
@pytest.mark.parametrize("field", [forms.DateField, forms.DateTimeField])
def test_a_plain_field_refuses_what_it_would_misread(field, text):
    with pytest.raises(ValidationError):
        field().clean(text)


def test_a_plain_field_still_reads_iso():
    assert forms.DateField().clean("2022-03-31") == date(2022, 3, 31)
    assert forms.DateTimeField().clean("2022-03-31 10:00").hour == 10


def test_numbers_and_dates_print_unmistakably():
    assert formats.date_format(date(2022, 3, 31), "DATE_FORMAT") == "2022-03-31"
    assert formats.number_format(1234567.5, 2, use_l10n=True, force_grouping=True) == "1,234,567.50"


def test_no_format_is_left_to_djangos_thai_file():
    from django.conf.locale.th import formats as djangos

    from thai.formats.th import formats as ours

    assert {name for name in vars(djangos) if name.isupper()} <= {name for name in vars(ours) if name.isupper()}
