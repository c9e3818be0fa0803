"""What each kind of official paper says, as frozen data: one class a kind, in a file of its own.

Rooms make these from their rows; templates and the Word writer read them; a paper keeps its own as JSON.
"""

from typing import Any

from ..rules import PaperKind
from .announcement import AnnouncementContext
from .base import OfficialPaper, Signature, from_json, letterhead, paragraphs, to_json, verify_url
from .certificate import CertificateContext
from .letter import InvitationContext, LetterContext, letter_defaults
from .minutes import MinutesContext
from .order import OrderContext

__all__ = [
    "CONTEXTS",
    "AnnouncementContext",
    "CertificateContext",
    "InvitationContext",
    "LetterContext",
    "MinutesContext",
    "OfficialPaper",
    "OrderContext",
    "Signature",
    "context_of",
    "from_json",
    "letter_defaults",
    "letterhead",
    "paragraphs",
    "to_json",
    "verify_url",
]

CONTEXTS: dict[str, type[OfficialPaper]] = {
    PaperKind.LETTER: LetterContext,
    PaperKind.INVITATION: InvitationContext,
    PaperKind.ORDER: OrderContext,
    PaperKind.ANNOUNCEMENT: AnnouncementContext,
    PaperKind.MINUTES: MinutesContext,
    PaperKind.CERTIFICATE: CertificateContext,
}


def context_of(paper: Any) -> OfficialPaper:
    """What a paper says, from what it keeps.  Raises ValueError for a paper kept by an older format."""
    return from_json(CONTEXTS[paper.kind], paper.context)
