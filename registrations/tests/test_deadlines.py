"""Deadlines: one clock, read once an act; both ends count; grace for the queue; more time for one and nobody else."""

import os
import time
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from office import clock
from office.models import District, Event
from opc_site.testing import DISTRICT_A, DISTRICT_B, make_entry, make_producer
from registrations import actions
from registrations.eligibility import verdicts
from registrations.models import Entry, Extension
from registrations.papers import entry_receipt
from registrations.window import last_closing, window_for, window_of
from rounds.models import Round
from thai.dates import thai_datetime

from .test_actions import refused

SECOND = timedelta(seconds=1)


@pytest.fixture
def at(monkeypatch):
    """`at(moment)` sets the one clock."""

    def at(moment):
        monkeypatch.setattr(clock, "now", lambda: moment)

    return at


@pytest.fixture
def producer(current_round):
    return make_producer()


@pytest.fixture
def grant(current_round, cast):
    def grant(**changes):
        values = {
            "round": current_round,
            "actor": cast.administrator,
            "ends_at": current_round.closes_at + timedelta(hours=2),
            "reason": "น้ำท่วมทางเข้าอำเภอ",
        }
        return actions.grant_extension(**values | changes)

    return grant


# -- the one clock ------------------------------------------------------------------------------------------------


def test_two_hundred_submits_around_the_deadline_are_accepted_up_to_it_and_print_their_moment(current_round, cast, at):
    """I16: accepted if and only if the moment that is read under the lock is not after the deadline."""
    closes = current_round.closes_at
    moments = [closes + timedelta(milliseconds=20 * n) for n in range(-100, 100)]
    assert (moments[0], moments[100]) == (closes - 2 * SECOND, closes)
    accepted = {}
    for moment in moments:
        entry = make_entry(make_producer(), current_round, created_by=cast.officer_a)
        at(moment)
        try:
            actions.submit_entry(entry, actor=cast.officer_a)
        except actions.entries.ValidationError as error:
            assert [one.code for one in error.error_list] == ["inside_window"]
        entry.refresh_from_db()
        accepted[moment] = entry
    said = {moment: entry.status == "submitted" for moment, entry in accepted.items()}
    assert said == {moment: moment <= closes for moment in moments}
    for moment, entry in accepted.items():
        if entry.number:
            assert entry.submitted_at == moment == entry_receipt(entry).received_at


def test_the_clock_is_read_once_an_act_and_after_the_lock(current_round, cast, producer, monkeypatch):
    """The moment that decides is the one that is stored, though the clock goes on between two looks."""
    looks = iter(current_round.closes_at + timedelta(microseconds=n) for n in range(100))
    locked = []
    real = actions.common.lock_producer
    monkeypatch.setattr(actions.common, "lock_producer", lambda pk: (locked.append(pk), real(pk))[1])

    def now():
        assert locked, "the clock was read before the lock"
        return next(looks)

    monkeypatch.setattr(clock, "now", now)
    entry = make_entry(producer, current_round, created_by=cast.officer_a)
    actions.submit_entry(entry, actor=cast.officer_a)
    assert entry.submitted_at == current_round.closes_at
    assert next(looks) == current_round.closes_at + timedelta(microseconds=1)


def test_the_clock_is_the_databases_and_goes_on_inside_a_transaction(db):
    first = clock.now()
    time.sleep(0.02)
    second = clock.now()
    assert timedelta(0) < second - first < timedelta(seconds=30)
    assert first.tzinfo is not None and first.utcoffset() == timedelta(0)
    assert abs(timezone.now() - second) < timedelta(seconds=30)


@pytest.mark.parametrize("zone", ["UTC", "Asia/Bangkok", "America/New_York", ""])
def test_neither_zone_of_server_nor_of_session_moves_the_moment(db, monkeypatch, zone):
    before = datetime.now(UTC)
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("SET LOCAL TIME ZONE %s", [zone or "UTC"])
        assert abs(clock.now() - before) < timedelta(seconds=30)
    finally:
        monkeypatch.undo()
        os.environ.setdefault("TZ", "Asia/Bangkok")
        time.tzset()


@pytest.mark.parametrize(
    "closing",
    [
        datetime(2024, 2, 29, 16, 59, 59, tzinfo=UTC),  # 23.59.59 in Bangkok on the leap day
        datetime(2025, 12, 31, 16, 59, 59, tzinfo=UTC),  # the last second of พ.ศ. 2568
        datetime(2025, 12, 31, 17, 0, 0, tzinfo=UTC),  # the first of 2569
    ],
)
def test_a_deadline_at_the_edge_of_a_day_or_year_is_the_same_moment(current_round, cast, producer, closing):
    Round.objects.update(opens_at=closing - timedelta(days=3), closes_at=closing)
    entry = make_entry(producer, current_round, created_by=cast.officer_a)
    entry.refresh_from_db()
    assert refused(actions.submit_entry, entry, actor=cast.officer_a, at=closing + SECOND)[0] == {"inside_window"}
    actions.submit_entry(entry, actor=cast.officer_a, at=closing)
    assert entry.submitted_at == closing


# -- grace --------------------------------------------------------------------------------------------------------


def test_grace_accepts_up_to_its_last_moment_prints_the_true_time_and_is_told_to_nobody(current_round, cast, producer):
    Round.objects.update(grace_minutes=15)
    entry = make_entry(producer, current_round, created_by=cast.officer_a)
    entry.refresh_from_db()
    last = current_round.closes_at + timedelta(minutes=15)
    codes, said = refused(actions.submit_entry, entry, actor=cast.officer_a, at=last + timedelta(microseconds=1))
    assert codes == {"inside_window"}
    assert thai_datetime(current_round.closes_at, digits="thai") in said
    assert thai_datetime(last, digits="thai") not in said
    actions.submit_entry(entry, actor=cast.officer_a, at=last)
    assert entry_receipt(entry).received_at == last
    assert window_of(producer, entry.round).text() == current_round.window_text()


def test_no_grace_by_itself(current_round, cast, producer):
    window = window_of(producer, current_round)
    assert window.accepts(current_round.closes_at)
    assert not window.accepts(current_round.closes_at + timedelta(microseconds=1))
    assert not window.accepts(current_round.opens_at - timedelta(microseconds=1))


def test_an_extension_ends_when_it_says(current_round, producer, grant):
    """The grace minutes belong to the announced closing."""
    Round.objects.update(grace_minutes=60)
    current_round.refresh_from_db()
    extension = grant(producer=producer)
    window = window_of(producer, current_round)
    assert window.last_moment == extension.ends_at
    assert not window.accepts(extension.ends_at + timedelta(microseconds=1))
    Extension.objects.update(ends_at=current_round.closes_at + timedelta(minutes=10))
    assert window_of(producer, current_round).last_moment == current_round.closes_at + timedelta(minutes=60)


# -- more time ----------------------------------------------------------------------------------------------------


def test_an_extension_of_one_producer_helps_no_other_through_any_door(current_round, cast, producer, grant):
    other = make_producer()
    extension = grant(producer=producer)
    late = extension.ends_at
    fields = {
        "round": current_round,
        "actor": cast.officer_a,
        "kind": "main",
        "name": "ผ้าคลุมไหล่",
        "group": current_round.groups.get(code="TEXTILE"),
        "at": late,
    }
    entry = actions.start_entry(producer=producer, **fields)
    actions.edit_entry(entry, actor=cast.officer_a, version=entry.version, name="ผ้าพันคอ", at=late)
    actions.record_papers(entry, actor=cast.officer_a, by_proxy=False, proxy_name="", papers={}, at=late)
    actions.submit_entry(entry, actor=cast.officer_a, at=late)
    assert refused(actions.start_entry, producer=other, **fields)[0] == {"inside_window"}
    draft = make_entry(other, current_round, created_by=cast.officer_a)
    act = {"actor": cast.officer_a, "at": late}
    assert refused(actions.submit_entry, draft, **act)[0] == {"inside_window"}
    assert refused(actions.edit_entry, draft, version=1, name="ผ้า", **act)[0] == {"inside_window"}
    papers = {"by_proxy": False, "proxy_name": "", "papers": {}}
    assert refused(actions.record_papers, draft, **papers, **act)[0] == {"papers_in_time"}
    states = {p: verdicts(p, current_round, cast.officer_a, late)[2].state for p in (producer, other)}
    assert states == {producer: "pass", other: "fail"}
    after = late + timedelta(microseconds=1)
    assert verdicts(producer, current_round, cast.officer_a, after)[2].state == "fail"


def test_an_extension_of_one_district_helps_no_other(current_round, cast, grant):
    mine, theirs = make_producer(), make_producer(district=DISTRICT_B)
    late = grant(district=District.objects.get(pk=DISTRICT_A)).ends_at
    assert (window_of(mine, current_round).accepts(late), window_of(theirs, current_round).accepts(late)) == (
        True,
        False,
    )
    assert "ขยายเวลาให้อำเภอเมืองสกลนคร" in window_of(mine, current_round).text()
    own = {name: window_for(getattr(cast, name), current_round).accepts(late) for name in ("officer_a", "officer_b")}
    assert own == {"officer_a": True, "officer_b": False}
    assert last_closing(current_round) == late


def test_the_later_of_two_extensions_counts(current_round, producer, grant):
    grant(producer=producer)
    day = grant(district=producer.district, ends_at=current_round.closes_at + timedelta(days=1)).ends_at
    assert window_of(producer, current_round).last_moment == day


def test_an_extension_is_granted_after_the_closing_too_and_ends_when_it_is_revoked(
    current_round, cast, producer, grant
):
    now = current_round.closes_at + timedelta(days=2)
    entry = make_entry(producer, current_round, created_by=cast.officer_a)
    assert refused(actions.submit_entry, entry, actor=cast.officer_a, at=now)[0] == {"inside_window"}
    extension = grant(producer=producer, ends_at=now + SECOND, at=now)
    revoked = actions.revoke_extension(extension, actor=cast.administrator_2, reason="ผิดราย", at=now)
    assert refused(actions.submit_entry, entry, actor=cast.officer_a, at=now)[0] == {"inside_window"}
    assert (revoked.revoked_by, revoked.revoke_reason) == (cast.administrator_2, "ผิดราย")
    again = grant(producer=producer, ends_at=now + SECOND, at=now)
    actions.submit_entry(entry, actor=cast.officer_a, at=now + SECOND)
    verbs = Event.objects.about(producer).order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["ขยายเวลารับสมัคร", "ยกเลิกการขยายเวลา", "ขยายเวลารับสมัคร"]
    actions.revoke_extension(again, actor=cast.administrator, reason="ครบแล้ว", at=now + 2 * SECOND)
    assert Entry.objects.get(pk=entry.pk).status == "submitted"  # what came in time stays


def test_extension_for_one_by_the_act(grant, producer):
    assert refused(grant)[0] == {"extension_for_one"}
    assert refused(grant, producer=producer, district=producer.district)[0] == {"extension_for_one"}


def test_extension_after_closing_and_after_now(current_round, grant, producer):
    closes = current_round.closes_at
    assert refused(grant, producer=producer, ends_at=closes)[0] == {"extension_after_closing"}
    late = closes + timedelta(days=1)
    assert refused(grant, producer=producer, ends_at=late, at=late)[0] == {"extension_after_closing"}
    grant(producer=producer, ends_at=closes + timedelta(microseconds=1))


def test_extension_of_a_round_without_a_window_is_refused(current_round, grant, producer):
    Round.objects.update(opens_at=None, closes_at=None)
    codes, said = refused(grant, producer=producer)
    assert codes == {"extension_after_closing"}
    assert "ยังไม่กำหนด" in said


def test_extension_once_by_the_act(grant, producer):
    grant(producer=producer)
    assert refused(grant, producer=producer)[0] == {"extension_once"}
    grant(producer=make_producer())


def test_extension_by_administrator_and_with_a_reason(cast, grant, producer):
    for person in (cast.staff, cast.secretary, cast.officer_a, cast.member):
        assert refused(grant, actor=person, producer=producer)[0] == {"extension_by_administrator"}
    assert refused(grant, producer=producer, reason=" ")[0] == {"reason_given"}
    extension = grant(producer=producer)
    revoke = actions.revoke_extension
    assert refused(revoke, extension, actor=cast.staff, reason="ผิด")[0] == {"extension_by_administrator"}
    assert refused(revoke, extension, actor=cast.administrator, reason="")[0] == {"reason_given"}
    revoke(extension, actor=cast.administrator, reason="ผิด")
    assert refused(revoke, extension, actor=cast.administrator, reason="ผิด")[0] == {"extension_revoked_once"}
