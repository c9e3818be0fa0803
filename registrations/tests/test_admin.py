"""The staff's workbench: the register in and out, producers by hand, and entries that change through acts only."""

import re
from urllib.parse import unquote

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from office.models import Event, Office
from office.workbooks import cell_text, read_sheet
from opc_site.testing import DISTRICT_A, DISTRICT_B, make_entry, make_producer, make_round
from registrations.models import Entry, OtopRegistration, Producer, Product, StandardCertificate

IMPORT = "/admin/registrations/producer/import/"
PRODUCERS = "/admin/registrations/producer/"
ENTRIES = "/admin/registrations/entry/"


def text(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


@pytest.fixture
def staff(client, cast):
    client.force_login(cast.staff)
    return client


# -- the register comes in: by the intake's own pages (test_import_pages) ----------------------------------------------


@pytest.mark.parametrize(
    ("who", "status"), [("administrator", 302), ("staff", 302), ("secretary", 404), ("officer_a", 302), ("member", 302)]
)
def test_the_button_leads_staff_and_administrators_to_the_pages_of_the_import(client, cast, who, status):
    client.force_login(getattr(cast, who))

    for address, page in ((IMPORT, "/intake/import/new/"), (f"{IMPORT}template/", "/intake/import/template.xlsx")):
        answer = client.get(address)
        assert answer.status_code == status
        assert (answer.headers.get("Location") == page) == (who in {"administrator", "staff"})


def test_who_may_not_import_sees_no_button_for_it(client, cast):
    client.force_login(cast.secretary)
    page = client.get(PRODUCERS).content.decode()

    assert "import/" not in page.replace("registerimport/", "")
    assert "export/" in page


# -- the register goes out -------------------------------------------------------------------------------------


def test_an_export_holds_the_filtered_list_and_nothing_else(staff):
    make_producer("กลุ่มของเมือง", district=DISTRICT_A)
    make_producer("กลุ่มของพรรณา", district=DISTRICT_B, name_order="")

    answer = staff.post(f"{PRODUCERS}export/?district={DISTRICT_B}", {"format": "0", "resource": "0"})

    rows = [[cell_text(cell) for cell in cells] for _, cells in read_sheet(answer.content).rows]
    assert len(rows) == 2
    assert "กลุ่มของพรรณา" in rows[1]
    assert answer.headers["Content-Type"].endswith("spreadsheetml.sheet")


def test_an_exports_name_is_thai_with_the_buddhist_date(staff):
    answer = staff.post(f"{PRODUCERS}export/", {"format": "1", "resource": "0"})

    name = unquote(answer.headers["Content-Disposition"])
    assert re.search(r"filename\*=utf-8''ทะเบียนผู้ผลิต-25\d\d-\d\d-\d\d\.csv$", name)
    assert answer.content.startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize("address", [f"{PRODUCERS}export/?kind__nonsense=1", f"{ENTRIES}export/?status__in__x=1"])
def test_a_filter_that_nobody_offered_is_no_error_page(staff, address):
    assert staff.get(address, follow=True).status_code in {200, 400}


def test_the_export_page_names_the_columns_that_go_out(staff):
    assert "เลขประจำตัวประชาชน" not in text(staff.get(f"{PRODUCERS}export/"))
    Office.objects.update(keeps_citizen_ids=True)
    assert "เลขประจำตัวประชาชน" in text(staff.get(f"{PRODUCERS}export/"))


def test_an_export_asks_for_the_kind_of_file(staff):
    assert staff.post(f"{PRODUCERS}export/", {"format": "9", "resource": "0"}).status_code == 200


# -- producers by hand -----------------------------------------------------------------------------------------


def form_of(producer: Producer | None = None, **changes: str) -> dict[str, str]:
    given = {
        "code": "๔๗๐๑๐๐๙๙๙",
        "name": "กลุ่มจักสานบ้านใหม่",
        "kind": "community_group",
        "district": DISTRICT_A,
        "subdistrict": "",
        "phone": "081-234-5678",
    } | changes
    if producer:
        given |= {"code": producer.code, "name": producer.name}
    for prefix in ("registrations", "products"):
        given |= {f"{prefix}-TOTAL_FORMS": "0", f"{prefix}-INITIAL_FORMS": "0"}
    return given


def test_a_producer_is_added_with_thai_digits_and_dashes(staff):
    staff.post(f"{PRODUCERS}add/", form_of())

    producer = Producer.objects.get()
    assert (producer.code, producer.phone) == ("470100999", "0812345678")
    assert Event.objects.about(producer).get().verb == "เพิ่ม"


def test_a_code_that_another_producer_has_is_refused_with_the_clause(staff):
    make_producer(code="470100999")

    assert "รหัสทะเบียน OTOP นี้มีผู้ผลิตใช้แล้ว" in text(staff.post(f"{PRODUCERS}add/", form_of()))
    assert Producer.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"code": "12"}, "ตัวเลข ๙ หลัก"),
        ({"phone": "12"}, "หมายเลขโทรศัพท์ไม่ถูกต้อง"),
        ({"subdistrict": "470402"}, "ไม่ได้อยู่ในอำเภอเมืองสกลนคร"),
        ({"district": "5001"}, "กรุณาเลือกจากรายการ"),
    ],
)
def test_a_slip_in_the_form_gets_its_sentence(staff, changes, words):
    assert words in text(staff.post(f"{PRODUCERS}add/", form_of(**changes)))
    assert not Producer.objects.exists()


def test_the_citizen_id_is_not_on_the_form_unless_the_office_keeps_it(staff):
    producer = make_producer(citizen_id="1100700000019")

    assert "เลขประจำตัวประชาชน" not in staff.get(f"{PRODUCERS}{producer.pk}/change/").content.decode()
    staff.post(f"{PRODUCERS}{producer.pk}/change/", form_of(producer, new_citizen_id="3471000000011"))
    assert Producer.objects.get().citizen_id == "1100700000019"


def test_the_citizen_id_is_masked_and_kept_when_left_empty(staff):
    Office.objects.update(keeps_citizen_ids=True)
    producer = make_producer(citizen_id="1100700000019")

    page = staff.get(f"{PRODUCERS}{producer.pk}/change/").content.decode()
    assert "x-xxxx-xxxx0-01-9" in page
    assert "1100700000019" not in page

    staff.post(f"{PRODUCERS}{producer.pk}/change/", form_of(producer))
    assert Producer.objects.get().citizen_id == "1100700000019"


def test_a_new_citizen_id_is_checked_and_never_stands_in_the_journal(staff):
    Office.objects.update(keeps_citizen_ids=True)
    producer = make_producer()

    answer = staff.post(f"{PRODUCERS}{producer.pk}/change/", form_of(producer, new_citizen_id="1100700000010"))
    assert "เลขตรวจสอบหลักสุดท้ายไม่ตรงกัน" in text(answer)

    staff.post(f"{PRODUCERS}{producer.pk}/change/", form_of(producer, new_citizen_id="1-1007-00000-01-9"))
    assert Producer.objects.get().citizen_id == "1100700000019"
    assert "1100700000019" not in str(list(Event.objects.values()))


def test_a_producer_with_entries_is_deleted_by_nobody_one_without_by_an_administrator(client, cast, current_round):
    entered, slip = make_producer(), make_producer(years=())
    Product.objects.filter(producer=slip).delete()
    make_entry(entered, current_round)

    client.force_login(cast.staff)
    assert client.post(f"{PRODUCERS}{slip.pk}/delete/", {"post": "yes"}).status_code == 404
    client.force_login(cast.administrator)
    assert client.post(f"{PRODUCERS}{entered.pk}/delete/", {"post": "yes"}).status_code == 404
    assert client.post(f"{PRODUCERS}{slip.pk}/delete/", {"post": "yes"}).status_code == 302
    assert list(Producer.objects.all()) == [entered]
    assert Event.objects.filter(verb="ลบ").exists()


def test_the_secretary_looks_at_the_register_and_changes_nothing(client, cast):
    producer = make_producer()
    client.force_login(cast.secretary)

    assert 'name="name"' not in client.get(f"{PRODUCERS}{producer.pk}/change/").content.decode()
    assert client.post(f"{PRODUCERS}{producer.pk}/change/", form_of(producer, phone="089-999-9999")).status_code == 404
    assert client.get(f"{PRODUCERS}add/").status_code == 404


def test_producers_are_found_by_thai_digits_name_and_telephone(staff):
    make_producer("กลุ่มหนึ่ง", code="470100123", phone="0811112222")
    make_producer("กลุ่มสอง", code="470400999", phone="0833334444")

    for words, found in (("๔๗๐๑๐๐๑๒๓", "กลุ่มหนึ่ง"), ("กลุ่ม สอง", "กลุ่มสอง"), ("3334444", "กลุ่มสอง")):
        names = [producer.name for producer in staff.get(PRODUCERS, {"q": words}).context["cl"].result_list]
        assert names == [found]


def test_producers_are_filtered_by_district_kind_and_year(staff):
    make_producer("หนึ่ง", years=(2556,), district=DISTRICT_A)
    make_producer("สอง", years=(2562, 2564), district=DISTRICT_B, kind="sme")

    for query in ({"year": "2564"}, {"district": DISTRICT_B}, {"kind__exact": "sme"}):
        assert [producer.name for producer in staff.get(PRODUCERS, query).context["cl"].result_list] == ["สอง"]
    assert staff.get(PRODUCERS, {"year": "²"}).status_code == 200


# -- entries ---------------------------------------------------------------------------------------------------


def act(client, entry: Entry, name: str, **data: str):
    return client.post(f"{ENTRIES}{entry.pk}/act/{name}/", {"confirm": "1", **data}, follow=True)


@pytest.fixture
def entry(current_round):
    return make_entry(make_producer(), current_round, status=Entry.Status.SUBMITTED)


def test_an_entry_is_screened_in_with_one_button(staff, entry):
    page = staff.get(f"{ENTRIES}{entry.pk}/act/screen-in/")
    assert "ผลิตภัณฑ์นี้จะเข้าสู่การให้คะแนน" in text(page)

    assert "ผ่านการกลั่นกรอง เรียบร้อย 1 รายการ" in text(act(staff, entry, "screen-in"))
    entry.refresh_from_db()
    assert entry.status == Entry.Status.SCREENED_IN


@pytest.mark.parametrize("name", ["return", "screen-out", "withdraw"])
def test_an_act_that_somebody_must_understand_asks_for_a_reason(staff, entry, name):
    answer = act(staff, entry, name, reason=" ")
    assert answer.context["form"].errors["reason"]
    assert Entry.objects.get().status == Entry.Status.SUBMITTED

    act(staff, entry, name, reason="สำเนาบัตรไม่ชัด")
    entry.refresh_from_db()
    assert entry.reason == "สำเนาบัตรไม่ชัด"
    assert entry.status in {Entry.Status.RETURNED, Entry.Status.SCREENED_OUT, Entry.Status.WITHDRAWN}


def test_a_decision_is_taken_back_for_reconsideration(staff, entry):
    act(staff, entry, "screen-out", reason="ผิดประเภท")
    act(staff, entry, "reconsider", reason="พิจารณาใหม่ตามคำชี้แจง")

    entry.refresh_from_db()
    assert (entry.status, entry.slot) == (Entry.Status.SUBMITTED, 1)


def test_an_act_that_came_too_late_is_refused_with_a_sentence(staff, entry):
    act(staff, entry, "screen-in")

    assert "จึงเปลี่ยนเป็น “ส่งกลับแก้ไข” ไม่ได้" in text(act(staff, entry, "return", reason="ช้าไป"))


@pytest.mark.parametrize(("name", "status"), [("screen-in", "screened_in"), ("return", "returned")])
def test_several_entries_are_decided_at_once(staff, current_round, name, status):
    entries = [make_entry(make_producer(), current_round, status=Entry.Status.SUBMITTED) for _ in range(3)]
    chosen = {"action": f"act_{name}", "_selected_action": [str(entry.pk) for entry in entries]}

    assert "3" in text(staff.post(ENTRIES, chosen))
    staff.post(ENTRIES, {**chosen, "confirm": "1", "reason": "พร้อมกัน"})

    assert set(Entry.objects.values_list("status", flat=True)) == {status}


def test_an_entry_cannot_be_typed_over_added_or_deleted(staff, entry):
    page = staff.get(f"{ENTRIES}{entry.pk}/change/").content.decode()
    assert 'name="name"' not in page
    assert 'name="_save"' not in page
    assert staff.post(f"{ENTRIES}{entry.pk}/change/", {"name": "อื่น"}).status_code == 404
    assert staff.get(f"{ENTRIES}add/").status_code == 404
    assert staff.post(f"{ENTRIES}{entry.pk}/delete/", {"post": "yes"}).status_code == 404


def test_the_list_begins_with_the_current_round_and_says_so(staff, entry):
    other = make_round(year_be=2562, is_current=False, registered_from_be=2557, registered_to_be=2561)
    old = make_entry(make_producer(), other, status=Entry.Status.SUBMITTED)

    page = staff.get(ENTRIES)
    assert list(page.context["cl"].result_list) == [entry]
    assert "ซึ่งเป็นรอบปัจจุบัน" in text(page)
    assert set(staff.get(ENTRIES, {"round": "all"}).context["cl"].result_list) == {entry, old}
    assert list(staff.get(ENTRIES, {"round": str(other.pk)}).context["cl"].result_list) == [old]
    assert staff.get(ENTRIES, {"round": "x"}).status_code == 200


def test_the_list_of_entries_goes_out_as_it_is_filtered(staff, entry):
    make_entry(make_producer(), entry.round, status=Entry.Status.DRAFT)

    answer = staff.post(f"{ENTRIES}export/?status__exact=submitted", {"format": "1", "resource": "0"})

    lines = answer.content.decode("utf-8-sig").splitlines()
    assert len(lines) == 2
    assert lines[0].startswith("เลขที่รับสมัคร,การคัดสรร,ชื่อผลิตภัณฑ์,ชนิด")
    assert entry.number in lines[1]


@pytest.mark.parametrize("who", ["officer_a", "member"])
def test_people_outside_the_office_find_no_such_pages(client, cast, entry, who):
    client.force_login(getattr(cast, who))

    for address in (PRODUCERS, ENTRIES, f"{ENTRIES}{entry.pk}/change/", f"{ENTRIES}export/"):
        assert client.get(address).status_code == 302
    act(client, entry, "screen-in")
    assert Entry.objects.get().status == Entry.Status.SUBMITTED


# -- lists do not grow in queries ------------------------------------------------------------------------------


@pytest.mark.parametrize("model", ["producer", "product", "standardcertificate", "entry"])
def test_a_list_takes_the_same_queries_with_one_and_three_rows(staff, current_round, model):
    def one_more() -> None:
        producer = make_producer(years=(2562, 2564))
        make_entry(producer, current_round, status=Entry.Status.SUBMITTED)
        StandardCertificate.objects.create(product=producer.products.get(), kind="tcps", number=str(producer.pk))

    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            assert staff.get(reverse(f"admin:registrations_{model}_changelist")).status_code == 200
        return len(found)

    one_more()
    queries()  # what is read once for all, such as the kinds of content
    one = queries()
    one_more()
    one_more()
    assert queries() == one


def test_registration_years_and_products_are_edited_on_the_producers_page(staff):
    producer = make_producer(years=())
    given = form_of(producer) | {
        "registrations-TOTAL_FORMS": "1",
        "registrations-0-year_be": "๒๕๖๓",
        "registrations-0-producer": str(producer.pk),
    }

    staff.post(f"{PRODUCERS}{producer.pk}/change/", given)

    assert OtopRegistration.objects.get().year_be == 2563


def test_product_of_producer_a_product_stays_with_its_producer(staff, current_round):
    producer, other = make_producer(), make_producer("กลุ่มอื่น")
    product = producer.products.get()
    make_entry(producer, current_round, product=product)
    given = {"name": "ชื่อใหม่", "group_code": product.group_code, "code": "", "producer": str(other.pk)}
    given |= {"certificates-TOTAL_FORMS": "0", "certificates-INITIAL_FORMS": "0"}

    staff.post(reverse("admin:registrations_product_change", args=[product.pk]), given)

    product.refresh_from_db()
    assert (product.name, product.producer) == ("ชื่อใหม่", producer)


def test_a_product_that_an_entry_stands_on_is_not_deleted(staff, current_round):
    producer = make_producer(years=())
    product = producer.products.get()
    make_entry(producer, current_round, product=product)
    given = form_of(producer) | {
        "products-TOTAL_FORMS": "1",
        "products-INITIAL_FORMS": "1",
        "products-0-id": str(product.pk),
        "products-0-producer": str(producer.pk),
        "products-0-name": product.name,
        "products-0-group_code": product.group_code,
        "products-0-DELETE": "on",
    }

    said = text(staff.post(f"{PRODUCERS}{producer.pk}/change/", given))

    assert f"ลบผลิตภัณฑ์ในทะเบียน {product.name} ไม่ได้ เพราะมีข้อมูลที่ใช้รายการนี้อยู่" in said
    assert Product.objects.filter(pk=product.pk).exists()
