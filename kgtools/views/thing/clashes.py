"""The disagreements of a thing: those that matter to who would cite it first, each in its first sentence."""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox

from kgtools.graph.reading import Store
from kgtools.graph.store import select
from kgtools.graph.terms import Term, code, whole
from kgtools.messages import message
from kgtools.views.disagreements import is_conflict
from kgtools.views.page import Entry, Part
from kgtools.views.thing.wording import Say, claim_id, first_sentence

FIRST = 3  # shown above all else


def _entries_of(which: str) -> str:
    return f"""
SELECT ?entry ?kind ?type ?explanation ?what (COUNT(DISTINCT ?on) AS ?claims) WHERE {{
  ?entry a t:Disagreement ; t:involves ?claim ; t:disagreementKind ?kind ; t:disagreementType ?type ;
         t:concerns ?what .
  OPTIONAL {{ ?entry t:explanation ?explanation }}
  {which}
}} GROUP BY ?entry ?kind ?type ?explanation ?what ORDER BY ?entry"""


_OF_CLAIM = _entries_of("VALUES ?claim { ?thing } BIND(?claim AS ?on)")
_ABOUT = _entries_of("""
  { ?claim rdf:object ?thing } UNION { ?claim t:partner ?thing }
  UNION { ?claim rdf:subject|t:measured|t:indicator|t:about ?thing . BIND(?claim AS ?on) }""")


def clashes(store: Store, thing: ox.NamedNode, say: Say, language: str) -> dict[str, list[Entry]]:
    """The disagreements that claims about a thing stand in, by section.

    First stand those whose question is about the thing itself, then those with most claims on it; those whose claims
    only mention it come later. Misprints, copies and what only has to be read together stand apart, since no two views
    clash there.
    """
    rows = list(select(store, _ABOUT, thing=thing))
    rows.sort(key=lambda row: (row[4] != thing, -whole(row[5]), claim_id(row[0])))
    conflicts = [row for row in rows if is_conflict(code(row[1]))]
    first = [row for row in conflicts if row[4] == thing or whole(row[5])][:FIRST]
    return {
        "disagreements": [_entry(row, say, language) for row in first],
        "more-disagreements": [_entry(row, say, language) for row in conflicts if row not in first],
        "together": [_entry(row, say, language, typed=True) for row in rows if not is_conflict(code(row[1]))],
    }


def of_claim(store: Store, claim: ox.NamedNode, say: Say, language: str) -> Iterator[Entry]:
    """The disagreements that a claim stands in."""
    for row in select(store, _OF_CLAIM, thing=claim):
        yield _entry(row, say, language, typed=True)


def _entry(row: tuple[Term | None, ...], say: Say, language: str, typed: bool = False) -> Entry:
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
