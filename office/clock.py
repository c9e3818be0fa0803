"""The one clock that decides whether something came in time: the database's.

Web processes may stand on several machines whose clocks differ, and a clock of one of them may jump; all of them write
to one database.  An act reads the clock once, after it holds its lock, decides by that moment and stores it, so what
a receipt prints is the moment that was compared with the deadline.
"""

from datetime import UTC, datetime

from django.db import connection

# The moment of the question itself: PostgreSQL's now() would be the beginning of the transaction, before the lock.
_NOW = {
    # Written out in UTC, since a value would be read by the zone that the session is believed to have.
    "postgresql": """SELECT to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US')""",
    "sqlite": "SELECT strftime('%Y-%m-%dT%H:%M:%f', 'now')",
}


def now() -> datetime:
    """The database's moment, aware and in UTC, whatever the time zones of server, database and session are."""
    with connection.cursor() as cursor:
        cursor.execute(_NOW[connection.vendor])
        (moment,) = cursor.fetchone()
    return datetime.fromisoformat(moment).replace(tzinfo=UTC)
