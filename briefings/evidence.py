"""Meetings that were held, as the plan's evidence."""

from django.urls import reverse

from rounds.evidence import Evidence, evidence
from rounds.models import Round
from rounds.rules import EvidenceKind
from thai.dates import in_bangkok

from .models import Briefing
from .rules import BriefingKind, BriefingStatus

SCREEN = "admin:briefings_briefing_changelist"


def _held(round: Round, kind: BriefingKind) -> list[Evidence]:
    meetings = Briefing.objects.filter(round=round, kind=kind, status=BriefingStatus.HELD)
    return [
        Evidence(in_bangkok(starts_at).date(), title, reverse("admin:briefings_briefing_change", args=[pk]))
        for pk, title, starts_at in meetings.order_by("starts_at", "pk").values_list("pk", "title", "starts_at")
    ]


@evidence(EvidenceKind.OFFICERS_BRIEFED, screen=SCREEN, kind__exact="officers")
def officers_briefed(round: Round) -> list[Evidence]:
    return _held(round, BriefingKind.OFFICERS)


@evidence(EvidenceKind.COMMITTEE_MET, screen=SCREEN, kind__exact="committee")
def committee_met(round: Round) -> list[Evidence]:
    return _held(round, BriefingKind.COMMITTEE)


@evidence(EvidenceKind.PRODUCERS_BRIEFED, screen=SCREEN, kind__exact="producers")
def producers_briefed(round: Round) -> list[Evidence]:
    return _held(round, BriefingKind.PRODUCERS)
