"""The sample of a product: its blind number, where it lies now, and every move that brought it there.

Answers: whose is อ-041, where is it, who put it there and when; at any minute the samples by place are what lies on
the shelves.  Serves step 3 (intake) to the day when the last sample has gone back or on to the department.
"""

import uuid
from datetime import date, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from office.models import User
from rounds.models import ProductGroup, Round
from thai.fields import CharField, DateField, DateTimeField

from ..blind import blind_paper, blind_text, code_of, read_scan, round_key
from ..rules import (
    ADVICE,
    ALIVE,
    BLIND_NUMBER_ONCE,
    BLIND_NUMBERS_LEFT,
    HELD,
    LAST_MOVE_CORRECTED,
    LAST_NUMBER,
    LETTERS,
    PIECES_COUNTED,
    PROBLEM_TOLD,
    REFUSED_IS_NOT_HELD,
    RETURNED_TO_SOMEBODY,
    SAMPLE_CORRECTION_EXPLAINED,
    SAMPLE_MOVE_ALLOWED,
    SAMPLE_NEXT,
    SCAN_ONCE,
    STORE_NAMED,
    Condition,
    EntryStatus,
    SampleState,
)
from .entries import Entry
from .uploads import Upload

SOON_DAYS = 7


class SampleQuerySet(models.QuerySet["Sample"]):
    def for_user(self, user: User) -> "SampleQuerySet":
        """Provincial staff everywhere; an officer those of the own district's producers."""
        if not user.is_authenticated:
            return self.none()
        if user.is_provincial:
            return self
        if user.officer_district_id:
            return self.filter(entry__producer__district_id=user.officer_district_id)
        return self.none()

    def held(self) -> "SampleQuerySet":
        return self.filter(state__in=HELD)

    def to_return(self) -> "SampleQuerySet":
        """With us still, although the entry is out of the round."""
        return self.held().exclude(entry__status__in=ALIVE)

    def expired(self, today: date) -> "SampleQuerySet":
        return self.held().filter(best_before__lt=today)

    def expiring(self, today: date, days: int = SOON_DAYS) -> "SampleQuerySet":
        return self.held().filter(best_before__gte=today, best_before__lte=today + timedelta(days=days))

    def matching(self, text: str, *, with_key: bool = True) -> "SampleQuerySet":
        """Search by blind number as it is typed, or else, for who may know the key, as entries are searched for."""
        if not text.strip():
            return self
        try:
            read = read_scan(text)
        except ValidationError:
            return self.filter(entry__in=Entry.objects.matching(text)) if with_key else self.none()
        return self.wearing(read.letter, read.number)

    def wearing(self, letter: str, number: int) -> "SampleQuerySet":
        """With this number on the label, or on a label that was replaced."""
        return self.filter(Q(letter=letter, number=number) | Q(former__contains=blind_text(letter, number)))

    def in_order(self) -> "SampleQuerySet":
        """As labels and lists print them: by group, then by blind number."""
        return self.order_by("entry__group__order", "entry__group", "letter", "number")


class Sample(models.Model):
    """What a producer handed over for one entry: one or more pieces under one blind number."""

    State, Condition = SampleState, Condition

    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="sample", verbose_name="ใบสมัคร")
    # Copied from the entry and its group, so that the database can hold the number to be the only one of the round.
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="samples", verbose_name="การคัดสรร")
    letter = models.CharField("อักษรของประเภท", max_length=1, choices=[(sign, sign) for sign in LETTERS.values()])
    number = models.PositiveSmallIntegerField("เลขป้าย")
    pieces = models.PositiveSmallIntegerField("จำนวนชิ้น", default=1)
    keep_cool = models.BooleanField("ต้องแช่เย็น", default=False)
    best_before = DateField("ควรบริโภคก่อน", null=True, blank=True)
    allergens = CharField("สารก่อภูมิแพ้", max_length=200, blank=True)
    # Blind numbers of labels that were replaced, since the entry's group was corrected: found still, used by no other.
    former = models.CharField("เลขป้ายเดิม", max_length=100, blank=True, editable=False)
    # These five, and `moves_made`, are those of the last move.
    state = models.CharField("สถานะ", max_length=20, choices=SampleState)
    place = CharField("ที่อยู่", max_length=100, blank=True)
    condition = models.CharField("สภาพ", max_length=20, choices=Condition)
    at_province = models.BooleanField("อยู่กับจังหวัด", default=False)
    moved_at = DateTimeField("เคลื่อนย้ายล่าสุดเมื่อ")
    moves_made = models.PositiveIntegerField(default=1, editable=False)

    objects = SampleQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "ตัวอย่างผลิตภัณฑ์"
        ordering = ["round", "letter", "number"]
        constraints = [
            BLIND_NUMBER_ONCE.unique(fields=["round", "letter", "number"]),
            BLIND_NUMBERS_LEFT.check(Q(number__gte=1, number__lte=LAST_NUMBER)),
            PIECES_COUNTED.check(Q(pieces__gte=1, pieces__lte=999)),
            REFUSED_IS_NOT_HELD.check(
                Q(state="refused", condition="refused") | ~Q(state="refused") & ~Q(condition="refused")
            ),
            STORE_NAMED.check(~Q(state="in_store") | ~Q(place="")),
        ]
        indexes = [models.Index(fields=["round", "state", "place"], name="sample_round_state_place")]

    def __str__(self) -> str:
        return blind_text(self.letter, self.number)

    def get_absolute_url(self) -> str:
        return reverse("registrations:sample-detail", args=[self.pk])

    @property
    def on_paper(self) -> str:
        return blind_paper(self.letter, self.number)

    @property
    def code(self) -> str:
        """What the label's code holds."""
        return code_of(self.letter, self.number, of_round=round_key(self.round.year_be, self.round.sequence))

    @property
    def is_held(self) -> bool:
        return self.state in HELD

    @property
    def must_go_back(self) -> bool:
        return self.is_held and self.entry.status not in ALIVE

    @property
    def has_other_group(self) -> bool:
        """The entry's group was corrected after the label was printed: the letter on it is no longer the group's."""
        return LETTERS[self.entry.group.code] != self.letter

    @property
    def where(self) -> str:
        """State and place as they are said: "อยู่ในที่เก็บ ห้องเย็น"."""
        return f"{self.get_state_display()} {self.place}".strip()

    def days_left(self, today: date) -> int | None:
        return (self.best_before - today).days if self.best_before else None

    def may_move_to(self, state: str) -> bool:
        return state in SAMPLE_NEXT[self.state]

    def require_move(self, to: str) -> None:
        if not self.may_move_to(to):
            raise SAMPLE_MOVE_ALLOWED.error(
                sample=self, state=self.where, to=SampleState(to).label, advice=ADVICE[self.state]
            )

    def move(self, to: str, *, force: bool = False, **stamps: object) -> None:
        """Takes the sample to another state and place; called by actions only, inside their transaction.

        force: for corrections, which lead back whatever the table says.  Raises ValidationError when the table does not
        allow it, or when a colleague moved it first.
        """
        if not force:
            self.require_move(to)
        stamps = {**stamps, "state": to, "moves_made": self.moves_made + 1}
        moved = Sample.objects.filter(pk=self.pk, state=self.state, moves_made=self.moves_made).update(**stamps)
        if not moved:
            raise ValidationError(f"เลขป้าย {self} เพิ่งถูกบันทึกโดยเจ้าหน้าที่อีกคน โปรดสแกนใหม่อีกครั้ง", code="moved_by_other")
        for name, value in stamps.items():
            setattr(self, name, value)


class SampleMoveQuerySet(models.QuerySet["SampleMove"]):
    def for_user(self, user: User) -> "SampleMoveQuerySet":
        return self.filter(sample__in=Sample.objects.for_user(user))


class SampleMove(models.Model):
    """One move of a sample: who took it from where to where, and when.  Rows are only ever added."""

    sample = models.ForeignKey(Sample, on_delete=models.PROTECT, related_name="moves", verbose_name="ตัวอย่าง")
    order = models.PositiveIntegerField("ครั้งที่")
    from_state = models.CharField("จากสถานะ", max_length=20, choices=SampleState, blank=True)
    from_place = CharField("จากที่อยู่", max_length=100, blank=True)
    state = models.CharField("เป็นสถานะ", max_length=20, choices=SampleState)
    place = CharField("ที่อยู่", max_length=100, blank=True)
    condition = models.CharField("สภาพ", max_length=20, choices=Condition)
    at_province = models.BooleanField("อยู่กับจังหวัด", default=False)
    handed_to = CharField("ผู้รับ", max_length=200, blank=True)
    note = CharField("หมายเหตุ", max_length=300, blank=True)
    photo = models.ForeignKey(
        Upload, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="ภาพ"
    )
    reason = CharField("เหตุผลที่แก้", max_length=300, blank=True)
    corrects = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="corrected_by", verbose_name="แก้รายการ"
    )
    # One scan, one move: a scan sent twice carries the same token.
    token = models.UUIDField(default=uuid.uuid4, editable=False)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="ผู้บันทึก"
    )
    at = DateTimeField("เมื่อ", default=timezone.now)

    objects = SampleMoveQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "การรับ-ส่งตัวอย่าง"
        ordering = ["sample", "order"]
        constraints = [
            SCAN_ONCE.unique(fields=["token"]),
            models.UniqueConstraint(
                fields=["sample", "order"],
                name="sample_move_in_order",
                violation_error_message="ตัวอย่างนี้เพิ่งถูกบันทึกโดยเจ้าหน้าที่อีกคน โปรดสแกนใหม่อีกครั้ง",
            ),
            STORE_NAMED.check(~Q(state="in_store") | ~Q(place=""), part="move"),
            RETURNED_TO_SOMEBODY.check(~Q(state="returned") | ~Q(handed_to="")),
            PROBLEM_TOLD.check(~Q(order=1) | Q(condition="good") | ~Q(note="")),
            SAMPLE_CORRECTION_EXPLAINED.check(Q(corrects=None, reason="") | Q(corrects__isnull=False) & ~Q(reason="")),
            LAST_MOVE_CORRECTED.check(Q(corrects=None) | Q(order__gt=2)),
        ]
        indexes = [models.Index(fields=["actor", "-at"], name="sample_move_actor_at")]

    def __str__(self) -> str:
        return f"{self.sample} {self.where}"

    @property
    def where(self) -> str:
        return f"{self.get_state_display()} {self.place}".strip()

    @property
    def from_where(self) -> str:
        return f"{self.get_from_state_display()} {self.from_place}".strip()


class BlindCounter(models.Model):
    """The numbers of a group that wait to be drawn, and the last one that was put among them.

    A locked row: a number leaves it when it is given, whatever becomes of the sample, and never comes back.
    """

    group = models.OneToOneField(ProductGroup, on_delete=models.CASCADE, related_name="blind_counter")
    last = models.PositiveSmallIntegerField(default=0)
    pool = models.JSONField(default=list)

    class Meta:
        verbose_name = verbose_name_plural = "ตัวจับเลขป้าย"

    def __str__(self) -> str:
        return f"{self.group}: {self.last}"


def is_deliverable(entry: Entry) -> bool:
    """Whether a sample may be taken in: handed in, and still in the round."""
    return bool(entry.number) and entry.status in ALIVE and entry.status != EntryStatus.DRAFT
