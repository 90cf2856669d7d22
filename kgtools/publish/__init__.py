"""What leaves the project: exports and descriptions of the dataset."""
