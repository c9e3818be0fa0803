"""The OTOP register: producers, the years they registered in, their products, and the standards these hold."""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse

from office.models import District, Subdistrict, User
from rounds.rules import GroupCode
from thai.digits import to_arabic
from thai.fields import CharField, DateField, DateTimeField, YearBEField
from thai.ids import mask_citizen_id
from thai.text import search_key, sort_key

from ..rules import (
    ONE_REGISTRATION_A_YEAR,
    PRODUCER_CODE_ONCE,
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
