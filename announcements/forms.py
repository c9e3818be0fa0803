"""Fields of the public search, and of the page on which an administrator publishes results."""

from django import forms
from django.utils.functional import cached_property

from office.models import Signatory
from thai.forms import ThaiCharField, ThaiDateField

from .actions import ALL_RESULTS, WITH_STARS
from .models import PublishedResultQuerySet, outcome_text
from .pages import NO_STARS, RoundResults, star_filter
from .rules import AnnouncementKind

ANY = ("", "ทั้งหมด")


class FilterForm(forms.Form):
    """Filters of a public list, all optional; a value that is not offered is said beside its field, not applied."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, auto_id="filter-%s", **kwargs)
        for field in self.fields.values():
            field.required = False
            select = isinstance(field, forms.ChoiceField)
            field.widget.attrs["class"] = "form-select" if select else "form-control"
            if select:
                field.error_messages["invalid_choice"] = "ไม่มีตัวเลือกนี้ โปรดเลือกจากรายการ"

    @cached_property
    def chosen(self) -> dict[str, str]:
        """The filters that hold, as they stand in the address."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class ResultSearchForm(FilterForm):
    q = ThaiCharField(
        label="ค้นหาชื่อผลิตภัณฑ์ ผู้ผลิต หรือเลขที่รับสมัคร",
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    district = forms.ChoiceField(label="อำเภอ")
    group = forms.ChoiceField(label="ประเภท")
    star = forms.ChoiceField(label="ผลการคัดสรร")

    def __init__(self, *args: object, results: RoundResults, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        rows = results.rows.order_by()
        districts = sorted(set(rows.values_list("district_code", "district_name")))
        groups = sorted(set(rows.values_list("group_order", "group_code", "group_name")))
        levels = sorted({level or NO_STARS for level in rows.values_list("star_level", flat=True).distinct()})
        self.fields["district"].choices = [ANY, *districts]
        self.fields["group"].choices = [ANY, *((code, name) for _order, code, name in groups)]
        self.fields["star"].choices = [ANY, *((str(level), outcome_text(level or None)) for level in reversed(levels))]
        self.rows = results.rows

    def found(self) -> PublishedResultQuerySet:
        """The rows that the filters leave."""
        chosen = self.chosen
        rows = self.rows.matching(chosen.get("q", ""))
        if "district" in chosen:
            rows = rows.filter(district_code=chosen["district"])
        if "group" in chosen:
            rows = rows.filter(group_code=chosen["group"])
        if "star" in chosen:
            rows = rows.filter(star_filter(int(chosen["star"])))
        return rows

    def in_words(self) -> list[str]:
        """The filters that hold, for the line above the list."""
        words = []
        for name, value in self.chosen.items():
            field = self.fields[name]
            choices = dict(field.choices) if isinstance(field, forms.ChoiceField) else {}
            words.append(f"{'คำค้น' if name == 'q' else field.label} “{choices.get(value, value)}”")
        return words


class AnnouncementFilterForm(FilterForm):
    kind = forms.ChoiceField(label="ชนิดประกาศ", choices=[ANY, *AnnouncementKind.choices])


class PublishResultsForm(forms.Form):
    title = ThaiCharField(label="เรื่อง", max_length=200, widget=forms.TextInput(attrs={"class": "vLargeTextField"}))
    body = ThaiCharField(
        label="เนื้อความ",
        max_length=5000,
        multiline=True,
        widget=forms.Textarea(attrs={"rows": 5, "class": "vLargeTextField"}),
        help_text="ข้อความธรรมดา เว้นบรรทัดเพื่อขึ้นย่อหน้าใหม่",
    )
    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)


class PaperForm(forms.Form):
    """Number, date and signatory of the announcement as a provincial paper."""

    number = ThaiCharField(
        label="เลขที่",
        max_length=40,
        required=False,
        help_text="เลขจากทะเบียนของสำนักงาน ประกาศไม่มีเลขก็ได้",
    )
    dated = ThaiDateField(label="ประกาศ ณ วันที่")
    signatory = forms.ModelChoiceField(label="ผู้ลงนาม", queryset=Signatory.objects.all(), empty_label="เลือกผู้ลงนาม")


class CorrectedPaperForm(PaperForm):
    """The words of the paper that stands instead of the issued one, and why."""

    title = ThaiCharField(label="เรื่อง", max_length=200, widget=forms.TextInput(attrs={"class": "vLargeTextField"}))
    body = ThaiCharField(
        label="เนื้อความ",
        max_length=5000,
        multiline=True,
        widget=forms.Textarea(attrs={"rows": 8, "class": "vLargeTextField"}),
        help_text="ข้อความบนหน้าเว็บจะเปลี่ยนตาม บัญชีรายชื่อแนบท้ายคงเดิม",
    )
    reason = ThaiCharField(
        label="เหตุผลที่ออกฉบับแก้ไข", max_length=500, widget=forms.TextInput(attrs={"class": "vLargeTextField"})
    )
    field_order = ["title", "body", "reason", "number", "dated", "signatory"]


class CertificatesForm(forms.Form):
    scope = forms.ChoiceField(
        label="ออกให้",
        choices=[(WITH_STARS, "เฉพาะผลิตภัณฑ์ที่ได้ระดับดาว"), (ALL_RESULTS, "ทุกผลิตภัณฑ์ที่ประกาศ")],
        widget=forms.RadioSelect,
        initial=WITH_STARS,
    )
    dated = ThaiDateField(label="ให้ไว้ ณ วันที่")
    signatory = forms.ModelChoiceField(label="ผู้ลงนาม", queryset=Signatory.objects.all(), empty_label="เลือกผู้ลงนาม")


class CertificateSearchForm(FilterForm):
    q = ThaiCharField(
        label="ค้นหาชื่อผลิตภัณฑ์ ผู้ผลิต หรือเลขที่รับสมัคร",
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
