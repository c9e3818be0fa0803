"""Pages of one meeting about what was said: resolutions, questions, minutes, the letter to those absent."""

from office.staff_admin import StaffAdmin


class RecordPages(StaffAdmin):
    """Mixed into the admin of meetings: adds its own addresses and buttons."""
