"""The frames of each kind: events, documents, relations and figures."""
