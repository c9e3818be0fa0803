"""Where an application stands, in the words that the producer is told: asked with its number and the last four digits
of the producer's telephone, and shown to nobody else.

A result is read from what was published and from nowhere else: an entry whose result is held back and one that has
none give the same page.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.conf import settings
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.utils.http import urlencode

from registrations.checklist import MissingPaper
from registrations.models import Entry
from registrations.papers import papers_to_bring
from registrations.rules import EntryStatus
from registrations.window import window_of
from thai.digits import to_arabic

from .models import PublishedResult

_NUMBER: Final = re.compile(r"(\d\d)([A-Z]{1,10})(\d{1,6})")
_BETWEEN: Final = re.compile(r"[\s.\-\u00ad\u2010-\u2015\u2212\u200b-\u200f\ufeff]+")
_IN_AN_ADDRESS: Final = re.compile(r"/s/([^/?#\s]+)")
# Compared with where there is no entry or no telephone, so that each try takes the same steps.
_NOBODY: Final = "----"


def read_number(typed: str) -> str:
    """The number that was meant, as receipts print it (65-FOOD-0001); "" where it cannot be one.

    Thai digits, small letters, missing dashes and zeros, and the whole address of the receipt are understood.
    """
    found = _IN_AN_ADDRESS.search(typed[:300])
    text = _BETWEEN.sub("", to_arabic((found[1] if found else typed)[:60])).upper()
    parts = _NUMBER.fullmatch(text) if text.isascii() else None
    return f"{parts[1]}-{parts[2]}-{int(parts[3]):04d}" if parts else ""


def find_entry(number: str, digits: str) -> Entry | None:
    """The entry with this number whose producer's telephone ends like that.

    Unknown numbers, other digits and producers without a telephone are answered alike, by the same steps.  Two rounds
    of one year may have given the same number: the telephone tells them apart, and the later one is meant.
    """
    rows = list(
        Entry.objects.exclude(number="")
        .filter(number=number)
        .select_related("round", "group", "producer__district")
        .order_by("-round__year_be", "-round__sequence")[:4]
    )
    found = None
    for row in rows or [None]:
        phone = row.producer.phone if row is not None else ""
        same = constant_time_compare(phone[-4:] if len(phone) >= 9 else _NOBODY, digits)
        if same and found is None:
            found = row
    return found


# -- what is said ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Word:
    """A state as the public reads it: one word, a sentence, and what colour and picture go with it."""

    word: str
    sentence: str
    colour: str
    icon: str


# Other words than the staff's: what it means for the producer, and not where it lies on somebody's desk.
WORDS: Final = {
    EntryStatus.DRAFT: Word("ยังไม่ได้ยื่น", "ใบสมัครนี้ยังไม่ได้ยื่น โปรดติดต่อ{office}", "warning", "wait"),
    EntryStatus.SUBMITTED: Word(
        "รับใบสมัครแล้ว", "จังหวัดกำลังตรวจเอกสารและคุณสมบัติ ท่านยังไม่ต้องทำอะไรเพิ่ม", "info", "wait"
    ),
    EntryStatus.RETURNED: Word(
        "ต้องแก้ไขใบสมัคร", "โปรดติดต่อ{office}เพื่อแก้ไขและยื่นใหม่ภายในเวลารับสมัคร", "warning", "todo"
    ),
    EntryStatus.SCREENED_IN: Word(
        "ผ่านการตรวจคุณสมบัติ", "ผลิตภัณฑ์เข้าสู่การพิจารณาให้คะแนนของคณะกรรมการแล้ว ผลจะแสดงในหน้านี้เมื่อจังหวัดประกาศ",
        "info", "wait",
    ),
    EntryStatus.SCREENED_OUT: Word(
        "ไม่ผ่านการตรวจคุณสมบัติ", "ผลิตภัณฑ์ไม่ได้เข้ารับการพิจารณาในรอบนี้ สอบถามได้ที่{office}", "danger", "no"
    ),
    EntryStatus.WITHDRAWN: Word("ถอนใบสมัครแล้ว", "ใบสมัครนี้ถอนแล้ว จึงไม่มีการพิจารณาต่อ", "secondary", "no"),
}  # fmt: skip
# Whose reason is written for the producer (registrations.rules.REASON_GIVEN asks the staff for just that); that of a
# withdrawal, and notes on an entry that went on, stay inside.
REASON_IS_TOLD: Final = {EntryStatus.RETURNED: "สิ่งที่ต้องแก้", EntryStatus.SCREENED_OUT: "เพราะ"}


@dataclass(frozen=True)
class Standing:
    """All that the page says of an entry."""

    number: str
    word: Word
    product: str
    producer: str
    district: str
    group: str
    kind: str
    round: str
    office: str
    received_at: datetime | None
    reason_label: str
    reason: str
    until: datetime | None
    missing_label: str
    missing: tuple[MissingPaper, ...]
    result: str
    result_on: datetime | None
    announcement: str
    certificate: str

    @property
    def address(self) -> str:
        """The page as the receipt's code leads to it: without the digits it shows nothing."""
        return status_address(self.number)

    @property
    def share_text(self) -> str:
        """To be sent on: what the page says, and no telephone, name of a person, or reason."""
        said = self.result or self.word.word
        return f"{self.product} (เลขที่รับสมัคร {self.number}): {said} ดูสถานะล่าสุดที่ {self.address}"

    @property
    def line_address(self) -> str:
        """Opens LINE with the text; the only address of others on our pages, followed when it is pressed."""
        return f"https://line.me/R/share?{urlencode({'text': self.share_text})}"


def status_address(number: str) -> str:
    return settings.PUBLIC_URL + reverse("status:entry", args=[number])


def standing_of(entry: Entry, *, at: datetime | None = None) -> Standing:
    status = EntryStatus(entry.status)
    office = f"สำนักงานพัฒนาชุมชนอำเภอ{entry.producer.district.name}"
    word = WORDS[status]
    told = (
        PublishedResult.objects.published(at)
        .filter(announcement__round=entry.round_id, entry_number=entry.number)
        .select_related("announcement", "certificate__paper")
        .order_by("-announcement__published_at", "-pk")
        .first()
    )
    if told is not None and status != EntryStatus.WITHDRAWN:
        word = Word("ประกาศผลแล้ว", told.outcome(), "success", "yes")
    label, missing = papers_to_bring(entry)
    return Standing(
        number=entry.number,
        word=Word(word.word, word.sentence.format(office=office), word.colour, word.icon),
        product=entry.name,
        producer=entry.producer.name,
        district=entry.producer.district.name,
        group=entry.group.name,
        kind=entry.get_kind_display(),
        round=str(entry.round),
        office=office,
        received_at=entry.submitted_at,
        reason_label=REASON_IS_TOLD.get(status, ""),
        reason=entry.reason if status in REASON_IS_TOLD else "",
        until=window_of(entry.producer, entry.round).told_end if status == EntryStatus.RETURNED else None,
        missing_label=label,
        missing=tuple(missing),
        result=told.outcome() if told else "",
        result_on=told.announcement.published_at if told else None,
        announcement=told.announcement.get_absolute_url() if told else "",
        certificate=told.verify_address if told else "",
    )
