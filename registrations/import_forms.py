"""Forms of bringing the register in: send a file, choose its columns, confirm the report."""

from typing import Any

from django import forms

from office.workbooks import MAX_FILE

from .models import RegisterImport
from .register import COLUMNS, REQUIRED

NOT_IN_FILE = "– ไม่มีในไฟล์ –"


class SendFileForm(forms.Form):
    file = forms.FileField(
        label="ไฟล์ Excel หรือ CSV",
        help_text="ไฟล์ .xlsx หรือ .csv ไม่เกิน 10 เมกะไบต์ และไม่เกิน 20,000 แถว",
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv", "class": "form-control"}),
        max_length=200,
        error_messages={
            "required": "โปรดเลือกไฟล์",
            "empty": "ไฟล์ว่างเปล่า โปรดเลือกไฟล์ที่มีข้อมูล",
            "max_length": "ชื่อไฟล์ยาวเกิน 200 ตัวอักษร โปรดเปลี่ยนชื่อไฟล์ให้สั้นลง",
        },
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MAX_FILE:
            raise forms.ValidationError("ไฟล์ใหญ่เกิน 10 เมกะไบต์ โปรดลบรูปภาพและแผ่นงานที่ไม่ใช้ออก หรือแบ่งเป็นหลายไฟล์")
        return file


class ChooseColumnsForm(forms.Form):
    """One choice for each of our columns: which heading of the file it is."""

    def __init__(self, *args: Any, register_import: RegisterImport, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        headings = [(heading, heading) for heading in register_import.headings]
        for place, column in enumerate(COLUMNS):
            required = column in REQUIRED
            self.fields[f"column-{place}"] = forms.ChoiceField(
                label=column,
                choices=[("", "– โปรดเลือก –" if required else NOT_IN_FILE), *headings],
                required=required,
                initial=register_import.mapping.get(column, ""),
                widget=forms.Select(attrs={"class": "form-select"}),
                error_messages={
                    "required": f"โปรดเลือกหัวคอลัมน์ของไฟล์ที่เป็น{column}",
                    "invalid_choice": "หัวคอลัมน์นี้ไม่มีในไฟล์ โปรดเลือกจากรายการ",
                },
            )

    def mapping(self) -> dict[str, str]:
        self.is_valid()  # of one that is decided already there may be nothing
        return {column: self.cleaned_data.get(f"column-{place}", "") for place, column in enumerate(COLUMNS)}
