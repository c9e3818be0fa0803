"""Pages of one meeting about who came: codes on the screen, ticks by staff, lists from elsewhere."""

from office.staff_admin import StaffAdmin


class AttendancePages(StaffAdmin):
    """Mixed into the admin of meetings: adds its own addresses and buttons."""
