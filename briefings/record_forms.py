"""Forms of the record: what was said, questions, documents, by when absent districts are asked; the public search."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import Q

from thai.digits import to_arabic, to_thai
from thai.forms import ThaiCharField, ThaiDateField, ThaiDateTimeField, ThaiIntegerField

from .actions.records import Said
from .models import AgendaItem

MOST_ITEMS = 60
LONGEST_TEXT = 60_000
MARK_UP = "หนึ่งบรรทัดคือหนึ่งย่อหน้า ขึ้นต้นด้วย 1. หรือ 1.1 เป็นข้อ พิมพ์ **ข้อความ** เป็นตัวหนา"
PERSON = "ชื่อ | ตำแหน่ง เช่น นางสาวใจดี งามตา | นักวิชาการพัฒนาชุมชนชำนาญการ"


def area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, "cols": 90, "class": "vLargeTextField"})


def long_line() -> forms.TextInput:
    return forms.TextInput(attrs={"class": "vLargeTextField"})


class FactsForm(forms.Form):
    began_at = ThaiDateTimeField(label="เริ่มประชุมจริง", required=False)
    finished_at = ThaiDateTimeField(label="เลิกประชุมจริง", required=False)
    chaired_by = ThaiCharField(
        label="ประธานในที่ประชุม", max_length=200, required=False, widget=long_line(), help_text=PERSON
    )
    writer = ThaiCharField(
        label="ผู้จดรายงานการประชุม", max_length=200, required=False, widget=long_line(), help_text=PERSON
    )
    checker = ThaiCharField(
        label="ผู้ตรวจรายงานการประชุม", max_length=200, required=False, widget=long_line(), help_text=PERSON
    )


class ItemForm(forms.Form):
    """One item of the agenda; an empty form at the end is for one more."""

    item = forms.IntegerField(required=False, widget=forms.HiddenInput, min_value=1, max_value=2**62)
    order = ThaiIntegerField(label="วาระที่", min_value=0, max_value=999, required=False)
    title = ThaiCharField(label="เรื่อง", max_length=300, widget=long_line(), error_messages={"required": "โปรดกรอกเรื่อง"})
    text = ThaiCharField(
        label="สาระที่ประชุม", required=False, multiline=True, max_length=LONGEST_TEXT, widget=area(5), help_text=MARK_UP
    )
    resolution = ThaiCharField(
        label="มติที่ประชุม", required=False, multiline=True, max_length=LONGEST_TEXT, widget=area(2)
    )

    stored: dict[str, str] = {}

    def compare(self, stored: AgendaItem | None) -> None:
        """Shows beside each box what a colleague has saved in it, where that is something else."""
        said = {name: getattr(stored, name) for name in ("title", "text", "resolution")} if stored else {}
        self.stored = {
            str(self.fields[name].label): text for name, text in said.items() if text != self.cleaned_data.get(name, "")
        }


class BaseItems(forms.BaseFormSet):
    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        if "DELETE" in form.fields:
            form.fields["DELETE"].label = "ลบวาระนี้"

    def typed(self) -> list[Said]:
        """What is to stand in the record, numbered as it stands on the page where no number was typed."""
        kept = [form for form in self.forms if form.has_changed() or form.initial]
        kept = [form for form in kept if form not in self.deleted_forms and form.cleaned_data]
        return [
            Said(
                order=place if form.cleaned_data["order"] is None else form.cleaned_data["order"],
                title=form.cleaned_data["title"],
                text=form.cleaned_data["text"],
                resolution=form.cleaned_data["resolution"],
                pk=form.cleaned_data["item"],
            )
            for place, form in enumerate(kept, 1)
        ]

    def removed(self) -> list[int]:
        return [form.cleaned_data["item"] for form in self.deleted_forms if form.cleaned_data.get("item")]


ItemFormSet = forms.formset_factory(
    ItemForm,
    formset=BaseItems,
    extra=1,
    can_delete=True,
    can_delete_extra=False,
    max_num=MOST_ITEMS,
    validate_max=True,
    absolute_max=MOST_ITEMS + 10,
)


def items_typed(agenda: Iterable[AgendaItem]) -> list[dict[str, Any]]:
    return [
        {
            "item": item.pk,
            "order": item.order,
            "title": item.title,
            "text": item.text,
            "resolution": item.resolution,
        }
        for item in agenda
    ]


class QuestionForm(forms.Form):
    order = ThaiIntegerField(label="ลำดับ", required=False, min_value=0, max_value=9999, help_text="เว้นว่าง = ต่อท้าย")
    text = ThaiCharField(label="คำถาม", multiline=True, max_length=5000, widget=area(3))
    answer = ThaiCharField(label="คำตอบ", multiline=True, max_length=10_000, required=False, widget=area(5))
    asked_by = ThaiCharField(
        label="ผู้ถาม", max_length=200, required=False, widget=long_line(), help_text="ไม่แสดงในหน้าสาธารณะ"
    )


class DocumentForm(forms.Form):
    title = ThaiCharField(label="ชื่อเอกสาร", max_length=200, widget=long_line(), help_text="เช่น แผนการดำเนินการคัดสรรฯ")
    upload = forms.FileField(
        label="ไฟล์",
        max_length=1000,
        help_text="PDF, Word (.docx), Excel (.xlsx), PowerPoint (.pptx), JPEG หรือ PNG ไม่เกิน 20 เมกะไบต์",
        widget=forms.FileInput(attrs={"accept": ".pdf,.docx,.xlsx,.pptx,.jpg,.jpeg,.png"}),
        error_messages={"required": "โปรดเลือกไฟล์", "empty": "ไฟล์ว่างเปล่า โปรดเลือกไฟล์อื่น"},
    )


class AbsenceForm(forms.Form):
    due_on = ThaiDateField(
        label="ขอให้ศึกษาให้แล้วเสร็จภายในวันที่", required=False, help_text="พิมพ์ในหนังสือ และแสดงในหน้าของเจ้าหน้าที่อำเภอ"
    )


class FaqForm(forms.Form):
    """The public search; what cannot be used is left out, never an error page."""

    q = ThaiCharField(
        label="ค้นหาในคำถามและคำตอบ",
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off", "class": "form-control"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="filter-%s", **kwargs)

    def found(self) -> Q:
        """Every word somewhere in question or answer, in Thai or Arabic digits alike."""
        found = Q()
        words = self.cleaned_data.get("q", "").split() if self.is_valid() else []
        for word in words[:10]:
            either = Q()
            for way in {word, to_arabic(word), to_thai(word)}:
                either |= Q(text__icontains=way) | Q(answer__icontains=way)
            found &= either
        return found
