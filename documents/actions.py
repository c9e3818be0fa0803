"""Official acts on papers: issue one (number, date, signature, the very bytes), and cancel one."""

import hashlib
import re
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.utils import timezone

from office import journal
from office.models import Signatory, User
from office.rules import ADMINISTRATORS, PROVINCIAL
from rounds.clauses import keeps
from thai.dates import be_year, thai_date
from thai.digits import to_arabic
from thai.text import normalise

from .models import Paper
from .papers import OfficialPaper, to_json
from .rendering import render_paper
from .rules import (
    CANCELLATION_EXPLAINED,
    CANCELLED_WHEN_FREE,
    ISSUED_PAPER_IS_COMPLETE,
    NUMBER_OF_ITS_YEAR,
    NUMBER_ONCE_PER_YEAR,
    PAPER_MOVES,
    SIGNATORY_HAS_AUTHORITY,
    PaperKind,
    PaperStatus,
)

# "ที่ ๑๒๓/๒๕๖๕" as people copy it from the register: the word and the year are printed by the paper itself.
_TYPED_NUMBER = re.compile(r"(?:ที่\s*)?(?P<number>[^/]*?)(?:\s*/\s*(?P<year>[0-9]{4}))?")
_NUMBER = re.compile(r"(?P<circular>ว\s?)?0*(?P<rest>[1-9][0-9]{0,5}(?:[.-][0-9]{1,4})?)")


def _may_issue(actor: User) -> None:
    if not actor.has_role(*PROVINCIAL):
        raise PermissionDenied


def clean_number(number: str, dated: date) -> str:
    """The register's number in Arabic digits, without the word before it and the year after it.

    Raises ValidationError for anything that is no number, or of another year than the date's.
    """
    typed = to_arabic(normalise(number))
    if not typed:
        return ""
    match = _TYPED_NUMBER.fullmatch(typed)
    number = _NUMBER.fullmatch(match["number"]) if match is not None else None
    right = number is not None and match["year"] in {None, str(be_year(dated))}
    NUMBER_OF_ITS_YEAR.require(right, number=typed, day=thai_date(dated))
    # Without idle zeros: 0012 is the register's 12, and must not stand beside it.
    return f"{number['circular'] or ''}{number['rest']}"


@keeps(NUMBER_ONCE_PER_YEAR, NUMBER_OF_ITS_YEAR, ISSUED_PAPER_IS_COMPLETE, SIGNATORY_HAS_AUTHORITY, PAPER_MOVES)
def issue_paper(
    paper: Paper,
    *,
    context: OfficialPaper,
    number: str,
    dated: date | None,
    signatory: Signatory | None,
    actor: User,
) -> Paper:
    """Gives a draft its number, date and signatory, makes the PDF, and keeps what was printed and the bytes.

    The number is the register's; an announcement may do without.  Raises ValidationError with the clause's sentence
    when the number is taken, the signatory has no authority on that day, something is missing, or the paper is no
    draft any more.  A long list takes seconds to set: called outside a transaction, it is set before any lock is taken.
    """
    _may_issue(actor)
    final = prepare(paper.kind, context, number=number, dated=dated, signatory=signatory)
    with transaction.atomic():
        row = Paper.objects.select_for_update().get(pk=paper.pk)
        PAPER_MOVES.require(row.may_move_to(PaperStatus.ISSUED), status=row.get_status_display(), act="ออก")
        NUMBER_ONCE_PER_YEAR.require(not _is_taken(row, final.number, final.year_be))
        content = render_paper(row.kind, final)
        row.number, row.dated, row.year_be, row.signatory = final.number, final.dated, final.year_be, signatory
        row.context = to_json(final)
        row.sha256 = hashlib.sha256(content).hexdigest()
        row.pdf.name = _keep(row, content)
        row.status, row.issued_at, row.issued_by = PaperStatus.ISSUED, timezone.now(), actor
        row.full_clean()
        try:
            with transaction.atomic():
                row.save()
        except IntegrityError as error:  # a colleague gave the same number between our question and our answer
            if _is_taken(row, row.number, row.year_be):
                raise NUMBER_ONCE_PER_YEAR.error() from error
            raise
        journal.record(
            actor=actor,
            verb="ออกเอกสาร",
            target=row,
            before={"status": PaperStatus.DRAFT},
            after=journal.snapshot(row, ["status", "number", "year_be", "dated", "signatory", "sha256"]),
        )
    paper.refresh_from_db()
    return paper


def prepare(
    kind: str, context: OfficialPaper, *, number: str, dated: date | None, signatory: Signatory | None
) -> OfficialPaper:
    """The paper as it will be issued, set once so that setting it again costs nothing.

    An act that holds locks of its own calls this before its transaction begins.  Raises ValidationError for whatever
    of number, date and signatory is wrong by itself.
    """
    ISSUED_PAPER_IS_COMPLETE.require(dated is not None and signatory is not None)
    SIGNATORY_HAS_AUTHORITY.require(signatory.may_sign_on(dated), name=signatory.name, day=thai_date(dated))
    number = clean_number(number, dated)
    ISSUED_PAPER_IS_COMPLETE.require(bool(number) or kind == PaperKind.ANNOUNCEMENT)
    final = context.issued(number=number, dated=dated, signatory=signatory)
    render_paper(kind, final)
    return final


def _is_taken(paper: Paper, number: str, year_be: int) -> bool:
    if not number:
        return False
    same = Paper.objects.filter(kind=paper.kind, year_be=year_be, number=number)
    return same.exclude(status=PaperStatus.CANCELLED).exclude(pk=paper.pk).exists()


def _keep(paper: Paper, content: bytes) -> str:
    """Puts the bytes into the private storage under the name of their own hash; the same bytes are kept once."""
    name = f"papers/{paper.sha256[:2]}/{paper.sha256}.pdf"
    storage = paper.pdf.storage
    return name if storage.exists(name) else storage.save(name, ContentFile(content))


@keeps(CANCELLATION_EXPLAINED, CANCELLED_WHEN_FREE, PAPER_MOVES)
@transaction.atomic
def cancel_paper(paper: Paper, *, actor: User, reason: str) -> Paper:
    """Cancels a paper: its number is free again, its bytes are kept.  Administrators only.

    Raises ValidationError without a reason, when it is cancelled already, or while other rows lean on it.
    """
    if not actor.has_role(*ADMINISTRATORS):
        raise PermissionDenied
    row = Paper.objects.select_for_update().get(pk=paper.pk)
    CANCELLATION_EXPLAINED.require(bool(normalise(reason)))
    PAPER_MOVES.require(row.may_move_to(PaperStatus.CANCELLED), status=row.get_status_display(), act="ยกเลิก")
    leaning = _leaning_on(row)
    CANCELLED_WHEN_FREE.require(not leaning, rows=", ".join(f"“{other}”" for other in leaning))
    before = row.status
    row.status = PaperStatus.CANCELLED
    row.save(update_fields=["status"])
    journal.record(
        actor=actor,
        verb="ยกเลิกเอกสาร",
        target=row,
        reason=reason,
        before={"status": before},
        after={"status": row.status},
    )
    paper.refresh_from_db()
    return paper


def _leaning_on(paper: Paper) -> list[Any]:
    """Rows of other rooms that point at the paper; one that says `leans_on_paper = False` lets it go."""
    rows: list[Any] = []
    for relation in Paper._meta.related_objects:
        manager = relation.related_model._base_manager
        pointing = manager.filter(**{relation.field.name: paper})[:20]
        rows += [row for row in pointing if getattr(row, "leans_on_paper", True)]
    return rows


def preview(kind: str, context: OfficialPaper) -> bytes:
    """The PDF of a draft: marked as one, without a number; nothing is kept."""
    if not context.is_draft:
        raise ValidationError("เอกสารที่ออกแล้วพิมพ์จากไฟล์ที่ออกไว้เท่านั้น")
    return render_paper(kind, context)
