"""The border between RDF terms and Python: each reader takes its own terms, and names what it does not expect."""

from __future__ import annotations

import datetime
from collections.abc import Callable

import pyoxigraph as ox
import pytest

from kgtools.graph import terms

STATE = terms.entity_node("state/kazakhstan")
WORDS = ox.Literal("words", language="en")


@pytest.mark.parametrize(
    ("read", "term", "value"),
    [
        (terms.iri, STATE, "https://w3id.org/tandem-kg/id/state/kazakhstan"),
        (terms.short, STATE, "state/kazakhstan"),
        (terms.code, terms.code_node("bound", "up-to"), "up-to"),
        (terms.short, terms.term_node("signedOn"), "t:signedOn"),
        (terms.short, terms.curie_node("owl:Class"), "owl:Class"),
        (terms.text, WORDS, "words"),
        (terms.language_tag, WORDS, "en"),
        (terms.lexical, WORDS, "words"),
        (terms.lexical, STATE, "https://w3id.org/tandem-kg/id/state/kazakhstan"),
        (terms.day, terms.literal("2022-12-22", "date"), datetime.date(2022, 12, 22)),
        (terms.whole, terms.literal("-4", "integer"), -4),
        (terms.truth, terms.literal("false", "boolean"), False),
    ],
)
def test_each_reader_takes_its_own_terms(read: Callable[[object], object], term: object, value: object) -> None:
    assert read(term) == value


@pytest.mark.parametrize(
    ("read", "term", "named"),
    [
        (terms.iri, WORDS, '"words"@en'),
        (terms.text, STATE, "state/kazakhstan"),
        (terms.text, ox.BlankNode("b1"), "_:b1"),
        (terms.code, STATE, "expected a code"),
        (terms.day, STATE, "expected a literal"),
        (terms.whole, WORDS, "expected a whole number"),
        (terms.truth, WORDS, "expected a boolean"),
        (terms.language_tag, STATE, "expected a literal"),
        (terms.short, None, "found nothing"),
        (terms.lexical, None, "found nothing"),
    ],
)
def test_what_a_reader_does_not_expect_is_named(read: Callable[[object], object], term: object, named: str) -> None:
    with pytest.raises(TypeError) as error:
        read(term)
    assert named in str(error.value)


@pytest.mark.parametrize("read", [terms.iri, terms.short, terms.text, terms.code, terms.lexical])
def test_an_unbound_variable_is_what_the_caller_says(read: Callable[..., object]) -> None:
    assert read(None, default="unbound") == "unbound"
