"""One line of who or what a thing is, from the accepted facts that its articles state in their own voice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from kgtools import marks, namespaces
from kgtools.graph import labels
from kgtools.graph.reading import Store, objects
from kgtools.graph.store import select
from kgtools.graph.terms import Term, curie_node, node, term_node
from kgtools.messages import message
from kgtools.values import dates
from kgtools.views.page import Part
from kgtools.views.thing.statements import precise
from kgtools.views.thing.told import background
from kgtools.views.thing.wording import Say, claim_id, dated, local, sentence

# The inner query makes sure that the claims are looked up from the thing, and not the thing among all claims.
_VALUES = """
SELECT ?value ?claim WHERE {
  { SELECT ?claim WHERE { ?claim rdf:subject ?thing } }
  ?claim t:accepted true ; rdf:predicate ?property ; rdf:object ?value .
  FILTER NOT EXISTS { ?claim t:speaker ?speaker } FILTER NOT EXISTS { ?claim t:when ?when }
} ORDER BY ?claim"""
_TENURES = """
SELECT ?tenure ?claim WHERE {
  { SELECT ?claim WHERE { ?claim rdf:object ?thing } }
  ?claim t:accepted true ; rdf:predicate ?property ; rdf:subject ?tenure .
  FILTER NOT EXISTS { ?claim t:speaker ?speaker } FILTER NOT EXISTS { ?claim t:when ?when }
} ORDER BY ?claim"""
_Phrase = tuple[tuple[Part, ...], tuple[str, ...]]  # a part of the line, and the ids of the claims it rests on


def identity(store: Store, thing: ox.NamedNode, say: Say, language: str) -> tuple[Part, ...]:
    """One line of who or what it is: posts and since when, kind with date and parties, route, place, author.

    What rests on general knowledge alone is marked so; if all does, once at the end.
    """
    identifier = namespaces.shorten(thing.value)
    offices = _offices(store, thing, identifier, say, language)
    enough = bool(offices) and marks.may_hold(identifier)
    told = offices if enough else [((Part(labels.kind(store, thing, language)),), ()), *offices]
    if identifier.startswith("article/"):
        told += _of_article(store, thing, say, language)
    for name in () if enough else _introducing(store, thing):  # the post names the state or the body
        found = _values(store, thing, name)
        if found:
            claims = tuple(claim for claims in found.values() for claim in claims)
            told.append((sentence(store, term_node(name), _shown(store, found, say), language), claims))
    noted = [background(claims, language) for _, claims in told]
    rests = [mark for (_, claims), mark in zip(told, noted, strict=True) if claims]
    once = all(rests) and rests[:1]
    parts: list[Part] = []
    for (phrase, _), mark in zip(told, noted, strict=True):
        parts += [Part("; "), *phrase, *([Part(mark)] if mark and not once else [])]
    return tuple(parts[1:] + ([Part(rests[0])] if once else []))


def _introducing(store: Store, thing: ox.NamedNode) -> tuple[str, ...]:
    """The properties that say who or what a thing is, by its class."""
    kinds = objects(store, thing, term_node("kind"))
    return marks.listed(local(kinds[0]), "introducedBy") if kinds else ()


def _values(store: Store, thing: ox.NamedNode, name: str) -> dict[Term | None, list[str]]:
    """The values of a property, each with the ids of its claims."""
    found: dict[Term | None, list[str]] = {}
    for value, claim in select(store, _VALUES, thing=thing, property=term_node(name)):
        found.setdefault(value, []).append(claim_id(claim))
    return found


def _shown(store: Store, found: Iterable[Term | None], say: Say) -> list[Part]:
    """Values as they stand in the line: of dates the most exact, of others all."""
    every = list(found)
    if every and all(
        isinstance(value, ox.NamedNode) and value.value.startswith(namespaces.base() + "date/") for value in every
    ):
        exact = precise(dates.parse(labels.label(store, value, namespaces.first_language())) for value in every)
        return [Part(" / ".join(dated(date.edtf) for date in exact))]
    return sorted((say(value) for value in every), key=lambda part: part.words)


def _offices(store: Store, thing: ox.NamedNode, identifier: str, say: Say, language: str) -> list[_Phrase]:
    """The posts of a person or the holders of a post, the latest first, each with its dates as far as they are told.

    Of the claims behind one those are given that are its weakest: of its dates, if general knowledge alone has them.
    """
    found = []
    for relation in marks.relations(by_one=True):
        here, there = relation.across(identifier) or ("", "")
        rows = select(store, _TENURES, thing=thing, property=term_node(here)) if here else ()
        for tenure, claim in {node(tenure): claim for tenure, claim in rows}.items():
            others, start, end = (_values(store, tenure, name) if name else {} for name in (there, *relation.span))
            first, last = ("".join(part.words for part in _shown(store, known, say)) for known in (start, end))
            grounds = [(claim_id(claim),), *(tuple(ids) for known in (others, start, end) for ids in known.values())]
            weakest = next((ids for ids in grounds if background(ids, language)), grounds[0])
            found += [((first, last), (_spanned(say(other), first, last, language), weakest)) for other in others]
    return [phrase for _, phrase in sorted(found, key=lambda each: each[0], reverse=True)]


def _spanned(who: Part, first: str, last: str, language: str) -> tuple[Part, ...]:
    if first and last:
        return who, Part(f" ({first} – {last})")
    if not first and not last:
        return (who,)
    key, named = ("entity.tenure-since", {"start": first}) if first else ("entity.tenure-until", {"end": last})
    before, _, after = message(key, language, post="\0", **named).partition("\0")
    return tuple(part for part in (Part(before), who, Part(after)) if part.words)


def _of_article(store: Store, article: ox.NamedNode, say: Say, language: str) -> Iterator[_Phrase]:
    """Authors and date of an article, from its description."""
    for name, predicate in (("author", curie_node("dcterms:creator")), ("publishedOn", term_node("publishedOn"))):
        quads = store.quads_for_pattern(article, predicate, None, ox.DefaultGraph())
        values = sorted((say(quad.object) for quad in quads), key=lambda part: part.words)
        if values:
            yield sentence(store, term_node(name), values, language), ()
