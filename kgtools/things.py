"""Things and their names: finding one by what it is called, and how a term is shown to people."""

from __future__ import annotations

import re
from collections.abc import Iterable

import pyoxigraph as ox

from kgtools import names
from kgtools.errors import UsageError, nearest
from kgtools.store import Term


def find(store_: ox.Store, words: str) -> ox.NamedNode:
    """The one thing that an id, an IRI or a label names, in any language and script of the labels.

    Raises UsageError with the candidates if several are named equally well, or with the nearest
    label if none is.
    """
    found = candidates(store_, words)
    if len(found) > 1:
        raise UsageError(f"'{words}' can be {len(found)} things, name one by its id: {listing(found)}")
    return found[0][0]


def listing(found: list[tuple[ox.NamedNode, str]]) -> str:
    """Candidates in one line: id and label of the first twelve, and how many more there are."""
    listed = "; ".join(f"{names.shorten(node.value)} ({label})" for node, label in found[:12])
    return listed + (f"; and {len(found) - 12} more" if len(found) > 12 else "")


def candidates(store_: ox.Store, words: str) -> list[tuple[ox.NamedNode, str]]:
    """The things that an id, an IRI or a label names best, each with the label that matched.

    The best kind of match decides: the whole label, its beginning, words in it. Of these the
    shortest label, which the words fill most, comes first. Raises UsageError if nothing matches.
    """
    for iri in (words, names.entity(words), names.BASE + words):
        if re.fullmatch(r"https?://[^\s<>\"{}|\\^`]+", iri):
            node = ox.NamedNode(iri)
            if next(iter(store_.quads_for_pattern(node, None, None, ox.DefaultGraph())), None):
                return [(node, words)]
    wanted = _folded(words)
    if not wanted:
        raise UsageError(f"'{words}' names nothing; give an id or some words of a label")
    ranked: dict[int, dict[str, str]] = {}
    labels: dict[str, str] = {}
    for thing, label in _labels(store_):
        folded = _folded(label)
        labels.setdefault(label, thing)
        rank = _rank(wanted, folded)
        # A surname names the person before the visits and opinions that have it in their labels.
        if rank > 2 and thing.startswith(names.ID + "person/") and folded.endswith(" " + wanted):
            rank = 2
        # A page is often called after the thing it is about; the thing itself comes first.
        if rank and thing.startswith(names.ID + "publication/"):
            rank += 3
        if rank:
            best = ranked.setdefault(rank, {})
            best[thing] = min(best.get(thing, label), label, key=lambda name: (len(name), name))
    if not ranked:
        hint = nearest(words, labels)
        raise UsageError(f"nothing is called '{words}'; {hint or 'give an id, or words of its name in any language'}")
    found = sorted(ranked[min(ranked)].items(), key=lambda item: (len(item[1]), item[0]))
    return [(ox.NamedNode(iri), label) for iri, label in found]


def _labels(store_: ox.Store) -> Iterable[tuple[str, str]]:
    """All labels and other names of entities and articles, as (IRI, label)."""
    for predicate in (names.RDFS + "label", names.SKOS + "altLabel"):
        for quad in store_.quads_for_pattern(None, ox.NamedNode(predicate), None, ox.DefaultGraph()):
            subject, label = quad.subject, quad.object
            if (
                isinstance(subject, ox.NamedNode)
                and isinstance(label, ox.Literal)
                and subject.value.startswith((names.ID, names.BASE + "article/"))
            ):
                yield subject.value, label.value


def _folded(label: str) -> str:
    return " ".join(re.findall(r"[^\W_]+", label.casefold().replace("ё", "е")))


def _rank(wanted: str, label: str) -> int:
    """1 if the label is what is wanted, 2 if it begins with it, 3 if it holds its words in a row, else 0."""
    if label == wanted:
        return 1
    if label.startswith(wanted + " "):
        return 2
    return 3 if f" {wanted} " in f" {label} " else 0


def label(store_: ox.Store, term: Term | None, language: str) -> str:
    """How a term is shown to people: its label in the language or in English, a date as EDTF, a text as it is."""
    if term is None:
        return ""
    if isinstance(term, ox.Literal):
        return term.value
    if not isinstance(term, ox.NamedNode):
        return str(term)
    if term.value.startswith(names.BASE + "date/"):
        for quad in store_.quads_for_pattern(term, ox.NamedNode(names.term("edtf")), None, ox.DefaultGraph()):
            return str(getattr(quad.object, "value", ""))
    found = {
        quad.object.language: quad.object.value
        for quad in store_.quads_for_pattern(term, ox.NamedNode(names.RDFS + "label"), None, ox.DefaultGraph())
        if isinstance(quad.object, ox.Literal)
    }
    return found.get(language) or found.get("en") or names.shorten(term.value)


def identifier(term: Term | None) -> str:
    """How a term stands in a stored answer: ids and prefixed names for IRIs, EDTF for dates, literals as they are."""
    if isinstance(term, ox.NamedNode):
        from urllib.parse import unquote

        return unquote(names.shorten(term.value).removeprefix("date/"))
    return "" if term is None else str(getattr(term, "value", term))
