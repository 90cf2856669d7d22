"""Things with a name, or an id, that begins with what is typed so far."""

from __future__ import annotations

from itertools import islice

from kgtools import namespaces
from kgtools.query.search.index.opened import Index
from kgtools.query.search.index.writing import BEGINNING, OTHER, typed
from kgtools.query.search.likeness import LAST

_NAMES_EACH = 8  # names that few things have more of; if they have, all are looked at
_Place = tuple[bool, int]  # whether only a word within a name begins so, and the kind as the index sorts by it


def begun(index: Index, words: str, most: int) -> list[tuple[str, str]]:
    """Things, each with a name that begins so or one of whose words does, so many at most.

    What a name begins with comes before what stands in it, and people and sides before what is called after them.
    """
    found = _named(index, words, most, f"within, kind % {OTHER} > 0, begun.place")
    iris = index.iris(found)
    return [(iris[thing], name) for thing, (name, _) in found.items()]


def listed(index: Index, words: str, most: int) -> list[str]:
    """Things whose name or id begins so, so many at most: then those one of whose words does. Of both those come first
    that are known by their names, and people and sides before what is called after them."""
    found = {thing: place for thing, (_, place) in _named(index, words, most, "within, kind, begun.iri", True).items()}
    kinds = (f"{kind}/" for kind in namespaces.kinds())
    for kind in kinds:
        if words and (kind.startswith(words) or words.startswith(kind)):
            things = index.numbers(namespaces.entity(max(kind, words, key=len)))
            named = (thing for thing in things if index.kind(thing) is not None)
            for thing in islice(named, most):
                found[thing] = False, index.kind(thing) or 0
    best = sorted(found, key=lambda thing: (found[thing], thing))[:most]
    iris = index.iris(best)
    return [iris[thing] for thing in best]


def _named(index: Index, words: str, most: int, order: str, things: bool = False) -> dict[int, tuple[str, _Place]]:
    """The numbers of things with a name of which a word begins so, in an order of the table, each with the name; only
    `things`, or articles too."""
    wanted = typed(words)
    found: dict[int, tuple[str, _Place]] = {}
    if not wanted:
        return found
    among = index.numbers(namespaces.things() if things else "")
    query = (
        "SELECT name, begun.iri, within, kind FROM (SELECT * FROM begun WHERE words >= ? AND words < ? AND iri >= ?"
        f" AND iri < ? ORDER BY {order} LIMIT ?) AS begun JOIN names USING (number) ORDER BY {order}"
    )
    begun = wanted[:BEGINNING]
    for limit in (most * _NAMES_EACH, -1):
        rows = index.connection.execute(query, (begun, begun + LAST, among.start, among.stop, limit)).fetchall()
        found.clear()
        for name, thing, within, kind in rows:
            if thing not in found and f" {wanted}" in f" {typed(name)}":
                found[thing] = name, (bool(within), kind)
                if len(found) == most:
                    return found
        if len(rows) < limit:
            break
    return found
