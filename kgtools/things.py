"""Things and their names: finding one by what it is called, and how a term is shown to people."""

from __future__ import annotations

import re
from collections.abc import Iterable

import pyoxigraph as ox

from kgtools import names
from kgtools.errors import UsageError, nearest
from kgtools.store import Term


def find(store_: ox.Store, words: str) -> ox.NamedNode:
    """The thing that an id, an IRI or a label names, in any language and script of the labels.

    The best kind of match decides: the whole label, its beginning, words in it. Raises UsageError
    with the candidates if several match equally well, or the nearest label if none does.
    """
    for iri in (words, names.entity(words), names.BASE + words):
        if re.fullmatch(r"https?://[^\s<>\"{}|\\^`]+", iri):
            node = ox.NamedNode(iri)
            if next(iter(store_.quads_for_pattern(node, None, None, ox.DefaultGraph())), None):
                return node
    wanted = _folded(words)
    if not wanted:
        raise UsageError(f"'{words}' names nothing; give an id or some words of a label")
    ranked: dict[int, dict[str, str]] = {}
    labels: dict[str, str] = {}
    for thing, label in _labels(store_):
        folded = _folded(label)
        labels.setdefault(label, thing)
        rank = _rank(wanted, folded)
        # A page is often called after the thing it is about; the thing itself comes first.
        if rank and thing.startswith(names.ID + "publication/"):
            rank += 3
        if rank:
            ranked.setdefault(rank, {}).setdefault(thing, label)
    if not ranked:
        hint = nearest(words, labels)
        raise UsageError(f"nothing is called '{words}'; {hint or 'try kgtools query things'}")
    best = ranked[min(ranked)]
    if len(best) > 1:
        listed = "; ".join(f"{names.shorten(iri)} ({label})" for iri, label in sorted(best.items())[:12])
        more = f"; and {len(best) - 12} more" if len(best) > 12 else ""
        raise UsageError(f"'{words}' can be {len(best)} things, name one by its id: {listed}{more}")
    return ox.NamedNode(next(iter(best)))


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
