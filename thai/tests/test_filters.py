"""Template filters."""

from datetime import UTC, date, datetime, time

import pytest
from django.template import Context, Template, TemplateSyntaxError

MOMENT = datetime(2022, 3, 31, 3, 0, tzinfo=UTC)
DAY = date(2022, 3, 31)


def render(expression, value):
    return Template("{% load thai %}{{ " + expression + " }}").render(Context({"value": value}))


@pytest.mark.parametrize(
    ("expression", "value", "text"),
    [
        ("value|thaidate", DAY, "31 มีนาคม 2565"),
        ("value|thaidate", MOMENT, "31 มีนาคม 2565"),
        ('value|thaidate:"weekday thai era"', DAY, "วันพฤหัสบดีที่ ๓๑ มีนาคม พ.ศ. ๒๕๖๕"),
        ("value|thaidate_short", DAY, "31 มี.ค. 2565"),
        ('value|thaidate_short:"thai"', DAY, "๓๑ มี.ค. ๒๕๖๕"),
        ("value|thaidatetime", MOMENT, "31 มี.ค. 2565 เวลา 10.00 น."),
        ('value|thaidatetime:"long thai"', MOMENT, "๓๑ มีนาคม ๒๕๖๕ เวลา ๑๐.๐๐ น."),
        ("value|thaitime", time(9, 5), "09.05 น."),
        ("value|thaitime", MOMENT, "10.00 น."),
        ("value|thaidigits", 2565, "๒๕๖๕"),
        ("value|thaidigits", 0, "๐"),
        ("value|thainumber", 1234567, "1,234,567"),
        ('value|thainumber:"thai"', 1234567, "๑,๒๓๔,๕๖๗"),
        ("value|phone", "0812345678", "081-234-5678"),
        ("value|be", DAY, "2565"),
        ("value|be", 2022, "2565"),
        ("value|mask_id", "1471012345678", "x-xxxx-xxxx5-67-8"),
        ("value|thaidigits", "<b>1</b>", "&lt;b&gt;๑&lt;/b&gt;"),
        ("value|phone", "<b>", "&lt;b&gt;"),
    ],
)
def test_filters(expression, value, text):
    assert render(expression, value) == text


@pytest.mark.parametrize("value", [None, ""])
@pytest.mark.parametrize(
    "name",
    ["thaidate", "thaidate_short", "thaidatetime", "thaitime", "thaidigits", "thainumber", "phone", "be", "mask_id"],
)
def test_nothing_is_written_for_nothing(name, value):
    assert render(f"value|{name}", value) == ""


def test_an_unknown_word_is_the_authors_mistake():
    with pytest.raises(TemplateSyntaxError, match="Unknown words"):
        render('value|thaidate:"thia"', DAY)
