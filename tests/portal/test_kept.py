"""The pages of the whole that a server keeps in a file, and pages with and without the whole graph at hand."""

from __future__ import annotations

import shutil
from pathlib import Path

import pyoxigraph as ox
import pytest

from kgtools import namespaces
from kgtools.portal import addresses, kept
from kgtools.portal.contents import Contents
from kgtools.portal.portal import Portal


@pytest.fixture(scope="module")
def portal(built: Path, mini_store: ox.Store) -> Portal:
    return Portal(Contents.read(built, mini_store), live=True)


@pytest.fixture(scope="module")
def place(portal: Portal, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("kept") / kept.FILE
    for _ in kept.make(portal, file, "digest"):
        pass
    return file


def test_what_is_kept_are_the_pages_themselves(portal: Portal, place: Path, tmp_path: Path) -> None:
    further = tmp_path / kept.FILE
    shutil.copy(place, further)
    assert not kept.take(portal, further, "digest")  # it has the first pages alone
    for _ in kept.make_further(portal, further):
        pass
    assert kept.take(portal, further, "digest")
    first, later = list(kept.paths(portal)), list(kept.further(portal))
    assert {"index", "networks", "timeline", "browse/person"} <= set(first)
    assert any(path.startswith("browse/event/") for path in later)  # what a choice leaves of a list
    assert len({*first, *later}) == len(first) + len(later)
    for file, paths in ((place, first), (further, first + later)):
        found = kept.Kept.opened(file)
        for path in paths:
            for language in namespaces.languages():
                address = addresses.page(path, language)
                page = found.get(address)
                assert (page.decode() if page else page) == portal.page(address), address
    assert kept.Kept.opened(place).get(addresses.page(later[0], "en")) is None


def test_what_cannot_be_finished_leaves_nothing(
    portal: Portal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(self: Portal, address: str) -> str:
        raise OSError("no room")

    monkeypatch.setattr(Portal, "page", fail)
    with pytest.raises(OSError, match="no room"):
        list(kept.make(portal, tmp_path / kept.FILE, "digest"))
    assert not list(tmp_path.iterdir())


def test_of_a_small_graph_the_first_pages_are_all(built: Path, mini_store: ox.Store, tmp_path: Path) -> None:
    small = Portal(Contents.read(built, mini_store, whole=True), live=True)
    assert not list(kept.further(small))
    for _ in kept.make(small, tmp_path / kept.FILE, "digest"):
        pass
    assert kept.take(small, tmp_path / kept.FILE, "digest")


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


def test_what_pictures_have_of_large_networks_is_kept(
    built: Path, mini_store: ox.Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = (Contents.read(built, mini_store) for _ in range(2))
    first.__dict__["large"] = True
    for _ in kept.make(Portal(first, live=True), tmp_path / kept.FILE, "digest"):
        pass
    kept.take(Portal(second, live=True), tmp_path / kept.FILE, "digest")
    monkeypatch.setattr(Contents, "networks", property(lambda contents: pytest.fail("the networks are made anew")))
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
    monkeypatch.setattr(Contents, "networks", property(lambda contents: pytest.fail("the networks are made")))
    assert contents.links(thing) == {}
    contents.__dict__["drawn"] = drawn
    assert contents.links(thing) == whole.links(thing) != {}
