"""The graph in the formats of linked data."""
