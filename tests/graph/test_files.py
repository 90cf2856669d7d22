"""A store in more files than the library opens at once: who may open no file later finds everything in it."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest

from kgtools.errors import UsageError
from kgtools.graph import store as stores
from kgtools.graph.build import STORE, build, built
from kgtools.graph.store import BuiltStore
from kgtools.sparql.confined import confined
from tests.conftest import Run, copy_of_mini

OPENED = 16  # by the library
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there a process cannot give up that right")


@pytest.fixture(scope="module")
def scattered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tiny project, its store in many files."""
    project = copy_of_mini(tmp_path_factory.mktemp("scattered") / "mini")
    folder = build(project).folder / STORE
    every = list(ox.Store.read_only(str(folder)))
    shutil.rmtree(folder)
    store = ox.Store(str(folder))
    for part in range(3):
        store.bulk_extend(every[part::3])
    store.flush()
    del store
    assert len(list(folder.glob("*.sst"))) > OPENED  # of a fourth part the library would merge them
    return project


def opened(project: Path) -> BuiltStore:
    return BuiltStore(project / "build", built(project) or "")


def everything(store: BuiltStore) -> list[int]:
    """How many quads each pattern of one term or of a graph finds; raises OSError for a closed file that may not open.

    (A query that counts what cannot be read would never end.)
    """
    every = list(store)
    found = []
    for graph in (None, ox.DefaultGraph(), *sorted(store.named_graphs(), key=str)):
        for place in range(3):
            for term in sorted({quad[place] for quad in every}, key=str):
                pattern = [None, None, None, graph]
                pattern[place] = term
                found.append(len(list(store.quads_for_pattern(*pattern))))
    return found


def test_all_files_are_opened_beforehand(scattered: Path) -> None:
    right = everything(opened(scattered))
    store = opened(scattered)
    with pytest.raises(UsageError), confined():
        everything(store)  # else this test proves nothing
    assert store.open_files() == 0
    with confined():
        assert everything(store) == right


def test_where_the_system_does_not_tell_which_files_are_open(scattered: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    listed = os.listdir

    def untold(path: str) -> list[str]:
        if path.startswith("/proc"):
            raise FileNotFoundError(path)
        return listed(path)

    store = opened(scattered)
    with monkeypatch.context() as patch:
        patch.setattr(stores.os, "listdir", untold)
        assert store.open_files() == 0
    with confined():
        assert everything(store)


def test_files_that_nothing_is_found_in_are_told(scattered: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stores, "_lookups", lambda store: iter(()))
    assert opened(scattered).open_files() > 0


def test_a_query_of_ones_own(scattered: Path, kgtools: Run) -> None:
    done = kgtools(
        "query", "-", "--root", scattered, "-o", "-", input="SELECT * { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }"
    )
    assert done.returncode == 0, done.stderr


def test_a_store_that_is_served(scattered: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stores, "FEW", 10)  # so that it is taken for a large one
    told: list[str] = []
    store = stores.opened(scattered / "build", told.append)
    assert stores._closed(scattered / "build" / STORE) == set()
    assert told == []
    monkeypatch.setattr(stores, "_lookups", lambda store: iter(()))
    del store
    stores.opened(scattered / "build", told.append)
    assert "files of" in told[0]
