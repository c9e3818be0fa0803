"""A corrected provincial paper stands instead of the one issued before, and the public page says the same."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from announcements import actions, rules
from documents.models import Paper
from documents.tests.pdf import says
from office.models import Event
from opc_site.testing import make_signatory

from .scene import make_announcement


@pytest.fixture
def signatory(cast):
    return make_signatory()


@pytest.fixture
def issued(cast, current_round, signatory):
    announcement = make_announcement(current_round)
    return actions.issue_announcement_paper(
        announcement, number="12", dated=date(2022, 5, 1), signatory=signatory, actor=cast.staff
    )


def correct(announcement, actor, signatory, **changes):
    said = {
        "title": "รับสมัครผลิตภัณฑ์ (ขยายเวลา)",
        "body": "ขยายเวลารับสมัครถึงวันที่ 20 พฤษภาคม 2565",
        "reason": "ขยายเวลารับสมัคร",
        "number": "13",
        "dated": date(2022, 5, 10),
        "signatory": signatory,
    }
    return actions.correct_announcement_paper(announcement, actor=actor, **said | changes)


def test_the_new_paper_names_the_old_one_which_is_out_of_force(cast, issued, signatory):
    old = issued.paper
    correct(issued, cast.administrator, signatory)
    issued.refresh_from_db()
    old.refresh_from_db()
    assert (old.status, issued.paper.status) == (Paper.Status.REPLACED, Paper.Status.ISSUED)
    assert issued.paper.replaces == old and issued.paper.number == "13"
    assert issued.title == "รับสมัครผลิตภัณฑ์ (ขยายเวลา)"
    content = issued.paper.stored_bytes()
    assert says(content, "ขยายเวลารับสมัครถึงวันที่ ๒๐ พฤษภาคม ๒๕๖๕")
    assert old.stored_bytes() != content
    event = Event.objects.about(issued).get(verb="ออกประกาศฉบับแก้ไข")
    assert event.reason == "ขยายเวลารับสมัคร" and event.before["title"] == "รับสมัครผลิตภัณฑ์เข้ารับการคัดสรร"


def test_the_public_reads_the_corrected_words_and_file(client, cast, issued, signatory):
    correct(issued, cast.administrator, signatory)
    page = client.get(issued.get_absolute_url()).content.decode()
    assert "ขยายเวลารับสมัครถึงวันที่" in page
    pdf = client.get(reverse("announcements:announcement-pdf", args=[issued.pk]))
    issued.refresh_from_db()
    assert pdf.content == issued.paper.stored_bytes()


def test_a_correction_can_be_corrected(cast, issued, signatory):
    correct(issued, cast.administrator, signatory)
    correct(issued, cast.administrator, signatory, number="14", dated=date(2022, 5, 11))
    assert issued.paper.number == "14"
    assert Paper.objects.filter(status=Paper.Status.REPLACED).count() == 2


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"reason": " "}, rules.WITHDRAWAL_EXPLAINED.code),
        ({"body": " "}, rules.PUBLICISED.code),
        ({"number": "12"}, "paper_number_once_per_year"),
    ],
)
def test_what_is_refused_changes_nothing(cast, issued, signatory, changes, code):
    with pytest.raises(ValidationError) as caught:
        correct(issued, cast.administrator, signatory, **changes)
    assert caught.value.code == code
    issued.refresh_from_db()
    assert (issued.title, issued.paper.status) == ("รับสมัครผลิตภัณฑ์เข้ารับการคัดสรร", Paper.Status.ISSUED)
    assert Paper.objects.count() == 1


def test_only_an_administrator_corrects_what_the_public_reads(cast, issued, signatory):
    with pytest.raises(ValidationError) as caught:
        correct(issued, cast.staff, signatory)
    assert caught.value.code == rules.ADMINISTRATOR_PUBLISHES.code


def test_without_an_issued_paper_there_is_nothing_to_correct(cast, current_round, signatory):
    with pytest.raises(ValidationError) as caught:
        correct(make_announcement(current_round), cast.administrator, signatory)
    assert caught.value.code == rules.CORRECTS_ISSUED_PAPER.code


def test_the_page_asks_for_words_and_reason(client, cast, issued, signatory):
    address = reverse("admin:announcement-correct", args=[issued.pk])
    client.force_login(cast.staff)
    assert client.get(address).status_code == 404
    client.force_login(cast.administrator)
    change = client.get(reverse("admin:announcements_announcement_change", args=[issued.pk])).content.decode()
    assert address in change
    page = client.get(address).content.decode()
    assert issued.body in page and "ที่ 12/2565" in page
    said = {"title": "แก้ไข", "body": "ใหม่", "number": "13", "signatory": signatory.pk}
    said |= {"dated_day": "10", "dated_month": "5", "dated_year": "2565"}
    assert "จำเป็น" in client.post(address, said).content.decode() or issued.paper.status == "issued"
    answer = client.post(address, said | {"reason": "พิมพ์ผิด"})
    assert answer.status_code == 302
    issued.refresh_from_db()
    assert issued.paper.number == "13"
