"""Is this paper what it says it is?  A page for whoever holds it, with nothing on it that the paper does not say."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods

from .models import Paper


@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest, token: str) -> HttpResponse:
    """Kind, number, date, subject and standing of an issued paper.  A draft and an unknown token both answer 404."""
    paper = get_object_or_404(Paper.objects.once_issued().select_related("replacement"), token=token)
    return render(request, "documents/verify.html", {"paper": paper})
