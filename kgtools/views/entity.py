"""The page of an entity, a claim, a target or a disagreement, read from the graph."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType

import pyoxigraph as ox

from kgtools import namespaces
from kgtools.articles.copies import Copy
from kgtools.graph import labels
from kgtools.graph.reading import Store
from kgtools.graph.store import select
from kgtools.graph.terms import Term, iri, language_tag, node, short, whole
from kgtools.messages import message
from kgtools.views import disagreements
from kgtools.views.evidence import claims, details, evidence, source
from kgtools.views.page import EntityPage, Entry, Name, Part, Section
from kgtools.views.targets import Target, is_decided, read_target, targets
from kgtools.views.thing import clashes, statements, told
from kgtools.views.thing.identity import identity
from kgtools.views.thing.stated import stated
from kgtools.views.thing.wording import Say, article_names, article_of, sayer

_SOURCES = """
SELECT ?article (COUNT(DISTINCT ?claim) AS ?claims) WHERE {
  VALUES ?role { rdf:subject rdf:object t:measured t:partner t:indicator t:about t:speaker t:origin t:reporter }
  ?claim ?role ?thing ; t:inArticle ?article .
} GROUP BY ?article ORDER BY ?article"""
_ENTRY = """
SELECT ?kind ?type ?status ?thing ?property ?period ?explanation ?needed ?note WHERE {
  ?entry t:disagreementKind ?kind ; t:disagreementType ?type ; t:disagreementStatus ?status ; t:concerns ?thing .
  OPTIONAL { ?entry t:concernsProperty ?property } OPTIONAL { ?entry t:concernsPeriod ?period }
  OPTIONAL { ?entry t:evidenceNeeded ?needed }
  OPTIONAL { ?entry t:explanation ?explanation } OPTIONAL { ?entry t:curatorNote ?note } }"""
_INVOLVED = "SELECT ?claim WHERE { ?entry t:involves ?claim } ORDER BY ?claim"
_MARKED = ("disagreements", "more-disagreements")


def page(store: Store, thing: ox.NamedNode, language: str, copies: Mapping[str, Copy] | None = None) -> EntityPage:
    """All that the graph holds about an entity, a claim, a target or a disagreement, worded in a language.

    The page of a claim has its passage if the copies have its article.
    """
    own = namespaces.shorten(thing.value)
    if own.startswith("claim/"):
        return _claim_page(store, thing, language, copies or {})
    if own.startswith("disagreement/"):
        return _disagreement_page(store, thing, language, copies or {})
    if own.startswith("target/"):
        return _target_page(store, read_target(store, thing), language)
    return _thing_page(store, thing, language)


def passages(store: Store, shown: EntityPage, copies: Mapping[str, Copy] = MappingProxyType({})) -> dict[str, str]:
    """A line on each claim of a page by its id: where it stands, and its passage or what it rests on."""
    found = {}
    for identifier in shown.claims:
        claim = ox.NamedNode(namespaces.base() + identifier)
        where = " ".join(str(source(store, claim, shown.language, copies)).split())
        reference = "".join(known.reference for known in claims(store, [claim]).values())
        found[identifier] = f"{where}: {reference}" if reference else where
    return found


def _thing_page(store: Store, thing: ox.NamedNode, language: str) -> EntityPage:
    printed = set(_objects(store, thing, namespaces.term("printedName")))
    say = sayer(store, language)
    marking = _Marking(store)
    sections = _sections(
        (
            (key, [replace(each, disagreements=disagreements.marks_of(each.sources, marking)) for each in entries])
            for key, entries in _of_thing(store, thing, say, language, marking)
        ),
        language,
    )
    articles = {
        article_of(each) for section in sections for entry in section.entries for each in entry.sources
        if each.startswith("claim/")
    }  # fmt: skip
    articles |= {short(article).removeprefix("article/") for article, _ in select(store, _SOURCES, thing=thing)}
    names = article_names(store, articles, language)
    sources = [
        Entry((Part(f"{names[short(article).removeprefix('article/')]}: "), say(article),
               Part(f" ({message('entity.claims', language, claims=whole(number))})")))
        for article, number in select(store, _SOURCES, thing=thing)
    ]  # fmt: skip
    told_of = identity(store, thing, say, language)
    if told_of == (Part(labels.kind(store, thing, language)),):  # a kind tells little
        told_of = (*told_of, Part("; "), Part(labels.describe(store, thing, language)))
    return EntityPage(
        labels.label(store, thing, language),
        namespaces.shorten(thing.value),
        told_of,
        language,
        _names(store, thing, namespaces.RDFS + "label", printed),
        _names(store, thing, namespaces.SKOS + "altLabel", printed),
        tuple(iri(same) for same in _objects(store, thing, namespaces.SKOS + "exactMatch")),
        tuple(labels.label(store, note, language) for note in _objects(store, thing, namespaces.term("curatorNote"))),
        (*sections, *_sections([("sources", sources)], language)),
        names,
    )


def _of_thing(
    store: Store, thing: ox.NamedNode, say: Say, language: str, marking: Mapping[str, tuple[str, ...]]
) -> Iterator[tuple[str | tuple[str, str], Iterable[Entry]]]:
    """The sections of a thing's page: the key of each heading, with the stance for opinions, and its lines.

    A claim stands in one of them: what a target tells is in no other.
    """
    apart = clashes.clashes(store, thing, say, language)
    yield "disagreements", apart["disagreements"]
    timed, rest = statements.in_time(store, statements.statements(store, thing, language), say, language)
    yield from statements.by_topic(store, rest, say, language, marking)
    yield "time", timed
    aims = [told.target(store, say, found) for found in targets(store, about=thing)]
    elsewhere = {source for entry in aims for source in entry.sources}
    yield "targets", aims
    yield "unaccepted", statements.not_held(store, thing, say, language)
    yield "said", statements.said(store, thing, say, language, elsewhere)
    yield "figures", told.figures(store, thing, say, language, elsewhere)
    for stance, entries in told.opinions(store, thing, say, language, elsewhere):
        yield ("opinions-by", stance), entries
    yield "more-disagreements", apart["more-disagreements"]
    yield "together", apart["together"]


class _Marking(Mapping[str, tuple[str, ...]]):
    """For each claim, by its id with its kind, the disagreements that are shown at it, found when it is asked for."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._known: dict[str, tuple[str, ...]] = {}

    def __getitem__(self, claim: str) -> tuple[str, ...]:
        if claim not in self._known:
            node = ox.NamedNode(namespaces.base() + claim)
            self._known[claim] = tuple(f"disagreement/{entry}" for entry in disagreements.shown_at(self._store, node))
        return self._known[claim]

    def __iter__(self) -> Iterator[str]:
        return iter(self._known)

    def __len__(self) -> int:
        return len(self._known)


def _claim_page(store: Store, claim: ox.NamedNode, language: str, copies: Mapping[str, Copy]) -> EntityPage:
    say = sayer(store, language)
    (known,) = evidence(store, [claim], language, copies).values()
    lines = [*filter(None, [known.status]), *details(known, language)]
    sections = (
        ("disagreements", clashes.of_claim(store, claim, say, language)),
        ("statement", [Entry(stated(store, claim, say, language).parts)]),
        ("evidence", [Entry((Part(line),)) for line in lines]),
        ("targets", [told.target(store, say, target) for target in targets(store, claim=claim)]),
    )
    kind = (Part(labels.kind(store, claim, language)),)
    own = namespaces.shorten(claim.value)
    return EntityPage(known.claim, own, kind, language, sections=_sections(sections, language))


def _target_page(store: Store, target: Target, language: str) -> EntityPage:
    """What is aimed at, what became of it and why, with the claims that tell it and those that decide it."""
    say = sayer(store, language)
    kind = f"{labels.kind(store, target.node, language)}: {say(target.outcome).words}"
    deciding = "decided" if is_decided(target) else "bearing"
    sections = (
        ("explanation", [Entry((say(target.explanation),))]),
        ("claims", [stated(store, node(claim), say, language) for claim in target.claims]),
        (deciding, [stated(store, node(claim), say, language) for claim in target.decided_by]),
    )
    own = namespaces.shorten(target.node.value)
    return EntityPage(say(target.node).words, own, (Part(kind),), language, sections=_sections(sections, language))


def _disagreement_page(store: Store, entry: ox.NamedNode, language: str, copies: Mapping[str, Copy]) -> EntityPage:
    """A disagreement whole: what it is about, the explanation, what would decide it, and its claims with passages."""
    say = sayer(store, language)
    sections: list[tuple[str, list[Entry]]] = []
    kind = labels.kind(store, entry, language)
    for what, clash_type, status, thing, name, period, explanation, needed, note in select(store, _ENTRY, entry=entry):
        names = dict.fromkeys(say(each).words for each in (what, clash_type, status))
        kind = f"{kind}: {', '.join(names)}"
        aspect = say(name or period).words
        sections.append(("question", [Entry((say(thing), Part(f", {aspect}" if aspect else "")))]))
        sections += [
            (key, [Entry((say(each),))])
            for key, each in (("explanation", explanation), ("needed", needed), ("note", note))
            if each is not None
        ]
    involved = [node(claim) for (claim,) in select(store, _INVOLVED, entry=entry)]
    quoted = {key: known.source for key, known in evidence(store, involved, language, copies).items()} if copies else {}
    lines = []
    for claim in involved:
        said = stated(store, claim, say, language)
        where = quoted.get(short(claim))
        quote = (Part(f" «{where.passage}»"),) if where and where.passage else ()
        lines.append(replace(said, parts=(*said.parts, *quote)))
    sections.append(("claims", lines))
    own = namespaces.shorten(entry.value)
    title = own.removeprefix("disagreement/")
    return EntityPage(title, own, (Part(kind),), language, sections=_sections(sections, language))


def _sections(found: Iterable[tuple[str | tuple[str, str], Iterable[Entry]]], language: str) -> tuple[Section, ...]:
    """The sections that hold anything, under their headings."""
    sections: list[Section] = []
    for key, entries in found:
        name, stance = (key, "") if isinstance(key, str) else key
        heading = message(f"entity.section.{name}", language, **({"stance": stance} if stance else {}))
        number = sum(section.name.startswith(name) for section in sections) + 1 if stance else 0
        unique = f"{name}-{number}" if number else name
        sections.append(Section(heading, tuple(entries), name in _MARKED, unique))
    return tuple(section for section in sections if section.entries)


def _names(store: Store, thing: ox.NamedNode, predicate: str, printed: set[Term]) -> tuple[Name, ...]:
    names = [name for name in _objects(store, thing, predicate) if isinstance(name, ox.Literal) and name.language]
    return tuple(
        Name(name.value, language_tag(name), name in printed)
        for name in sorted(names, key=lambda name: (str(name.language), name.value))
    )


def _objects(store: Store, subject: ox.NamedNode, predicate: str) -> list[Term]:
    quads = store.quads_for_pattern(subject, ox.NamedNode(predicate), None, ox.DefaultGraph())
    return [quad.object for quad in sorted(quads, key=str)]
