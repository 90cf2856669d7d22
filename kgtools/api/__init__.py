"""The graph from Python: `kg = kgtools.load()`, then ask, look up, draw.

Everything here calls what the command line calls; nothing is computed a second way.
"""

from kgtools.api.graph import KnowledgeGraph, load
from kgtools.api.table import Cell, Several, Table
from kgtools.api.thing import Thing

__all__ = ["Cell", "KnowledgeGraph", "Several", "Table", "Thing", "load"]
