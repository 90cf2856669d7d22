"""What is shown, as values read from the graph."""
