"""Files without rows and rows without files; F15, F17 and F24 of the failures."""

import io
import os
import socket
import time
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from opc_site.testing import make_entry, make_producer
from registrations import actions
from registrations.models import Upload

from .test_uploads import keep, on_disk


@pytest.fixture
def entry(current_round):
    return make_entry(make_producer(), current_round)


def sweep(*options):
    out, code = io.StringIO(), 0
    try:
        call_command("sweep_uploads", *options, stdout=out)
    except SystemExit as end:
        code = end.code
    return code, out.getvalue()


def grow_old(settings):
    """Two hours go by for the folder and the rows."""
    then = time.time() - 7200
    for path in (settings.MEDIA_ROOT / "uploads").iterdir():
        os.utime(path, (then, then))
    Upload.objects.update(at=timezone.now() - timedelta(hours=2))


def test_f17_a_file_without_a_row_is_said_and_deleted(cast, entry, settings):
    kept = keep(entry, cast.officer_a)
    (settings.MEDIA_ROOT / "uploads" / "cut.jpg").write_bytes(b"half")
    assert sweep() == (0, "ไฟล์ที่ไม่มีรายการ 0 · ไฟล์หาย 0 · ไฟล์เสียหาย 0\n")  # on its way, for all we know
    grow_old(settings)
    code, said = sweep()
    assert code == 0 and said.startswith("ไม่มีรายการ: uploads/cut.jpg\nไฟล์ที่ไม่มีรายการ 1 ยังไม่ลบ")
    assert sweep("--delete")[1].endswith("ไฟล์ที่ไม่มีรายการ 1 ลบแล้ว · ไฟล์หาย 0 · ไฟล์เสียหาย 0\n")
    assert on_disk(settings) == sorted([kept.file.name[8:], kept.thumb.name[8:]])


def test_f17_bytes_of_a_row_that_was_taken_out_are_lost_too(cast, entry, settings):
    """The process was killed after the transaction, before it deleted them."""
    keep(entry, cast.officer_a)
    actions.remove_upload(Upload.objects.get(), actor=cast.officer_a, reason="ซ้ำ")
    assert len(on_disk(settings)) == 2
    grow_old(settings)
    sweep("--delete")
    assert on_disk(settings) == []


def test_f17_a_row_without_its_file_is_named(cast, entry, settings):
    kept = keep(entry, cast.officer_a)
    settings.MEDIA_ROOT.joinpath(kept.file.name).unlink()
    assert sweep()[0] == 0
    grow_old(settings)
    code, said = sweep("--delete")
    assert code == 1 and f"ไฟล์หาย: แฟ้มที่ {kept.pk} ของใบสมัคร ร่างที่ {entry.pk}" in said
    assert Upload.objects.living().count() == 1


def test_f24_a_changed_byte_is_named(cast, entry, settings):
    kept = keep(entry, cast.officer_a)
    path = settings.MEDIA_ROOT / kept.file.name
    path.write_bytes(path.read_bytes() + b"!")
    grow_old(settings)
    assert sweep()[0] == 0
    code, said = sweep("--check")
    assert code == 1 and f"ไฟล์เสียหาย: แฟ้มที่ {kept.pk}" in said


def test_an_installation_without_files_is_clean(db):
    assert sweep("--check", "--delete") == (0, "ไฟล์ที่ไม่มีรายการ 0 · ไฟล์หาย 0 · ไฟล์เสียหาย 0\n")


@pytest.mark.django_db(transaction=True)
def test_f15_an_upload_that_is_cut_off_leaves_nothing(cast, entry, settings, tmp_path, live_server):
    """At a tenth, a half and nine tenths of three megabytes the phone loses its line."""
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    link = actions.open_photo_link(entry, actor=cast.officer_a)
    body = (
        b'--cut\r\nContent-Disposition: form-data; name="picture"; filename="a.jpg"\r\n'
        b"Content-Type: image/jpeg\r\n\r\n\xff\xd8\xff" + b"\0" * 3_000_000 + b"\r\n--cut--\r\n"
    )
    head = (
        f"POST {link.get_absolute_url()} HTTP/1.1\r\nHost: {live_server.thread.host}\r\n"
        f"Content-Type: multipart/form-data; boundary=cut\r\nContent-Length: {len(body)}\r\n\r\n"
    ).encode()
    for part in (0.1, 0.5, 0.9):
        with socket.create_connection((live_server.thread.host, live_server.thread.port), timeout=10) as line:
            line.sendall(head + body[: int(len(body) * part)])
            line.shutdown(socket.SHUT_WR)
            line.recv(65536)
    assert on_disk(settings) == [] and not Upload.objects.exists()
    assert [path.name for path in tmp_path.iterdir() if path.suffix == ".upload"] == []
