"""Official acts on entries: what each clause says when it is asked, and what each act leaves behind."""

import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from office import journal
from office.models import Event
from opc_site.testing import make_entry, make_producer, make_round
from registrations import actions
from registrations.actions import entries
from registrations.models import Entry, EntryCounter, OtopRegistration, Product
from registrations.rules import EntryStatus
from rounds.models import Round


@pytest.fixture
def producer(current_round):
    return make_producer()


@pytest.fixture
def start(cast, current_round, producer):
    """`start(**changes)` begins an entry as the officer of the producer's district."""

    def start(**changes):
        values = {
            "producer": producer,
            "round": current_round,
            "actor": cast.officer_a,
            "kind": "main",
            "name": "ผ้าคลุมไหล่ย้อมคราม",
            "group": current_round.groups.get(code="TEXTILE"),
        }
        return actions.start_entry(**values | changes)

    return start


@pytest.fixture
def submitted(start, cast):
    return actions.submit_entry(start(), actor=cast.officer_a)


def refused(act, *args, **kwargs):
    """(codes, sentence) of the ValidationError that an act must raise."""
    with pytest.raises(ValidationError) as error:
        act(*args, **kwargs)
    said = error.value
    by_field = said.error_dict if hasattr(said, "error_dict") else {"": said.error_list}
    return {one.code for errors in by_field.values() for one in errors}, " ".join(said.messages)


def verbs(entry):
    return list(Event.objects.about(entry).order_by("pk").values_list("verb", flat=True))


# -- start ------------------------------------------------------------------------------------------------------


def test_start_takes_the_lowest_free_place_and_writes_the_journal(start, cast, producer):
    entry = start(description="ทอมือ")
    assert (entry.status, entry.slot, entry.number, entry.version) == ("draft", 1, "", 1)
    assert (entry.registered_year_be, entry.registered_from_be, entry.registered_to_be) == (2562, 2557, 2564)
    event = Event.objects.about(entry).get()
    assert (event.actor, event.verb, event.after["group"]) == (cast.officer_a, "บันทึกร่าง", "ผ้าและเครื่องแต่งกาย")
    second = start(name="เสื้อคราม")
    actions.withdraw_entry(entry, actor=cast.officer_a, reason="เปลี่ยนผลิตภัณฑ์")
    assert (second.slot, start(name="กระเป๋าคราม").slot) == (2, 1)


def test_two_main_entries_third_is_refused_and_names_the_first_two(start, cast):
    number = actions.submit_entry(start(name="ผ้าพันคอ"), actor=cast.officer_a).number
    start(name="เสื้อคราม")
    codes, said = refused(start, name="กระเป๋าคราม")
    assert codes == {"two_main_entries"}
    assert "ได้ไม่เกิน ๒ ผลิตภัณฑ์หลัก/ชุด" in said
    assert f"“ผ้าพันคอ” เลขที่ {number} (อำเภอเมืองสกลนคร, ยื่นแล้ว)" in said
    assert "“เสื้อคราม” (อำเภอเมืองสกลนคร, ร่าง)" in said
    assert "ให้ถอนรายการเดิมก่อน" in said
    assert Entry.objects.count() == 2


def test_two_main_entries_follows_the_rounds_own_limit(start, current_round):
    Round.objects.update(max_entries=3)
    assert [start(name=name).slot for name in "กขค"] == [1, 2, 3]
    Round.objects.update(max_entries=1)
    assert refused(start, name="ง")[0] == {"two_main_entries"}


def test_two_main_entries_a_lowered_limit_counts_what_lives_already(start, cast):
    first = start(name="ก")
    start(name="ข")
    Round.objects.update(max_entries=1)
    actions.withdraw_entry(first, actor=cast.officer_a, reason="ถอน")
    assert refused(start, name="ค")[0] == {"two_main_entries"}  # place 1 is free, and still one entry lives


@pytest.mark.parametrize("years", [(2556,), (2565,), (2556, 2565), ()])
def test_registered_within_years_outside_is_refused(start, years):
    codes, said = refused(start, producer=make_producer(years=years))
    assert codes == {"registered_within_years"}
    assert "ขึ้นทะเบียน OTOP ปี ๒๕๕๗ ถึง ๒๕๖๔" in said


@pytest.mark.parametrize("year_be", [2557, 2564])
def test_registered_within_years_boundary_passes(start, year_be):
    assert start(producer=make_producer(years=(year_be,))).registered_year_be == year_be


def test_inside_window_both_ends_pass_and_outside_is_refused(start, current_round):
    second = timedelta(seconds=1)
    for at in (current_round.opens_at - second, current_round.closes_at + second):
        codes, said = refused(start, at=at)
        assert codes == {"inside_window"}
        assert current_round.window_text("thai") in said
    assert start(at=current_round.opens_at).slot == 1
    assert start(at=current_round.closes_at, name="เสื้อ").slot == 2


def test_inside_window_a_round_without_a_window_takes_nothing(start):
    Round.objects.update(opens_at=None, closes_at=None)
    assert refused(start)[0] == {"inside_window"}


def test_own_district_others_are_refused_and_the_province_may_help(start, cast):
    for stranger in (cast.officer_b, cast.member):
        assert refused(start, actor=stranger)[0] == {"own_district"}
    assert start(actor=cast.staff).created_by == cast.staff


def test_own_district_closed_account_may_nothing(start, cast):
    cast.officer_a.is_active = False
    assert refused(start)[0] == {"own_district"}


def test_group_of_round_closed_or_foreign_group_is_refused(start, current_round):
    other = make_round(year_be=2562, registered_to_be=2561, is_current=False)
    assert refused(start, group=other.groups.get(code="TEXTILE"))[0] == {"group_of_round"}
    current_round.groups.filter(code="FOOD").update(is_active=False)
    assert refused(start, group=current_round.groups.get(code="FOOD"))[0] == {"group_of_round"}


def test_product_of_producer_foreign_or_second_time_is_refused(start, producer):
    assert refused(start, product=make_producer().products.get())[0] == {"product_of_producer"}
    product = producer.products.get()
    start(product=product)
    assert refused(start, name="อีกครั้ง", product=product)[0] == {"product_of_producer"}


def test_whole_row_is_checked_before_it_is_saved(start):
    assert refused(start, name="")[0] == {"blank"}
    codes, said = refused(start, set_items="ถ้วย\nจาน")  # a main product has no items
    assert codes == {"set_has_items"}
    assert "ผลิตภัณฑ์ชุดต้องมีรายการในชุดอย่างน้อย ๒ รายการ" in said
    assert Entry.objects.count() == 0


def test_same_form_sent_again_gives_the_same_entry(start, cast):
    token = uuid.uuid4()
    entry = start(form_token=token)
    actions.submit_entry(entry, actor=cast.officer_a)
    again = start(form_token=str(token), name="ชื่ออื่น")
    assert (again.pk, again.name, again.status) == (entry.pk, entry.name, "submitted")
    assert Entry.objects.count() == 1


def test_same_form_sent_again_after_the_window_still_gives_the_entry(start, current_round):
    token = uuid.uuid4()
    entry = start(form_token=token)
    assert start(form_token=token, at=current_round.closes_at + timedelta(days=1)).pk == entry.pk


def test_form_once_token_of_another_form_is_refused(start, cast):
    token = uuid.uuid4()
    start(form_token=token)
    assert refused(start, form_token=token, producer=make_producer())[0] == {"form_once"}
    assert refused(start, form_token=token, actor=cast.staff)[0] == {"form_once"}


def test_a_place_taken_past_the_lock_is_looked_for_again(start, current_round, producer, monkeypatch):
    """Somebody writes place 1 between the check and the save: the constraint refuses, the next place is taken."""
    real = entries.check_typed

    def overtaken(entry):
        real(entry)
        monkeypatch.setattr(entries, "check_typed", real)
        make_entry(producer, current_round, slot=entry.slot)

    monkeypatch.setattr(entries, "check_typed", overtaken)
    assert start().slot == 2


def test_the_last_place_taken_past_the_lock_gives_the_sentence(start, current_round, producer, monkeypatch):
    make_entry(producer, current_round, slot=1)
    real = entries.check_typed

    def overtaken(entry):
        real(entry)
        monkeypatch.setattr(entries, "check_typed", real)
        make_entry(producer, current_round, slot=entry.slot)

    monkeypatch.setattr(entries, "check_typed", overtaken)
    codes, said = refused(start)
    assert codes == {"two_main_entries"}
    assert "ใช้สิทธิครบแล้วด้วย" in said


# -- edit -------------------------------------------------------------------------------------------------------


def test_edit_saves_what_changed_and_writes_before_and_after(start, cast, current_round):
    entry = start()
    food = current_round.groups.get(code="FOOD")
    actions.edit_entry(entry, actor=cast.officer_a, version=1, name="ข้าวฮาง", group=food)
    entry.refresh_from_db()
    assert (entry.name, entry.group, entry.version) == ("ข้าวฮาง", food, 2)
    event = Event.objects.about(entry).first()
    assert event.before == {"name": "ผ้าคลุมไหล่ย้อมคราม", "group": "ผ้าและเครื่องแต่งกาย"}
    assert event.after == {"name": "ข้าวฮาง", "group": "อาหาร"}


def test_edit_without_a_change_leaves_no_trace(start, cast):
    entry = start()
    assert actions.edit_entry(entry, actor=cast.officer_a, version=1, name=entry.name).version == 1
    assert verbs(entry) == ["บันทึกร่าง"]


def test_edit_from_an_older_page_is_refused_whole(start, cast):
    entry = start()
    actions.edit_entry(entry, actor=cast.staff, version=1, name="ชื่อจากจังหวัด")
    codes, said = refused(actions.edit_entry, entry, actor=cast.officer_a, version=1, description="ของอำเภอ")
    assert codes == {"moved_by_other"}
    assert "ผู้ใช้ staff" in said
    entry.refresh_from_db()
    assert (entry.name, entry.description) == ("ชื่อจากจังหวัด", "")


def test_edit_of_what_was_submitted_is_refused(submitted, cast):
    codes, said = refused(actions.edit_entry, submitted, actor=cast.officer_a, version=submitted.version, name="ชื่อใหม่")
    assert codes == {"move_not_allowed"}
    assert "“ยื่นแล้ว” จึงแก้ไขไม่ได้" in said


def test_edit_keeps_the_clauses(start, cast, current_round):
    entry = start()
    edit = {"actor": cast.officer_a, "version": 1}
    assert refused(actions.edit_entry, entry, **edit | {"actor": cast.officer_b}, name="x")[0] == {"own_district"}
    assert refused(actions.edit_entry, entry, **edit, set_items="ก\nข")[0] == {"set_has_items"}
    late = current_round.closes_at + timedelta(seconds=1)
    assert refused(actions.edit_entry, entry, **edit, at=late, name="x")[0] == {"inside_window"}
    foreign = make_producer().products.get()
    assert refused(actions.edit_entry, entry, **edit, product=foreign)[0] == {"product_of_producer"}
    with pytest.raises(TypeError):
        actions.edit_entry(entry, **edit, status="screened_in")


# -- submit -----------------------------------------------------------------------------------------------------


def test_submit_gives_the_next_number_of_the_group_once_and_for_good(start, cast, submitted):
    assert submitted.number == "65-TEXTILE-0001"
    assert submitted.submitted_at is not None
    actions.return_entry(submitted, actor=cast.staff, reason="ภาพไม่ชัด")
    actions.submit_entry(submitted, actor=cast.officer_a)
    assert submitted.number == "65-TEXTILE-0001"
    actions.withdraw_entry(submitted, actor=cast.officer_a, reason="ถอน")
    assert actions.submit_entry(start(), actor=cast.officer_a).number == "65-TEXTILE-0002"


def test_numbers_run_within_each_group(start, cast, current_round):
    food = current_round.groups.get(code="FOOD")
    assert actions.submit_entry(start(group=food), actor=cast.officer_a).number == "65-FOOD-0001"
    assert actions.submit_entry(start(), actor=cast.officer_a).number == "65-TEXTILE-0001"


def test_a_refused_submit_uses_no_number(start, cast):
    entry = start(kind="set", set_items="ชิ้นเดียว")
    assert refused(actions.submit_entry, entry, actor=cast.officer_a)[0] == {"set_has_items"}
    assert EntryCounter.objects.count() == 0
    entry.refresh_from_db()
    assert (entry.status, entry.number) == ("draft", "")


@pytest.mark.parametrize("items", ["", "ชิ้นเดียว"])
def test_set_has_items_set_with_fewer_than_two_stays_a_draft(start, cast, items):
    entry = start(kind="set", set_items=items)
    assert refused(actions.submit_entry, entry, actor=cast.officer_a)[0] == {"set_has_items"}


def test_set_has_items_boundary_two_items_pass(start, cast):
    entry = start(kind="set", set_items="เสื้อ\n\nผ้าถุง")
    assert actions.submit_entry(entry, actor=cast.officer_a).status == "submitted"


def test_submit_twice_says_that_it_is_done(submitted, cast):
    codes, said = refused(actions.submit_entry, submitted, actor=cast.officer_a)
    assert codes == {"move_not_allowed"}
    assert "ไม่ต้องยื่นซ้ำ" in said


def test_submit_of_another_version_than_was_seen_is_refused(start, cast):
    entry = start()
    actions.edit_entry(entry, actor=cast.staff, version=1, name="ชื่อจากจังหวัด")
    assert refused(actions.submit_entry, entry, actor=cast.officer_a, version=1)[0] == {"moved_by_other"}


def test_submit_asks_the_register_again(start, cast, producer):
    entry = start()
    OtopRegistration.objects.filter(producer=producer).update(year_be=2565)
    assert refused(actions.submit_entry, entry, actor=cast.officer_a)[0] == {"registered_within_years"}
    OtopRegistration.objects.filter(producer=producer).update(year_be=2560)
    assert actions.submit_entry(entry, actor=cast.officer_a).registered_year_be == 2560


def test_submit_counts_by_the_years_that_the_round_has_now(start, cast, current_round, producer):
    entry = start()
    Round.objects.filter(pk=current_round.pk).update(registered_to_be=2565)
    OtopRegistration.objects.filter(producer=producer).update(year_be=2565)
    entry = actions.submit_entry(Entry.objects.get(pk=entry.pk), actor=cast.officer_a)
    assert (entry.registered_year_be, entry.registered_to_be) == (2565, 2565)


def test_submit_draft_after_the_window_is_refused_to_everybody(start, cast, current_round):
    entry, late = start(), current_round.closes_at + timedelta(seconds=1)
    for actor in (cast.officer_a, cast.staff):
        assert refused(actions.submit_entry, entry, actor=actor, at=late)[0] == {"inside_window"}
    assert actions.submit_entry(entry, actor=cast.officer_a, at=current_round.closes_at).status == "submitted"


def test_corrected_in_time_after_the_window_only_the_province_hands_a_returned_entry_in(submitted, cast, current_round):
    actions.return_entry(submitted, actor=cast.staff, reason="ภาพไม่ชัด")
    late = current_round.closes_at + timedelta(seconds=1)
    version = submitted.version
    for act in (actions.edit_entry, actions.submit_entry):
        codes, said = refused(act, submitted, actor=cast.officer_a, version=version, at=late)
        assert codes == {"corrected_in_time"}
        assert "โปรดแจ้งเจ้าหน้าที่จังหวัด" in said
    actions.edit_entry(submitted, actor=cast.staff, version=version, at=late, description="แก้แทนอำเภอ")
    assert actions.submit_entry(submitted, actor=cast.staff, at=late).status == "submitted"


# -- screening --------------------------------------------------------------------------------------------------


def test_return_keeps_place_and_number_and_says_why(submitted, cast):
    actions.return_entry(submitted, actor=cast.staff, reason="  ภาพฉลากไม่ชัด ")
    submitted.refresh_from_db()
    assert (submitted.status, submitted.slot, submitted.reason) == ("returned", 1, "ภาพฉลากไม่ชัด")
    assert Event.objects.about(submitted).first().reason == "ภาพฉลากไม่ชัด"


def test_screening_in_and_back(submitted, cast):
    actions.screen_in_entry(submitted, actor=cast.staff)
    assert (submitted.status, submitted.slot) == ("screened_in", 1)
    assert submitted.screened_at is not None
    actions.reconsider_entry(submitted, actor=cast.staff, reason="พบเอกสารเพิ่ม")
    submitted.refresh_from_db()
    assert (submitted.status, submitted.slot, submitted.screened_at) == ("submitted", 1, None)
    assert verbs(submitted) == ["บันทึกร่าง", "ยื่นใบสมัคร", "ผ่านการกลั่นกรอง", "นำกลับมาพิจารณาใหม่"]


def test_screening_out_frees_the_place_and_reconsidering_takes_one_again(start, submitted, cast):
    actions.screen_out_entry(submitted, actor=cast.staff, reason="ไม่มีมาตรฐาน")
    assert (submitted.status, submitted.slot) == ("screened_out", None)
    other = start(name="ข")
    assert other.slot == 1
    actions.reconsider_entry(submitted, actor=cast.staff, reason="นำส่งใบรับรองแล้ว")
    assert (submitted.status, submitted.slot) == ("submitted", 2)


def test_reconsidering_without_a_free_place_is_refused(start, submitted, cast):
    actions.screen_out_entry(submitted, actor=cast.staff, reason="ไม่มีมาตรฐาน")
    start(name="ข")
    start(name="ค")
    codes, said = refused(actions.reconsider_entry, submitted, actor=cast.staff, reason="พิจารณาใหม่")
    assert codes == {"two_main_entries"}
    assert "“ข”" in said
    submitted.refresh_from_db()
    assert submitted.status == "screened_out"


def test_reconsidering_a_product_that_was_entered_again_is_refused(start, cast, producer):
    product = producer.products.get()
    entry = actions.submit_entry(start(product=product), actor=cast.officer_a)
    actions.screen_out_entry(entry, actor=cast.staff, reason="ไม่มีมาตรฐาน")
    start(product=product)
    codes, _ = refused(actions.reconsider_entry, entry, actor=cast.staff, reason="พิจารณาใหม่")
    assert codes == {"product_of_producer"}


def test_screened_by_province_nobody_else(submitted, cast):
    for act in (
        actions.return_entry,
        actions.screen_in_entry,
        actions.screen_out_entry,
        actions.reconsider_entry,
    ):
        for stranger in (cast.officer_a, cast.officer_b, cast.member):
            assert refused(act, submitted, actor=stranger, reason="x")[0] == {"screened_by_province"}
    submitted.refresh_from_db()
    assert submitted.status == "submitted"


@pytest.mark.parametrize("reason", ["", "  \n "])
def test_reason_given_is_asked_for(submitted, cast, reason):
    for act, word in (
        (actions.return_entry, "ส่งกลับแก้ไข"),
        (actions.screen_out_entry, "ไม่ผ่านการกลั่นกรอง"),
        (actions.reconsider_entry, "นำกลับมาพิจารณาใหม่"),
        (actions.withdraw_entry, "ถอนใบสมัคร"),
    ):
        codes, said = refused(act, submitted, actor=cast.staff, reason=reason)
        assert codes == {"reason_given"}
        assert f"ต้องระบุเหตุผลของการ{word}" in said


@pytest.mark.parametrize(
    ("status", "allowed"),
    [
        ("draft", {"withdraw"}),
        ("submitted", {"return", "screen_in", "screen_out", "withdraw"}),
        ("returned", {"withdraw"}),
        ("screened_in", {"reconsider", "withdraw"}),
        ("screened_out", {"reconsider"}),
        ("withdrawn", set()),
    ],
)
def test_each_state_allows_its_own_acts(cast, current_round, producer, status, allowed):
    entry = make_entry(producer, current_round, status=status)
    done = set()
    for name in ("return", "screen_in", "screen_out", "reconsider", "withdraw"):
        Entry.objects.filter(pk=entry.pk).update(status=status, slot=None if entry.slot is None else 1)
        try:
            getattr(actions, f"{name}_entry")(Entry.objects.get(pk=entry.pk), actor=cast.staff, reason="เหตุผล")
        except ValidationError as error:
            assert "สถานะ" in error.messages[0] or "ถอนไปแล้ว" in error.messages[0]
        else:
            done.add(name)
    assert done == allowed


# -- withdraw ---------------------------------------------------------------------------------------------------


def test_withdraw_frees_the_place_and_keeps_the_number(submitted, cast):
    actions.withdraw_entry(submitted, actor=cast.officer_a, reason="ผู้ผลิตขอถอน")
    submitted.refresh_from_db()
    assert (submitted.status, submitted.slot, submitted.number) == ("withdrawn", None, "65-TEXTILE-0001")
    assert submitted.reason == "ผู้ผลิตขอถอน"


def test_withdrawn_once_second_time_says_when_and_by_whom(submitted, cast):
    actions.withdraw_entry(submitted, actor=cast.officer_a, reason="ผู้ผลิตขอถอน")
    codes, said = refused(actions.withdraw_entry, submitted, actor=cast.staff, reason="ถอนอีก")
    assert codes == {"withdrawn_once"}
    assert "โดย ผู้ใช้ officer-a จึงถอนอีกไม่ได้" in said
    assert verbs(submitted).count("ถอนใบสมัคร") == 1


def test_withdraw_what_screening_has_passed_takes_the_province(submitted, cast):
    actions.screen_in_entry(submitted, actor=cast.staff)
    codes, _ = refused(actions.withdraw_entry, submitted, actor=cast.officer_a, reason="ถอน")
    assert codes == {"screened_by_province"}
    assert actions.withdraw_entry(submitted, actor=cast.staff, reason="ถอน").status == "withdrawn"


def test_withdraw_by_another_district_is_refused(submitted, cast):
    for stranger in (cast.officer_b, cast.member):
        assert refused(actions.withdraw_entry, submitted, actor=stranger, reason="ถอน")[0] == {"own_district"}


# -- acts and journal stand or fall together ----------------------------------------------------------------------


@pytest.mark.parametrize("act", ["submit_entry", "withdraw_entry"])
def test_an_act_that_cannot_be_written_down_did_not_happen(start, cast, monkeypatch, act):
    entry = start()

    def broken(**kwargs):
        raise IntegrityError("the journal's disk is full")

    monkeypatch.setattr(journal, "record", broken)
    with pytest.raises(IntegrityError):
        getattr(actions, act)(entry, actor=cast.officer_a, **({} if act == "submit_entry" else {"reason": "ถอน"}))
    entry = Entry.objects.get()
    assert (entry.status, entry.slot, entry.number) == (EntryStatus.DRAFT, 1, "")
    assert EntryCounter.objects.count() == 0
    assert Product.objects.count() == 1
