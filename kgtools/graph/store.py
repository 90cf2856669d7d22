"""The store: opening it, lending it, and the tools' own SELECTs."""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property, wraps
from itertools import count, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeGuard, TypeVar, cast

import pyoxigraph as ox

from kgtools import namespaces
from kgtools.errors import UsageError
from kgtools.graph import names, things
from kgtools.graph.build import STORE, build, is_fresh, link, manifest, read
from kgtools.graph.reading import Store
from kgtools.graph.terms import Term
from kgtools.layout import build_folder

_AT_ONCE = 200  # terms that a query begins at
_LOOKED_UP = 200  # lookups before it is seen again which files are open
_ENOUGH = 5000  # lookups where the system does not tell that
_SAMPLE = 50  # quads of each graph that are looked up at most
_REMEMBERED = 8192  # of what is read once, of each kind
_LOADED = 5000  # quads that are loaded at a time, which takes less memory
FEW = 150_000  # quads of a graph that may be held in memory as a whole: some 70 MB
P = ParamSpec("P")
Read = TypeVar("Read")
if TYPE_CHECKING:
    from kgtools.graph.names.table import Table
    from kgtools.graph.things.table import Table as Things


class BuiltStore:
    """The store of a build, opened for reading, which knows the folder and the digest of the build.

    `searched` is the index of its searches, for who may open no file later; `read` what was read of it `once`. Whatever
    else it is asked goes to the library's store.
    """

    searched: Any = None

    def __init__(self, folder: Path, digest: str, store: ox.Store | None = None) -> None:
        """Opens the store, unless it is given. Raises OSError or RuntimeError if it cannot be opened."""
        self._store = ox.Store.read_only(str(folder / STORE)) if store is None else store
        self.folder, self.digest = folder, digest
        self.read: dict[object, dict[object, Any]] = {}
        self.query = self._store.query
        self.quads_for_pattern = self._store.quads_for_pattern

    def __getattr__(self, name: str) -> Any:
        return getattr(object.__getattribute__(self, "_store"), name)  # which a copy may lack

    def __contains__(self, quad: ox.Quad, /) -> bool:
        return quad in self._store

    def __iter__(self) -> Iterator[ox.Quad]:
        return iter(self._store)

    def __len__(self) -> int:
        return len(self._store)

    def open_files(self) -> int:
        """Open all files of the store, for who may open none later; the number of those known to be closed still."""
        return open_files(self._store, self.folder)

    @cached_property
    def names(self) -> Table:
        """The table of its names. Raises LookupError or sqlite3.Error where there is none of this build."""
        from kgtools.graph.names.table import Table

        return Table.opened(self.folder / names.FILE, self.digest)

    def part(self) -> None:
        """Let a process that was forked off open the table of things for itself, as SQLite wants it."""
        vars(self).pop("things", None)

    @cached_property
    def things(self) -> Things | None:
        """The table of its things; None where there is none of this build."""
        import sqlite3

        from kgtools.graph.things.table import Table

        with contextlib.suppress(LookupError, ValueError, TypeError, sqlite3.Error):
            return Table.opened(self.folder / things.FILE, self.digest)
        return None


def open_files(store: ox.Store, folder: Path) -> int:
    """Open all files of the store of a build, for who may open none later; how many are known to be closed still.

    The library opens sixteen, and another one when it first looks something up in it. So something is looked up all
    over the store until no file is closed; where the system does not tell which are, a number of times.
    """
    closed = _closed(folder / STORE)
    lookups = islice(_lookups(store), _ENOUGH if closed is None else None)
    while closed != set() and (some := list(islice(lookups, _LOOKED_UP))):
        for pattern in some:
            next(store.quads_for_pattern(*pattern), None)
        closed = _closed(folder / STORE)
    return len(closed or ())


def _lookups(store: ox.Store) -> Iterator[tuple[Any, Any, Any, Any]]:
    """Patterns that begin at places all over each of the indexes of a store, which are sorted by hashes of terms.

    An unknown term begins at a chance place, between all others of its kind; a known one where many may begin alike.
    """
    unknown = (ox.NamedNode(f"urn:unknown:{number}") for number in count())
    for graph in (ox.DefaultGraph(), *store.named_graphs()):
        for quad in islice(store.quads_for_pattern(None, None, None, graph), _SAMPLE):
            for place in (graph, None):
                yield next(unknown), None, None, place
                yield None, quad.predicate, next(unknown), place
                yield None, quad.predicate, quad.object, place
                yield None, None, next(unknown), place
                yield None, None, quad.object, place


def _closed(folder: Path) -> set[str] | None:
    """The files of a store that this process has not opened; None where the system does not tell."""
    try:
        descriptors = os.listdir("/proc/self/fd")
    except OSError:
        return None
    closed = {str(file) for file in folder.resolve().glob("*.sst")}
    for descriptor in descriptors:
        with contextlib.suppress(OSError):  # it was that of the listing
            closed.discard(os.readlink(f"/proc/self/fd/{descriptor}"))
    return closed


def opened(folder: Path, notify: Callable[[str], None] | None = None) -> ox.Store:
    """The store of a build for who asks it much: a small graph is read into memory, where it answers twice as fast.

    Of a large one all files are open, so that who may open none later can read them; `notify` is called with a sentence
    if they are not.

    Whoever opens a small one so gets rows in the same order: the quads go in in one order, and none has a blank node,
    which would be named anew. Raises OSError or RuntimeError if it cannot be opened.
    """
    on_disk = ox.Store.read_only(str(folder / STORE))
    # To count all quads of a large graph takes long.
    more = on_disk.query(f"SELECT ?s {{ {{ ?s ?p ?o }} UNION {{ GRAPH ?g {{ ?s ?p ?o }} }} }} OFFSET {FEW} LIMIT 1")
    assert isinstance(more, ox.QuerySolutions)
    if list(more):
        if (closed := open_files(on_disk, folder)) and notify is not None:
            notify(f"what is in {closed} files of {folder / STORE} cannot be read by queries: they could not be opened")
        return on_disk
    lines = (on_disk.dump(format=ox.RdfFormat.N_QUADS) or b"").splitlines(keepends=True)
    lines.sort(key=lambda line: line.partition(b" ")[2])  # what has one predicate lies together, and is read sooner
    store = ox.Store()
    for start in range(0, len(lines), _LOADED):
        store.bulk_load(b"".join(lines[start : start + _LOADED]), format=ox.RdfFormat.N_QUADS)
    return store


def once(read: Callable[Concatenate[Store, P], Read]) -> Callable[Concatenate[Store, P], Read]:
    """Read something of the store of a build, which does not change, a single time; of any other store each time.

    What else is given tells what is read; of more than some thousand such things the first are read again. Nobody may
    change what was read.
    """

    @wraps(read)
    def asked(store: Store, *given: P.args, **named: P.kwargs) -> Read:
        if not isinstance(store, BuiltStore):
            return read(store, *given, **named)
        known = store.read.setdefault(read, {})
        key = (*given, *named.values())
        if key not in known:
            if len(known) >= _REMEMBERED:
                known.clear()
            known[key] = read(store, *given, **named)
        found: Read = known[key]
        return found

    return cast(Callable[Concatenate[Store, P], Read], asked)


def is_at_hand(store: Store) -> TypeGuard[ox.Store | BuiltStore]:
    """Whether a store lies here, and not behind an endpoint."""
    return isinstance(store, ox.Store | BuiltStore)


def open_store(root: Path, notify: Callable[[str], None] | None = None) -> Store:
    """The store of a project, built first if there is none or its tables have changed since.

    Where there is no build folder, or none that can be written, the graph is held in memory. `notify` is called
    with a sentence if the graph was rebuilt or is in memory.
    """
    try:
        folder = build_folder(root)
    except UsageError as error:
        return _in_memory(root, notify, str(error))
    reason = "the tables had changed"
    if is_fresh(folder, root):
        try:
            return BuiltStore(folder, manifest(folder).get("digest", ""))
        except (OSError, RuntimeError):
            reason = "the store was damaged"
    try:
        build(root, folder)
        store = BuiltStore(folder, manifest(folder).get("digest", ""))
    except UsageError:
        return _in_memory(root, notify, f"{folder} cannot be written")
    except (OSError, RuntimeError):
        return _in_memory(root, None, "another process builds it at this moment")
    if notify is not None:
        notify(f"rebuilt the graph: {reason}")
    return store


def _in_memory(root: Path, notify: Callable[[str], None] | None, reason: str) -> Store:
    if notify is not None:
        notify(f"the graph is in memory, built anew at every start: {reason}")
    store = ox.Store()
    store.bulk_extend(read(root)[0])
    return store


def lend(root: Path, folder: Path, fresh: bool, notify: Callable[[str], None] | None = None) -> tuple[str, Path]:
    """Put the store of a project, for one's own use, below a folder.

    Returns its digest, and the place that has it under the name `store`. With `fresh` it is built
    first if the tables have changed; without, it is taken as it was last built. The files, which
    nobody changes once they are written, are linked where that is possible; so a later build takes
    nothing away. `notify` is called with a sentence if it can be built nowhere but below the folder.
    Raises UsageError if it cannot be done.
    """
    import shutil
    import tempfile

    place = Path(tempfile.mkdtemp(dir=folder))
    try:
        source = build_folder(root)
        if fresh and not is_fresh(source, root):
            build(root, source)
    except UsageError as error:
        if notify is not None:
            notify(f"the graph is built in a temporary folder: {error}")
        source = build(root, place).folder
        return manifest(source)["digest"], place
    digest = manifest(source).get("digest", "")
    try:
        (place / STORE).mkdir()
        for file in (source / STORE).iterdir():  # the store has no folders
            link(file, place / STORE / file.name)
        for table in (names.FILE, things.FILE):
            if (source / table).exists():
                link(source / table, place / table)
    except FileNotFoundError:
        digest = ""
    except OSError as error:
        shutil.rmtree(place, ignore_errors=True)
        raise UsageError(
            f"the store cannot be copied to {folder}: {error.strerror}; make room, or name another folder with TMPDIR"
        ) from None
    if not digest or manifest(source).get("digest") != digest:
        shutil.rmtree(place, ignore_errors=True)
        raise UsageError(f"the store in {source} is being replaced; try again")
    return digest, place


def select(store: Store, sparql: str, **bindings: ox.NamedNode) -> Iterator[tuple[Term | None, ...]]:
    """The rows of a SELECT of the tool's own, with the prefixes declared.

    A variable named in `bindings` is replaced by its term, written by the RDF library. (The
    library's own substitutions only take variables that are selected.)
    """
    for name, term in bindings.items():
        sparql = re.sub(rf"\?{name}\b", str(term).replace("\\", r"\\"), sparql)
    answer = store.query(sparql, prefixes=namespaces.prefixes())
    assert isinstance(answer, ox.QuerySolutions)
    return (tuple(solution) for solution in answer)


def select_among(
    store: Store, sparql: str, name: str, terms: Iterable[Term] | None, **bindings: ox.NamedNode
) -> Iterator[tuple[Term | None, ...]]:
    """The rows of a SELECT with a variable that is one of some terms, so that they cost what they are; None is any.

    Some terms at a time are asked for: of a thousand the library no longer begins at them, and takes ten times as long.
    """
    if terms is None:
        yield from select(store, sparql, **bindings)
        return
    every = sorted(map(str, terms))
    for start in range(0, len(every), _AT_ONCE):
        values = f"{{ VALUES ?{name} {{ {' '.join(every[start : start + _AT_ONCE])} }} "
        yield from select(store, sparql.replace("{", values, 1), **bindings)
