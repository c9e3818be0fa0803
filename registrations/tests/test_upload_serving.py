"""A file of an entry is there for those who see the entry, and for nobody else, by any method; T15 of the threats."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from opc_site.testing import make_entry, make_producer
from registrations import actions

from .hostile_uploads import drawn, jpeg, pdf
from .test_uploads import keep

ASKED = [
    ("get", {}),
    ("head", {}),
    ("get", {"Range": "bytes=0-99"}),
    ("head", {"Range": "bytes=0-0"}),
    ("get", {"If-None-Match": "*"}),
    ("get", {"If-Modified-Since": "Fri, 01 Jan 2038 00:00:00 GMT"}),
    ("get", {"If-Range": "x", "Range": "bytes=-1"}),
    ("post", {}),
    ("put", {}),
    ("delete", {}),
    ("options", {}),
    ("patch", {}),
]


@pytest.fixture
def entry(current_round):
    return make_entry(make_producer(), current_round)


@pytest.fixture
def photo(cast, entry):
    return keep(entry, cast.officer_a, jpeg(drawn(640, 620)))


def asked(client, method, address, headers):
    """All that a stranger could tell two answers by."""
    response = getattr(client, method)(address, headers=headers)
    # the sign-out button carries a token that is masked anew in each answer
    body = re.sub(rb'name="csrfmiddlewaretoken" value="\w+"', b"", response.content)
    return response.status_code, sorted(response.headers.items()), body


@pytest.mark.parametrize("name", ["upload-file", "upload-thumb"])
@pytest.mark.parametrize("who", [None, "officer_b", "member"])
def test_t15_a_stranger_gets_what_an_unknown_number_gets(cast, photo, name, who):
    client = Client()
    if who:
        client.force_login(getattr(cast, who))
    theirs = reverse(f"registrations:{name}", args=[photo.pk])
    nobodys = reverse(f"registrations:{name}", args=[photo.pk + 1])
    for method, headers in ASKED:
        denied = asked(client, method, theirs, headers)
        assert denied[0] == (404 if method in {"get", "head"} else 405), (method, headers)
        assert denied == asked(client, method, nobodys, headers)


@pytest.mark.parametrize("who", ["officer_a", "staff", "secretary", "administrator"])
def test_t15_those_who_see_the_entry_get_it_whole_each_time(cast, photo, who):
    client = Client()
    client.force_login(getattr(cast, who))
    for method, headers in ASKED[:7]:
        response = getattr(client, method)(photo.get_absolute_url(), headers=headers)
        assert response.status_code == 200
        assert response.content == (photo.read() if method == "get" else b"")
        assert "ETag" not in response.headers and response["Accept-Ranges"] == "none"


def test_t16_a_picture_is_looked_at_and_runs_nothing(cast, photo):
    client = Client()
    client.force_login(cast.officer_a)
    response = client.get(photo.get_absolute_url())
    assert response["Content-Type"] == "image/jpeg"
    assert response["Content-Disposition"].startswith("inline; filename*=utf-8''")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert response["Cache-Control"] == "no-store, private"
    thumb = client.get(reverse("registrations:upload-thumb", args=[photo.pk]))
    assert (thumb["Content-Type"], thumb.content) == ("image/jpeg", photo.read_thumb())


def test_t16_a_paper_is_saved_under_its_own_name(cast, entry):
    row = keep(entry, cast.officer_a, pdf(), purpose="paper", file_name='ใบ"รับรอง".pdf')
    client = Client()
    client.force_login(cast.officer_a)
    response = client.get(row.get_absolute_url())
    assert (response["Content-Type"], response.content[:5]) == ("application/pdf", b"%PDF-")
    assert response["Content-Disposition"].startswith("attachment; ")
    assert client.get(reverse("registrations:upload-thumb", args=[row.pk])).status_code == 404


def test_t15_rights_are_asked_at_each_request(cast, photo):
    client = Client()
    client.force_login(cast.officer_a)
    assert client.get(photo.get_absolute_url()).status_code == 200
    cast.officer_a.grants.all().delete()
    assert client.get(photo.get_absolute_url()).status_code == 404


def test_a_file_that_was_taken_out_is_nobodys(cast, photo):
    actions.remove_upload(photo, actor=cast.officer_a, reason="ภาพซ้ำ")
    client = Client()
    client.force_login(cast.administrator)
    assert client.get(photo.get_absolute_url()).status_code == 404


def test_f24_a_byte_that_changed_is_said_and_not_handed_out(cast, photo, settings):
    path = settings.MEDIA_ROOT / photo.file.name
    content = bytearray(path.read_bytes())
    content[500] ^= 1
    path.chmod(0o600)
    path.write_bytes(content)
    client = Client()
    client.force_login(cast.officer_a)
    response = client.get(photo.get_absolute_url())
    assert response.status_code == 409 and "เสียหายหรือหายไปจากที่เก็บ" in response.content.decode()


def test_f17_a_file_that_is_gone_is_said(cast, photo, settings):
    for path in (settings.MEDIA_ROOT / "uploads").iterdir():
        path.unlink()
    client = Client()
    client.force_login(cast.officer_a)
    assert client.get(photo.get_absolute_url()).status_code == 409
    assert client.get(reverse("registrations:upload-thumb", args=[photo.pk])).status_code == 404


def test_the_bytes_are_not_reached_by_their_own_address(cast, photo, settings):
    client = Client()
    client.force_login(cast.administrator)
    for address in (f"/media/{photo.file.name}", f"/static/{photo.file.name}", f"/{photo.file.name}"):
        assert client.get(address).status_code == 404
    assert (settings.MEDIA_ROOT / photo.file.name).stat().st_mode & 0o077 == 0
