"""The directory of people, and who is proposed for which body: fields, and what is filled in from the directory."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from office.forms import ReasonForm, WholeRowForm
from rounds.models import Round
from rounds.rules import GroupCode
from thai.forms import ThaiCharField, ThaiDateField

from .actions import lock_directory, snapshot_of
from .actions.nominations import PERSONAL, require_not_there
from .models import Agency, Committee, Nomination, role_label
from .rules import NOMINATION_MOVES, BodyRole, Consent, NominationStatus


def codes_of(stored: str) -> list[str]:
    """The codes in ",FOOD,TEXTILE,", in the order in which the product groups are named."""
    return [code for code in GroupCode.values if f",{code}," in stored]


def stored_codes(codes: Any) -> str:
    chosen = [code for code in GroupCode.values if code in codes]
    return f",{','.join(chosen)}," if chosen else ""


def group_labels(stored: str) -> str:
    return ", ".join(GroupCode(code).label for code in codes_of(stored))


class GroupCodesField(forms.MultipleChoiceField):
    """Five boxes over the text that keeps which of them are ticked."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", "เชี่ยวชาญผลิตภัณฑ์ประเภท")
        super().__init__(choices=GroupCode.choices, required=False, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return codes_of(value) if isinstance(value, str) else value

    def clean(self, value: Any) -> str:
        return stored_codes(super().clean(value))

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(codes_of(initial or ""), data)


class PersonForm(WholeRowForm):
    group_codes = GroupCodesField(help_text="ใช้กรองเมื่อเสนอชื่อเข้าคณะทำงานของประเภทนั้น")

    def clean(self) -> dict[str, Any]:
        lock_directory()
        data = super().clean()
        # Two people of one name without an agency are one to the database's rule: NULL is not equal to NULL.
        if data.get("name") and "agency" in data and data["agency"] is None:
            twins = type(self.instance).objects.filter(name=data["name"], agency=None).exclude(pk=self.instance.pk)
            if twins.exists():
                self.add_error("name", "มีบุคคลชื่อนี้ที่ไม่ระบุหน่วยงานในทำเนียบแล้ว โปรดแก้ไขรายการเดิม หรือระบุหน่วยงาน")
        return data


class NominationForm(WholeRowForm):
    """A nomination as staff write it; who is chosen from the directory fills what was left empty."""

    group_codes = GroupCodesField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "name" in self.fields:
            self.fields["name"].help_text = "เว้นว่างได้เมื่อเลือกจากทำเนียบ หรือเสนอโดยตำแหน่ง (กรอกตำแหน่งและหน่วยงาน)"

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        row = self.instance
        if row.pk is not None:
            NOMINATION_MOVES.require(
                row.status == NominationStatus.PROPOSED, status=row.get_status_display(), act="แก้ไข"
            )
            return data
        if data.get("committee") is not None:
            data["committee"] = Committee.objects.select_for_update().get(pk=data["committee"].pk)
        if data.get("person") is not None:
            for name, value in snapshot_of(data["person"]).items():
                data[name] = data.get(name) or value
        return data

    def _post_clean(self) -> None:
        super()._post_clean()
        if self.errors:
            return
        try:
            require_not_there(self.instance)
        except ValidationError as error:
            self._update_errors(error)

    def said(self) -> dict[str, Any]:
        """The nominated person's own fields, for the act."""
        return {name: self.cleaned_data[name] for name in PERSONAL}


class AcceptForm(ReasonForm):
    """How and when the person said yes."""

    consent = forms.ChoiceField(
        label="ตอบรับด้วยวิธีใด",
        choices=[choice for choice in Consent.choices if choice[0] != Consent.NONE],
        widget=forms.RadioSelect,
        error_messages={"required": "โปรดเลือกวิธีตอบรับ"},
    )
    consent_on = ThaiDateField(label="ตอบรับเมื่อวันที่", error_messages={"required": "โปรดกรอกวันที่ตอบรับ"})

    field_order = ["consent", "consent_on", "reason"]

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["consent_on"].initial = timezone.localdate()


class BodyField(forms.ModelChoiceField):
    def label_from_instance(self, body: Committee) -> str:
        return body.name if body.status == Committee.Status.DRAFT else f"{body.name} (แต่งตั้งแล้ว รอคำสั่งแก้ไข)"


class DirectoryFilterForm(forms.Form):
    """Which people of the directory are shown; nothing here is required."""

    q = ThaiCharField(label="ค้นชื่อ ตำแหน่ง หน่วยงาน ความเชี่ยวชาญ", required=False, max_length=200)
    group = forms.ChoiceField(label="ประเภทผลิตภัณฑ์", required=False, choices=[("", "ทุกประเภท"), *GroupCode.choices])
    agency = forms.ModelChoiceField(
        label="หน่วยงาน", required=False, queryset=Agency.objects.all(), empty_label="ทุกหน่วยงาน"
    )


class ProposeForm(forms.Form):
    """For which body, and as what, the ticked people are proposed."""

    committee = BodyField(
        label="เสนอเข้าคณะ",
        queryset=Committee.objects.none(),
        empty_label="เลือกคณะ",
        error_messages={"required": "โปรดเลือกคณะที่จะเสนอชื่อเข้า"},
    )
    role = forms.ChoiceField(label="บทบาท", choices=BodyRole.choices, initial=BodyRole.MEMBER)

    def __init__(self, *args: Any, round: Round | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["committee"].queryset = Committee.objects.filter(round=round)


def role_of(nomination: Nomination) -> str:
    return role_label(nomination.role, nomination.committee.kind)
