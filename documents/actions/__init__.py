"""Official acts on papers: their life from draft to replacement, the numbers they bear, and letters on their way."""

from .letters import COPIES, acknowledge, head_of, remind, send_letter, set_addressees
from .life import (
    approve_paper,
    cancel_paper,
    correct_paper,
    draft_paper,
    in_words,
    issue_at_once,
    issue_paper,
    keep_bytes,
    prepare,
    preview,
    reopen_paper,
    revise_paper,
    text_of,
)
from .numbers import clean_number, number_for, register_for, series_of, set_last_number, take_number

__all__ = [
    "COPIES",
    "acknowledge",
    "approve_paper",
    "cancel_paper",
    "clean_number",
    "correct_paper",
    "draft_paper",
    "head_of",
    "in_words",
    "issue_at_once",
    "issue_paper",
    "keep_bytes",
    "number_for",
    "prepare",
    "preview",
    "register_for",
    "remind",
    "reopen_paper",
    "revise_paper",
    "send_letter",
    "series_of",
    "set_addressees",
    "set_last_number",
    "take_number",
    "text_of",
]
