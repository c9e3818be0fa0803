"""Rows written by the thousand: `bulk_create` without making an object of each row.

Of the time that `bulk_create` takes for the register's 60,000 rows nine tenths go to objects and fields; a file of
20,000 lines is written in a transaction that others wait for.  The values come clean (`register.LineReader` has read
each of them), so that nothing is left for the fields to do but what `get_db_prep_save` does to moments.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import chain, islice
from typing import Any, Final

from django.db import connection, models

ROWS_AT_ONCE: Final = 500


def insert_rows(model: type[models.Model], fields: Sequence[str], rows: Iterable[Sequence[Any]]) -> list[int]:
    """Inserts rows whose values stand in the order of the fields (attribute names); gives back their keys, in order."""
    return [key for (key,) in _written(model, fields, rows, "")]


def overwrite_rows(model: type[models.Model], fields: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Sets these fields of rows that are there; the first field is the key."""
    quoted = [connection.ops.quote_name(model._meta.get_field(name).column) for name in fields]
    setting = ", ".join(f"{column} = excluded.{column}" for column in quoted[1:])
    list(_written(model, fields, rows, f"ON CONFLICT ({quoted[0]}) DO UPDATE SET {setting}"))


def _written(
    model: type[models.Model], fields: Sequence[str], rows: Iterable[Sequence[Any]], conflict: str
) -> Iterator[tuple[int]]:
    meta, quote = model._meta, connection.ops.quote_name
    table, key = quote(meta.db_table), quote(meta.pk.column)
    columns = ", ".join(quote(meta.get_field(name).column) for name in fields)
    one = f"({', '.join(['%s'] * len(fields))})"
    left = iter(rows)
    with connection.cursor() as cursor:
        while some := list(islice(left, ROWS_AT_ONCE)):
            values = ", ".join([one] * len(some))
            cursor.execute(
                # Names of our own tables and columns; what people typed is in the parameters.
                f"INSERT INTO {table} ({columns}) VALUES {values} {conflict} RETURNING {key}",  # noqa: S608
                [_adapted(value) for value in chain.from_iterable(some)],
            )
            yield from cursor.fetchall()


def _adapted(value: Any) -> Any:
    return connection.ops.adapt_datetimefield_value(value) if isinstance(value, datetime) else value
