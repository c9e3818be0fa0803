"""The round's page in the admin: what it lets through and what it keeps from changing under entries."""

import pytest

from opc_site.testing import make_entry, make_producer, make_round
from rounds.models import Round

ROUNDS = "/admin/rounds/round/"


def form_of(round, **changes):
    """What the page sends when nothing is changed, without its plan."""
    given = {
        "title": round.title,
        "year_be": round.year_be,
        "sequence": round.sequence,
        "registered_from_be": round.registered_from_be,
        "registered_to_be": round.registered_to_be,
        "max_entries": round.max_entries,
        "place": round.place,
    }
    for prefix in ("steps", "clauses"):
        given |= {f"{prefix}-TOTAL_FORMS": 0, f"{prefix}-INITIAL_FORMS": 0}
    for name in ("opens_at", "closes_at"):
        given[name] = getattr(round, name).isoformat()
    groups = list(round.groups.all())
    given |= {"groups-TOTAL_FORMS": len(groups), "groups-INITIAL_FORMS": len(groups)}
    for place, group in enumerate(groups):
        for name in ("id", "order", "code", "name"):
            given[f"groups-{place}-{name}"] = getattr(group, name)
        given[f"groups-{place}-is_active"] = "on"
    return given | changes


@pytest.fixture
def secretary(client, cast):
    client.force_login(cast.secretary)
    return client


def test_an_opening_without_a_closing_is_refused_with_the_clause(secretary, current_round):
    answer = secretary.post(f"{ROUNDS}{current_round.pk}/change/", form_of(current_round, closes_at=""))

    assert "การรับสมัครต้องมีสถานที่ วันเปิด และวันปิดรับสมัคร" in answer.content.decode()
    assert Round.objects.get().closes_at is not None


def test_a_group_keeps_the_code_that_its_entries_numbers_are_made_of(secretary, current_round):
    make_entry(make_producer(), current_round, status="submitted")
    group = current_round.groups.get(code="TEXTILE")
    current_round.groups.filter(code="HERB").delete()
    place = list(current_round.groups.values_list("pk", flat=True)).index(group.pk)
    changes = {f"groups-{place}-code": "HERB", f"groups-{place}-name": "ผ้าทอ"}

    answer = secretary.post(f"{ROUNDS}{current_round.pk}/change/", form_of(current_round, **changes))

    assert answer.status_code == 302
    group.refresh_from_db()
    assert (group.code, group.name) == ("TEXTILE", "ผ้าทอ")


def test_a_group_with_entries_is_not_deleted(secretary, current_round):
    make_entry(make_producer(), current_round, status="withdrawn")
    group = current_round.groups.get(code="TEXTILE")
    place = list(current_round.groups.values_list("pk", flat=True)).index(group.pk)

    answer = secretary.post(
        f"{ROUNDS}{current_round.pk}/change/", form_of(current_round, **{f"groups-{place}-DELETE": "on"})
    )

    assert answer.status_code == 200
    assert current_round.groups.filter(code="TEXTILE").exists()


def test_a_round_is_copied_past_the_highest_number_of_the_next_year(secretary, current_round):
    make_round(year_be=2566, sequence=2, is_current=False)

    secretary.post(f"{ROUNDS}{current_round.pk}/act/clone/", {"confirm": "1"})

    assert Round.objects.filter(year_be=2566, sequence=3).exists()


def test_the_sentences_of_the_document_are_only_looked_at(secretary, current_round):
    clause = current_round.clauses.create(number="๓", code="two_main_entries", sentence="ไม่เกิน ๒", source="หนังสือ")
    changes = {
        "clauses-TOTAL_FORMS": 1,
        "clauses-INITIAL_FORMS": 1,
        "clauses-0-id": clause.pk,
        "clauses-0-DELETE": "on",
    }

    assert 'name="clauses-0-DELETE"' not in secretary.get(f"{ROUNDS}{current_round.pk}/change/").content.decode()
    secretary.post(f"{ROUNDS}{current_round.pk}/change/", form_of(current_round, **changes))

    assert current_round.clauses.exists()
