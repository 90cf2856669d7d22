"""Figures held against each other."""
