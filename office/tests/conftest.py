"""What the tests of the office share."""

import pytest

from office import jobs


@pytest.fixture
def kinds(monkeypatch):
    """Registers a handler for one test: `kinds(run)`, `kinds(run, readers=…)`."""

    def register(run, name="test", **options):
        monkeypatch.setitem(jobs.HANDLERS, name, jobs.Handler(run, options.get("readers", jobs.EVERYONE_INSIDE)))

    return register
