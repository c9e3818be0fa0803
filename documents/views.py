"""The stored file of a paper, for those who may see it."""

import logging

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from .models import Paper

log = logging.getLogger(__name__)


def pdf_file(content: bytes, name: str) -> HttpResponse:
    """A PDF shown in the browser under a Thai name, kept by no cache."""
    response = HttpResponse(content, content_type="application/pdf")
    response.headers["Content-Disposition"] = content_disposition_header(False, name)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "no-store, private"
    return response


def pdf_response(paper: Paper, request: HttpRequest | None = None) -> HttpResponse:
    """The bytes of an issued paper.  The caller has made sure that this reader may see them.

    A file that is gone or no longer the one that was issued is said, not shown: a page with status 409.
    """
    try:
        content = paper.stored_bytes()
    except ValidationError as error:
        log.error("Paper %s: %s", paper.pk, error.code)
        page = render_to_string("documents/paper_unreadable.html", {"sentences": error.messages}, request=request)
        response = HttpResponse(page, status=409)
        response.headers["Cache-Control"] = "no-store, private"
        return response
    return pdf_file(content, paper.file_name)


@login_required
@require_safe
def paper_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """Reprint: the stored bytes, never a new rendering."""
    paper = get_object_or_404(Paper.objects.for_user(request.user).exclude(sha256=""), pk=pk)
    return pdf_response(paper, request)
