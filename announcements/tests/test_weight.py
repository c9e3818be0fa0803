"""A first view on a phone: the page's own bytes, its style sheets and the fonts that its text needs, as sent."""

import gzip
import re
from datetime import timedelta
from html import unescape
from urllib.parse import urljoin

import pytest
from django.contrib.staticfiles import finders
from django.utils import timezone

from announcements import actions
from announcements.tests.scene import make_announcement, make_batch
from rounds.models import PlanStep

LIMIT = 60_000
FACE = re.compile(r"@font-face\s*\{(.*?)\}", re.S)
RANGE = re.compile(r"U\+([0-9A-F]+)(?:-([0-9A-F]+))?", re.I)


def static_bytes(address: str) -> bytes:
    path = finders.find(address.split("?")[0].removeprefix("/static/"))
    assert path, f"{address} is asked for and is not there"
    with open(path, "rb") as file:
        return file.read()


def sent(text: bytes) -> int:
    return len(gzip.compress(text, 9))


def fonts_of(sheet: str, sheet_address: str, letters: set[str], bold: bool) -> set[str]:
    """Addresses of the faces of a style sheet that a browser fetches for these letters, upright, in these weights."""
    addresses = set()
    for face in FACE.findall(sheet):
        weight = re.search(r"font-weight:\s*(\d+)", face)
        wanted = {"400", "700"} if bold else {"400"}
        ranges = re.search(r"unicode-range:([^;}]*)", face)
        covered = not ranges or any(
            int(first, 16) <= ord(letter) <= int(last or first, 16)
            for first, last in RANGE.findall(ranges[1])
            for letter in letters
        )
        if covered and (not weight or weight[1] in wanted) and "italic" not in face:
            address = re.search(r"url\([\"']?([^\"')]+)", face)[1]
            addresses.add(urljoin(sheet_address, address))
    return addresses


def first_view(page: bytes) -> dict[str, int]:
    """What a phone with an empty cache fetches for a page, by address; pictures are not counted."""
    html = page.decode()
    parts = {"(page)": sent(page)}
    letters = set(unescape(re.sub(r"<[^>]+>", "", html)))
    fonts = set()
    for tag in re.findall(r"<(?:link|script)\b[^>]*>", html):
        attributes = dict(re.findall(r"([\w-]+)=\"([^\"]*)\"", tag))
        address = attributes.get("src") or attributes.get("href", "")
        kind = attributes.get("rel", "script")
        if kind == "preload" and attributes.get("as") == "font":
            fonts.add(address)
        elif kind in {"stylesheet", "script", "preload", "modulepreload"}:
            content = static_bytes(address)
            parts[address] = sent(content)
            if kind == "stylesheet":
                sheet = content.decode()
                assert "@import" not in sheet, "an @import would hide bytes from this count"
                fonts |= fonts_of(sheet, address, letters, bold=True)
    for address in fonts:
        parts[address] = len(static_bytes(address))
    return parts


@pytest.fixture
def full_site(cast, current_round):
    """A round in the middle of its work: plan, announcements of a page's length, and a full page of results."""
    today = timezone.localdate()
    PlanStep.objects.bulk_create(
        PlanStep(round=current_round, order=order, stage=stage, name=label, starts_on=today, ends_on=today)
        for order, (stage, label) in enumerate(PlanStep.Stage.choices)
    )
    body = "ขอเชิญผู้ผลิต ผู้ประกอบการ OTOP ที่ขึ้นทะเบียนแล้ว ส่งผลิตภัณฑ์เข้ารับการคัดสรรภายในเวลาที่กำหนด\n\n" * 10
    for day in range(20):
        make_announcement(current_round, body=body, published_at=timezone.now() - timedelta(days=day + 1))
    batch = make_batch(current_round, cast.secretary, levels=(5, 4, 3, None) * 14)
    return actions.publish_results(batch, actor=cast.administrator)


@pytest.mark.parametrize("address", ["/", "/announcements/", "detail", "/results/", "/results/2565-1/", "/privacy/"])
def test_a_first_view_is_at_most_60_kb_before_pictures(client, full_site, address):
    response = client.get(full_site.get_absolute_url() if address == "detail" else address)
    assert response.status_code == 200
    parts = first_view(response.content)
    print(f"\n{address}: {sum(parts.values()):,} bytes")
    for name, size in sorted(parts.items(), key=lambda part: -part[1]):
        print(f"  {size:>7,} {name}")
    assert any(name.endswith(".woff2") for name in parts)
    assert sum(parts.values()) <= LIMIT


def test_the_count_sees_fonts_by_the_letters_that_need_them():
    sheet = """@font-face { font-weight: 400; src: url("../a.woff2"); unicode-range: U+0E01-0E5B; }
    @font-face { font-weight: 700; src: url(b.woff2); unicode-range: U+41; }
    @font-face { font-weight: 600; src: url(c.woff2); }"""
    assert fonts_of(sheet, "/static/css/x.css", {"ก"}, bold=True) == {"/static/a.woff2"}
    assert fonts_of(sheet, "/static/css/x.css", {"A"}, bold=True) == {"/static/css/b.woff2"}
