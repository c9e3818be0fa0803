"""The counter's form: a product of the register is one key, everything else is asked only where it differs."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property

from rounds.models import Round
from thai.forms import ThaiCharField

from .checklist_forms import FIELD_OF_CLAUSE, ChecklistForm
from .forms import NewEntryForm
from .models import Entry, Producer
from .rules import PIECES_COUNTED, PROBLEM_TOLD, Condition
from .sample_forms import DescribeSampleForm

# Clauses that speak of the sample's fields.
OF_THE_SAMPLE: Final = frozenset({PIECES_COUNTED.code, PROBLEM_TOLD.code})
# None of the products is chosen until somebody has chosen: a second Enter of a scanner hands in nothing.
NONE_YET: Final = "-"


class ProductChoices(forms.RadioSelect):
    """The register's products as keys, the first in focus; one applied with already cannot be chosen."""

    def __init__(self, choices: list[tuple[Any, str]], taken: Collection[int], groups: dict[Any, int]) -> None:
        super().__init__(choices=choices)
        self.taken = {str(pk) for pk in taken}
        self.groups = groups  # {product: the round's group of it}, for the script that shows its papers
        self.first = next(str(value) for value, _ in choices if str(value) not in self.taken)

    def create_option(self, name: str, value: Any, label: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, label, *args, **kwargs)
        if value in self.groups:
            option["attrs"]["data-group"] = self.groups[value]
        if str(value) in self.taken:
            option["attrs"]["disabled"] = True
            option["label"] = f"{label} (สมัครในรอบนี้แล้ว)"
        elif str(value) == self.first:
            option["attrs"]["autofocus"] = True
        return option


class CounterForm(NewEntryForm):
    def __init__(self, *args: Any, producer: Producer, round: Round, used: Collection[Entry] = (), **kwargs: Any):
        super().__init__(*args, producer=producer, round=round, **kwargs)
        field, products = self.fields["product"], list(producer.products.all())
        groups = {group.code: group.pk for group in self.fields["group"].queryset}
        field.widget = ProductChoices(
            [(product.pk, f"{product.name} ({product.get_group_code_display()})") for product in products]
            + [("", "ผลิตภัณฑ์อื่นที่ไม่มีในทะเบียน (พิมพ์ชื่อ)")],
            [entry.product_id for entry in used if entry.product_id],
            {product.pk: groups[product.group_code] for product in products if product.group_code in groups},
        )
        field.label, field.help_text = "ผลิตภัณฑ์ที่สมัคร", ""
        field.initial = NONE_YET
        self.fields["name"].label = "ชื่อผลิตภัณฑ์"
        self.fields["name"].help_text = "เว้นว่างไว้ ใช้ชื่อตามทะเบียน"
        self.fields["group"].help_text = "เว้นว่างไว้ ใช้ประเภทตามทะเบียน"

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        nothing = self.data.get(self.add_prefix("product")) is None and not data.get("name")
        if nothing and "product" not in self.errors:
            # One thing is missing, the product: it is said once, where the keys are.
            del self.errors["name"]
            self.errors.pop("group", None)
            sentence = "โปรดเลือกผลิตภัณฑ์ หรือเลือก “ผลิตภัณฑ์อื่น” แล้วพิมพ์ชื่อ"
            self.add_error("product", ValidationError(sentence, code="required"))
        return data

    @cached_property
    def shows_more(self) -> bool:
        """Whether the part that is rarely asked stands open."""
        asked = ("name", "group", "kind", "set_items", "description")
        chosen = self["product"].value()
        return (
            any(name in self.errors for name in asked)
            or chosen == ""
            or any(self[name].value() for name in ("name", "group", "set_items", "description"))
            or self["kind"].value() == Entry.Kind.SET
        )


class CounterSampleForm(DescribeSampleForm):
    """The sample as it lies on the counter; its token follows from the application's, so there is one for both."""

    NOT_YET = "none"

    condition = forms.ChoiceField(
        label="ตัวอย่างผลิตภัณฑ์",
        choices=[*Condition.choices, (NOT_YET, "ยังไม่ได้นำมา")],
        initial=Condition.GOOD,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": "โปรดเลือกผลการตรวจรับตัวอย่าง", "required": "โปรดเลือกผลการตรวจรับตัวอย่าง"},
    )
    note = ThaiCharField(
        label="เป็นอย่างไร",
        required=False,
        max_length=300,
        help_text="ต้องกรอกเมื่อมีปัญหาหรือไม่รับ เช่น ฝาแตก ฉลากหลุด",
        error_messages={"max_length": "ข้อความยาวได้ไม่เกิน %(limit_value)d ตัวอักษร (พิมพ์มา %(show_value)d)"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, prefix="sample", **kwargs)

    @property
    def typed(self) -> dict[str, Any] | None:
        """In the names that `receive_sample` takes; None when there is no sample yet."""
        condition = self.cleaned_data["condition"]
        if condition == self.NOT_YET:
            return None
        return {"condition": condition, "note": self.cleaned_data["note"], **self.described}

    @cached_property
    def shows_more(self) -> bool:
        """Whether the part that is rarely asked stands open."""
        asked = ("note", "pieces", "keep_cool", "best_before", "allergens")
        return (
            any(name in self.errors for name in asked)
            or self["condition"].value() in {Condition.SMALL_PROBLEM, Condition.REFUSED}
            or any(self[name].value() for name in ("note", "keep_cool", "allergens"))
        )


@dataclass(frozen=True)
class Problem:
    """One line of the summary: the field that it leads to ("" for none), its label and the sentence."""

    anchor: str
    label: str
    sentence: str


class Forms:
    """The forms of one save, asked and refused together."""

    def __init__(self, data: Any, *, producer: Producer, round: Round, used: Collection[Entry], initial: Any = None):
        self.entry = CounterForm(data, producer=producer, round=round, used=used, initial=initial)
        self.papers = ChecklistForm(data, round=round, producer=producer)
        self.sample = CounterSampleForm(data)

    @property
    def all(self) -> tuple[forms.Form, ...]:
        return (self.entry, self.papers, self.sample)

    def are_valid(self) -> bool:
        return all([form.is_valid() for form in self.all])

    def typed(self) -> dict[str, Any]:
        """In the names that `actions.take_in` takes."""
        typed = self.entry.typed
        return {"typed": typed, "papers": self.papers.typed(typed["group"]), "sample": self.sample.typed}

    def refuse(self, error: ValidationError) -> None:
        """Shows what an act said, at the form that it speaks of."""
        codes = {one.code for one in getattr(error, "error_list", [])}
        if codes & FIELD_OF_CLAUSE.keys():
            self.papers.refuse(error)
        else:
            (self.sample if codes & OF_THE_SAMPLE else self.entry).refuse(error)

    def problems(self) -> list[Problem]:
        found = []
        for form in self.all:
            for name, errors in form.errors.items():
                field = form[name] if name in form.fields else None
                shown = field is not None and not field.is_hidden
                anchor = (field.id_for_label or field.auto_id) if shown else ""
                found += [Problem(anchor, field.label if shown else "", str(error)) for error in errors]
        return found
