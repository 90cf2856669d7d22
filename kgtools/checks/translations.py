"""The check of translations: none is missing, stale, or of a text that there is not."""

from __future__ import annotations

from collections.abc import Iterator

from kgtools.claims import translations
from kgtools.claims.model import Corpus
from kgtools.errors import Finding, nearest
from kgtools.ontology import Ontology

_COMMAND = "kgtools translations"


def findings(corpus: Corpus, ontology: Ontology) -> Iterator[Finding]:
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
