"""Reading PDFs in tests."""

import dataclasses
import subprocess
import unicodedata
from datetime import date
from typing import Any

from pypdfium2 import PdfDocument

from documents.templatetags.papers import official_digits


def pdf_text(content: bytes) -> str:
    """The text in the order in which it was written, as poppler reads it."""
    return subprocess.run(
        ["pdftotext", "-raw", "-enc", "UTF-8", "-", "-"],  # noqa: S607
        input=content,
        capture_output=True,
        check=True,
    ).stdout.decode()


def pdfium_text(content: bytes) -> str:
    """The text as PDFium reads it: what Chrome and Edge find, copy and read aloud."""
    with PdfDocument(content) as document:
        return "\f".join(page.get_textpage().get_text_range() for page in document)


def pages_of(content: bytes) -> int:
    with PdfDocument(content) as document:
        return len(document)


def skeleton(text: str) -> str:
    """Every letter and mark, without spaces: a line may have ended anywhere between two words."""
    return "".join(sign for sign in text if not sign.isspace() and unicodedata.category(sign) not in {"Cf", "Cc"})


def says(content: bytes, text: str) -> bool:
    """Whether the paper says exactly this, in the digits that papers use."""
    return skeleton(official_digits(text)) in skeleton(pdf_text(content))


def strings_of(context: Any, *, but: frozenset[str] = frozenset()) -> list[str]:
    """Every text that a context and its parts hold, except the fields named in `but`."""
    found: list[str] = []
    for field in dataclasses.fields(context):
        if field.name in but:
            continue
        _collect(getattr(context, field.name), found, but)
    return found


def _collect(value: Any, found: list[str], but: frozenset[str]) -> None:
    if dataclasses.is_dataclass(value):
        found += strings_of(value, but=but)
    elif isinstance(value, tuple):
        for item in value:
            _collect(item, found, but)
    elif isinstance(value, str) and value and not isinstance(value, date):
        found.append(value)
