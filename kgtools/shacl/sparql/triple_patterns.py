"""The triple patterns of a SPARQL constraint, and how each is tied to `$this`: which focus nodes a change affects.

A changed triple matters to a constraint only where it matches a pattern, and only for those focus nodes to
which the other patterns of its group, and of the groups around it, lead from there; for they hold too
in every solution that the pattern has a part in. Where no pattern leads there, a filter by which one text holds another
may: `FILTER (CONTAINS(STR(?text), STR(?part)))`. Where nothing leads to `$this`, all nodes count.
"""

from __future__ import annotations

from dataclasses import dataclass

import pyoxigraph as ox

from kgtools.shacl.shapes.property_paths import PropertyPath, predicate_path
from kgtools.shacl.vocabulary import TYPE
from kgtools.sparql import tokens as sparql_tokens
from kgtools.sparql.tokens import Token

Group = tuple[int, ...]  # where a group stands: the numbers of the groups around it, and its own
OUTERMOST: Group = (1,)
Needs = tuple[tuple[ox.NamedNode, ox.NamedNode | None], ...]  # properties, each with its value if that is given
# A filter by which the text of one variable holds that of another, in tokens; None stands for a variable.
_HOLDS = ("(", "CONTAINS", "(", "STR", "(", None, ")", ",", "STR", "(", None, ")", ")", ")")


@dataclass(frozen=True)
class Pattern:
    """A triple pattern: a variable's name or a constant on either side, and a path; None for a variable property."""

    subject: str | ox.NamedNode | ox.Literal
    path: PropertyPath | None
    object: str | ox.NamedNode | ox.Literal
    group: Group


@dataclass(frozen=True)
class Holding:
    """A filter by which the text of one variable is part of that of another."""

    part: str
    text: str
    group: Group


@dataclass(frozen=True)
class Dependency:
    """How `$this`, or in an ASK `$value`, depends on a pattern: what leads there from a changed triple that matches it.

    `steps` are paths to follow, one after the other, or None if nothing leads there. `needs` are the properties that
    the subject and the object of the pattern have in every solution. If there are properties `behind`, the steps lead
    to texts, and from there it goes on to all nodes with these, the first with a value that such a text is part of.
    """

    pattern: Pattern
    from_object: bool
    steps: tuple[PropertyPath, ...] | None
    needs: tuple[Needs, Needs] = ((), ())
    behind: tuple[ox.NamedNode, ...] = ()


def dependencies(tokens: list[Token], prefixes: dict[str, str], main: str = "this") -> tuple[Dependency, ...] | None:
    """One dependency of the variable `main` for each pattern of a query, or None if the query is not understood."""
    parser = _Parser(tokens, prefixes)
    try:
        patterns = parser.patterns()
    except ValueError:
        return None
    return tuple(_dependency(pattern, patterns, parser.holding, main) for pattern in patterns)


def _dependency(pattern: Pattern, patterns: list[Pattern], holding: list[Holding], main: str) -> Dependency:
    """The shorter of the ways from the two ends of a pattern to the variable that the query is about.

    A change may take away what the way leads over, too. As every pattern starts at its nearer end, its
    way leads over nearer patterns alone; so of the triples of a solution that are gone, those of the
    nearest pattern still have theirs.
    """
    around = [other for other in patterns if other is not pattern and _is_around(other.group, pattern)]
    needs = _needs(pattern.subject, around), _needs(pattern.object, around)
    ends = [(False, pattern.subject), (True, pattern.object)]
    ways = [
        Dependency(pattern, from_object, steps, needs)
        for from_object, start in ends
        if (steps := _steps(start, around, main)) is not None
    ] or [
        Dependency(pattern, from_object, steps, needs, behind)
        for one in holding
        if _is_around(one.group, pattern) and (behind := _behind(one.text, around, main))
        for from_object, start in ends
        if (steps := _steps(start, around, one.part)) is not None
    ]
    return min(ways, key=lambda way: len(way.steps or ()), default=Dependency(pattern, False, None, needs))


def _is_around(group: Group, pattern: Pattern) -> bool:
    """Whether what stands in a group holds in every solution that a pattern has a part in."""
    return pattern.group[: len(group)] == group


def _needs(node: object, around: list[Pattern]) -> Needs:
    """The properties that patterns give a variable, each with its value if that is a node and no variable."""
    return tuple(
        (other.path.predicate, other.object if isinstance(other.object, ox.NamedNode) else None)
        for other in around
        if isinstance(node, str) and other.subject == node and other.path and other.path.predicate
    )


def _behind(text: str, around: list[Pattern], main: str) -> tuple[ox.NamedNode, ...]:
    """The properties that patterns give the variable `main`, first that whose value is a text; none without that."""
    given = [(one.path.predicate, one.object) for one in around if one.subject == main and one.path]
    first = [predicate for predicate, value in given if predicate and value == text]
    return tuple(dict.fromkeys((*first, *(predicate for predicate, _ in given if predicate)))) if first else ()


def _steps(start: object, edges: list[Pattern], main: str) -> tuple[PropertyPath, ...] | None:
    """The shortest chain of paths from a variable to another one; from a constant there is none."""
    pending: list[tuple[object, tuple[PropertyPath, ...]]] = [(start, ())]
    seen = {start}
    for variable, steps in pending if isinstance(start, str) else ():
        if variable == main:
            return steps
        for edge in edges:
            if edge.path is None:
                continue
            for one, other, path in (
                (edge.subject, edge.object, edge.path),
                (edge.object, edge.subject, PropertyPath("inverse", parts=(edge.path,))),
            ):
                if one == variable and isinstance(other, str) and other not in seen:
                    seen.add(other)
                    pending.append((other, (*steps, path)))
    return None


class _Parser:
    """Reads the groups of a query that was accepted; raises ValueError for what it does not follow."""

    def __init__(self, tokens: list[Token], prefixes: dict[str, str]) -> None:
        self.tokens = [*tokens, Token("end", "", 0)]
        self.prefixes = prefixes
        self.at = 0
        self.groups = 0
        self.found: list[Pattern] = []
        self.holding: list[Holding] = []

    @property
    def next(self) -> Token:
        """The token to read next."""
        return self.tokens[self.at]

    def take(self, *texts: str) -> Token:
        """Read a token, which must be one of some words, if they are given."""
        token = self.next
        if token.kind == "end" or (texts and token.word not in texts):
            raise ValueError(token.text)
        self.at += 1
        return token

    def patterns(self) -> list[Pattern]:
        """All triple patterns of the query."""
        while self.next.text != "{":
            self.take()
        self.group(())
        return self.found

    def group(self, around: Group) -> None:
        """Read a group and the groups in it."""
        self.take("{")
        self.groups += 1
        here = (*around, self.groups)
        if self.next.word == "SELECT":
            while self.next.text != "{":
                self.take()
            self.group(())  # the variables of a subquery are its own, but for $this
            while self.next.text != "}":
                self.take()
        while self.next.text != "}":
            word = self.next.word
            if self.next.text == "{":
                self.group(here)
            elif word in ("OPTIONAL", "UNION"):
                self.take()
            elif word in ("FILTER", "BIND"):
                if self.take().word == "FILTER":
                    self.note_holding(here)
                self.expression(here)
            elif self.next.text == ".":
                self.take()
            else:
                self.triples(here)
        self.take("}")

    def note_holding(self, here: Group) -> None:
        """Note a filter by which one text holds another."""
        ahead = self.tokens[self.at : self.at + len(_HOLDS)]
        words = tuple(None if token.kind == "variable" else token.word for token in ahead)
        if words == _HOLDS:
            text, part = (token.text[1:] for token in ahead if token.kind == "variable")
            self.holding.append(Holding(part, text, here))

    def expression(self, here: Group) -> None:
        """Pass over a filter or binding; groups after EXISTS are read."""
        while self.next.word in ("NOT", "EXISTS") or (self.next.kind in ("word", "name", "iri")):
            if self.take().word == "EXISTS":
                self.group(here)
                return
        self.take("(")
        depth = 1
        while depth:
            if self.next.text == "{":
                self.group(here)
                continue
            depth += {"(": 1, ")": -1}.get(self.take().text, 0)

    def triples(self, here: Group) -> None:
        """Read the triples of one subject."""
        subject = self.term()
        while True:
            path = None
            if self.next.kind == "variable":
                self.take()
            else:
                path = self.path()
            self.found.append(Pattern(subject, path, self.term(), here))
            while self.next.text == ",":
                self.take()
                self.found.append(Pattern(subject, path, self.term(), here))
            if self.next.text != ";":
                return
            while self.next.text == ";":
                self.take()
            if self.next.text in (".", "}"):
                return

    def term(self) -> str | ox.NamedNode | ox.Literal:
        """Read a subject or object: the name of a variable, or a constant."""
        token = self.take()
        if token.kind == "variable":
            return token.text[1:]
        if token.kind in ("iri", "name"):
            return self.iri(token)
        if token.word in ("TRUE", "FALSE"):
            return ox.Literal(token.text.lower() == "true")
        if token.kind == "number" or (token.kind == "string" and self.next.text != "^^"):
            if self.next.kind == "language":
                self.take()
            return ox.Literal(token.text)
        raise ValueError(token.text)

    def iri(self, token: Token) -> ox.NamedNode:
        """The IRI that a token stands for."""
        iri = sparql_tokens.expand(token, self.prefixes)
        if iri is None:
            raise ValueError(token.text)
        return ox.NamedNode(iri)

    def path(self) -> PropertyPath:
        """Read a path: alternatives."""
        parts = [self.sequence()]
        while self.next.text == "|":
            self.take()
            parts.append(self.sequence())
        return parts[0] if len(parts) == 1 else PropertyPath("alternative", parts=tuple(parts))

    def sequence(self) -> PropertyPath:
        """Read a path: steps one after the other."""
        parts = [self.step()]
        while self.next.text == "/":
            self.take()
            parts.append(self.step())
        return parts[0] if len(parts) == 1 else PropertyPath("sequence", parts=tuple(parts))

    def step(self) -> PropertyPath:
        """Read one step of a path, with its sign of repetition."""
        if self.next.text == "^":
            self.take()
            return PropertyPath("inverse", parts=(self.step(),))
        token = self.take()
        if token.text == "(":
            found = self.path()
            self.take(")")
        elif token.text == "a":
            found = predicate_path(TYPE)
        elif token.kind in ("iri", "name"):
            found = predicate_path(self.iri(token))
        else:
            raise ValueError(token.text)
        kind = {"*": "zeroOrMore", "+": "oneOrMore", "?": "zeroOrOne"}.get(self.next.text)
        if kind:
            self.take()
            return PropertyPath(kind, parts=(found,))
        return found
