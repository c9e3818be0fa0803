"""Replaces Django's own Thai formats, which read "31/03/2565" as the Gregorian year 2565.

People meet the fields of ``thai.forms`` only. A plain Django field that slips through reads nothing but ISO
dates, and prints ISO too: an honest 2022-03-31 is better than "31 มีนาคม 2022", which looks right and is
not. Every name that Django asks for is set here, because a missing one falls back to Django's file.
"""

DATE_FORMAT = "Y-m-d"
TIME_FORMAT = "H.i น."
DATETIME_FORMAT = "Y-m-d H.i น."
YEAR_MONTH_FORMAT = "Y-m"
MONTH_DAY_FORMAT = "j F"
SHORT_DATE_FORMAT = "Y-m-d"
SHORT_DATETIME_FORMAT = "Y-m-d H.i น."
FIRST_DAY_OF_WEEK = 0

DATE_INPUT_FORMATS = ["%Y-%m-%d"]
TIME_INPUT_FORMATS = ["%H:%M:%S", "%H:%M:%S.%f", "%H:%M", "%H.%M"]
DATETIME_INPUT_FORMATS = ["%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M:%S.%f", "%Y-%m-%d %H:%M"]

DECIMAL_SEPARATOR = "."
THOUSAND_SEPARATOR = ","
NUMBER_GROUPING = 3
