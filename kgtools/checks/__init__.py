"""What `check` does, and how it is reported."""
