"""The official act of step 1: one provincial order appoints one or several bodies of a round."""

from collections.abc import Sequence
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction

from documents.actions import issue_at_once, prepare
from documents.models import Paper, new_token
from documents.papers import OrderContext
from office import journal
from office.models import Signatory, User
from office.rules import PROVINCIAL
from rounds.clauses import keeps

from ..models import Committee
from ..papers import LEGAL_BASIS, POWER, appointment_order
from ..rules import (
    APPOINTED_BY_ORDER,
    APPOINTED_ONCE,
    BODIES_OF_ONE_ROUND,
    BODY_HAS_CHAIR,
    BODY_HAS_MEMBERS,
    ORDER_NAMES_ITS_POWER,
    BodyRole,
)


@keeps(ORDER_NAMES_ITS_POWER)
def require_power(context: OrderContext) -> OrderContext:
    """The order as it is, once its preamble says by which law it is given."""
    ORDER_NAMES_ITS_POWER.require(POWER in context.preamble)
    return context


@keeps(BODY_HAS_MEMBERS, BODY_HAS_CHAIR, BODIES_OF_ONE_ROUND)
def draft_order(committees: Sequence[Committee], *, legal_basis: str = LEGAL_BASIS, preamble: str = "") -> OrderContext:
    """What the order would say, with the usual preamble or the one given.

    Raises ValidationError while a body is not complete, or the preamble names no power.
    """
    BODIES_OF_ONE_ROUND.require(bool(committees) and len({body.round_id for body in committees}) == 1)
    for body in committees:
        seats = list(body.appointments.all())
        BODY_HAS_MEMBERS.require(bool(seats), body=body.name)
        BODY_HAS_CHAIR.require(any(seat.role == BodyRole.CHAIR for seat in seats), body=body.name)
    return require_power(appointment_order(committees, legal_basis=legal_basis, preamble=preamble))


def warnings_about(committees: Sequence[Committee]) -> list[str]:
    """What does not stop the order but should be looked at before it is signed."""
    said = []
    for body in committees:
        if not any(seat.role == BodyRole.SECRETARY for seat in body.appointments.all()):
            said.append(f"“{body}” ยังไม่มีเลขานุการ")
        if not body.duties.strip():
            said.append(f"“{body}” ยังไม่ระบุหน้าที่และอำนาจ")
    return said


@keeps(APPOINTED_BY_ORDER, APPOINTED_ONCE)
def appoint_committee(
    committees: Sequence[Committee],
    *,
    number: str,
    dated: date | None,
    signatory: Signatory | None,
    actor: User,
    legal_basis: str = LEGAL_BASIS,
    preamble: str = "",
) -> Paper:
    """Issues one order for these bodies and makes them appointed; returns the order.

    `preamble` is what staff wrote instead of the usual one; `legal_basis` belongs to the usual one.

    Raises ValidationError when a body has no members or no chair, is appointed already or is of another round, when the
    preamble names no power, and for everything that `issue_paper` refuses.
    """
    if not actor.has_role(*PROVINCIAL):
        raise PermissionDenied
    keys = [body.pk for body in committees]
    # Before any lock is taken: a long order takes seconds to set.
    context = draft_order(_complete(keys), legal_basis=legal_basis, preamble=preamble)
    token = new_token()
    prepare(Paper.Kind.ORDER, context, number=number, dated=dated, signatory=signatory, token=token)
    with transaction.atomic():
        for body in Committee.objects.select_for_update().filter(pk__in=keys).order_by("pk"):
            APPOINTED_ONCE.require(body.may_move_to(Committee.Status.APPOINTED), body=body.name)
        bodies = _complete(keys)
        order = issue_at_once(
            Paper.Kind.ORDER,
            context=draft_order(bodies, legal_basis=legal_basis, preamble=preamble),
            number=number,
            dated=dated,
            signatory=signatory,
            actor=actor,
            round=bodies[0].round,
            token=token,
        )
        for body in bodies:
            body.move(Committee.Status.APPOINTED, order=order)
            body.appointments.standing().update(since=order.dated, order=order)
            journal.record(
                actor=actor,
                verb="แต่งตั้ง",
                target=body,
                before={"status": Committee.Status.DRAFT},
                after={"status": body.status, "order": str(order)},
            )
    for body in committees:
        body.refresh_from_db()
    return order


def _complete(keys: list[int]) -> list[Committee]:
    """The bodies with their round and seats, in the order in which the paper names them."""
    rows = Committee.objects.filter(pk__in=keys).select_related("round").prefetch_related("appointments__committee")
    return list(rows.order_by("kind", "pk"))
