"""The official acts of step 1: people are nominated and accepted, bodies appointed by order, orders amended."""

from .orders import appoint_committee, draft_order, warnings_about

__all__ = ["appoint_committee", "draft_order", "warnings_about"]
