"""Filters of papers that are tables: names in columns, and codes for a scanner."""

import re
import unicodedata

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from ..measure import millimetres
from ..rendering.qr import qr_code
from .papers import official_digits

register = template.Library()

# Names of places stand at the end of many names of groups; the line breaker does not know them.
_PLACE = re.compile(r"(?<!แม่)(?:บ้าน|ตำบล|อำเภอ|จังหวัด)[ก-ฮเ-ไ][ก-๎]+$")
_NUMBER = re.compile(r"[0-9๐-๙][0-9๐-๙.,/:-]{0,8}")
# The space before a unit stands in an element of its own: without it, such a line is broken at its first opportunity.
_SPACE = SafeString("<span> </span>")


def _letters(text: str) -> int:
    """Letters that take room on a line: marks above and below take none."""
    return sum(1 for sign in text if unicodedata.category(sign) != "Mn")


def _fits(text: str, width: int) -> bool:
    """A little room is left for what the setting rounds."""
    return millimetres(text) * 1.02 <= width


def _whole(text: str) -> SafeString:
    return format_html('<span class="nb">{}</span>', text)


def _word(word: str, width: int) -> str | SafeString:
    if not word:
        return ""
    if _fits(word, width):
        return _whole(word)
    place = _PLACE.search(word)
    if place and _fits(place.group(), width):
        return format_html("{}{}", word[: place.start()], _whole(place.group()))
    return word


@register.filter
def column(value: object, width: int) -> SafeString:
    """A name in a column: broken at its spaces, before the place at its end, or, where neither fits, as the language
    allows.

    `width` is the room inside the column in millimetres at 16 pt: a column of 36 mm set in .875rem has 41.
    """
    units: list[str] = []
    for word in official_digits(value or "").split(" "):
        if units and _NUMBER.fullmatch(word) and _fits(f"{units[-1]} {word}", width):
            units[-1] = f"{units[-1]} {word}"  # "แบบที่ ๑" is one
        else:
            units.append(word)
    return format_html_join(_SPACE, "{}", ((_word(unit, width),) for unit in units))


@register.filter
def whole(value: object, longest: int = 70) -> SafeString:
    """A name on one line where it is no longer than that; as in a column where it is."""
    text = official_digits(value or "")
    return _whole(text) if _letters(text) <= longest else column(text, 2 * longest)


@register.simple_tag
def cell(value: object, width: int, name: str = "") -> SafeString:
    """A cell of a table with such a name; where it fits on one line the cell bears the mark of the whole itself."""
    text = official_digits(value or "")
    fits = _fits(text, width)
    marks = " ".join(filter(None, [name, "nb" if fits else ""]))
    return format_html(
        "<td{}>{}</td>", format_html(' class="{}"', marks) if marks else "", text if fits else column(text, width)
    )


@register.simple_tag
def line(value: object, name: str, longest: int = 70) -> SafeString:
    """A paragraph of such a text alone, which bears the mark of the whole itself: one element less for the engine."""
    text = official_digits(value or "")
    fits = _letters(text) <= longest
    said = text if fits else column(text, 2 * longest)
    return format_html('<p class="{}{}">{}</p>', name, " nb" if fits else "", said)


@register.filter
def code(value: object) -> SafeString | str:
    """A QR code that holds this text, as a drawing without any picture file; nothing for an empty text."""
    if not value:
        return ""
    drawn = qr_code(str(value))
    runs = []
    for y, row in enumerate(drawn.get_matrix()):
        x = 0
        while x < len(row):
            length = 0
            while x + length < len(row) and row[x + length]:
                length += 1
            if length:
                runs.append(f"M{x} {y}.5h{length}")
            x += max(length, 1)
    size = drawn.modules_count
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {0} {0}" width="{0}" height="{0}">'
        '<path stroke="#000" d="{1}"/></svg>',
        size,
        "".join(runs),
    )
