"""Where sources disagree: clashes between claims, their origins, their outcomes, and the list of disagreements."""
