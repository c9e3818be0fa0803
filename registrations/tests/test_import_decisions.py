"""What a person decides about a file, against what happened meanwhile: another report, another column, an entry."""

from threading import Thread
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import connection

from office.workbooks import cell_text, read_sheet
from opc_site.testing import make_cast, make_producer, make_round, run_jobs
from registrations import actions
from registrations.actions import entries, register_writes
from registrations.models import (
    EarlierStar,
    Entry,
    OtopRegistration,
    Producer,
    Product,
    RegisterImport,
    RegisterImportPart,
    RememberedColumns,
    StarList,
)
from registrations.register import COLUMNS
from registrations.rules import ImportStatus, LineKind
from registrations.tests.test_import_pages import report, text
from registrations.tests.test_imports import CODE, PHONE, YEAR, named, other_headings, register_hash
from registrations.tests.test_races import together
from registrations.tests.test_resources import bring_in, workbook

KIND, FIRST_NAME, LAST_NAME = "ประเภทผู้ผลิต", "ชื่อ", "นามสกุล"
NAME, GROUP, PRODUCT = "ชื่อกลุ่ม/ผู้ผลิต", "ประเภทผลิตภัณฑ์", "ชื่อผลิตภัณฑ์"
CHOSEN = {CODE: "เลขที่ในบัญชี", KIND: "กลุ่มหรือรายเดียว"}


def shown_report(page) -> str:
    return page.content.decode().split('name="report" value="')[1].split('"')[0]


def test_a_page_of_an_older_report_confirms_nothing(client, cast):
    """Two people have the report open; the register changes, one confirms and so gets a new report: the other has not
    read that one."""
    client.force_login(cast.staff)
    producer = make_producer(named(1), code="470400001", district="4704")
    page = report(client, workbook({}))
    row, older = RegisterImport.objects.get(), shown_report(page)
    producer.phone = "0877777777"
    producer.save()
    with pytest.raises(ValidationError):
        actions.confirm_import(row, actor=cast.administrator)
    run_jobs()

    refused = client.post(row.get_absolute_url(), {"act": "confirm", "report": older}, follow=True)
    assert "ทำใหม่หลังจากที่ท่านเปิดหน้านี้" in text(refused)
    producer.refresh_from_db()
    assert producer.phone == "0877777777"
    client.post(row.get_absolute_url(), {"act": "confirm", "report": shown_report(refused)})
    producer.refresh_from_db()
    assert producer.phone == "0812345678"


def test_a_column_that_was_chosen_wrongly_is_chosen_again_also_for_the_next_file(client, cast):
    client.force_login(cast.staff)
    report(client, other_headings())
    row = RegisterImport.objects.get()
    wrong = row.mapping | CHOSEN | {FIRST_NAME: LAST_NAME, LAST_NAME: ""}
    actions.choose_columns(row, mapping=wrong, actor=cast.staff)
    run_jobs()
    actions.drop_import(row, actor=cast.staff)

    page = report(client, other_headings())  # as it was remembered
    row = RegisterImport.objects.latest("pk")
    assert (row.status, "เลือกคอลัมน์ใหม่" in text(page)) == (ImportStatus.REPORTED, True)
    address = row.get_absolute_url()
    again = client.post(address, {"act": "again"}, follow=True)
    assert "หัวคอลัมน์ใดของไฟล์คือคอลัมน์ใดของทะเบียน" in text(again)
    assert again.context["form"][f"column-{COLUMNS.index(FIRST_NAME)}"].initial == LAST_NAME
    assert not RegisterImportPart.objects.exists()

    row.refresh_from_db()
    actions.choose_columns(row, mapping=wrong | {FIRST_NAME: FIRST_NAME, LAST_NAME: LAST_NAME}, actor=cast.staff)
    run_jobs()
    row.refresh_from_db()
    actions.confirm_import(row, actor=cast.staff)
    assert Producer.objects.get().contact_first_name == "สมศรี"


def test_remembered_columns_that_do_not_fit_are_asked_again(cast):
    row = bring_in(other_headings(), cast.staff, dry_run=True)
    chosen = row.mapping | CHOSEN
    actions.choose_columns(row, mapping=chosen, actor=cast.staff)
    RememberedColumns.objects.update(mapping=chosen | {CODE: ""})
    following = bring_in(other_headings(), cast.staff, dry_run=True)
    assert following.status == ImportStatus.NEEDS_MAPPING


def test_columns_of_our_own_form_are_not_chosen_again(client, cast):
    client.force_login(cast.staff)
    page = report(client, workbook({}))
    assert "เลือกคอลัมน์ใหม่" not in text(page)
    refused = client.post(page.wsgi_request.path, {"act": "again"}, follow=True)
    assert "ไม่มีคอลัมน์ที่ต้องเลือกใหม่" in text(refused)
    assert RegisterImport.objects.get().status == ImportStatus.REPORTED


@pytest.mark.django_db(transaction=True)
def test_an_entry_that_begins_during_an_undo_does_not_count_the_year_that_goes(monkeypatch):
    cast = make_cast()
    current = make_round(registered_from_be=2560, registered_to_be=2565)
    producer = make_producer(named(1), code="470400001", district="4704", years=(2550,))
    bring_in(workbook({YEAR: 2550}), cast.staff)
    row = bring_in(workbook({}), cast.staff)  # adds a year, and nothing that the producer's own row holds
    assert row.counts["writes"]["ผู้ผลิตที่ข้อมูลเปลี่ยน"] == 0
    answers: list[object] = []

    def begin() -> None:
        try:
            group = current.groups.get(code="TEXTILE")
            answers.append(
                actions.start_entry(
                    producer=producer, round=current, actor=cast.staff, kind="main", name="ผ้าซิ่น", group=group
                )
            )
        except ValidationError as error:
            answers.append(error)
        finally:
            connection.close()

    put_back, threads = register_writes._put_back, []

    def slowly(undo) -> None:
        threads.append(Thread(target=begin))
        threads[0].start()
        threads[0].join(0.5)
        put_back(undo)

    monkeypatch.setattr(register_writes, "_put_back", slowly)
    actions.undo_import(row, actor=cast.administrator, reason="ผิดไฟล์")
    threads[0].join(30)
    assert [getattr(answer, "code", answer) for answer in answers] == ["registered_within_years"]
    assert not Entry.objects.exists()
    assert set(OtopRegistration.objects.values_list("year_be", flat=True)) == {2550}


@pytest.mark.django_db(transaction=True)
def test_a_button_pressed_twice_sends_one_file():
    cast = make_cast()
    send = lambda: actions.send_import(content=workbook({}), file_name="ก.xlsx", actor=cast.staff)  # noqa: E731
    assert len({row.pk for row in together(*[send] * 4)}) == 1
    assert RegisterImport.objects.count() == 1


def test_the_command_leaves_no_open_file_that_changes_nothing(cast, tmp_path):
    path = tmp_path / "ทะเบียน.xlsx"
    path.write_bytes(workbook({}))
    call_command("import_producers", str(path))
    call_command("import_producers", str(path))
    states = RegisterImport.objects.order_by("pk").values_list("status", flat=True)
    assert list(states) == [ImportStatus.CONFIRMED, ImportStatus.DROPPED]
    assert not RegisterImport.objects.latest("pk").file


def test_refused_rows_come_back_under_the_chosen_columns_and_their_reasons_once(cast):
    """The workbook of refused rows is sent again as it is: nothing is asked a second time, nothing piles up."""
    row = bring_in(other_headings(**{"ตำบล": "ไม่มีตำบลนี้"}), cast.staff, dry_run=True)
    actions.choose_columns(row, mapping=row.mapping | CHOSEN, actor=cast.staff)
    run_jobs()
    row.refresh_from_db()
    first = read_sheet(actions.returned_workbook(row)).rows
    again = bring_in(actions.returned_workbook(row), cast.staff, dry_run=True)
    assert (again.status, again.count(LineKind.REFUSED)) == (ImportStatus.REPORTED, 1)
    second = read_sheet(actions.returned_workbook(again)).rows
    assert second == first
    assert [cell_text(cell) for cell in first[0][1]][-3:] == ["แถว", "คอลัมน์", "เหตุผล"]


def test_files_one_upon_the_other_go_back_in_turn_to_the_very_rows(cast):
    """Each undo leaves what stood before its file; one that lies under another is refused until that one is gone."""
    kept = make_producer("กลุ่มเดิม", code="470400003", district="4704", years=(2558,))
    product = Product.objects.create(producer=kept, name="ผ้าขาวม้า", group_code="TEXTILE")
    listed = StarList.objects.create(source="department", key="ก", name="ก.csv", year_be=2562, added_by=cast.staff)
    star = {"product_name": "ผ้าขาวม้า", "year_be": 2562, "level": 4, "star_list": listed}
    EarlierStar.objects.create(producer=kept, **star)
    files = [
        workbook({}, {CODE: "470400003", PRODUCT: product.name, GROUP: "ของใช้ ของตกแต่ง ของที่ระลึก"}),
        workbook({YEAR: 2563, PHONE: "0899999999"}, {CODE: "470400003", YEAR: 2561, "ตำบล": "", "อำเภอ": "เมืองสกลนคร"}),
        workbook({CODE: "470400003", NAME: "กลุ่มใหม่", PRODUCT: "ผ้าห่ม"}, {CODE: "470400004", "ตำบล": ""}),
    ]
    before, rows = [], []
    for content in files:
        before.append(register_hash())
        rows.append(bring_in(content, cast.staff))
    for under in rows[:-1]:
        with pytest.raises(ValidationError) as refused:
            actions.undo_import(under, actor=cast.administrator, reason="ผิดไฟล์")
        assert refused.value.code == "nothing_rests_on_import"
    late = EarlierStar.objects.create(producer=Producer.objects.get(code="470400004"), **star)
    with pytest.raises(ValidationError, match="มีระดับดาวครั้งก่อนที่ใช้ข้อมูลจากไฟล์นี้ คือ ผ้าขาวม้า"):
        actions.undo_import(rows[-1], actor=cast.administrator, reason="ผิดไฟล์")
    late.delete()
    for row, as_it_was in zip(reversed(rows), reversed(before), strict=True):
        actions.undo_import(row, actor=cast.administrator, reason="ผิดไฟล์")
        assert register_hash() == as_it_was
    assert kept.earlier_stars.count() == 1
    with pytest.raises(ValidationError):
        actions.undo_import(rows[0], actor=cast.administrator, reason="อีกครั้ง")


def test_an_entry_for_a_producer_that_has_just_gone_says_so(client, cast, current_round, monkeypatch):
    """The import that brought it is taken back between the page and the save."""
    row = bring_in(workbook({}), cast.staff)
    producer, locked = Producer.objects.get(), entries.lock_producer

    def after_the_undo(pk):
        actions.undo_import(row, actor=cast.administrator, reason="ผิดไฟล์")
        return locked(pk)

    monkeypatch.setattr(entries, "lock_producer", after_the_undo)
    client.force_login(cast.staff)
    group = current_round.groups.get(code="TEXTILE")
    typed = {"kind": "main", "name": "ผ้าซิ่น", "group": group.pk, "form_token": str(uuid4()), "then": "draft"}
    answer = client.post(f"{producer.get_absolute_url()}entries/new/", typed)
    assert answer.status_code == 200
    assert "ผู้ผลิตรายนี้ไม่อยู่ในทะเบียนแล้ว" in text(answer)
    assert not Entry.objects.exists()
