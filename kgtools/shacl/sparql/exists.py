"""The groups of EXISTS, written so that Oxigraph starts from what is known and goes on along what it has found.

Oxigraph puts the patterns of a query in order and goes from each solution of one to those of the next, but not
within EXISTS: there it finds all solutions of each pattern by itself, for every solution of the query, so that
the time grows with the square of the graph. LATERAL (https://github.com/w3c/sparql-dev/blob/main/SEP/SEP-0006) says
that a pattern is evaluated for each solution of those before it. EXISTS is evaluated with the values of the
solution that it is asked for put in, hence what it finds is the same. The patterns that stand together begin with
one that has a known end; where several have, with the one written first.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from kgtools.sparql.tokens import Token

_STEP = "?shacl_step"  # what stands between two steps of a path


@dataclass(frozen=True)
class _Triple:
    """A triple pattern as it is written."""

    subject: str
    path: str
    object: str

    @property
    def variables(self) -> set[str]:
        return {part[1:] for part in (self.subject, self.path, self.object) if part[0] in "?$"}

    def cost(self, known: Collection[str]) -> int:
        """How much there is to look through, roughly: the less, the more of it is known."""
        ends = [_known(end, known) for end in (self.subject, self.object)]
        if all(ends):
            return 0
        if ends[0]:
            return 1
        return 2 if ends[1] and self.object[0] in "?$" else 3 if ends[1] else 4


def _known(term: str, known: Collection[str]) -> bool:
    return term[0] not in "?$" or term[1:] in known


def in_order(query: str, tokens: list[Token], names: Collection[str]) -> list[tuple[int, int, str]]:
    """What to write in place of the groups of EXISTS in a query: where each starts, where it ends, and the text.

    `names` are the variables that have a value before the query begins. A group with anything that is not read
    here (a subquery, a blank node) is left as it is.
    """
    spans = list(_groups(tokens))
    inside = {place for start, end in spans for place in range(start, end)}
    known = {*names, *_variables(token for place, token in enumerate(tokens) if place not in inside)}
    found = []
    for start, end in spans:
        try:
            text = _Reader(query, tokens[start:end]).group(set(known))
        except (ValueError, IndexError):
            continue
        found.append((tokens[start].start, tokens[end - 1].start + 1, text))
    return found


def _groups(tokens: list[Token]) -> Iterator[tuple[int, int]]:
    """Where the outermost groups of EXISTS start and end among the tokens."""
    at = 0
    while at < len(tokens):
        if tokens[at].word == "EXISTS" and tokens[at].kind == "word" and tokens[at + 1].text == "{":
            end = _closing(tokens, at + 1) + 1
            yield at + 1, end
            at = end
        at += 1


def _closing(tokens: list[Token], opening: int) -> int:
    """The place of the bracket that closes another."""
    depth = 0
    for at in range(opening, len(tokens)):
        depth += {"{": 1, "(": 1, "}": -1, ")": -1}.get(tokens[at].text, 0)
        if not depth:
            return at
    raise ValueError("a SPARQL query whose braces do not match")


def _variables(tokens: Iterable[Token]) -> set[str]:
    return {token.text[1:] for token in tokens if token.kind == "variable"}


class _Reader:
    """Reads a group and writes it anew; raises ValueError or IndexError for what it does not follow."""

    def __init__(self, query: str, tokens: list[Token]) -> None:
        self.query = query
        self.tokens = tokens
        self.at = 0
        self.steps = 0

    @property
    def next(self) -> Token:
        return self.tokens[self.at]

    def take(self, *words: str) -> Token:
        token = self.next
        if words and token.word not in words:
            raise ValueError(token.text)
        self.at += 1
        return token

    def group(self, known: set[str]) -> str:
        """Read a group; `known` are the variables that have a value, to which it adds its own."""
        self.take("{")
        parts: list[str] = []
        filters: list[str] = []
        block: list[_Triple] = []
        while self.next.text != "}":
            word = self.next.word if self.next.kind == "word" else self.next.text
            if word == "FILTER":
                start = self.at
                self.take()
                filters.append(self.expression(start, known | _of(block)))
            elif word in (".", "OPTIONAL", "BIND", "{"):
                if word != ".":
                    _write(block, parts, known)
                parts += self.part(word, known)
            else:
                block += self.triples()
        self.take("}")
        _write(block, parts, known)
        return f"{{ {' '.join((*parts, *filters))} }}"

    def part(self, word: str, known: set[str]) -> list[str]:
        """Read what is no triple; its text, if it has any."""
        start = self.at
        if word == ".":
            self.take()
            return []
        if word == "BIND":
            self.take()
            written = self.expression(start, known)
            given = self.tokens[self.at - 2].text[1:]
            if given in known:
                raise ValueError(given)
            known.add(given)
            return [written]
        if word == "OPTIONAL":
            self.take()
            return [f"LATERAL {{ OPTIONAL {self.group(known)} }}"]
        branches, after = list[str](), set(known)
        while not branches or self.next.word == "UNION":
            if branches:
                self.take("UNION")
            of_branch = set(known)
            branches.append(self.group(of_branch))
            after |= of_branch
        known |= after
        return [f"LATERAL {{ {' UNION '.join(branches)} }}"]

    def expression(self, start: int, known: set[str]) -> str:
        """Read the expression of a filter or binding that began at a token; its text, the EXISTS in it in order."""
        while self.next.text not in ("(", "{"):
            self.take()
        end = _closing(self.tokens, self.at) + 1
        tokens = self.tokens[start:end]
        first, last = tokens[0].start, tokens[-1].start + len(tokens[-1].text)
        self.at = end
        text = self.query[first:last]
        inner = in_order(self.query, tokens, known)
        if len(inner) != len(list(_groups(tokens))):
            raise ValueError("a group within EXISTS that is not read here")
        for begin, stop, written in reversed(inner):
            text = text[: begin - first] + written + text[stop - first :]
        return text

    def triples(self) -> Iterator[_Triple]:
        """Read the triples of one subject."""
        subject = self.term()
        while True:
            steps = self.path()
            yield from self.along(subject, steps, self.term())
            while self.next.text == ",":
                self.take()
                yield from self.along(subject, steps, self.term())
            if self.next.text != ";":
                return
            while self.next.text == ";":
                self.take()
            if self.next.text in (".", "}"):
                return

    def along(self, subject: str, steps: list[str], object_: str) -> Iterator[_Triple]:
        """One triple for each step of a path, with a variable between two."""
        for step in steps[:-1]:
            self.steps += 1
            between = f"{_STEP}{self.next.start}_{self.steps}"
            yield _Triple(subject, step, between)
            subject = between
        yield _Triple(subject, steps[-1], object_)

    def term(self) -> str:
        """Read a subject or object."""
        token = self.take()
        if token.kind not in ("variable", "iri", "name", "number", "string") and token.word not in ("TRUE", "FALSE"):
            raise ValueError(token.text)
        text = token.text
        if token.kind == "string":
            if self.next.kind == "language":
                text += self.take().text
            elif self.next.text == "^^":
                text += self.take().text + self.take().text
        return text

    def path(self) -> list[str]:
        """Read a property, or a path as its steps; a path of alternatives is one step."""
        start, depth, steps, begun = self.at, 0, list[str](), self.at
        if self.next.kind == "variable":
            return [self.take().text]
        while depth or self.at == start or self._goes_on():
            token = self.take()
            if token.text == "|" and not depth:
                steps.clear()
                begun = start
            elif token.text == "/" and not depth and "|" not in (one.text for one in self.tokens[start : self.at]):
                steps.append(self._text(begun, self.at - 1))
                begun = self.at
            depth += {"(": 1, ")": -1}.get(token.text, 0)
        return [*steps, self._text(begun, self.at)]

    def _goes_on(self) -> bool:
        """Whether a path does not end at the next token."""
        return self.next.text in ("/", "|", "*", "+", "?") or self.tokens[self.at - 1].text in ("/", "|", "^", "!")

    def _text(self, start: int, end: int) -> str:
        """The text of some tokens."""
        last = self.tokens[end - 1]
        return self.query[self.tokens[start].start : last.start + len(last.text)]


def _of(block: Iterable[_Triple]) -> set[str]:
    """The variables of some triples."""
    return set().union(*(triple.variables for triple in block))


def _write(block: list[_Triple], parts: list[str], known: set[str]) -> None:
    """Write the triples that stand together, from what is known, and know their variables then."""
    while block:
        triple = min(block, key=lambda one: one.cost(known))
        block.remove(triple)
        written = f"{triple.subject} {triple.path} {triple.object}"
        parts.append(f"LATERAL {{ {written} }}" if parts else written)
        known |= triple.variables
