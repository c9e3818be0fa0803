"""What the pages of a round and of its plan ask for."""

from django import forms

from office import clock
from office.forms import WholeRowForm
from thai.forms import ThaiCharField, ThaiDateField, ThaiDateTimeField, ThaiIntegerField

from .models import Round
from .rules import MOST_DAYS_MOVED, MOST_GRACE_MINUTES, WINDOW_CHANGED_WITH_REASON

LARGE = {"class": "vLargeTextField"}


class NoteForm(forms.Form):
    done_on = ThaiDateField(label="เสร็จเมื่อ")
    note = ThaiCharField(
        label="หลักฐานที่อ้างถึง",
        max_length=300,
        help_text="เช่น เลขที่หนังสือนำส่ง ใบรับของ หรือที่เก็บภาพถ่าย",
        widget=forms.TextInput(attrs=LARGE),
    )


class MoveForm(forms.Form):
    days = ThaiIntegerField(
        label="เลื่อนไป (วัน)",
        min_value=-MOST_DAYS_MOVED,
        max_value=MOST_DAYS_MOVED,
        help_text="เช่น 14 คือช้าลงสองสัปดาห์ และ -7 คือเร็วขึ้นหนึ่งสัปดาห์",
    )
    only_undone = forms.BooleanField(label="เลื่อนเฉพาะขั้นตอนที่ยังไม่เสร็จ", required=False, initial=True)
    reason = ThaiCharField(
        label="เหตุผล", max_length=1000, multiline=True, widget=forms.Textarea(attrs={"rows": 3, **LARGE})
    )


class TakeOverForm(forms.Form):
    starts_on = ThaiDateField(label="ขั้นตอนแรกเริ่มวันที่", help_text="ขั้นตอนอื่นเว้นระยะห่างเท่ากับแผนตัวอย่าง")


class RoundForm(WholeRowForm):
    """A round as the secretary edits it; the time for applying is not moved in passing while people apply."""

    class Meta:
        model = Round
        fields = "__all__"

    def clean(self) -> dict[str, object]:
        data = super().clean()
        if self.instance.pk and self.instance.accepts_entries(clock.now()):
            for name in ("opens_at", "closes_at", "grace_minutes"):
                if name in self.changed_data:
                    self.add_error(name, WINDOW_CHANGED_WITH_REASON.error())
        return data


class WindowForm(forms.Form):
    opens_at = ThaiDateTimeField(label="เปิดรับสมัคร")
    closes_at = ThaiDateTimeField(label="ปิดรับสมัคร")
    grace_minutes = ThaiIntegerField(
        label="ผ่อนผันหลังปิดรับสมัคร (นาที)", min_value=0, max_value=MOST_GRACE_MINUTES, help_text="ไม่ประกาศให้ทราบ"
    )
    seen = forms.CharField(widget=forms.HiddenInput, max_length=20)
    reason = ThaiCharField(
        label="เหตุผล", max_length=1000, multiline=True, widget=forms.Textarea(attrs={"rows": 3, **LARGE})
    )
