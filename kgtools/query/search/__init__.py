"""Finding things by words: by their names in any spelling, and by what claims, explanations and notes say of them.

The parts wait until they are asked for: most questions name nothing by words.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kgtools.query.search.find import Likes, Matches, alike, called, search
    from kgtools.query.search.index.opened import Index
    from kgtools.query.search.names import Match, Names, rank, tables
    from kgtools.query.search.ranking.begun import begun, listed
    from kgtools.query.search.rows import Row, row
    from kgtools.query.search.texts import all_names, thing_of

__all__ = [
    "Index", "Likes", "Match", "Matches", "Names", "Row", "alike", "all_names", "begun", "called", "listed", "rank",
    "row", "search", "tables", "thing_of",
]  # fmt: skip
_PLACES = {
    "search": "find", "alike": "find", "called": "find", "Likes": "find", "Matches": "find", "begun": "ranking.begun",
    "listed": "ranking.begun", "Match": "names", "Names": "names", "rank": "names", "tables": "names",
    "Row": "rows", "row": "rows", "Index": "index.opened", "all_names": "texts", "thing_of": "texts",
}  # fmt: skip


def __getattr__(name: str) -> Any:
    if name not in _PLACES:
        raise AttributeError(f"module 'kgtools.query.search' has no attribute {name!r}")
    return getattr(import_module(f"kgtools.query.search.{_PLACES[name]}"), name)
