"""What a producer has filled in beforehand, on a phone and without an account: a suggestion, and nothing more.

It counts for nothing until an officer has checked it and saved an entry from it.  A code of five letters leads to it;
it lives until the intake ends or for seven days, and is deleted after that, used or not.
"""

import uuid
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from office.models import District, User
from rounds.models import ProductGroup, Round
from thai.fields import CharField, DateTimeField, TextField
from thai.names import name_key
from thai.text import search_key

from ..rules import PREFILL_CODE_ONCE, PREFILL_USED_ONCE
from ..spoken import LENGTH, read_code, said
from .entries import Entry
from .register import Producer

LIVES = timedelta(days=7)


class PrefillQuerySet(models.QuerySet["Prefill"]):
    def for_user(self, user: User) -> "PrefillQuerySet":
        """Provincial staff see all; an officer those of the own district; others none."""
        if not user.is_authenticated:
            return self.none()
        if user.is_provincial:
            return self
        if user.officer_district_id:
            return self.filter(district_id=user.officer_district_id)
        return self.none()

    def waiting(self, at: datetime | None = None) -> "PrefillQuerySet":
        """Not used, and still in their time."""
        return self.filter(entry=None, expires_at__gte=at or timezone.now())

    def over(self, at: datetime | None = None) -> "PrefillQuerySet":
        """Whose time is over: to be deleted."""
        return self.filter(expires_at__lt=at or timezone.now())

    def matching(self, text: str) -> "PrefillQuerySet":
        """Search by code, or by any part of what was typed as producer or product."""
        if code := read_code(text):
            return self.filter(Q(code=code) | Q(said__icontains=text.strip()) | Q(name__icontains=text.strip()))
        if not search_key(text):
            return self
        return self.filter(Q(said__icontains=text.strip()) | Q(name__icontains=text.strip()))


class Prefill(models.Model):
    code = models.CharField("รหัส", max_length=LENGTH, editable=False)
    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="prefills", verbose_name="การคัดสรร")
    district = models.ForeignKey(District, on_delete=models.PROTECT, related_name="+", verbose_name="อำเภอ")
    # As the producer writes it, never looked up for the phone: the register is not for strangers.
    said = CharField("รหัสทะเบียน OTOP หรือชื่อกลุ่ม/ผู้ผลิต", max_length=200, blank=True)
    phone = models.CharField("โทรศัพท์", max_length=10, blank=True)
    kind = models.CharField("ชนิด", max_length=10, choices=Entry.Kind, default=Entry.Kind.MAIN)
    name = CharField("ชื่อผลิตภัณฑ์", max_length=200, blank=True)
    group = models.ForeignKey(ProductGroup, on_delete=models.CASCADE, related_name="+", verbose_name="ประเภทผลิตภัณฑ์")
    set_items = TextField("รายการในชุด", blank=True)
    description = TextField("เรื่องราวและจุดเด่น", blank=True)
    # One form, one prefill: what is sent again with the same token corrects it.
    token = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    created_at = DateTimeField("ส่งเมื่อ", default=timezone.now, editable=False)
    expires_at = DateTimeField("ใช้ได้ถึง", editable=False)
    opened_at = DateTimeField("เปิดเมื่อ", null=True, blank=True, editable=False)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="+",
        verbose_name="ผู้เปิด",
    )  # fmt: skip
    entry = models.ForeignKey(
        Entry, on_delete=models.CASCADE, null=True, blank=True, editable=False, related_name="prefills",
        verbose_name="ใบสมัคร",
    )  # fmt: skip
    used_at = DateTimeField("ใช้เมื่อ", null=True, blank=True, editable=False)

    objects = PrefillQuerySet.as_manager()

    contact_fields = frozenset({"phone"})

    class Meta:
        verbose_name = verbose_name_plural = "แบบกรอกล่วงหน้า"
        # as people stand in the queue
        ordering = ["created_at", "pk"]
        constraints = [
            PREFILL_CODE_ONCE.unique(fields=["code"]),
            PREFILL_USED_ONCE.unique(fields=["entry"], condition=Q(entry__isnull=False), part="entry"),
            # Used means: it has its entry, and what was typed stands there and no longer here.
            PREFILL_USED_ONCE.check(
                Q(entry=None, used_at=None)
                | Q(entry__isnull=False, used_at__isnull=False, said="", phone="", set_items="", description=""),
                part="whole",
            ),
        ]
        indexes = [models.Index(fields=["district", "created_at"], name="prefill_district_queue")]

    def __str__(self) -> str:
        return f"แบบกรอกล่วงหน้า {self.code}"

    @property
    def is_used(self) -> bool:
        return self.entry_id is not None

    @property
    def is_opened(self) -> bool:
        return self.opened_at is not None

    def is_waiting(self, at: datetime | None = None) -> bool:
        return not self.is_used and self.expires_at >= (at or timezone.now())

    @property
    def told_until(self) -> datetime:
        """What the phone is told: the grace minutes, in which an officer may still open it, are told to nobody."""
        closes_at, grace = self.round.closes_at, timedelta(minutes=self.round.grace_minutes)
        in_grace = closes_at is not None and closes_at < self.expires_at <= closes_at + grace
        return closes_at if in_grace else self.expires_at

    @property
    def spoken(self) -> str:
        """How the letters are called, for who reads the code aloud."""
        return said(self.code)

    def initial(self, producer: Producer | None = None) -> dict[str, Any]:
        """What was typed, as the first values of an `EntryForm`; with the producer, its product of that name too."""
        typed = {name: getattr(self, name) for name in ("kind", "name", "group", "set_items", "description")}
        if producer is not None:
            key = search_key(self.name)
            products = producer.products.all()
            typed["product"] = next((product for product in products if search_key(product.name) == key), None)
        return typed

    @property
    def name_key(self) -> str:
        """What is left of the producer's name for comparing: legal form and title off."""
        return name_key(self.said) if self.said else ""
