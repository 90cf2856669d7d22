"""The claims behind a statement, with their passages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

import pyoxigraph as ox

from kgtools import namespaces
from kgtools.articles.anchors import Anchor
from kgtools.articles.copies import ArticleIdentity, Copy, passage
from kgtools.claims.acceptance import meant
from kgtools.errors import UsageError
from kgtools.graph import labels
from kgtools.graph.labels import label
from kgtools.graph.reading import Store, objects
from kgtools.graph.store import once, select
from kgtools.graph.terms import (
    Term,
    code,
    code_node,
    curie_node,
    iri,
    node,
    short,
    term_name,
    term_node,
    text,
    truth,
    whole,
)
from kgtools.messages import message
from kgtools.query.lookup import property_named
from kgtools.views import disagreements
from kgtools.views.page import Support

_ANCHORS = """
SELECT DISTINCT ?article ?hash ?start ?end ?fingerprint WHERE {
  ?article t:textHash ?hash . ?evidence oa:hasSource ?article ; oa:hasSelector ?passage .
  ?passage oa:start ?start ; oa:end ?end ; t:fingerprint ?fingerprint .
} ORDER BY ?article ?start ?end"""
# Of a claim and its passage, in this order.
_SAID = tuple(
    map(term_node, ("inArticle", "when", "modality", "certainty", "origin", "reference", "curatorNote", "gist"))
)
_PLACE = (curie_node("oa:start"), curie_node("oa:end"), term_node("fingerprint"))
_STATED = """
SELECT ?claim WHERE { ?claim rdf:subject ?thing ; rdf:predicate ?property } ORDER BY ?claim"""
_USED = "SELECT DISTINCT ?property WHERE { ?claim a t:Fact ; rdf:subject ?thing ; rdf:predicate ?property }"


def identities(store: Store) -> dict[str, ArticleIdentity]:
    """What identifies each article without its text, from the graph."""
    hashes: dict[str, str] = {}
    anchors: dict[str, list[Anchor]] = {}
    for article, sha256, *place in select(store, _ANCHORS):
        identifier = _article(article)
        hashes[identifier] = text(sha256)
        anchors.setdefault(identifier, []).append(_anchor(place))
    return {identifier: ArticleIdentity(hashes[identifier], anchors[identifier]) for identifier in sorted(hashes)}


@dataclass(frozen=True)
class Source:
    """Where a claim stands: its id, the place in its article's text, and the passage if a copy is at hand.

    `start` and `end` are code points of the text; a claim of the background has neither. `meant` says in words how
    the claim is meant where that needs saying, if the source is worded for a reader.
    """

    claim: str
    article: str = ""
    start: int | None = None
    end: int | None = None
    passage: str = ""
    meant: str = ""

    @property
    def place(self) -> str:
        """Claim and place, as they are cited.

        >>> Source("short-note/f001", "short-note", 120, 142).place
        'short-note/f001 [120-142]'
        """
        return self.claim if self.start is None else f"{self.claim} [{self.start}-{self.end}]"

    def __str__(self) -> str:
        place = f"{self.place} ({self.meant})" if self.meant else self.place
        return f"{place} «{self.passage}»" if self.passage else place


@dataclass(frozen=True)
class Place(Anchor):
    """Where the passage of a claim lies, with the id of its article."""

    article: str


@once
def place_of(store: Store, claim: ox.NamedNode) -> Place | None:
    """Where the passage of a claim lies; None for a claim of the background."""
    for evidence in objects(store, claim, term_node("evidence")):
        (article,) = objects(store, node(evidence), curie_node("oa:hasSource"))
        (passage,) = objects(store, node(evidence), curie_node("oa:hasSelector"))
        names = (curie_node("oa:start"), curie_node("oa:end"), term_node("fingerprint"))
        start, end, fingerprint = (objects(store, node(passage), name)[0] for name in names)
        return Place(whole(start), whole(end), text(fingerprint), _article(article))
    return None


@dataclass(frozen=True)
class Weighed:
    """A claim with what decides how it is meant."""

    node: ox.NamedNode
    modality: Term | None
    certainty: Term | None
    accepted: bool


@dataclass(frozen=True)
class StoredClaim(Weighed):
    """A claim as the store holds it; what it has not is None or empty.

    `value` is what a fact gives, `gist` what an opinion says in short, `reference` what a claim from the
    background rests on.
    """

    source: Source
    article: Term | None
    value: Term | None
    when: Term | None
    origin: Term | None
    reference: str
    note: str
    gist: Term | None


def claims(
    store: Store, nodes: Iterable[ox.NamedNode], copies: Mapping[str, Copy] = MappingProxyType({})
) -> dict[str, StoredClaim]:
    """Claims by id, in the order given, with the passages of the articles that the copies have; unknown ones left out.

    Each is looked up by itself: one query for all would first go through every claim of the store.
    """
    found = {}
    for claim in nodes:
        said = {quad.predicate: quad.object for quad in store.quads_for_pattern(claim, None, None, ox.DefaultGraph())}
        accepted = said.get(term_node("accepted"))
        if accepted is None:
            continue
        article, when, modality, certainty, origin, reference, note, gist = map(said.get, _SAID)
        source = Source(short(claim))
        if article is not None:
            source = _source(claim, article, _place(store, node(said[term_node("evidence")])), copies)
        found[short(claim)] = StoredClaim(
            claim, modality, certainty, truth(accepted), source, article, said.get(curie_node("rdf:object")), when,
            origin, text(reference, default=""), text(note, default=""), gist,
        )  # fmt: skip
    return found


def _place(store: Store, evidence: ox.NamedNode) -> list[Term | None]:
    """Start, end and fingerprint of the passage that gives evidence."""
    (passage,) = objects(store, evidence, curie_node("oa:hasSelector"))
    return [objects(store, node(passage), place)[0] for place in _PLACE]


@dataclass(frozen=True)
class ClaimEvidence:
    """What stands behind one claim, worded in a language.

    `article` is the label of the article, or the reference of a claim from the background; `value` is what a
    fact gives and `when` the time for which it does; `meant` how the claim is meant where that needs saying, with
    who says it; `modality` the word for its modality; `set_by` who set a target, a plan or a proposal.
    """

    source: Source
    article: str
    value: str
    when: str
    meant: str
    modality: str
    set_by: tuple[str, ...]
    origin: str
    note: str

    @property
    def claim(self) -> str:
        """The id of the claim."""
        return self.source.claim

    @property
    def status(self) -> str:
        """How the claim is meant, said also of what is plainly asserted: for pages on the claim itself."""
        return self.meant or self.modality

    @property
    def background(self) -> bool:
        """Whether the claim comes from general knowledge."""
        return self.source.start is None


def source(store: Store, claim: ox.NamedNode, language: str, copies: Mapping[str, Copy]) -> Source:
    """Where a claim stands and how it is meant, with its passage if the copies have its article."""
    known = claims(store, [claim], copies).get(short(claim))
    return replace(known.source, meant=meaning(store, known, language)) if known else Source(short(claim))


def sources(store: Store, nodes: Iterable[ox.NamedNode], copies: Mapping[str, Copy]) -> list[dict[str, object]]:
    """Where claims stand, as plain values for JSON: claim, article, place and passage, or reference; empty left out."""
    found = []
    for identifier, claim in claims(store, nodes, copies).items():
        where = claim.source
        values: dict[str, object] = {
            "claim": identifier, "article": where.article, "start": where.start, "end": where.end,
            "passage": where.passage, "reference": claim.reference,
        }  # fmt: skip
        found.append({name: value for name, value in values.items() if value not in ("", None)})
    return found


def footnotes(
    store: Store, nodes: Iterable[ox.NamedNode], language: str, copies: Mapping[str, Copy], names: Mapping[str, str]
) -> list[str]:
    """A line for each claim, as it stands below a table: article, place, claim, how it is meant, passage.

    `names` are short names of the articles by their ids. A claim from the background names what it rests on. The
    disagreements that are marked at a claim are named behind it.
    """
    marking = disagreements.marking(store)
    lines = []
    for identifier, claim in claims(store, nodes, copies).items():
        where = claim.source
        if where.start is None:
            line = f"{message('evidence.background', language)}: {claim.reference}"
        else:
            characters = message("evidence.characters", language, start=where.start, end=where.end)
            line = f"{names.get(where.article, where.article)}, {characters}"
        line += f" – {identifier.removeprefix('claim/')}"
        if meant := meaning(store, claim, language):
            line += f" ({meant})"
        if entries := marking.get(identifier):
            line += f" {disagreements.SIGN} {', '.join(entries)}"
        lines.append(f"{line} «{where.passage}»" if where.passage else line)
    return lines


def evidence(
    store: Store, nodes: Iterable[ox.NamedNode], language: str, copies: Mapping[str, Copy] = MappingProxyType({})
) -> dict[str, ClaimEvidence]:
    """What stands behind claims, by id, with the passages of the articles that the copies have.

    Raises UsageError for a claim that is not known.
    """
    listed = list(nodes)
    known = claims(store, listed, copies)
    if missing := [short(claim) for claim in listed if short(claim) not in known]:
        raise UsageError(f"there is no claim '{missing[0]}'")
    return {identifier: _worded(store, claim, language) for identifier, claim in known.items()}


def _worded(store: Store, claim: StoredClaim, language: str) -> ClaimEvidence:
    return ClaimEvidence(
        claim.source,
        label(store, claim.article, language) or claim.reference,
        label(store, claim.value, language),
        label(store, claim.when, language),
        meaning(store, claim, language),
        label(store, claim.modality, language),
        tuple(label(store, actor, language) for actor in objects(store, claim.node, term_node("setBy"))),
        label(store, claim.origin, language),
        claim.note,
    )


def meaning(store: Store, claim: Weighed, language: str, attributed: bool = True) -> str:
    """How a claim of the store is meant, in words; see `acceptance.meant`.

    `attributed` says whether its speakers are named; a listing that names them elsewhere leaves them out.
    """
    speakers = objects(store, claim.node, term_node("speaker")) if attributed else []
    return meant(
        code(claim.modality, default=""), code(claim.certainty, default=""), claim.accepted,
        [label(store, speaker, language) for speaker in speakers],
        lambda code_list, value: label(store, code_node(code_list, value), language), language,
    )  # fmt: skip


def kind(store: Store, thing: ox.NamedNode, language: str) -> str:
    """The kind of a thing in words; of a claim also how it is meant."""
    meant = ""
    if thing.value.startswith(f"{namespaces.base()}claim/"):
        said = (objects(store, thing, term_node(name)) for name in ("modality", "certainty", "accepted"))
        modality, certainty, accepted = (next(iter(some), None) for some in said)
        meant = meaning(store, Weighed(thing, modality, certainty, truth(accepted)), language) if accepted else ""
    return labels.kind(store, thing, language) + (f" ({meant})" if meant else "")


def claim_node(identifier: str) -> ox.NamedNode:
    """The node of a claim, from article and claim id."""
    return ox.NamedNode(f"{namespaces.base()}claim/{identifier}")


def support(store: Store, nodes: Iterable[ox.NamedNode]) -> Support:
    """The independent origins and the articles of claims, counted."""
    origins, articles = set(), set()
    for claim in nodes:
        origins |= set(objects(store, claim, term_node("independentOrigin")))
        articles |= set(objects(store, claim, term_node("inArticle")))
    return Support(len(origins), len(articles))


@dataclass(frozen=True)
class Explanation:
    """Why a thing is said to have values for a property: each accepted value with its support, and every claim."""

    subject: str
    property: str
    language: str
    values: tuple[tuple[str, Support], ...]
    claims: tuple[ClaimEvidence, ...]

    def text(self) -> str:
        """The explanation as lines of text, for a terminal."""
        lines = [f"{self.subject} – {self.property}"]
        lines += [f"  {value}: {rests.describe(self.language)}" for value, rests in self.values]
        for claim in self.claims:
            lines += [
                "",
                f"{claim.value}  ({claim.status})",
                *(f"  {line}" for line in details(claim, self.language)),
            ]
        return "\n".join(lines) + "\n"


def details(claim: ClaimEvidence, language: str) -> list[str]:
    """What stands behind a claim, line by line: article, place, passage, source, note."""
    if claim.background:
        lines = [f"{message('evidence.background', language)}: {claim.article}"]
    else:
        where = claim.source
        characters = message("evidence.characters", language, start=where.start, end=where.end)
        quoted = f"«{where.passage}»" if where.passage else f"({message('evidence.no-copy', language)})"
        lines = [claim.article, f"{where.claim}, {characters}", quoted]
    named = (
        ("when", claim.when),
        ("set-by", ", ".join(claim.set_by)),
        ("origin", claim.origin),
        ("note", claim.note),
    )
    return lines + [f"{message(f'evidence.{key}', language)}: {words}" for key, words in named if words]


def why(
    store: Store, thing: ox.NamedNode, property_name: str, language: str, copies: Mapping[str, Copy]
) -> Explanation:
    """Each claim that gives a thing a value for a property, with article, place and passage.

    The property is given by its name or its label in any language. Raises UsageError if the
    ontology has no such property or no claim uses it for the thing.
    """
    predicate = property_named(store, property_name)
    stating = [node(claim) for (claim,) in select(store, _STATED, thing=thing, property=predicate)]
    if not stating:
        used = sorted(term_name(row[0]) for row in select(store, _USED, thing=thing))
        raise UsageError(
            f"no claim states '{short(predicate)}' of {short(thing)}; "
            + (f"there are claims for {', '.join(used)}" if used else "no claim has it as its subject")
        )
    every = claims(store, stating, copies).values()
    accepted: dict[str, list[ox.NamedNode]] = {}
    for claim in every:
        if claim.accepted:
            accepted.setdefault(label(store, claim.value, language), []).append(claim.node)
    return Explanation(
        label(store, thing, language),
        label(store, predicate, language),
        language,
        tuple((value, support(store, stated)) for value, stated in accepted.items()),
        tuple(_worded(store, claim, language) for claim in every),
    )


def _source(claim: ox.NamedNode, article: Term, place: list[Term | None], copies: Mapping[str, Copy]) -> Source:
    anchor = _anchor(place)
    identifier = _article(article)
    words = passage(copies.get(identifier), anchor) or ""
    return Source(short(claim), identifier, anchor.start, anchor.end, words)


def _article(term: Term | None) -> str:
    return iri(term).removeprefix(namespaces.base() + "article/")


def _anchor(place: Iterable[Term | None]) -> Anchor:
    start, end, fingerprint = place
    return Anchor(whole(start), whole(end), text(fingerprint))
