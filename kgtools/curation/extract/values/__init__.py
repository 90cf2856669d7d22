"""Dates and quantities in a text, with the values that tables have for them."""
