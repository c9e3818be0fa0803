"""Work on papers outside the request: the copies of a letter, each with its own addressee, and one file to print."""

import dataclasses
import hashlib
from collections.abc import Iterator

from office.jobs import handler
from office.models import Job
from office.rules import PROVINCIAL

from .actions import keep_bytes
from .models import Dispatch, Paper
from .papers import context_of
from .rendering import render_many, render_paper, renderer
from .rules import PAPER_MOVES, PaperStatus

PRINTED_AT_ONCE = 20


@handler("letters", readers=PROVINCIAL)
def make_copies(job: Job) -> Iterator[int | None]:
    """A copy for each addressee who has none yet, one a piece; then all of them as one file, in their order."""
    paper = Paper.objects.get(pk=job.params["paper"])
    PAPER_MOVES.require(paper.status == PaperStatus.ISSUED, status=paper.get_status_display(), act="ทำสำเนา")
    context = context_of(paper)
    sent = paper.dispatches.sent().order_by("order", "pk")
    missing = list(sent.filter(sha256=""))
    job.total = sent.count()
    job.done = job.total - len(missing)
    for dispatch in missing:
        content = render_paper(paper.kind, dataclasses.replace(context, to=dispatch.addressee))
        sha256 = hashlib.sha256(content).hexdigest()
        name = keep_bytes(dispatch.pdf, sha256, content)
        with job.piece():
            Dispatch.objects.filter(pk=dispatch.pk, sha256="").update(pdf=name, sha256=sha256)
        yield
    copies = [dataclasses.replace(context, to=dispatch.addressee) for dispatch in sent]
    parts = []
    for start in range(0, len(copies), PRINTED_AT_ONCE):
        yield job.done  # setting them anew takes a while: the worker is alive
        parts.append(render_many(paper.kind, copies[start : start + PRINTED_AT_ONCE]))
    if parts:
        job.keep_result(renderer().joined(parts), f"{paper.file_name.removesuffix('.pdf')} ทุกผู้รับ.pdf")
