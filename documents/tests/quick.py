"""Papers made quickly: real acts, with a stand-in for the renderer where a test is about anything but its picture."""

import hashlib
from datetime import date
from typing import Any

import pytest

from documents.actions import approve_paper, draft_paper, issue_paper, life
from documents.models import Paper
from documents.papers import (
    AnnouncementContext,
    CertificateContext,
    InvitationContext,
    LetterContext,
    MinutesContext,
    OfficialPaper,
    OrderContext,
)
from documents.papers.minutes import AgendaItem, Attendant

DAY = date(2022, 3, 25)
ALL = {"province": "จังหวัดสกลนคร", "year_be": 2565}
LETTER = {"prefix": "สน ๐๐๑๙.๓", "to": "นายอำเภอทุกอำเภอ", "body": "ด้วยจังหวัดสกลนครจะดำเนินการคัดสรรฯ"}


def context_for(kind: str, **changes: Any) -> OfficialPaper:
    """The least that a paper of this kind needs to be approved."""
    subject = {"subject": "การคัดสรรสุดยอดหนึ่งตำบล หนึ่งผลิตภัณฑ์ไทย"}
    makers = {
        Paper.Kind.LETTER: (LetterContext, LETTER),
        Paper.Kind.INVITATION: (InvitationContext, LETTER | {"meeting": "การประชุมชี้แจง", "agenda": ("เรื่องแจ้ง",)}),
        Paper.Kind.ORDER: (OrderContext, {"preamble": "จึงแต่งตั้งคณะกรรมการ"}),
        Paper.Kind.ANNOUNCEMENT: (AnnouncementContext, {"body": "จังหวัดสกลนครเปิดรับสมัคร"}),
        Paper.Kind.MINUTES: (
            MinutesContext,
            {
                "body_name": "คณะทำงานคัดสรร",
                "when": "วันศุกร์ที่ ๒๕ มีนาคม ๒๕๖๕",
                "place": "ศาลากลาง",
                "present": (Attendant("นายหนึ่ง สองสาม", "พัฒนาการจังหวัด"),),
                "agenda": (AgendaItem("เรื่องแจ้ง"),),
                "writer": Attendant("นางสี่ ห้าหก"),
                "checker": Attendant("นายหนึ่ง สองสาม"),
            },
        ),
        Paper.Kind.CERTIFICATE: (
            CertificateContext,
            {
                "subject": "เกียรติบัตรผลิตภัณฑ์ระดับ ๔ ดาว",
                "giver": "จังหวัดสกลนคร",
                "to": "กลุ่มทอผ้าบ้านเหนือ",
                "product": "ผ้าพันคอย้อมคราม",
                "level": "ระดับ ๔ ดาว",
                "round_title": "การคัดสรรปี พ.ศ. ๒๕๖๕",
            },
        ),
    }
    made, fields = makers[Paper.Kind(kind)]
    return made(**ALL | subject | fields | changes)


def quick_pdf(kind: str, context: Any, **options: Any) -> bytes:
    """Bytes that differ where the paper differs, as the renderer's do."""
    return b"%PDF-1.7\n" + hashlib.sha256(repr((kind, context)).encode(errors="replace")).hexdigest().encode()


@pytest.fixture
def quick(monkeypatch):
    monkeypatch.setattr(life, "render_paper", quick_pdf)


def approved(kind: str, actor: Any, **changes: Any) -> Paper:
    return approve_paper(draft_paper(kind, context=context_for(kind, **changes), actor=actor), actor=actor)


def issued(kind: str, actor: Any, signatory: Any, *, number: str = "12", dated: date = DAY, **changes: Any) -> Paper:
    return issue_paper(approved(kind, actor, **changes), number=number, dated=dated, signatory=signatory, actor=actor)
