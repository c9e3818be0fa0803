"""The official acts of step 1: people are nominated and accepted, bodies appointed by order, orders amended."""

from .amendments import (
    bodies_of,
    draft_amendment,
    draft_amendment_order,
    drop_amendment,
    issue_amendment,
    order_in_force,
    remove_change,
    revise_amendment,
    set_change,
)
from .orders import appoint_committee, draft_order, warnings_about

__all__ = [
    "appoint_committee",
    "bodies_of",
    "draft_amendment",
    "draft_amendment_order",
    "draft_order",
    "drop_amendment",
    "issue_amendment",
    "order_in_force",
    "remove_change",
    "revise_amendment",
    "set_change",
    "warnings_about",
]
