"""A project opened for asking, from Python."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from kgtools import namespaces, projects
from kgtools.api.table import Cell, Several, Table, Value
from kgtools.api.thing import Thing
from kgtools.articles.copies import Copy
from kgtools.errors import UsageError
from kgtools.graph import labels as graph_labels
from kgtools.graph import store
from kgtools.graph.reading import Store
from kgtools.graph.terms import Term
from kgtools.query import ask, lookup, rows
from kgtools.query import questions as question_files
from kgtools.query.parameters import Bound
from kgtools.sparql import confined, execute
from kgtools.values import periods
from kgtools.views import evidence

if TYPE_CHECKING:
    import networkx as nx

    from kgtools.articles.copies import Copy
    from kgtools.network.analysis.brokers import Broker
    from kgtools.network.analysis.changes import Changes
    from kgtools.network.analysis.paths import Path as Way
    from kgtools.network.analysis.reliance import Reliance


_NUMBERS: dict[str, Callable[[str], int | Decimal | float]] = {
    namespaces.XSD + "integer": int,
    namespaces.XSD + "decimal": Decimal,
    namespaces.XSD + "double": float,
}


def load(root: str | Path | None = None, articles: str | Path | None = None, lang: str = "") -> KnowledgeGraph:
    """Open the graph of a project: the one at `root`, or the checkout around the working folder, or the installed one.

    `articles` is a folder with your copies of the articles, under any names; with it `why` shows
    passages. `lang` is the language of labels, by default the first of the project. Raises UsageError if there is no
    project, and DataError if its tables are wrong.
    """
    project = projects.find_root(Path(root) if root is not None else None)
    known = projects.in_use()
    lang = lang or namespaces.first_language()
    if lang not in namespaces.languages():
        raise UsageError(f"lang {lang!r}: expected {', '.join(namespaces.languages())}")
    return KnowledgeGraph(known, store.open_store(project), lang, Path(articles) if articles is not None else None)


@dataclass(frozen=True)
class KnowledgeGraph:
    """A project opened for asking. `kg["Ada Quill"]` is a thing by a name in any language.

    Several projects may be opened in one process: whatever is asked of one puts its names in use first. Two threads
    that ask different projects at once would take each other's; give each a process.
    """

    project: projects.Project = field(repr=False)
    _store: Store = field(repr=False)
    lang: str
    articles: Path | None = None

    @property
    def root(self) -> Path:
        """The folder of the project, whose names are in use from here on."""
        projects.take_up(self.project)
        return self.project.root

    @property
    def store(self) -> Store:
        """The graph of the project, whose names are in use from here on."""
        projects.take_up(self.project)
        return self._store

    def __repr__(self) -> str:
        from kgtools.graph import build

        counts = build.counts(self.root)
        named = ("articles", "entities", "facts", "figures", "opinions", "disagreements")
        held = ", ".join(f"{counts[name]} {name}" for name in named if name in counts)
        return f"<{self.project.name} in {self.lang}: {held}; {len(question_files.questions(self.root))} questions>"

    @property
    def questions(self) -> dict[str, str]:
        """The questions of the library: name and wording in the language of the graph."""
        found = (question_files.read_question(path) for path in question_files.questions(self.root))
        return {question.name: question.wording.get(self.lang, "") for question in found}

    @property
    def copies(self) -> dict[str, Copy]:
        """The copies of articles at hand, by article; a warning says if the folder holds none."""
        if self.articles is None:
            return {}
        import warnings

        from kgtools.articles import copies

        known = evidence.identities(self.store)
        folder = copies.look(self.articles, known)
        if not folder.copies:
            warnings.warn(f"{self.articles}: {folder.lacking(known)}", stacklevel=2)
        return folder.copies

    def query(self, question: str, **parameters: object) -> Table | bool | list[ox.Triple]:
        """Ask a question of the library by name, a file of SPARQL by path, or SPARQL itself.

        Parameters are those of the question; a trailing underscore is dropped, so that `from_=2017`
        can be typed. SELECT gives a Table, ASK a truth value, CONSTRUCT and DESCRIBE triples. A Table of a question
        of the library has a row for each thing. Raises UsageError for an unknown question or parameter, or a syntax
        error (with line and column).
        """
        given = {name.removesuffix("_"): str(getattr(value, "id", value)) for name, value in parameters.items()}
        if any(sign in question for sign in "{?\n"):
            if given:
                raise UsageError(f"SPARQL takes no parameters; put the value of '{next(iter(given))}' into its text")
            confined.refuse_too_deep(question, "query")
            bound, file = Bound(question), "query"
        else:
            bound, file = ask.prepare(self.root, self.store, question, given)
        found = execute.ask(self.store, bound.sparql, file)
        if not isinstance(found, execute.Answer):
            return found
        combinations = [[self._cell(term) for term in row] for row in found.rows]
        grouped = rows.group(self.store, found, bound.keys, self.lang)
        things = [[self._cell(*terms) for terms in row] for row in grouped]
        return Table(found.columns, things, combinations)

    def __getitem__(self, words: str) -> Thing:
        """The one thing that an id, an IRI or a name means, in any language, script and spelling.

        Raises KeyError with the candidates if there are several, or if there is none.
        """
        try:
            return self._thing(lookup.find(self.store, words).thing)
        except UsageError as error:
            raise KeyError(str(error)) from None

    def search(self, words: str, limit: int = 12) -> list[Thing]:
        """What words may mean, best first: things by their names, then claims by what they say.

        Raises UsageError for a limit below 1.
        """
        if limit < 1:
            raise UsageError(f"limit {limit}: expected a number from 1 on")
        from kgtools.query.search import kept

        found, _ = kept.search(self.store, words, limit)
        return [self._thing(match.node) for match in found]

    def figures(self, words: str, **wanted: str | int) -> Table:
        """Every printed value of an indicator or a flow (`turnover`), in the order of time, none merged.

        `wanted` narrows it: party, other (things by a name in any language), from_, to (a year, a month or a day),
        article. Raises UsageError for what is not known, and with the years there are if none is of that time.
        """
        from dataclasses import fields

        from kgtools.views.figures import FigureFilter, FigureValue, nothing, topic, values

        indicator, flow = topic(self.store, words)
        span = periods.period(wanted.pop("from_", None), wanted.pop("to", None), ("from_", "to"))
        narrowed: dict[str, Any] = {"since": span.first, "until": span.last}
        for name, value in wanted.items():
            if name in ("party", "other", "article"):
                found = graph_labels.identifier(lookup.find(self.store, str(value)).thing)
                narrowed[name] = found.removeprefix("article/") if name == "article" else found
            else:
                raise UsageError(f"figures cannot be narrowed by '{name}'; choose party, other, from_, to, article")
        found_values = values(self.store, FigureFilter(indicator, flow, **narrowed))
        if not found_values:
            raise UsageError(nothing(self.store, FigureFilter(indicator, flow, **narrowed), words))
        columns = [column.name for column in fields(FigureValue)]
        rows = []
        for figure in found_values:
            cells = [getattr(figure, column) for column in columns]
            rows.append([" ".join(cell) if isinstance(cell, tuple) else cell for cell in cells])
        return Table(columns, rows)

    def network(
        self,
        view: str = "actors",
        inferred: bool = False,
        planned: bool = False,
        from_: int | str | None = None,
        to: int | str | None = None,
        about: str = "",
        depth: int = 1,
    ) -> nx.MultiDiGraph[str]:
        """A network as networkx has it; every edge names its claims. The networks are those of the command line.

        `from_` and `to` are years; of what is `about` a thing, only what lies within `depth` steps is kept.
        With `inferred` it has also what a curator inferred; the attribute `certainty` of an edge tells which is which.
        With `planned` it has also what is only planned or aimed at; then the attribute `status` tells which is which.
        """
        from kgtools.network import networks

        first, last = periods.years(from_, to, ("from_", "to"))
        wanted = networks.Selection(
            first=first, last=last, around=about, depth=depth, inferred=inferred, planned=planned
        )
        return networks.network(self.store, view, self.lang, wanted)

    def paths(self, one: str, other: str, view: str = "all", avoid: Iterable[str] = ()) -> tuple[Way, ...]:
        """Every shortest way between two things by any of their names, the best supported first.

        Each has `steps` with the `links` on them and their claims; none leads through what is to be avoided. Raises
        UsageError for a thing that is not known or not in the network.
        """
        from kgtools.network.analysis.paths import shortest_paths

        start, end, *avoided = (graph_labels.identifier(lookup.find(self.store, words).thing)
                                for words in (one, other, *avoid))  # fmt: skip
        return shortest_paths(self.network(view), start, end, avoided)

    def changes(
        self, earlier: tuple[int | None, int | None], later: tuple[int | None, int | None], view: str = "actors"
    ) -> Changes:
        """What a network gained, lost and kept from one period to another, each given by its first and last year."""
        from kgtools.network import networks, slices
        from kgtools.network.analysis.changes import changes

        spans = (periods.years(first, last, ("from_", "to")) for first, last in (earlier, later))
        before, after = (slices.of_years(self.store, view, self.lang, networks.Selection(), span) for span in spans)
        return changes(before, after)

    def brokers(self, view: str = "actors", blocs: str = "kind") -> list[Broker]:
        """Who joins things of different blocs (`kind` or `community`) that are not joined themselves."""
        from kgtools.network.analysis import brokers

        if blocs not in brokers.BLOCS:
            raise UsageError(f"blocs {blocs!r}: expected {', '.join(brokers.BLOCS)}")
        graph = self.network(view)
        return brokers.brokers(graph, brokers.BLOCS[blocs](graph))

    def reliant(self, view: str = "actors", measure: str = "degree", top: int = 20) -> list[Reliance]:
        """Who is among the first of a ranking only because of one article, and where it stands without it."""
        from kgtools.network import measures, networks
        from kgtools.network.analysis import left_out, reliance

        if measure not in measures.RANKED:
            raise UsageError(f"measure {measure!r}: expected {', '.join(measures.RANKED)}")
        graph, others = left_out.network(self.store, view, self.lang, networks.Selection())
        return reliance.reliant(graph, others, measure, top)

    def _thing(self, node: ox.NamedNode) -> Thing:
        return Thing(graph_labels.identifier(node), node.value, graph_labels.label(self.store, node, self.lang), self)

    def _cell(self, *terms: Term | None) -> Cell:
        values = Several(self._value(term) for term in terms if term is not None)
        return values if len(values) > 1 else values[0] if values else None

    def _value(self, term: Term) -> Value:
        if isinstance(term, ox.NamedNode):
            if term.value.startswith(namespaces.base() + "date/"):
                return graph_labels.label(self.store, term, self.lang)
            return self._thing(term)
        if isinstance(term, ox.Literal):
            datatype = term.datatype.value
            if datatype in _NUMBERS:
                return _NUMBERS[datatype](term.value)
            if datatype == namespaces.XSD + "boolean":
                return term.value in ("true", "1")
            if datatype == namespaces.XSD + "date":
                return datetime.date.fromisoformat(term.value[:10])
            return term.value
        return str(term)
