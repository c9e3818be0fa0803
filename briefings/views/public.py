"""What the public reads of meetings: when and where the public ones are, and the questions that were answered.

Only the columns that are shown are asked of the database: what opens a meeting and who asked are not among them.
"""

from dataclasses import dataclass
from itertools import groupby

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from office.public_pages import public_page

from ..models import Briefing, Question
from ..record_forms import FaqForm
from ..rules import BriefingStatus, looks_secret

PER_PAGE = 20
SHOWN = ("title", "kind", "status", "starts_at", "ends_at", "place", "online_system")
TOLD_TO_INVITED = "แจ้งแก่ผู้ได้รับเชิญ"


@dataclass(frozen=True)
class Notice:
    """A public meeting, in words for everyone."""

    pk: int
    title: str
    kind: str
    when: str
    where: str
    status: str
    is_cancelled: bool


def _public() -> QuerySet[Briefing]:
    return Briefing.objects.filter(is_public=True).only(*SHOWN)


def notice_of(briefing: Briefing) -> Notice:
    """A text in which somebody has typed what looks like a link or a code is not shown."""
    places = [briefing.place, f"ออนไลน์ ({briefing.online_system})" if briefing.online_system else ""]
    where = " และ".join(TOLD_TO_INVITED if looks_secret(place) else place for place in places if place)
    return Notice(
        pk=briefing.pk,
        title=f"การประชุม{briefing.get_kind_display()}" if looks_secret(briefing.title) else briefing.title,
        kind=briefing.get_kind_display(),
        when=briefing.when_text("thai"),
        where=where,
        status=briefing.get_status_display(),
        is_cancelled=briefing.status == BriefingStatus.CANCELLED,
    )


def _published() -> QuerySet[Question]:
    rows = Question.objects.exclude(published_at=None).select_related("briefing__round")
    return rows.only(
        "text",
        "answer",
        "published_at",
        "briefing__round__year_be",
        "briefing__round__sequence",
        "briefing__round__title",
    )


@public_page
def meeting_list(request: HttpRequest) -> HttpResponse:
    """Public meetings that lie ahead; a cancelled one stays until its day, so that nobody comes in vain."""
    ahead = _public().filter(ends_at__gte=timezone.now()).exclude(status=BriefingStatus.HELD)
    page = Paginator(ahead.order_by("starts_at", "pk"), PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "notices": [notice_of(briefing) for briefing in page]}
    return render(request, "briefings/public_meetings.html", context)


@public_page
def meeting_detail(request: HttpRequest, pk: int) -> HttpResponse:
    briefing = get_object_or_404(_public(), pk=pk)
    questions = _published().filter(briefing=briefing).order_by("order", "pk")
    page = Paginator(questions, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "briefings/public_meeting.html", {"notice": notice_of(briefing), "page": page})


@public_page
def faq(request: HttpRequest) -> HttpResponse:
    """Published questions, those of the latest round first."""
    form = FaqForm(request.GET)
    everything = _published()
    found = everything.filter(form.found()).order_by(
        "-briefing__round__year_be", "-briefing__round__sequence", "briefing__starts_at", "briefing", "order", "pk"
    )
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    rounds = [
        (round, list(questions)) for round, questions in groupby(page, key=lambda question: question.briefing.round)
    ]
    words = form.cleaned_data.get("q", "")
    total = everything.count() if words else page.paginator.count
    return render(
        request, "briefings/faq.html", {"form": form, "page": page, "rounds": rounds, "words": words, "total": total}
    )
