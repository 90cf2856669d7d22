"""What the dataset, its endpoint and its releases say of themselves, in the vocabularies that catalogues read."""
