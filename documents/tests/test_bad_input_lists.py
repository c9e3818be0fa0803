"""Papers that are no papers of the register: what is typed into a name is printed, and reaches nothing."""

import dataclasses
from typing import Any

import pytest

from documents.rendering import render_paper

from .pdf import pdf_text, skeleton
from .samples import SAMPLES
from .test_bad_input import SECRET, hostile_words, said, shows

KINDS = ("receipt", "label", "score_sheet", "score_stamp", "result_list", "manifest", "waiver_list")
# What people type; codes, marks and totals are made by the system.
TYPED = {"product", "producer", "contact", "officer", "member", "name", "set_items", "reason", "allergens"}


def with_words(value: Any, words: str, name: str = "") -> Any:
    """The same context with these words in every text that somebody typed."""
    if isinstance(value, str):
        return words if name in TYPED and value else value
    if isinstance(value, tuple):
        return tuple(with_words(item, words, name) for item in value)
    if dataclasses.is_dataclass(value):
        changed = {field.name: with_words(getattr(value, field.name), words, field.name) for field in _own(value)}
        return dataclasses.replace(value, **changed)
    return value


def _own(value: Any) -> list[dataclasses.Field]:
    return [field for field in dataclasses.fields(value) if field.init]


@pytest.mark.parametrize("kind", KINDS)
def test_hostile_words_in_a_name_are_printed_and_reach_nothing(listener, tmp_path, kind):
    secret = tmp_path / "s"
    secret.write_text(SECRET)
    for word in hostile_words(listener.address, str(secret)):
        context = with_words(SAMPLES[kind]["shortest" if kind == "receipt" else "typical"], word)
        content = render_paper(kind, context)
        assert shows(content, word) == []
        assert skeleton(SECRET) not in said(content)
        assert [name for name in (b"/EmbeddedFile", b"/JavaScript", b"/Launch", b"/URI") if name in content] == []
    assert listener.asked == []


def test_the_words_would_be_found_out():
    """A control: a word that the paper does not say is told."""
    assert shows(render_paper("label", SAMPLES["label"]["typical"]), "{{x.__class__}}") == ["{{x.__class__}}"]
    assert pdf_text(render_paper("label", SAMPLES["label"]["typical"]))
