"""Work outside the request: each piece once, whatever happens to the worker; and what a person reads meanwhile."""

import hashlib
import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings as project
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import call_command
from django.db import IntegrityError, OperationalError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from office import jobs
from office.management.commands import work
from office.models import Event, Job, LeaseLost
from office.rules import JobStatus
from opc_site.testing import run_jobs

from .piecework import jobs as piecework
from .piecework.jobs import held_by_a_dead_worker, long_ago, pieces, start

# -- from start to end --------------------------------------------------------------------------------------------


def test_a_job_is_done_piece_by_piece_and_keeps_its_file(cast):
    job = start(cast.staff)
    assert (job.status, jobs.progress_of(job)) == (JobStatus.WAITING, "ยังไม่เริ่ม")
    assert Event.objects.about(job).get().verb == "สั่งงานเบื้องหลัง"

    (ended,) = run_jobs()

    assert (ended.status, ended.done, ended.total) == (JobStatus.DONE, 3, 3)
    assert jobs.progress_of(ended) == "ทำแล้ว 3 จาก 3"
    assert piecework.verbs_of(job) == pieces(3)
    assert ended.result_bytes().decode() == "\n".join(pieces(3))
    assert ended.result_name == "พิมพ์เกียรติบัตร.csv"
    assert ended.result_sha256 == hashlib.sha256(ended.result_bytes()).hexdigest()
    assert ended.started_at <= ended.finished_at
    assert run_jobs() == []


def test_jobs_are_done_in_the_order_of_their_start(cast):
    asked = [start(cast.staff), start(cast.officer_a), start(cast.staff)]
    assert run_jobs() == asked


def test_a_kind_that_nobody_knows_is_not_started(cast):
    with pytest.raises(ValueError, match="no-such-kind"):
        jobs.start("no-such-kind", "งาน", {}, cast.staff)
    Job.objects.create(kind="of-an-older-version", title="งานเก่า", created_by=cast.staff)
    (ended,) = run_jobs()
    assert (ended.status, ended.message) == (
        JobStatus.FAILED,
        "ระบบรุ่นที่เปิดอยู่ไม่มีวิธีทำงานชนิดนี้ โปรดแจ้งผู้ดูแลระบบ",
    )


def test_two_handlers_of_one_name_and_one_without_pieces_are_refused():
    with pytest.raises(ValueError, match="Two handlers are called 'piecework'"):
        jobs.handler("piecework")(piecework.piecework)
    with pytest.raises(ValueError, match="yields nothing"):
        jobs.handler("all-at-once")(lambda job: None)


def test_progress_is_written_twice_a_second_at_most_and_the_last_state_always(cast, kinds):
    def run(job):
        yield from [None] * 500

    kinds(run)
    start(cast.staff, kind="test")
    with CaptureQueriesContext(connection) as asked:
        (ended,) = run_jobs()
    assert (ended.status, ended.done) == (JobStatus.DONE, 500)
    assert len([query for query in asked if query["sql"].startswith("UPDATE")]) <= 4


def test_a_handler_says_how_far_it_is_and_what_it_does(cast, kinds, monkeypatch):
    monkeypatch.setattr(jobs, "SECONDS_BETWEEN_BEATS", 0)
    seen = []

    def run(job):
        job.total, job.message = 100, "กำลังรวมไฟล์"
        for done in (40, 40, 90):
            yield done
            seen.append(Job.objects.values_list("done", "total", "message").get())

    kinds(run)
    start(cast.staff, kind="test")
    run_jobs()
    assert seen == [(done, 100, "กำลังรวมไฟล์") for done in (40, 40, 90)]


def test_the_same_file_is_kept_once_and_a_half_written_one_is_written_anew(cast):
    for _ in range(2):
        start(cast.staff)
    first, second = run_jobs()
    assert first.result.name == second.result.name
    path = Path(first.result.path)
    path.write_bytes(path.read_bytes()[:5])  # a worker was killed while it wrote
    start(cast.staff)
    (third,) = run_jobs()
    assert third.result.name == first.result.name
    assert third.result_bytes().decode() == "\n".join(pieces(3))


# -- failures -------------------------------------------------------------------------------------------------------


def test_a_refusal_ends_the_job_with_its_sentence_and_it_can_be_resumed(cast, kinds):
    refused = [True]

    def run(job):
        yield from piecework.piecework(job)
        if refused:
            raise ValidationError(["ยังไม่มีผู้ลงนาม", "โปรดเพิ่มผู้ลงนามก่อน"])

    kinds(run)
    job = start(cast.staff, kind="test")
    (ended,) = run_jobs()
    assert (ended.status, ended.message) == (JobStatus.FAILED, "ยังไม่มีผู้ลงนาม โปรดเพิ่มผู้ลงนามก่อน")
    assert (ended.done, ended.result.name) == (3, "")

    refused.clear()
    jobs.resume(job, actor=cast.staff)
    assert (job.status, job.message, job.finished_at) == (JobStatus.WAITING, "", None)
    (ended,) = run_jobs()
    assert (ended.status, piecework.verbs_of(job)) == (JobStatus.DONE, pieces(3))


def test_a_mistake_of_ours_ends_the_job_in_thai_and_the_log_has_the_rest(cast, kinds, caplog):
    def run(job):
        yield
        raise ZeroDivisionError("หารด้วยศูนย์")

    kinds(run)
    start(cast.staff, kind="test")
    start(cast.staff)
    with caplog.at_level(logging.ERROR, logger="office.jobs"):
        failed, next_one = run_jobs()
    assert failed.status == JobStatus.FAILED
    assert failed.message.startswith("ระบบขัดข้องระหว่างทำงานนี้")
    assert "ZeroDivision" not in failed.message
    assert "ZeroDivisionError: หารด้วยศูนย์" in caplog.text
    assert next_one.status == JobStatus.DONE


def test_a_piece_that_fails_leaves_nothing_of_itself(cast, kinds):
    def run(job):
        with job.piece():
            jobs.journal.record(actor=None, verb="ชิ้นที่ 1", target=job)
            raise ValidationError("ทำไม่ได้")
        yield

    kinds(run)
    job = start(cast.staff, kind="test")
    run_jobs()
    assert piecework.verbs_of(job) == []


# -- stop and resume ----------------------------------------------------------------------------------------------


def test_a_waiting_job_stops_at_once_and_goes_on_when_resumed(cast):
    job = start(cast.officer_a)
    jobs.ask_to_stop(job, actor=cast.officer_a)
    assert job.status == JobStatus.STOPPED
    assert run_jobs() == []
    jobs.resume(job, actor=cast.staff, reason="พร้อมแล้ว")
    (ended,) = run_jobs()
    assert ended.status == JobStatus.DONE
    assert list(Event.objects.about(job).exclude(actor=None).order_by("pk").values_list("verb", "actor", "reason")) == [
        ("สั่งงานเบื้องหลัง", cast.officer_a.pk, ""),
        ("หยุดงานเบื้องหลัง", cast.officer_a.pk, ""),
        ("ทำงานเบื้องหลังต่อ", cast.staff.pk, "พร้อมแล้ว"),
    ]


def test_a_job_at_work_stops_after_the_piece_in_hand_and_goes_on_from_there(cast, kinds, monkeypatch):
    monkeypatch.setattr(jobs, "SECONDS_BETWEEN_BEATS", 0)

    def run(job):
        for number, _ in enumerate(piecework.piecework(job), 1):
            if number == 2 and job.lease == 1:
                jobs.ask_to_stop(Job.objects.get(pk=job.pk), actor=cast.staff)
            yield

    kinds(run)
    job = start(cast.staff, kind="test", pieces=5)
    (ended,) = run_jobs()
    assert (ended.status, ended.done, piecework.verbs_of(job)) == (JobStatus.STOPPED, 2, pieces(2))

    jobs.resume(ended, actor=cast.staff)
    (ended,) = run_jobs()
    assert (ended.status, ended.done, piecework.verbs_of(job)) == (JobStatus.DONE, 5, pieces(5))


def test_what_has_ended_is_not_stopped_and_what_goes_on_is_not_resumed(cast):
    job = start(cast.staff)
    with pytest.raises(ValidationError, match="งานนี้รอทำ"):
        jobs.resume(job, actor=cast.staff)
    run_jobs()
    with pytest.raises(ValidationError, match="งานนี้เสร็จแล้ว จึงหยุดไม่ได้แล้ว"):
        jobs.ask_to_stop(job, actor=cast.staff)
    with pytest.raises(ValidationError, match="งานนี้เสร็จแล้ว"):
        jobs.resume(job, actor=cast.staff)


def test_a_stranger_neither_stops_nor_resumes(cast):
    job = start(cast.officer_a)
    for act in (jobs.ask_to_stop, jobs.resume):
        with pytest.raises(PermissionDenied):
            act(job, actor=cast.officer_b)


def test_a_job_whose_worker_is_dead_stops_at_once(cast):
    job = held_by_a_dead_worker(cast.staff)
    jobs.ask_to_stop(job, actor=cast.staff)
    assert job.status == JobStatus.STOPPED


def test_a_stop_that_the_dead_worker_did_not_hear_is_heard_by_the_next(cast):
    job = held_by_a_dead_worker(cast.staff, stop_asked=True)
    assert run_jobs() == []
    job.refresh_from_db()
    assert (job.status, piecework.verbs_of(job)) == (JobStatus.STOPPED, [])


def test_a_job_that_kills_its_workers_is_not_tried_for_ever(cast):
    job = held_by_a_dead_worker(cast.staff, takeovers=jobs.MOST_TAKEOVERS)
    assert run_jobs() == []
    job.refresh_from_db()
    assert job.status == JobStatus.FAILED
    assert "หยุดกลางคันที่งานนี้ 4 ครั้งโดยไม่คืบหน้า" in job.message
    jobs.resume(job, actor=cast.staff)
    assert job.takeovers == 0


def test_progress_forgives_the_takeovers(cast, monkeypatch):
    monkeypatch.setattr(jobs, "SECONDS_BETWEEN_BEATS", 0)
    held_by_a_dead_worker(cast.staff, takeovers=jobs.MOST_TAKEOVERS - 1)
    (ended,) = run_jobs()
    assert (ended.status, ended.takeovers, ended.lease) == (JobStatus.DONE, 0, 2)


# -- two workers ----------------------------------------------------------------------------------------------------


def test_a_worker_that_was_taken_for_dead_lets_go_and_spoils_nothing(cast, kinds):
    """It slept for more than a minute between two pieces; another worker has done the rest meanwhile."""
    others = []

    def run(job):
        for number, _ in enumerate(piecework.piecework(job), 1):
            if number == 2 and job.lease == 1:
                long_ago()
                others.append(jobs.work_once("second"))
            yield

    kinds(run)
    job = start(cast.staff, kind="test", pieces=4)
    ended = jobs.work_once("first")
    assert (ended.status, ended.worker, ended.done) == (JobStatus.DONE, "second", 4)
    assert others == [job]
    assert piecework.verbs_of(job) == pieces(4)


def test_no_piece_is_begun_by_who_does_not_hold_the_job(cast):
    job = held_by_a_dead_worker(cast.staff)
    Job.objects.filter(pk=job.pk).update(lease=2)
    with pytest.raises(LeaseLost), job.piece():
        pytest.fail("inside a piece of another worker's job")


def test_a_job_with_signs_of_life_is_left_to_its_worker(cast):
    job = held_by_a_dead_worker(cast.staff)
    Job.objects.filter(pk=job.pk).update(beat_at=timezone.now() - timedelta(seconds=50))
    assert run_jobs() == []


@pytest.mark.django_db(transaction=True)
def test_workers_side_by_side_never_hold_the_same_job(cast, kinds):
    taken, errors = Counter(), []

    def run(job):
        taken[job.pk] += 1
        yield from piecework.piecework(job)

    def worker(name):
        try:
            while jobs.work_once(name):
                pass
        except Exception as error:  # told in the test's own thread
            errors.append(error)
        finally:
            connection.close()

    kinds(run)
    asked = [start(cast.staff, kind="test", title=f"งาน {number}", pieces=2) for number in range(12)]
    threads = [threading.Thread(target=worker, args=[f"worker-{number}"]) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert errors == []
    assert taken == Counter({job.pk: 1 for job in asked})
    assert set(Job.objects.values_list("status", flat=True)) == {JobStatus.DONE}
    assert [piecework.verbs_of(job) for job in asked] == [pieces(2)] * 12


# -- real processes -------------------------------------------------------------------------------------------------


def database_url() -> str:
    """The test database, for another process."""
    database = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{database['NAME']}"
    where = f"{database['HOST']}:{database['PORT']}" if database["PORT"] else database["HOST"]
    return f"postgres://{database['USER']}@{where}/{database['NAME']}"


def start_worker(settings, *arguments: str) -> subprocess.Popen:
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "office.tests.worker_settings",
        "DATABASE_URL": database_url(),
        "DATA_DIR": str(Path(settings.MEDIA_ROOT).parent),
    }
    return subprocess.Popen(  # noqa: S603 -- our own program
        [sys.executable, str(project.BASE_DIR / "manage.py"), "work", *arguments],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def wait_for_pieces(job: Job, count: int, worker: subprocess.Popen) -> None:
    until = time.monotonic() + 60
    while len(piecework.verbs_of(job)) < count:
        assert worker.poll() is None, worker.communicate()[0]
        assert time.monotonic() < until, "the worker does nothing"
        time.sleep(0.05)


def end(worker: subprocess.Popen, timeout: int = 60) -> str:
    said, _ = worker.communicate(timeout=timeout)
    return said


@pytest.mark.django_db(transaction=True)
def test_a_killed_worker_is_followed_by_another_and_each_piece_is_done_once(cast, settings):
    job = start(cast.staff, pieces=12, seconds=0.2)
    killed = start_worker(settings)
    wait_for_pieces(job, 3, killed)
    os.kill(killed.pid, signal.SIGKILL)
    end(killed)
    job.refresh_from_db()
    assert (job.status, job.worker.endswith(f":{killed.pid}")) == (JobStatus.RUNNING, True)
    done = len(piecework.verbs_of(job))
    assert 3 <= done < 12

    second = start_worker(settings, "--until-empty")
    assert (second.wait(60), piecework.verbs_of(job)) == (0, pieces(done)), end(second)  # not yet: it may be alive
    end(second)
    long_ago()
    third = start_worker(settings, "--until-empty")
    said = end(third)
    assert third.returncode == 0, said

    job.refresh_from_db()
    assert (job.status, job.done, job.total, job.lease) == (JobStatus.DONE, 12, 12, 2), said
    assert piecework.verbs_of(job) == pieces(12)
    assert job.result_bytes().decode() == "\n".join(pieces(12))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_worker_that_is_told_to_end_puts_its_job_back(cast, settings, number):
    job = start(cast.staff, pieces=30, seconds=0.1)
    worker = start_worker(settings)
    wait_for_pieces(job, 2, worker)
    worker.send_signal(number)
    said = end(worker, timeout=20)
    job.refresh_from_db()
    assert (worker.returncode, job.status) == (0, JobStatus.WAITING), said
    assert job.done == len(piecework.verbs_of(job)) < 30
    assert "Traceback" not in said

    Job.objects.update(params={"pieces": 30})
    (ended,) = run_jobs()
    assert (ended.status, piecework.verbs_of(job)) == (JobStatus.DONE, pieces(30))


@pytest.mark.django_db(transaction=True)
def test_others_can_write_while_a_job_writes_without_a_pause(cast, settings):
    """On SQLite one writes at a time, and who waits looks only now and then: the worker leaves them a gap."""
    job = start(cast.staff, pieces=150, seconds=0.1)
    worker = start_worker(settings)
    wait_for_pieces(job, 2, worker)
    began = time.monotonic()
    jobs.ask_to_stop(job, actor=cast.staff)
    waited = time.monotonic() - began
    worker.terminate()
    said = end(worker)
    assert waited < 5, said
    job.refresh_from_db()
    assert job.status in {JobStatus.STOPPED, JobStatus.WAITING}


# -- the command ----------------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_work_once_does_one_job_and_until_empty_all(cast):
    for _ in range(3):
        start(cast.staff)
    call_command("work", "--once")
    assert Job.objects.filter(status=JobStatus.DONE).count() == 1
    call_command("work", "--until-empty")
    assert Job.objects.filter(status=JobStatus.DONE).count() == 3


@pytest.mark.django_db(transaction=True)
def test_a_database_that_is_away_is_waited_for(cast, monkeypatch, caplog):
    start(cast.staff)
    away, before = iter([OperationalError("gone"), OperationalError("gone")]), jobs.work_once

    def work_once(*arguments, **options):
        for error in away:
            raise error
        return before(*arguments, **options)

    monkeypatch.setattr(jobs, "work_once", work_once)
    monkeypatch.setattr(work, "SECONDS_BETWEEN_LOOKS", 0)
    with caplog.at_level(logging.INFO, logger="office.management.commands.work"):
        call_command("work", "--until-empty")
    assert Job.objects.get().status == JobStatus.DONE
    said = [record.getMessage() for record in caplog.records if record.name == work.__name__]
    assert [words.partition(";")[0] for words in said] == [
        "The database does not answer",
        "The database answers again.",
    ]


def test_a_database_that_goes_away_in_the_middle_leaves_the_job_to_the_next_look(cast, kinds):
    gone = [True]

    def run(job):
        yield from piecework.piecework(job)
        if gone:
            gone.clear()
            raise OperationalError("server closed the connection")

    kinds(run)
    job = start(cast.staff, kind="test")
    with pytest.raises(OperationalError):
        jobs.work_once("first")
    job.refresh_from_db()
    assert job.status == JobStatus.RUNNING
    long_ago()
    (ended,) = run_jobs()
    assert (ended.status, piecework.verbs_of(job)) == (JobStatus.DONE, pieces(3))


# -- the database's own word ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"status": "lost"}, "job_status_known"),
        ({"status": "running"}, "job_running_is_held"),
        ({"status": "running", "beat_at": timezone.now()}, "job_running_is_held"),
        ({"result": "jobs/ab/cd", "result_sha256": "ab"}, "job_result_when_done"),
        ({"status": "done", "result": "jobs/ab/cd"}, "job_result_when_done"),
    ],
)
def test_past_python_the_database_refuses(cast, fields, name):
    job = Job(kind="test", title="งาน", created_by=cast.staff, **fields)
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Job.objects.bulk_create([job])
