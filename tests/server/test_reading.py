"""What the server reads in a request before anybody is asked: texts, and what kind of query there is."""

from __future__ import annotations

from urllib.parse import unquote_to_bytes

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgtools.server.protocol import changing, unquoted
from kgtools.server.workers.turns import Kinds

PIECES = ("%", "%4", "%41", "%D0%B6", "=", "=3D", "+", " ", "\r\n", "_", ".", "ж", "a")


@given(st.lists(st.sampled_from(PIECES)).map("".join))
def test_escapes_are_read_as_the_library_reads_them(text: str) -> None:
    given = text.encode()
    expected = unquote_to_bytes(given.replace(b"+", b" "))
    try:
        read = unquoted(given)
    except UnicodeDecodeError:
        with pytest.raises(UnicodeDecodeError):
            expected.decode()
    else:
        assert read == expected.decode()


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("SELECT (NOW() AS ?n) {}", True),
        ("ASK { FILTER(rand ( ) > 0.5) }", True),
        ("SELECT (StrUUID() AS ?n) {}", True),
        ("ASK { BIND(BNODE() AS ?n) }", True),
        ("ASK { ?known ?p ?now }", False),
        ("ASK { ?x :brand () }", False),
    ],
)
def test_a_query_whose_answer_may_change_is_known(query: str, expected: bool) -> None:
    assert changing(query) == expected


def test_queries_that_differ_in_numbers_and_blanks_are_of_one_kind() -> None:
    kinds = Kinds()
    assert kinds.of("SELECT ?x1 { ?x1 ?p 5 }") == kinds.of("SELECT ?x22\n{ ?x22 ?p 17 }")
    assert kinds.of("SELECT ?x { ?x ?p ?y }") != kinds.of("SELECT ?x { ?x ?q ?y }")
    assert kinds.of("\ud800") == kinds.of("\ud800 ")
