"""What two articles share in a row: which can share enough, stretches of their passages, and the most bits of any."""
