"""The kinds of pages: of each, which there are, and what one shows."""
