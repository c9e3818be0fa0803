"""The department's hand-off file: its columns are what docs/handoff.md promises, and its rows what passed screening."""

import csv
import re

import openpyxl
import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.utils import timezone

from opc_site.testing import make_entry, make_producer
from registrations.handoff import COLUMNS, VERSION, handoff_rows
from registrations.models import Producer, StandardCertificate

DOCUMENT = settings.BASE_DIR / "docs" / "handoff.md"


def promised():
    lines = [line for line in DOCUMENT.read_text(encoding="utf-8").splitlines() if re.match(r"\| *\d+ *\|", line)]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def test_the_document_and_the_file_agree_column_by_column():
    assert promised() == [
        [str(place), column.name, column.kind, str(column.width), f"`{column.source}`", column.example, column.rule]
        for place, column in enumerate(COLUMNS, 1)
    ]
    assert f"`{VERSION}`" in DOCUMENT.read_text(encoding="utf-8")
    assert len({column.name for column in COLUMNS}) == len(COLUMNS)


@pytest.fixture
def passed(cast, current_round):
    producer = make_producer("กลุ่ม =สูตร", citizen_id="1470100123451", phone="0898765432")
    product = producer.products.get()
    StandardCertificate.objects.create(product=product, kind="tcps", number="12/2564", expires_on="2024-03-01")
    entry = make_entry(
        producer, current_round, status="screened_in", product=product, screened_at=timezone.now(), name="=1+1",
        kind="set", set_items="กา\nถ้วย",
    )  # fmt: skip
    for status in ("draft", "submitted", "returned", "screened_out", "withdrawn"):
        make_entry(make_producer(), current_round, status=status)
    return entry


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_the_command_writes_what_passed_screening(passed, tmp_path, ending):
    out = tmp_path / f"f.{ending}"
    call_command("handoff", "--out", str(out))
    if ending == "xlsx":
        tab = openpyxl.load_workbook(out).active
        assert {cell.data_type for row in tab for cell in row} <= {"s", "inlineStr", "n"}
        head, *rows = [["" if v is None else str(v) for v in row] for row in tab.iter_rows(values_only=True)]
    else:
        head, *rows = list(csv.reader(out.read_text(encoding="utf-8-sig").splitlines()))
    assert head == [column.name for column in COLUMNS]
    assert len(rows) == 1
    said = dict(zip(head, rows[0], strict=True))
    assert said["เลขที่รับสมัคร"] == passed.number and said["รายการในชุด"] == "กา; ถ้วย"
    assert said["มาตรฐาน"] == "มผช. 12/2564 (หมดอายุ 2567-03-01)"
    assert said["ชื่อผลิตภัณฑ์"].lstrip("'") == "=1+1" and said["รุ่นของแฟ้ม"] == VERSION
    assert not re.search("1470100123451|0898765432", str(rows))
    assert not out.with_name(f"{out.name}.part").exists()


def test_every_value_fits_the_width_and_kind_that_the_document_promises(passed, current_round):
    for row in handoff_rows(current_round):
        for column, value in zip(COLUMNS, row, strict=True):
            assert len(str(value)) <= column.width, column.name
            assert isinstance(value, int if column.kind == "number" else str), column.name
            if column.kind == "date" and value:
                assert re.fullmatch(r"25\d\d-\d\d-\d\d", value)


@pytest.mark.parametrize("asked", ["2599-1", "x", "2565-๑", "'; --", "-", "2565-1-1"])
def test_a_round_that_is_none_is_refused(passed, tmp_path, asked):
    with pytest.raises(CommandError):
        call_command("handoff", "--round", asked, "--out", str(tmp_path / "f.xlsx"))


def test_another_ending_is_refused(passed, tmp_path):
    with pytest.raises(CommandError, match=r"\.xlsx or \.csv"):
        call_command("handoff", "--out", str(tmp_path / "f.pdf"))


def test_staff_take_the_file_from_the_list_of_entries_and_the_journal_knows(passed, cast, client):
    client.force_login(cast.staff)
    page = client.get("/admin/registrations/entry/").content.decode()
    assert "/admin/registrations/entry/handoff/" in page
    answer = client.post("/admin/registrations/entry/handoff/")
    assert answer.status_code == 200 and b"PK" in b"".join(answer.streaming_content)[:2]
    assert client.get("/admin/registrations/entry/handoff/").status_code == 302
    assert Producer.objects.exists()
