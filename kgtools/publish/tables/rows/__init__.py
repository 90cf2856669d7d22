"""From the graph to rows: what is looked up, and the rows of each table."""
