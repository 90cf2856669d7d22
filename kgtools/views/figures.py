"""Figures side by side, none merged."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

import pyoxigraph as ox

from kgtools import namespaces
from kgtools.claims.acceptance import ASSERTED, INFERRED, STATED, meant
from kgtools.errors import UsageError, nearest
from kgtools.graph import labels
from kgtools.graph.reading import Store
from kgtools.graph.store import select, select_among
from kgtools.graph.terms import Term, code, day, iri, node, short, term_node, text, truth, whole
from kgtools.query import lookup
from kgtools.values import numbers, periods
from kgtools.values.transliteration import bare
from kgtools.views import disagreements

_FIGURES = """
SELECT ?claim ?indicator ?measured ?partner ?flow ?period ?earliest ?latest ?bound ?printed ?unit ?base ?value
       ?modality ?certainty ?accepted ?reporter ?origin ?article WHERE {
  ?claim a t:Figure ; t:indicator ?indicator ; t:measured ?measured ; t:printedValue ?printed ; t:unit ?unit ;
         t:bound ?bound ; t:modality ?modality ; t:certainty ?certainty ; t:accepted ?accepted ;
         t:inArticle ?article .
  ?unit t:baseUnit ?base .
  OPTIONAL { ?claim t:partner ?partner } OPTIONAL { ?claim t:flow ?flow }
  OPTIONAL { ?claim t:period ?period . OPTIONAL { ?period t:earliest ?earliest }
                                       OPTIONAL { ?period t:latest ?latest } }
  OPTIONAL { ?claim t:value ?value } OPTIONAL { ?claim t:reporter ?reporter } OPTIONAL { ?claim t:origin ?origin }
  %s
}"""
_NAMED = """
SELECT ?thing ?name WHERE {
  { ?thing skos:inScheme ?flows } UNION { ?thing a t:Indicator }
  ?thing rdfs:label|skos:altLabel ?name
} ORDER BY ?thing ?name"""
_COUNTED = """
SELECT ?indicator (COUNT(?claim) AS ?number) WHERE { ?claim a t:Figure ; t:indicator ?indicator } GROUP BY ?indicator"""
_IN_SHORT = """
SELECT ?indicator (COUNT(?claim) AS ?number) (COUNT(DISTINCT ?article) AS ?articles) WHERE {
  ?claim a t:Figure ; t:indicator ?indicator ; t:inArticle ?article } GROUP BY ?indicator"""
_YEARS = """
SELECT DISTINCT ?indicator ?day WHERE {
  ?claim a t:Figure ; t:indicator ?indicator ; t:period ?period . ?period t:earliest|t:latest ?day }"""
_DISAGREEING = """
SELECT DISTINCT ?indicator ?entry WHERE {
  ?entry a t:Disagreement ; t:involves ?claim . ?claim a t:Figure ; t:indicator ?indicator }"""
_QUALIFIERS = "SELECT ?claim ?qualifier WHERE { ?claim t:qualifier ?qualifier %s } ORDER BY ?claim ?qualifier"
_SPEAKERS = "SELECT ?claim ?speaker WHERE { ?claim a t:Figure ; t:speaker ?speaker %s } ORDER BY ?claim ?speaker"
Say = Callable[[Term | None], str]


@dataclass(frozen=True)
class FigureValue:
    """One printed figure. `value` is in the base unit; it is None for a figure that is not accepted.

    `qualifiers` are codes: an average, an estimate and the like. `speakers` are ids, of whom the article lets say it.
    """

    claim: str
    article: str
    indicator: str
    measured: str
    partner: str
    flow: str
    period: str
    earliest: datetime.date | None
    latest: datetime.date | None
    bound: str
    qualifiers: tuple[str, ...]
    printed: str
    unit: str
    base: str
    value: Decimal | None
    modality: str
    inferred: bool
    held: bool
    speakers: tuple[str, ...]
    reporter: str
    origin: str
    disagreements: tuple[str, ...]


@dataclass(frozen=True)
class Counted:
    """An indicator, by its id: how many figures there are of it in how many articles, and from and to which year.

    `disagreements` are those that involve them, by their ids.
    """

    indicator: str
    number: int
    articles: int
    years: tuple[int, int] | None
    disagreements: tuple[str, ...]


@dataclass(frozen=True)
class FigureFilter:
    """Which figures are wanted: an indicator or a flow, two sides, a span of time, an article; empty means any."""

    indicator: str = ""
    flow: str = ""
    party: str = ""
    other: str = ""
    since: datetime.date | None = None
    until: datetime.date | None = None
    article: str = ""

    def patterns(self) -> tuple[str, dict[str, ox.NamedNode]]:
        """What the store can leave out before anybody reads it: patterns about `?claim`, and the terms in them."""
        named = {
            "indicator": namespaces.entity(self.indicator) if self.indicator else "",
            "flow": namespaces.code(f"flow/{self.flow}") if self.flow else "",
            "inArticle": namespaces.entity(f"article/{self.article}") if self.article else "",
        }
        asked = {name: ox.NamedNode(iri) for name, iri in named.items() if iri}
        patterns = "".join(f" . ?claim t:{name} ?only{name}" for name in asked)
        return patterns, {f"only{name}": term for name, term in asked.items()}

    def __call__(self, value: FigureValue) -> bool:
        sides = {value.measured, value.partner}
        return (
            self.indicator in ("", value.indicator)
            and self.flow in ("", value.flow)
            and {side for side in (self.party, self.other) if side} <= sides
            and self.article in ("", value.article)
            and not (self.since and (value.latest or datetime.date.min) < self.since)
            and not (self.until and (value.earliest or value.latest or datetime.date.max) > self.until)
        )


def topic(store: Store, words: str) -> tuple[str, str]:
    """What the figures are asked about: (indicator, flow) as ids, one of them empty.

    A word for a flow (turnover, export, import, in any of the four languages) means every indicator with
    that flow. Raises UsageError, with the nearest name, for words that name no indicator.
    """
    named = [
        (iri(thing), text(name)) for thing, name in select(store, _NAMED, flows=ox.NamedNode(namespaces.code("flow")))
    ]
    flows = [(name, namespaces.code_name(thing).removeprefix("flow/")) for thing, name in named if _is_flow(thing)]
    called = next((flow for name, flow in flows if bare(name).casefold() == bare(words).casefold()), "")
    codes = sorted({flow for _, flow in flows})
    if called or words in codes:
        return "", called or words
    indicators = [(thing, name) for thing, name in named if not _is_flow(thing)]
    known = {name for _, name in indicators}
    misspelt = "" if words in known or words.startswith("indicator/") else nearest(words, codes)
    if misspelt:  # before things that are spelled alike are looked for: a flow is asked for more often
        raise UsageError(f"no indicator or flow is called '{words}'; {misspelt}")
    try:
        candidates = lookup.candidates(store, words, lookup.EXACT, indicators)
        found = [namespaces.shorten(node.value) for node, _ in candidates]
    except UsageError:
        found = []
    found = [identifier for identifier in found if identifier.startswith("indicator/")]
    if not found:
        hint = nearest(words, [*dict.fromkeys(name for _, name in indicators), *codes])
        hint = hint or "kgtools search finds one by its words"
        raise UsageError(f"no indicator or flow is called '{words}'; {hint}")
    return found[0], ""


def of_indicator(store: Store, indicator: str) -> list[FigureValue]:
    """The figures of an indicator, by its id, in the order of `values`."""
    asked = ox.NamedNode(namespaces.entity(indicator))
    quads = store.quads_for_pattern(None, term_node("indicator"), asked, ox.DefaultGraph())
    return values(store, FigureFilter(), [node(quad.subject) for quad in quads])


def counted(store: Store) -> Counter[str]:
    """How many figures there are of each indicator, by its id."""
    return Counter({short(indicator): whole(number) for indicator, number in select(store, _COUNTED)})


def in_short(store: Store) -> list[Counted]:
    """What there is of figures, by indicator: counted where they lie, which is far cheaper than reading them."""
    entries: dict[str, list[str]] = {}
    for indicator, entry in select(store, _DISAGREEING):
        entries.setdefault(short(indicator), []).append(short(entry).removeprefix("disagreement/"))
    years: dict[str, set[int]] = {}
    for indicator, stated in select(store, _YEARS):
        years.setdefault(short(indicator), set()).update([known.year] if (known := day(stated)) else [])
    found = []
    for indicator, number, articles in select(store, _IN_SHORT):
        name = short(indicator)
        spanned, disagreeing = years.get(name), tuple(sorted(entries.get(name, ())))
        span = (min(spanned), max(spanned)) if spanned else None
        found.append(Counted(name, whole(number), whole(articles), span, disagreeing))
    return found


def values(store: Store, wanted: FigureFilter, claims: Collection[ox.NamedNode] | None = None) -> list[FigureValue]:
    """The figures that are wanted, each printed value by itself, in the order of their periods; undated last.

    Of some `claims` no others are read.
    """
    if claims is not None and not claims:
        return []
    only, terms = wanted.patterns()

    def asked(query: str, patterns: str) -> Iterator[tuple[Term | None, ...]]:
        return select_among(store, query % patterns, "claim", claims, **terms)

    entries = disagreements.of_claims(store, only, claims, **terms)
    qualifiers: dict[str, list[str]] = {}
    for claim, qualifier in asked(_QUALIFIERS, only):
        qualifiers.setdefault(short(claim), []).append(code(qualifier))
    speakers: dict[str, list[str]] = {}
    for claim, speaker in asked(_SPEAKERS, only):
        speakers.setdefault(short(claim), []).append(short(speaker))
    found = [
        _value(
            row,
            tuple(qualifiers.get(short(row[0]), ())),
            tuple(speakers.get(short(row[0]), ())),
            entries.get(short(row[0]), ()),
        )
        for row in asked(_FIGURES, only.removeprefix(" . "))
    ]
    last = datetime.date.max
    return sorted(
        filter(wanted, found),
        key=lambda value: (
            value.earliest or value.latest or last, value.latest or last, value.indicator, value.flow, value.claim
        ),
    )  # fmt: skip


def nothing(store: Store, wanted: FigureFilter, words: str) -> str:
    """Why no figure is found: where it is the time alone, from when to when there are some."""
    without = values(store, replace(wanted, since=None, until=None))
    if not without or not (wanted.since or wanted.until):
        return f"no figure of '{words}' matches all options; leave one out"
    span = periods.reach(day for value in without for day in (value.earliest, value.latest))
    return f"no figure of '{words}' is of that time; there are {len(without)}, of {span or 'no stated time'}"


def _value(
    row: tuple[Term | None, ...],
    qualifiers: tuple[str, ...],
    speakers: tuple[str, ...],
    disagreements: tuple[str, ...],
) -> FigureValue:
    """A row of the query above as a figure."""
    claim, indicator, measured, partner, flow, period, earliest, latest, bound, printed = row[:10]
    unit, base, value, modality, certainty, accepted, reporter, origin, article = row[10:]
    inferred = code(certainty) == INFERRED
    held = code(modality) == ASSERTED and not inferred and not truth(accepted)
    return FigureValue(
        short(claim), short(article).removeprefix("article/"), short(indicator), short(measured),
        short(partner, default=""), code(flow, default=""), labels.identifier(period), day(earliest), day(latest),
        code(bound), qualifiers, text(printed), code(unit), code(base),
        Decimal(text(value)) if value is not None else None, code(modality), inferred, held,
        speakers, short(reporter, default=""), short(origin, default=""), disagreements,
    )  # fmt: skip


def allowed(store: Store, value: FigureValue) -> tuple[float, float, float]:
    """The value of a figure in the base unit with the least and the most that the print allows.

    The width is that of `figures.interval`, by which figures are also compared.
    """
    node = ox.NamedNode(namespaces.code(f"unit/{value.unit}"))
    whole = next(
        store.quads_for_pattern(node, ox.NamedNode(namespaces.term("countsWhole")), None, ox.DefaultGraph()), None
    )
    multiplier = _multiplier(store, value.unit)
    found = numbers.interval(value.printed, value.bound, multiplier, whole is not None and truth(whole.object))
    return float(found.low), float(numbers.parse_number(value.printed) * multiplier), float(found.high)


def axis(store: Store, base: str, largest: float, language: str) -> tuple[str, float]:
    """The unit of an axis whose largest value is given in the base unit: its label, and how many base units it is."""
    scheme = ox.NamedNode(namespaces.term("baseUnit"))
    units = store.quads_for_pattern(None, scheme, ox.NamedNode(namespaces.code(f"unit/{base}")), ox.DefaultGraph())
    sizes = sorted((_multiplier(store, code(quad.subject)), iri(quad.subject)) for quad in units)
    fitting = [size for size in sizes if size[0] <= Decimal(largest)] or sizes[:1]
    multiplier, unit = fitting[-1]
    return labels.label(store, ox.NamedNode(unit), language), float(multiplier)


def _multiplier(store: Store, unit: str) -> Decimal:
    node, predicate = ox.NamedNode(namespaces.code(f"unit/{unit}")), ox.NamedNode(namespaces.term("multiplier"))
    return Decimal(text(next(store.quads_for_pattern(node, predicate, None, ox.DefaultGraph())).object))


def status(value: FigureValue, word: Callable[[str, str], str], name: Callable[[str], str], language: str) -> str:
    """How a figure is meant, in words, said also of what is plainly asserted.

    `word` gives the label of a code in a code list, `name` that of an entity.
    """
    certainty = INFERRED if value.inferred else STATED
    speakers = [name(speaker) for speaker in value.speakers]
    said = meant(value.modality, certainty, not value.held, speakers, word, language)
    return said or word("modality", value.modality)


FIGURE_COLUMNS = (
    "period", "earliest", "latest", "indicator", "of", "flow", "bound", "qualifiers", "printed", "unit", "value",
    "modality", "reporter", "origin", "article", "claim", "disagreements",
)  # fmt: skip


def figure_rows(found: Iterable[FigureValue], say: Say, language: str) -> list[list[str]]:
    """Figures as rows of text, with labels."""

    def entity(identifier: str) -> str:
        return say(ox.NamedNode(namespaces.entity(identifier))) if identifier else ""

    def word(code_list: str, value: str) -> str:
        return say(ox.NamedNode(namespaces.code(f"{code_list}/{value}"))) if value else ""

    return [
        [
            value.period, str(value.earliest or ""), str(value.latest or ""), entity(value.indicator),
            " – ".join(filter(None, (entity(value.measured), entity(value.partner)))),
            word("flow", value.flow), word("bound", value.bound),
            ", ".join(word("qualifier", qualifier) for qualifier in value.qualifiers), value.printed,
            word("unit", value.unit), "" if value.value is None else f"{value.value:f}",
            status(value, word, entity, language),
            entity(value.reporter), entity(value.origin), value.article, value.claim, " ".join(value.disagreements),
        ]
        for value in found
    ]  # fmt: skip


# -- small things -----------------------------------------------------------------------------------


def _is_flow(thing: str) -> bool:
    return namespaces.code_name(thing).startswith("flow/")
