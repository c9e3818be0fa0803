"""The counter in Chromium, by keyboard alone; and ten entries while the line is cut."""

from collections import Counter

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client

from opc_site.testing import make_entry, make_producer
from registrations.models import Entry

BOX = "/intake/counter/"


@pytest.fixture
def sign_in(live_server):
    """`sign_in(page, user)`: this person's browser, at the empty box."""

    def sign_in(page, user):
        client = Client()
        client.force_login(user)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
        page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
        page.goto(live_server.url + BOX)
        # The list for the cut line has come.
        page.locator("#counter-line[data-listed=yes]").wait_for(state="attached")

    return sign_in


def complaints(page):
    found = Axe().run(page).response["violations"]
    return [f"{one['id']}: {node['html'][:120]}" for one in found for node in one["nodes"]]


def take_in(page, code, keys=("1",)):
    page.keyboard.type(code)
    page.keyboard.press("Enter")
    page.locator("[data-producer]").wait_for()
    for key in keys:
        page.keyboard.press(key)
    page.keyboard.press("Enter")
    page.locator(".counter-done").wait_for()


def test_three_known_producers_without_a_mouse(live_server, page, cast, current_round, sign_in):
    producers = [make_producer(f"กลุ่มทอผ้าบ้านที่ {n}", code=f"47019000{n}") for n in range(3)]
    sign_in(page, cast.officer_a)
    assert complaints(page) == []
    for producer in producers:
        assert page.evaluate("document.activeElement.id") == "counter-q"
        take_in(page, producer.code)
        entry = producer.entries.get()
        assert (entry.status, page.locator(".counter-number").first.inner_text()) == ("submitted", entry.number)
    assert complaints(page) == []
    with page.context.expect_page() as opened:
        page.keyboard.press("Alt+p")
    assert opened.value.url.endswith(f"/intake/entries/{entry.pk}/handout.pdf")
    page.bring_to_front()
    # Several hits: a digit chooses; Esc leaves; "?" lists the keys, which can be turned off.
    page.keyboard.type("ทอผ้าบ้าน")
    page.keyboard.press("Enter")
    page.locator("[data-hit]").first.wait_for()
    assert complaints(page) == []
    page.keyboard.press("2")
    page.locator(f"[data-producer='{producers[1].pk}']").wait_for()
    assert "ใช้สิทธิ ๑ จาก ๒" in page.locator("[data-producer]").inner_text()
    assert complaints(page) == []
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.id") == "counter-q"
    page.keyboard.press("Shift+?")
    page.locator("#counter-keys[open]").wait_for()
    assert complaints(page) == []
    page.keyboard.press("Space")
    page.keyboard.press("Escape")
    page.keyboard.press("Shift+?")
    assert page.locator("#counter-keys[open]").count() == 0
    assert page.evaluate("document.querySelector('#counter-q').value") == "?"


def test_ten_entries_of_a_cut_line_all_arrive_once(live_server, page, open_page, cast, current_round, sign_in):
    producers = [make_producer(f"กลุ่มสายขาด {n}", code=f"47018000{n}") for n in range(10)]
    page.clock.install()
    sign_in(page, cast.officer_a)
    page.context.set_offline(True)
    for producer in producers:
        take_in(page, producer.code)
    # The line stays away for twenty minutes: the page tries again and again, and nothing goes.
    for _ in range(20):
        page.clock.fast_forward("01:00")
    assert "รอส่ง 10 รายการ" in page.locator("#counter-line").inner_text()
    assert Entry.objects.count() == 0
    # Meanwhile the province has used up the first producer's places, without the counter knowing of it.
    for slot in (1, 2):
        make_entry(producers[0], current_round, status="submitted", slot=slot, created_by=cast.staff)
    # What lies on the machine is locked: neither names nor products can be read there.
    kept = page.evaluate("JSON.stringify(Object.entries(localStorage))")
    assert "opc-counter-" in kept and "สายขาด" not in kept and "ย้อมคราม" not in kept

    page.context.set_offline(False)
    page.locator("#counter-line[data-waiting='0']").wait_for(state="attached")
    page.locator(".counter-card.alert-danger").wait_for()
    assert page.locator(".counter-slip").count() == 0
    arrived = Entry.objects.filter(created_by=cast.officer_a)
    assert Counter(arrived.values_list("producer__code", flat=True)) == {p.code: 1 for p in producers[1:]}
    assert set(arrived.values_list("status", flat=True)) == {"submitted"}
    numbers = page.locator(".counter-card.alert-success strong").all_inner_texts()
    assert {text.split()[-1] for text in numbers} == set(arrived.values_list("number", flat=True))

    # The refused one is still there after a reload, with its clause, until the officer has dealt with it.
    page.reload()
    refused = page.locator(".counter-card.alert-danger")
    refused.wait_for()
    assert "ได้ไม่เกิน ๒ ผลิตภัณฑ์หลัก/ชุด" in refused.inner_text()
    assert "กลุ่มสายขาด 0" in refused.inner_text()
    # The next user of the same PC sees nothing of it, and sends nothing of it.
    sign_in(page, cast.staff)
    assert page.locator(".counter-card").count() == 0
    # Its own officer takes one back, presses "send again", and it arrives.
    Entry.objects.filter(producer=producers[0], slot=2).delete()
    sign_in(page, cast.officer_a)
    page.locator("[data-do=retry]").focus()
    page.keyboard.press("Enter")
    page.locator(".counter-card.alert-success").wait_for()
    assert arrived.filter(producer=producers[0]).count() == 1
    assert page.evaluate("localStorage.length") == 0


def test_what_was_typed_before_the_session_ended_is_there_after_signing_in(
    live_server, page, cast, current_round, sign_in
):
    producer = make_producer(code="470170001")
    sign_in(page, cast.officer_a)
    page.goto(f"{live_server.url}/intake/producers/{producer.pk}/entries/new/")
    page.locator("[name=description]").focus()
    page.keyboard.type("เรื่องที่พิมพ์ค้าง")
    page.keyboard.press("Tab")
    page.get_by_text("เก็บสิ่งที่พิมพ์ไว้แล้ว").wait_for()
    sign_in(page, cast.staff)
    page.goto(f"{live_server.url}/intake/producers/{producer.pk}/entries/new/")
    assert page.locator("[name=description]").input_value() == ""
    sign_in(page, cast.officer_a)
    page.goto(f"{live_server.url}/intake/producers/{producer.pk}/entries/new/")
    assert page.locator("[name=description]").input_value() == "เรื่องที่พิมพ์ค้าง"
