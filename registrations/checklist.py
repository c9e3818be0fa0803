"""Which papers does an entry need, which are there, which are missing until when, and is its standard valid?

Everything here is derived: from the round's requirements, from what was found at the counter (`PaperCheck`), from the
certificates that the product holds, and from the exceptions that somebody decided (`Waiver`).  Nothing keeps a second
flag, so a certificate that staff correct is seen at once.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from django.utils import timezone

from rounds.models import Round
from thai.dates import in_bangkok, thai_date

from .models import Entry, Extension, PaperCheck, PaperSheet, Requirement, StandardCertificate, Waiver
from .rules import ALIVE, MOST_DAYS_AFTER_CLOSING, STANDARD_VALID, PaperState
from .window import Window

# Days before its expiry from which a certificate is called out.
SOON = timedelta(days=90)

LineState = Literal["handed_in", "missing", "not_applicable", "waived", "unchecked"]
LABELS = {**dict(PaperState.choices), "waived": "ได้รับยกเว้น", "unchecked": "ยังไม่ได้ตรวจ"}


# -- what is asked ------------------------------------------------------------------------------------------------


def asked_of(round: Round, *, group: object = None, kind: str, by_proxy: bool) -> list[Requirement]:
    """The papers that this round asks of a producer of this kind for a product of this group, in their order.

    group: a ProductGroup or its code; None while it is not chosen, which leaves no group's papers out.
    """
    code = getattr(group, "code", group)
    return [
        requirement
        for requirement in round.requirements.all()
        if requirement.is_asked_of(group=code, kind=kind, by_proxy=by_proxy)
    ]


# -- until when ---------------------------------------------------------------------------------------------------


def default_due(window: Window, today: date) -> date:
    """The end of the intake as this producer was told it; today where that is over."""
    return max(in_bangkok(window.told_end).date(), today) if window.told_end else today


def latest_due(window: Window, today: date) -> date:
    return default_due(window, today) + timedelta(days=MOST_DAYS_AFTER_CLOSING)


# -- standards ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class StandardVerdict:
    """Whether a product holds a certificate of an accepted kind on the round's day.

    state: "valid", "expired" (one is there, and ends before that day) or "none".
    """

    requirement: Requirement
    state: Literal["valid", "expired", "none"]
    certificate: StandardCertificate | None
    day: date

    @property
    def label(self) -> str:
        return {"valid": "ใช้ได้", "expired": "หมดอายุก่อนวันอ้างอิง", "none": "ไม่มีใบรับรอง"}[self.state]

    @property
    def sentence(self) -> str:
        if self.state == "none":
            return f"ยังไม่มีใบรับรองที่รับ ({self.requirement.accepted_standards})"
        certificate, day = self.certificate, thai_date(self.day)
        if certificate.expires_on is None:
            return f"{certificate} ไม่ระบุวันหมดอายุ จึงถือว่าใช้ได้ในวันที่ {day}"
        expiry = thai_date(certificate.expires_on)
        if self.state == "valid":
            return f"{certificate} ใช้ได้ถึงวันที่ {expiry} ครอบคลุมวันที่ {day}"
        return f"{certificate} หมดอายุวันที่ {expiry} ก่อนวันที่ {day} {STANDARD_VALID.advice}"


def reference_day(round: Round, submitted_at: datetime | None = None) -> date:
    """The day on which certificates are judged: the round's, or that of the submission (today before it)."""
    return round.reference_date or in_bangkok(submitted_at or timezone.now()).date()


def judge_standard(requirement: Requirement, certificates: Iterable[StandardCertificate], day: date) -> StandardVerdict:
    """The best certificate of an accepted kind: a valid one that ends last, else the one that ended last."""
    fitting = [each for each in certificates if each.kind in requirement.certificate_kinds]
    if not fitting:
        return StandardVerdict(requirement, "none", None, day)
    best = max(fitting, key=lambda each: (each.expires_on or date.max, each.pk or 0))
    return StandardVerdict(requirement, "valid" if best.is_valid_on(day) else "expired", best, day)


# -- where the papers of an entry stand ------------------------------------------------------------------------------


@dataclass(frozen=True)
class MissingPaper:
    """A paper that still has to come: its name, the day until which, and the sentence that asks for it."""

    name: str
    due_on: date
    clause: str


@dataclass(frozen=True)
class PaperLine:
    """One requirement of one entry as it stands."""

    requirement: Requirement
    state: LineState
    due_on: date | None = None
    check: PaperCheck | None = None
    waiver: Waiver | None = None
    standard: StandardVerdict | None = None

    @property
    def label(self) -> str:
        return LABELS[self.state]

    @property
    def is_missing(self) -> bool:
        """Whether it is still waited for: a compulsory paper also where nobody has looked yet."""
        return self.state == "missing" or (self.state == "unchecked" and self.requirement.is_compulsory)

    @property
    def stops_screening(self) -> bool:
        return self.is_missing and self.requirement.is_compulsory

    def is_overdue(self, today: date) -> bool:
        return self.is_missing and self.due_on is not None and self.due_on < today

    @property
    def note(self) -> str:
        return self.check.note if self.check else ""

    @property
    def is_copy_without_number(self) -> bool:
        """The copy was brought, and nobody has written down what it says."""
        brought = self.check is not None and self.check.state == PaperState.HANDED_IN
        return brought and self.standard is not None and self.standard.state == "none" and self.is_missing

    def missing(self) -> MissingPaper:
        return MissingPaper(self.requirement.name, self.due_on, self.requirement.clause)


@dataclass(frozen=True)
class Papers:
    """All lines of one entry, in the order of the requirements, and the sheet on which they were looked at."""

    entry: Entry
    lines: tuple[PaperLine, ...]
    sheet: PaperSheet | None

    @property
    def missing(self) -> list[PaperLine]:
        return [line for line in self.lines if line.is_missing]

    @property
    def stopping(self) -> list[PaperLine]:
        return [line for line in self.lines if line.stops_screening]

    def overdue(self, today: date | None = None) -> list[PaperLine]:
        today = today or timezone.localdate()
        return [line for line in self.lines if line.is_overdue(today)]

    @property
    def standards(self) -> list[StandardVerdict]:
        return [line.standard for line in self.lines if line.standard]

    def line(self, requirement: Requirement) -> PaperLine | None:
        return next((line for line in self.lines if line.requirement.pk == requirement.pk), None)


def papers_of(entry: Entry) -> Papers:
    return papers_of_all([entry])[entry.pk]


def papers_of_all(entries: Sequence[Entry]) -> dict[int, Papers]:
    """{key of the entry: where its papers stand}, with six questions to the database however many entries there are.

    Entries come with round, producer and group at hand.
    """
    keys = [entry.pk for entry in entries]
    rounds = {entry.round_id: entry.round for entry in entries}
    asked: dict[int, list[Requirement]] = {key: [] for key in rounds}
    for requirement in Requirement.objects.filter(round__in=rounds):
        asked[requirement.round_id].append(requirement)
    sheets = {row.entry_id: row for row in PaperSheet.objects.filter(entry__in=keys).select_related("checked_by")}
    checks: dict[tuple[int, int], PaperCheck] = {
        (row.entry_id, row.requirement_id): row
        for row in PaperCheck.objects.filter(entry__in=keys).select_related("checked_by")
    }
    waivers: dict[tuple[int, int], Waiver] = {
        (row.entry_id, row.requirement_id): row
        for row in Waiver.objects.granted().filter(entry__in=keys).select_related("decided_by")
    }
    held: dict[int, list[StandardCertificate]] = {}
    for row in StandardCertificate.objects.filter(product__in={entry.product_id for entry in entries} - {None}):
        held.setdefault(row.product_id, []).append(row)
    ends = _ends(entries, rounds)
    return {
        entry.pk: Papers(
            entry,
            tuple(
                _line(
                    entry,
                    requirement,
                    checks.get((entry.pk, requirement.pk)),
                    waivers.get((entry.pk, requirement.pk)),
                    held.get(entry.product_id, []),
                    ends[entry.pk],
                )
                for requirement in asked[entry.round_id]
                if requirement.is_asked_of(
                    group=entry.group.code,
                    kind=entry.producer.kind,
                    by_proxy=entry.pk in sheets and sheets[entry.pk].by_proxy,
                )
            ),
            sheets.get(entry.pk),
        )
        for entry in entries
    }


def _ends(entries: Sequence[Entry], rounds: Mapping[int, Round]) -> dict[int, date]:
    """{key of the entry: the end of the intake as its producer was told it}: all extensions in one question."""
    longer = list(Extension.objects.standing().filter(round__in=rounds))
    found = {}
    for entry in entries:
        told = [entry.round.closes_at] if entry.round.closes_at else []
        told += [
            each.ends_at
            for each in longer
            if each.round_id == entry.round_id
            and (each.producer_id == entry.producer_id or each.district_id == entry.producer.district_id)
        ]
        found[entry.pk] = in_bangkok(max(told)).date() if told else timezone.localdate()
    return found


def _line(
    entry: Entry,
    requirement: Requirement,
    check: PaperCheck | None,
    waiver: Waiver | None,
    certificates: Sequence[StandardCertificate],
    end: date,
) -> PaperLine:
    standard = None
    state: LineState = check.state if check else "unchecked"
    if requirement.is_standard:
        standard = judge_standard(requirement, certificates, reference_day(entry.round, entry.submitted_at))
        # The certificate decides, not the tick: a copy that nobody has read, or that is out of date, is none.
        if standard.state == "valid":
            state = "handed_in"
        elif state == "handed_in":
            state = "missing"
    if waiver is not None:
        state = "waived"
    due_on = None
    if state in {"missing", "unchecked"}:
        due_on = check.due_on if check and check.due_on else end
    return PaperLine(requirement, state, due_on, check, waiver, standard)


def missing_of(entry: Entry) -> list[MissingPaper]:
    """What this entry still has to bring, with the day and the sentence; nothing for an entry that lives no more."""
    if entry.status not in ALIVE:
        return []
    return [line.missing() for line in papers_of(entry).missing]
