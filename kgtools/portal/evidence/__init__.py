"""The pages of articles and their claims, and of what sets claims against each other."""
