"""Filters that write dates, times and numbers for people; every one gives "" for None and empty text."""

from datetime import date, datetime, time
from decimal import Decimal

from django import template

from thai import dates, digits, ids

register = template.Library()

_DATE_WORDS = {"thai", "arabic", "weekday", "era", "short", "long"}


def _options(words):
    """Turn "weekday thai era" into keyword arguments of thai.dates; unknown words are a template error."""
    given = set((words or "").split())
    if unknown := given - _DATE_WORDS:
        raise template.TemplateSyntaxError(f"Unknown words {sorted(unknown)}; known: {sorted(_DATE_WORDS)}")
    options = {"digits": "thai" if "thai" in given else "arabic"}
    options |= {word: True for word in ("weekday", "era", "short") if word in given}
    return options | ({"short": False} if "long" in given else {})


@register.filter
def thaidate(value, words=""):
    """``{{ day|thaidate }}``: 31 มีนาคม 2565; words: weekday, era, short, thai."""
    return dates.thai_date(value, **_options(words)) if isinstance(value, date) else ""


@register.filter
def thaidate_short(value, words=""):
    """``{{ day|thaidate_short }}``: 31 มี.ค. 2565."""
    return thaidate(value, f"{words} short")


@register.filter
def thaidatetime(value, words=""):
    """``{{ moment|thaidatetime }}``: 31 มี.ค. 2565 เวลา 10.00 น.; words as thaidate, and long."""
    return dates.thai_datetime(value, **_options(words)) if isinstance(value, datetime) else ""


@register.filter
def thaitime(value, words=""):
    """``{{ moment|thaitime }}``: 10.00 น.; word: thai."""
    return dates.thai_time(value, _options(words)["digits"]) if isinstance(value, time | datetime) else ""


@register.filter
def thaidigits(value):
    """Write 0-9 as ๐-๙."""
    return "" if value is None else digits.to_thai(value)


@register.filter
def thainumber(value, words=""):
    """``{{ count|thainumber }}``: 1,234; word: thai. A text is not a number and stays as it is."""
    kind = _options(words)["digits"]
    return digits.thai_number(value, kind) if isinstance(value, int | float | Decimal) else value or ""


@register.filter
def phone(value):
    """Write a stored number as 081-234-5678."""
    return ids.format_phone(value) if value else ""


@register.filter
def be(value):
    """Return the Buddhist year of a date, or of a Gregorian year given as a number."""
    if isinstance(value, date):
        return dates.be_year(value)
    return value + dates.YEAR_OFFSET if isinstance(value, int) else ""


@register.filter
def mask_id(value):
    """Write a 13-digit number with its last four digits only."""
    return ids.mask_citizen_id(value) if value else ""
