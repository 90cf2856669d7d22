"""The graph from Python: `kg = kgtools.load()`, then ask, look up, draw.

Everything here calls what the command line calls; nothing is computed a second way.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, overload

import pyoxigraph as ox

from kgtools import files, namespaces
from kgtools.articles.copies import Copy
from kgtools.errors import UsageError
from kgtools.graph import labels as graph_labels
from kgtools.graph import store
from kgtools.graph.terms import Term
from kgtools.query import ask, formats, lookup, rows
from kgtools.query import questions as question_files
from kgtools.query import search as full_text
from kgtools.query.parameters import Bound
from kgtools.sparql import execute
from kgtools.values import periods
from kgtools.views import entity, evidence

if TYPE_CHECKING:
    import networkx as nx
    import pandas as pd
    import polars as pl

    from kgtools.articles.copies import Copy

_NUMBERS: dict[str, Callable[[str], int | Decimal | float]] = {
    namespaces.XSD + "integer": int,
    namespaces.XSD + "decimal": Decimal,
    namespaces.XSD + "double": float,
}


def load(root: str | Path | None = None, articles: str | Path | None = None, lang: str = "en") -> KnowledgeGraph:
    """Open the graph of a project: the one at `root`, or the checkout around the working folder, or the installed one.

    `articles` is a folder with your copies of the articles, under any names; with it `why` shows
    passages. `lang` is the language of labels: en, ru, kk or uz. Raises UsageError if there is no
    project, and DataError if its tables are wrong.
    """
    if lang not in namespaces.LANGUAGES:
        raise UsageError(f"lang {lang!r}: expected {', '.join(namespaces.LANGUAGES)}")
    project = files.find_root(Path(root) if root is not None else None)
    return KnowledgeGraph(project, store.open_store(project), lang, Path(articles) if articles is not None else None)


@dataclass(frozen=True)
class Thing:
    """Something the graph knows: an entity, an article, a claim, a code, a term. It prints as its label."""

    id: str
    iri: str
    label: str
    graph: KnowledgeGraph = field(repr=False, compare=False)

    def __str__(self) -> str:
        return self.label

    def __repr__(self) -> str:
        return f"<{self.label} ({self.id})>"

    @property
    def kind(self) -> str:
        """Its most specific class, by its label."""
        return graph_labels.kind(self.graph.store, self._node, self.graph.lang)

    @property
    def labels(self) -> dict[str, str]:
        """Its labels by language."""
        return {lang: graph_labels.label(self.graph.store, self._node, lang) for lang in namespaces.LANGUAGES}

    def show(self, evidence: bool = False) -> str:
        """A page of text about it: what it is, disagreements, facts, events in time, figures, opinions.

        With `evidence`, each line has the claims below that it rests on, and their passages if articles are at hand.
        """
        store, copies = self.graph.store, self.graph.copies
        page = entity.page(store, self._node, self.graph.lang, copies)
        return page.text(entity.passages(store, page, copies) if evidence else None)

    def why(self, predicate: str) -> str:
        """The claims behind what is said of it with a property, each with article, place and passage."""
        copies = self.graph.copies
        return evidence.why(self.graph.store, self._node, predicate, self.graph.lang, copies).text()

    @property
    def _node(self) -> ox.NamedNode:
        return ox.NamedNode(self.iri)


Value = Thing | str | int | float | bool | Decimal | datetime.date


class Several(tuple[Value, ...]):
    """The values of a cell that has more than one; it prints as its values with semicolons between them."""

    __slots__ = ()

    def __str__(self) -> str:
        return "; ".join(map(str, self))


Cell = Value | Several | None


@dataclass(frozen=True)
class Table:
    """Rows of an answer. It iterates over rows as dicts, prints well, and becomes a data frame.

    A question of the library has a row for each thing. A cell is a value, None, or `Several`: a tuple of
    values, of dates the most precise first.
    """

    columns: list[str]
    rows: list[list[Cell]]
    _combinations: list[list[Cell]] | None = field(default=None, repr=False, compare=False)

    def each(self) -> Table:
        """The same with one value in each cell: a row for each combination of values, as SPARQL gives them."""
        return Table(self.columns, self.rows if self._combinations is None else self._combinations)

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[dict[str, Cell]]:
        return (dict(zip(self.columns, row, strict=True)) for row in self.rows)

    @overload
    def __getitem__(self, key: int) -> dict[str, Cell]: ...
    @overload
    def __getitem__(self, key: str) -> list[Cell]: ...
    def __getitem__(self, key: int | str) -> dict[str, Cell] | list[Cell]:
        """A row by its number, or a column by its name."""
        if isinstance(key, int):
            return dict(zip(self.columns, self.rows[key], strict=True))
        if key not in self.columns:
            raise KeyError(f"no column {key!r}; the columns are {', '.join(self.columns)}")
        place = self.columns.index(key)
        return [row[place] for row in self.rows]

    def __str__(self) -> str:
        return formats.write(self.columns, self._texts, "table") if self.rows else "0 rows\n"

    __repr__ = __str__

    def _repr_html_(self) -> str:
        """The table in a notebook, in which each thing links to its IRI."""
        from html import escape

        def shown(cell: Cell) -> str:
            parts = [
                f'<a href="{escape(value.iri)}" title="{escape(value.id)}">{escape(str(value))}</a>'
                if isinstance(value, Thing)
                else escape(str(value))
                for value in _values(cell)
            ]
            return "; ".join(parts)

        lines = [f"<tr>{''.join(f'<th>{escape(column)}</th>' for column in self.columns)}</tr>"]
        lines += [f"<tr>{''.join(f'<td>{shown(cell)}</td>' for cell in row)}</tr>" for row in self.rows]
        return "<table>\n" + "\n".join(lines) + f"\n</table>\n<p>{len(self)} rows</p>\n"

    @property
    def _texts(self) -> list[list[str]]:
        return [["" if cell is None else str(cell) for cell in row] for row in self.rows]

    def to_pandas(self, ids: bool = False) -> pd.DataFrame:
        """A pandas data frame: labels (or ids) for things, numbers as floats or nullable integers.

        A column in which a cell has several values holds lists; `explode` makes rows of them, and `each()` before
        this gives one value in each cell, whatever the data.
        """
        frame: pd.DataFrame = _library("pandas").DataFrame(self._plain(ids)).convert_dtypes()
        return frame

    def to_polars(self, ids: bool = False) -> pl.DataFrame:
        """A polars data frame: labels (or ids) for things, decimals as floats; lists as in `to_pandas`."""
        frame: pl.DataFrame = _library("polars").DataFrame(self._plain(ids), strict=False)
        return frame

    def _plain(self, ids: bool) -> dict[str, list[Any]]:
        def plain(value: Value) -> Any:
            if isinstance(value, Thing):
                return value.id if ids else value.label
            return float(value) if isinstance(value, Decimal) else value

        columns: dict[str, list[Any]] = {}
        for place, column in enumerate(self.columns):
            cells = [[plain(value) for value in _values(row[place])] for row in self.rows]
            several = any(len(cell) > 1 for cell in cells)
            columns[column] = [cell if several else cell[0] if cell else None for cell in cells]
        return columns


def _library(name: str) -> Any:
    """A library of data frames. Raises UsageError, with what to install, where it is missing."""
    import importlib

    try:
        return importlib.import_module(name)
    except ImportError:
        raise UsageError(f"to_{name} needs {name}, which is not installed: pip install 'tandem-kg[frames]'") from None


def _values(cell: Cell) -> tuple[Value, ...]:
    return () if cell is None else cell if isinstance(cell, Several) else (cell,)


@dataclass(frozen=True)
class KnowledgeGraph:
    """A project opened for asking. `kg["Tokayev"]` is a thing by a name in any language."""

    root: Path
    store: ox.Store = field(repr=False)
    lang: str
    articles: Path | None = None

    def __repr__(self) -> str:
        from kgtools.graph import build

        counts = build.counts(self.root)
        named = ("articles", "entities", "facts", "figures", "opinions", "disagreements")
        held = ", ".join(f"{counts[name]} {name}" for name in named if name in counts)
        return f"<Tandem in {self.lang}: {held}; {len(question_files.questions(self.root))} questions>"

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
        return [self._thing(match.node) for match in full_text.search(self.store, words)[:limit]]

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
        from_: int | str | None = None,
        to: int | str | None = None,
        about: str = "",
        depth: int = 1,
    ) -> nx.MultiDiGraph[str]:
        """A network as networkx has it; every edge names its claims. The networks are those of the command line.

        `from_` and `to` are years; of what is `about` a thing, only what lies within `depth` steps is kept.
        With `inferred` it has also what a curator inferred; the attribute `certainty` of an edge tells which is which.
        """
        from kgtools.network import networks

        first, last = periods.years(from_, to, ("from_", "to"))
        wanted = networks.Selection(first=first, last=last, around=about, depth=depth, inferred=inferred)
        return networks.network(self.store, view, self.lang, wanted)

    def _thing(self, node: ox.NamedNode) -> Thing:
        return Thing(graph_labels.identifier(node), node.value, graph_labels.label(self.store, node, self.lang), self)

    def _cell(self, *terms: Term | None) -> Cell:
        values = Several(self._value(term) for term in terms if term is not None)
        return values if len(values) > 1 else values[0] if values else None

    def _value(self, term: Term) -> Value:
        if isinstance(term, ox.NamedNode):
            if term.value.startswith(namespaces.BASE + "date/"):
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
