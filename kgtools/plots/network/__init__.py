"""Networks and matrices as pictures."""
