"""What an article, or a change of the tables, does to the graph: what it confirms, adds and contradicts."""
