"""Claims as frozen values, and the tables they are read from."""
