"""What the pages of an article, of its claims, and of what sets claims against each other show, as values."""
