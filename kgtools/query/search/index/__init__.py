"""What a search looks things up in: a table of SQLite beside the build, or in memory, and what writes it."""
