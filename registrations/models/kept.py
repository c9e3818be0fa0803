"""What an officer had typed and not yet saved (แบบที่พิมพ์ค้างไว้).

It waits for the next opening of the same page by the same person, and is shown to nobody else.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone

from office.models import User
from thai.fields import DateTimeField

# What nobody came back for is not needed: it holds names of people.
KEPT_FOR = timedelta(days=7)


class KeptFormQuerySet(models.QuerySet["KeptForm"]):
    def for_user(self, user: User) -> "KeptFormQuerySet":
        """The own ones only, whatever role a person has."""
        return self.filter(user=user) if user.is_authenticated else self.none()

    def stale(self, at: datetime | None = None) -> "KeptFormQuerySet":
        return self.filter(updated_at__lt=(at or timezone.now()) - KEPT_FOR)


class KeptForm(models.Model):
    """The fields of one page as they were typed; no file and no citizen id is among them."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name="ผู้พิมพ์")
    address = models.CharField("หน้าที่พิมพ์", max_length=200)
    data = models.JSONField("สิ่งที่พิมพ์", default=dict)  # {name of the field: [values]}
    updated_at = DateTimeField("เก็บเมื่อ", default=timezone.now)

    objects = KeptFormQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "แบบที่พิมพ์ค้างไว้"
        constraints = [
            models.UniqueConstraint(
                fields=["user", "address"],
                name="kept_form_once_per_page",
                violation_error_message="มีแบบที่พิมพ์ค้างไว้ของหน้านี้แล้ว",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.address}"
