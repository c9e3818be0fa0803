"""Briefings (การประชุมชี้แจง): when, where or how to join, and for whom.

Serves step 2.  What opens an online meeting (link, meeting id, passcode) is a secret of those invited: it stands in
fields of its own, which no public page, export, journal line or log shows.
"""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from office.models import District, User
from office.rules import Role
from rounds.clauses import keeps
from rounds.models import Round
from thai.dates import thai_date, thai_time_range
from thai.fields import CharField, DateTimeField, TextField
from thai.text import search_key

from .rules import (
    BRIEFED_AUDIENCE,
    BRIEFING_ENDS_AFTER_START,
    BRIEFING_HAS_PLACE,
    SECRETS_IN_THEIR_FIELDS,
    BriefingKind,
    looks_secret,
)

# Fields that others than those invited may come to see.
OPEN_FIELDS = ("title", "place", "online_system", "agenda")
SECRET_FIELDS = ("join_link", "meeting_id", "passcode")


class BriefingQuerySet(models.QuerySet["Briefing"]):
    def for_user(self, user: User) -> "BriefingQuerySet":
        """Staff see all; an officer those of the own district; a member those he or she is invited to."""
        if not user.is_authenticated:
            return self.none()
        if user.is_provincial:
            return self
        invited = Q(people=user)
        if user.officer_district_id:
            invited |= Q(districts=user.officer_district_id)
        if user.has_role(Role.MEMBER):
            invited |= Q(committees__appointments__user=user)
        return self.filter(invited).distinct()


class Briefing(models.Model):
    Kind = BriefingKind

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="briefings", verbose_name="การคัดสรร")
    kind = models.CharField("กลุ่มผู้เข้าประชุม", max_length=20, choices=BriefingKind)
    title = CharField("เรื่อง", max_length=200)
    starts_at = DateTimeField("เริ่ม")
    ends_at = DateTimeField("เลิก")
    place = CharField("สถานที่", max_length=200, blank=True)
    online_system = CharField("ระบบประชุมออนไลน์", max_length=100, blank=True, help_text="เช่น Zoom Cloud Meeting")
    join_link = models.URLField("ลิงก์เข้าประชุม", max_length=500, blank=True)
    meeting_id = CharField("รหัสการประชุม (Meeting ID)", max_length=60, blank=True)
    passcode = CharField("รหัสผ่าน (Passcode)", max_length=60, blank=True)
    agenda = TextField("ระเบียบวาระ", blank=True, help_text="บรรทัดละหนึ่งวาระ")
    districts = models.ManyToManyField(District, blank=True, verbose_name="อำเภอที่เชิญ", related_name="briefings")
    committees = models.ManyToManyField(
        "committees.Committee", blank=True, verbose_name="คณะที่เชิญ", related_name="briefings"
    )
    people = models.ManyToManyField(
        settings.AUTH_USER_MODEL, blank=True, verbose_name="ผู้ได้รับเชิญเป็นรายบุคคล", related_name="briefings"
    )

    objects = BriefingQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "การประชุมชี้แจง"
        ordering = ["-starts_at"]
        constraints = [
            BRIEFED_AUDIENCE.check(Q(kind__in=BriefingKind.values)),
            BRIEFING_ENDS_AFTER_START.check(Q(ends_at__gt=F("starts_at"))),
            BRIEFING_HAS_PLACE.check(~Q(place="") | ~Q(online_system="")),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("briefings:briefing-detail", args=[self.pk])

    @keeps(SECRETS_IN_THEIR_FIELDS)
    def clean(self) -> None:
        """Refuses an open text that repeats a secret, however its digits and spaces are written."""
        secrets = [key for name in SECRET_FIELDS if len(key := search_key(getattr(self, name))) >= 4]
        errors = {
            name: SECRETS_IN_THEIR_FIELDS.error(field=self._meta.get_field(name).verbose_name)
            for name in OPEN_FIELDS
            if any(secret in search_key(getattr(self, name)) for secret in secrets)
        }
        if errors:
            raise ValidationError(errors)

    def fields_like_secrets(self) -> list[str]:
        """Names, as people know them, of the open fields whose text seems to hold a link or a pass code."""
        return [
            str(self._meta.get_field(name).verbose_name) for name in OPEN_FIELDS if looks_secret(getattr(self, name))
        ]

    @property
    def is_online(self) -> bool:
        return bool(self.online_system)

    def when_text(self, digits: str = "arabic") -> str:
        return (
            f"{thai_date(self.starts_at, digits=digits, weekday=True)} "
            f"เวลา {thai_time_range(self.starts_at, self.ends_at, digits=digits)}"
        )
