"""The processes in which all runs that a stranger asks and that may take long: each has the store and can be ended."""
