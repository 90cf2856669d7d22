"""Loading the graph into an endpoint, graph by graph: compare, send the difference, read it back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import pyoxigraph as ox

from kgtools import namespaces
from kgtools.errors import UsageError
from kgtools.graph.reading import Store
from kgtools.publish.push.statements import Statement, by_meaning, digest
from kgtools.publish.push.writers import Writer
from kgtools.sparql.remote import loaded
from kgtools.sparql.remote.connection import EndpointError
from kgtools.sparql.remote.endpoint import Endpoint
from kgtools.sparql.remote.loaded import Loaded, Part

Told = Callable[[ox.NamedNode, int, int], None]


@dataclass(frozen=True)
class Change:
    """What loading a graph takes: how many statements it has here, and how many are sent and taken away there."""

    graph: ox.NamedNode
    number: int
    sent: int
    removed: int

    def told(self, done: bool) -> str:
        """In words; whether it is done or still to do."""
        changed = (
            f"{self.sent} sent, {self.removed} removed" if done else f"{self.sent} to send, {self.removed} to remove"
        )
        words = changed if self.sent or self.removed else "as it is there"
        return f"{namespaces.shorten(self.graph.value)}: {self.number} statements, {words}"


def graphs(store: Store) -> dict[ox.NamedNode, list[Statement]]:
    """The statements of a store by graph, those of the default graph under the name that it has elsewhere."""
    found: dict[ox.NamedNode, list[Statement]] = {}
    for quad in store.quads_for_pattern(None, None, None, None):
        graph = quad.graph_name if isinstance(quad.graph_name, ox.NamedNode) else loaded.default_graph()
        found.setdefault(graph, []).append((quad.subject, quad.predicate, quad.object))
    return dict(sorted(found.items(), key=lambda item: (item[0] == loaded.default_graph(), str(item[0]))))


class Push:
    """Brings the graphs of an endpoint to what they are here.

    `named` keeps our default graph in a graph with a name even where the endpoint has a default graph of its own;
    `chunk` is the number of statements sent at once; `reread` compares also graphs that are known to stand; `tell`
    is called with a graph, how many statements were sent or taken away of it, and how many there are to be.
    """

    def __init__(
        self, endpoint: Endpoint, writer: Writer, named: bool = False, chunk: int = 1000,
        reread: bool = False, tell: Told = lambda graph, done, all: None,
    ) -> None:  # fmt: skip
        self._endpoint = endpoint
        self._writer = writer
        self._named = named
        self._chunk = chunk
        self._reread = reread
        self._tell = tell
        self._loaded = Loaded()

    def plan(self, wanted: Mapping[ox.NamedNode, Iterable[Statement]]) -> list[Change]:
        """What `run` would change, as far as it can be known without writing. Raises EndpointError."""
        self._look()
        changes = [self._compared(graph, by_meaning(statements))[0] for graph, statements in self._all(wanted)]
        if self._loaded.begun:
            return changes
        return [replace(change, removed=0) for change in changes]  # what others have there stays

    def run(self, wanted: Mapping[ox.NamedNode, Iterable[Statement]]) -> list[Change]:
        """Send what is missing, take away what is too much, and check each graph by reading it back.

        Raises EndpointError, which says what stands by then. To run again is to go on.
        """
        changes: list[Change] = []
        self._look()
        try:
            self._begin(wanted.get(loaded.default_graph(), ()))
            for graph, statements in self._all(wanted):
                changes.append(self._bring(graph, by_meaning(statements)))
        except EndpointError as error:
            whole = [f"{change.graph.value} ({change.number})" for change in changes]
            stands = f"loaded whole: {', '.join(whole)}" if whole else "no graph was loaded whole"
            raise EndpointError(f"{error}; {stands}; run the same command again to go on", error.status) from None
        return changes

    def _look(self) -> None:
        self._loaded = Loaded.read(self._endpoint.rows(loaded.query()))
        if self._loaded.begun and self._named and not self._loaded.named:
            raise UsageError(f"{self._endpoint.url} has the graph in its default graph already; leave out --named")
        self._named = self._named or self._loaded.named

    def _begin(self, default: Iterable[Statement]) -> None:
        """Say there that loading begins, once it is known where our default graph can go. Raises EndpointError."""
        if self._loaded.begun:
            return
        self._named = self._named or self._is_union()
        if not self._named:
            self._spare(by_meaning(default))
        self._say(Loaded(begun=True, named=self._named))

    def _is_union(self) -> bool:
        """Whether the default graph there is that of all graphs together: whether it has what we put in another."""
        probe = f"{loaded.loaded_graph()} {loaded.loaded_graph()} {loaded.loaded_graph()} ."
        self._writer.insert(loaded.loaded_graph(), [probe])
        found = self._endpoint.rows(f"SELECT ?p WHERE {{ {loaded.loaded_graph()} ?p {loaded.loaded_graph()} }}")
        self._writer.remove(loaded.loaded_graph(), [probe])
        return bool(found)

    def _spare(self, wanted: Mapping[str, str]) -> None:
        """Refuse a default graph that holds statements of others, which would be lost."""
        there = by_meaning(self._endpoint.statements(None)) if self._endpoint.number(None) else {}
        if others := sorted(there.keys() - wanted.keys()):
            raise UsageError(
                f"the default graph of {self._endpoint.url} holds {len(others)} statements that are not from here, "
                f"such as {there[others[0]]} They would be lost: empty it, take another dataset, or keep ours apart "
                "with --named"
            )

    def _all(
        self, wanted: Mapping[ox.NamedNode, Iterable[Statement]]
    ) -> list[tuple[ox.NamedNode, Iterable[Statement]]]:
        """The graphs that are wanted, after those that were loaded once and are no more."""
        gone = [graph for graph in self._loaded.parts if graph not in wanted]
        return [*((graph, ()) for graph in gone), *wanted.items()]

    def _place(self, graph: ox.NamedNode) -> ox.NamedNode | None:
        return None if graph == loaded.default_graph() and not self._named else graph

    def _compared(self, graph: ox.NamedNode, wanted: Mapping[str, str]) -> tuple[Change, list[str], list[str]]:
        """What is to be changed in a graph: counted, and the lines to send and to take away."""
        place = self._place(graph)
        number = self._endpoint.number(place)
        stands = number == len(wanted) and self._loaded.parts.get(graph) == Part(number, digest(wanted))
        if stands and not self._reread:
            return Change(graph, number, 0, 0), [], []
        there = by_meaning(self._endpoint.statements(place)) if number else {}
        missing = [wanted[key] for key in sorted(wanted.keys() - there.keys())]
        too_much = [there[key] for key in sorted(there.keys() - wanted.keys())]
        return Change(graph, len(wanted), len(missing), len(too_much)), missing, too_much

    def _bring(self, graph: ox.NamedNode, wanted: Mapping[str, str]) -> Change:
        change, missing, too_much = self._compared(graph, wanted)
        part = Part(len(wanted), digest(wanted))
        if missing or too_much:
            self._say(replace(self._loaded, parts=_without(self._loaded.parts, graph)))
            if not self._send(graph, missing, too_much):
                missing = [wanted[key] for key in sorted(wanted)]
                self._send(graph, missing, [])
            self._check(graph, wanted)
        kept = _without(self._loaded.parts, graph) | ({graph: part} if wanted else {})
        if kept != self._loaded.parts:
            self._say(replace(self._loaded, parts=kept))
        return replace(change, sent=len(missing))

    def _send(self, graph: ox.NamedNode, missing: Sequence[str], too_much: Sequence[str]) -> bool:
        """Change a graph in portions; false if it is empty now, since its writer cannot take away less."""
        place, everything = self._place(graph), len(missing) + len(too_much)
        done = 0
        for portion in _portions(too_much, self._chunk):
            if not self._writer.remove(place, portion):
                return False
            done += len(portion)
            self._tell(graph, done, everything)
        for portion in _portions(missing, self._chunk):
            self._writer.insert(place, portion)
            done += len(portion)
            self._tell(graph, done, everything)
        return True

    def _check(self, graph: ox.NamedNode, wanted: Mapping[str, str]) -> None:
        """Read a graph back. Raises EndpointError if it is not what was sent."""
        there = by_meaning(self._endpoint.statements(self._place(graph)))
        missing, too_much = sorted(wanted.keys() - there.keys()), sorted(there.keys() - wanted.keys())
        if missing or too_much:
            examples = [f"sent {wanted[key]}" for key in missing[:1]] + [f"found {there[key]}" for key in too_much[:1]]
            raise EndpointError(
                f"{self._endpoint.url} took {graph.value} and gives it back otherwise: {len(missing)} statements are "
                f"missing, {len(too_much)} were never sent; {', '.join(examples)}"
            )

    def _say(self, told: Loaded) -> None:
        """Write down, there, what is loaded."""
        before = by_meaning((t.subject, t.predicate, t.object) for t in self._loaded.statements())
        after = by_meaning((t.subject, t.predicate, t.object) for t in told.statements())
        if not self._loaded.begun:
            before = {}
        obsolete = [before[key] for key in before.keys() - after.keys()]
        if obsolete and not self._writer.remove(loaded.loaded_graph(), obsolete):
            before = {}
        if new := [after[key] for key in after.keys() - before.keys()]:
            self._writer.insert(loaded.loaded_graph(), new)
        self._loaded = told


def _without(parts: Mapping[ox.NamedNode, Part], graph: ox.NamedNode) -> dict[ox.NamedNode, Part]:
    return {other: part for other, part in parts.items() if other != graph}


def _portions(lines: Sequence[str], size: int) -> Iterable[Sequence[str]]:
    return (lines[start : start + size] for start in range(0, len(lines), size))
