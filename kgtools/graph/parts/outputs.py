"""The outputs of a build, written from one stream of sorted lines: N-Quads, and from these TriG and the store."""

from __future__ import annotations

import gc
import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

import pyoxigraph as ox

from kgtools import files, namespaces, ontology, remembering
from kgtools.claims import reader
from kgtools.claims.model import Corpus
from kgtools.compare import alignment
from kgtools.graph import statements
from kgtools.graph.parts import sorting
from kgtools.graph.parts.article_parts import Parts, Tell

_LOADED = 400_000  # lines that the store takes at a time: more are no quicker, and fill the memory


def write(root: Path, parts: Path, nquads: Path, store: Path, tell: Tell) -> dict[str, int]:
    """Read a project and write its graph as N-Quads, as TriG beside it, and as a store; returns counts.

    `parts` is the folder of the parts of articles. Raises DataError for wrong data.
    """
    with _uncollected():
        counts = _lines(root, Parts(root, ontology.load(root), parts), nquads, tell)
        alignment.forget()
        remembering.forget()
    stop = threading.Event()
    with ThreadPoolExecutor(1) as pool:  # the library lets other threads work while it loads
        loading = pool.submit(_load, nquads, store, counts["quads"], stop, tell)
        try:
            quads = ox.parse(path=str(nquads), lenient=True)  # our own lines need no second look
            trig = str(nquads.with_suffix(".trig"))
            ox.serialize(quads, trig, ox.RdfFormat.TRIG, prefixes=namespaces.prefixes())
            loading.result()
        finally:
            stop.set()
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


def _lines(root: Path, parts: Parts, target: Path, tell: Tell) -> dict[str, int]:
    """Write all lines of the graph, and count what they hold."""
    taken = parts.taken(files.article_folders(root), tell)
    known = {alone.article.id: alone for alone in taken.values()}
    corpus = reader.load(root, parts.ontology, known=known)
    pieces = target.with_name("pieces")
    pieces.mkdir()
    others = sorting.pieces(statements.quads(corpus, parts.ontology, without=known.keys()), pieces)
    number = sorting.merge([*taken, *others], target)
    parts.sweep(taken)
    return {**count(corpus), "quads": number}


def _load(nquads: Path, store: Path, number: int, stop: threading.Event, tell: Tell) -> None:
    """Load lines into a new store, some at a time."""
    opened = ox.Store(str(store))
    done = 0
    for some in _some(nquads):
        if stop.is_set():
            return
        opened.bulk_load(some, ox.RdfFormat.N_QUADS, lenient=True)
        done += _LOADED
        tell("quads loaded", min(done, number), number)
    opened.flush()
    opened.optimize()


def _some(file: Path) -> Iterator[bytes]:
    with file.open("rb") as lines:
        while some := b"".join(islice(lines, _LOADED)):
            yield some


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
