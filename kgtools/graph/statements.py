"""From the tables to the graph: every row becomes quads, and nothing else does.

The default graph holds the ontology, the entities, the claims with their evidence, and the
*accepted* plain triples. The named graph of an article holds the plain triples it asserts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import pyoxigraph as ox

from kgtools import namespaces
from kgtools.claims import model
from kgtools.claims.acceptance import ASSERTED, accepted, not_accepted
from kgtools.claims.model import Article, Claim, Corpus, Disagreement, Entity, Fact, Figure, Opinion, Outcome, Text
from kgtools.compare import origins
from kgtools.ontology import Ontology
from kgtools.values import dates, numbers

_TYPE = ox.NamedNode(namespaces.RDF + "type")
_LABEL = ox.NamedNode(namespaces.RDFS + "label")
_PREFIX = namespaces.PREFIXES
_DATASET = ox.NamedNode(namespaces.BASE + "dataset/figures")
_XSD = {
    name: ox.NamedNode(namespaces.XSD + name) for name in ("boolean", "date", "decimal", "integer", "string", "anyURI")
}
Object = ox.NamedNode | ox.Literal


def quads(corpus: Corpus, ontology: Ontology) -> Iterator[ox.Quad]:
    """All quads of the graph, streamed in the order of the tables; some come more than once."""
    yield from ontology.quads
    yield from _Writer(corpus, ontology).quads()


def default(quads: Iterable[ox.Quad]) -> set[ox.Quad]:
    """The quads of the default graph."""
    graph = ox.DefaultGraph()
    return {quad for quad in quads if quad.graph_name == graph}


@dataclass(frozen=True)
class ClaimSupport:
    """Where a claim stands among all claims: its independent origin, and how many stand behind what it says."""

    claim: str
    origin: str
    support: int | None


Item = Entity | Article | Claim | Disagreement | Outcome | model.Mapping | ClaimSupport


class Rows:
    """Writes the quads of single rows, each with those of the dates it names."""

    def __init__(self, corpus: Corpus, ontology: Ontology) -> None:
        self._writer = _Writer(corpus, ontology)

    def supports(self) -> Iterator[ClaimSupport]:
        """Where each claim stands: what follows from all rows together."""
        return self._writer.supports()

    def quads(self, item: Item) -> set[ox.Quad]:
        """Everything that the graph holds because of one row; other rows may give the same quads."""
        writer = self._writer
        writer.dates.clear()
        found = set(writer.row(item))
        for edtf in writer.dates:
            found.update(_date(edtf))
        return found


def _t(name: str) -> ox.NamedNode:
    return ox.NamedNode(namespaces.term(name))


def _name(prefixed: str) -> ox.NamedNode:
    prefix, _, local = prefixed.partition(":")
    return ox.NamedNode(_PREFIX[prefix] + local)


def _entity(identifier: str) -> ox.NamedNode:
    return ox.NamedNode(namespaces.entity(identifier))


def _code(code_list: str, code: str) -> ox.NamedNode:
    return ox.NamedNode(namespaces.code(f"{code_list}/{code}"))


def _typed(value: str, datatype: str) -> ox.Literal:
    return ox.Literal(value, datatype=_XSD[datatype])


class _Writer:
    """Writes the quads of one corpus; remembers the dates, cells and passages that it met."""

    def __init__(self, corpus: Corpus, ontology: Ontology) -> None:
        self.corpus = corpus
        self.ontology = ontology
        self.held = not_accepted(corpus)
        self.dates: set[str] = set()
        self.origins = origins.origins(corpus, ontology)
        self.support = origins.support(corpus, ontology, self.origins)

    def quads(self) -> Iterator[ox.Quad]:
        for entity in self.corpus.entities.values():
            yield from self.entity(entity)
        for article in self.corpus.articles.values():
            yield from self.article(article)
        for claim in self.corpus.claims:
            yield from self.claim(claim)
        for entry in self.corpus.disagreements:
            yield from _disagreement(entry, self.corpus.by_key)
        for outcome in self.corpus.outcomes:
            yield from _outcome(outcome, self.corpus.by_key)
        for support in self.supports():
            yield from self.supported(support)
        for mapping in self.corpus.mappings:
            yield from self.mapping(mapping)
        for edtf in sorted(self.dates):
            yield from _date(edtf)

    def row(self, item: Item) -> Iterator[ox.Quad]:
        if isinstance(item, Entity):
            return self.entity(item)
        if isinstance(item, Article):
            return self.article(item)
        if isinstance(item, Claim):
            return self.claim(item)
        if isinstance(item, Disagreement):
            return _disagreement(item, self.corpus.by_key)
        if isinstance(item, Outcome):
            return _outcome(item, self.corpus.by_key)
        return self.supported(item) if isinstance(item, ClaimSupport) else self.mapping(item)

    def supports(self) -> Iterator[ClaimSupport]:
        for key in sorted(self.origins.keys() | self.support.keys()):
            yield ClaimSupport(key, self.origins.get(key, ""), self.support.get(key))

    def supported(self, support: ClaimSupport) -> Iterator[ox.Quad]:
        """The origin and support of a claim, and the node of the origin."""
        node = ox.NamedNode(self.corpus.by_key[support.claim].iri)
        if support.origin:
            yield ox.Quad(node, _t("independentOrigin"), ox.NamedNode(namespaces.origin(support.origin)))
            yield from _origin(support.origin)
        if support.support is not None:
            yield ox.Quad(node, _t("support"), _typed(str(support.support), "integer"))

    def mapping(self, mapping: model.Mapping) -> Iterator[ox.Quad]:
        """A link, and a node of its own with why it holds, as SSSOM writes mappings in RDF."""
        predicate, target = (_curie(curie) for curie in (mapping.predicate, mapping.object))
        yield ox.Quad(_entity(mapping.subject), predicate, target)
        node = ox.NamedNode(mapping.iri)
        yield ox.Quad(node, _TYPE, _name("sssom:Mapping"))
        yield ox.Quad(node, _name("owl:annotatedSource"), _entity(mapping.subject))
        yield ox.Quad(node, _name("owl:annotatedProperty"), predicate)
        yield ox.Quad(node, _name("owl:annotatedTarget"), target)
        yield ox.Quad(node, _name("sssom:mapping_justification"), _curie(mapping.justification))
        if mapping.comment:
            yield ox.Quad(node, _name("rdfs:comment"), ox.Literal(mapping.comment, language="en"))

    def types(self, node: ox.NamedNode, name: str) -> Iterator[ox.Quad]:
        """The class and every class above it, so that a question needs no inference."""
        for ancestor in self.ontology.ancestors(name):
            yield ox.Quad(node, _TYPE, _t(ancestor))

    def labels(self, node: ox.NamedNode, labels: tuple[Text, ...]) -> Iterator[ox.Quad]:
        for label in labels:
            yield ox.Quad(node, _LABEL, ox.Literal(label.value, language=label.language))

    def entity(self, entity: Entity) -> Iterator[ox.Quad]:
        node = ox.NamedNode(entity.iri)
        yield from self.types(node, entity.kind)
        yield ox.Quad(node, _t("kind"), _t(entity.kind))
        yield from self.labels(node, entity.labels)
        for alias in entity.aliases:
            yield ox.Quad(node, _name("skos:altLabel"), ox.Literal(alias.value, language=alias.language))
        for name in sorted(self.corpus.printed.get(entity.id, ()), key=lambda name: (name.language, name.value)):
            yield ox.Quad(node, _t("printedName"), ox.Literal(name.value, language=name.language))
        if entity.iso:
            yield ox.Quad(node, _t("isoCode"), ox.Literal(entity.iso))
        if entity.note:
            yield ox.Quad(node, _t("curatorNote"), ox.Literal(entity.note))

    def article(self, article: Article) -> Iterator[ox.Quad]:
        node = ox.NamedNode(article.iri)
        yield from self.types(node, "Article")
        yield ox.Quad(node, _t("kind"), _t("Article"))
        yield from self.labels(node, article.labels)
        for title in article.titles:
            yield ox.Quad(node, _name("dcterms:title"), ox.Literal(title.value, language=title.language))
        for author in article.authors:
            yield ox.Quad(node, _name("dcterms:creator"), _entity(author))
        for language in article.languages:
            yield ox.Quad(node, _name("dcterms:language"), ox.Literal(language))
        if article.published:
            yield ox.Quad(node, _name("dcterms:issued"), self.dated(article.published))
        if article.venue:
            yield ox.Quad(node, _name("dcterms:isPartOf"), ox.Literal(article.venue))
        if article.url:
            yield ox.Quad(node, _name("schema:url"), _typed(article.url, "anyURI"))
        if article.note:
            yield ox.Quad(node, _t("curatorNote"), ox.Literal(article.note))
        yield ox.Quad(node, _t("textLength"), _typed(str(article.length), "integer"))
        yield ox.Quad(node, _t("textHash"), ox.Literal(article.sha256))
        yield ox.Quad(ox.NamedNode(namespaces.graph(article.id)), _name("prov:wasDerivedFrom"), node)

    # -- claims -----------------------------------------------------------------------------------

    def claim(self, claim: Claim) -> Iterator[ox.Quad]:
        node = ox.NamedNode(claim.iri)
        article = self.corpus.articles.get(claim.article)
        for speaker in claim.speakers:
            yield ox.Quad(node, _t("speaker"), _entity(speaker))
        if claim.note:
            yield ox.Quad(node, _t("curatorNote"), ox.Literal(claim.note))
        is_accepted = "true" if accepted(claim, self.held) else "false"
        yield ox.Quad(node, _t("accepted"), _typed(is_accepted, "boolean"))
        if article:
            yield ox.Quad(node, _t("inArticle"), ox.NamedNode(article.iri))
            yield ox.Quad(node, _t("reviewState"), _code("review-state", article.review))
        if claim.anchor and article:
            yield from self.evidence(node, claim, article)
        if isinstance(claim, Fact):
            yield from self.fact(node, claim)
        elif isinstance(claim, Figure):
            yield from self.figure(node, claim)
        elif isinstance(claim, Opinion):
            yield from self.opinion(node, claim)

    def evidence(self, node: ox.NamedNode, claim: Claim, article: Article) -> Iterator[ox.Quad]:
        anchor = claim.anchor
        assert anchor is not None
        evidence = ox.NamedNode(namespaces.evidence(article.id, anchor.start, anchor.end))
        passage = ox.NamedNode(namespaces.passage(article.id, anchor.start, anchor.end))
        yield ox.Quad(node, _t("evidence"), evidence)
        yield ox.Quad(evidence, _TYPE, _t("Evidence"))
        yield ox.Quad(evidence, _TYPE, _name("oa:SpecificResource"))
        yield ox.Quad(evidence, _name("oa:hasSource"), ox.NamedNode(article.iri))
        yield ox.Quad(evidence, _name("oa:hasSelector"), passage)
        yield ox.Quad(passage, _TYPE, _t("PassageSelector"))
        yield ox.Quad(passage, _TYPE, _name("oa:TextPositionSelector"))
        yield ox.Quad(passage, _name("oa:start"), _typed(str(anchor.start), "integer"))
        yield ox.Quad(passage, _name("oa:end"), _typed(str(anchor.end), "integer"))
        yield ox.Quad(passage, _t("fingerprint"), ox.Literal(anchor.fingerprint))

    def fact(self, node: ox.NamedNode, fact: Fact) -> Iterator[ox.Quad]:
        subject, predicate, value = _entity(fact.subject), _t(fact.property), self.value(fact)
        yield from self.types(node, "Fact")
        yield ox.Quad(node, _name("rdf:subject"), subject)
        yield ox.Quad(node, _name("rdf:predicate"), predicate)
        yield ox.Quad(node, _name("rdf:object"), value)
        yield ox.Quad(node, _t("modality"), _code("modality", fact.modality))
        if fact.origin:
            yield ox.Quad(node, _t("origin"), _entity(fact.origin))
        if fact.reference:
            yield ox.Quad(node, _t("reference"), ox.Literal(fact.reference))
        if fact.modality == ASSERTED:
            yield ox.Quad(subject, predicate, value, ox.NamedNode(namespaces.graph(fact.article)))
        if accepted(fact, self.held):
            yield ox.Quad(subject, predicate, value)

    def value(self, fact: Fact) -> Object:
        property_ = self.ontology.properties[fact.property]
        takes = property_.takes
        if takes == "entity":
            return _entity(fact.value)
        if takes == "date":
            return self.dated(fact.value)
        if takes == "code":
            return _code(property_.code_list, fact.value)
        if takes == "rdf:langString":
            return ox.Literal(fact.value, language=fact.language)
        return _typed(fact.value, takes.removeprefix("xsd:"))

    def figure(self, node: ox.NamedNode, figure: Figure) -> Iterator[ox.Quad]:
        yield from self.types(node, "Figure")
        cell = ox.NamedNode(namespaces.cell(figure.cell))
        yield ox.Quad(cell, _TYPE, _t("Cell"))
        for of in (node, cell):
            yield ox.Quad(of, _t("indicator"), _entity(figure.indicator))
            yield ox.Quad(of, _t("measured"), _entity(figure.measured))
            if figure.partner:
                yield ox.Quad(of, _t("partner"), _entity(figure.partner))
            if figure.flow:
                yield ox.Quad(of, _t("flow"), _code("flow", figure.flow))
            if figure.reporter:
                yield ox.Quad(of, _t("reporter"), _entity(figure.reporter))
            if figure.period:
                yield ox.Quad(of, _t("period"), self.dated(figure.period))
        yield ox.Quad(node, _t("cell"), cell)
        yield ox.Quad(node, _t("printedValue"), ox.Literal(figure.value))
        yield ox.Quad(node, _t("unit"), _code("unit", figure.unit))
        yield ox.Quad(node, _t("bound"), _code("bound", figure.bound))
        yield ox.Quad(node, _t("modality"), _code("modality", figure.modality))
        if figure.origin:
            yield ox.Quad(node, _t("origin"), _entity(figure.origin))
        # A figure that the list of disagreements does not accept keeps what is printed and has no value to count with.
        if figure.key not in self.held:
            number = numbers.parse_number(figure.value)
            value = numbers.normalise(number, self.ontology.units[figure.unit].multiplier)
            yield ox.Quad(node, _t("value"), _typed(f"{value:f}", "decimal"))
            yield ox.Quad(node, _TYPE, _name("qb:Observation"))
            yield ox.Quad(node, _name("qb:dataSet"), _DATASET)

    def opinion(self, node: ox.NamedNode, opinion: Opinion) -> Iterator[ox.Quad]:
        yield from self.types(node, "Opinion")
        yield ox.Quad(node, _t("about"), _entity(opinion.about))
        yield ox.Quad(node, _t("stance"), _code("stance", opinion.stance))
        yield ox.Quad(node, _t("gist"), ox.Literal(opinion.gist, language="en"))
        if opinion.affiliation:
            yield ox.Quad(node, _t("affiliatedAs"), _entity(opinion.affiliation))
        if opinion.horizon:
            yield ox.Quad(node, _t("horizon"), self.dated(opinion.horizon))

    # -- dates ------------------------------------------------------------------------------------

    def dated(self, edtf: str) -> ox.NamedNode:
        self.dates.add(edtf)
        return ox.NamedNode(namespaces.date(edtf))


def _disagreement(entry: Disagreement, by_key: Mapping[str, Claim]) -> Iterator[ox.Quad]:
    node = ox.NamedNode(entry.iri)
    yield ox.Quad(node, _TYPE, _t("Disagreement"))
    yield ox.Quad(node, _t("disagreementType"), _code("disagreement-type", entry.type))
    yield ox.Quad(node, _t("disagreementStatus"), _code("disagreement-status", entry.status))
    yield ox.Quad(node, _t("found"), _code("found", entry.found))
    for name, keys in (
        ("involves", entry.claims),
        ("prefers", entry.prefers),
        ("holdsBack", entry.holds_back),
    ):
        for key in keys:
            yield ox.Quad(node, _t(name), ox.NamedNode(by_key[key].iri))
    if entry.explanation:
        yield ox.Quad(node, _t("explanation"), ox.Literal(entry.explanation, language="en"))
    if entry.note:
        yield ox.Quad(node, _t("curatorNote"), ox.Literal(entry.note))


def _outcome(outcome: Outcome, by_key: Mapping[str, Claim]) -> Iterator[ox.Quad]:
    node = ox.NamedNode(by_key[outcome.target].iri)
    yield ox.Quad(node, _t("outcome"), _code("outcome", outcome.outcome))
    for key in outcome.claims:
        yield ox.Quad(node, _t("decidedBy"), ox.NamedNode(by_key[key].iri))
    if outcome.explanation:
        yield ox.Quad(node, _t("outcomeExplanation"), ox.Literal(outcome.explanation, language="en"))


def _origin(origin: str) -> Iterator[ox.Quad]:
    """The node of an independent origin; it leads to the article or thing after which it is named."""
    node = ox.NamedNode(namespaces.origin(origin))
    yield ox.Quad(node, _TYPE, _t("IndependentOrigin"))
    if not origin.startswith("copy/"):
        yield ox.Quad(node, _name("rdfs:seeAlso"), _entity(origin))


def _date(edtf: str) -> Iterator[ox.Quad]:
    node, date = ox.NamedNode(namespaces.date(edtf)), dates.parse(edtf)
    yield ox.Quad(node, _TYPE, _t("Date"))
    yield ox.Quad(node, _t("edtf"), ox.Literal(edtf))
    if date.earliest:
        yield ox.Quad(node, _t("earliest"), _typed(date.earliest.isoformat(), "date"))
    if date.latest:
        yield ox.Quad(node, _t("latest"), _typed(date.latest.isoformat(), "date"))


def _curie(curie: str) -> ox.NamedNode:
    prefix, _, local = curie.partition(":")
    ending = "/" if prefix == "geonames" else ""  # the IRI of a place at GeoNames ends in a slash
    return ox.NamedNode(model.MAPPING_PREFIXES[prefix] + local + ending)
