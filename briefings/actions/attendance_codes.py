"""Six digits on the screen of the hall: opened and closed by staff, typed by those who are there, guessed in vain.

Ten people in the hall share one address and type the right code: only wrong codes are counted, per address and for the
whole site.  Past a limit nobody behind it is told whether a code is right; the limit is written in the journal once.
"""

import secrets
import time
from datetime import datetime, timedelta
from math import ceil

from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.utils import timezone

from office import journal
from office.models import Office, User
from rounds.clauses import keeps
from thai.digits import to_arabic

from ..models import AttendanceCode, Briefing
from ..rules import (
    CODE_IN_ITS_TIME,
    CODE_IS_KNOWN,
    GUESSES_ARE_LIMITED,
    ONE_OPEN_CODE,
    BriefingStatus,
)
from .common import locked, may_work

BEFORE_START = timedelta(minutes=30)
AFTER_END = timedelta(minutes=60)

WINDOW_SECONDS = 10 * 60
MISSES_OF_AN_ADDRESS = 20
MISSES_OF_THE_SITE = 200


def signing_opens(briefing: Briefing) -> datetime:
    return briefing.starts_at - BEFORE_START


def signing_closes(briefing: Briefing) -> datetime:
    return (briefing.finished_at or briefing.ends_at) + AFTER_END


def signing_runs(briefing: Briefing, at: datetime) -> bool:
    """Whether a code of this meeting can be open at all: both ends of the time belong to it."""
    return briefing.status != BriefingStatus.CANCELLED and signing_opens(briefing) <= at <= signing_closes(briefing)


def takes_names(code: AttendanceCode, at: datetime) -> bool:
    return code.closed_at is None and signing_runs(code.briefing, at)


@keeps(CODE_IN_ITS_TIME, ONE_OPEN_CODE)
@transaction.atomic
def open_code(*, briefing: Briefing, moment: str, actor: User, at: datetime | None = None) -> AttendanceCode:
    """Shows a new code for the start or the end of the meeting.

    Raises ValidationError outside the meeting's time, when it is cancelled, and when such a code is open already.
    """
    may_work(actor)
    at = at or timezone.now()
    row = locked(briefing)
    CODE_IN_ITS_TIME.require(signing_runs(row, at))
    _close_the_forgotten(at)
    ONE_OPEN_CODE.require(not row.codes.filter(moment=moment, closed_at=None).exists())
    code = _with_fresh_digits(row, moment, at)
    journal.record(actor=actor, verb="เปิดรหัสลงชื่อ", target=row, after={"moment": code.get_moment_display()})
    return code


def _with_fresh_digits(briefing: Briefing, moment: str, at: datetime) -> AttendanceCode:
    """Another meeting may be given the same digits in the same moment: then others are drawn."""
    while True:
        code = AttendanceCode(
            briefing=briefing, moment=moment, code=f"{secrets.randbelow(1_000_000):06d}", opened_at=at
        )
        if AttendanceCode.objects.filter(code=code.code, closed_at=None).exists():
            continue
        code.full_clean()
        try:
            with transaction.atomic():
                code.save()
        except IntegrityError:
            continue
        return code


def _close_the_forgotten(at: datetime) -> None:
    """Codes of meetings that are long over give their digits back."""
    for code in AttendanceCode.objects.filter(closed_at=None).select_related("briefing"):
        if at > signing_closes(code.briefing):
            AttendanceCode.objects.filter(pk=code.pk, closed_at=None).update(closed_at=signing_closes(code.briefing))


@transaction.atomic
def close_code(*, code: AttendanceCode, actor: User, at: datetime | None = None) -> None:
    """Takes the code off: who has not signed by now is noted by staff.  Closing it twice changes nothing."""
    may_work(actor)
    if AttendanceCode.objects.filter(pk=code.pk, closed_at=None).update(closed_at=at or timezone.now()):
        journal.record(actor=actor, verb="ปิดรหัสลงชื่อ", target=code.briefing, after={"moment": code.get_moment_display()})
    code.refresh_from_db()


def close_codes_of(briefing: Briefing, *, actor: User, at: datetime | None = None) -> None:
    """A meeting that is over, or will not be, takes no more names by code; called inside that act's transaction."""
    for code in briefing.codes.filter(closed_at=None):
        close_code(code=code, actor=actor, at=at)


@keeps(CODE_IS_KNOWN, GUESSES_ARE_LIMITED)
def find_code(*, typed: str, address: str, at: datetime | None = None) -> AttendanceCode:
    """The open code that somebody typed on a phone.

    address: whence, as `office.visitors.address_of` says it.
    Raises ValidationError with one and the same sentence for a code that never was, is closed, or is out of its time;
    with another one past the limit, whatever was typed.
    """
    at = at or timezone.now()
    GUESSES_ARE_LIMITED.require(not seconds_to_wait(address))
    digits = "".join(sign for sign in to_arabic(typed) if sign.isascii() and sign.isdigit())
    code = AttendanceCode.objects.select_related("briefing").filter(code=digits, closed_at=None).first()
    if code is None or not takes_names(code, at):
        _count_a_miss(address)
        raise CODE_IS_KNOWN.error()
    return code


def _counters(address: str) -> dict[str, int]:
    return {f"attend-misses:{address}": MISSES_OF_AN_ADDRESS, "attend-misses:site": MISSES_OF_THE_SITE}


def seconds_to_wait(address: str) -> int:
    """How long no code is looked at from this address; 0 while it may try."""
    now, counters = time.time(), _counters(address)
    seen = cache.get_many(counters)
    waits = [seen[key][1] - now for key, most in counters.items() if key in seen and seen[key][0] >= most]
    return max((ceil(wait) for wait in waits if wait > 0), default=0)


@transaction.atomic
def _count_a_miss(address: str) -> None:
    """One by one, under the lock of the office's row: a hundred guesses at once count as a hundred."""
    office = Office.objects.select_for_update(no_key=True).first()
    now, counters = time.time(), _counters(address)
    seen = cache.get_many(counters)
    for key, most in counters.items():
        count, until = seen.get(key, (0, 0.0))
        if until <= now:
            count, until = 0, now + WINDOW_SECONDS
        count += 1
        cache.set(key, (count, until), timeout=until - now)
        if count == most and office is not None:
            journal.record(
                actor=None,
                verb="หยุดรับรหัสลงชื่อชั่วคราว",
                target=office,
                reason=f"กรอกรหัสผิด {most} ครั้งในสิบนาที",
                after={"address": "ทุกที่อยู่" if key.endswith(":site") else address},
            )
