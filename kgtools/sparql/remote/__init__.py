"""A graph behind a SPARQL endpoint: asked over HTTP, and read like a store of one's own."""
