"""Terms and facts in words.

A fact is worded by the pattern of its property: rows `fact.TOPIC.PROPERTY` of `messages.csv` for what is said of a
thing, `fact-of.TOPIC.PROPERTY` for what is said of others with it. A pattern leaves names as they are, since
Russian, Kazakh and Uzbek would have to decline them; where one thing is named otherwise than several, it has a
form for each, with ` | ` between.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache

import pyoxigraph as ox

from kgtools import namespaces
from kgtools.graph import labels
from kgtools.graph.reading import Store
from kgtools.graph.store import once, select
from kgtools.graph.terms import Term, curie_node, iri, node, truth
from kgtools.messages import FALLBACK, message, section
from kgtools.views.page import Part

TOPICS = ("dates", "people", "places", "contents", "relations", "names")  # in the order of a page
_OTHERWISE = "relations"
_STOP = re.compile(r"(?<=[.!?])(?<!\b[^\W\d]\.) ")  # not after an initial
_AUTHORS = """
SELECT ?author ?published WHERE {
  ?article dcterms:creator ?author . OPTIONAL { ?article t:publishedOn ?published }
} ORDER BY ?author"""

_SAID = 16_384  # terms whose words are remembered
Say = Callable[[Term | None], Part]


@dataclass(frozen=True)
class Pattern:
    """How facts with a property are worded: the topic they belong to, and the key of their text."""

    topic: str
    key: str


@cache
def patterns() -> dict[tuple[str, bool], Pattern]:
    """All patterns: by the name of the property, and whether the thing is the value of the fact.

    >>> patterns()["signedOn", False].topic
    'dates'
    """
    told = {False: ("fact", section("fact", FALLBACK)), True: ("fact-of", section("fact-of", FALLBACK))}
    return {
        (name, inverse): Pattern(topic, f"{start}.{topic}.{name}")
        for inverse, (start, keys) in told.items()
        for topic, _, name in (key.partition(".") for key in keys)
    }


def topic(name: str, inverse: bool) -> str:
    """The topic under which a page tells facts with a property."""
    pattern = patterns().get((name, inverse))
    return pattern.topic if pattern else _OTHERWISE


def sentence(
    store: Store, name: Term | None, ends: Sequence[Part], language: str, inverse: bool = False
) -> tuple[Part, ...]:
    """The fact that a property has these values, or that these things have the one spoken of as its value."""
    pattern = patterns().get((local(name), inverse))
    if pattern:
        forms = message(pattern.key, language).split(" | ")
        text = forms[0 if len(ends) == 1 else -1]
    else:  # a property of somebody else's ontology
        text = (
            f"← {labels.label(store, name, language)}: {{}}"
            if inverse
            else f"{labels.label(store, name, language)}: {{}}"
        )
    before, _, after = text.partition("{}")
    return tuple(part for part in (Part(before), *joined(ends), Part(after)) if part.words)


def joined(parts: Iterable[Part]) -> tuple[Part, ...]:
    """Parts with a comma between them; with a semicolon if one of them has a comma itself."""
    parts = tuple(parts)
    between = "; " if any(", " in part.words for part in parts) else ", "
    return tuple(part for each in parts for part in (Part(between), each))[1:]


def capital(parts: Sequence[Part]) -> tuple[Part, ...]:
    """Parts that begin with a capital letter, unless they begin with a name.

    >>> capital([Part("signed: "), Part("2022")])[0].words
    'Signed: '
    """
    first = parts[0]
    if first.id or not first.words:
        return tuple(parts)
    return (replace(first, words=first.words[0].upper() + first.words[1:]), *parts[1:])


def local(name: Term | None) -> str:
    """The name of a property without its namespace."""
    return namespaces.term_name(iri(name))


def sayer(store: Store, language: str) -> Say:
    """What words a term, looked up once: its label, with a link if it has a page; a date with its ends apart."""

    @lru_cache(maxsize=_SAID)
    def say(term: Term | None) -> Part:
        if isinstance(term, ox.Literal) and term.datatype == curie_node("xsd:boolean"):
            return Part(message("server.yes" if truth(term) else "server.no", language))
        words = labels.label(store, term, language)
        if not isinstance(term, ox.NamedNode):
            return Part(words)
        if term.value.startswith(namespaces.base() + "date/"):
            return Part(dated(words))
        paged = term.value.startswith((namespaces.things(), namespaces.base() + "article/"))
        return Part(words, namespaces.shorten(term.value) if paged else "")

    return say


def dated(edtf: str) -> str:
    """A date as people read it: the ends of an interval with a dash between, an open end as dots.

    >>> dated("2022-12-21/2022-12-22"), dated("2019/.."), dated("../2016"), dated("2017~")
    ('2022-12-21 – 2022-12-22', '2019 – …', '… – 2016', '2017~')
    """
    if "/" not in edtf:
        return edtf
    return " – ".join({"..": "…", "": "?"}.get(end, end) for end in edtf.split("/"))


def first_sentence(text: str) -> tuple[str, str]:
    """The first sentence of a text, and what follows.

    >>> first_sentence("One article has M. Quill. Another has R. Quill.")
    ('One article has M. Quill.', 'Another has R. Quill.')
    """
    for stop in _STOP.finditer(text):
        first, rest = text[: stop.start()], text[stop.end() :]
        if rest[:1].isupper() or rest[:1] in "“«„":
            return first, rest
    return text, ""


def article_names(store: Store, articles: Iterable[str], language: str) -> dict[str, str]:
    """How each article is named behind a statement: the family names of its authors and the year, if it has one.

    The label of an article has its authors in their order, which the graph has not. An article whose author is not
    printed is called by its id, and the id stands behind the name of articles that would be named alike.
    """
    names = {article: _article_name(store, article, language) for article in sorted(set(articles))}
    called = Counter(names.values())
    return {article: f"{name} ({article})" if called[name] > 1 else name for article, name in names.items()}


@once
def _article_name(store: Store, article: str, language: str) -> str:
    if article == "background":
        return message("evidence.background-short", language)
    identified = node(ox.NamedNode(f"{namespaces.base()}article/{article}"))
    rows = list(select(store, _AUTHORS, article=identified))
    families = {
        _family(store, author, namespaces.first_language()): _family(store, author, language) for author, _ in rows
    }
    label = labels.label(store, identified, namespaces.first_language())
    named = [families[family] for family in sorted((each for each in families if each in label), key=label.index)]
    if not named:
        return article
    who = ", ".join(named) if len(families) < 3 else message("evidence.et-al", language, first=named[0])
    year = next((labels.label(store, published, language)[:4] for _, published in rows if published), "")
    return f"{who} {year}".strip()


def _family(store: Store, author: Term | None, language: str) -> str:
    return labels.label(store, author, language).split()[-1]


def listed(*words: str) -> str:
    """Words with commas between, the empty ones left out."""
    return ", ".join(filter(None, words))


def claim_id(term: Term | None) -> str:
    """The id of a claim, a target or another node of ours, with its kind."""
    return namespaces.shorten(iri(term))


def claim_node(identifier: str) -> ox.NamedNode:
    """The node of a claim, from its id with its kind."""
    return ox.NamedNode(namespaces.base() + identifier)


def article_of(claim: str) -> str:
    """The article of a claim, or `background`, from the id of the claim.

    >>> article_of("claim/short-note/f01")
    'short-note'
    """
    return claim.removeprefix("claim/").partition("/")[0]
