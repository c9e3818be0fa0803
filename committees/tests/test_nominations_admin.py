"""The directory and the nominations as the office sees them: pages, acts one by one and many at once, bad input."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from committees import actions
from committees.models import Agency, Committee, Nomination, Person
from documents.models import Paper
from office.models import Event
from office.rules import Role
from office.workbooks import read_sheet, write_xlsx
from opc_site.testing import make_round, make_user

LIST = reverse("admin:committees_nomination_changelist")
ADD = reverse("admin:committees_nomination_add")
PROPOSE = reverse("admin:committees_nomination_propose")
PEOPLE = reverse("admin:committees_person_changelist")


@pytest.fixture
def body(current_round):
    return Committee.objects.create(round=current_round, kind="working_group", name="คณะทำงานผ้า")


@pytest.fixture
def staff(client, cast):
    client.force_login(cast.staff)
    return client


def make_person(name="นายมานะ คำมี", **fields):
    agency, _ = Agency.objects.get_or_create(name="มหาวิทยาลัยราชภัฏสกลนคร")
    fields = {"position": "อาจารย์", "agency": agency, "phone": "081-234-5678", "group_codes": ",FOOD,"} | fields
    return Person.objects.create(name=name, **fields)


def make_nomination(cast, body, name="นายก ข", **said):
    said = {"position": "พาณิชย์จังหวัด", "agency": "สำนักงานพาณิชย์"} | said
    return actions.nominate(committee=body, actor=cast.staff, name=name, **said)


def on(nomination, act):
    return reverse("admin:committees_nomination_act", args=[nomination.pk, act])


def typed(day=None):
    day = day or timezone.localdate()
    return {
        "consent": "letter",
        "consent_on_day": day.day,
        "consent_on_month": day.month,
        "consent_on_year": day.year + 543,
        "reason": "",
        "confirm": "1",
    }


# -- the directory -----------------------------------------------------------------------------------------------


def test_a_person_is_added_with_boxes_and_the_journal_hides_the_phone(staff):
    agency = Agency.objects.create(name="หอการค้าจังหวัดสกลนคร")
    data = {
        "name": "นางมาลี ทองดี",
        "agency": agency.pk,
        "group_codes": ["TEXTILE", "FOOD"],
        "phone": "081-234-5678",
        "is_active": "on",
        "nominations-TOTAL_FORMS": 0,
        "nominations-INITIAL_FORMS": 0,
    }
    assert staff.post(reverse("admin:committees_person_add"), data).status_code == 302
    person = Person.objects.get()
    assert person.group_codes == ",FOOD,TEXTILE,"
    page = staff.get(reverse("admin:committees_person_change", args=[person.pk])).content.decode()
    assert page.count(" checked") == 3
    assert Event.objects.about(person).get().after["phone"] == "xxx-xxx-5678"


@pytest.mark.parametrize("with_agency", [True, False])
def test_the_same_person_of_the_same_agency_is_refused(staff, with_agency):
    person = make_person() if with_agency else make_person(agency=None)
    data = {"name": person.name, "agency": person.agency_id or "", "is_active": "on"}
    data |= {"nominations-TOTAL_FORMS": 0, "nominations-INITIAL_FORMS": 0}
    response = staff.post(reverse("admin:committees_person_add"), data)
    assert response.status_code == 200
    assert "โปรดแก้ไขรายการเดิม" in response.content.decode()


def test_the_list_shows_no_contact_and_filters_by_group_and_round(cast, staff, body):
    person, other = make_person(), make_person("นางมาลี ทองดี", group_codes=",TEXTILE,")
    row = actions.nominate(committee=body, actor=cast.staff, person=person, role="chair")
    actions.accept_nomination(row, consent="form", consent_on=timezone.localdate(), actor=cast.staff)

    def names(query):
        page = staff.get(f"{PEOPLE}?{query}").content.decode()
        assert "081-234-5678" not in page
        return [each.name for each in (person, other) if each.name in page]

    assert names("") == [person.name, other.name]
    assert names("group=TEXTILE") == [other.name]
    assert names("q=มาลี") == [other.name]
    assert names(f"served={body.round_id}") == []
    body.appointments.update(since=timezone.localdate(), order=make_order(cast))
    assert names(f"served={body.round_id}") == [person.name]
    assert names("served=ก") == [person.name, other.name]


def make_order(cast):
    return Paper.objects.create(kind="order", subject="แต่งตั้ง", created_by=cast.staff)


def test_only_an_administrator_deletes_and_only_who_was_never_proposed(client, cast, body):
    used, unused = make_person(), make_person("นางมาลี ทองดี")
    actions.nominate(committee=body, actor=cast.staff, person=used)

    def delete(person):
        return client.post(reverse("admin:committees_person_delete", args=[person.pk]), {"post": "yes"}).status_code

    client.force_login(cast.staff)
    assert delete(unused) in {403, 404}
    client.force_login(cast.administrator)
    assert delete(used) in {403, 404}
    assert delete(unused) == 302
    assert list(Person.objects.all()) == [used]


# -- proposing ---------------------------------------------------------------------------------------------------


def test_chosen_from_the_directory_the_empty_fields_are_filled(cast, staff, body):
    person = make_person()
    assert "นายมานะ คำมี" in staff.get(f"{ADD}?committee={body.pk}&person={person.pk}").content.decode()
    response = staff.post(ADD, {"committee": body.pk, "role": "member", "person": person.pk, "position": "คณบดี"})
    assert response.status_code == 302
    row = body.nominations.get()
    assert (row.name, row.position, row.phone, row.created_by) == (person.name, "คณบดี", person.phone, cast.staff)
    assert Event.objects.about(row).count() == 1


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"name": "นายก ข", "position": "ก", "agency": "ข"}, "มีการเสนอชื่อบุคคลหรือตำแหน่งนี้ในคณะเดียวกันแล้ว"),
        ({"name": "นายค ง"}, "โปรดระบุตำแหน่งและหน่วยงาน"),
        ({"name": "ก" * 201, "expertise": "ผ้า"}, "200"),
        ({"name": "นายค ง", "expertise": "ผ้า", "role": "king"}, "โปรด"),
        ({"committee": 999_999, "name": "นายค ง", "expertise": "ผ้า"}, "คณะ"),
    ],
)
def test_what_is_typed_wrong_is_said(cast, staff, body, said, sentence):
    make_nomination(cast, body)
    response = staff.post(ADD, {"committee": body.pk, "role": "member", **said})
    assert response.status_code == 200
    assert sentence in response.content.decode()
    assert body.nominations.count() == 1


def test_a_body_of_another_round_cannot_be_chosen(staff, body):
    past = Committee.objects.create(round=make_round(year_be=2564, is_current=False), kind="committee", name="เก่า")
    response = staff.post(ADD, {"committee": past.pk, "role": "member", "name": "นายก ข", "expertise": "ผ้า"})
    assert response.status_code == 200
    assert not Nomination.objects.exists()


def test_a_near_name_gives_a_warning_and_goes_in(cast, staff, body):
    make_nomination(cast, body, "นางสาวสมศรี ใจดีงาม")
    data = {"committee": body.pk, "role": "member", "name": "น.ส.สมศรี ใจดีงาม", "expertise": "ผ้า"}
    assert "ชื่อใกล้เคียงกับ" in staff.post(ADD, data, follow=True).content.decode()
    assert body.nominations.count() == 2


def test_many_are_ticked_on_the_page_of_the_directory(cast, staff, body):
    people = [make_person(f"นายมานะ คำมี {n}") for n in range(3)]
    make_person("นายเก่า ไม่เชิญแล้ว", is_active=False)
    page = staff.get(f"{PROPOSE}?committee={body.pk}&group=FOOD").content.decode()
    assert page.count('name="people"') == 3
    assert 'name="people"' not in staff.get(f"{PROPOSE}?group=HERB").content.decode()

    data = {"committee": body.pk, "role": "member", "people": [people[0].pk, people[1].pk]}
    assert staff.post(PROPOSE, data).status_code == 302
    assert body.nominations.count() == 2
    again = staff.post(f"{PROPOSE}?committee={body.pk}", {**data, "people": [person.pk for person in people]})
    assert again.status_code == 200
    assert "นายมานะ คำมี 0: มีการเสนอชื่อ" in again.content.decode()
    assert "(ในคณะนี้: เสนอชื่อ)" in again.content.decode()
    assert body.nominations.count() == 2


@pytest.mark.parametrize(
    "data", [{}, {"people": ["ก", "9" * 40, ""]}, {"role": "king"}, {"committee": "9" * 40}, {"committee": "ก"}]
)
def test_a_form_made_by_hand_is_refused_in_words(staff, body, data):
    response = staff.post(PROPOSE, {"committee": body.pk, "role": "member", **data})
    assert response.status_code == 200
    assert "จุดที่ต้องแก้ไข" in response.content.decode()
    assert not Nomination.objects.exists()


# -- the answer --------------------------------------------------------------------------------------------------


def test_an_answer_is_noted_on_its_page(cast, staff, body):
    row = make_nomination(cast, body)
    assert "ตอบรับด้วยวิธีใด" in staff.get(on(row, "accept")).content.decode()
    assert staff.post(on(row, "accept"), typed()).status_code == 302
    row.refresh_from_db()
    assert (row.status, row.consent, row.seat.name) == ("accepted", "letter", "นายก ข")


def test_an_answer_of_tomorrow_and_one_without_a_way_are_refused(cast, staff, body):
    row = make_nomination(cast, body)
    tomorrow = staff.post(on(row, "accept"), typed(timezone.localdate() + timedelta(days=1)))
    assert "วันที่ตอบรับต้องไม่เกินวันนี้" in tomorrow.content.decode()
    assert "โปรดเลือกวิธีตอบรับ" in staff.post(on(row, "accept"), {**typed(), "consent": ""}).content.decode()
    row.refresh_from_db()
    assert row.status == "proposed"


def test_accepted_twice_is_said(cast, staff, body):
    row = make_nomination(cast, body)
    staff.post(on(row, "accept"), typed())
    assert "จึงตอบรับไม่ได้" in staff.post(on(row, "accept"), typed()).content.decode()
    assert body.appointments.count() == 1


def test_many_are_accepted_at_once_and_who_cannot_is_named(cast, staff, body):
    rows = [make_nomination(cast, body, f"นาย{name} ดี", role="chair" if name in "กข" else "member") for name in "กขคง"]
    data = {"action": "act_accept", "_selected_action": [row.pk for row in rows]}
    assert "ตอบรับด้วยวิธีใด" in staff.post(LIST, data).content.decode()
    page = staff.post(LIST, {**data, **typed()}, follow=True).content.decode()
    assert "ตอบรับ เรียบร้อย 3 รายการ" in page
    assert "คณะหนึ่งมีประธานได้หนึ่งคน" in page
    assert body.appointments.count() == 3


def test_a_no_and_a_withdrawal_ask_why(cast, staff, body):
    row = make_nomination(cast, body)
    assert staff.post(on(row, "decline"), {"confirm": "1", "reason": ""}).status_code == 200
    staff.post(on(row, "decline"), {"confirm": "1", "reason": "ติดราชการ"})
    row.refresh_from_db()
    assert row.status == "declined"
    staff.post(on(row, "propose-again"), {"confirm": "1", "reason": ""})
    staff.post(on(row, "withdraw"), {"confirm": "1", "reason": "ย้าย"})
    row.refresh_from_db()
    assert (row.status, row.reason) == ("withdrawn", "ย้าย")


def test_a_person_with_a_history_is_still_changed(cast, staff, body):
    person = make_person()
    actions.nominate(committee=body, actor=cast.staff, person=person)
    page = reverse("admin:committees_person_change", args=[person.pk])
    assert "คณะทำงานผ้า" in staff.get(page).content.decode()
    data = {"name": person.name, "position": "คณบดี", "is_active": "on"}
    data |= {"nominations-TOTAL_FORMS": 0, "nominations-INITIAL_FORMS": 0}
    assert staff.post(page, data).status_code == 302
    person.refresh_from_db()
    assert person.position == "คณบดี"


def test_what_was_answered_is_only_read(cast, staff, body):
    row = make_nomination(cast, body, group_codes=",TEXTILE,")
    page = reverse("admin:committees_nomination_change", args=[row.pk])
    changed = {"role": "chair", "name": "นายก ขค", "position": "ก", "agency": "ข", "group_codes": ["TEXTILE"]}
    assert staff.post(page, changed).status_code == 302
    row.refresh_from_db()
    assert (row.name, row.role) == ("นายก ขค", "chair")
    staff.post(on(row, "accept"), typed())
    text = staff.get(page).content.decode()
    assert 'name="position"' not in text
    assert "ผ้าและเครื่องแต่งกาย" in text
    assert ",TEXTILE," not in text
    assert staff.post(page, changed).status_code in {403, 404}


def test_a_nomination_is_kept_in_the_directory_by_its_button(cast, staff, body):
    row = make_nomination(cast, body)
    assert "เข้าทำเนียบแล้ว" in staff.post(on(row, "keep"), {"confirm": "1", "reason": ""}, follow=True).content.decode()
    assert Person.objects.get().name == "นายก ข"


# -- the page of a body --------------------------------------------------------------------------------------------


def test_the_page_of_a_body_counts_and_says_who_is_missing(cast, staff, body):
    body.groups.set(body.round.groups.filter(code__in=["FOOD", "TEXTILE"]))
    chair = make_nomination(cast, body, "นายก ข", role="chair", group_codes=",FOOD,")
    page = reverse("admin:committees_nomination_body", args=[body.pk])
    text = staff.get(page).content.decode()
    assert "ยังไม่มีประธาน (เสนอชื่อแล้ว 1 ราย รอคำตอบ)" in text
    assert "ยังไม่มีเลขานุการ และยังไม่ได้เสนอชื่อ" in text
    assert "ประเภท ผ้าและเครื่องแต่งกาย ในรายการ" in text
    assert f"{reverse('admin:committees_committee_order')}?bodies={body.pk}" in text

    staff.post(on(chair, "accept"), typed())
    text = staff.get(page).content.decode()
    assert "ยังไม่มีประธาน" not in text
    assert "ยินดีรับแต่งตั้ง 1" in text


def test_the_page_of_an_appointed_body_leads_to_the_amendment(cast, staff, body):
    staff.post(on(make_nomination(cast, body, role="chair"), "accept"), typed())
    body.order, body.status = make_order(cast), Committee.Status.APPOINTED
    body.save()
    staff.post(on(make_nomination(cast, body, "นายค ง"), "accept"), typed())
    text = staff.get(reverse("admin:committees_nomination_body", args=[body.pk])).content.decode()
    assert "ยินดีรับแต่งตั้งแล้ว 1 คน รอคำสั่งแก้ไขรายชื่อ" in text
    assert reverse("admin:committees_committee_act", args=[body.pk, "amend"]) in text
    page = staff.get(reverse("admin:committees_committee_change", args=[body.pk])).content.decode()
    assert reverse("admin:committees_nomination_body", args=[body.pk]) in page


PAGES = [
    LIST,
    PEOPLE,
    PROPOSE,
    ADD,
    reverse("admin:committees_agency_changelist"),
    reverse("admin:committees_nomination_bodies"),
    reverse("admin:committees_nomination_body", args=[1]),
    reverse("admin:committees_person_import"),
    reverse("admin:committees_nomination_export"),
]


@pytest.mark.parametrize("address", PAGES)
def test_nobody_but_the_provincial_office_sees_the_search(client, cast, body, address):
    for user in (cast.officer_a, cast.member, make_user("nobody")):
        client.force_login(user)
        assert client.get(address).status_code in {302, 403, 404}
    for role in (Role.ADMINISTRATOR, Role.SECRETARY):
        client.force_login(make_user(f"a-{role}", role))
        assert client.get(address.replace("/1/", f"/{body.pk}/")).status_code == 200


def test_a_body_that_is_not_there_is_404(staff, cast):
    assert staff.get(reverse("admin:committees_nomination_body", args=[999_999])).status_code == 404
    assert staff.get(f"/admin/committees/nomination/bodies/{'9' * 30}/").status_code == 404


@pytest.mark.parametrize("address", ["list", "people", "propose", "bodies", "body", "agencies"])
def test_a_list_asks_as_often_for_three_rows_as_for_one(cast, staff, body, address):
    pages = {
        "list": LIST,
        "people": PEOPLE,
        "propose": f"{PROPOSE}?committee={body.pk}",
        "bodies": reverse("admin:committees_nomination_bodies"),
        "body": reverse("admin:committees_nomination_body", args=[body.pk]),
        "agencies": reverse("admin:committees_agency_changelist"),
    }

    def asked():
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert staff.get(pages[address]).status_code == 200
        return len(queries)

    def add(number):
        agency = Agency.objects.create(name=f"หน่วยงาน {number}")
        person = make_person(f"นายมานะ คำมี {number}", agency=agency)
        row = actions.nominate(committee=body, actor=cast.staff, person=person)
        actions.accept_nomination(row, consent="form", consent_on=timezone.localdate(), actor=cast.staff)
        Committee.objects.create(round=body.round, kind="committee", name=f"คณะ {number}")

    add(1)
    asked()
    one = asked()
    add(2)
    add(3)
    assert asked() == one


# -- files -----------------------------------------------------------------------------------------------------------


def test_a_file_is_told_then_taken_and_goes_out_masked(staff, cast):
    rows = [["คำนำหน้า ชื่อ สกุล", "หน่วยงาน", "โทรศัพท์"], ["นายก ข", "หอการค้า", "081-234-5678"]]
    file = SimpleUploadedFile("ทำเนียบ.xlsx", write_xlsx(rows))
    response = staff.post(reverse("admin:committees_person_import"), {"import_file": file})
    text = response.content.decode()
    assert "ผลต่อทำเนียบ" in text
    assert "<td>หอการค้า</td>" in text
    assert not Person.objects.exists()

    confirm = response.context["confirm_form"].initial
    done = staff.post(reverse("admin:committees_person_process_import"), confirm, follow=True).content.decode()
    assert "บุคคลใหม่ 1" in done
    out = staff.post(reverse("admin:committees_person_export"), {"format": "0", "resource": "0"})
    cells = [str(cell) for _, row in read_sheet(BytesIO(out.getvalue()).read()).rows for cell in row]
    assert "xxx-xxx-5678" in cells
    assert "081-234-5678" not in cells


def test_nominations_come_from_a_file_with_the_body_named(staff, cast, body):
    rows = [["คณะ", "คำนำหน้า ชื่อ สกุล", "ตำแหน่ง", "หน่วยงาน"], ["คณะทำงานผี", "นายก ข", "ก", "ข"]]
    file = SimpleUploadedFile("เสนอชื่อ.xlsx", write_xlsx(rows))
    text = staff.post(reverse("admin:committees_nomination_import"), {"import_file": file}).content.decode()
    assert "ไม่พบคณะ “คณะทำงานผี” ในรอบปัจจุบัน" in text

    rows[1][0] = body.name
    file = SimpleUploadedFile("เสนอชื่อ.xlsx", write_xlsx(rows))
    response = staff.post(reverse("admin:committees_nomination_import"), {"import_file": file})
    confirm = response.context["confirm_form"].initial
    staff.post(reverse("admin:committees_nomination_process_import"), confirm)
    assert body.nominations.get().created_by == cast.staff


@pytest.mark.parametrize("key", ["9" * 20, "NaN", "<script>", " "])
def test_a_person_that_the_list_did_not_offer_is_an_invalid_choice(client, cast, current_round, key):
    client.force_login(cast.staff)
    response = client.post(reverse("admin:committees_nomination_add"), {"person": key, "role": "member"})
    assert response.status_code == 200 and "committee" in response.context["adminform"].form.errors
