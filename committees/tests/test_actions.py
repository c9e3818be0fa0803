"""Step 1: bodies are made official by an order, once, and only when they are complete."""

import itertools
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from committees.actions import appoint_committee, warnings_about
from committees.models import Appointment, Committee
from documents.actions import cancel_paper
from documents.models import Paper
from office.models import Event
from opc_site.testing import make_committee, make_round, make_signatory


@pytest.fixture
def body(cast, current_round):
    return make_committee(current_round, [cast.member, cast.member_2])


@pytest.fixture
def signatory(cast):
    return make_signatory()


def appoint(bodies, signatory, actor, /, **changes):
    given = {"number": "1234", "dated": date(2022, 3, 25), "signatory": signatory} | changes
    return appoint_committee(bodies, actor=actor, **given)


def test_one_order_appoints_several_bodies(cast, current_round, body, signatory):
    other = make_committee(current_round, [cast.member])
    order = appoint([body, other], signatory, cast.secretary)
    assert (order.status, order.kind, order.number, order.round) == ("issued", "order", "1234", current_round)
    for row in (body, other):
        assert (row.status, row.order) == ("appointed", order)
        assert Event.objects.about(row).get(verb="แต่งตั้ง").after["order"] == str(order)


def test_a_body_without_a_chair_is_not_appointed(cast, body, signatory):
    body.appointments.filter(role="chair").update(role="member")
    with pytest.raises(ValidationError, match=r"ยังไม่มีประธาน .* \(หลักเกณฑ์ ขั้นตอนที่ ๑.๒\)"):
        appoint([body], signatory, cast.staff)
    assert not Paper.objects.exists()


def test_a_body_without_members_is_not_appointed(cast, current_round, signatory):
    with pytest.raises(ValidationError, match="ยังไม่มีรายชื่อ"):
        appoint([make_committee(current_round, [])], signatory, cast.staff)


def test_a_body_is_appointed_once(cast, body, signatory):
    appoint([body], signatory, cast.staff)
    with pytest.raises(ValidationError, match="แต่งตั้งด้วยคำสั่งไปแล้ว"):
        appoint([body], signatory, cast.staff, number="5")
    assert Paper.objects.count() == 1


def test_bodies_of_two_rounds_take_two_orders(cast, body, signatory):
    other = make_committee(make_round(year_be=2567, is_current=False), [cast.member])
    with pytest.raises(ValidationError, match="รอบเดียวกัน"):
        appoint([body, other], signatory, cast.staff)
    with pytest.raises(ValidationError, match="อย่างน้อยหนึ่งคณะ"):
        appoint([], signatory, cast.staff)


def test_when_the_order_is_refused_nothing_is_appointed(cast, body, signatory):
    with pytest.raises(ValidationError, match="ใช้กับเอกสารลงวันที่"):
        appoint([body], signatory, cast.staff, number="12/2564")
    body.refresh_from_db()
    assert (body.status, body.order) == ("draft", None)
    assert not Paper.objects.exists()
    assert not Event.objects.about(body).exists()


def test_only_the_province_appoints(cast, body, signatory):
    for stranger in (cast.officer_a, cast.member):
        with pytest.raises(PermissionDenied):
            appoint([body], signatory, stranger)


def test_an_order_that_a_body_leans_on_is_not_cancelled(cast, body, signatory):
    order = appoint([body], signatory, cast.staff)
    with pytest.raises(ValidationError, match=f"ยังมีรายการที่อาศัยเอกสารนี้อยู่ คือ “{body.name}”"):
        cancel_paper(order, actor=cast.administrator, reason="ผิด")


def test_a_missing_secretary_and_missing_duties_are_pointed_out(cast, body):
    assert warnings_about([body]) == [f"“{body}” ยังไม่มีเลขานุการ"]
    body.duties = ""
    assert len(warnings_about([body])) == 2


class TestPastPython:
    """What the database itself refuses, whoever writes."""

    def seat(self, body, /, **changes):
        """A seat by position, of an agency of its own."""
        agency = f"สำนักงานที่ {next(self.agencies)}"
        return Appointment(**{"committee": body, "position": "หัวหน้าสำนักงาน", "agency": agency} | changes)

    agencies = itertools.count(1)

    def refused(self, *rows):
        with pytest.raises(IntegrityError), transaction.atomic():
            type(rows[0]).objects.bulk_create(rows)

    def test_two_chairs(self, body):
        self.refused(self.seat(body, role="chair"))
        Appointment.objects.bulk_create([self.seat(body, role="vice_chair"), self.seat(body, role="vice_chair")])

    def test_two_secretaries(self, body):
        self.refused(self.seat(body, role="secretary"), self.seat(body, role="secretary"))
        Appointment.objects.bulk_create(
            [self.seat(body, role="secretary"), *(self.seat(body, role="assistant_secretary") for _ in range(2))]
        )

    def test_a_person_twice_in_a_body(self, cast, current_round, body):
        self.refused(self.seat(body, name=body.appointments.first().name))
        self.refused(self.seat(body, user=cast.member))
        other = make_committee(current_round, [cast.member_3])
        Appointment.objects.bulk_create([self.seat(other, user=cast.member, name=cast.member.full_name)])
        self.refused(self.seat(body, agency="สำนักงานเดียว"), self.seat(body, agency="สำนักงานเดียว"))  # by position
        Appointment.objects.bulk_create([self.seat(body, name="นายก ข"), self.seat(body, name="นายค ง")])

    def test_neither_head_nor_expert(self, body):
        for lacking in ({"position": ""}, {"agency": ""}, {"position": "", "agency": "", "name": "นายก ข"}):
            with pytest.raises(IntegrityError, match="heads_and_experts"), transaction.atomic():
                Appointment.objects.bulk_create([self.seat(body, **lacking)])
        Appointment.objects.bulk_create([self.seat(body, position="", agency="", name="นายก ข", expertise="สิ่งทอ")])

    def test_an_appointed_body_without_an_order(self, body):
        with pytest.raises(IntegrityError, match="appointed_by_order"), transaction.atomic():
            Committee.objects.filter(pk=body.pk).update(status="appointed")
