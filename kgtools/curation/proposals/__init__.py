"""What any reader of an article proposes: its format, its checks, and the formats of other tools."""
