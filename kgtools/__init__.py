"""Tandem: build, check, ask, draw and publish a knowledge graph read from articles, each statement with its passage.

import kgtools

kg = kgtools.load()
kg.query("documents", from_=2017)
kg["Ada Quill"].show()
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kgtools.api import load

__version__ = "0.1.0"
__all__ = ["__version__", "load"]


def __getattr__(name: str) -> Any:
    # What the commands do not need at their start waits until it is asked for.
    if name == "load":
        from kgtools.api import load

        return load
    raise AttributeError(f"module 'kgtools' has no attribute {name!r}")
