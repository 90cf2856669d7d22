"""SPARQL run on the store, with errors in words and nothing that calls out."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pyoxigraph as ox

from kgtools import namespaces
from kgtools.errors import UsageError
from kgtools.graph import xml
from kgtools.graph.reading import Store
from kgtools.graph.terms import Term
from kgtools.messages import Message
from kgtools.sparql.syntax_errors import syntax_error
from kgtools.sparql.tokens import UPDATES, form


@dataclass
class Answer:
    """An answer: the names of its columns and its rows, of terms or None."""

    columns: list[str]
    rows: list[list[Term | None]]


class QueryRefused(UsageError):
    """The query asks for what is never done here."""


def ask(store: Store, sparql: str, file: str = "query") -> Answer | bool | list[ox.Triple]:
    """Run SPARQL: an answer for SELECT, a truth value for ASK, triples for CONSTRUCT and DESCRIBE.

    Raises UsageError with line and column for a syntax error, and refuses updates, since the graph is built
    from its tables alone, and SERVICE: nothing here calls out to the network.
    """
    result = results(store, sparql, file)
    if isinstance(result, ox.QueryBoolean):
        return bool(result)
    if isinstance(result, ox.QueryTriples):
        return sorted(set(result), key=str)
    columns = [variable.value for variable in result.variables]
    return Answer(columns, [list(solution) for solution in result])


Result = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples


def standard(store: Store, sparql: str, file: str, name: str) -> str:
    """The answer to a SELECT or an ASK in a standard format of the W3C: `json` or `xml`.

    Raises UsageError for a text that XML cannot hold.
    """
    result = results(store, sparql, file)
    assert not isinstance(result, ox.QueryTriples)
    serialization = {"json": ox.QueryResultsFormat.JSON, "xml": ox.QueryResultsFormat.XML}[name]
    body = result.serialize(format=serialization) or b""
    return (xml.checked(body, "json, csv or tsv") if name == "xml" else body).decode("utf-8")


def results(
    store: Store, sparql: str, file: str = "query", dataset: tuple[list[str], list[str]] | None = None
) -> Result:
    """Run SPARQL as `ask` does, and give what the library gives, which can write itself in the standard formats.

    `dataset` names the graphs that make up the default graph and the named graphs, in place of
    those that the query itself names with FROM.
    """
    sparql = sparql.removeprefix("\ufeff")
    if form(sparql) in UPDATES:
        raise QueryRefused(Message("error.no-updates"))
    if _may_call_out(sparql):
        raise QueryRefused(Message("error.no-service", file=file))
    graphs = {}
    if dataset is not None:
        graphs = {
            "default_graph": [ox.NamedNode(iri) for iri in dataset[0]],
            "named_graphs": [ox.NamedNode(iri) for iri in dataset[1]],
        }
    try:
        return store.query(sparql, prefixes=namespaces.PREFIXES, **graphs)  # type: ignore[arg-type]
    except SyntaxError as error:
        raise syntax_error(sparql, file, str(error.msg)) from None


def _may_call_out(sparql: str) -> bool:
    """Whether the word SERVICE stands in SPARQL as a keyword, however it is written.

    Oxigraph itself is the judge: where the word is a keyword, another word in its place makes the
    query unreadable; in a string, a comment or a name it does not.
    """
    letters = re.sub(r"\\u00([4-7][0-9A-Fa-f])|\\U000000([4-7][0-9A-Fa-f])", _letter, sparql)
    changed = re.sub("(?i)service", "servixe", letters)
    if changed == letters:
        return False
    try:
        ox.Store().query(changed, prefixes=namespaces.PREFIXES)
    except SyntaxError:
        return True
    return False


def _letter(escape: re.Match[str]) -> str:
    """The ASCII letter that a code point escape stands for; any other escape stays as it is."""
    letter = chr(int(escape[1] or escape[2], 16))
    return letter if letter.isalpha() else escape[0]
