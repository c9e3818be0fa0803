"""Briefings (การประชุมชี้แจง): when, where or how to join, for whom, who came, what was asked and decided.

Serves step 2.  What opens an online meeting (link, meeting id, passcode) is a secret of those invited: it stands in
fields of its own, which no public page, export, journal line or log shows.
"""

import unicodedata
import uuid

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from documents.models import Paper
from office.models import District, User, private_storage
from office.rules import Role
from registrations.models import Producer
from rounds.clauses import keeps
from rounds.models import Round
from rounds.rules import GroupCode
from thai.dates import thai_date, thai_time_range
from thai.fields import CharField, DateTimeField, TextField
from thai.text import search_key

from .rules import (
    ATTENDS_ONCE,
    BRIEFED_AUDIENCE,
    BRIEFING_ENDS_AFTER_START,
    BRIEFING_HAS_PLACE,
    BRIEFING_MOVES,
    CANCELLED_WITH_REASON,
    INVITED_ONCE,
    ONE_OPEN_CODE,
    QUESTION_ANSWERED_BEFORE_PUBLIC,
    SECRETS_IN_THEIR_FIELDS,
    SUBSTITUTE_NAMED,
    Answer,
    BriefingKind,
    BriefingStatus,
    HowNoted,
    Moment,
    Presence,
    ProducerScope,
    looks_secret,
)

# Fields that others than those invited may come to see.
OPEN_FIELDS = ("title", "place", "online_system", "details")
SECRET_FIELDS = ("join_link", "meeting_id", "passcode")


def _plain(text: str) -> str:
    """As texts are compared with secrets: wide, raised or Thai digits, spaces and dashes make no difference."""
    return search_key(unicodedata.normalize("NFKC", text))


class BriefingQuerySet(models.QuerySet["Briefing"]):
    def for_user(self, user: User) -> "BriefingQuerySet":
        """Date, place and topic are for everyone who works here, invited or not; strangers see what is public."""
        return self if user.is_authenticated else self.filter(is_public=True)

    def inviting(self, user: User) -> "BriefingQuerySet":
        """Those whose secrets this user may see: staff all, others those to which they are invited.

        An officer is invited with the own district; a member with the bodies in which he or she sits today.
        """
        if not user.is_authenticated:
            return self.none()
        if user.is_provincial:
            return self
        invited = Q(people=user)
        if user.officer_district_id:
            invited |= Q(districts=user.officer_district_id)
        if user.has_role(Role.MEMBER):
            today = timezone.localdate()
            seats = user.appointments.on(today).values("committee")
            invited |= Q(committees__in=seats)
        return self.filter(pk__in=Briefing.objects.filter(invited).values("pk"))

    def coming(self) -> "BriefingQuerySet":
        return self.filter(status=BriefingStatus.PLANNED, ends_at__gte=timezone.now()).order_by("starts_at", "pk")

    def held(self) -> "BriefingQuerySet":
        return self.filter(status=BriefingStatus.HELD)


class Briefing(models.Model):
    Kind = BriefingKind
    Status = BriefingStatus

    NEXT = {
        BriefingStatus.PLANNED: frozenset({BriefingStatus.HELD, BriefingStatus.CANCELLED}),
        BriefingStatus.HELD: frozenset(),
        BriefingStatus.CANCELLED: frozenset(),
    }
    # Its letters may be cancelled: the meeting stays.
    leans_on_paper = False

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
    details = TextField("รายละเอียดที่แจ้งผู้ได้รับเชิญ", blank=True, help_text="เช่น การแต่งกาย เอกสารที่ต้องนำมา")
    is_public = models.BooleanField(
        "แสดงในหน้าสาธารณะ", default=False, help_text="แสดงเฉพาะเรื่อง วันเวลา และสถานที่ ไม่แสดงข้อมูลเข้าประชุมออนไลน์"
    )
    is_record = models.BooleanField("บันทึกย้อนหลัง", default=False, help_text="เลือกเมื่อบันทึกการประชุมที่จัดไปแล้ว")
    body = models.ForeignKey(
        "committees.Committee",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="meetings",
        verbose_name="เป็นการประชุมของคณะ",
        help_text="รายงานการประชุมนับครั้งที่แยกตามคณะ เว้นว่างไว้หากเป็นการประชุมชี้แจงทั่วไป",
    )
    status = models.CharField(
        "สถานะ", max_length=20, choices=BriefingStatus, default=BriefingStatus.PLANNED, editable=False
    )
    cancel_reason = TextField("เหตุผลที่ยกเลิก", blank=True, editable=False)
    began_at = DateTimeField("เริ่มประชุมจริง", null=True, blank=True)
    finished_at = DateTimeField("เลิกประชุมจริง", null=True, blank=True)
    chaired_by = CharField("ประธานในที่ประชุม", max_length=200, blank=True)
    writer = CharField("ผู้จดรายงานการประชุม", max_length=200, blank=True)
    checker = CharField("ผู้ตรวจรายงานการประชุม", max_length=200, blank=True)
    districts = models.ManyToManyField(District, blank=True, verbose_name="อำเภอที่เชิญ", related_name="briefings")
    committees = models.ManyToManyField(
        "committees.Committee", blank=True, verbose_name="คณะที่เชิญ", related_name="briefings"
    )
    people = models.ManyToManyField(
        settings.AUTH_USER_MODEL, blank=True, verbose_name="ผู้ได้รับเชิญเป็นรายบุคคล", related_name="briefings"
    )
    producers = models.CharField(
        "ผู้ผลิตที่เชิญ", max_length=20, choices=ProducerScope, default=ProducerScope.NONE, blank=True
    )
    producer_group = models.CharField(
        "เฉพาะประเภทผลิตภัณฑ์", max_length=10, choices=GroupCode, blank=True, help_text="เว้นว่างหมายถึงทุกประเภท"
    )
    # What calendars know the meeting by, and how often it has changed since (RFC 5545: UID and SEQUENCE).
    uid = models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
    sequence = models.PositiveIntegerField(default=0, editable=False)
    changed_at = DateTimeField("เปลี่ยนแปลงล่าสุด", default=timezone.now, editable=False)
    invitation = models.OneToOneField(
        Paper,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="invites_to",
        verbose_name="หนังสือเชิญประชุม",
    )
    absence_letter = models.OneToOneField(
        Paper,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="absent_from",
        verbose_name="หนังสือถึงอำเภอที่ขาดประชุม",
    )
    minutes = models.OneToOneField(
        Paper,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="minutes_of",
        verbose_name="รายงานการประชุม",
    )

    objects = BriefingQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "การประชุมชี้แจง"
        ordering = ["-starts_at"]
        constraints = [
            BRIEFED_AUDIENCE.check(Q(kind__in=BriefingKind.values)),
            BRIEFING_ENDS_AFTER_START.check(Q(ends_at__gt=F("starts_at"))),
            BRIEFING_HAS_PLACE.check(~Q(place="") | ~Q(online_system="")),
            CANCELLED_WITH_REASON.check(~Q(status="cancelled") | ~Q(cancel_reason="")),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("briefings:briefing-detail", args=[self.pk])

    @keeps(SECRETS_IN_THEIR_FIELDS)
    def clean(self) -> None:
        """Refuses an open text that repeats a secret, however its digits and spaces are written."""
        errors = {
            name: SECRETS_IN_THEIR_FIELDS.error(field=self._meta.get_field(name).verbose_name)
            for name in OPEN_FIELDS
            if self.holds_secret(getattr(self, name))
        }
        if errors:
            raise ValidationError(errors)

    def holds_secret(self, text: str) -> bool:
        """Whether the text repeats what opens this meeting."""
        key = _plain(text)
        secrets = [_plain(getattr(self, name)) for name in SECRET_FIELDS]
        return any(len(secret) >= 4 and secret in key for secret in secrets)

    def fields_like_secrets(self) -> list[str]:
        """Names, as people know them, of the open fields whose text seems to hold a link or a pass code."""
        return [
            str(self._meta.get_field(name).verbose_name) for name in OPEN_FIELDS if looks_secret(getattr(self, name))
        ]

    @property
    def is_online(self) -> bool:
        return bool(self.online_system)

    @property
    def has_secrets(self) -> bool:
        return any(getattr(self, name) for name in SECRET_FIELDS)

    def when_text(self, digits: str = "arabic") -> str:
        return (
            f"{thai_date(self.starts_at, digits=digits, weekday=True)} "
            f"เวลา {thai_time_range(self.starts_at, self.ends_at, digits=digits)}"
        )

    def may_move_to(self, status: str) -> bool:
        return status in self.NEXT[BriefingStatus(self.status)]

    def move(self, to: str, *, act: str, **stamps: object) -> None:
        """Takes the meeting to another state; called by actions only, inside their transaction.

        Raises ValidationError when the table of moves does not allow it, or when a colleague moved it first.
        """
        allowed = self.may_move_to(to)
        if not allowed or not Briefing.objects.filter(pk=self.pk, status=self.status).update(status=to, **stamps):
            raise BRIEFING_MOVES.error(status=self.get_status_display(), act=act)
        self.status = to
        for name, value in stamps.items():
            setattr(self, name, value)


class AgendaItem(models.Model):
    """One ระเบียบวาระ: what will be spoken of, and afterwards what was said and decided."""

    briefing = models.ForeignKey(Briefing, on_delete=models.CASCADE, related_name="agenda", verbose_name="การประชุม")
    order = models.PositiveSmallIntegerField("วาระที่", default=0)
    title = CharField("เรื่อง", max_length=300)
    text = TextField("สาระที่ประชุม", blank=True)
    resolution = TextField("มติที่ประชุม", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "ระเบียบวาระ"
        ordering = ["briefing", "order", "pk"]

    def __str__(self) -> str:
        return self.title

    @keeps(SECRETS_IN_THEIR_FIELDS)
    def clean(self) -> None:
        """Refuses a title that repeats what opens the meeting: the agenda is read by more than those invited."""
        # A new meeting comes with its agenda: it is known before it has a row.
        has_meeting = self.briefing_id or AgendaItem.briefing.is_cached(self)
        if has_meeting and self.briefing.holds_secret(self.title):
            raise ValidationError({"title": SECRETS_IN_THEIR_FIELDS.error(field="เรื่องในระเบียบวาระ")})


class BriefingFile(models.Model):
    """A document of a meeting, for those invited."""

    briefing = models.ForeignKey(Briefing, on_delete=models.CASCADE, related_name="files", verbose_name="การประชุม")
    title = CharField("ชื่อเอกสาร", max_length=200)
    file = models.FileField("ไฟล์", upload_to="briefings/", storage=private_storage, max_length=200)
    name = CharField("ชื่อไฟล์", max_length=200, blank=True, editable=False)
    size = models.PositiveIntegerField("ขนาด", default=0, editable=False)
    added_at = DateTimeField("เพิ่มเมื่อ", default=timezone.now, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "เอกสารประกอบการประชุม"
        ordering = ["briefing", "pk"]

    def __str__(self) -> str:
        return self.title


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def for_user(self, user: User) -> "InvitationQuerySet":
        """Staff see all; an officer that of the own district; others those that name them."""
        if not user.is_authenticated:
            return self.none()
        if user.is_provincial:
            return self
        own = Q(user=user)
        if user.officer_district_id:
            own |= Q(district=user.officer_district_id, producer=None, user=None, seat=None)
        return self.filter(own)

    def waiting(self) -> "InvitationQuerySet":
        return self.filter(answer=Answer.WAITING)


class Invitation(models.Model):
    """One invited district office, person or producer, with the answer."""

    briefing = models.ForeignKey(
        Briefing, on_delete=models.CASCADE, related_name="invitations", verbose_name="การประชุม"
    )
    # Of a district office: its district; of a producer: where it is; of a person: nothing.
    district = models.ForeignKey(District, on_delete=models.PROTECT, null=True, blank=True, verbose_name="อำเภอ")
    producer = models.ForeignKey(
        Producer, on_delete=models.PROTECT, null=True, blank=True, related_name="invitations", verbose_name="ผู้ผลิต"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="invitations",
        verbose_name="บัญชีผู้ใช้",
    )
    seat = models.ForeignKey(
        "committees.Appointment",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="invitations",
        verbose_name="ตำแหน่งในคณะ",
    )
    name = CharField("ผู้ได้รับเชิญ", max_length=200)
    position = CharField("ตำแหน่ง", max_length=200, blank=True)
    agency = CharField("หน่วยงาน", max_length=200, blank=True)
    # How a body calls the person, where the meeting is a body's.
    role = CharField("บทบาทในคณะ", max_length=100, blank=True)
    answer = models.CharField("คำตอบ", max_length=20, choices=Answer, default=Answer.WAITING)
    substitute_name = CharField("ผู้แทน", max_length=200, blank=True)
    substitute_position = CharField("ตำแหน่งผู้แทน", max_length=200, blank=True)
    note = CharField("หมายเหตุ", max_length=300, blank=True)
    answered_at = DateTimeField("ตอบเมื่อ", null=True, blank=True, editable=False)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name="ผู้บันทึกคำตอบ",
    )
    reminded_at = DateTimeField("เตือนล่าสุดเมื่อ", null=True, blank=True, editable=False)
    times_reminded = models.PositiveSmallIntegerField("เตือนแล้ว (ครั้ง)", default=0, editable=False)

    Answer = Answer
    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "ผู้ได้รับเชิญ"
        ordering = ["briefing", "district", "name", "pk"]
        constraints = [
            INVITED_ONCE.unique(fields=["briefing", "district"], condition=Q(producer=None, user=None, seat=None)),
            INVITED_ONCE.unique(fields=["briefing", "seat"], condition=Q(seat__isnull=False), part="seat"),
            INVITED_ONCE.unique(fields=["briefing", "user"], condition=Q(user__isnull=False), part="user"),
            INVITED_ONCE.unique(fields=["briefing", "producer"], condition=Q(producer__isnull=False), part="producer"),
            SUBSTITUTE_NAMED.check(~Q(answer="substitute") | ~Q(substitute_name="")),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_district(self) -> bool:
        return self.district_id is not None and self.producer_id is self.user_id is self.seat_id is None


class AttendanceCode(models.Model):
    """Six digits on the screen of the hall: whoever can type them is there.  Staff open and close them."""

    Moment = Moment

    briefing = models.ForeignKey(Briefing, on_delete=models.CASCADE, related_name="codes", verbose_name="การประชุม")
    moment = models.CharField("ช่วง", max_length=10, choices=Moment)
    code = models.CharField("รหัส", max_length=6)
    opened_at = DateTimeField("เปิดเมื่อ", default=timezone.now)
    closed_at = DateTimeField("ปิดเมื่อ", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "รหัสลงชื่อเข้าประชุม"
        ordering = ["briefing", "opened_at"]
        constraints = [
            ONE_OPEN_CODE.unique(fields=["code"], condition=Q(closed_at=None)),
            ONE_OPEN_CODE.unique(fields=["briefing", "moment"], condition=Q(closed_at=None), part="moment"),
        ]

    def __str__(self) -> str:
        return f"{self.get_moment_display()} {self.briefing}"


class AttendanceQuerySet(models.QuerySet["Attendance"]):
    def for_user(self, user: User) -> "AttendanceQuerySet":
        """Staff see all; an officer those who came for the own office; a member what is noted of himself."""
        if user.is_authenticated and user.is_provincial:
            return self
        return self.filter(invitation__in=Invitation.objects.for_user(user))


class Attendance(models.Model):
    """Somebody who came, or who gave notice of not coming; without an invitation, a visitor."""

    Presence = Presence
    How = HowNoted

    briefing = models.ForeignKey(
        Briefing, on_delete=models.CASCADE, related_name="attendances", verbose_name="การประชุม"
    )
    invitation = models.ForeignKey(
        Invitation,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="attendances",
        verbose_name="ตามคำเชิญ",
    )
    district = models.ForeignKey(District, on_delete=models.PROTECT, null=True, blank=True, verbose_name="อำเภอ")
    name = CharField("คำนำหน้า ชื่อ สกุล", max_length=200)
    position = CharField("ตำแหน่ง", max_length=200, blank=True)
    agency = CharField("หน่วยงาน/กลุ่ม", max_length=200, blank=True)
    represents = CharField("เข้าประชุมแทน", max_length=200, blank=True)
    presence = models.CharField("การเข้าประชุม", max_length=10, choices=Presence, default=Presence.PRESENT)
    how = models.CharField("บันทึกโดย", max_length=10, choices=HowNoted, default=HowNoted.STAFF)
    # The name as it is compared, with the district: what makes two lines one person.
    name_key = models.CharField(max_length=260, editable=False)
    came_at = DateTimeField("ลงชื่อเข้าเมื่อ", null=True, blank=True)
    left_at = DateTimeField("ลงชื่อเลิกเมื่อ", null=True, blank=True)
    note = CharField("หมายเหตุ", max_length=300, blank=True)

    objects = AttendanceQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "ผู้เข้าประชุม"
        ordering = ["briefing", "district", "name", "pk"]
        constraints = [ATTENDS_ONCE.unique(fields=["briefing", "name_key"])]

    def __str__(self) -> str:
        return self.name

    @property
    def is_visitor(self) -> bool:
        return self.invitation_id is None


class Question(models.Model):
    """What was asked at a meeting, and the answer; published, it is part of the public FAQ."""

    briefing = models.ForeignKey(Briefing, on_delete=models.CASCADE, related_name="questions", verbose_name="การประชุม")
    order = models.PositiveSmallIntegerField("ลำดับ", default=0)
    asked_by = CharField("ผู้ถาม", max_length=200, blank=True, help_text="ไม่แสดงในหน้าสาธารณะ")
    text = TextField("คำถาม")
    answer = TextField("คำตอบ", blank=True)
    published_at = DateTimeField("เผยแพร่เมื่อ", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "คำถามในที่ประชุม"
        ordering = ["briefing", "order", "pk"]
        constraints = [QUESTION_ANSWERED_BEFORE_PUBLIC.check(Q(published_at=None) | ~Q(answer=""))]

    def __str__(self) -> str:
        return self.text[:80]
