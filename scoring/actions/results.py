"""Acts on results: settle a round, record the nation's star levels, and publish or withdraw a batch."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from fractions import Fraction

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Count, Max, ProtectedError
from django.utils import timezone

from office import journal
from office.models import User
from office.rules import ADMINISTRATORS, SECRETARIES
from registrations.models import Entry
from registrations.rules import REASON_GIVEN
from rounds.clauses import keeps
from rounds.models import ProductGroup, Round

from ..models import Criterion, Framework, Mark, Result, ResultBatch, Section, Sheet
from ..rules import (
    BATCH_NOT_PUBLISHED,
    ENOUGH_SHEETS,
    ENTRY_SCREENED_IN,
    FRAMEWORK_ADDS_UP,
    FRAMEWORK_OF_ROUND,
    SECOND_PERSON_PUBLISHES,
    STAR_LEVEL_KNOWN,
    BatchStatus,
)
from ..sums import as_text, half_up, level_of, mean
from .frameworks import framework_problems

NAMES_IN_A_SENTENCE = 10


def _may_propose(actor: User) -> None:
    if not actor.has_role(*SECRETARIES):
        raise PermissionDenied


@dataclass
class Readiness:
    """What stands between a round and its results.

    short: entries with fewer counted sheets than needed, with how many they have; incomplete: entries one of whose
    counted sheets lacks a mark (only possible past the actions).
    """

    entries: list[Entry]
    needed: int
    short: list[tuple[Entry, int]] = field(default_factory=list)
    incomplete: list[Entry] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    @property
    def is_ready(self) -> bool:
        return bool(self.entries) and not (self.short or self.incomplete or self.problems)

    def require(self) -> None:
        """Raises ValidationError that names what is missing."""
        FRAMEWORK_ADDS_UP.require(not self.problems, problems="; ".join(self.problems))
        if not self.entries:
            raise ENTRY_SCREENED_IN.error()
        lacking = [f"{entry} ({count} ฉบับ)" for entry, count in self.short]
        lacking += [f"{entry} (คะแนนไม่ครบข้อ)" for entry in self.incomplete]
        more = len(lacking) - NAMES_IN_A_SENTENCE
        named = ", ".join(lacking[:NAMES_IN_A_SENTENCE]) + (f" และอีก {more} รายการ" if more > 0 else "")
        ENOUGH_SHEETS.require(not lacking, minimum=self.needed, entries=named)


def _entries_to_settle(round: Round, groups: Iterable[ProductGroup] | None) -> "list[Entry]":
    entries = Entry.objects.screened_in().filter(round=round, result__isnull=True).select_related("group")
    if groups is not None:
        entries = entries.filter(group__in=list(groups))
    return entries.order_by("pk")


def _framework(round: Round) -> Framework:
    framework = Framework.objects.filter(round=round).select_related("round").first()
    FRAMEWORK_OF_ROUND.require(framework is not None)
    return framework


def readiness(round: Round, *, groups: Iterable[ProductGroup] | None = None) -> Readiness:
    """What `settle_round` would say now; changes nothing."""
    framework = _framework(round)
    report, *_ = _weigh(framework, list(_entries_to_settle(round, groups)))
    return report


Marks = dict[int, dict[int, list[Decimal]]]


def _weigh(framework: Framework, entries: list[Entry]) -> tuple[Readiness, dict[int, int], Marks, list[Criterion]]:
    """Counted sheets and their marks of these entries, in a fixed number of queries whatever their number."""
    criteria = list(
        Criterion.objects.filter(section__framework=framework, section__level=Section.Level.PROVINCE)
        .select_related("section")
        .order_by("section__order", "order", "pk")
    )
    wanted = {entry.pk for entry in entries}
    sheets = Sheet.objects.counted().filter(entry__round_id=framework.round_id, entry__result__isnull=True)
    counts = dict(sheets.order_by().values_list("entry").annotate(number=Count("pk")))
    marks: Marks = defaultdict(lambda: defaultdict(list))
    rows = Mark.objects.filter(sheet__in=sheets.order_by()).order_by()
    for entry_id, criterion_id, points in rows.values_list("sheet__entry_id", "criterion_id", "points").iterator():
        if entry_id in wanted:
            marks[entry_id][criterion_id].append(points)
    needed = framework.sheets_needed if criteria else 0
    report = Readiness(entries=entries, needed=needed, problems=framework_problems(framework))
    for entry in entries:
        count = counts.get(entry.pk, 0)
        if count < needed:
            report.short.append((entry, count))
        elif any(len(marks[entry.pk][row.pk]) != count for row in criteria if row.group_code in ("", entry.group.code)):
            report.incomplete.append(entry)
    return report, counts, marks, criteria


@keeps(ENTRY_SCREENED_IN, ENOUGH_SHEETS, FRAMEWORK_ADDS_UP, FRAMEWORK_OF_ROUND)
@transaction.atomic
def settle_round(
    round: Round, *, actor: User, groups: Iterable[ProductGroup] | None = None, at: datetime | None = None
) -> ResultBatch:
    """Proposes results for all screened-in entries of the round (of these groups) that have none yet.

    Points are the exact mean per criterion over the counted sheets, added up; rounding happens once, for showing.
    All or nothing: raises ValidationError naming the entries that lack sheets.  The batch waits for another person
    to publish it; the marks of its entries can no longer change.
    """
    _may_propose(actor)
    at = at or timezone.now()
    round = Round.objects.select_for_update(no_key=True).get(pk=round.pk)
    framework = _framework(round)
    entries = list(_entries_to_settle(round, groups).select_for_update(no_key=True, of=("self",)))
    report, counts, marks, criteria = _weigh(framework, entries)
    report.require()
    last = ResultBatch.objects.filter(round=round).aggregate(last=Max("number"))["last"] or 0
    batch = ResultBatch(round=round, number=last + 1, proposed_by=actor, proposed_at=at)
    batch.full_clean()
    batch.save()
    results = [_result(batch, entry, counts.get(entry.pk, 0), marks[entry.pk], criteria) for entry in entries]
    Result.objects.bulk_create(results)
    journal.record(
        actor=actor,
        verb="เสนอผลการคัดสรร",
        target=batch,
        after={"entries": len(results), "points": {row.entry.number: row.exact for row in results}},
    )
    return batch


def _result(
    batch: ResultBatch, entry: Entry, sheets: int, marks: dict[int, list[Decimal]], criteria: list[Criterion]
) -> Result:
    sections: dict[str, Fraction] = {}
    maximum = Decimal()
    for row in criteria:
        if row.group_code in ("", entry.group.code):
            sections[row.section.code] = sections.get(row.section.code, Fraction()) + mean(marks[row.pk])
            maximum += row.max_points
    total = sum(sections.values(), Fraction())
    return Result(
        entry=entry,
        batch=batch,
        points=half_up(total),
        exact=as_text(total),
        max_points=maximum,
        section_points={code: str(half_up(points)) for code, points in sections.items()},
        sheets_count=sheets,
        settled_at=batch.proposed_at,
    )


def star_for(framework: Framework, total: Fraction) -> int | None:
    """The star level whose band an unrounded total out of all sections falls into: an estimate for staff, never
    stored, since levels are given by the nation."""
    return level_of(total, ((band.level, band.lower_bound) for band in framework.bands.all()))


def _lock_batch(batch_id: int) -> ResultBatch:
    """The batch, locked, and not yet published."""
    rows = ResultBatch.objects.select_for_update(no_key=True, of=("self",)).select_related("round")
    batch = rows.filter(pk=batch_id).first()
    if batch is None:
        raise ValidationError("ชุดผลนี้ถูกถอนไปแล้ว โปรดดูบันทึกการกระทำ แล้วเสนอผลใหม่", code="batch_withdrawn")
    BATCH_NOT_PUBLISHED.require(batch.status == BatchStatus.PROPOSED)
    return batch


@keeps(STAR_LEVEL_KNOWN, BATCH_NOT_PUBLISHED)
@transaction.atomic
def record_star_level(result: Result, *, level: int | None, actor: User, reason: str) -> Result:
    """Writes down the level that the nation has announced for the entry (None takes a slip back).

    reason: where it is announced.  Not after the batch is published.
    """
    _may_propose(actor)
    REASON_GIVEN.require(bool(reason.strip()), act="บันทึกระดับดาว")
    STAR_LEVEL_KNOWN.require(level is None or level in range(1, 6))
    if result.batch_id is not None:
        _lock_batch(result.batch_id)
    result = Result.objects.select_for_update(no_key=True, of=("self",)).select_related("entry").get(pk=result.pk)
    before = {"star_level": result.star_level}
    result.star_level = level
    result.save(update_fields=["star_level"])
    journal.record(
        actor=actor,
        verb="บันทึกระดับดาว",
        target=result,
        reason=reason,
        before=before,
        after={"star_level": level},
    )
    return result


@keeps(BATCH_NOT_PUBLISHED)
@transaction.atomic
def withdraw_batch(batch: ResultBatch, *, actor: User, reason: str) -> None:
    """Takes a proposed batch away with its results, so that sheets can be corrected and the round settled again.

    The journal keeps what it said.  Raises ValidationError once it is published.
    """
    _may_propose(actor)
    REASON_GIVEN.require(bool(reason.strip()), act="ถอนชุดผล")
    batch = _lock_batch(batch.pk)
    results = Result.objects.filter(batch=batch)
    said = {
        number: {"exact": exact, "star_level": level}
        for number, exact, level in results.values_list("entry__number", "exact", "star_level")
    }
    journal.record(actor=actor, verb="ถอนชุดผล", target=batch, reason=reason, before=said)
    results.delete()
    try:
        batch.delete()
    except ProtectedError as error:
        raise ValidationError("ชุดผลนี้มีประกาศผูกอยู่ จึงถอนไม่ได้ โปรดจัดการประกาศก่อน", code="batch_announced") from error


@keeps(SECOND_PERSON_PUBLISHES, BATCH_NOT_PUBLISHED, ENTRY_SCREENED_IN)
@transaction.atomic
def mark_batch_published(batch: ResultBatch, *, actor: User, at: datetime | None = None) -> ResultBatch:
    """Approves a proposed batch; called by the room that publishes it, inside its own transaction.

    Raises ValidationError unless the approver is an administrator and another person than the proposer, and unless
    all its products are still in: one that was withdrawn since must not be published.
    """
    entries = Entry.objects.select_for_update(no_key=True, of=("self",)).filter(result__batch=batch).order_by("pk")
    gone = [str(entry) for entry in entries if entry.status != Entry.Status.SCREENED_IN]
    batch = _lock_batch(batch.pk)
    SECOND_PERSON_PUBLISHES.require(actor.has_role(*ADMINISTRATORS) and actor.pk != batch.proposed_by_id)
    if gone:
        raise ValidationError(
            f"ชุดผลนี้มีผลิตภัณฑ์ที่ไม่อยู่ในสถานะผ่านการกลั่นกรองแล้ว: {', '.join(gone)} โปรดถอนชุดผลแล้วเสนอใหม่",
            code=ENTRY_SCREENED_IN.code,
        )
    batch.status, batch.published_by, batch.published_at = BatchStatus.PUBLISHED, actor, at or timezone.now()
    batch.full_clean()
    batch.save(update_fields=["status", "published_by", "published_at"])
    journal.record(
        actor=actor,
        verb="อนุมัติเผยแพร่ผล",
        target=batch,
        after={"results": Result.objects.filter(batch=batch).count()},
    )
    return batch
