"""Files of an entry: taken in, taken out, and held by the database past Python."""

import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from office.models import Event
from opc_site.testing import make_entry, make_producer, make_round
from registrations import actions
from registrations.actions import uploads
from registrations.models import PaperCheck, PhotoLink, Requirement, StandardCertificate, Upload
from registrations.rules import EntryStatus

from .hostile_uploads import drawn, jpeg, pdf
from .test_rules import check_said, refusal, unique_said

PHOTO = jpeg(drawn(640, 620))


@pytest.fixture
def entry(current_round):
    return make_entry(make_producer(), current_round, status=EntryStatus.SUBMITTED)


def keep(entry, actor=None, content=PHOTO, **fields):
    values = {"content": content, "file_name": "ผ้า.jpg", "purpose": "photo", "actor": actor} | fields
    return actions.keep_upload(entry, **values)


def said(act, *args, **kwargs):
    with pytest.raises(ValidationError) as refused:
        act(*args, **kwargs)
    return refused.value.code, " ".join(refused.value.messages)


def on_disk(settings):
    folder = settings.MEDIA_ROOT / "uploads"
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


class TestKept:
    def test_by_the_officer_of_the_own_district(self, cast, entry, settings):
        row = keep(entry, cast.officer_a)
        assert (row.kind, row.name, row.width, row.height, row.via, row.sender) == (
            "jpeg", "ผ้า.jpg", 640, 620, "desk", "ผู้ใช้ officer-a",
        )  # fmt: skip
        assert (row.place, row.size, row.doubts) == (1, len(row.read()), [])
        assert row.read_thumb().startswith(b"\xff\xd8\xff")
        assert len(on_disk(settings)) == 2 and all(len(name.split(".")[0]) == 32 for name in on_disk(settings))
        event = Event.objects.about(entry).first()
        assert (event.verb, event.actor, event.after["sha256"]) == ("แนบแฟ้ม", cast.officer_a, row.sha256)

    def test_a_paper_with_its_pages(self, cast, entry):
        row = keep(entry, cast.officer_a, pdf(3), purpose="paper", file_name="ใบรับรอง.pdf")
        assert (row.kind, row.pages, row.width, row.thumb.name, row.is_picture) == ("pdf", 3, None, "", False)

    def test_sent_again_is_the_same_row(self, cast, entry, settings):
        token = uuid.uuid4()
        assert keep(entry, cast.officer_a, token=token) == keep(entry, cast.officer_a, token=str(token))
        assert (Upload.objects.count(), len(on_disk(settings))) == (1, 2)

    def test_upload_once_refuses_another_entrys_token(self, cast, entry):
        token = keep(entry, cast.officer_a).token
        other = make_entry(make_producer(), entry.round)
        assert said(keep, other, cast.officer_a, token=token)[0] == "upload_once"
        assert said(keep, entry, cast.staff, token=token)[0] == "upload_once"

    def test_nothing_is_left_of_what_is_refused(self, cast, entry, settings, monkeypatch):
        assert said(keep, entry, cast.officer_a, PHOTO[:300])[0] == "file_whole"
        monkeypatch.setattr(uploads.journal, "record", lambda **said: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            keep(entry, cast.officer_a)
        assert on_disk(settings) == [] and not Upload.objects.exists()


class TestClauses:
    def test_ten_files_refuses_the_eleventh_with_its_sentence(self, cast, entry, settings):
        rows = [keep(entry, cast.officer_a) for _ in range(10)]
        assert [row.place for row in rows] == list(range(1, 11))
        code, sentence = said(keep, entry, cast.officer_a)
        assert code == "ten_files" and "ไม่เกิน 10 แฟ้ม" in sentence
        assert len(on_disk(settings)) == 20
        actions.remove_upload(rows[3], actor=cast.officer_a, reason="ภาพผิดผลิตภัณฑ์")
        assert keep(entry, cast.officer_a).place == 4

    def test_ten_files_holds_past_python(self, cast, entry):
        row = keep(entry, cast.officer_a)
        for place in (0, 11, None):
            assert check_said("ten_files") in refusal(Upload.objects.filter(pk=row.pk).update, place=place)
        taken = unique_said("ten_files_place", "upload.entry_id", "upload.place")
        assert taken in refusal(Upload.objects.bulk_create, [copy_of(row, place=1)])
        Upload.objects.bulk_create([copy_of(row, place=10)])

    @pytest.mark.parametrize(
        ("changes", "constraint"),
        [
            ({"size": 0}, "file_size"),
            ({"size": 10 * 1024 * 1024 + 1}, "file_size"),
            ({"kind": "svg"}, "file_kind"),
            ({"width": 2001}, "picture_pixels"),
            ({"height": None}, "picture_pixels"),
            ({"pages": 3}, "pdf_pages"),
            ({"kind": "pdf", "width": None, "height": None, "pages": 51, "purpose": "paper"}, "pdf_pages"),
            ({"kind": "pdf", "width": None, "height": None, "pages": None, "purpose": "paper"}, "pdf_pages"),
            ({"kind": "pdf", "width": None, "height": None, "pages": 1}, "photo_is_a_picture"),
            ({"removed_at": timezone.now(), "place": None}, "reason_given_file_taken_out"),
        ],
    )
    def test_a_row_is_held_past_python(self, cast, entry, changes, constraint):
        row = keep(entry, cast.officer_a)
        assert check_said(constraint) in refusal(Upload.objects.filter(pk=row.pk).update, **changes)

    @pytest.mark.parametrize(
        "changes",
        [
            {"size": 10 * 1024 * 1024},
            {"width": 2000, "height": 1},
            {"kind": "pdf", "width": None, "height": None, "pages": 50, "purpose": "paper"},
        ],
    )
    def test_a_row_at_the_bound_passes(self, cast, entry, changes):
        assert Upload.objects.filter(pk=keep(entry, cast.officer_a).pk).update(**changes) == 1

    def test_upload_once_holds_past_python(self, cast, entry):
        row = keep(entry, cast.officer_a)
        once = unique_said("upload_once", "upload.token")
        assert once in refusal(Upload.objects.bulk_create, [copy_of(row, place=2, token=row.token)])

    def test_office_day_counts_what_the_district_took_in_today(self, cast, entry, monkeypatch):
        row = keep(entry, cast.officer_a)
        monkeypatch.setattr(uploads, "MOST_BYTES_A_DAY", 2 * row.size)
        other = make_entry(make_producer(), entry.round)
        keep(other, cast.staff)
        code, sentence = said(keep, entry, cast.officer_a)
        assert code == "office_day" and "200 เมกะไบต์ต่อวัน" in sentence
        # another district has a day of its own, and tomorrow is another day
        keep(make_entry(make_producer(district=cast.officer_b.district_id), entry.round), cast.officer_b)
        keep(entry, cast.officer_a, at=timezone.now() + timedelta(days=1))

    def test_upload_of_product(self, cast, current_round):
        producer = make_producer()
        product = producer.products.get()
        entry = make_entry(producer, current_round, product=product)
        own = StandardCertificate.objects.create(product=product, kind="tcps", number="๑/๒๕๖๔")
        other = StandardCertificate.objects.create(product=make_producer().products.get(), kind="tcps", number="๑/๒๕๖๔")
        assert keep(entry, cast.officer_a, pdf(), purpose="paper", certificate=own).certificate == own
        code, sentence = said(keep, entry, cast.officer_a, pdf(), purpose="paper", certificate=other)
        assert code == "upload_of_product" and "ต้องเป็นของผลิตภัณฑ์ที่สมัคร" in sentence

    def test_requirement_of_round(self, cast, entry):
        own = Requirement.objects.create(
            round=entry.round, code="card", name="สำเนาบัตร", sentence="สำเนาบัตรประจำตัวประชาชน"
        )
        other = Requirement.objects.create(
            round=make_round(year_be=2570, is_current=False),
            code="card",
            name="สำเนาบัตร",
            sentence="สำเนาบัตรประจำตัวประชาชน",
        )
        assert keep(entry, cast.officer_a, purpose="paper", requirement=own).requirement == own
        code, _ = said(keep, entry, cast.officer_a, purpose="paper", requirement=other)
        assert code == "requirement_of_round"

    def test_one_photo_link_holds_past_python(self, cast, entry):
        link = actions.open_photo_link(entry, actor=cast.officer_a)
        again = PhotoLink(entry=entry, token_hash="0" * 64, created_by=cast.staff, expires_at=link.expires_at)
        assert unique_said("one_photo_link", "photolink.entry_id") in refusal(PhotoLink.objects.bulk_create, [again])
        actions.end_photo_link(link, actor=cast.staff)
        PhotoLink.objects.bulk_create([again])


def copy_of(row, **changes):
    """An unsaved row like this one, for writing past the acts."""
    values = {field.attname: getattr(row, field.attname) for field in Upload._meta.concrete_fields}
    return Upload(**values | {"id": None, "token": uuid.uuid4()} | changes)


class TestWhoMayUntilWhen:
    """Rows 19 to 21 of the matrix."""

    def move(self, entry, *, status=None, closed=False):
        if status:
            type(entry).objects.filter(pk=entry.pk).update(
                status=status, slot=None if status in {EntryStatus.WITHDRAWN, EntryStatus.SCREENED_OUT} else 1
            )
        if closed:
            type(entry.round).objects.filter(pk=entry.round_id).update(closes_at=timezone.now() - timedelta(hours=1))
        return type(entry).objects.get(pk=entry.pk)

    def test_own_district(self, cast, entry):
        assert said(keep, entry, cast.officer_b)[0] == "own_district"
        assert said(keep, entry, cast.member)[0] == "own_district"
        row = keep(entry, cast.officer_a)
        assert said(actions.remove_upload, row, actor=cast.officer_b, reason="ก")[0] == "own_district"
        assert said(actions.open_photo_link, entry, actor=cast.officer_b)[0] == "own_district"

    @pytest.mark.parametrize("status", [EntryStatus.DRAFT, EntryStatus.SUBMITTED, EntryStatus.RETURNED])
    def test_files_in_time_lets_the_officer_until_closing(self, cast, entry, status):
        keep(self.move(entry, status=status), cast.officer_a)

    @pytest.mark.parametrize("status", [EntryStatus.SCREENED_IN, EntryStatus.SCREENED_OUT])
    def test_files_in_time_ends_for_the_officer_with_screening(self, cast, entry, status):
        entry = self.move(entry, status=status)
        assert said(keep, entry, cast.officer_a)[0] == "files_in_time"
        keep(entry, cast.staff)

    def test_files_in_time_ends_for_the_officer_with_the_deadline(self, cast, entry):
        row = keep(entry, cast.officer_a)
        entry = self.move(entry, closed=True)
        code, sentence = said(keep, entry, cast.officer_a)
        assert code == "files_in_time" and "สำนักงานพัฒนาชุมชนจังหวัดเป็นผู้ดำเนินการ" in sentence
        row = Upload.objects.get(pk=row.pk)
        assert said(actions.remove_upload, row, actor=cast.officer_a, reason="ก")[0] == "files_in_time"
        keep(entry, cast.staff)
        actions.remove_upload(row, actor=cast.staff, reason="ภาพซ้ำ")

    def test_files_in_time_waits_for_a_paper_until_its_day(self, cast, entry):
        asked = Requirement.objects.create(
            round=entry.round, code="card", name="สำเนาบัตร", sentence="สำเนาบัตรประจำตัวประชาชน"
        )
        today = timezone.localdate()
        check = PaperCheck.objects.create(
            entry=entry, requirement=asked, level=asked.level, state="missing", due_on=today, checked_by=cast.officer_a
        )
        entry = self.move(entry, closed=True)
        keep(entry, cast.officer_a, purpose="paper", requirement=asked)
        PaperCheck.objects.filter(pk=check.pk).update(due_on=today - timedelta(days=1))
        assert said(keep, entry, cast.officer_a)[0] == "files_in_time"

    def test_files_of_the_living(self, cast, entry):
        row = keep(entry, cast.officer_a)
        entry = self.move(entry, status=EntryStatus.WITHDRAWN)
        assert said(keep, entry, cast.staff)[0] == "files_of_the_living"
        assert said(actions.remove_upload, row, actor=cast.staff, reason="ก")[0] == "files_of_the_living"


class TestTakenOut:
    def test_the_bytes_go_and_the_trace_stays(self, cast, entry, settings, django_capture_on_commit_callbacks):
        row = keep(entry, cast.officer_a)
        with django_capture_on_commit_callbacks(execute=True):
            actions.remove_upload(row, actor=cast.officer_a, reason=" ภาพผิดผลิตภัณฑ์ ")
        row.refresh_from_db()
        assert on_disk(settings) == []
        assert (row.place, row.removed_by, row.removed_reason) == (None, cast.officer_a, "ภาพผิดผลิตภัณฑ์")
        event = Event.objects.about(entry).first()
        assert (event.verb, event.reason, event.before["sha256"]) == ("นำแฟ้มแนบออก", "ภาพผิดผลิตภัณฑ์", row.sha256)

    def test_reason_given(self, cast, entry):
        row = keep(entry, cast.officer_a)
        assert said(actions.remove_upload, row, actor=cast.officer_a, reason="  ")[0] == "reason_given"

    def test_file_taken_out_once(self, cast, entry):
        row = keep(entry, cast.officer_a)
        actions.remove_upload(row, actor=cast.officer_a, reason="ซ้ำ")
        assert said(actions.remove_upload, row, actor=cast.officer_a, reason="ซ้ำ")[0] == "file_taken_out_once"
        assert said(keep, entry, cast.officer_a, token=row.token)[0] == "file_taken_out_once"

    def test_a_rollback_keeps_the_bytes(self, cast, entry, settings, monkeypatch):
        row = keep(entry, cast.officer_a)
        monkeypatch.setattr(uploads.journal, "record", lambda **said: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            actions.remove_upload(row, actor=cast.officer_a, reason="ซ้ำ")
        assert len(on_disk(settings)) == 2 and Upload.objects.get().place == 1


class TestPhotoLink:
    def test_a_phone_sends_for_the_one_who_let_it_in(self, cast, entry):
        link = actions.open_photo_link(entry, actor=cast.officer_a)
        row = keep(entry, link=link)
        assert (row.via, row.uploaded_by, row.link, row.sender) == ("phone", None, link, "โทรศัพท์")
        event = Event.objects.about(entry).first()
        assert (event.verb, event.actor) == ("รับภาพจากโทรศัพท์", cast.officer_a)

    def test_the_database_does_not_hold_what_opens_it(self, cast, entry):
        link = actions.open_photo_link(entry, actor=cast.officer_a)
        assert len(link.token) == 26 and link.token not in str(PhotoLink.objects.values().get())
        assert PhotoLink.objects.of_token(link.token).get() == link
        assert not PhotoLink.objects.of_token(link.token.upper()).exists()
        assert link.token not in str(list(Event.objects.values()))

    def test_opened_again_is_the_same_link(self, cast, entry):
        link = actions.open_photo_link(entry, actor=cast.officer_a)
        assert actions.open_photo_link(entry, actor=cast.staff) == link
        later = timezone.now() + timedelta(minutes=31)
        other = actions.open_photo_link(entry, actor=cast.staff, at=later)
        assert other != link and PhotoLink.objects.filter(ended_at=None).get() == other

    def test_link_is_alive_for_thirty_minutes(self, cast, entry):
        link = actions.open_photo_link(entry, actor=cast.officer_a)
        keep(entry, link=link, at=link.expires_at - timedelta(seconds=1))
        code, sentence = said(keep, entry, link=link, at=link.expires_at)
        assert code == "link_is_alive" and "เปิดลิงก์ใหม่" in sentence

    def test_link_is_alive_until_it_is_ended(self, cast, entry):
        link = actions.open_photo_link(entry, actor=cast.officer_a)
        actions.end_photo_link(link, actor=cast.officer_a)
        actions.end_photo_link(link, actor=cast.officer_a)
        assert said(keep, entry, link=link)[0] == "link_is_alive"
        assert Event.objects.filter(verb="เลิกใช้ลิงก์ถ่ายภาพ").count() == 1

    def test_link_is_alive_with_the_rights_of_the_one_who_opened_it(self, cast, entry):
        link = actions.open_photo_link(entry, actor=cast.officer_a)
        type(cast.officer_a).objects.filter(pk=cast.officer_a.pk).update(is_active=False)
        assert said(keep, entry, link=PhotoLink.objects.get())[0] == "link_is_alive"
        type(cast.officer_a).objects.filter(pk=cast.officer_a.pk).update(is_active=True)
        cast.officer_a.grants.all().delete()
        assert said(keep, entry, link=PhotoLink.objects.get())[0] == "own_district"
        assert said(keep, make_entry(make_producer(), entry.round), link=link)[0] == "link_is_alive"

    def test_taken_again_replaces_and_ten_stay_ten(self, cast, entry, settings, django_capture_on_commit_callbacks):
        link = actions.open_photo_link(entry, actor=cast.officer_a)
        rows = [keep(entry, link=link) for _ in range(10)]
        with django_capture_on_commit_callbacks(execute=True):
            again = keep(entry, link=link, replaces=rows[0])
        assert (again.place, entry.uploads.living().count(), len(on_disk(settings))) == (1, 10, 20)
        rows[0].refresh_from_db()
        assert (rows[0].removed_reason, rows[0].removed_by) == ("ถ่ายใหม่แทนภาพเดิม", None)
