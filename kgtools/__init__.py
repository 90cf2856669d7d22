"""Tandem: build, check, ask, draw and publish a knowledge graph of Kazakhstan–Uzbekistan relations."""

__version__ = "0.1.0"
