"""The processes in which everything runs that a stranger asks: each holds the store open, and can be killed."""
