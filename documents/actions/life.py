"""The life of a paper: drafted, approved, issued with its number, date, signature and bytes; cancelled or replaced."""

import dataclasses
import hashlib
import json
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.db import IntegrityError, models, transaction
from django.utils import timezone

from office import journal
from office.models import Signatory, User
from office.rules import ADMINISTRATORS, PROVINCIAL
from rounds.clauses import keeps
from rounds.models import Round
from thai.dates import be_year, thai_date
from thai.text import normalise, normalise_block

from ..models import Dispatch, Paper, Register
from ..papers import LetterContext, OfficialPaper, context_of, to_json, verify_url
from ..rendering import render_paper
from ..rules import (
    APPROVED_AS_READ,
    CANCELLATION_EXPLAINED,
    CANCELLED_WHEN_FREE,
    DRAFT_HAS_NO_NUMBER,
    ISSUED_AS_READ,
    ISSUED_PAPER_IS_COMPLETE,
    NUMBER_MAY_BE_BLANK,
    NUMBER_OF_ITS_YEAR,
    NUMBER_ONCE_PER_YEAR,
    OFFICE_IS_SET_UP,
    ORDER_IN_USE_IS_AMENDED,
    PAPER_CAN_BE_SET,
    PAPER_MOVES,
    PAPER_SAYS_ALL,
    REPLACED_ONCE,
    SIGNATORY_HAS_AUTHORITY,
    PaperKind,
    PaperStatus,
)
from .numbers import number_for, numbered, register_for, series_of, take_number


def _may_work(actor: User) -> None:
    if not actor.has_role(*PROVINCIAL):
        raise PermissionDenied


def _locked(paper: Paper) -> Paper:
    return Paper.objects.select_for_update(of=("self",)).get(pk=paper.pk)


def _require_move(paper: Paper, to: str, act: str) -> None:
    PAPER_MOVES.require(paper.may_move_to(to), status=paper.get_status_display(), act=act)


# -- drafting ---------------------------------------------------------------------------------------------------


@transaction.atomic
def draft_paper(
    kind: str,
    *,
    context: OfficialPaper,
    actor: User,
    round: Round | None = None,
    asks: str = "",
    due_on: date | None = None,
    token: str = "",
) -> Paper:
    """A new draft that says this; it has no number and no date.

    `token` names its public address beforehand, where a caller has set the paper before this transaction.
    """
    _may_work(actor)
    paper = Paper(
        kind=kind,
        round=round,
        subject=context.subject[:300],
        asks=asks,
        due_on=due_on,
        context=to_json(_as_draft(context)),
        created_by=actor,
    )
    if token:
        paper.token = token
    paper.full_clean()
    paper.save()
    journal.record(actor=actor, verb="ร่างเอกสาร", target=paper, after={"kind": paper.kind, "subject": paper.subject})
    return paper


@keeps(PAPER_MOVES)
@transaction.atomic
def revise_paper(
    paper: Paper, *, context: OfficialPaper, actor: User, asks: str = "", due_on: date | None = None
) -> Paper:
    """What a draft says from now on.  Raises ValidationError when it is no draft any more."""
    _may_work(actor)
    row = _locked(paper)
    PAPER_MOVES.require(row.is_editable, status=row.get_status_display(), act="แก้ไข")
    before = journal.snapshot(row, ["subject", "asks", "due_on"])
    row.subject, row.asks, row.due_on = context.subject[:300], asks, due_on
    row.context = to_json(_as_draft(context))
    row.full_clean()
    row.save(update_fields=["subject", "asks", "due_on", "context"])
    after = journal.snapshot(row, ["subject", "asks", "due_on"])
    journal.record(actor=actor, verb="แก้ไขร่าง", target=row, before=before, after=after)
    paper.refresh_from_db()
    return paper


def _as_draft(context: OfficialPaper) -> OfficialPaper:
    return dataclasses.replace(
        _clean(context),
        number="",
        dated=None,
        signature=None,
        is_draft=True,
        verify_url="",
        year_be=be_year(getattr(context, "met_on", None) or timezone.now()),
    )


def _clean(value: Any) -> Any:
    """The same text as the forms of this house keep it: without signs that no database, font or reader knows."""
    if isinstance(value, str):
        return normalise_block(value)
    if isinstance(value, tuple):
        return tuple(_clean(item) for item in value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = {field.name: _clean(getattr(value, field.name)) for field in dataclasses.fields(value)}
        return dataclasses.replace(value, **fields)
    return value


@keeps(PAPER_CAN_BE_SET)
def _said_by(paper: Paper) -> OfficialPaper:
    """What a paper says.  Raises ValidationError for one that was kept by an older format."""
    try:
        return context_of(paper)
    except ValueError as error:
        raise PAPER_CAN_BE_SET.error() from error


@keeps(PAPER_MOVES, PAPER_SAYS_ALL, APPROVED_AS_READ)
@transaction.atomic
def approve_paper(paper: Paper, *, actor: User, seen: str = "") -> Paper:
    """The draft is as it shall be signed: from now on it is not edited, and waits for its number.

    `seen` is the `text_of` what the actor has read; where it is given, another text is refused.  Raises
    ValidationError when a part that its form asks for is missing, or it is no draft any more.
    """
    _may_work(actor)
    row = _locked(paper)
    _require_move(row, PaperStatus.APPROVED, "อนุมัติ")
    APPROVED_AS_READ.require(not seen or seen == text_of(row))
    missing = _said_by(row).missing()
    PAPER_SAYS_ALL.require(not missing, missing=" ".join(missing))
    row.status, row.approved_at, row.approved_by = PaperStatus.APPROVED, timezone.now(), actor
    row.full_clean()
    row.save(update_fields=["status", "approved_at", "approved_by"])
    journal.record(
        actor=actor,
        verb="อนุมัติร่าง",
        target=row,
        before={"status": PaperStatus.DRAFT},
        after={"status": row.status, "sha256 of text": text_of(row)},
    )
    paper.refresh_from_db()
    return paper


@keeps(PAPER_MOVES, CANCELLATION_EXPLAINED)
@transaction.atomic
def reopen_paper(paper: Paper, *, actor: User, reason: str) -> Paper:
    """An approved paper becomes a draft again, with a reason; it must be approved anew."""
    _may_work(actor)
    row = _locked(paper)
    CANCELLATION_EXPLAINED.require(bool(normalise(reason)))
    _require_move(row, PaperStatus.DRAFT, "แก้ไขร่าง")
    row.status, row.approved_at, row.approved_by = PaperStatus.DRAFT, None, None
    row.save(update_fields=["status", "approved_at", "approved_by"])
    journal.record(
        actor=actor,
        verb="ส่งกลับเป็นร่าง",
        target=row,
        reason=reason,
        before={"status": PaperStatus.APPROVED},
        after={"status": row.status},
    )
    paper.refresh_from_db()
    return paper


def text_of(paper: Paper) -> str:
    """Tells whether a paper still says what somebody has read: another text has another one."""
    return hashlib.sha256(json.dumps(paper.context, sort_keys=True).encode()).hexdigest()


# -- issuing ----------------------------------------------------------------------------------------------------


@keeps(
    NUMBER_ONCE_PER_YEAR,
    NUMBER_OF_ITS_YEAR,
    ISSUED_PAPER_IS_COMPLETE,
    SIGNATORY_HAS_AUTHORITY,
    PAPER_MOVES,
    OFFICE_IS_SET_UP,
    DRAFT_HAS_NO_NUMBER,
    ISSUED_AS_READ,
)
def issue_paper(
    paper: Paper,
    *,
    number: str = "",
    dated: date | None,
    signatory: Signatory | None,
    actor: User,
    seen: str = "",
) -> Paper:
    """Gives an approved paper its number, date and signatory, makes the PDF, and keeps what was printed and the bytes.

    The number is the office register's, or the next one of the run where the register is set to give numbers; then
    `number` stays empty.  `seen` is the `text_of` what the actor has read; where it is given, another text is refused.
    A paper that corrects another one puts it out of force.  Raises ValidationError with the
    clause's sentence when the number is taken, the signatory has no authority on that day, something is missing, or
    the paper is not approved.  A long list takes seconds to set: called outside a transaction, it is set before any
    lock is taken.
    """
    _may_work(actor)
    context = _said_by(paper)
    prepare(paper.kind, context, number=number, dated=dated, signatory=signatory, token=paper.token)
    with transaction.atomic():
        row = _locked(paper)
        _require_move(row, PaperStatus.ISSUED, "ออก")
        ISSUED_AS_READ.require(not seen or seen == text_of(row))
        if signatory is not None:  # whose delegation may have ended while the page was open
            signatory = Signatory.objects.get(pk=signatory.pk)
        _may_sign(signatory, dated)
        context = _said_by(row)
        register, series, year_be = register_for(row.kind, context), series_of(context), be_year(dated)
        circular = _is_circular(context)
        number = number_for(register, series, row.kind, number, dated, is_circular=circular)
        if register.gives_numbers:
            number = take_number(register, series, year_be, is_circular=circular)
        NUMBER_ONCE_PER_YEAR.require(not _is_taken(register, series, year_be, number, circular))
        final = context.issued(number=number, dated=dated, signatory=signatory, verify_url=verify_url(row.token))
        content = render_paper(row.kind, final)
        row.register, row.series, row.number = register, series, number
        row.dated, row.year_be, row.signatory = dated, year_be, signatory
        row.context = to_json(final)
        row.sha256 = hashlib.sha256(content).hexdigest()
        row.pdf.name = keep_bytes(row.pdf, row.sha256, content)
        row.status, row.issued_at, row.issued_by = PaperStatus.ISSUED, timezone.now(), actor
        row.full_clean()
        try:
            with transaction.atomic():
                row.save()
        except IntegrityError as error:  # a colleague gave the same number between our question and our answer
            if _is_taken(register, series, year_be, number, circular):
                raise NUMBER_ONCE_PER_YEAR.error() from error
            raise
        if row.replaces_id:
            _put_out_of_force(row, actor)
        journal.record(
            actor=actor,
            verb="ออกเอกสาร",
            target=row,
            before={"status": PaperStatus.APPROVED},
            after=journal.snapshot(row, ["status", "register", "number", "year_be", "dated", "signatory", "sha256"]),
        )
    paper.refresh_from_db()
    return paper


@transaction.atomic
def issue_at_once(
    kind: str,
    *,
    context: OfficialPaper,
    number: str = "",
    dated: date | None,
    signatory: Signatory | None,
    actor: User,
    round: Round | None = None,
    token: str = "",
) -> Paper:
    """Draft, approval and issue in one act: for a room whose own page was the draft that people looked at."""
    paper = draft_paper(kind, context=context, actor=actor, round=round, token=token)
    approve_paper(paper, actor=actor)
    return issue_paper(paper, number=number, dated=dated, signatory=signatory, actor=actor)


def prepare(
    kind: str,
    context: OfficialPaper,
    *,
    number: str = "",
    dated: date | None,
    signatory: Signatory | None,
    token: str = "",
) -> OfficialPaper:
    """The paper as it will be issued, set once so that setting it again costs nothing.

    An act that holds locks of its own calls this before its transaction begins.  Raises ValidationError for whatever
    of number, date and signatory is wrong by itself.
    """
    OFFICE_IS_SET_UP.require(context.province.removeprefix("จังหวัด").strip() != "")
    ISSUED_PAPER_IS_COMPLETE.require(dated is not None and (signatory is not None or kind == PaperKind.MINUTES))
    _may_sign(signatory, dated)
    register = register_for(kind, context)
    number = number_for(register, series_of(context), kind, number, dated, is_circular=_is_circular(context))
    ISSUED_PAPER_IS_COMPLETE.require(bool(number) or kind in NUMBER_MAY_BE_BLANK)
    address = verify_url(token) if token else ""
    final = context.issued(number=number, dated=dated, signatory=signatory, verify_url=address)
    render_paper(kind, final)
    return final


@keeps(SIGNATORY_HAS_AUTHORITY)
def _may_sign(signatory: Signatory | None, dated: date) -> None:
    if signatory is not None:
        SIGNATORY_HAS_AUTHORITY.require(
            signatory.may_sign_on(dated), name=signatory.name, day=thai_date(dated), why=_why_not(signatory, dated)
        )


def _why_not(signatory: Signatory, dated: date) -> str:
    if dated < signatory.valid_from:
        return f"เพราะเริ่มมีอำนาจวันที่ {thai_date(signatory.valid_from)}"
    return f"เพราะอำนาจสิ้นสุดวันที่ {thai_date(signatory.valid_until)}" if signatory.valid_until else ""


def _is_circular(context: OfficialPaper) -> bool:
    return isinstance(context, LetterContext) and context.is_circular


def _is_taken(register: Register, series: str, year_be: int, number: str, is_circular: bool) -> bool:
    return bool(number) and numbered(register, series, year_be, is_circular=is_circular).filter(number=number).exists()


def keep_bytes(field: models.fields.files.FieldFile, sha256: str, content: bytes) -> str:
    """Puts the bytes into the private storage under the name of their own hash; the same bytes are kept once.

    A file of that name that holds anything else (half of it, from a machine that stopped) is left as it is, and
    another name is taken.
    """
    name = f"papers/{sha256[:2]}/{sha256}.pdf"
    if field.storage.exists(name):
        with field.storage.open(name) as kept:
            if hashlib.sha256(kept.read()).hexdigest() == sha256:
                return name
    return field.storage.save(name, ContentFile(content))


# -- afterwards -------------------------------------------------------------------------------------------------


@keeps(REPLACED_ONCE, CANCELLATION_EXPLAINED, PAPER_MOVES)
@transaction.atomic
def correct_paper(paper: Paper, *, actor: User, reason: str) -> Paper:
    """A new draft that says the same and names the issued paper that it will stand instead of.

    The old paper stays in force until the new one is issued.  Raises ValidationError without a reason, when the paper
    is not in force, when it is being corrected already, or for an order that other rows stand on: that one is amended.
    """
    _may_work(actor)
    row = _locked(paper)
    CANCELLATION_EXPLAINED.require(bool(normalise(reason)))
    _require_move(row, PaperStatus.REPLACED, "แก้ไขโดยออกฉบับใหม่แทน")
    REPLACED_ONCE.require(not Paper.objects.filter(replaces=row).exists())
    _require_not_in_use(row)
    context = dataclasses.replace(_said_by(row), replaces=in_words(row))
    draft = draft_paper(row.kind, context=context, actor=actor, round=row.round, asks=row.asks, due_on=row.due_on)
    draft.replaces = row
    draft.save(update_fields=["replaces"])
    Dispatch.objects.bulk_create(
        Dispatch(paper=draft, order=sent.order, addressee=sent.addressee, district_id=sent.district_id)
        for sent in row.dispatches.all()
    )
    journal.record(actor=actor, verb="ร่างฉบับแก้ไข", target=row, reason=reason, after={"draft": draft.pk})
    return draft


@keeps(ORDER_IN_USE_IS_AMENDED)
def _require_not_in_use(order: Paper) -> None:
    """What stands on an order would have no answer on an order issued instead of it: only its changes are ordered."""
    if order.kind == PaperKind.ORDER:
        leaning = [row for row in _leaning_on(order) if not isinstance(row, Paper)]
        ORDER_IN_USE_IS_AMENDED.require(not leaning, rows=", ".join(f"“{row}”" for row in leaning))


def in_words(paper: Paper) -> str:
    """ "คำสั่งจังหวัดสกลนคร ที่ 1234/2565 ลงวันที่ 25 มีนาคม 2565", as another paper refers to it."""
    context = context_of(paper)
    number = f" ที่ {paper.number_of_year}" if paper.number else ""
    prefix = getattr(context, "prefix", "")
    if prefix:
        number = f" ที่ {prefix}/{'ว ' if context.is_circular else ''}{paper.number}"
    kind = "หนังสือ" if prefix else paper.get_kind_display()
    return f"{kind}{context.province}{number} ลงวันที่ {thai_date(paper.dated)}"


def _put_out_of_force(row: Paper, actor: User) -> None:
    old = _locked(row.replaces)
    _require_move(old, PaperStatus.REPLACED, "ออกฉบับใหม่แทน")
    _require_not_in_use(old)
    old.status = PaperStatus.REPLACED
    old.save(update_fields=["status"])
    journal.record(
        actor=actor,
        verb="มีฉบับใหม่แทน",
        target=old,
        before={"status": PaperStatus.ISSUED},
        after={"status": old.status, "replacement": str(row)},
    )


@keeps(CANCELLATION_EXPLAINED, CANCELLED_WHEN_FREE, PAPER_MOVES, REPLACED_ONCE)
@transaction.atomic
def cancel_paper(paper: Paper, *, actor: User, reason: str) -> Paper:
    """Cancels a paper: its number stays its own and is not given again, its bytes are kept.

    An issued paper is cancelled by administrators; a draft is given up by anyone who may draft.  Raises ValidationError
    without a reason, when it is cancelled already, or while other rows lean on it.
    """
    _may_work(actor)
    row = _locked(paper)
    if row.was_issued and not actor.has_role(*ADMINISTRATORS):
        raise PermissionDenied
    CANCELLATION_EXPLAINED.require(bool(normalise(reason)))
    _require_move(row, PaperStatus.CANCELLED, "ยกเลิก")
    REPLACED_ONCE.require(not Paper.objects.filter(replaces=row).exists())
    leaning = _leaning_on(row)
    CANCELLED_WHEN_FREE.require(not leaning, rows=", ".join(f"“{other}”" for other in leaning))
    before = row.status
    row.status = PaperStatus.CANCELLED
    row.replaces = None if before != PaperStatus.ISSUED else row.replaces
    row.save(update_fields=["status", "replaces"])
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
    """Rows that point at the paper, here and in other rooms; one that says `leans_on_paper = False` lets it go."""
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
