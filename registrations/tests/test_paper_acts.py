"""Acts on papers: what the checklist writes, what comes later, what screening asks for, who decides an exception."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from office.models import Event
from opc_site.testing import make_entry, make_producer, make_round
from registrations import actions
from registrations.actions import PaperAnswer
from registrations.checklist import asked_of, missing_of, papers_of, papers_of_all
from registrations.models import Entry, Extension, PaperCheck, PaperSheet, Requirement, StandardCertificate, Waiver
from registrations.round_parts import load_requirements
from rounds.actions import clone_round, load_round, read_round_data
from rounds.models import Round

from .test_actions import refused, verbs

COMPULSORY = ("id_card", "standard_textile", "otop_registration", "application_form", "photos", "consent")


@pytest.fixture
def round(current_round):
    load_requirements(current_round, read_round_data("2565"))
    return current_round


@pytest.fixture
def entry(round, cast):
    producer = make_producer()
    product = producer.products.get()
    return make_entry(producer, round, status=Entry.Status.SUBMITTED, product=product, created_by=cast.officer_a)


@pytest.fixture
def record(entry, cast):
    """`record({code: state}, **changes)` writes a checklist; what is not named counts as silent."""

    def record(found=None, **changes):
        papers = {
            code: value if isinstance(value, PaperAnswer) else PaperAnswer(value)
            for code, value in (found or {}).items()
        }
        values = {"actor": cast.officer_a, "by_proxy": False, "proxy_name": "", "papers": papers}
        return actions.record_papers(entry, **values | changes)

    return record


@pytest.fixture
def certificate(entry):
    return StandardCertificate.objects.create(product=entry.product, kind="tcps", number="๑/๒๕๖๔")


def complete(record):
    return record({code: "handed_in" for code in COMPULSORY if code != "standard_textile"})


def requirement(round, code):
    return round.requirements.get(code=code)


def names(lines):
    return [line.requirement.code for line in lines]


# -- what is asked ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("group", "kind", "by_proxy", "has", "has_not"),
    [
        ("FOOD", "community_group", False, {"standard_food", "lab_result", "community_enterprise"}, {"standard_herb"}),
        ("TEXTILE", "sole_owner", False, {"standard_textile"}, {"lab_result", "community_enterprise"}),
        ("HERB", "sme", True, {"sme_certificate", "grantor_id_card", "power_of_attorney"}, {"community_enterprise"}),
        (None, "sme", False, {"standard_food", "standard_herb"}, {"grantor_id_card"}),
    ],
)
def test_papers_are_asked_by_group_kind_and_proxy(round, group, kind, by_proxy, has, has_not):
    codes = {each.code for each in asked_of(round, group=group, kind=kind, by_proxy=by_proxy)}
    assert has | {"id_card"} <= codes
    assert codes & has_not == set()
    found = round.groups.filter(code=group).first()
    assert asked_of(round, group=found, kind=kind, by_proxy=by_proxy) == asked_of(
        round, group=group, kind=kind, by_proxy=by_proxy
    )


def test_a_loaded_round_has_its_checklist_and_the_next_takes_it_over_as_default_values(cast):
    round = load_round(read_round_data("2565"), actor=cast.administrator)
    certain = list(round.requirements.filter(is_default_value=False).values_list("code", flat=True))
    assert certain == ["id_card", "grantor_id_card"]
    assert requirement(round, "standard_drink").certificate_kinds[:2] == ["fda", "spirit"]
    clone = clone_round(round, year_be=2567, actor=cast.administrator)
    same = [(row.code, row.sentence, row.group_codes, row.level) for row in round.requirements.all()]
    assert [(row.code, row.sentence, row.group_codes, row.level) for row in clone.requirements.all()] == same
    assert set(clone.requirements.values_list("is_default_value", flat=True)) == {True}


@pytest.mark.parametrize(
    "lines",
    [
        {"code": "a"},
        ["a"],
        [1],
        [{"code": "a"}],
        [{"code": "a", "name": "ก", "sentence": "ก", "level": "maybe"}],
        [{"code": "a", "name": "ก", "sentence": "ก", "level": "compulsory", "groups": ["CAR"]}],
        [{"code": "a", "name": "ก", "sentence": "ก", "level": "compulsory", "kinds": "sme"}],
        [{"code": "a", "name": "ก", "sentence": "ก", "level": "compulsory"}] * 2,
        None,
    ],
)
def test_a_file_whose_papers_are_no_papers_is_refused_whole(cast, lines):
    with pytest.raises(ValidationError, match="requirements"):
        load_round(read_round_data("2565") | {"requirements": lines})
    assert Round.objects.count() == 0


# -- the list of a round ------------------------------------------------------------------------------------------


def test_requirements_before_intake_change_up_to_the_opening_and_not_at_it(round, cast):
    row = requirement(round, "consent")
    row.level = "if_applicable"
    moment = timedelta(microseconds=1)
    for at in (round.opens_at, round.closes_at):
        for act in (actions.save_requirement, actions.delete_requirement):
            codes, said = refused(act, row, actor=cast.staff, at=at)
            assert codes == {"requirements_before_intake"}
            assert "เสนอข้อยกเว้น" in said
    actions.save_requirement(row, actor=cast.staff, at=round.opens_at - moment)
    assert Event.objects.about(row).get().after == {"level": "if_applicable"}
    actions.delete_requirement(row, actor=cast.staff, at=round.opens_at - moment)
    assert not round.requirements.filter(code="consent").exists()


def test_requirements_taken_over_once(current_round, cast):
    assert actions.take_over_requirements(current_round, actor=cast.staff) == current_round.requirements.count() > 10
    codes, _ = refused(actions.take_over_requirements, current_round, actor=cast.staff)
    assert codes == {"requirements_taken_over_once"}
    assert current_round.requirements.filter(is_default_value=False).exists()  # read in the document of this very year


def test_what_another_year_takes_over_is_still_to_be_read_in_its_own_document(cast):
    later = make_round(year_be=2568, registered_to_be=2567)
    actions.take_over_requirements(later, actor=cast.staff)
    assert set(later.requirements.values_list("is_default_value", flat=True)) == {True}


# -- the checklist ------------------------------------------------------------------------------------------------


def test_a_checklist_says_of_every_paper_what_was_found(record, entry, cast, round):
    record({"id_card": "handed_in", "photos": PaperAnswer("missing", note="ไม่มีฉลาก"), "story": "missing"})
    found = {check.requirement.code: check for check in entry.paper_checks.select_related("requirement")}
    end = timezone.localdate(round.closes_at)
    assert (found["id_card"].state, found["id_card"].due_on) == ("handed_in", None)
    assert (found["photos"].due_on, found["photos"].note) == (end, "ไม่มีฉลาก")
    assert found["consent"].state == "missing"  # compulsory and not named
    assert (found["story"].state, found["accounts"].state) == ("missing", "not_applicable")
    assert {check.level for check in found.values()} == {"compulsory", "if_applicable"}
    event = Event.objects.about(entry).get()
    assert (event.verb, event.actor) == ("ตรวจเอกสาร", cast.officer_a)
    assert "ไม่มีฉลาก" in event.after["ภาพถ่ายผลิตภัณฑ์และบรรจุภัณฑ์"]


def test_the_same_checklist_twice_changes_nothing(record, entry):
    complete(record)
    before = list(PaperCheck.objects.values())
    complete(record)
    assert list(PaperCheck.objects.values()) == before
    assert (PaperSheet.objects.count(), verbs(entry)) == (1, ["ตรวจเอกสาร"])


def test_a_proxy_brings_two_more_papers_and_takes_them_away_again(record, entry):
    record(by_proxy=True, proxy_name=" นางผู้แทน ")
    assert {"grantor_id_card", "power_of_attorney"} <= set(names(papers_of(entry).missing))
    assert entry.paper_sheet.proxy_name == "นางผู้แทน"
    record()
    assert {"grantor_id_card", "power_of_attorney"} & set(names(papers_of(entry).lines)) == set()
    assert Event.objects.about(entry).first().after["หนังสือมอบอำนาจ ปิดอากรแสตมป์"] == "ไม่ต้องยื่น"


def test_proxy_named_or_not_at_all(record):
    assert refused(record, by_proxy=True)[0] == {"proxy_named"}
    assert refused(record, proxy_name="นางผู้แทน")[0] == {"proxy_named"}


def test_paper_asked_another_paper_is_refused(record, entry, cast, round):
    assert refused(record, {"standard_food": "handed_in"})[0] == {"paper_asked"}
    other = requirement(round, "power_of_attorney")
    assert refused(actions.hand_in_paper, entry, requirement=other, actor=cast.officer_a)[0] == {"paper_asked"}
    foreign = Requirement.objects.create(round=make_round(year_be=2570, is_current=False), code="x", name="x")
    assert refused(actions.hand_in_paper, entry, requirement=foreign, actor=cast.staff)[0] == {"paper_asked"}


def test_compulsory_not_set_aside_by_the_act(record):
    assert refused(record, {"id_card": "not_applicable"})[0] == {"compulsory_not_set_aside"}
    record({"story": "not_applicable"})


@pytest.mark.parametrize("state", ["", "waived", "HANDED_IN", "ก", None])
def test_an_unknown_state_is_refused(record, state):
    with pytest.raises(ValidationError):
        record({"id_card": PaperAnswer(state)})


def test_paper_due_within_today_and_thirty_days_after_the_closing(record, round):
    today, end = timezone.localdate(), timezone.localdate(round.closes_at)
    for day in (today - timedelta(days=1), end + timedelta(days=31), date(2665, 1, 1)):
        assert refused(record, {"photos": PaperAnswer("missing", day)})[0] == {"paper_due_within"}
    record({"photos": PaperAnswer("missing", today), "id_card": PaperAnswer("missing", end + timedelta(days=30))})


def test_own_district_and_the_province_check_papers(record, cast):
    for stranger in (cast.officer_b, cast.member):
        assert refused(record, actor=stranger)[0] == {"own_district"}
    record(actor=cast.staff)


def test_papers_in_time_the_district_within_the_window_the_province_after_it(record, cast, round):
    moment = timedelta(microseconds=1)
    record(at=round.closes_at)
    codes, said = refused(record, at=round.closes_at + moment)
    assert codes == {"papers_in_time"}
    assert "ยื่นเพิ่มได้ถึงวันที่กำหนดไว้" in said
    record(at=round.closes_at + moment, actor=cast.staff)


@pytest.mark.parametrize("status", ["screened_in", "screened_out", "withdrawn"])
def test_papers_before_screening(record, entry, status):
    slot = 1 if status == "screened_in" else None
    Entry.objects.filter(pk=entry.pk).update(status=status, slot=slot)
    assert refused(record)[0] == {"papers_before_screening"}


# -- what comes later ---------------------------------------------------------------------------------------------


def test_a_paper_that_comes_later_is_taken_until_its_day_and_by_the_province_after_it(record, entry, cast, round):
    record()
    end = round.closes_at
    due = timezone.localdate(end) + timedelta(days=3)
    photos, consent = requirement(round, "photos"), requirement(round, "consent")
    for one in (photos, consent):
        answer = PaperAnswer("missing", due)
        actions.hand_in_paper(entry, requirement=one, actor=cast.officer_a, answer=answer)
    assert {paper.due_on for paper in missing_of(entry) if "ภาพถ่าย" in paper.name} == {due}
    last = end + timedelta(days=3)
    actions.hand_in_paper(entry, requirement=photos, actor=cast.officer_a, at=last)
    assert "photos" not in names(papers_of(entry).missing)
    late = end + timedelta(days=4)
    assert refused(actions.hand_in_paper, entry, requirement=consent, actor=cast.officer_a, at=late)[0] == {
        "papers_in_time"
    }
    actions.hand_in_paper(entry, requirement=consent, actor=cast.staff, at=late)
    assert verbs(entry)[-1] == "รับเอกสารเพิ่ม"


def test_after_the_closing_the_district_sets_no_new_day(record, entry, cast, round):
    record({"photos": PaperAnswer("missing", timezone.localdate(round.closes_at) + timedelta(days=5))})
    at = round.closes_at + timedelta(days=1)
    answer = PaperAnswer("missing", timezone.localdate(at) + timedelta(days=9))
    act = {"requirement": requirement(round, "photos"), "answer": answer, "at": at}
    assert refused(actions.hand_in_paper, entry, actor=cast.officer_a, **act)[0] == {"papers_in_time"}
    assert actions.hand_in_paper(entry, actor=cast.staff, **act).due_on == answer.due_on


def test_what_is_missing_stops_no_submission_and_is_never_deleted(round, cast):
    entry = make_entry(make_producer(), round, created_by=cast.officer_a)
    actions.record_papers(entry, actor=cast.officer_a, by_proxy=False, proxy_name="", papers={})
    actions.submit_entry(entry, actor=cast.officer_a)
    PaperCheck.objects.filter(state="missing").update(due_on=timezone.localdate() - timedelta(days=1))
    papers = papers_of(entry)
    assert (entry.status, len(papers.overdue())) == ("submitted", len(papers.missing))
    assert PaperCheck.objects.filter(entry=entry, state="missing").exists()


def test_missing_of_says_name_day_and_clause(record, entry, round):
    record({"id_card": PaperAnswer("missing", timezone.localdate())})
    first = missing_of(entry)[0]
    assert first.name == "สำเนาบัตรประจำตัวประชาชนของผู้สมัคร"
    assert (first.due_on, first.clause) == (timezone.localdate(), "ข้อ ๑ “สำเนาบัตรประจำตัวประชาชนของผู้สมัคร”")
    Entry.objects.filter(pk=entry.pk).update(status="withdrawn", slot=None)
    entry.refresh_from_db()
    assert missing_of(entry) == []


def test_where_papers_stand_asks_as_much_for_many_entries_as_for_one(record, entry, round, django_assert_num_queries):
    record()
    others = [make_entry(make_producer(), round, created_by=entry.created_by) for _ in range(3)]
    rows = Entry.objects.filter(pk__in=[entry.pk, *(each.pk for each in others)]).order_by("pk")
    rows = list(rows.select_related("round", "producer", "group"))
    for few_or_many in (rows[:1], rows):
        with django_assert_num_queries(6):
            papers_of_all(few_or_many)


# -- standards ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("reference", "expires", "state"),
    [
        (date(2022, 5, 10), date(2022, 5, 10), "valid"),
        (date(2022, 5, 10), date(2022, 5, 9), "expired"),
        (date(2022, 5, 10), None, "valid"),
        (None, timezone.localdate() + timedelta(days=1), "valid"),
        (None, timezone.localdate() - timedelta(days=1), "expired"),
    ],
)
def test_a_certificate_is_judged_on_the_rounds_day_or_that_of_the_submission(
    entry, certificate, reference, expires, state
):
    Round.objects.update(reference_date=reference)
    StandardCertificate.objects.update(expires_on=expires)
    entry.refresh_from_db()
    (verdict,) = papers_of(entry).standards
    assert (verdict.state, verdict.certificate) == (state, certificate)
    assert ("โปรดบันทึก" in verdict.sentence) == (state == "expired")


def test_a_certificate_of_another_kind_does_not_count_and_the_longest_does(entry, certificate):
    StandardCertificate.objects.update(kind="fda")
    (verdict,) = papers_of(entry).standards
    assert (verdict.state, verdict.certificate) == ("none", None)
    assert "มผช., มอก., ตรานกยูงพระราชทาน" in verdict.sentence
    old = {"kind": "tcps", "expires_on": date(2020, 1, 1)}
    StandardCertificate.objects.create(product=entry.product, number="เก่า", **old)
    new = StandardCertificate.objects.create(
        product=entry.product, kind="gi", number="ใหม่", expires_on=date(2099, 1, 1) - timedelta(days=1)
    )
    assert papers_of(entry).standards[0].certificate == new


def test_a_ticked_copy_without_its_number_is_still_missing(record, entry):
    record({"standard_textile": "handed_in"})
    line = papers_of(entry).line(entry.round.requirements.get(code="standard_textile"))
    assert (line.state, line.is_copy_without_number, line.stops_screening) == ("missing", True, True)


def test_an_officer_writes_down_and_corrects_a_certificate_of_the_own_district(entry, cast):
    fields = {"kind": "tcps", "number": " ๑๒/๒๕๖๔ ", "expires_on": date(2099, 1, 1)}
    made = actions.save_certificate(entry, actor=cast.officer_a, **fields)
    assert (made.number, papers_of(entry).standards[0].state) == ("๑๒/๒๕๖๔", "valid")
    actions.save_certificate(entry, actor=cast.officer_a, certificate=made, **fields | {"expires_on": date(2020, 1, 1)})
    assert papers_of(entry).standards[0].state == "expired"
    assert verbs(entry) == ["บันทึกใบรับรองมาตรฐาน", "แก้ไขใบรับรองมาตรฐาน"]
    assert refused(actions.save_certificate, entry, actor=cast.officer_b, **fields)[0] == {"own_district"}


def test_certificate_dates_and_product(entry, cast):
    today = timezone.localdate()
    fields = {"actor": cast.officer_a, "kind": "tcps", "number": "๑"}
    for dates in (
        {"issued_on": today + timedelta(days=1)},
        {"issued_on": today, "expires_on": today - timedelta(days=1)},
    ):
        assert refused(actions.save_certificate, entry, **fields, **dates)[0] == {"certificate_dates"}
    actions.save_certificate(entry, **fields, issued_on=today, expires_on=today)
    with pytest.raises(ValidationError, match="มีใบรับรองเลขนี้"):
        actions.save_certificate(entry, **fields)
    Entry.objects.filter(pk=entry.pk).update(product=None)
    assert refused(actions.save_certificate, entry, **fields)[0] == {"certificate_of_product"}


def test_a_certificate_of_another_product_is_not_corrected_through_this_entry(entry, cast):
    other = StandardCertificate.objects.create(product=make_producer().products.get(), kind="tcps", number="๑")
    fields = {"actor": cast.officer_a, "kind": "fda", "number": "ยึด"}
    assert refused(actions.save_certificate, entry, certificate=other, **fields)[0] == {"certificate_of_other"}


# -- screening ----------------------------------------------------------------------------------------------------


def test_papers_complete_before_an_entry_passes_with_the_sentence_of_each(record, entry, cast, certificate):
    codes, said = refused(actions.screen_in_entry, entry, actor=cast.staff)
    assert codes == {"papers_complete"}
    assert "สำเนาบัตรประจำตัวประชาชนของผู้สมัคร ตามข้อ ๑ “สำเนาบัตรประจำตัวประชาชนของผู้สมัคร”" in said
    complete(record)
    actions.screen_in_entry(entry, actor=cast.staff)
    assert entry.status == "screened_in"


def test_standard_valid_an_expired_one_stops_with_its_own_sentence(record, entry, cast, certificate):
    complete(record)
    StandardCertificate.objects.update(expires_on=date(2020, 1, 1))
    codes, said = refused(actions.screen_in_entry, entry, actor=cast.staff)
    assert codes == {"papers_complete", "standard_valid"}
    assert "ซึ่งยังไม่หมดอายุในวันที่" in said


def test_an_optional_paper_that_is_missing_stops_nothing(record, entry, cast, certificate):
    record({code: "handed_in" for code in COMPULSORY} | {"story": "missing"})
    assert names(papers_of(entry).missing) == ["story"]
    actions.screen_in_entry(entry, actor=cast.staff)


def test_a_round_that_asks_for_nothing_screens_as_before(current_round, cast):
    entry = make_entry(make_producer(), current_round, status="submitted")
    actions.screen_in_entry(entry, actor=cast.staff)


# -- exceptions ---------------------------------------------------------------------------------------------------


@pytest.fixture
def propose(record, entry, cast, round):
    complete(record)

    def propose(**changes):
        values = {"requirement": requirement(round, "standard_textile"), "actor": cast.staff, "reason": "ใบรับรองสูญหาย"}
        return actions.propose_waiver(entry, **values | changes)

    return propose


def test_an_exception_is_decided_by_another_person_and_lets_the_entry_pass(propose, entry, cast):
    waiver = propose()
    assert refused(actions.screen_in_entry, entry, actor=cast.staff)[0] == {"papers_complete"}
    actions.grant_waiver(waiver, actor=cast.administrator)
    (line,) = [line for line in papers_of(entry).lines if line.waiver]
    assert (line.state, line.label, line.waiver.decided_by) == ("waived", "ได้รับยกเว้น", cast.administrator)
    actions.screen_in_entry(entry, actor=cast.staff)
    assert verbs(entry)[-3:] == ["เสนอข้อยกเว้น", "อนุมัติข้อยกเว้น", "ผ่านการกลั่นกรอง"]


def test_waiver_by_another_an_administrator_does_not_decide_the_own_proposal(propose, cast):
    waiver = propose(actor=cast.administrator)
    for act, more in ((actions.grant_waiver, {}), (actions.refuse_waiver, {"reason": "ไม่จำเป็น"})):
        assert refused(act, waiver, actor=cast.administrator, **more)[0] == {"waiver_by_another"}
    actions.grant_waiver(waiver, actor=cast.administrator_2)


def test_waiver_by_administrator_only(propose, cast):
    waiver = propose()
    for act in (actions.grant_waiver, actions.refuse_waiver, actions.revoke_waiver):
        for person in (cast.secretary, cast.officer_a):
            assert refused(act, waiver, actor=person, reason="เหตุผล")[0] == {"waiver_by_administrator"}
    for person in (cast.officer_a, cast.member):
        assert refused(propose, actor=person)[0] == {"screened_by_province"}


def test_waiver_once_and_only_for_what_is_missing(propose, cast, round):
    waiver = propose()
    assert refused(propose)[0] == {"waiver_once"}
    assert refused(propose, requirement=requirement(round, "id_card"))[0] == {"waiver_of_missing"}
    actions.refuse_waiver(waiver, actor=cast.administrator, reason="ไม่จำเป็น")
    assert refused(actions.grant_waiver, waiver, actor=cast.administrator)[0] == {"move_not_allowed"}
    propose()


def test_reason_given_to_propose_refuse_and_revoke(propose, cast):
    assert refused(propose, reason=" \n")[0] == {"reason_given"}
    waiver = propose()
    assert refused(actions.refuse_waiver, waiver, actor=cast.administrator, reason="")[0] == {"reason_given"}
    actions.grant_waiver(waiver, actor=cast.administrator)
    assert refused(actions.revoke_waiver, waiver, actor=cast.administrator, reason="")[0] == {"reason_given"}


def test_a_revoked_exception_stops_the_entry_again_and_stays_on_record(propose, entry, cast):
    waiver = propose()
    actions.grant_waiver(waiver, actor=cast.administrator)
    actions.revoke_waiver(waiver, actor=cast.administrator, reason="พบใบรับรองแล้ว")
    assert names(papers_of(entry).stopping) == ["standard_textile"]
    waiver.refresh_from_db()
    assert (waiver.status, waiver.revoke_reason, Waiver.objects.count()) == ("revoked", "พบใบรับรองแล้ว", 1)


def test_an_exception_on_which_an_entry_has_passed_is_not_revoked(propose, entry, cast):
    waiver = propose()
    actions.grant_waiver(waiver, actor=cast.administrator)
    actions.screen_in_entry(entry, actor=cast.staff)
    codes, _ = refused(actions.revoke_waiver, waiver, actor=cast.administrator, reason="ผิด")
    assert codes == {"papers_before_screening"}
    actions.reconsider_entry(entry, actor=cast.staff, reason="ตรวจใหม่")
    actions.revoke_waiver(waiver, actor=cast.administrator, reason="ผิด")
    assert Extension.objects.count() == 0
