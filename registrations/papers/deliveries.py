"""The labels of samples, and the lists that go with them."""

from collections.abc import Iterable
from itertools import groupby

from django.utils import timezone

from documents.papers import letterhead, paragraphs
from documents.papers.label import Label, LabelSheetContext
from documents.papers.manifest import ManifestContext, ManifestGroup, ManifestLine
from office.models import District, Office
from rounds.models import Round
from thai.dates import thai_date

from ..models import Entry, Sample
from ..rules import Condition, EntryStatus
from .common import OFFICE

# Entries whose product is handed over: they have a number and have not been refused or withdrawn.
DELIVERED = (EntryStatus.SUBMITTED, EntryStatus.RETURNED, EntryStatus.SCREENED_IN)

# The way that a list goes with: its title, and who signs.
TRIPS = {
    "province": ("บัญชีนำส่งตัวอย่างผลิตภัณฑ์ถึงจังหวัด", ("ผู้ส่ง", "ผู้นำส่ง", "ผู้รับ")),
    "department": ("บัญชีนำส่งตัวอย่างผลิตภัณฑ์ถึงกรมการพัฒนาชุมชน", ("ผู้ส่ง", "ผู้นำส่ง", "ผู้รับ")),
    "return": ("บัญชีคืนตัวอย่างผลิตภัณฑ์แก่ผู้ผลิต", ("ผู้คืน", "พยาน")),
}


def label_sheet(samples: Iterable[Sample], *, by_producer: bool = False) -> LabelSheetContext:
    """Labels of these samples, in the order given; by producer, those of one stay on one sheet."""
    return LabelSheetContext(
        title="ป้ายตัวอย่างผลิตภัณฑ์",
        labels=tuple(
            Label(
                number=str(sample),
                code=sample.code,
                group=sample.entry.group.name,
                pieces=sample.pieces,
                keep_cool=sample.keep_cool,
                best_before=sample.best_before,
                allergens=sample.allergens,
                bundle=sample.entry.producer_id if by_producer else 0,
            )
            for sample in samples
        ),
    )


def delivery_manifest(
    samples: Iterable[Sample],
    round: Round,
    *,
    district: District | None,
    trip: str = "province",
    with_key: bool = True,
    missing: Iterable[Entry] = (),
) -> ManifestContext:
    """The list of a district, or without one of the whole round; samples come sorted by product group.

    with_key: whether the reader may know whose sample each is.
    """
    office = Office.objects.first()
    title, hands = TRIPS[trip]
    return ManifestContext(
        title=title,
        office=office.name if office else OFFICE,
        province=letterhead()["province"],
        round_title=round.title,
        place=f"อำเภอ{district.name}" if district else "",
        printed_on=timezone.localdate(),
        groups=tuple(
            ManifestGroup(group.name, tuple(_line(sample, with_key, district is None) for sample in rows))
            for group, rows in groupby(samples, key=lambda sample: sample.entry.group)
        ),
        hands=hands,
        with_key=with_key,
        signed_by_line=trip == "return",
        missing=tuple(entry.number for entry in missing) if with_key else (),
    )


def _line(sample: Sample, with_key: bool, with_district: bool) -> ManifestLine:
    entry = sample.entry
    told = [
        "แช่เย็น" if sample.keep_cool else "",
        f"ก่อน {thai_date(sample.best_before, short=True)}" if sample.best_before else "",
        "มีปัญหาเล็กน้อย" if sample.condition == Condition.SMALL_PROBLEM else "",
        "ต้องคืน" if sample.must_go_back else "",
    ]
    key = {
        "entry": entry.number,
        "product": entry.name,
        "kind": entry.get_kind_display(),
        "items": len(paragraphs(entry.set_items)),
        "producer": entry.producer.name,
        "district": entry.producer.district.name if with_district else "",
    }
    return ManifestLine(
        number=str(sample),
        pieces=sample.pieces,
        state=sample.get_state_display(),
        notes=tuple(filter(None, told)),
        **(key if with_key else {}),
    )
