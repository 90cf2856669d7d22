"""SHACL-SPARQL: queries of constraints, validators and targets, made to run for many nodes at once."""
