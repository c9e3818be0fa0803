"""The picture of a sample that has a problem: kept with the files of its entry, seen on the sample's page."""

import uuid

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from office.models import RoleGrant
from office.rules import Role
from opc_site.testing import make_entry, make_producer
from registrations import actions
from registrations.models import Sample, SampleMove, Upload

from .hostile_uploads import archive, jpeg, pdf
from .test_sample_pages import form, text_of


@pytest.fixture
def entry(cast, current_round):
    return make_entry(make_producer(), current_round, status="submitted", created_by=cast.officer_a)


@pytest.fixture
def officer(client, cast):
    client.force_login(cast.officer_a)
    return client


def send(client, entry, content=b"", name="แตก.jpg", **changes):
    body = form(condition="refused", note="ขวดแตก") | changes
    if content:
        body["picture"] = SimpleUploadedFile(name, content, "image/jpeg")
    return client.post(reverse("registrations:sample-receive", args=[entry.pk]), body, follow=True)


def photo_of(entry, actor, content=None, purpose="photo"):
    return actions.keep_upload(entry, content=content or jpeg(), file_name="ถ่าย.jpg", purpose=purpose, actor=actor)


def test_a_picture_sent_along_is_kept_and_seen(officer, entry, cast):
    token = str(uuid.uuid4())
    for _ in range(2):  # sent twice, it is one picture of one move
        page = send(officer, entry, jpeg(), token=token)
    upload, move = Upload.objects.get(), SampleMove.objects.get()
    assert (move.photo, move.state, upload.entry, upload.purpose) == (upload, "refused", entry, "photo")
    address = reverse("registrations:upload-file", args=[upload.pk])
    assert f'href="{address}"' in page.content.decode() and officer.get(address).status_code == 200
    RoleGrant.objects.create(user=cast.officer_a, role=Role.MEMBER)  # the picture is the key
    assert address not in officer.get(Sample.objects.get().get_absolute_url()).content.decode()


def test_a_picture_from_the_phone_is_chosen(officer, entry, cast):
    upload = photo_of(entry, cast.officer_a)
    page = officer.get(reverse("registrations:sample-receive", args=[entry.pk])).content.decode()
    assert f'<option value="{upload.pk}"' in page
    send(officer, entry, photo=upload.pk)
    assert SampleMove.objects.get().photo == upload


@pytest.mark.parametrize("content", [archive("program.exe"), b"not a picture", pdf()], ids=["zip", "text", "pdf"])
def test_what_is_no_picture_is_a_sentence_and_takes_nothing_in(officer, entry, content):
    page = text_of(send(officer, entry, content))
    assert "จุดที่ต้องแก้ไข" in page and not Sample.objects.exists() and not Upload.objects.exists()


@pytest.mark.parametrize("photo", ["x", "0", "999999999999999999999", "\x00"])
def test_a_choice_that_no_page_offers_is_a_sentence(officer, entry, cast, photo):
    photo_of(entry, cast.officer_a)
    page = text_of(send(officer, entry, photo=photo))
    assert "จุดที่ต้องแก้ไข" in page and "ภาพประกอบ" in page
    assert not Sample.objects.exists()


def test_photo_of_entry_is_held_by_the_act(entry, cast, current_round):
    other = make_entry(make_producer(), current_round, status="submitted", created_by=cast.officer_a)
    for photo in (photo_of(other, cast.staff), photo_of(entry, cast.staff, pdf(), "paper")):
        with pytest.raises(ValidationError) as refused:
            actions.receive_sample(entry, actor=cast.staff, condition="good", photo=photo, token=uuid.uuid4())
        assert refused.value.code == "photo_of_entry"


def test_a_picture_that_was_taken_out_is_not_led_to(officer, entry, cast):
    send(officer, entry, jpeg())
    actions.remove_upload(Upload.objects.get(), actor=cast.officer_a, reason="ผิดภาพ")
    assert "ดูภาพ" not in text_of(officer.get(Sample.objects.get().get_absolute_url()))
