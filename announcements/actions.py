"""Official acts of publicity: publish an announcement, withdraw it, publish a batch of results as a whole.

Staff and secretary draft; an administrator publishes and withdraws.  What the public reads of a result is copied here,
once, as words: points and live rows stay in the rooms below.
"""

import hashlib
import json
from dataclasses import replace
from datetime import date, datetime

from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone

from documents.actions import (
    approve_paper,
    correct_paper,
    issue_at_once,
    issue_paper,
    prepare,
    revise_paper,
)
from documents.models import Paper, Register, new_token
from documents.papers import context_of
from office import jobs, journal
from office.models import Job, Signatory, User
from office.rules import ADMINISTRATORS
from registrations.actions import keep_stars, take_back_announced
from registrations.models import Entry
from rounds.clauses import keeps
from scoring.actions import mark_batch_published
from scoring.models import Result, ResultBatch
from thai.digits import to_thai

from .models import Announcement, Certificate, PublishedResult, PublishedResultQuerySet
from .papers import announcement_paper, certificate_paper
from .rules import (
    ADMINISTRATOR_PUBLISHES,
    ANNOUNCEMENT_MOVES,
    BATCH_HAS_RESULTS,
    BATCH_IS_WHOLE,
    CERTIFICATE_ONCE,
    CERTIFICATES_FOR_SOMEBODY,
    CERTIFICATES_NUMBERED,
    CERTIFICATES_OF_PUBLISHED,
    CORRECTS_ISSUED_PAPER,
    ONE_ANNOUNCEMENT_PER_BATCH,
    PAPER_ONCE,
    PUBLICISED,
    PUBLISHED_AS_SEEN,
    RESULTS_COME_FROM_BATCH,
    WITHDRAWAL_EXPLAINED,
    AnnouncementKind,
    AnnouncementStatus,
)


def _lock(announcement: Announcement) -> None:
    """Takes the row for this transaction, as it stands now: what the caller had in hand may be an hour old."""
    announcement.refresh_from_db(from_queryset=Announcement.objects.select_for_update(no_key=True))


def _require_move(announcement: Announcement, to: str, act: str) -> None:
    ANNOUNCEMENT_MOVES.require(
        to in Announcement.NEXT[announcement.status], status=announcement.get_status_display(), act=act
    )


@keeps(ADMINISTRATOR_PUBLISHES, ANNOUNCEMENT_MOVES, PUBLICISED, RESULTS_COME_FROM_BATCH)
@transaction.atomic
def publish_announcement(announcement: Announcement, *, actor: User, at: datetime | None = None) -> Announcement:
    """Makes a draft public from `at` on (now; a later moment waits for its time), and writes the journal.

    Results are not published this way: they come with their batch, through `publish_results`.
    """
    ADMINISTRATOR_PUBLISHES.require(actor.has_role(*ADMINISTRATORS))
    _lock(announcement)
    _require_move(announcement, AnnouncementStatus.PUBLISHED, "เผยแพร่")
    RESULTS_COME_FROM_BATCH.require(announcement.kind != AnnouncementKind.RESULTS)
    PUBLICISED.require(bool(announcement.title.strip() and announcement.body.strip()))
    announcement.status = AnnouncementStatus.PUBLISHED
    announcement.published_at = at or timezone.now()
    announcement.published_by = actor
    announcement.full_clean()
    announcement.save(update_fields=["status", "published_at", "published_by"])
    journal.record(
        actor=actor,
        verb="เผยแพร่ประกาศ",
        target=announcement,
        before={"status": AnnouncementStatus.DRAFT},
        after={"status": announcement.status, "published_at": announcement.published_at},
    )
    return announcement


@keeps(ADMINISTRATOR_PUBLISHES, ANNOUNCEMENT_MOVES, WITHDRAWAL_EXPLAINED)
@transaction.atomic
def withdraw_announcement(announcement: Announcement, *, actor: User, reason: str) -> Announcement:
    """Takes a published announcement, and the result list that came with it, from the public's sight.

    Nothing is deleted: the row, its list and the reason stay for those who look into it later.
    """
    ADMINISTRATOR_PUBLISHES.require(actor.has_role(*ADMINISTRATORS))
    WITHDRAWAL_EXPLAINED.require(bool(reason.strip()))
    _lock(announcement)
    _require_move(announcement, AnnouncementStatus.WITHDRAWN, "ถอน")
    announcement.status = AnnouncementStatus.WITHDRAWN
    announcement.full_clean()
    announcement.save(update_fields=["status"])
    take_back_announced(_stars_of(announcement), actor=actor, reason=reason.strip())
    journal.record(
        actor=actor,
        verb="ถอนประกาศ",
        target=announcement,
        reason=reason.strip(),
        before={"status": AnnouncementStatus.PUBLISHED},
        after={"status": announcement.status},
    )
    return announcement


# -- the paper --------------------------------------------------------------------------------------------------


def issue_announcement_paper(
    announcement: Announcement, *, number: str, dated: date, signatory: Signatory, actor: User
) -> Announcement:
    """Issues the announcement as a provincial paper (ประกาศจังหวัด) and keeps its PDF with it.

    Number, date and signature are one act and publication another: a draft's paper is seen by staff only.  A long list
    takes seconds to set, so it is set before any lock is taken.
    """
    token = new_token()
    said = {"number": number, "dated": dated, "signatory": signatory}
    prepare(Paper.Kind.ANNOUNCEMENT, announcement_paper(announcement), **said, token=token)
    return _issue_announcement_paper(announcement, actor=actor, token=token, **said)


@keeps(PAPER_ONCE, ANNOUNCEMENT_MOVES)
@transaction.atomic
def _issue_announcement_paper(
    announcement: Announcement, *, number: str, dated: date, signatory: Signatory, actor: User, token: str
) -> Announcement:
    _lock(announcement)
    ANNOUNCEMENT_MOVES.require(
        announcement.status != AnnouncementStatus.WITHDRAWN,
        status=announcement.get_status_display(),
        act="ออกประกาศจังหวัด",
    )
    PAPER_ONCE.require(not announcement.has_issued_paper)
    paper = issue_at_once(
        Paper.Kind.ANNOUNCEMENT,
        context=announcement_paper(announcement),
        number=number,
        dated=dated,
        signatory=signatory,
        actor=actor,
        round=announcement.round,
        token=token,
    )
    announcement.paper = paper
    announcement.full_clean()
    announcement.save(update_fields=["paper"])
    journal.record(actor=actor, verb="ออกประกาศจังหวัด", target=announcement, after={"paper": paper})
    return announcement


@keeps(ADMINISTRATOR_PUBLISHES, ANNOUNCEMENT_MOVES, CORRECTS_ISSUED_PAPER, PUBLICISED, WITHDRAWAL_EXPLAINED)
@transaction.atomic
def correct_announcement_paper(
    announcement: Announcement,
    *,
    title: str,
    body: str,
    reason: str,
    number: str,
    dated: date,
    signatory: Signatory,
    actor: User,
) -> Announcement:
    """Issues a corrected provincial paper that stands instead of the one issued before; the public page says the same.

    Of results only the words change: the attached list is that of the batch.  The paper before stays readable on its
    page of verification, which leads to this one.  Administrators only.
    """
    ADMINISTRATOR_PUBLISHES.require(actor.has_role(*ADMINISTRATORS))
    WITHDRAWAL_EXPLAINED.require(bool(reason.strip()))
    _lock(announcement)
    ANNOUNCEMENT_MOVES.require(
        announcement.status != AnnouncementStatus.WITHDRAWN, status=announcement.get_status_display(), act="ออกฉบับแก้ไข"
    )
    CORRECTS_ISSUED_PAPER.require(announcement.has_issued_paper)
    PUBLICISED.require(bool(title.strip() and body.strip()))
    before = journal.snapshot(announcement, ["title", "body", "paper"])
    announcement.title, announcement.body = title.strip(), body.strip()
    draft = correct_paper(announcement.paper, actor=actor, reason=reason)
    context = replace(announcement_paper(announcement), replaces=context_of(draft).replaces)
    revise_paper(draft, context=context, actor=actor)
    approve_paper(draft, actor=actor)
    announcement.paper = issue_paper(draft, number=number, dated=dated, signatory=signatory, actor=actor)
    announcement.full_clean()
    announcement.save(update_fields=["title", "body", "paper"])
    after = journal.snapshot(announcement, ["title", "body", "paper"])
    journal.record(
        actor=actor, verb="ออกประกาศฉบับแก้ไข", target=announcement, reason=reason.strip(), before=before, after=after
    )
    return announcement


# -- results ----------------------------------------------------------------------------------------------------


def lines_of(batch: ResultBatch) -> list[PublishedResult]:
    """The lines that the public would read, in their order, not saved."""
    results = Result.objects.filter(batch=batch).select_related("entry__group", "entry__producer__district")
    lines = []
    for result in results:
        entry = result.entry
        line = PublishedResult(
            entry_number=entry.number,
            product_name=entry.name,
            producer_name=entry.producer.name,
            district_code=entry.producer.district.code,
            district_name=entry.producer.district.name,
            group_code=entry.group.code,
            group_name=entry.group.name,
            group_order=entry.group.order,
            star_level=result.star_level,
        )
        line.set_derived()
        lines.append(line)
    # As the public's page sorts them.
    lines.sort(key=lambda line: (line.group_order, -(line.star_level or 0), line.entry_number))
    return lines


def entries_that_left(batch: ResultBatch) -> list[str]:
    """Numbers of entries that were settled in this batch and have been withdrawn or taken back since."""
    gone = Result.objects.filter(batch=batch).exclude(entry__status=Entry.Status.SCREENED_IN)
    return list(gone.order_by("entry__number").values_list("entry__number", flat=True))


def _stars_of(announcement: Announcement) -> str:
    return f"announcement:{announcement.pk}"


def fingerprint(lines: list[PublishedResult]) -> str:
    """Tells whether what is published is what was looked at before."""
    words = [
        [line.entry_number, line.product_name, line.producer_name, line.district_code, line.group_code, line.star_level]
        for line in lines
    ]
    return hashlib.sha256(json.dumps(words, ensure_ascii=False).encode()).hexdigest()


def default_title(batch: ResultBatch) -> str:
    title = f"ประกาศผลการคัดสรรสุดยอดหนึ่งตำบล หนึ่งผลิตภัณฑ์ไทย ปี พ.ศ. {batch.round.label}"
    return to_thai(title if batch.number == 1 else f"{title} (ประกาศผลครั้งที่ {batch.number})")


def default_body(batch: ResultBatch) -> str:
    return to_thai(
        f"ตามที่จังหวัดได้ดำเนินการคัดสรรสุดยอดหนึ่งตำบล หนึ่งผลิตภัณฑ์ไทย ปี พ.ศ. {batch.round.label} "
        "(OTOP Product Champion : OPC) ระดับจังหวัดเสร็จแล้ว จึงประกาศผลการคัดสรรให้ทราบโดยทั่วกัน ตามบัญชีรายชื่อท้ายประกาศนี้"
    )


@keeps(
    ADMINISTRATOR_PUBLISHES,
    BATCH_HAS_RESULTS,
    BATCH_IS_WHOLE,
    ONE_ANNOUNCEMENT_PER_BATCH,
    PUBLICISED,
    PUBLISHED_AS_SEEN,
    RESULTS_COME_FROM_BATCH,
)
@transaction.atomic
def publish_results(
    batch: ResultBatch, *, actor: User, title: str = "", body: str = "", at: datetime | None = None, seen: str = ""
) -> Announcement:
    """Publishes a proposed batch, whole and once: marks it, announces it, copies its lines, writes the journal.

    One transaction: readers see nothing of it, or all.  `seen` is the `fingerprint` of the lines that the
    administrator looked at; where it is given, other lines are refused.  Title and body have defaults.
    """
    ADMINISTRATOR_PUBLISHES.require(actor.has_role(*ADMINISTRATORS))
    at = at or timezone.now()
    locked = ResultBatch.objects.select_for_update(no_key=True, of=("self",)).filter(pk=batch.pk)
    batch = locked.select_related("round").first()
    BATCH_HAS_RESULTS.require(batch is not None)  # the secretary may have withdrawn it a moment ago
    # Nobody withdraws an entry between the look at it and its publication.
    list(Entry.objects.select_for_update(no_key=True, of=("self",)).filter(result__batch=batch).order_by("pk"))
    ONE_ANNOUNCEMENT_PER_BATCH.require(
        not batch.announcements.exclude(status=AnnouncementStatus.WITHDRAWN).exists(),
    )
    left = entries_that_left(batch)
    BATCH_IS_WHOLE.require(not left, entries=", ".join(left))
    lines = lines_of(batch)
    BATCH_HAS_RESULTS.require(bool(lines))
    PUBLISHED_AS_SEEN.require(not seen or seen == fingerprint(lines))
    batch = mark_batch_published(batch, actor=actor, at=at)
    announcement = Announcement(
        round=batch.round,
        kind=AnnouncementKind.RESULTS,
        title=title.strip() or default_title(batch),
        body=body.strip() or default_body(batch),
        status=AnnouncementStatus.PUBLISHED,
        published_at=at,
        published_by=actor,
        batch=batch,
    )
    announcement.full_clean()
    announcement.save()
    for line in lines:
        line.announcement = announcement
    PublishedResult.objects.bulk_create(lines, batch_size=200)
    # For whoever looks for producers with a star in a later round; no score asks for them.
    keep_stars(
        [
            (result.entry.producer, result.entry.name, result.star_level)
            for result in Result.objects.filter(batch=batch, star_level__gte=1).select_related("entry__producer")
        ],
        key=_stars_of(announcement),
        name=announcement.title,
        year_be=batch.round.year_be,
        actor=actor,
    )
    journal.record(
        actor=actor,
        verb="เผยแพร่ผลการคัดสรร",
        target=announcement,
        after={"batch": batch, "lines": len(lines), "sha256": fingerprint(lines), "published_at": at},
    )
    return announcement


# -- certificates ------------------------------------------------------------------------------------------------

WITH_STARS, ALL_RESULTS = "stars", "all"


def results_to_certify(announcement: Announcement, scope: str) -> PublishedResultQuerySet:
    """Who gets a certificate: products with a star level, or all that were announced."""
    results = announcement.results.all()
    return results if scope == ALL_RESULTS else results.filter(star_level__gte=1)


def without_certificate(results: PublishedResultQuerySet) -> PublishedResultQuerySet:
    """Those that have none, or whose own was cancelled."""
    return results.filter(Q(certificate=None) | Q(certificate__paper__status=Paper.Status.CANCELLED))


def certificate_counts(announcement: Announcement) -> dict[str, int]:
    """Products announced, those with a star level, and those that have their certificate."""
    results = announcement.results.all()
    return results.aggregate(
        announced=Count("pk"),
        with_stars=Count("pk", filter=Q(star_level__gte=1)),
        certified=Count("certificate", filter=~Q(certificate__paper__status=Paper.Status.CANCELLED)),
    )


def certificates_are_numbered() -> bool:
    """Whether the register of certificates gives its numbers itself: nobody types five hundred of them."""
    register = Register.objects.select_related("shares").filter(code=Register.Code.CERTIFICATE).first()
    return register is not None and (register.shares or register).gives_numbers


@keeps(ADMINISTRATOR_PUBLISHES, CERTIFICATES_OF_PUBLISHED, CERTIFICATES_NUMBERED, CERTIFICATES_FOR_SOMEBODY)
def start_certificates(
    announcement: Announcement, *, scope: str, dated: date, signatory: Signatory, actor: User
) -> Job:
    """Starts the job that issues a certificate for each result without one in force, then makes one file to print.

    The first certificate is set here, so that a signatory without authority or an office without a name is said at
    once.  Raises ValidationError with the clause's sentence.
    """
    _require_certifiable(announcement, actor)
    CERTIFICATES_NUMBERED.require(certificates_are_numbered())
    results = results_to_certify(announcement, scope)
    first = without_certificate(results).select_related("announcement__round").first()
    # All have theirs: the job makes the file to print anew.
    CERTIFICATES_FOR_SOMEBODY.require(first is not None or results.exists())
    if first is not None:
        prepare(Paper.Kind.CERTIFICATE, certificate_paper(first), dated=dated, signatory=signatory)
    return jobs.start(
        "certificates",
        f"ออกเกียรติบัตร: {announcement.title}"[:300],
        {"announcement": announcement.pk, "scope": scope, "dated": dated.isoformat(), "signatory": signatory.pk},
        actor,
    )


def _require_certifiable(announcement: Announcement, actor: User) -> None:
    ADMINISTRATOR_PUBLISHES.require(actor.has_role(*ADMINISTRATORS))
    published = Announcement.objects.published().filter(pk=announcement.pk, kind=AnnouncementKind.RESULTS)
    CERTIFICATES_OF_PUBLISHED.require(published.exists())


@keeps(CERTIFICATE_ONCE, CERTIFICATES_OF_PUBLISHED, CERTIFICATES_NUMBERED)
def issue_certificate(
    result: PublishedResult, *, dated: date, signatory: Signatory, actor: User, job: Job | None = None
) -> Certificate:
    """Issues the certificate of one published result, with the next number of the register, its QR and its bytes.

    The paper is set before the transaction, which is the job's piece where a job does it: who lost the job issues
    nothing.  Raises ValidationError when the result has its certificate, or is no longer public.
    """
    token = new_token()
    context = certificate_paper(result)
    prepare(Paper.Kind.CERTIFICATE, context, dated=dated, signatory=signatory, token=token)
    with job.piece() if job is not None else transaction.atomic():
        CERTIFICATES_NUMBERED.require(certificates_are_numbered())
        _lock(result.announcement)
        _require_certifiable(result.announcement, actor)
        held = Certificate.objects.filter(result=result).select_related("paper").first()
        CERTIFICATE_ONCE.require(held is None or held.paper.status == Paper.Status.CANCELLED)
        paper = issue_at_once(
            Paper.Kind.CERTIFICATE,
            context=context,
            dated=dated,
            signatory=signatory,
            actor=actor,
            round=result.announcement.round,
            token=token,
        )
        if held is None:
            return Certificate.objects.create(result=result, paper=paper)
        held.paper = paper  # the cancelled one stays in the register, under its own number
        held.save(update_fields=["paper"])
        return held
