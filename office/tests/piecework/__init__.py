"""A room that exists only for the tests of the worker: its jobs write lines into the journal, one a piece."""
