"""A file of the register from the upload to the undo: reported, written once, and taken back to the last key."""

import hashlib
import io
import os
import signal
import time
from pathlib import Path

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction

from office.models import Event, Office
from office.workbooks import cell_text, read_sheet
from opc_site.testing import DISTRICT_A, make_cast, make_entry, make_producer, run_jobs
from registrations import actions
from registrations.actions import imports, register_writes
from registrations.models import (
    OtopRegistration,
    Producer,
    Product,
    RegisterImport,
    RegisterImportPart,
    RememberedColumns,
)
from registrations.register import COLUMNS
from registrations.register_plan import VALUES, derived
from registrations.rules import ImportStatus, LineKind
from registrations.tests.test_races import together
from registrations.tests.test_resources import bring_in, said, workbook

CODE, NAME, PHONE, YEAR = "รหัสทะเบียน OTOP", "ชื่อกลุ่ม/ผู้ผลิต", "โทรศัพท์", "ปีที่ขึ้นทะเบียน (พ.ศ.)"
LETTERS = "กขคงจชซตถทนบปผพมยรลวสหอ"


def register_hash() -> str:
    """Of every row of the register, keys and times included."""
    digest = hashlib.sha256()
    for model in (Producer, OtopRegistration, Product):
        for values in model._base_manager.order_by("pk").values_list():
            digest.update(repr(values).encode())
    return digest.hexdigest()


def named(number: int) -> str:
    """A name that is like no other of its kind."""
    return "".join(LETTERS[(number // len(LETTERS) ** place) % len(LETTERS)] * 3 for place in range(4))


def many(rows: int, **values: object) -> bytes:
    return workbook(
        *({CODE: f"4704{row:05d}", NAME: named(row), PHONE: f"08{row:08d}"} | values for row in range(rows)),
    )


def reported(content: bytes, actor) -> RegisterImport:
    return bring_in(content, actor, dry_run=True)


def sentences(row: RegisterImport, kind: str) -> list[tuple[int, str]]:
    return [(line, sentence) for line, _, sentence in said(row, kind)]


# -- there and back ------------------------------------------------------------------------------------------------


def test_an_import_of_500_and_its_undo_leave_the_same_hash(cast):
    """T34, F25: new producers, changed ones, added years and products, a product of another group."""
    for number in range(200):
        make_producer(named(number), code=f"4704{number:05d}", district="4704", years=(2560,))
    Product.objects.filter(pk__in=Product.objects.values("pk")[:50]).update(name="ผ้าคลุมไหล่ย้อมคราม", group_code="FOOD")
    before = register_hash()

    row = bring_in(many(500), cast.staff)
    assert row.status == ImportStatus.CONFIRMED
    assert row.counts["writes"] == {
        "ผู้ผลิตใหม่": 300,
        "ผู้ผลิตที่ข้อมูลเปลี่ยน": 200,
        "ปีที่ขึ้นทะเบียนเพิ่ม": 500,
        "ผลิตภัณฑ์เพิ่ม": 450,
        "ผลิตภัณฑ์ที่เปลี่ยนประเภท": 50,
    }
    assert Producer.objects.count() == 500
    assert register_hash() != before

    actions.undo_import(row, actor=cast.administrator, reason="ผิดปี")
    assert register_hash() == before
    assert (row.status, row.undone_by, row.reason) == (ImportStatus.UNDONE, cast.administrator, "ผิดปี")
    assert Event.objects.filter(verb__in=["นำเข้าทะเบียนผู้ผลิต", "ถอนการนำเข้าทะเบียน"]).count() == 2


def test_the_same_file_twice_changes_nothing_the_second_time(cast):
    bring_in(many(60), cast.staff)
    before = register_hash()
    again = reported(many(60), cast.staff)

    assert (again.writes, again.count(LineKind.UNCHANGED)) == (0, 60)
    with pytest.raises(ValidationError) as refused:
        actions.confirm_import(again, actor=cast.staff)
    assert refused.value.code == "something_to_write"
    assert register_hash() == before


def test_what_is_written_is_what_saving_each_producer_would_write(cast):
    """The rows go past the model's fields: nothing may be left for them to do."""
    bring_in(workbook({NAME: "กลุ่มทําผ้า\u200b  บ้านดอนกอย", "ชื่อ": " สม\u00a0ศรี "}), cast.staff)
    producer = Producer.objects.get()
    producer.full_clean()
    written = Producer.objects.filter(pk=producer.pk).values_list(*VALUES, "search_text", "name_order").get()
    producer.save()
    assert Producer.objects.filter(pk=producer.pk).values_list(*VALUES, "search_text", "name_order").get() == written
    assert derived(list(written[: len(VALUES)])) == written[len(VALUES) :]


# -- the report ----------------------------------------------------------------------------------------------------


def test_a_report_tells_new_changed_unchanged_and_gone_by_the_rows_of_the_sheet(cast):
    bring_in(workbook({}, {CODE: "470400002", NAME: named(2)}, {CODE: "470400003", NAME: named(3)}), cast.staff)
    make_producer("ของอำเภออื่น", district=DISTRICT_A)

    row = reported(
        workbook(
            {}, {CODE: "470400002", NAME: named(2), PHONE: "0899999999"}, {CODE: "470400009", NAME: named(9)}, above=2
        ),
        cast.staff,
    )

    assert said(row, LineKind.UNCHANGED) == []
    assert [line.row for line in row.lines(LineKind.UNCHANGED)] == [4]
    assert said(row, LineKind.CHANGED) == [(5, PHONE, "0812345678 → 0899999999")]
    assert [(line.row, line.code) for line in row.lines(LineKind.NEW)] == [(6, "470400009")]
    # A producer of a district that the file does not speak of is not missed.
    assert [(line.row, line.code) for line in row.lines(LineKind.GONE)] == [(0, "470400003")]
    assert Producer.objects.count() == 4


def test_a_producer_whose_row_was_refused_is_not_called_gone(cast):
    bring_in(workbook({}, {CODE: "470400002", NAME: named(2)}), cast.staff)
    row = reported(workbook({}, {CODE: "๔๗๐๔-๐๐๐๐๒", NAME: named(2), YEAR: "เก่า"}), cast.staff)
    assert (row.count(LineKind.REFUSED), row.count(LineKind.GONE)) == (1, 0)


def test_suspicious_are_the_same_phone_the_same_name_and_nearly_the_same_name(cast):
    make_producer("กลุ่มวิสาหกิจชุมชนทอผ้าบ้านโพนงาม", code="470400001", district="4704", phone="0811111111")
    free = {PHONE: "", "ตำบล": ""}
    row = reported(
        workbook(
            free | {CODE: "470400002", NAME: "วิสาหกิจชุมชน ทอผ้าบ้านโพนงาม"},
            free | {CODE: "470400003", NAME: "กลุ่มทอผ้าบ้านโพนงา"},
            free | {CODE: "470400004", NAME: "กลุ่มจักสานบ้านไผ่ล้อม", PHONE: "081-111-1111"},
            free | {CODE: "470400005", NAME: "กลุ่มจักสานบ้านไผ่ล้อม หมู่ 5"},
            free | {CODE: "470400006", NAME: "กลุ่มจักสานบ้านไผ่ล้อม หมู่ 6"},
        ),
        cast.staff,
    )
    old = "470400001 กลุ่มวิสาหกิจชุมชนทอผ้าบ้านโพนงาม ในทะเบียน"
    assert sentences(row, LineKind.SUSPICIOUS) == [
        (2, f"ชื่อเดียวกับ {old}"),
        (3, f"ชื่อใกล้เคียงกับ {old}"),
        (4, f"โทรศัพท์เดียวกับ {old}"),
    ]


def test_the_same_citizen_id_and_a_wrong_check_digit_are_suspicious_and_masked(cast):
    Office.objects.update(keeps_citizen_ids=True)
    make_producer(named(1), code="470400001", district="4704", citizen_id="1100700000019")
    row = reported(
        workbook(
            {CODE: "470400002", NAME: named(2), "เลขประจำตัวประชาชน": "1-1007-00000-01-9"},
            {CODE: "470400003", NAME: named(3), PHONE: "", "เลขประจำตัวประชาชน": "1100700000010"},
        ),
        cast.staff,
    )
    found = sentences(row, LineKind.SUSPICIOUS)
    assert [line for line, _ in found] == [2, 3]
    assert found[0][1].startswith("เลขประจำตัวประชาชนเดียวกับ 470400001")
    assert "เลขตรวจสอบ" in found[1][1]
    assert "11007000000" not in str(found)


def test_refused_rows_come_back_as_a_workbook_that_can_be_sent_again(cast):
    row = reported(workbook({}, {CODE: "470400002", NAME: "'=HYPERLINK(1)", "อำเภอ": "ไม่มีจริง"}, above=1), cast.staff)
    content = actions.returned_workbook(row)

    (_, headings), (_, cells) = read_sheet(content).rows
    assert [cell_text(cell) for cell in headings] == [*COLUMNS, "แถว", "คอลัมน์", "เหตุผล"]
    texts = dict(zip(map(cell_text, headings), map(cell_text, cells), strict=False))
    assert (texts["แถว"], texts["คอลัมน์"]) == ("4", "อำเภอ ชื่อกลุ่ม/ผู้ผลิต")
    assert texts["เหตุผล"].startswith("ไม่พบอำเภอ “ไม่มีจริง”")
    assert openpyxl.load_workbook(io.BytesIO(content)).active["G2"].data_type == "s"
    again = reported(content, cast.staff)
    assert (again.status, again.count(LineKind.REFUSED)) == (ImportStatus.REPORTED, 1)


def test_a_report_holds_a_page_in_one_part(cast):
    row = reported(many(230), cast.staff)
    assert (row.count(LineKind.NEW), row.pages(LineKind.NEW)) == (230, 3)
    assert [len(row.lines(LineKind.NEW, page)) for page in (1, 2, 3, 4)] == [100, 100, 30, 0]
    assert row.lines(LineKind.NEW, 3)[-1].row == 231


# -- an officer ------------------------------------------------------------------------------------------------------


def test_an_officer_brings_in_the_own_district_only_and_learns_nothing_of_others(cast):
    """T03: district A's officer; a row of B, and a code that is registered in B."""
    other = make_producer("กลุ่มลับของอำเภออื่น", code="470199999", district="4704", phone="0812345678")
    own = {"อำเภอ": "เมืองสกลนคร", "ตำบล": ""}
    row = reported(workbook({}, own | {CODE: "470199999"}, own | {CODE: "470100001", NAME: named(5)}), cast.officer_a)
    assert row.district_id == DISTRICT_A
    refused = sentences(row, LineKind.REFUSED)
    assert [line for line, _ in refused] == [2, 3]
    assert "แถวนี้เป็นของอำเภออื่น" in refused[0][1]
    assert "รหัสนี้ขึ้นทะเบียนไว้ที่อำเภออื่น" in refused[1][1]
    assert sentences(row, LineKind.SUSPICIOUS) == [(4, "โทรศัพท์เดียวกับ ผู้ผลิตที่ขึ้นทะเบียนในอำเภออื่น")]
    assert other.name not in str([list(row.all_lines(kind)) for kind in LineKind.values])

    with pytest.raises(PermissionDenied):
        actions.confirm_import(row, actor=cast.officer_a, only_good_rows=True)
    actions.confirm_import(row, actor=cast.staff, only_good_rows=True)
    assert Producer.objects.filter(code="470100001").exists()
    assert list(RegisterImport.objects.for_user(cast.officer_a)) == [row]
    assert list(RegisterImport.objects.for_user(cast.officer_b)) == []


@pytest.mark.parametrize("who", ["secretary", "member", "officer_a"])
def test_who_may_not_confirm_or_undo(cast, who):
    row = reported(workbook({}), cast.staff)
    with pytest.raises(PermissionDenied):
        actions.confirm_import(row, actor=getattr(cast, who))
    actions.confirm_import(row, actor=cast.staff)
    for actor in (getattr(cast, who), cast.staff):
        with pytest.raises(PermissionDenied):
            actions.undo_import(row, actor=actor, reason="ผิดไฟล์")


# -- clauses, by the act and past Python -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "clause"),
    [
        ({"status": "refused"}, "import_says_why"),
        ({"status": "confirmed"}, "import_has_confirmer"),
        ({"status": "undone", "reason": "ผิด"}, "import_has_confirmer|import_undo_says_why"),
        ({"status": "lost"}, "import_status_known"),
    ],
)
def test_past_the_acts_the_database_holds_the_clauses(cast, values, clause):
    row = reported(workbook({}), cast.staff)
    with pytest.raises(IntegrityError, match=clause), transaction.atomic():
        RegisterImport.objects.filter(pk=row.pk).update(**values)


def test_an_undo_says_why(cast):
    row = bring_in(workbook({}), cast.staff)
    with pytest.raises(ValidationError, match="ต้องระบุเหตุผล"):
        actions.undo_import(row, actor=cast.administrator, reason=" ")
    assert Producer.objects.count() == 1


def test_what_is_forgotten_cannot_be_undone_and_leaves_no_personal_data(cast, django_capture_on_commit_callbacks):
    row = bring_in(workbook({}), cast.staff)
    path = Path(row.file.path)
    with django_capture_on_commit_callbacks(execute=True):
        actions.forget_import(row, actor=cast.administrator)
    assert (path.exists(), row.parts.exists(), row.counts["rows"]) == (False, False, 1)
    with pytest.raises(ValidationError) as refused:
        actions.undo_import(row, actor=cast.administrator, reason="ผิด")
    assert refused.value.code == "undo_while_kept"


# -- columns -------------------------------------------------------------------------------------------------------


def other_headings(**row: object) -> bytes:
    headings = [{"รหัสทะเบียน OTOP": "เลขที่ในบัญชี", "ประเภทผู้ผลิต": "กลุ่มหรือรายเดียว"}.get(name, name) for name in COLUMNS]
    content = openpyxl.load_workbook(io.BytesIO(workbook(row)))
    for place, heading in enumerate(headings, 1):
        content.active.cell(row=1, column=place).value = heading
    out = io.BytesIO()
    content.save(out)
    return out.getvalue()


def test_columns_are_chosen_once_and_remembered_for_the_next_file(cast):
    row = actions.send_import(content=other_headings(), file_name="ก.xlsx", actor=cast.staff)
    run_jobs()
    row.refresh_from_db()
    assert (row.status, row.refusal_code) == (ImportStatus.NEEDS_MAPPING, "missing_column")
    assert row.mapping["อำเภอ"] == "อำเภอ"

    with pytest.raises(ValidationError) as refused:
        actions.choose_columns(row, mapping=row.mapping, actor=cast.staff)
    assert refused.value.code == "columns_chosen"
    chosen = row.mapping | {CODE: "เลขที่ในบัญชี", "ประเภทผู้ผลิต": "กลุ่มหรือรายเดียว"}
    actions.choose_columns(row, mapping=chosen, actor=cast.staff)
    run_jobs()
    row.refresh_from_db()
    assert (row.status, row.count(LineKind.NEW)) == (ImportStatus.REPORTED, 1)

    assert RememberedColumns.objects.count() == 1
    following = reported(other_headings(), cast.staff)
    assert following.status == ImportStatus.REPORTED
    assert "ตามที่เคยเลือกไว้" in following.notes[0]


# -- colleagues ------------------------------------------------------------------------------------------------------


def test_an_edit_since_the_report_is_not_overwritten_unseen(cast):
    producer = make_producer(named(1), code="470400001", district="4704")
    row = actions.send_import(content=workbook({}), file_name="ก.xlsx", actor=cast.staff)
    run_jobs()
    row.refresh_from_db()
    producer.phone = "0877777777"
    producer.save()
    before = register_hash()

    with pytest.raises(ValidationError, match="ทะเบียนเปลี่ยนไปหลังทำรายงาน") as refused:
        actions.confirm_import(row, actor=cast.staff)
    assert refused.value.code == "register_as_reported"
    assert register_hash() == before
    run_jobs()  # a fresh report
    row.refresh_from_db()
    assert row.status == ImportStatus.REPORTED
    assert (2, PHONE, "0877777777 → 0812345678") in said(row, LineKind.CHANGED)
    actions.confirm_import(row, actor=cast.staff)
    producer.refresh_from_db()
    assert producer.phone == "0812345678"


def test_an_edit_of_another_producer_stands_in_nobodys_way(cast):
    other = make_producer(named(9), district=DISTRICT_A)
    row = reported(workbook({}), cast.staff)
    other.phone = "0866666666"
    other.save()
    assert actions.confirm_import(row, actor=cast.staff).status == ImportStatus.CONFIRMED


@pytest.mark.django_db(transaction=True)
def test_two_people_confirm_at_once_and_it_is_written_once():
    cast = make_cast()
    row = reported(many(40), cast.staff)
    others = [RegisterImport.objects.get(pk=row.pk) for _ in range(4)]
    answers = together(*(lambda each=each: actions.confirm_import(each, actor=cast.administrator) for each in others))

    refused = [answer for answer in answers if isinstance(answer, ValidationError)]
    assert (len(refused), {error.code for error in refused}) == (3, {"move_not_allowed"})
    assert (Producer.objects.count(), OtopRegistration.objects.count()) == (40, 40)
    assert Event.objects.filter(verb="นำเข้าทะเบียนผู้ผลิต").count() == 1


def test_a_failure_in_the_middle_leaves_nothing_behind(cast, monkeypatch):
    row = reported(many(20), cast.staff)
    before = register_hash()

    def fails(pairs):
        raise RuntimeError

    monkeypatch.setattr(register_writes, "_regroup", fails)
    with pytest.raises(RuntimeError):
        actions.confirm_import(row, actor=cast.staff)
    assert register_hash() == before
    monkeypatch.undo()
    row.refresh_from_db()
    assert actions.confirm_import(row, actor=cast.staff).status == ImportStatus.CONFIRMED


# -- what stands in the way of an undo --------------------------------------------------------------------------------


def refused_undo(row: RegisterImport, cast) -> str:
    before = register_hash()
    with pytest.raises(ValidationError) as refused:
        actions.undo_import(row, actor=cast.administrator, reason="ผิดไฟล์")
    assert refused.value.code == "nothing_rests_on_import"
    assert register_hash() == before
    row.refresh_from_db()
    assert row.status == ImportStatus.CONFIRMED
    return refused.value.messages[0]


def test_an_entry_of_a_new_producer_stands_in_the_way_by_name(cast, current_round):
    row = bring_in(workbook({}), cast.staff)
    entry = make_entry(Producer.objects.get(), current_round, name="ผ้าซิ่นหมี่คั่น", registered_year_be=2562)
    assert "ผ้าซิ่นหมี่คั่น" in refused_undo(row, cast)
    entry.delete()
    actions.undo_import(row, actor=cast.administrator, reason="ผิดไฟล์")
    assert not Producer.objects.exists()


def test_an_entry_that_counts_an_added_year_stands_in_the_way(cast, current_round):
    producer = make_producer(named(1), code="470400001", district="4704", years=(2558,))
    row = bring_in(workbook({NAME: named(1)}), cast.staff)
    make_entry(producer, current_round, name="ผ้าซิ่นหมี่คั่น", registered_year_be=2562)
    assert "ใบสมัครที่ใช้ข้อมูลจากไฟล์นี้" in refused_undo(row, cast)


def test_a_later_edit_and_a_later_year_stand_in_the_way(cast):
    row = bring_in(workbook({}), cast.staff)
    producer = Producer.objects.get()
    year = OtopRegistration.objects.create(producer=producer, year_be=2563)
    assert "การขึ้นทะเบียน OTOP" in refused_undo(row, cast)
    year.delete()
    Producer.objects.update(phone="0800000000")
    assert f"แก้ไขหรือลบภายหลัง {producer.name} (470400001)" in refused_undo(row, cast)


# -- the upload --------------------------------------------------------------------------------------------------------


def test_the_same_file_sent_twice_is_the_one_that_waits(cast):
    first = actions.send_import(content=workbook({}), file_name="ก.xlsx", actor=cast.staff)
    assert actions.send_import(content=workbook({}), file_name="ก.xlsx", actor=cast.staff) == first
    assert RegisterImport.objects.count() == 1


def test_a_file_that_is_not_the_one_that_was_sent_is_not_read(cast):
    row = actions.receive_import(content=workbook({}), file_name="../../ก\u202e.xlsx", actor=cast.staff)
    assert row.file_name == "ก.xlsx"
    assert "ก" not in row.file.name
    Path(row.file.path).write_bytes(b"PK other")
    actions.report_import(row)
    assert (row.status, row.refusal_code) == (ImportStatus.REFUSED, "changed")


def test_a_file_that_is_dropped_goes_with_its_report(cast, django_capture_on_commit_callbacks):
    row = reported(workbook({}), cast.staff)
    path = Path(row.file.path)
    with django_capture_on_commit_callbacks(execute=True):
        actions.drop_import(row, actor=cast.staff)
    assert (row.status, path.exists(), RegisterImportPart.objects.exists()) == (ImportStatus.DROPPED, False, False)
    with pytest.raises(ValidationError):
        actions.confirm_import(row, actor=cast.staff)


def test_a_job_whose_worker_died_is_read_again_from_the_start(cast):
    row = actions.receive_import(content=many(3), file_name="ก.xlsx", actor=cast.staff)
    next(imports.reporting(row))  # a worker that got so far, and was killed
    row.refresh_from_db()
    assert row.status == ImportStatus.READING
    actions.start_report(row, actor=cast.staff)
    run_jobs()
    row.refresh_from_db()
    assert (row.status, row.count(LineKind.NEW)) == (ImportStatus.REPORTED, 3)


# -- kill -9 -----------------------------------------------------------------------------------------------------------


def confirm_in_a_process_of_its_own(row: RegisterImport) -> int:
    """The key of a process that confirms; it has nothing of ours open, and ends without cleaning up after pytest."""
    connection.close()
    child = os.fork()
    if child:
        return child
    try:
        actions.confirm_import(RegisterImport.objects.get(pk=row.pk), actor=None)
    finally:
        os._exit(0)


@pytest.mark.django_db(transaction=True)
def test_f02_kill_9_during_an_import_leaves_it_done_or_not_done_ten_times_of_ten():
    """A process is killed at ten moments from the first statement to after the last one."""
    cast = make_cast()
    row = reported(many(5000), cast.staff)
    before = {"status": row.status, "confirmed_at": None, "confirmed_by": None}

    def outcome() -> tuple[str, tuple[int, ...], bool]:
        row.refresh_from_db()
        there = tuple(model.objects.count() for model in (Producer, OtopRegistration, Product))
        return row.status, there, row.parts.filter(name=RegisterImportPart.UNDO).exists()

    def set_back() -> None:
        for model in (Product, OtopRegistration, Producer):
            model.objects.all().delete()
        row.parts.filter(name=RegisterImportPart.UNDO).delete()
        RegisterImport.objects.filter(pk=row.pk).update(**before)

    done = (ImportStatus.CONFIRMED, (5000, 5000, 5000), True)
    not_done = (ImportStatus.REPORTED, (0, 0, 0), False)
    began = time.monotonic()
    os.waitpid(confirm_in_a_process_of_its_own(row), 0)
    whole = time.monotonic() - began
    assert outcome() == done
    set_back()

    outcomes = []
    for tenth in range(10):
        child = confirm_in_a_process_of_its_own(row)
        time.sleep(whole * tenth / 9)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        outcomes.append(outcome())
        if outcomes[-1] == done:
            set_back()
    assert set(outcomes) <= {done, not_done}
    assert not_done in outcomes, "no kill came in time: the test proved nothing"
    print(f"killed ten times: {outcomes.count(not_done)} not done, {outcomes.count(done)} done")
