"""Files handed in with an entry (แฟ้มแนบ), and the link by which a phone is the camera of an office computer.

Answers: which files does this entry have, who sent each and when, what is asked about a picture, and who may open it.
The bytes are our own: what arrived was drawn or written anew, and lies under a name that says nothing.
"""

import base64
import hashlib
import secrets
import uuid
from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac

from office.models import User, private_storage
from thai.fields import CharField, DateTimeField, TextField

from ..rules import (
    FILE_KIND,
    FILE_SIZE,
    LONGEST_SIDE,
    MOST_BYTES,
    MOST_FILES,
    MOST_PAGES,
    ONE_PHOTO_LINK,
    PDF_PAGES,
    PHOTO_IS_A_PICTURE,
    PICTURE_PIXELS,
    PICTURES,
    REASON_GIVEN,
    TEN_FILES,
    UPLOAD_ONCE,
    Doubt,
    UploadKind,
    UploadPurpose,
    UploadVia,
)
from .entries import Entry
from .papers import Requirement
from .register import StandardCertificate

CONTENT_TYPES = {UploadKind.JPEG: "image/jpeg", UploadKind.PNG: "image/png", UploadKind.PDF: "application/pdf"}


def fresh_nonce() -> str:
    return secrets.token_hex(16)


class PhotoLinkQuerySet(models.QuerySet["PhotoLink"]):
    def live(self, at: datetime | None = None) -> "PhotoLinkQuerySet":
        return self.filter(ended_at=None, expires_at__gt=at or timezone.now())

    def of_token(self, token: str) -> "PhotoLinkQuerySet":
        return self.filter(token_hash=PhotoLink.hash_of(token))


class PhotoLink(models.Model):
    """Half an hour in which whoever holds the address may send pictures of one entry.

    The address's token follows from the random `nonce` and the installation's secret key, and is looked up by its
    hash: the code can be shown again on any screen of the office, and a copy of the database opens nothing.
    """

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="photo_links", verbose_name="ใบสมัคร")
    nonce = models.CharField(max_length=32, default=fresh_nonce, editable=False)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="ผู้เปิดลิงก์"
    )
    created_at = DateTimeField("เปิดเมื่อ", default=timezone.now)
    expires_at = DateTimeField("ใช้ได้ถึง")
    ended_at = DateTimeField("เลิกใช้เมื่อ", null=True, blank=True)

    objects = PhotoLinkQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "ลิงก์ถ่ายภาพ"
        ordering = ["-created_at", "-pk"]
        constraints = [ONE_PHOTO_LINK.unique(fields=["entry"], condition=Q(ended_at=None))]

    def __str__(self) -> str:
        return f"ลิงก์ถ่ายภาพของ {self.entry}"

    def get_absolute_url(self) -> str:
        return reverse("photo-link:phone", args=[self.token])

    @staticmethod
    def hash_of(token: str) -> str:
        return hashlib.sha256(token.encode(errors="replace")).hexdigest()

    @property
    def token(self) -> str:
        """128 bits in 26 letters and digits, which make a small code picture."""
        mac = salted_hmac("registrations.PhotoLink", self.nonce, algorithm="sha256").digest()
        return base64.b32encode(mac[:16]).decode("ascii").rstrip("=").lower()

    def is_live(self, at: datetime | None = None) -> bool:
        return self.ended_at is None and (at or timezone.now()) < self.expires_at


class UploadQuerySet(models.QuerySet["Upload"]):
    def living(self) -> "UploadQuerySet":
        return self.filter(removed_at=None)

    def for_user(self, user: User) -> "UploadQuerySet":
        """Files of the entries that this person sees; one that was taken out is nobody's any more."""
        return self.living().filter(entry__in=Entry.objects.for_user(user))


class Upload(models.Model):
    """One file of an entry; while it is there it holds place 1 … 10 of the entry."""

    Purpose = UploadPurpose
    Kind = UploadKind
    Via = UploadVia

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="uploads", verbose_name="ใบสมัคร")
    purpose = models.CharField("ใช้เป็น", max_length=10, choices=UploadPurpose)
    requirement = models.ForeignKey(
        Requirement,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="uploads",
        verbose_name="เอกสารที่ต้องยื่น",
    )
    certificate = models.ForeignKey(
        StandardCertificate,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="uploads",
        verbose_name="ใบรับรองมาตรฐาน",
    )
    place = models.PositiveSmallIntegerField("ลำดับ", null=True, blank=True, editable=False)
    file = models.FileField("ไฟล์", storage=private_storage, max_length=100, editable=False)
    thumb = models.FileField("ภาพย่อ", storage=private_storage, max_length=100, blank=True, editable=False)
    kind = models.CharField("ชนิด", max_length=4, choices=UploadKind, editable=False)
    name = CharField("ชื่อไฟล์", max_length=150, editable=False)
    size = models.PositiveIntegerField("ขนาด", editable=False)
    sha256 = models.CharField(max_length=64, editable=False)
    width = models.PositiveIntegerField("กว้าง", null=True, blank=True, editable=False)
    height = models.PositiveIntegerField("สูง", null=True, blank=True, editable=False)
    pages = models.PositiveSmallIntegerField("จำนวนหน้า", null=True, blank=True, editable=False)
    doubts = models.JSONField("ข้อสังเกต", default=list, blank=True, editable=False)
    via = models.CharField("ส่งจาก", max_length=5, choices=UploadVia, editable=False)
    # Of a picture from a phone: nobody that we know; the link says who let it in.
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="ผู้แนบ",
        editable=False,
    )
    link = models.ForeignKey(
        PhotoLink, on_delete=models.PROTECT, null=True, blank=True, related_name="uploads", editable=False
    )
    at = DateTimeField("แนบเมื่อ", default=timezone.now, editable=False)
    # One form, one file: what is sent again after a lost answer carries the same token.
    token = models.UUIDField(default=uuid.uuid4, editable=False)
    removed_at = DateTimeField("นำออกเมื่อ", null=True, blank=True, editable=False)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="ผู้นำออก",
        editable=False,
    )
    removed_reason = TextField("เหตุผลที่นำออก", blank=True, editable=False)

    objects = UploadQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "แฟ้มแนบ"
        ordering = ["entry", "pk"]
        constraints = [
            TEN_FILES.check(
                Q(removed_at=None, place__isnull=False, place__gte=1, place__lte=MOST_FILES)
                | Q(removed_at__isnull=False, place=None)
            ),
            TEN_FILES.unique(fields=["entry", "place"], condition=Q(removed_at=None), part="place"),
            UPLOAD_ONCE.unique(fields=["token"]),
            FILE_KIND.check(Q(kind__in=UploadKind.values)),
            FILE_SIZE.check(Q(size__gte=1, size__lte=MOST_BYTES)),
            PICTURE_PIXELS.check(
                Q(kind=UploadKind.PDF, width=None, height=None)
                | Q(
                    kind__in=PICTURES,
                    width__isnull=False,
                    height__isnull=False,
                    width__gte=1,
                    width__lte=LONGEST_SIDE,
                    height__gte=1,
                    height__lte=LONGEST_SIDE,
                )
            ),
            PDF_PAGES.check(
                Q(kind__in=PICTURES, pages=None)
                | Q(kind=UploadKind.PDF, pages__isnull=False, pages__gte=1, pages__lte=MOST_PAGES)
            ),
            PHOTO_IS_A_PICTURE.check(Q(purpose=UploadPurpose.PAPER) | Q(kind__in=PICTURES)),
            REASON_GIVEN.check(Q(removed_at=None) | ~Q(removed_reason=""), part="file_taken_out"),
        ]
        indexes = [models.Index(fields=["at"], name="upload_at")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("registrations:upload-file", args=[self.pk])

    @property
    def is_picture(self) -> bool:
        return self.kind in PICTURES

    @property
    def content_type(self) -> str:
        return CONTENT_TYPES[UploadKind(self.kind)]

    @property
    def questions(self) -> list[str]:
        """What is asked about the picture, in sentences."""
        return [Doubt(code).label for code in self.doubts if code in Doubt.values]

    @property
    def shows(self) -> str:
        """What the file is: the certificate, the paper that the round asks for, or its purpose."""
        return str(self.certificate or self.requirement or self.get_purpose_display())

    @property
    def sender(self) -> str:
        return "โทรศัพท์" if self.via == UploadVia.PHONE else str(self.uploaded_by or "ระบบ")

    def read(self) -> bytes | None:
        """The bytes as they were taken in, or None when the file is gone or was changed since."""
        try:
            with self.file.open("rb") as stream:
                content = stream.read()
        except OSError:
            return None
        return content if hashlib.sha256(content).hexdigest() == self.sha256 else None

    def read_thumb(self) -> bytes | None:
        try:
            with self.thumb.open("rb") as stream:
                return stream.read()
        except (OSError, ValueError):
            return None
