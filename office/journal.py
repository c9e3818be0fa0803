"""The journal of official acts: one line for each, in the act's own transaction."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import connection, models

from thai.ids import mask_phone

from .models import Event, User

# Fields whose values never stand in the journal, whatever model they are on.
SECRET_FIELDS = frozenset({"password", "citizen_id", "join_link", "meeting_id", "passcode"})

# A model that holds other people's contacts names them in `contact_fields`: the journal shows enough of each to see
# that it changed, and not enough to call.
MASKS = {"phone": mask_phone, "email": lambda value: f"{value[0]}…{value[value.rfind('@') :]}" if "@" in value else "…"}


def _plain(value: Any) -> Any:
    if isinstance(value, models.Model):
        return str(value)
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, bytes | memoryview):
        return f"({len(value)} bytes)"
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(item) for item in value]
    if value is None or isinstance(value, bool | int | float | str):
        return value
    return str(value)


def masked(name: str, value: str) -> str:
    """A contact as journals and exports show it; empty stays empty."""
    return MASKS[name](value) if value else ""


def snapshot(row: models.Model, fields: Iterable[str] | None = None) -> dict[str, Any]:
    """Values of a row's own columns as plain JSON; secrets are replaced by a mark that says only whether one is set."""
    names = set(fields) if fields is not None else None
    contacts = getattr(row, "contact_fields", frozenset())
    values = {}
    for field in row._meta.concrete_fields:
        if names is not None and field.name not in names:
            continue
        value = field.value_from_object(row)
        if field.name in SECRET_FIELDS:
            value = "(ปกปิด)" if value else ""
        elif field.name in contacts and value:
            value = masked(field.name, value)
        values[field.name] = _plain(value)
    return values


def differences(before: dict[str, Any], after: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The parts of two snapshots that differ."""
    changed = [key for key in after if before.get(key) != after[key]]
    return {key: before.get(key) for key in changed}, {key: after[key] for key in changed}


def build(
    *,
    actor: User | None,
    verb: str,
    target: models.Model,
    reason: str = "",
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> Event:
    """An unsaved event, for acts on many rows that write their lines with one `bulk_create`."""
    return Event(
        actor=actor,
        actor_name=str(actor) if actor else "ระบบ",
        verb=verb,
        target_type=target._meta.label_lower,
        target_id=str(target.pk),
        target_label=str(target)[:300],
        reason=reason,
        before=_plain(before or {}),
        after=_plain(after or {}),
    )


def record(**kwargs: Any) -> Event:
    """Writes one line.  Raises RuntimeError outside a transaction: the act and its line stand or fall together."""
    if not connection.in_atomic_block:
        raise RuntimeError("journal.record must run inside the act's own transaction.")
    event = build(**kwargs)
    event.save()
    return event
