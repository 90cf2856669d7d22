"""Constraints in SPARQL (`sh:sparql`), rewritten to run once for all focus nodes together.

The standard substitutes each focus node for `$this` and runs the query. Here every group outside
EXISTS that mentions `$this` first binds it to the focus nodes, which a named graph holds, one triple
each. As each part of the query then yields, for each focus node, what it would yield after the
substitution, so do joins, OPTIONAL, UNION and filters over the parts; EXISTS is evaluated for one
solution, hence for one focus node, anyway. What would differ (MINUS, LIMIT, a subquery or an
aggregate that does not keep `$this` apart) is refused by name.
"""

from __future__ import annotations

from dataclasses import dataclass

import pyoxigraph as ox

from kgtools.shacl.shapes.triple_patterns import Dependency, dependencies
from kgtools.shacl.vocabulary import OWL, RDF, RDFS, Term
from kgtools.sparql.tokens import Token, tokenize

_THIS = ("?this", "$this")
_REFUSED = ("MINUS", "VALUES", "SERVICE", "GRAPH", "FROM", "LIMIT", "OFFSET", "CONSTRUCT", "ASK", "DESCRIBE")
_AGGREGATES = ("COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT")
_COUNTING = ("COUNT", "SUM", "AVG", "GROUP_CONCAT")  # the aggregates to which it matters how often a solution comes
_FOCUS_NODES = "<urn:shacl:focus-nodes>"  # stands for the name of the set of focus nodes
_BIND_THIS = f"GRAPH {_FOCUS_NODES} {{{_FOCUS_NODES} {_FOCUS_NODES} $this}} "


@dataclass(frozen=True)
class SparqlConstraint:
    """A compiled constraint: its SELECT for a set of focus nodes, its messages, and what it depends on.

    `dependencies` is None if what a change of the graph can affect is not known.
    """

    node: Term
    query: str
    messages: tuple[ox.Literal, ...]
    active: bool
    dependencies: tuple[Dependency, ...] | None

    def select(self, store: ox.Store, focus_nodes: ox.NamedNode) -> list[dict[str, Term]]:
        """The solutions for a set of focus nodes of a store, each once, as bindings by variable."""
        answer = store.query(self.query.replace(_FOCUS_NODES, str(focus_nodes)))
        assert isinstance(answer, ox.QuerySolutions)
        variables = [variable.value for variable in answer.variables]
        found = {tuple(solution) for solution in answer}
        rows = [dict(zip(variables, row, strict=True)) for row in found]
        return [{name: term for name, term in row.items() if term is not None} for row in rows]


def compile_constraint(
    node: Term,
    select: str,
    prefixes: dict[str, str],
    messages: tuple[ox.Literal, ...],
    active: bool,
) -> SparqlConstraint:
    """Rewrite a SELECT about `$this`; raises ValueError, in words, for what cannot be run as a set."""
    # The prefixes that pySHACL declares of itself.
    prefixes = {"rdf": RDF, "rdfs": RDFS, "owl": OWL} | prefixes
    tokens = tokenize(select)
    if not tokens or tokens[0].word != "SELECT":
        raise ValueError("a sh:sparql without a sh:select that starts with SELECT (prefixes belong in sh:prefixes)")
    for token in tokens:
        if token.word in _REFUSED and token.kind == "word":
            raise ValueError(f"{token.word} in a SPARQL constraint")
        if token.text[1:] in ("PATH", "shapesGraph", "currentShape", "failure") and token.kind == "variable":
            raise ValueError(f"{token.text} in a SPARQL constraint")
    places = _Groups(tokens).places()
    for place in sorted(places, reverse=True):
        select = f"{select[:place]} {_BIND_THIS}{select[place:]}"
    head = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in sorted(prefixes.items()))
    try:
        ox.Store().query(head + select)
    except SyntaxError as error:
        raise ValueError(f"a SPARQL constraint that cannot be parsed ({error})") from None
    return SparqlConstraint(node, head + select, messages, active, dependencies(tokens, prefixes))


class _Groups:
    """Walks through the braces of a query and finds the groups that must bind `$this`."""

    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = tokens
        self.found: list[int] = []

    def places(self) -> list[int]:
        """Where in the query `$this` must be bound, as offsets."""
        end = self.query(0, exists=False)
        if end != len(self.tokens):
            raise ValueError("a SPARQL constraint whose braces do not match")
        return self.found

    def query(self, at: int, exists: bool) -> int:
        """Read a SELECT from its first word to the end of its solution modifiers; the index after it."""
        if exists:
            raise ValueError("a subquery within EXISTS in a SPARQL constraint")
        start = at
        while at < len(self.tokens) and self.tokens[at].text != "{":
            at += 1
        head = self.tokens[start + 1 : at]
        # Variables of the projection itself, not those inside (expression AS ?name).
        depth, plain = 0, []
        for number, token in enumerate(head):
            depth += {"(": 1, ")": -1}.get(token.text, 0)
            if depth == 0 and token.kind == "variable":
                plain.append(token.text)
            if token.text in _THIS and number and head[number - 1].word == "AS":
                raise ValueError("a SPARQL constraint that gives $this a value of its own")
        if not set(plain) & set(_THIS):
            raise ValueError("a SPARQL constraint or subquery that does not select $this")
        at = self.group(at, exists, must=True)
        end = at
        while end < len(self.tokens) and self.tokens[end].text != "}":
            end += 1
        tail = self.tokens[at:end]
        words = [token.word for token in tail]
        grouped = []
        if "GROUP" in words:
            by = tail[words.index("GROUP") + 2 :]
            stop = next((n for n, token in enumerate(by) if token.word in ("HAVING", "ORDER")), len(by))
            grouped = [token.text for token in by[:stop]]
        aggregates = any(token.word in _AGGREGATES and token.kind == "word" for token in (*head, *tail))
        self.refuse_counted_alternatives(start, end, [*head, *tail])
        if (aggregates or grouped) and not set(grouped) & set(_THIS):
            raise ValueError("a SPARQL constraint that counts or sums up without GROUP BY $this")
        return end

    def refuse_counted_alternatives(self, start: int, end: int, outside: list[Token]) -> None:
        """Refuse to count what a path alternative gives: Oxigraph gives once what the standard gives twice."""
        for number, token in enumerate(outside):
            if token.kind == "word" and token.word in _COUNTING:
                distinct = [inner.word for inner in outside[number + 1 : number + 3]] == ["(", "DISTINCT"]
                if not distinct and any(inner.text == "|" for inner in self.tokens[start:end]):
                    raise ValueError(
                        f"{token.word} over a path alternative (p|q) in a SPARQL constraint",
                        f"{token.word}(DISTINCT …) or a UNION of the paths",
                    )

    def group(self, at: int, exists: bool, must: bool = False) -> int:
        """Read a group from its `{`; the index after its `}`."""
        opening = at
        at += 1
        if at < len(self.tokens) and self.tokens[at].word == "SELECT":
            at = self.query(at, exists)
            return at + 1
        mentions = False
        while at < len(self.tokens) and self.tokens[at].text != "}":
            token = self.tokens[at]
            if token.text == "{":
                inner = exists or self.tokens[at - 1].word == "EXISTS"
                at = self.group(at, inner)
                continue
            if token.text in _THIS and token.kind == "variable":
                mentions = True
                if self.tokens[at - 1].word == "AS":
                    raise ValueError("a SPARQL constraint that gives $this a value of its own")
            at += 1
        if at >= len(self.tokens):
            raise ValueError("a SPARQL constraint whose braces do not match")
        inside = self.tokens[opening:at]
        mentions = mentions or any(token.text in _THIS for token in inside if token.kind == "variable")
        if not exists and (must or mentions):
            self.found.append(self.tokens[opening].start + 1)
        return at + 1
