"""Thai at the edge of the system: digits, Buddhist-era dates, text, names and numbers of people. Knows no other app."""
