"""The order that appoints bodies, and the seats of a body typed on one page."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.forms.models import BaseInlineFormSet

from office.forms import RowsField, WholeRowForm
from office.models import Signatory, User
from rounds.clauses import Clause
from thai.forms import ThaiCharField, ThaiDateField
from thai.text import normalise_block

from .models import Amendment, AmendmentChange, Committee, Nomination, role_label
from .papers import LEGAL_BASIS, usual_amendment_preamble, usual_preamble
from .rules import APPOINTED_ONCE, ONCE_PER_BODY, ONE_CHAIR, ONE_SECRETARY, BodyRole, NominationStatus


class CommitteeForm(WholeRowForm):
    """A body, held as it stands now: the page may have been opened before a colleague issued the order."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.instance.pk is not None:
            body = Committee.objects.select_for_update().get(pk=self.instance.pk)
            APPOINTED_ONCE.require(not body.is_appointed, body=body.name)
        return cleaned


class SeatFormSet(BaseInlineFormSet):
    """Seats of one body, held against each other before the database does."""

    def clean(self) -> None:
        super().clean()
        seats = [
            form.cleaned_data
            for form in self.forms
            if getattr(form, "cleaned_data", None) and not form.cleaned_data.get("DELETE")
        ]
        said: list[Clause] = []
        roles = Counter(seat.get("role") for seat in seats)
        if roles[BodyRole.CHAIR] > 1:
            said.append(ONE_CHAIR)
        if roles[BodyRole.SECRETARY] > 1:
            said.append(ONE_SECRETARY)
        nameless = [(seat.get("position"), seat.get("agency")) for seat in seats if not seat.get("name")]
        if any(map(_twice, ([seat.get("name") for seat in seats], [seat.get("user") for seat in seats], nameless))):
            said.append(ONCE_PER_BODY)
        if said:
            raise forms.ValidationError([clause.error() for clause in said])


def _twice(values: Iterable[Any]) -> bool:
    return any(count > 1 for value, count in Counter(values).items() if value)


PREAMBLE_HELP = (
    "เหตุผลและกฎหมายที่อาศัยอำนาจ โปรดตรวจกับนิติกรหรือคำสั่งฉบับก่อน บรรทัดหนึ่งเป็นหนึ่งย่อหน้า "
    "**ข้อความ** พิมพ์ตัวหนา เว้นว่างไว้หากใช้ข้อความตามปกติของระบบ"
)


class OrderForm(forms.Form):
    """What an appointment order needs beyond the bodies themselves."""

    bodies = RowsField(
        label="คณะที่แต่งตั้งด้วยคำสั่งฉบับนี้",
        queryset=Committee.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "โปรดเลือกอย่างน้อยหนึ่งคณะ"},
    )
    number = ThaiCharField(
        label="เลขที่คำสั่ง",
        max_length=40,
        help_text="เลขจากทะเบียนคำสั่งของจังหวัด เช่น 1234 ระบบเติมปี พ.ศ. ของวันที่ลงนามให้",
    )
    dated = ThaiDateField(label="สั่ง ณ วันที่")
    signatory = forms.ModelChoiceField(label="ผู้ลงนาม", queryset=Signatory.objects.all(), empty_label="เลือกผู้ลงนาม")
    preamble = ThaiCharField(
        label="ความนำของคำสั่ง",
        required=False,
        max_length=4000,
        multiline=True,
        widget=forms.Textarea(attrs={"rows": 9, "cols": 90}),
        help_text=PREAMBLE_HELP,
    )

    def __init__(
        self, *args: Any, bodies: Any, shown: Sequence[Committee] = (), preview: bool = False, **kwargs: Any
    ) -> None:
        """`shown` are the bodies that the page was opened for: their usual preamble is what staff begin with."""
        super().__init__(*args, **kwargs)
        self.fields["bodies"].queryset = bodies
        self.usual = usual_preamble(shown, legal_basis=LEGAL_BASIS) if shown else ""
        self.fields["preamble"].initial = self.usual
        if preview:  # a draft has no number, and may be without date and signatory
            for name in ("number", "dated", "signatory"):
                self.fields[name].required = False

    def clean_preamble(self) -> str:
        """What staff wrote themselves; left as it was, the words follow the bodies that are chosen now."""
        typed = self.cleaned_data["preamble"]
        return "" if typed == normalise_block(self.usual) else typed

    def of_the_paper(self) -> list[forms.BoundField]:
        """The fields below the list of bodies."""
        return [field for field in self if field.name != "bodies"]


# -- amendments ------------------------------------------------------------------------------------------------------


class OnDayForm(forms.Form):
    """Who held a seat on a day: the address keeps the day."""

    on = ThaiDateField(label="ใครเป็นกรรมการในวันที่")


class ReasonOfAmendmentForm(forms.Form):
    """Where an amendment begins: why."""

    reason = ThaiCharField(
        label="เหตุผลของการแก้ไข",
        max_length=1000,
        multiline=True,
        widget=forms.Textarea(attrs={"rows": 3, "cols": 90}),
        help_text="เช่น เนื่องจากผู้ดำรงตำแหน่งย้ายไปรับราชการจังหวัดอื่น ข้อความนี้เข้าไปอยู่ในความนำของคำสั่ง",
    )


class AmendmentForm(ReasonOfAmendmentForm):
    """What a draft says beside its lines; a preamble left as it was follows the reason and the earlier orders."""

    preamble = ThaiCharField(
        label="ความนำของคำสั่ง",
        required=False,
        max_length=4000,
        multiline=True,
        widget=forms.Textarea(attrs={"rows": 9, "cols": 90}),
        help_text=PREAMBLE_HELP,
    )

    def __init__(self, *args: Any, amendment: Amendment, **kwargs: Any) -> None:
        self.usual = usual_amendment_preamble(amendment)
        said = {"reason": amendment.reason, "preamble": amendment.preamble or self.usual}
        super().__init__(*args, initial=said, **kwargs)

    def clean_preamble(self) -> str:
        typed = self.cleaned_data["preamble"]
        return "" if typed == normalise_block(self.usual) else typed


class IssueForm(forms.Form):
    """Number, date and signatory of an amendment; its preview needs none of them."""

    number = ThaiCharField(
        label="เลขที่คำสั่ง",
        max_length=40,
        help_text="เลขจากทะเบียนคำสั่งของจังหวัด เช่น 1300 ระบบเติมปี พ.ศ. ของวันที่ลงนามให้",
    )
    dated = ThaiDateField(label="สั่ง ณ วันที่", help_text="ผู้พ้นจากตำแหน่งทำหน้าที่ถึงวันก่อนหน้า ผู้ได้รับแต่งตั้งเริ่มทำหน้าที่ในวันนี้")
    signatory = forms.ModelChoiceField(label="ผู้ลงนาม", queryset=Signatory.objects.all(), empty_label="เลือกผู้ลงนาม")

    def __init__(self, *args: Any, preview: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if preview:
            for field in self.fields.values():
                field.required = False


class ChangeForm(forms.Form):
    """Who takes a seat, or which role somebody gets: one line of an amendment."""

    nomination = forms.ModelChoiceField(
        Nomination.objects.none(),
        label="จากการสรรหา",
        required=False,
        empty_label="ไม่ใช้ (กรอกเองด้านล่าง)",
        help_text="ผู้ที่ตอบยินดีรับแต่งตั้งในคณะนี้แล้ว เลือกแล้วเว้นช่องชื่อ ตำแหน่ง หน่วยงาน และความเชี่ยวชาญไว้ได้ ระบบเติมให้",
    )
    name = ThaiCharField(label="คำนำหน้า ชื่อ สกุล", required=False, max_length=200, help_text="เว้นว่างได้เมื่อแต่งตั้งโดยตำแหน่ง")
    position = ThaiCharField(label="ตำแหน่ง", required=False, max_length=200)
    agency = ThaiCharField(label="หน่วยงาน", required=False, max_length=200)
    expertise = ThaiCharField(label="ความเชี่ยวชาญ", required=False, max_length=200, help_text="สำหรับผู้ทรงคุณวุฒิ")
    role = forms.ChoiceField(label="บทบาทในคณะ", choices=BodyRole.choices)
    user = forms.ModelChoiceField(
        User.objects.none(),
        label="บัญชีผู้ใช้",
        required=False,
        empty_label="ไม่ผูกบัญชี",
        help_text="ให้คะแนนได้เมื่อผูกบัญชีผู้ใช้",
    )

    def __init__(self, *args: Any, change: AmendmentChange, **kwargs: Any) -> None:
        self.change = change
        initial = {name: getattr(change, name) for name in self.base_fields}
        super().__init__(*args, initial=initial, **kwargs)
        self.fields["role"].choices = [(role, role_label(role, change.committee.kind)) for role in BodyRole.values]
        for name in {"name", "position", "agency", "expertise"}:
            self.fields[name].widget.attrs["size"] = 60
        if not change.has_person:
            for name in set(self.fields) - {"role"}:
                del self.fields[name]
            return
        seated = Nomination.objects.filter(seat__until=None, seat__isnull=False)
        self.fields["nomination"].queryset = Nomination.objects.filter(
            committee=change.committee, status=NominationStatus.ACCEPTED
        ).exclude(pk__in=seated)
        self.fields["user"].queryset = User.objects.filter(is_active=True).order_by("full_name")

    def line(self) -> AmendmentChange:
        """The line as it was typed."""
        for name, value in self.cleaned_data.items():
            setattr(self.change, name, value)
        return self.change
