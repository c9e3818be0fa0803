"""What an officer types about papers: the checklist at the counter, one paper that comes later, a certificate.

The forms read and clean; what may stand is for the clauses that the actions ask.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms

from office import clock
from rounds.models import ProductGroup, Round
from thai.dates import in_bangkok, thai_date
from thai.forms import ThaiCharField, ThaiDateField

from .actions import PaperAnswer
from .checklist import PaperLine, default_due, papers_of
from .forms import search_words
from .models import Entry, Producer, Requirement, StandardCertificate
from .rules import PROXY_NAMED, PaperState
from .window import window_of

TOO_LONG = "ยาวได้ไม่เกิน %(limit_value)d ตัวอักษร (พิมพ์มา %(show_value)d)"
# Where an act's sentence is shown: beside the field that it speaks of.
FIELD_OF_CLAUSE = {"proxy_named": "proxy_name", "paper_due_within": "due_on", "certificate_dates": "expires_on"}


def refuse(form: forms.Form, error: Any) -> None:
    """Shows what an act said, beside the field it speaks of where there is one."""
    by_field = error.error_dict if hasattr(error, "error_dict") else {"": error.error_list}
    for name, errors in by_field.items():
        for one in errors:
            field = FIELD_OF_CLAUSE.get(one.code, name)
            form.add_error(field if field in form.fields else None, one)


@dataclass(frozen=True)
class Row:
    """One paper on the page: its boxes, and of whom it is asked, for the eye and for the script."""

    requirement: Requirement
    got: forms.BoundField
    lacks: forms.BoundField | None
    groups: tuple[ProductGroup, ...]
    line: PaperLine | None

    @property
    def group_keys(self) -> str:
        return " ".join(str(group.pk) for group in self.groups)


class ChecklistForm(forms.Form):
    """The papers of one application as they lie on the counter; a box that stays empty means "not there".

    One day for all that is missing, so that the keyboard passes one date and not ten; the page of one paper sets
    another.  group: where it is known already, papers of other groups are left out.  entry: what was found before.
    """

    by_proxy = forms.BooleanField(label="มีผู้รับมอบอำนาจมายื่นแทน", required=False)
    proxy_name = ThaiCharField(
        label="ชื่อผู้รับมอบอำนาจ", required=False, max_length=200, error_messages={"max_length": TOO_LONG}
    )
    due_on = ThaiDateField(label="เอกสารที่ยังขาด ให้ยื่นภายในวันที่", required=False)
    note = ThaiCharField(
        label="หมายเหตุของเอกสารที่ยังขาด", required=False, max_length=300, error_messages={"max_length": TOO_LONG}
    )

    def __init__(
        self,
        data: Any = None,
        *,
        round: Round,
        producer: Producer,
        group: ProductGroup | None = None,
        entry: Entry | None = None,
        prefix: str = "papers",
        **kwargs: Any,
    ) -> None:
        super().__init__(data, prefix=prefix, **kwargs)
        self.papers_found = papers_of(entry) if entry else None
        self.group = group or (entry.group if entry else None)
        self.requirements = [
            requirement
            for requirement in round.requirements.all()
            if requirement.is_asked_of(group=self.group and self.group.code, kind=producer.kind, by_proxy=True)
        ]
        self.groups = {each.code: each for each in round.groups.all()}
        at = clock.now()
        due = default_due(window_of(producer, round), in_bangkok(at).date())
        self.fields["due_on"].help_text = f"เว้นว่างหมายถึงวันที่ {thai_date(due)} ซึ่งเป็นวันสุดท้ายของการรับสมัคร"
        for requirement in self.requirements:
            self.fields[f"got_{requirement.code}"] = forms.BooleanField(label=requirement.name, required=False)
            if not requirement.is_compulsory:
                self.fields[f"lacks_{requirement.code}"] = forms.BooleanField(
                    label=f"ยังขาด {requirement.name}", required=False
                )
        if self.papers_found:
            self._show_found()

    def _show_found(self) -> None:
        sheet = self.papers_found.sheet
        if sheet:
            self.initial |= {"by_proxy": sheet.by_proxy, "proxy_name": sheet.proxy_name}
        for line in self.papers_found.lines:
            state = line.check.state if line.check else None
            self.initial[f"got_{line.requirement.code}"] = state == PaperState.HANDED_IN
            self.initial[f"lacks_{line.requirement.code}"] = state == PaperState.MISSING
        dates = {line.check.due_on for line in self.papers_found.lines if line.check and line.check.due_on}
        notes = {line.note for line in self.papers_found.lines if line.check and line.check.due_on}
        if len(dates) == 1:
            self.initial["due_on"] = dates.pop()
        if len(notes) == 1:
            self.initial["note"] = notes.pop()

    @property
    def rows(self) -> Iterator[Row]:
        for requirement in self.requirements:
            yield Row(
                requirement,
                self[f"got_{requirement.code}"],
                None if requirement.is_compulsory else self[f"lacks_{requirement.code}"],
                tuple(self.groups[code] for code in requirement.group_codes if code in self.groups),
                self.papers_found and self.papers_found.line(requirement),
            )

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("by_proxy") and not data.get("proxy_name") and "proxy_name" not in self.errors:
            self.add_error("proxy_name", PROXY_NAMED.error())
        if not data.get("by_proxy"):
            data["proxy_name"] = ""
        return data

    def typed(self, group: ProductGroup | None = None) -> dict[str, Any]:
        """The cleaned values in the names that `record_papers` takes; group: that of the entry, where it was chosen
        after this form was made."""
        group = group or self.group
        by_proxy = self.cleaned_data["by_proxy"]
        return {
            "by_proxy": by_proxy,
            "proxy_name": self.cleaned_data["proxy_name"],
            "papers": {
                requirement.code: self._answer(requirement)
                for requirement in self.requirements
                if (not requirement.only_by_proxy or by_proxy)
                and (group is None or not requirement.group_codes or group.code in requirement.group_codes)
            },
        }

    def _answer(self, requirement: Requirement) -> PaperAnswer:
        if self.cleaned_data[f"got_{requirement.code}"]:
            return PaperAnswer(PaperState.HANDED_IN)
        if requirement.is_compulsory or self.cleaned_data[f"lacks_{requirement.code}"]:
            return PaperAnswer(PaperState.MISSING, self.cleaned_data["due_on"], self.cleaned_data["note"])
        return PaperAnswer(PaperState.NOT_APPLICABLE)

    refuse = refuse


class PaperForm(forms.Form):
    """One paper: that it came, or another day for it."""

    state = forms.ChoiceField(
        label="ผลตรวจ",
        choices=PaperState.choices,
        initial=PaperState.HANDED_IN,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": "โปรดเลือกผลตรวจจากรายการ", "required": "โปรดเลือกผลตรวจ"},
    )
    due_on = ThaiDateField(
        label="ยื่นภายในวันที่", required=False, help_text="กรอกเมื่อเอกสารยังขาด เว้นว่างหมายถึงกำหนดเดิมหรือวันสุดท้ายของการรับสมัคร"
    )
    note = ThaiCharField(label="หมายเหตุ", required=False, max_length=300, error_messages={"max_length": TOO_LONG})

    def __init__(self, *args: Any, requirement: Requirement, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if requirement.is_compulsory:
            self.fields["state"].choices = [
                choice for choice in PaperState.choices if choice[0] != PaperState.NOT_APPLICABLE
            ]

    @property
    def answer(self) -> PaperAnswer:
        data = self.cleaned_data
        return PaperAnswer(data["state"], data["due_on"] if data["state"] == PaperState.MISSING else None, data["note"])

    refuse = refuse


class CertificateForm(forms.Form):
    kind = forms.ChoiceField(
        label="มาตรฐาน",
        choices=StandardCertificate.Kind.choices,
        error_messages={"invalid_choice": "โปรดเลือกมาตรฐานจากรายการ", "required": "โปรดเลือกมาตรฐาน"},
    )
    number = ThaiCharField(label="เลขที่", max_length=60, error_messages={"max_length": TOO_LONG})
    issuer = ThaiCharField(label="หน่วยงานที่ออก", required=False, max_length=200, error_messages={"max_length": TOO_LONG})
    issued_on = ThaiDateField(label="ออกเมื่อ", required=False)
    expires_on = ThaiDateField(label="หมดอายุ", required=False, help_text="เว้นว่างเมื่อใบรับรองไม่ระบุวันหมดอายุ")

    refuse = refuse


class PaperFilterForm(forms.Form):
    """Filters of the list of missing papers; they live in the address, and one that nobody knows is left out."""

    state = forms.ChoiceField(
        label="แสดง", required=False, choices=[("", "ทุกใบสมัครที่เอกสารยังขาด"), ("overdue", "เฉพาะที่พ้นกำหนดแล้ว")]
    )
    q = forms.CharField(label="ค้นหา", required=False, widget=forms.TextInput(attrs={"type": "search"}))

    def clean_q(self) -> str:
        return search_words(self.cleaned_data["q"])
