"""Networks of actors: edges from the ontology's rules, ready views, measures and files."""
