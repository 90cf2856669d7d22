"""The rows that proposals would become, cell by cell, and what is wrong with single cells."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, count
from pathlib import Path

from kgtools import namespaces
from kgtools.articles.anchors import Anchor
from kgtools.claims import tables
from kgtools.claims.article_reader import AUTHORS, read_claim
from kgtools.claims.cells import Cells
from kgtools.claims.model import Claim, Entity, Text
from kgtools.claims.tables import TableRow
from kgtools.curation.proposals.records import Empty, Fact, Figure, Opinion, Record, Reference, Thing
from kgtools.curation.proposals.references import KNOWN, NEW, Register, Resolved
from kgtools.errors import nearest
from kgtools.values.transliteration import latin

_REFERENCES = {  # the columns of each that hold things, the first of them always
    Fact: ("subject", "value", "origin"),
    Figure: ("indicator", "measured", "partner", "reporter", "origin"),
    Opinion: ("about", "affiliation"),
}
_NEEDED = ("subject", "value", "indicator", "measured", "about")
_CLASSES: dict[str, tuple[str, ...]] = {"indicator": ("Indicator",), "speaker": ("Actor",)}
_KINDS = {"entity": "thing", "date": "date", "code": "code", "rdf:langString": "text", "xsd:integer": "number",
          "xsd:decimal": "number"}  # fmt: skip
_ANCHOR = ("start", "end", "fingerprint")
_LONGEST = 60  # letters of the last part of an id


# The checks in their order, as a Word names them.
FORM, QUOTE, REFERENCE, VALUE, PASSAGE, TOLD, CLASH = (
    "form", "quote", "reference", "value", "passage", "told", "clash",
)  # fmt: skip
REFUSED, LOOK, SAID = "violation", "warning", "information"  # as the severities of findings


@dataclass(frozen=True)
class Word:
    """What one check says of a proposal: the check, how grave it is (a severity of findings), and the words."""

    check: str
    severity: str
    text: str


@dataclass(frozen=True)
class Draft:
    """A proposal as a row: the cells as the table would have them, open ones empty; what its references mean; faults.

    `claim` is the claim that it would become, new things by provisional ids; None as long as something is open.
    """

    row: dict[str, str]
    references: dict[str, Resolved]
    faults: tuple[Word, ...] = ()
    claim: Claim | None = None


class Drafts:
    """Makes rows of the proposals of one file about one article."""

    def __init__(self, register: Register, article: str) -> None:
        self._register, self._article = register, article
        self._ontology, self._corpus = register.ontology, register.corpus
        self.ids: dict[str, str] = {}
        for key, thing in register.things.items():
            self.ids[key] = self._provisional(thing)
        self._ids = {*self._corpus.entities, *(f"article/{one}" for one in self._corpus.articles), *self.ids.values()}

    def entity(self, thing: Thing, line: int) -> Entity:
        """A new thing as an entity, for the checks that need one; labels that are lacking are those that there are."""
        labels = thing.labels or {namespaces.first_language(): thing.new}
        usual = next(iter(labels.values()))
        found = tuple(Text(labels.get(language, usual), language) for language in namespaces.languages())
        aliases = tuple(Text(name, language) for name in thing.printed for language in labels)
        return Entity(self.ids[thing.new], thing.kind, found, aliases, "", thing.note, "", line)

    def draft(self, record: Record, line: int, anchor: Anchor | None, around: str) -> Draft:
        """The row that a record would become; `around` are the words of its passage."""
        if isinstance(record, Thing):
            return self._thing(record)
        if isinstance(record, Empty):
            return Draft(_placed(anchor) | {"why": record.why}, {})
        assert isinstance(record, Fact | Figure | Opinion)
        references, missing = self._references(record, around)
        faults = [*missing, *self._misfits(record, references)]
        open_cells = self._cells(record, anchor, {column: one.id for column, one in references.items()})
        named = {column: self.ids.get(one.new, "") or one.id for column, one in references.items()}
        whole = all(one.state in (KNOWN, NEW) for one in references.values()) and not missing
        claim, typed = self._read(record, self._cells(record, anchor, named), line, references)
        faults += typed
        return Draft(open_cells, references, tuple(faults), claim if whole and anchor and not faults else None)

    # -- things -------------------------------------------------------------------------------------

    def _provisional(self, thing: Thing) -> str:
        bases = (kind for kind, (_, base) in namespaces.kinds().items() if self._is_a(thing.kind, base))
        kind = next(bases, "thing")
        slug = slugged(thing.new)
        known = {*self._corpus.entities, *self.ids.values()}
        names = chain((f"{kind}/{slug}",), (f"{kind}/{slug}-new-{number}" for number in count(1)))
        return next(name for name in names if name not in known)

    def _is_a(self, kind: str, base: str) -> bool:
        return kind in self._ontology.parents and self._ontology.is_a(kind, base)

    def _thing(self, thing: Thing) -> Draft:
        faults = []
        if thing.kind not in self._ontology.parents or self.ids[thing.new].startswith("thing/"):
            classes = [name for _, base in namespaces.kinds().values() for name in self._ontology.below(base)]
            hint = nearest(thing.kind, classes) or "see kgtools propose --brief"
            faults.append(_fault("kind", f"there is no kind of things '{thing.kind}'; {hint}"))
        if unknown := sorted({*thing.labels} - {*namespaces.languages()}):
            faults.append(_fault("labels", f"a label in '{unknown[0]}'; labels are in en, ru, kk and uz"))
        if not thing.labels:
            faults.append(_fault("labels", "the thing has no label"))
        row = dict.fromkeys(tables.entities(), "") | {"id": self.ids[thing.new], "kind": thing.kind, "note": thing.note}
        row |= {f"label_{language}": label for language, label in thing.labels.items() if f"label_{language}" in row}
        return Draft(row, {}, tuple(faults))

    # -- references ---------------------------------------------------------------------------------

    def _references(self, record: Fact | Figure | Opinion, around: str) -> tuple[dict[str, Resolved], list[Word]]:
        """What the references of a record mean by column, and which it must have and has not."""
        found, faults = {}, []
        for column, reference, classes in self._given(record):
            if reference is None:
                faults.append(_fault(column, "missing: choose"))
            elif column == "speaker" and reference.name == AUTHORS:
                found[column] = Resolved(KNOWN, AUTHORS)
            else:
                found[column] = self._register.resolve(reference, classes, around)
        return found, faults

    def _given(self, record: Fact | Figure | Opinion) -> Iterator[tuple[str, Reference | None, tuple[str, ...]]]:
        """The columns with things: what the record gives, and the classes that belong there."""
        known = self._ontology.typed.get(record.property) if isinstance(record, Fact) else None
        for column in _REFERENCES[type(record)]:
            classes = _CLASSES.get(column, ())
            if isinstance(record, Fact) and column == "value":
                given, classes = record.value.thing, known.ranges if known else ()
                if given is None:
                    continue
            else:
                given = getattr(record, column)
            if column == "subject" and known:
                classes = known.domains
            if given is not None or column in _NEEDED:
                yield column, given, classes
        lists = {"speaker": record.speakers, "set_by": getattr(record, "set_by", ())}
        for column, several in lists.items():
            for number, given in enumerate(several, 1):
                yield (column if number == 1 else f"{column}:{number}"), given, _CLASSES.get(column, ())
        if isinstance(record, Opinion) and not record.speakers:
            yield "speaker", None, ()

    def _misfits(self, record: Fact | Figure | Opinion, references: Mapping[str, Resolved]) -> Iterator[Word]:
        """Things of a class that does not belong in their column."""
        known = self._ontology.typed.get(record.property) if isinstance(record, Fact) else None
        wanted: dict[str, tuple[str, ...]] = {"indicator": ("Indicator",)}
        if known:
            wanted = {"subject": known.domains, "value": known.ranges if known.takes == "entity" else ()}
        for column, classes in wanted.items():
            if column not in references or not (kind := self._register.kind(references[column])):
                continue
            if classes and kind in self._ontology.parents and not any(self._is_a(kind, one) for one in classes):
                name = f" of '{known.name}'" if known else ""
                expected = " or ".join(classes)
                yield _fault(column, f"the {column}{name} is a thing of the class {expected}; this one is a {kind}")

    # -- cells --------------------------------------------------------------------------------------

    def _cells(
        self, record: Fact | Figure | Opinion, anchor: Anchor | None, things: Mapping[str, str]
    ) -> dict[str, str]:
        """The cells of a row, with these ids in the columns of things."""
        row = dict.fromkeys(_columns(record), "") | _placed(anchor)
        row |= {"certainty": record.certainty, "note": record.note}
        for column in _REFERENCES[type(record)]:
            row[column] = things.get(column, "")
        for column in ("speaker", "set_by"):
            if column in row:
                row[column] = " ".join(filter(None, (things[one] for one in things if one.split(":")[0] == column)))
        if isinstance(record, Fact):
            row |= {"property": record.property, "when": record.when, "modality": record.modality}
            row["value"] = row["value"] or _value(record)
        elif isinstance(record, Figure):
            given = ("flow", "period", "value", "unit", "bound", "modality")
            row |= {column: getattr(record, column) for column in given}
            row["qualifiers"] = " ".join(record.qualifiers)
        else:
            row |= {"stance": record.stance, tables.gist(): record.gist, "horizon": record.horizon}
        return row

    def _read(
        self, record: Fact | Figure | Opinion, row: dict[str, str], line: int, references: Mapping[str, Resolved]
    ) -> tuple[Claim, list[Word]]:
        """The claim of a row, and what is wrong with cells that are no things."""
        faults = list(self._wrong_sort(record)) if isinstance(record, Fact) else []
        cells = Cells(Path(), self._ontology)
        cells.ids, cells.article = self._ids, self._corpus.articles.get(self._article)
        named = TableRow(f"proposals/{self._article}/proposals.jsonl", line, row | {"id": f"line-{line}"})
        claim = read_claim(cells, type(record).__name__.lower(), named)
        things = {*_ANCHOR, *(column.split(":")[0] for column in references)}
        told = {"value"} if faults else set()
        open_ = {column for column in _REFERENCES[type(record)] if column in _NEEDED} | {"speaker"}
        for finding in cells.findings:
            column = finding.message.partition("'")[2].partition("'")[0]
            if column not in things and column not in told and (row[column] or column not in open_):
                parts = (finding.message.partition("': ")[2], finding.actual and f"found {finding.actual}",
                         finding.expected and f"expected {finding.expected}", finding.hint)  # fmt: skip
                faults.append(_fault(column, "; ".join(filter(None, parts))))
        return claim, faults

    def _wrong_sort(self, record: Fact) -> Iterator[Word]:
        """A value of another sort than its property takes."""
        known = self._ontology.typed.get(record.property)
        if known is None:
            return
        wanted, found = _KINDS.get(known.takes, ""), record.value.kind
        if wanted and wanted != found:
            expected = f"a thing ({' or '.join(known.ranges)})" if wanted == "thing" else f"a {wanted}"
            yield _fault("value", f"'{known.name}' takes {expected}; found a {found}")


def slugged(name: str) -> str:
    """A name as the last part of an id: Latin letters, digits and hyphens.

    >>> slugged("Ораз Бектуров (2031)")
    'oraz-bekturov-2031'
    """
    words = (re.sub("[^a-z0-9]", "", latin(word).lower()) for word in re.findall(r"\w+", name))
    return "-".join(filter(None, words))[:_LONGEST].strip("-") or "thing"


def _fault(column: str, text: str) -> Word:
    """What is wrong with a cell, which cannot be accepted as it stands."""
    return Word(VALUE, REFUSED, f"{column}: {text}")


def _placed(anchor: Anchor | None) -> dict[str, str]:
    if anchor is None:
        return dict.fromkeys(_ANCHOR, "")
    return {"start": str(anchor.start), "end": str(anchor.end), "fingerprint": anchor.fingerprint}


def _columns(record: Fact | Figure | Opinion) -> tuple[str, ...]:
    if isinstance(record, Opinion):
        return tables.opinions()
    return tables.FACTS if isinstance(record, Fact) else tables.FIGURES


def _value(fact: Fact) -> str:
    """The value of a fact as it is typed, if it is no thing."""
    value = fact.value
    if value.kind == "thing":
        return ""
    text = getattr(value, value.kind)
    return (
        f"{text}@{value.language}"
        if value.kind == "text" and value.language not in ("", namespaces.first_language())
        else text
    )
