"""The acts of step 2: meetings are planned, people invited, attendance proved, minutes drawn up."""
