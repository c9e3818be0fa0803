"""The round's page in the admin: what it lets through and what it keeps from changing under entries."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from office.models import Event
from opc_site.testing import make_entry, make_producer, make_round
from rounds import actions
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
        "grace_minutes": round.grace_minutes,
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


def test_an_opening_without_a_closing_is_refused_with_the_clause(secretary):
    current_round = make_round(open_now=False)
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


# -- the time for applying, while people apply ---------------------------------------------------------------------


def later(round, **changes):
    end = round.closes_at + timedelta(days=1)
    given = {"opens_at": round.opens_at.isoformat(), "closes_at": end.isoformat(), "grace_minutes": "๑๕"}
    return given | {"reason": "น้ำท่วมทั้งจังหวัด", "seen": actions.window_state(round)} | changes


@pytest.mark.parametrize("name", ["opens_at", "closes_at", "grace_minutes"])
def test_window_changed_with_reason_the_form_of_the_round_refuses_it_while_open(secretary, current_round, name):
    changed = "30" if name == "grace_minutes" else (getattr(current_round, name) + timedelta(days=1)).isoformat()
    answer = secretary.post(f"{ROUNDS}{current_round.pk}/change/", form_of(current_round, **{name: changed}))
    assert "ระหว่างเปิดรับสมัคร" in answer.content.decode()
    assert Round.objects.get().closes_at == current_round.closes_at


def test_the_form_of_a_round_that_is_not_open_changes_its_window(secretary):
    round = make_round(open_now=False)
    end = round.closes_at + timedelta(days=1)
    answer = secretary.post(f"{ROUNDS}{round.pk}/change/", form_of(round, closes_at=end.isoformat()))
    assert answer.status_code == 302
    assert Round.objects.get().closes_at == end


def test_an_administrator_moves_the_closing_while_open_with_a_reason_in_the_journal(client, cast, current_round):
    client.force_login(cast.administrator)
    address = f"{ROUNDS}{current_round.pk}/window/"
    assert "เปลี่ยนเวลารับสมัคร" in client.get(address).content.decode()
    assert client.post(address, later(current_round)).status_code == 302
    row = Round.objects.get()
    assert (row.closes_at, row.grace_minutes) == (current_round.closes_at + timedelta(days=1), 15)
    event = Event.objects.about(row).first()
    assert (event.verb, event.reason) == ("เปลี่ยนเวลารับสมัคร", "น้ำท่วมทั้งจังหวัด")
    again = client.post(address, later(current_round))
    assert "เพิ่งถูกเปลี่ยน" in again.content.decode()


@pytest.mark.parametrize(
    "changes",
    [
        {"reason": " "},
        {"closes_at": "2020-01-01T00:00"},
        {"closes_at": "31/02/2569 10.00"},
        {"closes_at": ""},
        {"opens_at": "\x00"},
        {"grace_minutes": "121"},
        {"grace_minutes": "-1"},
        {"grace_minutes": "9" * 400},
        {"grace_minutes": "1e3"},
        {"seen": ""},
        {"seen": "ก" * 5000},
    ],
)
def test_what_is_no_window_is_said_and_nothing_moves(client, cast, current_round, changes):
    client.force_login(cast.administrator)
    answer = client.post(f"{ROUNDS}{current_round.pk}/window/", later(current_round, **changes))
    assert answer.status_code == 200
    assert Round.objects.get().closes_at == current_round.closes_at


def test_window_changed_with_reason_by_an_administrator_only(client, cast, current_round):
    for person in (cast.secretary, cast.staff):
        client.force_login(person)
        assert client.post(f"{ROUNDS}{current_round.pk}/window/", later(current_round)).status_code in {403, 404}
        with pytest.raises(ValidationError, match="ผู้ดูแลระบบจังหวัด"):
            actions.change_window(
                current_round,
                opens_at=current_round.opens_at,
                closes_at=current_round.closes_at,
                grace_minutes=0,
                reason="เหตุ",
                actor=person,
            )
    with pytest.raises(ValidationError, match="พร้อมเหตุผล"):
        actions.change_window(
            current_round,
            opens_at=current_round.opens_at,
            closes_at=current_round.closes_at,
            grace_minutes=0,
            reason=" ",
            actor=cast.administrator,
        )
