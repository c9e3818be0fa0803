"""Who makes what (the OTOP register), and who applies with it in a round.

Answers: is this producer registered within the round's years, how many of its places are used, and where does each
entry stand.  Serves step 3 (invitation to apply) and everything after it.
"""

import uuid

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from office.models import District, Subdistrict, User
from rounds.models import ProductGroup, Round
from rounds.rules import GroupCode
from thai.digits import to_arabic
from thai.fields import CharField, DateField, DateTimeField, TextField, YearBEField
from thai.ids import mask_citizen_id
from thai.text import search_key, sort_key

from .rules import (
    ALIVE,
    EDITABLE,
    NEXT,
    ONE_REGISTRATION_A_YEAR,
    PRODUCER_CODE_ONCE,
    PRODUCT_OF_PRODUCER,
    REGISTERED_WITHIN_YEARS,
    SET_HAS_ITEMS,
    TWO_MAIN_ENTRIES,
    EntryStatus,
)


class ProducerQuerySet(models.QuerySet["Producer"]):
    def for_user(self, user: User) -> "ProducerQuerySet":
        """Provincial staff see the whole register; an officer sees the own district; others see none."""
        if not user.is_authenticated:
            return self.none()
        if user.is_provincial:
            return self
        if user.officer_district_id:
            return self.filter(district_id=user.officer_district_id)
        return self.none()

    def matching(self, text: str) -> "ProducerQuerySet":
        """Search by registration code, phone or any part of a name; Thai and Arabic digits alike."""
        key = search_key(text)
        if not key:
            return self
        found = Q(search_text__contains=key)
        digits = "".join(c for c in to_arabic(text) if c.isascii() and c.isdigit())
        if len(digits) >= 4:
            found |= Q(code__startswith=digits) | Q(phone__contains=digits)
        return self.filter(found)


class Producer(models.Model):
    class Kind(models.TextChoices):
        COMMUNITY_GROUP = "community_group", "กลุ่มผู้ผลิตชุมชน"
        SOLE_OWNER = "sole_owner", "ผู้ผลิตชุมชนที่เป็นเจ้าของรายเดียว"
        SME = "sme", "ผู้ผลิตที่เป็นวิสาหกิจขนาดกลางและขนาดย่อม"

    # Nine digits: province 2, district 2, running number 5.  Text, so that leading zeros stay.
    code = models.CharField(
        "รหัสทะเบียน OTOP",
        max_length=9,
        validators=[RegexValidator(r"^[0-9]{9}$", "รหัสทะเบียน OTOP เป็นตัวเลข ๙ หลัก")],
    )
    name = CharField("ชื่อกลุ่ม/ผู้ผลิต", max_length=200)
    kind = models.CharField("ประเภทผู้ผลิต", max_length=20, choices=Kind)
    district = models.ForeignKey(
        District, on_delete=models.PROTECT, related_name="producers", verbose_name="อำเภอที่ขึ้นทะเบียน"
    )
    subdistrict = models.ForeignKey(Subdistrict, on_delete=models.PROTECT, null=True, blank=True, verbose_name="ตำบล")
    address = CharField("ที่อยู่", max_length=300, blank=True)
    contact_title = CharField("คำนำหน้า", max_length=40, blank=True)
    contact_first_name = CharField("ชื่อประธานกลุ่ม/เจ้าของ", max_length=100, blank=True)
    contact_last_name = CharField("นามสกุล", max_length=100, blank=True)
    phone = models.CharField("โทรศัพท์", max_length=10, blank=True)
    # Off by default (office.keeps_citizen_ids); never shown whole, never in the journal.
    citizen_id = models.CharField("เลขประจำตัวประชาชน", max_length=13, blank=True)
    search_text = models.TextField(editable=False, default="")
    name_order = models.CharField(editable=False, max_length=400, default="", db_index=True)
    updated_at = DateTimeField("ปรับปรุงเมื่อ", auto_now=True)

    objects = ProducerQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "ผู้ผลิต ผู้ประกอบการ OTOP"
        ordering = ["name_order", "pk"]
        constraints = [PRODUCER_CODE_ONCE.unique(fields=["code"])]
        indexes = [models.Index(fields=["district", "name_order"], name="producer_district_name")]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        self.set_derived()
        if (fields := kwargs.get("update_fields")) is not None:
            kwargs["update_fields"] = {*fields, "search_text", "name_order"}
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("registrations:producer-detail", args=[self.pk])

    def set_derived(self) -> None:
        """Search and order keys follow from the name; called by `save` and before bulk writes."""
        self.search_text = search_key(f"{self.name} {self.contact_name}")
        self.name_order = sort_key(self.name)[:400]

    @property
    def contact_name(self) -> str:
        return f"{self.contact_title}{self.contact_first_name} {self.contact_last_name}".strip()

    @property
    def masked_citizen_id(self) -> str:
        return mask_citizen_id(self.citizen_id) if self.citizen_id else ""


class OtopRegistration(models.Model):
    """A producer's registration of one year (การขึ้นทะเบียน OTOP ปี …)."""

    producer = models.ForeignKey(Producer, on_delete=models.CASCADE, related_name="registrations", verbose_name="ผู้ผลิต")
    year_be = YearBEField("ปีที่ขึ้นทะเบียน (พ.ศ.)")

    class Meta:
        verbose_name = verbose_name_plural = "การขึ้นทะเบียน OTOP"
        ordering = ["year_be"]
        constraints = [ONE_REGISTRATION_A_YEAR.unique(fields=["producer", "year_be"])]

    def __str__(self) -> str:
        return f"ขึ้นทะเบียน ปี {self.year_be}"


class Product(models.Model):
    """A product in the register; what a producer applies with is an `Entry`."""

    producer = models.ForeignKey(Producer, on_delete=models.CASCADE, related_name="products", verbose_name="ผู้ผลิต")
    code = models.CharField("รหัสผลิตภัณฑ์", max_length=20, blank=True)
    name = CharField("ชื่อผลิตภัณฑ์", max_length=200)
    group_code = models.CharField("ประเภทผลิตภัณฑ์", max_length=10, choices=GroupCode)

    class Meta:
        verbose_name = verbose_name_plural = "ผลิตภัณฑ์ในทะเบียน"
        ordering = ["producer", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["producer", "name"],
                name="product_once_per_producer",
                violation_error_message="ผู้ผลิตรายนี้มีผลิตภัณฑ์ชื่อนี้แล้ว",
            )
        ]

    def __str__(self) -> str:
        return self.name


class StandardCertificate(models.Model):
    """A standard that a product holds (อย., มผช., มอก., ฮาลาล …), with its number, issuer and expiry."""

    class Kind(models.TextChoices):
        FDA = "fda", "อย."
        TCPS = "tcps", "มผช."
        TIS = "tis", "มอก."
        HALAL = "halal", "ฮาลาล"
        GMP = "gmp", "GMP"
        ORGANIC = "organic", "เกษตรอินทรีย์"
        GI = "gi", "สิ่งบ่งชี้ทางภูมิศาสตร์ (GI)"
        PEACOCK = "peacock", "ตรานกยูงพระราชทาน"
        COSMETIC = "cosmetic", "ใบรับจดแจ้งเครื่องสำอาง"
        HERBAL = "herbal", "ทะเบียนผลิตภัณฑ์สมุนไพร"
        SPIRIT = "spirit", "ใบอนุญาตผลิตสุรา"
        OTHER = "other", "อื่น ๆ"

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="certificates", verbose_name="ผลิตภัณฑ์")
    kind = models.CharField("มาตรฐาน", max_length=20, choices=Kind)
    number = CharField("เลขที่", max_length=60)
    issuer = CharField("หน่วยงานที่ออก", max_length=200, blank=True)
    issued_on = DateField("ออกเมื่อ", null=True, blank=True)
    expires_on = DateField("หมดอายุ", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "ใบรับรองมาตรฐาน"
        ordering = ["kind", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["product", "kind", "number"],
                name="certificate_once_per_product",
                violation_error_message="มีใบรับรองเลขนี้ของผลิตภัณฑ์นี้แล้ว",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}"

    def is_valid_on(self, day) -> bool:
        return self.expires_on is None or day <= self.expires_on


class EntryQuerySet(models.QuerySet["Entry"]):
    def alive(self) -> "EntryQuerySet":
        return self.filter(status__in=ALIVE)

    def submitted(self) -> "EntryQuerySet":
        return self.filter(status=EntryStatus.SUBMITTED)

    def screened_in(self) -> "EntryQuerySet":
        return self.filter(status=EntryStatus.SCREENED_IN)

    def matching(self, text: str) -> "EntryQuerySet":
        """Search by number, name, or the producer's code, phone and name."""
        if not search_key(text):
            return self
        return self.filter(
            Q(number__icontains=to_arabic(text).strip())
            | Q(name__icontains=text.strip())
            | Q(producer__in=Producer.objects.matching(text))
        )

    def for_user(self, user: User) -> "EntryQuerySet":
        if not user.is_authenticated:
            return self.none()
        if user.is_provincial:
            return self
        if user.officer_district_id:
            return self.filter(producer__district_id=user.officer_district_id)
        return self.none()


class Entry(models.Model):
    """One product (or set) that a producer applies with in a round; it holds place 1 … limit while it is alive."""

    Status = EntryStatus

    class Kind(models.TextChoices):
        MAIN = "main", "ผลิตภัณฑ์หลัก"
        SET = "set", "ชุด"

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="entries", verbose_name="การคัดสรร")
    producer = models.ForeignKey(Producer, on_delete=models.PROTECT, related_name="entries", verbose_name="ผู้ผลิต")
    product = models.ForeignKey(
        Product,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="entries",
        verbose_name="ผลิตภัณฑ์ในทะเบียน",
    )
    group = models.ForeignKey(
        ProductGroup, on_delete=models.PROTECT, related_name="entries", verbose_name="ประเภทผลิตภัณฑ์"
    )
    kind = models.CharField("ชนิด", max_length=10, choices=Kind, default=Kind.MAIN)
    name = CharField("ชื่อผลิตภัณฑ์", max_length=200)
    set_items = TextField("รายการในชุด", blank=True, help_text="บรรทัดละหนึ่งรายการ เฉพาะผลิตภัณฑ์ชุด")
    description = TextField("เรื่องราวและจุดเด่น", blank=True)
    status = models.CharField("สถานะ", max_length=20, choices=EntryStatus, default=EntryStatus.DRAFT, editable=False)
    slot = models.PositiveSmallIntegerField("ลำดับสิทธิ", null=True, blank=True, editable=False)
    # The bounds live on the round; they are copied here so that the database can hold the row against them.
    slot_limit = models.PositiveSmallIntegerField("สิทธิสูงสุด", editable=False)
    registered_year_be = YearBEField("ปีที่ขึ้นทะเบียนที่ใช้สมัคร", editable=False)
    registered_from_be = YearBEField(editable=False)
    registered_to_be = YearBEField(editable=False)
    number = models.CharField("เลขที่รับสมัคร", max_length=20, blank=True, editable=False)
    reason = TextField("เหตุผลล่าสุด", blank=True, editable=False)
    # One form, one entry: a form sent twice carries the same token.
    form_token = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    # Counts every change; a form that was opened before another change is refused, nothing is overwritten.
    version = models.PositiveIntegerField(default=1, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="ผู้บันทึก",
        editable=False,
    )
    created_at = DateTimeField("บันทึกเมื่อ", default=timezone.now, editable=False)
    submitted_at = DateTimeField("ยื่นเมื่อ", null=True, blank=True, editable=False)
    screened_at = DateTimeField("กลั่นกรองเมื่อ", null=True, blank=True, editable=False)

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "ผลิตภัณฑ์ที่สมัคร"
        ordering = ["-created_at", "-pk"]
        constraints = [
            TWO_MAIN_ENTRIES.check(
                Q(status__in=ALIVE, slot__isnull=False, slot__gte=1, slot__lte=F("slot_limit"))
                | ~Q(status__in=ALIVE) & Q(slot=None)
            ),
            TWO_MAIN_ENTRIES.unique(fields=["round", "producer", "slot"], condition=Q(status__in=ALIVE), part="slot"),
            REGISTERED_WITHIN_YEARS.check(
                Q(
                    registered_year_be__gte=F("registered_from_be"),
                    registered_year_be__lte=F("registered_to_be"),
                )
            ),
            SET_HAS_ITEMS.check(
                Q(kind="main", set_items="") | Q(kind="set") & (~Q(set_items="") | Q(status__in=["draft", "withdrawn"]))
            ),
            PRODUCT_OF_PRODUCER.unique(
                fields=["round", "product"], condition=Q(status__in=ALIVE, product__isnull=False)
            ),
            models.UniqueConstraint(
                fields=["round", "number"],
                condition=~Q(number=""),
                name="entry_number_once_per_round",
                violation_error_message="เลขที่รับสมัครซ้ำ โปรดลองอีกครั้ง",
            ),
        ]
        indexes = [models.Index(fields=["round", "status"], name="entry_round_status")]

    def __str__(self) -> str:
        return f"{self.number} {self.name}" if self.number else self.name

    def get_absolute_url(self) -> str:
        return reverse("registrations:entry-detail", args=[self.pk])

    @property
    def is_alive(self) -> bool:
        return self.status in ALIVE

    @property
    def is_editable(self) -> bool:
        return self.status in EDITABLE

    def may_move_to(self, status: str) -> bool:
        return status in NEXT[self.status]

    def move(self, to: str, **stamps: object) -> None:
        """Takes the entry to another state; called by actions only, inside their transaction.

        Raises ValidationError when the table of moves does not allow it, or when a colleague moved it first.
        """
        if not self.may_move_to(to):
            raise ValidationError(
                f"{self} อยู่ในสถานะ “{self.get_status_display()}” จึงเปลี่ยนเป็น “{EntryStatus(to).label}” ไม่ได้ "
                "โปรดเปิดหน้าล่าสุดของรายการนี้",
                code="move_not_allowed",
            )
        stamps = {**stamps, "status": to, "version": self.version + 1}
        moved = Entry.objects.filter(pk=self.pk, status=self.status, version=self.version).update(**stamps)
        if not moved:
            raise ValidationError(
                f"{self} เพิ่งถูกเปลี่ยนโดยเจ้าหน้าที่อีกคน โปรดเปิดหน้านี้ใหม่เพื่อดูข้อมูลล่าสุดก่อนทำต่อ", code="moved_by_other"
            )
        for name, value in stamps.items():
            setattr(self, name, value)


class EntryCounter(models.Model):
    """The last number given out in a round for a product group: a locked row, so that no number is given twice."""

    group = models.OneToOneField(ProductGroup, on_delete=models.CASCADE, related_name="counter")
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = verbose_name_plural = "ตัวนับเลขที่รับสมัคร"

    def __str__(self) -> str:
        return f"{self.group}: {self.last}"
