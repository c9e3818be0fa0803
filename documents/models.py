"""Official papers (งานสารบรรณ): what was issued, under which number and date, by whom, and the very bytes.

Serves every step that speaks on paper: letters, orders, announcements, receipts.  A paper is issued once; what was
issued is kept as it was, and a reprint returns the stored bytes.
"""

import hashlib
import re
import secrets

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.storage import storages
from django.db import models
from django.db.models import Q
from django.utils import timezone

from office.models import Signatory, User
from rounds.models import Round
from thai.fields import CharField, DateField, DateTimeField, YearBEField

from .rules import ISSUED_PAPER_IS_COMPLETE, NUMBER_ONCE_PER_YEAR, PaperKind, PaperStatus


def new_token() -> str:
    """80 random bits: the public address of a paper cannot be guessed."""
    return secrets.token_urlsafe(10)


def private_storage():
    return storages["default"]


class PaperQuerySet(models.QuerySet["Paper"]):
    def issued(self) -> "PaperQuerySet":
        return self.filter(status=PaperStatus.ISSUED)

    def for_user(self, user: User) -> "PaperQuerySet":
        """Provincial staff see all papers; others reach a paper only through the page that it belongs to."""
        return self if user.is_authenticated and user.is_provincial else self.none()


class Paper(models.Model):
    Kind = PaperKind
    Status = PaperStatus
    NEXT = {
        PaperStatus.DRAFT: {PaperStatus.ISSUED, PaperStatus.CANCELLED},
        PaperStatus.ISSUED: {PaperStatus.CANCELLED},
        PaperStatus.CANCELLED: set(),
    }

    round = models.ForeignKey(
        Round, on_delete=models.PROTECT, related_name="papers", verbose_name="การคัดสรร", null=True, blank=True
    )
    kind = models.CharField("ชนิด", max_length=20, choices=PaperKind)
    status = models.CharField("สถานะ", max_length=20, choices=PaperStatus, default=PaperStatus.DRAFT, editable=False)
    subject = CharField("เรื่อง", max_length=300)
    number = CharField(
        "เลขที่",
        max_length=40,
        blank=True,
        help_text="เลขจากทะเบียนของสำนักงาน กรอกเมื่อได้รับเลขแล้วเท่านั้น ร่างไม่มีเลข",
    )
    year_be = YearBEField("ปี พ.ศ. ของเลขที่", null=True, blank=True)
    dated = DateField("ลงวันที่", null=True, blank=True)
    signatory = models.ForeignKey(Signatory, on_delete=models.PROTECT, null=True, blank=True, verbose_name="ผู้ลงนาม")
    context = models.JSONField("เนื้อความที่ออก", default=dict, blank=True, editable=False)
    pdf = models.FileField(
        "ไฟล์", upload_to="papers/", storage=private_storage, blank=True, editable=False, max_length=200
    )
    sha256 = models.CharField("ลายนิ้วมือไฟล์", max_length=64, blank=True, editable=False)
    token = models.CharField(max_length=20, unique=True, default=new_token, editable=False)
    issued_at = DateTimeField("ออกเมื่อ", null=True, blank=True, editable=False)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        verbose_name="ผู้ออก",
        related_name="+",
    )
    created_at = DateTimeField("สร้างเมื่อ", default=timezone.now, editable=False)

    objects = PaperQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "หนังสือและเอกสาร"
        ordering = ["-created_at", "-pk"]
        constraints = [
            NUMBER_ONCE_PER_YEAR.unique(
                fields=["kind", "year_be", "number"], condition=~Q(number="") & ~Q(status="cancelled")
            ),
            ISSUED_PAPER_IS_COMPLETE.check(
                ~Q(status="issued")
                | Q(dated__isnull=False, signatory__isnull=False, year_be__isnull=False)
                & ~Q(sha256="")
                # form 7 of the regulation (ประกาศ) has no line for a number
                & (~Q(number="") | Q(kind="announcement"))
            ),
        ]

    def __str__(self) -> str:
        number = f" ที่ {self.number}/{self.year_be}" if self.number else ""
        return f"{self.get_kind_display()}{number} เรื่อง {self.subject}"

    def may_move_to(self, status: str) -> bool:
        return status in self.NEXT[self.status]

    @property
    def file_name(self) -> str:
        """The name under which a reader keeps the file: kind, number and subject."""
        number = f" {self.number}-{self.year_be}" if self.number else ""
        name = re.sub(r'[\\/:*?"<>|\x00-\x1f]+', " ", f"{self.get_kind_display()}{number} {self.subject}")
        return f"{' '.join(name.split())[:100].strip()}.pdf"

    def stored_bytes(self) -> bytes:
        """The very bytes that were issued.

        Raises ValidationError when the file is gone or is no longer the one that was issued.
        """
        try:
            with self.pdf.open("rb") as file:
                content = file.read()
        except (OSError, ValueError) as error:  # ValueError: a paper without a file
            raise ValidationError(
                f"ไม่พบไฟล์ของ{self} โปรดแจ้งผู้ดูแลระบบจังหวัดให้นำไฟล์กลับจากชุดสำรองข้อมูล", code="paper_file_gone"
            ) from error
        if hashlib.sha256(content).hexdigest() != self.sha256:
            raise ValidationError(
                f"ไฟล์ของ{self} ไม่ตรงกับฉบับที่ออกไว้ ระบบจึงไม่แสดงไฟล์นี้ โปรดแจ้งผู้ดูแลระบบจังหวัดให้นำไฟล์กลับจากชุดสำรองข้อมูล",
                code="paper_file_changed",
            )
        return content
