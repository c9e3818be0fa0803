"""Filters of the pages that watch the intake, and what the acts ask that move places.

Filters live in the address; one that nobody knows is left out.
"""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from office.forms import ReasonForm
from office.models import District, User
from rounds.models import Round
from rounds.rules import GroupCode
from thai.digits import to_arabic

from .forms import search_words
from .missing import Standing, making, seen_from, standing_in, with_star
from .models import Producer, ProducerQuerySet

# The whole register, whoever stands where.
EVERYONE = "all"


class MissingFilterForm(forms.Form):
    standing = forms.ChoiceField(
        label="แสดง", required=False, choices=[*Standing.choices, (EVERYONE, "ทุกรายในทะเบียน")], initial=Standing.MISSING
    )
    district = forms.ModelChoiceField(
        District.objects.none(), label="อำเภอ", required=False, empty_label="ทุกอำเภอ", to_field_name="code"
    )
    group = forms.ChoiceField(
        label="ประเภทผลิตภัณฑ์ในทะเบียน", required=False, choices=[("", "ทุกประเภท"), *GroupCode.choices]
    )
    star = forms.ChoiceField(
        label="ระดับดาว", required=False, choices=[("", "มีหรือไม่มีก็ได้"), ("yes", "เคยได้ดาว"), ("no", "ยังไม่เคยได้ดาว")]
    )
    phone = forms.ChoiceField(
        label="โทรศัพท์", required=False, choices=[("", "มีหรือไม่มีก็ได้"), ("yes", "มีเบอร์โทรศัพท์"), ("no", "ไม่มีเบอร์โทรศัพท์")]
    )
    q = forms.CharField(label="ค้นหา", required=False, widget=forms.TextInput(attrs={"type": "search"}))

    def __init__(self, *args: Any, user: User, round: Round, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.round = user, round
        self.fields["district"].queryset = districts_of(user)

    def clean_q(self) -> str:
        return search_words(self.cleaned_data["q"])

    @property
    def chosen_standing(self) -> str:
        return self.cleaned_data.get("standing") or Standing.MISSING

    @property
    def is_narrowed(self) -> bool:
        """Whether fewer rows are shown than stand there."""
        return any(value for name, value in self.cleaned_data.items() if name != "standing")

    def everyone(self) -> ProducerQuerySet:
        return seen_from(self.round, Producer.objects.for_user(self.user))

    def rows(self) -> ProducerQuerySet:
        """The producers that the address asks for, by district, each in the order of its name."""
        self.is_valid()
        chosen, rows = self.cleaned_data, self.everyone()
        if self.chosen_standing != EVERYONE:
            rows = standing_in(self.chosen_standing, rows)
        if chosen.get("district"):
            rows = rows.filter(district=chosen["district"])
        if chosen.get("group"):
            rows = making(chosen["group"], rows)
        if chosen.get("star"):
            rows = with_star(rows) if chosen["star"] == "yes" else rows.filter(star_level=None)
        if chosen.get("phone"):
            rows = rows.exclude(phone="") if chosen["phone"] == "yes" else rows.filter(phone="")
        return rows.matching(chosen.get("q", "")).select_related("district").order_by("district", "name_order", "pk")


def districts_of(user: User) -> Any:
    """The districts whose producers a person may see: the office's all, or the own one."""
    if user.is_provincial:
        return District.objects.filter(province__office__isnull=False)
    return District.objects.filter(pk=user.officer_district_id)


class TransferForm(ReasonForm):
    """To whom: the registration code of the right producer, as it stands on the producer's paper."""

    to = forms.CharField(
        label="รหัสทะเบียน OTOP ของผู้ผลิตที่ถูกต้อง",
        max_length=20,
        help_text="ตัวเลข 9 หลัก ใช้เลขไทยได้",
        widget=forms.TextInput(attrs={"class": "form-control", "inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"required": "โปรดกรอกรหัสทะเบียน OTOP"},
    )
    field_order = ("to", "reason")

    def clean_to(self) -> Producer:
        code = to_arabic(self.cleaned_data["to"]).replace("-", "").replace(" ", "")
        if not (code.isascii() and code.isdigit() and len(code) == 9):
            raise ValidationError("รหัสทะเบียน OTOP เป็นตัวเลข 9 หลัก โปรดตรวจรหัส", code="invalid")
        producer = Producer.objects.filter(code=code).first()
        if producer is None:
            raise ValidationError(f"ไม่พบผู้ผลิตรหัส {code} ในทะเบียน โปรดตรวจรหัส หรือเพิ่มผู้ผลิตในทะเบียนก่อน", code="unknown")
        return producer
