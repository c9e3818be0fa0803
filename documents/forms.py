"""The letter desk's forms: the parts of a letter, an invitation, a meeting report and a plain order, as typed.

Lists are typed one a line, parts of a line between bars.  `context_of` makes the paper's data of what was typed,
`typed` gives a paper back as it would be typed.  A draft may be incomplete: what is missing is said at approval.
"""

import dataclasses
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from office.forms import RowsField
from office.models import District, Signatory
from thai.forms import ThaiCharField, ThaiDateField, ThaiIntegerField, YearBEField

from .models import Dispatch
from .papers import InvitationContext, LetterContext, MinutesContext, OfficialPaper, OrderContext
from .papers.letter import CALL, CLOSING, Enclosure
from .papers.minutes import AgendaItem, Attendant
from .papers.order import IN_FORCE
from .rules import PaperKind

URGENCIES = [("", "ไม่ระบุ"), ("ด่วน", "ด่วน"), ("ด่วนมาก", "ด่วนมาก"), ("ด่วนที่สุด", "ด่วนที่สุด")]
MARK_UP = (
    "หนึ่งบรรทัดคือหนึ่งย่อหน้า บรรทัดที่ขึ้นต้นด้วยเลข เช่น 1. หรือ 1.1 จะเป็นข้อ พิมพ์ **ข้อความ** เพื่อให้เป็นตัวหนา เลขอารบิกพิมพ์เป็นเลขไทยให้เอง"
)
MOST_LINES = 300
LONGEST_BODY = 60_000
NO_SUBJECT = {"required": "โปรดกรอกเรื่อง แม้เป็นร่าง เพื่อให้หาเอกสารพบ"}


def area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, "cols": 90, "class": "vLargeTextField"})


def long_line() -> forms.TextInput:
    return forms.TextInput(attrs={"class": "vLargeTextField"})


# -- lists that are typed one a line --------------------------------------------------------------------------------


class LinesField(ThaiCharField):
    """One thing a line; cleans to a tuple of what `item` makes of each."""

    def __init__(self, *, rows: int = 3, longest: int = 500, **kwargs: Any) -> None:
        self.longest = longest
        kwargs.setdefault("required", False)
        super().__init__(multiline=True, empty_value=(), widget=area(rows), **kwargs)

    def to_python(self, value: Any) -> Any:
        if not isinstance(value, str):
            return tuple(value or ())
        text = super().to_python(value)
        lines = [line.strip() for line in text.splitlines() if line.strip()] if text else []
        if len(lines) > MOST_LINES:
            raise ValidationError(f"กรอกได้ไม่เกิน {MOST_LINES} บรรทัด ท่านกรอก {len(lines)} บรรทัด")
        found, wrong = [], []
        for place, line in enumerate(lines, 1):
            if len(line) > self.longest:
                wrong.append(f"บรรทัดที่ {place} ยาวเกิน {self.longest} ตัวอักษร โปรดแบ่งเป็นหลายบรรทัด")
                continue
            try:
                found.append(self.item(line))
            except ValueError as error:
                wrong.append(f"บรรทัดที่ {place}: {error}")
        if wrong:
            raise ValidationError(wrong[:10])
        return tuple(found)

    def run_validators(self, value: Any) -> None:
        """Each line is checked by itself."""

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(self.line(item) for item in value) if isinstance(value, list | tuple) else value

    def item(self, line: str) -> Any:
        """What a line says.  Raises ValueError with a sentence."""
        return line

    def line(self, item: Any) -> str:
        return str(item)


def _parts(line: str, names: Sequence[str]) -> list[str]:
    parts = [part.strip() for part in line.split("|")]
    if len(parts) > len(names):
        raise ValueError(f"มีเครื่องหมาย | มากเกินไป รูปแบบคือ {' | '.join(names)}")
    if not parts[0]:
        raise ValueError(f"ขาด{names[0]}ก่อนเครื่องหมาย |")
    return parts


def _joined(*parts: str) -> str:
    return " | ".join(parts).rstrip(" |")


class EnclosuresField(LinesField):
    def item(self, line: str) -> Enclosure:
        return Enclosure(*_parts(line, ("เรื่อง", "จำนวน")))

    def line(self, item: Any) -> str:
        return item if isinstance(item, str) else _joined(item.title, item.amount)


class AttendantsField(LinesField):
    def item(self, line: str) -> Attendant:
        return Attendant(*_parts(line, ("ชื่อ", "ตำแหน่ง", "หน้าที่", "หมายเหตุ")))

    def line(self, item: Any) -> str:
        return item if isinstance(item, str) else _joined(item.name, item.position, item.role, item.note)


class AttendantField(ThaiCharField):
    """One person: "ชื่อ | ตำแหน่ง"; cleans to an Attendant or None."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, max_length=400, widget=long_line(), **kwargs)

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        try:
            return Attendant(*_parts(text, ("ชื่อ", "ตำแหน่ง"))) if text else None
        except ValueError as error:
            raise ValidationError(str(error)) from error

    def prepare_value(self, value: Any) -> Any:
        return _joined(value.name, value.position) if isinstance(value, Attendant) else value


class AgendaField(ThaiCharField):
    """The agenda of a meeting report: "# " begins an item, "มติ:" its resolution; cleans to a tuple of AgendaItem."""

    RESOLUTION = ("มติที่ประชุม", "มติ")

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, multiline=True, empty_value=(), widget=area(18), **kwargs)

    def to_python(self, value: Any) -> Any:
        if not isinstance(value, str):
            return tuple(value or ())
        if len(value) > LONGEST_BODY:
            raise ValidationError(f"ข้อความต้องไม่เกิน {LONGEST_BODY} ตัวอักษร (ที่ใส่มี {len(value)})")
        items: list[dict[str, Any]] = []
        for place, line in enumerate((super().to_python(value) or "").splitlines(), 1):
            line = line.strip()
            if line.startswith("#"):
                title = line.lstrip("#").strip()
                if not title:
                    raise ValidationError(f"บรรทัดที่ {place}: ขาดชื่อระเบียบวาระหลังเครื่องหมาย #")
                items.append({"title": title, "text": [], "resolution": None})
                if len(items) > MOST_LINES:
                    raise ValidationError(f"ระเบียบวาระมีได้ไม่เกิน {MOST_LINES} เรื่อง โปรดแบ่งเป็นหลายฉบับ")
            elif line and not items:
                raise ValidationError(
                    f"บรรทัดที่ {place}: ต้องขึ้นต้นด้วยชื่อระเบียบวาระ เช่น “# เรื่องที่ประธานแจ้งให้ที่ประชุมทราบ” ก่อนเนื้อหา"
                )
            elif line:
                self._put(items[-1], line)
        return tuple(
            AgendaItem(item["title"], "\n".join(item["text"]), "\n".join(item["resolution"] or ())) for item in items
        )

    def _put(self, item: dict[str, Any], line: str) -> None:
        head, colon, rest = line.partition(":")
        if item["resolution"] is None and colon and head.strip() in self.RESOLUTION:
            item["resolution"] = [rest.strip()] if rest.strip() else []
        else:
            (item["text"] if item["resolution"] is None else item["resolution"]).append(line)

    def run_validators(self, value: Any) -> None:
        """Nothing more is asked of it."""

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, list | tuple):
            return value
        said = []
        for item in value:
            parts = [f"# {item.title}", item.text, f"มติ: {item.resolution}" if item.resolution else ""]
            said.append("\n".join(part for part in parts if part))
        return "\n\n".join(said)


# -- papers -----------------------------------------------------------------------------------------------------


class DeskForm(forms.Form):
    """What all drafts of the desk have; the groups are the page's sections."""

    kind: str
    context: type[OfficialPaper]
    GROUPS: Sequence[tuple[str, str, Sequence[str]]] = ()

    subject = ThaiCharField(
        label="เรื่อง",
        max_length=300,
        widget=long_line(),
        error_messages=NO_SUBJECT,
    )

    def groups(self) -> list[tuple[str, str, list[forms.BoundField]]]:
        return [(title, said, [self[name] for name in names]) for title, said, names in self.GROUPS]

    def own_fields(self) -> set[str]:
        """Names of the fields that stand in the paper under the same name."""
        return {field.name for field in dataclasses.fields(self.context)} & set(self.fields)

    def put_into(self, paper: OfficialPaper) -> OfficialPaper:
        """The paper with what was typed; what the form does not ask for stays."""
        return dataclasses.replace(paper, **{name: self.cleaned_data[name] for name in self.own_fields()})

    @classmethod
    def blank(cls, **head: Any) -> Any:
        """The paper before anything was typed."""
        required = {
            field.name: ""
            for field in dataclasses.fields(cls.context)
            if field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING
        }
        return cls.context(**required | head)

    @classmethod
    def typed(cls, context: OfficialPaper) -> dict[str, Any]:
        """A paper as it would be typed: initial values."""
        return {name: getattr(context, name) for name in cls.base_fields if hasattr(context, name)}


class LetterForm(DeskForm):
    kind = PaperKind.LETTER
    context = LetterContext
    TEXT = (
        "ข้อความในหนังสือ",
        "",
        (
            *("urgency", "is_circular", "subject", "call", "to", "references", "enclosures", "body", "closing"),
            "copies_to",
        ),
    )
    ASKED = ("สิ่งที่ผู้รับต้องทำ", "ปรากฏเด่นในหน้าของเจ้าหน้าที่อำเภอ ไม่พิมพ์ในหนังสือ", ("asks", "due_on"))
    TO_WHOM = (
        "ส่งถึงใคร",
        "เมื่อออกเลขแล้วจึงส่ง เจ้าหน้าที่อำเภอเห็นหนังสือและกดรับทราบได้ในระบบ",
        ("to_whom", "districts", "others", "names_each"),
    )
    HEAD = (
        "หัวและท้ายหนังสือ",
        "นำมาจากข้อมูลสำนักงาน แก้เฉพาะฉบับนี้ได้",
        ("prefix", "sender", "owner", "slogan", "day_by_hand"),
    )
    GROUPS = (TEXT, ASKED, TO_WHOM, HEAD)

    urgency = forms.ChoiceField(label="ชั้นความเร็ว", choices=URGENCIES, required=False)
    is_circular = forms.BooleanField(
        label="หนังสือเวียน (ว)", required=False, help_text="พิมพ์ ว หน้าเลขที่ และใช้เลขจากทะเบียนหนังสือเวียนถ้าสำนักงานแยกไว้"
    )
    call = ThaiCharField(label="คำขึ้นต้น", max_length=60, required=False, initial=CALL)
    to = ThaiCharField(
        label="ผู้รับในหนังสือ", max_length=300, required=False, widget=long_line(), help_text="เช่น นายอำเภอ ทุกอำเภอ"
    )
    references = LinesField(
        label="อ้างถึง", rows=2, help_text="บรรทัดละหนึ่งฉบับ เช่น หนังสือจังหวัดสกลนคร ที่ สน 0019.3/ว 5471 ลงวันที่ 25 มีนาคม 2565"
    )
    enclosures = EnclosuresField(
        label="สิ่งที่ส่งมาด้วย",
        rows=3,
        help_text="บรรทัดละหนึ่งรายการ: เรื่อง | จำนวน เช่น แผนการดำเนินการคัดสรรฯ | 1 ฉบับ ระบบใส่เลขลำดับให้ เว้นว่างถ้าไม่มี",
    )
    body = ThaiCharField(
        label="เนื้อความ", required=False, multiline=True, max_length=LONGEST_BODY, widget=area(16), help_text=MARK_UP
    )
    closing = ThaiCharField(label="คำลงท้าย", max_length=120, required=False, initial=CLOSING)
    copies_to = LinesField(label="สำเนาส่ง", rows=2, help_text="บรรทัดละหนึ่งแห่ง เว้นว่างถ้าไม่มี")

    asks = ThaiCharField(
        label="ขอให้ทำอะไร",
        max_length=300,
        required=False,
        widget=long_line(),
        help_text="ประโยคเดียวที่ผู้รับอ่านแล้วรู้ว่าต้องทำอะไร เช่น แจ้งรายชื่อเจ้าหน้าที่ผู้รับผิดชอบ เว้นว่างถ้าส่งเพื่อทราบ",
    )
    due_on = ThaiDateField(label="ภายในวันที่", required=False)

    to_whom = forms.ChoiceField(
        label="อำเภอ",
        choices=[("all", "ทุกอำเภอ"), ("chosen", "เฉพาะอำเภอที่เลือก"), ("none", "ไม่ส่งถึงอำเภอในระบบ")],
        widget=forms.RadioSelect,
        initial="none",
    )
    districts = RowsField(
        label="อำเภอที่เลือก",
        queryset=District.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="ใช้เมื่อเลือก “เฉพาะอำเภอที่เลือก”",
    )
    others = LinesField(
        label="ผู้รับอื่น",
        rows=3,
        longest=200,
        help_text="บรรทัดละหนึ่งราย เช่น หัวหน้าสำนักงานจังหวัดสกลนคร ผู้รับอื่นไม่มีบัญชีในระบบ จังหวัดบันทึกการรับทราบแทน",
    )
    names_each = forms.BooleanField(
        label="แต่ละฉบับระบุชื่อผู้รับ",
        required=False,
        help_text="ระบบทำสำเนาถึงผู้รับทีละราย (เรียน นายอำเภอเมืองสกลนคร …) และไฟล์เดียวสำหรับพิมพ์ทุกฉบับ",
    )

    prefix = ThaiCharField(label="รหัสหนังสือ", max_length=60, required=False, help_text="เช่น สน 0019.3 ไม่ต้องใส่เลขที่")
    sender = LinesField(label="ส่วนราชการเจ้าของหนังสือ (หัวขวา)", rows=3, longest=200)
    owner = LinesField(label="เจ้าของเรื่อง (ท้ายซ้าย)", rows=4, longest=200)
    slogan = ThaiCharField(label="คำขวัญท้ายหน้า", max_length=300, required=False, widget=long_line())
    day_by_hand = forms.BooleanField(
        label="วันที่แยกจากเดือนและปี",
        required=False,
        help_text="อย่างหนังสือที่ประทับวันที่ตอนลงนาม: เว้นช่องวันที่ไว้ก่อนเดือนและปี",
    )

    def __init__(self, *args: Any, districts: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["districts"].queryset = districts
        self.fields["districts"].error_messages["invalid_choice"] = "ไม่มีอำเภอนี้ในจังหวัด"

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("to_whom") == "chosen" and "districts" in data and not data["districts"]:
            self.add_error("districts", "โปรดเลือกอย่างน้อยหนึ่งอำเภอ หรือเปลี่ยนเป็น “ทุกอำเภอ”")
        if data.get("due_on") and "asks" in data and not data["asks"]:
            self.add_error("asks", "กำหนดวันไว้แล้ว โปรดบอกด้วยว่าขอให้ทำอะไรภายในวันนั้น")
        return data

    def addressees(self) -> dict[str, Any]:
        """The districts and the others that were chosen, for `set_addressees`."""
        data = self.cleaned_data
        chosen = {"all": self.fields["districts"].queryset, "chosen": data["districts"]}.get(data["to_whom"], ())
        return {"districts": list(chosen), "others": data["others"]}

    def addressees_typed(self, dispatches: Sequence[Dispatch]) -> dict[str, Any]:
        """A letter's addressees as they would be chosen here."""
        districts = {dispatch.district_id for dispatch in dispatches if dispatch.district_id}
        everyone = {district.pk for district in self.fields["districts"].queryset}
        return {
            "to_whom": "none" if not districts else "all" if districts == everyone else "chosen",
            "districts": [] if districts == everyone else sorted(districts),
            "others": [dispatch.addressee for dispatch in dispatches if not dispatch.district_id],
        }


class InvitationForm(LetterForm):
    kind = PaperKind.INVITATION
    context = InvitationContext
    MEETING = (
        "การประชุม",
        "พิมพ์ต่อจากหนังสือในแผ่นของตัวเอง",
        ("meeting", "agenda", "with_reply_slip", "reply_to", "reply_by"),
    )
    GROUPS = (LetterForm.TEXT, MEETING, LetterForm.ASKED, LetterForm.TO_WHOM, LetterForm.HEAD)

    meeting = ThaiCharField(label="ชื่อการประชุม", max_length=300, required=False, widget=long_line())
    agenda = LinesField(label="ระเบียบวาระ", rows=5, help_text="บรรทัดละหนึ่งวาระ ระบบใส่เลขวาระให้")
    with_reply_slip = forms.BooleanField(label="แนบแบบตอบรับ", required=False)
    reply_to = ThaiCharField(label="ส่งแบบตอบรับที่", max_length=300, required=False, widget=long_line())
    reply_by = ThaiCharField(label="ส่งแบบตอบรับภายใน", max_length=100, required=False, help_text="เช่น วันที่ 29 มีนาคม 2565")


class MinutesForm(DeskForm):
    kind = PaperKind.MINUTES
    context = MinutesContext
    PEOPLE = "บรรทัดละหนึ่งคน: ชื่อ | ตำแหน่ง | หน้าที่ | หมายเหตุ"
    GROUPS = (
        ("การประชุม", "เลขครั้งที่ใส่เมื่อออกรายงาน นับแยกตามคณะ", ("subject", "body_name", "when", "place")),
        ("ผู้เข้าประชุม", "ช่องที่ไม่มีเว้นว่างได้ เช่น นางสาวใจดี งามตา | พาณิชย์จังหวัด | ประธาน", ("present", "absent", "visitors")),
        ("ระเบียบวาระ", "", ("began", "agenda", "ended")),
        ("ผู้จดและผู้ตรวจ", "", ("writer", "checker")),
    )

    subject = ThaiCharField(
        label="เรื่อง",
        max_length=300,
        widget=long_line(),
        help_text="ชื่อที่ใช้ค้นหาในระบบและแสดงในหน้าตรวจสอบ เช่น รายงานการประชุมคณะกรรมการดำเนินการคัดสรรฯ ครั้งที่ 1/2565",
        error_messages=NO_SUBJECT,
    )
    body_name = ThaiCharField(
        label="ชื่อคณะที่ประชุม",
        max_length=200,
        required=False,
        widget=long_line(),
        help_text="พิมพ์ให้เหมือนเดิมทุกครั้ง ระบบนับเลขครั้งที่ของปีตามชื่อนี้",
    )
    when = ThaiCharField(
        label="วันเวลาประชุม",
        max_length=200,
        required=False,
        widget=long_line(),
        help_text="เช่น วันที่ 31 มีนาคม 2565 เวลา 10.00 น.",
    )
    place = ThaiCharField(label="สถานที่", max_length=300, required=False, widget=long_line())
    present = AttendantsField(label="ผู้มาประชุม", rows=8, help_text=PEOPLE)
    absent = AttendantsField(label="ผู้ไม่มาประชุม", rows=3, help_text="หมายเหตุคือเหตุที่ไม่มา เช่น ติดราชการ")
    visitors = AttendantsField(label="ผู้เข้าร่วมประชุม", rows=3, help_text="ผู้ที่ไม่ใช่กรรมการ")
    began = ThaiCharField(label="เริ่มประชุมเวลา", max_length=60, required=False, help_text="เช่น 10.00 น.")
    agenda = AgendaField(
        label="ระเบียบวาระ เนื้อหา และมติ",
        help_text="ขึ้นต้นแต่ละวาระด้วย # เช่น “# เรื่องเพื่อพิจารณา” (ระบบใส่เลขวาระให้) บรรทัดถัดไปคือเนื้อหา "
        "แล้วขึ้นบรรทัดใหม่ด้วย “มติ:” ตามด้วยมติ เนื้อหาใช้ข้อ 1. 1.1 และ **ตัวหนา** ได้",
    )
    ended = ThaiCharField(label="เลิกประชุมเวลา", max_length=60, required=False)
    writer = AttendantField(label="ผู้จดรายงานการประชุม", help_text="ชื่อ | ตำแหน่ง")
    checker = AttendantField(label="ผู้ตรวจรายงานการประชุม", help_text="ชื่อ | ตำแหน่ง")


class PlainOrderForm(DeskForm):
    kind = PaperKind.ORDER
    context = OrderContext
    GROUPS = (("คำสั่ง", "คำสั่งแต่งตั้งคณะกรรมการออกจากหน้าของคณะ เพื่อให้รายชื่อตรงกัน", ("subject", "preamble", "in_force")),)

    preamble = ThaiCharField(
        label="ข้อความในคำสั่ง",
        required=False,
        multiline=True,
        max_length=LONGEST_BODY,
        widget=area(16),
        help_text=MARK_UP,
    )
    in_force = ThaiCharField(label="การมีผลใช้บังคับ", max_length=300, required=False, widget=long_line(), initial=IN_FORCE)


FORMS: dict[str, type[DeskForm]] = {
    form.kind: form for form in (LetterForm, InvitationForm, MinutesForm, PlainOrderForm)
}


# -- issuing, and the registers -----------------------------------------------------------------------------------


class IssueForm(forms.Form):
    """Number, date and signatory; the number is not asked for where the register gives it."""

    number = ThaiCharField(
        label="เลขที่",
        max_length=40,
        required=False,
        help_text="เลขจากทะเบียนของสำนักงาน เช่น 5471 ไม่ต้องใส่รหัสหนังสือ ว หรือปี พ.ศ.",
    )
    dated = ThaiDateField(label="ลงวันที่")
    signatory = forms.ModelChoiceField(
        label="ผู้ลงนาม",
        queryset=Signatory.objects.all(),
        empty_label="เลือกผู้ลงนาม",
        error_messages={"required": "โปรดเลือกผู้ลงนาม"},
    )

    def __init__(self, *args: Any, kind: str, gives_numbers: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if gives_numbers:
            del self.fields["number"]
        if kind == PaperKind.MINUTES:
            self.fields["dated"].label = "วันที่ประชุม"
            del self.fields["signatory"]
            if "number" in self.fields:
                self.fields["number"].label = "ครั้งที่"
                self.fields["number"].help_text = "เช่น 1 ระบบเติมปี พ.ศ. ให้"

    def said(self) -> dict[str, Any]:
        return {"number": "", "signatory": None} | self.cleaned_data


class RegisterForm(forms.Form):
    """How far the office's own register has come."""

    year_be = YearBEField(label="ปี พ.ศ.")
    series = ThaiCharField(
        label="ชื่อคณะ", max_length=200, required=False, help_text="เฉพาะรายงานการประชุม: ชื่อคณะตามที่พิมพ์ในรายงาน"
    )
    last = ThaiIntegerField(
        label="เลขล่าสุดที่ใช้ไปแล้ว",
        min_value=0,
        max_value=999_999,
        help_text="ระบบให้เลขถัดจากเลขนี้ เลขที่มีเอกสารในระบบใช้แล้วข้ามให้เอง",
    )
