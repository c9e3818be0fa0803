"""The verdict on each clause, as the officer reads it before typing."""

from datetime import timedelta

import pytest

from opc_site.testing import make_entry, make_producer, make_round
from registrations.eligibility import latest_counting_year, used_places, verdicts
from registrations.models import Entry

ORDER = ["registered_within_years", "two_main_entries", "inside_window", "own_district"]


def states(producer, round, actor, at=None):
    return {verdict.clause.code: verdict.state for verdict in verdicts(producer, round, actor, at)}


def sentence(code, *args):
    return next(verdict.sentence for verdict in verdicts(*args) if verdict.clause.code == code)


def test_everything_passes_for_ones_own_registered_producer(cast, current_round):
    found = verdicts(make_producer(), current_round, cast.officer_a)
    assert [verdict.clause.code for verdict in found] == ORDER
    assert {verdict.state for verdict in found} == {"pass"}
    assert {verdict.label for verdict in found} == {"ผ่าน"}


@pytest.mark.parametrize(
    ("years", "counting"),
    [
        ((2557,), 2557),
        ((2564,), 2564),
        ((2556, 2558, 2563, 2565), 2563),
        ((2556,), None),
        ((2565,), None),
        ((2556, 2565), None),
        ((), None),
    ],
)
def test_latest_counting_year_is_the_latest_inside_the_rounds_years(cast, current_round, years, counting):
    producer = make_producer(years=years)
    assert latest_counting_year(producer, current_round) == counting
    state = states(producer, current_round, cast.officer_a)["registered_within_years"]
    assert state == ("fail" if counting is None else "pass")


def test_a_producer_outside_the_years_is_told_which_years_it_has(cast, current_round):
    said = sentence("registered_within_years", make_producer(years=(2556, 2565)), current_round, cast.officer_a)
    assert "๒๕๕๗ ถึง ๒๕๖๔" in said
    assert "ทะเบียนที่มี: ๒๕๕๖, ๒๕๖๕" in said
    assert "ขั้นตอนที่ ๓" in said


def test_a_producer_without_registrations_is_told_so(cast, current_round):
    said = sentence("registered_within_years", make_producer(years=()), current_round, cast.officer_a)
    assert "ทะเบียนที่มี: ไม่มี" in said


def test_places_count_the_living_only_and_name_them_when_full(cast, current_round):
    producer = make_producer()
    make_entry(producer, current_round, status=Entry.Status.WITHDRAWN)
    make_entry(producer, current_round, status=Entry.Status.SCREENED_OUT)
    first = make_entry(producer, current_round, slot=1, name="ผ้าพันคอ", status=Entry.Status.SUBMITTED)
    assert used_places(producer, current_round) == [first]
    assert "ใช้สิทธิ ๑ จาก ๒" in sentence("two_main_entries", producer, current_round, cast.officer_a)
    second = make_entry(producer, current_round, slot=2, name="เสื้อคราม")
    assert used_places(producer, current_round) == [first, second]
    said = sentence("two_main_entries", producer, current_round, cast.officer_a)
    assert f"“ผ้าพันคอ” เลขที่ {first.number} (อำเภอเมืองสกลนคร, ยื่นแล้ว)" in said
    assert "“เสื้อคราม” (อำเภอเมืองสกลนคร, ร่าง)" in said
    assert states(producer, current_round, cast.officer_a)["two_main_entries"] == "fail"


def test_places_of_another_round_do_not_count(cast, current_round):
    producer = make_producer()
    earlier = make_round(year_be=2562, registered_to_be=2561, is_current=False)
    make_entry(producer, earlier)
    assert used_places(producer, current_round) == []


def test_the_window_includes_both_its_ends(cast, current_round):
    producer, moment = make_producer(), timedelta(seconds=1)
    at = {
        "before": current_round.opens_at - moment,
        "opening": current_round.opens_at,
        "closing": current_round.closes_at,
        "after": current_round.closes_at + moment,
    }
    found = {name: states(producer, current_round, cast.officer_a, when)["inside_window"] for name, when in at.items()}
    assert found == {"before": "fail", "opening": "pass", "closing": "pass", "after": "fail"}


def test_the_district_is_ones_own_or_the_province_looks_twice(cast, current_round):
    producer = make_producer()
    found = {
        name: states(producer, current_round, getattr(cast, name))["own_district"]
        for name in ("officer_a", "officer_b", "staff", "administrator", "member")
    }
    assert found == {
        "officer_a": "pass",
        "officer_b": "fail",
        "staff": "check",
        "administrator": "check",
        "member": "fail",
    }
