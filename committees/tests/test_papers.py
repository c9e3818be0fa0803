"""What the appointment order says."""

import pytest

from committees.models import Appointment, Committee, role_label
from committees.papers import LEGAL_BASIS, appointment_order, capacity_of, selection_of, usual_preamble
from documents.rendering import render_paper
from documents.tests.pdf import pages_of, says, strings_of
from opc_site.testing import make_committee


@pytest.fixture
def bodies(cast, current_round):
    first = make_committee(
        current_round,
        [cast.member, cast.member_2],
        kind=Committee.Kind.COMMITTEE,
        name="คณะกรรมการดำเนินการคัดสรรฯ ระดับจังหวัด",
        duties="๑. กำหนดแนวทาง\n2) รับรองผล\n\nรายงานผล",
    )
    second = make_committee(current_round, [cast.member_3], name="คณะทำงานกลั่นกรองผลิตภัณฑ์ประเภทผ้า")
    return [first, second]


def test_one_body_is_named_in_the_subject(bodies):
    context = appointment_order(bodies[:1])
    assert context.subject == "แต่งตั้งคณะกรรมการดำเนินการคัดสรรฯ ระดับจังหวัด"
    assert context.bodies[0].number == ""
    assert [member.number for member in context.bodies[0].members] == ["1.", "2."]
    assert context.preamble.endswith("จึงแต่งตั้งคณะกรรมการดำเนินการคัดสรรฯ ระดับจังหวัด ประกอบด้วย")


def test_several_bodies_stand_one_after_the_other(bodies):
    context = appointment_order(bodies, legal_basis=LEGAL_BASIS)
    assert context.subject.startswith("แต่งตั้งคณะกรรมการและคณะทำงานดำเนินการคัดสรรสุดยอดหนึ่งตำบล")
    assert context.subject.endswith("ระดับจังหวัด")
    assert [body.number for body in context.bodies] == ["1", "2"]
    assert [member.number for member in context.bodies[1].members] == ["2.1"]
    assert "อาศัยอำนาจตามความในมาตรา ๕๗" in context.preamble
    assert context.preamble.endswith("จึงแต่งตั้งคณะกรรมการและคณะทำงาน ดังต่อไปนี้")


def test_what_staff_wrote_stands_instead_of_the_usual_preamble(bodies):
    context = appointment_order(bodies, legal_basis=LEGAL_BASIS, preamble="ด้วย**เหตุ**ใหม่\n1. ข้อแรก\n")
    assert context.preamble == "ด้วย**เหตุ**ใหม่\n1. ข้อแรก"
    assert appointment_order(bodies, preamble="  \n").preamble == usual_preamble(bodies)


def test_roles_are_worded_for_their_kind_of_body(bodies):
    context = appointment_order(bodies)
    assert [member.role for member in context.bodies[0].members] == ["ประธานกรรมการ", "กรรมการ"]
    assert context.bodies[1].members[0].role == "ประธานคณะทำงาน"
    kinds = ("committee", "working_group")
    assert [role_label("vice_chair", kind) for kind in kinds] == ["รองประธานกรรมการ", "รองประธานคณะทำงาน"]


def test_duties_are_numbered_by_the_order_alone(bodies):
    duties = appointment_order(bodies[:1]).bodies[0].duties
    assert [(duty.number, duty.text) for duty in duties] == [
        ("1)", "กำหนดแนวทาง"),
        ("2)", "รับรองผล"),
        ("3)", "รายงานผล"),
    ]


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("โครงการการคัดสรรสุดยอดฯ", "ดำเนินการคัดสรรสุดยอดฯ"),
        ("การคัดสรรสุดยอดฯ", "ดำเนินการคัดสรรสุดยอดฯ"),
        ("โครงการคัดสรรสุดยอดฯ", "ดำเนินการคัดสรรสุดยอดฯ"),
    ],
)
def test_the_rounds_title_stands_in_a_sentence(title, words):
    assert selection_of(title) == words


@pytest.mark.parametrize(
    ("seat", "words"),
    [
        ({"position": "พาณิชย์จังหวัด", "agency": ""}, "พาณิชย์จังหวัด"),
        ({"position": "ผู้อำนวยการ", "agency": "วิทยาลัยเทคนิค"}, "ผู้อำนวยการ วิทยาลัยเทคนิค"),
        # what the position names already is said once
        ({"position": "ผู้อำนวยการวิทยาลัยเทคนิคสกลนคร", "agency": "วิทยาลัยเทคนิคสกลนคร"}, "ผู้อำนวยการวิทยาลัยเทคนิคสกลนคร"),
        ({"position": "พาณิชย์จังหวัดสกลนคร", "agency": "สำนักงานพาณิชย์จังหวัดสกลนคร"}, "พาณิชย์จังหวัดสกลนคร"),
        ({"position": "พาณิชย์จังหวัด", "agency": "สำนักงานพาณิชย์จังหวัดสกลนคร"}, "พาณิชย์จังหวัด สำนักงานพาณิชย์จังหวัดสกลนคร"),
        ({"position": "อาจารย์", "agency": "สมาคมอาจารย์"}, "อาจารย์ สมาคมอาจารย์"),
        ({"position": "", "agency": "วิทยาลัยเทคนิค"}, "วิทยาลัยเทคนิค"),
        ({"expertise": "สิ่งทอ"}, "ผู้ทรงคุณวุฒิ ด้านสิ่งทอ"),
        ({"expertise": "ด้านสิ่งทอ"}, "ผู้ทรงคุณวุฒิ ด้านสิ่งทอ"),
        ({"expertise": "ผู้ทรงคุณวุฒิด้านอาหาร"}, "ผู้ทรงคุณวุฒิด้านอาหาร"),
    ],
)
def test_capacity_is_position_and_agency_or_expertise(seat, words):
    assert capacity_of(Appointment(**seat)) == words


def test_every_string_stands_in_the_pdf(bodies):
    context = appointment_order(bodies, legal_basis=LEGAL_BASIS)
    content = render_paper("order", context)
    assert [text for text in strings_of(context) if not says(content, text)] == []
    assert pages_of(content) <= 2


def test_six_bodies_of_two_dozen_members_are_set(cast, current_round):
    bodies = [make_committee(current_round, [cast.member], name=f"คณะทำงานชุดที่ {n}") for n in range(1, 7)]
    Appointment.objects.bulk_create(
        Appointment(
            committee=body,
            name=f"นางสาวพรรณทิพา วงศ์สุวรรณ {n}",
            position="หัวหน้ากลุ่มงานคุ้มครองผู้บริโภคและเภสัชสาธารณสุข",
            agency="สำนักงานสาธารณสุขจังหวัดสกลนคร",
            seat_order=n,
        )
        for body in bodies
        for n in range(1, 24)
    )
    content = render_paper("order", appointment_order(bodies))
    assert says(content, "6.24") and says(content, "- ๓ -")
    assert pages_of(content) < 20
