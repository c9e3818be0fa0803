"""Extensions of the intake: one producer, or one district, may apply longer than the round's window says."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from office.models import District, User
from rounds.models import Round
from thai.dates import thai_datetime
from thai.fields import DateTimeField, TextField

from ..rules import (
    EXTENSION_AFTER_CLOSING,
    EXTENSION_FOR_ONE,
    EXTENSION_ONCE,
    EXTENSION_REVOKED_ONCE,
    REASON_GIVEN,
)
from .register import Producer


class ExtensionQuerySet(models.QuerySet["Extension"]):
    def standing(self) -> "ExtensionQuerySet":
        """Granted and not revoked; its end may be over."""
        return self.filter(revoked_at=None)

    def running(self, at: datetime) -> "ExtensionQuerySet":
        return self.standing().filter(ends_at__gte=at)

    def of(self, producer: Producer) -> "ExtensionQuerySet":
        """Those that help this producer: its own, and that of its district."""
        return self.filter(Q(producer=producer) | Q(district_id=producer.district_id))

    def for_user(self, user: User) -> "ExtensionQuerySet":
        """Provincial staff see all; an officer those of the own district and of its producers."""
        if not user.is_authenticated:
            return self.none()
        if user.is_provincial:
            return self
        if user.officer_district_id:
            own = user.officer_district_id
            return self.filter(Q(district_id=own) | Q(producer__district_id=own))
        return self.none()


class Extension(models.Model):
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="extensions", verbose_name="การคัดสรร")
    producer = models.ForeignKey(
        Producer, on_delete=models.PROTECT, null=True, blank=True, related_name="extensions", verbose_name="ผู้ผลิต"
    )
    district = models.ForeignKey(
        District, on_delete=models.PROTECT, null=True, blank=True, related_name="extensions", verbose_name="อำเภอ"
    )
    ends_at = DateTimeField("ขยายเวลาถึง")
    # The round's closing when the extension was granted: the database holds the end against it.
    closed_at = DateTimeField("ปิดรับสมัครตามประกาศ", editable=False)
    reason = TextField("เหตุผลที่ขยายเวลา")
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="ผู้อนุมัติ", editable=False
    )
    granted_at = DateTimeField("อนุมัติเมื่อ", default=timezone.now, editable=False)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="ผู้ยกเลิก",
        editable=False,
    )
    revoked_at = DateTimeField("ยกเลิกเมื่อ", null=True, editable=False)
    revoke_reason = TextField("เหตุผลที่ยกเลิก", blank=True, editable=False)

    objects = ExtensionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "การขยายเวลา"
        ordering = ["-granted_at", "-pk"]
        constraints = [
            EXTENSION_FOR_ONE.check(
                Q(producer__isnull=False, district__isnull=True) | Q(producer__isnull=True, district__isnull=False)
            ),
            EXTENSION_AFTER_CLOSING.check(Q(ends_at__gt=F("closed_at"))),
            EXTENSION_ONCE.unique(fields=["round", "producer"], condition=Q(revoked_at=None), part="producer"),
            EXTENSION_ONCE.unique(fields=["round", "district"], condition=Q(revoked_at=None), part="district"),
            EXTENSION_REVOKED_ONCE.check(
                Q(revoked_at=None, revoked_by=None, revoke_reason="")
                | Q(revoked_at__isnull=False, revoked_by__isnull=False) & ~Q(revoke_reason="")
            ),
            REASON_GIVEN.check(~Q(reason=""), part="extension"),
        ]

    def __str__(self) -> str:
        return f"ขยายเวลาให้{self.whom} ถึง {thai_datetime(self.ends_at, short=True)}"

    @property
    def whom(self) -> str:
        return f" {self.producer}" if self.producer_id else f"อำเภอ{self.district.name}"

    @property
    def is_standing(self) -> bool:
        return self.revoked_at is None
