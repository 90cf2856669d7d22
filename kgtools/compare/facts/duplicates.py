"""One thing under two ids: entities that no article holds apart and that are alike in what identifies them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from typing import NamedTuple, TypeVar

from kgtools.claims.acceptance import DENIED
from kgtools.claims.model import Entity, Fact
from kgtools.compare.clash import Clash
from kgtools.compare.facts.index import IDENTIFYING, PLACES, PROGRESS, TWICE, FactIndex, Served, Things, Wholes, keys
from kgtools.compare.facts.names import ENOUGH, table, words
from kgtools.ontology import Ontology
from kgtools.remembering import Same, as_before, for_the_same, pieces, same, values

_CROWD = 12  # a pair of words in more labels than this distinguishes nothing
_FEW = 3  # what more things than this have in common distinguishes none of them
T = TypeVar("T")
_Told = tuple[Sequence[T] | None, ...]  # what is told of several things, one after the other
_Shared = tuple[tuple[str, str], str]  # two things, with the mark of what they share
_STRENGTH = ("", "all", "any")  # of what two things share, the strongest last


def clashes(index: FactIndex) -> Iterator[Clash]:
    """Things of one table and kind that no article names side by side, alike in what identifies them.

    Alike is: the same goods; the same parties, participants or authors and names that share words; one
    name contained in the other; the same name in quotation marks. Dates must not part them.
    """
    joined: dict[str, set[str]] = {}
    goods: set[str] = set()
    for (one, other), reason in sorted(_alike(index)):
        group = joined.get(one, {one}) | joined.get(other, {other})
        joined.update(dict.fromkeys(group, group))
        if reason == "any":
            goods |= group
    for things in sorted({tuple(sorted(group)) for group in joined.values()}):
        of = "goods" if goods & set(things) else ""
        told = (tuple(map(index.of.get, things)), tuple(map(index.speaking.get, things)))
        yield _clash(index.only_kinds(things), " ".join(things), of, *told, tuple(map(index.serving.get, things)))


@for_the_same(16384)
def _clash(
    known: Things, names: str, of: str, facts: _Told[Fact], speaking: _Told[str], serving: _Told[Served]
) -> Clash:
    """What to say of things that may be one, by their facts, the articles that speak of each, and where each serves.

    `of` tells goods. Of which type the clash is, the facts tell by which things are known.
    """
    things, steps = names.split(), known.marked(PROGRESS)
    index = FactIndex(known, [fact for own in facts for fact in own or ()])
    about = [fact for thing in things for fact in index.facts_about(thing)]
    codes = {f"{known.ontology.properties[f.property].code_list}/{f.value}" for f in about}
    reached = {steps[code] for code in codes if code in steps}
    clash_type = "plan-versus-result" if of and len(reached) > 1 else "two-names"
    told = {thing: ", ".join(sorted(articles or ())) for thing, articles in zip(things, speaking, strict=True)}
    listed = "; ".join(f"{known.name(thing)} ({articles})" for thing, articles in told.items())
    # Where no article states anything of the things, those claims tell in which they serve.
    claims = keys(about) or tuple(sorted({claim.key for own in serving for claim in own or ()}))
    return Clash(clash_type, claims, f"these may be one: {listed}", names)


class _Pair(NamedTuple):
    """Two things that may be one, with the mark of what they share ('any', 'all' or none)."""

    one: str
    other: str
    how: str

    @property
    def both(self) -> str:
        return f"{self.one} {self.other}"


def _alike(index: FactIndex) -> list[tuple[tuple[str, str], str]]:
    """Pairs of things that may be one, with the mark of what they share."""
    identifying = index.with_properties(index.marked(IDENTIFYING))
    shared, subjects = _sharing(index.only(_subjects(identifying)), identifying), frozenset(index.of)
    found: list[tuple[tuple[str, str], str]] = []
    for name, own in _by_table(values(index.rows), index.ontology).items():
        found += _alike_in(index, _pairs_sharing(own, shared.get(name, ()), as_before(subjects & _ids(own))))
    return found


def _alike_in(index: FactIndex, pieces: Iterable[Same[_Pair]]) -> Iterator[tuple[tuple[str, str], str]]:
    """The same of the things of one table."""
    of_all = index.only(())
    for pairs in pieces:
        ends = _ends(pairs)
        facts, articles = tuple(map(index.of.get, ends)), tuple(map(index.speaking.get, ends))
        names, places = _compared(of_all, ends, facts)
        yield from _alike_among(index.only(names, places), pairs, ends, facts, articles)


@for_the_same(4)
def _by_table(entities: tuple[Entity, ...], ontology: Ontology) -> dict[str, Same[Entity]]:
    """The things of each table in which one may stand twice."""
    found = defaultdict[str, list[Entity]](list)
    for piece in pieces(entities):
        for name, own in _tables_of(piece, ontology).items():
            found[name] += own
    return {name: same(own) for name, own in found.items()}


@for_the_same(8192)
def _tables_of(entities: Same[Entity], ontology: Ontology) -> dict[str, list[Entity]]:
    known, found = Things((), ontology, ()), defaultdict[str, list[Entity]](list)
    for entity in entities:
        if known.of_kind(entity.id, TWICE):
            found[table(entity.id)].append(entity)
    return dict(found)


@for_the_same(64)
def _ids(entities: Same[Entity]) -> frozenset[str]:
    return frozenset(entity.id for entity in entities)


@for_the_same(64)
def _pairs_sharing(
    entities: Same[Entity], shared: tuple[_Shared, ...], subjects: frozenset[str]
) -> tuple[Same[_Pair], ...]:
    """All pairs of a table that share anything by which things are known, or words of their labels, in pieces."""
    pairs = dict(shared)
    for pair in _like_names(entities, subjects):
        pairs.setdefault(pair, "")
    return pieces(tuple(as_before(_Pair(*pair, how)) for pair, how in sorted(pairs.items())), "both")


@for_the_same(2048)
def _ends(pairs: Same[_Pair]) -> Same[str]:
    """The things of pairs, each once."""
    return same(dict.fromkeys(thing for pair in pairs for thing in pair[:2]))


@for_the_same(4)
def _subjects(facts: tuple[Fact, ...]) -> Same[str]:
    return same(dict.fromkeys(fact.subject for fact in facts))


@for_the_same(2048)
def _compared(things: Things, ends: tuple[str, ...], facts: _Told[Fact]) -> tuple[Same[str], frozenset[str]]:
    """Things with those by which they are known, and things with where they are said to be."""
    marked, listing = things.marked(IDENTIFYING), things.listing_places
    told = [fact for own in facts for fact in own or ()]
    places = frozenset((*ends, *(fact.value for fact in told if fact.property in listing)))
    return same(dict.fromkeys((*ends, *(fact.value for fact in told if fact.property in marked)))), places


@for_the_same(2048)
def _alike_among(
    things: Things, pairs: Same[_Pair], ends: Same[str], facts: _Told[Fact], articles: _Told[str]
) -> list[tuple[tuple[str, str], str]]:
    """Those of some pairs that may be one; `facts` and `articles` are those of their things (`ends`), in this order."""
    telling = {*things.marked(IDENTIFYING), *things.marked(PLACES), *things.listing_places}
    found, facts_of, articles_of = [], dict(zip(ends, facts, strict=True)), dict(zip(ends, articles, strict=True))
    for one, other, how in pairs:
        mine, yours = articles_of[one], articles_of[other]
        if mine and yours:
            meet = "in one article" if set(mine).intersection(yours) else ""
            said = (facts_of[one], facts_of[other])
            own = tuple(fact for some in said for fact in some or () if fact.property in telling)
            names = dict.fromkeys((one, other, *(fact.value for fact in own)))
            entities = tuple(filter(None, map(things.entities.get, names)))
            wholes = same(things.lying[name] for name in names if name in things.lying)
            if _may_be_one(entities, things.ontology, wholes, one, other, how, meet, own):
                found.append(((one, other), how))
    return found


@for_the_same(4)
def _sharing(things: Things, facts: tuple[Fact, ...]) -> dict[str, tuple[_Shared, ...]]:
    """By table, pairs with all or any values of an identifying property in common."""
    marked = things.marked(IDENTIFYING)
    blocks: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for (subject, name), told in FactIndex(things, facts).questions.items():
        if things.of_kind(subject, TWICE):
            said = sorted({fact.value for fact in told if fact.modality != DENIED})
            how = marked[name][0]
            for part in [said] if how == "all" else [[value] for value in said]:
                blocks[table(subject), how, name, *part].add(subject)
    found: dict[str, dict[tuple[str, str], str]] = defaultdict(dict)
    for (name, how, *_), alike in sorted(blocks.items()):
        if how == "any" and len(alike) > _FEW:
            how = ""
        for pair in _pairs(things, alike):
            found[name][pair] = max(how, found[name].get(pair, ""), key=_STRENGTH.index)
    return {name: as_before(tuple(pairs.items())) for name, pairs in found.items()}


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


def _like_names(entities: Same[Entity], things: frozenset[str]) -> Iterator[tuple[str, str]]:
    """Pairs whose labels share two words that few labels share, or a name in quotation marks."""
    for block in _blocks(entities):
        own = [thing for thing in block if thing in things]
        if len(own) <= _CROWD:
            yield from combinations(own, 2)


@for_the_same(64)
def _blocks(entities: Same[Entity]) -> list[list[str]]:
    """Things of a table whose labels share two words, or a name in quotation marks, sorted."""
    blocks: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for entity in entities:
        label = entity.labels[0].value if entity.labels else ""
        for pair in combinations(sorted(set(words(label))), 2):
            blocks[pair].add(entity.id)
        for quoted in re.findall("“([^”]+)”", label):
            blocks["“", *words(quoted)].add(entity.id)
    return [sorted(those) for those in blocks.values() if len(those) > 1]


@for_the_same(65536)  # of the pairs of a piece most are as they were
def _may_be_one(
    entities: tuple[Entity, ...], ontology: Ontology, wholes: tuple[Wholes, ...],
    one: str, other: str, how: str, meet: str, facts: tuple[Fact, ...],
) -> bool:  # fmt: skip
    """Whether two things of which these are the facts may be one; `meet` says if one article speaks of both."""
    things = Things(entities, ontology, wholes)
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
