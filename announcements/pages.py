"""What the public pages say, as plain values for the templates: the window in words, the stages, the table of stars.

Nothing here knows a request; the moment is passed in.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q, QuerySet

from documents.models import Paper
from registrations.rules import REGISTERED_WITHIN_YEARS, TWO_MAIN_ENTRIES
from rounds.models import PlanStep, Round
from thai.dates import in_bangkok, thai_date_range, thai_time
from thai.digits import to_thai

from .models import Announcement, AnnouncementQuerySet, PublishedResult, outcome_text
from .rules import AnnouncementKind

Counts = dict[tuple[int, str, str], Counter[int]]  # (order, code, name) of a group → level → number of rows
ALL = 0
NO_STARS = 0  # how the address writes "passed, no stars"


# -- the round --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Window:
    """state: "unset" | "soon" | "open" | "closed"; headline: the one thing that a producer wants to know."""

    state: str
    headline: str


def window_of(round: Round, at: datetime) -> Window:
    """The application window as it stands at a moment, counted in days of the Thai calendar."""
    if round.opens_at is None or round.closes_at is None:
        return Window("unset", "ยังไม่กำหนดวันรับสมัคร")
    today = in_bangkok(at).date()
    if at < round.opens_at:
        days = (in_bangkok(round.opens_at).date() - today).days
        return Window("soon", f"จะเปิดรับสมัครในอีก {to_thai(days)} วัน" if days else "จะเปิดรับสมัครในวันนี้")
    if at > round.closes_at:
        return Window("closed", "ปิดรับสมัครแล้ว")
    days = (in_bangkok(round.closes_at).date() - today).days
    if days == 0:
        return Window("open", f"เปิดรับสมัคร วันนี้เป็นวันสุดท้าย ถึงเวลา {thai_time(round.closes_at, 'thai')}")
    return Window("open", f"เปิดรับสมัคร ยังเหลือ {to_thai(days)} วัน")


def conditions_of(round: Round) -> list[str]:
    """Who may apply: the sentences of the clauses that the system keeps, with the round's own values."""
    return [
        to_thai(
            REGISTERED_WITHIN_YEARS.sentence.format(
                year_from=f"พ.ศ. {round.registered_from_be}", year_to=f"พ.ศ. {round.registered_to_be}"
            )
        ),
        to_thai(TWO_MAIN_ENTRIES.sentence.format(limit=round.max_entries)),
    ]


@dataclass(frozen=True)
class Stage:
    """css: "is-past" | "is-now" | ""; state: the same in a word."""

    name: str
    dates: str
    state: str
    css: str


def stages_of(round: Round, steps: Iterable[PlanStep], today: date) -> list[Stage]:
    """The stages that the plan has, in the order of the criteria; undated ones say so.

    A stage lasts from its first step's day to its last one's; intake lasts as long as the application window.
    """
    days: dict[str, list[date]] = defaultdict(list)
    for step in steps:
        days[step.stage] += [day for day in (step.starts_on, step.ends_on) if day]
    if PlanStep.Stage.INTAKE in days and round.opens_at and round.closes_at:
        days[PlanStep.Stage.INTAKE] = [in_bangkok(round.opens_at).date(), in_bangkok(round.closes_at).date()]
    return [_stage(code, days[code], today) for code in PlanStep.Stage.values if code in days]


def _stage(code: str, days: list[date], today: date) -> Stage:
    name = PlanStep.Stage(code).label
    if not days:
        return Stage(name, "ยังไม่กำหนดวัน", "", "")
    first, last = min(days), max(days)
    if today < first:
        state, css = "ยังไม่ถึงกำหนด", ""
    elif today <= last:
        state, css = "อยู่ในช่วงนี้", "is-now"
    else:
        state, css = "ผ่านไปแล้ว", "is-past"
    return Stage(name, thai_date_range(first, last, digits="thai", short=True), state, css)


# -- an announcement --------------------------------------------------------------------------------------------


def detail_context(announcement: Announcement) -> dict[str, Any]:
    """Shared by the public's page and by the preview that staff see."""
    paper = announcement.paper
    with_list = announcement.kind == AnnouncementKind.RESULTS
    return {
        "announcement": announcement,
        "paper": paper if paper is not None and paper.status == Paper.Status.ISSUED else None,
        "tally": tally(announcement.results.all()) if with_list else None,
    }


# -- results ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class RoundResults:
    """A round whose results are public: the announcements that the reader of this request sees, and no later ones.

    Every count and row of a page is taken from these ids, so that a page read at the moment of publication shows
    nothing of a batch, or all of it.
    """

    round: Round
    announcements: list[Announcement]

    @property
    def rows(self) -> QuerySet[PublishedResult]:
        return PublishedResult.objects.filter(announcement__in=[row.pk for row in self.announcements])

    @property
    def published_at(self) -> datetime:
        return max(row.published_at for row in self.announcements)


def results_by_round(visible: AnnouncementQuerySet) -> list[RoundResults]:
    """Rounds with public results, the latest year first."""
    found: dict[int, RoundResults] = {}
    announcements = visible.filter(kind=AnnouncementKind.RESULTS).select_related("round")
    for announcement in announcements.order_by("-round__year_be", "-round__sequence", "-published_at", "-pk"):
        found.setdefault(announcement.round_id, RoundResults(announcement.round, [])).announcements.append(announcement)
    return list(found.values())


@dataclass(frozen=True)
class TallyLine:
    code: str
    name: str
    counts: list[int]
    total: int


@dataclass(frozen=True)
class Tally:
    """Product groups against levels; only levels that occur have a column.  columns: (value in the address, words)."""

    columns: list[tuple[int, str]]
    lines: list[TallyLine]
    totals: list[int]
    total: int


def tally(rows: QuerySet[PublishedResult]) -> Tally:
    return _tally(_counted(rows)[ALL])


def tallies(rounds: Sequence[RoundResults]) -> list[tuple[RoundResults, Tally]]:
    """The table of each round, with one query for all."""
    round_of = {row.pk: results.round.pk for results in rounds for row in results.announcements}
    counts = _counted(PublishedResult.objects.filter(announcement__in=round_of), round_of)
    return [(results, _tally(counts[results.round.pk])) for results in rounds]


def _counted(rows: QuerySet[PublishedResult], round_of: Mapping[int, int] | None = None) -> dict[int, Counts]:
    """Numbers of rows by round (or under `ALL`), group and level."""
    fields = ("announcement", "group_order", "group_code", "group_name", "star_level")
    counts: dict[int, Counts] = defaultdict(lambda: defaultdict(Counter))
    for announcement, order, code, name, level, n in rows.order_by().values_list(*fields).annotate(n=Count("pk")):
        counts[round_of[announcement] if round_of else ALL][order, code, name][level or NO_STARS] += n
    return counts


def tally_of(lines: Iterable[PublishedResult]) -> Tally:
    """The same table from lines that are not saved yet."""
    counts: Counts = defaultdict(Counter)
    for line in lines:
        counts[line.group_order, line.group_code, line.group_name][line.star_level or NO_STARS] += 1
    return _tally(counts)


def _tally(counts: Counts) -> Tally:
    levels = sorted({level for by_level in counts.values() for level in by_level}, reverse=True)
    lines = [
        TallyLine(code, name, [by_level.get(level, 0) for level in levels], sum(by_level.values()))
        for (_order, code, name), by_level in sorted(counts.items())
    ]
    return Tally(
        columns=[(level, outcome_text(level or None)) for level in levels],
        lines=lines,
        totals=[sum(line.counts[place] for line in lines) for place in range(len(levels))],
        total=sum(line.total for line in lines),
    )


def star_filter(level: int) -> Q:
    return Q(star_level=None) if level == NO_STARS else Q(star_level=level)
