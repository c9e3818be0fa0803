"""Bodies, the people in them and the orders about them, in the admin."""

from .amendments import AmendmentAdmin
from .bodies import AppointmentAdmin, CommitteeAdmin
from .people import AgencyAdmin, NominationAdmin, PersonAdmin

__all__ = ["AgencyAdmin", "AmendmentAdmin", "AppointmentAdmin", "CommitteeAdmin", "NominationAdmin", "PersonAdmin"]
