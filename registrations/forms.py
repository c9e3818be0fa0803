"""What a district officer types: the application form, and the filters of the lists.

The forms read and clean; whether an entry may stand is for the clauses that the actions ask.
"""

import uuid
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from office.models import District
from rounds.models import ProductGroup, Round
from thai.forms import ThaiCharField
from thai.text import normalise, search_key

from .models import Entry, EntryQuerySet, Producer, Product
from .rules import GROUP_OF_ROUND, PRODUCT_OF_PRODUCER, RECEIVED, SET_HAS_ITEMS, EntryStatus

# Where a clause's sentence is shown: beside the field that it speaks of.
FIELD_OF_CLAUSE = {
    GROUP_OF_ROUND.code: "group",
    PRODUCT_OF_PRODUCER.code: "product",
    SET_HAS_ITEMS.code: "set_items",
}


class EntryForm(forms.Form):
    """An entry as the officer types it; a product of the register fills in name and group that were left empty."""

    kind = forms.ChoiceField(
        label="ชนิด",
        choices=Entry.Kind.choices,
        initial=Entry.Kind.MAIN,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": "โปรดเลือกผลิตภัณฑ์หลักหรือชุด", "required": "โปรดเลือกผลิตภัณฑ์หลักหรือชุด"},
    )
    product = forms.ModelChoiceField(
        Product.objects.none(),
        label="ผลิตภัณฑ์ในทะเบียน",
        required=False,
        empty_label="ไม่มีในทะเบียน (พิมพ์ชื่อด้านล่าง)",
        help_text="เลือกแล้วเว้นชื่อและประเภทว่างไว้ได้ ระบบใช้ตามทะเบียน",
        error_messages={"invalid_choice": PRODUCT_OF_PRODUCER.text()},
    )
    name = ThaiCharField(
        label="ชื่อผลิตภัณฑ์ที่สมัคร",
        required=False,
        max_length=200,
        error_messages={"max_length": "ชื่อผลิตภัณฑ์ยาวได้ไม่เกิน %(limit_value)d ตัวอักษร (พิมพ์มา %(show_value)d)"},
    )
    group = forms.ModelChoiceField(
        ProductGroup.objects.none(),
        label="ประเภทผลิตภัณฑ์",
        required=False,
        empty_label="เลือกประเภท",
        error_messages={"invalid_choice": GROUP_OF_ROUND.text()},
    )
    set_items = ThaiCharField(
        label="รายการในชุด",
        required=False,
        multiline=True,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="เฉพาะผลิตภัณฑ์ชุด บรรทัดละหนึ่งรายการ อย่างน้อย 2 รายการ",
        error_messages={"max_length": "รายการในชุดยาวได้ไม่เกิน %(limit_value)d ตัวอักษร (พิมพ์มา %(show_value)d)"},
    )
    description = ThaiCharField(
        label="เรื่องราวและจุดเด่น",
        required=False,
        multiline=True,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"max_length": "เรื่องราวยาวได้ไม่เกิน %(limit_value)d ตัวอักษร (พิมพ์มา %(show_value)d)"},
    )

    def __init__(self, *args: Any, producer: Producer, round: Round, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["product"].queryset = producer.products.all()
        self.fields["group"].queryset = round.groups.filter(is_active=True)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        product = data.get("product")
        if product and not data.get("name") and "name" not in self.errors:
            data["name"] = product.name
        if product and not data.get("group") and "group" not in self.errors:
            data["group"] = self.fields["group"].queryset.filter(code=product.group_code).first()
        if not data.get("name") and "name" not in self.errors:
            self.add_error("name", ValidationError("โปรดกรอกชื่อผลิตภัณฑ์ หรือเลือกผลิตภัณฑ์จากทะเบียน", code="required"))
        if not data.get("group") and "group" not in self.errors:
            self.add_error("group", ValidationError("โปรดเลือกประเภทผลิตภัณฑ์", code="required"))
        return data

    def refuse(self, error: ValidationError) -> None:
        """Shows what an action said, beside the field it speaks of where there is one."""
        by_field = error.error_dict if hasattr(error, "error_dict") else {"": error.error_list}
        for name, errors in by_field.items():
            for one in errors:
                field = FIELD_OF_CLAUSE.get(one.code, name)
                self.add_error(field if field in self.fields else None, one)

    @property
    def typed(self) -> dict[str, Any]:
        """The cleaned values in the names that the actions take."""
        return {name: self.cleaned_data[name] for name in EntryForm.base_fields}


class NewEntryForm(EntryForm):
    # The same form sent twice carries the same token, and makes one entry.
    form_token = forms.UUIDField(
        widget=forms.HiddenInput,
        initial=uuid.uuid4,
        error_messages={
            "required": "แบบบันทึกนี้ไม่สมบูรณ์ โปรดเปิดแบบบันทึกใหม่จากหน้าผู้ผลิต",
            "invalid": "แบบบันทึกนี้ไม่สมบูรณ์ โปรดเปิดแบบบันทึกใหม่จากหน้าผู้ผลิต",
        },
    )


class VersionField(forms.IntegerField):
    """The version of the row that the page was made from."""

    widget = forms.HiddenInput
    default_error_messages = {
        "required": "หน้านี้ไม่สมบูรณ์ โปรดเปิดหน้าล่าสุดของรายการนี้",
        "invalid": "หน้านี้ไม่สมบูรณ์ โปรดเปิดหน้าล่าสุดของรายการนี้",
    }


class EditEntryForm(EntryForm):
    version = VersionField()


class SubmitEntryForm(forms.Form):
    """Nothing to type: the page shows what will be handed in, and in which version."""

    version = VersionField()


class EntryFilterForm(forms.Form):
    """Filters of the list of entries; they live in the address, and one that nobody knows is left out.

    "received" are all that were handed in and not taken back: what the live board counts.  day: handed in on that day.
    """

    ALL_RECEIVED = ("received", "ยื่นแล้วทุกสถานะ (ไม่รวมที่ถอน)")

    status = forms.ChoiceField(
        label="สถานะ", required=False, choices=[("", "ทุกสถานะ"), ALL_RECEIVED, *EntryStatus.choices]
    )
    group = forms.ModelChoiceField(
        ProductGroup.objects.none(), label="ประเภท", required=False, empty_label="ทุกประเภท", to_field_name="code"
    )
    district = forms.ModelChoiceField(
        District.objects.none(), label="อำเภอ", required=False, empty_label="ทุกอำเภอ", to_field_name="code"
    )
    # Nobody types it: the board's links carry it, as dates of addresses are written.
    day = forms.CharField(required=False, max_length=10, widget=forms.HiddenInput)
    q = forms.CharField(label="ค้นหา", required=False, widget=forms.TextInput(attrs={"type": "search"}))

    def __init__(self, *args: Any, round: Round | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["district"].queryset = District.objects.filter(province__office__isnull=False)
        if round is not None:
            self.fields["group"].queryset = round.groups.all()

    def clean_q(self) -> str:
        return search_words(self.cleaned_data["q"])

    def clean_day(self) -> date | None:
        try:
            return date.fromisoformat(self.cleaned_data["day"]) if self.cleaned_data["day"] else None
        except ValueError:
            raise ValidationError("วันที่ในที่อยู่ไม่ถูกต้อง", code="invalid") from None

    @property
    def states(self) -> tuple[str, ...]:
        """The states that the address asks for; none for all."""
        asked = self.cleaned_data.get("status")
        if asked == self.ALL_RECEIVED[0]:
            return RECEIVED
        return (asked,) if asked else ()

    def narrow(self, entries: EntryQuerySet) -> EntryQuerySet:
        """The rows that the address asks for; for whom is settled before."""
        self.is_valid()
        chosen = self.cleaned_data
        if self.states:
            entries = entries.filter(status__in=self.states)
        if chosen.get("group"):
            entries = entries.filter(group=chosen["group"])
        if chosen.get("district"):
            entries = entries.filter(producer__district=chosen["district"])
        if chosen.get("day"):
            entries = entries.submitted_on(chosen["day"])
        return entries.matching(chosen.get("q", ""))


def search_words(text: str | None) -> str:
    """What was typed into a search box, repaired and of a sane length; "" where nothing in it can be searched for."""
    words = normalise((text or "")[:200])
    return words if search_key(words) else ""
