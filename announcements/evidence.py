"""Announcements that the public can read, as the plan's evidence."""

from django.urls import reverse

from rounds.evidence import Evidence, evidence
from rounds.models import Round
from rounds.rules import EvidenceKind
from thai.dates import in_bangkok

from .models import Announcement
from .rules import AnnouncementKind

SCREEN = "admin:announcements_announcement_changelist"


def _published(round: Round, kind: AnnouncementKind) -> list[Evidence]:
    rows = Announcement.objects.published().filter(round=round, kind=kind).order_by("published_at", "pk")
    return [
        Evidence(in_bangkok(at).date(), title, reverse("admin:announcements_announcement_change", args=[pk]))
        for pk, title, at in rows.values_list("pk", "title", "published_at")
    ]


@evidence(EvidenceKind.CALL_PUBLISHED, screen=SCREEN, kind__exact="call")
def call_published(round: Round) -> list[Evidence]:
    return _published(round, AnnouncementKind.CALL)


@evidence(EvidenceKind.RESULTS_PUBLISHED, screen=SCREEN, kind__exact="results")
def results_published(round: Round) -> list[Evidence]:
    return _published(round, AnnouncementKind.RESULTS)
