"""The end of the time for applying, as the plan's evidence that the intake is over."""

from django.urls import reverse

from office import clock
from rounds.evidence import Evidence, evidence
from rounds.models import Round
from rounds.rules import EvidenceKind
from thai.dates import in_bangkok

from .models import Entry
from .rules import EntryStatus
from .window import last_closing

# Handed in, and neither a draft nor taken back since.
HANDED_IN = (EntryStatus.SUBMITTED, EntryStatus.RETURNED, EntryStatus.SCREENED_IN, EntryStatus.SCREENED_OUT)


@evidence(EvidenceKind.INTAKE_CLOSED, screen="admin:registrations_entry_changelist", of_round="round")
def intake_closed(round: Round) -> list[Evidence]:
    """One, once the time is over and somebody has applied."""
    closed = last_closing(round)
    if closed is None or clock.now() <= closed:
        return []
    count = Entry.objects.filter(round=round, status__in=HANDED_IN).count()
    if not count:
        return []
    url = reverse("admin:registrations_entry_changelist", query={"round": round.pk})
    return [Evidence(in_bangkok(closed).date(), f"ปิดรับสมัคร มีใบสมัคร {count} รายการ", url)]
