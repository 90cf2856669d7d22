"""The folder of a release: distributions, descriptions, ontology, licences, changes, pages, and the sums of all files.

The same project gives the same bytes: nothing in a file comes from a clock, from the machine or from its name.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from kgtools import files, layout, namespaces, projects
from kgtools.errors import UsageError
from kgtools.graph.reading import Store
from kgtools.publish import export, tables
from kgtools.publish.descriptions import catalogue, model, ro_crate, schema_org, statistics
from kgtools.publish.descriptions.model import Distribution, File, Release
from kgtools.publish.linked_data import formats
from kgtools.publish.releases import changes, citation, told
from kgtools.publish.selection import Scope, Selection, select
from kgtools.query.questions import questions, read_question
from kgtools.views import dataset

COMMAND = "kgtools release"
IDS = "ids.txt"  # of all that is published for ever; copied to data/published.txt, by which `check` finds what is gone
BESIDE = ("LICENSE-DATA", citation.NAME)  # files of the project that go along
_OF_CODE = "LICENSE"  # goes along where a project has it
_W3C = model.FORMATS
_NANOPUBLICATIONS = "http://www.nanopub.org/nschema#"
_DATA_PACKAGE, _CSVW = "https://datapackage.org/", "http://www.w3.org/ns/csvw#"
# format -> (file, with the name of the project for {}; title, media type, IRI of the format, standards)
_RDF = {
    "turtle": ("{}.ttl", "Turtle", "text/turtle", _W3C + "Turtle", ()),
    "trig": ("{}.trig", "TriG", "application/trig", _W3C + "TriG", ()),
    "nquads": ("{}.nq", "N-Quads", "application/n-quads", _W3C + "N-Quads", ()),
    "ntriples": ("{}.nt", "N-Triples", "application/n-triples", _W3C + "N-Triples", ()),
    "jsonld": ("{}.jsonld", "JSON-LD", "application/ld+json", _W3C + "JSON-LD", ()),
    "rdfxml": ("{}.rdf", "RDF/XML", "application/rdf+xml", _W3C + "RDF_XML", ()),
    "lines": ("{}.jsonl", "JSON-LD by lines", "application/jsonl", "https://jsonlines.org/", ()),
    "nanopublications": (
        "{}-nanopublications.trig", "Nanopublications in TriG", "application/trig", "", (_NANOPUBLICATIONS,),
    ),
}  # fmt: skip
# The tables in a format that writes a folder: file, title, media type of what is in it, standards.
_PACKED = {
    "csv": (
        "{}-tables.zip", "CSV tables with a data package and CSVW metadata", "text/csv", (_DATA_PACKAGE, _CSVW),
    ),
    "parquet": (
        "{}-parquet.zip", "Parquet tables with a data package", "application/vnd.apache.parquet", (_DATA_PACKAGE,),
    ),
}  # fmt: skip
_WIKIDATA = "{}-quickstatements.tsv"
_MEDIA_TYPES = {
    ".ttl": "text/turtle", ".jsonld": "application/ld+json", ".json": "application/json", ".md": "text/markdown",
    ".cff": "application/yaml",
}  # fmt: skip
Tell = Callable[[object, int, int], None]


@dataclass(frozen=True)
class Wishes:
    """What goes into a release, and where it will stand: the address of its folder, ending with a slash, else one below
    the base of the IRIs.

    `since` is an earlier release, a folder or a file of N-Quads; `issued` the ISO day of publication, empty for that of
    CITATION.cff. `site` writes the pages into a folder, None leaves them out.
    """

    address: str = ""
    issued: str = ""
    since: Path | None = None
    site: Callable[[Path], object] | None = None

    @property
    def where(self) -> str:
        """The address of the folder."""
        return self.address or f"{namespaces.base()}release/{projects.in_use().version}/"


def write(root: Path, store: Store, folder: Path, wishes: Wishes, force: bool = False, tell: Tell | None = None) -> int:
    """Write a release of a project; the number of files that SHA256SUMS lists.

    The folder is new, empty or, with `force`, an earlier release. Raises UsageError if it is another one or cannot be
    written, for a project without licences or citation, and for an earlier release that cannot be read.
    """
    tell = tell or (lambda thing, done, everything: None)
    for name in BESIDE:
        if not (root / name).is_file():
            raise UsageError(f"{root} has no {name}, which goes with a release; name a checkout with --root")
    if find_spec("polars") is None:
        raise UsageError("a release has Parquet, which needs polars: pip install 'tandem-kg[tables]'")
    known, cited = projects.in_use(), citation.read(root, wishes.issued)
    articles = [one.name for one in files.article_folders(root)]
    old = None if wishes.since is None else changes.previous(wishes.since)
    with files.replacing_folder(folder, COMMAND, force) as work:
        distributions = _distributions(root, store, work, tell)
        others = [*_others(root, store, old, work), *_for_wikidata(root, store, work)]
        release = Release(
            projects.in_use().version, cited.issued, dataset.state(root), wishes.where, cited.author,
            {tag: known.titled(tag) for tag in namespaces.languages()},
            {tag: known.told(known.about, tag) for tag in namespaces.languages()}, cited.keywords,
            dataset.citations(root, store, articles, known.first),
            distributions, others,
        )  # fmt: skip
        _describe(store, release, work, wishes.site is not None)
        if wishes.site is not None:
            wishes.site(work / "site")
        return _sums(work)


def _named(pattern: str) -> str:
    """The name of a file of the project."""
    return pattern.format(projects.in_use().stem)


def _distributions(root: Path, store: Store, work: Path, tell: Tell) -> list[Distribution]:
    selection, context = select(store, Scope()), formats.context(root)
    everything = len(_RDF) + 3
    found = []
    for number, (name, (pattern, title, media_type, format, standards)) in enumerate(_RDF.items()):
        file = _named(pattern)
        tell("distributions", number, everything)
        export.export(selection, name, context, work / file)
        found.append(Distribution(_file(work, file, title, media_type), format, standards))
    tell("distributions", len(_RDF), everything)
    found.append(_packed_tables("csv", selection, work))
    tell("distributions", len(_RDF) + 1, everything)
    tables.write("sqlite", selection, work / _named("{}.db"))
    found.append(Distribution(_file(work, _named("{}.db"), "SQLite", "application/vnd.sqlite3")))
    tell("distributions", len(_RDF) + 2, everything)
    found.append(_packed_tables("parquet", selection, work))
    tell("distributions", everything, everything)
    return found


def _packed_tables(format: str, selection: Selection, work: Path) -> Distribution:
    """A folder of tables as one file."""
    pattern, title, media_type, standards = _PACKED[format]
    name = _named(pattern)
    with tempfile.TemporaryDirectory(dir=work) as beside:
        tables.write(format, selection, Path(beside) / "tables")
        _pack(Path(beside) / "tables", work / name)
    return Distribution(_file(work, name, title, "application/zip"), standards=standards, packed=media_type)


def _for_wikidata(root: Path, store: Store, work: Path) -> Iterator[File]:
    """Statements for Wikidata's importer, of what is mapped to it; none if nothing is."""
    file = _named(_WIKIDATA)
    if export.export(select(store, Scope()), "quickstatements", formats.context(root), work / file).number:
        yield _file(work, file, "Statements for Wikidata (QuickStatements)", "text/tab-separated-values")
    else:
        (work / file).unlink()


def _pack(folder: Path, archive: Path) -> None:
    """Pack a folder. It is not compressed, since another version of zlib would give other bytes."""
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_STORED) as packed:
        for path in sorted(folder.rglob("*")):
            if path.is_file() and not path.name.startswith("."):
                packed.writestr(zipfile.ZipInfo(path.relative_to(folder).as_posix()), path.read_bytes())


def _others(root: Path, store: Store, old: Store | None, work: Path) -> list[File]:
    """The files beside the distributions: licences, citation, ontology and, with an earlier release, the changes."""
    copied = [*([_OF_CODE] if (root / _OF_CODE).is_file() else []), *BESIDE]
    names = [*copied, _named("{}.metadata.json")]  # the last is for Datasette, written with the database
    for name in copied:
        shutil.copyfile(root / name, work / name)
    names += _ontology(root, work)
    (work / IDS).write_text("".join(f"{one}\n" for one in changes.published(store)), encoding="utf-8", newline="")
    names.append(IDS)
    if old is not None:
        library = [read_question(path) for path in questions(root)]
        found = changes.compare(old, store, library)
        texts = {
            f"CHANGES.{tag}.md": told.markdown(found, old, store, projects.in_use().version, tag)
            for tag in namespaces.languages()
        }
        texts["changes.json"] = told.as_json(found, projects.in_use().version)
        for name, text in texts.items():
            (work / name).write_text(text, encoding="utf-8", newline="")
        names += texts
    return [_file(work, name, name, _MEDIA_TYPES.get(Path(name).suffix, "text/plain")) for name in names]


def _ontology(root: Path, work: Path) -> list[str]:
    """Copy the ontology of a project, that of the core with it, and write its context; the names of the files."""
    place = work / "ontology"
    for folder in layout.ontology_folders(root):
        for path in folder.rglob("*.ttl"):
            copy = place / path.relative_to(folder)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, copy)
    (place / "context.jsonld").write_text(formats.context_text(root), encoding="utf-8", newline="")
    return [path.relative_to(work).as_posix() for path in sorted(place.rglob("*")) if path.is_file()]


def _describe(store: Store, release: Release, work: Path, site: bool) -> None:
    triples = {*statistics.describe(store, model.dataset_iri(), model.dataset_iri()), *catalogue.describe(release)}
    ordered = sorted(triples, key=str)
    turtle = formats.described(ordered, model.prefixes())
    (work / "dataset.ttl").write_text(turtle, encoding="utf-8", newline="")
    _put(work / "dataset.jsonld", schema_org.document(release))
    described = [
        _file(work, "dataset.ttl", "Description in DCAT and VoID", "text/turtle"),
        _file(work, "dataset.jsonld", "Description in schema.org", "application/ld+json"),
    ]
    _put(work / ro_crate.NAME, ro_crate.document(release, described, site))


def _put(path: Path, document: Mapping[str, Any]) -> None:
    path.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", encoding="utf-8", newline="")


def _sums(work: Path) -> int:
    """Write the sums of all files, as `sha256sum --check` reads them; how many there are."""
    paths = sorted(path.relative_to(work).as_posix() for path in work.rglob("*") if _counts(path))
    lines: Iterable[str] = (f"{_sha256(work / path)}  {path}\n" for path in paths)
    (work / changes.SUMS).write_text("".join(lines), encoding="utf-8", newline="")
    return len(paths)


def _counts(path: Path) -> bool:
    return path.is_file() and path.name != files.MARK


def _file(work: Path, name: str, title: str, media_type: str) -> File:
    return File(name, title, media_type, (work / name).stat().st_size, _sha256(work / name))


def _sha256(path: Path) -> str:
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()
