"""What the pages of the plan ask for."""

from django import forms

from thai.forms import ThaiCharField, ThaiDateField, ThaiIntegerField

from .rules import MOST_DAYS_MOVED

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
