"""Bodies, the people in them and the orders about them, in the admin."""

from .bodies import AppointmentAdmin, CommitteeAdmin
from .people import AgencyAdmin, NominationAdmin, PersonAdmin

__all__ = ["AgencyAdmin", "AppointmentAdmin", "CommitteeAdmin", "NominationAdmin", "PersonAdmin"]
