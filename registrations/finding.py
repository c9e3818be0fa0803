"""What the one search box of the counter means by what was typed, pasted or scanned into it.

An officer types a registration code, a telephone, a citizen id (if the office keeps them) or three letters of a name;
a scanner types an entry's number, the address of its status page, or the short number of a slip that was printed while
the line was cut.  Thai and Arabic digits are alike, and a keyboard that stood on Thai is understood.
"""

import re
import uuid
from dataclasses import dataclass, field
from typing import Final

from django.core.exceptions import ValidationError
from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from office.models import Office, User
from rounds.rules import GroupCode
from thai.digits import to_arabic
from thai.ids import citizen_id_is_valid, clean_citizen_id
from thai.keyboard import american_keys
from thai.text import normalise, search_key

from .blind import read_scan
from .eligibility import reads_key
from .matching import candidates, find_prefill
from .models import Entry, Prefill, Producer, Sample

# As many hits as there are keys to choose with.
MOST_HITS: Final = 9
LEAST_LETTERS: Final = 3
_LONGEST: Final = 300

_GROUPS: Final = "|".join(GroupCode.values)
_NUMBER: Final = re.compile(rf"(?<![0-9A-Z])([0-9]{{2}}-(?:{_GROUPS})-[0-9]{{4,}})(?![0-9A-Z])", re.IGNORECASE)
_SLIP: Final = re.compile(r"T-?([0-9A-F]{4})-?([0-9A-F]{4})", re.IGNORECASE)
_LETTERS: Final = re.compile(r"https?://\S*[/=]([A-Za-z]{5})/?\Z")
_DIGITS: Final = re.compile(r"\+?[0-9 .()\u2010-\u2015-]+")


@dataclass(frozen=True)
class Found:
    """The producers that were meant, at most nine of `total`; the entry, where its own number was given; what somebody
    has filled in beforehand, where its code was, with the producers who may have sent it.

    `sentence` says why there is nothing, and never more of another district's producer than that it is registered
    elsewhere.
    """

    producers: list[Producer] = field(default_factory=list)
    total: int = 0
    entry: Entry | None = None
    prefill: Prefill | None = None
    sentence: str = ""

    @property
    def producer(self) -> Producer | None:
        """The one that was meant, when it can be only one."""
        return self.producers[0] if self.total == 1 else None

    @property
    def left_out(self) -> int:
        return self.total - len(self.producers)


def slip_of(token: uuid.UUID) -> str:
    """ "T-3F9A-21BC": the short number of an entry that waits in a browser for the line to come back."""
    short = token.hex[:8].upper()
    return f"T-{short[:4]}-{short[4:]}"


def find(text: str, user: User) -> Found:
    """What this person may open by what was typed."""
    raw = text[:_LONGEST]
    typed = normalise(raw)
    if not search_key(typed):
        return Found(sentence="โปรดพิมพ์รหัสทะเบียน เลขประจำตัวประชาชน โทรศัพท์ หรือชื่อ แล้วกด Enter")
    if (found := _by_label(raw, user)) is not None:
        return found
    for reading in filter(None, (typed, normalise(american_keys(raw)))):
        if (found := _by_number(to_arabic(reading), user)) is not None:
            return found
    return _by_code(raw, user) or _by_name(typed, user)


# -- numbers ----------------------------------------------------------------------------------------------------


def _by_number(text: str, user: User) -> Found | None:
    """What a number, a scanned address or a slip means; None when the text is none of them."""
    if number := _NUMBER.search(text):
        return _of_entry(Entry.objects.filter(number=number[1].upper()), user, f"เลขที่รับสมัคร {number[1].upper()}")
    if slip := _SLIP.fullmatch(text):
        first = (slip[1] + slip[2]).lower()
        tokens = [uuid.UUID(first + rest * 24) for rest in "0f"]
        return _of_entry(Entry.objects.filter(form_token__range=tokens), user, f"เลขชั่วคราว {text.upper()}")
    if not _DIGITS.fullmatch(text):
        return None
    digits = re.sub(r"[^0-9]", "", text)
    if text.startswith("+66") or digits.startswith("0066"):
        digits = "0" + re.sub(r"^(?:0066|66)0?", "", digits)
    if len(digits) < 4:
        return Found(sentence="เลขสั้นเกินไป โปรดพิมพ์อย่างน้อย 4 ตัว")
    return _of_digits(digits, user)


def _by_label(text: str, user: User) -> Found | None:
    """The entry whose sample wears this label; only for who may know whose sample a number is."""
    try:
        read = read_scan(text)
    except ValidationError:
        return None
    samples = Sample.objects.for_user(user).filter(round__is_current=True).wearing(read.letter, read.number)
    sample = samples.select_related("entry__producer").first() if reads_key(user) else None
    return Found([sample.entry.producer], 1, sample.entry) if sample else None


def _of_digits(digits: str, user: User) -> Found:
    own, whole = Producer.objects.for_user(user), None
    if len(digits) == 13:
        if not Office.objects.filter(keeps_citizen_ids=True).exists():
            return Found(sentence="สำนักงานไม่เก็บเลขประจำตัวประชาชน โปรดค้นด้วยรหัสทะเบียน โทรศัพท์ หรือชื่อ")
        if not citizen_id_is_valid(digits):
            return Found(sentence="เลขประจำตัวประชาชนไม่ถูกต้อง โปรดตรวจกับบัตรแล้วพิมพ์ใหม่")
        whole = Q(citizen_id=clean_citizen_id(digits))
        hits = _hits(own.filter(whole), "")
    else:
        if len(digits) in (9, 10):
            whole = Q(code=digits) | Q(phone=digits)
        exact = _hits(own.filter(code=digits), "") if len(digits) == 9 else Found()
        hits = exact if exact.total else _hits(own.filter(Q(code__startswith=digits) | Q(phone__contains=digits)), "")
    if hits.total:
        return hits
    what = "เลขประจำตัวประชาชนนี้" if len(digits) == 13 else f"“{digits}”"
    return Found(sentence=_nobody(what, elsewhere=whole is not None and _elsewhere(whole, user)))


def _of_entry(entries: QuerySet[Entry], user: User, what: str) -> Found:
    entry = entries.for_user(user).select_related("producer").order_by("-round__year_be", "-pk").first()
    if entry is None:
        place = "ระบบ" if user.is_provincial else "อำเภอของท่าน"
        return Found(sentence=f"ไม่พบ{what} ใน{place} โปรดตรวจเลขอีกครั้ง")
    return Found([entry.producer], 1, entry)


def _by_code(text: str, user: User) -> Found | None:
    """What a producer has filled in while waiting: five letters, or the address that carries them."""
    prefill = find_prefill(_LETTERS.sub(r"\1", text.strip()), user)
    if prefill is None:
        return None
    if prefill.is_used:
        return Found([prefill.entry.producer], 1, prefill.entry)
    hits = candidates(prefill, user)
    sentence = "" if hits else f"รหัส {prefill.code} ไม่ตรงกับผู้ผลิตรายใดในทะเบียน โปรดค้นหาผู้ผลิตจากรหัสทะเบียนหรือชื่อ"
    return Found(hits[:MOST_HITS], len(hits), prefill=prefill, sentence=sentence)


# -- names ------------------------------------------------------------------------------------------------------


def _by_name(text: str, user: User) -> Found:
    key = search_key(text)
    if len(key) < LEAST_LETTERS:
        return Found(sentence=f"โปรดพิมพ์ชื่ออย่างน้อย {LEAST_LETTERS} ตัวอักษร")
    hits = _hits(Producer.objects.for_user(user).filter(search_text__contains=key), key)
    return hits if hits.total else Found(sentence=_nobody(f"“{text[:60]}”", elsewhere=False))


def _hits(producers: QuerySet[Producer], key: str) -> Found:
    """Names that begin with the letters come first; then the order of a Thai dictionary."""
    first = When(search_text__startswith=key, then=Value(0)) if key else None
    rank = Case(*filter(None, [first]), default=Value(1), output_field=IntegerField())
    rows = list(producers.select_related("district").order_by(rank, "name_order", "pk")[: MOST_HITS + 1])
    total = len(rows) if len(rows) <= MOST_HITS else producers.count()
    return Found(rows[:MOST_HITS], total)


def _elsewhere(whole: Q, user: User) -> bool:
    """Whether a whole number belongs to a producer of another district: all that an officer learns of it."""
    return not user.is_provincial and Producer.objects.filter(whole).exists()


def _nobody(what: str, *, elsewhere: bool) -> str:
    if elsewhere:
        return f"{what} ขึ้นทะเบียนที่อำเภออื่น โปรดให้อำเภอที่ขึ้นทะเบียนเป็นผู้รับสมัคร"
    return f"ไม่พบผู้ผลิตที่ตรงกับ {what} โปรดตรวจตัวสะกดหรือตัวเลข หากยังไม่มีในทะเบียน โปรดแจ้งสำนักงานพัฒนาชุมชนจังหวัด"
