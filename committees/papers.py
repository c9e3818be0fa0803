"""What the order says that appoints committees and working groups (คำสั่งแต่งตั้ง)."""

import re
from collections.abc import Sequence

from django.utils import timezone

from documents.papers import OrderContext, letterhead, paragraphs
from documents.papers.order import Body, Duty, Member
from thai.dates import be_year
from thai.text import normalise

from .models import Appointment, Committee

LEGAL_BASIS = "มาตรา ๕๗ แห่งพระราชบัญญัติระเบียบบริหารราชการแผ่นดิน พ.ศ. ๒๕๓๔ และที่แก้ไขเพิ่มเติม"
# Numbers that people type before a duty: the order numbers them itself.
_TYPED_NUMBER = re.compile(r"^[0-9๐-๙]{1,2}(?:\.[0-9๐-๙]{1,2})*[.)]?\s+")


def appointment_order(committees: Sequence[Committee], *, legal_basis: str = "", preamble: str = "") -> OrderContext:
    """The order that appoints these bodies of one round, as a draft; bodies and members stand in their own order.

    `preamble` is what staff wrote instead of the usual one, in the small mark-up of `documents.markup`.
    """
    work = selection_of(committees[0].round.title)
    single = committees[0] if len(committees) == 1 else None
    subject = f"แต่งตั้ง{single.name}" if single else f"แต่งตั้ง{'และ'.join(_kinds(committees))}{work} ระดับจังหวัด"
    return OrderContext(
        **letterhead(),
        subject=subject,
        year_be=be_year(timezone.now()),
        preamble=preamble.strip() or usual_preamble(committees, legal_basis=legal_basis),
        bodies=tuple(
            _body(committee, str(order) if single is None else "") for order, committee in enumerate(committees, 1)
        ),
    )


def usual_preamble(committees: Sequence[Committee], *, legal_basis: str = "") -> str:
    """Why the order is made, and by which power: two paragraphs that staff may change before the order is issued."""
    work = selection_of(committees[0].round.title)
    if len(committees) == 1:
        named = f"แต่งตั้ง{committees[0].name} ประกอบด้วย"
    else:
        named = f"แต่งตั้ง{'และ'.join(_kinds(committees))} ดังต่อไปนี้"
    basis = normalise(legal_basis)
    authority = f"อาศัยอำนาจตามความใน{basis} จึง{named}" if basis else f"จึง{named}"
    return (
        f"ด้วย{letterhead()['province']}{work} เพื่อจัดระดับผลิตภัณฑ์ จัดระบบฐานข้อมูลผลิตภัณฑ์ "
        "และส่งเสริมให้ผู้ผลิต ผู้ประกอบการ OTOP และชุมชนมีส่วนร่วมในการพัฒนาผลิตภัณฑ์\n"
        f"เพื่อให้การดำเนินการคัดสรรฯ ระดับจังหวัด เป็นไปด้วยความเรียบร้อย โปร่งใส และเป็นธรรม {authority}"
    )


def _kinds(committees: Sequence[Committee]) -> list[str]:
    return [kind.label for kind in Committee.Kind if any(body.kind == kind for body in committees)]


def selection_of(title: str) -> str:
    """ "โครงการการคัดสรรสุดยอด…" → "ดำเนินการคัดสรรสุดยอด…", to stand in a sentence."""
    name = title.removeprefix("โครงการ").strip()
    return f"ดำเนิน{name}" if name.startswith("การ") else f"ดำเนินการ{name}"


def _body(committee: Committee, number: str) -> Body:
    prefix = f"{number}." if number else ""
    return Body(
        number=number,
        name=committee.name,
        kind=committee.get_kind_display(),
        members=tuple(
            Member(f"{prefix}{order}" if prefix else f"{order}.", seat.name, capacity_of(seat), seat.role_label)
            for order, seat in enumerate(committee.appointments.all(), 1)
        ),
        duties=tuple(
            Duty(f"{order})", _TYPED_NUMBER.sub("", duty)) for order, duty in enumerate(paragraphs(committee.duties), 1)
        ),
    )


def capacity_of(seat: Appointment) -> str:
    """Position and agency as one phrase, or what an expert is an expert in.

    An agency that the position names already is said once: ผู้อำนวยการวิทยาลัยเทคนิคสกลนคร of วิทยาลัยเทคนิคสกลนคร, and
    พาณิชย์จังหวัดสกลนคร of สำนักงานพาณิชย์จังหวัดสกลนคร.
    """
    if seat.position and (seat.agency in seat.position or seat.agency == f"สำนักงาน{seat.position}"):
        return seat.position
    if seat.position or seat.agency:
        return f"{seat.position} {seat.agency}".strip()
    if not seat.expertise:
        return ""
    return (
        seat.expertise if seat.expertise.startswith("ผู้ทรงคุณวุฒิ") else f"ผู้ทรงคุณวุฒิ ด้าน{seat.expertise.removeprefix('ด้าน')}"
    )
