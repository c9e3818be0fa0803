"""What the pages of this room share."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from ..forms import FORMS
from ..models import Paper
from ..papers import OfficialPaper, OrderContext, context_of

UNREADABLE = "เอกสารนี้เก็บไว้ด้วยแบบเอกสารรุ่นก่อน จึงเปิดเนื้อความมาแก้ไขไม่ได้ โปรดร่างฉบับใหม่ ส่วนไฟล์ที่ออกไปแล้วยังเปิดได้ตามเดิม"


@dataclass(frozen=True)
class Link:
    """A button that leads to a page of its own."""

    label: str
    danger: bool = False


def read(paper: Paper) -> OfficialPaper | None:
    """What a paper says; None when an older format of the papers has kept it."""
    try:
        return context_of(paper)
    except ValueError:
        return None


def is_of_the_desk(paper: Paper) -> bool:
    """Drafted here: an order that appoints bodies is changed where its bodies are."""
    context = read(paper)
    if paper.kind not in FORMS or context is None:
        return False
    return not (isinstance(context, OrderContext) and (context.bodies or context.changes))


def flat(error: ValidationError) -> ValidationError:
    """The sentences alone: an act may name a column that the form does not have."""
    return ValidationError(error.messages)


class Pages:
    """Pages of an admin class beside Django's own."""

    def page(self: Any, request: HttpRequest, template: str, **context: Any) -> HttpResponse:
        context = {**self.admin_site.each_context(request), "opts": self.opts, **context}
        return TemplateResponse(request, f"admin/documents/{template}", context)
