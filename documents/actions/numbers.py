"""Numbers of papers: as the office's own register gave them, or given here, in order and without a gap.

A given number is taken inside the transaction that issues the paper, under a lock on the run's row: what is rolled back
gives its number back, and two people who issue at once get two numbers.
"""

import re
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q, QuerySet

from office import journal
from office.models import User
from office.rules import ADMINISTRATORS
from rounds.clauses import keeps
from thai.dates import be_year, thai_date
from thai.digits import to_arabic
from thai.text import normalise

from ..models import NumberRun, Paper, Register
from ..papers import LetterContext, MinutesContext, OfficialPaper
from ..rules import (
    LARGEST_NUMBER,
    LETTERS,
    NUMBER_AS_REGISTER_GIVES,
    NUMBER_OF_ITS_YEAR,
    REGISTER_RUN_GOES_ON,
    REGISTER_RUN_WITHIN,
    PaperKind,
    RegisterCode,
)

# "ที่ ๑๒๓/๒๕๖๕" as people copy it from the register: the word and the year are printed by the paper itself.
_TYPED_NUMBER = re.compile(r"(?:(?:ที่|ครั้งที่|เลขที่)\s*)?(?P<number>[^/]*?)(?:\s*/\s*(?P<year>[0-9]{4}))?")
_NUMBER = re.compile(r"(?P<circular>ว\s?)?0*(?P<rest>[1-9][0-9]{0,5}(?:[.-][0-9]{1,4})?)")
_REGISTERS = {
    PaperKind.ORDER: RegisterCode.ORDER,
    PaperKind.ANNOUNCEMENT: RegisterCode.ANNOUNCEMENT,
    PaperKind.MINUTES: RegisterCode.MINUTES,
    PaperKind.CERTIFICATE: RegisterCode.CERTIFICATE,
}


def register_for(kind: str, context: OfficialPaper) -> Register:
    """The register whose numbers a paper takes; a circular's may be that of all letters, as the office has set it."""
    if kind in LETTERS:
        circular = isinstance(context, LetterContext) and context.is_circular
        code = RegisterCode.CIRCULAR if circular else RegisterCode.LETTER
    else:
        code = _REGISTERS[PaperKind(kind)]
    register, _ = Register.objects.select_related("shares").get_or_create(code=code)
    return register.shares or register


def series_of(context: OfficialPaper) -> str:
    """Minutes are numbered for each body by itself; everything else has one run."""
    return _as_counted_before(context.body_name) if isinstance(context, MinutesContext) else ""


def _as_counted_before(body_name: str) -> str:
    """The name under which a body's meetings are counted already: spaces and kinds of digits make no other body."""
    name = normalise(body_name)[:200]
    runs = NumberRun.objects.filter(register=RegisterCode.MINUTES).values_list("series", flat=True)
    papers = Paper.objects.filter(register=RegisterCode.MINUTES).order_by().values_list("series", flat=True)
    known = {*runs.distinct(), *papers.distinct()}
    same = sorted(series for series in known if _letters_of(series) == _letters_of(name))
    return name if name in same or not same else same[0]


def _letters_of(name: str) -> str:
    return re.sub(r"\s", "", to_arabic(name)).casefold()


def clean_number(number: str, dated: date) -> str:
    """The register's number in Arabic digits, without the word before it and the year after it.

    Raises ValidationError for anything that is no number, or of another year than the date's.
    """
    typed = to_arabic(normalise(number))
    if not typed:
        return ""
    match = _TYPED_NUMBER.fullmatch(typed)
    found = _NUMBER.fullmatch(match["number"]) if match is not None else None
    right = found is not None and match["year"] in {None, str(be_year(dated))}
    NUMBER_OF_ITS_YEAR.require(right, number=typed, day=thai_date(dated))
    # Without idle zeros: 0012 is the register's 12, and must not stand beside it.
    return f"{found['circular'] or ''}{found['rest']}"


@keeps(NUMBER_AS_REGISTER_GIVES)
def number_for(
    register: Register, series: str, kind: str, typed: str, dated: date, *, is_circular: bool = False
) -> str:
    """The number that a paper is going to have: the typed one made clean, or the run's next one (not taken)."""
    number = clean_number(typed, dated)
    if kind in LETTERS:
        number = re.sub(r"^ว\s?", "", number)  # the paper itself prints it
    if not register.gives_numbers:
        return number
    NUMBER_AS_REGISTER_GIVES.require(not number, register=register, number=number)
    run = NumberRun.objects.filter(register=register, series=series, year_be=be_year(dated)).first()
    return _free_after(register, series, be_year(dated), run.last if run else 0, is_circular)


def take_number(register: Register, series: str, year_be: int, *, is_circular: bool = False) -> str:
    """Takes the next number of the run; to be called in the transaction that issues the paper."""
    NumberRun.objects.get_or_create(register=register, series=series, year_be=year_be)
    run = NumberRun.objects.select_for_update().get(register=register, series=series, year_be=year_be)
    number = _free_after(register, series, year_be, run.last, is_circular)
    run.last = int(number)
    run.save(update_fields=["last"])
    return number


def numbered(register: Register, series: str, year_be: int, *, is_circular: bool = False) -> QuerySet[Paper]:
    """The papers beside which a number may stand only once.

    Those of the same run; of a circular also all others of the year, since offices that change in its middle whether
    circulars take the letters' numbers would have "ว 12" twice.
    """
    among = Q(register=register, series=series)
    if is_circular:
        among |= Q(kind__in=LETTERS, context__content__is_circular=True)
    return Paper.objects.filter(among, year_be=year_be).exclude(number="")


@keeps(REGISTER_RUN_WITHIN)
def _free_after(register: Register, series: str, year_be: int, last: int, is_circular: bool) -> str:
    """The next number that no paper has: numbers typed before the system gave them are stepped over."""
    number = last + 1
    papers = numbered(register, series, year_be, is_circular=is_circular)
    if papers.filter(number=str(number)).exists():
        # A year of typed numbers lies ahead: all of them in one question, since others wait for the lock meanwhile.
        taken = set(papers.values_list("number", flat=True))
        while str(number) in taken:
            number += 1
    REGISTER_RUN_WITHIN.require(number <= LARGEST_NUMBER, register=register, most=f"{LARGEST_NUMBER:,}")
    return str(number)


@keeps(REGISTER_RUN_GOES_ON, REGISTER_RUN_WITHIN)
@transaction.atomic
def set_last_number(register: Register, *, year_be: int, last: int, actor: User, series: str = "") -> NumberRun:
    """The office's own register has come so far: the next number given is the one after it.  Administrators only.

    Raises ValidationError when the run has already given a higher number, or for what is no year or no number.
    """
    if not actor.has_role(*ADMINISTRATORS):
        raise PermissionDenied
    REGISTER_RUN_WITHIN.require(0 <= last <= LARGEST_NUMBER, register=register, most=f"{LARGEST_NUMBER:,}")
    if register.pk == RegisterCode.MINUTES:
        series = _as_counted_before(series)
    NumberRun(register=register, series=series, year_be=year_be, last=last).clean_fields()
    NumberRun.objects.get_or_create(register=register, series=series, year_be=year_be)
    run = NumberRun.objects.select_for_update().get(register=register, series=series, year_be=year_be)
    REGISTER_RUN_GOES_ON.require(last >= run.last, last=run.last)
    before, run.last = run.last, last
    run.full_clean()
    run.save(update_fields=["last"])
    journal.record(
        actor=actor, verb="ตั้งเลขล่าสุดของทะเบียน", target=run, before={"last": before}, after={"last": run.last}
    )
    return run
