"""Orders of appointment, as the plan's evidence that the bodies are appointed."""

from django.urls import reverse

from documents.models import Paper
from rounds.evidence import Evidence, evidence
from rounds.models import Round
from rounds.rules import EvidenceKind

from .models import Committee


@evidence(EvidenceKind.ORDER_ISSUED, screen="admin:committees_committee_changelist")
def orders(round: Round) -> list[Evidence]:
    """One for each order, however many bodies it appoints; one that was corrected later has appointed all the same."""
    bodies = Committee.objects.filter(round=round, status=Committee.Status.APPOINTED)
    papers = Paper.objects.filter(
        pk__in=bodies.values("order"), status__in=[Paper.Status.ISSUED, Paper.Status.REPLACED], dated__isnull=False
    )
    return [
        Evidence(paper.dated, f"คำสั่งที่ {paper.number_in_full}", reverse("admin:documents_paper_change", args=[paper.pk]))
        for paper in papers.order_by("dated", "pk")
    ]
