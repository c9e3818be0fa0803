"""What the orders say that appoint committees and working groups (คำสั่งแต่งตั้ง), and those that amend them."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from django.utils import timezone

from documents.models import Paper
from documents.papers import OrderContext, context_of, letterhead, paragraphs
from documents.papers.order import Body, Change, Duty, Member
from documents.rules import PaperStatus
from thai.dates import be_year, thai_date
from thai.text import normalise

from .models import Amendment, AmendmentChange, Committee, Seat, role_label
from .rules import AmendmentStatus, ChangeAct

LEGAL_BASIS = "มาตรา ๕๗ แห่งพระราชบัญญัติระเบียบบริหารราชการแผ่นดิน พ.ศ. ๒๕๓๔ และที่แก้ไขเพิ่มเติม"
# Without these words a preamble names no power to give the order.
POWER = "อาศัยอำนาจ"
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


def _number(order: int, body: str) -> str:
    return f"{body}.{order}" if body else f"{order}."


def _body(committee: Committee, number: str) -> Body:
    return Body(
        number=number,
        name=committee.name,
        kind=committee.get_kind_display(),
        members=tuple(
            Member(_number(order, number), seat.name, capacity_of(seat), seat.role_label)
            for order, seat in enumerate(committee.appointments.all(), 1)
        ),
        duties=tuple(
            Duty(f"{order})", _TYPED_NUMBER.sub("", duty)) for order, duty in enumerate(paragraphs(committee.duties), 1)
        ),
    )


def capacity_of(seat: Seat) -> str:
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


# -- amendments ------------------------------------------------------------------------------------------------------

# What a line of an amendment does, before the place where it does it.
ACTS = {
    ChangeAct.ADD: "แต่งตั้งเพิ่ม",
    ChangeAct.REMOVE: "ให้ยกเลิกการแต่งตั้ง",
    ChangeAct.REPLACE: "ให้ยกเลิกความใน",
    ChangeAct.ROLE: "ให้ยกเลิกความใน",
}
# As amendments are worded: what stood there goes, and what follows stands instead.
INSTEAD = "และให้ใช้ความต่อไปนี้แทน"
# Words that a reason begins with, to stand at the beginning of a paragraph.
_BECAUSE = ("เนื่องจาก", "เนื่องด้วย", "ด้วย", "โดยที่", "เพราะ", "ตามที่")


def line_of_orders(order: Paper) -> list[int]:
    """Keys of the order and of those before it that it was issued instead of."""
    keys = [order.pk]
    while order.replaces is not None:
        order = order.replaces
        keys.append(order.pk)
    return keys


def amendment_paper(amendment: Amendment) -> OrderContext:
    """The order that makes these changes, as a draft: it names the order it amends, and lists only the differences."""
    order = amendment.amends
    earlier = _earlier(amendment)
    changes = list(amendment.changes.select_related("committee", "seat__committee"))
    numbers = _numbers_in(order, {change.committee for change in changes})
    again = f" (ครั้งที่ {len(earlier) + 1})" if earlier else ""
    return OrderContext(
        **letterhead(),
        subject=f"แก้ไขเพิ่มเติมคำสั่ง{order.subject}{again}",
        year_be=be_year(timezone.now()),
        preamble=amendment.preamble.strip() or usual_amendment_preamble(amendment),
        amends=order_in_words(order),
        changes=tuple(_change(change, numbers) for change in changes),
    )


def usual_amendment_preamble(amendment: Amendment, *, legal_basis: str = LEGAL_BASIS) -> str:
    """Which order is amended and which amended it before, why, and by which power."""
    order = amendment.amends
    earlier = _earlier(amendment)
    amended = f" แก้ไขเพิ่มเติมโดย{_orders_in_words(earlier)}" if earlier else ""
    reason = normalise(" ".join(amendment.reason.split()))
    if reason and not reason.startswith(_BECAUSE):
        reason = f"เนื่องจาก{reason}"
    basis = normalise(legal_basis)
    authority = f"{POWER}ตามความใน{basis} " if basis else ""
    return (
        f"ตาม{order_in_words(order)} เรื่อง {order.subject}{amended} นั้น\n"
        f"{reason} เพื่อให้การดำเนินการคัดสรรฯ ระดับจังหวัด เป็นไปด้วยความเรียบร้อยและต่อเนื่อง "
        f"{authority}จึงแก้ไขเพิ่มเติมคำสั่งดังกล่าว ดังต่อไปนี้"
    ).replace("\n ", "\n")


def order_in_words(order: Paper) -> str:
    """ "คำสั่งจังหวัดสกลนคร ที่ 1234/2565 ลงวันที่ 25 มีนาคม 2565", as another order refers to it."""
    try:
        province = context_of(order).province
    except ValueError:  # kept by an older format of the papers
        province = letterhead()["province"]
    return f"คำสั่ง{province} {_number_and_date(order)}"


def _number_and_date(order: Paper) -> str:
    return f"ที่ {order.number_of_year} ลงวันที่ {thai_date(order.dated)}"


def _orders_in_words(orders: Sequence[Paper]) -> str:
    first, *more = orders
    words = [order_in_words(first), *(_number_and_date(order) for order in more)]
    return f"{' '.join(words[:-1])} และ{words[-1]}" if more else words[0]


def _earlier(amendment: Amendment) -> list[Paper]:
    """The orders in force that have amended the same order, as they were issued."""
    orders = Paper.objects.filter(
        status=PaperStatus.ISSUED,
        amendment__status=AmendmentStatus.ISSUED,
        amendment__amends__in=line_of_orders(amendment.amends),
    ).exclude(amendment=amendment.pk)
    return list(orders.order_by("dated", "issued_at", "pk"))


def _numbers_in(order: Paper, bodies: Iterable[Committee]) -> dict[int, str]:
    """seat → the number that it has in the order which is amended; seats of later orders have none."""
    named = list(Committee.objects.filter(order__in=line_of_orders(order)).order_by("kind", "pk"))
    numbers: dict[int, str] = {}
    for body in bodies:
        prefix = str(named.index(body) + 1) if len(named) > 1 and body in named else ""
        seats = body.appointments.filter(order=body.order_id).order_by("seat_order", "pk")
        for place, key in enumerate(seats.values_list("pk", flat=True), 1):
            numbers[key] = _number(place, prefix)
    return numbers


def _change(change: AmendmentChange, numbers: dict[int, str]) -> Change:
    before = after = None
    number = numbers.get(change.seat_id or 0, "")
    if change.seat is not None:
        before = Member(number, change.seat.name, capacity_of(change.seat), change.seat.role_label)
    role = role_label(change.role, change.committee.kind)
    if change.has_person:
        after = Member(number, change.name, capacity_of(change), role)
    elif change.act == ChangeAct.ROLE and before is not None:
        after = replace(before, role=role)
    place = f"ลำดับที่ {number.rstrip('.')} ของ" if number else "ใน"
    return Change(
        act=ACTS[ChangeAct(change.act)],
        where=f"{place}{change.committee.name}",
        before=before,
        after=after,
        then=INSTEAD if before and after else "",
    )
