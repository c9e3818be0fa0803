"""What the public reads: announcements, and the results as they were published.

Serves step 3 (publicity) and the last step.  Public pages read only published rows of this room; result lists are
copies, frozen at publication, so what is not there cannot leak.
"""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from documents.models import Paper
from office.models import User
from rounds.models import Round
from scoring.models import ResultBatch
from thai.digits import to_thai
from thai.fields import CharField, DateTimeField, TextField
from thai.text import search_key

from .rules import (
    ONE_ANNOUNCEMENT_PER_BATCH,
    PUBLICISED,
    RESULTS_COME_FROM_BATCH,
    AnnouncementKind,
    AnnouncementStatus,
)


class AnnouncementQuerySet(models.QuerySet["Announcement"]):
    def published(self, at: datetime | None = None) -> "AnnouncementQuerySet":
        """The one place that says what the public may see; every public page, list, count and file starts here."""
        return self.filter(status=AnnouncementStatus.PUBLISHED, published_at__lte=at or timezone.now())


class Announcement(models.Model):
    Kind = AnnouncementKind
    Status = AnnouncementStatus
    NEXT = {
        AnnouncementStatus.DRAFT: frozenset({AnnouncementStatus.PUBLISHED}),
        AnnouncementStatus.PUBLISHED: frozenset({AnnouncementStatus.WITHDRAWN}),
        AnnouncementStatus.WITHDRAWN: frozenset(),
    }

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="announcements", verbose_name="การคัดสรร")
    kind = models.CharField("ชนิด", max_length=20, choices=AnnouncementKind)
    title = CharField("เรื่อง", max_length=200)
    body = TextField("เนื้อความ", blank=True, help_text="ข้อความธรรมดา เว้นบรรทัดเพื่อขึ้นย่อหน้าใหม่")
    status = models.CharField(
        "สถานะ", max_length=20, choices=AnnouncementStatus, default=AnnouncementStatus.DRAFT, editable=False
    )
    published_at = DateTimeField("เผยแพร่เมื่อ", null=True, blank=True, editable=False)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name="ผู้เผยแพร่",
    )
    paper = models.ForeignKey(
        Paper,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="announcements",
        verbose_name="ประกาศจังหวัด (เอกสารที่ออกแล้ว)",
    )
    batch = models.ForeignKey(
        ResultBatch,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="announcements",
        verbose_name="ชุดผล",
    )
    created_at = DateTimeField("สร้างเมื่อ", default=timezone.now, editable=False)

    objects = AnnouncementQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "ประกาศ"
        ordering = ["-published_at", "-created_at", "-pk"]
        constraints = [
            PUBLICISED.check(
                Q(kind__in=AnnouncementKind.values, status__in=AnnouncementStatus.values)
                & (Q(status="draft") | Q(published_at__isnull=False) & ~Q(title="") & ~Q(body=""))
            ),
            RESULTS_COME_FROM_BATCH.check(
                Q(kind="results", batch__isnull=False) | ~Q(kind="results") & Q(batch__isnull=True)
            ),
            ONE_ANNOUNCEMENT_PER_BATCH.unique(
                fields=["batch"], condition=Q(batch__isnull=False) & ~Q(status="withdrawn")
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("announcements:announcement-detail", args=[self.pk])

    @property
    def leans_on_paper(self) -> bool:
        """A paper that the public may be reading is not cancelled under its announcement; a draft's may be."""
        return self.status == AnnouncementStatus.PUBLISHED

    @property
    def has_issued_paper(self) -> bool:
        """What an issued paper says is settled: its announcement says the same, word for word."""
        return self.paper is not None and self.paper.status == Paper.Status.ISSUED


class PublishedResultQuerySet(models.QuerySet["PublishedResult"]):
    def published(self, at: datetime | None = None) -> "PublishedResultQuerySet":
        return self.filter(announcement__in=Announcement.objects.published(at))

    def matching(self, text: str) -> "PublishedResultQuerySet":
        """Rows in which each word of the text stands somewhere: number, product or producer."""
        for word in text.split()[:8]:
            if key := search_key(word):
                self = self.filter(search_text__contains=key)
        return self


class PublishedResult(models.Model):
    """One line of a result list, copied at publication: words only, no key back to the live entry."""

    announcement = models.ForeignKey(
        Announcement, on_delete=models.CASCADE, related_name="results", verbose_name="ประกาศ"
    )
    entry_number = models.CharField("เลขที่รับสมัคร", max_length=20)
    product_name = models.CharField("ผลิตภัณฑ์", max_length=200)
    producer_name = models.CharField("ผู้ผลิต", max_length=200)
    district_code = models.CharField(max_length=4)
    district_name = models.CharField("อำเภอ", max_length=100)
    group_code = models.CharField(max_length=10)
    group_name = models.CharField("ประเภท", max_length=100)
    group_order = models.PositiveSmallIntegerField(default=0)
    star_level = models.PositiveSmallIntegerField("ระดับดาว", null=True, blank=True)
    search_text = models.TextField(default="", editable=False)

    objects = PublishedResultQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "ผลการคัดสรรที่เผยแพร่"
        # Where stars are known the highest stand first; "none" sorts alike on both databases.
        ordering = ["group_order", F("star_level").desc(nulls_last=True), "entry_number", "pk"]
        indexes = [models.Index(fields=["announcement", "group_order"], name="published_result_list")]

    def __str__(self) -> str:
        return f"{self.entry_number} {self.product_name}"

    def set_derived(self) -> None:
        """The key of the search follows from the words; called before bulk writes."""
        words = (self.entry_number, self.product_name, self.producer_name)
        self.search_text = "\n".join(search_key(word) for word in words)

    def outcome(self) -> str:
        return outcome_text(self.star_level)

    @property
    def stars(self) -> str:
        """Five signs for the eye; `outcome` says the same in words."""
        return "" if self.star_level is None else "★" * self.star_level + "☆" * (5 - self.star_level)

    @property
    def verify_address(self) -> str:
        """Where anyone can check the certificate of this result; empty while there is none in force."""
        certificate = getattr(self, "certificate", None)
        if certificate is None or certificate.paper.status != Paper.Status.ISSUED:
            return ""
        return reverse("documents-public:verify", args=[certificate.paper.token])


def outcome_text(star_level: int | None) -> str:
    """What a result is called in public.  The province gives no stars: without one it says that the entry passed."""
    return "ผ่านการคัดสรรระดับจังหวัด" if star_level is None else f"ระดับ {to_thai(star_level)} ดาว"


class CertificateQuerySet(models.QuerySet["Certificate"]):
    def for_user(self, user: User) -> "CertificateQuerySet":
        """Provincial staff see all; a district officer those of the own district; nobody else any."""
        if not user.is_authenticated:
            return self.none()
        if user.is_provincial:
            return self
        if user.officer_district_id is None:
            return self.none()
        return self.filter(result__district_code=user.officer_district_id)

    def matching(self, text: str) -> "CertificateQuerySet":
        return self.filter(result__in=PublishedResult.objects.matching(text)) if search_key(text) else self


class Certificate(models.Model):
    """The certificate (เกียรติบัตร) of a published result: one for each, and the paper that it is."""

    result = models.OneToOneField(
        PublishedResult, on_delete=models.PROTECT, related_name="certificate", verbose_name="ผลการคัดสรร"
    )
    paper = models.OneToOneField(Paper, on_delete=models.PROTECT, related_name="certificate", verbose_name="เกียรติบัตร")

    # A certificate that is cancelled goes alone: nothing that the public reads hangs on it.
    leans_on_paper = False

    objects = CertificateQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "เกียรติบัตร"
        # as their numbers go
        ordering = ["-pk"]

    def __str__(self) -> str:
        return str(self.paper)
