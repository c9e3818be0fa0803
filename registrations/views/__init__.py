"""The district officer's pages: find a producer, see where it stands, enter, submit, correct, withdraw.

Provincial staff may open the same pages for the whole province.  Everybody else, and an officer of another district,
gets the answer of an address that does not exist.
"""
