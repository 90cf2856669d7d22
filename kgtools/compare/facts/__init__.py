"""Facts held against each other."""
