"""SHACL for every save: the shapes of `ontology/shapes`, evaluated set by set instead of node by node."""
