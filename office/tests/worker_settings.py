"""Settings of a worker process that the tests start: the system's own, and the room of the tests."""

from opc_site.settings import *  # noqa: F403

INSTALLED_APPS = [*INSTALLED_APPS, "office.tests.piecework"]  # noqa: F405
