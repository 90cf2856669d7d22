"""The pages of the whole that a server keeps in a file, and pages with and without the whole graph at hand."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from kgtools import namespaces
from kgtools.graph.terms import code_node, term_node
from kgtools.network import foreground
from kgtools.portal import addresses, asking, kept
from kgtools.portal.contents import Contents
from kgtools.portal.doors import browse
from kgtools.portal.evidence import disagreements, targets
from kgtools.portal.evidence.sources import Sources
from kgtools.portal.frame import Frame
from kgtools.portal.kinds import figures
from kgtools.portal.portal import Portal
from kgtools.query.questions import read_question
from kgtools.sparql import execute
from kgtools.views import disagreements as disagreements_of
from tests.conftest import ROOT
from tests.query.test_rows import ROAD, claims_store, date


@pytest.fixture(scope="module")
def portal(built: Path, mini_store: ox.Store) -> Portal:
    return Portal(Contents.read(built, mini_store), live=True)


def made(portal: Portal, file: Path, steps: int = kept.STEPS) -> Path:
    for step in range(steps):
        for _ in kept.make(portal, file, "digest", step):
            pass
    return file


@pytest.fixture(scope="module")
def place(portal: Portal, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made(portal, tmp_path_factory.mktemp("kept") / kept.FILE)


def test_what_is_kept_are_the_pages_themselves(portal: Portal, place: Path, tmp_path: Path) -> None:
    paths = [list(kept.paths(portal, step)) for step in range(kept.STEPS)]
    assert paths[0] == ["index", "browse"]
    assert {"timeline", "figures", "disagreements", "targets"} <= set(paths[1])
    assert paths[2:] == [["networks"], [], []]
    for steps in range(1, kept.STEPS + 1):
        file = made(portal, tmp_path / kept.FILE, steps) if steps < kept.STEPS else place
        assert kept.take(portal, file, "digest") == steps
        found = kept.Kept.opened(file)
        for step, some in enumerate(paths):
            for path in some:
                for language in namespaces.languages():
                    address = addresses.page(path, language)
                    page = found.get(address)
                    assert (page.decode() if page else page) == (portal.page(address) if step < steps else None)


def test_a_page_waits_for_its_step_if_there_may_be_one(portal: Portal, built: Path, mini_store: ox.Store) -> None:
    tabled, bare = portal.contents, Contents.read(built, bare_of(mini_store))
    for step in (1, 2):
        assert {kept.step_of(tabled, path) for path in kept.paths(portal, step)} == {step}
    lists = [*browse.paths(tabled), "index"]
    assert {kept.step_of(tabled, path) for path in lists} == {None}  # they are made from the table of things
    assert {kept.step_of(bare, path) for path in lists} == {0}
    for path in (
        "id/state/avalon", "browse/none", "browse/person/none/x", "disagreements/none", "disagreements/all/99",
        "targets/none", "timeline/none", "timeline/0", "networks/2", "figures/2", "nothing", "query/none",
    ):  # fmt: skip
        assert kept.step_of(tabled, path) is None
        assert kept.step_of(bare, path) is None
        assert portal.page(addresses.page(path, "en")) is None


def bare_of(built: ox.Store) -> ox.Store:
    """The same graph without what a build wrote beside it."""
    found = ox.Store()
    found.extend(built)
    return found


@pytest.fixture
def recalling(built: Path, mini_store: ox.Store, place: Path) -> Portal:
    """Pages for which all is kept that can be."""
    contents = Contents.read(built, mini_store)
    contents.made.recall = kept.Kept.opened(place).part
    return Portal(contents, live=True)


def pages(portal: Portal, paths: Iterable[str]) -> dict[str, str | None]:
    """Pages with some paths, in all languages, by their addresses."""
    languages = namespaces.languages()
    found = [addresses.page(path, language) for path in paths for language in languages]
    return {address: portal.page(address) for address in found}


def test_lists_of_disagreements_are_made_from_what_is_kept_of_them(
    portal: Portal, recalling: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    contents = portal.contents
    lists = (disagreements.listed(contents), targets.listed(contents), figures.listed(contents))
    expected = pages(portal, [*chain.from_iterable(one.lengths for one in lists), "disagreements/all/99"])
    monkeypatch.setattr(Contents, "catalogue", property(lambda contents: pytest.fail("the graph is read for a list")))
    monkeypatch.setattr(Contents, "of_class", lambda contents, name: pytest.fail("all of a class are read for a list"))
    monkeypatch.setattr(figures, "in_short", lambda store: pytest.fail("all figures are counted for a list"))
    for read in ("offered", "by_kind", "targets", "disagreements"):
        monkeypatch.setattr(Sources, read, property(lambda sources: pytest.fail("all entries are read for a list")))
    for address, page in expected.items():
        assert recalling.page(address) == page, address


@pytest.mark.parametrize("size", [browse.SIZE, 2])
def test_lists_of_things_are_made_from_what_is_kept_of_them(
    size: int, portal: Portal, recalling: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(browse, "SIZE", size)
    expected = pages(portal, [*browse.paths(portal.contents), "browse/person/9", "browse/person/state/none"])
    assert None in expected.values()
    monkeypatch.setattr(Contents, "catalogue", property(lambda contents: pytest.fail("all things are read for a list")))
    expected = {address: page for address, page in expected.items() if not address.endswith("/browse.html")}
    for address, page in expected.items():
        assert recalling.page(address) == page, address


def test_a_page_of_a_list_takes_no_other_things_from_what_is_kept(
    portal: Portal, recalling: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(browse, "SIZE", 2)
    taken: list[tuple[str, ...]] = []
    recall = recalling.contents.made.recall
    recalling.contents.made.recall = lambda key: (taken.append(key), recall(key))[1]
    assert recalling.page("en/browse/person.html") == portal.page("en/browse/person.html")
    assert len(portal.contents.things["person"]) > 2
    assert len([key for key in taken if key[:2] == ("browse", "person") and key[-1].isdigit()]) == 2


def test_a_question_that_is_kept_is_not_asked_again(real: ox.Store, monkeypatch: pytest.MonkeyPatch) -> None:
    names = ("claims-counted", "documents-signed", "opinions-by-speaker", "turnover")
    library = {name: read_question(ROOT / "queries" / f"{name}.rq") for name in names}
    asked, recalling = Contents(real, library), Contents(real, library)
    parts = json.loads(json.dumps({"/".join(key): part for key, part in asked.asking.parts()}))
    recalling.made.recall = lambda key: parts["/".join(key)]
    places = [Frame(f"query/{name}", language, live=True) for name in names for language in ("en", "kk")]
    expected = [asked.asking.values({"question": place.path.partition("/")[2]}, place) for place in places]
    monkeypatch.setattr(execute, "results", lambda *_: pytest.fail("a question is asked"))
    for place, values in zip(places, expected, strict=True):
        fields = {"question": place.path.partition("/")[2]}
        assert values["answer"]["rows"]
        assert recalling.asking.values(fields, place) == values
    with pytest.raises(pytest.fail.Exception, match="asked"):  # what is given is no part of what is kept
        recalling.asking.values({"question": "documents-signed", "from": "2018"}, places[0])


def test_of_an_answer_that_is_too_long_it_is_kept_that_it_is(
    portal: Portal, built: Path, mini_store: ox.Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    contents = Contents.read(built, mini_store)
    fields, place = {"question": "visits"}, Frame("query/visits", "en", live=True)
    ((_, part),) = contents.answering(0).parts()
    contents.made.recall = lambda key: part
    assert "more than 0" in contents.answering(0).values(fields, place)["error"]["message"]
    monkeypatch.setattr(asking, "MOST", 0)  # then who is asked takes more rows than who kept it
    assert contents.answering().values(fields, place) == portal.contents.answering().values(fields, place)


def test_what_cannot_be_finished_leaves_nothing(
    portal: Portal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(self: Portal, address: str) -> str:
        raise OSError("no room")

    monkeypatch.setattr(Portal, "page", fail)
    with pytest.raises(OSError, match="no room"):
        list(kept.make(portal, tmp_path / kept.FILE, "digest", 0))
    assert not list(tmp_path.iterdir())


def test_pages_of_another_state_are_not_taken(portal: Portal, place: Path, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=kept.FILE):
        kept.take(portal, place, "other")
    whole = place.read_bytes()
    for wrong in (b"", b"[]", whole[: len(whole) // 2], whole[:4096] + bytes(len(whole) - 4096)):
        (tmp_path / kept.FILE).write_bytes(wrong)
        with pytest.raises(ValueError, match=kept.FILE):
            kept.take(portal, tmp_path / kept.FILE, "digest")
    with pytest.raises(ValueError, match="none"):
        kept.take(portal, tmp_path / "none", "digest")


def test_a_very_large_graph_has_large_networks_without_a_count(
    built: Path, mini_store: ox.Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    contents = Contents.read(built, mini_store)
    assert not contents.large
    monkeypatch.setattr(foreground, "may_be_too_large", lambda _: pytest.fail("links are counted"))
    vast = replace(contents, counts={"quads": 4_000_000})
    assert vast.large
    assert vast.links("state/arcadia") == {}


def test_what_pictures_have_of_large_networks_is_kept(
    built: Path, mini_store: ox.Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = (Contents.read(built, mini_store) for _ in range(2))
    first.__dict__["large"] = True
    made(Portal(first, live=True), tmp_path / kept.FILE)
    kept.take(Portal(second, live=True), tmp_path / kept.FILE, "digest")
    monkeypatch.setattr(Contents, "outlines", property(lambda contents: pytest.fail("the networks are made anew")))
    assert second.drawn == first.drawn


def test_pages_are_the_same_whether_the_whole_is_read_or_what_they_show(built: Path, mini_store: ox.Store) -> None:
    near, whole = (Portal(Contents.read(built, mini_store, whole=all_of_it)) for all_of_it in (False, True))
    for path in near.paths():
        for language in namespaces.languages():
            address = addresses.page(path, language)
            assert near.page(address) == whole.page(address), address


def test_no_page_of_a_large_graph_waits_for_its_pictures(
    built: Path, mini_store: ox.Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    contents, whole = (Contents.read(built, mini_store, whole=all_of_it) for all_of_it in (False, True))
    drawn = whole.drawn
    thing = next(iter(drawn["actors"]))
    contents.__dict__["large"] = True
    monkeypatch.setattr(Contents, "outlines", property(lambda contents: pytest.fail("the networks are made")))
    assert contents.links(thing) == {}
    contents.__dict__["drawn"] = drawn
    assert contents.links(thing) == whole.links(thing) != {}


def test_a_page_of_one_thing_asks_for_nothing_of_the_whole(
    portal: Portal, built: Path, mini_store: ox.Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each query names what it is about, but for the days of articles and what networks are, which are few."""
    contents = Contents.read(built, mini_store)
    for read in ("surroundings", "things", "withdrawn", "large"):  # by the template of a server
        getattr(contents, read)
    _ = contents.sources.place
    about = re.compile(rf"<{re.escape(namespaces.base())}(?!code/|ontology#)")
    asked: list[str] = []
    query = mini_store.query

    def recording(sparql: str, **others: Any) -> Any:
        asked.append(sparql)
        return query(sparql, **others)

    monkeypatch.setattr(mini_store, "query", recording)
    mini_store.read.clear()  # type: ignore[attr-defined]
    singles = ("id", "article", "claim", "disagreement", "target")
    paths = [path for path in portal.paths() if path.partition("/")[0] in singles]
    asked.clear()
    for path in paths:
        assert Portal(contents, live=True).page(addresses.page(path, "kk")) is not None
    assert len(asked) > len(paths)
    whole = {sparql for sparql in asked if not about.search(sparql)}
    few = ("?article a t:Article", "?rule t:", "?network skos:inScheme")
    assert [sparql for sparql in whole if not any(known in sparql for known in few)] == []


def test_the_marks_of_an_answer_are_found_around_what_it_names(monkeypatch: pytest.MonkeyPatch) -> None:
    store = claims_store(("f1", ROAD, "opened", date("2021")), ("f2", ROAD, "opened", date("2022-05")))
    entry = ox.NamedNode(namespaces.disagreement("opening"))
    involved = [(term_node("involves"), ox.NamedNode(namespaces.claim("a", number))) for number in ("f1", "f2")]
    for about, term in (*involved, (term_node("disagreementKind"), code_node("disagreement-kind", "value"))):
        store.add(ox.Quad(entry, about, term))
    monkeypatch.setattr(disagreements_of, "select_among", lambda *_: pytest.fail("all disagreements are read"))
    sparql = f"SELECT ?thing ?opened {{ VALUES (?thing ?opened) {{ ({ROAD} {date('2021')}) }} }}"
    found = asking.Asking(store, {}, {}).values({"query": sparql}, Frame("query", "en", live=True))
    ((_, opened),) = (row["cells"] for row in found["answer"]["rows"])
    assert [line["text"] for line in opened["lines"]][1:] == ["≠ disagreement: opening"]


def test_an_iri_is_looked_for_in_the_list_of_graphs_and_not_in_all_quads(
    built: Path, mini_store: ox.Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = frozenset(graph.value for (graph,) in mini_store.query("SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }"))
    contents = Contents.read(built, mini_store)
    monkeypatch.setattr(mini_store, "query", lambda *_, **__: pytest.fail("all quads are read"))
    assert contents.graphs == asked
    assert asked
