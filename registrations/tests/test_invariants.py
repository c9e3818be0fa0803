"""`manage.py invariants` is silent over a sound database, and names what is wrong in a broken one."""

import json

import pytest
from django.core.management import call_command
from django.db import connection

from office import invariants
from opc_site.testing import make_entry, make_producer
from opc_site.tests.scene import build_house
from registrations.models import EarlierStar, Entry, EntryCounter, StarList

pytestmark = pytest.mark.django_db


def test_a_whole_scene_is_sound(db, capsys):
    build_house()
    EntryCounter.objects.update(last=9999)
    broken = invariants.broken()
    # The scene is written past the acts: its certificates and samples may lack what the acts would have written.
    assert {code: rows for code, rows in broken.items() if code.startswith(("I", "entry", "star", "regis"))} == {}


def test_each_damage_is_named_with_its_code_and_the_command_ends_with_1(cast, current_round, capsys):
    """Damage that constraints do not see, as a restore or a hand at the database leaves it."""
    group = current_round.groups.get(code="TEXTILE")
    EntryCounter.objects.create(group=group, last=9000)
    producer, other = make_producer(), make_producer()
    entry = make_entry(producer, current_round, status="submitted")
    assert invariants.broken() == {}
    call_command("invariants")
    Entry.objects.filter(pk=entry.pk).update(product=other.products.get())
    late = make_entry(other, current_round, status="submitted", number="")
    EntryCounter.objects.update(last=0)
    row = StarList.objects.create(source="department", key="x", name="ก", year_be=2564, added_by=cast.staff)
    EarlierStar.objects.create(producer=producer, product_name="ผ้า", year_be=2564, level=3, star_list=row)
    StarList.objects.update(taken_back_at=entry.created_at)
    capsys.readouterr()
    with pytest.raises(SystemExit) as end:
        call_command("invariants", "--json")
    said = {one["code"]: one["broken"] for one in json.loads(capsys.readouterr().out)}
    assert end.value.code == 1
    assert said["entry-product"] == [f"entry {entry.pk} {entry.number}"]
    assert said["I5"] == [f"entry {late.pk} ร่าง", f"counter of group {group.pk}: 0 < {int(entry.number[-4:])}"]
    assert len(said["star-list"]) == 1 and said["I1"] == said["I13"] == []
    with pytest.raises(SystemExit):
        call_command("invariants")
    assert "ผิด  entry-product" in capsys.readouterr().out


def test_the_questions_are_few_however_many_rows(cast, current_round, django_assert_max_num_queries):
    for _ in range(3):
        make_entry(make_producer(), current_round, status="submitted")
    with django_assert_max_num_queries(90):
        invariants.broken()
    assert connection.in_atomic_block
