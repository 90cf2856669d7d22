"""Sorted pieces of the graph on disk: parts that follow from one article each, and how pieces become one file."""
