"""The pages of the whole that a server keeps in a file, and pages with and without the whole graph at hand."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox
import pytest

from kgtools import namespaces
from kgtools.network import foreground
from kgtools.portal import addresses, kept
from kgtools.portal.contents import Contents
from kgtools.portal.doors import browse
from kgtools.portal.evidence import disagreements, targets
from kgtools.portal.evidence.sources import Sources
from kgtools.portal.portal import Portal


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
    assert paths[2] == ["networks"]
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
    for step in range(1, kept.STEPS):
        assert {kept.step_of(tabled, path) for path in kept.paths(portal, step)} == {step}
    lists = [*browse.paths(tabled), "index"]
    assert {kept.step_of(tabled, path) for path in lists} == {None}  # they are made from the table of things
    assert {kept.step_of(bare, path) for path in lists} == {0}
    for path in (
        "id/state/avalon", "browse/none", "browse/person/none/x", "disagreements/none", "disagreements/all/99",
        "targets/none", "timeline/none", "timeline/0", "networks/2", "figures/2", "nothing",
    ):  # fmt: skip
        assert kept.step_of(tabled, path) is None
        assert kept.step_of(bare, path) is None
        assert portal.page(addresses.page(path, "en")) is None


def bare_of(built: ox.Store) -> ox.Store:
    """The same graph without what a build wrote beside it."""
    found = ox.Store()
    found.extend(built)
    return found


def test_lists_of_disagreements_are_made_from_what_is_kept_of_them(
    built: Path, mini_store: ox.Store, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    known, other = (Portal(Contents.read(built, mini_store), live=True) for _ in range(2))
    file = kept.Kept.opened(place)
    other.contents.made.recall = file.part
    lists = [*disagreements.listed(known.contents), *targets.listed(known.contents)]
    expected = {
        address: known.page(address)
        for path in lists
        for language in namespaces.languages()
        for address in (addresses.page(path, language),)
    }
    monkeypatch.setattr(Contents, "catalogue", property(lambda contents: pytest.fail("the graph is read for a list")))
    monkeypatch.setattr(Contents, "of_class", lambda contents, name: pytest.fail("all of a class are read for a list"))
    monkeypatch.setattr(Sources, "offered", property(lambda sources: pytest.fail("the graph is read for choices")))
    for address, page in expected.items():
        assert other.page(address) == page, address


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
