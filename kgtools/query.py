"""Asking: SPARQL run on the store, with errors in words and nothing that calls out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pyoxigraph as ox

from kgtools import names
from kgtools.answers import Answer
from kgtools.errors import UsageError, nearest
from kgtools.questions import bind, find_question

_AT = r"(?s)error at (\d+):(\d+): (.*)"


class Refused(UsageError):
    """The query asks for what is never done here."""


def ask(store_: ox.Store, sparql: str, file: str = "query") -> Answer | bool | list[ox.Triple]:
    """Run SPARQL: an answer for SELECT, a truth value for ASK, triples for CONSTRUCT and DESCRIBE.

    Raises UsageError with line and column for a syntax error, and refuses SERVICE: nothing here
    calls out to the network.
    """
    result = results(store_, sparql, file)
    if isinstance(result, ox.QueryBoolean):
        return bool(result)
    if isinstance(result, ox.QueryTriples):
        return sorted(set(result), key=str)
    columns = [variable.value for variable in result.variables]
    return Answer(columns, [list(solution) for solution in result])


Result = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples


def results(
    store_: ox.Store, sparql: str, file: str = "query", dataset: tuple[list[str], list[str]] | None = None
) -> Result:
    """Run SPARQL as `ask` does, and give what the library gives, which can write itself in the standard formats.

    `dataset` names the graphs that make up the default graph and the named graphs, in place of
    those that the query itself names with FROM.
    """
    if _may_call_out(sparql):
        raise Refused(f"{file}: SERVICE is refused, because the tools never call out to the network")
    graphs = {}
    if dataset is not None:
        graphs = {
            "default_graph": [ox.NamedNode(iri) for iri in dataset[0]],
            "named_graphs": [ox.NamedNode(iri) for iri in dataset[1]],
        }
    try:
        return store_.query(sparql, prefixes=names.PREFIXES, **graphs)  # type: ignore[arg-type]
    except SyntaxError as error:
        raise UsageError(_syntax(sparql, file, str(error.msg))) from None


def _syntax(sparql: str, file: str, message: str) -> str:
    """A syntax error in one line: where, what stands there, what could."""
    match = re.match(_AT, message)
    if not match:
        return f"{file}: this is not SPARQL: {' '.join(message.split())}"
    line = sparql.splitlines()[int(match[1]) - 1 :][:1]
    before = line[0][: int(match[2]) - 1] if line else ""
    if "Prefix not found" in message and (missing := _missing_prefix(sparql, before)):
        prefix, column = missing
        mend = f"write PREFIX {prefix} <…> above the query"
        return f"{file}:{match[1]}:{column}: this is not SPARQL: the prefix '{prefix}' is not declared; {mend}"
    rest = line[0][int(match[2]) - 1 :].strip()[:40] if line else ""
    here = f"'{rest}'" if rest else "the end of the line"
    expected = " ".join(match[3].split())
    return f"{file}:{match[1]}:{match[2]}: this is not SPARQL: found {here}, {expected[:160]}"


def _missing_prefix(sparql: str, before: str) -> tuple[str, int] | None:
    """The undeclared prefix that stands at the end of what could be read of a line, and its column."""
    match = re.search(r"(?<![\w?$@-])([^\W\d_][\w-]*:|:)[\w.%-]*\s*$", before)
    if match is None:
        return None
    declared = {f"{prefix}:" for prefix in names.PREFIXES} | {f"{found[1]}:" for found in _PREFIX.finditer(sparql)}
    return None if match[1] in declared else (match[1], match.start() + 1)


def doubts(store_: ox.Store, sparql: str) -> list[str]:
    """What a query names in our own namespaces and the graph does not know, each with the nearest known name.

    An empty answer to a misspelt property misleads; so the one who asked is told.
    """
    prefixes = dict(names.PREFIXES)
    bare = _QUOTED.sub(" ", sparql)
    prefixes |= {match[1]: match[2] for match in _PREFIX.finditer(bare)}
    bare = _PREFIX.sub(" ", bare)
    named = {match[1] for match in _IRI.finditer(bare)}
    named |= {
        prefixes[match[1] or ""] + match[2].rstrip(".").replace("\\", "")
        for match in _PREFIXED.finditer(_IRI.sub(" ", bare))
        if (match[1] or "") in prefixes
    }
    found = []
    for iri in sorted(named):
        if iri.startswith((names.ONTOLOGY, names.CODE, names.ID)) and not _known(store_, iri):
            folder = iri[: max(iri.rfind("#"), iri.rfind("/")) + 1]
            siblings = {
                quad.subject.value.removeprefix(folder)
                for quad in store_.quads_for_pattern(None, ox.NamedNode(names.RDF + "type"), None, ox.DefaultGraph())
                if isinstance(quad.subject, ox.NamedNode) and quad.subject.value.startswith(folder)
            }
            near = nearest(iri.removeprefix(folder), sorted(siblings))
            found.append(f"the graph knows no {names.shorten(iri)}; {near or 'kgtools search may find what is meant'}")
    return found


_QUOTED = re.compile(
    r'"""(?:[^"\\]|\\.|"{1,2}(?!"))*"""|' + r"'''(?:[^'\\]|\\.|'{1,2}(?!'))*'''|"
    r'"(?:[^"\\\n]|\\.)*"|' + r"'(?:[^'\\\n]|\\.)*'|(?<![^\s{}.;,])#.*"
)
_PREFIX = re.compile(r"(?i)\bPREFIX\s+([\w-]*):\s*<([^>\s]*)>")
_IRI = re.compile(r"<([^<>\s\"{}|^`]*)>")
_PREFIXED = re.compile(r"(?<![\w?$@:-])([A-Za-z][\w-]*)?:((?:[\w.-]|\\.|%[0-9A-Fa-f]{2})*)")


def _known(store_: ox.Store, iri: str) -> bool:
    node = ox.NamedNode(iri)
    return next(iter(store_.quads_for_pattern(node, None, None, ox.DefaultGraph())), None) is not None


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
        ox.Store().query(changed, prefixes=names.PREFIXES)
    except SyntaxError:
        return True
    return False


def _letter(escape: re.Match[str]) -> str:
    """The ASCII letter that a code point escape stands for; any other escape stays as it is."""
    letter = chr(int(escape[1] or escape[2], 16))
    return letter if letter.isalpha() else escape[0]


def prepare(root: Path, store_: ox.Store, name: str, given: Mapping[str, str]) -> tuple[str, str]:
    """Find a question and bind its parameters: its SPARQL, and the name of its file for messages."""
    question = find_question(root, name)
    return bind(store_, question, given), f"{question.name}.rq"


def run(root: Path, store_: ox.Store, name: str, given: Mapping[str, str]) -> Answer | bool | list[ox.Triple]:
    """Find a question, bind its parameters and ask it."""
    return ask(store_, *prepare(root, store_, name, given))
