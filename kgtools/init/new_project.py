"""Makes a new project: all its files, or none."""

from __future__ import annotations

import json
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pyoxigraph as ox

from kgtools import __version__, namespaces, ontology, projects
from kgtools.articles import copies
from kgtools.checks import check
from kgtools.checks.anchors import identities
from kgtools.claims import reader, tables
from kgtools.claims.model import Article, Entity
from kgtools.curation import ledger, printed
from kgtools.errors import DataError, UsageError
from kgtools.graph import build
from kgtools.init import example, templates
from kgtools.layout import PROJECT
from kgtools.messages import message
from kgtools.query import answers, formats, questions
from kgtools.query.rows import group
from kgtools.sparql import execute

_EMPTY = {  # tables that stand empty until a curator fills them
    "data/background/facts.csv": tables.BACKGROUND, "data/disagreements.csv": tables.DISAGREEMENTS,
    "data/mappings.sssom.tsv": tables.MAPPINGS, "data/outcomes.csv": tables.OUTCOMES,
}  # fmt: skip


@dataclass(frozen=True)
class Wishes:
    """What a new project is asked for; `pair` are the ids of the two things whose relations it is about, or none."""

    title: str
    base: str
    languages: tuple[str, ...]
    pair: tuple[str, ...] = ()


def refuse(folder: Path) -> None:
    """Raises UsageError if a project cannot be made in a folder, since that holds something."""
    if folder.is_dir() and any(folder.iterdir()):
        raise UsageError(f"{folder} holds other things; choose a new or empty folder")
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder} is a file; choose a new or empty folder")


def make(folder: Path, wishes: Wishes) -> list[str]:
    """Make a project in a new or empty folder; the names of its files.

    Raises UsageError if the folder holds something or cannot be written, and DataError for wishes that no project can
    have. Then nothing is left behind.
    """
    refuse(folder)
    with _whole(folder) as root:
        given = _given(folder, wishes)
        _write(root, [(PROJECT, templates.filled(PROJECT, given))])
        try:
            projects.use(root)
        except DataError as error:  # whoever gave the options has seen no file yet
            raise DataError(replace(one, file="the options", line=0) for one in error.findings) from None
        _write(root, templates.files(given))
        _write(root, [("articles/.gitkeep", ""), *_tables(wishes)])
        if example.language():
            _write(root, _example())
            _remember(root)
            _accept(root)
        _answer(root)
    projects.use(folder.resolve())
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


@contextmanager
def _whole(folder: Path) -> Iterator[Path]:
    """A folder to write in, whose content stands in the one that is wanted when the block ends well."""
    target = folder.resolve()
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        beside = Path(tempfile.mkdtemp(prefix=f".{target.name}.", suffix=".part", dir=target.parent))
        (made := beside / "project").mkdir()
    except OSError as error:
        raise UsageError(f"cannot write {folder}: {error.strerror}; choose another place") from None
    try:
        yield made
        _move(made, target)
    except OSError as error:
        raise UsageError(f"cannot write {folder}: {error.strerror}; make room or choose another place") from None
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _move(made: Path, target: Path) -> None:
    """Put a folder where a new one is wanted, or its content into an empty one, where somebody may be at work."""
    if not target.exists():
        os.rename(made, target)
        return
    moved = []
    try:
        for path in sorted(made.iterdir()):
            os.rename(path, target / path.name)
            moved.append(target / path.name)
    except OSError:
        for path in moved:
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        raise


def _given(folder: Path, wishes: Wishes) -> dict[str, str]:
    """What the templates ask of a project, by their words."""
    first = wishes.languages[0] if wishes.languages else ""
    name = called(folder)
    pair = f"pair: [{', '.join(wishes.pair)}]"
    return {
        "name": _quoted(name), "title": _quoted(wishes.title), "title_plain": wishes.title, "language": first,
        "languages": ", ".join(wishes.languages), "base": wishes.base, "core_iri": namespaces.CORE,
        "core": projects.core_version(), "version": __version__, "creator": _quoted(f"The curators of {name}"),
        "pair": pair if wishes.pair else "# pair: [state/…, state/…]  # the two things whose relations it is about",
        "subtitle": _quoted(message("init.subtitle", first)),
        "about": _quoted(message("init.about", first, wishes.title)),
        "article": example.ARTICLE,
    }  # fmt: skip


def called(folder: Path) -> str:
    """What a project is called after its folder.

    >>> called(Path("two-ports"))
    'Two ports'
    """
    words = re.sub(r"[\W_]+", " ", folder.resolve().name).strip()
    return words[:1].upper() + words[1:] or "Project"


def slug(folder: Path) -> str:
    """The name of a folder as it may stand in an IRI.

    >>> slug(Path("Two Ports"))
    'two-ports'
    """
    return "-".join(re.findall("[a-z0-9]+", folder.resolve().name.lower())) or "project"


def _quoted(text: str) -> str:
    # A double-quoted text of YAML takes what JSON writes.
    return json.dumps(text, ensure_ascii=False)


def _write(root: Path, texts: Iterator[tuple[str, str]] | list[tuple[str, str]]) -> None:
    for name, text in texts:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="")


def _tables(wishes: Wishes) -> Iterator[tuple[str, str]]:
    """The tables: one for each kind of entity, those of the example filled, and the pair's."""
    rows = example.things() if example.language() else {}
    rows |= {identifier: _thing(identifier) for identifier in wishes.pair if identifier not in rows}
    for kind, (table, _) in namespaces.kinds().items():
        of_kind = [row for identifier, row in rows.items() if identifier.startswith(f"{kind}/")]
        yield f"data/entities/{table}.csv", tables.as_text(tables.entities(), of_kind)
    for name, columns in _EMPTY.items():
        yield name, tables.as_text(columns, [], tables.usual_delimiter(Path(name)))


def _example() -> Iterator[tuple[str, str]]:
    """The article to begin from, its text, and the entry of the list of disagreements."""
    folder = f"data/articles/{example.ARTICLE}"
    yield f"articles/{example.ARTICLE}.txt", example.text()
    yield f"{folder}/article.yaml", example.described()
    for name, text in example.tables_of().items():
        yield f"{folder}/{name}", text
    yield "data/disagreements.csv", tables.as_text(tables.DISAGREEMENTS, [example.disagreement()])


def _thing(identifier: str) -> dict[str, str]:
    """A row for one of the pair, named after its id until somebody names it."""
    kind, _, words = identifier.partition("/")
    name = words.replace("-", " ").title()
    labels = {tables.label(tag): name for tag in namespaces.languages()}
    return {"id": identifier, "kind": namespaces.kinds()[kind][1], **labels}


def _remember(root: Path) -> None:
    """Write what the disagreement explains, and what the passages of the article print."""
    terms = ontology.load(root)
    corpus = reader.load(root, terms, with_names=False)
    entries = ledger.confirm(corpus, terms, [entry.id for entry in corpus.disagreements])
    copy = copies.read_copies(root / "articles", identities(corpus))[example.ARTICLE]
    texts = {**ledger.memory(root, entries), **printed.read(root, corpus, example.ARTICLE, copy).texts}
    _write(root, [(path.relative_to(root).as_posix(), text) for path, text in texts.items()])


def _accept(root: Path) -> None:
    """Let those warnings stand that say no more than that the example has no words in a language of the project."""
    if not example.untranslated():
        return
    terms = ontology.load(root)
    corpus = reader.load(root, terms)
    things: tuple[Entity | Article, ...] = (*corpus.entities.values(), *corpus.articles.values())
    rows = {(one.file, one.line): one.id for one in things}
    warnings = [one for one in check.check(root, root / "articles").findings if one.severity == "warning"]
    told = sorted({(one.check, one.file, rows[one.file, one.line]) for one in warnings if (one.file, one.line) in rows})
    reason = message("init.untranslated", namespaces.first_language())
    accepted = [
        {"id": f"w{number:03}", "check": name, "file": file, "row": row, "reason": reason}
        for number, (name, file, row) in enumerate(told, 1)
    ]
    if accepted:
        _write(root, [("data/accepted-warnings.csv", tables.as_text(tables.ACCEPTED_WARNINGS, accepted))])


def _answer(root: Path) -> None:
    """Write the answers to the questions."""
    store = ox.Store()
    store.bulk_extend(build.read(root)[0])
    wording = answers.Wording(store, namespaces.first_language(), iris=True, between="; ")
    for path in questions.questions(root):
        question = questions.read_question(path)
        found = execute.ask(store, question.sparql, path.name)
        assert isinstance(found, execute.Answer)
        rows = wording.texts(group(store, found, question.keys))
        _write(root, [(f"queries/{path.stem}.csv", formats.write(found.columns, rows, "csv"))])
