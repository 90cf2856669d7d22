"""The pages of the whole that a server keeps in a file, and pages with and without the whole graph at hand."""

from __future__ import annotations

import json
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


def test_what_is_kept_are_the_pages_themselves(portal: Portal, place: Path) -> None:
    pages = kept.take(portal, place, "digest")
    assert {"en/index.html", "kk/networks.html", "uz/timeline.html", "ru/browse/person.html"} <= pages.keys()
    for address, page in pages.items():
        assert kept.html(page).decode() == portal.page(address), address


def test_pages_of_another_state_are_not_taken(portal: Portal, place: Path, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=kept.FILE):
        kept.take(portal, place, "other")
    for text in ("", "[]", "{}", place.read_text("utf-8")[:-5]):
        (tmp_path / kept.FILE).write_text(text, "utf-8")
        with pytest.raises(ValueError):  # noqa: PT011 - in whatever words
            kept.take(portal, tmp_path / kept.FILE, "digest")
    with pytest.raises(OSError, match="No such file"):
        kept.take(portal, tmp_path / "none", "digest")


def test_what_pictures_have_of_large_networks_is_kept(
    built: Path, mini_store: ox.Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = (Contents.read(built, mini_store) for _ in range(2))
    first.__dict__["large"] = True
    for _ in kept.make(Portal(first, live=True), tmp_path / kept.FILE, "digest"):
        pass
    assert json.loads((tmp_path / kept.FILE).read_text("utf-8"))["drawn"] == first.drawn
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
