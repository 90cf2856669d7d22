"""How a term is shown to people."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pyoxigraph as ox

from kgtools import namespaces
from kgtools.graph.reading import Store, objects
from kgtools.graph.store import once
from kgtools.graph.terms import SPEAKING, Term, curie_node, iri, language_tag, lexical, term_node, text, truth
from kgtools.messages import chosen, message, table

_SOURCE_TEXT, _VALUE = ox.NamedNode(namespaces.term("sourceText")), ox.NamedNode(namespaces.RDF + "value")


def label(store: Store, term: Term | None, language: str) -> str:
    """How a term is shown to people: its label in the language or the first, a date as EDTF, a text as it is.

    A text that a curator wrote in the first language is given in its translation, marked as such, if there is one.
    """
    if term is None:
        return ""
    if isinstance(term, ox.Literal):
        if term.datatype.value == namespaces.XSD + "boolean":
            return message(f"labels.truth.{str(truth(term)).lower()}", language)
        first = namespaces.first_language()
        own = language == first or language_tag(term) not in (first, "")
        translated = "" if own else translation(store, term, language)
        return f"{translated} [{message('translation.mark', language)}]" if translated else term.value
    if not isinstance(term, ox.NamedNode):
        return str(term)
    if term.value.startswith(namespaces.base() + "date/"):
        for quad in store.quads_for_pattern(term, term_node("edtf"), None, ox.DefaultGraph()):
            return text(quad.object)
    if term.value.startswith(namespaces.origin("copy/")):
        return message("labels.shared", language, articles="; ".join(_sharing(store, term, language)))
    return chosen(_labels(store, term), language) or _term(namespaces.shorten(term.value), language)


def in_each_language(store: Store, term: ox.NamedNode) -> dict[str, str]:
    """What a thing, class or property is called in each language of the project, as `label` has it."""
    texts = _labels(store, term)
    return {tag: chosen(texts, tag) or _term(namespaces.shorten(term.value), tag) for tag in namespaces.languages()}


@once
def _labels(store: Store, term: ox.NamedNode) -> dict[str, str]:
    return {
        language_tag(quad.object): quad.object.value
        for quad in store.quads_for_pattern(term, curie_node("rdfs:label"), None, ox.DefaultGraph())
        if isinstance(quad.object, ox.Literal)
    }


def _term(name: str, language: str) -> str:
    """What a term of another vocabulary is called here; its name if it is not called anything."""
    return message(f"labels.term.{name}", language) if f"labels.term.{name}" in table() else name


def _sharing(store: Store, origin: ox.NamedNode, language: str) -> list[str]:
    """The articles whose claims go back to passages that they share: an origin has no other name."""
    claims = store.quads_for_pattern(None, term_node("independentOrigin"), origin, ox.DefaultGraph())
    articles = {
        quad.object
        for claim in claims
        for quad in store.quads_for_pattern(claim.subject, term_node("inArticle"), None, ox.DefaultGraph())
    }
    return sorted(label(store, article, language) for article in articles)


def translation(store: Store, source: ox.Literal, language: str) -> str:
    """The translation of a text of a curator, empty if there is none."""
    written = ox.Literal(source.value, language=namespaces.first_language())  # notes have no language in the graph
    for text_of in store.quads_for_pattern(None, _SOURCE_TEXT, written, ox.DefaultGraph()):
        for quad in store.quads_for_pattern(text_of.subject, _VALUE, None, ox.DefaultGraph()):
            if isinstance(quad.object, ox.Literal) and language_tag(quad.object) == language:
                return quad.object.value
    return ""


def kind(store: Store, thing: ox.NamedNode, language: str) -> str:
    """The most specific class of a thing, by its label; of a claim, a fact, figure or opinion."""
    for predicate in (namespaces.term("kind"), namespaces.RDF + "type"):
        found = [
            quad.object for quad in store.quads_for_pattern(thing, ox.NamedNode(predicate), None, ox.DefaultGraph())
        ]
        classes = {iri(term) for term in found} - {namespaces.term("Claim")}
        if classes:
            return label(store, ox.NamedNode(min(classes)), language)
    return ""


def describe(
    store: Store, thing: ox.NamedNode, language: str, counted: Callable[[str], tuple[int, int]] | None = None
) -> str:
    """One line about a thing: when it was (the first year stated of it) and how many claims speak of it.

    `counted` knows by its IRI how many claims of how many articles speak of it; else they are counted here, which takes
    a thing of which many claims speak a while.
    """
    dates = set()
    for quad in store.quads_for_pattern(thing, None, None, ox.DefaultGraph()):
        if isinstance(quad.object, ox.NamedNode) and quad.object.value.startswith(namespaces.base() + "date/"):
            bound = term_node("earliest")
            dates |= {text(earliest)[:4] for earliest in objects(store, quad.object, bound)}
        if quad.predicate.value == namespaces.term("gist"):
            return label(store, quad.object, language)
    claims, articles = counted(thing.value) if counted else _speaking_of(store, thing)
    said = message("entity.counted", language, claims=claims, articles=articles)
    return ", ".join([*sorted(dates)[:1], said if claims else message("entity.no-claims", language)])


def _speaking_of(store: Store, thing: ox.NamedNode) -> tuple[int, int]:
    """How many claims speak of a thing, of how many articles."""
    claims = {
        quad.subject
        for predicate in SPEAKING
        for quad in store.quads_for_pattern(None, ox.NamedNode(predicate), thing, ox.DefaultGraph())
    }
    articles = {
        quad.object
        for claim in claims
        if isinstance(claim, ox.NamedNode)
        for quad in store.quads_for_pattern(claim, term_node("inArticle"), None, ox.DefaultGraph())
    }
    return len(claims), len(articles)


def speaking(store: Store) -> Iterator[tuple[str, str]]:
    """What claims speak of, each with the claim; a claim may be given several times."""
    for predicate in SPEAKING:
        for quad in store.quads_for_pattern(None, ox.NamedNode(predicate), None, ox.DefaultGraph()):
            if isinstance(quad.object, ox.NamedNode) and isinstance(quad.subject, ox.NamedNode):
                yield quad.object.value, quad.subject.value


def printed(store: Store) -> Iterator[tuple[str, str]]:
    """The claims, each with its article."""
    for quad in store.quads_for_pattern(None, term_node("inArticle"), None, ox.DefaultGraph()):
        if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode):
            yield quad.subject.value, quad.object.value


def identifier(term: Term | None) -> str:
    """How a term stands in a stored answer: ids and prefixed names for IRIs, EDTF for dates, literals as they are."""
    if isinstance(term, ox.NamedNode):
        try:
            return namespaces.edtf(term.value)
        except ValueError:
            return namespaces.shorten(term.value)
    return lexical(term, default="")
