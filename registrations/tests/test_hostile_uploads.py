"""The same files and rows through the pages: sent, read in the background, looked at, confirmed where they may be."""

import io

import pytest
from django.urls import reverse

from opc_site.testing import run_jobs
from registrations.models import Producer, RegisterImport
from registrations.rules import ImportStatus, LineKind

from .hostile_files import FILES, ROWS, Read, rows_file

NAMES = [
    "ทะเบียน.xlsx",
    "../../etc/passwd",
    "a\x00b.xlsx",
    "ก" * 300 + ".csv",
    "<script>.xlsm",
    ".",
    "..",
    "con.xlsx\r\nX: y",
]


def send(client, content: bytes, name: str = "ทะเบียน.xlsx"):
    file = io.BytesIO(content)
    file.name = name
    return client.post(reverse("registrations:import-new"), {"file": file})


def test_every_hostile_file_gets_its_verdict_through_the_pages(client, cast):
    client.force_login(cast.staff)
    wrong, answers = {}, []
    for name, (content, expected) in FILES.items():
        answer = send(client, content() if callable(content) else content)
        answers.append(answer.status_code)
        if answer.status_code == 200:  # refused at the door: nothing in it, or too much
            found = "empty" if "ว่างเปล่า" in answer.content.decode() else "unpacked_too_large"
        else:
            run_jobs()
            page = client.get(answer.url)
            answers.append(page.status_code)
            row = RegisterImport.objects.latest("pk")
            found = row.refusal_code or {row.counts[LineKind.REFUSED]: Read}
        good = expected if isinstance(expected, str) else {list(expected.rows.values()).count("refused"): Read}
        if found != good:
            wrong[name] = (found, good)
    assert wrong == {}
    assert {code for code in answers if code >= 500} == set()


def test_rows_are_told_on_the_page_and_the_good_ones_confirmed(client, cast):
    client.force_login(cast.staff)
    detail = send(client, rows_file()).url
    run_jobs()

    for kind in LineKind.values:
        assert client.get(detail, {"kind": kind, "page": "2"}).status_code == 200
    row = RegisterImport.objects.get()
    refused = sum(verdict == "refused" for _, verdict, _, _ in ROWS)
    warned = sum(verdict == "warn" for _, verdict, _, _ in ROWS)
    assert (row.counts[LineKind.REFUSED], row.counts[LineKind.WARNED]) == (refused, warned)
    assert client.get(reverse("registrations:import-returned", args=[row.pk])).status_code == 200

    client.post(detail, {"act": "confirm"})
    assert Producer.objects.count() == 0
    client.post(detail, {"act": "confirm", "only_good_rows": "on"})
    row.refresh_from_db()
    assert row.status == ImportStatus.CONFIRMED
    assert Producer.objects.count() == len(ROWS) - refused


@pytest.mark.parametrize("name", NAMES)
def test_no_name_of_a_file_breaks_a_page(client, cast, name):
    client.force_login(cast.staff)
    answer = send(client, rows_file(), name)
    assert answer.status_code in {200, 302}
    if answer.status_code == 302:
        assert client.get(answer.url).status_code == 200
    assert client.get(reverse("registrations:import-list")).status_code == 200
