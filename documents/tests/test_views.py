"""The register of papers and the stored files: who sees them, and what a changed file looks like."""

from urllib.parse import unquote

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from documents.models import Paper
from opc_site.testing import make_signatory

from .test_actions import approved, draft, issue


@pytest.fixture
def paper(cast):
    return issue(approved(cast), make_signatory(), cast.staff)


def address(paper):
    return reverse("documents:paper-pdf", args=[paper.pk])


def test_a_reprint_is_the_stored_bytes(client, cast, paper):
    client.force_login(cast.staff)
    response = client.get(address(paper))
    assert response.status_code == 200
    assert response.content == paper.stored_bytes()
    assert response["Content-Type"] == "application/pdf"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in response["Cache-Control"]
    assert response["Content-Disposition"].startswith("inline")
    assert "คำสั่ง 1234-2565 แต่งตั้งคณะกรรมการดำเนินการคัดสรร" in unquote(response["Content-Disposition"])


def test_strangers_get_404_and_the_anonymous_are_asked_to_sign_in(client, cast, paper):
    assert client.get(address(paper)).status_code == 302
    for stranger in (cast.officer_a, cast.member):
        client.force_login(stranger)
        assert client.get(address(paper)).status_code == 404


def test_a_draft_has_no_file(client, cast):
    client.force_login(cast.staff)
    assert client.get(address(draft(cast))).status_code == 404


def test_a_changed_file_is_said_not_shown(client, cast, paper):
    with open(paper.pdf.path, "wb") as file:
        file.write(b"%PDF-1.7 another")
    client.force_login(cast.staff)
    response = client.get(address(paper))
    assert response.status_code == 409
    assert "ไม่ตรงกับฉบับที่ออกไว้" in response.content.decode()
    assert "no-store" in response["Cache-Control"]


def test_the_register_asks_the_same_number_of_questions_for_one_and_three(
    client, cast, paper, django_assert_num_queries
):
    client.force_login(cast.staff)
    page = reverse("admin:documents_paper_changelist")
    with CaptureQueriesContext(connection) as one:
        assert client.get(page).status_code == 200
    signatory = make_signatory(name="นางอีกคน หนึ่ง")
    for number in ("2", "3"):
        issue(approved(cast), signatory, cast.staff, number=number)
    with CaptureQueriesContext(connection) as three:
        text = client.get(page).content.decode()
    assert len(one) == len(three)
    assert "1234/2565" in text and "25 มี.ค. 2565" in text


def test_papers_are_cancelled_in_the_register_with_a_reason(client, cast, paper):
    client.force_login(cast.administrator)
    page = reverse("admin:documents_paper_act", args=[paper.pk, "cancel"])
    client.post(page, {"confirm": "1", "reason": ""})
    paper.refresh_from_db()
    assert paper.status == Paper.Status.ISSUED
    client.post(page, {"confirm": "1", "reason": "พิมพ์ผิด"})
    paper.refresh_from_db()
    assert paper.status == Paper.Status.CANCELLED


def test_nothing_is_typed_in_the_register(client, cast, paper):
    client.force_login(cast.administrator)
    assert client.get(reverse("admin:documents_paper_add")).status_code in {403, 404}
    page = client.get(reverse("admin:documents_paper_change", args=[paper.pk]))
    assert page.status_code == 200
    assert 'name="_save"' not in page.content.decode()
