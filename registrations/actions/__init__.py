"""Official acts on entries: start, edit, submit, return, screen, reconsider, withdraw, undo, transfer; on their papers,
the exceptions to these, and the time that some get longer.

Each act is one transaction: it locks the producer's row (the scarce thing is the producer's places), then the entry,
asks the clauses, saves, and writes its line in the journal.  The constraints hold the same rules for whoever comes
past these functions.  An entry that is handed in is brought up to date in place and given back.

What upper rooms have made of an entry (marks, results) is theirs to protect: nothing here knows of them.
"""

from .common import (
    TYPED,
)
from .counter import take_in
from .entries import (
    edit_entry,
    start_entry,
    submit_entry,
    withdraw_entry,
)
from .exceptions import (
    grant_extension,
    grant_waiver,
    propose_waiver,
    refuse_waiver,
    revoke_extension,
    revoke_waiver,
)
from .id_exports import propose_id_export, refuse_id_export, release_id_export, take_id_export
from .imports import (
    choose_columns,
    choose_columns_again,
    drop_import,
    forget_import,
    receive_import,
    report_import,
    reporting,
    returned_workbook,
    send_import,
    start_report,
)
from .kept import forget_form, forget_kept_forms, keep_form
from .papers import CERTIFICATE_FIELDS, LOOKED_AT, PaperAnswer, hand_in_paper, record_papers, save_certificate
from .places import restore_entry, restores_to, transfer_entry
from .prefills import correct_prefill, fill_prefill, forget_prefills, open_prefill, use_prefill
from .register_writes import confirm_import, undo_import
from .requirements import delete_requirement, own_code, require_before_intake, save_requirement, take_over_requirements
from .samples import correct_move, describe_sample, move_sample, receive_sample, relabel_sample
from .screening import reconsider_entry, return_entry, screen_in_entry, screen_out_entry
from .stars import import_stars, keep_stars, look_at_stars, take_back_announced, take_back_stars
from .uploads import end_photo_link, keep_upload, may_change_files, open_photo_link, remove_upload

__all__ = [
    "CERTIFICATE_FIELDS",
    "LOOKED_AT",
    "TYPED",
    "PaperAnswer",
    "choose_columns",
    "choose_columns_again",
    "confirm_import",
    "correct_move",
    "correct_prefill",
    "delete_requirement",
    "describe_sample",
    "drop_import",
    "edit_entry",
    "end_photo_link",
    "fill_prefill",
    "forget_form",
    "forget_import",
    "forget_kept_forms",
    "forget_prefills",
    "grant_extension",
    "grant_waiver",
    "hand_in_paper",
    "import_stars",
    "keep_form",
    "keep_stars",
    "keep_upload",
    "look_at_stars",
    "may_change_files",
    "move_sample",
    "open_photo_link",
    "open_prefill",
    "own_code",
    "propose_id_export",
    "propose_waiver",
    "receive_import",
    "receive_sample",
    "reconsider_entry",
    "record_papers",
    "refuse_id_export",
    "refuse_waiver",
    "relabel_sample",
    "release_id_export",
    "remove_upload",
    "report_import",
    "reporting",
    "require_before_intake",
    "restore_entry",
    "restores_to",
    "return_entry",
    "returned_workbook",
    "revoke_extension",
    "revoke_waiver",
    "save_certificate",
    "save_requirement",
    "screen_in_entry",
    "screen_out_entry",
    "send_import",
    "start_entry",
    "start_report",
    "submit_entry",
    "take_back_announced",
    "take_back_stars",
    "take_id_export",
    "take_in",
    "take_over_requirements",
    "transfer_entry",
    "undo_import",
    "use_prefill",
    "withdraw_entry",
]
