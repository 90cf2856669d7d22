"""Runs the reader of articles over a text and gives its proposals as records, the run first."""

from __future__ import annotations

import csv
import hashlib
import io

from kgtools import __version__
from kgtools.claims.model import Article, Corpus
from kgtools.curation.extract.frames import propose as frames
from kgtools.curation.extract.spans import Cell, Reading, Sentence
from kgtools.curation.extract.things import things
from kgtools.curation.proposals.records import FORMAT, Reader, Record, Run, Thing
from kgtools.ontology import Ontology

READER = "tandem-rules"
COLUMNS = ("start", "end", "printed", "sort", "value", "kind", "name", "how", "confidence")


def proposals(reading: Reading, name: str, corpus: Corpus, ontology: Ontology, article: Article | None) -> list[Record]:
    """The proposals of the rules for a text that is read; `name` is what the run calls the article.

    First the run, then things in the order of the text, then what is said of them.
    """
    text = reading.text
    digest = article.sha256 if article else hashlib.sha256(text.encode()).hexdigest()
    run = Run(
        format=FORMAT,
        article=name,
        reader=Reader("rules", READER, __version__),
        sha256=digest,
        languages=reading.languages,
    )
    said = frames.proposals(reading, corpus, ontology, article)
    new = {one.new: one for one in things(reading, corpus)} | {one.new: one for one in said if isinstance(one, Thing)}
    ordered = sorted(new.values(), key=lambda one: (one.quotes[0].start or 0, one.new))
    return [run, *ordered, *(one for one in said if not isinstance(one, Thing))]


def spans(reading: Reading) -> str:
    """What was found in a text as CSV, in the order of its places: names, dates and quantities, adjectives left out."""
    text = reading.text
    cells = [cell for table in reading.tables for line in (table.heads, *table.rows) for cell in line]
    parts: list[Sentence | Cell] = [*reading.sentences, *cells]
    rows = []
    for part in parts:
        for one in part.mentions:
            if one.how != "adjective":
                rest = ("name", one.entity, one.kind, one.name, one.how, one.confidence)
                rows.append((one.start, one.end, text[one.start : one.end], *rest))
        for date in part.dates:
            how = "relative" if date.relative else ""
            rows.append((date.start, date.end, date.printed, "date", date.edtf, "", "", how, date.confidence))
        for number in part.quantities:
            value = f"{number.value}–{number.high}" if number.high else number.value
            rest = ("quantity", value, number.unit, number.bound, number.rising, number.confidence)
            rows.append((number.start, number.end, text[number.start : number.end], *rest))
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows([*row[:2], " ".join(row[2].split()), *row[3:]] for row in sorted(set(rows)))
    return out.getvalue()
