"""Orders that change an appointment order: drafted line by line, then issued; seats end and begin with their date.

Locks are taken in this order: the order that is amended, the amendment, the bodies.  All amendments of one order queue
up at the first, so that each is checked against what the one before it has left.
"""

from collections.abc import Iterable, Sequence
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max, Q, QuerySet

from documents.actions import issue_at_once, prepare
from documents.models import Paper, new_token
from documents.papers import OrderContext
from documents.rules import PaperKind, PaperStatus
from office import journal
from office.models import Signatory, User
from office.rules import PROVINCIAL
from rounds.clauses import keeps
from thai.dates import thai_date
from thai.text import normalise_block

from ..models import Amendment, AmendmentChange, Appointment, Committee, Nomination, Seat
from ..papers import amendment_paper, line_of_orders
from ..rules import (
    AMENDMENT_AFTER_ORDER,
    AMENDMENT_HAS_CHANGES,
    AMENDMENT_MOVES,
    AMENDS_BODIES_OF_ITS_ORDER,
    AMENDS_ORDER_IN_FORCE,
    BODY_HAS_CHAIR,
    CHANGE_SAYS_WHO,
    CHANGED_ONCE,
    CONSENT_BEFORE_ACCEPTED,
    LINE_NAMES_ITS_NOMINEE,
    ONCE_PER_BODY,
    ONE_CHAIR,
    ONE_SECRETARY,
    ROLE_IS_ANOTHER,
    SEAT_STILL_HELD,
    AmendmentStatus,
    BodyRole,
    ChangeAct,
    NominationStatus,
)
from .nominations import lookalikes
from .orders import require_power


def _may_work(actor: User) -> None:
    if not actor.has_role(*PROVINCIAL):
        raise PermissionDenied


# -- which order, which bodies ------------------------------------------------------------------------------------


def order_in_force(order: Paper) -> Paper:
    """The order itself, or the last one that was issued instead of it."""
    while order.status == PaperStatus.REPLACED:
        order = Paper.objects.get(replaces=order)
    return order


def bodies_of(order: Paper) -> QuerySet[Committee]:
    """The bodies that stand on the order, or on one that it was issued instead of."""
    return Committee.objects.filter(order__in=line_of_orders(order)).order_by("kind", "pk")


@keeps(AMENDS_ORDER_IN_FORCE)
def _require_in_force(order: Paper) -> None:
    status = order.get_status_display()
    if order.status == PaperStatus.REPLACED:
        status = f"{status} คือคำสั่งที่ {order_in_force(order).number_of_year}"
    in_force = order.kind == PaperKind.ORDER and order.status == PaperStatus.ISSUED
    AMENDS_ORDER_IN_FORCE.require(in_force, order=order.number_of_year, status=status)
    if not bodies_of(order).exists():  # it is an amendment itself, or of other business
        raise AMENDS_ORDER_IN_FORCE.error()


# -- the draft ----------------------------------------------------------------------------------------------------


@transaction.atomic
def draft_amendment(order: Paper, *, reason: str, actor: User, preamble: str = "") -> Amendment:
    """A new draft that will change this appointment order.

    Raises ValidationError when the order is not in force or appoints nobody.
    """
    _may_work(actor)
    _require_in_force(order)
    amendment = Amendment(
        amends=order, reason=normalise_block(reason), preamble=normalise_block(preamble), created_by=actor
    )
    amendment.full_clean()
    amendment.save()
    journal.record(actor=actor, verb="ร่างคำสั่งแก้ไข", target=amendment, reason=reason, after={"amends": str(order)})
    return amendment


@keeps(AMENDMENT_MOVES)
def _locked_draft(amendment: Amendment, act: str) -> Amendment:
    rows = Amendment.objects.select_for_update(of=("self",)).select_related("amends")
    row = rows.get(pk=amendment.pk)
    AMENDMENT_MOVES.require(row.is_draft, status=row.get_status_display(), act=act)
    return row


@transaction.atomic
def revise_amendment(amendment: Amendment, *, reason: str, preamble: str = "", actor: User) -> Amendment:
    """Why the order is amended, and the preamble that stands instead of the usual one."""
    _may_work(actor)
    row = _locked_draft(amendment, "แก้ไข")
    before = journal.snapshot(row, ["reason", "preamble"])
    row.reason, row.preamble = normalise_block(reason), normalise_block(preamble)
    row.full_clean()
    row.save(update_fields=["reason", "preamble"])
    before, after = journal.differences(before, journal.snapshot(row, ["reason", "preamble"]))
    if after:
        journal.record(actor=actor, verb="แก้ไขร่าง", target=row, before=before, after=after)
    return row


@keeps(CHANGE_SAYS_WHO, CHANGED_ONCE)
@transaction.atomic
def set_change(amendment: Amendment, change: AmendmentChange, *, actor: User) -> AmendmentChange:
    """Puts a line into the draft: a new one at the end, or one of its own as it is to be from now on.

    An accepted nomination fills in what the line leaves empty.  Raises ValidationError for a line that does not say
    who, a seat that is not held, a body of another order, or a seat that another line changes already.
    """
    _may_work(actor)
    row = _locked_draft(amendment, "แก้ไขรายการ")
    change.amendment = row
    if change.pk is None:
        change.order = (row.changes.aggregate(last=Max("order"))["last"] or 0) + 1
    if change.has_person:
        _fill_from_nomination(change)
    else:
        _say_nobody_new(change)
    CHANGE_SAYS_WHO.require((change.seat_id is None) == (change.act == ChangeAct.ADD))
    _require_line(change, bodies_of(row.amends))
    same = Q(seat=change.seat_id, seat__isnull=False) | Q(nomination=change.nomination_id, nomination__isnull=False)
    CHANGED_ONCE.require(not row.changes.filter(same).exclude(pk=change.pk).exists())
    change.full_clean()
    change.save()
    journal.record(actor=actor, verb="แก้ไขรายการ", target=row, after=_in_words(change))
    return change


def _fill_from_nomination(change: AmendmentChange) -> None:
    nomination = change.nomination or _waiting_nomination(change)
    if nomination is None:
        return
    change.nomination = nomination
    said = any([change.name, change.position, change.agency, change.expertise])
    if not said:
        change.name, change.position = nomination.name, nomination.position
        change.agency, change.expertise = nomination.agency, nomination.expertise
    if change.user_id is None and nomination.person is not None:
        change.user_id = nomination.person.user_id


def _waiting_nomination(change: AmendmentChange) -> Nomination | None:
    """The one that was accepted and waits for just this line, though it was typed and not chosen."""
    waiting = Nomination.objects.filter(committee=change.committee_id, status=NominationStatus.ACCEPTED, seat=None)
    if change.name:
        return waiting.filter(name=change.name).first()
    return waiting.filter(name="", position=change.position, agency=change.agency).first() if change.position else None


def _say_nobody_new(change: AmendmentChange) -> None:
    """A line that ends a seat or changes its role has no person of its own."""
    change.name = change.position = change.agency = change.expertise = ""
    change.nomination = change.user = None
    if change.act == ChangeAct.REMOVE and change.seat is not None:
        change.role = change.seat.role


def _is_of(change: AmendmentChange, nomination: Nomination) -> bool:
    """The line is about who was nominated: the name, but for a slip of the pen, or, without one, the position."""
    if nomination.name:
        return change.name == nomination.name or bool(lookalikes(nomination.name, [change.name]))
    return (change.position, change.agency) == (nomination.position, nomination.agency)


@keeps(AMENDS_BODIES_OF_ITS_ORDER, SEAT_STILL_HELD, CONSENT_BEFORE_ACCEPTED, ROLE_IS_ANOTHER, LINE_NAMES_ITS_NOMINEE)
def _require_line(change: AmendmentChange, bodies: Iterable[Committee]) -> None:
    """What must hold of a line by itself, when it is typed and once more when the order is issued."""
    AMENDS_BODIES_OF_ITS_ORDER.require(change.committee in list(bodies), body=change.committee.name)
    if change.seat is not None:
        held = change.seat.committee_id == change.committee_id and change.seat.until is None
        SEAT_STILL_HELD.require(held, person=str(change.seat))
        if change.act == ChangeAct.ROLE:
            ROLE_IS_ANOTHER.require(change.role != change.seat.role, person=str(change.seat))
    if change.nomination is not None:
        CONSENT_BEFORE_ACCEPTED.require(change.nomination.status == NominationStatus.ACCEPTED)
        same = change.nomination.committee_id == change.committee_id
        AMENDS_BODIES_OF_ITS_ORDER.require(same, body=change.nomination.committee.name)
        right = _is_of(change, change.nomination)
        LINE_NAMES_ITS_NOMINEE.require(right, person=str(change), nominee=str(change.nomination))


@transaction.atomic
def remove_change(change: AmendmentChange, *, actor: User) -> None:
    """Takes a line out of the draft; one that is gone already is no error."""
    _may_work(actor)
    row = _locked_draft(change.amendment, "ลบรายการ")
    fresh = row.changes.select_related("seat", "committee").filter(pk=change.pk).first()
    if fresh is None:
        return
    journal.record(actor=actor, verb="ลบรายการ", target=row, before=_in_words(fresh))
    fresh.delete()


@transaction.atomic
def drop_amendment(amendment: Amendment, *, actor: User, reason: str = "") -> Amendment:
    """The draft will not be issued; it stays to be read."""
    _may_work(actor)
    row = _locked_draft(amendment, "เลิกร่าง")
    row.status = AmendmentStatus.DROPPED
    row.full_clean()
    row.save(update_fields=["status"])
    journal.record(
        actor=actor,
        verb="เลิกร่าง",
        target=row,
        reason=reason,
        before={"status": AmendmentStatus.DRAFT},
        after={"status": row.status},
    )
    return row


def _in_words(change: AmendmentChange) -> dict[str, str]:
    words = {"act": change.get_act_display(), "committee": change.committee.name}
    if change.seat is not None:
        words["seat"] = f"{change.seat} ({change.seat.role_label})"
    if change.has_person:
        words["name"] = str(change)
    if change.act != ChangeAct.REMOVE:
        words["role"] = change.role_label
    return words


# -- the order ----------------------------------------------------------------------------------------------------


@keeps(AMENDMENT_HAS_CHANGES, BODY_HAS_CHAIR, ONE_CHAIR, ONE_SECRETARY, ONCE_PER_BODY)
def draft_amendment_order(amendment: Amendment) -> OrderContext:
    """What the order would say.  Raises ValidationError while a line, or a body as it would become, does not hold."""
    _require_in_force(amendment.amends)
    changes = _changes(amendment)
    AMENDMENT_HAS_CHANGES.require(bool(changes))
    bodies = list(bodies_of(amendment.amends))
    for change in changes:
        _require_line(change, bodies)
    for body in {change.committee_id: change.committee for change in changes}.values():
        seats = _as_it_becomes(body, changes)
        roles = [role for _, role in seats]
        BODY_HAS_CHAIR.require(BodyRole.CHAIR in roles, body=body.name)
        ONE_CHAIR.require(roles.count(BodyRole.CHAIR) == 1)
        ONE_SECRETARY.require(roles.count(BodyRole.SECRETARY) <= 1)
        for who in (_name_of, _user_of):
            known = [key for seat, _ in seats if (key := who(seat))]
            ONCE_PER_BODY.require(len(known) == len(set(known)))
    return require_power(amendment_paper(amendment))


def _changes(amendment: Amendment) -> list[AmendmentChange]:
    rows = amendment.changes.select_related(
        "committee", "seat__committee", "nomination__person", "nomination__committee"
    )
    return list(rows.order_by("order", "pk"))


def _name_of(seat: Appointment | AmendmentChange) -> tuple[str, ...]:
    return (seat.name,) if seat.name else (seat.position, seat.agency)


def _user_of(seat: Appointment | AmendmentChange) -> int | None:
    return seat.user_id


def _as_it_becomes(body: Committee, changes: Sequence[AmendmentChange]) -> list[tuple[Seat, str]]:
    """Everyone who would stand in the body after these changes, with the role."""
    own = [change for change in changes if change.committee_id == body.pk]
    ended = {change.seat_id for change in own}
    stay: list[tuple[Seat, str]] = [(s, s.role) for s in body.appointments.standing() if s.pk not in ended]
    come: list[tuple[Seat, str]] = [
        (change if change.has_person else change.seat, change.role)
        for change in own
        if change.act != ChangeAct.REMOVE and (change.has_person or change.seat is not None)
    ]
    return stay + come


@keeps(AMENDMENT_AFTER_ORDER)
def _require_after_the_last(dated: date, order: Paper, changes: Iterable[AmendmentChange]) -> None:
    """Orders about one body follow each other in time: the list on a day is what the orders up to it have left."""
    seats = Appointment.objects.filter(committee__in={change.committee_id for change in changes})
    known = [order.dated, *seats.aggregate(Max("since"), Max("until")).values()]
    last = max(day for day in known if day is not None)
    AMENDMENT_AFTER_ORDER.require(dated >= last, dated=thai_date(dated), last=thai_date(last))


def issue_amendment(
    amendment: Amendment, *, number: str, dated: date | None, signatory: Signatory | None, actor: User
) -> Paper:
    """Issues the order: seats that it ends are held until the day before, those that it begins from its day on.

    A change of role ends the seat and begins another of the same person.  Raises ValidationError when the amended order
    is not in force, a line or a body does not hold any more, the order would be dated before the last one about a body,
    and for everything that `issue_paper` refuses.
    """
    _may_work(actor)
    AMENDMENT_MOVES.require(amendment.is_draft, status=amendment.get_status_display(), act="ออกคำสั่ง")
    # Before any lock is taken: a long order takes seconds to set.
    context = draft_amendment_order(amendment)
    token = new_token()
    prepare(PaperKind.ORDER, context, number=number, dated=dated, signatory=signatory, token=token)
    with transaction.atomic():
        Paper.objects.select_for_update(of=("self",)).get(pk=amendment.amends_id)
        row = _locked_draft(amendment, "ออกคำสั่ง")
        keys = set(row.changes.values_list("committee_id", flat=True))
        bodies = list(Committee.objects.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk"))
        changes = _changes(row)
        context = draft_amendment_order(row)
        _require_after_the_last(dated, row.amends, changes)
        before = {body.pk: _list_of(body) for body in bodies}
        paper = issue_at_once(
            PaperKind.ORDER,
            context=context,
            number=number,
            dated=dated,
            signatory=signatory,
            actor=actor,
            round=row.amends.round,
            token=token,
        )
        _make(changes, paper)
        row.status, row.paper = AmendmentStatus.ISSUED, paper
        row.full_clean()
        row.save(update_fields=["status", "paper"])
        for body in bodies:
            journal.record(
                actor=actor,
                verb="แก้ไขรายชื่อ",
                target=body,
                reason=row.reason,
                before={"members": before[body.pk]},
                after={"members": _list_of(body), "order": str(paper)},
            )
        journal.record(
            actor=actor,
            verb="ออกคำสั่ง",
            target=row,
            before={"status": AmendmentStatus.DRAFT},
            after={"status": row.status, "paper": str(paper)},
        )
    amendment.refresh_from_db()
    return paper


def _make(changes: Sequence[AmendmentChange], paper: Paper) -> None:
    """Ends and begins the seats; all that end, end first, so that a chair may hand over within one order."""
    ended = [change.seat_id for change in changes if change.seat_id is not None]
    Appointment.objects.filter(pk__in=ended).update(until=paper.dated, ended_by=paper)
    for change in changes:
        if change.act == ChangeAct.REMOVE:
            continue
        who: Seat = change if change.has_person else change.seat
        seat = Appointment(
            committee=change.committee,
            name=who.name,
            position=who.position,
            agency=who.agency,
            expertise=who.expertise,
            role=change.role,
            user_id=_user_of(who),
            seat_order=change.seat.seat_order if change.seat else _last_place(change.committee) + 1,
            since=paper.dated,
            order=paper,
        )
        seat.full_clean()
        seat.save()
        if change.nomination is not None:
            change.nomination.seat = seat
            change.nomination.save(update_fields=["seat"])


def _last_place(body: Committee) -> int:
    return body.appointments.standing().aggregate(last=Max("seat_order"))["last"] or 0


def _list_of(body: Committee) -> list[str]:
    seats = body.appointments.standing().select_related("committee")
    return [f"{seat} ({seat.role_label})" for seat in seats]
