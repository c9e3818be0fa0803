"""Official acts on papers: their life from draft to replacement, and the numbers they bear."""

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
)
from .numbers import clean_number, number_for, register_for, set_last_number, take_number

__all__ = [
    "approve_paper",
    "cancel_paper",
    "clean_number",
    "correct_paper",
    "draft_paper",
    "in_words",
    "issue_at_once",
    "issue_paper",
    "keep_bytes",
    "number_for",
    "prepare",
    "preview",
    "register_for",
    "reopen_paper",
    "revise_paper",
    "set_last_number",
    "take_number",
]
