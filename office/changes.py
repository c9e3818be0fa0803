"""Reads the journal back to people: each value under its Thai name, dates in พ.ศ., choices and rows by their names."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models

from thai.dates import thai_date, thai_datetime

from .models import Event

# Written for the machine; says nothing to a reader.
SILENT = frozenset({"id", "version", "form_token", "search_text", "sort_key", "singleton"})


@dataclass(frozen=True)
class Change:
    label: str
    before: str
    after: str


def _field(event: Event, name: str) -> models.Field | None:
    """The field that a value in the journal came from: on the row itself, or on a row of its page (an inline)."""
    try:
        model = apps.get_model(event.target_type)
    except (LookupError, ValueError):
        return None
    for candidate in [model, *(relation.related_model for relation in model._meta.related_objects)]:
        try:
            field = candidate._meta.get_field(name)
        except FieldDoesNotExist:
            continue
        if field.concrete:
            return field
    return None


def _moment(text: str) -> str:
    try:
        return thai_datetime(datetime.fromisoformat(text)) if "T" in text else thai_date(date.fromisoformat(text))
    except ValueError:
        return text


def _shown(field: models.Field | None, value: Any, names: dict[Any, dict[str, str]]) -> str:
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return "ใช่" if value else "ไม่ใช่"
    if isinstance(value, list):
        return ", ".join(_shown(field, item, names) for item in value)
    if isinstance(value, dict):
        return ", ".join(f"{key}: {_shown(None, item, names)}" for key, item in value.items())
    if field is None:
        return str(value)
    if field.remote_field:
        return names[field.remote_field.model].get(str(value), str(value))
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    return _moment(str(value)) if isinstance(field, models.DateField) else str(value)


def read(events: Iterable[Event]) -> list[tuple[Event, list[Change]]]:
    """Pairs each event with its changes; asks one query per kind of row pointed to, however many events there are."""
    events = list(events)
    fields = {(event.pk, name): _field(event, name) for event in events for name in {**event.before, **event.after}}
    wanted: dict[Any, set[str]] = defaultdict(set)
    for event in events:
        for values in (event.before, event.after):
            for name, value in values.items():
                field = fields[event.pk, name]
                if field is not None and field.remote_field and isinstance(value, int | str) and value != "":
                    wanted[field.remote_field.model].add(str(value))
    names: dict[Any, dict[str, str]] = defaultdict(dict)
    for model, keys in wanted.items():
        pk = model._meta.pk
        usable = [key for key in keys if key.isdigit() or not isinstance(pk, models.IntegerField)]
        names[model] = {str(row.pk): str(row) for row in model._base_manager.filter(pk__in=usable)}
    return [(event, _changes(event, fields, names)) for event in events]


def _changes(event: Event, fields: dict[Any, Any], names: dict[Any, dict[str, str]]) -> list[Change]:
    changes = []
    for name in {**event.before, **event.after}:
        before, after = event.before.get(name), event.after.get(name)
        if name in SILENT or (before in (None, "") and after in (None, "")):
            continue
        field = fields[event.pk, name]
        label = str(field.verbose_name) if field is not None else name
        changes.append(Change(label, _shown(field, before, names), _shown(field, after, names)))
    return changes
