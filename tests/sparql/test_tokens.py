"""The tokens of SPARQL: what is a comment, a string, a name and an operator, and what a query asks for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgtools.sparql import tokens
from kgtools.sparql.tokens import form, from_clauses, iris, prefixes, tokenize


@pytest.mark.parametrize(
    ("sparql", "expected"),
    [
        ("a # no # 'string'\rb", ["a", "b"]),
        ('\'a # b\' "c\\"d" \'\'\'e\'f\'\'\' """g""h\\""""', ["'a # b'", '"c\\"d"', "'''e'f'''", '"""g""h\\""""']),
        ("ex:p|^ex:q ?x || ?y", ["ex:p", "|", "^", "ex:q", "?x", "||", "?y"]),
        (
            "ex:a. ex:a.b . :c ex:d-e ex:f\\,g ex:%41",
            ["ex:a", ".", "ex:a.b", ".", ":c", "ex:d-e", "ex:f\\,g", "ex:%41"],
        ),
        ("'x'@en-GB '1'^^xsd:int _:b1", ["'x'", "@en-GB", "'1'", "^^", "xsd:int", "_:b1"]),
        ("?a <urn:b> ?c < ?d && 1.5e3", ["?a", "<urn:b>", "?c", "<", "?d", "&&", "1.5e3"]),
        ("'open", ["'", "open"]),
    ],
)
def test_a_query_is_taken_apart(sparql: str, expected: list[str]) -> None:
    assert [token.text for token in tokenize(sparql)] == expected
    assert all(sparql[token.start :].startswith(token.text) for token in tokenize(sparql))


@pytest.mark.parametrize(
    ("sparql", "expected"),
    [
        ("", ""),
        ("# SELECT\nbase <urn:select> prefix ask: <urn:x> insert data {}", "INSERT"),
        ("PREFIX : <urn:a>CONSTRUCT{}", "CONSTRUCT"),
        ("PREFIX select:", ""),
    ],
)
def test_the_form_of_a_query_is_its_first_keyword(sparql: str, expected: str) -> None:
    assert form(sparql) == expected


def test_prefixes_are_those_declared_outside_strings_and_comments() -> None:
    query = "PREFIX a: <urn:a:> # PREFIX b: <urn:b:>\nprefix c: <urn:c:> ASK { ?x ?y 'PREFIX d: <urn:d:>' }"
    assert prefixes(query) == {"a": "urn:a:", "c": "urn:c:"}


def test_iris_are_those_named_in_the_query_itself() -> None:
    query = "BASE <urn:base> PREFIX a: <urn:a:> SELECT * { ?x a:b.c <urn:d>, b:e, 'a:f' } # a:g"
    assert iris(query, {"b": "urn:b:"}) == {"urn:a:b.c", "urn:d", "urn:b:e"}


PIECES = (
    "PREFIX ex: <urn:x#>", "prefix ex: # ex:z\n<urn:y#>", "PREFIX : <urn:\\u0061>", "BASE <urn:b>", "VERSION '1.2'",
    "FROM", "from NAMED", "?from", "ex:from", "SELECT", "{", "}", "(", ".", ";", "a", "?v", "_:b", "@en", "1.5e3", "<=",
    "<", "||", "ex:a", "ex:é.b", "ex:a\\,b", ":c", ":", "<urn:a#>", "<urn:\\u0041>", "'s <urn:s> ex:s'", '"', "'",
    '"it\\"s FROM ex:t"', "'''ex:u\n'u''''", "# FROM <urn:c> ex:v\n", "# ex:w", "prefixes", "\n", "",
)  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=12), st.sampled_from(["", " "]))
def test_what_is_passed_over_at_once_names_nothing(pieces: list[str], between: str) -> None:
    """The ways that skip tokens give what a look at each token gives."""
    query = between.join(pieces)
    every = tokenize(query)
    rest = [token for prefix, token in tokens._prologue(every) if prefix is None]
    known = {"ex": "urn:k#", **prefixes(query)}
    named = [tokens.expand(token, known) for token in rest if token.kind in ("iri", "name")]
    words = ["", "", *(token.word if token.kind == "word" else "" for token in every)]
    graphs = [
        token.text
        for before, last, token in zip(words, words[1:], every, strict=False)
        if token.kind in ("iri", "name") and (last == "FROM" or (before, last) == ("FROM", "NAMED"))
    ]
    assert iris(query, {"ex": "urn:k#"}) == {iri for iri in named if iri is not None}
    assert form(query) == next((token.text.upper() for token in rest), "")
    assert [token.text for token in from_clauses(query)] == graphs


def test_the_graphs_of_a_query_are_found_however_they_are_written() -> None:
    query = "PREFIX f: <file:///etc/> SELECT ?x FROM#\n<urn:a> from named f:passwd FROM x:y { 'FROM <n>' <urn:n> ?x }"
    assert [token.text for token in from_clauses(query)] == ["<urn:a>", "f:passwd", "x:y"]


def test_a_long_query_is_not_read_to_its_end_to_find_what_it_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    read = []

    def counted(kind: str, text: str, start: int) -> tokens.Token:
        read.append(text)
        return token(kind, text, start)

    token = tokens.Token
    monkeypatch.setattr(tokens, "Token", counted)
    long = "PREFIX ex: <urn:x> ASK " + "{" * 20_000
    assert (form(long), from_clauses(long)) == ("ASK", [])
    assert read == ["ASK"]
    assert [token.text for token in from_clauses("SELECT * FROM <urn:a> {}")] == ["<urn:a>"]


def test_escapes_in_iris_are_read() -> None:
    query = "PREFIX a: <urn:\\u0061:> ASK { a:b ?p <urn:\\U0000043A> , <urn:\\uD800> }"
    assert iris(query, {}) == {"urn:a:b", "urn:к", "urn:\\uD800"}
