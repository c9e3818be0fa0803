"""Form fields for people who write พ.ศ. and Thai digits. They need no JavaScript, and keep what was typed.

A date is three inputs: day, a list of months, Buddhist year; they post as ``<name>_day``, ``<name>_month``,
``<name>_year`` (and ``<name>_time``). The browser's own date picker is not used: it shows the Gregorian
year in the order of the browser's language. Under the inputs stands the date in words with its weekday, so
that a slip is seen. A program may instead post the whole date as ``<name>``, in any form that thai.dates
reads.
"""

from collections.abc import Callable, Collection, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, ClassVar, TypeVar

from django import forms
from django.core.exceptions import ValidationError

from . import dates, digits, ids
from .text import normalise, normalise_block

N = TypeVar("N", int, Decimal)

LOW_YEAR_BE = 2400
HIGH_YEAR_BE = dates.MAX_YEAR_CE + dates.YEAR_OFFSET

_MONTH_CHOICES = [("", "เดือน"), *((str(number), name) for number, name in enumerate(dates.MONTHS, start=1))]


def _refuse(error: ValueError) -> ValidationError:
    """Turn the Thai sentence of a ValueError from the pure functions into a form error."""
    return ValidationError(str(error), code="invalid")


# -- dates ---------------------------------------------------------------------------------------------------


class ThaiDateWidget(forms.MultiWidget):
    """Day, month and Buddhist year, with the weekday written under them once they make a date."""

    template_name = "thai/date.html"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(self.parts(), attrs)

    def parts(self) -> dict[str, forms.Widget]:
        return {
            "day": self._typed("day", "วันที่", "วัน", 2),
            "month": forms.Select(
                {"aria-label": "เดือน", "class": "form-select w-auto thai-date-month"}, choices=_MONTH_CHOICES
            ),
            "year": self._typed("year", "ปี พ.ศ.", "พ.ศ.", 4),
        }

    @staticmethod
    def _typed(part: str, label: str, placeholder: str, size: int, mode: str = "numeric") -> forms.Widget:
        # A little longer than the answer, so that a pasted "๒๕๖๕ " is not cut into another year.
        css = f"form-control w-auto thai-date-{part}"
        return forms.TextInput(
            {
                "aria-label": label,
                "placeholder": placeholder,
                "class": css,
                "inputmode": mode,
                "autocomplete": "off",
                "size": size,
                "maxlength": size + 6,
            }
        )

    def decompress(self, value: Any) -> list[Any]:
        """Return what each input shows for a stored value; text that is no date stands whole in the year."""
        if isinstance(value, str):
            try:
                value = dates.parse_thai_date(value)
            except ValueError:
                return ["", "", value]
        return self._shown(value) if value else ["", "", ""]

    def _shown(self, value: Any) -> list[Any]:
        value = dates.in_bangkok(value)
        return [value.day, str(value.month), dates.be_year(value)]

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        if name in data and super().value_omitted_from_data(data, files, name):
            return data.get(name)
        return super().value_from_datadict(data, files, name)

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return name not in data and bool(super().value_omitted_from_data(data, files, name))

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(name, value, attrs)
        widget = context["widget"]
        # Bootstrap shows an error text only beside something marked invalid; the wrapper stands for its
        # inputs.
        widget["is_invalid"] = "is-invalid" in widget["subwidgets"][0]["attrs"].get("class", "")
        widget["echo"] = self.echo(value if isinstance(value, list) else self.decompress(value))
        return context

    def echo(self, parts: Sequence[Any]) -> str:
        """Return the date in words with its weekday, or "" while the inputs do not make one."""
        try:
            return dates.thai_date(_date_of(parts[:3]), weekday=True)
        except ValueError:
            return ""


class ThaiDateTimeWidget(ThaiDateWidget):
    """ThaiDateWidget and a time of day, 10.00."""

    def parts(self) -> dict[str, forms.Widget]:
        return super().parts() | {"time": self._typed("time", "เวลา เช่น 10.00", "เวลา", 5, "decimal")}

    def decompress(self, value: Any) -> list[Any]:
        if isinstance(value, str):
            try:
                value = read_datetime(value)
            except ValueError:
                return ["", "", value, ""]
        return self._shown(value) if value else ["", "", "", ""]

    def _shown(self, value: Any) -> list[Any]:
        return [*super()._shown(value), _clock(value)]


class ThaiDateField(forms.MultiValueField):
    """A date typed as day, month and พ.ศ.; cleans to datetime.date."""

    widget = ThaiDateWidget
    default_error_messages: ClassVar = {"incomplete": "กรุณาใส่วัน เดือน และปี พ.ศ. ให้ครบ"}

    def __init__(self, **kwargs: Any) -> None:
        kwargs.pop("input_formats", None)
        super().__init__(self._parts(), **kwargs)

    @staticmethod
    def _parts() -> list[forms.Field]:
        # Only for the machinery of MultiValueField: clean() below reads all inputs together.
        return [forms.CharField(required=False) for _ in range(3)]

    def clean(self, value: Any) -> Any:
        value = self.to_python(value)
        self.validate(value)
        self.run_validators(value)
        return value

    def to_python(self, value: Any) -> Any:
        """Return the date of posted inputs, of a date as text, or of a stored value; None if empty."""
        if isinstance(value, list | tuple):
            parts = [normalise(str(part)) if part is not None else "" for part in value]
            if not any(parts):
                return None
            if not all(parts) or len(parts) != len(self.fields):
                raise ValidationError(self.error_messages["incomplete"], code="incomplete")
            try:
                return self.compress(parts)
            except ValueError as error:
                raise _refuse(error) from error
        if value in self.empty_values:
            return None
        if isinstance(value, str):
            try:
                return self.read(value)
            except ValueError as error:
                raise _refuse(error) from error
        return value

    def compress(self, parts: Sequence[Any]) -> date:
        return _date_of(parts)

    def read(self, text: str) -> date:
        return dates.parse_thai_date(text)

    def validate(self, value: Any) -> None:
        if value is None and self.required:
            raise ValidationError(self.error_messages["required"], code="required")

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare as dates: "๓๑" for a stored 31 is no change; what cannot be read is one."""
        if self.disabled:
            return False
        try:
            return bool(self._comparable(initial) != self._comparable(data))
        except ValidationError:
            return True

    def _comparable(self, value: Any) -> Any:
        return self.to_python(value)


class ThaiDateTimeField(ThaiDateField):
    """A date and a time of day in Bangkok; cleans to an aware datetime."""

    widget = ThaiDateTimeWidget
    default_error_messages: ClassVar = {"incomplete": "กรุณาใส่วัน เดือน ปี พ.ศ. และเวลาให้ครบ"}

    @staticmethod
    def _parts() -> list[forms.Field]:
        return [forms.CharField(required=False) for _ in range(4)]

    def compress(self, parts: Sequence[Any]) -> date:
        return datetime.combine(_date_of(parts[:3]), dates.parse_thai_time(parts[3]), tzinfo=dates.BANGKOK)

    def read(self, text: str) -> date:
        return read_datetime(text)

    def _comparable(self, value: Any) -> Any:
        # The inputs show minutes, so the seconds of a stored moment are no change.
        value = self.to_python(value)
        return value and value.replace(second=0, microsecond=0)


class ThaiTimeField(forms.Field):
    """A time of day, 10.00 or 10:00 in Thai or Arabic digits; cleans to datetime.time."""

    widget = forms.TextInput

    def __init__(self, **kwargs: Any) -> None:
        kwargs.pop("input_formats", None)
        super().__init__(**kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"placeholder": "10.00", "inputmode": "decimal", "autocomplete": "off"}

    def prepare_value(self, value: Any) -> Any:
        return _clock(value) if isinstance(value, time) else value

    def to_python(self, value: Any) -> Any:
        if value in self.empty_values:
            return None
        if isinstance(value, time):
            return value
        if not normalise(str(value)):
            return None
        try:
            return dates.parse_thai_time(value)
        except ValueError as error:
            raise _refuse(error) from error

    def has_changed(self, initial: Any, data: Any) -> bool:
        if isinstance(initial, time):
            initial = initial.replace(second=0, microsecond=0)
        return bool(super().has_changed(initial, data))


def read_datetime(text: str) -> datetime:
    """Read an aware datetime from Thai text or ISO; a date alone is its midnight. Raises ValueError."""
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        try:
            return dates.parse_thai_datetime(text)
        except ValueError as error:
            try:
                moment = datetime.combine(dates.parse_thai_date(text), time())
            except ValueError:
                raise error from None
    dates.check_year(moment)
    return moment if moment.tzinfo else moment.replace(tzinfo=dates.BANGKOK)


def _date_of(parts: Sequence[Any]) -> date:
    day, month, year = (normalise(str(part)) for part in parts)
    try:
        numbers = digits.parse_int(day), dates.month_number(month), digits.parse_int(year)
    except ValueError:
        raise ValueError("กรุณาใส่วันและปี พ.ศ. เป็นตัวเลข และเลือกเดือน เช่น 31 มีนาคม 2565") from None
    return dates.from_be_parts(*numbers)


def _clock(moment: time | datetime) -> str:
    return dates.thai_time(moment).removesuffix(" น.")


# -- text and numbers ----------------------------------------------------------------------------------------


class ThaiCharField(forms.CharField):
    """Text with the silent repairs of thai.text made; ``multiline=True`` keeps lines, in a text area."""

    def __init__(self, *, multiline: bool = False, **kwargs: Any) -> None:
        self.multiline = multiline
        if multiline:
            kwargs.setdefault("widget", forms.Textarea)
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> Any:
        if value in self.empty_values:
            return self.empty_value
        return (normalise_block if self.multiline else normalise)(str(value)) or self.empty_value


class ThaiIntegerField(forms.IntegerField):
    """A whole number in Thai or Arabic digits. Typed as text: a number input swallows Thai ones unseen."""

    widget = forms.TextInput

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"inputmode": "numeric", "autocomplete": "off"}

    def to_python(self, value: Any) -> Any:
        return _number(value, digits.parse_int, self.empty_values)


class ThaiDecimalField(forms.DecimalField):
    """A decimal number in Thai or Arabic digits, thousands commas allowed; cleans to Decimal."""

    widget = forms.TextInput

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"inputmode": "decimal", "autocomplete": "off"}

    def to_python(self, value: Any) -> Any:
        return _number(value, digits.parse_decimal, self.empty_values)


class YearBEField(ThaiIntegerField):
    """A Buddhist year, 2400-2643; two digits and years that look Gregorian are refused with a hint."""

    def __init__(self, *, min_value: int | None = None, max_value: int | None = None, **kwargs: Any) -> None:
        # Model fields pass min_value=0; a narrower range of the caller's stays.
        self.low = max(min_value or LOW_YEAR_BE, LOW_YEAR_BE)
        self.high = min(max_value or HIGH_YEAR_BE, HIGH_YEAR_BE)
        super().__init__(**kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {**super().widget_attrs(widget), "placeholder": "พ.ศ.", "size": 4, "maxlength": 10}

    def to_python(self, value: Any) -> Any:
        value = super().to_python(value)
        if value is not None:
            try:
                dates.check_year_be(value, self.low, self.high)
            except ValueError as error:
                raise _refuse(error) from error
        return value


def _number(value: Any, parse: Callable[[object], N], empty_values: Collection[Any]) -> N | None:
    if value in empty_values:
        return None
    text = normalise(str(value))
    if not text:
        return None
    try:
        return parse(text)
    except ValueError as error:
        raise _refuse(error) from error


# -- numbers that name somebody ------------------------------------------------------------------------------


class _CleanedField(forms.CharField):
    """Text that one pure function cleans or refuses; what was typed comes back with the error."""

    input_mode = "numeric"

    def clean_text(self, text: str) -> str:
        raise NotImplementedError

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {**super().widget_attrs(widget), "inputmode": self.input_mode, "autocomplete": "off"}

    def to_python(self, value: Any) -> Any:
        value = super().to_python(value)
        if value in self.empty_values or not normalise(value):
            return self.empty_value
        try:
            return self.clean_text(value)
        except ValueError as error:
            raise _refuse(error) from error


class CitizenIdField(_CleanedField):
    """A person's 13 digits with the check digit verified; cleans to ASCII digits."""

    def clean_text(self, text: str) -> str:
        return ids.clean_citizen_id(text)


class JuristicIdField(_CleanedField):
    """A juristic person's 13 digits, the first 0; cleans to ASCII digits."""

    def clean_text(self, text: str) -> str:
        return ids.clean_juristic_id(text)


class PhoneField(_CleanedField):
    """A Thai telephone number; cleans to ASCII digits, shows them grouped."""

    input_mode = "tel"

    def clean_text(self, text: str) -> str:
        return ids.clean_phone(text)

    def prepare_value(self, value: Any) -> Any:
        return ids.format_phone(value) if value else value
