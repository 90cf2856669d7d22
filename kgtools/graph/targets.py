"""Quads of the targets: what each aims at in words, the claims that tell it, and what became of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, islice, product

import pyoxigraph as ox

from kgtools import namespaces
from kgtools.changing import ChosenByEach, Each
from kgtools.claims import translations
from kgtools.claims.model import Article, Claim, Corpus, Entity, Fact, Figure, Opinion, Outcome
from kgtools.compare.compared import said
from kgtools.graph.terms import code_node, curie_node, term_node
from kgtools.messages import FALLBACK, chosen
from kgtools.ontology import Ontology
from kgtools.remembering import Same, as_before, for_the_same, in_pieces, same

_EXACT = "exact"
Translated = Mapping[tuple[str, str], str]  # texts of claims by key and language, empty where there is none


@dataclass(frozen=True)
class Target:
    """A row of the outcomes as the graph holds it: `labels` say in each language what the target aims at."""

    id: str
    told_by: tuple[str, ...]
    outcome: str
    decided_by: tuple[str, ...]
    explanation: str
    labels: tuple[tuple[str, str], ...]


def targets(corpus: Corpus, ontology: Ontology) -> Iterator[Target]:
    """The targets of a corpus, in the order of the table of outcomes."""
    rows = in_pieces(corpus.outcomes)
    told = _told.of(rows, said(corpus, things=False).by_key)
    texts = _texts.of(rows, translations.translated(corpus, ontology))
    named = _entities.of(told, corpus.named), _articles.of(told, corpus.articles)
    return chain.from_iterable(_of_each.of(rows, told, texts, *named, given=(ontology,)).values())


_UNTRANSLATED: Mapping[str, str] = {}


def _told_by(rows: Same[Outcome]) -> Iterator[str]:
    return (key for row in rows for key in row.told_by)


def _named_in(told: Same[Claim]) -> list[str]:
    return sorted({name for claim in told for name in claim.terms.values()})


def _articles_in(told: Same[Claim]) -> list[str]:
    return [name.removeprefix("article/") for name in _named_in(told) if name.startswith("article/")]


_told = ChosenByEach[int, str, Claim](_told_by)
_texts = ChosenByEach[int, str, translations.Translated](_told_by)
_entities = ChosenByEach[int, str, Entity](_named_in)
_articles = ChosenByEach[int, str, Article](_articles_in)


def _some(
    _: int, rows: Same[Outcome], told: Same[Claim], texts: Same[translations.Translated], entities: Same[Entity],
    articles: Same[Article], ontology: Ontology,
) -> Same[Target]:  # fmt: skip
    """Some targets, with the claims that tell them, the texts of these, and what they name."""
    words = _words(entities, articles, ontology)
    claims, fresh, tags = iter(told), {one.id: one.said for one in texts}, namespaces.translated()
    found = []
    for row in rows:
        given = tuple(fresh.get(key, _UNTRANSLATED).get(tag, "") for key in row.told_by for tag in tags)
        found.append(_target(words, row, tuple(islice(claims, len(row.told_by))), given))
    return same(found)


_of_each = Each[int, Same[Outcome], Same[Target]](_some, in_order=True)


@for_the_same(8192)
def _target(words: _Words, row: Outcome, told: tuple[Claim, ...], texts: tuple[str, ...]) -> Target:
    translated = dict(zip(product((claim.key for claim in told), namespaces.translated()), texts, strict=True))
    labels = tuple((language, words.aim(told, language, translated)) for language in namespaces.languages())
    return as_before(Target(row.id, row.told_by, row.outcome, row.decided_by, row.explanation, labels))


def quads(target: Target, by_key: Mapping[str, Claim]) -> Iterator[ox.Quad]:
    """A target: its words, the claims that tell and decide it, its outcome and why."""
    node = ox.NamedNode(namespaces.target(target.id))
    yield ox.Quad(node, curie_node("rdf:type"), term_node("Target"))
    for language, words in target.labels:
        yield ox.Quad(node, curie_node("rdfs:label"), ox.Literal(words, language=language))
    for name, keys in (("toldBy", target.told_by), ("decidedBy", target.decided_by)):
        for key in keys:
            yield ox.Quad(node, term_node(name), ox.NamedNode(by_key[key].iri))
    yield ox.Quad(node, term_node("outcome"), code_node("outcome", target.outcome))
    if target.explanation:
        yield ox.Quad(
            node, term_node("outcomeExplanation"), ox.Literal(target.explanation, language=namespaces.first_language())
        )


class _Words:
    """Puts into words what claims aim at, with the labels of the tables and of the ontology."""

    def __init__(self, entities: Iterable[Entity], articles: Iterable[Article], ontology: Ontology) -> None:
        self.entities = {entity.id: entity for entity in entities}
        self.articles = {article.id: article for article in articles}
        self.ontology = ontology
        self.terms = ontology.labels

    def aim(self, told: Iterable[Claim], language: str, translated: Translated) -> str:
        """What claims aim at: each thing once, with what is said of it; what is said in sentences comes last.

        By when is not in it: claims of one target may name its term more or less precisely.
        """
        said: dict[tuple[str, str], list[str]] = {}
        gists: list[str] = []
        for claim in told:
            if isinstance(claim, Opinion):
                gists.append(translated.get((claim.key, language)) or claim.gist)
            else:
                of, what, value = self.parts(claim, language, translated)
                said.setdefault((what, value), []).append(of)
        return " ".join(_once([*_composed(said), *gists]))

    def parts(self, claim: Claim, language: str, translated: Translated) -> tuple[str, str, str]:
        """The thing of which a claim speaks, what it says of it, and the value; a text says what it says by itself."""
        if isinstance(claim, Figure):
            sides = filter(None, (claim.measured, claim.partner))
            of = " – ".join(self.entity(side, language) for side in sides)
            word = "" if claim.bound == _EXACT else self.code("bound", claim.bound, language) + " "
            what = self.entity(claim.indicator, language)
            if claim.flow:
                what += f" ({self.code('flow', claim.flow, language)})"
            return of, what, f"{word}{claim.value} {self.code('unit', claim.unit, language)}"
        assert isinstance(claim, Fact)
        value, known = claim.value, self.ontology.properties[claim.property]
        if known.takes == "rdf:langString":
            text = translated.get((claim.key, language)) or value
            return self.entity(claim.subject, language), "", text.removesuffix(".")
        if known.takes == "code":
            value = self.code(known.code_list, value, language)
        elif known.takes == "entity":
            value = self.entity(value, language)
        return self.entity(claim.subject, language), self.term(namespaces.term(claim.property), language), value

    def entity(self, identifier: str, language: str) -> str:
        entity = self.entities.get(identifier)
        article = self.articles.get(identifier.removeprefix("article/"))
        known = entity.labels if entity else article.labels if article else ()
        labels = {label.language: label.value for label in known}
        return chosen(labels, language) or identifier

    def code(self, code_list: str, value: str, language: str) -> str:
        return self.term(namespaces.code(f"{code_list}/{value}"), language)

    def term(self, iri: str, language: str) -> str:
        tags = (language, namespaces.first_language(), FALLBACK)
        return next((self.terms[iri, tag] for tag in tags if (iri, tag) in self.terms), namespaces.shorten(iri))


_words = for_the_same(1024)(_Words)


def _composed(said: Mapping[tuple[str, str], list[str]]) -> Iterator[str]:
    """What is said of things, as sentences: the things, then each property with its values."""
    by_things: dict[tuple[str, ...], dict[str, list[str]]] = {}
    for (what, value), things in said.items():
        by_things.setdefault(tuple(_once(things)), {}).setdefault(what, []).append(value)
    for names, properties in by_things.items():
        listed = "; ".join(_property(what, _once(values)) for what, values in properties.items())
        yield f"{', '.join(names)}: {listed}."


def _property(what: str, values: list[str]) -> str:
    return f"{what} – {', '.join(values)}" if what else ". ".join(values)


def _once(words: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(words))
