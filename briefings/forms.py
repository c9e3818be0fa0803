"""Forms of meetings: planning one, and answering an invitation."""

from typing import Any

from django import forms

from office.forms import WholeRowForm
from office.models import District, Office
from thai.forms import ThaiCharField

from .actions import require_ahead
from .models import Briefing
from .rules import Answer, BriefingStatus


def own_districts() -> Any:
    """The districts of the office's province; all, before the office is set up."""
    office = Office.objects.first()
    return District.objects.filter(province=office.province_id) if office else District.objects.all()


class BriefingForm(WholeRowForm):
    """The whole meeting; a tick takes all districts, and a body's own meeting invites the body."""

    all_districts = forms.BooleanField(label="เชิญทุกอำเภอ", required=False, help_text="เลือกแล้วไม่ต้องทำเครื่องหมายทีละอำเภอ")

    class Meta:
        model = Briefing
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "districts" in self.fields:
            self.fields["districts"].queryset = own_districts()

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("all_districts") and "districts" in self.fields:
            data["districts"] = self.fields["districts"].queryset
        body = data.get("body")
        if body is not None and "committees" in data and body not in data["committees"]:
            data["committees"] = [*data["committees"], body]
        starts_at = data.get("starts_at")
        # A meeting that has begun may be corrected; it is a new time that must lie ahead.
        is_new = starts_at is not None and starts_at != self.stored.get("starts_at")
        if is_new and self.instance.status == BriefingStatus.PLANNED:
            try:
                require_ahead(starts_at, is_record=data.get("is_record", self.instance.is_record))
            except forms.ValidationError as error:
                self.add_error("starts_at", error)
        return data


class AnswerForm(forms.Form):
    """Coming, sending somebody, or not coming."""

    answer = forms.ChoiceField(
        label="คำตอบ",
        choices=[(value, label) for value, label in Answer.choices if value != Answer.WAITING],
        widget=forms.RadioSelect,
        error_messages={"required": "โปรดเลือกคำตอบ", "invalid_choice": "โปรดเลือกคำตอบจากรายการ"},
    )
    substitute_name = ThaiCharField(
        label="ชื่อผู้แทน", max_length=200, required=False, help_text="คำนำหน้า ชื่อ และสกุล กรอกเมื่อส่งผู้แทน"
    )
    substitute_position = ThaiCharField(label="ตำแหน่งผู้แทน", max_length=200, required=False)
    note = ThaiCharField(label="หมายเหตุ", max_length=300, required=False, help_text="เช่น เหตุที่เข้าประชุมไม่ได้")
