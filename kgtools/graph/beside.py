"""Quads of what stands beside the claims: their support, disagreements, mappings and translated texts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import pyoxigraph as ox

from kgtools import namespaces
from kgtools.changing import Each
from kgtools.claims import model, translations
from kgtools.claims.model import Claim, Corpus, Disagreement
from kgtools.claims.translations import Translated
from kgtools.graph.terms import code_node, curie_node, entity_node, literal, term_node
from kgtools.ontology import Ontology

_TYPE = ox.NamedNode(namespaces.RDF + "type")
Dated = Callable[[str], ox.NamedNode]


class ClaimSupport(NamedTuple):
    """Where a claim stands among all claims: its independent origin, and how many stand behind what it says."""

    claim: str
    origin: str
    support: int | None


@dataclass(frozen=True)
class TranslatedText:
    """A text that a curator wrote in English about the thing with the IRI `owner`, with its translations."""

    id: str
    owner: str
    english: str
    translations: tuple[tuple[str, str], ...]

    @property
    def iri(self) -> str:
        return namespaces.text(self.id)


def standings(
    origins: Mapping[str, dict[str, str]], supports: Mapping[str, dict[str, int]]
) -> dict[str, dict[str, ClaimSupport]]:
    """Where claims stand, by article; those of background, which have no origin, by their support alone."""
    return _standings.of(supports, origins)


def _standing(_: str, support: dict[str, int], origins: dict[str, str] | None) -> dict[str, ClaimSupport]:
    named = origins or {}
    return {key: ClaimSupport(key, named.get(key, ""), support.get(key)) for key in (named or sorted(support))}


_standings = Each[str, dict[str, int], dict[str, ClaimSupport]](_standing, in_order=True)


def supported(support: ClaimSupport, by_key: Mapping[str, Claim]) -> Iterator[ox.Quad]:
    """The origin and support of a claim, and the node of the origin."""
    node = ox.NamedNode(by_key[support.claim].iri)
    if support.origin:
        yield ox.Quad(node, term_node("independentOrigin"), ox.NamedNode(namespaces.origin(support.origin)))
        yield from _origin(support.origin)
    if support.support is not None:
        yield ox.Quad(node, term_node("support"), literal(str(support.support), "integer"))


def _origin(origin: str) -> Iterator[ox.Quad]:
    """The node of an independent origin; it leads to the article or thing after which it is named."""
    node = ox.NamedNode(namespaces.origin(origin))
    yield ox.Quad(node, _TYPE, term_node("IndependentOrigin"))
    if not origin.startswith("copy/"):
        yield ox.Quad(node, curie_node("rdfs:seeAlso"), entity_node(origin))


def disagreement(entry: Disagreement, by_key: Mapping[str, Claim], dated: Dated) -> Iterator[ox.Quad]:
    """An entry of the list of disagreements: its question, and the claims that it involves, prefers, does not accept.

    `dated` gives the node of a date.
    """
    node = ox.NamedNode(entry.iri)
    yield ox.Quad(node, _TYPE, term_node("Disagreement"))
    yield ox.Quad(node, term_node("disagreementKind"), code_node("disagreement-kind", entry.kind))
    yield ox.Quad(node, term_node("disagreementType"), code_node("disagreement-type", entry.type))
    yield ox.Quad(node, term_node("disagreementStatus"), code_node("disagreement-status", entry.status))
    yield ox.Quad(node, term_node("found"), code_node("found", entry.found))
    yield ox.Quad(node, term_node("concerns"), entity_node(entry.about))
    if entry.aspect and entry.about.startswith("indicator/"):
        yield ox.Quad(node, term_node("concernsPeriod"), dated(entry.aspect))
    elif entry.aspect:
        yield ox.Quad(node, term_node("concernsProperty"), term_node(entry.aspect))
    for name, keys in (
        ("involves", entry.claims),
        ("prefers", entry.prefers),
        ("holdsBack", entry.holds_back),
    ):
        for key in keys:
            yield ox.Quad(node, term_node(name), ox.NamedNode(by_key[key].iri))
    if entry.explanation:
        yield ox.Quad(
            node, term_node("explanation"), ox.Literal(entry.explanation, language=namespaces.first_language())
        )
    if entry.needed:
        yield ox.Quad(node, term_node("evidenceNeeded"), ox.Literal(entry.needed, language=namespaces.first_language()))
    if entry.note:
        yield ox.Quad(node, term_node("curatorNote"), ox.Literal(entry.note))


def withdrawn(row: model.Withdrawn) -> Iterator[ox.Quad]:
    """What stands for a thing, claim or other entry that was withdrawn: since when, why, and what replaces it."""
    node = ox.NamedNode(withdrawn_iri(row.id))
    yield ox.Quad(node, _TYPE, term_node("Withdrawn"))
    yield ox.Quad(node, curie_node("owl:deprecated"), literal("true", "boolean"))
    yield ox.Quad(node, term_node("withdrawnIn"), ox.Literal(row.release))
    yield ox.Quad(node, term_node("withdrawalReason"), ox.Literal(row.reason, language=namespaces.first_language()))
    for identifier in row.replaced_by:
        yield ox.Quad(node, curie_node("dcterms:isReplacedBy"), ox.NamedNode(withdrawn_iri(identifier)))


def withdrawn_iri(identifier: str) -> str:
    """The IRI of what was withdrawn or replaces it, by its id.

    >>> [withdrawn_iri(one).removeprefix(namespaces.base()) for one in ("person/ada-quill", "claim/short-note/f01")]
    ['id/person/ada-quill', 'claim/short-note/f01']
    """
    own = identifier.partition("/")[0] in namespaces.kinds()
    return namespaces.entity(identifier) if own else namespaces.base() + identifier


def mapping(row: model.Mapping) -> Iterator[ox.Quad]:
    """A link, and a node of its own with why it holds, as SSSOM writes mappings in RDF."""
    predicate, target = (_mapped(curie) for curie in (row.predicate, row.object))
    yield ox.Quad(entity_node(row.subject), predicate, target)
    node = ox.NamedNode(row.iri)
    yield ox.Quad(node, _TYPE, curie_node("sssom:Mapping"))
    yield ox.Quad(node, curie_node("owl:annotatedSource"), entity_node(row.subject))
    yield ox.Quad(node, curie_node("owl:annotatedProperty"), predicate)
    yield ox.Quad(node, curie_node("owl:annotatedTarget"), target)
    yield ox.Quad(node, curie_node("sssom:mapping_justification"), _mapped(row.justification))
    if row.comment:
        yield ox.Quad(node, curie_node("rdfs:comment"), ox.Literal(row.comment, language=namespaces.first_language()))


def _mapped(curie: str) -> ox.NamedNode:
    """A term elsewhere, by its CURIE in the table of mappings."""
    ending = "/" if curie.startswith("geonames:") else ""  # the IRI of a place at GeoNames ends in a slash
    return curie_node(curie + ending, model.MAPPING_PREFIXES)


def translated_texts(corpus: Corpus, ontology: Ontology) -> dict[str, TranslatedText]:
    """The texts of a corpus that are translated, by id."""
    return _texts.of(translations.translated(corpus, ontology))


def _text(identifier: str, text: Translated) -> TranslatedText | None:
    """A text with its translations, if it has any."""
    said = tuple(sorted(text.said.items()))
    return TranslatedText(identifier, _owner(identifier), text.english, said) if said else None


_texts = Each[str, Translated, TranslatedText](_text)


@namespaces.remembered(65536)
def _owner(identifier: str) -> str:
    """The IRI of what a translated text is about."""
    if identifier.startswith(translations.WITHDRAWN):
        return withdrawn_iri(identifier.removeprefix(translations.WITHDRAWN))
    if identifier.startswith("outcome/"):
        return namespaces.target(identifier.removeprefix("outcome/"))
    if identifier.startswith("disagreement/"):
        return namespaces.base() + identifier.removesuffix(translations.NEEDED)
    if translations.is_of_claim(identifier):
        return namespaces.claim(*identifier.split("/", 1))
    return namespaces.entity(identifier)


def translated(text: TranslatedText) -> Iterator[ox.Quad]:
    """A translated text: what it is about, its English, and its translations."""
    node = ox.NamedNode(text.iri)
    yield ox.Quad(node, _TYPE, term_node("TranslatedText"))
    yield ox.Quad(node, term_node("textOf"), ox.NamedNode(text.owner))
    yield ox.Quad(node, term_node("sourceText"), ox.Literal(text.english, language=namespaces.first_language()))
    for language, words in text.translations:
        yield _translation(text.id, language, words)


def translated_one_by_one(rows: Iterable[model.Translation], english: dict[str, str]) -> Iterator[ox.Quad]:
    """What `translated` gives of all texts, from rows of translations of which none is kept."""
    met = set()
    for row in translations.not_stale(rows, english):
        yield _translation(row.id, row.language, row.text)
        met.add(row.id)
    for identifier in met:
        yield from translated(TranslatedText(identifier, _owner(identifier), english[identifier], ()))


def _translation(identifier: str, language: str, words: str) -> ox.Quad:
    node = ox.NamedNode(namespaces.text(identifier))
    return ox.Quad(node, curie_node("rdf:value"), ox.Literal(words, language=language))
