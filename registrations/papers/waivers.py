"""The annex of exceptions of a round."""

from django.utils import timezone

from documents.papers import letterhead
from documents.papers.result_list import Signer
from documents.papers.waiver_list import WaiverLine, WaiverListContext
from office.models import Office
from rounds.models import Round
from thai.dates import in_bangkok

from ..models import Waiver
from ..rules import EntryStatus
from .common import OFFICE


def waiver_annex(round: Round) -> WaiverListContext:
    """Exceptions that stand, in the order of the entries' numbers, for who decided them to sign.

    What was revoked, and what was excepted for an entry that was withdrawn or never handed in, stands in the journal.
    """
    office = Office.objects.first()
    waivers = list(
        Waiver.objects.granted()
        .filter(entry__round=round)
        .exclude(entry__status__in=[EntryStatus.DRAFT, EntryStatus.WITHDRAWN])
        .select_related("entry__producer__district", "requirement", "proposed_by", "decided_by")
        .order_by("entry__group__order", "entry__number", "requirement__order", "pk")
    )
    deciders = {waiver.decided_by_id: waiver.decided_by for waiver in waivers}
    return WaiverListContext(
        office=office.name if office else OFFICE,
        province=letterhead()["province"],
        round_title=round.title,
        printed_on=timezone.localdate(),
        lines=tuple(
            WaiverLine(
                number=waiver.entry.number,
                product=waiver.entry.name,
                producer=waiver.entry.producer.name,
                district=waiver.entry.producer.district.name,
                paper=waiver.requirement.name,
                clause=waiver.requirement.clause,
                reason=waiver.reason,
                proposer=waiver.proposed_by.full_name,
                decider=waiver.decided_by.full_name,
                decided_on=in_bangkok(waiver.decided_at).date(),
            )
            for waiver in waivers
        ),
        signers=tuple(Signer(person.full_name, person.position) for person in deciders.values()),
    )
