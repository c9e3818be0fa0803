"""Filters of the papers' templates: Thai digits, and units that a printed line must not cut.

What these filters return is the text escaped, with spans of our own around it: the one place where a paper's markup is
made in code.
"""

import re

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from thai.digits import to_thai
from thai.text import find_nobreak

register = template.Library()

# A run of signs without a space that has a Latin letter in it: a web address, an e-mail, B2B, 65-FOOD-0001.
_LATIN_RUN = re.compile(r"[!-~]*[A-Za-z][!-~]*")
# A word longer than this is let break wherever the language allows: it would not fit its column.
_LONGEST_WORD = 32
_LONGEST_UNIT = 48


def official_digits(text: object) -> str:
    """Thai digits throughout, except in what is written in Latin letters."""
    text = str(text)
    parts, end = [], 0
    for match in _LATIN_RUN.finditer(text):
        parts += [to_thai(text[end : match.start()]), match.group()]
        end = match.end()
    return "".join([*parts, to_thai(text[end:])])


def _unit(text: str) -> SafeString:
    return mark_safe(f'<span class="nb">{conditional_escape(text)}</span>')  # noqa: S308 -- escaped here


# The space before a unit stands in an element of its own: without it, WeasyPrint breaks such a line at its first
# opportunity, leaving one word alone on it.
_SPACE = mark_safe("<span> </span>")


@register.filter
def official(value: object) -> SafeString:
    """Running text as a paper prints it: Thai digits; dates, numbers with their units and names kept whole."""
    if value is None or value == "":
        return SafeString("")
    text = official_digits(value)
    parts: list[str] = []
    end = 0
    for start, stop in find_nobreak(text):
        if stop - start > _LONGEST_UNIT:
            continue
        before = text[end:start]
        spaced = before.endswith(" ")
        parts.append(conditional_escape(before[:-1] if spaced else before))
        if spaced:
            parts.append(_SPACE)
        parts.append(_unit(text[start:stop]))
        end = stop
    parts.append(conditional_escape(text[end:]))
    return mark_safe("".join(parts))  # noqa: S308 -- every part is escaped above


@register.filter
def whole_words(value: object) -> SafeString:
    """A name: it may break at its spaces, nowhere else."""
    if value is None or value == "":
        return SafeString("")
    words = official_digits(value).split()
    parts = [_unit(word) if len(word) <= _LONGEST_WORD else conditional_escape(word) for word in words]
    return mark_safe(_SPACE.join(parts))  # noqa: S308 -- every part is escaped above


@register.filter
def numbered(value: int) -> str:
    """1 → ๑."""
    return f"{to_thai(value)}."
