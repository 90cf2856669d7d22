"""Pictures, interactive and still."""
