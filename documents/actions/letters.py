"""A letter on its way: to whom it goes, that it was sent, who has acknowledged it, who was reminded.

Sending puts the letter on the pages of the districts' officers; nothing is mailed.  Where each copy names its own
addressee, a job makes the copies and one file to print.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from office import jobs, journal
from office.models import District, Event, Job, User
from rounds.clauses import keeps
from thai.digits import thai_number
from thai.text import normalise

from ..models import Dispatch, Paper
from ..papers import LetterContext, context_of
from ..papers.base import BANGKOK_CODE
from ..rules import (
    ACKNOWLEDGED_AFTER_SENT,
    ACKNOWLEDGEMENT_EXPLAINED,
    ADDRESSED_ONCE,
    LETTER_HAS_ADDRESSEES,
    LETTER_SENT_ONCE,
    LETTERS,
    ONLY_LETTERS_ARE_SENT,
    PAPER_MOVES,
    REMINDED_WHILE_WAITING,
    PaperStatus,
)
from .life import _locked, _may_work

COPIES = "letters"  # the kind of the job that makes the copies


def head_of(district: District) -> str:
    """Who a letter to a district is addressed to."""
    if district.province_id == BANGKOK_CODE:
        return f"ผู้อำนวยการเขต{district.name.removeprefix('เขต')}"
    return f"นายอำเภอ{district.name}"


def _require_letter(paper: Paper) -> None:
    ONLY_LETTERS_ARE_SENT.require(paper.kind in LETTERS, kind=paper.get_kind_display())


@keeps(PAPER_MOVES, ADDRESSED_ONCE, ONLY_LETTERS_ARE_SENT)
@transaction.atomic
def set_addressees(
    paper: Paper, *, districts: Iterable[District] = (), others: Iterable[str] = (), actor: User
) -> list[Dispatch]:
    """Who the letter goes to from now on: districts in the order of their codes, then others as they were typed.

    Only before it is issued.  Raises ValidationError when it is issued, no letter, or a name is too long.
    """
    _may_work(actor)
    row = _locked(paper)
    _require_letter(row)
    may = row.status in {PaperStatus.DRAFT, PaperStatus.APPROVED}
    PAPER_MOVES.require(may, status=row.get_status_display(), act="เปลี่ยนผู้รับ")
    wanted: dict[tuple[str, str | None], None] = {}
    for district in sorted(set(districts), key=lambda district: district.code):
        wanted[head_of(district), district.pk] = None
    for name in others:
        if name := normalise(name):
            wanted[name, None] = None
    before = list(row.dispatches.order_by("order", "pk"))
    if [(dispatch.addressee, dispatch.district_id) for dispatch in before] != list(wanted):
        row.dispatches.all().delete()
        for order, (addressee, district_id) in enumerate(wanted, 1):
            dispatch = Dispatch(paper=row, order=order, addressee=addressee, district_id=district_id)
            dispatch.full_clean()
            dispatch.save()
        journal.record(
            actor=actor,
            verb="กำหนดผู้รับ",
            target=row,
            before={"addressee": [dispatch.addressee for dispatch in before]},
            after={"addressee": [addressee for addressee, _ in wanted]},
        )
    return list(row.dispatches.order_by("order", "pk"))


@keeps(PAPER_MOVES, LETTER_HAS_ADDRESSEES, LETTER_SENT_ONCE, ONLY_LETTERS_ARE_SENT)
@transaction.atomic
def send_letter(paper: Paper, *, actor: User, at: datetime | None = None) -> Job | None:
    """Every addressee gets the issued letter; districts find it on their officers' pages at once.

    Returns the job that makes the copies, where each copy names its own addressee.  Raises ValidationError when the
    letter is not in force, has no addressees, or was sent to all of them before.
    """
    _may_work(actor)
    row = _locked(paper)
    _require_letter(row)
    PAPER_MOVES.require(row.status == PaperStatus.ISSUED, status=row.get_status_display(), act="ส่ง")
    LETTER_HAS_ADDRESSEES.require(row.dispatches.exists())
    unsent = row.dispatches.filter(sent_at=None)
    names = list(unsent.order_by("order", "pk").values_list("addressee", flat=True))
    LETTER_SENT_ONCE.require(bool(names))
    unsent.update(sent_at=at or timezone.now())
    journal.record(actor=actor, verb="ส่งหนังสือ", target=row, after={"addressee": names})
    context = context_of(row)
    if not (isinstance(context, LetterContext) and context.names_each):
        return None
    title = f"สำเนาหนังสือที่ {row.number_in_full} ถึงผู้รับ {thai_number(row.dispatches.count(), 'arabic')} ราย"
    return jobs.start(COPIES, title, {"paper": row.pk}, actor)


@keeps(ACKNOWLEDGED_AFTER_SENT, ACKNOWLEDGEMENT_EXPLAINED, PAPER_MOVES)
@transaction.atomic
def acknowledge(dispatch: Dispatch, *, actor: User, note: str = "", at: datetime | None = None) -> Dispatch:
    """The addressee has the letter.  A second press changes nothing.

    An officer acknowledges for the own district.  Provincial staff record what reached them by another way, with a
    note that says which.  Raises ValidationError when the letter was not sent, is not in force any more, or the note
    is missing.
    """
    row = Dispatch.objects.select_for_update(of=("self",)).select_related("paper").get(pk=dispatch.pk)
    own = row.district_id is not None and row.district_id == actor.officer_district_id
    if not own:
        _may_work(actor)
    if row.acknowledged_at is None:
        ACKNOWLEDGED_AFTER_SENT.require(row.sent_at is not None)
        in_force = row.paper.status == PaperStatus.ISSUED
        PAPER_MOVES.require(in_force, status=row.paper.get_status_display(), act="รับทราบ")
        ACKNOWLEDGEMENT_EXPLAINED.require(own or bool(normalise(note)))
        row.acknowledged_at, row.acknowledged_by = at or timezone.now(), actor
        row.full_clean()
        row.save(update_fields=["acknowledged_at", "acknowledged_by"])
        journal.record(
            actor=actor,
            verb="รับทราบหนังสือ" if own else "บันทึกรับทราบแทน",
            target=row.paper,
            reason=note,
            after={"addressee": row.addressee, "acknowledged_at": row.acknowledged_at},
        )
    dispatch.refresh_from_db()
    return dispatch


@keeps(REMINDED_WHILE_WAITING)
@transaction.atomic
def remind(
    dispatches: Iterable[Dispatch], *, actor: User, at: datetime | None = None, not_since: datetime | None = None
) -> int:
    """Those among them who have not acknowledged are reminded: in red words on their officers' pages.

    Who was reminded later than `not_since` is passed over: a button pressed twice is one reminder.  Returns how many.
    Raises ValidationError when nobody among them waits any more.
    """
    _may_work(actor)
    keys = [dispatch.pk for dispatch in dispatches]
    locked = Dispatch.objects.waiting().select_for_update(of=("self",)).filter(pk__in=keys)
    if not_since is not None:
        locked = locked.exclude(reminded_at__gt=not_since)
    rows = list(locked.select_related("paper").order_by("pk"))
    REMINDED_WHILE_WAITING.require(bool(rows))
    Dispatch.objects.filter(pk__in=[row.pk for row in rows]).update(
        reminded_at=at or timezone.now(), times_reminded=F("times_reminded") + 1
    )
    by_paper: dict[Paper, list[str]] = {}
    for row in rows:
        by_paper.setdefault(row.paper, []).append(row.addressee)
    Event.objects.bulk_create(
        journal.build(actor=actor, verb="เตือนผู้รับหนังสือ", target=paper, after={"addressee": names})
        for paper, names in by_paper.items()
    )
    return len(rows)
