"""What a producer's products got in earlier rounds: shown to whoever looks for them, never asked by any score.

Answers: who had a star last time and has not come yet.  Two sources fill it, and each can be taken back as a whole:
the department's open file of results, and the office's own results when they are announced.
"""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

from thai.fields import CharField, DateTimeField, YearBEField
from thai.text import search_key

from ..rules import STAR_LIST_ONCE, STAR_ONCE_A_YEAR, STAR_ONE_TO_FIVE, StarSource
from .register import Producer


class StarList(models.Model):
    """One file of the department, or one announcement of ours: what came in together and goes out together."""

    Source = StarSource

    source = models.CharField("ที่มา", max_length=20, choices=StarSource)
    # The file's digest, or the announcement: the same thing is not taken in twice while it is here.
    key = models.CharField(max_length=80, editable=False)
    name = CharField("ชื่อไฟล์หรือประกาศ", max_length=200)
    year_be = YearBEField("ปีของผลการคัดสรร")
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="ผู้นำเข้า", editable=False
    )
    added_at = DateTimeField("นำเข้าเมื่อ", default=timezone.now, editable=False)
    # How many rows became stars, belonged to other provinces, were known already; and the rows that nobody was found
    # for: [{"row", "product", "producer", "reason"}].  An open file: names, no personal data beyond them.
    counts = models.JSONField("จำนวน", default=dict, editable=False)
    unmatched = models.JSONField("แถวที่จับคู่ไม่ได้", default=list, editable=False)
    taken_back_at = DateTimeField("นำออกเมื่อ", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "ชุดข้อมูลระดับดาวครั้งก่อน"
        ordering = ["-added_at", "-pk"]
        constraints = [STAR_LIST_ONCE.unique(fields=["key"], condition=Q(taken_back_at=None))]

    def __str__(self) -> str:
        return f"{self.name} (ปี {self.year_be})"

    @property
    def is_here(self) -> bool:
        return self.taken_back_at is None


class EarlierStar(models.Model):
    """The level that one product of a producer got in one year."""

    producer = models.ForeignKey(Producer, on_delete=models.CASCADE, related_name="earlier_stars", verbose_name="ผู้ผลิต")
    product_name = CharField("ผลิตภัณฑ์", max_length=200)
    product_key = models.CharField(max_length=200, editable=False)
    year_be = YearBEField("ปี พ.ศ.")
    level = models.PositiveSmallIntegerField("ระดับดาว", validators=[MinValueValidator(1), MaxValueValidator(5)])
    star_list = models.ForeignKey(
        StarList, on_delete=models.CASCADE, related_name="stars", verbose_name="ชุดข้อมูล", editable=False
    )

    class Meta:
        verbose_name = verbose_name_plural = "ระดับดาวครั้งก่อน"
        ordering = ["-year_be", "-level", "pk"]
        constraints = [
            STAR_ONE_TO_FIVE.check(Q(level__gte=1, level__lte=5)),
            STAR_ONCE_A_YEAR.unique(fields=["producer", "product_key", "year_be"]),
        ]

    def __str__(self) -> str:
        return f"{self.product_name} {self.stars} (ปี {self.year_be})"

    def save(self, *args: object, **kwargs: object) -> None:
        self.product_key = star_key(self.product_name)
        super().save(*args, **kwargs)

    @property
    def stars(self) -> str:
        return "★" * self.level + "☆" * (5 - self.level)


def star_key(product_name: str) -> str:
    """What two spellings of one product's name share; a name of signs alone is its own key."""
    return (search_key(product_name) or product_name)[:200]
