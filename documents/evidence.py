"""Letters that went to the districts, as the plan's evidence."""

from django.db.models import Min
from django.urls import reverse

from rounds.evidence import Evidence, evidence
from rounds.models import Round
from rounds.rules import EvidenceKind
from thai.dates import in_bangkok

from .models import Dispatch, Paper
from .rules import LETTERS, PaperStatus


@evidence(EvidenceKind.LETTER_SENT, screen="admin:documents_paper_changelist", kind__exact="letter")
def letters_sent(round: Round) -> list[Evidence]:
    """Letters in force, by the day on which the first district got its copy."""
    sent = Dispatch.objects.sent().filter(
        paper__round=round, paper__kind__in=LETTERS, paper__status=PaperStatus.ISSUED, district__isnull=False
    )
    first = dict(sent.order_by().values_list("paper").annotate(first=Min("sent_at")))
    papers = Paper.objects.in_bulk(first)
    return [
        Evidence(
            in_bangkok(at).date(),
            f"หนังสือที่ {papers[pk].number_in_full} เรื่อง {papers[pk].subject}",
            reverse("admin:documents_paper_change", args=[pk]),
        )
        for pk, at in sorted(first.items(), key=lambda pair: (pair[1], pair[0]))
    ]
