"""Queries about pre-bound variables, rewritten so that one evaluation answers for a whole set of focus nodes.

The standard puts a value for each pre-bound variable, such as `$this`, and runs the query. Here every
group outside EXISTS that mentions one first binds it to its values, which a named graph holds. As each
part of the query then yields, for each focus node, what it would yield with `$this` given, so do joins,
OPTIONAL, UNION and filters over the parts; EXISTS is evaluated for one solution, hence for one focus
node, anyway. What would differ (LIMIT, a subquery within EXISTS) runs for one focus node at a time;
what the standard forbids with pre-bound variables is refused by name
(https://www.w3.org/TR/shacl/#pre-binding).
"""

from __future__ import annotations

from collections.abc import Collection

from kgtools.shacl.sparql import exists
from kgtools.sparql.tokens import Token

SHAPES_GRAPH = "shapesGraph"
OPTIONAL = frozenset((SHAPES_GRAPH, "currentShape"))  # what a subquery need not select
_REFUSED = ("MINUS", "VALUES", "SERVICE", "FROM", "CONSTRUCT", "DESCRIBE")
_AGGREGATES = ("COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT")
_COUNTING = ("COUNT", "SUM", "AVG", "GROUP_CONCAT")  # the aggregates to which it matters how often a solution comes
ROW = "?shacl_row"  # which of a set of values a solution is about


def values_of(name: str) -> str:
    """What stands in a rewritten query for the graph of the values of a variable."""
    return f"<urn:shacl:values-of:{name}>"


def binding(name: str, numbered: bool = False) -> str:
    """The pattern that binds a variable to its values; `numbered` binds the number of the value too."""
    graph = values_of(name)
    return f"GRAPH {graph} {{{ROW if numbered else graph} {graph} ${name}}} "


class Rewriting:
    """Walks through the tokens of a query, by its braces, and finds the groups that must bind pre-bound variables.

    `names` are all variables that may be pre-bound, `bound` those of them that have a value, `main` the one
    with many values: `this`, or `value` for an ASK. `one_by_one` says whether it needs a run for each value.
    """

    def __init__(
        self, query: str, tokens: list[Token], names: Collection[str], bound: Collection[str], main: str
    ) -> None:
        self.text = query
        self.tokens = tokens
        self.names, self.bound, self.main = names, bound, main
        self.one_by_one = False
        self.places: list[tuple[int, str]] = []
        self.refuse_what_is_forbidden()
        if self.query(0) != len(self.tokens):
            raise ValueError("a SPARQL query whose braces do not match")

    def rewritten(self) -> str:
        """The query with its bindings; an ASK selects the rows of the values for which it is true."""
        text = self.text
        put = [(place, place, f" {patterns}") for place, patterns in self.places]
        if not self.one_by_one:
            put += exists.in_order(self.text, self.tokens, self.bound)
        for start, end, written in sorted(put, reverse=True):
            text = text[:start] + written + text[end:]
        if self.tokens[0].word != "ASK":
            return text
        start = self.tokens[0].start
        where = " " if self.tokens[1].word == "WHERE" else " WHERE "
        return f"{text[:start]}SELECT DISTINCT {ROW}{where}{text[start + len('ASK') :]}"

    def refuse_what_is_forbidden(self) -> None:
        """Raise ValueError for words and uses of variables that pre-binding rules out."""
        for before, token in zip([None, *self.tokens], self.tokens, strict=False):
            if token.word in _REFUSED and token.kind == "word":
                raise ValueError(f"{token.word} in a SPARQL query")
            name = token.text[1:] if token.kind == "variable" else ""
            if before and before.word == "AS" and name in self.names:
                raise ValueError(f"a SPARQL query that gives {token.text} a value of its own")
            if before and before.word == "GRAPH" and before.kind == "word" and name != SHAPES_GRAPH:
                raise ValueError(f"GRAPH {token.text} in a SPARQL query", "GRAPH $shapesGraph")

    def query(self, at: int, exists: bool = False) -> int:
        """Read a SELECT or ASK from its first word to the end of its solution modifiers; the index after it."""
        start = at
        while at < len(self.tokens) and self.tokens[at].text != "{":
            at += 1
        head = self.tokens[start + 1 : at]
        subquery = start > 0
        if self.tokens[start].word != "ASK":
            self.refuse_missing(head, subquery)
        if exists:  # a subquery within EXISTS is evaluated before it is joined
            self.one_by_one = True
        at = self.group(at, main=True)
        end = at
        while end < len(self.tokens) and self.tokens[end].text != "}":
            end += 1
        tail = self.tokens[at:end]
        words = [token.word for token in tail if token.kind == "word"]
        self.one_by_one |= bool({"LIMIT", "OFFSET"} & set(words))
        self.refuse_counting(start, end, head, tail)
        return end

    def refuse_missing(self, head: list[Token], subquery: bool) -> None:
        """Refuse a SELECT that leaves out what its solutions are about, and a subquery that leaves out any such."""
        # Variables of the projection itself, not those inside (expression AS ?name).
        depth, plain = 0, set()
        for token in head:
            depth += {"(": 1, ")": -1}.get(token.text, 0)
            if depth == 0 and token.kind == "variable":
                plain.add(token.text[1:])
        wanted = [name for name in self.names if name not in OPTIONAL] if subquery else [self.main]
        for name in wanted:
            if name not in plain:
                raise ValueError(f"a SPARQL query or subquery that does not select ${name}")

    def refuse_counting(self, start: int, end: int, head: list[Token], tail: list[Token]) -> None:
        """Refuse to count all focus nodes together, and what Oxigraph counts once and the standard twice."""
        outside = [token for token in (*head, *tail) if token.kind in ("word", "variable", "sign")]
        words = [token.word for token in tail]
        grouped: list[str] = []
        if "GROUP" in words:
            by = tail[words.index("GROUP") + 2 :]
            stop = next(
                (n for n, token in enumerate(by) if token.word in ("HAVING", "ORDER", "LIMIT", "OFFSET")), len(by)
            )
            grouped = [token.text[1:] for token in by[:stop]]
        aggregates = any(token.word in _AGGREGATES and token.kind == "word" for token in outside)
        if (aggregates or grouped) and self.main not in grouped:
            raise ValueError(f"a SPARQL query that counts or sums up without GROUP BY ${self.main}")
        for number, token in enumerate(outside):
            if token.kind == "word" and token.word in _COUNTING:
                distinct = [inner.word for inner in outside[number + 1 : number + 3]] == ["(", "DISTINCT"]
                if not distinct and any(inner.text == "|" for inner in self.tokens[start:end]):
                    raise ValueError(
                        f"{token.word} over a path alternative (p|q) in a SPARQL query",
                        f"{token.word}(DISTINCT …) or a UNION of the paths",
                    )

    def group(self, at: int, exists: bool = False, main: bool = False) -> int:
        """Read a group from its `{`; the index after its `}`. With `main` it binds the main variable in any case."""
        opening = at
        at += 1
        if at < len(self.tokens) and self.tokens[at].word == "SELECT":
            at = self.query(at, exists)
            return at + 1
        while at < len(self.tokens) and self.tokens[at].text != "}":
            if self.tokens[at].text == "{":
                at = self.group(at, exists or self.tokens[at - 1].word == "EXISTS")
            else:
                at += 1
        if at >= len(self.tokens):
            raise ValueError("a SPARQL query whose braces do not match")
        mentioned = {token.text[1:] for token in self.tokens[opening:at] if token.kind == "variable"}
        if main:
            mentioned.add(self.main)
        if not exists:
            numbered = self.main if self.tokens[0].word == "ASK" else ""
            patterns = "".join(binding(name, name == numbered) for name in self.bound if name in mentioned)
            self.places.append((self.tokens[opening].start + 1, patterns))
        return at + 1
