"""What lists need of things, gathered from the sorted lines of a build as these pass, article by article."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from hashlib import blake2b
from itertools import chain
from typing import NamedTuple

import pyoxigraph as ox

from kgtools import namespaces
from kgtools.claims.model import BACKGROUND
from kgtools.graph.terms import SPEAKING, curie_node, iri, language_tag, term_node, text
from kgtools.graph.things.lines import Lines

_NUMBERS = tuple(f'"^^<{namespaces.XSD}{name}>'.encode() for name in ("integer", "decimal"))
Known = dict[bytes, list[bytes]]  # the values of a claim by predicate, as lines have them


class Stated(NamedTuple):
    """An accepted fact between a thing and a node: `printed` by an article, and said by nobody else, for no time."""

    thing: str
    property: str
    value: str
    printed: bool
    plain: bool


@dataclass
class OfArticle:
    """What the claims of one article give, or those of the background: IRIs of things, and marks of statements."""

    name: str
    claims: int = 0
    stated: list[Stated] = field(default_factory=list)
    said: Counter[str] = field(default_factory=Counter)  # how many claims speak of each thing
    statements: list[bytes] = field(default_factory=list)
    measured: set[tuple[str, str]] = field(default_factory=set)
    disputed: set[tuple[str, str]] = field(default_factory=set)


def things(lines: Lines) -> Iterator[tuple[str, str, dict[str, str]]]:
    """Each thing and article with its class, by their IRIs, and its labels by language."""
    thing, class_, labels = "", "", dict[str, str]()
    label = curie_node("rdfs:label")
    wanted = (label, term_node("kind"))
    for quad in chain(lines.quads("article/", wanted), lines.quads("id/", wanted)):
        if iri(quad.subject) != thing:
            if class_:
                yield thing, class_, labels
            thing, class_, labels = iri(quad.subject), "", {}
        if quad.predicate != label:
            class_ = class_ or iri(quad.object)
        elif isinstance(quad.object, ox.Literal) and quad.graph_name == ox.DefaultGraph():
            labels[language_tag(quad.object)] = quad.object.value
    if class_:
        yield thing, class_, labels


def dates(lines: Lines) -> Iterator[tuple[str, int, int]]:
    """The first and the last year of each date that has both, by its IRI."""
    bounds: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for quad in lines.quads("date/", (term_node("earliest"), term_node("latest"))):
        bounds[iri(quad.subject)][iri(quad.predicate)] = int(text(quad.object)[:4])
    first, last = term_node("earliest").value, term_node("latest").value
    return ((date, own[first], own[last]) for date, own in bounds.items() if len(own) == 2)


def concerned(lines: Lines) -> Iterator[tuple[str, str]]:
    """The things that entries of the list of disagreements concern, each with the kind of the entry, by their IRIs."""
    return ((thing, kind) for thing, kind in _of_entries(lines, "concerns"))


def _of_entries(lines: Lines, name: str) -> Iterator[tuple[str, str]]:
    """What entries lead to by a property, with their kinds, by their IRIs."""
    kind, leading = term_node("disagreementKind"), list[str]()
    entry, kinds = "", list[str]()
    for quad in lines.quads("disagreement/", (kind, term_node(name))):
        if iri(quad.subject) != entry:
            yield from ((each, of) for each in leading for of in kinds)
            entry, kinds, leading = iri(quad.subject), [], []
        (kinds if quad.predicate == kind else leading).append(iri(quad.object))
    yield from ((each, of) for each in leading for of in kinds)


class Claims:
    """Reads the claims of a graph, each once, in the order of their articles."""

    def __init__(self, lines: Lines) -> None:
        self._lines = lines
        self._things = f"<{namespaces.things()}".encode()
        self._kinds: defaultdict[bytes, set[str]] = defaultdict(set)  # of the entries that involve a claim
        for claim, kind in _of_entries(lines, "involves"):
            self._kinds[f"<{claim}>".encode()].add(kind)
        base = term_node("baseUnit")
        self._bases = {str(quad.subject).encode(): str(quad.object).encode() for quad in lines.quads("code/", (base,))}

    def by_article(self) -> Iterator[OfArticle]:
        """What the claims of each article give."""
        found: OfArticle | None = None
        for claim, known in self._each():
            name = claim.rsplit(b"/", 2)[1].decode()
            if found is None or found.name != name:
                if found:
                    yield found
                found = OfArticle(name)
            self._take(found, claim, known)
        if found:
            yield found

    def _each(self) -> Iterator[tuple[bytes, Known]]:
        """Each claim with what is read of it."""
        current, known = b"", Known()
        for line in self._lines.of("claim/"):
            claim, predicate, value = line.split(b" ", 2)
            if predicate not in _READ:
                continue
            if claim != current:
                if known:
                    yield current, known
                current, known = claim, {}
            known.setdefault(predicate, []).append(value[:-2])  # without the end of the line
        if known:
            yield current, known

    def _take(self, found: OfArticle, claim: bytes, known: Known) -> None:
        article = _IN_ARTICLE in known
        found.claims += article
        if article:
            named = {value for role in _ROLES if role in known for value in known[role]}
            found.said.update(_iri(value) for value in named if value.startswith(self._things))
        if _PREDICATE in known:
            self._take_fact(found, known, article)
        if _MEASURED in known:
            sides = (*known[_MEASURED], *known.get(_PARTNER, ()))
            found.measured.update((_iri(one), _iri(side)) for one in known[_INDICATOR] for side in sides)
        if name := found.name if found.name != BACKGROUND else "":
            found.statements += self._statement(known, name)
        for kind in self._kinds.get(claim, ()):
            involved = (value for role in _INVOLVED for value in known.get(role, ()))
            found.disputed.update((_iri(value), kind) for value in involved)

    def _take_fact(self, found: OfArticle, known: Known, article: bool) -> None:
        (subject,), (predicate,), (value,) = known[_SUBJECT], known[_PREDICATE], known[_OBJECT]
        if value.startswith(b"<") and known[_ACCEPTED][0].startswith(b'"true"'):
            plain = _SPEAKER not in known and _WHEN not in known
            found.stated.append(Stated(_iri(subject), _iri(predicate), _iri(value), article, plain))

    def _statement(self, known: Known, article: str) -> Iterator[bytes]:
        """A mark of what a claim states, which others that state the same have too; opinions have none."""
        if _PREDICATE in known:
            stated = (*known[_SUBJECT], *known[_PREDICATE], *known[_OBJECT])
        elif _VALUE in known and (base := self._bases.get(known[_UNIT][0])):
            stated = (*known[_CELL], *known[_VALUE], base)
        else:
            return
        written = b" ".join((*known[_MODALITY], *map(_even, stated)))
        yield blake2b(written, digest_size=16).digest()


def _iri(value: bytes) -> str:
    return value[1:-1].decode()


def _even(value: bytes) -> bytes:
    """A number in one way of writing, as the store compares it; anything else as it is."""
    if not value.endswith(_NUMBERS):
        return value
    number, _, kind = value.rpartition(b"^^")
    return f"{Decimal(number[1:-1].decode()).normalize()} ".encode() + kind


def _line_of(node: ox.NamedNode) -> bytes:
    return str(node).encode()


_SUBJECT, _PREDICATE, _OBJECT = (_line_of(curie_node(f"rdf:{name}")) for name in ("subject", "predicate", "object"))
_IN_ARTICLE, _ACCEPTED, _WHEN, _SPEAKER, _MODALITY, _CELL, _VALUE, _UNIT, _INDICATOR, _MEASURED, _PARTNER, _ABOUT = (
    _line_of(term_node(name))
    for name in (
        "inArticle", "accepted", "when", "speaker", "modality", "cell", "value", "unit", "indicator", "measured",
        "partner", "about",
    )
)  # fmt: skip
_ROLES = tuple(f"<{role}>".encode() for role in SPEAKING)
_INVOLVED = (_SUBJECT, _MEASURED, _INDICATOR, _ABOUT)
_READ = frozenset(
    (
        *_ROLES, *_INVOLVED, _PREDICATE, _OBJECT, _IN_ARTICLE, _ACCEPTED, _WHEN, _SPEAKER, _MODALITY, _CELL, _VALUE,
        _UNIT, _PARTNER,
    )
)  # fmt: skip
