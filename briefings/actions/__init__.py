"""The acts of step 2: meetings are planned, people invited, attendance proved, minutes drawn up."""

from .attendance import (
    Signed,
    confirm_end,
    correct_attendance,
    excuse,
    mark_attendance,
    register,
    remove_attendance,
)
from .attendance_codes import close_code, close_codes_of, find_code, open_code
from .attendance_list import Choice, suggested, take_list
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
from .files import add_file, remove_file
from .letter import draft_invitation
from .planning import cancel_briefing, hold_briefing, note_change, overlaps, require_ahead
from .questions import publish_question, remove_question, save_question, withdraw_question
from .records import draft_absence_letter, draft_minutes, put_headings, revise_minutes, save_record

__all__ = [
    "Choice",
    "Invited",
    "Signed",
    "add_file",
    "answer_invitation",
    "audience",
    "cancel_briefing",
    "close_code",
    "close_codes_of",
    "confirm_end",
    "correct_attendance",
    "draft_absence_letter",
    "draft_invitation",
    "draft_minutes",
    "excuse",
    "find_code",
    "hold_briefing",
    "invite",
    "mark_attendance",
    "note_change",
    "note_reminder",
    "office_of",
    "open_code",
    "overlaps",
    "own_invitations",
    "publish_question",
    "put_headings",
    "register",
    "remove_attendance",
    "remove_file",
    "remove_question",
    "require_ahead",
    "revise_minutes",
    "save_question",
    "save_record",
    "suggested",
    "take_list",
    "why_closed",
    "withdraw_question",
]
