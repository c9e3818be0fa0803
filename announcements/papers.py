"""What a provincial announcement (ประกาศจังหวัด) says, with the list of results attached to it."""

from collections.abc import Iterable
from itertools import groupby

from django.utils import timezone

from documents.papers import AnnouncementContext, letterhead
from documents.papers.announcement import ResultGroup, ResultLine
from thai.dates import be_year

from .models import Announcement, PublishedResult


def announcement_paper(
    announcement: Announcement, *, results: Iterable[PublishedResult] | None = None
) -> AnnouncementContext:
    """The paper of an announcement, as a draft; `documents.actions.issue_paper` gives it number, date and signature.

    `results` are the lines of the attached list (rows of the announcement, or rows about to be saved); without it,
    the announcement's own.
    """
    if results is None:
        results = announcement.results.all() if announcement.pk else ()
    lines = sorted(results, key=lambda row: (row.group_order, row.group_name, -(row.star_level or 0), row.entry_number))
    groups = tuple(
        ResultGroup(
            name=name,
            lines=tuple(
                ResultLine(
                    number=row.entry_number,
                    product=row.product_name,
                    producer=row.producer_name,
                    district=row.district_name,
                    # a narrow column breaks at spaces only
                    outcome=row.outcome().replace("คัดสรรระดับ", "คัดสรร ระดับ"),
                )
                for row in rows
            ),
        )
        for name, rows in groupby(lines, key=lambda row: row.group_name)
    )
    return AnnouncementContext(
        **letterhead(),
        subject=announcement.title,
        year_be=be_year(announcement.published_at or timezone.now()),
        body=announcement.body,
        list_title=f"บัญชีรายชื่อแนบท้ายประกาศ เรื่อง {announcement.title}" if groups else "",
        groups=groups,
    )
