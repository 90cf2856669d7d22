"""The tokens of a SPARQL query, and what can be read from them without parsing it.

Imports nothing of the package, so that `kgtools.shacl`, which stands by itself, may use it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

# The terminals of https://www.w3.org/TR/sparql11-query/#sparqlGrammar, as far as it takes to tell them apart.
_COMMENT = r"\#[^\n\r]*|\A\ufeff"
# Atomic groups, and not `*+` behind a group: before 3.11.5 Python lost its way where such a group gave something back.
_IRI = r"""<(?>(?:[^<>"{}|^`\\\s]++|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*)>"""
_STRING = r"""\"{3}(?>(?:[^"\\]++|\\.|"{1,2}(?!"))*)\"{3} | \'{3}(?>(?:[^'\\]++|\\.|'{1,2}(?!'))*)\'{3}
            | "(?>(?:[^"\\\n\r]++|\\.)*)" | '(?>(?:[^'\\\n\r]++|\\.)*)'"""
_VARIABLE = r"[?$]\w+"
_LANGUAGE = r"@[A-Za-z]+(?:-[A-Za-z0-9]+)*"
_BLANK = r"_:\w(?:[\w.-]*[\w-])?"
_NAME = r"""(?:[^\W\d_](?:[\w.-]*[\w-])?)?:
            (?:(?:[\w:]|%[0-9A-Fa-f]{2}|\\.)(?:\.*(?:[\w:-]++|%[0-9A-Fa-f]{2}|\\.))*)?"""
_WORD = r"[A-Za-z_]\w*"
_NUMBER = r"[0-9.]*[0-9](?:[eE][+-]?[0-9]+)?"
_SIGN = r"\|\||&&|\^\^|[<>!]=|\S"
_TOKEN = re.compile(
    rf"""(?P<comment>{_COMMENT}) | (?P<iri>{_IRI}) | (?P<string>{_STRING}) | (?P<variable>{_VARIABLE})
       | (?P<language>{_LANGUAGE}) | (?P<blank>{_BLANK}) | (?P<name>{_NAME}) | (?P<word>{_WORD})
       | (?P<number>{_NUMBER}) | (?P<sign>{_SIGN})""",
    re.VERBOSE | re.DOTALL,
)
# The same tokens; those that neither name, declare nor choose anything are passed over at once, which is much quicker.
_CHOOSES = r"(?i:PREFIX|BASE|FROM)(?!\w)"
_NAMING = re.compile(
    rf"""(?> (?: \s+ | {_COMMENT} | {_STRING} | {_VARIABLE} | {_LANGUAGE} | {_BLANK}
           | (?!{_IRI} | {_NAME} | {_CHOOSES}) (?: {_WORD} | {_NUMBER} | {_SIGN} ) )* )
         (?: (?P<iri>{_IRI}) | (?P<name>{_NAME}) | (?P<word>{_CHOOSES}) | \Z )""",
    re.VERBOSE | re.DOTALL,
)
# What most queries begin with, clients the same in each query: it is passed over at once, and read once.
_USUAL_PROLOGUE = re.compile(
    rf"(?> (?: \s+ | \#[^\n\r]*+[\n\r] | (?i:PREFIX) \s+ {_NAME} \s* {_IRI} )* )", re.VERBOSE | re.DOTALL
)

_USUAL = 2**14  # characters
_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")


class Token(NamedTuple):
    """One token: its kind (a group of the pattern above), its text as written, and where it starts in the query."""

    kind: str
    text: str
    start: int

    @property
    def word(self) -> str:
        """A keyword in capitals; any other token as it is written."""
        return self.text.upper() if self.kind == "word" else self.text


def holds(sparql: str, *words: str) -> bool:
    """Whether a text has one of some words of small Latin letters in it, whatever the case: most have none.

    >>> holds("ASK FROM <urn:a> {}", "named", "from"), holds("ASK {}", "from")
    (True, False)
    """
    folded = sparql.encode(errors="surrogatepass").lower()  # quicker than with letters of all scripts
    return any(word.encode() in folded for word in words)


def tokenize(sparql: str) -> list[Token]:
    """The tokens of a query, without its comments; what is no SPARQL becomes signs of one character.

    >>> [token.text for token in tokenize("SELECT ?x WHERE { ?x a ex:Visit } # all of them")]
    ['SELECT', '?x', 'WHERE', '{', '?x', 'a', 'ex:Visit', '}']
    """
    return list(_tokens(sparql))


def _tokens(sparql: str) -> Iterable[Token]:
    """The tokens: of a query of usual length all, since several questions are put to it one after the other.

    Of one that is as long as a stranger likes, one by one: often the first are enough.
    """
    return _remembered(sparql) if len(sparql) <= _USUAL else _found(sparql)


@lru_cache(maxsize=1)
def _remembered(sparql: str) -> tuple[Token, ...]:
    return tuple(_found(sparql))


def _found(sparql: str, start: int = 0) -> Iterator[Token]:
    for match in _TOKEN.finditer(sparql, start):
        if (kind := match.lastgroup) and kind != "comment":
            yield Token(kind, match[0], match.start())


def _prologue(tokens: Iterable[Token]) -> Iterator[tuple[Token | None, Token]]:
    """Each token with the prefix that it declares the namespace of, if it does; the words of declarations left out."""
    found = iter(tokens)
    for token in found:
        word = token.text.upper() if token.kind == "word" else ""
        if word == "PREFIX":
            prefix, namespace = next(found, None), next(found, None)
            if prefix is not None and namespace is not None:
                yield prefix, namespace
        elif word in ("BASE", "VERSION"):
            next(found, None)
        else:
            yield None, token


def prefixes(sparql: str) -> dict[str, str]:
    """The namespaces that a query declares, by prefix; of a prefix declared twice, the last.

    >>> prefixes("PREFIX ex: <https://example.org/> ASK { ex:a ?p 'PREFIX x: <y>' }")
    {'ex': 'https://example.org/'}
    """
    return _declared(_tokens(sparql))


def _declared(tokens: Iterable[Token]) -> dict[str, str]:
    return {
        prefix.text.removesuffix(":"): expand(namespace, {}) or ""
        for prefix, namespace in _prologue(tokens)
        if prefix is not None and prefix.kind == "name" and namespace.kind == "iri"
    }


def expand(token: Token, known: Mapping[str, str]) -> str | None:
    """The IRI that an IRI or a prefixed name stands for; None for any other token or a prefix that is not known."""
    if token.kind == "iri":
        iri = token.text[1:-1]
        return _ESCAPE.sub(_character, iri) if "\\" in iri else iri
    prefix, _, local = token.text.partition(":")
    if token.kind != "name" or prefix not in known:
        return None
    return known[prefix] + (re.sub(r"\\(.)", r"\1", local) if "\\" in local else local)


def _character(escape: re.Match[str]) -> str:
    """The character that an escape stands for; if none, the escape as it is written."""
    number = int(escape[1] or escape[2], 16)
    return chr(number) if number < 0xD800 or 0xDFFF < number < 0x110000 else escape[0]


def iris(sparql: str, known: Mapping[str, str]) -> set[str]:
    """The IRIs that a query names outside its declarations; `known` are prefixes it need not declare.

    >>> sorted(iris("PREFIX ex: <https://example.org/> ASK { ex:a a ex:B . <urn:c> rdf:first 'ex:d' }", {}))
    ['https://example.org/B', 'https://example.org/a', 'urn:c']
    """
    tokens = list(_naming(sparql))
    known = {**known, **_usually_declared(sparql[: _end_of_usual_prologue(sparql)]), **_declared(tokens)}
    named = {token for prefix, token in _prologue(tokens) if prefix is None}
    return {iri for token in named if (iri := expand(token, known)) is not None}


def _naming(sparql: str) -> Iterable[Token]:
    """What a query names after its usual prologue, with the words that declare and choose: remembered as all tokens."""
    return _remembered_naming(sparql) if len(sparql) <= _USUAL else _found_naming(sparql)


@lru_cache(maxsize=1)
def _remembered_naming(sparql: str) -> tuple[Token, ...]:
    return tuple(_found_naming(sparql))


def _found_naming(sparql: str) -> Iterator[Token]:
    for match in _NAMING.finditer(sparql, _end_of_usual_prologue(sparql)):
        if kind := match.lastgroup:
            yield Token(kind, match[kind], match.start(kind))


_last_prologue = [""]  # it ends with a blank or an IRI, so a text that begins with it has the same declarations there


@lru_cache(maxsize=1)
def _end_of_usual_prologue(sparql: str) -> int:
    known = len(_last_prologue[0]) if sparql.startswith(_last_prologue[0]) else 0
    found = _USUAL_PROLOGUE.match(sparql, known)
    end = found.end() if found else known
    _last_prologue[0] = sparql[:end]
    return end


@lru_cache(maxsize=64)
def _usually_declared(prologue: str) -> dict[str, str]:
    return _declared(_found(prologue))


def form(sparql: str) -> str:
    """The keyword that says what SPARQL asks for, such as SELECT or DELETE; empty if there is none.

    >>> form("BASE <urn:x> PREFIX ask: <urn:y> describe ?x")
    'DESCRIBE'
    """
    tokens = _found(sparql, _end_of_usual_prologue(sparql))
    return next((token.text.upper() for prefix, token in _prologue(tokens) if prefix is None), "")


UPDATES = ("INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH")
_CLOSING = {"{": "}", "(": ")", "[": "]"}


@dataclass(frozen=True)
class Unpaired:
    """A bracket or quotation mark without its other half: the token, and what is missing (empty: it is one too many).

    `noticed` is where in the query something else stands in its place, at the latest the end.
    """

    token: Token
    missing: str
    noticed: int


def unpaired(sparql: str) -> Unpaired | None:
    """The first bracket or quotation mark of a query that has no other half.

    >>> unpaired("ASK { ?x ?y ?z").missing, unpaired("ASK { FILTER(?x }").token.start
    ('}', 12)
    """
    open_ones: list[Token] = []
    for token in _tokens(sparql):
        if token.kind != "sign":
            continue
        if token.text in ("'", '"'):
            return Unpaired(token, token.text, token.start)
        if token.text in _CLOSING:
            open_ones.append(token)
        elif token.text in _CLOSING.values():
            if not open_ones:
                return Unpaired(token, "", token.start)
            opened = open_ones.pop()
            if _CLOSING[opened.text] != token.text:
                return Unpaired(opened, _CLOSING[opened.text], token.start)
    return Unpaired(open_ones[-1], _CLOSING[open_ones[-1].text], len(sparql)) if open_ones else None


def prologue(sparql: str) -> str:
    """What a query declares before it asks, as it is written.

    >>> prologue("BASE <urn:x> PREFIX ex: <urn:y> ASK { ex:a ?p ?o }")
    'BASE <urn:x> PREFIX ex: <urn:y> '
    """
    return sparql[: next((token.start for prefix, token in _prologue(_tokens(sparql)) if prefix is None), len(sparql))]


def from_clauses(sparql: str) -> list[Token]:
    """The graphs that a query names with FROM and FROM NAMED, in order, as they are written.

    >>> [token.text for token in from_clauses("SELECT * FROM <urn:a> FROM NAMED ex:b { ?s ?p ?o }")]
    ['<urn:a>', 'ex:b']
    """
    if not holds(sparql, "from") or not any(token.word == "FROM" for token in _naming(sparql)):
        return []  # which spares most queries the look at every token
    found = []
    before: tuple[str, str] = ("", "")
    for token in _tokens(sparql):
        if token.kind in ("iri", "name") and (before[1] == "FROM" or before == ("FROM", "NAMED")):
            found.append(token)
        before = before[1], token.text.upper() if token.kind == "word" else ""
    return found
