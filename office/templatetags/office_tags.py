"""Template helpers of every page's head and foot."""

import re

from django import template

from thai.digits import to_arabic

register = template.Library()


@register.filter
def tel(value: object) -> str:
    """``{{ office.phone|tel }}``: the first number in a free line, as a tel: address takes it ("" if there is none)."""
    found = re.search(r"[0-9][0-9 ()-]{7,}", to_arabic(str(value or "")))
    return re.sub(r"\D", "", found.group()) if found else ""
