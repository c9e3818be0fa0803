"""Each clause is held somewhere, says a whole sentence, and keeps its words out of the migrations."""

import re
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db.models import CheckConstraint, Q

from rounds import clauses
from rounds.actions import read_round_data
from rounds.clauses import REGISTRY, Clause, discover, unheld


@pytest.fixture
def spare_clause():
    clause = Clause("๙", "spare_clause", "ใช้ได้ไม่เกิน {limit} ครั้ง", "ตอนนี้ใช้ {used}", plain="ใช้ได้ไม่เกินจำนวนที่กำหนด")
    yield clause
    del REGISTRY["spare_clause"]


def test_every_clause_is_held_by_a_constraint_or_an_action():
    assert unheld() == []


def test_a_clause_that_nothing_uses_is_found(spare_clause):
    assert unheld() == ["spare_clause"]


def test_a_constraint_that_a_clause_claims_stands_on_a_model():
    discover()
    on_models = {constraint.name for model in apps.get_models() for constraint in model._meta.constraints}
    claimed = {
        place.split()[1]
        for clause in REGISTRY.values()
        for place in clause.held_by
        if place.startswith(("CHECK ", "UNIQUE "))
    }
    assert claimed - on_models == set()


def test_a_clause_that_only_code_holds_is_asked_for_in_the_room_that_claims_it():
    """`@keeps(X)` is no bare claim: where no constraint holds X, the room asks `X.require(…)` or says it."""
    discover()
    names = {
        id(value): name
        for module in list(sys.modules.values())
        if module.__name__.endswith(".rules")
        for name, value in vars(module).items()
    }
    liars = []
    for clause in REGISTRY.values():
        if any(place.startswith(("CHECK ", "UNIQUE ")) for place in clause.held_by):
            continue
        for room in {place.split(".")[0] for place in clause.held_by}:
            sources = [path.read_text(encoding="utf-8") for path in Path(apps.get_app_config(room).path).rglob("*.py")]
            name = names[id(clause)]
            # asked for directly, or handed to a caller that does
            asked = re.compile(rf"\b{name}\.(require|error|text)\(|return .*\b{name}\b")
            if not any(asked.search(source) for source in sources):
                liars.append(f"{room}: {clause.code}")
    assert liars == []


def test_a_sentence_carries_values_advice_and_number(spare_clause):
    with pytest.raises(ValidationError) as refused:
        spare_clause.require(False, limit="๒", used="๒")
    assert refused.value.messages == ["ใช้ได้ไม่เกิน ๒ ครั้ง ตอนนี้ใช้ ๒ (หลักเกณฑ์ ขั้นตอนที่ ๙)"]
    assert refused.value.code == "spare_clause"


def test_without_values_the_plain_sentence_is_said(spare_clause):
    assert spare_clause.text() == "ใช้ได้ไม่เกินจำนวนที่กำหนด (หลักเกณฑ์ ขั้นตอนที่ ๙)"


def test_a_sentence_with_values_needs_a_plain_one():
    with pytest.raises(ValueError, match="no plain one"):
        Clause("๙", "half_clause", "ไม่เกิน {limit}")
    assert "half_clause" not in REGISTRY


def test_a_code_is_said_once(spare_clause):
    with pytest.raises(ValueError, match="said twice"):
        Clause("๙", "spare_clause", "อีกครั้ง")


def test_better_words_need_no_migration(spare_clause):
    ours = spare_clause.check(Q(pk__gt=0))
    in_migration = CheckConstraint(condition=Q(pk__gt=0), name="spare_clause")
    assert ours == in_migration
    assert ours.clone().violation_error_message == spare_clause.text()


def test_the_command_prints_each_clause_of_the_letter_with_number_sentence_and_place():
    out = StringIO()
    call_command("clauses", stdout=out)
    printed = out.getvalue()
    for line in read_round_data("2565")["clauses"]:
        block = printed[printed.index(f"[{line['number']}] {line['code']}\n") :].split("\n\n")[0]
        assert line["sentence"] in block
        assert "บังคับใช้ที่: " in block
    for code in clauses.REGISTRY:
        assert f"] {code}\n" in printed
