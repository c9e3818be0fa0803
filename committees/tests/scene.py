"""What tests of amendments start from: bodies of one order, and short ways to draft and issue its changes."""

from datetime import date
from typing import Any

from committees.actions import appoint_committee, draft_amendment, issue_amendment, set_change
from committees.models import Amendment, AmendmentChange, Appointment, Committee
from documents.models import Paper
from office.models import User

ORDERED = date(2022, 3, 25)
LATER = date(2022, 4, 11)
REASON = "เนื่องจากผู้ดำรงตำแหน่งย้ายไปรับราชการจังหวัดอื่น"


def appoint(bodies: list[Committee], actor: User, signatory: Any, number: str = "1234") -> Paper:
    return appoint_committee(bodies, number=number, dated=ORDERED, signatory=signatory, actor=actor)


def line(act: str, body: Committee, seat: Appointment | None = None, **who: Any) -> AmendmentChange:
    """One line; somebody new is a head of an agency unless told otherwise."""
    if act in {"add", "replace"} and not {"position", "expertise", "nomination"} & who.keys():
        who = {"position": "หัวหน้ากลุ่มงาน", "agency": "สำนักงานพาณิชย์จังหวัดสกลนคร"} | who
    return AmendmentChange(act=act, committee=body, seat=seat, **who)


def draft(order: Paper, actor: User, *lines: AmendmentChange, **said: Any) -> Amendment:
    amendment = draft_amendment(order, reason=said.pop("reason", REASON), actor=actor, **said)
    for change in lines:
        set_change(amendment, change, actor=actor)
    return amendment


def issue(amendment: Amendment, actor: User, signatory: Any, /, **changes: Any) -> Paper:
    given = {"number": "1300", "dated": LATER, "signatory": signatory} | changes
    return issue_amendment(amendment, actor=actor, **given)


def names_on(body: Committee, day: date | None = None) -> list[str]:
    return [seat.name for seat in body.appointments.on(day)]
