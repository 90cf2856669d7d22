"""The disagreements of a thing: those that matter to who would cite it first, each in its first sentence."""

from __future__ import annotations

from collections.abc import Collection, Iterator

import pyoxigraph as ox

from kgtools.graph.reading import Store
from kgtools.graph.store import select, select_among
from kgtools.graph.terms import Term, code
from kgtools.messages import message
from kgtools.views.disagreements import is_conflict
from kgtools.views.page import Entry, Part
from kgtools.views.thing.wording import Say, claim_id, first_sentence

FIRST = 3  # shown above all else


# The claims are found first, from the thing, and the entries from the claims: a query that joins the two goes through
# all entries of the list.
_CLAIMS = """
SELECT DISTINCT ?claim WHERE {
  { ?claim rdf:object ?thing } UNION { ?claim t:partner ?thing }
  UNION { ?claim rdf:subject|t:measured|t:indicator|t:about ?thing }
}"""
_ON = "SELECT DISTINCT ?claim WHERE { ?claim rdf:subject|t:measured|t:indicator|t:about ?thing }"
_STANDING = """
SELECT DISTINCT ?entry ?kind ?type ?explanation ?what ?claim WHERE {
  ?entry t:involves ?claim .
  ?entry a t:Disagreement ; t:disagreementKind ?kind ; t:disagreementType ?type ; t:concerns ?what .
  OPTIONAL { ?entry t:explanation ?explanation }
}"""
_Row = tuple[Term | None, Term | None, Term | None, Term | None, Term | None, int]


def _rows(store: Store, claims: Collection[Term | None], on: Collection[Term | None]) -> list[_Row]:
    """The entries in which claims stand: kind, type, explanation, what they are about, how many claims are `on` it."""
    found: dict[tuple[Term | None, ...], int] = {}
    for *entry, claim in select_among(store, _STANDING, "claim", filter(None, claims)):
        found[tuple(entry)] = found.get(tuple(entry), 0) + (claim in on)
    return [(*entry[:5], number) for entry, number in found.items()]  # type: ignore[misc]


def clashes(store: Store, thing: ox.NamedNode, say: Say, language: str) -> dict[str, list[Entry]]:
    """The disagreements that claims about a thing stand in, by section.

    First stand those whose question is about the thing itself, then those with most claims on it; those whose claims
    only mention it come later. Misprints, copies and what only has to be read together stand apart, since no two views
    clash there.
    """
    claims, on = ({claim for (claim,) in select(store, query, thing=thing)} for query in (_CLAIMS, _ON))
    rows = _rows(store, claims, on)
    rows.sort(key=lambda row: (row[4] != thing, -row[5], claim_id(row[0])))
    conflicts = [row for row in rows if is_conflict(code(row[1]))]
    first = [row for row in conflicts if row[4] == thing or row[5]][:FIRST]
    return {
        "disagreements": [_entry(row, say, language) for row in first],
        "more-disagreements": [_entry(row, say, language) for row in conflicts if row not in first],
        "together": [_entry(row, say, language, typed=True) for row in rows if not is_conflict(code(row[1]))],
    }


def of_claim(store: Store, claim: ox.NamedNode, say: Say, language: str) -> Iterator[Entry]:
    """The disagreements that a claim stands in."""
    for row in sorted(_rows(store, {claim}, {claim}), key=lambda row: claim_id(row[0])):
        yield _entry(row, say, language, typed=True)


def _entry(row: _Row, say: Say, language: str, typed: bool = False) -> Entry:
    """What clashes, and who says what: the first sentence of the explanation; the others stand behind it.

    A `typed` line begins with the type of the entry, as does one without explanation.
    """
    entry, _, clash_type, explanation, *_ = row
    identifier = claim_id(entry)
    first, rest = explained(say(explanation).words, language)
    kind = say(clash_type).words
    words = ": ".join(filter(None, (kind if typed or not first else "", first)))
    return Entry((Part(words),), (identifier,), more=rest)


def explained(words: str, language: str) -> tuple[str, str]:
    """The first sentence of an explanation, and the others; of a translation both are marked as such."""
    mark = f" [{message('translation.mark', language)}]"
    translated = words.endswith(mark)
    first, rest = first_sentence(words.removesuffix(mark) if translated else words)
    return (first + mark, rest + mark if rest else "") if translated else (first, rest)
