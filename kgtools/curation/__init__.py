"""What a curator is helped with."""
