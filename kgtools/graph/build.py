"""The build: writing `build/` and its manifest, and noticing that it is stale."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from kgtools import files, layout, projects
from kgtools.errors import UsageError
from kgtools.graph import names, things

MANIFEST = "manifest.txt"
STORE = "store"
PARTS = "parts"  # folder of what follows from single articles
Tell = Callable[[object, int, int], None]  # takes what is done, how much of it, and of how much
Further = Callable[
    [Path, str, Tell], Iterable[str]
]  # writes files to the folder of a build, by its digest; their names


@dataclass(frozen=True)
class Summary:
    """What a build wrote: counts, and the folder."""

    folder: Path
    counts: dict[str, int]


def _silent(_what: object, _done: int, _of: int) -> None:
    pass


def build(
    root: Path, folder: Path | None = None, tell: Tell = _silent, further: Further | None = None
) -> Summary:  # fmt: skip
    """Read a project and write it as TriG, as N-Quads and as a store, with its names, into its build folder.

    The same tables give the same bytes, whatever the order of their rows. Articles whose tables have not changed since
    the last build are not read again. Every output is written beside its place and renamed, the manifest last: a
    build that is interrupted leaves the old outputs or a build that is known to be stale. `tell` is told how far it
    is; `further` writes what else is to be there as soon as the build is. Raises DataError for wrong data and
    UsageError if the folder cannot be written.
    """
    import shutil
    import tempfile

    from kgtools.graph.parts import outputs

    folder = folder or layout.build_folder(root)
    digest, stem = files.input_digest(root), projects.in_use().stem
    try:
        _begin(folder)
        _sweep(folder)
        work = Path(tempfile.mkdtemp(prefix=f".new-{os.getpid()}-", dir=folder))
    except OSError as error:
        raise _unwritable(folder, error) from None
    try:
        counts = outputs.write(root, digest, folder / PARTS, work / f"{stem}.nq", work / STORE, tell)
        lines = [f"digest {digest}", *(f"{name} {number}" for name, number in counts.items())]
        (work / MANIFEST).write_text("\n".join(lines) + "\n")
        projects.keep(projects.in_use(), work)
        others = further(work, digest, tell) if further else ()
        (folder / MANIFEST).unlink(missing_ok=True)
        for name in (f"{stem}.nq", f"{stem}.trig", names.FILE, things.FILE, projects.KEPT, outputs.RANKED, *others):
            os.replace(work / name, folder / name)
        if (folder / STORE).exists():
            os.rename(folder / STORE, work / "old")
        os.rename(work / STORE, folder / STORE)
        os.replace(work / MANIFEST, folder / MANIFEST)
    except OSError as error:
        raise UsageError(
            f"cannot write {folder}: {error.strerror or error}; make room or choose another with -o"
        ) from None
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return Summary(folder, counts)


def shard(root: Path, articles: Iterable[str], folder: Path | None = None, tell: Tell = _silent) -> Path:
    """Make the parts of some articles, from which a build takes them, and return the folder that has them.

    Each follows from the tables of its article, from the ontology and from what the list of disagreements does not
    accept of it; so shards can be made anywhere, at the same time, and laid together. Raises DataError with every
    finding of these articles, and UsageError if the folder cannot be written.
    """
    from kgtools import ontology
    from kgtools.graph.parts.article_parts import Parts

    folder = folder or layout.build_folder(root)
    chosen = set(articles)
    try:
        _begin(folder)
        parts = Parts(root, ontology.load(root), folder / PARTS)
        parts.make_each([one for one in files.article_folders(root) if one.name in chosen], tell)
    except OSError as error:
        raise _unwritable(folder, error) from None
    return folder / PARTS


def _begin(folder: Path) -> None:
    """Make a build folder, with a place for parts."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / PARTS).mkdir(exist_ok=True)


def _unwritable(folder: Path, error: OSError) -> UsageError:
    return UsageError(f"cannot write {folder}: {error.strerror}; make it writable or choose another with -o")


def _sweep(folder: Path) -> None:
    """Remove what an interrupted build left behind."""
    import shutil

    for left in folder.glob(".new-*"):
        process = left.name.split("-")[1]
        if process.isdigit() and runs(int(process)):
            continue
        if left.is_dir():
            shutil.rmtree(left, ignore_errors=True)
        else:
            left.unlink(missing_ok=True)


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
    """The quads of a project, sorted and each once, and counts of what they hold."""
    from kgtools import ontology
    from kgtools.claims import reader
    from kgtools.graph import statements
    from kgtools.graph.parts import outputs

    terms = ontology.load(root)
    corpus = reader.load(root, terms)
    quads = sorted(set(statements.quads(corpus, terms)), key=str)
    counts = {**outputs.count(corpus), "quads": len(quads)}
    return quads, counts


def built(root: Path) -> str:
    """The digest of what the last build of a project was made from; empty if there is no whole build."""
    try:
        folder = layout.build_folder(root)
    except UsageError:
        return ""
    return manifest(folder).get("digest", "") if (folder / STORE).is_dir() else ""


def is_fresh(folder: Path, root: Path) -> bool:
    """Whether a build folder holds what a build of the project would give now."""
    return manifest(folder).get("digest") == files.input_digest(root) and (folder / STORE).is_dir()


def manifest(folder: Path) -> dict[str, str]:
    """What the last build of a folder recorded: the digest of its inputs and its counts; empty if there is none."""
    try:
        lines = (folder / MANIFEST).read_text().splitlines()
    except (OSError, UnicodeDecodeError):
        return {}
    found = dict(line.rsplit(" ", 1) for line in lines if " " in line)
    return found if all(value.isdecimal() for name, value in found.items() if name != "digest") else {}


def counts(root: Path, folder: Path | None = None) -> dict[str, int]:
    """What a project holds: as its last build recorded, or counted anew if there is no build of it as it is.

    A folder is that of a build known to be of it.
    """
    if folder is None and built(root) != files.input_digest(root):
        return read(root)[1]
    recorded = manifest(folder or layout.build_folder(root))
    return {name: int(number) for name, number in recorded.items() if name != "digest"}


def ranking(root: Path, folder: Path | None = None) -> list[str]:
    """The ids of the disagreements of a project, the weightiest first: as its last build wrote them, or ranked anew.

    A folder is that of a build known to be of it.
    """
    from kgtools.compare.report import severity
    from kgtools.graph.parts import outputs

    if folder is not None or built(root) == files.input_digest(root):
        try:
            return ((folder or layout.build_folder(root)) / outputs.RANKED).read_text(encoding="utf-8").split()
        except (OSError, UnicodeDecodeError):
            pass  # of a build that was made before they were written
    return severity.ranking(root)


def keep(root: Path, file: Path, digest: str) -> None:
    """Have a file that follows from a build, by its digest, beside that build too, where that can be."""
    try:
        folder = layout.build_folder(root)
        if manifest(folder).get("digest") == digest:
            link(file, folder / file.name)
    except (OSError, UsageError):
        pass


def link(source: Path, target: Path) -> None:
    """Have a file, which nobody changes once it is written, at another place too, copied only where it must be."""
    import shutil

    beside = target.with_name(f".new-{os.getpid()}-{target.name}")  # so that the other is there whole, or not at all
    try:
        os.link(source, beside)
    except OSError:
        shutil.copyfile(source, beside)
    os.replace(beside, target)
    beside.unlink(missing_ok=True)  # of two names of one file neither takes the other's place
