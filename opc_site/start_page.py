"""What the admin's start page shows: the stages of the current round, and counts of work to do."""

from django.http import HttpRequest


def context(request: HttpRequest) -> dict[str, object]:
    return {}
