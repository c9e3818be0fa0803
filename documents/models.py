"""Official papers (งานสารบรรณ): what was issued, under which number and date, by whom, and the very bytes.

Serves every step that speaks on paper: letters, orders, announcements, minutes, certificates.  A paper is drafted,
approved and issued once, under the next number of its register; what was issued is kept as it was, and a reprint
returns the stored bytes.  A letter goes to addressees, each of whom acknowledges it.
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

from office.models import District, Signatory, User
from rounds.models import Round
from thai.digits import to_arabic
from thai.fields import CharField, DateField, DateTimeField, YearBEField

from .rules import (
    ACKNOWLEDGED_AFTER_SENT,
    ADDRESSED_ONCE,
    DRAFT_HAS_NO_NUMBER,
    ISSUED_PAPER_IS_COMPLETE,
    NUMBER_ONCE_PER_YEAR,
    ONCE_ISSUED,
    REPLACED_ONCE,
    Numbering,
    PaperKind,
    PaperStatus,
    RegisterCode,
)

# Crockford's: no i, l, o or u, so that a reference read from paper and typed is not taken for another.
REFERENCE_LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"
REFERENCE_LENGTH = 16


def new_token() -> str:
    """80 random bits: the public address of a paper cannot be guessed."""
    return "".join(secrets.choice(REFERENCE_LETTERS) for _ in range(REFERENCE_LENGTH))


def private_storage():
    return storages["default"]


class Register(models.Model):
    """One run of numbers (ทะเบียน), and whether the office types its numbers or the system gives them.

    Circulars have a run of their own or take the numbers of the letters, as the office does it: `shares`.
    """

    Code = RegisterCode
    Numbering = Numbering

    code = models.CharField("ทะเบียน", max_length=20, primary_key=True, choices=RegisterCode)
    numbering = models.CharField("วิธีออกเลข", max_length=10, choices=Numbering, default=Numbering.TYPED)
    shares = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="ใช้เลขร่วมกับทะเบียน",
        help_text="เว้นว่าง หมายถึงนับเลขของทะเบียนนี้เอง เริ่มที่ ๑ ทุกปีปฏิทิน",
    )

    class Meta:
        verbose_name = verbose_name_plural = "ทะเบียนเลขที่"
        ordering = ["code"]

    def __str__(self) -> str:
        return self.get_code_display()

    @property
    def gives_numbers(self) -> bool:
        return self.numbering == Numbering.GIVEN


class NumberRun(models.Model):
    """The last number given in a register, a series of it and a calendar year; the row that issuing locks."""

    register = models.ForeignKey(Register, on_delete=models.PROTECT, related_name="runs", verbose_name="ทะเบียน")
    series = CharField("ชุดเลข", max_length=200, blank=True)
    year_be = YearBEField("ปี พ.ศ.")
    last = models.PositiveIntegerField("เลขล่าสุด", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "เลขล่าสุดของทะเบียน"
        ordering = ["register", "-year_be", "series"]
        constraints = [
            models.UniqueConstraint(
                fields=["register", "series", "year_be"],
                name="number_run_once",
                violation_error_message="ทะเบียนนี้มีเลขล่าสุดของปีนี้แล้ว โปรดแก้ไขรายการเดิม",
            )
        ]

    def __str__(self) -> str:
        return f"{self.register} ปี {self.year_be} เลขล่าสุด {self.last}"


class PaperQuerySet(models.QuerySet["Paper"]):
    def issued(self) -> "PaperQuerySet":
        return self.filter(status=PaperStatus.ISSUED)

    def once_issued(self) -> "PaperQuerySet":
        """Whatever left the office once: still in force, cancelled since, or replaced."""
        return self.filter(status__in=ONCE_ISSUED).exclude(sha256="")

    def for_user(self, user: User) -> "PaperQuerySet":
        """Provincial staff see all papers; others reach a paper only through the page that it belongs to."""
        return self if user.is_authenticated and user.is_provincial else self.none()


class Paper(models.Model):
    Kind = PaperKind
    Status = PaperStatus
    NEXT = {
        PaperStatus.DRAFT: {PaperStatus.APPROVED, PaperStatus.CANCELLED},
        PaperStatus.APPROVED: {PaperStatus.DRAFT, PaperStatus.ISSUED, PaperStatus.CANCELLED},
        PaperStatus.ISSUED: {PaperStatus.CANCELLED, PaperStatus.REPLACED},
        PaperStatus.CANCELLED: set(),
        PaperStatus.REPLACED: set(),
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
    register = models.ForeignKey(
        Register, on_delete=models.PROTECT, null=True, blank=True, editable=False, verbose_name="ทะเบียน"
    )
    # Minutes are numbered per body: the name of the body.  Other papers have one run per register.
    series = CharField("ชุดเลข", max_length=200, blank=True, editable=False)
    year_be = YearBEField("ปี พ.ศ. ของเลขที่", null=True, blank=True)
    dated = DateField("ลงวันที่", null=True, blank=True)
    signatory = models.ForeignKey(Signatory, on_delete=models.PROTECT, null=True, blank=True, verbose_name="ผู้ลงนาม")
    # What the paper asks its reader to do, and by when: the first thing on the reader's page.
    asks = CharField("ขอให้ดำเนินการ", max_length=300, blank=True)
    due_on = DateField("ภายในวันที่", null=True, blank=True)
    replaces = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="replacement",
        verbose_name="ออกแทนฉบับ",
        error_messages={"unique": REPLACED_ONCE.text()},
    )
    context = models.JSONField("เนื้อความ", default=dict, blank=True, editable=False)
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
    approved_at = DateTimeField("อนุมัติร่างเมื่อ", null=True, blank=True, editable=False)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        verbose_name="ผู้อนุมัติร่าง",
        related_name="+",
    )
    created_at = DateTimeField("สร้างเมื่อ", default=timezone.now, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        verbose_name="ผู้ร่าง",
        related_name="+",
    )

    objects = PaperQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "หนังสือและเอกสาร"
        ordering = ["-created_at", "-pk"]
        constraints = [
            # A number belongs to its paper for good: that of a cancelled one is not given again.
            NUMBER_ONCE_PER_YEAR.unique(
                fields=["register", "series", "year_be", "number"], condition=~Q(number=""), part="in_register"
            ),
            DRAFT_HAS_NO_NUMBER.check(Q(number="") | ~Q(status__in=["draft", "approved"])),
            ISSUED_PAPER_IS_COMPLETE.check(
                ~Q(status="issued")
                | Q(dated__isnull=False, year_be__isnull=False)
                & ~Q(sha256="")
                # minutes are signed by who wrote and who checked them, in their own text
                & (Q(signatory__isnull=False) | Q(kind="minutes"))
                # form 7 of the regulation (ประกาศ) has no line for a number
                & (~Q(number="") & Q(register__isnull=False) | Q(kind="announcement", number=""))
            ),
        ]

    def __str__(self) -> str:
        number = f" ที่ {self.number_in_full}" if self.number else ""
        return f"{self.get_kind_display()}{number} เรื่อง {self.subject}"

    def may_move_to(self, status: str) -> bool:
        return status in self.NEXT[self.status]

    @property
    def is_editable(self) -> bool:
        return self.status == PaperStatus.DRAFT

    @property
    def was_issued(self) -> bool:
        return self.status in ONCE_ISSUED and bool(self.sha256)

    @property
    def number_of_year(self) -> str:
        """The register's number: "1234/2565", of a letter "5471", "ยังไม่มีเลข" on a draft."""
        if not self.number:
            return "ไม่มีเลขที่" if self.was_issued else "ยังไม่มีเลข"
        in_year = self.kind not in {PaperKind.LETTER, PaperKind.INVITATION}
        return f"{self.number}/{self.year_be}" if in_year else self.number

    @property
    def number_in_full(self) -> str:
        """As it stands on the paper, in Arabic digits: "สน 0019.3/ว 5471" of a circular, "1234/2565" of an order."""
        content = self.context.get("content", {})
        if not self.number or not content.get("prefix"):
            return self.number_of_year
        return to_arabic(f"{content['prefix']}/{'ว ' if content.get('is_circular') else ''}{self.number}")

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
        return _read(self.pdf, self.sha256, str(self))


def _read(pdf: models.fields.files.FieldFile, sha256: str, name: str) -> bytes:
    try:
        with pdf.open("rb") as file:
            content = file.read()
    except (OSError, ValueError) as error:  # ValueError: a paper without a file
        raise ValidationError(
            f"ไม่พบไฟล์ของ{name} โปรดแจ้งผู้ดูแลระบบจังหวัดให้นำไฟล์กลับจากชุดสำรองข้อมูล", code="paper_file_gone"
        ) from error
    if hashlib.sha256(content).hexdigest() != sha256:
        raise ValidationError(
            f"ไฟล์ของ{name} ไม่ตรงกับฉบับที่ออกไว้ ระบบจึงไม่แสดงไฟล์นี้ โปรดแจ้งผู้ดูแลระบบจังหวัดให้นำไฟล์กลับจากชุดสำรองข้อมูล",
            code="paper_file_changed",
        )
    return content


class DispatchQuerySet(models.QuerySet["Dispatch"]):
    def sent(self) -> "DispatchQuerySet":
        return self.filter(sent_at__isnull=False)

    def waiting(self) -> "DispatchQuerySet":
        """Sent, still in force, and not acknowledged."""
        return self.sent().filter(acknowledged_at=None, paper__status=PaperStatus.ISSUED)

    def for_user(self, user: User) -> "DispatchQuerySet":
        """Provincial staff see all; a district officer what was sent to the own district; nobody else any."""
        if not user.is_authenticated:
            return self.none()
        if user.is_provincial:
            return self
        if user.officer_district_id is None:
            return self.none()
        return self.sent().filter(district_id=user.officer_district_id, paper__status__in=ONCE_ISSUED)


class Dispatch(models.Model):
    """A letter on its way to one addressee: sent, acknowledged, reminded; with the copy that bears the addressee."""

    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="dispatches", verbose_name="หนังสือ")
    order = models.PositiveSmallIntegerField("ลำดับ", default=0)
    addressee = CharField("เรียน", max_length=200)
    district = models.ForeignKey(District, on_delete=models.PROTECT, null=True, blank=True, verbose_name="อำเภอ")
    # The addressee's own copy; empty while the batch has not made it, or where all copies are the same.
    pdf = models.FileField(
        "ไฟล์", upload_to="papers/", storage=private_storage, blank=True, editable=False, max_length=200
    )
    sha256 = models.CharField("ลายนิ้วมือไฟล์", max_length=64, blank=True, editable=False)
    sent_at = DateTimeField("ส่งเมื่อ", null=True, blank=True, editable=False)
    acknowledged_at = DateTimeField("รับทราบเมื่อ", null=True, blank=True, editable=False)
    acknowledged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        verbose_name="ผู้รับทราบ",
        related_name="+",
    )
    reminded_at = DateTimeField("เตือนล่าสุดเมื่อ", null=True, blank=True, editable=False)
    times_reminded = models.PositiveSmallIntegerField("เตือนแล้ว (ครั้ง)", default=0, editable=False)

    objects = DispatchQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "ผู้รับหนังสือ"
        ordering = ["paper", "order", "pk"]
        constraints = [
            ADDRESSED_ONCE.unique(fields=["paper", "district"], condition=Q(district__isnull=False)),
            ACKNOWLEDGED_AFTER_SENT.check(
                Q(sent_at__isnull=False) | Q(acknowledged_at=None, reminded_at=None, times_reminded=0)
            ),
        ]
        indexes = [models.Index(fields=["district", "-sent_at"], name="dispatch_by_district")]

    def __str__(self) -> str:
        return f"{self.addressee}: {self.paper}"

    # A letter that is cancelled takes its copies with it.
    leans_on_paper = False

    def stored_bytes(self) -> bytes:
        """The copy for this addressee, or the letter itself where all copies are the same."""
        return _read(self.pdf, self.sha256, str(self)) if self.sha256 else self.paper.stored_bytes()
