"""Reading PDFs in tests."""

import dataclasses
import subprocess
import unicodedata
from datetime import date
from typing import Any

from documents.templatetags.papers import official_digits


def pdf_text(content: bytes) -> str:
    """The text in the order in which it was written, as poppler reads it."""
    return subprocess.run(
        ["pdftotext", "-raw", "-enc", "UTF-8", "-", "-"],  # noqa: S607
        input=content,
        capture_output=True,
        check=True,
    ).stdout.decode()


def pages_of(content: bytes) -> int:
    return pdf_text(content).count("\f")


def skeleton(text: str) -> str:
    """Letters and digits only, sara am as sara aa: what the present font gives back of Thai without a loss."""
    letters = text.replace("ำ", "า")
    return "".join(sign for sign in letters if not sign.isspace() and unicodedata.category(sign) not in {"Mn", "Cf"})


def says(content: bytes, text: str) -> bool:
    """Whether the paper says this, in the digits that papers use."""
    return skeleton(official_digits(text)) in skeleton(pdf_text(content))


def strings_of(context: Any, *, but: frozenset[str] = frozenset()) -> list[str]:
    """Every text that a context holds, except the fields named in `but`."""
    found: list[str] = []
    for field in dataclasses.fields(context):
        if field.name in but:
            continue
        _collect(getattr(context, field.name), found)
    return found


def _collect(value: Any, found: list[str]) -> None:
    if dataclasses.is_dataclass(value):
        found += strings_of(value)
    elif isinstance(value, tuple):
        for item in value:
            _collect(item, found)
    elif isinstance(value, str) and value and not isinstance(value, date):
        found.append(value)
