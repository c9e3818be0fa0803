"""Model fields that hold the line at the model, whatever a form, the admin or an import hands in.

Each always gives its Thai form field: the admin would put its own widgets on Django's fields, and those
read 31/03/2565 as the Gregorian year 2565. Each cleans when a value is validated and again when it is
written, so that ``bulk_create`` and plain assignment are covered too.
"""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import models

from . import dates, digits, forms
from .text import normalise, normalise_block

T = TypeVar("T")


def _year_in_range(value: object) -> None:
    """Raise ValidationError for a Gregorian year outside 1950-2100."""
    if isinstance(value, date):
        try:
            dates.check_year(value)
        except ValueError as error:
            raise ValidationError(str(error), code="year_out_of_range") from error


def _read(parse: Callable[[str], T], text: str) -> T:
    try:
        return parse(text)
    except ValueError as error:
        raise ValidationError(str(error), code="invalid") from error


class _AlwaysThai(models.Field):
    """Gives ``form_class_thai`` as the form field, and takes no widget but our own kind of date inputs."""

    form_class_thai: Any = None

    def formfield(self, **kwargs: Any) -> Any:
        widget = kwargs.pop("widget", None)
        own = self.form_class_thai.widget
        if issubclass(own, forms.ThaiDateWidget) and (
            isinstance(widget, own) or (isinstance(widget, type) and issubclass(widget, own))
        ):
            kwargs["widget"] = widget
        kwargs["form_class"] = self.form_class_thai
        return super().formfield(**kwargs)


class DateField(_AlwaysThai, models.DateField):
    """A Gregorian date from 1950 to 2100; text is read as พ.ศ. unless ISO."""

    default_validators = (_year_in_range,)
    form_class_thai = forms.ThaiDateField

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            value = _read(dates.parse_thai_date, value) if value.strip() else None
        return super().to_python(value)

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        _year_in_range(value)
        return value


class DateTimeField(_AlwaysThai, models.DateTimeField):
    """An aware moment in the Gregorian years 1950 to 2100; text is read as พ.ศ., Bangkok time, unless ISO."""

    default_validators = (_year_in_range,)
    form_class_thai = forms.ThaiDateTimeField

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            value = _read(forms.read_datetime, value) if value.strip() else None
        elif isinstance(value, date) and not isinstance(value, datetime):
            value = datetime(value.year, value.month, value.day, tzinfo=dates.BANGKOK)
        return super().to_python(value)

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        _year_in_range(value)
        return value


class TimeField(_AlwaysThai, models.TimeField):
    """A time of day; text is read as 10.00 or 10:00 in Thai or Arabic digits."""

    form_class_thai = forms.ThaiTimeField

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            try:
                return dates.parse_thai_time(value)
            except ValueError:
                pass  # A serialised 10:00:00 is Django's to read.
        return super().to_python(value)


class _NormalisedText(models.Field):
    """Text repaired on validation and on writing; the instance then holds what the row holds."""

    normalise_with: Callable[[str], str] = staticmethod(normalise)

    def to_python(self, value: Any) -> Any:
        value = super().to_python(value)
        return self.normalise_with(value) if isinstance(value, str) else value

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        return self.normalise_with(value) if isinstance(value, str) else value

    def pre_save(self, model_instance: Any, add: bool) -> Any:
        value = super().pre_save(model_instance, add)
        if isinstance(value, str):
            value = self.normalise_with(value)
            setattr(model_instance, self.attname, value)
        return value


class CharField(_NormalisedText, models.CharField):
    """One line of text with the silent repairs of thai.text made."""

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"form_class": forms.ThaiCharField, **kwargs})


class TextField(_NormalisedText, models.TextField):
    """Paragraphs with the silent repairs of thai.text made, line breaks kept."""

    normalise_with = staticmethod(normalise_block)

    def formfield(self, **kwargs: Any) -> Any:
        if "form_class" not in kwargs:
            kwargs |= {"form_class": forms.ThaiCharField, "multiline": True}
        return super().formfield(**kwargs)


class YearBEField(_AlwaysThai, models.PositiveSmallIntegerField):
    """A Buddhist year, 2400-2643, as the number people write; text may be in Thai digits."""

    form_class_thai = forms.YearBEField

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            value = _read(digits.parse_int, value) if value.strip() else None
        return super().to_python(value)

    def validate(self, value: Any, model_instance: Any) -> None:
        super().validate(value, model_instance)
        if isinstance(value, int):
            try:
                dates.check_year_be(value, forms.LOW_YEAR_BE, forms.HIGH_YEAR_BE)
            except ValueError as error:
                raise ValidationError(str(error), code="invalid") from error
