"""The graph loaded into a SPARQL endpoint of others: only what is missing or changed there, and checked at the end."""
