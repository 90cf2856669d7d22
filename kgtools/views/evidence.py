"""The claims behind a statement, with their passages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pyoxigraph as ox

from kgtools import namespaces
from kgtools.articles.anchors import Anchor
from kgtools.articles.copies import ArticleIdentity, Copy, passage
from kgtools.errors import UsageError, nearest
from kgtools.graph import labels, store
from kgtools.views.entity import _FACTS, _accepted, _anchor, _short, _text, _witnesses

_CLAIMS = """
SELECT ?claim ?object ?modality ?article ?start ?end ?print ?speaker ?origin ?reference ?note WHERE {
  ?claim rdf:subject ?thing ; rdf:predicate ?property ; rdf:object ?object ; t:modality ?modality .
  OPTIONAL { ?claim t:inArticle ?article ; t:evidence/oa:hasSelector ?passage .
             ?passage oa:start ?start ; oa:end ?end ; t:fingerprint ?print }
  OPTIONAL { ?claim t:speaker ?speaker }
  OPTIONAL { ?claim t:origin ?origin }
  OPTIONAL { ?claim t:reference ?reference }
  OPTIONAL { ?claim t:curatorNote ?note }
} ORDER BY ?claim"""
_ANCHORS = """
SELECT DISTINCT ?article ?hash ?start ?end ?print WHERE {
  ?article t:textHash ?hash . ?evidence oa:hasSource ?article ; oa:hasSelector ?passage .
  ?passage oa:start ?start ; oa:end ?end ; t:fingerprint ?print .
} ORDER BY ?article ?start ?end"""
_PASSAGE = """
SELECT ?article ?start ?end ?print WHERE {
  ?claim t:inArticle ?article ; t:evidence/oa:hasSelector ?passage .
  ?passage oa:start ?start ; oa:end ?end ; t:fingerprint ?print .
}"""
_BEHIND = """
SELECT ?article ?modality ?reference ?note ?origin ?speaker WHERE {
  ?claim a t:Claim . OPTIONAL { ?claim t:inArticle ?article } OPTIONAL { ?claim t:modality ?modality }
  OPTIONAL { ?claim t:reference ?reference } OPTIONAL { ?claim t:curatorNote ?note }
  OPTIONAL { ?claim t:origin ?origin } OPTIONAL { ?claim t:speaker ?speaker }
} ORDER BY ?speaker LIMIT 1"""


def identities(store_: ox.Store) -> dict[str, ArticleIdentity]:
    """What identifies each article without its text, from the graph."""
    hashes: dict[str, str] = {}
    anchors: dict[str, list[Anchor]] = {}
    for article, hash_, *place in store.select(store_, _ANCHORS):
        identifier = _text(article).removeprefix(namespaces.BASE + "article/")
        hashes[identifier] = _text(hash_)
        anchors.setdefault(identifier, []).append(_anchor(place))
    return {identifier: ArticleIdentity(hashes[identifier], anchors[identifier]) for identifier in sorted(hashes)}


def source(store_: ox.Store, claim: ox.NamedNode, copies: Mapping[str, Copy]) -> str:
    """Where a claim stands: article, claim and place in the text, and the passage if it is at hand."""
    where = namespaces.shorten(claim.value).removeprefix("claim/")
    for article, *place in store.select(store_, _PASSAGE, claim=claim):
        anchor = _anchor(place)
        where += f" [{anchor.start}-{anchor.end}]"
        words = passage(copies.get(_text(article).removeprefix(namespaces.BASE + "article/")), anchor)
        if words:
            where += f" «{words}»"
    return where


@dataclass(frozen=True)
class ClaimEvidence:
    """What stands behind one claim, in words: who says it, where, from whom; of background, its reference."""

    claim: str
    article: str
    place: str
    standing: str
    said_by: str
    origin: str
    note: str


def behind(store_: ox.Store, claim: str, language: str, copies: Mapping[str, Copy]) -> ClaimEvidence:
    """What stands behind a claim, named by article and claim id; the place has the passage if a copy is at hand."""
    node = ox.NamedNode(f"{namespaces.BASE}claim/{claim}")
    for article, modality, reference, note, origin, speaker in store.select(store_, _BEHIND, claim=node):
        said, standing, source_, noted, by = (
            labels.label(store_, term, language) for term in (article, modality, origin, note, speaker)
        )
        return ClaimEvidence(
            claim, said or _text(reference), source(store_, node, copies), standing, by, source_, noted
        )
    raise UsageError(f"there is no claim {claim}")


def why(store_: ox.Store, thing: ox.NamedNode, property_: str, language: str, copies: Mapping[str, Copy]) -> str:
    """Each claim that gives a thing a value for a property, with article, place and passage.

    The property is given by its name or its label in any language. Raises UsageError if the
    ontology has no such property or no claim uses it for the thing.
    """
    predicate = _property(store_, property_)
    rows = list(store.select(store_, _CLAIMS, thing=thing, property=predicate))
    if not rows:
        used = sorted(
            {namespaces.shorten(_text(row[0])).removeprefix("t:") for row in store.select(store_, _FACTS, thing=thing)}
        )
        raise UsageError(
            f"no claim says '{namespaces.shorten(predicate.value)}' of {namespaces.shorten(thing.value)}; "
            + (f"there are claims for {', '.join(used)}" if used else "no claim has it as its subject")
        )
    lines = [f"{labels.label(store_, thing, language)} – {labels.label(store_, predicate, language)}"]
    stated: dict[str, list[store.Term | None]] = {}
    for claim, value, *_ in rows:
        if _accepted(store_, claim) and claim not in stated.setdefault(labels.label(store_, value, language), []):
            stated[labels.label(store_, value, language)].append(claim)
    lines.extend(f"  {value}: {_witnesses(store_, claims)}" for value, claims in stated.items() if claims)
    for claim, value, modality, article, start, end, print_, speaker, origin, reference, note in rows:
        assert isinstance(claim, ox.NamedNode)
        standing = labels.label(store_, modality, language)
        if not _accepted(store_, claim) and _text(modality).endswith("/asserted"):
            standing += ", held back"
        lines.append("")
        lines.append(f"{labels.label(store_, value, language)}  ({standing})")
        if article is None:
            lines.append(f"  background: {_text(reference)}")
        else:
            lines.append(f"  {labels.label(store_, article, language)}")
            lines.append(f"  {_short(claim)}, characters {_text(start)} to {_text(end)}")
            copy = copies.get(_text(article).removeprefix(namespaces.BASE + "article/"))
            words = passage(copy, _anchor([start, end, print_]))
            lines.append(
                f"  «{words}»" if words else "  (no copy of the article at hand: name your folder with --articles)"
            )
        for heading, term in (("said by", speaker), ("source named by the article", origin), ("note", note)):
            if term is not None:
                lines.append(f"  {heading}: {labels.label(store_, term, language)}")
    return "\n".join(lines) + "\n"


def _property(store_: ox.Store, name: str) -> ox.NamedNode:
    found: dict[str, ox.NamedNode] = {}
    for quad in store_.quads_for_pattern(None, ox.NamedNode(namespaces.RDFS + "label"), None, ox.DefaultGraph()):
        subject = quad.subject
        if isinstance(subject, ox.NamedNode) and subject.value.startswith(namespaces.ONTOLOGY):
            local = subject.value.removeprefix(namespaces.ONTOLOGY)
            if local[0].islower():
                found[local] = subject
                found.setdefault(_text(quad.object).casefold(), subject)
    node = found.get(name) or found.get(name.casefold()) or found.get(name.removeprefix("t:"))
    if node is None:
        raise UsageError(f"there is no property '{name}'; {nearest(name, found) or 'see docs or ontology/tandem.ttl'}")
    return node
