"""What a phone is asked at the door, and how an officer finds it again."""

import copy
import uuid
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from office.models import District, Office
from rounds.models import Round
from thai.forms import PhoneField, ThaiCharField
from thai.text import search_key

from .forms import EntryForm, search_words
from .models import Entry
from .rules import SET_HAS_ITEMS
from .spoken import LENGTH, read_code

# Taken from the officer's form, so that both ask the same things in the same words and order.
SHARED = ("kind", "name", "group", "set_items", "description")


def districts() -> list[tuple[str, str]]:
    """The province's districts as (code, name)."""
    province = Office.objects.values_list("province_id", flat=True).first()
    return list(District.objects.filter(province_id=province).values_list("code", "name"))


class PrefillForm(forms.Form):
    """The application as a producer fills it in while waiting.  Nothing is looked up in the register."""

    district = forms.ChoiceField(
        label="อำเภอที่ขึ้นทะเบียน OTOP",
        error_messages={"required": "โปรดเลือกอำเภอ", "invalid_choice": "โปรดเลือกอำเภอจากรายการ"},
    )
    said = ThaiCharField(
        label="รหัสทะเบียน OTOP หรือชื่อกลุ่ม/ผู้ผลิต",
        max_length=200,
        help_text="รหัสคือตัวเลข 9 หลัก หากจำไม่ได้ให้พิมพ์ชื่อกลุ่มหรือชื่อผู้ผลิต",
        widget=forms.TextInput(attrs={"autocomplete": "organization", "spellcheck": "false"}),
        error_messages={
            "required": "โปรดพิมพ์รหัสทะเบียน OTOP หรือชื่อกลุ่ม/ผู้ผลิต",
            "max_length": "พิมพ์ได้ไม่เกิน %(limit_value)d ตัวอักษร (พิมพ์มา %(show_value)d)",
        },
    )
    phone = PhoneField(
        label="โทรศัพท์ (ไม่บังคับ)",
        required=False,
        max_length=40,
        help_text="ใช้ค้นชื่อของท่านในทะเบียน และให้เจ้าหน้าที่ติดต่อเรื่องใบสมัครนี้เท่านั้น",
        error_messages={"max_length": "หมายเลขโทรศัพท์ยาวเกินไป โปรดใส่หมายเลขเดียว"},
    )
    form_token = forms.UUIDField(
        widget=forms.HiddenInput,
        initial=uuid.uuid4,
        error_messages={
            "required": "แบบนี้ไม่สมบูรณ์ โปรดสแกนคิวอาร์โค้ดแล้วกรอกใหม่",
            "invalid": "แบบนี้ไม่สมบูรณ์ โปรดสแกนคิวอาร์โค้ดแล้วกรอกใหม่",
        },
    )

    def __init__(self, *args: Any, round: Round, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields |= {name: copy.deepcopy(EntryForm.base_fields[name]) for name in SHARED}
        self.fields["district"].choices = [("", "เลือกอำเภอ"), *districts()]
        self.fields["group"].queryset = round.groups.filter(is_active=True)
        for name, sentence in (("name", "โปรดกรอกชื่อผลิตภัณฑ์"), ("group", "โปรดเลือกประเภทผลิตภัณฑ์")):
            self.fields[name].required = True
            self.fields[name].error_messages["required"] = sentence
        self.fields["name"].widget.attrs["autocomplete"] = "off"

    def clean_said(self) -> str:
        if not search_key(self.cleaned_data["said"]):
            raise ValidationError("โปรดพิมพ์รหัสทะเบียนเป็นตัวเลข หรือชื่อกลุ่มเป็นตัวอักษร")
        return self.cleaned_data["said"]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if "set_items" not in self.errors and "kind" in data:
            items = [line for line in data.get("set_items", "").splitlines() if line.strip()]
            right = len(items) >= 2 if data["kind"] == Entry.Kind.SET else not items
            if not right:
                self.add_error("set_items", SET_HAS_ITEMS.error())
        return data

    @property
    def typed(self) -> dict[str, Any]:
        """As the actions take it."""
        data = {name: self.cleaned_data[name] for name in ("said", "phone", *SHARED)}
        return data | {"district": District.objects.get(pk=self.cleaned_data["district"])}


class PrefillCodeForm(forms.Form):
    """Five letters, typed or scanned; also with the Thai keyboard on."""

    code = forms.CharField(
        label="รหัสห้าตัวอักษร",
        max_length=40,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
                "autofocus": True,
                "class": "form-control code-box",
            }
        ),
        error_messages={
            "required": "โปรดพิมพ์รหัสห้าตัวอักษรที่อยู่ในโทรศัพท์ของผู้ผลิต หรือสแกนคิวอาร์โค้ด",
            "max_length": f"รหัสมี {LENGTH} ตัวอักษร โปรดดูในโทรศัพท์ของผู้ผลิตอีกครั้ง",
        },
    )

    def clean_code(self) -> str:
        code = read_code(self.cleaned_data["code"])
        if not code:
            raise ValidationError(f"รหัสมี {LENGTH} ตัวอักษรภาษาอังกฤษ โปรดดูในโทรศัพท์ของผู้ผลิตอีกครั้ง")
        return code


class PrefillFilterForm(forms.Form):
    """Filters of the list; they live in the address, and one that nobody knows is left out."""

    STATES = {"new": "ยังไม่เปิด", "opened": "เปิดแล้ว ยังไม่บันทึก"}

    q = forms.CharField(label="ค้นหา", required=False, widget=forms.TextInput(attrs={"type": "search"}))
    state = forms.ChoiceField(label="สถานะ", required=False, choices=[("", "ทั้งหมดที่รออยู่"), *STATES.items()])
    district = forms.ChoiceField(label="อำเภอ", required=False)

    def __init__(self, *args: Any, every_district: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if every_district:
            self.fields["district"].choices = [("", "ทุกอำเภอ"), *districts()]
        else:
            del self.fields["district"]

    def clean_q(self) -> str:
        return search_words(self.cleaned_data["q"])
