"""Many at the same moment: whoever comes first, two entries live, and every loser is told why.

The guard is the lock on the producer's row (on SQLite: BEGIN IMMEDIATE) and, beneath it, the numbered place.  The
negative controls switch the guard off and must then see the race, or these tests would prove nothing.
"""

import re
import time
import uuid
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from html import unescape
from itertools import chain
from threading import Barrier
from threading import Event as Signal

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.signals import template_rendered

from office import journal
from office.models import Event
from opc_site.testing import make_entry, make_producer
from registrations import actions
from registrations.actions import common, entries
from registrations.models import Entry, EntryCounter, Producer

pytestmark = pytest.mark.django_db(transaction=True)

THREADS, TRIES = 20, 10
SENTENCE = "ได้ไม่เกิน ๒ ผลิตภัณฑ์หลัก/ชุด ใช้สิทธิครบแล้วด้วย “"
ON_POSTGRESQL = connection.vendor == "postgresql"


def together(*works):
    """Runs the works, each in a thread of its own, from the same moment; gives back what each returned.

    A ValidationError is an answer like any other; everything else that is raised fails the test.
    """
    barrier = Barrier(len(works))

    def run(work):
        try:
            barrier.wait(timeout=30)
            return work()
        except ValidationError as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works, timeout=60))


def tried(times, work):
    """What a work answers, that often in a row."""
    answers = []
    for _ in range(times):
        try:
            answers.append(work())
        except ValidationError as error:
            answers.append(error)
    return answers


def flat(lists):
    return list(chain.from_iterable(lists))


def refusals(answers):
    return [" ".join(answer.messages) for answer in answers if isinstance(answer, ValidationError)]


def codes(answers):
    return [error.code for answer in answers if isinstance(answer, ValidationError) for error in answer.error_list]


def alive(producer):
    return Entry.objects.filter(producer=producer).alive().count()


@pytest.fixture
def scene(cast, current_round):
    """Everything a contender needs, loaded before the threads start."""
    group = current_round.groups.get(code="TEXTILE")
    cast.group, cast.round, cast.producer = group, current_round, make_producer()
    return cast


@pytest.fixture
def browsers(scene, monkeypatch):
    """`browsers(number, *people)`: so many clients, signed in once each as these people in turn."""
    # Django tells every waiting client of every template rendered in any thread: most of the time would go there.
    monkeypatch.setattr(template_rendered, "send", lambda **kwargs: [])

    def browsers(number, *people):
        clients = [Client(raise_request_exception=False) for _ in range(number)]
        for place, client in enumerate(clients):
            client.force_login(people[place % len(people)])
        return clients

    return browsers


def starter(scene, act=actions.start_entry, producer=None, **changes):
    values = {
        "producer": producer or scene.producer,
        "round": scene.round,
        "actor": scene.officer_a,
        "kind": "main",
        "name": "ผ้าคลุมไหล่ย้อมคราม",
        "group": scene.group,
    }
    return lambda: act(**values | changes)


# -- two living entries, whoever comes first ------------------------------------------------------------------------


def test_two_main_entries_200_tries_by_20_threads_through_the_action(scene):
    answers = flat(together(*[lambda: tried(TRIES, starter(scene))] * THREADS))
    won = [answer for answer in answers if isinstance(answer, Entry)]
    assert (len(answers), len(won), alive(scene.producer)) == (200, 2, 2)
    assert sorted(entry.slot for entry in won) == [1, 2]
    assert [sentence for sentence in refusals(answers) if SENTENCE not in sentence] == []
    assert Event.objects.filter(verb="บันทึกร่าง").count() == 2


def test_two_main_entries_200_tries_by_20_threads_through_http(scene, browsers):
    address = f"/intake/producers/{scene.producer.pk}/entries/new/"
    clients = browsers(THREADS, scene.officer_a, scene.staff)

    def contender(client):
        answers = []
        for number in range(TRIES):
            form = {
                "kind": "main",
                "name": f"ผ้า {number}",
                "group": scene.group.pk,
                "then": ("draft", "submit")[number % 2],
            }
            answers.append(client.post(address, form | {"form_token": uuid.uuid4()}))
        return answers

    answers = flat(together(*[lambda client=client: contender(client) for client in clients]))
    assert Counter(answer.status_code for answer in answers) == {302: 2, 200: 198}
    assert alive(scene.producer) == Entry.objects.count() == 2
    won = {answer.headers["Location"] for answer in answers if answer.status_code == 302}
    assert won == {entry.get_absolute_url() for entry in Entry.objects.all()}
    for answer in answers:
        if answer.status_code == 200:
            summary = re.search(r'id="form-errors".*?</ul>', unescape(answer.content.decode()), re.S)
            assert SENTENCE in summary.group()


def test_two_main_entries_one_withdrawal_frees_one_place_once(scene):
    first, _ = starter(scene)(), starter(scene)()
    withdrawn, finished = Signal(), Signal()

    def sampler():
        seen = []
        while not finished.wait(0.005):
            seen.append(alive(scene.producer))
        return max(seen)

    def withdraw():
        time.sleep(0.05)
        actions.withdraw_entry(Entry.objects.get(pk=first.pk), actor=scene.officer_a, reason="เปลี่ยนผลิตภัณฑ์")
        withdrawn.set()

    def contender():
        answers = tried(1, starter(scene))
        while not withdrawn.wait(0.005):
            answers += tried(1, starter(scene))
        return answers + tried(5, starter(scene))

    def contenders():
        try:
            return flat(together(*[contender] * 8))
        finally:
            finished.set()

    most, _, answers = together(sampler, withdraw, contenders)
    won = [answer for answer in answers if isinstance(answer, Entry)]
    assert ([entry.slot for entry in won], alive(scene.producer), most) == ([1], 2, 2)
    assert len(answers) >= 48


def test_two_main_entries_screened_out_entry_against_a_new_one_for_the_last_place(scene):
    starter(scene)()
    out = make_entry(scene.producer, scene.round, status="screened_out")
    answers = together(
        lambda: actions.reconsider_entry(Entry.objects.get(pk=out.pk), actor=scene.staff, reason="พิจารณาใหม่"),
        starter(scene),
    )
    assert codes(answers) == ["two_main_entries"]
    assert alive(scene.producer) == 2


# -- the guard switched off -------------------------------------------------------------------------------------------


@pytest.fixture
def guard_off(monkeypatch):
    """No lock, no numbered place, and a pause between counting and writing; the count itself stays."""
    places = iter(range(1000, 30000))

    def pause_and_bypass(entry):
        time.sleep(0.02)
        entry.slot, entry.slot_limit = next(places), 30000

    for module in (common, entries):
        monkeypatch.setattr(module, "lock_producer", lambda pk: Producer.objects.get(pk=pk))
    monkeypatch.setattr(entries, "check_typed", pause_and_bypass)


def most_alive(scene, act):
    """The largest number of living entries of one producer, over 5 rounds of 20 threads with one try each."""
    most = 0
    for _ in range(5):
        producer = make_producer()
        together(*[starter(scene, act, producer=producer)] * THREADS)
        most = max(most, alive(producer))
    return most


def test_control_without_lock_and_place_in_a_transaction(scene, guard_off):
    """PostgreSQL lets too many in.  On SQLite the transaction is the lock: BEGIN IMMEDIATE lets one writer in."""
    most = most_alive(scene, actions.start_entry)
    assert (most > 2) if ON_POSTGRESQL else (most == 2)


def test_control_without_lock_and_place_and_transaction(scene, guard_off, monkeypatch):
    """With the transaction off as well, counting and creating lets too many in on either database."""
    monkeypatch.setattr(journal, "record", lambda **kwargs: None)
    assert most_alive(scene, actions.start_entry.__wrapped__) > 2


def test_the_numbered_place_holds_without_the_lock(scene, monkeypatch):
    """The lock is for the good sentence, the constraint for safety: without the lock there are still two."""
    for module in (common, entries):
        monkeypatch.setattr(module, "lock_producer", lambda pk: Producer.objects.get(pk=pk))
    answers = together(*[starter(scene)] * THREADS)
    assert alive(scene.producer) == 2
    assert set(codes_of_any(answers)) == {"two_main_entries"}


def codes_of_any(answers):
    for answer in answers:
        if isinstance(answer, ValidationError):
            by_field = answer.error_dict if hasattr(answer, "error_dict") else {"": answer.error_list}
            yield from (error.code for errors in by_field.values() for error in errors)


# -- one form, one act, one number ----------------------------------------------------------------------------------


def test_same_form_50_times_makes_one_entry(scene):
    token = uuid.uuid4()
    answers = together(*[starter(scene, form_token=token)] * 50)
    assert refusals(answers) == []
    assert {entry.pk for entry in answers} == {Entry.objects.get().pk}


def test_same_form_20_times_through_http_lands_on_one_entry(scene, browsers):
    address = f"/intake/producers/{scene.producer.pk}/entries/new/"
    form = {"kind": "main", "name": "ผ้า", "group": scene.group.pk, "then": "submit", "form_token": uuid.uuid4()}
    clients = browsers(20, scene.officer_a)
    answers = together(*[lambda client=client: client.post(address, form) for client in clients])
    entry = Entry.objects.get()
    assert {(answer.status_code, answer.headers.get("Location")) for answer in answers} == {
        (302, entry.get_absolute_url())
    }
    assert (entry.status, entry.number) == ("submitted", "65-TEXTILE-0001")


def test_correction_and_submit_at_the_same_moment_one_wins(scene):
    for _ in range(5):
        entry = starter(scene, producer=make_producer())()
        edited, submitted = together(
            lambda entry=entry: actions.edit_entry(
                Entry.objects.get(pk=entry.pk), actor=scene.staff, version=1, name="ชื่อใหม่"
            ),
            lambda entry=entry: actions.submit_entry(Entry.objects.get(pk=entry.pk), actor=scene.officer_a, version=1),
        )
        entry.refresh_from_db()
        assert codes([edited, submitted]) == ["moved_by_other"]
        if isinstance(edited, Entry):
            assert (entry.name, entry.status) == ("ชื่อใหม่", "draft")
        else:
            assert (entry.name, entry.status) == ("ผ้าคลุมไหล่ย้อมคราม", "submitted")


def test_ten_corrections_from_the_same_page_one_is_kept_and_nine_are_told(scene):
    entry = starter(scene)()
    answers = together(
        *[
            lambda number=number: actions.edit_entry(
                Entry.objects.get(pk=entry.pk), actor=scene.officer_a, version=1, description=f"แก้ {number}"
            )
            for number in range(10)
        ]
    )
    assert codes(answers) == ["moved_by_other"] * 9
    kept = next(answer for answer in answers if isinstance(answer, Entry))
    entry.refresh_from_db()
    assert (entry.description, entry.version) == (kept.description, 2)


@pytest.mark.parametrize(
    ("act", "others", "expected"),
    [
        ("withdraw_entry", "withdraw_entry", {"withdrawn_once"}),
        ("screen_in_entry", "screen_out_entry", {"move_not_allowed"}),
        ("screen_in_entry", "screen_in_entry", {"move_not_allowed"}),
        ("return_entry", "screen_in_entry", {"move_not_allowed"}),
    ],
)
def test_two_decisions_at_the_same_moment_one_wins(scene, act, others, expected):
    entry = actions.submit_entry(starter(scene)(), actor=scene.officer_a)

    def decide(name):
        return getattr(actions, name)(Entry.objects.get(pk=entry.pk), actor=scene.staff, reason="เหตุผล")

    answers = together(lambda: decide(act), lambda: decide(others))
    assert len(refusals(answers)) == 1
    assert set(codes(answers)) == expected
    won = next(answer for answer in answers if isinstance(answer, Entry))
    entry.refresh_from_db()
    assert (entry.status, entry.version) == (won.status, 3)


def test_numbers_are_unique_and_without_a_gap(scene):
    """48 submits by 16 threads; every fourth is refused, and a refused one uses no number."""
    entries = [
        starter(scene, producer=make_producer(), kind="set" if number % 4 == 0 else "main", name=f"ผ้า {number}")()
        for number in range(48)
    ]

    def submit(entry):
        return actions.submit_entry(Entry.objects.get(pk=entry.pk), actor=scene.officer_a)

    def submit_all(mine):
        return flat(tried(1, lambda entry=entry: submit(entry)) for entry in mine)

    answers = flat(together(*[lambda place=place: submit_all(entries[place::16]) for place in range(16)]))
    numbers = sorted(answer.number for answer in answers if isinstance(answer, Entry))
    assert numbers == [f"65-TEXTILE-{number:04d}" for number in range(1, 37)]
    assert set(codes(answers)) == {"set_has_items"}
    assert EntryCounter.objects.get().last == 36
