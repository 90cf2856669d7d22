"""What happened when, as the articles date it, in the lanes that the ontology gives its classes.

Nothing is merged into one date. What several claims date alike is one bar with all of them; what is dated
otherwise is another bar of the same thing, marked where the two cannot both hold.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import chain, groupby, product, repeat

import pyoxigraph as ox

from kgtools import marks, namespaces
from kgtools.claims.acceptance import AIMS, ASSERTED, DENIED, INFERRED, PROPOSED
from kgtools.errors import UsageError
from kgtools.graph.reading import Store
from kgtools.graph.store import select, select_among
from kgtools.graph.terms import Term, code, node, short, term_name, term_node, text, truth
from kgtools.values import dates, periods
from kgtools.values.dates import parse
from kgtools.values.spans import Span
from kgtools.views import dataset, disagreements
from kgtools.views.evidence import claim_node
from kgtools.views.overview.lanes import FACTS, every_lane, lane_of, usual
from kgtools.views.overview.stated import source

BACKGROUND = "background"  # in the place of an article, for what a curator knows
_AT_ONCE = 100  # things of which is read whether they are dated
SPAN = "span"  # the property of a bar that runs from a start to an end
# Of the claims that lead to a date by one property: both in one query take the library six times as long.
_DATED = """
SELECT ?claim ?thing ?property ?edtf ?modality ?certainty ?accepted ?article WHERE {
  ?date a t:Date ; t:edtf ?edtf . ?claim %s ?date ; a t:Fact ;
    rdf:subject ?thing ; rdf:predicate ?property ; t:modality ?modality ; t:accepted ?accepted .
  OPTIONAL { ?claim t:certainty ?certainty } OPTIONAL { ?claim t:inArticle ?article }
}"""
_TOLD = """
SELECT DISTINCT ?thing ?article WHERE {
  ?claim a t:Fact ; rdf:subject ?thing ; t:accepted true ; t:inArticle ?article }"""
_CLASSES = "SELECT ?thing ?class WHERE { ?thing t:kind ?kind ; a ?class }"
_OF_CLASS = "SELECT ?thing WHERE { ?thing a ?class_ }"
_NEAR = """
SELECT ?thing WHERE {
  { ?claim a t:Fact ; rdf:subject ?thing ; rdf:object ?about } UNION { ?claim a t:Fact ; rdf:subject ?about ;
    rdf:object ?thing }
}"""


@dataclass(frozen=True)
class Dated:
    """One claim that dates a thing: ids of claim, thing and article, the property (`what`) and the date as EDTF.

    In the lane of facts the date is the time for which the claim is made.
    """

    claim: str
    thing: str
    what: str
    edtf: str
    modality: str
    inferred: bool
    held: bool
    article: str


@dataclass(frozen=True)
class Bar:
    """A thing and when it was, by the claims that say so in the same way.

    `what` is the property, or SPAN; of a SPAN `begin` and `end` are EDTF and empty where no claim gives them, else
    both are the one date. `told` is the day of the latest dated article that tells of what has no stated end.
    `clashes` are claims that date it otherwise, `entries` the disagreements on its claims.
    """

    lane: str
    thing: str
    what: str
    begin: str
    end: str
    modality: str
    inferred: bool
    held: bool
    claims: tuple[str, ...]
    articles: tuple[str, ...]
    clashes: tuple[str, ...] = ()
    entries: tuple[str, ...] = ()
    disputed: bool = False
    told: datetime.date | None = None

    @property
    def dates(self) -> str:
        """The date as one cell of a table: EDTF, with `..` for what no claim gives."""
        if self.begin == self.end:
            return self.begin
        return f"{self.begin or '..'}/{self.end or '..'}"

    @property
    def planned(self) -> bool:
        return self.modality in (*AIMS, PROPOSED)

    @property
    def approximate(self) -> bool:
        return any(sign in self.dates for sign in "~?%")

    @property
    def first(self) -> datetime.date | None:
        """The first day that the dates allow; None where the beginning is open."""
        return parse(self.begin).earliest if self.begin else None

    @property
    def last(self) -> datetime.date | None:
        return parse(self.end).latest if self.end else None

    @property
    def span(self) -> Span:
        """When it is told to be."""
        return Span(self.first, self.last, self.told)


def dated(store: Store, wanted: Sequence[str] = (), things: Iterable[str] | None = None) -> dict[str, list[Dated]]:
    """The claims that date something, by lane, each lane sorted by thing and claim; denied ones are not among them.

    Nothing wanted means all lanes. Of some things, by their ids, no other claims are read.
    """
    only = _nodes(things)
    known = every_lane()
    found: dict[str, list[Dated]] = {lane: [] for lane in wanted or known}
    dating, lasting = (
        list(select_among(store, _DATED % name, "thing", only)) if asked else []
        for name, asked in (("rdf:object", True), ("t:when", FACTS in found))
    )
    these = {node(thing) for _, thing, *_ in dating}
    classes, lane_among = _of_all(store, these) if things is None else _classes(store, these), cache(lane_of)
    code_of, name_of = cache(code), cache(term_name)
    for row, lane_by in chain(zip(dating, repeat("")), zip(lasting, repeat(FACTS))):
        claim, subject, predicate, edtf, modality, certainty, accepted, article = row
        thing, meant, name = short(subject), code_of(modality), name_of(predicate)
        lane = lane_by or lane_among(frozenset(classes[thing]))
        if lane != FACTS and not (lane and name in known[lane].properties):
            continue
        if lane in found and meant != DENIED:
            inferred = code(certainty, default="") == INFERRED
            held = meant == ASSERTED and not inferred and not truth(accepted)
            source = short(article, default="").removeprefix("article/") or BACKGROUND
            found[lane].append(Dated(short(claim), thing, name, text(edtf), meant, inferred, held, source))
    return {lane: sorted(claims, key=lambda one: (one.thing, one.claim)) for lane, claims in found.items()}


def bars(
    store: Store,
    wanted: Sequence[str] = (),
    about: str = "",
    since: int | None = None,
    until: int | None = None,
    article: str = "",
) -> list[Bar]:
    """The bars of some lanes, in the order in which they are drawn: by lane, first day, thing.

    `about` is the id of a thing: only it and what a fact joins to it are kept, and of the facts only
    those about itself. Nothing wanted means the usual lanes.
    `since` and `until` are years, `article` an id. Stages are given article by article, for each parts time
    in its own way. Raises UsageError if nothing is left or the years are the wrong way round.
    """
    periods.years(since, until)
    wanted = wanted or usual()
    near = neighbours(store, about) if about else None
    stated = {
        lane: [
            one
            for one in claims
            if (near is None or one.thing in (near if lane != FACTS else {about})) and article in ("", one.article)
        ]
        for lane, claims in dated(store, wanted).items()
    }
    found = list(_bars(store, stated, article, lambda bar: since is until is None or bar.span.touches(since, until)))
    if not found:
        raise UsageError(_nothing(store, wanted, about, since or until, article))
    return found


def bare(store: Store, wanted: Sequence[str]) -> Iterator[Bar]:
    """The bars of some lanes in no order, without what is said beside them: no clashes, entries and days of telling."""
    for lane, found in dated(store, wanted).items():
        for thing, claims in groupby(found, key=lambda one: one.thing):
            yield from _of_thing(lane, thing, list(claims))


def of_things(store: Store, things: Iterable[str]) -> list[Bar]:
    """The bars of some things in all lanes, as `bars` gives them, without those of others: for few much quicker."""
    return list(_bars(store, dated(store, things=things)))


def life(store: Store, about: str, most: int) -> list[Bar]:
    """The bars of a thing and of what a fact joins to it, of the facts for a time those about itself alone.

    There are none if that is more than so many things, of which no more is read than tells that.
    """
    known: set[str] = set()
    near = sorted(neighbours(store, about))
    for start in range(0, len(near), _AT_ONCE):
        for lane, claims in dated(store, things=near[start : start + _AT_ONCE]).items():
            known.update(one.thing for one in claims if lane != FACTS or one.thing == about)
        if len(known) > most:
            return []
    return [bar for bar in of_things(store, known) if bar.lane != FACTS or bar.thing == about]


def _bars(
    store: Store, stated: Mapping[str, Sequence[Dated]], article: str = "", kept: Callable[[Bar], bool] = bool
) -> Iterator[Bar]:
    """The bars that claims by lane give and that are kept, in order; `article` is the only one wanted, or empty."""
    claims = [claim_node(one.claim) for found in stated.values() for one in found]
    ledger = disagreements.of_claims(store, claims=claims), disagreements.marking(store, claims)
    telling = _Telling(store, {one.thing for found in stated.values() for one in found})
    for lane, found in stated.items():
        by_thing: dict[str, list[Dated]] = defaultdict(list)
        for one in found:
            by_thing[one.thing].append(one)
        rows = []
        for thing, dating in by_thing.items():
            made = (telling.told(_judged(bar, dating, *ledger), article) for bar in _of_thing(lane, thing, dating))
            if row := list(filter(kept, made)):
                # What is said of one thing for a time stands together by what it says.
                rows.append(sorted(row, key=lambda bar: (bar.what if bar.lane == FACTS else "", _order(bar))))
        parts_time = every_lane()[lane].parts_time
        rows.sort(key=lambda row: (row[0].articles if parts_time else (), _order(row[0])))
        yield from (bar for row in rows for bar in row)


class _Telling:
    """Which dated articles tell of some things."""

    def __init__(self, store: Store, things: Iterable[str]) -> None:
        self.days = {
            short(ox.NamedNode(article)).removeprefix("article/"): parse(day).earliest
            for article, day in dataset.published(store).items()
        }
        self.articles: dict[str, set[str]] = defaultdict(set)
        for thing, article in select_among(store, _TOLD, "thing", _nodes(things)):
            self.articles[short(thing)].add(short(article).removeprefix("article/"))

    def told(self, bar: Bar, article: str) -> Bar:
        """The bar with the day to which an open end is told; `article` is the only one wanted, or empty.

        A fact for a time is told by the articles that state it, a thing by those that state anything of it.
        """
        if not bar.span.open or bar.planned:
            return bar
        telling = set(bar.articles) if bar.lane == FACTS else self.articles[bar.thing] | set(bar.articles)
        days = [self.days.get(one) for one in telling if article in ("", one)]
        return replace(bar, told=max((day for day in days if day), default=None))


def _nothing(store: Store, wanted: Sequence[str], about: str, timed: int | None, article: str) -> str:
    """Why nothing is left: where it is the years alone, which years there are."""
    if timed:
        without = bars(store, wanted, about, article=article)  # which says so itself if it is not the years
        span = periods.reach(day for bar in without for day in (bar.first, bar.last))
        return f"nothing is left to draw: nothing is dated in those years; there are {len(without)} dates, of {span}"
    return "nothing is left to draw: no claim dates anything like that; leave out an option"


def neighbours(store: Store, about: str) -> set[str]:
    """A thing and all that a fact joins to it, such as the tenures of a person and the visits of a guest."""
    found = {about}
    for (thing,) in select(store, _NEAR, about=ox.NamedNode(namespaces.entity(about))):
        if isinstance(thing, ox.NamedNode):
            found.add(short(thing))
    return found


def states_of(store: Store) -> dict[str, tuple[str, ...]]:
    """The sides that each thing has to do with, by ids, sorted: those that a fact joins it to, or its post."""
    found: dict[str, set[str]] = defaultdict(set)
    held = tuple(kind for relation in marks.relations(by_one=True) for kind in marks.kinds_of(relation.to))
    sides = [row[0] for one in marks.terms("isSide") for row in select(store, _OF_CLASS, class_=term_node(one))]
    for state in map(short, sides):
        near = neighbours(store, state)
        for post in [thing for thing in near if thing.startswith(held)]:
            near |= neighbours(store, post)
        for thing in near:
            found[thing].add(state)
    return {thing: tuple(sorted(states)) for thing, states in sorted(found.items())}


def undated(store: Store, wanted: Sequence[str], about: str = "") -> dict[str, list[str]]:
    """The things that no claim dates, sorted, by lane; lanes that have none are left out."""
    near = neighbours(store, about) if about else None
    has = {one.thing for claims in dated(store, wanted).values() for one in claims}
    classes = _classes(store)
    found = {
        lane: sorted(
            thing
            for thing, known in classes.items()
            if lane_of(known) == lane and thing not in has and (near is None or thing in near)
        )
        for lane in wanted
        if lane != FACTS
    }
    return {lane: things for lane, things in found.items() if things}


COLUMNS = (
    "lane", "thing", "label", "what", "date", "earliest", "latest", "told", "modality", "inferred", "not accepted",
    "disputed", "disagrees with", "disagreements", "articles", "claims",
)  # fmt: skip


def rows(found: Iterable[Bar], say: Callable[[Term | None], str]) -> Iterator[list[str]]:
    """Bars as rows of text, one each; lists are separated by spaces."""
    for bar in found:
        yield [
            bar.lane, bar.thing, say(ox.NamedNode(namespaces.entity(bar.thing))), bar.what, bar.dates,
            str(bar.first or ""), str(bar.last or ""), str(bar.told or ""), bar.modality, "yes" if bar.inferred else "",
            "yes" if bar.held else "",
            "yes" if bar.disputed else "", " ".join(bar.clashes), " ".join(bar.entries), " ".join(bar.articles),
            " ".join(bar.claims),
        ]  # fmt: skip


def _of_thing(lane: str, thing: str, stated: Sequence[Dated]) -> Iterator[Bar]:
    """The bars of one thing: one for each date of a property, one for each span that a text gives."""
    groups: dict[tuple[str, str, str, str, bool, bool], dict[str, str]] = defaultdict(dict)
    ends_of_span = every_lane()[lane].span or ()
    by_text: dict[tuple[str, str, bool, bool], list[Dated]] = defaultdict(list)
    for one in stated:
        if one.what in ends_of_span:
            by_text[one.article, one.modality, one.inferred, one.held].append(one)
        else:
            groups[one.what, one.edtf, one.edtf, one.modality, one.inferred, one.held][one.claim] = one.article
    for (article, modality, inferred, held), claims in by_text.items():
        starts, ends = (_or_none(one for one in claims if one.what == what) for what in ends_of_span)
        for start, stop in product(starts, ends):
            key = (SPAN, start.edtf if start else "", stop.edtf if stop else "", modality, inferred, held)
            groups[key].update({each.claim: article for each in (start, stop) if each})
    for (predicate, begin, end, modality, inferred, held), claimed in groups.items():
        yield Bar(
            lane, thing, predicate, begin, end, modality, inferred, held, tuple(sorted(claimed)),
            tuple(sorted(set(claimed.values()))),
        )  # fmt: skip


def _or_none(claims: Iterable[Dated]) -> list[Dated | None]:
    """Some claims; of none, that none is there."""
    return list(claims) or [None]


def _judged(
    bar: Bar, stated: Sequence[Dated], entries: Mapping[str, Sequence[str]], marking: Mapping[str, Sequence[str]]
) -> Bar:
    """The bar with the claims that date it otherwise, its disagreements, and whether any of these is marked."""
    clashes = {
        other.claim
        for one in stated
        if one.claim in bar.claims
        for other in stated
        if bar.lane != FACTS  # what is said for one time does not clash with what is said for another
        and other.what == one.what
        and other.modality == one.modality
        and not dates.parse(one.edtf).agrees_with(dates.parse(other.edtf))
    }
    listed = sorted({entry for claim in bar.claims for entry in entries.get(claim, ())})
    disputed = bool(clashes) or any(claim in marking for claim in bar.claims)
    return replace(bar, clashes=tuple(sorted(clashes)), entries=tuple(listed), disputed=disputed)


def _order(bar: Bar) -> tuple[datetime.date, datetime.date, str, str, tuple[str, ...]]:
    return bar.first or datetime.date.min, bar.last or datetime.date.max, bar.thing, bar.what, bar.claims


def _nodes(things: Iterable[str] | None) -> list[ox.NamedNode] | None:
    return None if things is None else [ox.NamedNode(namespaces.entity(thing)) for thing in things]


def _classes(store: Store, only: Iterable[ox.NamedNode] | None = None) -> dict[str, set[str]]:
    """The names of all classes of each thing, by its id."""
    found: dict[str, set[str]] = defaultdict(set)
    for thing, class_ in select_among(store, _CLASSES, "thing", only):
        found[short(thing)].add(term_name(class_))
    return found


def _of_all(store: Store, these: Iterable[ox.NamedNode]) -> Mapping[str, Iterable[str]]:
    """The same, for many things: from the class of each and what the ontology has above it."""
    own, above = source(store).classes(), cache(lambda class_: marks.ontology().ancestors(term_name(class_)))
    return {thing: above(own[thing]) if thing in own else () for thing in map(short, these)}
