"""Documents of a meeting: known by their bytes, handed to those invited, unknown to everybody else."""

import io
import zipfile

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from briefings.actions import files
from briefings.models import BriefingFile
from office.models import Event
from opc_site.testing import DISTRICT_A

from .test_public import make_public
from .test_records import told

PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20
JPEG = b"\xff\xd8\xff\xe0" + b"\0" * 20


def archive(*parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for part in parts:
            # without the hour: these bytes name tests, and two workers must find the same names
            made.writestr(zipfile.ZipInfo(part), "<x/>")
    return out.getvalue()


def office(part):
    return archive("[Content_Types].xml", part)


DOCX, XLSX, PPTX = office("word/document.xml"), office("xl/workbook.xml"), office("ppt/presentation.xml")


@pytest.fixture
def meeting(current_round):
    meeting = make_public(current_round)
    meeting.districts.add(DISTRICT_A)
    return meeting


def add(meeting, actor, content=PDF, name="แผนการดำเนินการ.pdf", title="แผนการดำเนินการคัดสรรฯ"):
    return files.add_file(meeting, title=title, upload=SimpleUploadedFile(name, content), actor=actor)


class TestTakenIn:
    @pytest.mark.parametrize(
        ("content", "name", "kept"),
        [
            (PDF, "แผน.pdf", "แผน.pdf"),
            (b"\n" + PDF, "แผน.PDF", "แผน.PDF"),
            (PNG, "ภาพ.png", "ภาพ.png"),
            (JPEG, "ภาพ.jpeg", "ภาพ.jpeg"),
            (DOCX, "เกณฑ์ (ฉบับ 2).docx", "เกณฑ์ (ฉบับ 2).docx"),
            (XLSX, "ตาราง.xlsx", "ตาราง.xlsx"),
            (PPTX, "ภาพนิ่ง.pptx", "ภาพนิ่ง.pptx"),
            (PDF, "โปรแกรม.exe", "โปรแกรม.exe.pdf"),
            (PNG, "หลอก.html", "หลอก.html.png"),
            (PDF, "../../../etc/passwd", "passwd.pdf"),
            (PDF, "ก" * 240 + ".pdf", "ก" * 196 + ".pdf"),
        ],
    )
    def test_by_its_bytes_under_its_own_name(self, cast, meeting, content, name, kept):
        upload = SimpleUploadedFile("x", content)
        upload._name = name
        row = files.add_file(meeting, title="เอกสาร", upload=upload, actor=cast.staff)
        assert (row.name, row.size) == (kept, len(content))
        assert row.file.name.startswith("briefings/") and kept not in row.file.name
        with row.file.open("rb") as stream:
            assert stream.read() == content

    @pytest.mark.parametrize(
        ("content", "why"),
        [
            (b"", "ว่างเปล่า"),
            (b"<html><script>", "ไม่ใช่เอกสารชนิดที่ระบบรับ"),
            (b"MZ\x90\0", "ไม่ใช่เอกสารชนิดที่ระบบรับ"),
            (b"GIF89a", "ไม่ใช่เอกสารชนิดที่ระบบรับ"),
            (archive("a.txt"), "เป็นไฟล์บีบอัด"),
            (archive("[Content_Types].xml", "word/document.xml", "xl/workbook.xml"), "เป็นไฟล์บีบอัด"),
            (archive("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"), "มีแมโคร"),
            (DOCX[:-30], "เสียหายหรือไม่ครบ"),
            (DOCX[:60] + DOCX[-22:], "เสียหายหรือไม่ครบ"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 50, "เป็นไฟล์รุ่นเก่า"),
        ],
    )
    def test_file_is_a_document(self, cast, meeting, content, why):
        with pytest.raises(ValidationError, match=f"ไฟล์นี้{why}"):
            add(meeting, cast.staff, content)
        assert not BriefingFile.objects.exists() and not Event.objects.exists()

    def test_twenty_megabytes_pass_and_one_byte_more_does_not(self, cast, meeting):
        add(meeting, cast.staff, PDF + b"\0" * (files.MOST_BYTES - len(PDF)))
        with pytest.raises(ValidationError, match="ใหญ่เกิน 20 เมกะไบต์"):
            add(meeting, cast.staff, PDF + b"\0" * (files.MOST_BYTES - len(PDF) + 1))

    def test_a_zip_with_a_huge_list_is_not_opened(self, cast, meeting):
        end = DOCX.rindex(b"PK\x05\x06")
        forged = DOCX[: end + 12] + (2**31).to_bytes(4, "little") + DOCX[end + 16 :]
        with pytest.raises(ValidationError, match="มีส่วนประกอบภายในมากผิดปกติ"):
            add(meeting, cast.staff, forged)

    @pytest.mark.parametrize("said", [{"title": "รหัส canarypass"}, {"name": "canarypass.pdf"}])
    def test_a_secret_in_title_or_name_is_refused(self, cast, meeting, said):
        with pytest.raises(ValidationError, match="มีข้อความเดียวกับลิงก์"):
            add(meeting, cast.staff, **said)

    def test_adding_and_taking_out_stand_in_the_journal(self, cast, meeting, django_capture_on_commit_callbacks):
        row = add(meeting, cast.staff)
        storage, name = row.file.storage, row.file.name
        with django_capture_on_commit_callbacks(execute=True):
            files.remove_file(row, actor=cast.staff)
        assert not storage.exists(name) and not BriefingFile.objects.exists()
        verbs = list(Event.objects.about(meeting).order_by("pk").values_list("verb", flat=True))
        assert verbs == ["เพิ่มเอกสารประกอบการประชุม", "นำเอกสารประกอบการประชุมออก"]

    def test_not_by_a_district(self, cast, meeting):
        with pytest.raises(PermissionDenied):
            add(meeting, cast.officer_a)
        with pytest.raises(PermissionDenied):
            files.remove_file(add(meeting, cast.staff), actor=cast.officer_a)

    def test_no_file_stays_when_the_row_is_refused(self, cast, meeting, settings, monkeypatch):
        def broken(**said):
            raise RuntimeError("the journal is broken")

        monkeypatch.setattr(files.journal, "record", broken)
        with pytest.raises(RuntimeError):
            add(meeting, cast.staff)
        assert list((settings.MEDIA_ROOT / "briefings").iterdir()) == [] and not BriefingFile.objects.exists()


class TestHandedOut:
    def test_to_those_invited_to_be_saved(self, client, cast, meeting):
        row = add(meeting, cast.staff, PNG, "ภาพ ก.png")
        for user in (cast.officer_a, cast.staff, cast.secretary):
            client.force_login(user)
            response = client.get(reverse("meetings:file", args=[row.pk]))
            assert b"".join(response.streaming_content) == PNG
            assert response["Content-Type"] == "image/png"
            assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''%E0")
            assert response["X-Content-Type-Options"] == "nosniff"
            assert response["Cache-Control"] == "no-store, private"

    def test_others_learn_nothing(self, client, cast, meeting):
        row = add(meeting, cast.staff)
        address = reverse("meetings:file", args=[row.pk])
        assert client.get(address).status_code == 302
        for user in (cast.officer_b, cast.member):
            client.force_login(user)
            assert client.get(address).status_code == 404
        assert client.get(reverse("meetings:file", args=[row.pk + 1])).status_code == 404

    def test_a_lost_file_is_said(self, client, cast, meeting):
        row = add(meeting, cast.staff)
        row.file.storage.delete(row.file.name)
        client.force_login(cast.officer_a)
        response = client.get(reverse("meetings:file", args=[row.pk]))
        assert response.status_code == 409 and "ไม่พบไฟล์" in response.content.decode()

    def test_the_meetings_page_lists_them_for_those_invited(self, client, cast, meeting):
        row = add(meeting, cast.staff)
        page = reverse("briefings:briefing-detail", args=[meeting.pk])
        for user, sees in ((cast.officer_a, True), (cast.officer_b, False)):
            client.force_login(user)
            assert (reverse("meetings:file", args=[row.pk]) in client.get(page).content.decode()) == sees


class TestAdminPage:
    def test_a_document_is_added_and_taken_out(self, client, cast, meeting):
        client.force_login(cast.staff)
        page = reverse("admin:briefings_briefing_files", args=[meeting.pk])
        sent = {"title": "แผน", "upload": SimpleUploadedFile("แผน.pdf", PDF)}
        assert "แผน.pdf" in client.post(page, sent, follow=True).content.decode()
        row = BriefingFile.objects.get()
        remove = reverse("admin:briefings_briefing_file_remove", args=[meeting.pk, row.pk])
        assert "ผู้ได้รับเชิญจะไม่เห็นเอกสารนี้อีก" in client.get(remove).content.decode()
        assert client.post(remove).status_code == 302
        assert not BriefingFile.objects.exists()

    @pytest.mark.parametrize(
        ("sent", "said"),
        [
            ({"title": "แผน"}, "โปรดเลือกไฟล์"),
            ({"title": "แผน", "upload": ("a.pdf", b"")}, "ไฟล์ว่างเปล่า"),
            ({"title": "แผน", "upload": ("a.pdf", b"MZ")}, "ไม่ใช่เอกสารชนิดที่ระบบรับ"),
            ({"title": "", "upload": ("a.pdf", PDF)}, "ชื่อเอกสาร:"),
        ],
    )
    def test_what_is_wrong_is_said_beside_the_file(self, client, cast, meeting, sent, said):
        client.force_login(cast.staff)
        if "upload" in sent:
            sent = sent | {"upload": SimpleUploadedFile(*sent["upload"])}
        response = client.post(reverse("admin:briefings_briefing_files", args=[meeting.pk]), sent)
        assert response.status_code == 200 and said in response.content.decode()

    def test_the_same_number_of_queries_for_one_and_three(self, client, cast, meeting):
        client.force_login(cast.staff)
        page = reverse("admin:briefings_briefing_files", args=[meeting.pk])
        add(meeting, cast.staff)
        with CaptureQueriesContext(connection) as one:
            client.get(page)
        add(meeting, cast.staff)
        add(meeting, cast.staff)
        with CaptureQueriesContext(connection) as three:
            assert told(client.get(page).content.decode()) == []
        assert len(one) == len(three)
