"""Work outside the request: started by a person, done in durable pieces by `manage.py work`, resumed where it stood.

A room that has such work registers it in its own `jobs.py`:

    @handler("certificates")
    def run(job):
        entries = …                                     # all of them
        missing = …                                     # those that the database has no certificate of yet
        job.total, job.done = len(entries), len(entries) - len(missing)
        for entry in missing:
            content = render(entry)                     # what takes long, outside the transaction
            with job.piece():                           # a transaction that no other worker can be in
                keep(entry, content)
            yield                                       # one more is done
        job.keep_result(joined, "เกียรติบัตร.pdf")

The generator may end after any `yield` and be called anew at any time, by another process: that is why it asks the
database what is missing, and not the job.  `yield n` says that n pieces are done; a piece should take less than half a
minute, and `yield job.done` in the middle of a longer one says that the worker is alive.
"""

import logging
import time
from collections.abc import Callable, Generator
from dataclasses import dataclass
from datetime import datetime
from inspect import isgeneratorfunction
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import InterfaceError, OperationalError, connection, transaction
from django.utils import timezone
from django.utils.module_loading import autodiscover_modules

from thai.digits import thai_number

from . import journal
from .models import Job, LeaseLost, User
from .rules import ADMINISTRATORS, EVERYONE_INSIDE, JobStatus

log = logging.getLogger(__name__)

Run = Callable[[Job], Generator[int | None, None, None]]

# A row is written at most so often while its pieces go by; the last state always is.
SECONDS_BETWEEN_BEATS = 0.5
# On SQLite whoever waits to write looks again every 100 ms: after each beat there is a gap that they cannot miss.
SECONDS_FOR_OTHERS = 0.12
# A job that its worker has died of so often, without coming any further, is not tried again by itself.
MOST_TAKEOVERS = 3


class _StopAsked(Exception):
    """Somebody has asked the job to stop."""


# -- what can be done ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Handler:
    run: Run
    readers: frozenset[str]


HANDLERS: dict[str, Handler] = {}


def handler(kind: str, *, readers: frozenset[str] = EVERYONE_INSIDE) -> Callable[[Run], Run]:
    """Registers what does the jobs of a kind.

    readers: roles that may have the resulting file, among the people who see the job at all; a kind whose file shows
    scores names fewer than everyone.
    """

    def register(run: Run) -> Run:
        if kind in HANDLERS:
            raise ValueError(f"Two handlers are called {kind!r}.")
        if not isgeneratorfunction(run):
            raise ValueError(f"The handler of {kind!r} yields nothing, so it could neither show progress nor stop.")
        HANDLERS[kind] = Handler(run, readers)
        return run

    return register


def find_handler(kind: str) -> Handler | None:
    autodiscover_modules("jobs")
    return HANDLERS.get(kind)


def may_read_result(job: Job, user: User) -> bool:
    """Of a job that the user sees.  A kind that is no longer known is kept for administrators."""
    known = find_handler(job.kind)
    return user.has_role(*(known.readers if known else ADMINISTRATORS))


# -- what people do ---------------------------------------------------------------------------------------------


@transaction.atomic
def start(kind: str, title: str, params: dict[str, Any], actor: User) -> Job:
    """Puts a job into the queue; `job.get_absolute_url()` is the page where it is watched.

    params: plain JSON, for the handler.  It is kept with the job, so no secrets.
    """
    if find_handler(kind) is None:
        raise ValueError(f"No handler is called {kind!r}.")
    job = Job(kind=kind, title=title, params=params, created_by=actor)
    job.full_clean()
    job.save()
    journal.record(actor=actor, verb="สั่งงานเบื้องหลัง", target=job)
    return job


def _may_decide(job: Job, actor: User) -> None:
    if not Job.objects.for_user(actor).filter(pk=job.pk).exists():
        raise PermissionDenied


@transaction.atomic
def ask_to_stop(job: Job, *, actor: User, reason: str = "") -> None:
    """Stops a job that waits, or whose worker is dead; one at work stops after the piece in hand.

    What is done stays done.  Raises ValidationError when the job has ended already.
    """
    _may_decide(job, actor)
    row, now = Job.objects.select_for_update(no_key=True).get(pk=job.pk), timezone.now()
    if not row.is_active:
        raise ValidationError(f"งานนี้{row.get_status_display()} จึงหยุดไม่ได้แล้ว")
    if row.status == JobStatus.WAITING or row.seems_dead(now):
        row.status, row.finished_at = JobStatus.STOPPED, now
    elif row.stop_asked:
        raise ValidationError("มีผู้ขอให้หยุดงานนี้แล้ว งานจะหยุดเมื่อทำชิ้นที่กำลังทำอยู่เสร็จ")
    else:
        row.stop_asked = True
    row.save(update_fields=["status", "finished_at", "stop_asked"])
    journal.record(actor=actor, verb="หยุดงานเบื้องหลัง", target=row, reason=reason)
    job.refresh_from_db()


@transaction.atomic
def resume(job: Job, *, actor: User, reason: str = "") -> None:
    """Puts a stopped or failed job back into the queue; it goes on from what is done.

    Raises ValidationError for one that waits, runs or is done.
    """
    _may_decide(job, actor)
    row = Job.objects.select_for_update(no_key=True).get(pk=job.pk)
    if not row.may_resume:
        raise ValidationError(f"ทำต่อได้เฉพาะงานที่หยุดไว้หรือไม่สำเร็จ งานนี้{row.get_status_display()}")
    row.status, row.waiting_since, row.finished_at = JobStatus.WAITING, timezone.now(), None
    row.message, row.stop_asked, row.takeovers = "", False, 0
    row.save(update_fields=["status", "waiting_since", "finished_at", "message", "stop_asked", "takeovers"])
    journal.record(actor=actor, verb="ทำงานเบื้องหลังต่อ", target=row, reason=reason)
    job.refresh_from_db()


# -- what a person reads while waiting ------------------------------------------------------------------------------


def progress_of(job: Job) -> str:
    done, total = thai_number(job.done, "arabic"), thai_number(job.total, "arabic")
    if job.total:
        return f"ทำแล้ว {done} จาก {total}"
    if job.status == JobStatus.DONE:
        return "ไม่มีรายการที่ต้องทำ"
    if job.done:
        return f"ทำแล้ว {done}"
    return "ยังไม่เริ่ม" if job.started_at is None else "ยังไม่ทราบจำนวนทั้งหมด"


def notice_of(job: Job, at: datetime | None = None) -> str:
    """Why an active job does not go on, and what to do about it; "" while all is well."""
    at = at or timezone.now()
    if job.seems_dead(at):
        return (
            "ตัวทำงานเบื้องหลังไม่ตอบมากว่า 1 นาที สิ่งที่ทำเสร็จแล้วไม่หาย และงานจะทำต่อเองเมื่อตัวทำงานกลับมา "
            "หากยังไม่คืบหน้า โปรดแจ้งผู้ดูแลระบบ"
        )
    if job.status == JobStatus.RUNNING and job.stop_asked:
        return "ขอให้หยุดแล้ว งานจะหยุดเมื่อทำชิ้นที่กำลังทำอยู่เสร็จ"
    if job.status != JobStatus.WAITING:
        return ""
    # Any job's last beat is the worker's sign of life: it may be busy with another one.
    alive = Job.objects.filter(beat_at__gte=at - Job.PATIENCE).exists()
    if not alive and job.waiting_since < at - Job.PATIENCE:
        return "ตัวทำงานเบื้องหลังยังไม่ได้เปิด โปรดแจ้งผู้ดูแลระบบ งานนี้ไม่หาย และจะเริ่มเองเมื่อเปิดแล้ว"
    ahead = Job.objects.filter(status__in=Job.ACTIVE, pk__lt=job.pk).count()
    return f"รอคิว มีงานก่อนหน้า {ahead} งาน" if ahead else "งานจะเริ่มภายในไม่กี่วินาที"


# -- what the worker does ------------------------------------------------------------------------------------------


def work_once(worker: str, *, leaving: Callable[[], bool] = lambda: False) -> Job | None:
    """Takes one job that is due and works on it until it ends; None when there is none.

    leaving() is asked after each piece: once it says yes, the job goes back into the queue.  Raises OperationalError
    or InterfaceError when the database goes away in the middle; the job is due again when its last beat is old.
    """
    job = _claim(worker)
    if job is not None:
        began = time.monotonic()
        _work_on(job, leaving)
        job.refresh_from_db()
        log.info("Job %s (%s): %s, %s done, %.1f s", job.pk, job.kind, job.status, job.done, time.monotonic() - began)
    return job


def _claim(worker: str) -> Job | None:
    """The oldest job that is due, now held by this worker and by no other."""
    while True:
        now = timezone.now()
        due = Job.objects.due(now).order_by("pk")
        if not due.exists():  # asked without a transaction, which on SQLite would keep writers waiting
            return None
        with transaction.atomic():
            if connection.features.has_select_for_update_skip_locked:
                due = due.select_for_update(skip_locked=True, no_key=True)
            job = due.first()
            if job is None:
                return None
            # Where rows cannot be locked, of two workers one finds the row changed.
            as_found = Job.objects.filter(pk=job.pk, status=job.status, lease=job.lease)
            taken_over = job.status == JobStatus.RUNNING
            if taken_over and job.stop_asked:
                as_found.update(status=JobStatus.STOPPED, finished_at=now)
            elif taken_over and job.takeovers >= MOST_TAKEOVERS:
                message = (
                    f"ตัวทำงานเบื้องหลังหยุดกลางคันที่งานนี้ {MOST_TAKEOVERS + 1} ครั้งโดยไม่คืบหน้า "
                    "โปรดแจ้งผู้ดูแลระบบให้ตรวจบันทึกของเครื่อง แล้วจึงกดทำต่อ"
                )
                as_found.update(status=JobStatus.FAILED, finished_at=now, message=message)
            else:
                values = {
                    "status": JobStatus.RUNNING,
                    "worker": worker[:100],
                    "lease": job.lease + 1,
                    "takeovers": job.takeovers + taken_over,
                    "beat_at": now,
                    "started_at": job.started_at or now,
                }
                if as_found.update(**values):
                    for name, value in values.items():
                        setattr(job, name, value)
                    return job


def _work_on(job: Job, leaving: Callable[[], bool]) -> None:
    known = find_handler(job.kind)
    if known is None:
        log.error("Job %s: no handler is called %r.", job.pk, job.kind)
        _end(job, JobStatus.FAILED, "ระบบรุ่นที่เปิดอยู่ไม่มีวิธีทำงานชนิดนี้ โปรดแจ้งผู้ดูแลระบบ")
        return
    beat = _Beat(job)
    pieces = known.run(job)
    try:
        for done in pieces:
            job.done = job.done + 1 if done is None else done
            beat()
            if leaving():
                beat(at_once=True)  # who asked to stop wins over who only leaves
                _end(job, JobStatus.WAITING)
                return
    except LeaseLost:
        log.warning("Job %s: another worker has taken it over.", job.pk)
    except _StopAsked:
        _end(job, JobStatus.STOPPED)
    except ValidationError as error:
        _end(job, JobStatus.FAILED, " ".join(error.messages))
    except (OperationalError, InterfaceError):
        raise
    except Exception:  # the worker goes on with the next job whatever this one's handler has met
        log.exception("Job %s (%s) failed.", job.pk, job.kind)
        _end(
            job,
            JobStatus.FAILED,
            "ระบบขัดข้องระหว่างทำงานนี้ สิ่งที่ทำเสร็จแล้วไม่หาย โปรดลองกดทำต่อ หากยังไม่สำเร็จ โปรดแจ้งผู้ดูแลระบบ",
        )
    else:
        _end(job, JobStatus.DONE)
    finally:
        pieces.close()


class _Beat:
    """Saves how far a job is and that its worker lives, not too often; learns whether to go on."""

    def __init__(self, job: Job) -> None:
        self.job, self.done_at_first, self.last = job, job.done, time.monotonic()

    def __call__(self, *, at_once: bool = False) -> None:
        if not at_once and time.monotonic() - self.last < SECONDS_BETWEEN_BEATS:
            return
        self.last = time.monotonic()
        job = self.job
        values: dict[str, Any] = {**_progress(job), "beat_at": timezone.now()}
        if job.done > self.done_at_first:
            values["takeovers"] = 0
        if not job.held().filter(stop_asked=False).update(**values):
            raise _StopAsked if job.held().exists() else LeaseLost
        if connection.vendor == "sqlite":
            time.sleep(SECONDS_FOR_OTHERS)


def _progress(job: Job) -> dict[str, Any]:
    return {"done": job.done, "total": job.total, "message": job.message}


def _end(job: Job, status: str, message: str | None = None) -> None:
    """Writes the last state of a job that this worker still holds."""
    now = timezone.now()
    values: dict[str, Any] = {**_progress(job), "status": status, "beat_at": now}
    if message is not None:
        values["message"] = message
    if status == JobStatus.WAITING:
        values["waiting_since"] = now
    else:
        values["finished_at"] = now
    if status == JobStatus.DONE:
        values |= {name: getattr(job, name) for name in ("result_name", "result_sha256")}
        values |= {"result": job.result.name or "", "total": max(job.total, job.done)}
    if not job.held().update(**values):
        log.warning("Job %s: another worker has taken it over.", job.pk)
