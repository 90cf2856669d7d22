"""Decisions of a curator about proposals: the log, what a page shows of each, and the rows they become."""
