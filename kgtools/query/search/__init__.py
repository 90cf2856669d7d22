"""Finding things by words: by their names in any spelling, and by what claims, explanations and notes say of them."""

from kgtools.query.search.find import search
from kgtools.query.search.names import Match, Names, rank, tables
from kgtools.query.search.rows import Row, row
from kgtools.query.search.texts import Index, all_names, thing_of

__all__ = ["Index", "Match", "Names", "Row", "all_names", "rank", "row", "search", "tables", "thing_of"]
