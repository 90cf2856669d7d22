"""What passages print, kept beside the claims without the text, and the claims held against it."""
