"""The clauses of papers, exceptions and extensions past Python, and the tables of their moves."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from office.models import District
from opc_site.testing import DISTRICT_A, make_entry, make_producer
from registrations.models import Extension, PaperCheck, PaperSheet, Requirement, Waiver
from registrations.rules import WAIVER_NEXT, WaiverStatus
from rounds.models import Round

from .test_rules import check_said, refusal, unique_said


@pytest.fixture
def entry(current_round):
    return make_entry(make_producer(), current_round)


@pytest.fixture
def requirement(current_round):
    return Requirement.objects.create(round=current_round, code="id_card", name="สำเนาบัตร", sentence="สำเนาบัตร")


def test_requirement_once_the_same_code_twice_is_refused(requirement):
    again = Requirement(round=requirement.round, code="id_card", name="อีกใบ", sentence="อีกใบ")
    said = refusal(Requirement.objects.bulk_create, [again])
    assert unique_said("requirement_once", "requirement.round_id", "requirement.code") in said


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"group_codes": ["FOOD", "CAR"]}, "group_codes"),
        ({"group_codes": "FOOD"}, "group_codes"),
        ({"group_codes": {"FOOD": 1}}, "group_codes"),
        ({"group_codes": None}, "group_codes"),
        ({"producer_kinds": [1]}, "producer_kinds"),
        ({"certificate_kinds": [["fda"]]}, "certificate_kinds"),
        ({"code": "Id Card"}, "code"),
        ({"code": "ก"}, "code"),
        ({"code": "a\n"}, "code"),
        ({"level": "maybe"}, "level"),
        ({"sentence": " "}, "sentence"),
        ({"name": "ก" * 201}, "name"),
    ],
)
def test_a_requirement_of_unknown_codes_is_refused_beside_its_field(requirement, changes, field):
    for name, value in changes.items():
        setattr(requirement, name, value)
    with pytest.raises(ValidationError) as refused:
        requirement.full_clean()
    assert set(refused.value.error_dict) == {field}


# -- what was found -----------------------------------------------------------------------------------------------


@pytest.fixture
def check(entry, requirement, cast):
    def check(**changes):
        values = {"entry": entry, "requirement": requirement, "level": "compulsory", "state": "handed_in"}
        return PaperCheck(**values | {"checked_by": cast.staff} | changes)

    return check


def test_paper_once(check):
    said = refusal(PaperCheck.objects.bulk_create, [check(), check()])
    assert unique_said("paper_once", "papercheck.entry_id", "papercheck.requirement_id") in said


def test_missing_has_date(check):
    today = timezone.localdate()
    for changes in ({"state": "missing"}, {"state": "handed_in", "due_on": today}):
        assert check_said("missing_has_date") in refusal(PaperCheck.objects.bulk_create, [check(**changes)])
    PaperCheck.objects.bulk_create([check(state="missing", due_on=today)])
    assert check_said("missing_has_date") in refusal(PaperCheck.objects.update, due_on=None)


def test_compulsory_not_set_aside(check):
    row = check(state="not_applicable")
    assert check_said("compulsory_not_set_aside") in refusal(PaperCheck.objects.bulk_create, [row])
    PaperCheck.objects.bulk_create([check(state="not_applicable", level="if_applicable")])
    assert check_said("compulsory_not_set_aside") in refusal(PaperCheck.objects.update, level="compulsory")


def test_proxy_named(entry, cast):
    for by_proxy, name in ((True, ""), (False, "นางผู้แทน")):
        row = PaperSheet(entry=entry, by_proxy=by_proxy, proxy_name=name, checked_by=cast.staff)
        assert check_said("proxy_named") in refusal(PaperSheet.objects.bulk_create, [row])
    PaperSheet.objects.create(entry=entry, by_proxy=True, proxy_name="นางผู้แทน", checked_by=cast.staff)
    again = PaperSheet(entry=entry, checked_by=cast.staff)
    said = refusal(PaperSheet.objects.bulk_create, [again])
    assert "papersheet" in said


# -- exceptions ---------------------------------------------------------------------------------------------------


@pytest.fixture
def waiver(entry, requirement, cast):
    def waiver(**changes):
        values = {"entry": entry, "requirement": requirement, "reason": "น้ำท่วม", "proposed_by": cast.staff}
        return Waiver(**values | changes)

    return waiver


def decided(cast, **changes):
    now = timezone.now()
    return {"status": "granted", "decided_by": cast.administrator, "decided_at": now} | changes


def test_waiver_once_while_one_lives(waiver, cast):
    Waiver.objects.bulk_create([waiver(**decided(cast, status="refused")), waiver()])
    said = refusal(Waiver.objects.bulk_create, [waiver(**decided(cast))])
    assert unique_said("waiver_once", "waiver.entry_id", "waiver.requirement_id") in said


def test_waiver_by_another(waiver, cast):
    row = waiver(**decided(cast, decided_by=cast.staff))
    assert check_said("waiver_by_another") in refusal(Waiver.objects.bulk_create, [row])
    Waiver.objects.bulk_create([waiver(**decided(cast))])
    assert check_said("waiver_by_another") in refusal(Waiver.objects.update, proposed_by=cast.administrator)


def test_waiver_decided_has_its_people_and_times(waiver, cast):
    now = timezone.now()
    for changes in (
        {"status": "granted"},
        decided(cast, decided_at=None),
        decided(cast, status="proposed"),
        decided(cast, status="revoked"),
        decided(cast, status="revoked", revoked_by=cast.administrator, revoked_at=now),
        decided(cast, revoked_at=now),
    ):
        assert check_said("waiver_decided") in refusal(Waiver.objects.bulk_create, [waiver(**changes)])
    whole = decided(cast, status="revoked", revoked_by=cast.administrator, revoked_at=now, revoke_reason="ได้เอกสารแล้ว")
    Waiver.objects.bulk_create([waiver(**whole), waiver(**decided(cast))])


def test_reason_given_a_waiver_without_one_is_refused(waiver):
    assert check_said("reason_given_waiver") in refusal(Waiver.objects.bulk_create, [waiver(reason="")])


def test_every_state_of_a_waiver_has_its_moves():
    assert set(WAIVER_NEXT) == set(WaiverStatus)
    assert [status for status, moves in WAIVER_NEXT.items() if not moves] == ["refused", "revoked"]


# -- more time ----------------------------------------------------------------------------------------------------


@pytest.fixture
def extension(current_round, cast):
    producer = make_producer()

    def extension(**changes):
        values = {
            "round": current_round,
            "producer": producer,
            "ends_at": current_round.closes_at + timedelta(days=1),
            "closed_at": current_round.closes_at,
            "reason": "น้ำท่วม",
            "granted_by": cast.administrator,
        }
        return Extension(**values | changes)

    return extension


def test_extension_for_one(extension):
    district = District.objects.get(pk=DISTRICT_A)
    for changes in ({"district": district}, {"producer": None}):
        assert check_said("extension_for_one") in refusal(Extension.objects.bulk_create, [extension(**changes)])
    Extension.objects.bulk_create([extension(), extension(producer=None, district=district)])


def test_extension_after_closing(extension, current_round):
    row = extension(ends_at=current_round.closes_at)
    assert check_said("extension_after_closing") in refusal(Extension.objects.bulk_create, [row])
    Extension.objects.bulk_create([extension(ends_at=current_round.closes_at + timedelta(microseconds=1))])


def test_extension_once_while_one_stands(extension, cast):
    over = {"revoked_at": timezone.now(), "revoked_by": cast.administrator, "revoke_reason": "ผิดราย"}
    Extension.objects.bulk_create([extension(**over), extension()])
    said = refusal(Extension.objects.bulk_create, [extension()])
    assert unique_said("extension_once_producer", "extension.round_id", "extension.producer_id") in said
    district = {"producer": None, "district_id": DISTRICT_A}
    said = refusal(Extension.objects.bulk_create, [extension(**district), extension(**district)])
    assert unique_said("extension_once_district", "extension.round_id", "extension.district_id") in said


def test_extension_revoked_once_with_who_and_why(extension, cast):
    now = timezone.now()
    for changes in (
        {"revoked_at": now},
        {"revoked_at": now, "revoked_by": cast.administrator},
        {"revoke_reason": "ผิดราย"},
    ):
        said = refusal(Extension.objects.bulk_create, [extension(**changes)])
        assert check_said("extension_revoked_once") in said


def test_reason_given_an_extension_without_one_is_refused(extension):
    assert check_said("reason_given_extension") in refusal(Extension.objects.bulk_create, [extension(reason="")])


def test_grace_within_two_hours(current_round):
    assert check_said("grace_within") in refusal(Round.objects.update, grace_minutes=121)
    assert Round.objects.update(grace_minutes=120) == 1
