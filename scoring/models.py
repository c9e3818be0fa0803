"""Marks in, levels out: the framework of criteria, who scores what, the sheets, and the results.

Serves the step of screening and scoring.  Official points are a plain rule of the year (the mean of the members'
sheets, per criterion), computed with exact fractions and rounded once, when they are shown.
"""

from decimal import Decimal

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from committees.models import Appointment, Committee
from office.models import User
from office.rules import SECRETARIES
from registrations.models import Entry
from rounds.models import ProductGroup, Round
from rounds.rules import GroupCode
from thai.digits import parse_decimal
from thai.fields import CharField, DateTimeField, TextField

from .rules import (
    MARK_IN_HALVES,
    MARK_IS_A_STEP,
    MARK_ONCE,
    MARK_WITHIN_MAXIMUM,
    SECOND_PERSON_PUBLISHES,
    SHEET_ONCE_PER_MEMBER,
    STAR_LEVEL_KNOWN,
    BatchStatus,
    SheetStatus,
)


class Framework(models.Model):
    """The criteria of one round (เกณฑ์การคัดสรร): sections ก ข ค, their criteria, and the star bands."""

    class Method(models.TextChoices):
        MEAN = "mean", "เฉลี่ยรายข้อ"
        CONSENSUS = "consensus", "ฉันทามติ (ฉบับเดียวต่อผลิตภัณฑ์)"

    round = models.OneToOneField(Round, on_delete=models.PROTECT, related_name="framework", verbose_name="การคัดสรร")
    name = CharField("ชื่อเกณฑ์", max_length=200)
    is_default_value = models.BooleanField(
        "ค่าตั้งต้น", default=False, help_text="ยังไม่ได้ตรวจกับเอกสารของกรมฯ แสดงคำเตือนทุกหน้าที่ใช้เกณฑ์"
    )
    method = models.CharField("วิธีรวมคะแนน", max_length=20, choices=Method, default=Method.MEAN)
    min_sheets = models.PositiveSmallIntegerField(
        "แบบให้คะแนนขั้นต่ำต่อผลิตภัณฑ์", default=3, validators=[MinValueValidator(1)]
    )
    frozen_at = DateTimeField("เริ่มใช้ให้คะแนนเมื่อ", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "เกณฑ์การคัดสรร"
        ordering = ["-round__year_be", "-round__sequence"]

    def __str__(self) -> str:
        return f"{self.name} (ค่าตั้งต้น)" if self.is_default_value else self.name

    @property
    def is_frozen(self) -> bool:
        return self.frozen_at is not None

    @property
    def sheets_needed(self) -> int:
        return 1 if self.method == self.Method.CONSENSUS else max(1, self.min_sheets)

    def provincial_criteria(self, group_code: str) -> "models.QuerySet[Criterion]":
        """What the province scores for a kind of product, in the order of the sheet, with its steps."""
        return (
            Criterion.objects.filter(
                section__framework=self, section__level=Section.Level.PROVINCE, group_code__in=["", group_code]
            )
            .select_related("section")
            .prefetch_related("steps")
            .order_by("section__order", "order", "pk")
        )


class StarBand(models.Model):
    """Lower bound, on the unrounded total, of a star level."""

    framework = models.ForeignKey(Framework, on_delete=models.CASCADE, related_name="bands", verbose_name="เกณฑ์")
    level = models.PositiveSmallIntegerField("ระดับดาว")
    lower_bound = models.DecimalField("คะแนนตั้งแต่", max_digits=5, decimal_places=2)

    class Meta:
        verbose_name = verbose_name_plural = "ช่วงคะแนนระดับดาว"
        ordering = ["framework", "-level"]
        constraints = [
            models.UniqueConstraint(
                fields=["framework", "level"], name="band_once", violation_error_message="มีระดับดาวนี้แล้ว"
            )
        ]

    def __str__(self) -> str:
        return f"{self.level} ดาว ตั้งแต่ {self.lower_bound} คะแนน"


class Section(models.Model):
    class Level(models.TextChoices):
        PROVINCE = "province", "ระดับจังหวัด"
        NATION = "nation", "ระดับประเทศ"

    framework = models.ForeignKey(Framework, on_delete=models.CASCADE, related_name="sections", verbose_name="เกณฑ์")
    code = models.CharField("ส่วน", max_length=10)
    title = CharField("ชื่อส่วน", max_length=200)
    max_points = models.DecimalField("คะแนนเต็ม", max_digits=5, decimal_places=2)
    level = models.CharField("ให้คะแนนที่", max_length=20, choices=Level, default=Level.PROVINCE)
    order = models.PositiveSmallIntegerField("ลำดับ", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "ส่วนของเกณฑ์"
        ordering = ["framework", "order"]
        constraints = [
            models.UniqueConstraint(
                fields=["framework", "code"], name="section_once", violation_error_message="มีส่วนนี้แล้ว"
            )
        ]

    def __str__(self) -> str:
        return f"ส่วน {self.code} {self.title}"


class Criterion(models.Model):
    class Input(models.TextChoices):
        LADDER = "ladder", "เลือกระดับคะแนน"
        NUMBER = "number", "กรอกตัวเลข"

    section = models.ForeignKey(Section, on_delete=models.CASCADE, related_name="criteria", verbose_name="ส่วน")
    code = models.CharField("ข้อ", max_length=10)
    heading = CharField("หัวข้อ", max_length=200, blank=True, help_text="เช่น ก๑ ด้านการผลิต")
    title = CharField("รายการพิจารณา", max_length=300)
    group_code = models.CharField(
        "เฉพาะประเภท", max_length=10, choices=GroupCode, blank=True, help_text="เว้นว่างหมายถึงทุกประเภท"
    )
    max_points = models.DecimalField("คะแนนเต็ม", max_digits=5, decimal_places=2)
    input = models.CharField("วิธีให้คะแนน", max_length=10, choices=Input, default=Input.LADDER)
    order = models.PositiveSmallIntegerField("ลำดับ", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "ข้อของเกณฑ์"
        ordering = ["section", "order"]
        constraints = [
            models.UniqueConstraint(
                fields=["section", "code"], name="criterion_once", violation_error_message="มีข้อนี้แล้ว"
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    def read(self, typed: Decimal | str | int | None) -> Decimal | None:
        """A typed mark as points; None and "" mean no mark.  Thai digits count.

        Raises ValidationError with the clause's sentence when it is out of range, no described step, or (for a
        number) not in halves.
        """
        if typed is None or typed == "":
            return None
        try:
            points = typed if isinstance(typed, Decimal) else parse_decimal(typed)
        except ValueError as error:
            raise ValidationError(f"ข้อ {self.code}: {error}", code=MARK_IS_A_STEP.code) from error
        within = points.is_finite() and 0 <= points <= self.max_points
        MARK_WITHIN_MAXIMUM.require(within, code=self.code, maximum=f"{self.max_points.normalize():f}")
        if self.input == self.Input.LADDER:
            MARK_IS_A_STEP.require(any(step.points == points for step in self.steps.all()), code=self.code)
        else:
            MARK_IN_HALVES.require(points * 2 == (points * 2).to_integral_value(), code=self.code)
        return points


class Step(models.Model):
    criterion = models.ForeignKey(Criterion, on_delete=models.CASCADE, related_name="steps", verbose_name="ข้อ")
    points = models.DecimalField("คะแนน", max_digits=5, decimal_places=2)
    text = CharField("คำอธิบายระดับ", max_length=300)

    class Meta:
        verbose_name = verbose_name_plural = "ระดับคะแนน"
        ordering = ["criterion", "-points"]
        constraints = [
            models.UniqueConstraint(
                fields=["criterion", "points"], name="step_once", violation_error_message="ข้อนี้มีระดับคะแนนนี้แล้ว"
            )
        ]

    def __str__(self) -> str:
        return f"{self.points} = {self.text}"


class Panel(models.Model):
    """The body that scores one product group of the round."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="panels", verbose_name="การคัดสรร")
    group = models.OneToOneField(
        ProductGroup, on_delete=models.PROTECT, related_name="panel", verbose_name="ประเภทผลิตภัณฑ์"
    )
    committee = models.ForeignKey(
        Committee, on_delete=models.PROTECT, related_name="panels", verbose_name="คณะที่ให้คะแนน"
    )

    class Meta:
        verbose_name = verbose_name_plural = "คณะทำงานตามประเภทผลิตภัณฑ์"
        ordering = ["round", "group__order"]

    def __str__(self) -> str:
        return f"{self.group}: {self.committee}"


class SheetQuerySet(models.QuerySet["Sheet"]):
    def submitted(self) -> "SheetQuerySet":
        return self.filter(status=SheetStatus.SUBMITTED)

    def counted(self) -> "SheetQuerySet":
        """Submitted sheets whose member has not stood back from the entry: what a result is made of."""
        recusals = Recusal.objects.filter(entry=OuterRef("entry"), member=OuterRef("member"))
        return self.submitted().exclude(Exists(recusals))

    def for_user(self, user: User) -> "SheetQuerySet":
        """Secretary and administrator see all sheets; a member sees the own ones; nobody else sees any."""
        if not user.is_authenticated:
            return self.none()
        if user.has_role(*SECRETARIES):
            return self
        return self.filter(member__user=user)


class Sheet(models.Model):
    """One member's marks for one entry (แบบให้คะแนน)."""

    Status = SheetStatus
    NEXT = {
        SheetStatus.DRAFT: frozenset({SheetStatus.SUBMITTED}),
        SheetStatus.SUBMITTED: frozenset({SheetStatus.DRAFT}),  # reopened by the secretary, with a reason
    }

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="sheets", verbose_name="ผลิตภัณฑ์")
    member = models.ForeignKey(Appointment, on_delete=models.PROTECT, related_name="sheets", verbose_name="กรรมการ")
    status = models.CharField("สถานะ", max_length=20, choices=SheetStatus, default=SheetStatus.DRAFT, editable=False)
    # Who typed it: the member, or the secretary from the signed paper sheet.
    typed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="ผู้บันทึก",
        editable=False,
    )
    created_at = DateTimeField("เปิดเมื่อ", default=timezone.now, editable=False)
    submitted_at = DateTimeField("ส่งเมื่อ", null=True, blank=True, editable=False)

    objects = SheetQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "แบบให้คะแนน"
        ordering = ["entry", "member"]
        constraints = [SHEET_ONCE_PER_MEMBER.unique(fields=["entry", "member"])]

    def __str__(self) -> str:
        return f"แบบให้คะแนน {self.entry} โดย {self.member}"


class Mark(models.Model):
    sheet = models.ForeignKey(Sheet, on_delete=models.CASCADE, related_name="marks", verbose_name="แบบให้คะแนน")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="marks", verbose_name="ข้อ")
    points = models.DecimalField("คะแนน", max_digits=5, decimal_places=2)
    max_points = models.DecimalField("คะแนนเต็ม", max_digits=5, decimal_places=2)

    class Meta:
        verbose_name = verbose_name_plural = "คะแนนรายข้อ"
        ordering = ["sheet", "criterion"]
        constraints = [
            MARK_ONCE.unique(fields=["sheet", "criterion"]),
            MARK_WITHIN_MAXIMUM.check(Q(points__gte=0, points__lte=F("max_points"))),
        ]

    def __str__(self) -> str:
        return f"{self.criterion.code}: {self.points}"


class Recusal(models.Model):
    """A member stands back from one entry (การถอนตัวจากการพิจารณา).

    A sheet of that member for the entry stays as it is, for the record, and no longer counts.
    """

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="recusals", verbose_name="ผลิตภัณฑ์")
    member = models.ForeignKey(Appointment, on_delete=models.PROTECT, related_name="recusals", verbose_name="กรรมการ")
    reason = TextField("เหตุผล")
    declared_at = DateTimeField("แจ้งเมื่อ", default=timezone.now, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "การถอนตัวจากการพิจารณา"
        ordering = ["entry", "member"]
        constraints = [
            models.UniqueConstraint(
                fields=["entry", "member"], name="recusal_once", violation_error_message="แจ้งถอนตัวไว้แล้ว"
            )
        ]

    def __str__(self) -> str:
        return f"{self.member} ถอนตัวจาก {self.entry}"


class ResultBatch(models.Model):
    """Results that are proposed by one person and published, all at once, by another (ประกาศผลครั้งที่ …)."""

    Status = BatchStatus
    NEXT = {BatchStatus.PROPOSED: frozenset({BatchStatus.PUBLISHED}), BatchStatus.PUBLISHED: frozenset()}

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="batches", verbose_name="การคัดสรร")
    number = models.PositiveSmallIntegerField("ครั้งที่")
    status = models.CharField("สถานะ", max_length=20, choices=BatchStatus, default=BatchStatus.PROPOSED, editable=False)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="ผู้เสนอ",
        editable=False,
    )
    proposed_at = DateTimeField("เสนอเมื่อ", default=timezone.now, editable=False)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="ผู้เผยแพร่",
        null=True,
        blank=True,
        editable=False,
    )
    published_at = DateTimeField("เผยแพร่เมื่อ", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "ชุดผลการคัดสรร"
        ordering = ["-round__year_be", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "number"],
                name="batch_once_per_round",
                violation_error_message="มีชุดผลครั้งนี้แล้ว",
            ),
            SECOND_PERSON_PUBLISHES.check(
                Q(status="proposed", published_by=None)
                | Q(status="published", published_by__isnull=False, published_at__isnull=False)
                & ~Q(published_by=F("proposed_by"))
            ),
        ]

    def __str__(self) -> str:
        return f"ผล{self.round} ครั้งที่ {self.number}"


class ResultQuerySet(models.QuerySet["Result"]):
    def for_user(self, user: User) -> "ResultQuerySet":
        """Totals are for the secretary and the administrators; everybody else reads what was published."""
        return self if user.is_authenticated and user.has_role(*SECRETARIES) else self.none()


class Result(models.Model):
    """What an entry came to: points per section and, where the nation has given it, the star level."""

    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="result", verbose_name="ผลิตภัณฑ์")
    batch = models.ForeignKey(
        ResultBatch,
        on_delete=models.PROTECT,
        related_name="results",
        verbose_name="ชุดผล",
        null=True,
        blank=True,
    )
    # Shown with two decimals, rounded half up once; `exact` keeps the fraction before rounding ("2501/45").
    points = models.DecimalField("คะแนนรวม", max_digits=7, decimal_places=2)
    exact = models.CharField(max_length=60, editable=False)
    max_points = models.DecimalField("จากคะแนนเต็ม", max_digits=7, decimal_places=2)
    section_points = models.JSONField("คะแนนรายส่วน", default=dict)
    sheets_count = models.PositiveSmallIntegerField("จำนวนแบบให้คะแนน")
    # The province never gives stars: the level is recorded from the nation's announcement.
    star_level = models.PositiveSmallIntegerField("ระดับดาว", null=True, blank=True)
    settled_at = DateTimeField("สรุปเมื่อ", default=timezone.now, editable=False)

    objects = ResultQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "ผลการคัดสรร"
        ordering = ["entry__group__order", "entry__number"]
        constraints = [
            STAR_LEVEL_KNOWN.check(Q(star_level=None) | Q(star_level__range=(1, 5))),
        ]

    def __str__(self) -> str:
        return f"ผล {self.entry}"
