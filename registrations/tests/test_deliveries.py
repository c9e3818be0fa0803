"""Labels and delivery lists: of the own district, of what is held, and with no name on a label."""

import re
import uuid
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from documents.tests.pdf import pages_of, pdf_text, says
from office.models import RoleGrant
from office.rules import Role
from opc_site.testing import DISTRICT_B, make_entry, make_producer, make_round
from registrations import actions
from registrations.models import Sample
from registrations.papers import delivery_manifest, label_sheet
from thai.digits import to_thai

LABELS, MANIFEST = reverse("registrations:product-labels"), reverse("registrations:product-manifest")


def receive(entry, actor, **fields):
    return actions.receive_sample(entry, actor=actor, condition="good", token=uuid.uuid4(), **fields)


@pytest.fixture
def samples(cast, current_round):
    """Two of district A, one of B; and some that are not held, or not of this round."""
    food = current_round.groups.get(code="FOOD")
    both = make_producer("กลุ่มทอผ้าบ้านเหนือ")
    said = {"status": "submitted"}
    made = {
        "a": make_entry(both, current_round, name="ผ้าคลุมไหล่บ้านเหนือ", **said),
        "a_food": make_entry(both, current_round, name="ข้าวฮางบ้านเหนือ", group=food, slot=2, **said),
        "b": make_entry(make_producer("กลุ่มจักสาน", district=DISTRICT_B), current_round, name="ตะกร้า", **said),
        "back": make_entry(make_producer("กลุ่มคืนแล้ว"), current_round, name="คืนลับ", **said),
    }
    found = {name: receive(entry, cast.staff if name == "back" else cast.officer_b if name == "b" else cast.officer_a)
             for name, entry in made.items()}  # fmt: skip
    actions.describe_sample(
        found["a_food"],
        actor=cast.officer_a,
        pieces=12,
        keep_cool=True,
        allergens="ถั่วลิสง",
        best_before=date(2022, 6, 1),
    )
    actions.move_sample(found["back"], actor=cast.staff, to="returned", token=uuid.uuid4())
    make_entry(make_producer(), current_round, name="ยังไม่ส่งลับ", number="65-TEXTILE-7777", **said)
    old = make_entry(make_producer(), make_round(year_be=2564, is_current=False), name="ปีก่อนลับ", **said)
    receive(old, cast.staff)
    return found


def read(client, address) -> str:
    answer = client.get(address)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/pdf")
    return answer.content


def on_paper(content):
    """The blind numbers that a paper shows, in their order."""
    return re.findall(r"[อดผขส]-[๐-๙]{3}", pdf_text(content))


# -- labels -----------------------------------------------------------------------------------------------------------


def test_a_label_is_blind(client, cast, samples):
    client.force_login(cast.officer_a)
    content = read(client, LABELS)
    assert set(on_paper(content)) == {samples["a"].on_paper, samples["a_food"].on_paper}
    text = pdf_text(content)
    for name in ("a", "a_food"):
        entry = samples[name].entry
        assert not says(content, entry.producer.name) and not says(content, entry.name)
        assert entry.number not in text and to_thai(entry.number) not in text
        assert entry.number.rpartition("-")[2] not in text
    assert not says(content, "เมืองสกลนคร") and not says(content, "บ้านเหนือ") and not says(content, "ลับ")
    assert says(content, "๑๒ ชิ้น") and says(content, "แช่เย็น") and says(content, "ถั่วลิสง") and says(content, "๑ มิ.ย. ๒๕๖๕")


def test_labels_are_chosen_by_the_address(client, cast, samples):
    client.force_login(cast.staff)
    assert on_paper(read(client, LABELS + "?group=FOOD")) == [samples["a_food"].on_paper]
    assert on_paper(read(client, f"{LABELS}?entry={samples['b'].entry_id}")) == [samples["b"].on_paper]
    assert on_paper(read(client, f"{LABELS}?producer={samples['a'].entry.producer_id}")) == [
        samples["a_food"].on_paper,
        samples["a"].on_paper,
    ]
    assert on_paper(read(client, f"{LABELS}?district={DISTRICT_B}")) == [samples["b"].on_paper]
    answer = client.get(LABELS + "?status=returned", follow=True)
    assert "จึงไม่มีป้ายให้พิมพ์" in answer.content.decode()
    assert client.get(f"{LABELS}?district=zz").status_code == 404
    assert client.get(f"{LABELS}?entry=x&producer=999999999999999999999").status_code == 200


def test_labels_and_list_stand_in_one_order(client, cast, samples, current_round):
    for _ in range(5):
        receive(make_entry(make_producer(), current_round, status="submitted"), cast.officer_a)
    client.force_login(cast.officer_a)
    labels, listed = on_paper(read(client, LABELS)), on_paper(read(client, MANIFEST))
    assert labels == listed and len(labels) == 7


def test_labels_of_one_producer_stay_on_one_sheet(cast, samples, current_round):
    rows = []
    for place in range(13):  # 26 labels: the 24th would part the last pair on the first sheet, were there 23 before it
        producer = make_producer(f"กลุ่ม {place:02d}")
        rows += [
            receive(make_entry(producer, current_round, status="submitted", slot=slot), cast.staff)
            for slot in ((1,) if place == 0 else (1, 2))
        ]
    sheets = label_sheet(rows, by_producer=True).sheets
    on_sheet = [{cell.bundle for row in sheet for cell in row if cell} for sheet in sheets]
    assert on_sheet[0] & on_sheet[1] == set() and sum(map(len, on_sheet)) == 13
    assert sum(1 for sheet in sheets for row in sheet for cell in row if cell) == 25
    assert len(label_sheet(rows).sheets[0]) == 8


# -- the list ---------------------------------------------------------------------------------------------------------


def test_the_list_to_the_province_has_key_pieces_and_signatures(client, cast, samples):
    client.force_login(cast.officer_a)
    content = read(client, f"{MANIFEST}?district={DISTRICT_B}")  # an officer cannot ask for another
    assert says(content, "บัญชีนำส่งตัวอย่างผลิตภัณฑ์ถึงจังหวัด อำเภอเมืองสกลนคร") and says(content, "กลุ่มทอผ้าบ้านเหนือ")
    assert samples["a"].entry.number in pdf_text(content) and samples["b"].on_paper not in on_paper(content)
    assert says(content, "๒ ตัวอย่าง ๑๓ ชิ้น") and says(content, "แช่เย็น") and not says(content, "คืนลับ")
    for hand in ("ผู้ส่ง", "ผู้นำส่ง", "ผู้รับ"):
        assert says(content, hand)
    assert says(content, "ยังไม่ได้รับตัวอย่าง ๑ รายการ") and "65-TEXTILE-7777" in pdf_text(content)


def test_the_province_prints_all_or_one_district(client, cast, samples):
    client.force_login(cast.staff)
    assert len(on_paper(read(client, MANIFEST))) == 3
    assert on_paper(read(client, f"{MANIFEST}?district={DISTRICT_B}")) == [samples["b"].on_paper]
    assert client.get(f"{MANIFEST}?district=zz").status_code == 404
    assert len(on_paper(read(client, f"{MANIFEST}?trip=nonsense"))) == 3


def test_the_list_to_the_department_holds_what_was_sent(client, cast, samples):
    client.force_login(cast.staff)
    assert on_paper(read(client, f"{MANIFEST}?trip=department")) == []
    for to, place in (("in_store", "ห้องเย็น"), ("sent", "")):
        actions.move_sample(samples["b"], actor=cast.staff, to=to, place=place, token=uuid.uuid4())
    content = read(client, f"{MANIFEST}?trip=department")
    assert on_paper(content) == [samples["b"].on_paper] and says(content, "ถึงกรมการพัฒนาชุมชน")
    assert not says(content, "ยังไม่ได้รับตัวอย่าง")


def test_the_list_of_returns_has_a_line_to_sign_for_each(client, cast, samples):
    client.force_login(cast.staff)
    content = read(client, f"{MANIFEST}?trip=return")
    assert says(content, "ลงชื่อผู้รับคืน") and len(on_paper(content)) == 3


def test_who_scores_reads_no_key(client, cast, samples):
    RoleGrant.objects.create(user=cast.officer_a, role=Role.MEMBER)
    client.force_login(cast.officer_a)
    content = read(client, MANIFEST)
    assert len(on_paper(content)) == 2 and "65-" not in pdf_text(content)
    assert not says(content, "กลุ่มทอผ้าบ้านเหนือ") and not says(content, "ข้าวฮาง")
    entry = samples["a"].entry
    for asked in (f"entry={entry.pk}", f"producer={entry.producer_id}", f"q={entry.number}"):
        assert client.get(f"{LABELS}?{asked}").status_code == 302
    assert on_paper(read(client, f"{LABELS}?q={samples['a']}")) == [samples["a"].on_paper]
    handed_out = read(client, f"/intake/entries/{entry.pk}/handout.pdf")
    assert entry.number in pdf_text(handed_out) and on_paper(handed_out) == []
    RoleGrant.objects.create(user=cast.staff, role=Role.MEMBER)
    client.force_login(cast.staff)
    assert "ต้องไม่ทราบว่าเลขป้ายใดเป็นของใคร" in post(client, "print_labels", [entry]).content.decode()


def test_sums_by_group_and_state_add_up(cast, samples, current_round):
    for _ in range(4):
        receive(make_entry(make_producer(), current_round, status="submitted"), cast.staff, pieces=2)
    actions.move_sample(samples["a"], actor=cast.staff, to="in_transit", token=uuid.uuid4())
    rows = Sample.objects.filter(round=current_round).select_related("entry__group", "entry__producer__district")
    context = delivery_manifest(rows.in_order(), current_round, district=None)
    assert context.total == rows.count() == sum(lines for _, _, lines, _ in context.sums) == sum(context.sum_of_states)
    assert context.pieces == sum(sample.pieces for sample in rows)
    assert [name for name, *_ in context.sums] == ["อาหาร", "ผ้าและเครื่องแต่งกาย"]
    assert context.groups[0].lines[0].district == "เมืองสกลนคร"


def test_a_list_asks_as_much_for_many_as_for_few(client, cast, samples, current_round):
    client.force_login(cast.staff)

    def asked(address):
        with CaptureQueriesContext(connection) as captured:
            read(client, address)
        return len(captured)

    few = [asked(address) for address in (LABELS, MANIFEST)]
    for _ in range(3):
        receive(make_entry(make_producer(), current_round, status="submitted"), cast.staff)
    assert [asked(address) for address in (LABELS, MANIFEST)] == few


def test_without_a_round_there_is_nothing_to_print(client, cast):
    client.force_login(cast.staff)
    assert client.get(LABELS).status_code == client.get(MANIFEST).status_code == 404


# -- from the staff's list --------------------------------------------------------------------------------------------


def post(client, act, rows):
    address = reverse("admin:registrations_entry_changelist") + "?round=all"
    return client.post(address, {"action": act, "_selected_action": [row.pk for row in rows]}, follow=True)


def test_staff_print_what_they_have_selected(client, cast, samples):
    client.force_login(cast.staff)
    chosen = [samples["a"].entry, samples["b"].entry]
    labels = post(client, "print_labels", chosen)
    assert labels.headers["Content-Type"] == "application/pdf" and pages_of(labels.content) == 1
    assert set(on_paper(labels.content)) == {samples["a"].on_paper, samples["b"].on_paper}
    manifest = post(client, "print_manifest", chosen)
    assert says(manifest.content, "พรรณานิคม") and says(manifest.content, "๒ ตัวอย่าง")


def test_a_selection_with_nothing_to_print_is_said(client, cast, samples):
    client.force_login(cast.staff)
    old = Sample.objects.get(round__is_current=False)
    assert "ยังไม่มีตัวอย่างที่รับไว้" in post(client, "print_labels", [samples["back"].entry]).content.decode()
    assert "หลายการคัดสรร" in post(client, "print_manifest", [samples["a"].entry, old.entry]).content.decode()
