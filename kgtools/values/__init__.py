"""Values that claims carry: dates, numbers, and names across scripts."""
