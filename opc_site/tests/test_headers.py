"""Every answer carries the strict headers, errors and files included; and the first view of a public page is small."""

import gzip
import re

import pytest
from django.contrib.staticfiles import finders
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import include, path

from announcements.models import Announcement
from office.models import User
from opc_site import urls
from opc_site.middleware import SecurityHeadersMiddleware
from opc_site.testing import make_round


def fails(request):
    raise RuntimeError("on purpose")


urlpatterns = [path("fails/", fails), path("", include(urls))]

STRICT = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "frame-ancestors": "'none'",
    "base-uri": "'none'",
    "object-src": "'none'",
    "form-action": "'self'",
}


def policy_of(response):
    return dict(part.strip().split(" ", 1) for part in response.headers["Content-Security-Policy"].split(";"))


def assert_strict(response):
    policy = policy_of(response)
    assert STRICT.items() <= policy.items()
    assert "unsafe" not in response.headers["Content-Security-Policy"]
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Referrer-Policy"] == "same-origin"
    assert response.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert response.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in response.headers["Permissions-Policy"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "status"),
    [("/", 200), ("/accounts/login/", 200), ("/healthz", 200), ("/admin/", 302), ("/nothing-here", 404)],
)
def test_pages(client, address, status):
    response = client.get(address)
    assert response.status_code == status
    assert_strict(response)
    if "html" in response.headers["Content-Type"]:
        assert response.headers.get("X-Frame-Options", "DENY") == "DENY"


def test_files(client, settings, tmp_path):
    settings.STATIC_ROOT = tmp_path / "static"
    (settings.STATIC_ROOT / "css").mkdir(parents=True)
    (settings.STATIC_ROOT / "css" / "opc.css").write_text("body {}")
    response = Client().get("/static/css/opc.css")
    assert response.status_code == 200
    assert b"".join(response.streaming_content) == b"body {}"
    assert_strict(response)


@pytest.mark.django_db
def test_error_pages_are_thai_and_strict(client, settings):
    settings.ROOT_URLCONF = __name__
    client.raise_request_exception = False
    failed = client.get("/fails/")
    assert failed.status_code == 500
    assert "ระบบขัดข้อง" in failed.content.decode()
    assert "on purpose" not in failed.content.decode()
    assert_strict(failed)

    missing = client.get("/nothing-here")
    assert missing.status_code == 404
    assert "ไม่พบหน้านี้" in missing.content.decode()
    assert_strict(missing)

    bad = client.get("/", headers={"host": "evil.example"})
    assert bad.status_code == 400
    assert "อ่านคำขอนี้ไม่ได้" in bad.content.decode()
    assert_strict(bad)

    forged = Client(enforce_csrf_checks=True).post("/accounts/login/", {"login": "a", "password": "b"})
    assert forged.status_code == 403
    assert "หมดอายุ" in forged.content.decode()
    assert_strict(forged)


def test_the_page_of_a_failure_needs_no_database(client, settings):
    """No `db` fixture here: a query would fail the test."""
    settings.ROOT_URLCONF = __name__
    client.raise_request_exception = False
    assert "ระบบขัดข้อง" in client.get("/fails/").content.decode()


@pytest.mark.django_db
def test_an_account_without_a_role_is_told_whom_to_ask(client):
    client.force_login(User.objects.create_user("new", "x", full_name="คนใหม่"))
    response = client.get("/work/")
    assert response.status_code == 403
    assert "ยังไม่มีบทบาท" in response.content.decode()


@pytest.mark.django_db
def test_a_signed_in_persons_page_is_kept_nowhere(client):
    assert "no-store" not in client.get("/").headers.get("Cache-Control", "")
    client.force_login(User.objects.create_user("new", "x", full_name="คนใหม่"))
    assert client.get("/").headers["Cache-Control"] == "no-store, private"


def test_a_view_may_tighten_its_own_policy():
    middleware = SecurityHeadersMiddleware(lambda request: HttpResponse(headers={"Content-Security-Policy": "sandbox"}))
    assert middleware(RequestFactory().get("/")).headers["Content-Security-Policy"] == "sandbox"


# -- weight ----------------------------------------------------------------------------------------------------


def stored(address):
    path = finders.find(address.removeprefix("/static/").replace("%40", "@"))
    assert path, f"{address} is not there"
    with open(path, "rb") as file:
        return file.read()


def weight_of_first_view(client, address):
    """Bytes that travel before pictures: text as gzip makes it, fonts as they are."""
    body = client.get(address).content
    weight = len(gzip.compress(body, 9))
    html = body.decode()
    sheets = re.findall(r'<link rel="stylesheet" href="([^"]+)"', html)
    scripts = re.findall(r'<script[^>]+src="([^"]+)"', html)
    fonts = set()
    for address in sheets:
        css = stored(address)
        weight += len(gzip.compress(css, 9))
        fonts |= {f"/static/fonts/{name}" for name in re.findall(r"fonts/([\w.-]+\.woff2)", css.decode())}
    weight += sum(len(gzip.compress(stored(script), 9)) for script in scripts)
    return weight + sum(len(stored(font)) for font in fonts)


def test_the_first_view_of_public_pages_weighs_at_most_60_kb(client, cast, settings):
    round = make_round()
    Announcement.objects.bulk_create(
        Announcement(
            round=round,
            kind=Announcement.Kind.CALL,
            title=f"รับสมัครผลิตภัณฑ์เข้าคัดสรร ฉบับที่ {n}",
            body="ขอเชิญผู้ผลิต ผู้ประกอบการ OTOP สมัครเข้ารับการคัดสรร " * 8,
            status=Announcement.Status.PUBLISHED,
            published_at=round.opens_at,
        )
        for n in range(1, 25)
    )
    pages = ["/", "/announcements/", "/results/", "/accounts/login/"]
    assert [client.get(page).status_code for page in pages] == [200] * 4
    weights = {page: weight_of_first_view(client, page) for page in pages}
    assert max(weights.values()) <= 60_000, weights


@pytest.mark.django_db
def test_public_pages_carry_no_script(client):
    assert "<script" not in client.get("/").content.decode()
