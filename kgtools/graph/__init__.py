"""Claims as a graph: statements, the build, the store, labels."""
