"""What the parser of the library reads in a query, without running it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product
from string import ascii_lowercase

import pyoxigraph as ox

from kgtools import namespaces
from kgtools.sparql import tokens

_SERVICE = re.compile("(?i)service")


class _Read(Exception):
    """The query was read."""


def check(sparql: str, prefixes: dict[str, str] | None, base: str | None) -> None:
    """Raises SyntaxError for what is no query; runs nothing.

    >>> check("ASK { SERVICE <http://example.org/> { ?s ?p ?o } }", None, None)
    """

    def graphs() -> Iterator[ox.DefaultGraph]:
        """The library asks for the graphs when it has read the query, and then begins to run it."""
        raise _Read
        yield

    try:
        ox.Store().query(sparql, prefixes=prefixes, base_iri=base, default_graph=graphs())  # type: ignore[arg-type]
    except _Read:
        return
    raise AssertionError("the library ran a query that it was only to read")


def calls_out(sparql: str) -> bool:
    """Whether a query has SERVICE in its pattern. Raises SyntaxError for what is no query.

    The word may also stand in names, variables, strings and comments. Where each of its spellings is replaced by a
    word of its own, all of these are read as before; the keyword alone no longer is.

    >>> calls_out("ASK { SERVICE <http://example.org/> {} }"), calls_out("ASK { ?service ?p 'SERVICE' }")
    (True, False)
    """
    if not tokens.holds(sparql, "service"):
        return False
    spellings = set(_SERVICE.findall(sparql))
    check(sparql, namespaces.prefixes(), namespaces.base())
    fresh = _fresh_words(sparql)
    words = {spelling: next(fresh) for spelling in sorted(spellings)}
    try:
        renamed = _SERVICE.sub(lambda found: words[found[0]], sparql)
        check(renamed, namespaces.prefixes(), namespaces.base())
    except SyntaxError:
        return True
    return False


def _fresh_words(sparql: str) -> Iterator[str]:
    """Words as long as SERVICE that a text does not hold; a language tag may be no longer."""
    for letters in product(ascii_lowercase, repeat=5):
        word = f"zq{''.join(letters)}"
        if word not in sparql:
            yield word


def graphs(sparql: str) -> list[str]:
    """The IRIs of the graphs that a query names with FROM and FROM NAMED, as the library reads them.

    Raises SyntaxError for what is no query.

    >>> graphs("BASE <http://example.org/> PREFIX ex: <urn:> ASK FROM <a> FROM NAMED ex:b { ?s ?p ?o }")
    ['http://example.org/a', 'urn:b']
    """
    named = tokens.from_clauses(sparql)
    if not named:
        return []
    check(sparql, namespaces.prefixes(), namespaces.base())
    listed = " ".join(token.text for token in named)
    probe = f"{tokens.prologue(sparql)} SELECT * {{ VALUES ?graph {{ {listed} }} }}"
    found = ox.Store().query(probe, prefixes=namespaces.prefixes(), base_iri=namespaces.base())
    assert isinstance(found, ox.QuerySolutions)
    return [str(solution["graph"].value) for solution in found]
