"""What the pages draw on: one graph, its questions and articles, read once for all pages."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from importlib.util import find_spec
from itertools import product
from pathlib import Path
from types import MappingProxyType
from typing import Any, Generic, TypeVar

import pyoxigraph as ox

from kgtools import files, layout, namespaces
from kgtools.articles.copies import Copy
from kgtools.errors import UsageError
from kgtools.graph.build import counts, ranking
from kgtools.graph.reading import Store, objects
from kgtools.graph.store import BuiltStore, is_at_hand, select
from kgtools.graph.terms import curie_node, iri, short, term_node
from kgtools.network import foreground
from kgtools.network.analysis import outlines
from kgtools.network.analysis.around import Around
from kgtools.network.analysis.neighbours import Surroundings
from kgtools.portal.asking import MOST, Asking
from kgtools.portal.evidence.sources import Sources
from kgtools.publish import describing
from kgtools.publish.linked_data import formats
from kgtools.publish.tables import one_thing
from kgtools.publish.tables.rows.reading import Reader
from kgtools.publish.withdrawn import Withdrawal, withdrawn
from kgtools.query.questions import Question, questions, read_question
from kgtools.views import dataset, entity, figures, timeline
from kgtools.views.figures import FigureFilter, FigureValue
from kgtools.views.overview import articles, example
from kgtools.views.overview.lanes import FACTS, every_lane, happened
from kgtools.views.overview.things import Catalogue
from kgtools.views.page import EntityPage
from kgtools.views.thing.wording import claim_node

Value = TypeVar("Value")
T = TypeVar("T")
# Quads from which a network is taken to be too large, which to count takes longer than all else that a page reads.
_VAST = 4_000_000
_GRAPHS = "SELECT DISTINCT ?graph WHERE { GRAPH ?graph { ?s ?p ?o } }"


@dataclass
class Made:
    """What was made for pages and is kept for others. `recall` gives what a server keeps in a file, and else None."""

    recall: Callable[[tuple[str, ...]], Any] = lambda key: None
    _made: dict[tuple[str, ...], Any] = field(default_factory=dict)
    _near: dict[str, dict[tuple[str, ...], Any]] = field(default_factory=dict)

    def once(self, key: tuple[str, ...], make: Callable[[], Value]) -> Value:
        """What many pages draw on, made when the first of them asks for it."""
        if key not in self._made:
            self._made[key] = make()
        found: Value = self._made[key]
        return found

    def kept(self, key: tuple[str, ...], make: Callable[[], Value]) -> Value:
        """What many pages draw on, as JSON has it: from where a server keeps it, else made once."""
        found: Value | None = self.recall(key)
        return self.once(key, make) if found is None else found

    def near(self, group: str, key: tuple[str, ...], make: Callable[[], Value]) -> Value:
        """What pages of one group, such as those of a list, draw on, as JSON has it; that of other groups is let go.

        It is taken from where a server keeps it, else made once.
        """
        if group not in self._near:
            self._near.clear()
            self._near[group] = {}
        known = self._near[group]
        if key not in known:
            recalled = self.recall(key)
            known[key] = make() if recalled is None else recalled
        found: Value = known[key]
        return found


@dataclass(frozen=True)
class Paged(Generic[T]):
    """The pages of lists that begin with a name; `make` gives what is on each, by its path, and reads all for it.

    What is on a page are ids, or whatever else JSON has.
    """

    made: Made
    name: str
    make: Callable[[], dict[str, Sequence[T]]]

    @property
    def lengths(self) -> Mapping[str, int]:
        """How many are on each page, by its path."""
        return self.made.kept((self.name, "lengths"), lambda: {path: len(some) for path, some in self._whole.items()})

    def on(self, path: str) -> Sequence[T]:
        """What is on a page."""
        found: Sequence[T] | None = self.made.recall(self._key(path))
        return self._whole[path] if found is None else found

    def parts(self) -> Iterator[tuple[tuple[str, ...], object]]:
        """All of this as JSON has it, by its key."""
        yield (self.name, "lengths"), self.lengths
        for path, some in self._whole.items():
            yield self._key(path), some

    @property
    def _whole(self) -> dict[str, Sequence[T]]:
        return self.made.once((self.name, "whole"), self.make)

    def _key(self, path: str) -> tuple[str, ...]:
        return self.name, "page", path


@dataclass(frozen=True)
class Contents:
    """A graph for its pages. Whatever files hold is read at the start, since a worker can open none later.

    `citations` and `short_names` give those of each article, by language and id. `state` names the state of the data,
    `context` is the JSON-LD context, `counts` are the numbers of what it holds. `bibtex` has the entry of each article,
    by language and id; `ranked` the ids of the disagreements, the weightiest first. `root` is where pictures that are
    written as files find what they cite. `shapes` are those by which the graph is checked, as Turtle;
    `drawable` tells whether there is what draws the large pictures. With `whole` what pages of single things show is
    read once for all of them, which a folder of all pages needs; else for each page what it shows, which is the same.
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
    whole: bool = False
    _last: dict[tuple[str, str], EntityPage] = field(default_factory=dict, repr=False)
    _stated: dict[str, Around] = field(default_factory=dict, repr=False)
    made: Made = field(default_factory=Made, repr=False)

    @classmethod
    def read(
        cls, root: Path, store: Store, copies: Mapping[str, Copy] = MappingProxyType({}), whole: bool = False,
        build: Path | None = None,
    ) -> Contents:  # fmt: skip
        """All that the pages of a project need; `build` is the folder of its build, if that is not its usual one."""
        articles = sorted(folder.name for folder in files.article_folders(root))
        languages = namespaces.languages()
        cited, named, entries = ({tag: dict[str, str]() for tag in languages} for _ in range(3))
        for article, tag in product(articles, languages):  # one after the other, so that each is read once
            cited[tag] |= dataset.citations(root, store, [article], tag)
            named[tag] |= dataset.short_names(root, store, [article], tag)
            entries[tag][article] = dataset.bibtex_entry(root, store, article, tag)
        return cls(
            store,
            {path.stem: read_question(path) for path in questions(root)},
            cited,
            named,
            dataset.state(root),
            formats.context(root),
            counts(root, build),
            copies,
            entries,
            ranking(root, build),
            root,
            "\n".join(
                files.read_text(file, files.display(file, root))
                for folder in layout.ontology_folders(root)
                for file in sorted((folder / "shapes").glob("*.ttl"))
            ),
            find_spec("bokeh") is not None,
            whole,
        )

    @property
    def quick(self) -> bool:
        """Whether a build has written what lists and home need of things, so that these need not be waited for."""
        return isinstance(self.store, BuiltStore) and self.store.things is not None

    @cached_property
    def sources(self) -> Sources:
        """The articles as they were read, and what sets their claims against each other."""
        return Sources(self.store, self.ranked)

    @cached_property
    def graphs(self) -> frozenset[str]:
        """The IRIs of the named graphs, one for each article, and the background; to ask for them reads all quads."""
        named = self.store.named_graphs() if is_at_hand(self.store) else (one for (one,) in select(self.store, _GRAPHS))
        return frozenset(map(iri, named))

    def answering(self, most: int = MOST) -> Asking:
        """What answers questions, with so many rows at most."""
        return Asking(self.store, self.questions, self.copies, most, lambda key: self.made.recall(key))

    @cached_property
    def asking(self) -> Asking:
        """What answers the questions of the library."""
        return self.answering()

    @cached_property
    def surroundings(self) -> Surroundings:
        """What every thing is joined to."""
        return Surroundings(self.store, None if self.whole else lambda thing: self._around(thing).index)

    def links(self, thing: str) -> Mapping[str, int]:
        """How many links a thing has in the picture of each network that has it, by their names.

        Where a picture may lack it, nothing is known of that, and no page waits for it, until `drawn` was read.
        """
        if self.whole or "drawn" in vars(self):
            return {name: links[thing] for name, links in self.drawn.items() if thing in links}
        if self.large:
            return {}
        return self._around(thing).links

    @cached_property
    def large(self) -> bool:
        """Whether a picture may lack things of its network, so that only the whole tells which it has."""
        return self.counts.get("quads", 0) >= _VAST or foreground.may_be_too_large(self.store)

    @cached_property
    def drawn(self) -> Mapping[str, Mapping[str, int]]:
        """The things that the pictures of these networks have, all or the strongest part, each with its links there."""
        return outlines.drawn(self.store, self.outlines)

    def _around(self, thing: str) -> Around:
        """What is stated around a thing; the last is kept, since a page asks more than once."""
        if thing not in self._stated:
            self._stated.clear()
            self._stated[thing] = Around(self.store, thing)
        return self._stated[thing]

    @cached_property
    def bars(self) -> list[timeline.Bar]:
        """All that is dated, as it stands in a timeline."""
        with suppress(UsageError):  # nothing is
            return timeline.bars(self.store, tuple(every_lane()))
        return []

    @cached_property
    def bare_bars(self) -> list[timeline.Bar]:
        """What happened when, without what is said beside it: enough to count it."""
        return self.bars if self.whole else list(timeline.bare(self.store, happened()))

    @cached_property
    def bars_of(self) -> Mapping[str, Sequence[int]]:
        """The places of bars in their order, by the ids of their things and of their claims."""
        found: dict[str, list[int]] = {}
        for place, bar in enumerate(self.bars):
            for identifier in (bar.thing, *(f"claim/{claim}" for claim in bar.claims)):
                found.setdefault(identifier, []).append(place)
        return found

    def _bars_among(self, identifiers: Iterable[str]) -> list[timeline.Bar]:
        """The bars of some things and claims, in their order."""
        places = {place for identifier in identifiers for place in self.bars_of.get(identifier, ())}
        return [self.bars[place] for place in sorted(places)]

    def life(self, thing: str, most: int) -> list[timeline.Bar]:
        """What is dated of a thing and of what facts join to it; it may be nothing if that is of more than so many."""
        if not self.whole:
            return timeline.life(self.store, thing, most)
        near = timeline.neighbours(self.store, thing)
        return [bar for bar in self._bars_among(near) if bar.lane != FACTS or bar.thing == thing]

    def dating(self, claims: Sequence[str]) -> list[timeline.Bar]:
        """The bars of which claims are among some, by their ids with or without their kind."""
        wished = [f"claim/{claim.removeprefix('claim/')}" for claim in claims]
        if self.whole:
            return self._bars_among(wished)
        subjects = (objects(self.store, claim_node(claim), curie_node("rdf:subject")) for claim in wished)
        bars = timeline.of_things(self.store, {short(one) for found in subjects for one in found})
        return [bar for bar in bars if not set(wished).isdisjoint(f"claim/{claim}" for claim in bar.claims)]

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
        return example.example(self.store, self.ranked, self.figures_among)

    @cached_property
    def outlines(self) -> Mapping[str, outlines.Outline]:
        """The networks of the ontology that have any link, in outline, by name."""
        return outlines.outlines(self.store)

    def figures_of(self, indicator: str) -> Sequence[FigureValue]:
        """The figures of an indicator, in order."""
        if self.whole:
            return self.figures.get(indicator, ())
        return figures.of_indicator(self.store, indicator)

    def figures_among(self, claims: Sequence[str]) -> list[FigureValue]:
        """The figures among some claims, by their ids with or without their kind, in order."""
        nodes = [claim_node(f"claim/{claim.removeprefix('claim/')}") for claim in claims]
        return figures.values(self.store, FigureFilter(), nodes)

    @cached_property
    def figures(self) -> dict[str, list[FigureValue]]:
        """All figures by the id of their indicator, in order."""
        found: dict[str, list[FigureValue]] = {}
        for figure in figures.values(self.store, FigureFilter()):
            found.setdefault(figure.indicator, []).append(figure)
        return found

    @cached_property
    def things(self) -> dict[str, tuple[str, ...]]:
        """The ids of all entities by kind, in the order of kinds, sorted."""
        return {kind: self.catalogue.ids_of(kind) for kind in namespaces.kinds()}

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
        found = (quad.subject for quad in quads)
        return sorted(namespaces.shorten(one.value) for one in found if isinstance(one, ox.NamedNode))
