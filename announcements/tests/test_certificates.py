"""Certificates: one for each published result, numbered without a gap however often the work is interrupted."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from announcements import actions, rules
from announcements.models import Announcement, Certificate, PublishedResult
from announcements.papers import certificate_paper
from documents.actions import cancel_paper
from documents.models import Paper, Register
from documents.tests.pdf import pages_of, pdf_text, says
from office import jobs
from office.models import Job
from opc_site.testing import make_signatory, run_jobs

from .scene import make_batch

DATED = date(2022, 6, 25)


@pytest.fixture
def register(db) -> Register:
    register, _ = Register.objects.update_or_create(code="certificate", defaults={"numbering": "given", "shares": None})
    return register


def publish(cast, round, levels) -> Announcement:
    batch = make_batch(round, cast.secretary, levels=levels)
    return actions.publish_results(batch, actor=cast.administrator)


@pytest.fixture
def results(cast, current_round, register) -> Announcement:
    return publish(cast, current_round, (5, 4, 3, None))


@pytest.fixture
def signatory(cast):
    return make_signatory()


def start(cast, results, signatory, scope="stars", dated=DATED) -> Job:
    return actions.start_certificates(results, scope=scope, dated=dated, signatory=signatory, actor=cast.administrator)


def numbers() -> list[int]:
    return sorted(int(paper.number) for paper in Paper.objects.filter(kind="certificate"))


# -- the job ----------------------------------------------------------------------------------------------------


def test_each_result_with_stars_gets_a_certificate_and_all_are_one_file(cast, results, signatory):
    job = start(cast, results, signatory)
    run_jobs()
    job.refresh_from_db()
    assert (job.status, job.done, job.total) == (Job.Status.DONE, 3, 3)
    assert numbers() == [1, 2, 3]
    certified = {row.result: row.paper for row in Certificate.objects.select_related("result", "paper")}
    assert {result.star_level for result in certified} == {3, 4, 5}
    for result, paper in certified.items():
        content = paper.stored_bytes()
        assert says(content, result.producer_name) and says(content, result.product_name)
        assert says(content, f"ได้รับการคัดสรร{result.outcome()}") and says(content, "๒๕ มิถุนายน พ.ศ. ๒๕๖๕")
        assert f"/v/{paper.token}/" in pdf_text(content)
        assert pages_of(content) == 1
    printed = job.result_bytes()
    assert pages_of(printed) == 3
    assert all(says(printed, result.producer_name) for result in certified)


def test_all_that_were_announced_may_get_one(cast, results, signatory):
    start(cast, results, signatory, scope="all")
    run_jobs()
    assert Certificate.objects.count() == 4
    without = Certificate.objects.get(result__star_level=None)
    assert says(without.paper.stored_bytes(), "ผ่านการคัดสรรระดับจังหวัด")


def test_a_job_that_is_stopped_in_the_middle_goes_on_without_a_gap_or_a_double(cast, results, signatory):
    job = start(cast, results, signatory, scope="all")
    jobs.work_once("first", leaving=lambda: Certificate.objects.count() == 2)
    assert Certificate.objects.count() == 2
    before = dict(Certificate.objects.values_list("result", "paper__sha256"))
    run_jobs()
    job.refresh_from_db()
    assert (job.status, job.done, job.total) == (Job.Status.DONE, 4, 4)
    assert numbers() == [1, 2, 3, 4]
    assert Certificate.objects.values("result").distinct().count() == 4
    after = dict(Certificate.objects.values_list("result", "paper__sha256"))
    assert {result: after[result] for result in before} == before


def test_a_worker_that_dies_within_a_piece_leaves_nothing_of_it(cast, results, signatory, monkeypatch):
    """Killed after the number was taken: the transaction is gone, and with it the number."""
    job = start(cast, results, signatory)
    keep, left = Certificate.objects.create, [True, False]

    def dies(**fields):
        if left.pop(0):
            return keep(**fields)
        raise RuntimeError("killed")

    monkeypatch.setattr(Certificate.objects, "create", dies)
    run_jobs()
    monkeypatch.undo()
    job.refresh_from_db()
    assert (job.status, numbers(), Certificate.objects.count()) == (Job.Status.FAILED, [1], 1)
    jobs.resume(job, actor=cast.administrator)
    run_jobs()
    job.refresh_from_db()
    assert (job.status, numbers()) == (Job.Status.DONE, [1, 2, 3])
    assert Paper.objects.filter(kind="certificate").exclude(certificate=None).count() == 3


def test_a_second_job_issues_none_twice_and_prints_the_file_anew(cast, results, signatory):
    start(cast, results, signatory)
    run_jobs()
    papers = set(Paper.objects.filter(kind="certificate").values_list("pk", flat=True))
    again = start(cast, results, signatory)
    run_jobs()
    again.refresh_from_db()
    assert set(Paper.objects.filter(kind="certificate").values_list("pk", flat=True)) == papers
    assert pages_of(again.result_bytes()) == 3


def test_a_cancelled_certificate_is_made_anew_under_the_next_number(cast, results, signatory):
    start(cast, results, signatory)
    run_jobs()
    wrong = Certificate.objects.order_by("pk").first()
    cancel_paper(wrong.paper, actor=cast.administrator, reason="พิมพ์ชื่อผิด")
    assert actions.certificate_counts(results)["certified"] == 2
    again = start(cast, results, signatory)
    run_jobs()
    again.refresh_from_db()
    wrong.refresh_from_db()
    assert numbers() == [1, 2, 3, 4]
    assert (wrong.paper.number, wrong.paper.status) == ("4", Paper.Status.ISSUED)
    assert Paper.objects.get(kind="certificate", number="1").status == Paper.Status.CANCELLED
    assert pages_of(again.result_bytes()) == 3


def test_numbers_go_on_where_the_office_has_come_to(cast, results, signatory, register):
    from documents.actions import set_last_number

    set_last_number(register, year_be=2565, last=40, actor=cast.administrator)
    start(cast, results, signatory)
    run_jobs()
    assert numbers() == [41, 42, 43]


def test_a_list_that_is_withdrawn_meanwhile_gets_no_more(cast, results, signatory):
    job = start(cast, results, signatory)
    actions.withdraw_announcement(results, actor=cast.administrator, reason="ผิด")
    run_jobs()
    job.refresh_from_db()
    assert job.status == Job.Status.FAILED and rules.CERTIFICATES_OF_PUBLISHED.text() in job.message
    assert not Certificate.objects.exists()


def test_a_signatory_who_is_gone_is_said(cast, results, signatory):
    job = start(cast, results, signatory)
    signatory.delete()
    run_jobs()
    job.refresh_from_db()
    assert job.status == Job.Status.FAILED and "ผู้ลงนาม" in job.message


# -- what is refused, and how --------------------------------------------------------------------------------------


def refusal(call) -> str:
    with pytest.raises(ValidationError) as caught:
        call()
    return caught.value.code if hasattr(caught.value, "code") else caught.value.error_list[0].code


def test_only_an_administrator_starts_it(cast, results, signatory):
    for who in (cast.staff, cast.secretary):
        with pytest.raises(ValidationError) as caught:
            actions.start_certificates(results, scope="all", dated=DATED, signatory=signatory, actor=who)
        assert caught.value.code == rules.ADMINISTRATOR_PUBLISHES.code
    assert not Job.objects.exists()


def test_a_register_whose_numbers_are_typed_gives_none(cast, results, signatory, register):
    Register.objects.update(numbering="typed")
    assert refusal(lambda: start(cast, results, signatory)) == rules.CERTIFICATES_NUMBERED.code
    Register.objects.all().delete()
    assert refusal(lambda: start(cast, results, signatory)) == rules.CERTIFICATES_NUMBERED.code


def test_a_signatory_without_authority_is_refused_before_anything_begins(cast, results):
    late = make_signatory(valid_from=date(2023, 1, 1))
    assert refusal(lambda: start(cast, results, late)) == "signatory_has_authority"
    assert not Job.objects.exists()


def test_nobody_to_certify_is_said(cast, current_round, register, signatory):
    results = publish(cast, current_round, (None, None))
    assert refusal(lambda: start(cast, results, signatory)) == rules.CERTIFICATES_FOR_SOMEBODY.code


def test_an_announcement_without_results_has_no_certificates(cast, results, signatory):
    Announcement.objects.filter(pk=results.pk).update(status="withdrawn")
    assert refusal(lambda: start(cast, results, signatory)) == rules.CERTIFICATES_OF_PUBLISHED.code


def test_a_result_has_one_certificate(cast, results, signatory):
    result = results.results.first()
    said = {"dated": DATED, "signatory": signatory, "actor": cast.administrator}
    first = actions.issue_certificate(result, **said)
    assert refusal(lambda: actions.issue_certificate(result, **said)) == rules.CERTIFICATE_ONCE.code
    assert numbers() == [1]
    other = Paper.objects.create(kind="certificate", subject="อีกฉบับ")
    with pytest.raises(IntegrityError), transaction.atomic():
        Certificate.objects.bulk_create([Certificate(result=result, paper=other)])
    with pytest.raises(IntegrityError), transaction.atomic():
        Certificate.objects.bulk_create([Certificate(result=results.results.last(), paper=first.paper)])


def test_who_may_not_work_on_papers_issues_none(cast, results, signatory):
    with pytest.raises((ValidationError, PermissionDenied)):
        actions.issue_certificate(results.results.first(), dated=DATED, signatory=signatory, actor=cast.officer_a)
    assert not Certificate.objects.exists()


# -- pages ------------------------------------------------------------------------------------------------------


@pytest.fixture
def certificates(cast, results, signatory) -> list[Certificate]:
    for result in results.results.all():
        actions.issue_certificate(result, dated=DATED, signatory=signatory, actor=cast.administrator)
    return list(Certificate.objects.select_related("result", "paper"))


def test_the_officer_opens_those_of_the_own_district_and_strangers_none(client, cast, certificates):
    first = certificates[0]
    pdf = reverse("announcements:certificate-pdf", args=[first.pk])
    page = reverse("announcements:certificate-list")
    for who, status in (
        (cast.officer_a, 200),
        (cast.officer_b, 404),
        (cast.member, 404),
        (cast.staff, 200),
        (cast.administrator, 200),
    ):
        client.force_login(who)
        for method in (client.get, client.head):
            assert method(pdf).status_code == status, who
    client.force_login(cast.officer_a)
    answer = client.get(pdf)
    assert answer.content == first.paper.stored_bytes() and "no-store" in answer.headers["Cache-Control"]
    assert client.get(page).content.decode().count("เปิด PDF") == 4
    assert client.get(page, {"q": first.result.entry_number}).content.decode().count("เปิด PDF") == 1
    client.force_login(cast.officer_b)
    assert "ยังไม่มีเกียรติบัตร" in client.get(page).content.decode()
    client.force_login(cast.member)
    assert client.get(page).status_code == 404
    client.logout()
    assert client.get(pdf).status_code == 302


def test_the_list_asks_as_much_for_three_as_for_one(client, cast, results, signatory):
    rows = list(results.results.all())
    client.force_login(cast.officer_a)

    def asked() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(reverse("announcements:certificate-list")).status_code == 200
        return len(captured)

    asked()
    counts = []
    for result in rows[:3]:
        actions.issue_certificate(result, dated=DATED, signatory=signatory, actor=cast.administrator)
        counts.append(asked())
    assert counts[0] == counts[2]


def test_the_public_list_of_results_leads_to_the_page_of_verification(client, certificates):
    page = client.get(reverse("announcements:result-round", args=[2565, 1])).content.decode()
    tokens = [certificate.paper.token for certificate in certificates]
    assert all(f'href="/v/{token}/"' in page for token in tokens)
    assert ".pdf" not in page
    Paper.objects.filter(pk=certificates[0].paper_id).update(status="cancelled")
    page = client.get(reverse("announcements:result-round", args=[2565, 1])).content.decode()
    assert sum(f'href="/v/{token}/"' in page for token in tokens) == len(tokens) - 1


def test_the_page_of_verification_tells_a_forged_star(client, certificates):
    certificate = next(row for row in certificates if row.result.star_level == 3)
    page = client.get(reverse("documents-public:verify", args=[certificate.paper.token])).content.decode()
    assert "ระดับ ๓ ดาว" in page and certificate.result.product_name in page


def test_an_administrator_starts_the_job_from_the_announcement(client, cast, results, signatory):
    address = reverse("admin:announcement-certificates", args=[results.pk])
    change = reverse("admin:announcements_announcement_change", args=[results.pk])
    for who, status in ((cast.staff, 404), (cast.secretary, 404), (cast.administrator, 200)):
        client.force_login(who)
        assert client.get(address).status_code == status
        assert (address in client.get(change).content.decode()) == (status == 200)
    page = client.get(address).content.decode()
    assert "4 ผลิตภัณฑ์" in page and "ได้ระดับดาว 3" in page
    said = {"scope": "stars", "dated_day": "25", "dated_month": "6", "dated_year": "2565", "signatory": signatory.pk}
    answer = client.post(address, said)
    job = Job.objects.get()
    assert (answer.status_code, answer.headers["Location"]) == (302, job.get_absolute_url())
    answer = client.post(address, said | {"dated_year": "2550"})
    assert answer.status_code == 200 and "ไม่มีอำนาจลงนาม" in answer.content.decode()


def test_the_page_says_where_the_register_is_set(client, cast, results, register):
    Register.objects.update(numbering="typed")
    client.force_login(cast.administrator)
    page = client.get(reverse("admin:announcement-certificates", args=[results.pk])).content.decode()
    assert reverse("admin:documents_register_change", args=["certificate"]) in page
    assert 'name="signatory"' not in page


def test_a_certificate_says_what_was_announced_and_nothing_else(cast, results):
    result = PublishedResult.objects.filter(star_level=5).get()
    context = certificate_paper(result)
    assert (context.to, context.product, context.district) == (
        result.producer_name,
        result.product_name,
        result.district_name,
    )
    assert context.missing() == [] and context.is_draft
    assert len(context.subject) <= 300
