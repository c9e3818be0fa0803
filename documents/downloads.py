"""Files of papers as answers to a request: shown or saved under a Thai name, kept by no cache."""

import logging

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.http import content_disposition_header

from .models import Dispatch, Paper

log = logging.getLogger(__name__)

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def _file(content: bytes, name: str, kind: str, *, to_save: bool) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response.headers["Content-Disposition"] = content_disposition_header(to_save, name)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "no-store, private"
    return response


def pdf_file(content: bytes, name: str) -> HttpResponse:
    """A PDF shown in the browser under a Thai name."""
    return _file(content, name, "application/pdf", to_save=False)


def word_file(content: bytes, name: str) -> HttpResponse:
    """A Word file to be saved."""
    return _file(content, name, WORD, to_save=True)


def pdf_response(paper: Paper | Dispatch, request: HttpRequest | None = None) -> HttpResponse:
    """The bytes of an issued paper, or of an addressee's copy.  The caller has made sure that this reader may see them.

    A file that is gone or no longer the one that was issued is said, not shown: a page with status 409.
    """
    name = paper.file_name if isinstance(paper, Paper) else paper.paper.file_name
    try:
        content = paper.stored_bytes()
    except ValidationError as error:
        log.error("%s %s: %s", type(paper).__name__, paper.pk, error.code)
        page = render_to_string("documents/paper_unreadable.html", {"sentences": error.messages}, request=request)
        response = HttpResponse(page, status=409)
        response.headers["Cache-Control"] = "no-store, private"
        return response
    return pdf_file(content, name)
