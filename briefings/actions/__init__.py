"""The acts of step 2: meetings are planned, people invited, attendance proved, minutes drawn up."""

from .audience import (
    Invited,
    answer_invitation,
    audience,
    invite,
    note_reminder,
    office_of,
    own_invitations,
    why_closed,
)
from .letter import draft_invitation
from .planning import cancel_briefing, hold_briefing, note_change, overlaps, require_ahead

__all__ = [
    "Invited",
    "answer_invitation",
    "audience",
    "cancel_briefing",
    "draft_invitation",
    "hold_briefing",
    "invite",
    "note_change",
    "note_reminder",
    "office_of",
    "overlaps",
    "own_invitations",
    "require_ahead",
    "why_closed",
]
