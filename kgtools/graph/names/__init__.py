"""The names of things as words look them up: folded to one way of writing, and in a table that a build writes."""

FILE = "names.db"
