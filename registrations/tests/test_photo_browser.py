"""A picture taken on a phone appears on the office's computer by itself; with and without scripts on the phone."""

import os

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from PIL import Image, ImageEnhance
from playwright.sync_api import expect

from opc_site.testing import make_entry, make_producer
from opc_site.tests.test_headers import weight_of_first_view
from registrations import actions
from registrations.models import PhotoLink, Upload
from registrations.rules import EntryStatus

from .hostile_uploads import UPLOADS, drawn, exif, jpeg

pytestmark = pytest.mark.django_db(transaction=True)


def axe_finds(page):
    found = Axe().run(page).response["violations"]
    return [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in found]


def picked(name, content):
    return {"name": name, "mimeType": "image/jpeg", "buffer": content}


@pytest.fixture
def at_the_counter(cast, current_round, live_server, settings, page):
    """The entry's page on the office's computer."""
    settings.PUBLIC_URL = live_server.url
    entry = make_entry(make_producer(), current_round, status=EntryStatus.SUBMITTED, name="ผ้าพันคอย้อมคราม")
    client = Client()
    client.force_login(cast.officer_a)
    page.context.add_cookies(
        [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}]
    )
    page.goto(live_server.url + entry.get_absolute_url())
    return entry


def shot(page, name):
    if folder := os.environ.get("SCREENSHOTS"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def test_a_phones_picture_appears_on_the_computer(at_the_counter, live_server, page, phone_page):
    page.get_by_role("button", name="ถ่ายภาพด้วยโทรศัพท์").click()
    expect(page.locator(".photo-code")).to_be_visible()
    link = PhotoLink.objects.get()
    phone_page.goto(live_server.url + link.get_absolute_url())
    expect(phone_page.get_by_text("ส่งได้อีก 10 ภาพ")).to_be_visible()
    assert axe_finds(phone_page) == []
    shot(phone_page, "phone-empty")

    # large, lying, with its turn and place: shrunk in the browser, upright at both ends
    large = jpeg(Image.blend(drawn(3000, 2250), Image.effect_noise((3000, 2250), 60).convert("RGB"), 0.2), exif=exif(6))
    phone_page.locator("#phone-camera").set_input_files(picked("IMG_0001.jpg", large))
    expect(phone_page.get_by_text("ได้รับภาพแล้ว ขึ้นที่จอของเจ้าหน้าที่แล้ว")).to_be_visible()
    thumbs = page.locator(".photo-card img")
    expect(thumbs).to_have_count(1)
    row = Upload.objects.get()
    assert (row.width, row.height, row.name) == (1500, 2000, "IMG_0001.jpg")
    assert thumbs.first.evaluate("image => image.complete && image.naturalHeight > image.naturalWidth")

    # a dark one is asked about on both, and taken again
    dark = jpeg(ImageEnhance.Brightness(drawn(900, 700)).enhance(0.15))
    phone_page.locator("#phone-camera").set_input_files(picked("IMG_0002.jpg", dark))
    expect(phone_page.get_by_text("ได้รับภาพแล้ว แต่ภาพมืด")).to_be_visible()
    expect(page.locator(".photo-doubt")).to_have_count(1)
    assert axe_finds(phone_page) == [] and axe_finds(page) == []
    shot(phone_page, "phone-dark")
    shot(page, "pc-dark")
    phone_page.locator("input[id^=phone-again]").set_input_files(picked("IMG_0003.jpg", jpeg()))
    expect(page.locator(".photo-doubt")).to_have_count(0)
    expect(thumbs).to_have_count(2)

    # of several from the album one is no picture: it is said, the others are there
    phone_page.locator(".phone-album summary").click()
    phone_page.locator("#phone-album").set_input_files(
        [
            picked("a.jpg", jpeg(drawn(700, 700))),
            picked("b.jpg", UPLOADS["HEIC"][0]()),
            picked("c.jpg", jpeg(drawn(710, 700))),
        ]
    )
    expect(phone_page.locator("#phone-said .alert")).to_have_count(3)
    expect(phone_page.get_by_text("เป็นภาพ HEIC ของ iPhone")).to_be_visible()
    expect(thumbs).to_have_count(4)
    shot(phone_page, "phone-heic")

    page.get_by_role("button", name="ถ่ายครบแล้ว ปิดลิงก์").click()
    expect(page.get_by_role("button", name="ถ่ายภาพด้วยโทรศัพท์")).to_be_visible()
    phone_page.locator("#phone-camera").set_input_files(picked("IMG_0004.jpg", jpeg(drawn(720, 700))))
    expect(phone_page.get_by_role("heading", name="เจ้าหน้าที่ปิดลิงก์ถ่ายภาพนี้แล้ว")).to_be_visible()
    assert Upload.objects.living().count() == 4


def test_without_scripts_it_works_too(at_the_counter, live_server, page, open_page):
    page.get_by_role("button", name="ถ่ายภาพด้วยโทรศัพท์").click()
    expect(page.locator(".photo-code")).to_be_visible()
    phone = open_page(viewport={"width": 390, "height": 844}, java_script_enabled=False)
    phone.goto(live_server.url + PhotoLink.objects.get().get_absolute_url())
    phone.locator("#phone-camera").set_input_files(picked("IMG_0001.jpg", jpeg(drawn(1600, 1200), exif=exif(6))))
    phone.get_by_role("button", name="ส่งภาพ", exact=True).click()
    expect(phone.get_by_text("ได้รับภาพแล้ว ขึ้นที่จอของเจ้าหน้าที่แล้ว")).to_be_visible()
    shot(phone, "phone-no-script")
    expect(page.locator(".photo-card img")).to_have_count(1)


def test_the_desks_form_says_what_became_of_each_file(at_the_counter, page):
    page.locator("input[name=files]").set_input_files(
        [picked("ผ้า.jpg", jpeg()), picked("เต้น.jpg", UPLOADS["GIF"][0]())]
    )
    page.get_by_role("button", name="แนบแฟ้ม").click()
    expect(page.get_by_text("เป็นภาพ GIF")).to_be_visible()
    expect(page.locator(".photo-card")).to_have_count(1)
    assert axe_finds(page) == []
    shot(page, "pc-desk")


def test_the_phones_page_is_light(at_the_counter, cast, live_server):
    link = actions.open_photo_link(at_the_counter, actor=cast.officer_a)
    assert weight_of_first_view(Client(), link.get_absolute_url()) <= 60_000
