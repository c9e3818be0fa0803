"""The panel of files on an officer's page, and the page of the phone that is its camera."""

import re
import uuid
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from PIL import ImageEnhance

from office import upload_limits
from opc_site.testing import make_entry, make_producer, make_round
from registrations import actions
from registrations.models import PhotoLink, Requirement, StandardCertificate, Upload
from registrations.rules import EntryStatus

from .hostile_uploads import UPLOADS, drawn, jpeg, pdf
from .test_uploads import PHOTO, keep

DARK = jpeg(ImageEnhance.Brightness(drawn(640, 620)).enhance(0.15))
HX = {"HX-Request": "true"}


@pytest.fixture
def entry(current_round):
    return make_entry(make_producer(phone="0812345671"), current_round, status=EntryStatus.SUBMITTED, name="ผ้าคราม")


@pytest.fixture
def officer(cast):
    client = Client()
    client.force_login(cast.officer_a)
    return client


@pytest.fixture
def link(cast, entry):
    return actions.open_photo_link(entry, actor=cast.officer_a)


def file(content=PHOTO, name="ผ้า.jpg"):
    return SimpleUploadedFile(name, content)


def add(client, entry, *files, headers=None, **fields):
    address = reverse("registrations:upload-add", args=[entry.pk])
    return client.post(address, {"files": files, "purpose": "photo"} | fields, follow=not headers, headers=headers)


def text_of(response):
    return re.sub(r"\s+", " ", response.content.decode())


class TestDesk:
    def test_several_files_and_one_that_fails_keeps_the_others(self, officer, entry):
        files = [file(), file(b"GIF89a" + b"\0" * 50, "เต้น.gif"), file(pdf(2), "ใบ.pdf"), file(DARK, "มืด.jpg")]
        for headers in (None, HX):
            Upload.objects.all().delete()
            for one in files:
                one.seek(0)
            said = text_of(add(officer, entry, *files, headers=headers))
            assert [(row.name, row.purpose) for row in Upload.objects.order_by("pk")] == [
                ("ผ้า.jpg", "photo"), ("ใบ.pdf", "paper"), ("มืด.jpg", "photo"),
            ]  # fmt: skip
            assert "เต้น.gif" in said and "เป็นภาพ GIF" in said
            assert "มืด.jpg" in said and "ภาพมืด" in said

    def test_a_form_sent_twice_keeps_each_file_once(self, officer, entry):
        token = uuid.uuid4()
        for _ in range(2):
            add(officer, entry, file(), file(DARK), token=token)
        assert Upload.objects.count() == 2

    def test_a_form_that_went_back_and_was_changed_keeps_the_new_file(self, officer, entry):
        token = uuid.uuid4()
        add(officer, entry, file(), token=token)
        add(officer, entry, file(DARK), token=token)
        assert Upload.objects.count() == 2

    @pytest.mark.parametrize(
        ("sent", "words"),
        [
            ({}, "โปรดเลือกแฟ้มก่อน"),
            ({"files": "words instead of a file"}, "โปรดเลือกแฟ้มก่อน"),
            ({"files": [("a" * 300 + ".jpg", b"")]}, "ว่างเปล่า"),
            ({"files": [("a.jpg", PHOTO)] * 21}, "ระบบรับครั้งละไม่เกิน 20 แฟ้ม"),
            ({"files": [("a.jpg", PHOTO)] * 2, "token": "no token"}, "แนบแล้ว"),
            ({"files": [("a\x00.jpg", PHOTO)], "purpose": "\x00' OR 1=1"}, "แนบแล้ว"),
        ],
    )
    def test_what_is_sent_askew_gets_a_sentence(self, officer, entry, sent, words):
        if isinstance(sent.get("files"), list):
            sent = sent | {"files": [SimpleUploadedFile(name, content) for name, content in sent["files"]]}
        response = officer.post(reverse("registrations:upload-add", args=[entry.pk]), sent, follow=True)
        assert response.status_code == 200 and words in text_of(response)

    def test_a_paper_may_be_of_a_certificate_of_the_product(self, officer, entry):
        product = entry.producer.products.get()
        type(entry).objects.filter(pk=entry.pk).update(product=product)
        own = StandardCertificate.objects.create(product=product, kind="tcps", number="๑/๒๕๖๔")
        other = StandardCertificate.objects.create(product=make_producer().products.get(), kind="tcps", number="๒/๒๕๖๔")
        assert "มผช. ๑/๒๕๖๔</option>" in text_of(officer.get(entry.get_absolute_url()))
        for chosen, kept in (
            (f"certificate-{own.pk}", own),
            (f"certificate-{other.pk}", None),
            ("certificate-ก", None),
            ("x-\x00", None),
        ):
            add(officer, entry, file(pdf(), "ใบ.pdf"), of=chosen)
            assert Upload.objects.latest("pk").certificate == kept
        assert "มผช. ๑/๒๕๖๔</strong>" in text_of(officer.get(entry.get_absolute_url()))

    def test_a_paper_may_be_one_that_the_round_asks_for(self, officer, entry, current_round):
        asked = Requirement.objects.create(
            round=current_round, code="card", name="สำเนาบัตรประจำตัว", sentence="สำเนาบัตรประจำตัวประชาชน"
        )
        other = make_round(year_be=2570, is_current=False)
        foreign = Requirement.objects.create(
            round=other, code="card", name="สำเนาบัตร", sentence="สำเนาบัตรประจำตัวประชาชน"
        )
        assert "สำเนาบัตรประจำตัว</option>" in text_of(officer.get(entry.get_absolute_url()))
        for chosen, kept in ((asked.pk, asked), (foreign.pk, None)):
            add(officer, entry, file(), of=f"paper-{chosen}", token=uuid.uuid4())
            assert Upload.objects.latest("pk").requirement == kept
        assert Upload.objects.order_by("pk").first().purpose == "paper"

    @pytest.mark.parametrize("back", ["//evil.example/", "https://evil.example/", "javascript:alert(1)", "\\\\evil"])
    def test_t26_the_way_back_leads_nowhere_else(self, officer, entry, back):
        response = officer.post(
            reverse("registrations:upload-add", args=[entry.pk]), {"files": file(), "back": back}, follow=False
        )
        assert response["Location"] == f"{entry.get_absolute_url()}#photos-{entry.pk}"

    def test_the_way_back_leads_to_the_page_that_asked(self, officer, entry):
        home = reverse("registrations:home")
        sent = {"files": file(), "back": home}
        assert officer.post(reverse("registrations:upload-add", args=[entry.pk]), sent)["Location"] == home

    def test_taking_out_asks_for_a_reason(self, officer, cast, entry):
        row = keep(entry, cast.officer_a)
        address = reverse("registrations:upload-remove", args=[row.pk])
        assert "ไฟล์จะถูกลบ" in text_of(officer.get(address))
        assert "ผิดพลาด" in text_of(officer.post(address, {"reason": " "}))
        assert "นำ ผ้า.jpg ออกแล้ว" in text_of(officer.post(address, {"reason": "ภาพซ้ำ"}, follow=True))
        assert officer.get(address).status_code == 404

    def test_who_may_not_change_reads_only(self, cast, entry):
        keep(entry, cast.officer_a)
        type(entry).objects.filter(pk=entry.pk).update(status=EntryStatus.WITHDRAWN, slot=None)
        client = Client()
        client.force_login(cast.officer_a)
        said = text_of(client.get(entry.get_absolute_url()))
        assert "แนบแล้ว 1 แฟ้ม" in said and "แนบแฟ้ม</button>" not in said and "นำออก" not in said

    def test_the_same_number_of_queries_for_one_file_and_three(self, officer, cast, entry, link):
        keep(entry, link=link)
        officer.get(entry.get_absolute_url())
        with CaptureQueriesContext(connection) as few:
            officer.get(entry.get_absolute_url())
        keep(entry, link=link)
        keep(entry, cast.staff)
        with CaptureQueriesContext(connection) as many:
            officer.get(entry.get_absolute_url())
        assert len(many) == len(few)


class TestWaiting:
    """The page asks each three seconds, and the answer is as small as it can be."""

    def ask(self, client, entry, seen, headers=HX):
        return client.get(reverse("registrations:entry-photos", args=[entry.pk]), {"seen": seen}, headers=headers)

    def test_nothing_new_is_no_content(self, officer, entry, link):
        assert self.ask(officer, entry, "0").status_code == 204
        row = keep(entry, link=link)
        response = self.ask(officer, entry, "0")
        assert response.status_code == 200 and f'value="{row.pk}"' in response.content.decode()
        assert reverse("registrations:upload-thumb", args=[row.pk]) in response.content.decode()
        assert self.ask(officer, entry, row.pk).status_code == 204

    def test_a_link_that_ended_ends_the_asking(self, officer, entry, link, cast):
        actions.end_photo_link(link, actor=cast.officer_a)
        response = self.ask(officer, entry, "0")
        assert response.status_code == 286 and 'hx-swap-oob="true"' in response.content.decode()
        assert "ถ่ายภาพด้วยโทรศัพท์" in text_of(response)

    def test_a_lapsed_sign_in_ends_the_asking_and_takes_nothing_away(self, entry, link):
        response = self.ask(Client(), entry, "0")
        assert response.status_code == 286 and text_of(response).startswith("หมดเวลาลงชื่อเข้าใช้แล้ว")
        assert self.ask(Client(), entry, "0", {}).status_code == 302

    def test_without_htmx_it_is_the_entrys_page(self, officer, entry):
        assert self.ask(officer, entry, "0", {})["Location"].startswith(entry.get_absolute_url())


class TestLink:
    def test_the_code_stands_on_the_page_until_it_is_closed(self, officer, entry, settings):
        settings.PUBLIC_URL = "https://opc.example.go.th"
        said = text_of(officer.post(reverse("registrations:photo-link-open", args=[entry.pk]), headers=HX))
        link = PhotoLink.objects.get()
        assert 'src="data:image/png;base64,' in said and "ปิดลิงก์" in said and link.token not in said
        assert "data:image/png" in text_of(officer.get(entry.get_absolute_url()))
        officer.post(reverse("registrations:photo-link-end", args=[entry.pk]), headers=HX)
        assert "data:image/png" not in text_of(officer.get(entry.get_absolute_url()))

    def test_a_link_made_with_another_key_is_not_shown(self, officer, entry, link, settings):
        PhotoLink.objects.update(token_hash="0" * 64)
        assert "data:image/png" not in text_of(officer.get(entry.get_absolute_url()))

    def test_out_of_time_says_why(self, officer, entry):
        type(entry.round).objects.update(closes_at=timezone.now() - timedelta(hours=1))
        said = text_of(officer.post(reverse("registrations:photo-link-open", args=[entry.pk]), follow=True))
        assert "สำนักงานพัฒนาชุมชนจังหวัดเป็นผู้ดำเนินการ" in said


class TestPhone:
    def send(self, link, *files, **fields):
        return Client().post(link.get_absolute_url(), {"picture": files} | fields, follow=True)

    def test_the_page_says_product_and_number_and_nothing_of_anybody(self, entry, link):
        response = Client().get(link.get_absolute_url())
        said = text_of(response)
        assert "ผ้าคราม" in said and entry.number in said and "ส่งได้อีก 10 ภาพ" in said
        assert entry.producer.name not in said and "0812345671" not in said and "ใจดี" not in said
        assert response["Cache-Control"] == "no-store, private" and response["X-Robots-Tag"] == "noindex, nofollow"

    def test_a_picture_is_received_and_shown_through_the_link_only(self, entry, link):
        response = self.send(link, file())
        row = Upload.objects.get()
        assert "ได้รับภาพแล้ว ขึ้นที่จอของเจ้าหน้าที่แล้ว" in text_of(response) and "ส่งได้อีก 9 ภาพ" in text_of(response)
        thumb = Client().get(reverse("photo-link:thumb", args=[link.token, row.pk]))
        assert (thumb.status_code, thumb.content) == (200, row.read_thumb())
        assert Client().get(row.get_absolute_url()).status_code == 404

    def test_a_dark_picture_is_asked_about_and_taken_again(self, entry, link):
        said = text_of(self.send(link, file(DARK)))
        assert "ได้รับภาพแล้ว แต่ภาพมืด" in said and "ถ่ายใหม่แทนภาพนี้" in said
        dark = Upload.objects.get()
        self.send(link, file(), again=dark.pk)
        assert [row.doubts for row in Upload.objects.living()] == [[]]

    def test_pictures_of_others_are_not_taken_out_by_the_phone(self, cast, entry, link):
        desk = keep(entry, cast.officer_a)
        for again in (desk.pk, 10**30, "ก", "-1", "1.0"):
            self.send(link, file(), again=again)
        assert Upload.objects.living().filter(pk=desk.pk).exists()
        assert Client().get(reverse("photo-link:thumb", args=[link.token, desk.pk])).status_code == 404

    @pytest.mark.parametrize(
        "name", ["HEIC", "SVG", "a program", "half a photo", "41 million dots, PNG", "nothing", "a paper"]
    )
    def test_what_is_no_picture_is_said_and_the_others_are_kept(self, entry, link, name):
        response = self.send(link, file(UPLOADS[name][0](), "ภาพ.jpg"), file())
        assert response.status_code == 422 and "ยังไม่ได้ส่ง" in text_of(response)
        assert Upload.objects.count() == 1

    @pytest.mark.parametrize("sent", [{}, {"picture": "words"}, {"again": "1"}])
    def test_nothing_chosen_is_said(self, link, sent):
        response = Client().post(link.get_absolute_url(), sent)
        assert response.status_code == 422 and "ยังไม่ได้เลือกภาพ" in text_of(response)

    def test_the_eleventh_is_refused_with_the_clause(self, cast, entry, link):
        for _ in range(10):
            keep(entry, link=link)
        response = self.send(link, file())
        assert response.status_code == 422 and "ไม่เกิน 10 แฟ้ม" in text_of(response)
        assert "แฟ้มแนบครบ 10 แฟ้มแล้ว" in text_of(response)

    def test_sent_is_a_word_in_the_address_and_no_more(self, link):
        for sent in ("1", "9" * 40, "<script>", "ก.ข", "\x00"):
            response = Client().get(link.get_absolute_url(), {"sent": sent})
            assert response.status_code == 200 and "<script>" not in response.content.decode()

    def test_after_thirty_minutes_it_says_so(self, entry, link):
        row = keep(entry, link=link)
        PhotoLink.objects.update(expires_at=timezone.now())
        for response in (Client().get(link.get_absolute_url()), self.send(link, file())):
            assert response.status_code == 410 and "หมดเวลาแล้ว" in text_of(response)
        assert Client().get(reverse("photo-link:thumb", args=[link.token, row.pk])).status_code == 404
        assert Upload.objects.count() == 1

    def test_closed_by_the_office_it_says_so(self, cast, link):
        actions.end_photo_link(link, actor=cast.officer_a)
        assert "เจ้าหน้าที่ปิดลิงก์ถ่ายภาพนี้แล้ว" in text_of(Client().get(link.get_absolute_url()))

    @pytest.mark.parametrize("status", [EntryStatus.WITHDRAWN, EntryStatus.SCREENED_IN])
    def test_an_entry_that_takes_no_more_offers_no_camera(self, entry, link, status):
        self.send(link, file(DARK))
        slot = None if status == EntryStatus.WITHDRAWN else 1
        type(entry).objects.filter(pk=entry.pk).update(status=status, slot=slot)
        page = Client().get(link.get_absolute_url()).content.decode()
        assert "รับภาพเพิ่มไม่ได้แล้ว" in page and "ภาพมืด" in page
        assert "<form" not in page

    def test_t39_a_preview_of_the_address_changes_nothing(self, link):
        for _ in range(3):
            Client().get(link.get_absolute_url())
            Client().head(link.get_absolute_url())
        assert PhotoLink.objects.get().is_live()

    def test_t37_guessed_addresses_are_not_there_and_slowed_down(self, entry, link):
        client = Client()
        answers = [client.get(f"/p/{number:026d}/").status_code for number in range(22)]
        assert answers == [404] * 20 + [429] * 2
        slowed = client.get("/p/x/", headers={"Range": "bytes=0-1"})
        assert slowed.status_code == 429 and int(slowed["Retry-After"]) > 500
        assert client.get(f"/p/y/{10**17}/").status_code == 429
        # who holds the address is not slowed down by a neighbour who guesses
        assert client.get(link.get_absolute_url()).status_code == 200

    @pytest.mark.parametrize("token", ["ก" * 26, "a" * 5000, "%00", "..%2f..%2fetc", "A" * 26, "\U0001f9f5"])
    def test_t37_an_address_of_anything_is_not_there(self, link, token):
        assert Client().get(f"/p/{token}/").status_code == 404

    def test_a_stranger_cannot_post_from_another_site(self, link):
        response = Client(enforce_csrf_checks=True).post(link.get_absolute_url(), {"picture": file()})
        assert response.status_code == 403 and not Upload.objects.exists()


def test_t18_a_request_that_brings_too_much_is_refused_unread(link, monkeypatch):
    monkeypatch.setattr(upload_limits, "MOST_BYTES", 1000)
    response = Client().post(link.get_absolute_url(), {"picture": file()})
    assert response.status_code == 400 and "ระบบอ่านคำขอนี้ไม่ได้" in text_of(response)
    assert not Upload.objects.exists()
