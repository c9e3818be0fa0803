"""Acts on the papers of an entry: what was found at the counter, what came later, and the certificates it holds."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from office import clock, journal
from office.models import User
from rounds.clauses import keeps
from thai.dates import in_bangkok, thai_date
from thai.text import normalise

from ..checklist import asked_of, default_due, latest_due
from ..eligibility import may_enter_for
from ..models import Entry, PaperCheck, PaperSheet, Product, Requirement, StandardCertificate
from ..rules import (
    CERTIFICATE_DATES,
    CERTIFICATE_OF_PRODUCT,
    COMPULSORY_NOT_SET_ASIDE,
    MISSING_HAS_DATE,
    OWN_DISTRICT,
    PAPER_ASKED,
    PAPER_DUE_WITHIN,
    PAPERS_BEFORE_SCREENING,
    PAPERS_IN_TIME,
    PROXY_NAMED,
    EntryStatus,
    PaperState,
)
from ..window import Window, window_of
from .common import lock_entry

# States in which the papers of an entry are still looked at.
LOOKED_AT = (EntryStatus.DRAFT, EntryStatus.SUBMITTED, EntryStatus.RETURNED)


@dataclass(frozen=True)
class PaperAnswer:
    """What was found of one paper; due_on only with "missing", and None there means the end of the intake."""

    state: str
    due_on: date | None = None
    note: str = ""


@keeps(
    OWN_DISTRICT,
    PAPERS_BEFORE_SCREENING,
    PAPERS_IN_TIME,
    PAPER_ASKED,
    PAPER_DUE_WITHIN,
    PROXY_NAMED,
    COMPULSORY_NOT_SET_ASIDE,
    MISSING_HAS_DATE,
)
@transaction.atomic
def record_papers(
    entry: Entry,
    *,
    actor: User,
    by_proxy: bool,
    proxy_name: str,
    papers: Mapping[str, PaperAnswer],
    at: datetime | None = None,
) -> PaperSheet:
    """Writes down what was found of the papers of an entry, and who brought them.

    papers: {code of the requirement: what was found}.  A compulsory paper that is asked for and not named counts as
    missing until the end of the intake; an optional one as not applicable.  What is missing stops no submission.  The
    same answer twice changes nothing but the moment of the sheet.
    """
    lock_entry(entry)
    at = at or clock.now()
    window = _require_open(entry, actor, at)
    today = in_bangkok(at).date()
    proxy_name = normalise(proxy_name)
    PROXY_NAMED.require(bool(proxy_name) == by_proxy)
    asked = asked_of(entry.round, group=entry.group, kind=entry.producer.kind, by_proxy=by_proxy)
    for code in papers.keys() - {requirement.code for requirement in asked}:
        raise PAPER_ASKED.error(paper=code)
    known = {check.requirement_id: check for check in entry.paper_checks.select_related("requirement")}
    before = _said(known.values())
    sheet = PaperSheet.objects.filter(entry=entry).first() or PaperSheet(entry=entry)
    by_before = sheet.proxy_name if sheet.pk else None
    sheet.by_proxy, sheet.proxy_name, sheet.checked_by, sheet.checked_at = by_proxy, proxy_name, actor, at
    sheet.full_clean()
    sheet.save()
    kept, new = [], []
    for requirement in asked:
        check = known.get(requirement.pk) or PaperCheck(entry=entry, requirement=requirement)
        answer = papers.get(requirement.code) or _silent(requirement, check)
        if _fill(check, answer, actor=actor, at=at, window=window, today=today):
            check.save() if check.pk else new.append(check)
        kept.append(check)
    # Somebody stands at the counter: a dozen papers are one statement.
    PaperCheck.objects.bulk_create(new)
    # What the proxy would have needed is asked of nobody any more.
    entry.paper_checks.exclude(pk__in=[check.pk for check in kept]).delete()
    found = _said(kept)
    before, after = journal.differences(before, dict.fromkeys(before, "ไม่ต้องยื่น") | found)
    if by_before != proxy_name:
        before, after = {**before, "ผู้รับมอบอำนาจ": by_before or ""}, {**after, "ผู้รับมอบอำนาจ": proxy_name}
    if after:
        journal.record(actor=actor, verb="ตรวจเอกสาร", target=entry, before=before, after=after)
    return sheet


@keeps(OWN_DISTRICT, PAPERS_BEFORE_SCREENING, PAPERS_IN_TIME, PAPER_ASKED, PAPER_DUE_WITHIN, COMPULSORY_NOT_SET_ASIDE)
@transaction.atomic
def hand_in_paper(
    entry: Entry,
    *,
    requirement: Requirement,
    actor: User,
    answer: PaperAnswer | None = None,
    at: datetime | None = None,
) -> PaperCheck:
    """Writes down one paper that came later (or, with an answer of its own, another day, or that it does not apply).

    The district until the day that was set for this paper, the province until the entry is screened.
    """
    lock_entry(entry)
    at = at or clock.now()
    today = in_bangkok(at).date()
    sheet = PaperSheet.objects.filter(entry=entry).first()
    asked = asked_of(
        entry.round, group=entry.group, kind=entry.producer.kind, by_proxy=sheet is not None and sheet.by_proxy
    )
    PAPER_ASKED.require(requirement.pk in {each.pk for each in asked}, paper=requirement.name)
    check = PaperCheck.objects.filter(entry=entry, requirement=requirement).first() or PaperCheck(
        entry=entry, requirement=requirement
    )
    window = _require_open(entry, actor, at, until=check.due_on)
    answer = answer or PaperAnswer(PaperState.HANDED_IN)
    if not actor.is_provincial and not window.accepts(at):
        # After the intake the district takes what comes, and sets no new days.
        PAPERS_IN_TIME.require(answer.state == PaperState.HANDED_IN, window=window.text("thai"))
    before = _said([check] if check.pk else [])
    if _fill(check, answer, actor=actor, at=at, window=window, today=today):
        check.save()
    before, after = journal.differences(before, _said([check]))
    if after:
        verb = "รับเอกสารเพิ่ม" if check.state == PaperState.HANDED_IN else "แก้ไขผลตรวจเอกสาร"
        journal.record(actor=actor, verb=verb, target=entry, before=before, after=after)
    return check


def _require_open(entry: Entry, actor: User, at: datetime, until: date | None = None) -> Window:
    """The producer's window, after it was asked whether this person may still write down papers."""
    OWN_DISTRICT.require(may_enter_for(actor, entry.producer))
    PAPERS_BEFORE_SCREENING.require(entry.status in LOOKED_AT, status=entry.get_status_display())
    window = window_of(entry.producer, entry.round)
    in_time = actor.is_provincial or window.accepts(at) or (until is not None and in_bangkok(at).date() <= until)
    PAPERS_IN_TIME.require(in_time, window=window.text("thai"))
    return window


def _silent(requirement: Requirement, check: PaperCheck) -> PaperAnswer:
    """What a paper counts as of which nothing was said: what was found before, else what cannot harm."""
    if check.pk:
        return PaperAnswer(check.state, check.due_on, check.note)
    return PaperAnswer(PaperState.MISSING if requirement.is_compulsory else PaperState.NOT_APPLICABLE)


def _fill(check: PaperCheck, answer: PaperAnswer, *, actor: User, at: datetime, window: Window, today: date) -> bool:
    """Puts what was found into the row; whether that changed it.

    What is asked here needs no question to the database: the entry is locked, and its constraints hold the rest.
    """
    due_on = None
    if answer.state == PaperState.MISSING:
        due_on = answer.due_on or check.due_on or default_due(window, today)
        latest = latest_due(window, today)
        # A day that was set before and has passed stays what it was.
        PAPER_DUE_WITHIN.require(due_on == check.due_on or today <= due_on <= latest, latest=thai_date(latest))
    same = (check.state, check.due_on, check.note) == (answer.state, due_on, normalise(answer.note))
    if check.pk and same:
        return False
    check.level = check.requirement.level
    check.state, check.due_on, check.note = answer.state, due_on, normalise(answer.note)
    check.checked_by, check.checked_at = actor, at
    set_aside = check.requirement.is_compulsory and check.state == PaperState.NOT_APPLICABLE
    COMPULSORY_NOT_SET_ASIDE.require(not set_aside)
    MISSING_HAS_DATE.require((check.state == PaperState.MISSING) == (check.due_on is not None))
    check.clean_fields(exclude={"entry", "requirement", "checked_by"})
    return True


def _said(checks: Iterable[PaperCheck]) -> dict[str, str]:
    """{paper: what was found}, for the journal."""
    return {
        check.requirement.name: " ".join(
            part
            for part in (
                check.get_state_display(),
                f"ภายใน {thai_date(check.due_on, short=True)}" if check.due_on else "",
                check.note,
            )
            if part
        )
        for check in checks
    }


# -- certificates ---------------------------------------------------------------------------------------------------

CERTIFICATE_FIELDS = ("kind", "number", "issuer", "issued_on", "expires_on")


@keeps(OWN_DISTRICT, CERTIFICATE_OF_PRODUCT, CERTIFICATE_DATES, PAPERS_BEFORE_SCREENING, PAPERS_IN_TIME)
@transaction.atomic
def save_certificate(
    entry: Entry,
    *,
    actor: User,
    kind: str,
    number: str,
    issuer: str = "",
    issued_on: date | None = None,
    expires_on: date | None = None,
    certificate: StandardCertificate | None = None,
    at: datetime | None = None,
) -> StandardCertificate:
    """Writes down a certificate of the product that the entry is about, or corrects one (`certificate`).

    It belongs to the product in the register, so it counts for later rounds as well.
    """
    lock_entry(entry)
    at = at or clock.now()
    due = PaperCheck.objects.filter(entry=entry, due_on__isnull=False).order_by("due_on").last()
    _require_open(entry, actor, at, until=due.due_on if due else None)
    CERTIFICATE_OF_PRODUCT.require(entry.product_id is not None)
    if certificate is not None and certificate.product_id != entry.product_id:
        raise ValidationError("ใบรับรองนี้ไม่ใช่ของผลิตภัณฑ์ในใบสมัครนี้ โปรดเปิดหน้าใบรับรองใหม่", code="certificate_of_other")
    row = certificate or StandardCertificate(product=Product.objects.get(pk=entry.product_id))
    before = journal.snapshot(row, CERTIFICATE_FIELDS) if row.pk else {}
    row.kind, row.number, row.issuer = kind, normalise(number), normalise(issuer)
    row.issued_on, row.expires_on = issued_on, expires_on
    today = in_bangkok(at).date()
    CERTIFICATE_DATES.require(
        (issued_on is None or issued_on <= today)
        and (issued_on is None or expires_on is None or issued_on <= expires_on)
    )
    row.full_clean()
    row.save()
    before, after = journal.differences(before, journal.snapshot(row, CERTIFICATE_FIELDS))
    if after:
        verb = "แก้ไขใบรับรองมาตรฐาน" if certificate else "บันทึกใบรับรองมาตรฐาน"
        for target in (row, entry):
            journal.record(actor=actor, verb=verb, target=target, before=before, after=after)
    return row
