"""Texts that curators write in English, and their translations.

What is written about a claim (the gist of an opinion, an account of a thing), about a disagreement or an outcome,
and the notes on entities and articles are translated in `data/translations/<language>.csv`. Each row keeps a
fingerprint of the English text that was translated; when that text changes, the translation is *stale*: it is
reported, and no longer shown.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from kgtools import files, namespaces
from kgtools.alike import without
from kgtools.articles import fingerprints
from kgtools.changing import Each, Gathered
from kgtools.claims import tables
from kgtools.claims.cells import Cells
from kgtools.claims.model import Claim, Corpus, Disagreement, Entity, Fact, Opinion, Outcome, Translation
from kgtools.differing import Changed
from kgtools.errors import DataError, nearest
from kgtools.ontology import Ontology
from kgtools.remembering import Parts, Same, for_the_same, grouped, in_parts, in_pieces, pieces, same

NEEDED = "/needed"  # ends the id of the text that says what would decide a disagreement
WITHDRAWN = "withdrawn/"  # begins the id of the reason why something was withdrawn
TO_FILL_IN = ("id", "fingerprint", "english", "text")


def targets() -> tuple[str, ...]:
    """The languages of translations."""
    return namespaces.translated()


def texts(corpus: Corpus, ontology: Ontology) -> dict[str, str]:
    """The English texts of a corpus by id, sorted.

    The id of the text of a claim is its key (article/id), that of an entity or article is its own; those of
    disagreements and outcomes begin with `disagreement/` and `outcome/`, and `withdrawn/` begins that of the reason why
    something was withdrawn.
    """
    found = {one: text for piece in _texts_by_piece(corpus, ontology).values() for one, (text,) in piece.items()}
    return {identifier: text for identifier, text in sorted(found.items()) if text}


_Texts = Mapping[str, tuple[str]]  # by their ids


def _texts_by_piece(corpus: Corpus, ontology: Ontology) -> dict[str, _Texts]:
    """The English texts by the article or kind of what has them, or by piece of its table."""
    beside = {f"{WITHDRAWN}{row.id}": (row.reason,) for row in corpus.withdrawn}
    beside |= {f"article/{article.id}": (article.note,) for article in corpus.articles.values() if article.note}
    return {
        **_said_by.of(corpus.by_article, given=(ontology,)),
        "/entities": _notes.of(without(corpus.entities, "line")),
        **{f"/disagreements/{piece}": one for piece, one in _explained.of(in_pieces(corpus.disagreements)).items()},
        **{f"/outcomes/{piece}": one for piece, one in _outcomes.of(in_pieces(corpus.outcomes)).items()},
        "/beside": beside,
    }


def _of_claims(_: str, claims: Iterable[Claim], ontology: Ontology) -> _Texts:
    return {claim.key: (text,) for claim in claims if (text := _said(claim, ontology))}


_said_by = Each[str, Same[Claim], _Texts](_of_claims, in_order=True)
_notes = Each[str, Entity, tuple[str]](lambda _, entity: (entity.note,) if entity.note else None)


def _of_entries(_: int, entries: Iterable[Disagreement]) -> _Texts:
    found = [(f"disagreement/{entry.id}", entry.explanation or entry.note) for entry in entries]
    found += [(f"disagreement/{entry.id}{NEEDED}", entry.needed) for entry in entries]
    return {identifier: (text,) for identifier, text in found if text}


def _of_outcomes(_: int, outcomes: Iterable[Outcome]) -> _Texts:
    return {f"outcome/{outcome.id}": (outcome.explanation,) for outcome in outcomes if outcome.explanation}


_explained = Each[int, Same[Disagreement], _Texts](_of_entries)
_outcomes = Each[int, Same[Outcome], _Texts](_of_outcomes)


def is_of_claim(identifier: str) -> bool:
    """Whether the id of a text is that of a claim: it begins with its article, or background.

    >>> is_of_claim("short-note/o01"), is_of_claim("person/ada-quill"), is_of_claim("withdrawn/person/ada-quill")
    (True, False, False)
    """
    kind = identifier.partition("/")[0]
    return kind not in ("article", "disagreement", "outcome", "withdrawn") and kind not in namespaces.kinds()


def _said(claim: Claim, ontology: Ontology) -> str:
    """The gist of an opinion, or the value of a fact that is in a curator's words; empty for what is not."""
    if isinstance(claim, Opinion):
        return claim.gist
    own = isinstance(claim, Fact) and claim.property in ontology.marks.get("inCuratorsWords", {})
    return claim.value if isinstance(claim, Fact) and own and claim.language == namespaces.first_language() else ""


fingerprint = lru_cache(65536)(fingerprints.digest)  # each text is held against its translations by several checks


def read_translations(cells: Cells) -> Parts[Translation]:
    """The rows of `data/translations/*.csv`, by language and id."""
    _refuse_others(cells)
    rows = ((cells.rows(_table(cells, language), tables.TRANSLATIONS), language) for language in targets())
    return in_parts(tuple(cells.each(_translation, *given) for given in rows))


def by_table(rows: Collection[Translation]) -> Iterator[tuple[str, Same[Translation]]]:
    """The rows of each table that has any, with its language."""
    parts = rows.parts if isinstance(rows, Parts) else grouped(rows, "language").values()
    return ((part[0].language, part) for part in map(same, parts) if part)


def one_by_one(cells: Cells) -> Iterator[Translation]:
    """The same rows, of which none is kept; what is wrong with them is noted in `cells` when all have come."""
    _refuse_others(cells)
    for language in targets():
        yield from cells.one_by_one(_translation, _table(cells, language), tables.TRANSLATIONS, language)


def _refuse_others(cells: Cells) -> None:
    """Note files that are no table of translations."""
    known = (*(f"{language}.csv" for language in targets()), tables.READ)
    cells.findings += files.unknown_files(cells.root / "data" / "translations", known, cells.root)


def _table(cells: Cells, language: str) -> Path:
    return cells.root / "data" / "translations" / f"{language}.csv"


def _translation(cells: Cells, row: tables.TableRow, language: str) -> Translation:
    if not row["text"]:
        cells.wrong(row, "text", "the translation is missing", f"the text in the language '{language}'")
    if not fingerprints.DIGEST.fullmatch(row["fingerprint"]):
        advice = f"take the cell from an older version, or translate again: kgtools translations {language}"
        cells.wrong(row, "fingerprint", "not a fingerprint", "16 hexadecimal digits", advice)
    cells.signs(row, "text", row["text"], language)
    return Translation(row["id"], language, row["fingerprint"], row["text"], row.file, row.line)


@dataclass(frozen=True, eq=False)
class Translated:
    """A text with the rows that translate it; `english` is empty where there is none, `said` is what is not stale."""

    id: str
    english: str
    rows: tuple[Translation, ...]
    said: dict[str, str]
    stale: tuple[Translation, ...]


@for_the_same(1)  # it knows itself what has changed
def translated(corpus: Corpus, ontology: Ontology) -> Changed[str, Translated]:
    """The texts of a corpus and those of its translations, by id; each the very same while it has not changed."""
    parts: dict[str, Mapping[str, tuple[str | Translation, ...]]] = {**_texts_by_piece(corpus, ontology)}
    for _, rows in by_table(corpus.translations):
        parts |= _by_piece(rows)
    return _translated.of(_together.of(parts))


@for_the_same(16)
def _by_piece(rows: Same[Translation]) -> dict[str, Mapping[str, tuple[str | Translation, ...]]]:
    """The rows of a table by pieces and the texts that they translate."""
    return {f"{piece[0].language}/{piece[0].id}": _by_text(piece) for piece in pieces(rows)}


_together = Gathered[str, str | Translation]()


@for_the_same(16384)
def _by_text(rows: Same[Translation]) -> dict[str, tuple[str | Translation, ...]]:
    found: dict[str, tuple[str | Translation, ...]] = {}
    for row in rows:
        found[row.id] = (*found.get(row.id, ()), row)
    return found


def _translated_as(identifier: str, members: Iterable[str | Translation]) -> Translated:
    english = "".join(one for one in members if isinstance(one, str))
    rows = tuple(one for one in members if isinstance(one, Translation))
    fresh = [row for row in rows if english and row.fingerprint == fingerprint(english)]
    stale = tuple(row for row in rows if row not in fresh)
    return Translated(identifier, english, rows, {row.language: row.text for row in fresh}, stale)


_translated = Each[str, Same[str | Translation], Translated](_translated_as)


def fresh(corpus: Corpus, ontology: Ontology) -> Changed[str, dict[str, str]]:
    """The translations by id of the text and by language, without those that are stale."""
    return _fresh.of(translated(corpus, ontology))


_fresh = Each[str, Translated, dict[str, str]](lambda _, text: text.said or None)


def in_languages(corpus: Corpus, ontology: Ontology) -> Changed[str, dict[str, str]]:
    """The texts that have translations, by id and language: the English one, and these, fresh or not."""
    return _in_languages.of(translated(corpus, ontology))


def _of_languages(_: str, text: Translated) -> dict[str, str] | None:
    if not (text.english and text.rows):
        return None
    return {namespaces.first_language(): text.english} | {row.language: row.text for row in text.rows}


_in_languages = Each[str, Translated, dict[str, str]](_of_languages)


def exchanged(corpus: Corpus, ontology: Ontology) -> dict[str, str]:
    """The texts of claims that were translated as that of another claim alone, each with that one, by their ids."""
    every = translated(corpus, ontology)
    told = _told.of(_prints.of(every))
    others = {identifier: told.get(fingerprint(text.english)) for identifier, text in _alone.of(every).items()}
    return {identifier: min(those) for identifier, those in sorted(others.items()) if those}


_alone = Each[str, Translated, Translated](
    lambda one, text: text if text.english and not text.said and is_of_claim(one) else None
)


_prints = Each[str, Translated, dict[str, tuple[str, ...]]](
    lambda one, text: {row.fingerprint: (one,) for row in text.rows} or None
)
_told = Gathered[str, str]()  # the texts that translations were made from, by the prints of these


def not_stale(rows: Iterable[Translation], texts: dict[str, str]) -> Iterator[Translation]:
    """The rows that translate a text as it is; `texts` are the English ones by id."""
    english = {identifier: fingerprint(text) for identifier, text in texts.items()}
    return (row for row in rows if english.get(row.id) == row.fingerprint)


def missing(corpus: Corpus, ontology: Ontology, language: str) -> Iterator[tuple[str, str]]:
    """The texts that a language lacks or has only as a stale translation, as (id, English text)."""
    known = fresh(corpus, ontology)
    return (
        (identifier, text)
        for identifier, text in texts(corpus, ontology).items()
        if language not in known.get(identifier, {})
    )


def add(root: Path, corpus: Corpus, ontology: Ontology, language: str, path: Path) -> int:
    """Take filled-in rows into the table of a language; rows without a text are passed over.

    A row counts only for the English text that it was made from. Returns how many rows were taken; raises
    DataError if the file cannot be read, or a row is of an unknown text or of one that has changed since.
    """
    english = texts(corpus, ontology)
    kept = {row.id: (row.fingerprint, row.text) for row in corpus.translations if row.language == language}
    given = [row for row in tables.read_table(path, TO_FILL_IN, root) if row["text"]]
    findings = []
    for row in given:
        if row["id"] not in english:
            findings.append(
                row.finding("id", "no text has this id", None, "an id as listed", nearest(row["id"], english))
            )
        elif row["fingerprint"] != fingerprints.digest(english[row["id"]]):
            findings.append(
                row.finding("fingerprint", "the source text has changed since", hint="list the texts again")
            )
        kept[row["id"]] = (row["fingerprint"], row["text"])
    if findings:
        raise DataError(findings)
    rows = ({"id": key, "fingerprint": made_from, "text": text} for key, (made_from, text) in kept.items())
    path = root / "data" / "translations" / f"{language}.csv"
    files.replace_all(root, {path: tables.as_text(tables.TRANSLATIONS, rows)})
    return len(given)
