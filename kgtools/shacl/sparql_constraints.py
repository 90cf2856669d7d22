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

from kgtools import namespaces
from kgtools.shacl import triple_patterns as patterns
from kgtools.shacl.literals import Term
from kgtools.shacl.triple_patterns import Walk
from kgtools.sparql.tokens import THIS, Token, split

_REFUSED = ("MINUS", "VALUES", "SERVICE", "GRAPH", "FROM", "LIMIT", "OFFSET", "CONSTRUCT", "ASK", "DESCRIBE")
_AGGREGATES = ("COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT")
_FOCI = "<urn:tandem:foci>"
_HERE = f"GRAPH {_FOCI} {{{_FOCI} {_FOCI} $this}} "


@dataclass(frozen=True)
class Rule:
    """A compiled rule: its SELECT for a set of focus nodes, its messages, and what a change can reach.

    `walks` is None if that cannot be bounded.
    """

    node: Term
    declared: frozenset[Term]
    query: str
    messages: tuple[str, ...]
    active: bool
    walks: tuple[Walk, ...] | None

    def select(self, store: ox.Store, foci: ox.NamedNode) -> list[dict[str, Term]]:
        """The solutions, each once, as bindings by variable, for the focus nodes that a store knows as `foci`."""
        answer = store.query(self.query.replace(_FOCI, str(foci)))
        assert isinstance(answer, ox.QuerySolutions)
        variables = [variable.value for variable in answer.variables]
        found = {tuple(solution) for solution in answer}
        rows = [dict(zip(variables, row, strict=True)) for row in found]
        return [{name: term for name, term in row.items() if term is not None} for row in rows]


def prepare(
    node: Term,
    select: str,
    prefixes: dict[str, str],
    messages: tuple[str, ...],
    active: bool,
    declared: frozenset[Term],
) -> Rule:
    """Rewrite a SELECT about `$this`; raises ValueError, in words, for what cannot be run as a set."""
    # The prefixes that pySHACL declares of itself.
    prefixes = {"rdf": namespaces.RDF, "rdfs": namespaces.RDFS, "owl": namespaces.PREFIXES["owl"]} | prefixes
    tokens = split(select)
    if not tokens or tokens[0].word != "SELECT":
        raise ValueError("a sh:sparql without a sh:select that starts with SELECT (prefixes belong in sh:prefixes)")
    for token in tokens:
        if token.word in _REFUSED and token.kind == "word":
            raise ValueError(f"{token.word} in a rule")
        if token.text[1:] in ("PATH", "shapesGraph", "currentShape", "failure") and token.kind == "variable":
            raise ValueError(f"{token.text} in a rule")
    places = _Groups(tokens).places()
    for place in sorted(places, reverse=True):
        select = f"{select[:place]} {_HERE}{select[place:]}"
    head = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in sorted(prefixes.items()))
    try:
        ox.Store().query(head + select)
    except SyntaxError as error:
        raise ValueError(f"a rule that is not SPARQL ({error})") from None
    return Rule(node, declared, head + select, messages, active, patterns.walks(tokens, prefixes))


class _Groups:
    """Walks through the braces of a query and finds the groups that must bind `$this`."""

    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = tokens
        self.found: list[int] = []

    def places(self) -> list[int]:
        end = self.query(0, exists=False)
        if end != len(self.tokens):
            raise ValueError("a rule whose braces do not match")
        return self.found

    def query(self, at: int, exists: bool) -> int:
        """Read a SELECT from its first word to the end of its solution modifiers; the index after it."""
        if exists:
            raise ValueError("a subquery within EXISTS in a rule")
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
            if token.text in THIS and number and head[number - 1].word == "AS":
                raise ValueError("a rule that gives $this a value of its own")
        if not set(plain) & set(THIS):
            raise ValueError("a rule or subquery that does not select $this")
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
        if (aggregates or grouped) and not set(grouped) & set(THIS):
            raise ValueError("a rule that counts or sums up without GROUP BY $this")
        return end

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
            if token.text in THIS and token.kind == "variable":
                mentions = True
                if self.tokens[at - 1].word == "AS":
                    raise ValueError("a rule that gives $this a value of its own")
            at += 1
        if at >= len(self.tokens):
            raise ValueError("a rule whose braces do not match")
        inside = self.tokens[opening:at]
        mentions = mentions or any(token.text in THIS for token in inside if token.kind == "variable")
        if not exists and (must or mentions):
            self.found.append(self.tokens[opening].start + 1)
        return at + 1
