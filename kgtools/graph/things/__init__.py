"""What lists and the first page need of things, gathered by a build in a table: to find it in the store takes long."""

FILE = "things.db"
