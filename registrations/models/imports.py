"""A file of the register on its way in: what it is, what the report says, what was written, and the way back.

The report and what confirming will write are kept as packed parts beside the import: a page of the report is one row,
whatever the size of the file, and confirming needs no file.  All of it is personal data of producers; dropping or
forgetting an import deletes the file and the parts, and leaves who did what when.
"""

import hashlib
import json
import uuid
import zlib
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final, NamedTuple

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from office.models import District, Job, User, private_storage
from thai.fields import DateTimeField, TextField

from ..rules import (
    IMPORT_HAS_CONFIRMER,
    IMPORT_NEXT,
    IMPORT_OPEN,
    IMPORT_SAYS_WHY,
    IMPORT_UNDO_SAYS_WHY,
    WRITES,
    ImportStatus,
)

# Lines of one kind on one page of the report, and in one part.
LINES_A_PART: Final = 100


class ReportLine(NamedTuple):
    """One line of the report.

    row: the sheet's own number; 0 for a producer that the file does not name.  said: (column, what of it) in order.
    """

    row: int
    code: str
    name: str
    district_id: str
    said: Sequence[Sequence[str]]


def pack(value: Any) -> bytes:
    return zlib.compress(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode(), 1)


def unpack(content: bytes) -> Any:
    return json.loads(zlib.decompress(content))


class RegisterImportQuerySet(models.QuerySet["RegisterImport"]):
    def for_user(self, user: User) -> "RegisterImportQuerySet":
        """Provincial staff see every file; an officer those for the own district; others none."""
        if not user.is_authenticated:
            return self.none()
        if user.is_provincial:
            return self
        if user.officer_district_id:
            return self.filter(district_id=user.officer_district_id)
        return self.none()


class RegisterImport(models.Model):
    Status = ImportStatus

    file = models.FileField("ไฟล์", upload_to="imports/", storage=private_storage, max_length=200, blank=True)
    file_name = models.CharField("ชื่อไฟล์", max_length=200)
    sha256 = models.CharField("ลายนิ้วมือไฟล์", max_length=64)
    # Of an officer's file: rows of other districts are refused.
    district = models.ForeignKey(
        District, on_delete=models.PROTECT, null=True, blank=True, verbose_name="เฉพาะอำเภอ", related_name="+"
    )
    # None: brought in from the command line.
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        verbose_name="ผู้ส่งไฟล์",
        related_name="+",
    )
    created_at = DateTimeField("ส่งเมื่อ", default=timezone.now, editable=False)
    status = models.CharField("สถานะ", max_length=20, choices=ImportStatus, default=ImportStatus.RECEIVED)
    job = models.ForeignKey(Job, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    # Columns that a person has chosen: our column → heading of the file; empty: as the file says.
    mapping = models.JSONField("คอลัมน์ที่เลือก", default=dict, blank=True)
    headings = models.JSONField("หัวคอลัมน์ในไฟล์", default=list, blank=True)
    refusal_code = models.CharField("รหัสเหตุผล", max_length=40, blank=True)
    refusal = TextField("เหตุผลที่ใช้ไม่ได้", blank=True)
    counts = models.JSONField("จำนวน", default=dict, blank=True)
    notes = models.JSONField("ข้อสังเกตทั้งไฟล์", default=list, blank=True)
    reported_at = DateTimeField("รายงานเมื่อ", null=True, blank=True)
    # Fingerprint of those producers, as they were, that the plan compares with.
    rests_on = models.CharField(max_length=64, blank=True)

    only_good_rows = models.BooleanField("เฉพาะแถวที่ผ่าน", default=False)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        verbose_name="ผู้ยืนยัน",
        related_name="+",
    )
    confirmed_at = DateTimeField("ยืนยันเมื่อ", null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, verbose_name="ผู้ถอน", related_name="+"
    )
    undone_at = DateTimeField("ถอนเมื่อ", null=True, blank=True)
    reason = TextField("เหตุผลที่ถอน", blank=True)
    forgotten_at = DateTimeField("ลบไฟล์เมื่อ", null=True, blank=True)

    objects = RegisterImportQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "การนำเข้าทะเบียน"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=ImportStatus.values),
                name="import_status_known",
                violation_error_message="ไม่รู้จักสถานะของการนำเข้านี้",
            ),
            IMPORT_SAYS_WHY.check(~Q(status=ImportStatus.REFUSED) | (~Q(refusal_code="") & ~Q(refusal=""))),
            # From the command line there is a time and no person.
            IMPORT_HAS_CONFIRMER.check(
                Q(status__in=[ImportStatus.CONFIRMED, ImportStatus.UNDONE], confirmed_at__isnull=False)
                | (
                    ~Q(status__in=[ImportStatus.CONFIRMED, ImportStatus.UNDONE])
                    & Q(confirmed_at__isnull=True, confirmed_by__isnull=True)
                )
            ),
            IMPORT_UNDO_SAYS_WHY.check(
                (Q(status=ImportStatus.UNDONE, undone_at__isnull=False) & ~Q(reason=""))
                | (~Q(status=ImportStatus.UNDONE) & Q(undone_at__isnull=True))
            ),
        ]

    def __str__(self) -> str:
        return self.file_name

    def get_absolute_url(self) -> str:
        return reverse("registrations:import-detail", args=[self.pk])

    # -- questions ---------------------------------------------------------------------------------------------

    def count(self, kind: str) -> int:
        return self.counts.get(kind, 0)

    @property
    def writes(self) -> int:
        """Rows of the register that confirming adds or changes."""
        return sum(self.counts.get("writes", {}).values())

    @property
    def written(self) -> list[tuple[str, int]]:
        """What that is, in words, with how many of each."""
        writes = self.counts.get("writes", {})
        return [(label, writes[label]) for label in WRITES.values() if writes.get(label)]

    @property
    def is_open(self) -> bool:
        return self.status in IMPORT_OPEN

    @property
    def is_being_read(self) -> bool:
        return self.status in {ImportStatus.RECEIVED, ImportStatus.READING}

    @property
    def may_confirm(self) -> bool:
        return self.status == ImportStatus.REPORTED and self.writes > 0

    @property
    def may_choose_again(self) -> bool:
        """Whether a person chose the columns, now or for such a file before, and may find that they chose wrongly."""
        return self.status == ImportStatus.REPORTED and bool(self.headings)

    @property
    def report_key(self) -> str:
        """Which report this is: a page says with it which one its reader has read."""
        return self.reported_at.isoformat() if self.reported_at else ""

    @property
    def may_undo(self) -> bool:
        return self.status == ImportStatus.CONFIRMED and self.forgotten_at is None

    @property
    def may_forget(self) -> bool:
        """Whether there is still something to delete, and nothing left to decide about it."""
        return self.forgotten_at is None and not self.is_open

    # -- the file and the parts ----------------------------------------------------------------------------------

    def keep_file(self, content: bytes) -> None:
        """Under a random name: neither the name on somebody's computer nor the hash tells where it lies."""
        self.sha256 = hashlib.sha256(content).hexdigest()
        self.file.save(f"{uuid.uuid4().hex}.bin", ContentFile(content), save=False)

    def content(self) -> bytes:
        """The very bytes that were sent.  Raises ValidationError when the file is gone or another one now."""
        try:
            with self.file.storage.open(self.file.name, "rb") as file:
                content = file.read()
        except (OSError, ValueError) as error:
            raise ValidationError("ไม่พบไฟล์นี้ในที่เก็บไฟล์ โปรดส่งไฟล์อีกครั้ง", code="missing") from error
        if hashlib.sha256(content).hexdigest() != self.sha256:
            raise ValidationError("ไฟล์ในที่เก็บไม่ตรงกับไฟล์ที่ส่งมา ระบบจึงไม่เปิดอ่าน โปรดส่งไฟล์อีกครั้ง", code="changed")
        return content

    def part(self, name: str, number: int = 0) -> Any:
        """What was kept under a name, or None."""
        found = self.parts.filter(name=name, number=number).values_list("content", flat=True).first()
        return None if found is None else unpack(found)

    def lines(self, kind: str, page: int = 1) -> list[ReportLine]:
        """One page of the report's lines of a kind, from 1; one query."""
        return [ReportLine(*line) for line in self.part(kind, page - 1) or ()]

    def all_lines(self, kind: str) -> Iterator[ReportLine]:
        for content in self.parts.filter(name=kind).order_by("number").values_list("content", flat=True):
            yield from (ReportLine(*line) for line in unpack(content))

    def pages(self, kind: str) -> int:
        return max(1, -(-self.count(kind) // LINES_A_PART))

    # -- moves ---------------------------------------------------------------------------------------------------

    def require_move(self, to: str) -> None:
        if to not in IMPORT_NEXT[self.status]:
            raise ValidationError(
                f"ไฟล์ “{self}” อยู่ในสถานะ “{self.get_status_display()}” จึงเปลี่ยนเป็น “{ImportStatus(to).label}” ไม่ได้ "
                "โปรดเปิดหน้าล่าสุดของการนำเข้านี้",
                code="move_not_allowed",
            )

    def move(self, to: str, **stamps: object) -> None:
        """Takes the import to another state; called by acts only, inside their transaction.

        Raises ValidationError when the table of moves does not allow it, or when a colleague moved it first.
        """
        self.require_move(to)
        stamps = {**stamps, "status": to}
        if not RegisterImport.objects.filter(pk=self.pk, status=self.status).update(**stamps):
            raise ValidationError(
                f"ไฟล์ “{self}” เพิ่งถูกเปลี่ยนโดยเจ้าหน้าที่อีกคน โปรดเปิดหน้านี้ใหม่เพื่อดูสถานะล่าสุดก่อนทำต่อ",
                code="moved_by_other",
            )
        for name, value in stamps.items():
            setattr(self, name, value)


class RegisterImportPart(models.Model):
    """A packed piece of an import: a page of the report's lines of one kind, the plan, or what undoing puts back."""

    PLAN, UNDO, CELLS = "plan", "undo", "cells"

    register_import = models.ForeignKey(
        RegisterImport, on_delete=models.CASCADE, related_name="parts", verbose_name="การนำเข้าทะเบียน"
    )
    name = models.CharField("ชื่อ", max_length=20)
    number = models.PositiveIntegerField("ลำดับ", default=0)
    content = models.BinaryField("ข้อมูล")

    class Meta:
        verbose_name = verbose_name_plural = "ส่วนของการนำเข้าทะเบียน"
        ordering = ["register_import", "name", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["register_import", "name", "number"],
                name="import_part_once",
                violation_error_message="มีส่วนนี้ของการนำเข้าแล้ว",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.number}"

    @classmethod
    def of(cls, register_import: RegisterImport, name: str, value: Any) -> "RegisterImportPart":
        return cls(register_import=register_import, name=name, content=pack(value))

    @classmethod
    def of_lines(
        cls, register_import: RegisterImport, kind: str, lines: Sequence[ReportLine]
    ) -> Iterator["RegisterImportPart"]:
        """The pages of one kind, unsaved."""
        for number, start in enumerate(range(0, len(lines), LINES_A_PART)):
            content = pack(lines[start : start + LINES_A_PART])
            yield cls(register_import=register_import, name=kind, number=number, content=content)


class RememberedColumns(models.Model):
    """How a file with these headings was matched with our columns the last time; offered for the next one."""

    signature = models.CharField("ลายนิ้วมือหัวคอลัมน์", max_length=64, unique=True)
    mapping = models.JSONField("คอลัมน์ที่เลือก")
    saved_at = DateTimeField("บันทึกเมื่อ", default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = "คอลัมน์ที่จำไว้"

    def __str__(self) -> str:
        return self.signature[:8]

    @staticmethod
    def signature_of(headings: Sequence[str], key: Callable[[str], str]) -> str:
        return hashlib.sha256(json.dumps(sorted(map(key, headings))).encode()).hexdigest()
