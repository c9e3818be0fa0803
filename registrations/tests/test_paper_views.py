"""The pages of papers: the counter's checklist, what comes later, certificates, lists; and what is typed into them."""

from datetime import timedelta

import pytest
from django.utils import timezone

from documents.tests.pdf import pdf_text
from office.models import Event
from opc_site.testing import make_entry, make_producer
from registrations import actions
from registrations.actions import PaperAnswer
from registrations.checklist import papers_of
from registrations.checklist_forms import ChecklistForm
from registrations.models import Entry, Extension, PaperCheck, Requirement, StandardCertificate, Waiver
from registrations.papers import waiver_annex
from registrations.round_parts import load_requirements
from rounds.actions import read_round_data
from rounds.models import Round

LONG = "ก" * 5000


@pytest.fixture
def entry(current_round, cast):
    load_requirements(current_round, read_round_data("2565"))
    producer = make_producer()
    return make_entry(
        producer, current_round, status="submitted", product=producer.products.get(), created_by=cast.officer_a
    )


@pytest.fixture
def officer(client, cast):
    client.force_login(cast.officer_a)
    return client


def page(entry, *rest):
    return f"/intake/entries/{entry.pk}/" + "".join(f"{part}/" for part in rest)


def row(entry, code):
    return entry.round.requirements.get(code=code)


TICKED = {f"papers-got_{code}": "on" for code in ("id_card", "otop_registration", "application_form", "consent")}


def test_an_officer_ticks_what_lies_there_and_reads_what_is_missing(officer, entry):
    assert "ยังไม่ได้ตรวจเอกสาร" in officer.get(page(entry)).content.decode()
    asked = officer.get(page(entry, "papers")).content.decode()
    assert "สำเนาใบรับรองมาตรฐาน (ผ้าและเครื่องแต่งกาย)" in asked
    assert "สำเนาใบรับรองมาตรฐาน (อาหาร)" not in asked
    answer = officer.post(page(entry, "papers"), TICKED, follow=True).content.decode()
    assert "บันทึกผลตรวจเอกสารแล้ว ยังขาด 2 รายการ" in answer
    assert entry.paper_checks.filter(state="missing").count() == 2
    listed = officer.get("/intake/papers/").content.decode()
    assert "ภาพถ่ายผลิตภัณฑ์และบรรจุภัณฑ์" in listed
    one = page(entry, "papers", row(entry, "photos").pk)
    assert officer.post(one, {"state": "handed_in"}).status_code == 302
    certificate = {"kind": "tcps", "number": "๑๒/๒๕๖๔", "expires_on_day": "31", "expires_on_month": "12"}
    officer.post(page(entry, "certificates"), certificate | {"expires_on_year": "2600"})
    assert papers_of(entry).missing == []
    assert "เอกสารของใบสมัครในอำเภอเมืองสกลนครครบแล้ว" in officer.get("/intake/papers/").content.decode()


def test_the_form_before_a_group_is_chosen_holds_all_groups_and_answers_for_the_chosen_one(entry, cast):
    producer, round = make_producer(), entry.round
    form = ChecklistForm({"papers-got_id_card": "on"}, round=round, producer=producer)
    assert form.is_valid()
    assert {"standard_food", "standard_herb"} <= {line.requirement.code for line in form.rows}
    chosen = round.groups.get(code="HERB")
    typed = form.typed(chosen)
    assert "standard_food" not in typed["papers"] and typed["papers"]["standard_herb"].state == "missing"
    new = make_entry(producer, round, group=chosen, created_by=cast.officer_a)
    actions.record_papers(new, actor=cast.officer_a, **typed)
    assert new.paper_checks.get(requirement__code="id_card").state == "handed_in"


def test_what_was_found_before_is_ticked_again(officer, entry, cast):
    papers = {"id_card": PaperAnswer("handed_in"), "story": PaperAnswer("missing")}
    actions.record_papers(entry, actor=cast.officer_a, by_proxy=True, proxy_name="นางผู้แทน", papers=papers)
    form = ChecklistForm(round=entry.round, producer=entry.producer, entry=entry)
    ticked = {line.requirement.code for line in form.rows if line.got.value()}
    lacking = {line.requirement.code for line in form.rows if line.lacks and line.lacks.value()}
    assert (ticked, lacking, form["proxy_name"].value()) == ({"id_card"}, {"story"}, "นางผู้แทน")


HOSTILE_CHECKLISTS = [
    {"papers-by_proxy": "on"},
    {"papers-by_proxy": "on", "papers-proxy_name": " \u200b "},
    {"papers-by_proxy": "on", "papers-proxy_name": LONG},
    {"papers-by_proxy": "on", "papers-proxy_name": "นาง\x00ผู้แทน" * 100},
    {"papers-due_on_day": "31", "papers-due_on_month": "2", "papers-due_on_year": "2569"},
    {"papers-due_on_day": "1", "papers-due_on_month": "1", "papers-due_on_year": "1"},
    {"papers-due_on_day": "1", "papers-due_on_month": "1", "papers-due_on_year": "9" * 300},
    {"papers-due_on_day": "๑", "papers-due_on_month": "13", "papers-due_on_year": "๒๕๗๐"},
    {"papers-due_on": "not a date"},
    {"papers-due_on": "1/1/2400"},
    {"papers-due_on": "31/12/2599"},
    {"papers-due_on": "2565-01-01"},
    {"papers-note": LONG},
]


@pytest.mark.parametrize("typed", HOSTILE_CHECKLISTS)
def test_a_checklist_that_cannot_stand_comes_back_with_a_sentence_and_what_was_typed(officer, entry, typed):
    answer = officer.post(page(entry, "papers"), typed | {"papers-got_id_card": "on"})
    assert answer.status_code == 200
    said = answer.content.decode()
    assert "จุดที่ต้องแก้ไข" in said
    assert 'id="id_papers-got_id_card" checked' in said
    assert entry.paper_checks.count() == 0


@pytest.mark.parametrize(
    "typed",
    [
        {},
        {"papers-got_standard_food": "on"},  # of another group
        {"papers-got_nothing": "on", "papers-lacks_id_card": "on"},
        {"papers-got_id_card": ["on", "on"]},
        {"papers-got_id_card": LONG},
        {"papers-proxy_name": "ไม่ได้มอบอำนาจ"},
    ],
)
def test_a_strange_checklist_writes_only_what_this_entry_is_asked_for(officer, entry, typed):
    assert officer.post(page(entry, "papers"), typed).status_code == 302
    codes = set(entry.paper_checks.values_list("requirement__code", flat=True))
    assert codes == {line.requirement.code for line in papers_of(entry).lines}


HOSTILE_PAPERS = [
    {},
    {"state": "waived"},
    {"state": "not_applicable"},  # compulsory
    {"state": LONG},
    {"state": "missing", "due_on": "31/12/2599"},
    {"state": "missing", "due_on": "ก"},
    {"state": "missing", "due_on_day": "1"},
    {"state": "handed_in", "note": LONG},
]


@pytest.mark.parametrize("typed", HOSTILE_PAPERS)
def test_one_paper_that_cannot_stand_comes_back_with_a_sentence(officer, entry, typed):
    answer = officer.post(page(entry, "papers", row(entry, "photos").pk), typed)
    assert answer.status_code == 200
    assert "จุดที่ต้องแก้ไข" in answer.content.decode()
    assert PaperCheck.objects.count() == 0


HOSTILE_CERTIFICATES = [
    {},
    {"kind": "tcps"},
    {"kind": "passport", "number": "๑"},
    {"kind": "tcps", "number": LONG},
    {"kind": "tcps", "number": "\u200b"},
    {"kind": "tcps", "number": "๑", "issuer": LONG},
    {"kind": "tcps", "number": "๑", "issued_on": "31/2/2560"},
    {"kind": "tcps", "number": "๑", "issued_on": "31/12/2599"},
    {"kind": "tcps", "number": "๑", "issued_on": "2/1/2560", "expires_on": "1/1/2560"},
    {"kind": "tcps", "number": "๑", "expires_on": "1/1/99999"},
    {"kind": "tcps", "number": "มีแล้ว"},
]


@pytest.mark.parametrize("typed", HOSTILE_CERTIFICATES)
def test_a_certificate_that_cannot_stand_comes_back_with_a_sentence(officer, entry, typed):
    StandardCertificate.objects.create(product=entry.product, kind="tcps", number="มีแล้ว")
    answer = officer.post(page(entry, "certificates"), typed)
    assert answer.status_code == 200
    assert "จุดที่ต้องแก้ไข" in answer.content.decode()
    assert StandardCertificate.objects.count() == 1


def test_addresses_of_papers_and_certificates_of_others_are_unknown(officer, entry):
    foreign = StandardCertificate.objects.create(product=make_producer().products.get(), kind="tcps", number="๑")
    food = row(entry, "standard_food")
    for address in (
        page(entry, "papers", food.pk),
        page(entry, "papers", 10**17),
        page(entry, "papers", "9" * 40),
        page(entry, "certificates", foreign.pk),
        page(entry, "papers", food.pk, "waive"),
    ):
        for method in (officer.get, officer.post):
            assert method(address).status_code == 404, address


@pytest.mark.parametrize(
    "question", ["state=overdue", "state=ก", "state=&q=%00", "q=" + "ก" * 999, "page=-1", "page=ก"]
)
def test_lists_answer_whatever_is_asked(officer, entry, question):
    for name in ("papers", "certificates"):
        assert officer.get(f"/intake/{name}/?{question}").status_code == 200


def test_certificates_that_run_out_are_called_out_to_their_own_district(officer, entry, client, cast):
    Round.objects.update(reference_date="2022-05-10")
    made = StandardCertificate.objects.bulk_create(
        StandardCertificate(product=entry.product, kind="tcps", number=f"เลข{n}", expires_on=day)
        for n, day in enumerate(("2022-05-09", "2022-05-10", "2022-08-07", "2022-08-08", None))
    )
    seen = {state: officer.get(f"/intake/certificates/?state={state}").content.decode() for state in ("", "expired")}
    numbers = [each.number for each in made]
    assert [n in seen[""] for n in numbers] == [True, True, True, False, False]
    assert [n in seen["expired"] for n in numbers] == [True, False, False, False, False]
    client.force_login(cast.officer_b)
    assert "เลข0" not in client.get("/intake/certificates/").content.decode()


# -- exceptions and more time on the staff's pages -------------------------------------------------------------------


def test_an_exception_from_proposal_to_annex(client, entry, cast):
    client.force_login(cast.staff)
    address = page(entry, "papers", row(entry, "standard_textile").pk, "waive")
    assert "เหตุผล" in client.post(address, {"reason": " "}).content.decode()
    assert client.post(address, {"reason": "ใบรับรองสูญหายจากน้ำท่วม"}).status_code == 302
    assert "มีข้อยกเว้นที่เสนอ" in client.post(address, {"reason": "อีกครั้ง"}).content.decode()
    waiver = Waiver.objects.get()
    act = f"/admin/registrations/waiver/{waiver.pk}/act/grant-waiver/"
    assert client.post(act, {"confirm": "1"}).status_code in {302, 404}
    assert Waiver.objects.get().status == "proposed"
    client.force_login(cast.administrator)
    client.post(act, {"confirm": "1", "reason": ""})
    assert Waiver.objects.get().status == "granted"
    said = client.get(page(entry)).content.decode()
    assert "ได้รับยกเว้น" in said and "ใบรับรองสูญหายจากน้ำท่วม" in said
    annex = client.get("/admin/registrations/waiver/annex.pdf")
    text = "".join(pdf_text(annex.content).split())
    for words in (entry.number, "ใบรับรองสูญหายจากน้ำท่วม", cast.administrator.full_name, "จำนวน๑รายการ"):
        assert "".join(words.split()) in text
    # Nobody signs for an entry that is none any more.
    actions.withdraw_entry(entry, actor=cast.staff, reason="ผู้ผลิตขอถอน")
    assert waiver_annex(entry.round).lines == ()


EXTENSIONS = [
    ({}, False),
    ({"producer": "own"}, True),
    ({"district": "4701"}, True),
    ({"producer": "own", "district": "4701"}, False),
    ({"producer": "own", "reason": " "}, False),
    ({"producer": "own", "ends_at": "1/1/2560 10.00"}, False),
    ({"producer": "own", "ends_at": "ก"}, False),
    ({"producer": "own", "ends_at": ""}, False),
    ({"producer": "9" * 40}, False),
    ({"producer": "ก"}, False),
    ({"district": "1001"}, False),  # of another province
    ({"district": "\x00"}, False),
]


@pytest.mark.parametrize(("typed", "stands"), EXTENSIONS)
def test_more_time_as_it_is_typed(client, entry, cast, typed, stands):
    client.force_login(cast.administrator)
    given = {"reason": "น้ำท่วม", "ends_at": "1/1/2590 16.30"} | typed
    if given.get("producer") == "own":
        given["producer"] = entry.producer_id
    answer = client.post("/admin/registrations/extension/add/", given)
    assert answer.status_code == (302 if stands else 200)
    assert Extension.objects.count() == stands
    if stands:
        again = client.post("/admin/registrations/extension/add/", given)
        assert again.status_code == 200
        assert "มีการขยายเวลาอยู่แล้ว" in again.content.decode()
        home = client.get("/intake/").content.decode()
        assert "ขยายเวลารับสมัคร" in home and "น้ำท่วม" in home


REQUIREMENTS = [
    ({}, True),
    ({"group_codes": ["FOOD", "HERB"], "certificate_kinds": ["fda"], "producer_kinds": ["sme"]}, True),
    ({"group_codes": ["CAR"]}, False),
    ({"certificate_kinds": [LONG]}, False),
    ({"name": ""}, False),
    ({"name": LONG}, False),
    ({"sentence": " "}, False),
    ({"level": "maybe"}, False),
    ({"order": "-1"}, False),
    ({"order": "9" * 30}, False),
    ({"round": "ก"}, False),
    ({"round": "9" * 40}, False),
]


@pytest.mark.parametrize(("typed", "stands"), REQUIREMENTS)
def test_a_paper_of_the_list_as_it_is_typed_before_the_intake(client, current_round, cast, typed, stands):
    Round.objects.update(
        opens_at=current_round.closes_at.replace(year=2090), closes_at=current_round.closes_at.replace(year=2091)
    )
    client.force_login(cast.staff)
    given = {"round": current_round.pk, "order": "1", "name": "แผนที่", "sentence": "แผนที่ตั้งกลุ่ม", "level": "compulsory"}
    answer = client.post("/admin/registrations/requirement/add/", given | typed)
    assert answer.status_code == (302 if stands else 200)
    assert Requirement.objects.count() == stands
    if stands:
        made = Requirement.objects.get()
        assert (made.code, made.group_codes) == ("own_1", typed.get("group_codes", []))
        assert Event.objects.about(made).get().verb == "เพิ่มเอกสารที่ต้องยื่น"
        assert (
            client.post(f"/admin/registrations/requirement/{made.pk}/change/", given | {"name": "แผนที่ตั้ง"}).status_code
            == 302
        )
        assert Requirement.objects.get().name == "แผนที่ตั้ง"
        assert client.post(f"/admin/registrations/requirement/{made.pk}/delete/", {"post": "yes"}).status_code == 302
        assert not Requirement.objects.exists()


def test_the_list_of_an_open_round_is_only_read(client, entry, cast):
    client.force_login(cast.staff)
    given = {"round": entry.round_id, "order": "1", "name": "แผนที่", "sentence": "แผนที่", "level": "compulsory"}
    answer = client.post("/admin/registrations/requirement/add/", given)
    assert "แก้ไขได้จนถึงเวลาเปิดรับสมัคร" in answer.content.decode()
    shown = client.get(f"/admin/registrations/requirement/{row(entry, 'standard_food').pk}/change/").content.decode()
    assert "อย., GMP, มผช." in shown


def test_staff_find_entries_by_their_papers(client, entry, cast):
    client.force_login(cast.staff)
    found = {
        value: entry.name in client.get(f"/admin/registrations/entry/?papers={value}").content.decode()
        for value in ("missing", "overdue", "complete", "ก")
    }
    assert found == {"missing": True, "overdue": False, "complete": False, "ก": True}
    assert Entry.objects.count() == 1


def test_after_the_intake_a_paper_is_taken_by_the_day_that_was_set_for_it_only(officer, entry, cast):
    """On the last day, after the hour: what nobody has looked at has no day of its own, and its button would refuse."""
    actions.record_papers(
        entry, actor=cast.officer_a, by_proxy=False, proxy_name="", papers={"id_card": PaperAnswer("missing")}
    )
    kept = entry.paper_checks.get(requirement__code="id_card")
    unseen = entry.paper_checks.filter(state="missing").exclude(pk=kept.pk).first()
    number = unseen.requirement_id
    unseen.delete()
    now = timezone.now()
    type(entry.round).objects.update(opens_at=now - timedelta(days=2), closes_at=now - timedelta(seconds=1))
    page = officer.get(entry.get_absolute_url()).content.decode()
    assert f"/papers/{kept.requirement_id}/" in page
    assert f"/papers/{number}/" not in page
