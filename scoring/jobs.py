"""Work of scoring outside the request: blank score sheets, one for each product and member, in one file to print."""

import io
from collections.abc import Iterator

import pikepdf
from django.core.exceptions import ValidationError

from documents.rendering import render_paper, render_stamped, renderer
from office.jobs import handler
from office.models import Job
from office.rules import SECRETARIES

from .models import Framework, Panel
from .papers import blank_sheet, stamps

STAMPED_AT_ONCE = 100


@handler("score_sheets", readers=SECRETARIES)
def score_sheets(job: Job) -> Iterator[int]:
    """params: panel (key).

    The form is drawn once, and the words that differ are laid over it.  Nothing is kept before the file is whole: a job
    that was stopped begins anew, which takes seconds.
    """
    panel = Panel.objects.select_related("round", "group", "committee").get(pk=job.params["panel"])
    framework = Framework.objects.select_related("round").filter(round=panel.round).first()
    if framework is None:
        raise ValidationError("รอบนี้ยังไม่มีเกณฑ์การคัดสรร จึงยังไม่มีแบบให้คะแนน โปรดนำเข้าเกณฑ์ก่อน")
    blank = blank_sheet(framework, panel.group)
    with pikepdf.open(io.BytesIO(render_paper("score_sheet", blank))) as form:
        pages = len(form.pages)
    overlays = stamps(panel, framework, pages=pages)
    if not overlays:
        raise ValidationError("ประเภทนี้ยังไม่มีผลิตภัณฑ์ที่ผ่านการกลั่นกรอง หรือคณะยังไม่มีกรรมการ จึงไม่มีแบบให้พิมพ์")
    job.total, job.done = len(overlays), 0
    parts = []
    for start in range(0, len(overlays), STAMPED_AT_ONCE):
        part = overlays[start : start + STAMPED_AT_ONCE]
        parts.append(render_stamped("score_sheet", blank, "score_stamp", part))
        yield start + len(part)
    job.keep_result(renderer().joined(parts), f"แบบให้คะแนน {panel.group.name}.pdf")
