"""The outputs of a build, written from one stream of sorted lines: N-Quads, and from these TriG and the store."""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from queue import SimpleQueue

import pyoxigraph as ox

from kgtools import files, namespaces, ontology, remembering
from kgtools.claims import reader
from kgtools.claims.alone import ArticleAlone
from kgtools.claims.cells import Cells
from kgtools.claims.model import Corpus
from kgtools.compare import alignment
from kgtools.compare.report import severity
from kgtools.errors import DataError
from kgtools.graph import names, statements, things
from kgtools.graph.names import table
from kgtools.graph.parts import sorting
from kgtools.graph.parts.article_parts import Parts, Tell
from kgtools.graph.things import table as of_things
from kgtools.ontology import Ontology

RANKED = "disagreements.txt"  # their ids, the weightiest first
_LOADED = 16 << 20  # bytes of lines that the store takes at a time: more are no quicker, and take ten times their room


def write(root: Path, digest: str, parts: Path, nquads: Path, store: Path, tell: Tell) -> dict[str, int]:
    """Read a project and write its graph as N-Quads, as TriG and a store, with tables of names and things.

    Beside them it writes the disagreements by their weight. `digest` is that of the project, `parts` the folder of the
    parts of articles. Returns counts. Raises DataError for wrong data.
    """
    with _loading(store, tell) as load:
        with _uncollected():
            counts = _lines(root, Parts(root, ontology.load(root), parts), nquads, load, tell)
        load.expect(counts["quads"])
        quads = ox.parse(path=str(nquads), lenient=True)  # our own lines need no second look
        ox.serialize(quads, str(nquads.with_suffix(".trig")), ox.RdfFormat.TRIG, prefixes=namespaces.prefixes())
        table.write(nquads, nquads.with_name(names.FILE), digest)  # the store is still loading
        of_things.write(nquads, nquads.with_name(things.FILE), digest)
    return counts


@contextmanager
def _uncollected() -> Iterator[None]:
    """Spare the search for what nobody can reach: while rows are read there is none, and it takes a quarter longer."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()
        gc.collect()


def _lines(root: Path, parts: Parts, target: Path, load: Callable[[Path], None], tell: Tell) -> dict[str, int]:
    """Write all lines of the graph, count what they hold, and have the files loaded from which they are merged."""
    taken = parts.taken(files.article_folders(root), tell)
    places = list(taken)
    for place in places:
        load(place)
    counts, others = _beside_parts(root, parts.ontology, taken, target, load)
    number = sorting.merge([*places, *others], target)
    parts.sweep(places)
    return {**counts, "quads": number}


def _beside_parts(
    root: Path, ontology: Ontology, taken: dict[Path, ArticleAlone], target: Path, load: Callable[[Path], None]
) -> tuple[dict[str, int], list[Path]]:
    """Write what does not follow from one article alone as sorted pieces; returns counts of all, and the pieces.

    A build is one pass. What is remembered for who asks again is given up after each step, and so is what `taken` has.
    """
    known = {alone.article.id: alone for alone in taken.values()}
    corpus, without = reader.load(root, ontology, known=known), frozenset(known)
    taken.clear()
    known.clear()
    runs = alignment.runs(corpus, ontology)
    remembering.forget()
    ranked = severity.ranked(corpus, ontology, runs)
    target.with_name(RANKED).write_text("".join(f"{identifier}\n" for identifier in ranked), encoding="utf-8")
    remembering.forget()
    folder = target.with_name("pieces")
    folder.mkdir()
    pieces: list[Path] = []
    cells = Cells(root, ontology, keeps_rows=False)
    for piece in sorting.pieces(map(sorting.line, statements.streamed(corpus, cells, runs, without)), folder):
        load(piece)
        pieces.append(piece)
        remembering.forget()
    if cells.findings:
        raise DataError(cells.findings)
    return count(corpus), pieces


class _Loader:
    """Loads files of lines into a new store, some lines at a time, while others are still being written.

    The library lets other threads work while it loads.
    """

    def __init__(self, store: Path, tell: Tell) -> None:
        self._store, self._tell = store, tell
        self._files: SimpleQueue[Path | None] = SimpleQueue()
        self._expected = 0
        self._stopped = False

    def __call__(self, file: Path) -> None:
        """Have a file loaded; it must stay as it is."""
        self._files.put(file)

    def expect(self, number: int) -> None:
        """Say that no file comes any more, and how many lines there are."""
        self._expected = number
        self._files.put(None)

    def stop(self) -> None:
        """Load no more."""
        self._stopped = True
        self._files.put(None)

    def run(self) -> None:
        """Load until no file comes any more."""
        opened = ox.Store(str(self._store))
        done = 0
        for some in _gathered(iter(self._files.get, None)):
            if self._stopped:
                return
            opened.bulk_load(some, ox.RdfFormat.N_QUADS, lenient=True)
            done += some.count(b"\n")
            if self._expected:  # lines that several files have are loaded more than once
                self._tell("quads loaded", min(done, self._expected), self._expected)
        opened.flush()
        opened.optimize()


@contextmanager
def _loading(store: Path, tell: Tell) -> Iterator[_Loader]:
    """What loads files into a new store; in the end all that it was given is there."""
    loader = _Loader(store, tell)
    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(loader.run)
        try:
            yield loader
            running.result()
        finally:
            loader.stop()


def _gathered(files: Iterable[Path]) -> Iterator[bytes]:
    """The lines of files, so many together as the store takes at a time."""
    some = bytearray()
    for file in files:
        with file.open("rb") as lines:
            while part := lines.read(_LOADED - len(some)):
                some += part + lines.readline()
                if len(some) >= _LOADED:
                    yield bytes(some)
                    some.clear()
    if some:
        yield bytes(some)


def count(corpus: Corpus) -> dict[str, int]:
    """How much a corpus holds: in all, entities by table, claims by article, by kind and modality and by certainty."""
    found = {
        "articles": len(corpus.articles),
        "entities": len(corpus.entities),
        "facts": sum(1 for _ in corpus.facts),
        "figures": sum(1 for _ in corpus.figures),
        "opinions": sum(1 for _ in corpus.opinions),
        "disagreements": len(corpus.disagreements),
    }
    tables = Counter(namespaces.kinds()[identifier.partition("/")[0]][0] for identifier in corpus.entities)
    claims = Counter(
        f"{claim.article} {kind} {getattr(claim, 'modality', '')}".strip()
        for kind, group in (("facts", corpus.facts), ("figures", corpus.figures), ("opinions", corpus.opinions))
        for claim in group
    )
    certainty = Counter(f"{claim.article} {claim.certainty}" for claim in corpus.claims if claim.certainty)
    found |= {f"entities {table}": number for table, number in sorted(tables.items())}
    return found | dict(sorted(claims.items())) | dict(sorted(certainty.items()))
