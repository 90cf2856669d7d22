"""Shapes as values: read from RDF, with their literals, paths and SPARQL constraints."""
