"""What was entered once is offered again, and standards that run out are called out."""

import uuid
from datetime import date, timedelta

import pytest
from django.utils import timezone

from opc_site.testing import DISTRICT_B, make_entry, make_producer, make_round
from registrations import actions
from registrations.models import Entry, StandardCertificate
from registrations.offers import SOON, earlier_entries, expiring, initial_from


@pytest.fixture
def earlier_round(cast):
    return make_round(year_be=2562, title="รอบก่อน", is_current=False)


@pytest.fixture
def producer(cast):
    return make_producer()


def names(producer, round):
    return [entry.name for entry in earlier_entries(producer, round)]


def test_what_was_alive_or_refused_at_screening_is_offered_the_latest_first(producer, earlier_round, current_round):
    oldest = make_round(year_be=2559, title="รอบแรก", is_current=False)
    second = make_round(year_be=2562, sequence=2, title="ครั้งที่สอง", is_current=False)
    make_entry(producer, oldest, status="screened_in", name="ผ้าซิ่น")
    make_entry(producer, earlier_round, status="screened_in", name="ผ้าพันคอ")
    make_entry(producer, earlier_round, status="screened_out", name="กระเป๋า")
    make_entry(producer, earlier_round, status="withdrawn", name="ถอนแล้ว")
    make_entry(producer, second, status="submitted", name="หมวก")
    make_entry(make_producer("อื่น"), earlier_round, status="screened_in", name="ของกลุ่มอื่น")
    assert names(producer, current_round) == ["หมวก", "ผ้าพันคอ", "กระเป๋า", "ผ้าซิ่น"]
    assert names(producer, second) == ["ผ้าพันคอ", "กระเป๋า", "ผ้าซิ่น"]
    assert names(producer, oldest) == []


def test_a_product_is_offered_once_and_not_when_it_is_entered_already(producer, earlier_round, current_round):
    product = producer.products.get()
    oldest = make_round(year_be=2559, title="รอบแรก", is_current=False)
    make_entry(producer, oldest, status="screened_in", name="ชื่อเดิม", product=product)
    latest = make_entry(producer, earlier_round, status="screened_in", name="ชื่อใหม่", product=product)
    make_entry(producer, earlier_round, status="screened_in", slot=2, name="ผ้าย้อมคราม")
    assert earlier_entries(producer, current_round)[0] == latest
    assert names(producer, current_round) == ["ชื่อใหม่", "ผ้าย้อมคราม"]
    again = make_entry(producer, current_round, name="อีกชื่อ", product=product)
    make_entry(producer, current_round, slot=2, name="ผ้า ย้อมคราม", status="submitted")
    assert names(producer, current_round) == []
    Entry.objects.filter(pk=again.pk).update(status="withdrawn", slot=None)
    assert names(producer, current_round) == ["ชื่อใหม่"]


def test_the_second_round_asks_for_fewer_than_ten_fields_and_needs_none_changed(
    client, cast, producer, earlier_round, current_round
):
    product = producer.products.get()
    entry = make_entry(
        producer, earlier_round, status="screened_in", product=product, kind="set", set_items="หมวก\nผ้าพันคอ",
        description="ทอมือ", name="ชุดของขวัญ",
    )  # fmt: skip
    client.force_login(cast.officer_a)
    address = f"/intake/producers/{producer.pk}/entries/new/"
    page = client.get(address)
    assert f'href="?from={entry.pk}"' in page.content.decode()
    page = client.get(address, {"from": entry.pk})
    form = page.context["form"]
    assert len(form.visible_fields()) < 10
    assert "นำมาจากใบสมัครปี 2562" in page.content.decode()
    shown = {field.name: field.value() for field in form}
    data = {name: value.pk if hasattr(value, "pk") else value for name, value in shown.items()}
    assert client.post(f"{address}?from={entry.pk}", {**data, "then": "submit"}).status_code == 302
    made = Entry.objects.get(round=current_round)
    assert (made.name, made.product, made.kind, made.set_items, made.description, made.group.code, made.status) == (
        "ชุดของขวัญ", product, "set", "หมวก\nผ้าพันคอ", "ทอมือ", "TEXTILE", "submitted",
    )  # fmt: skip
    assert made.group.round == current_round


def test_an_entry_of_another_producer_is_not_offered(client, cast, producer, earlier_round, current_round):
    other = make_entry(make_producer("ลับ", district=DISTRICT_B), earlier_round, status="screened_in", name="ผ้าลับ")
    client.force_login(cast.officer_a)
    page = client.get(f"/intake/producers/{producer.pk}/entries/new/", {"from": other.pk})
    assert page.status_code == 200 and "ผ้าลับ" not in page.content.decode()


def test_a_group_that_this_round_does_not_take_is_left_to_be_chosen(producer, earlier_round, current_round):
    entry = make_entry(producer, earlier_round, status="screened_in")
    assert initial_from(entry, current_round)["group"].round == current_round
    current_round.groups.filter(code="TEXTILE").update(is_active=False)
    assert initial_from(entry, current_round)["group"] is None


# -- standards ------------------------------------------------------------------------------------------------------


def states(producer, round, today):
    return [one.state for one in expiring(producer.products.all(), round, today=today)]


def standard(producer, expires_on, number="1"):
    return StandardCertificate.objects.create(
        product=producer.products.get(), kind="tcps", number=number, expires_on=expires_on
    )


def test_a_standard_is_judged_on_the_rounds_reference_date(producer, current_round):
    today = date(2022, 4, 1)
    current_round.reference_date = date(2022, 5, 31)
    certificate = standard(producer, date(2022, 5, 30))
    assert states(producer, current_round, today) == ["over"]
    for end, said in (
        (date(2022, 5, 31), ["soon"]),
        (date(2022, 5, 31) + SOON, ["soon"]),
        (date(2022, 5, 31) + SOON + timedelta(days=1), []),
        (None, []),
    ):
        certificate.expires_on = end
        certificate.save(update_fields=["expires_on"])
        assert states(producer, current_round, today) == said


def test_without_a_reference_date_today_counts(client, cast, producer, current_round):
    today = timezone.localdate()
    standard(producer, today, "1")
    standard(producer, today - timedelta(days=1), "2")
    assert [one.certificate.number for one in expiring(producer.products.all(), current_round)] == ["2", "1"]
    assert states(producer, current_round, today) == ["over", "soon"]
    client.force_login(cast.officer_a)
    text = client.get(f"/intake/producers/{producer.pk}/entries/new/").content.decode()
    assert "ก่อนวันนี้ ต้องใช้ใบที่ต่ออายุแล้ว" in text and "โปรดเริ่มต่ออายุ" in text


def test_a_prefill_goes_before_an_offer(client, cast, producer, earlier_round, current_round):
    entry = make_entry(producer, earlier_round, status="screened_in", name="เดิม")
    prefill = actions.fill_prefill(
        round=current_round, token=uuid.uuid4(), address="192.0.2.1", district=producer.district, said="x", phone="",
        kind="main", name="จากโทรศัพท์", group=current_round.groups.first(), set_items="", description="",
    )  # fmt: skip
    client.force_login(cast.officer_a)
    address = f"/intake/producers/{producer.pk}/entries/new/"
    assert client.get(address, {"from": entry.pk, "prefill": prefill.pk}).context["form"]["name"].value() == "จากโทรศัพท์"
