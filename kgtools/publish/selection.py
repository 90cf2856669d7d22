"""Which statements are exported: all, those of an article, those about things of a kind or around a thing.

Every format takes what is selected here, so that tables, linked data and nanopublications agree.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pyoxigraph as ox

from kgtools import namespaces
from kgtools.errors import UsageError, nearest
from kgtools.graph.reading import Store
from kgtools.graph.terms import curie_node, literal, term_node
from kgtools.publish import describing
from kgtools.publish.describing import DEFAULT, Gathered, claim_space, entity_spaces
from kgtools.query import lookup

BACKGROUND = "background"  # what no article says, and the checks need
_TYPE = curie_node("rdf:type")
_ACCEPTED, _TRUE = term_node("accepted"), literal("true", "boolean")
# What leads from a claim to its article, which is not what it speaks of.
_NOT_SPOKEN_OF = frozenset({term_node("inArticle")})


@dataclass(frozen=True)
class Scope:
    """What is asked for: the claims of an article, about things of a kind, or around one thing; else everything.

    `about` is an id, an IRI or words of a name. `depth` counts the steps from there through claims: with 2 also what is
    claimed of what its claims name. With `accepted` only what is accepted is taken, as plain triples and observations
    without their evidence. Raises UsageError for what excludes each other.
    """

    article: str | None = None
    kind: str | None = None
    about: str | None = None
    depth: int = 1
    accepted: bool = False

    def __post_init__(self) -> None:
        given = [f"--{name}" for name in ("article", "kind", "about") if getattr(self, name) is not None]
        if len(given) > 1:
            raise UsageError(f"{' and '.join(given)} exclude each other; give one of them")
        if self.depth != 1 and self.about is None:
            raise UsageError(f"--depth {self.depth} counts steps from a thing; name the thing with --about")
        if self.depth < 1:
            raise UsageError(f"--depth {self.depth}: expected a whole number from 1 on")


@dataclass(frozen=True)
class Selection:
    """What is selected of a store: things in focus, which are entities and articles, and claims; each sorted.

    `whole` says that nothing was left out.
    """

    store: Store
    scope: Scope
    whole: bool
    things: tuple[ox.NamedNode, ...]
    claims: tuple[ox.NamedNode, ...]

    def statements(self) -> Iterable[ox.Quad]:
        """The selection as RDF, in any order: the things, the claims with their evidence, and labels of what they name.

        Of what is accepted: the plain triples and observations with labels, in the default graph.
        """
        return self.store.quads_for_pattern(None, None, None, None) if self.whole else _gathered(self).quads

    def quads(self) -> list[ox.Quad]:
        """The same, sorted."""
        return sorted(self.statements(), key=str)


def select(store: Store, scope: Scope) -> Selection:
    """The part of a store that is asked for.

    Raises UsageError for an article, kind or thing that there is not, with the nearest.
    """
    if scope.article is not None:
        things, claims = _of_article(store, scope.article)
    elif scope.kind is not None:
        things, claims = _of_kind(store, scope.kind)
    elif scope.about is not None:
        things, claims = _around(store, lookup.find(store, scope.about).thing, scope.depth)
    else:
        things, claims = _instances(store, term_node("Entity")), _instances(store, term_node("Claim"))
    if scope.accepted:
        claims = {claim for claim in claims if ox.Quad(claim, _ACCEPTED, _TRUE) in store}
        things &= _entities(store, claims)
    return Selection(store, scope, scope == Scope(), _sorted(things), _sorted(claims))


# -- what is asked for ----------------------------------------------------------------------------------


def _of_article(store: Store, name: str) -> tuple[set[ox.NamedNode], set[ox.NamedNode]]:
    """What an article, or the background, speaks of, the article itself among it, and its claims."""
    articles = {node.value.rpartition("/")[2]: node for node in _instances(store, term_node("Article"))}
    identifier = name.removeprefix(namespaces.base()).removeprefix("article/")
    if identifier == BACKGROUND:
        claims = _subjects(store, term_node("reference"), None)
        return _entities(store, claims), claims
    if identifier not in articles:
        known = [*sorted(articles), BACKGROUND]
        begun = [one for one in known if identifier and one.startswith(identifier)]
        hint = f"did you mean '{begun[0]}'?" if begun else nearest(identifier, known)
        raise UsageError(f"there is no article '{name}'; {hint or 'there are ' + ', '.join(known)}")
    claims = _subjects(store, term_node("inArticle"), articles[identifier])
    return _entities(store, claims) | {articles[identifier]}, claims


def _of_kind(store: Store, name: str) -> tuple[set[ox.NamedNode], set[ox.NamedNode]]:
    """The things of a kind with the claims that name them; of a kind of claim (fact, figure, opinion) the claims."""
    instances = _instances(store, term_node(_class(store, name)))
    things = {node for node in instances if node.value.startswith(entity_spaces())}
    claims = {node for node in instances if node.value.startswith(claim_space())}
    if not things and not claims:
        raise UsageError(f"the graph has nothing of the kind '{name}'")
    return things, claims.union(*(describing.claims(store, thing) for thing in things))


def _class(store: Store, name: str) -> str:
    """The class that a word names: its own name, or one of those that stand in ids and names of tables."""
    classes = {node.value for node in _subjects(store, _TYPE, curie_node("owl:Class"))}
    names = [namespaces.term_name(iri) for iri in sorted(classes) if namespaces.is_term(iri)]
    words = {one.lower(): one for one in names}
    for kind, (table, of) in namespaces.kinds().items():
        words |= {kind: of, table: of}
    word = namespaces.term_name(name).rpartition(":")[2].lower()
    if word not in words:
        hint = nearest(word, words) or f"take {', '.join(namespaces.kinds())}, or a class of the ontology"
        raise UsageError(f"there is no kind '{name}'; {hint}")
    return words[word]


def _around(store: Store, seed: ox.NamedNode, depth: int) -> tuple[set[ox.NamedNode], set[ox.NamedNode]]:
    """A thing, the claims that name it, and so on for what these name: the things in focus, and the claims."""
    reached, claims, edge = {seed}, set[ox.NamedNode](), {seed}
    for step in range(depth):
        found = {claim for node in edge for claim in describing.claims(store, node)} - claims
        claims |= found
        if step + 1 < depth:
            edge = _entities(store, found, but=_NOT_SPOKEN_OF) - reached
            reached |= edge
    return {node for node in reached if node.value.startswith(entity_spaces())}, claims


# -- what belongs to it ---------------------------------------------------------------------------------


def _gathered(selection: Selection) -> Gathered:
    gathered = Gathered(selection.store)
    if selection.scope.accepted:
        for claim in selection.claims:
            gathered.accepted(claim)
    else:
        for thing in selection.things:
            gathered.thing(thing)
        for claim in selection.claims:
            gathered.claim(claim)
    gathered.names()
    return gathered


def _entities(
    store: Store, claims: Iterable[ox.NamedNode], but: frozenset[ox.NamedNode] = frozenset()
) -> set[ox.NamedNode]:
    """The entities and articles that claims name, `but` by some properties."""
    return {
        quad.object
        for claim in claims
        for quad in store.quads_for_pattern(claim, None, None, DEFAULT)
        if isinstance(quad.object, ox.NamedNode)
        and quad.object.value.startswith(entity_spaces())
        and quad.predicate not in but
    }


def _instances(store: Store, of: ox.NamedNode) -> set[ox.NamedNode]:
    return _subjects(store, _TYPE, of)


def _subjects(store: Store, predicate: ox.NamedNode, value: ox.NamedNode | None) -> set[ox.NamedNode]:
    quads = store.quads_for_pattern(None, predicate, value, DEFAULT)
    return {quad.subject for quad in quads if isinstance(quad.subject, ox.NamedNode)}


def _sorted(nodes: Iterable[ox.NamedNode]) -> tuple[ox.NamedNode, ...]:
    return tuple(sorted(nodes, key=str))
