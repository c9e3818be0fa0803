"""Who was a member on a day has one answer: the one that the issued papers give, read one after the other.

The oracle knows nothing of rows and rules: it reads the names on the papers, in the order of their dates.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from committees.actions import appoint_committee, draft_amendment, issue_amendment, set_change
from committees.models import AmendmentChange, Appointment, Committee
from committees.papers import capacity_of
from documents.models import Paper
from documents.papers import OrderContext, context_of
from documents.papers.order import Member
from documents.tests.quick import quick  # noqa: F401
from opc_site.testing import make_cast, make_committee, make_round, make_signatory

from .scene import LATER, ORDERED, appoint, draft, line

Lists = dict[str, list[tuple[str, str, str]]]

PLACE = re.compile(r"^(?:ลำดับที่ [0-9.]+ ของ|ใน)(.+)$")
ROLES = ["member", "member", "chair", "secretary", "adviser", "vice_chair"]


# -- the oracle --------------------------------------------------------------------------------------------------


def said(member: Member) -> tuple[str, str, str]:
    return (member.name, member.capacity, member.role)


def read(lists: Lists, paper: OrderContext) -> None:
    """Does what a paper says to the lists of names."""
    for body in paper.bodies:
        lists[body.name] = [said(member) for member in body.members]
    ended = [(place_of(change.where), said(change.before)) for change in paper.changes if change.before]
    for body, who in ended:
        lists[body].remove(who)  # ValueError: the paper ends a seat that no paper has begun
    for change in paper.changes:
        if change.after:
            lists[place_of(change.where)].append(said(change.after))


def place_of(where: str) -> str:
    return PLACE.match(where).group(1)


def by_the_papers(papers: list[Paper]) -> Iterator[tuple[date, Lists]]:
    """After each paper's day: who sits where, until the day of the next."""
    lists: Lists = {}
    papers = sorted(papers, key=lambda paper: (paper.dated, paper.pk))
    for paper, following in zip(papers, [*papers[1:], None], strict=True):
        read(lists, context_of(paper))
        if following is None or following.dated > paper.dated:
            yield paper.dated, {body: sorted(names) for body, names in lists.items()}


def by_the_rows(day: date) -> Lists:
    lists: Lists = {body.name: [] for body in Committee.objects.filter(order__dated__lte=day)}
    for seat in Appointment.objects.on(day).select_related("committee"):
        lists[seat.committee.name].append((seat.name, capacity_of(seat), seat.role_label))
    return {body: sorted(names) for body, names in lists.items()}


def agree(papers: list[Paper]) -> int:
    """Compares both on the days of the papers, around them and far away; returns on how many."""
    changes = list(by_the_papers(papers))
    days = {day + timedelta(days=shift) for day, _ in changes for shift in (-1, 0, 1)}
    days |= {date(2000, 1, 1), date(2099, 1, 1)}
    for day in days:
        expected = next((lists for since, lists in reversed(changes) if since <= day), {})
        assert by_the_rows(day) == expected, f"on {day}"
    return len(days)


# -- whatever people do ------------------------------------------------------------------------------------------

lines = st.tuples(
    st.sampled_from(["add", "add", "remove", "replace", "role", "handover"]),
    st.integers(0, 2),  # which body
    st.integers(0, 30),  # which seat of it
    st.integers(0, 25),  # which person comes
    st.sampled_from(ROLES),
)
amendments = st.tuples(
    st.integers(0, 1),  # of which order
    st.sampled_from([-3, 0, 0, 1, 2, 30]),  # days after the last paper
    st.lists(lines, min_size=1, max_size=4),
)


def changes_for(body: Committee, seats: list[Appointment], act: str, which: int, who: int, role: str) -> list[Any]:
    """The lines of an amendment that somebody might draw up, sensible or not."""
    person = {"name": f"คนที่ {who}"} if who % 5 else {"name": ""}
    person |= {"position": f"หัวหน้า {who}", "agency": "สำนักงาน"}
    if act == "add":
        return [AmendmentChange(act=act, committee=body, role=role, **person)]
    seat = seats[which % len(seats)]
    if act == "handover":
        chair = next(row for row in seats if row.role == "chair")
        return [
            AmendmentChange(act="role", committee=body, seat=seat, role="chair"),
            AmendmentChange(act="remove", committee=body, seat=chair),
        ]
    if act == "replace":
        return [AmendmentChange(act=act, committee=body, seat=seat, role=seat.role, **person)]
    return [AmendmentChange(act=act, committee=body, seat=seat, role=role)]


@pytest.mark.usefixtures("quick")
def test_membership_on_any_day_is_what_the_papers_say(cast, current_round):
    signatory = make_signatory()
    seen: Counter[str] = Counter()

    @settings(max_examples=200, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck), database=None)
    @given(st.lists(amendments, min_size=1, max_size=5))
    def live(sequence):
        with transaction.atomic():
            bodies = [
                make_committee(current_round, people, name=f"คณะที่ {number} ของจังหวัด")
                for number, people in enumerate(
                    ([cast.member, cast.member_2, cast.member_3], [cast.member, cast.member_3], [cast.member_2]), 1
                )
            ]
            given = {"signatory": signatory, "actor": cast.staff}
            orders = [
                appoint_committee(bodies[:2], number="1", dated=ORDERED, **given),
                appoint_committee(bodies[2:], number="2", dated=ORDERED + timedelta(days=1), **given),
            ]
            papers = list(orders)
            for number, (which, days, wanted) in enumerate(sequence, 10):
                order, own = orders[which], bodies[:2] if which == 0 else bodies[2:]
                try:
                    with transaction.atomic():
                        amendment = draft_amendment(order, reason="ย้าย", actor=cast.staff)
                        for act, body_no, seat_no, who, role in wanted:
                            body = own[body_no % len(own)]
                            seats = list(body.appointments.standing())
                            for change in changes_for(body, seats, act, seat_no, who, role):
                                set_change(amendment, change, actor=cast.staff)
                                seen[change.act] += 1
                        dated = papers[-1].dated + timedelta(days=days)
                        papers.append(issue_amendment(amendment, number=str(number), dated=dated, **given))
                except ValidationError as error:
                    seen["refused"] += 1
                    seen.update(part.code for part in error.error_list)
                else:
                    seen["issued"] += 1
                    seen["same day"] += papers[-1].dated == papers[-2].dated
            seen["days"] += agree(papers)
            for body in bodies:
                roles = [seat.role for seat in body.appointments.standing()]
                assert roles.count("chair") == 1 and roles.count("secretary") <= 1
            transaction.set_rollback(True)

    live()
    assert seen["issued"] > 100 and seen["same day"] > 30 and seen["days"] > 1000, seen
    refusals = {"amendment_after_order", "one_chair", "body_has_chair", "once_per_body", "changed_once"}
    assert refusals <= seen.keys(), seen


@pytest.mark.usefixtures("quick")
def test_the_oracle_notices_a_wrong_row(cast, current_round):
    body = make_committee(current_round, [cast.member, cast.member_2])
    order = appoint([body], cast.staff, make_signatory())
    agree([order])
    Appointment.objects.filter(role="member").update(until=LATER, ended_by=order)
    with pytest.raises(AssertionError, match="on 20"):
        agree([order])


# -- two at once -------------------------------------------------------------------------------------------------


def together(*works: Callable[[], Any]) -> list[Any]:
    """Runs the works from the same moment, each in a thread of its own; a ValidationError is an answer too."""
    barrier = Barrier(len(works))

    def run(work: Callable[[], Any]) -> Any:
        try:
            barrier.wait(timeout=60)
            return work()
        except ValidationError as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return [future.result() for future in [pool.submit(run, work) for work in works]]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("attempt", range(3))
def test_two_clerks_issue_two_amendments_of_one_body(quick, attempt):  # noqa: F811
    cast = make_cast()
    signatory = make_signatory()
    body = make_committee(make_round(), [cast.member, cast.member_2])
    order = appoint([body], cast.staff, signatory)
    body.refresh_from_db()
    second = body.appointments.get(role="member")
    lists = {
        "replaced": [line("replace", body, second, name="นายใหม่ มาแทน")],
        "promoted": [line("role", body, second, role="secretary")],
        "secretary": [line("add", body, name="นายเลขา", role="secretary")],
        "added": [line("add", body, name="นายเพิ่ม เติม")],
        "twice": [line("add", body, name="นายเพิ่ม เติม", position="อื่น", agency="อื่น")],
    }
    drafts = [draft(order, cast.staff, *changes) for changes in lists.values()]
    # and one of them by two hands
    answers = together(
        *(
            lambda amendment=amendment, number=number: issue_amendment(
                amendment, number=str(number), dated=LATER, signatory=signatory, actor=cast.staff
            )
            for number, amendment in enumerate([*drafts, drafts[3]], 50)
        )
    )
    papers = [answer for answer in answers if isinstance(answer, Paper)]
    codes = {part.code for answer in answers if isinstance(answer, ValidationError) for part in answer.error_list}
    assert codes <= {"seat_still_held", "one_secretary", "once_per_body", "amendment_moves"}
    assert len(papers) + sum(isinstance(answer, ValidationError) for answer in answers) == 6
    # either the seat is replaced or promoted; the secretary and the person added come once
    assert 2 <= len(papers) <= 3
    standing = body.appointments.standing()
    assert standing.filter(role="chair").count() == 1 and standing.filter(role="secretary").count() <= 1
    assert standing.filter(name="นายเพิ่ม เติม").count() == 1
    agree([order, *papers])
