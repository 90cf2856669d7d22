"""The ways in: home, lists of things, search, the timeline and the networks."""
