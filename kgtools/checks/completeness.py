"""The checks that nothing is missing: readings of rows, rows that were read once, translations, what was published.

Whoever has held a row against what it rests on (its passage, its sources) leaves a fingerprint of its cells in
`readings.csv` beside the table. So a row that changes later, on purpose or by a slip of the hand, is told until it
is read again, a row that is new until it is read at all, and one that is lost at the line that remembers it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import lru_cache

from kgtools import marks, namespaces
from kgtools.changing import Each
from kgtools.claims import decision_reader, tables, translations
from kgtools.claims.model import Article, Claim, Corpus, Disagreement, Entity, Outcome, Translation, Withdrawn
from kgtools.claims.tables import TableRow
from kgtools.claims.translations import Translated
from kgtools.errors import Finding, nearest
from kgtools.ontology import Ontology
from kgtools.remembering import for_the_same, of_ids

PUBLISHED = f"data/{decision_reader.PUBLISHED}"
READING = "reading"
READ_TWICE = "read-twice"  # the review state of an article whose claims need both passes
_COMMAND = "kgtools translations"


def read(corpus: Corpus, _: Ontology | None = None) -> Iterator[Finding]:
    """Rows that have changed since they were read, that nobody has read, and that were read and are lost; as warnings.

    A project in which no reading is recorded is not asked for any, nor is an article that is still being entered.
    An article that is said to be read twice needs both passes for each of its claims.
    """
    if corpus.readings:
        yield from _folders_unread(corpus)
        yield from (unread.finding() for unread in unread_rows(corpus) if unread.is_due)
        yield from lost(corpus)


def unread(corpus: Corpus) -> Iterator[Finding]:
    """Every row that has not been read as it stands, whether that is due or not; and the rows that are lost."""
    yield from (unread.finding() for unread in unread_rows(corpus))
    yield from lost(corpus)


@dataclass(frozen=True)
class UnreadRow:
    """A row that nobody has read as it stands: what to say of it, and whether its readings are due."""

    row: TableRow
    message: str
    is_due: bool

    def finding(self) -> Finding:
        hint = f"hold it against what it rests on, then: kgtools readings {self.row.file}:{self.row.line} --reader MARK"
        return Finding(self.row.file, self.row.line, self.message, f"'{self.row.key}'", "", hint, "warning", READING)


def unread_rows(corpus: Corpus) -> Iterator[UnreadRow]:
    """The rows that have changed since they were read, were read once instead of twice, or never."""
    known = {(reading.table, reading.row): reading for reading in corpus.readings}
    then = {(reading.table, reading.fingerprint): reading for reading in corpus.readings}
    folders = {folder_of(reading.file) for reading in corpus.readings}
    twice = {folder_of(article.file) for article in corpus.articles.values() if article.review == READ_TWICE}
    entering = {folder_of(article.file) for article in corpus.articles.values()} - twice
    for row in corpus.typed:
        reading, like, folder = (
            known.get((row.file, row.key)),
            then.get((row.file, row.fingerprint)),
            folder_of(row.file),
        )
        if reading is None:
            same = f"; it repeats or replaces '{like.row}'" if like else ""
            yield UnreadRow(row, f"nobody has read the row{same}", folder in folders and folder not in entering)
        elif reading.fingerprint != row.fingerprint:
            same = f"; it holds what '{like.row}' held" if like else ""
            yield UnreadRow(row, f"the row has changed since {reading.second or reading.first} read it{same}", True)
        elif folder in twice and not reading.second:
            yield UnreadRow(row, f"only {reading.first} has read the row, and its article says read twice", True)


def lost(corpus: Corpus) -> Iterator[Finding]:
    """Rows that were read and are there no longer, at the line that remembers them."""
    rows = {(row.file, row.key) for row in corpus.typed}
    now = {(row.file, row.fingerprint): row.key for row in corpus.typed}
    there = {row.file for row in corpus.typed}
    whole = Counter(reading.table for reading in corpus.readings if reading.table not in there)
    for table, number in whole.items():
        message, hint = f"all {number} rows of the table that were read are lost", "bring the table back"
        yield Finding(table, 0, message, hint=hint, severity="warning", check=READING)
    for reading in corpus.readings:
        if reading.table in there and (reading.table, reading.row) not in rows:
            other = now.get((reading.table, reading.fingerprint))
            message = f"a row of {reading.table} that {reading.second or reading.first} read is lost"
            message += f"; its cells now stand under '{other}'" if other else ""
            hint = f"bring it back, or, if it was meant to go: kgtools readings --forget {reading.file}:{reading.line}"
            yield Finding(reading.file, reading.line, message, f"'{reading.row}'", "", hint, "warning", READING)


def _folders_unread(corpus: Corpus) -> Iterator[Finding]:
    """Folders of which no reading at all is recorded, in one line each."""
    folders = Counter(folder_of(row.file) for row in corpus.typed)
    entering = {folder_of(article.file) for article in corpus.articles.values() if article.review != READ_TWICE}
    recorded = {folder_of(reading.file) for reading in corpus.readings}
    for folder in sorted(folders.keys() - entering - recorded):
        message, hint = f"no reading of the {folders[folder]} rows in {folder} is recorded", "bring the table back"
        yield Finding(f"{folder}/{tables.READ}", 0, message, hint=hint, severity="warning", check=READING)


def folder_of(file: str) -> str:
    """The folder of a table, as the table is named in findings."""
    return file.rpartition("/")[0]


def _place(identifier: str, corpus: Corpus) -> Claim | Entity | Article | Disagreement | Outcome | Withdrawn:
    """What has a text, by the id that its translations give."""
    kind, _, rest = identifier.partition("/")
    tables = {"disagreement": corpus.disagreements, "outcome": corpus.outcomes, "withdrawn": corpus.withdrawn}
    if kind in tables:
        row: Disagreement | Outcome | Withdrawn = of_ids(tables[kind])[rest.removesuffix(translations.NEEDED)]
        return row
    if kind == "article":
        return corpus.articles[rest]
    return corpus.by_key.get(identifier) or corpus.entities[identifier]


def published(corpus: Corpus, ontology: Ontology) -> Iterator[Finding]:
    """What the last release had and is gone, and rows of what was withdrawn though no release had it.

    Whoever cites an IRI finds it for ever: what leaves the data leaves a row with its reason in `data/withdrawn.csv`.
    """
    if not corpus.published:
        return
    there = {row.id for row in corpus.withdrawn} | {*corpus.entities}
    there |= {f"article/{identifier}" for identifier in corpus.articles}
    there |= {f"claim/{key}" for key in corpus.by_key}
    there |= {f"disagreement/{entry.id}" for entry in corpus.disagreements}
    there |= {f"target/{outcome.id}" for outcome in corpus.outcomes}
    there |= set(map(namespaces.shorten, ontology.described))
    for identifier, line in corpus.published.items():
        if identifier not in there:
            hint = "bring it back, or say in a row of data/withdrawn.csv why it went"
            if identifier.startswith(("t:", f"{namespaces.in_use().prefix}:", "code/")):
                hint = "bring it back to the ontology, there with owl:deprecated true"
            message = "what the last release had is gone without a word"
            yield Finding(PUBLISHED, line, message, f"'{identifier}'", "", hint, check="withdrawn")
    for row in corpus.withdrawn:
        if row.id not in corpus.published:
            message, hint = "no release had it, so that it need not be withdrawn", "remove the row"
            yield Finding(row.file, row.line, message, f"'{row.id}'", "", hint, "warning", "withdrawn")


def own_terms(corpus: Corpus, ontology: Ontology) -> Iterator[Finding]:
    """What is wrong with what a project adds to the ontology: labels that lack, terms and marks that nobody knows."""
    yield from _own_terms(corpus.entities, ontology)


@lru_cache(maxsize=2)
def _misused(ontology: Ontology, names: namespaces.Names) -> tuple[Finding, ...]:
    """What an ontology does not know of itself, under these names: the same as long as no file of it changes."""
    return tuple(dict.fromkeys(marks.misused(ontology)))


@for_the_same(4)
def _own_terms(entities: dict[str, Entity], ontology: Ontology) -> list[Finding]:
    found: list[Finding] = []
    for name in sorted(namespaces.in_use().terms & (ontology.parents.keys() | ontology.properties.keys())):
        found += _unlabelled(ontology, namespaces.term(name), name)
    for name in sorted(namespaces.in_use().codes):
        found += _unlabelled(ontology, namespaces.code(name), name)
    found += _misused(ontology, namespaces.in_use())
    for iri in sorted(thing for thing in ontology.described if thing.startswith(namespaces.things())):
        identifier = iri.removeprefix(namespaces.things())
        if identifier not in entities:
            hint = nearest(identifier, entities) or "correct it, or take it away"
            message, expected = "the ontology speaks of a thing that no table has", "the id of an entity"
            found.append(Finding(*ontology.place(iri), message, f"'{identifier}'", expected, hint, check="own-term"))
    return found


def _unlabelled(ontology: Ontology, iri: str, name: str) -> Iterator[Finding]:
    missing = [f"'{tag}'" for tag in namespaces.languages() if (iri, tag) not in ontology.labels]
    if missing:
        message, expected = "a term without a label in a language of the project", f"rdfs:label in {', '.join(missing)}"
        yield Finding(*ontology.place(iri), message, f"'{name}'", expected, "add it", check="own-term")


def translated(corpus: Corpus, ontology: Ontology) -> Iterator[Finding]:
    """What is wrong with the tables of translations.

    A row of an unknown text is a violation, a stale one a warning, and so is, at its own row, a text all of whose
    translations are stale: it was changed, and perhaps by a slip. Texts without a translation are counted, as
    information, for each language that has a table.
    """
    texts = translations.translated(corpus, ontology)
    for text in _stale.of(texts).values():
        if text.english and not text.said:
            place = _place(text.id, corpus)
            message, hint = "the text has changed since it was translated", "if that was meant, translate it again"
            yield Finding(place.file, place.line, message, f"'{text.english}'", "", hint, "warning")
    yield from _of_translations(corpus.translations, texts)


_stale = Each[str, Translated, Translated](lambda _, text: text if text.stale else None)
_few = Each[str, Translated, Translated](
    lambda _, text: text if text.english and len(text.rows) < len(namespaces.translated()) else None
)


@for_the_same(4)
def _of_translations(rows: Collection[Translation], texts: dict[str, Translated]) -> list[Finding]:
    """What is wrong with rows of translations, and how many there are not."""
    found = []
    stale = [(text.english, row) for text in _stale.of(texts).values() for row in text.stale]
    source = () if all(english for english, _ in stale) else sorted(one.id for one in texts.values() if one.english)
    for english, row in stale:
        if not english:
            message = f"column 'id': no text has the id '{row.id}'"
            hint = nearest(row.id, source) or "delete the row"
            found.append(Finding(row.file, row.line, message, f"'{row.id}'", "the id of a text", hint))
        else:
            message = f"the translation is stale: the source text of '{row.id}' has changed"
            expected = translations.fingerprint(english)
            hint = f"translate it again: {_COMMAND} {row.language}"
            found.append(Finding(row.file, row.line, message, row.fingerprint, expected, hint, "warning"))
    known = {language: own[0].file for language, own in sorted(translations.by_table(rows))}
    few = [text for text in _few.of(texts).values() if len(text.rows) < len(known)]
    for language, file in known.items():
        if lacking := [text.id for text in few if all(row.language != language for row in text.rows)]:
            message = f"{len(lacking)} texts have no translation, the first of them '{min(lacking)}'"
            hint = f"list them with: {_COMMAND} {language}"
            found.append(Finding(file, 0, message, hint=hint, severity="information"))
    return found
