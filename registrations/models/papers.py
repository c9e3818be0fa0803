"""The papers that an application needs, as data of the round; what was handed in, what is missing, what is excepted.

Answers: which papers does this round ask of whom and by which sentence of its document, what did the officer find at
the counter, until when may the rest come, and who decided that somebody need not bring a paper.
"""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from office.models import User
from rounds.models import Round
from rounds.rules import GroupCode
from thai.fields import CharField, DateField, DateTimeField, TextField

from ..rules import (
    COMPULSORY_NOT_SET_ASIDE,
    MISSING_HAS_DATE,
    PAPER_ONCE,
    PROXY_NAMED,
    REASON_GIVEN,
    REQUIREMENT_ONCE,
    WAIVER_ALIVE,
    WAIVER_BY_ANOTHER,
    WAIVER_DECIDED,
    WAIVER_NEXT,
    WAIVER_ONCE,
    Level,
    PaperState,
    WaiverStatus,
)
from .entries import Entry
from .register import Producer, StandardCertificate


def _known(values: Any, choices: Iterable[str]) -> bool:
    return isinstance(values, list) and all(isinstance(value, str) and value in set(choices) for value in values)


class Requirement(models.Model):
    """One paper that the round asks for, with the sentence that asks for it.

    Three lists of codes say of whom: an empty list means all.  A requirement with kinds of certificates is met by a
    valid certificate of one of these kinds on the product of the entry.
    """

    Level = Level

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="requirements", verbose_name="การคัดสรร")
    order = models.PositiveSmallIntegerField("ลำดับ", default=0)
    code = models.CharField(
        "รหัส",
        max_length=40,
        validators=[RegexValidator(r"^[a-z][a-z0-9_]*\Z", "รหัสเป็นอักษรอังกฤษตัวเล็ก ตัวเลข และขีดล่าง ขึ้นต้นด้วยตัวอักษร")],
        help_text="อักษรอังกฤษตัวเล็ก ตัวเลข และขีดล่าง เช่น id_card",
    )
    name = CharField("เอกสาร", max_length=200)
    clause_number = CharField("ข้อ", max_length=20, blank=True)
    sentence = TextField("ข้อความตามเอกสาร")
    source = CharField("เอกสารที่มา", max_length=300, blank=True)
    level = models.CharField("ความจำเป็น", max_length=20, choices=Level, default=Level.COMPULSORY)
    group_codes = models.JSONField("ประเภทผลิตภัณฑ์", default=list, blank=True)
    producer_kinds = models.JSONField("ประเภทผู้ผลิต", default=list, blank=True)
    only_by_proxy = models.BooleanField("เฉพาะเมื่อมอบอำนาจ", default=False)
    certificate_kinds = models.JSONField("ใบรับรองที่ใช้ได้", default=list, blank=True)
    is_default_value = models.BooleanField(
        "ค่าตั้งต้น", default=False, help_text="ยังไม่ได้ตรวจกับเอกสารของรอบนี้ โปรดตรวจแล้วยกเลิกเครื่องหมาย"
    )

    class Meta:
        verbose_name = verbose_name_plural = "เอกสารที่ต้องยื่น"
        ordering = ["round", "order", "pk"]
        constraints = [REQUIREMENT_ONCE.unique(fields=["round", "code"])]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        super().clean()
        wrong = {
            name: ValidationError("มีรหัสที่ระบบไม่รู้จัก โปรดเลือกจากรายการ", code="unknown_code")
            for name, choices in (
                ("group_codes", GroupCode.values),
                ("producer_kinds", Producer.Kind.values),
                ("certificate_kinds", StandardCertificate.Kind.values),
            )
            if not _known(getattr(self, name), choices)
        }
        if wrong:
            raise ValidationError(wrong)

    @property
    def clause(self) -> str:
        """The sentence that asks for the paper, with the number that its document gives it."""
        return f"ข้อ {self.clause_number} “{self.sentence}”" if self.clause_number else f"“{self.sentence}”"

    @property
    def is_compulsory(self) -> bool:
        return self.level == Level.COMPULSORY

    @property
    def is_standard(self) -> bool:
        return bool(self.certificate_kinds)

    @property
    def accepted_standards(self) -> str:
        """ "อย., มผช., GMP": the kinds that meet this requirement, in words."""
        return ", ".join(StandardCertificate.Kind(kind).label for kind in self.certificate_kinds)

    def is_asked_of(self, *, group: str | None, kind: str, by_proxy: bool) -> bool:
        """group: code of the product group; None where it is not chosen yet, so that nothing is left out."""
        return (
            (group is None or not self.group_codes or group in self.group_codes)
            and (not self.producer_kinds or kind in self.producer_kinds)
            and (by_proxy or not self.only_by_proxy)
        )


class PaperSheet(models.Model):
    """What was looked at on one day for one entry: who came with the papers, and who checked them."""

    entry = models.OneToOneField(Entry, on_delete=models.CASCADE, related_name="paper_sheet", verbose_name="ใบสมัคร")
    by_proxy = models.BooleanField("มอบอำนาจ", default=False)
    proxy_name = CharField("ผู้รับมอบอำนาจ", max_length=200, blank=True)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="ผู้ตรวจ"
    )
    checked_at = DateTimeField("ตรวจเมื่อ", default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = "ใบตรวจเอกสาร"
        constraints = [
            PROXY_NAMED.check(Q(by_proxy=False, proxy_name="") | Q(by_proxy=True) & ~Q(proxy_name="")),
        ]

    def __str__(self) -> str:
        return f"ใบตรวจเอกสารของ {self.entry}"


class PaperCheckQuerySet(models.QuerySet["PaperCheck"]):
    def for_user(self, user: User) -> "PaperCheckQuerySet":
        return self.filter(entry__in=Entry.objects.for_user(user))


class PaperCheck(models.Model):
    """What was found of one paper of one entry; an exception is no state of it but a row of its own (`Waiver`)."""

    State = PaperState

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="paper_checks", verbose_name="ใบสมัคร")
    requirement = models.ForeignKey(
        Requirement, on_delete=models.PROTECT, related_name="checks", verbose_name="เอกสารที่ต้องยื่น"
    )
    # Copied from the requirement, so that the database can hold the row against it.
    level = models.CharField("ความจำเป็น", max_length=20, choices=Level, editable=False)
    state = models.CharField("ผลตรวจ", max_length=20, choices=PaperState)
    due_on = DateField("ยื่นภายในวันที่", null=True, blank=True)
    note = CharField("หมายเหตุ", max_length=300, blank=True)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="ผู้ตรวจ"
    )
    checked_at = DateTimeField("ตรวจเมื่อ", default=timezone.now)

    objects = PaperCheckQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "ผลตรวจเอกสาร"
        ordering = ["entry", "requirement__order", "pk"]
        constraints = [
            PAPER_ONCE.unique(fields=["entry", "requirement"]),
            MISSING_HAS_DATE.check(
                Q(state="missing", due_on__isnull=False) | ~Q(state="missing") & Q(due_on__isnull=True)
            ),
            COMPULSORY_NOT_SET_ASIDE.check(~Q(level="compulsory", state="not_applicable")),
        ]

    def __str__(self) -> str:
        return f"{self.requirement}: {self.get_state_display()}"


class WaiverQuerySet(models.QuerySet["Waiver"]):
    def granted(self) -> "WaiverQuerySet":
        return self.filter(status=WaiverStatus.GRANTED)

    def waiting(self) -> "WaiverQuerySet":
        return self.filter(status=WaiverStatus.PROPOSED)

    def for_user(self, user: User) -> "WaiverQuerySet":
        return self.filter(entry__in=Entry.objects.for_user(user))


class Waiver(models.Model):
    """An exception: this entry need not bring this paper (or hold this standard), decided by a named person."""

    Status = WaiverStatus

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="waivers", verbose_name="ใบสมัคร")
    requirement = models.ForeignKey(
        Requirement, on_delete=models.PROTECT, related_name="waivers", verbose_name="เอกสารหรือมาตรฐานที่ยกเว้น"
    )
    status = models.CharField(
        "สถานะ", max_length=20, choices=WaiverStatus, default=WaiverStatus.PROPOSED, editable=False
    )
    reason = TextField("เหตุผลที่ขอยกเว้น")
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="ผู้เสนอ"
    )
    proposed_at = DateTimeField("เสนอเมื่อ", default=timezone.now)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="ผู้พิจารณา"
    )
    decided_at = DateTimeField("พิจารณาเมื่อ", null=True)
    decision_note = TextField("ความเห็นของผู้พิจารณา", blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="ผู้ยกเลิก"
    )
    revoked_at = DateTimeField("ยกเลิกเมื่อ", null=True)
    revoke_reason = TextField("เหตุผลที่ยกเลิก", blank=True)

    objects = WaiverQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "ข้อยกเว้น"
        ordering = ["-proposed_at", "-pk"]
        constraints = [
            WAIVER_ONCE.unique(fields=["entry", "requirement"], condition=Q(status__in=WAIVER_ALIVE)),
            WAIVER_BY_ANOTHER.check(Q(decided_by=None) | ~Q(decided_by=F("proposed_by"))),
            WAIVER_DECIDED.check(
                Q(status="proposed", decided_by=None, decided_at=None, revoked_by=None, revoked_at=None)
                | Q(status__in=["granted", "refused"], decided_by__isnull=False, decided_at__isnull=False)
                & Q(revoked_by=None, revoked_at=None)
                | Q(status="revoked", decided_by__isnull=False, decided_at__isnull=False)
                & Q(revoked_by__isnull=False, revoked_at__isnull=False)
                & ~Q(revoke_reason="")
            ),
            REASON_GIVEN.check(~Q(reason=""), part="waiver"),
        ]

    def __str__(self) -> str:
        return f"ยกเว้น “{self.requirement}” ให้ {self.entry}"

    def may_move_to(self, status: str) -> bool:
        return status in WAIVER_NEXT[self.status]

    def move(self, to: str, **stamps: Any) -> None:
        """Takes the exception to another state; called by actions only, inside their transaction.

        Raises ValidationError when the table of moves does not allow it, or when a colleague decided it first.
        """
        moved = self.may_move_to(to) and Waiver.objects.filter(pk=self.pk, status=self.status).update(
            status=to, **stamps
        )
        if not moved:
            raise ValidationError(
                f"ข้อยกเว้นนี้อยู่ในสถานะ “{self.get_status_display()}” จึงเปลี่ยนเป็น “{WaiverStatus(to).label}” ไม่ได้ "
                "โปรดเปิดหน้าล่าสุดของรายการนี้",
                code="move_not_allowed",
            )
        for name, value in {"status": to, **stamps}.items():
            setattr(self, name, value)
