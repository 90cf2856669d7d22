"""What two articles share in a row: stretches of their passages, and how many bits none can exceed."""
