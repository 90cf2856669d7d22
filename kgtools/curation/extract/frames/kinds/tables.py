"""Figures of tables: a cell is a number of what its row, its column and the title say together."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from kgtools.articles.lexicon import plain
from kgtools.curation.extract.frames.found import Frame, Part
from kgtools.curation.extract.frames.kinds.figures import INDICATORS, OF_TRADE, sort_of
from kgtools.curation.extract.frames.words import Words
from kgtools.curation.extract.spans import Cell, Mention, Quantity, Reading, Sentence, Table
from kgtools.curation.extract.text.vocabulary import vocabulary
from kgtools.ontology import Ontology

_CONFIDENCE = 0.85
_MINUS = ("-", "–", "−")
_FLOWS = ("balance", "export", "import", "turnover")


def figures(reading: Reading, table: Table, words: Words, ontology: Ontology) -> Iterator[Frame]:
    """The figures of a table whose cells have a unit, an indicator and a state; all others are left alone."""
    title = _title(reading, table)
    for row in table.rows:
        for cell, head in zip(row[1:], table.heads[1:], strict=False):
            if len(cell.quantities) == 1:
                yield from _figure(table, title, row[0], head, cell, words, ontology)


def _title(reading: Reading, table: Table) -> Sentence:
    """The line of the title as one sentence, with its names and dates; an empty one if there is none."""
    start = reading.text.rfind("\n", 0, reading.text.rfind(table.title[-20:], 0, table.start)) + 1
    own = [one for one in reading.sentences if table.title and start <= one.start and one.end <= table.start]
    mentions = tuple(mention for one in own for mention in one.mentions)
    return Sentence(start, table.start, table.language, mentions, tuple(date for one in own for date in one.dates))


def _figure(
    table: Table, title: Sentence, row: Cell, head: Cell, cell: Cell, words: Words, ontology: Ontology
) -> Iterator[Frame]:
    given = [row.text, head.text, table.heads[0].text, table.title]
    quantity = cell.quantities[0]
    if cell.text[:1] in _MINUS and not quantity.value.startswith("-"):
        quantity = replace(quantity, value=f"-{quantity.value}")
    indicator = _indicator(given, quantity, words)
    if not quantity.unit or not indicator:
        return
    flow = _flow(given, words) if indicator in OF_TRADE else ""
    measured, partner = _states(row, head, table, title, flow, ontology)
    date = next((one for part in (head.dates, row.dates, title.dates) for one in part if one.edtf), None)
    if measured is None or (indicator in OF_TRADE and partner is None):
        return
    parts = [Part("measured", measured.start, measured.end, mention=measured)]
    if partner and indicator in OF_TRADE:
        parts.append(Part("partner", partner.start, partner.end, mention=partner))
    if date:
        parts.append(Part("period", date.start, date.end, date=date))
    line = (row.start, max(cell.end, row.end))
    spans = (line, (head.start, head.end))
    yield Frame(
        "figure", indicator, tuple(parts), (cell.start, cell.end), spans, table.language, f"table-{indicator}",
        _CONFIDENCE, quantity=quantity, codes={"flow": flow, "certainty": "stated"},
    )  # fmt: skip


def _indicator(given: Sequence[str], quantity: Quantity, words: Words) -> str:
    """The indicator that a head names and that takes the unit, the nearest head first."""
    sort = sort_of(quantity)
    grows = vocabulary(words.language).alternatives("rise")
    if sort == "percent" and any(grows.search(plain(text)) for text in given[:2]):
        return "trade-growth" if any(words["figures.trade"].search(plain(text)) for text in given) else ""
    for text in given:
        for name, wanted in INDICATORS.items():
            if wanted == sort and words[f"figures.{name}"].search(plain(text)):
                return name
    return ""


def _flow(given: Sequence[str], words: Words) -> str:
    for text in given:
        for flow in _FLOWS:
            if words[f"flows.{flow}"].search(plain(text)):
                return flow
    return "turnover"


def _states(
    row: Cell, head: Cell, table: Table, title: Sentence, flow: str, ontology: Ontology
) -> tuple[Mention | None, Mention | None]:
    """Of whom a cell tells, and with whom: by its row, its column and its title."""
    near = _of_states((*row.mentions, *head.mentions), ontology)
    every = _of_states((*row.mentions, *head.mentions, *title.mentions, *table.heads[0].mentions), ontology)
    if len(every) == 1:
        return every[0], None
    if len(every) != 2:
        return (near[0] if near else None), None
    named = near[0] if near else every[0]
    other = next(one for one in every if one.entity != named.entity)
    return (other, named) if near and flow == "import" and _is_source(row, named) else (named, other)


def _is_source(row: Cell, state: Mention) -> bool:
    """Whether an import is from the state that the head of its row names."""
    before = plain(row.text)[: max(0, state.start - row.start)]
    own = plain(row.text)[max(0, state.start - row.start) : state.end - row.start]
    return re.search(r"(?:from|из)\s+$", before) is not None or own.endswith(
        ("нан", "дан", "тан", "нен", "ден", "тен", "dan")
    )


def _of_states(mentions: Sequence[Mention], ontology: Ontology) -> list[Mention]:
    """The states among some names, each once, in the order of their places."""
    found: dict[str, Mention] = {}
    for one in mentions:
        if one.entity and ontology.is_a(one.kind, "State"):
            found.setdefault(one.entity, one)
    return list(found.values())
