"""The list of disagreements for people: how much each matters, in words, as text and as tables."""
