"""The articles in short: who wrote each, in which languages, how much it claims, how much of that others tell too."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass

import pyoxigraph as ox

from kgtools.graph.reading import Store
from kgtools.graph.store import select
from kgtools.graph.terms import short, text

_ARTICLES = """
SELECT ?article ?language ?author WHERE {
  ?article a t:Article . OPTIONAL { ?article dcterms:language ?language } OPTIONAL { ?article dcterms:creator ?author }
} ORDER BY ?article ?language ?author"""
_CLAIMS = "SELECT ?claim ?article WHERE { ?claim t:inArticle ?article }"
# What two facts, or two figures, have alike that state the same; each opinion is a statement of its own.
_FACTS = """
SELECT ?claim ?subject ?property ?object ?modality WHERE {
  ?claim a t:Fact ; rdf:subject ?subject ; rdf:predicate ?property ; rdf:object ?object ; t:modality ?modality }"""
_FIGURES = """
SELECT ?claim ?cell ?modality ?base ?value WHERE {
  ?claim a t:Figure ; t:cell ?cell ; t:modality ?modality ; t:unit/t:baseUnit ?base ; t:value ?value }"""


@dataclass(frozen=True)
class ArticleCard:
    """An article, by its id with its kind: ids of its authors, tags of its languages, and how many claims it has.

    `elsewhere` of them make a statement that another article makes too.
    """

    id: str
    authors: tuple[str, ...]
    languages: tuple[str, ...]
    claims: int
    elsewhere: int

    @property
    def share(self) -> int:
        """The part of its claims that others tell too, of 100.

        >>> ArticleCard("article/a", (), (), 40, 10).share
        25
        """
        return round(100 * self.elsewhere / self.claims) if self.claims else 0


def articles(store: Store) -> tuple[ArticleCard, ...]:
    """All articles, in the order of their ids."""
    described: dict[str, tuple[set[str], set[str]]] = {}
    for article, language, author in select(store, _ARTICLES):
        authors, languages = described.setdefault(_name(article), (set(), set()))
        languages.update([text(language)] if language is not None else [])
        authors.update([short(author)] if author is not None else [])
    article_of = {claim: _name(article) for claim, article in select(store, _CLAIMS)}
    tellers: defaultdict[tuple[object, ...], set[str]] = defaultdict(set)
    stated = [(claim, tuple(rest)) for query in (_FACTS, _FIGURES) for claim, *rest in select(store, query)]
    for claim, statement in stated:
        if claim in article_of:
            tellers[statement].add(article_of[claim])
    shared = {claim for claim, statement in stated if len(tellers[statement]) > 1}
    claims = Counter(article_of.values())
    elsewhere = Counter(article for claim, article in article_of.items() if claim in shared)
    return tuple(
        ArticleCard(f"article/{name}", tuple(sorted(authors)), tuple(sorted(languages)), claims[name], elsewhere[name])
        for name, (authors, languages) in described.items()
    )


def _name(article: object) -> str:
    assert isinstance(article, ox.NamedNode)
    return short(article).removeprefix("article/")
