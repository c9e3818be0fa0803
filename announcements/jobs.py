"""Work of publicity outside the request: a certificate for each published result, and one file to print them all."""

from collections.abc import Iterator
from datetime import date

from django.core.exceptions import ValidationError

from documents.models import Paper
from documents.papers import context_of
from documents.rendering import render_many, renderer
from office.jobs import handler
from office.models import Job, Signatory
from office.rules import PROVINCIAL

from .actions import issue_certificate, results_to_certify, without_certificate
from .models import Announcement, Certificate

PRINTED_AT_ONCE = 50


@handler("certificates", readers=PROVINCIAL)
def certificates(job: Job) -> Iterator[int | None]:
    """params: announcement and signatory (keys), scope, dated (ISO).

    One certificate a piece; a job that was stopped or killed goes on with the results that have none in force.
    """
    said = job.params
    announcement = Announcement.objects.select_related("round").get(pk=said["announcement"])
    signatory = Signatory.objects.filter(pk=said["signatory"]).first()
    if signatory is None:
        raise ValidationError("ไม่มีผู้ลงนามที่เลือกไว้แล้ว โปรดสั่งออกเกียรติบัตรใหม่โดยเลือกผู้ลงนามอีกครั้ง")
    results = results_to_certify(announcement, said["scope"])
    job.total = results.count()
    waiting = list(without_certificate(results).select_related("announcement__round"))
    job.done = job.total - len(waiting)
    for result in waiting:
        # A colleague's job may have come here first.
        if without_certificate(announcement.results.filter(pk=result.pk)).exists():
            issue_certificate(
                result, dated=date.fromisoformat(said["dated"]), signatory=signatory, actor=job.created_by, job=job
            )
        yield
    yield from _print(job, announcement)


def _print(job: Job, announcement: Announcement) -> Iterator[int]:
    """All certificates of the announcement in one file, as their numbers go; those cancelled since are left out."""
    issued = Certificate.objects.filter(result__announcement=announcement, paper__status=Paper.Status.ISSUED)
    contexts = [context_of(certificate.paper) for certificate in issued.select_related("paper").order_by("pk")]
    parts = []
    for start in range(0, len(contexts), PRINTED_AT_ONCE):
        parts.append(render_many("certificate", contexts[start : start + PRINTED_AT_ONCE]))
        yield job.done
    if parts:
        job.keep_result(renderer().joined(parts), f"เกียรติบัตร {announcement.title}.pdf"[:180])
