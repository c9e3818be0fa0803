"""Acts that move places: an entry to another producer, a withdrawal undone; and the same person behind producers."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from office.models import Event
from opc_site.testing import DISTRICT_B, make_entry, make_producer
from registrations import actions
from registrations.eligibility import verdicts
from registrations.models import Entry, OtopRegistration, Product

pytestmark = pytest.mark.django_db


@pytest.fixture
def right(current_round):
    """The producer that the entry belongs to; of another district, whose person is somebody else."""
    return make_producer("กลุ่มที่ถูกต้อง", district=DISTRICT_B, contact_first_name="มาลี", contact_last_name="ทอผ้า")


@pytest.fixture
def entry(cast, current_round):
    return make_entry(make_producer("กลุ่มที่ผิด"), current_round, status="submitted")


def transfer(entry, to, cast, **changes):
    return actions.transfer_entry(entry, **{"to": to, "actor": cast.staff, "reason": "เลือกผู้ผลิตผิดราย"} | changes)


def restore(entry, actor, **changes):
    return actions.restore_entry(entry, **{"actor": actor, "reason": "ถอนผิดใบ"} | changes)


def refused(work, *args, **kwargs):
    with pytest.raises(ValidationError) as error, transaction.atomic():
        work(*args, **kwargs)
    return error.value.error_list[0].code if hasattr(error.value, "error_list") else error.value


# -- transfer ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", ["draft", "submitted", "returned"])
def test_transfer_takes_a_place_there_and_frees_one_here(entry, right, cast, status):
    Entry.objects.filter(pk=entry.pk).update(status=status)
    entry.refresh_from_db()
    wrong, number = entry.producer, entry.number
    taken = make_entry(right, entry.round, status="submitted")
    transfer(entry, right, cast)
    stored = Entry.objects.get(pk=entry.pk)
    assert (stored.producer, stored.slot, stored.status, stored.number) == (right, 2, status, number)
    assert (stored.registered_year_be, stored.version, taken.slot) == (2562, 2, 1)
    assert not Entry.objects.filter(producer=wrong).exists()
    event = Event.objects.about(entry).first()
    assert (event.verb, event.reason) == ("ย้ายใบสมัคร", "เลือกผู้ผลิตผิดราย")
    assert (event.before["producer"], event.after["producer"]) == (
        f"กลุ่มที่ผิด ({wrong.code})",
        f"กลุ่มที่ถูกต้อง ({right.code})",
    )


def test_transfer_keeps_a_product_only_where_the_right_producer_has_it(entry, right, cast):
    theirs = entry.producer.products.get()
    Entry.objects.filter(pk=entry.pk).update(product=theirs)
    entry.refresh_from_db()
    assert transfer(entry, right, cast).product is None
    own = Product.objects.create(producer=entry.producer, name=f" {theirs.name} ", group_code="TEXTILE")
    other = make_producer()
    Product.objects.create(producer=other, name=theirs.name, group_code="TEXTILE")
    Entry.objects.filter(pk=entry.pk).update(product=own)
    entry.refresh_from_db()
    transfer(entry, other, cast)
    assert Entry.objects.get(pk=entry.pk).product == other.products.get(name=theirs.name)


def test_product_of_producer_refuses_a_transfer_onto_a_product_entered_already(entry, right, cast):
    mine, theirs = entry.producer.products.get(), right.products.get()
    Product.objects.filter(pk=theirs.pk).update(name=mine.name)
    Entry.objects.filter(pk=entry.pk).update(product=mine)
    entry.refresh_from_db()
    make_entry(right, entry.round, status="submitted", product=theirs)
    assert refused(transfer, entry, right, cast) == "product_of_producer"


def test_transfer_by_province_refuses_an_officer(entry, right, cast):
    assert refused(transfer, entry, right, cast, actor=cast.officer_a) == "transfer_by_province"


def test_transfer_to_another_refuses_the_same_producer(entry, cast):
    assert refused(transfer, entry, entry.producer, cast) == "transfer_to_another"


@pytest.mark.parametrize("status", ["screened_in", "screened_out", "withdrawn"])
def test_transfer_before_screening_refuses_the_rest(cast, current_round, right, status):
    entry = make_entry(make_producer(), current_round, status=status)
    assert refused(transfer, entry, right, cast) == "transfer_before_screening"


def test_transfer_asks_for_a_reason_a_registration_and_a_free_place(entry, right, cast):
    assert refused(transfer, entry, right, cast, reason=" ") == "reason_given"
    for _ in range(2):
        make_entry(right, entry.round, status="submitted", slot=right.entries.count() + 1)
    assert refused(transfer, entry, right, cast) == "two_main_entries"
    OtopRegistration.objects.filter(producer=right).update(year_be=2550)
    entry.refresh_from_db()
    assert refused(transfer, entry, right, cast) == "registered_within_years"
    assert Entry.objects.get(pk=entry.pk).producer == entry.producer.__class__.objects.get(name="กลุ่มที่ผิด")


def test_transfer_of_an_old_page_is_refused(entry, right, cast):
    assert refused(transfer, entry, right, cast, version=entry.version + 1) == "moved_by_other"


def test_an_act_on_an_entry_that_has_gone_to_another_producer_is_told_so(entry, right, cast):
    """The page was opened before the transfer: the lock would be on the row that no longer counts."""
    old = Entry.objects.get(pk=entry.pk)
    transfer(entry, right, cast)
    with pytest.raises(ValidationError, match="เพิ่งถูกย้ายไปยังผู้ผลิตรายอื่น"):
        actions.withdraw_entry(old, actor=cast.officer_a, reason="ถอน")


# -- undo of a withdrawal ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("stood", "comes_back"),
    [("draft", "draft"), ("submitted", "submitted"), ("returned", "returned"), ("screened_in", "submitted")],
)
def test_restore_goes_back_to_where_it_stood_but_not_past_screening(cast, current_round, stood, comes_back):
    entry = make_entry(make_producer(), current_round, status=stood)
    number = entry.number
    actions.withdraw_entry(entry, actor=cast.staff, reason="เปลี่ยนใจ")
    restore(entry, cast.staff)
    stored = Entry.objects.get(pk=entry.pk)
    assert (stored.status, stored.slot, stored.number, stored.withdrawn_from) == (comes_back, 1, number, "")
    assert stored.screened_at is None
    assert Event.objects.about(entry).first().verb == "ยกเลิกการถอน"


@pytest.fixture
def withdrawn(entry, cast):
    return actions.withdraw_entry(entry, actor=cast.officer_a, reason="เปลี่ยนใจ")


def test_restore_needs_a_free_place(withdrawn, cast):
    for slot in (1, 2):
        make_entry(withdrawn.producer, withdrawn.round, status="submitted", slot=slot)
    assert refused(restore, withdrawn, cast.officer_a) == "two_main_entries"


def test_restore_is_refused_when_the_product_was_entered_again(withdrawn, cast):
    product = withdrawn.producer.products.get()
    Entry.objects.filter(pk=withdrawn.pk).update(product=product)
    make_entry(withdrawn.producer, withdrawn.round, status="submitted", product=product)
    assert refused(restore, withdrawn, cast.officer_a) == "product_of_producer"


def test_restored_from_withdrawal_refuses_what_is_not_withdrawn(entry, cast):
    assert refused(restore, entry, cast.staff) == "restored_from_withdrawal"


def test_restore_is_for_the_own_district_with_a_reason(withdrawn, cast):
    assert refused(restore, withdrawn, cast.officer_b) == "own_district"
    assert refused(restore, withdrawn, cast.officer_a, reason="") == "reason_given"


def test_restore_asks_the_register_again(withdrawn, cast):
    OtopRegistration.objects.filter(producer=withdrawn.producer).update(year_be=2550)
    assert refused(restore, withdrawn, cast.staff) == "registered_within_years"


def test_restore_after_the_window_is_the_provinces_and_never_a_drafts(withdrawn, cast):
    late = withdrawn.round.closes_at + timedelta(seconds=1)
    assert refused(restore, withdrawn, cast.officer_a, at=late) == "inside_window"
    restore(withdrawn, cast.staff, at=late)
    draft = make_entry(make_producer(), withdrawn.round)
    actions.withdraw_entry(draft, actor=cast.staff, reason="ซ้ำ")
    assert refused(restore, draft, cast.staff, at=late) == "inside_window"


def test_restore_at_the_last_moment_of_the_window_is_in_time(withdrawn, cast):
    assert restore(withdrawn, cast.officer_a, at=withdrawn.round.closes_at - timedelta(seconds=1)).status == "submitted"


def test_restore_of_what_screening_had_passed_is_the_provinces(cast, current_round):
    entry = make_entry(make_producer(), current_round, status="screened_in", screened_at=timezone.now())
    actions.withdraw_entry(entry, actor=cast.staff, reason="ขอถอน")
    assert refused(restore, entry, cast.officer_a) == "screened_by_province"


def test_a_withdrawn_entry_is_not_returned_by_another_act(withdrawn, cast):
    assert refused(actions.return_entry, withdrawn, actor=cast.staff, reason="แก้") == "move_not_allowed"


def test_the_constraint_holds_past_the_acts(withdrawn):
    """Whoever brings an entry back, or moves one, without the acts meets the numbered place."""
    make_entry(withdrawn.producer, withdrawn.round, status="submitted")
    with pytest.raises(IntegrityError), transaction.atomic():
        Entry.objects.filter(pk=withdrawn.pk).update(status="submitted", slot=1)
    other = make_entry(make_producer(), withdrawn.round, status="submitted")
    with pytest.raises(IntegrityError), transaction.atomic():
        Entry.objects.filter(pk=other.pk).update(producer=withdrawn.producer)


# -- pages -------------------------------------------------------------------------------------------------------


def test_an_officer_undoes_a_withdrawal_on_its_page(withdrawn, cast, client):
    client.force_login(cast.officer_a)
    page = f"{withdrawn.get_absolute_url()}restore/"
    assert page in client.get(withdrawn.get_absolute_url()).content.decode()
    assert "คงเดิม" in client.get(page).content.decode()
    assert client.post(page, {"reason": ""}).status_code == 200
    answer = client.post(page, {"reason": "ถอนผิดใบ"}, follow=True)
    assert "ยกเลิกการถอน" in answer.content.decode()
    assert Entry.objects.get(pk=withdrawn.pk).status == "submitted"
    assert "ยกเลิกการถอนใบนี้ไม่ได้" in client.get(page).content.decode()


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("", "โปรดกรอกรหัสทะเบียน"),
        ("12", "เป็นตัวเลข 9 หลัก"),
        ("๔๗๐๔๙๙๙๙๙", "ไม่พบผู้ผลิตรหัส 470499999"),
        ("470'; DROP", "เป็นตัวเลข 9 หลัก"),
        ("๏" * 20, "เป็นตัวเลข 9 หลัก"),
        ("²²²²²²²²²", "เป็นตัวเลข 9 หลัก"),
    ],
)
def test_staff_are_told_what_is_wrong_with_the_code(entry, cast, client, code, said):
    client.force_login(cast.staff)
    page = f"/admin/registrations/entry/{entry.pk}/act/transfer/"
    answer = client.post(page, {"confirm": "1", "to": code, "reason": "ผิดราย"})
    assert answer.status_code == 200 and said in answer.content.decode()


def test_staff_transfer_an_entry_by_the_code_of_the_right_producer(entry, right, cast, client):
    client.force_login(cast.staff)
    page = f"/admin/registrations/entry/{entry.pk}/act/transfer/"
    code = right.code.translate(str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙"))
    answer = client.post(page, {"confirm": "1", "to": code, "reason": "ผิดราย"}, follow=True)
    assert "โปรดพิมพ์ใบรับสมัครใหม่" in answer.content.decode()
    assert Entry.objects.get(pk=entry.pk).producer == right


# -- the same person ---------------------------------------------------------------------------------------------


def warning(producer, round, actor):
    found = [verdict for verdict in verdicts(producer, round, actor) if verdict.clause.code == "same_person"]
    assert [verdict.state for verdict in found] in ([], ["check"])
    return found[0].sentence if found else ""


def someone(name, **fields):
    return make_producer(name, **{"contact_first_name": name, "contact_last_name": "ไม่ซ้ำ"} | fields)


@pytest.mark.parametrize(
    ("shared", "said"),
    [
        ({"citizen_id": "1470100123451", "phone": "0811111111"}, "เลขประจำตัวประชาชนเดียวกันกับ"),
        ({"phone": "0811111111"}, "โทรศัพท์เดียวกันกับ"),
        ({"contact_first_name": "มาลี", "contact_last_name": "ทอผ้า"}, "ชื่อประธานกลุ่ม/เจ้าของเดียวกันกับ"),
    ],
)
def test_t02_the_same_person_behind_two_producers_is_said(cast, current_round, shared, said):
    first, second = someone("กลุ่มหนึ่ง", **shared), someone("กลุ่มสอง", **shared)
    sentence = warning(first, current_round, cast.officer_a)
    assert said in sentence and f"“กลุ่มสอง” รหัส {second.code}" in sentence
    assert "1470100123451" not in sentence and "0811111111" not in sentence


def test_t02_a_producer_of_another_district_is_named_by_its_district_only(cast, current_round):
    first = someone("กลุ่มหนึ่ง", phone="0811111111")
    someone("กลุ่มลับ", phone="0811111111", district=DISTRICT_B)
    sentence = warning(first, current_round, cast.officer_a)
    assert "ผู้ผลิตรายหนึ่งของอำเภอพรรณานิคม" in sentence and "กลุ่มลับ" not in sentence
    assert "กลุ่มลับ" in warning(first, current_round, cast.staff)


def test_t02_nobody_else_no_warning_and_empty_columns_are_nobodys(cast, current_round):
    for name in ("กลุ่มหนึ่ง", "กลุ่มสอง"):
        make_producer(name, phone="", contact_first_name="", contact_last_name="")
    first = make_producer("กลุ่มสาม", phone="", contact_first_name="สมศรี", contact_last_name="")
    assert warning(first, current_round, cast.staff) == ""


def test_t02_many_are_counted_and_three_are_named(cast, current_round):
    first = someone("กลุ่มหนึ่ง", phone="0811111111")
    for number in range(5):
        someone(f"กลุ่มพ่วง {number}", phone="0811111111")
    sentence = warning(first, current_round, cast.staff)
    assert sentence.count("กลุ่มพ่วง") == 3 and "และอีก 2 ราย" in sentence


def test_t02_screening_staff_see_it_on_the_entry(cast, current_round, client):
    first = someone("กลุ่มหนึ่ง", phone="0811111111")
    someone("กลุ่มสอง", phone="0811111111")
    client.force_login(cast.staff)
    page = client.get(f"/admin/registrations/entry/{make_entry(first, current_round, status='submitted').pk}/change/")
    assert "โทรศัพท์เดียวกันกับ “กลุ่มสอง”" in page.content.decode()
