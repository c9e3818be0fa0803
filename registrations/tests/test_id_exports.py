"""Whole citizen ids leave with a reason, by two administrators, once."""

import io
import zipfile
from datetime import timedelta

import openpyxl
import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from office.models import Event, Office
from opc_site.testing import DISTRICT_B, make_producer
from registrations import actions
from registrations.models import IdExport

pytestmark = pytest.mark.django_db
CITIZEN = "1470100123451"


@pytest.fixture
def asked(cast):
    Office.objects.update(keeps_citizen_ids=True)
    make_producer("กลุ่มมีเลข", citizen_id=CITIZEN)
    make_producer("กลุ่มไม่มีเลข")
    make_producer("กลุ่มอื่น", citizen_id="1470100123469", district=DISTRICT_B)
    return actions.propose_id_export(actor=cast.administrator, reason="ส่งให้กรมตรวจทะเบียน")


@pytest.fixture
def released(asked, cast):
    return actions.release_id_export(asked, actor=cast.administrator_2)


def code_of(work, *args, **kwargs):
    with pytest.raises(ValidationError) as refused, transaction.atomic():
        work(*args, **kwargs)
    return refused.value.error_list[0].code


def test_id_export_two_people_refuses_the_same_one(asked, cast):
    assert code_of(actions.release_id_export, asked, actor=cast.administrator) == "id_export_two_people"


def test_id_export_two_people_holds_past_python(asked, cast):
    with pytest.raises(IntegrityError), transaction.atomic():
        IdExport.objects.filter(pk=asked.pk).update(status="released", decided_by=cast.administrator)
    with pytest.raises(IntegrityError), transaction.atomic():
        IdExport.objects.filter(pk=asked.pk).update(status="released")


@pytest.mark.parametrize("who", ["staff", "secretary", "officer_a", "member"])
def test_id_export_by_administrator_refuses_the_rest(asked, cast, who):
    actor = getattr(cast, who)
    assert code_of(actions.propose_id_export, actor=actor, reason="ขอ") == "id_export_by_administrator"
    assert code_of(actions.release_id_export, asked, actor=actor) == "id_export_by_administrator"
    assert code_of(actions.take_id_export, asked, actor=actor) == "id_export_by_administrator"


def test_id_export_says_why(asked, cast):
    assert code_of(actions.propose_id_export, actor=cast.administrator, reason=" ") == "id_export_says_why"
    with pytest.raises(IntegrityError), transaction.atomic():
        IdExport.objects.filter(pk=asked.pk).update(reason="")


def test_ids_are_kept_is_asked_each_time(released, cast):
    Office.objects.update(keeps_citizen_ids=False)
    assert code_of(actions.take_id_export, released, actor=cast.administrator) == "ids_are_kept"


def test_id_export_moves_in_order_and_is_taken_once(asked, cast):
    assert code_of(actions.take_id_export, asked, actor=cast.administrator) == "id_export_moves"
    actions.release_id_export(asked, actor=cast.administrator_2)
    export, rows = actions.take_id_export(asked, actor=cast.administrator)
    assert (export.rows, rows.count()) == (2, 2)
    assert code_of(actions.take_id_export, asked, actor=cast.administrator) == "id_export_moves"
    assert code_of(actions.refuse_id_export, asked, actor=cast.administrator_2, reason="ช้าไป") == "id_export_moves"
    with pytest.raises(IntegrityError), transaction.atomic():
        IdExport.objects.filter(pk=asked.pk).update(taken_at=None)


def test_id_export_in_time_is_a_day_and_for_who_asked(released, cast):
    assert code_of(actions.take_id_export, released, actor=cast.administrator_2) == "id_export_in_time"
    late = released.decided_at + timedelta(hours=24)
    assert code_of(actions.take_id_export, released, actor=cast.administrator, at=late) == "id_export_in_time"
    actions.take_id_export(released, actor=cast.administrator, at=late - timedelta(seconds=1))


def test_a_refused_request_ends_there(asked, cast):
    actions.refuse_id_export(asked, actor=cast.administrator_2, reason="ไม่จำเป็น")
    assert code_of(actions.release_id_export, asked, actor=cast.administrator_2) == "id_export_moves"


def test_two_administrators_and_one_download_on_the_pages(asked, cast, client):
    page = f"/admin/registrations/idexport/{asked.pk}/"
    client.force_login(cast.administrator)
    answer = client.post("/admin/registrations/idexport/add/", {"reason": "ตรวจ", "district": DISTRICT_B}, follow=True)
    assert "โปรดให้ผู้ดูแลระบบอีกคนอนุญาต" in answer.content.decode()
    answer = client.post(f"{page}act/release/", {"confirm": "1"})
    assert "ต้องเป็นคนละคน" in answer.content.decode()
    assert "ทำขั้นตอนนี้ไม่ได้" in client.post(f"{page}download/", follow=True).content.decode()
    client.force_login(cast.administrator_2)
    client.post(f"{page}act/release/", {"confirm": "1", "reason": ""})
    client.force_login(cast.administrator)
    assert f"{page}download/" in client.get(f"{page}change/").content.decode()
    assert "ครั้งเดียว" in client.get(f"{page}download/").content.decode()
    answer = client.post(f"{page}download/")
    content = b"".join(answer.streaming_content)
    book = openpyxl.load_workbook(io.BytesIO(content))
    ids = [row[4] for row in book.worksheets[0].iter_rows(min_row=2, values_only=True)]
    assert ids == [CITIZEN, "1470100123469"] and answer.headers["Cache-Control"] == "no-store, private"
    assert client.post(f"{page}download/").status_code == 302
    event = Event.objects.get(verb="ดาวน์โหลดเลขประจำตัวประชาชน")
    assert (event.after["rows"], event.reason) == (2, "ส่งให้กรมตรวจทะเบียน")
    assert CITIZEN not in str(list(Event.objects.values()))
    assert b"<f" not in zipfile.ZipFile(io.BytesIO(content)).read("xl/worksheets/sheet1.xml")


def test_unknown_requests_are_404(asked, cast, client):
    client.force_login(cast.administrator)
    assert client.get("/admin/registrations/idexport/99999999/download/").status_code == 404
    assert timezone.now() >= asked.proposed_at
