"""What a member types: the sheet with a field per criterion, the filters of the list, the reason for standing back."""

import json
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from committees.models import Appointment
from rounds.models import ProductGroup
from thai.forms import ThaiCharField, ThaiIntegerField

from .models import Criterion, Result
from .papers import plain


class MarkField(forms.CharField):
    """One mark, read by its criterion; the described steps of a ladder are radio buttons."""

    def __init__(self, criterion: Criterion) -> None:
        self.criterion = criterion
        if criterion.input == Criterion.Input.LADDER:
            widget: forms.Widget = forms.RadioSelect(
                choices=[(plain(step.points), step.text) for step in criterion.steps.all()]
            )
        else:
            widget = forms.TextInput(
                {"inputmode": "decimal", "autocomplete": "off", "class": "form-control step-number"}
            )
        super().__init__(label=f"{criterion.code} {criterion.title}", required=False, max_length=40, widget=widget)

    def to_python(self, value: Any) -> Decimal | None:
        return self.criterion.read(super().to_python(value))

    def validate(self, value: Any) -> None:
        """`Criterion.read` has said all."""

    def run_validators(self, value: Any) -> None:
        """A Decimal has no length and no null characters."""

    def prepare_value(self, value: Any) -> Any:
        return plain(value) if isinstance(value, Decimal) else value


class SheetForm(forms.Form):
    """A member's sheet for one entry; `seen` carries the marks that stood on the page when it was opened."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput, max_length=4000)

    def __init__(
        self, data: Any = None, *, criteria: list[Criterion], stored: dict[str, Decimal], **kwargs: Any
    ) -> None:
        self.criteria = criteria
        self.stored = stored
        self.missing: list[forms.BoundField] = []
        initial = {self.name_of(row): stored.get(row.code) for row in criteria}
        initial["seen"] = self.seen_text(stored)
        super().__init__(data, initial=initial, **kwargs)
        self.label_suffix = ""
        for row in criteria:
            self.fields[self.name_of(row)] = MarkField(row)

    @staticmethod
    def name_of(criterion: Criterion) -> str:
        return f"mark_{criterion.pk}"

    @staticmethod
    def seen_text(stored: dict[str, Decimal]) -> str:
        return json.dumps({code: plain(points) for code, points in stored.items()}, ensure_ascii=False)

    def clean_seen(self) -> dict[str, str]:
        """What the page showed; a page that has lost it is taken to have shown nothing."""
        try:
            seen = json.loads(self.cleaned_data["seen"] or "{}")
        except (ValueError, RecursionError):
            return {}
        codes = {row.code: row for row in self.criteria}
        good = {}
        for code, points in seen.items() if isinstance(seen, dict) else ():
            if code not in codes or not isinstance(points, str):
                continue
            try:
                codes[code].read(points)
            except ValidationError:
                continue
            good[code] = points
        return good

    def marks(self) -> dict[str, Decimal | None]:
        return {row.code: self.cleaned_data.get(self.name_of(row)) for row in self.criteria}

    def touched(self) -> dict[str, Decimal | None]:
        """Marks that differ from what the page showed when it was opened."""
        seen = self.cleaned_data["seen"]
        return {
            row.code: mark for row in self.criteria if (mark := self.marks()[row.code]) != row.read(seen.get(row.code))
        }

    def see_typed(self) -> None:
        """The page shows what was typed, and that is what has been seen: for a page that stays open."""
        self.data = self.data.copy()
        self.data["seen"] = self.seen_text({code: mark for code, mark in self.marks().items() if mark is not None})

    def over(self, stored: dict[str, Decimal], typed: dict[str, Decimal | None]) -> "SheetForm":
        """The same page anew: stored marks, what was typed laid over them, and the stored ones taken as seen.

        The next press writes what was typed, knowingly.
        """
        shown = {**stored, **typed}
        data = {self.name_of(row): plain(shown.get(row.code)) for row in self.criteria}
        form = SheetForm({**data, "seen": self.seen_text(stored)}, criteria=self.criteria, stored=stored)
        form.is_valid()
        return form

    def refuse_missing(self) -> None:
        """Marks the fields without a stored mark; `missing` lists them for the head of the page."""
        self.missing = [self[self.name_of(row)] for row in self.criteria if row.code not in self.stored]
        for bound in self.missing:
            self.add_error(bound.name, "ยังไม่ได้ให้คะแนน")

    # -- for the page ------------------------------------------------------------------------------------------

    def sections(self) -> list[dict[str, Any]]:
        """Sections with their headings and fields, in the order of the sheet."""
        sections: list[dict[str, Any]] = []
        for row in self.criteria:
            if not sections or sections[-1]["section"] != row.section:
                sections.append({"section": row.section, "maximum": Decimal(), "headings": []})
            headings = sections[-1]["headings"]
            if not headings or headings[-1]["title"] != row.heading:
                headings.append({"title": row.heading, "rows": []})
            headings[-1]["rows"].append((row, self[self.name_of(row)]))
            sections[-1]["maximum"] += row.max_points
        return sections

    def running(self) -> dict[str, Any]:
        """Sum and number of the marks on the page, as far as they can be read."""
        points = []
        for row in self.criteria:
            try:
                mark = row.read(self[self.name_of(row)].value())
            except ValidationError:
                continue
            if mark is not None:
                points.append(mark)
        return {
            "points": plain(sum(points, Decimal())),
            "maximum": plain(sum((row.max_points for row in self.criteria), Decimal())),
            "marked": len(points),
            "criteria": len(self.criteria),
        }


STATES = {
    "todo": "ยังไม่ให้คะแนน",
    "draft": "กำลังให้คะแนน",
    "submitted": "ส่งคะแนนแล้ว",
    "recused": "ถอนตัว",
    "closed": "สรุปผลแล้ว",
    "left": "พ้นจากคณะแล้ว",
}


class EntryFilterForm(forms.Form):
    """The member's list: state of the own sheet, and kind of product."""

    state = forms.ChoiceField(label="สถานะ", required=False, choices=[("", "ทุกสถานะ"), *STATES.items()])
    group = forms.ModelChoiceField(
        ProductGroup.objects.none(),
        label="ประเภท",
        required=False,
        empty_label="ทุกประเภท",
        to_field_name="code",
    )

    def __init__(self, *args: Any, groups: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["group"].queryset = groups
        for field in self.fields.values():
            field.widget.attrs["class"] = "form-select"

    def chosen(self) -> dict[str, Any]:
        """The filters that can be read; a nonsensical address filters nothing."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class MemberForm(forms.Form):
    """Whose sheets the secretary types."""

    member = forms.ModelChoiceField(Appointment.objects.none(), label="บันทึกแทนกรรมการ", empty_label="เลือกกรรมการ")

    def __init__(self, *args: Any, seats: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["member"].queryset = seats
        self.fields["member"].label_from_instance = lambda seat: f"{seat} ({seat.committee})"
        self.fields["member"].widget.attrs["class"] = "form-select"


class StarLevelForm(forms.Form):
    """A star level from the nation's announcement."""

    level = ThaiIntegerField(
        label="ระดับดาว (๑ ถึง ๕)",
        required=False,
        help_text="ตามประกาศของกรมฯ เว้นว่างเพื่อลบระดับที่บันทึกผิด",
        widget=forms.TextInput({"class": "form-control"}),
    )
    reason = ThaiCharField(
        label="อ้างอิงประกาศ",
        help_text="เช่น ประกาศกรมการพัฒนาชุมชน ลงวันที่ ๑๐ มิถุนายน ๒๕๖๕",
        max_length=1000,
        widget=forms.TextInput({"class": "form-control"}),
        error_messages={"required": "โปรดระบุประกาศที่อ้างอิง"},
    )

    def __init__(self, *args: Any, result: Result, **kwargs: Any) -> None:
        super().__init__(*args, initial={"level": result.star_level}, **kwargs)
