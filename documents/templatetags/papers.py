"""Filters of the papers' templates: Thai digits, and units that a printed line must not cut.

What these filters return is the text escaped, with spans of our own around it: the one place where a paper's markup is
made in code.
"""

import re
from collections.abc import Callable
from datetime import date

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from thai.dates import thai_date
from thai.digits import to_thai
from thai.text import find_nobreak

from .. import markup
from ..measure import millimetres

register = template.Library()

# A run of signs without a space that has a Latin letter in it: a web address, an e-mail, B2B, 65-FOOD-0001. A number
# that only touches it from outside its parentheses is Thai: ปี 2565(OTOP).
_LATIN_RUN = re.compile(r"[!-'*-~]*[A-Za-z][!-'*-~]*")
# A word longer than this is let break wherever the language allows: it would not fit its column.
_LONGEST_WORD = 32
_LONGEST_UNIT = 48
# Widths are measured without the kerning of Latin letters.
_NEARLY = 1.02


def official_digits(text: object) -> str:
    """Thai digits throughout, except in what is written in Latin letters."""
    text = str(text)
    parts: list[str] = []
    end = 0
    for match in _LATIN_RUN.finditer(text):
        parts += [to_thai(text[end : match.start()]), match.group()]
        end = match.end()
    return "".join([*parts, to_thai(text[end:])])


def _unit(text: str) -> SafeString:
    return mark_safe(f'<span class="nb">{conditional_escape(text)}</span>')  # noqa: S308 -- escaped here


# The space before a unit stands in an element of its own: without it, WeasyPrint breaks such a line at its first
# opportunity, leaving one word alone on it.
_SPACE = mark_safe("<span> </span>")


def _is_short(unit: str) -> bool:
    return len(unit) <= _LONGEST_UNIT


def _with_units(
    text: str, place: str, plain: Callable[[str], str], fits: Callable[[str], bool] = _is_short
) -> SafeString:
    """The text with its units in spans; `plain` escapes what stands between them, `fits` says what may be one.

    `place` is one more thing to keep whole: the province's own name, which the line breaker does not know.
    """
    spans = [(start, stop) for start, stop in find_nobreak(text) if fits(text[start:stop])]
    if place and fits(place):
        for match in re.finditer(re.escape(place), text):
            if all(match.end() <= start or match.start() >= stop for start, stop in spans):
                spans.append(match.span())
    parts: list[str] = []
    end = 0
    for start, stop in sorted(spans):
        before = text[end:start]
        spaced = before.endswith(" ")
        parts.append(plain(before[:-1] if spaced else before))
        if spaced:
            parts.append(_SPACE)
        parts.append(_unit(text[start:stop]))
        end = stop
    parts.append(plain(text[end:]))
    return mark_safe("".join(parts))  # noqa: S308 -- every part is escaped


@register.filter
def official(value: object, place: str = "") -> SafeString:
    """Running text as a paper prints it: Thai digits; dates, numbers with their units and names kept whole."""
    return _with_units(official_digits(value), place, conditional_escape) if value else SafeString("")


@register.filter
def heading(value: object, place: str = "") -> SafeString:
    """A title or a name: as running text, and lines break at its spaces where they can."""
    return _with_units(official_digits(value), place, _whole_words) if value else SafeString("")


@register.simple_tag
def within(value: object, width: int, place: str = "") -> SafeString:
    """A name in a column of so many millimetres: as a heading, with nothing kept whole that would not fit there."""

    def fits(part: str) -> bool:
        return _NEARLY * millimetres(part) <= width

    return _with_units(official_digits(value or ""), place, lambda part: _whole_words(part, fits), fits)


def _is_one_word(word: str) -> bool:
    return len(word) <= _LONGEST_WORD


def _whole_words(text: str, fits: Callable[[str], bool] = _is_one_word) -> str:
    words = [_unit(word) if word and fits(word) else conditional_escape(word) for word in text.split(" ")]
    return _SPACE.join(words)


@register.filter
def blocks(value: object) -> tuple[markup.Block, ...]:
    """The paragraphs and items of an editable body."""
    return markup.blocks(str(value or ""))


@register.filter
def numbered(value: int) -> str:
    """1 → ๑."""
    return f"{to_thai(value)}."


@register.filter
def month_year(value: date) -> str:
    """มีนาคม ๒๕๖๕: what is printed beside the place for a day that is stamped by hand."""
    return thai_date(value, digits="thai").split(" ", 1)[1]
