"""A rule reader: what the words of an article, its names, dates and figures let a machine propose, offline."""
