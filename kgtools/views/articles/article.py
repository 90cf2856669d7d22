"""The page of an article: what only it says, what it tells in common with others, and what it rests on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import pyoxigraph as ox

from kgtools import namespaces
from kgtools.graph.reading import Store
from kgtools.graph.terms import Term, curie_node, iri, term_node, text
from kgtools.views.articles.claim import things
from kgtools.views.articles.order import Order
from kgtools.views.articles.same import copied, same
from kgtools.views.disagreements import shown_at
from kgtools.views.thing.wording import article_of, claim_id, claim_node


@dataclass(frozen=True)
class Standing:
    """How a claim stands among those of other articles.

    `elsewhere` are the ids of the claims of others that state the same, `copies` those of them that go back to one
    passage with it, `about` what it speaks of, `entries` the disagreements that are shown at it.
    """

    elsewhere: tuple[str, ...]
    copies: tuple[str, ...]
    about: tuple[str, ...]
    entries: tuple[str, ...]


@dataclass(frozen=True)
class Read:
    """An article as it was read, for all languages: its claims in order, and how each stands among others.

    `cites` are the works that it cites; `origins` those that it names as sources, with how many claims rest on each.
    """

    order: Order
    standing: Mapping[str, Standing]
    languages: tuple[str, ...]
    authors: tuple[Term, ...]
    cites: tuple[Term, ...]
    origins: tuple[tuple[Term, int], ...]

    @property
    def alone(self) -> list[str]:
        """The ids of the claims that no other article states, in order."""
        return [claim.id for claim in self.order.claims if not self.standing[claim.id].elsewhere]

    @property
    def shared(self) -> list[str]:
        """The ids of the claims that another article states too, in order."""
        return [claim.id for claim in self.order.claims if self.standing[claim.id].elsewhere]

    @property
    def entries(self) -> dict[str, None]:
        """The disagreements that are shown at its claims, each once."""
        return dict.fromkeys(entry for one in self.standing.values() for entry in one.entries)

    def with_others(self) -> list[tuple[str, list[str]]]:
        """For each other article the claims shared with it, those of most first."""
        found: dict[str, list[str]] = {}
        for claim in self.shared:
            for article in dict.fromkeys(map(article_of, self.standing[claim].elsewhere)):
                found.setdefault(article, []).append(claim)
        return sorted(found.items(), key=lambda each: (-len(each[1]), each[0]))

    def about(self, claims: Iterable[str]) -> list[tuple[str, int]]:
        """What claims speak of beside the article itself, with how many do, the most first."""
        own = f"article/{self.order.article}"
        counts = Counter(thing for claim in claims for thing in self.standing[claim].about if thing != own)
        return sorted(counts.items(), key=lambda each: (-each[1], each[0]))


def standing(store: Store, claim: ox.NamedNode) -> Standing:
    """How a claim of an article stands among those of others."""
    own = article_of(claim_id(claim))
    about = tuple(namespaces.shorten(iri(term)) for term in things(store, claim) if _is_thing(term))
    elsewhere = tuple(one for one in same(store, claim) if article_of(one) not in (own, "background"))
    origins = copied(store, claim)
    return Standing(
        elsewhere,
        tuple(one for one in elsewhere if origins & copied(store, claim_node(one))),
        about,
        tuple(f"disagreement/{entry}" for entry in shown_at(store, claim)),
    )


def read(store: Store, found: Order, stands: Callable[[str], Standing]) -> Read:
    """An article, from its claims in order and how each stands, by its id."""
    thing = ox.NamedNode(namespaces.entity(f"article/{found.article}"))
    origins: Counter[Term] = Counter()
    for claim in found.claims:
        origins.update(_objects(store, claim.node, term_node("origin")))
    return Read(
        found,
        {claim.id: stands(claim.id) for claim in found.claims},
        tuple(map(text, _objects(store, thing, curie_node("dcterms:language")))),
        tuple(_objects(store, thing, curie_node("dcterms:creator"))),
        tuple(_objects(store, thing, term_node("cites"))),
        tuple(sorted(origins.items(), key=lambda each: (-each[1], str(each[0])))),
    )


def pages(order: Order, most: int) -> list[Sequence[str]]:
    """The ids of the claims of an article in pages of at most so many; what lies on one passage stays together."""
    found: list[list[str]] = [[]]
    for claims in order.passages.values():
        if found[-1] and len(found[-1]) + len(claims) > most:
            found.append([])
        found[-1] += claims
    return [page for page in found if page]


def _is_thing(term: Term) -> bool:
    return isinstance(term, ox.NamedNode) and term.value.startswith(
        (namespaces.things(), namespaces.base() + "article/")
    )


def _objects(store: Store, subject: ox.NamedNode, predicate: ox.NamedNode) -> list[Term]:
    return sorted(
        (quad.object for quad in store.quads_for_pattern(subject, predicate, None, ox.DefaultGraph())), key=str
    )
