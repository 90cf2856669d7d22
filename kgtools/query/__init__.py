"""Questions and answers: parameters, lookup of entities, search, formats."""
