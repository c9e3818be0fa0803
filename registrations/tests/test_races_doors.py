"""Two places, and every door to them at the same moment: form, counter, what a phone filled in, screening desk, undo of
a withdrawal, transfer, import.

The guard under test is the one of `test_races.py`; here each door takes its own way to it, through HTTP.  After each
race `manage.py invariants` is asked.  Further doors are one line each in `DOORS`.
"""

import re
import time
import uuid
from collections import Counter
from datetime import timedelta
from html import unescape
from itertools import cycle, islice
from threading import Event as Signal

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.test.signals import template_rendered
from django.utils import timezone

from office import invariants
from office.models import Event
from opc_site.testing import make_entry, make_producer
from registrations import actions
from registrations.actions import common, entries, places
from registrations.eligibility import limit_values, used_places
from registrations.models import Entry, EntryCounter, Prefill, Producer
from registrations.rules import TWO_MAIN_ENTRIES
from rounds.models import Round

from .test_races import ON_POSTGRESQL, alive, codes_of_any, flat, together, tried
from .test_resources import workbook

pytestmark = pytest.mark.django_db(transaction=True)

TRIES = 10
SENTENCE = "ได้ไม่เกิน ๒ ผลิตภัณฑ์หลัก/ชุด"
REASON = "ทดสอบ"


@pytest.fixture
def scene(cast, current_round, monkeypatch):
    """One producer with two places, and everything a contender needs, loaded before the threads start."""
    # Django tells every waiting client of every template rendered in any thread: most of the time would go there.
    monkeypatch.setattr(template_rendered, "send", lambda **kwargs: [])
    cast.group, cast.round = current_round.groups.get(code="TEXTILE"), current_round
    cast.producer = make_producer("กลุ่มสองสิทธิ")
    # `make_entry` gives numbers of its own.
    EntryCounter.objects.create(group=cast.group, last=9000)
    return cast


def browser(person):
    client = Client(raise_request_exception=False)
    client.force_login(person)
    return client


# -- the doors: (scene) → a work that tries to take a place, as often as it is called ------------------------------


def by_form(scene):
    client = browser(scene.officer_a)
    address = f"/intake/producers/{scene.producer.pk}/entries/new/"

    def work():
        form = {"kind": "main", "name": "ผ้า", "group": scene.group.pk, "then": "submit"}
        return client.post(address, form | {"form_token": uuid.uuid4()})

    return work


def in_turn(rows, post):
    """A work that takes the next row each time."""
    left = iter([row.pk for row in rows])
    return lambda: post(next(left))


def rows_of(scene, status, producer=None):
    return [
        make_entry(producer or make_producer(), scene.round, status=status, group=scene.group) for _ in range(TRIES)
    ]


def by_undo(scene):
    client = browser(scene.officer_a)
    rows = rows_of(scene, "withdrawn", scene.producer)
    return in_turn(rows, lambda pk: client.post(f"/intake/entries/{pk}/restore/", {"reason": REASON}))


def by_screening_desk(scene):
    client = browser(scene.staff)
    rows = rows_of(scene, "screened_out", scene.producer)
    address = "/admin/registrations/entry/{}/act/reconsider/"
    return in_turn(rows, lambda pk: client.post(address.format(pk), {"confirm": "1", "reason": REASON}))


def by_transfer(scene):
    client = browser(scene.staff)
    asked = {"confirm": "1", "reason": REASON, "to": scene.producer.code}
    return in_turn(
        rows_of(scene, "submitted"),
        lambda pk: client.post(f"/admin/registrations/entry/{pk}/act/transfer/", asked),
    )


def by_prefill(scene):
    """Forms that were filled in on phones, each used at the counter of the district."""
    client = browser(scene.officer_a)
    # Letters of codes, told apart by where a form stands among all that this race fills in.
    first = Prefill.objects.count()
    rows = [
        Prefill.objects.create(
            code=f"R{chr(65 + (first + place) // 26)}{chr(65 + (first + place) % 26)}XX",
            round=scene.round,
            district_id=scene.producer.district_id,
            group=scene.group,
            name="ผ้าจากโทรศัพท์",
            said=scene.producer.code,
            expires_at=timezone.now() + timedelta(hours=1),
        )
        for place in range(TRIES)
    ]

    def post(pk):
        form = {"kind": "main", "name": "ผ้าจากโทรศัพท์", "group": scene.group.pk, "then": "submit"}
        address = f"/intake/producers/{scene.producer.pk}/entries/new/?prefill={pk}"
        return client.post(address, form | {"form_token": uuid.uuid4()})

    return in_turn(rows, post)


def by_counter(scene):
    """As the counter's script saves: application, papers and sample in one."""
    client = browser(scene.officer_a)
    address = f"/intake/counter/{scene.producer.pk}/"

    def work():
        form = {"kind": "main", "product": "", "name": "ผ้า", "group": scene.group.pk, "form_token": uuid.uuid4()}
        return client.post(address, form | {"sample-condition": "good", "sample-pieces": "1"})

    return work


DOORS = {
    "form": by_form,
    "counter": by_counter,
    "prefill": by_prefill,
    "undo": by_undo,
    "desk": by_screening_desk,
    "transfer": by_transfer,
}


def importing(scene, until):
    """The register comes in again and again meanwhile, with this very producer in it; returns how often."""
    row = {"รหัสทะเบียน OTOP": scene.producer.code, "ชื่อกลุ่ม/ผู้ผลิต": scene.producer.name, "อำเภอ": "เมืองสกลนคร", "ตำบล": ""}
    times = 0
    while not until.is_set():
        times += 1
        content = workbook(row | {"ชื่อผลิตภัณฑ์": f"ผ้าใหม่ {times}"})
        imported = actions.receive_import(content=content, file_name="ทะเบียน.xlsx", actor=scene.staff)
        actions.confirm_import(actions.report_import(imported), actor=scene.staff)
    return times


def samples(producer, until):
    most = 0
    while not until.wait(0.005):
        most = max(most, alive(producer))
    return most


def said(answer):
    """What an answer tells the person, in one line."""
    return re.sub(r"<[^>]+>|\s+", " ", unescape(answer.content.decode()))


def check(scene, answers, won):
    """Nobody met an error; who got a place has it; each of the others was told the clause."""
    assert [said(answer)[:200] for answer in answers if answer.status_code not in {200, 302, 422}] == []
    refused = [answer for answer in answers if answer.status_code != 302]
    assert len(answers) - len(refused) == won
    assert [said(answer)[:300] for answer in refused if SENTENCE not in said(answer)] == []
    assert alive(scene.producer) == 2
    assert invariants.broken() == {}


# -- the races ----------------------------------------------------------------------------------------------------


def test_two_main_entries_200_tries_by_20_threads_through_every_door(scene):
    """Twenty threads, ten tries each, at six doors, while the register comes in: two places, never three."""
    works = [door(scene) for door in islice(cycle(DOORS.values()), 20)]
    over = Signal()

    def contenders():
        try:
            return together(*[lambda work=work: tried(TRIES, work) for work in works])
        finally:
            over.set()

    answers, most, times = together(contenders, lambda: samples(scene.producer, over), lambda: importing(scene, over))
    check(scene, flat(answers), won=2)
    assert most == 2 and times >= 1
    assert sum(map(len, answers)) == 200


def test_two_main_entries_a_withdrawal_frees_one_place_once_for_all_doors(scene):
    first, _ = (
        actions.start_entry(
            producer=scene.producer, round=scene.round, actor=scene.officer_a, kind="main", name=name, group=scene.group
        )
        for name in ("หนึ่ง", "สอง")
    )
    works = [door(scene) for door in DOORS.values() for _ in range(2)]
    withdrawn, over = Signal(), Signal()

    def withdraw():
        time.sleep(0.2)
        answer = browser(scene.officer_a).post(f"/intake/entries/{first.pk}/withdraw/", {"reason": REASON})
        withdrawn.set()
        return answer

    def contender(work):
        before = tried(1, work)
        withdrawn.wait(20)
        return before + tried(4, work)

    def contenders():
        try:
            return flat(together(*[lambda work=work: contender(work) for work in works]))
        finally:
            over.set()

    answers, gone, most = together(contenders, withdraw, lambda: samples(scene.producer, over))
    assert gone.status_code == 302
    check(scene, answers, won=1)
    assert most == 2
    assert {entry.slot for entry in Entry.objects.filter(producer=scene.producer).alive()} == {1, 2}


def test_two_transfers_that_cross_both_arrive(scene):
    """Each wants the other's producer: both locks are taken in one order, so nobody waits for ever."""
    for _ in range(5):
        pair = [make_entry(make_producer(), scene.round, status="submitted") for _ in range(2)]
        answers = together(
            *[
                lambda mine=mine, other=other: actions.transfer_entry(
                    Entry.objects.get(pk=mine.pk), to=other.producer, actor=scene.staff, reason=REASON
                )
                for mine, other in (pair, pair[::-1])
            ]
        )
        assert [type(answer) for answer in answers] == [Entry, Entry]
        assert [Entry.objects.get(pk=row.pk).producer_id for row in pair] == [row.producer_id for row in pair[::-1]]


def test_one_entry_to_two_producers_goes_to_one(scene):
    entry = make_entry(make_producer(), scene.round, status="submitted")
    targets = [make_producer() for _ in range(4)]
    answers = together(
        *[
            lambda to=to: actions.transfer_entry(
                Entry.objects.get(pk=entry.pk), to=to, actor=scene.staff, reason=REASON, version=1
            )
            for to in targets
        ]
    )
    kinds = Counter(type(answer).__name__ for answer in answers)
    assert kinds == {"Entry": 1, "ValidationError": 3}
    assert {error.code for answer in answers if isinstance(answer, ValidationError) for error in answer.error_list} == {
        "moved_by_other"
    }
    assert Event.objects.filter(verb="ย้ายใบสมัคร").count() == 1


def test_a_withdrawal_undone_twenty_times_at_once_comes_back_once(scene):
    row = make_entry(scene.producer, scene.round, status="withdrawn")
    clients = [browser(scene.officer_a) for _ in range(20)]
    answers = together(
        *[
            lambda client=client: client.post(f"/intake/entries/{row.pk}/restore/", {"reason": REASON})
            for client in clients
        ]
    )
    assert Counter(answer.status_code for answer in answers) == {302: 1, 200: 19}
    assert Event.objects.filter(verb="ยกเลิกการถอน").count() == alive(scene.producer) == 1


def test_a_place_taken_past_the_lock_is_refused_with_the_clause(scene, monkeypatch):
    """A hand at the database took the place between the question and the write: still no word of a constraint."""
    out = make_entry(scene.producer, scene.round, status="withdrawn")
    for slot in (1, 2):
        make_entry(scene.producer, scene.round, status="submitted", slot=slot)
    for module in (places, entries):
        monkeypatch.setattr(module, "free_place", lambda producer, round: 2)
    answer = browser(scene.officer_a).post(f"/intake/entries/{out.pk}/restore/", {"reason": REASON})
    assert answer.status_code == 200 and SENTENCE in said(answer)
    other = make_entry(make_producer(), scene.round, status="submitted")
    with pytest.raises(ValidationError) as refused:
        actions.transfer_entry(other, to=scene.producer, actor=scene.staff, reason=REASON)
    assert set(codes_of_any([refused.value])) == {"two_main_entries"}


# -- the guard switched off -----------------------------------------------------------------------------------------


def test_control_without_lock_and_place_the_doors_let_too_many_in(scene, monkeypatch):
    """The count alone, with a pause before the write: on PostgreSQL undo and transfer let too many in.

    On SQLite the transaction is the lock: BEGIN IMMEDIATE lets one writer in.
    """
    free = iter(range(3, 100))
    Round.objects.filter(pk=scene.round.pk).update(max_entries=99)

    def counted(producer, round):
        living = used_places(producer, round)
        if len(living) >= 2:
            raise TWO_MAIN_ENTRIES.error(**limit_values(living, round))
        time.sleep(0.02)
        return next(free)

    for module in (common, places):
        monkeypatch.setattr(module, "lock_producer", lambda pk: Producer.objects.get(pk=pk))
    monkeypatch.setattr(places, "free_place", counted)
    most = 0
    for _ in range(3):
        scene.producer = make_producer()
        works = [door(scene) for door in (by_undo, by_transfer) for _ in range(5)]
        together(*[lambda work=work: tried(1, work) for work in works])
        most = max(most, alive(scene.producer))
    assert (most > 2) if ON_POSTGRESQL else (most == 2)
