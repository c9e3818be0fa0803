"""The provincial office: where it is, who works in it, who signs for it, and what was done.

Serves every step: districts scope what an officer sees, roles decide what a person may do, signatories stand
under the papers, the journal keeps each official act, and jobs are what is worked on behind the pages.
"""

import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.validators import RegexValidator
from django.db import models, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from thai.fields import CharField, DateField, DateTimeField, TextField

from .rules import PROVINCIAL, JobStatus, Role


class Province(models.Model):
    code = models.CharField("รหัสจังหวัด", primary_key=True, max_length=2)
    name = models.CharField("ชื่อจังหวัด", max_length=100)

    class Meta:
        verbose_name = verbose_name_plural = "จังหวัด"
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class District(models.Model):
    code = models.CharField("รหัสอำเภอ", primary_key=True, max_length=4)
    province = models.ForeignKey(Province, on_delete=models.PROTECT, related_name="districts", verbose_name="จังหวัด")
    name = models.CharField("ชื่ออำเภอ", max_length=100)

    class Meta:
        verbose_name = verbose_name_plural = "อำเภอ"
        ordering = ["code"]  # the order that officials expect: the order of the official codes

    def __str__(self) -> str:
        return self.name


class Subdistrict(models.Model):
    code = models.CharField("รหัสตำบล", primary_key=True, max_length=6)
    district = models.ForeignKey(District, on_delete=models.PROTECT, related_name="subdistricts", verbose_name="อำเภอ")
    name = models.CharField("ชื่อตำบล", max_length=100)
    # Sources differ on post codes: a hint that an officer may overwrite, never a rule.
    postcode = models.CharField("รหัสไปรษณีย์", max_length=5, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "ตำบล"
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class Office(models.Model):
    """The one provincial office that this installation serves, as its letterhead shows it."""

    singleton = models.PositiveSmallIntegerField(default=1, editable=False, unique=True)
    province = models.ForeignKey(Province, on_delete=models.PROTECT, verbose_name="จังหวัด")
    name = CharField("ชื่อสำนักงาน", max_length=200)
    section = CharField("กลุ่มงานเจ้าของเรื่อง", max_length=200, blank=True)
    letter_prefix = CharField("รหัสตัวพยัญชนะและเลขประจำเจ้าของเรื่อง", max_length=40, help_text="เช่น สน ๐๐๑๙.๓")
    address = TextField("ที่อยู่บนหัวหนังสือ", help_text="บรรทัดละหนึ่งส่วน ไม่เกินสามบรรทัด")
    phone = CharField("โทรศัพท์/โทรสาร", max_length=60, blank=True)
    email = models.EmailField("อีเมลสารบรรณ", blank=True)
    slogan = CharField("คำขวัญหรือคติท้ายหนังสือ", max_length=200, blank=True)
    emblem = models.ImageField(
        "ตราครุฑ (PNG)",
        upload_to="office/",
        blank=True,
        help_text="ไฟล์ PNG ขาวดำหรือเทา สูงอย่างน้อย ๗๐๙ จุด หากไม่มีไฟล์ ระบบเว้นที่ว่างไว้สำหรับกระดาษตราครุฑ",
    )
    uses_printed_paper = models.BooleanField(
        "พิมพ์ลงกระดาษตราครุฑ",
        default=False,
        help_text="เลือกเมื่อสำนักงานพิมพ์หนังสือลงกระดาษที่มีตราครุฑอยู่แล้ว ระบบเว้นที่ตราครุฑไว้ แม้มีไฟล์ภาพ",
    )
    keeps_citizen_ids = models.BooleanField(
        "เก็บเลขประจำตัวประชาชน",
        default=False,
        help_text="ค่าตั้งต้นคือไม่เก็บ หากเปิด ระบบแสดงเฉพาะเลขสี่หลักท้ายเสมอ",
    )

    class Meta:
        verbose_name = verbose_name_plural = "ข้อมูลสำนักงาน"
        constraints = [
            models.CheckConstraint(
                condition=Q(singleton=1),
                name="one_office_per_installation",
                violation_error_message="ระบบหนึ่งชุดใช้กับสำนักงานจังหวัดเดียว โปรดแก้ไขข้อมูลสำนักงานที่มีอยู่",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Signatory(models.Model):
    """A person who signs papers, in which capacity, and for how long that capacity lasts."""

    class Relation(models.TextChoices):
        OWN = "own", "ลงนามในตำแหน่งตนเอง"
        ON_BEHALF = "on_behalf", "ปฏิบัติราชการแทน"
        ACTING = "acting", "รักษาราชการแทน"

    name = CharField("คำนำหน้า ชื่อ สกุล", max_length=200)
    position = CharField("ตำแหน่ง", max_length=200)
    relation = models.CharField("ฐานะที่ลงนาม", max_length=20, choices=Relation, default=Relation.OWN)
    principal = CharField("ผู้ที่ลงนามแทน", max_length=200, blank=True, help_text="เช่น ผู้ว่าราชการจังหวัดสกลนคร")
    delegation_order = CharField("คำสั่งมอบอำนาจ", max_length=200, blank=True)
    valid_from = DateField("มีอำนาจตั้งแต่วันที่")
    valid_until = DateField("ถึงวันที่", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "ผู้ลงนาม"
        ordering = ["position", "name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(relation="own", principal="") | (~Q(relation="own") & ~Q(principal="")),
                name="signatory_names_principal",
                violation_error_message="ผู้ลงนามแทนต้องระบุตำแหน่งของผู้ที่ลงนามแทน ส่วนผู้ลงนามในตำแหน่งตนเองต้องเว้นว่าง",
            ),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")),
                name="signatory_valid_period",
                violation_error_message="วันสิ้นสุดอำนาจต้องไม่ก่อนวันที่เริ่มมีอำนาจ",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.position})"

    def may_sign_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)

    def position_lines(self) -> list[str]:
        """Lines under the name, as ภาคผนวก ๓ of the regulation sets them."""
        if self.relation == self.Relation.OWN:
            return [self.position]
        return [f"{self.position} {self.get_relation_display()}", self.principal]


class UserManager(BaseUserManager["User"]):
    def get_by_natural_key(self, username: str) -> "User":
        return self.select_related("district").prefetch_related("grants").get(username=username)

    def create_user(
        self, username: str, password: str | None = None, *, roles: tuple[Role, ...] = (), **fields: object
    ) -> "User":
        user = self.model(username=username, **fields)
        user.set_password(password)
        user.save(using=self._db)
        for role in roles:
            RoleGrant.objects.using(self._db).create(user=user, role=role)
        return user

    def create_superuser(self, username: str, password: str | None = None, **fields: object) -> "User":
        """First account of an installation: `manage.py createsuperuser` makes a province administrator."""
        return self.create_user(username, password, roles=(Role.ADMINISTRATOR,), **fields)


class User(AbstractBaseUser):
    """One person, one account.  What a person may do follows from the roles, read anew in each request."""

    username = models.CharField(
        "ชื่อผู้ใช้",
        max_length=60,
        unique=True,
        validators=[RegexValidator(r"^[A-Za-z0-9._-]{3,60}$", "ชื่อผู้ใช้ใช้ตัวอักษรอังกฤษ ตัวเลข จุด ขีด อย่างน้อย ๓ ตัว")],
        error_messages={"unique": "มีชื่อผู้ใช้นี้แล้ว โปรดตั้งชื่ออื่น"},
    )
    full_name = CharField("ชื่อ สกุล", max_length=200)
    position = CharField("ตำแหน่ง", max_length=200, blank=True)
    phone = CharField("โทรศัพท์", max_length=20, blank=True)
    email = models.EmailField("อีเมล", blank=True)
    district = models.ForeignKey(
        District,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        verbose_name="อำเภอที่รับผิดชอบ",
        help_text="เฉพาะเจ้าหน้าที่อำเภอ: เห็นและแก้ไขได้เฉพาะอำเภอนี้",
    )
    is_active = models.BooleanField("ใช้งานได้", default=True)
    date_joined = DateTimeField("สร้างเมื่อ", default=timezone.now, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["full_name"]

    class Meta:
        verbose_name = verbose_name_plural = "ผู้ใช้"
        ordering = ["username"]

    def __str__(self) -> str:
        return self.full_name or self.username

    def get_full_name(self) -> str:
        return self.full_name

    def get_short_name(self) -> str:
        return self.full_name

    @cached_property
    def roles(self) -> frozenset[str]:
        """Roles as they stand at the first question of a request; a new request reads them again."""
        if not self.is_active:
            return frozenset()
        return frozenset(grant.role for grant in self.grants.all())

    def has_role(self, *roles: str) -> bool:
        return not self.roles.isdisjoint(roles)

    @property
    def is_provincial(self) -> bool:
        return not self.roles.isdisjoint(PROVINCIAL)

    @property
    def officer_district_id(self) -> str | None:
        """Code of the district that this person works for as a district officer, or None."""
        return self.district_id if self.has_role(Role.DISTRICT_OFFICER) else None

    # Django's admin and packages ask these; all rights of ours come from roles (`office.admin_site`).
    @property
    def is_staff(self) -> bool:
        return self.is_provincial

    is_superuser = False

    def has_perm(self, perm: str, obj: object = None) -> bool:
        return False

    def has_module_perms(self, app_label: str) -> bool:
        return False


class RoleGrant(models.Model):
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="grants", verbose_name="ผู้ใช้")
    role = models.CharField("บทบาท", max_length=20, choices=Role)

    class Meta:
        verbose_name = verbose_name_plural = "บทบาท"
        constraints = [
            models.UniqueConstraint(
                fields=["user", "role"], name="role_once_per_user", violation_error_message="ผู้ใช้มีบทบาทนี้แล้ว"
            ),
            models.CheckConstraint(
                condition=Q(role__in=Role.values), name="role_known", violation_error_message="ไม่รู้จักบทบาทนี้"
            ),
        ]

    def __str__(self) -> str:
        return self.get_role_display()


class EventQuerySet(models.QuerySet["Event"]):
    def about(self, target: models.Model) -> "EventQuerySet":
        return self.filter(target_type=target._meta.label_lower, target_id=str(target.pk))

    def for_user(self, user: User) -> "EventQuerySet":
        if user.is_provincial and user.has_role(Role.ADMINISTRATOR, Role.SECRETARY):
            return self
        return self.filter(actor=user)


class Event(models.Model):
    """One line of the journal: who did what, on what, why, with the values before and after.

    Written by `office.journal.record` inside the transaction of the act itself; never changed afterwards.
    """

    at = DateTimeField("เมื่อ", default=timezone.now, editable=False)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, verbose_name="ผู้กระทำ", related_name="+"
    )
    actor_name = models.CharField("ชื่อผู้กระทำ", max_length=200)  # as it was then
    verb = models.CharField("การกระทำ", max_length=80)
    target_type = models.CharField("ชนิดข้อมูล", max_length=80)
    target_id = models.CharField("รหัสข้อมูล", max_length=40)
    target_label = models.CharField("ข้อมูล", max_length=300)
    reason = TextField("เหตุผล", blank=True)
    before = models.JSONField("เดิม", default=dict, blank=True)
    after = models.JSONField("ใหม่", default=dict, blank=True)

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "บันทึกการกระทำ"
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["target_type", "target_id"], name="event_target"),
            models.Index(fields=["-at"], name="event_at"),
        ]

    def __str__(self) -> str:
        return f"{self.actor_name}: {self.verb} {self.target_label}"

    def save(self, *args: object, **kwargs: object) -> None:
        if not self._state.adding:
            raise ValueError("The journal is append-only: an event is never changed.")
        super().save(*args, **kwargs)

    def delete(self, *args: object, **kwargs: object) -> tuple[int, dict[str, int]]:
        raise ValueError("The journal is append-only: an event is never deleted.")


def private_storage():
    return storages["default"]


class LeaseLost(Exception):
    """Another worker holds the job by now: what this one still does must not count."""


class JobQuerySet(models.QuerySet["Job"]):
    def for_user(self, user: User) -> "JobQuerySet":
        return self if user.is_provincial else self.filter(created_by=user)

    def due(self, at: datetime) -> "JobQuerySet":
        """What a free worker may take: jobs that wait, and running ones whose worker has given no sign of life."""
        return self.filter(Q(status=JobStatus.WAITING) | Q(status=JobStatus.RUNNING, beat_at__lt=at - Job.PATIENCE))


class Job(models.Model):
    """A piece of long work outside the request: who asked for it, how far it is, and the file that came out.

    The row is the only truth: a worker holds it for as long as it gives signs of life, and what is done already is
    found in the tables that the work itself writes.  `office.jobs` starts, runs, stops and resumes it.
    """

    Status = JobStatus
    ACTIVE = frozenset({JobStatus.WAITING, JobStatus.RUNNING})
    # A worker that has given no sign of life for so long is taken for dead.
    PATIENCE = timedelta(seconds=60)

    kind = models.CharField("ชนิดงาน", max_length=60, editable=False)
    title = CharField("งาน", max_length=300)
    params = models.JSONField("ข้อกำหนดของงาน", default=dict, blank=True, editable=False)
    status = models.CharField("สถานะ", max_length=20, choices=JobStatus, default=JobStatus.WAITING, editable=False)
    total = models.PositiveIntegerField("จำนวนทั้งหมด", default=0, editable=False)  # 0: not known yet
    done = models.PositiveIntegerField("ทำแล้ว", default=0, editable=False)
    message = TextField("ข้อความ", blank=True, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, verbose_name="ผู้สั่ง", related_name="+", editable=False
    )
    created_at = DateTimeField("สั่งเมื่อ", default=timezone.now, editable=False)
    waiting_since = DateTimeField("เข้าคิวเมื่อ", default=timezone.now, editable=False)
    started_at = DateTimeField("เริ่มเมื่อ", null=True, blank=True, editable=False)
    finished_at = DateTimeField("จบเมื่อ", null=True, blank=True, editable=False)
    beat_at = DateTimeField("ตัวทำงานตอบล่าสุดเมื่อ", null=True, blank=True, editable=False)
    worker = models.CharField("ตัวทำงาน", max_length=100, blank=True, editable=False)
    # Counts who has held the job: a worker that was taken for dead finds another number here, and lets go.
    lease = models.PositiveIntegerField(default=0, editable=False)
    # How often it was taken over from a dead worker without having come any further since.
    takeovers = models.PositiveSmallIntegerField(default=0, editable=False)
    stop_asked = models.BooleanField("ขอให้หยุด", default=False, editable=False)
    result = models.FileField(
        "ไฟล์ผลงาน", upload_to="jobs/", storage=private_storage, blank=True, editable=False, max_length=200
    )
    result_name = models.CharField("ชื่อไฟล์", max_length=200, blank=True, editable=False)
    result_sha256 = models.CharField("ลายนิ้วมือไฟล์", max_length=64, blank=True, editable=False)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "งานเบื้องหลัง"
        ordering = ["-pk"]
        indexes = [models.Index(fields=["status", "id"], name="job_status")]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=JobStatus.values),
                name="job_status_known",
                violation_error_message="ไม่รู้จักสถานะของงานนี้",
            ),
            models.CheckConstraint(
                condition=~Q(status=JobStatus.RUNNING) | Q(beat_at__isnull=False) & ~Q(worker=""),
                name="job_running_is_held",
                violation_error_message="งานที่กำลังทำต้องมีตัวทำงานที่ถืออยู่",
            ),
            models.CheckConstraint(
                condition=Q(result="", result_sha256="") | Q(status=JobStatus.DONE) & ~Q(result_sha256=""),
                name="job_result_when_done",
                violation_error_message="ไฟล์ผลงานมีได้เมื่องานเสร็จแล้ว และต้องมีลายนิ้วมือไฟล์",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The page where whoever started it watches it."""
        return reverse("jobs:job-detail", args=[self.pk])

    @property
    def is_active(self) -> bool:
        return self.status in self.ACTIVE

    @property
    def may_resume(self) -> bool:
        return self.status in {JobStatus.FAILED, JobStatus.STOPPED}

    def seems_dead(self, at: datetime) -> bool:
        """Whether the worker that holds it has given no sign of life for too long."""
        return self.status == JobStatus.RUNNING and self.beat_at < at - self.PATIENCE

    def held(self) -> JobQuerySet:
        """This row, for as long as this worker holds it."""
        return Job.objects.filter(pk=self.pk, status=JobStatus.RUNNING, lease=self.lease)

    @contextmanager
    def piece(self) -> Iterator[None]:
        """One durable piece of the work, in a transaction of its own that no other worker can be in.

        Make what takes long (a PDF) before it and write inside: on SQLite everybody else who writes waits meanwhile.
        """
        with transaction.atomic():
            if not list(self.held().select_for_update(no_key=True).values_list("pk")):
                raise LeaseLost
            yield

    def keep_result(self, content: bytes, name: str) -> None:
        """Puts the finished file under the name of its own hash; it counts when the job ends as done."""
        self.result_sha256 = hashlib.sha256(content).hexdigest()
        self.result_name = " ".join(re.sub(r'[\\/:*?"<>|\x00-\x1f\x7f]+', " ", name).split())[-200:]
        path, storage = f"jobs/{self.result_sha256[:2]}/{self.result_sha256}", self.result.storage
        if storage.exists(path):
            with storage.open(path, "rb") as file:
                if hashlib.file_digest(file, "sha256").hexdigest() == self.result_sha256:
                    self.result.name = path
                    return
            storage.delete(path)  # a worker was killed while it wrote
        self.result.name = storage.save(path, ContentFile(content))

    def result_bytes(self) -> bytes:
        """The very bytes that the job has made.  Raises ValidationError when the file is gone or another one now."""
        advice = "โปรดแจ้งผู้ดูแลระบบ หรือสั่งงานนี้ใหม่"
        try:
            with self.result.storage.open(self.result.name, "rb") as file:
                content = file.read()
        except OSError as error:
            raise ValidationError(f"ไม่พบไฟล์ผลงานนี้ในที่เก็บไฟล์ {advice}", code="missing") from error
        if hashlib.sha256(content).hexdigest() != self.result_sha256:
            raise ValidationError(f"ไฟล์ผลงานนี้ไม่ใช่ไฟล์ที่งานทำไว้ ระบบจึงไม่เปิดให้ {advice}", code="changed")
        return content
