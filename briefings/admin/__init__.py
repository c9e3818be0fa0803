"""Meetings in the admin: planned and invited to, attended, recorded."""

from .briefings import BriefingAdmin
from .invitations import InvitationAdmin

__all__ = ["BriefingAdmin", "InvitationAdmin"]
