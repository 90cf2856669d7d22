"""From the tables to the graph: every row becomes quads, and nothing else does.

The default graph holds the ontology, the entities, the claims with their evidence, and the
*accepted* plain triples. The named graph of an article holds the plain triples it asserts.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import replace

import pyoxigraph as ox

from kgtools import namespaces
from kgtools.claims import model, translations
from kgtools.claims.acceptance import ASSERTED, accepted, not_accepted
from kgtools.claims.alone import ArticleAlone
from kgtools.claims.cells import Cells
from kgtools.claims.model import Article, Claim, Corpus, Disagreement, Entity, Fact, Figure, Opinion, Text, Translation
from kgtools.compare import alignment, origins
from kgtools.compare.alignment import Run
from kgtools.compare.compared import stated
from kgtools.graph import beside, targets
from kgtools.graph.beside import ClaimSupport, TranslatedText
from kgtools.graph.terms import code_node, curie_node, entity_node, literal, term_node
from kgtools.ontology import Ontology
from kgtools.remembering import for_the_same
from kgtools.values import dates, numbers

_TYPE = ox.NamedNode(namespaces.RDF + "type")
_LABEL = ox.NamedNode(namespaces.RDFS + "label")
Object = ox.NamedNode | ox.Literal
_TOLD = 1000  # claims from one word on how far it is to the next


def _dataset() -> ox.NamedNode:
    return ox.NamedNode(namespaces.base() + "dataset/figures")


def quads(
    corpus: Corpus,
    ontology: Ontology,
    runs: Sequence[Run] | None = None,
    without: Collection[str] = (),
    tell: Callable[[int, int], None] | None = None,
) -> Iterator[ox.Quad]:
    """All quads of the graph, streamed in the order of the tables; some come more than once.

    `runs` are the copied runs of the corpus, if they are known already. What `of_article` gives for the articles named
    in `without` is left out. `tell` is told how many claims are done, and of how many.
    """
    yield from ontology.quads
    writer = _Writer(corpus, ontology, runs)
    writer.tell = tell
    yield from writer.quads(without)


def streamed(
    corpus: Corpus,
    cells: Cells,
    runs: Sequence[Run],
    without: Collection[str] = (),
    tell: Callable[[int, int], None] | None = None,
) -> Iterator[ox.Quad]:
    """All quads of a corpus that was read without translations, which are read meanwhile.

    Those of targets alone are kept for a while. What is wrong with the rows is noted in `cells`.
    """
    told = {key for outcome in corpus.outcomes for key in outcome.told_by}
    kept: list[Translation] = []

    def rows() -> Iterator[Translation]:
        for row in translations.one_by_one(cells):
            yield row
            if row.id in told:
                kept.append(row)

    yield from beside.translated_one_by_one(rows(), translations.texts(corpus, cells.ontology))
    yield from quads(replace(corpus, translations=tuple(kept)), cells.ontology, runs, without, tell)


def _counted(claims: Collection[Claim], tell: Callable[[int, int], None] | None) -> Iterator[Claim]:
    """Claims, while somebody is told how many are done."""
    for number, claim in enumerate(claims):
        yield claim
        if tell is not None and number % _TOLD == 0:
            tell(number, len(claims))


def of_article(alone: ArticleAlone, held: frozenset[str], ontology: Ontology) -> Iterator[ox.Quad]:
    """The quads of an article and its claims, which follow from them alone; `held` are the claims not accepted."""
    corpus = Corpus({}, {alone.article.id: alone.article}, alone.claims, ())
    return _Writer(corpus, ontology, held=held).of_articles()


def default(quads: Iterable[ox.Quad]) -> set[ox.Quad]:
    """The quads of the default graph."""
    graph = ox.DefaultGraph()
    return {quad for quad in quads if quad.graph_name == graph}


Item = (
    Entity | Article | Claim | Disagreement | targets.Target | model.Mapping | model.Withdrawn | ClaimSupport
    | TranslatedText
)  # fmt: skip


@for_the_same(4)
def _supports(
    those: Corpus, entries: tuple[Disagreement, ...], ontology: Ontology, runs: Sequence[Run]
) -> dict[str, dict[str, ClaimSupport]]:  # fmt: skip
    """Where each claim stands, by article."""
    corpus = replace(those, disagreements=entries)
    named = origins.by_article(corpus, ontology, runs)
    return beside.standings(named, origins.support_by_article(corpus, ontology, runs))


class Rows:
    """Writes the quads of single rows, each with those of the dates it names."""

    def __init__(self, corpus: Corpus, ontology: Ontology, runs: Sequence[Run] | None = None) -> None:
        self._writer = _Writer(corpus, ontology, runs)

    def supports(self) -> dict[str, dict[str, ClaimSupport]]:
        """Where each claim stands, by article: what follows from all rows together."""
        return self._writer.supports()

    def targets(self) -> Iterator[targets.Target]:
        """The targets, in words that follow from the rows of their claims and of all that these name."""
        return targets.targets(self._writer.corpus, self._writer.ontology)

    def translated(self) -> dict[str, TranslatedText]:
        """The texts of all rows that are translated, by id."""
        return beside.translated_texts(self._writer.corpus, self._writer.ontology)

    def quads(self, item: Item) -> set[ox.Quad]:
        """Everything that the graph holds because of one row; other rows may give the same quads."""
        writer = self._writer
        writer.dates.clear()
        found = set(writer.row(item))
        for edtf in writer.dates:
            found.update(_date(edtf))
        return found


class _Writer:
    """Writes the quads of one corpus; remembers the dates, cells and passages that it met."""

    def __init__(
        self, corpus: Corpus, ontology: Ontology, runs: Sequence[Run] | None = None,
        held: frozenset[str] | None = None,
    ) -> None:  # fmt: skip
        self.corpus = corpus
        self.ontology = ontology
        self.runs = runs
        self.held = not_accepted(corpus) if held is None else held
        self.dates: set[str] = set()
        self.tell: Callable[[int, int], None] | None = None

    def of_articles(self, without: Collection[str] = ()) -> Iterator[ox.Quad]:
        """The quads of the articles and of all claims, with the dates met so far."""
        for article in self.corpus.articles.values():
            if article.id not in without:
                yield from self.article(article)
        for claim in _counted(self.corpus.claims, self.tell):
            if claim.article not in without:
                yield from self.claim(claim)
        for edtf in sorted(self.dates):
            yield from _date(edtf)

    def quads(self, without: Collection[str]) -> Iterator[ox.Quad]:
        for entity in self.corpus.entities.values():
            yield from self.entity(entity)
        yield from self.of_articles(without)
        self.dates.clear()
        for entry in self.corpus.disagreements:
            yield from beside.disagreement(entry, self.corpus.by_key, self.dated)
        for target in targets.targets(self.corpus, self.ontology):
            yield from targets.quads(target, self.corpus.by_key)
        for standing in self.supports().values():
            for support in standing.values():
                yield from beside.supported(support, self.corpus.by_key)
        for mapping in self.corpus.mappings:
            yield from beside.mapping(mapping)
        for row in self.corpus.withdrawn:
            yield from beside.withdrawn(row)
        for text in beside.translated_texts(self.corpus, self.ontology).values():
            yield from beside.translated(text)
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
            return beside.disagreement(item, self.corpus.by_key, self.dated)
        if isinstance(item, targets.Target):
            return targets.quads(item, self.corpus.by_key)
        if isinstance(item, TranslatedText):
            return beside.translated(item)
        if isinstance(item, model.Withdrawn):
            return beside.withdrawn(item)
        if isinstance(item, ClaimSupport):
            return beside.supported(item, self.corpus.by_key)
        return beside.mapping(item)

    def supports(self) -> dict[str, dict[str, ClaimSupport]]:
        runs = alignment.runs(self.corpus, self.ontology) if self.runs is None else self.runs
        return _supports(stated(self.corpus, things=False), self.corpus.disagreements, self.ontology, runs)

    def types(self, node: ox.NamedNode, name: str) -> Iterator[ox.Quad]:
        """The class and every class above it, so that a question needs no inference."""
        for ancestor in self.ontology.ancestors(name):
            yield ox.Quad(node, _TYPE, term_node(ancestor))

    def labels(self, node: ox.NamedNode, labels: tuple[Text, ...]) -> Iterator[ox.Quad]:
        for label in labels:
            yield ox.Quad(node, _LABEL, ox.Literal(label.value, language=label.language))

    def entity(self, entity: Entity) -> Iterator[ox.Quad]:
        node = ox.NamedNode(entity.iri)
        yield from self.types(node, entity.kind)
        yield ox.Quad(node, term_node("kind"), term_node(entity.kind))
        yield from self.labels(node, entity.labels)
        for alias in entity.aliases:
            yield ox.Quad(node, curie_node("skos:altLabel"), ox.Literal(alias.value, language=alias.language))
        for name in sorted(self.corpus.printed.get(entity.id, ()), key=lambda name: (name.language, name.value)):
            yield ox.Quad(node, term_node("printedName"), ox.Literal(name.value, language=name.language))
        if entity.iso:
            yield ox.Quad(node, term_node("isoCode"), ox.Literal(entity.iso))
        if entity.note:
            yield ox.Quad(node, term_node("curatorNote"), ox.Literal(entity.note))

    def article(self, article: Article) -> Iterator[ox.Quad]:
        node = ox.NamedNode(article.iri)
        yield from self.types(node, "Article")
        yield ox.Quad(node, term_node("kind"), term_node("Article"))
        yield from self.labels(node, article.labels)
        for title in article.titles:
            yield ox.Quad(node, curie_node("dcterms:title"), ox.Literal(title.value, language=title.language))
        for author in article.authors:
            yield ox.Quad(node, curie_node("dcterms:creator"), entity_node(author))
        for language in article.languages:
            yield ox.Quad(node, curie_node("dcterms:language"), ox.Literal(language))
        if article.published:
            yield ox.Quad(node, curie_node("dcterms:issued"), self.dated(article.published))
        if article.venue:
            yield ox.Quad(node, curie_node("dcterms:isPartOf"), ox.Literal(article.venue))
        if article.url:
            yield ox.Quad(node, curie_node("schema:url"), literal(article.url, "anyURI"))
        if article.note:
            yield ox.Quad(node, term_node("curatorNote"), ox.Literal(article.note))
        yield ox.Quad(node, term_node("textLength"), literal(str(article.length), "integer"))
        yield ox.Quad(node, term_node("textHash"), ox.Literal(article.sha256))
        yield ox.Quad(ox.NamedNode(namespaces.graph(article.id)), curie_node("prov:wasDerivedFrom"), node)

    # -- claims -----------------------------------------------------------------------------------

    def claim(self, claim: Claim) -> Iterator[ox.Quad]:
        node = ox.NamedNode(claim.iri)
        article = self.corpus.articles.get(claim.article)
        for speaker in claim.speakers:
            yield ox.Quad(node, term_node("speaker"), entity_node(speaker))
        if claim.note:
            yield ox.Quad(node, term_node("curatorNote"), ox.Literal(claim.note))
        if claim.certainty:
            yield ox.Quad(node, term_node("certainty"), code_node("certainty", claim.certainty))
        is_accepted = "true" if accepted(claim, self.held) else "false"
        yield ox.Quad(node, term_node("accepted"), literal(is_accepted, "boolean"))
        if article:
            yield ox.Quad(node, term_node("inArticle"), ox.NamedNode(article.iri))
            yield ox.Quad(node, term_node("reviewState"), code_node("review-state", article.review))
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
        yield ox.Quad(node, term_node("evidence"), evidence)
        yield ox.Quad(evidence, _TYPE, term_node("Evidence"))
        yield ox.Quad(evidence, _TYPE, curie_node("oa:SpecificResource"))
        yield ox.Quad(evidence, curie_node("oa:hasSource"), ox.NamedNode(article.iri))
        yield ox.Quad(evidence, curie_node("oa:hasSelector"), passage)
        yield ox.Quad(passage, _TYPE, term_node("PassageSelector"))
        yield ox.Quad(passage, _TYPE, curie_node("oa:TextPositionSelector"))
        yield ox.Quad(passage, curie_node("oa:start"), literal(str(anchor.start), "integer"))
        yield ox.Quad(passage, curie_node("oa:end"), literal(str(anchor.end), "integer"))
        yield ox.Quad(passage, term_node("fingerprint"), ox.Literal(anchor.fingerprint))

    def fact(self, node: ox.NamedNode, fact: Fact) -> Iterator[ox.Quad]:
        subject, predicate, value = entity_node(fact.subject), term_node(fact.property), self.value(fact)
        yield from self.types(node, "Fact")
        yield ox.Quad(node, curie_node("rdf:subject"), subject)
        yield ox.Quad(node, curie_node("rdf:predicate"), predicate)
        yield ox.Quad(node, curie_node("rdf:object"), value)
        yield ox.Quad(node, term_node("modality"), code_node("modality", fact.modality))
        yield from self.aim(node, fact)
        if fact.when:
            yield ox.Quad(node, term_node("when"), self.dated(fact.when))
        if fact.origin:
            yield ox.Quad(node, term_node("origin"), entity_node(fact.origin))
        if fact.reference:
            yield ox.Quad(node, term_node("reference"), ox.Literal(fact.reference))
        if fact.modality == ASSERTED:
            yield ox.Quad(subject, predicate, value, ox.NamedNode(namespaces.graph(fact.article)))
        if accepted(fact, self.held):
            yield ox.Quad(subject, predicate, value)

    def aim(self, node: ox.NamedNode, claim: Fact | Figure) -> Iterator[ox.Quad]:
        """Who set a target, a plan or a proposal."""
        for actor in claim.set_by:
            yield ox.Quad(node, term_node("setBy"), entity_node(actor))

    def value(self, fact: Fact) -> Object:
        predicate = self.ontology.properties[fact.property]
        takes = predicate.takes
        if takes == "entity":
            return entity_node(fact.value)
        if takes == "date":
            return self.dated(fact.value)
        if takes == "code":
            return code_node(predicate.code_list, fact.value)
        if takes == "rdf:langString":
            return ox.Literal(fact.value, language=fact.language)
        return literal(fact.value, takes.removeprefix("xsd:"))

    def figure(self, node: ox.NamedNode, figure: Figure) -> Iterator[ox.Quad]:
        yield from self.types(node, "Figure")
        cell = ox.NamedNode(namespaces.cell(figure.cell))
        yield ox.Quad(cell, _TYPE, term_node("Cell"))
        for of in (node, cell):
            yield ox.Quad(of, term_node("indicator"), entity_node(figure.indicator))
            yield ox.Quad(of, term_node("measured"), entity_node(figure.measured))
            if figure.partner:
                yield ox.Quad(of, term_node("partner"), entity_node(figure.partner))
            if figure.flow:
                yield ox.Quad(of, term_node("flow"), code_node("flow", figure.flow))
            if figure.reporter:
                yield ox.Quad(of, term_node("reporter"), entity_node(figure.reporter))
            if figure.period:
                yield ox.Quad(of, term_node("period"), self.dated(figure.period))
        yield ox.Quad(node, term_node("cell"), cell)
        yield ox.Quad(node, term_node("printedValue"), ox.Literal(figure.value))
        yield ox.Quad(node, term_node("unit"), code_node("unit", figure.unit))
        yield ox.Quad(node, term_node("bound"), code_node("bound", figure.bound))
        yield ox.Quad(node, term_node("modality"), code_node("modality", figure.modality))
        for qualifier in figure.qualifiers:
            yield ox.Quad(node, term_node("qualifier"), code_node("qualifier", qualifier))
        yield from self.aim(node, figure)
        if figure.origin:
            yield ox.Quad(node, term_node("origin"), entity_node(figure.origin))
        # A figure that a disagreement does not accept keeps what is printed and has no value to count with.
        if figure.key not in self.held:
            number = numbers.parse_number(figure.value)
            value = numbers.normalise(number, self.ontology.units[figure.unit].multiplier)
            yield ox.Quad(node, term_node("value"), literal(f"{value:f}", "decimal"))
            yield ox.Quad(node, _TYPE, curie_node("qb:Observation"))
            yield ox.Quad(node, curie_node("qb:dataSet"), _dataset())

    def opinion(self, node: ox.NamedNode, opinion: Opinion) -> Iterator[ox.Quad]:
        yield from self.types(node, "Opinion")
        yield ox.Quad(node, term_node("about"), entity_node(opinion.about))
        yield ox.Quad(node, term_node("stance"), code_node("stance", opinion.stance))
        yield ox.Quad(node, term_node("gist"), ox.Literal(opinion.gist, language=namespaces.first_language()))
        if opinion.affiliation:
            yield ox.Quad(node, term_node("affiliatedAs"), entity_node(opinion.affiliation))
        if opinion.horizon:
            yield ox.Quad(node, term_node("horizon"), self.dated(opinion.horizon))

    # -- dates ------------------------------------------------------------------------------------

    def dated(self, edtf: str) -> ox.NamedNode:
        self.dates.add(edtf)
        return ox.NamedNode(namespaces.date(edtf))


def _date(edtf: str) -> Iterator[ox.Quad]:
    node, date = ox.NamedNode(namespaces.date(edtf)), dates.parse(edtf)
    yield ox.Quad(node, _TYPE, term_node("Date"))
    yield ox.Quad(node, term_node("edtf"), ox.Literal(edtf))
    if date.earliest:
        yield ox.Quad(node, term_node("earliest"), literal(date.earliest.isoformat(), "date"))
    if date.latest:
        yield ox.Quad(node, term_node("latest"), literal(date.latest.isoformat(), "date"))
