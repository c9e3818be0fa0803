"""What a producer applies with in a round: the entry, its place among the producer's two, its number, its states."""

import uuid
from datetime import date

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from office.models import User
from rounds.models import ProductGroup, Round
from thai.digits import to_arabic
from thai.fields import CharField, DateTimeField, TextField, YearBEField
from thai.text import search_key

from ..rules import (
    ALIVE,
    EDITABLE,
    NEXT,
    PRODUCT_OF_PRODUCER,
    RECEIVED,
    REGISTERED_WITHIN_YEARS,
    SET_HAS_ITEMS,
    TWO_MAIN_ENTRIES,
    EntryStatus,
)
from .register import Producer, Product


class EntryQuerySet(models.QuerySet["Entry"]):
    def alive(self) -> "EntryQuerySet":
        return self.filter(status__in=ALIVE)

    def submitted(self) -> "EntryQuerySet":
        return self.filter(status=EntryStatus.SUBMITTED)

    def received(self) -> "EntryQuerySet":
        """Handed in and not taken back, whatever screening said."""
        return self.filter(status__in=RECEIVED)

    def submitted_on(self, day: date) -> "EntryQuerySet":
        """Handed in on this day in Bangkok; one that was corrected and handed in again, on the day of the last time."""
        return self.filter(submitted_at__date=day)

    def screened_in(self) -> "EntryQuerySet":
        return self.filter(status=EntryStatus.SCREENED_IN)

    def matching(self, text: str) -> "EntryQuerySet":
        """Search by number, name, or the producer's code, phone and name."""
        if not search_key(text):
            return self
        return self.filter(
            Q(number__icontains=to_arabic(text).strip())
            | Q(name__icontains=text.strip())
            | Q(producer__in=Producer.objects.matching(text))
        )

    def for_user(self, user: User) -> "EntryQuerySet":
        if not user.is_authenticated:
            return self.none()
        if user.is_provincial:
            return self
        if user.officer_district_id:
            return self.filter(producer__district_id=user.officer_district_id)
        return self.none()


class Entry(models.Model):
    """One product (or set) that a producer applies with in a round; it holds place 1 … limit while it is alive."""

    Status = EntryStatus

    class Kind(models.TextChoices):
        MAIN = "main", "ผลิตภัณฑ์หลัก"
        SET = "set", "ชุด"

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="entries", verbose_name="การคัดสรร")
    producer = models.ForeignKey(Producer, on_delete=models.PROTECT, related_name="entries", verbose_name="ผู้ผลิต")
    product = models.ForeignKey(
        Product,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="entries",
        verbose_name="ผลิตภัณฑ์ในทะเบียน",
    )
    group = models.ForeignKey(
        ProductGroup, on_delete=models.PROTECT, related_name="entries", verbose_name="ประเภทผลิตภัณฑ์"
    )
    kind = models.CharField("ชนิด", max_length=10, choices=Kind, default=Kind.MAIN)
    name = CharField("ชื่อผลิตภัณฑ์", max_length=200)
    set_items = TextField("รายการในชุด", blank=True, help_text="บรรทัดละหนึ่งรายการ เฉพาะผลิตภัณฑ์ชุด")
    description = TextField("เรื่องราวและจุดเด่น", blank=True)
    status = models.CharField("สถานะ", max_length=20, choices=EntryStatus, default=EntryStatus.DRAFT, editable=False)
    slot = models.PositiveSmallIntegerField("ลำดับสิทธิ", null=True, blank=True, editable=False)
    # The bounds live on the round; they are copied here so that the database can hold the row against them.
    slot_limit = models.PositiveSmallIntegerField("สิทธิสูงสุด", editable=False)
    registered_year_be = YearBEField("ปีที่ขึ้นทะเบียนที่ใช้สมัคร", editable=False)
    registered_from_be = YearBEField(editable=False)
    registered_to_be = YearBEField(editable=False)
    # Where the entry stood when it was withdrawn: an undone withdrawal takes it back there.
    withdrawn_from = models.CharField(max_length=20, choices=EntryStatus, blank=True, default="", editable=False)
    number = models.CharField("เลขที่รับสมัคร", max_length=20, blank=True, editable=False)
    reason = TextField("เหตุผลล่าสุด", blank=True, editable=False)
    # One form, one entry: a form sent twice carries the same token.
    form_token = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    # Counts every change; a form that was opened before another change is refused, nothing is overwritten.
    version = models.PositiveIntegerField(default=1, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="ผู้บันทึก",
        editable=False,
    )
    created_at = DateTimeField("บันทึกเมื่อ", default=timezone.now, editable=False)
    submitted_at = DateTimeField("ยื่นเมื่อ", null=True, blank=True, editable=False)
    screened_at = DateTimeField("กลั่นกรองเมื่อ", null=True, blank=True, editable=False)

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "ผลิตภัณฑ์ที่สมัคร"
        ordering = ["-created_at", "-pk"]
        constraints = [
            TWO_MAIN_ENTRIES.check(
                Q(status__in=ALIVE, slot__isnull=False, slot__gte=1, slot__lte=F("slot_limit"))
                | ~Q(status__in=ALIVE) & Q(slot=None)
            ),
            TWO_MAIN_ENTRIES.unique(fields=["round", "producer", "slot"], condition=Q(status__in=ALIVE), part="slot"),
            REGISTERED_WITHIN_YEARS.check(
                Q(
                    registered_year_be__gte=F("registered_from_be"),
                    registered_year_be__lte=F("registered_to_be"),
                )
            ),
            SET_HAS_ITEMS.check(
                Q(kind="main", set_items="") | Q(kind="set") & (~Q(set_items="") | Q(status__in=["draft", "withdrawn"]))
            ),
            PRODUCT_OF_PRODUCER.unique(
                fields=["round", "product"], condition=Q(status__in=ALIVE, product__isnull=False)
            ),
            models.UniqueConstraint(
                fields=["round", "number"],
                condition=~Q(number=""),
                name="entry_number_once_per_round",
                violation_error_message="เลขที่รับสมัครซ้ำ โปรดลองอีกครั้ง",
            ),
        ]
        indexes = [models.Index(fields=["round", "status"], name="entry_round_status")]

    def __str__(self) -> str:
        return f"{self.number} {self.name}" if self.number else self.name

    def get_absolute_url(self) -> str:
        return reverse("registrations:entry-detail", args=[self.pk])

    @property
    def is_alive(self) -> bool:
        return self.status in ALIVE

    @property
    def is_editable(self) -> bool:
        return self.status in EDITABLE

    def may_move_to(self, status: str) -> bool:
        return status in NEXT[self.status]

    def cannot_move(self, to: str) -> ValidationError:
        return ValidationError(
            f"{self} อยู่ในสถานะ “{self.get_status_display()}” จึงเปลี่ยนเป็น “{EntryStatus(to).label}” ไม่ได้ "
            "โปรดเปิดหน้าล่าสุดของรายการนี้",
            code="move_not_allowed",
        )

    def move(self, to: str, **stamps: object) -> None:
        """Takes the entry to another state; called by actions only, inside their transaction.

        Raises ValidationError when the table of moves does not allow it, or when a colleague moved it first.
        """
        if not self.may_move_to(to):
            raise self.cannot_move(to)
        stamps = {**stamps, "status": to, "version": self.version + 1}
        moved = Entry.objects.filter(pk=self.pk, status=self.status, version=self.version).update(**stamps)
        if not moved:
            raise ValidationError(
                f"{self} เพิ่งถูกเปลี่ยนโดยเจ้าหน้าที่อีกคน โปรดเปิดหน้านี้ใหม่เพื่อดูข้อมูลล่าสุดก่อนทำต่อ", code="moved_by_other"
            )
        for name, value in stamps.items():
            setattr(self, name, value)


class EntryCounter(models.Model):
    """The last number given out in a round for a product group: a locked row, so that no number is given twice."""

    group = models.OneToOneField(ProductGroup, on_delete=models.CASCADE, related_name="counter")
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = verbose_name_plural = "ตัวนับเลขที่รับสมัคร"

    def __str__(self) -> str:
        return f"{self.group}: {self.last}"
