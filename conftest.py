"""What every test may lean on, whichever app it belongs to: quick, private settings, and a real browser.

The cast and the builders of rows are in `opc_site/testing.py`.
"""

import os
import shutil

import pytest

# The cast of people and the builders of rounds, producers and entries.
pytest_plugins = ["opc_site.testing"]

# Playwright would download a browser of its own, hundreds of megabytes from a host that many networks refuse:
# the system's Chromium is used. --no-sandbox because CI runs as root; the rest keeps Chromium from talking to
# anyone but the test server.
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# Two cores shared with a second worker: slow is not broken.
PATIENCE_MS = 15_000


@pytest.fixture(autouse=True)
def test_settings(settings, tmp_path):
    """Settings that differ under test, and why."""
    # The live server answers 404 for hashed names, and a manifest would need collectstatic first.
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    # A real hash takes a good part of a second, on purpose; a test signs in hundreds of times.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    # No test writes among the files of the installation that it runs in.
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture(scope="session")
def browser():
    """One Chromium for the whole run; cookies never travel between tests, since each has its own context."""
    executable = shutil.which("chromium") or shutil.which("chromium-browser")
    if executable is None:
        pytest.fail("Browser tests need Chromium: run `make test`, or `apt-get install chromium`.")
    from playwright.sync_api import sync_playwright

    # Playwright's synchronous API keeps an event loop in this thread, so Django would take every query of the
    # test for one made from asynchronous code.
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    try:
        with sync_playwright() as playwright:
            chromium = playwright.chromium.launch(executable_path=executable, args=CHROMIUM_FLAGS)
            yield chromium
            chromium.close()
    finally:
        if before is None:
            del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]
        else:
            os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = before


@pytest.fixture
def open_page(browser):
    """`open_page(**options)` opens a page in a Thai context of its own; one that complains fails the test."""
    contexts, complaints = [], []

    def heard(message):
        if "Content Security Policy" in message.text:
            complaints.append(f"{message.page.url if message.page else '?'}: {message.text}")

    def open_page(**options):
        context = browser.new_context(locale="th-TH", timezone_id="Asia/Bangkok", **options)
        context.set_default_timeout(PATIENCE_MS)
        context.on("console", heard)
        context.on("weberror", lambda error: complaints.append(f"{error.page.url}: {error.error}"))
        contexts.append(context)
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()
    if complaints:
        pytest.fail("The browser complained:\n" + "\n".join(complaints), pytrace=False)


@pytest.fixture
def page(open_page):
    """A page on an office computer."""
    return open_page(viewport={"width": 1280, "height": 800})


@pytest.fixture
def phone_page(open_page):
    """A page on a producer's phone."""
    return open_page(viewport={"width": 390, "height": 844}, device_scale_factor=2, has_touch=True, is_mobile=True)
