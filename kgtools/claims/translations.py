"""Texts that curators write in English, and their translations.

What is written about a claim (the gist of an opinion, an account of a thing), about a disagreement or an outcome,
and the notes on entities and articles are translated in `data/translations/<language>.csv`. Each row keeps a
fingerprint of the English text that was translated; when that text changes, the translation is *stale*: it is
reported, and no longer shown.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from kgtools.claims import tables
from kgtools.claims.cells import Cells
from kgtools.claims.model import Claim, Corpus, Fact, Opinion, Translation
from kgtools.errors import nearest
from kgtools.files import unknown_files
from kgtools.namespaces import LANGUAGES
from kgtools.ontology import Ontology

TARGETS = tuple(language for language in LANGUAGES if language != "en")  # the languages of translations


def fingerprint(text: str) -> str:
    """What tells whether a text has changed since: the first 16 digits of its SHA-256.

    >>> fingerprint("The treaty opens new prospects.")
    '1c6a26b4e1f0a5a2'
    """
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def texts(corpus: Corpus, ontology: Ontology) -> dict[str, str]:
    """The English texts of a corpus by id, sorted.

    The id of the text of a claim is its key (article/id), that of an entity or article is its own; those of
    disagreements and outcomes begin with `disagreement/` and `outcome/`.
    """
    found: dict[str, str] = {}
    for claim in corpus.claims:
        found[claim.key] = _said(claim, ontology)
    for entry in corpus.disagreements:
        found[f"disagreement/{entry.id}"] = entry.explanation or entry.note
    for outcome in corpus.outcomes:
        found[f"outcome/{outcome.id}"] = outcome.explanation
    for entity in corpus.entities.values():
        found[entity.id] = entity.note
    for article in corpus.articles.values():
        found[f"article/{article.id}"] = article.note
    return {identifier: text for identifier, text in sorted(found.items()) if text}


def _said(claim: Claim, ontology: Ontology) -> str:
    """The gist of an opinion, or the value of a fact that is in a curator's words; empty for what is not."""
    if isinstance(claim, Opinion):
        return claim.gist
    own = isinstance(claim, Fact) and claim.property in ontology.marks.get("inCuratorsWords", {})
    return claim.value if isinstance(claim, Fact) and own and claim.language == "en" else ""


def read_translations(cells: Cells) -> tuple[Translation, ...]:
    """The rows of `data/translations/*.csv`, by language and id."""
    folder = cells.root / "data" / "translations"
    cells.findings += unknown_files(folder, tuple(f"{language}.csv" for language in TARGETS), cells.root)
    return tuple(
        _translation(cells, language, row)
        for language in TARGETS
        for row in cells.rows(folder / f"{language}.csv", tables.TRANSLATIONS)
    )


def _translation(cells: Cells, language: str, row: tables.TableRow) -> Translation:
    if not row["text"]:
        cells.wrong(row, "text", "the translation is missing", f"the text in the language '{language}'")
    return Translation(row["id"], language, row["fingerprint"], row["text"], row.file, row.line)


def fresh(corpus: Corpus, ontology: Ontology) -> dict[str, dict[str, str]]:
    """The translations by id of the text and by language, without those that are stale."""
    english = {identifier: fingerprint(text) for identifier, text in texts(corpus, ontology).items()}
    found: dict[str, dict[str, str]] = {}
    for row in corpus.translations:
        if english.get(row.id) == row.fingerprint:
            found.setdefault(row.id, {})[row.language] = row.text
    return found


def missing(corpus: Corpus, ontology: Ontology, language: str) -> Iterator[tuple[str, str]]:
    """The texts that a language lacks or has only as a stale translation, as (id, English text)."""
    known = fresh(corpus, ontology)
    return (
        (identifier, text)
        for identifier, text in texts(corpus, ontology).items()
        if language not in known.get(identifier, {})
    )


def unknown(corpus: Corpus, ontology: Ontology) -> Iterator[tuple[Translation, str]]:
    """The rows whose id names no text, each with the nearest id, if any."""
    english = texts(corpus, ontology)
    return ((row, nearest(row.id, english)) for row in corpus.translations if row.id not in english)


def write(root: Path, language: str, rows: dict[str, tuple[str, str]]) -> None:
    """Write the table of a language, from (fingerprint, text) by id."""
    path = root / "data" / "translations" / f"{language}.csv"
    path.parent.mkdir(exist_ok=True)
    listed = ({"id": key, "fingerprint": print_, "text": text} for key, (print_, text) in rows.items())
    tables.write_table(path, tables.TRANSLATIONS, listed)
