"""What is seen of the whole: its things in lists, its years, and one disagreement to begin with."""
