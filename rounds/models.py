"""The round (การคัดสรรปี พ.ศ. …): its years, limit, window and place; its plan; its product groups; its clauses.

Every other room asks the round: which years count, how many entries a producer may have, and whether applications
are open.  A round is named by its พ.ศ. and a sequence, since a year can hold two.
"""

from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from thai.dates import thai_datetime
from thai.fields import CharField, DateField, DateTimeField, TextField, YearBEField

from .rules import (
    GRACE_WITHIN,
    LIMIT_AT_LEAST_ONE,
    MOST_GRACE_MINUTES,
    ONE_CURRENT_ROUND,
    PLACE_AND_PERIOD_SET,
    ROUND_ONCE_PER_SEQUENCE,
    STEP_DONE_BY_EVIDENCE,
    YEARS_IN_ORDER,
    EvidenceKind,
    GroupCode,
)


class RoundQuerySet(models.QuerySet["Round"]):
    def current(self) -> "Round | None":
        return self.filter(is_current=True).first()


class Round(models.Model):
    year_be = YearBEField("ปี พ.ศ.")
    sequence = models.PositiveSmallIntegerField("ครั้งที่ในปี", default=1)
    title = CharField("ชื่อโครงการ", max_length=300)
    is_current = models.BooleanField("รอบปัจจุบัน", default=False, editable=False)
    registered_from_be = YearBEField("ขึ้นทะเบียนตั้งแต่ปี พ.ศ.")
    registered_to_be = YearBEField("ถึงปี พ.ศ.")
    max_entries = models.PositiveSmallIntegerField("ผลิตภัณฑ์หลัก/ชุดต่อผู้ผลิต ๑ ราย/กลุ่ม ไม่เกิน", default=2)
    opens_at = DateTimeField("เปิดรับสมัคร", null=True, blank=True)
    closes_at = DateTimeField("ปิดรับสมัคร", null=True, blank=True)
    # Not advertised: for those who stand in the queue when the time is over.
    grace_minutes = models.PositiveSmallIntegerField(
        "ผ่อนผันหลังปิดรับสมัคร (นาที)", default=0, help_text="ไม่ประกาศให้ทราบ สำหรับผู้ที่อยู่ในแถวแล้ว ใบรับสมัครพิมพ์เวลาจริง"
    )
    place = TextField("สถานที่รับสมัคร", blank=True)
    reference_date = DateField("วันอ้างอิงอายุใบรับรอง", null=True, blank=True, help_text="เว้นว่างหมายถึงวันที่ยื่นสมัคร")

    objects = RoundQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "การคัดสรร (รอบ)"
        ordering = ["-year_be", "-sequence"]
        constraints = [
            ROUND_ONCE_PER_SEQUENCE.unique(fields=["year_be", "sequence"]),
            ONE_CURRENT_ROUND.unique(fields=["is_current"], condition=Q(is_current=True)),
            YEARS_IN_ORDER.check(
                Q(registered_from_be__lte=F("registered_to_be"))
                & Q(registered_from_be__range=(2500, 2700))
                & Q(registered_to_be__range=(2500, 2700))
            ),
            LIMIT_AT_LEAST_ONE.check(Q(max_entries__gte=1, max_entries__lte=99)),
            GRACE_WITHIN.check(Q(grace_minutes__lte=MOST_GRACE_MINUTES)),
            PLACE_AND_PERIOD_SET.check(
                Q(opens_at=None, closes_at=None)
                # A comparison with NULL refuses nothing, so both ends are asked for by name.
                | Q(opens_at__isnull=False, closes_at__isnull=False, closes_at__gt=F("opens_at")) & ~Q(place="")
            ),
        ]

    def __str__(self) -> str:
        return f"การคัดสรรฯ ปี พ.ศ. {self.label}"

    @property
    def label(self) -> str:
        """ "2565", or "2559 ครั้งที่ 2" for a later round of the same year."""
        return str(self.year_be) if self.sequence == 1 else f"{self.year_be} ครั้งที่ {self.sequence}"

    @property
    def slug(self) -> str:
        return f"{self.year_be}-{self.sequence}"

    def accepts_entries(self, at: datetime | None = None) -> bool:
        """Inside the application window, both ends included (a form sent at the closing minute counts)."""
        at = at or timezone.now()
        return self.opens_at is not None and self.opens_at <= at <= self.closes_at

    def window_text(self, digits: str = "arabic") -> str:
        if self.opens_at is None:
            return "ยังไม่กำหนดช่วงเวลารับสมัคร"
        return f"{thai_datetime(self.opens_at, digits=digits)} ถึง {thai_datetime(self.closes_at, digits=digits)}"

    def accepts_year(self, year_be: int) -> bool:
        return self.registered_from_be <= year_be <= self.registered_to_be


class ProductGroup(models.Model):
    """A kind of product as this round names it."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="groups", verbose_name="การคัดสรร")
    code = models.CharField("รหัส", max_length=10, choices=GroupCode)
    name = CharField("ชื่อประเภทผลิตภัณฑ์", max_length=100)
    order = models.PositiveSmallIntegerField("ลำดับ", default=0)
    is_active = models.BooleanField("เปิดรับ", default=True)

    class Meta:
        verbose_name = verbose_name_plural = "ประเภทผลิตภัณฑ์"
        ordering = ["round", "order"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "code"],
                name="group_once_per_round",
                violation_error_message="รอบนี้มีประเภทผลิตภัณฑ์รหัสนี้แล้ว",
            )
        ]

    def __str__(self) -> str:
        return self.name


class PlanStep(models.Model):
    """One line of แผนการดำเนินการคัดสรรฯ (the letter's second enclosure)."""

    class Stage(models.TextChoices):
        PREPARE = "prepare", "เตรียมการ"
        APPOINT = "appoint", "แต่งตั้งคณะกรรมการ"
        BRIEF = "brief", "ประชุมชี้แจง"
        ANNOUNCE = "announce", "ประกาศและประชาสัมพันธ์"
        INTAKE = "intake", "รับสมัคร"
        SCORE = "score", "กลั่นกรองและให้คะแนน"
        RESULT = "result", "รับรองและประกาศผล"

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="steps", verbose_name="การคัดสรร")
    order = models.PositiveSmallIntegerField("ลำดับที่", default=0)
    stage = models.CharField("ช่วงงาน", max_length=20, choices=Stage)
    name = CharField("กิจกรรม", max_length=200)
    starts_on = DateField("เริ่มวันที่", null=True, blank=True)
    ends_on = DateField("ถึงวันที่", null=True, blank=True)
    responsible = CharField("ผู้รับผิดชอบ", max_length=200, blank=True)
    evidence = models.CharField("หลักฐานว่าเสร็จ", max_length=20, choices=EvidenceKind, default=EvidenceKind.NOTED)
    done_on = DateField("เสร็จเมื่อ", null=True, blank=True, editable=False)
    done_note = CharField("หลักฐานที่อ้างถึง", max_length=300, blank=True, editable=False)
    is_default_value = models.BooleanField("ค่าตั้งต้น", default=False, help_text="มาจากแผนตัวอย่าง โปรดตรวจกับแผนของจังหวัด")

    class Meta:
        verbose_name = "ขั้นตอนในแผนการดำเนินการ"
        verbose_name_plural = "แผนการดำเนินการคัดสรรฯ"
        ordering = ["round", "order"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(starts_on=None) | Q(ends_on__gte=F("starts_on")),
                name="plan_step_ends_after_start",
                violation_error_message="วันสิ้นสุดของขั้นตอนต้องไม่ก่อนวันเริ่ม",
            ),
            STEP_DONE_BY_EVIDENCE.check(
                Q(done_on=None, done_note="") | Q(evidence="noted", done_on__isnull=False) & ~Q(done_note="")
            ),
        ]

    def __str__(self) -> str:
        return self.name


class RoundClause(models.Model):
    """A sentence of the round's own document (หลักเกณฑ์), with its number, beside the rule of ours that keeps it."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="clauses", verbose_name="การคัดสรร")
    number = models.CharField("ข้อ", max_length=20)
    code = models.CharField("กฎในระบบ", max_length=60, help_text="รหัสของกฎที่ระบบบังคับใช้")
    sentence = TextField("ข้อความตามเอกสาร")
    source = CharField("เอกสารที่มา", max_length=200)
    order = models.PositiveSmallIntegerField("ลำดับ", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "ข้อความตามหลักเกณฑ์"
        ordering = ["round", "order"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "code"],
                name="clause_once_per_round",
                violation_error_message="รอบนี้มีข้อความของกฎนี้แล้ว",
            )
        ]

    def __str__(self) -> str:
        return f"ข้อ {self.number}"
