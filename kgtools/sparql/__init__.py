"""SPARQL run on the store."""
