"""Stars of earlier years: the department's file in and out again, our own results, and nothing that a score asks."""

import json
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from announcements.actions import publish_results, withdraw_announcement
from office.exports import csv_lines
from office.workbooks import FileRefused
from opc_site.testing import DISTRICT_B, make_producer
from opc_site.tests.scene import build_house
from registrations import actions
from registrations.models import EarlierStar, Product, StarList
from registrations.stars import star_level
from scoring.models import Result

pytestmark = pytest.mark.django_db
HEAD = ["ผลิตภัณฑ์", "ผู้ผลิต", "จังหวัด", "ประเภท", "ดาว"]


def stars_file(*rows, head=HEAD):
    return b"".join(csv_lines(head, rows))


def bring_in(content, actor, year_be=2564):
    return actions.import_stars(content, file_name="CDD_OPC.csv", year_be=year_be, actor=actor)


@pytest.fixture
def register(cast):
    make_producer("กลุ่มทอผ้าบ้านเหนือ")
    make_producer("นางสมใจ ดีงาม", contact_first_name="สมใจ", contact_last_name="ดีงาม")
    for district in ("4701", DISTRICT_B):
        producer = make_producer("กลุ่มแม่บ้านซ้ำชื่อ", district=district)
        Product.objects.filter(producer=producer).update(name=f"น้ำพริก {district}")
    return cast


FILE = [
    ["ผ้าคราม", "วิสาหกิจชุมชน ทอผ้าบ้านเหนือ", "จังหวัดสกลนคร", "ผ้า", "5 ดาว"],
    ["ผ้าไหม", "กลุ่มทอผ้าบ้านเหนือ", " สกลนคร", "ผ้า", "๔"],
    ["ผ้าคราม ", "กลุ่มทอผ้าบ้านเหนือ", "จ.สกลนคร", "ผ้า", "3"],
    ["ปลาร้า", "น.ส.สมใจ  ดีงาม", "สกลนคร", "อาหาร", "ระดับ 3 ดาว"],
    ["น้ำพริก 4704", "กลุ่มแม่บ้านซ้ำชื่อ", "สกลนคร", "อาหาร", "★★★"],
    ["น้ำปลา", "กลุ่มแม่บ้านซ้ำชื่อ", "สกลนคร", "อาหาร", "3"],
    ["ผ้า", "กลุ่มไม่มีในทะเบียน", "สกลนคร", "ผ้า", "3"],
    ["ผ้า", "กลุ่มทอผ้าบ้านเหนือ", "สกลนคร", "ผ้า", "ดีเด่น"],
    ["", "กลุ่มทอผ้าบ้านเหนือ", "สกลนคร", "ผ้า", "3"],
    ["ผ้า", "กลุ่มทอผ้าบ้านเหนือ", "นครพนม", "ผ้า", "3"],
]


def test_rows_find_their_producer_and_the_rest_is_reported(register):
    star_list, report = bring_in(stars_file(*FILE), register.staff)
    found = {
        (star.producer.name, star.producer.district_id, star.product_name, star.level)
        for star in EarlierStar.objects.all()
    }
    assert found == {
        ("กลุ่มทอผ้าบ้านเหนือ", "4701", "ผ้าคราม", 5),
        ("กลุ่มทอผ้าบ้านเหนือ", "4701", "ผ้าไหม", 4),
        ("นางสมใจ ดีงาม", "4701", "ปลาร้า", 3),
        ("กลุ่มแม่บ้านซ้ำชื่อ", DISTRICT_B, "น้ำพริก 4704", 3),
    }
    assert report.counts == star_list.counts == {"added": 4, "known": 1, "elsewhere": 1, "unmatched": 4}
    assert [(line["row"], line["reason"][:12]) for line in star_list.unmatched] == [
        (7, "มีผู้ผลิตชื่"), (8, "ไม่พบชื่อผู้"), (9, "คอลัมน์ดาวเป"), (10, "ไม่มีชื่อผลิ"),
    ]  # fmt: skip


def test_a_report_writes_nothing_and_a_list_goes_out_whole(register):
    assert actions.look_at_stars(stars_file(*FILE), year_be=2564).counts["added"] == 4
    assert not EarlierStar.objects.exists() and not StarList.objects.exists()
    star_list, _ = bring_in(stars_file(*FILE), register.staff)
    other, _ = bring_in(stars_file(*FILE), register.staff, year_be=2562)
    assert actions.take_back_stars(star_list, actor=register.staff, reason="ไฟล์ผิดปี") == 4
    assert set(EarlierStar.objects.values_list("star_list", flat=True)) == {other.pk}
    assert bring_in(stars_file(*FILE), register.staff)[1].counts["added"] == 4


def refusal(work, *args, **kwargs):
    with pytest.raises(ValidationError) as refused, transaction.atomic():
        work(*args, **kwargs)
    return refused.value.error_list[0].code


def test_star_list_once_stars_taken_back_once_and_stars_by_staff(register):
    star_list, _ = bring_in(stars_file(*FILE), register.staff)
    assert refusal(bring_in, stars_file(*FILE), register.staff) == "star_list_once"
    assert refusal(bring_in, stars_file(*FILE), register.officer_a) == "stars_by_staff"
    assert refusal(actions.take_back_stars, star_list, actor=register.secretary, reason="x") == "stars_by_staff"
    assert refusal(actions.take_back_stars, star_list, actor=register.staff, reason="") == "reason_given"
    actions.take_back_stars(star_list, actor=register.staff, reason="ผิดปี")
    assert refusal(actions.take_back_stars, star_list, actor=register.staff, reason="อีกครั้ง") == "stars_taken_back_once"
    with pytest.raises(IntegrityError), transaction.atomic():
        for _ in range(2):
            StarList.objects.create(source="department", key="same", name="ก", year_be=2564, added_by=register.staff)


@pytest.mark.parametrize("year", [2545, 2999, 0, -1, 10**9])
def test_stars_of_the_past_refuses_other_years(register, year):
    assert refusal(bring_in, stars_file(*FILE), register.staff, year_be=year) == "stars_of_the_past"


def test_star_one_to_five_and_star_once_a_year_hold_past_python(register):
    star_list, _ = bring_in(stars_file(*FILE), register.staff)
    star = EarlierStar.objects.first()
    for level in (0, 6):
        with pytest.raises(IntegrityError), transaction.atomic():
            EarlierStar.objects.filter(pk=star.pk).update(level=level)
    for level in (1, 5):
        EarlierStar.objects.filter(pk=star.pk).update(level=level)
    with pytest.raises(IntegrityError), transaction.atomic():
        EarlierStar.objects.bulk_create(
            [
                EarlierStar(
                    producer=star.producer, product_name="x", product_key=star.product_key,
                    year_be=star.year_be, level=3, star_list=star_list,
                )
            ]
        )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "level"),
    [("4", 4), ("๕ ดาว", 5), ("ระดับ 3 ดาว", 3), ("★★", 2), ("1.0", None), ("", None), ("0", None), ("6", None),
     ("3-4", None), ("33", None), ("★" * 6, None), ("ดาว", None), ("²", None), ("٣", None)],
)  # fmt: skip
def test_the_level_in_a_cell(text, level):
    assert star_level(text) == level


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"\x00\x01\x02", "not_xlsx"),
        (stars_file(*FILE, head=["ก", "ข", "ค", "ง", "จ"]), "no_header"),
        (stars_file(*FILE, head=["ผลิตภัณฑ์", "ผู้ผลิต", "จังหวัด", "ประเภท", "x"]), "missing_column"),
        (stars_file(), "no_rows"),
        (b"PK\x03\x04broken", "corrupt"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_by_name(register, client, content, code):
    with pytest.raises(FileRefused) as refused:
        actions.look_at_stars(content, year_be=2564)
    assert refused.value.code == code
    client.force_login(register.staff)
    file = SimpleUploadedFile("x.csv", content)
    page = client.post("/admin/registrations/starlist/add/", {"year_be": "2564", "file": file})
    assert page.status_code == 200 and not StarList.objects.exists()


def test_staff_see_the_report_first_then_confirm_then_take_it_back(register, client):
    client.force_login(register.staff)
    file = SimpleUploadedFile("CDD_OPC.csv", stars_file(*FILE))
    page = client.post("/admin/registrations/starlist/add/", {"year_be": "2564", "file": file}).content.decode()
    assert "ยังไม่ได้บันทึก" in page and "กลุ่มไม่มีในทะเบียน" in page and not StarList.objects.exists()
    stored = re.search(r'name="stored" value="([0-9a-f]{32})"', page)[1]
    sent = {"stored": stored, "file_name": "CDD_OPC.csv", "year_be": "2564"}
    answer = client.post("/admin/registrations/starlist/add/confirm/", sent, follow=True)
    assert "พบผู้ผลิตในทะเบียน 4 รายการ" in answer.content.decode()
    row = StarList.objects.get()
    client.post(f"/admin/registrations/starlist/{row.pk}/act/take-back/", {"confirm": "1", "reason": "ผิดไฟล์"})
    assert not EarlierStar.objects.exists()
    for bad in ({}, {"stored": "0" * 32, "year_be": "2564"}, {"stored": "../x", "year_be": "ก"}):
        assert client.post("/admin/registrations/starlist/add/confirm/", bad).status_code == 302


def test_the_command_reports_and_writes(register, tmp_path, capsys):
    file = tmp_path / "CDD_OPC_2021.csv"
    file.write_bytes(stars_file(*FILE))
    call_command("import_stars", str(file), "--year", "2564", "--dry-run", "--json")
    assert json.loads(capsys.readouterr().out)["added"] == 4 and not EarlierStar.objects.exists()
    call_command("import_stars", str(file), "--year", "2564", "--by", "staff")
    assert "แถว 8: กลุ่มไม่มีในทะเบียน" in capsys.readouterr().out and EarlierStar.objects.count() == 4
    with pytest.raises(CommandError):
        call_command("import_stars", str(file), "--year", "2564", "--by", "nobody-here")
    file.write_bytes(b"")
    with pytest.raises(CommandError) as refused:
        call_command("import_stars", str(file), "--year", "2564", "--dry-run")
    assert refused.value.returncode == 2


def test_our_own_results_become_earlier_stars_and_go_with_their_announcement(db):
    house = build_house()
    EarlierStar.objects.all().delete()
    Result.objects.filter(pk=house.result_proposed.pk).update(star_level=4)
    announcement = publish_results(house.batch_proposed, actor=house.cast.administrator)
    star = EarlierStar.objects.get()
    assert (star.producer, star.product_name, star.level, star.year_be) == (
        house.entry_proposed.producer,
        house.entry_proposed.name,
        4,
        house.round.year_be,
    )
    withdraw_announcement(announcement, actor=house.cast.administrator, reason="พิมพ์ผิด")
    assert not EarlierStar.objects.exists() and not StarList.objects.get(source="own_results").is_here


def test_no_score_knows_an_earlier_star():
    sources = [path.read_text(encoding="utf-8") for path in (Path(settings.BASE_DIR) / "scoring").rglob("*.py")]
    assert sources and not [text for text in sources if re.search(r"EarlierStar|earlier_stars|StarList", text)]
