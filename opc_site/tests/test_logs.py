"""A database's error in the log tells which rule was broken, and nothing of the row."""

import logging
import sys

import pytest
from django.db import IntegrityError, transaction

from briefings.models import Briefing
from briefings.tests.test_briefings import make_briefing, told
from opc_site.logs import LEFT_OUT, LineFormatter


def line(error_info):
    record = logging.LogRecord("django.request", logging.ERROR, __file__, 1, "Internal Server Error", (), error_info)
    return LineFormatter("%(message)s").format(record)


def test_a_refused_row_is_not_in_the_log(current_round):
    meeting = make_briefing(current_round)
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        Briefing.objects.filter(pk=meeting.pk).update(ends_at=meeting.starts_at)
    written = line((caught.type, caught.value, caught.tb))
    assert "briefing_ends_after_start" in written and told(written) == []


def test_whatever_the_error_came_of_says_no_detail():
    """As PostgreSQL says it, on both databases: the driver's error under Django's, told in both."""

    class Diagnosis:
        message_detail = "Failing row contains (1, https://zoom.example/j/canarylink,\ncanarypass)."

    class DriverError(Exception):
        diag = Diagnosis()

    try:
        try:
            raise DriverError(f"new row violates check\nDETAIL:  {Diagnosis.message_detail}")
        except DriverError as error:
            raise IntegrityError(str(error)) from error
    except IntegrityError:
        written = line(sys.exc_info())
    assert told(written) == [] and written.count(LEFT_OUT) == 2
    assert "new row violates check" in written


def test_a_line_without_an_error_is_as_it_was():
    assert line(None) == "Internal Server Error"


def test_the_site_writes_its_log_so(settings):
    assert settings.LOGGING["formatters"]["line"]["class"] == f"{LineFormatter.__module__}.{LineFormatter.__name__}"
