"""Sheets that are all handed in, and results that a second person has approved, as the plan's evidence."""

from django.db.models import Count, Exists, Max, OuterRef
from django.urls import reverse

from registrations.models import Entry
from registrations.rules import EntryStatus
from rounds.evidence import Evidence, evidence
from rounds.models import Round
from rounds.rules import EvidenceKind
from thai.dates import in_bangkok

from .models import Framework, Recusal, ResultBatch, Sheet
from .rules import BatchStatus, SheetStatus

SHEETS = "admin:scoring_sheet_changelist"
BATCHES = "admin:scoring_resultbatch_changelist"


@evidence(EvidenceKind.SCORING_DONE, screen=SHEETS, of_round="entry__round__id__exact")
def scoring_done(round: Round) -> list[Evidence]:
    """One, when the time for applying is over, nothing waits for screening, and each entry that passed has its sheets.

    A sheet that is still being filled holds it up, unless its member has stood back from the entry.
    """
    framework = Framework.objects.filter(round=round).first()
    if framework is None or round.accepts_entries():
        return []
    of_passed = Sheet.objects.filter(entry__round=round, entry__status=EntryStatus.SCREENED_IN)
    counted = of_passed.counted().filter(submitted_at__isnull=False)
    sums = dict(counted.order_by().values_list("entry").annotate(number=Count("pk")))
    entries = Entry.objects.filter(round=round).exclude(status__in=[EntryStatus.DRAFT, EntryStatus.WITHDRAWN])
    states = dict(entries.order_by().values_list("pk", "status"))
    waiting = {EntryStatus.SUBMITTED, EntryStatus.RETURNED} & set(states.values())
    passed = [pk for pk, status in states.items() if status == EntryStatus.SCREENED_IN]
    if not passed or waiting or any(sums.get(pk, 0) < framework.sheets_needed for pk in passed):
        return []
    stood_back = Exists(Recusal.objects.filter(entry=OuterRef("entry"), member=OuterRef("member")))
    if of_passed.filter(status=SheetStatus.DRAFT).exclude(stood_back).exists():
        return []
    last = counted.aggregate(last=Max("submitted_at"))["last"]
    url = reverse(SHEETS, query={"entry__round__id__exact": round.pk})
    return [Evidence(in_bangkok(last).date(), f"แบบให้คะแนน {sum(sums.values())} ฉบับ ครบทุกผลิตภัณฑ์", url)]


@evidence(EvidenceKind.RESULTS_APPROVED, screen=BATCHES)
def results_approved(round: Round) -> list[Evidence]:
    batches = ResultBatch.objects.filter(round=round, status=BatchStatus.PUBLISHED).order_by("published_at", "pk")
    return [
        Evidence(in_bangkok(at).date(), f"ชุดผลครั้งที่ {number}", reverse("admin:scoring_resultbatch_change", args=[pk]))
        for pk, number, at in batches.values_list("pk", "number", "published_at")
    ]
