from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from .models import Office


def office(request: HttpRequest) -> dict[str, object]:
    """The office's profile for every page's head and foot; asked of the database only when a template shows it."""
    return {"office": SimpleLazyObject(lambda: Office.objects.select_related("province").first())}
