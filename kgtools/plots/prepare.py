"""From the graph to a drawing: labels, claims, ledger and citations that go with the bars and marks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import pyoxigraph as ox

from kgtools import namespaces
from kgtools.articles import copies
from kgtools.articles.copies import Copy
from kgtools.errors import UsageError
from kgtools.graph import labels as graph_labels
from kgtools.graph import store
from kgtools.messages import message
from kgtools.plots import page
from kgtools.plots.figures import html as figures_html
from kgtools.plots.figures import static as figures_static
from kgtools.plots.figures.marks import Mark, order
from kgtools.plots.timeline import html as timeline_html
from kgtools.plots.timeline import static as timeline_static
from kgtools.views import citations, evidence
from kgtools.views.figures import FigureValue, allowed, axis
from kgtools.views.timeline import BACKGROUND, SPAN, Bar, ledger_types, undated

_LEDGER = """
SELECT ?entry ?type ?status ?explanation WHERE {
  ?entry a t:Disagreement ; t:disagreementType ?type ; t:disagreementStatus ?status .
  OPTIONAL { ?entry t:explanation ?explanation }
} ORDER BY ?entry"""


def ledger(store_: ox.Store, language: str) -> dict[str, page.Entry]:
    """Every entry of the ledger by its id, as it is shown."""
    found = {}
    for entry, type_, status, explanation in store.select(store_, _LEDGER):
        key = namespaces.shorten(str(getattr(entry, "value", ""))).removeprefix("disagreement/")
        label = (graph_labels.label(store_, term, language) for term in (type_, status, explanation))
        found[key] = page.Entry(key, *label)
    return found


def copies_at(store_: ox.Store, folder: Path | None) -> dict[str, Copy]:
    """The copies of articles in a folder, by article id; none without a folder."""
    return {} if folder is None else copies.read_copies(folder, evidence.identities(store_))


def cited(house: Path, store_: ox.Store, articles: Iterable[str], language: str) -> dict[str, str]:
    """The citations of articles; of background knowledge the word for it."""
    listed = set(articles)
    found = citations.citations(house, store_, listed - {BACKGROUND}, language)
    if BACKGROUND in listed:
        found[BACKGROUND] = message("evidence.background", language)
    return found


def timeline(
    house: Path,
    store_: ox.Store,
    path: Path,
    bars: Sequence[Bar],
    lanes: Sequence[str],
    about: str,
    years: tuple[int | None, int | None],
    articles: Path | None,
    language: str,
) -> None:
    """Draw bars as the file's ending asks: a page with evidence, or a still picture."""

    def label(identifier: str) -> str:
        return graph_labels.label(store_, ox.NamedNode(namespaces.entity(identifier)), language)

    labels = {bar.thing: label(bar.thing) for bar in bars}
    sources = cited(house, store_, (name for bar in bars for name in bar.articles), language)
    labels |= {name: label(f"article/{name}") if name != BACKGROUND else sources[name] for name in sources}
    title = message("timeline.title", language) + (f": {label(about)}" if about else "")
    missing = undated(store_, lanes, about)
    notes = [message("timeline.undated", language, len(missing))] if missing else []
    if path.suffix.lower() != ".html":
        below = [*notes, f"{message('plots.sources', language)}:", *sources.values()]
        timeline_static.still(path, bars, labels, title, below, *years, language)
        return
    page.library()
    copies = copies_at(store_, articles)
    behind = {
        claim: evidence.evidence(store_, evidence.claim_node(claim), language, copies)
        for claim in dict.fromkeys(claim for bar in bars for claim in bar.claims)
    }
    terms = {bar.what for bar in bars} - {SPAN}
    properties = {
        name: graph_labels.label(store_, ox.NamedNode(namespaces.term(name)), language) for name in sorted(terms)
    }
    told = timeline_html.evidence(bars, labels, properties, behind, ledger(store_, language), language)
    timeline_html.interactive(path, bars, labels, title, notes, told, sources, *years, language)


def figures(
    house: Path, store_: ox.Store, path: Path, found: Sequence[FigureValue], articles: Path | None, language: str
) -> tuple[int, int]:
    """Chart the figures that can stand on one axis: those of the commonest indicator and base unit.

    Returns how many values were drawn, and how many are of other indicators or units. Raises UsageError if
    none has a period.
    """
    counts = Counter((value.indicator, value.flow, value.base) for value in found if value.period)
    if not counts:
        raise UsageError("there is nothing to draw: no figure that is wanted has a period")
    chosen, _ = min(counts.items(), key=lambda item: (-item[1], item[0]))
    same = [value for value in found if (value.indicator, value.flow, value.base) == chosen]
    words = _FigureWords(store_, same, language)
    by_claim = {value.claim: value for value in same if value.latest is not None}
    marks = sorted((words.mark(value) for value in by_claim.values()), key=order)
    drawn = [by_claim[each.claim] for each in marks]
    largest = max((abs(each.value) for each in marks if not each.crossed), default=0.0)
    unit, scale = axis(store_, chosen[2], largest, language)
    sources = cited(house, store_, (value.article for value in same), language)
    undrawn = len(same) - len(marks)
    if path.suffix.lower() != ".html":
        figures_static.chart(path, marks, words.title, unit, scale, undrawn, language, list(sources.values()))
        return len(marks), len(found) - len(same)
    listed = [*drawn, *(value for value in same if value.latest is None)]
    copies = copies_at(store_, articles)
    panel = [words.article(number, value, copies) for number, value in enumerate(listed, 1)]
    shared = [tuple(value.disagreements) for value in drawn]
    figures_html.interactive(path, marks, shared, words.title, unit, scale, undrawn, panel, sources, language)
    return len(marks), len(found) - len(same)


class _FigureWords:
    """How the figures of one axis are worded: their sides, their marks, and what the panel says of each."""

    def __init__(self, store: ox.Store, figures: Sequence[FigureValue], language: str) -> None:
        self.store, self.language = store, language
        self.entries = ledger(store, language)
        self.contradictions = {key for key, type_ in ledger_types(store) if type_ == "contradiction"}
        self.with_reporters = any(value.reporter for value in figures)
        self.several = len({self.sides(value) for value in figures}) > 1
        first = figures[0]
        flow = self.code("flow", first.flow) if first.flow else ""
        sides = "" if self.several else self.sides(first)
        self.title = ", ".join(filter(None, (self.label(first.indicator), flow, sides)))

    def label(self, identifier: str) -> str:
        node = ox.NamedNode(namespaces.entity(identifier))
        return graph_labels.label(self.store, node, self.language) if identifier else ""

    def code(self, code_list: str, value: str) -> str:
        return graph_labels.label(self.store, ox.NamedNode(namespaces.code(f"{code_list}/{value}")), self.language)

    def sides(self, value: FigureValue) -> str:
        pair = [side for side in (value.measured, value.partner) if side]
        # The turnover of two sides is the same whoever is named first.
        return " – ".join(map(self.label, sorted(pair) if value.flow == "turnover" else pair))

    def mark(self, value: FigureValue) -> Mark:
        """A figure with a period as a mark."""
        low, middle, high = allowed(self.store, value)
        unnamed = message("figures.chart.unnamed", self.language) if self.with_reporters else ""
        sides, reporter = self.sides(value), self.label(value.reporter) or unnamed
        assert value.latest is not None
        return Mark(
            value.earliest or value.latest.replace(month=1, day=1), value.latest, low, middle, high,
            self.label(f"article/{value.article}"), " · ".join(filter(None, (sides if self.several else "", reporter))),
            value.modality != "asserted", value.held, value.printed, value.claim,
            "|".join((value.article, value.measured, value.partner, value.reporter, value.origin)), sides,
            bool(self.contradictions.intersection(value.disagreements)),
        )  # fmt: skip

    def article(self, number: int, value: FigureValue, copies: Mapping[str, Copy]) -> str:
        """What the panel says of a figure."""
        bound = "" if value.bound == "exact" else self.code("bound", value.bound) + " "
        held = message("claims.held-back", self.language)
        standing = held if value.held else self.code("modality", value.modality)
        lines = figures_html.lines(value, self.sides(value), standing, self.label(value.reporter), self.language)
        heading = f"{bound}{value.printed} {self.code('unit', value.unit)}"
        behind = evidence.evidence(self.store, evidence.claim_node(value.claim), self.language, copies)
        entries = [self.entries[entry] for entry in value.disagreements]
        return page.article(number, heading, lines, [behind], entries, self.language)
