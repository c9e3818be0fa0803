"""Committees and working groups (คณะกรรมการ คณะทำงาน) of a round, and who sits in them, and since when.

Serves step 1: heads of agencies and experts are found (Agency, Person, Nomination), then appointed by a provincial
order, whose later changes are orders of their own (Amendment).  A seat begins and ends with an order: who was a member
on a day is asked of `Appointment.objects.on(day)`, and of nothing else.
"""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from documents.models import Paper
from rounds.models import ProductGroup, Round
from thai.fields import CharField, DateField, DateTimeField, TextField

from .rules import (
    AMENDMENT_MOVES,
    APPOINTED_BY_ORDER,
    APPOINTED_ONCE,
    CHANGE_SAYS_WHO,
    CHANGED_ONCE,
    CONSENT_BEFORE_ACCEPTED,
    HEADS_AND_EXPERTS,
    NOMINATED_ONCE,
    NOMINATION_MOVES,
    ONCE_PER_BODY,
    ONE_CHAIR,
    ONE_SECRETARY,
    SEAT_HAS_ORDER_AND_DATE,
    AmendmentStatus,
    BodyRole,
    ChangeAct,
    Consent,
    NominationStatus,
)

# How each kind of body calls its roles in an order, where the role's own name does not do.
COMMITTEE_ROLES = {BodyRole.CHAIR: "ประธานกรรมการ", BodyRole.VICE_CHAIR: "รองประธานกรรมการ"}
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


class Seat(models.Model):
    """What a nomination, a seat and a line of an amendment say of a person alike."""

    name = CharField("คำนำหน้า ชื่อ สกุล", max_length=200, blank=True, help_text="เว้นว่างได้เมื่อแต่งตั้งโดยตำแหน่ง")
    position = CharField("ตำแหน่ง", max_length=200, blank=True)
    agency = CharField("หน่วยงาน", max_length=200, blank=True)
    expertise = CharField("ความเชี่ยวชาญ", max_length=200, blank=True, help_text="สำหรับผู้ทรงคุณวุฒิ")
    role = models.CharField("บทบาทในคณะ", max_length=30, choices=BodyRole, default=BodyRole.MEMBER)

    Role = BodyRole

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name or f"{self.position} {self.agency}".strip()


IS_SOMEBODY = ~Q(position="") & ~Q(agency="") | ~Q(name="") & ~Q(expertise="")


class AppointmentQuerySet(models.QuerySet["Appointment"]):
    def on(self, day: date | None = None) -> "AppointmentQuerySet":
        """Who held a seat on that day (today): from the day of the order, to the day before the one that ended it."""
        day = day or timezone.localdate()
        return self.filter(Q(until=None) | Q(until__gt=day), since__lte=day)

    def standing(self) -> "AppointmentQuerySet":
        """Seats that no order has ended: of a body in draft, its list; of an appointed one, its members from now on."""
        return self.filter(until=None)

    def of_same_person(self, seat: "Appointment") -> "AppointmentQuerySet":
        """The seat, and those that the same person has or had in the same body: a new role is a new seat."""
        same = Q(pk=seat.pk)
        if seat.user_id is not None:
            same |= Q(user=seat.user_id)
        same |= Q(name=seat.name) if seat.name else Q(name="", position=seat.position, agency=seat.agency, user=None)
        return self.filter(same, committee=seat.committee_id)


class Appointment(Seat):
    """A seat in a body: a person, by position and agency or by expertise, with a role, from one order to another."""

    committee = models.ForeignKey(Committee, on_delete=models.CASCADE, related_name="appointments", verbose_name="คณะ")
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
    since = DateField("ตั้งแต่วันที่", null=True, blank=True, editable=False)
    order = models.ForeignKey(
        Paper,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="seats",
        verbose_name="แต่งตั้งโดยคำสั่ง",
    )
    until = DateField("พ้นตั้งแต่วันที่", null=True, blank=True, editable=False)
    ended_by = models.ForeignKey(
        Paper,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="ended_seats",
        verbose_name="พ้นโดยคำสั่ง",
    )

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "กรรมการ/คณะทำงาน"
        ordering = ["committee", "seat_order", "pk"]
        constraints = [
            HEADS_AND_EXPERTS.check(IS_SOMEBODY),
            ONE_CHAIR.unique(fields=["committee"], condition=Q(role="chair", until=None)),
            ONE_SECRETARY.unique(fields=["committee"], condition=Q(role="secretary", until=None)),
            ONCE_PER_BODY.unique(fields=["committee", "name"], condition=~Q(name="") & Q(until=None)),
            ONCE_PER_BODY.unique(
                fields=["committee", "position", "agency"], condition=Q(name="", until=None), part="position"
            ),
            ONCE_PER_BODY.unique(
                fields=["committee", "user"], condition=Q(user__isnull=False, until=None), part="user"
            ),
            SEAT_HAS_ORDER_AND_DATE.check(
                Q(since=None, order=None, until=None, ended_by=None)
                | Q(since__isnull=False, order__isnull=False, until=None, ended_by=None)
                | Q(since__isnull=False, order__isnull=False, until__gte=F("since"), ended_by__isnull=False)
                # without this a comparison with nothing would count as held
                & Q(until__isnull=False)
            ),
        ]
        indexes = [models.Index(fields=["committee", "since", "until"], name="seat_by_dates")]

    @property
    def role_label(self) -> str:
        """The role as the order words it for this kind of body."""
        return role_label(self.role, self.committee.kind)

    def was_held_on(self, day: date) -> bool:
        """As `on()` asks the database, of one seat."""
        return self.since is not None and self.since <= day and (self.until is None or day < self.until)


def role_label(role: str, kind: str) -> str:
    """How an order calls a role in this kind of body."""
    if kind == Committee.Kind.WORKING_GROUP:
        return WORKING_GROUP_ROLES[BodyRole(role)]
    return COMMITTEE_ROLES.get(BodyRole(role), BodyRole(role).label)


# -- who could be asked: kept across rounds --------------------------------------------------------------------------


class Agency(models.Model):
    """A government office, university or association that sends people."""

    name = CharField("ชื่อหน่วยงาน", max_length=200, unique=True, error_messages={"unique": "มีหน่วยงานชื่อนี้แล้ว"})
    address = TextField("ที่อยู่", blank=True)
    phone = CharField("โทรศัพท์", max_length=60, blank=True)
    email = models.EmailField("ไปรษณีย์อิเล็กทรอนิกส์", blank=True)
    note = TextField("หมายเหตุ", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "หน่วยงาน"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Person(models.Model):
    """Somebody who sat in a body, or could: with contact, for provincial staff only."""

    contact_fields = frozenset({"phone", "email"})

    name = CharField("คำนำหน้า ชื่อ สกุล", max_length=200)
    position = CharField("ตำแหน่ง", max_length=200, blank=True)
    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="people", verbose_name="หน่วยงาน"
    )
    expertise = CharField("ความเชี่ยวชาญ", max_length=200, blank=True)
    # Codes of the product groups, with commas around each: ",FOOD,TEXTILE,".
    group_codes = models.CharField("เชี่ยวชาญผลิตภัณฑ์ประเภท", max_length=60, blank=True, default="")
    phone = CharField("โทรศัพท์", max_length=60, blank=True)
    email = models.EmailField("ไปรษณีย์อิเล็กทรอนิกส์", blank=True)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="person",
        verbose_name="บัญชีผู้ใช้",
    )
    is_active = models.BooleanField("ยังเชิญได้", default=True)
    note = TextField("หมายเหตุ", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "ทำเนียบหัวหน้าส่วนราชการและผู้ทรงคุณวุฒิ"
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["name", "agency"],
                name="person_once_per_agency",
                violation_error_message="มีบุคคลนี้ของหน่วยงานนี้ในทำเนียบแล้ว โปรดแก้ไขรายการเดิม",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Nomination(Seat):
    """Somebody proposed for a body of a round: by name, or as whoever holds a position."""

    contact_fields = Person.contact_fields

    Status = NominationStatus

    NEXT = {
        NominationStatus.PROPOSED: frozenset(
            {NominationStatus.ACCEPTED, NominationStatus.DECLINED, NominationStatus.WITHDRAWN}
        ),
        NominationStatus.ACCEPTED: frozenset({NominationStatus.WITHDRAWN}),
        NominationStatus.DECLINED: frozenset({NominationStatus.PROPOSED}),
        NominationStatus.WITHDRAWN: frozenset({NominationStatus.PROPOSED}),
    }

    committee = models.ForeignKey(Committee, on_delete=models.CASCADE, related_name="nominations", verbose_name="คณะ")
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="nominations", verbose_name="บุคคลในทำเนียบ"
    )
    group_codes = models.CharField("เชี่ยวชาญผลิตภัณฑ์ประเภท", max_length=60, blank=True, default="")
    phone = CharField("โทรศัพท์", max_length=60, blank=True)
    email = models.EmailField("ไปรษณีย์อิเล็กทรอนิกส์", blank=True)
    status = models.CharField(
        "สถานะ", max_length=20, choices=NominationStatus, default=NominationStatus.PROPOSED, editable=False
    )
    consent = models.CharField("การตอบรับ", max_length=20, choices=Consent, default=Consent.NONE, editable=False)
    consent_on = DateField("ตอบรับเมื่อ", null=True, blank=True, editable=False)
    reason = TextField("เหตุผล", blank=True, editable=False)
    seat = models.OneToOneField(
        Appointment,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="nomination",
        verbose_name="ตำแหน่งในคณะ",
    )
    created_at = DateTimeField("เสนอเมื่อ", default=timezone.now, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name="ผู้เสนอ",
    )

    class Meta:
        verbose_name = verbose_name_plural = "การสรรหา (เสนอชื่อ)"
        ordering = ["committee", "pk"]
        constraints = [
            HEADS_AND_EXPERTS.check(IS_SOMEBODY, part="nominated"),
            CONSENT_BEFORE_ACCEPTED.check(~Q(status="accepted") | ~Q(consent="none") & Q(consent_on__isnull=False)),
            NOMINATED_ONCE.unique(
                fields=["committee", "name"], condition=~Q(name="") & Q(status__in=["proposed", "accepted"])
            ),
            NOMINATED_ONCE.unique(
                fields=["committee", "position", "agency"],
                condition=Q(name="", status__in=["proposed", "accepted"]),
                part="position",
            ),
        ]

    def may_move_to(self, status: str) -> bool:
        return status in self.NEXT[NominationStatus(self.status)]

    def move(self, to: str, *, act: str, **stamps: object) -> None:
        """Takes the nomination to another state; called by actions only, inside their transaction.

        Raises ValidationError when the table of moves does not allow it, or when a colleague moved it first.
        """
        allowed = self.may_move_to(to)
        if not allowed or not Nomination.objects.filter(pk=self.pk, status=self.status).update(status=to, **stamps):
            raise NOMINATION_MOVES.error(status=self.get_status_display(), act=act)
        self.status = to
        for name, value in stamps.items():
            setattr(self, name, value)


# -- changes of an order ---------------------------------------------------------------------------------------------


class Amendment(models.Model):
    """A draft of an order that changes an appointment order: only the differences, and the order that it changes."""

    Status = AmendmentStatus

    # The paper is its outcome: it does not hold the paper up, the seats do.
    leans_on_paper = False

    amends = models.ForeignKey(
        Paper,
        on_delete=models.PROTECT,
        related_name="amendments",
        verbose_name="คำสั่งที่แก้ไข",
        limit_choices_to={"kind": "order"},
    )
    reason = TextField("เหตุผลของการแก้ไข", help_text="เช่น เนื่องจากผู้ดำรงตำแหน่งย้ายไปรับราชการจังหวัดอื่น")
    preamble = TextField("ความนำของคำสั่ง", blank=True, help_text="เว้นว่างไว้หากใช้ข้อความตามปกติของระบบ")
    status = models.CharField(
        "สถานะ", max_length=20, choices=AmendmentStatus, default=AmendmentStatus.DRAFT, editable=False
    )
    paper = models.OneToOneField(
        Paper,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="amendment",
        verbose_name="คำสั่งแก้ไข",
    )
    created_at = DateTimeField("ร่างเมื่อ", default=timezone.now, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name="ผู้ร่าง",
    )

    class Meta:
        verbose_name = verbose_name_plural = "คำสั่งแก้ไขรายชื่อคณะ"
        ordering = ["-created_at", "-pk"]
        constraints = [
            AMENDMENT_MOVES.check(Q(status="issued", paper__isnull=False) | ~Q(status="issued") & Q(paper=None)),
        ]

    def __str__(self) -> str:
        return f"แก้ไข{self.amends}"

    @property
    def is_draft(self) -> bool:
        return self.status == AmendmentStatus.DRAFT


class AmendmentChange(Seat):
    """One line of an amendment: whose seat ends (`seat`), and who takes a seat (the person's fields)."""

    Act = ChangeAct

    amendment = models.ForeignKey(Amendment, on_delete=models.CASCADE, related_name="changes", verbose_name="คำสั่งแก้ไข")
    order = models.PositiveSmallIntegerField("ลำดับ", default=0)
    committee = models.ForeignKey(Committee, on_delete=models.PROTECT, related_name="+", verbose_name="คณะ")
    act = models.CharField("การเปลี่ยนแปลง", max_length=20, choices=ChangeAct)
    seat = models.ForeignKey(
        Appointment,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="changes",
        verbose_name="ผู้ดำรงตำแหน่งเดิม",
    )
    nomination = models.ForeignKey(
        Nomination, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="จากการสรรหา"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="บัญชีผู้ใช้",
    )

    class Meta:
        verbose_name = verbose_name_plural = "รายการแก้ไข"
        ordering = ["amendment", "order", "pk"]
        constraints = [
            CHANGE_SAYS_WHO.check(
                Q(act="add", seat=None) & IS_SOMEBODY
                | Q(act="replace", seat__isnull=False) & IS_SOMEBODY
                | Q(act__in=["remove", "role"], seat__isnull=False)
            ),
            CHANGED_ONCE.unique(fields=["amendment", "seat"], condition=Q(seat__isnull=False)),
        ]

    @property
    def role_label(self) -> str:
        """The role that the line gives, as the order words it for this kind of body."""
        return role_label(self.role, self.committee.kind)

    @property
    def has_person(self) -> bool:
        return self.act in {ChangeAct.ADD, ChangeAct.REPLACE}
