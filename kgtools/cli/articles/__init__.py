"""Commands that take a new article from its text to accepted claims."""
