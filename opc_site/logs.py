"""Lines of the log, which say what went wrong and not whose row it was."""

import logging
from collections.abc import Iterator

LEFT_OUT = "(left out of the log)"


class LineFormatter(logging.Formatter):
    """Leaves out the detail of a database's error: PostgreSQL repeats the refused row there, with every column, and
    with what opens a meeting or names a person."""

    def format(self, record: logging.LogRecord) -> str:
        text = super().format(record)
        for error in _chain(record.exc_info[1] if record.exc_info else None):
            if detail := getattr(getattr(error, "diag", None), "message_detail", None):
                text = text.replace(detail, LEFT_OUT)
        return text


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """The error, and all that it came of."""
    waiting, seen = [error], set()
    while waiting:
        one = waiting.pop()
        if one is not None and id(one) not in seen:
            seen.add(id(one))
            yield one
            waiting += [one.__cause__, one.__context__]
