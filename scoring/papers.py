"""What the papers of scoring say: the blank sheet, what is stamped on it, a filled sheet, and the list to be signed."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import groupby

from django.utils import timezone

from committees.models import Appointment
from documents.papers import letterhead
from documents.papers.result_list import ResultListContext, ResultRow, ResultSection, ResultTable, Signer
from documents.papers.score_sheet import (
    ScoreHeading,
    ScoreLine,
    ScoreSection,
    ScoreSheetContext,
    ScoreStampContext,
    ScoreStep,
)
from office.models import Office
from registrations.models import Entry
from rounds.models import ProductGroup
from thai.dates import in_bangkok

from .models import Criterion, Framework, Panel, Recusal, Result, ResultBatch, Sheet
from .rules import BatchStatus

Marks = dict[int, Decimal]


def plain(points: Decimal | None) -> str:
    """Points without idle zeros: 3, 7.5."""
    return "" if points is None else f"{points.normalize():f}"


def _sections(criteria: Iterable[Criterion], marks: Marks | None) -> tuple[ScoreSection, ...]:
    """Sections with their headings and criteria, in the order of the sheet; without marks, blank."""
    return tuple(
        _section(list(rows), marks) for _, rows in groupby(criteria, key=lambda criterion: criterion.section_id)
    )


def _section(rows: list[Criterion], marks: Marks | None) -> ScoreSection:
    section = rows[0].section
    headings = groupby(rows, key=lambda criterion: criterion.heading)
    return ScoreSection(
        code=section.code,
        title=section.title,
        maximum=plain(sum((row.max_points for row in rows), Decimal())),
        headings=tuple(ScoreHeading(title, tuple(_line(row, marks) for row in of)) for title, of in headings),
        total="" if marks is None else plain(sum((marks.get(row.pk, Decimal()) for row in rows), Decimal())),
    )


def _line(criterion: Criterion, marks: Marks | None) -> ScoreLine:
    mark = None if marks is None else marks.get(criterion.pk)
    ladder = criterion.input == Criterion.Input.LADDER
    return ScoreLine(
        code=criterion.code,
        title=criterion.title,
        maximum=plain(criterion.max_points),
        steps=tuple(
            ScoreStep(plain(step.points), step.text, is_chosen=step.points == mark) for step in criterion.steps.all()
        )
        if ladder
        else (),
        mark=plain(mark),
    )


def blank_sheet(framework: Framework, group: ProductGroup, *, marks: Marks | None = None) -> ScoreSheetContext:
    """The form of a product group, naming neither product nor member."""
    criteria = list(framework.provincial_criteria(group.code))
    office = Office.objects.first()
    return ScoreSheetContext(
        office=office.name if office else "สำนักงานพัฒนาชุมชนจังหวัด",
        round_title=framework.round.title,
        framework=framework.name,
        is_default_value=framework.is_default_value,
        group=group.name,
        sections=_sections(criteria, marks),
        maximum=plain(sum((row.max_points for row in criteria), Decimal())),
    )


def _of_entry(entry: Entry, member: Appointment | None) -> dict[str, str]:
    """Whose sheet of what product it is; the code finds the sheet again: the entry's number, and the seat."""
    return {
        "number": entry.number,
        "product": entry.name,
        "kind": entry.get_kind_display(),
        "member": str(member) if member else "",
        "role": member.role_label if member else "",
        "code": f"{entry.number} {member.pk}" if member else entry.number,
    }


def stamp(entry: Entry, member: Appointment | None, body: str, *, pages: int = 1) -> ScoreStampContext:
    """What is laid over the blank form; without a member for an agreed sheet, which the body signs."""
    return ScoreStampContext(**_of_entry(entry, member), body=body, pages=pages)


def stamps(panel: Panel, framework: Framework, *, pages: int = 1) -> list[ScoreStampContext]:
    """A sheet for each product of the panel's group and each of its members of today who has not stood back from it.

    An agreed sheet is one a product, signed by the body.
    """
    entries = Entry.objects.screened_in().filter(group=panel.group).order_by("number", "pk")
    body = panel.committee.name
    if framework.method == Framework.Method.CONSENSUS:
        return [stamp(entry, None, body, pages=pages) for entry in entries]
    seats = list(panel.committee.appointments.on().select_related("committee").order_by("seat_order", "pk"))
    recused = Recusal.objects.filter(entry__group=panel.group).select_related("member")
    back = {(recusal.entry_id, _person(recusal.member)) for recusal in recused}
    rows = list(entries)
    return [
        stamp(entry, seat, body, pages=pages)
        for seat in seats
        for entry in rows
        if (entry.pk, _person(seat)) not in back
    ]


def _person(seat: Appointment) -> object:
    """Who sits there, whichever seat of the body it is: a new role is a new seat."""
    return seat.user_id or seat.name or (seat.position, seat.agency)


def filled_sheet(sheet: Sheet) -> ScoreSheetContext:
    """A sheet with its marks; totals are added up from the marks as they stand."""
    entry, member = sheet.entry, sheet.member
    marks = dict(sheet.marks.order_by().values_list("criterion_id", "points"))
    form = blank_sheet(entry.round.framework, entry.group, marks=marks)
    return replace(
        form,
        **_of_entry(entry, member),
        body=member.committee.name,
        total=plain(sum(marks.values(), Decimal())),
        status=sheet.get_status_display(),
        submitted_on=sheet.submitted_at and in_bangkok(sheet.submitted_at).date(),
    )


def result_list(batch: ResultBatch) -> ResultListContext:
    """The results of a batch by product group, to be signed by who scored each group."""
    results = Result.objects.filter(batch=batch).select_related("entry__group", "entry__producer__district")
    rows = sorted(results, key=lambda row: (row.entry.group.order, row.entry.group_id, -row.points, row.entry.number))
    panels = {panel.group_id: panel for panel in Panel.objects.filter(round=batch.round).select_related("committee")}
    day = timezone.localdate(batch.published_at)
    signers = _signers([panel.committee_id for panel in panels.values()], day)
    maxima = _section_maxima(batch)
    tables = tuple(
        _table(group, list(of), panels.get(group.pk), signers, maxima)
        for group, of in groupby(rows, key=lambda row: row.entry.group)
    )
    published = batch.status == BatchStatus.PUBLISHED
    return ResultListContext(
        province=letterhead()["province"],
        round_title=batch.round.title,
        batch=f"ชุดผลครั้งที่ {batch.number}",
        state="เอกสารภายใน คะแนนไม่เปิดเผยต่อสาธารณะ" if published else "เอกสารภายใน ห้ามเผยแพร่ก่อนประกาศผล",
        proposer=batch.proposed_by.full_name,
        proposed_at=batch.proposed_at,
        tables=tables,
    )


def _signers(committees: list[int], day: date) -> dict[int, tuple[Signer, ...]]:
    """Who sits in these bodies on that day: today, or the day on which the results were published."""
    seats = Appointment.objects.on(day).filter(committee__in=committees).select_related("committee")
    found: dict[int, list[Signer]] = defaultdict(list)
    for seat in seats.order_by("committee", "seat_order", "pk"):
        found[seat.committee_id].append(Signer(str(seat), seat.role_label))
    return {committee: tuple(rows) for committee, rows in found.items()}


def _section_maxima(batch: ResultBatch) -> dict[tuple[str, str], Decimal]:
    """(group, section) → the points that can be had there; "" is what all groups share."""
    rows = Criterion.objects.filter(section__framework__round=batch.round).order_by()
    maxima: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for group, section, points in rows.values_list("group_code", "section__code", "max_points"):
        maxima[group, section] += points
    return maxima


def _table(
    group: ProductGroup,
    results: list[Result],
    panel: Panel | None,
    signers: dict[int, tuple[Signer, ...]],
    maxima: dict[tuple[str, str], Decimal],
) -> ResultTable:
    codes = sorted({code for result in results for code in result.section_points})
    return ResultTable(
        name=group.name,
        sections=tuple(
            ResultSection(code, plain(maxima.get(("", code), Decimal()) + maxima.get((group.code, code), Decimal())))
            for code in codes
        ),
        maximum=plain(results[0].max_points),
        rows=tuple(
            ResultRow(
                number=result.entry.number,
                product=result.entry.name,
                producer=result.entry.producer.name,
                district=result.entry.producer.district.name,
                points=tuple(result.section_points.get(code, "–") for code in codes),
                total=f"{result.points:.2f}",
                sheets=result.sheets_count,
                level=f"ระดับ {result.star_level} ดาว" if result.star_level else "–",
            )
            for result in results
        ),
        body=panel.committee.name if panel else "",
        signers=signers.get(panel.committee_id, ()) if panel else (),
    )
