"""Things that are described, not named: matched with known ones by their parts, or proposed as new."""
