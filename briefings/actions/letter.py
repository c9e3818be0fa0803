"""The invitation as a letter: drafted here from the meeting, read over, numbered and sent at the letter desk."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from documents.actions import draft_paper, head_of, set_addressees
from documents.models import Paper
from documents.rules import PaperKind
from office import journal
from office.models import District, Office, User
from rounds.clauses import keeps
from thai.dates import thai_date

from ..models import Briefing, Invitation
from ..papers.invitation import ALL_DISTRICTS, MANY, invitation_context
from ..rules import (
    BRIEFING_MOVES,
    INVITES_SOMEBODY,
    LETTER_HAS_ADDRESSEES,
    PAPER_OF_BRIEFING_ONCE,
    BriefingStatus,
)
from .common import locked, may_work
from .records import standing

ASKS = "ตอบรับการเข้าประชุม"
# As many names as the letter desk's list of addressees takes; a register of producers is told by the districts.
MOST_NAMES = 300


@keeps(PAPER_OF_BRIEFING_ONCE, INVITES_SOMEBODY, LETTER_HAS_ADDRESSEES, BRIEFING_MOVES)
@transaction.atomic
def draft_invitation(briefing: Briefing, *, actor: User) -> tuple[Paper, int]:
    """A draft at the letter desk, addressed to those invited; with how many producers it leaves out.

    What opens the meeting is printed in the letter: its addressees are the invited, and nobody else.  Raises
    ValidationError when nobody is invited yet, when only more producers are than a letter can name, when the meeting is
    not planned any more, or when its letter exists.
    """
    may_work(actor)
    row = locked(briefing)
    if row.status != BriefingStatus.PLANNED:
        raise BRIEFING_MOVES.error(status=row.get_status_display(), act="ร่างหนังสือเชิญ")
    PAPER_OF_BRIEFING_ONCE.require(standing(row.invitation) is None, kind=PaperKind.INVITATION.label)
    invited = list(row.invitations.select_related("district", "user").order_by("pk"))
    INVITES_SOMEBODY.require(bool(invited))
    districts = [one.district for one in invited if one.is_district]
    names = [addressee_of(one) for one in invited if not one.is_district and not one.producer_id]
    producers = [one.name for one in invited if one.producer_id]
    named = producers if len(names) + len(producers) <= MOST_NAMES else []
    others = list(dict.fromkeys([*names, *named]))[:MOST_NAMES]
    left_out = len(producers) - len(named)
    LETTER_HAS_ADDRESSEES.require(bool(districts or others), count=f"{len(producers):,}", limit=MOST_NAMES)
    day_before = timezone.localdate(row.starts_at) - timedelta(days=1)
    due_on = day_before if day_before > timezone.localdate() else None
    context = invitation_context(
        row,
        to=_to(districts, others),
        names_each=len(districts) + len(others) > 1 and not _is_everywhere(districts, others),
        with_slip=any(one.user_id is None and not one.is_district for one in invited),
        reply_by=thai_date(due_on, weekday=True) if due_on else "",
    )
    paper = draft_paper(PaperKind.INVITATION, context=context, actor=actor, round=row.round, asks=ASKS, due_on=due_on)
    set_addressees(paper, districts=districts, others=others, actor=actor)
    row.invitation = paper
    row.save(update_fields=["invitation"])
    journal.record(actor=actor, verb="ร่างหนังสือเชิญประชุม", target=row, after={"invitation": paper.pk})
    briefing.refresh_from_db()
    return paper, left_out


def addressee_of(invitation: Invitation) -> str:
    """A person by name; a head of a provincial agency by position, others by position and agency."""
    by_position = invitation.seat_id and not invitation.position and "จังหวัด" not in invitation.name
    name = f"{invitation.name} {invitation.agency}".strip() if by_position else invitation.name
    return name[:200]


def _is_everywhere(districts: list[District], others: list[str]) -> bool:
    """All districts of the office's province, and nobody else: one circular, the same for all."""
    office = Office.objects.first()
    if office is None or others or not districts:
        return False
    return District.objects.filter(province=office.province_id).count() == len(districts)


def _to(districts: list[District], others: list[str]) -> str:
    if _is_everywhere(districts, others):
        return ALL_DISTRICTS
    if len(districts) + len(others) == 1:
        return head_of(districts[0]) if districts else others[0]
    return MANY
