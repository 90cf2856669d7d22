"""Things with a name, or an id, that begins with what is typed so far."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, product

from kgtools import namespaces
from kgtools.query.search.index.opened import Index
from kgtools.query.search.index.writing import BEGINNING, OTHER, typed
from kgtools.query.search.likeness import LAST

_NAMES_EACH = 8  # names that few things have more of; if they have, all are looked at
_KINDS = range(2 * OTHER)  # as the index sorts by them
_Place = tuple[bool, int]  # whether only a word within a name begins so, and the kind as the index sorts by it


def begun(index: Index, words: str, most: int) -> list[tuple[str, str]]:
    """Things, each with a name that begins so or one of whose words does, so many at most.

    What a name begins with comes before what stands in it, and people and sides before what is called after them.
    """
    kinds = [[kind for kind in _KINDS if (kind % OTHER > 0) == others] for others in (False, True)]
    found = _named(index, words, most, kinds, "place")
    iris = index.iris(found)
    return [(iris[thing], name) for thing, (name, _) in found.items()]


def listed(index: Index, words: str, most: int) -> list[str]:
    """Things whose name or id begins so, so many at most: then those one of whose words does. Of both those come first
    that are known by their names, and people and sides before what is called after them."""
    each = [[kind] for kind in _KINDS]
    named = _named(index, words, most, each, "begun.iri, place", things=True)
    found = {thing: place for thing, (_, place) in named.items()}
    kinds = (f"{kind}/" for kind in namespaces.kinds())
    for kind in kinds:
        if words and (kind.startswith(words) or words.startswith(kind)):
            things = index.numbers(namespaces.entity(max(kind, words, key=len)))
            having_names = (thing for thing in things if index.kind(thing) is not None)
            for thing in islice(having_names, most):
                found[thing] = False, index.kind(thing) or 0
    best = sorted(found, key=lambda thing: (found[thing], thing))[:most]
    iris = index.iris(best)
    return [iris[thing] for thing in best]


def _named(
    index: Index, words: str, most: int, kinds: Iterable[Sequence[int]], order: str, things: bool = False
) -> dict[int, tuple[str, _Place]]:
    """The numbers of things with a name that begins so, then of those with a word within that does, each with the name:
    of both some kinds after the others, each in an order of the table; only `things`, or articles too."""
    wanted = typed(words)
    found: dict[int, tuple[str, _Place]] = {}
    among = index.numbers(namespaces.things() if things else "")
    for within, some in product((False, True), kinds) if wanted else ():
        for name, thing, kind in _begun(index, wanted[:BEGINNING], among, (within, some), order, most * _NAMES_EACH):
            if thing not in found and f" {wanted}" in f" {typed(name)}":
                found[thing] = name, (within, kind)
                if len(found) == most:
                    return found
    return found


def _begun(
    index: Index, begun: str, among: range, those: tuple[bool, Sequence[int]], order: str, first: int
) -> Iterator[tuple[str, int, int]]:
    """Names that begin so, or of which a word within does, of things of some kinds, each with its thing and kind: as
    many as are asked for first, then all others."""
    within, kinds = those
    query = (
        "SELECT name, begun.iri, kind FROM (SELECT * FROM begun WHERE within = ? AND words >= ? AND words < ?"
        f" AND kind IN ({', '.join(map(str, kinds))}) AND iri >= ? AND iri < ? ORDER BY {order} LIMIT ? OFFSET ?)"
        f" AS begun JOIN names USING (number) ORDER BY {order.replace('place', 'begun.place')}"
    )
    for limit, offset in ((first, 0), (-1, first)):
        given = within, begun, begun + LAST, among.start, among.stop, limit, offset
        rows = index.connection.execute(query, given).fetchall()
        yield from rows
        if len(rows) < limit:
            return
