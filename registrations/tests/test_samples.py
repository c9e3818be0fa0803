"""Samples: taken in once, moved by the table, corrected by moves of their own; the sentences, and the database."""

import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from office.models import Event
from opc_site.testing import DISTRICT_B, make_entry, make_producer, make_round
from registrations import actions
from registrations.models import BlindCounter, Entry, Sample, SampleMove
from registrations.rules import LETTERS, SAMPLE_NEXT, SampleState

from .test_rules import check_said, refusal, unique_said


def new():
    return uuid.uuid4()


@pytest.fixture
def entry(cast, current_round):
    return make_entry(make_producer(), current_round, status="submitted", created_by=cast.officer_a)


def receive(entry, actor, condition="good", **fields):
    return actions.receive_sample(entry, actor=actor, condition=condition, **{"token": new()} | fields)


def move(sample, actor, to, **fields):
    return actions.move_sample(sample, actor=actor, to=to, **{"token": new()} | fields)


def said(act, *args, **kwargs):
    """The sentence that an act refuses with, and its code."""
    with pytest.raises(ValidationError) as refused:
        act(*args, **kwargs)
    error = refused.value
    return " ".join(error.messages), error.error_list[0].code if hasattr(error, "error_list") else None


@pytest.fixture
def sample(entry, cast):
    return receive(entry, cast.officer_a)


# -- taken in -------------------------------------------------------------------------------------------------------


def test_a_sample_gets_letter_number_place_and_its_line_in_the_journal(entry, cast):
    sample = receive(
        entry, cast.officer_a, pieces=3, keep_cool=True, best_before=timezone.localdate(), allergens="ถั่วลิสง", note="ครบ"
    )
    sample.refresh_from_db()
    assert (sample.letter, sample.state, sample.place, sample.at_province) == (
        "ผ",
        "received",
        "อำเภอเมืองสกลนคร",
        False,
    )
    assert 1 <= sample.number <= 40 and str(sample) == f"ผ-{sample.number:03d}"
    assert (sample.pieces, sample.keep_cool, sample.allergens) == (3, True, "ถั่วลิสง")
    first = sample.moves.get()
    assert (first.order, first.from_state, first.state, first.note) == (1, "", "received", "ครบ")
    event = Event.objects.about(sample).get()
    assert event.verb == "รับตัวอย่าง" and event.after["pieces"] == 3


def test_every_group_has_a_letter_of_its_own(current_round):
    assert set(LETTERS) == {group.code for group in current_round.groups.all()}
    assert len(set(LETTERS.values())) == len(LETTERS)


def test_the_same_token_takes_one_sample_in(entry, cast):
    token = new()
    first, again = (receive(entry, cast.officer_a, token=token) for _ in range(2))
    assert first == again and SampleMove.objects.count() == 1


def test_scan_once_a_token_is_of_one_sample_only(entry, cast, current_round):
    token = new()
    receive(entry, cast.officer_a, token=token)
    other = make_entry(make_producer(), current_round, status="submitted")
    assert said(receive, other, cast.officer_a, token=token)[1] == "scan_once"
    assert not Sample.objects.filter(entry=other).exists()


def test_scan_once_holds_past_python(sample, entry, cast):
    first = sample.moves.get()
    again = SampleMove(
        sample=sample, order=2, state="in_transit", condition="good", token=first.token, actor=cast.staff
    )
    assert unique_said("scan_once", "samplemove.token") in refusal(SampleMove.objects.bulk_create, [again])


def test_sample_once_says_which_label_to_use(sample, entry, cast):
    sentence, code = said(receive, entry, cast.staff)
    assert code == "sample_once" and str(sample) in sentence and "รับไว้แล้ว อำเภอเมืองสกลนคร" in sentence


def test_sample_once_holds_past_python(sample, entry):
    copy = Sample(
        entry=entry, round=entry.round, letter="ผ", number=999, state="received", condition="good",
        moved_at=timezone.now(),
    )  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():
        Sample.objects.bulk_create([copy])


@pytest.mark.parametrize("status", ["draft", "withdrawn", "screened_out"])
def test_sample_of_submitted_refuses_what_is_not_in_the_round(current_round, cast, status):
    entry = make_entry(make_producer(), current_round, status=status)
    assert said(receive, entry, cast.officer_a)[1] == "sample_of_submitted"


@pytest.mark.parametrize("status", ["submitted", "returned", "screened_in"])
def test_sample_of_submitted_lets_what_is_in_the_round_pass(current_round, cast, status):
    assert receive(make_entry(make_producer(), current_round, status=status), cast.officer_a).pk


def test_own_district_only(current_round, cast):
    entry = make_entry(make_producer(district=DISTRICT_B), current_round, status="submitted")
    assert said(receive, entry, cast.officer_a)[1] == "own_district"
    sample = receive(entry, cast.officer_b)
    assert said(move, sample, cast.officer_a, "in_transit")[1] == "own_district"
    assert list(Sample.objects.for_user(cast.officer_a)) == [] and Sample.objects.for_user(cast.staff).get() == sample
    assert not Sample.objects.for_user(cast.member).exists()


@pytest.mark.parametrize("pieces", [0, 1000, -1, "3"])
def test_pieces_counted(entry, cast, pieces):
    assert said(receive, entry, cast.officer_a, pieces=pieces)[1] == "pieces_counted"


def test_pieces_counted_lets_the_bounds_pass_and_holds_past_python(sample, cast):
    for pieces in (1, 999):
        assert actions.describe_sample(sample, actor=cast.officer_a, pieces=pieces).pieces == pieces
    assert check_said("pieces_counted") in refusal(Sample.objects.update, pieces=0)
    assert check_said("pieces_counted") in refusal(Sample.objects.update, pieces=1000)


def test_problem_told(entry, cast):
    for condition in ("small_problem", "refused"):
        assert said(receive, entry, cast.officer_a, condition)[1] == "problem_told"
    sample = receive(entry, cast.officer_a, "small_problem", note="ฝาบุบ")
    assert (sample.state, sample.condition) == ("received", "small_problem")
    assert check_said("problem_told") in refusal(SampleMove.objects.update, note="")


def test_refused_is_not_held(entry, cast):
    sample = receive(entry, cast.officer_a, "refused", note="ขวดแตก")
    assert (sample.state, sample.place, sample.is_held) == ("refused", "", False)
    assert check_said("refused_is_not_held") in refusal(Sample.objects.update, state="received")
    assert check_said("refused_is_not_held") in refusal(Sample.objects.update, condition="good")
    sentence, code = said(move, sample, cast.officer_a, "in_store", place="ตู้")
    assert code == "sample_move_allowed" and "ให้รับที่หน้าใบสมัครก่อน" in sentence


def test_what_was_refused_may_be_brought_again_and_keeps_its_number(entry, cast):
    sample = receive(entry, cast.officer_a, "refused", note="ขวดแตก")
    again = receive(entry, cast.officer_a, pieces=2)
    assert (again.pk, again.number, again.state, again.condition) == (sample.pk, sample.number, "received", "good")
    assert [m.state for m in again.moves.all()] == ["refused", "received"] and again.pieces == 2


# -- blind numbers --------------------------------------------------------------------------------------------------


def test_blind_number_once_holds_past_python(sample, current_round, cast):
    other = make_entry(make_producer(), current_round, status="submitted")
    copy = Sample(
        entry=other, round=sample.round, letter=sample.letter, number=sample.number, state="received",
        condition="good", moved_at=timezone.now(),
    )  # fmt: skip
    assert unique_said("blind_number_once", "sample.round_id", "sample.letter", "sample.number") in refusal(
        Sample.objects.bulk_create, [copy]
    )
    copy.round = make_round(year_be=2564, is_current=False)
    Sample.objects.bulk_create([copy])  # another round counts for itself


def test_blind_numbers_left_says_when_there_is_none(entry, cast):
    BlindCounter.objects.create(group=entry.group, last=999, pool=[])
    sentence, code = said(receive, entry, cast.officer_a)
    assert code == "blind_numbers_left" and "ผ้าและเครื่องแต่งกาย" in sentence and "999" in sentence
    BlindCounter.objects.update(pool=[999])
    assert receive(entry, cast.officer_a).number == 999
    for number in (0, 1000):
        assert check_said("blind_numbers_left") in refusal(Sample.objects.update, number=number)


def test_a_number_is_never_given_again_even_when_its_sample_is_gone(current_round, cast):
    given = set()
    for _ in range(45):
        entry = make_entry(make_producer(), current_round, status="submitted")
        sample = receive(entry, cast.staff)
        assert sample.number not in given
        given.add(sample.number)
        sample.moves.all().delete()
        sample.delete()


def test_a_corrected_group_gets_a_new_label_and_the_old_one_leads_to_it(sample, entry, cast, current_round):
    assert actions.relabel_sample(sample, actor=cast.staff).former == ""
    old = str(sample)
    Entry.objects.filter(pk=entry.pk).update(group=current_round.groups.get(code="FOOD"))
    sample = Sample.objects.get()
    assert sample.has_other_group
    actions.relabel_sample(sample, actor=cast.staff)
    assert (sample.letter, sample.former, sample.has_other_group) == ("อ", old, False)
    assert Sample.objects.matching(old).get() == Sample.objects.matching(str(sample)).get() == sample


# -- moved ----------------------------------------------------------------------------------------------------------


def test_the_whole_way(sample, cast):
    move(sample, cast.officer_a, "in_transit", place="รถตู้ 1")
    move(sample, cast.staff, "in_store", place="ห้องเย็น")
    move(sample, cast.staff, "on_table", place="โต๊ะ 2")
    move(sample, cast.staff, "in_store", place="ห้องเย็น")
    move(sample, cast.staff, "returned")
    sample.refresh_from_db()
    assert (sample.state, sample.place, sample.moves_made, sample.is_held) == ("returned", "", 6, False)
    last = sample.moves.last()
    assert (last.handed_to, last.from_where) == ("นางสมศรี ใจดี", "อยู่ในที่เก็บ ห้องเย็น")


@pytest.mark.parametrize("state", SampleState.values)
def test_sample_move_allowed_by_the_table_and_no_other_way(entry, cast, state):
    """Every pair of states: the table is asked, the sentence says what is so and what to do."""
    sample = receive(entry, cast.staff)
    condition = "refused" if state == "refused" else "good"
    for to in SampleState.values:
        Sample.objects.update(state=state, place="ที่เดิม", condition=condition)
        sample.refresh_from_db()
        if to in {"received", "refused"}:
            continue  # by receive_sample
        if to in SAMPLE_NEXT[state]:
            assert move(sample, cast.staff, to, place="ที่ใหม่").state == to
        else:
            sentence, code = said(move, sample, cast.staff, to, place="ที่ใหม่")
            assert code == "sample_move_allowed" and f"เลขป้าย {sample} " in sentence


def test_where_it_lies_already_nothing_is_moved(sample, cast):
    move(sample, cast.officer_a, "in_store", place="ตู้เย็น 1")
    assert said(move, sample, cast.officer_a, "in_store", place=" ตู้เย็น  1 ")[1] == "already_there"
    assert move(sample, cast.officer_a, "in_store", place="ตู้เย็น 2").place == "ตู้เย็น 2"


def test_the_same_scan_sent_twice_is_one_move(sample, cast):
    token = new()
    first, again = (move(sample, cast.officer_a, "in_transit", token=token) for _ in range(2))
    assert first == again and sample.moves.count() == 2
    assert said(move, sample, cast.officer_a, "returned", token=token)[1] == "scan_once"


def test_store_named(sample, cast):
    assert said(move, sample, cast.officer_a, "in_store", place=" ")[1] == "store_named"
    move(sample, cast.officer_a, "in_store", place="ก")
    assert check_said("store_named") in refusal(Sample.objects.update, place="")
    assert check_said("store_named_move") in refusal(SampleMove.objects.filter(order=2).update, place="")


def test_returned_to_somebody(sample, cast):
    assert move(sample, cast.officer_a, "returned", handed_to="นายลูกชาย ใจดี").handed_to == "นายลูกชาย ใจดี"
    assert check_said("returned_to_somebody") in refusal(SampleMove.objects.filter(order=2).update, handed_to="")


def test_sample_with_province_is_not_moved_by_the_district(sample, cast):
    for to in ("on_table", "consumed", "sent"):
        assert said(move, sample, cast.officer_a, to)[1] == "sample_with_province"
    move(sample, cast.staff, "in_store", place="ห้องเย็น")
    sentence, code = said(move, sample, cast.officer_a, "returned")
    assert code == "sample_with_province" and "แจ้งเจ้าหน้าที่จังหวัด" in sentence
    assert said(actions.describe_sample, sample, actor=cast.officer_a, pieces=2)[1] == "sample_with_province"
    move(sample, cast.staff, "in_transit", place="กลับอำเภอ")
    assert move(sample, cast.officer_a, "returned").state == "returned"


@pytest.mark.parametrize("act", ["withdraw_entry", "screen_out_entry"])
def test_sample_goes_back_when_its_entry_is_out_of_the_round(sample, entry, cast, act):
    getattr(actions, act)(entry, actor=cast.staff, reason="ผู้ผลิตขอถอน")
    sample = Sample.objects.get()
    assert sample.must_go_back and Sample.objects.to_return().get() == sample
    for to in ("on_table", "sent"):
        Sample.objects.update(state="in_store", place="ตู้")
        assert said(move, sample, cast.staff, to)[1] == "sample_goes_back"
    move(sample, cast.staff, "returned")
    assert not Sample.objects.to_return().exists()
    assert said(receive, entry, cast.staff)[1] == "sample_of_submitted"


def test_longer_than_its_field_is_a_sentence(sample, cast):
    with pytest.raises(ValidationError):
        move(sample, cast.officer_a, "in_store", place="ก" * 101)
    assert Sample.objects.get().state == "received" and sample.moves.count() == 1


# -- corrected ------------------------------------------------------------------------------------------------------


def correct(slip, actor, reason="สแกนผิดชิ้น", **fields):
    return actions.correct_move(slip, actor=actor, reason=reason, **{"token": new()} | fields)


def test_a_slip_is_taken_back_by_a_move_of_its_own(sample, cast):
    move(sample, cast.staff, "in_store", place="ห้องเย็น")
    slip = move(sample, cast.staff, "consumed")
    back = correct(slip, cast.staff)
    sample.refresh_from_db()
    assert (sample.state, sample.place, sample.at_province, sample.moves_made) == ("in_store", "ห้องเย็น", True, 4)
    assert (back.corrects, back.reason, back.from_state) == (slip, "สแกนผิดชิ้น", "consumed")
    assert [m.order for m in sample.moves.all()] == [1, 2, 3, 4]


def test_last_move_corrected_and_once(sample, cast):
    first = sample.moves.get()
    assert said(correct, first, cast.staff)[1] == "last_move_corrected"
    early = move(sample, cast.staff, "in_store", place="ก")
    late = move(sample, cast.staff, "in_store", place="ข")
    assert said(correct, early, cast.staff)[1] == "last_move_corrected"
    back = correct(late, cast.staff)
    assert said(correct, late, cast.staff)[1] == said(correct, back, cast.staff)[1] == "last_move_corrected"
    assert unique_said("", "samplemove.corrects_id").split('"')[0] in refusal(
        SampleMove.objects.filter(order=3).update, corrects=late, reason="ซ้ำ"
    )
    assert check_said("last_move_corrected") in refusal(
        SampleMove.objects.filter(order=2).update, corrects=early, reason="ก่อนใคร"
    )


def test_sample_correction_explained(sample, cast):
    slip = move(sample, cast.staff, "in_store", place="ก")
    assert said(correct, slip, cast.staff, reason=" ")[1] == "reason_given"
    back = correct(slip, cast.staff)
    name = check_said("sample_correction_explained")
    assert name in refusal(SampleMove.objects.filter(pk=back.pk).update, reason="")
    assert name in refusal(SampleMove.objects.filter(pk=slip.pk).update, reason="ไม่ได้แก้อะไร")


def test_the_same_correction_sent_twice_is_one(sample, cast):
    token, slip = new(), move(sample, cast.staff, "in_store", place="ก")
    assert correct(slip, cast.staff, token=token) == correct(slip, cast.staff, token=token)
    assert sample.moves.count() == 3


def test_a_district_corrects_its_own_moves_only(sample, cast):
    slip = move(sample, cast.officer_a, "in_transit")
    assert correct(slip, cast.officer_a).state == "received"
    slip = move(sample, cast.staff, "in_store", place="จังหวัด")
    assert said(correct, slip, cast.officer_a)[1] == "sample_with_province"
    assert said(correct, slip, cast.officer_b)[1] == "own_district"


def test_a_return_that_was_taken_back_by_mistake_keeps_its_receiver(sample, cast):
    move(sample, cast.staff, "in_store", place="ก")
    move(sample, cast.staff, "returned", handed_to="นางผู้รับ จริง")
    receive(sample.entry, cast.staff)
    slip = sample.moves.last()
    assert correct(slip, cast.staff).handed_to == "นางผู้รับ จริง"


def test_a_sample_that_a_colleague_moved_first_is_said(sample, cast):
    stale = Sample.objects.get()
    move(sample, cast.staff, "in_store", place="ก")
    with pytest.raises(ValidationError) as refused:
        stale.move("in_transit", moved_at=timezone.now())
    assert refused.value.code == "moved_by_other"


def test_days_left_are_counted_from_today(sample):
    today = timezone.localdate()
    for days, name in ((-1, "expired"), (0, "expiring"), (7, "expiring"), (8, "")):
        Sample.objects.update(best_before=today + timedelta(days=days))
        found = {"expired": Sample.objects.expired(today), "expiring": Sample.objects.expiring(today)}
        assert {key for key, rows in found.items() if rows.exists()} == ({name} if name else set())
        assert Sample.objects.get().days_left(today) == days
