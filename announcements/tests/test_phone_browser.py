"""From the door to the status page in a real browser: the producer's phone, the officer's desk, and the phone again."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.core.cache import cache
from django.test import Client

from opc_site.testing import make_producer
from registrations.models import Entry, Prefill


def clean(page):
    """Readable without sideways scrolling or zoom, no script on what strangers see, nothing that axe finds."""
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    found = Axe().run(page).response["violations"]
    assert [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in found] == []


@pytest.mark.django_db(transaction=True)
def test_a_producer_waits_applies_and_reads_where_it_stands(phone_page, page, live_server, cast, current_round):
    cache.clear()
    producer = make_producer(phone="0812345678")
    phone, desk = phone_page, page

    phone.goto(f"{live_server.url}/f/?d=4701")
    clean(phone)
    phone.get_by_role("button", name="ส่งแล้วรับรหัส").click()
    phone.locator(".form-errors").wait_for()
    clean(phone)
    assert phone.title().startswith("ผิดพลาด:")
    phone.get_by_label("รหัสทะเบียน OTOP หรือชื่อกลุ่ม/ผู้ผลิต").fill(producer.code)
    phone.get_by_label("ชื่อผลิตภัณฑ์ที่สมัคร").fill("ผ้าคลุมไหล่ย้อมคราม")
    phone.get_by_label("ประเภทผลิตภัณฑ์").select_option(label="ผ้าและเครื่องแต่งกาย")
    phone.get_by_role("button", name="ส่งแล้วรับรหัส").click()
    phone.locator(".prefill-code").wait_for()
    clean(phone)
    code = phone.locator(".prefill-code").inner_text()
    assert code == Prefill.objects.get().code
    assert phone.locator("script").count() == 0

    officer = Client()
    officer.force_login(cast.officer_a)
    cookie = officer.cookies[settings.SESSION_COOKIE_NAME].value
    desk.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
    desk.goto(f"{live_server.url}/intake/prefills/")
    clean(desk)
    desk.keyboard.type(code.lower())  # the box has the keyboard, as for a scanner
    desk.keyboard.press("Enter")
    desk.wait_for_url("**/entries/new/**")
    clean(desk)
    assert desk.get_by_label("ชื่อผลิตภัณฑ์ที่สมัคร").input_value() == "ผ้าคลุมไหล่ย้อมคราม"
    desk.get_by_role("button", name="ยื่นใบสมัคร").click()
    desk.wait_for_url("**/intake/entries/*/")
    entry = Entry.objects.get()
    assert Prefill.objects.get().entry == entry

    phone.reload()
    assert "บันทึกใบสมัครแล้ว" in phone.locator("h1").inner_text()
    phone.goto(f"{live_server.url}/s/{entry.number}/")
    clean(phone)
    phone.get_by_label("เลขท้ายโทรศัพท์ 4 ตัว").fill("5678")
    phone.get_by_role("button", name="ดูสถานะ").click()
    phone.locator(".stamp-word").wait_for()
    clean(phone)
    assert "รับใบสมัครแล้ว" in phone.locator("main").inner_text()
    assert phone.locator("script").count() == 0
