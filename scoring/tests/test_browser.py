"""On a member's phone: a tap saves, gaps are led to, and the complete sheet goes in."""

import re

from django.conf import settings
from django.test import Client
from django.urls import reverse

from scoring.models import Mark, Sheet

from .scene import make_scored_entry

SAVED = re.compile("บันทึกร่างแล้ว")


def test_scoring_with_the_thumb(live_server, phone_page, cast, current_round, seats):
    entry = make_scored_entry(current_round)
    client = Client()
    client.force_login(cast.member)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    phone_page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
    phone_page.goto(live_server.url + reverse("scoring:home"))
    phone_page.get_by_role("link", name="ให้คะแนนรายการถัดไป").tap()
    phone_page.get_by_text("ในจังหวัดร้อยละ 50–74").tap()
    phone_page.get_by_text(SAVED).wait_for()
    assert Mark.objects.get().points == 2
    assert phone_page.locator("[data-points]").inner_text() == "2"
    phone_page.get_by_role("button", name="ส่งคะแนน").tap()
    summary = phone_page.locator(".form-errors")
    summary.wait_for()
    assert "ยังขาดคะแนน 16 ข้อ" in summary.inner_text()
    assert phone_page.evaluate("document.documentElement.scrollWidth") == 390
    for fieldset in phone_page.locator("fieldset.score-criterion.is-missing").all():
        fieldset.locator(".score-step").first.tap()
    phone_page.wait_for_function("document.querySelector('[data-marked]').textContent === '17'")
    assert phone_page.locator("[data-points]").inner_text() == "54"
    phone_page.get_by_role("button", name="ส่งคะแนน").tap()
    phone_page.get_by_text("ให้คะแนนครบทุกผลิตภัณฑ์แล้ว").first.wait_for()
    sheet = Sheet.objects.get()
    assert (sheet.entry, sheet.status) == (entry, "submitted")
    assert sum(Mark.objects.values_list("points", flat=True)) == 54
