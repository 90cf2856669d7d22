"""The build: writing `build/` and its manifest, and noticing that it is stale."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kgtools import files, layout, namespaces, projects
from kgtools.errors import UsageError

if TYPE_CHECKING:
    from kgtools.claims.model import Corpus

MANIFEST = "manifest.txt"
STORE = "store"


@dataclass(frozen=True)
class Summary:
    """What a build wrote: counts, and the folder."""

    folder: Path
    counts: dict[str, int]


def build(root: Path, folder: Path | None = None) -> Summary:
    """Read a project and write it as TriG, as N-Quads and as a store into its build folder.

    The same tables give the same bytes, whatever the order of their rows. Every output is written
    beside its place and renamed, the manifest last: a build that is interrupted leaves the old
    outputs or a build that is known to be stale. Raises DataError for wrong data and UsageError if
    the folder cannot be written.
    """
    import shutil
    import tempfile

    folder = folder or layout.build_folder(root)
    digest, stem = files.input_digest(root), projects.in_use().stem
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
        ox.serialize(quads, str(work / f"{stem}.nq"), ox.RdfFormat.N_QUADS)
        ox.serialize(quads, str(work / f"{stem}.trig"), ox.RdfFormat.TRIG, prefixes=namespaces.prefixes())
        store = ox.Store(str(work / STORE))
        store.bulk_extend(quads)
        store.flush()
        store.optimize()
        del store
        lines = [f"digest {digest}", *(f"{name} {number}" for name, number in counts.items())]
        (work / MANIFEST).write_text("\n".join(lines) + "\n")
        projects.keep(projects.in_use(), work)
        (folder / MANIFEST).unlink(missing_ok=True)
        for name in (f"{stem}.nq", f"{stem}.trig", projects.KEPT):
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
    """The quads of a project, sorted and each once, and counts of what they hold."""
    from kgtools import ontology
    from kgtools.claims import reader
    from kgtools.graph import statements

    terms = ontology.load(root)
    corpus = reader.load(root, terms)
    quads = sorted(set(statements.quads(corpus, terms)), key=str)
    counts = {**_count(corpus), "quads": len(quads)}
    return quads, counts


def _count(corpus: Corpus) -> dict[str, int]:
    """How much a corpus holds: in all, entities by table, claims by article, by kind and modality and by certainty."""
    from collections import Counter

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


def counts(root: Path) -> dict[str, int]:
    """What a project holds: as its last build recorded, or counted anew if there is no build of it as it is."""
    if built(root) != files.input_digest(root):
        return read(root)[1]
    return {name: int(number) for name, number in manifest(layout.build_folder(root)).items() if name != "digest"}
