"""What lists are made from: the table that a build writes says what the graph says, of every thing."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

from kgtools import marks, namespaces
from kgtools.graph import things
from kgtools.graph.parts import sorting
from kgtools.graph.reading import Store
from kgtools.graph.store import BuiltStore
from kgtools.graph.terms import term_node
from kgtools.graph.things import table
from kgtools.portal.contents import Contents
from kgtools.portal.portal import Portal
from kgtools.views import timeline
from kgtools.views.overview import articles, stated
from kgtools.views.overview.lanes import happened
from kgtools.views.overview.things import Catalogue
from tests.conftest import ROOT


def with_table(quads: list[ox.Quad], graph: ox.Store, folder: Path) -> BuiltStore:
    """A graph as a build leaves it, with a table of its things."""
    sorting.write(set(map(sorting.line, quads)), folder / "nq")
    table.write(folder / "nq", folder / things.FILE, "digest")
    return BuiltStore(folder, "digest", graph)


@pytest.fixture(scope="module")
def tabled(quads: list[ox.Quad], real: ox.Store, tmp_path_factory: pytest.TempPathFactory) -> BuiltStore:
    """The real graph with its table."""
    return with_table(quads, real, tmp_path_factory.mktemp("things"))


def said(store: Store) -> Iterator[object]:
    """All that is read for lists, in an order that does not depend on where it is read."""
    read = stated.source(store)
    own = {thing: class_.value for thing, class_ in read.classes().items()}
    yield own
    yield sorted(set(read.facts(own)), key=str)
    yield sorted(set(read.stated_by(map(term_node, marks.terms("leadsToWhole")))), key=str)
    every = (thing for thing in own if not thing.startswith("article/"))
    yield sorted(read.said(every))
    known = read.dates()
    yield known
    yield sorted(set(read.measured()))
    yield sorted(set(read.disputed()))
    yield articles.articles(store)
    yield sorted(timeline.bare(store, happened()), key=str)


def test_the_table_says_what_the_graph_says(tabled: BuiltStore, real: ox.Store) -> None:
    assert isinstance(stated.source(tabled), stated.OfTable)
    assert isinstance(stated.source(real), stated.OfGraph)
    for by_table, by_graph in zip(said(tabled), said(real), strict=True):
        assert by_table
        assert by_table == by_graph


def test_lists_are_the_same_by_the_table(tabled: BuiltStore, real: ox.Store) -> None:
    by_table, by_graph = Catalogue(tabled), Catalogue(real)
    for kind in namespaces.kinds():
        for language in namespaces.languages():
            ordered = by_table.ordered(by_table.ids_of(kind), language)
            assert ordered == by_graph.ordered(by_graph.ids_of(kind), language)
            for thing in ordered:
                assert by_table.thing(thing) == by_graph.thing(thing)
                assert by_table.what(thing, language) == by_graph.what(thing, language)


def test_what_is_no_accepted_fact_of_a_thing_is_left_out(quads: list[ox.Quad], tmp_path: Path) -> None:
    """A claim that is not accepted, what several claims say, and numbers that are written in two ways."""
    claim = "short/f{}".format
    written = []
    for number, accepted in enumerate(("true", "true", "false")):
        node = f"<{namespaces.claim(*claim(number).split('/'))}>"
        facts = {
            "rdf-syntax-ns#subject": f"<{namespaces.entity('person/a')}>",
            "rdf-syntax-ns#object": f"<{namespaces.entity('state/b')}>",
            "rdf-syntax-ns#predicate": f"<{namespaces.term('represents')}>",
        }
        written += [f"{node} <http://www.w3.org/1999/02/22-{name}> {value} .\n" for name, value in facts.items()]
        written += [
            f'{node} <{namespaces.term("accepted")}> "{accepted}"^^<{namespaces.XSD}boolean> .\n',
            f"{node} <{namespaces.term('modality')}> <{namespaces.code('modality/asserted')}> .\n",
            f"{node} <{namespaces.term('inArticle')}> <{namespaces.entity('article/short')}> .\n",
        ]
    (tmp_path / "nq").write_text("".join(sorted(written)))
    table.write(tmp_path / "nq", tmp_path / things.FILE, "digest")
    found = table.Table.opened(tmp_path / things.FILE, "digest")
    thing, state = namespaces.entity("person/a"), namespaces.entity("state/b")
    assert list(found.facts("person")) == [(thing, namespaces.term("represents"), state, 1, 1)]
    assert list(found.said("person")) == [(thing, "short", 3)]
    assert list(found.articles()) == [("short", 3, 0)]


@pytest.mark.parametrize("wrong", ["other", "none", "cut", "empty"])
def test_without_a_sound_table_the_graph_is_read(
    wrong: str, tabled: BuiltStore, real: ox.Store, tmp_path: Path
) -> None:
    whole = (tabled.folder / things.FILE).read_bytes()
    if wrong != "none":
        (tmp_path / things.FILE).write_bytes({"cut": whole[:1000], "empty": b""}.get(wrong, whole))
    store = BuiltStore(tmp_path, "another" if wrong == "other" else "digest", real)
    assert isinstance(stated.source(store), stated.OfGraph)


def test_a_table_that_cannot_be_written_is_told(quads: list[ox.Quad], tmp_path: Path) -> None:
    (tmp_path / "nq").write_text("")
    with pytest.raises(OSError, match="unable to open"):
        table.write(tmp_path / "nq", tmp_path / "none" / things.FILE, "digest")
    table.write(tmp_path / "nq", tmp_path / things.FILE, "digest")
    assert list(table.Table.opened(tmp_path / things.FILE, "digest").classes()) == []


def test_a_page_of_a_list_reads_nothing_of_the_whole_graph(tabled: BuiltStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """What looks all over the graph takes minutes where it is large; a page looks up what it shows."""
    contents = Contents.read(ROOT, tabled)
    _ = contents.withdrawn  # which the template of a server has read
    expected = Portal(Contents.read(ROOT, tabled, whole=True)).page("kk/browse/person.html")
    monkeypatch.setattr(stated.OfGraph, "__init__", lambda *_: pytest.fail("the graph is read for a list"))
    monkeypatch.setattr(Contents, "of_class", lambda *_: pytest.fail("all of a class are read for a list"))
    monkeypatch.setattr(tabled, "query", lambda *_, **__: pytest.fail("the graph is asked for a list"))
    assert Portal(contents).page("kk/browse/person.html") == expected


def test_who_was_forked_off_opens_the_table_anew(tabled: BuiltStore) -> None:
    first = tabled.things
    assert tabled.things is first
    tabled.part()
    assert first is not None
    assert tabled.things is not None
    assert tabled.things.connection is not first.connection
    assert sqlite3.threadsafety
