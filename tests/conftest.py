"""Shared by the tests: houses to work on, the real graph, the command, a browser, and how much is left to chance."""

from __future__ import annotations

import asyncio
import contextlib
import functools
import gc
import io
import os
import re
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import hypothesis
import pyoxigraph as ox
import pyparsing
import pytest
import typer.main

from kgtools import cli, files, namespaces, ontology, projects
from kgtools.claims import reader
from kgtools.claims.alone import ArticleAlone
from kgtools.claims.model import Corpus
from kgtools.graph import build, store
from kgtools.graph.reading import Store
from kgtools.query import search
from kgtools.query.search import find, kept

if TYPE_CHECKING:
    from kgtools.network.edges import StatementIndex

ROOT = Path(__file__).parent.parent
MINI = Path(__file__).parent / "mini"
ARTICLES = ROOT.parent / "shared" / "articles"
# The graphs are millions of objects that live long; to look through them for garbage at Python's usual
# pace takes a third of the time.
gc.set_threshold(200_000, 20, 50)
# Typer makes the whole command line anew for each call, which takes longer than many a command.
typer.main.get_command = functools.cache(typer.main.get_command)
# From project to project the words of languages change, and the patterns made of them; coming back, all are compiled
# anew unless Python remembers more of them than 512.
re._MAXCACHE = 100_000  # type: ignore[attr-defined]
# Whether a change is good must not depend on luck: every run tries the same examples, and not many of them; more are
# for `make fuzz`. Only where a fault is rarer than that does a test ask for a number of its own.
SLOW = [hypothesis.HealthCheck.too_slow]  # a busy machine is no fault
hypothesis.settings.register_profile(
    "same", derandomize=True, deadline=None, suppress_health_check=SLOW, max_examples=50
)
hypothesis.settings.load_profile("same")
# `make fuzz` looks for trouble: other examples each time, twice as many, in several rounds.
hypothesis.settings.register_profile("fuzz", deadline=None, print_blob=True, suppress_health_check=SLOW)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int | None:
    """One process more than there are processors: while one waits for a browser or a server, others work.

    Each imports and collects all tests, reads the real graph and starts a browser and servers of its own, for some
    eight seconds of a processor; with two more than processors the tests are done no sooner.
    """
    if "PYTEST_XDIST_AUTO_NUM_WORKERS" in os.environ:
        return None
    return 1 + (len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1)


def pytest_collection_finish() -> None:
    """Look no more through what the tests import: it stays to the end.

    Each build ends with a search for garbage. With the real project in memory it took longer than the build.
    """
    gc.freeze()


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(fixturedef: pytest.FixtureDef[Any]) -> Iterator[object]:
    """Nor through what many tests share."""
    made = yield
    if fixturedef.scope != "function":
        gc.freeze()
    return made


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> None:
    """Nor through what the tests of a file remember."""
    if nextitem is not None and nextitem.path != item.path:
        gc.collect()
        gc.freeze()


# Stores wait for the disk longer than they work, so that the folders of tests are in memory where there is much of it.
MEMORY, ROOM = Path("/dev/shm"), 8 << 30
IN_MEMORY = MEMORY / f"tandem-tests-{os.getpid()}"


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Give the tests a folder in memory, unless one is named; take away those that no process has any more."""
    if config.option.basetemp is None and MEMORY.is_dir():
        for old in MEMORY.glob("tandem-tests-*"):
            if not Path("/proc", old.name.removeprefix("tandem-tests-")).exists():
                shutil.rmtree(old, ignore_errors=True)
        there = os.statvfs(MEMORY)
        if there.f_bavail * there.f_frsize > ROOM and not there.f_flag & os.ST_NOEXEC:
            config.option.basetemp = str(IN_MEMORY)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(exitstatus: int) -> None:
    """Leave nothing in memory but what a test that failed may show, until the next run.

    And spare pytest the search for garbage, five times over, through all that has lived so long.
    """
    if exitstatus != pytest.ExitCode.TESTS_FAILED:
        shutil.rmtree(IN_MEMORY, ignore_errors=True)
    gc.freeze()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """With `--hypothesis-profile fuzz` repeat what is made up, as examples or from a `seed`, `ROUNDS` times."""
    fuzz = metafunc.config.getoption("--hypothesis-profile") == "fuzz"
    rounds = range(int(os.environ.get("ROUNDS", "20")) if fuzz else 1)
    if "seed" in metafunc.fixturenames:
        metafunc.parametrize("seed", [pytest.param(seed, marks=pytest.mark.hypothesis) for seed in rounds])
    elif fuzz and getattr(metafunc.function, "is_hypothesis_test", False):
        metafunc.fixturenames.append("fuzz_round")
        metafunc.parametrize("fuzz_round", rounds)


@contextlib.contextmanager
def forgetful_grammars() -> Iterator[None]:
    """Have the grammars of pyparsing read without remembering what they tried.

    edtf makes all of them remember, which is quick for dates; those of SPARQL and DOT then take twice as long.
    """
    pyparsing.ParserElement.disable_memoization()
    try:
        yield
    finally:
        pyparsing.ParserElement.enable_packrat()


def copy_of_core(folder: Path) -> None:
    """Put the core ontology into a project, without what the real project says of its own things."""
    shutil.copytree(ROOT / "ontology", folder / "ontology", ignore=shutil.ignore_patterns("own.ttl"))


def copy_of_mini(folder: Path) -> Path:
    """Put the tiny project, with the real ontology, into a new folder; its article is in `articles/`."""
    shutil.copytree(MINI, folder)
    copy_of_core(folder)
    shutil.copy(ROOT / "project.yaml", folder)
    return folder


@pytest.fixture
def mini(tmp_path: Path) -> Path:
    """A copy of the tiny project, to change as one likes."""
    return copy_of_mini(tmp_path / "mini")


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """One tiny project with its build, for requests that leave it as it is."""
    project = copy_of_mini(tmp_path_factory.mktemp("built") / "mini")
    build.build(project)
    before = outputs(project)
    yield project
    assert outputs(project) == before, "a test has changed the project that others read; let it take `mini`"
    assert build.built(project) == files.input_digest(project)


def outputs(project: Path) -> dict[str, bytes]:
    """The files of linked data that a build leaves."""
    return {path.name: path.read_bytes() for path in (project / "build").glob("*") if path.suffix in (".nq", ".trig")}


@pytest.fixture(scope="session")
def mini_store(built: Path) -> ox.Store:
    """The graph of the tiny project, to read from."""
    return store.open_store(built)


@pytest.fixture(scope="session")
def graph_and_counts() -> tuple[list[ox.Quad], dict[str, int]]:
    """The real graph, sorted, and how much of what it holds."""
    return _read(ROOT)


@pytest.fixture(scope="session")
def quads(graph_and_counts: tuple[list[ox.Quad], dict[str, int]]) -> list[ox.Quad]:
    """The real graph, sorted."""
    return graph_and_counts[0]


@pytest.fixture(scope="session")
def real(quads: list[ox.Quad]) -> Iterator[ox.Store]:
    """The real graph in a store, to read from; what networks draw on is read of it once for each way to ask."""
    from kgtools.network.networks import Selection

    found, as_usual = ox.Store(), Selection.index
    found.bulk_extend(quads)

    @functools.cache
    def known(without: tuple[str, ...], inferred: bool, denied: bool, planned: bool) -> StatementIndex:
        return as_usual(Selection(inferred=inferred, denied=denied, planned=planned), found, without)

    def index(selection: Selection, store: Store, without: Iterable[str] = ()) -> StatementIndex:
        if store is not found:
            return as_usual(selection, store, without)
        return known(tuple(without), selection.inferred, selection.denied, selection.planned)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Selection, "index", index)
        yield found


@pytest.fixture(scope="session")
def index(real: ox.Store) -> search.Index:
    """What the real graph is searched by, read once."""
    return search.Index.read(real)


@pytest.fixture(scope="session")
def articles() -> Path:
    """The folder with the real articles; the test is skipped where there is none."""
    if not ARTICLES.is_dir():
        pytest.skip("the five articles are not at hand (expected in ../shared/articles)")
    return ARTICLES


# -- the command --------------------------------------------------------------------------------------

Done = subprocess.CompletedProcess[str]
Run = Callable[..., Done]


_open, _load, _read, _search = store.open_store, reader.load, build.read, kept.search


@functools.cache
def real_corpus() -> Corpus:
    """The claims of the real project, read once."""
    return _load(ROOT, ontology.load(ROOT))


@pytest.fixture
def kgtools(tmp_path: Path, request: pytest.FixtureRequest) -> Run:
    """Run the command as a user does, in a folder outside any project; returns code, stdout and stderr.

    It runs in this process, which is ten times as quick as a process of its own. Where the process
    matters (signals, pipes, what is imported, two at once) take `kgtools_process`. Of the real project the
    graph is in memory, the tables are read and the index of its search is made, once for all tests; what is done at a
    start is tried elsewhere.
    """
    real: list[Store] = []  # the graph of the real project, once it is asked for

    def opened(root: Path, notify: Callable[[str], None] | None = None) -> Store:
        if root != ROOT:
            return _open(root, notify)
        real[:] = [request.getfixturevalue("real")]
        return real[0]

    def searched(graph: Store, words: str, limit: int) -> tuple[list[search.Match], int]:
        if any(graph is one for one in real):
            found = find.search(graph, words, request.getfixturevalue("index"))
            return found[:limit], len(found)
        return _search(graph, words, limit)

    def loaded(
        root: Path,
        terms: ontology.Ontology,
        with_names: bool = True,
        known: Mapping[str, ArticleAlone] | None = None,
        checks: bool = False,
    ) -> Corpus:
        if root == ROOT and with_names and known is None:
            return real_corpus()
        return _load(root, terms, with_names, known, checks)

    def read(root: Path) -> tuple[list[ox.Quad], dict[str, int]]:
        return request.getfixturevalue("graph_and_counts") if root == ROOT else _read(root)

    def run(*arguments: str | Path, cwd: Path | None = None, input: str = "", columns: int = 0) -> Done:
        """With `columns` the results go to a terminal of that width, long enough for all of them."""
        given = io.TextIOWrapper(io.BytesIO(input.encode(errors="surrogateescape")), encoding="utf-8")
        out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="") for _ in range(2))
        if columns:
            out.isatty = lambda: True  # type: ignore[method-assign]
        with (
            contextlib.chdir(cwd or tmp_path),
            contextlib.redirect_stdout(out),
            contextlib.redirect_stderr(err),
            pytest.MonkeyPatch.context() as patch,
        ):
            patch.setattr(sys, "stdin", given)
            patch.setenv("COLUMNS", str(columns))
            patch.setenv("LINES", "100000")
            patch.setattr(store, "open_store", opened)
            patch.setattr(reader, "load", loaded)
            patch.setattr(build, "read", read)
            patch.setattr(kept, "search", searched)
            patch.setattr(namespaces, "_in_use", None)  # as at a start; what is minted before a project is open fails
            patch.setattr(projects, "_in_use", None)
            code = cli.run(list(map(str, arguments)))
        projects.use(ROOT)  # whatever project the command worked on
        written = []
        for stream in (out, err):
            stream.flush()
            written.append(stream.buffer.getvalue().decode())  # type: ignore[attr-defined]
        return Done(arguments, code, *written)

    return run


@pytest.fixture
def kgtools_process(tmp_path: Path) -> Run:
    """Run the command in a process of its own, in a folder outside any project."""

    def run(*arguments: str | Path, cwd: Path | None = None) -> Done:
        command = [sys.executable, "-m", "kgtools", *map(str, arguments)]
        return subprocess.run(command, cwd=cwd or tmp_path, capture_output=True, text=True, check=False)

    return run


@pytest.fixture
def trap() -> Iterator[tuple[int, list[str]]]:
    """A port that remembers who came."""
    caught: list[str] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def listen() -> None:
            while True:
                try:
                    connection, address = listener.accept()
                except OSError:
                    return
                caught.append(str(address))
                connection.close()

        threading.Thread(target=listen, daemon=True).start()
        yield listener.getsockname()[1], caught
        listener.shutdown(socket.SHUT_RDWR)


# -- the browser --------------------------------------------------------------------------------------

# Chromium without windows shows pages with the same engine and asks for little more than half of the processor.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
CHROMIUM = next(filter(None, map(shutil.which, NAMES)), None)
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


@pytest.fixture(scope="session")
def chromium() -> Iterator[tuple[Any, asyncio.AbstractEventLoop]]:
    """Chromium, driven by Playwright, started once for all modules, and the loop that drives it.

    Without one a test is skipped, or fails if TANDEM_REQUIRE_BROWSER is set.
    """
    if CHROMIUM is None:
        refuse = pytest.fail if os.environ.get("TANDEM_REQUIRE_BROWSER") else pytest.skip
        refuse("there is no Chromium here; install one, on Debian with: apt-get install chromium-headless-shell")
    from playwright.sync_api import sync_playwright

    playwright = sync_playwright().start()
    opened = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
    loop = asyncio.get_running_loop()
    asyncio._set_running_loop(None)
    yield opened, loop
    with running(loop):
        opened.close()
        playwright.stop()


@contextlib.contextmanager
def running(loop: asyncio.AbstractEventLoop) -> Iterator[None]:
    """Have the loop of Playwright count as running, as it does between its calls, for so long alone.

    While one counts as running no other can run, and other tests run loops of their own.
    """
    asyncio._set_running_loop(loop)
    try:
        yield
    finally:
        asyncio._set_running_loop(None)


@pytest.fixture(scope="module")
def browser(chromium: tuple[Any, asyncio.AbstractEventLoop]) -> Iterator[Any]:
    """Chromium, for the tests of a module; what they leave open is closed after them."""
    opened, loop = chromium
    with running(loop):
        yield opened
        for context in opened.contexts:
            context.close()
