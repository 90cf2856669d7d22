"""Takes over what readers hand in: the format itself, spreadsheets, and what annotation tools export.

An importer finds no words and mends none: it gives the words that were marked, and the judge looks for them in the
text. What it cannot take over is told with its place.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from kgtools import files, namespaces
from kgtools.curation.proposals.importers import (
    brat,
    inception,
    label_studio,
    langextract,
    lines,
    sheets,
    web_annotation,
)  # fmt: skip
from kgtools.curation.proposals.importers.labels import Labels
from kgtools.curation.proposals.records import Line
from kgtools.errors import DataError, Finding, UsageError
from kgtools.ontology import Ontology

OWN, CSV, XLSX, WEB, STUDIO, INCEPTION, LANGEXTRACT, BRAT = (
    "proposals", "csv", "xlsx", "web-annotation", "label-studio", "inception", "langextract", "brat",
)  # fmt: skip
FORMATS = (OWN, CSV, XLSX, WEB, STUDIO, INCEPTION, LANGEXTRACT, BRAT)
MOST_BYTES = 50_000_000  # of a file; the proposals about a long article take less than one
MOST_RECORDS = 20_000
_ZIP = b"PK\x03\x04"


@dataclass(frozen=True)
class Source:
    """A file that a reader has handed in: its name, its content, and the text beside it that brat points into."""

    name: str
    content: bytes
    beside: str = ""

    @property
    def text(self) -> str:
        """The content as text. Raises DataError for one that is no text."""
        return files.decode(self.content, self.name)


def open_source(path: Path) -> Source:
    """A file and the text beside it. Raises UsageError if there is none, or if it is too large to be proposals."""
    try:
        with path.open("rb") as file:  # a larger one is not read to its end
            content = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}; name a file of proposals") from None
    beside = path.with_suffix(".txt")
    text = files.read_text(beside, str(beside)) if path.suffix == ".ann" and beside.is_file() else ""
    return checked(str(path), content, text)


def checked(name: str, content: bytes, beside: str = "") -> Source:
    """What was read of a file as a source. Raises UsageError for what is empty, or longer than MOST_BYTES."""
    if not content.strip():
        raise UsageError(f"{name}: the file is empty; let the reader write it again")
    if len(content) > MOST_BYTES:
        most = f"{MOST_BYTES // 1_000_000} MB"
        raise UsageError(
            f"{name}: the file has more than {most}; proposals about an article have far less: is it the right file?"
        )
    return Source(name, content, beside)


def recognised(source: Source) -> str:
    """The format of a file, by its content; empty if it is none that is known."""
    if source.content.startswith(_ZIP):
        return INCEPTION if inception.is_archive(source.content) else XLSX
    head = source.content.lstrip()[:400]
    if head.startswith(b"<") and (b"xmi" in head.lower()):
        return INCEPTION
    text = source.text
    if '"%FEATURE_STRUCTURES"' in text[:200_000]:
        return INCEPTION
    documents = _json(text)
    if documents and all(langextract.is_document(one) for _, one in documents):
        return LANGEXTRACT
    if len(documents) == 1 and label_studio.is_tasks(documents[0][1]):
        return STUDIO
    if len(documents) == 1 and web_annotation.listed(documents[0][1]):
        return WEB
    if '"record"' in text:
        return OWN
    if brat.is_standoff(text):
        return BRAT
    return CSV if sheets.is_sheet(text) else ""


def read(
    source: Source, ontology: Ontology, named: str = "", mapped: Mapping[str, str] | None = None, language: str = ""
) -> tuple[list[Line], list[Finding]]:
    """The records of a file in their order, and what was not taken over.

    `named` is the format, `mapped` what labels mean, `language` that of names which do not say it. Raises UsageError
    for a format that is not recognised, DataError for a file that cannot be read.
    """
    language = language or namespaces.first_language()
    chosen = named or recognised(source)
    if not chosen:
        raise UsageError(f"{source.name}: the format is not recognised; name it with --as: {', '.join(FORMATS)}")
    found: list[Line] = []
    findings: list[Finding] = []
    for one in _readers(source, ontology, Labels(ontology, mapped), language)[chosen]():
        if isinstance(one, Finding):
            findings.append(one)
        elif len(found) == MOST_RECORDS:
            message = f"the file holds more than {MOST_RECORDS} records; what follows is left out"
            findings.append(Finding(source.name, one.number, message, hint="part it", check="form"))
            break
        else:
            found.append(one)
    return found, findings


def _readers(
    source: Source, ontology: Ontology, labels: Labels, language: str
) -> dict[str, Callable[[], Iterator[Line | Finding]]]:
    """The reader of each format."""
    name, content = source.name, source.content
    return {
        OWN: lambda: lines.read(source.text, name),
        CSV: partial(sheets.of_csv, content, ontology, name),
        XLSX: partial(sheets.of_xlsx, content, ontology, name),
        INCEPTION: partial(inception.read, content, labels, name, language),
        WEB: lambda: web_annotation.read(web_annotation.listed(_only(source, WEB)), labels, name, language),
        STUDIO: lambda: label_studio.read(_only(source, STUDIO), labels, name, language),
        LANGEXTRACT: lambda: langextract.read(_documents(source), labels, name, language),
        BRAT: lambda: brat.read(source.text, labels, name, language, source.beside),
    }


def _json(text: str) -> list[tuple[int, Any]]:
    """The JSON values of a text, each with its line: one, or one a line; none if it is no JSON."""
    if not text.lstrip("\ufeff \t\r\n").startswith(("{", "[")):
        return []
    try:
        return [(1, json.loads(text))]
    except (json.JSONDecodeError, RecursionError):
        pass
    found = []
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            try:
                found.append((number, json.loads(line)))
            except (json.JSONDecodeError, RecursionError):
                return []
    return found


def _only(source: Source, named: str) -> Any:
    documents = _json(source.text)
    is_it: Callable[[Any], Any] = web_annotation.listed if named == WEB else label_studio.is_tasks
    if len(documents) != 1 or not is_it(documents[0][1]):
        raise DataError(
            Finding(source.name, 1, f"the file is not what {named} exports", hint="export it again as JSON")
        )
    return documents[0][1]


def _documents(source: Source) -> list[tuple[int, Any]]:
    documents: Sequence[tuple[int, Any]] = _json(source.text)
    if wrong := [number for number, one in documents if not langextract.is_document(one)] or not documents:
        number = wrong[0] if isinstance(wrong, list) else 1
        raise DataError(
            Finding(source.name, number, "no document of LangExtract", hint="a document with extractions a line")
        )
    return list(documents)
