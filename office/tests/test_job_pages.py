"""The page where a job is watched, the file that it made, and the admin's list of jobs."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone

from office.models import Job
from office.rules import SECRETARIES, JobStatus
from opc_site.testing import run_jobs
from opc_site.tests.test_thai_only import english

from .piecework import jobs as piecework
from .piecework.jobs import held_by_a_dead_worker, long_ago, pieces, start


def read(client, user, job, **headers) -> str:
    client.force_login(user)
    response = client.get(job.get_absolute_url(), **headers)
    assert response.status_code == 200
    return response.content.decode()


def test_the_page_says_how_far_the_job_is(cast, client):
    job = start(cast.officer_a)
    Job.objects.filter(pk=job.pk).update(
        status=JobStatus.RUNNING, worker="here:1", beat_at=timezone.now(), total=1500, done=1200
    )
    page = read(client, cast.officer_a, job)
    assert '<label for="job-bar" class="form-label">ทำแล้ว 1,200 จาก 1,500</label>' in page
    assert '<progress id="job-bar" class="job-bar" max="1500" value="1200">' in page
    assert 'hx-trigger="every 2s"' in page
    assert f'href="{job.get_absolute_url()}">ตรวจสอบอีกครั้ง' in page
    assert "หยุดงานนี้ไว้" in page


def test_what_is_asked_again_by_itself_is_the_piece_and_the_page_when_the_state_has_changed(cast, client):
    job = start(cast.officer_a)
    client.force_login(cast.officer_a)
    url, htmx = f"{job.get_absolute_url()}?shown=waiting", {"HTTP_HX_REQUEST": "true"}
    piece = client.get(url, **htmx)
    assert "job-bar" in piece.content.decode()
    assert "<html" not in piece.content.decode()
    run_jobs()
    assert client.get(url, **htmx).headers["HX-Refresh"] == "true"
    client.logout()
    assert client.get(url, **htmx).headers["HX-Refresh"] == "true"
    assert client.get(url).status_code == 302


@pytest.mark.parametrize("status", JobStatus.values)
def test_every_state_of_the_page_is_thai(cast, client, status):
    job = start(cast.officer_a)
    Job.objects.filter(pk=job.pk).update(
        status=status, worker="here:1", beat_at=timezone.now(), started_at=timezone.now(), finished_at=timezone.now()
    )
    for user in (cast.officer_a, cast.staff):
        page = read(client, user, job)
        assert english(page, {"officer-a", "staff"}) == []
        assert ("หยุดงานนี้ไว้" in page) == (status in Job.ACTIVE)
        assert ("ทำต่อจากที่ค้าง</button>" in page) == (status in {JobStatus.FAILED, JobStatus.STOPPED})
        assert ("hx-trigger" in page) == (status in Job.ACTIVE)


def test_who_waits_for_more_than_a_minute_is_told_what_to_do(cast, client):
    job = start(cast.officer_a)
    assert "งานจะเริ่มภายในไม่กี่วินาที" in read(client, cast.officer_a, job)
    Job.objects.update(waiting_since=timezone.now() - timedelta(seconds=61))
    assert "ตัวทำงานเบื้องหลังยังไม่ได้เปิด โปรดแจ้งผู้ดูแลระบบ" in read(client, cast.officer_a, job)

    earlier = held_by_a_dead_worker(cast.staff)
    Job.objects.filter(pk=earlier.pk).update(beat_at=timezone.now())  # the worker is busy elsewhere
    later = start(cast.officer_a)
    Job.objects.filter(pk=later.pk).update(waiting_since=timezone.now() - timedelta(seconds=61))
    assert "รอคิว มีงานก่อนหน้า 2 งาน" in read(client, cast.officer_a, later)
    long_ago()
    assert "ตัวทำงานเบื้องหลังไม่ตอบมากว่า 1 นาที" in read(client, cast.staff, earlier)


def test_the_buttons_stop_and_resume(cast, client):
    job = start(cast.officer_a)
    client.force_login(cast.officer_a)
    for act, status in (("stop", JobStatus.STOPPED), ("resume", JobStatus.WAITING), ("dance", JobStatus.WAITING)):
        assert client.post(job.get_absolute_url(), {"act": act}).headers["Location"] == job.get_absolute_url()
        job.refresh_from_db()
        assert job.status == status
    page = client.post(job.get_absolute_url(), {"act": "resume"}, follow=True).content.decode()
    assert "ทำต่อได้เฉพาะงานที่หยุดไว้หรือไม่สำเร็จ งานนี้รอทำ" in page


def test_the_file_is_for_whoever_sees_the_job_and_for_the_roles_of_its_kind(cast, client, kinds):
    job = start(cast.officer_a)
    run_jobs()
    url = reverse("jobs:job-result", args=[job.pk])

    def asks(user) -> int:
        client.force_login(user)
        return client.get(url).status_code

    client.force_login(cast.officer_a)
    file = client.get(url)
    assert file.content.decode() == "\n".join(pieces(3))
    assert file.headers["Content-Disposition"].startswith("attachment; filename*=utf-8''%E0%B8%9E")
    assert file.headers["Cache-Control"] == "no-store, private"
    assert file.headers["Content-Type"] == "text/csv"
    assert f'href="{url}"' in read(client, cast.officer_a, job)
    assert [asks(user) for user in (cast.staff, cast.officer_b, cast.member)] == [200, 404, 404]

    kinds(piecework.piecework, name="piecework", readers=SECRETARIES)
    assert [asks(user) for user in (cast.secretary, cast.staff, cast.officer_a)] == [200, 404, 404]
    assert f'href="{url}"' not in read(client, cast.staff, job)


def test_without_a_file_there_is_nothing_to_fetch(cast, client):
    job = start(cast.officer_a)
    client.force_login(cast.officer_a)
    assert client.get(reverse("jobs:job-result", args=[job.pk])).status_code == 404


@pytest.mark.parametrize(("spoil", "said"), [("change", "ไม่ใช่ไฟล์ที่งานทำไว้"), ("remove", "ไม่พบไฟล์ผลงานนี้")])
def test_a_spoilt_file_is_said_and_not_given(cast, client, spoil, said):
    job = start(cast.staff)
    run_jobs()
    job.refresh_from_db()
    path = Path(job.result.path)
    path.write_bytes(b"other bytes") if spoil == "change" else path.unlink()
    client.force_login(cast.staff)
    response = client.get(reverse("jobs:job-result", args=[job.pk]))
    assert response.status_code == 409
    assert said in response.content.decode()


def test_the_admin_stops_and_resumes(cast, client):
    job = start(cast.officer_a)
    client.force_login(cast.staff)
    for act, status in (("stop", JobStatus.STOPPED), ("resume", JobStatus.WAITING)):
        page = reverse("admin:office_job_act", args=[job.pk, act])
        assert client.get(page).status_code == 200
        assert client.post(page, {"confirm": "1", "reason": ""}).status_code == 302
        job.refresh_from_db()
        assert job.status == status


@pytest.mark.parametrize("name", ["changelist", "change", "history"])
def test_the_admins_pages_of_jobs_are_thai(cast, client, name):
    job = start(cast.officer_a)
    run_jobs()
    client.force_login(cast.staff)
    page = client.get(reverse(f"admin:office_job_{name}", args=[] if name == "changelist" else [job.pk]))
    assert english(page.content.decode(), {"officer-a", "staff"}) == []
