"""The round: loaded from the letter, taken over for another year, and only one of them current."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from office.models import Event
from opc_site.testing import make_round
from rounds.actions import clone_round, load_round, move_plan, read_round_data, set_current_round
from rounds.models import PlanStep, Round

pytestmark = pytest.mark.django_db


def test_the_round_of_2565_is_the_letters(cast):
    round = load_round(read_round_data("2565"))
    assert (round.registered_from_be, round.registered_to_be, round.max_entries) == (2557, 2564, 2)
    assert [group.code for group in round.groups.all()] == ["FOOD", "DRINK", "TEXTILE", "GOODS", "HERB"]
    assert round.clauses.get(code="two_main_entries").sentence.endswith("ได้ไม่เกิน ๒ ผลิตภัณฑ์หลัก/ชุด")
    assert round.steps.count() == 12
    assert not round.is_current


def test_loading_twice_keeps_what_the_office_changed(cast):
    round = load_round(read_round_data("2565"))
    round.max_entries = 3
    round.save(update_fields=["max_entries"])
    assert load_round(read_round_data("2565")).max_entries == 3
    assert Round.objects.count() == 1


@pytest.mark.parametrize(
    ("text", "sentence"),
    [("{", "อ่านได้"), ('{"year_be": 2570}', "ขาดข้อมูล"), (None, "ไม่พบข้อมูลรอบ")],
)
def test_broken_data_is_refused_with_a_sentence(tmp_path, text, sentence):
    path = tmp_path / "round.json"
    if text is not None:
        path.write_text(text, encoding="utf-8")
    with pytest.raises(ValidationError, match=sentence):
        read_round_data(str(path))


def test_a_clone_takes_over_groups_plan_and_clauses_and_leaves_the_window_open(cast):
    source = load_round(read_round_data("2565"))
    clone = clone_round(source, year_be=2567, actor=cast.secretary)
    assert clone.title.count("๒๕๖๗") == 1
    assert clone.groups.count() == source.groups.count()
    assert clone.clauses.count() == source.clauses.count()
    assert clone.steps.first().starts_on == date(2024, 3, 25)
    assert clone.opens_at is None
    assert not clone.is_current
    assert Event.objects.about(clone).get().actor == cast.secretary


def test_a_round_of_the_same_year_and_sequence_is_refused(cast, current_round):
    with pytest.raises(ValidationError, match="มีการคัดสรรของปีและครั้งนี้แล้ว"):
        clone_round(current_round, year_be=2565, sequence=1)
    assert clone_round(current_round, year_be=2565, sequence=2).label == "2565 ครั้งที่ 2"


def test_a_leap_day_moves_to_a_day_that_exists(cast, current_round):
    PlanStep.objects.create(
        round=current_round, stage="intake", name="วันอธิกสุรทิน", starts_on=date(2024, 2, 29), ends_on=None
    )
    assert clone_round(current_round, year_be=2566).steps.get().starts_on == date(2025, 2, 28)


def test_making_a_round_current_ends_the_former_one(cast, current_round):
    new = make_round(year_be=2567, is_current=False)
    set_current_round(new, actor=cast.administrator)
    assert Round.objects.current() == new
    assert Round.objects.filter(is_current=True).count() == 1
    verbs = set(Event.objects.values_list("verb", flat=True))
    assert verbs == {"ตั้งเป็นรอบปัจจุบัน", "สิ้นสุดการเป็นรอบปัจจุบัน"}


def test_a_round_without_place_and_period_cannot_be_current(cast, current_round):
    new = make_round(year_be=2567, is_current=False, opens_at=None, closes_at=None, place="")
    with pytest.raises(ValidationError, match="สถานที่"):
        set_current_round(new, actor=cast.administrator)
    assert Round.objects.current() == current_round


def test_staff_without_the_role_cannot_change_the_current_round(cast, current_round):
    with pytest.raises(PermissionDenied):
        set_current_round(current_round, actor=cast.staff)


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"is_current": True}, "is_current"),
        ({"registered_from_be": 2566, "registered_to_be": 2565}, "registration_years_in_order"),
        ({"registered_from_be": 2014, "registered_to_be": 2021}, "registration_years_in_order"),
        ({"max_entries": 0}, "limit_at_least_one"),
        ({"closes_at": timezone.now() - timedelta(days=30)}, "place_and_period_set"),
        ({"place": ""}, "place_and_period_set"),
        ({"closes_at": None}, "place_and_period_set"),
        ({"opens_at": None}, "place_and_period_set"),
    ],
)
def test_the_database_holds_the_rounds_clauses_past_python(cast, current_round, fields, name):
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        make_round(**{"year_be": 2567, "is_current": False} | fields)
    # SQLite names the columns of a UNIQUE constraint, PostgreSQL the constraint
    assert name in str(refused.value) or "one_current_round" in str(refused.value)


def test_the_window_counts_both_of_its_ends(cast, current_round):
    assert current_round.accepts_entries(current_round.opens_at)
    assert current_round.accepts_entries(current_round.closes_at)
    assert not current_round.accepts_entries(current_round.opens_at - timedelta(microseconds=1))
    assert not current_round.accepts_entries(current_round.closes_at + timedelta(microseconds=1))


def test_a_round_without_a_window_accepts_nothing(cast):
    assert not make_round(opens_at=None, closes_at=None, is_current=False).accepts_entries()


def test_the_plan_moves_as_a_whole(cast):
    round = load_round(read_round_data("2565"))
    assert move_plan(round, days=7, actor=cast.secretary) == 12
    assert round.steps.first().starts_on == date(2022, 4, 1)
