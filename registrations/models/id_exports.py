"""Requests for the file of whole citizen ids: who asked, why, who released it, and that it was taken once."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from office.models import District
from thai.fields import DateTimeField, TextField

from ..rules import ID_EXPORT_MOVES, ID_EXPORT_NEXT, ID_EXPORT_SAYS_WHY, ID_EXPORT_TWO_PEOPLE, IdExportStatus


class IdExport(models.Model):
    Status = IdExportStatus

    district = models.ForeignKey(
        District, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="อำเภอ"
    )
    reason = TextField("เหตุผล")
    status = models.CharField("สถานะ", max_length=10, choices=IdExportStatus, default=IdExportStatus.PROPOSED)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="ผู้ขอ"
    )
    proposed_at = DateTimeField("ขอเมื่อ", default=timezone.now)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="ผู้อนุญาต",
    )
    decided_at = DateTimeField("อนุญาตเมื่อ", null=True, blank=True)
    taken_at = DateTimeField("ดาวน์โหลดเมื่อ", null=True, blank=True)
    rows = models.PositiveIntegerField("จำนวนแถว", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "การขอส่งออกเลขประจำตัวประชาชน"
        ordering = ["-proposed_at", "-pk"]
        constraints = [
            ID_EXPORT_SAYS_WHY.check(~Q(reason="")),
            # Released, or taken after that: by somebody, and somebody else.
            ID_EXPORT_TWO_PEOPLE.check(
                Q(status__in=["proposed", "refused"]) | Q(decided_by__isnull=False) & ~Q(decided_by=F("proposed_by"))
            ),
            ID_EXPORT_MOVES.check(
                Q(status="taken", taken_at__isnull=False, rows__isnull=False) | ~Q(status="taken") & Q(taken_at=None)
            ),
        ]

    def __str__(self) -> str:
        return f"คำขอที่ {self.pk} ({self.district.name if self.district else 'ทั้งจังหวัด'})"

    def move(self, to: str, **stamps: object) -> None:
        """Takes the request to another state; called by actions only, with the row locked."""
        ID_EXPORT_MOVES.require(to in ID_EXPORT_NEXT[self.status], status=self.get_status_display())
        for name, value in {**stamps, "status": to}.items():
            setattr(self, name, value)
        self.full_clean()
        self.save(update_fields=[*stamps, "status"])
