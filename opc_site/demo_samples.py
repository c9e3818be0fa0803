"""Samples of the demo: most of what was handed in lies somewhere, some has gone back, and some needs a hand."""

import random
import uuid
from datetime import timedelta

from django.utils import timezone

from office.models import User
from registrations import actions
from registrations.models import Entry
from rounds.models import Round
from rounds.rules import GroupCode

ALLERGENS = ("ถั่วลิสง", "นม", "แป้งสาลี", "กุ้ง", "")
STORES = ("ห้องเย็น", "ห้องประชุมชั้น 2 ตู้ 1", "ห้องประชุมชั้น 2 ตู้ 2")
PROBLEMS = ("ฉลากหลุด", "กล่องบุบ", "ขาดหนึ่งชิ้นจากที่แจ้ง")
SAMPLES = 60


def make_samples(round: Round, *, chance: random.Random, users: dict[str, User]) -> None:
    """Takes in the samples of some entries, each by its district, and moves them on as a round would."""
    rows = Entry.objects.filter(round=round).exclude(number="").alive().order_by("pk")
    entries = list(rows.select_related("producer", "group", "round"))
    today, staff = timezone.localdate(), users["staff"]
    for entry in chance.sample(entries, min(SAMPLES, len(entries))):
        eaten = entry.group.code in {GroupCode.FOOD, GroupCode.DRINK}
        problem = chance.random() < 0.1
        sample = actions.receive_sample(
            entry,
            actor=users[f"district{entry.producer.district_id}"],
            condition="small_problem" if problem else "good",
            note=chance.choice(PROBLEMS) if problem else "",
            pieces=chance.randint(1, 6),
            keep_cool=eaten and chance.random() < 0.3,
            best_before=today + timedelta(days=chance.randint(-2, 90)) if eaten else None,
            allergens=chance.choice(ALLERGENS) if eaten else "",
            token=_token(chance),
        )
        for to, place in _way(chance):
            actions.move_sample(sample, actor=staff, to=to, place=place, token=_token(chance))


def _way(chance: random.Random) -> list[tuple[str, str]]:
    """How far a sample has come; always a beginning of the same way."""
    way = [
        ("in_transit", f"รถตู้ {chance.randint(1, 3)}"),
        ("in_store", chance.choice(STORES)),
        ("on_table", f"โต๊ะ {chance.randint(1, 5)}"),
    ]
    return way[: chance.choice((0, 0, 1, 2, 2, 2, 3))]


def _token(chance: random.Random) -> uuid.UUID:
    return uuid.UUID(int=chance.getrandbits(128), version=4)
