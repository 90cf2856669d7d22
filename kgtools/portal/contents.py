"""What the pages draw on: one graph, its questions and articles, read once for all pages."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from importlib.util import find_spec
from itertools import chain
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeVar

import pyoxigraph as ox

from kgtools import files, layout, namespaces
from kgtools.articles.copies import Copy
from kgtools.compare.report import severity
from kgtools.errors import UsageError
from kgtools.graph.build import counts
from kgtools.graph.reading import Store
from kgtools.graph.store import select
from kgtools.graph.terms import curie_node, iri, term_node
from kgtools.network import foreground, networks
from kgtools.network.analysis.neighbours import Surroundings
from kgtools.network.edges import StatementIndex
from kgtools.portal.asking import MOST, Asking
from kgtools.portal.evidence.sources import Sources
from kgtools.publish import describing
from kgtools.publish.linked_data import formats
from kgtools.publish.tables import one_thing
from kgtools.publish.tables.rows.reading import Reader
from kgtools.publish.withdrawn import Withdrawal, withdrawn
from kgtools.query.questions import Question, questions, read_question
from kgtools.views import dataset, entity, timeline
from kgtools.views.figures import FigureFilter, FigureValue, values
from kgtools.views.overview import articles, example
from kgtools.views.overview.lanes import every_lane
from kgtools.views.overview.things import Catalogue
from kgtools.views.page import EntityPage

Made = TypeVar("Made")

if TYPE_CHECKING:
    import networkx as nx


@dataclass(frozen=True)
class Contents:
    """A graph for its pages. Whatever files hold is read at the start, since a worker can open none later.

    `citations` and `short_names` give those of each article, by language and id. `state` names the state of the data,
    `context` is the JSON-LD context, `counts` are the numbers of what it holds. `bibtex` has the entry of each article,
    by language and id; `ranked` the ids of the disagreements, the weightiest first. `root` is where pictures that are
    written as files find what they cite. `shapes` are those by which the graph is checked, as Turtle;
    `drawable` tells whether there is what draws the large pictures.
    """

    store: Store
    questions: Mapping[str, Question] = field(default_factory=dict)
    citations: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    short_names: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    state: str = ""
    context: dict[str, Any] = field(default_factory=dict)
    counts: Mapping[str, int] = field(default_factory=dict)
    copies: Mapping[str, Copy] = field(default_factory=dict)
    bibtex: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    ranked: Sequence[str] = ()
    root: Path | None = None
    shapes: str = ""
    drawable: bool = False
    _last: dict[tuple[str, str], EntityPage] = field(default_factory=dict, repr=False)
    _made: dict[tuple[str, ...], Any] = field(default_factory=dict, repr=False)

    @classmethod
    def read(cls, root: Path, store: Store, copies: Mapping[str, Copy] = MappingProxyType({})) -> Contents:
        """All that the pages of a project need."""
        articles = [folder.name for folder in files.article_folders(root)]
        return cls(
            store,
            {path.stem: read_question(path) for path in questions(root)},
            {tag: dataset.citations(root, store, articles, tag) for tag in namespaces.languages()},
            {tag: dataset.short_names(root, store, articles, tag) for tag in namespaces.languages()},
            dataset.state(root),
            formats.context(root),
            counts(root),
            copies,
            {
                tag: {article: dataset.bibtex_entry(root, store, article, tag) for article in articles}
                for tag in namespaces.languages()
            },
            severity.ranking(root),
            root,
            "\n".join(
                files.read_text(file, files.display(file, root))
                for folder in layout.ontology_folders(root)
                for file in sorted((folder / "shapes").glob("*.ttl"))
            ),
            find_spec("bokeh") is not None,
        )

    @cached_property
    def sources(self) -> Sources:
        """The articles as they were read, and what sets their claims against each other."""
        return Sources(self.store, self.ranked)

    @cached_property
    def graphs(self) -> frozenset[str]:
        """The IRIs of the named graphs: one for each article, and the background."""
        found = select(self.store, "SELECT DISTINCT ?graph WHERE { GRAPH ?graph { ?s ?p ?o } }")
        return frozenset(iri(graph) for (graph,) in found)

    def answering(self, most: int = MOST) -> Asking:
        """What answers questions, with so many rows at most."""
        return Asking(self.store, self.questions, self.copies, most)

    @cached_property
    def asking(self) -> Asking:
        """What answers the questions of the library."""
        return self.answering()

    @cached_property
    def surroundings(self) -> Surroundings:
        """What every thing is joined to."""
        return Surroundings(self.store)

    @cached_property
    def bars(self) -> list[timeline.Bar]:
        """All that is dated, as it stands in a timeline."""
        try:
            return timeline.bars(self.store, tuple(every_lane()))
        except UsageError:  # nothing is
            return []

    @cached_property
    def bars_of(self) -> Mapping[str, Sequence[int]]:
        """The places of bars in their order, by the ids of their things and of their claims."""
        found: dict[str, list[int]] = {}
        for place, bar in enumerate(self.bars):
            for identifier in (bar.thing, *(f"claim/{claim}" for claim in bar.claims)):
                found.setdefault(identifier, []).append(place)
        return found

    def bars_among(self, identifiers: Iterable[str]) -> list[timeline.Bar]:
        """The bars of some things and claims, in their order."""
        places = {place for identifier in identifiers for place in self.bars_of.get(identifier, ())}
        return [self.bars[place] for place in sorted(places)]

    def once(self, key: tuple[str, ...], make: Callable[[], Made]) -> Made:
        """What many pages draw on, made when the first of them asks for it."""
        if key not in self._made:
            self._made[key] = make()
        found: Made = self._made[key]
        return found

    @cached_property
    def catalogue(self) -> Catalogue:
        """All things as lists have them."""
        return Catalogue(self.store)

    @cached_property
    def articles(self) -> tuple[articles.ArticleCard, ...]:
        """The articles in short."""
        return articles.articles(self.store)

    @cached_property
    def example(self) -> example.Example | None:
        """A disagreement to begin with."""
        return example.example(self.store, self.ranked, chain.from_iterable(self.figures.values()))

    @cached_property
    def networks(self) -> dict[str, nx.MultiDiGraph[str]]:
        """The networks of the ontology that have any link, by name."""
        found = {}
        index = StatementIndex(self.store)
        for name in networks.networks(self.store):
            with contextlib.suppress(networks.EmptyNetwork):
                found[name] = networks.network(self.store, name, namespaces.first_language(), index=index)
        return found

    @cached_property
    def drawn(self) -> dict[str, nx.MultiDiGraph[str]]:
        """What of these networks their pictures have: all, or the strongest part."""
        return {name: foreground.strongest(graph) for name, graph in self.networks.items()}

    @cached_property
    def figures(self) -> dict[str, list[FigureValue]]:
        """All figures by the id of their indicator, in order."""
        found: dict[str, list[FigureValue]] = {}
        for figure in values(self.store, FigureFilter()):
            found.setdefault(figure.indicator, []).append(figure)
        return found

    @cached_property
    def things(self) -> dict[str, tuple[str, ...]]:
        """The ids of all entities by kind, in the order of kinds, sorted."""
        every = self.of_class("Entity")
        return {kind: tuple(one for one in every if one.startswith(f"{kind}/")) for kind in namespaces.kinds()}

    def page(self, path: str, language: str) -> EntityPage:
        """What the graph holds about the thing of a path; the last is kept, since its long parts ask for it."""
        if (path, language) not in self._last:
            self._last.clear()
            thing = ox.NamedNode(namespaces.resource(path))
            self._last[path, language] = entity.page(self.store, thing, language, self.copies)
        return self._last[path, language]

    def written(self, path: str, format: str) -> str:
        """The data of the thing of a path in a format, such as turtle, or `csv` for its claims as a table."""
        if format == "csv":
            return one_thing.csv(self.store, ox.NamedNode(namespaces.resource(path)), reader=self._reader)
        return self._describer.written(ox.NamedNode(namespaces.resource(path)), format, self.context)

    @cached_property
    def _reader(self) -> Reader:
        return Reader(self.store, namespaces.first_language())

    @cached_property
    def _describer(self) -> describing.Describer:
        return describing.Describer(self.store)

    def holds(self, path: str) -> bool:
        """Whether the graph says anything of what has the IRI of a path."""
        thing = ox.NamedNode(namespaces.resource(path))
        return next(iter(self.store.quads_for_pattern(thing, None, None, ox.DefaultGraph())), None) is not None

    @cached_property
    def withdrawn(self) -> Mapping[str, Withdrawal]:
        """What was published and is no longer in the data, by the path of its IRI."""
        return {iri.removeprefix(namespaces.base()): gone for iri, gone in withdrawn(self.store).items()}

    @cached_property
    def shape_names(self) -> frozenset[str]:
        """The IRIs of the shapes."""
        subjects = (quad.subject for quad in ox.parse(self.shapes, format=ox.RdfFormat.TURTLE))
        return frozenset(subject.value for subject in subjects if isinstance(subject, ox.NamedNode))

    def of_class(self, name: str) -> list[str]:
        """The ids of all things of a class of the ontology, sorted."""
        quads = self.store.quads_for_pattern(None, curie_node("rdf:type"), term_node(name), ox.DefaultGraph())
        return sorted(
            namespaces.shorten(quad.subject.value) for quad in quads if isinstance(quad.subject, ox.NamedNode)
        )
