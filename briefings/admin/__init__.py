"""Meetings in the admin: planned and invited to, attended, recorded."""

from .briefings import BriefingAdmin

__all__ = ["BriefingAdmin"]
