"""Labels and delivery lists: of the own district, of what was handed in, and with no name on a label."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from documents.tests.pdf import pages_of, pdf_text, says
from opc_site.testing import DISTRICT_A, DISTRICT_B, make_entry, make_producer, make_round
from registrations.models import Entry
from registrations.papers import delivery_manifest, label_sheet

LABELS, MANIFEST = reverse("registrations:product-labels"), reverse("registrations:product-manifest")


@pytest.fixture
def entries(cast, current_round):
    """One in each district that was handed in, and some of A that were not, or not any more."""
    food = current_round.groups.get(code="FOOD")
    made = {
        "a": make_entry(make_producer("กลุ่มทอผ้าบ้านเหนือ"), current_round, status="submitted", name="ผ้าคลุมไหล่"),
        "a_food": make_entry(
            make_producer("กลุ่มข้าวฮาง"), current_round, status="screened_in", name="ข้าวฮาง", group=food
        ),
        "b": make_entry(
            make_producer("กลุ่มจักสาน", district=DISTRICT_B), current_round, status="submitted", name="ตะกร้า"
        ),
        "draft": make_entry(make_producer(), current_round, name="ร่างลับ"),
        "out": make_entry(make_producer(), current_round, status="screened_out", name="ตกลับ"),
        "withdrawn": make_entry(make_producer(), current_round, status="withdrawn", name="ถอนลับ"),
    }
    old = make_round(year_be=2564, is_current=False)
    made["old"] = make_entry(make_producer(), old, status="submitted", name="ปีก่อนลับ")
    return made


def read(client, address) -> str:
    answer = client.get(address)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/pdf")
    return answer.content


def test_an_officer_prints_labels_of_the_own_district(client, cast, entries):
    client.force_login(cast.officer_a)
    content = read(client, LABELS)
    text = pdf_text(content)
    assert entries["a"].number in text and entries["a_food"].number in text
    assert entries["b"].number not in text and "ลับ" not in text
    assert not says(content, "กลุ่มทอผ้าบ้านเหนือ") and not says(content, "เมืองสกลนคร")
    assert says(content, "ผ้าและเครื่องแต่งกาย") and says(content, "ข้าวฮาง")


def test_labels_are_chosen_as_the_list_of_entries_is(client, cast, entries):
    client.force_login(cast.officer_a)
    assert entries["a"].number not in pdf_text(read(client, LABELS + "?group=FOOD"))
    assert entries["a_food"].number not in pdf_text(read(client, LABELS + "?q=" + entries["a"].number))
    answer = client.get(LABELS + "?status=returned", follow=True)
    assert "จึงไม่มีป้ายให้พิมพ์" in answer.content.decode()
    listed = client.get(reverse("registrations:entry-list"), {"group": "FOOD"}).content.decode()
    assert f"{LABELS}?group=FOOD" in listed


def test_the_province_prints_all_or_one_district(client, cast, entries):
    client.force_login(cast.staff)
    text = pdf_text(read(client, MANIFEST))
    assert all(entries[name].number in text for name in ("a", "a_food", "b")) and "ลับ" not in text
    text = pdf_text(read(client, f"{MANIFEST}?district={DISTRICT_B}"))
    assert entries["b"].number in text and entries["a"].number not in text
    assert client.get(f"{MANIFEST}?district=zz").status_code == 404


def test_the_delivery_list_of_a_district_names_producers_and_counts(client, cast, entries):
    client.force_login(cast.officer_a)
    content = read(client, f"{MANIFEST}?district={DISTRICT_B}")  # an officer cannot ask for another
    assert says(content, "บัญชีนำส่งผลิตภัณฑ์ อำเภอเมืองสกลนคร") and says(content, "กลุ่มทอผ้าบ้านเหนือ")
    assert says(content, "รวมทั้งสิ้น ๒ ผลิตภัณฑ์") and entries["b"].number not in pdf_text(content)
    assert says(content, "ผู้ส่ง") and says(content, "ผู้รับ")


def test_groups_follow_their_order_and_sets_tell_their_items(cast, current_round, entries):
    entries["a"].kind, entries["a"].set_items = "set", "ผ้า\nหมวก\nถุง"
    rows = [entries["a_food"], entries["a"]]
    context = delivery_manifest(rows, current_round, district=cast.officer_a.district)
    assert [group.name for group in context.groups] == ["อาหาร", "ผ้าและเครื่องแต่งกาย"]
    assert [line.items for group in context.groups for line in group.lines] == [0, 3]
    assert (context.total, context.place) == (2, "อำเภอเมืองสกลนคร")
    assert context.groups[0].lines[0].district == ""
    assert delivery_manifest(rows, current_round, district=None).groups[0].lines[0].district == "เมืองสกลนคร"


def test_an_entry_without_a_number_has_no_label(entries):
    sheet = label_sheet([entries["draft"], entries["a"]])
    assert [label.number for label in sheet.labels] == [entries["a"].number]
    assert sheet.labels[0].short == entries["a"].number[-4:]


@pytest.mark.parametrize("address", [LABELS, MANIFEST])
def test_strangers_get_none(client, cast, entries, address):
    client.force_login(cast.member)
    assert client.get(address).status_code == 404
    client.logout()
    assert client.get(address).status_code == 302


@pytest.mark.parametrize("address", [LABELS, MANIFEST])
def test_three_products_ask_as_much_as_one(client, cast, current_round, address):
    client.force_login(cast.officer_a)

    def asked() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        return len(captured)

    make_entry(make_producer(), current_round, status="submitted")
    asked()
    few = asked()
    for _ in range(2):
        make_entry(make_producer(), current_round, status="submitted")
    assert asked() == few


def test_without_a_round_there_is_nothing(client, cast):
    client.force_login(cast.officer_a)
    assert client.get(LABELS).status_code == client.get(MANIFEST).status_code == 404


# -- the admin ---------------------------------------------------------------------------------------------------


def post(client, act, rows):
    address = reverse("admin:registrations_entry_changelist") + "?round=all"
    return client.post(address, {"action": act, "_selected_action": [row.pk for row in rows]}, follow=True)


def test_staff_print_what_they_have_selected(client, cast, entries):
    client.force_login(cast.staff)
    chosen = [entries["a"], entries["b"], entries["draft"]]
    labels = post(client, "print_labels", chosen)
    assert labels.headers["Content-Type"] == "application/pdf" and pages_of(labels.content) == 1
    assert entries["a"].number in pdf_text(labels.content)
    manifest = post(client, "print_manifest", chosen)
    assert says(manifest.content, "พรรณานิคม") and says(manifest.content, "รวมทั้งสิ้น ๒ ผลิตภัณฑ์")
    one = post(client, "print_manifest", [entries["b"]])
    assert says(one.content, "บัญชีนำส่งผลิตภัณฑ์ อำเภอพรรณานิคม")


def test_a_selection_with_nothing_to_print_is_said(client, cast, entries):
    client.force_login(cast.staff)
    assert "จึงไม่มีอะไรให้พิมพ์" in post(client, "print_labels", [entries["draft"]]).content.decode()
    assert "หลายการคัดสรร" in post(client, "print_manifest", [entries["a"], entries["old"]]).content.decode()


def test_district_a_is_where_the_officer_works(cast, entries):
    assert cast.officer_a.officer_district_id == DISTRICT_A
    assert set(Entry.objects.for_user(cast.officer_a)) == set(Entry.objects.filter(producer__district=DISTRICT_A))
