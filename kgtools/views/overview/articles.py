"""The articles in short: who wrote each, in which languages, how much it claims, how much of that others tell too."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import pyoxigraph as ox

from kgtools import namespaces
from kgtools.claims.model import BACKGROUND
from kgtools.graph.reading import Store
from kgtools.graph.store import BuiltStore, select
from kgtools.graph.terms import short, text, whole

_ARTICLES = """
SELECT ?article ?language ?author WHERE {
  ?article a t:Article . OPTIONAL { ?article dcterms:language ?language } OPTIONAL { ?article dcterms:creator ?author }
} ORDER BY ?article ?language ?author"""
_CLAIMS = "SELECT ?article (COUNT(?claim) AS ?claims) WHERE { ?claim t:inArticle ?article } GROUP BY ?article"
# The claims that have alike what facts, or figures, have alike that state the same, where there are several. Each
# opinion is a statement of its own. To group them here spares reading all that is told but once.
_SHARED = """
SELECT ?claims WHERE {
  { SELECT (COUNT(?claim) AS ?number) (GROUP_CONCAT(STR(?claim); SEPARATOR=" ") AS ?claims) WHERE {
      ?claim t:modality ?modality ; %s
  } GROUP BY ?modality %s }
  FILTER(?number > 1)
}"""
_STATED = (
    ("rdf:subject ?subject ; rdf:predicate ?property ; rdf:object ?object", "?subject ?property ?object"),
    ("t:cell ?cell ; t:value ?value ; t:unit/t:baseUnit ?base", "?cell ?value ?base"),
)


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
    claims, elsewhere = _counted(store)
    return tuple(
        ArticleCard(f"article/{name}", tuple(sorted(authors)), tuple(sorted(languages)), claims[name], elsewhere[name])
        for name, (authors, languages) in described.items()
    )


def _counted(store: Store) -> tuple[Counter[str], Counter[str]]:
    """How many claims each article has, and how many of them state what another states: from the table of a build."""
    if isinstance(store, BuiltStore) and store.things is not None:
        rows = list(store.things.articles())
        return Counter({name: claims for name, claims, _ in rows}), Counter({name: number for name, _, number in rows})
    claims = Counter({_name(article): whole(number) for article, number in select(store, _CLAIMS)})
    elsewhere: Counter[str] = Counter()
    for row in (row for stated in _STATED for row in select(store, _SHARED % stated)):
        tellers = Counter(namespaces.shorten(claim).split("/")[1] for claim in text(row[0]).split())
        del tellers[BACKGROUND]
        if len(tellers) > 1:
            elsewhere.update(tellers)
    return claims, elsewhere


def _name(article: object) -> str:
    assert isinstance(article, ox.NamedNode)
    return short(article).removeprefix("article/")
