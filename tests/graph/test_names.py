"""The table of names: a lookup by it finds what a look at all names finds, and no table makes it find anything else."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kgtools import namespaces
from kgtools.errors import UsageError
from kgtools.graph import build, names, store, things
from kgtools.graph.names import fitting, table
from kgtools.graph.parts import sorting
from kgtools.graph.reading import Store
from kgtools.query import lookup, search
from tests.conftest import ROOT, Run

NAMING = (namespaces.RDFS + "label", namespaces.SKOS + "altLabel")


@dataclass(frozen=True, repr=False)
class Both:
    """Names, and a table of them."""

    names: list[tuple[str, str]]
    table: table.Table


@pytest.fixture(scope="session")
def both(real: ox.Store, tmp_path_factory: pytest.TempPathFactory) -> Both:
    """Every fourth name of the real graph."""
    some = sorted(set(search.all_names(real)))[::4]
    folder, label = tmp_path_factory.mktemp("names"), ox.NamedNode(NAMING[0])
    quads = (ox.Quad(ox.NamedNode(iri), label, ox.Literal(name)) for iri, name in some)
    sorting.write(map(sorting.line, quads), folder / "nq")
    table.write(folder / "nq", folder / names.FILE, "digest")
    return Both(some, table.Table.opened(folder / names.FILE, "digest"))


def test_a_table_has_the_names_of_things_and_articles(real: ox.Store, quads: list[ox.Quad], tmp_path: Path) -> None:
    sorting.write(map(sorting.line, quads), tmp_path / "nq")
    table.write(tmp_path / "nq", tmp_path / names.FILE, "digest")
    found = table.Table.opened(tmp_path / names.FILE, "digest").all()
    assert found == sorted(set(search.all_names(real)))
    assert {iri.removeprefix(namespaces.base()).partition("/")[0] for iri, _ in found} == {"id", "article"}


@pytest.mark.parametrize(
    "lines", [[], ["<urn:a> <urn:b> <urn:c> .\n"], ["<urn:a> <urn:b> <urn:c> .\n", "<z> <z> <z> .\n"]]
)
def test_a_graph_without_names_has_an_empty_table(lines: list[str], tmp_path: Path) -> None:
    (tmp_path / "nq").write_text("".join(lines))
    table.write(tmp_path / "nq", tmp_path / names.FILE, "digest")
    assert table.Table.opened(tmp_path / names.FILE, "digest").all() == []


CHANGES: tuple[Callable[[str], str], ...] = (
    str, str.upper, str.lower, lambda words: unicodedata.normalize("NFD", words), lambda words: words + "'s",
    lambda words: f"«{words}»,", lambda words: words.replace("е", "ё"), lambda words: words.replace(" ", " -  "),
    lambda words: words[:-1], lambda words: words[1:], lambda words: words.replace("ʻ", "'"), lambda words: words * 2,
)  # fmt: skip


@settings(max_examples=200)
@given(
    place=st.integers(0, 10**6), start=st.integers(0, 9), length=st.integers(1, 9), change=st.sampled_from(CHANGES),
    other=st.one_of(st.none(), st.text(max_size=12)),
)  # fmt: skip
def test_a_table_gives_the_names_that_a_look_at_all_gives(
    place: int, start: int, length: int, change: Callable[[str], str], other: str | None, both: Both
) -> None:  # fmt: skip
    name = both.names[place % len(both.names)][1].split()
    start %= len(name)
    words = change(" ".join(name[start : start + length])) if other is None else other
    if fitting.folded(words):
        assert sorted(both.table.best(words)) == sorted(fitting.best(words, both.names))


def test_surnames_come_before_what_is_called_after_them_and_titles_last(tmp_path: Path) -> None:
    called = {
        "person/ada-quill": "Ada Quill",
        "event/quill-prize": "Prize of Quill", "event/quill-day": "Day of Quill in May",
        "publication/quill": "Quill", "place/long-quill-ford": "Long Quill Ford", "place/ford": "Ford",
    }  # fmt: skip
    known = [(namespaces.entity(thing), name) for thing, name in called.items()]
    lines = (f'<{iri}> <{NAMING[1]}> "{name}"@en .\n'.encode() for iri, name in known)
    sorting.write(lines, tmp_path / "nq")
    table.write(tmp_path / "nq", tmp_path / names.FILE, "digest")
    opened = table.Table.opened(tmp_path / names.FILE, "digest")
    for words, found in (
        ("quill", ["person/ada-quill"]),
        ("of quill", ["event/quill-day", "event/quill-prize"]),
        ("quill ford", ["place/long-quill-ford"]),
        ("Ford", ["place/ford"]),
        ("uill", []),
    ):
        assert sorted(iri.removeprefix(namespaces.things()) for iri, _ in opened.best(words)) == found
        assert sorted(fitting.best(words, known)) == sorted(opened.best(words))


# -- in a build -----------------------------------------------------------------------------------------

WORDS = (
    "Arcadia",
    "Аркадия",
    "treaty of",
    "good roads",
    "road",
    "Quill",
    "arkadija",
    "Rudolf",
    "boriss",
    "zzqqq",
    "?!",
    "state/arcadia",
)


def looked_up(graph: store.Store, words: str) -> object:
    try:
        return lookup.candidates(graph, words)
    except UsageError as error:
        return str(error)


@pytest.fixture
def unscanned(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """How often all names of a graph were looked at."""
    asked: list[str] = []
    looking = search.all_names

    def noted(graph: store.Store) -> object:
        asked.append("all")
        return looking(graph)

    monkeypatch.setattr("kgtools.query.search.texts.all_names", noted)
    monkeypatch.setattr("kgtools.query.search.kept.all_names", noted)
    return asked


def in_memory(root: Path) -> ox.Store:
    graph = ox.Store()
    graph.bulk_extend(build.read(root)[0])
    return graph


def test_a_lookup_in_a_build_finds_what_one_in_memory_does_and_looks_at_no_other_names(
    built: Path, unscanned: list[str]
) -> None:
    expected = {words: looked_up(in_memory(built), words) for words in WORDS}
    assert unscanned
    unscanned.clear()
    graph = store.open_store(built)
    assert {words: looked_up(graph, words) for words in WORDS} == expected
    assert unscanned == []


def test_a_table_that_is_damaged_or_lacking_is_not_needed(mini: Path, kgtools: Run, unscanned: list[str]) -> None:
    shown = kgtools("show", "Аркадия", "--root", mini).stdout
    place = mini / "build" / names.FILE
    whole = place.read_bytes()
    of_things = whole.replace(b"https://w3id", b"\x07" * 12)
    for wrong in (b"", b"no table", whole[: len(whole) // 2], whole[:4096] + bytes(len(whole) - 4096), of_things):
        unscanned.clear()
        place.write_bytes(wrong)
        assert kgtools("show", "Аркадия", "--root", mini).stdout == shown
        assert unscanned
    place.unlink()
    assert kgtools("show", "Аркадия", "--root", mini).stdout == shown
    place.write_bytes(whole)
    unscanned.clear()
    assert kgtools("show", "Аркадия", "--root", mini).stdout == shown
    assert not unscanned


def test_a_table_that_somebody_has_locked_is_read(mini: Path) -> None:
    graph = store.open_store(mini)
    with sqlite3.connect(mini / "build" / names.FILE, isolation_level=None) as connection:
        connection.execute("BEGIN EXCLUSIVE")
        assert lookup.find(graph, "Аркадия").thing.value == namespaces.entity("state/arcadia")
        connection.execute("ROLLBACK")


def test_a_store_that_is_open_while_a_build_replaces_it_is_asked_for_its_own_names(mini: Path) -> None:
    graph = store.open_store(mini)
    states = mini / "data" / "entities" / "states.csv"
    states.write_text(states.read_text(encoding="utf-8").replace("Arcadia", "Utopia"), encoding="utf-8")
    build.build(mini)
    assert lookup.find(graph, "Arcadia").name == "Arcadia"
    assert lookup.find(store.open_store(mini), "Utopia").name == "Utopia"


def test_a_table_of_another_code_is_not_used(mini: Path, unscanned: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    graph = store.open_store(mini)
    monkeypatch.setattr("kgtools.files.code", lambda: ("lookup.py:1:00000000",))
    assert lookup.find(graph, "Аркадия").thing.value == namespaces.entity("state/arcadia")
    assert unscanned


def test_a_build_that_has_no_room_for_names_keeps_the_last_one(mini: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    build.build(mini)
    before = {path.name: path.stat().st_mtime_ns for path in (mini / "build").iterdir()}

    def full(*_: object, **__: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(sqlite3, "connect", full)
    with pytest.raises(UsageError, match=r"cannot write .*: database or disk is full; make room"):
        build.build(mini)
    assert {path.name: path.stat().st_mtime_ns for path in (mini / "build").iterdir()} == before


def test_a_store_is_lent_with_its_tables(built: Path, tmp_path: Path) -> None:
    digest, place = store.lend(built, tmp_path, fresh=False)
    assert sorted(os.listdir(place)) == sorted([names.FILE, things.FILE, "store"])
    assert lookup.find(store.BuiltStore(place, digest), "Аркадия").name == "Аркадия"
    (place / names.FILE).unlink()
    assert lookup.find(store.BuiltStore(place, digest), "Аркадия").name == "Аркадия"


WORKER = """
import json, sys
from pathlib import Path
from kgtools.graph.store import opened
from kgtools.query.search import kept, texts
from kgtools.server.workers.limits import give_up_rights
from kgtools.server.workers.tasks import WorkerConfig
from kgtools.server.workers.worker import Worker

root, place, digest = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
worker = Worker(WorkerConfig(place, root, None, digest, 512, 1000), opened(place))
worker.begin()
give_up_rights(512)
texts.all_names = kept.all_names = lambda store: sys.exit("all names were looked at")
replies = [worker.answer({"kind": "thing", "fields": {"id": words}, "language": "en"}) for words in sys.argv[4:]]
print(json.dumps([[reply.status, reply.headers.get("Location", "")] for reply in replies]))
"""


def test_a_worker_that_may_open_nothing_finds_by_the_table(built: Path, tmp_path: Path) -> None:
    digest, place = store.lend(built, tmp_path, fresh=False)
    command = [sys.executable, "-c", WORKER, str(built), str(place), digest, "Аркадия", "arkadija", "road"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    (first, misspelt, several) = json.loads(done.stdout)
    assert first == misspelt
    assert first[0] == 303
    assert "state/arcadia" in first[1]
    assert several == [200, ""]


def test_what_is_read_once_of_a_build_is_read_each_time_of_what_may_change(built: Path) -> None:
    asked: list[str] = []

    @store.once
    def number(graph: Store, of: str) -> int:
        asked.append(of)
        return len(list(graph.quads_for_pattern(ox.NamedNode(of), None, None)))

    kept, other = store.open_store(built), ox.Store()
    things = [namespaces.entity("state/arcadia"), "urn:a"]
    assert [number(kept, thing) for thing in things * 2] == [number(kept, thing) for thing in things] * 2
    assert asked == things
    assert number(other, "urn:a") == 0
    other.add(ox.Quad(ox.NamedNode("urn:a"), ox.NamedNode("urn:b"), ox.Literal("c")))
    assert number(other, "urn:a") == 1
    for place in range(10_000):
        number(kept, f"urn:{place}")
    assert len(kept.read[number.__wrapped__]) < 10_000  # type: ignore[attr-defined, union-attr]
