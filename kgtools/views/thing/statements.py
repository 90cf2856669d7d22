"""The facts about a thing, each once: as sentences by topic, or in time where they join it to what has a date."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import pyoxigraph as ox

from kgtools import marks, namespaces
from kgtools.graph import labels
from kgtools.graph.reading import Store
from kgtools.graph.store import select, select_among
from kgtools.graph.terms import Term, curie_node, iri, node, truth
from kgtools.values import dates
from kgtools.views.disagreements import marks_of
from kgtools.views.evidence import Weighed, meaning, support
from kgtools.views.page import Entry, Part, Support
from kgtools.views.thing.wording import (
    TOPICS,
    Say,
    article_of,
    capital,
    claim_id,
    claim_node,
    dated,
    listed,
    local,
    sentence,
    topic,
)

_Dates = dict[str, dict[dates.Date, list[str]]]


def _in_time() -> tuple[str, ...]:
    """What the IRIs of things begin with that happen or last, and so are told in order of time."""
    return tuple(f"{namespaces.things()}{kind}" for kind in marks.kinds("toldInTime"))


def _stating(ends: str) -> str:
    return f"""
SELECT ?property ?end ?claim ?modality ?accepted ?certainty ?when WHERE {{
  ?claim {ends} ; rdf:predicate ?property ; t:modality ?modality ; t:accepted ?accepted ; a t:Fact .
  OPTIONAL {{ ?claim t:certainty ?certainty }} OPTIONAL {{ ?claim t:when ?when }}
  FILTER NOT EXISTS {{ ?entry t:holdsBack ?claim }}
  FILTER(?modality = <{namespaces.code("modality/asserted")}>)
}} ORDER BY ?claim"""


_OF_IT = _stating("rdf:subject ?thing ; rdf:object ?end")
_OF_OTHERS = _stating("rdf:object ?thing ; rdf:subject ?end")
# Asked of the things themselves: each is named by as many claims as date it, and both together are many.
_DATED = """
SELECT ?other ?property ?date ?claim WHERE {
  ?claim a t:Fact ; t:accepted true ; rdf:subject ?other ; rdf:predicate ?property ; rdf:object ?date .
  ?date a t:Date .
} ORDER BY ?claim"""
_NOT_HELD = f"""
SELECT ?subject ?property ?object ?claim ?modality ?certainty ?when WHERE {{
  ?claim a t:Fact ; ?role ?thing ; rdf:subject ?subject ; rdf:predicate ?property ; rdf:object ?object ;
         t:accepted false ; t:modality ?modality .
  VALUES ?role {{ rdf:subject rdf:object }}
  OPTIONAL {{ ?claim t:certainty ?certainty }} OPTIONAL {{ ?claim t:when ?when }}
  FILTER(?modality != <{namespaces.code("modality/asserted")}> || EXISTS {{ ?entry t:holdsBack ?claim }})
  FILTER NOT EXISTS {{ ?target t:toldBy ?claim }}
}} ORDER BY ?property ?claim"""
_SAID = """
SELECT ?subject ?property ?object ?claim ?modality ?certainty ?when ?accepted WHERE {
  ?claim a t:Fact ; t:speaker ?thing ; rdf:subject ?subject ; rdf:predicate ?property ; rdf:object ?object ;
         t:modality ?modality ; t:accepted ?accepted .
  OPTIONAL { ?claim t:certainty ?certainty } OPTIONAL { ?claim t:when ?when }
  FILTER(?subject != ?thing && ?object != ?thing)
} ORDER BY ?claim"""
_LISTED = ("keyword",)  # texts that stand one behind the other, as things do; others are sentences


@dataclass(frozen=True)
class Statement:
    """What articles assert with one property: the other end of it, the claims, and what weighs.

    `inverse` is set if the thing is the value and the other end the subject. `mark` gives the times for which it is
    said, and how it is meant if no article states it in its own voice; if one does, `hedged` says how the claims of
    others are meant that do not.
    """

    name: Term | None
    inverse: bool
    end: Term | None
    claims: tuple[ox.NamedNode, ...]
    mark: str
    support: Support
    hedged: Mapping[str, str]

    @property
    def sources(self) -> tuple[str, ...]:
        """The ids of its claims."""
        return tuple(map(claim_id, self.claims))


def statements(store: Store, thing: ox.NamedNode, language: str) -> list[Statement]:
    """Each asserted statement about a thing, in both directions, once; one of equals is worded one way."""
    meant: dict[tuple[Term | None, bool, Term | None], dict[ox.NamedNode, str]] = {}
    times: dict[tuple[Term | None, bool, Term | None], set[str]] = {}
    for query, inverse in ((_OF_IT, False), (_OF_OTHERS, True)):
        for name, end, claim, modality, accepted, certainty, when in select(store, query, thing=thing):
            if inverse and end == thing:
                continue
            key = name, inverse and not _is_symmetric(store, name), end
            weighed = Weighed(node(claim), modality, certainty, truth(accepted))
            meant.setdefault(key, {})[weighed.node] = meaning(store, weighed, language)
            said_for = dated(labels.label(store, when, language))
            times.setdefault(key, set()).update(filter(None, [said_for]))
    found = []
    for key, stating in meant.items():
        meanings = sorted(set(stating.values()))
        mark = listed(*sorted(times[key]), "; ".join(meanings if "" not in meanings else ()))
        outright = {article_of(claim_id(claim)) for claim, words in stating.items() if not words}
        hedged = {claim_id(claim): words for claim, words in stating.items() if outright and words}
        hedged = {claim: words for claim, words in hedged.items() if article_of(claim) not in outright}
        found.append(Statement(*key, tuple(stating), mark, support(store, stating), hedged))
    return found


def _is_symmetric(store: Store, name: Term | None) -> bool:
    symmetric = ox.Quad(node(name), curie_node("rdf:type"), curie_node("owl:SymmetricProperty"), ox.DefaultGraph())
    return symmetric in store


def by_topic(
    store: Store, found: Iterable[Statement], say: Say, language: str, marking: Mapping[str, tuple[str, ...]]
) -> Iterator[tuple[str, list[Entry]]]:
    """The statements as sentences under topics; what one property gives on the same grounds makes one sentence."""
    groups: dict[tuple[object, ...], list[Statement]] = {}
    for each in found:
        articles = tuple(sorted({(article_of(source), each.hedged.get(source, "")) for source in each.sources}))
        alone = None if _is_thing(each.end) or local(each.name) in _LISTED else each.end
        signs = marks_of(each.sources, marking)
        key = (local(each.name), each.inverse, alone, each.mark, articles, each.support, signs)
        groups.setdefault(key, []).append(each)
    entries: dict[str, list[tuple[tuple[str, ...], Entry]]] = {name: [] for name in TOPICS}
    for group in groups.values():
        first = group[0]
        name = local(first.name)
        ends = sorted((say(each.end) for each in group), key=lambda part: part.words.casefold())
        parts = [*capital(sentence(store, first.name, ends, language, first.inverse)), *_bracket(first.mark)]
        sources = tuple(source for each in group for source in each.sources)
        hedged = {source: words for each in group for source, words in each.hedged.items()}
        rests = first.support if first.support.articles > 1 else None
        entry = Entry(tuple(parts), sources, rests, hedged=hedged)
        heading = topic(name, first.inverse)
        order = ends[0].words if heading == "dates" else "" if name == "account" else name
        entries[heading].append(((order, str(first.inverse), entry.words, *sources), entry))
    for name in TOPICS:
        yield name, [entry for _, entry in sorted(entries[name], key=lambda pair: pair[0])]


def in_time(store: Store, found: Sequence[Statement], say: Say, language: str) -> tuple[list[Entry], list[Statement]]:
    """A line for each statement of what has a date, such as a visit, in order of time; and the other statements."""
    known = _dates(store, {each.end for each in found if each.inverse}, language)
    lines, rest = [], []
    for each in found:
        when = None
        if each.inverse and each.end in known:
            when = _when(marks.class_of(namespaces.shorten(iri(each.end))), known[each.end])
        if when is None:
            rest.append(each)
            continue
        order, words, dating = when
        said = capital(sentence(store, each.name, [say(each.end)], language, inverse=True))
        sources = tuple(dict.fromkeys((*each.sources, *dating)))
        # What an article only hints at it hints at for that date.
        hedges = {article_of(source): words for source, words in each.hedged.items()}
        hedged = {source: hedges[article_of(source)] for source in sources if article_of(source) in hedges}
        several = len({article_of(source) for source in sources} - {"background"}) > 1
        rests = support(store, map(claim_node, sources)) if several else None
        entry = Entry((Part(f"{words}  "), *said, *_bracket(each.mark)), sources, rests, hedged=hedged)
        lines.append((order, entry))
    lines.sort(key=lambda line: (*line[0], line[1].words))
    return [entry for _, entry in lines], rest


def _dates(store: Store, ends: Collection[Term | None], language: str) -> dict[Term, _Dates]:
    """The dates of the things among some terms that happen or last, by property, each with the claims that say so."""
    things = {end for end in ends if isinstance(end, ox.NamedNode) and end.value.startswith(_in_time())}
    known: dict[Term, _Dates] = {}
    for other, name, date, claim in select_among(store, _DATED, "other", things):
        parsed = dates.parse(labels.label(store, date, language))
        known.setdefault(node(other), {}).setdefault(local(name), {}).setdefault(parsed, []).append(claim_id(claim))
    return known


def _when(
    class_: str, known: Mapping[str, Mapping[dates.Date, list[str]]]
) -> tuple[tuple[str, str], str, tuple[str, ...]] | None:
    """When a thing of a kind was, if it is known: what it is sorted by, in words, and the claims that say so."""
    for name in marks.happens(class_):
        if name in known:
            exact = precise(known[name])
            words = " / ".join(dated(date.edtf) for date in exact)
            return _order(exact[0]), words, tuple(claim for date in exact for claim in known[name][date])
    span = marks.span(marks.of(class_, "datedBy")) or ()
    if not set(span) & set(known):
        return None
    ends, claims, order = [], [], ("", "")
    for name in span:
        exact = precise(known.get(name, {}))
        ends.append(" / ".join(dated(date.edtf) for date in exact) or "…")
        claims += [claim for date in exact for claim in known[name][date]]
        if exact and order == ("", ""):
            order = _order(exact[0])
    return order, " – ".join(ends), tuple(claims)


def precise(known: Iterable[dates.Date]) -> list[dates.Date]:
    """The dates that hold no other of them, earliest first: of a year and a day in it, the day."""
    every = list(known)
    kept = [one for one in every if not any(_holds(one, other) for other in every if other != one)]
    return sorted(kept, key=_order)


def _holds(wide: dates.Date, other: dates.Date) -> bool:
    same = (wide.earliest, wide.latest) == (other.earliest, other.latest)
    within = (wide.earliest is None or (other.earliest is not None and wide.earliest <= other.earliest)) and (
        wide.latest is None or (other.latest is not None and other.latest <= wide.latest)
    )
    return within and not same


def _order(date: dates.Date) -> tuple[str, str]:
    return str(date.earliest or date.latest or ""), str(date.latest or "")


def not_held(store: Store, thing: ox.NamedNode, say: Say, language: str) -> list[Entry]:
    """What is proposed, planned, denied or not accepted, one line a claim, each with how it is meant."""
    entries = []
    for subject, name, end, claim, modality, certainty, when in select(store, _NOT_HELD, thing=thing):
        weighed = Weighed(node(claim), modality, certainty, accepted=False)
        mark = listed(say(when).words, meaning(store, weighed, language))
        inverse = subject != thing
        said = capital(sentence(store, name, [say(subject if inverse else end)], language, inverse))
        entries.append(Entry((*said, *_bracket(mark)), (claim_id(claim),)))
    return entries


def said(store: Store, thing: ox.NamedNode, say: Say, language: str, elsewhere: set[str]) -> list[Entry]:
    """The facts about others that an article tells as somebody's words, by what they are about.

    Those of the claims `elsewhere` on the page are left out.
    """
    entries = []
    for subject, name, value, claim, modality, certainty, when, accepted in select(store, _SAID, thing=thing):
        if claim_id(claim) not in elsewhere:
            weighed = Weighed(node(claim), modality, certainty, truth(accepted))
            mark = listed(say(when).words, meaning(store, weighed, language, attributed=False))
            parts = (*capital(sentence(store, name, [say(value)], language)), *_bracket(mark))
            entries.append(Entry(parts, (claim_id(claim),), group=(say(subject),)))
    return sorted(entries, key=lambda entry: (entry.group[0].words, entry.sources))


def one(
    store: Store, subject: Term | None, name: Term | None, value: Term | None, say: Say, language: str
) -> tuple[Part, ...]:
    """One fact with its subject, for the pages of claims and disagreements."""
    return (say(subject), Part(" – "), *sentence(store, name, [say(value)], language))


def _bracket(mark: str) -> tuple[Part, ...]:
    return (Part(f" ({mark})"),) if mark else ()


def _is_thing(term: Term | None) -> bool:
    return isinstance(term, ox.NamedNode) and term.value.startswith(
        (namespaces.things(), namespaces.base() + "article/")
    )
