"""Rows that tests of publicity start from: announcements in each state, and a proposed batch of results."""

from datetime import datetime
from typing import Any

from django.utils import timezone

from announcements.models import Announcement
from office.models import User
from opc_site.testing import make_entry, make_producer
from registrations.models import Entry
from rounds.models import Round
from scoring.models import Result, ResultBatch

# A score that no public answer may hold, however it is written.
CANARY = "87.65"
CANARIES = (CANARY, "๘๗.๖๕", "1753/20", "8765")


def make_announcement(round: Round, *, status: str = Announcement.Status.PUBLISHED, **fields: Any) -> Announcement:
    """A row in the given state, written past the actions (which have tests of their own)."""
    fields = {
        "kind": Announcement.Kind.CALL,
        "title": "รับสมัครผลิตภัณฑ์เข้ารับการคัดสรร",
        "body": "ขอเชิญผู้ผลิต ผู้ประกอบการ OTOP สมัครเข้ารับการคัดสรร",
        "published_at": None if status == Announcement.Status.DRAFT else timezone.now(),
    } | fields
    return Announcement.objects.create(round=round, status=status, **fields)


def make_batch(
    round: Round, proposer: User, *, levels: tuple[int | None, ...] = (None, None, None), names: tuple[str, ...] = ()
) -> ResultBatch:
    """A proposed batch with one settled entry for each level, each of a producer of its own."""
    number = ResultBatch.objects.filter(round=round).count() + 1
    batch = ResultBatch.objects.create(round=round, number=number, proposed_by=proposer)
    for place, level in enumerate(levels):
        fields = {"name": names[place]} if place < len(names) else {}
        entry = make_entry(make_producer(), round, status=Entry.Status.SCREENED_IN, created_by=proposer, **fields)
        Result.objects.create(
            entry=entry,
            batch=batch,
            points=CANARY,
            exact="1753/20",
            max_points=100,
            section_points={"ก": CANARY},
            sheets_count=3,
            star_level=level,
        )
    return batch


def tick(moment: datetime, seconds: int) -> datetime:
    return timezone.datetime.fromtimestamp(moment.timestamp() + seconds, tz=moment.tzinfo)
