"""Things and their names: finding one by what it is called, and how a term is shown to people."""

from __future__ import annotations

import re
import sys

import pyoxigraph as ox

from kgtools import names, search
from kgtools.errors import UsageError
from kgtools.store import Term

_NOT_IN_NAMES = re.compile(r"[{}<>\\^|?:;$#=]")  # who types these means no misspelt name
EXACT = 101  # of 100: nothing that is merely alike
SURE = 88  # of 100: from here on a misspelt name is taken for the one it is like
_NEARLY = 4  # of 100: matches of a misspelt name that lie closer together than this are told apart by the user


def find(store_: ox.Store, words: str) -> ox.NamedNode:
    """The one thing that an id, an IRI or a label names, in any language, script and spelling.

    Raises UsageError with the candidates if several are named about equally well, with the nearest if
    none is named well enough to be sure.
    """
    found = candidates(store_, words, SURE)
    if len(found) > 1:
        raise UsageError(f"'{words}' can be {len(found)} things, name one by its id: {listing(found)}")
    thing, name = found[0]
    if name != words and not _rank(_folded(words), _folded(name)):
        print(f"kgtools: '{words}' taken for {name} ({names.shorten(thing.value)})", file=sys.stderr)
    return thing


def listing(found: list[tuple[ox.NamedNode, str]]) -> str:
    """Candidates in one line: id and label of the first twelve, and how many more there are."""
    listed = "; ".join(f"{names.shorten(node.value)} ({label})" for node, label in found[:12])
    return listed + (f"; and {len(found) - 12} more" if len(found) > 12 else "")


def candidates(store_: ox.Store, words: str, least: float = 0) -> list[tuple[ox.NamedNode, str]]:
    """The things that an id, an IRI or a label names best, each with the label that matched.

    The best kind of match decides: the whole label, its beginning, words in it, and only then
    labels that are spelled alike. Of the first three the shortest label, which the words fill most,
    comes first; of the last those nearly as much alike as the best, if that is alike by `least` of
    100. Raises UsageError if nothing matches.
    """
    for iri in (words, names.entity(words), names.BASE + words):
        if re.fullmatch(r"https?://[^\s<>\"{}|\\^`]+", iri):
            try:
                node = ox.NamedNode(iri)
            except ValueError:  # some other letter that no IRI may hold
                continue
            if next(iter(store_.quads_for_pattern(node, None, None, ox.DefaultGraph())), None):
                return [(node, words)]
    wanted = _folded(words)
    if not wanted:
        raise UsageError(f"'{words}' names nothing; give an id or some words of a label")
    ranked: dict[int, dict[str, str]] = {}
    labels = list(search.all_names(store_))
    for thing, label in labels:
        folded = _folded(label)
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
        alike = [] if _NOT_IN_NAMES.search(words) else search.rank(words, labels)
        if not alike or alike[0].score < least:
            advice = "give an id, or words of its name in any language; kgtools search looks into notes and gists too"
            if alike:
                advice = f"did you mean '{alike[0].name}' ({names.shorten(alike[0].iri)})?"
            raise UsageError(f"nothing is called '{words}'; {advice}")
        return [(ox.NamedNode(match.iri), match.name) for match in alike if match.score > alike[0].score - _NEARLY]
    found = sorted(ranked[min(ranked)].items(), key=lambda item: (len(item[1]), item[0]))
    return [(ox.NamedNode(iri), label) for iri, label in found]


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


def kind(store_: ox.Store, thing: ox.NamedNode, language: str) -> str:
    """The most specific class of a thing, by its label; of a claim, a fact, figure or opinion."""
    for predicate in (names.term("kind"), names.RDF + "type"):
        found = [
            quad.object for quad in store_.quads_for_pattern(thing, ox.NamedNode(predicate), None, ox.DefaultGraph())
        ]
        classes = {_value(term) for term in found} - {names.term("Claim")}
        if classes:
            return label(store_, ox.NamedNode(min(classes)), language)
    return ""


def describe(store_: ox.Store, thing: ox.NamedNode) -> str:
    """One line about a thing: when it was (the first year told of it) and how many claims speak of it."""
    dates, claims = set(), set()
    for quad in store_.quads_for_pattern(thing, None, None, ox.DefaultGraph()):
        if isinstance(quad.object, ox.NamedNode) and quad.object.value.startswith(names.BASE + "date/"):
            bound = ox.NamedNode(names.term("earliest"))
            dates |= {_value(bounds.object)[:4] for bounds in store_.quads_for_pattern(quad.object, bound, None)}
        if quad.predicate.value == names.term("gist"):
            return _value(quad.object)
    for predicate in _SPEAKING:
        for quad in store_.quads_for_pattern(None, ox.NamedNode(predicate), thing, ox.DefaultGraph()):
            claims.add(quad.subject)
    articles = {
        quad.object
        for claim in claims
        if isinstance(claim, ox.NamedNode)
        for quad in store_.quads_for_pattern(claim, ox.NamedNode(names.term("inArticle")), None, ox.DefaultGraph())
    }
    counted = f"{_counted(len(claims), 'claim')} in {_counted(len(articles), 'article')}" if claims else "no claims"
    return ", ".join([*sorted(dates)[:1], counted])


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


# What leads from a claim to the things that it speaks of.
_SPEAKING = (
    names.RDF + "subject", names.RDF + "object",
    *map(names.term, ("measured", "partner", "indicator", "about", "speaker", "origin", "reporter")),
)  # fmt: skip


def _value(term: Term | None) -> str:
    return str(getattr(term, "value", ""))


def identifier(term: Term | None) -> str:
    """How a term stands in a stored answer: ids and prefixed names for IRIs, EDTF for dates, literals as they are."""
    if isinstance(term, ox.NamedNode):
        from urllib.parse import unquote

        return unquote(names.shorten(term.value).removeprefix("date/"))
    return "" if term is None else str(getattr(term, "value", term))
