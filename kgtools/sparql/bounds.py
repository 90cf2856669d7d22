"""Queries of which it is proved, before they are run, that they take next to nothing.

Nothing stops a query that runs, so what may run long runs in a process that can be ended. But most queries for one
thing are a few triples with a subject, or a predicate and an object, that few triples of the graph have. In whatever
order an engine takes them, and however it joins them, it has no more rows than the product of how many match each.

A query is small if it is of a form that is read here to its last character, with nothing in it but triples, OPTIONAL
and FILTERs on language, and so many rows consist of at most `MOST` triples. What is not small need not be large. (ORDER
BY is not of the form: the library reads both terms from the store whenever it compares two.)
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import inf

import pyoxigraph as ox

from kgtools import namespaces
from kgtools.graph.reading import Store
from kgtools.sparql.unknown_terms import ours, remembering

MOST = 400  # triples of which the rows of a small query may consist; some two milliseconds
_FEW = 100  # triples that a subject, or a predicate with an object, may have if it is not to be known by name
_LONGEST = 4000  # characters of a small query
_PATTERNS = 12  # triples of its pattern
_MANY = 64  # prologues that are known
_NEVER = ("VALUES", "UNION", "ORDER BY", "GROUP BY")  # what spares most other queries the reading of all before it
Pattern = tuple[str | None, str | None, str | ox.Literal | None]  # IRIs and literals; None for variables


@dataclass(frozen=True)
class Small:
    """What a query asks for, if it is of the form that is read here: its triples, and prefixes that it leaves out."""

    patterns: tuple[Pattern, ...]
    lacking: Mapping[str, str]

    def iris(self) -> set[str]:
        """The IRIs of its triples."""
        return {term for pattern in self.patterns for term in pattern if isinstance(term, str)}


# -- the form -------------------------------------------------------------------------------------------

# The terminals, as far as they are read: without escapes, and without dots behind a slash, which would be resolved.
# None can be read in two ways, and what has matched is never given back, so that no text takes long: `*+` behind a
# letter; around a group an atomic one, for before 3.11.5 Python lost its way where one with `*+` gave something back.
_ = r"[ \t\r\n]*+(?>(?:\#[^\r\n]*+[ \t\r\n]*+)*)"
__ = rf"(?:[ \t\r\n]|\#[^\r\n]*+[\r\n]){_}"
_PREFIX = r"[A-Za-z][A-Za-z0-9_-]*+:"
_IRI = r"<[A-Za-z][A-Za-z0-9+-]*+:(?!\.)(?>(?:[!#-.0-;=?-\[\]_a-z~]|/(?!\.))*)>"
_NAME = rf"{_PREFIX}[A-Za-z0-9_-]*+(?!\.[A-Za-z0-9_.:%-])"
_VARIABLE = r"[?$][A-Za-z_][A-Za-z0-9_]*+"
_TEXT = r"\"[^\"\r\n]*+\"(?!\")(?>(?:@[A-Za-z]{2,3}+(?>(?:-[A-Za-z]{4})?(?:-[A-Za-z]{2})?)(?![A-Za-z0-9-]))?)"
_TERM = rf"(?:{_IRI}|{_NAME}|{_VARIABLE})"
_OBJECT = rf"(?:{_TERM}|{_TEXT}){_}"
_VERB = rf"(?:{_TERM}|a){__}"
_TRIPLES = rf"{_TERM}{__}{_VERB}{_OBJECT}(?>(?:,{_}{_OBJECT}|;{_}(?>(?:{_VERB}{_OBJECT})?))*)\.?+{_}"
_LANG = rf"(?i:LANG){_}\({_}{_VARIABLE}{_}\){_}"
_EQUAL = rf"\({_}{_LANG}!?+={_}{_TEXT}{_}\)"
_MATCH = rf"(?i:LANGMATCHES){_}\({_}{_LANG},{_}{_TEXT}{_}\)"
_FILTER = rf"(?i:FILTER){_}(?:{_EQUAL}|{_MATCH}|\({_}{_MATCH}{_}\)){_}\.?+{_}"
_OPTIONAL = rf"(?i:OPTIONAL){_}\{{{_}(?>(?:{_FILTER}|{_TRIPLES})*)\}}{_}\.?+{_}"
_PROLOGUE = rf"(?>(?:(?i:PREFIX){__}{_PREFIX}{_}{_IRI}{_})*)"
_SELECT = rf"(?i:SELECT){_}(?>(?i:DISTINCT|REDUCED)?){_}(?:\*|(?>(?:{_VARIABLE}{_})+))"
_QUERY = re.compile(
    rf"{_}(?P<prologue>{_PROLOGUE})(?:(?i:ASK)|{_SELECT}){_}(?>(?i:WHERE)?){_}"
    rf"\{{{_}(?P<pattern>(?>(?:{_FILTER}|{_OPTIONAL}|{_TRIPLES})*))\}}{_}"
    rf"(?>(?:(?i:LIMIT){__}[0-9]{{1,9}}+{_})?)(?>(?:(?i:OFFSET){__}[0-9]{{1,9}}+{_})?)"
)
_DECLARED = re.compile(rf"\#[^\r\n]*+|(?i:PREFIX){__}(?P<prefix>{_PREFIX}){_}(?P<iri>{_IRI})")
_PART = re.compile(
    rf"(?P<comment>\#[^\r\n]*+)|(?P<end>{_FILTER}|(?i:OPTIONAL)|[{{}}.])|(?P<more>[,;])"
    rf"|(?P<iri>{_IRI})|(?P<name>{_NAME})|(?P<variable>{_VARIABLE})|(?P<text>{_TEXT})|(?P<a>a)"
)

# What comes before queries, as it was read to its end, and the namespaces that it declares: clients send the same.
_prologues: dict[str, Mapping[str, str]] = {}


def read(sparql: str) -> Small | None:
    """What a query asks for, if it is of the form that is read here; what is no SPARQL may pass for such a query.

    >>> read("SELECT * { <urn:a> rdfs:label ?label ; a ?class }").patterns[0]
    ('urn:a', 'http://www.w3.org/2000/01/rdf-schema#label', None)
    >>> read("SELECT * { <urn:a> rdfs:label+ ?label }")
    """
    if len(sparql) > _LONGEST or "\\" in sparql or any(word in sparql for word in _NEVER):
        return None
    start = sparql.find("SELECT")
    declared = _prologues.get(sparql[:start]) if start > 0 else None
    if not (found := _QUERY.fullmatch(sparql, start if declared is not None else 0)):
        return None
    if declared is None:
        declared = _declared(sparql[: found.end("prologue")])
    lacking: dict[str, str] = {}
    patterns: list[Pattern] = []
    terms: list[str | ox.Literal | None] = []  # of the triple that is being read
    for part in _PART.finditer(found["pattern"]):
        kind, text = part.lastgroup, part[0]
        if kind == "variable":
            terms.append(None)
        elif kind == "iri":
            terms.append(text[1:-1])
        elif kind == "name":
            prefix, _, local = text.partition(":")
            if (space := declared.get(prefix)) is None:
                if (space := namespaces.prefixes().get(prefix)) is None:
                    return None
                lacking[prefix] = space
            terms.append(space + local)
        elif kind == "text":
            terms.append(_literal(text))
        elif kind == "a":
            terms.append(namespaces.RDF + "type")
        else:
            if kind != "comment":
                terms = terms[: 2 if text == "," else kind == "more"]
            continue
        if len(terms) == 3:
            patterns.append((*terms,))  # type: ignore[arg-type]
            if len(patterns) > _PATTERNS:
                return None
    return Small(tuple(patterns), lacking)


def _declared(prologue: str) -> Mapping[str, str]:
    """The namespaces that a prologue declares, by prefix; it is known from now on where the query begins behind it."""
    if (declared := _prologues.get(prologue)) is None:
        declared = {prefix[:-1]: iri[1:-1] for prefix, iri in _DECLARED.findall(prologue) if prefix}
        if len(_prologues) == _MANY:
            _prologues.clear()
        _prologues[prologue] = declared
    return declared


def _literal(text: str) -> ox.Literal:
    value, _, language = text[1:].rpartition('"')
    return ox.Literal(value, language=language[1:]) if language else ox.Literal(value)


# -- the bound ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Degrees:
    """How many triples of a default graph can match a pattern, by its terms."""

    out: Mapping[str, int]  # predicate -> the most objects that one subject has
    into: Mapping[str, int]  # predicate -> the most subjects that one object has
    every: Mapping[str, int]  # predicate -> its triples
    subjects: frozenset[str]  # that have more than few triples
    objects: frozenset[tuple[str, object]]  # predicates with an object that more than few subjects have

    @classmethod
    def of(cls, store: Store, wanted: Callable[[], bool] = lambda: True) -> Degrees:
        """The degrees of a store: a second or less for half a million triples, nearly all of it in the library.

        Raises InterruptedError, before it looks at a further predicate, when they are not `wanted` any more.
        """
        out, into, every = {}, {}, {}
        objects = set[tuple[str, object]]()
        for (predicate,) in _rows(store, "SELECT DISTINCT ?p { ?s ?p ?o }"):
            if not wanted():
                raise InterruptedError
            name = predicate.value
            by_subject = f"{{ SELECT ?s (COUNT(*) AS ?n) {{ ?s <{name}> ?o }} GROUP BY ?s }}"
            by_object = f"{{ SELECT ?o (COUNT(*) AS ?n) {{ ?s <{name}> ?o }} GROUP BY ?o }}"
            ((most, total),) = _rows(store, f"SELECT (MAX(?n) AS ?most) (SUM(?n) AS ?total) {{ {by_subject} }}")
            out[name], every[name] = int(most.value), int(total.value)
            ((most,),) = _rows(store, f"SELECT (MAX(?n) AS ?most) {{ {by_object} }}")
            into[name] = int(most.value)
            if into[name] > _FEW:
                many = _rows(store, f"SELECT ?o {{ {by_object} FILTER(?n > {_FEW}) }}")
                objects |= {(name, term.value if isinstance(term, ox.NamedNode) else term) for (term,) in many}
        subjects = _rows(store, f"SELECT ?s {{ ?s ?p ?o }} GROUP BY ?s HAVING(COUNT(*) > {_FEW})")
        return cls(out, into, every, frozenset(term.value for (term,) in subjects), frozenset(objects))

    def triples(self, small: Small) -> float:
        """Of how many triples the rows of a query consist, at most, at any step."""
        rows = 1.0
        for pattern in small.patterns:
            rows *= max(1, self._matches(*pattern))  # what matches nothing may be optional
        return rows * len(small.patterns)

    def _matches(self, subject: str | None, predicate: str | None, object: str | ox.Literal | None) -> float:
        """How many triples match a pattern, at most."""
        if subject is not None:
            if predicate is not None and object is not None:
                return 1
            of_subject = inf if subject in self.subjects else _FEW
            return of_subject if predicate is None else min(of_subject, self.out.get(predicate, 0))
        if predicate is None:
            return inf
        if object is None:
            return self.every.get(predicate, 0)
        return min(inf if (predicate, object) in self.objects else _FEW, self.into.get(predicate, 0))


def _rows(store: Store, sparql: str) -> ox.QuerySolutions:
    found = store.query(sparql)
    assert isinstance(found, ox.QuerySolutions)
    return found


class SmallQueries:
    """Runs small queries on a store that does not change, and no others."""

    def __init__(self, store: ox.Store, wanted: Callable[[], bool] = lambda: True) -> None:
        self._store, self._degrees = store, Degrees.of(store, wanted)
        self._own = ours()
        self._known = remembering(store)

    def read(self, sparql: str) -> SmallQuery | None:
        """A query that may be run; None if it is not small, or deserves a warning."""
        small = read(sparql)
        if small is None or self._degrees.triples(small) > MOST:
            return None
        if not all(self._known(iri) for iri in small.iris() if iri.startswith(self._own)):
            return None
        return SmallQuery(self._store, sparql, small.lacking)


@dataclass(slots=True)
class SmallQuery:
    """A query that takes next to nothing: its text, and the namespaces that it uses and does not declare."""

    _store: ox.Store
    sparql: str
    lacking: Mapping[str, str]

    def results(self) -> ox.QuerySolutions | ox.QueryBoolean | None:
        """What `execute.results` gives for it; None if it is no SPARQL."""
        try:
            found = self._store.query(self.sparql, prefixes=dict(self.lacking), base_iri=namespaces.base())
        except SyntaxError:
            return None
        assert not isinstance(found, ox.QueryTriples)
        return found
