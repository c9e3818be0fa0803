"""Many phones at the same moment: ten files are ten, and each is somebody's picture."""

import uuid

import pytest
from django.test import Client
from django.test.signals import template_rendered

from opc_site.testing import make_entry, make_producer
from registrations import actions
from registrations.actions import uploads
from registrations.models import Upload

from .test_photo_pages import file
from .test_races import codes, scene, together  # noqa: F401 -- a fixture
from .test_uploads import keep, on_disk

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def link(scene):  # noqa: F811
    return actions.open_photo_link(make_entry(make_producer(), scene.round), actor=scene.officer_a)


def test_ten_files_20_phones_on_one_link(link, settings, monkeypatch):
    monkeypatch.setattr(template_rendered, "send", lambda **kwargs: [])

    def phone():
        return Client(raise_request_exception=False).post(link.get_absolute_url(), {"picture": file()}).status_code

    answers = together(*[phone] * 20)
    assert sorted(answers) == [302] * 10 + [422] * 10
    assert sorted(Upload.objects.values_list("place", flat=True)) == list(range(1, 11))
    assert len(on_disk(settings)) == 20


def test_ten_files_hold_without_the_lock(link, settings, monkeypatch):
    """The negative control: without the lock of the entry the places collide, and the database still holds ten."""
    monkeypatch.setattr(uploads, "lock_entry", lambda entry: None)
    monkeypatch.setattr(
        uploads.District.objects, "select_for_update", lambda **how: uploads.District.objects.all(), raising=False
    )
    for _ in range(9):
        keep(link.entry, link=link)
    together(*[lambda: keep(link.entry, link=link)] * 6)
    assert Upload.objects.living().count() == 10 and len(on_disk(settings)) == 20


def test_upload_once_the_same_form_ten_times(link, settings):
    token = uuid.uuid4()
    answers = together(*[lambda: keep(link.entry, link=link, token=token)] * 10)
    assert codes(answers) == [] and len({row.pk for row in answers}) == 1
    assert Upload.objects.count() == 1 and len(on_disk(settings)) == 2


def test_one_photo_link_ten_officers_at_once(scene):  # noqa: F811
    entry = make_entry(make_producer(), scene.round)
    answers = together(*[lambda: actions.open_photo_link(entry, actor=scene.staff)] * 10)
    assert codes(answers) == [] and len({link.pk for link in answers}) == 1
