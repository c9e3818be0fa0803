"""`params`: pieces (how many), seconds (how long each takes)."""

import time
from collections.abc import Generator
from datetime import timedelta
from typing import Any

from django.utils import timezone

from office import jobs, journal
from office.models import Event, Job, User
from office.rules import JobStatus


def verbs_of(job: Job) -> list[str]:
    """What was done for a job, in the order of the doing."""
    written = Event.objects.about(job).filter(verb__startswith="ชิ้นที่").order_by("pk")
    return list(written.values_list("verb", flat=True))


@jobs.handler("piecework")
def piecework(job: Job) -> Generator[None, None, None]:
    wanted = pieces(job.params["pieces"])
    there = set(verbs_of(job))
    job.total, job.done = len(wanted), len(there)
    for verb in wanted:
        if verb in there:
            continue
        with job.piece():
            time.sleep(job.params.get("seconds", 0))
            journal.record(actor=None, verb=verb, target=job)
        yield
    job.keep_result("\n".join(wanted).encode(), f"{job.title}.csv")


def start(actor: User, kind: str = "piecework", title: str = "พิมพ์เกียรติบัตร", **params: float) -> Job:
    return jobs.start(kind, title, {"pieces": 3} | params, actor)


def pieces(count: int) -> list[str]:
    return [f"ชิ้นที่ {number}" for number in range(1, count + 1)]


def long_ago() -> None:
    """As if a minute and more had gone by without a sign of life."""
    Job.objects.filter(status=JobStatus.RUNNING).update(beat_at=timezone.now() - timedelta(seconds=61))


def held_by_a_dead_worker(actor: User, **fields: Any) -> Job:
    job = start(actor)
    fields = {"status": JobStatus.RUNNING, "worker": "gone:1", "lease": 1, "beat_at": timezone.now()} | fields
    Job.objects.filter(pk=job.pk).update(**fields)
    long_ago()
    job.refresh_from_db()
    return job
