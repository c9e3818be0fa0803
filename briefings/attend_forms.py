"""What a phone in the hall is asked, and what staff write on the pages of attendance."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from office.models import District
from office.workbooks import MAX_FILE
from thai.digits import to_arabic
from thai.forms import ThaiCharField
from thai.names import TITLES, split_title
from thai.text import search_key

from .attendance_sheet import district_of

OTHER = "other"


class CodeForm(forms.Form):
    code = ThaiCharField(
        label="รหัสหกหลักบนจอ",
        max_length=40,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "autofocus": True, "class": "attend-code"}
        ),
        error_messages={"required": "โปรดพิมพ์รหัสหกหลักที่แสดงบนจอในห้องประชุม"},
    )

    def clean_code(self) -> str:
        digits = "".join(sign for sign in to_arabic(self.cleaned_data["code"]) if sign.isascii() and sign.isdigit())
        if len(digits) != 6:
            raise ValidationError("รหัสลงชื่อมีหกหลัก โปรดดูบนจอในห้องประชุมอีกครั้ง")
        return digits


def _district_choices() -> list[tuple[str, str]]:
    offices = [(district.code, f"สพอ.{district.name}") for district in District.objects.all()]
    return [("", "เลือกหน่วยงาน"), *offices, (OTHER, "อื่น ๆ (พิมพ์ชื่อด้านล่าง)")]


class PersonForm(forms.Form):
    """One person: name, position, office, and for whom he or she came."""

    needs_agency = True

    name = ThaiCharField(
        label="คำนำหน้า ชื่อ สกุล",
        max_length=200,
        help_text="เช่น นางสาวสมใจ ใจดี",
        widget=forms.TextInput(attrs={"autocomplete": "name", "spellcheck": "false"}),
        error_messages={"required": "โปรดพิมพ์คำนำหน้า ชื่อ และสกุล"},
    )
    position = ThaiCharField(
        label="ตำแหน่ง",
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "organization-title"}),
        error_messages={"required": "โปรดพิมพ์ตำแหน่ง เช่น นักวิชาการพัฒนาชุมชน หรือ ประธานกลุ่ม"},
    )
    district = forms.ChoiceField(
        label="หน่วยงาน",
        help_text="สพอ. คือ สำนักงานพัฒนาชุมชนอำเภอ ผู้มาจากที่อื่นเลือก “อื่น ๆ”",
        error_messages={"required": "โปรดเลือกหน่วยงาน หรือเลือก “อื่น ๆ” แล้วพิมพ์ชื่อ"},
    )
    agency = ThaiCharField(
        label="ชื่อหน่วยงานหรือกลุ่ม (เมื่อเลือก “อื่น ๆ”)",
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    represents = ThaiCharField(
        label="เข้าประชุมแทน (ถ้ามี)",
        max_length=200,
        required=False,
        help_text="ชื่อหรือตำแหน่งของผู้ที่ท่านมาแทน",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["district"].choices = _district_choices()

    def clean_name(self) -> str:
        name = split_title(self.cleaned_data["name"])[1]
        if name in TITLES or not any(sign.isalpha() for sign in search_key(name)):
            raise ValidationError("โปรดพิมพ์ชื่อและสกุลด้วยตัวอักษร เช่น นางสาวสมใจ ใจดี")
        return self.cleaned_data["name"]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if (
            self.needs_agency
            and data.get("district") == OTHER
            and not data.get("agency")
            and "agency" not in self.errors
        ):
            self.add_error("agency", "โปรดพิมพ์ชื่อหน่วยงานหรือกลุ่มของท่าน")
        return data

    @property
    def written(self) -> dict[str, Any]:
        """As the actions take it."""
        data = self.cleaned_data
        code = data["district"]
        if code == OTHER:
            # "สพอ.พรรณานิคม" typed by hand is that office all the same: the district was there.
            names = dict(District.objects.values_list("code", "name"))
            code = district_of(data["agency"], names, only_offices=True) or OTHER
        known = code and code != OTHER
        return {
            "name": data["name"],
            "position": data["position"],
            "agency": "" if known else data["agency"],
            "district": District.objects.get(pk=code) if known else None,
            "represents": data["represents"],
        }


class StaffPersonForm(PersonForm):
    """The same for staff, who may not know everything yet."""

    needs_agency = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["position"].required = False
        for field in self.fields.values():
            field.widget.attrs["autocomplete"] = "off"


class AttendanceFilterForm(forms.Form):
    SHOWN = [
        ("", "ทั้งหมด"),
        ("present", "เข้าประชุม"),
        ("absent", "ขาด/ยังไม่มา"),
        ("excused", "แจ้งลา"),
        ("visitors", "ผู้เข้าร่วมอื่น"),
    ]
    q = ThaiCharField(label="ค้นหาชื่อ หน่วยงาน หรืออำเภอ", max_length=100, required=False)
    show = forms.ChoiceField(label="แสดง", choices=SHOWN, required=False)


class RemoveForm(forms.Form):
    reason = ThaiCharField(
        label="เหตุผลที่นำชื่อออก",
        max_length=300,
        error_messages={"required": "โปรดเขียนเหตุผลสั้น ๆ เช่น ลงชื่อผิดการประชุม"},
    )


class NoteForm(forms.Form):
    note = ThaiCharField(label="แจ้งลาว่า", max_length=300, required=False, help_text="เช่น ติดราชการอื่น แจ้งทางโทรศัพท์")


class ListForm(forms.Form):
    file = forms.FileField(
        label="ไฟล์รายชื่อ (.xlsx หรือ .csv)",
        help_text="รายงานผู้เข้าร่วมของ Zoom หรือตารางที่มีหัวคอลัมน์ ชื่อ ตำแหน่ง หน่วยงาน อำเภอ ไม่เกิน 10 เมกะไบต์",
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
        error_messages={
            "required": "ยังไม่ได้เลือกไฟล์ โปรดเลือกไฟล์รายชื่อ",
            "empty": "ไฟล์ว่างเปล่า โปรดเลือกไฟล์ที่มีข้อมูล",
            "invalid": "ระบบไม่ได้รับไฟล์ โปรดเลือกไฟล์แล้วลองใหม่",
        },
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MAX_FILE:
            raise ValidationError("ไฟล์ใหญ่เกิน 10 เมกะไบต์ โปรดลบรูปภาพและแผ่นงานที่ไม่ใช้ออก")
        return file
