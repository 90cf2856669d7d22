"""Compiled queries: of SPARQL-based constraints (`sh:sparql`), of validators of components, and of targets."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

import pyoxigraph as ox

from kgtools.shacl.shapes.property_paths import PropertyPath
from kgtools.shacl.sparql.rewriting import OPTIONAL, SHAPES_GRAPH, Rewriting, values_of
from kgtools.shacl.sparql.triple_patterns import OUTERMOST, Dependency, Pattern, dependencies
from kgtools.shacl.vocabulary import OWL, RDF, RDFS, Term
from kgtools.sparql import tokens as sparql_tokens
from kgtools.sparql.tokens import tokenize

SHAPES_GRAPH_NAME = ox.NamedNode("urn:shacl:shapes-graph")
_STANDARD = {"rdf": RDF, "rdfs": RDFS, "owl": OWL}  # the prefixes that pySHACL declares of itself
Rows = list[dict[str, Term]]


@dataclass(frozen=True)
class SparqlQuery:
    """A compiled query about the focus nodes `$this` (SELECT), about value nodes `$value` (ASK), or for targets.

    `node` is the constraint, validator or target that it belongs to; `arguments` are the pre-bound variables of
    one value; `one_by_one` says that it needs a run for each focus node. `dependencies` is None if what a
    change of the graph can affect is not known. `shapes_graph` is empty if the query does not ask for it.
    """

    node: Term
    query: str
    asks: bool = False
    arguments: Mapping[str, Term] = field(default_factory=dict)
    messages: tuple[ox.Literal, ...] = ()
    active: bool = True
    one_by_one: bool = False
    uses_this: bool = True
    dependencies: tuple[Dependency, ...] | None = None
    shapes_graph: tuple[ox.Quad, ...] = field(default=(), repr=False)

    @cached_property
    def needed(self) -> tuple[Pattern, ...]:
        """The triple patterns that every solution matches, as far as they are known: those of the outermost group."""
        return tuple(known.pattern for known in self.dependencies or () if known.pattern.group == OUTERMOST)

    def solutions(self, store: ox.Store, graphs: Mapping[str, ox.NamedNode]) -> Rows:
        """The solutions for the values of variables that graphs of a store hold, each once, by variable."""
        text = self.query
        for name, graph in graphs.items():
            text = text.replace(values_of(name), str(graph))
        answer = store.query(text)
        assert isinstance(answer, ox.QuerySolutions)
        variables = [variable.value for variable in answer.variables]
        found = dict.fromkeys(tuple(solution) for solution in answer)
        rows = [dict(zip(variables, row, strict=True)) for row in found]
        return [{name: term for name, term in row.items() if term is not None} for row in rows]


@dataclass(frozen=True)
class Source:
    """A query as the shapes graph gives it: its node, text, prefixes and messages, and whether it is active."""

    node: Term
    text: str
    prefixes: Mapping[str, str]
    messages: tuple[ox.Literal, ...] = ()
    active: bool = True


def compile_query(
    source: Source, arguments: Mapping[str, Term], parameters: Iterable[str] = (), *,
    path: PropertyPath | None = None, asks: bool = False, shapes_graph: tuple[ox.Quad, ...] = (),
) -> SparqlQuery:  # fmt: skip
    """Rewrite a SELECT about `$this`, or an ASK about `$value`, for many of them.

    `arguments` are the values of pre-bound variables, `parameters` the names of those that may have none.
    Raises ValueError, in words, for what cannot be evaluated.
    """
    compiled = _compiled(source.text, tuple(source.prefixes.items()), (*arguments,), (*parameters,), path, asks)
    wanted = {name: arguments[name] for name in arguments if name in compiled.used or name not in OPTIONAL}
    return SparqlQuery(
        source.node, compiled.text, asks, wanted, source.messages, source.active, compiled.one_by_one,
        "this" in compiled.used, compiled.dependencies, shapes_graph if SHAPES_GRAPH in compiled.used else (),
    )  # fmt: skip


@dataclass(frozen=True)
class _Compiled:
    """What a text becomes, whichever shape it is of; `used` are its variables."""

    text: str
    used: frozenset[str]
    one_by_one: bool
    dependencies: tuple[Dependency, ...] | None


# Who checks a project after each change, or one project after another, compiles the same queries again and again.
@lru_cache(maxsize=512)
def _compiled(
    query: str, prefixes: tuple[tuple[str, str], ...], arguments: tuple[str, ...], parameters: tuple[str, ...],
    path: PropertyPath | None, asks: bool,
) -> _Compiled:  # fmt: skip
    """The rewritten query of a source, as far as it does not depend on the values of its arguments."""
    form = "ASK" if asks else "SELECT"
    head, body = _split(query, form)
    tokens = tokenize(body)
    used = frozenset(token.text[1:] for token in tokens if token.kind == "variable")
    if "PATH" in used:
        body = _with_path(body, path, head, dict(prefixes))
        tokens = tokenize(body)
    declared = {**_STANDARD, **dict(prefixes)}
    main = "value" if asks else "this"
    names = dict.fromkeys((main, "this", *sorted(OPTIONAL), *parameters, *arguments))
    bound = [name for name in names if name in (main, "this") or name in arguments]
    rewriting = Rewriting(body, tokens, names, bound, main)  # before parsing, for it tells some faults in clearer words
    parse(head + body, declared)
    if asks and rewriting.one_by_one:
        raise ValueError("LIMIT, OFFSET or a subquery within EXISTS in an ASK")
    known = None if rewriting.one_by_one or (asks and "this" in used) else dependencies(
        tokens, {**declared, **sparql_tokens.prefixes(head)}, main
    )  # fmt: skip
    text = f"{_prologue(declared)}{head}{rewriting.rewritten()}"
    return _Compiled(text, used, rewriting.one_by_one, known)


def compile_target(source: Source, arguments: Mapping[str, Term]) -> SparqlQuery:
    """Rewrite a SELECT of targets, which finds `?this` itself; raises as `compile_query` does."""
    head, body = _split(source.text, "SELECT")
    declared = {**_STANDARD, **source.prefixes}
    parse(source.text, declared)
    if arguments:
        rewriting = Rewriting(body, tokenize(body), list(arguments), list(arguments), "this")
        body = rewriting.rewritten()
    elif "this" not in {token.text[1:] for token in tokenize(body) if token.kind == "variable"}:
        raise ValueError("a SPARQL target that does not select $this")
    return SparqlQuery(source.node, f"{_prologue(declared)}{head}{body}", arguments=dict(arguments))


def parse(text: str, prefixes: Mapping[str, str]) -> None:
    """Raise ValueError, in words, for a query that is no SPARQL."""
    try:
        ox.Store().query(text, prefixes=dict(prefixes))
    except SyntaxError as error:
        # What else could stand there is a list of characters, of many lines.
        reason = str(error).replace("expected one of ", "").partition(", [")[0].split("\n")[0]
        raise ValueError(f"a SPARQL query that cannot be parsed ({reason})") from None


def _split(text: str, form: str) -> tuple[str, str]:
    """The declarations of a query and the rest, which must begin with a word."""
    if sparql_tokens.form(text) != form:
        raise ValueError(f"a SPARQL query that is no {form}", f"{form} …")
    start = len(text) - len(text.lstrip())
    if text[start : start + len(form)].upper() != form:  # it begins with declarations or a comment
        start = next(token.start for token in tokenize(text) if token.kind == "word" and token.word == form)
    return text[:start], text[start:]


def _prologue(prefixes: Mapping[str, str]) -> str:
    return "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in sorted(prefixes.items()))


def _with_path(body: str, path: PropertyPath | None, head: str, prefixes: Mapping[str, str]) -> str:
    """A query with the path of its property shape in place of `$PATH`, which may only stand where a path may."""
    if path is None:
        raise ValueError("$PATH in a SPARQL query of a shape without a path")
    variable = re.compile(r"[?$]PATH\b")
    starts = [token.start for token in tokenize(body) if variable.fullmatch(token.text)]

    def replaced(path: str) -> str:
        text = body
        for start in reversed(starts):
            text = text[:start] + path + text[start + len("$PATH") :]
        return text

    try:
        parse(head + replaced("(<urn:p>/<urn:p>)"), {**_STANDARD, **prefixes})
    except ValueError as error:
        raise ValueError(f"$PATH elsewhere than as the property of a triple pattern, or {error}") from None
    return replaced(path.sparql)
