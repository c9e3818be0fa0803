"""What is typed about samples: the form that takes one in, the scan, and the filters of the list."""

import uuid
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator

from office.forms import ReasonForm
from office.models import District, User
from rounds.models import ProductGroup, Round
from thai.dates import thai_datetime
from thai.forms import ThaiCharField, ThaiDateField, ThaiIntegerField

from .forms import search_words
from .models import Entry, Sample, Upload
from .rules import (
    DISTRICT_MOVES,
    LETTERS,
    PHOTO_OF_ENTRY,
    PICTURES,
    PIECES_COUNTED,
    PROBLEM_TOLD,
    RETURNED_TO_SOMEBODY,
    SCANNED,
    STORE_NAMED,
    Condition,
    SampleState,
)

_INCOMPLETE = "หน้านี้ไม่สมบูรณ์ โปรดเปิดหน้านี้ใหม่แล้วบันทึกอีกครั้ง"
_FIELD_OF_CLAUSE = {
    PIECES_COUNTED.code: "pieces",
    PROBLEM_TOLD.code: "note",
    PHOTO_OF_ENTRY.code: "photo",
    STORE_NAMED.code: "where",
    RETURNED_TO_SOMEBODY.code: "where",
}


class TokenField(forms.UUIDField):
    """Once-only: the same page sent twice does its work once."""

    widget = forms.HiddenInput
    default_error_messages = {"required": _INCOMPLETE, "invalid": _INCOMPLETE}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"initial": uuid.uuid4} | kwargs)


class RefusableForm(forms.Form):
    """A form that shows what an act said, beside the field it speaks of where there is one."""

    def refuse(self, error: ValidationError) -> None:
        by_field = error.error_dict if hasattr(error, "error_dict") else {"": error.error_list}
        for name, errors in by_field.items():
            for one in errors:
                field = _FIELD_OF_CLAUSE.get(one.code, name)
                self.add_error(field if field in self.fields else None, one)


class DescribeSampleForm(RefusableForm):
    """What the label says beside its number."""

    pieces = ThaiIntegerField(label="จำนวนชิ้น", initial=1, min_value=1, max_value=999)
    keep_cool = forms.BooleanField(label="ต้องแช่เย็น", required=False)
    best_before = ThaiDateField(label="ควรบริโภคก่อน", required=False, help_text="เว้นว่างเมื่อไม่มีบนฉลาก")
    allergens = ThaiCharField(
        label="สารก่อภูมิแพ้",
        required=False,
        max_length=200,
        help_text="ตามฉลาก เช่น ถั่วลิสง นม กุ้ง พิมพ์บนป้ายเพื่อเตือนผู้ชิม",
        error_messages={"max_length": "สารก่อภูมิแพ้ยาวได้ไม่เกิน %(limit_value)d ตัวอักษร (พิมพ์มา %(show_value)d)"},
    )

    @property
    def described(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("pieces", "keep_cool", "best_before", "allergens")}


class PhotoChoice(forms.ModelChoiceField):
    def label_from_instance(self, upload: Upload) -> str:
        return f"{upload.name} ({thai_datetime(upload.at)})"


class ReceiveSampleForm(DescribeSampleForm):
    condition = forms.ChoiceField(
        label="ผลการตรวจรับ",
        choices=Condition.choices,
        initial=Condition.GOOD,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": "โปรดเลือกผลการตรวจรับ", "required": "โปรดเลือกผลการตรวจรับ"},
    )
    note = ThaiCharField(
        label="เป็นอย่างไร",
        required=False,
        max_length=300,
        help_text="ต้องกรอกเมื่อมีปัญหาหรือไม่รับ เช่น ฝาแตก ฉลากหลุด",
        error_messages={"max_length": "ข้อความยาวได้ไม่เกิน %(limit_value)d ตัวอักษร (พิมพ์มา %(show_value)d)"},
    )
    photo = PhotoChoice(
        Upload.objects.none(), label="ภาพประกอบ", required=False, empty_label="ไม่ใช้ภาพ",
        error_messages={"invalid_choice": PHOTO_OF_ENTRY.text()},
        help_text="ภาพที่แนบไว้กับใบสมัครนี้แล้ว รวมทั้งที่ถ่ายจากโทรศัพท์",
    )  # fmt: skip
    picture = forms.FileField(
        label="หรือแนบภาพใหม่จากเครื่องนี้",
        required=False,
        help_text="ภาพ JPEG หรือ PNG ไม่เกิน 10 เมกะไบต์",
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png"}),
        error_messages={"empty": "แฟ้มที่เลือกว่างเปล่า โปรดเลือกภาพใหม่", "invalid": "โปรดเลือกภาพใหม่"},
    )
    token = TokenField()

    field_order = ("condition", "note", "photo", "picture", "pieces", "keep_cool", "best_before", "allergens", "token")

    def __init__(self, *args: Any, entry: Entry, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        pictures = entry.uploads.living().filter(kind__in=PICTURES).order_by("-at", "-pk")
        if pictures:
            self.fields["photo"].queryset = pictures
        else:
            del self.fields["photo"]
            self.fields["picture"].label = "ภาพประกอบ"


class ScanForm(RefusableForm):
    """The move and the place are chosen once, and stay; the number is scanned or typed one after the other."""

    to = forms.ChoiceField(
        label="บันทึกว่า",
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": "โปรดเลือกว่าจะบันทึกการเคลื่อนย้ายใด", "required": "โปรดเลือกว่าจะบันทึกการเคลื่อนย้ายใด"},
    )
    where = ThaiCharField(
        label="ที่เก็บ โต๊ะ รถ หรือผู้รับคืน",
        required=False,
        max_length=100,
        help_text="เข้าที่เก็บต้องกรอก เช่น ห้องเย็น ชั้น 2 ถ้าคืนแล้วเว้นว่าง ระบบใช้ชื่อผู้ติดต่อของผู้ผลิต",
        error_messages={"max_length": "ข้อความยาวได้ไม่เกิน %(limit_value)d ตัวอักษร (พิมพ์มา %(show_value)d)"},
    )
    # Read by `read_scan`, which says what is wrong with it: nothing is cut or mended before.
    number = forms.CharField(label="เลขป้าย", required=False, strip=False)
    token = TokenField()

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = [(state.value, state.label) for state in moves_of(user)]
        self.fields["number"].widget.attrs |= {
            "autofocus": True,
            "autocomplete": "off",
            "spellcheck": "false",
            "enterkeyhint": "send",
        }
        self.fields["where"].widget.attrs |= {"list": "places", "autocomplete": "off"}

    @property
    def place(self) -> str:
        return "" if self.cleaned_data["to"] == SampleState.RETURNED else self.cleaned_data["where"]

    @property
    def handed_to(self) -> str:
        return self.cleaned_data["where"] if self.cleaned_data["to"] == SampleState.RETURNED else ""


def moves_of(user: User) -> list[SampleState]:
    """What this person records by scanning."""
    return [state for state in SCANNED if user.is_provincial or state in DISTRICT_MOVES]


class CorrectMoveForm(ReasonForm):
    token = TokenField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["reason"]
        field.max_length = 300
        field.validators = [MaxLengthValidator(300, "เหตุผลยาวได้ไม่เกิน %(limit_value)d ตัวอักษร (พิมพ์มา %(show_value)d)")]
        field.label, field.help_text = "เหตุผลที่แก้", "เช่น สแกนผิดชิ้น เลือกที่เก็บผิด"


FLAGS = {
    "to_return": "ต้องคืนผู้ผลิต",
    "expired": "เลยวันควรบริโภค",
    "expiring": "ใกล้วันควรบริโภค",
    "cool": "ต้องแช่เย็น",
    "problem": "มีปัญหาเล็กน้อย",
    "relabel": "ต้องเปลี่ยนป้าย",
}


class SampleFilterForm(forms.Form):
    """Filters of the list; they live in the address, and one that nobody knows is left out."""

    state = forms.ChoiceField(
        label="สถานะ", required=False, choices=[("", "ทุกสถานะ"), ("held", "อยู่กับเรา"), *SampleState.choices]
    )
    group = forms.ModelChoiceField(
        ProductGroup.objects.none(), label="ประเภท", required=False, empty_label="ทุกประเภท", to_field_name="code"
    )
    flag = forms.ChoiceField(label="ต้องดูแล", required=False, choices=[("", "ทั้งหมด"), *FLAGS.items()])
    district = forms.ModelChoiceField(
        District.objects.none(), label="อำเภอ", required=False, empty_label="ทุกอำเภอ", to_field_name="code"
    )
    place = forms.CharField(required=False, widget=forms.HiddenInput)
    q = forms.CharField(label="ค้นหา", required=False, widget=forms.TextInput(attrs={"type": "search"}))

    def __init__(self, *args: Any, round: Round | None, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if round is not None:
            self.fields["group"].queryset = round.groups.all()
        if user.is_provincial:
            self.fields["district"].queryset = District.objects.filter(province__office__isnull=False)
        else:
            del self.fields["district"]

    def clean_q(self) -> str:
        return search_words(self.cleaned_data["q"])

    def clean_place(self) -> str:
        return self.cleaned_data["place"].replace("\x00", "")[:100]


def other_group(samples: Any) -> Any:
    """Those whose letter is no longer that of their entry's group."""
    wrong = Sample.objects.none()
    for code, letter in LETTERS.items():
        wrong = wrong | Sample.objects.filter(entry__group__code=code).exclude(letter=letter)
    return samples.filter(pk__in=wrong.values("pk"))
