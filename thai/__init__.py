"""Thai at the edge of the system: digits, dates in พ.ศ., text, names, numbers of people. Knows no app."""
