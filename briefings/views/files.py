"""Documents of a meeting, for those who are invited to it."""

import logging
from pathlib import PurePath

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from ..actions.files import TYPES
from ..models import Briefing, BriefingFile

log = logging.getLogger(__name__)


@login_required
@require_safe
def file(request: HttpRequest, pk: int) -> HttpResponse:
    """The document, to be saved under its own name; whoever is not invited is told nothing of it."""
    mine = Briefing.objects.inviting(request.user).values("pk")
    row = get_object_or_404(BriefingFile.objects.filter(briefing__in=mine), pk=pk)
    try:
        stream = row.file.open("rb")
    except OSError:
        log.error("The file of document %s of a meeting is gone.", row.pk)
        response = render(request, "briefings/record_file_gone.html", {"file": row}, status=409)
        response.headers["Cache-Control"] = "no-store, private"
        return response
    # By its own name, whatever a browser would make of its bytes.
    kind = TYPES.get(PurePath(row.file.name).suffix, "application/octet-stream")
    response = FileResponse(stream, as_attachment=True, filename=row.name or row.title, content_type=kind)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "no-store, private"
    return response
