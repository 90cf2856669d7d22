"""Small pictures within pages: inline SVG from plain values, drawn in a moment, the same each time."""
