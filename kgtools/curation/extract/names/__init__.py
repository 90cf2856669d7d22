"""Names in a text: of known things, of unknown ones by rules, and second mentions of either."""
