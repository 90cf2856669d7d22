"""Holds the quads and runs SPARQL: builds `build/`, opens the store, and notices stale builds."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from kgtools import names, tables
from kgtools.counts import count
from kgtools.errors import UsageError

_MANIFEST = "manifest.txt"
_STORE = "store"

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple


@dataclass(frozen=True)
class Summary:
    """What a build wrote: counts, and the folder."""

    folder: Path
    counts: dict[str, int]


def build_folder(root: Path) -> Path:
    """Where the outputs of a house go: `build/` of a checkout, the user's cache for an installed house."""
    if root == Path(__file__).parent / "house":
        base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
        return Path(base) / "tandem-kg"
    return root / "build"


def build(root: Path, folder: Path | None = None) -> Summary:
    """Read a house and write `tandem.trig`, `tandem.nq` and the store into its build folder.

    The same tables give the same bytes, whatever the order of their rows. Every output is written
    beside its place and renamed, the manifest last: a build that is interrupted leaves the old
    outputs or a build that is known to be stale. Raises DataError for wrong data and UsageError if
    the folder cannot be written.
    """
    import shutil
    import tempfile

    folder = folder or build_folder(root)
    digest = tables.input_digest(root)
    quads, counts = read(root)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _sweep(folder)
        work = Path(tempfile.mkdtemp(prefix=f".new-{os.getpid()}-", dir=folder))
    except OSError as error:
        raise UsageError(
            f"cannot write {folder}: {error.strerror}; make it writable or choose another with -o"
        ) from None
    try:
        ox.serialize(quads, str(work / "tandem.nq"), ox.RdfFormat.N_QUADS)
        ox.serialize(quads, str(work / "tandem.trig"), ox.RdfFormat.TRIG, prefixes=names.PREFIXES)
        store = ox.Store(str(work / _STORE))
        store.bulk_extend(quads)
        store.flush()
        store.optimize()
        del store
        lines = [f"digest {digest}", *(f"{name} {number}" for name, number in counts.items())]
        (work / _MANIFEST).write_text("\n".join(lines) + "\n")
        (folder / _MANIFEST).unlink(missing_ok=True)
        for name in ("tandem.nq", "tandem.trig"):
            os.replace(work / name, folder / name)
        if (folder / _STORE).exists():
            os.rename(folder / _STORE, work / "old")
        os.rename(work / _STORE, folder / _STORE)
        os.replace(work / _MANIFEST, folder / _MANIFEST)
    except OSError as error:
        raise UsageError(
            f"cannot write {folder}: {error.strerror or error}; make room or choose another with -o"
        ) from None
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return Summary(folder, counts)


def _sweep(folder: Path) -> None:
    """Remove what an interrupted build left behind."""
    import shutil

    for left in folder.glob(".new-*"):
        process = left.name.split("-")[1]
        if not (process.isdigit() and runs(int(process))):
            shutil.rmtree(left, ignore_errors=True)


def runs(process: int) -> bool:
    """Whether there is a process of this number."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def read(root: Path) -> tuple[list[ox.Quad], dict[str, int]]:
    """The quads of a house, sorted and each once, and counts of what they hold."""
    from kgtools import corpus, graph, vocabulary

    terms = vocabulary.load(root)
    house = corpus.load(root, terms)
    quads = sorted(set(graph.quads(house, terms)), key=str)
    counts = {**count(house), "quads": len(quads)}
    return quads, counts


def open_store(root: Path) -> ox.Store:
    """The store of a house, built first if there is none or its tables have changed since.

    Where the build folder cannot be written the graph is held in memory.
    """
    folder = build_folder(root)
    reason = "the tables had changed"
    if _is_fresh(folder, root):
        try:
            return ox.Store.read_only(str(folder / _STORE))
        except (OSError, RuntimeError):
            reason = "the store was damaged"
    try:
        build(root, folder)
        store = ox.Store.read_only(str(folder / _STORE))
    except (UsageError, OSError, RuntimeError):
        # The folder cannot be written, or another process is building at the same moment.
        store = ox.Store()
        store.bulk_extend(read(root)[0])
        return store
    print(f"kgtools: built the graph anew, {reason}", file=sys.stderr)
    return store


def built(root: Path) -> str:
    """The digest of what the last build of a house was made from; empty if there is no whole build."""
    folder = build_folder(root)
    return _manifest(folder).get("digest", "") if (folder / _STORE).is_dir() else ""


def lend(root: Path, folder: Path, fresh: bool) -> tuple[str, Path]:
    """Put the store of a house, for one's own use, below a folder.

    Returns its digest, and the place that has it under the name `store`. With `fresh` it is built
    first if the tables have changed; without, it is taken as it was last built. The files, which
    nobody changes once they are written, are linked where that is possible; so a later build takes
    nothing away. Raises UsageError if it cannot be done.
    """
    import shutil
    import tempfile

    source = build_folder(root)
    place = Path(tempfile.mkdtemp(dir=folder))
    if fresh and not _is_fresh(source, root):
        try:
            build(root, source)
        except UsageError:
            source = build(root, place).folder
            return _manifest(source)["digest"], place
    digest = _manifest(source).get("digest", "")
    try:
        shutil.copytree(source / _STORE, place / _STORE, copy_function=_link)
    except (OSError, shutil.Error):
        digest = ""
    if not digest or _manifest(source).get("digest") != digest:
        shutil.rmtree(place, ignore_errors=True)
        raise UsageError(f"the store in {source} is being replaced; try again")
    return digest, place


def _link(source: str, target: str) -> None:
    import shutil

    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)


def _is_fresh(folder: Path, root: Path) -> bool:
    return _manifest(folder).get("digest") == tables.input_digest(root) and (folder / _STORE).is_dir()


def _manifest(folder: Path) -> dict[str, str]:
    """What the last build of a folder recorded: the digest of its inputs and its counts; empty if there is none."""
    try:
        lines = (folder / _MANIFEST).read_text().splitlines()
    except (OSError, UnicodeDecodeError):
        return {}
    found = dict(line.rsplit(" ", 1) for line in lines if " " in line)
    return found if all(value.isdecimal() for name, value in found.items() if name != "digest") else {}


def counts(root: Path) -> dict[str, int]:
    """The counts that the last build of a house recorded."""
    return {name: int(number) for name, number in _manifest(build_folder(root)).items() if name != "digest"}


def select(store: ox.Store, sparql: str, **bindings: ox.NamedNode) -> Iterator[tuple[Term | None, ...]]:
    """The rows of a SELECT of the tool's own, with the prefixes declared.

    A variable named in `bindings` is replaced by its term, written by the RDF library. (The
    library's own substitutions only take variables that are selected.)
    """
    for name, term in bindings.items():
        sparql = re.sub(rf"\?{name}\b", str(term).replace("\\", r"\\"), sparql)
    answer = store.query(sparql, prefixes=names.PREFIXES)
    assert isinstance(answer, ox.QuerySolutions)
    return (tuple(solution) for solution in answer)
