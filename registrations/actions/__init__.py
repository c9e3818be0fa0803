"""Official acts on entries: start, edit, submit, return, screen, reconsider, withdraw.

Each act is one transaction: it locks the producer's row (the scarce thing is the producer's places), then the entry,
asks the clauses, saves, and writes its line in the journal.  The constraints hold the same rules for whoever comes
past these functions.  An entry that is handed in is brought up to date in place and given back.

What upper rooms have made of an entry (marks, results) is theirs to protect: nothing here knows of them.
"""

from .common import TYPED
from .entries import edit_entry, start_entry, submit_entry, withdraw_entry
from .imports import (
    drop_import,
    forget_import,
    receive_import,
    report_import,
    reporting,
    start_report,
)
from .prefills import correct_prefill, fill_prefill, forget_prefills, open_prefill, use_prefill
from .register_writes import confirm_import, undo_import
from .screening import reconsider_entry, return_entry, screen_in_entry, screen_out_entry

__all__ = [
    "TYPED",
    "confirm_import",
    "correct_prefill",
    "drop_import",
    "edit_entry",
    "fill_prefill",
    "forget_import",
    "forget_prefills",
    "open_prefill",
    "receive_import",
    "reconsider_entry",
    "report_import",
    "reporting",
    "return_entry",
    "screen_in_entry",
    "screen_out_entry",
    "start_entry",
    "start_report",
    "submit_entry",
    "undo_import",
    "use_prefill",
    "withdraw_entry",
]
