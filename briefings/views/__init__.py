"""Pages of meetings: for those who work here, for the phone in the hall, for the public."""
