"""One thing under two ids: entities that no article holds apart and that are alike in what identifies them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import combinations

from kgtools.claims.acceptance import DENIED
from kgtools.claims.model import Fact
from kgtools.compare.clash import Clash
from kgtools.compare.facts.index import IDENTIFYING, PLACES, PROGRESS, TWICE, FactIndex, Things, keys
from kgtools.compare.facts.names import ENOUGH, table, words
from kgtools.remembering import as_before, for_the_same

_CROWD = 12  # a pair of words in more labels than this distinguishes nothing
_FEW = 3  # what more things than this have in common distinguishes none of them
_STRENGTH = ("", "all", "any")  # of what two things share, the strongest last


def clashes(index: FactIndex) -> Iterator[Clash]:
    """Things of one table and kind that no article names side by side, alike in what identifies them.

    Alike is: the same goods; the same parties, participants or authors and names that share words; one
    name contained in the other; the same name in quotation marks. Dates must not part them.
    """
    joined: dict[str, set[str]] = {}
    goods: set[str] = set()
    for (one, other), reason in sorted(_alike(index).items()):
        group = joined.get(one, {one}) | joined.get(other, {other})
        joined.update(dict.fromkeys(group, group))
        if reason == "any":
            goods |= group
    articles = _articles(index)
    for things in sorted({tuple(sorted(group)) for group in joined.values()}):
        of = "goods" if goods & set(things) else ""
        claims, clash_type = _known_by(index.things, " ".join(things), of, tuple(index.facts_of(*things)))
        listed = "; ".join(f"{index.label(thing)} ({', '.join(sorted(articles[thing]))})" for thing in things)
        # Where no article states anything of the things, those claims tell in which they serve.
        claims = claims or tuple(sorted({claim.key for thing in things for claim in index.serving(thing)}))
        yield Clash(clash_type, claims, f"these may be one: {listed}", " ".join(things))


@for_the_same(16384)
def _known_by(known: Things, things: str, of: str, facts: tuple[Fact, ...]) -> tuple[tuple[str, ...], str]:
    """By which of their facts things are known that may be one, and the type of their clash; `of` tells goods."""
    index, steps = FactIndex(known, facts), known.marked(PROGRESS)
    about = [fact for thing in things.split() for fact in index.facts_about(thing)]
    codes = {f"{known.ontology.properties[f.property].code_list}/{f.value}" for f in about}
    reached = {steps[code] for code in codes if code in steps}
    return keys(about), "plan-versus-result" if of and len(reached) > 1 else "two-names"


def _articles(index: FactIndex) -> dict[str, set[str]]:
    """The articles that speak of a thing."""
    found: dict[str, set[str]] = defaultdict(set)
    for article, things in index.speaking:
        for thing in things:
            found[thing].add(article)
    return found


def _alike(index: FactIndex) -> dict[tuple[str, str], str]:
    """Pairs of things that may be one, with the mark of what they share ('any', 'all' or none)."""
    telling = (*index.marked(IDENTIFYING), *index.marked(PLACES), *index.things.listing_places)
    facts = index.with_properties(telling)
    return _pairs_alike(index.things, facts, as_before(frozenset(index.of)), index.speaking)


@for_the_same(4)
def _pairs_alike(
    things: Things, facts: tuple[Fact, ...], subjects: frozenset[str], speaking: frozenset[tuple[str, frozenset[str]]]
) -> dict[tuple[str, str], str]:
    """The same, from the facts that tell things apart, all subjects of facts, and which article speaks of what."""
    index = FactIndex(things, facts)
    shared = dict(_sharing(things, index.with_properties(things.marked(IDENTIFYING))))
    for pair in _like_names(things, subjects):
        shared.setdefault(pair, "")
    articles: dict[str, set[str]] = defaultdict(set)
    for article, told in speaking:
        for thing in told:
            articles[thing].add(article)
    return {pair: how for pair, how in shared.items() if _may_be_one(index, articles, *pair, how)}


@for_the_same(4)
def _sharing(things: Things, facts: tuple[Fact, ...]) -> dict[tuple[str, str], str]:
    """Pairs with all or any values of an identifying property in common."""
    marked = things.marked(IDENTIFYING)
    blocks: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for (subject, name), same in FactIndex(things, facts).questions.items():
        if things.of_kind(subject, TWICE):
            values = sorted({fact.value for fact in same if fact.modality != DENIED})
            how = marked[name][0]
            for part in [values] if how == "all" else [[value] for value in values]:
                blocks[table(subject), how, name, *part].add(subject)
    found: dict[tuple[str, str], str] = {}
    for (_, how, *_), alike in sorted(blocks.items()):
        if how == "any" and len(alike) > _FEW:
            how = ""
        for pair in _pairs(things, alike):
            found[pair] = max(how, found.get(pair, ""), key=_STRENGTH.index)
    return found


def _pairs(known: Things, things: set[str]) -> Iterator[tuple[str, str]]:
    """The pairs of a block; a large one is divided by the words of the labels first, to save time."""
    if len(things) <= _CROWD:
        yield from combinations(sorted(things), 2)
        return
    parts: dict[str, set[str]] = defaultdict(set)
    for thing in things:
        for word in words(known.label(thing)):
            parts[word].add(thing)
    for part in parts.values():
        if len(part) <= _CROWD:
            yield from combinations(sorted(part), 2)


@for_the_same(4)
def _like_names(known: Things, things: frozenset[str]) -> list[tuple[str, str]]:
    """Pairs whose labels share two words that few labels share, or a name in quotation marks."""
    blocks: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for thing in things:
        if known.of_kind(thing, TWICE):
            label = known.label(thing)
            for pair in combinations(sorted(set(words(label))), 2):
                blocks[table(thing), *pair].add(thing)
            for quoted in re.findall("“([^”]+)”", label):
                blocks[table(thing), "“", *words(quoted)].add(thing)
    found = {pair for things in blocks.values() if len(things) <= _CROWD for pair in combinations(sorted(things), 2)}
    return sorted(found)


def _may_be_one(index: FactIndex, articles: Mapping[str, set[str]], one: str, other: str, how: str) -> bool:
    if one not in articles or other not in articles:
        return False
    meet = "" if articles[one].isdisjoint(articles[other]) else "in one article"
    return _may_be_duplicates(index.things, one, other, how, meet, tuple(index.facts_of(one, other)))


@for_the_same(65536)
def _may_be_duplicates(things: Things, one: str, other: str, how: str, meet: str, facts: tuple[Fact, ...]) -> bool:
    """Whether two things of which these are the facts may be one; `meet` says if one article speaks of both."""
    index = FactIndex(things, facts)
    tells, pair = index.of_kind(one, TWICE), (one, other)
    classes = [things.entities[thing].kind for thing in pair]
    same = things.ontology.is_a(classes[0], classes[1]) or things.ontology.is_a(classes[1], classes[0])
    # An article that speaks of two things keeps them apart, but a list of references may name one work twice.
    apart = "title" not in tells and meet
    if apart or index.related(*pair) or ("kind" in tells and not same):
        return False
    starts = [index.starts(thing) for thing in pair]
    if not all(mine.date.agrees_with(yours.date) for mine in starts[0] for yours in starts[1]):
        return False
    if _elsewhere(index, *pair):
        return False
    # Of those that always have a name, two that make the same are still two.
    if how == "any" and not {"kind", "name"} <= {*tells}:
        return True
    if how == "all" and "title" not in tells and not all(starts):
        return False
    labels = [index.label(thing) for thing in pair]
    numbers = [set(re.findall(r"\d+", label)) - set(re.findall(r"\b\d{4}\b", label)) for label in labels]
    if all(numbers) and numbers[0] != numbers[1]:
        return False
    idle = {word for thing in pair for value in _shared_values(index, thing) for word in words(index.label(value))}
    found = [frozenset(words(label)) - idle for label in labels]
    common, short = found[0] & found[1], min(map(len, found))
    if how == "all":
        return len(common) > 1 and len(common) >= ENOUGH * short
    quoted = [frozenset(re.findall("“([^”]+)”", label)) for label in labels]
    return (len(common) > 2 and len(common) == short) or (bool(quoted[0] & quoted[1]) and len(common) >= ENOUGH * short)


def _elsewhere(index: FactIndex, one: str, other: str) -> bool:
    """Whether two things are said to be at places of which none lies in another."""
    for name in index.things.listing_places:
        mine, yours = ({f.value for f in index.questions.get((thing, name), ())} for thing in (one, other))
        if mine and yours and not mine & yours and not any(index.related(a, b) for a in mine for b in yours):
            return True
    return False


def _shared_values(index: FactIndex, thing: str) -> list[str]:
    """Whom a thing is said to join or to be by; their names in its label distinguish nothing."""
    marked = index.marked(IDENTIFYING)
    return [fact.value for fact in index.of.get(thing, ()) if marked.get(fact.property) == ("all",)]
