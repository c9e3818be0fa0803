"""Official acts of scoring: the framework and its panels, the members' sheets, and the results made of them.

Locks are always taken in this order: round, framework, entry, panel, sheet, batch, result.
"""

from .frameworks import (
    assign_panel,
    clone_framework,
    framework_problems,
    load_framework,
    read_framework_data,
    require_assignable,
    require_unfrozen,
)
from .results import (
    Readiness,
    mark_batch_published,
    readiness,
    record_star_level,
    settle_round,
    star_for,
    withdraw_batch,
)
from .sheets import (
    fill_sheet,
    open_sheet,
    recuse,
    reopen_sheet,
    save_marks,
    submit_sheet,
    who_is_no_member,
    why_no_member,
)

__all__ = [
    "Readiness",
    "assign_panel",
    "clone_framework",
    "fill_sheet",
    "framework_problems",
    "load_framework",
    "mark_batch_published",
    "open_sheet",
    "read_framework_data",
    "readiness",
    "record_star_level",
    "recuse",
    "reopen_sheet",
    "require_assignable",
    "require_unfrozen",
    "save_marks",
    "settle_round",
    "star_for",
    "submit_sheet",
    "who_is_no_member",
    "why_no_member",
    "withdraw_batch",
]
