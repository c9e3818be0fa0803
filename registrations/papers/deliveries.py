"""The labels of products, and the list that goes with them."""

from collections.abc import Iterable
from itertools import groupby

from django.utils import timezone

from documents.papers import letterhead, paragraphs
from documents.papers.label import Label, LabelSheetContext
from documents.papers.manifest import ManifestContext, ManifestGroup, ManifestLine
from office.models import District, Office
from rounds.models import Round

from ..models import Entry
from ..rules import EntryStatus
from .common import OFFICE

# Entries whose product is handed over: they have a number and have not been refused or withdrawn.
DELIVERED = (EntryStatus.SUBMITTED, EntryStatus.RETURNED, EntryStatus.SCREENED_IN)


def label_sheet(entries: Iterable[Entry], *, place: str = "") -> LabelSheetContext:
    """Labels of these entries, in the order given; those without a number have none."""
    return LabelSheetContext(
        title=f"ป้ายผลิตภัณฑ์ {place}".strip(),
        labels=tuple(
            Label(number=entry.number, group=entry.group.name, product=entry.name, kind=entry.get_kind_display())
            for entry in entries
            if entry.number
        ),
    )


def delivery_manifest(entries: Iterable[Entry], round: Round, *, district: District | None) -> ManifestContext:
    """The delivery list of a district, or without one of the whole round; entries come sorted by product group."""
    office = Office.objects.first()
    groups = tuple(
        ManifestGroup(
            name=group.name,
            lines=tuple(
                ManifestLine(
                    number=entry.number,
                    product=entry.name,
                    kind=entry.get_kind_display(),
                    items=len(paragraphs(entry.set_items)),
                    producer=entry.producer.name,
                    district="" if district else entry.producer.district.name,
                )
                for entry in rows
            ),
        )
        for group, rows in groupby(entries, key=lambda entry: entry.group)
    )
    return ManifestContext(
        office=office.name if office else OFFICE,
        province=letterhead()["province"],
        round_title=round.title,
        place=f"อำเภอ{district.name}" if district else "",
        printed_on=timezone.localdate(),
        groups=groups,
    )
