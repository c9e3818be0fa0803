"""Bodies, the people in them and the orders about them, in the admin."""

from .bodies import AppointmentAdmin, CommitteeAdmin

__all__ = ["AppointmentAdmin", "CommitteeAdmin"]
