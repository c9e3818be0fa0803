"""The framework of 2565 as data, cloning, what does not add up, and who scores what."""

from decimal import Decimal
from io import StringIO

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from office.models import Event
from opc_site.testing import make_committee, make_round
from rounds.rules import GroupCode
from scoring.actions import (
    assign_panel,
    clone_framework,
    framework_problems,
    load_framework,
    open_sheet,
    read_framework_data,
    require_unfrozen,
)
from scoring.models import Criterion, Framework, Panel, Section, Step
from scoring.rules import (
    FRAMEWORK_ADDS_UP,
    FRAMEWORK_FROZEN,
    FRAMEWORK_OF_ROUND,
    PANEL_BEFORE_SCORING,
)

from .scene import make_scored_entry


def test_2565_has_all_criteria_and_adds_up_in_every_group(framework):
    assert framework_problems(framework) == []
    sections = {row.code: row for row in framework.sections.all()}
    assert {code: (row.max_points, row.level) for code, row in sections.items()} == {
        "ก": (Decimal(30), "province"),
        "ข": (Decimal(25), "province"),
        "ค": (Decimal(45), "nation"),
    }
    assert [sections[code].criteria.count() for code in "กขค"] == [11, 6, 23]
    for code in GroupCode.values:
        assert sum(row.max_points for row in framework.provincial_criteria(code)) == 55
        nation = sections["ค"].criteria.filter(group_code__in=["", code])
        assert sum(row.max_points for row in nation) == 45
        assert nation.count() == {"FOOD": 5, "DRINK": 5, "TEXTILE": 6, "GOODS": 6, "HERB": 5}[code]


def test_2565_is_marked_as_a_default_value_with_its_star_bands(framework):
    assert framework.is_default_value
    assert str(framework).endswith("(ค่าตั้งต้น)")
    assert (framework.method, framework.min_sheets, framework.frozen_at) == ("mean", 3, None)
    assert list(framework.bands.values_list("level", "lower_bound")) == [(5, 90), (4, 80), (3, 70), (2, 50), (1, 0)]


def test_every_ladder_describes_zero_and_the_maximum(framework):
    for row in Criterion.objects.filter(input="ladder").prefetch_related("steps"):
        points = [step.points for step in row.steps.all()]
        assert (max(points), min(points)) == (row.max_points, 0), row.code
        assert all(step.text for step in row.steps.all())


def test_loading_again_keeps_what_the_office_has_changed(framework, current_round):
    Framework.objects.filter(pk=framework.pk).update(name="ฉบับของจังหวัด", is_default_value=False)
    again = load_framework(read_framework_data("2565"), round=current_round)
    assert (again.pk, again.name) == (framework.pk, "ฉบับของจังหวัด")
    assert Criterion.objects.count() == 40


def test_data_that_does_not_add_up_is_refused_whole(current_round):
    data = read_framework_data("2565")
    data["sections"][0]["criteria"].pop()
    with pytest.raises(ValidationError, match="ส่วน ก รวมได้ 28 จาก 30") as refusal:
        load_framework(data, round=current_round)
    assert refusal.value.code == FRAMEWORK_ADDS_UP.code
    assert not Framework.objects.exists()


@pytest.mark.parametrize(
    "spoil",
    [
        lambda data: data.pop("sections"),
        lambda data: data["sections"][0].update(max_points="สามสิบ"),
        lambda data: data["sections"][0].update(level="อำเภอ"),
        lambda data: data["sections"][0]["criteria"][0].update(steps=["3"]),
        lambda data: data.update(bands=[{"level": 5}]),
        lambda data: data.update(sections="ก"),
    ],
)
def test_malformed_data_is_refused_with_a_sentence(current_round, spoil):
    data = read_framework_data("2565")
    spoil(data)
    with pytest.raises(ValidationError):
        load_framework(data, round=current_round)
    assert not Framework.objects.exists()


def test_a_section_that_differs_by_group_is_named_with_the_group(framework):
    Criterion.objects.filter(code="ค1.T5").delete()
    assert framework_problems(framework) == ["ส่วน ค ประเภทผ้าและเครื่องแต่งกาย รวมได้ 41 จาก 45"]


def test_ladders_and_bands_are_looked_at_too(framework):
    Step.objects.filter(criterion__code="ก1.1", points=3).delete()
    Step.objects.filter(criterion__code="ก1.2").delete()
    framework.bands.filter(level=4).update(lower_bound=90)
    assert framework_problems(framework) == [
        "ข้อ ก1.1 ระดับสูงสุดต้องเท่ากับคะแนนเต็ม 3",
        "ข้อ ก1.2 ยังไม่มีระดับคะแนน",
        "ช่วงคะแนนของดาวที่สูงกว่าต้องเริ่มที่คะแนนสูงกว่า",
    ]


def test_a_clone_is_whole_and_open(framework, cast, current_round, seats):
    open_sheet(make_scored_entry(current_round), member=seats[0], actor=cast.member)
    framework.refresh_from_db()
    assert framework.is_frozen
    following = make_round(year_be=2567, is_current=False)
    copy = clone_framework(framework, round=following, actor=cast.secretary)
    assert (copy.is_frozen, copy.round, copy.name) == (False, following, framework.name.replace("2565", "2567"))
    assert framework_problems(copy) == []
    assert Step.objects.filter(criterion__section__framework=copy).count() == Step.objects.count() / 2
    assert copy.bands.count() == 5
    with pytest.raises(ValidationError) as refusal:
        clone_framework(framework, round=following, actor=cast.secretary)
    assert refusal.value.code == FRAMEWORK_OF_ROUND.code


def test_frozen_criteria_stay_as_they_are(framework, cast, current_round, seats):
    assert require_unfrozen(framework.pk) == framework
    open_sheet(make_scored_entry(current_round), member=seats[0], actor=cast.member)
    with pytest.raises(ValidationError) as refusal:
        require_unfrozen(framework.pk)
    assert refusal.value.code == FRAMEWORK_FROZEN.code


def test_criteria_that_do_not_add_up_are_not_scored_with(framework, cast, current_round, seats):
    Section.objects.filter(code="ค").update(max_points=40)
    with pytest.raises(ValidationError) as refusal:
        open_sheet(make_scored_entry(current_round), member=seats[0], actor=cast.member)
    assert refusal.value.code == FRAMEWORK_ADDS_UP.code
    framework.refresh_from_db()
    assert not framework.is_frozen


def test_only_the_secretary_and_administrators_prepare(cast, current_round):
    for person in (cast.staff, cast.member, cast.officer_a):
        with pytest.raises(PermissionDenied):
            load_framework(read_framework_data("2565"), round=current_round, actor=person)
    load_framework(read_framework_data("2565"), round=current_round, actor=cast.secretary)


def test_the_command_loads_for_the_current_or_a_named_round(current_round):
    other = make_round(year_be=2559, sequence=2, is_current=False)
    out = StringIO()
    call_command("load_framework", "2565", stdout=out)
    call_command("load_framework", "2565", "--round", "2559-2", stdout=out)
    assert current_round.framework and other.framework
    assert "ก 30" in out.getvalue()


@pytest.mark.parametrize(("name", "slug"), [("2599", None), ("2565", "2599-1"), ("2565", "ปีหน้า"), ("/nowhere", None)])
def test_the_command_says_what_it_cannot_find(current_round, name, slug):
    with pytest.raises(CommandError, match="โปรด"):
        call_command("load_framework", name, **({"round": slug} if slug else {}))


def test_a_panel_is_of_the_same_round_and_stays_once_scoring_began(cast, current_round, seats):
    group = current_round.groups.get(code="TEXTILE")
    other = make_committee(current_round, [cast.member])
    panel = assign_panel(group=group, committee=other, actor=cast.secretary)
    assert (panel.committee, Panel.objects.count()) == (other, 1)
    assign_panel(group=group, committee=seats[0].committee, actor=cast.secretary)
    assert Event.objects.about(panel).filter(verb="กำหนดคณะที่ให้คะแนน").count() == 3
    open_sheet(make_scored_entry(current_round), member=seats[0], actor=cast.member)
    elsewhere = make_committee(make_round(year_be=2567, is_current=False), [cast.member])
    for committee in (other, elsewhere):
        with pytest.raises(ValidationError) as refusal:
            assign_panel(group=group, committee=committee, actor=cast.secretary)
        assert refusal.value.code == PANEL_BEFORE_SCORING.code
    assert assign_panel(group=group, committee=seats[0].committee, actor=cast.secretary).pk == panel.pk


def test_a_second_framework_of_a_round_is_refused_by_the_database(framework, current_round):
    with pytest.raises(IntegrityError), transaction.atomic():
        Framework.objects.bulk_create([Framework(round=current_round, name="อีกฉบับ")])


def test_two_criteria_of_one_sheet_do_not_share_a_number(framework):
    """A sheet knows its marks by the criterion's number: one of two could never be given."""
    Criterion.objects.filter(code="ข2.1").update(code="ก1.1")
    assert framework_problems(framework) == ["ข้อ ก1.1 มีมากกว่าหนึ่งข้อในแบบให้คะแนนเดียวกัน"]
