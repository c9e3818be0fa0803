"""The page of a job, for whoever started it and the provincial staff; and the file that it made."""

import logging
import mimetypes

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_safe
from django_htmx.http import HttpResponseClientRefresh

from . import jobs
from .models import Job

log = logging.getLogger(__name__)

ACTS = {"stop": jobs.ask_to_stop, "resume": jobs.resume}


def _shown(request: HttpRequest, job: Job, problem: str = "", status: int = 200) -> HttpResponse:
    at = timezone.now()
    context = {
        "job": job,
        "progress": jobs.progress_of(job),
        "notice": jobs.notice_of(job, at),
        "may_read": bool(job.result) and jobs.may_read_result(job, request.user),
        "at": at,
        "problem": problem,
    }
    template = "office/_job_progress.html" if request.htmx else "office/job_detail.html"
    return render(request, template, context, status=status)


@login_required
def _job_detail(request: HttpRequest, pk: int) -> HttpResponse:
    job = get_object_or_404(Job.objects.for_user(request.user).select_related("created_by"), pk=pk)
    if request.method == "POST":
        if act := ACTS.get(request.POST.get("act", "")):
            try:
                act(job, actor=request.user)
            except ValidationError as error:
                messages.error(request, " ".join(error.messages))
        return redirect(job)
    if request.htmx and request.GET.get("shown") != job.status:
        return HttpResponseClientRefresh()  # buttons, title and file are of another state now
    return _shown(request, job)


@require_http_methods(["GET", "HEAD", "POST"])
def job_detail(request: HttpRequest, pk: int) -> HttpResponse:
    if request.htmx and not request.user.is_authenticated:
        return HttpResponseClientRefresh()  # the sign-in page does not belong inside this one
    return _job_detail(request, pk)


@login_required
@require_safe
def job_result(request: HttpRequest, pk: int) -> HttpResponse:
    """The very bytes that the job has kept, as a file to save; a spoilt one is said, not given."""
    job = get_object_or_404(Job.objects.for_user(request.user).select_related("created_by").exclude(result=""), pk=pk)
    if not jobs.may_read_result(job, request.user):
        raise Http404
    try:
        content = job.result_bytes()
    except ValidationError as error:
        log.error("Result of job %s: %s", job.pk, error.code)
        return _shown(request, job, problem=" ".join(error.messages), status=409)
    kind = mimetypes.guess_type(job.result_name)[0] or "application/octet-stream"
    response = HttpResponse(content, content_type=kind)
    response.headers["Content-Disposition"] = content_disposition_header(True, job.result_name)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "no-store, private"
    return response
