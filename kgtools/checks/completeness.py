"""The checks that nothing is missing: rows that were there, translations of texts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from kgtools import files
from kgtools.claims import tables, translations
from kgtools.claims.model import Corpus, count
from kgtools.errors import DataError, Finding, nearest
from kgtools.ontology import Ontology

_COMMAND = "kgtools translations"


def counts(corpus: Corpus, root: Path) -> Iterator[Finding]:
    """Compare what the tables hold with the counts that were accepted last.

    A row that got lost in a merge leaves no other trace; only the counts show it. Fewer rows than
    were accepted are a warning, more are information, for whoever enters claims adds rows all the time.
    """
    path = root / "data" / "counts.csv"
    if not path.exists():
        return
    hint = "if that was meant, run make accept; if not, look for a row that got lost or came in twice"
    try:
        rows = tables.read_table(path, tables.COUNTS, root)
    except DataError as error:
        yield from error.findings
        return
    found = {what: str(number) for what, number in count(corpus).items()}
    for row in rows:
        number = found.pop(row["what"], "0")
        if number != row["number"]:
            message = f"the tables hold another number of {row['what']}"
            severity = "warning" if int(number) < int(row["number"]) else "information"
            yield Finding(row.file, row.line, message, number, row["number"], hint, severity)
    for what, number in found.items():
        file = files.display(path, root)
        message = f"the tables hold {what}, which were not counted before"
        yield Finding(file, 0, message, number, "0", hint, "information")


def translated(corpus: Corpus, ontology: Ontology) -> Iterator[Finding]:
    """What is wrong with the tables of translations.

    A row of an unknown text is a violation, a stale one a warning. Texts without a translation are counted, as
    information, for each language that has a table.
    """
    english = translations.texts(corpus, ontology)
    for row in corpus.translations:
        if row.id not in english:
            message = f"column 'id': no text has the id '{row.id}'"
            hint = nearest(row.id, english) or "delete the row"
            yield Finding(row.file, row.line, message, f"'{row.id}'", "the id of a text", hint)
        elif row.fingerprint != translations.fingerprint(english[row.id]):
            message = f"the translation is stale: the English text of '{row.id}' has changed"
            expected = translations.fingerprint(english[row.id])
            hint = f"translate it again: {_COMMAND} {row.language}"
            yield Finding(row.file, row.line, message, row.fingerprint, expected, hint, "warning")
    for language, file in sorted({(row.language, row.file) for row in corpus.translations}):
        known = {row.id for row in corpus.translations if row.language == language}
        if lacking := [identifier for identifier in english if identifier not in known]:
            message = f"{len(lacking)} texts have no translation, the first of them '{lacking[0]}'"
            yield Finding(file, 0, message, hint=f"list them with: {_COMMAND} {language}", severity="information")
