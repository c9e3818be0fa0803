"""Committees and working groups (คณะกรรมการ คณะทำงาน) of a round, and who sits in them.

Serves step 1: heads of agencies and experts are found, then appointed by a provincial order.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q

from documents.models import Paper
from rounds.models import ProductGroup, Round
from thai.fields import CharField, TextField

from .rules import (
    APPOINTED_BY_ORDER,
    APPOINTED_ONCE,
    HEADS_AND_EXPERTS,
    ONCE_PER_BODY,
    ONE_CHAIR,
    ONE_SECRETARY,
    BodyRole,
)

# How each kind of body calls its roles in an order.
WORKING_GROUP_ROLES = {
    BodyRole.CHAIR: "ประธานคณะทำงาน",
    BodyRole.VICE_CHAIR: "รองประธานคณะทำงาน",
    BodyRole.ADVISER: "ที่ปรึกษา",
    BodyRole.MEMBER: "คณะทำงาน",
    BodyRole.SECRETARY: "คณะทำงานและเลขานุการ",
    BodyRole.ASSISTANT_SECRETARY: "คณะทำงานและผู้ช่วยเลขานุการ",
}


class Committee(models.Model):
    class Kind(models.TextChoices):
        COMMITTEE = "committee", "คณะกรรมการ"
        WORKING_GROUP = "working_group", "คณะทำงาน"

    class Status(models.TextChoices):
        DRAFT = "draft", "ร่างรายชื่อ"
        APPOINTED = "appointed", "แต่งตั้งแล้ว"

    NEXT = {Status.DRAFT: frozenset({Status.APPOINTED}), Status.APPOINTED: frozenset()}

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="committees", verbose_name="การคัดสรร")
    kind = models.CharField("ชนิด", max_length=20, choices=Kind)
    name = CharField("ชื่อคณะ", max_length=200)
    groups = models.ManyToManyField(
        ProductGroup, blank=True, verbose_name="ประเภทผลิตภัณฑ์ที่รับผิดชอบ", related_name="committees"
    )
    duties = TextField("หน้าที่และอำนาจ", blank=True, help_text="บรรทัดละหนึ่งข้อ ระบบใส่เลขข้อให้ในคำสั่ง")
    status = models.CharField("สถานะ", max_length=20, choices=Status, default=Status.DRAFT, editable=False)
    order = models.ForeignKey(
        Paper,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="committees",
        verbose_name="คำสั่งแต่งตั้ง",
    )

    class Meta:
        verbose_name = verbose_name_plural = "คณะกรรมการและคณะทำงาน"
        ordering = ["round", "kind", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "name"], name="committee_name_once", violation_error_message="รอบนี้มีคณะชื่อนี้แล้ว"
            ),
            APPOINTED_BY_ORDER.check(Q(status="draft") | Q(order__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_appointed(self) -> bool:
        return self.status == self.Status.APPOINTED

    def may_move_to(self, status: str) -> bool:
        return status in self.NEXT[self.Status(self.status)]

    def move(self, to: str, **stamps: object) -> None:
        """Takes the body to another state; called by actions only, inside their transaction.

        Raises ValidationError when the table of moves does not allow it, or when a colleague moved it first.
        """
        allowed = self.may_move_to(to)
        if not allowed or not Committee.objects.filter(pk=self.pk, status=self.status).update(status=to, **stamps):
            raise APPOINTED_ONCE.error(body=self.name)
        self.status = to
        for name, value in stamps.items():
            setattr(self, name, value)


class Appointment(models.Model):
    """A seat in a body: a person, by position and agency or by expertise, with a role."""

    Role = BodyRole

    committee = models.ForeignKey(Committee, on_delete=models.CASCADE, related_name="appointments", verbose_name="คณะ")
    name = CharField("คำนำหน้า ชื่อ สกุล", max_length=200, blank=True, help_text="เว้นว่างได้เมื่อแต่งตั้งโดยตำแหน่ง")
    position = CharField("ตำแหน่ง", max_length=200, blank=True)
    agency = CharField("หน่วยงาน", max_length=200, blank=True)
    expertise = CharField("ความเชี่ยวชาญ", max_length=200, blank=True, help_text="สำหรับผู้ทรงคุณวุฒิ")
    role = models.CharField("บทบาทในคณะ", max_length=30, choices=BodyRole, default=BodyRole.MEMBER)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="appointments",
        verbose_name="บัญชีผู้ใช้",
        help_text="ให้คะแนนได้เมื่อผูกบัญชีผู้ใช้",
    )
    seat_order = models.PositiveSmallIntegerField("ลำดับ", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "กรรมการ/คณะทำงาน"
        ordering = ["committee", "seat_order", "pk"]
        constraints = [
            HEADS_AND_EXPERTS.check(~Q(position="") & ~Q(agency="") | ~Q(name="") & ~Q(expertise="")),
            ONE_CHAIR.unique(fields=["committee"], condition=Q(role="chair")),
            ONE_SECRETARY.unique(fields=["committee"], condition=Q(role="secretary")),
            ONCE_PER_BODY.unique(fields=["committee", "name"], condition=~Q(name="")),
            ONCE_PER_BODY.unique(fields=["committee", "user"], condition=Q(user__isnull=False), part="user"),
        ]

    def __str__(self) -> str:
        return self.name or f"{self.position} {self.agency}".strip()

    @property
    def role_label(self) -> str:
        """The role as the order words it for this kind of body."""
        if self.committee.kind == Committee.Kind.WORKING_GROUP:
            return WORKING_GROUP_ROLES[BodyRole(self.role)]
        return "ประธานกรรมการ" if self.role == BodyRole.CHAIR else self.get_role_display()
