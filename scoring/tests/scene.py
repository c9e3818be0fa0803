"""Rows that tests of scoring start from: the framework of 2565, an appointed panel, screened-in entries."""

from decimal import Decimal

from committees.models import Appointment
from office.models import User
from opc_site.testing import appoint, make_committee, make_entry, make_producer
from registrations.models import Entry
from rounds.models import Round
from scoring.actions import assign_panel, load_framework, open_sheet, read_framework_data, save_marks, submit_sheet
from scoring.models import Framework, Sheet


def make_framework(round: Round, **fields: object) -> Framework:
    framework = load_framework(read_framework_data("2565"), round=round)
    if fields:
        Framework.objects.filter(pk=framework.pk).update(**fields)
        framework.refresh_from_db()
    return framework


def make_panel(round: Round, members: list[User], code: str = "TEXTILE") -> list[Appointment]:
    """Seats of an appointed working group that scores one kind of product."""
    committee = appoint(make_committee(round, members))
    assign_panel(group=round.groups.get(code=code), committee=committee)
    return list(committee.appointments.order_by("seat_order"))


def make_scored_entry(round: Round, **fields: object) -> Entry:
    return make_entry(make_producer(), round, status=Entry.Status.SCREENED_IN, **fields)


def full_marks(framework: Framework, code: str = "TEXTILE") -> dict[str, Decimal]:
    return {row.code: row.max_points for row in framework.provincial_criteria(code)}


def hand_in(entry: Entry, member: Appointment, marks: dict[str, object]) -> Sheet:
    sheet = open_sheet(entry, member=member, actor=member.user)
    save_marks(sheet, marks=marks, actor=member.user)
    return submit_sheet(sheet, actor=member.user)
