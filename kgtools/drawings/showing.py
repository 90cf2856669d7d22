"""From the graph to a drawing: labels, claims, ledger and citations that go with the bars and marks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import pyoxigraph as ox

from kgtools import evidence, following, names, store, things, views
from kgtools import timeline as times
from kgtools.drawings import page, timelines
from kgtools.evidence import Copy
from kgtools.timeline import BACKGROUND, SPAN, Bar

_LEDGER = """
SELECT ?entry ?type ?status ?explanation WHERE {
  ?entry a t:Disagreement ; t:disagreementType ?type ; t:disagreementStatus ?status .
  OPTIONAL { ?entry t:explanation ?explanation }
} ORDER BY ?entry"""


def ledger(store_: ox.Store, language: str) -> dict[str, page.Entry]:
    """Every entry of the ledger by its id, as it is shown."""
    found = {}
    for entry, type_, status, explanation in store.select(store_, _LEDGER):
        key = names.shorten(str(getattr(entry, "value", ""))).removeprefix("disagreement/")
        label = (things.label(store_, term, language) for term in (type_, status, explanation))
        found[key] = page.Entry(key, *label)
    return found


def copies_at(store_: ox.Store, folder: Path | None) -> dict[str, Copy]:
    """The copies of articles in a folder, by article id; none without a folder."""
    return {} if folder is None else evidence.read_copies(folder, views.known(store_))


def cited(house: Path, store_: ox.Store, articles: Iterable[str], language: str) -> dict[str, str]:
    """The citations of articles; of background knowledge the word for it."""
    listed = set(articles)
    found = following.sources(house, store_, listed - {BACKGROUND}, language)
    if BACKGROUND in listed:
        found[BACKGROUND] = page.WORDS["background"][language]
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
        return things.label(store_, ox.NamedNode(names.entity(identifier)), language)

    labels = {bar.thing: label(bar.thing) for bar in bars}
    sources = cited(house, store_, (name for bar in bars for name in bar.articles), language)
    labels |= {name: label(f"article/{name}") if name != BACKGROUND else sources[name] for name in sources}
    title = timelines.WORDS["title"][language] + (f": {label(about)}" if about else "")
    missing = times.undated(store_, lanes, about)
    notes = [timelines.WORDS["undated"][language].format(len(missing))] if missing else []
    if path.suffix.lower() != ".html":
        below = [*notes, f"{page.WORDS['sources'][language]}:", *sources.values()]
        timelines.still(path, bars, labels, title, below, *years, language)
        return
    page.library()
    copies = copies_at(store_, articles)
    behind = {claim: views.behind(store_, claim, language, copies) for bar in bars for claim in bar.claims}
    terms = {bar.property for bar in bars} - {SPAN}
    properties = {name: things.label(store_, ox.NamedNode(names.term(name)), language) for name in sorted(terms)}
    told = timelines.evidence(bars, labels, properties, behind, ledger(store_, language), language)
    timelines.interactive(path, bars, labels, title, notes, told, sources, *years, language)
